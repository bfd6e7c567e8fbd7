/* pool.c: what it costs to borrow a connection. The pool of an engine whose driver does nothing, by
 * one thread alone, by eight threads on four connections beside a bare hand-off in the order of
 * coming, and how long the unluckiest of them waits. */
#include "bench/bench.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 8, CONNECTIONS = 4, ROUNDS = 7, ALONE = 200000, SHARED = 4000, HELD = 100 };

static double read_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *figures)
{
    qsort(figures, ROUNDS, sizeof *figures, by_size);
    return figures[ROUNDS / 2];
}

/* ---- a driver that does nothing ---- */

static int no_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                      sq_driver_conn **out, sq_error *err)
{
    (void)u, (void)deadline, (void)err;
    *out = calloc(1, sizeof **out);
    if (!*out)
        abort();
    (*out)->host = host;
    return SQ_OK;
}

static void no_close(sq_driver_conn *c, bool abandon)
{
    (void)abandon;
    free(c);
}

static int no_begin(sq_driver_conn *c, const sq_begin_options *o, sq_error *err)
{
    (void)c, (void)o, (void)err;
    return SQ_OK;
}

static int no_end(sq_driver_conn *c, sq_error *err)
{
    (void)c, (void)err;
    return SQ_OK;
}

static int no_execute(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                      sq_error *err)
{
    (void)c, (void)r, (void)out;
    return err->status = SQ_ERR_UNSUPPORTED;
}

static int no_fetch(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err)
{
    (void)c, (void)rows, (void)err;
    return SQ_OK;
}

static void no_get(sq_driver_rows *rows, size_t column, sq_value *out)
{
    (void)rows, (void)column;
    *out = sq_null_value();
}

static void no_finish(sq_driver_conn *c, sq_driver_rows *rows)
{
    (void)c, (void)rows;
}

static sq_engine *open_pool(void)
{
    static const char *const schemes[] = {"default+nothing", NULL};
    static const sq_driver nothing = {.abi = SQ_DRIVER_ABI,
                                      .size = sizeof nothing,
                                      .name = "nothing",
                                      .schemes = schemes,
                                      .connect = no_connect,
                                      .close = no_close,
                                      .begin = no_begin,
                                      .commit = no_end,
                                      .rollback = no_end,
                                      .execute = no_execute,
                                      .fetch = no_fetch,
                                      .get = no_get,
                                      .finish = no_finish};
    if (sq_driver_register(&nothing, NULL) != SQ_OK)
        abort();
    return sq_engine_open("default+nothing://", .pool_size = CONNECTIONS,
                          .max_overflow = SQ_NO_OVERFLOW);
}

/* ---- the bare hand-off ---- */

typedef struct waiter {
    struct waiter *next;
    pthread_cond_t cond;
    bool granted;
} waiter;

typedef struct hand_off {
    pthread_mutex_t lock;
    int free;
    waiter *first, **last;
} hand_off;

static void hand_take(hand_off *h)
{
    pthread_mutex_lock(&h->lock);
    if (h->free > 0) {
        h->free--;
    } else {
        waiter w = {.next = NULL};
        pthread_cond_init(&w.cond, NULL);
        *h->last = &w;
        h->last = &w.next;
        while (!w.granted)
            pthread_cond_wait(&w.cond, &h->lock);
        pthread_cond_destroy(&w.cond);
    }
    pthread_mutex_unlock(&h->lock);
}

static void hand_give(hand_off *h)
{
    pthread_mutex_lock(&h->lock);
    waiter *w = h->first;
    if (w) {
        h->first = w->next;
        if (!h->first)
            h->last = &h->first;
        w->granted = true;
        pthread_cond_signal(&w->cond);
    } else {
        h->free++;
    }
    pthread_mutex_unlock(&h->lock);
}

/* ---- threads ---- */

typedef struct worker {
    pthread_t thread;
    pthread_barrier_t *start;
    sq_engine *db; /* NULL: the hand-off */
    hand_off *hand;
    int runs;
    double began, ended;
    double waits[HELD]; /* of those that hold a connection for a while */
} worker;

static void *take_and_give(void *context)
{
    worker *w = context;
    pthread_barrier_wait(w->start);
    w->began = now();
    for (int i = 0; i < w->runs; i++)
        if (w->db) {
            sq_conn *c = sq_connect(w->db);
            sched_yield(); /* or a thread is done before the next one comes */
            sq_conn_close(c);
        } else {
            hand_take(w->hand);
            sched_yield();
            hand_give(w->hand);
        }
    w->ended = now();
    return NULL;
}

static void *take_and_hold(void *context)
{
    static const struct timespec held = {.tv_nsec = 1000000};
    worker *w = context;
    pthread_barrier_wait(w->start);
    for (int i = 0; i < w->runs; i++) {
        double asked = now();
        sq_conn *c = sq_connect(w->db);
        w->waits[i] = now() - asked;
        nanosleep(&held, NULL);
        sq_conn_close(c);
    }
    return NULL;
}

/* ns of one run, all threads at it: from when the first begins until the last has ended. */
static double together(worker *all, void *(*work)(void *), sq_engine *db, int runs)
{
    hand_off hand = {.lock = PTHREAD_MUTEX_INITIALIZER, .free = CONNECTIONS, .last = &hand.first};
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        all[i] = (worker){.start = &start, .db = db, .hand = &hand, .runs = runs};
        if (pthread_create(&all[i].thread, NULL, work, &all[i]) != 0)
            abort();
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(all[i].thread, NULL);
    pthread_barrier_destroy(&start);
    double began = all[0].began, ended = all[0].ended;
    for (int i = 1; i < THREADS; i++) {
        began = all[i].began < began ? all[i].began : began;
        ended = all[i].ended > ended ? all[i].ended : ended;
    }
    return (ended - began) / ((double)THREADS * runs);
}

/* ---- figures ---- */

/* Of the processor: what else runs on the machine has no part in it. */
static double alone(sq_engine *db)
{
    double began = read_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < ALONE; i++)
        sq_conn_close(sq_connect(db));
    return (read_clock(CLOCK_THREAD_CPUTIME_ID) - began) / ALONE;
}

/* The longest wait and the mean of all of them. */
static double queue(sq_engine *db, worker *all, double *mean)
{
    enum { SETTLED = 10 }; /* by then they come in turns */
    double sum = 0, most = 0;
    int n = 0;
    together(all, take_and_hold, db, HELD);
    for (int i = 0; i < THREADS; i++)
        for (int k = SETTLED; k < HELD; k++, n++) {
            sum += all[i].waits[k];
            most = all[i].waits[k] > most ? all[i].waits[k] : most;
        }
    *mean = sum / n;
    return most;
}

/* Of the round that the machine disturbed least: a thread that it does not run waits, too. */
static void report_queue(bench_report *r, sq_engine *db, worker *all)
{
    double least = 0, most = 0, mean = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double of_round, longest = queue(db, all, &of_round);
        if (i > 0 && longest / of_round >= least)
            continue;
        least = longest / of_round;
        most = longest;
        mean = of_round;
    }
    bench_report_ratio(r, "pool", "longest_wait", most, 0, "mean_wait", mean, least);
}

void bench_pool(bench_report *r)
{
    static worker all[THREADS];
    double single[ROUNDS], shared[ROUNDS], bare[ROUNDS];
    sq_engine *db = open_pool();
    for (int i = 0; i < ROUNDS; i++) {
        single[i] = alone(db);
        shared[i] = together(all, take_and_give, db, SHARED);
        bare[i] = together(all, take_and_give, NULL, SHARED);
    }
    printf("\npool: check-out and check-in; %d threads on %d connections\n", THREADS, CONNECTIONS);
    double one = median(single), many = median(shared), base = median(bare);
    bench_report_ratio(r, "pool", "alone", one, 0, "150_ns", 150, one / 150);
    bench_report_ratio(r, "pool", "shared", many, 0, "hand_off", base, many / base);
    report_queue(r, db, all);
    sq_engine_close(db);
}
