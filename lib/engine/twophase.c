/* twophase.c: transactions that are prepared before they are committed.
 *
 *   none --begin_twophase--> active --prepare--> prepared --commit/rollback--> none
 *
 * A prepared one is the server's: losing the connection does not end it, so it is never `dead`. */
#include <stdio.h>
#include <string.h>
#include "lib/engine/engine.h"

/* What needs no quoting anywhere. */
static bool is_xid(const char *xid)
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-";
    size_t n = xid ? strspn(xid, all) : 0;
    return n > 0 && n <= SQI_MAX_XID && xid[n] == '\0';
}

int sqi_check_xid(const char *xid, sq_error *err)
{
    return is_xid(xid) ? SQ_OK
                       : sqi_error(err, SQ_ERR_ARGUMENT, "twophase",
                                   "a name is 1 to %d of letters, digits and _ . : -", SQI_MAX_XID);
}

int(sq_begin_twophase)(sq_conn *handle, const char *xid, const sq_begin_options *o)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (c)
        rc = sqi_tx_admit(c, "sq_begin_twophase");
    return rc == SQ_OK ? sqi_tx_begin_named(c, o, xid ? xid : "") : rc;
}

int sq_prepare_twophase(sq_conn *handle)
{
    int rc;
    sq_error e;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    rc = sqi_admit(c);
    if (rc != SQ_OK)
        return rc;
    if (!*c->tx.xid)
        return sqi_conn_refuse(c, SQ_ERR_STATE, "sq_prepare_twophase",
                               "no two-phase transaction is open");
    sqi_conn_arm(c);
    rc = SQI_CALL(c, &e, twophase, SQ_TWOPHASE_PREPARE, c->tx.xid, NULL, &e);
    if (rc != SQ_OK) {
        if (e.scope >= SQ_SCOPE_CONNECTION)
            sqi_tx_unknown(c, &e, "PREPARE");
        return sqi_conn_fail(c, &e, "PREPARE");
    }
    c->tx.prepared = true;
    sqi_tell_conn(c, SQ_EVENT_PREPARE, NULL, c->tx.xid);
    return SQ_OK;
}

/* ---- those of other connections ---- */

static int end_prepared(sq_conn *handle, const char *xid, sq_twophase_verb verb, const char *where)
{
    int rc;
    sq_error e;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (c)
        rc = sqi_tx_admit(c, where);
    if (rc != SQ_OK)
        return rc;
    if (sqi_check_xid(xid, &e) != SQ_OK)
        return sqi_conn_fail(c, &e, NULL);
    sqi_conn_arm(c);
    rc = SQI_CALL(c, &e, twophase, verb, xid, NULL, &e);
    if (rc != SQ_OK) {
        if (e.scope >= SQ_SCOPE_CONNECTION)
            sqi_tx_unknown(c, &e, "the end of a prepared transaction");
        return sqi_conn_fail(c, &e, where);
    }
    sqi_tell_conn(c, verb == SQ_TWOPHASE_COMMIT_PREPARED ? SQ_EVENT_COMMIT : SQ_EVENT_ROLLBACK,
                  NULL, xid);
    return SQ_OK;
}

int sq_commit_prepared(sq_conn *c, const char *xid)
{
    return end_prepared(c, xid, SQ_TWOPHASE_COMMIT_PREPARED, "sq_commit_prepared");
}

int sq_rollback_prepared(sq_conn *c, const char *xid)
{
    return end_prepared(c, xid, SQ_TWOPHASE_ROLLBACK_PREPARED, "sq_rollback_prepared");
}

int64_t sq_recover_twophase(sq_conn *handle, sq_xid_fn fn, void *user)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    const char *sql = c->engine->driver.recover;
    if (!sql)
        return sqi_conn_refuse(c, SQ_ERR_UNSUPPORTED, "sq_recover_twophase",
                               "this database has no two-phase transactions");
    sq_result *r = (sq_sql_query)(handle, (const sq_sql_text *)(const void *)sql, NULL, 0);
    int64_t n = 0;
    for (; sq_row(r); n++) {
        char xid[256]; /* no server takes a longer one */
        sq_str name = sq_get_bytes(r, sq_result_columns(r) - 1);
        snprintf(xid, sizeof xid, "%.*s", (int)name.n, name.p ? name.p : "");
        if (fn)
            fn(xid, user);
    }
    rc = sq_done(r);
    return rc == SQ_OK ? n : rc;
}
