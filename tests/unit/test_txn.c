/* test_txn.c: transactions, errors and deadlines, on the fake driver. */
#include <stdio.h>
#include <string.h>
#include "tests/support/fake_clock.h"
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

/* ---- outside ---- */

START_TEST(test_txn_outside_each_statement_replaces_the_error)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(run("unique"), SQ_ERR_UNIQUE);
    const sq_error *e = sq_conn_error(c);
    ck_assert_int_eq(e->status, SQ_ERR_UNIQUE);
    ck_assert_int_eq(e->native, 42);
    ck_assert_int_eq(e->scope, SQ_SCOPE_STATEMENT);
    ck_assert_str_eq(sq_sqlstate(c), "FAKE1");
    ck_assert_int_eq(run("change 3"), 3);
    ck_assert_int_eq(sq_status_of(c), SQ_OK);
    ck_assert_str_eq(sq_errmsg(c), "");
    ck_assert_int_eq(fake.begins, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_commit_outside_is_refused_and_rollback_is_not)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_STATE);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(sq_begin_nested(c), SQ_ERR_STATE);
    ck_assert_int_eq(fake.commits + fake.rollbacks, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_begun_by_sql_text_is_rolled_back_and_told)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(run("begin"), SQ_ERR_STATE);
    ck_assert_int_eq(fake.rollbacks, 1);
    ck_assert_int_eq(run("ok"), 0);
    close_both();
}
END_TEST

/* ---- inside ---- */

START_TEST(test_txn_failed_statement_makes_later_ones_do_nothing)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    ck_assert_int_eq(run("change 1"), 1);
    ck_assert_int_eq(run("unique"), SQ_ERR_UNIQUE);
    int sent = fake.executes;
    ck_assert_int_eq(run("fail"), SQ_ERR_TX_ABORTED);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 2"));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(fake.executes, sent);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_UNIQUE);
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(sq_commit(c), SQ_ERR_UNIQUE);
    ck_assert(!sq_in_transaction(c));
    ck_assert_int_eq(fake.commits, 0);
    ck_assert_int_eq(fake.rollbacks, 1);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    ck_assert_int_eq(sq_status_of(c), SQ_OK);
    ck_assert_int_eq(run("change 2"), 2);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert_int_eq(fake.commits, 1);
    close_both();
}
END_TEST

START_TEST(test_txn_begin_inside_is_refused_and_fails_it)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(sq_begin(c), SQ_ERR_STATE);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_STATE);
    ck_assert_int_eq(fake.begins, 1);
    close_both();
}
END_TEST

START_TEST(test_txn_abort_tells_its_own_reason)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(sq_abort(c, "item %d is sold", 7), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(run("ok"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_TX_ABORTED);
    ck_assert_str_eq(sq_errmsg(c), "item 7 is sold");
    ck_assert_int_eq(fake.rollbacks, 1);
    close_both();
}
END_TEST

START_TEST(test_txn_failed_begin_leaves_none)
{
    open_both(FAKE_URL);
    fake_fail.begin = 1;
    ck_assert_int_eq(sq_begin(c), SQ_ERR_OPERATIONAL);
    ck_assert(!sq_in_transaction(c));
    ck_assert_int_eq(sq_begin(c, .isolation = (sq_isolation)99), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    sq_rollback(c);
    close_both();
}
END_TEST

/* Checked at its end alone, as the header says: nothing of it may be done then. */
START_TEST(test_txn_that_could_not_be_begun_does_nothing_and_tells_why_at_its_end)
{
    open_both(FAKE_URL);
    fake_fail.begin = 1;
    sq_begin(c);
    ck_assert_int_eq(run("change 1"), SQ_ERR_TX_ABORTED);
    sq_begin_nested(c);
    ck_assert_int_eq(run("change 1"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback_nested(c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_OPERATIONAL);
    ck_assert_int_eq(fake.executes + fake.savepoints + fake.commits + fake.rollbacks, 0);
    ck_assert_int_eq(run("change 1"), 1);
    close_both();
}
END_TEST

START_TEST(test_txn_lost_with_its_begin_tells_that_at_its_end)
{
    open_both(FAKE_URL);
    fake_fail.begin_lost = 1;
    sq_begin(c);
    ck_assert_int_eq(run("change 1"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_NOT_SENT);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_DISCONNECTED);
    close_both();
}
END_TEST

START_TEST(test_txn_gone_on_the_server_is_known_dead)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(run("kill"), SQ_ERR_FULL);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_TRANSACTION);
    ck_assert_int_eq(run("change 1"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(fake.rollbacks, 0); /* there is nothing to roll back */
    ck_assert_int_eq(run("change 1"), 1);
    close_both();
}
END_TEST

START_TEST(test_txn_ended_by_a_statement_is_an_implicit_commit)
{
    open_both(FAKE_URL);
    sq_begin(c);
    run("change 1");
    ck_assert_int_eq(run("end"), SQ_ERR_IMPLICIT_COMMIT);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_UNKNOWN);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_IMPLICIT_COMMIT);
    ck_assert_int_eq(fake.commits, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_failed_commit_is_rolled_back)
{
    open_both(FAKE_URL);
    sq_begin(c);
    fake_fail.commit = 1;
    ck_assert_int_eq(sq_commit(c), SQ_ERR_SERIALIZATION);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_FAILED);
    ck_assert(sq_conn_error(c)->retry_safe);
    ck_assert_int_eq(fake.rollbacks, 1);
    close_both();
}
END_TEST

START_TEST(test_txn_lost_commit_is_unknown_never_failed)
{
    open_both(FAKE_URL);
    sq_begin(c);
    fake_fail.commit_lost = 1;
    ck_assert_int_eq(sq_commit(c), SQ_ERR_COMMIT_UNKNOWN);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_UNKNOWN);
    ck_assert(!sq_conn_error(c)->retry_safe);
    ck_assert_int_eq(fake.rollbacks, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_connection_lost_inside_is_not_committed)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(run("lose"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_NOT_SENT);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(fake.commits + fake.rollbacks, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_connection_lost_outside_leaves_the_statement_unknown)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(run("lose"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(c)->commit_state, SQ_COMMIT_UNKNOWN);
    close_both();
}
END_TEST

/* ---- savepoints ---- */

START_TEST(test_txn_rollback_to_a_savepoint_heals_what_failed_since)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(sq_begin_nested(c), SQ_OK);
    ck_assert_int_eq(run("fail"), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(sq_rollback_nested(c), SQ_OK);
    ck_assert_int_eq(run("change 1"), 1);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert_int_eq(fake.savepoints, 3);
    close_both();
}
END_TEST

START_TEST(test_txn_rollback_to_a_savepoint_does_not_heal_what_failed_before)
{
    open_both(FAKE_URL);
    sq_begin(c);
    ck_assert_int_eq(run("fail"), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(sq_begin_nested(c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback_nested(c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(fake.savepoints, 0);
    close_both();
}
END_TEST

START_TEST(test_txn_savepoints_nest)
{
    open_both(FAKE_URL);
    sq_begin(c);
    sq_begin_nested(c);
    sq_begin_nested(c);
    run("fail");
    ck_assert_int_eq(sq_commit_nested(c), SQ_ERR_PROGRAMMING); /* rolls the inner one back */
    ck_assert_int_eq(run("change 1"), 1);
    ck_assert_int_eq(sq_commit_nested(c), SQ_OK);
    ck_assert_int_eq(sq_commit_nested(c), SQ_ERR_STATE);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_STATE);
    close_both();
}
END_TEST

START_TEST(test_txn_savepoint_can_not_heal_a_dead_transaction)
{
    open_both(FAKE_URL);
    sq_begin(c);
    sq_begin_nested(c);
    run("kill");
    ck_assert_int_eq(sq_rollback_nested(c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(run("change 1"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_FULL);
    close_both();
}
END_TEST

/* ---- autobegin ---- */

START_TEST(test_txn_autobegin_begins_with_the_first_statement)
{
    open_both(FAKE_URL, .autobegin = true);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert_int_eq(run("change 1"), 1);
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(run("change 1"), 1);
    ck_assert_int_eq(fake.begins, 1);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert(!sq_in_transaction(c));
    run("fail");
    ck_assert_int_eq(run("ok"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(run("ok"), 0);
    ck_assert_int_eq(fake.begins, 3);
    close_both();
    ck_assert_int_eq(fake.commits, 1);
}
END_TEST

/* ---- sq_transact ---- */

typedef struct job {
    int calls, serialize_until, returns;
    bool lose;
} job;

static int work(sq_conn *conn, void *arg)
{
    job *j = arg;
    j->calls++;
    if (j->lose && j->calls == 1)
        sq_sql_exec(conn, SQ_SQL("lose"));
    if (j->calls <= j->serialize_until)
        sq_sql_exec(conn, SQ_SQL("serialize"));
    return j->returns;
}

START_TEST(test_txn_transact_tries_again_with_pauses)
{
    fake_start();
    fake_clock_start();
    db = sq_engine_open(FAKE_URL);
    job j = {.serialize_until = 3};
    sq_error e;
    ck_assert_int_eq(sq_transact(db, work, &j, &e, .retries = 5), SQ_OK);
    ck_assert_int_eq(j.calls, 4);
    ck_assert_int_eq(e.status, SQ_OK);
    ck_assert_int_eq(fake.commits, 1);
    ck_assert_int_eq(fake_clock.sleeps, 3);
    ck_assert_int_ge(fake_clock.slept, 2500 + 5000 + 10000);
    ck_assert_int_le(fake_clock.slept, 5000 + 10000 + 20000);
    j = (job){.serialize_until = 100};
    ck_assert_int_eq(sq_transact(db, work, &j, &e, .retries = 2), SQ_ERR_SERIALIZATION);
    ck_assert_int_eq(j.calls, 3);
    j = (job){.lose = true};
    ck_assert_int_eq(sq_transact(db, work, &j, &e, .retries = 2), SQ_OK);
    ck_assert_int_eq(j.calls, 2);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    fake_clock_stop();
}
END_TEST

START_TEST(test_txn_transact_does_not_repeat_what_may_be_done)
{
    fake_start();
    db = sq_engine_open(FAKE_URL);
    job j = {0};
    sq_error e;
    fake_fail.commit_lost = 1;
    ck_assert_int_eq(sq_transact(db, work, &j, &e, .retries = 5), SQ_ERR_COMMIT_UNKNOWN);
    ck_assert_int_eq(j.calls, 1);
    j = (job){.returns = SQ_ERR_ARGUMENT};
    ck_assert_int_eq(sq_transact(db, work, &j, &e, .retries = 5), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(e.status, SQ_ERR_ARGUMENT);
    ck_assert_int_eq(j.calls, 1);
    ck_assert_int_eq(fake.commits, 1);
    ck_assert_int_eq(sq_transact(db, NULL, NULL, NULL), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* ---- deadlines ---- */

START_TEST(test_txn_statement_is_cancelled_at_its_deadline)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(sq_conn_timeout(c, 5), SQ_OK);
    ck_assert_int_eq(run("wait"), SQ_ERR_TIMEOUT);
    ck_assert_int_eq(fake.cancels, 1);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_STATEMENT);
    ck_assert_int_eq(run("ok"), 0);
    ck_assert_int_eq(sq_conn_timeout(c, 0), SQ_OK);
    ck_assert_int_eq(run("steps 50"), 0);
    close_both();
}
END_TEST

/* ---- events ---- */

typedef struct diary {
    char text[512];
} diary;

static void note(const sq_event *ev, void *user)
{
    static const char *const names[SQ_EVENT_COUNT] = {
        "connect ", "close ", "checkout ", "checkin ",  "invalidate ", "execute ",
        "query ",   "begin ", "commit ",   "rollback ", "save ",       "undo ",
        "release ", "error ", "notice ",   "leak ",     "dispose "};
    diary *d = user;
    strcat(d->text, names[ev->kind]);
    if (ev->kind == SQ_EVENT_QUERY) {
        char rows[40];
        snprintf(rows, sizeof rows, "(%s %d) ", ev->sql, (int)ev->rows);
        strcat(d->text, rows);
        ck_assert_int_eq(ev->error != NULL, strcmp(ev->sql, "fail") == 0);
    }
}

START_TEST(test_txn_events_tell_what_happens_in_order)
{
    fake_start();
    diary d = {""}, queries = {""};
    db = sq_engine_open(FAKE_URL, .on_query = note, .user = &queries);
    ck_assert_int_eq(sq_engine_listen(db, (1u << SQ_EVENT_COUNT) - 1, note, &d), SQ_OK);
    c = sq_connect(db);
    sq_begin(c);
    run("change 2");
    sq_begin_nested(c);
    run("fail");
    sq_rollback_nested(c);
    sq_commit(c);
    sq_done(sq_sql_query(c, SQ_SQL("rows 3")));
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 3"));
    sq_row(r);
    sq_done(r);
    close_both();
    ck_assert_str_eq(queries.text,
                     "query (change 2 2) query (fail 0) query (rows 3 3) query (rows 3 1) ");
    ck_assert_str_eq(
        d.text, "connect checkout begin execute query (change 2 2) save execute error query "
                "(fail 0) undo release commit execute query (rows 3 3) execute query (rows 3 1) "
                "checkin close dispose ");
}
END_TEST

START_TEST(test_txn_listeners_are_limited)
{
    fake_start();
    db = sq_engine_open(FAKE_URL);
    diary d = {""};
    for (int i = 0; i < 16; i++)
        ck_assert_int_eq(sq_engine_listen(db, 1u << SQ_EVENT_BEGIN, note, &d), SQ_OK);
    ck_assert_int_eq(sq_engine_listen(db, 1u << SQ_EVENT_BEGIN, note, &d), SQ_ERR_LIMIT);
    ck_assert_int_eq(sq_engine_listen(db, 1u << SQ_EVENT_COUNT, note, &d), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_engine_listen(db, 1u, NULL, &d), SQ_ERR_ARGUMENT);
    sq_engine_close(db);
}
END_TEST

SQT_MAIN("txn", TEST(test_txn_outside_each_statement_replaces_the_error),
         TEST(test_txn_commit_outside_is_refused_and_rollback_is_not),
         TEST(test_txn_begun_by_sql_text_is_rolled_back_and_told),
         TEST(test_txn_failed_statement_makes_later_ones_do_nothing),
         TEST(test_txn_begin_inside_is_refused_and_fails_it),
         TEST(test_txn_abort_tells_its_own_reason), TEST(test_txn_failed_begin_leaves_none),
         TEST(test_txn_that_could_not_be_begun_does_nothing_and_tells_why_at_its_end),
         TEST(test_txn_lost_with_its_begin_tells_that_at_its_end),
         TEST(test_txn_gone_on_the_server_is_known_dead),
         TEST(test_txn_ended_by_a_statement_is_an_implicit_commit),
         TEST(test_txn_failed_commit_is_rolled_back),
         TEST(test_txn_lost_commit_is_unknown_never_failed),
         TEST(test_txn_connection_lost_inside_is_not_committed),
         TEST(test_txn_connection_lost_outside_leaves_the_statement_unknown),
         TEST(test_txn_rollback_to_a_savepoint_heals_what_failed_since),
         TEST(test_txn_rollback_to_a_savepoint_does_not_heal_what_failed_before),
         TEST(test_txn_savepoints_nest), TEST(test_txn_savepoint_can_not_heal_a_dead_transaction),
         TEST(test_txn_autobegin_begins_with_the_first_statement),
         TEST(test_txn_transact_tries_again_with_pauses),
         TEST(test_txn_transact_does_not_repeat_what_may_be_done),
         TEST(test_txn_statement_is_cancelled_at_its_deadline),
         TEST(test_txn_events_tell_what_happens_in_order), TEST(test_txn_listeners_are_limited))
