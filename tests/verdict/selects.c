/* selects.c: FROM, SELECT and its clauses, compound selects, CTEs. */
#include "tests/verdict/verdict.h"

#define QUERY(name) static const sq_stmt *name(sq_builder *q)

static const sq_stmt *items(sq_builder *q)
{
    return sq_order_by(sq_select(q, item.id), item.id);
}
static const sq_stmt *parts(sq_builder *q)
{
    return sq_select(q, part.item_id);
}

/* ---- FROM ---- */
QUERY(full_join)
{
    return sq_full_join(sq_select(q, item.id, part.qty), part, sq_eq(q, part.item_id, item.id));
}
QUERY(lateral)
{
    const sq_source l = sq_lateral(
        q, sq_correlate(sq_where(sq_select(q, part.qty), sq_eq(q, part.item_id, item.id)), item),
        "l");
    return sq_join_with(sq_select(q, item.id, sq_col(q, l, "qty")), SQ_JOIN_INNER, item.sq_, l.sq_,
                        sq_true(q));
}
QUERY(tablesample)
{
    const sq_source s = sq_tablesample_of(q, item.sq_, sq_func(q, "system", sq_val(q, 50)), NULL,
                                          sq_name_of("s"));
    return sq_select(q, sq_col(q, s, "id"));
}
static sq_source two_rows(sq_builder *q, const char *name)
{
    const sq_values_column columns[] = {{.name = "a", .type = sq_integer()},
                                        {.name = "b", .type = sq_varchar(9)}};
    const sq_value values[] = {SQ_VALUE(1), SQ_VALUE("x"), SQ_VALUE(2), SQ_VALUE("y")};
    const sq_values_options o = {.name = sq_name_of(name), .size = sizeof o};
    return (sq_values_table)(q, columns, 2, values, 2, &o);
}
QUERY(values_from)
{
    return sq_select(q, sq_all_columns(q, two_rows(q, "v")));
}
QUERY(values_cte)
{
    const sq_source c = sq_cte(q, sq_values_stmt(q, two_rows(q, "v").sq_), "c");
    return sq_select(q, sq_col(q, c, "a"));
}
static const sq_expr *object(sq_builder *q)
{
    return sq_func(q, "json_each", sq_val(q, "{\"a\": 1}"));
}
static const sq_expr *series(sq_builder *q)
{
    return sq_func(q, "generate_series", sq_val(q, 1), sq_val(q, 3));
}
QUERY(table_function)
{
    const sq_values_column columns[] = {{.name = "key", .type = sq_text_type()}};
    const sq_source f = sq_table_valued(
        q, object(q),
        &(const sq_table_function){.name = sq_name_of("j"), .columns = columns, .n_columns = 1});
    return sq_select(q, sq_col(q, f, "key"));
}
QUERY(function_columns)
{
    const sq_values_column columns[] = {{.name = "n", .type = sq_integer()}};
    const sq_source f = sq_table_valued(
        q, series(q),
        &(const sq_table_function){
            .name = sq_name_of("g"), .columns = columns, .n_columns = 1, .derived_columns = true});
    return sq_select(q, sq_col(q, f, "n"));
}
QUERY(function_scalar)
{
    const sq_type integer = sq_integer();
    const sq_source f = sq_table_valued(
        q, series(q), &(const sq_table_function){.name = sq_name_of("g"), .scalar_type = &integer});
    return sq_select(q, sq_table_function_column(q, f.sq_, integer));
}
QUERY(ordinality)
{
    const sq_expr *args[] = {sq_val(q, 1), sq_val(q, 3)};
    const sq_function how = {.name = sq_name_of("generate_series"), .with_ordinality = true};
    const sq_values_column columns[] = {{.name = "n", .type = sq_integer()},
                                        {.name = "i", .type = sq_integer()}};
    const sq_source f = sq_table_valued(
        q, sq_func_with(q, &how, args, 2),
        &(const sq_table_function){
            .name = sq_name_of("g"), .columns = columns, .n_columns = 2, .derived_columns = true});
    return sq_select(q, sq_col(q, f, "i"));
}

/* ---- SELECT ---- */
QUERY(distinct_on)
{
    const sq_expr *on[] = {item.grp};
    return sq_order_by(sq_distinct_on_n(sq_select(q, item.grp, item.id), on, 1, false), item.grp,
                       item.id);
}
static const sq_stmt *grouped(sq_builder *q, const sq_expr *by)
{
    return sq_group_by(sq_select(q, item.grp, sq_count_all(q)), by);
}
QUERY(rollup)
{
    return grouped(q, sq_func(q, "rollup", item.grp));
}
QUERY(cube)
{
    return grouped(q, sq_func(q, "cube", item.grp, item.name));
}
QUERY(grouping_sets)
{
    return grouped(q, sq_func(q, "grouping_sets", sq_tuple(q, item.grp, item.name), item.grp));
}
QUERY(nulls_last)
{
    return sq_order_by(sq_select(q, item.id), sq_nulls_last(q, sq_desc(q, item.grp)));
}
QUERY(limit_expression)
{
    return sq_limit(sq_select(q, item.id), sq_add(q, sq_val(q, 1), 1));
}
QUERY(offset_alone)
{
    return sq_offset(items(q), 1);
}
QUERY(fetch_first)
{
    return sq_fetch_first(items(q), 2, false, false);
}
QUERY(fetch_ties)
{
    return sq_fetch_first(items(q), 2, true, false);
}
QUERY(fetch_percent)
{
    return sq_fetch_first(items(q), 50, false, true);
}
QUERY(for_update)
{
    return sq_with_for_update(items(q));
}
QUERY(for_share)
{
    return sq_with_for_update(items(q), .read = true);
}
QUERY(no_key_update)
{
    return sq_with_for_update(items(q), .key_share = true);
}
QUERY(for_update_of)
{
    const sq_stmt *s = sq_join_with(items(q), SQ_JOIN_INNER, item.sq_, part.sq_,
                                    sq_eq(q, part.item_id, item.id));
    return sq_with_for_update(s, .of = SQ_LIST(item.id));
}
QUERY(nowait)
{
    return sq_with_for_update(items(q), .nowait = true);
}
QUERY(skip_locked)
{
    return sq_with_for_update(items(q), .skip_locked = true);
}
QUERY(limit_in_in)
{
    return sq_where(sq_select(q, item.id), sq_in_select(q, item.id, sq_limit(parts(q), 1)));
}

/* ---- compound selects, CTEs ---- */
QUERY(intersect)
{
    return sq_intersect(q, sq_select(q, item.id), parts(q));
}
QUERY(except)
{
    return sq_except(q, sq_select(q, item.id), parts(q));
}
QUERY(intersect_all)
{
    return sq_intersect_all(q, sq_select(q, item.id), parts(q));
}
QUERY(except_all)
{
    return sq_except_all(q, sq_select(q, item.id), parts(q));
}
QUERY(limited_member)
{
    return sq_union_all(q, sq_limit(items(q), 1), parts(q));
}
QUERY(nested_compound)
{
    return sq_union(q, sq_except(q, sq_select(q, item.id), parts(q)), parts(q));
}
QUERY(recursive_cte)
{
    const sq_source n = sq_cte_recursive(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")),
                                         "numbers");
    const sq_expr *next = sq_add(q, sq_col(q, n, "n"), 1);
    const sq_source all = sq_cte_union_all(
        q, n, sq_where(sq_select(q, next), sq_lt(q, sq_col(q, n, "n"), 5)));
    return sq_select(q, sq_col(q, all, "n"));
}
QUERY(nested_cte)
{
    const sq_cte_options inner = {.name = sq_name_of("c"), .nesting = true};
    const sq_source c = sq_cte_with(q, sq_select(q, part.item_id), &inner);
    const sq_source s = sq_subquery(q, sq_select(q, sq_col(q, c, "item_id")), "s");
    return sq_select(q, sq_col(q, s, "item_id"));
}
QUERY(cte_of_delete)
{
    const sq_stmt *gone = sq_where(sq_delete(q, part), sq_lt(q, part.qty, 0));
    const sq_source c = sq_cte(q, sq_returning(gone, part.id), "gone");
    return sq_select(q, sq_col(q, c, "id"));
}
static sq_source few(sq_builder *q)
{
    return sq_cte(q, sq_where(sq_select(q, part.item_id), sq_lt(q, part.qty, 0)), "few");
}
static const sq_expr *is_few(sq_builder *q)
{
    const sq_source c = few(q);
    return sq_in_select(q, item.id, sq_select(q, sq_col(q, c, "item_id")));
}
QUERY(cte_before_update)
{
    return sq_where(sq_values(sq_update(q, item), sq_set(item.grp, 1)), is_few(q));
}
QUERY(cte_before_delete)
{
    return sq_where(sq_delete(q, item), is_few(q));
}
QUERY(cte_of_insert)
{
    const sq_source c = few(q);
    const sq_expr *columns[] = {part.item_id};
    return sq_from_select_n(sq_insert(q, part), columns, 1, sq_select(q, sq_col(q, c, "item_id")),
                            false);
}
QUERY(cte_and_values)
{
    const sq_source c = few(q);
    const sq_expr *n = sq_scalar_subquery(q, sq_select(q, sq_max(q, sq_col(q, c, "item_id"))));
    return sq_values(sq_insert(q, part), sq_set(part.id, 90), sq_set(part.qty, n));
}

const sqv_row sqv_selects[] = {
    ROW("FULL OUTER JOIN", full_join),
    ROW("LATERAL", lateral),
    ROW("TABLESAMPLE", tablesample),
    ROW("VALUES with column names in FROM", values_from),
    ROW("VALUES in a CTE", values_cte),
    ROW("function in FROM", table_function),
    ROW("function in FROM, columns named", function_columns, .left_out = true),
    ROW("function in FROM as a column", function_scalar),
    ROW("WITH ORDINALITY", ordinality),
    ROW("DISTINCT ON", distinct_on, .left_out = true),
    ROW("ROLLUP", rollup),
    ROW("CUBE", cube),
    ROW("GROUPING SETS", grouping_sets),
    ROW("NULLS LAST", nulls_last),
    ROW("OFFSET without LIMIT", offset_alone),
    ROW("LIMIT of an expression", limit_expression),
    ROW("FETCH FIRST", fetch_first),
    ROW("FETCH FIRST .. WITH TIES", fetch_ties),
    ROW("FETCH FIRST .. PERCENT", fetch_percent),
    ROW("FOR UPDATE", for_update),
    ROW("FOR SHARE", for_share),
    ROW("FOR NO KEY UPDATE", no_key_update),
    ROW("FOR UPDATE OF", for_update_of),
    ROW("FOR UPDATE NOWAIT", nowait),
    ROW("FOR UPDATE SKIP LOCKED", skip_locked),
    ROW("LIMIT in the SELECT of IN", limit_in_in),
    ROW("INTERSECT", intersect),
    ROW("EXCEPT", except),
    ROW("INTERSECT ALL", intersect_all),
    ROW("EXCEPT ALL", except_all),
    ROW("compound, member with LIMIT", limited_member),
    ROW("compound in a compound", nested_compound),
    ROW("WITH RECURSIVE", recursive_cte),
    ROW("WITH in a subquery", nested_cte),
    ROW("DELETE in WITH", cte_of_delete),
    ROW("WITH before UPDATE", cte_before_update),
    ROW("WITH before DELETE", cte_before_delete),
    ROW("WITH and INSERT .. SELECT", cte_of_insert),
    ROW("WITH and INSERT .. VALUES", cte_and_values),
    {.what = NULL},
};
