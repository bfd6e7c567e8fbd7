/* exec.c: running statements.
 *
 *   admit        may it run now?
 *   ready        tree -> text and parameters, through the cache (lib/cache)
 *   bind         parameters: present, valid UTF-8, converted by user-defined types (bind.c)
 *   execute      the driver's; then rows are dropped, copied or streamed
 *
 * Every way of running a statement goes through start(), and ends in one place: end_rows() of a
 * result, or run_to_end() here. */
#include <string.h>
#include "lib/base/utf8.h"
#include "lib/engine/result.h"

/* ---- before ---- */

int sqi_admit(sqi_conn *c)
{
    if (!c->driver || c->lost)
        return c->error.status;
    if (c->streaming)
        return sqi_conn_refuse(c, SQ_ERR_BUSY, "sq_conn",
                               "a streamed result is open: sq_done() comes first");
    if (c->tx.failed)
        return SQ_ERR_TX_ABORTED;
    if (c->tx.prepared)
        return sqi_conn_refuse(c, SQ_ERR_STATE, "sq_conn",
                               "the transaction is prepared: it can only be ended");
    if (c->tx.active)
        return SQ_OK;
    sqi_error_forget(&c->error);
    return c->engine->options.autobegin ? sqi_tx_begin(c, NULL, false) : SQ_OK;
}

/* Memory of the request, empty. */
static int empty_arena(sqi_conn *c)
{
    if (c->request.arena)
        sqi_arena_reset(c->request.arena);
    else
        c->request.arena = sqi_arena_new(c->engine->options.allocator, c);
    c->origin = SQ_SQL_GIVEN;
    return c->request.arena ? SQ_OK : sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_exec", "out of memory");
}

static int request_of_tree(sqi_conn *c, const sq_stmt *s, const sq_compile_options *o,
                           const sq_binding *b, size_t n, sqi_request *out, bool *counted)
{
    sq_error e;
    out->compiled = NULL;
    if (!c->request.arena && empty_arena(c) != SQ_OK) /* sqi_ready() empties it */
        return c->error.status;
    if (!s)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_exec", "the statement is NULL");
    int rc = sqi_ready(c->engine->cache, s, c->engine->dialect, o ? o : c->compile, b, n,
                       &c->request, out, counted, &e);
    c->origin = c->request.hit ? SQ_SQL_CACHED : SQ_SQL_COMPILED;
    return rc == SQ_OK ? SQ_OK : sqi_conn_fail(c, &e, NULL);
}

int sqi_request_of(sqi_conn *c, const sq_stmt *s, const sq_compile_options *o, const sq_binding *b,
                   size_t n, sqi_request *out)
{
    bool counted;
    int rc = request_of_tree(c, s, o, b, n, out, &counted);
    if (rc == SQ_OK && !counted)
        sq_compiled_ref(out->compiled);
    return rc;
}

static int request_of_compiled(sqi_conn *c, sq_compiled *k, const sq_binding *b, size_t n,
                               sqi_request *out)
{
    sq_error e;
    if (!k)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_exec", "the compiled statement is NULL");
    if (k->dialect != c->engine->dialect && k->dialect != c->engine->url_dialect)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_exec",
                               "the statement was compiled for another dialect");
    if (empty_arena(c) != SQ_OK)
        return c->error.status;
    const sqi_sources given = {.b = b, .n_b = n};
    if (sqi_assemble(k, &given, &c->request, out, &e) != SQ_OK)
        return sqi_conn_fail(c, &e, NULL);
    out->compiled = k;
    return SQ_OK;
}

sq_driver_request sqi_driver_request(const sqi_request *q, bool stream)
{
    return (sq_driver_request){.size = sizeof(sq_driver_request),
                               .sql = q->sql,
                               .id = q->compiled->fixed ? q->compiled->id : 0,
                               .values = q->values,
                               .params = q->params,
                               .n_params = q->n_params,
                               .compiled = q->compiled,
                               .stream = stream};
}

/* ---- running ---- */

/* Checks, tells the listeners, sends. On an error it is on the connection already. */
static inline int start(sqi_conn *c, const sq_driver_request *rq, sq_driver_rows **rows)
{
    sq_error e;
    sq_driver_request converted;
    const sq_value *values = rq->values;
    bool converts = rq->compiled && rq->compiled->converts_params;
    int rc = sqi_bind_values(c, &values, rq->params, rq->n_params, converts, NULL, &e);
    if (converts) {
        converted = *rq;
        converted.values = values;
        rq = &converted;
    }
    if (rc == SQ_OK) {
        sqi_tell_execute(c, rq->sql.p);
        sqi_conn_arm(c);
        rc = SQI_CALL(c, &e, execute, rq, rows, &e);
    }
    return rc == SQ_OK ? SQ_OK : sqi_conn_fail(c, &e, rq->sql.p);
}

/* Reads the rows to their end; gives what sq_exec() gives. */
static int64_t drop_rows(sqi_conn *c, sq_driver_rows *rows, const char *sql)
{
    sq_error e;
    int rc;
    int64_t n = (int64_t)rows->ready;
    while ((rc = SQI_CALL(c, &e, fetch, rows, &e)) == SQ_STEP_ROW)
        n += 1 + (int64_t)rows->ready;
    if (rows->affected >= 0 && rc == SQ_OK)
        n = rows->affected;
    c->engine->driver.finish(c->driver, rows);
    if (rc != SQ_OK)
        return sqi_conn_fail(c, &e, sql);
    rc = sqi_conn_compare(c);
    return rc == SQ_OK ? n : rc;
}

/* Where there is a limit the client library must not hold all rows: they are counted, or dropped,
 * as they come. */
static bool has_limit(const sqi_conn *c)
{
    return c->engine->options.max_result_bytes > 0;
}

int64_t sqi_run_to_end(sqi_conn *c, sq_driver_request *rq)
{
    int64_t started = sqi_query_clock(c);
    sq_driver_rows *rows;
    rq->stream = has_limit(c);
    int64_t n = start(c, rq, &rows);
    if (n == SQ_OK)
        n = drop_rows(c, rows, rq->sql.p);
    sqi_tell_query(c, rq->sql.p, started, n > 0 ? n : 0, n < 0 ? (int)n : SQ_OK);
    return n;
}

void sqi_result_fail(sq_result *r, const sqi_conn *c, int status)
{
    if (c->error.status == status)
        sqi_result_error(r, &c->error);
    else
        sqi_result_refuse(r, status, "%s", sq_status_text(status));
}

void sqi_run_into(sqi_conn *c, sq_result *r, sq_driver_request *rq)
{
    sq_driver_rows *rows;
    bool stream = rq->stream;
    r->started = sqi_query_clock(c);
    r->sql = rq->sql.p;
    rq->stream = stream || has_limit(c);
    int rc = start(c, rq, &rows);
    rq->stream = stream; /* it may be run again */
    if (rc == SQ_OK) {
        sqi_result_fill(r, rows, stream);
        return;
    }
    sqi_result_fail(r, c, rc);
    sqi_tell_query(c, rq->sql.p, r->started, 0, rc);
}

/* ---- what can be run: a tree, a compiled form, text ---- */

typedef struct source {
    enum { TREE, COMPILED, TEXT } kind;
    const sq_stmt *tree;
    sq_compiled *compiled;
    const sq_binding *b;
    const sq_sql_text *sql;
    const sq_value *values;
    size_t n;
} source;

/* Text of SQL by hand: markers are the driver's own, so the values are taken as they stand. */
static int request_of_text(sqi_conn *c, const source *s, bool stream, sq_driver_request *out)
{
    const char *text = (const char *)s->sql;
    if (!text)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_sql_exec", "the SQL text is NULL");
    size_t n = strlen(text);
    if (!sqi_utf8_valid(text, n))
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_sql_exec", "the SQL is no valid UTF-8");
    if (empty_arena(c) != SQ_OK)
        return c->error.status;
    sq_bound_param *p = NULL;
    if (s->n > 0 && s->n < SIZE_MAX / sizeof *p)
        p = sqi_arena_alloc(c->request.arena, s->n * sizeof *p);
    if (!p && s->n > 0)
        return sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_sql_exec", "out of memory");
    for (size_t i = 0; i < s->n; i++)
        p[i] = (sq_bound_param){.type = NULL};
    *out = (sq_driver_request){.size = sizeof *out,
                               .sql = {text, n},
                               .values = s->values,
                               .params = p,
                               .n_params = s->n,
                               .stream = stream};
    return SQ_OK;
}

/* The form of a request, NULL for text. Where it is not counted, somebody else holds it while the
 * call runs: so one that many connections run is no memory that they all write to. */
typedef struct form {
    sq_compiled *k;
    bool counted;
} form;

/* Everything up to sending. */
static int prepare(sqi_conn *c, const source *s, bool stream, sq_driver_request *out, form *f)
{
    *f = (form){.k = NULL};
    int rc = sqi_admit(c);
    if (rc != SQ_OK)
        return rc;
    if (s->kind == TEXT)
        return request_of_text(c, s, stream, out);
    sqi_request q;
    rc = s->kind == TREE ? request_of_tree(c, s->tree, NULL, s->b, s->n, &q, &f->counted)
                         : request_of_compiled(c, s->compiled, s->b, s->n, &q);
    if (rc != SQ_OK)
        return rc;
    f->k = q.compiled;
    *out = sqi_driver_request(&q, stream);
    return SQ_OK;
}

static int64_t exec(sq_conn *handle, const source *s)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    sq_driver_request rq;
    form f;
    rc = prepare(c, s, false, &rq, &f);
    if (rc != SQ_OK)
        return rc;
    int64_t n = sqi_run_to_end(c, &rq);
    if (n > 0 && f.k && f.k->purpose == SQI_DDL) /* rows that ALTER TABLE copied, say */
        n = 0;
    if (f.counted)
        sq_compiled_unref(f.k);
    return n;
}

static sq_result *query(sq_conn *handle, const source *s, bool stream)
{
    sqi_conn *c;
    sq_result *r = sqi_result_open(handle, "sq_query", &c);
    if (!c)
        return r;
    sq_driver_request rq;
    form f;
    int rc = prepare(c, s, stream, &rq, &f);
    sqi_result_set_form(r, f.k, f.counted);
    if (rc != SQ_OK)
        sqi_result_fail(r, c, rc);
    else
        sqi_run_into(c, r, &rq);
    return r;
}

int64_t(sq_exec)(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n)
{
    return exec(c, &(source){.kind = TREE, .tree = s, .b = b, .n = n});
}

int64_t sq_compiled_exec(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n)
{
    return exec(c, &(source){.kind = COMPILED, .compiled = k, .b = b, .n = n});
}

int64_t(sq_sql_exec)(sq_conn *c, const sq_sql_text *sql, const sq_value *values, size_t n)
{
    return exec(c, &(source){.kind = TEXT, .sql = sql, .values = values, .n = n});
}

sq_result *(sq_query)(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n)
{
    return query(c, &(source){.kind = TREE, .tree = s, .b = b, .n = n}, false);
}

sq_result *sq_compiled_query(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n)
{
    return query(c, &(source){.kind = COMPILED, .compiled = k, .b = b, .n = n}, false);
}

sq_result *(sq_sql_query)(sq_conn *c, const sq_sql_text *sql, const sq_value *values, size_t n)
{
    return query(c, &(source){.kind = TEXT, .sql = sql, .values = values, .n = n}, false);
}

sq_result *(sq_stream)(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n)
{
    return query(c, &(source){.kind = TREE, .tree = s, .b = b, .n = n}, true);
}

sq_result *sq_compiled_stream(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n)
{
    return query(c, &(source){.kind = COMPILED, .compiled = k, .b = b, .n = n}, true);
}

sq_result *(sq_sql_stream)(sq_conn *c, const sq_sql_text *sql, const sq_value *values, size_t n)
{
    return query(c, &(source){.kind = TEXT, .sql = sql, .values = values, .n = n}, true);
}
