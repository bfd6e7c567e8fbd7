/* test_golden.c: the exact text of queries and changes, all dialects side by side. */
#include "squill.h"
#undef SQ_NO_MACROS
#include <check.h>
#include <stdlib.h>
#include "tests/support/golden.h"
#include "tests/support/support.h"

SQ_TABLE(users, (id, bigint, .primary_key = true), (name, varchar(80), .not_null = true),
         (email, text, .unique = true), (age, integer), (active, boolean), (seen, datetime));
SQ_TABLE(orders, (id, bigint, .primary_key = true),
         (user_id, bigint, .references = SQ_REF(users, id), .on_delete = SQ_CASCADE),
         (status, varchar(16), .not_null = true), (total, numeric(10, 2)));
SQ_TABLE_WITH(odd, (.name = "select"), (class_, text, .name = "class"), (Mixed, integer));

#define QUERY(name) static const sq_stmt *name(sq_builder *q)

/* ---- expressions ---- */
QUERY(select_all)
{
    return sq_select(q, sq_all_columns(q, users));
}
QUERY(point_select)
{
    return sq_where(sq_select(q, users.id, users.name), sq_eq(q, users.id, 1));
}
QUERY(compare_null)
{
    return sq_where(sq_select(q, users.id), sq_eq(q, users.email, NULL),
                    sq_ne(q, users.name, NULL));
}
QUERY(compare_boolean)
{
    return sq_where(sq_select(q, users.id), sq_eq(q, users.active, true), users.active,
                    sq_not(q, users.active));
}
QUERY(arithmetic)
{
    return sq_select(q, sq_mul(q, sq_add(q, users.age, 1), 2),
                     sq_sub(q, users.age, sq_sub(q, users.id, 3)), sq_div(q, users.age, users.id),
                     sq_mod(q, users.age, 7), sq_neg(q, sq_add(q, users.age, users.id)));
}
QUERY(bits)
{
    return sq_select(q, sq_bitwise_and(q, users.age, 6), sq_bitwise_or(q, users.age, 1),
                     sq_bitwise_xor(q, users.age, 3), sq_bitwise_not(q, users.age),
                     sq_bitwise_lshift(q, users.age, 2));
}
QUERY(text_operators)
{
    return sq_select(q, sq_concat(q, users.name, "!"), sq_add(q, users.name, users.email));
}
QUERY(like_forms)
{
    return sq_where(sq_select(q, users.id), sq_like(q, users.name, "a%"),
                    sq_not_like(q, users.name, "b%"), sq_ilike(q, users.name, "C%"),
                    sq_startswith(q, users.name, "50%"), sq_icontains(q, users.name, "x_y"),
                    sq_not(q, sq_endswith(q, users.name, "z")));
}
QUERY(in_values)
{
    return sq_where(sq_select(q, users.id), sq_in(q, users.name, "a", "b"),
                    sq_not_in(q, users.age, 1, 2, 3));
}
QUERY(in_empty)
{
    return sq_where(sq_select(q, users.id), sq_in_n(q, users.name, NULL, 0),
                    sq_not_in_n(q, users.age, NULL, 0));
}
QUERY(in_select)
{
    return sq_where(sq_select(q, users.name),
                    sq_in_select(q, users.id, sq_select(q, orders.user_id)));
}
QUERY(in_tuples)
{
    const sq_value a[] = {SQ_VALUE(1), SQ_VALUE("x")}, b[] = {SQ_VALUE(2), SQ_VALUE("y")};
    const sq_value rows[] = {sq_tuple_value(a, 2), sq_tuple_value(b, 2)};
    return sq_where(sq_select(q, users.id), sq_in_n(q, sq_tuple(q, users.id, users.name), rows, 2));
}
QUERY(between)
{
    return sq_where(sq_select(q, users.id), sq_between(q, users.age, 18, 65),
                    sq_not_between(q, users.id, 1, 2));
}
QUERY(null_safe)
{
    return sq_where(sq_select(q, users.id), sq_is_distinct_from(q, users.age, 3),
                    sq_is_not_distinct_from(q, users.email, "x"), sq_is_null(q, users.seen),
                    sq_is_not_null(q, users.seen));
}
QUERY(and_or_not)
{
    return sq_where(sq_select(q, users.id),
                    sq_or(q, sq_and(q, sq_gt(q, users.age, 1), sq_lt(q, users.age, 9)),
                          sq_not(q, sq_and(q, sq_eq(q, users.name, "a"), sq_ge(q, users.age, 2))),
                          sq_le(q, users.id, 3)));
}
QUERY(optional_filters)
{
    return sq_where(sq_select(q, users.id), NULL, sq_eq(q, users.age, 1), NULL);
}
QUERY(no_filter_left)
{
    return sq_where(sq_select(q, users.id), NULL, NULL);
}
QUERY(case_searched)
{
    return sq_select(q,
                     sq_label(q,
                              sq_case(q, sq_when(sq_gt(q, users.age, 60), "old"),
                                      sq_when(sq_gt(q, users.age, 20), "grown"), sq_else("young")),
                              "stage"));
}
QUERY(casts)
{
    return sq_select(q, sq_cast(q, users.age, sq_varchar(10)), sq_cast(q, users.name, sq_integer()),
                     sq_cast(q, orders.total, sq_numeric(12, 4)));
}
QUERY(functions)
{
    return sq_select(q, sq_count_all(q), sq_sum(q, users.age), sq_lower(q, users.name),
                     sq_coalesce(q, users.email, users.name), sq_now(q),
                     sq_func(q, "char_length", users.name), sq_func(q, "current_date"),
                     sq_func(q, "my_function", users.id, sq_val(q, "x")),
                     sq_count(q, sq_distinct_of(q, users.name)));
}
QUERY(extracts)
{
    return sq_select(q, sq_extract(q, SQ_EXTRACT_YEAR, users.seen),
                     sq_extract(q, SQ_EXTRACT_DOW, users.seen));
}
QUERY(windows)
{
    return sq_select(
        q,
        sq_label(q,
                 sq_over(q, sq_func(q, "row_number"), .partition_by = SQ_LIST(users.age),
                         .order_by = SQ_LIST(sq_desc(q, users.id))),
                 "n"),
        sq_over(q, sq_sum(q, users.age), .order_by = SQ_LIST(users.id), .frame = SQ_ROWS,
                .start = {SQ_PRECEDING, sq_val(q, 3)}, .end = {SQ_CURRENT_ROW, NULL}));
}
QUERY(filtered_aggregate)
{
    return sq_select(q, sq_filter(q, sq_count_all(q), sq_gt(q, users.age, 18)));
}
QUERY(collated)
{
    return sq_order_by(sq_select(q, users.id), sq_collate(q, users.name, "C", NULL));
}
QUERY(regexp)
{
    return sq_where(sq_select(q, users.id), sq_regexp_match(q, users.name, "^a.*z$"));
}
QUERY(raw_text)
{
    return sq_where(sq_select(q, users.id), sq_text(q, SQ_SQL("age > :low AND name <> '\\:x'")));
}
QUERY(quoted_names)
{
    return sq_where(sq_select(q, odd.class_, sq_label(q, odd.Mixed, "The \"best\"")),
                    sq_eq(q, odd.class_, "x"));
}

/* ---- SELECT ---- */
QUERY(join_by_key)
{
    return sq_join(sq_select(q, users.name, orders.status), orders);
}
QUERY(join_said)
{
    return sq_left_join(
        sq_from(sq_select(q, users.name, orders.id), users), orders,
        sq_and(q, sq_eq(q, orders.user_id, users.id), sq_eq(q, orders.status, "paid")));
}
QUERY(join_kinds)
{
    const users_table u = SQ_ALIAS(q, users, "u");
    const sq_stmt *s = sq_from(sq_select(q, users.id), users);
    s = sq_cross_join(s, orders);
    return sq_full_join(s, u, sq_eq(q, u.id, users.id));
}
QUERY(self_join)
{
    const users_table a = SQ_ALIAS(q, users, "a"), b = SQ_ALIAS(q, users, NULL);
    return sq_where(sq_select(q, a.id, b.id), sq_eq(q, a.name, b.name), sq_lt(q, a.id, b.id));
}
QUERY(grouped)
{
    const sq_expr *n = sq_label(q, sq_count(q, orders.id), "n");
    const sq_stmt *s = sq_select(q, orders.status, n);
    s = sq_group_by(s, orders.status);
    s = sq_having(s, sq_gt(q, sq_count(q, orders.id), 2));
    return sq_order_by(s, sq_desc(q, n), sq_asc(q, orders.status));
}
QUERY(order_nulls)
{
    return sq_order_by(sq_select(q, users.id), sq_nulls_last(q, sq_desc(q, users.age)),
                       sq_label_name(q, "id"));
}
QUERY(limit_offset)
{
    return sq_offset(sq_limit(sq_select(q, users.id), 10), 20);
}
QUERY(only_limit)
{
    return sq_limit(sq_select(q, users.id), 10);
}
QUERY(only_offset)
{
    return sq_offset(sq_select(q, users.id), 20);
}
QUERY(distinct_rows)
{
    return sq_distinct(sq_select(q, users.name));
}
QUERY(locked)
{
    return sq_with_for_update(sq_select(q, users.id), .skip_locked = true);
}
QUERY(subquery_in_from)
{
    sq_source s = sq_subquery(
        q, sq_select(q, users.id, sq_label(q, sq_lower(q, users.name), "low")), "s");
    return sq_where(sq_select(q, sq_col(q, s, "low")), sq_gt(q, sq_col(q, s, "id"), 5));
}
QUERY(scalar_subquery)
{
    return sq_select(q, users.name,
                     sq_label(q,
                              sq_scalar_subquery(q, sq_where(sq_select(q, sq_max(q, orders.total)),
                                                             sq_eq(q, orders.user_id, users.id))),
                              "top"));
}
QUERY(correlated_exists)
{
    return sq_where(
        sq_select(q, users.id),
        sq_exists(q, sq_where(sq_select(q, orders.id), sq_eq(q, orders.user_id, users.id))),
        sq_not(q, sq_exists(q, sq_select(q, odd.class_))));
}
QUERY(unions)
{
    return sq_limit(sq_order_by(sq_union_all(q, sq_select(q, users.id), sq_select(q, orders.id)),
                                sq_label_name(q, "id")),
                    3);
}
QUERY(intersected)
{
    return sq_intersect(q, sq_select(q, users.id), sq_select(q, orders.user_id));
}
QUERY(excepted)
{
    return sq_except(q, sq_select(q, users.id), sq_select(q, orders.user_id),
                     sq_select(q, orders.id));
}
QUERY(plain_cte)
{
    sq_source big = sq_cte(
        q, sq_where(sq_select(q, orders.user_id, orders.total), sq_gt(q, orders.total, 100)),
        "big");
    return sq_join(sq_select(q, users.name, sq_col(q, big, "total")), big,
                   sq_eq(q, sq_col(q, big, "user_id"), users.id));
}
QUERY(recursive_cte)
{
    sq_source n = sq_cte_recursive(q, sq_select(q, sq_label(q, sq_val(q, 1), "n")), "numbers");
    n = sq_cte_union_all(
        q, n,
        sq_where(sq_select(q, sq_add(q, sq_col(q, n, "n"), 1)), sq_lt(q, sq_col(q, n, "n"), 10)));
    return sq_select(q, sq_col(q, n, "n"));
}
QUERY(same_names)
{
    return sq_join(sq_select(q, users.id, orders.id, users.id), orders);
}
QUERY(made_up_names)
{
    return sq_select(q, sq_add(q, users.age, 1), sq_max(q, users.age), sq_val(q, 5),
                     sq_neg(q, users.age));
}

/* ---- INSERT, UPDATE, DELETE ---- */
QUERY(insert_row)
{
    return sq_values(sq_insert(q, users), sq_set(users.id, 1), sq_set(users.name, "a"),
                     sq_set(users.age, NULL));
}
QUERY(insert_rows)
{
    const sq_expr *columns[] = {users.id, users.name};
    const sq_value rows[] = {SQ_VALUE(1), SQ_VALUE("a"), SQ_VALUE(2), SQ_VALUE("b")};
    return sq_values_rows(sq_insert(q, users), columns, 2, rows, 2);
}
QUERY(insert_select)
{
    const sq_expr *columns[] = {orders.user_id, orders.status};
    return sq_from_select_n(sq_insert(q, orders), columns, 2, sq_select(q, users.id, users.name),
                            false);
}
QUERY(insert_returning)
{
    return sq_returning(sq_values(sq_insert(q, users), sq_set(users.name, "a")), users.id,
                        sq_label(q, sq_lower(q, users.name), "low"));
}
QUERY(update_rows)
{
    return sq_where(sq_values(sq_update(q, users), sq_set(users.age, sq_add(q, users.age, 1)),
                              sq_set(users.name, "b")),
                    sq_eq(q, users.id, 1));
}
QUERY(update_from)
{
    return sq_where(sq_values(sq_update(q, users), sq_set(users.name, orders.status)),
                    sq_eq(q, users.id, orders.user_id));
}
QUERY(update_returning)
{
    return sq_returning(
        sq_where(sq_values(sq_update(q, users), sq_set(users.age, 3)), sq_eq(q, users.id, 1)),
        users.name);
}
QUERY(delete_rows)
{
    return sq_where(sq_delete(q, users), sq_lt(q, users.age, 3));
}
QUERY(delete_all)
{
    return sq_delete(q, users);
}
QUERY(delete_returning)
{
    return sq_returning(sq_where(sq_delete(q, users), sq_eq(q, users.id, 1)), users.id);
}
QUERY(upsert)
{
    return sq_on_conflict_do_update(
        sq_values(sq_insert(q, users), sq_set(users.email, "e"), sq_set(users.name, "n")),
        SQ_LIST(users.email), sq_set(users.name, sq_excluded(q, users.name)),
        sq_set(users.age, sq_add(q, users.age, 1)));
}
QUERY(upsert_nothing)
{
    return sq_on_conflict_do_nothing(
        sq_values(sq_insert(q, users), sq_set(users.email, "e"), sq_set(users.name, "n")),
        users.email);
}

/* ---- rows ---- */
/* clang-format off */
static const sqt_row rows[] = {
    ROW(select_all,
        "SELECT users.id, users.name, users.email, users.age, users.active, users.seen \nFROM users", SAME, SAME, SAME, SAME),
    ROW(point_select,
        "SELECT users.id, users.name \nFROM users \nWHERE users.id = ?", SAME,
        "SELECT users.id, users.name \nFROM users \nWHERE users.id = $1",
        "SELECT users.id, users.name \nFROM users \nWHERE users.id = ?", SAME),
    ROW(compare_null,
        "SELECT users.id \nFROM users \nWHERE users.email IS NULL AND users.name IS NOT NULL", SAME, SAME, SAME, SAME),
    ROW(compare_boolean,
        "SELECT users.id \nFROM users \nWHERE users.active = 1 AND users.active = 1 AND users.active = 0", SAME,
        "SELECT users.id \nFROM users \nWHERE users.active = true AND users.active AND NOT users.active",
        "SELECT users.id \nFROM users \nWHERE users.active = true AND users.active = 1 AND users.active = 0", SAME),
    ROW(arithmetic,
        "SELECT (users.age + ?) * ? AS anon_1, users.age - (users.id - ?) AS anon_2, users.age / CAST(users.id AS NUMERIC) AS anon_3, users.age % ? AS anon_4, -(users.age + users.id) AS anon_5 \nFROM users",
        "SELECT (users.age + ?) * ? AS anon_1, users.age - (users.id - ?) AS anon_2, users.age / (users.id + 0.0) AS anon_3, users.age % ? AS anon_4, -(users.age + users.id) AS anon_5 \nFROM users",
        "SELECT (users.age + $1) * $2 AS anon_1, users.age - (users.id - $3) AS anon_2, users.age / CAST(users.id AS NUMERIC) AS anon_3, users.age % $4 AS anon_4, -(users.age + users.id) AS anon_5 \nFROM users",
        "SELECT (users.age + ?) * ? AS anon_1, users.age - (users.id - ?) AS anon_2, users.age / users.id AS anon_3, users.age % ? AS anon_4, -(users.age + users.id) AS anon_5 \nFROM users", SAME),
    ROW(bits,
        "SELECT users.age & ? AS anon_1, users.age | ? AS anon_2, users.age ^ ? AS anon_3, ~users.age, users.age << ? AS anon_4 \nFROM users",
        "SELECT users.age & ? AS anon_1, users.age | ? AS anon_2, (users.age | ?) - (users.age & ?) AS anon_3, ~users.age, users.age << ? AS anon_4 \nFROM users",
        "SELECT users.age & $1 AS anon_1, users.age | $2 AS anon_2, users.age # $3 AS anon_3, ~users.age, users.age << $4 AS anon_4 \nFROM users",
        "SELECT users.age & ? AS anon_1, users.age | ? AS anon_2, users.age ^ ? AS anon_3, ~users.age, users.age << ? AS anon_4 \nFROM users", SAME),
    ROW(text_operators,
        "SELECT users.name || ? AS anon_1, users.name || users.email AS anon_2 \nFROM users", SAME,
        "SELECT users.name || $1 AS anon_1, users.name || users.email AS anon_2 \nFROM users",
        "SELECT concat(users.name, ?) AS anon_1, concat(users.name, users.email) AS anon_2 \nFROM users", SAME),
    ROW(like_forms,
        "SELECT users.id \nFROM users \nWHERE users.name LIKE ? AND users.name NOT LIKE ? AND lower(users.name) LIKE lower(?) AND (users.name LIKE ? || '%' ESCAPE '/') AND (lower(users.name) LIKE '%' || lower(?) || '%' ESCAPE '/') AND (users.name NOT LIKE '%' || ? ESCAPE '/')", SAME,
        "SELECT users.id \nFROM users \nWHERE users.name LIKE $1 AND users.name NOT LIKE $2 AND users.name ILIKE $3 AND (users.name LIKE $4 || '%' ESCAPE '/') AND (users.name ILIKE '%' || $5 || '%' ESCAPE '/') AND (users.name NOT LIKE '%' || $6 ESCAPE '/')",
        "SELECT users.id \nFROM users \nWHERE users.name LIKE ? AND users.name NOT LIKE ? AND lower(users.name) LIKE lower(?) AND (users.name LIKE concat(?, '%') ESCAPE '/') AND (lower(users.name) LIKE concat('%', lower(?), '%') ESCAPE '/') AND (users.name NOT LIKE concat('%', ?) ESCAPE '/')", SAME),
    ROW(in_values,
        "SELECT users.id \nFROM users \nWHERE users.name IN (?, ?) AND (users.age NOT IN (?, ?, ?))", SAME,
        "SELECT users.id \nFROM users \nWHERE users.name IN ($1, $2) AND (users.age NOT IN ($3, $4, $5))",
        "SELECT users.id \nFROM users \nWHERE users.name IN (?, ?) AND (users.age NOT IN (?, ?, ?))", SAME),
    ROW(in_empty,
        "SELECT users.id \nFROM users \nWHERE users.name IN (NULL) AND (1 != 1) AND (users.age NOT IN (NULL) OR (1 = 1))",
        "SELECT users.id \nFROM users \nWHERE users.name IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) AND (users.age NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))",
        "SELECT users.id \nFROM users \nWHERE users.name IN (NULL) AND (1 != 1) AND (users.age NOT IN (NULL) OR (1 = 1))", SAME, SAME),
    ROW(in_select,
        "SELECT users.name \nFROM users \nWHERE users.id IN (SELECT orders.user_id \nFROM orders)", SAME, SAME, SAME, SAME),
    ROW(in_tuples,
        "SELECT users.id \nFROM users \nWHERE (users.id, users.name) IN ((?, ?), (?, ?))",
        "SELECT users.id \nFROM users \nWHERE (users.id, users.name) IN (VALUES (?, ?), (?, ?))",
        "SELECT users.id \nFROM users \nWHERE (users.id, users.name) IN (($1, $2), ($3, $4))",
        "SELECT users.id \nFROM users \nWHERE (users.id, users.name) IN ((?, ?), (?, ?))", SAME),
    ROW(between,
        "SELECT users.id \nFROM users \nWHERE users.age BETWEEN ? AND ? AND users.id NOT BETWEEN ? AND ?", SAME,
        "SELECT users.id \nFROM users \nWHERE users.age BETWEEN $1 AND $2 AND users.id NOT BETWEEN $3 AND $4",
        "SELECT users.id \nFROM users \nWHERE users.age BETWEEN ? AND ? AND users.id NOT BETWEEN ? AND ?", SAME),
    ROW(null_safe,
        "SELECT users.id \nFROM users \nWHERE users.age IS DISTINCT FROM ? AND users.email IS NOT DISTINCT FROM ? AND users.seen IS NULL AND users.seen IS NOT NULL",
        "SELECT users.id \nFROM users \nWHERE users.age IS NOT ? AND users.email IS ? AND users.seen IS NULL AND users.seen IS NOT NULL",
        "SELECT users.id \nFROM users \nWHERE users.age IS DISTINCT FROM $1 AND users.email IS NOT DISTINCT FROM $2 AND users.seen IS NULL AND users.seen IS NOT NULL",
        "SELECT users.id \nFROM users \nWHERE NOT (users.age <=> ?) AND users.email <=> ? AND users.seen IS NULL AND users.seen IS NOT NULL", SAME),
    ROW(and_or_not,
        "SELECT users.id \nFROM users \nWHERE users.age > ? AND users.age < ? OR NOT (users.name = ? AND users.age >= ?) OR users.id <= ?", SAME,
        "SELECT users.id \nFROM users \nWHERE users.age > $1 AND users.age < $2 OR NOT (users.name = $3 AND users.age >= $4) OR users.id <= $5",
        "SELECT users.id \nFROM users \nWHERE users.age > ? AND users.age < ? OR NOT (users.name = ? AND users.age >= ?) OR users.id <= ?", SAME),
    ROW(optional_filters,
        "SELECT users.id \nFROM users \nWHERE users.age = ?", SAME,
        "SELECT users.id \nFROM users \nWHERE users.age = $1",
        "SELECT users.id \nFROM users \nWHERE users.age = ?", SAME),
    ROW(no_filter_left,
        "SELECT users.id \nFROM users", SAME, SAME, SAME, SAME),
    ROW(case_searched,
        "SELECT CASE WHEN (users.age > ?) THEN ? WHEN (users.age > ?) THEN ? ELSE ? END AS stage \nFROM users", SAME,
        "SELECT CASE WHEN (users.age > $1) THEN $2 WHEN (users.age > $3) THEN $4 ELSE $5 END AS stage \nFROM users",
        "SELECT CASE WHEN (users.age > ?) THEN ? WHEN (users.age > ?) THEN ? ELSE ? END AS stage \nFROM users", SAME),
    ROW(casts,
        "SELECT CAST(users.age AS VARCHAR(10)) AS age, CAST(users.name AS INTEGER) AS name, CAST(orders.total AS NUMERIC(12, 4)) AS total \nFROM users, orders", SAME, SAME,
        "SELECT CAST(users.age AS CHAR(10)) AS age, CAST(users.name AS SIGNED INTEGER) AS name, CAST(orders.total AS DECIMAL(12, 4)) AS total \nFROM users, orders", SAME),
    ROW(functions,
        "SELECT count(*) AS count_1, sum(users.age) AS sum_1, lower(users.name) AS lower_1, coalesce(users.email, users.name) AS coalesce_1, now() AS now_1, char_length(users.name) AS char_length_1, CURRENT_DATE AS current_date_1, my_function(users.id, ?) AS my_function_1, count(DISTINCT users.name) AS count_2 \nFROM users",
        "SELECT count(*) AS count_1, sum(users.age) AS sum_1, lower(users.name) AS lower_1, coalesce(users.email, users.name) AS coalesce_1, CURRENT_TIMESTAMP AS now_1, length(users.name) AS char_length_1, CURRENT_DATE AS current_date_1, my_function(users.id, ?) AS my_function_1, count(DISTINCT users.name) AS count_2 \nFROM users",
        "SELECT count(*) AS count_1, sum(users.age) AS sum_1, lower(users.name) AS lower_1, coalesce(users.email, users.name) AS coalesce_1, now() AS now_1, char_length(users.name) AS char_length_1, CURRENT_DATE AS current_date_1, my_function(users.id, $1) AS my_function_1, count(DISTINCT users.name) AS count_2 \nFROM users",
        "SELECT count(*) AS count_1, sum(users.age) AS sum_1, lower(users.name) AS lower_1, coalesce(users.email, users.name) AS coalesce_1, now() AS now_1, char_length(users.name) AS char_length_1, CURRENT_DATE AS current_date_1, my_function(users.id, ?) AS my_function_1, count(DISTINCT users.name) AS count_2 \nFROM users", SAME),
    ROW(extracts,
        "SELECT EXTRACT(year FROM users.seen) AS anon_1, EXTRACT(dow FROM users.seen) AS anon_2 \nFROM users",
        "SELECT CAST(STRFTIME('%Y', users.seen) AS INTEGER) AS anon_1, CAST(STRFTIME('%w', users.seen) AS INTEGER) AS anon_2 \nFROM users",
        "SELECT EXTRACT(year FROM users.seen) AS anon_1, EXTRACT(dow FROM users.seen) AS anon_2 \nFROM users",
        LENIENT("SELECT EXTRACT(year FROM users.seen) AS anon_1, EXTRACT(dow FROM users.seen) AS anon_2 \nFROM users"), SAME),
    ROW(windows,
        "SELECT row_number() OVER (PARTITION BY users.age ORDER BY users.id DESC) AS n, sum(users.age) OVER (ORDER BY users.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM users", SAME,
        "SELECT row_number() OVER (PARTITION BY users.age ORDER BY users.id DESC) AS n, sum(users.age) OVER (ORDER BY users.id ROWS BETWEEN $1 PRECEDING AND CURRENT ROW) AS anon_1 \nFROM users",
        "SELECT row_number() OVER (PARTITION BY users.age ORDER BY users.id DESC) AS n, sum(users.age) OVER (ORDER BY users.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \nFROM users",
        "SELECT row_number() OVER (PARTITION BY users.age ORDER BY users.id DESC) AS n, sum(users.age) OVER (ORDER BY users.id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS anon_1 \nFROM users"),
    ROW(filtered_aggregate,
        "SELECT count(*) FILTER (WHERE users.age > ?) AS anon_1 \nFROM users", SAME,
        "SELECT count(*) FILTER (WHERE users.age > $1) AS anon_1 \nFROM users",
        LENIENT("SELECT count(*) FILTER (WHERE users.age > ?) AS anon_1 \nFROM users"), SAME),
    ROW(collated,
        "SELECT users.id \nFROM users ORDER BY users.name COLLATE \"C\"", SAME, SAME,
        "SELECT users.id \nFROM users ORDER BY users.name COLLATE `C`", SAME),
    ROW(regexp,
        UNSUPPORTED("default has no regular expressions"),
        LENIENT("SELECT users.id \nFROM users \nWHERE users.name REGEXP ?"),
        "SELECT users.id \nFROM users \nWHERE users.name ~ $1",
        "SELECT users.id \nFROM users \nWHERE users.name REGEXP ?", SAME),
    ROW(raw_text,
        "SELECT users.id \nFROM users \nWHERE age > ? AND name <> ':x'", SAME,
        "SELECT users.id \nFROM users \nWHERE age > $1 AND name <> ':x'",
        "SELECT users.id \nFROM users \nWHERE age > ? AND name <> ':x'", SAME),
    ROW(quoted_names,
        "SELECT \"select\".class, \"select\".\"Mixed\" AS \"The \"\"best\"\"\" \nFROM \"select\" \nWHERE \"select\".class = ?", SAME,
        "SELECT \"select\".class, \"select\".\"Mixed\" AS \"The \"\"best\"\"\" \nFROM \"select\" \nWHERE \"select\".class = $1",
        "SELECT `select`.class, `select`.`Mixed` AS `The \"best\"` \nFROM `select` \nWHERE `select`.class = ?", SAME),
    ROW(join_by_key,
        "SELECT users.name, orders.status \nFROM users JOIN orders ON users.id = orders.user_id", SAME, SAME,
        "SELECT users.name, orders.status \nFROM users INNER JOIN orders ON users.id = orders.user_id", SAME),
    ROW(join_said,
        "SELECT users.name, orders.id \nFROM users LEFT OUTER JOIN orders ON orders.user_id = users.id AND orders.status = ?", SAME,
        "SELECT users.name, orders.id \nFROM users LEFT OUTER JOIN orders ON orders.user_id = users.id AND orders.status = $1",
        "SELECT users.name, orders.id \nFROM users LEFT OUTER JOIN orders ON orders.user_id = users.id AND orders.status = ?", SAME),
    ROW(join_kinds,
        "SELECT users.id \nFROM users CROSS JOIN orders FULL OUTER JOIN users AS u ON u.id = users.id", SAME, SAME,
        LENIENT("SELECT users.id \nFROM users CROSS JOIN orders FULL OUTER JOIN users AS u ON u.id = users.id"), SAME),
    ROW(self_join,
        "SELECT a.id, users_1.id AS id_1 \nFROM users AS a, users AS users_1 \nWHERE a.name = users_1.name AND a.id < users_1.id", SAME, SAME, SAME, SAME),
    ROW(grouped,
        "SELECT orders.status, count(orders.id) AS n \nFROM orders GROUP BY orders.status \nHAVING count(orders.id) > ? ORDER BY n DESC, orders.status ASC", SAME,
        "SELECT orders.status, count(orders.id) AS n \nFROM orders GROUP BY orders.status \nHAVING count(orders.id) > $1 ORDER BY n DESC, orders.status ASC",
        "SELECT orders.status, count(orders.id) AS n \nFROM orders GROUP BY orders.status \nHAVING count(orders.id) > ? ORDER BY n DESC, orders.status ASC", SAME),
    ROW(order_nulls,
        "SELECT users.id \nFROM users ORDER BY users.age DESC NULLS LAST, users.id", SAME, SAME,
        LENIENT("SELECT users.id \nFROM users ORDER BY users.age DESC NULLS LAST, users.id"), SAME),
    ROW(limit_offset,
        "SELECT users.id \nFROM users\n LIMIT ? OFFSET ?", SAME,
        "SELECT users.id \nFROM users \n LIMIT $1 OFFSET $2",
        "SELECT users.id \nFROM users \n LIMIT ?, ?", SAME),
    ROW(only_limit,
        "SELECT users.id \nFROM users\n LIMIT ?",
        "SELECT users.id \nFROM users\n LIMIT ? OFFSET ?",
        "SELECT users.id \nFROM users \n LIMIT $1",
        "SELECT users.id \nFROM users \n LIMIT ?", SAME),
    ROW(only_offset,
        "SELECT users.id \nFROM users\n LIMIT -1 OFFSET ?",
        "SELECT users.id \nFROM users\n LIMIT ? OFFSET ?",
        "SELECT users.id \nFROM users\n LIMIT ALL OFFSET $1",
        "SELECT users.id \nFROM users \n LIMIT ?, 18446744073709551615", SAME),
    ROW(distinct_rows,
        "SELECT DISTINCT users.name \nFROM users", SAME, SAME, SAME, SAME),
    ROW(locked,
        "SELECT users.id \nFROM users FOR UPDATE",
        "SELECT users.id \nFROM users",
        "SELECT users.id \nFROM users FOR UPDATE SKIP LOCKED", SAME, SAME),
    ROW(subquery_in_from,
        "SELECT s.low \nFROM (SELECT users.id AS id, lower(users.name) AS low \nFROM users) AS s \nWHERE s.id > ?", SAME,
        "SELECT s.low \nFROM (SELECT users.id AS id, lower(users.name) AS low \nFROM users) AS s \nWHERE s.id > $1",
        "SELECT s.low \nFROM (SELECT users.id AS id, lower(users.name) AS low \nFROM users) AS s \nWHERE s.id > ?", SAME),
    ROW(scalar_subquery,
        "SELECT users.name, (SELECT max(orders.total) AS max_1 \nFROM orders \nWHERE orders.user_id = users.id) AS top \nFROM users", SAME, SAME, SAME, SAME),
    ROW(correlated_exists,
        "SELECT users.id \nFROM users \nWHERE (EXISTS (SELECT orders.id \nFROM orders \nWHERE orders.user_id = users.id)) AND NOT (EXISTS (SELECT \"select\".class \nFROM \"select\"))", SAME, SAME,
        "SELECT users.id \nFROM users \nWHERE (EXISTS (SELECT orders.id \nFROM orders \nWHERE orders.user_id = users.id)) AND NOT (EXISTS (SELECT `select`.class \nFROM `select`))", SAME),
    ROW(unions,
        "SELECT users.id \nFROM users UNION ALL SELECT orders.id \nFROM orders ORDER BY id\n LIMIT ?",
        "SELECT users.id \nFROM users UNION ALL SELECT orders.id \nFROM orders ORDER BY id\n LIMIT ? OFFSET ?",
        "SELECT users.id \nFROM users UNION ALL SELECT orders.id \nFROM orders ORDER BY id \n LIMIT $1",
        "SELECT users.id \nFROM users UNION ALL SELECT orders.id \nFROM orders ORDER BY id \n LIMIT ?", SAME),
    ROW(intersected,
        "SELECT users.id \nFROM users INTERSECT SELECT orders.user_id \nFROM orders", SAME, SAME, SAME, SAME),
    ROW(excepted,
        "SELECT users.id \nFROM users EXCEPT SELECT orders.user_id \nFROM orders EXCEPT SELECT orders.id \nFROM orders", SAME, SAME, SAME, SAME),
    ROW(plain_cte,
        "WITH big AS \n(SELECT orders.user_id AS user_id, orders.total AS total \nFROM orders \nWHERE orders.total > ?)\n SELECT users.name, big.total \nFROM users JOIN big ON big.user_id = users.id", SAME,
        "WITH big AS \n(SELECT orders.user_id AS user_id, orders.total AS total \nFROM orders \nWHERE orders.total > $1)\n SELECT users.name, big.total \nFROM users JOIN big ON big.user_id = users.id",
        "WITH big AS \n(SELECT orders.user_id AS user_id, orders.total AS total \nFROM orders \nWHERE orders.total > ?)\n SELECT users.name, big.total \nFROM users INNER JOIN big ON big.user_id = users.id", SAME),
    ROW(recursive_cte,
        "WITH RECURSIVE numbers(n) AS \n(SELECT ? AS n UNION ALL SELECT numbers.n + ? AS anon_1 \nFROM numbers \nWHERE numbers.n < ?)\n SELECT numbers.n \nFROM numbers", SAME,
        "WITH RECURSIVE numbers(n) AS \n(SELECT $1 AS n UNION ALL SELECT numbers.n + $2 AS anon_1 \nFROM numbers \nWHERE numbers.n < $3)\n SELECT numbers.n \nFROM numbers",
        "WITH RECURSIVE numbers(n) AS \n(SELECT ? AS n UNION ALL SELECT numbers.n + ? AS anon_1 \nFROM numbers \nWHERE numbers.n < ?)\n SELECT numbers.n \nFROM numbers", SAME),
    ROW(same_names,
        "SELECT users.id, orders.id AS id_1, users.id AS id__1 \nFROM users JOIN orders ON users.id = orders.user_id", SAME, SAME,
        "SELECT users.id, orders.id AS id_1, users.id AS id__1 \nFROM users INNER JOIN orders ON users.id = orders.user_id", SAME),
    ROW(made_up_names,
        "SELECT users.age + ? AS anon_1, max(users.age) AS max_1, ? AS anon_2, -users.age \nFROM users", SAME,
        "SELECT users.age + $1 AS anon_1, max(users.age) AS max_1, $2 AS anon_2, -users.age \nFROM users",
        "SELECT users.age + ? AS anon_1, max(users.age) AS max_1, ? AS anon_2, -users.age \nFROM users", SAME),
    ROW(insert_row,
        "INSERT INTO users (id, name, age) VALUES (?, ?, ?)", SAME,
        "INSERT INTO users (id, name, age) VALUES ($1, $2, $3)",
        "INSERT INTO users (id, name, age) VALUES (?, ?, ?)", SAME),
    ROW(insert_rows,
        UNSUPPORTED("default has no INSERT of several rows"),
        "INSERT INTO users (id, name) VALUES (?, ?), (?, ?)",
        "INSERT INTO users (id, name) VALUES ($1, $2), ($3, $4)",
        "INSERT INTO users (id, name) VALUES (?, ?), (?, ?)", SAME),
    ROW(insert_select,
        "INSERT INTO orders (user_id, status) SELECT users.id, users.name \nFROM users", SAME, SAME, SAME, SAME),
    ROW(insert_returning,
        "INSERT INTO users (name) VALUES (?) RETURNING users.id, lower(users.name) AS low",
        "INSERT INTO users (name) VALUES (?) RETURNING id, lower(name) AS low",
        "INSERT INTO users (name) VALUES ($1) RETURNING users.id, lower(users.name) AS low",
        LENIENT("INSERT INTO users (name) VALUES (?) RETURNING users.id, lower(users.name) AS low"),
        "INSERT INTO users (name) VALUES (?) RETURNING users.id, lower(users.name) AS low"),
    ROW(update_rows,
        "UPDATE users SET name=?, age=(users.age + ?) WHERE users.id = ?", SAME,
        "UPDATE users SET name=$1, age=(users.age + $2) WHERE users.id = $3",
        "UPDATE users SET name=?, age=(users.age + ?) WHERE users.id = ?", SAME),
    ROW(update_from,
        UNSUPPORTED("default has no UPDATE of several tables"),
        "UPDATE users SET name=orders.status FROM orders WHERE users.id = orders.user_id", SAME,
        "UPDATE users, orders SET users.name=orders.status WHERE users.id = orders.user_id", SAME),
    ROW(update_returning,
        "UPDATE users SET age=? WHERE users.id = ? RETURNING users.name",
        "UPDATE users SET age=? WHERE users.id = ? RETURNING name",
        "UPDATE users SET age=$1 WHERE users.id = $2 RETURNING users.name",
        LENIENT("UPDATE users SET age=? WHERE users.id = ? RETURNING users.name"), SAME),
    ROW(delete_rows,
        "DELETE FROM users WHERE users.age < ?", SAME,
        "DELETE FROM users WHERE users.age < $1",
        "DELETE FROM users WHERE users.age < ?", SAME),
    ROW(delete_all,
        "DELETE FROM users", SAME, SAME, SAME, SAME),
    ROW(delete_returning,
        "DELETE FROM users WHERE users.id = ? RETURNING users.id",
        "DELETE FROM users WHERE users.id = ? RETURNING id",
        "DELETE FROM users WHERE users.id = $1 RETURNING users.id",
        LENIENT("DELETE FROM users WHERE users.id = ? RETURNING users.id"),
        "DELETE FROM users WHERE users.id = ? RETURNING users.id"),
    ROW(upsert,
        UNSUPPORTED("default has no ON CONFLICT"),
        "INSERT INTO users (name, email) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = (users.age + ?)",
        "INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = (users.age + $3) RETURNING users.id",
        "INSERT INTO users (name, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = new.name, age = (users.age + ?)",
        "INSERT INTO users (name, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), age = (users.age + ?)"),
    ROW(upsert_nothing,
        UNSUPPORTED("default has no ON CONFLICT"),
        "INSERT INTO users (name, email) VALUES (?, ?) ON CONFLICT (email) DO NOTHING",
        "INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING RETURNING users.id",
        "INSERT INTO users (name, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE email = email", SAME),
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof *rows };

START_TEST(test_text_on_every_dialect)
{
    const sq_relation *const tables[] = {users.sq_, orders.sq_, odd.sq_, NULL};
    sqt_check_row(rows, (size_t)_i, tables);
}
END_TEST

START_TEST(test_rebuilt_tree_is_equal_and_gives_the_same_text)
{
    sqt_check_rebuilt(rows, (size_t)_i);
}
END_TEST

SQT_MAIN("golden", LOOP(test_text_on_every_dialect, 0, N_ROWS),
         LOOP(test_rebuilt_tree_is_equal_and_gives_the_same_text, 0, N_ROWS))
