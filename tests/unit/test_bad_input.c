/* test_bad_input.c: wrong input gives its own error, and nothing of it reaches the database.
 *
 * What constructors refuse is in test_expr.c (operands, NULL, nesting, size), test_select.c
 * (unknown columns, UPDATE and DELETE whose WHERE got only NULLs) and test_table.c (names); files
 * and a full disk are in tests/suite/test_sqlite.c. Here: names, text and parameters on their way
 * from the caller to the database. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "squill.h"
#include "tests/support/support.h"
#ifdef SQT_WITH_sqlite
#include <sqlite3.h>
#include "squill/sqlite.h"
#endif

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer));

static sq_builder *q;

/* The status of the statement on a dialect; the message stays in q. */
static int status_on(const char *dialect, const sq_stmt *s)
{
    return sq_sql(q, s, sq_dialect_find(dialect)) ? SQ_OK : sq_builder_error(q)->status;
}

/* ---- names ---- */

static const char *repeat(const char *s, int n)
{
    static char text[2000];
    text[0] = '\0';
    while (n-- > 0)
        strcat(text, s);
    return text;
}

#define E_ACUTE "\xC3\xA9"

static const struct {
    const char *dialect, *piece;
    int longest;
} lengths[] = {
    {"postgresql", "n", 63}, {"postgresql", E_ACUTE, 31}, /* PostgreSQL counts bytes */
    {"mysql", "n", 255},     {"mysql", E_ACUTE, 255},     {"mariadb", "n", 255},
    {"sqlite", "n", 1000},   {"sqlite", E_ACUTE, 900},
};

START_TEST(test_bad_input_name_longer_than_the_dialect_takes_is_named)
{
    q = sq_builder_new();
    const char *name = repeat(lengths[_i].piece, lengths[_i].longest);
    ck_assert_int_eq(status_on(lengths[_i].dialect, sq_select(q, sq_label(q, t.id, name))), SQ_OK);
    if (strcmp(lengths[_i].dialect, "sqlite") != 0) { /* which has no limit */
        name = repeat(lengths[_i].piece, lengths[_i].longest + 1);
        const sq_stmt *s = sq_select(q, sq_label(q, t.id, name));
        ck_assert_int_eq(status_on(lengths[_i].dialect, s), SQ_ERR_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, repeat(lengths[_i].piece, 20)));
    }
    sq_builder_free(q);
}
END_TEST

static const struct {
    sq_name name;
    const char *message;
} names[] = {
    {{"", 0, SQ_QUOTE_AUTO}, "empty"},
    {{NULL, 0, SQ_QUOTE_AUTO}, ""},
    {{"a\0b", 3, SQ_QUOTE_AUTO}, "\"a\""},
    {{"a\xFF", 2, SQ_QUOTE_AUTO}, "\"a"},
    {{"\xC3", 1, SQ_QUOTE_ALWAYS}, "UTF-8"},
    {{"\xED\xA0\x80", 3, SQ_QUOTE_AUTO}, "UTF-8"}, /* half of a surrogate pair */
    {{"a b", 3, SQ_QUOTE_NEVER}, "\"a b\""},
    {{"a;--", 4, SQ_QUOTE_NEVER}, "\"a;--\""},
};
enum { N_NAMES = sizeof names / sizeof *names };

static const sq_stmt *with_label(sq_name n)
{
    return sq_select(q, sq_label(q, t.id, n));
}

static const sq_stmt *with_alias(sq_name n)
{
    return sq_select(q, sq_all_columns(q, sq_alias(q, t, n)));
}

static const sq_stmt *with_column(sq_name n)
{
    return sq_select(q, sq_named_column(q, n, sq_integer(), NULL));
}

static const sq_stmt *with_subquery(sq_name n)
{
    return sq_select(q, sq_all_columns(q, sq_subquery(q, sq_select(q, t.id), n)));
}

static const sq_stmt *with_cte(sq_name n)
{
    return sq_select(q, sq_all_columns(q, sq_cte(q, sq_select(q, t.id), n)));
}

static const sq_stmt *with_collation(sq_name n)
{
    return sq_select(q, sq_collate(q, t.name, n, NULL));
}

static const sq_stmt *with_function(sq_name n)
{
    const sq_function f = {.name = n, .size = sizeof f};
    return sq_select(q, sq_func_with(q, &f, &t.id, 1));
}

typedef const sq_stmt *place_fn(sq_name n);
static place_fn *const places[] = {with_label, with_alias,     with_column,  with_subquery,
                                   with_cte,   with_collation, with_function};
enum { N_PLACES = sizeof places / sizeof *places };

START_TEST(test_bad_input_name_that_can_be_none_is_refused_everywhere)
{
    sq_name name = names[_i % N_NAMES].name;
    place_fn *place = places[_i / N_NAMES];
    if (!name.p && (place == with_alias || place == with_subquery || place == with_cte))
        return; /* a name is made up */
    q = sq_builder_new();
    ck_assert_int_eq(status_on("postgresql", place(name)), SQ_ERR_ARGUMENT);
    const sq_error *e = sq_builder_error(q);
    ck_assert_msg(strstr(e->message, names[_i % N_NAMES].message) != NULL, "place %d: %s",
                  _i / N_NAMES, e->message);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_bad_input_unknown_names_at_run_time_are_named)
{
    q = sq_builder_new();
    sq_stmt const *s = sq_select(q, (sq_col)(q, t.sq_, "absent"));
    ck_assert_int_eq(status_on("sqlite", s), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "\"absent\""));
    sq_builder_reset(q);
    ck_assert_int_eq(sq_op_find("absent"), SQ_OP_COUNT);
    s = sq_select(q, sq_binary(q, sq_op_find("absent"), t.id, t.x));
    ck_assert_int_eq(status_on("sqlite", s), SQ_ERR_ARGUMENT);
    sq_builder_reset(q);
    ck_assert_int_eq(sq_extract_find("absent"), SQ_EXTRACT_COUNT);
    s = sq_select(q, sq_extract(q, sq_extract_find("absent"), t.x));
    ck_assert_int_eq(status_on("sqlite", s), SQ_ERR_ARGUMENT);
    sq_builder_reset(q);
    const sq_function known = {.name = sq_name_of("Coalesce"), .known = true};
    const sq_function unknown = {.name = sq_name_of("absent"), .known = true};
    const sq_expr *args[] = {t.id, t.x};
    ck_assert_int_eq(status_on("sqlite", sq_select(q, sq_func_with(q, &known, args, 2))), SQ_OK);
    s = sq_select(q, sq_func_with(q, &unknown, args, 2));
    ck_assert_int_eq(status_on("sqlite", s), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "\"absent\""));
    sq_builder_free(q);
}
END_TEST

/* ---- SQL text ---- */

START_TEST(test_bad_input_sql_text_with_nul_or_invalid_utf8_is_refused)
{
    static const struct {
        const char *sql;
        size_t n;
    } texts[] = {{"1\0; DROP TABLE t", 17}, {"1 \xFF", 3}, {"'\xC0\x80'", 4}, {NULL, 0}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        q = sq_builder_new();
        const sq_expr *e = sq_text(q, sq_unsafe_sql(q, texts[i].sql, texts[i].n));
        ck_assert_int_eq(status_on("sqlite", sq_select(q, e)), SQ_ERR_ARGUMENT);
        sq_builder_free(q);
    }
}
END_TEST

/* ---- a million conditions ---- */

static double cpu_seconds(void)
{
    struct timespec s;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &s);
    return (double)s.tv_sec + (double)s.tv_nsec / 1e9;
}

typedef const sq_expr *join_fn(sq_builder *q, const sq_expr *const *items, size_t n);

static const sq_expr *joined(join_fn *join, int n)
{
    const sq_expr *all = NULL, *one = sq_gt(q, t.x, t.id);
    for (int i = 0; i < n; i++) {
        const sq_expr *two[] = {all, one};
        all = join(q, two, 2);
    }
    return all;
}

#define conditions(n) joined(sq_and_n, n)
#define either(n)     joined(sq_or_n, n)

/* The least time of three runs: other work on the machine is not the compiler's. */
static void compiles_at_once(const sq_stmt *s)
{
    double best = 1e9;
    for (int i = 0; i < (SQT_ASAN ? 1 : 3) && best >= 2; i++) {
        double start = cpu_seconds();
        sq_compiled *compiled = sq_prepare(NULL, s, SQ_POSTGRESQL, NULL, NULL);
        double took = cpu_seconds() - start;
        ck_assert_ptr_nonnull(compiled);
        sq_compiled_unref(compiled);
        best = took < best ? took : best;
    }
    ck_assert_msg(SQT_ASAN || best < 2, "%.2f s", best);
}

START_TEST(test_bad_input_million_terms_compile_at_once_and_sqlite_refuses_them)
{
    q = sq_builder_new();
    const sq_stmt *s = sq_where(sq_select(q, t.id), conditions(1000000));
    compiles_at_once(s);
    double took = -cpu_seconds();
    ck_assert_int_eq(status_on("sqlite", s), SQ_ERR_TOO_DEEP);
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "1000"));
    ck_assert(SQT_ASAN || took + cpu_seconds() < 2);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_bad_input_million_terms_with_a_parameter_each_compile_at_once)
{
    q = sq_builder_new();
    const int n = 1000000;
    const sq_expr **terms = malloc((size_t)n * sizeof *terms);
    for (int i = 0; i < n; i++)
        terms[i] = sq_eq(q, t.x, i);
    compiles_at_once(sq_where(sq_select(q, t.id), sq_and_n(q, terms, (size_t)n)));
    free(terms);
    sq_builder_free(q);
}
END_TEST

#ifdef SQT_WITH_sqlite

/* ---- what is sent ---- */

static int sent; /* statements that SQLite began */

static int count_sent(unsigned event, void *user, void *statement, void *sql)
{
    (void)event, (void)user, (void)statement, (void)sql;
    sent++;
    return 0;
}

static sq_engine *db;
static sq_conn *c;

static void open_db(void)
{
    sq_driver_register(sq_sqlite_driver(), NULL);
    db = sq_engine_open("sqlite://");
    c = sq_connect(db);
    ck_assert_int_eq(sq_create_all(c, t), SQ_OK);
    ck_assert_int_eq(sqlite3_trace_v2(sq_native(c), SQLITE_TRACE_STMT, count_sent, NULL), 0);
    q = sq_scratch(c);
    const sq_stmt *s = sq_values(sq_insert(q, t), sq_set(t.id, 1), sq_set(t.x, 5));
    ck_assert_int_eq(sq_exec(c, s), 1);
    ck_assert_int_eq(sent, 1);
    sent = 0;
}

static void close_db(void)
{
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}

START_TEST(test_bad_input_depth_limit_is_that_of_sqlite)
{
    open_db();
    /* n comparisons joined by n - 1 ANDs, each of names in two parts: n + 2 levels */
    const sq_stmt *most = sq_where(sq_select(q, t.id), conditions(998));
    const sq_stmt *more = sq_where(sq_select(q, t.id), conditions(999));
    ck_assert_msg(sq_exec(c, most) == 1, "%s", sq_errmsg(c));
    ck_assert_int_eq(sent, 1);
    ck_assert_int_eq(sq_exec(c, more), SQ_ERR_TOO_DEEP);
    ck_assert_int_eq(sent, 1);
    const sq_stmt *chain = sq_select(q, t.id);
    for (int i = 0; i < 998; i++)
        chain = sq_where(chain, sq_eq(q, t.x, 5));
    ck_assert_int_eq(sq_exec(c, chain), 1);
    ck_assert_int_eq(sq_exec(c, sq_where(chain, sq_eq(q, t.x, 5))), SQ_ERR_TOO_DEEP);
    /* the database does not take it, either */
    ck_assert_int_eq(sent, 2);
    const char *sql = sq_sql(q, more, SQ_SQLITE, .lenient = true);
    ck_assert_int_eq((sq_sql_exec)(c, sq_unsafe_sql(q, sql, strlen(sql)), NULL, 0),
                     SQ_ERR_TOO_DEEP);
    close_db();
}
END_TEST

START_TEST(test_bad_input_depth_adds_up_over_chains_within_chains)
{
    open_db();
    const sq_expr *any = either(600);
    const sq_expr *both = sq_and(q, any, conditions(500));
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), both)), SQ_ERR_TOO_DEEP);
    ck_assert_msg(strstr(sq_errmsg(c), "in a row") != NULL, "%s", sq_errmsg(c));
    ck_assert_int_eq(sent, 0);
    /* side by side they do not */
    const sq_expr *last = sq_and(q, conditions(500), any);
    ck_assert_msg(sq_exec(c, sq_where(sq_select(q, t.id), last)) == 1, "%s", sq_errmsg(c));
    /* neither do those of a statement in FROM */
    const sq_source inner = sq_subquery(q, sq_where(sq_select(q, t.id), conditions(900)), "s");
    const sq_stmt *s = sq_where(sq_select(q, sq_col(q, inner, "id")), conditions(900));
    ck_assert_msg(sq_exec(c, sq_from(s, inner)) == 1, "%s", sq_errmsg(c));
    close_db();
}
END_TEST

START_TEST(test_bad_input_missing_or_surplus_parameter_sends_nothing)
{
    open_db();
    const sq_expr *min = sq_bindparam(q, "least", .type = sq_integer());
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_ge(q, t.x, min));
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "least"));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("least", 1), sq_bind("surplus", 2)), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "surplus"));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("leas", 1)), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sent, 0);
    sq_result *r = sq_query(c, s);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sent, 0);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("least", 1)), 1);
    close_db();
}
END_TEST

START_TEST(test_bad_input_empty_in_list_gives_the_right_rows)
{
    open_db();
    const sq_value none[1] = {{0}};
    const sq_expr *in = sq_in_n(q, t.x, none, 0), *not_in = sq_not_in_n(q, t.x, none, 0);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), in)), 0);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), not_in)), 1);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), sq_not(q, in))), 1);
    /* also where x is NULL: nothing is in an empty list */
    ck_assert_int_eq(sq_exec(c, sq_values(sq_insert(q, t), sq_set(t.id, 2))), 1);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), not_in)), 2);
    close_db();
}
END_TEST

START_TEST(test_bad_input_text_that_is_no_utf8_is_not_sent)
{
    open_db();
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.name, sq_text_value_n("a\xFF", 2)));
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_ARGUMENT);
    const sq_expr *p = sq_bindparam(q, "p", .type = sq_text_type());
    s = sq_where(sq_select(q, t.id), sq_eq(q, t.name, p));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", sq_text_value_n("\xC3", 1))), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", sq_text_value_n("\xC0\x80", 2))), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sent, 0);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", "\xC3\xA9")), 0);
    close_db();
}
END_TEST

START_TEST(test_bad_input_list_for_a_single_value_is_not_sent)
{
    open_db();
    const sq_value items[] = {sq_int_value(1), sq_int_value(2)};
    const sq_value list = sq_list_value(items, 2), row = sq_tuple_value(items, 2);
    const sq_expr *p = sq_bindparam(q, "p", .type = sq_integer());
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.x, p));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", list)), SQ_ERR_TYPE);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "\"p\""));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", row)), SQ_ERR_TYPE);
    ck_assert_int_eq(sq_exec(c, sq_values(sq_insert(q, t), sq_set(t.x, list))), SQ_ERR_TYPE);
    ck_assert_int_eq(sent, 0);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("p", 5)), 1);
    close_db();
}
END_TEST

START_TEST(test_bad_input_table_created_twice_is_the_databases_error)
{
    open_db();
    const sq_stmt *create = sq_create_table(q, t.sq_, NULL);
    ck_assert_int_eq(sq_exec(c, create), SQ_ERR_EXISTS);
    ck_assert_int_ne(sq_conn_error(c)->native, 0);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "t"));
    ck_assert_int_eq(sq_create_all(c, t), SQ_OK); /* which asks for what is there */
    close_db();
}
END_TEST
#define ON_SQLITE(...) , __VA_ARGS__
#else
#define ON_SQLITE(...)
#endif

SQT_MAIN("bad input",
         LOOP(test_bad_input_name_longer_than_the_dialect_takes_is_named, 0,
              sizeof lengths / sizeof *lengths),
         LOOP(test_bad_input_name_that_can_be_none_is_refused_everywhere, 0, N_NAMES *N_PLACES),
         TEST(test_bad_input_unknown_names_at_run_time_are_named),
         TEST(test_bad_input_sql_text_with_nul_or_invalid_utf8_is_refused),
         TEST(test_bad_input_million_terms_compile_at_once_and_sqlite_refuses_them),
         TEST(test_bad_input_million_terms_with_a_parameter_each_compile_at_once)
             ON_SQLITE(TEST(test_bad_input_depth_limit_is_that_of_sqlite),
                       TEST(test_bad_input_depth_adds_up_over_chains_within_chains),
                       TEST(test_bad_input_missing_or_surplus_parameter_sends_nothing),
                       TEST(test_bad_input_empty_in_list_gives_the_right_rows),
                       TEST(test_bad_input_text_that_is_no_utf8_is_not_sent),
                       TEST(test_bad_input_list_for_a_single_value_is_not_sent),
                       TEST(test_bad_input_table_created_twice_is_the_databases_error)))
