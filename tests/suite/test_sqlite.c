/* test_sqlite.c: the suite on SQLite, in a file and in memory, and what only SQLite has. */
#include "squill.h"
#include "squill/sqlite.h"
#include <locale.h>
#include <sqlite3.h>
#include <unistd.h>
#include "tests/suite/suite.h"

/* ---- strict set-up (R26, P6, P7) ---- */

START_TEST(test_sqlite_double_quoted_name_is_never_a_string)
{
    OPEN_OR_SKIP();
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT \"nosuchcolumn\""), SQ_ERR_NO_SUCH_TABLE);
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    ck_assert_int_lt(suite_run(suite_now.c, "CREATE INDEX i ON t (\"nosuchcolumn\")"), 0);
    suite_close();
}
END_TEST

START_TEST(test_sqlite_session_is_set_up_strictly)
{
    OPEN_OR_SKIP();
    sqlite3 *s = sq_native(suite_now.c);
    static const struct {
        int option, value;
    } wanted[] = {{SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
                  {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_DEFENSIVE, 1},
                  {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        int is = -1;
        ck_assert_int_eq(sqlite3_db_config(s, wanted[i].option, -1, &is), SQLITE_OK);
        ck_assert_int_eq(is, wanted[i].value);
    }
    ck_assert_int_eq(sqlite3_limit(s, SQLITE_LIMIT_LENGTH, -1), 256 << 20);
    ck_assert_int_lt(suite_run(suite_now.c, "SELECT load_extension('x')"), 0);
    ck_assert_int_lt(suite_run(suite_now.c, "DELETE FROM sqlite_master"), 0);
    suite_close();
}
END_TEST

START_TEST(test_sqlite_changed_session_does_not_reach_the_next_borrower)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE kept (id INTEGER)");
    suite_ok(suite_now.c, "PRAGMA foreign_keys = 0");
    suite_ok(suite_now.c, "ATTACH ':memory:' AS other");
    suite_ok(suite_now.c, "CREATE TABLE other.x (id INTEGER)");
    suite_ok(suite_now.c, "CREATE TEMP VIEW tv AS SELECT 1");
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "PRAGMA foreign_keys"), 1);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM other.x"), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM tv"), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM kept"), 0);
    suite_close();
}
END_TEST

START_TEST(test_sqlite_pragma_that_only_asks_keeps_the_connection)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER)");
    void *before = sq_native(suite_now.c);
    sq_conn_close(suite_now.c); /* sq_native() marked it */
    suite_now.c = sq_connect(suite_now.db);
    suite_ok(suite_now.c, "PRAGMA table_info(t)");
    sq_pool_counters a, b;
    sq_pool_stats(suite_now.db, &a);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    sq_pool_stats(suite_now.db, &b);
    ck_assert_uint_eq(a.connects, b.connects);
    ck_assert_ptr_nonnull(before);
    suite_close();
}
END_TEST

/* ---- disk full (P5) ---- */

START_TEST(test_sqlite_full_database_leaves_the_transaction_known_dead)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 'before')");
    suite_ok(suite_now.c, "PRAGMA max_page_count = 20");
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    int64_t rc = 0;
    for (int i = 0; i < 100 && rc >= 0; i++)
        rc = suite_run(suite_now.c, "INSERT INTO t (s) VALUES (hex(zeroblob(2000)))");
    ck_assert_int_eq(rc, SQ_ERR_FULL);
    ck_assert_int_eq(sq_conn_error(suite_now.c)->scope, SQ_SCOPE_TRANSACTION);
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES (2, 'x')"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_FULL);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 1);
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES (2, 'x')"), 1);
    suite_close();
}
END_TEST

/* ---- files that are wrong ---- */

#define CREATE SQ_SQL("CREATE TABLE t (id INTEGER)")

static int open_status(const char *format, const char *path, const sq_sql_text *sql)
{
    char url[600];
    snprintf(url, sizeof url, format, path);
    sq_driver_register(sq_sqlite_driver(), NULL);
    sq_engine *db = sq_engine_open(url);
    sq_conn *c = sq_connect(db);
    if (sq_status_of(c) == SQ_OK)
        (void)(sq_sql_exec)(c, sql, NULL, 0);
    int status = sq_status_of(c);
    ck_assert(status == SQ_OK || strlen(sq_errmsg(c)) > 5);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    return status;
}

START_TEST(test_sqlite_file_that_is_wrong_is_told_by_class)
{
    char *folder = sqt_folder(), path[300];
    snprintf(path, sizeof path, "%s/not.db", folder);
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 200; i++)
        fputs("this is no database\n", f);
    fclose(f);
    ck_assert_int_eq(open_status("sqlite:///%s", path, CREATE), SQ_ERR_OPERATIONAL);
    snprintf(path, sizeof path, "%s/absent/x.db", folder);
    ck_assert_int_eq(open_status("sqlite:///%s", path, CREATE), SQ_ERR_CONNECT);
    snprintf(path, sizeof path, "%s/x.db", folder);
    ck_assert_int_eq(open_status("sqlite:///%s?mode=rw", path, CREATE), SQ_ERR_CONNECT);
    ck_assert_int_eq(open_status("sqlite:///%s", path, CREATE), SQ_OK);
    ck_assert_int_eq(open_status("sqlite:///%s", path, CREATE), SQ_ERR_EXISTS);
    ck_assert_int_eq(open_status("sqlite:///%s?mode=ro", path, SQ_SQL("DELETE FROM t")),
                     SQ_ERR_READ_ONLY);
    ck_assert_int_eq(open_status("sqlite:///%s?immutable=1", path, SQ_SQL("DELETE FROM t")),
                     SQ_ERR_READ_ONLY);
    sqt_folder_remove(folder);
}
END_TEST

static const struct {
    const char *url;
    int status;
} urls[] = {
    {"sqlite://?mode=never", SQ_ERR_ARGUMENT},
    {"sqlite://?timeout=soon", SQ_ERR_ARGUMENT},
    {"sqlite://?timeout=-1", SQ_ERR_ARGUMENT},
    {"sqlite://?begin=now", SQ_ERR_ARGUMENT},
    {"sqlite://?foreign_keys=maybe", SQ_ERR_ARGUMENT},
    {"sqlite://?unknown=1", SQ_ERR_ARGUMENT},
    {"sqlite://?timeout=1&timeout=2", SQ_ERR_ARGUMENT},
    {"sqlite://host/file.db", SQ_ERR_ARGUMENT},
    {"sqlite://?vfs=absent", SQ_ERR_CONNECT},
    {"sqlite://?timeout=0.5&begin=immediate&foreign_keys=off", SQ_OK},
    {"sqlite:///:memory:", SQ_OK},
    {"nosuchdatabase://h/d", SQ_ERR_DRIVER},
    {"not a url", SQ_ERR_ARGUMENT},
};

START_TEST(test_sqlite_url_options_are_checked)
{
    ck_assert_int_eq(open_status("%s", urls[_i].url, CREATE), urls[_i].status);
}
END_TEST

START_TEST(test_sqlite_timeout_has_a_point_in_every_locale)
{
    if (!sqt_number_locale("de_DE.UTF-8"))
        return;
    ck_assert_int_eq(open_status("%s", "sqlite://?timeout=0.5", CREATE), SQ_OK);
    ck_assert_int_eq(open_status("%s", "sqlite://?timeout=0,5", CREATE), SQ_ERR_ARGUMENT);
    setlocale(LC_NUMERIC, "C");
}
END_TEST

/* ---- values that SQLite has no type for ---- */

static void comes_back_as(sq_value v, const char *text)
{
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql("SELECT ?"), &v, 1);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
    ck_assert_str_eq(sq_get_text(r, 0), text);
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

START_TEST(test_sqlite_values_are_stored_as_its_functions_expect)
{
    OPEN_OR_SKIP();
    static const uint8_t uuid[16] = {0x12, 0x34, [15] = 0xEF};
    comes_back_as(sq_date_value(2024, 2, 29), "2024-02-29");
    comes_back_as(sq_time_value(1, 2, 3, 4), "01:02:03.000004");
    comes_back_as(sq_datetime_value(-1), "1969-12-31 23:59:59.999999");
    comes_back_as(sq_timestamp_value(951782400000000), "2000-02-29 00:00:00.000000");
    comes_back_as(sq_uuid_value(uuid), "123400000000000000000000000000ef");
    comes_back_as(sq_bool_value(true), "1");
    comes_back_as(sq_json_value("{\"a\": 1}"), "{\"a\": 1}");
    comes_back_as(sq_decimal_value("-12.50"), "-12.5");
    comes_back_as(sq_decimal_value("123456789012345678"), "123456789012345678");
    suite_close();
}
END_TEST

START_TEST(test_sqlite_value_that_would_be_cut_is_refused)
{
    OPEN_OR_SKIP();
    const sq_value bad[] = {sq_decimal_value("0.1234567890123456"), sq_uint_value(UINT64_MAX),
                            sq_decimal_value("12345678901234567890")};
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(suite_run_values(suite_now.c, "SELECT ?", &bad[i], 1), SQ_ERR_DATA);
    sq_value list = sq_list_value(bad, 2);
    ck_assert_int_eq(suite_run_values(suite_now.c, "SELECT ?", &list, 1), SQ_ERR_TYPE);
    suite_close();
}
END_TEST

/* ---- batches ---- */

SQ_TABLE(batched, (id, bigint, .primary_key = true));
typedef struct batch_row {
    int64_t id;
} batch_row;
SQ_ROW(batch_row, id);

static int cancel_at_ten(void *row, void *arg)
{
    batch_row *next = row;
    if (++next->id == 10)
        sq_cancel(arg);
    return next->id <= 1000;
}

START_TEST(test_sqlite_cancel_between_two_rows_stops_the_batch)
{
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, batched), SQ_OK);
    ck_assert_int_eq(sq_bulk_load_from(suite_now.c, batched, batch_row, cancel_at_ten, suite_now.c),
                     SQ_ERR_CANCELLED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM batched"), 0);
    suite_close();
}
END_TEST

/* ---- locks ---- */

START_TEST(test_sqlite_immediate_transaction_takes_the_lock_at_once)
{
    OPEN_OR_SKIP();
    SKIP_IF(T->one_connection, "it has one connection");
    char url[600];
    snprintf(url, sizeof url, "%s?timeout=0", suite_now.url);
    sq_engine *other_db = sq_engine_open(url);
    sq_conn *other = sq_connect(other_db);
    ck_assert_int_eq(sq_begin(suite_now.c, .mode = SQ_BEGIN_IMMEDIATE), SQ_OK);
    ck_assert_int_eq(sq_begin(other), SQ_OK);
    sq_rollback(other);
    ck_assert_int_eq(sq_begin(other, .mode = SQ_BEGIN_IMMEDIATE), SQ_ERR_LOCK_TIMEOUT);
    ck_assert(!sq_in_transaction(other));
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_begin(other, .mode = SQ_BEGIN_EXCLUSIVE), SQ_OK);
    sq_conn_timeout(suite_now.c, 20);
    ck_assert_int_eq(sq_begin(suite_now.c, .mode = SQ_BEGIN_IMMEDIATE), SQ_ERR_TIMEOUT);
    sq_rollback(other);
    sq_conn_close(other);
    ck_assert_int_eq(sq_engine_close(other_db), SQ_OK);
    suite_close();
}
END_TEST

/* ---- memory ---- */

START_TEST(test_sqlite_memory_database_lives_as_long_as_its_engine)
{
    suite_use(sqlite_targets, 2);
    ck_assert(suite_open(1));
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER)");
    for (int i = 0; i < 3; i++) {
        (void)sq_native(suite_now.c);
        sq_conn_close(suite_now.c);
        suite_now.c = sq_connect(suite_now.db);
        suite_ok(suite_now.c, "INSERT INTO t VALUES (1)");
    }
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 3);
    sq_pool_counters n;
    sq_pool_stats(suite_now.db, &n);
    ck_assert_int_eq(n.limit, 1);
    ck_assert_uint_eq(n.connects, 1);
    suite_close();
}
END_TEST

/* Text of a database in UTF-16 is made UTF-8 when it is asked for. */
START_TEST(test_sqlite_value_that_memory_is_missing_for_is_told)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "PRAGMA encoding = 'UTF-16le'");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY, x)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 'short'), (2, printf('%.*c', 4000000, 'x'))");
    static const char *const orders[] = {"SELECT x FROM t ORDER BY id",
                                         "SELECT x FROM t ORDER BY id DESC"};
    for (int i = 0; i < 4; i++) {
        const sq_sql_text *sql = (const sq_sql_text *)orders[i % 2];
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM t"), 2);
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + 9 * 1024 * 1024);
        sq_result *r = i < 2 ? sq_sql_stream(suite_now.c, sql) : sq_sql_query(suite_now.c, sql);
        while (sq_row(r))
            ck_assert_str_eq(sq_get_text(r, 0), "short");
        sqlite3_hard_heap_limit64(0);
        ck_assert_int_eq(sq_done(r), SQ_ERR_NOMEM);
    }
    suite_close();
}
END_TEST

int main(void)
{
    enum { n = sizeof sqlite_targets / sizeof *sqlite_targets };
    const sqt_test own[] = {
        LOOP(test_sqlite_double_quoted_name_is_never_a_string, 0, n),
        LOOP(test_sqlite_session_is_set_up_strictly, 0, n),
        LOOP(test_sqlite_changed_session_does_not_reach_the_next_borrower, 0, n),
        LOOP(test_sqlite_pragma_that_only_asks_keeps_the_connection, 0, n),
        LOOP(test_sqlite_full_database_leaves_the_transaction_known_dead, 0, n),
        TEST(test_sqlite_file_that_is_wrong_is_told_by_class),
        LOOP(test_sqlite_url_options_are_checked, 0, (int)(sizeof urls / sizeof *urls)),
        TEST(test_sqlite_timeout_has_a_point_in_every_locale),
        LOOP(test_sqlite_values_are_stored_as_its_functions_expect, 0, n),
        LOOP(test_sqlite_value_that_would_be_cut_is_refused, 0, n),
        LOOP(test_sqlite_cancel_between_two_rows_stops_the_batch, 0, n),
        LOOP(test_sqlite_immediate_transaction_takes_the_lock_at_once, 0, n),
        TEST(test_sqlite_memory_database_lives_as_long_as_its_engine),
        LOOP(test_sqlite_value_that_memory_is_missing_for_is_told, 0, n)};
    return suite_main("sqlite", sqlite_targets, n, own, sizeof own / sizeof *own);
}
