/* test_postgresql_driver.c: what the PostgreSQL driver does in its own way: COPY, notifications. */
#include "tests/suite/suite.h"
#include "tests/support/tasks.h"
#ifdef SQT_WITH_postgresql
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include "squill.h"
#include "squill/sqlite.h"

/* What is used of libpq; so the tests need no path to its header. */
extern int PQbackendPID(const void *conn);

/* ---- bulk load by COPY ---- */

typedef struct seen {
    int copies, others;
} seen;
static void count_statement(const sq_event *ev, void *user)
{
    seen *s = user;
    if (strncmp(ev->sql, "wide (", 6) == 0)
        s->copies++;
    else
        s->others++;
}

SQ_TABLE(wide, (id, integer, .primary_key = true), (number, numeric(40, 10)),
         (free_, numeric(40, 10)), (doc, json), (key_, uuid), (small, smallint), (narrow, real),
         (at, datetime), (zoned, timestamp), (clock, time), (tags, text));

typedef struct wide_row {
    int id;
    sq_value number, free_, doc, key_, small, narrow, at, zoned, clock;
} wide_row;
SQ_ROW(wide_row, id, number, free_, doc, key_, small, narrow, at, zoned, clock);

static const char *const decimals[] = {"0",
                                       "1",
                                       "-1",
                                       "9999",
                                       "10000",
                                       "-10001.5",
                                       "0.0001",
                                       "0.00001",
                                       "-0.12345678",
                                       "123456789012345678901234567890.123456789",
                                       "1e20",
                                       "12.50e-3",
                                       "1000000000000",
                                       "00012.300",
                                       "99990000.0001"};
enum { DECIMALS = sizeof decimals / sizeof *decimals };

static void open_wide(void)
{
    suite_ok(suite_now.c,
             "CREATE TABLE wide (id integer PRIMARY KEY, number numeric(40, 10), free_ numeric, "
             "doc jsonb, key_ uuid, small smallint, narrow real, at timestamp, zoned timestamptz, "
             "clock time, tags text[])");
}

static wide_row make_wide(int i)
{
    static const uint8_t uuid[16] = {0x12, 0x34, [15] = 0xEF};
    return (wide_row){.id = i,
                      .number = sq_decimal_value(decimals[i % DECIMALS]),
                      .free_ = i % 2 ? sq_double_value(i * 0.25)
                                     : sq_long_value(-i * INT64_C(100000)),
                      .doc = sq_json_value("{\"a\": [1, 2]}"),
                      .key_ = sq_uuid_value(uuid),
                      .small = sq_int_value(-i),
                      .narrow = sq_double_value(1.5),
                      .at = sq_datetime_value(-1),
                      .zoned = sq_timestamp_value(INT64_C(951782400000000)),
                      .clock = sq_time_value(1, 2, 3, 4)};
}

/* Rows 0 to n - 1 are there as make_wide() made them. */
static void check_wide(int n)
{
    for (int i = 0; i < DECIMALS && i < n; i++) {
        char sql[300];
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM wide WHERE id = %d AND number = CAST('%s' AS numeric) AND "
                 "scale(number) = 10 AND free_ = %s AND small = %d",
                 i, decimals[i], i % 2 ? "id * 0.25" : "-id * 100000", -i);
        ck_assert_msg(suite_int(suite_now.c, sql) == 1, "%s", sql);
    }
    const char *others = "SELECT count(*) FROM wide WHERE doc -> 'a' = '[1, 2]' AND narrow = 1.5 "
                         "AND key_ = '12340000-0000-0000-0000-0000000000ef' AND "
                         "at = '1969-12-31 23:59:59.999999' AND zoned = '2000-02-29 00:00:00+00' "
                         "AND clock = '01:02:03.000004' AND tags IS NULL AND small = -id";
    ck_assert_int_eq(suite_int(suite_now.c, others), n);
}

START_TEST(test_postgresql_load_copies_every_kind_exactly)
{
    OPEN_OR_SKIP();
    open_wide();
    seen s = {0, 0};
    sq_engine_listen(suite_now.db, 1u << SQ_EVENT_EXECUTE, count_statement, &s);
    wide_row rows[DECIMALS];
    for (int i = 0; i < DECIMALS; i++)
        rows[i] = make_wide(i);
    int64_t n = sq_bulk_load(suite_now.c, wide, wide_row, rows, DECIMALS);
    ck_assert_msg(n == DECIMALS, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(s.copies, 1);
    ck_assert_int_eq(s.others, 0);
    check_wide(DECIMALS);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_load_refuses_what_does_not_fit_and_names_row_and_member)
{
    OPEN_OR_SKIP();
    open_wide();
    for (int wrong = 0; wrong < 4; wrong++) {
        wide_row rows[3] = {make_wide(0), make_wide(1), make_wide(2)};
        if (wrong == 0)
            rows[1].small = sq_int_value(40000);
        else if (wrong == 1)
            rows[1].small = sq_text_value("1");
        else if (wrong == 2)
            rows[1].small = sq_double_value(1.5);
        else
            rows[1].small = sq_absent_value();
        int as_insert = wrong % 2 ? SQ_ERR_TYPE : SQ_ERR_DATA;
        ck_assert_int_eq(sq_bulk_load(suite_now.c, wide, wide_row, rows, 3), as_insert);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "row 2"));
        ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "small"));
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide"), 0);
    }
    suite_close();
}
END_TEST

typedef struct tagged {
    int id;
    const char *tags;
} tagged;
SQ_ROW(tagged, id, tags);

START_TEST(test_postgresql_load_inserts_what_the_server_has_to_convert)
{
    OPEN_OR_SKIP();
    open_wide();
    const tagged rows[] = {{1, "{a,b}"}, {2, NULL}, {3, "{}"}};
    int64_t n = sq_bulk_load(suite_now.c, wide, tagged, rows, 3);
    ck_assert_msg(n == 3, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT sum(cardinality(tags))::int FROM wide"), 2);
    suite_close();
}
END_TEST

SQ_TABLE_WITH(plain, (.name = "wide"), (id, integer, .primary_key = true), (note, text));
typedef struct plain_row {
    int id;
} plain_row;
SQ_ROW(plain_row, id);

/* "char" of nothing is a zero byte in binary form. */
SQ_TABLE_WITH(attributes, (.name = "pg_attribute"), (attname, text), (attgenerated, text));
START_TEST(test_postgresql_char_of_nothing_is_empty_text)
{
    OPEN_OR_SKIP();
    sq_builder *q = sq_scratch(suite_now.c);
    const sq_stmt *s = sq_select(q, attributes.attgenerated);
    s = sq_limit(sq_where(s, sq_eq(q, attributes.attname, "relname")), 1);
    sq_result *r = sq_query(suite_now.c, s);
    ck_assert(sq_row(r));
    sq_str text = sq_get_str(r, 0);
    ck_assert_ptr_nonnull(text.p);
    ck_assert_uint_eq(text.n, 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* The server would take UTF-8 for something else. */
START_TEST(test_postgresql_other_character_set_refuses_batches_and_loads)
{
    for (int by_load = 0; by_load < 2; by_load++) {
        OPEN_OR_SKIP();
        sq_conn *c = suite_now.c;
        const plain_row rows[] = {{1}, {2}};
        open_wide();
        suite_ok(c, "SET client_encoding = 'LATIN1'");
        int64_t n = by_load ? sq_bulk_load(c, plain, plain_row, rows, 2)
                            : sq_exec_many(c, sq_insert(sq_scratch(c), plain), plain_row, rows, 2);
        ck_assert_int_eq(n, SQ_ERR_STATE);
        ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_CONNECTION);
        suite_close();
    }
}
END_TEST

/* Rows without end. */
static int make_endless(void *row, void *arg)
{
    ((plain_row *)row)->id = ++*(int *)arg;
    return 1;
}

START_TEST(test_postgresql_load_ends_at_its_deadline)
{
    OPEN_OR_SKIP();
    open_wide();
    int made = 0;
    sq_conn_timeout(suite_now.c, 200);
    ck_assert_int_eq(sq_bulk_load_from(suite_now.c, plain, plain_row, make_endless, &made),
                     SQ_ERR_TIMEOUT);
    sq_conn_timeout(suite_now.c, 0);
    ck_assert_int_gt(made, 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide"), 0);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_load_can_be_cancelled)
{
    OPEN_OR_SKIP();
    open_wide();
    int made = 0;
    suite_cancel_begin();
    ck_assert_int_eq(sq_bulk_load_from(suite_now.c, plain, plain_row, make_endless, &made),
                     SQ_ERR_CANCELLED);
    suite_cancel_end();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide"), 0);
    suite_close();
}
END_TEST

/* Its own backend is ended while rows are being sent. */
static int make_until_terminated(void *row, void *arg)
{
    int *made = arg;
    if (*made == 50000) {
        sq_conn *other = sq_connect(suite_now.db);
        suite_int(other, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                         "WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
                         "query LIKE 'COPY%'");
        sq_conn_close(other);
    }
    return make_endless(row, arg);
}

START_TEST(test_postgresql_load_that_loses_its_connection_is_known_to_have_failed)
{
    OPEN_OR_SKIP();
    open_wide();
    int made = 0;
    int64_t n = sq_bulk_load_from(suite_now.c, plain, plain_row, make_until_terminated, &made);
    ck_assert_msg(n == SQ_ERR_DISCONNECTED, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    ck_assert_int_ne(sq_conn_error(suite_now.c)->commit_state, SQ_COMMIT_UNKNOWN);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide"), 0);
    suite_close();
}
END_TEST

/* ---- rows of executemany as arrays ---- */

enum { ARRAY_ROWS = 2500 };

/* The table tells how many statements filled it. */
static void open_counted_wide(void)
{
    open_wide();
    suite_ok(suite_now.c, "CREATE TABLE statements (n integer)");
    suite_ok(suite_now.c, "CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql AS "
                          "'BEGIN INSERT INTO statements VALUES (1); RETURN NULL; END'");
    suite_ok(suite_now.c, "CREATE TRIGGER count_statements AFTER INSERT ON wide "
                          "FOR EACH STATEMENT EXECUTE FUNCTION count_statement()");
}

static int64_t insert_wide(const wide_row *rows)
{
    const sq_stmt *s = sq_insert(sq_scratch(suite_now.c), wide);
    return sq_exec_many(suite_now.c, s, wide_row, rows, ARRAY_ROWS);
}

static int64_t count_statements(void)
{
    return suite_int(suite_now.c, "SELECT count(*) FROM statements");
}

static void close_counted_wide(void)
{
    suite_ok(suite_now.c, "DROP TABLE wide, statements");
    suite_ok(suite_now.c, "DROP FUNCTION count_statement");
    suite_close();
}

static wide_row *make_rows(void)
{
    wide_row *rows = malloc(ARRAY_ROWS * sizeof *rows);
    ck_assert_ptr_nonnull(rows);
    for (int i = 0; i < ARRAY_ROWS; i++)
        rows[i] = make_wide(i);
    return rows;
}

START_TEST(test_postgresql_rows_of_many_go_as_arrays_of_every_kind)
{
    OPEN_OR_SKIP();
    open_counted_wide();
    wide_row *rows = make_rows();
    int64_t n = insert_wide(rows);
    ck_assert_msg(n == ARRAY_ROWS, "%s", sq_errmsg(suite_now.c));
    check_wide(ARRAY_ROWS);
    ck_assert_int_lt(count_statements(), 10);
    rows[0].id = ARRAY_ROWS;
    rows[ARRAY_ROWS - 1].id = 17;
    for (int i = 1; i < ARRAY_ROWS - 1; i++)
        rows[i].id += ARRAY_ROWS;
    ck_assert_int_eq(insert_wide(rows), SQ_ERR_UNIQUE);
    check_wide(ARRAY_ROWS);
    free(rows);
    close_counted_wide();
}
END_TEST

START_TEST(test_postgresql_row_that_fits_no_array_goes_by_itself_in_its_place)
{
    OPEN_OR_SKIP();
    open_counted_wide();
    wide_row *rows = make_rows();
    for (int i = 50; i < ARRAY_ROWS; i += 100)
        rows[i].small = sq_text_value(i == 50 ? "-50" : "7"); /* the server reads it */
    for (int i = 60; i < ARRAY_ROWS; i += 100)
        rows[i].doc = rows[i].at = rows[i].number = sq_null_value();
    int64_t n = insert_wide(rows);
    ck_assert_msg(n == ARRAY_ROWS, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide WHERE small = 7"), 24);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM wide WHERE small = -id"),
                     ARRAY_ROWS - 24);
    const char *nulls = "SELECT count(*) FROM wide WHERE id % 100 = 60 AND doc IS NULL AND "
                        "at IS NULL AND number IS NULL";
    ck_assert_int_eq(suite_int(suite_now.c, nulls), 25);
    const char *behind = "SELECT count(*) FROM (SELECT id, lag(id) OVER (ORDER BY ctid) AS before "
                         "FROM wide) AS x WHERE id < before";
    ck_assert_int_eq(suite_int(suite_now.c, behind), 0);
    ck_assert_int_lt(count_statements(), 80);
    free(rows);
    close_counted_wide();
}
END_TEST

/* ---- notifications ---- */

static void notify(const char *channel, const char *payload)
{
    char sql[100];
    sq_conn *other = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "NOTIFY %s, '%s'", channel, payload);
    suite_ok(other, sql);
    sq_conn_close(other);
}

START_TEST(test_postgresql_notifications_of_several_channels_come_in_order)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "LISTEN one");
    suite_ok(suite_now.c, "LISTEN two");
    sq_notification n;
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 0, &n), 0);
    notify("one", "a");
    notify("elsewhere", "b");
    notify("two", "c");
    ck_assert_int_eq(sq_wait_notify(suite_now.c, -1, &n), 1);
    ck_assert_str_eq(n.channel, "one");
    ck_assert_str_eq(n.payload, "a");
    ck_assert_int_ne(n.pid, PQbackendPID(sq_native(suite_now.c)));
    suite_ok(suite_now.c, "SELECT 1"); /* what came meanwhile is not lost */
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 10000, &n), 1);
    ck_assert_str_eq(n.channel, "two");
    ck_assert_str_eq(n.payload, "c");
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 20, &n), 0);
    sq_conn_close(suite_now.c); /* the next borrower hears nothing */
    notify("one", "d");
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 0, &n), 0);
    suite_close();
}
END_TEST

static int wait_in_a_task(void *n)
{
    return sq_wait_notify(suite_now.c, -1, n);
}

static int notify_in_a_task(void *payload)
{
    notify("one", payload);
    return 0;
}

/* Both are one thread's: who waits gives way to who has something to say. */
START_TEST(test_postgresql_notification_is_waited_for_in_a_task)
{
    OPEN_OR_SKIP();
    static char payload[] = "a";
    sq_notification n = {.payload = ""};
    sqt_loop l = {.n = 0};
    suite_ok(suite_now.c, "LISTEN one");
    sq_task *t = loop_add(&l, wait_in_a_task, &n);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    loop_add(&l, notify_in_a_task, payload);
    while (loop_turn(&l, true) > 0)
        ;
    ck_assert_int_eq(sq_task_result(t), 1);
    ck_assert_str_eq(n.payload, "a");
    ck_assert_int_eq(sq_task_restart(t, wait_in_a_task, &n), SQ_OK);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    sq_task_cancel(t);
    while (loop_turn(&l, true) > 0)
        ;
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_CANCELLED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    loop_run(&l);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_waiting_for_a_notification_keeps_to_its_time)
{
    OPEN_OR_SKIP();
    struct timespec start, end;
    suite_ok(suite_now.c, "LISTEN one");
    sq_conn_timeout(suite_now.c, 1); /* that of statements does not count */
    clock_gettime(CLOCK_MONOTONIC, &start);
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 150, NULL), 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double ms = (double)(end.tv_sec - start.tv_sec) * 1e3 +
                (double)(end.tv_nsec - start.tv_nsec) / 1e6;
    ck_assert(ms >= 149);
    sq_conn_timeout(suite_now.c, 0);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 0, NULL), SQ_ERR_STATE);
    suite_close();
}
END_TEST

static atomic_int signals;
static void count_signal(int ignored)
{
    (void)ignored;
    atomic_fetch_add(&signals, 1);
}

/* Signals do not end the waiting; a notification that is sent after some of them does. */
static void *send_signals(void *context)
{
    pthread_t *waiter = context;
    while (atomic_load(&signals) < 20)
        pthread_kill(*waiter, SIGUSR1);
    notify("one", "after");
    return NULL;
}

START_TEST(test_postgresql_signals_do_not_end_the_waiting)
{
    OPEN_OR_SKIP();
    struct sigaction act = {.sa_handler = count_signal};
    sigaction(SIGUSR1, &act, NULL);
    atomic_store(&signals, 0);
    suite_ok(suite_now.c, "LISTEN one");
    pthread_t self = pthread_self(), sender;
    ck_assert_int_eq(pthread_create(&sender, NULL, send_signals, &self), 0);
    sq_notification n;
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 20000, &n), 1);
    ck_assert_str_eq(n.payload, "after");
    pthread_join(sender, NULL);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_waiting_for_a_notification_can_be_cancelled)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "LISTEN one");
    suite_cancel_begin();
    ck_assert_int_eq(sq_wait_notify(suite_now.c, -1, NULL), SQ_ERR_CANCELLED);
    suite_cancel_end();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_connection_lost_while_waiting_is_told)
{
    OPEN_OR_SKIP();
    char sql[80];
    sq_conn *other = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)::int",
             PQbackendPID(sq_native(suite_now.c)));
    ck_assert_int_eq(suite_int(other, sql), 1);
    sq_conn_close(other);
    ck_assert_int_eq(sq_wait_notify(suite_now.c, -1, NULL), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(suite_now.c)->scope, SQ_SCOPE_CONNECTION);
    suite_close();
}
END_TEST

/* ---- behind a pooler ---- */

typedef struct pooled {
    int id;
    const char *note;
} pooled;
SQ_ROW(pooled, id, note);

/* Three connections take turns, so that the pooler gives them sessions in all orders. */
static void work_in_turns(sq_conn *const c[3])
{
    const pooled rows[] = {{1, "a"}, {2, NULL}, {3, "c"}};
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 3; i++) {
            sq_builder *q = sq_scratch(c[i]);
            const sq_stmt *count = sq_from(sq_select(q, sq_count_all(q)), plain);
            ck_assert_msg(sq_scalar_int(c[i], count, -1) == 0, "%s", sq_errmsg(c[i]));
        }
        sq_conn *writer = c[round % 3];
        sq_builder *q = sq_scratch(writer);
        ck_assert_int_eq(sq_begin(writer), SQ_OK);
        const sq_stmt *insert = sq_insert(q, plain);
        int64_t n = round % 2 ? sq_exec_many(writer, insert, pooled, rows, 3)
                              : sq_bulk_load(writer, plain, pooled, rows, 3);
        ck_assert_msg(n == 3, "%s", sq_errmsg(writer));
        ck_assert_int_eq(sq_scalar_int(c[(round + 1) % 3], sq_select(q, sq_max(q, plain.id)), 0),
                         0);
        ck_assert_int_eq(sq_scalar_int(writer, sq_select(q, sq_max(q, plain.id)), 0), 3);
        ck_assert_int_eq(sq_rollback(writer), SQ_OK);
    }
}

START_TEST(test_postgresql_works_behind_a_pooler_without_prepared_statements)
{
    const char *url = sqt_database_url("pgbouncer");
    if (!url) {
        puts("SKIP: pgbouncer: no server was started");
        return;
    }
    sq_engine *db = sq_engine_open(url, .prepared_statements = -1);
    sq_conn *c[3];
    for (int i = 0; i < 3; i++) {
        c[i] = sq_connect(db);
        ck_assert_msg(sq_status_of(c[i]) == SQ_OK, "%s", sq_errmsg(c[i]));
    }
    ck_assert_int_eq(sq_drop_all(c[0], plain), SQ_OK);
    ck_assert_msg(sq_create_all(c[0], plain) == SQ_OK, "%s", sq_errmsg(c[0]));
    work_in_turns(c);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(suite_int(c[i], "SELECT count(*) FROM pg_prepared_statements"), 0);
    ck_assert_int_eq(sq_drop_all(c[0], plain), SQ_OK);
    for (int i = 0; i < 3; i++)
        sq_conn_close(c[i]);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* Rows of a database that keeps U+0000 may follow those of one that does not: text is not cut. */
START_TEST(test_postgresql_rows_of_another_database_keep_their_text_whole)
{
    OPEN_OR_SKIP();
    sq_driver_register(sq_sqlite_driver(), NULL);
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *other = sq_connect(db);
    ck_assert_int_eq(sq_status_of(other), SQ_OK);
    sq_result *r = sq_sql_query(suite_now.c, SQ_SQL("SELECT 'whole'"));
    sq_result *with_nul = sq_sql_query(other, SQ_SQL("SELECT 'a' || char(0) || 'b'"));
    ck_assert_int_eq(sq_merge(r, with_nul), SQ_OK);
    ck_assert(sq_row(r));
    ck_assert_str_eq(sq_get_text(r, 0), "whole");
    ck_assert(sq_row(r));
    ck_assert_uint_eq(sq_get_str(r, 0).n, 3);
    ck_assert_ptr_null(sq_get_text(r, 0));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    sq_conn_close(other);
    sq_engine_close(db);
    suite_close();
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test tests[] = {
        LOOP(test_postgresql_rows_of_another_database_keep_their_text_whole, 0, n),
        LOOP(test_postgresql_load_copies_every_kind_exactly, 0, n),
        LOOP(test_postgresql_load_refuses_what_does_not_fit_and_names_row_and_member, 0, n),
        LOOP(test_postgresql_char_of_nothing_is_empty_text, 0, n),
        LOOP(test_postgresql_other_character_set_refuses_batches_and_loads, 0, n),
        LOOP(test_postgresql_load_inserts_what_the_server_has_to_convert, 0, n),
        LOOP(test_postgresql_load_ends_at_its_deadline, 0, n),
        LOOP(test_postgresql_load_can_be_cancelled, 0, n),
        LOOP(test_postgresql_load_that_loses_its_connection_is_known_to_have_failed, 0, n),
        LOOP(test_postgresql_rows_of_many_go_as_arrays_of_every_kind, 0, n),
        LOOP(test_postgresql_row_that_fits_no_array_goes_by_itself_in_its_place, 0, n),
        LOOP(test_postgresql_notifications_of_several_channels_come_in_order, 0, n),
        LOOP(test_postgresql_notification_is_waited_for_in_a_task, 0, n),
        LOOP(test_postgresql_waiting_for_a_notification_keeps_to_its_time, 0, n),
        LOOP(test_postgresql_signals_do_not_end_the_waiting, 0, n),
        LOOP(test_postgresql_waiting_for_a_notification_can_be_cancelled, 0, n),
        LOOP(test_postgresql_connection_lost_while_waiting_is_told, 0, n),
        TEST(test_postgresql_works_behind_a_pooler_without_prepared_statements)};
    suite_use(postgresql_targets, n);
    return sqt_run("postgresql_driver", tests, sizeof tests / sizeof *tests);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql_driver", NULL, 0);
}
#endif
