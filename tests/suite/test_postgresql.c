/* test_postgresql.c: the suite on PostgreSQL, and what only PostgreSQL has. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_postgresql
#include "squill.h"

/* What is used of libpq; so the tests need no path to its header. */
typedef struct pg_result PGresult;
extern PGresult *PQexec(void *conn, const char *sql);
extern void PQclear(PGresult *r);
extern int PQbackendPID(const void *conn);

/* ---- values in both forms ---- */

static const char *const expressions[] = {"true",
                                          "false",
                                          "1::smallint",
                                          "(-32768)::smallint",
                                          "2147483647",
                                          "(-9223372036854775807)-1",
                                          "4294967295::oid",
                                          "1.5::real",
                                          "0.1::float8",
                                          "'NaN'::float8",
                                          "'-Infinity'::float8",
                                          "0::numeric",
                                          "-12.50::numeric",
                                          "0.00010::numeric",
                                          "123456789012345678901234567890.5::numeric",
                                          "10000::numeric",
                                          "1e20::numeric",
                                          "0.5::numeric",
                                          "'NaN'::numeric",
                                          "100000000.00::numeric",
                                          "''::text",
                                          "'gr\xC3\xBC\xC3\x9F'::varchar",
                                          "'ab'::char(4)",
                                          "'x'::name",
                                          "'\\x00ff10'::bytea",
                                          "''::bytea",
                                          "'2000-01-01'::date",
                                          "'0001-01-01'::date",
                                          "'9999-12-31'::date",
                                          "'infinity'::date",
                                          "'12:30:15.25'::time",
                                          "'2024-02-29 23:59:59.999999'::timestamp",
                                          "'-infinity'::timestamp",
                                          "'2024-02-29 12:00:00+05:30'::timestamptz",
                                          "'12340000-0000-0000-0000-0000000000ef'::uuid",
                                          "'{\"a\": 1}'::json",
                                          "'{\"a\": [1, 2]}'::jsonb",
                                          "NULL::integer",
                                          "ARRAY[1, 2]",
                                          "'[1,5)'::int4range",
                                          "ARRAY[[1, NULL], [3, 4]]",
                                          "ARRAY['a\"b', NULL, '{,}', '']",
                                          "'[0:1]={1,2}'::int[]",
                                          "'{}'::date[]",
                                          "'empty'::numrange",
                                          "'(,\"2024-01-01 12:00:00.5\"]'::tsrange",
                                          "'{[1,3), [5,)}'::int4multirange",
                                          "ARRAY['[1,5)'::int4range, 'empty']",
                                          "'1 day'::interval",
                                          "'-1 year -2 mons +3 days -04:05:06.000007'::interval",
                                          "'2730 years 7 mons 178 days 2562047788:00:54.775807'"
                                          "::interval",
                                          "'178000000 years'::interval",
                                          "'0'::interval",
                                          "'0.1'::real",
                                          "'1e-45'::real",
                                          "'24:00:00'::time",
                                          "'10000-01-01'::date",
                                          "'0044-03-15 BC'::date",
                                          "'294276-12-31 23:59:59.999999'::timestamp",
                                          "'4713-01-01 00:00:00 BC'::timestamp",
                                          "'0044-03-15 12:00:00.5 BC'::timestamptz",
                                          "B''::varbit",
                                          "B'1010101010'::varbit",
                                          "'10.0.0.0/8'::cidr",
                                          "B'101'",
                                          "ROW(1, 'x')",
                                          "'12:00+02'::timetz",
                                          "'$1.50'::money",
                                          "'pg_class'::regclass"};

static bool same_value(const sq_value *a, const sq_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case SQ_V_NULL:
        return true;
    case SQ_V_DOUBLE:
        return memcmp(&a->v.d, &b->v.d, sizeof a->v.d) == 0 ||
               (a->v.d != a->v.d && b->v.d != b->v.d);
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_UUID:
    case SQ_V_BITS:
        return a->len == b->len && memcmp(a->v.p, b->v.p, a->len) == 0;
    case SQ_V_INTERVAL:
        return a->extra == b->extra && a->len == b->len && a->v.i == b->v.i;
    case SQ_V_ABSENT:
        return true;
    case SQ_V_RANGE:
        return a->v.range->empty == b->v.range->empty &&
               same_value(&a->v.range->lower, &b->v.range->lower) &&
               same_value(&a->v.range->upper, &b->v.range->upper);
    case SQ_V_LIST: {
        bool same = a->len == b->len;
        for (uint32_t i = 0; same && i < a->len; i++)
            same = same_value(&a->v.list[i], &b->v.list[i]);
        return same;
    }
    default:
        return a->v.i == b->v.i;
    }
}

static const char *text_of(sq_result *r)
{
    sq_value v = sq_get_value(r, 0);
    return v.kind == SQ_V_NULL || v.kind == SQ_V_BYTES ? "" : sq_get_text(r, 0);
}

START_TEST(test_postgresql_binary_and_text_form_give_the_same_value)
{
    OPEN_OR_SKIP();
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT %s AS x", expressions[i]);
        sq_result *prepared = sq_query(suite_now.c, suite_text(sql));
        sq_result *by_hand = (sq_sql_query)(suite_now.c, suite_sql(sql), NULL, 0);
        ck_assert_msg(sq_one(prepared) == SQ_OK, "%s: %s", sql, sq_errmsg(suite_now.c));
        ck_assert_int_eq(sq_one(by_hand), SQ_OK);
        sq_value a = sq_get_value(prepared, 0), b = sq_get_value(by_hand, 0);
        ck_assert_str_eq(text_of(prepared), text_of(by_hand));
        ck_assert_msg(same_value(&a, &b), "%s: kinds %d, %d; %.*s, %.*s", sql, a.kind, b.kind,
                      a.kind == SQ_V_DECIMAL ? (int)a.len : 0, a.v.s,
                      b.kind == SQ_V_DECIMAL ? (int)b.len : 0, b.v.s);
        ck_assert_int_eq(sq_done(prepared), SQ_OK);
        ck_assert_int_eq(sq_done(by_hand), SQ_OK);
    }
    suite_close();
}
END_TEST

/* The server shows what it got. */
static void seen_as(sq_value v, const char *type, const char *shown)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT $1::%s::text", type);
    sq_result *r = (sq_sql_query)(suite_now.c, suite_sql(sql), &v, 1);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s: %s", type, sq_result_error(r)->message);
    ck_assert_str_eq(sq_get_text(r, 0), shown);
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

START_TEST(test_postgresql_values_arrive_as_what_they_are)
{
    OPEN_OR_SKIP();
    static const uint8_t uuid[16] = {0x12, 0x34, [15] = 0xEF};
    seen_as(sq_int_value(-7), "integer", "-7");
    seen_as(sq_long_value(INT64_MIN), "bigint", "-9223372036854775808");
    seen_as(sq_uint_value(UINT64_MAX), "numeric", "18446744073709551615");
    seen_as(sq_double_value(0.1), "float8", "0.1");
    seen_as(sq_decimal_value("-12.50"), "numeric", "-12.50");
    seen_as(sq_bool_value(true), "boolean", "true");
    seen_as(sq_bytes_value("\0\xFF", 2), "bytea", "\\x00ff");
    seen_as(sq_date_value(1, 1, 1), "date", "0001-01-01");
    seen_as(sq_time_value(1, 2, 3, 4), "time", "01:02:03.000004");
    seen_as(sq_datetime_value(-1), "timestamp", "1969-12-31 23:59:59.999999");
    seen_as(sq_timestamp_value(951782400000000), "timestamptz", "2000-02-29 00:00:00+00");
    seen_as(sq_interval_value(14, -3, 3600000000), "interval", "1 year 2 mons -3 days +01:00:00");
    seen_as(sq_uuid_value(uuid), "uuid", "12340000-0000-0000-0000-0000000000ef");
    seen_as(sq_json_value("{\"a\": 1}"), "jsonb", "{\"a\": 1}");
    seen_as(sq_bits_value("101"), "bit(3)", "101");
    seen_as(sq_text_value("2024-02-29"), "date", "2024-02-29");
    const sq_value items[] = {sq_text_value("a\"b\\,}"), sq_null_value(), sq_text_value("")};
    seen_as(sq_list_value(items, 3), "text[]", "{\"a\\\"b\\\\,}\",NULL,\"\"}");
    const sq_value row[] = {sq_int_value(1), sq_int_value(2)};
    const sq_value rows[] = {sq_list_value(row, 2), sq_list_value(row, 2)};
    seen_as(sq_list_value(rows, 2), "int[]", "{{1,2},{1,2}}");
    const sq_range range = {
        .lower = sq_int_value(1), .upper = sq_absent_value(), .lower_inclusive = true};
    seen_as(sq_range_value(&range), "int4range", "[1,)");
    suite_close();
}
END_TEST

/* ---- statements that are kept ---- */

START_TEST(test_postgresql_kept_statement_survives_a_change_of_its_columns)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (5)");
    const sq_stmt *s = suite_text("SELECT * FROM t");
    for (int i = 1; i <= 3; i++) {
        sq_result *r = sq_query(suite_now.c, s);
        ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
        ck_assert_uint_eq(sq_result_columns(r), (size_t)i);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        char add[64];
        snprintf(add, sizeof add, "ALTER TABLE t ADD COLUMN c%d INTEGER", i);
        suite_ok(suite_now.c, add);
    }
    suite_ok(suite_now.c, "DEALLOCATE ALL");
    ck_assert_int_eq(sq_exec(suite_now.c, s), 1);
    /* behind squill's back */
    PQclear(PQexec(sq_native(suite_now.c), "DEALLOCATE ALL"));
    ck_assert_int_eq(sq_exec(suite_now.c, s), 1);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_kept_statement_survives_a_type_made_anew)
{
    OPEN_OR_SKIP();
    const sq_stmt *s = suite_text("INSERT INTO t VALUES (:m)");
    for (int i = 0; i < 3; i++) {
        suite_ok(suite_now.c, "CREATE TYPE mood AS ENUM ('sad', 'glad')");
        suite_ok(suite_now.c, "CREATE TABLE t (m mood)");
        for (int k = 0; k < 3; k++) {
            int64_t n = sq_exec(suite_now.c, s, sq_bind("m", "glad"));
            ck_assert_msg(n == 1, "%s", sq_errmsg(suite_now.c));
        }
        suite_ok(suite_now.c, "DROP TABLE t");
        suite_ok(suite_now.c, "DROP TYPE mood");
    }
    suite_close();
}
END_TEST

START_TEST(test_postgresql_change_of_columns_within_a_transaction_is_one_to_retry)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    const sq_stmt *s = suite_text("SELECT * FROM t");
    for (int i = 0; i < 2; i++) /* text is kept from the second time on */
        ck_assert_int_eq(sq_exec(suite_now.c, s), 0);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "ALTER TABLE t ADD COLUMN b INTEGER");
    ck_assert_int_lt(sq_exec(suite_now.c, s), 0);
    ck_assert(sq_conn_error(suite_now.c)->retry_safe);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_exec(suite_now.c, s), 0);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_kept_statements_are_bounded)
{
    OPEN_OR_SKIP();
    for (int i = 0; i < 300; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "SELECT %d AS n", i);
        ck_assert_int_eq(sq_scalar_int(suite_now.c, suite_text(sql), -1), i);
    }
    int64_t n = suite_int(suite_now.c, "SELECT count(*) FROM pg_prepared_statements");
    ck_assert_int_gt(n, 20);
    ck_assert_int_le(n, 100);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_one_text_with_values_of_several_types)
{
    OPEN_OR_SKIP();
    sq_builder *q = sq_scratch(suite_now.c);
    const sq_stmt *s = sq_text_stmt(q, sq_text(q, SQ_SQL("SELECT pg_typeof(:x)::text")));
    static const char *const types[] = {"integer", "bigint", "double precision", "boolean"};
    const sq_value values[] = {sq_int_value(1), sq_long_value(1), sq_double_value(1),
                               sq_bool_value(true)};
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 4; i++)
            ck_assert_str_eq(sq_scalar_text(suite_now.c, s, "?", sq_bind("x", values[i])),
                             types[i]);
    suite_close();
}
END_TEST

/* ---- transactions ---- */

/* P2: what the engine does not see, the tag of COMMIT tells. */
START_TEST(test_postgresql_commit_that_the_server_turned_into_rollback_is_an_error)
{
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    PQclear(PQexec(sq_native(suite_now.c), "SELECT 1 / 0"));
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_conn_error(suite_now.c)->commit_state, SQ_COMMIT_FAILED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

static void terminate(sq_conn *victim)
{
    char sql[80];
    sq_conn *other = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)::int",
             PQbackendPID(sq_native(victim)));
    ck_assert_int_eq(suite_int(other, sql), 1);
    sq_conn_close(other);
}

START_TEST(test_postgresql_lost_connection_is_told_and_commit_is_unknown)
{
    OPEN_OR_SKIP();
    terminate(suite_now.c);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT 1"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(suite_now.c)->scope, SQ_SCOPE_CONNECTION);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    ck_assert_int_eq(suite_run(suite_now.c, "CREATE TABLE t (a INTEGER)"), 0);
    terminate(suite_now.c);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_COMMIT_UNKNOWN);
    ck_assert(!sq_conn_error(suite_now.c)->retry_safe);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

/* ---- streams ---- */

START_TEST(test_postgresql_stream_left_early_leaves_the_transaction_whole)
{
    OPEN_OR_SKIP();
    const char *sql = "SELECT i FROM generate_series(1, 200000) AS i";
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        if (in_transaction)
            sq_begin(suite_now.c);
        sq_result *r = (sq_sql_stream)(suite_now.c, suite_sql(sql), NULL, 0);
        for (int i = 1; i <= 10; i++) {
            ck_assert(sq_row(r));
            ck_assert_int_eq(sq_get_int64(r, 0), i);
        }
        ck_assert_int_eq(suite_run(suite_now.c, "SELECT 1"), SQ_ERR_BUSY);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        if (in_transaction)
            sq_rollback(suite_now.c);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    }
    suite_close();
}
END_TEST

START_TEST(test_postgresql_error_in_the_middle_of_a_stream_is_told)
{
    OPEN_OR_SKIP();
    const char *sql = "SELECT 1 / (i - 5000) FROM generate_series(1, 10000) AS i";
    sq_result *r = (sq_sql_stream)(suite_now.c, suite_sql(sql), NULL, 0);
    int n = 0;
    while (sq_row(r))
        n++;
    ck_assert_int_lt(n, 5000);
    ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
    ck_assert_str_eq(sq_sqlstate(suite_now.c), "22012");
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

/* ---- session ---- */

static void keep_notice(const sq_event *ev, void *user)
{
    snprintf(user, 100, "%s", ev->text);
}

START_TEST(test_postgresql_notice_goes_to_the_listener)
{
    OPEN_OR_SKIP();
    char seen[100] = "";
    sq_engine_listen(suite_now.db, 1u << SQ_EVENT_NOTICE, keep_notice, seen);
    suite_ok(suite_now.c, "DO $$ BEGIN RAISE NOTICE 'hello'; END $$");
    ck_assert_str_eq(seen, "hello");
    suite_close();
}
END_TEST

static const char *const leaks[] = {
    "SET work_mem = '7MB'",
    "SET ROLE pg_monitor",
    "SET SESSION AUTHORIZATION pg_monitor",
    "SET TIME ZONE 'Asia/Tokyo'",
    "SET DateStyle = 'German'",
    "SET statement_timeout = '9s'",
    "SET standard_conforming_strings = off",
    "SET synchronous_commit = off",
    "SET squill.own = 'x'",
    "SELECT pg_advisory_lock(7)",
    "SELECT PG_Try_Advisory_Lock_Shared(8)",
    "SELECT 1 WHERE pg_advisory_lock(9) IS NULL",
    "LISTEN channel",
    "PREPARE p AS SELECT 1",
    "DECLARE k CURSOR WITH HOLD FOR SELECT 1",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "CREATE TEMPORARY TABLE t AS SELECT 2 AS a",
    "CREATE TEMPORARY VIEW t AS SELECT 2 AS a",
    "SELECT set_config('search_path', 'nowhere', false)",
    "SET search_path = pg_catalog",
};

START_TEST(test_postgresql_session_does_not_reach_the_next_borrower)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1)");
    const char *state =
        "SELECT concat_ws(',', current_setting('work_mem'), current_user, (SELECT count(*) FROM "
        "pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), (SELECT count(*) FROM "
        "pg_listening_channels()), (SELECT count(*) FROM pg_prepared_statements), "
        "current_setting('default_transaction_read_only'), current_setting('search_path'), "
        "session_user, current_setting('TimeZone'), current_setting('DateStyle'), "
        "current_setting('statement_timeout'), current_setting('standard_conforming_strings'), "
        "current_setting('synchronous_commit'), coalesce(current_setting('squill.own', true), ''), "
        "(SELECT count(*) FROM pg_cursors WHERE is_holdable), "
        "current_setting('default_transaction_isolation'), (SELECT a FROM t))";
    suite_session_stays_clean(state, leaks, sizeof leaks / sizeof *leaks);
    sqt_fault("session states that could reach the next borrower", T->name,
              sizeof leaks / sizeof *leaks, 0);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_options_of_the_url_reach_the_session)
{
    OPEN_OR_SKIP();
    ck_assert_str_eq(suite_ask("?application_name=night%20shift", "SHOW application_name"),
                     "night shift");
    ck_assert_str_eq(suite_ask("?options=-c%20work_mem%3D12MB", "SHOW work_mem"), "12MB");
    suite_close();
}
END_TEST

START_TEST(test_postgresql_transaction_is_read_only_and_deferrable_when_asked)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    const char *state = "SELECT (current_setting('transaction_read_only') = 'on')::int + "
                        "10 * (current_setting('transaction_deferrable') = 'on')::int";
    ck_assert_int_eq(
        sq_begin(c, .isolation = SQ_SERIALIZABLE, .read_only = true, .deferrable = true), SQ_OK);
    ck_assert_int_eq(suite_int(c, state), 11);
    ck_assert_int_lt(suite_run(c, "CREATE TABLE t (a INTEGER)"), 0);
    sq_rollback(c);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    ck_assert_int_eq(suite_int(c, state), 0);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_postgresql_other_character_set_ends_the_connection)
{
    OPEN_OR_SKIP();
    suite_charset_ends_the_connection("SET client_encoding = 'LATIN1'");
    suite_close();
}
END_TEST

START_TEST(test_postgresql_copy_is_refused_and_the_connection_stays_usable)
{
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    ck_assert_int_eq(suite_run(suite_now.c, "COPY t FROM STDIN"), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(suite_run(suite_now.c, "COPY t TO STDOUT"), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

static const struct {
    const char *sql;
    int markers;
} marked[] = {
    {"SELECT $1::int", 1},
    {"SELECT '$2', \"$3\", $1::int FROM (SELECT 1 AS \"$3\") AS s", 1},
    {"SELECT $1::int -- $2", 1},
    {"SELECT $1::int /* $2 /* $3 */ $4 */", 1},
    {"SELECT $$ $2 $$, $tag$ $3 $$ $tag$, $1::int", 1},
    {"SELECT E'\\'$2', $1::int", 1},
    {"SELECT 1 AS a$2, $1::int", 1},
    {"SELECT $2::int + $1::int", 2},
};

START_TEST(test_postgresql_markers_are_counted_outside_quotes_and_comments)
{
    if (!suite_open(0))
        return;
    const sq_value v[] = {sq_int_value(1), sq_int_value(2), sq_int_value(3)};
    const sq_sql_text *sql = (const sq_sql_text *)(const void *)marked[_i].sql;
    for (int n = 0; n <= 3; n++) {
        sq_result *r = (sq_sql_query)(suite_now.c, sql, v, (size_t)n);
        ck_assert_msg(sq_result_error(r)->status ==
                          (n == marked[_i].markers ? SQ_OK : SQ_ERR_ARGUMENT),
                      "%s with %d: %s", marked[_i].sql, n, sq_result_error(r)->message);
        sq_done(r);
    }
    suite_close();
}
END_TEST

/* ---- connecting ---- */

static const struct {
    const char *user, *password, *host, *database, *options;
    int port, status;
} bad[] = {
    {NULL, "wrong", NULL, NULL, "", 0, SQ_ERR_AUTHENTICATION},
    {"nobody_here", NULL, NULL, NULL, "", 0, SQ_ERR_AUTHENTICATION},
    {NULL, NULL, NULL, "no_such_database", "", 0, SQ_ERR_CONNECT},
    {NULL, NULL, NULL, NULL, "", 1, SQ_ERR_CONNECT},
    {NULL, NULL, "host.invalid", NULL, "", 0, SQ_ERR_CONNECT},
    {NULL, NULL, NULL, NULL, "?sslmode=require", 0, SQ_ERR_CONNECT},
    {NULL, NULL, NULL, NULL, "?sslmode=nonsense", 0, SQ_ERR_CONNECT},
    {NULL, NULL, NULL, NULL, "?no_such_option=1", 0, SQ_ERR_ARGUMENT},
};

START_TEST(test_postgresql_connection_that_fails_tells_why_and_no_secret)
{
    const char *given = sqt_database_url("postgresql");
    if (!given) {
        puts("SKIP: postgresql: no server was started");
        return;
    }
    sq_url *u = sq_url_parse(given, NULL);
    const char *password = bad[_i].password ? bad[_i].password : sq_url_password(u);
    sq_url *other = sq_url_new(NULL, .scheme = "postgresql+libpq", .password = password,
                               .user = bad[_i].user ? bad[_i].user : sq_url_user(u),
                               .host = bad[_i].host ? bad[_i].host : sq_url_host(u),
                               .port = bad[_i].port ? bad[_i].port : sq_url_port(u),
                               .database = bad[_i].database ? bad[_i].database
                                                            : sq_url_database(u));
    char *text_of_url = sq_url_text(other, false), url[600];
    snprintf(url, sizeof url, "%s%s", text_of_url, bad[_i].options);
    sq_engine *db = sq_engine_open(url);
    sq_conn *c = sq_connect(db);
    ck_assert_msg(sq_status_of(c) == bad[_i].status, "%s %s", sq_status_name(sq_status_of(c)),
                  sq_errmsg(c));
    ck_assert_uint_gt(strlen(sq_errmsg(c)), 5);
    ck_assert_ptr_null(strstr(sq_errmsg(c), password));
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    sq_string_free(text_of_url);
    sq_url_free(other);
    sq_url_free(u);
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test own[] = {
        LOOP(test_postgresql_binary_and_text_form_give_the_same_value, 0, n),
        LOOP(test_postgresql_values_arrive_as_what_they_are, 0, n),
        LOOP(test_postgresql_kept_statement_survives_a_change_of_its_columns, 0, n),
        LOOP(test_postgresql_kept_statement_survives_a_type_made_anew, 0, n),
        LOOP(test_postgresql_change_of_columns_within_a_transaction_is_one_to_retry, 0, n),
        LOOP(test_postgresql_kept_statements_are_bounded, 0, n),
        LOOP(test_postgresql_one_text_with_values_of_several_types, 0, n),
        LOOP(test_postgresql_commit_that_the_server_turned_into_rollback_is_an_error, 0, n),
        LOOP(test_postgresql_lost_connection_is_told_and_commit_is_unknown, 0, n),
        LOOP(test_postgresql_stream_left_early_leaves_the_transaction_whole, 0, n),
        LOOP(test_postgresql_error_in_the_middle_of_a_stream_is_told, 0, n),
        LOOP(test_postgresql_notice_goes_to_the_listener, 0, n),
        LOOP(test_postgresql_options_of_the_url_reach_the_session, 0, n),
        LOOP(test_postgresql_transaction_is_read_only_and_deferrable_when_asked, 0, n),
        LOOP(test_postgresql_session_does_not_reach_the_next_borrower, 0, n),
        LOOP(test_postgresql_other_character_set_ends_the_connection, 0, n),
        LOOP(test_postgresql_copy_is_refused_and_the_connection_stays_usable, 0, n),
        LOOP(test_postgresql_markers_are_counted_outside_quotes_and_comments, 0,
             (int)(sizeof marked / sizeof *marked)),
        LOOP(test_postgresql_connection_that_fails_tells_why_and_no_secret, 0,
             (int)(sizeof bad / sizeof *bad))};
    return suite_main("postgresql", postgresql_targets, n, own, sizeof own / sizeof *own);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql", NULL, 0);
}
#endif
