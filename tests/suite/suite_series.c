/* suite_series.c: one query with many sets of values, the rows of each told apart. */
#include "squill.h"
#include "tests/suite/suite.h"

SQ_TABLE(slots, (id, integer, .primary_key = true), (owner, integer), (word, varchar(20)));

typedef struct by_owner {
    int owner;
} by_owner;
SQ_ROW(by_owner, owner);
typedef struct by_most {
    int most;
} by_most;
SQ_ROW(by_most, most);
typedef struct slot_row {
    int id;
    int owner;
    char word[21];
} slot_row;
SQ_ROW(slot_row, id, owner, word);
typedef struct word_of {
    int64_t id;
    const char *word;
} word_of;
SQ_ROW(word_of, id, word);

enum { OWNERS = 300, SLOTS = 1000 };

static sq_conn *c;
static sq_builder *q;
static int sent, ended, failed; /* statements that the events told of */

static void count(const sq_event *ev, void *user)
{
    (void)user;
    sent += ev->kind == SQ_EVENT_EXECUTE;
    ended += ev->kind == SQ_EVENT_QUERY;
    failed += ev->kind == SQ_EVENT_QUERY && ev->error;
}

/* Owner n has n % 3 slots. Owners are asked for in no order. */
static int owner_at(int i)
{
    return i * 7 % OWNERS;
}

static int fill_slots(slot_row *rows)
{
    int n = 0;
    for (int owner = 0; owner < OWNERS; owner++)
        for (int i = 0; i < owner % 3; i++, n++) {
            rows[n] = (slot_row){.id = n + 1, .owner = owner};
            snprintf(rows[n].word, sizeof rows[n].word, "w%d.%d", owner, i);
        }
    return n;
}

static bool open_with_slots(int i)
{
    static slot_row rows[SLOTS];
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    ck_assert_msg(sq_create_all(c, slots) == SQ_OK, "%s", sq_errmsg(c));
    int n = fill_slots(rows);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, slots), slot_row, rows, (size_t)n), n);
    suite_run(c,
              "ANALYZE slots"); /* where that is how it is said: so no plan is made for millions */
    const uint32_t kinds = 1u << SQ_EVENT_EXECUTE | 1u << SQ_EVENT_QUERY;
    ck_assert_int_eq(sq_engine_listen(suite_now.db, kinds, count, NULL), SQ_OK);
    sent = ended = failed = 0;
    return true;
}
#define OPEN_SLOTS_OR_SKIP()                                                                       \
    if (!open_with_slots(_i))                                                                      \
        return;

static const sq_stmt *slots_of_owner(void)
{
    const sq_stmt *s = sq_select(q, slots.id, slots.owner, slots.word);
    return sq_order_by(sq_where(s, sq_eq(q, slots.owner, sq_bindparam(q, "owner"))), slots.id);
}

static const by_owner *owners(void)
{
    static by_owner all[OWNERS];
    for (int i = 0; i < OWNERS; i++)
        all[i].owner = owner_at(i);
    return all;
}

static sq_result *query_owners(size_t n)
{
    sq_result *r = sq_series(c, slots_of_owner(), by_owner, owners(), n);
    ck_assert_msg(sq_result_error(r)->status == SQ_OK, "%s", sq_result_error(r)->message);
    return r;
}

static void check_usable(void)
{
    ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    ck_assert(!sq_in_transaction(c));
}

/* ---- rows ---- */

/* Slots of the current set, which is that of `owner`, each once. */
static void check_rows_of(sq_result *r, int owner)
{
    slot_row x;
    char word[30];
    int n = 0;
    for (; sq_fetch(r, slot_row, &x); n++) {
        snprintf(word, sizeof word, "w%d.%d", owner, n);
        ck_assert_int_eq(x.owner, owner);
        ck_assert_str_eq(x.word, word);
    }
    ck_assert_int_eq(n, owner % 3);
}

static void read_owners(void)
{
    sent = ended = 0;
    sq_result *r = query_owners(OWNERS);
    for (int i = 0; i < OWNERS; i++) {
        ck_assert_uint_eq(sq_result_number(r), (size_t)i);
        ck_assert_int_eq(sq_row_count(r), owner_at(i) % 3);
        check_rows_of(r, owner_at(i));
        ck_assert_int_eq(sq_next_result(r), i + 1 < OWNERS);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(sent, OWNERS);
    ck_assert_int_eq(ended, OWNERS);
    ck_assert_int_eq(failed, 0);
}

START_TEST(test_suite_series_rows_of_each_set_come_in_the_order_of_the_sets)
{
    OPEN_SLOTS_OR_SKIP();
    read_owners();
    read_owners(); /* with a statement that is prepared already */
    check_usable();
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    read_owners();
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    check_usable();
    suite_close();
}
END_TEST

START_TEST(test_suite_series_each_set_is_read_in_any_way)
{
    OPEN_SLOTS_OR_SKIP();
    const by_owner asked[] = {{2}, {5}, {3}, {8}, {11}, {14}, {17}, {4}};
    size_t n;
    slot_row some[4];
    sq_result *r = sq_series(c, slots_of_owner(), by_owner, asked, 8);
    ck_assert_uint_eq(sq_result_index(r, "word"), 2);
    ck_assert(sq_row(r) && sq_row(r)); /* 2: value by value */
    ck_assert_str_eq(sq_get_text(r, 2), "w2.1");
    ck_assert_str_eq(sq_get_text(r, 1), "2"); /* the result's own memory */
    ck_assert(sq_next_result(r));             /* 5: a column */
    const char **words = sq_scalars_text(r, 2, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(words[1], "w5.1");
    ck_assert(sq_next_result(r)); /* 3: no row */
    ck_assert(!sq_row(r));
    ck_assert_ptr_null(sq_fetch_all(r, slot_row, &n));
    ck_assert_uint_eq(sq_result_columns(r), 3);
    ck_assert(sq_next_result(r)); /* 8: all */
    const slot_row *all = sq_fetch_all(r, slot_row, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(all[1].word, "w8.1");
    ck_assert(sq_next_result(r)); /* 11: some */
    ck_assert_uint_eq(sq_fetch_many(r, slot_row, some, 4), 2);
    ck_assert(sq_next_result(r)); /* 14: twice */
    ck_assert(sq_row(r));
    ck_assert_int_eq(sq_freeze(r), SQ_OK);
    ck_assert_int_eq(sq_rewind(r), SQ_OK);
    ck_assert(sq_row(r) && !sq_row(r));
    ck_assert_int_eq(suite_run(c, "SELECT 7"), SQ_ERR_BUSY); /* freezing one set frees nothing */
    ck_assert(sq_next_result(r));                            /* 17: left alone */
    ck_assert(sq_next_result(r));                            /* 4 */
    ck_assert_int_eq(sq_one(r), SQ_OK);
    ck_assert_str_eq(sq_get_text(r, 2), "w4.0");
    ck_assert(!sq_next_result(r));
    ck_assert_str_eq(sq_get_text(r, 2), "w4.0");
    check_usable();
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_series_of_no_set_has_no_rows)
{
    OPEN_SLOTS_OR_SKIP();
    sq_result *r = query_owners(0);
    ck_assert(!sq_row(r));
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = query_owners(1);
    ck_assert(!sq_row(r));
    check_usable();
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(sent, 2); /* and SELECT 7 */
    ck_assert(!sq_next_result(NULL));
    r = (sq_series)(c, NULL, &by_owner_sq_row, owners(), 1);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = sq_query(c, slots_of_owner(), sq_bind("owner", 4));
    ck_assert(!sq_next_result(r)); /* it has no other sets */
    ck_assert(sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* A list makes a text of its own for each set. */
START_TEST(test_suite_series_of_a_statement_whose_text_changes)
{
    typedef struct by_list {
        sq_value ids;
    } by_list;
    static const sq_field fields[] = {{"ids", 0, sizeof(sq_value), SQ_F_VALUE}};
    static const sq_row_desc by_list_desc = {sizeof(by_list), 1, fields};
    OPEN_SLOTS_OR_SKIP();
    sq_value items[9];
    by_list lists[4];
    static const uint32_t lengths[4] = {3, 0, 9, 1};
    for (int i = 0; i < 9; i++)
        items[i] = sq_int_value(i + 1);
    for (int i = 0; i < 4; i++)
        lists[i].ids = (sq_value){.kind = SQ_V_LIST, .len = lengths[i], .v.list = items};
    const sq_stmt *s = sq_where(sq_select(q, slots.id),
                                sq_in(q, slots.id, sq_bindparam(q, "ids", .expanding = true)));
    sq_result *r = (sq_series)(c, s, &by_list_desc, lists, 4);
    for (int i = 0; i < 4; i++) {
        ck_assert_msg(sq_row_count(r) == lengths[i], "%s", sq_result_error(r)->message);
        ck_assert_int_eq(sq_next_result(r), i < 3);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    check_usable();
    suite_close();
}
END_TEST

/* A limit of memory does not change how a set is read. */
START_TEST(test_suite_series_with_a_limit_of_memory_reads_each_set_in_any_way)
{
    OPEN_SLOTS_OR_SKIP();
    SKIP_IF(T->one_connection, "a second engine is another database");
    const by_owner asked[] = {{2}, {5}, {8}, {4}};
    sq_engine *db = sq_engine_open(suite_now.url, .max_result_bytes = 100000);
    sq_conn *limited = sq_connect(db);
    sq_result *r = sq_series(limited, slots_of_owner(), by_owner, asked, 4);
    for (int i = 0; i < 3; i++) {
        ck_assert_msg(sq_row_count(r) == 2, "%s", sq_result_error(r)->message);
        ck_assert_int_eq(sq_first(r), SQ_OK);
        ck_assert_int_eq(sq_get_int(r, 1), asked[i].owner);
        ck_assert(sq_next_result(r));
    }
    ck_assert_int_eq(suite_int(limited, "SELECT 7"), 7); /* the last set is no stream */
    ck_assert_int_eq(sq_one(r), SQ_OK);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    sq_conn_close(limited);
    sq_engine_close(db);
    suite_close();
}
END_TEST

/* Members of structs are found by name in each set. */
START_TEST(test_suite_series_finds_members_anew_where_columns_changed)
{
    OPEN_SLOTS_OR_SKIP();
    SKIP_IF(T->one_connection, "a second connection is another database");
    typedef struct wide_row {
        int id, b;
    } wide_row;
    static const sq_field fields[] = {{"id", offsetof(wide_row, id), sizeof(int), SQ_F_INT},
                                      {"b", offsetof(wide_row, b), sizeof(int), SQ_F_INT}};
    static const sq_row_desc wide_desc = {sizeof(wide_row), 2, fields};
    const by_owner asked[] = {{4}, {5}};
    wide_row x;
    suite_ok(c, "CREATE TABLE wide (a INTEGER, b INTEGER, id INTEGER)");
    suite_ok(c, "INSERT INTO wide VALUES (1, 2, 4)");
    sq_conn *other = sq_connect(suite_now.db);
    sq_result *r = sq_series(c, suite_text("SELECT * FROM wide WHERE id = :owner"), by_owner, asked,
                             2);
    ck_assert_msg((sq_fetch)(r, &wide_desc, &x), "%s", sq_result_error(r)->message);
    ck_assert(x.id == 4 && x.b == 2);
    suite_ok(other, "DROP TABLE wide");
    suite_ok(other, "CREATE TABLE wide (id INTEGER, b INTEGER)");
    suite_ok(other, "INSERT INTO wide VALUES (5, 6)");
    if (strcmp(T->name, "mysql") == 0) { /* there it fails once, since it may have run */
        ck_assert(!sq_next_result(r));
        ck_assert_int_lt(sq_done(r), 0);
        r = sq_series(c, suite_text("SELECT * FROM wide WHERE id = :owner"), by_owner, &asked[1],
                      1);
    } else {
        ck_assert_msg(sq_next_result(r), "%s", sq_result_error(r)->message);
    }
    ck_assert_uint_eq(sq_result_columns(r), 2);
    ck_assert_msg((sq_fetch)(r, &wide_desc, &x), "%s", sq_result_error(r)->message);
    ck_assert_msg(x.id == 5 && x.b == 6, "%d %d", x.id, x.b);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    sq_conn_close(other);
    suite_close();
}
END_TEST

/* ---- the connection meanwhile ---- */

START_TEST(test_suite_series_keeps_the_connection_busy_up_to_its_last_set)
{
    OPEN_SLOTS_OR_SKIP();
    sq_result *r = query_owners(3);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(suite_run(c, "SELECT 7"), SQ_ERR_BUSY);
        ck_assert_int_eq(sq_begin(c), SQ_ERR_BUSY);
        ck_assert(sq_next_result(r));
    }
    check_usable();
    check_rows_of(r, owner_at(2));
    sq_conn_close(c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_series_that_is_given_up_leaves_the_connection_usable)
{
    OPEN_SLOTS_OR_SKIP();
    for (size_t read = 0; read < OWNERS; read += 37) {
        sq_result *r = query_owners(OWNERS);
        for (size_t i = 0; i < read; i++)
            ck_assert(sq_next_result(r));
        ck_assert_int_eq(sq_done(r), SQ_OK);
        check_usable();
    }
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    sq_result *r = query_owners(OWNERS);
    ck_assert(sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_series_ends_with_its_transaction_and_its_connection)
{
    OPEN_SLOTS_OR_SKIP();
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    sq_result *r = query_owners(OWNERS);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CLOSED);
    check_usable();
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    r = query_owners(OWNERS);
    ck_assert_int_eq(sq_abort(c, "enough"), SQ_ERR_TX_ABORTED);
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    check_usable();
    r = query_owners(OWNERS);
    sq_conn_close(c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CLOSED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

/* ---- errors ---- */

enum { NEW = 10, TWICE = 6 };

/* Ids that are new, but for that at TWICE. */
static const word_of *new_words(void)
{
    static word_of rows[NEW];
    for (int i = 0; i < NEW; i++)
        rows[i] = (word_of){i == TWICE ? 1 : SLOTS + i, "new"};
    return rows;
}

/* The failure is told where it happened, behind all that went well. */
static void insert_up_to_the_failure(void)
{
    const sq_stmt *s = sq_returning(sq_insert(q, slots), slots.id);
    sq_result *r = sq_series(c, s, word_of, new_words(), NEW);
    for (int i = 0; i < TWICE; i++) {
        ck_assert_int_eq(sq_one(r), SQ_OK);
        ck_assert_int_eq(sq_get_int(r, 0), SLOTS + i);
        ck_assert_int_eq(sq_next_result(r), i + 1 < TWICE);
    }
    ck_assert_uint_eq(sq_result_number(r), TWICE);
    ck_assert_int_eq(sq_result_error(r)->status, SQ_ERR_UNIQUE);
    ck_assert(!sq_row(r));
    ck_assert(!sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_UNIQUE);
    ck_assert_int_eq(failed, 1);
    failed = 0;
}

START_TEST(test_suite_series_error_is_told_with_its_set_and_ends_it)
{
    OPEN_SLOTS_OR_SKIP();
    const char *how_many = "SELECT count(*) FROM slots WHERE word = 'new'";
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    insert_up_to_the_failure();
    ck_assert_int_eq(suite_run(c, "SELECT 7"), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(suite_int(c, how_many), 0);
    insert_up_to_the_failure(); /* each of them commits by itself */
    ck_assert_int_eq(suite_int(c, how_many), TWICE);
    check_usable();
    suite_close();
}
END_TEST

START_TEST(test_suite_series_value_that_can_not_be_sent_ends_it_at_its_set)
{
    OPEN_SLOTS_OR_SKIP();
    const sq_stmt *s = sq_where(sq_select(q, slots.id),
                                sq_eq(q, slots.word, sq_bindparam(q, "word")),
                                sq_ne(q, slots.id, sq_bindparam(q, "id")));
    for (int wrong = 0; wrong < 3; wrong++) {
        word_of rows[3] = {{0, "w1.0"}, {0, "w2.0"}, {0, "w2.1"}};
        rows[wrong].word = "\xFF";
        sq_result *r = sq_series(c, s, word_of, rows, 3);
        for (int i = 0; i < wrong; i++) {
            ck_assert_int_eq(sq_one(r), SQ_OK);
            ck_assert_int_eq(sq_next_result(r), i + 1 < wrong);
        }
        ck_assert_uint_eq(sq_result_number(r), (size_t)wrong);
        ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
        check_usable();
    }
    suite_close();
}
END_TEST

/* ---- time ---- */

/* As many rows as the fourth power of its parameter. */
static const sq_stmt *slow_query(void)
{
    const slots_table t[4] = {SQ_ALIAS(q, slots, "a"), SQ_ALIAS(q, slots, "b"),
                              SQ_ALIAS(q, slots, "c"), SQ_ALIAS(q, slots, "d")};
    const sq_stmt *s = sq_select(q, sq_count_all(q));
    for (int i = 0; i < 4; i++) {
        s = sq_from(s, t[i]);
        s = sq_where(s, sq_lt(q, t[i].id, sq_bindparam(q, "most")));
    }
    return s;
}

static const by_most second_is_endless[3] = {{3}, {1000}, {3}};

static void check_stopped(int status)
{
    sq_result *r = sq_series(c, slow_query(), by_most, second_is_endless, 3);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
    ck_assert_int_eq(sq_get_int(r, 0), 16);
    ck_assert(!sq_next_result(r));
    ck_assert_uint_eq(sq_result_number(r), 1);
    ck_assert_int_eq(sq_done(r), status);
}

START_TEST(test_suite_series_execution_that_is_late_ends_it)
{
    OPEN_SLOTS_OR_SKIP();
    sq_conn_timeout(c, 300);
    check_stopped(SQ_ERR_TIMEOUT);
    check_usable();
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    check_stopped(SQ_ERR_TIMEOUT);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    check_usable();
    suite_close();
}
END_TEST

static bool stop_at_once(double ms, void *user)
{
    (void)ms;
    return ++*(int *)user > 0;
}

START_TEST(test_suite_series_is_stopped_by_progress)
{
    OPEN_SLOTS_OR_SKIP();
    int calls = 0;
    sq_conn_progress(c, 300, stop_at_once, &calls);
    check_stopped(SQ_ERR_CANCELLED);
    ck_assert_int_eq(calls, 1);
    sq_conn_progress(c, 0, NULL, NULL);
    check_usable();
    suite_close();
}
END_TEST

START_TEST(test_suite_series_can_be_cancelled)
{
    OPEN_SLOTS_OR_SKIP();
    suite_cancel_begin();
    sq_result *r = sq_series(c, slow_query(), by_most, &second_is_endless[1], 2);
    ck_assert_int_eq(sq_result_error(r)->status, SQ_ERR_CANCELLED);
    suite_cancel_end();
    ck_assert_int_eq(sq_done(r), SQ_ERR_CANCELLED);
    check_usable();
    suite_close();
}
END_TEST

/* Executions that are sent together share a time limit, but rows that came are not lost. */
START_TEST(test_suite_series_given_up_before_an_endless_set_comes_to_rest)
{
    OPEN_SLOTS_OR_SKIP();
    sq_conn_timeout(c, 300);
    sq_result *r = sq_series(c, slow_query(), by_most, second_is_endless, 3);
    ck_assert_int_eq(sq_one(r), SQ_OK);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    check_usable();
    suite_close();
}
END_TEST

size_t suite_series(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_series_rows_of_each_set_come_in_the_order_of_the_sets),
        TEST(test_suite_series_each_set_is_read_in_any_way),
        TEST(test_suite_series_of_no_set_has_no_rows),
        TEST(test_suite_series_of_a_statement_whose_text_changes),
        TEST(test_suite_series_with_a_limit_of_memory_reads_each_set_in_any_way),
        TEST(test_suite_series_finds_members_anew_where_columns_changed),
        TEST(test_suite_series_keeps_the_connection_busy_up_to_its_last_set),
        TEST(test_suite_series_that_is_given_up_leaves_the_connection_usable),
        TEST(test_suite_series_ends_with_its_transaction_and_its_connection),
        TEST(test_suite_series_error_is_told_with_its_set_and_ends_it),
        TEST(test_suite_series_value_that_can_not_be_sent_ends_it_at_its_set),
        TEST(test_suite_series_execution_that_is_late_ends_it),
        TEST(test_suite_series_is_stopped_by_progress),
        TEST(test_suite_series_can_be_cancelled),
        TEST(test_suite_series_given_up_before_an_endless_set_comes_to_rest)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
