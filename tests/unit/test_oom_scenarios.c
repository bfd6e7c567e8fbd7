/* test_oom_scenarios.c: every allocation that fails while a statement is built, compiled for every
 * dialect, kept in a cache and executed is told as SQ_ERR_NOMEM, leaks nothing and spoils nothing:
 * what is done again afterwards gives the same text.
 *
 * A scenario runs with its first allocation failing, then its second, ..., until none fails; once
 * with only that one failing and once with all after it. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"
#ifdef SQT_WITH_sqlite
#include "squill/sqlite.h"
#endif

SQ_TABLE(t, (id, integer, .primary_key = true), (name, varchar(40)), (x, integer),
         (price, numeric(10, 2)), (born, date), (data, json));
SQ_TABLE(u, (id, integer, .primary_key = true), (t_id, integer, .references = SQ_REF(t, id)),
         (note, text));

static int next_number(void *context, sq_value *out)
{
    (void)context;
    *out = sq_int_value(7);
    return SQ_OK;
}

SQ_TABLE(made, (id, integer, .primary_key = true),
         (kind, text, .default_ = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_TEXT("plain")}),
         (number, integer, .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = next_number},
          .onupdate = {.kind = SQ_DEFAULT_CALLBACK, .callback = next_number}),
         (note, text));

/* ---- statements ---- */

static const sq_stmt *plain(sq_builder *q)
{
    return sq_where(sq_select(q, t.id, t.name), sq_eq(q, t.x, 5), sq_like(q, t.name, "a%"));
}

static const sq_stmt *operators(sq_builder *q)
{
    const sq_expr *sum = sq_div(q, sq_add(q, t.x, sq_mul(q, t.id, 2)), sq_neg(q, t.x));
    const sq_expr *text = sq_concat(q, t.name, sq_lower(q, sq_val(q, "X")));
    return sq_where(sq_select(q, sum, text), sq_between(q, t.x, 1, 9),
                    sq_is_distinct_from(q, t.x, t.id), sq_contains(q, t.name, "50%"));
}

static const sq_stmt *conditions(sq_builder *q)
{
    const sq_expr *all = NULL;
    for (int i = 0; i < 12; i++) {
        const sq_expr *two[] = {all, sq_or(q, sq_eq(q, t.x, i), sq_not(q, sq_gt(q, t.id, i)))};
        all = sq_and_n(q, two, 2);
    }
    return sq_where(sq_select(q, t.id), all);
}

static const sq_stmt *lists(sq_builder *q)
{
    int64_t many[100];
    for (int i = 0; i < 100; i++)
        many[i] = i;
    return sq_where(sq_select(q, t.id), sq_in_ints(q, t.x, many, 100), sq_not_in(q, t.id, 1, 2));
}

static const sq_stmt *cases(sq_builder *q)
{
    const sq_expr *c = sq_case(q, sq_when(sq_gt(q, t.x, 1), "more"), sq_else("less"));
    return sq_select(q, sq_label(q, c, "how"), sq_cast(q, t.x, sq_varchar(10)),
                     sq_extract(q, SQ_EXTRACT_YEAR, t.born));
}

static const sq_stmt *documents(sq_builder *q)
{
    return sq_select(q, sq_getitem(q, t.data, "a key"), sq_getitem(q, t.data, 3));
}

static const sq_stmt *joins(sq_builder *q)
{
    const sq_stmt *s = sq_left_join(sq_select(q, t.id, u.note), u);
    return sq_order_by(s, sq_desc(q, t.id), u.note);
}

static const sq_stmt *aliases(sq_builder *q)
{
    const t_table a = SQ_ALIAS(q, t, "a"), b = SQ_ALIAS(q, t, NULL);
    return sq_where(sq_select(q, a.id, b.id), sq_lt(q, a.x, b.x));
}

static const sq_stmt *groups(sq_builder *q)
{
    const sq_stmt *s = sq_select(q, t.name, sq_label(q, sq_count_all(q), "n"), sq_sum(q, t.price));
    return sq_having(sq_group_by(s, t.name), sq_gt(q, sq_count_all(q), 1));
}

static const sq_stmt *windows(sq_builder *q)
{
    const sq_expr *sum = sq_over(q, sq_sum(q, t.x), .partition_by = SQ_LIST(t.name),
                                 .order_by = SQ_LIST(t.id), .frame = SQ_ROWS,
                                 .start = {.at = SQ_UNBOUNDED}, .end = {.at = SQ_CURRENT_ROW});
    return sq_select(q, t.id, sq_label(q, sum, "so_far"));
}

static const sq_stmt *subqueries(sq_builder *q)
{
    const sq_stmt *of_t = sq_where(sq_select(q, u.id), sq_eq(q, u.t_id, t.id));
    const sq_source s = sq_subquery(q, sq_select(q, t.id, t.x), "s");
    return sq_where(sq_select(q, sq_col(q, s, "x"), t.id), sq_exists(q, of_t),
                    sq_in_select(q, t.id, sq_select(q, u.t_id)));
}

static const sq_stmt *recursion(sq_builder *q)
{
    const sq_source n = sq_cte_recursive(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")),
                                         "numbers");
    const sq_expr *last = sq_col(q, n, "n");
    const sq_stmt *next = sq_where(sq_select(q, sq_add(q, last, 1)), sq_lt(q, last, 10));
    const sq_source all = sq_cte_union_all(q, n, next);
    return sq_select(q, sq_col(q, all, "n"));
}

static const sq_stmt *compounds(sq_builder *q)
{
    const sq_stmt *s = sq_union(q, sq_select(q, t.id), sq_select(q, u.id), sq_select(q, u.t_id));
    return sq_limit(s, 5);
}

static const sq_stmt *paging(sq_builder *q)
{
    const sq_stmt *s = sq_order_by(sq_distinct(sq_select(q, t.id)), sq_nulls_last(q, t.id));
    return sq_offset(sq_limit(s, 10), 20);
}

static const sq_stmt *texts(sq_builder *q)
{
    const sq_sql_text *sql = sq_unsafe_sql(q, "x > :least AND name <> ':no'", 28);
    return sq_where(sq_params(sq_select(q, t.id), sq_bind("least", 3)), sq_text(q, sql));
}

static const sq_stmt *parameters(sq_builder *q)
{
    const sq_expr *p = sq_bindparam(q, "p", .type = sq_integer(), .value = SQ_VALUE(3),
                                    .has_value = true);
    return sq_where(sq_select(q, t.id), sq_eq(q, t.x, p), sq_ne(q, t.id, p));
}

static const sq_stmt *insert_one(sq_builder *q)
{
    return sq_values(sq_insert(q, t), sq_set(t.id, 1), sq_set(t.name, "n"), sq_set(t.x, 5));
}

static const sq_stmt *insert_from_select(sq_builder *q)
{
    const sq_stmt *from = sq_select(q, sq_add(q, t.id, 1000), t.id, t.name);
    return sq_from_select_n(sq_insert(q, u), SQ_LIST(u.id, u.t_id, u.note), 3, from, false);
}

static const sq_stmt *update(sq_builder *q)
{
    const sq_stmt *s = sq_values(sq_update(q, t), sq_set(t.x, sq_add(q, t.x, 1)));
    return sq_where(s, sq_eq(q, t.id, 1));
}

static const sq_stmt *delete (sq_builder *q)
{
    return sq_where(sq_delete(q, u), sq_in_select(q, u.t_id, sq_select(q, t.id)));
}

/* Values that the client makes, in an INSERT and where a row is there already. */
static const sq_stmt *defaults(sq_builder *q)
{
    const sq_stmt *s = sq_values(sq_insert(q, made), sq_set(made.id, 1), sq_set(made.note, "n"));
    return sq_on_conflict_do_update(s, SQ_LIST(made.id),
                                    sq_set(made.note, sq_excluded(q, made.note)));
}

static const sq_stmt *update_defaults(sq_builder *q)
{
    const sq_stmt *s = sq_values(sq_update(q, made), sq_set(made.note, "other"));
    return sq_returning(sq_where(s, sq_eq(q, made.id, 1)), made.id, made.number);
}

static const sq_stmt *table(sq_builder *q)
{
    return sq_create_table(q, u.sq_, NULL);
}

static const struct {
    const char *name;
    const sq_stmt *(*build)(sq_builder *q);
} statements[] = {
    {"a plain select", plain},
    {"operators", operators},
    {"many conditions", conditions},
    {"lists", lists},
    {"case, cast, extract", cases},
    {"documents", documents},
    {"joins", joins},
    {"aliases", aliases},
    {"groups", groups},
    {"windows", windows},
    {"subqueries", subqueries},
    {"a recursive cte", recursion},
    {"compounds", compounds},
    {"limit, offset, distinct", paging},
    {"sql text", texts},
    {"named parameters", parameters},
    {"insert", insert_one},
    {"insert from select", insert_from_select},
    {"update", update},
    {"delete", delete},
    {"insert with defaults", defaults},
    {"update with defaults", update_defaults},
    {"create table", table},
};
enum { N = sizeof statements / sizeof *statements };

static void print_points(const char *what, const char *name, size_t n)
{
    printf("oom %s %s: %zu of %zu\n", what, name, n, n);
    ck_assert_uint_gt(n, 1);
}

/* ---- build and compile ---- */

enum { DIALECTS = 5 };
static const char *const dialects[DIALECTS] = {"default", "sqlite", "postgresql", "mysql",
                                               "mariadb"};
typedef struct expected {
    int statement;
    char *text[DIALECTS]; /* NULL: refused */
} expected;

/* On one dialect, twice: what is given is always the whole text. */
static int compile_twice(sq_builder *q, const sq_stmt *s, const char *dialect, const char *text)
{
    for (int i = 0; i < 2; i++) {
        const char *sql = sq_sql(q, s, sq_dialect_find(dialect));
        int status = sq_builder_error(q)->status;
        if (!sql && (text || status == SQ_ERR_NOMEM))
            return status ? status : SQ_ERR_INTERNAL;
        if (!sql)
            sq_builder_reset(q); /* it is not for this dialect: that was told */
        if (!sql)
            return SQ_OK;
        if (!text || strcmp(sql, text) != 0)
            return SQ_ERR_INTERNAL;
    }
    return SQ_OK;
}

static int build_and_compile(const sq_allocator *a, void *context)
{
    const expected *e = context;
    int status = SQ_OK;
    sq_builder *q = sq_builder_new(.allocator = a);
    for (int d = 0; d < DIALECTS && status == SQ_OK; d++) {
        const sq_stmt *s = statements[e->statement].build(q);
        status = sq_builder_error(q)->status;
        if (status == SQ_OK)
            status = compile_twice(q, s, dialects[d], e->text[d]);
    }
    sq_builder_free(q);
    return status;
}

START_TEST(test_oom_building_and_compiling_tells_every_failure)
{
    expected e = {.statement = _i};
    for (int d = 0; d < DIALECTS; d++) {
        sq_builder *q = sq_builder_new();
        const char *sql = sq_sql(q, statements[_i].build(q), sq_dialect_find(dialects[d]));
        e.text[d] = sql ? strdup(sql) : NULL;
        sq_builder_free(q);
    }
    print_points("build", statements[_i].name,
                 sqt_oom_sweep(statements[_i].name, build_and_compile, &e, true));
    for (int d = 0; d < DIALECTS; d++)
        free(e.text[d]);
}
END_TEST

/* ---- compile once, keep, make ready ---- */

static int prepare_and_ready(const sq_allocator *a, void *context)
{
    int i = *(int *)context;
    sq_error e;
    sq_error_clear(&e);
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = statements[i].build(q);
    sq_set_allocator(a);
    sq_cache *cache = sq_cache_new(10, 0);
    sq_binder *w = cache ? sq_binder_new(cache, sq_dialect_find("postgresql"), NULL) : NULL;
    int status = w ? SQ_OK : SQ_ERR_NOMEM;
    for (int k = 0; k < 3 && status == SQ_OK; k++) {
        sq_bound bound;
        status = sq_ready(w, s, NULL, 0, &bound, &e);
    }
    sq_binder_free(w);
    sq_cache_unref(cache);
    sq_set_allocator(NULL);
    sq_builder_free(q);
    return status;
}

START_TEST(test_oom_cached_statements_survive_every_failure)
{
    int i = _i;
    prepare_and_ready(NULL, &i); /* what a process makes once is made now */
    print_points("cache", statements[i].name,
                 sqt_oom_sweep(statements[i].name, prepare_and_ready, &i, true));
}
END_TEST

/* ---- execute ---- */
#ifdef SQT_WITH_sqlite

static int run(sq_conn *c, int i)
{
    sq_builder *q = sq_scratch(c);
    if (statements[i].build == table)
        return sq_drop_all(c, u) == SQ_OK ? (int)sq_exec(c, table(q)) : sq_status_of(c);
    const sq_stmt *s = statements[i].build(q);
    sq_result *r = sq_query(c, s);
    while (sq_row(r))
        (void)sq_get_text(r, 0);
    int status = sq_done(r);
    if (status == SQ_OK) { /* from the cache */
        int64_t n = sq_exec(c, s);
        status = n < 0 && n != SQ_ERR_UNIQUE ? (int)n : SQ_OK;
    }
    return status;
}

static int execute(const sq_allocator *a, void *context)
{
    sq_set_allocator(a);
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    int status = sq_status_of(c);
    if (status == SQ_OK)
        status = sq_create_all(c, t, u, made);
    if (status == SQ_OK)
        status = run(c, *(int *)context);
    sq_conn_close(c);
    sq_engine_close(db);
    sq_set_allocator(NULL);
    return status;
}

START_TEST(test_oom_execution_survives_every_failure)
{
    int i = _i;
    sq_driver_register(sq_sqlite_driver(), NULL);
    ck_assert_int_eq(execute(NULL, &i), SQ_OK); /* what a process makes once is made now */
    print_points("execute", statements[i].name,
                 sqt_oom_sweep(statements[i].name, execute, &i, true));
}
END_TEST
#define ON_SQLITE(x) , x
#else
#define ON_SQLITE(x)
#endif

SQT_MAIN("oom scenarios", LOOP(test_oom_building_and_compiling_tells_every_failure, 0, N),
         LOOP(test_oom_cached_statements_survive_every_failure, 0, N)
             ON_SQLITE(LOOP(test_oom_execution_survives_every_failure, 0, N)))
