/* from.c: from elements besides tables: aliases, subqueries, CTEs, joins, VALUES, functions. */
#include "tests/parity/parity.h"

#include <string.h>

static void build_alias(pt_case *c, pt_node *n)
{
    pt_is_relation(n, sq_alias(c->q, pt_relation(c, n, "of"), pt_name(n, "name")));
}

static void build_subquery(pt_case *c, pt_node *n)
{
    const sq_stmt *s = pt_stmt(c, n, "of");
    pt_is_relation(n, sq_subquery(c->q, s, pt_name(n, "name")));
}

/* LATERAL of a subquery is that of its statement; of a function, a function with the flag. */
static void build_lateral(pt_case *c, pt_node *n)
{
    pt_node *of = pt_node_at(c, pt_field(n, "of"));
    if (of && of->what == PT_EXPR && strcmp(of->kind, "func") == 0) {
        const sq_table_function o = {.name = pt_name(n, "name"), .lateral = true, .size = sizeof o};
        pt_is_relation(n, sq_table_valued(c->q, of->expr, &o));
        return;
    }
    while (of && of->what == PT_RELATION && strcmp(of->kind, "subquery") == 0)
        of = pt_node_at(c, pt_field(of, "of"));
    if (of && of->what == PT_STMT)
        pt_is_relation(n, sq_lateral(c->q, of->stmt, pt_name(n, "name")));
    else
        pt_problem(c, "loader: lateral of %s", of ? of->kind : "(nothing)");
}

static void build_tablesample(pt_case *c, pt_node *n)
{
    pt_is_relation(n, sq_tablesample_of(c->q, pt_relation(c, n, "of"), pt_expr(c, n, "method"),
                                        pt_expr(c, n, "seed"), pt_name(n, "name")));
}

static const sq_cte_affix *affixes_of(pt_case *c, json_t *list)
{
    size_t n = json_array_size(list);
    sq_cte_affix *p = pt_alloc(&c->memory, (n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        p[i].text = pt_expr_at(c, json_object_get(o, "node"));
        p[i].dialect = pt_string(o, "dialect");
    }
    return n ? p : NULL;
}

static void build_cte(pt_case *c, pt_node *n)
{
    const sq_cte_options o = {
        .name = pt_name(n, "name"),
        .recursive = pt_flag(n->json, "recursive"),
        .nesting = pt_flag(n->json, "nesting"),
        .prefixes = affixes_of(c, pt_field(n, "prefixes")),
        .suffixes = affixes_of(c, pt_field(n, "suffixes")),
        .size = sizeof o,
    };
    if (pt_field(n, "alias_of"))
        pt_is_relation(n, sq_cte_alias_of(c->q, pt_relation(c, n, "alias_of"), o.name));
    else if (pt_field(n, "restates"))
        pt_is_relation(n,
                       sq_cte_restate_of(c->q, pt_relation(c, n, "restates"), pt_stmt(c, n, "of")));
    else
        pt_is_relation(n, sq_cte_with(c->q, pt_stmt(c, n, "of"), &o));
}

static void build_join(pt_case *c, pt_node *n)
{
    sq_join_kind kind = pt_flag(n->json, "full")    ? SQ_JOIN_FULL
                        : pt_flag(n->json, "outer") ? SQ_JOIN_LEFT
                                                    : SQ_JOIN_INNER;
    pt_is_relation(n, sq_join_of(c->q, kind, pt_relation(c, n, "left"), pt_relation(c, n, "right"),
                                 pt_expr(c, n, "on")));
}

/* ---- VALUES ---- */

static const sq_values_column *named_columns(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    sq_values_column *p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++) {
        json_t *o = json_array_get(list, i);
        pt_know(c, o, "name key type", "a column of VALUES or a function");
        p[i] = (sq_values_column){.name = pt_ident_text(json_object_get(o, "name")),
                                  .key = pt_string(o, "key"),
                                  .type = pt_type(c, json_object_get(o, "type"))};
    }
    return p;
}

static const sq_value *cells_of(pt_case *c, json_t *rows, size_t n_columns)
{
    size_t n = json_array_size(rows);
    sq_value *p = pt_alloc(&c->memory, (n * n_columns + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++) {
        json_t *row = json_array_get(rows, i);
        if (json_array_size(row) != n_columns)
            pt_refused(c, "a row of VALUES has %zu values", json_array_size(row));
        for (size_t j = 0; j < n_columns && j < json_array_size(row); j++)
            p[i * n_columns + j] = pt_value_or_node(c, json_array_get(row, j));
    }
    return p;
}

static const sq_relation *const *ctes_of(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    const sq_relation **p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++)
        p[i] = pt_relation_at(c, json_object_get(json_array_get(list, i), "cte"));
    return p;
}

static void build_values(pt_case *c, pt_node *n)
{
    size_t n_columns, n_ctes;
    json_t *rows = pt_field(n, "rows");
    const sq_values_column *columns = named_columns(c, pt_field(n, "columns"), &n_columns);
    const sq_relation *const *ctes = ctes_of(c, pt_field(n, "ctes"), &n_ctes);
    const sq_values_options o = {
        .name = pt_name(n, "name"),
        .anonymous_name = pt_flag(n->json, "anonymous_name"),
        .literal_binds = pt_flag(n->json, "literal_binds"),
        .lateral = pt_flag(n->json, "lateral"),
        .ctes = ctes,
        .n_ctes = n_ctes,
        .size = sizeof o,
    };
    pt_is_relation(n, sq_values_table(c->q, columns, n_columns, cells_of(c, rows, n_columns),
                                      json_array_size(rows), &o));
}

static void build_scalar_values(pt_case *c, pt_node *n)
{
    size_t n_columns;
    json_t *rows = pt_field(n, "rows");
    const sq_values_column *columns = named_columns(c, pt_field(n, "columns"), &n_columns);
    pt_is_expr(n, sq_scalar_values(c->q, columns, n_columns, cells_of(c, rows, n_columns),
                                   json_array_size(rows), pt_flag(n->json, "literal_binds")));
}

/* ---- functions ---- */

static void build_table_function(pt_case *c, pt_node *n)
{
    size_t n_columns;
    pt_node *of = pt_node_at(c, pt_field(n, "of"));
    const sq_values_column *columns = named_columns(c, pt_field(n, "columns"), &n_columns);
    const sq_table_function o = {
        .name = pt_name(n, "name"),
        .columns = columns,
        .n_columns = n_columns,
        .scalar_type = pt_type_kept(c, pt_field(n, "scalar_type")),
        .derived_columns = pt_flag(n->json, "derived_columns"),
        .derived_types = pt_flag(n->json, "derived_types"),
        .lateral = pt_flag(n->json, "lateral"),
        .joins_implicitly = pt_flag(n->json, "joins_implicitly"),
        .size = sizeof o,
    };
    if (!of)
        return;
    if (of->what == PT_RELATION)
        pt_is_relation(n, sq_table_valued_again(c->q, of->relation, &o));
    else
        pt_is_relation(n, sq_table_valued(c->q, pt_expr(c, n, "of"), &o));
}

static void build_table_function_column(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_table_function_column(c->q, pt_relation(c, n, "of"),
                                           pt_type(c, pt_field(n, "type"))));
}

const pt_kind pt_from_kinds[] = {
    {"alias", "k of name", build_alias},
    {"subquery", "k of name", build_subquery},
    {"lateral", "k of name", build_lateral},
    {"tablesample", "k of name method seed", build_tablesample},
    {"cte", "k of name recursive nesting alias_of restates prefixes suffixes", build_cte},
    {"join", "k left right on outer full", build_join},
    {"values", "k columns rows name anonymous_name literal_binds lateral ctes", build_values},
    {"scalar_values", "k columns rows literal_binds", build_scalar_values},
    {"table_function",
     "k of name columns scalar_type derived_columns derived_types lateral joins_implicitly",
     build_table_function},
    {"table_function_column", "k of type", build_table_function_column},
    {0},
};
