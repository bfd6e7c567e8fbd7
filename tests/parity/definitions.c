/* definitions.c: DDL statements and savepoints. */
#include "tests/parity/tables.h"

#include <string.h>

/* ---- options ---- */

static const int *positions(pt_case *c, json_t *list)
{
    size_t n = json_array_size(list);
    int *p = pt_alloc(&c->memory, (n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = (int)json_integer_value(json_array_get(list, i));
    p[n] = -1;
    return list ? p : NULL;
}

static const sq_ddl_options *ddl_options(pt_case *c, const pt_node *n)
{
    sq_ddl_options *o = pt_alloc(&c->memory, sizeof *o);
    *o = (sq_ddl_options){
        .if_not_exists = pt_flag(n->json, "if_not_exists"),
        .if_exists = pt_flag(n->json, "if_exists"),
        .cascade = pt_flag(n->json, "cascade"),
        .temporary = pt_flag(n->json, "temporary"),
        .or_replace = pt_flag(n->json, "or_replace"),
        .materialized = pt_flag(n->json, "materialized"),
        .foreign_keys = positions(c, pt_field(n, "include_foreign_keys")),
        .options = pt_options(c, pt_field(n, "options")),
        .size = sizeof *o,
    };
    return o;
}

static size_t position(const pt_node *n, const char *field)
{
    return (size_t)json_integer_value(pt_field(n, field));
}

/* ---- tables and their parts ---- */

static void build_create_table(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_table(c->q, pt_relation(c, n, "table"), ddl_options(c, n)));
}

static void build_drop_table(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_table(c->q, pt_relation(c, n, "table"), ddl_options(c, n)));
}

static void build_column_spec(pt_case *c, pt_node *n)
{
    json_t *define = pt_field(n, "define");
    if (define) {
        sq_column_spec *spec = pt_alloc(&c->memory, sizeof *spec);
        *spec = pt_column(c, define);
        pt_is_stmt(n, sq_loose_column_definition(c->q, spec));
    } else {
        pt_is_stmt(n, sq_column_definition(c->q, pt_relation(c, n, "table"),
                                           pt_string(n->json, "column")));
    }
}

static void build_constraint_spec(pt_case *c, pt_node *n)
{
    pt_is_stmt(
        n, sq_constraint_definition(c->q, pt_relation(c, n, "table"), position(n, "constraint")));
}

static void build_add_constraint(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_add_constraint(c->q, pt_relation(c, n, "table"), position(n, "constraint")));
}

static void build_drop_constraint(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_constraint(c->q, pt_relation(c, n, "table"), position(n, "constraint"),
                                     ddl_options(c, n)));
}

/* ---- indexes, sequences, schemas ---- */

static const sq_index *index_of(pt_case *c, const pt_node *n)
{
    pt_node *index = pt_node_at(c, pt_field(n, "index"));
    return index ? index->index : NULL;
}

static void build_create_index(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_index(c->q, index_of(c, n), ddl_options(c, n)));
}

static void build_drop_index(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_index(c->q, index_of(c, n), ddl_options(c, n)));
}

static const sq_sequence *sequence_of(pt_case *c, const pt_node *n)
{
    pt_node *sequence = pt_node_at(c, pt_field(n, "sequence"));
    return sequence ? sequence->sequence : NULL;
}

static void build_create_sequence(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_sequence(c->q, sequence_of(c, n), ddl_options(c, n)));
}

static void build_drop_sequence(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_sequence(c->q, sequence_of(c, n), ddl_options(c, n)));
}

static void build_create_schema(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_schema(c->q, pt_name(n, "name"), ddl_options(c, n)));
}

static void build_drop_schema(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_schema(c->q, pt_name(n, "name"), ddl_options(c, n)));
}

/* ---- comments: the kind says of what, and whether it goes ---- */

static void build_comment(pt_case *c, pt_node *n)
{
    sq_comment_target what = strstr(n->kind, "_column_")       ? SQ_COMMENT_COLUMN
                             : strstr(n->kind, "_constraint_") ? SQ_COMMENT_CONSTRAINT
                                                               : SQ_COMMENT_TABLE;
    pt_is_stmt(n,
               sq_comment_on(c->q, what, pt_relation(c, n, "table"), pt_string(n->json, "column"),
                             position(n, "constraint"), strncmp(n->kind, "drop_", 5) == 0));
}

/* ---- views ---- */

static void build_create_table_as(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_table_as(c->q, pt_name(n, "name"), pt_ident_text(pt_field(n, "schema")),
                                     pt_stmt(c, n, "select"), ddl_options(c, n)));
}

static void build_create_view(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_view(c->q, pt_name(n, "name"), pt_ident_text(pt_field(n, "schema")),
                                 pt_stmt(c, n, "select"), ddl_options(c, n)));
}

static void build_drop_view(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_view(c->q, pt_name(n, "name"), pt_ident_text(pt_field(n, "schema")),
                               ddl_options(c, n)));
}

/* ---- types ---- */

static void build_create_type(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_create_type(c->q, pt_type(c, pt_field(n, "type")), ddl_options(c, n)));
}

static void build_drop_type(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_drop_type(c->q, pt_type(c, pt_field(n, "type")), ddl_options(c, n)));
}

/* ---- text, savepoints ---- */

/* Values of the context are written as they are. */
static const sq_binding *ddl_context(pt_case *c, json_t *o, size_t *n)
{
    const char *name;
    json_t *v;
    size_t i = 0;
    sq_binding *list = pt_alloc(&c->memory, (json_object_size(o) + 1) * sizeof *list);
    json_object_foreach(o, name, v)
    {
        const sq_sql_text *sql = pt_sql(c, json_string_value(v));
        const sq_type none = sq_type_of(SQ_T_UNKNOWN);
        list[i++] = sq_bind(name, sq_expr_value(sq_literal_column(c->q, sql, none, NULL)));
    }
    *n = i;
    return list;
}

static void build_ddl_text(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_binding *context = ddl_context(c, pt_field(n, "context"), &count);
    pt_is_stmt(n, sq_ddl_text(c->q, pt_sql(c, pt_string(n->json, "text")),
                              pt_relation(c, n, "table"), context, count));
}

static void build_savepoint(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_savepoint(c->q, pt_name(n, "name")));
}

static void build_rollback_to_savepoint(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_rollback_to_savepoint(c->q, pt_name(n, "name")));
}

static void build_release_savepoint(pt_case *c, pt_node *n)
{
    pt_is_stmt(n, sq_release_savepoint(c->q, pt_name(n, "name")));
}

const pt_kind pt_ddl_kinds[] = {
    {"create_table", "k table if_not_exists include_foreign_keys", build_create_table},
    {"drop_table", "k table if_exists", build_drop_table},
    {"column_spec", "k table column define", build_column_spec},
    {"constraint_spec", "k table constraint", build_constraint_spec},
    {"add_constraint", "k table constraint", build_add_constraint},
    {"drop_constraint", "k table constraint cascade if_exists", build_drop_constraint},
    {"create_index", "k index if_not_exists", build_create_index},
    {"drop_index", "k index if_exists", build_drop_index},
    {"create_sequence", "k sequence if_not_exists", build_create_sequence},
    {"drop_sequence", "k sequence if_exists", build_drop_sequence},
    {"create_schema", "k name if_not_exists", build_create_schema},
    {"drop_schema", "k name if_exists cascade", build_drop_schema},
    {"set_table_comment", "k table", build_comment},
    {"drop_table_comment", "k table", build_comment},
    {"set_column_comment", "k table column", build_comment},
    {"drop_column_comment", "k table column", build_comment},
    {"set_constraint_comment", "k table constraint", build_comment},
    {"drop_constraint_comment", "k table constraint", build_comment},
    {"create_table_as", "k name schema select temporary if_not_exists options",
     build_create_table_as},
    {"create_view", "k name schema select temporary or_replace materialized if_not_exists options",
     build_create_view},
    {"drop_view", "k name schema materialized if_exists", build_drop_view},
    {"create_enum_type", "k type", build_create_type},
    {"drop_enum_type", "k type", build_drop_type},
    {"create_domain_type", "k type", build_create_type},
    {"drop_domain_type", "k type", build_drop_type},
    {"ddl_text", "k text context table", build_ddl_text},
    {"savepoint", "k name", build_savepoint},
    {"rollback_to_savepoint", "k name", build_rollback_to_savepoint},
    {"release_savepoint", "k name", build_release_savepoint},
    {0},
};
