/* test_task.c: tasks by themselves, and where the engine waits in one, on the fake driver. */
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/base/task.h"
#include "lib/base/thread.h"
#include "squill.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"
#include "tests/support/tasks.h"

/* ---- steps ---- */

typedef struct trace {
    int at; /* how far it got */
    int fd;
} trace;

static int wait_for_a_byte(void *context)
{
    trace *t = context;
    char byte = 0;
    t->at = 1;
    while (read(t->fd, &byte, 1) != 1)
        sq_await(t->fd, SQ_WAIT_READ, 0);
    t->at = 2;
    return byte;
}

static void open_pipe(int ends[2])
{
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
}

START_TEST(test_task_gives_way_where_it_waits_and_goes_on_at_the_next_step)
{
    int ends[2];
    open_pipe(ends);
    trace seen = {.fd = ends[0]};
    sq_task *t = sq_task_new(wait_for_a_byte, &seen);
    sq_wait w;
    ck_assert_int_eq(seen.at, 0);
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_BUSY);
    sq_task_wait(t, &w);
    ck_assert_int_eq(sq_wait_ms(&w), 0); /* its first step is due */
    for (int i = 0; i < 3; i++) {        /* one that comes too early does no harm */
        ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
        ck_assert_int_eq(seen.at, 1);
        sq_task_wait(t, &w);
        ck_assert_int_eq(w.fd, ends[0]);
        ck_assert_int_eq(w.events, SQ_WAIT_READ);
        ck_assert_int_eq(sq_wait_ms(&w), -1);
        ck_assert_int_eq(sq_task_result(t), SQ_ERR_BUSY);
    }
    ck_assert_int_eq(write(ends[1], "\7", 1), 1);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_eq(sq_task_result(t), 7);
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static int wait_until(void *deadline)
{
    int turns = 0;
    for (int64_t until = *(int64_t *)deadline; sqi_now() < until; turns++)
        sq_await(-1, 0, until);
    return turns;
}

START_TEST(test_task_tells_the_time_that_it_waits_for)
{
    int64_t until = sq_deadline(20);
    ck_assert(until > sqi_now() && until <= sqi_now() + 20000);
    ck_assert(sq_deadline(0) == 0 && sq_deadline(-1) == 0);
    sq_task *t = sq_task_new(wait_until, &until);
    sq_wait w;
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    sq_task_wait(t, &w);
    ck_assert_int_eq(w.fd, -1);
    ck_assert(w.deadline == until);
    ck_assert_int_le(sq_wait_ms(&w), 20);
    sqt_loop l = {.tasks = {t}, .n = 1};
    loop_run(&l);
    ck_assert(sqi_now() >= until);
}
END_TEST

START_TEST(test_task_waits_by_poll_outside_of_a_task)
{
    int64_t until = sqi_now() + 5000;
    ck_assert_ptr_null(sq_task_current());
    ck_assert(!sq_task_cancelled());
    ck_assert_int_ge(wait_until(&until), 1);
    ck_assert(sqi_now() >= until);
}
END_TEST

typedef struct nest {
    sq_task *self, *inner;
    int depth, seen;
} nest;

static int run_the_next_one(void *context)
{
    nest *n = context;
    ck_assert_ptr_eq(sq_task_current(), n->self);
    ck_assert_int_eq(sq_task_step(n->self), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_task_free(n->self), SQ_ERR_BUSY);
    sq_await(-1, 0, 1);
    while (n->inner && sq_task_step(n->inner) == SQ_TASK_WAITS)
        n->seen++;
    ck_assert_ptr_eq(sq_task_current(), n->self);
    return n->depth;
}

START_TEST(test_task_may_step_another_one_but_not_itself)
{
    enum { DEPTH = 3 };
    nest n[DEPTH] = {{.depth = 0}};
    for (int i = DEPTH - 1; i >= 0; i--) {
        n[i].depth = i;
        n[i].inner = i + 1 < DEPTH ? n[i + 1].self : NULL;
        n[i].self = sq_task_new(run_the_next_one, &n[i]);
    }
    ck_assert_int_eq(sq_task_step(n[0].self), SQ_TASK_WAITS);
    ck_assert_int_eq(sq_task_step(n[0].self), SQ_TASK_DONE);
    ck_assert_ptr_null(sq_task_current());
    for (int i = 0; i < DEPTH; i++) {
        ck_assert_int_eq(sq_task_result(n[i].self), i);
        ck_assert_int_eq(n[i].seen, i + 1 < DEPTH);
        ck_assert_int_eq(sq_task_free(n[i].self), SQ_OK);
    }
}
END_TEST

static void *step_elsewhere(void *task)
{
    static int rc;
    rc = sq_task_step(task);
    return &rc;
}

START_TEST(test_task_belongs_to_the_thread_of_its_first_step)
{
    int ends[2];
    pthread_t id;
    void *rc;
    open_pipe(ends);
    trace seen = {.fd = ends[0]};
    sq_task *t = sq_task_new(wait_for_a_byte, &seen);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    ck_assert_int_eq(pthread_create(&id, NULL, step_elsewhere, t), 0);
    pthread_join(id, &rc);
    ck_assert_int_eq(*(int *)rc, SQ_ERR_STATE);
    ck_assert_int_eq(write(ends[1], "\7", 1), 1);
    sqt_loop l = {.tasks = {t}, .n = 1};
    loop_run(&l);
    ck_assert_int_eq(seen.at, 2);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(test_task_that_ended_begins_anew_on_its_stack)
{
    int ends[2];
    open_pipe(ends);
    trace seen = {.fd = ends[0]};
    int64_t past = 1;
    sq_task *t = sq_task_new(wait_until, &past);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    for (char i = 1; i < 100; i++) {
        ck_assert_int_eq(sq_task_restart(t, wait_for_a_byte, &seen), SQ_OK);
        ck_assert_int_eq(sq_task_result(t), SQ_ERR_BUSY);
        ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
        ck_assert_int_eq(sq_task_restart(t, wait_for_a_byte, &seen), SQ_ERR_BUSY);
        ck_assert_int_eq(write(ends[1], &i, 1), 1);
        ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
        ck_assert_int_eq(sq_task_result(t), i);
    }
    ck_assert_int_eq(sq_task_restart(t, wait_until, &past), SQ_OK);
    sq_task_cancel(t);
    ck_assert_int_eq(sq_task_restart(t, wait_until, &past), SQ_OK);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_eq(sq_task_result(t), 0);
    ck_assert_int_eq(sq_task_restart(t, wait_until, &past), SQ_OK);
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* ---- memory ---- */

static int use_stack(void *bytes)
{
    volatile char block[4096];
    size_t left = *(size_t *)bytes;
    block[0] = 1;
    if (left <= sizeof block)
        return block[0];
    left -= sizeof block;
    return use_stack(&left) + block[0];
}

START_TEST(test_task_has_a_stack_of_the_size_asked_for_and_a_guard_below_it)
{
    size_t bytes = 2 << 20;
    sqt_loop l = {.n = 0};
    l.tasks[l.n++] = sq_task_new(use_stack, &bytes, .stack_size = 16 << 20);
    loop_run(&l);
    pid_t child = fork();
    if (child == 0) { /* what it says on its way is not of interest */
        close(STDERR_FILENO);
        sq_task *t = sq_task_new(use_stack, &bytes, .stack_size = 64 << 10);
        sq_task_step(t);
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_ne(status, 0);
}
END_TEST

static int never(void *called)
{
    *(bool *)called = true;
    return 0;
}

static int make_and_run(const sq_allocator *a, void *context)
{
    bool called = false;
    (void)context;
    sq_set_allocator(a);
    sq_task *t = sq_task_new(never, &called);
    int state = sq_task_step(t), rc = sq_task_result(t);
    ck_assert_int_eq(state, SQ_TASK_DONE);
    ck_assert(called == (rc == SQ_OK));
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
    sq_set_allocator(NULL);
    return rc;
}

START_TEST(test_task_without_memory_or_a_function_has_ended)
{
    bool called = false;
    ck_assert_uint_ge(sqt_oom_sweep("task", make_and_run, NULL, false), 1);
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2};
    for (size_t i = 0; i < 2; i++) {
        sq_task *t = sq_task_new(never, &called, .stack_size = sizes[i]);
        sq_task_cancel(t);
        ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
        ck_assert_int_eq(sq_task_result(t), SQ_ERR_NOMEM);
        ck_assert_int_eq(sq_task_restart(t, never, &called), SQ_ERR_NOMEM);
        ck_assert_int_eq(sq_task_free(t), SQ_OK);
    }
    ck_assert(!called);
    ck_assert_int_eq(sq_task_free(NULL), SQ_OK);
    sq_task *t = sq_task_new(NULL, NULL);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
}
END_TEST

/* As deep as a builder lets it be. */
static int compile_the_deepest(void *context)
{
    int levels = 0;
    (void)context;
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = NULL, *deeper = sq_select(q, sq_val(q, 1));
    while (sq_builder_error(q)->status == SQ_OK) {
        s = deeper;
        levels++;
        deeper = sq_select(q, sq_scalar_subquery(q, s));
    }
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_TOO_DEEP);
    sq_builder *plain = sq_builder_new();
    const char *sql = sq_sql(plain, s, SQ_POSTGRESQL);
    ck_assert_msg(sql != NULL, "%s", sq_builder_error(plain)->message);
    sq_builder_free(plain);
    sq_builder_free(q);
    return levels;
}

START_TEST(test_task_has_a_stack_that_holds_the_deepest_statement)
{
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, compile_the_deepest, NULL);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_gt(sq_task_result(t), 100);
    loop_run(&l);
}
END_TEST

/* ---- cancelling ---- */

START_TEST(test_task_cancelled_before_it_began_never_does)
{
    bool called = false;
    sq_task *t = sq_task_new(never, &called);
    sq_task_cancel(t);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_CANCELLED);
    ck_assert(!called);
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
    ck_assert_int_eq(sq_task_free(sq_task_new(never, &called)), SQ_OK); /* nor one that is freed */
    ck_assert(!called);
}
END_TEST

static int count_cancels(void *context)
{
    int *n = context;
    while (*n < 2) {
        sqi_task_shield(true); /* not told in there, but kept */
        sqi_task_shield(true);
        sq_await(-1, 0, 0);
        sqi_task_shield(false);
        ck_assert(!sq_task_cancelled());
        sqi_task_shield(false);
        *n += sq_task_cancelled();
        ck_assert(!sq_task_cancelled());
    }
    return *n;
}

START_TEST(test_task_is_told_once_of_each_cancel_and_not_under_a_shield)
{
    int told = 0;
    sq_wait w;
    sq_task *t = sq_task_new(count_cancels, &told);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    ck_assert_int_eq(sq_task_free(t), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    ck_assert_int_eq(told, 0);
    sq_task_cancel(t);
    sq_task_wait(t, &w);
    ck_assert_int_eq(w.fd, -1);
    ck_assert_int_eq(sq_wait_ms(&w), 0);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    ck_assert_int_eq(told, 1);
    ck_assert(!sq_task_cancelled()); /* here nobody is */
    sq_task_cancel(t);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_DONE);
    sq_task_cancel(t);
    ck_assert_int_eq(sq_task_result(t), 2);
    ck_assert_int_eq(sq_task_free(t), SQ_OK);
}
END_TEST

/* ---- the engine in a task ---- */

typedef struct job {
    sq_engine *db;
    const char *sql;
    int status, number;
    int *order; /* who was first */
} job;

static int run_sql(void *context)
{
    job *j = context;
    sq_conn *c = sq_connect(j->db);
    if (sq_status_of(c) == SQ_OK && j->order)
        j->number = ++*j->order;
    if (sq_status_of(c) == SQ_OK)
        (sq_sql_exec)(c, (const sq_sql_text *)(const void *)j->sql, NULL, 0);
    j->status = sq_status_of(c);
    sq_conn_close(c);
    return j->status;
}

static void step_to(sqt_loop *l, size_t left)
{
    while (loop_turn(l, false) > left)
        ;
}

START_TEST(test_task_statement_waits_in_the_loop_and_others_go_on)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    job slow = {.db = db, .sql = "wait"}, quick = {.db = db, .sql = "steps 5"};
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, run_sql, &slow);
    loop_add(&l, run_sql, &quick);
    step_to(&l, 1);
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_task_result(l.tasks[1]), SQ_OK);
    ck_assert_int_eq(fake.open, 2);
    fake_answer();
    loop_run(&l);
    ck_assert_int_eq(slow.status, SQ_OK);
    ck_assert_int_eq(fake.shared, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

START_TEST(test_task_in_the_queue_of_the_pool_is_served_in_its_turn)
{
    enum { TASKS = 20 };
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE);
    sq_conn *c = connect_ok(db);
    job jobs[TASKS];
    int order = 0;
    sqt_loop l = {.n = 0};
    for (int i = 0; i < TASKS; i++) {
        jobs[i] = (job){.db = db, .sql = "steps 2", .order = &order};
        loop_add(&l, run_sql, &jobs[i]);
    }
    step_to(&l, TASKS);
    ck_assert_int_eq(stats(db).waiting, TASKS);
    sq_conn_close(c);
    loop_run(&l);
    for (int i = 0; i < TASKS; i++)
        ck_assert_int_eq(jobs[i].number, i + 1);
    ck_assert_uint_eq(l.most_waiting, TASKS);
    ck_assert_int_eq(fake.connects, 1);
    ck_assert_uint_eq(stats(db).timeouts, 0);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* Its loop can't be told then: it looks from time to time. */
START_TEST(test_task_in_the_queue_goes_on_without_a_descriptor_of_its_own)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE);
    sq_conn *c = connect_ok(db);
    job j = {.db = db, .sql = "ok"};
    sqt_loop l = {.n = 0};
    struct rlimit was, none;
    sq_wait w;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &was), 0);
    none = was;
    none.rlim_cur = 0;
    sq_task *t = loop_add(&l, run_sql, &j);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &was), 0);
    sq_task_wait(t, &w);
    ck_assert_int_eq(w.fd, -1);
    ck_assert(w.deadline > 0 && w.deadline < sqi_now() + 1000000);
    sq_conn_close(c);
    loop_run(&l);
    ck_assert_int_eq(j.status, SQ_OK);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

START_TEST(test_task_in_the_queue_gives_up_at_its_time_or_when_it_is_cancelled)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE, .checkout_timeout_ms = 200);
    sq_conn *c = connect_ok(db);
    job late = {.db = db, .sql = "ok"}, unwanted = late;
    sqt_loop l = {.n = 0};
    loop_add(&l, run_sql, &late);
    sq_task *t = loop_add(&l, run_sql, &unwanted);
    step_to(&l, 2);
    sq_task_cancel(t);
    step_to(&l, 1);
    ck_assert_int_eq(unwanted.status, SQ_ERR_CANCELLED);
    loop_run(&l);
    ck_assert_int_eq(late.status, SQ_ERR_POOL_TIMEOUT);
    ck_assert_int_eq(stats(db).waiting, 0);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

START_TEST(test_task_in_the_queue_is_told_that_the_engine_was_closed)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL, .pool = SQ_POOL_ONE);
    sq_conn *c = connect_ok(db);
    job j = {.db = db, .sql = "ok"};
    sqt_loop l = {.n = 0};
    loop_add(&l, run_sql, &j);
    step_to(&l, 1);
    ck_assert_int_eq(sq_engine_close(db), SQ_ERR_BUSY);
    loop_run(&l);
    ck_assert_int_eq(j.status, SQ_ERR_POOL_CLOSED);
    sq_conn_close(c); /* the last one: the engine goes with it */
}
END_TEST

START_TEST(test_task_cancel_ends_its_statement_and_the_next_one_runs)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    job j = {.db = db, .sql = "wait"}, next = {.db = db, .sql = "ok"};
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, run_sql, &j);
    while (fake.executes == 0)
        loop_turn(&l, true);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    sq_task_cancel(t);
    loop_run(&l);
    ck_assert_int_eq(j.status, SQ_ERR_CANCELLED);
    ck_assert_int_eq(fake.cancels, 1);
    loop_add(&l, run_sql, &next);
    loop_run(&l);
    ck_assert_int_eq(next.status, SQ_OK);
    ck_assert_int_eq(fake.connects, 1); /* the same connection */
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

/* The rollback, and what gives the connection back, run to their end. */
static int work_in_a_transaction(void *context)
{
    job *j = context;
    sq_conn *c = sq_connect(j->db);
    sq_begin(c);
    sq_sql_exec(c, SQ_SQL("wait"));
    sq_task_cancel(sq_task_current()); /* once more */
    j->status = sq_commit(c);
    sq_conn_close(c);
    return sq_task_cancelled();
}

START_TEST(test_task_cancelled_in_a_transaction_rolls_it_back)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    job j = {.db = db};
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, work_in_a_transaction, &j);
    while (fake.executes == 0)
        loop_turn(&l, true);
    sq_task_cancel(t);
    step_to(&l, 0);
    ck_assert_int_eq(j.status, SQ_ERR_CANCELLED);
    ck_assert_int_eq(sq_task_result(t), true); /* the second one is still to be told */
    ck_assert_int_eq(fake.rollbacks, 1);
    ck_assert_int_eq(fake.commits, 0);
    ck_assert_int_eq(stats(db).idle, 1);
    loop_run(&l);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

static int fail_and_fail_again(sq_conn *c, void *tries)
{
    ++*(int *)tries;
    return (int)sq_sql_exec(c, SQ_SQL("serialize"));
}

static int transact(void *context)
{
    job *j = context;
    return sq_transact(j->db, fail_and_fail_again, &j->number, NULL, .retries = 2);
}

START_TEST(test_task_pauses_between_retries_in_the_loop)
{
    fake_start();
    sq_engine *db = sq_engine_open(FAKE_URL);
    job j = {.db = db};
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, transact, &j);
    int pauses = 0;
    while (loop_turn(&l, true) > 0) {
        sq_wait w;
        sq_task_wait(t, &w);
        pauses += w.fd < 0;
    }
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_SERIALIZATION);
    ck_assert_int_eq(j.number, 3);
    ck_assert_int_ge(pauses, 2);
    loop_run(&l);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

SQT_MAIN("task", TEST(test_task_gives_way_where_it_waits_and_goes_on_at_the_next_step),
         TEST(test_task_tells_the_time_that_it_waits_for),
         TEST(test_task_waits_by_poll_outside_of_a_task),
         TEST(test_task_may_step_another_one_but_not_itself),
         TEST(test_task_belongs_to_the_thread_of_its_first_step),
         TEST(test_task_that_ended_begins_anew_on_its_stack),
         TEST(test_task_has_a_stack_of_the_size_asked_for_and_a_guard_below_it),
         TEST(test_task_without_memory_or_a_function_has_ended),
         TEST(test_task_has_a_stack_that_holds_the_deepest_statement),
         TEST(test_task_cancelled_before_it_began_never_does),
         TEST(test_task_is_told_once_of_each_cancel_and_not_under_a_shield),
         TEST(test_task_statement_waits_in_the_loop_and_others_go_on),
         TEST(test_task_in_the_queue_of_the_pool_is_served_in_its_turn),
         TEST(test_task_in_the_queue_goes_on_without_a_descriptor_of_its_own),
         TEST(test_task_in_the_queue_gives_up_at_its_time_or_when_it_is_cancelled),
         TEST(test_task_in_the_queue_is_told_that_the_engine_was_closed),
         TEST(test_task_cancel_ends_its_statement_and_the_next_one_runs),
         TEST(test_task_cancelled_in_a_transaction_rolls_it_back),
         TEST(test_task_pauses_between_retries_in_the_loop))
