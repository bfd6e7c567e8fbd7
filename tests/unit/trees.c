/* trees.c: see trees.h. A function for each type of value; its first choice is a column, so that a
 * tree without bytes is a small one. */
#include "tests/unit/tree_parts.h"
#include <string.h>

static const sq_type whole = {.kind = SQ_T_INTEGER};
static const sq_type_details of_whole = {.item = &whole};

SQ_TABLE_DEFINE(tree_t, (id, integer, .primary_key = true), (x, integer), (y, integer),
                (name, text), (note, text), (flag, boolean), (open, boolean), (size, double),
                (width, double), (made, timestamp), (doc, json),
                (list, type(.kind = SQ_T_ARRAY, .details = &of_whole)));
SQ_TABLE_DEFINE(tree_u, (id, integer, .primary_key = true), (t_id, integer), (word, text));
SQ_TABLE_DEFINE(tree_v, (id, integer, .primary_key = true), (t_id, integer), (n, integer));

const char *const tree_tables[] = {
    "CREATE TABLE tree_t (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, name TEXT, note TEXT, "
    "flag BOOLEAN, open BOOLEAN, size DOUBLE, width DOUBLE, made TIMESTAMP, doc JSON, list)",
    "CREATE TABLE tree_u (id INTEGER PRIMARY KEY, t_id INTEGER, word TEXT)",
    "CREATE TABLE tree_v (id INTEGER PRIMARY KEY, t_id INTEGER, n INTEGER)",
    "INSERT INTO tree_t (id, x, y, name, note, flag, open, size, width, made, doc) VALUES "
    "(1, 5, -3, 'ab', 'a%_\\', 1, 0, 0.5, -2.25, '2020-02-29 10:20:30', '[1,{\"a\":2},\"x\"]'), "
    "(2, 0, 7, '', NULL, 0, NULL, 1e10, 3, NULL, '{\"a\":\"7\",\"b\":[3,[4]]}'), "
    "(3, NULL, 1, 'Zz', 'ab', NULL, 1, NULL, 0.0, '1999-12-31 23:59:59', NULL), "
    "(4, -9, NULL, NULL, '%', 1, 1, -1.5, NULL, '2000-01-01 00:00:00', '[]'), "
    "(5, 2, 2, '7', '12x', 0, 0, 7, 7, '2024-06-15 12:00:00', '{\"it''s \\\"c\\\"\":true}')",
    "INSERT INTO tree_u VALUES (1, 1, 'ab'), (2, 1, 'x'), (3, 4, NULL), (4, NULL, 'Zz')",
    "INSERT INTO tree_v VALUES (1, 1, 10), (2, 2, 20), (3, 2, NULL), (4, 9, 1)",
    NULL,
};

/* ---- choices ---- */

unsigned tree_choose(tree_source *s, unsigned n)
{
    return s->at < s->n ? s->bytes[s->at++] % n : 0;
}

unsigned tree_field(tree_source *s, unsigned n)
{
    unsigned v = tree_choose(s, n);
    return s->fields++ == s->change ? (v + 1) % n : v;
}

static bool deep(const tree_source *s)
{
    return s->depth > 5 || s->at >= s->n;
}

/* ---- values ---- */

static const int64_t integers[] = {0, 1, -1, 2, 3, -7, 255, 65536, INT32_MAX, -1000000};
static const double reals[] = {0.0, 1.0, -1.0, 0.5, -2.25, 1e10, 0.1, -1e-7};
static const char *const texts[] = {"",    "a",    "ab",       "Zz", "a'b", "%",  "_",
                                    "\\",  "a\\'", "--",       "7",  "?",   ":x", "$1",
                                    "/* ", "a\nb", "\xC3\xA9", "\"", "/"};
#define PICK(s, list) (list)[tree_choose((s), sizeof(list) / sizeof *(list))]

sq_value tree_integer_value(tree_source *s)
{
    return sq_int_value((int)PICK(s, integers));
}

sq_value tree_text_value(tree_source *s)
{
    return sq_text_value(PICK(s, texts));
}

/* ---- what only some databases have ---- */

static const tree_special *special_at(size_t i)
{
    size_t n = 0;
    while (tree_expressions[n].expr && n < i)
        n++;
    if (n == i && tree_expressions[n].expr)
        return &tree_expressions[i];
    return tree_statements[i - n].stmt ? &tree_statements[i - n] : NULL;
}

const tree_special *tree_pick(tree_source *s, tree_slot slot)
{
    const tree_special *found[TREE_SPECIALS], *x;
    unsigned n = 0;
    for (size_t i = 0; s->allowed && (x = special_at(i)); i++)
        if (x->slot == slot && s->allowed[i] && !(s->inside && x->has_select))
            found[n++] = x;
    s->specials += n > 0;
    return n ? found[tree_choose(s, n)] : NULL;
}

static const sq_expr *special(sq_builder *q, tree_source *s, tree_slot slot)
{
    const tree_special *x = tree_pick(s, slot);
    return x ? x->expr(q, s) : NULL;
}

/* The simplest statement with it. */
static const sq_stmt *sample(sq_builder *q, const tree_special *x)
{
    tree_source s = {.change = -1};
    const sq_stmt *of = sq_select(q, tree_t.id);
    if (x->stmt)
        return x->stmt(q, &s, x->slot == TREE_STATEMENT ? NULL : of);
    const sq_expr *e = x->expr(q, &s);
    return x->slot == TREE_BOOLEAN ? sq_where(of, e) : sq_add_columns(of, e);
}

bool tree_allowed(const sq_dialect *d, bool *out, sq_error *err)
{
    const sq_target target = {.dialect = d};
    sq_builder *q = sq_builder_new();
    sq_verdict_result verdict = {.support = SQ_NATIVE};
    const tree_special *x;
    int rc = SQ_OK;
    for (size_t i = 0; i < TREE_SPECIALS && rc == SQ_OK && (x = special_at(i)); i++) {
        rc = sq_verdict(sample(q, x), &target, 1, &verdict);
        out[i] = verdict.support != SQ_REFUSED;
    }
    *err = verdict.error;
    sq_builder_free(q);
    return rc == SQ_OK;
}

/* ---- integers ---- */

static const sq_expr *integer_column(sq_builder *q, tree_source *s)
{
    (void)q;
    const sq_expr *const columns[] = {tree_t.id, tree_t.x, tree_t.y};
    return columns[tree_field(s, 3)];
}

static const sq_expr *literal_type(sq_builder *q, sq_value v, tree_source *s)
{
    sq_type types[] = {sq_integer(), sq_bigint(), sq_smallint()};
    return (sq_val_typed)(q, v, types[tree_field(s, 3)]);
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
                          tree_make *operand)
{
    sq_op op = ops[tree_field(s, n)];
    const sq_expr *a = operand(q, s), *b = operand(q, s);
    note_regrouping(s, op, b);
    return sq_binary(q, op, a, b);
}

static const sq_op math[] = {SQ_OP_ADD, SQ_OP_SUB, SQ_OP_MUL, SQ_OP_MOD, SQ_OP_FLOORDIV};
static const sq_op bits[] = {SQ_OP_BITWISE_AND, SQ_OP_BITWISE_OR, SQ_OP_BITWISE_XOR,
                             SQ_OP_BITWISE_LSHIFT, SQ_OP_BITWISE_RSHIFT};

static const sq_expr *case_of(sq_builder *q, tree_source *s, tree_make *value)
{
    sq_case_arm arms[3];
    size_t n = 1 + tree_choose(s, 2);
    for (size_t i = 0; i < n; i++) {
        const sq_expr *when = tree_boolean(q, s);
        arms[i] = (sq_when)(sq_expr_value(when), sq_expr_value(value(q, s)));
    }
    if (tree_field(s, 2))
        arms[n++] = (sq_else)(sq_expr_value(value(q, s)));
    return sq_case_n(q, NULL, arms, n);
}

const sq_stmt *tree_inner_select(sq_builder *q, tree_source *s, const sq_expr *column)
{
    const sq_stmt *sub = sq_select(q, column);
    if (tree_field(s, 2))
        sub = sq_where(sub, sq_eq(q, tree_u.t_id, tree_t.id));
    s->inside = true; /* one in another would refer to its tables instead of having its own */
    if (tree_choose(s, 2))
        sub = sq_where(sub, sq_gt(q, tree_u.id, tree_integer(q, s)));
    s->inside = false;
    return sub;
}

static const sq_expr *integer_function(sq_builder *q, tree_source *s)
{
    const sq_expr *args[2];
    switch (tree_choose(s, 4)) {
    case 0:
        args[0] = tree_integer(q, s);
        return sq_func_n(q, "abs", args, 1);
    case 1:
        args[0] = tree_text(q, s);
        return sq_func_n(q, tree_field(s, 2) ? "length" : "char_length", args, 1);
    case 2:
        args[0] = tree_integer(q, s), args[1] = tree_integer(q, s);
        return sq_coalesce_n(q, args, 2);
    default:
        args[0] = tree_integer(q, s), args[1] = tree_integer(q, s);
        return sq_func_n(q, tree_field(s, 2) ? "nullif" : "ifnull", args, 2);
    }
}

const sq_expr *tree_integer(sq_builder *q, tree_source *s)
{
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? tree_choose(s, 2) : tree_choose(s, s->inside ? 11 : 12)) {
    case 1:
        e = literal_type(q, tree_integer_value(s), s);
        break;
    case 2:
    case 3:
        e = two(q, s, math, 5, tree_integer);
        break;
    case 4:
        e = two(q, s, bits, 5, tree_integer);
        break;
    case 5:
        e = tree_field(s, 2) ? sq_neg(q, tree_integer(q, s))
                             : sq_bitwise_not(q, tree_integer(q, s));
        break;
    case 6:
        e = case_of(q, s, tree_integer);
        break;
    case 7:
        e = sq_cast(q, tree_choose(s, 2) ? tree_text(q, s) : tree_real(q, s),
                    tree_field(s, 2) ? sq_bigint() : sq_integer());
        break;
    case 8:
        e = integer_function(q, s);
        break;
    case 10:
        e = sq_binary(q, SQ_OP_SUB, tree_integer(q, s), tree_integer(q, s));
        break;
    case 11: {
        const sq_expr *of = tree_field(s, 2) ? sq_max(q, tree_u.id) : sq_count(q, tree_u.id);
        e = sq_scalar_subquery(q, tree_inner_select(q, s, of));
        break;
    }
    case 9:
        e = special(q, s, TREE_INTEGER);
        break;
    default:
        break;
    }
    s->depth--;
    return e ? e : integer_column(q, s);
}

/* ---- reals ---- */

const sq_expr *tree_real(sq_builder *q, tree_source *s)
{
    static const sq_op ops[] = {SQ_OP_ADD, SQ_OP_SUB, SQ_OP_MUL, SQ_OP_DIV};
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? tree_choose(s, 2) : tree_choose(s, 7)) {
    case 1:
        e = (sq_val_typed)(q, sq_double_value(PICK(s, reals)),
                           tree_field(s, 2) ? sq_float() : sq_double());
        break;
    case 2:
        e = two(q, s, ops, 4, tree_real);
        break;
    case 3:
        e = sq_binary(q, SQ_OP_DIV, tree_integer(q, s), tree_integer(q, s));
        break;
    case 4:
        e = sq_neg(q, tree_real(q, s));
        break;
    case 5:
        e = case_of(q, s, tree_real);
        break;
    case 6:
        e = sq_cast(q, tree_integer(q, s), tree_field(s, 2) ? sq_float() : sq_double());
        break;
    default:
        e = tree_field(s, 2) ? tree_t.size : tree_t.width;
    }
    s->depth--;
    return e;
}

/* ---- texts ---- */

const sq_expr *tree_text(sq_builder *q, tree_source *s)
{
    static const sq_op concat[] = {SQ_OP_CONCAT};
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? tree_choose(s, 2) : tree_choose(s, 11)) {
    case 1:
        e = (sq_val_typed)(q, sq_text_value(PICK(s, texts)),
                           tree_field(s, 2) ? sq_text_type() : sq_varchar(80));
        break;
    case 2:
    case 3: {
        const sq_expr *a = tree_text(q, s), *b = tree_text(q, s);
        note_regrouping(s, concat[0], b);
        e = sq_binary(q, concat[0], a, b);
        break;
    }
    case 4:
        e = tree_field(s, 2) ? sq_upper(q, tree_text(q, s)) : sq_lower(q, tree_text(q, s));
        break;
    case 5:
        e = case_of(q, s, tree_text);
        break;
    case 6:
        e = sq_cast(q, tree_integer(q, s), tree_field(s, 2) ? sq_varchar(20) : sq_varchar(30));
        break;
    case 7:
        e = sq_binary(q, SQ_OP_CONCAT, tree_text(q, s), tree_integer(q, s));
        break;
    case 9:
        e = sq_binary(q, SQ_OP_CONCAT, tree_integer(q, s), tree_text(q, s));
        break;
    case 8:
        e = sq_collate(q, tree_text(q, s), tree_field(s, 2) ? "NOCASE" : "BINARY", NULL);
        break;
    case 10:
        e = special(q, s, TREE_TEXT);
        break;
    default:
        break;
    }
    s->depth--;
    return e ? e : tree_field(s, 2) ? tree_t.name : tree_t.note;
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
        .op = ops[tree_field(s, 7)], .escape = tree_field(s, 2) ? "/" : NULL, .size = sizeof with};
    const sq_expr *a = tree_text(q, s);
    return sq_binary_with(q, a, tree_text(q, s), &with);
}

static const sq_expr *among(sq_builder *q, tree_source *s)
{
    sq_value items[4];
    size_t n = tree_choose(s, 5);
    bool expressions = tree_choose(s, 3) == 2 && n > 0;
    for (size_t i = 0; i < n; i++)
        items[i] = expressions ? sq_expr_value(tree_integer(q, s)) : tree_integer_value(s);
    s->empty_lists += n == 0;
    const sq_expr *a = tree_integer(q, s);
    return tree_field(s, 2) ? sq_not_in_n(q, a, items, n) : sq_in_n(q, a, items, n);
}

static const sq_expr *several(sq_builder *q, tree_source *s)
{
    const sq_expr *items[3];
    bool either = tree_field(s, 2);
    size_t n = 2 + tree_choose(s, 2);
    for (size_t i = 0; i < n; i++)
        items[i] = tree_boolean(q, s);
    return either ? sq_or_n(q, items, n) : sq_and_n(q, items, n);
}

static const sq_expr *subquery_condition(sq_builder *q, tree_source *s)
{
    if (tree_choose(s, 2))
        return sq_exists(q, tree_inner_select(q, s, tree_u.id));
    const sq_expr *a = tree_integer(q, s);
    const sq_stmt *sub = tree_inner_select(q, s, tree_u.id);
    return tree_field(s, 2) ? sq_not_in_select(q, a, sub) : sq_in_select(q, a, sub);
}

static const sq_expr *between(sq_builder *q, tree_source *s)
{
    bool negated = tree_field(s, 2);
    const sq_expr *a = tree_integer(q, s), *low = tree_integer(q, s), *high = tree_integer(q, s);
    return negated ? sq_not_between(q, a, low, high) : sq_between(q, a, low, high);
}

static const sq_expr *null_test(sq_builder *q, tree_source *s)
{
    bool negated = tree_field(s, 2);
    const sq_expr *a = tree_choose(s, 2) ? tree_integer(q, s) : tree_text(q, s);
    return negated ? sq_is_not_null(q, a) : sq_is_null(q, a);
}

const sq_expr *tree_boolean(sq_builder *q, tree_source *s)
{
    const sq_expr *e = NULL;
    s->depth++;
    switch (deep(s) ? tree_choose(s, 2) : tree_choose(s, s->inside ? 14 : 15)) {
    case 1:
        e = two(q, s, comparisons, 8, tree_integer);
        break;
    case 2:
        e = two(q, s, comparisons, 8, tree_text);
        break;
    case 3:
        e = two(q, s, comparisons, 8, tree_real);
        break;
    case 4:
        e = two(q, s, comparisons, 2, tree_boolean);
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
        e = sq_not(q, tree_boolean(q, s));
        break;
    case 10:
        e = between(q, s);
        break;
    case 11:
        e = null_test(q, s);
        break;
    case 12:
    case 13:
        e = special(q, s, TREE_BOOLEAN);
        break;
    case 14:
        e = subquery_condition(q, s);
        break;
    default:
        break;
    }
    s->depth--;
    return e ? e : tree_field(s, 2) ? tree_t.flag : tree_t.open;
}

/* ---- statements ---- */

static tree_make *const any_type[] = {tree_integer, tree_text, tree_boolean, tree_real};

static const sq_expr *windowed(sq_builder *q, tree_source *s)
{
    const sq_expr *e = tree_choose(s, 3) == 1 ? special(q, s, TREE_WINDOW) : NULL;
    if (e)
        return e;
    const sq_expr *of = tree_field(s, 2) ? sq_sum(q, tree_integer(q, s))
                                         : sq_max(q, tree_integer(q, s));
    if (tree_choose(s, 2))
        return sq_over(q, of, .partition_by = SQ_LIST(tree_boolean(q, s)),
                       .order_by = SQ_LIST(tree_t.id));
    return sq_over(q, of, .order_by = SQ_LIST(tree_t.id),
                   .frame = tree_field(s, 2) ? SQ_ROWS : SQ_RANGE, .start = {.at = SQ_UNBOUNDED},
                   .end = {.at = SQ_CURRENT_ROW});
}

static const sq_stmt *changed(sq_builder *q, tree_source *s, tree_slot slot, const sq_stmt *r)
{
    const tree_special *x = tree_pick(s, slot);
    return x ? x->stmt(q, s, r) : r;
}

const sq_stmt *tree_select(sq_builder *q, tree_source *s, bool may_have_more)
{
    static const char *const names[] = {"value", "Value", "select"};
    const sq_expr *value = any_type[tree_choose(s, 4)](q, s);
    const sq_stmt *r = sq_select(q, tree_t.id, sq_label(q, value, names[tree_field(s, 3)]));
    if (tree_choose(s, 4) == 3 && may_have_more)
        r = sq_add_columns(r, windowed(q, s));
    else if (tree_choose(s, 4) == 3 && may_have_more)
        r = changed(q, s, TREE_CLAUSE, r);
    else if (tree_field(s, 2))
        r = sq_distinct(r);
    if (tree_choose(s, 4))
        r = sq_where(r, tree_boolean(q, s));
    if (tree_choose(s, 4) == 1)
        r = sq_where(r, tree_boolean(q, s));
    return r;
}

/* A number written into ORDER BY or GROUP BY is the number of a column: not one by itself. */
static const sq_expr *sort_key(sq_builder *q, const sq_expr *e)
{
    const sq_expr *both[] = {e, e};
    const char *kind = sq_node_kind(&e->node);
    bool plain = strcmp(kind, "bind") == 0 || strcmp(kind, "constant") == 0 ||
                 strcmp(kind, "literal_column") == 0 || is_op(e, SQ_OP_NEG);
    return plain ? sq_coalesce_n(q, both, 2) : e;
}

static const sq_stmt *sorted(sq_builder *q, tree_source *s, const sq_stmt *r)
{
    if (tree_choose(s, 3) == 1) {
        const sq_expr *by = sort_key(q, any_type[tree_choose(s, 4)](q, s));
        by = tree_field(s, 2) ? sq_desc(q, by) : sq_asc(q, by);
        r = sq_order_by(r, by);
    }
    r = sq_order_by(r, tree_t.id);
    if (tree_choose(s, 4) == 1)
        r = sq_limit(r, 3);
    if (tree_choose(s, 6) == 1)
        r = sq_offset(r, 1);
    return tree_choose(s, 4) == 3 ? changed(q, s, TREE_TAIL, r) : r;
}

static const sq_stmt *grouped(sq_builder *q, tree_source *s)
{
    const sq_expr *key = sort_key(q, any_type[tree_choose(s, 3)](q, s));
    const sq_expr *sum = tree_field(s, 2) ? sq_sum(q, tree_integer(q, s))
                                          : sq_min(q, tree_integer(q, s));
    const sq_expr *more = tree_choose(s, 3) == 1 ? special(q, s, TREE_AGGREGATE) : NULL;
    const sq_stmt *r = sq_select(q, sum, more ? more : sq_count_all(q));
    r = sq_group_by(sq_from(r, tree_t), key);
    return tree_choose(s, 2) ? sq_having(r, sq_gt(q, sum, tree_integer_value(s))) : r;
}

const sq_stmt *tree_build(sq_builder *q, tree_source *s)
{
    const tree_special *other = tree_choose(s, 4) == 3 ? tree_pick(s, TREE_STATEMENT) : NULL;
    if (other)
        return other->stmt(q, s, NULL);
    switch (tree_choose(s, 8)) {
    case 1: {
        const sq_stmt *a = tree_select(q, s, false), *b = tree_select(q, s, false);
        return tree_field(s, 2) ? sq_union_all(q, a, b) : sq_intersect(q, a, b);
    }
    case 2:
        return grouped(q, s);
    case 3: {
        const sq_source x = sq_subquery(q, tree_select(q, s, true), tree_field(s, 2) ? "s" : "r");
        const sq_expr *id = sq_col_at(q, x.sq_, 0);
        return sq_where(sq_select(q, sq_col_at(q, x.sq_, 1)), sq_gt(q, id, tree_integer_value(s)));
    }
    case 4: {
        const sq_source x = sq_cte(q, tree_select(q, s, true), tree_field(s, 2) ? "s" : "r");
        const sq_expr *id = sq_col_at(q, x.sq_, 0);
        return sq_order_by(sq_select(q, id, sq_col_at(q, x.sq_, 1)), id);
    }
    default:
        return sorted(q, s, tree_select(q, s, true));
    }
}
