/* suite_errors.c: what the database refuses is told by class, and the connection stays usable. */
#include "tests/suite/suite.h"

static void make_tables(void)
{
    suite_ok(suite_now.c, "CREATE TABLE parent (id INTEGER PRIMARY KEY)");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, "
                          "u INTEGER UNIQUE, c INTEGER CHECK (c > 0), p INTEGER, "
                          "FOREIGN KEY (p) REFERENCES parent (id))");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 1, 1, 1, NULL)");
}

static const struct {
    const char *sql;
    int status;
    const char *sqlstate; /* its class */
} refused[] = {
    {"INSERT INTO t VALUES (1, 1, 2, 1, NULL)", SQ_ERR_UNIQUE, "23"},
    {"INSERT INTO t VALUES (2, 1, 1, 1, NULL)", SQ_ERR_UNIQUE, "23"},
    {"INSERT INTO t VALUES (2, NULL, 2, 1, NULL)", SQ_ERR_NOT_NULL, "23"},
    {"INSERT INTO t VALUES (2, 1, 2, 0, NULL)", SQ_ERR_CHECK, "23"},
    {"INSERT INTO t VALUES (2, 1, 2, 1, 99)", SQ_ERR_FOREIGN_KEY, "23"},
    {"SELECT * FROM absent", SQ_ERR_NO_SUCH_TABLE, "42"},
    {"SELECT absent FROM t", SQ_ERR_NO_SUCH_TABLE, "42"},
    {"CREATE TABLE t (id INTEGER)", SQ_ERR_EXISTS, "42"},
    {"SELEC 1", SQ_ERR_PROGRAMMING, "42"},
};

START_TEST(test_suite_refusals_have_their_class)
{
    OPEN_OR_SKIP();
    make_tables();
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t rc = suite_run(suite_now.c, refused[i].sql);
        const sq_error *e = sq_conn_error(suite_now.c);
        ck_assert_msg(rc == refused[i].status, "%s: %s %s", refused[i].sql, sq_status_name((int)rc),
                      e->message);
        ck_assert_int_ne(e->native, 0);
        ck_assert_msg(strncmp(e->sqlstate, refused[i].sqlstate, 2) == 0, "%s: SQLSTATE %s",
                      refused[i].sql, e->sqlstate);
        ck_assert_int_eq(e->scope, SQ_SCOPE_STATEMENT);
        ck_assert(!e->retry_safe);
        ck_assert_uint_gt(strlen(e->message), 5);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_second_statement_is_refused_and_nothing_runs)
{
    OPEN_OR_SKIP();
    make_tables();
    ck_assert_int_lt(suite_run(suite_now.c, "DELETE FROM t; DROP TABLE parent"), 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    ck_assert_int_lt(suite_run(suite_now.c, ""), 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t;"), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_wrong_number_of_values_is_refused)
{
    OPEN_OR_SKIP();
    make_tables();
    sq_value v[] = {sq_int_value(1), sq_int_value(2)};
    ck_assert_int_lt(suite_run_values(suite_now.c, "DELETE FROM t WHERE id = ?", v, 0), 0);
    ck_assert_int_lt(suite_run_values(suite_now.c, "DELETE FROM t WHERE id = ?", v, 2), 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_endless_query_ends_at_its_deadline)
{
    OPEN_OR_SKIP();
    sq_conn_timeout(suite_now.c, 30);
    ck_assert_int_eq(suite_run(suite_now.c, T->endless), SQ_ERR_TIMEOUT);
    sq_conn_timeout(suite_now.c, 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

START_TEST(test_suite_schema_change_does_not_disturb_kept_statements)
{
    OPEN_OR_SKIP();
    make_tables();
    const char *sql = "SELECT * FROM parent";
    suite_ok(suite_now.c, "INSERT INTO parent VALUES (5)");
    for (int i = 1; i <= 3; i++) {
        sq_result *r = (sq_sql_query)(suite_now.c, suite_sql(sql), NULL, 0);
        ck_assert_int_eq(sq_one(r), SQ_OK);
        ck_assert_uint_eq(sq_result_columns(r), (size_t)i);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        char add[64];
        snprintf(add, sizeof add, "ALTER TABLE parent ADD COLUMN c%d INTEGER", i);
        suite_ok(suite_now.c, add);
    }
    suite_close();
}
END_TEST

size_t suite_errors(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_refusals_have_their_class),
                              TEST(test_suite_second_statement_is_refused_and_nothing_runs),
                              TEST(test_suite_wrong_number_of_values_is_refused),
                              TEST(test_suite_endless_query_ends_at_its_deadline),
                              TEST(test_suite_schema_change_does_not_disturb_kept_statements)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
