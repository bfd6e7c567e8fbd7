/* driver_load.c: bulk load by COPY in binary form.
 *
 *   prepare INSERT INTO target VALUES ($1 ...) ──> its parameters have the types of the columns
 *     ──> COPY target FROM STDIN ──> chunks of rows ──> the end, or the reason why not
 *
 * Rows are encoded from the structs themselves into one buffer of a chunk; libpq gets the next
 * chunk when it has sent the last one. Invariant: what is in the buffer are whole rows. */
#include <string.h>
#include "dialects/postgresql/driver.h"
#include "lib/base/utf8.h"

/* WIDEST: of a value that is no text, with its length. */
enum { CHUNK_BYTES = 64 * 1024, KEEP_BYTES = 4 * CHUNK_BYTES, WIDEST = 12 };

typedef enum way { LOAD_VALUE, LOAD_2, LOAD_4, LOAD_8, LOAD_TEXT, LOAD_CHARS, LOAD_STR } way;
struct pg_load_column {
    const sq_field *field;
    pg_reading reading;
    way how;
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

/* The usual ones have a short way from the struct to the buffer. */
static way way_of(const sq_field *f, pg_reading r)
{
    bool text = r == PG_AS_TEXT || r == PG_AS_JSON;
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        return f->size == 2 && r == PG_AS_INT2   ? LOAD_2
               : f->size == 4 && r == PG_AS_INT4 ? LOAD_4
               : f->size == 8 && r == PG_AS_INT8 ? LOAD_8
                                                 : LOAD_VALUE;
    case SQ_F_DOUBLE:
        return f->size == 4 && r == PG_AS_FLOAT4   ? LOAD_4
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
        columns[i] = (struct pg_load_column){&l->fields[i], reading,
                                             way_of(&l->fields[i], reading)};
    }
    return SQ_OK;
}

/* ---- rows into the buffer ---- */

static bool have_room(sqi_out *o, size_t n)
{
    return o->cap - o->n >= n || sqi_out_reserve(o, n);
}

static char *put4(char *p, uint32_t u)
{
    p[0] = (char)(u >> 24);
    p[1] = (char)(u >> 16 & 0xFF);
    p[2] = (char)(u >> 8 & 0xFF);
    p[3] = (char)(u & 0xFF);
    return p + 4;
}

static void put_integer(sqi_out *o, const char *member, size_t size)
{
    char *p = o->p + o->n; /* there is room: see encode_row() */
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    p = put4(p, (uint32_t)size);
    if (size == 8) {
        memcpy(&eight, member, 8);
        p = put4(put4(p, (uint32_t)(eight >> 32)), (uint32_t)eight);
    } else if (size == 4) {
        memcpy(&four, member, 4);
        p = put4(p, four);
    } else {
        memcpy(&two, member, 2);
        *p++ = (char)(two >> 8 & 0xFF);
        *p++ = (char)(two & 0xFF);
    }
    o->n = (size_t)(p - o->p);
}

/* There stays room for what is not text in the rest of the row. */
static bool put_text(pg_conn *c, const char *s, size_t n)
{
    sqi_out *o = &c->load.bytes;
    if (!have_room(o, n + c->load.widest))
        return true; /* its status tells */
    char *p = put4(o->p + o->n, s ? (uint32_t)n : UINT32_MAX);
    o->n += 4 + n;
    if (!s)
        return true;
    memcpy(p, s, n);
    return sqi_utf8_valid(s, n);
}

static bool encode(pg_conn *c, const struct pg_load_column *k, const char *row)
{
    sqi_out *o = &c->load.bytes;
    const char *member = row + k->field->offset, *text;
    sq_str str;
    sq_value v;
    switch (k->how) {
    case LOAD_2:
    case LOAD_4:
    case LOAD_8:
        put_integer(o, member, k->field->size);
        return true;
    case LOAD_TEXT:
        memcpy(&text, member, sizeof text);
        return put_text(c, text, text ? strlen(text) : 0);
    case LOAD_CHARS:
        text = memchr(member, 0, k->field->size);
        return put_text(c, member, text ? (size_t)(text - member) : k->field->size);
    case LOAD_STR:
        memcpy(&str, member, sizeof str);
        return put_text(c, str.p, str.n);
    case LOAD_VALUE:
        v = c->load.given->value(k->field, row);
        return sqi_postgresql_encode(o, &v, k->reading) && have_room(o, c->load.widest);
    }
    return false;
}

static int encode_row(pg_conn *c, const char *row)
{
    sqi_out *o = &c->load.bytes;
    size_t n = c->load.given->n_fields;
    c->load.n_rows++;
    if (!have_room(o, c->load.widest))
        return sqi_error(&c->load.failure, o->status, "postgresql", "%s",
                         sq_status_text(o->status));
    o->p[o->n++] = (char)(n >> 8 & 0xFF);
    o->p[o->n++] = (char)(n & 0xFF);
    const struct pg_load_column *k = c->load.columns, *end = k + n;
    while (k < end && encode(c, k, row) && o->status == SQ_OK)
        k++;
    if (o->status != SQ_OK)
        return sqi_error(&c->load.failure, o->status, "postgresql", "%s",
                         sq_status_text(o->status));
    if (k < end)
        return sqi_error(&c->load.failure, SQ_ERR_TYPE, "postgresql",
                         "row %llu: the value of %s does not fit its column or is no UTF-8",
                         (unsigned long long)c->load.n_rows, k->field->name);
    return SQ_OK;
}

/* The next rows, if those of the last call are used up. */
static bool have_row(pg_conn *c)
{
    const sq_driver_load *l = c->load.given;
    const void *rows;
    if (c->load.left > 0)
        return true;
    if (l->next(l->context, &rows, &c->load.left, &c->load.failure) != SQ_STEP_ROW)
        c->load.left = 0;
    c->load.row = rows;
    return c->load.left > 0;
}

/* A chunk; the last one ends by the mark of the end. */
static void fill(pg_conn *c)
{
    sqi_out *o = &c->load.bytes;
    o->n = 0;
    if (c->load.n_rows == 0)
        sqi_out_mem(o, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0", 19);
    while (o->n < CHUNK_BYTES) {
        if (!have_row(c)) {
            c->load.ended = true;
            sqi_out_mem(o, "\377\377", 2);
            return;
        }
        if (encode_row(c, c->load.row) != SQ_OK)
            return;
        c->load.row += c->load.given->row_size;
        c->load.left--;
    }
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

/* Puts chunks until libpq has more than it could send. false: it took nothing. */
static bool feed(pg_conn *c)
{
    while (!c->load.ended && !c->unsent) {
        if (!is_called_off(c))
            fill(c);
        if (c->load.failure.status != SQ_OK)
            return PQputCopyEnd(c->pg, "the client gave up") == 1;
        if (PQputCopyData(c->pg, c->load.bytes.p, (int)c->load.bytes.n) != 1)
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
