/* driver_step.c: the machine that every operation of the PostgreSQL driver runs on.
 *
 *   send ──> wait ──> consume ──> take(result) ... take(NULL) ──> done, or the next send
 *
 * Invariant: while `take` is set exactly one operation is under way, and whatever way it ends,
 * sqi_postgresql_end() was called once and libpq has no result left. */
#include <string.h>
#include "dialects/postgresql/driver.h"

static int wait_more(pg_conn *c)
{
    c->base.wait = (sq_wait){.fd = PQsocket(c->pg),
                             .events = SQ_WAIT_READ | (c->unsent ? SQ_WAIT_WRITE : 0)};
    return SQ_STEP_WAIT;
}

void sqi_postgresql_begin_running(pg_conn *c)
{
    atomic_store_explicit(&c->cancelled, false, memory_order_relaxed);
    atomic_store_explicit(&c->running, true, memory_order_release);
}

bool sqi_postgresql_is_cancelled(pg_conn *c)
{
    return atomic_load_explicit(&c->cancelled, memory_order_acquire);
}

/* Waits for a cancel that another thread is sending: it must not hit what comes next. One that does
 * not see that nothing runs any more is seen here. */
void sqi_postgresql_end(pg_conn *c)
{
    atomic_store(&c->running, false);
    if (atomic_load(&c->cancelling)) {
        sqi_hold_lock(&c->lock);
        sqi_hold_unlock(&c->lock);
    }
    c->take = NULL;
    c->load.given = NULL;
    c->series.given = NULL;
    c->notify.out = NULL;
}

/* Results that came before the end tell more than the end itself. */
int sqi_postgresql_lose(pg_conn *c, sq_error *err)
{
    sq_error lost;
    sqi_postgresql_lost(c, &lost);
    PGresult *r;
    for (int i = 0; i < 100 && (r = PQgetResult(c->pg)); i++) {
        if (PQresultStatus(r) == PGRES_FATAL_ERROR)
            sqi_postgresql_note_error(c, r);
        PQclear(r);
    }
    PQclear(c->result);
    c->result = NULL;
    sqi_postgresql_end(c);
    *err = c->failure.scope == SQ_SCOPE_CONNECTION ? c->failure : lost;
    return err->status;
}

void sqi_postgresql_note_error(pg_conn *c, const PGresult *r)
{
    sq_error e;
    sqi_postgresql_error(c, r, &e);
    if (c->failure.status == SQ_OK || e.scope > c->failure.scope)
        c->failure = e;
}

int sqi_postgresql_pump(pg_conn *c, sq_error *err)
{
    int rc = SQ_STEP_WAIT;
    while (rc == SQ_STEP_WAIT) {
        if (c->unsent) {
            int sent = PQflush(c->pg);
            if (sent < 0)
                return sqi_postgresql_lose(c, err);
            c->unsent = sent > 0;
        }
        if (PQisBusy(c->pg) || (c->unsent && c->load.given))
            return wait_more(c); /* in COPY libpq never waits by itself for what it has to send */
        PGresult *r = PQgetResult(c->pg);
        if (!r && PQstatus(c->pg) != CONNECTION_OK)
            return sqi_postgresql_lose(c, err);
        rc = c->take(c, r, err);
    }
    return rc;
}

int sqi_postgresql_receive(pg_conn *c, sq_error *err)
{
    return PQconsumeInput(c->pg) ? sqi_postgresql_pump(c, err) : sqi_postgresql_lose(c, err);
}

int sqi_postgresql_step(sq_driver_conn *base, sq_error *err)
{
    pg_conn *c = pg_of(base);
    if (c->connecting != PG_READY)
        return sqi_postgresql_connecting(c, err);
    if (c->notify.out)
        return sqi_postgresql_step_notify(c, err);
    if (!c->take)
        return sqi_error(err, SQ_ERR_INTERNAL, "postgresql", "no operation is under way");
    return sqi_postgresql_receive(c, err);
}

/* libpq did not take what was to be sent: it has no memory. In pipeline mode the answers to what it
 * took before are still to come, and nobody waits for them. */
static int fail_to_send(pg_conn *c, sq_error *err)
{
    if (PQstatus(c->pg) != CONNECTION_OK)
        return sqi_postgresql_lose(c, err);
    sqi_postgresql_end(c);
    const char *why = PQerrorMessage(c->pg);
    sqi_error(err, SQ_ERR_OPERATIONAL, "postgresql", "%.*s", (int)strcspn(why, "\n"), why);
    if (PQpipelineStatus(c->pg) != PQ_PIPELINE_OFF)
        err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

int sqi_postgresql_start(pg_conn *c, int sent, pg_take *take, sq_error *err)
{
    if (!c->take)
        sqi_postgresql_begin_running(c);
    c->take = take;
    if (!sent)
        return fail_to_send(c, err);
    int rc = PQflush(c->pg);
    if (rc < 0)
        return sqi_postgresql_lose(c, err);
    c->unsent = rc > 0;
    return wait_more(c);
}

/* ---- commands without rows ---- */

static int take_command(pg_conn *c, PGresult *r, sq_error *err)
{
    if (r) {
        ExecStatusType status = PQresultStatus(r);
        if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
            sqi_postgresql_note_error(c, r);
        strncpy(c->tag, PQcmdStatus(r), sizeof c->tag - 1);
        PQclear(r);
        return SQ_STEP_WAIT;
    }
    sqi_postgresql_end(c);
    if (c->failure.status != SQ_OK) {
        *err = c->failure;
        return err->status;
    }
    return c->then ? c->then(c, NULL, err) : SQ_OK;
}

int sqi_postgresql_command(pg_conn *c, const char *sql, pg_take *then, sq_error *err)
{
    c->failure.status = SQ_OK;
    c->failure.scope = SQ_SCOPE_NONE;
    c->then = then;
    return sqi_postgresql_start(c, PQsendQuery(c->pg, sql), take_command, err);
}

/* ---- cancel ---- */

/* libpq sends a cancel over a second connection and blocks, with no limit, until the server took
 * it: so it does that in a thread, which lives on when the time is over. */
typedef struct cancel_work {
    PGcancel *cancel;
    int ok;
    char why[256];
} cancel_work;

static void send_cancel(void *context)
{
    cancel_work *w = context;
    w->ok = PQcancel(w->cancel, w->why, sizeof w->why);
}

static void drop_cancel(void *context)
{
    cancel_work *w = context;
    PQfreeCancel(w->cancel);
    sqi_free(NULL, w);
}

/* What is late takes c->cancel along. It may yet hit what runs next, so that is the last borrower.
 */
static int cancel_until(pg_conn *c, int64_t until, char why[256])
{
    cancel_work *w = c->cancel ? sqi_zalloc(NULL, sizeof *w) : NULL;
    if (!w)
        return 0;
    w->cancel = c->cancel;
    sqi_outcome outcome = sqi_run_until(send_cancel, drop_cancel, w, until);
    if (sqi_goes_on(outcome)) {
        c->cancel = NULL;
        return 0;
    }
    int ok = w->ok;
    memcpy(why, w->why, sizeof w->why);
    sqi_free(NULL, w);
    return ok;
}

int sqi_postgresql_cancel(sq_driver_conn *base, int64_t until, sq_error *err)
{
    enum { CANCEL_US = 5000000 };
    pg_conn *c = pg_of(base);
    char why[256] = "";
    int ok = 1;
    if (c->connecting != PG_READY)
        return sqi_error(err, SQ_ERR_STATE, "postgresql", "the connection is not there yet");
    atomic_fetch_add(&c->cancelling, 1);
    sqi_hold_lock(&c->lock);
    if (atomic_load(&c->running)) {
        atomic_store(&c->cancelled, true);
        sqi_hold_keep(&c->lock);
        ok = cancel_until(c, until ? until : base->host->now() + CANCEL_US, why);
        sqi_hold_take_back(&c->lock);
    }
    sqi_hold_unlock(&c->lock);
    atomic_fetch_sub(&c->cancelling, 1);
    return ok ? SQ_OK
              : sqi_error(err, SQ_ERR_OPERATIONAL, "postgresql", "%s",
                          *why ? why : "the server did not take the cancel in time");
}
