/* names.c: columns and names. */
#include "tests/parity/parity.h"

#include <string.h>

static void build_column_of(pt_case *c, pt_node *n)
{
    const sq_relation *from = pt_relation(c, n, "from");
    const char *name = pt_string(n->json, "name");
    json_t *index = pt_field(n, "index");
    pt_is_expr(n, name ? sq_col(c->q, from, name)
                       : sq_col_at(c->q, from, (size_t)json_integer_value(index)));
}

static void build_column(pt_case *c, pt_node *n)
{
    sq_type type = pt_type(c, pt_field(n, "type"));
    const sq_relation *of = pt_relation(c, n, "of");
    const char *key = pt_string(n->json, "key");
    sq_name name = pt_name(n, "name");
    pt_is_expr(n, key ? sq_keyed_column(c->q, name, key, type, of)
                      : sq_named_column(c->q, name, type, of));
}

static void build_literal_column(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_literal_column(c->q, pt_sql(c, pt_string(n->json, "text")),
                                    pt_type(c, pt_field(n, "type")), pt_relation(c, n, "of")));
}

static void build_label(pt_case *c, pt_node *n)
{
    const sq_expr *of = pt_expr(c, n, "of");
    sq_name name = pt_name(n, "name");
    json_t *type = pt_field(n, "type");
    if (name.p && type)
        pt_is_expr(n, sq_label_typed(c->q, of, name, pt_type(c, type)));
    else if (name.p)
        pt_is_expr(n, sq_label(c->q, of, name));
    else
        pt_is_expr(n, sq_label_anonymous(c->q, of, pt_string(n->json, "anon_base")));
}

static void build_label_ref(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_label_ref(c->q, pt_expr(c, n, "of")));
}

static void build_label_name(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_label_name(c->q, pt_name(n, "name")));
}

static void build_func_field(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_func_field(c->q, pt_expr(c, n, "of"), pt_name(n, "name"),
                                pt_type(c, pt_field(n, "type"))));
}

static void build_dml_column(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_dml_column(c->q, pt_expr(c, n, "of")));
}

static void build_collation(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_collation(c->q, pt_name(n, "name")));
}

const pt_kind pt_name_kinds[] = {
    {"column_of", "k from name index", build_column_of},
    {"column", "k name key type of", build_column},
    {"literal_column", "k text type of", build_literal_column},
    {"label", "k of name anon_base type", build_label},
    {"label_ref", "k of", build_label_ref},
    {"label_name", "k name", build_label_name},
    {"func_field", "k of name type", build_func_field},
    {"dml_column", "k of", build_dml_column},
    {"collation", "k name", build_collation},
    {0},
};
