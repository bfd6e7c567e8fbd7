/* test_recovery.c: what is left after something went wrong between pool, connection and
 * transaction, on the fake driver. The list of these behaviours: docs/recovery.md. */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

/* ---- connecting ---- */

static atomic_bool hang, hanging;

/* The first connect does not come to an end until it may. */
static int connect_slowly(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                          sq_driver_conn **out, sq_error *err)
{
    if (!atomic_exchange(&hanging, true))
        while (atomic_load(&hang))
            sched_yield();
    return fake_driver()->connect(host, u, deadline, out, err);
}

static void *borrow(void *engine)
{
    sq_conn_close(connect_ok(engine));
    return NULL;
}

START_TEST(test_recovery_connect_that_hangs_holds_nobody_up)
{
    static const char *const schemes[] = {"default+slow", NULL};
    static sq_driver slow;
    slow = *fake_driver();
    slow.schemes = schemes;
    slow.connect = connect_slowly;
    fake_start();
    ck_assert_int_eq(sq_driver_register(&slow, NULL), SQ_OK);
    sq_engine *e = sq_engine_open("default+slow://", .pool_size = 2);
    pthread_t t;
    atomic_store(&hang, true);
    ck_assert_int_eq(pthread_create(&t, NULL, borrow, e), 0);
    while (!atomic_load(&hanging))
        sched_yield();
    ck_assert_int_eq(stats(e).connecting, 1);
    for (int i = 0; i < 3; i++)
        sq_conn_close(connect_ok(e));
    ck_assert_int_eq(stats(e).connecting, 1);
    atomic_store(&hang, false);
    pthread_join(t, NULL);
    ck_assert_int_eq(stats(e).idle, 2);
    sq_engine_close(e);
}
END_TEST

START_TEST(test_recovery_failed_replacement_leaves_its_place)
{
    open_both(FAKE_URL, .pool_size = 1, .max_overflow = 2, .reconnect_pause_ms = SQ_NO_WAIT,
              .checkout_timeout_ms = SQ_NO_WAIT);
    sq_conn_close(c);
    sq_pool_invalidate(db);
    fake_fail.connect = 2;
    for (int i = 0; i < 2; i++) {
        c = sq_connect(db);
        ck_assert_int_eq(sq_status_of(c), SQ_ERR_CONNECT);
        sq_conn_close(c);
        ck_assert_int_eq(stats(db).used + stats(db).idle, 0);
    }
    sq_conn *all[3];
    for (int i = 0; i < 3; i++)
        all[i] = connect_ok(db);
    c = sq_connect(db);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_POOL_TIMEOUT);
    for (int i = 0; i < 3; i++)
        sq_conn_close(all[i]);
    close_both();
}
END_TEST

START_TEST(test_recovery_pre_ping_tells_that_the_database_is_gone)
{
    open_both(FAKE_URL, .pool_size = 1, .pre_ping = true, .reconnect_pause_ms = SQ_NO_WAIT);
    sq_conn_close(c);
    fake_fail.ping = 1;
    fake_fail.connect = 1;
    c = sq_connect(db);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_CONNECT);
    ck_assert_int_eq(run("ok"), SQ_ERR_CONNECT);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    ck_assert_int_eq(stats(db).used, 0);
    c = connect_ok(db);
    close_both();
}
END_TEST

START_TEST(test_recovery_pool_of_kind_null_opens_anew_after_a_loss)
{
    open_both(FAKE_URL, .pool = SQ_POOL_NULL);
    ck_assert_int_eq(run("lose"), SQ_ERR_DISCONNECTED);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    c = connect_ok(db);
    ck_assert_int_eq(run("ok"), 0);
    close_both();
}
END_TEST

/* ---- what is told ---- */

typedef struct told {
    char lost[64], why[64];
    int connects, failed;
} told;

static void note(const sq_event *ev, void *user)
{
    told *t = user;
    if (ev->kind == SQ_EVENT_INVALIDATE)
        snprintf(t->lost, sizeof t->lost, "%s", sq_status_name(ev->error->status));
    else if (ev->kind == SQ_EVENT_CLOSE)
        snprintf(t->why, sizeof t->why, "%s", ev->text);
    else if (ev->error)
        t->failed++;
    else
        t->connects++;
}

START_TEST(test_recovery_loss_is_told_with_its_error_and_closing_with_its_reason)
{
    told t = {.connects = 0};
    open_both(FAKE_URL, .reconnect_pause_ms = SQ_NO_WAIT);
    sq_engine_listen(db, 1U << SQ_EVENT_INVALIDATE | 1U << SQ_EVENT_CLOSE | 1U << SQ_EVENT_CONNECT,
                     note, &t);
    sq_conn *sibling = connect_ok(db);
    ck_assert_int_eq(t.connects, 1);
    run("lose");
    ck_assert_str_eq(t.lost, "ERR_DISCONNECTED");
    sq_conn_close(c);
    ck_assert_str_eq(t.why, "it must not be used again");
    fake_fail.connect = 1;
    c = sq_connect(db);
    ck_assert_int_eq(t.failed, 1);
    sq_conn_close(c);
    sq_conn_close(sibling);
    ck_assert_str_eq(t.why, "the pool did not keep it");
    c = connect_ok(db);
    ck_assert_int_eq(t.connects, 2);
    close_both();
    ck_assert_str_eq(t.why, "the engine was closed");
}
END_TEST

START_TEST(test_recovery_connection_discarded_twice_is_closed_once)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(sq_conn_discard(c), SQ_OK);
    ck_assert_int_eq(sq_conn_discard(c), SQ_OK);
    ck_assert_int_eq(run("change 1"), 1); /* its borrower goes on */
    sq_conn_close(c);
    ck_assert_int_eq(fake.closes, 1);
    c = connect_ok(db);
    ck_assert_int_eq(id(c), 2);
    close_both();
}
END_TEST

/* ---- transactions ---- */

START_TEST(test_recovery_rollback_after_a_loss_is_quiet_and_sends_nothing)
{
    open_both(FAKE_URL);
    sq_begin(c);
    sq_begin_nested(c);
    run("lose");
    ck_assert_int_eq(sq_rollback_nested(c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert(!sq_in_transaction(c));
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(fake.rollbacks, 0);
    ck_assert_int_eq(fake.savepoints, 1);
    ck_assert_int_eq(sq_begin(c), SQ_ERR_DISCONNECTED);
    close_both();
}
END_TEST

START_TEST(test_recovery_failed_rollback_gives_the_connection_up)
{
    open_both(FAKE_URL);
    sq_begin(c);
    fake_fail.rollback = 1;
    ck_assert_int_eq(sq_rollback(c), SQ_ERR_OPERATIONAL);
    ck_assert(!sq_in_transaction(c));
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_CONNECTION);
    int executes = fake.executes;
    ck_assert_int_eq(run("ok"), SQ_ERR_OPERATIONAL); /* it would be done in the old transaction */
    ck_assert_int_eq(sq_begin(c), SQ_ERR_OPERATIONAL);
    ck_assert_int_eq(fake.executes, executes);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    c = connect_ok(db);
    close_both();
}
END_TEST

START_TEST(test_recovery_failed_rollback_keeps_the_error_that_led_to_it)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(run("fail"), SQ_ERR_PROGRAMMING);
    fake_fail.rollback = 1;
    ck_assert_int_eq(sq_commit(c), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_CONNECTION);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_NOT_SENT);
    ck_assert_int_eq(run("ok"), SQ_ERR_PROGRAMMING);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0);
    c = connect_ok(db);
    close_both();
}
END_TEST

START_TEST(test_recovery_savepoints_end_with_their_transaction)
{
    open_both(FAKE_URL);
    for (int committed = 0; committed < 2; committed++) {
        sq_begin(c);
        ck_assert_int_eq(sq_begin_nested(c), SQ_OK);
        ck_assert_int_eq(sq_begin_nested(c), SQ_OK);
        ck_assert_int_eq(committed ? sq_commit(c) : sq_rollback(c), SQ_OK);
        ck_assert(!sq_in_transaction(c));
        ck_assert_int_eq(sq_commit_nested(c), SQ_ERR_STATE);
        ck_assert_int_eq(sq_rollback_nested(c), SQ_ERR_STATE);
    }
    ck_assert_int_eq(fake.savepoints, 4);
    ck_assert_int_eq(fake.commits, 1);
    ck_assert_int_eq(fake.rollbacks, 1);
    close_both();
}
END_TEST

START_TEST(test_recovery_connection_is_rolled_back_only_where_a_transaction_is_open)
{
    open_both(FAKE_URL);
    run("change 1");
    sq_conn_close(c);
    ck_assert_int_eq(fake.rollbacks, 0);
    c = connect_ok(db);
    sq_begin(c);
    sq_commit(c);
    sq_conn_close(c);
    ck_assert_int_eq(fake.rollbacks, 0);
    c = connect_ok(db);
    sq_begin(c);
    run("fail");
    sq_rollback(c);
    sq_conn_close(c);
    ck_assert_int_eq(fake.rollbacks, 1);
    c = connect_ok(db);
    sq_begin(c);
    sq_conn_close(c);
    ck_assert_int_eq(fake.rollbacks, 2);
    ck_assert_int_eq(fake.resets, 4);
    c = connect_ok(db);
    close_both();
}
END_TEST

SQT_MAIN("recovery", TEST(test_recovery_connect_that_hangs_holds_nobody_up),
         TEST(test_recovery_failed_replacement_leaves_its_place),
         TEST(test_recovery_pre_ping_tells_that_the_database_is_gone),
         TEST(test_recovery_pool_of_kind_null_opens_anew_after_a_loss),
         TEST(test_recovery_loss_is_told_with_its_error_and_closing_with_its_reason),
         TEST(test_recovery_connection_discarded_twice_is_closed_once),
         TEST(test_recovery_rollback_after_a_loss_is_quiet_and_sends_nothing),
         TEST(test_recovery_failed_rollback_gives_the_connection_up),
         TEST(test_recovery_failed_rollback_keeps_the_error_that_led_to_it),
         TEST(test_recovery_savepoints_end_with_their_transaction),
         TEST(test_recovery_connection_is_rolled_back_only_where_a_transaction_is_open))
