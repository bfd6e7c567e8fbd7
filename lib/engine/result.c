/* result.c: the life of a result: filled by an execution, walked, ended.
 *
 * Invariant: a result that is in conn->results has `conn` set; conn->streaming is the only one of
 * them whose rows are still with the database. A result never frees a connection, a connection
 * never frees a result: what is given back first lets go of the other. */
#include "lib/engine/result.h"
#include <string.h>
#include "lib/base/inline.h"

/* Results of connections that are none. Never written. */
#define STATIC_RESULT(code, text)                                                                  \
    {                                                                                              \
        .is_static = true, .status = (code), .affected = -1, .error = {                            \
            .status = (code),                                                                      \
            .where = "sq_conn",                                                                    \
            .message = text                                                                        \
        }                                                                                          \
    }
static sq_result statics[] = {
    STATIC_RESULT(SQ_ERR_NOMEM, "out of memory"),
    STATIC_RESULT(SQ_ERR_STALE, "the connection was given back before"),
    STATIC_RESULT(SQ_ERR_FORKED, "the connection belongs to the parent process"),
    STATIC_RESULT(SQ_ERR_ARGUMENT, "the connection is NULL"),
    STATIC_RESULT(SQ_ERR_BUSY, "the connection calls a function, which must not use it"),
};

sq_result *sqi_result_static(int status)
{
    size_t i = sizeof statics / sizeof *statics - 1;
    while (i > 0 && statics[i].status != status)
        i--;
    return &statics[i];
}

/* ---- making and freeing ---- */

static void link_to(sq_result *r, sqi_conn *c)
{
    r->conn = c;
    r->next = c->results;
    r->link = &c->results;
    if (r->next)
        r->next->link = &r->next;
    c->results = r;
}

static void unlink_from_conn(sq_result *r)
{
    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    r->conn = NULL;
    r->next = NULL;
    r->link = NULL;
}

static sq_result *new_result(sqi_conn *c)
{
    sq_result *r = c->spare_result;
    c->spare_result = NULL;
    const sq_allocator *a = c->engine->options.allocator;
    if (!r) {
        r = sqi_zalloc(a, sizeof *r);
        if (!r)
            return NULL;
        r->allocator = a;
        r->get = c->engine->driver.get; /* it may outlive the engine */
        r->structure = c->engine->driver.structure;
        r->fetch = c->engine->driver.fetch;
        r->finish = c->engine->driver.finish;
        r->arena = sqi_arena_new(a, r);
        if (!r->arena) {
            sqi_free(a, r);
            return NULL;
        }
    }
    link_to(r, c);
    return r;
}

sq_result *sqi_result_open(sq_conn *handle, const char *where, sqi_conn **c)
{
    int rc;
    *c = sqi_conn_of(handle, &rc);
    if (!*c)
        return sqi_result_static(rc);
    sq_result *r = new_result(*c);
    if (r)
        return r;
    sqi_conn_refuse(*c, SQ_ERR_NOMEM, where, "out of memory");
    *c = NULL;
    return sqi_result_static(SQ_ERR_NOMEM);
}

void sqi_result_set_form(sq_result *r, sq_compiled *k, bool counted)
{
    r->compiled = k;
    if (!k)
        return;
    if (r->counted == k) {
        if (counted)
            sq_compiled_unref(k);
        return;
    }
    sq_compiled_unref(r->counted);
    r->counted = counted ? k : sq_compiled_ref(k);
}

void sqi_result_drop_form(sq_result *r)
{
    sq_compiled_unref(r->counted);
    r->counted = r->compiled = NULL;
}

void sqi_result_free(sq_result *r)
{
    if (!r)
        return;
    sqi_result_drop_form(r);
    sqi_arena_unref(r->arena);
    sqi_arena_unref(r->row_arena);
    sqi_free(r->allocator, r->members);
    sqi_free(r->allocator, r);
}

static void forget_rows(sq_result *r)
{
    r->mode = SQI_RESULT_ENDED;
    r->walked = r->frozen = false;
    sqi_result_leave_row(r);
    r->n_columns = r->n_hidden = 0;
    r->names = NULL;
    r->rows = NULL;
    r->first = r->last = r->current = NULL;
    r->n_rows = r->n_earlier = r->last_id = 0;
    r->affected = -1;
    r->stored_bytes = 0;
}

/* Ready for the next query: everything but the memory is forgotten. */
static void recycle(sq_result *r)
{
    enum { KEEP = 64 * 1024 };
    sqi_arena_reset(r->arena);
    if (r->arena->bytes > KEEP) {
        sq_arena *small = sqi_arena_new(r->allocator, r);
        if (small) {
            sqi_arena_unref(r->arena);
            r->arena = small;
        }
    }
    forget_rows(r);
    r->several = r->more = false;
    r->compiled = NULL;
    r->converts = false;
    r->mapped = NULL;
    r->started = 0;
    r->sql = NULL;
    r->status = SQ_OK;
    sqi_error_forget(&r->error);
}

/* ---- errors ---- */

void sqi_result_error(sq_result *r, const sq_error *e)
{
    if (r->status != SQ_OK)
        return;
    r->status = e->status;
    r->error = *e;
}

int sqi_result_refuse(sq_result *r, int status, const char *format, ...)
{
    if (r->status == SQ_OK) {
        va_list ap;
        va_start(ap, format);
        r->status = sqi_verror(&r->error, status, "result", format, ap);
        va_end(ap);
    }
    return status;
}

const sq_error *sq_result_error(const sq_result *r)
{
    return r ? &r->error : &statics[3].error;
}

/* ---- the end of an execution ---- */

static void tell_query(const sq_result *r)
{
    if (!r->started || !r->conn)
        return;
    sq_event ev = {.kind = SQ_EVENT_QUERY,
                   .sql = r->sql,
                   .ms = (double)(sqi_now() - r->started) / 1000,
                   .rows = r->n_columns      ? r->n_rows - r->n_earlier
                           : r->affected > 0 ? r->affected
                                             : 0,
                   .error = r->status == SQ_OK ? NULL : &r->error};
    sqi_tell_of(r->conn, &ev);
}

/* Rows matched by an execution that was read to its end. Where the database does not tell, but
 * gives a row for each, those were counted. */
static int64_t rows_matched(const sq_result *r)
{
    bool changes = r->compiled &&
                   (r->compiled->purpose == SQI_INSERT || r->compiled->purpose == SQI_UPDATE ||
                    r->compiled->purpose == SQI_DELETE);
    return r->rows->affected < 0 && r->n_columns && changes ? r->n_rows - r->n_earlier
                                                            : r->rows->affected;
}

/* The driver's rows were read to their end, or the owner gave up. */
static void end_rows(sq_result *r, bool complete)
{
    if (!r->rows)
        return;
    int64_t before = r->several && r->affected > 0 ? r->affected : 0;
    r->affected = complete ? rows_matched(r) : -1;
    if (r->affected >= 0)
        r->affected += before;
    r->last_id = r->rows->last_id;
    sqi_conn *c = r->conn;
    r->finish(c ? c->driver : NULL, r->rows);
    r->rows = NULL;
    if (!c)
        return;
    if (c->streaming == r && !r->more)
        c->streaming = NULL;
    sq_error e;
    if (complete && r->status == SQ_OK && sqi_conn_compare(c) != SQ_OK) {
        e = c->error;
        sqi_result_error(r, &e);
    }
    tell_query(r);
}

void sqi_result_clear(sq_result *r)
{
    end_rows(r, false);
    sqi_arena_reset(r->arena);
    forget_rows(r);
    r->mapped = NULL; /* the columns of `SELECT *` may be others now */
}

/* A step of the driver failed. */
static void fail_rows(sq_result *r, sq_error *e)
{
    sqi_result_error(r, e);
    sqi_conn *c = r->conn;
    end_rows(r, false);
    if (r->mode == SQI_RESULT_STREAM)
        r->mode = SQI_RESULT_ENDED;
    if (!c)
        return;
    r->status = sqi_conn_fail(c, e, r->sql);
    r->error = *e; /* with what the connection found out about the transaction */
}

void sqi_result_break(sq_result *r, const sq_error *e)
{
    sqi_result_error(r, e);
    end_rows(r, false);
    sqi_series_stop(r);
    r->mode = SQI_RESULT_ENDED;
    sqi_result_leave_row(r);
}

void sqi_result_detach_all(sqi_conn *c)
{
    if (c->streaming) {
        sq_error e;
        sqi_error(&e, SQ_ERR_CLOSED, "result", "the connection was given back");
        sqi_result_break(c->streaming, &e);
    }
    while (c->results)
        unlink_from_conn(c->results);
}

/* ---- storing ---- */

static bool copy_bytes(sq_result *r, sq_value *v)
{
    v->v.s = sqi_arena_str(r->arena, v->v.s, v->len);
    return v->v.s != NULL;
}

int sqi_result_add(sq_result *r, const sq_value *values)
{
    size_t n = r->n_columns, bytes = n * sizeof *values;
    sqi_stored_row *row = sqi_arena_alloc(r->arena, sizeof *row + bytes);
    if (!row)
        return SQ_ERR_NOMEM;
    row->next = NULL;
    for (size_t i = 0; i < n; i++) {
        sq_value *v = &row->values[i];
        if (values)
            *v = values[i];
        else
            r->get(r->rows, i, v);
        if (!sqi_value_has_bytes(v))
            continue;
        bytes += v->len;
        if (!copy_bytes(r, v))
            return SQ_ERR_NOMEM;
    }
    *(r->last ? &r->last->next : &r->first) = row;
    r->last = row;
    r->n_rows++;
    r->stored_bytes += bytes;
    return r->max_bytes && r->stored_bytes > r->max_bytes ? SQ_ERR_LIMIT : SQ_OK;
}

/* One that the driver has read already. */
static inline bool next_ready(sq_driver_rows *rows)
{
    if (rows->ready == 0)
        return false;
    rows->ready--;
    rows->values += rows->n_columns;
    return true;
}

/* A detached result may have outlived its connection, and never waits. */
static inline int next_of_driver(sq_result *r, sq_error *e)
{
    sqi_conn *c = r->conn;
    if (next_ready(r->rows))
        return SQ_STEP_ROW;
    int rc = r->fetch(c ? c->driver : NULL, r->rows, e);
    return sqi_settle(c, rc, e);
}

void sqi_result_store(sq_result *r)
{
    sq_error e;
    int rc;
    r->mode = SQI_RESULT_STORED;
    while ((rc = next_of_driver(r, &e)) == SQ_STEP_ROW) {
        rc = sqi_result_add(r, r->rows->values);
        if (rc == SQ_OK)
            continue;
        sqi_error(&e, rc, "sq_query", "%s",
                  rc == SQ_ERR_LIMIT ? "the result is larger than .max_result_bytes"
                                     : sq_status_text(rc));
        break;
    }
    if (rc != SQ_OK)
        fail_rows(r, &e);
    else
        end_rows(r, true);
}

/* Names that only the driver knows are copied: they go with its rows. */
static int keep_names(sq_result *r)
{
    if (sqi_result_knows(r))
        return SQ_OK;
    const char **names = sqi_arena_alloc(r->arena, r->n_columns * sizeof *names);
    for (size_t i = 0; names && i < r->n_columns; i++) {
        const char *name = r->rows->columns[i].name;
        names[i] = sqi_arena_str(r->arena, name, strlen(name));
        if (!names[i])
            return SQ_ERR_NOMEM;
    }
    r->names = names;
    return names ? SQ_OK : SQ_ERR_NOMEM;
}

void sqi_result_fill(sq_result *r, sq_driver_rows *rows, bool stream)
{
    sqi_conn *c = r->conn;
    r->rows = rows;
    r->n_columns = rows->n_columns;
    r->n_earlier = r->n_rows;
    r->converts = sqi_result_knows(r) && r->compiled->converts_results;
    r->nul_in_text = r->converts || c->engine->driver.features & SQ_DRIVER_NUL_IN_TEXT;
    r->max_bytes = c->engine->options.max_result_bytes;
    if (r->n_columns > 0 && keep_names(r) != SQ_OK) {
        sq_error e;
        sqi_error(&e, SQ_ERR_NOMEM, "result", "out of memory");
        fail_rows(r, &e);
        return;
    }
    if (rows->detached && r->n_columns > 0 && !r->several) {
        r->mode = SQI_RESULT_DETACHED;
        r->n_rows = rows->n_rows;
        r->affected = rows->affected;
        if (sqi_conn_compare(c) != SQ_OK)
            sqi_result_error(r, &c->error);
        tell_query(r);
        r->started = 0;
    } else if (stream && r->n_columns > 0) {
        r->mode = SQI_RESULT_STREAM;
        c->streaming = r;
    } else {
        sqi_result_store(r);
    }
}

/* ---- walking ---- */

static bool next_stored(sq_result *r)
{
    r->current = !r->walked ? r->first : r->current ? r->current->next : NULL;
    return r->current != NULL;
}

SQI_APART bool next_detached(sq_result *r)
{
    sq_error e;
    int rc = next_of_driver(r, &e);
    if (rc < 0) /* no memory for what a value is made of */
        sqi_result_error(r, &e);
    return rc == SQ_STEP_ROW;
}

static bool next_streamed(sq_result *r)
{
    if (r->row_arena)
        sqi_arena_reset(r->row_arena);
    sq_error e;
    int rc = next_of_driver(r, &e);
    if (rc == SQ_STEP_ROW) {
        r->n_rows++;
        return true;
    }
    if (rc == SQ_OK)
        end_rows(r, true);
    else
        fail_rows(r, &e);
    r->mode = SQI_RESULT_ENDED;
    return false;
}

static bool next_row(sq_result *r)
{
    switch (r->mode) {
    case SQI_RESULT_STORED:
        return next_stored(r);
    case SQI_RESULT_DETACHED:
        return next_ready(r->rows) || next_detached(r);
    case SQI_RESULT_STREAM:
        return next_streamed(r);
    case SQI_RESULT_ENDED:
        break;
    }
    return false;
}

bool sq_row(sq_result *r)
{
    if (!r || r->is_static)
        return false;
    r->on_row = r->status == SQ_OK && next_row(r);
    r->values = r->on_row && !r->converts ? sqi_result_values(r) : NULL;
    r->walked = true;
    return r->on_row;
}

sq_arena *sqi_result_arena(sq_result *r)
{
    if (r->mode != SQI_RESULT_STREAM)
        return r->arena;
    if (!r->row_arena)
        r->row_arena = sqi_arena_new(r->allocator, r);
    return r->row_arena;
}

int sq_done(sq_result *r)
{
    if (!r)
        return SQ_OK;
    int status = r->status;
    if (r->is_static)
        return status;
    sqi_conn *c = r->conn;
    if (r->rows)
        end_rows(r, false);
    sqi_series_free(r);
    if (r->status != SQ_OK && c && c->error.status == SQ_OK)
        sqi_conn_fail(c, &r->error, NULL);
    status = r->status;
    if (c)
        unlink_from_conn(r);
    recycle(r);
    if (c && !c->spare_result)
        c->spare_result = r;
    else
        sqi_result_free(r);
    return status;
}
