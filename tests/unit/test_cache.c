/* test_cache.c: the cache of compiled statements: what is one entry and what are two, bounds,
 * counters, what does not flood it, and memory. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer), (y, integer));

static sq_builder *q;
static sq_cache *cache;
static sq_binder *binder;
static sq_bound bound;
static sq_error err;

static void begin(size_t entries, size_t bytes)
{
    q = sq_builder_new();
    cache = sq_cache_new(entries, bytes);
    binder = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
}

static void end(void)
{
    sq_binder_free(binder);
    sq_cache_unref(cache);
    sq_builder_free(q);
}

static void ready(const sq_stmt *s)
{
    ck_assert_msg(sq_ready(binder, s, NULL, 0, &bound, &err) == SQ_OK, "%s", err.message);
}

static sq_cache_counters counters(void)
{
    sq_cache_counters c;
    sq_cache_stats(cache, &c);
    return c;
}

static void check_counters(uint64_t hits, uint64_t misses, size_t entries)
{
    sq_cache_counters c = counters();
    ck_assert_uint_eq(c.hits, hits);
    ck_assert_uint_eq(c.misses, misses);
    ck_assert_uint_eq(c.entries, entries);
}

/* One shape for each number below 4096. */
static const sq_stmt *shape(int number, int value)
{
    const sq_stmt *s = sq_select(q, t.id);
    for (int bit = 0; bit < 12; bit++)
        s = sq_where(s, (number >> bit) & 1 ? sq_lt(q, t.x, value) : sq_gt(q, t.y, value));
    return s;
}

/* ---- what is one entry ---- */

START_TEST(test_cache_hit_gives_the_values_of_the_statement_at_hand)
{
    begin(0, 0);
    for (int i = 0; i < 5; i++) {
        sq_builder_reset(q);
        ready(sq_where(sq_select(q, t.id), sq_eq(q, t.name, i % 2 ? "odd" : "even"),
                       sq_gt(q, t.x, i)));
        ck_assert_str_eq(bound.sql.p, "SELECT t.id \nFROM t \nWHERE t.name = $1 AND t.x > $2");
        ck_assert_uint_eq(bound.n_params, 2);
        ck_assert_str_eq(bound.values[0].v.s, i % 2 ? "odd" : "even");
        ck_assert_int_eq(bound.values[1].v.i, i);
    }
    check_counters(4, 1, 1);
    end();
}
END_TEST

START_TEST(test_cache_lists_and_limits_of_any_value_share_one_entry)
{
    static const int64_t ids[300];
    begin(0, 0);
    for (size_t n = 0; n < 300; n++) {
        sq_builder_reset(q);
        ready(sq_limit(sq_where(sq_select(q, t.id), sq_in_ints(q, t.x, ids, n)), (int)n));
        ck_assert_uint_eq(bound.n_params, n + 1);
    }
    check_counters(299, 1, 1);
    end();
}
END_TEST

START_TEST(test_cache_markers_of_a_list_count_on_however_long_it_is)
{
    static int64_t ids[12000];
    static const size_t lengths[] = {1, 9, 10, 11, 99, 100, 101, 999, 1000, 1001, 12000, 3, 3, 998};
    begin(0, 0);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t n = lengths[i];
        static char expected[120000];
        size_t at = (size_t)sprintf(expected, "SELECT t.id \nFROM t \nWHERE t.y = $1 AND t.x IN (");
        for (size_t j = 0; j < n; j++) {
            ids[j] = (int64_t)(j + i);
            at += (size_t)sprintf(expected + at, "%s$%zu", j ? ", " : "", j + 2);
        }
        sprintf(expected + at, ") AND t.id < $%zu", n + 2);
        sq_builder_reset(q);
        ready(sq_where(sq_select(q, t.id), sq_eq(q, t.y, 7), sq_in_ints(q, t.x, ids, n),
                       sq_lt(q, t.id, 8)));
        ck_assert_str_eq(bound.sql.p, expected);
        ck_assert_uint_eq(bound.n_params, n + 2);
        for (size_t j = 0; j < n; j++)
            ck_assert_int_eq(bound.values[j + 1].v.i, (int64_t)(j + i));
        ck_assert_int_eq(bound.values[n + 1].v.i, 8);
    }
    check_counters(13, 1, 1);
    end();
}
END_TEST

START_TEST(test_cache_two_lists_change_their_lengths_apart)
{
    static const int64_t ids[] = {1, 2, 3};
    begin(0, 0);
    for (size_t i = 0; i < 40; i++) {
        size_t n = i % 4, m = (i / 4) % 4; /* sums repeat where lengths do not */
        sq_builder_reset(q);
        const sq_stmt *s = sq_where(sq_select(q, t.id), sq_in_ints(q, t.x, ids, n),
                                    sq_in_ints(q, t.y, ids, m));
        ready(s);
        const char *plain = sq_sql(q, s, SQ_POSTGRESQL);
        ck_assert_str_eq(bound.sql.p, plain);
        ck_assert_uint_eq(bound.n_params, n + m);
    }
    end();
}
END_TEST

START_TEST(test_cache_dialects_and_options_have_entries_of_their_own)
{
    begin(0, 0);
    const sq_compile_options options = {.mark = SQ_MARK_QUESTION};
    sq_binder *others[] = {sq_binder_new(cache, SQ_SQLITE, NULL),
                           sq_binder_new(cache, SQ_POSTGRESQL, &options)};
    for (int round = 0; round < 2; round++) {
        const sq_stmt *s = sq_limit(sq_select(q, t.id), 5);
        ready(s);
        ck_assert_ptr_nonnull(strstr(bound.sql.p, "LIMIT $1"));
        ck_assert_int_eq(sq_ready(others[0], s, NULL, 0, &bound, &err), SQ_OK);
        ck_assert_ptr_nonnull(strstr(bound.sql.p, "LIMIT ?"));
        ck_assert_int_eq(sq_ready(others[1], s, NULL, 0, &bound, &err), SQ_OK);
        ck_assert_ptr_nonnull(strstr(bound.sql.p, "LIMIT ?"));
    }
    check_counters(3, 3, 3);
    sq_binder_free(others[0]);
    sq_binder_free(others[1]);
    end();
}
END_TEST

START_TEST(test_cache_configured_dialects_have_entries_of_their_own)
{
    begin(0, 0);
    const sq_dialect_setting narrow = {"label_length", sq_int_value(8)};
    sq_dialect *d = sq_dialect_configure(SQ_POSTGRESQL, &narrow, 1, &err);
    sq_binder *other = sq_binder_new(cache, d, NULL);
    for (int round = 0; round < 2; round++) {
        const sq_stmt *s = sq_select(q, t.id);
        ready(s);
        ck_assert_int_eq(sq_ready(other, s, NULL, 0, &bound, &err), SQ_OK);
    }
    check_counters(2, 2, 2);
    sq_binder_free(other);
    sq_dialect_free(d);
    end();
}
END_TEST

/* ---- bounds ---- */

START_TEST(test_cache_never_holds_more_entries_than_it_may)
{
    begin(50, 0);
    for (int i = 0; i < 400; i++) {
        sq_builder_reset(q);
        ready(shape(i, i));
        ck_assert_uint_le(counters().entries, 50);
    }
    sq_cache_counters c = counters();
    ck_assert_uint_eq(c.entries, 50);
    ck_assert_uint_eq(c.evictions, 350);
    end();
}
END_TEST

START_TEST(test_cache_never_holds_more_bytes_than_it_may)
{
    enum { BYTES = 200000 };
    begin(100000, BYTES * 8);
    for (int i = 0; i < 400; i++) {
        sq_builder_reset(q);
        ready(shape(i, i));
        ck_assert_uint_le(counters().bytes, BYTES * 8);
    }
    ck_assert_uint_gt(counters().evictions, 0);
    end();
}
END_TEST

START_TEST(test_cache_keeps_what_is_used_again_and_again)
{
    begin(50, 0);
    for (int i = 0; i < 1000; i++) {
        sq_builder_reset(q);
        ready(shape(0, i));
        sq_builder_reset(q);
        ready(shape(1 + i, i));
    }
    sq_cache_counters c = counters();
    ck_assert_uint_eq(c.hits, 999);
    ck_assert_uint_eq(c.misses, 1001);
    end();
}
END_TEST

START_TEST(test_cache_an_entry_too_large_is_not_kept)
{
    begin(10, 1000);
    for (int i = 0; i < 3; i++)
        ready(shape(1, i));
    check_counters(0, 3, 0);
    end();
}
END_TEST

START_TEST(test_cache_clear_empties_front_tables_too)
{
    begin(0, 0);
    ready(shape(1, 1));
    ready(shape(1, 2));
    check_counters(1, 1, 1);
    sq_cache_clear(cache);
    check_counters(1, 1, 0);
    ready(shape(1, 3));
    check_counters(1, 2, 1);
    end();
}
END_TEST

START_TEST(test_cache_a_binder_may_outlive_the_callers_reference)
{
    q = sq_builder_new();
    cache = sq_cache_new(0, 0);
    binder = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    sq_cache_unref(cache);
    for (int i = 0; i < 3; i++)
        ready(shape(1, i));
    sq_binder_free(binder);
    sq_builder_free(q);
}
END_TEST

/* ---- what comes in ever new forms ---- */

START_TEST(test_cache_texts_and_rows_of_one_time_do_not_flood_it)
{
#ifndef SQI_HASH_BITS /* shapes are told apart by their hash at the door */
    begin(50, 0);
    for (int i = 0; i < 40; i++) {
        sq_builder_reset(q);
        ready(shape(i, 0));
    }
    for (int i = 0; i < 1000; i++) {
        char sql[40];
        snprintf(sql, sizeof sql, "x > %d", i);
        sq_builder_reset(q);
        const sq_sql_text *text = sq_unsafe_sql(q, sql, strlen(sql));
        ready(sq_where(sq_select(q, t.id), sq_text(q, text)));
        static sq_value rows[2100];
        size_t n = 2 + (size_t)i;
        for (size_t j = 0; j < 2 * n; j++)
            rows[j] = sq_int_value(i);
        ready(sq_values_rows(sq_insert(q, t), SQ_LIST(t.x, t.y), 2, rows, n));
    }
    ck_assert_uint_le(counters().entries, 50);
    uint64_t misses = counters().misses;
    for (int i = 0; i < 40; i++) {
        sq_builder_reset(q);
        ready(shape(i, 1));
    }
    ck_assert_uint_eq(counters().misses, misses);
    end();
#endif
}
END_TEST

START_TEST(test_cache_a_text_that_comes_again_is_kept)
{
#ifndef SQI_HASH_BITS /* shapes are told apart by their hash at the door */
    begin(0, 0);
    for (int i = 0; i < 4; i++) {
        sq_builder_reset(q);
        ready(sq_where(sq_select(q, t.id), sq_text(q, SQ_SQL("x > 1"))));
    }
    check_counters(2, 2, 1);
    end();
#endif
}
END_TEST

/* ---- prepared statements ---- */

START_TEST(test_cache_a_prepared_statement_takes_values_by_name_and_by_position)
{
    begin(0, 0);
    sq_compiled *k = sq_prepare(cache,
                                sq_where(sq_select(q, t.id), sq_eq(q, t.x, 1), sq_lt(q, t.y, 2)),
                                SQ_POSTGRESQL, NULL, &err);
    ck_assert_uint_eq(sq_compiled_param_count(k), 2);
    ck_assert_int_eq(strncmp(sq_compiled_param_name(k, 1).p, "y_1", 3), 0);
    const sq_value values[] = {sq_int_value(5), sq_int_value(6)};
    const sq_binding named[] = {sq_bind("y_1", 8), sq_bind("x_1", 7)};
    ck_assert_int_eq(sq_ready_values(binder, k, values, 2, &bound, &err), SQ_OK);
    ck_assert_int_eq(bound.values[0].v.i * 10 + bound.values[1].v.i, 56);
    ck_assert_int_eq(sq_ready_compiled(binder, k, named, 2, &bound, &err), SQ_OK);
    ck_assert_int_eq(bound.values[0].v.i * 10 + bound.values[1].v.i, 78);
    ck_assert_str_eq(bound.sql.p, "SELECT t.id \nFROM t \nWHERE t.x = $1 AND t.y < $2");
    sq_compiled_unref(k);
    end();
}
END_TEST

START_TEST(test_cache_a_prepared_statement_refuses_wrong_values)
{
    begin(0, 0);
    sq_compiled *k = sq_prepare(NULL, sq_where(sq_select(q, t.id), sq_eq(q, t.x, 1)), SQ_POSTGRESQL,
                                NULL, &err);
    const sq_value values[] = {sq_absent_value(), sq_int_value(6)};
    ck_assert_int_eq(sq_ready_values(binder, k, values, 2, &bound, &err), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_ready_values(binder, k, values, 1, &bound, &err), SQ_ERR_ARGUMENT);
    const sq_binding wrong = sq_bind("z_1", 7);
    ck_assert_int_eq(sq_ready_compiled(binder, k, &wrong, 1, &bound, &err), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "z_1"));
    ck_assert_int_eq(sq_ready_values(binder, k, values + 1, 1, &bound, &err), SQ_OK);
    sq_compiled_unref(k);
    end();
}
END_TEST

/* ---- memory ---- */

static size_t live, calls;

static void *counted(void *context, void *p, size_t n)
{
    (void)context;
    calls += n != 0;
    live += (n != 0 && !p) ? 1 : 0;
    live -= (n == 0 && p) ? 1 : 0;
    if (n)
        return realloc(p, n);
    free(p);
    return NULL;
}

static void count_allocations(void)
{
    static const sq_allocator a = {.resize = counted};
    sq_set_allocator(&a);
}

START_TEST(test_cache_hit_allocates_nothing)
{
#ifndef SQI_DEBUG_ARENA
    count_allocations();
    begin(0, 0);
    static const int64_t ids[500];
    for (int i = 0; i < 300; i++) {
        if (i == 100)
            calls = 0;
        sq_builder_reset(q);
        ready(shape(i % 3, i));
        sq_builder_reset(q);
        ready(sq_where(sq_select(q, t.id), sq_in_ints(q, t.x, ids, (size_t)i % 7 + 400)));
    }
    ck_assert_uint_eq(calls, 0);
    end();
#endif
}
END_TEST

START_TEST(test_cache_compiling_for_one_time_allocates_nothing_in_the_long_run)
{
#ifndef SQI_DEBUG_ARENA
    count_allocations();
    begin(0, 0);
    sq_binder *once = sq_binder_new(NULL, SQ_POSTGRESQL, NULL);
    for (int i = 0; i < 300; i++) {
        if (i == 100)
            calls = 0;
        sq_builder_reset(q);
        ck_assert_int_eq(sq_ready(once, shape(i, i), NULL, 0, &bound, &err), SQ_OK);
    }
    ck_assert_uint_eq(calls, 0);
    sq_binder_free(once);
    end();
#endif
}
END_TEST

/* KiB; from the map of pages, as the quick counters of Linux are late by up to 64 pages. */
static long resident(void)
{
    char line[200];
    long kib = 0;
    FILE *f = fopen("/proc/self/smaps_rollup", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "Rss: %ld", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib;
}

#if SQT_SLOW || defined SQI_HASH_BITS
enum { EXECUTIONS = 6000, SHAPES = 2000 };
#else
enum { EXECUTIONS = 300000, SHAPES = 20000 };
#endif

/* One shape for each number below 2^20, with few nodes. */
static const sq_stmt *small_shape(long number)
{
    const sq_stmt *s = sq_select(q, t.id);
    for (int i = 0; i < 5; i++, number >>= 4) {
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                            "i", "j", "k", "l", "m", "n", "o", "p"};
        s = sq_add_columns(s, sq_label(q, t.x, names[number & 15]));
    }
    return s;
}

START_TEST(test_cache_memory_stays_flat)
{
    const char *prove = getenv("PROVE"); /* make exports it empty, too */
    bool full = prove && *prove;
    const long executions = full ? 10000000 : EXECUTIONS, shapes = full ? 100000 : SHAPES;
    begin(0, 0);
    long half = resident(); /* so that the code that asks is in memory, too */
    for (long i = 0; i < executions; i++) {
        sq_builder_reset(q);
        ready(small_shape(i * 7 % shapes));
        if (i == executions / 2)
            half = resident();
    }
    long all = resident();
    sq_cache_counters c = counters();
    printf("%ld executions of %ld shapes: %ld KiB at half time, %ld at the end, %zu entries\n",
           executions, shapes, half, all, c.entries);
    ck_assert_uint_le(c.entries, 500);
    ck_assert(SQT_SLOW || all - half <= half / 100);
    end();
}
END_TEST

START_TEST(test_cache_gives_back_all_memory)
{
    count_allocations();
    begin(20, 0);
    ready(shape(0, 0)); /* the rendered names stay with the static table */
    end();
    live = 0;
    begin(20, 0);
    for (int i = 0; i < 100; i++) {
        sq_builder_reset(q);
        ready(shape(i, i));
    }
    end();
    ck_assert_uint_eq(live, 0);
}
END_TEST

/* Its allocator may be gone before the cache is, and before a connection is given back. */
START_TEST(test_cache_keeps_no_memory_of_a_builders_own_allocator)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    begin(0, 0);
    sq_builder_free(q);
    q = sq_builder_new(.allocator = &m.allocator);
    for (int i = 0; i < 100; i++) {
        sq_builder_reset(q);
        ready(shape(0, i));
    }
    check_counters(99, 1, 1);
    sq_builder_free(q);
    ck_assert_uint_eq(m.live, 0);
    q = sq_builder_new();
    end();
}
END_TEST

SQT_MAIN("cache", TEST(test_cache_hit_gives_the_values_of_the_statement_at_hand),
         TEST(test_cache_lists_and_limits_of_any_value_share_one_entry),
         TEST(test_cache_markers_of_a_list_count_on_however_long_it_is),
         TEST(test_cache_two_lists_change_their_lengths_apart),
         TEST(test_cache_dialects_and_options_have_entries_of_their_own),
         TEST(test_cache_configured_dialects_have_entries_of_their_own),
         TEST(test_cache_never_holds_more_entries_than_it_may),
         TEST(test_cache_never_holds_more_bytes_than_it_may),
         TEST(test_cache_keeps_what_is_used_again_and_again),
         TEST(test_cache_an_entry_too_large_is_not_kept),
         TEST(test_cache_clear_empties_front_tables_too),
         TEST(test_cache_a_binder_may_outlive_the_callers_reference),
         TEST(test_cache_texts_and_rows_of_one_time_do_not_flood_it),
         TEST(test_cache_a_text_that_comes_again_is_kept),
         TEST(test_cache_a_prepared_statement_takes_values_by_name_and_by_position),
         TEST(test_cache_a_prepared_statement_refuses_wrong_values),
         TEST(test_cache_hit_allocates_nothing),
         TEST(test_cache_compiling_for_one_time_allocates_nothing_in_the_long_run),
         TEST(test_cache_memory_stays_flat), TEST(test_cache_gives_back_all_memory),
         TEST(test_cache_keeps_no_memory_of_a_builders_own_allocator))
