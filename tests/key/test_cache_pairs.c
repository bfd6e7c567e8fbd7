/* test_cache_pairs.c: an equal key means equal SQL and parameters.
 *
 * Statements are built from genes (numbers that decide each choice). A pair is a statement and one
 * made from it: rebuilt, one gene changed, an identity re-wired (another alias, CTE or parameter
 * node of the same look), siblings swapped. The first goes through the cache, then the second; what
 * the cache gives for the second must be what compiling it alone gives. PROVE=1: 100 million. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/imprint.h"
#include "lib/cache/cache.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer), (y, integer));
SQ_TABLE(v, (id, integer, .primary_key = true), (name, text), (x, integer), (y, integer));

#if SQT_SLOW || defined SQI_HASH_BITS
enum { PAIRS = 1000 };
#else
enum { PAIRS = 50000 };
#endif
enum { RUNS = 20 };      /* a million pairs in all, or 20,000 in slow builds */
enum { IMPRINTED = 10 }; /* of so many pairs the imprint of one */
enum { GENES = 24, PARTS = 16 };

typedef struct recipe {
    uint8_t genes[GENES];
    uint8_t wires[PARTS]; /* which of the things that look alike is meant */
    uint8_t swap;         /* siblings are taken in another order */
    int value;            /* no part of the key */
} recipe;

static uint64_t state = 88172645463325252u;

static uint32_t draw(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

/* ---- building ---- */

typedef struct maker {
    sq_builder *q;
    const recipe *r;
    int wire, value;
    t_table a[2]; /* two aliases that look alike */
    const sq_expr *shared[2];
} maker;

static int wire(maker *m)
{
    return m->r->wires[m->wire++ % PARTS] & 1;
}

static const sq_expr *column(maker *m, int gene)
{
    const t_table *a = &m->a[wire(m)];
    switch (gene % 6) {
    case 0:
        return a->x;
    case 1:
        return a->y;
    case 2:
        return a->id;
    case 3:
        return t.x;
    case 4:
        return v.y;
    default:
        return v.x;
    }
}

/* A value of its own, or one of two parameters that are used again and again. */
static const sq_expr *operand(maker *m, int gene)
{
    if (gene % 5 == 0)
        return m->shared[wire(m)];
    return sq_val(m->q, m->r->value + m->value++);
}

static const sq_expr *condition(maker *m, int gene, int other)
{
    const sq_expr *left = column(m, gene);
    const sq_value list[] = {sq_int_value(m->r->value), sq_int_value(2), sq_int_value(3)};
    switch (other % 9) {
    case 0:
        return sq_eq(m->q, left, operand(m, gene));
    case 1:
        return sq_lt(m->q, left, operand(m, gene + 1));
    case 2:
        return sq_in_n(m->q, left, list, (size_t)(m->r->value % 4));
    case 3:
        return sq_between(m->q, left, m->r->value, operand(m, gene));
    case 4:
        return sq_or(m->q, sq_eq(m->q, left, column(m, gene + 1)),
                     sq_gt(m->q, column(m, gene), operand(m, gene)));
    case 5:
        return sq_not(m->q, sq_is_null(m->q, left));
    case 6:
        return sq_like(m->q, v.name, "a%");
    case 7:
        return sq_exists(m->q, sq_where(sq_select(m->q, v.id), sq_eq(m->q, v.x, left)));
    default:
        return sq_ne(m->q, sq_add(m->q, left, operand(m, gene)), sq_func(m->q, "f", left));
    }
}

/* Two things in the order of the recipe. */
static void place(const maker *m, const sq_expr **items)
{
    if (!(m->r->swap & 1))
        return;
    const sq_expr *first = items[0];
    items[0] = items[1];
    items[1] = first;
}

static const sq_stmt *make_select(maker *m)
{
    const uint8_t *g = m->r->genes;
    const sq_expr *columns[] = {column(m, g[0]),
                                sq_label(m->q, column(m, g[1]), g[2] & 1 ? "one" : "two")};
    place(m, columns);
    const sq_stmt *s = sq_select_n(m->q, columns, 2);
    const sq_expr *conditions[] = {condition(m, g[3], g[4]), condition(m, g[5], g[6])};
    place(m, conditions);
    s = sq_where_n(s, conditions, 2);
    if (g[7] & 1)
        s = sq_where(s, condition(m, g[8], g[9]));
    if (g[10] & 1)
        s = sq_distinct(s);
    if (g[11] & 1)
        s = sq_having(sq_group_by(s, columns[0]),
                      sq_gt(m->q, sq_count_all(m->q), operand(m, g[12])));
    if (g[13] & 1)
        s = sq_order_by(s, g[14] & 1 ? sq_desc(m->q, columns[0]) : column(m, g[14]));
    if (g[15] & 1)
        s = sq_limit(s, m->r->value);
    return s;
}

static const sq_stmt *make_with(maker *m)
{
    const sq_stmt *inner = sq_select(m->q, v.id, v.x);
    inner = sq_where(inner, sq_gt(m->q, v.x, operand(m, m->r->genes[16])));
    sq_source one = sq_cte(m->q, inner, "c"), other = sq_cte(m->q, sq_refine(m->q, inner), "c");
    sq_source used[] = {one, m->r->genes[17] & 1 ? one : other};
    const sq_stmt *s = sq_select(m->q, sq_col(m->q, used[wire(m)], "x"));
    return sq_where(s, sq_eq(m->q, sq_col(m->q, one, "id"), operand(m, m->r->genes[18])));
}

static const sq_stmt *make_change(maker *m)
{
    const uint8_t *g = m->r->genes;
    if (g[19] % 3 == 0) {
        const sq_stmt *s = sq_insert(m->q, t);
        s = sq_values(s, sq_set(t.x, m->r->value), sq_set(g[20] & 1 ? t.y : t.id, m->r->value + 1));
        return g[21] & 1 ? sq_returning(s, t.id) : s;
    }
    const sq_expr *w = sq_eq(m->q, t.x, operand(m, g[20]));
    if (g[19] % 3 == 1)
        return sq_where(sq_delete(m->q, t), w);
    return sq_where(sq_values(sq_update(m->q, t), sq_set(t.y, operand(m, g[21]))), w);
}

static const sq_stmt *build(sq_builder *q, const recipe *r)
{
    maker m = {.q = q, .r = r};
    m.a[0] = SQ_ALIAS(q, t, "a");
    m.a[1] = SQ_ALIAS(q, t, "a");
    m.shared[0] = sq_val(q, r->value + 100);
    m.shared[1] = sq_val(q, r->value + 200);
    switch (r->genes[22] % 8) {
    case 0:
        return make_with(&m);
    case 1:
    case 2:
        return make_change(&m);
    case 3: {
        const sq_stmt *one = make_select(&m), *two = make_select(&m);
        return r->swap & 2 ? sq_union_all(q, two, one) : sq_union_all(q, one, two);
    }
    default:
        return make_select(&m);
    }
}

/* ---- pairs ---- */

static recipe random_recipe(void)
{
    recipe r = {.value = (int)draw(1000)};
    for (int i = 0; i < GENES; i++)
        r.genes[i] = (uint8_t)draw(256);
    for (int i = 0; i < PARTS; i++)
        r.wires[i] = (uint8_t)draw(4);
    r.swap = (uint8_t)draw(4);
    return r;
}

static recipe relative_of(recipe r)
{
    r.value = (int)draw(1000);
    switch (draw(8)) {
    case 0:
        break; /* rebuilt, with other values */
    case 1:
    case 2:
    case 3:
        r.genes[draw(GENES)] = (uint8_t)draw(256);
        break;
    case 4:
    case 5:
        r.wires[draw(PARTS)] ^= 1;
        break;
    default:
        r.swap ^= (uint8_t)(1 + draw(3));
        break;
    }
    return r;
}

static const char *const dialects[] = {"default", "sqlite", "postgresql", "mysql", "mariadb"};
enum { DIALECTS = sizeof dialects / sizeof *dialects };

typedef struct bench {
    sq_builder *q[2];
    sq_cache *cache;
    sq_binder *cached[DIALECTS], *once[DIALECTS];
    long equal, fitting; /* of the pairs whose imprints were taken */
} bench;

static bool same_value(sq_value a, sq_value b)
{
    return a.kind == b.kind &&
           (a.kind == SQ_V_TEXT ? a.len == b.len && memcmp(a.v.s, b.v.s, a.len) == 0
                                : a.v.i == b.v.i);
}

/* libcheck writes a line to a file for each assertion that holds: millions are too many. */
static void check_same(const sq_bound *a, const sq_bound *b, const char *dialect)
{
    if (strcmp(a->sql.p, b->sql.p) != 0)
        ck_abort_msg("%s:\n%s\n%s", dialect, a->sql.p, b->sql.p);
    if (a->n_params != b->n_params)
        ck_abort_msg("%s: %zu parameters, %zu of %s", dialect, a->n_params, b->n_params, a->sql.p);
    for (size_t i = 0; i < a->n_params; i++) {
        const sq_str name = sq_bound_name(a, i), other = sq_bound_name(b, i);
        if (!same_value(a->values[i], b->values[i]) || name.n != other.n ||
            memcmp(name.p, other.p, name.n) != 0 ||
            a->params[i].type->kind != b->params[i].type->kind)
            ck_abort_msg("%s: parameter %zu of %s", dialect, i + 1, a->sql.p);
    }
}

static void check_one(const bench *x, const sq_stmt *s, int d)
{
    sq_bound from_cache, alone;
    sq_error err = {.status = SQ_OK};
    int rc = sq_ready(x->once[d], s, NULL, 0, &alone, &err);
    int again = sq_ready(x->cached[d], s, NULL, 0, &from_cache, NULL);
    if (rc != again)
        ck_abort_msg("%s: %d alone, %d from the cache", dialects[d], rc, again);
    if (rc == SQ_OK)
        check_same(&from_cache, &alone, dialects[d]);
}

static bool fits_imprint(const sq_node *a, const sq_node *b, sqi_gather *values)
{
    sqi_imprint *x = sqi_imprint_new(NULL, a);
    bool fits = x && sqi_imprint_fits(x, b, values);
    sqi_imprint_free(x);
    return fits;
}

/* Whom the imprint of the one fits is the same structure, and has its values where that has them.
 * True: it fits. */
static bool check_imprint(const sq_node *a, const sq_node *b)
{
    static sq_value p[2][64];
    sqi_gather told = {.p = p[0], .cap = 64}, walked = {.p = p[1], .cap = 64};
    if (!fits_imprint(a, b, &told))
        return false;
    if (!sqi_equal(b, a, &walked) || told.n != walked.n)
        ck_abort_msg("the imprint of another statement fits");
    for (size_t i = 0; i < told.n; i++)
        if (memcmp(&p[0][i], &p[1][i], sizeof(sq_value)) != 0)
            ck_abort_msg("value %zu", i);
    return true;
}

/* Both through the cache of one dialect, of all now and then. True: the keys were equal. */
static bool check_pair(bench *x, long number)
{
    recipe one = random_recipe(), two = relative_of(one);
    sq_builder_reset(x->q[0]);
    sq_builder_reset(x->q[1]);
    const sq_stmt *a = build(x->q[0], &one), *b = build(x->q[1], &two);
    for (int d = 0; d < DIALECTS; d++)
        if (number % 50 == 0 || number % DIALECTS == d) {
            sq_bound out;
            (void)!sq_ready(x->cached[d], a, NULL, 0, &out, NULL);
            check_one(x, b, d);
        }
    bool equal = a->node.hash == b->node.hash && sqi_equal(&a->node, &b->node, NULL);
    if (number % IMPRINTED == 0) {
        x->equal += equal;
        x->fitting += check_imprint(&a->node, &b->node);
    }
    return equal;
}

START_TEST(test_cache_an_equal_key_means_equal_sql_and_parameters)
{
    long pairs = PAIRS, equal = 0;
    state += (uint64_t)(unsigned)_i * UINT64_C(0x9E3779B97F4A7C15);
    const char *prove = getenv("PROVE");
    if (prove && *prove) /* make exports it empty, too */
        pairs = 100000000 / RUNS;
    bench x = {.q = {sq_builder_new(), sq_builder_new()}, .cache = sq_cache_new(64, 0)};
    for (int d = 0; d < DIALECTS; d++) {
        x.cached[d] = sq_binder_new(x.cache, sq_dialect_find(dialects[d]), NULL);
        x.once[d] = sq_binder_new(NULL, sq_dialect_find(dialects[d]), NULL);
    }
    for (long i = 0; i < pairs; i++)
        equal += check_pair(&x, i);
    sq_cache_counters c;
    sq_cache_stats(x.cache, &c);
    printf("%ld pairs, %ld equal (%.1f %%), %llu hits; imprints fit %ld of %ld\n", pairs, equal,
           100.0 * (double)equal / (double)pairs, (unsigned long long)c.hits, x.fitting, x.equal);
    ck_assert_int_ge(equal * 100, pairs * 30);
    ck_assert_int_le(equal * 100, pairs * 95); /* the rest must be told apart */
    ck_assert_uint_ge(c.hits, (uint64_t)equal);
#ifndef SQI_DEBUG_ARENA
    ck_assert_int_ge(x.fitting * 2, x.equal);
#endif
    for (int d = 0; d < DIALECTS; d++) {
        sq_binder_free(x.cached[d]);
        sq_binder_free(x.once[d]);
    }
    sq_cache_unref(x.cache);
    sq_builder_free(x.q[0]);
    sq_builder_free(x.q[1]);
}
END_TEST

SQT_MAIN("cache_pairs", LOOP(test_cache_an_equal_key_means_equal_sql_and_parameters, 0, RUNS))
