/* test_sqlite_thread.c: threads on one SQLite database: money moves between accounts and none is
 * made or lost. Under ThreadSanitizer, too. */
#include <pthread.h>
#include "squill.h"
#include "tests/suite/suite.h"

SQ_TABLE(numbers, (n, integer, .primary_key = true), (square, integer, .not_null = true));

enum { THREADS = 8, ROUNDS = 12, ACCOUNTS = 5, MONEY = 100 };

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

/* ---- one statement for all threads ---- */

typedef struct refiner {
    sq_engine *db;
    const sq_stmt *base;
    int least, wrong;
    char why[640]; /* the last error */
} refiner;

/* Each thread refines the same kept statement in a builder of its own, and executes it and the
 * base. */
static void *refine(void *context)
{
    refiner *r = context;
    for (int i = 0; i < ROUNDS; i++) {
        sq_conn *c = sq_connect(r->db);
        sq_builder *q = sq_scratch(c);
        const sq_stmt *s = sq_refine(q, r->base);
        s = sq_where(s, sq_ge(q, numbers.n, r->least + i % 7));
        int64_t sum = sq_scalar_int(c, s, -1);
        int64_t all = sq_scalar_int(c, r->base, -1);
        int64_t wanted = 0;
        for (int n = r->least + i % 7; n < 100; n++)
            wanted += n * n;
        r->wrong += sum != wanted || all != 328350;
        if (sum != wanted || all != 328350)
            snprintf(r->why, sizeof r->why, "%lld, wanted %lld; %lld: %s", (long long)sum,
                     (long long)wanted, (long long)all, sq_errmsg(c));
        sq_conn_close(c);
    }
    return NULL;
}

START_TEST(test_sqlite_threads_refine_and_execute_one_base)
{
    suite_use(sqlite_targets, 2);
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, numbers), SQ_OK);
    sq_builder *q = sq_scratch(suite_now.c);
    sq_begin(suite_now.c);
    for (int n = 0; n < 100; n++)
        sq_exec(suite_now.c, sq_values(sq_insert(q, numbers), sq_set(numbers.n, n),
                                       sq_set(numbers.square, n * n)));
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    const sq_stmt *base = sq_stmt_ref(sq_select(q, sq_sum(q, numbers.square)));
    sq_conn_close(suite_now.c);
    pthread_t t[THREADS];
    refiner r[THREADS];
    for (int i = 0; i < THREADS; i++) {
        r[i] = (refiner){.db = suite_now.db, .base = base, .least = i * 10};
        ck_assert_int_eq(pthread_create(&t[i], NULL, refine, &r[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        ck_assert_msg(r[i].wrong == 0, "%d wrong: %s", r[i].wrong, r[i].why);
    }
    sq_cache_counters n;
    sq_cache_stats(sq_engine_cache(suite_now.db), &n);
    ck_assert_uint_gt(n.hits, n.misses);
    sq_stmt_unref(base);
    suite_now.c = sq_connect(suite_now.db);
    suite_close();
}
END_TEST

SQT_MAIN("sqlite threads", LOOP(test_sqlite_threads_move_money_and_lose_none, 0, 2),
         LOOP(test_sqlite_threads_refine_and_execute_one_base, 0, 2))
