/* operand.c: plain values as operands: which type they take, what they are called, and which are
 * refused.
 *
 * A value is refused only where the database could not mean it, and no message holds the value. */
#include "lib/ast/operand.h"
#include <stdio.h>

const sq_expr *sqi_not_given(sq_builder *q, const char *where)
{
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "an operand is NULL");
}

const sq_relation *sqi_no_rel(sq_builder *q, const char *where)
{
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "the from element is NULL");
}

const sq_stmt *sqi_no_stmt(sq_builder *q, const char *where)
{
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "the statement is NULL");
}

sq_value sqi_list_of(const sq_value *items, size_t n)
{
    return (sq_value){.kind = SQ_V_LIST, .len = (uint32_t)n, .v = {.list = items}};
}

/* ---- names ---- */

sq_name sqi_natural_name(const sq_expr *e)
{
    sq_name none = {NULL, 0, 0};
    while (e) {
        switch ((sqi_kind)e->node.kind) {
        case SQI_N_COLUMN:
            return sqi_name_of_column((const sq_column *)(const void *)e);
        case SQI_N_NAMED_COLUMN:
            return SQI_CAST_TO(named_column, e)->name;
        case SQI_N_LITERAL_COLUMN:
            return sq_name_of(SQI_CAST_TO(literal_column, e)->sql);
        case SQI_N_LABEL_NAME:
            return SQI_CAST_TO(label_name, e)->name;
        case SQI_N_FUNC:
            return SQI_CAST_TO(func, e)->name;
        case SQI_N_COLUMN_OF:
            if (SQI_CAST_TO(column_of, e)->name.p)
                return SQI_CAST_TO(column_of, e)->name;
            e = SQI_CAST_TO(column_of, e)->element;
            break;
        case SQI_N_LABEL:
            if (SQI_CAST_TO(label, e)->name.p)
                return SQI_CAST_TO(label, e)->name;
            if (SQI_CAST_TO(label, e)->base)
                return sq_name_of(SQI_CAST_TO(label, e)->base);
            e = SQI_CAST_TO(label, e)->of;
            break;
        case SQI_N_CAST:
            e = SQI_CAST_TO(cast, e)->of;
            break;
        case SQI_N_GROUPING:
            e = SQI_CAST_TO(grouping, e)->of;
            break;
        case SQI_N_LABEL_REF:
            e = SQI_CAST_TO(label_ref, e)->of;
            break;
        default:
            return none;
        }
    }
    return none;
}

void sqi_describe(const sq_expr *e, char *buffer, size_t size)
{
    sq_name n = sqi_natural_name(e);
    const sq_table *t = SQI_IS(e, COLUMN) ? ((const sq_column *)(const void *)e)->table : NULL;
    const char *table = t ? (t->o.name ? t->o.name : t->name) : NULL;
    if (n.p)
        snprintf(buffer, size, "%s%s%.*s", table ? table : "", table ? "." : "", (int)n.n, n.p);
    else
        snprintf(buffer, size, "the %s", sqi_nodes[e->node.kind].name);
}

/* ---- types ---- */

static bool is_enum(const sq_type *t)
{
    return t->kind == SQ_T_ENUM || t->kind == SQ_T_PG_ENUM || t->kind == SQ_T_MY_ENUM;
}

static const sq_type *index_type(const sq_type *left, sq_value v)
{
    bool text = v.kind == SQ_V_TEXT;
    switch (sqi_class_of(left)) {
    case SQ_TC_JSON:
        if (v.kind == SQ_V_LIST || v.kind == SQ_V_TUPLE)
            return sqi_simple_type(SQ_T_JSON_PATH);
        return sqi_simple_type(text ? SQ_T_JSON_STR_INDEX : SQ_T_JSON_INT_INDEX);
    case SQ_TC_HSTORE:
        return sqi_simple_type(SQ_T_TEXT);
    default:
        return sqi_type_of_value(v);
    }
}

#define BIT(k)  (UINT32_C(1) << SQ_V_##k)
#define NUMBERS (BIT(BOOL) | BIT(INT) | BIT(UINT) | BIT(DOUBLE) | BIT(DECIMAL))
#define ALL     UINT32_MAX
#define USUAL   (BIT(INT) | BIT(DOUBLE) | BIT(TEXT))
#define ROW(takes, lends)                                                                          \
    {                                                                                              \
        (takes), (lends), (takes)&USUAL                                                            \
    }
const sqi_class_values sqi_class_takes[] = {
    [SQ_TC_UNKNOWN] = {ALL, 0, 0},
    [SQ_TC_INTEGER] = ROW(NUMBERS, BIT(INT)),
    [SQ_TC_NUMERIC] = ROW(NUMBERS | BIT(TEXT), BIT(INT) | BIT(UINT) | BIT(DECIMAL)),
    [SQ_TC_FLOAT] = ROW(NUMBERS, BIT(INT)),
    [SQ_TC_BOOLEAN] = {BIT(BOOL) | BIT(INT), BIT(BOOL), 0},
    [SQ_TC_STRING] = ROW(BIT(TEXT) | BIT(JSON) | BIT(UUID), BIT(TEXT)),
    [SQ_TC_BINARY] = ROW(BIT(BYTES) | BIT(UUID), BIT(BYTES)),
    [SQ_TC_DATE] = ROW(BIT(DATE) | BIT(DATETIME) | BIT(TIMESTAMP) | BIT(TEXT), BIT(DATE)),
    [SQ_TC_TIME] = ROW(BIT(TIME) | BIT(DATETIME) | BIT(TIMESTAMP) | BIT(INTERVAL) | BIT(TEXT),
                       BIT(TIME)),
    [SQ_TC_DATETIME] = ROW(BIT(DATE) | BIT(DATETIME) | BIT(TIMESTAMP) | BIT(TEXT),
                           BIT(DATETIME) | BIT(TIMESTAMP)),
    [SQ_TC_INTERVAL] = ROW(BIT(INTERVAL) | BIT(TIME) | BIT(TEXT), BIT(INTERVAL)),
    [SQ_TC_JSON] = ROW(ALL, BIT(JSON)),
    [SQ_TC_JSON_PATH] = ROW(ALL, BIT(TEXT)),
    [SQ_TC_JSON_INDEX] = ROW(ALL, 0),
    [SQ_TC_ARRAY] = ROW(ALL, 0),
    [SQ_TC_UUID] = ROW(BIT(UUID) | BIT(TEXT), BIT(UUID) | BIT(TEXT)),
    [SQ_TC_TUPLE] = ROW(ALL, 0),
    [SQ_TC_BITS] = ROW(ALL, BIT(BITS) | BIT(TEXT)),
    [SQ_TC_NETWORK] = ROW(ALL, BIT(TEXT)),
    [SQ_TC_RANGE] = ROW(ALL, 0),
    [SQ_TC_MULTIRANGE] = ROW(ALL, 0),
    [SQ_TC_HSTORE] = ROW(ALL, 0),
    [SQ_TC_TEXT_SEARCH] = ROW(ALL, BIT(TEXT)),
};

const sq_type *sqi_adapt_type(sq_op op, const sq_type *left, sq_value v)
{
    if (v.kind == SQ_V_LIST && v.len && op != SQ_OP_GETITEM && op != SQ_OP_JSON_PATH_GETITEM &&
        sqi_class_of(left) != SQ_TC_ARRAY)
        return sqi_adapt_type(op, left, v.v.list[0]);
    const sq_type *own = sqi_type_of_value(v);
    if (op == SQ_OP_JSON_PATH_GETITEM)
        return sqi_simple_type(SQ_T_JSON_PATH);
    if (op == SQ_OP_GETITEM)
        return index_type(left, v);
    if (sqi_is_unknown(left))
        return own;
    if (left->details && left->details->methods) /* what is compared is converted, too */
        return left;
    if (sqi_is_unknown(own) || sqi_class_of(left) == SQ_TC_UNKNOWN)
        return left;
    if (is_enum(left) && (op == SQ_OP_CONCAT || op == SQ_OP_ADD || sqi_ops[op].text[0] == 'L'))
        return own; /* LIKE and || make a plain text of it */
    return (sqi_class_takes[sqi_class_of(left)].lends >> v.kind) & 1 ? left : own;
}

/* ---- which values a type takes ---- */

static const char *const value_names[] = {
    [SQ_V_NULL] = "NULL",
    [SQ_V_BOOL] = "a boolean",
    [SQ_V_INT] = "an integer",
    [SQ_V_UINT] = "an integer",
    [SQ_V_DOUBLE] = "a double",
    [SQ_V_TEXT] = "a text",
    [SQ_V_BYTES] = "bytes",
    [SQ_V_DECIMAL] = "a decimal",
    [SQ_V_DATE] = "a date",
    [SQ_V_TIME] = "a time",
    [SQ_V_DATETIME] = "a datetime",
    [SQ_V_TIMESTAMP] = "a timestamp",
    [SQ_V_INTERVAL] = "an interval",
    [SQ_V_UUID] = "a UUID",
    [SQ_V_JSON] = "JSON",
    [SQ_V_BITS] = "a bit string",
    [SQ_V_LIST] = "a list",
    [SQ_V_TUPLE] = "a row value",
    [SQ_V_MAP] = "a map",
    [SQ_V_RANGE] = "a range",
    [SQ_V_EXPR] = "an expression",
    [SQ_V_STMT] = "a statement",
    [SQ_V_ABSENT] = "no value",
    [SQ_V_BAD_POINTER] = "a pointer",
};

static const char *hint_of(sq_type_class c, sq_value v)
{
    if (c == SQ_TC_STRING && v.kind == SQ_V_INT)
        return "; 'x' is an int in C, a text is \"x\"";
    return "";
}

static bool is_checked_value(sq_value v)
{
    return v.kind != SQ_V_NULL && v.kind != SQ_V_ABSENT && v.kind != SQ_V_LIST &&
           v.kind != SQ_V_TUPLE && v.kind <= SQ_V_BITS;
}

const void *sqi_check_value(sq_builder *q, const sq_type *type, const sq_expr *like, sq_value v,
                            const char *where)
{
    if (!type || !is_checked_value(v) || (type->details && type->details->methods))
        return NULL;
    sq_type_class c = sqi_class_of(type);
    bool fits = (sqi_class_takes[c].takes >> v.kind) & 1;
    if (c == SQ_TC_BOOLEAN && v.kind == SQ_V_INT)
        fits = v.v.i == 0 || v.v.i == 1;
    if (c == SQ_TC_INTEGER && v.kind == SQ_V_UINT && !(type->flags & SQ_TYPE_UNSIGNED))
        return sqi_fail(q, SQ_ERR_TYPE, where, "the number is too large for a signed integer");
    if (fits)
        return NULL;
    char name[128];
    if (like)
        sqi_describe(like, name, sizeof name);
    return sqi_fail(q, SQ_ERR_TYPE, where, "%s is of type %s, %s does not go with it%s",
                    like ? name : "the operand", sq_type_kind_name((sq_type_kind)type->kind),
                    value_names[v.kind], hint_of(c, v));
}

/* ---- binds ---- */

SQI_ALWAYS_INLINE const sq_expr *make_bind(sq_builder *q, sq_value v, const sq_type *type,
                                           sq_name name, uint32_t flags)
{
    sqi_bind *n = SQI_ROOM(q, bind);
    *n = (sqi_bind){
        .node = SQI_HEAD(q, BIND, type), .name = name, .flags = (int32_t)flags, .value = v};
    return sqi_finish(q, n);
}

const sq_expr *sqi_own_bind(sq_builder *q, sq_value v, const sq_type *type, sq_name name,
                            uint32_t flags)
{
    return make_bind(q, v, type, name, flags);
}

const sq_expr *sqi_new_bind(sq_builder *q, sq_value v, const sq_type *type, sq_name name,
                            uint32_t flags)
{
    return sqi_copy_value(q->arena, &v) ? sqi_own_bind(q, v, type, name, flags) : sqi_fail_nomem(q);
}

static const sq_expr *bad_pointer(sq_builder *q, const char *where)
{
    return sqi_fail(
        q, SQ_ERR_ARGUMENT, where,
        "no value: a pointer that is no text (sq_text_value(p) and sq_bytes_value(p, n) "
        "say what it is), or a date or number that does not exist");
}

/* Expressions and statements pass, and are never plain. NULL: it is a plain value. */
static const sq_expr *not_plain(sq_builder *q, sq_value v, const char *where)
{
    if (v.kind == SQ_V_EXPR && v.v.expr)
        return v.v.expr;
    if (v.kind == SQ_V_STMT && v.v.stmt)
        return sq_scalar_subquery(q, v.v.stmt);
    if (v.kind == SQ_V_BAD_POINTER)
        return bad_pointer(q, where);
    return NULL;
}

static bool is_null(sq_value v)
{
    return v.kind == SQ_V_NULL || v.kind == SQ_V_EXPR || v.kind == SQ_V_STMT;
}

/* The bind borrows type and name of `like`, which must therefore live as long. */
static inline bool keep(sq_builder *q, const sq_expr *like)
{
    return !like || !like->node.home || like->node.home == q->arena || q->is_static ||
           sqi_arena_pin(q->arena, like->node.home);
}

static uint32_t flags_of(sq_value v)
{
    return SQI_BIND_UNIQUE | (v.kind == SQ_V_ABSENT ? SQI_BIND_REQUIRED : 0);
}

static sq_name name_beside(const sq_expr *like)
{
    sq_name name = sqi_name_at_hand(like);
    return name.p ? name : sqi_natural_name(like);
}

static inline const sq_expr *usual_bind(sq_builder *q, sq_value v, const sq_type *type,
                                        sq_name name, const sq_expr *like)
{
    if (!keep(q, like) || (v.kind == SQ_V_TEXT && !sqi_copy_text(q->arena, &v)))
        return sqi_fail_nomem(q);
    return make_bind(q, v, type, name, SQI_BIND_UNIQUE);
}

const sq_expr *sqi_usual_operand(sq_builder *q, sq_value v, const sq_expr *like)
{
    const sq_type *type = sqi_usual_type(like->node.type, v);
    return type ? usual_bind(q, v, type, name_beside(like), like) : NULL;
}

const sq_expr *sqi_operand_of(sq_builder *q, sq_op op, sq_value v, const sq_expr *like,
                              const char *where)
{
    const sq_expr *e = not_plain(q, v, where);
    if (e)
        return e;
    if (is_null(v))
        return sqi_make_const(q, SQI_CONST_NULL);
    if (!keep(q, like))
        return sqi_fail_nomem(q);
    const sq_type *left = like ? like->node.type : NULL;
    sq_name name = like ? sqi_natural_name(like) : (sq_name){NULL, 0, 0};
    return sqi_new_bind(q, v, sqi_adapt_type(op, left, v), name, flags_of(v));
}

const sq_expr *sqi_operand(sq_builder *q, sq_value v, const sq_expr *like, bool null_constant,
                           const char *where)
{
    if (null_constant || !is_null(v) || not_plain(q, v, where))
        return sqi_operand_of(q, SQ_OP_EQ, v, like, where);
    return sqi_assigned(q, v, like ? like->node.type : NULL, like,
                        like ? sqi_natural_name(like) : (sq_name){NULL, 0, 0}, where);
}

/* The long way. */
static const sq_expr *assign_any(sq_builder *q, sq_value v, const sq_type *type,
                                 const sq_expr *column, sq_name name, const char *where)
{
    const sq_expr *e = not_plain(q, v, where);
    if (e)
        return e;
    if (is_null(v))
        v = (sq_value){.kind = SQ_V_NULL};
    if (!keep(q, column))
        return sqi_fail_nomem(q);
    const void *poison = sqi_check_value(q, type, column, v, where);
    if (poison)
        return poison;
    return sqi_new_bind(q, v, sqi_is_unknown(type) ? sqi_type_of_value(v) : type, name,
                        flags_of(v));
}

const sq_expr *sqi_assigned(sq_builder *q, sq_value v, const sq_type *type, const sq_expr *column,
                            sq_name name, const char *where)
{
    if (column && sqi_usual_type(type, v))
        return usual_bind(q, v, type, name, column);
    return assign_any(q, v, type, column, name, where);
}

const sq_expr *sqi_row_count(sq_builder *q, sq_value v, const char *where)
{
    const sq_expr *e = not_plain(q, v, where);
    if (e)
        return e;
    if (v.kind != SQ_V_INT || v.v.i < 0)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where,
                        "the number of rows must be an integer of at least 0, or an expression");
    return sqi_new_bind(q, v, sqi_simple_type(SQ_T_INTEGER), (sq_name){NULL, 0, 0},
                        SQI_BIND_UNIQUE | SQI_BIND_ROW_COUNT);
}
