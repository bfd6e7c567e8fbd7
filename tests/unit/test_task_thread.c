/* test_task_thread.c: tasks of several threads, and threads without any, on one pool. Under
 * ThreadSanitizer, too. */
#include <pthread.h>
#include <sched.h>
#include "lib/base/thread.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"
#include "tests/support/tasks.h"

/* ---- who came first is served first ---- */

typedef struct user {
    sq_engine *db;
    int *order, turn;
} user;

static int take_a_turn(void *context)
{
    user *u = context;
    sq_conn *c = sq_connect(u->db);
    u->turn = ++*u->order; /* one at a time: there is one connection */
    int rc = (int)sq_sql_exec(c, SQ_SQL("steps 3"));
    sq_conn_close(c);
    return rc;
}

static void *take_a_turn_alone(void *context)
{
    take_a_turn(context);
    return NULL;
}

START_TEST(test_task_thread_queue_of_tasks_and_threads_keeps_its_order)
{
    enum { USERS = 12 };
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE);
    sq_conn *c = connect_ok(db);
    user users[USERS];
    pthread_t threads[USERS];
    sqt_loop l = {.n = 0};
    int order = 0;
    for (int i = 0; i < USERS; i++) {
        users[i] = (user){.db = db, .order = &order};
        if (i % 2)
            ck_assert_int_eq(sq_task_step(loop_add(&l, take_a_turn, &users[i])), SQ_TASK_WAITS);
        else
            ck_assert_int_eq(pthread_create(&threads[i], NULL, take_a_turn_alone, &users[i]), 0);
        while (stats(db).waiting <= i)
            sched_yield();
    }
    sq_conn_close(c);
    loop_run(&l);
    for (int i = 0; i < USERS; i += 2)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < USERS; i++)
        ck_assert_int_eq(users[i].turn, i + 1);
    ck_assert_int_eq(fake.shared, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* ---- many of them ---- */

enum { LOOPS = 2, THREADS = 3, TASKS = 40, ROUNDS = 10 };

typedef struct crowd {
    sq_engine *db;
    int done[TASKS];
    sqt_loop loop;
} crowd;

static void work(sq_engine *db, int *done)
{
    for (int i = 0; i < ROUNDS; i++) {
        sq_conn *c = sq_connect(db);
        sq_begin(c);
        sq_sql_exec(c, SQ_SQL("change 1"));
        *done += sq_commit(c) == SQ_OK;
        sq_conn_close(c);
    }
}

typedef struct one {
    sq_engine *db;
    int *done;
} one;

static int work_in_a_task(void *context)
{
    one *o = context;
    work(o->db, o->done);
    return 0;
}

static void *drive_a_crowd(void *context)
{
    crowd *w = context;
    one ones[TASKS];
    for (int i = 0; i < TASKS; i++) {
        ones[i] = (one){w->db, &w->done[i]};
        loop_add(&w->loop, work_in_a_task, &ones[i]);
    }
    loop_run(&w->loop);
    return NULL;
}

static void *work_alone(void *context)
{
    one *o = context;
    work(o->db, o->done);
    return NULL;
}

START_TEST(test_task_thread_two_loops_and_threads_share_a_pool)
{
    fake_start();
    static crowd crowds[LOOPS];
    int alone[THREADS] = {0};
    one ones[THREADS];
    pthread_t threads[LOOPS + THREADS];
    sq_engine *db = sq_engine_open(FAKE_URL, .pool_size = 3, .max_overflow = SQ_NO_OVERFLOW);
    for (int i = 0; i < LOOPS; i++) {
        crowds[i].db = db;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, drive_a_crowd, &crowds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        ones[i] = (one){db, &alone[i]};
        ck_assert_int_eq(pthread_create(&threads[LOOPS + i], NULL, work_alone, &ones[i]), 0);
    }
    for (int i = 0; i < LOOPS + THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < LOOPS * TASKS; i++)
        ck_assert_int_eq(crowds[i / TASKS].done[i % TASKS], ROUNDS);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(alone[i], ROUNDS);
    ck_assert_int_eq(fake.commits, (LOOPS * TASKS + THREADS) * ROUNDS);
    ck_assert_int_le(fake.most_open, 3);
    ck_assert_int_eq(fake.shared, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* ---- a lock that is kept while its holder waits ---- */

typedef struct keeper {
    sqi_hold *hold;
    int *inside, *wrong, waits;
} keeper;

static void keep_for_a_while(keeper *k)
{
    for (int i = 0; i < ROUNDS; i++) {
        sqi_hold_lock(k->hold);
        sqi_hold_keep(k->hold);
        *k->wrong += ++*k->inside != 1;
        for (int j = 0; j < k->waits; j++)
            sq_await(-1, 0, 1);
        --*k->inside;
        sqi_hold_take_back(k->hold);
        sqi_hold_unlock(k->hold);
    }
}

static int keep_in_a_task(void *context)
{
    keep_for_a_while(context);
    return 0;
}

static void *keep_alone(void *context)
{
    keep_for_a_while(context);
    return NULL;
}

static void *keep_in_tasks(void *context)
{
    sqt_loop l = {.n = 0};
    for (int i = 0; i < TASKS; i++)
        loop_add(&l, keep_in_a_task, context);
    loop_run(&l);
    return NULL;
}

START_TEST(test_task_thread_lock_that_is_kept_over_a_wait_has_one_holder)
{
    int inside = 0, wrong = 0;
    sqi_hold hold;
    sqi_hold_init(&hold);
    keeper k = {&hold, &inside, &wrong, 2};
    pthread_t threads[LOOPS + THREADS];
    for (int i = 0; i < LOOPS + THREADS; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, i < LOOPS ? keep_in_tasks : keep_alone, &k), 0);
    for (int i = 0; i < LOOPS + THREADS; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_eq(inside, 0);
    sqi_hold_free(&hold);
}
END_TEST

SQT_MAIN("tasks and threads", TEST(test_task_thread_queue_of_tasks_and_threads_keeps_its_order),
         TEST(test_task_thread_two_loops_and_threads_share_a_pool),
         TEST(test_task_thread_lock_that_is_kept_over_a_wait_has_one_holder))
