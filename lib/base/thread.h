/* thread.h: mutex, condition, monotonic clock, and what a fork does to them.
 *
 * In a task (squill/task.h) what waits gives way: no other task of the thread is stopped by it. So
 * a mutex is never held over a wait, but what must be is a sqi_hold.
 *
 * Time is microseconds of the monotonic clock; a deadline is such a time, 0 means none. Clock and
 * waiting can be replaced, so that tests of time need no sleep. */
#ifndef SQI_THREAD_H
#define SQI_THREAD_H

#include <pthread.h>
#include "squill/base.h"

typedef pthread_mutex_t sqi_mutex;
/* Guarded by the mutex that it is waited for with, also when it is signalled. */
typedef struct sqi_cond {
    pthread_cond_t threads;
    struct sqi_parked *first, *last; /* tasks that wait */
} sqi_cond;

static inline void sqi_mutex_init(sqi_mutex *m)
{
    pthread_mutex_init(m, NULL);
}
static inline void sqi_mutex_free(sqi_mutex *m)
{
    pthread_mutex_destroy(m);
}
static inline void sqi_lock(sqi_mutex *m)
{
    pthread_mutex_lock(m);
}
static inline void sqi_unlock(sqi_mutex *m)
{
    pthread_mutex_unlock(m);
}

void sqi_cond_init(sqi_cond *c);
static inline void sqi_cond_free(sqi_cond *c)
{
    pthread_cond_destroy(&c->threads);
}
/* To one of those who wait. */
void sqi_cond_signal(sqi_cond *c);
/* Waits until signalled or the deadline has passed (then false). May wake early, as all conditions
 * may: the caller looks again. */
bool sqi_cond_wait(sqi_cond *c, sqi_mutex *m, int64_t deadline);

/* A lock that can be kept while its holder waits, who then does not have the mutex: */
typedef struct sqi_hold {
    sqi_mutex mutex;
    sqi_cond given_back;
    bool kept;
} sqi_hold;
void sqi_hold_init(sqi_hold *h);
void sqi_hold_free(sqi_hold *h);
void sqi_hold_wait(sqi_hold *h);
/* A mutex, where one who keeps it is waited for, too. */
static inline void sqi_hold_lock(sqi_hold *h)
{
    sqi_lock(&h->mutex);
    if (h->kept)
        sqi_hold_wait(h);
}
static inline void sqi_hold_unlock(sqi_hold *h)
{
    sqi_unlock(&h->mutex);
}
/* Between lock and unlock: from here to there the holder may wait. */
void sqi_hold_keep(sqi_hold *h);
void sqi_hold_take_back(sqi_hold *h);

/* Microseconds of the monotonic clock; never 0. */
int64_t sqi_now(void);
void sqi_sleep(int64_t microseconds);
/* The deadline that lies `milliseconds` ahead; 0 or less gives 0, none. */
int64_t sqi_deadline_in(int64_t milliseconds);
/* The earlier one, where 0 is never. */
int64_t sqi_earlier(int64_t a, int64_t b);
/* What is late is cancelled, and then has this long to come to rest. */
enum { SQI_REST_MS = 500 };
/* When the rows that nobody wants are given up, whose statement is cancelled at `now`: five seconds
 * on, but no longer behind the statement's deadline (0: none) than what is late has. */
int64_t sqi_rest_until(int64_t now, int64_t deadline);

/* How long to pause before trying again: grows from 5 ms with each attempt, counted from 0, up to
 * `most`; up to half of it is left to chance. */
int64_t sqi_backoff(int attempt, int64_t most);

/* Replaces clock and waiting; NULL restores the real ones. `wait` is called with the mutex held and
 * returns as sqi_cond_wait() does. For tests, before any thread is started. */
typedef struct sqi_clock {
    int64_t (*now)(void *context);
    bool (*wait)(void *context, sqi_cond *c, sqi_mutex *m, int64_t deadline);
    void (*sleep)(void *context, int64_t microseconds);
    void *context;
} sqi_clock;
void sqi_set_clock(const sqi_clock *clock);

/* Work that can only block, in a thread of its own, waited for at most until the deadline. ALONE:
 * there was no thread to be had, and nothing was done. LATE, or CANCELLED as the task was that
 * waited: it goes on, `context` is no longer the caller's, and drop(context) is called at its
 * end. */
typedef enum sqi_outcome { SQI_ENDED, SQI_ALONE, SQI_LATE, SQI_CANCELLED } sqi_outcome;
static inline bool sqi_goes_on(sqi_outcome o)
{
    return o >= SQI_LATE;
}
sqi_outcome sqi_run_until(void (*work)(void *context), void (*drop)(void *context), void *context,
                          int64_t deadline);

/* How many forks lie between this process and the first one. What was made under another number
 * belongs to a parent. */
uint32_t sqi_fork_generation(void);

/* A mutex that is taken before a fork and released on both sides, so that what it guards is whole
 * in the child. Linked in and out by its owner. */
typedef struct sqi_fork_guard {
    sqi_mutex *mutex;
    struct sqi_fork_guard *next, *prev;
} sqi_fork_guard;
void sqi_fork_guard_add(sqi_fork_guard *g, sqi_mutex *m);
void sqi_fork_guard_remove(sqi_fork_guard *g);

#endif
