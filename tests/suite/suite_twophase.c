/* suite_twophase.c: what is prepared outlives its connection and is ended by name. */
#include <time.h>
#include <unistd.h>
#include "tests/suite/suite.h"

/* Names are of the whole server: one of this case alone. */
static const char *make_xid(const char *what)
{
    static char xid[64];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(xid, sizeof xid, "%s-%ld.%ld:%ld", what, (long)getpid(), (long)now.tv_sec,
             now.tv_nsec);
    return xid;
}

static void begin_work(const char *xid, int id)
{
    char sql[80];
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d)", id);
    ck_assert_msg(sq_begin_twophase(suite_now.c, xid) == SQ_OK, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_run(suite_now.c, sql), 1);
}

typedef struct looked_for {
    const char *xid;
    int seen;
} looked_for;
static void look_for(const char *xid, void *user)
{
    looked_for *l = user;
    l->seen += strcmp(xid, l->xid) == 0;
}

static int is_prepared(const char *xid)
{
    looked_for l = {.xid = xid};
    ck_assert_msg(sq_recover_twophase(suite_now.c, look_for, &l) >= 0, "%s",
                  sq_errmsg(suite_now.c));
    return l.seen;
}

static int64_t sum_of_ids(void)
{
    sq_conn *other = sq_connect(suite_now.db);
    int64_t n = suite_int(other, "SELECT COALESCE(SUM(id), 0) FROM t");
    sq_conn_close(other);
    return n;
}

/* Ends the server's side of a session. */
static void kill_session(long id)
{
    char sql[100];
    sq_conn *other = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "%s%ld%s", T->kill[0], id, T->kill[1]);
    suite_run(other, sql);
    sq_conn_close(other);
}

START_TEST(test_suite_twophase_transaction_is_prepared_then_committed_or_rolled_back)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->own_id, "it has no two-phase transactions");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    const char *xid = make_xid("a");
    begin_work(xid, 1);
    ck_assert_int_eq(sq_prepare_twophase(suite_now.c), SQ_OK);
    ck_assert(sq_in_transaction(suite_now.c));
    ck_assert_int_eq(sum_of_ids(), 0);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    ck_assert_int_eq(sum_of_ids(), 1);
    begin_work(xid, 2);
    ck_assert_int_eq(sq_prepare_twophase(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    begin_work(xid, 4); /* in one phase */
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    begin_work(xid, 8);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(sum_of_ids(), 1 + 4);
    ck_assert_int_eq(is_prepared(xid), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_twophase_takes_nothing_but_its_end_once_prepared)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->own_id, "it has no two-phase transactions");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    ck_assert_int_eq(sq_prepare_twophase(suite_now.c), SQ_ERR_STATE);
    begin_work(make_xid("b"), 1);
    ck_assert_int_eq(sq_begin_twophase(suite_now.c, "c"), SQ_ERR_STATE);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    begin_work(make_xid("b"), 1);
    ck_assert_int_eq(sq_prepare_twophase(suite_now.c), SQ_OK);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM t"), SQ_ERR_STATE);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_STATE); /* which rolls back */
    ck_assert_int_eq(sum_of_ids(), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_twophase_with_a_failed_statement_is_not_prepared)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->own_id, "it has no two-phase transactions");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    const char *xid = make_xid("d");
    begin_work(xid, 1);
    ck_assert_int_eq(suite_run(suite_now.c, "INSERT INTO t VALUES (1)"), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_prepare_twophase(suite_now.c), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sum_of_ids(), 0);
    ck_assert_int_eq(is_prepared(xid), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_twophase_names_need_no_quoting)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->own_id, "it has no two-phase transactions");
    static const char *const wrong[] = {
        NULL,  "",         "a'b",
        "a b", "\xC3\xBC", "12345678901234567890123456789012345678901234567890123456789012345"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(sq_begin_twophase(suite_now.c, wrong[i]), SQ_ERR_ARGUMENT);
        ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
        ck_assert_int_eq(sq_commit_prepared(suite_now.c, wrong[i]), SQ_ERR_ARGUMENT);
    }
    ck_assert_int_lt(sq_rollback_prepared(suite_now.c, make_xid("nobody")), 0);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

START_TEST(test_suite_twophase_killed_after_prepare_is_known_unknown_and_recovered)
{
    OPEN_OR_SKIP();
    SKIP_IF(!T->own_id, "it has no two-phase transactions");
    suite_ok(suite_now.c, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    for (int commits = 0; commits < 2; commits++) {
        char xid[64];
        snprintf(xid, sizeof xid, "%s", make_xid("e"));
        sq_conn *victim = suite_now.c;
        long id = (long)suite_int(victim, T->own_id);
        begin_work(xid, 1);
        ck_assert_int_eq(sq_prepare_twophase(victim), SQ_OK);
        kill_session(id);
        ck_assert_int_eq(sq_commit(victim), SQ_ERR_COMMIT_UNKNOWN);
        ck_assert_int_eq(sq_conn_error(victim)->commit_state, SQ_COMMIT_UNKNOWN);
        sq_conn_close(victim);
        suite_now.c = sq_connect(suite_now.db);
        ck_assert_int_eq(is_prepared(xid), 1);
        ck_assert_int_eq(sum_of_ids(), 0);
        int rc = commits ? sq_commit_prepared(suite_now.c, xid)
                         : sq_rollback_prepared(suite_now.c, xid);
        ck_assert_msg(rc == SQ_OK, "%s", sq_errmsg(suite_now.c));
        ck_assert_int_eq(is_prepared(xid), 0);
        ck_assert_int_eq(sum_of_ids(), commits);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_twophase_is_refused_where_there_is_none)
{
    OPEN_OR_SKIP();
    SKIP_IF(T->own_id, "it has two-phase transactions");
    ck_assert_int_eq(sq_begin_twophase(suite_now.c, "x"), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(sq_rollback(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_recover_twophase(suite_now.c, NULL, NULL), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(sq_wait_notify(suite_now.c, 0, NULL), SQ_ERR_UNSUPPORTED);
    suite_close();
}
END_TEST

size_t suite_twophase(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_twophase_transaction_is_prepared_then_committed_or_rolled_back),
        TEST(test_suite_twophase_takes_nothing_but_its_end_once_prepared),
        TEST(test_suite_twophase_with_a_failed_statement_is_not_prepared),
        TEST(test_suite_twophase_names_need_no_quoting),
        TEST(test_suite_twophase_killed_after_prepare_is_known_unknown_and_recovered),
        TEST(test_suite_twophase_is_refused_where_there_is_none)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
