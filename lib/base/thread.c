/* thread.c: see thread.h. The only mutable statics are the clock of tests and the fork registry. */
#include "lib/base/thread.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include "lib/base/alloc.h"
#include "squill/task.h"

static const sqi_clock *test_clock;

void sqi_set_clock(const sqi_clock *clock)
{
    test_clock = clock;
}

int64_t sqi_now(void)
{
    if (test_clock)
        return test_clock->now(test_clock->context);
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + 1;
}

int64_t sqi_deadline_in(int64_t milliseconds)
{
    return milliseconds > 0 ? sqi_now() + milliseconds * 1000 : 0;
}

int64_t sqi_earlier(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

int64_t sqi_rest_until(int64_t now, int64_t deadline)
{
    enum { GRACE = 5000000 };
    int64_t late = deadline ? (deadline > now ? deadline : now) + SQI_REST_MS * 1000 : 0;
    return sqi_earlier(now + GRACE, late);
}

void sqi_sleep(int64_t microseconds)
{
    if (test_clock) {
        test_clock->sleep(test_clock->context, microseconds);
        return;
    }
    int64_t now = sqi_now(), until = now + microseconds;
    for (; now < until; now = sqi_now())
        sq_await(-1, 0, until);
}

/* Chance: the clock's low digits. */
int64_t sqi_backoff(int attempt, int64_t most)
{
    enum { FIRST_US = 5000, DOUBLINGS = 16 };
    int64_t pause = (int64_t)FIRST_US << (attempt < DOUBLINGS ? attempt : DOUBLINGS);
    if (pause > most)
        pause = most;
    uint64_t chance = (uint64_t)sqi_now() * 0x9E3779B97F4A7C15U >> 40;
    return pause / 2 + (int64_t)(chance % (uint64_t)(pause / 2 + 1));
}

/* ---- conditions ---- */

/* A task that waits for a condition: its loop is told by a descriptor, and where there is none to
 * be had the task looks every TICK_US. Lives on the stack of the task, linked in until it is
 * signalled. */
enum { TICK_US = 10000 };
typedef struct sqi_parked sqi_parked;
struct sqi_parked {
    sqi_parked *next, *prev;
    int fd;
    bool linked;
};

void sqi_cond_init(sqi_cond *c)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->threads, &attr);
    pthread_condattr_destroy(&attr);
    c->first = c->last = NULL;
}

static void link_in(sqi_cond *c, sqi_parked *p)
{
    p->prev = c->last;
    *(c->last ? &c->last->next : &c->first) = p;
    c->last = p;
    p->linked = true;
}

static void link_out(sqi_cond *c, sqi_parked *p)
{
    if (!p->linked)
        return;
    *(p->prev ? &p->prev->next : &c->first) = p->next;
    *(p->next ? &p->next->prev : &c->last) = p->prev;
    p->linked = false;
}

void sqi_cond_signal(sqi_cond *c)
{
    sqi_parked *p = c->first;
    if (!p) {
        pthread_cond_signal(&c->threads);
        return;
    }
    link_out(c, p);
    if (p->fd >= 0)
        eventfd_write(p->fd, 1);
}

static bool park(sqi_cond *c, sqi_mutex *m, int64_t deadline)
{
    sqi_parked p = {.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    link_in(c, &p);
    sqi_unlock(m);
    sq_await(p.fd, SQ_WAIT_READ, p.fd >= 0 ? deadline : sqi_earlier(deadline, sqi_now() + TICK_US));
    sqi_lock(m);
    link_out(c, &p);
    if (p.fd >= 0)
        close(p.fd);
    return !deadline || sqi_now() < deadline;
}

bool sqi_cond_wait(sqi_cond *c, sqi_mutex *m, int64_t deadline)
{
    if (sq_task_current())
        return park(c, m, deadline);
    if (test_clock)
        return test_clock->wait(test_clock->context, c, m, deadline);
    if (deadline == 0) {
        pthread_cond_wait(&c->threads, m);
        return true;
    }
    struct timespec t = {.tv_sec = (time_t)(deadline / 1000000),
                         .tv_nsec = (long)(deadline % 1000000) * 1000};
    return pthread_cond_timedwait(&c->threads, m, &t) != ETIMEDOUT;
}

/* ---- holding on ---- */

void sqi_hold_init(sqi_hold *h)
{
    sqi_mutex_init(&h->mutex);
    sqi_cond_init(&h->given_back);
    h->kept = false;
}

void sqi_hold_free(sqi_hold *h)
{
    sqi_cond_free(&h->given_back);
    sqi_mutex_free(&h->mutex);
}

/* Each of those who wait wakes the next one. */
void sqi_hold_wait(sqi_hold *h)
{
    while (h->kept)
        sqi_cond_wait(&h->given_back, &h->mutex, 0);
    sqi_cond_signal(&h->given_back);
}

void sqi_hold_keep(sqi_hold *h)
{
    h->kept = true;
    sqi_unlock(&h->mutex);
}

void sqi_hold_take_back(sqi_hold *h)
{
    sqi_lock(&h->mutex);
    h->kept = false;
    sqi_cond_signal(&h->given_back);
}

/* ---- work that may outlive who waits for it ---- */

typedef struct run {
    sqi_mutex lock; /* guards what follows */
    sqi_cond ended_cond;
    bool ended, left; /* who comes second of the thread and the one that waits for it frees this */
    void (*work)(void *context), (*drop)(void *context);
    void *context;
} run;

static void free_run(run *r)
{
    sqi_cond_free(&r->ended_cond);
    sqi_mutex_free(&r->lock);
    sqi_free(NULL, r);
}

/* Gives whether the other side has left before. With the lock, which it releases. */
static bool leave(run *r)
{
    bool second = r->left;
    r->left = true;
    sqi_unlock(&r->lock);
    return second;
}

static void *run_alone(void *context)
{
    run *r = context;
    r->work(r->context);
    sqi_lock(&r->lock);
    r->ended = true;
    sqi_cond_signal(&r->ended_cond);
    if (leave(r)) {
        r->drop(r->context);
        free_run(r);
    }
    return NULL;
}

/* Without signals: their handlers are for the application's threads. */
static bool start_thread(run *r)
{
    pthread_t id;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&id, NULL, run_alone, r) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started)
        pthread_detach(id);
    return started;
}

sqi_outcome sqi_run_until(void (*work)(void *context), void (*drop)(void *context), void *context,
                          int64_t deadline)
{
    run *r = sqi_zalloc(NULL, sizeof *r);
    if (!r)
        return SQI_ALONE;
    sqi_mutex_init(&r->lock);
    sqi_cond_init(&r->ended_cond);
    r->work = work;
    r->drop = drop;
    r->context = context;
    if (!start_thread(r)) {
        free_run(r);
        return SQI_ALONE;
    }
    sqi_lock(&r->lock);
    bool in_time = true;
    while (!r->ended && in_time && !sq_task_cancelled())
        in_time = sqi_cond_wait(&r->ended_cond, &r->lock, deadline);
    sqi_outcome outcome = r->ended ? SQI_ENDED : in_time ? SQI_CANCELLED : SQI_LATE;
    if (leave(r))
        free_run(r);
    return outcome;
}

/* ---- fork ---- */

static _Atomic uint32_t generation;
static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static sqi_fork_guard *guards;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void before_fork(void)
{
    pthread_mutex_lock(&registry);
    for (sqi_fork_guard *g = guards; g; g = g->next)
        sqi_lock(g->mutex);
}

static void after_fork(void)
{
    for (sqi_fork_guard *g = guards; g; g = g->next)
        sqi_unlock(g->mutex);
    pthread_mutex_unlock(&registry);
}

static void after_fork_in_child(void)
{
    atomic_fetch_add(&generation, 1);
    after_fork();
}

static void install(void)
{
    pthread_atfork(before_fork, after_fork, after_fork_in_child);
}

uint32_t sqi_fork_generation(void)
{
    return atomic_load_explicit(&generation, memory_order_relaxed);
}

void sqi_fork_guard_add(sqi_fork_guard *g, sqi_mutex *m)
{
    pthread_once(&once, install);
    *g = (sqi_fork_guard){.mutex = m};
    pthread_mutex_lock(&registry);
    g->next = guards;
    if (guards)
        guards->prev = g;
    guards = g;
    pthread_mutex_unlock(&registry);
}

void sqi_fork_guard_remove(sqi_fork_guard *g)
{
    pthread_mutex_lock(&registry);
    if (g->prev)
        g->prev->next = g->next;
    else
        guards = g->next;
    if (g->next)
        g->next->prev = g->prev;
    pthread_mutex_unlock(&registry);
}
