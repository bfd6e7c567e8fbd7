/* tasks.h: an event loop for tests: tasks that one thread drives by poll(). */
#ifndef SQT_TASKS_H
#define SQT_TASKS_H

#include "squill/task.h"

enum { MAX_TASKS = 256 };
typedef struct sqt_loop {
    sq_task *tasks[MAX_TASKS];
    size_t n;
    size_t most_waiting; /* tasks that waited at the same time */
} sqt_loop;

/* A task to drive. */
sq_task *loop_add(sqt_loop *l, sq_task_fn fn, void *arg);
/* Steps each task that is due; `wait` until one is, or not. Gives how many have not ended. */
size_t loop_turn(sqt_loop *l, bool wait);
/* To the end of all of them, which are freed then. */
void loop_run(sqt_loop *l);

#endif
