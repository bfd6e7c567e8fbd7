/* operators.c: binary and unary operators, what they result in, NOT, BETWEEN.
 *
 * Which operators there are and how they behave stands in ops.def; parentheses are left to the
 * compiler. */
#include "lib/ast/operand.h"

/* ---- types of results. SQLAlchemy: _expression_adaptations ---- */

enum { PLUS = 1, MINUS = 2, TIMES = 4, OVER = 8, SUM = PLUS | MINUS };

static int group_of(sq_op op)
{
    switch (op) {
    case SQ_OP_ADD:
        return PLUS;
    case SQ_OP_SUB:
        return MINUS;
    case SQ_OP_MUL:
        return TIMES;
    case SQ_OP_DIV:
        return OVER;
    default:
        return 0;
    }
}

/* What is not in here keeps the type of its left side. */
static const struct {
    int ops;
    sq_type_class left, right;
    sq_type_kind result;
} adaptations[] = {
    {OVER, SQ_TC_INTEGER, SQ_TC_INTEGER, SQ_T_NUMERIC},
    {TIMES, SQ_TC_INTEGER, SQ_TC_INTERVAL, SQ_T_INTERVAL},
    {TIMES, SQ_TC_NUMERIC, SQ_TC_INTERVAL, SQ_T_INTERVAL},
    {TIMES, SQ_TC_FLOAT, SQ_TC_INTERVAL, SQ_T_INTERVAL},
    {PLUS, SQ_TC_INTEGER, SQ_TC_DATE, SQ_T_DATE},
    {MINUS, SQ_TC_DATE, SQ_TC_DATE, SQ_T_INTEGER},
    {MINUS, SQ_TC_DATE, SQ_TC_DATETIME, SQ_T_INTERVAL},
    {SUM, SQ_TC_DATE, SQ_TC_INTERVAL, SQ_T_DATETIME},
    {PLUS, SQ_TC_DATE, SQ_TC_TIME, SQ_T_DATETIME},
    {MINUS, SQ_TC_DATETIME, SQ_TC_DATETIME, SQ_T_INTERVAL},
    {MINUS, SQ_TC_DATETIME, SQ_TC_DATE, SQ_T_INTERVAL},
    {PLUS, SQ_TC_TIME, SQ_TC_DATE, SQ_T_DATETIME},
    {MINUS, SQ_TC_TIME, SQ_TC_TIME, SQ_T_INTERVAL},
    {PLUS, SQ_TC_INTERVAL, SQ_TC_DATE, SQ_T_DATETIME},
    {PLUS, SQ_TC_INTERVAL, SQ_TC_DATETIME, SQ_T_DATETIME},
    {PLUS, SQ_TC_INTERVAL, SQ_TC_TIME, SQ_T_TIME},
};

static bool is_number(sq_type_class c)
{
    return c == SQ_TC_INTEGER || c == SQ_TC_NUMERIC || c == SQ_TC_FLOAT;
}

static const sq_type *math_type(sq_op op, const sq_type *l, const sq_type *r)
{
    if (sqi_is_unknown(l))
        return sqi_is_unknown(r) ? l : r;
    sq_type_class lc = sqi_class_of(l), rc = sqi_class_of(r);
    bool usual = is_number(lc) && is_number(rc) && op != SQ_OP_DIV; /* none of the table's */
    for (size_t i = 0; !usual && i < sizeof adaptations / sizeof adaptations[0]; i++)
        if ((adaptations[i].ops & group_of(op)) && adaptations[i].left == lc &&
            adaptations[i].right == rc)
            return sqi_simple_type(adaptations[i].result);
    bool number = lc == SQ_TC_INTEGER || lc == SQ_TC_NUMERIC;
    if (number && rc == SQ_TC_FLOAT)
        return r;
    if (lc == SQ_TC_INTEGER && rc == SQ_TC_NUMERIC)
        return r;
    return l;
}

/* One index less than the array has; a slice is an array still. */
static const sq_type *item_type(const sq_type *array, const sq_expr *index)
{
    const sq_type_details *d = array->details;
    if (!d || !d->item || d->dimensions > 1 || SQI_IS(index, SLICE))
        return array;
    return d->item;
}

static const sq_type *getitem_type(const sq_expr *left, const sq_expr *right)
{
    switch (sqi_expr_class(left)) {
    case SQ_TC_ARRAY:
        return item_type(left->node.type, right);
    case SQ_TC_HSTORE:
        return sqi_simple_type(SQ_T_TEXT);
    default:
        return left->node.type;
    }
}

static bool is_joined_by_concat(const sq_type *t)
{
    return !sqi_is_unknown(t) && sqi_class_of(t) != SQ_TC_INTEGER;
}

/* A number beside a text becomes text; beside what is unknown, nobody knows. */
static const sq_type *concat_type(const sq_type *l, const sq_type *r)
{
    if (is_joined_by_concat(l) || is_joined_by_concat(r))
        return is_joined_by_concat(l) ? l : r;
    return sqi_is_unknown(l) ? l : r;
}

const sq_type *sqi_result_type(sq_op op, const sq_expr *left, const sq_expr *right)
{
    const sq_type *l = left->node.type;
    if (sqi_ops[op].result == SQI_RESULT_BOOL) /* most */
        return sqi_simple_type(SQ_T_BOOLEAN);
    switch (sqi_ops[op].result) {
    case SQI_RESULT_MATCH:
        return sqi_simple_type(SQ_T_MATCH_BOOLEAN);
    case SQI_RESULT_LEFT:
    case SQI_RESULT_SAME:
        return l;
    case SQI_RESULT_MATH:
        return right ? math_type(op, l, right->node.type) : l;
    case SQI_RESULT_CONCAT:
        return right ? concat_type(l, right->node.type) : l;
    default:
        break;
    }
    if (op == SQ_OP_GETITEM && right)
        return getitem_type(left, right);
    if (op == SQ_OP_JSON_GETITEM || op == SQ_OP_JSON_PATH_GETITEM || op == SQ_OP_CUSTOM)
        return l;
    if (op == SQ_OP_ANY || op == SQ_OP_ALL)
        return sqi_simple_type(SQ_T_BOOLEAN);
    return NULL;
}

/* ---- nodes ---- */

SQI_ALWAYS_INLINE const sq_expr *fill_plain(sq_builder *q, sqi_binary *n, sq_op op,
                                            const sq_expr *a, const sq_expr *b, const sq_type *type)
{
    *n = (sqi_binary){.node = SQI_HEAD(q, BINARY, type), .op = (int32_t)op, .left = a, .right = b};
    return sqi_finish(q, n);
}

static inline const sq_expr *make_plain(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b,
                                        const sq_type *type)
{
    return fill_plain(q, SQI_ROOM(q, binary), op, a, b, type);
}

const sq_expr *sqi_make_binary(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b,
                               const sq_type *type, const sqi_operator *with)
{
    if (!type)
        type = sqi_result_type(op, a, b);
    if (!with)
        return make_plain(q, op, a, b, type);
    sqi_binary_with *n = SQI_MAKE(q, BINARY_WITH, binary_with);
    n->op = (int32_t)op;
    n->left = a;
    n->right = b;
    n->with = with;
    n->node.type = type;
    return sqi_finish(q, n);
}

const sq_expr *sqi_make_unary(sq_builder *q, sq_op op, const sq_expr *a, const sq_type *type)
{
    sqi_unary *n = SQI_MAKE(q, UNARY, unary);
    n->op = (int32_t)op;
    n->of = a;
    n->node.type = type ? type : sqi_result_type(op, a, NULL);
    return sqi_finish(q, n);
}

static uint32_t operator_bits(const sq_operator *o)
{
    return (o->comparison ? SQI_OPERATOR_COMPARISON : 0) |
           (o->associative ? SQI_OPERATOR_ASSOCIATIVE : 0) |
           (o->eager_grouping ? SQI_OPERATOR_EAGER : 0) | (o->postfix ? SQI_OPERATOR_POSTFIX : 0) |
           (o->boolean_mode ? SQI_OPERATOR_BOOLEAN_MODE : 0) |
           (o->natural_language ? SQI_OPERATOR_NATURAL_LANGUAGE : 0) |
           (o->query_expansion ? SQI_OPERATOR_QUERY_EXPANSION : 0) |
           (o->no_mode ? SQI_OPERATOR_NO_MODE : 0);
}

static bool is_one_character(const char *s)
{
    size_t n = strlen(s), first = 1;
    while (first < n && ((unsigned char)s[first] & 0xC0) == 0x80)
        first++;
    return n > 0 && first == n;
}

/* It decides what is written, so it must be part of the key, which no value is. */
static uint32_t bits_of_flags(const sq_expr *flags)
{
    if (!flags || flags->node.kind != SQI_N_BIND)
        return 0;
    const sq_value *v = &SQI_CAST_TO(bind, flags)->value;
    return v->kind == SQ_V_TEXT && v->len == 1 && v->v.s[0] == 'i' ? SQI_OPERATOR_IGNORE_CASE : 0;
}

const sqi_operator *sqi_operator_of(sq_builder *q, const sq_operator *o, const char *where,
                                    const void **poison)
{
    if (!o || q->is_static)
        return NULL;
    const char *escape = o->escape ? o->escape : o->autoescape ? "/" : NULL;
    if (escape && *escape && !is_one_character(escape))
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where,
                           ".escape must be one character, or empty for none");
    if (o->op == SQ_OP_CUSTOM && !o->custom)
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where, ".custom is missing");
    sqi_operator w = {
        .custom = o->op == SQ_OP_CUSTOM ? (const char *)(const void *)o->custom : NULL,
        .render_as = o->render_as,
        .escape = escape,
        .regconfig = o->regconfig,
        .flags = o->flags,
        .precedence = o->op == SQ_OP_CUSTOM ? o->precedence : 0,
        .bits = operator_bits(o) | bits_of_flags(o->flags),
    };
    if (!w.custom && !w.render_as && !w.escape && !w.regconfig && !w.flags && !w.bits)
        return NULL;
    sqi_operator *p = sqi_arena_alloc(q->arena, sizeof *p);
    w.custom = sqi_copy_str(q, w.custom);
    w.render_as = sqi_copy_str(q, w.render_as);
    w.escape = sqi_copy_str(q, w.escape);
    w.regconfig = sqi_copy_str(q, w.regconfig);
    if (!p) {
        *poison = sqi_fail_nomem(q);
        return NULL;
    }
    *p = w;
    return p;
}

/* ---- operators from data ---- */

static bool is_binary(sq_op op)
{
    if ((unsigned)op >= SQ_OP_UNION)
        return false;
    switch (op) {
    case SQ_OP_BETWEEN:
    case SQ_OP_NOT_BETWEEN:
    case SQ_OP_REGEXP_REPLACE:
    case SQ_OP_IS_TRUE:
    case SQ_OP_IS_FALSE:
    case SQ_OP_COLLATE:
    case SQ_OP_FILTER:
    case SQ_OP_FUNCTION_AS_COMPARISON:
    case SQ_OP_COMMA:
    case SQ_OP_CUSTOM:
        return false;
    default:
        return !(sqi_ops[op].flags & (SQI_OP_U | SQI_OP_P));
    }
}

static const void *not_an_operator(sq_builder *q, sq_op op, const char *where, const char *kind)
{
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "%s is no %s operator",
                    (unsigned)op < SQ_OP_COUNT ? sqi_ops[op].name : "that number", kind);
}

const sq_expr *sq_binary(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b)
{
    if (op == SQ_OP_AND || op == SQ_OP_OR) {
        const sq_expr *const both[] = {sqi_given(q, a, "sq_binary"), sqi_given(q, b, "sq_binary")};
        return op == SQ_OP_AND ? sq_and_n(q, both, 2) : sq_or_n(q, both, 2);
    }
    if (!is_binary(op))
        return not_an_operator(q, op, "sq_binary", "binary");
    return sqi_make_binary(q, op, sqi_given(q, a, "sq_binary"), sqi_given(q, b, "sq_binary"), NULL,
                           NULL);
}

const sq_expr *sq_unary(sq_builder *q, sq_op op, const sq_expr *a)
{
    bool unary = (unsigned)op < SQ_OP_COUNT && op != SQ_OP_EXISTS &&
                 ((sqi_ops[op].flags & (SQI_OP_U | SQI_OP_P)) || op == SQ_OP_IS_TRUE ||
                  op == SQ_OP_IS_FALSE);
    if (!unary)
        return not_an_operator(q, op, "sq_unary", "unary");
    return sqi_make_unary(q, op, sqi_given(q, a, "sq_unary"), NULL);
}

static const sq_type *said_type(sq_builder *q, const sq_operator *o)
{
    if (o->type)
        return sqi_type(q, *o->type);
    return o->op == SQ_OP_CUSTOM && o->comparison ? sqi_simple_type(SQ_T_BOOLEAN) : NULL;
}

const sq_expr *sq_binary_with(sq_builder *q, const sq_expr *a, const sq_expr *b,
                              const sq_operator *o)
{
    const void *poison = NULL;
    if (o->op != SQ_OP_CUSTOM && !is_binary(o->op))
        return not_an_operator(q, o->op, "sq_binary_with", "binary");
    const sqi_operator *with = sqi_operator_of(q, o, "sq_binary_with", &poison);
    if (poison)
        return poison;
    return sqi_make_binary(q, o->op, sqi_given(q, a, "sq_binary_with"),
                           sqi_given(q, b, "sq_binary_with"), said_type(q, o), with);
}

const sq_expr *sq_unary_with(sq_builder *q, const sq_expr *a, const sq_operator *o)
{
    const void *poison = NULL;
    if (o->op != SQ_OP_CUSTOM) {
        const sq_expr *e = sq_unary(q, o->op, a);
        if (!o->type || sqi_is_poison(e))
            return e;
        return sqi_make_unary(q, o->op, a, sqi_type(q, *o->type));
    }
    sqi_unary_with *n = SQI_MAKE(q, UNARY_WITH, unary_with);
    n->op = SQ_OP_CUSTOM;
    n->of = sqi_given(q, a, "sq_unary_with");
    n->with = sqi_operator_of(q, o, "sq_unary_with", &poison);
    n->node.type = said_type(q, o);
    if (!n->node.type)
        n->node.type = n->of->node.type;
    return SQI_DONE(q, n, poison);
}

const sq_expr *sq_op_custom(sq_builder *q, const sq_expr *a, const sq_sql_text *op, sq_value b)
{
    a = sqi_given(q, a, "sq_op_custom");
    const sq_operator o = {.op = SQ_OP_CUSTOM, .custom = op};
    return sq_binary_with(q, a, sqi_operand_of(q, SQ_OP_CUSTOM, b, a, "sq_op_custom"), &o);
}

/* ---- comparisons ---- */

static bool is_any_or_all(const sq_expr *e)
{
    return SQI_IS(e, UNARY) &&
           (SQI_CAST_TO(unary, e)->op == SQ_OP_ANY || SQI_CAST_TO(unary, e)->op == SQ_OP_ALL);
}

/* ANY and ALL stand on the right: 5 < ANY (x) for any(x) > 5. */
static sq_op mirrored(sq_op op)
{
    switch (op) {
    case SQ_OP_LT:
        return SQ_OP_GT;
    case SQ_OP_LE:
        return SQ_OP_GE;
    case SQ_OP_GT:
        return SQ_OP_LT;
    case SQ_OP_GE:
        return SQ_OP_LE;
    default:
        return op;
    }
}

/* true and false as values of a boolean column are the constants, not parameters. */
static bool means_boolean(const sq_expr *a, sq_value v)
{
    return v.kind == SQ_V_BOOL ||
           (v.kind == SQ_V_INT && (v.v.i == 0 || v.v.i == 1) && sqi_expr_class(a) == SQ_TC_BOOLEAN);
}

static bool takes_constants(sq_op op)
{
    return op == SQ_OP_EQ || op == SQ_OP_NE || op == SQ_OP_IS || op == SQ_OP_IS_NOT ||
           op == SQ_OP_IS_DISTINCT_FROM || op == SQ_OP_IS_NOT_DISTINCT_FROM;
}

/* `a op NULL|true|false`. SQLAlchemy: _boolean_compare(). */
static const sq_expr *compare_constant(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b,
                                       const char *where)
{
    if (!takes_constants(op))
        return sqi_fail(q, SQ_ERR_ARGUMENT, where,
                        "only =, !=, IS, IS NOT and IS [NOT] DISTINCT FROM go with NULL, true and "
                        "false");
    if (sqi_is_const(b, SQI_CONST_NULL) && !is_any_or_all(a)) {
        if (op == SQ_OP_EQ)
            op = SQ_OP_IS;
        if (op == SQ_OP_NE)
            op = SQ_OP_IS_NOT;
    }
    return sqi_make_binary(q, op, a, b, NULL, NULL);
}

static const sq_expr *operand_of_comparison(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                                            const char *where)
{
    if (b.kind == SQ_V_EXPR && b.v.expr)
        return b.v.expr;
    const sq_expr *usual = sqi_usual_operand(q, b, a);
    if (usual)
        return usual;
    const void *poison = sqi_check_value(q, a->node.type, a, b, where);
    if (poison)
        return poison;
    if (takes_constants(op) && means_boolean(a, b))
        return sqi_make_const(q, b.v.i ? SQI_CONST_TRUE : SQI_CONST_FALSE);
    return sqi_operand_of(q, op, b, a, where);
}

static const sq_expr *compare_all(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                                  const char *where)
{
    const sq_type *array = SQI_CAST_TO(unary, a)->of->node.type;
    bool known = sqi_class_of(array) == SQ_TC_ARRAY && array->details;
    const sq_expr *value = sqi_is_plain(b) && b.kind != SQ_V_NULL
                               ? sqi_assigned(q, b, known ? array->details->item : NULL, NULL,
                                              (sq_name){NULL, 0, 0}, where)
                               : sqi_operand_of(q, op, b, NULL, where);
    return sqi_make_binary(q, mirrored(op), value, a, NULL, NULL);
}

SQI_APART const sq_expr *compare_any(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                                     const char *where)
{
    a = sqi_given(q, a, where);
    if (is_any_or_all(a))
        return compare_all(q, op, a, b, where);
    const sq_expr *e = operand_of_comparison(q, op, a, b, where);
    if (SQI_IS(e, CONST))
        return compare_constant(q, op, a, e, where);
    return make_plain(q, op, a, e, sqi_result_type(op, a, e));
}

/* The operand of a usual comparison or calculation: an expression, or a value bound beside a
 * column. NULL: nothing is decided. */
SQI_ALWAYS_INLINE const sq_expr *short_operand(sq_builder *q, const sq_expr *a, sq_value b)
{
    if (b.kind == SQ_V_EXPR)
        return b.v.expr;
    const sq_type *type = sqi_usual_type(a->node.type, b);
    return type ? sqi_short_bind(q, b, type, a) : NULL;
}

static const sq_expr *compare(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                              const char *where)
{
    const sq_expr *e = a && !SQI_IS(a, UNARY) ? short_operand(q, a, b) : NULL;
    if (!e || SQI_IS(e, CONST) || !sqi_arena_has(q->arena, sizeof(sqi_binary)))
        return compare_any(q, op, a, b, where);
    return fill_plain(q, sqi_arena_take(q->arena, sizeof(sqi_binary)), op, a, e,
                      sqi_simple_type(SQ_T_BOOLEAN));
}

#define DEFINE_COMPARISON(name, OP)                                                                \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a, sq_value b)                          \
    {                                                                                              \
        return compare(q, SQ_OP_##OP, a, b, "sq_" #name);                                          \
    }
DEFINE_COMPARISON(eq, EQ)
DEFINE_COMPARISON(ne, NE)
DEFINE_COMPARISON(lt, LT)
DEFINE_COMPARISON(le, LE)
DEFINE_COMPARISON(gt, GT)
DEFINE_COMPARISON(ge, GE)
DEFINE_COMPARISON(is, IS)
DEFINE_COMPARISON(is_not, IS_NOT)
DEFINE_COMPARISON(is_distinct_from, IS_DISTINCT_FROM)
DEFINE_COMPARISON(is_not_distinct_from, IS_NOT_DISTINCT_FROM)

/* ---- patterns ---- */

static const sq_expr *pattern(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                              const char *where)
{
    a = sqi_given(q, a, where);
    const sq_expr *e = sqi_operand_of(q, op, b, a, where);
    return SQI_IS(e, CONST) ? compare_constant(q, op, a, e, where)
                            : sqi_make_binary(q, op, a, e, NULL, NULL);
}

#define DEFINE_PATTERN(name, OP)                                                                   \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a, sq_value b)                          \
    {                                                                                              \
        return pattern(q, SQ_OP_##OP, a, b, "sq_" #name);                                          \
    }
DEFINE_PATTERN(like, LIKE)
DEFINE_PATTERN(not_like, NOT_LIKE)
DEFINE_PATTERN(ilike, ILIKE)
DEFINE_PATTERN(not_ilike, NOT_ILIKE)
DEFINE_PATTERN(match, MATCH)
DEFINE_PATTERN(regexp_match, REGEXP_MATCH)

static bool escape_text(sq_builder *q, sq_value *v)
{
    size_t n = 0, extra = 0;
    for (uint32_t i = 0; i < v->len; i++)
        extra += v->v.s[i] == '%' || v->v.s[i] == '_' || v->v.s[i] == '/';
    char *p = q->is_static ? NULL : sqi_arena_behind(q->arena, v->len + extra + 1);
    if (!p || v->len + extra > UINT32_MAX)
        return false;
    for (uint32_t i = 0; i < v->len; i++) {
        char c = v->v.s[i];
        if (c == '%' || c == '_' || c == '/')
            p[n++] = '/';
        p[n++] = c;
    }
    v->v.s = p;
    v->len = (uint32_t)n;
    return true;
}

const sqi_operator sqi_escaped = {.escape = "/"};

/* Taken literally: the safe form. An expression is taken as it is. */
static const sq_expr *search(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                             const char *where)
{
    if (b.kind != SQ_V_TEXT)
        return pattern(q, op, a, b, where);
    a = sqi_given(q, a, where);
    if (!escape_text(q, &b))
        return sqi_fail_nomem(q);
    return sqi_make_binary(q, op, a, sqi_operand_of(q, op, b, a, where), NULL, &sqi_escaped);
}

#define DEFINE_SEARCH(name, OP)                                                                    \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a, sq_value b)                          \
    {                                                                                              \
        return search(q, SQ_OP_##OP, a, b, "sq_" #name);                                           \
    }
DEFINE_SEARCH(startswith, STARTSWITH)
DEFINE_SEARCH(endswith, ENDSWITH)
DEFINE_SEARCH(contains, CONTAINS)
DEFINE_SEARCH(istartswith, ISTARTSWITH)
DEFINE_SEARCH(iendswith, IENDSWITH)
DEFINE_SEARCH(icontains, ICONTAINS)

/* ---- arithmetic ---- */

/* A text beside one may be joined to it, and has a type of its own then. */
static const sq_expr *operand_of_math(sq_builder *q, sq_op op, const sq_expr *a, sq_value b,
                                      const char *where)
{
    const sq_expr *e = b.kind == SQ_V_TEXT ? NULL : short_operand(q, a, b);
    return e ? e : sqi_operand_of(q, op, b, a, where);
}

static const sq_expr *math(sq_builder *q, sq_op op, const sq_expr *a, sq_value b, const char *where)
{
    a = sqi_given(q, a, where);
    return sqi_make_binary(q, op, a, operand_of_math(q, op, a, b, where), NULL, NULL);
}

#define DEFINE_MATH(name, OP)                                                                      \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a, sq_value b)                          \
    {                                                                                              \
        return math(q, SQ_OP_##OP, a, b, "sq_" #name);                                             \
    }
DEFINE_MATH(sub, SUB)
DEFINE_MATH(mul, MUL)
DEFINE_MATH(div, DIV)
DEFINE_MATH(floordiv, FLOORDIV)
DEFINE_MATH(mod, MOD)
DEFINE_MATH(pow, POW)
DEFINE_MATH(concat, CONCAT)
DEFINE_MATH(bitwise_and, BITWISE_AND)
DEFINE_MATH(bitwise_or, BITWISE_OR)
DEFINE_MATH(bitwise_xor, BITWISE_XOR)
DEFINE_MATH(bitwise_lshift, BITWISE_LSHIFT)
DEFINE_MATH(bitwise_rshift, BITWISE_RSHIFT)

/* `+` joins texts and other things that are put one behind the other. */
static bool joins(const sq_expr *a, const sq_expr *b)
{
    switch (sqi_expr_class(a)) {
    case SQ_TC_STRING:
    case SQ_TC_ARRAY:
    case SQ_TC_JSON:
    case SQ_TC_HSTORE:
        return true;
    default:
        return sqi_expr_class(b) == SQ_TC_STRING;
    }
}

const sq_expr *sq_add(sq_builder *q, const sq_expr *a, sq_value b)
{
    a = sqi_given(q, a, "sq_add");
    const sq_expr *e = operand_of_math(q, SQ_OP_ADD, a, b, "sq_add");
    return sqi_make_binary(q, joins(a, e) ? SQ_OP_CONCAT : SQ_OP_ADD, a, e, NULL, NULL);
}

/* ---- elements of arrays and documents ---- */

/* An array that counts from 0 in C counts from 1 in SQL. */
static sq_value from_one(sq_builder *q, sq_value v)
{
    if (v.kind == SQ_V_INT)
        v.v.i++;
    else if (v.kind == SQ_V_EXPR && v.v.expr && SQI_IS(v.v.expr, SLICE)) {
        const sqi_slice *s = SQI_CAST_TO(slice, v.v.expr);
        sq_value one = {.kind = SQ_V_INT, .len = 4, .v = {.i = 1}};
        v.v.expr = sq_slice(q, s->start ? sq_add(q, s->start, one) : NULL,
                            s->stop ? sq_add(q, s->stop, one) : NULL, s->step);
    } else if (v.kind == SQ_V_EXPR && v.v.expr)
        v.v.expr = sq_add(q, v.v.expr, (sq_value){.kind = SQ_V_INT, .len = 4, .v = {.i = 1}});
    return v;
}

/* An array of several dimensions loses one with each index. */
static const sq_type *inner_array(sq_builder *q, const sq_type *t, const sq_expr *index)
{
    if (!t->details || t->details->dimensions < 2 || SQI_IS(index, SLICE) || q->is_static)
        return NULL;
    sq_type_details d = *t->details;
    d.dimensions--;
    sq_type inner = *t;
    inner.details = &d;
    return sqi_type(q, inner);
}

static const sq_expr *hstore_item(sq_builder *q, const sq_expr *a, sq_value b)
{
    static const sqi_operator arrow = {
        .custom = "->",
        .render_as = "hstore_getitem",
        .precedence = 15,
        .bits = SQI_OPERATOR_ASSOCIATIVE | SQI_OPERATOR_EAGER,
    };
    return sqi_make_binary(q, SQ_OP_CUSTOM, a, sqi_operand_of(q, SQ_OP_GETITEM, b, a, "sq_getitem"),
                           sqi_simple_type(SQ_T_TEXT), &arrow);
}

const sq_expr *sq_getitem(sq_builder *q, const sq_expr *a, sq_value b)
{
    a = sqi_given(q, a, "sq_getitem");
    sq_type_class c = sqi_expr_class(a);
    if (c == SQ_TC_JSON && (b.kind == SQ_V_LIST || b.kind == SQ_V_TUPLE))
        return sq_json_path(q, a, b);
    if (c == SQ_TC_HSTORE)
        return hstore_item(q, a, b);
    bool array = c == SQ_TC_ARRAY;
    if (array && (a->node.type->flags & SQ_TYPE_ZERO_INDEXES))
        b = from_one(q, b);
    const sq_expr *e = sqi_operand_of(q, SQ_OP_GETITEM, b, a, "sq_getitem");
    return sqi_make_binary(q, c == SQ_TC_JSON ? SQ_OP_JSON_GETITEM : SQ_OP_GETITEM, a, e,
                           array ? inner_array(q, a->node.type, e) : NULL, NULL);
}

const sq_expr *sq_json_path(sq_builder *q, const sq_expr *a, sq_value b)
{
    a = sqi_given(q, a, "sq_json_path");
    const sq_expr *e = sqi_operand_of(q, SQ_OP_JSON_PATH_GETITEM, b, a, "sq_json_path");
    return sqi_make_binary(q, SQ_OP_JSON_PATH_GETITEM, a, e, NULL, NULL);
}

const sq_expr *sq_json_as(sq_builder *q, const sq_expr *element, sq_type t)
{
    const sq_expr *e = sqi_given(q, element, "sq_json_as");
    if (sqi_is_poison(e))
        return e;
    if (!SQI_IS(e, BINARY) || (SQI_CAST_TO(binary, e)->op != SQ_OP_JSON_GETITEM &&
                               SQI_CAST_TO(binary, e)->op != SQ_OP_JSON_PATH_GETITEM))
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_json_as",
                        "only an element of a JSON document can be taken as another type");
    const sqi_binary *b = SQI_CAST_TO(binary, e);
    return sqi_make_binary(q, (sq_op)b->op, b->left, b->right, sqi_type(q, t), NULL);
}

/* ---- one operand ---- */

#define DEFINE_UNARY(name, OP)                                                                     \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a)                                      \
    {                                                                                              \
        return sqi_make_unary(q, SQ_OP_##OP, sqi_given(q, a, "sq_" #name), NULL);                  \
    }
DEFINE_UNARY(neg, NEG)
DEFINE_UNARY(bitwise_not, BITWISE_NOT)
DEFINE_UNARY(distinct_of, DISTINCT)
DEFINE_UNARY(any, ANY)
DEFINE_UNARY(all, ALL)
DEFINE_UNARY(asc, ASC)
DEFINE_UNARY(desc, DESC)
DEFINE_UNARY(nulls_first, NULLS_FIRST)
DEFINE_UNARY(nulls_last, NULLS_LAST)

const sq_expr *sq_ordered(sq_builder *q, const sq_expr *a, sq_direction d)
{
    return d == SQ_DESC ? sq_desc(q, a) : sq_asc(q, a);
}

const sq_expr *sq_is_null(sq_builder *q, const sq_expr *a)
{
    return sq_is(q, a, (sq_value){.kind = SQ_V_NULL});
}

const sq_expr *sq_is_not_null(sq_builder *q, const sq_expr *a)
{
    return sq_is_not(q, a, (sq_value){.kind = SQ_V_NULL});
}

/* ---- BETWEEN, REGEXP_REPLACE ---- */

static const sq_expr *bound_of(sq_builder *q, const sq_expr *a, sq_value v)
{
    const void *poison = sqi_check_value(q, a->node.type, a, v, "sq_between");
    return poison ? poison : sqi_operand_of(q, SQ_OP_BETWEEN, v, a, "sq_between");
}

static const sq_expr *make_between(sq_builder *q, const sq_expr *a, sq_value low, sq_value high,
                                   bool negated, bool symmetric)
{
    /* the operands first: without memory all nodes are made in one place */
    const sq_expr *of = sqi_given(q, a, "sq_between");
    const sq_expr *from = bound_of(q, of, low), *to = bound_of(q, of, high);
    sqi_between *n = SQI_MAKE(q, BETWEEN, between);
    n->of = of;
    n->low = from;
    n->high = to;
    n->negated = negated;
    n->symmetric = symmetric;
    n->node.type = sqi_simple_type(SQ_T_BOOLEAN);
    return sqi_finish(q, n);
}

const sq_expr *sq_between(sq_builder *q, const sq_expr *a, sq_value low, sq_value high)
{
    return make_between(q, a, low, high, false, false);
}

const sq_expr *sq_not_between(sq_builder *q, const sq_expr *a, sq_value low, sq_value high)
{
    return make_between(q, a, low, high, true, false);
}

const sq_expr *sq_between_symmetric(sq_builder *q, const sq_expr *a, sq_value low, sq_value high,
                                    bool negated)
{
    return make_between(q, a, low, high, negated, true);
}

const sq_expr *sq_regexp_replace(sq_builder *q, const sq_expr *a, sq_value pattern_,
                                 sq_value replacement, const char *flags)
{
    const char *where = "sq_regexp_replace";
    const sq_expr *of = sqi_given(q, a, where);
    const sq_expr *old = sqi_operand_of(q, SQ_OP_REGEXP_REPLACE, pattern_, of, where);
    const sq_expr *new = sqi_operand_of(q, SQ_OP_REGEXP_REPLACE, replacement, of, where);
    sqi_regexp_replace *n = SQI_MAKE(q, REGEXP_REPLACE, regexp_replace);
    n->of = of;
    n->pattern = old;
    n->replacement = new;
    n->flags = sqi_copy_str(q, flags);
    n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}
