/* driver_series.c: one statement with many sets of values, the rows of each told apart.
 *
 * Executions are sent ahead of their rows in pipeline mode, in rounds, a bounded number, so that
 * neither side waits for the other with full buffers. One sync ends the whole series, and until
 * then the server is asked to flush after each round: so it runs nothing behind a failure, and one
 * cancel stops all of it.
 *
 * What a round gives may all come at its end, so a wait is for several executions and they share a
 * time limit. Rounds are small until the statement proves quick, and hold one execution if it is
 * slow.
 *
 * Invariant: while `given` is set libpq is in pipeline mode, and either executions are under way or
 * the sync is, but for the time between two calls. */
#include "dialects/postgresql/driver.h"

enum { FIRST = 8, GROWTH = 8, MOST = 512, ROUND_BYTES = 256 * 1024, SLOW_US = 100000 };

/* ---- sending ---- */

static bool send_sync(pg_conn *c)
{
    bool ok = c->series.synced || PQpipelineSync(c->pg) == 1;
    c->series.synced = true;
    c->unsent = true;
    return ok;
}

/* The next set is not sent, and none behind it. */
static void refuse_next(pg_conn *c)
{
    c->series.n = c->series.sent;
}

static int bind_next(pg_conn *c)
{
    const sq_driver_series *s = c->series.given;
    sq_driver_request r = *c->request;
    sq_error *refusal = &c->series.refusal;
    int rc = s->values(s->context, c->series.sent, &r.values, refusal);
    return rc == SQ_OK ? sqi_postgresql_bind(c, &r, refusal) : rc;
}

/* Some executions at once. false: libpq could not take them. */
static bool send_round(pg_conn *c)
{
    size_t bytes = 0, most = c->series.taken + c->series.ahead;
    if (c->series.sent > 0 && sqi_postgresql_is_cancelled(c)) { /* while nothing was running */
        sqi_error(&c->series.refusal, SQ_ERR_CANCELLED, "postgresql", "the series was cancelled");
        refuse_next(c);
    }
    while (c->series.sent < c->series.n && c->series.sent < most && bytes < ROUND_BYTES) {
        if (bind_next(c) != SQ_OK) {
            refuse_next(c);
            break;
        }
        if (!sqi_postgresql_send_bound(c))
            return false;
        bytes += c->params.bytes.n;
        c->series.sent++;
    }
    c->unsent = true;
    return c->series.sent < c->series.n ? PQsendFlushRequest(c->pg) == 1 : send_sync(c);
}

/* The next round, once half of what may be under way is done, and the server took the last one. */
static bool send_more(pg_conn *c)
{
    size_t under_way = c->series.sent - c->series.taken;
    if (c->series.synced || under_way > c->series.ahead / 2 || (under_way > 0 && c->unsent))
        return true;
    return send_round(c);
}

/* ---- receiving ---- */

/* The first answer after a wait tells how many go ahead from now on, in later series of the
 * statement, too. One that came because the series was cancelled at its deadline says nothing of
 * that itself. */
static void look_at_clock(pg_conn *c)
{
    int64_t now = c->base.host->now();
    bool slow = now - c->series.waits_since > SLOW_US;
    c->series.ahead = slow ? 1 : c->series.ahead < MOST ? c->series.ahead * GROWTH : MOST;
    if (c->current)
        c->current->ahead = c->series.ahead;
    c->series.late = c->series.late || (c->base.deadline && now >= c->base.deadline);
    c->series.waits_since = 0;
}

static int go_on(pg_conn *c, int rc)
{
    if (rc == SQ_STEP_WAIT && !c->series.waits_since)
        c->series.waits_since = c->base.host->now();
    return rc;
}

static int give_failure(pg_conn *c, sq_error *err)
{
    if (c->failure.status == SQ_OK)
        c->failure = c->series.refusal;
    if (c->failure.status == SQ_ERR_CANCELLED && c->series.late)
        c->failure.status = SQ_ERR_TIMEOUT;
    return sqi_postgresql_give_failure(c, err);
}

static int begin_series(pg_conn *c, PGresult *ignored, sq_error *err);

/* Behind the sync. The last result is given out only now: what it was worth may show at the end. */
static int finish_series(pg_conn *c, sq_error *err)
{
    PQexitPipelineMode(c->pg);
    if (sqi_postgresql_may_prepare_again(c))
        return sqi_postgresql_prepare_again(c, begin_series, err);
    sqi_postgresql_end(c);
    return c->failure.status == SQ_OK && c->result ? sqi_postgresql_give_rows(c, false, err)
                                                   : give_failure(c, err);
}

/* The end of one execution, or of one that was not run. */
static int end_execution(pg_conn *c, sq_error *err)
{
    if (c->failure.status != SQ_OK)
        return send_sync(c) ? SQ_STEP_WAIT : sqi_postgresql_start(c, 0, c->take, err);
    c->series.taken++;
    if (c->series.taken == c->series.n)
        return SQ_STEP_WAIT;
    return sqi_postgresql_give_rows(c, false, err);
}

static int take_series(pg_conn *c, PGresult *r, sq_error *err)
{
    if (c->series.waits_since)
        look_at_clock(c);
    if (!r)
        return end_execution(c, err);
    switch (PQresultStatus(r)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        PQclear(c->result);
        c->result = r;
        PQgetResult(c->pg); /* what ends an execution follows its result without waiting */
        return end_execution(c, err);
    case PGRES_PIPELINE_SYNC:
        PQclear(r);
        return finish_series(c, err);
    case PGRES_PIPELINE_ABORTED:
        break;
    default:
        sqi_postgresql_note_error(c, r);
        c->stale = c->stale || sqi_postgresql_is_stale(r);
    }
    PQclear(r);
    return SQ_STEP_WAIT;
}

/* From the first execution whose rows were not given out. */
static int begin_series(pg_conn *c, PGresult *ignored, sq_error *err)
{
    (void)ignored;
    if (c->current ? c->current->session : sqi_postgresql_changes_session(c->request->sql.p))
        c->base.dirty = true;
    c->series.sent = c->series.taken;
    c->series.n = c->series.given->n;
    c->series.ahead = c->current && c->current->ahead ? c->current->ahead : FIRST;
    c->series.synced = c->series.late = false;
    c->series.waits_since = 0;
    bool sent = PQenterPipelineMode(c->pg) && send_round(c);
    return go_on(c, sqi_postgresql_start(c, sent, take_series, err));
}

int sqi_postgresql_execute_series(sq_driver_conn *base, const sq_driver_request *r,
                                  const sq_driver_series *s, sq_driver_rows **out, sq_error *err)
{
    pg_conn *c = pg_of(base);
    sq_driver_request first = *r;
    int rc = s->values(s->context, 0, &first.values, err);
    if (rc != SQ_OK)
        return rc;
    c->request = r;
    c->out = out;
    c->series.given = s;
    c->series.taken = 0;
    rc = sqi_postgresql_start_request(c, &first, begin_series, err);
    if (rc < 0)
        c->series.given = NULL;
    return rc;
}

int sqi_postgresql_next_of_series(sq_driver_conn *base, sq_driver_rows **out, sq_error *err)
{
    pg_conn *c = pg_of(base);
    if (!c->series.given) /* it ended before a set that was refused */
        return give_failure(c, err);
    c->out = out;
    return send_more(c) ? go_on(c, sqi_postgresql_pump(c, err))
                        : sqi_postgresql_start(c, 0, take_series, err);
}

void sqi_postgresql_end_series(sq_driver_conn *base)
{
    pg_conn *c = pg_of(base);
    if (!c->series.given)
        return;
    send_sync(c);
    sqi_postgresql_drain(c);
    PQexitPipelineMode(c->pg);
}
