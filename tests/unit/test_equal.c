/* test_equal.c: the comparison of trees, the gathering of values, copies. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer));

static sq_builder *q, *r;

#define BEGIN q = sq_builder_new(), r = sq_builder_new()
#define END   sq_builder_free(q), sq_builder_free(r)

static bool same(const void *a, const void *b)
{
    return sqi_equal(sqi_node_of(a), sqi_node_of(b), NULL);
}

/* The comparison alone: as if the hashes had collided. */
static void collide(const void *a, const void *b)
{
    ((sq_node *)(uintptr_t)a)->hash = 1;
    ((sq_node *)(uintptr_t)b)->hash = 1;
}

/* ---- identity ---- */

static const sq_stmt *with_alias(sq_builder *b, int low, const char *name)
{
    const t_table a = SQ_ALIAS(b, t, "a");
    const sq_stmt *s = sq_select(b, a.id, sq_count_all(b));
    s = sq_where(s, sq_gt(b, a.x, low), sq_eq(b, a.name, name));
    return sq_limit(sq_group_by(s, a.id), 10);
}

START_TEST(test_equal_ignores_values_but_nothing_else)
{
    BEGIN;
    const sq_stmt *s = with_alias(q, 1, "jack");
    ck_assert(same(s, with_alias(r, 2, "jill")));
    ck_assert_uint_eq(s->node.hash, with_alias(r, 3, "x")->node.hash);
    ck_assert(!same(s, sq_limit(with_alias(r, 1, "jack"), 10)));
    END;
}
END_TEST

START_TEST(test_equal_tells_one_alias_used_twice_from_two_alike)
{
    BEGIN;
    const t_table a = SQ_ALIAS(q, t, (const char *)NULL), b = SQ_ALIAS(q, t, (const char *)NULL);
    const t_table c = SQ_ALIAS(r, t, (const char *)NULL), d = SQ_ALIAS(r, t, (const char *)NULL);
    ck_assert(!same(sq_eq(q, a.x, b.x), sq_eq(r, c.x, c.x)));
    ck_assert(!same(sq_eq(q, a.x, a.x), sq_eq(r, c.x, d.x)));
    ck_assert(same(sq_eq(q, a.x, a.x), sq_eq(r, d.x, d.x)));
    ck_assert(same(sq_eq(q, a.x, b.x), sq_eq(r, d.x, c.x)));
    /* crossed: a.x, b.x, a.x against c.x, d.x, d.x */
    const sq_expr *one[] = {a.x, b.x, a.x}, *two[] = {c.x, d.x, d.x}, *three[] = {d.x, c.x, d.x};
    ck_assert(!same(sq_tuple_n(q, one, 3), sq_tuple_n(r, two, 3)));
    ck_assert(same(sq_tuple_n(q, one, 3), sq_tuple_n(r, three, 3)));
    END;
}
END_TEST

START_TEST(test_equal_tells_one_parameter_used_twice_from_two)
{
    BEGIN;
    const sq_expr *p = sq_val(q, 1);
    const sq_expr *shared[] = {p, p}, *apart[] = {sq_val(r, 1), sq_val(r, 1)};
    ck_assert(!same(sq_tuple_n(q, shared, 2), sq_tuple_n(r, apart, 2)));
    const sq_expr *n = sq_bindparam(q, "n", .type = sq_integer());
    const sq_expr *named[] = {n, n};
    const sq_expr *twice[] = {sq_bindparam(r, "n", .type = sq_integer()),
                              sq_bindparam(r, "n", .type = sq_integer())};
    ck_assert(!same(sq_tuple_n(q, named, 2), sq_tuple_n(r, twice, 2)));
    ck_assert(same(n, twice[0]));
    ck_assert(!same(n, sq_bindparam(r, "m", .type = sq_integer())));
    ck_assert(!same(n, sq_bindparam(r, "n", .type = sq_text_type())));
    END;
}
END_TEST

START_TEST(test_equal_keeps_pairs_beyond_the_few_on_the_stack)
{
    BEGIN;
    enum { N = 500 };
    const sq_expr *a[2 * N], *b[2 * N];
    for (int i = 0; i < N; i++) {
        a[i] = a[2 * N - 1 - i] = sq_val(q, i);
        b[i] = b[2 * N - 1 - i] = sq_val(r, i);
    }
    const sq_expr *whole = sq_tuple_n(q, a, 2 * N);
    ck_assert(same(whole, sq_tuple_n(r, b, 2 * N)));
    const sq_expr *swap = b[N + 3];
    b[N + 3] = b[N + 4];
    b[N + 4] = swap;
    ck_assert(!same(whole, sq_tuple_n(r, b, 2 * N)));
    END;
}
END_TEST

static const sq_stmt *recursive(sq_builder *b, int limit, bool all)
{
    sq_source c = sq_cte_recursive(b, sq_select(b, sq_label(b, sq_val(b, 1), "n")), "c");
    const sq_expr *n = sq_col(b, c, "n");
    const sq_stmt *more = sq_where(sq_select(b, sq_add(b, n, 1)), sq_lt(b, n, limit));
    sq_source whole = all ? sq_cte_union_all(b, c, more) : sq_cte_union(b, c, more);
    return sq_select(b, sq_col(b, whole, "n"));
}

START_TEST(test_equal_compares_recursive_ctes)
{
    BEGIN;
    ck_assert(same(recursive(q, 5, true), recursive(r, 9, true)));
    ck_assert(!same(recursive(q, 5, true), recursive(r, 5, false)));
    END;
}
END_TEST

START_TEST(test_equal_tables_at_run_time_are_equal_by_description)
{
    BEGIN;
    const sq_column_spec cols[] = {{"a", sq_integer(), {0}}, {"b", sq_text_type(), {0}}};
    const sq_column_spec others[] = {{"a", sq_integer(), {0}}, {"b", sq_integer(), {0}}};
    sq_source one = sq_ad_hoc_table(q, "m", NULL, cols, 2);
    sq_source two = sq_ad_hoc_table(r, "m", NULL, cols, 2);
    sq_source three = sq_ad_hoc_table(r, "m", NULL, others, 2);
    const sq_stmt *s = sq_select(q, sq_col(q, one, "a"), sq_all_columns(q, one));
    ck_assert(same(s, sq_select(r, sq_col(r, two, "a"), sq_all_columns(r, two))));
    ck_assert(!same(s, sq_select(r, sq_col(r, two, "b"), sq_all_columns(r, two))));
    const sq_stmt *other = sq_select(r, sq_col(r, three, "a"), sq_all_columns(r, three));
    collide(s, other);
    ck_assert(!same(s, other));
    END;
}
END_TEST

START_TEST(test_equal_order_of_operands_counts)
{
    BEGIN;
    const sq_expr *a = sq_sub(q, t.id, t.x), *b = sq_sub(r, t.x, t.id);
    ck_assert(!same(a, b));
    collide(a, b);
    ck_assert(!same(a, b));
    const sq_expr *longer = sq_and(r, sq_eq(r, t.id, 1), sq_eq(r, t.x, 2), sq_eq(r, t.x, 3));
    const sq_expr *shorter = sq_and(q, sq_eq(q, t.id, 1), sq_eq(q, t.x, 2));
    collide(shorter, longer);
    ck_assert(!same(shorter, longer));
    END;
}
END_TEST

/* ---- gathering ---- */

START_TEST(test_equal_gathers_the_values_of_the_first_tree_in_order)
{
    BEGIN;
    sqi_gather g = {.arena = q->arena}, h = {.arena = r->arena};
    const sq_stmt *s = with_alias(q, 7, "jack"), *kept = with_alias(r, 1, "other");
    ck_assert(sqi_equal(&s->node, &kept->node, &g));
    ck_assert(sqi_gather_binds(&s->node, &h));
    ck_assert_uint_eq(g.n, 3);
    ck_assert_uint_eq(h.n, 3);
    ck_assert_ptr_nonnull(h.binds);
    for (size_t i = 0; i < g.n; i++) {
        ck_assert_mem_eq(&g.p[i], &h.p[i], sizeof(sq_value));
        ck_assert_mem_eq(&h.binds[i]->value, &h.p[i], sizeof(sq_value));
    }
    int seen = 0;
    for (size_t i = 0; i < g.n; i++) {
        seen |= g.p[i].kind == SQ_V_INT && g.p[i].v.i == 7 ? 1 : 0;
        seen |= g.p[i].kind == SQ_V_INT && g.p[i].v.i == 10 ? 2 : 0;
        seen |= g.p[i].kind == SQ_V_TEXT && g.p[i].len == 4 ? 4 : 0;
    }
    ck_assert_int_eq(seen, 7);
    END;
}
END_TEST

START_TEST(test_equal_gathers_a_shared_value_once)
{
    BEGIN;
    const sq_expr *p = sq_val(q, 5), *pp[] = {p, p};
    sqi_gather g = {.arena = q->arena};
    ck_assert(sqi_gather_binds(&sq_tuple_n(q, pp, 2)->node, &g));
    ck_assert_uint_eq(g.n, 1);
    sq_value room[1];
    sqi_gather full = {.p = room, .cap = 1};
    const sq_expr *two[] = {sq_val(q, 1), sq_val(q, 2)};
    ck_assert(!sqi_equal(&sq_tuple_n(q, two, 2)->node, &sq_tuple_n(q, two, 2)->node, &full));
    ck_assert_uint_eq(full.n, 1); /* never more than it has room for */
    END;
}
END_TEST

/* ---- copies ---- */

START_TEST(test_equal_copy_outlives_its_original)
{
    BEGIN;
    const sq_stmt *s = with_alias(q, 7, "jack");
    const sq_stmt *copy = (const sq_stmt *)(const void *)sqi_copy_structure(r->arena, &s->node);
    ck_assert(same(s, copy));
    ck_assert_uint_eq(copy->node.hash, s->node.hash);
    ck_assert_uint_eq(copy->node.depth, s->node.depth);
    ck_assert_uint_eq(r->arena->n_pins, 0);
    sq_builder_reset(q);
    ck_assert(same(with_alias(q, 8, "jill"), copy));
    sqi_gather g = {.arena = q->arena};
    ck_assert(sqi_gather_binds(&copy->node, &g));
    for (size_t i = 0; i < g.n; i++)
        ck_assert_int_eq(g.p[i].kind, SQ_V_NULL); /* no value stays behind */
    END;
}
END_TEST

START_TEST(test_equal_copy_with_values_has_its_own)
{
    BEGIN;
    const sq_expr *e = sq_in(q, t.name, "a", "b");
    const sq_node *copy = sqi_copy(r->arena, &e->node);
    sq_builder_reset(q);
    const sqi_bind *b = SQI_CAST_TO(bind, SQI_CAST_TO(binary, copy)->right);
    ck_assert_int_eq(b->value.len, 2);
    ck_assert_mem_eq(b->value.v.list[1].v.s, "b", 1);
    END;
}
END_TEST

START_TEST(test_equal_copy_keeps_what_was_shared_shared)
{
    BEGIN;
    const sq_expr *e = sq_add(q, t.id, 1);
    for (int i = 0; i < 20; i++)
        e = sq_add(q, e, e);
    size_t before = r->arena->bytes;
    const sq_node *copy = sqi_copy(r->arena, &e->node);
    ck_assert_ptr_eq(SQI_CAST_TO(binary, copy)->left, SQI_CAST_TO(binary, copy)->right);
    ck_assert_uint_lt(r->arena->bytes - before, 64 * 1024);
    END;
}
END_TEST

START_TEST(test_equal_copy_pins_metadata_and_copies_ad_hoc_tables)
{
    BEGIN;
    sq_metadata *m = sq_metadata_new();
    const sq_column_spec cols[] = {{"a", sq_integer(), {0}}};
    sq_source kept = sq_metadata_table(m, sq_name_of("kept"), cols, 1, NULL);
    sq_source loose = sq_ad_hoc_table(q, "loose", NULL, cols, 1);
    const sq_stmt *s = sq_select(q, sq_col(q, kept, "a"), sq_col(q, loose, "a"), t.id);
    const sq_node *copy = sqi_copy_structure(r->arena, &s->node);
    const sqi_exprs *columns = &SQI_CAST_TO(select, copy)->columns;
    ck_assert_ptr_eq(columns->p[0], sq_col(q, kept, "a"));
    ck_assert_ptr_ne(columns->p[1], sq_col(q, loose, "a"));
    ck_assert_ptr_eq(columns->p[2], t.id);
    ck_assert_uint_eq(r->arena->n_pins, 1);
    ck_assert(same(s, copy));
    sq_metadata_unref(m);
    sq_builder_reset(q); /* the copy alone keeps the metadata now */
    ck_assert_str_eq(((const sq_column *)(const void *)columns->p[0])->table->name, "kept");
    END;
}
END_TEST

START_TEST(test_equal_long_chains_need_no_stack)
{
    BEGIN;
    const sq_stmt *a = sq_select(q, t.id), *b = sq_select(r, t.id);
    const sq_expr *c = sq_eq(q, t.id, 1), *d = sq_eq(r, t.id, 2), *e = c, *f = d;
    for (int i = 0; i < 200000; i++) {
        a = sq_where(a, c), b = sq_where(b, d);
        e = sq_or(q, e, c), f = sq_or(r, f, d);
    }
    ck_assert(same(a, b));
    ck_assert(same(e, f));
    const sq_node *copy = sqi_copy_structure(r->arena, &a->node);
    ck_assert_ptr_nonnull(copy);
    ck_assert(same(a, copy));
    ck_assert_uint_gt(strlen(sq_dump(q, a)), 1000);
    END;
}
END_TEST

SQT_MAIN("equal", TEST(test_equal_ignores_values_but_nothing_else),
         TEST(test_equal_tells_one_alias_used_twice_from_two_alike),
         TEST(test_equal_tells_one_parameter_used_twice_from_two),
         TEST(test_equal_keeps_pairs_beyond_the_few_on_the_stack),
         TEST(test_equal_compares_recursive_ctes),
         TEST(test_equal_tables_at_run_time_are_equal_by_description),
         TEST(test_equal_order_of_operands_counts),
         TEST(test_equal_gathers_the_values_of_the_first_tree_in_order),
         TEST(test_equal_gathers_a_shared_value_once), TEST(test_equal_copy_outlives_its_original),
         TEST(test_equal_copy_with_values_has_its_own),
         TEST(test_equal_copy_keeps_what_was_shared_shared),
         TEST(test_equal_copy_pins_metadata_and_copies_ad_hoc_tables),
         TEST(test_equal_long_chains_need_no_stack))
