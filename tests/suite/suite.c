/* suite.c: what the cases share. */
#include "tests/suite/suite.h"
#include "squill/select.h"
#include <pthread.h>

suite suite_now;
static const suite_target *targets;
static size_t n_targets;

void suite_use(const suite_target *t, size_t n)
{
    targets = t;
    n_targets = n;
}

const sq_sql_text *suite_sql(const char *sql)
{
    enum { SLOTS = 16, SIZE = 2048 };
    static _Thread_local char slots[SLOTS][SIZE];
    static _Thread_local unsigned turn;
    char *out = slots[turn++ % SLOTS];
    size_t n = 0;
    int mark = 0;
    for (; *sql && n + 16 < SIZE; sql++)
        if (*sql == '?' && T->dollar_marks)
            n += (size_t)sprintf(out + n, "$%d", ++mark);
        else
            out[n++] = *sql;
    out[n] = '\0';
    return (const sq_sql_text *)(const void *)out;
}

int64_t suite_run_values(sq_conn *c, const char *sql, const sq_value *v, size_t n)
{
    return (sq_sql_exec)(c, suite_sql(sql), v, n);
}

int64_t suite_run(sq_conn *c, const char *sql)
{
    return suite_run_values(c, sql, NULL, 0);
}

int64_t suite_int(sq_conn *c, const char *sql)
{
    sq_result *r = (sq_sql_query)(c, suite_sql(sql), NULL, 0);
    int64_t n = sq_one(r) == SQ_OK ? sq_get_int64(r, 0) : -1;
    char why[512];
    snprintf(why, sizeof why, "%s", sq_result_error(r)->message);
    int rc = sq_done(r);
    ck_assert_msg(rc == SQ_OK, "%s: %s", sql, why);
    return n;
}

const sq_stmt *suite_text(const char *sql)
{
    sq_builder *q = sq_scratch(suite_now.c);
    return sq_text_stmt(q, sq_text(q, sq_unsafe_sql(q, sql, strlen(sql))));
}

/* The one text of a query. */
static void read_text(sq_conn *c, const char *sql, char *out, size_t size)
{
    sq_result *r = (sq_sql_query)(c, suite_sql(sql), NULL, 0);
    if (sq_one(r) == SQ_OK)
        snprintf(out, size, "%s", sq_get_text(r, 0));
    int rc = sq_done(r);
    ck_assert_msg(rc == SQ_OK, "%s: %s", sql, sq_errmsg(c));
}

const char *suite_ask(const char *options, const char *sql)
{
    static char answer[300];
    char url[sizeof suite_now.url + 100];
    snprintf(url, sizeof url, "%s%s", suite_now.url, options);
    sq_engine *db = sq_engine_open(url);
    sq_conn *c = sq_connect(db);
    ck_assert_msg(sq_status_of(c) == SQ_OK, "%s: %s", options, sq_errmsg(c));
    read_text(c, sql, answer, sizeof answer);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    return answer;
}

void suite_session_stays_clean(const char *state, const char *const *leaks, size_t n)
{
    char clean[300], now[300];
    read_text(suite_now.c, state, clean, sizeof clean);
    for (size_t k = 0; k < 2 * n; k++) {
        size_t i = k / 2;
        if (k % 2)
            suite_run(suite_now.c, leaks[i]);
        else
            (void)sq_exec(suite_now.c, suite_text(leaks[i]));
        sq_conn_close(suite_now.c);
        suite_now.c = sq_connect(suite_now.db);
        read_text(suite_now.c, state, now, sizeof now);
        ck_assert_msg(strcmp(now, clean) == 0, "%s: %s, not %s", leaks[i], now, clean);
    }
}

static pthread_t canceller;
static atomic_bool cancels;

static void *cancel_until_stopped(void *ignored)
{
    (void)ignored;
    while (atomic_load(&cancels))
        sq_cancel(suite_now.c);
    return NULL;
}

void suite_cancel_begin(void)
{
    atomic_store(&cancels, true);
    ck_assert_int_eq(pthread_create(&canceller, NULL, cancel_until_stopped, NULL), 0);
}

void suite_cancel_end(void)
{
    atomic_store(&cancels, false);
    pthread_join(canceller, NULL);
}

void suite_charset_ends_the_connection(const char *change)
{
    suite_ok(suite_now.c, change);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT 1"), SQ_ERR_STATE);
    ck_assert_int_eq(sq_conn_error(suite_now.c)->scope, SQ_SCOPE_CONNECTION);
    sq_conn_close(suite_now.c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT char_length('\xC3\xBC')"), 1);
}

bool suite_open(int i)
{
    const char *reason = "it is not there";
    suite_now = (suite){.target = &targets[i], .folder = sqt_folder()};
    if (!T->url(suite_now.url, sizeof suite_now.url, suite_now.folder, &reason)) {
        printf("SKIP: %s: %s\n", T->name, reason);
        sqt_folder_remove(suite_now.folder);
        return false;
    }
    suite_now.db = sq_engine_open(suite_now.url);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_msg(sq_status_of(suite_now.c) == SQ_OK, "%s: %s", T->name, sq_errmsg(suite_now.c));
    return true;
}

void suite_close(void)
{
    sq_conn_close(suite_now.c);
    ck_assert_int_eq(sq_engine_close(suite_now.db), SQ_OK);
    sqt_folder_remove(suite_now.folder);
}

int suite_main(const char *name, const suite_target *all, size_t n_all, const sqt_test *own,
               size_t n_own)
{
    enum { MOST = 256 };
    suite_use(all, n_all);
    static sqt_test tests[MOST];
    size_t n = 0;
    n += suite_values(tests + n);
    n += suite_errors(tests + n);
    n += suite_txn(tests + n);
    n += suite_session(tests + n);
    n += suite_result(tests + n);
    n += suite_tree(tests + n);
    n += suite_schema(tests + n);
    n += suite_reflect(tests + n);
    n += suite_create_all(tests + n);
    n += suite_hostile(tests + n);
    n += suite_types(tests + n);
    n += suite_own_types(tests + n);
    n += suite_load(tests + n);
    n += suite_dml(tests + n);
    n += suite_series(tests + n);
    n += suite_many(tests + n);
    n += suite_twophase(tests + n);
    n += suite_task(tests + n);
    for (size_t i = 0; i < n; i++)
        tests[i].to = (int)n_targets;
    for (size_t i = 0; i < n_own && n < MOST; i++)
        tests[n++] = own[i];
    return sqt_run(name, tests, n);
}
