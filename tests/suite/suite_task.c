/* suite_task.c: tasks on an event loop: one thread, a few connections, many at work. */
#include "lib/base/thread.h"
#include "squill.h"
#include "tests/suite/suite.h"
#include "tests/support/tasks.h"

SQ_TABLE(visits, (id, integer, .primary_key = true), (who, integer));
typedef struct visit {
    int id, who;
} visit;
SQ_ROW(visit, id, who);

enum { FEW = 5 };

/* The case's database with a pool of so many, its one table, and nobody in it. */
static void open_few(int size)
{
    ck_assert_int_eq(sq_create_all(suite_now.c, visits), SQ_OK);
    bool in_memory = T->one_connection;
    if (!in_memory) {
        sq_conn_close(suite_now.c);
        ck_assert_int_eq(sq_engine_close(suite_now.db), SQ_OK);
        suite_now.db = sq_engine_open(suite_now.url, .pool_size = size,
                                      .max_overflow = SQ_NO_OVERFLOW, .pre_ping = true);
    } else {
        sq_conn_close(suite_now.c);
    }
    suite_now.c = NULL;
}

/* And the case has a connection again. */
static void reconnect(void)
{
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_msg(sq_status_of(suite_now.c) == SQ_OK, "%s", sq_errmsg(suite_now.c));
}

#define OPEN_FEW_OR_SKIP()                                                                         \
    OPEN_OR_SKIP();                                                                                \
    open_few(FEW)
#define SERVERS_ALONE() SKIP_IF(!T->own_id, "its statements do not wait")

/* suite_sql() has room for a few only. */
static int64_t run(sq_conn *c, const char *sql)
{
    return (sq_sql_exec)(c, (const sq_sql_text *)(const void *)sql, NULL, 0);
}

static int64_t ask(sq_conn *c, const char *sql)
{
    sq_result *r = (sq_sql_query)(c, (const sq_sql_text *)(const void *)sql, NULL, 0);
    int64_t n = sq_one(r) == SQ_OK ? sq_get_int64(r, 0) : -1;
    return sq_done(r) == SQ_OK ? n : -1;
}

static int64_t count_of(sq_conn *c, int who)
{
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_where(sq_select(q, sq_count(q, visits.id)), sq_eq(q, visits.who, who));
    sq_result *r = sq_query(c, s);
    int64_t n = sq_one(r) == SQ_OK ? sq_get_int64(r, 0) : -1;
    return sq_done(r) == SQ_OK ? n : -1;
}

static void give_way(void)
{
    sq_await(-1, 0, 1);
}

/* ---- many ---- */

typedef struct guest {
    int who, status;
    int64_t seen;
} guest;

static int visit_twice(sq_conn *c, void *context)
{
    guest *g = context;
    sq_builder *q = sq_scratch(c);
    give_way();
    const visit two[] = {{2 * g->who, g->who}, {2 * g->who + 1, g->who}};
    sq_exec_many(c, sq_insert(q, visits), visit, two, 2);
    g->seen = count_of(c, g->who);
    return sq_status_of(c);
}

static int be_a_guest(void *context)
{
    guest *g = context;
    return g->status = sq_transact(suite_now.db, visit_twice, g, NULL, .retries = 20);
}

START_TEST(test_suite_task_many_share_a_few_connections)
{
    enum { GUESTS = 200 };
    OPEN_FEW_OR_SKIP();
    static guest guests[GUESTS];
    static sqt_loop l;
    sq_pool_counters n;
    for (int i = 0; i < GUESTS; i++) {
        guests[i] = (guest){.who = i};
        loop_add(&l, be_a_guest, &guests[i]);
    }
    loop_run(&l);
    for (int i = 0; i < GUESTS; i++) {
        ck_assert_int_eq(guests[i].status, SQ_OK);
        ck_assert_int_eq(guests[i].seen, 2);
    }
    sq_pool_stats(suite_now.db, &n);
    ck_assert_uint_ge(n.waits, GUESTS - FEW);
    ck_assert_uint_eq(n.timeouts, 0);
    ck_assert_uint_le(n.connects, FEW);
    ck_assert_uint_gt(l.most_waiting, GUESTS / 2);
    reconnect();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM visits"), 2 * GUESTS);
    suite_close();
}
END_TEST

/* ---- at the same time ---- */

typedef struct flight {
    int now, most;
} flight;

static void count_flights(const sq_event *ev, void *user)
{
    flight *f = user;
    f->now += ev->kind == SQ_EVENT_EXECUTE ? 1 : -1;
    f->most = f->now > f->most ? f->now : f->most;
}

static int sleep_on_the_server(void *ignored)
{
    (void)ignored;
    sq_conn *c = sq_connect(suite_now.db);
    int64_t n = run(c, T->dollar_marks ? "SELECT pg_sleep(0.2)" : "SELECT sleep(0.2)");
    sq_conn_close(c);
    return (int)n;
}

/* Each was sent before the first had its answer. */
START_TEST(test_suite_task_statements_run_on_the_server_at_the_same_time)
{
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    flight f = {.now = 0};
    sqt_loop l = {.n = 0};
    sq_task *t = NULL;
    ck_assert_int_eq(sq_engine_listen(suite_now.db, 1U << SQ_EVENT_EXECUTE | 1U << SQ_EVENT_QUERY,
                                      count_flights, &f),
                     SQ_OK);
    for (int i = 0; i < FEW; i++)
        t = loop_add(&l, sleep_on_the_server, NULL);
    while (loop_turn(&l, true) > 0)
        ;
    ck_assert_int_eq(sq_task_result(t), 1);
    ck_assert_int_eq(f.most, FEW);
    ck_assert_int_eq(f.now, 0);
    loop_run(&l);
    suite_close();
}
END_TEST

enum { STREAMS = 3 };
static int streams_open;

/* None goes on before all have begun. */
static int stream_together(void *rows)
{
    sq_conn *c = sq_connect(suite_now.db);
    sq_builder *q = sq_scratch(c);
    const visits_table other = SQ_ALIAS(q, visits, "other");
    const sq_stmt *s = sq_select(q, visits.id, other.id);
    sq_result *r = sq_stream(c, s);
    int *n = rows;
    streams_open += sq_row(r);
    while (streams_open < STREAMS)
        give_way();
    for (*n = 1; sq_row(r); ++*n)
        if (*n % 500 == 0)
            give_way();
    int rc = sq_done(r);
    sq_conn_close(c);
    return rc;
}

START_TEST(test_suite_task_streams_are_read_side_by_side)
{
    enum { ROWS = 100 };
    OPEN_OR_SKIP();
    SKIP_IF(T->one_connection, "it has one connection");
    open_few(FEW);
    reconnect();
    visit some[ROWS];
    for (int i = 0; i < ROWS; i++)
        some[i] = (visit){i, i};
    ck_assert_int_eq(
        sq_exec_many(suite_now.c, sq_insert(sq_scratch(suite_now.c), visits), visit, some, ROWS),
        ROWS);
    sq_conn_close(suite_now.c);
    int rows[STREAMS] = {0};
    sqt_loop l = {.n = 0};
    for (int i = 0; i < STREAMS; i++)
        loop_add(&l, stream_together, &rows[i]);
    loop_run(&l);
    for (int i = 0; i < STREAMS; i++)
        ck_assert_int_eq(rows[i], ROWS * ROWS);
    reconnect();
    suite_close();
}
END_TEST

static int load_many(void *first)
{
    enum { ROWS = 2000 };
    visit rows[ROWS]; /* on the stack of the task */
    int from = *(int *)first;
    sq_conn *c = sq_connect(suite_now.db);
    for (int i = 0; i < ROWS; i++)
        rows[i] = (visit){from + i, from};
    int64_t n = sq_bulk_load(c, visits, visit, rows, ROWS);
    n = n == ROWS ? count_of(c, from) : n;
    sq_conn_close(c);
    return (int)n;
}

START_TEST(test_suite_task_bulk_loads_side_by_side)
{
    enum { LOADS = 4 };
    OPEN_FEW_OR_SKIP();
    int first[LOADS];
    sqt_loop l = {.n = 0};
    for (int i = 0; i < LOADS; i++) {
        first[i] = 10000 * i;
        loop_add(&l, load_many, &first[i]);
    }
    while (loop_turn(&l, true) > 0)
        ;
    for (int i = 0; i < LOADS; i++)
        ck_assert_int_eq(sq_task_result(l.tasks[i]), 2000);
    loop_run(&l);
    reconnect();
    suite_close();
}
END_TEST

/* ---- stopping ---- */

typedef struct patient {
    sq_conn *c;
    int first, then; /* what the endless statement gave, and the next one */
    bool in_transaction, waits;
    int timeout_ms;
} patient;

/* A tree: it is prepared first, and that is where the tests stop it. */
static int run_the_endless(void *context)
{
    patient *p = context;
    sq_conn *c = p->c = sq_connect(suite_now.db);
    sq_builder *q = sq_scratch(c);
    if (p->in_transaction)
        sq_begin(c);
    sq_exec_many(c, sq_insert(q, visits), visit, (&(const visit){1, 1}), 1);
    sq_conn_timeout(c, p->timeout_ms);
    p->waits = true;
    const sq_expr *endless = sq_text(q, sq_unsafe_sql(q, T->endless, strlen(T->endless)));
    p->first = (int)sq_exec(c, sq_text_stmt(q, endless));
    p->then = p->in_transaction ? SQ_OK : (int)ask(c, "SELECT 7");
    sq_conn_close(c);
    return 0;
}

static void wait_until_it_runs(sqt_loop *l, const patient *p)
{
    while (!p->waits)
        loop_turn(l, true);
}

static int do_other_things(void *done)
{
    for (int i = 0; i < 20; i++) {
        sq_conn *c = sq_connect(suite_now.db);
        *(int *)done += ask(c, "SELECT 7") == 7;
        sq_conn_close(c);
    }
    return 0;
}

START_TEST(test_suite_task_deadline_ends_one_and_others_go_on)
{
    OPEN_FEW_OR_SKIP();
    patient p = {.timeout_ms = 150};
    int done = 0;
    sqt_loop l = {.n = 0};
    loop_add(&l, run_the_endless, &p);
    loop_add(&l, do_other_things, &done);
    loop_run(&l);
    ck_assert_int_eq(p.first, SQ_ERR_TIMEOUT);
    ck_assert_int_eq(p.then, 7);
    ck_assert_int_eq(done, 20);
    reconnect();
    suite_close();
}
END_TEST

START_TEST(test_suite_task_cancel_ends_the_statement_on_the_server)
{
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    patient p = {.waits = false};
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, run_the_endless, &p);
    wait_until_it_runs(&l, &p);
    sq_task_cancel(t);
    loop_run(&l);
    ck_assert_int_eq(p.first, SQ_ERR_CANCELLED);
    ck_assert_int_eq(p.then, 7);
    reconnect();
    suite_close();
}
END_TEST

START_TEST(test_suite_task_cancelled_in_a_transaction_leaves_nothing)
{
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    patient p = {.in_transaction = true};
    sq_pool_counters n;
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, run_the_endless, &p);
    wait_until_it_runs(&l, &p);
    sq_task_cancel(t);
    loop_run(&l);
    ck_assert_int_eq(p.first, SQ_ERR_CANCELLED);
    sq_pool_stats(suite_now.db, &n);
    ck_assert_int_eq(n.idle, 1); /* it was of use again */
    reconnect();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM visits"), 0);
    suite_close();
}
END_TEST

static int cancel_the_other(void *context)
{
    patient *p = context;
    int rc = SQ_OK;
    while (!p->waits)
        give_way();
    while (p->first == 0 && rc == SQ_OK) {
        rc = sq_cancel(p->c);
        give_way();
    }
    return rc;
}

/* The statement may end while the cancel is still on its way: the next one must wait for it, and
 * not stop the thread that sends it. */
START_TEST(test_suite_task_cancels_the_statement_of_another_task)
{
    enum { ROUNDS = 10 };
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    for (int i = 0; i < ROUNDS; i++) {
        patient p = {.in_transaction = true};
        sqt_loop l = {.n = 0};
        loop_add(&l, run_the_endless, &p);
        loop_add(&l, cancel_the_other, &p);
        loop_run(&l);
        ck_assert_int_eq(p.first, SQ_ERR_CANCELLED);
    }
    reconnect();
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

static int look_at_a_few_rows(void *rows)
{
    sq_conn *c = sq_connect(suite_now.db);
    sq_result *r = (sq_sql_stream)(c, rows, NULL, 0);
    bool row = sq_row(r);
    int rc = sq_done(r);
    bool well = row && rc == SQ_OK && ask(c, "SELECT 7") == 7;
    sq_conn_close(c);
    return well;
}

START_TEST(test_suite_task_gives_a_stream_up)
{
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    static char sql[] = "SELECT a.n FROM (SELECT 1 AS n UNION ALL SELECT 2) a", many[1000];
    size_t n = (size_t)snprintf(many, sizeof many, "%s", sql);
    for (char as = 'b'; as < 'u'; as++)
        n += (size_t)snprintf(many + n, sizeof many - n, ", (SELECT 1 AS n UNION ALL SELECT 2) %c",
                              as);
    sqt_loop l = {.n = 0};
    for (int i = 0; i < FEW; i++)
        loop_add(&l, look_at_a_few_rows, many);
    while (loop_turn(&l, true) > 0)
        ;
    for (int i = 0; i < FEW; i++)
        ck_assert_int_eq(sq_task_result(l.tasks[i]), true);
    loop_run(&l);
    reconnect();
    suite_close();
}
END_TEST

/* ---- harm ---- */

typedef struct victim {
    int64_t session;
    int status, then;
} victim;

static int be_killed(void *context)
{
    victim *v = context;
    sq_conn *c = sq_connect(suite_now.db);
    v->session = ask(c, T->own_id);
    v->status = (int)run(c, T->endless);
    sq_conn_close(c);
    c = sq_connect(suite_now.db);
    v->then = (int)ask(c, "SELECT 7");
    sq_conn_close(c);
    return 0;
}

static int kill_it(void *context)
{
    const victim *v = context;
    char sql[100];
    while (!v->session)
        give_way();
    sq_conn *c = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "%s%ld%s", T->kill[0], (long)v->session, T->kill[1]);
    int64_t n = run(c, sql);
    sq_conn_close(c);
    return (int)n;
}

START_TEST(test_suite_task_whose_connection_is_lost_is_told_and_gets_another)
{
    OPEN_FEW_OR_SKIP();
    SERVERS_ALONE();
    victim v = {.session = 0};
    sqt_loop l = {.n = 0};
    loop_add(&l, be_killed, &v);
    loop_add(&l, kill_it, &v);
    loop_run(&l);
    ck_assert_int_eq(v.status, SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(v.then, 7);
    reconnect();
    suite_close();
}
END_TEST

/* ---- one writer at a time ---- */

typedef struct writer {
    bool has_begun, *other_waits;
    int status;
} writer;

static int write_and_linger(void *context)
{
    writer *w = context;
    sq_conn *c = sq_connect(suite_now.db);
    sq_begin(c);
    run(c, "INSERT INTO visits VALUES (1, 1)");
    w->has_begun = true;
    for (int turns = 0; turns < 3; turns += *w->other_waits)
        give_way();
    w->status = sq_commit(c);
    sq_conn_close(c);
    return 0;
}

static int write_at_last(void *context)
{
    writer *w = context;
    sq_conn *c = sq_connect(suite_now.db);
    while (!*w->other_waits)
        give_way();
    w->has_begun = true;
    w->status = (int)run(c, "INSERT INTO visits VALUES (2, 2)");
    sq_conn_close(c);
    return 0;
}

/* Both are one thread's: if the second one waited without giving way, the first never ended. */
START_TEST(test_suite_task_that_waits_for_a_writer_lets_it_go_on)
{
    OPEN_FEW_OR_SKIP();
    SKIP_IF(!T->one_writer || T->one_connection, "writers do not wait for each other");
    writer a, b;
    a = (writer){.other_waits = &b.has_begun};
    b = (writer){.other_waits = &a.has_begun};
    sqt_loop l = {.n = 0};
    loop_add(&l, write_and_linger, &a);
    loop_add(&l, write_at_last, &b);
    loop_run(&l);
    ck_assert_int_eq(a.status, SQ_OK);
    ck_assert_int_eq(b.status, 1);
    reconnect();
    suite_close();
}
END_TEST

START_TEST(test_suite_task_that_waits_for_a_writer_can_be_cancelled)
{
    OPEN_FEW_OR_SKIP();
    SKIP_IF(!T->one_writer || T->one_connection, "writers do not wait for each other");
    writer b = {.other_waits = &(bool){true}};
    sqt_loop l = {.n = 0};
    reconnect();
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    suite_ok(suite_now.c, "INSERT INTO visits VALUES (1, 1)");
    sq_task *t = loop_add(&l, write_at_last, &b);
    while (!b.has_begun)
        loop_turn(&l, true);
    sq_task_cancel(t);
    loop_run(&l);
    ck_assert_int_eq(b.status, SQ_ERR_CANCELLED);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_OK);
    suite_close();
}
END_TEST

size_t suite_task(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_task_many_share_a_few_connections),
        TEST(test_suite_task_statements_run_on_the_server_at_the_same_time),
        TEST(test_suite_task_streams_are_read_side_by_side),
        TEST(test_suite_task_bulk_loads_side_by_side),
        TEST(test_suite_task_deadline_ends_one_and_others_go_on),
        TEST(test_suite_task_cancel_ends_the_statement_on_the_server),
        TEST(test_suite_task_cancelled_in_a_transaction_leaves_nothing),
        TEST(test_suite_task_cancels_the_statement_of_another_task),
        TEST(test_suite_task_gives_a_stream_up),
        TEST(test_suite_task_whose_connection_is_lost_is_told_and_gets_another),
        TEST(test_suite_task_that_waits_for_a_writer_lets_it_go_on),
        TEST(test_suite_task_that_waits_for_a_writer_can_be_cancelled)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
