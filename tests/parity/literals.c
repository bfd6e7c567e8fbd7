/* literals.c: values, parameters, constants, text, names of types. */
#include "tests/parity/parity.h"

#include <string.h>

static void build_bind(pt_case *c, pt_node *n)
{
    json_t *name = pt_field(n, "name"), *value = json_object_get(n->json, "value");
    const sq_bindparam_options o = {
        .name = pt_ident_text(name),
        .type = pt_type(c, pt_field(n, "type")),
        .value = value ? pt_value(c, value) : sq_null_value(),
        .has_value = value != NULL,
        .unique = pt_flag(n->json, "unique"),
        .required = pt_flag(n->json, "required"),
        .expanding = pt_flag(n->json, "expanding"),
        .literal_execute = pt_flag(n->json, "literal_execute"),
        .row_count = pt_flag(n->json, "row_count"),
        .out = pt_flag(n->json, "out"),
        .quote = pt_ident_quote(name),
        .size = sizeof o,
    };
    pt_is_expr(n, sq_bindparam(c->q, &o));
}

static void build_value(pt_case *c, pt_node *n)
{
    sq_value v = pt_value(c, json_object_get(n->json, "value"));
    json_t *type = pt_field(n, "type");
    pt_is_expr(n, type ? sq_val_typed(c->q, v, pt_type(c, type)) : sq_val(c->q, v));
}

static void build_null(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_null(c->q));
}

static void build_true(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_true(c->q));
}

static void build_false(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_false(c->q));
}

/* Parameters of text: those with a node, and those whose value `params` gives. */
static const sq_expr *const *text_binds(pt_case *c, pt_node *n, size_t *count)
{
    json_t *binds = pt_field(n, "binds"), *params = pt_field(n, "params"), *v;
    const char *name;
    size_t i = 0, room = json_object_size(binds) + json_object_size(params) + 1;
    const sq_expr **list = pt_alloc(&c->memory, room * sizeof *list);
    json_object_foreach(binds, name, v) if (!json_object_get(params, name))
        list[i++] = pt_expr_at(c, v);
    json_object_foreach(params, name, v)
    {
        const sq_bindparam_options o = {
            .name = name, .value = pt_value(c, v), .has_value = true, .size = sizeof o};
        list[i++] = sq_bindparam(c->q, &o);
    }
    *count = i;
    return list;
}

static void build_text(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_sql_text *sql = pt_sql(c, pt_string(n->json, "text"));
    const sq_expr *const *binds = text_binds(c, n, &count);
    pt_is_expr(n, count ? sq_text_bound_n(c->q, sql, binds, count) : sq_text(c->q, sql));
    if (pt_field(n, "ctes"))
        n->stmt = pt_clauses(c, sq_text_stmt(c->q, n->expr), n);
}

static void build_type_name(pt_case *c, pt_node *n)
{
    n->what = PT_TYPE;
    n->type = pt_type(c, pt_field(n, "type"));
}

const pt_kind pt_literal_kinds[] = {
    {"bind", "k name unique value required type expanding literal_execute row_count out",
     build_bind},
    {"value", "k value unique type", build_value},
    {"null", "k", build_null},
    {"true", "k", build_true},
    {"false", "k", build_false},
    {"text", "k text binds params ctes", build_text},
    {"type_name", "k type", build_type_name},
    {0},
};
