/* test_golden_expr.c: the exact text of expressions, feature by feature. */
#include "tests/sql/shop.h"

/* ---- values ---- */
QUERY(expr_equal_true_is_native_or_a_number)
{
    return sq_where(sq_select(q, account.id), sq_eq(q, account.ok, true),
                    sq_ne(q, account.ok, false));
}
QUERY(expr_null_is_a_keyword)
{
    return sq_where(sq_values(sq_update(q, account), sq_set(account.age, sq_null(q))),
                    sq_is_not(q, account.age, sq_null(q)));
}
QUERY(expr_constants_follow_their_place)
{
    return sq_where(sq_select(q, sq_true(q), sq_false(q)), sq_false(q));
}
QUERY(expr_value_is_a_parameter_or_written_out)
{
    return sq_select(q, sq_label(q, sq_val(q, 7), "a"),
                     sq_label(q, sq_val_typed(q, "x", sq_varchar(9)), "b"),
                     sq_label(q,
                              sq_bindparam(q, "c", .value = SQ_VALUE("it's"), .has_value = true,
                                           .literal_execute = true, .type = sq_text_type()),
                              "c"));
}
QUERY(expr_literal_column_is_text_with_a_type)
{
    return sq_order_by(
        sq_select(q, sq_add(q, sq_literal_column(q, SQ_SQL("7 % 4"), sq_integer(), NULL), 1)),
        sq_literal_column(q, SQ_SQL("1"), sq_integer(), NULL));
}
QUERY(expr_names_without_a_schema)
{
    static const sq_column_spec columns[] = {{.name = "Id", .type = {.kind = SQ_T_INTEGER}}};
    sq_source t = sq_ad_hoc_table(q, "Account", NULL, columns, 1);
    return sq_where(
        sq_from(sq_select(q, sq_named_column(q, "age", sq_integer(), NULL), sq_col(q, t, "Id")), t),
        sq_eq(q, sq_named_column(q, "Name", sq_text_type(), NULL), "x"));
}
QUERY(expr_text_takes_bound_values_and_columns)
{
    const sq_expr *low = sq_bindparam(q, "low", .value = SQ_VALUE(5), .has_value = true);
    const sq_expr *columns[] = {sq_named_column(q, "id", sq_integer(), NULL)};
    const sq_expr *text = sq_text_bound_n(
        q, SQ_SQL("SELECT id, '\\:no' FROM account WHERE age > :low"), &low, 1);
    sq_source s = sq_subquery(q, sq_textual_select_n(q, text, columns, 1, false), "s");
    return sq_select(q, sq_col(q, s, "id"));
}
QUERY(expr_parameters_of_one_name_are_one)
{
    const sq_expr *a = sq_bindparam(q, "n", .type = sq_integer());
    return sq_where(
        sq_select(q, account.id), sq_gt(q, account.age, a), sq_lt(q, account.id, a),
        sq_ne(q, account.age, sq_bindparam(q, "n", .type = sq_integer(), .unique = true)));
}
QUERY(expr_made_up_name_that_is_given_later_is_refused)
{
    return sq_where(sq_select(q, account.id), sq_eq(q, account.age, 5),
                    sq_ne(q, account.id, sq_bindparam(q, "age_1", .type = sq_integer())));
}
QUERY(expr_given_name_that_would_be_made_up_is_refused)
{
    return sq_where(sq_select(q, account.id),
                    sq_ne(q, account.id, sq_bindparam(q, "age_1", .type = sq_integer())),
                    sq_eq(q, account.age, 5));
}
QUERY(expr_given_names_near_the_made_up_ones_stand)
{
    return sq_where(sq_select(q, account.id), sq_eq(q, account.age, 5),
                    sq_ne(q, account.id, sq_bindparam(q, "age_2", .type = sq_integer())),
                    sq_ne(q, account.id, sq_bindparam(q, "age", .type = sq_integer())));
}
QUERY(expr_params_gives_values_to_a_statement)
{
    const sq_stmt *s = sq_where(sq_select(q, account.id),
                                sq_eq(q, account.age, sq_bindparam(q, "n", .type = sq_integer())));
    return sq_params(s, sq_bind("n", 9));
}
QUERY(expr_empty_conditions_are_neutral)
{
    return sq_where(sq_select(q, account.id), sq_and(q, sq_true(q), sq_eq(q, account.age, 1)),
                    sq_or(q, sq_false(q), sq_eq(q, account.age, 2)), sq_and_n(q, NULL, 0));
}
QUERY(expr_empty_conditions_under_a_label_are_left_out)
{
    const sq_expr *none = sq_label(q, sq_and_n(q, NULL, 0), "x");
    const sq_stmt *s = sq_where(sq_select(q, account.id), sq_label(q, none, "y"),
                                sq_or(q, none, sq_eq(q, account.age, 1)));
    return sq_having(sq_where(s, none), none);
}
QUERY(expr_empty_conditions_alone_are_a_constant)
{
    const sq_expr *all = sq_and_n(q, NULL, 0), *any = sq_or_n(q, NULL, 0);
    return sq_where(sq_join_from(sq_select(q, sq_label(q, any, "x")), account, entry, all),
                    sq_not(q, all));
}
QUERY(expr_absorbing_conditions_stand_alone)
{
    return sq_where(sq_select(q, account.id), sq_or(q, sq_true(q), sq_eq(q, account.age, 1)));
}
QUERY(expr_double_negation_is_none)
{
    return sq_where(sq_select(q, account.id), sq_not(q, sq_not(q, sq_eq(q, account.age, 1))),
                    sq_not(q, sq_not(q, sq_exists(q, sq_select(q, entry.id)))));
}
QUERY(expr_case_of_a_value)
{
    const sq_case_arm arms[] = {sq_when("a", 1), sq_when("b", 2), sq_else(sq_null(q))};
    const sq_case_arm open[] = {sq_when(sq_is_null(q, account.age), "none")};
    return sq_select(q, sq_label(q, sq_case_n(q, account.name, arms, 3), "a"),
                     sq_label(q, sq_case_n(q, NULL, open, 1), "b"));
}
QUERY(expr_cast_is_spelled_by_dialect)
{
    return sq_select(
        q, sq_cast(q, account.name, sq_integer()), sq_cast(q, account.age, sq_varchar(5)),
        sq_cast(q, account.name, sq_datetime(false)), sq_cast(q, account.name, sq_json()),
        sq_cast(q, sq_val(q, "1.5"), sq_numeric(8, 3)));
}
QUERY(expr_collation_of_a_type_stands_behind_the_cast)
{
    static const sq_type_details c = {.collation = "C"};
    static const sq_type words = {.kind = SQ_T_STRING, .length = 9, .details = &c};
    static const sq_type_details of_words = {.item = &words};
    const sq_type many = {.kind = SQ_T_ARRAY, .details = &of_words};
    return sq_select(q, sq_cast(q, account.name, words), sq_cast(q, account.name, many));
}
QUERY(expr_try_cast_is_refused_without_it)
{
    return sq_select(q, sq_try_cast(q, account.name, sq_integer()));
}
QUERY(expr_type_coerce_writes_nothing)
{
    return sq_select(q, sq_add(q, sq_type_coerce(q, account.age, sq_text_type()), "x"));
}
QUERY(expr_extract_is_spelled_by_dialect)
{
    return sq_select(q, sq_label(q, sq_extract(q, SQ_EXTRACT_MONTH, account.seen), "m"),
                     sq_label(q, sq_extract(q, SQ_EXTRACT_EPOCH, account.seen), "e"));
}
QUERY(expr_tuple_is_a_row_value)
{
    return sq_where(sq_select(q, account.id), sq_eq(q, sq_tuple(q, account.id, account.age),
                                                    sq_tuple(q, sq_val(q, 1), sq_val(q, 2))));
}
QUERY(expr_distinct_stands_inside_of_the_aggregate)
{
    return sq_select(q, sq_count(q, sq_distinct_of(q, account.name)),
                     sq_sum(q, sq_distinct_of(q, account.age)));
}
QUERY(expr_collation_is_a_quoted_name)
{
    return sq_order_by(sq_select(q, account.id),
                       sq_desc(q, sq_collate(q, account.name, "C", NULL)));
}
QUERY(expr_collation_may_have_a_schema)
{
    return sq_order_by(sq_select(q, account.id), sq_collate(q, account.name, "C", "pg_catalog"));
}
QUERY(expr_label_is_a_name_only_in_the_columns)
{
    const sq_expr *twice = sq_label(q, sq_mul(q, account.age, 2), "twice");
    const sq_stmt *s = sq_where(sq_select(q, twice), sq_gt(q, twice, 4));
    return sq_order_by(s, sq_desc(q, twice));
}
QUERY(expr_label_is_found_by_its_name)
{
    const sq_stmt *s = sq_select(q, sq_label(q, sq_lower(q, account.name), "low"), account.id);
    return sq_order_by(s, sq_desc(q, sq_label_name(q, "low")), sq_label_name(q, "id"));
}
QUERY(expr_unknown_label_is_refused)
{
    return sq_order_by(sq_select(q, account.id), sq_label_name(q, "nothing; DROP"));
}

/* ---- precedence ---- */
QUERY(expr_parentheses_follow_precedence)
{
    return sq_select(q, sq_mul(q, sq_add(q, account.age, account.id), 2),
                     sq_sub(q, account.age, sq_sub(q, account.id, 1)),
                     sq_add(q, account.age, sq_mul(q, account.id, 3)),
                     sq_neg(q, sq_sub(q, account.age, 1)));
}
QUERY(expr_associative_operators_chain)
{
    return sq_select(q, sq_add(q, sq_add(q, account.age, account.id), 3),
                     sq_add(q, account.age, sq_add(q, account.id, 3)),
                     sq_concat(q, sq_concat(q, account.name, account.email), "x"),
                     sq_mul(q, account.age, sq_mul(q, account.id, 2)));
}
QUERY(expr_levels_of_operators)
{
    const sq_expr *cmp = sq_eq(q, sq_bitwise_and(q, account.age, 4), sq_mul(q, account.id, 2));
    return sq_where(sq_select(q, account.id),
                    sq_or(q, sq_and(q, cmp, sq_like(q, sq_concat(q, account.name, "x"), "y%")),
                          sq_not(q, sq_or(q, cmp, sq_is_null(q, account.age)))),
                    sq_eq(q, sq_is_null(q, account.age), account.ok));
}
QUERY(expr_own_operators_bind_least)
{
    const sq_expr *own = sq_op_custom(q, account.age, SQ_SQL("<<"), 1);
    const sq_expr *tight = sq_binary_with(
        q, account.age, account.id,
        &(const sq_operator){.op = SQ_OP_CUSTOM, .custom = SQ_SQL("%"), .precedence = 100});
    return sq_select(q, sq_add(q, own, 2), sq_add(q, tight, 2));
}
QUERY(expr_arithmetic_has_the_type_of_its_operands)
{
    return sq_select(q, sq_div(q, account.age, 2), sq_add(q, account.name, account.email),
                     sq_sub(q, account.born, account.born), sq_div(q, account.price, 2));
}
QUERY(expr_type_of_a_value_follows_the_other_side)
{
    return sq_where(sq_select(q, account.id), sq_eq(q, sq_getitem(q, account.doc, "k"), "v"),
                    sq_eq(q, sq_getitem(q, account.doc, 3), sq_json_value("{}")));
}
QUERY(expr_float_is_a_double)
{
    return sq_select(q, sq_cast(q, sq_val(q, 1.5), sq_double()), sq_mul(q, account.score, 1.5));
}

/* ---- names ---- */
QUERY(expr_quoting_can_be_said)
{
    return sq_select(q, sq_label(q, account.id, sq_name_quoted("plain", SQ_QUOTE_ALWAYS)),
                     sq_label(q, account.name, sq_name_quoted("Odd", SQ_QUOTE_NEVER)));
}
QUERY(expr_names_are_quoted_when_they_must)
{
    return sq_select(q, sq_label(q, account.id, "select"), sq_label(q, account.id, "a b"),
                     sq_label(q, account.id, "1st"), sq_label(q, account.id, "$x"),
                     sq_label(q, account.id, "Mixed"), sq_label(q, account.id, "plain_1"),
                     sq_label(q, account.id, "q\"u`o"));
}
QUERY(expr_percent_and_colon_stay_as_they_are)
{
    return sq_where(sq_select(q, sq_label(q, account.id, "100%:x")),
                    sq_eq(q, sq_mod(q, account.age, 5),
                          sq_literal_column(q, SQ_SQL("':y%'"), sq_text_type(), NULL)));
}
QUERY(expr_options_of_another_dialect_are_ignored)
{
    static const sq_option options[] = {{"mysql_limit", SQ_CONST_INT(3)}, {.name = NULL}};
    return sq_with_dialect_options(sq_delete(q, account), options);
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(expr_equal_true_is_native_or_a_number,
       "SELECT account.id \nFROM account \nWHERE account.ok = 1 AND account.ok != 0", SAME,
       "SELECT account.id \nFROM account \nWHERE account.ok = true AND account.ok != false", SAME, SAME)
GOLDEN(expr_null_is_a_keyword,
       "UPDATE account SET age=NULL WHERE account.age IS NOT NULL", SAME, SAME, SAME, SAME)
GOLDEN(expr_constants_follow_their_place,
       "SELECT 1 AS anon_1, 0 AS anon_2 \nWHERE 0", SAME,
       "SELECT true AS anon_1, false AS anon_2 \nWHERE false",
       "SELECT true AS anon_1, false AS anon_2 \nFROM DUAL \nWHERE false", SAME)
GOLDEN(expr_value_is_a_parameter_or_written_out,
       "SELECT ? AS a, ? AS b, 'it''s' AS c", SAME,
       "SELECT $1 AS a, $2 AS b, 'it''s' AS c",
       "SELECT ? AS a, ? AS b, 'it''s' AS c", SAME)
GOLDEN(expr_literal_column_is_text_with_a_type,
       "SELECT 7 % 4 + ? AS anon_1 ORDER BY 1", SAME,
       "SELECT 7 % 4 + $1 AS anon_1 ORDER BY 1",
       "SELECT 7 % 4 + ? AS anon_1 ORDER BY 1", SAME)
GOLDEN(expr_names_without_a_schema,
       "SELECT age, \"Account\".\"Id\" \nFROM \"Account\" \nWHERE \"Name\" = ?", SAME,
       "SELECT age, \"Account\".\"Id\" \nFROM \"Account\" \nWHERE \"Name\" = $1",
       "SELECT age, `Account`.`Id` \nFROM `Account` \nWHERE `Name` = ?", SAME)
GOLDEN(expr_text_takes_bound_values_and_columns,
       "SELECT s.id \nFROM (SELECT id, ':no' FROM account WHERE age > ?) AS s", SAME,
       "SELECT s.id \nFROM (SELECT id, ':no' FROM account WHERE age > $1) AS s",
       "SELECT s.id \nFROM (SELECT id, ':no' FROM account WHERE age > ?) AS s", SAME)
GOLDEN(expr_parameters_of_one_name_are_one,
       "SELECT account.id \nFROM account \nWHERE account.age > ? AND account.id < ? AND account.age != ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age > $1 AND account.id < $1 AND account.age != $2",
       "SELECT account.id \nFROM account \nWHERE account.age > ? AND account.id < ? AND account.age != ?", SAME)
GOLDEN(expr_made_up_name_that_is_given_later_is_refused,
       UNSUPPORTED("the name \"age_1\" is that of a parameter made up by squill"), SAME, SAME, SAME, SAME)
GOLDEN(expr_given_name_that_would_be_made_up_is_refused,
       UNSUPPORTED("the name \"age_1\" is that of a parameter made up by squill"), SAME, SAME, SAME, SAME)
GOLDEN(expr_given_names_near_the_made_up_ones_stand,
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND account.id != ? AND account.id != ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1 AND account.id != $2 AND account.id != $3",
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND account.id != ? AND account.id != ?", SAME)
GOLDEN(expr_params_gives_values_to_a_statement,
       "SELECT account.id \nFROM account \nWHERE account.age = ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1",
       "SELECT account.id \nFROM account \nWHERE account.age = ?", SAME)
GOLDEN(expr_empty_conditions_are_neutral,
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND account.age = ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1 AND account.age = $2",
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND account.age = ?", SAME)
GOLDEN(expr_empty_conditions_under_a_label_are_left_out,
       "SELECT account.id \nFROM account \nWHERE account.age = ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1",
       "SELECT account.id \nFROM account \nWHERE account.age = ?", SAME)
GOLDEN(expr_empty_conditions_alone_are_a_constant,
       "SELECT 0 AS x \nFROM account JOIN entry ON 1 \nWHERE NOT 1", SAME,
       "SELECT false AS x \nFROM account JOIN entry ON true \nWHERE NOT true",
       "SELECT false AS x \nFROM account INNER JOIN entry ON true \nWHERE NOT true", SAME)
GOLDEN(expr_absorbing_conditions_stand_alone,
       "SELECT account.id \nFROM account \nWHERE 1", SAME,
       "SELECT account.id \nFROM account \nWHERE true", SAME, SAME)
GOLDEN(expr_double_negation_is_none,
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND NOT (NOT (EXISTS (SELECT entry.id \nFROM entry)))", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1 AND NOT (NOT (EXISTS (SELECT entry.id \nFROM entry)))",
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND NOT (NOT (EXISTS (SELECT entry.id \nFROM entry)))", SAME)
GOLDEN(expr_case_of_a_value,
       "SELECT CASE account.name WHEN ? THEN ? WHEN ? THEN ? ELSE NULL END AS a, CASE WHEN (account.age IS NULL) THEN ? END AS b \nFROM account", SAME,
       "SELECT CASE account.name WHEN $1 THEN $2 WHEN $3 THEN $4 ELSE NULL END AS a, CASE WHEN (account.age IS NULL) THEN $5 END AS b \nFROM account",
       "SELECT CASE account.name WHEN ? THEN ? WHEN ? THEN ? ELSE NULL END AS a, CASE WHEN (account.age IS NULL) THEN ? END AS b \nFROM account", SAME)
GOLDEN(expr_cast_is_spelled_by_dialect,
       UNSUPPORTED("default has no type json"),
       "SELECT CAST(account.name AS INTEGER) AS name, CAST(account.age AS VARCHAR(5)) AS age, CAST(account.name AS DATETIME) AS name__1, CAST(account.name AS JSON) AS name__2, CAST(? AS NUMERIC(8, 3)) AS anon_1 \nFROM account",
       "SELECT CAST(account.name AS INTEGER) AS name, CAST(account.age AS VARCHAR(5)) AS age, CAST(account.name AS TIMESTAMP WITHOUT TIME ZONE) AS name__1, CAST(account.name AS JSON) AS name__2, CAST($1 AS NUMERIC(8, 3)) AS anon_1 \nFROM account",
       "SELECT CAST(account.name AS SIGNED INTEGER) AS name, CAST(account.age AS CHAR(5)) AS age, CAST(account.name AS DATETIME) AS name__1, CAST(account.name AS JSON) AS name__2, CAST(? AS DECIMAL(8, 3)) AS anon_1 \nFROM account", SAME)
GOLDEN(expr_collation_of_a_type_stands_behind_the_cast,
       UNSUPPORTED("default has no type array"),
       UNSUPPORTED("sqlite has no type array"),
       "SELECT CAST(account.name AS VARCHAR(9)) COLLATE \"C\" AS name, CAST(account.name AS VARCHAR(9)[]) COLLATE \"C\" AS name__1 \nFROM account",
       UNSUPPORTED("mysql has no type array"),
       UNSUPPORTED("mariadb has no type array"))
GOLDEN(expr_try_cast_is_refused_without_it,
       UNSUPPORTED("default has no TRY_CAST"),
       UNSUPPORTED("sqlite has no TRY_CAST"),
       UNSUPPORTED("postgresql has no TRY_CAST"),
       UNSUPPORTED("mysql has no TRY_CAST"),
       UNSUPPORTED("mariadb has no TRY_CAST"))
GOLDEN(expr_type_coerce_writes_nothing,
       "SELECT account.age || ? AS anon_1 \nFROM account", SAME,
       "SELECT account.age || $1 AS anon_1 \nFROM account",
       "SELECT concat(account.age, ?) AS anon_1 \nFROM account", SAME)
GOLDEN(expr_extract_is_spelled_by_dialect,
       "SELECT EXTRACT(month FROM account.seen) AS m, EXTRACT(epoch FROM account.seen) AS e \nFROM account",
       "SELECT CAST(STRFTIME('%m', account.seen) AS INTEGER) AS m, CAST(STRFTIME('%s', account.seen) AS INTEGER) AS e \nFROM account",
       "SELECT EXTRACT(month FROM account.seen) AS m, EXTRACT(epoch FROM account.seen) AS e \nFROM account",
       LENIENT("SELECT EXTRACT(month FROM account.seen) AS m, EXTRACT(epoch FROM account.seen) AS e \nFROM account"), SAME)
GOLDEN(expr_tuple_is_a_row_value,
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) = (?, ?)", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) = ($1, $2)",
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) = (?, ?)", SAME)
GOLDEN(expr_distinct_stands_inside_of_the_aggregate,
       "SELECT count(DISTINCT account.name) AS count_1, sum(DISTINCT account.age) AS sum_1 \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(expr_collation_is_a_quoted_name,
       "SELECT account.id \nFROM account ORDER BY account.name COLLATE \"C\" DESC", SAME, SAME,
       "SELECT account.id \nFROM account ORDER BY account.name COLLATE `C` DESC", SAME)
GOLDEN(expr_collation_may_have_a_schema,
       "SELECT account.id \nFROM account ORDER BY account.name COLLATE pg_catalog.\"C\"",
       REJECTED("SELECT account.id \nFROM account ORDER BY account.name COLLATE pg_catalog.\"C\""),
       "SELECT account.id \nFROM account ORDER BY account.name COLLATE pg_catalog.\"C\"",
       LENIENT("SELECT account.id \nFROM account ORDER BY account.name COLLATE pg_catalog.`C`"), SAME)
GOLDEN(expr_label_is_a_name_only_in_the_columns,
       "SELECT account.age * ? AS twice \nFROM account \nWHERE account.age * ? > ? ORDER BY twice DESC", SAME,
       "SELECT account.age * $1 AS twice \nFROM account \nWHERE account.age * $1 > $2 ORDER BY twice DESC",
       "SELECT account.age * ? AS twice \nFROM account \nWHERE account.age * ? > ? ORDER BY twice DESC", SAME)
GOLDEN(expr_label_is_found_by_its_name,
       "SELECT lower(account.name) AS low, account.id \nFROM account ORDER BY low DESC, account.id", SAME, SAME, SAME, SAME)
GOLDEN(expr_unknown_label_is_refused,
       UNSUPPORTED("no column or label \"nothing; DROP\" in this SELECT; SQL text goes through SQ_SQL()"), SAME, SAME, SAME, SAME)
GOLDEN(expr_parentheses_follow_precedence,
       "SELECT (account.age + account.id) * ? AS anon_1, account.age - (account.id - ?) AS anon_2, account.age + account.id * ? AS anon_3, -(account.age - ?) AS anon_4 \nFROM account", SAME,
       "SELECT (account.age + account.id) * $1 AS anon_1, account.age - (account.id - $2) AS anon_2, account.age + account.id * $3 AS anon_3, -(account.age - $4) AS anon_4 \nFROM account",
       "SELECT (account.age + account.id) * ? AS anon_1, account.age - (account.id - ?) AS anon_2, account.age + account.id * ? AS anon_3, -(account.age - ?) AS anon_4 \nFROM account", SAME)
GOLDEN(expr_associative_operators_chain,
       "SELECT account.age + account.id + ? AS anon_1, account.age + account.id + ? AS anon_2, account.name || account.email || ? AS anon_3, account.age * account.id * ? AS anon_4 \nFROM account", SAME,
       "SELECT account.age + account.id + $1 AS anon_1, account.age + account.id + $2 AS anon_2, account.name || account.email || $3 AS anon_3, account.age * account.id * $4 AS anon_4 \nFROM account",
       "SELECT account.age + account.id + ? AS anon_1, account.age + account.id + ? AS anon_2, concat(concat(account.name, account.email), ?) AS anon_3, account.age * account.id * ? AS anon_4 \nFROM account", SAME)
GOLDEN(expr_levels_of_operators,
       "SELECT account.id \nFROM account \nWHERE (account.age & ? = account.id * ? AND (account.name || ?) LIKE ? OR NOT (account.age & ? = account.id * ? OR account.age IS NULL)) AND (account.age IS NULL) = account.ok", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.age & $1 = account.id * $2 AND (account.name || $3) LIKE $4 OR NOT (account.age & $1 = account.id * $2 OR account.age IS NULL)) AND (account.age IS NULL) = account.ok",
       "SELECT account.id \nFROM account \nWHERE (account.age & ? = account.id * ? AND (concat(account.name, ?)) LIKE ? OR NOT (account.age & ? = account.id * ? OR account.age IS NULL)) AND (account.age IS NULL) = account.ok", SAME)
GOLDEN(expr_own_operators_bind_least,
       "SELECT (account.age << ?) + ? AS anon_1, account.age % account.id + ? AS anon_2 \nFROM account", SAME,
       "SELECT (account.age << $1) + $2 AS anon_1, account.age % account.id + $3 AS anon_2 \nFROM account",
       "SELECT (account.age << ?) + ? AS anon_1, account.age % account.id + ? AS anon_2 \nFROM account", SAME)
GOLDEN(expr_arithmetic_has_the_type_of_its_operands,
       "SELECT account.age / CAST(? AS NUMERIC) AS anon_1, account.name || account.email AS anon_2, account.born - account.born AS anon_3, account.price / CAST(? AS NUMERIC(10, 2)) AS anon_4 \nFROM account",
       "SELECT account.age / (? + 0.0) AS anon_1, account.name || account.email AS anon_2, account.born - account.born AS anon_3, account.price / (? + 0.0) AS anon_4 \nFROM account",
       "SELECT account.age / CAST($1 AS NUMERIC) AS anon_1, account.name || account.email AS anon_2, account.born - account.born AS anon_3, account.price / CAST($2 AS NUMERIC(10, 2)) AS anon_4 \nFROM account",
       "SELECT account.age / ? AS anon_1, concat(account.name, account.email) AS anon_2, account.born - account.born AS anon_3, account.price / ? AS anon_4 \nFROM account", SAME)
GOLDEN(expr_type_of_a_value_follows_the_other_side,
       UNSUPPORTED("default has no JSON access"),
       "SELECT account.id \nFROM account \nWHERE JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) = ? AND JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) = ?",
       "SELECT account.id \nFROM account \nWHERE (account.doc -> $1) = $2 AND (account.doc -> $3) = $4::JSON",
       "SELECT account.id \nFROM account \nWHERE JSON_EXTRACT(account.doc, ?) = ? AND JSON_EXTRACT(account.doc, ?) = ?", SAME)
GOLDEN(expr_float_is_a_double,
       "SELECT CAST(? AS DOUBLE) AS anon_1, account.score * ? AS anon_2 \nFROM account", SAME,
       "SELECT CAST($1 AS DOUBLE PRECISION) AS anon_1, account.score * $2 AS anon_2 \nFROM account",
       "SELECT CAST(? AS DOUBLE) AS anon_1, account.score * ? AS anon_2 \nFROM account", SAME)
GOLDEN(expr_quoting_can_be_said,
       "SELECT account.id AS \"plain\", account.name AS Odd \nFROM account", SAME, SAME,
       "SELECT account.id AS `plain`, account.name AS Odd \nFROM account", SAME)
GOLDEN(expr_names_are_quoted_when_they_must,
       "SELECT account.id AS \"select\", account.id AS \"a b\", account.id AS \"1st\", account.id AS \"$x\", account.id AS \"Mixed\", account.id AS plain_1, account.id AS \"q\"\"u`o\" \nFROM account", SAME, SAME,
       "SELECT account.id AS `select`, account.id AS `a b`, account.id AS `1st`, account.id AS `$x`, account.id AS `Mixed`, account.id AS plain_1, account.id AS `q\"u``o` \nFROM account", SAME)
GOLDEN(expr_percent_and_colon_stay_as_they_are,
       "SELECT account.id AS \"100%:x\" \nFROM account \nWHERE account.age % ? = ':y%'", SAME,
       "SELECT account.id AS \"100%:x\" \nFROM account \nWHERE account.age % $1 = ':y%'",
       "SELECT account.id AS `100%:x` \nFROM account \nWHERE account.age % ? = ':y%'", SAME)
GOLDEN(expr_options_of_another_dialect_are_ignored,
       "DELETE FROM account", SAME, SAME,
       "DELETE FROM account LIMIT 3",
       "DELETE FROM account")
/* clang-format on */

SQT_MAIN("sql_expr", TEST(test_expr_equal_true_is_native_or_a_number),
         TEST(test_expr_null_is_a_keyword), TEST(test_expr_constants_follow_their_place),
         TEST(test_expr_value_is_a_parameter_or_written_out),
         TEST(test_expr_literal_column_is_text_with_a_type), TEST(test_expr_names_without_a_schema),
         TEST(test_expr_text_takes_bound_values_and_columns),
         TEST(test_expr_parameters_of_one_name_are_one),
         TEST(test_expr_made_up_name_that_is_given_later_is_refused),
         TEST(test_expr_given_name_that_would_be_made_up_is_refused),
         TEST(test_expr_given_names_near_the_made_up_ones_stand),
         TEST(test_expr_params_gives_values_to_a_statement),
         TEST(test_expr_empty_conditions_are_neutral),
         TEST(test_expr_empty_conditions_under_a_label_are_left_out),
         TEST(test_expr_empty_conditions_alone_are_a_constant),
         TEST(test_expr_absorbing_conditions_stand_alone), TEST(test_expr_double_negation_is_none),
         TEST(test_expr_case_of_a_value), TEST(test_expr_cast_is_spelled_by_dialect),
         TEST(test_expr_collation_of_a_type_stands_behind_the_cast),
         TEST(test_expr_try_cast_is_refused_without_it), TEST(test_expr_type_coerce_writes_nothing),
         TEST(test_expr_extract_is_spelled_by_dialect), TEST(test_expr_tuple_is_a_row_value),
         TEST(test_expr_distinct_stands_inside_of_the_aggregate),
         TEST(test_expr_collation_is_a_quoted_name), TEST(test_expr_collation_may_have_a_schema),
         TEST(test_expr_label_is_a_name_only_in_the_columns),
         TEST(test_expr_label_is_found_by_its_name), TEST(test_expr_unknown_label_is_refused),
         TEST(test_expr_parentheses_follow_precedence), TEST(test_expr_associative_operators_chain),
         TEST(test_expr_levels_of_operators), TEST(test_expr_own_operators_bind_least),
         TEST(test_expr_arithmetic_has_the_type_of_its_operands),
         TEST(test_expr_type_of_a_value_follows_the_other_side), TEST(test_expr_float_is_a_double),
         TEST(test_expr_quoting_can_be_said), TEST(test_expr_names_are_quoted_when_they_must),
         TEST(test_expr_percent_and_colon_stay_as_they_are),
         TEST(test_expr_options_of_another_dialect_are_ignored))
