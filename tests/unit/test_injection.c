/* test_injection.c: what was an injection elsewhere: labels, sort orders, limits, keywords as data,
 * JSON paths, signs, backslashes, wildcards, lists for scalars. The text stays one statement of the
 * same structure, or it is refused. */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"
#ifdef SQT_WITH_pg_query
#include <pg_query.h>
#endif

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer), (data, json));

static const char *const attacks[] = {
    "' OR '1'='1",
    "'; DROP TABLE t; --",
    "\\'; DROP TABLE t; --",
    "\" FROM t; --",
    "` FROM t; --",
    "x\"; DROP TABLE t; --",
    "*/ DROP TABLE t /*",
    "/*",
    "--",
    "#",
    "$$; DROP TABLE t; $$",
    "$1",
    "?",
    ":x",
    "%s",
    "\\",
    "\\\\'",
    "''",
    "\xBF\xC2\xA7",
    "a\nb; --\n",
    "1; DROP TABLE t",
    "\x1a",
    "E'",
    "U&'\\0027",
    "{\"$ne\": 1}",
    "\xC3\x28",
    "\xEF\xBC\x87",
    "a]b",
    "]",
    "\") OR 1=1 --",
    "$.a",
};
enum { N = sizeof attacks / sizeof *attacks };
static const char *const dialects[] = {"default", "sqlite",  "postgresql",
                                       "mysql",   "mariadb", "mssql"};

static sq_builder *q;

/* One statement, and the same tree as that of `like`; on SQLite, all of the text is taken. */
static void check_structure(const char *sql, const char *like)
{
#ifdef SQT_WITH_pg_query
    PgQuerySplitResult parts = pg_query_split_with_parser(sql);
    ck_assert_msg(!parts.error && parts.n_stmts == 1, "%d statements: %s", parts.n_stmts, sql);
    pg_query_free_split_result(parts);
    PgQueryFingerprintResult a = pg_query_fingerprint(sql), b = pg_query_fingerprint(like);
    ck_assert_msg(!a.error && !b.error && strcmp(a.fingerprint_str, b.fingerprint_str) == 0,
                  "another structure: %s", sql);
    pg_query_free_fingerprint_result(a);
    pg_query_free_fingerprint_result(b);
#else
    (void)sql, (void)like;
#endif
}

static sqlite3 *open_sqlite(void)
{
    sqlite3 *db = NULL;
    sqlite3_open(":memory:", &db);
    ck_assert_int_eq(sqlite3_exec(db,
                                  "CREATE TABLE t (id INTEGER, name TEXT, x INTEGER, data TEXT);"
                                  "INSERT INTO t VALUES (1, 'n', 5, NULL)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    return db;
}

/* The first value (or name of the first column) of a query, all of which SQLite has to take. */
static void check_sqlite(sqlite3 *db, const char *sql, const char *value, const char *name)
{
    sqlite3_stmt *s = NULL;
    const char *tail = "";
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &s, &tail) == SQLITE_OK && !*tail, "%s: %s",
                  sqlite3_errmsg(db), sql);
    int rc = sqlite3_step(s);
    if (value) {
        ck_assert_int_eq(rc, SQLITE_ROW);
        ck_assert_str_eq((const char *)sqlite3_column_text(s, 0), value);
    }
    if (name)
        ck_assert_str_eq(sqlite3_column_name(s, 0), name);
    sqlite3_finalize(s);
    ck_assert_int_eq(sqlite3_exec(db, "SELECT 1 FROM t", NULL, NULL, NULL), SQLITE_OK);
}

static const sq_stmt *with_value(const char *text)
{
    return sq_where(sq_select(q, sq_val(q, text)), sq_ne(q, t.name, text),
                    sq_in(q, t.name, "a", text));
}

START_TEST(test_injection_literal_stays_a_literal)
{
    const char *text = attacks[_i];
    q = sq_builder_new();
    sqlite3 *db = open_sqlite();
    for (int d = 0; d < 5; d++) {
        const sq_dialect *dialect = sq_dialect_find(dialects[d]);
        const char *sql = sq_sql(q, with_value(text), dialect, .literal_binds = true);
        if (!sql) {
            ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT); /* invalid UTF-8 */
            sq_builder_reset(q);
            continue;
        }
        if (d == 2)
            check_structure(sql, sq_sql(q, with_value("plain"), dialect, .literal_binds = true));
        if (d == 1)
            check_sqlite(db, sql, strcmp(text, "n") ? NULL : text, NULL);
        if (d == 1)
            check_sqlite(db,
                         sq_sql(q, sq_select(q, sq_val(q, text)), dialect, .literal_binds = true),
                         text, NULL);
        const char *bound = sq_sql(q, with_value(text), dialect);
        ck_assert_msg(bound && (strlen(text) < 3 || !strstr(bound, text)), "in the text: %s",
                      bound);
    }
    sqlite3_close(db);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_injection_names_stay_names)
{
    const char *name = attacks[_i];
    q = sq_builder_new();
    sqlite3 *db = open_sqlite();
    const sq_expr *label = sq_label(q, t.id, name);
    const sq_stmt *s = sq_order_by(sq_select(q, label), label);
    const char *sql = sq_sql(q, s, SQ_POSTGRESQL);
    if (sql) {
        const sq_expr *plain = sq_label(q, t.id, "plain");
        check_structure(sq_sql(q, sq_select(q, label), SQ_POSTGRESQL),
                        sq_sql(q, sq_select(q, plain), SQ_POSTGRESQL));
        check_structure(sql, sql);
        check_sqlite(db, sq_sql(q, s, SQ_SQLITE), "1", name);
        const sq_source a = sq_alias(q, t, name);
        check_sqlite(db, sq_sql(q, sq_select(q, sq_col(q, a, "x")), SQ_SQLITE), "5", "x");
        s = sq_select(q, sq_collate(q, t.name, name, NULL));
        const char *collated = sq_sql(q, s, SQ_POSTGRESQL);
        check_structure(collated, collated);
    } else
        ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    sqlite3_close(db);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_injection_sort_order_by_name_is_an_identifier)
{
    q = sq_builder_new();
    const sq_stmt *s = sq_order_by(sq_select(q, t.id), sq_label_name(q, attacks[_i]));
    const char *sql = sq_sql(q, s, SQ_POSTGRESQL);
    if (sql) /* quoted, or refused */
        check_structure(sql, "SELECT t.id FROM t ORDER BY plain");
    else
        ck_assert_int_ne(sq_builder_error(q)->status, SQ_OK);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_injection_group_by_name_is_an_identifier)
{
    q = sq_builder_new();
    const sq_stmt *s = sq_group_by(sq_select(q, sq_count_all(q)), sq_label_name(q, attacks[_i]));
    const char *sql = sq_sql(q, sq_from(s, t), SQ_POSTGRESQL);
    if (sql)
        check_structure(sql, "SELECT count(*) FROM t GROUP BY plain");
    else
        ck_assert_int_ne(sq_builder_error(q)->status, SQ_OK);
    sq_builder_free(q);
}
END_TEST

/* Functions, CTEs, subqueries, columns of VALUES, tables and schemas with names from outside. */
static const sq_stmt *with_names(const char *name)
{
    const sq_values_column column = {.name = name, .type = sq_integer()};
    const sq_value one = sq_int_value(1);
    const sq_values_options o = {.name = sq_name_of(name), .size = sizeof o};
    const sq_source v = sq_values_table(q, &column, 1, &one, 1, &o);
    const sq_source s = sq_subquery(q, sq_select(q, sq_col_at(q, v.sq_, 0)), name);
    const sq_source c = sq_cte(q, sq_select(q, sq_col_at(q, s.sq_, 0)), name);
    const sq_expr *named = sq_named_column(q, name, sq_integer(), c.sq_);
    const sq_function f = {.name = sq_name_of(name), .size = sizeof f};
    return sq_select(q, sq_func_with(q, &f, &named, 1), sq_col_at(q, c.sq_, 0));
}

START_TEST(test_injection_names_of_every_kind_stay_names)
{
    q = sq_builder_new();
    const char *sql = sq_sql(q, with_names(attacks[_i]), SQ_POSTGRESQL);
    if (sql) {
        check_structure(sql, sql);
        for (int d = 0; d < 5; d++) {
            const sq_dialect *dialect = sq_dialect_find(dialects[d]);
            const char *other = sq_sql(q, with_names(attacks[_i]), dialect, .lenient = true);
            ck_assert_msg(other || sq_builder_error(q)->status == SQ_ERR_ARGUMENT, "%s: %s",
                          dialects[d], sq_builder_error(q)->message);
        }
    } else
        ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    sq_builder_free(q);
}
END_TEST

static int status_of(const sq_stmt *s)
{
    const char *sql = sq_sql(q, s, SQ_SQLITE);
    int status = sql ? SQ_OK : sq_builder_error(q)->status;
    sq_builder_reset(q);
    return status;
}

START_TEST(test_injection_keywords_numbers_and_scalars_are_checked)
{
    q = sq_builder_new();
    const sq_value list[] = {sq_int_value(1), sq_int_value(2)};
    ck_assert_int_ne(status_of(sq_limit(sq_select(q, t.id), "1; DROP TABLE t")), SQ_OK);
    ck_assert_int_ne(status_of(sq_offset(sq_select(q, t.id), "0 UNION SELECT 1")), SQ_OK);
    ck_assert_int_ne(status_of(sq_limit(sq_select(q, t.id), -1)), SQ_OK);
    ck_assert_int_eq(sq_extract_find("year FROM now()) --"), SQ_EXTRACT_COUNT);
    ck_assert_int_ne(status_of(sq_select(q, sq_extract(q, (sq_extract_field)77, t.x))), SQ_OK);
    ck_assert_int_eq(sq_op_find("= 1 OR 1 ="), SQ_OP_COUNT);
    ck_assert_int_ne(status_of(sq_select(q, sq_binary(q, (sq_op)300, t.id, t.x))), SQ_OK);
    const sq_stmt *s = sq_select(q, sq_eq(q, t.x, sq_list_value(list, 2)));
    ck_assert_ptr_null(sq_sql(q, s, SQ_SQLITE, .literal_binds = true));
    sq_builder_reset(q);
    ck_assert_int_ne(status_of(sq_select(q, sq_eq(q, t.x, "1 OR 1=1"))), SQ_OK);
    ck_assert_int_ne(
        status_of(sq_select(q, sq_label(q, t.id, sq_name_quoted("x, (SELECT 1)", SQ_QUOTE_NEVER)))),
        SQ_OK);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_injection_two_signs_are_no_comment)
{
    q = sq_builder_new();
    static const double numbers[] = {-5, -0.0, -1e300, -5e-324};
    for (size_t i = 0; i < 4; i++) {
        const sq_expr *v = sq_val(q, numbers[i]), *n = sq_val(q, (int64_t)-7 - (int64_t)i);
        const sq_expr *all[] = {sq_neg(q, v),
                                sq_neg(q, n),
                                sq_sub(q, t.x, n),
                                sq_neg(q, sq_neg(q, n)),
                                sq_sub(q, t.x, sq_neg(q, n)),
                                sq_neg(q, sq_val(q, INT64_MIN))};
        for (int d = 0; d < 5; d++) {
            const char *sql = sq_sql(q, sq_select_n(q, all, 6), sq_dialect_find(dialects[d]),
                                     .literal_binds = true);
            ck_assert_msg(sql && !strstr(sql, "--"), "%s: %s", dialects[d], sql);
        }
    }
    ck_assert_int_eq(
        sq_sql(q, sq_select(q, sq_val(q, (double)NAN)), SQ_SQLITE, .literal_binds = true) == NULL,
        1);
    sq_builder_free(q);
}
END_TEST

/* The path of a key that is all of it one key. */
START_TEST(test_injection_json_key_is_one_key)
{
    const char *key = attacks[_i];
    q = sq_builder_new();
    sqlite3 *db = open_sqlite();
    const sq_expr *doc = sq_literal_column(q, SQ_SQL("'{\"a\": 1, \"b\": {\"c\": 2}}'"), sq_json(),
                                           NULL);
    const sq_stmt *s = sq_select(q, sq_label(q, sq_getitem(q, doc, key), "v"));
    const char *sql = sq_sql(q, s, SQ_SQLITE, .literal_binds = true);
    sqlite3_stmt *stmt = NULL;
    const char *tail = "";
    if (sql) {
        int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, &tail);
        ck_assert_msg(rc == SQLITE_OK && !*tail, "%s: %s", sqlite3_errmsg(db), sql);
        if (sqlite3_step(stmt) == SQLITE_ROW) { /* there is no such key: nothing, or JSON null */
            const char *found = (const char *)sqlite3_column_text(stmt, 0);
            ck_assert_msg(!found || strcmp(found, "null") == 0, "%s finds %s", sql, found);
        }
        sqlite3_finalize(stmt);
    }
    sqlite3_close(db);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_injection_wildcards_in_a_text_match_themselves)
{
    q = sq_builder_new();
    sqlite3 *db = open_sqlite();
    for (int c = 1; c < 128; c++) {
        const char text[] = {(char)c, '\0'}, longer[] = {'a', (char)c, 'z', '\0'};
        const char *other = "a\x01z";
        const sq_expr *in_it = sq_contains(q, (sq_val)(q, sq_text_value(longer)), text);
        const sq_expr *not_in = sq_contains(q, (sq_val)(q, sq_text_value(other)), text);
        const sq_expr *of = sq_cast(q, in_it, sq_integer());
        check_sqlite(db, sq_sql(q, sq_select(q, of), SQ_SQLITE, .literal_binds = true), "1", NULL);
        of = sq_cast(q, not_in, sq_integer());
        bool is_there = c == 1 || c == 'a' || c == 'z' || c == 'A' || c == 'Z';
        check_sqlite(db, sq_sql(q, sq_select(q, of), SQ_SQLITE, .literal_binds = true),
                     is_there ? "1" : "0", NULL);
    }
    const char *pg = sq_sql(q, sq_select(q, sq_contains(q, t.name, "50%")), SQ_POSTGRESQL);
    ck_assert_ptr_nonnull(strstr(pg, "ESCAPE '/'"));
    sqlite3_close(db);
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("injection", LOOP(test_injection_literal_stays_a_literal, 0, N),
         LOOP(test_injection_names_stay_names, 0, N),
         LOOP(test_injection_sort_order_by_name_is_an_identifier, 0, N),
         LOOP(test_injection_group_by_name_is_an_identifier, 0, N),
         LOOP(test_injection_names_of_every_kind_stay_names, 0, N),
         TEST(test_injection_keywords_numbers_and_scalars_are_checked),
         TEST(test_injection_two_signs_are_no_comment),
         LOOP(test_injection_json_key_is_one_key, 0, N),
         TEST(test_injection_wildcards_in_a_text_match_themselves))
