/* driver_load.c: bulk load by COPY in binary form.
 *
 *   prepare INSERT INTO target VALUES ($1 ...) ──> its parameters have the types of the columns
 *     ──> COPY target FROM STDIN ──> chunks of rows ──> the end, or the reason why not
 *
 * Rows are encoded from the structs themselves into one buffer of a chunk; libpq gets the next
 * chunk when it has sent the last one, in messages that cut rows where they like. */
#include <string.h>
#include "dialects/postgresql/driver.h"
#include "lib/base/utf8.h"

/* WIDEST: of a value that is no text, with its length. A chunk is whole blocks of libpq and less
 * than 64 KiB, which is what one segment of TCP takes at most: a bit more would go by itself. */
enum { CHUNK_BYTES = 56 * 1024, KEEP_BYTES = 8 * CHUNK_BYTES, WIDEST = 12 };

typedef enum way { LOAD_VALUE, LOAD_2, LOAD_4, LOAD_8, LOAD_TEXT, LOAD_CHARS, LOAD_STR } way;
struct pg_load_column {
    way how;
    size_t offset, check_from;
    const sq_field *field;
    pg_reading reading;
};

/* ---- what goes into which column ---- */

static bool is_number(pg_reading r)
{
    return r == PG_AS_INT2 || r == PG_AS_INT4 || r == PG_AS_INT8 || r == PG_AS_OID ||
           r == PG_AS_FLOAT4 || r == PG_AS_FLOAT8 || r == PG_AS_NUMERIC || r == PG_AS_BOOL;
}

/* Members of this kind can be encoded for such a column; else the server has to convert them. */
static bool fits(const sq_field *f, pg_reading r)
{
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
    case SQ_F_UINT:
    case SQ_F_BOOL:
        return is_number(r);
    case SQ_F_DOUBLE:
        return r == PG_AS_FLOAT4 || r == PG_AS_FLOAT8 || r == PG_AS_NUMERIC;
    case SQ_F_TEXT:
    case SQ_F_CHARS:
    case SQ_F_STR:
        return r == PG_AS_TEXT || r == PG_AS_CHAR || r == PG_AS_JSON || r == PG_AS_JSONB;
    case SQ_F_BYTES:
        return r == PG_AS_BYTES;
    case SQ_F_VALUE:
        return r != PG_AS_OTHER;
    }
    return false;
}

/* The usual ones that need no check have a short way from the struct to the buffer. */
static way way_of(const sq_field *f, pg_reading r, bool checked)
{
    bool text = r == PG_AS_TEXT || r == PG_AS_JSON;
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        return checked                           ? LOAD_VALUE
               : f->size == 2 && r == PG_AS_INT2 ? LOAD_2
               : f->size == 4 && r == PG_AS_INT4 ? LOAD_4
               : f->size == 8 && r == PG_AS_INT8 ? LOAD_8
                                                 : LOAD_VALUE;
    case SQ_F_DOUBLE:
        return checked                             ? LOAD_VALUE
               : f->size == 4 && r == PG_AS_FLOAT4 ? LOAD_4
               : f->size == 8 && r == PG_AS_FLOAT8 ? LOAD_8
                                                   : LOAD_VALUE;
    case SQ_F_TEXT:
        return text ? LOAD_TEXT : LOAD_VALUE;
    case SQ_F_CHARS:
        return text ? LOAD_CHARS : LOAD_VALUE;
    case SQ_F_STR:
        return text ? LOAD_STR : LOAD_VALUE;
    default:
        return LOAD_VALUE;
    }
}

/* The description of the INSERT. */
static int plan(pg_conn *c, const PGresult *r, sq_error *err)
{
    const sq_driver_load *l = c->load.given;
    if ((size_t)PQnparams(r) != l->n_fields)
        return sqi_error(err, SQ_ERR_INTERNAL, "postgresql", "the server described another INSERT");
    struct pg_load_column *columns = sqi_resize(c->base.host->allocator, c->load.columns,
                                                l->n_fields * sizeof *columns);
    if (!columns)
        return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
    c->load.columns = columns;
    for (size_t i = 0; i < l->n_fields; i++) {
        pg_reading reading = sqi_postgresql_reading(PQparamtype(r, (int)i));
        if (!fits(&l->fields[i], reading))
            return sqi_error(err, SQ_ERR_UNSUPPORTED, "postgresql",
                             "%s can not be sent to its column by COPY", l->fields[i].name);
        size_t from = l->check_from ? l->check_from[i] : SIZE_MAX;
        columns[i] = (struct pg_load_column){.how = way_of(&l->fields[i], reading, from == 0),
                                             .offset = l->fields[i].offset,
                                             .check_from = from,
                                             .field = &l->fields[i],
                                             .reading = reading};
    }
    return SQ_OK;
}

/* ---- rows into the buffer ---- */

static char *grow(sqi_out *o, char *p, size_t n)
{
    o->n = (size_t)(p - o->p);
    return sqi_out_reserve(o, n) ? o->p + o->n : NULL;
}

/* `p` is where the next byte goes; NULL: something is wrong. There always is room for what is not
 * text in the rest of the row, as there is where it begins in the chunk, so that only text asks for
 * more. */
static inline char *make_room(pg_conn *c, char *p, size_t n)
{
    sqi_out *o = &c->load.bytes;
    return (size_t)(o->p + o->cap - p) >= n ? p : grow(o, p, n);
}

static bool check(pg_conn *c, const struct pg_load_column *k, const char *row)
{
    const sq_driver_load *l = c->load.given;
    size_t i = (size_t)(k - c->load.columns);
    return l->check(l->context, i, row, c->load.n_rows, &c->load.failure) == SQ_OK;
}

static inline char *put_null(char *p)
{
    return pg_put4(p, UINT32_MAX);
}

static inline char *put_text(pg_conn *c, const struct pg_load_column *k, const char *row, char *p,
                             sq_str s)
{
    if (s.n >= k->check_from && !check(c, k, row))
        return NULL;
    p = make_room(c, p, s.n + c->load.widest);
    bool sent = p && sqi_utf8_copy(pg_put4(p, (uint32_t)s.n), s.p, s.n);
    return sent ? p + 4 + s.n : NULL;
}

static char *put_value(pg_conn *c, const struct pg_load_column *k, const char *row, char *p)
{
    sqi_out *o = &c->load.bytes;
    const sq_value v = c->load.given->value(k->field, row);
    o->n = (size_t)(p - o->p);
    if (k->check_from != SIZE_MAX && !check(c, k, row))
        return NULL;
    if (!sqi_postgresql_encode(o, &v, k->reading) || o->status != SQ_OK)
        return NULL;
    return make_room(c, o->p + o->n, c->load.widest);
}

static inline char *put(pg_conn *c, const struct pg_load_column *k, const char *row, char *p)
{
    const char *member = row + k->offset;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    sq_str s;
    switch (k->how) {
    case LOAD_2:
        memcpy(&two, member, sizeof two);
        return pg_put2(pg_put4(p, sizeof two), two);
    case LOAD_4:
        memcpy(&four, member, sizeof four);
        return pg_put4(pg_put4(p, sizeof four), four);
    case LOAD_8:
        memcpy(&eight, member, sizeof eight);
        return pg_put8(pg_put4(p, sizeof eight), eight);
    case LOAD_TEXT:
        memcpy(&s.p, member, sizeof s.p);
        if (!s.p)
            return put_null(p);
        s.n = strlen(s.p);
        break;
    case LOAD_CHARS:
        s.p = memchr(member, 0, k->field->size);
        s = (sq_str){member, s.p ? (size_t)(s.p - member) : k->field->size};
        break;
    case LOAD_STR:
        memcpy(&s, member, sizeof s);
        if (!s.p)
            return put_null(p);
        break;
    default:
        return put_value(c, k, row, p);
    }
    return put_text(c, k, row, p, s);
}

static char *put_row(pg_conn *c, const char *row, char *p)
{
    size_t n = c->load.given->n_fields;
    const struct pg_load_column *k = c->load.columns, *end = k + n;
    c->load.n_rows++;
    p = pg_put2(p, (uint16_t)n);
    for (; p && k < end; k++)
        p = put(c, k, row, p);
    if (!p && c->load.failure.status == SQ_OK && c->load.bytes.status == SQ_OK)
        sqi_error(&c->load.failure, SQ_ERR_TYPE, "postgresql",
                  "row %llu: the value of %s does not fit its column or is no UTF-8",
                  (unsigned long long)c->load.n_rows, k[-1].field->name);
    return p;
}

/* The next rows, if those of the last call are used up. */
static bool have_row(pg_conn *c)
{
    const sq_driver_load *l = c->load.given;
    const void *rows = NULL;
    if (c->load.left > 0)
        return true;
    if (l->next(l->context, &rows, &c->load.left, &c->load.failure) != SQ_STEP_ROW)
        c->load.left = 0;
    c->load.row = rows;
    return c->load.left > 0;
}

static char *put_rows(pg_conn *c, char *p)
{
    sqi_out *o = &c->load.bytes;
    while (p && p < o->p + CHUNK_BYTES && have_row(c)) {
        p = put_row(c, c->load.row, p);
        c->load.row += c->load.given->row_size;
        c->load.left--;
    }
    return p;
}

/* A chunk, behind what was not sent of the one before; the last one ends by the mark of the end. */
static void fill(pg_conn *c)
{
    sqi_out *o = &c->load.bytes;
    o->n -= c->load.sent;
    memmove(o->p, o->p + c->load.sent, o->n);
    c->load.sent = 0;
    if (c->load.n_rows == 0)
        sqi_out_mem(o, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0", 19);
    bool room = sqi_out_reserve(o, CHUNK_BYTES + c->load.widest);
    char *p = room ? put_rows(c, o->p + o->n) : NULL;
    if (!p && c->load.failure.status == SQ_OK)
        sqi_error(&c->load.failure, o->status, "postgresql", "%s", sq_status_text(o->status));
    if (!p)
        return;
    o->n = (size_t)(p - o->p);
    c->load.ended = o->n < CHUNK_BYTES;
    if (c->load.ended)
        sqi_out_mem(o, "\377\377", 2);
}

/* ---- the operation ---- */

static bool is_called_off(pg_conn *c)
{
    bool cancelled = sqi_postgresql_is_cancelled(c);
    bool late = c->base.deadline && c->base.host->now() >= c->base.deadline;
    if (late)
        sqi_error(&c->load.failure, SQ_ERR_TIMEOUT, "postgresql", "the deadline passed");
    else if (cancelled)
        sqi_error(&c->load.failure, SQ_ERR_CANCELLED, "postgresql", "the load was cancelled");
    return late || cancelled;
}

/* How much of the chunk goes into one message: libpq sends whole blocks of that size by itself and
 * would keep the rest for a call of its own. */
static size_t message_size(const pg_conn *c)
{
    enum { BLOCK = 8192, HEAD = 5 };
    size_t n = c->load.bytes.n;
    return c->load.ended ? n : (n + HEAD) / BLOCK * BLOCK - HEAD;
}

/* Puts chunks until libpq has more than it could send. false: it took nothing. */
static bool feed(pg_conn *c)
{
    while (!c->load.ended && !c->unsent) {
        if (!is_called_off(c))
            fill(c);
        if (c->load.failure.status != SQ_OK)
            return PQputCopyEnd(c->pg, "the client gave up") == 1;
        c->load.sent = message_size(c);
        if (PQputCopyData(c->pg, c->load.bytes.p, (int)c->load.sent) != 1)
            return false;
        int flushed = PQflush(c->pg);
        c->unsent = flushed > 0;
        if (flushed < 0)
            return false;
    }
    return c->unsent || PQputCopyEnd(c->pg, NULL) == 1;
}

static int finish(pg_conn *c, sq_error *err)
{
    sq_error failure = c->load.failure.status != SQ_OK ? c->load.failure : c->failure;
    sqi_postgresql_end(c);
    if (c->load.bytes.cap > KEEP_BYTES)
        sqi_out_clear(&c->load.bytes);
    if (failure.status == SQ_OK)
        return SQ_OK;
    *err = failure;
    return err->status;
}

static int take_copy(pg_conn *c, PGresult *r, sq_error *err)
{
    if (!r)
        return finish(c, err);
    ExecStatusType status = PQresultStatus(r);
    bool ok = true;
    if (status == PGRES_COPY_IN)
        ok = feed(c);
    else if (status == PGRES_COMMAND_OK)
        *c->load.loaded = sqi_postgresql_affected(r);
    else
        sqi_postgresql_note_error(c, r);
    PQclear(r);
    c->unsent = c->unsent || status == PGRES_COPY_IN;
    return ok ? SQ_STEP_WAIT : sqi_postgresql_start(c, 0, take_copy, err);
}

/* "COPY target FROM STDIN (FORMAT binary)", and what tells the types of the columns. */
static int write_sql(pg_conn *c, bool copy, sq_error *err)
{
    const sq_driver_load *l = c->load.given;
    sqi_out *o = &c->load.bytes;
    o->n = 0;
    sqi_out_str(o, copy ? "COPY " : "INSERT INTO ");
    sqi_out_str(o, l->target);
    sqi_out_str(o, copy ? " FROM STDIN (FORMAT binary)" : " VALUES (");
    for (size_t i = 1; !copy && i <= l->n_fields; i++)
        sqi_out_printf(o, i > 1 ? ", $%zu" : "$%zu", i);
    if (!copy)
        sqi_out_char(o, ')');
    if (sqi_out_cstr(o))
        return SQ_OK;
    sqi_out_clear(o);
    return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
}

static int start_copy(pg_conn *c, sq_error *err)
{
    if (write_sql(c, true, err) != SQ_OK) {
        sqi_postgresql_end(c);
        return err->status;
    }
    c->load.sent = c->load.bytes.n; /* the chunk is empty */
    return sqi_postgresql_start(c, PQsendQuery(c->pg, c->load.bytes.p), take_copy, err);
}

/* The results of prepare and describe. */
static int take_described(pg_conn *c, PGresult *r, sq_error *err)
{
    if (!r)
        return SQ_STEP_WAIT;
    ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_FATAL_ERROR)
        sqi_postgresql_note_error(c, r);
    else if (status == PGRES_COMMAND_OK && c->load.described++)
        plan(c, r, &c->load.failure);
    PQclear(r);
    if (status != PGRES_PIPELINE_SYNC)
        return SQ_STEP_WAIT;
    PQexitPipelineMode(c->pg);
    if (c->failure.status != SQ_OK || c->load.failure.status != SQ_OK)
        return finish(c, err);
    return start_copy(c, err);
}

int sqi_postgresql_load(sq_driver_conn *base, const sq_driver_load *l, int64_t *loaded,
                        sq_error *err)
{
    pg_conn *c = pg_of(base);
    sqi_out bytes = c->load.bytes;
    if (l->n_fields > INT16_MAX)
        return sqi_error(err, SQ_ERR_UNSUPPORTED, "postgresql", "too many columns");
    if (sqi_postgresql_admit(c, err) != SQ_OK)
        return err->status;
    if (!bytes.max)
        sqi_out_init(&bytes, base->host->allocator, (size_t)1 << 30);
    c->load = (pg_load){.given = l, .loaded = loaded, .columns = c->load.columns, .bytes = bytes};
    c->load.widest = 2 + l->n_fields * WIDEST;
    c->failure.status = SQ_OK;
    c->failure.scope = SQ_SCOPE_NONE;
    if (write_sql(c, false, err) != SQ_OK) {
        c->load.given = NULL;
        return err->status;
    }
    int ok = PQenterPipelineMode(c->pg) && PQsendPrepare(c->pg, "", c->load.bytes.p, 0, NULL) &&
             PQsendDescribePrepared(c->pg, "") && PQpipelineSync(c->pg);
    return sqi_postgresql_start(c, ok, take_described, err);
}
