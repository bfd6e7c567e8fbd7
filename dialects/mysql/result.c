/* result.c: rows. They come one by one; the engine keeps what is to be kept.
 *
 * P14: a value that does not fit its buffer is never used: text and bytes are read again into a
 * larger one, anything else is an error. */
#include <stdio.h>
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/number.h"

enum { BINARY = 63, FIRST_BUFFER = 512, KEEP_BUFFER = 64 * 1024 };

/* ---- columns ---- */

void sqi_mysql_free_columns(my_statement *s, const sq_allocator *a)
{
    for (size_t i = 0; i < s->cap; i++)
        sqi_free(a, s->columns[i].bytes);
    sqi_free(a, s->columns);
    sqi_free(a, s->binds);
    sqi_free(a, s->names);
    s->columns = NULL;
    s->binds = NULL;
    s->names = NULL;
    s->cap = 0;
}

static bool reserve(my_statement *s, const sq_allocator *a, size_t n)
{
    if (n <= s->cap)
        return true;
    sqi_mysql_free_columns(s, a);
    s->columns = sqi_zalloc(a, n * sizeof *s->columns);
    s->binds = sqi_zalloc(a, n * sizeof *s->binds);
    s->names = sqi_zalloc(a, n * sizeof *s->names);
    if (s->columns)
        s->cap = n;
    return s->columns && s->binds && s->names;
}

static bool grow(my_column *col, const sq_allocator *a, size_t n)
{
    if (n <= col->cap)
        return true;
    char *p = sqi_resize(a, col->bytes, n + 1);
    if (!p)
        return false;
    col->bytes = p;
    col->cap = n;
    return true;
}

/* Text that the server calls binary is text where the statement knows that it is. */
static sq_value_kind kind_of_bytes(const MYSQL_FIELD *f, const sq_type *t)
{
    if (f->charsetnr != BINARY)
        return SQ_V_TEXT;
    sq_type_class class_ = t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_UNKNOWN;
    return class_ == SQ_TC_STRING || class_ == SQ_TC_JSON ? SQ_V_TEXT : SQ_V_BYTES;
}

/* The session's time zone is UTC, so both kinds are the same number. */
static sq_value_kind kind_of_time(const MYSQL_FIELD *f, const sq_type *t)
{
    if (t && sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_DATETIME)
        return t->flags & SQ_TYPE_TIMEZONE ? SQ_V_TIMESTAMP : SQ_V_DATETIME;
    return f->type == MYSQL_TYPE_TIMESTAMP ? SQ_V_TIMESTAMP : SQ_V_DATETIME;
}

static sq_value_kind kind_of(const MYSQL_FIELD *f, const sq_type *t)
{
    switch (f->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return f->flags & UNSIGNED_FLAG ? SQ_V_UINT : SQ_V_INT;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
        return SQ_V_DOUBLE;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        return SQ_V_DECIMAL;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
        return SQ_V_DATE;
    case MYSQL_TYPE_TIME:
        return SQ_V_TIME;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
        return kind_of_time(f, t);
    case MYSQL_TYPE_BIT:
        return SQ_V_BITS;
    case MYSQL_TYPE_JSON:
        return SQ_V_JSON;
    case MYSQL_TYPE_NULL:
        return SQ_V_NULL;
    default:
        return kind_of_bytes(f, t);
    }
}

static void bind_scalar(MYSQL_BIND *b, my_column *col, enum enum_field_types type)
{
    b->buffer_type = type;
    b->buffer = &col->v;
    b->buffer_length = sizeof col->v;
}

static bool bind_column(my_statement *s, size_t i, const MYSQL_FIELD *f, const sq_allocator *a)
{
    my_column *col = &s->columns[i];
    MYSQL_BIND *b = &s->binds[i];
    memset(b, 0, sizeof *b);
    b->length = &col->length;
    b->is_null = &col->is_null;
    b->error = &col->cut;
    switch ((sq_value_kind)col->kind) {
    case SQ_V_INT:
    case SQ_V_UINT:
        bind_scalar(b, col, MYSQL_TYPE_LONGLONG);
        b->is_unsigned = col->kind == SQ_V_UINT;
        return true;
    case SQ_V_DOUBLE:
        col->single = f->type == MYSQL_TYPE_FLOAT;
        bind_scalar(b, col, col->single ? MYSQL_TYPE_FLOAT : MYSQL_TYPE_DOUBLE);
        return true;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        bind_scalar(b, col, f->type);
        return true;
    default:
        break;
    }
    col->bits = f->type == MYSQL_TYPE_BIT ? (unsigned)f->length : 0;
    size_t first = f->length < FIRST_BUFFER ? f->length : FIRST_BUFFER;
    if (!grow(col, a, first < 64 ? 64 : first))
        return false;
    b->buffer_type = col->kind == SQ_V_BITS    ? MYSQL_TYPE_BLOB
                     : col->kind == SQ_V_BYTES ? MYSQL_TYPE_BLOB
                                               : MYSQL_TYPE_STRING;
    b->buffer = col->bytes;
    b->buffer_length = col->cap;
    return true;
}

/* What only changes rows tells how many and, if one was made, its key. */
static void tell_counts(my_conn *c, MYSQL_STMT *s)
{
    my_rows *rows = &c->rows;
    bool query = rows->base.n_columns > 0;
    rows->base.affected = query ? -1 : (int64_t)mysql_stmt_affected_rows(s);
    rows->base.last_id = query ? 0 : (int64_t)mysql_stmt_insert_id(s);
    rows->base.detached = false;
}

int sqi_mysql_describe(my_conn *c, my_statement *s, sq_error *err)
{
    const sq_allocator *a = c->base.host->allocator;
    my_rows *rows = &c->rows;
    size_t n = mysql_stmt_field_count(s->stmt);
    const sq_compiled *k = c->request->compiled;
    bool named = k && sq_compiled_column_count(k) == n;
    *rows = (my_rows){.base = {.n_columns = n}, .statement = s};
    tell_counts(c, s->stmt);
    if (n == 0) {
        rows->ended = true;
        return SQ_OK;
    }
    s->metadata = mysql_stmt_result_metadata(s->stmt);
    if (!s->metadata || !reserve(s, a, n))
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    MYSQL_FIELD *fields = mysql_fetch_fields(s->metadata);
    for (size_t i = 0; i < n; i++) {
        const sq_type *t = named ? sq_compiled_column_type(k, i) : NULL;
        s->columns[i].kind = (uint8_t)kind_of(&fields[i], t);
        s->names[i] = (sq_driver_column){.name = fields[i].name};
        if (!bind_column(s, i, &fields[i], a))
            return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    }
    rows->base.columns = named ? NULL : s->names;
    if (mysql_stmt_bind_result(s->stmt, s->binds))
        return sqi_mysql_error(c, s->stmt, err);
    return SQ_OK;
}

/* ---- walking ---- */

/* Reads again what did not fit. */
static int refetch(my_conn *c, my_statement *s, sq_error *err)
{
    bool grown = false;
    for (size_t i = 0; i < c->rows.base.n_columns; i++) {
        my_column *col = &s->columns[i];
        MYSQL_BIND *b = &s->binds[i];
        if (col->is_null || !col->cut)
            continue;
        if (b->buffer != col->bytes)
            return sqi_error(err, SQ_ERR_DATA, "mysql", "the value of column %zu does not fit",
                             i + 1);
        if (!grow(col, c->base.host->allocator, col->length))
            return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
        b->buffer = col->bytes;
        b->buffer_length = col->cap;
        grown = true;
        if (mysql_stmt_fetch_column(s->stmt, b, (unsigned)i, 0))
            return sqi_mysql_error(c, s->stmt, err);
    }
    if (grown && mysql_stmt_bind_result(s->stmt, s->binds))
        return sqi_mysql_error(c, s->stmt, err);
    return SQ_STEP_ROW;
}

static int fetched(my_conn *c, sq_error *err)
{
    my_statement *s = c->rows.statement;
    c->done = NULL;
    switch (c->ret) {
    case 0:
        return SQ_STEP_ROW;
    case MYSQL_DATA_TRUNCATED:
        return refetch(c, s, err);
    case MYSQL_NO_DATA:
        c->rows.ended = true;
        sqi_mysql_end(c);
        return SQ_OK;
    default:
        c->rows.ended = true;
        return sqi_mysql_fail(c, s->stmt, err);
    }
}

static int fetch_on(my_conn *c, int events)
{
    return mysql_stmt_fetch_cont(&c->ret, c->rows.statement->stmt, events);
}

int sqi_mysql_fetch(sq_driver_conn *base, sq_driver_rows *ignored, sq_error *err)
{
    (void)ignored;
    my_conn *c = my_of(base);
    if (c->rows.ended) {
        sqi_mysql_end(c);
        return SQ_OK;
    }
    if (c->rows.plain)
        return sqi_mysql_fetch_plain(c, err);
    return sqi_mysql_go(c, mysql_stmt_fetch_start(&c->ret, c->rows.statement->stmt), fetch_on,
                        fetched, err);
}

/* ---- values ---- */

static int64_t days_of(const MYSQL_TIME *t)
{
    return sqi_days_of((int)t->year, (int)t->month, (int)t->day);
}

static int64_t micros_of(const MYSQL_TIME *t)
{
    return (((int64_t)t->hour * 60 + t->minute) * 60 + t->second) * 1000000 +
           (int64_t)t->second_part;
}

/* Dates that do not exist, such as 0000-00-00 or 2024-02-00, have no other form than text. */
static void get_odd_date(my_column *col, sq_value *out)
{
    const MYSQL_TIME *t = &col->v.t;
    int n = snprintf(col->odd, sizeof col->odd, "%04u-%02u-%02u", t->year % 10000, t->month % 100,
                     t->day % 100);
    if (col->kind != SQ_V_DATE)
        n += snprintf(col->odd + n, sizeof col->odd - (size_t)n, " %02u:%02u:%02u", t->hour % 100,
                      t->minute % 100, t->second % 100);
    *out = (sq_value){.kind = SQ_V_TEXT, .len = (uint32_t)n, .v.s = col->odd};
}

static void get_time(my_column *col, sq_value *out)
{
    const MYSQL_TIME *t = &col->v.t;
    *out = (sq_value){.kind = col->kind, .len = 8};
    if (col->kind == SQ_V_TIME) {
        int64_t us = micros_of(t) + (int64_t)t->day * SQI_DAY;
        if (!t->neg && us < SQI_DAY)
            out->v.i = us;
        else
            *out = (sq_value){.kind = SQ_V_INTERVAL, .v.i = t->neg ? -us : us};
    } else if (t->month == 0 || t->day == 0) {
        get_odd_date(col, out);
    } else if (col->kind == SQ_V_DATE) {
        out->v.i = days_of(t);
    } else {
        out->v.i = days_of(t) * SQI_DAY + micros_of(t);
    }
}

static void get_uint(uint64_t u, sq_value *out)
{
    *out = (sq_value){.kind = u > INT64_MAX ? SQ_V_UINT : SQ_V_INT, .len = 8, .v.u = u};
}

/* The column's bits, the highest first, as digits. */
static void get_bits(my_column *col, sq_value *out)
{
    unsigned n = col->bits < MOST_BITS ? col->bits : MOST_BITS;
    size_t have = (size_t)col->length * 8;
    for (unsigned i = 0; i < n; i++) {
        size_t at = have - n + i; /* counted from the first byte; there are as many as needed */
        bool set = at < have && ((unsigned char)col->bytes[at / 8] >> (7 - at % 8) & 1);
        col->digits[i] = set ? '1' : '0';
    }
    col->digits[n] = '\0';
    *out = (sq_value){.kind = SQ_V_BITS, .len = n, .v.s = col->digits};
}

void sqi_mysql_get(sq_driver_rows *given, size_t column, sq_value *out)
{
    my_rows *rows = (my_rows *)given;
    if (rows->plain) {
        sqi_mysql_get_plain(rows, column, out);
        return;
    }
    my_column *col = &rows->statement->columns[column];
    *out = (sq_value){.kind = SQ_V_NULL};
    if (col->is_null)
        return;
    switch ((sq_value_kind)col->kind) {
    case SQ_V_NULL:
        break;
    case SQ_V_INT:
        *out = (sq_value){.kind = SQ_V_INT, .len = 8, .v.i = col->v.i};
        break;
    case SQ_V_UINT:
        get_uint(col->v.u, out);
        break;
    case SQ_V_DOUBLE:
        *out = (sq_value){.kind = SQ_V_DOUBLE, .len = 8, .v.d = col->v.d};
        if (col->single)
            out->v.d = sqi_double_of_float(col->v.f);
        break;
    case SQ_V_BITS:
        get_bits(col, out);
        break;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        get_time(col, out);
        break;
    default:
        col->bytes[col->length] = '\0';
        *out = (sq_value){.kind = col->kind, .len = (uint32_t)col->length, .v.s = col->bytes};
    }
}

/* ---- the end ---- */

static void free_result(my_conn *c, MYSQL_STMT *s, int64_t until)
{
    my_bool failed;
    int status = mysql_stmt_free_result_start(&failed, s);
    while (status)
        status = mysql_stmt_free_result_cont(&failed, s, sqi_mysql_wait(c, c->my, status, until));
}

static bool next_result(my_conn *c, MYSQL_STMT *s, int64_t until)
{
    int rc = -1;
    int status = mysql_stmt_next_result_start(&rc, s);
    while (status)
        status = mysql_stmt_next_result_cont(&rc, s, sqi_mysql_wait(c, c->my, status, until));
    return rc == 0;
}

int64_t sqi_mysql_drain_limit(my_conn *c)
{
    enum { GRACE = 5000000 };
    sq_error ignored;
    if (c->rows.ended || !c->was_idle)
        return c->base.deadline;
    int64_t until = c->base.host->now() + GRACE;
    sqi_mysql_cancel(&c->base, until, &ignored);
    return until;
}

/* At the limit the connection is given up. A procedure may give more results than the one that was
 * asked for. */
static void drain(my_conn *c, MYSQL_STMT *s)
{
    int64_t until = sqi_mysql_drain_limit(c);
    free_result(c, s, until);
    while (mysql_stmt_more_results(s) && next_result(c, s, until))
        free_result(c, s, until);
}

static void drop_large_buffers(my_statement *s, const sq_allocator *a)
{
    for (size_t i = 0; i < s->cap; i++)
        if (s->columns[i].cap > KEEP_BUFFER) {
            sqi_free(a, s->columns[i].bytes);
            s->columns[i].bytes = NULL;
            s->columns[i].cap = 0;
        }
}

void sqi_mysql_finish(sq_driver_conn *base, sq_driver_rows *ignored)
{
    (void)ignored;
    my_conn *c = my_of(base);
    my_statement *s = c->rows.statement;
    if (c->rows.plain)
        sqi_mysql_finish_plain(c);
    if (!s)
        return;
    c->rows.statement = NULL;
    if (s->stmt)
        drain(c, s->stmt);
    sqi_mysql_end(c);
    if (s->metadata)
        mysql_free_result(s->metadata);
    s->metadata = NULL;
    drop_large_buffers(s, c->base.host->allocator);
    if (!s->id)
        sqi_mysql_drop_statement(c, s);
}
