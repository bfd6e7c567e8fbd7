/* driver_error.c: SQLite's result codes as squill's errors. */
#include <string.h>
#include "dialects/sqlite/driver.h"

typedef struct code {
    int code, status;
    const char *sqlstate;
    bool retry;
} code;

typedef struct text {
    const char *part;
    int status;
    const char *sqlstate;
} text;

#define ERROR_CODE(code, status, sqlstate, retry) {code, status, sqlstate, retry},
#define ERROR_TEXT(part, status, sqlstate)
static const code codes[] = {
#include "dialects/sqlite/errors.def"
};
#undef ERROR_CODE
#undef ERROR_TEXT
#define ERROR_CODE(code, status, sqlstate, retry)
#define ERROR_TEXT(part, status, sqlstate) {part, status, sqlstate},
static const text texts[] = {
#include "dialects/sqlite/errors.def"
};
#undef ERROR_CODE
#undef ERROR_TEXT

static const code *find(int rc)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == rc)
            return &codes[i];
    return NULL;
}

static code classify(int rc, const char *message)
{
    const code *found = find(rc);
    if (!found)
        found = find(rc & 0xFF);
    code k = found ? *found : (code){rc, SQ_ERR_OPERATIONAL, "58000", false};
    for (size_t i = 0; rc == SQLITE_ERROR && i < sizeof texts / sizeof *texts; i++)
        if (strstr(message, texts[i].part)) {
            k.status = texts[i].status;
            k.sqlstate = texts[i].sqlstate;
            break;
        }
    return k;
}

static int fill(int rc, const char *message, sq_error *err)
{
    code k = classify(rc, message);
    sqi_error(err, k.status, "sqlite", "%s", message);
    err->native = rc;
    err->retry_safe = k.retry;
    memcpy(err->sqlstate, k.sqlstate, 6);
    return k.status;
}

int sqi_sqlite_open_error(sqlite3 *db, int rc, sq_error *err)
{
    int extended = db ? sqlite3_extended_errcode(db) : rc;
    fill(extended, db ? sqlite3_errmsg(db) : sqlite3_errstr(rc), err);
    if (err->status != SQ_ERR_NOMEM)
        err->status = SQ_ERR_CONNECT;
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

/* An interrupt or a lock that was not had in time came from the deadline if that has passed. */
int sqi_sqlite_error(sqlite_conn *c, int rc, sq_error *err)
{
    int extended = sqlite3_extended_errcode(c->db);
    fill((extended & 0xFF) == (rc & 0xFF) ? extended : rc, sqlite3_errmsg(c->db), err);
    bool late = c->base.deadline && c->base.host->now() >= c->base.deadline;
    if (late && (err->status == SQ_ERR_CANCELLED || err->status == SQ_ERR_LOCK_TIMEOUT)) {
        int native = err->native;
        sqi_error(err, SQ_ERR_TIMEOUT, "sqlite", "the deadline passed");
        err->native = native;
        memcpy(err->sqlstate, "57014", 6);
    } else if (err->status == SQ_ERR_LOCK_TIMEOUT && atomic_load(&c->cancelled)) {
        err->status = SQ_ERR_CANCELLED;
        err->retry_safe = false;
    }
    return err->status;
}
