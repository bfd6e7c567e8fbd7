/* driver_open.c: opening, setting up, resetting and closing a SQLite connection.
 *
 * Everything that SQLite leaves lax by default is set here and nowhere else (rule R26). */
#include <string.h>
#include "dialects/sqlite/driver.h"
#include "lib/base/number.h"
#include "lib/base/out.h"

enum {
    BUSY_MS = 5000,
    PROGRESS_STEPS = 2000, /* virtual machine steps between two looks at the clock */
    MAX_VALUE = 256 << 20,
    WAYS = 4,
};

/* ---- what a URL says ---- */

static bool in_memory(const sq_url *u)
{
    const char *path = sq_url_database(u), *mode = sq_url_value(u, "mode");
    return !path || strcmp(path, ":memory:") == 0 || (mode && strcmp(mode, "memory") == 0);
}

static bool shares_cache(const sq_url *u)
{
    const char *cache = sq_url_value(u, "cache");
    return cache && strcmp(cache, "shared") == 0;
}

int sqi_sqlite_max_connections(const sq_url *u)
{
    return in_memory(u) && !shares_cache(u) ? 1 : 0;
}

static int refuse(sq_error *err, const char *key)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "sqlite", "the URL has no good value for %s", key);
}

/* Index of the option's value in a NULL-ended list, 0 if the URL has none, -1 for another value. */
static int choice(const sq_url *u, const char *key, const char *const *values)
{
    const char *v = sq_url_value(u, key);
    if (!v)
        return 0;
    for (int i = 0; values[i]; i++)
        if (strcmp(values[i], v) == 0)
            return i;
    return -1;
}

static int read_flags(const sq_url *u, int *flags, sq_error *err)
{
    static const char *const modes[] = {"rwc", "rw", "ro", "memory", NULL};
    static const int bits[] = {SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, SQLITE_OPEN_READWRITE,
                               SQLITE_OPEN_READONLY,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY};
    static const char *const caches[] = {"private", "shared", NULL};
    int mode = choice(u, "mode", modes), cache = choice(u, "cache", caches);
    if (mode < 0 || cache < 0)
        return refuse(err, mode < 0 ? "mode" : "cache");
    if (sq_url_host(u) || sq_url_user(u) || sq_url_port(u))
        return sqi_error(
            err, SQ_ERR_ARGUMENT, "sqlite",
            "the URL has a host: a file is written with three slashes, sqlite:///file");
    *flags = bits[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    *flags |= cache ? SQLITE_OPEN_SHAREDCACHE : SQLITE_OPEN_PRIVATECACHE;
    return SQ_OK;
}

static int read_settings(sqlite_conn *c, const sq_url *u, sq_error *err)
{
    static const char *const begins[] = {"deferred", "immediate", "exclusive", NULL};
    static const sq_begin_mode modes[] = {SQ_BEGIN_DEFERRED, SQ_BEGIN_IMMEDIATE,
                                          SQ_BEGIN_EXCLUSIVE};
    static const char *const switches[] = {"on", "off", NULL};
    int begin = choice(u, "begin", begins), keys = choice(u, "foreign_keys", switches);
    if (begin < 0 || keys < 0)
        return refuse(err, begin < 0 ? "begin" : "foreign_keys");
    c->mode = modes[begin];
    c->foreign_keys = keys == 0;
    c->memory = in_memory(u);
    c->shared = shares_cache(u);
    c->busy_ms = BUSY_MS;
    const char *timeout = sq_url_value(u, "timeout");
    if (!timeout)
        return SQ_OK;
    double seconds;
    if (!sqi_read_double(timeout, strlen(timeout), &seconds) || !(seconds >= 0 && seconds <= 86400))
        return refuse(err, "timeout");
    c->busy_ms = (int)(seconds * 1000);
    return SQ_OK;
}

/* The name for sqlite3_open_v2(). Only immutable=1 needs SQLite's URI syntax; then the path is
 * escaped for it. NULL without memory. */
static char *file_name(const sq_driver_host *host, const sq_url *u, int *flags)
{
    const char *path = sq_url_database(u);
    sqi_out o;
    sqi_out_init(&o, host->allocator, 0);
    path = path ? path : ":memory:";
    if (sq_url_value(u, "immutable")) {
        *flags |= SQLITE_OPEN_URI;
        sqi_out_lit(&o, "file:");
        for (const char *p = path; *p; p++)
            if (strchr("%?#", *p)) {
                sqi_out_char(&o, '%');
                sqi_out_hex(&o, p, 1, true);
            } else {
                sqi_out_char(&o, *p);
            }
        sqi_out_lit(&o, "?immutable=1");
    } else {
        sqi_out_str(&o, path);
    }
    if (sqi_out_cstr(&o))
        return o.p;
    sqi_out_clear(&o);
    return NULL;
}

/* ---- callbacks ---- */

static int on_progress(void *context)
{
    const sqlite_conn *c = context;
    sq_driver_progress *p = c->base.progress;
    if (!c->base.deadline && !p)
        return 0;
    int64_t now = c->base.host->now();
    return (c->base.deadline && now >= c->base.deadline) || (p && now >= p->at && p->tell(p));
}

/* Gives way to other tasks, which may use SQLite meanwhile: but not where it holds a lock of the
 * cache that they share. */
static void pause_ms(const sqlite_conn *c, int ms)
{
    if (c->shared)
        sqlite3_sleep(ms);
    else
        sq_await(-1, 0, c->base.host->now() + (int64_t)ms * 1000);
}

/* Waits for another connection's lock, in steps that grow, until the timeout of the URL, the
 * deadline of the statement or a cancel. */
static int on_busy(void *context, int count)
{
    static const unsigned char steps[] = {1, 1, 2, 4, 8, 15, 25};
    sqlite_conn *c = context;
    int64_t now = c->base.host->now();
    if (count == 0)
        c->busy_since = now;
    int64_t until = c->busy_since + (int64_t)c->busy_ms * 1000;
    if (c->base.deadline && c->base.deadline < until)
        until = c->base.deadline;
    if (sq_task_cancelled())
        atomic_store(&c->cancelled, true);
    if (now >= until || atomic_load(&c->cancelled))
        return 0;
    int ms = steps[(size_t)count < sizeof steps ? (size_t)count : sizeof steps - 1];
    int64_t left = (until - now + 999) / 1000;
    pause_ms(c, ms < left ? ms : (int)left);
    return 1;
}

/* Pragmas that take an argument and change nothing of the session. */
static bool only_asks(const char *pragma)
{
    static const char *const names[] = {"table_info",        "table_xinfo",       "table_list",
                                        "index_list",        "index_info",        "index_xinfo",
                                        "foreign_key_list",  "quick_check",       "integrity_check",
                                        "optimize",          "foreign_key_check", "wal_checkpoint",
                                        "incremental_vacuum"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sqlite3_stricmp(names[i], pragma) == 0)
            return true;
    return false;
}

/* Called while a statement is prepared, for all that it would do. */
static int on_authorize(void *context, int action, const char *a, const char *b, const char *db,
                        const char *trigger)
{
    (void)db;
    (void)trigger;
    sqlite_conn *c = context;
    switch (action) {
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        c->saw |= SAW_WRITE;
        break;
    case SQLITE_PRAGMA:
        c->saw |= b && !only_asks(a) ? SAW_SESSION : 0;
        break;
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        c->saw |= SAW_SESSION | SAW_SCHEMA;
        break;
    case SQLITE_FUNCTION:
    case SQLITE_READ:
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        break;
    default: /* every other action changes the schema */
        c->saw |= SAW_SCHEMA;
    }
    return SQLITE_OK;
}

/* ---- opening ---- */

static void set_limits(sqlite3 *db)
{
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MAX_VALUE);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, MAX_VALUE);
    sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 100);
    sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
}

static int set_up(sqlite_conn *c)
{
    static const struct {
        int option, value;
    } strict[] = {
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    int rc = SQLITE_OK;
    for (size_t i = 0; rc == SQLITE_OK && i < sizeof strict / sizeof *strict; i++)
        rc = sqlite3_db_config(c->db, strict[i].option, strict[i].value, (int *)NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, (int)c->foreign_keys,
                               (int *)NULL);
    if (rc != SQLITE_OK)
        return rc;
    set_limits(c->db);
    sqlite3_progress_handler(c->db, PROGRESS_STEPS, on_progress, c);
    sqlite3_busy_handler(c->db, on_busy, c);
    return sqlite3_set_authorizer(c->db, on_authorize, c);
}

static int open_file(sqlite_conn *c, const sq_driver_host *host, const sq_url *u, sq_error *err)
{
    int flags = 0;
    if (read_flags(u, &flags, err) != SQ_OK || read_settings(c, u, err) != SQ_OK)
        return err->status;
    char *name = file_name(host, u, &flags);
    if (!name)
        return sqi_error(err, SQ_ERR_NOMEM, "sqlite", "out of memory");
    int rc = sqlite3_open_v2(name, &c->db, flags, sq_url_value(u, "vfs"));
    sqi_free(host->allocator, name);
    if (rc == SQLITE_OK)
        rc = set_up(c);
    return rc == SQLITE_OK ? SQ_OK : sqi_sqlite_open_error(c->db, rc, err);
}

static int make_cache(sqlite_conn *c, const sq_driver_host *host)
{
    c->n_sets = host->statement_cache > 0 ? ((size_t)host->statement_cache + WAYS - 1) / WAYS : 0;
    if (c->n_sets == 0)
        return SQ_OK;
    c->kept = sqi_zalloc(host->allocator, c->n_sets * WAYS * sizeof *c->kept);
    return c->kept ? SQ_OK : SQ_ERR_NOMEM;
}

int sqi_sqlite_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                       sq_driver_conn **out, sq_error *err)
{
    sqlite_conn *c = sqi_zalloc(host->allocator, sizeof *c);
    if (!c)
        return sqi_error(err, SQ_ERR_NOMEM, "sqlite", "out of memory");
    c->base.host = host;
    c->base.deadline = deadline;
    int rc = make_cache(c, host);
    if (rc != SQ_OK)
        sqi_error(err, rc, "sqlite", "out of memory");
    else
        rc = open_file(c, host, u, err);
    if (rc != SQ_OK) {
        sqi_sqlite_close(&c->base, false);
        return rc;
    }
    *out = &c->base;
    return SQ_OK;
}

/* In a forked child nothing of the connection may be touched, not even to close it: that would drop
 * locks of the parent's process. Its memory is given up. */
void sqi_sqlite_close(sq_driver_conn *base, bool abandon)
{
    sqlite_conn *c = sqlite_of(base);
    const sq_allocator *a = base->host->allocator;
    if (abandon)
        return;
    sqi_sqlite_forget_statements(c);
    for (int i = 0; i < FIXED_COUNT; i++)
        sqlite3_finalize(c->fixed[i]);
    sqlite3_close_v2(c->db);
    sqi_free(a, c->rows.columns);
    sqi_free(a, c->rows.values);
    sqi_free(a, c->kept);
    sqi_free(a, c);
}

/* ---- reset ---- */

/* As long as `sql` gives a row, runs the command made of its two columns, which removes the row.
 * The query is ended before: what is being read can't be dropped. */
static int for_each_name(sqlite_conn *c, const char *sql, const char *format)
{
    sqlite3_stmt *s;
    int rc = sqlite3_prepare_v2(c->db, sql, -1, &s, NULL);
    while (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW) {
        char *command = sqlite3_mprintf(format, sqlite3_column_text(s, 0),
                                        sqlite3_column_text(s, 1));
        rc = sqlite3_reset(s);
        if (rc == SQLITE_OK)
            rc = command ? sqlite3_exec(c->db, command, NULL, NULL, NULL) : SQLITE_NOMEM;
        sqlite3_free(command);
    }
    int end = sqlite3_finalize(s);
    return rc != SQLITE_OK ? rc : end;
}

/* A database in memory goes with its connection, so the session is put right instead. */
static int restore_session(sqlite_conn *c)
{
    int rc = for_each_name(c,
                           "SELECT type, name FROM temp.sqlite_master WHERE type IN "
                           "('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                           "DROP %s temp.\"%w\"");
    if (rc == SQLITE_OK)
        rc = for_each_name(c, "SELECT '', name FROM pragma_database_list WHERE seq > 1",
                           "DETACH %s\"%w\"");
    return rc == SQLITE_OK ? set_up(c) : rc;
}

int sqi_sqlite_reset(sq_driver_conn *base, bool full, sq_error *err)
{
    sqlite_conn *c = sqlite_of(base);
    if (c->read_only && sqi_sqlite_fixed(c, FIXED_READ_WRITE, err) != SQ_OK)
        return err->status;
    if (!full)
        return SQ_OK;
    if (!c->memory)
        return SQ_STEP_CLOSE;
    int rc = restore_session(c);
    return rc == SQLITE_OK ? SQ_OK : sqi_sqlite_error(c, rc, err);
}
