/* test_frozen.c: results that were copied whole, on the fake driver; with real values:
 * tests/suite/suite_result.c. */
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

#define query(words) sq_sql_query(c, SQ_SQL(words))

START_TEST(test_frozen_detached_result_gives_the_client_library_its_memory_back)
{
    open_both(FAKE_URL);
    sq_result *r = query("held 3");
    ck_assert(sq_row(r));
    close_both(); /* what is left is copied without a connection */
    ck_assert_int_eq(sq_freeze(r), SQ_OK);
    ck_assert_int_eq(fake.held, 0);
    for (int turn = 0; turn < 2; turn++) {
        ck_assert_int_eq(sq_row_count(r), 2);
        ck_assert(sq_row(r));
        ck_assert_int_eq(sq_get_int(r, 0), 1);
        ck_assert(sq_row(r));
        ck_assert(!sq_row(r));
        ck_assert_int_eq(sq_rewind(r), SQ_OK);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
}
END_TEST

START_TEST(test_frozen_is_what_can_be_rewound)
{
    open_both(FAKE_URL);
    sq_result *r = query("rows 2");
    ck_assert_int_eq(sq_rewind(r), SQ_ERR_STATE);
    ck_assert_int_eq(sq_freeze(r), SQ_ERR_STATE); /* the error sticks */
    ck_assert_int_eq(sq_done(r), SQ_ERR_STATE);
    r = query("rows 0");
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_freeze(r), SQ_OK);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    r = query("fail");
    ck_assert_int_eq(sq_freeze(r), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(sq_done(r), SQ_ERR_PROGRAMMING);
    ck_assert_int_eq(sq_freeze(NULL), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_rewind(NULL), SQ_ERR_ARGUMENT);
    close_both();
}
END_TEST

START_TEST(test_frozen_stream_keeps_the_error_between_its_rows)
{
    open_both(FAKE_URL);
    sq_result *r = sq_sql_stream(c, SQ_SQL("late 2"));
    ck_assert(sq_row(r));
    ck_assert_int_eq(sq_freeze(r), SQ_ERR_DATA);
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
    ck_assert_int_eq(run("ok"), 0);
    close_both();
}
END_TEST

START_TEST(test_frozen_results_follow_each_other_and_lose_what_repeats)
{
    open_both(FAKE_URL);
    sq_result *r = query("rows 3");
    ck_assert_int_eq(sq_merge(r, query("held 5")), SQ_OK);
    ck_assert_int_eq(sq_merge(r, query("rows 4")), SQ_OK);
    ck_assert_int_eq(fake.held, 0);
    ck_assert_int_eq(sq_row_count(r), 12);
    ck_assert_int_eq(sq_unique(r), SQ_OK);
    ck_assert_int_eq(sq_row_count(r), 5);
    ck_assert_int_eq(sq_merge(r, query("rows 1")), SQ_OK);
    size_t n;
    const int64_t *all = sq_scalars_int(r, 0, &n);
    ck_assert_uint_eq(n, 6);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(all[i], i % 5);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    close_both();
}
END_TEST

START_TEST(test_frozen_results_that_do_not_fit_are_refused)
{
    open_both(FAKE_URL, .max_result_bytes = 100);
    sq_result *r = query("rows 4");
    ck_assert_int_eq(sq_merge(r, query("ok")), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = query("rows 4");
    ck_assert_int_eq(sq_merge(r, r), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_done(r), SQ_ERR_ARGUMENT);
    r = query("rows 4");
    ck_assert_int_eq(sq_merge(r, query("rows 4")), SQ_ERR_LIMIT);
    ck_assert_int_eq(sq_done(r), SQ_ERR_LIMIT);
    r = query("rows 1");
    ck_assert_int_eq(sq_merge(r, query("unique")), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_done(r), SQ_ERR_UNIQUE);
    close_both();
}
END_TEST

static int all_of_it(const sq_allocator *a, void *context)
{
    (void)context;
    fake_start();
    sq_engine *e = sq_engine_open(FAKE_URL, .allocator = a);
    sq_conn *k = sq_connect(e);
    sq_result *r = sq_sql_query(k, SQ_SQL("rows 300"));
    sq_merge(r, sq_sql_query(k, SQ_SQL("held 400")));
    sq_unique(r);
    size_t n;
    const char **texts = sq_scalars_text(r, 0, &n);
    int wrong = n != (texts ? 400 : 0);
    int rc = sq_done(r);
    sq_conn_close(k);
    sq_engine_close(e);
    return wrong ? SQ_ERR_INTERNAL : rc;
}

START_TEST(test_frozen_every_failed_allocation_is_survived)
{
    ck_assert_uint_ge(sqt_oom_sweep("frozen", all_of_it, NULL, false), 15);
}
END_TEST

SQT_MAIN("frozen", TEST(test_frozen_detached_result_gives_the_client_library_its_memory_back),
         TEST(test_frozen_is_what_can_be_rewound),
         TEST(test_frozen_stream_keeps_the_error_between_its_rows),
         TEST(test_frozen_results_follow_each_other_and_lose_what_repeats),
         TEST(test_frozen_results_that_do_not_fit_are_refused),
         TEST(test_frozen_every_failed_allocation_is_survived))
