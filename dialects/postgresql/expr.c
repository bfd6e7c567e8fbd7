/* expr.c: expressions that PostgreSQL writes in its own way: JSON and hstore access, regular
 * expressions, text search, arrays. SQLAlchemy: PGCompiler. */
#include "dialects/postgresql/compile.h"

static sq_type_class class_of(const sq_type *t)
{
    return t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_UNKNOWN;
}

/* ---- access to parts ---- */

static bool is_subscript(const sqi_compiler *c, const sqi_binary_with *b)
{
    if (!sqi_can(c, SQI_CAN_JSONB_SUBSCRIPTING))
        return false;
    if (b->op == SQ_OP_CUSTOM)
        return b->with->render_as && strcmp(b->with->render_as, "hstore_getitem") == 0;
    return b->op == SQ_OP_JSON_GETITEM && sqi_type_of(b->left)->kind == SQ_T_PG_JSONB &&
           (class_of(b->node.type) == SQ_TC_JSON || class_of(b->node.type) == SQ_TC_UNKNOWN);
}

/* May brackets follow it as it is? The grammar allows that to names and to other brackets. */
static bool takes_brackets(const sqi_compiler *c, const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
    case SQI_N_COLUMN_OF:
    case SQI_N_NAMED_COLUMN:
    case SQI_N_LITERAL_COLUMN:
    case SQI_N_OWN_COLUMN:
    case SQI_N_GROUPING:
    case SQI_N_SCALAR_SUBQUERY:
        return true;
    case SQI_N_CAST:
        return SQI_CAST_TO(cast, e)->how == SQI_TYPE_COERCE &&
               takes_brackets(c, SQI_CAST_TO(cast, e)->of);
    case SQI_N_BINARY: {
        const sqi_binary *x = SQI_CAST_TO(binary, e);
        sqi_binary_with b = {.node = x->node, .op = x->op, .left = x->left, .right = x->right};
        return x->op == SQ_OP_GETITEM || is_subscript(c, &b);
    }
    case SQI_N_BINARY_WITH:
        return is_subscript(c, SQI_CAST_TO(binary_with, e));
    default:
        return false;
    }
}

bool sqi_postgresql_is_target(const sqi_compiler *c, const sq_expr *e)
{
    while (e->node.kind == SQI_N_BINARY || e->node.kind == SQI_N_BINARY_WITH) {
        if (!takes_brackets(c, e))
            return false;
        e = e->node.kind == SQI_N_BINARY ? SQI_CAST_TO(binary, e)->left
                                         : SQI_CAST_TO(binary_with, e)->left;
    }
    return e->node.kind == SQI_N_COLUMN || e->node.kind == SQI_N_COLUMN_OF ||
           e->node.kind == SQI_N_NAMED_COLUMN || e->node.kind == SQI_N_LITERAL_COLUMN;
}

static void put_subscript(sqi_compiler *c, const sqi_binary_with *b)
{
    bool bare = takes_brackets(c, b->left);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)SQI_IN_OPERATOR; /* brackets and parentheses hold it together */
    if (!bare)
        sqi_put(c, "(");
    sqi_visit_expr(c, b->left);
    if (!bare)
        sqi_put(c, ")");
    sqi_put(c, "[");
    sqi_visit_expr(c, b->right);
    sqi_put(c, "]");
    c->in = saved;
}

/* A part as something else than JSON: its text, cast. */
static void put_json(sqi_compiler *c, const sqi_binary_with *b)
{
    bool path = b->op == SQ_OP_JSON_PATH_GETITEM;
    sq_type_class class_ = class_of(b->node.type);
    if (class_ == SQ_TC_JSON || class_ == SQ_TC_UNKNOWN) {
        if (is_subscript(c, b))
            put_subscript(c, b);
        else
            sqi_put_eager(c, b, path ? "#>" : "->");
        return;
    }
    sqi_put(c, "CAST(");
    sqi_put_eager(c, b, path ? "#>>" : "->>");
    sqi_put(c, " AS ");
    c->d->hooks.cast_type(c, b->node.type);
    sqi_put(c, ")");
}

/* ARRAY[..][1] is no element of it to the grammar, (ARRAY[..])[1] is. */
static void put_element(sqi_compiler *c, const sqi_binary_with *b)
{
    if (takes_brackets(c, b->left) || c->o->lenient)
        sqi_put_getitem(c, b);
    else
        put_subscript(c, b);
}

static void put_custom(sqi_compiler *c, const sqi_binary_with *b)
{
    if (is_subscript(c, b))
        put_subscript(c, b);
    else
        sqi_put_custom(c, b);
}

static void visit_slice(sqi_compiler *c, const sq_node *n)
{
    const sqi_slice *x = SQI_CAST_TO(slice, n);
    if (x->start)
        sqi_visit_expr(c, x->start);
    sqi_put(c, ":");
    if (x->stop)
        sqi_visit_expr(c, x->stop);
}

/* ---- arrays ---- */

static void visit_array(sqi_compiler *c, const sq_node *n)
{
    sqi_exprs items = SQI_CAST_TO(array, n)->items;
    const sq_type *item = n->type && n->type->details ? n->type->details->item : NULL;
    sqi_put(c, "ARRAY[");
    for (uint32_t i = 0; i < items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, items.p[i], SQ_OP_COMMA);
    }
    sqi_put(c, "]");
    if (items.n == 0 && item && item->kind != SQ_T_UNKNOWN) { /* nothing tells its type */
        sqi_put(c, "::");
        sqi_put_type(c, n->type);
    }
}

/* ---- texts ---- */

static void put_ilike(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_infix(c, b, b->op == SQ_OP_ILIKE ? "ILIKE" : "NOT ILIKE");
    if (b->with && b->with->escape) {
        sqi_put(c, " ESCAPE ");
        sqi_put_string_literal(c, b->with->escape, strlen(b->with->escape));
    }
}

/* Flags other than "i" have no operator: they stand at the beginning of the pattern. */
static void put_regexp(sqi_compiler *c, const sqi_binary_with *b)
{
    bool negated = b->op == SQ_OP_NOT_REGEXP_MATCH;
    const sq_expr *flags = b->with ? b->with->flags : NULL;
    if (!flags) {
        sqi_put_infix(c, b, negated ? "!~" : "~");
        return;
    }
    if (b->with->bits & SQI_OPERATOR_IGNORE_CASE) {
        sqi_put_infix(c, b, negated ? "!~*" : "~*");
        return;
    }
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put_str(c, negated ? " !~ CONCAT('(?', " : " ~ CONCAT('(?', ");
    sqi_put_inline(c, flags);
    sqi_put(c, ", ')', ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    if (b->right->node.kind == SQI_N_BIND && !c->o->lenient)
        sqi_put(c, "::text"); /* CONCAT() takes any type: nothing else says it */
    sqi_put(c, ")");
}

static void put_match(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_visit_operand(c, b->left, SQ_OP_MATCH);
    sqi_put(c, " @@ plainto_tsquery(");
    if (b->with && b->with->regconfig) {
        sqi_put_string_literal(c, b->with->regconfig, strlen(b->with->regconfig));
        sqi_put(c, ", ");
    }
    sqi_visit_operand(c, b->right, SQ_OP_MATCH);
    sqi_put(c, ")");
}

/* ---- functions ---- */

static void put_substring(sqi_compiler *c, const sqi_func *f)
{
    static const char *const before[] = {"SUBSTRING(", " FROM ", " FOR "};
    if (f->args.n < 2 || f->args.n > 3) {
        sqi_put_func(c, f, NULL);
        return;
    }
    for (uint32_t i = 0; i < f->args.n; i++) {
        sqi_put_str(c, before[i]);
        sqi_visit_expr(c, f->args.p[i]);
    }
    sqi_put(c, ")");
}

/* Said of an argument, which only PostgreSQL's form can be; else of the call. */
static void visit_aggregate_order_by(sqi_compiler *c, const sq_node *n)
{
    const sqi_aggregate_order_by *x = SQI_CAST_TO(aggregate_order_by, n);
    if (x->inside_call)
        sqi_put_argument_order(c, x);
    else
        sqi_put_aggregate_order_by(c, x);
}

/* ---- parameters ---- */

/* For types whose values reach the server as text, which says nothing of the type. */
void sqi_postgresql_bind_cast(sqi_compiler *c, const sq_type *t)
{
    sqi_put(c, "::");
    sqi_put_type(c, t);
}

/* A list of VALUES takes the types of its values, and text for what is unknown or NULL all the way:
 * the column's own type goes behind. Texts and bits without their length: a cast cuts off silently
 * what an assignment refuses. */
void sqi_postgresql_page_cast(sqi_compiler *c, const sq_type *t)
{
    bool labels = t->kind == SQ_T_ENUM || t->kind == SQ_T_PG_ENUM;
    sq_type whole = *t;
    if (t->kind == SQ_T_UNKNOWN)
        return;
    if (class_of(t) == SQ_TC_STRING && !labels)
        whole = (sq_type){.kind = SQ_T_STRING};
    if (class_of(t) == SQ_TC_BITS)
        whole = (sq_type){.kind = SQ_T_PG_BIT, .flags = SQ_TYPE_VARYING};
    sqi_put(c, "::");
    sqi_put_type(c, &whole);
}

const sqi_op_entry sqi_postgresql_ops[] = {
    {SQ_OP_ILIKE, NULL, put_ilike, NULL},
    {SQ_OP_NOT_ILIKE, NULL, put_ilike, NULL},
    {SQ_OP_GETITEM, NULL, put_element, NULL},
    {SQ_OP_JSON_GETITEM, NULL, put_json, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, put_json, NULL},
    {SQ_OP_CUSTOM, NULL, put_custom, NULL},
    {SQ_OP_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_MATCH, NULL, put_match, NULL},
    {SQ_OP_BITWISE_XOR, "#", NULL, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

const sqi_func_entry sqi_postgresql_funcs[] = {
    {SQI_FN_AGGREGATE_STRINGS, "string_agg", NULL},
    {SQI_FN_POW, "power", NULL},
    {SQI_FN_SUBSTRING, NULL, put_substring},
    {SQI_FUNC_COUNT, NULL, NULL},
};

const sqi_visit_entry sqi_postgresql_visits[] = {
    {SQI_N_ARRAY, visit_array},
    {SQI_N_SLICE, visit_slice},
    {SQI_N_REGEXP_REPLACE, sqi_visit_regexp_replace},
    {SQI_N_AGGREGATE_ORDER_BY, visit_aggregate_order_by},
    {SQI_N_COUNT, NULL},
};
