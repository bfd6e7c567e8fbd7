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
    c->base.wait = (sq_driver_wait){.fd = PQsocket(c->pg),
                                    .events = SQ_WAIT_READ | (c->unsent ? SQ_WAIT_WRITE : 0)};
    return SQ_STEP_WAIT;
}

void sqi_postgresql_begin_running(pg_conn *c)
{
    sqi_lock(&c->lock);
    c->running = true;
    c->cancelled = false;
    sqi_unlock(&c->lock);
}

bool sqi_postgresql_is_cancelled(pg_conn *c)
{
    sqi_lock(&c->lock);
    bool cancelled = c->cancelled;
    sqi_unlock(&c->lock);
    return cancelled;
}

/* Waits for a cancel that another thread is sending: it must not hit what comes next. */
void sqi_postgresql_end(pg_conn *c)
{
    sqi_lock(&c->lock);
    c->running = false;
    sqi_unlock(&c->lock);
    c->take = NULL;
    c->load.given = NULL;
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

int sqi_postgresql_start(pg_conn *c, int sent, pg_take *take, sq_error *err)
{
    if (!c->take)
        sqi_postgresql_begin_running(c);
    c->take = take;
    if (!sent) {
        if (PQstatus(c->pg) != CONNECTION_OK)
            return sqi_postgresql_lose(c, err);
        sqi_postgresql_end(c);
        const char *why = PQerrorMessage(c->pg);
        return sqi_error(err, SQ_ERR_OPERATIONAL, "postgresql", "%.*s", (int)strcspn(why, "\n"),
                         why);
    }
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
 * it. Where there is a limit it does so in a thread of its own, which lives on when the time is
 * over. */
typedef struct cancel_thread {
    sqi_mutex lock; /* guards what follows */
    sqi_cond ended_cond;
    bool ended, left; /* who comes second of the thread and the one that waits for it frees this */
    int ok;
    char why[256];
    PGcancel *cancel;
} cancel_thread;

static void leave(cancel_thread *t)
{
    bool second = t->left;
    t->left = true;
    sqi_unlock(&t->lock);
    if (!second)
        return;
    PQfreeCancel(t->cancel);
    sqi_cond_free(&t->ended_cond);
    sqi_mutex_free(&t->lock);
    sqi_free(NULL, t);
}

static void *send_cancel(void *context)
{
    cancel_thread *t = context;
    char why[sizeof t->why] = "";
    int ok = PQcancel(t->cancel, why, sizeof why);
    sqi_lock(&t->lock);
    t->ended = true;
    t->ok = ok;
    memcpy(t->why, why, sizeof why);
    sqi_cond_signal(&t->ended_cond);
    leave(t);
    return NULL;
}

static bool start_thread(cancel_thread *t)
{
    pthread_t id;
    if (!t->cancel || pthread_create(&id, NULL, send_cancel, t) != 0)
        return false;
    pthread_detach(id);
    return true;
}

static int cancel_in_time(pg_conn *c, int64_t until, char why[256])
{
    cancel_thread *t = sqi_zalloc(NULL, sizeof *t);
    if (!t)
        return 0;
    sqi_mutex_init(&t->lock);
    sqi_cond_init(&t->ended_cond);
    t->cancel = PQgetCancel(c->pg);
    sqi_lock(&t->lock);
    bool in_time = start_thread(t);
    t->left = !in_time; /* nobody else will */
    while (in_time && !t->ended)
        in_time = sqi_cond_wait(&t->ended_cond, &t->lock, until);
    int ok = t->ended && t->ok;
    memcpy(why, t->why, sizeof t->why);
    leave(t);
    return ok;
}

int sqi_postgresql_cancel(sq_driver_conn *base, int64_t until, sq_error *err)
{
    pg_conn *c = pg_of(base);
    char why[256] = "";
    int ok = 1;
    if (c->connecting != PG_READY)
        return sqi_error(err, SQ_ERR_STATE, "postgresql", "the connection is not there yet");
    sqi_lock(&c->lock);
    if (c->running) {
        c->cancelled = true;
        ok = until ? cancel_in_time(c, until, why) : PQcancel(c->cancel, why, sizeof why);
    }
    sqi_unlock(&c->lock);
    return ok ? SQ_OK : sqi_error(err, SQ_ERR_OPERATIONAL, "postgresql", "%s", why);
}
