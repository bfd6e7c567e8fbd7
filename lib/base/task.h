/* task.h: what the library knows of the task that it runs in, beside squill/task.h.
 *
 * Drivers link a copy of this room (but of task.c and fiber.c) and find the task by the exported
 * functions: which task runs is known in one place. */
#ifndef SQI_TASK_H
#define SQI_TASK_H

#include <poll.h>
#include "squill/task.h"

/* SQ_WAIT_READ and SQ_WAIT_WRITE as poll() takes them. */
static inline short sqi_poll_events(int events)
{
    return (short)((events & SQ_WAIT_READ ? POLLIN : 0) | (events & SQ_WAIT_WRITE ? POLLOUT : 0));
}

/* From on to off a cancel of the task that runs waits: what is done must be done to its end. They
 * nest. */
void sqi_task_shield(bool on);

#endif
