/* test_sqlite_thread.c: threads on one SQLite database: money moves between accounts and none is
 * made or lost. Under ThreadSanitizer, too. */
#include <pthread.h>
#include "tests/suite/suite.h"

enum { THREADS = 8, ROUNDS = 40, ACCOUNTS = 5, MONEY = 100 };

typedef struct mover {
    sq_engine *db;
    unsigned seed;
    int moved, refused, failed;
    char why[640];
} mover;

static int roll(mover *m, int n)
{
    m->seed = m->seed * 1103515245 + 12345;
    return (int)((m->seed >> 16) % (unsigned)n);
}

/* An account is never overdrawn: then the transaction takes itself back. */
static int move(sq_conn *c, void *arg)
{
    mover *m = arg;
    sq_value amount = sq_int_value(1 + roll(m, 60));
    sq_value from[] = {amount, sq_int_value(roll(m, ACCOUNTS)), amount};
    sq_value to[] = {amount, sq_int_value(roll(m, ACCOUNTS))};
    int64_t n =
        (sq_sql_exec)(c, SQ_SQL("UPDATE account SET money = money - ? WHERE id = ? AND money >= ?"),
                      from, 3);
    if (n == 0)
        return sq_abort(c, "too little money");
    (sq_sql_exec)(c, SQ_SQL("UPDATE account SET money = money + ? WHERE id = ?"), to, 2);
    return SQ_OK;
}

static void *work(void *context)
{
    mover *m = context;
    for (int i = 0; i < ROUNDS; i++) {
        sq_error e;
        int rc = sq_transact(m->db, move, m, &e, .retries = 200, .max_delay_ms = 20,
                             .begin.mode = i % 2 ? SQ_BEGIN_IMMEDIATE : SQ_BEGIN_DEFERRED);
        m->moved += rc == SQ_OK;
        m->refused += rc == SQ_ERR_TX_ABORTED;
        m->failed += rc != SQ_OK && rc != SQ_ERR_TX_ABORTED;
        if (rc != SQ_OK && rc != SQ_ERR_TX_ABORTED)
            snprintf(m->why, sizeof m->why, "%s: %s", sq_status_name(rc), e.message);
    }
    return NULL;
}

START_TEST(test_sqlite_threads_move_money_and_lose_none)
{
    suite_use(sqlite_targets, 2);
    OPEN_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE account (id INTEGER PRIMARY KEY, money INTEGER NOT NULL)");
    for (int i = 0; i < ACCOUNTS; i++) {
        sq_value v[] = {sq_int_value(i), sq_int_value(MONEY)};
        suite_run_values(suite_now.c, "INSERT INTO account VALUES (?, ?)", v, 2);
    }
    sq_conn_close(suite_now.c);
    pthread_t t[THREADS];
    mover m[THREADS];
    int moved = 0;
    for (int i = 0; i < THREADS; i++) {
        m[i] = (mover){.db = suite_now.db, .seed = (unsigned)i * 7919 + 3};
        ck_assert_int_eq(pthread_create(&t[i], NULL, work, &m[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        ck_assert_msg(m[i].failed == 0, "%d failed: %s", m[i].failed, m[i].why);
        ck_assert_int_eq(m[i].moved + m[i].refused, ROUNDS);
        moved += m[i].moved;
    }
    ck_assert_int_gt(moved, 0);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT sum(money) FROM account"), ACCOUNTS * MONEY);
    ck_assert_int_ge(suite_int(suite_now.c, "SELECT min(money) FROM account"), 0);
    suite_close();
}
END_TEST

SQT_MAIN("sqlite threads", LOOP(test_sqlite_threads_move_money_and_lose_none, 0, 2))
