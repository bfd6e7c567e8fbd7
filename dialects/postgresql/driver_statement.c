/* driver_statement.c: running statements, and those that are kept prepared on the server.
 *
 *   execute ─┬─ kept ───────────────────────────────> run ──> rows
 *            ├─ to be kept ──> prepare + describe ──> run
 *            └─ by hand, or `once` ─────────────────> run, text form
 *
 * A kept statement is found by the id of its text and the types of its parameters, in sets of WAYS;
 * the least recently used one of a full set makes place. One that the server lost, or whose columns
 * changed (P4), is prepared anew once, outside a transaction: inside, that is failed already. */
#include <stdio.h>
#include <string.h>
#include "dialects/postgresql/driver_decode.h"

enum { WAYS = 4 };

static void clear_failure(pg_conn *c)
{
    c->failure.status = SQ_OK;
    c->failure.scope = SQ_SCOPE_NONE;
}

/* ---- kept statements ---- */

static void free_kept(pg_conn *c, kept_statement *k)
{
    sqi_free(c->base.host->allocator, k->types);
    sqi_free(c->base.host->allocator, k->readers);
    *k = (kept_statement){.id = 0};
}

void sqi_postgresql_forget_statements(pg_conn *c)
{
    for (size_t i = 0; c->kept && i < c->n_sets * WAYS; i++)
        free_kept(c, &c->kept[i]);
}

static bool takes(const kept_statement *k, const pg_params *p)
{
    bool same = k->n_types == p->n;
    for (size_t i = 0; same && i < p->n; i++)
        same = k->types[i] == p->types[i];
    return same;
}

/* The kept statement for the request, or the place to prepare it in; NULL: none is kept. */
static kept_statement *find_kept(pg_conn *c, const sq_driver_request *r, bool *found)
{
    *found = false;
    if (c->n_sets == 0 || r->id == 0 || r->once)
        return NULL;
    kept_statement *set = &c->kept[r->id % c->n_sets * WAYS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].id == r->id && takes(&set[i], &c->params)) {
            *found = true;
            return &set[i];
        }
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

/* ---- preparing ---- */

/* Results will have these columns: the server refuses to run a statement that would get others. */
static void read_description(pg_conn *c, kept_statement *k, const PGresult *r)
{
    size_t n = (size_t)PQnfields(r);
    pg_reader **readers = sqi_resize(c->base.host->allocator, k->readers,
                                     (n + 1) * sizeof *readers);
    if (!readers) {
        sqi_error(&c->failure, SQ_ERR_NOMEM, "postgresql", "out of memory");
        return;
    }
    k->readers = readers;
    k->n_columns = n;
    k->binary = true;
    for (size_t i = 0; i < n; i++)
        k->binary = k->binary && sqi_postgresql_reading(PQftype(r, (int)i)) != PG_AS_OTHER;
    for (size_t i = 0; i < n; i++)
        readers[i] = sqi_postgresql_reader(PQftype(r, (int)i), k->binary);
    for (size_t i = 0; i < k->n_types && i < (size_t)PQnparams(r); i++)
        k->types[k->n_types + i] = PQparamtype(r, (int)i);
}

/* The results of DEALLOCATE (if one was sent), prepare, describe, in one pipeline. */
static int take_prepared(pg_conn *c, PGresult *r, sq_error *err)
{
    if (!r)
        return SQ_STEP_WAIT;
    kept_statement *k = c->preparing;
    ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_FATAL_ERROR)
        sqi_postgresql_note_error(c, r);
    else if (status == PGRES_COMMAND_OK && c->failure.status == SQ_OK)
        read_description(c, k, r); /* that of the description comes last */
    PQclear(r);
    if (status != PGRES_PIPELINE_SYNC)
        return SQ_STEP_WAIT;
    PQexitPipelineMode(c->pg);
    bool kept = c->failure.status == SQ_OK;
    if (kept && !sqi_postgresql_is_cancelled(c))
        return c->then(c, NULL, err);
    sqi_postgresql_end(c);
    if (kept) /* the cancel came too late for this, and what it was meant for does not begin */
        return sqi_error(err, SQ_ERR_CANCELLED, "postgresql",
                         "the statement was cancelled before it was executed");
    free_kept(c, k);
    *err = c->failure;
    return err->status;
}

/* The place gets the new statement's identity before it is sent: a failure empties it. */
static int fill_place(pg_conn *c, kept_statement *k)
{
    const sq_driver_request *r = c->request;
    size_t n = c->params.n;
    Oid *types = sqi_zalloc(c->base.host->allocator, (2 * n + 1) * sizeof *types);
    free_kept(c, k);
    if (!types)
        return SQ_ERR_NOMEM;
    if (n)
        memcpy(types, c->params.types, n * sizeof *types);
    *k = (kept_statement){.id = r->id,
                          .used = ++c->tick,
                          .number = ++c->numbers,
                          .types = types,
                          .taken = types + n,
                          .n_types = n,
                          .session = sqi_postgresql_changes_session(r->sql.p)};
    snprintf(k->name, sizeof k->name, "sq_%llx", (unsigned long long)k->number);
    return SQ_OK;
}

int sqi_postgresql_prepare(pg_conn *c, kept_statement *k, pg_take *then, sq_error *err)
{
    char drop[64] = "";
    if (k->id)
        snprintf(drop, sizeof drop, "DEALLOCATE %s", k->name);
    if (fill_place(c, k) != SQ_OK) {
        sqi_postgresql_end(c);
        return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
    }
    c->preparing = k;
    c->then = then;
    int ok = PQenterPipelineMode(c->pg) &&
             (!*drop || PQsendQueryParams(c->pg, drop, 0, NULL, NULL, NULL, NULL, 0)) &&
             PQsendPrepare(c->pg, k->name, c->request->sql.p, (int)c->params.n, c->params.types) &&
             PQsendDescribePrepared(c->pg, k->name) && PQpipelineSync(c->pg);
    return sqi_postgresql_start(c, ok, take_prepared, err);
}

/* ---- results ---- */

/* COPY by hand needs another interface: it is ended, so that the connection can be used. */
static void refuse_copy(pg_conn *c, ExecStatusType status)
{
    if (c->failure.status == SQ_OK)
        sqi_error(&c->failure, SQ_ERR_UNSUPPORTED, "postgresql",
                  "COPY to or from the client can not be run as a statement");
    if (status == PGRES_COPY_IN || status == PGRES_COPY_BOTH)
        PQputCopyEnd(c->pg, "not supported");
    char *row;
    while (status == PGRES_COPY_OUT && PQgetCopyData(c->pg, &row, 0) > 0)
        PQfreemem(row);
    c->unsent = true;
}

/* What only changes rows leaves the session as it is. */
static bool is_plain(const char *tag)
{
    static const char *const tags[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", NULL};
    for (int i = 0; tags[i]; i++)
        if (pg_is_command(tag, tags[i]))
            return true;
    return false;
}

static void note_session(pg_conn *c)
{
    const char *tag = PQcmdStatus(c->result);
    bool by_hand = !c->request->compiled, plain = is_plain(tag);
    if (by_hand || !plain || (c->current && c->current->session))
        c->base.dirty = true;
    if (plain)
        return;
    if (pg_is_command(tag, "DISCARD ALL") || pg_is_command(tag, "DEALLOCATE"))
        sqi_postgresql_forget_statements(c);
}

/* What is not at its end with the rows that nobody can have would keep the connection busy. */
static int give_no_rows(pg_conn *c, sq_error *err)
{
    if (c->series.given)
        sqi_postgresql_end_series(&c->base);
    else if (c->take)
        sqi_postgresql_drain(c);
    return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
}

int sqi_postgresql_give_rows(pg_conn *c, bool stream, sq_error *err)
{
    PGresult *r = c->result;
    c->result = NULL;
    pg_rows *rows = sqi_postgresql_rows(c, r, stream);
    if (!rows)
        return give_no_rows(c, err);
    *c->out = &rows->base;
    return SQ_OK;
}

static int run(pg_conn *c, PGresult *ignored, sq_error *err);

int sqi_postgresql_give_failure(pg_conn *c, sq_error *err)
{
    if (c->stale && c->current)
        free_kept(c, c->current);
    *err = c->failure;
    err->retry_safe = err->retry_safe || c->stale;
    PQclear(c->result);
    c->result = NULL;
    return err->status;
}

bool sqi_postgresql_may_prepare_again(const pg_conn *c)
{
    return c->current && c->stale && c->was_idle && !c->again;
}

int sqi_postgresql_prepare_again(pg_conn *c, pg_take *then, sq_error *err)
{
    c->again = true;
    c->stale = false;
    if (strcmp(c->failure.sqlstate, "26000") == 0)
        free_kept(c, c->current); /* there is nothing to deallocate */
    clear_failure(c);
    return sqi_postgresql_prepare(c, c->current, then, err);
}

static int finish_running(pg_conn *c, sq_error *err)
{
    if (sqi_postgresql_may_prepare_again(c))
        return sqi_postgresql_prepare_again(c, run, err);
    sqi_postgresql_end(c);
    if (c->failure.status != SQ_OK)
        return sqi_postgresql_give_failure(c, err);
    if (!c->result || PQresultStatus(c->result) == PGRES_EMPTY_QUERY) {
        PQclear(c->result);
        c->result = NULL;
        return sqi_error(err, SQ_ERR_PROGRAMMING, "postgresql", "the SQL holds no statement");
    }
    note_session(c);
    return sqi_postgresql_give_rows(c, false, err);
}

static int take_running(pg_conn *c, PGresult *r, sq_error *err)
{
    if (!r)
        return finish_running(c, err);
    ExecStatusType status = PQresultStatus(r);
    if (sqi_postgresql_is_part(status)) {
        c->result = r;
        note_session(c);
        return sqi_postgresql_give_rows(c, true, err);
    }
    switch (status) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        PQclear(c->result);
        c->result = r;
        return SQ_STEP_WAIT;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        refuse_copy(c, status);
        break;
    default:
        sqi_postgresql_note_error(c, r);
        c->stale = c->stale || sqi_postgresql_is_stale(r);
    }
    PQclear(r);
    return SQ_STEP_WAIT;
}

/* ---- running ---- */

int sqi_postgresql_send_bound(pg_conn *c)
{
    const pg_params *p = &c->params;
    const kept_statement *k = c->current;
    if (k && takes(k, p))
        return PQsendQueryPrepared(c->pg, k->name, (int)p->n, p->values, p->lengths, p->formats,
                                   k->binary);
    c->other_types = c->other_types || k;
    return PQsendQueryParams(c->pg, c->request->sql.p, (int)p->n, p->types, p->values, p->lengths,
                             p->formats, 0);
}

static int run(pg_conn *c, PGresult *ignored, sq_error *err)
{
    (void)ignored;
    int ok = sqi_postgresql_send_bound(c);
    if (ok && c->request->stream)
        sqi_postgresql_stream_mode(c->pg);
    return sqi_postgresql_start(c, ok, take_running, err);
}

int sqi_postgresql_admit(pg_conn *c, sq_error *err)
{
    if (PQclientEncoding(c->pg) == c->utf8) /* of a connection that is lost libpq gives none */
        return SQ_OK;
    if (PQstatus(c->pg) != CONNECTION_OK) /* it was given up when rows were left */
        return sqi_postgresql_lost(c, err);
    sqi_error(err, SQ_ERR_STATE, "postgresql",
              "client_encoding was changed: the connection can not be used any more");
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

int sqi_postgresql_start_request(pg_conn *c, const sq_driver_request *first, pg_take *then,
                                 sq_error *err)
{
    bool found;
    if (sqi_postgresql_admit(c, err) != SQ_OK || sqi_postgresql_bind(c, first, err) != SQ_OK)
        return err->status;
    c->again = c->stale = c->other_types = false;
    clear_failure(c);
    c->was_idle = PQtransactionStatus(c->pg) == PQTRANS_IDLE;
    c->current = find_kept(c, first, &found);
    if (c->current && !found)
        return sqi_postgresql_prepare(c, c->current, then, err);
    if (found)
        c->current->used = ++c->tick;
    return then(c, NULL, err);
}

int sqi_postgresql_execute(sq_driver_conn *base, const sq_driver_request *r, sq_driver_rows **out,
                           sq_error *err)
{
    pg_conn *c = pg_of(base);
    c->request = r;
    c->out = out;
    return sqi_postgresql_start_request(c, r, run, err);
}
