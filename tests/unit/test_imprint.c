/* test_imprint.c: statements built anew are told from others by how they lie in memory. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "lib/ast/imprint.h"
#include "lib/ast/schema_hooks.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, varchar(20)), (x, integer));
SQ_TABLE(same_as_t, (id, integer, .primary_key = true), (name, varchar(20)), (x, integer));

static sq_builder *q, *r;

#define BEGIN q = sq_builder_new(), r = sq_builder_new()
#define END   sq_builder_free(q), sq_builder_free(r)

static const sq_stmt *with_alias(sq_builder *b, int low, const char *name, size_t n)
{
    static const int64_t items[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const t_table a = SQ_ALIAS(b, t, "a");
    const sq_stmt *s = sq_select(b, a.id, sq_label(b, sq_func(b, "f", a.x), "y"));
    s = sq_where(s, sq_gt(b, a.x, low), sq_eq(b, a.name, name), sq_in_ints(b, a.id, items, n),
                 sq_in(b, a.name, name, "b"), sq_contains(b, a.name, name));
    return sq_limit(sq_order_by(s, sq_cast(b, a.id, sq_varchar(9)), sq_desc(b, a.id)), low);
}

#ifdef SQI_DEBUG_ARENA /* each node is a chunk */
START_TEST(test_imprint_is_none_of_a_tree_that_lies_in_many_chunks)
{
    BEGIN;
    ck_assert_ptr_null(sqi_imprint_new(NULL, &with_alias(q, 1, "jack", 2)->node));
    END;
}
END_TEST
#else

/* Never true but for the same structure, and with the same values as the walk gathers. */
static bool fits(const sqi_imprint *x, const sq_stmt *of, const sq_stmt *s)
{
    sqi_gather told = {.arena = q->arena}, walked = {.arena = q->arena};
    if (!sqi_imprint_fits(x, &s->node, &told))
        return false;
    ck_assert(sqi_equal(&s->node, &of->node, &walked));
    ck_assert_uint_eq(told.n, walked.n);
    for (size_t i = 0; i < told.n; i++)
        ck_assert(sqi_value_equal(&told.p[i], &walked.p[i]));
    return true;
}

START_TEST(test_imprint_fits_what_is_built_anew_whatever_its_values)
{
    BEGIN;
    const sq_stmt *s = with_alias(q, 1, "jack", 2);
    sqi_imprint *x = sqi_imprint_new(NULL, &s->node);
    ck_assert_ptr_nonnull(x);
    ck_assert(fits(x, s, s));
    ck_assert(fits(x, s, with_alias(r, 1, "jack", 2)));
    ck_assert(
        fits(x, s, with_alias(r, 7, "somebody whose name is longer", 9))); /* behind another */
    sq_builder_reset(r);
    ck_assert(fits(x, s, with_alias(r, 9, "", 0)));
    sq_builder_free(q); /* what it was made of is gone */
    q = sq_builder_new();
    const sq_stmt *again = with_alias(q, 3, "jill", 5);
    ck_assert(fits(x, again, with_alias(r, 1, "x", 2)));
    sqi_imprint_free(x);
    END;
}
END_TEST

/* One thing of a statement is another, and all else lies where it lay. */
static const sq_stmt *variant(sq_builder *b, int which)
{
    const t_table a = SQ_ALIAS(b, t, which == 1 ? "b" : "a"), c = SQ_ALIAS(b, t, "a");
    const sq_value given = which == 3 ? sq_null_value() : sq_int_value(3);
    const sq_expr *k = sq_bindparam(b, which == 2 ? "l" : "k", .value = given);
    const sq_stmt *s = sq_select(b, which == 4 ? a.x : a.id, which == 5 ? c.name : a.name,
                                 which == 6 ? sq_sum(b, a.x) : sq_max(b, a.x));
    s = sq_where(s, which == 7 ? sq_lt(b, a.id, 1) : sq_gt(b, a.id, 1), sq_eq(b, a.x, k),
                 sq_eq(b, c.x, which == 8 ? a.x : c.x));
    if (which == 9)
        return sq_having(s, sq_eq(b, a.name, "x"), sq_eq(b, t.id, 1));
    s = sq_where(s, sq_eq(b, a.name, "x"), sq_eq(b, which == 10 ? same_as_t.id : t.id, 1));
    const sq_expr *cast = sq_cast(b, a.id, sq_varchar(which == 11 ? 8 : 9));
    const sq_expr *text = sq_literal_column(b, which == 12 ? SQ_SQL("1 + 2") : SQ_SQL("1 + 3"),
                                            sq_integer(), NULL);
    s = sq_order_by(s, which == 13 ? sq_label(b, cast, "z") : sq_label(b, cast, "y"), text);
    const sq_expr *own = sq_op_custom(b, a.x, which == 14 ? SQ_SQL("~*") : SQ_SQL("~~"), 1);
    s = sq_where(s, own);
    return which == 15 ? sq_offset(s, 5) : sq_limit(s, 5);
}
enum { VARIANTS = 16 };

START_TEST(test_imprint_fits_no_other_that_lies_alike)
{
    BEGIN;
    const sq_stmt *s = variant(q, _i);
    sqi_imprint *x = sqi_imprint_new(NULL, &s->node);
    ck_assert_ptr_nonnull(x);
    for (int i = 0; i < VARIANTS; i++) {
        sq_builder_reset(r);
        ck_assert_msg(fits(x, s, variant(r, i)) == (i == _i), "variants %d and %d", _i, i);
    }
    sqi_imprint_free(x);
    END;
}
END_TEST

/* The same structure by other calls: for the walk to find out. */
START_TEST(test_imprint_does_not_fit_what_lies_otherwise)
{
    BEGIN;
    const sq_stmt *s = sq_select(q, sq_max(q, t.x), sq_min(q, t.x));
    sqi_imprint *x = sqi_imprint_new(NULL, &s->node);
    const sq_expr *least = sq_min(r, t.x), *most = sq_max(r, t.x);
    const sq_stmt *other = sq_select(r, most, least);
    ck_assert(sqi_equal(&s->node, &other->node, NULL));
    ck_assert(!fits(x, s, other));
    ck_assert(fits(x, s, s));
    sqi_imprint_free(x);
    END;
}
END_TEST

START_TEST(test_imprint_is_none_of_what_only_a_walk_compares)
{
    BEGIN;
    const sq_expr *elsewhere = sq_sum(r, t.x);
    ck_assert_ptr_null(sqi_imprint_new(NULL, &sq_select(q, elsewhere)->node));
    const sq_option options[] = {{"mysql_limit", sq_int_value(1)}, {NULL, {0}}};
    const sq_stmt *update = sq_values(sq_update(q, t), sq_set(t.x, 1));
    update = sq_with_dialect_options(update, options);
    ck_assert(!sqi_is_poison(update));
    ck_assert_ptr_null(sqi_imprint_new(NULL, &update->node));
    const sq_expr *many[2000];
    for (int i = 0; i < 2000; i++)
        many[i] = sq_sum(q, t.x);
    ck_assert_ptr_null(sqi_imprint_new(NULL, &sq_select_n(q, many, 2000)->node));
    ck_assert_ptr_null(sqi_imprint_new(NULL, &t.id->node)); /* lies in no builder */
    END;
}
END_TEST

static const sq_stmt *beside_its_table(sq_metadata *m, const char *column)
{
    const sq_column_spec columns[] = {{.name = column, .type = sq_integer()}};
    const sq_source table = sq_metadata_table(m, sq_name_of("t"), columns, 1, NULL);
    const sq_node *s = &sq_select(q, sq_col(q, table, column))->node;
    return (const sq_stmt *)(const void *)sqi_copy(table.sq_->node.home, s);
}

/* What a table is, no word of the tree tells. */
START_TEST(test_imprint_does_not_fit_what_lies_beside_another_table)
{
    BEGIN;
    sq_metadata *m[] = {sq_metadata_new(), sq_metadata_new()};
    const sq_stmt *a = beside_its_table(m[0], "a"), *b = beside_its_table(m[1], "b");
    ck_assert(!sqi_equal(&b->node, &a->node, NULL));
    sqi_imprint *x = sqi_imprint_new(NULL, &a->node);
    ck_assert(!x || !fits(x, a, b));
    sqi_imprint_free(x);
    sq_metadata_unref(m[0]);
    sq_metadata_unref(m[1]);
    END;
}
END_TEST

/* A chunk that is too short for all of it. */
START_TEST(test_imprint_looks_at_nothing_outside_of_the_chunk)
{
    BEGIN;
    const sq_stmt *s = with_alias(q, 1, "jack", 2);
    sqi_imprint *x = sqi_imprint_new(NULL, &s->node);
    const sq_stmt *small = sq_select(r, t.id);
    ck_assert(!fits(x, s, small));
    for (int i = 0; i < 100; i++) /* from all places of a chunk */
        ck_assert(!fits(x, s, small = sq_select(r, t.id)));
    sqi_imprint_free(x);
    END;
}
END_TEST
#endif

static int imprint_work(const sq_allocator *m, void *context)
{
    (void)context;
    sq_builder *b = sq_builder_new(.allocator = m);
    const sq_stmt *s = with_alias(b, 1, "jack", 2);
    sqi_imprint *x = sqi_imprint_new(m, &s->node);
    int status = x ? SQ_OK : SQ_ERR_NOMEM;
    sqi_imprint_free(x);
    sq_builder_free(b);
    return status;
}

START_TEST(test_imprint_survives_every_failed_allocation)
{
#ifndef SQI_DEBUG_ARENA
    ck_assert_uint_ge(sqt_oom_sweep("imprint", imprint_work, NULL, false), 6);
#else
    ck_assert_int_eq(imprint_work(NULL, NULL), SQ_ERR_NOMEM);
#endif
}
END_TEST

#ifdef SQI_DEBUG_ARENA
SQT_MAIN("imprint", TEST(test_imprint_is_none_of_a_tree_that_lies_in_many_chunks),
         TEST(test_imprint_survives_every_failed_allocation))
#else
SQT_MAIN("imprint", TEST(test_imprint_fits_what_is_built_anew_whatever_its_values),
         LOOP(test_imprint_fits_no_other_that_lies_alike, 0, VARIANTS),
         TEST(test_imprint_does_not_fit_what_lies_otherwise),
         TEST(test_imprint_is_none_of_what_only_a_walk_compares),
         TEST(test_imprint_does_not_fit_what_lies_beside_another_table),
         TEST(test_imprint_looks_at_nothing_outside_of_the_chunk),
         TEST(test_imprint_survives_every_failed_allocation))
#endif
