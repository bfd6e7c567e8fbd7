/* task.c: see squill/task.h. The one place where the library waits for a descriptor.
 *
 * Which task runs is a matter of the thread, so that is kept with it, the only thing that is.
 *
 * Invariant: the task that `current` points to is the one whose stack this thread is on; a task is
 * RUNNING from the beginning of a step to its end, also while it steps another one. */
#include "lib/base/task.h"
#include "lib/base/alloc.h"
#include "lib/base/fiber.h"
#include "lib/base/thread.h"

enum { STACK_SIZE = 2 << 20 };

typedef enum state { NEW, RUNNING, WAITING, ENDED } state;

struct sq_task {
    sqi_fiber fiber;
    sq_task_fn fn;
    void *arg;
    int result;
    state state;
    bool cancelled; /* and it was not told yet */
    int shields;
    pthread_t thread; /* that of its first step */
    sq_wait wait;
};

static sq_task no_memory = {.state = ENDED, .result = SQ_ERR_NOMEM};
static _Thread_local sq_task *current;

/* ---- making, running, freeing ---- */

static void run(void *task)
{
    sq_task *t = task;
    t->result = t->fn ? t->fn(t->arg) : SQ_ERR_ARGUMENT;
    t->state = ENDED;
}

sq_task *(sq_task_new)(sq_task_fn fn, void *arg, const sq_task_options *o)
{
    size_t known = offsetof(sq_task_options, stack_size) + sizeof o->stack_size;
    size_t stack_size = o && o->size >= known ? o->stack_size : 0;
    sq_task *t = sqi_zalloc(NULL, sizeof *t);
    if (!t)
        return &no_memory;
    t->fn = fn;
    t->arg = arg;
    if (sqi_fiber_make(&t->fiber, stack_size ? stack_size : STACK_SIZE, run, t))
        return t;
    sqi_free(NULL, t);
    return &no_memory;
}

static bool is_under_way(const sq_task *t)
{
    return t->state == RUNNING || t->state == WAITING;
}

int sq_task_restart(sq_task *t, sq_task_fn fn, void *arg)
{
    if (t == &no_memory)
        return SQ_ERR_NOMEM;
    if (is_under_way(t))
        return SQ_ERR_BUSY;
    sqi_fiber_rewind(&t->fiber);
    t->fn = fn;
    t->arg = arg;
    t->state = NEW;
    t->cancelled = false;
    return SQ_OK;
}

int sq_task_step(sq_task *t)
{
    if (t->state == ENDED)
        return SQ_TASK_DONE;
    if (t->state == NEW)
        t->thread = pthread_self();
    else if (!pthread_equal(t->thread, pthread_self()))
        return SQ_ERR_STATE;
    if (t->state == RUNNING)
        return SQ_ERR_BUSY;
    sq_task *outer = current;
    current = t;
    t->state = RUNNING;
    sqi_fiber_enter(&t->fiber);
    current = outer;
    return t->state == ENDED ? SQ_TASK_DONE : SQ_TASK_WAITS;
}

int sq_task_result(const sq_task *t)
{
    return t->state == ENDED ? t->result : SQ_ERR_BUSY;
}

void sq_task_cancel(sq_task *t)
{
    if (t->state == NEW) {
        t->result = SQ_ERR_CANCELLED;
        t->state = ENDED;
    } else if (t->state != ENDED) {
        t->cancelled = true;
        t->wait = (sq_wait){.fd = -1, .deadline = 1};
    }
}

int sq_task_free(sq_task *t)
{
    if (!t || t == &no_memory)
        return SQ_OK;
    if (is_under_way(t))
        return SQ_ERR_BUSY;
    sqi_fiber_free(&t->fiber);
    sqi_free(NULL, t);
    return SQ_OK;
}

/* ---- inside ---- */

sq_task *sq_task_current(void)
{
    return current;
}

bool sq_task_cancelled(void)
{
    sq_task *t = current;
    bool told = t && t->cancelled && t->shields == 0;
    if (told)
        t->cancelled = false;
    return told;
}

void sqi_task_shield(bool on)
{
    if (current)
        current->shields += on ? 1 : -1;
}

/* ---- waiting ---- */

void sq_task_wait(const sq_task *t, sq_wait *out)
{
    *out = t->state == WAITING ? t->wait : (sq_wait){.fd = -1, .deadline = 1};
}

int64_t sq_deadline(int64_t ms)
{
    return sqi_deadline_in(ms);
}

int sq_wait_ms(const sq_wait *w)
{
    enum { LONGEST_MS = 3600 * 1000 };
    if (!w->deadline)
        return -1;
    int64_t left = (w->deadline - sqi_now() + 999) / 1000;
    return left < 0 ? 0 : left < LONGEST_MS ? (int)left : LONGEST_MS;
}

/* A signal ends it: the caller looks at its clock again. */
static void wait_in_poll(const sq_wait *w)
{
    struct pollfd p = {.fd = w->fd, .events = sqi_poll_events(w->events)};
    poll(&p, w->fd >= 0, sq_wait_ms(w));
}

void sq_await(int fd, int events, int64_t deadline)
{
    sq_task *t = current;
    const sq_wait w = {.fd = fd, .events = events, .deadline = deadline};
    if (!t) {
        wait_in_poll(&w);
        return;
    }
    t->wait = w;
    t->state = WAITING;
    sqi_fiber_leave(&t->fiber);
    t->state = RUNNING;
}
