/* test_cache_threads.c: one cache for many threads, while entries are evicted and the cache is
 * emptied: everybody gets the text of the statement asked for, with the values of the own one.
 * Under ThreadSanitizer, too. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"

SQ_TABLE(item, (id, integer, .primary_key = true), (a, integer), (b, integer), (name, text));

enum { THREADS = 8, ROUNDS = 300, SHAPES = 24, FEW = 4, TEXT = 256 };

/* Every shape has the value first, and then once more for each condition. */
static const sq_stmt *shape(sq_builder *q, int i, int value)
{
    const sq_expr *const columns[] = {item.id, item.a, item.b};
    const sq_stmt *s = sq_where(sq_select(q, item.name), sq_eq(q, columns[i % 3], value));
    for (int k = 0; k < i / 3; k++)
        s = sq_where(s, sq_lt(q, columns[k % 3], value));
    return s;
}

typedef struct client {
    sq_cache *cache;
    const sq_stmt *const *shared; /* statements that all threads have in common */
    char (*expected)[TEXT];
    unsigned seed;
    bool empties;
    int wrong;
    char why[TEXT * 2 + 64];
} client;

static unsigned roll(client *c)
{
    c->seed = c->seed * 1103515245 + 12345;
    return c->seed >> 16;
}

static void check(client *c, sq_binder *w, const sq_stmt *s, int i, int value)
{
    sq_bound bound;
    sq_error e;
    int rc = sq_ready(w, s, NULL, 0, &bound, &e);
    bool ok = rc == SQ_OK && strlen(c->expected[i]) == bound.sql.n &&
              memcmp(c->expected[i], bound.sql.p, bound.sql.n) == 0 &&
              bound.n_params == (size_t)(1 + i / 3);
    for (size_t k = 0; ok && k < bound.n_params; k++)
        ok = bound.values[k].kind == SQ_V_INT && bound.values[k].v.i == value;
    if (ok)
        return;
    c->wrong++;
    snprintf(c->why, sizeof c->why, "shape %d, value %d: %s", i, value,
             rc ? e.message : bound.sql.p);
}

static void *ask(void *context)
{
    client *c = context;
    sq_builder *q = sq_builder_new();
    sq_binder *w = NULL;
    for (int round = 0; round < ROUNDS; round++) {
        int i = (int)(roll(c) % SHAPES), value = (int)(roll(c) % 1000);
        if (round % 50 == 0) { /* also what a binder met goes with it */
            sq_binder_free(w);
            w = sq_binder_new(c->cache, sq_dialect_find("postgresql"), NULL);
        }
        check(c, w, shape(q, i, value), i, value);
        check(c, w, c->shared[i], i, i);
        if (c->empties && round % 20 == 0)
            sq_cache_clear(c->cache);
        sq_cache_counters n;
        sq_cache_stats(c->cache, &n);
        sq_builder_reset(q);
    }
    sq_binder_free(w);
    sq_builder_free(q);
    return NULL;
}

/* One entry for every second shape, many shards, or everything emptied now and then. */
static const struct {
    size_t entries;
    bool empties;
} caches[] = {{SHAPES / 2, false}, {2, false}, {1000, false}, {1000, true}};

START_TEST(test_cache_threads_get_their_own_text_and_values)
{
    static char expected[SHAPES][TEXT];
    const sq_stmt *shared[SHAPES];
    sq_builder *q = sq_builder_new();
    for (int i = 0; i < SHAPES; i++) {
        const char *text = sq_sql(q, shape(q, i, i), sq_dialect_find("postgresql"));
        ck_assert_msg(text != NULL, "%s", sq_builder_error(q)->message);
        ck_assert_int_lt(snprintf(expected[i], TEXT, "%s", text), TEXT);
        shared[i] = shape(q, i, i);
    }
    sq_cache *cache = sq_cache_new(caches[_i].entries, 0);
    pthread_t t[THREADS];
    client c[THREADS];
    for (int i = 0; i < THREADS; i++) {
        c[i] = (client){.cache = cache,
                        .shared = shared,
                        .expected = expected,
                        .seed = (unsigned)i * 7919 + 5,
                        .empties = caches[_i].empties && i == 0};
        ck_assert_int_eq(pthread_create(&t[i], NULL, ask, &c[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        ck_assert_msg(c[i].wrong == 0, "%d wrong: %s", c[i].wrong, c[i].why);
    }
    sq_cache_counters n;
    sq_cache_stats(cache, &n);
    ck_assert_uint_le(n.entries, caches[_i].entries);
    ck_assert_uint_eq(n.hits + n.misses, 2 * THREADS * ROUNDS);
    if (caches[_i].entries < SHAPES)
        ck_assert_uint_gt(n.evictions, 0);
    sq_cache_unref(cache);
    sq_builder_free(q);
}
END_TEST

static void *ask_for_few(void *context)
{
    client *c = context;
    sq_binder *w = sq_binder_new(c->cache, sq_dialect_find("postgresql"), NULL);
    for (int round = 0; round < ROUNDS; round++)
        check(c, w, c->shared[round % FEW], round % FEW, round % FEW);
    sq_binder_free(w);
    return NULL;
}

/* They are soon told by imprints, which look at the chunk that the builder goes on to fill. */
START_TEST(test_cache_threads_run_statements_while_their_builder_goes_on)
{
    static char expected[FEW][TEXT];
    const sq_stmt *shared[FEW];
    sq_builder *q = sq_builder_new(), *r = sq_builder_new();
    for (int i = 0; i < 2 * ROUNDS; i++)
        shape(q, i % SHAPES, i);
    sq_builder_reset(q); /* has one chunk from now on, large enough for all */
    for (int i = 0; i < FEW; i++) {
        const char *text = sq_sql(r, shape(r, i, i), sq_dialect_find("postgresql"));
        ck_assert_int_lt(snprintf(expected[i], TEXT, "%s", text), TEXT);
        shared[i] = shape(q, i, i);
    }
    client c = {.cache = sq_cache_new(0, 0), .shared = shared, .expected = expected};
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, ask_for_few, &c), 0);
    for (int i = 0; i < ROUNDS; i++)
        shape(q, i % SHAPES, i);
    pthread_join(t, NULL);
    ck_assert_msg(c.wrong == 0, "%d wrong: %s", c.wrong, c.why);
    sq_cache_unref(c.cache);
    sq_builder_free(q);
    sq_builder_free(r);
}
END_TEST

SQT_MAIN("cache threads",
         LOOP(test_cache_threads_get_their_own_text_and_values, 0, sizeof caches / sizeof *caches),
         TEST(test_cache_threads_run_statements_while_their_builder_goes_on))
