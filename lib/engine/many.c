/* many.c: one statement for many structs, all or nothing.
 *
 *   first row    made ready, and run, like any statement (sets.c)
 *   the others   by the driver's own way for batches, else one after the other: as they are if the
 *                text is `fixed`, else each made ready by itself */
#include <string.h>
#include "lib/engine/array.h"

typedef struct batch {
    sqi_sets sets;
    sqi_source *source;
    const char *row; /* the current one */
    bool asked;      /* the driver asked for values of the batch */
    sq_arena *arena; /* of the call */
    sqi_arrays *arrays;
} batch;

static int next_row(batch *b, sq_error *err)
{
    return sqi_source_next(b->source, &b->row, err);
}

static int64_t out_of_memory(batch *b)
{
    return sqi_conn_refuse(b->sets.c, SQ_ERR_NOMEM, "sq_exec_many", "out of memory");
}

/* ---- run ---- */

/* The current row, made ready by itself. */
static int64_t run_one(batch *b)
{
    int rc = sqi_sets_ready(&b->sets, b->row);
    if (rc != SQ_OK)
        return rc;
    sq_driver_request rq = sqi_driver_request(&b->sets.request, false);
    return sqi_run_to_end(b->sets.c, &rq);
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
        *total = sqi_conn_fail(b->sets.c, &e, NULL);
    return rc == SQ_STEP_ROW;
}

static int64_t run_fixed(batch *b, int64_t total)
{
    sqi_sets *s = &b->sets;
    sq_driver_request rq = sqi_driver_request(&s->request, false);
    rq.values = s->values;
    rq.params = s->params;
    int64_t n;
    do {
        sq_error e;
        n = sqi_sets_place(s, b->row, &e) == SQ_OK ? sqi_run_to_end(s->c, &rq)
                                                   : sqi_conn_fail(s->c, &e, rq.sql.p);
    } while (go_on(b, n, &total));
    return total;
}

/* What the driver asks for: the current row, then those behind it. */
static int give_values(void *context, const sq_value **values, sq_error *err)
{
    batch *b = context;
    int rc = b->asked ? next_row(b, err) : SQ_STEP_ROW;
    b->asked = true;
    if (rc != SQ_STEP_ROW)
        return rc;
    rc = sqi_sets_bind(&b->sets, b->row, values, err);
    return rc == SQ_OK ? SQ_STEP_ROW : rc;
}

/* The same as arrays. */
static int give_arrays(void *context, const sq_driver_array **arrays, size_t *n, sq_error *err)
{
    batch *b = context;
    sqi_source *s = b->source;
    if (!b->asked) { /* the current row again */
        s->next = b->row;
        s->left++;
        b->arrays = sqi_arrays_make(&b->sets, s->left, b->arena);
    }
    b->asked = true;
    if (!b->arrays)
        return sqi_error(err, SQ_ERR_NOMEM, "sq_exec_many", "out of memory");
    *n = s->left;
    if (*n == 0)
        return SQ_OK;
    *arrays = sqi_arrays_read(b->arrays, s->next, n, err);
    s->next += *n * s->desc->size;
    s->left -= *n;
    return *arrays ? SQ_STEP_ROW : err->status;
}

/* INSERT INTO t (..) VALUES (?, ?): whatever stands before the first marker, if nothing but commas
 * and parentheses is behind it and each value is for a column of its own; else empty. */
static sq_str head_of_insert(const sqi_request *q)
{
    const sq_compiled *k = q->compiled;
    bool plain = k->purpose == SQI_INSERT && !k->returns_rows && k->fixed && k->n_slots > 0 &&
                 k->n_order == k->n_slots && k->n_spans == k->n_slots + 1;
    for (size_t i = 0; plain && i < k->n_slots; i++)
        plain = k->order[i] == i && k->spans[i].slot == i && k->params[i].stores &&
                (i == 0 || k->spans[i].len == strlen(", "));
    return plain && k->spans[k->n_slots].len == strlen(")") ? (sq_str){q->sql.p, k->spans[0].len}
                                                            : (sq_str){NULL, 0};
}

/* What stands behind each marker. */
static const sq_str *casts_of(const sqi_request *q, sq_arena *arena)
{
    const sq_compiled *k = q->compiled;
    sq_str *casts = sqi_arena_alloc(arena, (q->n_params + 1) * sizeof *casts);
    for (size_t i = 0; casts && i < q->n_params; i++)
        casts[i] = k->slots[k->order[i]].extra->cast;
    return casts;
}

/* The driver knows a way with fewer round trips. */
static int64_t run_as_batch(batch *b, int64_t total)
{
    sqi_conn *c = b->sets.c;
    sq_error e;
    int64_t affected = 0, started = sqi_query_clock(c);
    sq_driver_request rq = sqi_driver_request(&b->sets.request, false);
    bool arrays = !b->source->fn && sqi_arrays_can(&b->sets);
    const sq_driver_batch many = {.size = sizeof many,
                                  .values = give_values,
                                  .context = b,
                                  .head = head_of_insert(&b->sets.request),
                                  .casts = casts_of(&b->sets.request, b->arena),
                                  .arrays = arrays ? give_arrays : NULL};
    if (!many.casts)
        return out_of_memory(b);
    rq.values = b->sets.values;
    rq.params = b->sets.params;
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
        sq_compiled_unref(b->sets.request.compiled);
        n = run_one(b);
    } while (go_on(b, n, &total));
    return total;
}

/* The first row was run. */
static int64_t run_rest(batch *b, int64_t total)
{
    sqi_sets *s = &b->sets;
    if (!s->request.compiled->fixed)
        return run_others(b, total);
    if (sqi_sets_fix(s, b->arena) != SQ_OK)
        return out_of_memory(b);
    bool batches = s->c->engine->driver.features & SQ_DRIVER_BATCHES;
    return batches ? run_as_batch(b, total) : run_fixed(b, total);
}

static int64_t run_batch(batch *b)
{
    sq_error e;
    if (sqi_sets_init(&b->sets, true, b->arena) != SQ_OK)
        return out_of_memory(b);
    int rc = next_row(b, &e);
    if (rc != SQ_STEP_ROW)
        return rc == SQ_OK ? 0 : sqi_conn_fail(b->sets.c, &e, NULL);
    int64_t total = 0;
    if (go_on(b, run_one(b), &total))
        total = run_rest(b, total);
    sq_compiled_unref(b->sets.request.compiled);
    return total;
}

int64_t sqi_exec_source(sqi_conn *c, const sq_stmt *s, sqi_source *source)
{
    batch b = {.sets = {.c = c, .stmt = s, .desc = source->desc},
               .source = source,
               .arena = sqi_arena_new(c->engine->options.allocator, c)};
    if (!b.arena)
        return out_of_memory(&b);
    int64_t total = run_batch(&b);
    sqi_arena_unref(b.arena);
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
