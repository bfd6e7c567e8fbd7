/* test_golden_dml.c: the exact text of INSERT, UPDATE and DELETE, feature by feature. */
#define SHOP_TABLES own_tables
#include "tests/sql/shop.h"

/* Of every kind of default. */
SQ_TABLE_DECLARE(made, (id, integer), (a, integer), (b, varchar(9)), (c, integer), (d, datetime));
static const sq_sequence numbers = {.name = "numbers"};
static int count_up(void *context, sq_value *out)
{
    (void)context;
    *out = SQ_VALUE(7);
    return SQ_OK;
}
SQ_TABLE_DEFINE(made, (id, integer, .primary_key = true),
                (a, integer, .default_ = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_INT(5)}),
                (b, varchar(9), .default_ = {.kind = SQ_DEFAULT_SQL, .sql = SQ_SQL("lower('X')")},
                 .onupdate = {.kind = SQ_DEFAULT_SQL, .sql = SQ_SQL("upper('y')")}),
                (c, integer, .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = count_up},
                 .onupdate = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_INT(6)}),
                (d, datetime, .server_default = SQ_SQL("CURRENT_TIMESTAMP")));
SQ_TABLE(counted,
         (id, integer, .primary_key = true,
          .default_ = {.kind = SQ_DEFAULT_SEQUENCE, .sequence = &numbers}),
         (a, integer));
SQ_TABLE(priced, (id, integer, .primary_key = true), (net, integer),
         (gross, integer, .computed_sql = SQ_SQL("net * 2"), .persisted = true));

static const sq_relation *const own_tables[] = {
    &account_table_def.relation, &entry_table_def.relation,  &made_table_def.relation,
    &counted_table_def.relation, &priced_table_def.relation, NULL};

/* ---- INSERT ---- */
QUERY(insert_without_values_has_a_parameter_for_each_column)
{
    return sq_insert(q, entry);
}
QUERY(insert_without_values_leaves_what_the_server_computes_to_it)
{
    return sq_insert(q, priced);
}
QUERY(update_without_values_leaves_what_the_server_computes_to_it)
{
    return sq_where(sq_update(q, priced), sq_eq(q, priced.id, 3));
}
QUERY(insert_values_and_expressions)
{
    return sq_values(sq_insert(q, entry), sq_set(entry.kind, sq_func(q, "lower", sq_val(q, "A"))),
                     sq_set(entry.account_id, sq_select(q, sq_max(q, account.id))),
                     sq_set(entry.id, 4));
}
QUERY(insert_rows_in_one_statement)
{
    const sq_expr *columns[] = {entry.id, entry.kind};
    const sq_value rows[] = {SQ_VALUE(1), SQ_VALUE("a"), SQ_VALUE(2), SQ_VALUE("b")};
    return sq_values_rows(sq_insert(q, entry), columns, 2, rows, 2);
}
QUERY(insert_nothing_but_defaults)
{
    return sq_values_n(sq_insert(q, entry), NULL, 0);
}
QUERY(insert_from_a_select_with_client_defaults)
{
    const sq_expr *columns[] = {made.id};
    return sq_from_select_n(sq_insert(q, made), columns, 1, sq_select(q, account.id), true);
}
QUERY(insert_inline_fetches_no_key)
{
    return sq_inline(sq_values(sq_insert(q, entry), sq_set(entry.kind, "x")));
}
QUERY(insert_returning_names_and_expressions)
{
    return sq_returning(sq_values(sq_insert(q, entry), sq_set(entry.kind, "x")), entry.id,
                        sq_label(q, sq_add(q, entry.kind, "!"), "k"));
}
QUERY(insert_returning_in_the_order_of_the_rows)
{
    const sq_expr *columns[] = {entry.kind};
    const sq_value rows[] = {SQ_VALUE("a"), SQ_VALUE("b")};
    return sq_sort_by_parameter_order(
        sq_returning(sq_values_rows(sq_insert(q, entry), columns, 1, rows, 2), entry.id));
}
QUERY(insert_fetches_defaults_where_it_can)
{
    return sq_return_defaults_n(sq_values(sq_insert(q, made), sq_set(made.a, 1)), NULL, 0, false);
}
QUERY(insert_adds_the_key_to_what_returns)
{
    return sq_values(sq_insert(q, entry), sq_set(entry.kind, "x"));
}
QUERY(insert_client_defaults_are_parameters)
{
    return sq_values(sq_insert(q, made), sq_set(made.id, 1));
}
QUERY(insert_takes_the_next_number_of_a_sequence)
{
    return sq_values(sq_insert(q, counted), sq_set(counted.a, 1));
}
QUERY(insert_with_words_before)
{
    return sq_prefix_with(sq_values(sq_insert(q, entry), sq_set(entry.id, 1)),
                          sq_text(q, SQ_SQL("OR REPLACE")), "sqlite");
}

/* ---- upserts ---- */
QUERY(upsert_by_index_elements)
{
    const sq_assignment set[] = {sq_set(account.name, sq_excluded(q, account.name)),
                                 sq_set(account.age, sq_add(q, account.age, 1))};
    const sq_on_conflict o = {.action = SQ_DO_UPDATE,
                              .dialect = "postgresql",
                              .elements = SQ_LIST(account.email),
                              .set = set,
                              .n_set = 2,
                              .index_where = sq_gt(q, account.age, 1),
                              .where = sq_lt(q, account.id, 9)};
    return sq_on_conflict_with(sq_values(sq_insert(q, account), sq_set(account.email, "e")), &o);
}
QUERY(upsert_by_constraint)
{
    const sq_on_conflict o = {.action = SQ_DO_NOTHING,
                              .dialect = "postgresql",
                              .constraint = sq_name_of("account_email_key")};
    return sq_on_conflict_with(sq_values(sq_insert(q, account), sq_set(account.email, "e")), &o);
}
QUERY(upsert_of_sqlite_may_have_several_clauses)
{
    const sq_assignment set[] = {sq_set(account.name, "n")};
    const sq_on_conflict a = {
        .action = SQ_DO_NOTHING, .dialect = "sqlite", .elements = SQ_LIST(account.email)};
    const sq_on_conflict b = {.action = SQ_DO_UPDATE,
                              .dialect = "sqlite",
                              .elements = SQ_LIST(account.id),
                              .set = set,
                              .n_set = 1};
    const sq_stmt *s = sq_values(sq_insert(q, account), sq_set(account.email, "e"));
    return sq_on_conflict_with(sq_on_conflict_with(s, &a), &b);
}
QUERY(upsert_by_duplicate_key)
{
    const account_table new = SQ_ALIAS(q, account, "new");
    const sq_assignment set[] = {sq_set(account.name, new.name), sq_set(account.age, 3)};
    return sq_on_duplicate_key_update_n(
        sq_values(sq_insert(q, account), sq_set(account.email, "e")), new.sq_, set, 2, true);
}
QUERY(upsert_for_every_database)
{
    return sq_on_conflict_do_update(
        sq_values(sq_insert(q, account), sq_set(account.email, "e"), sq_set(account.name, "n")),
        SQ_LIST(account.email), sq_set(account.name, sq_excluded(q, account.name)));
}

/* ---- UPDATE ---- */
QUERY(upsert_of_a_row_that_may_meet_another_key)
{
    const sq_stmt *s = sq_values(sq_insert(q, account), sq_set(account.id, 1),
                                 sq_set(account.email, "e"));
    return sq_on_conflict_do_update(s, SQ_LIST(account.email), sq_set(account.name, "x"));
}
QUERY(upsert_by_a_key_that_is_not_declared)
{
    const sq_stmt *s = sq_values(sq_insert(q, account), sq_set(account.name, "n"));
    return sq_on_conflict_do_nothing(s, account.name);
}
QUERY(update_values_in_the_order_of_the_table)
{
    return sq_where(
        sq_values(sq_update(q, entry), sq_set(entry.kind, "x"), sq_set(entry.account_id, 2)),
        sq_eq(q, entry.id, 1));
}
QUERY(update_values_in_the_order_given)
{
    return sq_ordered_values(sq_update(q, entry), sq_set(entry.kind, "x"),
                             sq_set(entry.account_id, 2));
}
QUERY(update_by_a_name_of_its_column)
{
    const sq_expr *kind = sq_named_column(q, "kind", sq_varchar(9), NULL);
    return sq_values(sq_update(q, entry), sq_set(kind, "x"), sq_set(entry.account_id, 2));
}
QUERY(update_by_a_name_that_no_column_has)
{
    const sq_expr *other = sq_named_column(q, "sort", sq_varchar(9), NULL);
    return sq_values(sq_update(q, entry), sq_set(other, "x"), sq_set(entry.account_id, 2));
}
QUERY(update_an_alias_by_a_name_that_no_column_has)
{
    const sq_expr *other = sq_named_column(q, "sort", sq_varchar(9), NULL);
    return sq_ordered_values(sq_update(q, SQ_ALIAS(q, entry, "e")), sq_set(other, "x"));
}
QUERY(insert_by_a_name_that_no_column_has)
{
    const sq_expr *other = sq_named_column(q, "sort", sq_varchar(9), NULL);
    return sq_values(sq_insert(q, entry), sq_set(entry.kind, "x"), sq_set(other, "x"));
}
QUERY(update_uses_what_it_sets)
{
    return sq_values(sq_update(q, entry), sq_set(entry.account_id, 2),
                     sq_set(entry.amount, sq_add(q, sq_dml_column(q, entry.account_id), 1)));
}
QUERY(update_by_a_correlated_subquery)
{
    return sq_values(sq_update(q, account),
                     sq_set(account.age, sq_where(sq_select(q, sq_count(q, entry.id)),
                                                  sq_eq(q, entry.account_id, account.id))));
}
QUERY(update_from_other_tables)
{
    return sq_where(sq_values(sq_update(q, entry), sq_set(entry.kind, account.name)),
                    sq_eq(q, entry.account_id, account.id));
}
QUERY(update_several_tables)
{
    return sq_where(
        sq_values(sq_update(q, entry), sq_set(entry.kind, "x"), sq_set(account.name, "y")),
        sq_eq(q, entry.account_id, account.id));
}
QUERY(update_elements_of_a_column)
{
    return sq_values(sq_update(q, library),
                     sq_set(sq_getitem(q, library.doc, "k"), sq_json_value("1")),
                     sq_set(sq_getitem(q, library.tags, 1), 5));
}
QUERY(update_sets_what_changes_by_itself)
{
    return sq_values(sq_update(q, made), sq_set(made.a, 1));
}
QUERY(update_fetches_what_the_server_sets)
{
    return sq_return_defaults_n(sq_values(sq_update(q, made), sq_set(made.a, 1)), NULL, 0, false);
}
QUERY(update_fetches_columns_that_are_named)
{
    const sq_expr *columns[] = {made.c, made.d};
    return sq_return_defaults_n(sq_values(sq_update(q, made), sq_set(made.a, 1)), columns, 2,
                                false);
}
QUERY(update_parameters_in_set_and_where)
{
    return sq_where(sq_values(sq_update(q, entry), sq_set(entry.kind, sq_bindparam(q, "new_kind"))),
                    sq_eq(q, entry.kind, sq_bindparam(q, "old_kind")));
}
QUERY(update_parameter_named_as_its_column_is_refused)
{
    return sq_where(sq_values(sq_update(q, entry), sq_set(entry.kind, "x")),
                    sq_eq(q, entry.kind, sq_bindparam(q, "kind")));
}
QUERY(update_of_a_few_rows)
{
    return sq_dml_limit(
        sq_where(sq_values(sq_update(q, entry), sq_set(entry.kind, "x")), sq_gt(q, entry.id, 1)),
        5);
}
QUERY(update_returning_columns)
{
    return sq_returning(sq_values(sq_update(q, entry), sq_set(entry.kind, "x")), entry.id,
                        entry.kind);
}

/* ---- DELETE ---- */
QUERY(delete_with_other_tables_in_its_conditions)
{
    return sq_where(sq_delete(q, entry), sq_eq(q, entry.account_id, account.id),
                    sq_gt(q, account.age, 5));
}
QUERY(delete_using_what_is_said)
{
    const account_table a = SQ_ALIAS(q, account, "a");
    return sq_where(sq_using(sq_delete(q, entry), a), sq_eq(q, entry.account_id, a.id));
}
QUERY(delete_returning_columns)
{
    return sq_returning(sq_where(sq_delete(q, entry), sq_eq(q, entry.id, 1)), entry.kind);
}

/* ---- MERGE ---- */
QUERY(merge_with_every_when)
{
    const sq_stmt *s = sq_merge_into(q, account, entry, sq_eq(q, account.id, entry.account_id));
    s = sq_when_matched_delete(s, sq_eq(q, entry.kind, "gone"));
    s = sq_when_matched_do_nothing(s, sq_or(q, sq_gt(q, account.age, 90), sq_is_null(q, entry.at)));
    s = sq_when_matched_update(s, NULL, sq_set(account.name, entry.kind),
                               sq_set(account.age, sq_add(q, account.age, 1)));
    s = sq_when_not_matched_insert(s, sq_ne(q, entry.kind, "gone"),
                                   sq_set(account.id, entry.account_id),
                                   sq_set(account.name, "new"), sq_set(account.age, 1));
    return sq_when_not_matched_do_nothing(s, NULL);
}
QUERY(merge_sets_what_changes_by_itself)
{
    const sq_stmt *s = sq_merge_into(q, made, account, sq_eq(q, made.id, account.id));
    s = sq_when_matched_update(s, NULL, sq_set(made.a, account.age));
    s = sq_when_not_matched_insert(s, sq_gt(q, account.age, 5), sq_set(made.id, account.id));
    return sq_when_not_matched_insert_n(s, NULL, NULL, 0);
}
QUERY(merge_of_an_alias_and_a_subquery)
{
    const account_table a = SQ_ALIAS(q, account, "a");
    const sq_source s = sq_subquery(
        q, sq_where(sq_select(q, entry.account_id, entry.kind), sq_eq(q, entry.amount, 2)), "s");
    const sq_stmt *m = sq_merge_into(q, a, s, sq_eq(q, a.id, sq_col(q, s, "account_id")));
    return sq_when_matched_update(m, NULL, sq_set(a.name, sq_col(q, s, "kind")));
}
QUERY(merge_from_a_cte)
{
    const sq_source s = sq_cte(q, sq_select(q, entry.account_id), "s");
    const sq_stmt *m = sq_merge_into(q, account, s,
                                     sq_eq(q, account.id, sq_col(q, s, "account_id")));
    return sq_when_matched_delete(m, NULL);
}
QUERY(merge_without_a_when_is_refused)
{
    return sq_merge_into(q, account, entry, sq_eq(q, account.id, entry.account_id));
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(insert_without_values_has_a_parameter_for_each_column,
       "INSERT INTO entry (id, account_id, kind, amount, at) VALUES (?, ?, ?, ?, ?)", SAME,
       "INSERT INTO entry (id, account_id, kind, amount, at) VALUES ($1, $2, $3, $4, $5)",
       "INSERT INTO entry (id, account_id, kind, amount, at) VALUES (?, ?, ?, ?, ?)", SAME)
GOLDEN(insert_without_values_leaves_what_the_server_computes_to_it,
       "INSERT INTO priced (id, net) VALUES (?, ?)", SAME,
       "INSERT INTO priced (id, net) VALUES ($1, $2)",
       "INSERT INTO priced (id, net) VALUES (?, ?)", SAME)
GOLDEN(update_without_values_leaves_what_the_server_computes_to_it,
       "UPDATE priced SET id=?, net=? WHERE priced.id = ?", SAME,
       "UPDATE priced SET id=$1, net=$2 WHERE priced.id = $3",
       "UPDATE priced SET id=?, net=? WHERE priced.id = ?", SAME)
GOLDEN(insert_values_and_expressions,
       "INSERT INTO entry (id, account_id, kind) VALUES (?, (SELECT max(account.id) AS max_1 \nFROM account), lower(?))", SAME,
       "INSERT INTO entry (id, account_id, kind) VALUES ($1, (SELECT max(account.id) AS max_1 \nFROM account), lower($2))",
       "INSERT INTO entry (id, account_id, kind) VALUES (?, (SELECT max(account.id) AS max_1 \nFROM account), lower(?))", SAME)
GOLDEN(insert_rows_in_one_statement,
       UNSUPPORTED("default has no INSERT of several rows"),
       "INSERT INTO entry (id, kind) VALUES (?, ?), (?, ?)",
       "INSERT INTO entry (id, kind) VALUES ($1, $2), ($3, $4)",
       "INSERT INTO entry (id, kind) VALUES (?, ?), (?, ?)", SAME)
GOLDEN(insert_nothing_but_defaults,
       "INSERT INTO entry DEFAULT VALUES", SAME,
       "INSERT INTO entry DEFAULT VALUES RETURNING entry.id",
       "INSERT INTO entry () VALUES ()", SAME)
GOLDEN(insert_from_a_select_with_client_defaults,
       "INSERT INTO made (id, a, b, c) SELECT account.id, ? AS anon_1, lower('X'), ? AS anon_2 \nFROM account", SAME,
       "INSERT INTO made (id, a, b, c) SELECT account.id, $1 AS anon_1, lower('X'), $2 AS anon_2 \nFROM account",
       "INSERT INTO made (id, a, b, c) SELECT account.id, ? AS anon_1, lower('X'), ? AS anon_2 \nFROM account", SAME)
GOLDEN(insert_inline_fetches_no_key,
       "INSERT INTO entry (kind) VALUES (?)", SAME,
       "INSERT INTO entry (kind) VALUES ($1)",
       "INSERT INTO entry (kind) VALUES (?)", SAME)
GOLDEN(insert_returning_names_and_expressions,
       "INSERT INTO entry (kind) VALUES (?) RETURNING entry.id, entry.kind || ? AS k",
       "INSERT INTO entry (kind) VALUES (?) RETURNING id, kind || ? AS k",
       "INSERT INTO entry (kind) VALUES ($1) RETURNING entry.id, entry.kind || $2 AS k",
       LENIENT("INSERT INTO entry (kind) VALUES (?) RETURNING entry.id, concat(entry.kind, ?) AS k"),
       "INSERT INTO entry (kind) VALUES (?) RETURNING entry.id, concat(entry.kind, ?) AS k")
GOLDEN(insert_returning_in_the_order_of_the_rows,
       UNSUPPORTED("default has no INSERT of several rows"),
       "INSERT INTO entry (kind) VALUES (?), (?) RETURNING id",
       "INSERT INTO entry (kind) VALUES ($1), ($2) RETURNING entry.id",
       LENIENT("INSERT INTO entry (kind) VALUES (?), (?) RETURNING entry.id"),
       "INSERT INTO entry (kind) VALUES (?), (?) RETURNING entry.id")
GOLDEN(insert_fetches_defaults_where_it_can,
       "INSERT INTO made (a, b, c) VALUES (?, lower('X'), ?)",
       "INSERT INTO made (a, b, c) VALUES (?, lower('X'), ?) RETURNING id, b, d",
       "INSERT INTO made (a, b, c) VALUES ($1, lower('X'), $2) RETURNING made.id, made.b, made.d",
       "INSERT INTO made (a, b, c) VALUES (?, lower('X'), ?)",
       "INSERT INTO made (a, b, c) VALUES (?, lower('X'), ?) RETURNING made.id, made.b, made.d")
GOLDEN(insert_adds_the_key_to_what_returns,
       "INSERT INTO entry (kind) VALUES (?)", SAME,
       "INSERT INTO entry (kind) VALUES ($1) RETURNING entry.id",
       "INSERT INTO entry (kind) VALUES (?)", SAME)
GOLDEN(insert_client_defaults_are_parameters,
       "INSERT INTO made (id, a, b, c) VALUES (?, ?, lower('X'), ?)", SAME,
       "INSERT INTO made (id, a, b, c) VALUES ($1, $2, lower('X'), $3)",
       "INSERT INTO made (id, a, b, c) VALUES (?, ?, lower('X'), ?)", SAME)
GOLDEN(insert_takes_the_next_number_of_a_sequence,
       "INSERT INTO counted (a) VALUES (?)", SAME,
       "INSERT INTO counted (id, a) VALUES (nextval('numbers'), $1) RETURNING counted.id",
       "INSERT INTO counted (a) VALUES (?)",
       "INSERT INTO counted (id, a) VALUES (nextval(numbers), ?)")
GOLDEN(insert_with_words_before,
       "INSERT INTO entry (id) VALUES (?)",
       "INSERT OR REPLACE INTO entry (id) VALUES (?)",
       "INSERT INTO entry (id) VALUES ($1)",
       "INSERT INTO entry (id) VALUES (?)", SAME)
GOLDEN(upsert_by_index_elements,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO account (email) VALUES (?) ON CONFLICT (email) WHERE age > 1 DO UPDATE SET name = excluded.name, age = (account.age + ?) WHERE account.id < ?",
       "INSERT INTO account (email) VALUES ($1) ON CONFLICT (email) WHERE age > 1 DO UPDATE SET name = excluded.name, age = (account.age + $2) WHERE account.id < $3 RETURNING account.id",
       UNSUPPORTED("mysql has no ON CONFLICT with a condition or constraint"),
       UNSUPPORTED("mariadb has no ON CONFLICT with a condition or constraint"))
GOLDEN(upsert_by_constraint,
       UNSUPPORTED("default has no ON CONFLICT"),
       LENIENT("INSERT INTO account (email) VALUES (?) ON CONFLICT DO NOTHING"),
       "INSERT INTO account (email) VALUES ($1) ON CONFLICT ON CONSTRAINT account_email_key DO NOTHING RETURNING account.id",
       UNSUPPORTED("mysql has no ON CONFLICT with a condition or constraint"),
       UNSUPPORTED("mariadb has no ON CONFLICT with a condition or constraint"))
GOLDEN(upsert_of_sqlite_may_have_several_clauses,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO account (email) VALUES (?) ON CONFLICT (email) DO NOTHING ON CONFLICT (id) DO UPDATE SET name = ?",
       REJECTED("INSERT INTO account (email) VALUES ($1) ON CONFLICT (email) DO NOTHING ON CONFLICT (id) DO UPDATE SET name = $2 RETURNING account.id"),
       UNSUPPORTED("mysql has no more than one ON CONFLICT"),
       UNSUPPORTED("mariadb has no more than one ON CONFLICT"))
GOLDEN(upsert_by_duplicate_key,
       UNSUPPORTED("default has no ON DUPLICATE KEY UPDATE"),
       UNSUPPORTED("sqlite has no ON DUPLICATE KEY UPDATE"),
       UNSUPPORTED("postgresql has no ON DUPLICATE KEY UPDATE"),
       "INSERT INTO account (email) VALUES (?) AS new ON DUPLICATE KEY UPDATE name = new.name, age = ?",
       "INSERT INTO account (email) VALUES (?) ON DUPLICATE KEY UPDATE name = VALUES(name), age = ?")
GOLDEN(upsert_for_every_database,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO account (name, email) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET name = excluded.name",
       "INSERT INTO account (name, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING account.id",
       "INSERT INTO account (name, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = new.name",
       "INSERT INTO account (name, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)")
GOLDEN(upsert_of_a_row_that_may_meet_another_key,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO account (id, email) VALUES (?, ?) ON CONFLICT (email) DO UPDATE SET name = ?",
       "INSERT INTO account (id, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = $3",
       LENIENT("INSERT INTO account (id, email) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = ?"),
       LENIENT("INSERT INTO account (id, email) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = ?"))
GOLDEN(upsert_by_a_key_that_is_not_declared,
       UNSUPPORTED("default has no ON CONFLICT"),
       REJECTED("INSERT INTO account (name) VALUES (?) ON CONFLICT (name) DO NOTHING"),
       "INSERT INTO account (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING account.id",
       LENIENT("INSERT INTO account (name) VALUES (?) ON DUPLICATE KEY UPDATE name = name"), SAME)
GOLDEN(update_values_in_the_order_of_the_table,
       "UPDATE entry SET account_id=?, kind=? WHERE entry.id = ?", SAME,
       "UPDATE entry SET account_id=$1, kind=$2 WHERE entry.id = $3",
       "UPDATE entry SET account_id=?, kind=? WHERE entry.id = ?", SAME)
GOLDEN(update_values_in_the_order_given,
       "UPDATE entry SET kind=?, account_id=?", SAME,
       "UPDATE entry SET kind=$1, account_id=$2",
       "UPDATE entry SET kind=?, account_id=?", SAME)
GOLDEN(update_by_a_name_of_its_column,
       "UPDATE entry SET account_id=?, kind=?", SAME,
       "UPDATE entry SET account_id=$1, kind=$2",
       "UPDATE entry SET account_id=?, kind=?", SAME)
GOLDEN(update_by_a_name_that_no_column_has,
       UNSUPPORTED("the table has no column \"sort\""), SAME, SAME, SAME, SAME)
GOLDEN(update_an_alias_by_a_name_that_no_column_has,
       UNSUPPORTED("the table has no column \"sort\""), SAME, SAME, SAME, SAME)
GOLDEN(insert_by_a_name_that_no_column_has,
       UNSUPPORTED("the table has no column \"sort\""), SAME, SAME, SAME, SAME)
GOLDEN(update_uses_what_it_sets,
       "UPDATE entry SET account_id=?, amount=(? + ?)", SAME,
       "UPDATE entry SET account_id=$1, amount=($1 + $2)",
       "UPDATE entry SET account_id=?, amount=(? + ?)", SAME)
GOLDEN(update_by_a_correlated_subquery,
       "UPDATE account SET age=(SELECT count(entry.id) AS count_1 \nFROM entry \nWHERE entry.account_id = account.id)", SAME, SAME, SAME, SAME)
GOLDEN(update_from_other_tables,
       UNSUPPORTED("default has no UPDATE of several tables"),
       "UPDATE entry SET kind=account.name FROM account WHERE entry.account_id = account.id", SAME,
       "UPDATE entry, account SET entry.kind=account.name WHERE entry.account_id = account.id", SAME)
GOLDEN(update_several_tables,
       UNSUPPORTED("default has no SET of columns of several tables"),
       UNSUPPORTED("sqlite has no SET of columns of several tables"),
       UNSUPPORTED("postgresql has no SET of columns of several tables"),
       "UPDATE entry, account SET account.name=?, entry.kind=? WHERE entry.account_id = account.id", SAME)
GOLDEN(update_elements_of_a_column,
       UNSUPPORTED("default has no JSON access"),
       UNSUPPORTED("sqlite has no an expression as target of SET"),
       "UPDATE library SET doc[$1]=$2::JSONB, tags[$3]=$4",
       UNSUPPORTED("mysql has no an expression as target of SET"),
       UNSUPPORTED("mariadb has no an expression as target of SET"))
GOLDEN(update_sets_what_changes_by_itself,
       "UPDATE made SET a=?, b=upper('y'), c=?", SAME,
       "UPDATE made SET a=$1, b=upper('y'), c=$2",
       "UPDATE made SET a=?, b=upper('y'), c=?", SAME)
GOLDEN(update_fetches_what_the_server_sets,
       "UPDATE made SET a=?, b=upper('y'), c=?",
       "UPDATE made SET a=?, b=upper('y'), c=? RETURNING b",
       "UPDATE made SET a=$1, b=upper('y'), c=$2 RETURNING made.b",
       "UPDATE made SET a=?, b=upper('y'), c=?", SAME)
GOLDEN(update_fetches_columns_that_are_named,
       "UPDATE made SET a=?, b=upper('y'), c=?",
       "UPDATE made SET a=?, b=upper('y'), c=? RETURNING d",
       "UPDATE made SET a=$1, b=upper('y'), c=$2 RETURNING made.d",
       "UPDATE made SET a=?, b=upper('y'), c=?", SAME)
GOLDEN(update_parameters_in_set_and_where,
       "UPDATE entry SET kind=? WHERE entry.kind = ?", SAME,
       "UPDATE entry SET kind=$1 WHERE entry.kind = $2",
       "UPDATE entry SET kind=? WHERE entry.kind = ?", SAME)
GOLDEN(update_parameter_named_as_its_column_is_refused,
       UNSUPPORTED("the name \"kind\" is that of a parameter made up by squill"), SAME, SAME, SAME, SAME)
GOLDEN(update_of_a_few_rows,
       UNSUPPORTED("default has no LIMIT of UPDATE and DELETE"),
       UNSUPPORTED("sqlite has no LIMIT of UPDATE and DELETE"),
       UNSUPPORTED("postgresql has no LIMIT of UPDATE and DELETE"),
       "UPDATE entry SET kind=? WHERE entry.id > ? LIMIT 5", SAME)
GOLDEN(update_returning_columns,
       "UPDATE entry SET kind=? RETURNING entry.id, entry.kind",
       "UPDATE entry SET kind=? RETURNING id, kind",
       "UPDATE entry SET kind=$1 RETURNING entry.id, entry.kind",
       LENIENT("UPDATE entry SET kind=? RETURNING entry.id, entry.kind"), SAME)
GOLDEN(delete_with_other_tables_in_its_conditions,
       UNSUPPORTED("default has no DELETE of several tables"),
       UNSUPPORTED("sqlite has no DELETE of several tables"),
       "DELETE FROM entry USING account WHERE entry.account_id = account.id AND account.age > $1",
       "DELETE FROM entry USING entry, account WHERE entry.account_id = account.id AND account.age > ?", SAME)
GOLDEN(delete_using_what_is_said,
       UNSUPPORTED("default has no DELETE of several tables"),
       UNSUPPORTED("sqlite has no DELETE of several tables"),
       "DELETE FROM entry USING account AS a WHERE entry.account_id = a.id",
       "DELETE FROM entry USING entry, account AS a WHERE entry.account_id = a.id", SAME)
GOLDEN(delete_returning_columns,
       "DELETE FROM entry WHERE entry.id = ? RETURNING entry.kind",
       "DELETE FROM entry WHERE entry.id = ? RETURNING kind",
       "DELETE FROM entry WHERE entry.id = $1 RETURNING entry.kind",
       LENIENT("DELETE FROM entry WHERE entry.id = ? RETURNING entry.kind"),
       "DELETE FROM entry WHERE entry.id = ? RETURNING entry.kind")
GOLDEN(merge_with_every_when,
       "MERGE INTO account USING entry ON account.id = entry.account_id WHEN MATCHED AND entry.kind = ? THEN DELETE WHEN MATCHED AND (account.age > ? OR entry.at IS NULL) THEN DO NOTHING WHEN MATCHED THEN UPDATE SET name=entry.kind, age=(account.age + ?) WHEN NOT MATCHED AND entry.kind != ? THEN INSERT (id, name, age) VALUES (entry.account_id, ?, ?) WHEN NOT MATCHED THEN DO NOTHING",
       REJECTED("MERGE INTO account USING entry ON account.id = entry.account_id WHEN MATCHED AND entry.kind = ? THEN DELETE WHEN MATCHED AND (account.age > ? OR entry.at IS NULL) THEN DO NOTHING WHEN MATCHED THEN UPDATE SET name=entry.kind, age=(account.age + ?) WHEN NOT MATCHED AND entry.kind != ? THEN INSERT (id, name, age) VALUES (entry.account_id, ?, ?) WHEN NOT MATCHED THEN DO NOTHING"),
       "MERGE INTO account USING entry ON account.id = entry.account_id WHEN MATCHED AND entry.kind = $1 THEN DELETE WHEN MATCHED AND (account.age > $2 OR entry.at IS NULL) THEN DO NOTHING WHEN MATCHED THEN UPDATE SET name=entry.kind, age=(account.age + $3) WHEN NOT MATCHED AND entry.kind != $4 THEN INSERT (id, name, age) VALUES (entry.account_id, $5, $6) WHEN NOT MATCHED THEN DO NOTHING",
       LENIENT("MERGE INTO account USING entry ON account.id = entry.account_id WHEN MATCHED AND entry.kind = ? THEN DELETE WHEN MATCHED AND (account.age > ? OR entry.at IS NULL) THEN DO NOTHING WHEN MATCHED THEN UPDATE SET name=entry.kind, age=(account.age + ?) WHEN NOT MATCHED AND entry.kind != ? THEN INSERT (id, name, age) VALUES (entry.account_id, ?, ?) WHEN NOT MATCHED THEN DO NOTHING"), SAME)
GOLDEN(merge_sets_what_changes_by_itself,
       "MERGE INTO made USING account ON made.id = account.id WHEN MATCHED THEN UPDATE SET a=account.age, b=upper('y'), c=? WHEN NOT MATCHED AND account.age > ? THEN INSERT (id, a, b, c) VALUES (account.id, ?, lower('X'), ?) WHEN NOT MATCHED THEN INSERT (a, b, c) VALUES (?, lower('X'), ?)",
       REJECTED("MERGE INTO made USING account ON made.id = account.id WHEN MATCHED THEN UPDATE SET a=account.age, b=upper('y'), c=? WHEN NOT MATCHED AND account.age > ? THEN INSERT (id, a, b, c) VALUES (account.id, ?, lower('X'), ?) WHEN NOT MATCHED THEN INSERT (a, b, c) VALUES (?, lower('X'), ?)"),
       "MERGE INTO made USING account ON made.id = account.id WHEN MATCHED THEN UPDATE SET a=account.age, b=upper('y'), c=$1 WHEN NOT MATCHED AND account.age > $2 THEN INSERT (id, a, b, c) VALUES (account.id, $3, lower('X'), $4) WHEN NOT MATCHED THEN INSERT (a, b, c) VALUES ($5, lower('X'), $6)",
       LENIENT("MERGE INTO made USING account ON made.id = account.id WHEN MATCHED THEN UPDATE SET a=account.age, b=upper('y'), c=? WHEN NOT MATCHED AND account.age > ? THEN INSERT (id, a, b, c) VALUES (account.id, ?, lower('X'), ?) WHEN NOT MATCHED THEN INSERT (a, b, c) VALUES (?, lower('X'), ?)"), SAME)
GOLDEN(merge_of_an_alias_and_a_subquery,
       "MERGE INTO account AS a USING (SELECT entry.account_id AS account_id, entry.kind AS kind \nFROM entry \nWHERE entry.amount = ?) AS s ON a.id = s.account_id WHEN MATCHED THEN UPDATE SET name=s.kind",
       REJECTED("MERGE INTO account AS a USING (SELECT entry.account_id AS account_id, entry.kind AS kind \nFROM entry \nWHERE entry.amount = ?) AS s ON a.id = s.account_id WHEN MATCHED THEN UPDATE SET name=s.kind"),
       "MERGE INTO account AS a USING (SELECT entry.account_id AS account_id, entry.kind AS kind \nFROM entry \nWHERE entry.amount = $1) AS s ON a.id = s.account_id WHEN MATCHED THEN UPDATE SET name=s.kind",
       LENIENT("MERGE INTO account AS a USING (SELECT entry.account_id AS account_id, entry.kind AS kind \nFROM entry \nWHERE entry.amount = ?) AS s ON a.id = s.account_id WHEN MATCHED THEN UPDATE SET name=s.kind"), SAME)
GOLDEN(merge_from_a_cte,
       "WITH s AS \n(SELECT entry.account_id AS account_id \nFROM entry)\n MERGE INTO account USING s ON account.id = s.account_id WHEN MATCHED THEN DELETE",
       REJECTED("WITH s AS \n(SELECT entry.account_id AS account_id \nFROM entry)\n MERGE INTO account USING s ON account.id = s.account_id WHEN MATCHED THEN DELETE"),
       "WITH s AS \n(SELECT entry.account_id AS account_id \nFROM entry)\n MERGE INTO account USING s ON account.id = s.account_id WHEN MATCHED THEN DELETE",
       LENIENT("WITH s AS \n(SELECT entry.account_id AS account_id \nFROM entry)\n MERGE INTO account USING s ON account.id = s.account_id WHEN MATCHED THEN DELETE"), SAME)
GOLDEN(merge_without_a_when_is_refused,
       UNSUPPORTED("it has no WHEN"),
       UNSUPPORTED("sqlite has no MERGE"),
       UNSUPPORTED("it has no WHEN"),
       UNSUPPORTED("mysql has no MERGE"),
       UNSUPPORTED("mariadb has no MERGE"))
/* clang-format on */

SQT_MAIN(
    "sql_dml", TEST(test_insert_without_values_has_a_parameter_for_each_column),
    TEST(test_insert_without_values_leaves_what_the_server_computes_to_it),
    TEST(test_update_without_values_leaves_what_the_server_computes_to_it),
    TEST(test_insert_values_and_expressions), TEST(test_insert_rows_in_one_statement),
    TEST(test_insert_nothing_but_defaults), TEST(test_insert_from_a_select_with_client_defaults),
    TEST(test_insert_inline_fetches_no_key), TEST(test_insert_returning_names_and_expressions),
    TEST(test_insert_returning_in_the_order_of_the_rows),
    TEST(test_insert_fetches_defaults_where_it_can), TEST(test_insert_adds_the_key_to_what_returns),
    TEST(test_insert_client_defaults_are_parameters),
    TEST(test_insert_takes_the_next_number_of_a_sequence), TEST(test_insert_with_words_before),
    TEST(test_upsert_by_index_elements), TEST(test_upsert_by_constraint),
    TEST(test_upsert_of_sqlite_may_have_several_clauses), TEST(test_upsert_by_duplicate_key),
    TEST(test_upsert_for_every_database), TEST(test_upsert_of_a_row_that_may_meet_another_key),
    TEST(test_upsert_by_a_key_that_is_not_declared), TEST(test_update_fetches_what_the_server_sets),
    TEST(test_update_fetches_columns_that_are_named),
    TEST(test_update_values_in_the_order_of_the_table), TEST(test_update_values_in_the_order_given),
    TEST(test_update_by_a_name_of_its_column), TEST(test_update_by_a_name_that_no_column_has),
    TEST(test_update_an_alias_by_a_name_that_no_column_has),
    TEST(test_insert_by_a_name_that_no_column_has), TEST(test_update_uses_what_it_sets),
    TEST(test_update_by_a_correlated_subquery), TEST(test_update_from_other_tables),
    TEST(test_update_several_tables), TEST(test_update_elements_of_a_column),
    TEST(test_update_sets_what_changes_by_itself), TEST(test_update_parameters_in_set_and_where),
    TEST(test_update_parameter_named_as_its_column_is_refused), TEST(test_update_of_a_few_rows),
    TEST(test_update_returning_columns), TEST(test_delete_with_other_tables_in_its_conditions),
    TEST(test_delete_using_what_is_said), TEST(test_delete_returning_columns),
    TEST(test_merge_with_every_when), TEST(test_merge_sets_what_changes_by_itself),
    TEST(test_merge_of_an_alias_and_a_subquery), TEST(test_merge_from_a_cte),
    TEST(test_merge_without_a_when_is_refused))
