/* txn.c: transactions, savepoints, and the retry loop.
 *
 *   none --begin--> active --commit/rollback--> none
 *                     |  a statement fails
 *                     v
 *                   failed --rollback, commit (which rolls back), rollback_nested--> ...
 *
 * `dead` beside `failed`: the database has no transaction any more, so nothing is sent to end it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "lib/engine/engine.h"
#include "lib/engine/result.h"

/* ---- begin, commit, rollback ---- */

/* What can't be told by zero is taken from the engine's defaults. */
static sq_begin_options merge(const sqi_conn *c, const sq_begin_options *o)
{
    sq_begin_options m = c->engine->options.begin;
    if (!o)
        return m;
    if (o->isolation != SQ_ISOLATION_DEFAULT)
        m.isolation = o->isolation;
    if (o->mode != SQ_BEGIN_DEFAULT)
        m.mode = o->mode;
    m.read_only = m.read_only || o->read_only;
    m.deferrable = m.deferrable || o->deferrable;
    return m;
}

/* What was to be one transaction must not run as single statements: it counts as failed. */
static int fail_before_begin(sqi_conn *c, sq_error *e, bool automatic)
{
    c->tx = (sqi_tx){.active = true};
    sqi_conn_fail(c, e, "BEGIN");
    c->tx = (sqi_tx){.active = !automatic, .failed = true, .dead = true, .unbegun = true};
    return e->status;
}

static int send_begin(sqi_conn *c, const sq_begin_options *o, const char *xid, sq_error *e)
{
    sq_begin_options merged = merge(c, o);
    if ((unsigned)merged.isolation > SQ_SERIALIZABLE || (unsigned)merged.mode > SQ_BEGIN_EXCLUSIVE)
        return sqi_error(e, SQ_ERR_ARGUMENT, "sq_begin", "no such isolation level or mode");
    if (xid && sqi_check_xid(xid, e) != SQ_OK)
        return e->status;
    sqi_conn_arm(c);
    return xid ? SQI_CALL(c, e, twophase, SQ_TWOPHASE_BEGIN, xid, &merged, e)
               : SQI_CALL(c, e, begin, &merged, e);
}

int sqi_tx_begin(sqi_conn *c, const sq_begin_options *o, bool automatic)
{
    sq_error e;
    if (send_begin(c, o, NULL, &e) != SQ_OK)
        return fail_before_begin(c, &e, automatic);
    c->tx = (sqi_tx){.active = true, .automatic = automatic};
    sqi_tell_conn(c, SQ_EVENT_BEGIN, NULL, NULL);
    return SQ_OK;
}

int sqi_tx_begin_named(sqi_conn *c, const sq_begin_options *o, const char *xid)
{
    sq_error e;
    if (send_begin(c, o, xid, &e) != SQ_OK)
        return fail_before_begin(c, &e, false);
    c->tx = (sqi_tx){.active = true};
    memcpy(c->tx.xid, xid, strlen(xid));
    sqi_tell_conn(c, SQ_EVENT_BEGIN, NULL, xid);
    return SQ_OK;
}

static int send_end(sqi_conn *c, bool commit, sq_error *e)
{
    static const sq_twophase_verb verbs[2][2] = {
        {SQ_TWOPHASE_ROLLBACK, SQ_TWOPHASE_COMMIT},
        {SQ_TWOPHASE_ROLLBACK_PREPARED, SQ_TWOPHASE_COMMIT_PREPARED}};
    sqi_conn_arm(c);
    if (*c->tx.xid)
        return SQI_CALL(c, e, twophase, verbs[c->tx.prepared][commit], c->tx.xid, NULL, e);
    return commit ? SQI_CALL(c, e, commit, e) : SQI_CALL(c, e, rollback, e);
}

/* What is still open there must not take up what comes next, as if it were on its own. */
static void rollback_failed(sqi_conn *c, sq_error *e)
{
    e->scope = SQ_SCOPE_CONNECTION;
    sqi_conn_fail(c, e, "ROLLBACK");
    c->error.scope = SQ_SCOPE_CONNECTION; /* also of the error that led to it */
}

int sqi_tx_rollback(sqi_conn *c)
{
    sq_error e;
    int rc = SQ_OK;
    bool dead = c->tx.dead || c->lost, unbegun = c->tx.unbegun;
    if (!dead) {
        sqi_conn_shield(c, true);
        rc = send_end(c, false, &e);
        sqi_conn_shield(c, false);
    }
    if (rc != SQ_OK)
        rollback_failed(c, &e);
    c->tx = (sqi_tx){.active = false};
    if (!unbegun)
        sqi_tell_conn(c, SQ_EVENT_ROLLBACK, rc == SQ_OK ? NULL : &e, NULL);
    return rc;
}

void sqi_tx_unknown(sqi_conn *c, sq_error *e, const char *what)
{
    char why[sizeof e->message];
    memcpy(why, e->message, sizeof why);
    if (e->status == SQ_ERR_DISCONNECTED)
        sqi_pool_lost(&c->engine->pool, c->epoch);
    sqi_error(e, SQ_ERR_COMMIT_UNKNOWN, c->engine->driver.name,
              "the connection was lost during %s, which may be done or not: %.300s", what, why);
    e->scope = SQ_SCOPE_CONNECTION;
    e->commit_state = SQ_COMMIT_UNKNOWN;
}

/* COMMIT was sent and did not succeed. */
static int commit_failed(sqi_conn *c, sq_error *e)
{
    if (e->scope >= SQ_SCOPE_CONNECTION)
        sqi_tx_unknown(c, e, "COMMIT");
    else
        e->commit_state = SQ_COMMIT_FAILED;
    int rc = sqi_conn_fail(c, e, "COMMIT");
    sqi_tx_rollback(c);
    return rc;
}

int sqi_tx_commit(sqi_conn *c)
{
    if (c->tx.failed) {
        sqi_tx_rollback(c);
        return c->error.status;
    }
    sq_error e;
    if (send_end(c, true, &e) != SQ_OK)
        return commit_failed(c, &e);
    c->tx = (sqi_tx){.active = false};
    sqi_tell_conn(c, SQ_EVENT_COMMIT, NULL, NULL);
    return SQ_OK;
}

int sqi_tx_admit(sqi_conn *c, const char *where)
{
    if (!c->driver || c->lost)
        return c->error.status;
    if (c->tx.active && !c->tx.unbegun)
        return sqi_conn_refuse(c, SQ_ERR_STATE, where, "a transaction is open already");
    if (c->streaming)
        return sqi_conn_refuse(c, SQ_ERR_BUSY, where, "%s", sq_status_text(SQ_ERR_BUSY));
    sqi_error_forget(&c->error);
    return SQ_OK;
}

int(sq_begin)(sq_conn *handle, const sq_begin_options *o)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (c)
        rc = sqi_tx_admit(c, "sq_begin");
    return rc == SQ_OK ? sqi_tx_begin(c, o, false) : rc;
}

int sq_commit(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!c->driver || (c->lost && !c->tx.active))
        return c->error.status;
    if (!c->tx.active && c->engine->options.autobegin)
        return SQ_OK; /* nothing was done since the last commit */
    if (!c->tx.active)
        return sqi_conn_refuse(c, SQ_ERR_STATE, "sq_commit", "no transaction is open");
    if (c->streaming) {
        sqi_conn_refuse(c, SQ_ERR_BUSY, "sq_commit", "a streamed result is still open");
        sqi_result_break(c->streaming, &c->error);
    }
    return sqi_tx_commit(c);
}

int sq_rollback(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!c->driver)
        return c->error.status;
    if (!c->tx.active)
        return SQ_OK;
    if (c->streaming) {
        sq_error e;
        sqi_error(&e, SQ_ERR_CLOSED, "sq_rollback", "the transaction was rolled back");
        sqi_result_break(c->streaming, &e);
    }
    return sqi_tx_rollback(c);
}

int sq_abort(sq_conn *handle, const char *format, ...)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!c->driver || c->tx.failed)
        return c->error.status;
    sq_error e;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&e, SQ_ERR_TX_ABORTED, "sq_abort", format, ap);
    va_end(ap);
    e.scope = SQ_SCOPE_TRANSACTION;
    return sqi_conn_fail(c, &e, NULL);
}

bool sq_in_transaction(const sq_conn *handle)
{
    int rc;
    const sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    return c && c->tx.active && !c->tx.unbegun;
}

/* ---- savepoints ---- */

enum { NAME_SIZE = 32 };

static void name_savepoint(char name[NAME_SIZE], uint32_t depth)
{
    snprintf(name, NAME_SIZE, "sq_savepoint_%" PRIu32, depth);
}

static int send_savepoint(sqi_conn *c, sq_savepoint_verb verb, uint32_t depth)
{
    static const sq_event_kind kinds[] = {SQ_EVENT_SAVEPOINT, SQ_EVENT_RELEASE_SAVEPOINT,
                                          SQ_EVENT_ROLLBACK_SAVEPOINT};
    char name[NAME_SIZE];
    name_savepoint(name, depth);
    sq_error e;
    sqi_conn_arm(c);
    int rc = SQI_CALL(c, &e, savepoint, verb, name, &e);
    if (rc != SQ_OK)
        return sqi_conn_fail(c, &e, name);
    sqi_tell_conn(c, kinds[verb], NULL, name);
    return SQ_OK;
}

/* The connection of a handle on which a savepoint call may go on; else NULL and the status. */
static sqi_conn *nested(sq_conn *handle, const char *where, int *rc)
{
    sqi_conn *c = sqi_conn_of(handle, rc);
    if (!c)
        return NULL;
    if (!c->driver)
        *rc = c->error.status;
    else if (!c->tx.active)
        *rc = sqi_conn_refuse(c, SQ_ERR_STATE, where, "no transaction is open");
    else if (c->tx.prepared)
        *rc = sqi_conn_refuse(c, SQ_ERR_STATE, where, "the transaction is prepared");
    else if (c->streaming)
        *rc = sqi_conn_refuse(c, SQ_ERR_BUSY, where, "%s", sq_status_text(SQ_ERR_BUSY));
    return *rc == SQ_OK ? c : NULL;
}

int sq_begin_nested(sq_conn *handle)
{
    int rc;
    sqi_conn *c = nested(handle, "sq_begin_nested", &rc);
    if (!c)
        return rc;
    if (c->tx.failed) { /* counted, so that begin and end stay in pairs */
        c->tx.depth++;
        return SQ_ERR_TX_ABORTED;
    }
    rc = send_savepoint(c, SQ_SAVEPOINT_SET, c->tx.depth + 1);
    c->tx.depth++;
    return rc;
}

static sqi_conn *inner(sq_conn *handle, const char *where, int *rc)
{
    sqi_conn *c = nested(handle, where, rc);
    if (c && c->tx.depth == 0) {
        *rc = sqi_conn_refuse(c, SQ_ERR_STATE, where, "no savepoint is set");
        return NULL;
    }
    return c;
}

int sq_commit_nested(sq_conn *handle)
{
    int rc;
    sqi_conn *c = inner(handle, "sq_commit_nested", &rc);
    if (!c)
        return rc;
    if (c->tx.failed)
        return sq_rollback_nested(handle) == SQ_OK ? c->error.status : SQ_ERR_TX_ABORTED;
    rc = send_savepoint(c, SQ_SAVEPOINT_RELEASE, c->tx.depth);
    c->tx.depth--;
    return rc;
}

/* Can heal a failure that happened since the savepoint was set, unless the whole transaction is
 * gone. The savepoint that the failed sq_begin_nested() should have set does not exist. */
int sq_rollback_nested(sq_conn *handle)
{
    int rc;
    sqi_conn *c = inner(handle, "sq_rollback_nested", &rc);
    if (!c)
        return rc;
    uint32_t depth = c->tx.depth--;
    if (c->tx.dead || (c->tx.failed && c->tx.failed_depth < depth))
        return SQ_ERR_TX_ABORTED;
    c->tx.failed = false;
    rc = send_savepoint(c, SQ_SAVEPOINT_ROLLBACK, depth);
    return rc == SQ_OK ? send_savepoint(c, SQ_SAVEPOINT_RELEASE, depth) : rc;
}

/* ---- sq_transact ---- */

enum { MAX_DELAY_MS = 1000 };

/* One try. The error is that of the connection, or what fn returned. */
static int try_once(sq_engine *db, sq_transact_fn fn, void *arg, const sq_begin_options *b,
                    sq_error *err)
{
    sq_conn *c = sq_connect(db);
    int rc = (sq_begin)(c, b);
    if (rc == SQ_OK) {
        int told = fn(c, arg);
        if (told < 0 && sq_status_of(c) == SQ_OK) {
            sq_abort(c, "the function returned %d", told);
            sqi_error(err, told, "sq_transact", "the function returned %d", told);
            sq_rollback(c);
            sq_conn_close(c);
            return told;
        }
        rc = sq_in_transaction(c) ? sq_commit(c) : sq_status_of(c);
    }
    *err = *sq_conn_error(c);
    if (rc != SQ_OK && err->status == SQ_OK)
        err->status = rc;
    sq_conn_close(c);
    return rc;
}

/* The work is known not to be committed, and may well succeed the next time. */
static bool may_retry(const sq_error *e)
{
    if (e->commit_state == SQ_COMMIT_UNKNOWN || e->commit_state == SQ_COMMIT_DONE)
        return false;
    return e->retry_safe || e->status == SQ_ERR_SERIALIZATION || e->status == SQ_ERR_DEADLOCK ||
           e->status == SQ_ERR_DISCONNECTED;
}

int(sq_transact)(sq_engine *db, sq_transact_fn fn, void *arg, sq_error *err,
                 const sq_transact_options *o)
{
    sq_error local;
    err = err ? err : &local;
    sq_error_clear(err);
    if (!fn)
        return sqi_error(err, SQ_ERR_ARGUMENT, "sq_transact", "a function is needed");
    for (int attempt = 0;; attempt++) {
        int rc = try_once(db, fn, arg, o ? &o->begin : NULL, err);
        if (rc == SQ_OK || !may_retry(err) || attempt >= (o ? o->retries : 0))
            return rc;
        int64_t most = o && o->max_delay_ms > 0 ? o->max_delay_ms : MAX_DELAY_MS;
        sqi_sleep(sqi_backoff(attempt, most * 1000));
    }
}
