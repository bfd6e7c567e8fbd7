/* test_golden_func.c: the exact text of functions, aggregates and windows, feature by feature. */
#include "tests/sql/shop.h"

QUERY(func_any_name_and_packages)
{
    static const sq_type text = {.kind = SQ_T_TEXT};
    const sq_expr *args[] = {account.name};
    const sq_function lower = {.name = {"lower", 5, SQ_QUOTE_AUTO}, .type = &text};
    return sq_select(q, sq_func(q, "abs", account.age), sq_func_with(q, &lower, args, 1),
                     sq_add(q, sq_func_with(q, &lower, args, 1), "x"));
}
QUERY(func_of_a_package)
{
    return sq_select(q, sq_func(q, "Pkg.do_it", sq_val(q, 1)));
}
QUERY(func_known_ones_have_a_type)
{
    return sq_select(q, sq_add(q, sq_func(q, "max", account.name), "x"),
                     sq_add(q, sq_coalesce(q, account.email, account.name), "x"),
                     sq_div(q, sq_func(q, "count", account.id), 2), sq_sum(q, account.price),
                     sq_min(q, account.age), sq_upper(q, account.name));
}
QUERY(func_standard_ones_have_no_parentheses)
{
    return sq_select(q, sq_func(q, "current_timestamp"), sq_func(q, "current_date"),
                     sq_func(q, "current_time"));
}
QUERY(func_of_the_session)
{
    return sq_select(q, sq_func(q, "current_user"), sq_func(q, "session_user"),
                     sq_func(q, "localtime"), sq_func(q, "localtimestamp"));
}
QUERY(func_now_random_and_length_by_dialect)
{
    return sq_select(q, sq_now(q), sq_func(q, "random"), sq_func(q, "char_length", account.name));
}
QUERY(func_count_of_everything)
{
    return sq_select(q, sq_count_all(q), sq_count(q, account.email));
}
QUERY(func_strings_are_aggregated_by_dialect)
{
    return sq_select(q, sq_func(q, "aggregate_strings", account.name, sq_val(q, ", ")));
}
QUERY(func_order_inside_of_an_aggregate)
{
    const sq_expr *by[] = {sq_desc(q, account.age)};
    const sq_expr *f = sq_func(q, "aggregate_strings", account.name, sq_val(q, ","));
    return sq_select(q, sq_aggregate_order_by_n(q, f, by, 1, false));
}
QUERY(func_order_behind_an_argument)
{
    const sq_expr *by[] = {account.age};
    return sq_select(
        q, sq_func(q, "array_agg", sq_aggregate_order_by_n(q, account.name, by, 1, true)));
}
QUERY(func_filter_of_an_aggregate)
{
    return sq_select(
        q, sq_filter(q, sq_count_all(q), sq_gt(q, account.age, 1), sq_lt(q, account.age, 9)),
        sq_over(q, sq_filter(q, sq_sum(q, account.age), account.ok),
                .order_by = SQ_LIST(account.id)));
}
QUERY(func_within_group)
{
    return sq_select(
        q,
        sq_within_group(q, sq_func(q, "percentile_cont", sq_val(q, 0.5)), sq_desc(q, account.age)),
        sq_within_group(q, sq_func(q, "mode"), account.name));
}
QUERY(func_window_of_partition_and_order)
{
    return sq_select(q,
                     sq_over(q, sq_func(q, "row_number"),
                             .partition_by = SQ_LIST(account.age, account.ok),
                             .order_by = SQ_LIST(sq_desc(q, account.id))),
                     sq_over(q, sq_count_all(q)));
}
QUERY(func_window_frames)
{
    const sq_expr *sum = sq_sum(q, account.age);
    return sq_select(q,
                     sq_over(q, sum, .order_by = SQ_LIST(account.id), .frame = SQ_ROWS,
                             .start = {SQ_UNBOUNDED, NULL}, .end = {SQ_CURRENT_ROW, NULL}),
                     sq_over(q, sum, .order_by = SQ_LIST(account.id), .frame = SQ_ROWS,
                             .start = {SQ_PRECEDING, sq_val(q, 2)},
                             .end = {SQ_FOLLOWING, sq_val(q, 1)}),
                     sq_over(q, sum, .order_by = SQ_LIST(account.id), .frame = SQ_RANGE,
                             .start = {SQ_CURRENT_ROW, NULL}));
}
QUERY(func_window_of_groups)
{
    return sq_select(q, sq_over(q, sq_sum(q, account.age), .order_by = SQ_LIST(account.id),
                                .frame = SQ_GROUPS, .start = {SQ_PRECEDING, sq_val(q, 1)},
                                .end = {SQ_CURRENT_ROW, NULL}));
}
QUERY(func_window_offsets_of_any_type)
{
    return sq_select(q, sq_over(q, sq_sum(q, library.id), .order_by = SQ_LIST(library.at),
                                .frame = SQ_RANGE,
                                .start = {SQ_PRECEDING, sq_val(q, sq_interval_value(0, 1, 0))},
                                .end = {SQ_CURRENT_ROW, NULL}));
}
QUERY(func_window_excludes_rows)
{
    const sq_expr *sum = sq_sum(q, account.age);
    return sq_select(q,
                     sq_over(q, sum, .order_by = SQ_LIST(account.id), .frame = SQ_ROWS,
                             .start = {SQ_PRECEDING, sq_val(q, 1)}, .end = {SQ_CURRENT_ROW, NULL},
                             .exclude = SQ_EXCLUDE_TIES),
                     sq_over(q, sum, .order_by = SQ_LIST(account.id), .frame = SQ_ROWS,
                             .start = {SQ_PRECEDING, sq_val(q, 1)}, .end = {SQ_CURRENT_ROW, NULL},
                             .exclude = SQ_EXCLUDE_CURRENT_ROW));
}
QUERY(func_rollup)
{
    return sq_group_by(sq_select(q, account.age, sq_count_all(q)),
                       sq_func(q, "rollup", account.age, account.ok));
}
QUERY(func_cube_and_grouping_sets)
{
    return sq_group_by(
        sq_from(sq_select(q, sq_count_all(q)), account),
        sq_func(q, "cube", account.age, account.ok),
        sq_func(q, "grouping_sets", sq_tuple(q, account.age, account.ok), account.name));
}
QUERY(func_array_agg_is_an_array)
{
    return sq_select(q, sq_getitem(q, sq_func(q, "array_agg", account.age), 1));
}
QUERY(func_next_value_of_a_sequence)
{
    static const sq_sequence numbers = {.name = "numbers"};
    return sq_select(q, sq_next_value(q, &numbers));
}
QUERY(func_as_comparison_is_a_condition)
{
    const sq_expr *f = sq_func(q, "instr", account.name, entry.kind);
    return sq_join(sq_from(sq_select(q, account.id), account), entry,
                   sq_func_as_comparison(q, f, 1, 2));
}
QUERY(func_of_rows_in_from)
{
    static const sq_values_column columns[] = {{.name = "value", .type = {.kind = SQ_T_INTEGER}}};
    const sq_table_function o = {
        .columns = columns, .n_columns = 1, .name = {"j", 1, SQ_QUOTE_AUTO}};
    sq_source j = sq_table_valued(q, sq_func(q, "json_each", sq_val(q, "[1]")), &o);
    return sq_where(sq_select(q, sq_col(q, j, "value")), sq_gt(q, sq_col(q, j, "value"), 1));
}
QUERY(func_of_rows_with_named_columns)
{
    static const sq_values_column columns[] = {{.name = "a", .type = {.kind = SQ_T_INTEGER}},
                                               {.name = "b", .type = {.kind = SQ_T_TEXT}}};
    const sq_table_function names = {.columns = columns,
                                     .n_columns = 2,
                                     .derived_columns = true,
                                     .name = {"x", 1, SQ_QUOTE_AUTO}};
    const sq_table_function types = {
        .columns = columns, .n_columns = 2, .derived_columns = true, .derived_types = true};
    sq_source n = sq_table_valued(q, sq_func(q, "f", sq_val(q, 1)), &names);
    sq_source t = sq_table_valued(q, sq_func(q, "json_to_recordset", sq_val(q, "[]")), &types);
    return sq_select(q, sq_col(q, n, "a"), sq_col(q, t, "b"));
}
QUERY(func_of_rows_as_one_column)
{
    static const sq_type whole = {.kind = SQ_T_INTEGER};
    const sq_table_function o = {.scalar_type = &whole, .name = {"x", 1, SQ_QUOTE_AUTO}};
    sq_source x = sq_table_valued(q, sq_func(q, "json_each", sq_val(q, "[1]")), &o);
    return sq_select(q, sq_table_function_column(q, x.sq_, sq_integer()));
}
QUERY(func_of_rows_with_ordinality)
{
    static const sq_values_column columns[] = {{.name = "v", .type = {.kind = SQ_T_INTEGER}},
                                               {.name = "n", .type = {.kind = SQ_T_INTEGER}}};
    const sq_function unnest = {.name = {"unnest", 6, SQ_QUOTE_AUTO}, .with_ordinality = true};
    const sq_expr *args[] = {library.tags};
    const sq_table_function o = {.columns = columns,
                                 .n_columns = 2,
                                 .derived_columns = true,
                                 .name = {"u", 1, SQ_QUOTE_AUTO},
                                 .lateral = true};
    sq_source u = sq_table_valued(q, sq_func_with(q, &unnest, args, 1), &o);
    return sq_from(sq_select(q, library.id, sq_col(q, u, "n")), library, u);
}
QUERY(func_text_search_takes_a_configuration)
{
    const sq_expr *c = sq_cast(q, sq_val(q, "english"), sq_type_of(SQ_T_PG_REGCONFIG));
    const sq_expr *match = sq_binary_with(
        q, sq_func(q, "to_tsvector", c, library.words),
        sq_func(q, "websearch_to_tsquery",
                sq_val_typed(q, "english", sq_type_of(SQ_T_PG_REGCONFIG)), sq_val(q, "a or b")),
        &(const sq_operator){
            .op = SQ_OP_CUSTOM, .custom = SQ_SQL("@@"), .comparison = true, .precedence = 5});
    return sq_where(sq_select(q, library.id), match);
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(func_any_name_and_packages,
       "SELECT abs(account.age) AS abs_1, lower(account.name) AS lower_1, lower(account.name) || ? AS anon_1 \nFROM account", SAME,
       "SELECT abs(account.age) AS abs_1, lower(account.name) AS lower_1, lower(account.name) || $1 AS anon_1 \nFROM account",
       "SELECT abs(account.age) AS abs_1, lower(account.name) AS lower_1, concat(lower(account.name), ?) AS anon_1 \nFROM account", SAME)
GOLDEN(func_of_a_package,
       "SELECT Pkg.do_it(?) AS do_it_1",
       REJECTED("SELECT Pkg.do_it(?) AS do_it_1"),
       "SELECT Pkg.do_it($1) AS do_it_1",
       "SELECT Pkg.do_it(?) AS do_it_1", SAME)
GOLDEN(func_known_ones_have_a_type,
       "SELECT max(account.name) || ? AS anon_1, coalesce(account.email, account.name) || ? AS anon_2, count(account.id) / CAST(? AS NUMERIC) AS anon_3, sum(account.price) AS sum_1, min(account.age) AS min_1, upper(account.name) AS upper_1 \nFROM account",
       "SELECT max(account.name) || ? AS anon_1, coalesce(account.email, account.name) || ? AS anon_2, count(account.id) / (? + 0.0) AS anon_3, sum(account.price) AS sum_1, min(account.age) AS min_1, upper(account.name) AS upper_1 \nFROM account",
       "SELECT max(account.name) || $1 AS anon_1, coalesce(account.email, account.name) || $2 AS anon_2, count(account.id) / CAST($3 AS NUMERIC) AS anon_3, sum(account.price) AS sum_1, min(account.age) AS min_1, upper(account.name) AS upper_1 \nFROM account",
       "SELECT concat(max(account.name), ?) AS anon_1, concat(coalesce(account.email, account.name), ?) AS anon_2, count(account.id) / ? AS anon_3, sum(account.price) AS sum_1, min(account.age) AS min_1, upper(account.name) AS upper_1 \nFROM account", SAME)
GOLDEN(func_standard_ones_have_no_parentheses,
       "SELECT CURRENT_TIMESTAMP AS current_timestamp_1, CURRENT_DATE AS current_date_1, CURRENT_TIME AS current_time_1", SAME, SAME, SAME, SAME)
GOLDEN(func_of_the_session,
       "SELECT CURRENT_USER AS current_user_1, SESSION_USER AS session_user_1, LOCALTIME AS localtime_1, LOCALTIMESTAMP AS localtimestamp_1",
       REJECTED("SELECT CURRENT_USER AS current_user_1, SESSION_USER AS session_user_1, LOCALTIME AS localtime_1, DATETIME(CURRENT_TIMESTAMP, 'localtime') AS localtimestamp_1"),
       "SELECT CURRENT_USER AS current_user_1, SESSION_USER AS session_user_1, LOCALTIME AS localtime_1, LOCALTIMESTAMP AS localtimestamp_1",
       "SELECT CURRENT_USER AS current_user_1, SESSION_USER() AS session_user_1, LOCALTIME AS localtime_1, LOCALTIMESTAMP AS localtimestamp_1", SAME)
GOLDEN(func_now_random_and_length_by_dialect,
       "SELECT now() AS now_1, random() AS random_1, char_length(account.name) AS char_length_1 \nFROM account",
       "SELECT CURRENT_TIMESTAMP AS now_1, random() AS random_1, length(account.name) AS char_length_1 \nFROM account",
       "SELECT now() AS now_1, random() AS random_1, char_length(account.name) AS char_length_1 \nFROM account",
       "SELECT now() AS now_1, rand() AS random_1, char_length(account.name) AS char_length_1 \nFROM account", SAME)
GOLDEN(func_count_of_everything,
       "SELECT count(*) AS count_1, count(account.email) AS count_2 \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(func_strings_are_aggregated_by_dialect,
       "SELECT aggregate_strings(account.name, ', ') AS aggregate_strings_1 \nFROM account",
       "SELECT group_concat(account.name, ', ') AS aggregate_strings_1 \nFROM account",
       "SELECT string_agg(account.name, ', ') AS aggregate_strings_1 \nFROM account",
       "SELECT group_concat(account.name SEPARATOR ', ') AS aggregate_strings_1 \nFROM account", SAME)
GOLDEN(func_order_inside_of_an_aggregate,
       "SELECT aggregate_strings(account.name, ',' ORDER BY account.age DESC) AS aggregate_strings_1 \nFROM account",
       REJECTED("SELECT group_concat(account.name, ',' ORDER BY account.age DESC) AS aggregate_strings_1 \nFROM account"),
       "SELECT string_agg(account.name, ',' ORDER BY account.age DESC) AS aggregate_strings_1 \nFROM account",
       "SELECT group_concat(account.name ORDER BY account.age DESC SEPARATOR ',') AS aggregate_strings_1 \nFROM account", SAME)
GOLDEN(func_order_behind_an_argument,
       UNSUPPORTED("default has no ORDER BY behind an argument"),
       UNSUPPORTED("sqlite has no array_agg"),
       "SELECT array_agg(account.name ORDER BY account.age) AS array_agg_1 \nFROM account",
       UNSUPPORTED("mysql has no array_agg"),
       UNSUPPORTED("mariadb has no array_agg"))
GOLDEN(func_filter_of_an_aggregate,
       "SELECT count(*) FILTER (WHERE account.age > ? AND account.age < ?) AS anon_1, sum(account.age) FILTER (WHERE account.ok) OVER (ORDER BY account.id) AS anon_2 \nFROM account", SAME,
       "SELECT count(*) FILTER (WHERE account.age > $1 AND account.age < $2) AS anon_1, sum(account.age) FILTER (WHERE account.ok) OVER (ORDER BY account.id) AS anon_2 \nFROM account",
       LENIENT("SELECT count(*) FILTER (WHERE account.age > ? AND account.age < ?) AS anon_1, sum(account.age) FILTER (WHERE account.ok) OVER (ORDER BY account.id) AS anon_2 \nFROM account"), SAME)
GOLDEN(func_within_group,
       "SELECT percentile_cont(?) WITHIN GROUP (ORDER BY account.age DESC) AS percentile_cont_1, mode() WITHIN GROUP (ORDER BY account.name) AS mode_1 \nFROM account",
       REJECTED("SELECT percentile_cont(?) WITHIN GROUP (ORDER BY account.age DESC) AS percentile_cont_1, mode() WITHIN GROUP (ORDER BY account.name) AS mode_1 \nFROM account"),
       "SELECT percentile_cont($1) WITHIN GROUP (ORDER BY account.age DESC) AS percentile_cont_1, mode() WITHIN GROUP (ORDER BY account.name) AS mode_1 \nFROM account",
       LENIENT("SELECT percentile_cont(?) WITHIN GROUP (ORDER BY account.age DESC) AS percentile_cont_1, mode() WITHIN GROUP (ORDER BY account.name) AS mode_1 \nFROM account"), SAME)
GOLDEN(func_window_of_partition_and_order,
       "SELECT row_number() OVER (PARTITION BY account.age, account.ok ORDER BY account.id DESC) AS anon_1, count(*) OVER () AS anon_2 \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(func_window_frames,
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND ? FOLLOWING) AS anon_2, sum(account.age) OVER (ORDER BY account.id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS anon_3 \nFROM account", SAME,
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN $1 PRECEDING AND $2 FOLLOWING) AS anon_2, sum(account.age) OVER (ORDER BY account.id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS anon_3 \nFROM account",
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND ? FOLLOWING) AS anon_2, sum(account.age) OVER (ORDER BY account.id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS anon_3 \nFROM account",
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS anon_2, sum(account.age) OVER (ORDER BY account.id RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS anon_3 \nFROM account")
GOLDEN(func_window_of_groups,
       "SELECT sum(account.age) OVER (ORDER BY account.id GROUPS BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM account", SAME,
       "SELECT sum(account.age) OVER (ORDER BY account.id GROUPS BETWEEN $1 PRECEDING AND CURRENT ROW) AS anon_1 \nFROM account",
       LENIENT("SELECT sum(account.age) OVER (ORDER BY account.id GROUPS BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM account"), SAME)
GOLDEN(func_window_offsets_of_any_type,
       "SELECT sum(library.id) OVER (ORDER BY library.at RANGE BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM library", SAME,
       "SELECT sum(library.id) OVER (ORDER BY library.at RANGE BETWEEN $1 PRECEDING AND CURRENT ROW) AS anon_1 \nFROM library",
       "SELECT sum(library.id) OVER (ORDER BY library.at RANGE BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM library",
       UNSUPPORTED("a value of this kind has no literal form on mariadb; bind it"))
GOLDEN(func_window_excludes_rows,
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW EXCLUDE TIES) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS anon_2 \nFROM account", SAME,
       "SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN $1 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN $2 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS anon_2 \nFROM account",
       LENIENT("SELECT sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW EXCLUDE TIES) AS anon_1, sum(account.age) OVER (ORDER BY account.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS anon_2 \nFROM account"), SAME)
GOLDEN(func_rollup,
       "SELECT account.age, count(*) AS count_1 \nFROM account GROUP BY ROLLUP(account.age, account.ok)",
       REJECTED("SELECT account.age, count(*) AS count_1 \nFROM account GROUP BY ROLLUP(account.age, account.ok)"),
       "SELECT account.age, count(*) AS count_1 \nFROM account GROUP BY ROLLUP(account.age, account.ok)",
       "SELECT account.age, count(*) AS count_1 \nFROM account GROUP BY account.age, account.ok WITH ROLLUP", SAME)
GOLDEN(func_cube_and_grouping_sets,
       "SELECT count(*) AS count_1 \nFROM account GROUP BY CUBE(account.age, account.ok), GROUPING SETS((account.age, account.ok), account.name)",
       REJECTED("SELECT count(*) AS count_1 \nFROM account GROUP BY CUBE(account.age, account.ok), GROUPING SETS((account.age, account.ok), account.name)"),
       "SELECT count(*) AS count_1 \nFROM account GROUP BY CUBE(account.age, account.ok), GROUPING SETS((account.age, account.ok), account.name)",
       LENIENT("SELECT count(*) AS count_1 \nFROM account GROUP BY CUBE(account.age, account.ok), GROUPING SETS((account.age, account.ok), account.name)"), SAME)
GOLDEN(func_array_agg_is_an_array,
       UNSUPPORTED("default has no access to elements"),
       UNSUPPORTED("sqlite has no access to elements"),
       "SELECT (array_agg(account.age))[$1] AS anon_1 \nFROM account",
       UNSUPPORTED("mysql has no access to elements"),
       UNSUPPORTED("mariadb has no access to elements"))
GOLDEN(func_next_value_of_a_sequence,
       UNSUPPORTED("default has no next value of a sequence"),
       UNSUPPORTED("sqlite has no next value of a sequence"),
       "SELECT nextval('numbers') AS next_value_1",
       LENIENT("SELECT nextval(numbers) AS next_value_1"),
       "SELECT nextval(numbers) AS next_value_1")
GOLDEN(func_as_comparison_is_a_condition,
       "SELECT account.id \nFROM account JOIN entry ON instr(account.name, entry.kind)", SAME, SAME,
       "SELECT account.id \nFROM account INNER JOIN entry ON instr(account.name, entry.kind)", SAME)
GOLDEN(func_of_rows_in_from,
       "SELECT j.value \nFROM json_each(?) AS j \nWHERE j.value > ?", SAME,
       "SELECT j.value \nFROM json_each($1) AS j \nWHERE j.value > $2",
       LENIENT("SELECT j.value \nFROM json_each(?) AS j \nWHERE j.value > ?"), SAME)
GOLDEN(func_of_rows_with_named_columns,
       "SELECT x.a, anon_1.b \nFROM f(?) AS x(a, b), json_to_recordset(?) AS anon_1(a INTEGER, b TEXT)",
       REJECTED("SELECT x.a, anon_1.b \nFROM f(?) AS x(a, b), json_to_recordset(?) AS anon_1(a INTEGER, b TEXT)"),
       "SELECT x.a, anon_1.b \nFROM f($1) AS x(a, b), json_to_recordset($2) AS anon_1(a INTEGER, b TEXT)",
       LENIENT("SELECT x.a, anon_1.b \nFROM f(?) AS x(a, b), json_to_recordset(?) AS anon_1(a INTEGER, b TEXT)"), SAME)
GOLDEN(func_of_rows_as_one_column,
       "SELECT x \nFROM json_each(?) AS x",
       REJECTED("SELECT x \nFROM json_each(?) AS x"),
       "SELECT x \nFROM json_each($1) AS x",
       LENIENT("SELECT x \nFROM json_each(?) AS x"), SAME)
GOLDEN(func_of_rows_with_ordinality,
       "SELECT library.id, u.n \nFROM library, LATERAL unnest(library.tags) WITH ORDINALITY AS u(v, n)",
       REJECTED("SELECT library.id, u.n \nFROM library, LATERAL unnest(library.tags) WITH ORDINALITY AS u(v, n)"),
       "SELECT library.id, u.n \nFROM library, LATERAL unnest(library.tags) WITH ORDINALITY AS u(v, n)",
       LENIENT("SELECT library.id, u.n \nFROM library, LATERAL unnest(library.tags) WITH ORDINALITY AS u(v, n)"), SAME)
GOLDEN(func_text_search_takes_a_configuration,
       UNSUPPORTED("default has no type postgresql.REGCONFIG"),
       UNSUPPORTED("sqlite has no type postgresql.REGCONFIG"),
       "SELECT library.id \nFROM library \nWHERE to_tsvector(CAST($1 AS REGCONFIG), library.words) @@ websearch_to_tsquery($2, $3)",
       UNSUPPORTED("mysql has no type postgresql.REGCONFIG"),
       UNSUPPORTED("mariadb has no type postgresql.REGCONFIG"))
/* clang-format on */

SQT_MAIN("sql_func", TEST(test_func_any_name_and_packages), TEST(test_func_of_a_package),
         TEST(test_func_known_ones_have_a_type), TEST(test_func_standard_ones_have_no_parentheses),
         TEST(test_func_of_the_session), TEST(test_func_now_random_and_length_by_dialect),
         TEST(test_func_count_of_everything), TEST(test_func_strings_are_aggregated_by_dialect),
         TEST(test_func_order_inside_of_an_aggregate), TEST(test_func_order_behind_an_argument),
         TEST(test_func_filter_of_an_aggregate), TEST(test_func_within_group),
         TEST(test_func_window_of_partition_and_order), TEST(test_func_window_frames),
         TEST(test_func_window_of_groups), TEST(test_func_window_offsets_of_any_type),
         TEST(test_func_window_excludes_rows), TEST(test_func_rollup),
         TEST(test_func_cube_and_grouping_sets), TEST(test_func_array_agg_is_an_array),
         TEST(test_func_next_value_of_a_sequence), TEST(test_func_as_comparison_is_a_condition),
         TEST(test_func_of_rows_in_from), TEST(test_func_of_rows_with_named_columns),
         TEST(test_func_of_rows_as_one_column), TEST(test_func_of_rows_with_ordinality),
         TEST(test_func_text_search_takes_a_configuration))
