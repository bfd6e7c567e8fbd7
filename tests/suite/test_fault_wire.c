/* test_fault_wire.c: the connection is harmed at byte N of either direction, from its first byte to
 * the answer to COMMIT. What squill tells about the transaction agrees with the table afterwards.
 *
 * Every 16th byte; with PROVE set every byte, and each way to cut. */
#include <pthread.h>
#include <stdlib.h>
#include "squill.h"
#include "tests/suite/fault.h"
#include "tests/support/proxy.h"

SQ_TABLE_WITH(kept, (.name = "ledger"), (id, integer, .primary_key = true), (n, integer));

typedef struct by_id {
    int id;
} by_id;
SQ_ROW(by_id, id);

enum { POINTS = 40000, FIRST_ID = 100000 }; /* ids of one length */

/* What the transaction of a point does before its COMMIT: so many rows of the ledger, whose ids are
 * POINTS apart. All of it has to be there, or nothing. */
typedef struct work {
    void (*run)(sq_conn *c, int id);
    int rows;
} work;

static void run_statements(sq_conn *c, int id)
{
    sq_value v[] = {sq_int_value(id)};
    suite_run_values(c, "INSERT INTO ledger (id, n) VALUES (?, 1)", v, 1);
    suite_run_values(c, "UPDATE ledger SET n = 2 WHERE id = ?", v, 1);
}
static const work statements = {run_statements, 1};

/* Each execution of the series has a row to be waited for, or read ahead. */
static void run_series(sq_conn *c, int id)
{
    by_id ids[3];
    sq_value v[3];
    for (int i = 0; i < 3; i++) {
        ids[i].id = id + i * POINTS;
        v[i] = sq_int_value(ids[i].id);
    }
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_returning(
        sq_values(sq_insert(q, kept), sq_set(kept.id, sq_bindparam(q, "id")), sq_set(kept.n, 1)),
        kept.id);
    sq_result *r = sq_series(c, s, by_id, ids, 3);
    do
        while (sq_row(r))
            ck_assert_int_eq(sq_get_int(r, 0), ids[sq_result_number(r)].id);
    while (sq_next_result(r));
    sq_done(r);
    suite_run_values(c, "UPDATE ledger SET n = 2 WHERE id = ? OR id = ? OR id = ?", v, 3);
}
static const work series = {run_series, 3};

/* ---- what squill told ---- */

typedef enum verdict { FAILED, UNKNOWN, DONE } verdict;

static verdict verdict_of(int status)
{
    return status == SQ_OK ? DONE : status == SQ_ERR_COMMIT_UNKNOWN ? UNKNOWN : FAILED;
}

static struct {
    verdict told[POINTS];
    int n;
} ledger;

/* How many of the verdicts the table contradicts. */
static int64_t compare_with_table(int rows)
{
    fault_wait_for_quiet();
    int64_t wrong = suite_int(suite_now.c, "SELECT count(*) FROM ledger WHERE n <> 2");
    sq_result *r = (sq_sql_stream)(suite_now.c, suite_sql("SELECT id FROM ledger ORDER BY id"),
                                   NULL, 0);
    static int there[POINTS];
    memset(there, 0, sizeof there);
    while (sq_row(r))
        there[(sq_get_int64(r, 0) - FIRST_ID) % POINTS]++;
    ck_assert_int_eq(sq_done(r), SQ_OK);
    for (int i = 0; i < ledger.n; i++)
        wrong += (ledger.told[i] == DONE && !there[i]) || (ledger.told[i] == FAILED && there[i]) ||
                 (there[i] && there[i] != rows);
    return wrong;
}

/* ---- one point ---- */

typedef struct wire {
    proxy *proxy;
    const char *url;
    const work *work;
    int64_t before[2], all[2]; /* bytes up to COMMIT, and with it and its answer */
} wire;

static int run_once(wire *w, proxy_rule rule, int timeout_ms, sq_error *err)
{
    proxy_set(w->proxy, rule);
    sq_engine *db = sq_engine_open(w->url, .pool_size = 1, .statement_timeout_ms = timeout_ms,
                                   .connect_timeout_ms = timeout_ms);
    sq_conn *c = sq_connect(db);
    sq_begin(c);
    w->work->run(c, FIRST_ID + ledger.n);
    int status = sq_commit(c);
    *err = *sq_conn_error(c);
    sq_conn_close(c);
    sq_engine_close(db);
    return status;
}

static void measure(wire *w)
{
    proxy_set(w->proxy, (proxy_rule){.harm = PROXY_NONE});
    sq_engine *db = sq_engine_open(w->url);
    sq_conn *c = sq_connect(db);
    ck_assert_msg(sq_begin(c) == SQ_OK, "%s", sq_errmsg(c));
    w->work->run(c, FIRST_ID);
    for (int d = 0; d < 2; d++)
        w->before[d] = proxy_count(w->proxy, (proxy_direction)d);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    for (int d = 0; d < 2; d++)
        w->all[d] = proxy_count(w->proxy, (proxy_direction)d);
    sq_conn_close(c);
    sq_engine_close(db);
    suite_ok(suite_now.c, "DELETE FROM ledger");
}

static bool open_wire(wire *w, int target, const work *what)
{
    if (!suite_open(target))
        return false;
    sq_url *u = sq_url_parse(suite_now.url, NULL);
    *w = (wire){.proxy = proxy_start(sq_url_host(u), sq_url_port(u)), .work = what};
    sq_url_free(u);
    static char url[640];
    snprintf(url, sizeof url, "%s", fault_url(NULL, .port = proxy_port(w->proxy)));
    w->url = url;
    suite_ok(suite_now.c, "CREATE TABLE ledger (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
    ledger.n = 0;
    measure(w);
    return true;
}

static void close_wire(wire *w)
{
    proxy_stop(w->proxy);
    suite_close();
}

/* ---- the sweeps ---- */

/* A verdict that can't be right wherever the table stands: COMMIT was not sent yet, or its answer
 * did not come. */
static bool is_impossible(const wire *w, const proxy_rule *rule, verdict v)
{
    /* The last thing before COMMIT on MySQL closes a statement. Nothing answers that: if it is
     * lost, COMMIT was sent when that shows. */
    enum { CLOSE_BYTES = 9 };
    bool closes = !fault_on_postgresql() && rule->direction == PROXY_TO_SERVER;
    int64_t answered = w->before[rule->direction] - (closes ? CLOSE_BYTES : 0);
    return (v == UNKNOWN && rule->at < answered) ||
           (v == DONE && rule->at < w->all[rule->direction]);
}

static bool is_of_class(const sq_error *e, const wire *w, const proxy_rule *rule)
{
    if (e->status == SQ_OK || e->status == SQ_ERR_COMMIT_UNKNOWN ||
        e->status == SQ_ERR_DISCONNECTED)
        return true;
    return e->status == SQ_ERR_CONNECT && rule->at < w->before[rule->direction];
}

static void cut_at(wire *w, proxy_rule rule, int64_t *wrong)
{
    sq_error e;
    verdict v = verdict_of(run_once(w, rule, 20000, &e));
    bool bad = is_impossible(w, &rule, v) || !is_of_class(&e, w, &rule);
    if (bad)
        printf("%s: byte %lld of direction %d, %s: told %d, %s: %s\n", T->name, (long long)rule.at,
               (int)rule.direction, rule.harm == PROXY_RESET ? "reset" : "closed", v,
               sq_status_name(e.status), e.message);
    *wrong += bad;
    ck_assert_int_lt(ledger.n, POINTS);
    ledger.told[ledger.n++] = v;
}

static void cut_everywhere(int target, const work *what)
{
    wire w;
    if (!open_wire(&w, target, what))
        return;
    const char *prove = getenv("PROVE");
    bool every = prove && *prove;
    int64_t wrong = 0, step = every ? 1 : 16;
    for (int d = 0; d < 2; d++)
        for (int64_t at = 0; at < w.all[d] + step; at += step)
            for (int harm = PROXY_CLOSE; harm <= PROXY_RESET; harm++) {
                proxy_rule rule = {.harm = (proxy_harm)harm, .direction = (proxy_direction)d};
                rule.at = at < w.all[d] ? at : w.all[d];
                if (every || harm == PROXY_CLOSE + (int)(at / step % 2))
                    cut_at(&w, rule, &wrong);
            }
    int told[3] = {0};
    for (int i = 0; i < ledger.n; i++)
        told[ledger.told[i]]++;
    printf("%s: %d failed, %d unknown, %d done\n", T->name, told[FAILED], told[UNKNOWN],
           told[DONE]);
    ck_assert_int_gt(told[FAILED], 0);
    ck_assert_int_gt(told[UNKNOWN], 0);
    ck_assert_int_gt(told[DONE], 0);
    wrong += compare_with_table(what->rows);
    sqt_fault(what == &series ? "connection cut in a series" : "connection cut after a byte",
              T->name, ledger.n, wrong);
    close_wire(&w);
}

START_TEST(test_fault_connection_cut_at_a_byte_gives_a_true_verdict)
{
    cut_everywhere(_i, &statements);
}
END_TEST

START_TEST(test_fault_connection_cut_in_a_series_gives_a_true_verdict)
{
    cut_everywhere(_i, &series);
}
END_TEST

/* ---- silence ---- */

/* What is allowed on top of the deadline: to cancel, and for the machine to be busy. */
enum { STALL_MS = 150, LATE_MS = 1500, STALL_POINTS = 6 };

/* Places all over the conversation, and within COMMIT and its answer. */
static int64_t stall_place(const wire *w, int d, int k)
{
    if (k < STALL_POINTS)
        return w->all[d] * k / STALL_POINTS;
    return k == STALL_POINTS ? w->before[d] + 1 : w->all[d] - 1;
}

static void stall_at(wire *w, proxy_rule rule, int64_t *wrong)
{
    sq_error e;
    int64_t start = fault_now_ms();
    verdict v = verdict_of(run_once(w, rule, STALL_MS, &e));
    int64_t took = fault_now_ms() - start;
    bool in_time = took >= STALL_MS && took < STALL_MS + LATE_MS;
    bool classed = e.status == SQ_ERR_TIMEOUT || e.status == SQ_ERR_COMMIT_UNKNOWN;
    bool bad = is_impossible(w, &rule, v) || !in_time || !classed;
    if (bad)
        printf("%s: silent from byte %lld of direction %d%s: told %d after %lld ms: %s: %s\n",
               T->name, (long long)rule.at, (int)rule.direction,
               rule.others ? ", a cancel, too" : "", v, (long long)took, sq_status_name(e.status),
               e.message);
    *wrong += bad;
    ledger.told[ledger.n++] = v;
}

/* From byte N on nothing comes through, in every second case the connection of a cancel neither:
 * each call of squill ends at its deadline. */
START_TEST(test_fault_connection_that_falls_silent_ends_at_its_deadline)
{
    wire w;
    if (!open_wire(&w, _i, &statements))
        return;
    int64_t wrong = 0;
    for (int d = 0; d < 2; d++)
        for (int k = 0; k < STALL_POINTS + 2; k++)
            stall_at(&w,
                     (proxy_rule){.harm = PROXY_STALL,
                                  .direction = (proxy_direction)d,
                                  .at = stall_place(&w, d, k),
                                  .others = k % 2},
                     &wrong);
    proxy_stop(w.proxy); /* what was held back is lost */
    wrong += compare_with_table(statements.rows);
    sqt_fault("connection that falls silent", T->name, ledger.n, wrong);
    suite_close();
}
END_TEST

/* The rows that are left never come, and neither does an answer to the cancel. */
START_TEST(test_fault_stream_left_behind_a_silent_network_loses_its_connection)
{
    enum { BYTES = 10000, GRACE_MS = 5000 };
    wire w;
    if (!open_wire(&w, _i, &statements))
        return;
    sq_engine *db = sq_engine_open(w.url, .pool_size = 1);
    proxy_set(w.proxy, (proxy_rule){.harm = PROXY_STALL,
                                    .direction = PROXY_TO_CLIENT,
                                    .at = w.before[PROXY_TO_CLIENT] + BYTES,
                                    .others = true});
    sq_conn *c = sq_connect(db);
    const char *sql =
        "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 900) "
        "SELECT a.i FROM s AS a CROSS JOIN s AS b";
    sq_result *r = (sq_sql_stream)(c, suite_sql(sql), NULL, 0);
    ck_assert_msg(sq_row(r), "%s", sq_errmsg(c));
    int64_t start = fault_now_ms();
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_lt(fault_now_ms() - start, GRACE_MS + LATE_MS);
    ck_assert_msg(suite_run(c, "SELECT 7") == SQ_ERR_DISCONNECTED, "%s", sq_errmsg(c));
    sq_conn_close(c);
    sq_engine_close(db);
    proxy_stop(w.proxy);
    suite_close();
}
END_TEST

/* ---- cancels that nobody takes ---- */

typedef struct canceller {
    sq_conn *c;
    atomic_bool stop;
    int status;
    int64_t took_ms;
} canceller;

/* Until one fails; before the statement runs there is nothing to cancel. */
static void *cancel_until_it_fails(void *context)
{
    canceller *k = context;
    while (!atomic_load(&k->stop) && k->status == SQ_OK) {
        int64_t start = fault_now_ms();
        k->status = sq_cancel(k->c);
        k->took_ms = fault_now_ms() - start;
    }
    return NULL;
}

START_TEST(test_fault_cancel_thread_is_not_held_up_by_a_silent_server)
{
    enum { CANCEL_MS = 5000, TIMEOUT_MS = 1000 };
    wire w;
    if (!open_wire(&w, _i, &statements))
        return;
    sq_engine *db = sq_engine_open(w.url, .pool_size = 1, .statement_timeout_ms = TIMEOUT_MS);
    proxy_set(w.proxy, (proxy_rule){.harm = PROXY_STALL,
                                    .direction = PROXY_TO_CLIENT,
                                    .at = w.before[PROXY_TO_CLIENT] + 1,
                                    .others = true});
    canceller k = {.c = sq_connect(db)};
    pthread_t t;
    ck_assert_int_eq(pthread_create(&t, NULL, cancel_until_it_fails, &k), 0);
    int64_t start = fault_now_ms();
    int64_t status = SQ_OK;
    while (status >= 0 || status == SQ_ERR_CANCELLED) /* until the harm is done */
        status = suite_run(k.c, "SELECT 7");
    int64_t took = fault_now_ms() - start;
    atomic_store(&k.stop, true);
    pthread_join(t, NULL);
    ck_assert_msg(status == SQ_ERR_TIMEOUT || status == SQ_ERR_DISCONNECTED, "%s", sq_errmsg(k.c));
    ck_assert_int_lt(k.status, 0);
    ck_assert_int_lt(k.took_ms, CANCEL_MS + LATE_MS);
    ck_assert_int_lt(took, CANCEL_MS + LATE_MS);
    sq_conn_close(k.c);
    sq_engine_close(db);
    proxy_stop(w.proxy);
    suite_close();
}
END_TEST

/* ---- slowness ---- */

START_TEST(test_fault_connection_that_is_slow_or_dribbles_changes_nothing)
{
    static const proxy_rule rules[] = {{.dribble = true}, {.delay_ms = 20}};
    wire w;
    if (!open_wire(&w, _i, &statements))
        return;
    int64_t wrong = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        sq_error e;
        ledger.told[ledger.n] = verdict_of(run_once(&w, rules[i], 20000, &e));
        ck_assert_msg(ledger.told[ledger.n++] == DONE, "%s", e.message);
    }
    wrong += compare_with_table(statements.rows);
    sqt_fault("bytes one by one, and late", T->name, ledger.n, wrong);
    close_wire(&w);
}
END_TEST

int main(void)
{
    fault_use_servers();
    const sqt_test tests[] = {
        LOOP(test_fault_connection_cut_at_a_byte_gives_a_true_verdict, 0, FAULT_SERVERS),
        LOOP(test_fault_connection_cut_in_a_series_gives_a_true_verdict, 0, FAULT_SERVERS),
        LOOP(test_fault_connection_that_falls_silent_ends_at_its_deadline, 0, FAULT_SERVERS),
        LOOP(test_fault_stream_left_behind_a_silent_network_loses_its_connection, 0, FAULT_SERVERS),
        LOOP(test_fault_cancel_thread_is_not_held_up_by_a_silent_server, 0, FAULT_SERVERS),
        LOOP(test_fault_connection_that_is_slow_or_dribbles_changes_nothing, 0, FAULT_SERVERS)};
    return sqt_run("faults of the wire", tests, sizeof tests / sizeof *tests);
}
