/* suite_session.c: what one borrower leaves behind does not reach the next; cancel. */
#include "tests/suite/suite.h"

START_TEST(test_suite_temporary_table_does_not_reach_the_next_borrower)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE kept (id INTEGER)");
    suite_ok(suite_now.c, "CREATE TEMPORARY TABLE mine (id INTEGER)");
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM mine"), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM kept"), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_native_handle_is_there)
{
    OPEN_OR_SKIP();
    ck_assert_ptr_nonnull(sq_native(suite_now.c));
    ck_assert_int_gt(sq_engine_server_version(suite_now.db), 30000);
    ck_assert_ptr_nonnull(sq_engine_dialect(suite_now.db));
    suite_close();
}
END_TEST

START_TEST(test_suite_cancel_stops_the_statement_that_runs)
{
    OPEN_OR_SKIP();
    suite_cancel_begin();
    ck_assert_int_eq(suite_run(suite_now.c, T->endless), SQ_ERR_CANCELLED);
    suite_cancel_end();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

static bool stop_at_third(double ms, void *user)
{
    int *calls = user;
    ck_assert(ms > 0);
    return ++*calls == 3;
}

START_TEST(test_suite_progress_of_long_work_is_told_and_stops_it)
{
    OPEN_OR_SKIP();
    int calls = 0;
    ck_assert_int_eq(sq_conn_progress(suite_now.c, 2, stop_at_third, &calls), SQ_OK);
    ck_assert_int_eq(suite_run(suite_now.c, T->endless), SQ_ERR_CANCELLED);
    ck_assert_int_eq(calls, 3);
    ck_assert_int_eq(sq_conn_progress(suite_now.c, 0, NULL, NULL), SQ_OK);
    sq_conn_timeout(suite_now.c, 20);
    ck_assert_int_eq(suite_run(suite_now.c, T->endless), SQ_ERR_TIMEOUT);
    ck_assert_int_eq(calls, 3);
    sq_conn_timeout(suite_now.c, 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

START_TEST(test_suite_many_connections_work_on_one_database)
{
    OPEN_OR_SKIP();
    SKIP_IF(T->one_connection, "it has one connection");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    sq_conn *c[6];
    for (int i = 0; i < 6; i++) {
        c[i] = sq_connect(suite_now.db);
        sq_value v = sq_int_value(i);
        ck_assert_int_eq(suite_run_values(c[i], "INSERT INTO t VALUES (?)", &v, 1), 1);
    }
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(suite_int(c[i], "SELECT count(*) FROM t"), 6);
        sq_conn_close(c[i]);
    }
    suite_close();
}
END_TEST

/* ---- .on_connect ---- */

static int leave_mark(sq_conn *c, void *calls)
{
    ++*(int *)calls;
    suite_run(c, "CREATE TEMPORARY TABLE mark (id INTEGER)");
    return (int)suite_run(c, "INSERT INTO mark VALUES (7)");
}

static int fill_what_is_not_there(sq_conn *c, void *calls)
{
    ++*(int *)calls;
    suite_run(c, "INSERT INTO nowhere VALUES (7)");
    return SQ_OK;
}

static sq_conn *borrow_anew(sq_engine *db, sq_conn *before)
{
    sq_conn_close(before);
    return sq_connect(db);
}

START_TEST(test_suite_on_connect_sets_up_what_every_borrower_finds)
{
    OPEN_OR_SKIP();
    int calls = 0;
    sq_engine *db = sq_engine_open(suite_now.url, .on_connect = leave_mark, .user = &calls);
    sq_conn *c = sq_connect(db);
    ck_assert_int_eq(sq_scalar_int(c, suite_text("SELECT id FROM mark"), -1), 7);
    c = borrow_anew(db, c);
    ck_assert_int_eq(sq_scalar_int(c, suite_text("SELECT count(*) FROM mark"), -1), 1);
    ck_assert_int_eq(calls, 1);
    suite_ok(c, "CREATE TEMPORARY TABLE mine (id INTEGER)");
    suite_ok(c, "DROP TABLE mark");
    c = borrow_anew(db, c);
    ck_assert_int_eq(calls, 2);
    ck_assert_int_eq(suite_int(c, "SELECT id FROM mark"), 7);
    ck_assert_int_eq(suite_run(c, "SELECT * FROM mine"), SQ_ERR_NO_SUCH_TABLE);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_on_connect_that_fails_lends_nothing_and_says_why)
{
    OPEN_OR_SKIP();
    int calls = 0;
    sq_engine *db = sq_engine_open(suite_now.url, .on_connect = fill_what_is_not_there,
                                   .user = &calls, .autobegin = true);
    for (int i = 1; i <= 2; i++) {
        sq_conn *c = sq_connect(db);
        ck_assert_int_eq(calls, i);
        ck_assert_int_eq(sq_status_of(c), SQ_ERR_NO_SUCH_TABLE);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "nowhere"));
        ck_assert_int_eq(suite_run(c, "SELECT 1"), SQ_ERR_NO_SUCH_TABLE);
        sq_conn_close(c);
    }
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    ck_assert_int_eq(n.used + n.idle, 0);
    ck_assert_uint_eq(n.connect_errors, 2);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    suite_close();
}
END_TEST

size_t suite_session(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_temporary_table_does_not_reach_the_next_borrower),
                              TEST(test_suite_native_handle_is_there),
                              TEST(test_suite_cancel_stops_the_statement_that_runs),
                              TEST(test_suite_progress_of_long_work_is_told_and_stops_it),
                              TEST(test_suite_many_connections_work_on_one_database),
                              TEST(test_suite_on_connect_sets_up_what_every_borrower_finds),
                              TEST(test_suite_on_connect_that_fails_lends_nothing_and_says_why)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
