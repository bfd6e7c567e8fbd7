/* test_golden_pages.c: the exact text of INSERT for many parameter sets in one statement. */
#define SHOP_TABLES own_tables
#include "tests/sql/shop.h"

static const sq_sequence rising = {.name = "rising"},
                         falling = {.name = "falling",
                                    .numbers = {.has_increment = true, .increment = -1}};

/* Keys of every kind. */
SQ_TABLE(by_uuid, (id, uuid, .primary_key = true), (name, varchar(20)));
SQ_TABLE(by_name, (name, varchar(20), .primary_key = true), (n, integer));
SQ_TABLE(by_two, (a, integer, .primary_key = true), (b, integer, .primary_key = true));
SQ_TABLE(up,
         (id, integer, .primary_key = true,
          .default_ = {.kind = SQ_DEFAULT_SEQUENCE, .sequence = &rising}),
         (n, integer));
SQ_TABLE(down,
         (id, integer, .primary_key = true,
          .default_ = {.kind = SQ_DEFAULT_SEQUENCE, .sequence = &falling}),
         (n, integer));
SQ_TABLE(marked, (name, varchar(20), .primary_key = true, .server_default = SQ_SQL("'x'")),
         (n, integer),
         (place, integer, .omit_from_statements = true, .insert_sentinel = true,
          .default_ = {.kind = SQ_DEFAULT_SENTINEL}));
SQ_TABLE(timed,
         (id, bigint, .primary_key = true, .server_default = SQ_SQL("1"), .insert_sentinel = true),
         (n, integer));

static const sq_relation *const own_tables[] = {
    &account_table_def.relation, &entry_table_def.relation,
    &by_uuid_table_def.relation, &by_name_table_def.relation,
    &by_two_table_def.relation,  &up_table_def.relation,
    &down_table_def.relation,    &marked_table_def.relation,
    &timed_table_def.relation,   NULL};

static const char *const kind_amount[] = {"kind", "amount"};
static const char *const id_name[] = {"id", "name"};
static const char *const name_n[] = {"name", "n"};
static const char *const a_b[] = {"a", "b"};
static const char *const n[] = {"n"};
/* clang-format off */
#define PAGE(of, k) (.executemany = true, .page_rows = (of), .keys = (k), .n_keys = sizeof(k) / sizeof *(k))
#define ANY_ORDER(of, k) \
    (.executemany = true, .page_rows = (of), .keys = (k), .n_keys = sizeof(k) / sizeof *(k), .any_order = true)
/* clang-format on */

QUERY(page_returns_generated_keys)
{
    return sq_insert(q, entry);
}
QUERY(page_returns_what_is_asked_and_the_key_that_tells_the_order)
{
    return sq_returning(sq_insert(q, entry), entry.kind);
}
QUERY(page_does_not_return_the_key_twice)
{
    return sq_returning(sq_insert(q, entry), entry.kind, entry.id);
}
QUERY(page_in_any_order_returns_what_is_asked)
{
    return sq_returning(sq_insert(q, entry), entry.kind);
}
QUERY(page_in_any_order_unless_the_statement_wants_one)
{
    return sq_sort_by_parameter_order(sq_returning(sq_insert(q, entry), entry.kind));
}
QUERY(page_of_values_and_expressions)
{
    return sq_returning(sq_values(sq_insert(q, entry),
                                  sq_set(entry.kind, sq_func(q, "lower", sq_bindparam(q, "word"))),
                                  sq_set(entry.account_id, 7)),
                        entry.id);
}
QUERY(page_is_ordered_by_keys_that_are_given)
{
    return sq_returning(sq_insert(q, by_uuid), by_uuid.name);
}
QUERY(page_is_one_row_for_keys_that_may_come_back_changed)
{
    return sq_returning(sq_insert(q, by_name), by_name.n);
}
QUERY(page_is_one_row_for_keys_of_several_columns)
{
    return sq_insert(q, by_two);
}
QUERY(page_is_ordered_by_a_rising_sequence)
{
    return sq_insert(q, up);
}
QUERY(page_is_one_row_for_a_falling_sequence)
{
    return sq_insert(q, down);
}
QUERY(page_is_ordered_by_a_column_made_for_it)
{
    return sq_returning(sq_insert(q, marked), marked.name);
}
QUERY(page_is_ordered_by_a_default_that_is_said_to_rise)
{
    return sq_insert(q, timed);
}
QUERY(page_is_one_row_where_rows_may_be_left_out)
{
    return sq_on_conflict_do_nothing(sq_insert(q, entry), entry.id);
}
QUERY(page_in_any_order_may_leave_rows_out)
{
    return sq_on_conflict_do_nothing(sq_insert(q, entry), entry.id);
}
QUERY(page_is_one_row_for_an_upsert)
{
    const sq_stmt *s = sq_insert(q, by_uuid);
    return sq_on_conflict_do_update(s, SQ_LIST(by_uuid.id), sq_set(by_uuid.name, "x"));
}
QUERY(page_is_one_row_behind_a_cte)
{
    const sq_source c = sq_cte(q, sq_select(q, account.id), "c");
    return sq_add_cte(sq_insert(q, entry), c);
}

/* clang-format off */
GOLDEN_WITH(PAGE(2, kind_amount), page_returns_generated_keys,
       "INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.id",
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING id",
       "INSERT INTO entry (kind, amount) SELECT p0::VARCHAR, p1::NUMERIC(10, 2) FROM (VALUES ($1, $2, 0), ($3, $4, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.id")
GOLDEN_WITH(PAGE(2, kind_amount), page_returns_what_is_asked_and_the_key_that_tells_the_order,
       "INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.kind",
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING kind, id",
       "INSERT INTO entry (kind, amount) SELECT p0::VARCHAR, p1::NUMERIC(10, 2) FROM (VALUES ($1, $2, 0), ($3, $4, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING entry.kind, entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind, entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind, entry.id")
GOLDEN_WITH(PAGE(3, kind_amount), page_does_not_return_the_key_twice,
       "INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.kind, entry.id",
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?), (?, ?) RETURNING kind, id",
       "INSERT INTO entry (kind, amount) SELECT p0::VARCHAR, p1::NUMERIC(10, 2) FROM (VALUES ($1, $2, 0), ($3, $4, 1), ($5, $6, 2)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING entry.kind, entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?), (?, ?) RETURNING entry.kind, entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?), (?, ?) RETURNING entry.kind, entry.id")
GOLDEN_WITH(ANY_ORDER(2, kind_amount), page_in_any_order_returns_what_is_asked,
       "INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.kind",
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING kind",
       "INSERT INTO entry (kind, amount) VALUES ($1, $2), ($3, $4) RETURNING entry.kind",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind")
GOLDEN_WITH(ANY_ORDER(2, kind_amount), page_in_any_order_unless_the_statement_wants_one,
       "INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.kind",
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING kind, id",
       "INSERT INTO entry (kind, amount) SELECT p0::VARCHAR, p1::NUMERIC(10, 2) FROM (VALUES ($1, $2, 0), ($3, $4, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING entry.kind, entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind, entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) RETURNING entry.kind, entry.id")
GOLDEN_WITH((.executemany = true, .page_rows = 2), page_of_values_and_expressions,
       "INSERT INTO entry (account_id, kind) VALUES (?, lower(?)) RETURNING entry.id",
       "INSERT INTO entry (account_id, kind) VALUES (?, lower(?)), (?, lower(?)) RETURNING id",
       "INSERT INTO entry (account_id, kind) SELECT p0::INTEGER, p1::VARCHAR FROM (VALUES ($1, lower($2), 0), ($3, lower($4), 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING entry.id",
       LENIENT("INSERT INTO entry (account_id, kind) VALUES (?, lower(?)), (?, lower(?)) RETURNING entry.id"),
       "INSERT INTO entry (account_id, kind) VALUES (?, lower(?)), (?, lower(?)) RETURNING entry.id")
GOLDEN_WITH(PAGE(2, id_name), page_is_ordered_by_keys_that_are_given,
       "INSERT INTO by_uuid (id, name) VALUES (?, ?) RETURNING by_uuid.name",
       "INSERT INTO by_uuid (id, name) VALUES (?, ?), (?, ?) RETURNING name, id",
       "INSERT INTO by_uuid (id, name) VALUES ($1::UUID, $2), ($3::UUID, $4) RETURNING by_uuid.name, by_uuid.id",
       LENIENT("INSERT INTO by_uuid (id, name) VALUES (?, ?), (?, ?) RETURNING by_uuid.name, by_uuid.id"),
       "INSERT INTO by_uuid (id, name) VALUES (?, ?), (?, ?) RETURNING by_uuid.name, by_uuid.id")
GOLDEN_WITH(PAGE(2, name_n), page_is_one_row_for_keys_that_may_come_back_changed,
       "INSERT INTO by_name (name, n) VALUES (?, ?) RETURNING by_name.n",
       "INSERT INTO by_name (name, n) VALUES (?, ?) RETURNING n",
       "INSERT INTO by_name (name, n) VALUES ($1, $2) RETURNING by_name.n",
       LENIENT("INSERT INTO by_name (name, n) VALUES (?, ?) RETURNING by_name.n"),
       "INSERT INTO by_name (name, n) VALUES (?, ?) RETURNING by_name.n")
GOLDEN_WITH(PAGE(2, a_b), page_is_one_row_for_keys_of_several_columns,
       "INSERT INTO by_two (a, b) VALUES (?, ?) RETURNING by_two.a, by_two.b",
       "INSERT INTO by_two (a, b) VALUES (?, ?) RETURNING a, b",
       "INSERT INTO by_two (a, b) VALUES ($1, $2) RETURNING by_two.a, by_two.b",
       LENIENT("INSERT INTO by_two (a, b) VALUES (?, ?) RETURNING by_two.a, by_two.b"),
       "INSERT INTO by_two (a, b) VALUES (?, ?) RETURNING by_two.a, by_two.b")
GOLDEN_WITH(PAGE(2, n), page_is_ordered_by_a_rising_sequence,
       "INSERT INTO up (n) VALUES (?) RETURNING up.id",
       "INSERT INTO up (n) VALUES (?), (?) RETURNING id",
       "INSERT INTO up (id, n) SELECT p0::INTEGER, p1::INTEGER FROM (VALUES (nextval('rising'), $1, 0), (nextval('rising'), $2, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING up.id",
       LENIENT("INSERT INTO up (n) VALUES (?), (?) RETURNING up.id"),
       "INSERT INTO up (id, n) VALUES (nextval(rising), ?), (nextval(rising), ?) RETURNING up.id")
GOLDEN_WITH(PAGE(2, n), page_is_one_row_for_a_falling_sequence,
       "INSERT INTO down (n) VALUES (?) RETURNING down.id",
       "INSERT INTO down (n) VALUES (?), (?) RETURNING id",
       "INSERT INTO down (id, n) VALUES (nextval('falling'), $1) RETURNING down.id",
       LENIENT("INSERT INTO down (n) VALUES (?), (?) RETURNING down.id"),
       "INSERT INTO down (id, n) VALUES (nextval(falling), ?) RETURNING down.id")
GOLDEN_WITH(PAGE(3, n), page_is_ordered_by_a_column_made_for_it,
       "INSERT INTO marked (n) VALUES (?) RETURNING marked.name",
       "INSERT INTO marked (n, place) VALUES (?, 0), (?, 1), (?, 2) RETURNING name, place",
       "INSERT INTO marked (n, place) VALUES ($1, 0), ($2, 1), ($3, 2) RETURNING marked.name, marked.place",
       LENIENT("INSERT INTO marked (n, place) VALUES (?, 0), (?, 1), (?, 2) RETURNING marked.name, marked.place"),
       "INSERT INTO marked (n, place) VALUES (?, 0), (?, 1), (?, 2) RETURNING marked.name, marked.place")
GOLDEN_WITH(PAGE(2, n), page_is_ordered_by_a_default_that_is_said_to_rise,
       "INSERT INTO timed (n) VALUES (?) RETURNING timed.id",
       "INSERT INTO timed (n) VALUES (?), (?) RETURNING id",
       "INSERT INTO timed (n) SELECT p0::INTEGER FROM (VALUES ($1, 0), ($2, 1)) AS imp_sen(p0, sen_counter) ORDER BY sen_counter RETURNING timed.id",
       LENIENT("INSERT INTO timed (n) VALUES (?), (?) RETURNING timed.id"),
       "INSERT INTO timed (n) VALUES (?), (?) RETURNING timed.id")
GOLDEN_WITH(PAGE(2, kind_amount), page_is_one_row_where_rows_may_be_left_out,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
       "INSERT INTO entry (kind, amount) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = id RETURNING entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = id RETURNING entry.id")
GOLDEN_WITH(ANY_ORDER(2, kind_amount), page_in_any_order_may_leave_rows_out,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
       "INSERT INTO entry (kind, amount) VALUES ($1, $2), ($3, $4) ON CONFLICT (id) DO NOTHING RETURNING entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE id = id RETURNING entry.id"),
       "INSERT INTO entry (kind, amount) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE id = id RETURNING entry.id")
GOLDEN_WITH(PAGE(2, id_name), page_is_one_row_for_an_upsert,
       UNSUPPORTED("default has no ON CONFLICT"),
       "INSERT INTO by_uuid (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = ? RETURNING id",
       "INSERT INTO by_uuid (id, name) VALUES ($1::UUID, $2) ON CONFLICT (id) DO UPDATE SET name = $3 RETURNING by_uuid.id",
       LENIENT("INSERT INTO by_uuid (id, name) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = ? RETURNING by_uuid.id"),
       "INSERT INTO by_uuid (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = ? RETURNING by_uuid.id")
GOLDEN_WITH(PAGE(2, kind_amount), page_is_one_row_behind_a_cte,
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.id",
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING id",
       "WITH c AS \n(SELECT account.id AS id \nFROM account)\n INSERT INTO entry (kind, amount) VALUES ($1, $2) RETURNING entry.id",
       LENIENT("INSERT INTO entry (kind, amount) VALUES (?, ?) RETURNING entry.id"), SAME)
/* clang-format on */

SQT_MAIN("sql_pages", TEST(test_page_returns_generated_keys),
         TEST(test_page_returns_what_is_asked_and_the_key_that_tells_the_order),
         TEST(test_page_does_not_return_the_key_twice),
         TEST(test_page_in_any_order_returns_what_is_asked),
         TEST(test_page_in_any_order_unless_the_statement_wants_one),
         TEST(test_page_of_values_and_expressions),
         TEST(test_page_is_ordered_by_keys_that_are_given),
         TEST(test_page_is_one_row_for_keys_that_may_come_back_changed),
         TEST(test_page_is_one_row_for_keys_of_several_columns),
         TEST(test_page_is_ordered_by_a_rising_sequence),
         TEST(test_page_is_one_row_for_a_falling_sequence),
         TEST(test_page_is_ordered_by_a_column_made_for_it),
         TEST(test_page_is_ordered_by_a_default_that_is_said_to_rise),
         TEST(test_page_is_one_row_where_rows_may_be_left_out),
         TEST(test_page_in_any_order_may_leave_rows_out), TEST(test_page_is_one_row_for_an_upsert),
         TEST(test_page_is_one_row_behind_a_cte))
