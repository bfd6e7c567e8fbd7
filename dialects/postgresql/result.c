/* result.c: rows of the PostgreSQL driver.
 *
 * A buffered result is libpq's own, detached: values are read in place as long as it lives. A
 * stream comes as results of a row or a chunk of them, and the connection is busy until its end. */
#include <string.h>
#include <sys/socket.h>
#include "dialects/postgresql/driver_decode.h"

/* ---- making and freeing ---- */

void sqi_postgresql_rows_free(pg_rows *rows)
{
    if (!rows)
        return;
    const sq_allocator *a = rows->allocator;
    sqi_arena_unref(rows->arena);
    sqi_free(a, rows->readers);
    sqi_free(a, rows->values);
    sqi_free(a, rows->columns);
    sqi_free(a, rows);
}

static pg_rows *new_rows(pg_conn *c)
{
    pg_rows *rows = c->spare;
    c->spare = NULL;
    if (rows)
        return rows;
    rows = sqi_zalloc(c->base.host->allocator, sizeof *rows);
    if (rows)
        rows->allocator = c->base.host->allocator;
    return rows;
}

/* Room for as many values is made, unless one row has more, and rows are read until it is full. */
enum { VALUES = 128 };

static bool reserve(pg_rows *rows, size_t n)
{
    size_t n_values = (n < VALUES ? VALUES : n) + n;
    if (n <= rows->cap)
        return true;
    void *readers = sqi_resize(rows->allocator, rows->readers, n * sizeof *rows->readers);
    if (readers)
        rows->readers = readers;
    void *values = sqi_resize(rows->allocator, rows->values, n_values * sizeof *rows->values);
    if (values)
        rows->values = values;
    void *columns = sqi_resize(rows->allocator, rows->columns, n * sizeof *rows->columns);
    if (columns)
        rows->columns = columns;
    if (!readers || !values || !columns)
        return false;
    rows->cap = n;
    return true;
}

/* What only changes rows tells how many; a query tells none. */
int64_t sqi_postgresql_affected(PGresult *r)
{
    static const char *const tags[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY"};
    const char *tag = PQcmdStatus(r);
    bool changes = *tag != 'S'; /* not SELECT */
    for (size_t i = 0; changes && i < sizeof tags / sizeof *tags; i++)
        if (pg_is_command(tag, tags[i])) {
            int64_t n = 0;
            for (const char *p = PQcmdTuples(r); *p; p++)
                n = n * 10 + (*p - '0');
            return n;
        }
    return PQnfields(r) > 0 ? -1 : 0;
}

/* The statement whose results all have the columns of its description: the server refuses to run it
 * where it would get others. NULL: the result may be of another one. */
static const kept_statement *described_by(const pg_conn *c, size_t n)
{
    const kept_statement *k = c->current;
    return k && k->readers && k->n_columns == n && !c->other_types ? k : NULL;
}

/* Where the names of columns are the result's own, the next one has others. */
static bool describe(pg_rows *rows, const pg_conn *c, const PGresult *r)
{
    size_t n = (size_t)PQnfields(r);
    const kept_statement *kept = described_by(c, n);
    if (kept && kept->number == rows->described)
        return true;
    if (!reserve(rows, n))
        return false;
    const sq_compiled *k = c->request->compiled;
    bool named = k && sq_compiled_column_count(k) == n, binary = PQbinaryTuples(r);
    for (size_t i = 0; i < n; i++)
        rows->readers[i] = kept ? kept->readers[i]
                                : sqi_postgresql_reader(PQftype(r, (int)i), binary);
    for (size_t i = 0; !named && i < n; i++)
        rows->columns[i] = (sq_driver_column){.name = PQfname(r, (int)i)};
    rows->base.n_columns = n;
    rows->at_once = n > 0 && n < VALUES ? VALUES / (int)n : 1;
    rows->base.columns = named ? NULL : rows->columns;
    rows->described = kept && named ? kept->number : 0;
    return true;
}

/* With its first rows, if it has any. */
static bool begin(pg_rows *rows, PGresult *r, int n_rows)
{
    rows->result = r;
    sqi_postgresql_read_ahead(rows, 0);
    return n_rows == 0 || rows->base.ready > 0;
}

pg_rows *sqi_postgresql_rows(pg_conn *c, PGresult *r, bool stream)
{
    pg_rows *rows = new_rows(c);
    int n = PQntuples(r);
    if (!rows || !describe(rows, c, r) || !begin(rows, r, n)) {
        PQclear(r);
        sqi_postgresql_rows_free(rows);
        return NULL;
    }
    rows->base.detached = !stream;
    rows->base.n_rows = stream ? 0 : n;
    rows->base.affected = stream ? -1 : sqi_postgresql_affected(r);
    rows->base.last_id = 0;
    c->stream = stream ? rows : NULL;
    return rows;
}

/* ---- streams ---- */

/* libpq has it since 17; which libpq it is shows when the program is loaded. */
#if defined __GNUC__
extern int PQsetChunkedRowsMode(PGconn *pg, int rows) __attribute__((weak));
#else
static int (*const PQsetChunkedRowsMode)(PGconn *pg, int rows) = NULL;
#endif

enum { CHUNK_ROWS = 100, TUPLES_CHUNK = 12 }; /* PGRES_TUPLES_CHUNK, for older headers */

void sqi_postgresql_stream_mode(PGconn *pg)
{
    if (PQsetChunkedRowsMode && PQsetChunkedRowsMode(pg, CHUNK_ROWS))
        return;
    PQsetSingleRowMode(pg);
}

bool sqi_postgresql_is_part(ExecStatusType status)
{
    return status == PGRES_SINGLE_TUPLE || (int)status == TUPLES_CHUNK;
}

/* ---- walking ---- */

static int take_row(pg_conn *c, PGresult *r, sq_error *err)
{
    pg_rows *rows = c->stream;
    if (!r) {
        sqi_postgresql_end(c);
        c->stream = NULL;
        if (c->failure.status == SQ_OK)
            return SQ_OK;
        *err = c->failure;
        return err->status;
    }
    ExecStatusType status = PQresultStatus(r);
    if (sqi_postgresql_is_part(status)) {
        rows->result = r;
        return sqi_postgresql_read_rows(rows, 0, err);
    }
    if (status == PGRES_TUPLES_OK)
        rows->base.affected = sqi_postgresql_affected(r);
    else
        sqi_postgresql_note_error(c, r);
    PQclear(r);
    return SQ_STEP_WAIT;
}

static int fetch_streamed(pg_conn *c, pg_rows *rows, sq_error *err)
{
    if (c->stream != rows)
        return SQ_OK;
    if (rows->arena)
        sqi_arena_reset(rows->arena);
    if (rows->next < PQntuples(rows->result))
        return sqi_postgresql_read_rows(rows, rows->next, err);
    PQclear(rows->result);
    rows->result = NULL;
    c->take = take_row;
    return sqi_postgresql_pump(c, err);
}

int sqi_postgresql_fetch(sq_driver_conn *base, sq_driver_rows *given, sq_error *err)
{
    pg_rows *rows = (pg_rows *)given;
    if (!rows->base.detached)
        return fetch_streamed(pg_of(base), rows, err);
    return rows->next < rows->base.n_rows ? sqi_postgresql_read_rows(rows, rows->next, err) : SQ_OK;
}

void sqi_postgresql_get(sq_driver_rows *rows, size_t column, sq_value *out)
{
    *out = rows->values[column];
}

/* ---- the end ---- */

/* Does the operation end with this result? A series does with its sync. */
static bool is_last(const pg_conn *c, const PGresult *r)
{
    if (PQpipelineStatus(c->pg) == PQ_PIPELINE_OFF || PQstatus(c->pg) != CONNECTION_OK)
        return !r;
    return PQresultStatus(r) == PGRES_PIPELINE_SYNC;
}

/* Takes what has arrived; true at the end of the operation, or of the connection. */
static bool take_arrived(pg_conn *c)
{
    c->unsent = c->unsent && PQflush(c->pg) > 0;
    if (!PQconsumeInput(c->pg))
        return true;
    while (!PQisBusy(c->pg)) {
        PGresult *r = PQgetResult(c->pg);
        bool last = is_last(c, r);
        PQclear(r);
        if (last)
            return true;
    }
    return false;
}

/* For what comes next the connection is lost: libpq reads what has arrived, then the end. */
static void give_up(pg_conn *c)
{
    shutdown(PQsocket(c->pg), SHUT_RDWR);
    while (PQstatus(c->pg) == CONNECTION_OK)
        PQclear(PQgetResult(c->pg));
}

/* The rows that nobody wants. Outside a transaction the statement is cancelled; inside, that would
 * spoil the transaction, so they are read. At the deadline the connection is given up. */
void sqi_postgresql_drain(pg_conn *c)
{
    sq_error ignored;
    bool read_on = !c->was_idle;
    int64_t until = c->base.deadline;
    while (!take_arrived(c)) {
        if (!read_on) {
            until = sqi_rest_until(c->base.host->now(), c->base.deadline);
            sqi_postgresql_cancel(&c->base, until, &ignored);
            read_on = true;
        }
        sq_await(PQsocket(c->pg), SQ_WAIT_READ | (c->unsent ? SQ_WAIT_WRITE : 0), until);
        if (until && c->base.host->now() > until) {
            give_up(c);
            break;
        }
    }
    sqi_postgresql_end(c);
    c->stream = NULL;
}

void sqi_postgresql_finish(sq_driver_conn *base, sq_driver_rows *given)
{
    enum { KEEP = 64 * 1024 };
    pg_rows *rows = (pg_rows *)given;
    pg_conn *c = base ? pg_of(base) : NULL;
    if (c && c->stream == rows)
        sqi_postgresql_drain(c);
    PQclear(rows->result);
    rows->result = NULL;
    if (rows->arena && rows->arena->bytes > KEEP) {
        sqi_arena_unref(rows->arena);
        rows->arena = NULL;
    } else if (rows->arena) {
        sqi_arena_reset(rows->arena);
    }
    if (c && !c->spare)
        c->spare = rows;
    else
        sqi_postgresql_rows_free(rows);
}
