/* suite_dml.c: rows for many structs, in their order, and the keys that databases make. */
#include "squill.h"
#include "tests/suite/suite.h"

static int next_number;
static int count_up(void *context, sq_value *out)
{
    (void)context;
    *out = sq_int_value(++next_number);
    return SQ_OK;
}

SQ_TABLE(slips, (id, integer, .primary_key = true), (word, varchar(20), .unique = true),
         (n, integer), (price, numeric(10, 2)), (day, date), (doc, json),
         (made, integer, .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = count_up}),
         (kind, varchar(9), .server_default = SQ_SQL("'plain'")));
SQ_TABLE(known, (id, uuid, .primary_key = true), (n, integer));
SQ_TABLE(pairs, (a, integer, .primary_key = true), (b, integer, .primary_key = true));
SQ_TABLE(placed, (word, varchar(20), .primary_key = true), (n, integer),
         (place, integer, .omit_from_statements = true, .insert_sentinel = true,
          .default_ = {.kind = SQ_DEFAULT_SENTINEL}));

typedef struct note_row {
    char word[16];
    sq_value n;
} note_row;
SQ_ROW(note_row, word, n);
typedef struct keyed_row {
    sq_value id;
    int n;
} keyed_row;
SQ_ROW(keyed_row, id, n);
typedef struct pair_row {
    int a, b;
} pair_row;
SQ_ROW(pair_row, a, b);

enum { MANY = 2500 };

static sq_conn *c;
static sq_builder *q;
static int statements; /* that were sent */

static void count(const sq_event *ev, void *user)
{
    (void)ev, (void)user;
    statements++;
}

static bool open_with_tables(int i)
{
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    next_number = 0;
    ck_assert_msg(sq_create_all(c, slips, known, pairs, placed) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(sq_engine_listen(suite_now.db, 1u << SQ_EVENT_EXECUTE, count, NULL), SQ_OK);
    statements = 0;
    return true;
}
#define OPEN_TABLES_OR_SKIP()                                                                      \
    if (!open_with_tables(_i))                                                                     \
        return;
#define CHECK_OK(r)                                                                                \
    ck_assert_msg(sq_result_error(r)->status == SQ_OK, "%s", sq_result_error(r)->message)

/* ---- pages ---- */

/* Numbers in no order at all, so that an order found by chance is none. */
static void make_notes(note_row *rows, int n)
{
    for (int i = 0; i < n; i++) {
        snprintf(rows[i].word, sizeof rows[i].word, "w%d", i * 7919 % 10007);
        rows[i].n = i % 5 ? sq_int_value(n - i) : sq_null_value();
    }
}

START_TEST(test_suite_dml_rows_of_many_come_back_in_the_order_of_the_structs)
{
    OPEN_TABLES_OR_SKIP();
    static note_row rows[MANY];
    make_notes(rows, MANY);
    const sq_stmt *s = sq_returning(sq_insert(q, slips), slips.word, slips.kind, slips.made);
    sq_result *r = sq_exec_many_returning(c, s, note_row, rows, MANY);
    CHECK_OK(r);
    ck_assert_int_eq(sq_row_count(r), MANY);
    ck_assert_uint_eq(sq_result_columns(r), 3);
    ck_assert_int_eq(sq_result_type(r, 2)->kind, SQ_T_INTEGER);
    ck_assert_uint_eq(sq_result_index(r, "kind"), 1);
    for (int i = 0; i < MANY; i++) {
        ck_assert(sq_row(r));
        ck_assert_str_eq(sq_get_text(r, 0), rows[i].word);
        ck_assert_str_eq(sq_get_text(r, 1), "plain");
        ck_assert_int_eq(sq_get_int(r, 2), i + 1);
    }
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_rowcount(r), MANY);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 3);
    ck_assert_int_eq(next_number, MANY);
    ck_assert(!sq_in_transaction(c));
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_keys_of_many_are_those_of_their_rows)
{
    OPEN_TABLES_OR_SKIP();
    note_row rows[100];
    make_notes(rows, 100);
    sq_result *r = sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, 100,
                                          .page_size = 30);
    CHECK_OK(r);
    ck_assert_int_eq(statements, 4);
    ck_assert_uint_eq(sq_result_columns(r), 1);
    for (int i = 0; i < 100; i++) {
        ck_assert(sq_row(r));
        const sq_stmt *s = sq_where(sq_select(q, slips.word), sq_eq(q, slips.id, sq_get_int(r, 0)));
        ck_assert_str_eq(sq_scalar_text(c, s, ""), rows[i].word);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_given_keys_tell_the_order)
{
    OPEN_TABLES_OR_SKIP();
    static keyed_row rows[300];
    static uint8_t ids[300][16];
    for (int i = 0; i < 300; i++) {
        memcpy(ids[i], "\0\0\x5A\1\2\3\x40\0\x80\0\0\0\0\0\0\1", 16);
        ids[i][0] = (uint8_t)(i * 73);
        ids[i][1] = (uint8_t)(i / 256);
        rows[i] = (keyed_row){sq_uuid_value(ids[i]), i};
    }
    const sq_stmt *s = sq_returning(sq_insert(q, known), known.n);
    sq_result *r = sq_exec_many_returning(c, s, keyed_row, rows, 300);
    CHECK_OK(r);
    for (int i = 0; i < 300; i++) {
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int(r, 0), i);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 1);
    /* numbers, falling, beside the word */
    static keyed_row numbered[50];
    for (int i = 0; i < 50; i++)
        numbered[i] = (keyed_row){sq_int_value(1000 - i * 3), i};
    s = sq_returning(sq_insert(q, slips), slips.n, slips.id);
    r = sq_exec_many_returning(c, s, keyed_row, numbered, 50);
    CHECK_OK(r);
    for (int i = 0; i < 50; i++) {
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int(r, 0), i);
        ck_assert_int_eq(sq_get_int(r, 1), 1000 - i * 3);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 2);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_column_made_for_it_tells_the_order)
{
    OPEN_TABLES_OR_SKIP();
    note_row rows[200];
    make_notes(rows, 200);
    const sq_stmt *s = sq_returning(sq_insert(q, placed), placed.word);
    sq_result *r = sq_exec_many_returning(c, s, note_row, rows, 200, .page_size = 64);
    CHECK_OK(r);
    for (int i = 0; i < 200; i++) {
        ck_assert(sq_row(r));
        ck_assert_str_eq(sq_get_text(r, 0), rows[i].word);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 4);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_what_tells_no_order_is_run_row_by_row)
{
    OPEN_TABLES_OR_SKIP();
    pair_row rows[20];
    for (int i = 0; i < 20; i++)
        rows[i] = (pair_row){i * 7 % 20, 20 - i};
    sq_result *r = sq_exec_many_returning(c, sq_insert(q, pairs), pair_row, rows, 20);
    CHECK_OK(r);
    for (int i = 0; i < 20; i++) {
        pair_row back;
        ck_assert(sq_fetch(r, pair_row, &back));
        ck_assert_int_eq(back.a, rows[i].a);
        ck_assert_int_eq(back.b, rows[i].b);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 20);
    for (int i = 0; i < 20; i++)
        rows[i].a += 100;
    r = sq_exec_many_returning(c, sq_insert(q, pairs), pair_row, rows, 20, .any_order = true);
    ck_assert_int_eq(sq_row_count(r), 20);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 21);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_pages_are_all_or_nothing)
{
    OPEN_TABLES_OR_SKIP();
    static note_row rows[MANY];
    make_notes(rows, MANY);
    strcpy(rows[MANY - 1].word, rows[0].word);
    sq_result *r = sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, MANY);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, sq_count(q, slips.id)), -1), 0);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    r = sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, 10);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, 0);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, sq_count(q, slips.id)), -1), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_page_length_makes_no_new_entry_of_the_cache)
{
    OPEN_TABLES_OR_SKIP();
    note_row rows[64];
    make_notes(rows, 64);
    sq_cache_counters before, after;
    sq_cache *cache = sq_engine_cache(suite_now.db);
    sq_done(sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, 1));
    sq_cache_stats(cache, &before);
    for (int n = 1, at = 1; at + n <= 64; at += n, n++)
        ck_assert_int_eq(
            sq_done(sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows + at, (size_t)n)),
            SQ_OK);
    sq_cache_stats(cache, &after);
    ck_assert_uint_eq(after.entries, before.entries);
    ck_assert_uint_eq(after.misses, before.misses);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_page_size_is_an_option_of_the_engine)
{
    OPEN_TABLES_OR_SKIP();
    SKIP_IF(T->one_connection, "another engine is another database");
    note_row rows[10];
    make_notes(rows, 10);
    sq_engine *db = sq_engine_open(suite_now.url, .insertmanyvalues_page_size = 4);
    ck_assert_int_eq(sq_engine_listen(db, 1u << SQ_EVENT_EXECUTE, count, NULL), SQ_OK);
    sq_conn *other = sq_connect(db);
    sq_result *r = sq_exec_many_returning(other, sq_insert(sq_scratch(other), slips), note_row,
                                          rows, 10);
    CHECK_OK(r);
    ck_assert_int_eq(sq_row_count(r), 10);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(statements, 3);
    sq_conn_close(other);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_list_in_a_later_row_is_not_sent)
{
    OPEN_TABLES_OR_SKIP();
    note_row rows[3];
    make_notes(rows, 3);
    const sq_value items[] = {sq_int_value(1)};
    rows[2].n = sq_list_value(items, 1);
    sq_result *r = sq_exec_many_returning(c, sq_insert(q, slips), note_row, rows, 3);
    ck_assert_int_eq(sq_done(r), SQ_ERR_TYPE);
    ck_assert_int_eq(statements, 0);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, slips), note_row, rows, 3), SQ_ERR_TYPE);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, sq_count(q, slips.id)), -1), 0);
    suite_close();
}
END_TEST

/* The types of a page are those of the columns, whatever the values of its first rows are. */
typedef struct mixed_row {
    sq_value word, n, price, day, doc;
} mixed_row;
SQ_ROW(mixed_row, word, n, price, day, doc);

START_TEST(test_suite_dml_page_takes_values_of_mixed_kinds)
{
    OPEN_TABLES_OR_SKIP();
    const sq_value no = sq_null_value();
    const mixed_row rows[] = {{no, no, no, no, no},
                              {sq_text_value("a"), sq_int_value(1), sq_int_value(2), no, no},
                              {sq_text_value("b"), sq_long_value(2), sq_decimal_value("1.25"),
                               sq_date_value(2024, 2, 29), sq_json_value("{\"a\": [1, null]}")},
                              {sq_text_value("c"), no, sq_double_value(0.5),
                               sq_date_value(1999, 12, 31), sq_json_value("[]")}};
    const sq_stmt *s = sq_returning(sq_insert(q, slips), slips.word, slips.n, slips.price,
                                    slips.day, slips.doc);
    sq_result *r = sq_exec_many_returning(c, s, mixed_row, rows, 4);
    CHECK_OK(r);
    ck_assert_int_eq(statements, 1);
    ck_assert(sq_row(r) && sq_get_is_null(r, 0) && sq_get_is_null(r, 4));
    ck_assert(sq_row(r));
    ck_assert_double_eq(sq_get_double(r, 2), 2);
    ck_assert(sq_row(r));
    ck_assert_str_eq(sq_get_text(r, 0), "b");
    ck_assert_double_eq(sq_get_double(r, 2), 1.25);
    ck_assert_int_eq(sq_get_date(r, 3), sq_date_value(2024, 2, 29).v.i);
    ck_assert_ptr_nonnull(strstr(sq_get_text(r, 4), "null"));
    ck_assert(sq_row(r));
    ck_assert_double_eq(sq_get_double(r, 2), 0.5);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_other_statements_return_rows_for_each_struct)
{
    OPEN_TABLES_OR_SKIP();
    SKIP_IF(T->no_update_returning, "UPDATE has no RETURNING");
    note_row rows[5];
    make_notes(rows, 5);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, slips), note_row, rows, 5), 5);
    const pair_row changes[] = {{5, 50}, {1, 10}, {9, 90}, {3, 30}};
    const sq_expr *who = sq_bindparam(q, "a", .type = sq_integer());
    const sq_expr *what = sq_bindparam(q, "b", .type = sq_integer());
    const sq_stmt *s = sq_values(sq_update(q, slips), sq_set(slips.n, what));
    s = sq_returning(sq_where(s, sq_eq(q, slips.id, who)), slips.id, slips.n);
    sq_result *r = sq_exec_many_returning(c, s, pair_row, changes, 4);
    CHECK_OK(r);
    static const int ids[] = {5, 1, 3};
    for (int i = 0; i < 3; i++) {
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int(r, 0), ids[i]);
        ck_assert_int_eq(sq_get_int(r, 1), ids[i] * 10);
    }
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* ---- upserts ---- */

static const sq_stmt *put_word(const char *word, int n)
{
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.word, word), sq_set(slips.n, n));
    return sq_on_conflict_do_update(s, SQ_LIST(slips.word),
                                    sq_set(slips.n, sq_add(q, slips.n, sq_excluded(q, slips.n))));
}

static int64_t number_of(const char *word)
{
    return sq_scalar_int(c, sq_where(sq_select(q, slips.n), sq_eq(q, slips.word, word)), -1);
}

START_TEST(test_suite_dml_one_upsert_works_on_every_database)
{
    OPEN_TABLES_OR_SKIP();
    ck_assert_msg(sq_exec(c, put_word("a", 5)) >= 0, "%s", sq_errmsg(c));
    ck_assert_int_eq(number_of("a"), 5);
    ck_assert_msg(sq_exec(c, put_word("a", 6)) >= 0, "%s", sq_errmsg(c));
    ck_assert_int_eq(number_of("a"), 11);
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.word, "a"), sq_set(slips.n, 1));
    ck_assert_msg(sq_exec(c, sq_on_conflict_do_nothing(s, slips.word)) >= 0, "%s", sq_errmsg(c));
    ck_assert_int_eq(number_of("a"), 11);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, sq_count(q, slips.id)), -1), 1);
    suite_close();
}
END_TEST

/* What would be changed by one database for another reason than by the others is refused there. */
START_TEST(test_suite_dml_upsert_that_would_mean_another_key_is_refused)
{
    OPEN_TABLES_OR_SKIP();
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.id, 1), sq_set(slips.word, "a"));
    s = sq_on_conflict_do_update(s, SQ_LIST(slips.word), sq_set(slips.n, 1));
    bool one_form = strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "mariadb") == 0;
    int64_t rc = sq_exec(c, s);
    ck_assert_msg(one_form ? rc == SQ_ERR_UNSUPPORTED : rc >= 0, "%s", sq_errmsg(c));
    ck_assert(!one_form || strstr(sq_errmsg(c), "any key that the row meets") != NULL);
    suite_close();
}
END_TEST

/* ---- MERGE ---- */

START_TEST(test_suite_dml_merge_changes_deletes_and_inserts)
{
    OPEN_TABLES_OR_SKIP();
    const pair_row rows[] = {{1, 10}, {2, -1}, {3, 30}, {4, 0}};
    const keyed_row old[] = {{sq_int_value(1), 0}, {sq_int_value(2), 0}};
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, pairs), pair_row, rows, 4), 4);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, slips), keyed_row, old, 2), 2);
    const sq_stmt *s = sq_merge_into(q, slips, pairs, sq_eq(q, slips.id, pairs.a));
    s = sq_when_matched_delete(s, sq_lt(q, pairs.b, 0));
    s = sq_when_matched_update(s, NULL, sq_set(slips.n, pairs.b), sq_set(slips.word, "old"));
    s = sq_when_not_matched_do_nothing(s, sq_eq(q, pairs.b, 0));
    s = sq_when_not_matched_insert(s, NULL, sq_set(slips.id, pairs.a), sq_set(slips.n, pairs.b),
                                   sq_set(slips.word, "new"));
    int64_t n = sq_exec(c, s);
    if (strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "postgresql") != 0) {
        ck_assert_int_eq(n, SQ_ERR_UNSUPPORTED);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "MERGE"));
        suite_close();
        return;
    }
    ck_assert_msg(n == 3, "%s", sq_errmsg(c));
    sq_result *r = sq_query(
        c, sq_order_by(sq_select(q, slips.id, slips.n, slips.word, slips.made), slips.id));
    CHECK_OK(r);
    ck_assert_int_eq(sq_row_count(r), 2);
    ck_assert(sq_row(r) && sq_get_int(r, 0) == 1 && sq_get_int(r, 1) == 10);
    ck_assert_str_eq(sq_get_text(r, 2), "old");
    ck_assert(sq_row(r) && sq_get_int(r, 0) == 3 && sq_get_int(r, 1) == 30);
    ck_assert_str_eq(sq_get_text(r, 2), "new");
    ck_assert_int_eq(sq_get_int(r, 3), 3); /* by the callback of the column */
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* ---- forms of INSERT, UPDATE, DELETE ---- */

static void fill_slips(void)
{
    static const keyed_row rows[] = {{.id = {.kind = SQ_V_INT, .len = 4, .v = {.i = 1}}, .n = 10},
                                     {.id = {.kind = SQ_V_INT, .len = 4, .v = {.i = 2}}, .n = 20},
                                     {.id = {.kind = SQ_V_INT, .len = 4, .v = {.i = 3}}, .n = 30}};
    const pair_row others[] = {{1, 100}, {3, 300}};
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, slips), keyed_row, rows, 3), 3);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, pairs), pair_row, others, 2), 2);
}

static int64_t n_of(int id)
{
    return sq_scalar_int(c, sq_where(sq_select(q, slips.n), sq_eq(q, slips.id, id)), -1);
}

START_TEST(test_suite_dml_insert_from_a_select_takes_client_defaults)
{
    OPEN_TABLES_OR_SKIP();
    fill_slips();
    const sq_expr *columns[] = {slips.id, slips.n};
    const sq_stmt *from = sq_select(q, sq_add(q, pairs.a, 10), pairs.b);
    const sq_stmt *s = sq_from_select_n(sq_insert(q, slips), columns, 2, from, true);
    ck_assert_msg(sq_exec(c, s) == 2, "%s", sq_errmsg(c));
    ck_assert_int_eq(n_of(11), 100);
    ck_assert_int_eq(n_of(13), 300);
    s = sq_where(sq_select(q, slips.made), sq_eq(q, slips.id, 11));
    ck_assert_int_eq(sq_scalar_int(c, s, -1), 4);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_row_of_nothing_but_defaults)
{
    OPEN_TABLES_OR_SKIP();
    ck_assert_msg(sq_exec(c, sq_values_n(sq_insert(q, slips), NULL, 0)) == 1, "%s", sq_errmsg(c));
    const sq_stmt *s = sq_where(sq_select(q, slips.kind), sq_eq(q, slips.made, 1));
    ck_assert_str_eq(sq_scalar_text(c, s, ""), "plain");
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_defaults_of_the_server_come_back)
{
    OPEN_TABLES_OR_SKIP();
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.word, "a"));
    const sq_expr *wanted[] = {slips.kind};
    sq_result *r = sq_query(c, sq_return_defaults_n(s, wanted, 1, false));
    CHECK_OK(r);
    ck_assert_int_eq(sq_one(r), SQ_OK);
    ck_assert_str_eq(sq_get_text(r, sq_result_index(r, "kind")), "plain");
    int id = sq_get_int(r, sq_result_index(r, "id"));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    s = sq_where(sq_select(q, slips.word), sq_eq(q, slips.id, id));
    ck_assert_str_eq(sq_scalar_text(c, s, ""), "a");
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_update_takes_values_of_another_table)
{
    OPEN_TABLES_OR_SKIP();
    fill_slips();
    const sq_stmt *s = sq_where(sq_values(sq_update(q, slips), sq_set(slips.n, pairs.b)),
                                sq_eq(q, slips.id, pairs.a), sq_gt(q, pairs.b, 100));
    ck_assert_msg(sq_exec(c, s) == 1, "%s", sq_errmsg(c));
    ck_assert_int_eq(n_of(1), 10);
    ck_assert_int_eq(n_of(3), 300);
    const sq_stmt *sum = sq_where(sq_select(q, sq_sum(q, pairs.b)), sq_eq(q, pairs.a, slips.id));
    s = sq_where(sq_values(sq_update(q, slips), sq_set(slips.n, sum)), sq_eq(q, slips.id, 1));
    ck_assert_msg(sq_exec(c, s) == 1, "%s", sq_errmsg(c));
    ck_assert_int_eq(n_of(1), 100);
    s = sq_ordered_values(sq_update(q, slips), sq_set(slips.word, "w"),
                          sq_set(slips.n, sq_add(q, slips.n, 1)));
    ck_assert_int_eq(sq_exec(c, sq_where(s, sq_eq(q, slips.id, 2))), 1);
    ck_assert_int_eq(n_of(2), 21);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_delete_looks_at_another_table)
{
    OPEN_TABLES_OR_SKIP();
    fill_slips();
    const sq_stmt *s = sq_where(sq_delete(q, slips), sq_eq(q, slips.id, pairs.a),
                                sq_eq(q, pairs.b, 300));
    int64_t n = sq_exec(c, s);
    bool refused = strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "sqlite") == 0;
    ck_assert_msg(n == (refused ? SQ_ERR_UNSUPPORTED : 1), "%s", sq_errmsg(c));
    ck_assert_int_eq(n_of(3), refused ? 30 : -1);
    s = sq_where(sq_delete(q, slips), sq_in(q, slips.id, sq_select(q, pairs.a)));
    ck_assert_msg(sq_exec(c, s) == (refused ? 2 : 1), "%s", sq_errmsg(c));
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_ctes_around_changes)
{
    OPEN_TABLES_OR_SKIP();
    fill_slips();
    const sq_source big = sq_cte(q, sq_where(sq_select(q, pairs.a), sq_gt(q, pairs.b, 100)), "big");
    const sq_stmt *ids = sq_select(q, sq_col(q, big, "a"));
    const sq_stmt *s = sq_where(sq_delete(q, slips), sq_in(q, slips.id, ids));
    bool mariadb = strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "mariadb") == 0;
    int64_t n = sq_exec(c, s);
    ck_assert_msg(n == (mariadb ? SQ_ERR_UNSUPPORTED : 1), "%s", sq_errmsg(c));
    const sq_expr *columns[] = {slips.id};
    s = sq_from_select_n(sq_insert(q, slips), columns, 1,
                         sq_select(q, sq_add(q, sq_col(q, big, "a"), 50)), true);
    ck_assert_msg(sq_exec(c, s) == 1, "%s", sq_errmsg(c));
    const sq_stmt *gone = sq_returning(sq_where(sq_delete(q, slips), sq_eq(q, slips.id, 53)),
                                       slips.id);
    const sq_source moved = sq_cte(q, gone, "moved");
    n = sq_scalar_int(c, sq_select(q, sq_count(q, sq_col(q, moved, "id"))), -1);
    bool inside = strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "postgresql") == 0;
    ck_assert_msg(n == (inside ? 1 : -1), "%s", sq_errmsg(c));
    ck_assert_int_eq(sq_status_of(c), inside ? SQ_OK : SQ_ERR_UNSUPPORTED);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_missing_parameter_sends_nothing)
{
    OPEN_TABLES_OR_SKIP();
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.n, sq_bindparam(q, "needed")));
    statements = 0;
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "needed"));
    note_row rows[2];
    make_notes(rows, 2);
    sq_result *r = sq_exec_many_returning(c, s, note_row, rows, 2);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(statements, 0);
    ck_assert_int_eq(sq_exec(c, s, sq_bind("needed", 5)), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_dml_last_value_wins_in_both_forms_of_on_duplicate_key)
{
    OPEN_TABLES_OR_SKIP();
    SKIP_IF(strcmp(sq_dialect_name(sq_engine_dialect(suite_now.db)), "mariadb") != 0,
            "it has ON CONFLICT");
    fill_slips();
    const slips_table fresh = SQ_ALIAS(q, slips, "fresh");
    const sq_stmt *s = sq_values(sq_insert(q, slips), sq_set(slips.id, 1), sq_set(slips.n, 7));
    const sq_assignment set[] = {sq_set(slips.n, sq_add(q, slips.n, fresh.n)),
                                 sq_set(slips.word, "twice")};
    ck_assert_msg(sq_exec(c, sq_on_duplicate_key_update_n(s, fresh.sq_, set, 2, true)) >= 0, "%s",
                  sq_errmsg(c));
    ck_assert_int_eq(n_of(1), 17);
    suite_close();
}
END_TEST

size_t suite_dml(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_dml_rows_of_many_come_back_in_the_order_of_the_structs),
        TEST(test_suite_dml_keys_of_many_are_those_of_their_rows),
        TEST(test_suite_dml_given_keys_tell_the_order),
        TEST(test_suite_dml_column_made_for_it_tells_the_order),
        TEST(test_suite_dml_what_tells_no_order_is_run_row_by_row),
        TEST(test_suite_dml_pages_are_all_or_nothing),
        TEST(test_suite_dml_page_length_makes_no_new_entry_of_the_cache),
        TEST(test_suite_dml_page_size_is_an_option_of_the_engine),
        TEST(test_suite_dml_list_in_a_later_row_is_not_sent),
        TEST(test_suite_dml_page_takes_values_of_mixed_kinds),
        TEST(test_suite_dml_other_statements_return_rows_for_each_struct),
        TEST(test_suite_dml_one_upsert_works_on_every_database),
        TEST(test_suite_dml_upsert_that_would_mean_another_key_is_refused),
        TEST(test_suite_dml_merge_changes_deletes_and_inserts),
        TEST(test_suite_dml_insert_from_a_select_takes_client_defaults),
        TEST(test_suite_dml_row_of_nothing_but_defaults),
        TEST(test_suite_dml_defaults_of_the_server_come_back),
        TEST(test_suite_dml_update_takes_values_of_another_table),
        TEST(test_suite_dml_delete_looks_at_another_table),
        TEST(test_suite_dml_ctes_around_changes),
        TEST(test_suite_dml_missing_parameter_sends_nothing),
        TEST(test_suite_dml_last_value_wins_in_both_forms_of_on_duplicate_key),
    };
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
