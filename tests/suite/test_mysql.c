/* test_mysql.c: the suite on MariaDB, and what only it has. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_mysql
#include <pthread.h>
#include "squill.h"
#include "squill/mysql.h"

static void comes_back_as(const char *expression, const char *wanted)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT %s AS x", expression);
    sq_result *r = sq_query(suite_now.c, suite_text(sql));
    ck_assert_msg(sq_one(r) == SQ_OK, "%s: %s", sql, sq_errmsg(suite_now.c));
    const char *is = sq_get_text(r, 0);
    ck_assert_msg(is && strcmp(is, wanted) == 0, "%s: %s", sql, is ? is : "NULL");
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

/* ---- session (R26, P9) ---- */

START_TEST(test_mysql_session_is_set_up_strictly)
{
    OPEN_OR_SKIP();
    comes_back_as("@@character_set_client", "utf8mb4");
    comes_back_as("@@time_zone", "+00:00");
    comes_back_as("FIND_IN_SET('STRICT_TRANS_TABLES', @@sql_mode) > 0", "1");
    suite_ok(suite_now.c, "CREATE TABLE t (s VARCHAR(3), n TINYINT)");
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES ('long', 1)"), SQ_ERR_DATA);
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES ('x', 300)"), SQ_ERR_DATA);
    ck_assert_int_lt(suite_run(suite_now.c, "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t"),
                     0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 0);
    ck_assert_str_eq(sq_dialect_name(sq_engine_dialect(suite_now.db)), "mariadb");
    suite_close();
}
END_TEST

static const char *const leaks[] = {
    "SET @x = 7",
    "SELECT @x := 7",
    "SELECT 7 INTO @x",
    "SET SESSION sql_mode = 'ANSI'",
    "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET TRANSACTION READ ONLY",
    "SELECT GET_LOCK('here', 0)",
    "SELECT Get_Lock('here', 0)",
    "SET time_zone = '+05:00'",
    "SET autocommit = 0",
    "SET foreign_key_checks = 0",
    "SET max_statement_time = 9",
    "SET max_session_mem_used = 99999999",
    "SET collation_connection = 'utf8mb4_bin'",
    "SET lc_time_names = 'de_DE'",
    "SET ROLE NONE",
    "SET sql_select_limit = 1",
    "SET insert_id = 77",
    "USE mysql",
    "LOCK TABLES t WRITE",
    "PREPARE p FROM 'SELECT 1'",
    "CREATE TEMPORARY TABLE t AS SELECT 2 AS a",
    "SELECT 1 FROM t WHERE Get_Lock('here', 0)",
};

START_TEST(test_mysql_session_does_not_reach_the_next_borrower)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1)");
    const char *state =
        "SELECT CONVERT(concat_ws(',', coalesce(@x, 0), @@sql_mode, @@tx_isolation, "
        "@@tx_read_only, coalesce(IS_USED_LOCK('here'), 0), @@time_zone, @@autocommit, "
        "@@foreign_key_checks, @@max_statement_time, @@max_session_mem_used, "
        "@@collation_connection, @@lc_time_names, @@sql_select_limit, @@insert_id, "
        "coalesce(database(), ''), coalesce(current_role(), ''), "
        "(SELECT count(*) FROM information_schema.processlist WHERE id = connection_id() AND "
        "state LIKE '%lock%'), (SELECT a FROM t)) USING utf8mb4)";
    suite_session_stays_clean(state, leaks, sizeof leaks / sizeof *leaks);
    sqt_fault("session states that could reach the next borrower", "mysql",
              sizeof leaks / sizeof *leaks, 0);
    suite_close();
}
END_TEST

START_TEST(test_mysql_other_character_set_ends_the_connection)
{
    OPEN_OR_SKIP();
    suite_charset_ends_the_connection("SET NAMES gbk");
    suite_close();
}
END_TEST

/* ---- statements that are kept ---- */

/* What "SELECT * FROM t" gives, run twice: the second answer comes without a description. */
static void everything_is(sq_conn *c, const char *name, sq_value_kind kind, const char *text)
{
    for (int i = 0; i < 2; i++) {
        sq_result *r = sq_query(c, suite_text("SELECT * FROM t"));
        ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_errmsg(c));
        ck_assert_str_eq(sq_result_name(r, 0), name);
        ck_assert_int_eq(sq_get_value(r, 0).kind, kind);
        ck_assert(!text || strcmp(sq_get_text(r, 0), text) == 0);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
}

START_TEST(test_mysql_kept_statement_tells_columns_as_they_became)
{
    OPEN_OR_SKIP();
    sq_conn *other = sq_connect(suite_now.db);
    suite_ok(other, "CREATE TABLE t (a INTEGER)");
    suite_ok(other, "INSERT INTO t VALUES (-7)");
    everything_is(suite_now.c, "a", SQ_V_INT, "-7");
    suite_ok(other, "ALTER TABLE t MODIFY a VARCHAR(10)");
    everything_is(suite_now.c, "a", SQ_V_TEXT, "-7");
    suite_ok(other, "ALTER TABLE t MODIFY a VARBINARY(10)");
    everything_is(suite_now.c, "a", SQ_V_BYTES, NULL);
    suite_ok(other, "UPDATE t SET a = 250");
    suite_ok(other, "ALTER TABLE t MODIFY a TINYINT UNSIGNED");
    everything_is(suite_now.c, "a", SQ_V_INT, "250");
    suite_ok(other, "ALTER TABLE t CHANGE a b TINYINT UNSIGNED");
    everything_is(suite_now.c, "b", SQ_V_INT, "250");
    sq_conn_close(other);
    suite_close();
}
END_TEST

typedef struct pair {
    const char *a;
    int64_t b;
} pair;
SQ_ROW(pair, a, b);

/* The types of values are told to the server where they are not those of the time before. */
START_TEST(test_mysql_kept_statement_takes_values_of_other_types)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    suite_ok(c, "CREATE TABLE t (a VARCHAR(20), b DECIMAL(30, 1))");
    const sq_stmt *s = suite_text("INSERT INTO t VALUES (:a, :b)");
    const pair rows[] = {{"many", 4}, {"more", 5}, {"most", 6}};
    ck_assert_int_eq(sq_exec(c, s, sq_bind("a", "one"), sq_bind("b", 1)), 1);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("a", "a longer one"), sq_bind("b", -2)), 1);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("a", sq_null_value()), sq_bind("b", 2.5)), 1);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("a", 3), sq_bind("b", UINT64_MAX)), 1);
    ck_assert_int_eq(sq_exec_many(c, s, pair, rows, 3), 3);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("a", ""), sq_bind("b", 7)), 1);
    comes_back_as("(SELECT GROUP_CONCAT(COALESCE(a, '-'), ' ', b ORDER BY b) FROM t)",
                  "a longer one -2.0,one 1.0,- 2.5,many 4.0,more 5.0,most 6.0, 7.0,"
                  "3 18446744073709551615.0");
    suite_close();
}
END_TEST

/* ---- what a URL says ---- */

START_TEST(test_mysql_options_of_the_url_reach_the_session)
{
    OPEN_OR_SKIP();
    ck_assert_str_eq(suite_ask("?lock_wait_timeout=7", "SELECT @@innodb_lock_wait_timeout"), "7");
    ck_assert_str_eq(suite_ask("?charset=utf8mb4", "SELECT @@character_set_client"), "utf8mb4");
    suite_close();
}
END_TEST

START_TEST(test_mysql_server_tells_what_it_is_whatever_the_url_calls_it)
{
    OPEN_OR_SKIP();
    static const char *const names[] = {"mysql", "mariadb", "mysql+mysqlclient"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char url[600];
        snprintf(url, sizeof url, "%s%s", names[i], strchr(suite_now.url, ':'));
        sq_engine *db = sq_engine_open(url);
        sq_conn *c = sq_connect(db);
        ck_assert_msg(sq_status_of(c) == SQ_OK, "%s", sq_errmsg(c));
        ck_assert_str_eq(sq_dialect_name(sq_engine_dialect(db)), "mariadb");
        sq_conn_close(c);
        ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    }
    suite_close();
}
END_TEST

/* ---- transactions (P13, P18) ---- */

START_TEST(test_mysql_definition_within_a_transaction_is_told_as_its_end)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1)");
    ck_assert_int_eq(suite_run(suite_now.c, "CREATE TABLE u (a INTEGER)"), SQ_ERR_IMPLICIT_COMMIT);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_IMPLICIT_COMMIT);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    suite_close();
}
END_TEST

static void *update_second_row(void *context)
{
    return (void *)(intptr_t)suite_run(context, "UPDATE t SET n = 1 WHERE id = 2");
}

/* 1205 undoes the statement, 1213 the whole transaction: the server tells which. */
START_TEST(test_mysql_lock_timeout_leaves_the_transaction_and_its_scope_tells)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 0), (2, 0)");
    sq_conn *other = sq_connect(suite_now.db);
    suite_ok(other, "SET innodb_lock_wait_timeout = 0");
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "UPDATE t SET n = 5 WHERE id = 1");
    ck_assert_int_eq(sq_begin(other), SQ_OK);
    suite_ok(other, "UPDATE t SET n = 6 WHERE id = 2");
    ck_assert_int_eq(sq_begin_nested(other), SQ_OK);
    ck_assert_int_eq(suite_run(other, "UPDATE t SET n = 6 WHERE id = 1"), SQ_ERR_LOCK_TIMEOUT);
    ck_assert_int_eq(sq_conn_error(other)->scope, SQ_SCOPE_STATEMENT);
    ck_assert_int_eq(sq_rollback_nested(other), SQ_OK);
    ck_assert_int_eq(sq_commit(other), SQ_OK);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT n FROM t WHERE id = 2"), 6);
    sq_conn_close(other);
    suite_close();
}
END_TEST

START_TEST(test_mysql_deadlock_ends_the_whole_transaction)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 0), (2, 0)");
    sq_conn *other = sq_connect(suite_now.db);
    sq_begin(suite_now.c);
    sq_begin(other);
    suite_ok(suite_now.c, "UPDATE t SET n = 1 WHERE id = 1");
    suite_ok(other, "UPDATE t SET n = 2 WHERE id = 2");
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, update_second_row, suite_now.c), 0);
    int64_t second = suite_run_values(other, "UPDATE t SET n = 2 WHERE id = 1", NULL, 0);
    void *told;
    pthread_join(thread, &told);
    int64_t first = (intptr_t)told;
    ck_assert((first == 1 && second == SQ_ERR_DEADLOCK) ||
              (first == SQ_ERR_DEADLOCK && second == 1));
    sq_conn *victim = first < 0 ? suite_now.c : other;
    ck_assert_int_eq(sq_conn_error(victim)->scope, SQ_SCOPE_TRANSACTION);
    ck_assert(sq_conn_error(victim)->retry_safe);
    ck_assert_int_eq(sq_commit(victim), SQ_ERR_DEADLOCK);
    ck_assert_int_eq(sq_commit(victim == other ? suite_now.c : other), SQ_OK);
    sq_conn_close(other);
    suite_close();
}
END_TEST

/* ---- values (P14) ---- */

START_TEST(test_mysql_values_come_back_whole)
{
    OPEN_OR_SKIP();
    comes_back_as("CAST(18446744073709551615 AS UNSIGNED)", "18446744073709551615");
    comes_back_as("CAST(-12.50 AS DECIMAL(10, 2))", "-12.50");
    comes_back_as("CAST('2024-02-29' AS DATE)", "2024-02-29");
    comes_back_as("CAST('2024-02-29 23:59:59.999999' AS DATETIME(6))",
                  "2024-02-29 23:59:59.999999");
    comes_back_as("CAST('12:30:15.25' AS TIME(2))", "12:30:15.250000");
    comes_back_as("CAST('-26:30:15' AS TIME)", "-26:30:15");
    comes_back_as("repeat('x', 5)", "xxxxx");
    comes_back_as("1e0 / 3", "0.3333333333333333");
    sq_result *r =
        (sq_sql_query)(suite_now.c,
                       suite_sql("SELECT repeat('\xC3\xBC', seq * 400) FROM seq_1_to_40"), NULL, 0);
    for (size_t i = 1; i <= 40; i++) {
        ck_assert(sq_row(r));
        ck_assert_uint_eq(sq_get_str(r, 0).n, i * 800);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* Rows are read where they came to: a value keeps off its neighbours, in whatever order. */
START_TEST(test_mysql_values_side_by_side_keep_apart)
{
    OPEN_OR_SKIP();
    static const char *const wanted[][13] = {
        {"-1", "a", "255", "", "-300", NULL, "65535", "bc", "-70000", "1.5", "2024-02-29", "d",
         "10100101"},
        {"1", "", "0", "ab", "7", "", "1", NULL, "4294967", "-0.25", "0000-00-00", "", "00000001"},
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL}};
    suite_ok(suite_now.c, "SET sql_mode = ''");
    suite_ok(suite_now.c,
             "CREATE TABLE t (k INT PRIMARY KEY, a TINYINT, b VARCHAR(9), c TINYINT UNSIGNED, "
             "d TEXT, e SMALLINT, f VARCHAR(9), g SMALLINT UNSIGNED, h VARCHAR(9), i MEDIUMINT, "
             "j FLOAT, l DATE, m VARCHAR(9), n BIT(8))");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, -1, 'a', 255, '', -300, NULL, 65535, 'bc', "
                          "-70000, 1.5, '2024-02-29', 'd', 165), (2, 1, '', 0, 'ab', 7, '', 1, "
                          "NULL, 4294967, -0.25, 0, '', 1), (3, NULL, NULL, NULL, NULL, NULL, "
                          "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    for (int back = 0; back < 2; back++) {
        sq_result *r = (sq_sql_stream)(suite_now.c,
                                       suite_sql("SELECT a, b, c, d, e, f, g, h, i, j, l, m, n "
                                                 "FROM t ORDER BY k"),
                                       NULL, 0);
        for (size_t row = 0; row < 3; row++) {
            ck_assert(sq_row(r));
            for (size_t k = 0; k < 13; k++) {
                size_t at = back ? 12 - k : k;
                const char *w = wanted[row][at], *is = sq_get_text(r, at);
                ck_assert_msg(w ? is && strcmp(is, w) == 0 : !is, "row %zu column %zu: %s", row, at,
                              is ? is : "NULL");
            }
        }
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_mysql_stream_left_early_leaves_the_connection_usable)
{
    OPEN_OR_SKIP();
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        if (in_transaction)
            sq_begin(suite_now.c);
        sq_result *r = (sq_sql_stream)(suite_now.c, suite_sql("SELECT seq FROM seq_1_to_200000"),
                                       NULL, 0);
        for (int i = 1; i <= 10; i++) {
            ck_assert(sq_row(r));
            ck_assert_int_eq(sq_get_int64(r, 0), i);
        }
        ck_assert_int_eq(suite_run(suite_now.c, "SELECT 1"), SQ_ERR_BUSY);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        if (in_transaction)
            ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    }
    suite_close();
}
END_TEST

static int64_t connections_so_far(void)
{
    sq_result *r = sq_sql_query(suite_now.c, SQ_SQL("SHOW GLOBAL STATUS LIKE 'Connections'"));
    ck_assert(sq_row(r));
    int64_t n = strtoll(sq_get_text(r, 1), NULL, 10);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    return n;
}

START_TEST(test_mysql_stream_left_where_the_rest_has_arrived_needs_no_kill)
{
    OPEN_OR_SKIP();
    int64_t before = connections_so_far();
    for (int i = 0; i < 20; i++) {
        const char *sql = i % 2 ? "SELECT 7 UNION ALL SELECT 8" : "SELECT 7";
        sq_result *r = sq_stream(suite_now.c, suite_text(sql));
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int(r, 0), 7);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        r = sq_sql_stream(suite_now.c, SQ_SQL("EXPLAIN SELECT 1 UNION ALL SELECT 2"));
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    ck_assert_int_eq(connections_so_far(), before);
    suite_close();
}
END_TEST

START_TEST(test_mysql_lost_connection_is_told)
{
    OPEN_OR_SKIP();
    int64_t id = suite_int(suite_now.c, "SELECT connection_id()");
    char sql[64];
    snprintf(sql, sizeof sql, "KILL CONNECTION %lld", (long long)id);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    sq_conn *other = sq_connect(suite_now.db);
    suite_ok(other, sql);
    sq_conn_close(other);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_COMMIT_UNKNOWN);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

/* ---- batches ---- */

SQ_TABLE(things, (id, integer, .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
         (value, varchar(40)), (at, type(.kind = SQ_T_MY_DATETIME, .length = 6)), (raw, blob));

typedef struct thing {
    int id;
    sq_value value, at, raw;
} thing;
SQ_ROW(thing, id, value, at, raw);

static int64_t count_executions(void)
{
    sq_result *r = (sq_sql_query)(suite_now.c,
                                  suite_sql("SHOW SESSION STATUS LIKE 'Com_stmt_execute'"), NULL,
                                  0);
    ck_assert_int_eq(sq_one(r), SQ_OK);
    int64_t n = sq_get_int64(r, 1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    return n;
}

START_TEST(test_mysql_many_rows_go_in_few_messages_whatever_their_kinds)
{
    OPEN_OR_SKIP();
    enum { N = 5000 };
    static thing rows[N];
    for (int i = 0; i < N; i++)
        rows[i] = (thing){i, i % 1000 == 999 ? sq_int_value(i) : sq_text_value("t\xC3\xBC"),
                          i % 3 ? sq_datetime_value(i) : sq_null_value(),
                          i % 2 ? sq_bytes_value("\0\xFF", 2) : sq_null_value()};
    sq_builder *q = sq_scratch(suite_now.c);
    ck_assert_int_eq(sq_create_all(suite_now.c, things), SQ_OK);
    int64_t before = count_executions();
    int64_t n = sq_exec_many(suite_now.c, sq_insert(q, things), thing, rows, N);
    ck_assert_msg(n == N, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    ck_assert_int_lt(count_executions() - before, 30);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM things WHERE value = "
                                            "'t\xC3\xBC' AND id % 1000 <> 999"),
                     N - 5);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT sum(value = id) FROM things WHERE id % 1000 "
                                            "= 999"),
                     5);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM things WHERE "
                                            "CASE WHEN id % 3 THEN at = '1970-01-01' + INTERVAL id "
                                            "MICROSECOND ELSE at IS NULL END AND CASE WHEN id % 2 "
                                            "THEN raw = x'00FF' ELSE raw IS NULL END"),
                     N);
    rows[3000].value = sq_text_value("\xFF");
    suite_ok(suite_now.c, "DELETE FROM things");
    ck_assert_int_eq(sq_exec_many(suite_now.c, sq_insert(q, things), thing, rows, N),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM things"), 0);
    suite_close();
}
END_TEST

SQ_TABLE(keyed,
         (id, type(.kind = SQ_T_MY_BIGINT, .flags = SQ_TYPE_UNSIGNED), .primary_key = true,
          .autoincrement = SQ_AUTOINCREMENT_NO),
         (note, varchar(20)));
typedef struct keyed_row {
    uint64_t id;
    const char *note;
} keyed_row;
SQ_ROW(keyed_row, id, note);

START_TEST(test_mysql_structs_go_in_few_messages_and_unsigned_numbers_in_their_own)
{
    OPEN_OR_SKIP();
    enum { N = 5000 };
    static keyed_row rows[N];
    for (int i = 0; i < N; i++)
        rows[i] = (keyed_row){i / 500 % 2 ? UINT64_MAX - (uint64_t)i : (uint64_t)i,
                              i % 3 ? "t\xC3\xBC" : NULL};
    sq_builder *q = sq_scratch(suite_now.c);
    ck_assert_int_eq(sq_create_all(suite_now.c, keyed), SQ_OK);
    int64_t before = count_executions();
    int64_t n = sq_exec_many(suite_now.c, sq_insert(q, keyed), keyed_row, rows, N);
    ck_assert_msg(n == N, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    ck_assert_int_lt(count_executions() - before, 20);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM keyed WHERE "
                                            "CASE WHEN id < 5000 THEN id DIV 500 % 2 = 0 "
                                            "ELSE (18446744073709551615 - id) DIV 500 % 2 = 1 END"),
                     N);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM keyed WHERE CASE WHEN "
                                            "least(id, 18446744073709551615 - id) % 3 THEN "
                                            "note = 't\xC3\xBC' ELSE note IS NULL END"),
                     N);
    suite_close();
}
END_TEST

/* ---- large values ---- */

/* More than the server takes in one packet: told as what it is, and the connection goes on. */
START_TEST(test_mysql_value_larger_than_a_packet_is_refused_and_the_connection_stays_usable)
{
    OPEN_OR_SKIP();
    int64_t limit = suite_int(suite_now.c, "SELECT @@max_allowed_packet");
    size_t n = (size_t)limit + 1000;
    char *bytes = malloc(n);
    memset(bytes, 'x', n);
    suite_ok(suite_now.c, "CREATE TABLE t (a LONGBLOB)");
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        sq_value v = sq_bytes_value(bytes, n);
        if (in_transaction)
            sq_begin(suite_now.c);
        int64_t rc = suite_run_values(suite_now.c, "INSERT INTO t VALUES (?)", &v, 1);
        ck_assert_msg(rc == SQ_ERR_LIMIT, "%lld %s", (long long)rc, sq_errmsg(suite_now.c));
        if (in_transaction)
            ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_LIMIT);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 0);
        v = sq_bytes_value(bytes, (size_t)limit - 1000);
        ck_assert_int_eq(suite_run_values(suite_now.c, "INSERT INTO t VALUES (?)", &v, 1), 1);
        suite_ok(suite_now.c, "DELETE FROM t");
    }
    free(bytes);
    suite_close();
}
END_TEST

/* A server that takes less than `limit` bytes at once, and a connection to it. */
typedef struct small_server {
    int64_t limit, id;
    sq_engine *db;
    sq_conn *c;
} small_server;

static void set_packet_limit(int64_t limit)
{
    char sql[80];
    snprintf(sql, sizeof sql, "SET GLOBAL max_allowed_packet = %lld", (long long)limit);
    suite_ok(suite_now.c, sql);
}

static void open_small(small_server *s, int64_t max_allowed_packet)
{
    int64_t buffer = suite_int(suite_now.c, "SELECT @@net_buffer_length");
    set_packet_limit(max_allowed_packet);
    s->limit = max_allowed_packet > buffer ? max_allowed_packet : buffer;
    s->db = sq_engine_open(suite_now.url);
    s->c = sq_connect(s->db);
    s->id = suite_int(s->c, "SELECT connection_id()");
}

static void refused(small_server *s, int64_t rc)
{
    ck_assert_msg(rc == SQ_ERR_LIMIT, "%lld: %lld %s", (long long)s->limit, (long long)rc,
                  sq_errmsg(s->c));
    ck_assert_int_eq(sq_conn_error(s->c)->scope, SQ_SCOPE_STATEMENT);
    ck_assert_int_eq(suite_int(s->c, "SELECT connection_id()"), s->id);
}

/* What the request to execute has beside one value of this size: its command, the statement's id,
 * flags, a count, NULLs, that types follow, one, and the value's length. */
enum { BESIDE_VALUE = 1 + 4 + 1 + 4 + 1 + 1 + 2 + 3 };

static void try_sizes_of_value(small_server *s)
{
    static const char bytes[100000];
    size_t most = (size_t)s->limit - 1 - BESIDE_VALUE;
    for (size_t n = most - 2; n <= most + 2; n++) {
        sq_value v = sq_bytes_value(bytes, n);
        int64_t rc = suite_run_values(s->c, "SELECT ?", &v, 1);
        if (n > most)
            refused(s, rc);
        else
            ck_assert_msg(rc >= 0, "%zu: %s", n, sq_errmsg(s->c));
    }
}

static void try_sizes_of_text(small_server *s)
{
    static char sql[100000];
    size_t most = (size_t)s->limit - 2;
    memset(sql, ' ', sizeof sql);
    memcpy(sql, "DO 1", 4);
    for (size_t n = most - 2; n <= most + 2; n++) {
        sql[n] = '\0';
        int64_t rc = (sq_sql_exec)(s->c, (const sq_sql_text *)(const void *)sql, NULL, 0);
        sql[n] = ' ';
        if (n > most)
            refused(s, rc);
        else
            ck_assert_msg(rc >= 0, "%zu: %s", n, sq_errmsg(s->c));
    }
}

/* Rows that together are more than the server takes at once. */
static void try_many_rows(small_server *s)
{
    enum { N = 100 };
    static const char bytes[100000];
    thing rows[N];
    suite_ok(s->c, "DELETE FROM things");
    for (int i = 0; i < N; i++)
        rows[i] = (thing){i, sq_null_value(), sq_datetime_value(i),
                          sq_bytes_value(bytes, (size_t)(i % 7) * (size_t)s->limit / 8)};
    int64_t n = sq_exec_many(s->c, sq_insert(sq_scratch(s->c), things), thing, rows, N);
    ck_assert_msg(n == N, "%lld %s", (long long)n, sq_errmsg(s->c));
    rows[N / 2].raw = sq_bytes_value(bytes, (size_t)s->limit);
    for (int i = 0; i < N; i++)
        rows[i].id += N;
    refused(s, sq_exec_many(s->c, sq_insert(sq_scratch(s->c), things), thing, rows, N));
    ck_assert_int_eq(suite_int(s->c, "SELECT count(*) FROM things"), N);
}

typedef struct raw_thing {
    int id;
    sq_str raw;
} raw_thing;
SQ_ROW(raw_thing, id, raw);

static int64_t insert_raw(small_server *s, const raw_thing *rows, size_t n)
{
    suite_ok(s->c, "DELETE FROM things");
    return sq_exec_many(s->c, sq_insert(sq_scratch(s->c), things), raw_thing, rows, n);
}

/* Beside the text of one struct that is sent alone: its command, the statement's id, flags, types,
 * whether either is NULL, the number, the text's length. */
enum { BESIDE_TEXT = 1 + 4 + 2 + 2 * 2 + 2 * 1 + 8 + 3 };

/* The same as arrays, to the byte. */
static void try_many_structs(small_server *s)
{
    enum { N = 100 };
    static char text[100000];
    raw_thing rows[N];
    int64_t sum = 0;
    memset(text, 'x', sizeof text);
    for (int i = 0; i < N; i++) {
        rows[i] = (raw_thing){i, {text, (size_t)(i % 7) * (size_t)s->limit / 8}};
        sum += (int64_t)rows[i].raw.n;
    }
    int64_t n = insert_raw(s, rows, N);
    ck_assert_msg(n == N, "%lld %s", (long long)n, sq_errmsg(s->c));
    ck_assert_int_eq(suite_int(s->c, "SELECT sum(length(raw)) FROM things"), sum);
    size_t most = (size_t)s->limit - 1 - BESIDE_TEXT;
    for (size_t size = most - 2; size <= most + 2; size++) {
        rows[N / 2].raw.n = size;
        n = insert_raw(s, rows, N);
        if (size > most)
            refused(s, n);
        else
            ck_assert_msg(n == N, "%zu: %lld %s", size, (long long)n, sq_errmsg(s->c));
    }
}

START_TEST(test_mysql_request_larger_than_a_small_packet_is_refused_and_the_connection_stays_usable)
{
    static const int64_t limits[] = {1024, 20480, 40960};
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, things), SQ_OK);
    int64_t usual = suite_int(suite_now.c, "SELECT @@max_allowed_packet");
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        small_server s;
        open_small(&s, limits[i]);
        set_packet_limit(usual);
        try_sizes_of_value(&s);
        try_sizes_of_text(&s);
        try_many_rows(&s);
        try_many_structs(&s);
        sq_conn_close(s.c);
        sq_engine_close(s.db);
    }
    suite_close();
}
END_TEST

/* ---- statements that can't be prepared ---- */

START_TEST(test_mysql_statement_that_can_not_be_prepared_runs_as_text)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "PREPARE p FROM 'SELECT seq AS n, repeat(\"x\", seq), NULL, "
                          "x\\'00ff\\' FROM seq_1_to_3'");
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql("EXECUTE p"), NULL, 0);
    for (int i = 1; i <= 3; i++) {
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int64(r, 0), i);
        ck_assert_uint_eq(strlen(sq_get_text(r, 1)), (size_t)i);
        ck_assert(sq_get_is_null(r, 2));
        ck_assert_uint_eq(sq_get_bytes(r, 3).n, 2);
    }
    ck_assert(!sq_row(r));
    ck_assert_str_eq(sq_result_name(r, 0), "n");
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = (sq_sql_stream)(suite_now.c, suite_sql("EXECUTE p"), NULL, 0);
    ck_assert(sq_row(r));
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT 1"), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_done(r), SQ_OK); /* left early */
    ck_assert_int_eq(suite_run(suite_now.c, "EXECUTE p"), 3);
    ck_assert_int_eq(suite_run(suite_now.c, "EXECUTE absent"), SQ_ERR_NO_SUCH_TABLE);
    sq_value v = sq_int_value(1);
    ck_assert_int_eq(suite_run_values(suite_now.c, "EXECUTE p USING ?", &v, 1), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    sq_conn_close(suite_now.c); /* and the next borrower has no such name */
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_run(suite_now.c, "EXECUTE p"), SQ_ERR_NO_SUCH_TABLE);
    suite_close();
}
END_TEST

START_TEST(test_mysql_procedure_with_several_results_leaves_the_connection_usable)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE PROCEDURE two() BEGIN SELECT 1; SELECT 2 UNION SELECT 3; END");
    suite_ok(suite_now.c, "PREPARE p FROM 'CALL two()'");
    static const char *const sql[] = {"CALL two()", "EXECUTE p"};
    for (int i = 0; i < 2; i++) {
        sq_result *r = (sq_sql_query)(suite_now.c, suite_sql(sql[i]), NULL, 0);
        ck_assert_int_eq(sq_one(r), SQ_OK);
        ck_assert_int_eq(sq_get_int64(r, 0), 1);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    }
    suite_close();
}
END_TEST

int main(void)
{
    const sqt_test own[] = {
        TEST(test_mysql_value_larger_than_a_packet_is_refused_and_the_connection_stays_usable),
        TEST(
            test_mysql_request_larger_than_a_small_packet_is_refused_and_the_connection_stays_usable),
        TEST(test_mysql_statement_that_can_not_be_prepared_runs_as_text),
        TEST(test_mysql_procedure_with_several_results_leaves_the_connection_usable),
        TEST(test_mysql_many_rows_go_in_few_messages_whatever_their_kinds),
        TEST(test_mysql_structs_go_in_few_messages_and_unsigned_numbers_in_their_own),
        TEST(test_mysql_session_is_set_up_strictly),
        TEST(test_mysql_kept_statement_tells_columns_as_they_became),
        TEST(test_mysql_kept_statement_takes_values_of_other_types),
        TEST(test_mysql_options_of_the_url_reach_the_session),
        TEST(test_mysql_server_tells_what_it_is_whatever_the_url_calls_it),
        TEST(test_mysql_session_does_not_reach_the_next_borrower),
        TEST(test_mysql_other_character_set_ends_the_connection),
        TEST(test_mysql_definition_within_a_transaction_is_told_as_its_end),
        TEST(test_mysql_lock_timeout_leaves_the_transaction_and_its_scope_tells),
        TEST(test_mysql_deadlock_ends_the_whole_transaction),
        TEST(test_mysql_values_come_back_whole),
        TEST(test_mysql_values_side_by_side_keep_apart),
        TEST(test_mysql_stream_left_early_leaves_the_connection_usable),
        TEST(test_mysql_stream_left_where_the_rest_has_arrived_needs_no_kill),
        TEST(test_mysql_lost_connection_is_told)};
    return suite_main("mysql", mysql_targets, 1, own, sizeof own / sizeof *own);
}
#else
int main(void)
{
    puts("SKIP: mysql: its client library is not installed");
    return sqt_run("mysql", NULL, 0);
}
#endif
