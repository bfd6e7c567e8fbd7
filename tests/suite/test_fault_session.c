/* test_fault_session.c: what happens to one connection, or to the process that has it: its session
 * is ended at each statement, the process forks, signals rain, the result is too large. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/suite/fault.h"
#include "tests/support/proxy.h"

/* ---- the session is ended at each statement ---- */

static int64_t session_id(sq_conn *c)
{
    return suite_int(c,
                     fault_on_postgresql() ? "SELECT pg_backend_pid()" : "SELECT connection_id()");
}

static void end_session(int64_t id)
{
    char sql[100];
    snprintf(sql, sizeof sql,
             fault_on_postgresql() ? "SELECT pg_terminate_backend(%lld, 5000)::int"
                                   : "KILL CONNECTION %lld",
             (long long)id);
    suite_ok(suite_now.c, sql);
}

enum { STATEMENTS = 4 }; /* and COMMIT */

/* One transaction whose session is ended before statement `at`; its status at the end. */
static int transact_until(int at, int id)
{
    static const char *const sql[STATEMENTS] = {
        "INSERT INTO ledger VALUES (?, 1)", "UPDATE ledger SET n = 2 WHERE id = ?",
        "SELECT n FROM ledger WHERE id = ?", "UPDATE ledger SET n = 3 WHERE id = ?"};
    sq_conn *c = sq_connect(suite_now.db);
    int64_t session = session_id(c);
    sq_value v = sq_int_value(id);
    if (at < 0)
        end_session(session);
    sq_begin(c);
    for (int i = 0; i < STATEMENTS; i++) {
        if (i == at)
            end_session(session);
        suite_run_values(c, sql[i], &v, 1);
    }
    if (at == STATEMENTS)
        end_session(session);
    int status = sq_commit(c);
    sq_conn_close(c);
    return status;
}

START_TEST(test_fault_session_ended_at_each_statement_is_told_and_changes_nothing)
{
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    int n = 0;
    suite_ok(suite_now.c, "CREATE TABLE ledger (id INTEGER PRIMARY KEY, n INTEGER)");
    for (int round = 0; round < 5; round++)
        for (int at = -1; at <= STATEMENTS; at++) {
            int status = transact_until(at, ++n);
            int wanted = at == STATEMENTS ? SQ_ERR_COMMIT_UNKNOWN : SQ_ERR_DISCONNECTED;
            if (status != wanted)
                printf("%s: ended before statement %d: %s\n", T->name, at, sq_status_name(status));
            wrong += status != wanted;
        }
    fault_wait_for_quiet();
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM ledger");
    ck_assert_int_eq(transact_until(STATEMENTS + 1, ++n), SQ_OK);
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM ledger") != 1;
    sqt_fault("session ended by the server at each statement", T->name, n - 1, wrong);
    suite_close();
}
END_TEST

/* ---- fork ---- */

/* In the child. 0: all as it should be. */
static int use_after_fork(void)
{
    if (suite_run(suite_now.c, "SELECT 1") != SQ_ERR_FORKED)
        return 1;
    sq_conn *own = sq_connect(suite_now.db);
    if (sq_status_of(own) != SQ_OK || suite_run(own, "INSERT INTO t VALUES (1)") != 1)
        return 2;
    if (sq_conn_close(own) != SQ_OK || sq_conn_close(suite_now.c) != SQ_OK)
        return 3;
    return sq_engine_close(suite_now.db) == SQ_OK ? 0 : 4;
}

START_TEST(test_fault_fork_leaves_the_connections_of_the_parent_alone)
{
    enum { FORKS = 20, IDLE = 4 };
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    sq_conn *idle[IDLE];
    for (int i = 0; i < IDLE; i++)
        idle[i] = sq_connect(suite_now.db);
    for (int i = 0; i < IDLE; i++)
        sq_conn_close(idle[i]);
    for (int i = 0; i < FORKS; i++) {
        ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
        int64_t session = session_id(suite_now.c);
        pid_t child = fork();
        if (child == 0)
            _exit(use_after_fork());
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        wrong += status != 0;
        wrong += session_id(suite_now.c) != session || sq_commit(suite_now.c) != SQ_OK;
    }
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM t") != FORKS;
    sqt_fault("fork with open connections", T->name, FORKS, wrong);
    suite_close();
}
END_TEST

/* ---- signals ---- */

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

static void storm(int microseconds)
{
    struct sigaction a = {.sa_handler = count_signal}; /* no SA_RESTART */
    struct itimerval t = {{0, microseconds}, {0, microseconds}};
    ck_assert_int_eq(sigaction(SIGALRM, &a, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &t, NULL), 0);
}

static int64_t work_in_storm(sq_conn *c, int i)
{
    sq_value v[] = {sq_int_value(i)};
    const char *sleep = fault_on_postgresql() ? "SELECT 7 FROM pg_sleep(0.005)"
                                              : "SELECT 7 + sleep(0.005)";
    bool ok = sq_status_of(c) == SQ_OK && sq_begin(c) == SQ_OK &&
              suite_run_values(c, "INSERT INTO t VALUES (?)", v, 1) == 1 &&
              suite_run(c, sleep) == 1 && sq_commit(c) == SQ_OK;
    if (!ok)
        printf("%s: in the storm: %s\n", T->name, sq_errmsg(c));
    return !ok;
}

START_TEST(test_fault_storm_of_signals_disturbs_nothing)
{
    enum { ROUNDS = 100 };
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    suite_ok(suite_now.c, "CREATE TABLE t (a INTEGER)");
    storm(1000);
    for (int i = 0; i < ROUNDS; i++) {
        sq_conn *c = sq_connect(suite_now.db);
        wrong += work_in_storm(c, i);
        if (i % 4 == 0)
            sq_conn_discard(c); /* connecting is work, too */
        sq_conn_close(c);
    }
    storm(0);
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM t") != ROUNDS;
    ck_assert_int_gt(signals, ROUNDS);
    sqt_fault("signals without SA_RESTART, 1000 a second", T->name, signals, wrong);
    suite_close();
}
END_TEST

/* A process with the default action for SIGPIPE ends by it: that this one goes on is the test. */
START_TEST(test_fault_writing_to_a_closed_connection_raises_no_signal)
{
    enum { ROUNDS = 20 };
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    signal(SIGPIPE, SIG_DFL);
    sq_url *u = sq_url_parse(suite_now.url, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        proxy *p = proxy_start(sq_url_host(u), sq_url_port(u));
        sq_engine *db = sq_engine_open(fault_url(NULL, .port = proxy_port(p)));
        sq_conn *c = sq_connect(db);
        ck_assert_msg(sq_status_of(c) == SQ_OK, "%s", sq_errmsg(c));
        if (i % 2)
            sq_begin(c);
        proxy_stop(p);
        for (int k = 0; k < 3; k++)
            wrong += suite_run(c, "SELECT 1") != SQ_ERR_DISCONNECTED;
        sq_conn_close(c);
        wrong += sq_engine_close(db) != SQ_OK;
    }
    sq_url_free(u);
    sqt_fault("write to a closed connection, SIGPIPE by default", T->name, ROUNDS, wrong);
    suite_close();
}
END_TEST

/* ---- results ---- */

START_TEST(test_fault_result_larger_than_the_limit_is_refused)
{
    enum { LIMIT = 1 << 20 };
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    const char *sql = fault_on_postgresql()
                          ? "SELECT repeat('x', 1000) FROM generate_series(1, 5000)"
                          : "SELECT repeat('x', 1000) FROM seq_1_to_5000";
    sq_engine *db = sq_engine_open(suite_now.url, .max_result_bytes = LIMIT);
    sq_conn *c = sq_connect(db);
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        if (in_transaction)
            sq_begin(c);
        sq_result *r = (sq_sql_query)(c, suite_sql(sql), NULL, 0);
        wrong += sq_row(r);
        wrong += sq_done(r) != SQ_ERR_LIMIT;
        wrong += in_transaction && sq_commit(c) != SQ_ERR_LIMIT;
        wrong += suite_int(c, "SELECT 7") != 7;
        r = (sq_sql_stream)(c, suite_sql(sql), NULL, 0); /* in constant memory there is no limit */
        int n = 0;
        while (sq_row(r))
            n++;
        wrong += sq_done(r) != SQ_OK || n != 5000;
    }
    sq_conn_close(c);
    sq_engine_close(db);
    sqt_fault("result larger than the limit", T->name, 2, wrong);
    suite_close();
}
END_TEST

/* The most memory that the process had so far. */
static int64_t peak_bytes(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (int64_t)u.ru_maxrss * 1024;
}

START_TEST(test_fault_rows_beyond_the_limit_are_never_in_memory)
{
    enum { LIMIT = 1 << 20, ROWS = 150000, MOST = 64 << 20 };
    OPEN_OR_SKIP();
    int64_t wrong = 0, before = peak_bytes();
    const char *sql = fault_on_postgresql()
                          ? "SELECT repeat('x', 1000) FROM generate_series(1, 150000)"
                          : "SELECT repeat('x', 1000) FROM seq_1_to_150000";
    sq_engine *db = sq_engine_open(suite_now.url, .max_result_bytes = LIMIT);
    sq_conn *c = sq_connect(db);
    sq_result *r = (sq_sql_query)(c, suite_sql(sql), NULL, 0);
    wrong += sq_done(r) != SQ_ERR_LIMIT;
    wrong += suite_run(c, sql) != ROWS; /* nobody keeps them: there is no limit */
    wrong += !SQT_ASAN && peak_bytes() - before > MOST;
    sq_conn_close(c);
    sq_engine_close(db);
    sqt_fault("memory taken by a result beyond the limit", T->name, 2, wrong);
    suite_close();
}
END_TEST

/* ---- time limits ---- */

/* A limit of the server's, and one of squill's; the statement ends, the connection stays. */
START_TEST(test_fault_statement_ends_at_its_time_limit)
{
    OPEN_OR_SKIP();
    int64_t wrong = 0;
    suite_ok(suite_now.c, fault_on_postgresql() ? "SET statement_timeout = '30ms'"
                                                : "SET max_statement_time = 0.03");
    wrong += suite_run(suite_now.c, T->endless) != SQ_ERR_TIMEOUT;
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    int64_t session = session_id(suite_now.c);
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        sq_conn_timeout(suite_now.c, 30);
        if (in_transaction)
            sq_begin(suite_now.c);
        int64_t start = fault_now_ms();
        wrong += suite_run(suite_now.c, T->endless) != SQ_ERR_TIMEOUT;
        wrong += fault_now_ms() - start > 2000;
        if (in_transaction)
            wrong += sq_commit(suite_now.c) != SQ_ERR_TIMEOUT;
        sq_conn_timeout(suite_now.c, 0);
        wrong += session_id(suite_now.c) != session;
    }
    sqt_fault("time limit of a statement", T->name, 3, wrong);
    suite_close();
}
END_TEST

int main(void)
{
    fault_use_servers();
    const sqt_test tests[] = {
        LOOP(test_fault_session_ended_at_each_statement_is_told_and_changes_nothing, 0,
             FAULT_SERVERS),
        LOOP(test_fault_fork_leaves_the_connections_of_the_parent_alone, 0, FAULT_SERVERS),
        LOOP(test_fault_storm_of_signals_disturbs_nothing, 0, FAULT_SERVERS),
        LOOP(test_fault_writing_to_a_closed_connection_raises_no_signal, 0, FAULT_SERVERS),
        LOOP(test_fault_result_larger_than_the_limit_is_refused, 0, FAULT_SERVERS),
        LOOP(test_fault_rows_beyond_the_limit_are_never_in_memory, 0, FAULT_SERVERS),
        LOOP(test_fault_statement_ends_at_its_time_limit, 0, FAULT_SERVERS)};
    return sqt_run("faults of a session", tests, sizeof tests / sizeof *tests);
}
