/* task.h: the same calls on your own event loop.
 *
 * A task is a function with a stack of its own. Where a call of squill in it would wait (for a
 * server, for a connection of the pool, for a lock of SQLite's) the task gives way: the step that
 * ran it returns, and tells what is waited for. So whatever is written for threads, transactions
 * and streams and bulk loads too, runs on an event loop as it is.
 *
 *   sq_task *t = sq_task_new(work, arg);
 *   while (sq_task_step(t) == SQ_TASK_WAITS) {
 *       sq_wait w;
 *       sq_task_wait(t, &w);
 *       struct pollfd p = {.fd = w.fd, .events = ...};      or epoll, libuv, GLib ...
 *       poll(&p, 1, sq_wait_ms(&w));
 *   }
 *   int result = sq_task_result(t);
 *   sq_task_free(t);
 *
 * A loop does so for many tasks at once. Whenever the descriptor of a task is ready, or its time is
 * over, it is due for its next step; one that comes too early does no harm. What a step told is
 * over with the next step: a descriptor is taken out of an epoll set before that, since the call
 * may close it.
 *
 * Threads: the first step ties a task to its thread, all others are made by the same one. Any
 * number of threads may have tasks, and a pool may be used by tasks and threads at once: who came
 * first is served first. A task must not give way while it holds a lock of the application's that
 * another task of its thread may want.
 *
 * SQLAlchemy: AsyncEngine, AsyncConnection, and the greenlets below them. */
#ifndef SQUILL_TASK_H
#define SQUILL_TASK_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is waited for. */
enum { SQ_WAIT_READ = 1, SQ_WAIT_WRITE = 2 };
typedef struct sq_wait {
    int fd;           /* -1: only for time */
    int events;       /* SQ_WAIT_READ, SQ_WAIT_WRITE */
    int64_t deadline; /* microseconds of the monotonic clock; 0: none */
} sq_wait;
/* The deadline that lies so many milliseconds ahead; 0 or less gives 0, none. */
SQ_API int64_t sq_deadline(int64_t ms);
/* The time until its deadline as poll() and epoll_wait() take it: rounded up; -1: there is none. */
SQ_API int sq_wait_ms(const sq_wait *w);

typedef struct sq_task sq_task;
typedef int (*sq_task_fn)(void *arg);
typedef struct sq_task_options {
    size_t size; /* set by the macro */
    /* bytes; 0: 2 MiB, which is enough for the deepest statement that a builder lets through. Only
     * what is touched of it takes memory. Below it lies a page that ends the program when the stack
     * is not enough. */
    size_t stack_size;
} sq_task_options;

/* A task that has not begun: fn(arg) runs with its first step. Never NULL; without memory it has
 * ended, with SQ_ERR_NOMEM. The caller's until sq_task_free(). */
SQ_API SQ_USE sq_task *sq_task_new(sq_task_fn fn, void *arg, const sq_task_options *o);
#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_task_new(...) (sq_task_new)(SQ_PRIV_TASK(__VA_ARGS__, .size = sizeof(sq_task_options)))
#define SQ_PRIV_TASK(fn, arg, ...) (fn), (arg), &(const sq_task_options){__VA_ARGS__}
/* clang-format on */
#endif

/* Lets one that has ended begin anew with another function, in any thread: what it takes to make a
 * stack is saved. SQ_OK; SQ_ERR_BUSY while it has begun and not ended; SQ_ERR_NOMEM as above. */
SQ_API int sq_task_restart(sq_task *t, sq_task_fn fn, void *arg);

/* Runs the task until it waits or ends: SQ_TASK_WAITS, SQ_TASK_DONE, or SQ_ERR_BUSY where it is
 * running (it steps itself), SQ_ERR_STATE in another thread than that of its first step. May be
 * called from another task. */
typedef enum sq_task_state { SQ_TASK_DONE, SQ_TASK_WAITS } sq_task_state;
SQ_API int sq_task_step(sq_task *t);
/* What it waits for since its last step. One that has not begun, or ended: for nothing, its time is
 * over. */
SQ_API void sq_task_wait(const sq_task *t, sq_wait *out);
/* What its function returned, once it has ended; before that SQ_ERR_BUSY. SQ_ERR_CANCELLED also of
 * one that was cancelled before it began. */
SQ_API int sq_task_result(const sq_task *t);

/* Asks the task to stop: the call that it waits in, or else the next one that would wait, ends with
 * SQ_ERR_CANCELLED, as by sq_cancel(); only a ROLLBACK, and what gives a connection back, do not.
 * That is told once: a function that goes on regardless does so. One that has not begun never
 * does. The task is due for a step then. In the thread of the task. SQLAlchemy: Task.cancel() of
 * asyncio. */
SQ_API void sq_task_cancel(sq_task *t);
/* SQ_OK; or SQ_ERR_BUSY, and nothing is freed, while it has begun and not ended: what it holds is
 * given back by its own function alone. Cancel it, and step it to its end. NULL is allowed. */
SQ_API int sq_task_free(sq_task *t);

/* ---- inside of a task ---- */

/* The task that this call runs in; NULL: none. */
SQ_API sq_task *sq_task_current(void);
/* Was it asked to stop? Tells it once, as a call of squill does. False outside of a task. For work
 * that takes long and calls nothing that waits. */
SQ_API bool sq_task_cancelled(void);
/* Gives way until `fd` (-1: none) is ready or the deadline (0: none) has passed. May return early,
 * so the caller looks again; also when the task is asked to stop. Outside of a task it waits by
 * poll(). For what else the task waits for, and for drivers whose client library waits by a
 * function that can be replaced. */
SQ_API void sq_await(int fd, int events, int64_t deadline);

#ifdef __cplusplus
}
#endif
#endif
