/* changes.c: INSERT, UPDATE, DELETE. */
#include "tests/parity/tables.h"

#include <string.h>

/* ---- assignments ---- */

/* A key is the key of a column, a node, or null for the column at that position. */
static const sq_expr *column_for(pt_case *c, const sq_relation *table, json_t *key, size_t position)
{
    if (json_is_string(key))
        return sq_col(c->q, table, json_string_value(key));
    if (json_is_null(key))
        return sq_col_at(c->q, table, position);
    return pt_expr_at(c, json_object_get(key, "node"));
}

/* A node as the new value of a column: a plain value takes the column's name and type. */
static sq_value new_value(pt_case *c, json_t *index)
{
    pt_node *n = pt_node_at(c, index);
    if (n && strcmp(n->kind, "value") == 0 && !pt_field(n, "type"))
        return pt_value(c, json_object_get(n->json, "value"));
    return sq_expr_value(pt_expr_at(c, index));
}

static const sq_assignment *assignments(pt_case *c, const sq_relation *table, json_t *list,
                                        size_t *n)
{
    *n = json_array_size(list);
    sq_assignment *p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++) {
        json_t *pair = json_array_get(list, i);
        p[i] = sq_assign(column_for(c, table, json_array_get(pair, 0), i),
                         new_value(c, json_array_get(pair, 1)));
    }
    return p;
}

/* SET of ON CONFLICT: a key that is no column of the table is written as a name. */
static const sq_assignment *conflict_set(pt_case *c, const sq_relation *table, json_t *list,
                                         size_t *n)
{
    *n = json_array_size(list);
    sq_assignment *p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++) {
        json_t *pair = json_array_get(list, i), *key = json_array_get(pair, 0);
        const sq_expr *column = NULL;
        if (json_is_object(key))
            column = pt_expr_at(c, json_object_get(key, "node"));
        else
            column = pt_table_column(c, table, json_string_value(key));
        if (!column)
            column = sq_named_column(c->q, pt_ident(key), sq_type_of(SQ_T_UNKNOWN), NULL);
        p[i] = sq_assign(column, new_value(c, json_array_get(pair, 1)));
    }
    return p;
}

/* ---- INSERT ---- */

/* Several rows: their keys in the order of first appearance; a row that has not all of them leaves
 * the others to their defaults. */
typedef struct row_keys {
    json_t **keys;
    size_t n;
} row_keys;

static size_t position_of(row_keys *k, json_t *key, size_t position)
{
    if (json_is_null(key))
        return position;
    for (size_t i = 0; i < k->n; i++)
        if (json_equal(k->keys[i], key))
            return i;
    return k->n;
}

static row_keys keys_of(pt_case *c, json_t *rows)
{
    size_t i, j, room = 1;
    json_t *row, *cell;
    row_keys k = {0};
    json_array_foreach(rows, i, row) room += json_array_size(row);
    k.keys = pt_alloc(&c->memory, room * sizeof *k.keys);
    json_array_foreach(rows, i, row) json_array_foreach(row, j, cell)
    {
        json_t *key = json_array_get(cell, 0);
        if (position_of(&k, key, j) >= k.n)
            k.keys[k.n++] = key;
    }
    return k;
}

static const sq_stmt *add_rows(pt_case *c, const sq_stmt *s, const sq_relation *table, json_t *rows)
{
    row_keys k = keys_of(c, rows);
    size_t n = json_array_size(rows), i, j;
    json_t *row, *cell;
    const sq_expr **columns = pt_alloc(&c->memory, (k.n + 1) * sizeof *columns);
    sq_value *values = pt_alloc(&c->memory, (n * k.n + 1) * sizeof *values);
    for (i = 0; i < k.n; i++)
        columns[i] = column_for(c, table, k.keys[i], i);
    for (i = 0; i < n * k.n; i++)
        values[i] = sq_absent_value();
    json_array_foreach(rows, i, row) json_array_foreach(row, j, cell)
        values[i * k.n + position_of(&k, json_array_get(cell, 0), j)] =
            pt_value_or_node(c, json_array_get(cell, 1));
    return sq_values_rows(s, columns, k.n, values, n);
}

static const sq_stmt *add_from_select(pt_case *c, const sq_stmt *s, const sq_relation *table,
                                      const pt_node *n)
{
    json_t *keys = pt_field(n, "select_columns");
    size_t count = json_array_size(keys);
    const sq_expr **columns = pt_alloc(&c->memory, (count + 1) * sizeof *columns);
    for (size_t i = 0; i < count; i++)
        columns[i] = column_for(c, table, json_array_get(keys, i), i);
    return sq_from_select_n(s, columns, count, pt_stmt(c, n, "select"),
                            pt_flag(n->json, "select_defaults"));
}

static const sq_expr *const *conflict_elements(pt_case *c, json_t *list)
{
    size_t n = json_array_size(list);
    const sq_expr **p = pt_alloc(&c->memory, (n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++) {
        json_t *e = json_array_get(list, i);
        p[i] = json_is_string(e)
                   ? sq_named_column(c->q, pt_ident(e), sq_type_of(SQ_T_UNKNOWN), NULL)
                   : pt_expr_at(c, json_object_get(e, "node"));
    }
    p[n] = SQ_END;
    return n ? p : NULL;
}

static const sq_expr *node_or_text(pt_case *c, json_t *v)
{
    const char *text = pt_string(v, "text");
    if (!v || json_is_null(v))
        return NULL;
    return text ? sq_text(c->q, pt_sql(c, text)) : pt_expr_at(c, v);
}

static const sq_stmt *add_on_conflict(pt_case *c, const sq_stmt *s, const sq_relation *table,
                                      json_t *o)
{
    const char *action = pt_string(o, "action");
    sq_on_conflict conflict = {
        .action = action && strcmp(action, "update") == 0 ? SQ_DO_UPDATE : SQ_DO_NOTHING,
        .dialect = pt_string(o, "dialect"),
        .constraint = pt_ident(json_object_get(o, "constraint")),
        .elements = conflict_elements(c, json_object_get(o, "elements")),
        .index_where = node_or_text(c, json_object_get(o, "index_where")),
        .where = node_or_text(c, json_object_get(o, "where")),
        .size = sizeof conflict,
    };
    pt_know(c, o, "dialect action constraint elements index_where set where", "on_conflict");
    conflict.set = conflict_set(c, table, json_object_get(o, "set"), &conflict.n_set);
    return sq_on_conflict_with(s, &conflict);
}

static const sq_stmt *add_on_duplicate_key(pt_case *c, const sq_stmt *s, const sq_relation *table,
                                           json_t *o)
{
    size_t n;
    json_t *inserted = json_object_get(o, "inserted"), *order = json_object_get(o, "order");
    pt_know(c, o, "inserted set order", "on_duplicate_key");
    const sq_assignment *set = conflict_set(c, table, json_object_get(o, "set"), &n);
    return sq_on_duplicate_key_update_n(
        s, inserted && !json_is_null(inserted) ? pt_relation_at(c, inserted) : NULL, set, n,
        order && !json_is_null(order) && !json_is_false(order));
}

/* ---- RETURNING, and what all three share ---- */

static const sq_stmt *add_returning(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    json_t *returning = pt_field(n, "returning"), *defaults = pt_field(n, "return_defaults");
    json_t *supplemental = pt_field(n, "supplemental_returning");
    if (returning) {
        const sq_expr *const *columns = pt_exprs(c, returning, &count);
        s = sq_returning_n(s, columns, count);
    }
    if (defaults && !json_is_false(defaults)) {
        const sq_expr *const *columns = pt_exprs(c, defaults, &count);
        s = sq_return_defaults_n(s, columns, count, false);
    }
    if (supplemental) {
        const sq_expr *const *columns = pt_exprs(c, supplemental, &count);
        s = sq_return_defaults_n(s, columns, count, true);
    }
    if (pt_flag(n->json, "sort_by_parameter_order"))
        s = sq_sort_by_parameter_order(s);
    return pt_flag(n->json, "inline") ? sq_inline(s) : s;
}

static const sq_stmt *add_where(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    const sq_expr *const *where = pt_exprs(c, pt_field(n, "where"), &count);
    const sq_expr *limit = pt_expr(c, n, "mysql_limit");
    if (count)
        s = sq_where_n(s, where, count);
    return limit ? sq_dml_limit(s, sq_expr_value(limit)) : s;
}

static void build_insert(pt_case *c, pt_node *n)
{
    const sq_relation *table = pt_relation(c, n, "table");
    json_t *values = pt_field(n, "values"), *duplicate = pt_field(n, "on_duplicate_key"), *o;
    size_t count, i;
    const sq_stmt *s = sq_insert(c->q, table);
    const sq_assignment *set = assignments(c, table, values, &count);
    if (values)
        s = sq_values_n(s, set, count);
    if (pt_field(n, "rows"))
        s = add_rows(c, s, table, pt_field(n, "rows"));
    if (pt_field(n, "select"))
        s = add_from_select(c, s, table, n);
    json_array_foreach(pt_field(n, "on_conflict"), i, o) s = add_on_conflict(c, s, table, o);
    if (duplicate)
        s = add_on_duplicate_key(c, s, table, duplicate);
    s = add_returning(c, s, n);
    pt_is_stmt(n, pt_clauses(c, s, n));
}

static void build_update(pt_case *c, pt_node *n)
{
    const sq_relation *table = pt_relation(c, n, "table");
    json_t *values = pt_field(n, "values");
    size_t count;
    const sq_stmt *s = sq_update(c->q, table);
    const sq_assignment *set = assignments(c, table, values, &count);
    if (values)
        s = pt_flag(n->json, "ordered") ? sq_ordered_values_n(s, set, count)
                                        : sq_values_n(s, set, count);
    s = add_where(c, s, n);
    s = add_returning(c, s, n);
    pt_is_stmt(n, pt_clauses(c, s, n));
}

static void build_delete(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_stmt *s = sq_delete(c->q, pt_relation(c, n, "table"));
    const sq_relation *const *using = pt_relations(c, pt_field(n, "using"), &count);
    if (count)
        s = sq_using_n(s, using, count);
    s = add_where(c, s, n);
    s = add_returning(c, s, n);
    pt_is_stmt(n, pt_clauses(c, s, n));
}

const pt_kind pt_change_kinds[] = {
    {"insert",
     "k table values rows select select_columns select_defaults returning return_defaults "
     "supplemental_returning sort_by_parameter_order inline on_conflict on_duplicate_key prefixes "
     "hints ctes params options",
     build_insert},
    {"update",
     "k table values ordered where returning return_defaults supplemental_returning inline "
     "prefixes hints ctes params options mysql_limit",
     build_update},
    {"delete",
     "k table using where returning return_defaults supplemental_returning prefixes hints ctes "
     "params options mysql_limit",
     build_delete},
    {0},
};
