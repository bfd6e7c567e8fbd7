/* suite_txn.c: transactions do what they say, as another connection sees it. */
#include "tests/suite/suite.h"

static void make_table(void)
{
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 10)");
}

/* Rows as a second connection sees them; where there is none, after a check-in and a check-out. */
static int64_t count_seen_by_others(void)
{
    if (T->one_connection)
        return suite_int(suite_now.c, "SELECT count(*) FROM t");
    sq_conn *other = sq_connect(suite_now.db);
    int64_t n = suite_int(other, "SELECT count(*) FROM t");
    sq_conn_close(other);
    return n;
}

START_TEST(test_suite_commit_makes_work_visible_and_rollback_undoes_it)
{
    OPEN_OR_SKIP();
    make_table();
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (2, 20)");
    if (!T->one_connection)
        ck_assert_int_eq(count_seen_by_others(), 1);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    ck_assert_int_eq(count_seen_by_others(), 2);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "DELETE FROM t");
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(count_seen_by_others(), 2);
    suite_close();
}
END_TEST

START_TEST(test_suite_failed_transaction_changes_nothing)
{
    OPEN_OR_SKIP();
    make_table();
    sq_begin(suite_now.c);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (2, 20)");
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES (1, 0)"), SQ_ERR_UNIQUE);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(count_seen_by_others(), 1);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (2, 20)");
    ck_assert_int_eq(count_seen_by_others(), 2);
    suite_close();
}
END_TEST

START_TEST(test_suite_transaction_left_open_is_rolled_back_at_check_in)
{
    OPEN_OR_SKIP();
    make_table();
    sq_begin(suite_now.c);
    suite_ok(suite_now.c, "DELETE FROM t");
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert(!sq_in_transaction(suite_now.c));
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_savepoint_undoes_only_what_came_after_it)
{
    OPEN_OR_SKIP();
    make_table();
    sq_begin(suite_now.c);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (2, 20)");
    ck_assert_int_eq(sq_begin_nested(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (3, 30)");
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES (1, 0)"), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_rollback_nested(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_begin_nested(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (4, 40)");
    ck_assert_int_eq(sq_commit_nested(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT sum(id) FROM t"), 1 + 2 + 4);
    suite_close();
}
END_TEST

START_TEST(test_suite_read_only_transaction_refuses_writing_and_ends_with_it)
{
    OPEN_OR_SKIP();
    make_table();
    ck_assert_int_eq(sq_begin(suite_now.c, .read_only = true), SQ_OK);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t"), SQ_ERR_READ_ONLY);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_READ_ONLY);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t"), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_every_isolation_level_can_be_had)
{
    OPEN_OR_SKIP();
    make_table();
    for (int level = SQ_ISOLATION_DEFAULT; level <= SQ_SERIALIZABLE; level++) {
        ck_assert_int_eq(sq_begin(suite_now.c, .isolation = (sq_isolation)level), SQ_OK);
        suite_ok(suite_now.c, "UPDATE t SET n = n + 1");
        ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    }
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT n FROM t"), 15);
    suite_close();
}
END_TEST

START_TEST(test_suite_lock_of_another_connection_is_told_as_one_to_retry)
{
    OPEN_OR_SKIP();
    make_table();
    SKIP_IF(T->one_connection, "it has one connection");
    char url[600];
    snprintf(url, sizeof url, "%s%c%s", suite_now.url, strchr(suite_now.url, '?') ? '&' : '?',
             T->timeout_option);
    sq_engine *impatient = sq_engine_open(url);
    sq_conn *other = sq_connect(impatient);
    sq_begin(suite_now.c);
    suite_ok(suite_now.c, "UPDATE t SET n = 11 WHERE id = 1");
    ck_assert_int_eq(suite_run(other, "UPDATE t SET n = 12 WHERE id = 1"), SQ_ERR_LOCK_TIMEOUT);
    ck_assert(sq_conn_error(other)->retry_safe);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    ck_assert_int_eq(suite_run(other, "UPDATE t SET n = 12 WHERE id = 1"), 1);
    sq_conn_close(other);
    ck_assert_int_eq(sq_engine_close(impatient), SQ_OK);
    suite_close();
}
END_TEST

static int add_ten(sq_conn *c, void *arg)
{
    (void)arg;
    return (int)suite_run(c, "UPDATE t SET n = n + 10");
}

START_TEST(test_suite_transact_commits_once)
{
    OPEN_OR_SKIP();
    make_table();
    sq_conn_close(suite_now.c);
    sq_error e;
    ck_assert_int_eq(sq_transact(suite_now.db, add_ten, NULL, &e, .retries = 3), SQ_OK);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT n FROM t"), 20);
    suite_close();
}
END_TEST

START_TEST(test_suite_transaction_begun_or_ended_by_text_is_noticed)
{
    OPEN_OR_SKIP();
    make_table();
    ck_assert_int_eq(suite_run(suite_now.c, "BEGIN"), SQ_ERR_STATE);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (2, 20)");
    ck_assert_int_eq(suite_run(suite_now.c, "COMMIT"), SQ_ERR_IMPLICIT_COMMIT);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(count_seen_by_others(), 2);
    suite_close();
}
END_TEST

size_t suite_txn(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_commit_makes_work_visible_and_rollback_undoes_it),
        TEST(test_suite_failed_transaction_changes_nothing),
        TEST(test_suite_transaction_left_open_is_rolled_back_at_check_in),
        TEST(test_suite_savepoint_undoes_only_what_came_after_it),
        TEST(test_suite_read_only_transaction_refuses_writing_and_ends_with_it),
        TEST(test_suite_every_isolation_level_can_be_had),
        TEST(test_suite_lock_of_another_connection_is_told_as_one_to_retry),
        TEST(test_suite_transact_commits_once),
        TEST(test_suite_transaction_begun_or_ended_by_text_is_noticed)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
