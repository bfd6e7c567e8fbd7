/* golden.c: see golden.h. */
#include "tests/support/golden.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/ast/node.h"
#ifdef SQT_WITH_pg_query
#include <pg_query.h>
#endif
#ifdef SQT_WITH_sqlite
#include <sqlite3.h>
#endif

const char *const sqt_dialects[SQT_DIALECTS] = {"default", "sqlite", "postgresql", "mysql",
                                                "mariadb"};

/* The text; "^" and the text if it is refused unless lenient; else "!" and the message. */
static const char *text_on(sq_builder *q, const sqt_row *row, const char *dialect)
{
    static char refused[8192];
    sq_compile_options lenient = row->options;
    lenient.lenient = true;
    const sq_stmt *s = row->build(q);
    const char *sql = (sq_sql)(q, s, sq_dialect_find(dialect), &row->options);
    if (sql)
        return sql;
    snprintf(refused, sizeof refused, "!%s", sq_builder_error(q)->message);
    if (sq_builder_error(q)->status != SQ_ERR_UNSUPPORTED)
        return refused;
    sq_builder *other = sq_builder_new();
    sql = (sq_sql)(other, row->build(other), sq_dialect_find(dialect), &lenient);
    if (sql)
        snprintf(refused, sizeof refused, "^%s", sql);
    sq_builder_free(other);
    return refused;
}

static char *error_of_sqlite(const char *sql, const sq_relation *const *tables);
static char *error_of_postgresql(const char *sql);

static bool is_rejected(const char *dialect, const char *sql, const sq_relation *const *tables)
{
    char *error = NULL;
    if (*sql == '!')
        return false;
    sql += *sql == '^';
    if (strcmp(dialect, "sqlite") == 0)
        error = error_of_sqlite(sql, tables);
    else if (strcmp(dialect, "postgresql") == 0)
        error = error_of_postgresql(sql);
    free(error);
    return error != NULL;
}

static void print_row(const sqt_row *row, const sq_relation *const *tables)
{
    char before[8192] = "";
    printf("    ROW(%s", row->name);
    for (int d = 0; d < SQT_DIALECTS; d++) {
        sq_builder *q = sq_builder_new();
        const char *text = text_on(q, row, sqt_dialects[d]);
        bool rejected = is_rejected(sqt_dialects[d], text, tables);
        bool refused = text[0] == '!' || text[0] == '^';
        if (d > 0 && strcmp(before, text) == 0 && !rejected)
            printf(", SAME");
        else {
            printf(text[0] == '!' ? ",\n        UNSUPPORTED(\""
                   : rejected     ? ",\n        REJECTED(\""
                   : refused      ? ",\n        LENIENT(\""
                                  : ",\n        \"");
            const char *end = text[0] == '!' ? strstr(text, ": ") : NULL;
            for (const char *p = text + refused; *p && p != end; p++)
                if (*p == '\n')
                    printf("\\n");
                else
                    printf(*p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
            printf(refused || rejected ? "\")" : "\"");
        }
        snprintf(before, sizeof before, "%s", text);
        sq_builder_free(q);
    }
    printf("),\n");
}

/* What the grammar says against it (malloc'ed), or NULL. */
static char *error_of_postgresql(const char *sql)
{
    char *message = NULL;
#ifdef SQT_WITH_pg_query
    PgQueryParseResult r = pg_query_parse(sql);
    if (r.error)
        message = strdup(r.error->message);
    pg_query_free_parse_result(r);
#else
    (void)sql;
#endif
    return message;
}

#ifdef SQT_WITH_sqlite
static void nothing(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)c, (void)n, (void)v;
}

static int bytewise(void *context, int n, const void *a, int m, const void *b)
{
    (void)context;
    int order = memcmp(a, b, (size_t)(n < m ? n : m));
    return order ? order : n - m;
}

/* What the rows use and SQLite leaves to the program. */
static void add_what_programs_add(sqlite3 *db)
{
    sqlite3_create_function(db, "my_function", -1, SQLITE_UTF8, NULL, nothing, NULL, NULL);
    sqlite3_create_function(db, "regexp", 2, SQLITE_UTF8, NULL, nothing, NULL, NULL);
    sqlite3_create_collation(db, "C", SQLITE_UTF8, NULL, bytewise);
}
#endif

/* What SQLite says against it (malloc'ed), or NULL. */
static char *error_of_sqlite(const char *sql, const sq_relation *const *tables)
{
    char *message = NULL;
#ifdef SQT_WITH_sqlite
    sqlite3 *db = NULL;
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    add_what_programs_add(db);
    sq_builder *q = sq_builder_new();
    for (; tables && *tables; tables++) {
        const sq_stmt *create = sq_create_table(q, *tables, NULL);
        const char *ddl = sq_sql(q, create, sq_dialect_find("sqlite"));
        ck_assert_ptr_nonnull(ddl);
        ck_assert_msg(sqlite3_exec(db, ddl, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", ddl,
                      sqlite3_errmsg(db));
    }
    sqlite3_stmt *stmt = NULL;
    const char *tail = "";
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, &tail) != SQLITE_OK)
        message = strdup(sqlite3_errmsg(db));
    else if (*tail)
        message = strdup("more than one statement");
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    sq_builder_free(q);
#else
    (void)sql, (void)tables;
#endif
    return message;
}

static void check_oracles(const sqt_row *row, int d, const char *sql,
                          const sq_relation *const *tables)
{
    const char *dialect = sqt_dialects[d];
    bool rejected = row->sql[d][0] == '~';
    if (*sql == '!' || (*sql == '^' && !rejected))
        return;
    sql += *sql == '^';
    char *error = strcmp(dialect, "sqlite") == 0       ? error_of_sqlite(sql, tables)
                  : strcmp(dialect, "postgresql") == 0 ? error_of_postgresql(sql)
                                                       : NULL;
#if !defined(SQT_WITH_pg_query) || !defined(SQT_WITH_sqlite)
    rejected = rejected && error; /* without the oracle nobody can tell */
#endif
    ck_assert_msg(rejected || !error, "%s: %s: %s: %s", row->name, dialect, error, sql);
    ck_assert_msg(!rejected || error, "%s: %s takes it: %s", row->name, dialect, sql);
    /* then the row would tell nothing of the text */
    ck_assert_msg(!rejected || !strstr(error, "no such table"), "%s: %s", row->name, error);
    free(error);
}

/* Of a refusal, what stands before the reason. */
static bool is_as_expected(const char *got, const char *expected)
{
    size_t n = strlen(expected);
    if (*expected == '~')
        return strcmp(got + (*got == '^'), expected + 1) == 0;
    return strncmp(got, expected, n) == 0 &&
           (!got[n] || (*got == '!' && strncmp(got + n, ": ", 2) == 0));
}

void sqt_check_row(const sqt_row *rows, size_t i, const sq_relation *const *tables)
{
    const sqt_row *row = &rows[i];
    if (getenv("SQUILL_PRINT_GOLDEN")) {
        print_row(row, tables);
        return;
    }
    const char *expected = "";
    for (int d = 0; d < SQT_DIALECTS; d++) {
        sq_builder *q = sq_builder_new();
        const char *got = text_on(q, row, sqt_dialects[d]);
        if (*row->sql[d])
            expected = row->sql[d];
        ck_assert_msg(is_as_expected(got, expected), "%s on %s:\n  expected %s\n  got      %s",
                      row->name, sqt_dialects[d], expected, got);
        check_oracles(row, d, got, tables);
        sq_builder_free(q);
    }
}

void sqt_check_rebuilt(const sqt_row *rows, size_t i)
{
    sq_builder *a = sq_builder_new(), *b = sq_builder_new();
    const sq_stmt *x = rows[i].build(a), *y = rows[i].build(b);
    ck_assert_msg(x->node.kind != SQI_N_POISON, "%s: %s", rows[i].name,
                  sq_builder_error(a)->message);
    ck_assert_uint_eq(x->node.hash, y->node.hash);
    ck_assert_msg(sqi_equal(&x->node, &y->node, NULL), "%s: not equal when rebuilt", rows[i].name);
    sq_arena *arena = sqi_arena_new(NULL, NULL);
    const sq_node *copy = sqi_copy(arena, &x->node);
    ck_assert_ptr_nonnull(copy);
    ck_assert_msg(sqi_equal(&y->node, copy, NULL), "%s: not equal to its copy", rows[i].name);
    for (int d = 0; d < SQT_DIALECTS; d++) {
        const sq_dialect *dialect = sq_dialect_find(sqt_dialects[d]);
        const char *one = sq_sql(a, x, dialect);
        const char *two = sq_sql(b, (const sq_stmt *)(const void *)copy, dialect);
        ck_assert_msg(!one == !two && (!one || strcmp(one, two) == 0),
                      "%s on %s: a copy gives another text", rows[i].name, sqt_dialects[d]);
    }
    sqi_arena_unref(arena);
    sq_builder_free(a);
    sq_builder_free(b);
}
