/* expr.c: values, parameters, constants, texts, names, CASE, CAST and the like.
 *
 * Each function makes one node: it sets the fields and lets sqi_finish() do the rest. */
#include "lib/ast/construct.h"
#include "lib/ast/textscan.h"
#include "lib/base/utf8.h"

static const sq_name no_name = {NULL, 0, 0};

/* ---- values and constants ---- */

const sq_expr *sq_val(sq_builder *q, sq_value v)
{
    return sqi_assigned(q, v, NULL, NULL, no_name, "sq_val");
}

const sq_expr *sq_val_typed(sq_builder *q, sq_value v, sq_type t)
{
    if (!sqi_is_plain(v) || v.kind == SQ_V_BAD_POINTER)
        return sqi_assigned(q, v, NULL, NULL, no_name, "sq_val_typed");
    return sqi_new_bind(q, v, sqi_type(q, t), no_name, SQI_BIND_UNIQUE);
}

const sq_expr *sqi_make_const(sq_builder *q, int which)
{
    sqi_constant *n = SQI_MAKE(q, CONST, constant);
    n->which = which;
    n->node.type = sqi_simple_type(which == SQI_CONST_NULL ? SQ_T_UNKNOWN : SQ_T_BOOLEAN);
    return sqi_finish(q, n);
}

const sq_expr *sq_null(sq_builder *q)
{
    return sqi_make_const(q, SQI_CONST_NULL);
}

const sq_expr *sq_true(sq_builder *q)
{
    return sqi_make_const(q, SQI_CONST_TRUE);
}

const sq_expr *sq_false(sq_builder *q)
{
    return sqi_make_const(q, SQI_CONST_FALSE);
}

/* ---- named parameters ---- */

static uint32_t bind_flags(const sq_bindparam_options *o, bool has_value)
{
    return (o->unique ? SQI_BIND_UNIQUE : 0) | (o->required || !has_value ? SQI_BIND_REQUIRED : 0) |
           (o->expanding ? SQI_BIND_EXPANDING : 0) |
           (o->literal_execute ? SQI_BIND_LITERAL_EXECUTE : 0) |
           (o->row_count ? SQI_BIND_ROW_COUNT : 0) | (o->out ? SQI_BIND_OUT : 0);
}

/* An expanding parameter compared with row values: their width is part of the structure. */
static uint32_t tuple_flags(sq_value v)
{
    const sq_value *first = v.kind == SQ_V_LIST && v.len ? v.v.list : NULL;
    if (!first || first->kind != SQ_V_TUPLE)
        return 0;
    return SQI_BIND_TUPLE | first->len * SQI_BIND_TUPLE_WIDTH;
}

const sq_expr *sq_bindparam(sq_builder *q, const sq_bindparam_options *o)
{
    const void *poison = NULL;
    if (!o->name && !o->unique)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_bindparam", "a parameter needs a name, or .unique");
    if (!sqi_is_plain(o->value) || o->value.kind == SQ_V_BAD_POINTER)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_bindparam", "the value must be a plain one");
    bool has_value = o->has_value || o->value.kind != SQ_V_NULL;
    sq_value v = has_value ? o->value : (sq_value){.kind = SQ_V_ABSENT};
    const sq_type *type = sqi_type(q, o->type);
    if (sqi_is_unknown(type))
        type = sqi_adapt_type(SQ_OP_EQ, NULL, v);
    sq_name name = sqi_name(q, sq_name_quoted(o->name, o->quote), "sq_bindparam", &poison);
    if (poison)
        return poison;
    return sqi_new_bind(q, v, type, name, bind_flags(o, has_value) | tuple_flags(v));
}

/* ---- SQL text ---- */

static const char *copy_sql(sq_builder *q, const sq_sql_text *sql, const char *where,
                            const void **poison)
{
    const char *p = (const char *)(const void *)sql;
    if (!p)
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where, "the text is NULL");
    else if (!sqi_utf8_valid(p, strlen(p)))
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where, "the text is no valid UTF-8");
    return *poison ? NULL : sqi_copy_str(q, p);
}

typedef struct text_binds {
    sq_builder *q;
    const sq_expr *const *given;
    size_t n_given, n, cap;
    const sq_expr **p;
    const void *poison;
} text_binds;

static bool has_name(const sq_expr *e, const char *p, size_t n)
{
    if (!SQI_IS(e, BIND))
        return false;
    sq_name name = SQI_CAST_TO(bind, e)->name;
    return name.p && name.n == n && memcmp(name.p, p, n) == 0;
}

static const sq_expr *find_bind(const sq_expr *const *list, size_t n, const char *p, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] && has_name(list[i], p, len))
            return list[i];
    return NULL;
}

static bool more_room(text_binds *x)
{
    if (x->n < x->cap)
        return true;
    size_t cap = x->cap ? x->cap * 2 : 8;
    const sq_expr **p = sqi_arena_alloc(x->q->arena, cap * sizeof *p);
    if (!p) {
        x->poison = sqi_fail_nomem(x->q);
        return false;
    }
    if (x->n)
        memcpy(p, x->p, x->n * sizeof *p);
    x->p = p;
    x->cap = cap;
    return true;
}

static void take_piece(void *context, bool is_bind, const char *p, size_t n)
{
    text_binds *x = context;
    if (!is_bind || x->poison || find_bind(x->p, x->n, p, n) || !more_room(x))
        return;
    const sq_expr *e = find_bind(x->given, x->n_given, p, n);
    if (!e) {
        sq_name name = sqi_name(x->q, sq_name_n(p, n, SQ_QUOTE_AUTO), "sq_text", &x->poison);
        e = sqi_new_bind(x->q, (sq_value){.kind = SQ_V_ABSENT}, NULL, name, SQI_BIND_REQUIRED);
    }
    x->p[x->n++] = e;
}

/* Parameters given that are not in the text are a mistake in one of the two. */
static void check_given(text_binds *x)
{
    for (size_t i = 0; i < x->n_given && !x->poison; i++) {
        const sq_expr *e = x->given[i];
        sq_name name = e && SQI_IS(e, BIND) ? SQI_CAST_TO(bind, e)->name : no_name;
        if (e && sqi_is_poison(e))
            x->poison = e;
        else if (!name.p)
            x->poison = sqi_fail(x->q, SQ_ERR_ARGUMENT, "sq_text", "item %zu is no named parameter",
                                 i + 1);
        else if (!find_bind(x->p, x->n, name.p, name.n))
            x->poison = sqi_fail(x->q, SQ_ERR_ARGUMENT, "sq_text",
                                 "there is no parameter \":%.*s\" in the text", (int)name.n,
                                 name.p);
    }
}

const sq_expr *sq_text_bound_n(sq_builder *q, const sq_sql_text *sql,
                               const sq_expr *const *bindparams, size_t n)
{
    text_binds x = {.q = q, .given = bindparams, .n_given = sqi_count(bindparams, n)};
    sqi_text *t = SQI_MAKE(q, TEXT, text);
    t->sql = copy_sql(q, sql, "sq_text", &x.poison);
    if (!t->sql)
        return x.poison ? x.poison : sqi_fail_nomem(q);
    const char *error = sqi_scan_text(t->sql, strlen(t->sql), take_piece, &x);
    if (error)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_text", "%s in the text", error);
    check_given(&x);
    t->binds = (sqi_exprs){x.p, (uint32_t)x.n};
    return SQI_DONE(q, t, x.poison);
}

const sq_expr *sq_text(sq_builder *q, const sq_sql_text *sql)
{
    return sq_text_bound_n(q, sql, NULL, 0);
}

const sq_expr *sq_literal_column(sq_builder *q, const sq_sql_text *sql, sq_type t,
                                 const sq_relation *of)
{
    const void *poison = NULL;
    sqi_literal_column *n = SQI_MAKE(q, LITERAL_COLUMN, literal_column);
    n->sql = copy_sql(q, sql, "sq_literal_column", &poison);
    n->of = of;
    n->node.type = sqi_type(q, t);
    return SQI_DONE(q, n, poison);
}

/* ---- names ---- */

const sq_expr *sq_keyed_column(sq_builder *q, sq_name name, const char *key, sq_type t,
                               const sq_relation *of)
{
    const void *poison = NULL;
    sqi_named_column *n = SQI_MAKE(q, NAMED_COLUMN, named_column);
    if (!name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_named_column", "the name is NULL");
    n->name = sqi_name(q, name, "sq_named_column", &poison);
    n->key = sqi_copy_str(q, key);
    n->of = of;
    n->node.type = sqi_type(q, t);
    return SQI_DONE(q, n, poison);
}

const sq_expr *sq_named_column(sq_builder *q, sq_name name, sq_type t, const sq_relation *of)
{
    return sq_keyed_column(q, name, NULL, t, of);
}

static const sq_expr *make_label(sq_builder *q, const sq_expr *a, sq_name name, const char *base,
                                 const sq_type *type)
{
    const void *poison = NULL;
    name = sqi_name(q, name, "sq_label", &poison);
    if (poison)
        return poison;
    a = sqi_given(q, a, "sq_label");
    sqi_label *n = SQI_ROOM(q, label);
    *n = (sqi_label){.node = SQI_HEAD(q, LABEL, type ? type : a->node.type),
                     .of = a,
                     .name = name,
                     .base = base ? sqi_copy_str(q, base) : NULL};
    return sqi_finish(q, n);
}

const sq_expr *sq_label(sq_builder *q, const sq_expr *a, sq_name name)
{
    if (!name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_label",
                        "the name is NULL; a name made up is sq_label_anonymous()");
    return make_label(q, a, name, NULL, NULL);
}

const sq_expr *sq_label_anonymous(sq_builder *q, const sq_expr *a, const char *base)
{
    return make_label(q, a, no_name, base, NULL);
}

const sq_expr *sq_label_typed(sq_builder *q, const sq_expr *a, sq_name name, sq_type t)
{
    return make_label(q, a, name, NULL, sqi_type(q, t));
}

const sq_expr *sq_label_ref(sq_builder *q, const sq_expr *label)
{
    sqi_label_ref *n = SQI_MAKE(q, LABEL_REF, label_ref);
    n->of = sqi_given(q, label, "sq_label_ref");
    n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}

const sq_expr *sq_label_name(sq_builder *q, sq_name name)
{
    const void *poison = NULL;
    sqi_label_name *n = SQI_MAKE(q, LABEL_NAME, label_name);
    if (!name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_label_name", "the name is NULL");
    n->name = sqi_name(q, name, "sq_label_name", &poison);
    return SQI_DONE(q, n, poison);
}

const sq_expr *sq_collation(sq_builder *q, sq_name name)
{
    const void *poison = NULL;
    sqi_collation *n = SQI_MAKE(q, COLLATION, collation);
    if (!name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_collation", "the name is NULL");
    n->name = sqi_name(q, name, "sq_collation", &poison);
    n->node.type = sqi_simple_type(SQ_T_STRING);
    return SQI_DONE(q, n, poison);
}

static const sq_type *collated(sq_builder *q, const sq_type *t, sq_name collation,
                               const char *schema)
{
    if (sqi_class_of(t) != SQ_TC_STRING || q->is_static)
        return t;
    sq_type_details d = {0};
    if (t->details)
        d = *t->details;
    d.collation = collation.p;
    d.collation_schema = schema;
    sq_type copy = *t;
    copy.details = &d;
    return sqi_type(q, copy);
}

const sq_expr *sq_collate(sq_builder *q, const sq_expr *a, sq_name collation, const char *schema)
{
    const void *poison = NULL;
    sqi_collate *n = SQI_MAKE(q, COLLATE, collate);
    if (!collation.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_collate", "the collation is NULL");
    n->of = sqi_given(q, a, "sq_collate");
    n->collation = sqi_name(q, collation, "sq_collate", &poison);
    n->schema = sqi_copy_str(q, schema);
    n->node.type = collated(q, n->of->node.type, n->collation, n->schema);
    return SQI_DONE(q, n, poison);
}

/* ---- parentheses, rows, arrays, slices ---- */

const sq_expr *sq_parens(sq_builder *q, const sq_expr *a)
{
    sqi_grouping *n = SQI_MAKE(q, GROUPING, grouping);
    n->of = sqi_given(q, a, "sq_parens");
    n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}

/* A row value's type knows those of its parts, for IN with plain row values. */
static const sq_type *tuple_type(sq_builder *q, sqi_exprs items)
{
    if (q->is_static || !items.n)
        return sqi_simple_type(SQ_T_TUPLE);
    sq_type *parts = sqi_arena_alloc(q->arena, items.n * sizeof *parts);
    if (!parts)
        sqi_fail_nomem(q);
    for (uint32_t i = 0; parts && i < items.n; i++)
        parts[i] = *sqi_type_of(items.p[i]);
    sq_type_details d = {.items = parts, .n_items = parts ? items.n : 0};
    return sqi_type(q, (sq_type){.kind = SQ_T_TUPLE, .details = &d});
}

const sq_expr *sq_tuple_n(sq_builder *q, const sq_expr *const *items, size_t n)
{
    sqi_tuple *t = SQI_MAKE(q, TUPLE, tuple);
    t->items = sqi_list(q, items, n, "sq_tuple");
    t->node.type = tuple_type(q, t->items);
    return sqi_finish(q, t);
}

const sq_expr *sq_array_n(sq_builder *q, const sq_expr *const *items, size_t n, sq_type item)
{
    sqi_array *a = SQI_MAKE(q, ARRAY, array);
    a->items = sqi_list(q, items, n, "sq_array");
    if (sqi_is_unknown(&item) && a->items.n)
        item = *sqi_type_of(a->items.p[0]);
    sq_type_details d = {.item = &item};
    a->node.type = sqi_type(q, (sq_type){.kind = SQ_T_ARRAY, .details = &d});
    return sqi_finish(q, a);
}

const sq_expr *sq_slice(sq_builder *q, const sq_expr *start, const sq_expr *stop,
                        const sq_expr *step)
{
    sqi_slice *n = SQI_MAKE(q, SLICE, slice);
    n->start = start;
    n->stop = stop;
    n->step = step;
    return sqi_finish(q, n);
}

/* ---- CASE ---- */

sq_case_arm sq_when(sq_value when, sq_value then)
{
    return (sq_case_arm){.when = when, .then = then};
}

sq_case_arm sq_else(sq_value then)
{
    return (sq_case_arm){.then = then, .is_else = true};
}

static size_t count_arms(const sq_case_arm *arms, size_t n)
{
    if (n != SQ_UNTIL_END)
        return n;
    for (n = 0; arms && !arms[n].is_end;)
        n++;
    return n;
}

/* The first expression among the results says what the plain ones are; else the first value. */
static const sq_type *case_type(const sq_case_arm *arms, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (arms[i].then.kind == SQ_V_EXPR && arms[i].then.v.expr &&
            !sqi_is_unknown(arms[i].then.v.expr->node.type))
            return arms[i].then.v.expr->node.type;
    for (size_t i = 0; i < n; i++)
        if (!sqi_is_unknown(sqi_type_of_value(arms[i].then)))
            return sqi_type_of_value(arms[i].then);
    return NULL;
}

static const sq_expr *case_condition(sq_builder *q, const sq_expr *of, sq_value when)
{
    if (of)
        return sqi_operand(q, when, of, true, "sq_case");
    if (when.kind == SQ_V_BOOL)
        return sqi_make_const(q, when.v.i ? SQI_CONST_TRUE : SQI_CONST_FALSE);
    if (when.kind != SQ_V_EXPR || !when.v.expr)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_case", "sq_when() needs a condition first");
    return when.v.expr;
}

static const sq_expr *case_result(sq_builder *q, const sq_type *type, sq_value then)
{
    if (then.kind == SQ_V_NULL || !sqi_is_plain(then) || then.kind == SQ_V_BAD_POINTER)
        return sqi_operand(q, then, NULL, true, "sq_case");
    return sqi_new_bind(q, then, sqi_adapt_type(SQ_OP_EQ, type, then), no_name, SQI_BIND_UNIQUE);
}

const sq_expr *sq_case_n(sq_builder *q, const sq_expr *of, const sq_case_arm *arms, size_t n)
{
    n = count_arms(arms, n);
    sqi_case_ *c = SQI_MAKE(q, CASE, case_);
    const sq_expr **list = q->is_static ? NULL
                                        : sqi_arena_alloc(q->arena, (2 * n + 1) * sizeof *list);
    if (!list)
        return sqi_fail_nomem(q);
    const sq_type *type = case_type(arms, n);
    uint32_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const sq_expr *then = case_result(q, type, arms[i].then);
        if (arms[i].is_else) {
            c->otherwise = then;
            continue;
        }
        list[used++] = case_condition(q, of, arms[i].when);
        list[used++] = then;
    }
    if (!used)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_case", "there is no sq_when()");
    c->of = of;
    c->whens = (sqi_exprs){list, used};
    c->node.type = type;
    return sqi_finish(q, c);
}

/* ---- CAST, EXTRACT ---- */

static const sq_expr *make_cast(sq_builder *q, const sq_expr *a, sq_type t, int how)
{
    sqi_cast *n = SQI_MAKE(q, CAST, cast);
    n->of = how == SQI_TYPE_NAME ? NULL : sqi_given(q, a, "sq_cast");
    n->how = how;
    n->node.type = sqi_type(q, t);
    return sqi_finish(q, n);
}

const sq_expr *sq_cast(sq_builder *q, const sq_expr *a, sq_type t)
{
    return make_cast(q, a, t, SQI_CAST);
}

const sq_expr *sq_try_cast(sq_builder *q, const sq_expr *a, sq_type t)
{
    return make_cast(q, a, t, SQI_TRY_CAST);
}

const sq_expr *sq_type_coerce(sq_builder *q, const sq_expr *a, sq_type t)
{
    return make_cast(q, a, t, SQI_TYPE_COERCE);
}

const sq_expr *sq_type_name(sq_builder *q, sq_type t)
{
    return make_cast(q, NULL, t, SQI_TYPE_NAME);
}

static const struct {
    const char *name, *text;
} fields[SQ_EXTRACT_COUNT] = {
#define SQ_EXTRACT(name, text) {#name, text},
#include "squill/extract.def"
#undef SQ_EXTRACT
};

sq_extract_field sq_extract_find(const char *name)
{
    for (int i = 0; name && i < SQ_EXTRACT_COUNT; i++) {
        const char *a = fields[i].text, *b = name;
        while (*a && (*a == *b || (*b >= 'A' && *b <= 'Z' && *a == *b + 32)))
            a++, b++;
        if (!*a && !*b)
            return (sq_extract_field)i;
    }
    return SQ_EXTRACT_COUNT;
}

static const sq_expr *make_extract(sq_builder *q, const char *field, const sq_expr *a)
{
    sqi_extract *n = SQI_MAKE(q, EXTRACT, extract);
    n->field = field;
    n->of = sqi_given(q, a, "sq_extract");
    n->node.type = sqi_simple_type(SQ_T_INTEGER);
    return sqi_finish(q, n);
}

const sq_expr *sq_extract(sq_builder *q, sq_extract_field field, const sq_expr *a)
{
    if ((unsigned)field >= SQ_EXTRACT_COUNT)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_extract", "there is no field number %d",
                        (int)field);
    return make_extract(q, fields[field].text, a);
}

const sq_expr *sq_extract_text(sq_builder *q, const sq_sql_text *field, const sq_expr *a)
{
    const void *poison = NULL;
    const char *copy = copy_sql(q, field, "sq_extract_text", &poison);
    return poison ? poison : make_extract(q, copy, a);
}

/* ---- statements as values ---- */

/* A statement that gives rows, or poison. */
static const sq_stmt *given_select(sq_builder *q, const sq_stmt *s, const char *where)
{
    s = sqi_given_stmt(q, s, where);
    if (sqi_is_selectable(s))
        return s;
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "a %s is no subquery",
                    sqi_nodes[sqi_head_kind(s)].name);
}

const sq_expr *sq_exists(sq_builder *q, const sq_stmt *s)
{
    sqi_exists *n = SQI_MAKE(q, EXISTS, exists);
    n->stmt = given_select(q, s, "sq_exists");
    n->node.type = sqi_simple_type(SQ_T_BOOLEAN);
    return sqi_finish(q, n);
}

const sq_expr *sq_scalar_subquery(sq_builder *q, const sq_stmt *s)
{
    sqi_scalar_subquery *n = SQI_MAKE(q, SCALAR_SUBQUERY, scalar_subquery);
    n->stmt = given_select(q, s, "sq_scalar_subquery");
    n->node.type = sqi_first_type(q, n->stmt);
    return sqi_finish(q, n);
}

/* ---- what a statement's own rows hold ---- */

const sq_expr *sq_dml_column(sq_builder *q, const sq_expr *column)
{
    sqi_dml_column *n = SQI_MAKE(q, DML_COLUMN, dml_column);
    n->of = sqi_given(q, column, "sq_dml_column");
    n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}

const sq_expr *sq_excluded(sq_builder *q, const sq_expr *column)
{
    sqi_excluded *n = SQI_MAKE(q, EXCLUDED, excluded);
    n->of = sqi_given(q, column, "sq_excluded");
    n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}
