/* driver_notify.c: NOTIFY of other sessions.
 *
 * Waiting is an operation whose steps only read. A cancel from another thread sets a flag, which is
 * looked at twenty times a second: there is one descriptor to wait for, the server's, and it has
 * nothing to say to that. */
#include "dialects/postgresql/driver.h"

enum { TICK_US = 50000 };

static int end(pg_conn *c, int rc)
{
    sqi_postgresql_end(c);
    return rc;
}

static int look(pg_conn *c, sq_error *err)
{
    int64_t now = c->base.host->now(), deadline = c->notify.deadline, tick = now + TICK_US;
    PGnotify *n = PQnotifies(c->pg);
    if (n) {
        c->notify.last = n;
        *c->notify.out = (sq_driver_notification){n->relname, n->extra, n->be_pid};
        return end(c, SQ_STEP_ROW);
    }
    if (sqi_postgresql_is_cancelled(c))
        return end(c, sqi_error(err, SQ_ERR_CANCELLED, "postgresql", "waiting was cancelled"));
    if (deadline && now >= deadline)
        return end(c, SQ_OK);
    c->base.wait = (sq_wait){.fd = PQsocket(c->pg),
                             .events = SQ_WAIT_READ,
                             .deadline = deadline && deadline < tick ? deadline : tick};
    return SQ_STEP_WAIT;
}

int sqi_postgresql_step_notify(pg_conn *c, sq_error *err)
{
    return PQconsumeInput(c->pg) ? look(c, err) : sqi_postgresql_lose(c, err);
}

/* What has arrived already counts before the time does. */
int sqi_postgresql_wait_notify(sq_driver_conn *base, int64_t deadline, sq_driver_notification *out,
                               sq_error *err)
{
    pg_conn *c = pg_of(base);
    PQfreemem(c->notify.last);
    c->notify.last = NULL;
    c->notify.deadline = deadline;
    c->notify.out = out;
    c->failure.status = SQ_OK;
    c->failure.scope = SQ_SCOPE_NONE;
    sqi_postgresql_begin_running(c);
    return sqi_postgresql_step_notify(c, err);
}
