/* test_pool.c: the pool, on the fake driver. Threads here only wait for each other: their order is
 * forced, there is no sleep. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "squill/engine.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"

static void await_waiting(sq_engine *db, int64_t n)
{
    while (stats(db).waiting != n)
        sched_yield();
}

/* ---- opening, reusing, limits ---- */

START_TEST(test_pool_opens_nothing_before_the_first_use)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    ck_assert_int_eq(sq_engine_error(db)->status, SQ_OK);
    ck_assert_int_eq(fake.connects, 0);
    ck_assert_int_eq(sq_engine_server_version(db), 0);
    sq_conn_close(connect_ok(db));
    ck_assert_int_eq(fake.connects, 1);
    ck_assert_int_eq(sq_engine_server_version(db), 123456);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    ck_assert_int_eq(fake.open, 0);
}
END_TEST

START_TEST(test_pool_lends_the_connection_that_was_given_back_last)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *a = connect_ok(db), *b = connect_ok(db);
    ck_assert_int_eq(id(a), 1);
    ck_assert_int_eq(id(b), 2);
    sq_conn_close(a);
    sq_conn_close(b);
    a = connect_ok(db);
    ck_assert_int_eq(id(a), 2);
    sq_conn_close(a);
    ck_assert_int_eq(fake.connects, 2);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_fifo_lends_the_connection_that_is_idle_longest)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_fifo = true);
    sq_conn *a = connect_ok(db), *b = connect_ok(db);
    sq_conn_close(a);
    sq_conn_close(b);
    a = connect_ok(db);
    ck_assert_int_eq(id(a), 1);
    sq_conn_close(a);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_closes_overflow_when_it_comes_back)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 1, .max_overflow = 2);
    sq_conn *c[3];
    for (int i = 0; i < 3; i++)
        c[i] = connect_ok(db);
    ck_assert_int_eq(stats(db).used, 3);
    ck_assert_int_eq(stats(db).limit, 3);
    for (int i = 0; i < 3; i++)
        sq_conn_close(c[i]);
    ck_assert_int_eq(stats(db).idle, 1);
    ck_assert_int_eq(stats(db).used, 0);
    ck_assert_int_eq(fake.open, 1);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_of_kind_null_keeps_nothing)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_NULL);
    for (int i = 0; i < 3; i++)
        sq_conn_close(connect_ok(db));
    ck_assert_int_eq(fake.connects, 3);
    ck_assert_int_eq(fake.open, 0);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_of_kind_one_has_one)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE,
                                   .checkout_timeout_ms = SQ_NO_WAIT);
    sq_conn *a = connect_ok(db), *b = sq_connect(db);
    ck_assert_int_eq(sq_status_of(b), SQ_ERR_POOL_TIMEOUT);
    sq_conn_close(b);
    sq_conn_close(a);
    sq_engine_close(db);
}
END_TEST

/* ---- waiting ---- */

START_TEST(test_pool_timeout_tells_sizes_and_the_oldest_holder)
{
    fake_start();
    fake_clock_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 1, .max_overflow = 1,
                                   .checkout_timeout_ms = 2000);
    sq_conn *a = connect_ok(db);
    sq_conn_label(a, "nightly report");
    fake_clock_pass(3000000);
    sq_conn *b = connect_ok(db);
    sq_conn *c = sq_connect(db);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_POOL);
    ck_assert_str_eq(sq_errmsg(c), "no connection became free in 2000 ms: 2 of 2 in use, 0 more "
                                   "waiting; longest held for 5.000 s by nightly report");
    ck_assert_int_eq(fake_clock.now, 1000000 + 3000000 + 2000000);
    ck_assert_uint_eq(stats(db).timeouts, 1);
    ck_assert_int_eq(stats(db).waiting, 0);
    sq_conn_close(c), sq_conn_close(b), sq_conn_close(a);
    sq_engine_close(db);
    fake_clock_stop();
}
END_TEST

START_TEST(test_pool_failed_checkout_answers_everything_with_its_reason)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 1, .max_overflow = SQ_NO_OVERFLOW,
                                   .checkout_timeout_ms = SQ_NO_WAIT);
    sq_conn *a = connect_ok(db), *c = sq_connect(db);
    ck_assert_int_eq(sq_begin(c), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), SQ_ERR_POOL_TIMEOUT);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 1"));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(sq_rollback(c), SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(sq_cancel(c), SQ_OK);
    ck_assert_ptr_null(sq_native(c));
    ck_assert_int_eq(fake.executes, 0);
    ck_assert_int_eq(sq_conn_close(c), SQ_OK);
    sq_conn_close(a);
    sq_engine_close(db);
}
END_TEST

typedef struct borrower {
    sq_engine *db;
    pthread_t thread;
    char name;
    char *order; /* names in the order of their turn */
    int id, status;
    atomic_bool *hold; /* give back only when this is false */
} borrower;

static void *borrow(void *context)
{
    borrower *b = context;
    sq_conn *c = sq_connect(b->db);
    b->status = sq_status_of(c);
    if (b->status == SQ_OK) {
        b->id = id(c);
        if (b->order)
            strncat(b->order, &b->name, 1);
    }
    while (b->hold && atomic_load(b->hold))
        sched_yield();
    sq_conn_close(c);
    return NULL;
}

static void start(borrower *b)
{
    ck_assert_int_eq(pthread_create(&b->thread, NULL, borrow, b), 0);
}

/* The only connection of an engine, for which `b` waits. */
static sq_conn *hold_before(borrower *b)
{
    fake_start();
    b->db = sq_engine_open(FAKE_URL, .pool_size = 1, .max_overflow = SQ_NO_OVERFLOW);
    sq_conn *c = connect_ok(b->db);
    start(b);
    await_waiting(b->db, 1);
    return c;
}

START_TEST(test_pool_waiter_gets_connection_before_newcomer)
{
    char order[8] = "";
    borrower a = {.name = 'a', .order = order}, b = {.name = 'b', .order = order};
    sq_conn *c = hold_before(&a);
    sq_engine *db = b.db = a.db;
    start(&b);
    await_waiting(db, 2);
    sq_conn_close(c);
    c = connect_ok(db); /* the newcomer */
    strcat(order, "n");
    ck_assert_str_eq(order, "abn");
    ck_assert_int_eq(id(c), 1);
    sq_conn_close(c);
    pthread_join(a.thread, NULL);
    pthread_join(b.thread, NULL);
    ck_assert_int_eq(fake.connects, 1);
    ck_assert_uint_ge(stats(db).waits, 2);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_lost_connection_leaves_its_place_to_the_oldest_waiter)
{
    borrower a = {.name = 'a'};
    sq_conn *c = hold_before(&a);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("lose")), SQ_ERR_DISCONNECTED);
    sq_conn_close(c);
    pthread_join(a.thread, NULL);
    ck_assert_int_eq(a.status, SQ_OK);
    ck_assert_int_eq(a.id, 2);
    ck_assert_int_eq(fake.most_open, 1);
    sq_engine_close(a.db);
}
END_TEST

START_TEST(test_pool_failed_connect_leaves_its_place_to_the_oldest_waiter)
{
    borrower a = {.name = 'a'};
    sq_conn *c = hold_before(&a);
    sq_conn_discard(c);
    fake_fail.connect = 1;
    sq_conn_close(c); /* a may connect, and fails */
    pthread_join(a.thread, NULL);
    ck_assert_int_eq(a.status, SQ_ERR_CONNECT);
    ck_assert_int_eq(stats(a.db).used, 0);
    sq_conn_close(connect_ok(a.db));
    ck_assert_uint_eq(stats(a.db).connect_errors, 1);
    sq_engine_close(a.db);
}
END_TEST

START_TEST(test_pool_close_wakes_waiters_and_outlives_its_borrowers)
{
    atomic_bool hold = true;
    borrower a = {.hold = &hold};
    sq_conn *c = hold_before(&a);
    ck_assert_int_eq(sq_engine_close(a.db), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), 0);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    atomic_store(&hold, false);
    pthread_join(a.thread, NULL); /* the last one out frees the engine */
    ck_assert_int_eq(a.status, SQ_ERR_POOL_CLOSED);
}
END_TEST

/* ---- stale, lost, old connections ---- */

START_TEST(test_pool_pre_ping_replaces_a_dead_connection_unseen)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pre_ping = true);
    sq_conn *a = connect_ok(db), *b = connect_ok(db);
    ck_assert_int_eq(fake.pings, 0);
    sq_conn_close(a);
    sq_conn_close(b);
    fake_fail.ping = 1;
    a = connect_ok(db);
    ck_assert_int_eq(id(a), 3);
    ck_assert_int_eq(fake.pings, 1);
    b = connect_ok(db); /* opened before the loss: replaced without asking it */
    ck_assert_int_eq(id(b), 4);
    ck_assert_int_eq(fake.pings, 1);
    ck_assert_uint_eq(stats(db).failed_pings, 1);
    sq_conn_close(a), sq_conn_close(b);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_one_lost_connection_replaces_its_older_siblings)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *c[3];
    for (int i = 0; i < 3; i++)
        c[i] = connect_ok(db);
    sq_conn_close(c[0]);
    ck_assert_int_eq(sq_sql_exec(c[1], SQ_SQL("lose")), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(c[1])->scope, SQ_SCOPE_CONNECTION);
    sq_conn_close(c[1]);
    sq_conn_close(c[2]); /* it may work, but is not trusted */
    ck_assert_uint_eq(stats(db).invalidated, 1);
    c[0] = connect_ok(db);
    ck_assert_int_eq(id(c[0]), 4);
    sq_conn_close(c[0]);
    ck_assert_int_eq(fake.open, 1);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_lost_connection_stays_lost_for_its_borrower)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *c = connect_ok(db);
    sq_sql_exec(c, SQ_SQL("lose"));
    int executes = fake.executes;
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_begin(c), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(fake.executes, executes);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_recycles_by_age)
{
    fake_start();
    fake_clock_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .recycle_s = 60);
    sq_conn_close(connect_ok(db));
    fake_clock_pass(60 * 1000000);
    sq_conn *c = connect_ok(db);
    ck_assert_int_eq(id(c), 1);
    sq_conn_close(c);
    fake_clock_pass(1);
    c = connect_ok(db);
    ck_assert_int_eq(id(c), 2);
    sq_conn_close(c);
    ck_assert_uint_eq(stats(db).recycled, 1);
    sq_engine_close(db);
    fake_clock_stop();
}
END_TEST

START_TEST(test_pool_dispose_and_invalidate_replace_what_is_open)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *a = connect_ok(db);
    sq_conn_close(connect_ok(db));
    sq_pool_dispose(db);
    ck_assert_int_eq(fake.open, 1);
    sq_conn_close(a);
    ck_assert_int_eq(fake.open, 0);
    a = connect_ok(db);
    ck_assert_int_eq(id(a), 3);
    sq_conn_close(a);
    sq_pool_invalidate(db);
    a = connect_ok(db);
    ck_assert_int_eq(id(a), 4);
    sq_conn_close(a);
    sq_engine_close(db);
}
END_TEST

/* ---- giving back ---- */

START_TEST(test_pool_rolls_back_and_resets_what_comes_back)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *c = connect_ok(db);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    sq_conn_close(c);
    ck_assert_int_eq(fake.rollbacks, 1);
    ck_assert_int_eq(fake.resets, 1);
    ck_assert_int_eq(fake.full_resets, 0);
    c = connect_ok(db);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("dirty")), 0);
    sq_conn_close(c);
    ck_assert_int_eq(fake.full_resets, 1);
    c = connect_ok(db);
    ck_assert_ptr_nonnull(sq_native(c));
    sq_conn_close(c);
    ck_assert_int_eq(fake.full_resets, 2);
    sq_conn_close(connect_ok(db));
    ck_assert_int_eq(fake.full_resets, 2);
    ck_assert_int_eq(fake.connects, 1);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_does_not_keep_what_can_not_be_reset)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    fake_fail.reset = 1;
    sq_conn_close(connect_ok(db));
    ck_assert_int_eq(fake.open, 0);
    sq_conn *c = connect_ok(db);
    sq_begin(c);
    fake_fail.rollback = 1;
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    ck_assert_int_eq(stats(db).used, 0);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_stale_handle_is_an_error_even_when_lent_again)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *a = connect_ok(db);
    ck_assert_int_eq(sq_conn_close(a), SQ_OK);
    ck_assert_int_eq(sq_conn_close(a), SQ_ERR_STALE);
    sq_conn *b = connect_ok(db);
    ck_assert_ptr_ne(a, b);
    ck_assert_int_eq(sq_sql_exec(a, SQ_SQL("ok")), SQ_ERR_STALE);
    ck_assert_int_eq(sq_status_of(a), SQ_ERR_STALE);
    ck_assert_int_eq(sq_begin(a), SQ_ERR_STALE);
    ck_assert_int_eq(sq_cancel(a), SQ_ERR_STALE);
    ck_assert_int_eq(sq_conn_close(a), SQ_ERR_STALE);
    sq_result *r = sq_sql_query(a, SQ_SQL("rows 1"));
    ck_assert_int_eq(sq_done(r), SQ_ERR_STALE);
    ck_assert_int_eq(sq_sql_exec(b, SQ_SQL("ok")), 0);
    ck_assert_int_eq(sq_conn_close(b), SQ_OK);
    ck_assert_int_eq(sq_sql_exec(NULL, SQ_SQL("ok")), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_conn_close(NULL), SQ_OK);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_pool_random_use_never_loses_a_connection)
{
    enum { LIMIT = 5 };
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 3, .max_overflow = LIMIT - 3,
                                   .checkout_timeout_ms = SQ_NO_WAIT);
    sq_conn *held[LIMIT];
    int n = 0;
    unsigned seed = 12345;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned dice = seed >> 16;
        if (dice % 3 == 0) {
            sq_conn *c = sq_connect(db);
            ck_assert_int_eq(sq_status_of(c), n < LIMIT ? SQ_OK : SQ_ERR_POOL_TIMEOUT);
            if (n < LIMIT)
                held[n++] = c;
            else
                sq_conn_close(c);
        } else if (n > 0) {
            int k = (int)(dice / 3 % (unsigned)n);
            if (dice % 17 == 0)
                sq_conn_discard(held[k]);
            if (dice % 23 == 0)
                sq_sql_exec(held[k], SQ_SQL("lose"));
            ck_assert_int_eq(sq_conn_close(held[k]), SQ_OK);
            held[k] = held[--n];
        }
        sq_pool_counters s = stats(db);
        ck_assert_int_eq(s.used, n);
        ck_assert_int_le(s.used + s.idle, LIMIT);
        ck_assert_int_le(s.idle, 3);
        ck_assert_int_eq(s.used + s.idle, fake.open);
    }
    while (n > 0)
        sq_conn_close(held[--n]);
    ck_assert_int_eq(stats(db).used, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    ck_assert_int_eq(fake.open, 0);
}
END_TEST

/* ---- fork ---- */

static int in_child(sq_engine *db, sq_conn *inherited)
{
    if (sq_sql_exec(inherited, SQ_SQL("ok")) != SQ_ERR_FORKED)
        return 1;
    sq_conn *c = sq_connect(db);
    if (sq_status_of(c) != SQ_OK || id(c) != 3)
        return 2;
    if (sq_conn_close(c) != SQ_OK || sq_conn_close(inherited) != SQ_OK)
        return 3;
    sq_pool_counters n = stats(db);
    if (n.used != 0 || n.idle != 1)
        return 4;
    if (sq_engine_close(db) != SQ_OK)
        return 5;
    return fake.abandons == 2 && fake.closes == 1 ? 0 : 6;
}

START_TEST(test_pool_after_a_fork_leaves_the_parents_connections_alone)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    sq_conn *a = connect_ok(db);
    sq_conn_close(connect_ok(db)); /* 2, idle */
    pid_t child = fork();
    if (child == 0)
        _exit(in_child(db, a));
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    ck_assert_int_eq(sq_sql_exec(a, SQ_SQL("ok")), 0);
    sq_conn_close(a);
    ck_assert_int_eq(stats(db).idle, 2);
    sq_engine_close(db);
}
END_TEST

SQT_MAIN("pool", TEST(test_pool_opens_nothing_before_the_first_use),
         TEST(test_pool_lends_the_connection_that_was_given_back_last),
         TEST(test_pool_fifo_lends_the_connection_that_is_idle_longest),
         TEST(test_pool_closes_overflow_when_it_comes_back),
         TEST(test_pool_of_kind_null_keeps_nothing), TEST(test_pool_of_kind_one_has_one),
         TEST(test_pool_timeout_tells_sizes_and_the_oldest_holder),
         TEST(test_pool_failed_checkout_answers_everything_with_its_reason),
         TEST(test_pool_waiter_gets_connection_before_newcomer),
         TEST(test_pool_lost_connection_leaves_its_place_to_the_oldest_waiter),
         TEST(test_pool_failed_connect_leaves_its_place_to_the_oldest_waiter),
         TEST(test_pool_close_wakes_waiters_and_outlives_its_borrowers),
         TEST(test_pool_pre_ping_replaces_a_dead_connection_unseen),
         TEST(test_pool_one_lost_connection_replaces_its_older_siblings),
         TEST(test_pool_lost_connection_stays_lost_for_its_borrower),
         TEST(test_pool_recycles_by_age),
         TEST(test_pool_dispose_and_invalidate_replace_what_is_open),
         TEST(test_pool_rolls_back_and_resets_what_comes_back),
         TEST(test_pool_does_not_keep_what_can_not_be_reset),
         TEST(test_pool_stale_handle_is_an_error_even_when_lent_again),
         TEST(test_pool_random_use_never_loses_a_connection),
         TEST(test_pool_after_a_fork_leaves_the_parents_connections_alone))
