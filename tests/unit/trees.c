/* trees.c: see trees.h. A function for each type of value; its first choice is a column, so that a
 * tree without bytes is a small one. */
#include "tests/unit/trees.h"
#include <string.h>

SQ_TABLE(tree_t, (id, integer, .primary_key = true), (x, integer), (y, integer), (name, text),
         (note, text), (flag, boolean), (open, boolean), (size, double), (width, double));
SQ_TABLE(tree_u, (id, integer, .primary_key = true), (t_id, integer), (word, text));

const char *const tree_tables[] = {
    "CREATE TABLE tree_t (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, name TEXT, note TEXT, "
    "flag BOOLEAN, open BOOLEAN, size DOUBLE, width DOUBLE)",
    "CREATE TABLE tree_u (id INTEGER PRIMARY KEY, t_id INTEGER, word TEXT)",
    "INSERT INTO tree_t VALUES (1, 5, -3, 'ab', 'a%_\\', 1, 0, 0.5, -2.25), "
    "(2, 0, 7, '', NULL, 0, NULL, 1e10, 3), (3, NULL, 1, 'Zz', 'ab', NULL, 1, NULL, 0.0), "
    "(4, -9, NULL, NULL, '%', 1, 1, -1.5, NULL), (5, 2, 2, '7', '12x', 0, 0, 7, 7)",
    "INSERT INTO tree_u VALUES (1, 1, 'ab'), (2, 1, 'x'), (3, 4, NULL), (4, NULL, 'Zz')",
    NULL,
};

/* ---- choices ---- */

static unsigned choose(tree_source *s, unsigned n)
{
    return s->at < s->n ? s->bytes[s->at++] % n : 0;
}

static unsigned field(tree_source *s, unsigned n)
{
    unsigned v = choose(s, n);
    return s->fields++ == s->change ? (v + 1) % n : v;
}

static bool deep(const tree_source *s)
{
    return s->depth > 5 || s->at >= s->n;
}

typedef const sq_expr *make_fn(sq_builder *q, tree_source *s);
static make_fn integer, real, text, boolean;

/* ---- values ---- */

static const int64_t integers[] = {0, 1, -1, 2, 3, -7, 255, 65536, INT32_MAX, -1000000};
static const double reals[] = {0.0, 1.0, -1.0, 0.5, -2.25, 1e10, 0.1, -1e-7};
static const char *const texts[] = {"",    "a",    "ab",       "Zz", "a'b", "%",  "_",
                                    "\\",  "a\\'", "--",       "7",  "?",   ":x", "$1",
                                    "/* ", "a\nb", "\xC3\xA9", "\"", "/"};
#define PICK(s, list) (list)[choose((s), sizeof(list) / sizeof *(list))]

static sq_value integer_value(tree_source *s)
{
    return sq_int_value((int)PICK(s, integers));
}

/* ---- integers ---- */

static const sq_expr *integer_column(sq_builder *q, tree_source *s)
{
    (void)q;
    const sq_expr *const columns[] = {tree_t.id, tree_t.x, tree_t.y};
    return columns[field(s, 3)];
}

static const sq_expr *literal_type(sq_builder *q, sq_value v, tree_source *s)
{
    sq_type types[] = {sq_integer(), sq_bigint(), sq_smallint()};
    return (sq_val_typed)(q, v, types[field(s, 3)]);
}

static bool is_op(const sq_expr *e, sq_op op)
{
    return sq_node_op(&e->node) == op;
}

static void note_regrouping(tree_source *s, sq_op op, const sq_expr *right)
{
    bool associative = op == SQ_OP_ADD || op == SQ_OP_MUL || op == SQ_OP_CONCAT;
    s->regrouped += associative && is_op(right, op);
}

static const sq_expr *two(sq_builder *q, tree_source *s, const sq_op *ops, unsigned n,
                          make_fn *operand)
{
    sq_op op = ops[field(s, n)];
    const sq_expr *a = operand(q, s), *b = operand(q, s);
    note_regrouping(s, op, b);
    return sq_binary(q, op, a, b);
}

static const sq_op math[] = {SQ_OP_ADD, SQ_OP_SUB, SQ_OP_MUL, SQ_OP_MOD, SQ_OP_FLOORDIV};
static const sq_op bits[] = {SQ_OP_BITWISE_AND, SQ_OP_BITWISE_OR, SQ_OP_BITWISE_XOR,
                             SQ_OP_BITWISE_LSHIFT, SQ_OP_BITWISE_RSHIFT};

static const sq_expr *case_of(sq_builder *q, tree_source *s, make_fn *value)
{
    sq_case_arm arms[3];
    size_t n = 1 + choose(s, 2);
    for (size_t i = 0; i < n; i++) {
        const sq_expr *when = boolean(q, s);
        arms[i] = (sq_when)(sq_expr_value(when), sq_expr_value(value(q, s)));
    }
    if (field(s, 2))
        arms[n++] = (sq_else)(sq_expr_value(value(q, s)));
    return sq_case_n(q, NULL, arms, n);
}

static const sq_stmt *inner_select(sq_builder *q, tree_source *s, const sq_expr *column)
{
    const sq_stmt *sub = sq_select(q, column);
    if (field(s, 2))
        sub = sq_where(sub, sq_eq(q, tree_u.t_id, tree_t.id));
    s->inside = true; /* one in another would refer to its tables instead of having its own */
    if (choose(s, 2))
        sub = sq_where(sub, sq_gt(q, tree_u.id, integer(q, s)));
    s->inside = false;
    return sub;
}

static const sq_expr *integer_function(sq_builder *q, tree_source *s)
{
    const sq_expr *args[2];
    switch (choose(s, 4)) {
    case 0:
        args[0] = integer(q, s);
        return sq_func_n(q, "abs", args, 1);
    case 1:
        args[0] = text(q, s);
        return sq_func_n(q, field(s, 2) ? "length" : "char_length", args, 1);
    case 2:
        args[0] = integer(q, s), args[1] = integer(q, s);
        return sq_coalesce_n(q, args, 2);
    default:
        args[0] = integer(q, s), args[1] = integer(q, s);
        return sq_func_n(q, field(s, 2) ? "nullif" : "ifnull", args, 2);
    }
}

static const sq_expr *integer(sq_builder *q, tree_source *s)
{
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? choose(s, 2) : choose(s, s->inside ? 9 : 11)) {
    case 1:
        e = literal_type(q, integer_value(s), s);
        break;
    case 2:
    case 3:
        e = two(q, s, math, 5, integer);
        break;
    case 4:
        e = two(q, s, bits, 5, integer);
        break;
    case 5:
        e = field(s, 2) ? sq_neg(q, integer(q, s)) : sq_bitwise_not(q, integer(q, s));
        break;
    case 6:
        e = case_of(q, s, integer);
        break;
    case 7:
        e = sq_cast(q, choose(s, 2) ? text(q, s) : real(q, s),
                    field(s, 2) ? sq_bigint() : sq_integer());
        break;
    case 8:
        e = integer_function(q, s);
        break;
    case 9: {
        const sq_expr *of = field(s, 2) ? sq_max(q, tree_u.id) : sq_count(q, tree_u.id);
        e = sq_scalar_subquery(q, inner_select(q, s, of));
        break;
    }
    case 10:
        e = sq_binary(q, SQ_OP_SUB, integer(q, s), integer(q, s));
        break;
    default:
        e = integer_column(q, s);
    }
    s->depth--;
    return e;
}

/* ---- reals ---- */

static const sq_expr *real(sq_builder *q, tree_source *s)
{
    static const sq_op ops[] = {SQ_OP_ADD, SQ_OP_SUB, SQ_OP_MUL, SQ_OP_DIV};
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? choose(s, 2) : choose(s, 7)) {
    case 1:
        e = (sq_val_typed)(q, sq_double_value(PICK(s, reals)),
                           field(s, 2) ? sq_float() : sq_double());
        break;
    case 2:
        e = two(q, s, ops, 4, real);
        break;
    case 3:
        e = sq_binary(q, SQ_OP_DIV, integer(q, s), integer(q, s));
        break;
    case 4:
        e = sq_neg(q, real(q, s));
        break;
    case 5:
        e = case_of(q, s, real);
        break;
    case 6:
        e = sq_cast(q, integer(q, s), field(s, 2) ? sq_float() : sq_double());
        break;
    default:
        e = field(s, 2) ? tree_t.size : tree_t.width;
    }
    s->depth--;
    return e;
}

/* ---- texts ---- */

static const sq_expr *text(sq_builder *q, tree_source *s)
{
    static const sq_op concat[] = {SQ_OP_CONCAT};
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? choose(s, 2) : choose(s, 10)) {
    case 1:
        e = (sq_val_typed)(q, sq_text_value(PICK(s, texts)),
                           field(s, 2) ? sq_text_type() : sq_varchar(80));
        break;
    case 2:
    case 3: {
        const sq_expr *a = text(q, s), *b = text(q, s);
        note_regrouping(s, concat[0], b);
        e = sq_binary(q, concat[0], a, b);
        break;
    }
    case 4:
        e = field(s, 2) ? sq_upper(q, text(q, s)) : sq_lower(q, text(q, s));
        break;
    case 5:
        e = case_of(q, s, text);
        break;
    case 6:
        e = sq_cast(q, integer(q, s), field(s, 2) ? sq_varchar(20) : sq_varchar(30));
        break;
    case 7:
        e = sq_binary(q, SQ_OP_CONCAT, text(q, s), integer(q, s));
        break;
    case 9:
        e = sq_binary(q, SQ_OP_CONCAT, integer(q, s), text(q, s));
        break;
    case 8:
        e = sq_collate(q, text(q, s), field(s, 2) ? "NOCASE" : "BINARY", NULL);
        break;
    default:
        e = field(s, 2) ? tree_t.name : tree_t.note;
    }
    s->depth--;
    return e;
}

/* ---- conditions ---- */

static const sq_op comparisons[] = {SQ_OP_EQ,
                                    SQ_OP_NE,
                                    SQ_OP_LT,
                                    SQ_OP_LE,
                                    SQ_OP_GT,
                                    SQ_OP_GE,
                                    SQ_OP_IS_DISTINCT_FROM,
                                    SQ_OP_IS_NOT_DISTINCT_FROM};

static const sq_expr *like(sq_builder *q, tree_source *s)
{
    static const sq_op ops[] = {SQ_OP_LIKE,       SQ_OP_NOT_LIKE, SQ_OP_ILIKE,   SQ_OP_NOT_ILIKE,
                                SQ_OP_STARTSWITH, SQ_OP_ENDSWITH, SQ_OP_CONTAINS};
    const sq_operator with = {
        .op = ops[field(s, 7)], .escape = field(s, 2) ? "/" : NULL, .size = sizeof with};
    const sq_expr *a = text(q, s);
    return sq_binary_with(q, a, text(q, s), &with);
}

static const sq_expr *among(sq_builder *q, tree_source *s)
{
    sq_value items[4];
    size_t n = choose(s, 5);
    bool expressions = choose(s, 3) == 2 && n > 0;
    for (size_t i = 0; i < n; i++)
        items[i] = expressions ? sq_expr_value(integer(q, s)) : integer_value(s);
    s->empty_lists += n == 0;
    const sq_expr *a = integer(q, s);
    return field(s, 2) ? sq_not_in_n(q, a, items, n) : sq_in_n(q, a, items, n);
}

static const sq_expr *several(sq_builder *q, tree_source *s)
{
    const sq_expr *items[3];
    bool either = field(s, 2);
    size_t n = 2 + choose(s, 2);
    for (size_t i = 0; i < n; i++)
        items[i] = boolean(q, s);
    return either ? sq_or_n(q, items, n) : sq_and_n(q, items, n);
}

static const sq_expr *subquery_condition(sq_builder *q, tree_source *s)
{
    if (choose(s, 2))
        return sq_exists(q, inner_select(q, s, tree_u.id));
    const sq_expr *a = integer(q, s);
    const sq_stmt *sub = inner_select(q, s, tree_u.id);
    return field(s, 2) ? sq_not_in_select(q, a, sub) : sq_in_select(q, a, sub);
}

static const sq_expr *between(sq_builder *q, tree_source *s)
{
    bool negated = field(s, 2);
    const sq_expr *a = integer(q, s), *low = integer(q, s), *high = integer(q, s);
    return negated ? sq_not_between(q, a, low, high) : sq_between(q, a, low, high);
}

static const sq_expr *null_test(sq_builder *q, tree_source *s)
{
    bool negated = field(s, 2);
    const sq_expr *a = choose(s, 2) ? integer(q, s) : text(q, s);
    return negated ? sq_is_not_null(q, a) : sq_is_null(q, a);
}

static const sq_expr *boolean(sq_builder *q, tree_source *s)
{
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? choose(s, 2) : choose(s, s->inside ? 12 : 13)) {
    case 1:
        e = two(q, s, comparisons, 8, integer);
        break;
    case 2:
        e = two(q, s, comparisons, 8, text);
        break;
    case 3:
        e = two(q, s, comparisons, 8, real);
        break;
    case 4:
        e = two(q, s, comparisons, 2, boolean);
        break;
    case 5:
        e = like(q, s);
        break;
    case 6:
        e = among(q, s);
        break;
    case 7:
    case 8:
        e = several(q, s);
        break;
    case 9:
        e = sq_not(q, boolean(q, s));
        break;
    case 10:
        e = between(q, s);
        break;
    case 11:
        e = null_test(q, s);
        break;
    case 12:
        e = subquery_condition(q, s);
        break;
    default:
        e = field(s, 2) ? tree_t.flag : tree_t.open;
    }
    s->depth--;
    return e;
}

/* ---- statements ---- */

static make_fn *const any_type[] = {integer, text, boolean, real};

static const sq_expr *windowed(sq_builder *q, tree_source *s)
{
    const sq_expr *of = field(s, 2) ? sq_sum(q, integer(q, s)) : sq_max(q, integer(q, s));
    if (choose(s, 2))
        return sq_over(q, of, .partition_by = SQ_LIST(boolean(q, s)),
                       .order_by = SQ_LIST(tree_t.id));
    return sq_over(q, of, .order_by = SQ_LIST(tree_t.id), .frame = field(s, 2) ? SQ_ROWS : SQ_RANGE,
                   .start = {.at = SQ_UNBOUNDED}, .end = {.at = SQ_CURRENT_ROW});
}

static const sq_stmt *one_select(sq_builder *q, tree_source *s, bool may_have_more)
{
    static const char *const names[] = {"value", "Value", "select"};
    const sq_expr *value = any_type[choose(s, 4)](q, s);
    const sq_stmt *r = sq_select(q, tree_t.id, sq_label(q, value, names[field(s, 3)]));
    if (choose(s, 4) == 3 && may_have_more)
        r = sq_add_columns(r, windowed(q, s));
    if (field(s, 2))
        r = sq_distinct(r);
    if (choose(s, 4))
        r = sq_where(r, boolean(q, s));
    if (choose(s, 4) == 1)
        r = sq_where(r, boolean(q, s));
    return r;
}

/* A number written into ORDER BY or GROUP BY is the number of a column: not one by itself. */
static const sq_expr *sort_key(sq_builder *q, const sq_expr *e)
{
    const sq_expr *both[] = {e, e};
    bool plain = strcmp(sq_node_kind(&e->node), "bind") == 0 || is_op(e, SQ_OP_NEG);
    return plain ? sq_coalesce_n(q, both, 2) : e;
}

static const sq_stmt *sorted(sq_builder *q, tree_source *s, const sq_stmt *r)
{
    if (choose(s, 3) == 1) {
        const sq_expr *by = sort_key(q, any_type[choose(s, 4)](q, s));
        by = field(s, 2) ? sq_desc(q, by) : sq_asc(q, by);
        if (choose(s, 3) == 1)
            by = field(s, 2) ? sq_nulls_last(q, by) : sq_nulls_first(q, by);
        r = sq_order_by(r, by);
    }
    r = sq_order_by(r, tree_t.id);
    if (choose(s, 4) == 1)
        r = sq_limit(r, 3);
    if (choose(s, 6) == 1)
        r = sq_offset(r, 1);
    return r;
}

static const sq_stmt *grouped(sq_builder *q, tree_source *s)
{
    const sq_expr *key = sort_key(q, any_type[choose(s, 3)](q, s));
    const sq_expr *sum = field(s, 2) ? sq_sum(q, integer(q, s)) : sq_min(q, integer(q, s));
    const sq_stmt *r = sq_group_by(sq_from(sq_select(q, sum, sq_count_all(q)), tree_t), key);
    return choose(s, 2) ? sq_having(r, sq_gt(q, sum, integer_value(s))) : r;
}

const sq_stmt *tree_build(sq_builder *q, tree_source *s)
{
    switch (choose(s, 8)) {
    case 1: {
        const sq_stmt *a = one_select(q, s, false), *b = one_select(q, s, false);
        return field(s, 2) ? sq_union_all(q, a, b) : sq_intersect(q, a, b);
    }
    case 2:
        return grouped(q, s);
    case 3: {
        const sq_source x = sq_subquery(q, one_select(q, s, true), field(s, 2) ? "s" : "r");
        const sq_expr *id = sq_col_at(q, x.sq_, 0);
        return sq_where(sq_select(q, sq_col_at(q, x.sq_, 1)), sq_gt(q, id, integer_value(s)));
    }
    case 4: {
        const sq_source x = sq_cte(q, one_select(q, s, true), field(s, 2) ? "s" : "r");
        const sq_expr *id = sq_col_at(q, x.sq_, 0);
        return sq_order_by(sq_select(q, id, sq_col_at(q, x.sq_, 1)), id);
    }
    default:
        return sorted(q, s, one_select(q, s, true));
    }
}
