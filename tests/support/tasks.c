/* tasks.c: see tasks.h. */
#include "tests/support/tasks.h"
#include "lib/base/task.h"
#include "tests/support/support.h"

sq_task *loop_add(sqt_loop *l, sq_task_fn fn, void *arg)
{
    ck_assert_uint_lt(l->n, MAX_TASKS);
    return l->tasks[l->n++] = sq_task_new(fn, arg);
}

/* The first of them is due in so many milliseconds; -1: never. */
static int earliest(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

size_t loop_turn(sqt_loop *l, bool wait)
{
    struct pollfd fds[MAX_TASKS];
    sq_wait w[MAX_TASKS];
    int ms = wait ? -1 : 0;
    size_t running = 0, waiting = 0, left = 0;
    for (size_t i = 0; i < l->n; i++) {
        bool ended = sq_task_result(l->tasks[i]) != SQ_ERR_BUSY;
        sq_task_wait(l->tasks[i], &w[i]);
        fds[i] = (struct pollfd){.fd = ended ? -1 : w[i].fd,
                                 .events = sqi_poll_events(w[i].events)};
        ms = ended ? ms : earliest(ms, sq_wait_ms(&w[i]));
        running += !ended;
        waiting += !ended && sq_wait_ms(&w[i]) != 0;
    }
    if (running == 0)
        return 0;
    if (waiting > l->most_waiting)
        l->most_waiting = waiting;
    ck_assert_int_ge(poll(fds, (nfds_t)l->n, ms), 0);
    for (size_t i = 0; i < l->n; i++)
        if (sq_task_result(l->tasks[i]) == SQ_ERR_BUSY)
            left += fds[i].revents || sq_wait_ms(&w[i]) == 0
                        ? sq_task_step(l->tasks[i]) == SQ_TASK_WAITS
                        : 1;
    return left;
}

void loop_run(sqt_loop *l)
{
    while (loop_turn(l, true) > 0)
        ;
    for (size_t i = 0; i < l->n; i++)
        ck_assert_int_eq(sq_task_free(l->tasks[i]), SQ_OK);
    l->n = 0;
}
