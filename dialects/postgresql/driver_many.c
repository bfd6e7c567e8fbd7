/* driver_many.c: one statement many times, in pipeline mode: rows of an INSERT as arrays where that
 * is possible, others one by one.
 *
 * Executions are sent in chunks that each end in a sync; AHEAD of them are under way, so that
 * client and server work at the same time and neither waits for the other with full buffers. After
 * a failure nothing more is sent: the transaction, which the engine opened, is lost anyway. */
#include <string.h>
#include "dialects/postgresql/driver.h"

enum { CHUNK_ROWS = 1000, CHUNK_BYTES = 256 * 1024, AHEAD = 2 };

static bool failed(const pg_conn *c)
{
    return c->failure.status != SQ_OK || c->batch.failure.status != SQ_OK;
}

/* The next row; NULL: it was the last one, or it is wrong. */
static const sq_value *next_row(pg_conn *c)
{
    const sq_driver_batch *b = c->batch.given;
    const sq_value *row;
    c->batch.ended = b->values(b->context, &row, &c->batch.failure) != SQ_STEP_ROW;
    return c->batch.ended ? NULL : row;
}

/* By itself, behind those that were gathered before it. */
static bool send_alone(pg_conn *c, const sq_value *row)
{
    sq_driver_request r = *c->request;
    r.values = row;
    if (!sqi_postgresql_send_arrays(c, &c->batch.failure))
        return false;
    return sqi_postgresql_bind(c, &r, &c->batch.failure) != SQ_OK || sqi_postgresql_send_bound(c);
}

/* false: libpq could not take it. */
static bool send_chunk(pg_conn *c)
{
    size_t bytes = 0;
    const sq_value *row;
    for (int i = 0; i < CHUNK_ROWS && bytes < CHUNK_BYTES && !failed(c); i++) {
        row = next_row(c);
        if (!row)
            break;
        size_t gathered = c->batch.as_arrays ? sqi_postgresql_add_to_arrays(c, row) : 0;
        if (!gathered && !send_alone(c, row))
            return false;
        bytes += gathered ? gathered : c->params.bytes.n + 64;
    }
    if (bytes == 0)
        return true;
    if (!sqi_postgresql_send_arrays(c, &c->batch.failure))
        return false;
    c->batch.in_flight++;
    c->unsent = true;
    return PQpipelineSync(c->pg) == 1;
}

static bool send_more(pg_conn *c)
{
    while (c->batch.in_flight < AHEAD && !c->batch.ended && !failed(c))
        if (!send_chunk(c))
            return false;
    return true;
}

static int finish_batch(pg_conn *c, sq_error *err)
{
    PQexitPipelineMode(c->pg);
    sqi_postgresql_end(c);
    if (!failed(c))
        return SQ_OK;
    *err = c->failure.status != SQ_OK ? c->failure : c->batch.failure;
    return err->status;
}

static int take_batch(pg_conn *c, PGresult *r, sq_error *err)
{
    if (!r)
        return SQ_STEP_WAIT;
    ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        int64_t n = sqi_postgresql_affected(r);
        *c->batch.affected += n >= 0 ? n : PQntuples(r);
    } else if (status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED) {
        sqi_postgresql_note_error(c, r);
    }
    PQclear(r);
    if (status != PGRES_PIPELINE_SYNC)
        return SQ_STEP_WAIT;
    c->batch.in_flight--;
    if (!send_more(c))
        return sqi_postgresql_start(c, 0, take_batch, err);
    return c->batch.in_flight > 0 ? SQ_STEP_WAIT : finish_batch(c, err);
}

static int start_batch(pg_conn *c, PGresult *ignored, sq_error *err)
{
    (void)ignored;
    c->batch.as_arrays = sqi_postgresql_plan_arrays(c);
    int ok = PQenterPipelineMode(c->pg) && send_more(c);
    if (ok && c->batch.in_flight == 0)
        return finish_batch(c, err);
    return sqi_postgresql_start(c, ok, take_batch, err);
}

int sqi_postgresql_execute_many(sq_driver_conn *base, const sq_driver_request *r,
                                const sq_driver_batch *b, int64_t *affected, sq_error *err)
{
    pg_conn *c = pg_of(base);
    *affected = 0;
    c->request = r;
    c->batch.given = b;
    c->batch.ended = false;
    c->batch.in_flight = 0;
    c->batch.affected = affected;
    c->batch.failure.status = SQ_OK;
    return sqi_postgresql_start_request(c, r, start_batch, err);
}
