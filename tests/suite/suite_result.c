/* suite_result.c: results as a whole: columns, copies, without repeated rows. */
#include "tests/suite/suite.h"

enum { STORED, STREAMED };

/* Rows (1, 'a', 0.5), (2, NULL, 0.5), (1, 'a', 0.5), (1, '', 0.5), in this order. */
static sq_result *rows(int how)
{
    const sq_sql_text *sql = suite_sql("SELECT id, name, share FROM t ORDER BY place");
    return how == STREAMED ? (sq_sql_stream)(suite_now.c, sql, NULL, 0)
                           : (sq_sql_query)(suite_now.c, sql, NULL, 0);
}

static bool open_with_rows(int i)
{
    if (!suite_open(i))
        return false;
    char sql[160];
    snprintf(sql, sizeof sql, "CREATE TABLE t (place INTEGER, id INTEGER, name TEXT, share %s)",
             T->real);
    suite_ok(suite_now.c, sql);
    suite_ok(suite_now.c, "INSERT INTO t VALUES (1, 1, 'a', 0.5), (2, 2, NULL, 0.5), "
                          "(3, 1, 'a', 0.5), (4, 1, '', 0.5)");
    return true;
}

#define OPEN_ROWS_OR_SKIP()                                                                        \
    if (!open_with_rows(_i))                                                                       \
        return;

START_TEST(test_suite_result_columns_come_as_arrays)
{
    OPEN_ROWS_OR_SKIP();
    size_t n;
    sq_result *r = rows(STORED);
    const int64_t *ids = sq_scalars_int(r, 0, &n);
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(ids[0] + 10 * ids[1] + 100 * ids[2] + 1000 * ids[3], 1121);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = rows(STORED);
    ck_assert(sq_row(r));
    const char **names = sq_scalars_text(r, 1, &n);
    ck_assert_uint_eq(n, 3);
    ck_assert_ptr_null(names[0]);
    ck_assert_str_eq(names[1], "a");
    ck_assert_str_eq(names[2], "");
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = rows(STORED);
    const double *shares = sq_scalars_double(r, 2, &n);
    ck_assert_double_eq(shares[3], 0.5);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = rows(STORED);
    ck_assert_ptr_null(sq_scalars_int(r, 1, &n)); /* 'a' is no number */
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    r = rows(STREAMED);
    ck_assert_ptr_null(sq_scalars_int(r, 0, &n));
    ck_assert_int_eq(sq_done(r), SQ_ERR_STATE);
    suite_close();
}
END_TEST

START_TEST(test_suite_result_frozen_is_walked_again_and_again)
{
    OPEN_ROWS_OR_SKIP();
    for (int how = STORED; how <= STREAMED; how++) {
        sq_result *r = rows(how);
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_freeze(r), SQ_OK);
        ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7); /* the connection is free */
        for (int turn = 0; turn < 3; turn++) {
            ck_assert_int_eq(sq_row_count(r), 3);
            ck_assert(sq_row(r));
            ck_assert_int_eq(sq_get_int(r, 0), 2);
            ck_assert(sq_get_is_null(r, 1));
            ck_assert(sq_row(r) && sq_row(r));
            ck_assert_str_eq(sq_get_text(r, 1), "");
            ck_assert(turn == 0 || !sq_row(r));
            ck_assert_int_eq(sq_rewind(r), SQ_OK);
        }
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_result_without_repeated_rows)
{
    OPEN_ROWS_OR_SKIP();
    for (int how = STORED; how <= STREAMED; how++) {
        sq_result *r = rows(how);
        ck_assert_int_eq(sq_unique(r), SQ_OK);
        ck_assert_int_eq(sq_row_count(r), 3);
        size_t n;
        const char **names = sq_scalars_text(r, 1, &n);
        ck_assert_uint_eq(n, 3);
        ck_assert_str_eq(names[0], "a");
        ck_assert_ptr_null(names[1]);
        ck_assert_str_eq(names[2], "");
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_result_is_put_behind_another)
{
    OPEN_ROWS_OR_SKIP();
    sq_result *a = rows(STORED), *b = rows(STREAMED);
    ck_assert(sq_row(a) && sq_row(a) && sq_row(a));
    ck_assert(sq_row(b));
    ck_assert_int_eq(sq_merge(a, b), SQ_OK);
    ck_assert_int_eq(sq_row_count(a), 4);
    size_t n;
    const int64_t *ids = sq_scalars_int(a, 0, &n);
    ck_assert_uint_eq(n, 4);
    ck_assert_int_eq(ids[0] + 10 * ids[1] + 100 * ids[2] + 1000 * ids[3], 1121);
    ck_assert_int_eq(sq_done(a), SQ_OK);
    suite_close();
}
END_TEST

size_t suite_result(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_result_columns_come_as_arrays),
                              TEST(test_suite_result_frozen_is_walked_again_and_again),
                              TEST(test_suite_result_without_repeated_rows),
                              TEST(test_suite_result_is_put_behind_another)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
