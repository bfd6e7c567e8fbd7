/* driver_decode.c: what the server sent, in binary or text form, as values.
 *
 * Nothing is cut: what a kind can't hold (infinite dates, years beyond 9999) stays text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/postgresql/driver_decode.h"
#include "lib/base/calendar.h"
#include "lib/base/inline.h"
#include "lib/base/number.h"

static const int64_t DAY = INT64_C(86400000000);
enum { EPOCH_DAYS = 10957 }; /* 2000-01-01 */

pg_reading sqi_postgresql_reading(Oid type)
{
    switch (type) {
    case OID_BOOL:
        return PG_AS_BOOL;
    case OID_BYTEA:
        return PG_AS_BYTES;
    case OID_INT8:
        return PG_AS_INT8;
    case OID_INT2:
        return PG_AS_INT2;
    case OID_INT4:
        return PG_AS_INT4;
    case 26:
        return PG_AS_OID;
    case OID_FLOAT4:
        return PG_AS_FLOAT4;
    case OID_FLOAT8:
        return PG_AS_FLOAT8;
    case OID_DATE:
        return PG_AS_DATE;
    case OID_TIME:
        return PG_AS_TIME;
    case OID_TIMESTAMP:
        return PG_AS_TIMESTAMP;
    case OID_TIMESTAMPTZ:
        return PG_AS_TIMESTAMPTZ;
    case OID_NUMERIC:
        return PG_AS_NUMERIC;
    case OID_UUID:
        return PG_AS_UUID;
    case OID_INTERVAL:
        return PG_AS_INTERVAL;
    case 1560:
    case 1562: /* varying */
        return PG_AS_BITS;
    case 1042:
        return PG_AS_CHAR;
    case 114:
        return PG_AS_JSON;
    case 3802:
        return PG_AS_JSONB;
    case 19: /* name; "char" (18) is a byte in binary form, zero for none */
    case OID_TEXT:
    case 142:  /* xml */
    case 705:  /* unknown */
    case 1043: /* varchar */
    case 2275: /* cstring */
    case 2278: /* void */
        return PG_AS_TEXT;
    default:
        return PG_AS_OTHER;
    }
}

/* ---- helpers ---- */

sq_arena *sqi_postgresql_arena(pg_rows *rows)
{
    if (!rows->arena)
        rows->arena = sqi_arena_new(rows->allocator, rows);
    return rows->arena;
}

static void give(sq_value *out, sq_value_kind kind, const char *p, size_t n)
{
    out->kind = (uint16_t)kind; /* member by member: gcc would write all of it twice */
    out->extra = 0;
    out->len = (uint32_t)n;
    out->v.s = p;
}

static void give_bool(sq_value *out, bool b)
{
    *out = (sq_value){.kind = SQ_V_BOOL, .v.i = b};
}

static void give_int(sq_value *out, int64_t i)
{
    *out = (sq_value){.kind = SQ_V_INT, .len = 8, .v.i = i};
}

static void give_double(sq_value *out, double d)
{
    *out = (sq_value){.kind = SQ_V_DOUBLE, .len = 8, .v.d = d};
}

static void give_time(sq_value *out, sq_value_kind kind, int64_t i)
{
    *out = (sq_value){.kind = (uint16_t)kind, .len = 8, .v.i = i};
}

/* ---- numeric ---- */

/* Base 10,000 digits, most significant first; the last ones may be left out. */
typedef struct numeric {
    int n, weight, sign, scale;
    const char *digits;
} numeric;

static int get2(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (int16_t)(u[0] << 8 | u[1]);
}

static int digit_at(const numeric *x, int i)
{
    return i >= 0 && i < x->n ? get2(x->digits + 2 * i) : 0;
}

static char *put_group(char *p, int group, bool all)
{
    char four[4] = {(char)('0' + group / 1000), (char)('0' + group / 100 % 10),
                    (char)('0' + group / 10 % 10), (char)('0' + group % 10)};
    int from = 0;
    while (!all && from < 3 && four[from] == '0')
        from++;
    memcpy(p, four + from, (size_t)(4 - from));
    return p + 4 - from;
}

static char *write_numeric(char *p, const numeric *x)
{
    if (x->sign == 0x4000)
        *p++ = '-';
    if (x->weight < 0)
        *p++ = '0';
    for (int i = 0; i <= x->weight; i++)
        p = put_group(p, digit_at(x, i), i > 0);
    if (x->scale > 0) {
        *p++ = '.';
        char *start = p;
        for (int i = x->weight + 1; p - start < x->scale; i++)
            p = put_group(p, digit_at(x, i), true);
        p = start + x->scale;
    }
    *p = '\0';
    return p;
}

static void get_numeric(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    if (n < 8)
        return;
    numeric x = {.n = get2(v),
                 .weight = get2(v + 2),
                 .sign = get2(v + 4) & 0xFFFF,
                 .scale = get2(v + 6),
                 .digits = v + 8};
    if (x.sign == 0xC000 || x.sign == 0xD000 || x.sign == 0xF000) {
        const char *word = x.sign == 0xC000 ? "NaN" : x.sign == 0xD000 ? "Infinity" : "-Infinity";
        give(out, SQ_V_DECIMAL, word, strlen(word));
        return;
    }
    if (x.n < 0 || n < 8 + 2 * (size_t)x.n || x.scale < 0)
        return;
    sq_arena *arena = sqi_postgresql_arena(rows);
    size_t whole = x.weight < 0 ? 1 : 4 * ((size_t)x.weight + 1);
    char *p = arena ? sqi_arena_alloc(arena, whole + (size_t)x.scale + 16) : NULL;
    if (p)
        give(out, SQ_V_DECIMAL, p, (size_t)(write_numeric(p, &x) - p));
}

/* ---- times ---- */

static const char *infinity(bool negative)
{
    return negative ? "-infinity" : "infinity";
}

static void give_word(pg_rows *rows, const char *s, size_t n, sq_value *out)
{
    sq_arena *arena = sqi_postgresql_arena(rows);
    const char *p = arena ? sqi_arena_str(arena, s, n) : NULL;
    if (p)
        give(out, SQ_V_TEXT, p, n);
}

/* Beyond the years 1 to 9999, as the server writes it; `micros` < 0: a date. */
static void give_far_time(pg_rows *rows, int64_t days, int64_t micros, bool zoned, sq_value *out)
{
    char b[80];
    int year, month, day;
    sqi_date_of(days, &year, &month, &day);
    int n = snprintf(b, sizeof b, "%04d-%02d-%02d", year > 0 ? year : 1 - year, month, day);
    if (micros >= 0) {
        const sq_value time = {.kind = SQ_V_TIME, .v.i = micros};
        char clock[48];
        size_t digits = sq_format_time(time, clock, sizeof clock);
        while (memchr(clock, '.', digits) && clock[digits - 1] == '0')
            digits--;
        n += snprintf(b + n, sizeof b - (size_t)n, " %.*s%s", (int)digits, clock,
                      zoned ? "+00" : "");
    }
    n += snprintf(b + n, sizeof b - (size_t)n, "%s", year > 0 ? "" : " BC");
    give_word(rows, b, (size_t)n, out);
}

static void give_timestamp(pg_rows *rows, sq_value_kind kind, int64_t us, sq_value *out)
{
    if (us == INT64_MAX || us == INT64_MIN) {
        const char *text = infinity(us < 0);
        give(out, SQ_V_TEXT, text, strlen(text));
        return;
    }
    int64_t days = us / DAY - (us % DAY < 0), micros = us - days * DAY;
    days += EPOCH_DAYS;
    if (days < SQI_FIRST_DAY || days > SQI_LAST_DAY)
        give_far_time(rows, days, micros, kind == SQ_V_TIMESTAMP, out);
    else
        give_time(out, kind, us + EPOCH_DAYS * DAY);
}

static void give_date(pg_rows *rows, int32_t since_2000, sq_value *out)
{
    int64_t days = (int64_t)since_2000 + EPOCH_DAYS;
    if (since_2000 == INT32_MAX || since_2000 == INT32_MIN) {
        const char *text = infinity(since_2000 < 0);
        give(out, SQ_V_TEXT, text, strlen(text));
    } else if (days < SQI_FIRST_DAY || days > SQI_LAST_DAY) {
        give_far_time(rows, days, -1, false, out);
    } else {
        give_time(out, SQ_V_DATE, days);
    }
}

static void give_clock(pg_rows *rows, int64_t us, sq_value *out)
{
    if (us < DAY)
        give_time(out, SQ_V_TIME, us);
    else
        give_word(rows, "24:00:00", 8, out);
}

/* More months than a value holds, and the infinite ones of PostgreSQL 17, are text. */
static void give_interval(pg_rows *rows, int32_t months, int32_t days, int64_t us, sq_value *out)
{
    char b[SQI_INTERVAL_TEXT];
    bool all = months == INT32_MAX && days == INT32_MAX && us == INT64_MAX;
    bool none = months == INT32_MIN && days == INT32_MIN && us == INT64_MIN;
    if (all || none)
        give(out, SQ_V_TEXT, infinity(none), strlen(infinity(none)));
    else if (months > INT16_MAX || months < INT16_MIN)
        give_word(rows, b, sqi_write_interval(months, days, us, b), out);
    else
        *out = sq_interval_value(months, days, us);
}

/* A part such as "-3 days", or a time of day; false: it is something else. */
static bool read_part(const char **s, int64_t *months, int64_t *days, int64_t *us)
{
    char *end;
    bool negative = **s == '-';
    const char *p = *s + (negative || **s == '+');
    int64_t n = strtoll(p, &end, 10);
    if (end == p)
        return false;
    if (*end == ':') {
        int64_t minutes = strtoll(end + 1, &end, 10), seconds = strtoll(end + 1, &end, 10);
        int64_t fraction = 0, unit = 1000000;
        if (*end == '.')
            for (end++; *end >= '0' && *end <= '9'; end++)
                fraction += (unit /= 10) * (*end - '0');
        /* below zero from the start: the lowest has no counterpart above */
        uint64_t all = (((uint64_t)n * 60 + (uint64_t)minutes) * 60 + (uint64_t)seconds) * 1000000 +
                       (uint64_t)fraction;
        *us = (int64_t)(negative ? 0 - all : all);
    } else {
        n = negative ? -n : n;
        *months += strncmp(end, " year", 5) == 0 ? n * 12 : strncmp(end, " mon", 4) == 0 ? n : 0;
        *days += strncmp(end, " day", 4) == 0 ? n : 0;
        end += 1 + strcspn(end + 1, " ");
    }
    *s = end + (*end == ' ');
    return true;
}

static void parse_interval(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    int64_t months = 0, days = 0, us = 0;
    const char *s = v;
    while (s < v + n && read_part(&s, &months, &days, &us)) {
    }
    if (s == v + n && months <= INT16_MAX && months >= INT16_MIN)
        give_interval(rows, (int32_t)months, (int32_t)days, us, out);
    else
        give(out, SQ_V_TEXT, v, n);
}

/* ---- bits and padded text ---- */

static void get_bits(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    sq_arena *arena = sqi_postgresql_arena(rows);
    size_t bits = n >= 4 ? pg_get4(v) : 0;
    char *p = arena && bits <= (n - 4) * 8 ? sqi_arena_alloc(arena, bits + 1) : NULL;
    if (!p)
        return;
    for (size_t i = 0; i < bits; i++)
        p[i] = (unsigned char)v[4 + i / 8] >> (7 - i % 8) & 1 ? '1' : '0';
    p[bits] = '\0';
    give(out, SQ_V_BITS, p, bits);
}

/* Blanks at the end of char(n) say nothing, to the server as well. */
static void take_char(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    size_t kept = n;
    while (kept && v[kept - 1] == ' ')
        kept--;
    if (kept == n)
        give(out, SQ_V_TEXT, v, n);
    else
        give_word(rows, v, kept, out);
}

/* ---- binary form ---- */

static double float4_of(const char *p)
{
    uint32_t u = pg_get4(p);
    float f;
    memcpy(&f, &u, sizeof f);
    return sqi_double_of_float(f);
}

static double float8_of(const char *p)
{
    uint64_t u = pg_get8(p);
    double d;
    memcpy(&d, &u, sizeof d);
    return d;
}

/* The binary form of one width. Another one never comes from a server: nothing is read beyond the
 * end. */
#define FIXED(name, width, make)                                                                   \
    static void name(pg_rows *rows, const char *v, size_t n, sq_value *out)                        \
    {                                                                                              \
        (void)rows;                                                                                \
        if (n == (width))                                                                          \
            make;                                                                                  \
    }
FIXED(get_bool, 1, give_bool(out, *v != 0))
FIXED(get_int2, 2, give_int(out, get2(v)))
FIXED(get_int4, 4, give_int(out, (int32_t)pg_get4(v)))
FIXED(get_int8, 8, give_int(out, (int64_t)pg_get8(v)))
FIXED(get_oid, 4, give_int(out, pg_get4(v)))
FIXED(get_float4, 4, give_double(out, float4_of(v)))
FIXED(get_float8, 8, give_double(out, float8_of(v)))
FIXED(get_date, 4, give_date(rows, (int32_t)pg_get4(v), out))
FIXED(get_time, 8, give_clock(rows, (int64_t)pg_get8(v), out))
FIXED(get_timestamp, 8, give_timestamp(rows, SQ_V_DATETIME, (int64_t)pg_get8(v), out))
FIXED(get_timestamptz, 8, give_timestamp(rows, SQ_V_TIMESTAMP, (int64_t)pg_get8(v), out))
FIXED(get_uuid, 16, give(out, SQ_V_UUID, v, n))
FIXED(get_interval, 16,
      give_interval(rows, (int32_t)pg_get4(v + 12), (int32_t)pg_get4(v + 8), (int64_t)pg_get8(v),
                    out))

/* One byte of version, then the text. */
static void get_jsonb(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    (void)rows;
    if (n > 0)
        give(out, SQ_V_JSON, v + 1, n - 1);
}

/* ---- text form ---- */

/* Integers of the server are canonical: a sign and digits that fit. */
static int64_t int_of(const char *v)
{
    uint64_t u = 0;
    bool negative = *v == '-';
    for (v += negative; *v >= '0' && *v <= '9'; v++)
        u = u * 10 + (uint64_t)(*v - '0');
    return (int64_t)(negative ? 0 - u : u);
}

/* The server sends numbers alone: what can not be read is 0. */
static double double_of(const char *v, size_t n)
{
    double d = 0;
    (void)sqi_read_double(v, n, &d);
    return d;
}

static void give_parsed(sq_value_kind kind, const char *v, size_t n, sq_value *out)
{
    if (sq_parse_time(kind, v, n, out) != SQ_OK)
        give(out, SQ_V_TEXT, v, n);
}

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static void parse_bytes(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    sq_arena *arena = sqi_postgresql_arena(rows);
    char *p = NULL;
    if (n >= 2 && v[0] == '\\' && v[1] == 'x') {
        size_t bytes = (n - 2) / 2;
        p = arena ? sqi_arena_alloc(arena, bytes + 1) : NULL;
        for (size_t i = 0; p && i < bytes; i++)
            p[i] = (char)(hex(v[2 + 2 * i]) << 4 | hex(v[3 + 2 * i]));
        if (p)
            give(out, SQ_V_BYTES, p, bytes);
        return;
    }
    size_t bytes = 0; /* the form of bytea_output = escape */
    unsigned char *raw = PQunescapeBytea((const unsigned char *)v, &bytes);
    p = raw && arena ? sqi_arena_str(arena, (const char *)raw, bytes) : NULL;
    PQfreemem(raw);
    if (p)
        give(out, SQ_V_BYTES, p, bytes);
}

static void parse_uuid(pg_rows *rows, const char *v, size_t n, sq_value *out)
{
    sq_arena *arena = sqi_postgresql_arena(rows);
    char *p = arena ? sqi_arena_alloc(arena, 16) : NULL;
    size_t k = 0;
    for (size_t i = 0; p && i + 1 < n && k < 16; i++)
        if (v[i] != '-') {
            p[k++] = (char)(hex(v[i]) << 4 | hex(v[i + 1]));
            i++;
        }
    if (p)
        give(out, SQ_V_UUID, p, 16);
}

#define PARSED(name, make)                                                                         \
    static void name(pg_rows *rows, const char *v, size_t n, sq_value *out)                        \
    {                                                                                              \
        (void)rows;                                                                                \
        (void)n;                                                                                   \
        make;                                                                                      \
    }
PARSED(parse_bool, give_bool(out, *v == 't'))
PARSED(parse_int, give_int(out, int_of(v)))
/* as the binary form gives it */
PARSED(parse_float4, give_double(out, sqi_double_of_float((float)double_of(v, n))))
PARSED(parse_float8, give_double(out, double_of(v, n)))
PARSED(parse_date, give_parsed(SQ_V_DATE, v, n, out))
PARSED(parse_time, give_parsed(SQ_V_TIME, v, n, out))
PARSED(parse_timestamp, give_parsed(SQ_V_DATETIME, v, n, out))
PARSED(parse_timestamptz, give_parsed(SQ_V_TIMESTAMP, v, n, out))

/* ---- the same bytes in both forms ---- */

PARSED(take_text, give(out, SQ_V_TEXT, v, n))
PARSED(take_bytes, give(out, SQ_V_BYTES, v, n))
PARSED(take_decimal, give(out, SQ_V_DECIMAL, v, n))
PARSED(take_bits, give(out, SQ_V_BITS, v, n))
PARSED(take_json, give(out, SQ_V_JSON, v, n))

/* ---- rows ---- */

pg_reader *sqi_postgresql_reader(Oid type, bool binary)
{
    static pg_reader *const readers[][2] = {
        [PG_AS_TEXT] = {take_text, take_text},
        [PG_AS_BOOL] = {parse_bool, get_bool},
        [PG_AS_INT2] = {parse_int, get_int2},
        [PG_AS_INT4] = {parse_int, get_int4},
        [PG_AS_INT8] = {parse_int, get_int8},
        [PG_AS_OID] = {parse_int, get_oid},
        [PG_AS_FLOAT4] = {parse_float4, get_float4},
        [PG_AS_FLOAT8] = {parse_float8, get_float8},
        [PG_AS_NUMERIC] = {take_decimal, get_numeric},
        [PG_AS_BYTES] = {parse_bytes, take_bytes},
        [PG_AS_DATE] = {parse_date, get_date},
        [PG_AS_TIME] = {parse_time, get_time},
        [PG_AS_TIMESTAMP] = {parse_timestamp, get_timestamp},
        [PG_AS_TIMESTAMPTZ] = {parse_timestamptz, get_timestamptz},
        [PG_AS_UUID] = {parse_uuid, get_uuid},
        [PG_AS_INTERVAL] = {parse_interval, get_interval},
        [PG_AS_BITS] = {take_bits, get_bits},
        [PG_AS_CHAR] = {take_char, take_char},
        [PG_AS_JSON] = {take_json, take_json},
        [PG_AS_JSONB] = {take_json, get_jsonb},
        [PG_AS_OTHER] = {take_text, take_text},
    };
    return readers[sqi_postgresql_reading(type)][binary];
}

/* false: no memory. */
SQI_ALWAYS_INLINE bool read_cell(pg_rows *rows, const PGresult *r, int row, int column,
                                 pg_reader *read, sq_value *out)
{
    const char *v = PQgetvalue(r, row, column);
    size_t length = (size_t)PQgetlength(r, row, column);
    out->kind = SQ_V_ABSENT;
    if (length > 0 || !PQgetisnull(r, row, column))
        read(rows, v, length, out);
    else
        *out = (sq_value){.kind = SQ_V_NULL};
    return out->kind != SQ_V_ABSENT;
}

/* A column of the rows from `row` to `end`: the first one that there was no memory for, or
 * `end`. */
SQI_ALWAYS_INLINE int read_each(pg_rows *rows, int row, int end, int column, pg_reader *read)
{
    const PGresult *r = rows->result;
    size_t n_columns = rows->base.n_columns;
    sq_value *first = rows->values + n_columns + column;
    for (size_t at = 0; row < end && read_cell(rows, r, row, column, read, &first[at]); row++)
        at += n_columns;
    return row;
}

/* The commonest readers are known where they are called, which saves the call. */
static int read_column(pg_rows *rows, int row, int end, int column)
{
    pg_reader *read = rows->readers[column];
    if (read == take_text)
        return read_each(rows, row, end, column, take_text);
    if (read == get_int4)
        return read_each(rows, row, end, column, get_int4);
    if (read == get_int8)
        return read_each(rows, row, end, column, get_int8);
    if (read == get_float8)
        return read_each(rows, row, end, column, get_float8);
    return read_each(rows, row, end, column, read);
}

/* One row, as most results have no other: to begin with each column would cost more. */
static bool read_row(pg_rows *rows, int row)
{
    const PGresult *r = rows->result;
    int n = (int)rows->base.n_columns;
    sq_value *values = rows->values + n;
    for (int i = 0; i < n; i++)
        if (!read_cell(rows, r, row, i, rows->readers[i], &values[i]))
            return false;
    return true;
}

/* The first row that there was no memory for, or no room. */
static int read_from(pg_rows *rows, int row)
{
    int n_columns = (int)rows->base.n_columns, end = PQntuples(rows->result);
    if (end == row + 1)
        return read_row(rows, row) ? end : row;
    end = end - row > rows->at_once ? row + rows->at_once : end;
    for (int i = 0; i < n_columns; i++)
        end = read_column(rows, row, end, i);
    return end;
}

void sqi_postgresql_read_ahead(pg_rows *rows, int row)
{
    rows->next = read_from(rows, row);
    rows->base.values = rows->values;
    rows->base.ready = (size_t)(rows->next - row);
}

int sqi_postgresql_read_rows(pg_rows *rows, int row, sq_error *err)
{
    sqi_postgresql_read_ahead(rows, row);
    if (rows->base.ready == 0)
        return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
    rows->base.ready--;
    rows->base.values += rows->base.n_columns;
    return SQ_STEP_ROW;
}
