/* suite_values.c: values go in and come back; rows are counted; statements are what they seem. */
#include <float.h>
#include <math.h>
#include "tests/suite/suite.h"

static void make_table(void)
{
    char sql[256];
    snprintf(sql, sizeof sql, "CREATE TABLE v (id INTEGER PRIMARY KEY, i BIGINT, d %s, s %s, b %s)",
             T->real, T->text ? T->text : "TEXT", T->bytes);
    suite_ok(suite_now.c, sql);
}

static void insert(int id, const char *column, sq_value v)
{
    char sql[128];
    snprintf(sql, sizeof sql, "INSERT INTO v (id, %s) VALUES (?, ?)", column);
    sq_value values[] = {sq_int_value(id), v};
    ck_assert_msg(suite_run_values(suite_now.c, sql, values, 2) == 1, "%s", sq_errmsg(suite_now.c));
}

/* The result stands on the row. */
static sq_result *fetch(int id, const char *column)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT %s FROM v WHERE id = ?", column);
    sq_value v = sq_int_value(id);
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql(sql), &v, 1);
    ck_assert_int_eq(sq_one(r), SQ_OK);
    return r;
}

START_TEST(test_suite_integers_come_back_exactly)
{
    OPEN_OR_SKIP();
    make_table();
    static const int64_t all[] = {0, 1, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (int i = 0; i < (int)(sizeof all / sizeof *all); i++) {
        insert(i, "i", sq_long_value(all[i]));
        sq_result *r = fetch(i, "i");
        ck_assert_int_eq(sq_get_int64(r, 0), all[i]);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    sq_result *r = fetch(5, "i");
    ck_assert_int_eq(sq_get_int(r, 0), 0); /* does not fit an int */
    ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    suite_close();
}
END_TEST

START_TEST(test_suite_doubles_come_back_exactly)
{
    OPEN_OR_SKIP();
    make_table();
    static const double all[] = {0.5, -1e308, DBL_MIN, 4.9e-324, DBL_MAX, 0.1, 1.0 / 3};
    for (int i = 0; i < (int)(sizeof all / sizeof *all); i++) {
        insert(i, "d", sq_double_value(all[i]));
        sq_result *r = fetch(i, "d");
        double d = sq_get_double(r, 0);
        ck_assert_msg(memcmp(&d, &all[i], sizeof d) == 0, "%.17g became %.17g", all[i], d);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_text_comes_back_byte_for_byte)
{
    OPEN_OR_SKIP();
    make_table();
    static const char *const all[] = {"",
                                      "'; DROP TABLE v; --",
                                      "\\",
                                      "\"`'",
                                      "gr\xC3\xBC\xC3\x9F",
                                      "\xF0\x9F\x90\xA6",
                                      "?",
                                      "$1",
                                      ":x",
                                      "%s\n\t\x01"};
    for (int i = 0; i < (int)(sizeof all / sizeof *all); i++) {
        insert(i, "s", sq_text_value(all[i]));
        sq_result *r = fetch(i, "s");
        ck_assert_str_eq(sq_get_text(r, 0), all[i]);
        ck_assert(!sq_get_is_null(r, 0));
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_text_of_a_megabyte_comes_back)
{
    OPEN_OR_SKIP();
    make_table();
    size_t n = (size_t)1 << 20;
    char *big = malloc(n);
    memset(big, 'x', n);
    insert(1, "s", sq_text_value_n(big, n));
    sq_result *r = fetch(1, "s");
    sq_str s = sq_get_str(r, 0);
    ck_assert_uint_eq(s.n, n);
    ck_assert(memcmp(s.p, big, n) == 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    free(big);
    suite_close();
}
END_TEST

START_TEST(test_suite_nul_in_text_is_kept_or_refused_never_cut)
{
    OPEN_OR_SKIP();
    make_table();
    sq_value values[] = {sq_int_value(1), sq_text_value_n("a\0b", 3)};
    int64_t rc = suite_run_values(suite_now.c, "INSERT INTO v (id, s) VALUES (?, ?)", values, 2);
    ck_assert_int_eq(rc, T->keeps_nul ? 1 : SQ_ERR_ARGUMENT);
    if (T->keeps_nul) {
        sq_result *r = fetch(1, "s");
        ck_assert_uint_eq(sq_get_str(r, 0).n, 3);
        ck_assert(memcmp(sq_get_str(r, 0).p, "a\0b", 4) == 0);
        ck_assert_ptr_null(sq_get_text(r, 0)); /* it would look like "a" */
        ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_bytes_come_back)
{
    OPEN_OR_SKIP();
    make_table();
    unsigned char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)i;
    insert(1, "b", sq_bytes_value(all, sizeof all));
    insert(2, "b", sq_bytes_value(all, 0));
    sq_result *r = fetch(1, "b");
    ck_assert_uint_eq(sq_get_bytes(r, 0).n, 256);
    ck_assert(memcmp(sq_get_bytes(r, 0).p, all, 256) == 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = fetch(2, "b");
    ck_assert_uint_eq(sq_get_bytes(r, 0).n, 0);
    ck_assert_ptr_nonnull(sq_get_bytes(r, 0).p);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_null_is_null_and_nothing_else)
{
    OPEN_OR_SKIP();
    make_table();
    insert(1, "s", sq_null_value());
    sq_result *r = fetch(1, "i, d, s, b");
    for (size_t i = 0; i < 4; i++)
        ck_assert(sq_get_is_null(r, i));
    ck_assert_ptr_null(sq_get_text(r, 2));
    ck_assert_ptr_null(sq_get_bytes(r, 3).p);
    ck_assert_int_eq(sq_get_int64_or(r, 0, 7), 7);
    ck_assert_int_eq(sq_result_error(r)->status, SQ_OK);
    ck_assert_int_eq(sq_get_int64(r, 0), 0);
    ck_assert_int_eq(sq_done(r), SQ_ERR_NULL);
    suite_close();
}
END_TEST

START_TEST(test_suite_datetime_comes_back)
{
    OPEN_OR_SKIP();
    char sql[128];
    snprintf(sql, sizeof sql, "CREATE TABLE t (id INTEGER, at %s)", T->datetime);
    suite_ok(suite_now.c, sql);
    static const int64_t all[] = {
        0, 1, -1, 1767225599999999, -62135596800000000, 253402300799999999};
    for (int i = 0; i < (int)(sizeof all / sizeof *all); i++) {
        sq_value v[] = {sq_int_value(i), sq_datetime_value(all[i])};
        ck_assert_int_eq(suite_run_values(suite_now.c, "INSERT INTO t VALUES (?, ?)", v, 2), 1);
        sq_result *r = (sq_sql_query)(suite_now.c, suite_sql("SELECT at FROM t WHERE id = ?"), v,
                                      1);
        ck_assert_int_eq(sq_one(r), SQ_OK);
        ck_assert_int_eq(sq_get_datetime(r, 0), all[i]);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

/* ---- counts ---- */

static void fill(int n)
{
    char sql[128];
    snprintf(sql, sizeof sql, "CREATE TABLE t (id INTEGER PRIMARY KEY %s, n INTEGER)",
             T->generates ? T->generates : "");
    suite_ok(suite_now.c, sql);
    for (int i = 1; i <= n; i++) {
        sq_value v[] = {sq_int_value(i), sq_int_value(i * i)};
        ck_assert_int_eq(suite_run_values(suite_now.c, "INSERT INTO t VALUES (?, ?)", v, 2), 1);
    }
}

START_TEST(test_suite_rows_matched_are_counted_also_where_nothing_changes)
{
    OPEN_OR_SKIP();
    fill(4);
    ck_assert_int_eq(suite_run(suite_now.c, "UPDATE t SET n = n WHERE id < 4"), 3);
    ck_assert_int_eq(suite_run(suite_now.c, "UPDATE t SET n = 0 WHERE id > 9"), 0);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM t"), 4);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t WHERE id > 2"), 2);
    ck_assert_int_eq(suite_run(suite_now.c, "CREATE TABLE u (id INTEGER)"), 0);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM t"), 2);
    suite_close();
}
END_TEST

START_TEST(test_suite_last_generated_key_is_told)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->tells_last_id, "it does not tell generated keys");
    fill(3);
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql("INSERT INTO t (n) VALUES (9)"), NULL, 0);
    ck_assert_int_eq(sq_lastrowid(r), 4);
    ck_assert_int_eq(sq_rowcount(r), 1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = (sq_sql_query)(suite_now.c, suite_sql("SELECT 1"), NULL, 0);
    ck_assert_int_eq(sq_lastrowid(r), 0);
    ck_assert_int_eq(sq_rowcount(r), -1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_stream_and_buffer_give_the_same_rows)
{
    OPEN_OR_SKIP();
    fill(50);
    const char *sql = "SELECT id, n FROM t ORDER BY id";
    sq_result *b = (sq_sql_query)(suite_now.c, suite_sql(sql), NULL, 0);
    sq_result *s = (sq_sql_stream)(suite_now.c, suite_sql(sql), NULL, 0);
    int n = 0;
    while (sq_row(b) && sq_row(s)) {
        ck_assert_int_eq(sq_get_int64(b, 0), sq_get_int64(s, 0));
        ck_assert_int_eq(sq_get_int64(b, 1), sq_get_int64(s, 1));
        ck_assert_str_eq(sq_get_text(b, 1), sq_get_text(s, 1));
        n++;
    }
    ck_assert_int_eq(n, 50);
    ck_assert(!sq_row(s));
    ck_assert_int_eq(sq_done(b), SQ_OK);
    ck_assert_int_eq(sq_done(s), SQ_OK);
    suite_close();
}
END_TEST

typedef struct pair {
    int64_t id;
    short n;
} pair;
SQ_ROW(pair, id, n);

START_TEST(test_suite_columns_are_found_by_name_and_ambiguous_ones_are_refused)
{
    OPEN_OR_SKIP();
    fill(3);
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql("SELECT n AS x, id AS y, n FROM t"), NULL,
                                  0);
    ck_assert_uint_eq(sq_result_index(r, "y"), 1);
    ck_assert_uint_eq(sq_result_index(r, "Y"), SIZE_MAX);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = (sq_sql_query)(suite_now.c, suite_sql("SELECT n, id AS n FROM t"), NULL, 0);
    ck_assert_uint_eq(sq_result_index(r, "n"), SIZE_MAX);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = (sq_sql_query)(suite_now.c, suite_sql("SELECT n, id FROM t ORDER BY id"), NULL, 0);
    size_t n;
    const pair *all = sq_fetch_all(r, pair, &n);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(all[2].id, 3);
    ck_assert_int_eq(all[2].n, 9);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

size_t suite_values(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_integers_come_back_exactly),
        TEST(test_suite_doubles_come_back_exactly),
        TEST(test_suite_text_comes_back_byte_for_byte),
        TEST(test_suite_text_of_a_megabyte_comes_back),
        TEST(test_suite_nul_in_text_is_kept_or_refused_never_cut),
        TEST(test_suite_bytes_come_back),
        TEST(test_suite_null_is_null_and_nothing_else),
        TEST(test_suite_datetime_comes_back),
        TEST(test_suite_rows_matched_are_counted_also_where_nothing_changes),
        TEST(test_suite_last_generated_key_is_told),
        TEST(test_suite_stream_and_buffer_give_the_same_rows),
        TEST(test_suite_columns_are_found_by_name_and_ambiguous_ones_are_refused)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
