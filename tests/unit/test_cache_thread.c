/* test_cache_thread.c: many threads compile, hit and evict the same shapes; one entry is in use by
 * eight while it is evicted. Run under ThreadSanitizer by `make check`. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer), (y, integer));

enum { THREADS = 64, ROUNDS = SQT_SLOW ? 100 : 2000, SHAPES = 30 };

static sq_cache *cache;
static pthread_barrier_t start;
static char expected[SHAPES][200];

static const sq_stmt *shape(sq_builder *q, int number, int value)
{
    const sq_stmt *s = sq_select(q, t.id);
    for (int bit = 0; bit < 5; bit++)
        s = sq_where(s,
                     (number >> bit) & 1 ? sq_lt(q, t.x, value + bit) : sq_gt(q, t.y, value + bit));
    return s;
}

static void write_expected(void)
{
    sq_builder *q = sq_builder_new();
    for (int i = 0; i < SHAPES; i++)
        snprintf(expected[i], sizeof expected[i], "%s", sq_sql(q, shape(q, i, 0), SQ_POSTGRESQL));
    sq_builder_free(q);
}

static bool is_right(const sq_bound *b, int number, int value)
{
    bool right = strcmp(b->sql.p, expected[number]) == 0 && b->n_params == 5;
    for (int i = 0; right && i < 5; i++)
        right = b->values[i].v.i == value + i;
    return right;
}

/* Each thread goes through the shapes in an order of its own. */
static void *work(void *argument)
{
    int own = (int)(intptr_t)argument, wrong = 0;
    sq_builder *q = sq_builder_new();
    sq_binder *b = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    pthread_barrier_wait(&start);
    for (int i = 0; i < ROUNDS; i++) {
        int number = (i * (own % 7 + 1) + own) % SHAPES;
        sq_bound out;
        sq_builder_reset(q);
        wrong += sq_ready(b, shape(q, number, i), NULL, 0, &out, NULL) != SQ_OK ||
                 !is_right(&out, number, i);
        if (own == 0 && i % 50 == 0)
            sq_cache_clear(cache);
    }
    sq_binder_free(b);
    sq_builder_free(q);
    return (void *)(intptr_t)wrong;
}

static void run_threads(int n, void *(*f)(void *))
{
    pthread_t threads[THREADS];
    pthread_barrier_init(&start, NULL, (unsigned)n);
    for (int i = 0; i < n; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, f, (void *)(intptr_t)i), 0);
    for (int i = 0; i < n; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
    pthread_barrier_destroy(&start);
}

START_TEST(test_cache_64_threads_compile_hit_and_evict_the_same_shapes)
{
    write_expected();
    cache = sq_cache_new(10, 0); /* a third of the shapes */
    run_threads(THREADS, work);
    sq_cache_counters c;
    sq_cache_stats(cache, &c);
    ck_assert_uint_eq(c.hits + c.misses, (uint64_t)THREADS * ROUNDS);
    ck_assert_uint_le(c.entries, 10);
    ck_assert_uint_gt(c.evictions, 0);
    sq_cache_unref(cache);
}
END_TEST

START_TEST(test_cache_64_threads_on_a_cache_of_many_shards)
{
    write_expected();
    cache = sq_cache_new(0, 0);
    run_threads(THREADS, work);
    sq_cache_counters c;
    sq_cache_stats(cache, &c);
    ck_assert_uint_eq(c.hits + c.misses, (uint64_t)THREADS * ROUNDS);
    sq_cache_unref(cache);
}
END_TEST

/* Seven threads use one entry from their front tables; the eighth drives it out of the cache. */
static void *use_or_evict(void *argument)
{
    int own = (int)(intptr_t)argument, wrong = 0;
    sq_builder *q = sq_builder_new();
    sq_binder *b = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    sq_bound kept;
    wrong += sq_ready(b, shape(q, 0, 1), NULL, 0, &kept, NULL) != SQ_OK;
    pthread_barrier_wait(&start);
    for (int i = 0; i < ROUNDS * 4; i++) {
        sq_bound out;
        if (own) { /* the same statement, still alive: its text must be there, too */
            wrong += !is_right(&kept, 0, i ? i - 1 : 1);
            sq_builder_reset(q);
            wrong += sq_ready(b, shape(q, 0, i), NULL, 0, &kept, NULL) != SQ_OK;
        } else {
            sq_builder_reset(q);
            wrong += sq_ready(b, shape(q, 1 + i % (SHAPES - 1), i), NULL, 0, &out, NULL) != SQ_OK;
        }
    }
    sq_binder_free(b);
    sq_builder_free(q);
    return (void *)(intptr_t)wrong;
}

START_TEST(test_cache_an_entry_is_used_by_threads_while_it_is_evicted)
{
    write_expected();
    cache = sq_cache_new(2, 0);
    run_threads(8, use_or_evict);
    sq_cache_counters c;
    sq_cache_stats(cache, &c);
    ck_assert_uint_gt(c.evictions, ROUNDS);
    sq_cache_unref(cache);
}
END_TEST

/* One thread goes on building where the statement lies that the others execute. */
static sq_builder *shared_builder;
static const sq_stmt *shared;

static void *build_or_use(void *argument)
{
    int own = (int)(intptr_t)argument, wrong = 0;
    sq_binder *b = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    pthread_barrier_wait(&start);
    for (int i = 0; i < ROUNDS; i++) {
        sq_bound out;
        if (own)
            wrong += sq_ready(b, shared, NULL, 0, &out, NULL) != SQ_OK || !is_right(&out, 1, 7);
        else
            wrong += shape(shared_builder, 1, i)->node.hash != shared->node.hash;
    }
    sq_binder_free(b);
    return (void *)(intptr_t)wrong;
}

START_TEST(test_cache_a_statement_is_executed_while_its_builder_goes_on)
{
    write_expected();
    cache = sq_cache_new(0, 0);
    shared_builder = sq_builder_new();
    shared = sq_stmt_ref(shape(shared_builder, 1, 7));
    run_threads(8, build_or_use);
    sq_stmt_unref(shared);
    sq_builder_free(shared_builder);
    sq_cache_unref(cache);
}
END_TEST

SQT_MAIN("cache_thread", TEST(test_cache_64_threads_compile_hit_and_evict_the_same_shapes),
         TEST(test_cache_64_threads_on_a_cache_of_many_shards),
         TEST(test_cache_an_entry_is_used_by_threads_while_it_is_evicted),
         TEST(test_cache_a_statement_is_executed_while_its_builder_goes_on))
