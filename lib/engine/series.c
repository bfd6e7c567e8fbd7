/* series.c: one query with many sets of values, the rows of each told apart.
 *
 *   ready        the statement, once, with the first set (sets.c)
 *   ahead        the driver sends executions before their rows are asked for
 *   one by one   or each is run when its rows are asked for: the driver has no series, the text
 *                changes with the values, or executions must commit, or count, by themselves
 *
 * Invariant: while there are sets left, r->more is set and the result is conn->streaming. */
#include "lib/engine/sets.h"

struct sqi_series {
    sqi_sets sets;
    sq_arena *arena; /* holds all of it */
    const char *rows;
    size_t n, at;              /* at: the set whose rows are there, or that failed */
    sq_driver_request request; /* of a statement whose text is fixed */
    sq_driver_series given;    /* to the driver */
    bool ahead;                /* the driver has a series under way */
};

static const char *set_at(const sqi_series *s, size_t i)
{
    return s->rows + i * s->sets.desc->size;
}

static int out_of_memory(sqi_conn *c)
{
    return sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_series", "out of memory");
}

/* ---- ahead ---- */

static int give_set(void *context, size_t i, const sq_value **values, sq_error *err)
{
    sqi_series *s = context;
    return sqi_sets_bind(&s->sets, set_at(s, i), values, err);
}

/* A default that a function of the program makes is made once for each set, and only for those that
 * are run. */
static bool makes_values(const sq_compiled *k)
{
    for (size_t i = 0; i < k->n_slots; i++)
        if (k->slots[i].extra->client)
            return true;
    return false;
}

/* Outside a transaction each execution is one of its own, which only matters where something is
 * changed. With a limit of memory, rows have to come one by one. */
static bool may_go_ahead(const sqi_conn *c, const sq_compiled *k)
{
    if (!(c->engine->driver.features & SQ_DRIVER_SERIES) || !k->fixed || makes_values(k) ||
        c->engine->options.max_result_bytes > 0)
        return false;
    return c->tx.active ? k->purpose <= SQI_DELETE : k->purpose == SQI_SELECT && !k->changes;
}

static void start_or_go_on(sq_result *r, sqi_conn *c)
{
    sqi_series *s = r->series;
    sq_driver_rows *rows;
    sq_error e;
    r->started = sqi_query_clock(c);
    sqi_tell_execute(c, r->sql);
    sqi_conn_arm(c);
    int rc = s->ahead ? SQI_CALL(c, &e, next_of_series, &rows, &e)
                      : SQI_CALL(c, &e, execute_series, &s->request, &s->given, &rows, &e);
    s->ahead = rc == SQ_OK;
    if (rc == SQ_OK) {
        sqi_result_fill(r, rows, false);
        return;
    }
    rc = sqi_conn_fail(c, &e, r->sql);
    sqi_result_fail(r, c, rc);
    sqi_tell_query(c, r->sql, r->started, 0, rc);
}

/* ---- one by one ---- */

static int ready_set(sq_result *r)
{
    sqi_series *s = r->series;
    int rc = sqi_sets_ready(&s->sets, set_at(s, s->at));
    sqi_result_set_form(r, s->sets.request.compiled, true);
    if (rc == SQ_OK)
        s->request = sqi_driver_request(&s->sets.request, false);
    return rc;
}

static void run_alone(sq_result *r, sqi_conn *c)
{
    sqi_series *s = r->series;
    sq_error e;
    int rc = SQ_OK;
    if (s->at > 0 && !r->compiled->fixed)
        rc = ready_set(r);
    else if (s->at > 0 && sqi_sets_place(&s->sets, set_at(s, s->at), &e) != SQ_OK)
        rc = sqi_conn_fail(c, &e, r->sql);
    if (rc == SQ_OK)
        sqi_run_into(c, r, &s->request);
    else
        sqi_result_fail(r, c, rc);
}

/* ---- the life of a series ---- */

/* The rows of the set at s->at. */
static void run_set(sq_result *r)
{
    sqi_series *s = r->series;
    sqi_conn *c = r->conn;
    r->more = s->at + 1 < s->n;
    c->streaming = r->more ? r : NULL;
    if (s->given.values)
        start_or_go_on(r, c);
    else
        run_alone(r, c);
    if (r->status != SQ_OK)
        sqi_series_stop(r);
}

void sqi_series_stop(sq_result *r)
{
    if (!r->more)
        return;
    r->more = false;
    sqi_conn *c = r->conn;
    if (r->series->ahead && c->driver)
        c->engine->driver.end_series(c->driver);
    if (c->streaming == r)
        c->streaming = NULL;
}

void sqi_series_free(sq_result *r)
{
    if (!r->series)
        return;
    sqi_series_stop(r);
    sq_stmt_unref(r->series->sets.stmt);
    sqi_arena_unref(r->series->arena);
    r->series = NULL;
}

/* The copy of `given` that lives as long as the result. */
static sqi_series *keep(sqi_conn *c, const sqi_series *given)
{
    sq_arena *arena = sqi_arena_new(c->engine->options.allocator, c);
    sqi_series *s = arena ? sqi_arena_alloc(arena, sizeof *s) : NULL;
    if (!s) {
        sqi_arena_unref(arena);
        return NULL;
    }
    *s = *given;
    s->arena = arena;
    sq_stmt_ref(s->sets.stmt);
    return s;
}

/* Up to the rows of the first set. */
static int start(sq_result *r, sqi_conn *c, const sqi_series *given)
{
    sqi_series *s = r->series = keep(c, given);
    if (!s || sqi_sets_init(&s->sets, false, s->arena) != SQ_OK)
        return out_of_memory(c);
    int rc = ready_set(r);
    if (rc != SQ_OK)
        return rc;
    if (r->compiled->fixed) {
        if (sqi_sets_fix(&s->sets, s->arena) != SQ_OK)
            return out_of_memory(c);
        s->request.values = s->sets.values;
        s->request.params = s->sets.params;
    }
    r->sql = s->request.sql.p;
    if (may_go_ahead(c, r->compiled))
        s->given = (sq_driver_series){
            .size = sizeof s->given, .n = s->n, .values = give_set, .context = s};
    run_set(r);
    return r->status;
}

sq_result *(sq_series)(sq_conn *handle, const sq_stmt *s, const sq_row_desc *d, const void *rows,
                       size_t n)
{
    sqi_conn *c;
    sq_result *r = sqi_result_open(handle, "sq_series", &c);
    if (!c)
        return r;
    int rc = sqi_admit(c);
    if (rc == SQ_OK && n > 0 && (!s || !d || !rows))
        rc = sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_series",
                             "a statement, a row description and rows are needed");
    if (rc == SQ_OK && n > 0)
        rc = start(r, c,
                   &(sqi_series){.sets = {.c = c, .stmt = s, .desc = d}, .rows = rows, .n = n});
    if (rc != SQ_OK)
        sqi_result_fail(r, c, rc);
    return r;
}

bool sq_next_result(sq_result *r)
{
    if (!r || !r->more || r->status != SQ_OK)
        return false;
    sqi_conn *c = r->conn;
    sqi_result_clear(r);
    r->series->at++;
    if (c->tx.failed || c->lost) { /* by sq_abort(), say */
        sqi_result_fail(r, c, SQ_ERR_TX_ABORTED);
        sqi_series_stop(r);
    } else {
        run_set(r);
    }
    return r->status == SQ_OK;
}

size_t sq_result_number(const sq_result *r)
{
    return r && r->series ? r->series->at : 0;
}
