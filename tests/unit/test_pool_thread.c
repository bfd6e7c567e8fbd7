/* test_pool_thread.c: the pool under many threads and injected faults. Under ThreadSanitizer, too.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include "lib/base/thread.h"
#include "squill/engine.h"
#include "tests/support/fake_driver.h"
#include "tests/support/support.h"

enum { MAX_THREADS = 64 };

typedef struct load {
    sq_engine *db;
    int rounds;
    unsigned seed;
    int done, lost, refused, other;
} load;

static unsigned roll(load *l)
{
    l->seed = l->seed * 1103515245 + 12345;
    return l->seed >> 16;
}

static void use(load *l, sq_conn *c)
{
    switch (roll(l) % 8) {
    case 0:
        sq_begin(c);
        sq_sql_exec(c, SQ_SQL("change 1"));
        sq_commit(c);
        break;
    case 1: /* left open on purpose */
        sq_begin(c);
        break;
    case 2:
        sq_conn_discard(c);
        break;
    case 3: {
        sq_result *r = sq_sql_stream(c, SQ_SQL("rows 3"));
        sq_row(r);
        if (roll(l) % 2)
            sq_conn_close(c); /* the result outlives it */
        sq_done(r);
        return;
    }
    default:
        sq_sql_exec(c, SQ_SQL("steps 2"));
    }
}

static void *work(void *context)
{
    load *l = context;
    for (int i = 0; i < l->rounds; i++) {
        sq_conn *c = sq_connect(l->db);
        int status = sq_status_of(c);
        if (status == SQ_OK)
            use(l, c);
        status = status == SQ_OK ? sq_status_of(c) : status;
        l->done += status == SQ_OK || status == SQ_ERR_STALE;
        l->lost += status == SQ_ERR_DISCONNECTED || status == SQ_ERR_COMMIT_UNKNOWN;
        l->refused += status == SQ_ERR_CONNECT;
        l->other += status != SQ_OK && status != SQ_ERR_STALE && status != SQ_ERR_DISCONNECTED &&
                    status != SQ_ERR_CONNECT;
        sq_conn_close(c);
        if (roll(l) % 64 == 0)
            fake_fail.connect++;
        if (roll(l) % 64 == 0)
            fake_fail.ping++;
        if (roll(l) % 256 == 0)
            sq_pool_dispose(l->db);
    }
    return NULL;
}

/* `taken` connections are held until all threads wait: at least at the start there is a queue. */
static void run(sq_engine *db, int threads, int rounds, int taken, load *sum)
{
    pthread_t t[MAX_THREADS];
    load l[MAX_THREADS];
    sq_conn *held[MAX_THREADS];
    for (int i = 0; i < taken; i++)
        held[i] = sq_connect(db);
    for (int i = 0; i < threads; i++) {
        l[i] = (load){.db = db, .rounds = rounds, .seed = (unsigned)i * 7919 + 1};
        ck_assert_int_eq(pthread_create(&t[i], NULL, work, &l[i]), 0);
    }
    sq_pool_counters n = {.waiting = 0};
    while (taken > 0 && n.waiting < threads) {
        sched_yield();
        sq_pool_stats(db, &n);
    }
    for (int i = 0; i < taken; i++)
        sq_conn_close(held[i]);
    *sum = (load){.db = db};
    for (int i = 0; i < threads; i++) {
        pthread_join(t[i], NULL);
        sum->done += l[i].done;
        sum->lost += l[i].lost;
        sum->refused += l[i].refused;
        sum->other += l[i].other;
    }
}

/* 64 threads on 8 connections: none leaked, none owned twice, nobody left waiting. */
START_TEST(test_pool_threads_share_few_connections_under_faults)
{
    enum { THREADS = 64, ROUNDS = 300 };
    fake_start();
    fake_fail.lose_every = 97;
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 6, .max_overflow = 2, .pre_ping = true);
    load sum;
    run(db, THREADS, ROUNDS, 8, &sum);
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    ck_assert_int_eq(fake.shared, 0);
    ck_assert_int_le(fake.most_open, 8);
    ck_assert_int_eq(n.used, 0);
    ck_assert_int_eq(n.waiting, 0);
    ck_assert_int_eq(n.connecting, 0);
    ck_assert_int_eq(n.idle, fake.open);
    ck_assert_uint_eq(n.timeouts, 0);
    ck_assert_int_eq(sum.other, 0);
    ck_assert_int_eq(sum.done + sum.lost + sum.refused, THREADS * ROUNDS);
    ck_assert_int_gt(sum.lost, 0);
    ck_assert_int_gt(sum.refused, 0);
    ck_assert_uint_ge(n.waits, THREADS);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    ck_assert_int_eq(fake.open, 0);
    sqt_fault("64 threads on 8 connections that get lost", "pool", sum.lost + sum.refused, 0);
}
END_TEST

/* Waiters whose time ends while a connection is handed to them: it is never left to nobody. */
START_TEST(test_pool_threads_race_between_timeout_and_hand_off)
{
    enum { THREADS = 16, ROUNDS = 200 };
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 1, .max_overflow = SQ_NO_OVERFLOW,
                                   .checkout_timeout_ms = 1);
    load sum;
    run(db, THREADS, ROUNDS, 0, &sum);
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    ck_assert_int_eq(n.used, 0);
    ck_assert_int_eq(n.waiting, 0);
    ck_assert_int_eq(fake.shared, 0);
    ck_assert_int_le(fake.most_open, 1);
    fake_fail.connect = 0;
    fake_fail.ping = 0;
    sq_conn *c = sq_connect(db);
    ck_assert_int_eq(sq_status_of(c), SQ_OK);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* ---- how long they wait ---- */

enum { TIMEOUT_MS = 30, LATE_US = 50000 };

typedef struct patience {
    sq_engine *db;
    int rounds, timeouts;
    int64_t latest; /* microseconds behind the deadline, at most */
} patience;

/* Microseconds for which this thread could have run and the machine let others run; 0 where the
 * system does not count them. */
static int64_t put_aside(void)
{
    unsigned long long ran, waited = 0;
    FILE *f = fopen("/proc/thread-self/schedstat", "r");
    if (f && fscanf(f, "%llu %llu", &ran, &waited) != 2)
        waited = 0;
    if (f)
        fclose(f);
    return (int64_t)(waited / 1000);
}

/* Waits, holds for longer than a queue of eight for each connection can bear. */
static void *wait_and_hold(void *context)
{
    patience *p = context;
    for (int i = 0; i < p->rounds; i++) {
        int64_t start = sqi_now(), aside = put_aside();
        sq_conn *c = sq_connect(p->db);
        int64_t late = sqi_now() - start - TIMEOUT_MS * 1000 - (put_aside() - aside);
        p->latest = late > p->latest ? late : p->latest;
        p->timeouts += sq_status_of(c) == SQ_ERR_POOL_TIMEOUT;
        sq_sql_exec(c, SQ_SQL("steps 2"));
        if (sq_status_of(c) == SQ_OK)
            sqi_sleep(8000);
        sq_conn_close(c);
    }
    return NULL;
}

START_TEST(test_pool_threads_wait_no_longer_than_their_timeout)
{
    enum { THREADS = 64, ROUNDS = 40 };
    fake_start();
    fake_fail.lose_every = 97;
    pthread_t t[THREADS];
    patience p[THREADS];
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 8, .max_overflow = SQ_NO_OVERFLOW,
                                   .checkout_timeout_ms = TIMEOUT_MS, .pre_ping = true);
    for (int i = 0; i < THREADS; i++) {
        p[i] = (patience){.db = db, .rounds = ROUNDS};
        ck_assert_int_eq(pthread_create(&t[i], NULL, wait_and_hold, &p[i]), 0);
    }
    int64_t latest = 0;
    int timeouts = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        latest = p[i].latest > latest ? p[i].latest : latest;
        timeouts += p[i].timeouts;
    }
    ck_assert_msg(latest <= LATE_US, "%lld us late", (long long)latest);
    sqt_fault("wait for a connection ends at its timeout", "pool", THREADS * ROUNDS, 0);
    ck_assert_int_gt(timeouts, 0);
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    ck_assert_uint_eq(n.timeouts, (uint64_t)timeouts);
    ck_assert_int_eq(n.used + n.waiting + n.connecting + fake.shared, 0);
    ck_assert_int_eq(n.idle, fake.open);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    ck_assert_int_eq(fake.open, 0);
}
END_TEST

/* ---- the first connections ---- */

typedef struct arrival {
    sq_engine *db;
    pthread_barrier_t *start;
    int status;
} arrival;

static void *arrive(void *context)
{
    arrival *a = context;
    pthread_barrier_wait(a->start);
    sq_conn *c = sq_connect(a->db);
    a->status = sq_status_of(c);
    pthread_barrier_wait(a->start); /* nobody is given the connection of another */
    sq_conn_close(c);
    return NULL;
}

/* Each learns from its own connection what server it is; the engine keeps it once. */
START_TEST(test_pool_threads_connect_first_at_the_same_time)
{
    enum { THREADS = 8, ENGINES = 20 };
    fake_start();
    for (int k = 0; k < ENGINES; k++) {
        pthread_t t[THREADS];
        arrival a[THREADS];
        pthread_barrier_t start;
        ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
        sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = THREADS);
        for (int i = 0; i < THREADS; i++) {
            a[i] = (arrival){.db = db, .start = &start};
            ck_assert_int_eq(pthread_create(&t[i], NULL, arrive, &a[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(t[i], NULL);
            ck_assert_int_eq(a[i].status, SQ_OK);
        }
        pthread_barrier_destroy(&start);
        ck_assert_int_eq(fake.open, THREADS);
        ck_assert_int_eq(sq_engine_close(db), SQ_OK);
        ck_assert_int_eq(fake.open, 0);
    }
}
END_TEST

/* ---- cancel ---- */

typedef struct victim {
    sq_engine *db;
    _Atomic(sq_conn *) conn;
    atomic_bool stop;
    int cancelled, ran, wrong;
} victim;

static void *run_statements(void *context)
{
    victim *v = context;
    while (!v->stop) {
        sq_conn *c = sq_connect(v->db);
        atomic_store(&v->conn, c);
        int64_t n = sq_sql_exec(c, SQ_SQL("wait"));
        v->cancelled += n == SQ_ERR_CANCELLED;
        v->ran += n == 0;
        v->wrong += n != 0 && n != SQ_ERR_CANCELLED;
        sq_conn_close(c);
    }
    return NULL;
}

/* Handles that were given back meanwhile are stale; nobody else's statement is hit. */
START_TEST(test_pool_threads_cancel_only_the_statement_of_the_handle)
{
    fake_start();
    victim v = {.db = sq_engine_open(FAKE_URL, .pool_size = 1)};
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, run_statements, &v), 0);
    int sent = 0;
    while (sent < 200) {
        sq_conn *c = atomic_load(&v.conn);
        int rc = c ? sq_cancel(c) : SQ_ERR_ARGUMENT;
        sent += rc == SQ_OK;
        sched_yield();
    }
    v.stop = true;
    fake_answer();
    pthread_join(t, NULL);
    ck_assert_int_eq(v.wrong, 0);
    ck_assert_int_gt(v.cancelled + v.ran, 0);
    ck_assert_int_eq(sq_cancel(atomic_load(&v.conn)), SQ_ERR_STALE);
    ck_assert_int_eq(sq_engine_close(v.db), SQ_OK);
}
END_TEST

SQT_MAIN("pool threads", TEST(test_pool_threads_share_few_connections_under_faults),
         TEST(test_pool_threads_race_between_timeout_and_hand_off),
         TEST(test_pool_threads_wait_no_longer_than_their_timeout),
         TEST(test_pool_threads_connect_first_at_the_same_time),
         TEST(test_pool_threads_cancel_only_the_statement_of_the_handle))
