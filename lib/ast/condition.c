/* condition.c: AND, OR, NOT, IN, chains of one operator.
 *
 * AND and OR lists grow at their end in O(1): the new list points to the old one. What can be said
 * without the database is settled here: neutral and absorbing constants, nested lists, negation. */
#include "lib/ast/construct.h"
#include <stddef.h>

enum { SHORT_CHAIN = 16 }; /* nested lists up to this length are taken apart */

/* ---- conditions ---- */

/* Operators are conditions by themselves; what merely has a boolean value becomes x or x = 1. */
static bool is_value(const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
    case SQI_N_COLUMN_OF:
    case SQI_N_NAMED_COLUMN:
    case SQI_N_LITERAL_COLUMN:
    case SQI_N_OWN_COLUMN:
    case SQI_N_BIND:
    case SQI_N_FUNC:
    case SQI_N_FUNC_FIELD:
    case SQI_N_OVER:
    case SQI_N_FILTER:
    case SQI_N_WITHIN_GROUP:
    case SQI_N_AGGREGATE_ORDER_BY:
    case SQI_N_CASE:
    case SQI_N_CAST:
    case SQI_N_DML_COLUMN:
    case SQI_N_EXCLUDED:
    case SQI_N_EXTENSION:
        return sqi_expr_class(e) == SQ_TC_BOOLEAN;
    case SQI_N_LABEL:
        return is_value(SQI_CAST_TO(label, e)->of);
    default:
        return false;
    }
}

const sq_expr *sqi_any_condition(sq_builder *q, const sq_expr *e)
{
    return is_value(e) ? sqi_make_unary(q, SQ_OP_IS_TRUE, e, sqi_simple_type(SQ_T_BOOLEAN)) : e;
}

static bool is_chain_of(const sq_expr *e, sq_op op)
{
    if (!SQI_IS(e, CHAIN))
        return false;
    const sqi_chain *c = SQI_CAST_TO(chain, e);
    return c->op == (int32_t)op && !c->with && !c->flags;
}

bool sqi_is_empty_chain(const sq_expr *e)
{
    while (SQI_IS(e, LABEL)) /* a name makes it no condition */
        e = SQI_CAST_TO(label, e)->of;
    return SQI_IS(e, CHAIN) && !SQI_CAST_TO(chain, e)->before && !SQI_CAST_TO(chain, e)->items.n;
}

/* ---- AND, OR ---- */

typedef struct joining {
    sq_builder *q;
    sq_op op;
    int neutral, absorbing; /* SQI_CONST_* */
    const sq_expr *before;  /* the list that is continued */
    const sq_expr **p;
    size_t n, cap;
    const sq_expr *dropped;  /* a neutral constant, if nothing else is left */
    const sq_expr *absorbed; /* an absorbing constant: the result */
    const sq_expr *poison;
    bool no_memory;
} joining;

static void push(joining *j, const sq_expr *e)
{
    if (j->n == j->cap) {
        size_t cap = j->cap ? j->cap * 2 : 8;
        const sq_expr **p = j->q->is_static ? NULL : sqi_arena_alloc(j->q->arena, cap * sizeof *p);
        if (!p) {
            j->no_memory = true;
            return;
        }
        if (j->n)
            memcpy(p, j->p, j->n * sizeof *p);
        j->p = p;
        j->cap = cap;
    }
    j->p[j->n++] = e;
}

/* Items of a nested list of the same operator, if they are few. */
static bool take_apart(joining *j, const sq_expr *e)
{
    const sqi_chain *parts[SHORT_CHAIN];
    size_t n_parts = 0, n_items = 0;
    for (; e; e = parts[n_parts++]->before) {
        if (n_parts == SHORT_CHAIN || !is_chain_of(e, j->op))
            return false;
        parts[n_parts] = SQI_CAST_TO(chain, e);
        n_items += parts[n_parts]->items.n;
        if (n_items > SHORT_CHAIN)
            return false;
    }
    while (n_parts-- > 0)
        for (uint32_t i = 0; i < parts[n_parts]->items.n; i++)
            push(j, parts[n_parts]->items.p[i]);
    return true;
}

static void join_item(joining *j, const sq_expr *e, bool first)
{
    if (!e || sqi_is_empty_chain(e))
        return;
    if (sqi_is_poison(e) && !j->poison)
        j->poison = e; /* told even where a constant settles the rest */
    if (sqi_is_const(e, j->neutral)) {
        j->dropped = e;
        return;
    }
    if (sqi_is_const(e, j->absorbing)) {
        j->absorbed = e;
        return;
    }
    if (is_chain_of(e, j->op)) {
        if (first && !j->before)
            j->before = e;
        else if (!take_apart(j, e))
            push(j, e);
        return;
    }
    push(j, sqi_condition(j->q, e));
}

static const sq_expr *joined(joining *j)
{
    if (j->no_memory)
        return sqi_fail_nomem(j->q);
    if (j->poison)
        return j->poison;
    if (j->absorbed)
        return j->absorbed;
    if (j->n == 0 && j->before)
        return j->before;
    if (j->n == 0 && j->dropped)
        return j->dropped;
    if (j->n == 1 && !j->before)
        return j->p[0];
    sqi_chain *c = SQI_MAKE(j->q, CHAIN, chain);
    c->op = (int32_t)j->op;
    c->before = j->before;
    c->items = (sqi_exprs){j->p, (uint32_t)j->n};
    c->node.type = sqi_simple_type(SQ_T_BOOLEAN);
    return sqi_finish(j->q, c);
}

static const sq_expr *join_conditions(joining *j, const sq_expr *const *items, size_t n)
{
    n = sqi_count(items, n);
    for (size_t i = 0; i < n; i++)
        join_item(j, items[i], j->n == 0);
    return joined(j);
}

const sq_expr *sq_and_n(sq_builder *q, const sq_expr *const *items, size_t n)
{
    joining j = {.q = q, .op = SQ_OP_AND, .neutral = SQI_CONST_TRUE, .absorbing = SQI_CONST_FALSE};
    return join_conditions(&j, items, n);
}

const sq_expr *sq_or_n(sq_builder *q, const sq_expr *const *items, size_t n)
{
    joining j = {.q = q, .op = SQ_OP_OR, .neutral = SQI_CONST_FALSE, .absorbing = SQI_CONST_TRUE};
    return join_conditions(&j, items, n);
}

/* ---- chains of any operator ---- */

static const sq_expr *make_chain(sq_builder *q, sq_op op, const sq_expr *const *items, size_t n,
                                 uint32_t flags, const sqi_operator *with, const sq_type *type,
                                 const char *where)
{
    sqi_chain *c = SQI_MAKE(q, CHAIN, chain);
    c->op = (int32_t)op;
    c->flags = (int32_t)flags;
    c->with = with;
    c->items = sqi_list(q, items, n, where);
    c->node.type = type;
    if (!type && c->items.n)
        c->node.type = sqi_result_type(op, c->items.p[0], c->items.n > 1 ? c->items.p[1] : NULL);
    return sqi_finish(q, c);
}

const sq_expr *sq_chain_n(sq_builder *q, sq_op op, const sq_expr *const *items, size_t n,
                          const sq_operator *o)
{
    const void *poison = NULL;
    if ((unsigned)op >= SQ_OP_UNION)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_chain", "that is no operator of a chain");
    bool plain = !o || (!o->custom && !o->ungrouped && !o->type);
    if (op == SQ_OP_AND && plain)
        return sq_and_n(q, items, n);
    if (op == SQ_OP_OR && plain)
        return sq_or_n(q, items, n);
    const sqi_operator *with = sqi_operator_of(q, o, "sq_chain", &poison);
    if (poison)
        return poison;
    return make_chain(q, op, items, n, o && o->ungrouped ? SQI_LIST_UNGROUPED_ITEMS : 0, with,
                      o && o->type ? sqi_type(q, *o->type) : NULL, "sq_chain");
}

const sq_expr *sq_list_n(sq_builder *q, sq_op op, const sq_expr *const *items, size_t n,
                         const sq_list_options *o)
{
    if ((unsigned)op >= SQ_OP_UNION)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_list", "that is no operator of a list");
    uint32_t flags = SQI_LIST_PLAIN | (o && o->ungrouped ? SQI_LIST_UNGROUPED : 0) |
                     (o && o->ungrouped_items ? SQI_LIST_UNGROUPED_ITEMS : 0);
    return make_chain(q, op, items, n, flags, NULL, NULL, "sq_list");
}

/* ---- NOT ---- */

static bool is_collection(const sq_expr *e)
{
    return SQI_IS(e, UNARY) &&
           (SQI_CAST_TO(unary, e)->op == SQ_OP_ANY || SQI_CAST_TO(unary, e)->op == SQ_OP_ALL);
}

static const sq_expr *negated_binary(sq_builder *q, const sq_expr *e)
{
    bool has_with = SQI_IS(e, BINARY_WITH);
    const sqi_binary *b = SQI_CAST_TO(binary, e); /* both begin alike */
    sq_op negation = (sq_op)sqi_ops[b->op].negation;
    /* NOT (5 = ANY (x)) is not 5 != ANY (x) */
    if (negation == (sq_op)b->op || is_collection(b->right) || is_collection(b->left))
        return NULL;
    return sqi_make_binary(q, negation, b->left, b->right, e->node.type,
                           has_with ? SQI_CAST_TO(binary_with, e)->with : NULL);
}

static const sq_expr *negated_between(sq_builder *q, const sqi_between *b)
{
    sqi_between *n = SQI_MAKE(q, BETWEEN, between);
    n->of = b->of;
    n->low = b->low;
    n->high = b->high;
    n->negated = !b->negated;
    n->symmetric = b->symmetric;
    n->node.type = b->node.type;
    return sqi_finish(q, n);
}

static const sq_expr *negated_unary(sq_builder *q, const sqi_unary *u)
{
    if (u->op == SQ_OP_IS_TRUE || u->op == SQ_OP_IS_FALSE)
        return sqi_make_unary(q, (sq_op)sqi_ops[u->op].negation, u->of, u->node.type);
    return NULL;
}

/* The form without NOT, where there is one. */
static const sq_expr *negation_of(sq_builder *q, const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_CONST:
        if (SQI_CAST_TO(constant, e)->which == SQI_CONST_NULL)
            return NULL;
        return sqi_make_const(q,
                              sqi_is_const(e, SQI_CONST_TRUE) ? SQI_CONST_FALSE : SQI_CONST_TRUE);
    case SQI_N_BINARY:
    case SQI_N_BINARY_WITH:
        return negated_binary(q, e);
    case SQI_N_BETWEEN:
        return negated_between(q, SQI_CAST_TO(between, e));
    case SQI_N_UNARY:
        return negated_unary(q, SQI_CAST_TO(unary, e));
    default:
        return NULL;
    }
}

const sq_expr *sq_not(sq_builder *q, const sq_expr *a)
{
    a = sqi_given(q, a, "sq_not");
    while (SQI_IS(a, LABEL) && !is_value(a))
        a = SQI_CAST_TO(label, a)->of;
    const sq_expr *e = negation_of(q, a);
    if (e)
        return e;
    return sqi_make_unary(q, is_value(a) ? SQ_OP_IS_FALSE : SQ_OP_NOT, a,
                          sqi_simple_type(SQ_T_BOOLEAN));
}

/* ---- IN ---- */

static const sq_type *part_type(const sq_expr *a, uint32_t i)
{
    const sq_type_details *d = sqi_type_of(a)->details;
    return d && i < d->n_items ? &d->items[i] : NULL;
}

/* Row values must be as wide as the row that they are compared with. */
static const void *check_row(sq_builder *q, const sq_expr *a, sq_value row, const char *where)
{
    uint32_t width = SQI_CAST_TO(tuple, a)->items.n;
    if (row.kind != SQ_V_TUPLE && row.kind != SQ_V_LIST)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "a row of %u columns is compared with one value",
                        (unsigned)width);
    if (row.len != width)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where,
                        "a row of %u columns is compared with one of %u values", (unsigned)width,
                        (unsigned)row.len);
    for (uint32_t i = 0; i < width; i++) {
        const void *poison = sqi_check_value(q, part_type(a, i), SQI_CAST_TO(tuple, a)->items.p[i],
                                             row.v.list[i], where);
        if (poison)
            return poison;
    }
    return NULL;
}

static const void *check_item(sq_builder *q, const sq_expr *a, sq_value v, const char *where)
{
    if (SQI_IS(a, TUPLE))
        return check_row(q, a, v, where);
    if (v.kind == SQ_V_TUPLE)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "one column is compared with a row of %u values",
                        (unsigned)v.len);
    if (v.kind == SQ_V_BAD_POINTER)
        return sqi_operand(q, v, a, true, where);
    return sqi_check_value(q, a->node.type, a, v, where);
}

/* Row values are marked as such, however they came. */
static sq_value as_rows(sq_builder *q, sq_value list)
{
    sq_value *p = q->is_static || !list.len ? NULL
                                            : sqi_arena_behind(q->arena, list.len * sizeof *p);
    for (uint32_t i = 0; p && i < list.len; i++) {
        p[i] = list.v.list[i];
        p[i].kind = SQ_V_TUPLE;
    }
    if (list.len && !p)
        sqi_fail_nomem(q);
    list.v.list = p ? p : list.v.list;
    return list;
}

static const sq_expr *list_bind(sq_builder *q, const sq_expr *a, sq_value list, const char *where)
{
    for (uint32_t i = 0; i < list.len; i++) {
        const void *poison = check_item(q, a, list.v.list[i], where);
        if (poison)
            return poison;
    }
    uint32_t flags = SQI_BIND_UNIQUE | SQI_BIND_EXPANDING;
    const sq_type *type = sqi_adapt_type(SQ_OP_IN, a->node.type, list);
    if (SQI_IS(a, TUPLE)) {
        flags |= SQI_BIND_TUPLE | SQI_CAST_TO(tuple, a)->items.n * SQI_BIND_TUPLE_WIDTH;
        type = a->node.type;
        list = as_rows(q, list);
    }
    if (!q->is_static && !sqi_arena_pin(q->arena, a->node.home))
        return sqi_fail_nomem(q);
    return sqi_new_bind(q, list, type, sqi_natural_name(a), flags);
}

/* Expressions among the items: each item stands for itself. */
static const sq_expr *item_list(sq_builder *q, const sq_expr *a, const sq_value *items, size_t n,
                                const char *where)
{
    const sq_expr **p = q->is_static ? NULL : sqi_arena_alloc(q->arena, n * sizeof *p);
    if (!p)
        return sqi_fail_nomem(q);
    for (size_t i = 0; i < n; i++) {
        const void *poison = sqi_is_plain(items[i]) ? check_item(q, a, items[i], where) : NULL;
        p[i] = poison ? poison : sqi_operand_of(q, SQ_OP_IN, items[i], a, where);
    }
    return make_chain(q, SQ_OP_COMMA, p, n, SQI_LIST_PLAIN, NULL, NULL, where);
}

static bool has_expressions(const sq_value *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!sqi_is_plain(items[i]))
            return true;
    return false;
}

/* What is a list by itself: a parameter for one, a statement. */
static bool is_whole_list(sq_value v)
{
    if (v.kind == SQ_V_STMT)
        return v.v.stmt != NULL;
    return v.kind == SQ_V_EXPR && v.v.expr &&
           (SQI_IS(v.v.expr, SCALAR_SUBQUERY) || SQI_IS(v.v.expr, SCALAR_VALUES) ||
            (SQI_IS(v.v.expr, BIND) && (SQI_CAST_TO(bind, v.v.expr)->flags & SQI_BIND_EXPANDING)));
}

static const sq_expr *make_in(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b,
                              const char *where)
{
    return sqi_make_binary(q, op, sqi_given(q, a, where), sqi_given(q, b, where), NULL, NULL);
}

static const sq_expr *in_values(sq_builder *q, sq_op op, const sq_expr *a, const sq_value *items,
                                size_t n, const char *where)
{
    a = sqi_given(q, a, where);
    if (n >= UINT32_MAX)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "too many items");
    if (n == 1 && is_whole_list(items[0]))
        return make_in(q, op, a, sqi_operand(q, items[0], NULL, true, where), where);
    bool one_row = n == 1 && SQI_IS(a, TUPLE) && items[0].len && items[0].kind == SQ_V_LIST &&
                   items[0].v.list[0].kind != SQ_V_TUPLE && items[0].v.list[0].kind != SQ_V_LIST;
    if (n == 1 && items[0].kind == SQ_V_LIST && !one_row) {
        n = items[0].len;
        items = items[0].v.list;
    }
    const sq_expr *b = has_expressions(items, n) ? item_list(q, a, items, n, where)
                                                 : list_bind(q, a, sqi_list_of(items, n), where);
    return make_in(q, op, a, b, where);
}

const sq_expr *sq_in_n(sq_builder *q, const sq_expr *a, const sq_value *items, size_t n)
{
    return in_values(q, SQ_OP_IN, a, items, n, "sq_in");
}

const sq_expr *sq_not_in_n(sq_builder *q, const sq_expr *a, const sq_value *items, size_t n)
{
    return in_values(q, SQ_OP_NOT_IN, a, items, n, "sq_not_in");
}

_Static_assert(offsetof(sq_value, v) == sizeof(uint64_t), "a value is a head and eight bytes");

static inline void put_int(sq_value *out, uint64_t head, int64_t i)
{
    memcpy(out, &head, sizeof head);
    out->v.i = i;
}

static inline void put_four(sq_value *out, uint64_t head, const int64_t *items)
{
    put_int(&out[0], head, items[0]);
    put_int(&out[1], head, items[1]);
    put_int(&out[2], head, items[2]);
    put_int(&out[3], head, items[3]);
}

/* The head of all is one and the same word: two stores a value. */
static void put_ints(sq_value *out, const int64_t *items, size_t n)
{
    const sq_value integer = {.kind = SQ_V_INT, .len = 8};
    const int64_t *end = items + n, *eights = items + n / 8 * 8;
    uint64_t head;
    memcpy(&head, &integer, sizeof head);
    for (; items < eights; items += 8, out += 8) {
        put_four(out, head, items);
        put_four(out + 4, head, items + 4);
    }
    while (items < end)
        put_int(out++, head, *items++);
}

/* Integers of an array: all are alike, so one check serves all, and they are copied once. */
static const sq_expr *in_ints(sq_builder *q, sq_op op, const sq_expr *a, const int64_t *items,
                              size_t n, const char *where)
{
    a = sqi_given(q, a, where);
    if (n >= UINT32_MAX)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "too many items");
    sq_value *p = q->is_static ? NULL : sqi_arena_behind(q->arena, n * sizeof *p);
    if (!p)
        return sqi_fail_nomem(q);
    put_ints(p, items, n);
    if (n == 0 || SQI_IS(a, TUPLE) || sqi_class_of(a->node.type) != SQ_TC_INTEGER)
        return in_values(q, op, a, p, n, where);
    if (!sqi_arena_pin(q->arena, a->node.home))
        return sqi_fail_nomem(q);
    const sq_expr *b = sqi_own_bind(q, sqi_list_of(p, n), a->node.type, sqi_natural_name(a),
                                    SQI_BIND_UNIQUE | SQI_BIND_EXPANDING);
    return make_in(q, op, a, b, where);
}

const sq_expr *sq_in_ints(sq_builder *q, const sq_expr *a, const int64_t *items, size_t n)
{
    return in_ints(q, SQ_OP_IN, a, items, n, "sq_in_ints");
}

const sq_expr *sq_not_in_ints(sq_builder *q, const sq_expr *a, const int64_t *items, size_t n)
{
    return in_ints(q, SQ_OP_NOT_IN, a, items, n, "sq_not_in_ints");
}

const sq_expr *sq_in_select(sq_builder *q, const sq_expr *a, const sq_stmt *s)
{
    return make_in(q, SQ_OP_IN, a, sq_scalar_subquery(q, s), "sq_in_select");
}

const sq_expr *sq_not_in_select(sq_builder *q, const sq_expr *a, const sq_stmt *s)
{
    return make_in(q, SQ_OP_NOT_IN, a, sq_scalar_subquery(q, s), "sq_not_in_select");
}

const sq_expr *sq_in_expr(sq_builder *q, const sq_expr *a, const sq_expr *b)
{
    return make_in(q, SQ_OP_IN, a, b, "sq_in_expr");
}

const sq_expr *sq_not_in_expr(sq_builder *q, const sq_expr *a, const sq_expr *b)
{
    return make_in(q, SQ_OP_NOT_IN, a, b, "sq_not_in_expr");
}
