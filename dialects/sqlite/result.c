/* result.c: statements and rows of the SQLite driver.
 *
 * execute() prepares (or finds the kept statement), binds, and takes the first step: so an error of
 * the statement shows there, and the columns are read after SQLite had its chance to prepare anew
 * when the schema changed. Prepared statements are kept in sets of WAYS, the least recently used
 * one of a full set goes. */
#include <string.h>
#include "dialects/sqlite/driver.h"
#include "lib/base/alloc.h"
#include "lib/base/hash.h"

enum { WAYS = 4 };

/* ---- statements ---- */

/* Text without an id of the engine's counts by its hash, in the upper half of all ids; then the
 * kept text is compared. */
static const uint64_t BY_TEXT = (uint64_t)1 << 63;

static uint64_t id_of(const sq_driver_request *r)
{
    return r->id ? r->id : sqi_hash_mem(0, r->sql.p, r->sql.n) | BY_TEXT;
}

static bool is_same(const kept_statement *k, uint64_t id, const sq_driver_request *r)
{
    return k->id == id && (!(id & BY_TEXT) || strcmp(sqlite3_sql(k->stmt), r->sql.p) == 0);
}

/* The place of the statement: with it, or free for it. NULL: statements are not kept. */
static kept_statement *find_kept(sqlite_conn *c, uint64_t id, const sq_driver_request *r)
{
    if (c->n_sets == 0)
        return NULL;
    kept_statement *set = &c->kept[id % c->n_sets * WAYS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (is_same(&set[i], id, r))
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    sqlite3_finalize(oldest->stmt);
    *oldest = (kept_statement){.id = 0};
    return oldest;
}

void sqi_sqlite_forget_statements(sqlite_conn *c)
{
    for (size_t i = 0; c->kept && i < c->n_sets * WAYS; i++)
        sqlite3_finalize(c->kept[i].stmt);
}

/* P7: SQLite prepares the first statement and only points at the rest. */
static int check_tail(const char *tail, sqlite3_stmt *s, sq_error *err)
{
    if (!s)
        return sqi_error(err, SQ_ERR_PROGRAMMING, "sqlite", "the SQL holds no statement");
    while (*tail == ' ' || *tail == ';' || *tail == '\n' || *tail == '\t' || *tail == '\r')
        tail++;
    return *tail ? sqi_error(err, SQ_ERR_PROGRAMMING, "sqlite",
                             "the SQL holds more than one statement")
                 : SQ_OK;
}

static int prepare(sqlite_conn *c, const sq_driver_request *r, bool keep, sqlite3_stmt **out,
                   sq_error *err)
{
    if (r->sql.n >= INT32_MAX)
        return sqi_error(err, SQ_ERR_LIMIT, "sqlite", "the SQL is too long");
    const char *tail = r->sql.p;
    c->saw = 0;
    int rc = sqlite3_prepare_v3(c->db, r->sql.p, (int)r->sql.n + 1,
                                keep ? SQLITE_PREPARE_PERSISTENT : 0, out, &tail);
    if (rc != SQLITE_OK)
        return sqi_sqlite_error(c, rc, err);
    if (check_tail(tail, *out, err) != SQ_OK) {
        sqlite3_finalize(*out);
        return err->status;
    }
    return SQ_OK;
}

/* The statement of a request, kept or new, in c->rows. */
static int find_statement(sqlite_conn *c, const sq_driver_request *r, sq_error *err)
{
    sqlite_rows *rows = &c->rows;
    uint64_t id = id_of(r);
    kept_statement *k = r->once ? NULL : find_kept(c, id, r);
    if (k && k->stmt) {
        k->used = ++c->tick;
        rows->stmt = k->stmt;
        rows->saw = k->saw;
        rows->kept = k;
        return SQ_OK;
    }
    if (prepare(c, r, k != NULL, &rows->stmt, err) != SQ_OK)
        return err->status;
    rows->saw = c->saw;
    rows->kept = k;
    if (k)
        *k = (kept_statement){.id = id, .used = ++c->tick, .stmt = rows->stmt, .saw = c->saw};
    return SQ_OK;
}

/* ---- running ---- */

/* Room for what is told of `n` columns: their names, and the values of a row. */
static int make_room(sqlite_conn *c, size_t n)
{
    sqlite_rows *rows = &c->rows;
    if (n <= rows->cap_columns)
        return SQ_OK;
    void *names = sqi_resize(c->base.host->allocator, rows->columns, n * sizeof *rows->columns);
    if (names)
        rows->columns = names;
    void *values = sqi_resize(c->base.host->allocator, rows->values, n * sizeof *rows->values);
    if (values)
        rows->values = values;
    if (!names || !values)
        return SQ_ERR_NOMEM;
    rows->cap_columns = n;
    return SQ_OK;
}

static int describe_columns(sqlite_conn *c, const sq_driver_request *r)
{
    sqlite_rows *rows = &c->rows;
    size_t n = (size_t)sqlite3_column_count(rows->stmt);
    if (make_room(c, n) != SQ_OK)
        return SQ_ERR_NOMEM;
    rows->base.n_columns = n;
    rows->base.columns = NULL;
    rows->base.values = rows->values;
    if (n == 0 || (r->compiled && sq_compiled_column_count(r->compiled) == n))
        return SQ_OK; /* the engine knows the names */
    for (size_t i = 0; i < n; i++) {
        const char *name = sqlite3_column_name(rows->stmt, (int)i);
        if (!name)
            return SQ_ERR_NOMEM;
        rows->columns[i] = (sq_driver_column){.name = name};
    }
    rows->base.columns = rows->columns;
    return SQ_OK;
}

/* A read-only transaction that SQLite ended by itself must not leave its mark on what follows. */
static int settle(sqlite_conn *c, sq_error *err)
{
    atomic_store_explicit(&c->cancelled, false, memory_order_relaxed);
    if (c->read_only && sqlite3_get_autocommit(c->db))
        return sqi_sqlite_fixed(c, FIXED_READ_WRITE, err);
    return SQ_OK;
}

static int make_ready(sqlite_conn *c, const sq_driver_request *r, sq_error *err)
{
    if (settle(c, err) != SQ_OK || find_statement(c, r, err) != SQ_OK)
        return err->status;
    c->rows.copied = r->stream;
    c->base.dirty = c->base.dirty || (c->rows.saw & SAW_SESSION);
    return SQ_OK;
}

static void drop_statement(sqlite_conn *c)
{
    sqlite_rows *rows = &c->rows;
    if (!rows->stmt)
        return;
    if (rows->kept) {
        sqlite3_reset(rows->stmt);
        if (rows->copied)
            sqlite3_clear_bindings(rows->stmt);
    } else {
        sqlite3_finalize(rows->stmt);
    }
    rows->stmt = NULL;
    rows->kept = NULL;
}

static int first_step(sqlite_conn *c, const sq_driver_request *r, sq_error *err)
{
    sqlite_rows *rows = &c->rows;
    int rc = sqlite3_step(rows->stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return sqi_sqlite_error(c, rc, err);
    rows->step = rc;
    if (describe_columns(c, r) != SQ_OK)
        return sqi_error(err, SQ_ERR_NOMEM, "sqlite", "out of memory");
    return SQ_OK;
}

/* Counts are SQLite's of the last INSERT, UPDATE or DELETE: only those may ask. */
static bool counts(const sqlite_rows *rows)
{
    return (rows->saw & (SAW_WRITE | SAW_SCHEMA)) == SAW_WRITE;
}

static void note_end(sqlite_conn *c)
{
    sqlite_rows *rows = &c->rows;
    bool wrote = counts(rows);
    rows->base.affected = wrote ? sqlite3_changes64(c->db) : rows->base.n_columns ? -1 : 0;
    rows->base.last_id = wrote ? sqlite3_last_insert_rowid(c->db) : 0;
}

int sqi_sqlite_execute(sq_driver_conn *base, const sq_driver_request *r, sq_driver_rows **out,
                       sq_error *err)
{
    sqlite_conn *c = sqlite_of(base);
    sqlite_rows *rows = &c->rows;
    if (make_ready(c, r, err) != SQ_OK)
        return err->status;
    if (sqi_sqlite_bind(c, rows->stmt, r, r->stream, err) != SQ_OK ||
        first_step(c, r, err) != SQ_OK) {
        drop_statement(c);
        return err->status;
    }
    if (rows->step == SQLITE_DONE)
        note_end(c);
    *out = &rows->base;
    return SQ_OK;
}

/* One execution of a batch to its end. An interrupt only ends what is running, so a cancel between
 * two executions is seen here. */
static int run_once(sqlite_conn *c, const sq_driver_request *r, int64_t *affected, sq_error *err)
{
    sqlite_rows *rows = &c->rows;
    int64_t given = 0;
    int rc;
    if (atomic_load_explicit(&c->cancelled, memory_order_relaxed))
        return sqi_error(err, SQ_ERR_CANCELLED, "sqlite", "the batch was cancelled");
    if (sqi_sqlite_bind(c, rows->stmt, r, false, err) != SQ_OK)
        return err->status;
    while ((rc = sqlite3_step(rows->stmt)) == SQLITE_ROW)
        given++;
    if (rc != SQLITE_DONE)
        return sqi_sqlite_error(c, rc, err);
    *affected += counts(rows) ? sqlite3_changes64(c->db) : given;
    sqlite3_reset(rows->stmt);
    return SQ_OK;
}

int sqi_sqlite_execute_many(sq_driver_conn *base, const sq_driver_request *r,
                            const sq_driver_batch *b, int64_t *affected, sq_error *err)
{
    sqlite_conn *c = sqlite_of(base);
    sq_driver_request one = *r;
    int rc;
    *affected = 0;
    if (make_ready(c, r, err) != SQ_OK)
        return err->status;
    while ((rc = b->values(b->context, &one.values, err)) == SQ_STEP_ROW)
        if ((rc = run_once(c, &one, affected, err)) != SQ_OK)
            break;
    drop_statement(c);
    return rc;
}

/* One look-up for a value instead of one for each question. It is "unprotected", which makes no
 * difference without a mutex (SQLITE_OPEN_NOMUTEX). false: no memory to give it, such as text that
 * the file has in UTF-16. */
static inline bool read_value(sqlite3_value *v, sq_value *out)
{
    switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER:
        *out = (sq_value){.kind = SQ_V_INT, .len = 8, .v.i = sqlite3_value_int64(v)};
        break;
    case SQLITE_FLOAT:
        *out = (sq_value){.kind = SQ_V_DOUBLE, .len = 8, .v.d = sqlite3_value_double(v)};
        break;
    case SQLITE_TEXT:
        *out = (sq_value){.kind = SQ_V_TEXT, .v.s = (const char *)sqlite3_value_text(v)};
        out->len = (uint32_t)sqlite3_value_bytes(v);
        return out->v.s != NULL;
    case SQLITE_BLOB: /* an empty one has no address */
        *out = (sq_value){.kind = SQ_V_BYTES, .v.p = sqlite3_value_blob(v)};
        out->len = (uint32_t)sqlite3_value_bytes(v);
        if (!out->v.p && out->len)
            return false;
        if (!out->v.p)
            out->v.p = "";
        break;
    default:
        *out = (sq_value){.kind = SQ_V_NULL};
    }
    return true;
}

/* The values of the row that SQLite stands on: valid until its next step, as its own are. */
static int read_row(sqlite_rows *rows, sq_error *err)
{
    for (size_t i = 0; i < rows->base.n_columns; i++)
        if (!read_value(sqlite3_column_value(rows->stmt, (int)i), &rows->values[i]))
            return sqi_error(err, SQ_ERR_NOMEM, "sqlite", "out of memory");
    return SQ_STEP_ROW;
}

int sqi_sqlite_fetch(sq_driver_conn *base, sq_driver_rows *ignored, sq_error *err)
{
    (void)ignored;
    sqlite_conn *c = sqlite_of(base);
    sqlite_rows *rows = &c->rows;
    int rc = rows->step;
    if (rc == SQLITE_DONE)
        return SQ_OK;
    rows->step = 0;
    if (rc == 0)
        rc = sqlite3_step(rows->stmt);
    if (rc == SQLITE_ROW)
        return read_row(rows, err);
    if (rc != SQLITE_DONE)
        return sqi_sqlite_error(c, rc, err);
    rows->step = SQLITE_DONE;
    note_end(c);
    return SQ_OK;
}

void sqi_sqlite_get(sq_driver_rows *rows, size_t column, sq_value *out)
{
    *out = rows->values[column];
}

void sqi_sqlite_finish(sq_driver_conn *base, sq_driver_rows *ignored)
{
    (void)ignored;
    drop_statement(sqlite_of(base));
}
