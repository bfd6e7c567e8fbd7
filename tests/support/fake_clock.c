/* fake_clock.c: see fake_clock.h. */
#include "tests/support/fake_clock.h"

fake_time fake_clock;

static int64_t now(void *context)
{
    (void)context;
    return fake_clock.now;
}

static bool jump(void *context, sqi_cond *c, sqi_mutex *m, int64_t deadline)
{
    (void)context;
    (void)c;
    (void)m;
    fake_clock.now = deadline;
    return false;
}

static void sleep_through(void *context, int64_t microseconds)
{
    (void)context;
    fake_clock.now += microseconds;
    fake_clock.slept += microseconds;
    fake_clock.sleeps++;
}

static const sqi_clock clock_of_tests = {now, jump, sleep_through, NULL};

void fake_clock_start(void)
{
    fake_clock = (fake_time){.now = 1000000};
    sqi_set_clock(&clock_of_tests);
}

void fake_clock_stop(void)
{
    sqi_set_clock(NULL);
}

void fake_clock_pass(int64_t microseconds)
{
    fake_clock.now += microseconds;
}
