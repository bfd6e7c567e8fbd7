/* test_meaning.c: random trees mean what they say.
 *
 * Each is made for one database, of what sq_verdict() says that it has. Of each: it compiles for
 * that database; built twice it is the same tree with the same key; with any one field changed it
 * is another; with only the parentheses it needs and with all of them it is the same to
 * PostgreSQL's grammar and to SQLite's planner; and SQLite gives the same rows whether values are
 * bound or written into the text. A tree that fails is made smaller for as long as it fails.
 *
 * TREES=n sets their number (20,000), SEED=n the first of them. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "lib/cache/cache.h"
#include "lib/compile/compiler.h"
#include "tests/support/support.h"
#include "tests/unit/trees.h"
#ifdef SQT_WITH_pg_query
#include <pg_query.h>
#endif

typedef struct tally {
    long trees, nodes, fields, regrouped, empty_lists;
    long compiled[5], refused[5]; /* by dialect */
    long grammar, plans, rows, failing_rows;
    long kinds[SQI_N_COUNT];
} tally;

static tally all;
static sqlite3 *db;
static sq_dialect *full[2]; /* with all parentheses: postgresql, sqlite */
static char report[20000];  /* of the check that failed last */

static const char *const dialects[] = {"default", "sqlite", "postgresql", "mysql", "mariadb"};
enum { SQLITE = 1 };
static bool allowed[5][TREE_SPECIALS];
static int made_for; /* the database of the tree in hand */

/* Kinds of nodes that no tree has. */
static const struct {
    sqi_kind kind;
    const char *why;
} left_out[] = {
    {SQI_N_POISON, "what is wrong has no meaning: test_bad_input.c"},
    {SQI_N_OWN_COLUMN, "a part of definitions: test_ddl.c, test_metadata.c"},
    {SQI_N_DDL, "definitions are no entries of the cache: test_ddl.c, test_golden_ddl.c"},
};

static bool failed(const char *what, const char *a, const char *b)
{
    snprintf(report, sizeof report, "%s\n  %.9000s\n  %.9000s", what, a ? a : "(refused)",
             b ? b : "(refused)");
    return false;
}

/* ---- key ---- */

static const sq_stmt *build(sq_builder *q, const uint8_t *bytes, size_t n, int change,
                            tree_source *s)
{
    *s = (tree_source){.bytes = bytes, .n = n, .change = change, .allowed = allowed[made_for]};
    return tree_build(q, s);
}

static bool check_key(const sq_stmt *a, const uint8_t *bytes, size_t n, int fields)
{
    static const sq_compile_options none;
    tree_source s;
    sq_builder *q = sq_builder_new();
    const sq_stmt *b = build(q, bytes, n, -1, &s);
    sqi_key one = sqi_key_of(&a->node, SQ_SQLITE, &none),
            two = sqi_key_of(&b->node, SQ_SQLITE, &none);
    bool same = a->node.hash == b->node.hash && one.hash == two.hash &&
                sqi_equal(&a->node, &b->node, NULL);
    bool ok = same || failed("built twice, it is not equal", sq_dump(q, a), sq_dump(q, b));
    for (int i = 0; i < fields && ok; i++) {
        sq_builder_reset(q);
        b = build(q, bytes, n, i, &s);
        if (sqi_equal(&a->node, &b->node, NULL)) /* hashes may agree: keys are compared whole */
            ok = failed("a changed field leaves the key as it is", sq_dump(q, a), sq_dump(q, b));
        all.fields++;
    }
    sq_builder_free(q);
    return ok;
}

/* ---- grammar ---- */

#ifdef SQT_WITH_pg_query
static void strip_locations(char *s)
{
    char *to = s;
    while (*s) {
        static const char location[] = "location\":";
        if (strncmp(s, location, sizeof location - 1) == 0) {
            s += sizeof location - 1;
            s += strspn(s, "-0123456789");
            continue;
        }
        *to++ = *s++;
    }
    *to = '\0';
}

/* The tree as text; NULL: the grammar does not take it. */
static char *parse(const char *sql)
{
    PgQueryParseResult r = pg_query_parse(sql);
    char *tree = r.error ? NULL : strdup(r.parse_tree);
    pg_query_free_parse_result(r);
    if (tree)
        strip_locations(tree);
    return tree;
}

static bool check_grammar(sq_builder *q, const sq_stmt *s)
{
    const char *few = sq_sql(q, s, SQ_POSTGRESQL), *many = sq_sql(q, s, full[0]);
    if (!few)
        return true;
    char *a = parse(few), *b = many ? parse(many) : NULL;
    bool ok = a && b && strcmp(a, b) == 0;
    free(a);
    free(b);
    all.grammar++;
    return ok || failed("another tree to PostgreSQL", few, many);
}
#else
static bool check_grammar(sq_builder *q, const sq_stmt *s)
{
    (void)q, (void)s;
    return true;
}
#endif

/* ---- SQLite ---- */

typedef struct text_out {
    char p[1 << 16];
    size_t n;
} text_out;

static void put(text_out *o, const char *s)
{
    size_t n = strlen(s);
    if (o->n + n < sizeof o->p)
        memcpy(o->p + o->n, s, n + 1), o->n += n;
}

static void bind_value(sqlite3_stmt *stmt, int i, sq_value v)
{
    switch (v.kind) {
    case SQ_V_INT:
    case SQ_V_BOOL:
        sqlite3_bind_int64(stmt, i, v.v.i);
        return;
    case SQ_V_DOUBLE:
        sqlite3_bind_double(stmt, i, v.v.d);
        return;
    case SQ_V_TEXT:
        sqlite3_bind_text(stmt, i, v.v.s, (int)v.len, SQLITE_STATIC);
        return;
    default:
        sqlite3_bind_null(stmt, i);
    }
}

static bool step_all(sqlite3_stmt *stmt, text_out *o)
{
    int rc;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            static const char *const types[] = {"", "I", "R", "T", "B", "N"};
            put(o, types[sqlite3_column_type(stmt, i)]);
            put(o, sqlite3_column_text(stmt, i) ? (const char *)sqlite3_column_text(stmt, i) : "");
            put(o, "|");
        }
        put(o, "\n");
    }
    if (rc != SQLITE_DONE)
        put(o, sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    return rc == SQLITE_DONE;
}

static void put_tables(text_out *o)
{
    static const char *const select[] = {"SELECT * FROM tree_t", "SELECT * FROM tree_v"};
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *stmt = NULL;
        sqlite3_prepare_v2(db, select[i], -1, &stmt, NULL);
        step_all(stmt, o);
    }
}

/* As the engine sends it: a JSON access takes a path. */
static void bind_param(sqlite3_stmt *stmt, int i, sq_value v, const sq_type *t)
{
    sqi_out path;
    sqi_out_init(&path, NULL, 0);
    if (sqi_json_path(&path, v, t))
        sqlite3_bind_text(stmt, i, path.p, (int)path.n, SQLITE_TRANSIENT);
    else
        bind_value(stmt, i, v);
    sqi_out_clear(&path);
}

/* All rows with the types of their values, or the error at run time; and what a change makes of the
 * tables, which is undone. */
static bool rows_of(const char *prefix, const sq_bound *b, text_out *o)
{
    char text[1 << 16];
    sqlite3_stmt *stmt = NULL;
    const char *tail = "";
    o->n = 0, o->p[0] = '\0';
    snprintf(text, sizeof text, "%s%.*s", prefix, (int)b->sql.n, b->sql.p);
    if (sqlite3_prepare_v2(db, text, -1, &stmt, &tail) != SQLITE_OK || *tail) {
        put(o, sqlite3_errmsg(db));
        sqlite3_finalize(stmt);
        return false;
    }
    for (size_t i = 0; i < b->n_params; i++)
        bind_param(stmt, (int)i + 1, b->values[i], b->params[i].type);
    bool reads = sqlite3_stmt_readonly(stmt);
    if (!reads)
        sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    all.failing_rows += !step_all(stmt, o);
    if (!reads) {
        put_tables(o);
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return true;
}

/* The parser of SQLite has a stack of 100: what overflows it is too deep, not wrong. */
static bool too_deep(const text_out *o)
{
    return strstr(o->p, "stack overflow") != NULL;
}

static bool check_plan(sq_builder *q, const sq_stmt *s, const char *few)
{
    static text_out a, b;
    const char *many = sq_sql(q, s, full[1]);
    bool taken = rows_of("EXPLAIN ", &(sq_bound){.sql = {few, strlen(few)}}, &a);
    if (!taken)
        return too_deep(&a) || failed("SQLite does not take it", few, a.p);
    if (!many)
        return failed("refused with all parentheses", few, many);
    taken = rows_of("EXPLAIN ", &(sq_bound){.sql = {many, strlen(many)}}, &b);
    if (!taken && too_deep(&b))
        return true;
    all.plans++;
    return (taken && strcmp(a.p, b.p) == 0) || failed("another plan to SQLite", few, many);
}

static bool check_rows(sq_builder *q, const sq_stmt *s, const char *few)
{
    static text_out a, b;
    sq_bound bound;
    sq_error e;
    if (sq_compile_bound(q, s, SQ_SQLITE, NULL, NULL, 0, false, &bound, &e) != SQ_OK)
        return failed("can not be bound", few, e.message);
    const char *text = sq_sql(q, s, SQ_SQLITE, .literal_binds = true);
    if (!text)
        return failed("has no literal form", few, sq_builder_error(q)->message);
    bool one = rows_of("", &bound, &a);
    bool two = rows_of("", &(sq_bound){.sql = {text, strlen(text)}}, &b);
    if ((!one && too_deep(&a)) || (!two && too_deep(&b)))
        return true;
    all.rows++;
    if (one && two && strcmp(a.p, b.p) == 0)
        return true;
    char both[9000];
    snprintf(both, sizeof both, "%s\n%.3000s\n--\n%.3000s", few, a.p, b.p);
    return failed("other rows with bound values", both, text);
}

/* ---- a tree ---- */

static bool check_compiles(const uint8_t *bytes, size_t n)
{
    tree_source s;
    for (int d = 0; d < 5; d++) {
        sq_builder *q = sq_builder_new();
        const char *sql = sq_sql(q, build(q, bytes, n, -1, &s), sq_dialect_find(dialects[d]));
        int status = sq_builder_error(q)->status;
        all.compiled[d] += sql != NULL;
        all.refused[d] += !sql;
        bool ok = sql || (status == SQ_ERR_UNSUPPORTED && d != made_for);
        if (!ok)
            failed(dialects[d], sq_builder_error(q)->message, NULL);
        sq_builder_free(q);
        if (!ok)
            return false;
    }
    return true;
}

static bool count_kind(void *context, const sq_node *n)
{
    (void)context;
    all.kinds[n->kind]++;
    return true;
}

static bool check_tree(const uint8_t *bytes, size_t n)
{
    tree_source s;
    sq_builder *q = sq_builder_new();
    const sq_stmt *t = build(q, bytes, n, -1, &s);
    bool ok = sq_builder_error(q)->status == SQ_OK ||
              failed("refused", sq_builder_error(q)->message, NULL);
    all.trees++, all.nodes += t->node.size, all.regrouped += s.regrouped > 0;
    all.empty_lists += s.empty_lists > 0;
    sqi_walk(&t->node, count_kind, NULL);
    ok = ok && check_key(t, bytes, n, s.fields) && check_compiles(bytes, n) &&
         (s.empty_lists > 0 || check_grammar(q, t));
    bool for_sqlite = made_for == SQLITE || s.specials == 0;
    const char *few = ok && for_sqlite ? sq_sql(q, t, SQ_SQLITE) : NULL;
    if (few)
        ok = check_plan(q, t, few) && check_rows(q, t, few);
    sq_builder_free(q);
    return ok;
}

/* Takes bytes out, or makes them 0, for as long as it still fails. */
static size_t shrink(uint8_t *bytes, size_t n)
{
    uint8_t tried[TREE_BYTES];
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (size_t cut = n / 2; cut > 0; cut /= 2)
            for (size_t at = 0; at + cut <= n;) {
                memcpy(tried, bytes, at);
                memcpy(tried + at, bytes + at + cut, n - at - cut);
                if (check_tree(tried, n - cut)) {
                    at++;
                    continue;
                }
                memcpy(bytes, tried, n -= cut);
                smaller = true;
            }
        for (size_t at = 0; at < n; at++) {
            memcpy(tried, bytes, n);
            tried[at] = 0;
            if (!bytes[at] || check_tree(tried, n))
                continue;
            bytes[at] = 0;
            smaller = true;
        }
    }
    check_tree(bytes, n); /* for its report */
    return n;
}

/* ---- the run ---- */

static void open_all(void)
{
    sq_error e;
    const sq_dialect_setting all_parens = {"all_parentheses", sq_bool_value(true)};
    full[0] = sq_dialect_configure(SQ_POSTGRESQL, &all_parens, 1, &e);
    full[1] = sq_dialect_configure(SQ_SQLITE, &all_parens, 1, &e);
    ck_assert(full[0] && full[1]);
    for (int d = 0; d < 5; d++)
        ck_assert_msg(tree_allowed(sq_dialect_find(dialects[d]), allowed[d], &e), "%s: %s: %s",
                      dialects[d], e.where, e.message);
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (size_t i = 0; tree_tables[i]; i++)
        ck_assert_int_eq(sqlite3_exec(db, tree_tables[i], NULL, NULL, NULL), SQLITE_OK);
}

static uint64_t next_random(uint64_t *x)
{
    *x += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = (*x ^ *x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static long number(const char *name, long otherwise)
{
    const char *s = getenv(name);
    return s && *s ? strtol(s, NULL, 10) : otherwise;
}

static void print_tally(void)
{
    printf("meaning: %ld trees of %ld nodes; %ld fields changed, each changed the key\n", all.trees,
           all.nodes, all.fields);
    for (int d = 0; d < 5; d++)
        printf("meaning: %s compiles %ld, refuses %ld\n", dialects[d], all.compiled[d],
               all.refused[d]);
    printf("meaning: %ld the same to PostgreSQL's grammar, %ld the same plan on SQLite, "
           "%ld the same rows bound and literal (%ld end in an error)\n",
           all.grammar, all.plans, all.rows, all.failing_rows);
    printf("meaning: left out: the parentheses of a op (b op c) of + * || in %ld trees, which is "
           "written a op b op c; PostgreSQL's grammar of %ld with an empty list, whose x IN (NULL) "
           "AND (1 != 1) goes on in a row of AND\n",
           all.regrouped, all.empty_lists);
}

static const char *why_left_out(sqi_kind kind)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i].kind == kind)
            return left_out[i].why;
    return NULL;
}

/* Every kind of node was in a tree, or it is said why not. */
static bool check_kinds(void)
{
    bool ok = true;
    printf("meaning: nodes of each kind:");
    for (int k = 0; k < SQI_N_COUNT; k++) {
        printf(" %s %ld", sqi_nodes[k].name, all.kinds[k]);
        ok = ok && !all.kinds[k] == !!why_left_out((sqi_kind)k);
    }
    for (int k = 0; k < SQI_N_COUNT; k++) {
        const char *why = why_left_out((sqi_kind)k);
        if (why)
            printf("\nmeaning: left out: %s, %s", sqi_nodes[k].name, why);
        else if (!all.kinds[k])
            printf("\nmeaning: no tree has a %s", sqi_nodes[k].name);
    }
    printf("\n");
    return ok;
}

START_TEST(test_meaning_of_random_trees_is_that_of_their_text)
{
    enum { USUAL = 20000 };
    long trees = number("TREES", SQT_ASAN ? USUAL / 10 : USUAL), seed = number("SEED", 1);
    open_all();
    for (long i = seed; i < seed + trees; i++) {
        uint8_t bytes[TREE_BYTES];
        uint64_t x = (uint64_t)i << 20;
        for (size_t k = 0; k < TREE_BYTES; k++)
            bytes[k] = (uint8_t)next_random(&x);
        static const int made[] = {1, 2, 1, 3, 1, 2, 1, 4};
        made_for = made[i % 8];
        size_t n = 8 + next_random(&x) % (TREE_BYTES - 8);
        if (check_tree(bytes, n))
            continue;
        shrink(bytes, n);
        ck_abort_msg("tree %ld: %s", i, report);
    }
    print_tally();
    bool kinds = check_kinds();
    ck_assert(kinds || trees < USUAL); /* some are rare */
    sqlite3_close(db);
    sq_dialect_free(full[0]);
    sq_dialect_free(full[1]);
}
END_TEST

int main(void)
{
    setenv("CK_DEFAULT_TIMEOUT", "600", 0);
    const sqt_test tests[] = {TEST(test_meaning_of_random_trees_is_that_of_their_text)};
    return sqt_run("meaning", tests, 1);
}
