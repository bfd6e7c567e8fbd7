/* graph.c: the flat graph of a case: fields of a node, nodes by index, and what a node became.
 *
 * Nodes are built in order, so that what a node refers to is there already. Every field that a kind
 * has must be known to its builder: one that nobody reads would make the comparison worthless. */
#include "tests/parity/parity.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pt_problem(pt_case *c, const char *format, ...)
{
    if (c->problem[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(c->problem, sizeof c->problem, format, args);
    va_end(args);
}

void pt_refused(pt_case *c, const char *format, ...)
{
    if (c->problem[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(c->problem, sizeof c->problem, format, args);
    va_end(args);
    c->refused = true;
}

/* ---- fields ---- */

static json_t *member(json_t *object, const char *field)
{
    json_t *v = json_object_get(object, field);
    return json_is_null(v) ? NULL : v;
}

json_t *pt_field(const pt_node *n, const char *field)
{
    return member(n->json, field);
}

bool pt_flag(json_t *object, const char *field)
{
    return json_is_true(json_object_get(object, field));
}

const char *pt_string(json_t *object, const char *field)
{
    return json_string_value(json_object_get(object, field));
}

sq_quote pt_ident_quote(json_t *ident)
{
    json_t *quote = json_object_get(ident, "quote");
    if (pt_flag(ident, "final"))
        return SQ_QUOTE_FINAL;
    if (!json_is_boolean(quote))
        return SQ_QUOTE_AUTO;
    return json_is_true(quote) ? SQ_QUOTE_ALWAYS : SQ_QUOTE_NEVER;
}

static json_t *ident_string(json_t *ident)
{
    return json_is_string(ident) ? ident : json_object_get(ident, "id");
}

const char *pt_ident_text(json_t *ident)
{
    return json_string_value(ident_string(ident));
}

sq_name pt_ident(json_t *ident)
{
    json_t *text = ident_string(ident);
    if (!text)
        return (sq_name){0};
    return sq_name_n(json_string_value(text), json_string_length(text), pt_ident_quote(ident));
}

sq_name pt_name(const pt_node *n, const char *field)
{
    return pt_ident(pt_field(n, field));
}

const sq_sql_text *pt_sql(pt_case *c, const char *text)
{
    return text ? sq_unsafe_sql(c->q, text, strlen(text)) : NULL;
}

/* `word` is one of the words of `list`. */
static bool is_among(const char *word, const char *list)
{
    size_t n = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += n)
        if ((p == list || p[-1] == ' ') && (p[n] == 0 || p[n] == ' '))
            return true;
    return false;
}

void pt_know(pt_case *c, json_t *object, const char *known, const char *of)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) if (!is_among(key, known))
        pt_problem(c, "loader: field %s of %s is not known", key, of);
}

/* ---- nodes by index ---- */

pt_node *pt_node_at(pt_case *c, json_t *index)
{
    json_int_t i = json_integer_value(index);
    if (!json_is_integer(index) || i < 0 || (size_t)i >= c->n_nodes || !c->nodes[i].what) {
        pt_problem(c, "loader: a node refers to one that is not there");
        return NULL;
    }
    return &c->nodes[i];
}

/* A node as a from element. A function and text have one beside their expression. */
const sq_relation *pt_relation_at(pt_case *c, json_t *index)
{
    pt_node *n = pt_node_at(c, index);
    if (!n)
        return NULL;
    if (!n->relation && n->what == PT_EXPR)
        n->relation = (strcmp(n->kind, "text") == 0 ? sq_text_from(c->q, n->expr)
                                                    : sq_func_from(c->q, n->expr))
                          .sq_;
    if (!n->relation && n->what == PT_STMT)
        n->relation = sq_subquery(c->q, n->stmt, (sq_name){0}).sq_;
    if (!n->relation)
        pt_problem(c, "loader: %s is no from element", n->kind);
    return n->relation;
}

/* A node as an expression: a from element stands for all of its columns, a SELECT for its value. */
const sq_expr *pt_expr_at(pt_case *c, json_t *index)
{
    pt_node *n = pt_node_at(c, index);
    if (!n)
        return NULL;
    if (!n->expr && n->what == PT_RELATION)
        n->expr = sq_all_columns(c->q, n->relation);
    if (!n->expr && n->what == PT_STMT)
        n->expr = sq_scalar_subquery(c->q, n->stmt);
    if (!n->expr && n->what == PT_TYPE)
        n->expr = sq_type_name(c->q, n->type);
    if (!n->expr)
        pt_problem(c, "loader: %s is no expression", n->kind);
    return n->expr;
}

const sq_stmt *pt_stmt_at(pt_case *c, json_t *index)
{
    pt_node *n = pt_node_at(c, index);
    if (!n)
        return NULL;
    if (!n->stmt && n->what == PT_RELATION && strcmp(n->kind, "values") == 0)
        n->stmt = sq_values_stmt(c->q, n->relation);
    if (!n->stmt && n->what == PT_EXPR && strcmp(n->kind, "text") == 0)
        n->stmt = sq_text_stmt(c->q, n->expr);
    if (!n->stmt)
        pt_problem(c, "loader: %s is no statement", n->kind);
    return n->stmt;
}

const sq_expr *pt_expr(pt_case *c, const pt_node *n, const char *field)
{
    json_t *index = pt_field(n, field);
    return index ? pt_expr_at(c, index) : NULL;
}

const sq_relation *pt_relation(pt_case *c, const pt_node *n, const char *field)
{
    json_t *index = pt_field(n, field);
    return index ? pt_relation_at(c, index) : NULL;
}

const sq_stmt *pt_stmt(pt_case *c, const pt_node *n, const char *field)
{
    json_t *index = pt_field(n, field);
    return index ? pt_stmt_at(c, index) : NULL;
}

const sq_expr *const *pt_exprs(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    const sq_expr **p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++)
        p[i] = pt_expr_at(c, json_array_get(list, i));
    p[*n] = SQ_END;
    return p;
}

const sq_relation *const *pt_relations(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    const sq_relation **p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++)
        p[i] = pt_relation_at(c, json_array_get(list, i));
    return p;
}

const sq_stmt *const *pt_stmts(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    const sq_stmt **p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++)
        p[i] = pt_stmt_at(c, json_array_get(list, i));
    return p;
}

void pt_is_expr(pt_node *n, const sq_expr *e)
{
    n->what = PT_EXPR;
    n->expr = e;
}

void pt_is_relation(pt_node *n, sq_source s)
{
    n->what = PT_RELATION;
    n->relation = s.sq_;
}

void pt_is_stmt(pt_node *n, const sq_stmt *s)
{
    n->what = PT_STMT;
    n->stmt = s;
}

/* ---- the whole graph ---- */

static const pt_kind *find_kind(const char *name)
{
    const pt_kind *const tables[] = {pt_from_kinds,    pt_table_kinds,    pt_name_kinds,
                                     pt_literal_kinds, pt_operator_kinds, pt_function_kinds,
                                     pt_query_kinds,   pt_change_kinds,   pt_ddl_kinds};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const pt_kind *k = tables[i]; k->name; k++)
            if (strcmp(k->name, name) == 0)
                return k;
    return NULL;
}

void pt_build(pt_case *c, json_t *nodes)
{
    c->q = sq_builder_new(NULL);
    c->nodes = pt_alloc(&c->memory, (json_array_size(nodes) + 1) * sizeof *c->nodes);
    for (size_t i = 0; i < json_array_size(nodes) && !c->problem[0]; i++) {
        pt_node *n = &c->nodes[i];
        n->json = json_array_get(nodes, i);
        n->kind = pt_string(n->json, "k");
        const pt_kind *k = n->kind ? find_kind(n->kind) : NULL;
        if (!k) {
            pt_problem(c, "loader: kind %s is not known", n->kind ? n->kind : "(none)");
            return;
        }
        pt_know(c, n->json, k->fields, n->kind);
        k->build(c, n);
        c->n_nodes = i + 1;
        if (!n->what)
            pt_problem(c, "loader: %s was not built", n->kind);
    }
}

void pt_case_free(pt_case *c)
{
    sq_builder_free(c->q);
    for (size_t i = 0; i < c->n_nodes; i++)
        if (c->nodes[i].metadata)
            sq_metadata_unref(c->nodes[i].metadata);
    pt_memory_free(&c->memory);
}
