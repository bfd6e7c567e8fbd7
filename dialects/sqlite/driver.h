/* driver.h: what the files of the SQLite driver share. Not for the SQL half of this folder. */
#ifndef SQI_SQLITE_DRIVER_H
#define SQI_SQLITE_DRIVER_H

#include <sqlite3.h>
#include <stdatomic.h>
#include "lib/base/error.h"
#include "squill/sys/driver.h"

/* The driver's own statements, prepared when first needed. */
typedef enum fixed_statement {
    FIXED_BEGIN,
    FIXED_BEGIN_IMMEDIATE,
    FIXED_BEGIN_EXCLUSIVE,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_READ_ONLY,
    FIXED_READ_WRITE,
    FIXED_COUNT
} fixed_statement;

/* What the authorizer saw while a statement was being prepared. */
enum {
    SAW_WRITE = 1,   /* INSERT, UPDATE, DELETE */
    SAW_SCHEMA = 2,  /* CREATE, DROP, ALTER ...: writes of the schema table do not count */
    SAW_SESSION = 4, /* PRAGMA with a value, ATTACH, DETACH, temporary objects */
};

/* A prepared statement, kept under the id that the engine gave its text. */
typedef struct kept_statement {
    uint64_t id; /* 0: free */
    uint64_t used;
    sqlite3_stmt *stmt;
    int saw;
} kept_statement;

/* Results: one at a time, since the engine copies or streams. */
typedef struct sqlite_rows {
    sq_driver_rows base;
    sqlite3_stmt *stmt;
    kept_statement *kept; /* NULL: the statement goes with the result */
    sq_driver_column *columns;
    sq_value *values; /* of the current row */
    size_t cap_columns;
    int step; /* what the first sqlite3_step() gave, until it was fetched; else 0 */
    int saw;
    bool copied; /* its values are SQLite's copies, to be dropped */
} sqlite_rows;

typedef struct sqlite_conn {
    sq_driver_conn base;
    sqlite3 *db;
    bool memory;    /* closing it would lose the database */
    bool shared;    /* its cache with other connections, and the locks of that */
    bool read_only; /* PRAGMA query_only is on */
    bool foreign_keys;
    int saw;
    int busy_ms;
    int64_t busy_since;
    sq_begin_mode mode; /* what sq_begin() means by default */
    atomic_bool cancelled;
    sqlite3_stmt *fixed[FIXED_COUNT];
    kept_statement *kept; /* n_sets sets of WAYS */
    size_t n_sets;
    uint64_t tick;
    sqlite_rows rows;
} sqlite_conn;

static inline sqlite_conn *sqlite_of(sq_driver_conn *c)
{
    return (sqlite_conn *)c;
}

/* ---- driver_error.c ---- */
/* The error of the last call on c->db, as `rc` tells it. Never gives SQ_OK. */
SQI_COLD int sqi_sqlite_error(sqlite_conn *c, int rc, sq_error *err);
SQI_COLD int sqi_sqlite_open_error(sqlite3 *db, int rc, sq_error *err);

/* ---- driver_open.c ---- */
int sqi_sqlite_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                       sq_driver_conn **out, sq_error *err);
int sqi_sqlite_max_connections(const sq_url *u);
void sqi_sqlite_close(sq_driver_conn *c, bool abandon);
int sqi_sqlite_reset(sq_driver_conn *c, bool full, sq_error *err);

/* ---- driver.c ---- */
int sqi_sqlite_fixed(sqlite_conn *c, fixed_statement which, sq_error *err);

/* ---- result.c ---- */
int sqi_sqlite_execute(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                       sq_error *err);
int sqi_sqlite_execute_many(sq_driver_conn *c, const sq_driver_request *r, const sq_driver_batch *b,
                            int64_t *affected, sq_error *err);
int sqi_sqlite_fetch(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err);
void sqi_sqlite_get(sq_driver_rows *rows, size_t column, sq_value *out);
void sqi_sqlite_finish(sq_driver_conn *c, sq_driver_rows *rows);
void sqi_sqlite_forget_statements(sqlite_conn *c);

/* ---- driver_bind.c ---- */
/* Binds all parameters. `copy`: the values do not live as long as the statement runs. */
int sqi_sqlite_bind(sqlite_conn *c, sqlite3_stmt *s, const sq_driver_request *r, bool copy,
                    sq_error *err);

#endif
