/* tree_expressions.c: expressions that only some databases have, and rare kinds of nodes. */
#include "squill/sys/ast.h"
#include "tests/unit/tree_parts.h"

/* ---- integers ---- */

static const sq_expr *extracted(sq_builder *q, tree_source *s)
{
    const sq_extract_field fields[] = {SQ_EXTRACT_YEAR, SQ_EXTRACT_MONTH, SQ_EXTRACT_DAY,
                                       SQ_EXTRACT_HOUR};
    return sq_extract(q, fields[tree_field(s, 4)], tree_t.made);
}

static const sq_expr *json_integer(sq_builder *q, tree_source *s)
{
    const sq_value key = tree_field(s, 2) ? sq_text_value("a") : sq_int_value(1);
    return sq_json_as(q, sq_getitem(q, tree_t.doc, key),
                      tree_field(s, 2) ? sq_bigint() : sq_integer());
}

static const sq_expr *json_path(sq_builder *q, tree_source *s)
{
    const sq_value path[] = {sq_text_value("b"), sq_int_value((int)tree_choose(s, 3))};
    return sq_json_as(q, sq_json_path(q, tree_t.doc, sq_list_value(path, 1 + tree_choose(s, 2))),
                      sq_integer());
}

static const sq_expr *element(sq_builder *q, tree_source *s)
{
    return sq_getitem(q, tree_t.list, 1 + (int)tree_choose(s, 3));
}

static const sq_expr *named(sq_builder *q, tree_source *s)
{
    return sq_named_column(q, tree_field(s, 2) ? "x" : "y", sq_integer(), NULL);
}

static const sq_expr *written(sq_builder *q, tree_source *s)
{
    return sq_literal_column(q, tree_field(s, 2) ? SQ_SQL("7") : SQ_SQL("(1 - 3)"), sq_integer(),
                             NULL);
}

static void render_first(sq_writer *w, const char *dialect, const sq_expr *const *items, size_t n)
{
    (void)dialect, (void)n;
    sq_write_sql(w, SQ_SQL("coalesce("));
    sq_write_expr(w, items[0]);
    sq_write_sql(w, SQ_SQL(", 0)"));
}

static void render_last(sq_writer *w, const char *dialect, const sq_expr *const *items, size_t n)
{
    (void)dialect;
    sq_write_sql(w, SQ_SQL("abs("));
    sq_write_expr(w, items[n - 1]);
    sq_write_sql(w, SQ_SQL(")"));
}

static const sq_expr *own_element(sq_builder *q, tree_source *s)
{
    static const sq_extension_methods own[] = {{"tree.first", render_first},
                                               {"tree.last", render_last}};
    unsigned which = tree_field(s, 2);
    const sq_expr *item = tree_integer(q, s);
    return sq_extension_n(q, &own[which], sq_integer(), &item, 1);
}

static const sq_expr *in_parens(sq_builder *q, tree_source *s)
{
    return sq_parens(q, tree_integer(q, s));
}

static const sq_expr *own_unary(sq_builder *q, tree_source *s)
{
    const sq_operator plus = {.op = SQ_OP_CUSTOM,
                              .custom = tree_field(s, 2) ? SQ_SQL("+ ") : SQ_SQL("- "),
                              .size = sizeof plus};
    return sq_unary_with(q, sq_parens(q, tree_integer(q, s)), &plus);
}

/* How it binds is for the caller to say: more than any other, and in parentheses itself. */
static const sq_expr *own_binary(sq_builder *q, tree_source *s)
{
    const sq_operator own = {.op = SQ_OP_CUSTOM,
                             .custom = tree_field(s, 2) ? SQ_SQL("&") : SQ_SQL("|"),
                             .precedence = 20,
                             .eager_grouping = true,
                             .size = sizeof own};
    const sq_expr *a = tree_integer(q, s);
    return sq_binary_with(q, a, tree_integer(q, s), &own);
}

static const sq_expr *coerced(sq_builder *q, tree_source *s)
{
    bool wide = tree_field(s, 2);
    return sq_type_coerce(q, tree_integer(q, s), wide ? sq_bigint() : sq_integer());
}

static const sq_expr *or_null(sq_builder *q, tree_source *s)
{
    return sq_coalesce(q, tree_integer(q, s), sq_null(q));
}

static const sq_expr *next_value(sq_builder *q, tree_source *s)
{
    static const sq_sequence numbers[] = {{.name = "numbers"}, {.name = "more_numbers"}};
    return sq_next_value(q, &numbers[tree_field(s, 2)]);
}

static const sq_expr *field_of_row(sq_builder *q, tree_source *s)
{
    const sq_expr *row = sq_func(q, "pair_of", tree_integer(q, s));
    return sq_func_field(q, row, tree_field(s, 2) ? "first" : "second", sq_integer());
}

/* ---- texts ---- */

static const sq_expr *json_text(sq_builder *q, tree_source *s)
{
    const char *key = tree_choose(s, 2) ? "a" : "it's \"c\"";
    return sq_json_as(q, sq_getitem(q, tree_t.doc, key),
                      tree_field(s, 2) ? sq_varchar(20) : sq_text_type());
}

static const sq_expr *replaced(sq_builder *q, tree_source *s)
{
    bool all = tree_field(s, 2);
    const sq_expr *of = tree_text(q, s);
    return (sq_regexp_replace)(q, of, sq_text_value("[a-c]+"), tree_text_value(s),
                               all ? "g" : NULL);
}

static const sq_expr *by_collation(sq_builder *q, tree_source *s)
{
    const sq_expr *order = sq_collation(q, tree_field(s, 2) ? "NOCASE" : "BINARY");
    const sq_operator collate = {
        .op = SQ_OP_CUSTOM, .custom = SQ_SQL("COLLATE"), .precedence = 20, .size = sizeof collate};
    return sq_binary_with(q, tree_text(q, s), order, &collate);
}

/* ---- conditions ---- */

static const sq_expr *pair(sq_builder *q, const sq_expr *a, const sq_expr *b)
{
    return sq_tuple(q, a, b);
}

static const sq_expr *equal_rows(sq_builder *q, tree_source *s)
{
    static const sq_op ops[] = {SQ_OP_EQ, SQ_OP_NE, SQ_OP_LT, SQ_OP_GE};
    sq_op op = ops[tree_field(s, 4)];
    const sq_expr *left = pair(q, tree_integer(q, s), tree_text(q, s));
    return sq_binary(q, op, left, pair(q, tree_integer(q, s), tree_text(q, s)));
}

static const sq_expr *among_rows(sq_builder *q, tree_source *s)
{
    sq_value cells[3][2], rows[3];
    size_t n = 1 + tree_choose(s, 3);
    bool negated = tree_field(s, 2);
    for (size_t i = 0; i < n; i++) {
        cells[i][0] = tree_integer_value(s);
        cells[i][1] = tree_text_value(s);
        rows[i] = sq_list_value(cells[i], 2);
    }
    const sq_expr *row = pair(q, tree_integer(q, s), tree_text(q, s));
    return negated ? sq_not_in_n(q, row, rows, n) : sq_in_n(q, row, rows, n);
}

static const sq_expr *among_values(sq_builder *q, tree_source *s)
{
    const sq_values_column column = {.name = "v", .type = sq_integer()};
    sq_value rows[3];
    size_t n = 1 + tree_choose(s, 3);
    bool negated = tree_field(s, 2);
    for (size_t i = 0; i < n; i++)
        rows[i] = tree_integer_value(s);
    const sq_expr *values = sq_scalar_values(q, &column, 1, rows, n, false);
    const sq_expr *a = tree_integer(q, s);
    return negated ? sq_not_in_expr(q, a, values) : sq_in_expr(q, a, values);
}

static const sq_expr *symmetric(sq_builder *q, tree_source *s)
{
    bool negated = tree_field(s, 2);
    const sq_expr *of = tree_integer(q, s), *low = tree_integer(q, s), *high = tree_integer(q, s);
    return sq_between_symmetric(q, of, sq_expr_value(low), sq_expr_value(high), negated);
}

static const sq_expr *any_or_all(sq_builder *q, tree_source *s, const sq_expr *of)
{
    static const sq_op ops[] = {SQ_OP_EQ, SQ_OP_LT, SQ_OP_GE};
    const sq_expr *right = tree_field(s, 2) ? sq_all(q, of) : sq_any(q, of);
    return sq_binary(q, ops[tree_field(s, 3)], tree_integer(q, s), right);
}

static const sq_expr *any_of_select(sq_builder *q, tree_source *s)
{
    const sq_stmt *ids = tree_inner_select(q, s, tree_u.id);
    return any_or_all(q, s, sq_scalar_subquery(q, ids));
}

static const sq_expr *any_of_array(sq_builder *q, tree_source *s)
{
    const sq_expr *items[3] = {tree_integer(q, s)};
    size_t n = 1 + tree_choose(s, 3);
    for (size_t i = 1; i < n; i++)
        items[i] = tree_integer(q, s);
    return any_or_all(q, s, sq_array_n(q, items, n, sq_integer()));
}

static const sq_expr *any_of_slice(sq_builder *q, tree_source *s)
{
    const sq_expr *from = sq_val(q, 1), *to = sq_val(q, 2);
    const sq_expr *slice = tree_field(s, 2) ? sq_slice(q, from, to, NULL)
                                            : sq_slice(q, NULL, to, NULL);
    return any_or_all(q, s, sq_getitem(q, tree_t.list, sq_expr_value(slice)));
}

static const sq_expr *by_pattern(sq_builder *q, tree_source *s)
{
    static const sq_op ops[] = {SQ_OP_REGEXP_MATCH, SQ_OP_NOT_REGEXP_MATCH};
    sq_op op = ops[tree_field(s, 2)];
    return sq_binary(q, op, tree_text(q, s), sq_val(q, "^[a-z]+$"));
}

static const sq_expr *full_text(sq_builder *q, tree_source *s)
{
    const sq_expr *columns[] = {tree_t.name, tree_t.note};
    const sq_operator mode = {.boolean_mode = tree_field(s, 2), .size = sizeof mode};
    return sq_fulltext_match_n(q, columns, 1 + tree_field(s, 2), tree_text(q, s), &mode);
}

static const sq_expr *function_condition(sq_builder *q, tree_source *s)
{
    const sq_expr *args[] = {tree_text(q, s), tree_text(q, s)};
    const sq_expr *call = sq_func_n(q, tree_field(s, 2) ? "nullif" : "coalesce", args, 2);
    return sq_func_as_comparison(q, call, 1, 2);
}

/* By itself it would make AND and OR of it and other conditions a constant, too. */
static const sq_expr *equal_constant(sq_builder *q, tree_source *s)
{
    const sq_expr *constant = tree_field(s, 2) ? sq_true(q) : sq_false(q);
    return sq_binary(q, tree_field(s, 2) ? SQ_OP_EQ : SQ_OP_NE, tree_t.flag, constant);
}

/* ---- windows and aggregates ---- */

static const sq_expr *near_rows(sq_builder *q, tree_source *s)
{
    const sq_frame_mode mode = tree_field(s, 2) ? SQ_ROWS : SQ_GROUPS;
    const sq_frame_exclude exclude = (sq_frame_exclude)tree_field(s, 5);
    const sq_frame_bound end =
        tree_choose(s, 2)
            ? (sq_frame_bound){SQ_FOLLOWING, tree_choose(s, 2) ? sq_val(q, 2) : sq_val(q, 0)}
            : (sq_frame_bound){.at = SQ_CURRENT_ROW};
    return sq_over(q, sq_sum(q, tree_t.x), .order_by = SQ_LIST(tree_t.y), .frame = mode,
                   .start = {SQ_PRECEDING, sq_val(q, 1)}, .end = end, .exclude = exclude);
}

static const sq_expr *near_values(sq_builder *q, tree_source *s)
{
    const sq_expr *of = tree_field(s, 2) ? sq_min(q, tree_t.y) : sq_count(q, tree_t.y);
    return sq_over(q, of, .partition_by = SQ_LIST(tree_t.flag), .order_by = SQ_LIST(tree_t.id),
                   .frame = SQ_RANGE, .start = {SQ_PRECEDING, sq_val(q, 2)},
                   .end = {SQ_FOLLOWING, sq_val(q, 1)});
}

static const sq_expr *filtered(sq_builder *q, tree_source *s)
{
    const sq_expr *of = tree_field(s, 2) ? sq_sum(q, tree_integer(q, s)) : sq_count_all(q);
    return sq_filter(q, of, tree_boolean(q, s));
}

static const sq_expr *distinct_count(sq_builder *q, tree_source *s)
{
    return sq_count(q, sq_distinct_of(q, tree_integer(q, s)));
}

static const sq_expr *joined_texts(sq_builder *q, tree_source *s)
{
    const sq_expr *args[] = {tree_text(q, s), sq_val(q, tree_choose(s, 2) ? ", " : "'")};
    return sq_func_n(q, "aggregate_strings", args, 2);
}

static const sq_expr *sorted_texts(sq_builder *q, tree_source *s)
{
    const sq_expr *by = tree_field(s, 2) ? sq_desc(q, tree_t.id) : tree_t.id;
    return sq_aggregate_order_by_n(q, joined_texts(q, s), &by, 1, false);
}

static const sq_expr *sorted_argument(sq_builder *q, tree_source *s)
{
    const sq_expr *by = tree_t.id;
    const sq_expr *of = sq_aggregate_order_by_n(q, tree_integer(q, s), &by, 1, true);
    return sq_func(q, tree_field(s, 2) ? "array_agg" : "json_agg", of);
}

static const sq_expr *median(sq_builder *q, tree_source *s)
{
    const sq_expr *half = sq_val(q, 0.5);
    const char *name = tree_field(s, 2) ? "percentile_cont" : "percentile_disc";
    return sq_within_group(q, sq_func(q, name, half), tree_integer(q, s));
}

const tree_special tree_expressions[] = {
    {.slot = TREE_INTEGER, .expr = extracted},
    {.slot = TREE_INTEGER, .expr = json_integer},
    {.slot = TREE_INTEGER, .expr = json_path},
    {.slot = TREE_INTEGER, .expr = element},
    {.slot = TREE_INTEGER, .expr = named},
    {.slot = TREE_INTEGER, .expr = written},
    {.slot = TREE_INTEGER, .expr = own_element},
    {.slot = TREE_INTEGER, .expr = in_parens},
    {.slot = TREE_INTEGER, .expr = own_unary},
    {.slot = TREE_INTEGER, .expr = own_binary},
    {.slot = TREE_INTEGER, .expr = coerced},
    {.slot = TREE_INTEGER, .expr = or_null},
    {.slot = TREE_INTEGER, .expr = next_value},
    {.slot = TREE_INTEGER, .expr = field_of_row},
    {.slot = TREE_TEXT, .expr = json_text},
    {.slot = TREE_TEXT, .expr = replaced},
    {.slot = TREE_TEXT, .expr = by_collation},
    {.slot = TREE_BOOLEAN, .expr = equal_rows},
    {.slot = TREE_BOOLEAN, .expr = among_rows},
    {.slot = TREE_BOOLEAN, .expr = among_values},
    {.slot = TREE_BOOLEAN, .expr = symmetric},
    {.slot = TREE_BOOLEAN, .expr = any_of_select, .has_select = true},
    {.slot = TREE_BOOLEAN, .expr = any_of_array},
    {.slot = TREE_BOOLEAN, .expr = any_of_slice},
    {.slot = TREE_BOOLEAN, .expr = by_pattern},
    {.slot = TREE_BOOLEAN, .expr = full_text},
    {.slot = TREE_BOOLEAN, .expr = function_condition},
    {.slot = TREE_BOOLEAN, .expr = equal_constant},
    {.slot = TREE_WINDOW, .expr = near_rows},
    {.slot = TREE_WINDOW, .expr = near_values},
    {.slot = TREE_AGGREGATE, .expr = filtered},
    {.slot = TREE_AGGREGATE, .expr = distinct_count},
    {.slot = TREE_AGGREGATE, .expr = joined_texts},
    {.slot = TREE_AGGREGATE, .expr = sorted_texts},
    {.slot = TREE_AGGREGATE, .expr = sorted_argument},
    {.slot = TREE_AGGREGATE, .expr = median},
    {.expr = NULL},
};
