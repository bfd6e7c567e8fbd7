/* test_postgresql_rows.c: rows of PostgreSQL, which the driver reads some at a time. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_postgresql
#include <stdlib.h>
#include "squill.h"

static sq_result *run(sq_conn *c, const char *sql, bool stream)
{
    const sq_sql_text *text = sq_unsafe_sql(sq_scratch(c), sql, strlen(sql));
    return stream ? sq_sql_stream(c, text) : sq_sql_query(c, text);
}

SQ_TABLE(digits, (id, integer, .primary_key = true), (exact, numeric(920, 0)), (again, integer));

enum { ROWS = 1000 };
static const char many_sql[] =
    "SELECT i::int AS small, i::bigint * 10000000000 AS large, i * 0.5::float8 AS half, 'w' || i"
    " AS word, CASE WHEN i % 3 > 0 THEN i::numeric / 8 END AS exact, '' AS nothing,"
    " CASE WHEN i % 7 > 0 THEN i END AS some FROM generate_series(1, 1000) AS i";

static void check_row(sq_result *r, int i)
{
    char word[20];
    snprintf(word, sizeof word, "w%d", i);
    ck_assert_int_eq(sq_get_int(r, 0), i);
    ck_assert_int_eq(sq_get_int64(r, 1), INT64_C(10000000000) * i);
    ck_assert(sq_get_double(r, 2) == i * 0.5);
    ck_assert_str_eq(sq_get_text(r, 3), word);
    ck_assert_int_eq(sq_get_is_null(r, 4), i % 3 == 0);
    ck_assert(i % 3 == 0 || sq_get_double(r, 4) == i / 8.0);
    ck_assert_str_eq(sq_get_text(r, 5), "");
    ck_assert_int_eq(sq_get_is_null(r, 6), i % 7 == 0);
    ck_assert(i % 7 == 0 || sq_get_int(r, 6) == i);
}

START_TEST(test_postgresql_many_rows_come_whole_and_in_order)
{
    OPEN_OR_SKIP();
    for (int stream = 0; stream < 2; stream++) {
        sq_result *r = run(suite_now.c, many_sql, stream);
        int n = 0;
        while (sq_row(r))
            check_row(r, ++n);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        ck_assert_int_eq(n, ROWS);
        r = run(suite_now.c, many_sql, stream); /* most of them are not wanted */
        ck_assert(sq_row(r));
        check_row(r, 1);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

/* One row of these is more than is read at once. */
START_TEST(test_postgresql_rows_of_many_columns_come_whole)
{
    enum { COLUMNS = 300, WIDE_ROWS = 5 };
    OPEN_OR_SKIP();
    static char sql[COLUMNS * 20 + 100];
    for (int width = COLUMNS; width > 0; width /= 7) {
        char *p = sql + sprintf(sql, "SELECT i");
        for (int k = 1; k < width; k++)
            p += sprintf(p, ", i + %d", k);
        sprintf(p, " FROM generate_series(1, %d) AS i", (int)WIDE_ROWS);
        for (int stream = 0; stream < 2; stream++) {
            sq_result *r = run(suite_now.c, sql, stream);
            for (int i = 1; i <= WIDE_ROWS; i++) {
                ck_assert(sq_row(r));
                for (int k = 0; k < width; k++)
                    ck_assert_int_eq(sq_get_int(r, (size_t)k), i + k);
            }
            ck_assert(!sq_row(r));
            ck_assert_int_eq(sq_done(r), SQ_OK);
        }
    }
    suite_close();
}
END_TEST

START_TEST(test_postgresql_rows_without_columns_are_counted)
{
    OPEN_OR_SKIP();
    for (int stream = 0; stream < 2; stream++) {
        sq_result *r = run(suite_now.c, "SELECT FROM generate_series(1, 300)", stream);
        int n = 0;
        while (sq_row(r))
            n++;
        ck_assert_int_eq(sq_done(r), SQ_OK);
        ck_assert_int_eq(n, 300);
    }
    suite_close();
}
END_TEST

/* How many allocations go well, before the others fail; -1: all do. */
static long memory_left = -1;
static bool failed;

static void *resize_or_fail(void *context, void *p, size_t n)
{
    (void)context;
    failed = failed || (n > 0 && memory_left == 0);
    if (n > 0 && memory_left != 0) {
        memory_left -= memory_left > 0;
        return realloc(p, n);
    }
    if (n == 0)
        free(p);
    return NULL;
}

/* The decimals need memory each, so that rows read at once may be without it in their midst. */
START_TEST(test_postgresql_rows_that_there_is_no_memory_for_end_behind_those_there_was)
{
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, digits), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO digits SELECT i, (i::text || repeat('0', 900))::numeric, i"
                          " FROM generate_series(1, 300) AS i");
    const sq_allocator own = {resize_or_fail, NULL};
    sq_engine *db = sq_engine_open(suite_now.url, .allocator = &own);
    sq_conn *c = sq_connect(db);
    ck_assert_int_eq(sq_status_of(c), SQ_OK);
    int least = 300, most = 0, n = 0;
    for (long at = 0; n < 300; at++) {
        const sq_stmt *all = sq_select(sq_scratch(c), digits.id, digits.exact, digits.again);
        all = sq_order_by(all, digits.id);
        memory_left = at;
        failed = false;
        sq_result *r = sq_query(c, all);
        for (n = 0; sq_row(r); n++) {
            ck_assert_int_eq(sq_get_int(r, 0), n + 1);
            ck_assert_uint_ge(sq_get_str(r, 1).n, 901);
            ck_assert_int_eq(sq_get_int(r, 2), n + 1);
        }
        memory_left = -1;
        ck_assert_int_eq(sq_done(r), failed ? SQ_ERR_NOMEM : SQ_OK);
        ck_assert_int_eq(failed, n < 300);
        if (failed) {
            least = n < least ? n : least;
            most = n > most ? n : most;
        }
    }
    ck_assert_int_eq(least, 0);
    ck_assert_int_gt(most, 100);
    sq_conn_close(c);
    sq_engine_close(db);
    suite_close();
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test tests[] = {
        LOOP(test_postgresql_many_rows_come_whole_and_in_order, 0, n),
        LOOP(test_postgresql_rows_of_many_columns_come_whole, 0, n),
        LOOP(test_postgresql_rows_without_columns_are_counted, 0, n),
        LOOP(test_postgresql_rows_that_there_is_no_memory_for_end_behind_those_there_was, 0, n)};
    suite_use(postgresql_targets, n);
    return sqt_run("postgresql_rows", tests, sizeof tests / sizeof *tests);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql_rows", NULL, 0);
}
#endif
