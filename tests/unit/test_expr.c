/* test_expr.c: expressions: what constructors make of what they are given. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "tests/support/support.h"

/* clang-format off */
SQ_TABLE(t, (id, integer, .primary_key = true), (name, varchar(50)), (price, numeric(10, 2)),
         (size, double), (flag, boolean), (born, date), (seen, timestamp), (span, interval),
         (data, json), (key, uuid), (raw, blob),
         (list, type(.kind = SQ_T_ARRAY, .details = &(const sq_type_details){.item = &(const sq_type){.kind = SQ_T_INTEGER}})),
         (zeros, type(.kind = SQ_T_ARRAY, .flags = SQ_TYPE_ZERO_INDEXES,
                      .details = &(const sq_type_details){.item = &(const sq_type){.kind = SQ_T_INTEGER}})),
         (map, type(.kind = SQ_T_PG_HSTORE)), (any, type(.kind = SQ_T_UNKNOWN)));
/* clang-format on */

static sq_builder *q;

static void open_builder(void)
{
    q = sq_builder_new();
}

static void close_builder(void)
{
    sq_builder_free(q);
}

#define BEGIN open_builder()
#define END   close_builder()

static int op_of(const sq_expr *e)
{
    if (SQI_IS(e, UNARY))
        return SQI_CAST_TO(unary, e)->op;
    if (SQI_IS(e, CHAIN))
        return SQI_CAST_TO(chain, e)->op;
    ck_assert_msg(SQI_IS(e, BINARY) || SQI_IS(e, BINARY_WITH), "a %s has no operator",
                  sqi_nodes[e->node.kind].name);
    return SQI_CAST_TO(binary, e)->op;
}

static const sq_expr *left_of(const sq_expr *e)
{
    return SQI_CAST_TO(binary, e)->left;
}

static const sq_expr *right_of(const sq_expr *e)
{
    return SQI_CAST_TO(binary, e)->right;
}

static const sqi_bind *bind_of(const sq_expr *e)
{
    ck_assert_msg(SQI_IS(e, BIND), "%s: %s", sqi_nodes[e->node.kind].name,
                  sq_builder_error(q)->message);
    return SQI_CAST_TO(bind, e);
}

static int kind_of(const sq_expr *e)
{
    return e->node.type ? e->node.type->kind : SQ_T_UNKNOWN;
}

static int status_of(const void *n)
{
    return sqi_is_poison(n) ? SQI_CAST_TO(poison, n)->status : SQ_OK;
}

#define ck_assert_poison(e, code)                                                                  \
    do {                                                                                           \
        ck_assert_int_eq(status_of(e), (code));                                                    \
        sq_builder_reset(q);                                                                       \
    } while (0)

/* ---- values ---- */

START_TEST(test_expr_value_is_bound_with_name_and_type_of_the_other_side)
{
    BEGIN;
    char name[] = "jack";
    const sq_expr *e = sq_eq(q, t.name, name);
    name[0] = 'x'; /* the value was copied */
    const sqi_bind *b = bind_of(right_of(e));
    ck_assert_int_eq(op_of(e), SQ_OP_EQ);
    ck_assert_int_eq(kind_of(e), SQ_T_BOOLEAN);
    ck_assert_int_eq(b->name.n, 4);
    ck_assert_mem_eq(b->name.p, "name", 4);
    ck_assert_mem_eq(b->value.v.s, "jack", 4);
    ck_assert_int_eq(b->node.type->kind, SQ_T_STRING);
    ck_assert_int_eq(b->node.type->length, 50);
    ck_assert_int_eq(b->flags, SQI_BIND_UNIQUE);
    END;
}
END_TEST

START_TEST(test_expr_null_compares_as_is_null)
{
    BEGIN;
    const sq_expr *e = sq_eq(q, t.id, NULL);
    ck_assert_int_eq(op_of(e), SQ_OP_IS);
    ck_assert(SQI_IS(right_of(e), CONST));
    ck_assert_int_eq(op_of(sq_ne(q, t.id, NULL)), SQ_OP_IS_NOT);
    ck_assert_int_eq(op_of(sq_eq(q, t.id, sq_null(q))), SQ_OP_IS);
    ck_assert_int_eq(op_of(sq_eq(q, t.name, (const char *)NULL)), SQ_OP_IS);
    ck_assert_int_eq(op_of(sq_is_distinct_from(q, t.id, NULL)), SQ_OP_IS_DISTINCT_FROM);
    ck_assert_poison(sq_lt(q, t.id, NULL), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_like(q, t.name, NULL), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_expr_booleans_are_constants_not_parameters)
{
    BEGIN;
    ck_assert(SQI_IS(right_of(sq_eq(q, t.flag, true)), CONST));
    ck_assert_int_eq(op_of(sq_eq(q, t.flag, true)), SQ_OP_EQ);
    ck_assert_int_eq(SQI_CAST_TO(constant, right_of(sq_ne(q, t.flag, 0)))->which, SQI_CONST_FALSE);
    ck_assert_int_eq(op_of(sq_is(q, t.flag, true)), SQ_OP_IS);
    ck_assert(SQI_IS(right_of(sq_eq(q, t.id, 1)), BIND));
    ck_assert_poison(sq_gt(q, t.flag, sq_true(q)), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

static const struct {
    const sq_expr *const *column;
    sq_value value;
    bool good;
} checks[] = {
    {&t.id, {.kind = SQ_V_INT, .len = 4}, true},
    {&t.id, {.kind = SQ_V_DOUBLE}, true},
    {&t.id, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "x"}}, false},
    {&t.id, {.kind = SQ_V_UINT, .v = {.u = UINT64_MAX}}, false},
    {&t.id, {.kind = SQ_V_DATE}, false},
    {&t.name, {.kind = SQ_V_INT, .len = 4}, false},
    {&t.name, {.kind = SQ_V_BYTES, .v = {.p = "x"}, .len = 1}, false},
    {&t.name, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "x"}}, true},
    {&t.price, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "1"}}, true},
    {&t.price, {.kind = SQ_V_DATE}, false},
    {&t.size, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "1"}}, false},
    {&t.flag, {.kind = SQ_V_INT, .len = 4, .v = {.i = 2}}, false},
    {&t.flag, {.kind = SQ_V_INT, .len = 4, .v = {.i = 1}}, true},
    {&t.flag, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "t"}}, false},
    {&t.born, {.kind = SQ_V_TEXT, .len = 10, .v = {.s = "2026-01-31"}}, true},
    {&t.born, {.kind = SQ_V_INT, .len = 4}, false},
    {&t.born, {.kind = SQ_V_DATE}, true},
    {&t.seen, {.kind = SQ_V_TIMESTAMP}, true},
    {&t.seen, {.kind = SQ_V_BOOL}, false},
    {&t.key, {.kind = SQ_V_UUID, .len = 16, .v = {.p = "0123456789abcdef"}}, true},
    {&t.raw, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "x"}}, false},
    {&t.raw, {.kind = SQ_V_BYTES, .len = 1, .v = {.p = "x"}}, true},
    {&t.data, {.kind = SQ_V_INT, .len = 4}, true},
    {&t.any, {.kind = SQ_V_INT, .len = 4}, true},
};
enum { N_CHECKS = sizeof checks / sizeof checks[0] };

START_TEST(test_expr_values_of_a_wrong_type_are_refused_where_they_are_compared)
{
    BEGIN;
    int wanted = checks[_i].good ? SQ_OK : SQ_ERR_TYPE;
    const sq_expr *column = *checks[_i].column;
    ck_assert_int_eq(status_of((sq_eq)(q, column, checks[_i].value)), wanted);
    ck_assert_int_eq(status_of((sq_between)(q, column, checks[_i].value, checks[_i].value)),
                     wanted);
    ck_assert_int_eq(status_of(sq_in_n(q, column, &checks[_i].value, 1)), wanted);
    const sq_stmt *s = sq_update(q, t);
    const sq_assignment a = {column, checks[_i].value};
    ck_assert_int_eq(status_of(sq_values_n(s, &a, 1)), wanted);
    END;
}
END_TEST

START_TEST(test_expr_message_names_column_and_type_but_not_the_value)
{
    BEGIN;
    (void)sq_eq(q, t.id, "secret");
    const char *m = sq_builder_error(q)->message;
    ck_assert_msg(strstr(m, "t.id") && strstr(m, "integer") && strstr(m, "a text"), "%s", m);
    ck_assert_ptr_null(strstr(m, "secret"));
    sq_builder_reset(q);
    (void)sq_eq(q, t.name, 'x');
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "int in C"));
    END;
}
END_TEST

static const struct {
    const sq_expr *const *column;
    sq_op op;
    sq_value value;
    int type;
} adapted[] = {
    {&t.price, SQ_OP_EQ, {.kind = SQ_V_INT, .len = 4}, SQ_T_NUMERIC},
    {&t.price, SQ_OP_EQ, {.kind = SQ_V_DOUBLE}, SQ_T_DOUBLE},
    {&t.id, SQ_OP_EQ, {.kind = SQ_V_INT, .len = 8}, SQ_T_INTEGER},
    {&t.any, SQ_OP_EQ, {.kind = SQ_V_INT, .len = 4}, SQ_T_INTEGER},
    {&t.any, SQ_OP_EQ, {.kind = SQ_V_INT, .len = 8}, SQ_T_BIG_INTEGER},
    {&t.born, SQ_OP_ADD, {.kind = SQ_V_INT, .len = 4}, SQ_T_INTEGER},
    {&t.born, SQ_OP_SUB, {.kind = SQ_V_INTERVAL}, SQ_T_INTERVAL},
    {&t.data, SQ_OP_GETITEM, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "k"}}, SQ_T_JSON_STR_INDEX},
    {&t.data, SQ_OP_GETITEM, {.kind = SQ_V_INT, .len = 4}, SQ_T_JSON_INT_INDEX},
    {&t.list, SQ_OP_GETITEM, {.kind = SQ_V_INT, .len = 4}, SQ_T_INTEGER},
    {&t.key, SQ_OP_EQ, {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "k"}}, SQ_T_UUID},
};
enum { N_ADAPTED = sizeof adapted / sizeof adapted[0] };

START_TEST(test_expr_type_of_a_value_follows_from_operator_and_other_side)
{
    BEGIN;
    const sq_expr *a = *adapted[_i].column;
    const sq_expr *e = adapted[_i].op == SQ_OP_GETITEM ? (sq_getitem)(q, a, adapted[_i].value)
                       : adapted[_i].op == SQ_OP_ADD   ? (sq_add)(q, a, adapted[_i].value)
                       : adapted[_i].op == SQ_OP_SUB   ? (sq_sub)(q, a, adapted[_i].value)
                                                       : (sq_eq)(q, a, adapted[_i].value);
    ck_assert_int_eq(kind_of(right_of(e)), adapted[_i].type);
    END;
}
END_TEST

/* ---- results ---- */

START_TEST(test_expr_results_have_the_type_of_the_arithmetic)
{
    BEGIN;
    ck_assert_int_eq(kind_of(sq_add(q, t.id, 1)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_div(q, t.id, 2)), SQ_T_NUMERIC);
    ck_assert_int_eq(kind_of(sq_floordiv(q, t.id, 2)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_mul(q, t.id, t.price)), SQ_T_NUMERIC);
    ck_assert_int_eq(kind_of(sq_mul(q, t.price, t.size)), SQ_T_DOUBLE);
    ck_assert_int_eq(kind_of(sq_sub(q, t.born, t.born)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_sub(q, t.seen, t.seen)), SQ_T_INTERVAL);
    ck_assert_int_eq(kind_of(sq_add(q, t.born, t.span)), SQ_T_DATETIME);
    ck_assert_int_eq(kind_of(sq_add(q, t.any, t.price)), SQ_T_NUMERIC);
    ck_assert_int_eq(kind_of(sq_bitwise_and(q, t.id, 1)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_concat(q, t.id, t.name)), kind_of(t.name));
    ck_assert_int_eq(kind_of(sq_concat(q, t.id, sq_upper(q, t.name))), SQ_T_UNKNOWN);
    ck_assert_int_eq(kind_of(sq_concat(q, sq_upper(q, t.name), t.id)), SQ_T_UNKNOWN);
    ck_assert_int_eq(kind_of(sq_match(q, t.name, "x")), SQ_T_MATCH_BOOLEAN);
    ck_assert_int_eq(kind_of(sq_max(q, t.price)), SQ_T_NUMERIC);
    ck_assert_int_eq(kind_of(sq_count_all(q)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_func(q, "array_agg", t.id)), SQ_T_ARRAY);
    ck_assert_int_eq(kind_of(sq_neg(q, t.price)), SQ_T_NUMERIC);
    END;
}
END_TEST

START_TEST(test_expr_plus_joins_texts)
{
    BEGIN;
    ck_assert_int_eq(op_of(sq_add(q, t.name, "x")), SQ_OP_CONCAT);
    ck_assert_int_eq(op_of(sq_add(q, t.any, "x")), SQ_OP_CONCAT);
    ck_assert_int_eq(op_of(sq_add(q, t.any, t.name)), SQ_OP_CONCAT);
    ck_assert_int_eq(op_of(sq_add(q, t.list, t.list)), SQ_OP_CONCAT);
    ck_assert_int_eq(op_of(sq_add(q, t.id, 1)), SQ_OP_ADD);
    ck_assert_int_eq(op_of(sq_binary(q, SQ_OP_ADD, t.name, t.name)), SQ_OP_ADD);
    END;
}
END_TEST

START_TEST(test_expr_contains_takes_the_text_literally)
{
    BEGIN;
    const sq_expr *e = sq_contains(q, t.name, "50%_/x");
    ck_assert(SQI_IS(e, BINARY_WITH));
    ck_assert_str_eq(SQI_CAST_TO(binary_with, e)->with->escape, "/");
    ck_assert_str_eq(bind_of(right_of(e))->value.v.s, "50/%/_//x");
    ck_assert(SQI_IS(sq_contains(q, t.name, t.name), BINARY));
    ck_assert_int_eq(op_of(sq_not(q, e)), SQ_OP_NOT_CONTAINS);
    ck_assert(SQI_IS(sq_not(q, e), BINARY_WITH));
    const sq_operator as_is = {.op = SQ_OP_STARTSWITH, .escape = "^"};
    e = sq_binary_with(q, t.name, sq_val(q, "a%"), &as_is);
    ck_assert_str_eq(bind_of(right_of(e))->value.v.s, "a%");
    const sq_operator two = {.op = SQ_OP_LIKE, .escape = "xx"};
    ck_assert_poison(sq_binary_with(q, t.name, t.name, &two), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_expr_elements_of_documents_and_arrays)
{
    BEGIN;
    const sq_value path[] = {SQ_VALUE("a"), SQ_VALUE(1)};
    const sq_expr *e = sq_getitem(q, t.data, "k");
    ck_assert_int_eq(op_of(e), SQ_OP_JSON_GETITEM);
    ck_assert_int_eq(kind_of(e), SQ_T_JSON);
    e = sq_getitem(q, t.data, sq_list_value(path, 2));
    ck_assert_int_eq(op_of(e), SQ_OP_JSON_PATH_GETITEM);
    ck_assert_int_eq(kind_of(right_of(e)), SQ_T_JSON_PATH);
    ck_assert_int_eq(kind_of(sq_getitem(q, t.list, 1)), SQ_T_INTEGER);
    ck_assert_int_eq(kind_of(sq_getitem(q, t.list, sq_slice(q, sq_val(q, 1), sq_val(q, 2), NULL))),
                     SQ_T_ARRAY);
    ck_assert_int_eq(bind_of(right_of(sq_getitem(q, t.zeros, 0)))->value.v.i, 1);
    e = sq_getitem(q, t.map, "k");
    ck_assert_int_eq(kind_of(e), SQ_T_TEXT);
    ck_assert_str_eq(SQI_CAST_TO(binary_with, e)->with->render_as, "hstore_getitem");
    END;
}
END_TEST

START_TEST(test_expr_any_stands_on_the_right)
{
    BEGIN;
    const sq_expr *e = sq_gt(q, sq_any(q, t.list), 5);
    ck_assert_int_eq(op_of(e), SQ_OP_LT);
    ck_assert_int_eq(kind_of(left_of(e)), SQ_T_INTEGER);
    ck_assert_int_eq(op_of(right_of(e)), SQ_OP_ANY);
    /* NOT (5 = ANY (x)) is no 5 != ANY (x) */
    ck_assert_int_eq(op_of(sq_not(q, sq_eq(q, sq_any(q, t.list), 5))), SQ_OP_NOT);
    END;
}
END_TEST

/* ---- NOT, AND, OR ---- */

START_TEST(test_expr_not_uses_the_negation_of_the_operator)
{
    BEGIN;
    const sq_expr *e = sq_eq(q, t.id, 1);
    ck_assert_int_eq(op_of(sq_not(q, e)), SQ_OP_NE);
    ck_assert_int_eq(op_of(sq_not(q, sq_not(q, e))), SQ_OP_EQ);
    ck_assert_ptr_eq(right_of(sq_not(q, e)), right_of(e));
    ck_assert_int_eq(op_of(sq_not(q, sq_lt(q, t.id, 1))), SQ_OP_GE);
    ck_assert_int_eq(op_of(sq_not(q, t.flag)), SQ_OP_IS_FALSE);
    ck_assert_int_eq(op_of(sq_not(q, sq_not(q, t.flag))), SQ_OP_IS_TRUE);
    ck_assert_int_eq(SQI_CAST_TO(constant, sq_not(q, sq_true(q)))->which, SQI_CONST_FALSE);
    e = sq_between(q, t.id, 1, 2);
    ck_assert_int_eq(SQI_CAST_TO(between, sq_not(q, e))->negated, 1);
    ck_assert_int_eq(SQI_CAST_TO(between, sq_not(q, sq_not(q, e)))->negated, 0);
    e = sq_and(q, sq_eq(q, t.id, 1), sq_eq(q, t.id, 2));
    ck_assert_int_eq(op_of(sq_not(q, e)), SQ_OP_NOT);
    e = sq_not(q, sq_exists(q, sq_select(q, t.id)));
    ck_assert_int_eq(op_of(e), SQ_OP_NOT);
    ck_assert_ptr_eq(SQI_CAST_TO(unary, sq_not(q, e))->of, e);
    const sq_operator custom = {.op = SQ_OP_CUSTOM, .custom = SQ_SQL("@@"), .comparison = true};
    ck_assert_int_eq(op_of(sq_not(q, sq_binary_with(q, t.id, t.id, &custom))), SQ_OP_NOT);
    END;
}
END_TEST

static int items_of(const sq_expr *e)
{
    int n = 0;
    for (; e; e = SQI_CAST_TO(chain, e)->before)
        n += (int)SQI_CAST_TO(chain, e)->items.n;
    return n;
}

START_TEST(test_expr_and_skips_null_and_neutral_and_flattens)
{
    BEGIN;
    const sq_expr *a = sq_eq(q, t.id, 1), *b = sq_eq(q, t.id, 2), *c = sq_eq(q, t.id, 3);
    const sq_expr *none = NULL;
    ck_assert_ptr_eq(sq_and(q, none, a, sq_true(q)), a);
    ck_assert_int_eq(items_of(sq_and(q, a, none, b)), 2);
    ck_assert_int_eq(items_of(sq_and(q, sq_and(q, a, b), c)), 3);
    ck_assert_int_eq(items_of(sq_and(q, a, sq_and(q, b, c))), 3);
    ck_assert_int_eq(items_of(sq_or(q, sq_and(q, a, b), c)), 2);
    ck_assert(SQI_IS(sq_and(q, a, sq_false(q)), CONST));
    ck_assert_int_eq(SQI_CAST_TO(constant, sq_or(q, a, sq_true(q)))->which, SQI_CONST_TRUE);
    ck_assert_ptr_eq(sq_or(q, sq_false(q), a), a);
    ck_assert_int_eq(items_of(sq_and(q, none, none)), 0);
    ck_assert(SQI_IS(sq_and(q, sq_true(q), sq_true(q)), CONST));
    ck_assert_int_eq(items_of(sq_and(q, a, sq_and(q, none, none), b)), 2);
    END;
}
END_TEST

START_TEST(test_expr_error_inside_a_condition_outlives_a_constant)
{
    BEGIN;
    const sq_expr *bad = sq_eq(q, t.id, "x");
    ck_assert_int_eq(status_of(sq_and(q, bad, sq_false(q))), SQ_ERR_TYPE);
    ck_assert_int_eq(status_of(sq_or(q, sq_true(q), bad)), SQ_ERR_TYPE);
    END;
}
END_TEST

START_TEST(test_expr_boolean_values_become_conditions_in_and)
{
    BEGIN;
    const sq_expr *e = sq_and(q, t.flag, sq_eq(q, t.id, 1));
    ck_assert_int_eq(op_of(SQI_CAST_TO(chain, e)->items.p[0]), SQ_OP_IS_TRUE);
    const sq_expr *said = sq_unary(q, SQ_OP_IS_FALSE, t.flag);
    ck_assert_ptr_eq(sq_and(q, said), said); /* not once more */
    ck_assert_int_eq(op_of(sq_or(q, t.flag)), SQ_OP_IS_TRUE);
    ck_assert_ptr_eq(sq_and(q, t.id), t.id);
    END;
}
END_TEST

START_TEST(test_expr_and_grows_in_constant_time)
{
    BEGIN;
    const sq_expr *term = sq_eq(q, t.id, 1), *e = term;
    for (int i = 0; i < 1000000; i++)
        e = sq_and(q, e, term);
    ck_assert_int_eq(status_of(e), SQ_OK);
    ck_assert_uint_gt(e->node.size, 1000000);
    ck_assert_int_lt(e->node.depth, 8);
    END;
}
END_TEST

/* ---- IN ---- */

START_TEST(test_expr_in_list_is_one_parameter)
{
    BEGIN;
    const sq_expr *e = sq_in(q, t.id, 1, 2, 3);
    const sqi_bind *b = bind_of(right_of(e));
    ck_assert_int_eq(b->flags, SQI_BIND_UNIQUE | SQI_BIND_EXPANDING);
    ck_assert_int_eq(b->value.len, 3);
    ck_assert_int_eq(b->value.v.list[2].v.i, 3);
    const sq_value items[] = {SQ_VALUE(7), SQ_VALUE(8)};
    b = bind_of(right_of(sq_in(q, t.id, sq_list_value(items, 2))));
    ck_assert_int_eq(b->value.len, 2);
    b = bind_of(right_of(sq_not_in_n(q, t.id, NULL, 0)));
    ck_assert_int_eq(b->value.len, 0);
    END;
}
END_TEST

START_TEST(test_expr_in_with_expressions_is_a_list)
{
    BEGIN;
    const sq_expr *e = right_of(sq_in(q, t.id, 1, t.price, 3));
    ck_assert_int_eq(op_of(e), SQ_OP_COMMA);
    ck_assert_int_eq(SQI_CAST_TO(chain, e)->items.n, 3);
    ck_assert_ptr_eq(SQI_CAST_TO(chain, e)->items.p[1], t.price);
    const sq_stmt *s = sq_select(q, t.id);
    ck_assert(SQI_IS(right_of(sq_in(q, t.id, s)), SCALAR_SUBQUERY));
    const sq_expr *ids = sq_bindparam(q, "ids", .expanding = true);
    ck_assert_ptr_eq(right_of(sq_in(q, t.id, ids)), ids);
    END;
}
END_TEST

START_TEST(test_expr_in_of_rows_checks_their_width)
{
    BEGIN;
    const sq_expr *row = sq_tuple(q, t.id, t.name);
    const sq_value one[] = {SQ_VALUE(1), SQ_VALUE("a")}, three[] = {one[0], one[1], one[0]};
    const sq_value good[] = {sq_tuple_value(one, 2), sq_tuple_value(one, 2)};
    const sqi_bind *b = bind_of(right_of(sq_in_n(q, row, good, 2)));
    ck_assert_int_eq(b->flags & SQI_BIND_TUPLE, SQI_BIND_TUPLE);
    ck_assert_int_eq(b->flags / SQI_BIND_TUPLE_WIDTH, 2);
    const sq_value bad = sq_tuple_value(three, 3);
    const sq_expr *e = sq_in_n(q, row, &bad, 1);
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "2 columns"));
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "3 values"));
    ck_assert_poison(e, SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_in_n(q, t.id, good, 2), SQ_ERR_ARGUMENT);
    const sq_value wrong[] = {SQ_VALUE("a"), SQ_VALUE("a")};
    const sq_value typed = sq_tuple_value(wrong, 2);
    ck_assert_poison(sq_in_n(q, sq_tuple(q, t.id, t.name), &typed, 1), SQ_ERR_TYPE);
    END;
}
END_TEST

/* ---- CASE, functions ---- */

START_TEST(test_expr_case_types_its_plain_results_alike)
{
    BEGIN;
    const sq_expr *e = sq_case(q, sq_when(sq_eq(q, t.id, 1), 5),
                               sq_when(sq_eq(q, t.id, 2), t.price), sq_else(NULL));
    const sqi_case_ *c = SQI_CAST_TO(case_, e);
    ck_assert_int_eq(c->whens.n, 4);
    ck_assert_int_eq(kind_of(e), SQ_T_NUMERIC);
    ck_assert_int_eq(kind_of(c->whens.p[1]), SQ_T_NUMERIC);
    ck_assert(SQI_IS(c->otherwise, CONST));
    const sq_case_arm arms[] = {sq_when("jack", "x")};
    e = sq_case_n(q, t.name, arms, 1);
    ck_assert_int_eq(SQI_CAST_TO(case_, e)->whens.p[0]->node.type->length, 50);
    ck_assert_poison(sq_case_n(q, NULL, arms, 1), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_case_n(q, NULL, NULL, 0), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_expr_function_names_are_known_in_any_case)
{
    BEGIN;
    ck_assert_int_eq(SQI_CAST_TO(func, sq_func(q, "CoUnT", t.id))->id, SQI_FN_COUNT);
    ck_assert_int_eq(SQI_CAST_TO(func, sq_func(q, "counts", t.id))->id, SQI_FN_OTHER);
    ck_assert_int_eq(SQI_CAST_TO(func, sq_func(q, "coun", t.id))->id, SQI_FN_OTHER);
    for (int i = SQI_FN_OTHER + 1; i < SQI_FUNC_COUNT; i++) {
        char name[32] = {0};
        for (size_t k = 0; sqi_funcs[i].name[k]; k++)
            name[k] = (char)(k % 2 ? toupper((unsigned char)sqi_funcs[i].name[k])
                                   : sqi_funcs[i].name[k]);
        ck_assert_msg(SQI_CAST_TO(func, sq_func(q, name))->id == i, "%s", name);
    }
    const sq_expr *e = sq_func(q, "a.b.count", t.id);
    ck_assert_str_eq(SQI_CAST_TO(func, e)->package, "a.b");
    ck_assert_int_eq(SQI_CAST_TO(func, e)->id, SQI_FN_OTHER);
    ck_assert_int_eq(SQI_CAST_TO(func, e)->name.n, 5);
    ck_assert_poison(sq_func_n(q, NULL, NULL, 0), SQ_ERR_ARGUMENT);
    const sq_expr *const args[] = {NULL};
    ck_assert_poison(sq_func_n(q, "f", args, 1), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_expr_window_frames_are_checked)
{
    BEGIN;
    const sq_expr *sum = sq_sum(q, t.price);
    const sq_expr *e = sq_over(q, sum, .order_by = SQ_LIST(t.id), .frame = SQ_ROWS,
                               .start = {SQ_PRECEDING, sq_val(q, 1)},
                               .end = {SQ_CURRENT_ROW, NULL});
    ck_assert_int_eq(SQI_CAST_TO(over, e)->frame, SQ_ROWS);
    ck_assert_int_eq(kind_of(e), SQ_T_NUMERIC);
    ck_assert_poison(
        sq_over(q, sq_sum(q, t.price), .frame = SQ_ROWS, .start = {SQ_PRECEDING, NULL}),
        SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_over(q, sq_sum(q, t.price), .exclude = SQ_EXCLUDE_TIES), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- text ---- */

static const struct {
    const char *sql;
    const char *names; /* of the parameters, in order; NULL: an error */
} texts[] = {
    {"a = :x AND b = :y", "x y"},
    {"a = :x AND b = :x", "x"},
    {"a::int", ""},
    {":x::int", "x"},
    {"':x'", ""},
    {"'it''s :x' || :y", "y"},
    {"E'\\' :x' || :y", "y"},
    {"\":x\" || :y", "y"},
    {"`:x` || :y", "y"},
    {"$$ :x $$ || :y", "y"},
    {"$tag$ :x $$ :z $tag$ || :y", "y"},
    {"$1 || :y", "y"},
    {"-- :x\n :y", "y"},
    {"-- :x", ""},
    {"/* :x */ :y", "y"},
    {"\\:x :y", "y"},
    {"a[1:2]", ""},
    {"x := :y", "y"},
    {"12:30", ""},
    {"(:x,:y)", "x y"},
    {"'open", NULL},
    {"\"open", NULL},
    {"/* open", NULL},
    {"$a$ open", NULL},
};
enum { N_TEXTS = sizeof texts / sizeof texts[0] };

START_TEST(test_expr_text_finds_parameters_outside_of_quotes_and_comments)
{
    BEGIN;
    const sq_sql_text *sql = sq_unsafe_sql(q, texts[_i].sql, strlen(texts[_i].sql));
    const sq_expr *e = sq_text(q, sql);
    ck_assert_int_eq(status_of(e), texts[_i].names ? SQ_OK : SQ_ERR_ARGUMENT);
    char names[64] = "";
    sqi_exprs binds = texts[_i].names ? SQI_CAST_TO(text, e)->binds : (sqi_exprs){NULL, 0};
    for (uint32_t i = 0; i < binds.n; i++) {
        const sqi_bind *b = bind_of(binds.p[i]);
        ck_assert_int_eq(b->flags, SQI_BIND_REQUIRED);
        ck_assert_int_eq(b->value.kind, SQ_V_ABSENT);
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.*s", i ? " " : "",
                 (int)b->name.n, b->name.p);
    }
    ck_assert_str_eq(names, texts[_i].names ? texts[_i].names : "");
    END;
}
END_TEST

START_TEST(test_expr_text_takes_given_parameters)
{
    BEGIN;
    const sq_expr *x = sq_bindparam(q, "x", .value = SQ_VALUE(5));
    const sq_expr *e = sq_text_bound_n(q, SQ_SQL("a = :x AND b = :y"), &x, 1);
    ck_assert_ptr_eq(SQI_CAST_TO(text, e)->binds.p[0], x);
    ck_assert_int_eq(SQI_CAST_TO(text, e)->binds.n, 2);
    ck_assert_poison(sq_text_bound_n(q, SQ_SQL("a = :z"), &x, 1), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_text(q, NULL), SQ_ERR_ARGUMENT);
    ck_assert_ptr_null(sq_unsafe_sql(q, "a\0b", 3));
    ck_assert_ptr_null(sq_unsafe_sql(q, "\xff", 1));
    END;
}
END_TEST

START_TEST(test_expr_bindparam_needs_a_name_or_unique)
{
    BEGIN;
    const sqi_bind *b = bind_of(sq_bindparam(q, "x"));
    ck_assert_int_eq(b->flags, SQI_BIND_REQUIRED);
    b = bind_of(sq_bindparam(q, "x", .has_value = true));
    ck_assert_int_eq(b->value.kind, SQ_V_NULL);
    ck_assert_int_eq(b->flags, 0);
    ck_assert_int_eq(bind_of(sq_bindparam(q, .unique = true, .value = SQ_VALUE(1)))->flags,
                     SQI_BIND_UNIQUE);
    ck_assert_poison((sq_bindparam)(q, &(const sq_bindparam_options){0}), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_bindparam(q, "x", .value = SQ_VALUE(t.id)), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_bindparam(q, "a\xff"), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- errors ---- */

START_TEST(test_expr_poison_passes_to_what_contains_it_and_the_first_is_kept)
{
    BEGIN;
    const sq_expr *bad = sq_eq(q, t.id, "x");
    const sq_expr *worse = sq_func_n(q, NULL, NULL, 0);
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_and(q, bad, worse), NULL);
    s = sq_limit(sq_order_by(s, t.id), 5);
    ck_assert_ptr_eq(s, bad);
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_TYPE);
    ck_assert_str_eq(sq_builder_error(q)->where, "sq_eq");
    /* and nothing else */
    ck_assert_int_eq(status_of(sq_select(q, t.id)), SQ_OK);
    END;
}
END_TEST

START_TEST(test_expr_missing_operands_are_errors)
{
    BEGIN;
    int x = 1;
    void *p = &x;
    const sq_expr *none = NULL;
    ck_assert_poison(sq_eq(q, none, 1), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_not(q, none), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_label(q, none, "x"), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_label(q, t.id, (const char *)NULL), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_label(q, t.id, ""), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_eq(q, t.id, p), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_tuple(q, t.id, none), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_binary(q, SQ_OP_BETWEEN, t.id, t.id), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_binary(q, (sq_op)9999, t.id, t.id), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_unary(q, SQ_OP_EQ, t.id), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_extract(q, (sq_extract_field)999, t.born), SQ_ERR_ARGUMENT);
    ck_assert_poison(sq_func_as_comparison(q, sq_func(q, "f", t.id), 1, 2), SQ_ERR_ARGUMENT);
    END;
}
END_TEST

START_TEST(test_expr_nesting_is_limited_at_once)
{
    BEGIN;
    const sq_expr *e = t.id;
    int i = 0;
    while (i < 100000 && !sqi_is_poison(e)) {
        e = sq_neg(q, e);
        i++;
    }
    ck_assert_int_eq(i, 1001);
    ck_assert_int_eq(status_of(e), SQ_ERR_TOO_DEEP);
    END;
}
END_TEST

START_TEST(test_expr_expanded_size_is_limited_although_it_is_shared)
{
    BEGIN;
    const sq_expr *e = sq_add(q, t.id, 1);
    int i = 0;
    while (i < 60 && !sqi_is_poison(e)) {
        e = sq_add(q, e, e);
        i++;
    }
    ck_assert_int_lt(i, 30);
    ck_assert_int_eq(status_of(e), SQ_ERR_LIMIT);
    END;
}
END_TEST

static void *no_memory(void *context, void *p, size_t n)
{
    (void)context, (void)p, (void)n;
    return NULL;
}

START_TEST(test_expr_builder_without_memory_gives_poison_only)
{
    const sq_allocator none = {no_memory, NULL};
    q = sq_builder_new(.allocator = &none);
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_NOMEM);
    const sq_expr *e = sq_and(q, sq_eq(q, t.id, "1"), sq_in(q, t.id, 1, 2), t.flag);
    ck_assert_int_eq(status_of(e), SQ_ERR_NOMEM);
    e = sq_case(q, sq_when(sq_eq(q, t.id, 1), 5));
    ck_assert_int_eq(status_of(e), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_cast(q, t.id, sq_varchar(5))), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_text(q, SQ_SQL("a = :x"))), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_func(q, "a.b", t.id)), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_contains(q, t.name, "x")), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_collate(q, t.name, "x", NULL)), SQ_ERR_NOMEM);
    ck_assert_int_eq(status_of(sq_array_n(q, &t.id, 1, sq_integer())), SQ_ERR_NOMEM);
    ck_assert_str_eq(sq_expr_dump(q, e), "");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_expr_dump_shows_the_tree)
{
    BEGIN;
    ck_assert_str_eq(sq_expr_dump(q, sq_eq(q, t.id, 5)),
                     "binary op=EQ type=\"boolean\"\n"
                     "  left: column t.id type=\"integer\"\n"
                     "  right: bind name=\"id\" flags=1 value=INT type=\"integer\"\n");
    END;
}
END_TEST

SQT_MAIN(
    "expr", TEST(test_expr_value_is_bound_with_name_and_type_of_the_other_side),
    TEST(test_expr_null_compares_as_is_null), TEST(test_expr_booleans_are_constants_not_parameters),
    LOOP(test_expr_values_of_a_wrong_type_are_refused_where_they_are_compared, 0, N_CHECKS),
    TEST(test_expr_message_names_column_and_type_but_not_the_value),
    LOOP(test_expr_type_of_a_value_follows_from_operator_and_other_side, 0, N_ADAPTED),
    TEST(test_expr_results_have_the_type_of_the_arithmetic), TEST(test_expr_plus_joins_texts),
    TEST(test_expr_contains_takes_the_text_literally),
    TEST(test_expr_elements_of_documents_and_arrays), TEST(test_expr_any_stands_on_the_right),
    TEST(test_expr_not_uses_the_negation_of_the_operator),
    TEST(test_expr_and_skips_null_and_neutral_and_flattens),
    TEST(test_expr_error_inside_a_condition_outlives_a_constant),
    TEST(test_expr_boolean_values_become_conditions_in_and),
    TEST(test_expr_and_grows_in_constant_time), TEST(test_expr_in_list_is_one_parameter),
    TEST(test_expr_in_with_expressions_is_a_list), TEST(test_expr_in_of_rows_checks_their_width),
    TEST(test_expr_case_types_its_plain_results_alike),
    TEST(test_expr_function_names_are_known_in_any_case), TEST(test_expr_window_frames_are_checked),
    LOOP(test_expr_text_finds_parameters_outside_of_quotes_and_comments, 0, N_TEXTS),
    TEST(test_expr_text_takes_given_parameters), TEST(test_expr_bindparam_needs_a_name_or_unique),
    TEST(test_expr_poison_passes_to_what_contains_it_and_the_first_is_kept),
    TEST(test_expr_missing_operands_are_errors), TEST(test_expr_nesting_is_limited_at_once),
    TEST(test_expr_expanded_size_is_limited_although_it_is_shared),
    TEST(test_expr_builder_without_memory_gives_poison_only), TEST(test_expr_dump_shows_the_tree))
