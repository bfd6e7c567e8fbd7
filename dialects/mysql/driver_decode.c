/* driver_decode.c: what the server sent, in its binary form, as values.
 *
 * Rows are read where the client library has them: it calls for each value in turn, which nothing
 * is copied of, or cut (P14). Text ends where the value behind it begins, and that one's first byte
 * makes place for its NUL as soon as it was read; behind the last one the library has put one. */
#include <stdio.h>
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/number.h"

enum { BINARY = 63 };

/* ---- numbers, the lowest byte first ---- */

static unsigned read_2(const unsigned char *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

static uint32_t read_4(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t read_8(const unsigned char *p)
{
    return read_4(p) | (uint64_t)read_4(p + 4) << 32;
}

/* A length, and moves behind it. */
static size_t read_length(unsigned char **p)
{
    const unsigned char *at = *p;
    switch (*at) {
    case 252:
        *p += 3;
        return read_2(at + 1);
    case 253:
        *p += 4;
        return read_4(at) >> 8;
    case 254:
        *p += 9;
        return (size_t)read_8(at + 1);
    default:
        *p += 1;
        return *at;
    }
}

static void put_int(sq_value *value, int64_t i)
{
    *value = (sq_value){.kind = SQ_V_INT, .len = 8, .v.i = i};
}

static unsigned char *take_int1(my_column *col, unsigned char *p, sq_value *value)
{
    put_int(value, col->is_unsigned ? p[0] : (int8_t)p[0]);
    return p + 1;
}

static unsigned char *take_int2(my_column *col, unsigned char *p, sq_value *value)
{
    unsigned n = read_2(p);
    put_int(value, col->is_unsigned ? (int64_t)n : (int16_t)n);
    return p + 2;
}

static unsigned char *take_int4(my_column *col, unsigned char *p, sq_value *value)
{
    uint32_t n = read_4(p);
    put_int(value, col->is_unsigned ? (int64_t)n : (int32_t)n);
    return p + 4;
}

static unsigned char *take_int8(my_column *col, unsigned char *p, sq_value *value)
{
    uint64_t n = read_8(p);
    put_int(value, (int64_t)n);
    if (col->is_unsigned && n > INT64_MAX)
        value->kind = SQ_V_UINT;
    return p + 8;
}

static unsigned char *take_float(my_column *col, unsigned char *p, sq_value *value)
{
    (void)col;
    uint32_t bits = read_4(p);
    float f;
    memcpy(&f, &bits, sizeof f);
    *value = (sq_value){.kind = SQ_V_DOUBLE, .len = 8, .v.d = sqi_double_of_float(f)};
    return p + 4;
}

static unsigned char *take_double(my_column *col, unsigned char *p, sq_value *value)
{
    (void)col;
    uint64_t bits = read_8(p);
    *value = (sq_value){.kind = SQ_V_DOUBLE, .len = 8};
    memcpy(&value->v.d, &bits, sizeof bits);
    return p + 8;
}

/* ---- text and such ---- */

static inline unsigned char *put_bytes(const my_column *col, unsigned char *p, size_t n,
                                       sq_value *value)
{
    *value = (sq_value){.kind = col->kind, .len = (uint32_t)n, .v.p = p};
    return p + n;
}

static unsigned char *take_long_bytes(const my_column *col, unsigned char *p, sq_value *value)
{
    size_t n = read_length(&p);
    return put_bytes(col, p, n, value);
}

static unsigned char *take_bytes(my_column *col, unsigned char *p, sq_value *value)
{
    enum { LONG = 251 }; /* from here on the first byte is not the length itself */
    return *p < LONG ? put_bytes(col, p + 1, *p, value) : take_long_bytes(col, p, value);
}

/* The column's bits, the highest first, as digits. */
static unsigned char *take_bits(my_column *col, unsigned char *p, sq_value *value)
{
    size_t bytes = read_length(&p), have = bytes * 8;
    unsigned n = col->bits < MOST_BITS ? col->bits : MOST_BITS;
    for (unsigned i = 0; i < n; i++) {
        size_t at = have - n + i; /* counted from the first byte; there are as many as needed */
        bool set = at < have && (p[at / 8] >> (7 - at % 8) & 1);
        col->digits[i] = set ? '1' : '0';
    }
    col->digits[n] = '\0';
    *value = (sq_value){.kind = SQ_V_BITS, .len = n, .v.s = col->digits};
    return p + bytes;
}

/* ---- times: what is 0 at their end was not sent ---- */

/* Hour, minute, second and, if `n` says so, what is below it. */
static int64_t read_clock(const unsigned char *p, size_t n)
{
    int64_t seconds = ((int64_t)p[0] * 60 + p[1]) * 60 + p[2];
    return seconds * 1000000 + (n > 3 ? read_4(p + 3) : 0);
}

/* Dates that do not exist, such as 0000-00-00 or 2024-02-00, have no other form than text. */
static void put_odd_date(my_column *col, const unsigned char *p, size_t n, sq_value *value)
{
    unsigned year = n ? read_2(p) : 0, month = n ? p[2] : 0, day = n ? p[3] : 0;
    int len = snprintf(col->odd, sizeof col->odd, "%04u-%02u-%02u", year % 10000, month % 100,
                       day % 100);
    if (col->kind != SQ_V_DATE)
        len += snprintf(col->odd + len, sizeof col->odd - (size_t)len, " %02u:%02u:%02u",
                        n > 4 ? p[4] % 100U : 0, n > 4 ? p[5] % 100U : 0, n > 4 ? p[6] % 100U : 0);
    *value = (sq_value){.kind = SQ_V_TEXT, .len = (uint32_t)len, .v.s = col->odd};
}

static unsigned char *take_date(my_column *col, unsigned char *p, sq_value *value)
{
    size_t n = *p++;
    if (n == 0 || p[2] == 0 || p[3] == 0) {
        put_odd_date(col, p, n, value);
        return p + n;
    }
    *value = (sq_value){.kind = col->kind, .len = 8};
    value->v.i = sqi_days_of((int)read_2(p), p[2], p[3]);
    if (col->kind != SQ_V_DATE)
        value->v.i = value->v.i * SQI_DAY + (n > 4 ? read_clock(p + 4, n - 4) : 0);
    return p + n;
}

/* Of a length of time, too: negative, or of days. */
static unsigned char *take_time(my_column *col, unsigned char *p, sq_value *value)
{
    (void)col;
    size_t n = *p++;
    int64_t us = n ? read_4(p + 1) * SQI_DAY + read_clock(p + 5, n - 5) : 0;
    if (n && p[0])
        *value = (sq_value){.kind = SQ_V_INTERVAL, .v.i = -us};
    else if (us >= SQI_DAY)
        *value = (sq_value){.kind = SQ_V_INTERVAL, .v.i = us};
    else
        *value = (sq_value){.kind = SQ_V_TIME, .len = 8, .v.i = us};
    return p + n;
}

/* ---- columns ---- */

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

/* Numbers tell theirs with each value. */
static sq_value_kind kind_of(const MYSQL_FIELD *f, const sq_type *t)
{
    switch (f->type) {
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        return SQ_V_DECIMAL;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
        return SQ_V_DATE;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
        return kind_of_time(f, t);
    case MYSQL_TYPE_JSON:
        return SQ_V_JSON;
    default:
        return kind_of_bytes(f, t);
    }
}

static my_take *reader_of(enum enum_field_types type)
{
    switch (type) {
    case MYSQL_TYPE_TINY:
        return take_int1;
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR:
        return take_int2;
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
        return take_int4;
    case MYSQL_TYPE_LONGLONG:
        return take_int8;
    case MYSQL_TYPE_FLOAT:
        return take_float;
    case MYSQL_TYPE_DOUBLE:
        return take_double;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
        return take_date;
    case MYSQL_TYPE_TIME:
        return take_time;
    case MYSQL_TYPE_BIT:
        return take_bits;
    default:
        return take_bytes;
    }
}

void sqi_mysql_set_column(my_column *col, const MYSQL_FIELD *f, const sq_type *t)
{
    col->take = reader_of(f->type);
    col->kind = (uint8_t)kind_of(f, t);
    col->is_unsigned = f->flags & UNSIGNED_FLAG;
    col->bits = (unsigned)f->length;
}

/* What the library calls for each value of a row: it moves behind it; `row` is NULL for NULL. */
static void take_value(void *statement, unsigned i, unsigned char **row)
{
    const my_statement *s = statement;
    my_column *col = &s->columns[i];
    if (!row) {
        s->values[i] = (sq_value){.kind = SQ_V_NULL};
        return;
    }
    unsigned char *start = *row;
    *row = col->take(col, start, &s->values[i]);
    *start = '\0';
}

void sqi_mysql_read_in_place(my_statement *s)
{
    const ps_result_callback take = take_value;
    const void *as_attribute;
    memcpy(&as_attribute, &take, sizeof as_attribute);
    mysql_stmt_attr_set(s->stmt, STMT_ATTR_CB_RESULT, as_attribute);
    mysql_stmt_attr_set(s->stmt, STMT_ATTR_CB_USER_DATA, s);
}

void sqi_mysql_get(sq_driver_rows *given, size_t column, sq_value *out)
{
    const my_rows *rows = (const my_rows *)given;
    if (rows->plain)
        sqi_mysql_get_plain(rows, column, out);
    else
        *out = rows->base.values[column];
}
