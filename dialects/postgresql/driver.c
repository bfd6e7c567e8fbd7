/* driver.c: the table of the PostgreSQL driver, and transactions. */
#include "squill/postgresql.h"
#include <stdio.h>
#include <string.h>
#include "dialects/postgresql/driver.h"

/* ---- transactions ---- */

static int begin(sq_driver_conn *base, const sq_begin_options *o, sq_error *err)
{
    static const char *const levels[] = {
        "", " ISOLATION LEVEL READ UNCOMMITTED", " ISOLATION LEVEL READ COMMITTED",
        " ISOLATION LEVEL REPEATABLE READ", " ISOLATION LEVEL SERIALIZABLE"};
    char sql[128] = "BEGIN";
    strcat(sql, levels[o->isolation]);
    strcat(sql, o->read_only ? " READ ONLY" : "");
    strcat(sql, o->deferrable ? " DEFERRABLE" : "");
    return sqi_postgresql_command(pg_of(base), sql, NULL, err);
}

/* P2: a COMMIT of a failed transaction "succeeds" as ROLLBACK. */
static int committed(pg_conn *c, PGresult *ignored, sq_error *err)
{
    (void)ignored;
    if (strcmp(c->tag, "ROLLBACK") != 0)
        return SQ_OK;
    sqi_error(err, SQ_ERR_TX_ABORTED, "postgresql",
              "the server answered by ROLLBACK: the transaction had failed before");
    err->scope = SQ_SCOPE_TRANSACTION;
    err->commit_state = SQ_COMMIT_FAILED;
    return err->status;
}

static int commit(sq_driver_conn *base, sq_error *err)
{
    return sqi_postgresql_command(pg_of(base), "COMMIT", committed, err);
}

static int rollback(sq_driver_conn *base, sq_error *err)
{
    pg_conn *c = pg_of(base);
    if (PQtransactionStatus(c->pg) == PQTRANS_IDLE)
        return SQ_OK;
    return sqi_postgresql_command(c, "ROLLBACK", NULL, err);
}

static int savepoint(sq_driver_conn *base, sq_savepoint_verb verb, const char *name, sq_error *err)
{
    static const char *const verbs[] = {"SAVEPOINT \"", "RELEASE SAVEPOINT \"",
                                        "ROLLBACK TO SAVEPOINT \""};
    char sql[192];
    size_t n = strlen(verbs[verb]);
    memcpy(sql, verbs[verb], n);
    for (; *name && n < sizeof sql - 4; name++) {
        if (*name == '"')
            sql[n++] = '"';
        sql[n++] = *name;
    }
    if (*name)
        return sqi_error(err, SQ_ERR_LIMIT, "postgresql", "the savepoint's name is too long");
    memcpy(sql + n, "\"", 2);
    return sqi_postgresql_command(pg_of(base), sql, NULL, err);
}

/* A name needs no quoting: the engine saw to that. */
static int twophase(sq_driver_conn *base, sq_twophase_verb verb, const char *xid,
                    const sq_begin_options *o, sq_error *err)
{
    static const char *const verbs[] = {[SQ_TWOPHASE_PREPARE] = "PREPARE TRANSACTION",
                                        [SQ_TWOPHASE_COMMIT_PREPARED] = "COMMIT PREPARED",
                                        [SQ_TWOPHASE_ROLLBACK_PREPARED] = "ROLLBACK PREPARED"};
    char sql[128];
    switch (verb) {
    case SQ_TWOPHASE_BEGIN:
        return begin(base, o, err);
    case SQ_TWOPHASE_COMMIT:
        return commit(base, err);
    case SQ_TWOPHASE_ROLLBACK:
        return rollback(base, err);
    default:
        snprintf(sql, sizeof sql, "%s '%s'", verbs[verb], xid);
        return sqi_postgresql_command(pg_of(base), sql,
                                      verb == SQ_TWOPHASE_PREPARE ? committed : NULL, err);
    }
}

static sq_tx_state tx_state(sq_driver_conn *base)
{
    switch (PQtransactionStatus(pg_of(base)->pg)) {
    case PQTRANS_IDLE:
        return SQ_TX_IDLE;
    case PQTRANS_INTRANS:
        return SQ_TX_ACTIVE;
    case PQTRANS_INERROR:
        return SQ_TX_FAILED;
    default:
        return SQ_TX_UNKNOWN;
    }
}

/* ---- others ---- */

/* The empty query: the server answers without parsing anything. */
static int ping(sq_driver_conn *base, sq_error *err)
{
    return sqi_postgresql_command(pg_of(base), "", NULL, err);
}

/* 150020 is 15.20; before 10 there were three parts: 90624 is 9.6.24. */
static int server_version(sq_driver_conn *base)
{
    int v = PQserverVersion(pg_of(base)->pg);
    return v < 100000 ? v : v / 10000 * 10000 + v % 10000 * 100;
}

static bool looks_up(const sq_url *u)
{
    return !sq_url_value(u, "hostaddr");
}

static void *native(sq_driver_conn *base)
{
    return pg_of(base)->pg;
}

const struct sq_driver *sq_postgresql_driver(void)
{
    static const char *const schemes[] = {"postgresql", "postgresql+libpq", NULL};
    static const sq_driver driver = {
        .abi = SQ_DRIVER_ABI,
        .size = sizeof driver,
        .name = "postgresql",
        .schemes = schemes,
        .options = sqi_postgresql_options,
        .blocking = (uint64_t)1 << SQ_OP_CANCEL,
        .features = SQ_DRIVER_BATCHES | SQ_DRIVER_SERIES,
        .connect = sqi_postgresql_connect,
        .step = sqi_postgresql_step,
        .close = sqi_postgresql_close,
        .ping = ping,
        .reset = sqi_postgresql_reset,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .tx_state = tx_state,
        .execute = sqi_postgresql_execute,
        .fetch = sqi_postgresql_fetch,
        .get = sqi_postgresql_get,
        .finish = sqi_postgresql_finish,
        .cancel = sqi_postgresql_cancel,
        .server_version = server_version,
        .native = native,
        .execute_many = sqi_postgresql_execute_many,
        .load = sqi_postgresql_load,
        .twophase = twophase,
        .recover = "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()",
        .wait_notify = sqi_postgresql_wait_notify,
        .structure = sqi_postgresql_structure,
        .looks_up = looks_up,
        .execute_series = sqi_postgresql_execute_series,
        .next_of_series = sqi_postgresql_next_of_series,
        .end_series = sqi_postgresql_end_series,
    };
    return &driver;
}
