/* test_result.c: results and what is checked before anything is sent, on the fake driver. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "lib/engine/result.h"
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

typedef struct n_row {
    int n;
} n_row;
SQ_ROW(n_row, n);
typedef struct small_row {
    signed char n;
} small_row;
SQ_ROW(small_row, n);
typedef struct wrong_row {
    int absent;
} wrong_row;
SQ_ROW(wrong_row, absent);

/* ---- walking ---- */

START_TEST(test_result_buffered_ones_may_be_many_at_once)
{
    open_both(FAKE_URL);
    sq_result *a = sq_sql_query(c, SQ_SQL("rows 2")), *b = sq_sql_query(c, SQ_SQL("rows 3"));
    ck_assert(sq_row(a));
    ck_assert(sq_row(b) && sq_row(b));
    ck_assert_int_eq(sq_get_int(a, 0), 0);
    ck_assert_int_eq(sq_get_int(b, 0), 1);
    ck_assert_int_eq(sq_row_count(a), 2);
    ck_assert_int_eq(sq_rowcount(a), -1);
    ck_assert_str_eq(sq_result_name(b, 0), "n");
    ck_assert_ptr_null(sq_result_name(b, 1));
    ck_assert_uint_eq(sq_result_columns(b), 1);
    ck_assert(sq_row(a));
    ck_assert(!sq_row(a));
    ck_assert(!sq_row(a));
    ck_assert_int_eq(sq_done(a), SQ_OK);
    ck_assert_int_eq(sq_done(b), SQ_OK);
    close_both();
}
END_TEST

START_TEST(test_result_buffered_outlives_connection_and_engine)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 2"));
    close_both();
    ck_assert(sq_row(r) && sq_row(r));
    ck_assert_int_eq(sq_get_int(r, 0), 1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
}
END_TEST

START_TEST(test_result_streaming_keeps_the_connection_busy)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 2"));
    ck_assert(sq_row(r));
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_begin(c), SQ_ERR_BUSY);
    ck_assert(sq_row(r));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), 0); /* read to its end */
    ck_assert_int_eq(sq_row_count(r), 2);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    close_both();
}
END_TEST

START_TEST(test_result_streaming_ends_with_its_connection)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 2"));
    ck_assert(sq_row(r));
    close_both();
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_get_int(r, 0), 0);
    ck_assert_int_eq(sq_done(r), SQ_ERR_CLOSED);
}
END_TEST

START_TEST(test_result_streaming_ends_with_its_transaction)
{
    open_both(FAKE_URL);
    sq_begin(c);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 2"));
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CLOSED);
    sq_begin(c);
    r = sq_sql_stream(c, SQ_SQL("rows 2"));
    ck_assert_int_eq(sq_commit(c), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_done(r), SQ_ERR_BUSY);
    ck_assert_int_eq(fake.commits, 0);
    close_both();
}
END_TEST

START_TEST(test_result_error_between_rows_sticks_and_fails_the_transaction)
{
    open_both(FAKE_URL);
    sq_begin(c);
    sq_result *r = sq_sql_stream(c, SQ_SQL("late 2"));
    ck_assert(sq_row(r) && sq_row(r));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_result_error(r)->status, SQ_ERR_DATA);
    ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_DATA);
    r = sq_sql_query(c, SQ_SQL("late 2"));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("late 2")), SQ_ERR_DATA);
    close_both();
}
END_TEST

static void expect_clear(const sq_error *e)
{
    ck_assert_int_eq(e->status, SQ_OK);
    ck_assert_int_eq(e->scope, SQ_SCOPE_NONE);
    ck_assert_int_eq(e->native, 0);
    ck_assert_str_eq(e->message, "");
    ck_assert_str_eq(e->sqlstate, "");
    ck_assert_str_eq(e->where, "");
}

START_TEST(test_result_that_went_well_says_nothing_of_errors_before_it)
{
    open_both(FAKE_URL);
    ck_assert_int_lt(sq_done(sq_sql_query(c, SQ_SQL("unique"))), 0);
    ck_assert_str_ne(sq_errmsg(c), "");
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 1"));
    expect_clear(sq_result_error(r));
    expect_clear(sq_conn_error(c));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_lt(sq_sql_exec(c, SQ_SQL("unique")), 0);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    expect_clear(sq_conn_error(c));
    ck_assert_int_lt(sq_sql_exec(c, SQ_SQL("unique")), 0);
    sq_conn_close(c);
    c = connect_ok(db);
    expect_clear(sq_conn_error(c));
    close_both();
}
END_TEST

START_TEST(test_result_given_up_early_leaves_the_connection_free)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 1000"));
    ck_assert(sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), 0);
    close_both();
}
END_TEST

START_TEST(test_result_larger_than_the_limit_is_refused)
{
    open_both(FAKE_URL, .max_result_bytes = 4000);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 1000"));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_LIMIT);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_LIMIT);
    close_both();
}
END_TEST

START_TEST(test_result_exec_counts_rows)
{
    open_both(FAKE_URL);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("rows 4")), 4);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("change 5")), 5);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok")), 0);
    sq_result *r = sq_sql_query(c, SQ_SQL("change 5"));
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_rowcount(r), 5);
    ck_assert_uint_eq(sq_result_columns(r), 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    close_both();
}
END_TEST

START_TEST(test_result_held_by_the_client_library_needs_no_copy_and_no_connection)
{
    open_both(FAKE_URL);
    sq_result *a = sq_sql_query(c, SQ_SQL("held 3")), *b = sq_sql_query(c, SQ_SQL("held 2"));
    ck_assert_int_eq(sq_row_count(a), 3);
    ck_assert_int_eq((int)fake.held, 2);
    close_both();
    int sum = 0;
    while (sq_row(a))
        sum += sq_get_int(a, 0);
    ck_assert_int_eq(sum, 0 + 1 + 2);
    ck_assert_int_eq(sq_one(b), SQ_ERR_MANY_ROWS);
    ck_assert_int_eq(sq_done(a), SQ_OK);
    ck_assert_int_eq(sq_done(b), SQ_ERR_MANY_ROWS);
    ck_assert_int_eq((int)fake.held, 0);
}
END_TEST

/* ---- one, first ---- */

static int one_of(const sq_sql_text *sql, int (*take)(sq_result *), int *value)
{
    sq_result *r = (sq_sql_query)(c, sql, NULL, 0);
    int rc = take(r);
    *value = sq_on_row(r) ? sq_get_int(r, 0) : -1;
    ck_assert_int_eq(sq_done(r), rc);
    return rc;
}

START_TEST(test_result_one_wants_exactly_one_row)
{
    open_both(FAKE_URL);
    int v;
    ck_assert_int_eq(one_of(SQ_SQL("rows 0"), sq_one, &v), SQ_ERR_NO_ROW);
    ck_assert_int_eq(one_of(SQ_SQL("rows 1"), sq_one, &v), SQ_OK);
    ck_assert_int_eq(v, 0);
    ck_assert_int_eq(one_of(SQ_SQL("rows 2"), sq_one, &v), SQ_ERR_MANY_ROWS);
    ck_assert_int_eq(one_of(SQ_SQL("rows 0"), sq_one_or_none, &v), SQ_OK);
    ck_assert_int_eq(v, -1);
    ck_assert_int_eq(one_of(SQ_SQL("rows 2"), sq_one_or_none, &v), SQ_ERR_MANY_ROWS);
    ck_assert_int_eq(one_of(SQ_SQL("rows 2"), sq_first, &v), SQ_OK);
    ck_assert_int_eq(v, 0);
    ck_assert_int_eq(one_of(SQ_SQL("rows 0"), sq_first, &v), SQ_OK);
    ck_assert_int_eq(v, -1);
    ck_assert_int_eq(one_of(SQ_SQL("fail"), sq_one, &v), SQ_ERR_PROGRAMMING);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 1"));
    ck_assert_int_eq(sq_one(r), SQ_ERR_STATE);
    sq_done(r);
    close_both();
}
END_TEST

/* ---- structs and columns ---- */

START_TEST(test_result_rows_become_structs)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 3"));
    n_row row = {-1};
    int sum = 0;
    while (sq_fetch(r, n_row, &row))
        sum += row.n;
    ck_assert_int_eq(sum, 3);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = sq_sql_query(c, SQ_SQL("rows 100"));
    size_t n;
    n_row *all = sq_fetch_all(r, n_row, &n);
    ck_assert_uint_eq(n, 100);
    ck_assert_int_eq(all[99].n, 99);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    close_both();
}
END_TEST

typedef struct text_row {
    const char *n;
} text_row;
SQ_ROW(text_row, n);

START_TEST(test_result_rows_come_in_parts_of_any_size)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 10"));
    n_row part[4];
    ck_assert_uint_eq(sq_fetch_many(r, n_row, part, 4), 4);
    ck_assert_int_eq(part[3].n, 3);
    ck_assert_uint_eq(sq_fetch_many(r, n_row, part, 4), 4);
    ck_assert_uint_eq(sq_fetch_many(r, n_row, part, 4), 2);
    ck_assert_int_eq(part[1].n, 9);
    ck_assert_uint_eq(sq_fetch_many(r, n_row, part, 4), 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    text_row text[4];
    r = sq_sql_query(c, SQ_SQL("rows 3"));
    ck_assert_uint_eq(sq_fetch_many(r, text_row, text, 4), 3);
    ck_assert_str_eq(text[0].n, "0");
    ck_assert_str_eq(text[2].n, "2");
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = sq_sql_stream(c, SQ_SQL("rows 3"));
    ck_assert_uint_eq(sq_fetch_many(r, text_row, text, 4), 0);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    close_both();
}
END_TEST

START_TEST(test_result_value_that_does_not_fit_is_an_error_naming_the_column)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 200"));
    small_row row;
    int n = 0;
    while (sq_fetch(r, small_row, &row))
        n++;
    ck_assert_int_eq(n, 128);
    ck_assert_ptr_nonnull(strstr(sq_result_error(r)->message, "\"n\""));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_CONVERSION);
    close_both();
}
END_TEST

START_TEST(test_result_column_that_is_missing_is_an_error)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_query(c, SQ_SQL("rows 2"));
    wrong_row row;
    ck_assert(!sq_fetch(r, wrong_row, &row));
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = sq_sql_query(c, SQ_SQL("rows 2"));
    ck_assert_uint_eq(sq_result_index(r, "n"), 0);
    ck_assert_int_eq(sq_get_int(r, 0), 0); /* no row is current yet */
    ck_assert_int_eq(sq_done(r), SQ_ERR_STATE);
    r = sq_sql_query(c, SQ_SQL("rows 2"));
    sq_row(r);
    ck_assert_int_eq(sq_get_int(r, 1), 0);
    ck_assert(!sq_row(r)); /* the error sticks */
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    close_both();
}
END_TEST

/* ---- parameters ---- */

START_TEST(test_result_bad_parameter_is_refused_before_anything_is_sent)
{
    open_both(FAKE_URL);
    static const struct {
        sq_value value;
        int status;
    } bad[] = {
        {{.kind = SQ_V_TEXT, .len = 2, .v.s = "\xC3("}, SQ_ERR_ARGUMENT},
        {{.kind = SQ_V_TEXT, .len = 3, .v.s = "a\0b"}, SQ_ERR_ARGUMENT},
        {{.kind = SQ_V_ABSENT}, SQ_ERR_ARGUMENT},
        {{.kind = SQ_V_BAD_POINTER}, SQ_ERR_TYPE},
        {{.kind = SQ_V_EXPR}, SQ_ERR_TYPE},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sq_value values[2] = {{.kind = SQ_V_NULL}, bad[i].value};
        int64_t rc = (sq_sql_exec)(c, SQ_SQL("ok"), values, 2);
        ck_assert_int_eq(rc, bad[i].status);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "parameter 2"));
    }
    ck_assert_int_eq(fake.executes, 0);
    ck_assert_int_eq((sq_sql_exec)(c, NULL, NULL, 0), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("\xFF")), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(fake.executes, 0);
    close_both();
}
END_TEST

typedef struct numbers {
    signed char a;
    short b;
    int c;
    long long d;
    unsigned char e;
    unsigned short f;
    unsigned g;
    unsigned long long h;
} numbers;
SQ_ROW(numbers, a, b, c, d, e, f, g, h);

START_TEST(test_result_numbers_of_every_width_keep_their_sign_as_parameters)
{
    const numbers edges[] = {{SCHAR_MIN, SHRT_MIN, INT_MIN, LLONG_MIN, 0, 0, 0, 0},
                             {-1, -1, -1, -1, UCHAR_MAX, USHRT_MAX, UINT_MAX, ULLONG_MAX},
                             {SCHAR_MAX, SHRT_MAX, INT_MAX, LLONG_MAX, 1, 1, 1, 1}};
    for (size_t i = 0; i < 3; i++) {
        const numbers *n = &edges[i];
        const int64_t is[] = {n->a, n->b, n->c, n->d};
        const uint64_t us[] = {n->e, n->f, n->g, n->h};
        for (int k = 0; k < 4; k++) {
            ck_assert_int_eq(sqi_field_value(&numbers_sq_row.fields[k], n).v.i, is[k]);
            ck_assert_uint_eq(sqi_field_value(&numbers_sq_row.fields[4 + k], n).v.u, us[k]);
        }
    }
}
END_TEST

/* ---- memory ---- */

static int all_of_it(const sq_allocator *a, void *context)
{
    (void)context;
    fake_start();
    sq_set_allocator(a);
    sq_engine *e = sq_engine_open(FAKE_URL);
    sq_conn *k = sq_connect(e);
    int rc = sq_begin(k);
    if (rc == SQ_OK)
        rc = (int)sq_sql_exec(k, SQ_SQL("change 0"), 1, "x");
    sq_result *r = sq_sql_query(k, SQ_SQL("rows 500"));
    size_t n = 0;
    n_row *all = sq_fetch_all(r, n_row, &n);
    if (all && n != 500)
        rc = SQ_ERR_INTERNAL;
    int done = sq_done(r);
    r = sq_sql_query(k, SQ_SQL("rows 1"));
    if (sq_row(r))
        sq_get_text(r, 0);
    int text = sq_done(r);
    int committed = sq_commit(k);
    sq_conn_close(k);
    sq_engine_close(e);
    sq_set_allocator(NULL);
    const int codes[] = {rc, done, text, committed};
    for (size_t i = 0; i < 4; i++)
        if (codes[i] != SQ_OK && codes[i] != SQ_ERR_TX_ABORTED)
            return codes[i];
    return SQ_OK;
}

START_TEST(test_result_every_failed_allocation_is_survived)
{
    size_t points = sqt_oom_sweep("engine", all_of_it, NULL, false);
    ck_assert_uint_ge(points, 10);
}
END_TEST

/* ---- the compiled form ---- */

static unsigned counts_of(const sq_compiled *k)
{
    return atomic_load(&k->refs);
}

static int next_row(sq_result *r)
{
    return sq_row(r) ? sq_get_int(r, 0) : -1;
}

START_TEST(test_result_counts_its_form_once_until_the_connection_is_given_back)
{
    open_both(FAKE_URL);
    sq_builder *q = sq_builder_new();
    sq_compiled *k = sq_prepare(NULL, sq_text_stmt(q, sq_text(q, SQ_SQL("rows 1"))),
                                sq_engine_dialect(db), NULL, NULL);
    ck_assert_ptr_nonnull(k);
    for (int i = 0; i < 3; i++) {
        sq_result *r = sq_query(c, k);
        ck_assert_uint_eq(counts_of(k), 2);
        ck_assert_int_eq(next_row(r), 0);
        ck_assert_int_eq(sq_done(r), SQ_OK);
        ck_assert_uint_eq(counts_of(k), 2);
    }
    sq_result *a = sq_query(c, k), *b = sq_query(c, k); /* open at once: each counts it */
    ck_assert_uint_eq(counts_of(k), 3);
    sq_done(a);
    sq_done(b);
    ck_assert_int_eq(sq_exec(c, k), 1); /* in the caller's hands all the time */
    ck_assert_uint_eq(counts_of(k), 2);
    sq_conn_close(c);
    ck_assert_uint_eq(counts_of(k), 1);
    c = sq_connect(db);
    sq_result *last = sq_query(c, k);
    sq_compiled_unref(k);
    ck_assert_int_eq(next_row(last), 0); /* the result has it still */
    sq_done(last);
    sq_builder_free(q);
    close_both();
}
END_TEST

SQT_MAIN("result", TEST(test_result_buffered_ones_may_be_many_at_once),
         TEST(test_result_buffered_outlives_connection_and_engine),
         TEST(test_result_streaming_keeps_the_connection_busy),
         TEST(test_result_streaming_ends_with_its_connection),
         TEST(test_result_streaming_ends_with_its_transaction),
         TEST(test_result_error_between_rows_sticks_and_fails_the_transaction),
         TEST(test_result_that_went_well_says_nothing_of_errors_before_it),
         TEST(test_result_given_up_early_leaves_the_connection_free),
         TEST(test_result_larger_than_the_limit_is_refused), TEST(test_result_exec_counts_rows),
         TEST(test_result_held_by_the_client_library_needs_no_copy_and_no_connection),
         TEST(test_result_one_wants_exactly_one_row), TEST(test_result_rows_become_structs),
         TEST(test_result_rows_come_in_parts_of_any_size),
         TEST(test_result_value_that_does_not_fit_is_an_error_naming_the_column),
         TEST(test_result_column_that_is_missing_is_an_error),
         TEST(test_result_bad_parameter_is_refused_before_anything_is_sent),
         TEST(test_result_numbers_of_every_width_keep_their_sign_as_parameters),
         TEST(test_result_counts_its_form_once_until_the_connection_is_given_back),
         TEST(test_result_every_failed_allocation_is_survived))
