/* expressions.c: aggregates, windows, operators, functions. */
#include "tests/verdict/verdict.h"

#define QUERY(name) static const sq_stmt *name(sq_builder *q)
#define ONE(name, expr)                                                                            \
    QUERY(name)                                                                                    \
    {                                                                                              \
        return sq_select(q, (expr));                                                               \
    }
#define CONDITION(name, expr)                                                                      \
    QUERY(name)                                                                                    \
    {                                                                                              \
        return sq_where(sq_select(q, item.id), (expr));                                            \
    }

/* ---- windows and aggregates ---- */
ONE(window, sq_over(q, sq_sum(q, item.grp), .partition_by = SQ_LIST(item.grp),
                    .order_by = SQ_LIST(item.id)))
ONE(groups_frame, sq_over(q, sq_sum(q, item.grp), .order_by = SQ_LIST(item.id), .frame = SQ_GROUPS,
                          .end = {SQ_CURRENT_ROW, NULL}))
ONE(exclude, sq_over(q, sq_sum(q, item.grp), .order_by = SQ_LIST(item.id), .frame = SQ_ROWS,
                     .end = {SQ_CURRENT_ROW, NULL}, .exclude = SQ_EXCLUDE_TIES))
ONE(range_offset, sq_over(q, sq_sum(q, item.grp), .order_by = SQ_LIST(item.id), .frame = SQ_RANGE,
                          .start = {SQ_PRECEDING, sq_val(q, 1)}, .end = {SQ_CURRENT_ROW, NULL}))
ONE(filter, sq_filter(q, sq_count_all(q), sq_gt(q, item.grp, 1)))
ONE(filter_over,
    sq_over(q, sq_filter(q, sq_count_all(q), sq_gt(q, item.grp, 1)), .order_by = SQ_LIST(item.id)))
static const sq_expr *median(sq_builder *q)
{
    return sq_within_group(q, sq_func(q, "percentile_cont", sq_val(q, 0.5)), item.grp);
}
ONE(within_group, median(q))
ONE(within_group_over, sq_over(q, median(q), .partition_by = SQ_LIST(item.name)))
static const sq_expr *ordered(sq_builder *q, const sq_expr *aggregate)
{
    const sq_expr *by[] = {item.id};
    return sq_aggregate_order_by_n(q, aggregate, by, 1, false);
}
static const sq_expr *joined_names(sq_builder *q)
{
    return sq_func(q, "aggregate_strings", item.name, sq_val(q, ","));
}
ONE(aggregate_order, ordered(q, sq_sum(q, item.grp)))
ONE(strings_order, ordered(q, joined_names(q)))
ONE(strings, joined_names(q))
ONE(array_agg, sq_func(q, "array_agg", item.id))

/* ---- arrays, subqueries ---- */
static const sq_expr *numbers(sq_builder *q)
{
    const sq_expr *list[] = {sq_val(q, 1), sq_val(q, 2)};
    return sq_array_n(q, list, 2, sq_integer());
}
ONE(array, numbers(q))
ONE(element, sq_getitem(q, numbers(q), 1))
ONE(function_field,
    sq_func_field(q, sq_func(q, "json_each", sq_val(q, "{\"a\": 1}")), "key", sq_text_type()))
CONDITION(any_subquery,
          sq_eq(q, item.id, sq_any(q, sq_scalar_subquery(q, sq_select(q, part.item_id)))))
CONDITION(all_subquery,
          sq_gt(q, item.id, sq_all(q, sq_scalar_subquery(q, sq_select(q, part.item_id)))))
CONDITION(any_array, sq_eq(q, item.id, sq_any(q, numbers(q))))
CONDITION(empty_list, sq_in_n(q, item.id, NULL, 0))
QUERY(tuple_in)
{
    const sq_value a[] = {SQ_VALUE(1), SQ_VALUE(2)}, b[] = {SQ_VALUE(3), SQ_VALUE(4)};
    const sq_value rows[] = {sq_tuple_value(a, 2), sq_tuple_value(b, 2)};
    return sq_where(sq_select(q, item.id), sq_in_n(q, sq_tuple(q, item.id, item.grp), rows, 2));
}

/* ---- operators ---- */
CONDITION(symmetric, (sq_between_symmetric)(q, item.id, sq_int_value(5), sq_int_value(1), false))
CONDITION(ilike, sq_ilike(q, item.name, "A%"))
CONDITION(icontains, sq_icontains(q, item.name, "a"))
CONDITION(distinct_from, sq_is_distinct_from(q, item.grp, item.id))
CONDITION(not_distinct_from, sq_is_not_distinct_from(q, item.grp, item.id))
CONDITION(regexp, sq_regexp_match(q, item.name, "^a"))
static const sq_expr *flagged(sq_builder *q)
{
    const sq_operator o = {.op = SQ_OP_REGEXP_MATCH, .flags = sq_val(q, "s"), .size = sizeof o};
    return sq_binary_with(q, item.name, sq_val(q, "^a"), &o);
}
CONDITION(regexp_flags, flagged(q))
ONE(regexp_replace, sq_regexp_replace(q, item.name, "a", "b", NULL))
ONE(regexp_replace_flags, sq_regexp_replace(q, item.name, "a", "b", "i"))
static const sq_expr *full_text(sq_builder *q)
{
    const sq_expr *columns[] = {item.name};
    return sq_fulltext_match_n(q, columns, 1, sq_val(q, "apple"), NULL);
}
CONDITION(match_against, full_text(q))
ONE(json, sq_getitem(q, item.doc, "a"))
static const sq_expr *path(sq_builder *q)
{
    const sq_value keys[] = {SQ_VALUE("a"), SQ_VALUE("b")};
    return (sq_json_path)(q, item.doc, sq_list_value(keys, 2));
}
ONE(json_path, path(q))
ONE(concat, sq_concat(q, item.name, "!"))
ONE(true_div, sq_div(q, item.id, 2))
ONE(floor_div, sq_floordiv(q, item.id, 2))
ONE(xor, sq_bitwise_xor(q, item.id, 3))
CONDITION(boolean, sq_true(q))
ONE(try_cast, sq_try_cast(q, item.name, sq_integer()))
ONE(cast_text, sq_cast(q, item.id, sq_varchar(9)))
ONE(cast_boolean, sq_cast(q, item.id, sq_boolean()))
ONE(extract_year, sq_extract(q, SQ_EXTRACT_YEAR, item.seen))
ONE(extract_quarter, sq_extract(q, SQ_EXTRACT_QUARTER, item.seen))
ONE(extract_dow, sq_extract(q, SQ_EXTRACT_DOW, item.seen))
ONE(extract_epoch, sq_extract(q, SQ_EXTRACT_EPOCH, item.seen))
QUERY(collation_schema)
{
    return sq_order_by(sq_select(q, item.id), sq_collate(q, item.name, "C", "pg_catalog"));
}

/* ---- functions ---- */
ONE(now, sq_now(q))
ONE(localtime, sq_func(q, "localtime"))
ONE(localtimestamp, sq_func(q, "localtimestamp"))
ONE(sysdate, sq_func(q, "sysdate"))
ONE(session_user, sq_func(q, "session_user"))
ONE(char_length, sq_func(q, "char_length", item.name))
ONE(random_, sq_func(q, "random"))
ONE(concat_function, sq_func(q, "concat", item.name, item.name))
QUERY(next_value)
{
    static const sq_sequence counter = {.name = "counter"};
    return sq_select(q, sq_next_value(q, sq_sequence_new(q, &counter)));
}

const sqv_row sqv_expressions[] = {
    ROW("window functions", window),
    ROW("GROUPS frame", groups_frame),
    ROW("EXCLUDE of a frame", exclude),
    ROW("RANGE frame with offset", range_offset),
    ROW("FILTER", filter),
    ROW("FILTER with OVER", filter_over),
    ROW("WITHIN GROUP", within_group),
    ROW("WITHIN GROUP with OVER", within_group_over),
    ROW("ORDER BY in an aggregate", aggregate_order),
    ROW("aggregate_strings", strings),
    ROW("aggregate_strings with ORDER BY", strings_order),
    ROW("array_agg", array_agg),
    ROW("ARRAY", array),
    ROW("element of an array", element),
    ROW("field of what a function gives", function_field),
    ROW("= ANY (subquery)", any_subquery),
    ROW("> ALL (subquery)", all_subquery),
    ROW("= ANY (array)", any_array),
    ROW("IN of an empty list", empty_list),
    ROW("IN of row values", tuple_in),
    ROW("BETWEEN SYMMETRIC", symmetric),
    ROW("ILIKE", ilike),
    ROW("contains, any case", icontains),
    ROW("IS DISTINCT FROM", distinct_from),
    ROW("IS NOT DISTINCT FROM", not_distinct_from),
    ROW("regular expression", regexp),
    ROW("regular expression with flags", regexp_flags),
    ROW("regexp_replace", regexp_replace),
    ROW("regexp_replace with flags", regexp_replace_flags),
    ROW("MATCH .. AGAINST", match_against),
    ROW("JSON element", json),
    ROW("JSON path", json_path),
    ROW("text \\|\\| text", concat),
    ROW("true division", true_div),
    ROW("floor division", floor_div),
    ROW("bitwise XOR", xor),
    ROW("true as a condition", boolean),
    ROW("TRY_CAST", try_cast, .text = "SELECT TRY_CAST('1' AS CHAR(9))"),
    ROW("CAST to a text", cast_text),
    ROW("CAST to BOOLEAN", cast_boolean, .left_out = true),
    ROW("EXTRACT year", extract_year),
    ROW("EXTRACT quarter", extract_quarter),
    ROW("EXTRACT dow", extract_dow),
    ROW("EXTRACT epoch", extract_epoch),
    ROW("collation with a schema", collation_schema),
    ROW("now()", now),
    ROW("LOCALTIME", localtime),
    ROW("LOCALTIMESTAMP", localtimestamp),
    ROW("SYSDATE", sysdate),
    ROW("SESSION_USER", session_user),
    ROW("char_length()", char_length),
    ROW("random()", random_),
    ROW("concat()", concat_function),
    ROW("next value of a sequence", next_value, .before = "CREATE SEQUENCE counter"),
    {.what = NULL},
};
