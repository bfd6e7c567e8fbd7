/* test_pool_upkeep.c: what a pool does over a longer time: connections by thread, pauses while the
 * database is away, leaks; on the fake driver. */
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include "tests/support/fake_clock.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"

/* ---- connections by thread ---- */

/* A thread of its own, which stays until stop(): the name of one that is gone may be given again.
 */
typedef struct borrower {
    sq_engine *db;
    pthread_t thread;
    atomic_int id; /* of the connection it had; 0: none yet */
    atomic_bool stop;
} borrower;

static void *borrow(void *context)
{
    borrower *b = context;
    sq_conn *c = connect_ok(b->db);
    int n = id(c);
    sq_conn_close(c);
    atomic_store(&b->id, n);
    while (!atomic_load(&b->stop))
        sched_yield();
    return NULL;
}

static int start(borrower *b, sq_engine *db)
{
    *b = (borrower){.db = db};
    ck_assert_int_eq(pthread_create(&b->thread, NULL, borrow, b), 0);
    while (atomic_load(&b->id) == 0)
        sched_yield();
    return b->id;
}

static void stop(borrower *b)
{
    atomic_store(&b->stop, true);
    pthread_join(b->thread, NULL);
}

static int id_here(sq_engine *db)
{
    sq_conn *c = connect_ok(db);
    int n = id(c);
    sq_conn_close(c);
    return n;
}

START_TEST(test_pool_of_kind_thread_gives_a_thread_its_own_connection_again)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_THREAD, .pool_size = 2,
                                   .max_overflow = SQ_NO_OVERFLOW);
    ck_assert_int_eq(id_here(db), 1);
    borrower second, third;
    ck_assert_int_eq(start(&second, db), 2);
    ck_assert_int_eq(id_here(db), 1);
    ck_assert_int_eq(fake.connects, 2);
    /* a third one gets a fresh connection, for which the oldest one makes room */
    ck_assert_int_eq(start(&third, db), 3);
    ck_assert_int_eq(id_here(db), 1);
    stop(&second), stop(&third);
    ck_assert_int_eq(fake.most_open, 2);
    ck_assert_int_eq(stats(db).idle, 2);
    sq_engine_close(db);
    ck_assert_int_eq(fake.open, 0);
}
END_TEST

/* ---- while the database is away ---- */

static sq_status try_once(sq_engine *db)
{
    sq_conn *c = sq_connect(db);
    sq_status rc = (sq_status)sq_status_of(c);
    sq_conn_close(c);
    return rc;
}

START_TEST(test_pool_pauses_longer_and_longer_between_failed_connects)
{
    fake_start();
    fake_clock_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .reconnect_pause_ms = 100);
    fake_fail.connect = 10;
    ck_assert_int_eq(try_once(db), SQ_ERR_CONNECT);
    ck_assert_int_eq(fake_clock.slept, 0);
    int64_t before = 0, pause = 0;
    for (int i = 0; i < 9; i++) {
        ck_assert_int_eq(try_once(db), SQ_ERR_CONNECT);
        pause = fake_clock.slept - before;
        int64_t most = i < 5 ? 5000 << i : 100000;
        ck_assert_int_ge(pause, most / 2);
        ck_assert_int_le(pause, most);
        before = fake_clock.slept;
    }
    ck_assert_int_eq(try_once(db), SQ_OK); /* after one more pause */
    ck_assert_int_eq(fake_clock.sleeps, 10);
    sq_pool_dispose(db);
    ck_assert_int_eq(try_once(db), SQ_OK); /* and all is forgotten */
    ck_assert_int_eq(fake_clock.sleeps, 10);
    ck_assert_uint_eq(stats(db).connect_errors, 10);
    sq_engine_close(db);
    fake_clock_stop();
}
END_TEST

START_TEST(test_pool_pause_ends_with_the_time_for_the_checkout)
{
    fake_start();
    fake_clock_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .checkout_timeout_ms = 1);
    fake_fail.connect = 100;
    ck_assert_int_eq(try_once(db), SQ_ERR_CONNECT);
    ck_assert_int_lt(try_once(db), 0);
    ck_assert_int_eq(fake_clock.slept, 1000);
    sq_engine_close(db);
    db = sq_engine_open(FAKE_URL, .reconnect_pause_ms = SQ_NO_WAIT);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(try_once(db), SQ_ERR_CONNECT);
    sq_engine_close(db);
    db = sq_engine_open(FAKE_URL, .checkout_timeout_ms = SQ_NO_WAIT);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(try_once(db), SQ_ERR_CONNECT);
    sq_engine_close(db);
    ck_assert_int_eq(fake_clock.sleeps, 1);
    fake_clock_stop();
}
END_TEST

/* ---- leaks ---- */

typedef struct leaks {
    int n, disposed;
    sq_conn *conn;
    double ms;
    char label[32];
} leaks;

static void note(const sq_event *ev, void *user)
{
    leaks *l = user;
    if (ev->kind == SQ_EVENT_DISPOSE) {
        l->disposed++;
        return;
    }
    l->n++;
    l->conn = ev->conn;
    l->ms = ev->ms;
    strncpy(l->label, ev->text ? ev->text : "-", sizeof l->label - 1);
}

enum { LEAK_AND_DISPOSE = 1 << SQ_EVENT_LEAK | 1 << SQ_EVENT_DISPOSE };

START_TEST(test_pool_leak_is_told_once_when_another_connection_is_asked_for)
{
    fake_start();
    fake_clock_start();
    leaks seen = {0};
    sq_engine *db = sq_engine_open(FAKE_URL, .leak_after_ms = 5000);
    ck_assert_int_eq(sq_engine_listen(db, LEAK_AND_DISPOSE, note, &seen), SQ_OK);
    sq_conn *forgotten = connect_ok(db), *other = connect_ok(db);
    sq_conn_label(forgotten, "import");
    sq_conn_close(other);
    fake_clock_pass(5000000);
    ck_assert_int_eq(try_once(db), SQ_OK);
    ck_assert_int_eq(seen.n, 0);
    fake_clock_pass(1000);
    ck_assert_int_eq(try_once(db), SQ_OK);
    ck_assert_int_eq(try_once(db), SQ_OK);
    ck_assert_int_eq(seen.n, 1);
    ck_assert_ptr_eq(seen.conn, forgotten);
    ck_assert_str_eq(seen.label, "import");
    ck_assert_double_eq(seen.ms, 5001);
    sq_conn_close(forgotten);
    forgotten = connect_ok(db); /* another check-out, another leak */
    fake_clock_pass(9000000);
    ck_assert_int_eq(try_once(db), SQ_OK);
    ck_assert_int_eq(seen.n, 2);
    ck_assert_str_eq(seen.label, "-");
    sq_conn_close(forgotten);
    sq_engine_close(db);
    ck_assert_int_eq(seen.n, 2);
    fake_clock_stop();
}
END_TEST

START_TEST(test_pool_leak_of_the_last_connection_is_told_to_who_waits_in_vain)
{
    fake_start();
    fake_clock_start();
    leaks seen = {0};
    sq_engine *db = sq_engine_open(FAKE_URL, .leak_after_ms = 1000, .checkout_timeout_ms = 2000,
                                   .pool = SQ_POOL_ONE);
    sq_engine_listen(db, LEAK_AND_DISPOSE, note, &seen);
    sq_conn *forgotten = connect_ok(db);
    ck_assert_int_eq(try_once(db), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(seen.n, 1);
    ck_assert_double_eq(seen.ms, 2000);
    sq_conn_close(forgotten);
    sq_engine_close(db);
    fake_clock_stop();
}
END_TEST

START_TEST(test_pool_close_tells_what_is_still_out)
{
    fake_start();
    leaks seen = {0};
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_engine_listen(db, LEAK_AND_DISPOSE, note, &seen);
    sq_conn *out = connect_ok(db);
    sq_conn_label(out, "worker");
    sq_pool_dispose(db);
    ck_assert_int_eq(seen.disposed, 1);
    ck_assert_int_eq(seen.n, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_ERR_BUSY);
    ck_assert_int_eq(seen.disposed, 2);
    ck_assert_int_eq(seen.n, 1);
    ck_assert_ptr_eq(seen.conn, out);
    ck_assert_str_eq(seen.label, "worker");
    sq_conn_close(out);
    ck_assert_int_eq(fake.open, 0);
}
END_TEST

SQT_MAIN("pool_upkeep", TEST(test_pool_of_kind_thread_gives_a_thread_its_own_connection_again),
         TEST(test_pool_pauses_longer_and_longer_between_failed_connects),
         TEST(test_pool_pause_ends_with_the_time_for_the_checkout),
         TEST(test_pool_leak_is_told_once_when_another_connection_is_asked_for),
         TEST(test_pool_leak_of_the_last_connection_is_told_to_who_waits_in_vain),
         TEST(test_pool_close_tells_what_is_still_out))
