/* test_walk.c: walking trees, and rewriting them. */
#include <string.h>
#include "squill.h"
#include "squill/walk.h"
#include "lib/ast/builder.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (x, integer));
SQ_TABLE(u, (id, integer, .primary_key = true), (name, text), (x, integer));
SQ_TABLE(narrow, (id, integer));

static sq_builder *q;

#define BEGIN q = sq_builder_new()
#define END   sq_builder_free(q)

static bool same(const void *a, const void *b)
{
    return sqi_equal(sqi_node_of(a), sqi_node_of(b), NULL);
}

/* ---- walking ---- */

typedef struct counts {
    int nodes, columns, until;
} counts;

static bool count(void *context, const sq_node *n)
{
    counts *c = context;
    c->columns += strcmp(sq_node_kind(n), "column") == 0;
    return ++c->nodes != c->until;
}

START_TEST(test_walk_meets_every_node_once_and_stops_when_told)
{
    BEGIN;
    const sq_expr *sum = sq_add(q, t.id, 1);
    const sq_expr *e = sq_mul(q, sum, sum); /* mul, add, id, bind */
    counts all = {0}, some = {.until = 2};
    ck_assert_int_eq(sq_walk(&e->node, count, &all), SQ_OK);
    ck_assert_int_eq(all.nodes, 4);
    ck_assert_int_eq(all.columns, 1);
    ck_assert_int_eq(sq_walk(&e->node, count, &some), SQ_OK);
    ck_assert_int_eq(some.nodes, 2);
    END;
}
END_TEST

START_TEST(test_walk_tells_what_a_node_is)
{
    BEGIN;
    const sq_expr *e = sq_eq(q, t.id, 1);
    ck_assert_str_eq(sq_node_kind(&e->node), "binary");
    ck_assert_int_eq(sq_node_op(&e->node), SQ_OP_EQ);
    ck_assert_int_eq(sq_node_op(&t.id->node), SQ_OP_COUNT);
    ck_assert_int_eq(sq_node_role(&t.id->node), SQ_ROLE_EXPR);
    ck_assert_int_eq(sq_node_role(&t.sq_->node), SQ_ROLE_RELATION);
    ck_assert_int_eq(sq_node_role(&sq_select(q, t.id)->node), SQ_ROLE_STMT);
    ck_assert_int_eq(sq_node_type(&e->node)->kind, SQ_T_BOOLEAN);
    ck_assert_str_eq(sq_node_name(&t.name->node).p, "name");
    ck_assert_str_eq(sq_node_name(&t.sq_->node).p, "t");
    ck_assert_str_eq(sq_node_name(&sq_label(q, t.id, "l")->node).p, "l");
    ck_assert_ptr_null(sq_node_name(&e->node).p);
    END;
}
END_TEST

/* ---- rewriting ---- */

static const sq_node *nothing(void *context, sq_builder *b, const sq_node *n)
{
    (void)b;
    ++*(int *)context;
    return n;
}

START_TEST(test_walk_rewrite_of_nothing_is_the_tree_itself)
{
    BEGIN;
    const sq_expr *c = sq_and(q, sq_eq(q, t.id, 1), sq_in(q, t.x, 1, 2));
    const sq_stmt *s = sq_limit(sq_where(sq_select(q, t.id, sq_max(q, t.x)), c), 5);
    int asked = 0;
    ck_assert_ptr_eq(sq_rewrite(q, s, nothing, &asked), s);
    ck_assert_int_gt(asked, 5);
    END;
}
END_TEST

typedef struct swap {
    const void *from, *to;
} swap;

static const sq_node *swap_one(void *context, sq_builder *b, const sq_node *n)
{
    (void)b;
    const swap *s = context;
    return n == s->from ? s->to : NULL;
}

static const sq_stmt *query(sq_builder *b, t_table from, const sq_expr *value)
{
    const sq_stmt *s = sq_select(b, from.id, sq_label(b, sq_add(b, from.x, 1), "y"));
    s = sq_where(s, sq_eq(b, from.name, value), sq_gt(b, from.x, 2));
    return sq_order_by(sq_from(s, from), sq_desc(b, from.id));
}

START_TEST(test_walk_rewrite_of_a_table_takes_its_columns_along)
{
    BEGIN;
    const t_table a = SQ_ALIAS(q, t, "a");
    const sq_stmt *s = query(q, t, sq_val(q, "x"));
    swap to_alias = {t.sq_, a.sq_};
    ck_assert(same(sq_rewrite(q, s, swap_one, &to_alias), query(q, a, sq_val(q, "x"))));
    ck_assert(same(s, query(q, t, sq_val(q, "x")))); /* and the old one is as it was */
    swap back = {a.sq_, u.sq_};
    const sq_expr *e = sq_rewrite_expr(q, sq_eq(q, a.x, a.id), swap_one, &back);
    ck_assert_ptr_eq(SQI_CAST_TO(binary, e)->left, u.x);
    ck_assert_ptr_eq(SQI_CAST_TO(binary, e)->right, u.id);
    swap too_small = {a.sq_, narrow.sq_};
    ck_assert(sqi_is_poison(sq_rewrite_expr(q, sq_eq(q, a.x, 1), swap_one, &too_small)));
    END;
}
END_TEST

static const sq_node *some_of_t(void *context, sq_builder *b, const sq_node *n)
{
    (void)context;
    if (n != &t.sq_->node)
        return NULL;
    const sq_stmt *some = sq_where(sq_select(b, sq_all_columns(b, t)), sq_eq(b, t.x, 7));
    return &sq_subquery(b, some, "t").sq_->node;
}

START_TEST(test_walk_rewrite_adds_a_condition_to_every_select_of_a_table)
{
    BEGIN;
    const t_table a = SQ_ALIAS(q, t, "a");
    const sq_stmt *names = sq_where(sq_select(q, t.name), sq_gt(q, t.id, 1));
    const sq_source c = sq_cte(q, sq_select(q, t.id), "c");
    const sq_stmt *s = sq_where(sq_select(q, a.id), sq_in_select(q, a.name, names),
                                sq_in_select(q, a.id, sq_select(q, sq_col(q, c, "id"))));
    const char *sql = sq_sql(q, sq_rewrite(q, s, some_of_t, NULL), SQ_SQLITE,
                             .literal_binds = true);
    ck_assert_msg(sql != NULL, "%s", sq_builder_error(q)->message);
    int found = 0;
    for (const char *at = sql; (at = strstr(at, "FROM t \nWHERE t.x = 7")); at++)
        found++;
    ck_assert_msg(found == 3, "%s", sql);
    END;
}
END_TEST

START_TEST(test_walk_rewrite_replaces_expressions_wherever_they_are)
{
    BEGIN;
    const sq_expr *old = sq_val(q, "x");
    const sq_stmt *s = query(q, t, old);
    swap value = {old, t.name};
    ck_assert(same(sq_rewrite(q, s, swap_one, &value), query(q, t, t.name)));
    const sq_stmt *i = sq_values(sq_insert(q, t), sq_set(t.name, old));
    const sq_stmt *j = sq_rewrite(q, i, swap_one, &value);
    ck_assert_ptr_eq(SQI_CAST_TO(set, j)->list.p[0].value, t.name);
    ck_assert_ptr_eq(SQI_CAST_TO(set, j)->prev, SQI_CAST_TO(set, i)->prev);
    END;
}
END_TEST

START_TEST(test_walk_rewrite_by_another_role_is_an_error)
{
    BEGIN;
    swap wrong = {t.sq_, t.id};
    const sq_stmt *s = sq_rewrite(q, query(q, t, t.name), swap_one, &wrong);
    ck_assert(sqi_is_poison(s));
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_walk_rewrite_keeps_one_alias_one)
{
    BEGIN;
    const t_table a = SQ_ALIAS(q, t, "a");
    const u_table b = SQ_ALIAS(q, u, "a");
    const sq_expr *e = sq_eq(q, a.id, a.x);
    swap tables = {t.sq_, u.sq_};
    const sq_expr *f = sq_rewrite_expr(q, e, swap_one, &tables);
    ck_assert(same(f, sq_eq(q, b.id, b.x)));
    ck_assert_ptr_eq(SQI_CAST_TO(column_of, SQI_CAST_TO(binary, f)->left)->from,
                     SQI_CAST_TO(column_of, SQI_CAST_TO(binary, f)->right)->from);
    END;
}
END_TEST

START_TEST(test_walk_rewrite_goes_through_long_chains)
{
    BEGIN;
    const sq_expr *old = sq_eq(q, t.id, 1), *e = sq_eq(q, t.x, 1), *f = e, *to = sq_eq(q, t.x, 2);
    const sq_stmt *s = sq_select(q, t.id), *r = s;
    for (int i = 0; i < 100000; i++) {
        s = sq_where(s, old), r = sq_where(r, to);
        e = sq_and(q, e, old), f = sq_and(q, f, to);
    }
    swap one = {old, to};
    ck_assert(same(sq_rewrite(q, s, swap_one, &one), r));
    ck_assert(same(sq_rewrite_expr(q, e, swap_one, &one), f));
    END;
}
END_TEST

START_TEST(test_walk_rewrite_of_a_list_that_another_one_continues)
{
    BEGIN;
    const sq_expr *a = sq_eq(q, t.id, 1), *b = sq_eq(q, t.x, 1), *c = sq_eq(q, t.x, 2);
    const sq_expr *two = sq_and(q, a, b), *three = sq_and(q, two, c);
    ck_assert_ptr_eq(SQI_CAST_TO(chain, three)->before, two);
    swap whole = {two, c}; /* as the first operand of the OR, not as the beginning of the AND */
    const sq_expr *items[] = {two, three};
    const sq_expr *e = sq_rewrite_expr(q, sq_or_n(q, items, 2), swap_one, &whole);
    ck_assert_msg(!sqi_is_poison(e), "%s", sq_builder_error(q)->message);
    ck_assert_ptr_eq(SQI_CAST_TO(chain, e)->items.p[0], c);
    const sqi_chain *rest = SQI_CAST_TO(chain, SQI_CAST_TO(chain, e)->items.p[1]);
    ck_assert(!rest->before || SQI_IS(rest->before, CHAIN));
    END;
}
END_TEST

static int rewrite_all(const sq_allocator *a, void *context)
{
    (void)context;
    sq_builder *b = sq_builder_new(.allocator = a);
    const t_table alias = SQ_ALIAS(b, t, "a");
    swap tables = {t.sq_, u.sq_};
    counts c = {0};
    const sq_stmt *s = query(b, alias, sq_val(b, "x"));
    const sq_stmt *r = sqi_is_poison(s) ? s : sq_rewrite(b, s, swap_one, &tables);
    int status = sqi_is_poison(r) ? SQI_CAST_TO(poison, r)->status : SQ_OK;
    if (!status)
        status = sq_walk(&r->node, count, &c);
    sq_builder_free(b);
    return status;
}

START_TEST(test_walk_every_failing_allocation_is_told_and_leaks_nothing)
{
    ck_assert_uint_gt(sqt_oom_sweep("rewrite", rewrite_all, NULL, false), 3);
}
END_TEST

SQT_MAIN("walk", TEST(test_walk_meets_every_node_once_and_stops_when_told),
         TEST(test_walk_tells_what_a_node_is),
         TEST(test_walk_rewrite_of_nothing_is_the_tree_itself),
         TEST(test_walk_rewrite_of_a_table_takes_its_columns_along),
         TEST(test_walk_rewrite_adds_a_condition_to_every_select_of_a_table),
         TEST(test_walk_rewrite_replaces_expressions_wherever_they_are),
         TEST(test_walk_rewrite_by_another_role_is_an_error),
         TEST(test_walk_rewrite_keeps_one_alias_one),
         TEST(test_walk_rewrite_goes_through_long_chains),
         TEST(test_walk_rewrite_of_a_list_that_another_one_continues),
         TEST(test_walk_every_failing_allocation_is_told_and_leaks_nothing))
