/* test_golden_mssql.c: the exact text of what SQL Server writes in its own way. There is no server
 * to ask: the texts follow its manual and the conformance corpus. */
#include "tests/sql/alone.h"

SQ_TABLE(item, (id, integer, .primary_key = true), (Name, varchar(20)), (order, integer));
SQ_TABLE_WITH(far, (.name = "t", .schema = "db.owner"), (id, integer));
SQ_TABLE_WITH(bracketed, (.name = "t", .schema = "[a b].[c]"), (id, integer));
SQ_TABLE_WITH(deep, (.name = "t", .schema = "a.b.owner"), (id, integer));
SQ_TABLE_WITH(forced, (.name = "t", .schema = "db.owner", .schema_quote = SQ_QUOTE_ALWAYS),
              (id, integer));

/* ---- names ---- */
QUERY(names_stand_in_brackets)
{
    return sq_select(q, item.Name, item.order);
}
QUERY(bracket_in_a_name_is_doubled)
{
    return sq_select(q, sq_label(q, item.id, "a]b[c"));
}
QUERY(schema_with_a_dot_is_database_and_owner)
{
    return sq_select(q, far.id);
}
QUERY(schema_in_brackets_is_taken_apart)
{
    return sq_select(q, bracketed.id);
}
QUERY(schema_of_three_parts_has_the_owner_last)
{
    return sq_select(q, deep.id);
}
QUERY(schema_quoted_by_force_is_one_name)
{
    return sq_select(q, forced.id);
}

/* ---- numbers of rows ---- */
QUERY(limit_is_top)
{
    return sq_limit(sq_select(q, item.id), 5);
}
QUERY(limit_of_distinct_rows)
{
    return sq_limit(sq_distinct(sq_select(q, item.id)), 5);
}
QUERY(limit_and_offset_stand_behind_order_by)
{
    return sq_order_by(sq_offset(sq_limit(sq_select(q, item.id), 5), 10), item.id);
}
QUERY(offset_alone)
{
    return sq_order_by(sq_offset(sq_select(q, item.id), 10), item.id);
}
QUERY(offset_without_order_is_refused)
{
    return sq_offset(sq_select(q, item.id), 10);
}
QUERY(computed_limit_is_fetch)
{
    return sq_order_by(sq_limit(sq_select(q, item.id), sq_add(q, sq_val(q, 1), 1)), item.id);
}
QUERY(fetch_with_ties_is_top)
{
    return sq_order_by(sq_fetch_first(sq_select(q, item.id), 5, true, false), item.id);
}
QUERY(fetch_of_a_percentage_is_top)
{
    return sq_fetch_first(sq_select(q, item.id), 5, false, true);
}
QUERY(fetch_is_fetch)
{
    return sq_order_by(sq_fetch_first(sq_select(q, item.id), 5, false, false), item.id);
}
QUERY(ties_and_offset_are_refused)
{
    return sq_order_by(sq_offset(sq_fetch_first(sq_select(q, item.id), 5, true, false), 1),
                       item.id);
}
QUERY(limit_of_a_union_needs_an_order)
{
    return sq_limit(sq_union(q, sq_select(q, item.id), sq_select(q, account.id)), 5);
}
QUERY(limit_of_an_ordered_union_is_fetch)
{
    const sq_stmt *s = sq_union(q, sq_select(q, item.id), sq_select(q, account.id));
    return sq_order_by(sq_limit(s, 5), sq_label_name(q, "id"));
}
QUERY(order_of_a_subquery_is_left_out)
{
    sq_source s = sq_subquery(q, sq_order_by(sq_select(q, item.id), item.id), "s");
    return sq_select(q, sq_col(q, s, "id"));
}
QUERY(order_of_a_limited_subquery_stays)
{
    sq_source s = sq_subquery(q, sq_order_by(sq_limit(sq_select(q, item.id), 2), item.id), "s");
    return sq_select(q, sq_col(q, s, "id"));
}

/* ---- SELECT ---- */
QUERY(row_locks_are_refused)
{
    return sq_with_for_update(sq_select(q, item.id));
}
QUERY(hint_stands_behind_its_table)
{
    return sq_with_hint(sq_select(q, item.id), item, SQ_SQL("WITH (UPDLOCK)"), "mssql");
}
QUERY(recursion_has_no_word)
{
    sq_source n = sq_cte_recursive(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")), "n");
    n = sq_cte_union(
        q, n,
        sq_where(sq_select(q, sq_add(q, sq_col(q, n, "n"), 1)), sq_lt(q, sq_col(q, n, "n"), 5)));
    return sq_select(q, sq_col(q, n, "n"));
}
QUERY(frame_has_numbers)
{
    return sq_select(q,
                     sq_over(q, sq_sum(q, item.id), .order_by = SQ_LIST(item.id), .frame = SQ_ROWS,
                             .start = {SQ_PRECEDING, sq_val(q, 2)}, .end = {SQ_CURRENT_ROW, NULL}));
}
QUERY(nulls_first_is_refused)
{
    return sq_order_by(sq_select(q, item.id), sq_nulls_first(q, item.id));
}
QUERY(distinct_on_is_refused)
{
    return sq_distinct_on(sq_select(q, item.id), item.id);
}

/* ---- expressions ---- */
QUERY(texts_are_added)
{
    return sq_select(q, sq_concat(q, item.Name, "x"));
}
QUERY(part_of_a_text)
{
    return sq_where(sq_select(q, item.id), sq_contains(q, item.Name, "x"));
}
QUERY(boolean_is_compared)
{
    return sq_where(sq_select(q, account.id), sq_not(q, account.ok));
}
QUERY(distinct_from_is_a_set_without_it)
{
    return sq_where(sq_select(q, item.id), sq_is_distinct_from(q, item.order, 1));
}
QUERY(full_text_match)
{
    return sq_where(sq_select(q, item.id), sq_match(q, item.Name, "word"));
}
QUERY(json_by_path)
{
    const sq_value path[] = {sq_text_value("a b"), sq_long_value(2)};
    return sq_select(q, sq_json_path(q, account.doc, sq_list_value(path, 2)));
}
QUERY(json_as_a_number)
{
    const sq_value path[] = {sq_text_value("a")};
    const sq_expr *e = sq_json_path(q, account.doc, sq_list_value(path, 1));
    return sq_select(q, sq_json_as(q, e, sq_integer()), sq_json_as(q, e, sq_boolean()),
                     sq_json_as(q, e, sq_text_type()), sq_json_as(q, e, sq_numeric(8, 2)));
}
QUERY(part_of_a_date)
{
    return sq_select(q, sq_extract(q, SQ_EXTRACT_YEAR, account.seen),
                     sq_extract(q, SQ_EXTRACT_DOY, account.seen));
}
QUERY(try_cast_is_written)
{
    return sq_select(q, sq_try_cast(q, item.Name, sq_integer()));
}
QUERY(cast_to_a_text_of_any_length)
{
    return sq_select(q, sq_cast(q, item.id, sq_varchar(0)), sq_cast(q, item.id, sq_text_type()));
}
QUERY(functions_of_other_names)
{
    return sq_select(q, sq_func(q, "char_length", item.Name), sq_func(q, "length", item.Name),
                     sq_func(q, "now"), sq_func(q, "pow", item.id, sq_val(q, 2)));
}
QUERY(today_is_a_date)
{
    return sq_select(q, sq_func(q, "current_date"), sq_func(q, "current_time"));
}
QUERY(strings_are_aggregated_in_an_order)
{
    const sq_expr *by[] = {sq_desc(q, account.age)};
    const sq_expr *f = sq_func(q, "aggregate_strings", account.name, sq_val(q, ","));
    return sq_select(q, sq_aggregate_order_by_n(q, f, by, 1, false));
}
QUERY(collation_is_a_word)
{
    return sq_select(q, sq_collate(q, item.Name, "Latin1_General_CI_AS", NULL));
}
QUERY(collation_that_is_none_is_refused)
{
    return sq_select(q, sq_collate(q, item.Name, "x; y", NULL));
}
QUERY(regular_expression_is_refused)
{
    return sq_where(sq_select(q, item.id), sq_regexp_match(q, item.Name, "a.*"));
}
QUERY(empty_list_is_true_of_none)
{
    return sq_where(sq_select(q, item.id), sq_in_n(q, item.id, NULL, 0));
}

/* ---- literals ---- */
QUERY(text_beyond_ascii_is_national)
{
    return sq_where(sq_select(q, item.id), sq_eq(q, item.Name, "it's \xC3\xA9\\"));
}
QUERY(plain_text_keeps_its_backslash)
{
    return sq_where(sq_select(q, item.id), sq_eq(q, item.Name, "a\\'b"));
}
QUERY(unicode_text_is_national)
{
    return sq_select(q, sq_val_typed(q, "x", ((sq_type){.kind = SQ_T_UNICODE, .length = 5})));
}
QUERY(bytes_are_hex)
{
    return sq_select(q, sq_val(q, sq_bytes_value("\x01\xFF", 2)));
}
QUERY(times_are_read_in_one_way_only)
{
    return sq_select(q, sq_val(q, sq_date_value(2024, 2, 3)),
                     sq_val(q, sq_datetime_value(INT64_C(1706933106000000))));
}

/* ---- INSERT, UPDATE, DELETE ---- */
QUERY(insert_gives_its_key)
{
    return sq_values(sq_insert(q, item), sq_set(item.Name, "x"));
}
QUERY(insert_gives_columns)
{
    return sq_returning(sq_values(sq_insert(q, item), sq_set(item.Name, "x")), item.id,
                        sq_func(q, "lower", item.Name));
}
QUERY(update_gives_the_new_row)
{
    return sq_returning(
        sq_where(sq_values(sq_update(q, item), sq_set(item.Name, "x")), sq_eq(q, item.id, 1)),
        item.Name);
}
QUERY(update_from_other_tables)
{
    return sq_where(sq_values(sq_update(q, item), sq_set(item.Name, account.name)),
                    sq_eq(q, item.id, account.id));
}
QUERY(update_gives_columns_of_others)
{
    return sq_returning(sq_where(sq_values(sq_update(q, item), sq_set(item.Name, account.name)),
                                 sq_eq(q, item.id, account.id)),
                        item.id, account.age);
}
QUERY(update_gives_columns_of_an_alias_of_its_own_table)
{
    sq_source other = sq_alias(q, item, "other");
    const sq_stmt *s = sq_values(sq_update(q, item), sq_set(item.order, 1));
    s = sq_where(s, sq_eq(q, item.id, sq_col(q, other, "order")));
    return sq_returning(s, item.id, sq_col(q, other, "id"));
}
QUERY(update_of_an_alias_gives_columns_of_the_table)
{
    sq_source a = sq_alias(q, item, "a");
    const sq_stmt *s = sq_values(sq_update(q, a),
                                 sq_assign(sq_col(q, a, "order"), sq_long_value(1)));
    s = sq_where(s, sq_eq(q, sq_col(q, a, "id"), item.order));
    return sq_returning(s, sq_col(q, a, "id"), item.id);
}
QUERY(delete_gives_the_old_row)
{
    return sq_returning(sq_delete(q, item), item.id);
}
QUERY(delete_with_other_tables)
{
    return sq_where(sq_delete(q, item), sq_eq(q, item.id, account.id));
}
QUERY(delete_of_an_alias_names_it_alone)
{
    sq_source a = sq_alias(q, item, "a");
    return sq_where(sq_delete(q, a), sq_eq(q, sq_col(q, a, "id"), account.id));
}
QUERY(delete_of_an_alias_alone_is_refused)
{
    sq_source a = sq_alias(q, item, "a");
    return sq_where(sq_delete(q, a), sq_eq(q, sq_col(q, a, "id"), 1));
}
QUERY(upsert_is_refused)
{
    return sq_on_conflict_do_nothing(sq_values(sq_insert(q, item), sq_set(item.id, 1)), item.id);
}

/* ---- definitions ---- */
SQ_TABLE(kinds, (id, integer, .primary_key = true), (a, boolean), (b, varchar(0)), (c, text),
         (d, type(.kind = SQ_T_UNICODE, .length = 5)), (e, date), (f, time), (g, datetime),
         (h, timestamptz), (i, type(.kind = SQ_T_LARGE_BINARY)), (j, json), (k, uuid), (l, double),
         (m, numeric(8, 2)));
SQ_TABLE(made, (a, integer, .not_null = true, .server_default = SQ_SQL("7")),
         (b, integer, .computed_sql = SQ_SQL("a * 2"), .persisted = true),
         (c, integer, .identity = {.set = true, .numbers = {.has_start = true, .start = 5}}));
static const sq_value column_b[] = {SQ_CONST_TEXT("b")};
SQ_TABLE_WITH(indexed,
              (.constraints = SQ_CONSTRAINTS(SQ_UNIQUE(SQ_KEYS("a"), .name = "uq",
                                                       .options = SQ_OPTIONS({"mssql_clustered",
                                                                              SQ_CONST_BOOL(1)})))),
              (a, integer), (b, integer));
static const sq_option of_index[] = {
    {"mssql_clustered", SQ_CONST_BOOL(0)},
    {"mssql_include", {.kind = SQ_V_LIST, .len = 1, .v = {.list = column_b}}},
    {"mssql_where", SQ_CONST_TEXT("a > 5")},
    {NULL, SQ_CONST_BOOL(0)},
};
static const sq_index index_of_a = {
    .name = "ix", .table = &indexed_table_def, .columns = SQ_KEYS("a"), .options = of_index};
QUERY(types_have_their_names)
{
    return sq_create_table(q, kinds.sq_, NULL);
}
QUERY(columns_say_whether_they_take_null)
{
    return sq_create_table(q, made.sq_, NULL);
}
QUERY(key_is_clustered)
{
    return sq_create_table(q, indexed.sq_, NULL);
}
SQ_TABLE(child, (id, integer, .references = SQ_REF(item, id), .on_delete = SQ_RESTRICT));
QUERY(restrict_is_refused)
{
    return sq_create_table(q, child.sq_, NULL);
}
QUERY(table_that_may_be_there_is_refused)
{
    return sq_create_table(q, made.sq_, &(const sq_ddl_options){.if_not_exists = true});
}
QUERY(index_has_its_kind_columns_and_condition)
{
    return sq_create_index(q, &index_of_a, NULL);
}
QUERY(index_is_dropped_from_its_table)
{
    return sq_drop_index(q, &index_of_a, &(const sq_ddl_options){.if_exists = true});
}
QUERY(column_is_added_without_the_word)
{
    return sq_add_column(q, indexed.sq_, "b", NULL);
}
QUERY(column_gets_another_type)
{
    return sq_alter_column(q, indexed.sq_, "b", SQ_ALTER_TYPE, NULL);
}
QUERY(default_is_not_altered)
{
    return sq_alter_column(q, indexed.sq_, "b", SQ_ALTER_DEFAULT, NULL);
}
QUERY(table_is_not_renamed)
{
    return sq_rename_table(q, indexed.sq_, sq_name_of("x"));
}
QUERY(view_is_altered_or_made)
{
    return sq_create_view(q, sq_name_of("v"), NULL, sq_select(q, item.id),
                          &(const sq_ddl_options){.or_replace = true});
}
QUERY(table_is_selected_into)
{
    return sq_create_table_as(q, sq_name_of("New"), "s", sq_select(q, item.id, item.order), NULL);
}
QUERY(table_of_a_union_is_filled_by_its_first_select)
{
    return sq_create_table_as(q, sq_name_of("n"), NULL,
                              sq_union_all(q, sq_select(q, item.id), sq_select(q, account.id)),
                              NULL);
}
QUERY(table_with_a_cte_is_filled_by_the_select_below_it)
{
    sq_source c = sq_cte(q, sq_select(q, item.id), "c");
    return sq_create_table_as(q, sq_name_of("n"), NULL, sq_select(q, sq_col(q, c, "id")), NULL);
}
QUERY(savepoint_is_saved)
{
    return sq_savepoint(q, sq_name_of("a"));
}
QUERY(savepoint_is_gone_back_to)
{
    return sq_rollback_to_savepoint(q, sq_name_of("a"));
}

QUERY(savepoint_is_never_released)
{
    return sq_release_savepoint(q, sq_name_of("a"));
}

/* clang-format off */
static const alone rows[] = {
    IS(names_stand_in_brackets, "SELECT item.[Name], item.[order] FROM item"),
    IS(bracket_in_a_name_is_doubled, "SELECT item.id AS [a]]b[c] FROM item"),
    IS(schema_with_a_dot_is_database_and_owner, "SELECT db.owner.t.id FROM db.owner.t"),
    IS(schema_in_brackets_is_taken_apart, "SELECT [a b].c.t.id FROM [a b].c.t"),
    IS(schema_of_three_parts_has_the_owner_last, "SELECT [a.b].owner.t.id FROM [a.b].owner.t"),
    IS(schema_quoted_by_force_is_one_name, "SELECT [db.owner].t.id FROM [db.owner].t"),
    IS(limit_is_top, "SELECT TOP 5 item.id FROM item"),
    IS(limit_of_distinct_rows, "SELECT DISTINCT TOP 5 item.id FROM item"),
    IS(limit_and_offset_stand_behind_order_by, "SELECT item.id FROM item ORDER BY item.id OFFSET ? ROWS FETCH FIRST ? ROWS ONLY"),
    IS(offset_alone, "SELECT item.id FROM item ORDER BY item.id OFFSET ? ROWS"),
    IS(offset_without_order_is_refused, "!mssql has OFFSET, and a limit that is no number of a SELECT, only behind ORDER BY"),
    IS(computed_limit_is_fetch, "SELECT item.id FROM item ORDER BY item.id OFFSET 0 ROWS FETCH FIRST ? + ? ROWS ONLY"),
    IS(fetch_with_ties_is_top, "SELECT TOP 5 WITH TIES item.id FROM item ORDER BY item.id"),
    IS(fetch_of_a_percentage_is_top, "SELECT TOP 5 PERCENT item.id FROM item"),
    IS(fetch_is_fetch, "SELECT item.id FROM item ORDER BY item.id OFFSET 0 ROWS FETCH FIRST ? ROWS ONLY"),
    IS(ties_and_offset_are_refused, "!mssql has PERCENT and WITH TIES for a number without OFFSET only"),
    IS(limit_of_a_union_needs_an_order, "!mssql has OFFSET, and a limit that is no number of a SELECT, only behind ORDER BY"),
    IS(limit_of_an_ordered_union_is_fetch, "SELECT item.id FROM item UNION SELECT account.id FROM account ORDER BY id OFFSET 0 ROWS FETCH FIRST ? ROWS ONLY"),
    IS(order_of_a_subquery_is_left_out, "SELECT s.id FROM (SELECT item.id AS id FROM item) AS s"),
    IS(order_of_a_limited_subquery_stays, "SELECT s.id FROM (SELECT TOP 2 item.id AS id FROM item ORDER BY item.id) AS s"),
    IS(row_locks_are_refused, "!mssql has no FOR UPDATE: sq_with_hint(t, \"WITH (UPDLOCK)\") locks the rows of a table"),
    IS(hint_stands_behind_its_table, "SELECT item.id FROM item WITH (UPDLOCK)"),
    IS(recursion_has_no_word, "WITH n(n) AS (SELECT ? AS n UNION SELECT n.n + ? AS anon_1 FROM n WHERE n.n < ?) SELECT n.n FROM n"),
    IS(frame_has_numbers, "SELECT sum(item.id) OVER (ORDER BY item.id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS anon_1 FROM item"),
    IS(nulls_first_is_refused, "!mssql has no NULLS FIRST and NULLS LAST: order by CASE WHEN x IS NULL THEN 1 ELSE 0 END before"),
    IS(distinct_on_is_refused, "!mssql has no DISTINCT ON: number the rows of each group by row_number() and take the first"),
    IS(texts_are_added, "SELECT item.[Name] + ? AS anon_1 FROM item"),
    IS(part_of_a_text, "SELECT item.id FROM item WHERE (item.[Name] LIKE '%' + ? + '%' ESCAPE '/')"),
    IS(boolean_is_compared, "SELECT account.id FROM account WHERE account.ok = 0"),
    IS(distinct_from_is_a_set_without_it, "SELECT item.id FROM item WHERE NOT EXISTS (SELECT item.[order] INTERSECT SELECT ?)"),
    IS(full_text_match, "SELECT item.id FROM item WHERE CONTAINS (item.[Name], ?)"),
    IS(json_by_path, "SELECT JSON_QUERY(account.doc, ?) AS anon_1 FROM account"),
    IS(json_as_a_number, "SELECT CASE JSON_VALUE(account.doc, ?) WHEN NULL THEN NULL ELSE CAST(JSON_VALUE(account.doc, ?) AS INTEGER) END AS anon_1, CASE JSON_VALUE(account.doc, ?) WHEN NULL THEN NULL WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE NULL END AS anon_2, CASE JSON_VALUE(account.doc, ?) WHEN NULL THEN NULL ELSE JSON_VALUE(account.doc, ?) END AS anon_3, CASE JSON_VALUE(account.doc, ?) WHEN NULL THEN NULL ELSE CAST(JSON_VALUE(account.doc, ?) AS NUMERIC(8, 2)) END AS anon_4 FROM account"),
    IS(part_of_a_date, "SELECT DATEPART(year, account.seen) AS anon_1, DATEPART(dayofyear, account.seen) AS anon_2 FROM account"),
    IS(try_cast_is_written, "SELECT TRY_CAST (item.[Name] AS INTEGER) AS [Name] FROM item"),
    IS(cast_to_a_text_of_any_length, "SELECT CAST(item.id AS VARCHAR(max)) AS id, CAST(item.id AS VARCHAR(max)) AS id__1 FROM item"),
    IS(functions_of_other_names, "SELECT LEN(item.[Name]) AS char_length_1, LEN(item.[Name]) AS length_1, CURRENT_TIMESTAMP AS now_1, POWER(item.id, ?) AS pow_1 FROM item"),
    IS(today_is_a_date, "SELECT CAST(GETDATE() AS DATE) AS current_date_1, CAST(GETDATE() AS TIME) AS current_time_1"),
    IS(strings_are_aggregated_in_an_order, "SELECT string_agg(account.name, ',') WITHIN GROUP (ORDER BY account.age DESC) AS aggregate_strings_1 FROM account"),
    IS(collation_is_a_word, "SELECT item.[Name] COLLATE Latin1_General_CI_AS AS anon_1 FROM item"),
    IS(collation_that_is_none_is_refused, "!the name of a collation is a word on mssql, not \"x; y\""),
    IS(regular_expression_is_refused, "!mssql has no regular expressions: there is LIKE with classes of characters"),
    IS(empty_list_is_true_of_none, "SELECT item.id FROM item WHERE item.id IN (NULL) AND (1 != 1)"),
    LITERALLY(text_beyond_ascii_is_national, "SELECT item.id FROM item WHERE item.[Name] = N'it''s \xC3\xA9\\'"),
    LITERALLY(plain_text_keeps_its_backslash, "SELECT item.id FROM item WHERE item.[Name] = 'a\\''b'"),
    LITERALLY(unicode_text_is_national, "SELECT N'x' AS anon_1"),
    LITERALLY(bytes_are_hex, "SELECT 0x01FF AS anon_1"),
    LITERALLY(times_are_read_in_one_way_only, "SELECT CAST('2024-02-03' AS DATE) AS anon_1, CAST('2024-02-03T04:05:06' AS DATETIME2) AS anon_2"),
    IS(insert_gives_its_key, "INSERT INTO item ([Name]) OUTPUT inserted.id VALUES (?)"),
    IS(insert_gives_columns, "INSERT INTO item ([Name]) OUTPUT inserted.id, lower(inserted.[Name]) AS lower_1 VALUES (?)"),
    IS(update_gives_the_new_row, "UPDATE item SET [Name]=? OUTPUT inserted.[Name] WHERE item.id = ?"),
    IS(update_from_other_tables, "UPDATE item SET [Name]=account.name FROM item, account WHERE item.id = account.id"),
    IS(update_gives_columns_of_others, "UPDATE item SET [Name]=account.name OUTPUT inserted.id, account.age FROM item, account WHERE item.id = account.id"),
    IS(update_gives_columns_of_an_alias_of_its_own_table, "UPDATE item SET [order]=? OUTPUT inserted.id, other.id AS id_1 FROM item, item AS other WHERE item.id = other.[order]"),
    IS(update_of_an_alias_gives_columns_of_the_table, "UPDATE a SET [order]=? OUTPUT inserted.id, item.id AS id_1 FROM item AS a, item WHERE a.id = item.[order]"),
    IS(delete_gives_the_old_row, "DELETE FROM item OUTPUT deleted.id"),
    IS(delete_with_other_tables, "DELETE FROM item FROM item, account WHERE item.id = account.id"),
    IS(delete_of_an_alias_names_it_alone, "DELETE FROM a FROM item AS a, account WHERE a.id = account.id"),
    IS(delete_of_an_alias_alone_is_refused, "!mssql has no UPDATE or DELETE of an alias without another table"),
    IS(upsert_is_refused, "!mssql has no ON CONFLICT: there is MERGE, as SQL text"),
    IS(types_have_their_names, "CREATE TABLE kinds ( id INTEGER NOT NULL IDENTITY, a BIT NULL, b VARCHAR(max) NULL, c VARCHAR(max) NULL, d NVARCHAR(5) NULL, e DATE NULL, f TIME NULL, g DATETIME NULL, h DATETIMEOFFSET NULL, i VARBINARY(max) NULL, j NVARCHAR(max) NULL, k UNIQUEIDENTIFIER NULL, l DOUBLE PRECISION NULL, m NUMERIC(8, 2) NULL, PRIMARY KEY (id) )"),
    IS(columns_say_whether_they_take_null, "CREATE TABLE made ( a INTEGER NOT NULL DEFAULT 7, b AS (a * 2) PERSISTED, c INTEGER NOT NULL IDENTITY(5,1) )"),
    IS(key_is_clustered, "CREATE TABLE indexed ( a INTEGER NULL, b INTEGER NULL, CONSTRAINT uq UNIQUE CLUSTERED (a) )"),
    IS(restrict_is_refused, "!mssql has no RESTRICT of a foreign key: NO ACTION says the same"),
    IS(table_that_may_be_there_is_refused, "!mssql has no IF NOT EXISTS of a table, sequence or schema: look into sys.objects before"),
    IS(index_has_its_kind_columns_and_condition, "CREATE NONCLUSTERED INDEX ix ON indexed (a) INCLUDE (b) WHERE a > 5"),
    IS(index_is_dropped_from_its_table, "DROP INDEX IF EXISTS ix ON indexed"),
    IS(column_is_added_without_the_word, "ALTER TABLE indexed ADD b INTEGER NULL"),
    IS(column_gets_another_type, "ALTER TABLE indexed ALTER COLUMN b INTEGER NULL"),
    IS(default_is_not_altered, "!mssql has no ALTER COLUMN of a default, which is a constraint there"),
    IS(table_is_not_renamed, "!mssql has no RENAME of a table: call sp_rename"),
    IS(view_is_altered_or_made, "CREATE OR ALTER VIEW v AS SELECT item.id FROM item"),
    IS(table_is_selected_into, "SELECT item.id, item.[order] INTO s.[New] FROM item"),
    IS(table_of_a_union_is_filled_by_its_first_select, "SELECT item.id INTO n FROM item UNION ALL SELECT account.id FROM account"),
    IS(table_with_a_cte_is_filled_by_the_select_below_it, "WITH c AS (SELECT item.id AS id FROM item) SELECT c.id INTO n FROM c"),
    IS(savepoint_is_saved, "SAVE TRANSACTION a"),
    IS(savepoint_is_gone_back_to, "ROLLBACK TRANSACTION a"),
    IS(savepoint_is_never_released, ""),
};
/* clang-format on */

START_TEST(test_text_is_that_of_sql_server)
{
    check_alone(&rows[_i], SQ_MSSQL);
}
END_TEST

SQT_MAIN("sql_mssql", LOOP(test_text_is_that_of_sql_server, 0, (int)(sizeof rows / sizeof *rows)))
