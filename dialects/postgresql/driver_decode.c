/* driver_decode.c: what the server sent, in binary or text form, as values.
 *
 * Nothing is cut: what a kind can't hold (infinite dates, years beyond 9999) stays text. */
#include <string.h>
#include "dialects/postgresql/driver_decode.h"
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
    case 114:
        return PG_AS_JSON;
    case 3802:
        return PG_AS_JSONB;
    case 18: /* "char" */
    case 19: /* name */
    case OID_TEXT:
    case 142:  /* xml */
    case 705:  /* unknown */
    case 1042: /* char(n) */
    case 1043: /* varchar */
    case 2275: /* cstring */
    case 2278: /* void */
        return PG_AS_TEXT;
    default:
        return PG_AS_OTHER;
    }
}

/* ---- helpers ---- */

static sq_arena *arena_of(pg_rows *rows)
{
    if (!rows->arena)
        rows->arena = sqi_arena_new(rows->allocator, rows);
    return rows->arena;
}

static void give(sq_value *out, sq_value_kind kind, const char *p, size_t n)
{
    *out = (sq_value){.kind = (uint16_t)kind, .len = (uint32_t)n, .v.s = p};
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
    sq_arena *arena = arena_of(rows);
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

static void get_timestamp(sq_value_kind kind, int64_t us, sq_value *out)
{
    if (us == INT64_MAX || us == INT64_MIN) {
        const char *text = infinity(us < 0);
        give(out, SQ_V_TEXT, text, strlen(text));
    } else {
        give_time(out, kind, us + EPOCH_DAYS * DAY);
    }
}

static void get_date(int32_t days, sq_value *out)
{
    if (days == INT32_MAX || days == INT32_MIN) {
        const char *text = infinity(days < 0);
        give(out, SQ_V_TEXT, text, strlen(text));
    } else {
        give_time(out, SQ_V_DATE, (int64_t)days + EPOCH_DAYS);
    }
}

/* ---- binary form ---- */

static double get_float4(const char *p)
{
    uint32_t u = pg_get4(p);
    float f;
    memcpy(&f, &u, sizeof f);
    return (double)f;
}

static double get_float8(const char *p)
{
    uint64_t u = pg_get8(p);
    double d;
    memcpy(&d, &u, sizeof d);
    return d;
}

/* Bytes of each binary form; 0: any number. */
static size_t width_of(pg_reading how)
{
    static const uint8_t widths[] = {
        [PG_AS_BOOL] = 1,  [PG_AS_INT2] = 2,      [PG_AS_INT4] = 4,        [PG_AS_INT8] = 8,
        [PG_AS_OID] = 4,   [PG_AS_FLOAT4] = 4,    [PG_AS_FLOAT8] = 8,      [PG_AS_DATE] = 4,
        [PG_AS_TIME] = 8,  [PG_AS_TIMESTAMP] = 8, [PG_AS_TIMESTAMPTZ] = 8, [PG_AS_UUID] = 16,
        [PG_AS_OTHER] = 0,
    };
    return widths[how];
}

void sqi_postgresql_get_binary(pg_rows *rows, pg_reading how, const char *v, size_t n,
                               sq_value *out)
{
    size_t width = width_of(how);
    if (width && n != width) /* never from a server: nothing is read beyond the end */
        return;
    switch (how) {
    case PG_AS_BOOL:
        *out = (sq_value){.kind = SQ_V_BOOL, .v.i = *v != 0};
        break;
    case PG_AS_INT2:
        give_int(out, get2(v));
        break;
    case PG_AS_INT4:
        give_int(out, (int32_t)pg_get4(v));
        break;
    case PG_AS_INT8:
        give_int(out, (int64_t)pg_get8(v));
        break;
    case PG_AS_OID:
        give_int(out, pg_get4(v));
        break;
    case PG_AS_FLOAT4:
        give_double(out, get_float4(v));
        break;
    case PG_AS_FLOAT8:
        give_double(out, get_float8(v));
        break;
    case PG_AS_NUMERIC:
        get_numeric(rows, v, n, out);
        break;
    case PG_AS_BYTES:
        give(out, SQ_V_BYTES, v, n);
        break;
    case PG_AS_DATE:
        get_date((int32_t)pg_get4(v), out);
        break;
    case PG_AS_TIME:
        give_time(out, SQ_V_TIME, (int64_t)pg_get8(v));
        break;
    case PG_AS_TIMESTAMP:
        get_timestamp(SQ_V_DATETIME, (int64_t)pg_get8(v), out);
        break;
    case PG_AS_TIMESTAMPTZ:
        get_timestamp(SQ_V_TIMESTAMP, (int64_t)pg_get8(v), out);
        break;
    case PG_AS_UUID:
        give(out, SQ_V_UUID, v, n);
        break;
    case PG_AS_JSON:
        give(out, SQ_V_JSON, v, n);
        break;
    case PG_AS_JSONB: /* one byte of version */
        if (n > 0)
            give(out, SQ_V_JSON, v + 1, n - 1);
        break;
    case PG_AS_TEXT:
    case PG_AS_OTHER:
        give(out, SQ_V_TEXT, v, n);
        break;
    }
}

/* ---- text form ---- */

/* Integers of the server are canonical: a sign and digits that fit. */
static int64_t parse_int(const char *v)
{
    uint64_t u = 0;
    bool negative = *v == '-';
    for (v += negative; *v >= '0' && *v <= '9'; v++)
        u = u * 10 + (uint64_t)(*v - '0');
    return (int64_t)(negative ? 0 - u : u);
}

/* The server sends numbers alone: what can not be read is 0. */
static double parse_float(const char *v, size_t n)
{
    double d = 0;
    (void)sqi_read_double(v, n, &d);
    return d;
}

static void parse_time(sq_value_kind kind, const char *v, size_t n, sq_value *out)
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
    sq_arena *arena = arena_of(rows);
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
    sq_arena *arena = arena_of(rows);
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

void sqi_postgresql_get_text(pg_rows *rows, pg_reading how, const char *v, size_t n, sq_value *out)
{
    switch (how) {
    case PG_AS_BOOL:
        *out = (sq_value){.kind = SQ_V_BOOL, .v.i = *v == 't'};
        break;
    case PG_AS_INT2:
    case PG_AS_INT4:
    case PG_AS_INT8:
    case PG_AS_OID:
        give_int(out, parse_int(v));
        break;
    case PG_AS_FLOAT4: /* as the binary form gives it */
        give_double(out, (double)(float)parse_float(v, n));
        break;
    case PG_AS_FLOAT8:
        give_double(out, parse_float(v, n));
        break;
    case PG_AS_NUMERIC:
        give(out, SQ_V_DECIMAL, v, n);
        break;
    case PG_AS_BYTES:
        parse_bytes(rows, v, n, out);
        break;
    case PG_AS_DATE:
        parse_time(SQ_V_DATE, v, n, out);
        break;
    case PG_AS_TIME:
        parse_time(SQ_V_TIME, v, n, out);
        break;
    case PG_AS_TIMESTAMP:
        parse_time(SQ_V_DATETIME, v, n, out);
        break;
    case PG_AS_TIMESTAMPTZ:
        parse_time(SQ_V_TIMESTAMP, v, n, out);
        break;
    case PG_AS_UUID:
        parse_uuid(rows, v, n, out);
        break;
    case PG_AS_JSON:
    case PG_AS_JSONB:
        give(out, SQ_V_JSON, v, n);
        break;
    case PG_AS_TEXT:
    case PG_AS_OTHER:
        give(out, SQ_V_TEXT, v, n);
        break;
    }
}
