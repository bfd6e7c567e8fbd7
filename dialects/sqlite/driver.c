/* driver.c: the table of the SQLite driver, and transactions.
 *
 * SQLite is a library in this process: every operation runs to its end. It watches the deadline
 * itself (driver_open.c). */
#include "squill/sqlite.h"
#include <stdio.h>
#include <string.h>
#include "dialects/sqlite/driver.h"

/* ---- the driver's own statements ---- */

int sqi_sqlite_fixed(sqlite_conn *c, fixed_statement which, sq_error *err)
{
    static const char *const texts[FIXED_COUNT] = {
        [FIXED_BEGIN] = "BEGIN",
        [FIXED_BEGIN_IMMEDIATE] = "BEGIN IMMEDIATE",
        [FIXED_BEGIN_EXCLUSIVE] = "BEGIN EXCLUSIVE",
        [FIXED_COMMIT] = "COMMIT",
        [FIXED_ROLLBACK] = "ROLLBACK",
        [FIXED_READ_ONLY] = "PRAGMA query_only = 1",
        [FIXED_READ_WRITE] = "PRAGMA query_only = 0",
    };
    sqlite3_stmt **s = &c->fixed[which];
    int rc = SQLITE_OK;
    if (!*s)
        rc = sqlite3_prepare_v3(c->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(*s);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
        sqi_sqlite_error(c, rc, err);
        sqlite3_reset(*s);
        return err->status;
    }
    sqlite3_reset(*s);
    if (which == FIXED_READ_ONLY || which == FIXED_READ_WRITE)
        c->read_only = which == FIXED_READ_ONLY;
    return SQ_OK;
}

/* ---- transactions ---- */

/* Every level that SQL knows is weaker than what SQLite always gives. */
static int begin(sq_driver_conn *base, const sq_begin_options *o, sq_error *err)
{
    sqlite_conn *c = sqlite_of(base);
    sq_begin_mode mode = o->mode == SQ_BEGIN_DEFAULT ? c->mode : o->mode;
    fixed_statement how = mode == SQ_BEGIN_IMMEDIATE   ? FIXED_BEGIN_IMMEDIATE
                          : mode == SQ_BEGIN_EXCLUSIVE ? FIXED_BEGIN_EXCLUSIVE
                                                       : FIXED_BEGIN;
    atomic_store_explicit(&c->cancelled, false, memory_order_relaxed);
    if (o->read_only != c->read_only) {
        int rc = sqi_sqlite_fixed(c, o->read_only ? FIXED_READ_ONLY : FIXED_READ_WRITE, err);
        if (rc != SQ_OK)
            return rc;
    }
    return sqi_sqlite_fixed(c, o->read_only ? FIXED_BEGIN : how, err);
}

static int end(sqlite_conn *c, fixed_statement how, sq_error *err)
{
    int rc = sqi_sqlite_fixed(c, how, err);
    sq_error ignored;
    if (c->read_only && sqlite3_get_autocommit(c->db))
        sqi_sqlite_fixed(c, FIXED_READ_WRITE, &ignored); /* if not, execute() tries again */
    return rc;
}

static int commit(sq_driver_conn *base, sq_error *err)
{
    return end(sqlite_of(base), FIXED_COMMIT, err);
}

/* None is open: SQLite has rolled back already. */
static int rollback(sq_driver_conn *base, sq_error *err)
{
    sqlite_conn *c = sqlite_of(base);
    return sqlite3_get_autocommit(c->db) ? SQ_OK : end(c, FIXED_ROLLBACK, err);
}

static int savepoint(sq_driver_conn *base, sq_savepoint_verb verb, const char *name, sq_error *err)
{
    static const char *const formats[] = {"SAVEPOINT \"%w\"", "RELEASE \"%w\"",
                                          "ROLLBACK TO \"%w\""};
    sqlite_conn *c = sqlite_of(base);
    char *sql = sqlite3_mprintf(formats[verb], name);
    if (!sql)
        return sqi_error(err, SQ_ERR_NOMEM, "sqlite", "out of memory");
    int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return rc == SQLITE_OK ? SQ_OK : sqi_sqlite_error(c, rc, err);
}

static sq_tx_state tx_state(sq_driver_conn *base)
{
    return sqlite3_get_autocommit(sqlite_of(base)->db) ? SQ_TX_IDLE : SQ_TX_ACTIVE;
}

/* ---- others ---- */

/* Without a statement running it does nothing, also not to the next one. */
static int cancel(sq_driver_conn *base, int64_t until, sq_error *err)
{
    (void)until;
    (void)err;
    sqlite_conn *c = sqlite_of(base);
    atomic_store(&c->cancelled, true);
    sqlite3_interrupt(c->db);
    return SQ_OK;
}

static int server_version(sq_driver_conn *base)
{
    (void)base;
    int v = sqlite3_libversion_number(); /* 3040001 */
    return v / 1000000 * 10000 + v / 1000 % 1000 * 100 + v % 1000;
}

static void *native(sq_driver_conn *base)
{
    return sqlite_of(base)->db;
}

const struct sq_driver *sq_sqlite_driver(void)
{
    static const char *const schemes[] = {"sqlite", "sqlite+sqlite3", NULL};
    static const char *const options[] = {"mode",    "cache",        "vfs",   "immutable",
                                          "timeout", "foreign_keys", "begin", NULL};
    static const sq_driver driver = {
        .abi = SQ_DRIVER_ABI,
        .size = sizeof driver,
        .name = "sqlite",
        .schemes = schemes,
        .options = options,
        .blocking = ~(uint64_t)0,
        .features = SQ_DRIVER_NUL_IN_TEXT | SQ_DRIVER_BATCHES,
        .max_connections = sqi_sqlite_max_connections,
        .connect = sqi_sqlite_connect,
        .close = sqi_sqlite_close,
        .reset = sqi_sqlite_reset,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .tx_state = tx_state,
        .execute = sqi_sqlite_execute,
        .fetch = sqi_sqlite_fetch,
        .get = sqi_sqlite_get,
        .finish = sqi_sqlite_finish,
        .cancel = cancel,
        .server_version = server_version,
        .native = native,
        .execute_many = sqi_sqlite_execute_many,
    };
    return &driver;
}
