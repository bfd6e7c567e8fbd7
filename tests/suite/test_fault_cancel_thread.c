/* test_fault_cancel_thread.c: a cancel, or a deadline, meets a statement that is just ending. It
 * stops that statement or none: never the next one, never another borrower's. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include "tests/suite/fault.h"

enum { ROUNDS = 300 };

static int64_t rounds(void)
{
    const char *prove = getenv("PROVE");
    return prove && *prove ? ROUNDS * 50 : ROUNDS;
}

static void connect_anew(void)
{
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
}

/* The next statement's microseconds: longer after one that was over in time, shorter after one that
 * was stopped. So the race is run where it is closest on any machine, and both sides come to
 * win. */
static int nearer(int us, bool stopped)
{
    enum { LONGEST = 10 * 1000 * 1000 };
    int next = stopped ? us - us / 8 - 1 : us + us / 8 + 50;
    return next < 0 ? 0 : next < LONGEST ? next : LONGEST;
}

/* A statement of about this many microseconds. */
static int64_t sleep_on_server(sq_conn *c, int us)
{
    sq_value v = sq_double_value(us / 1e6);
    return suite_run_values(
        c, fault_on_postgresql() ? "SELECT 7 FROM pg_sleep(?)" : "SELECT sleep(?)", &v, 1);
}

typedef struct canceller {
    pthread_barrier_t start, sent;
    sq_conn *conn;
    unsigned pause_us;
    bool stop;
} canceller;

/* Cancels once in each round, after a pause; then both sides meet again. */
static void *cancel_each_round(void *context)
{
    canceller *k = context;
    for (;;) {
        pthread_barrier_wait(&k->start);
        if (k->stop)
            return NULL;
        struct timespec t = {.tv_nsec = (long)k->pause_us * 1000};
        nanosleep(&t, NULL);
        sq_cancel(k->conn);
        pthread_barrier_wait(&k->sent);
    }
}

START_TEST(test_fault_cancel_races_with_the_end_of_its_statement_alone)
{
    OPEN_OR_SKIP();
    int64_t wrong = 0, cancelled = 0, n = rounds();
    int us = 1500;
    canceller k = {.stop = false};
    pthread_t t;
    pthread_barrier_init(&k.start, NULL, 2);
    pthread_barrier_init(&k.sent, NULL, 2);
    ck_assert_int_eq(pthread_create(&t, NULL, cancel_each_round, &k), 0);
    for (int64_t i = 0; i < n; i++) {
        k.conn = suite_now.c;
        k.pause_us = (unsigned)(i * 37 % 3000);
        pthread_barrier_wait(&k.start);
        int64_t rc = sleep_on_server(suite_now.c, us);
        cancelled += rc == SQ_ERR_CANCELLED;
        us = nearer(us, rc == SQ_ERR_CANCELLED);
        wrong += rc != 1 && rc != SQ_ERR_CANCELLED;
        if (i % 2) { /* the next statement may start while the cancel is still on its way */
            int64_t next = suite_run(suite_now.c, "SELECT 7");
            wrong += next != 1 && next != SQ_ERR_CANCELLED;
        }
        pthread_barrier_wait(&k.sent);
        if (suite_run(suite_now.c, "SELECT 7") != 1) {
            printf("%s: round %lld: %s\n", T->name, (long long)i, sq_errmsg(suite_now.c));
            wrong++;
        }
        if (i % 8 == 0)
            connect_anew();
    }
    k.stop = true;
    pthread_barrier_wait(&k.start);
    pthread_join(t, NULL);
    ck_assert_int_gt(cancelled, 0);
    ck_assert_int_lt(cancelled, n);
    sqt_fault("cancel that races with the end of its statement", T->name, n, wrong);
    suite_close();
}
END_TEST

START_TEST(test_fault_deadline_races_with_the_end_of_its_statement_alone)
{
    enum { TIMEOUT_MS = 3 };
    OPEN_OR_SKIP();
    int64_t wrong = 0, late = 0, n = rounds();
    int us = 1000 * TIMEOUT_MS;
    for (int64_t i = 0; i < n; i++) {
        sq_conn_timeout(suite_now.c, TIMEOUT_MS);
        int64_t rc = sleep_on_server(suite_now.c, us);
        late += rc == SQ_ERR_TIMEOUT;
        us = nearer(us, rc == SQ_ERR_TIMEOUT);
        wrong += rc != 1 && rc != SQ_ERR_TIMEOUT;
        sq_conn_timeout(suite_now.c, 0);
        /* A machine so busy that its cancel takes half a second loses the connection, as told. */
        if (rc == SQ_ERR_TIMEOUT && sq_conn_error(suite_now.c)->scope == SQ_SCOPE_CONNECTION)
            connect_anew();
        if (suite_run(suite_now.c, "SELECT 7") != 1) {
            printf("%s: round %lld: %s\n", T->name, (long long)i, sq_errmsg(suite_now.c));
            wrong++;
        }
    }
    ck_assert_int_gt(late, 0);
    ck_assert_int_lt(late, n);
    sqt_fault("deadline that fires as the result arrives", T->name, n, wrong);
    suite_close();
}
END_TEST

/* A transaction that can't be left would take up what comes next. */
START_TEST(test_fault_cancel_does_not_stop_a_rollback)
{
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    suite_ok(suite_now.c, "CREATE TABLE undone (id INTEGER)");
    for (int i = 0; i < ROUNDS; i++) {
        ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
        suite_cancel_begin();
        suite_run(suite_now.c, "INSERT INTO undone VALUES (1)");
        wrong += sq_rollback(suite_now.c) != SQ_OK;
        suite_cancel_end();
        wrong += suite_int(suite_now.c, "SELECT count(*) FROM undone") != 0;
    }
    sqt_fault("cancel during ROLLBACK", T->name, ROUNDS, wrong);
    suite_close();
}
END_TEST

/* ---- many threads ---- */

enum { THREADS = 8 };

typedef struct worker {
    int rounds;
    bool hit; /* cancels are sent to it */
    int64_t wrong, cancelled;
    _Atomic(sq_conn *) conn;
} worker;
static atomic_int running;

static void *work(void *context)
{
    worker *w = context;
    int us = 2000;
    for (int i = 0; i < w->rounds; i++) {
        sq_conn *c = sq_connect(suite_now.db);
        atomic_store(&w->conn, c);
        int64_t rc = sq_status_of(c) == SQ_OK ? sleep_on_server(c, us) : sq_status_of(c);
        w->cancelled += rc == SQ_ERR_CANCELLED;
        us = w->hit ? nearer(us, rc == SQ_ERR_CANCELLED) : us;
        w->wrong += rc != 1 && rc != SQ_ERR_CANCELLED;
        atomic_store(&w->conn, NULL);
        sq_conn_close(c);
    }
    running--;
    return NULL;
}

/* Handles are cancelled at any time, also when they were given back already. */
START_TEST(test_fault_cancel_threads_hit_the_borrower_they_mean)
{
    OPEN_OR_SKIP();
    pthread_t t[THREADS];
    worker w[THREADS];
    int64_t wrong = 0, sent = 0, cancelled = 0;
    sq_conn_close(suite_now.c);
    running = THREADS;
    for (int i = 0; i < THREADS; i++) {
        w[i] = (worker){.rounds = ROUNDS / 4, .hit = i < THREADS / 2};
        ck_assert_int_eq(pthread_create(&t[i], NULL, work, &w[i]), 0);
    }
    while (atomic_load(&running) > 0)
        for (int i = 0; i < THREADS / 2; i++) { /* the other half is never cancelled */
            sq_conn *c = atomic_load(&w[i].conn);
            sent += c && sq_cancel(c) == SQ_OK;
        }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        wrong += w[i].wrong;
        wrong += w[i].hit ? 0 : w[i].cancelled;
        cancelled += w[i].cancelled;
    }
    ck_assert_int_gt(cancelled, 0);
    suite_now.c = sq_connect(suite_now.db);
    sqt_fault("cancel of one borrower among threads", T->name, sent, wrong);
    suite_close();
}
END_TEST

int main(void)
{
    fault_use_servers();
    const sqt_test tests[] = {
        LOOP(test_fault_cancel_races_with_the_end_of_its_statement_alone, 0, FAULT_SERVERS),
        LOOP(test_fault_deadline_races_with_the_end_of_its_statement_alone, 0, FAULT_SERVERS),
        LOOP(test_fault_cancel_does_not_stop_a_rollback, 0, FAULT_SERVERS),
        LOOP(test_fault_cancel_threads_hit_the_borrower_they_mean, 0, FAULT_SERVERS)};
    return sqt_run("faults of cancelling", tests, sizeof tests / sizeof *tests);
}
