/* test_features_engine.c: single features of engine and cache that no other test names, on the fake
 * driver. */
#include <string.h>
#include "squill.h"
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text));

typedef struct seen {
    int n;
    int64_t rows;
    double ms;
    char sql[40];
    sq_status status;
} seen;

static void note(const sq_event *ev, void *user)
{
    seen *s = user;
    s->n++;
    s->rows = ev->rows;
    s->ms = ev->ms;
    s->status = ev->error ? (sq_status)ev->error->status : SQ_OK;
    strncpy(s->sql, ev->sql, sizeof s->sql - 1);
}

START_TEST(test_features_statement_is_told_with_its_time_and_rows)
{
    seen s = {.ms = -1};
    open_both(FAKE_URL, .on_query = note, .user = &s);
    ck_assert_int_eq(sq_done(sq_sql_query(c, SQ_SQL("rows 3"))), SQ_OK);
    ck_assert_int_eq(s.n, 1);
    ck_assert_int_eq(s.rows, 3);
    ck_assert_str_eq(s.sql, "rows 3");
    ck_assert(s.ms >= 0);
    ck_assert_int_lt(sq_sql_exec(c, SQ_SQL("unique")), 0);
    ck_assert_int_eq(s.n, 2);
    ck_assert_int_eq(s.status, SQ_ERR_UNIQUE);
    close_both();
}
END_TEST

START_TEST(test_features_execute_is_told_of_what_is_sent_only)
{
    seen s = {.n = 0};
    fake_start();
    db = sq_engine_open(FAKE_URL);
    ck_assert_int_eq(sq_engine_listen(db, 1u << SQ_EVENT_EXECUTE, note, &s), SQ_OK);
    c = sq_connect(db);
    sq_value broken = sq_text_value_n("\xFF", 1);
    ck_assert_int_eq((sq_sql_exec)(c, SQ_SQL("ok"), &broken, 1), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(s.n, 0);
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("ok"), 1), 0);
    ck_assert_int_eq(s.n, 1);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

START_TEST(test_features_statements_outside_of_a_transaction_begin_none)
{
    open_both(FAKE_URL);
    ck_assert_int_ge(sq_sql_exec(c, SQ_SQL("change 1")), 0);
    ck_assert_int_ge(sq_sql_exec(c, SQ_SQL("change 2")), 0);
    ck_assert(!sq_in_transaction(c));
    ck_assert_int_eq(fake.begins, 0);
    ck_assert_int_eq(fake.commits, 0);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert_int_eq(fake.begins, 1);
    close_both();
}
END_TEST

/* ---- what the application adds ---- */

static int freed;

static void count_freed(void *info)
{
    freed += info == &freed;
}

START_TEST(test_features_info_lives_as_long_as_its_connection)
{
    open_both(FAKE_URL, .pool_size = 1);
    ck_assert_ptr_null(sq_conn_info(c));
    ck_assert_int_eq(sq_conn_set_info(c, &freed, count_freed), SQ_OK);
    sq_conn *stale = c;
    sq_conn_close(c);
    ck_assert_int_eq(sq_conn_set_info(stale, &freed, NULL), SQ_ERR_STALE);
    ck_assert_ptr_null(sq_conn_info(stale));
    c = connect_ok(db); /* the next borrower of the same connection */
    ck_assert_ptr_eq(sq_conn_info(c), &freed);
    ck_assert_int_eq(freed, 0);
    sq_conn_discard(c);
    sq_conn_close(c);
    ck_assert_int_eq(freed, 1);
    c = connect_ok(db);
    ck_assert_ptr_null(sq_conn_info(c));
    ck_assert_int_eq(sq_conn_set_info(c, &freed, count_freed), SQ_OK);
    ck_assert_int_eq(sq_conn_set_info(c, &c, NULL), SQ_OK); /* replaced */
    ck_assert_int_eq(freed, 2);
    close_both();
    ck_assert_int_eq(freed, 2);
}
END_TEST

/* "42" is how a proxy says that it lost the server; everything else stays. */
static void judge(sq_error *e, const char *sql, void *user)
{
    int *asked = user;
    ++*asked;
    if (sql && strcmp(sql, "fail") == 0 && e->native == 42) {
        e->status = SQ_ERR_DISCONNECTED;
        e->scope = SQ_SCOPE_CONNECTION;
    } else if (e->status == SQ_ERR_UNIQUE) {
        e->status = SQ_OK; /* not even this makes an error none */
    }
}

START_TEST(test_features_application_says_what_an_error_means)
{
    int asked = 0;
    open_both(FAKE_URL, .on_error = judge, .user = &asked);
    ck_assert_int_eq(run("unique"), SQ_ERR_UNIQUE);
    sq_conn *sibling = connect_ok(db);
    ck_assert_int_eq(run("fail"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(asked, 2);
    ck_assert_int_eq(run("ok"), SQ_ERR_DISCONNECTED); /* it is given up */
    sq_conn_close(sibling);
    sq_conn_close(c);
    ck_assert_int_eq(fake.open, 0); /* and so are the older ones */
    ck_assert_uint_eq(stats(db).invalidated, 1);
    c = connect_ok(db);
    sq_result *r = sq_sql_stream(c, SQ_SQL("late 1"));
    while (sq_row(r))
        ;
    ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
    ck_assert_int_eq(asked, 3);
    close_both();
}
END_TEST

static void keep_sql(const sq_event *ev, void *user)
{
    strncpy(user, ev->sql, 99);
}

START_TEST(test_features_options_of_a_check_out_are_for_its_statements_alone)
{
    char sql[100] = "";
    open_both(FAKE_URL, .on_query = keep_sql, .user = sql);
    const sq_schema_mapping tenant = {NULL, "tenant7"};
    ck_assert_int_eq(
        sq_conn_compile_options(c, .schema_translate = &tenant, .n_schema_translate = 1), SQ_OK);
    sq_builder *q = sq_scratch(c);
    sq_exec(c, sq_select(q, t.id));
    ck_assert_str_eq(sql, "SELECT tenant7.t.id \nFROM tenant7.t");
    ck_assert_int_eq(sq_conn_compile_options(c), SQ_OK);
    sq_exec(c, sq_select(q, t.id));
    ck_assert_str_eq(sql, "SELECT t.id \nFROM t");
    sq_conn_compile_options(c, .schema_translate = &tenant, .n_schema_translate = 1);
    sq_conn_close(c);
    c = connect_ok(db);
    sq_exec(c, sq_select(sq_scratch(c), t.id));
    ck_assert_str_eq(sql, "SELECT t.id \nFROM t");
    close_both();
}
END_TEST

static bool count_progress(double ms, void *user)
{
    int *calls = user;
    ck_assert_int_eq(run("ok"), SQ_ERR_BUSY); /* it is in the middle of a statement */
    return ++*calls == 2 || ms < 0;
}

START_TEST(test_features_progress_is_told_to_its_borrower_alone)
{
    int calls = 0;
    open_both(FAKE_URL, .pool_size = 1);
    ck_assert_int_eq(sq_conn_progress(c, 0, count_progress, &calls), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_conn_progress(c, 1, count_progress, &calls), SQ_OK);
    ck_assert_int_eq(run("wait"), SQ_ERR_CANCELLED);
    ck_assert_int_eq(calls, 2);
    ck_assert_int_eq(fake.cancels, 1);
    sq_conn_close(c);
    c = connect_ok(db);
    ck_assert_int_eq(run("wait"), 0); /* the cancel has left an answer */
    sq_conn_timeout(c, 10);
    ck_assert_int_eq(run("wait"), SQ_ERR_TIMEOUT);
    ck_assert_int_eq(calls, 2);
    close_both();
}
END_TEST

/* Uses the connection that it is told about, which must not be: of a statement that is about to be
 * sent, form and parameters are in the connection's memory. */
static void meddle(const sq_event *ev, void *user)
{
    uint32_t *kinds = user;
    if (!ev->conn)
        return;
    *kinds |= 1u << ev->kind;
    sq_builder *q = sq_scratch(ev->conn);
    ck_assert_int_eq(sq_exec(ev->conn, sq_where(sq_select(q, t.name), sq_eq(q, t.name, "b"))),
                     SQ_ERR_BUSY);
    ck_assert_int_eq(sq_done(sq_sql_query(ev->conn, SQ_SQL("rows 1"))), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_begin(ev->conn), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_rollback(ev->conn), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_conn_close(ev->conn), SQ_ERR_BUSY);
    sq_scratch_reset(ev->conn);
    ck_assert_ptr_eq(sq_conn_engine(ev->conn), db);
    ck_assert_int_eq(sq_conn_timeout(ev->conn, 0), SQ_OK);
    sq_conn_set_info(ev->conn, kinds, NULL); /* fails where the connection is none yet */
}

static void meddle_with_errors(sq_error *e, const char *sql, void *user)
{
    sq_event ev = {.kind = SQ_EVENT_ERROR, .conn = c, .error = e, .sql = sql};
    meddle(&ev, user);
}

START_TEST(test_features_listener_may_ask_its_connection_but_not_use_it)
{
    uint32_t kinds = 0, of_errors = 0;
    fake_start();
    db = sq_engine_open(FAKE_URL, .on_error = meddle_with_errors, .user = &of_errors);
    sq_engine_listen(db, (1u << SQ_EVENT_COUNT) - 1, meddle, &kinds);
    c = connect_ok(db);
    sq_builder *q = sq_scratch(c);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), sq_eq(q, t.name, "a"))), 0);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_select(q, t.id), sq_eq(q, t.name, "a"))), 0);
    ck_assert_int_eq(sq_begin_nested(c), SQ_OK);
    ck_assert_int_eq(run("unique"), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_rollback_nested(c), SQ_OK);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    sq_result *r = sq_sql_stream(c, SQ_SQL("rows 2"));
    ck_assert(sq_row(r) && sq_row(r) && !sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(run("lose"), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(fake.executes, 5);
    ck_assert_uint_eq(kinds,
                      1u << SQ_EVENT_CONNECT | 1u << SQ_EVENT_CHECKOUT | 1u << SQ_EVENT_BEGIN |
                          1u << SQ_EVENT_EXECUTE | 1u << SQ_EVENT_QUERY | 1u << SQ_EVENT_SAVEPOINT |
                          1u << SQ_EVENT_ROLLBACK_SAVEPOINT | 1u << SQ_EVENT_RELEASE_SAVEPOINT |
                          1u << SQ_EVENT_COMMIT | 1u << SQ_EVENT_ERROR | 1u << SQ_EVENT_INVALIDATE);
    ck_assert_uint_eq(of_errors, 1u << SQ_EVENT_ERROR);
    sq_conn_close(c);
    ck_assert(kinds & 1u << SQ_EVENT_CHECKIN);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

static int try_to_close(sq_conn *own, void *user)
{
    uint32_t *steps = user;
    ck_assert_int_eq(sq_conn_close(own), SQ_ERR_BUSY);
    ck_assert_int_eq(sq_begin(own), SQ_OK);
    ck_assert_int_eq(sq_sql_exec(own, SQ_SQL("ok")), 0);
    ck_assert(sq_in_transaction(own));
    ++*steps;
    return SQ_OK;
}

static int say_no(sq_conn *own, void *user)
{
    uint32_t *steps = user;
    ++*steps;
    return own ? -7 : SQ_OK;
}

static int give_up(sq_conn *own, void *user)
{
    uint32_t *steps = user;
    ++*steps;
    return sq_conn_discard(own);
}

static void keep_kinds(const sq_event *ev, void *user)
{
    uint32_t *kinds = user;
    *kinds |= 1u << ev->kind;
}

START_TEST(test_features_on_connect_has_its_transaction_committed_and_can_not_close)
{
    uint32_t steps = 0, kinds = 0;
    fake_start();
    db = sq_engine_open(FAKE_URL, .on_connect = try_to_close, .user = &steps);
    sq_engine_listen(db, (1u << SQ_EVENT_COUNT) - 1, keep_kinds, &kinds);
    c = connect_ok(db);
    ck_assert_uint_eq(steps, 1);
    ck_assert(!sq_in_transaction(c));
    ck_assert(kinds & 1u << SQ_EVENT_COMMIT);
    ck_assert(!(kinds & (1u << SQ_EVENT_CHECKIN | 1u << SQ_EVENT_ROLLBACK)));
    ck_assert_int_eq(run("ok"), 0);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

static void refuse_to_connect(sq_connect_fn fn, int status, const char *message)
{
    uint32_t steps = 0;
    fake_start();
    db = sq_engine_open(FAKE_URL, .on_connect = fn, .user = &steps);
    c = sq_connect(db);
    ck_assert_uint_eq(steps, 1);
    ck_assert_int_eq(sq_status_of(c), status);
    ck_assert_str_eq(sq_errmsg(c), message);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_CONNECTION);
    ck_assert_int_eq(run("ok"), status);
    ck_assert_int_eq(fake.open, 0);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}

START_TEST(test_features_on_connect_may_refuse)
{
    refuse_to_connect(say_no, -7, "the function returned -7");
    refuse_to_connect(give_up, SQ_ERR_STATE, "the function gave the connection up");
}
END_TEST

/* ---- cache ---- */

static void prepare(sq_cache *cache, const sq_stmt *s)
{
    sq_error err = {0};
    sq_compiled *k = sq_prepare(cache, s, SQ_SQLITE, NULL, &err);
    ck_assert_msg(k != NULL, "%s", err.message);
    sq_compiled_unref(k);
}

START_TEST(test_features_cache_counts_and_is_bounded_and_cleared)
{
    sq_builder *q = sq_builder_new();
    sq_cache *cache = sq_cache_new(8, 0);
    sq_cache_counters n;
    prepare(cache, sq_where(sq_select(q, t.id), sq_eq(q, t.id, 1)));
    prepare(cache, sq_where(sq_select(q, t.id), sq_eq(q, t.id, 2)));
    sq_cache_stats(cache, &n);
    ck_assert_uint_eq(n.misses, 1);
    ck_assert_uint_eq(n.hits, 1);
    ck_assert_uint_eq(n.entries, 1);
    const sq_expr *sum = t.id;
    for (int i = 0; i < 200; i++) {
        sum = sq_add(q, sum, 1);
        prepare(cache, sq_select(q, sum));
    }
    sq_cache_stats(cache, &n);
    ck_assert_uint_le(n.entries, 8);
    ck_assert_uint_gt(n.evictions, 100);
    sq_cache_clear(cache);
    sq_cache_stats(cache, &n);
    ck_assert_uint_eq(n.entries, 0);
    sq_cache_unref(cache);
    sq_builder_free(q);
}
END_TEST

static sq_sql_origin origin;

static void note_origin(const sq_event *ev, void *user)
{
    (void)user;
    origin = ev->origin;
}

START_TEST(test_features_event_tells_where_the_text_came_from)
{
    open_both(FAKE_URL);
    sq_builder *q = sq_scratch(c);
    sq_engine_listen(db, 1u << SQ_EVENT_EXECUTE, note_origin, NULL);
    ck_assert_int_ge(sq_exec(c, sq_select(q, t.id)), 0);
    ck_assert_int_eq(origin, SQ_SQL_COMPILED);
    ck_assert_int_ge(sq_exec(c, sq_select(q, t.id)), 0);
    ck_assert_int_eq(origin, SQ_SQL_CACHED);
    ck_assert_int_eq(run("change 3"), 3);
    ck_assert_int_eq(origin, SQ_SQL_GIVEN);
    close_both();
}
END_TEST

START_TEST(test_features_execution_with_a_cache_of_its_own)
{
    open_both(FAKE_URL);
    sq_builder *q = sq_scratch(c);
    sq_cache *own[] = {NULL, sq_cache_new(0, 0)};
    sq_cache_counters n;
    for (int i = 0; i < 2; i++) {
        sq_compiled *k = sq_prepare(own[i], sq_select(q, t.id), sq_engine_dialect(db), NULL, NULL);
        ck_assert_ptr_nonnull(k);
        ck_assert_int_ge(sq_exec(c, k), 0);
        sq_compiled_unref(k);
    }
    sq_cache_stats(own[1], &n);
    ck_assert_uint_eq(n.entries, 1);
    sq_cache_unref(own[1]);
    sq_cache_stats(sq_engine_cache(db), &n);
    ck_assert_uint_eq(n.entries, 0);
    close_both();
}
END_TEST

static void text_is(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                    const sq_compile_options *o, const char *expected)
{
    sq_error err = {0};
    sq_bound b;
    sq_binder *w = sq_binder_new(cache, d, o);
    ck_assert_int_eq(sq_ready(w, s, NULL, 0, &b, &err), SQ_OK);
    ck_assert_str_eq(b.sql.p, expected);
    sq_binder_free(w);
}

START_TEST(test_features_cache_tells_dialects_and_options_apart)
{
    sq_builder *q = sq_builder_new();
    sq_cache *cache = sq_cache_new(0, 0);
    const sq_schema_mapping a[] = {{NULL, "a"}}, b[] = {{NULL, "b"}};
    const sq_compile_options to_a = {.schema_translate = a,
                                     .n_schema_translate = 1,
                                     .size = sizeof to_a},
                             to_b = {.schema_translate = b,
                                     .n_schema_translate = 1,
                                     .size = sizeof to_b};
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.name, "x"));
    for (int round = 0; round < 2; round++) {
        text_is(cache, s, SQ_SQLITE, NULL, "SELECT t.id \nFROM t \nWHERE t.name = ?");
        text_is(cache, s, SQ_POSTGRESQL, NULL, "SELECT t.id \nFROM t \nWHERE t.name = $1");
        text_is(cache, s, SQ_SQLITE, &to_a, "SELECT a.t.id \nFROM a.t \nWHERE a.t.name = ?");
        text_is(cache, s, SQ_SQLITE, &to_b, "SELECT b.t.id \nFROM b.t \nWHERE b.t.name = ?");
    }
    sq_cache_counters n;
    sq_cache_stats(cache, &n);
    ck_assert_uint_eq(n.misses, 4);
    ck_assert_uint_eq(n.hits, 4);
    sq_cache_unref(cache);
    sq_builder_free(q);
}
END_TEST

/* Its size is the first member of an option struct, so it is found whatever follows it. */
START_TEST(test_features_options_of_an_older_program_end_where_its_struct_did)
{
    seen s = {.n = 0};
    const sq_engine_options o = {
        .size = offsetof(sq_engine_options, on_query), .on_query = note, .user = &s};
    fake_start();
    use_engine((sq_engine_open)(FAKE_URL, &o));
    ck_assert_int_eq(run("ok"), 0);
    ck_assert_int_eq(s.n, 0);
    close_both();
}
END_TEST

START_TEST(test_features_options_of_a_newer_program_are_refused_where_they_are_set)
{
    struct {
        sq_engine_options known;
        uint64_t newer;
    } o = {.known.size = sizeof o};
    for (o.newer = 0; o.newer < 2; o.newer++) {
        fake_start();
        db = (sq_engine_open)(FAKE_URL, &o.known);
        c = sq_connect(db);
        ck_assert_int_eq(sq_status_of(c), o.newer ? SQ_ERR_ARGUMENT : SQ_OK);
        close_both();
    }
}
END_TEST

SQT_MAIN("features_engine", TEST(test_features_statement_is_told_with_its_time_and_rows),
         TEST(test_features_execute_is_told_of_what_is_sent_only),
         TEST(test_features_info_lives_as_long_as_its_connection),
         TEST(test_features_application_says_what_an_error_means),
         TEST(test_features_options_of_a_check_out_are_for_its_statements_alone),
         TEST(test_features_progress_is_told_to_its_borrower_alone),
         TEST(test_features_listener_may_ask_its_connection_but_not_use_it),
         TEST(test_features_on_connect_has_its_transaction_committed_and_can_not_close),
         TEST(test_features_on_connect_may_refuse),
         TEST(test_features_statements_outside_of_a_transaction_begin_none),
         TEST(test_features_event_tells_where_the_text_came_from),
         TEST(test_features_execution_with_a_cache_of_its_own),
         TEST(test_features_cache_counts_and_is_bounded_and_cleared),
         TEST(test_features_cache_tells_dialects_and_options_apart),
         TEST(test_features_options_of_an_older_program_end_where_its_struct_did),
         TEST(test_features_options_of_a_newer_program_are_refused_where_they_are_set))
