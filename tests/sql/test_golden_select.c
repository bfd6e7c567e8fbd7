/* test_golden_select.c: the exact text of SELECT, feature by feature. */
#include "tests/sql/shop.h"

/* ---- columns and FROM ---- */
QUERY(select_table_is_all_of_its_columns)
{
    return sq_select(q, sq_all_columns(q, entry));
}
QUERY(select_from_follows_columns_and_conditions)
{
    return sq_where(sq_select(q, entry.kind, account.name), sq_eq(q, account.id, entry.account_id));
}
QUERY(select_from_anchors_the_order)
{
    return sq_from(sq_select(q, account.name), entry, account);
}
QUERY(select_columns_are_added_and_replaced)
{
    const sq_stmt *s = sq_add_columns(sq_select(q, account.id), account.name);
    const sq_expr *only[] = {sq_count_all(q)};
    return sq_with_only_columns_n(s, only, 1, true);
}
QUERY(select_where_is_joined_by_and)
{
    return sq_where(sq_where(sq_select(q, account.id), sq_eq(q, account.age, 1)),
                    sq_or(q, sq_eq(q, account.age, 2), sq_eq(q, account.id, 3)));
}
QUERY(select_group_and_having)
{
    const sq_expr *n = sq_label(q, sq_count_all(q), "n");
    const sq_stmt *s = sq_group_by(sq_select(q, account.age, n), sq_label_name(q, "age"));
    return sq_having(s, sq_gt(q, sq_count_all(q), 1), sq_lt(q, account.age, 90));
}
QUERY(select_order_and_groups_can_be_taken_back)
{
    const sq_stmt *s = sq_order_by(sq_group_by(sq_select(q, account.age), account.age), account.id);
    s = sq_group_by_n(sq_order_by_n(s, NULL, 0), NULL, 0);
    return sq_order_by(s, account.age);
}
QUERY(select_distinct_rows)
{
    return sq_distinct(sq_select(q, account.age));
}
QUERY(select_distinct_on)
{
    return sq_order_by(sq_distinct_on(sq_select(q, account.age, account.id), account.age),
                       account.age, account.id);
}
QUERY(select_limit_and_offset)
{
    return sq_offset(sq_limit(sq_select(q, account.id), 5), 10);
}
QUERY(select_limit_that_is_computed)
{
    return sq_limit(sq_select(q, account.id), sq_add(q, sq_val(q, 1), 1));
}
QUERY(select_offset_alone)
{
    return sq_offset(sq_select(q, account.id), 10);
}
QUERY(select_fetch_first)
{
    return sq_fetch_first(sq_order_by(sq_select(q, account.id), account.age), 3, true, false);
}
QUERY(select_fetch_literal)
{
    const sq_stmt *last = sq_offset(sq_limit(sq_select(q, account.id), 2), 4);
    return sq_where(sq_fetch_first(sq_select(q, entry.id), 3, false, false),
                    sq_in_select(q, entry.id, last));
}
QUERY(select_fetch_percent)
{
    return sq_fetch_first(sq_order_by(sq_select(q, account.id), account.age), 3, false, true);
}

/* ---- joins ---- */
QUERY(select_join_by_the_foreign_key)
{
    return sq_join(sq_select(q, account.id), entry);
}
QUERY(select_join_without_a_key_is_an_error)
{
    return sq_join(sq_select(q, account.id), library);
}
QUERY(select_left_and_full_join)
{
    const entry_table e = SQ_ALIAS(q, entry, "e");
    const sq_stmt *s = sq_left_join(sq_select(q, account.id), entry);
    return sq_full_join(s, e, sq_eq(q, e.account_id, account.id));
}
QUERY(select_join_from_a_side)
{
    const account_table a = SQ_ALIAS(q, account, "a");
    return sq_join_from(sq_join_from(sq_select(q, entry.id), account, entry), entry, a,
                        sq_eq(q, entry.account_id, a.id));
}
QUERY(select_join_whose_left_side_is_unclear_is_an_error)
{
    const account_table a = SQ_ALIAS(q, account, "a");
    return sq_join(sq_select(q, account.id, a.id), entry);
}
QUERY(select_nested_join_is_in_parentheses)
{
    const entry_table e = SQ_ALIAS(q, entry, "e");
    sq_source inner = sq_join_of(q, SQ_JOIN_INNER, entry.sq_, e.sq_, sq_eq(q, entry.id, e.id));
    return sq_from(sq_select(q, account.id), sq_join_of(q, SQ_JOIN_LEFT, account.sq_, inner.sq_,
                                                        sq_eq(q, account.id, entry.account_id)));
}
QUERY(select_in_parentheses_is_a_member_and_a_statement)
{
    const sq_stmt *a = sq_parens_stmt(q, sq_select(q, account.id));
    return sq_union(q, a, sq_select(q, entry.id));
}
QUERY(select_in_parentheses_in_from)
{
    const sq_stmt *a = sq_parens_stmt(q, sq_limit(sq_select(q, account.id), 2));
    const sq_source s = sq_subquery(q, a, "s");
    return sq_select(q, sq_col(q, s, "id"));
}
QUERY(select_cross_join_of_what_is_selected)
{
    return sq_cross_join(sq_select(q, account.id, entry.kind), entry);
}
QUERY(select_cross_joins)
{
    const sq_stmt *s = sq_cross_join(sq_select(q, account.id), entry);
    const account_table a = SQ_ALIAS(q, account, "a");
    return sq_join(s, a, sq_true(q));
}
QUERY(select_lateral)
{
    const sq_stmt *top = sq_limit(
        sq_where(sq_select(q, entry.amount), sq_eq(q, entry.account_id, account.id)), 1);
    sq_source l = sq_lateral(q, top, "l");
    return sq_join(sq_from(sq_select(q, account.id, sq_col(q, l, "amount")), account), l,
                   sq_true(q));
}
QUERY(select_aliases)
{
    const account_table a = SQ_ALIAS(q, account, "a"), b = SQ_ALIAS(q, account, NULL),
                        c = SQ_ALIAS(q, account, NULL);
    return sq_where(sq_select(q, a.id, b.id, c.name), sq_lt(q, a.id, b.id), sq_lt(q, b.id, c.id));
}

/* ---- subqueries ---- */
QUERY(select_subqueries_with_and_without_a_name)
{
    sq_source s = sq_subquery(q, sq_select(q, account.id), "s");
    sq_source t = sq_subquery(q, sq_select(q, sq_max(q, entry.id)), (sq_name){0});
    return sq_select(q, sq_col(q, s, "id"), sq_col_at(q, t.sq_, 0));
}
QUERY(select_scalar_subquery_has_a_type)
{
    const sq_expr *name = sq_scalar_subquery(
        q, sq_where(sq_select(q, entry.kind), sq_eq(q, entry.account_id, account.id)));
    return sq_select(q, sq_add(q, name, "x"), account.id);
}
QUERY(select_inner_one_leaves_the_outer_tables_out)
{
    const sq_stmt *in = sq_where(sq_select(q, sq_count(q, entry.id)),
                                 sq_eq(q, entry.account_id, account.id));
    return sq_where(sq_select(q, account.id), sq_gt(q, sq_scalar_subquery(q, in), 2));
}
QUERY(select_correlation_can_be_said)
{
    const sq_stmt *in = sq_where(sq_select(q, entry.id), sq_eq(q, entry.account_id, account.id));
    return sq_where(sq_select(q, account.id, entry.kind), sq_exists(q, sq_correlate(in, account)),
                    sq_exists(q, sq_correlate_except(in, entry)),
                    sq_exists(q, sq_correlate_n(in, NULL, 0)));
}

/* ---- WITH ---- */
QUERY(select_cte_stands_first_and_once)
{
    sq_source big = sq_cte(q, sq_where(sq_select(q, entry.account_id), sq_gt(q, entry.amount, 9)),
                           "big");
    sq_source two = sq_cte(q, sq_select(q, sq_col(q, big, "account_id")), "two");
    return sq_where(
        sq_select(q, sq_col(q, two, "account_id")),
        sq_in_select(q, sq_col(q, two, "account_id"), sq_select(q, sq_col(q, big, "account_id"))));
}
QUERY(select_recursive_cte)
{
    sq_source n = sq_cte_recursive(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")), "n");
    n = sq_cte_union(
        q, n,
        sq_where(sq_select(q, sq_add(q, sq_col(q, n, "n"), 1)), sq_lt(q, sq_col(q, n, "n"), 5)));
    return sq_select(q, sq_col(q, n, "n"));
}
QUERY(select_nested_cte_stays_inside)
{
    const sq_cte_options o = {.name = {"inside", 6, SQ_QUOTE_AUTO}, .nesting = true};
    sq_source in = sq_cte_with(q, sq_select(q, account.id), &o);
    sq_source out = sq_cte(q, sq_select(q, sq_col(q, in, "id")), "outside");
    return sq_select(q, sq_col(q, out, "id"));
}
QUERY(select_cte_with_words_before_and_behind)
{
    const sq_cte_affix before[] = {{sq_text(q, SQ_SQL("MATERIALIZED")), "postgresql"},
                                   {sq_text(q, SQ_SQL("NOT MATERIALIZED")), "sqlite"},
                                   {NULL, NULL}};
    const sq_cte_options o = {.name = {"c", 1, SQ_QUOTE_AUTO}, .prefixes = before};
    return sq_select(q, sq_col(q, sq_cte_with(q, sq_select(q, account.id), &o), "id"));
}
QUERY(select_cte_with_a_search_clause)
{
    const sq_cte_affix behind[] = {
        {sq_text(q, SQ_SQL("SEARCH DEPTH FIRST BY n SET o")), "postgresql"}, {NULL, NULL}};
    const sq_cte_options o = {
        .name = {"c", 1, SQ_QUOTE_AUTO}, .recursive = true, .suffixes = behind};
    sq_source c = sq_cte_with(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")), &o);
    c = sq_cte_union_all(q, c, sq_select(q, sq_add(q, sq_col(q, c, "n"), 1)));
    return sq_select(q, sq_col(q, c, "n"));
}
QUERY(select_cte_of_a_change)
{
    const sq_stmt *gone = sq_returning(sq_where(sq_delete(q, entry), sq_lt(q, entry.id, 5)),
                                       entry.id);
    return sq_select(q, sq_col(q, sq_cte(q, gone, "gone"), "id"));
}
QUERY(select_cte_that_nothing_refers_to)
{
    const sq_stmt *up = sq_returning(sq_values(sq_update(q, entry), sq_set(entry.kind, "x")),
                                     entry.id);
    return sq_add_cte(sq_select(q, account.id), sq_cte(q, up, "up"));
}
QUERY(select_cte_of_an_insert)
{
    sq_source c = sq_cte(q, sq_select(q, account.id), "c");
    const sq_expr *columns[] = {entry.account_id};
    return sq_from_select_n(sq_insert(q, entry), columns, 1, sq_select(q, sq_col(q, c, "id")),
                            false);
}
QUERY(select_cte_of_an_update)
{
    sq_source c = sq_cte(q, sq_select(q, account.id), "c");
    return sq_where(sq_values(sq_update(q, entry), sq_set(entry.kind, "x")),
                    sq_in_select(q, entry.account_id, sq_select(q, sq_col(q, c, "id"))));
}

/* ---- compound ---- */
QUERY(select_compounds)
{
    const sq_stmt *a = sq_select(q, account.id), *b = sq_select(q, entry.id);
    return sq_union(q, sq_union_all(q, a, b), sq_intersect(q, a, b));
}
QUERY(select_compounds_of_all_rows)
{
    const sq_stmt *a = sq_select(q, account.id), *b = sq_select(q, entry.id);
    return sq_except_all(q, a, b);
}
QUERY(select_compound_has_order_and_limit_of_its_own)
{
    const sq_stmt *u = sq_union(q, sq_select(q, account.id), sq_select(q, entry.id));
    return sq_limit(sq_order_by(u, sq_desc(q, sq_label_name(q, "id"))), 3);
}
QUERY(select_compound_member_with_a_limit)
{
    return sq_union_all(q, sq_limit(sq_order_by(sq_select(q, account.id), account.id), 1),
                        sq_select(q, entry.id));
}

/* ---- VALUES, TABLESAMPLE ---- */
static sq_source numbers(sq_builder *q, bool literal)
{
    static const sq_values_column columns[] = {{.name = "a", .type = {.kind = SQ_T_INTEGER}},
                                               {.name = "b", .type = {.kind = SQ_T_TEXT}}};
    const sq_value rows[] = {SQ_VALUE(1), SQ_VALUE("x"), SQ_VALUE(2), SQ_VALUE("it's")};
    const sq_values_options o = {.name = {"v", 1, SQ_QUOTE_AUTO}, .literal_binds = literal};
    return sq_values_table(q, columns, 2, rows, 2, &o);
}
QUERY(select_values_in_from)
{
    sq_source v = numbers(q, false);
    return sq_select(q, sq_col(q, v, "a"), sq_col(q, v, "b"));
}
QUERY(select_values_written_out)
{
    return sq_select(q, sq_col(q, numbers(q, true), "b"));
}
QUERY(select_values_in_a_cte)
{
    sq_source c = sq_cte(q, sq_values_stmt(q, numbers(q, false).sq_), "c");
    return sq_select(q, sq_col(q, c, "a"));
}
QUERY(select_values_as_an_operand)
{
    static const sq_values_column columns[] = {{.name = "a", .type = {.kind = SQ_T_INTEGER}}};
    const sq_value rows[] = {SQ_VALUE(1), SQ_VALUE(2)};
    return sq_where(sq_select(q, account.id),
                    sq_in_expr(q, account.id, sq_scalar_values(q, columns, 1, rows, 2, false)));
}
QUERY(select_tablesample)
{
    sq_source s = sq_tablesample_of(q, account.sq_, sq_func(q, "system", sq_val(q, 5)),
                                    sq_val(q, 9), sq_name_of("s"));
    return sq_select(q, sq_col(q, s, "id"));
}

/* ---- locks, hints ---- */
QUERY(select_for_update)
{
    return sq_with_for_update(sq_select(q, account.id), .nowait = true);
}
QUERY(select_for_share_of_a_table)
{
    return sq_with_for_update(sq_join(sq_select(q, account.id), entry), .read = true,
                              .of = SQ_LIST(sq_all_columns(q, account)), .skip_locked = true);
}
QUERY(select_for_key_share)
{
    return sq_with_for_update(sq_select(q, account.id), .read = true, .key_share = true);
}
QUERY(select_hint_of_a_table)
{
    const sq_stmt *s = sq_with_hint(sq_select(q, account.id), account, SQ_SQL("USE INDEX (ix)"),
                                    "mysql");
    return sq_with_hint(s, account, SQ_SQL("ONLY"), "postgresql");
}
QUERY(select_hint_of_the_statement)
{
    return sq_with_statement_hint(sq_select(q, account.id), SQ_SQL("/* all */"), NULL);
}
QUERY(select_words_before_and_behind)
{
    const sq_stmt *s = sq_prefix_with(sq_select(q, account.id), sq_text(q, SQ_SQL("HIGH_PRIORITY")),
                                      "mysql");
    s = sq_prefix_with(s, sq_text(q, SQ_SQL("/* x */")), NULL);
    return sq_suffix_with(s, sq_text(q, SQ_SQL("/* y */")), NULL);
}

/* ---- names of columns ---- */
QUERY(select_names_that_repeat_get_a_number)
{
    return sq_join(sq_select(q, account.id, entry.id, account.id), entry);
}
QUERY(select_labels_are_written_as_they_are)
{
    const sq_expr *one = sq_label(q, account.id, "x"), *two = sq_label(q, account.age, "x");
    return sq_order_by(
        sq_select(q, one, two, one, account.name, sq_label(q, account.email, "name")), two);
}
QUERY(select_labels_in_a_subquery_are_told_apart)
{
    sq_source s = sq_subquery(
        q, sq_select(q, sq_label(q, account.id, "x"), sq_label(q, account.age, "x")), (sq_name){0});
    return sq_select(q, sq_all_columns(q, s));
}
QUERY(select_made_up_names_that_repeat)
{
    sq_source s = sq_subquery(q, sq_select(q, sq_add(q, account.age, 1), sq_neg(q, account.id)),
                              "s");
    const sq_expr *sum = sq_col_at(q, s.sq_, 0);
    return sq_select(q, sum, sum, sq_neg(q, sq_col_at(q, s.sq_, 1)), sq_val(q, 5));
}
QUERY(select_text_and_parentheses_known_from_outside)
{
    sq_source s = sq_subquery(
        q,
        sq_select(q,
                  sq_cast(q, sq_literal_column(q, SQ_SQL("1"), sq_integer(), NULL), sq_integer()),
                  sq_parens(q, account.id)),
        "s");
    return sq_select(q, sq_col_at(q, s.sq_, 0), sq_col_at(q, s.sq_, 1),
                     sq_label_anonymous(q, sq_cast(q, sq_col_at(q, s.sq_, 1), sq_bigint()), NULL));
}
QUERY(select_names_of_table_and_column)
{
    return sq_set_label_style(
        sq_join(sq_select(q, account.id, entry.id, sq_max(q, entry.id)), entry),
        SQ_LABEL_TABLE_PLUS_COLUMN);
}
QUERY(select_no_names_made_up)
{
    return sq_set_label_style(sq_join(sq_select(q, account.id, entry.id), entry), SQ_LABEL_NONE);
}
QUERY(select_made_up_names_too_long_are_cut)
{
    const entry_table e = SQ_ALIAS(q, entry,
                                   "an_alias_that_is_long_but_not_longer_than_postgresql_takes");
    return sq_set_label_style(sq_select(q, e.account_id, e.amount), SQ_LABEL_TABLE_PLUS_COLUMN);
}
QUERY(select_expressions_get_names)
{
    return sq_select(q, sq_add(q, account.age, 1), sq_max(q, account.age),
                     sq_cast(q, account.age, sq_bigint()),
                     sq_scalar_subquery(q, sq_select(q, entry.id)));
}
QUERY(select_columns_of_a_derived_table)
{
    const sq_stmt *s = sq_select(q, account.id, sq_label(q, account.name, "n"));
    sq_source one = sq_subquery(q, s, "one");
    sq_source two = sq_subquery(q, sq_select(q, sq_col(q, one, "n"), sq_col_at(q, one.sq_, 0)),
                                "two");
    return sq_select(q, sq_col(q, two, "n"), sq_col(q, two, "id"));
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(select_table_is_all_of_its_columns,
       "SELECT entry.id, entry.account_id, entry.kind, entry.amount, entry.at \nFROM entry", SAME, SAME, SAME, SAME)
GOLDEN(select_from_follows_columns_and_conditions,
       "SELECT entry.kind, account.name \nFROM entry, account \nWHERE account.id = entry.account_id", SAME, SAME, SAME, SAME)
GOLDEN(select_from_anchors_the_order,
       "SELECT account.name \nFROM entry, account", SAME, SAME, SAME, SAME)
GOLDEN(select_columns_are_added_and_replaced,
       "SELECT count(*) AS count_1 \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(select_where_is_joined_by_and,
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND (account.age = ? OR account.id = ?)", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age = $1 AND (account.age = $2 OR account.id = $3)",
       "SELECT account.id \nFROM account \nWHERE account.age = ? AND (account.age = ? OR account.id = ?)", SAME)
GOLDEN(select_group_and_having,
       "SELECT account.age, count(*) AS n \nFROM account GROUP BY account.age \nHAVING count(*) > ? AND account.age < ?", SAME,
       "SELECT account.age, count(*) AS n \nFROM account GROUP BY account.age \nHAVING count(*) > $1 AND account.age < $2",
       "SELECT account.age, count(*) AS n \nFROM account GROUP BY account.age \nHAVING count(*) > ? AND account.age < ?", SAME)
GOLDEN(select_order_and_groups_can_be_taken_back,
       "SELECT account.age \nFROM account ORDER BY account.age", SAME, SAME, SAME, SAME)
GOLDEN(select_distinct_rows,
       "SELECT DISTINCT account.age \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(select_distinct_on,
       UNSUPPORTED("default has no DISTINCT ON"),
       UNSUPPORTED("sqlite has no DISTINCT ON"),
       "SELECT DISTINCT ON (account.age) account.age, account.id \nFROM account ORDER BY account.age, account.id",
       UNSUPPORTED("mysql has no DISTINCT ON"),
       UNSUPPORTED("mariadb has no DISTINCT ON"))
GOLDEN(select_limit_and_offset,
       "SELECT account.id \nFROM account\n LIMIT ? OFFSET ?", SAME,
       "SELECT account.id \nFROM account \n LIMIT $1 OFFSET $2",
       "SELECT account.id \nFROM account \n LIMIT ?, ?", SAME)
GOLDEN(select_limit_that_is_computed,
       "SELECT account.id \nFROM account\n LIMIT ? + ?",
       "SELECT account.id \nFROM account\n LIMIT ? + ? OFFSET ?",
       "SELECT account.id \nFROM account \n LIMIT $1 + $2",
       LENIENT("SELECT account.id \nFROM account \n LIMIT ? + ?"), SAME)
GOLDEN(select_offset_alone,
       "SELECT account.id \nFROM account\n LIMIT -1 OFFSET ?",
       "SELECT account.id \nFROM account\n LIMIT ? OFFSET ?",
       "SELECT account.id \nFROM account\n LIMIT ALL OFFSET $1",
       "SELECT account.id \nFROM account \n LIMIT ?, 18446744073709551615", SAME)
GOLDEN(select_fetch_first,
       "SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? ROWS WITH TIES",
       REJECTED("SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? ROWS WITH TIES"),
       "SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ($1) ROWS WITH TIES",
       LENIENT("SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? ROWS WITH TIES"),
       "SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? ROWS WITH TIES")
GOLDEN_WITH((.literal_ints = true), select_fetch_literal,
       "SELECT entry.id \nFROM entry \nWHERE entry.id IN (SELECT account.id \nFROM account\n LIMIT ? OFFSET ?)\n FETCH FIRST 3 ROWS ONLY",
       REJECTED("SELECT entry.id \nFROM entry \nWHERE entry.id IN (SELECT account.id \nFROM account\n LIMIT ? OFFSET ?)\n FETCH FIRST 3 ROWS ONLY"),
       "SELECT entry.id \nFROM entry \nWHERE entry.id IN (SELECT account.id \nFROM account \n LIMIT $1 OFFSET $2)\n FETCH FIRST ($3) ROWS ONLY",
       LENIENT("SELECT entry.id \nFROM entry \nWHERE entry.id IN (SELECT account.id \nFROM account \n LIMIT ?, ?)\n FETCH FIRST 3 ROWS ONLY"), SAME)
GOLDEN(select_fetch_percent,
       "SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? PERCENT ROWS ONLY",
       REJECTED("SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? PERCENT ROWS ONLY"),
       REJECTED("SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ($1) PERCENT ROWS ONLY"),
       LENIENT("SELECT account.id \nFROM account ORDER BY account.age\n FETCH FIRST ? PERCENT ROWS ONLY"), SAME)
GOLDEN(select_join_by_the_foreign_key,
       "SELECT account.id \nFROM account JOIN entry ON account.id = entry.account_id", SAME, SAME,
       "SELECT account.id \nFROM account INNER JOIN entry ON account.id = entry.account_id", SAME)
GOLDEN(select_join_without_a_key_is_an_error,
       UNSUPPORTED("nothing that library could be joined to: say the condition, or sq_from() first"), SAME, SAME, SAME, SAME)
GOLDEN(select_left_and_full_join,
       "SELECT account.id \nFROM account LEFT OUTER JOIN entry ON account.id = entry.account_id FULL OUTER JOIN entry AS e ON e.account_id = account.id", SAME, SAME,
       LENIENT("SELECT account.id \nFROM account LEFT OUTER JOIN entry ON account.id = entry.account_id FULL OUTER JOIN entry AS e ON e.account_id = account.id"), SAME)
GOLDEN(select_join_from_a_side,
       "SELECT entry.id \nFROM account JOIN entry ON account.id = entry.account_id JOIN account AS a ON entry.account_id = a.id", SAME, SAME,
       "SELECT entry.id \nFROM account INNER JOIN entry ON account.id = entry.account_id INNER JOIN account AS a ON entry.account_id = a.id", SAME)
GOLDEN(select_join_whose_left_side_is_unclear_is_an_error,
       UNSUPPORTED("entry can be joined to more than one from element: use sq_join_from()"), SAME, SAME, SAME, SAME)
GOLDEN(select_nested_join_is_in_parentheses,
       "SELECT account.id \nFROM account LEFT OUTER JOIN (entry JOIN entry AS e ON entry.id = e.id) ON account.id = entry.account_id", SAME, SAME,
       "SELECT account.id \nFROM account LEFT OUTER JOIN (entry INNER JOIN entry AS e ON entry.id = e.id) ON account.id = entry.account_id", SAME)
GOLDEN(select_in_parentheses_is_a_member_and_a_statement,
       "(SELECT account.id \nFROM account) UNION SELECT entry.id \nFROM entry",
       LENIENT("(SELECT account.id \nFROM account) UNION SELECT entry.id \nFROM entry"),
       "(SELECT account.id \nFROM account) UNION SELECT entry.id \nFROM entry", SAME, SAME)
GOLDEN(select_in_parentheses_in_from,
       "SELECT s.id \nFROM ((SELECT account.id AS id \nFROM account\n LIMIT ?)) AS s",
       "SELECT s.id \nFROM ((SELECT account.id AS id \nFROM account\n LIMIT ? OFFSET ?)) AS s",
       "SELECT s.id \nFROM ((SELECT account.id AS id \nFROM account \n LIMIT $1)) AS s",
       "SELECT s.id \nFROM ((SELECT account.id AS id \nFROM account \n LIMIT ?)) AS s", SAME)
GOLDEN(select_cross_join_of_what_is_selected,
       "SELECT account.id, entry.kind \nFROM account CROSS JOIN entry", SAME, SAME, SAME, SAME)
GOLDEN(select_cross_joins,
       "SELECT account.id \nFROM account CROSS JOIN entry JOIN account AS a ON 1 = 1", SAME,
       "SELECT account.id \nFROM account CROSS JOIN entry JOIN account AS a ON true",
       "SELECT account.id \nFROM account CROSS JOIN entry INNER JOIN account AS a ON true = 1", SAME)
GOLDEN(select_lateral,
       "SELECT account.id, l.amount \nFROM account JOIN LATERAL (SELECT entry.amount AS amount \nFROM entry \nWHERE entry.account_id = account.id\n LIMIT ?) AS l ON 1 = 1",
       REJECTED("SELECT account.id, l.amount \nFROM account JOIN LATERAL (SELECT entry.amount AS amount \nFROM entry \nWHERE entry.account_id = account.id\n LIMIT ? OFFSET ?) AS l ON 1 = 1"),
       "SELECT account.id, l.amount \nFROM account JOIN LATERAL (SELECT entry.amount AS amount \nFROM entry \nWHERE entry.account_id = account.id \n LIMIT $1) AS l ON true",
       "SELECT account.id, l.amount \nFROM account INNER JOIN LATERAL (SELECT entry.amount AS amount \nFROM entry \nWHERE entry.account_id = account.id \n LIMIT ?) AS l ON true = 1",
       LENIENT("SELECT account.id, l.amount \nFROM account INNER JOIN LATERAL (SELECT entry.amount AS amount \nFROM entry \nWHERE entry.account_id = account.id \n LIMIT ?) AS l ON true = 1"))
GOLDEN(select_aliases,
       "SELECT a.id, account_1.id AS id_1, account_2.name \nFROM account AS a, account AS account_1, account AS account_2 \nWHERE a.id < account_1.id AND account_1.id < account_2.id", SAME, SAME, SAME, SAME)
GOLDEN(select_subqueries_with_and_without_a_name,
       "SELECT s.id, anon_1.max_1 \nFROM (SELECT account.id AS id \nFROM account) AS s, (SELECT max(entry.id) AS max_1 \nFROM entry) AS anon_1", SAME, SAME, SAME, SAME)
GOLDEN(select_scalar_subquery_has_a_type,
       "SELECT (SELECT entry.kind \nFROM entry \nWHERE entry.account_id = account.id) || ? AS anon_1, account.id \nFROM account", SAME,
       "SELECT (SELECT entry.kind \nFROM entry \nWHERE entry.account_id = account.id) || $1 AS anon_1, account.id \nFROM account",
       "SELECT concat((SELECT entry.kind \nFROM entry \nWHERE entry.account_id = account.id), ?) AS anon_1, account.id \nFROM account", SAME)
GOLDEN(select_inner_one_leaves_the_outer_tables_out,
       "SELECT account.id \nFROM account \nWHERE (SELECT count(entry.id) AS count_1 \nFROM entry \nWHERE entry.account_id = account.id) > ?", SAME,
       "SELECT account.id \nFROM account \nWHERE (SELECT count(entry.id) AS count_1 \nFROM entry \nWHERE entry.account_id = account.id) > $1",
       "SELECT account.id \nFROM account \nWHERE (SELECT count(entry.id) AS count_1 \nFROM entry \nWHERE entry.account_id = account.id) > ?", SAME)
GOLDEN(select_correlation_can_be_said,
       "SELECT account.id, entry.kind \nFROM account, entry \nWHERE (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id)) AND (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id)) AND (EXISTS (SELECT entry.id \nFROM entry, account \nWHERE entry.account_id = account.id))", SAME, SAME, SAME, SAME)
GOLDEN(select_cte_stands_first_and_once,
       "WITH big AS \n(SELECT entry.account_id AS account_id \nFROM entry \nWHERE entry.amount > ?), \ntwo AS \n(SELECT big.account_id AS account_id \nFROM big)\n SELECT two.account_id \nFROM two \nWHERE two.account_id IN (SELECT big.account_id \nFROM big)", SAME,
       "WITH big AS \n(SELECT entry.account_id AS account_id \nFROM entry \nWHERE entry.amount > $1), \ntwo AS \n(SELECT big.account_id AS account_id \nFROM big)\n SELECT two.account_id \nFROM two \nWHERE two.account_id IN (SELECT big.account_id \nFROM big)",
       "WITH big AS \n(SELECT entry.account_id AS account_id \nFROM entry \nWHERE entry.amount > ?), \ntwo AS \n(SELECT big.account_id AS account_id \nFROM big)\n SELECT two.account_id \nFROM two \nWHERE two.account_id IN (SELECT big.account_id \nFROM big)", SAME)
GOLDEN(select_recursive_cte,
       "WITH RECURSIVE n(n) AS \n(SELECT ? AS n UNION SELECT n.n + ? AS anon_1 \nFROM n \nWHERE n.n < ?)\n SELECT n.n \nFROM n", SAME,
       "WITH RECURSIVE n(n) AS \n(SELECT $1 AS n UNION SELECT n.n + $2 AS anon_1 \nFROM n \nWHERE n.n < $3)\n SELECT n.n \nFROM n",
       "WITH RECURSIVE n(n) AS \n(SELECT ? AS n UNION SELECT n.n + ? AS anon_1 \nFROM n \nWHERE n.n < ?)\n SELECT n.n \nFROM n", SAME)
GOLDEN(select_nested_cte_stays_inside,
       "WITH outside AS \n(WITH inside AS \n(SELECT account.id AS id \nFROM account)\n SELECT inside.id AS id \nFROM inside)\n SELECT outside.id \nFROM outside", SAME, SAME, SAME, SAME)
GOLDEN(select_cte_with_words_before_and_behind,
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n SELECT c.id \nFROM c",
       "WITH c AS NOT MATERIALIZED \n(SELECT account.id AS id \nFROM account)\n SELECT c.id \nFROM c",
       "WITH c AS MATERIALIZED \n(SELECT account.id AS id \nFROM account)\n SELECT c.id \nFROM c",
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n SELECT c.id \nFROM c", SAME)
GOLDEN(select_cte_with_a_search_clause,
       "WITH RECURSIVE c(n) AS \n(SELECT ? AS n UNION ALL SELECT c.n + ? AS anon_1 \nFROM c)\n SELECT c.n \nFROM c", SAME,
       "WITH RECURSIVE c(n) AS \n(SELECT $1 AS n UNION ALL SELECT c.n + $2 AS anon_1 \nFROM c) SEARCH DEPTH FIRST BY n SET o\n SELECT c.n \nFROM c",
       "WITH RECURSIVE c(n) AS \n(SELECT ? AS n UNION ALL SELECT c.n + ? AS anon_1 \nFROM c)\n SELECT c.n \nFROM c", SAME)
GOLDEN(select_cte_of_a_change,
       "WITH gone AS \n(DELETE FROM entry WHERE entry.id < ? RETURNING entry.id)\n SELECT gone.id \nFROM gone",
       REJECTED("WITH gone AS \n(DELETE FROM entry WHERE entry.id < ? RETURNING id)\n SELECT gone.id \nFROM gone"),
       "WITH gone AS \n(DELETE FROM entry WHERE entry.id < $1 RETURNING entry.id)\n SELECT gone.id \nFROM gone",
       LENIENT("WITH gone AS \n(DELETE FROM entry WHERE entry.id < ? RETURNING entry.id)\n SELECT gone.id \nFROM gone"), SAME)
GOLDEN(select_cte_that_nothing_refers_to,
       "WITH up AS \n(UPDATE entry SET kind=? RETURNING entry.id)\n SELECT account.id \nFROM account",
       REJECTED("WITH up AS \n(UPDATE entry SET kind=? RETURNING id)\n SELECT account.id \nFROM account"),
       "WITH up AS \n(UPDATE entry SET kind=$1 RETURNING entry.id)\n SELECT account.id \nFROM account",
       LENIENT("WITH up AS \n(UPDATE entry SET kind=? RETURNING entry.id)\n SELECT account.id \nFROM account"), SAME)
GOLDEN(select_cte_of_an_insert,
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n INSERT INTO entry (account_id) SELECT c.id \nFROM c", SAME, SAME,
       "INSERT INTO entry (account_id) WITH c AS \n(SELECT account.id AS id \nFROM account)\n SELECT c.id \nFROM c", SAME)
GOLDEN(select_cte_of_an_update,
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n UPDATE entry SET kind=? WHERE entry.account_id IN (SELECT c.id \nFROM c)", SAME,
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n UPDATE entry SET kind=$1 WHERE entry.account_id IN (SELECT c.id \nFROM c)",
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n UPDATE entry SET kind=? WHERE entry.account_id IN (SELECT c.id \nFROM c)",
       LENIENT("WITH c AS \n(SELECT account.id AS id \nFROM account)\n UPDATE entry SET kind=? WHERE entry.account_id IN (SELECT c.id \nFROM c)"))
GOLDEN(select_compounds,
       "(SELECT account.id \nFROM account UNION ALL SELECT entry.id \nFROM entry) UNION (SELECT account.id \nFROM account INTERSECT SELECT entry.id \nFROM entry)",
       REJECTED("(SELECT account.id \nFROM account UNION ALL SELECT entry.id \nFROM entry) UNION (SELECT account.id \nFROM account INTERSECT SELECT entry.id \nFROM entry)"),
       "(SELECT account.id \nFROM account UNION ALL SELECT entry.id \nFROM entry) UNION (SELECT account.id \nFROM account INTERSECT SELECT entry.id \nFROM entry)", SAME, SAME)
GOLDEN(select_compounds_of_all_rows,
       "SELECT account.id \nFROM account EXCEPT ALL SELECT entry.id \nFROM entry",
       REJECTED("SELECT account.id \nFROM account EXCEPT ALL SELECT entry.id \nFROM entry"),
       "SELECT account.id \nFROM account EXCEPT ALL SELECT entry.id \nFROM entry", SAME, SAME)
GOLDEN(select_compound_has_order_and_limit_of_its_own,
       "SELECT account.id \nFROM account UNION SELECT entry.id \nFROM entry ORDER BY id DESC\n LIMIT ?",
       "SELECT account.id \nFROM account UNION SELECT entry.id \nFROM entry ORDER BY id DESC\n LIMIT ? OFFSET ?",
       "SELECT account.id \nFROM account UNION SELECT entry.id \nFROM entry ORDER BY id DESC \n LIMIT $1",
       "SELECT account.id \nFROM account UNION SELECT entry.id \nFROM entry ORDER BY id DESC \n LIMIT ?", SAME)
GOLDEN(select_compound_member_with_a_limit,
       "(SELECT account.id \nFROM account ORDER BY account.id\n LIMIT ?) UNION ALL SELECT entry.id \nFROM entry",
       REJECTED("(SELECT account.id \nFROM account ORDER BY account.id\n LIMIT ? OFFSET ?) UNION ALL SELECT entry.id \nFROM entry"),
       "(SELECT account.id \nFROM account ORDER BY account.id \n LIMIT $1) UNION ALL SELECT entry.id \nFROM entry",
       "(SELECT account.id \nFROM account ORDER BY account.id \n LIMIT ?) UNION ALL SELECT entry.id \nFROM entry", SAME)
GOLDEN(select_values_in_from,
       "SELECT v.a, v.b \nFROM (VALUES (?, ?), (?, ?)) AS v (a, b)",
       REJECTED("SELECT v.a, v.b \nFROM (VALUES (?, ?), (?, ?)) AS v (a, b)"),
       "SELECT v.a, v.b \nFROM (VALUES ($1, $2), ($3, $4)) AS v (a, b)",
       "SELECT v.a, v.b \nFROM (VALUES ROW(?, ?), ROW(?, ?)) AS v (a, b)",
       LENIENT("SELECT v.a, v.b \nFROM (VALUES (?, ?), (?, ?)) AS v (a, b)"))
GOLDEN(select_values_written_out,
       "SELECT v.b \nFROM (VALUES (1, 'x'), (2, 'it''s')) AS v (a, b)",
       REJECTED("SELECT v.b \nFROM (VALUES (1, 'x'), (2, 'it''s')) AS v (a, b)"),
       "SELECT v.b \nFROM (VALUES (1, 'x'), (2, 'it''s')) AS v (a, b)",
       "SELECT v.b \nFROM (VALUES ROW(1, 'x'), ROW(2, 'it''s')) AS v (a, b)",
       LENIENT("SELECT v.b \nFROM (VALUES (1, 'x'), (2, 'it''s')) AS v (a, b)"))
GOLDEN(select_values_in_a_cte,
       "WITH c(a, b) AS \n(VALUES (?, ?), (?, ?))\n SELECT c.a \nFROM c", SAME,
       "WITH c(a, b) AS \n(VALUES ($1, $2), ($3, $4))\n SELECT c.a \nFROM c",
       "WITH c(a, b) AS \n(VALUES ROW(?, ?), ROW(?, ?))\n SELECT c.a \nFROM c",
       "WITH c(a, b) AS \n(VALUES (?, ?), (?, ?))\n SELECT c.a \nFROM c")
GOLDEN(select_values_as_an_operand,
       "SELECT account.id \nFROM account \nWHERE account.id IN (VALUES (?), (?))", SAME,
       "SELECT account.id \nFROM account \nWHERE account.id IN (VALUES ($1), ($2))",
       "SELECT account.id \nFROM account \nWHERE account.id IN (VALUES ROW(?), ROW(?))",
       "SELECT account.id \nFROM account \nWHERE account.id IN (VALUES (?), (?))")
GOLDEN(select_tablesample,
       "SELECT s.id \nFROM account AS s TABLESAMPLE system(?) REPEATABLE (?)",
       REJECTED("SELECT s.id \nFROM account AS s TABLESAMPLE system(?) REPEATABLE (?)"),
       "SELECT s.id \nFROM account AS s TABLESAMPLE system($1) REPEATABLE ($2)",
       LENIENT("SELECT s.id \nFROM account AS s TABLESAMPLE system(?) REPEATABLE (?)"), SAME)
GOLDEN(select_for_update,
       "SELECT account.id \nFROM account FOR UPDATE",
       "SELECT account.id \nFROM account",
       "SELECT account.id \nFROM account FOR UPDATE NOWAIT", SAME, SAME)
GOLDEN(select_for_share_of_a_table,
       "SELECT account.id \nFROM account JOIN entry ON account.id = entry.account_id FOR UPDATE",
       "SELECT account.id \nFROM account JOIN entry ON account.id = entry.account_id",
       "SELECT account.id \nFROM account JOIN entry ON account.id = entry.account_id FOR SHARE OF account SKIP LOCKED",
       "SELECT account.id \nFROM account INNER JOIN entry ON account.id = entry.account_id FOR SHARE OF account SKIP LOCKED",
       "SELECT account.id \nFROM account INNER JOIN entry ON account.id = entry.account_id LOCK IN SHARE MODE SKIP LOCKED")
GOLDEN(select_for_key_share,
       "SELECT account.id \nFROM account FOR UPDATE",
       "SELECT account.id \nFROM account",
       "SELECT account.id \nFROM account FOR KEY SHARE",
       "SELECT account.id \nFROM account FOR SHARE",
       "SELECT account.id \nFROM account LOCK IN SHARE MODE")
GOLDEN(select_hint_of_a_table,
       "SELECT account.id \nFROM account", SAME,
       "SELECT account.id \nFROM ONLY account",
       "SELECT account.id \nFROM account USE INDEX (ix)",
       "SELECT account.id \nFROM account")
GOLDEN(select_hint_of_the_statement,
       "SELECT account.id \nFROM account /* all */", SAME, SAME, SAME, SAME)
GOLDEN(select_words_before_and_behind,
       "SELECT /* x */ account.id \nFROM account /* y */", SAME, SAME,
       "SELECT HIGH_PRIORITY /* x */ account.id \nFROM account /* y */",
       "SELECT /* x */ account.id \nFROM account /* y */")
GOLDEN(select_names_that_repeat_get_a_number,
       "SELECT account.id, entry.id AS id_1, account.id AS id__1 \nFROM account JOIN entry ON account.id = entry.account_id", SAME, SAME,
       "SELECT account.id, entry.id AS id_1, account.id AS id__1 \nFROM account INNER JOIN entry ON account.id = entry.account_id", SAME)
GOLDEN(select_labels_are_written_as_they_are,
       "SELECT account.id AS x, account.age AS x, account.id AS x, account.name, account.email AS name \nFROM account ORDER BY x", SAME, SAME, SAME, SAME)
GOLDEN(select_labels_in_a_subquery_are_told_apart,
       "SELECT anon_1.x, anon_1.x_1 \nFROM (SELECT account.id AS x, account.age AS x_1 \nFROM account) AS anon_1", SAME, SAME, SAME, SAME)
GOLDEN(select_made_up_names_that_repeat,
       "SELECT s.anon_1, s.anon_1 AS anon_1__1, -s.anon_2, ? AS anon_3 \nFROM (SELECT account.age + ? AS anon_1, -account.id AS anon_2 \nFROM account) AS s", SAME,
       "SELECT s.anon_1, s.anon_1 AS anon_1__1, -s.anon_2, $1 AS anon_3 \nFROM (SELECT account.age + $2 AS anon_1, -account.id AS anon_2 \nFROM account) AS s",
       "SELECT s.anon_1, s.anon_1 AS anon_1__1, -s.anon_2, ? AS anon_3 \nFROM (SELECT account.age + ? AS anon_1, -account.id AS anon_2 \nFROM account) AS s", SAME)
GOLDEN(select_text_and_parentheses_known_from_outside,
       "SELECT s.\"1\", s.anon_1, CAST(s.anon_1 AS BIGINT) AS anon_2 \nFROM (SELECT CAST(1 AS INTEGER) AS \"1\", (account.id) AS anon_1 \nFROM account) AS s", SAME, SAME,
       "SELECT s.`1`, s.anon_1, CAST(s.anon_1 AS SIGNED INTEGER) AS anon_2 \nFROM (SELECT CAST(1 AS SIGNED INTEGER) AS `1`, (account.id) AS anon_1 \nFROM account) AS s", SAME)
GOLDEN(select_names_of_table_and_column,
       "SELECT account.id AS account_id, entry.id AS entry_id, max(entry.id) AS max_1 \nFROM account JOIN entry ON account.id = entry.account_id", SAME, SAME,
       "SELECT account.id AS account_id, entry.id AS entry_id, max(entry.id) AS max_1 \nFROM account INNER JOIN entry ON account.id = entry.account_id", SAME)
GOLDEN(select_no_names_made_up,
       "SELECT account.id, entry.id \nFROM account JOIN entry ON account.id = entry.account_id", SAME, SAME,
       "SELECT account.id, entry.id \nFROM account INNER JOIN entry ON account.id = entry.account_id", SAME)
GOLDEN(select_made_up_names_too_long_are_cut,
       "SELECT an_alias_that_is_long_but_not_longer_than_postgresql_takes.account_id AS an_alias_that_is_long_but_not_longer_than_postgresql_takes_account_id, an_alias_that_is_long_but_not_longer_than_postgresql_takes.amount AS an_alias_that_is_long_but_not_longer_than_postgresql_takes_amount \nFROM entry AS an_alias_that_is_long_but_not_longer_than_postgresql_takes", SAME,
       "SELECT an_alias_that_is_long_but_not_longer_than_postgresql_takes.account_id AS an_alias_that_is_long_but_not_longer_than_postgresql_take_1, an_alias_that_is_long_but_not_longer_than_postgresql_takes.amount AS an_alias_that_is_long_but_not_longer_than_postgresql_take_2 \nFROM entry AS an_alias_that_is_long_but_not_longer_than_postgresql_takes",
       "SELECT an_alias_that_is_long_but_not_longer_than_postgresql_takes.account_id AS an_alias_that_is_long_but_not_longer_than_postgresql_takes_account_id, an_alias_that_is_long_but_not_longer_than_postgresql_takes.amount AS an_alias_that_is_long_but_not_longer_than_postgresql_takes_amount \nFROM entry AS an_alias_that_is_long_but_not_longer_than_postgresql_takes", SAME)
GOLDEN(select_expressions_get_names,
       "SELECT account.age + ? AS anon_1, max(account.age) AS max_1, CAST(account.age AS BIGINT) AS age, (SELECT entry.id \nFROM entry) AS anon_2 \nFROM account", SAME,
       "SELECT account.age + $1 AS anon_1, max(account.age) AS max_1, CAST(account.age AS BIGINT) AS age, (SELECT entry.id \nFROM entry) AS anon_2 \nFROM account",
       "SELECT account.age + ? AS anon_1, max(account.age) AS max_1, CAST(account.age AS SIGNED INTEGER) AS age, (SELECT entry.id \nFROM entry) AS anon_2 \nFROM account", SAME)
GOLDEN(select_columns_of_a_derived_table,
       "SELECT two.n, two.id \nFROM (SELECT one.n AS n, one.id AS id \nFROM (SELECT account.id AS id, account.name AS n \nFROM account) AS one) AS two", SAME, SAME, SAME, SAME)
/* clang-format on */

SQT_MAIN("sql_select", TEST(test_select_table_is_all_of_its_columns),
         TEST(test_select_from_follows_columns_and_conditions),
         TEST(test_select_from_anchors_the_order), TEST(test_select_columns_are_added_and_replaced),
         TEST(test_select_where_is_joined_by_and), TEST(test_select_group_and_having),
         TEST(test_select_order_and_groups_can_be_taken_back), TEST(test_select_distinct_rows),
         TEST(test_select_distinct_on), TEST(test_select_limit_and_offset),
         TEST(test_select_limit_that_is_computed), TEST(test_select_offset_alone),
         TEST(test_select_fetch_first), TEST(test_select_fetch_literal),
         TEST(test_select_fetch_percent), TEST(test_select_join_by_the_foreign_key),
         TEST(test_select_join_without_a_key_is_an_error), TEST(test_select_left_and_full_join),
         TEST(test_select_join_from_a_side),
         TEST(test_select_join_whose_left_side_is_unclear_is_an_error),
         TEST(test_select_nested_join_is_in_parentheses),
         TEST(test_select_in_parentheses_is_a_member_and_a_statement),
         TEST(test_select_in_parentheses_in_from), TEST(test_select_cross_join_of_what_is_selected),
         TEST(test_select_cross_joins), TEST(test_select_lateral), TEST(test_select_aliases),
         TEST(test_select_subqueries_with_and_without_a_name),
         TEST(test_select_scalar_subquery_has_a_type),
         TEST(test_select_inner_one_leaves_the_outer_tables_out),
         TEST(test_select_correlation_can_be_said), TEST(test_select_cte_stands_first_and_once),
         TEST(test_select_recursive_cte), TEST(test_select_nested_cte_stays_inside),
         TEST(test_select_cte_with_words_before_and_behind),
         TEST(test_select_cte_with_a_search_clause), TEST(test_select_cte_of_a_change),
         TEST(test_select_cte_that_nothing_refers_to), TEST(test_select_cte_of_an_insert),
         TEST(test_select_cte_of_an_update), TEST(test_select_compounds),
         TEST(test_select_compounds_of_all_rows),
         TEST(test_select_compound_has_order_and_limit_of_its_own),
         TEST(test_select_compound_member_with_a_limit), TEST(test_select_values_in_from),
         TEST(test_select_values_written_out), TEST(test_select_values_in_a_cte),
         TEST(test_select_values_as_an_operand), TEST(test_select_tablesample),
         TEST(test_select_for_update), TEST(test_select_for_share_of_a_table),
         TEST(test_select_for_key_share), TEST(test_select_hint_of_a_table),
         TEST(test_select_hint_of_the_statement), TEST(test_select_words_before_and_behind),
         TEST(test_select_names_that_repeat_get_a_number),
         TEST(test_select_labels_are_written_as_they_are),
         TEST(test_select_labels_in_a_subquery_are_told_apart),
         TEST(test_select_made_up_names_that_repeat),
         TEST(test_select_text_and_parentheses_known_from_outside),
         TEST(test_select_names_of_table_and_column), TEST(test_select_no_names_made_up),
         TEST(test_select_made_up_names_too_long_are_cut), TEST(test_select_expressions_get_names),
         TEST(test_select_columns_of_a_derived_table))
