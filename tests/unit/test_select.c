/* test_select.c: statements as chains of clauses, from elements and their columns, INSERT, UPDATE
 * and DELETE. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "tests/support/support.h"

/* clang-format off */
SQ_TABLE(users, (id, integer, .primary_key = true), (name, text, .not_null = true), (active, boolean));
SQ_TABLE(orders, (id, integer, .primary_key = true), (user_id, integer, .references = SQ_REF(users, id)),
         (total, numeric(10, 2)), (class_, text, .name = "class"),
         (made, integer, .default_ = {.kind = SQ_DEFAULT_VALUE, .value = {.kind = SQ_V_INT, .len = 4, .v = {.i = 7}}}));
/* clang-format on */

static sq_builder *q;

#define BEGIN q = sq_builder_new()
#define END   sq_builder_free(q)

static int status_of(const void *n)
{
    return sqi_is_poison(n) ? SQI_CAST_TO(poison, n)->status : SQ_OK;
}

static const char *message_of(const void *n)
{
    return sqi_is_poison(n) ? SQI_CAST_TO(poison, n)->message : "";
}

#define ck_assert_poison(e, code)                                                                  \
    do {                                                                                           \
        ck_assert_int_eq(status_of(e), (code));                                                    \
        sq_builder_reset(q);                                                                       \
    } while (0)

static const sqi_column_of *column_of(const sq_expr *e)
{
    ck_assert_msg(SQI_IS(e, COLUMN_OF), "%s: %s", sqi_nodes[e->node.kind].name, message_of(e));
    return SQI_CAST_TO(column_of, e);
}

/* ---- chains ---- */

START_TEST(test_select_clause_leaves_the_statement_before_as_it_was)
{
    BEGIN;
    const sq_stmt *base = sq_select(q, users.id);
    uint64_t hash = base->node.hash;
    const sq_stmt *a = sq_where(base, sq_eq(q, users.id, 1));
    const sq_stmt *b = sq_order_by(base, users.name);
    ck_assert_ptr_eq(SQI_CAST_TO(where, a)->prev, base);
    ck_assert_ptr_eq(SQI_CAST_TO(order_by, b)->prev, base);
    ck_assert_uint_eq(base->node.hash, hash);
    ck_assert_int_eq(a->node.flags, SQI_N_SELECT);
    END;
}
END_TEST

START_TEST(test_select_clause_of_a_closed_builder_is_an_error)
{
    sq_builder *other = sq_builder_new();
    const sq_stmt *kept = sq_stmt_ref(sq_select(other, users.id));
    sq_builder_free(other);
    const sq_stmt *bad = sq_where(kept, users.active);
    ck_assert_int_eq(status_of(bad), SQ_ERR_STATE);
    ck_assert_ptr_nonnull(strstr(message_of(bad), "sq_refine"));
    BEGIN;
    const sq_stmt *s = sq_where(sq_refine(q, kept), sq_eq(q, users.id, 1));
    ck_assert_int_eq(status_of(s), SQ_OK);
    ck_assert_int_eq(s->node.flags, SQI_N_SELECT);
    sq_stmt_unref(kept);
    ck_assert_int_eq(SQI_CAST_TO(refine, SQI_CAST_TO(where, s)->prev)->prev->node.kind,
                     SQI_N_SELECT); /* the refining builder keeps it alive */
    END;
}
END_TEST

START_TEST(test_select_clause_of_another_kind_of_statement_is_an_error)
{
    BEGIN;
    ck_assert_poison(sq_values(sq_select(q, users.id), sq_set(users.id, 1)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_order_by(sq_insert(q, users), users.id), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_where(sq_insert(q, users), sq_true(q)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_using(sq_update(q, users), orders), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_inline(sq_delete(q, users)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_limit(sq_delete(q, users), 1), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_dml_limit(sq_delete(q, users), 1)), SQ_OK);
    ck_assert_int_eq(status_of(sq_limit(NULL, 1)), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now); /* whatever else runs */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double time_of_wheres(int n)
{
    BEGIN;
    const sq_expr *cond = sq_eq(q, users.id, 1);
    const sq_stmt *s = sq_select(q, users.id);
    double start = seconds();
    for (int i = 0; i < n; i++)
        s = sq_where(s, cond);
    double spent = seconds() - start;
    ck_assert_int_eq(status_of(s), SQ_OK);
    ck_assert_int_lt(s->node.depth, 8);
    END;
    return spent;
}

START_TEST(test_select_ten_thousand_wheres_cost_ten_thousand_nodes)
{
    time_of_wheres(1000);
    double few = time_of_wheres(10000), many = time_of_wheres(80000);
    ck_assert_msg(many < few * 40 + 0.05, "%g s for 10,000, %g s for 80,000", few, many);
}
END_TEST

static void *refine_base(void *base)
{
    sq_builder *own = sq_builder_new();
    const sq_stmt *s = NULL;
    for (int i = 0; i < 200; i++) {
        sq_builder_reset(own);
        s = sq_refine(own, base);
        s = sq_where(s, sq_eq(own, users.id, i));
        if (sqi_is_poison(s))
            break;
    }
    bool good = s && !sqi_is_poison(s);
    sq_builder_free(own);
    return good ? base : NULL;
}

START_TEST(test_select_one_base_is_refined_by_eight_threads)
{
    BEGIN;
    const sq_stmt *base = sq_stmt_ref(sq_where(sq_select(q, users.id), sq_eq(q, users.name, "x")));
    END;
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, refine_base, (void *)(uintptr_t)base),
                         0);
    for (int i = 0; i < 8; i++) {
        void *result;
        pthread_join(threads[i], &result);
        ck_assert_ptr_eq(result, base);
    }
    sq_stmt_unref(base);
}
END_TEST

/* ---- conditions ---- */

START_TEST(test_select_where_skips_null_but_delete_refuses_nothing_else)
{
    BEGIN;
    const sq_expr *none = NULL;
    const sq_stmt *s = sq_select(q, users.id);
    ck_assert_ptr_eq(sq_where(s, none, none), s);
    ck_assert_ptr_eq(sq_where(s, sq_and(q, none)), s);
    ck_assert_ptr_eq(sq_having(s, none), s);
    s = sq_where(s, none, sq_eq(q, users.id, 1), users.active);
    ck_assert_int_eq(SQI_CAST_TO(where, s)->items.n, 2);
    ck_assert(SQI_IS(SQI_CAST_TO(where, s)->items.p[1], UNARY)); /* active = 1 */
    ck_assert_poison(sq_where(sq_delete(q, users), none), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_where(sq_delete(q, users), sq_and(q, none, none)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_where(sq_delete(q, users), sq_label(q, sq_and_n(q, NULL, 0), "all")),
                     SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_where(sq_update(q, users), none, none), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_where_n(sq_delete(q, users), NULL, 0), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_where(sq_delete(q, users), sq_true(q))), SQ_OK);
    ck_assert_int_eq(status_of(sq_delete(q, users)), SQ_OK);
    END;
}
END_TEST

START_TEST(test_select_limit_takes_numbers_from_zero_and_expressions)
{
    BEGIN;
    const sq_stmt *s = sq_select(q, users.id);
    const sqi_bind *b = SQI_CAST_TO(bind, SQI_CAST_TO(limit, sq_limit(s, 0))->count);
    ck_assert_int_eq(b->flags, SQI_BIND_UNIQUE | SQI_BIND_ROW_COUNT);
    ck_assert_int_eq(b->node.type->kind, SQ_T_INTEGER);
    ck_assert_ptr_eq(SQI_CAST_TO(limit, sq_offset(s, users.id))->count, users.id);
    ck_assert_poison(sq_limit(sq_select(q, users.id), -1), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_limit(sq_select(q, users.id), "5"), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_limit(sq_select(q, users.id), NULL), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_limit(sq_select(q, users.id), UINT64_MAX), SQ_ERR_ARGUMENT);
    ck_assert_poison(
        sq_with_for_update(sq_select(q, users.id), .nowait = true, .skip_locked = true),
        SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- columns ---- */

START_TEST(test_select_alias_has_the_columns_of_its_table)
{
    BEGIN;
    const users_table a = SQ_ALIAS(q, users, "a");
    const sqi_column_of *c = column_of(a.name);
    ck_assert_ptr_eq(c->from, a.sq_);
    ck_assert_int_eq(c->index, 1);
    ck_assert_ptr_eq(c->element, users.name);
    ck_assert_mem_eq(c->name.p, "name", 4);
    ck_assert_ptr_eq(a.active->node.type, users.active->node.type);
    ck_assert_ptr_eq(sq_col(q, users, "name"), users.name);
    ck_assert_ptr_eq(sq_col_at(q, users.sq_, 2), users.active);
    ck_assert_uint_eq(sq_col_count(a.sq_), 3);
    sq_source twice = sq_alias(q, a, "b");
    ck_assert_ptr_eq(column_of(column_of(sq_col(q, twice, "id"))->element)->from, a.sq_);
    END;
}
END_TEST

START_TEST(test_select_unknown_column_names_it_and_the_from_element)
{
    BEGIN;
    const sq_expr *e = sq_col(q, users, "nmae");
    ck_assert_int_eq(status_of(e), SQ_ERR_ARGUMENT);
    ck_assert_str_eq(message_of(e), "users has no column \"nmae\"");
    sq_source sub = sq_subquery(q, sq_select(q, users.id), "sub");
    ck_assert_str_eq(message_of(sq_col(q, sub, "name")), "sub has no column \"name\"");
    ck_assert_int_eq(status_of(sq_col_at(q, sub.sq_, 1)), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_col_at(q, users.sq_, 3)), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* keys and names of the columns that a statement exports; '-' where there is none */
static const char *exports_of(sq_builder *b, const sq_stmt *s)
{
    static char text[400];
    text[0] = '\0';
    sq_source sub = sq_subquery(b, s, "s");
    for (size_t i = 0; i < sq_col_count(sub.sq_); i++) {
        const sqi_column_of *c = column_of(sq_col_at(b, sub.sq_, i));
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, "%s%s:%.*s", i ? " " : "", c->key ? c->key : "-",
                 c->name.p ? (int)c->name.n : 1, c->name.p ? c->name.p : "-");
    }
    return text;
}

START_TEST(test_select_subquery_exports_labels_names_and_numbers)
{
    BEGIN;
    const sq_expr *sum = sq_add(q, users.id, 1);
    ck_assert_str_eq(exports_of(q, sq_select(q, users.id, sq_label(q, users.name, "n"))),
                     "id:id n:n");
    /* another column of one name: the key is numbered, the name made up; the same one: the name
     * stays */
    ck_assert_str_eq(exports_of(q, sq_select(q, users.id, orders.id)), "id:id id_1:-");
    ck_assert_str_eq(exports_of(q, sq_select(q, users.id, users.id)), "id:id id_1:id");
    const sq_expr *both[] = {users.id, users.name};
    ck_assert_str_eq(exports_of(q, sq_select(q, sq_list_n(q, SQ_OP_COMMA, both, 2, NULL))),
                     "id:id name:name");
    ck_assert_str_eq(
        exports_of(q, sq_select(q, sum, sq_max(q, users.id), sq_cast(q, users.id, sq_text_type()))),
        "-:- max:- id:id");
    ck_assert_str_eq(exports_of(q, sq_select(q, sq_all_columns(q, orders))),
                     "id:id user_id:user_id total:total class_:class made:made");
    ck_assert_str_eq(
        exports_of(q, sq_select(q, sq_label_anonymous(q, users.id, NULL), sq_bindparam(q, "p"))),
        "-:- p:-");
    const sq_stmt *s = sq_select(q, users.id, orders.id, orders.class_);
    ck_assert_str_eq(exports_of(q, sq_set_label_style(s, SQ_LABEL_TABLE_PLUS_COLUMN)),
                     "users_id:users_id orders_id:orders_id orders_class_:orders_class");
    ck_assert_str_eq(exports_of(q, sq_set_label_style(s, SQ_LABEL_NONE)),
                     "id:id id:id class_:class");
    END;
}
END_TEST

START_TEST(test_select_exports_follow_the_clauses)
{
    BEGIN;
    const sq_stmt *s = sq_select(q, users.id);
    ck_assert_str_eq(exports_of(q, sq_add_columns(s, users.name)), "id:id name:name");
    ck_assert_str_eq(
        exports_of(q, sq_with_only_columns(sq_add_columns(s, users.name), orders.total)),
        "total:total");
    const sq_stmt *u = sq_union(q, sq_select(q, users.id, orders.id),
                                sq_select(q, orders.id, users.id));
    ck_assert_str_eq(exports_of(q, u), "id:id id_1:-");
    const sq_expr *cols[] = {sq_named_column(q, "x", sq_integer(), NULL),
                             sq_keyed_column(q, sq_name_of("y"), "k", sq_integer(), NULL)};
    s = sq_textual_select_n(q, sq_text(q, SQ_SQL("select 1 as x, 2 as y")), cols, 2, true);
    ck_assert_str_eq(exports_of(q, s), "x:x k:y");
    s = sq_returning(sq_insert(q, users), users.id, users.name);
    sq_source cte = sq_cte(q, s, "c");
    ck_assert_uint_eq(sq_col_count(cte.sq_), 2);
    ck_assert_ptr_eq(column_of(sq_col(q, cte, "name"))->element, users.name);
    const sq_stmt *many = sq_select(q, users.id);
    for (int i = 0; i < 200; i++)
        many = sq_add_columns(many, users.name);
    sq_source wide = sq_subquery(q, many, "w");
    ck_assert_uint_eq(sq_col_count(wide.sq_), 201);
    ck_assert_int_eq(column_of(sq_col(q, wide, "name_199"))->index, 200);
    END;
}
END_TEST

START_TEST(test_select_deeply_nested_subqueries_stay_small)
{
    BEGIN;
    const sq_stmt *s = sq_select(q, sq_all_columns(q, orders));
    for (int i = 0; i < 40; i++) {
        sq_source sub = sq_subquery(q, s, (const char *)NULL);
        s = sq_select(q, sq_col(q, sub, "id"), sq_col(q, sub, "user_id"), sq_col(q, sub, "total"),
                      sq_col(q, sub, "class_"), sq_col(q, sub, "made"));
        s = sq_where(s, sq_gt(q, sq_col(q, sub, "id"), i));
    }
    ck_assert_msg(status_of(s) == SQ_OK, "%s", message_of(s));
    ck_assert_uint_lt(s->node.size, 2000);
    END;
}
END_TEST

START_TEST(test_select_join_has_the_columns_of_both_sides)
{
    BEGIN;
    sq_source j = sq_join_of(q, SQ_JOIN_LEFT, users.sq_, orders.sq_, NULL);
    ck_assert_uint_eq(sq_col_count(j.sq_), 8);
    ck_assert_ptr_eq(sq_col(q, j, "users_id"), users.id);
    ck_assert_ptr_eq(sq_col(q, j, "orders_id"), orders.id);
    ck_assert_ptr_eq(sq_col(q, j, "total"), orders.total);
    ck_assert_int_eq(status_of(sq_col(q, j, "id")), SQ_ERR_ARGUMENT);
    ck_assert_ptr_eq(sq_col_at(q, j.sq_, 3), orders.id);
    sq_source a = sq_alias(q, j, "ja");
    ck_assert_ptr_eq(column_of(sq_col(q, a, "orders_total"))->element, orders.total);
    ck_assert_int_eq(
        status_of(sq_join_of(q, SQ_JOIN_CROSS, users.sq_, orders.sq_, users.active).sq_),
        SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_select_recursive_cte_restates_the_first_part)
{
    BEGIN;
    sq_source c = sq_cte_recursive(q, sq_select(q, users.id), "c");
    const sq_expr *next = sq_add(q, sq_col(q, c, "id"), 1);
    sq_source whole = sq_cte_union_all(q, c, sq_select(q, next));
    const sqi_cte *x = SQI_CAST_TO(cte, whole.sq_);
    ck_assert_ptr_eq(x->restates, c.sq_);
    ck_assert_int_eq(x->flags, SQI_CTE_RECURSIVE);
    ck_assert_int_eq(SQI_CAST_TO(compound, x->stmt)->op, SQ_OP_UNION_ALL);
    ck_assert_mem_eq(x->name.p, "c", 1);
    ck_assert_ptr_eq(column_of(sq_col(q, whole, "id"))->from, whole.sq_);
    sq_source again = sq_cte_alias_of(q, whole.sq_, sq_name_of("d"));
    ck_assert_ptr_eq(column_of(sq_col(q, again, "id"))->from, again.sq_);
    ck_assert_int_eq(status_of(sq_cte_union_all(q, users, sq_select(q, next)).sq_),
                     SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_select_values_are_typed_by_their_columns)
{
    BEGIN;
    const sq_values_column cols[] = {{"a", NULL, sq_bigint()}, {"b", "k", sq_text_type()}};
    const sq_value cells[] = {SQ_VALUE(1), SQ_VALUE("x"), SQ_VALUE(2), SQ_VALUE(NULL)};
    sq_source v = sq_values_table(q, cols, 2, cells, 2, NULL);
    const sqi_values *x = SQI_CAST_TO(values, v.sq_);
    ck_assert_int_eq(x->items.n, 4);
    ck_assert_int_eq(x->items.p[0]->node.type->kind, SQ_T_BIG_INTEGER);
    ck_assert_int_eq(SQI_CAST_TO(bind, x->items.p[3])->value.kind, SQ_V_NULL);
    ck_assert_int_eq(column_of(sq_col(q, v, "k"))->index, 1);
    ck_assert_int_eq(sq_values_stmt(q, v.sq_)->node.flags, SQI_N_VALUES_STMT);
    ck_assert_int_eq(status_of(sq_values_stmt(q, users.sq_)), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_select_compound_takes_selects_only)
{
    BEGIN;
    const sq_stmt *a = sq_select(q, users.id);
    ck_assert_poison(sq_union(q, a, sq_insert(q, users)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_union(q, sq_select(q, users.id), NULL), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_exists(q, sq_insert(q, users)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_scalar_subquery(q, sq_delete(q, users)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_subquery(q, sq_update(q, users), "u").sq_, SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_compound_n(q, SQ_OP_AND, NULL, 0), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_compound_n(q, SQ_OP_UNION, NULL, 0), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- INSERT, UPDATE, DELETE ---- */

START_TEST(test_select_assigned_values_take_type_and_name_of_the_column)
{
    BEGIN;
    const sq_stmt *s = sq_values(sq_insert(q, orders), sq_set(orders.class_, "x"),
                                 sq_set(orders.total, NULL),
                                 sq_set(orders.id, sq_add(q, orders.id, 1)));
    const sqi_set *x = SQI_CAST_TO(set, s);
    const sqi_bind *b = SQI_CAST_TO(bind, x->list.p[0].value);
    ck_assert_mem_eq(b->name.p, "class_", 6);
    b = SQI_CAST_TO(bind, x->list.p[1].value);
    ck_assert(SQI_IS(x->list.p[1].value, BIND));
    ck_assert_int_eq(b->value.kind, SQ_V_NULL);
    ck_assert_int_eq(b->node.type->kind, SQ_T_NUMERIC);
    ck_assert(SQI_IS(x->list.p[2].value, BINARY));
    END;
}
END_TEST

START_TEST(test_select_insert_refuses_columns_of_another_table)
{
    BEGIN;
    const sq_stmt *s = sq_values(sq_insert(q, orders), sq_set(users.id, 1));
    ck_assert_str_eq(message_of(s), "users.id is no column of orders");
    ck_assert_poison(s, SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_values(sq_update(q, orders), sq_set(users.id, 1))), SQ_OK);
    const sq_value one[] = {SQ_VALUE(1)};
    ck_assert_poison(sq_values_rows(sq_insert(q, orders), &users.id, 1, one, 1), SQ_ERR_ARGUMENT);
    ck_assert_poison(
        sq_from_select_n(sq_insert(q, orders), &users.id, 1, sq_select(q, users.id), false),
        SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_select_rows_leave_out_columns_without_value_and_default)
{
    BEGIN;
    const sq_expr *const cols[] = {orders.id, orders.total, orders.made};
    const sq_value absent = sq_absent_value();
    const sq_value good[] = {SQ_VALUE(1), absent, absent, SQ_VALUE(2), absent, SQ_VALUE(5)};
    const sq_stmt *s = sq_values_rows(sq_insert(q, orders), cols, 3, good, 2);
    const sqi_rows *x = SQI_CAST_TO(rows, s);
    ck_assert_msg(status_of(s) == SQ_OK, "%s", message_of(s));
    ck_assert_int_eq(x->columns.n, 2);
    ck_assert_ptr_eq(x->columns.p[1], orders.made);
    ck_assert_int_eq(x->items.n, 4);
    ck_assert_int_eq(SQI_CAST_TO(bind, x->items.p[1])->value.kind, SQ_V_ABSENT);
    const sq_value late[] = {SQ_VALUE(1), SQ_VALUE(2), absent, SQ_VALUE(2), absent, absent};
    ck_assert_poison(sq_values_rows(sq_insert(q, orders), cols, 3, late, 2), SQ_ERR_ARGUMENT);
    const sq_value surplus[] = {SQ_VALUE(1), absent, absent, SQ_VALUE(2), SQ_VALUE(3), absent};
    ck_assert_poison(sq_values_rows(sq_insert(q, orders), cols, 3, surplus, 2), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_values_rows(sq_insert(q, orders), cols, 3, NULL, 0), SQ_ERR_ARGUMENT);
    const sq_value row[] = {SQ_VALUE(1), SQ_VALUE("x"), SQ_VALUE(NULL)};
    x = SQI_CAST_TO(rows, sq_values_rows(sq_insert(q, users), NULL, 0, row, 1));
    ck_assert_int_eq(x->columns.n, 3);
    END;
}
END_TEST

START_TEST(test_select_on_conflict_is_checked)
{
    BEGIN;
    const sq_stmt *s = sq_values(sq_insert(q, users), sq_set(users.id, 1));
    s = sq_on_conflict_do_update(s, SQ_LIST(users.id),
                                 sq_set(users.name, sq_excluded(q, users.name)));
    const sqi_on_conflict *x = SQI_CAST_TO(on_conflict, s);
    ck_assert_int_eq(x->elements.n, 1);
    ck_assert_ptr_null(x->dialect);
    ck_assert_int_eq(x->action, SQ_DO_UPDATE);
    ck_assert_int_eq(status_of(sq_on_conflict_do_nothing(sq_insert(q, users), users.id)), SQ_OK);
    const sq_on_conflict both = {
        .action = SQ_DO_NOTHING, .constraint = sq_name_of("c"), .elements = SQ_LIST(users.id)};
    ck_assert_poison(sq_on_conflict_with(sq_insert(q, users), &both), SQ_ERR_ARGUMENT);
    const sq_on_conflict nothing_set = {.action = SQ_DO_UPDATE, .elements = SQ_LIST(users.id)};
    ck_assert_poison(sq_on_conflict_with(sq_insert(q, users), &nothing_set), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_on_duplicate_key_update_n(sq_insert(q, users), NULL, NULL, 0, false),
                     SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_select_dml_targets_are_tables)
{
    BEGIN;
    sq_source sub = sq_subquery(q, sq_select(q, users.id), "s");
    ck_assert_int_eq(status_of(sq_insert(q, sub)), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_delete(q, sub)), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_update(q, (SQ_ALIAS(q, users, "u")))), SQ_OK);
    ck_assert_int_eq(status_of((sq_insert)(q, NULL)), SQ_ERR_ARGUMENT);
    sq_source gone = sq_subquery(q, NULL, "s");
    ck_assert_int_eq(status_of(sq_col(q, gone, "x")), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- no memory ---- */

static int build_all(const sq_allocator *a, void *context)
{
    (void)context;
    sq_builder *b = sq_builder_new(.allocator = a);
    const users_table u = SQ_ALIAS(b, users, "u");
    sq_source sub = sq_subquery(b, sq_select(b, u.id, u.id, orders.id), "s");
    const sq_stmt *s = sq_select(b, sq_col(b, sub, "id_1"), sq_col(b, sub, "id_2"));
    s = sq_where(s, sq_in(b, u.id, 1, 2, 3), sq_contains(b, u.name, "x%"));
    s = sq_limit(sq_order_by(s, sq_text(b, SQ_SQL("a = :x"))), 5);
    const sq_stmt *i = sq_values(sq_insert(b, users), sq_set(users.id, 1), sq_set(users.name, "x"));
    const sq_value row[] = {SQ_VALUE(1), SQ_VALUE("x")}, pair = sq_tuple_value(row, 2);
    s = sq_where(s, sq_in_n(b, sq_tuple(b, users.id, users.name), &pair, 1));
    s = sq_where(s, sq_eq(b, users.id, sq_select(b, sq_max(b, orders.user_id))));
    sq_source j = sq_join_of(b, SQ_JOIN_INNER, users.sq_, orders.sq_, NULL);
    s = sq_add_columns(s, sq_col(b, sq_alias(b, j, "j"), "orders_id"), sq_func(b, "a.b", users.id));
    s = sq_add_columns(s, sq_collate(b, users.name, "C", NULL),
                       sq_cast(b, users.id, sq_varchar(5)));
    s = sq_add_columns(s, sq_case(b, sq_when(users.active, 1), sq_else(2)));
    int status = status_of(s) ? status_of(s) : status_of(i);
    if (!status && !sqi_copy(b->arena, &s->node))
        status = SQ_ERR_NOMEM;
    if (!status && !sqi_equal(&s->node, &s->node, NULL))
        status = SQ_ERR_NOMEM;
    sq_builder_free(b);
    return status;
}

START_TEST(test_select_every_failing_allocation_is_told_and_leaks_nothing)
{
    ck_assert_uint_gt(sqt_oom_sweep("build", build_all, NULL, false), 3);
}
END_TEST

SQT_MAIN("select", TEST(test_select_clause_leaves_the_statement_before_as_it_was),
         TEST(test_select_clause_of_a_closed_builder_is_an_error),
         TEST(test_select_clause_of_another_kind_of_statement_is_an_error),
         TEST(test_select_ten_thousand_wheres_cost_ten_thousand_nodes),
         TEST(test_select_one_base_is_refined_by_eight_threads),
         TEST(test_select_where_skips_null_but_delete_refuses_nothing_else),
         TEST(test_select_limit_takes_numbers_from_zero_and_expressions),
         TEST(test_select_alias_has_the_columns_of_its_table),
         TEST(test_select_unknown_column_names_it_and_the_from_element),
         TEST(test_select_subquery_exports_labels_names_and_numbers),
         TEST(test_select_exports_follow_the_clauses),
         TEST(test_select_deeply_nested_subqueries_stay_small),
         TEST(test_select_join_has_the_columns_of_both_sides),
         TEST(test_select_recursive_cte_restates_the_first_part),
         TEST(test_select_values_are_typed_by_their_columns),
         TEST(test_select_compound_takes_selects_only),
         TEST(test_select_assigned_values_take_type_and_name_of_the_column),
         TEST(test_select_insert_refuses_columns_of_another_table),
         TEST(test_select_rows_leave_out_columns_without_value_and_default),
         TEST(test_select_on_conflict_is_checked), TEST(test_select_dml_targets_are_tables),
         TEST(test_select_every_failing_allocation_is_told_and_leaks_nothing))
