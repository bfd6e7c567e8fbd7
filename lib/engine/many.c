/* many.c: one statement for many structs.
 *
 * The first row is made ready like any statement; where the text does not depend on the values
 * (`fixed`) later rows only put other values in: which member each marker takes is found once. */
#include <string.h>
#include "lib/compile/dialect.h"
#include "lib/engine/result.h"

typedef struct batch {
    sqi_conn *c;
    const sq_stmt *stmt;
    const sq_row_desc *desc;
    sqi_source *source;
    const char *row; /* the current one */
    sq_compile_options options;
    sq_binding *bindings;     /* of the row that is made ready */
    sqi_request request;      /* of the first row */
    sq_bound_param *params;   /* a copy of its parameters, to be overwritten */
    const sq_field **sources; /* member of each parameter; NULL: the same for all rows */
    sq_str *casts;            /* behind its marker */
    bool asked;               /* the driver asked for values of the batch */
    sqi_keeps *keeps;         /* what the column of each parameter keeps */
    bool converts;            /* a parameter's type may convert its value */
} batch;

static int next_row(batch *b, sq_error *err)
{
    return sqi_source_next(b->source, &b->row, err);
}

static void bind_row(batch *b)
{
    for (size_t i = 0; i < b->desc->n; i++)
        b->bindings[i] = (sq_binding){b->desc->fields[i].name,
                                      sqi_field_value(&b->desc->fields[i], b->row)};
}

/* ---- ready ---- */

int sqi_many_options(const sqi_conn *c, const sq_row_desc *d, sq_arena *arena,
                     sq_compile_options *out)
{
    const char **keys = sqi_arena_alloc(arena, (d->n + 1) * sizeof *keys);
    if (!keys)
        return SQ_ERR_NOMEM;
    for (size_t i = 0; i < d->n; i++)
        keys[i] = d->fields[i].name;
    *out = *c->compile;
    out->executemany = true;
    out->keys = keys;
    out->n_keys = d->n;
    return SQ_OK;
}

/* Memory of the whole call: the connection's request arena is reset by each request. */
static int make_names(batch *b, sq_arena *arena)
{
    b->bindings = sqi_arena_alloc(arena, (b->desc->n + 1) * sizeof *b->bindings);
    return b->bindings ? sqi_many_options(b->c, b->desc, arena, &b->options) : SQ_ERR_NOMEM;
}

static int find_sources(batch *b, sq_arena *arena)
{
    const sq_compiled *k = b->request.compiled;
    const sq_dialect *d = b->c->engine->dialect;
    size_t n = b->request.n_params;
    b->params = sqi_arena_alloc(arena, (n + 1) * sizeof *b->params);
    b->sources = sqi_arena_alloc(arena, (n + 1) * sizeof *b->sources);
    b->casts = sqi_arena_alloc(arena, (n + 1) * sizeof *b->casts);
    b->keeps = sqi_arena_alloc(arena, (n + 1) * sizeof *b->keeps);
    if (!b->params || !b->sources || !b->casts || !b->keeps)
        return SQ_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const sq_type *stores = b->request.params[i].stores;
        b->keeps[i] = stores && d->keeps ? d->keeps(stores) : SQI_KEEPS_NOTHING;
        b->params[i] = b->request.params[i];
        b->sources[i] = sqi_field_named(b->desc, b->params[i].name);
        b->casts[i] = k->slots[k->order[i]].cast;
    }
    return SQ_OK;
}

/* ---- run ---- */

/* The current row, made ready by itself. */
static int64_t run_one(batch *b)
{
    bind_row(b);
    int rc = sqi_request_of(b->c, b->stmt, &b->options, b->bindings, b->desc->n, &b->request);
    if (rc != SQ_OK)
        return rc;
    sq_driver_request rq = sqi_driver_request(&b->request, false);
    return sqi_run_to_end(b->c, &rq);
}

/* Members of the struct, and what client-side defaults give anew for each row. Only a member that
 * may be any value may be one that its slot does not take: the statement is fixed. */
static int place_row(batch *b, sq_error *err)
{
    const sq_compiled *k = b->request.compiled;
    for (size_t i = 0; i < b->request.n_params; i++) {
        const sqi_slot *slot = &k->slots[k->order[i]];
        const sq_field *f = b->sources[i];
        if (f) {
            b->params[i].value = sqi_field_value(f, b->row);
            if (f->kind == SQ_F_VALUE && sqi_check_slot(slot, b->params[i].value, err) != SQ_OK)
                return err->status;
        } else if (slot->client &&
                   sqi_client_value(slot->client, &b->params[i].value, err) != SQ_OK)
            return err->status;
    }
    return SQ_OK;
}

/* After a row went well: the next one; if there is none, what the loop ends with. */
static bool go_on(batch *b, int64_t n, int64_t *total)
{
    sq_error e;
    if (n < 0) {
        *total = n;
        return false;
    }
    *total += n;
    int rc = next_row(b, &e);
    if (rc < 0)
        *total = sqi_conn_fail(b->c, &e, NULL);
    return rc == SQ_STEP_ROW;
}

static int64_t run_fixed(batch *b, int64_t total)
{
    sq_driver_request rq = sqi_driver_request(&b->request, false);
    rq.params = b->params;
    int64_t n;
    do {
        sq_error e;
        n = place_row(b, &e) == SQ_OK ? sqi_run_to_end(b->c, &rq)
                                      : sqi_conn_fail(b->c, &e, rq.sql.p);
    } while (go_on(b, n, &total));
    return total;
}

/* What the driver asks for: the current row, then those behind it. */
static int give_values(void *context, const sq_bound_param **params, sq_error *err)
{
    batch *b = context;
    int rc = b->asked ? next_row(b, err) : SQ_STEP_ROW;
    b->asked = true;
    if (rc != SQ_STEP_ROW)
        return rc;
    if (place_row(b, err) != SQ_OK)
        return err->status;
    *params = b->params;
    rc = sqi_bind_params(b->c, params, b->request.n_params, b->converts, b->keeps, err);
    return rc == SQ_OK ? SQ_STEP_ROW : rc;
}

/* INSERT INTO t (..) VALUES (?, ?): whatever stands before the first marker, if nothing but commas
 * and parentheses is behind it and each value is for a column of its own; else empty. */
static sq_str head_of_insert(const sqi_request *q)
{
    const sq_compiled *k = q->compiled;
    bool plain = k->purpose == SQI_INSERT && !k->returns_rows && k->fixed && k->n_slots > 0 &&
                 k->n_order == k->n_slots && k->n_spans == k->n_slots + 1;
    for (size_t i = 0; plain && i < k->n_slots; i++)
        plain = k->order[i] == i && k->spans[i].slot == i && k->slots[i].stores &&
                (i == 0 || k->spans[i].len == strlen(", "));
    return plain && k->spans[k->n_slots].len == strlen(")") ? (sq_str){q->sql.p, k->spans[0].len}
                                                            : (sq_str){NULL, 0};
}

/* The driver knows a way with fewer round trips. */
static int64_t run_as_batch(batch *b, int64_t total)
{
    sqi_conn *c = b->c;
    sq_error e;
    int64_t affected = 0, started = sqi_query_clock(c);
    sq_driver_request rq = sqi_driver_request(&b->request, false);
    const sq_driver_batch many = {.size = sizeof many,
                                  .values = give_values,
                                  .context = b,
                                  .head = head_of_insert(&b->request),
                                  .casts = b->casts};
    rq.params = b->params;
    b->converts = sqi_may_convert(c, b->params, rq.n_params);
    sqi_conn_arm(c);
    int rc = SQI_CALL(c, &e, execute_many, &rq, &many, &affected, &e);
    if (rc == SQ_ERR_UNSUPPORTED && !b->asked)
        return run_fixed(b, total);
    rc = rc == SQ_OK ? sqi_conn_compare(c) : sqi_conn_fail(c, &e, rq.sql.p);
    sqi_tell_query(c, rq.sql.p, started, affected, rc);
    return rc == SQ_OK ? total + affected : rc;
}

/* The text changes with the values (IN lists, say): each row is made ready by itself. */
static int64_t run_others(batch *b, int64_t total)
{
    int64_t n;
    do {
        sq_compiled_unref(b->request.compiled);
        n = run_one(b);
    } while (go_on(b, n, &total));
    return total;
}

/* The first row was run. */
static int64_t run_rest(batch *b, sq_arena *arena, int64_t total)
{
    if (!b->request.compiled->fixed)
        return run_others(b, total);
    if (find_sources(b, arena) != SQ_OK)
        return sqi_conn_refuse(b->c, SQ_ERR_NOMEM, "sq_exec_many", "out of memory");
    bool batches = b->c->engine->driver.features & SQ_DRIVER_BATCHES;
    return batches ? run_as_batch(b, total) : run_fixed(b, total);
}

static int64_t run_batch(batch *b, sq_arena *arena)
{
    sq_error e;
    if (make_names(b, arena) != SQ_OK)
        return sqi_conn_refuse(b->c, SQ_ERR_NOMEM, "sq_exec_many", "out of memory");
    int rc = next_row(b, &e);
    if (rc != SQ_STEP_ROW)
        return rc == SQ_OK ? 0 : sqi_conn_fail(b->c, &e, NULL);
    int64_t total = 0;
    if (go_on(b, run_one(b), &total))
        total = run_rest(b, arena, total);
    sq_compiled_unref(b->request.compiled);
    return total;
}

int64_t sqi_exec_source(sqi_conn *c, const sq_stmt *s, sqi_source *source)
{
    sq_arena *arena = sqi_arena_new(c->engine->options.allocator, c);
    if (!arena)
        return sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_exec_many", "out of memory");
    batch b = {.c = c, .stmt = s, .desc = source->desc, .source = source};
    int64_t total = run_batch(&b, arena);
    sqi_arena_unref(arena);
    return total;
}

/* ---- the call ---- */

int64_t sqi_all_or_nothing(sqi_conn *c, sqi_work_fn *work, void *arg)
{
    if (c->tx.active)
        return work(c, arg);
    int rc = sqi_tx_begin(c, NULL, true);
    if (rc != SQ_OK)
        return rc;
    int64_t n = work(c, arg);
    rc = sqi_tx_commit(c);
    return n < 0 ? n : rc < 0 ? rc : n;
}

typedef struct many {
    const sq_stmt *stmt;
    sqi_source source;
} many;

static int64_t exec_many(sqi_conn *c, void *arg)
{
    many *m = arg;
    return sqi_exec_source(c, m->stmt, &m->source);
}

int64_t(sq_exec_many)(sq_conn *handle, const sq_stmt *s, const sq_row_desc *d, const void *rows,
                      size_t n)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    rc = sqi_admit(c);
    if (rc != SQ_OK || n == 0)
        return rc;
    if (!s || !d || !rows)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_exec_many",
                               "a statement, a row description and rows are needed");
    many m = {.stmt = s, .source = {.desc = d, .next = rows, .left = n}};
    return sqi_all_or_nothing(c, exec_many, &m);
}
