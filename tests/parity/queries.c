/* queries.c: SELECT, compound selects, text with columns, and the clauses they share with DML.
 *
 * A statement is a chain of calls; the order here is that in which a program would write them. */
#include "tests/parity/parity.h"

#include <string.h>

/* ---- clauses of several kinds ---- */

/* "*" stands for every dialect. */
static const char *dialect_of(json_t *o)
{
    const char *name = pt_string(o, "dialect");
    return name && strcmp(name, "*") == 0 ? NULL : name;
}

static const sq_stmt *add_affixes(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    json_t *prefixes = pt_field(n, "prefixes"), *suffixes = pt_field(n, "suffixes"), *o;
    size_t i;
    json_array_foreach(prefixes, i, o)
        s = sq_prefix_with(s, pt_expr_at(c, json_object_get(o, "node")), dialect_of(o));
    json_array_foreach(suffixes, i, o)
        s = sq_suffix_with(s, pt_expr_at(c, json_object_get(o, "node")), dialect_of(o));
    return s;
}

static const sq_stmt *add_hints(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    json_t *hints = pt_field(n, "hints"), *general = pt_field(n, "statement_hints"), *o;
    size_t i;
    json_array_foreach(hints, i, o)
        s = sq_with_hint(s, pt_relation_at(c, json_object_get(o, "from")),
                         pt_sql(c, pt_string(o, "text")), dialect_of(o));
    json_array_foreach(general, i, o)
        s = sq_with_statement_hint(s, pt_sql(c, pt_string(o, "text")), dialect_of(o));
    return s;
}

static const sq_stmt *add_ctes(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    json_t *ctes = pt_field(n, "ctes"), *o;
    size_t i;
    json_array_foreach(ctes, i, o)
        s = sq_add_cte(s, pt_relation_at(c, json_object_get(o, "cte")), pt_flag(o, "nesting"));
    return s;
}

const sq_binding *pt_bindings(pt_case *c, json_t *params, size_t *n)
{
    const char *name;
    json_t *v;
    size_t i = 0;
    sq_binding *list = pt_alloc(&c->memory, (json_object_size(params) + 1) * sizeof *list);
    json_object_foreach(params, name, v) list[i++] = sq_bind(name, pt_value(c, v));
    *n = i;
    return list;
}

/* Clauses that stand in any statement. */
const sq_stmt *pt_clauses(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    s = add_affixes(c, s, n);
    s = add_hints(c, s, n);
    s = add_ctes(c, s, n);
    const sq_binding *bindings = pt_bindings(c, pt_field(n, "params"), &count);
    if (count)
        s = sq_params_n(s, bindings, count);
    const sq_option *options = pt_options(c, pt_field(n, "options"));
    return options ? sq_with_dialect_options(s, options) : s;
}

/* ---- ORDER BY and what follows it ---- */

typedef const sq_stmt *list_clause(const sq_stmt *s, const sq_expr *const *items, size_t n);

static const sq_stmt *add_list(pt_case *c, const sq_stmt *s, const pt_node *n, const char *field,
                               list_clause *add)
{
    size_t count;
    json_t *list = pt_field(n, field);
    const sq_expr *const *items = pt_exprs(c, list, &count);
    return list ? add(s, items, count) : s;
}

static const sq_stmt *add_row_limits(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    const sq_expr *limit = pt_expr(c, n, "limit"), *offset = pt_expr(c, n, "offset");
    const sq_expr *fetch = pt_expr(c, n, "fetch");
    json_t *o = pt_field(n, "fetch_options");
    pt_know(c, o, "with_ties percent", "fetch_options");
    if (limit)
        s = sq_limit(s, sq_expr_value(limit));
    if (offset)
        s = sq_offset(s, sq_expr_value(offset));
    if (fetch)
        s = sq_fetch_first(s, sq_expr_value(fetch), pt_flag(o, "with_ties"), pt_flag(o, "percent"));
    return s;
}

static const sq_stmt *add_for_update(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    json_t *o = pt_field(n, "for_update"), *of = json_object_get(o, "of");
    if (!o)
        return s;
    pt_know(c, o, "of nowait read skip_locked key_share", "for_update");
    const sq_for_update_options f = {
        .of = of && !json_is_null(of) ? pt_exprs(c, of, &count) : NULL,
        .nowait = pt_flag(o, "nowait"),
        .read = pt_flag(o, "read"),
        .skip_locked = pt_flag(o, "skip_locked"),
        .key_share = pt_flag(o, "key_share"),
        .size = sizeof f,
    };
    return sq_with_for_update(s, &f);
}

static const sq_stmt *add_label_style(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    const char *style = pt_string(n->json, "label_style");
    if (!style)
        return s;
    if (strcmp(style, "table_plus_column") == 0)
        return sq_set_label_style(s, SQ_LABEL_TABLE_PLUS_COLUMN);
    if (strcmp(style, "none") == 0)
        return sq_set_label_style(s, SQ_LABEL_NONE);
    pt_problem(c, "loader: label style %s is not known", style);
    return s;
}

/* What a SELECT and a compound select share. */
static const sq_stmt *add_common(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    s = add_list(c, s, n, "group_by", sq_group_by_n);
    s = add_list(c, s, n, "having", sq_having_n);
    s = add_list(c, s, n, "order_by", sq_order_by_n);
    s = add_row_limits(c, s, n);
    s = add_for_update(c, s, n);
    s = add_label_style(c, s, n);
    return pt_clauses(c, s, n);
}

/* ---- SELECT ---- */

static const sq_stmt *add_joins(pt_case *c, const sq_stmt *s, json_t *joins)
{
    json_t *o;
    size_t i;
    json_array_foreach(joins, i, o)
    {
        json_t *from = json_object_get(o, "from"), *on = json_object_get(o, "on");
        sq_join_kind kind = pt_flag(o, "full")    ? SQ_JOIN_FULL
                            : pt_flag(o, "outer") ? SQ_JOIN_LEFT
                                                  : SQ_JOIN_INNER;
        pt_know(c, o, "target on from outer full", "a join of a SELECT");
        s = sq_join_with(s, kind, from ? pt_relation_at(c, from) : NULL,
                         pt_relation_at(c, json_object_get(o, "target")),
                         on ? pt_expr_at(c, on) : NULL);
    }
    return s;
}

/* The columns; those that were given first and replaced later count for FROM only. */
static const sq_stmt *start_select(pt_case *c, const pt_node *n)
{
    json_t *prior = pt_field(n, "prior"), *o;
    size_t count, i;
    const sq_stmt *s = NULL;
    json_array_foreach(prior, i, o)
    {
        pt_know(c, o, "columns joins", "prior columns");
        const sq_expr *const *columns = pt_exprs(c, json_object_get(o, "columns"), &count);
        s = s ? sq_with_only_columns_n(s, columns, count, true) : sq_select_n(c->q, columns, count);
        s = add_joins(c, s, json_object_get(o, "joins"));
    }
    const sq_expr *const *columns = pt_exprs(c, pt_field(n, "columns"), &count);
    return s ? sq_with_only_columns_n(s, columns, count, true) : sq_select_n(c->q, columns, count);
}

static const sq_stmt *add_distinct(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    json_t *on = pt_field(n, "distinct_on");
    const sq_expr *const *items = pt_exprs(c, on, &count);
    if (on)
        return sq_distinct_on_n(s, items, count, pt_flag(n->json, "distinct_on_extension"));
    return pt_flag(n->json, "distinct") ? sq_distinct(s) : s;
}

static const sq_stmt *add_correlation(pt_case *c, const sq_stmt *s, const pt_node *n)
{
    size_t count;
    json_t *with = pt_field(n, "correlate"), *except = pt_field(n, "correlate_except");
    if (with) {
        const sq_relation *const *froms = pt_relations(c, with, &count);
        s = sq_correlate_n(s, froms, count);
    }
    if (except) {
        const sq_relation *const *froms = pt_relations(c, except, &count);
        s = sq_correlate_except_n(s, froms, count);
    }
    return s;
}

static void build_select(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_stmt *s = start_select(c, n);
    const sq_relation *const *froms = pt_relations(c, pt_field(n, "from"), &count);
    if (count)
        s = sq_from_n(s, froms, count);
    s = add_joins(c, s, pt_field(n, "joins"));
    s = add_distinct(c, s, n);
    s = add_list(c, s, n, "where", sq_where_n);
    s = add_correlation(c, s, n);
    pt_is_stmt(n, add_common(c, s, n));
}

/* ---- the others ---- */

static void build_compound_select(pt_case *c, pt_node *n)
{
    size_t count;
    const char *op = pt_string(n->json, "op");
    sq_op found = op ? sq_op_find(op) : SQ_OP_COUNT;
    const sq_stmt *const *selects = pt_stmts(c, pt_field(n, "selects"), &count);
    if (found == SQ_OP_COUNT)
        pt_refused(c, "sq_op_find(\"%s\") knows no such operator", op ? op : "");
    const sq_stmt *s = sq_compound_n(c->q, found, selects, count);
    pt_is_stmt(n, add_common(c, s, n));
}

static void build_textual_select(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *text = pt_expr(c, n, "of");
    const sq_expr *const *columns = pt_exprs(c, pt_field(n, "columns"), &count);
    const sq_stmt *s = sq_textual_select_n(c->q, text, columns, count,
                                           pt_flag(n->json, "positional"));
    pt_is_stmt(n, pt_clauses(c, s, n));
}

const pt_kind pt_query_kinds[] = {
    {"select",
     "k columns from joins prior where having group_by order_by limit offset fetch fetch_options "
     "distinct distinct_on distinct_on_extension for_update label_style correlate "
     "correlate_except prefixes suffixes hints statement_hints ctes params options",
     build_select},
    {"compound_select",
     "k op selects order_by group_by limit offset fetch fetch_options for_update label_style ctes "
     "params",
     build_compound_select},
    {"textual_select", "k of columns positional ctes params", build_textual_select},
    {0},
};
