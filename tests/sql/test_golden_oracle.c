/* test_golden_oracle.c: the exact text of what Oracle Database writes in its own way. There is no
 * server to ask: the texts follow its manual and the conformance corpus. */
#include <math.h>
#include "tests/sql/alone.h"

SQ_TABLE(item, (id, integer, .primary_key = true), (Name, varchar(20)), (level, integer),
         (_hidden, integer), (ok, boolean), (at, datetime), (doc, json));
SQ_TABLE(other, (id, integer, .primary_key = true),
         (item_id, integer, .references = SQ_REF(item, id)));

/* ---- names ---- */
QUERY(reserved_word_is_quoted)
{
    return sq_select(q, item.level);
}
QUERY(name_that_begins_with_an_underscore_is_quoted)
{
    return sq_select(q, item._hidden);
}
QUERY(quote_in_a_name_is_doubled)
{
    return sq_select(q, sq_label(q, item.id, "a\"b"));
}
QUERY(alias_of_a_table_has_no_as)
{
    const item_table i = SQ_ALIAS(q, item, "i");
    return sq_select(q, i.id);
}
QUERY(subquery_has_no_as)
{
    return sq_select(q, sq_col(q, sq_subquery(q, sq_select(q, item.id), "s"), "id"));
}
QUERY(alias_of_a_changed_table_has_no_as)
{
    const item_table i = SQ_ALIAS(q, item, "i");
    return sq_where(sq_delete(q, i), sq_eq(q, i.id, 1));
}

/* ---- SELECT ---- */
QUERY(select_of_no_table_is_from_dual)
{
    return sq_select(q, sq_val(q, 1));
}
QUERY(limit_stands_in_the_text)
{
    return sq_limit(sq_select(q, item.id), 5);
}
QUERY(limit_and_offset)
{
    return sq_offset(sq_limit(sq_select(q, item.id), 5), 10);
}
QUERY(offset_alone)
{
    return sq_offset(sq_select(q, item.id), 10);
}
QUERY(limit_of_a_parameter)
{
    return sq_limit(sq_select(q, item.id), sq_bindparam(q, "n", .type = sq_integer()));
}
QUERY(fetch_with_ties)
{
    return sq_fetch_first(sq_order_by(sq_select(q, item.id), item.id), 3, true, false);
}
QUERY(fetch_of_percents)
{
    return sq_fetch_first(sq_select(q, item.id), 10, false, true);
}
QUERY(for_update_of_a_column)
{
    return sq_with_for_update(sq_select(q, item.id), .of = SQ_LIST(item.id), .nowait = true);
}
QUERY(for_update_skips_what_is_locked)
{
    return sq_with_for_update(sq_select(q, item.id), .skip_locked = true);
}
QUERY(for_share_locks_for_update)
{
    return sq_with_for_update(sq_select(q, item.id), .read = true);
}
QUERY(for_update_in_a_subquery)
{
    const sq_stmt *locked = sq_with_for_update(sq_select(q, item.id), .nowait = true);
    return sq_select(q, sq_col(q, sq_subquery(q, locked, "s"), "id"));
}
QUERY(hint_of_a_table_stands_behind_select)
{
    return sq_with_hint(sq_select(q, item.id), item, SQ_SQL("INDEX(%(name)s ix)"), "oracle");
}
QUERY(hint_for_another_database_is_left_out)
{
    return sq_with_hint(sq_select(q, item.id), item, SQ_SQL("USE INDEX (ix)"), "mysql");
}
QUERY(except_is_minus)
{
    return sq_except(q, sq_select(q, item.id), sq_select(q, other.id));
}
QUERY(except_all)
{
    return sq_except_all(q, sq_select(q, item.id), sq_select(q, other.id));
}
QUERY(recursive_cte_is_a_plain_one)
{
    sq_source c = sq_cte_recursive(q, sq_select(q, item.id), sq_name_of("c"));
    return sq_select(q, sq_col(q, c, "id"));
}
QUERY(distinct_on)
{
    return sq_distinct_on(sq_select(q, item.id), item.level);
}
QUERY(order_by_repeats_the_expression)
{
    const sq_expr *sum = sq_label(q, sq_add(q, item.id, item.level), "s");
    return sq_order_by(sq_select(q, sum), sum);
}

/* ---- functions in FROM ---- */
QUERY(function_in_from_is_a_table)
{
    return sq_from(sq_select(q, sq_text(q, SQ_SQL("*"))),
                   sq_func_from(q, sq_func(q, "rows_of", sq_val(q, 3))));
}
QUERY(function_in_from_has_one_column)
{
    const sq_type number = sq_integer();
    sq_source f = sq_table_valued(q, sq_func(q, "numbers", sq_val(q, 3)),
                                  &(const sq_table_function){.size = sizeof(sq_table_function),
                                                             .name = sq_name_of("n"),
                                                             .scalar_type = &number});
    return sq_select(q, sq_table_function_column(q, f.sq_, number));
}

/* ---- expressions ---- */
QUERY(true_and_false)
{
    return sq_select(q, sq_true(q), sq_false(q));
}
QUERY(boolean_is_a_condition)
{
    return sq_where(sq_select(q, item.id), item.ok);
}
QUERY(boolean_is_negated)
{
    return sq_where(sq_select(q, item.id), sq_not(q, item.ok));
}
QUERY(remainder_is_a_function)
{
    return sq_select(q, sq_mod(q, item.id, 3));
}
QUERY(power_is_a_function)
{
    return sq_select(q, sq_pow(q, item.id, 2));
}
QUERY(division_of_integers)
{
    return sq_select(q, sq_div(q, item.id, item.level), sq_floordiv(q, item.id, item.level));
}
QUERY(bits_are_functions)
{
    return sq_select(q, sq_bitwise_and(q, item.id, 1), sq_bitwise_or(q, item.id, 2));
}
QUERY(bitwise_xor)
{
    return sq_select(q, sq_bitwise_xor(q, item.id, 1));
}
QUERY(bitwise_not)
{
    return sq_select(q, sq_bitwise_not(q, item.id));
}
QUERY(bits_are_not_shifted)
{
    return sq_select(q, sq_bitwise_lshift(q, item.id, 1));
}
QUERY(null_safe_inequality)
{
    return sq_where(sq_select(q, item.id), sq_is_distinct_from(q, item.id, item.level));
}
QUERY(null_safe_equality)
{
    return sq_where(sq_select(q, item.id), sq_is_not_distinct_from(q, item.id, 1));
}
QUERY(regular_expression)
{
    return sq_where(sq_select(q, item.id), sq_regexp_match(q, item.Name, "^a"));
}
QUERY(regular_expression_negated)
{
    return sq_where(sq_select(q, item.id), sq_not(q, sq_regexp_match(q, item.Name, "^a")));
}
QUERY(regexp_replace_has_its_flags_last)
{
    return sq_select(q, sq_regexp_replace(q, item.Name, "a", "b", "i"));
}
QUERY(regexp_replace_without_flags)
{
    return sq_select(q, sq_regexp_replace(q, item.Name, "a", "b", NULL));
}
QUERY(full_text_gives_a_score)
{
    return sq_where(sq_select(q, item.id), sq_match(q, item.Name, "word"));
}
QUERY(text_is_joined)
{
    return sq_select(q, sq_concat(q, item.Name, "x"));
}
QUERY(ilike_by_lower)
{
    return sq_where(sq_select(q, item.id), sq_ilike(q, item.Name, "a%"));
}
QUERY(empty_list)
{
    return sq_where(sq_select(q, item.id), sq_in_n(q, item.id, NULL, 0));
}
QUERY(json_element)
{
    return sq_select(q, sq_getitem(q, item.doc, "k\"e'y"));
}
QUERY(json_element_of_a_type)
{
    return sq_select(q, sq_json_as(q, sq_getitem(q, item.doc, "n"), sq_integer()));
}
QUERY(json_element_as_text)
{
    return sq_select(q, sq_json_as(q, sq_getitem(q, item.doc, "n"), sq_varchar(0)));
}
QUERY(json_path)
{
    const sq_value path[] = {sq_text_value("a"), sq_int_value(1)};
    return sq_select(q, sq_json_path(q, item.doc, sq_list_value(path, 2)));
}
QUERY(cast_to_text_has_a_length)
{
    return sq_select(q, sq_cast(q, item.id, sq_varchar(0)));
}
QUERY(cast_to_text_counts_characters)
{
    return sq_select(q, sq_cast(q, item.id, sq_varchar(7)));
}
QUERY(field_of_a_time)
{
    return sq_select(q, sq_extract(q, SQ_EXTRACT_YEAR, item.at));
}
QUERY(field_that_there_is_not)
{
    return sq_select(q, sq_extract(q, SQ_EXTRACT_QUARTER, item.at));
}

/* ---- functions ---- */
QUERY(now)
{
    return sq_select(q, sq_func(q, "now"));
}
QUERY(length_of_a_text)
{
    return sq_select(q, sq_func(q, "char_length", item.Name));
}
QUERY(strings_are_joined_in_order)
{
    const sq_expr *joined = sq_func(q, "aggregate_strings", item.Name, sq_val(q, "'"));
    return sq_select(q, sq_aggregate_order_by_n(q, joined, SQ_LIST(item.id), 1, false));
}
QUERY(users)
{
    return sq_select(q, sq_func(q, "user"), sq_func(q, "current_user"), sq_func(q, "session_user"));
}
QUERY(random)
{
    return sq_select(q, sq_func(q, "random"));
}
QUERY(filter_of_an_aggregate)
{
    return sq_select(q, sq_filter(q, sq_func(q, "count"), sq_gt(q, item.id, 1)));
}

/* ---- literals: with .literal_binds ---- */
QUERY(literal_of_a_text)
{
    return sq_select(q, sq_val(q, "it's \\ &x"));
}
QUERY(literal_of_bytes)
{
    return sq_select(q, sq_val(q, sq_bytes_value("\x01'\xff", 3)));
}
QUERY(literal_of_a_date)
{
    return sq_select(q, sq_val(q, sq_date_value(2024, 2, 29)));
}
QUERY(literal_of_a_point_in_time)
{
    return sq_select(q, sq_val(q, sq_datetime_value(1500000)));
}
QUERY(literal_with_a_zone)
{
    return sq_select(q, sq_val(q, sq_timestamp_value(0)));
}
QUERY(literal_of_an_interval)
{
    return sq_select(q, sq_val(q, sq_interval_value(0, 2, -500000)));
}
QUERY(literal_of_a_negative_interval)
{
    return sq_select(q, sq_val(q, sq_interval_value(0, 0, -500000)));
}
QUERY(literal_of_months)
{
    return sq_select(q, sq_val(q, sq_interval_value(1, 0, 0)));
}
QUERY(literal_of_a_number_too_large_for_a_decimal)
{
    return sq_select(q, sq_val(q, 1e300), sq_val(q, 1.5));
}
QUERY(literal_of_what_is_no_number)
{
    return sq_select(q, sq_val(q, (double)NAN), sq_val(q, -(double)INFINITY));
}
QUERY(literal_after_a_minus_makes_no_comment)
{
    return sq_select(q, sq_neg(q, sq_val(q, -1e300)), sq_neg(q, sq_val(q, -(double)INFINITY)),
                     sq_neg(q, sq_val(q, -1)));
}
QUERY(literal_that_is_null_when_stored)
{
    return sq_values(sq_insert(q, item), sq_set(item.id, 1), sq_set(item.Name, ""));
}
QUERY(literal_with_a_part_of_a_second)
{
    return sq_values(sq_insert(q, item), sq_set(item.id, 1), sq_set(item.at, sq_datetime_value(1)));
}

/* ---- INSERT, UPDATE, DELETE ---- */
QUERY(insert_without_values)
{
    return sq_values_n(sq_insert(q, other), NULL, 0);
}
QUERY(insert_returning_into_parameters)
{
    return sq_returning(sq_values(sq_insert(q, other), sq_set(other.item_id, 1)), other.id,
                        sq_add(q, other.id, 1));
}
QUERY(update_returning_into_parameters)
{
    return sq_returning(sq_values(sq_update(q, other), sq_set(other.item_id, 1)), other.id);
}
QUERY(update_of_several_tables)
{
    return sq_where(sq_values(sq_update(q, other), sq_set(other.item_id, 1)),
                    sq_eq(q, other.item_id, item.id));
}
QUERY(insert_of_several_rows)
{
    const sq_expr *columns[] = {other.id};
    const sq_value rows[] = {SQ_VALUE(1), SQ_VALUE(2)};
    return sq_values_rows(sq_insert(q, other), columns, 1, rows, 2);
}
QUERY(insert_from_select_has_its_cte_behind)
{
    sq_source c = sq_cte(q, sq_select(q, item.id), sq_name_of("c"));
    const sq_expr *columns[] = {other.id};
    return sq_from_select_n(sq_insert(q, other), columns, 1, sq_select(q, sq_col(q, c, "id")),
                            true);
}

/* ---- definitions ---- */
static const sq_type_details kinds = {
    .name = "kind", .values = (const char *const[]){"a", "it's"}, .n_values = 2};
static const sq_sequence ordered = {
    .name = "numbers",
    .numbers = {.has_start = true, .start = 5, .nominvalue = true, .no_cycle = true},
    .options = SQ_OPTIONS({"oracle_order", SQ_CONST_BOOL(1)})};
SQ_TABLE_WITH(typed,
              (.options = SQ_OPTIONS({"oracle_compress", SQ_CONST_TEXT("OLTP")},
                                     {"oracle_tablespace", SQ_CONST_TEXT("Big")})),
              (id, integer,
               .identity = {.set = true,
                            .always = true,
                            .numbers = {.nomaxvalue = true},
                            .options = SQ_OPTIONS({"oracle_on_null", SQ_CONST_BOOL(1)})}),
              (large, bigint), (x, double), (n, numeric(10, 2)), (s, varchar(7)), (t, text),
              (b, boolean), (d, date), (at, datetime), (zoned, timestamptz), (doc, json), (u, uuid),
              (bin, blob), (wait, interval), (kind, type(.kind = SQ_T_ENUM, .details = &kinds)),
              (twice, integer, .computed_sql = SQ_SQL("id * 2"), .not_persisted = true));
SQ_TABLE(stored, (id, integer),
         (twice, integer, .computed_sql = SQ_SQL("id * 2"), .persisted = true));
SQ_TABLE(updated, (id, integer, .references = SQ_REF(item, id), .on_update = SQ_CASCADE));
SQ_TABLE_WITH(indexed, (.schema = "owner"), (id, integer));
QUERY(types_and_options)
{
    return sq_create_table(q, typed.sq_, NULL);
}
SQ_TABLE(endless, (s, varchar(0)));
QUERY(text_needs_a_length)
{
    return sq_create_table(q, endless.sq_, NULL);
}
QUERY(computed_column_is_not_stored)
{
    return sq_create_table(q, stored.sq_, NULL);
}
QUERY(foreign_key_has_no_on_update)
{
    return sq_create_table(q, updated.sq_, NULL);
}
QUERY(index_is_made_in_the_schema_of_its_table)
{
    const sq_index i = {.name = "ix_id",
                        .table = &indexed_table_def,
                        .columns = SQ_KEYS("id"),
                        .options = SQ_OPTIONS({"oracle_bitmap", SQ_CONST_BOOL(1)},
                                              {"oracle_compress", SQ_CONST_INT(1)})};
    return sq_create_index(q, &i, NULL);
}
QUERY(sequence_has_its_words_in_one)
{
    return sq_create_sequence(q, &ordered, NULL);
}
QUERY(value_of_a_sequence)
{
    return sq_select(q, sq_next_value(q, &ordered));
}
QUERY(column_is_added)
{
    return sq_add_column(q, item.sq_, "ok", NULL);
}
QUERY(column_is_not_altered)
{
    return sq_alter_column(q, item.sq_, "ok", SQ_ALTER_NULLABLE, NULL);
}
QUERY(schema_is_a_user)
{
    return sq_create_schema(q, sq_name_of("s"), NULL);
}
QUERY(comment_is_dropped_by_an_empty_one)
{
    return sq_comment_on(q, SQ_COMMENT_TABLE, item.sq_, NULL, 0, true);
}
QUERY(savepoint)
{
    return sq_savepoint(q, sq_name_of("a"));
}
QUERY(savepoint_is_not_released)
{
    return sq_release_savepoint(q, sq_name_of("a"));
}

/* clang-format off */
static const alone rows[] = {
    IS(reserved_word_is_quoted, "SELECT item.\"level\" FROM item"),
    IS(name_that_begins_with_an_underscore_is_quoted, "SELECT item.\"_hidden\" FROM item"),
    IS(quote_in_a_name_is_doubled, "SELECT item.id AS \"a\"\"b\" FROM item"),
    IS(alias_of_a_table_has_no_as, "SELECT i.id FROM item i"),
    IS(subquery_has_no_as, "SELECT s.id FROM (SELECT item.id AS id FROM item) s"),
    IS(alias_of_a_changed_table_has_no_as, "DELETE FROM item i WHERE i.id = :1"),
    IS(select_of_no_table_is_from_dual, "SELECT :1 AS anon_1 FROM DUAL"),
    IS(limit_stands_in_the_text, "SELECT item.id FROM item FETCH FIRST 5 ROWS ONLY"),
    IS(limit_and_offset, "SELECT item.id FROM item OFFSET 10 ROWS FETCH FIRST 5 ROWS ONLY"),
    IS(offset_alone, "SELECT item.id FROM item OFFSET 10 ROWS"),
    IS(limit_of_a_parameter, "SELECT item.id FROM item FETCH FIRST :1 ROWS ONLY"),
    IS(fetch_with_ties, "SELECT item.id FROM item ORDER BY item.id FETCH FIRST 3 ROWS WITH TIES"),
    IS(fetch_of_percents, "SELECT item.id FROM item FETCH FIRST 10 PERCENT ROWS ONLY"),
    IS(for_update_of_a_column, "SELECT item.id FROM item FOR UPDATE OF item.id NOWAIT"),
    IS(for_update_skips_what_is_locked, "SELECT item.id FROM item FOR UPDATE SKIP LOCKED"),
    IS(for_share_locks_for_update, "SELECT item.id FROM item FOR UPDATE"),
    IS(for_update_in_a_subquery, "!oracle has no FOR UPDATE in a subquery"),
    IS(hint_of_a_table_stands_behind_select, "SELECT /*+ INDEX(item ix) */ item.id FROM item"),
    IS(hint_for_another_database_is_left_out, "SELECT item.id FROM item"),
    IS(except_is_minus, "SELECT item.id FROM item MINUS SELECT other.id FROM other"),
    IS(except_all, "SELECT item.id FROM item EXCEPT ALL SELECT other.id FROM other"),
    IS(recursive_cte_is_a_plain_one, "WITH c(id) AS (SELECT item.id AS id FROM item) SELECT c.id FROM c"),
    IS(distinct_on, "!oracle has no DISTINCT ON: number the rows of each group by row_number() and take the first"),
    IS(order_by_repeats_the_expression, "SELECT item.id + item.\"level\" AS s FROM item ORDER BY item.id + item.\"level\""),
    IS(function_in_from_is_a_table, "SELECT * FROM TABLE (rows_of(:1))"),
    IS(function_in_from_has_one_column, "SELECT n.COLUMN_VALUE FROM TABLE (numbers(:1)) n"),
    IS(true_and_false, "SELECT TRUE AS anon_1, FALSE AS anon_2 FROM DUAL"),
    IS(boolean_is_a_condition, "SELECT item.id FROM item WHERE item.ok"),
    IS(boolean_is_negated, "SELECT item.id FROM item WHERE NOT item.ok"),
    IS(remainder_is_a_function, "SELECT mod(item.id, :1) AS anon_1 FROM item"),
    IS(power_is_a_function, "SELECT POWER(item.id, :1) AS anon_1 FROM item"),
    IS(division_of_integers, "SELECT item.id / item.\"level\" AS anon_1, FLOOR(item.id / item.\"level\") AS anon_2 FROM item"),
    IS(bits_are_functions, "SELECT BITAND(item.id, :1) AS anon_1, BITOR(item.id, :2) AS anon_2 FROM item"),
    IS(bitwise_xor, "!oracle has no bitwise XOR: a + b - 2 * BITAND(a, b) is the same"),
    IS(bitwise_not, "!oracle has no ~"),
    IS(bits_are_not_shifted, "!oracle has no <<"),
    IS(null_safe_inequality, "SELECT item.id FROM item WHERE DECODE(item.id, item.\"level\", 0, 1) = 1"),
    IS(null_safe_equality, "SELECT item.id FROM item WHERE DECODE(item.id, :1, 0, 1) = 0"),
    IS(regular_expression, "SELECT item.id FROM item WHERE REGEXP_LIKE(item.\"Name\", :1)"),
    IS(regular_expression_negated, "SELECT item.id FROM item WHERE NOT REGEXP_LIKE(item.\"Name\", :1)"),
    IS(regexp_replace_has_its_flags_last, "SELECT REGEXP_REPLACE(item.\"Name\", :1, :2, 1, 0, 'i') AS anon_1 FROM item"),
    IS(regexp_replace_without_flags, "SELECT REGEXP_REPLACE(item.\"Name\", :1, :2) AS anon_1 FROM item"),
    IS(full_text_gives_a_score, "SELECT item.id FROM item WHERE CONTAINS (item.\"Name\", :1) > 0"),
    IS(text_is_joined, "SELECT item.\"Name\" || :1 AS anon_1 FROM item"),
    IS(ilike_by_lower, "SELECT item.id FROM item WHERE lower(item.\"Name\") LIKE lower(:1)"),
    IS(empty_list, "SELECT item.id FROM item WHERE item.id IN (NULL) AND (1 != 1)"),
    IS(json_element, "SELECT JSON_QUERY(item.doc, '$.\"k\\\"e''y\"') AS anon_1 FROM item"),
    IS(json_element_of_a_type, "SELECT JSON_VALUE(item.doc, '$.\"n\"' RETURNING INTEGER ERROR ON ERROR) AS anon_1 FROM item"),
    IS(json_element_as_text, "SELECT JSON_VALUE(item.doc, '$.\"n\"' RETURNING VARCHAR2(4000 CHAR) ERROR ON ERROR) AS anon_1 FROM item"),
    IS(json_path, "SELECT JSON_QUERY(item.doc, '$.\"a\"[1]') AS anon_1 FROM item"),
    IS(cast_to_text_has_a_length, "SELECT CAST(item.id AS VARCHAR2(4000 CHAR)) AS id FROM item"),
    IS(cast_to_text_counts_characters, "SELECT CAST(item.id AS VARCHAR2(7 CHAR)) AS id FROM item"),
    IS(field_of_a_time, "SELECT EXTRACT(year FROM item.at) AS anon_1 FROM item"),
    IS(field_that_there_is_not, "!oracle has no field of EXTRACT of this name: there are year, month, day, hour, minute, second and timezone_..; TO_CHAR() tells the others"),
    IS(now, "SELECT CURRENT_TIMESTAMP AS now_1 FROM DUAL"),
    IS(length_of_a_text, "SELECT LENGTH(item.\"Name\") AS char_length_1 FROM item"),
    IS(strings_are_joined_in_order, "SELECT LISTAGG(item.\"Name\", '''') WITHIN GROUP (ORDER BY item.id) AS aggregate_strings_1 FROM item"),
    IS(users, "SELECT USER AS user_1, SYS_CONTEXT('USERENV', 'CURRENT_USER') AS current_user_1, SYS_CONTEXT('USERENV', 'SESSION_USER') AS session_user_1 FROM DUAL"),
    IS(random, "!oracle has no random(): there is dbms_random.value"),
    IS(filter_of_an_aggregate, "!oracle has no FILTER of an aggregate: put a CASE into the aggregate"),
    LITERALLY(literal_of_a_text, "SELECT 'it''s \\ &x' AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_bytes, "SELECT HEXTORAW('0127FF') AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_a_date, "SELECT DATE '2024-02-29' AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_a_point_in_time, "SELECT TIMESTAMP '1970-01-01 00:00:01.500000' AS anon_1 FROM DUAL"),
    LITERALLY(literal_with_a_zone, "SELECT TIMESTAMP '1970-01-01 00:00:00+00:00' AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_an_interval, "SELECT NUMTODSINTERVAL(172799.5, 'SECOND') AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_a_negative_interval, "SELECT NUMTODSINTERVAL(-0.5, 'SECOND') AS anon_1 FROM DUAL"),
    LITERALLY(literal_of_months, "!a value of this kind has no literal form on oracle; bind it"),
    LITERALLY(literal_of_a_number_too_large_for_a_decimal, "SELECT 1e+300d AS anon_1, 1.5 AS anon_2 FROM DUAL"),
    LITERALLY(literal_of_what_is_no_number, "SELECT BINARY_DOUBLE_NAN AS anon_1, (-BINARY_DOUBLE_INFINITY) AS anon_2 FROM DUAL"),
    LITERALLY(literal_after_a_minus_makes_no_comment, "SELECT -(-1e+300d) AS anon_1, -(-BINARY_DOUBLE_INFINITY) AS anon_2, -(-1) AS anon_3 FROM DUAL"),
    LITERALLY(literal_that_is_null_when_stored, "!the value for \"Name\" is NULL to Oracle Database, being empty"),
    LITERALLY(literal_with_a_part_of_a_second, "!the value for \"at\" has a part of a second, which DATE has not: use timestamp"),
    IS(insert_without_values, "INSERT INTO other (id) VALUES (DEFAULT) RETURNING other.id INTO :1"),
    IS(insert_returning_into_parameters, "INSERT INTO other (item_id) VALUES (:1) RETURNING other.id, other.id + :2 INTO :3, :4"),
    IS(update_returning_into_parameters, "UPDATE other SET item_id=:1 RETURNING other.id INTO :2"),
    IS(update_of_several_tables, "!oracle has no UPDATE of several tables: set the columns to what a subquery gives"),
    IS(insert_of_several_rows, "!oracle has no INSERT of several rows: it is not written, though since 23 there is VALUES with several rows: INSERT .. SELECT with UNION ALL, or one execution for each row"),
    IS(insert_from_select_has_its_cte_behind, "INSERT INTO other (id) WITH c AS (SELECT item.id AS id FROM item) SELECT c.id FROM c"),
    IS(types_and_options, "CREATE TABLE typed ( id INTEGER GENERATED ALWAYS ON NULL AS IDENTITY (NOMAXVALUE), large NUMBER(19), x DOUBLE PRECISION, n NUMERIC(10, 2), s VARCHAR2(7 CHAR), t CLOB, b BOOLEAN, d DATE, at DATE, zoned TIMESTAMP WITH TIME ZONE, doc JSON, u CHAR(32), bin BLOB, wait INTERVAL DAY TO SECOND, kind VARCHAR(4 CHAR), twice INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL ) COMPRESS FOR OLTP TABLESPACE \"Big\""),
    IS(text_needs_a_length, "!VARCHAR2 needs a length on oracle"),
    IS(computed_column_is_not_stored, "!the column \"twice\": oracle has no computed columns that are stored"),
    IS(foreign_key_has_no_on_update, "!oracle has no ON UPDATE of a foreign key"),
    IS(index_is_made_in_the_schema_of_its_table, "CREATE BITMAP INDEX owner.ix_id ON owner.indexed (id) COMPRESS 1"),
    IS(sequence_has_its_words_in_one, "CREATE SEQUENCE numbers START WITH 5 NOMINVALUE NOCYCLE ORDER"),
    IS(value_of_a_sequence, "SELECT numbers.nextval AS next_value_1 FROM DUAL"),
    IS(column_is_added, "ALTER TABLE item ADD ok BOOLEAN"),
    IS(column_is_not_altered, "!oracle has no ALTER COLUMN: it is MODIFY here: write it as SQL text"),
    IS(schema_is_a_user, "!oracle has no CREATE SCHEMA and DROP SCHEMA: a schema is a user: CREATE USER"),
    IS(comment_is_dropped_by_an_empty_one, "COMMENT ON TABLE item IS ''"),
    IS(savepoint, "SAVEPOINT a"),
    IS(savepoint_is_not_released, "!oracle has no RELEASE SAVEPOINT"),
};
/* clang-format on */

START_TEST(test_text_is_that_of_oracle)
{
    check_alone(&rows[_i], SQ_ORACLE);
}
END_TEST

/* ---- before there were booleans ---- */
SQ_TABLE(flags, (ok, boolean));
QUERY(boolean_is_a_number)
{
    return sq_create_table(q, flags.sq_, NULL);
}
QUERY(boolean_is_compared)
{
    return sq_where(sq_select(q, item.id), sq_not(q, item.ok));
}
/* clang-format off */
static const alone old_rows[] = {
    IS(boolean_is_a_number, "CREATE TABLE flags ( ok SMALLINT )"),
    IS(boolean_is_compared, "SELECT item.id FROM item WHERE item.ok = 0"),
    IS(true_and_false, "SELECT 1 AS anon_1, 0 AS anon_2 FROM DUAL"),
};
/* clang-format on */

START_TEST(test_text_is_that_of_a_version_without_booleans)
{
    const sq_value version[] = {sq_int_value(19)};
    const sq_dialect_setting setting = {"server_version", sq_list_value(version, 1)};
    sq_dialect *old = sq_dialect_configure(SQ_ORACLE, &setting, 1, NULL);
    ck_assert_ptr_nonnull(old);
    check_alone(&old_rows[_i], old);
    sq_dialect_free(old);
}
END_TEST

SQT_MAIN("sql_oracle", LOOP(test_text_is_that_of_oracle, 0, (int)(sizeof rows / sizeof *rows)),
         LOOP(test_text_is_that_of_a_version_without_booleans, 0,
              (int)(sizeof old_rows / sizeof *old_rows)))
