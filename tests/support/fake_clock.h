/* fake_clock.h: time that only passes when a test says so. A wait for a condition with a deadline
 * jumps to it, so nothing that is waited for can come from another thread. */
#ifndef SQT_FAKE_CLOCK_H
#define SQT_FAKE_CLOCK_H

#include "lib/base/thread.h"

typedef struct fake_time {
    int64_t now;
    int64_t slept; /* all of sqi_sleep() */
    int sleeps;
} fake_time;

extern fake_time fake_clock;

void fake_clock_start(void);
void fake_clock_stop(void);
void fake_clock_pass(int64_t microseconds);

#endif
