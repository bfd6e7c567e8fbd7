/* operators.c: operators, lists, CASE, CAST and sub-selects as values. */
#include "tests/parity/parity.h"

#include <string.h>

/* ---- what an operator carries ---- */

static sq_op op_of(pt_case *c, json_t *op)
{
    const char *name = json_string_value(op);
    if (json_is_object(op))
        return SQ_OP_CUSTOM;
    sq_op found = name ? sq_op_find(name) : SQ_OP_COUNT;
    if (found == SQ_OP_COUNT)
        pt_refused(c, "sq_op_find(\"%s\") knows no such operator", name ? name : "");
    return found;
}

static void set_custom(pt_case *c, json_t *op, sq_operator *o)
{
    if (!json_is_object(op))
        return;
    pt_know(c, op, "custom precedence comparison associative eager_grouping returns render_as",
            "a custom operator");
    o->custom = pt_sql(c, pt_string(op, "custom"));
    o->precedence = (int)json_integer_value(json_object_get(op, "precedence"));
    o->comparison = pt_flag(op, "comparison");
    o->associative = pt_flag(op, "associative");
    o->eager_grouping = pt_flag(op, "eager_grouping");
    o->render_as = pt_string(op, "render_as");
    o->type = pt_type_kept(c, json_object_get(op, "returns"));
}

/* `autoescape` was the caller's wish: the operand is escaped already, and taken as it is. */
static void set_modifiers(pt_case *c, json_t *m, sq_operator *o)
{
    json_t *flags = json_object_get(m, "flags");
    pt_know(c, m,
            "escape autoescape flags postgresql_regconfig mysql_boolean_mode "
            "mysql_natural_language mysql_query_expansion",
            "modifiers");
    o->escape = pt_string(m, "escape");
    if (flags && !json_is_null(flags))
        o->flags = json_is_object(flags) ? pt_expr_at(c, json_object_get(flags, "node"))
                                         : sq_val(c->q, pt_value(c, flags));
    o->regconfig = pt_string(m, "postgresql_regconfig");
    o->boolean_mode = pt_flag(m, "mysql_boolean_mode");
    o->natural_language = pt_flag(m, "mysql_natural_language");
    o->query_expansion = pt_flag(m, "mysql_query_expansion");
}

/* The operator is in boolean mode unless that is denied; MATCH of columns is not. */
static void set_match_mode(json_t *m, sq_operator *o)
{
    json_t *boolean_mode = json_object_get(m, "mysql_boolean_mode");
    o->boolean_mode = !boolean_mode || json_is_true(boolean_mode);
    o->no_mode = !o->boolean_mode && !o->natural_language && !o->query_expansion;
}

const sq_operator *pt_operator(pt_case *c, const pt_node *n)
{
    sq_operator *o = pt_alloc(&c->memory, sizeof *o);
    json_t *op = pt_field(n, "op"), *type = pt_field(n, "type");
    o->size = sizeof *o;
    o->op = op ? op_of(c, op) : SQ_OP_MATCH;
    set_custom(c, op, o);
    set_modifiers(c, pt_field(n, "modifiers"), o);
    if (op && (o->op == SQ_OP_MATCH || o->op == SQ_OP_NOT_MATCH))
        set_match_mode(pt_field(n, "modifiers"), o);
    if (type)
        o->type = pt_type_kept(c, type);
    o->postfix = pt_flag(n->json, "postfix");
    o->ungrouped = pt_flag(n->json, "ungrouped");
    return o;
}

/* ---- operators ---- */

static void build_binary(pt_case *c, pt_node *n)
{
    const sq_operator *o = pt_operator(c, n);
    pt_is_expr(n, sq_binary_with(c->q, pt_expr(c, n, "left"), pt_expr(c, n, "right"), o));
}

static void build_unary(pt_case *c, pt_node *n)
{
    const sq_operator *o = pt_operator(c, n);
    pt_is_expr(n, sq_unary_with(c->q, pt_expr(c, n, "of"), o));
}

static void build_nary(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_operator *o = pt_operator(c, n);
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_chain_n(c->q, o->op, of, count, o));
}

static void build_and(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_and_n(c->q, of, count));
}

static void build_or(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_or_n(c->q, of, count));
}

static void build_between(pt_case *c, pt_node *n)
{
    const sq_expr *of = pt_expr(c, n, "of");
    sq_value low = sq_expr_value(pt_expr(c, n, "low"));
    sq_value high = sq_expr_value(pt_expr(c, n, "high"));
    bool negated = pt_flag(n->json, "negated");
    if (pt_flag(n->json, "symmetric"))
        pt_is_expr(n, sq_between_symmetric(c->q, of, low, high, negated));
    else
        pt_is_expr(n,
                   negated ? sq_not_between(c->q, of, low, high) : sq_between(c->q, of, low, high));
}

static void build_regexp_replace(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_regexp_replace(
                      c->q, pt_expr(c, n, "of"), sq_expr_value(pt_expr(c, n, "pattern")),
                      sq_expr_value(pt_expr(c, n, "replacement")), pt_string(n->json, "flags")));
}

static void build_collate(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_collate(c->q, pt_expr(c, n, "of"), pt_name(n, "collation"),
                             pt_ident_text(pt_field(n, "collation_schema"))));
}

static void build_grouping(pt_case *c, pt_node *n)
{
    pt_node *of = pt_node_at(c, pt_field(n, "of"));
    if (!of)
        return;
    if (of->what == PT_STMT)
        pt_is_stmt(n, sq_parens_stmt(c->q, of->stmt));
    else if (of->what == PT_RELATION)
        pt_is_relation(n, sq_parens_from(c->q, of->relation));
    else
        pt_is_expr(n, sq_parens(c->q, pt_expr(c, n, "of")));
}

static void build_mysql_match(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_operator *o = pt_operator(c, n);
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_fulltext_match_n(c->q, of, count, pt_expr(c, n, "against"), o));
}

/* ---- lists ---- */

static void build_list(pt_case *c, pt_node *n)
{
    size_t count;
    json_t *op = pt_field(n, "op");
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    const sq_list_options o = {.ungrouped = pt_flag(n->json, "ungrouped"),
                               .ungrouped_items = pt_flag(n->json, "ungrouped_items"),
                               .size = sizeof o};
    pt_is_expr(n, sq_list_n(c->q, op ? op_of(c, op) : SQ_OP_COMMA, of, count, &o));
}

static void build_order_by_list(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    const sq_list_options o = {.ungrouped = true, .size = sizeof o};
    pt_is_expr(n, sq_list_n(c->q, SQ_OP_COMMA, of, count, &o));
}

static void build_tuple(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_tuple_n(c->q, of, count));
}

static void build_array(pt_case *c, pt_node *n)
{
    size_t count;
    json_t *item = json_object_get(pt_field(n, "type"), "item_type");
    const sq_expr *const *of = pt_exprs(c, pt_field(n, "of"), &count);
    pt_is_expr(n, sq_array_n(c->q, of, count, pt_type(c, json_object_get(item, "of_type"))));
}

static void build_slice(pt_case *c, pt_node *n)
{
    pt_is_expr(
        n, sq_slice(c->q, pt_expr(c, n, "start"), pt_expr(c, n, "stop"), pt_expr(c, n, "step")));
}

/* ---- CASE, CAST ---- */

static void build_case(pt_case *c, pt_node *n)
{
    json_t *whens = pt_field(n, "whens");
    size_t count = json_array_size(whens);
    const sq_expr *otherwise = pt_expr(c, n, "else");
    sq_case_arm *arms = pt_alloc(&c->memory, (count + 1) * sizeof *arms);
    for (size_t i = 0; i < count; i++) {
        json_t *when = json_array_get(whens, i);
        arms[i] = sq_when(sq_expr_value(pt_expr_at(c, json_array_get(when, 0))),
                          sq_expr_value(pt_expr_at(c, json_array_get(when, 1))));
    }
    if (otherwise)
        arms[count++] = sq_else(sq_expr_value(otherwise));
    pt_is_expr(n, sq_case_n(c->q, pt_expr(c, n, "value"), arms, count));
}

static void build_cast(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_cast(c->q, pt_expr(c, n, "of"), pt_type(c, pt_field(n, "type"))));
}

static void build_try_cast(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_try_cast(c->q, pt_expr(c, n, "of"), pt_type(c, pt_field(n, "type"))));
}

static void build_type_coerce(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_type_coerce(c->q, pt_expr(c, n, "of"), pt_type(c, pt_field(n, "type"))));
}

static void build_extract(pt_case *c, pt_node *n)
{
    const char *field = pt_string(n->json, "field");
    sq_extract_field known = field ? sq_extract_find(field) : SQ_EXTRACT_COUNT;
    const sq_expr *of = pt_expr(c, n, "of");
    pt_is_expr(n, known == SQ_EXTRACT_COUNT ? sq_extract_text(c->q, pt_sql(c, field), of)
                                            : sq_extract(c->q, known, of));
}

/* ---- sub-selects ---- */

static void build_exists(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_exists(c->q, pt_stmt(c, n, "of")));
}

static void build_scalar_subquery(pt_case *c, pt_node *n)
{
    json_t *type = pt_field(n, "type");
    const sq_expr *e = sq_scalar_subquery(c->q, pt_stmt(c, n, "of"));
    pt_is_expr(n, type ? sq_type_coerce(c->q, e, pt_type(c, type)) : e);
}

static void build_any(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_any(c->q, pt_expr(c, n, "of")));
}

static void build_all(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_all(c->q, pt_expr(c, n, "of")));
}

const pt_kind pt_operator_kinds[] = {
    {"binary", "k op left right type modifiers", build_binary},
    {"unary", "k op of postfix type", build_unary},
    {"nary", "k op of type ungrouped", build_nary},
    {"and", "k of", build_and},
    {"or", "k of", build_or},
    {"between", "k of low high negated symmetric", build_between},
    {"regexp_replace", "k of pattern replacement flags type", build_regexp_replace},
    {"collate", "k of collation collation_schema type", build_collate},
    {"grouping", "k of", build_grouping},
    {"mysql_match", "k of against modifiers", build_mysql_match},
    {"list", "k op of ungrouped ungrouped_items", build_list},
    {"order_by_list", "k of", build_order_by_list},
    {"tuple", "k of", build_tuple},
    {"array", "k of type", build_array},
    {"slice", "k start stop step", build_slice},
    {"case", "k value whens else type", build_case},
    {"cast", "k of type", build_cast},
    {"try_cast", "k of type", build_try_cast},
    {"type_coerce", "k of type", build_type_coerce},
    {"extract", "k field of", build_extract},
    {"exists", "k of", build_exists},
    {"scalar_subquery", "k of type", build_scalar_subquery},
    {"any", "k of type", build_any},
    {"all", "k of type", build_all},
    {0},
};
