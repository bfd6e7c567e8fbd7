/* driver_encode.c: values in the binary form of a column's type, as COPY takes them.
 *
 * The opposite of driver_decode.c. Nothing is converted by chance: a value goes into a column of
 * its own kind, a number also into a wider one, and what would be cut is refused. */
#include <float.h>
#include <math.h>
#include <string.h>
#include "dialects/postgresql/driver.h"
#include "lib/base/number.h"
#include "lib/base/utf8.h"

static const int64_t DAY = INT64_C(86400000000);
enum { EPOCH_DAYS = 10957 }; /* 2000-01-01, where PostgreSQL counts from */

/* A length of four bytes, then the value, most significant byte first. */
static void put_number(sqi_out *o, uint64_t u, int n)
{
    char b[12], *p = pg_put4(b, (uint32_t)n);
    if (n == 8)
        pg_put8(p, u);
    else if (n == 4)
        pg_put4(p, (uint32_t)u);
    else if (n == 2)
        pg_put2(p, (uint16_t)u);
    else
        *p = (char)(u & 0xFF);
    sqi_out_mem(o, b, (size_t)n + 4);
}

static void put_length(sqi_out *o, size_t n)
{
    char b[4];
    pg_put4(b, (uint32_t)n);
    sqi_out_mem(o, b, sizeof b);
}

static void put_bytes(sqi_out *o, const char *s, size_t n)
{
    put_length(o, n);
    sqi_out_mem(o, s, n);
}

/* ---- numbers ---- */

static bool put_integer(sqi_out *o, const sq_value *v, int64_t least, int64_t most, int size)
{
    bool whole = v->kind == SQ_V_INT || v->kind == SQ_V_BOOL ||
                 (v->kind == SQ_V_UINT && v->v.u <= INT64_MAX);
    if (!whole || v->v.i < least || v->v.i > most)
        return false;
    put_number(o, (uint64_t)v->v.i, size);
    return true;
}

static bool put_double(sqi_out *o, const sq_value *v, bool narrow)
{
    const int64_t exact = INT64_C(1) << 53;
    double d = v->v.d;
    if (v->kind == SQ_V_INT && v->v.i >= -exact && v->v.i <= exact)
        d = (double)v->v.i;
    else if (v->kind != SQ_V_DOUBLE)
        return false;
    uint64_t u = 0;
    if (!narrow) {
        memcpy(&u, &d, sizeof u);
    } else {
        if (isfinite(d) && fabs(d) > FLT_MAX)
            return false;
        float f = (float)d;
        uint32_t half;
        memcpy(&half, &f, sizeof half);
        u = half;
    }
    put_number(o, u, narrow ? 4 : 8);
    return true;
}

/* Digits of a decimal, with the place of its point. */
typedef struct decimal {
    bool negative;
    const char *digits; /* a point may stand among them */
    size_t n;
    int64_t point; /* digits before it; negative: zeros that are left out behind it */
    int64_t scale; /* digits behind it */
} decimal;

/* -12.50e3 */
static bool read_decimal(const char *s, size_t n, decimal *out)
{
    size_t i = 0, before = 0, behind = 0;
    *out = (decimal){.negative = n && s[0] == '-'};
    if (n && (s[0] == '-' || s[0] == '+'))
        i++;
    out->digits = s + i;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
        before++;
    if (i < n && s[i] == '.')
        for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++)
            behind++;
    out->n = (size_t)(s + i - out->digits);
    int64_t exponent = 0;
    if (i + 1 < n && (s[i] | 0x20) == 'e') {
        bool down = s[++i] == '-';
        if (s[i] == '-' || s[i] == '+')
            i++;
        size_t first = i;
        for (; i < n && s[i] >= '0' && s[i] <= '9' && exponent < 100000; i++)
            exponent = exponent * 10 + (s[i] - '0');
        if (i == first)
            return false;
        exponent = down ? -exponent : exponent;
    }
    out->point = (int64_t)before + exponent;
    out->scale = (int64_t)behind > exponent ? (int64_t)behind - exponent : 0;
    return i == n && before + behind > 0 && out->point <= 131072 && out->scale <= 16383;
}

static void put2(sqi_out *o, int64_t v)
{
    sqi_out_char(o, (char)(v >> 8 & 0xFF));
    sqi_out_char(o, (char)(v & 0xFF));
}

/* Groups of four digits, counted from the point. Zeros behind the last group are left out. */
static void put_groups(sqi_out *o, const decimal *d)
{
    int group = 0;
    int64_t place = d->point; /* power of ten of the digit before */
    for (size_t i = 0; i < d->n; i++) {
        if (d->digits[i] == '.')
            continue;
        group = group * 10 + (d->digits[i] - '0');
        place--;
        if (place % 4 == 0) {
            put2(o, group);
            group = 0;
        }
    }
    for (; place % 4 != 0; place--)
        group *= 10;
    if (group)
        put2(o, group);
}

static bool put_decimal(sqi_out *o, const char *s, size_t n)
{
    decimal d;
    if (!read_decimal(s, n, &d))
        return false;
    int64_t weight = d.point > 0 ? (d.point - 1) / 4 : -((-d.point + 4) / 4);
    size_t start = o->n;
    put_length(o, 0);
    put2(o, 0);
    put2(o, weight);
    put2(o, d.negative ? 0x4000 : 0);
    put2(o, d.scale);
    put_groups(o, &d);
    size_t end = o->n, groups = (end - start - 12) / 2;
    if (o->status != SQ_OK)
        return true;
    o->n = start; /* the two numbers that are known now */
    put_length(o, end - start - 4);
    put2(o, (int64_t)groups);
    o->n = end;
    return true;
}

static bool put_not_finite(sqi_out *o, double d)
{
    put_length(o, 8);
    put2(o, 0);
    put2(o, 0);
    put2(o, isnan(d) ? 0xC000 : d > 0 ? 0xD000 : 0xF000);
    put2(o, 0);
    return true;
}

static bool put_numeric(sqi_out *o, const sq_value *v)
{
    char b[SQI_DOUBLE_TEXT];
    sqi_out digits;
    switch (v->kind) {
    case SQ_V_DECIMAL:
        return put_decimal(o, v->v.s, v->len);
    case SQ_V_DOUBLE:
        return isfinite(v->v.d) ? put_decimal(o, b, sqi_write_double(v->v.d, b))
                                : put_not_finite(o, v->v.d);
    case SQ_V_INT:
    case SQ_V_UINT:
        sqi_out_init(&digits, o->allocator, 0);
        if (v->kind == SQ_V_INT)
            sqi_out_int(&digits, v->v.i);
        else
            sqi_out_uint(&digits, v->v.u);
        bool ok = digits.status != SQ_OK || put_decimal(o, digits.p, digits.n);
        if (digits.status != SQ_OK)
            o->status = digits.status;
        sqi_out_clear(&digits);
        return ok;
    default:
        return false;
    }
}

/* ---- others ---- */

static bool is_text(const sq_value *v)
{
    return v->kind == SQ_V_TEXT || v->kind == SQ_V_JSON || v->kind == SQ_V_DECIMAL ||
           v->kind == SQ_V_BITS;
}

static bool put_text(sqi_out *o, const sq_value *v, bool jsonb)
{
    if (!is_text(v) || !sqi_utf8_valid(v->v.s, v->len))
        return false;
    put_length(o, v->len + jsonb);
    if (jsonb)
        sqi_out_char(o, 1); /* the version of its form */
    sqi_out_mem(o, v->v.s, v->len);
    return true;
}

static bool put_time(sqi_out *o, const sq_value *v, pg_reading how)
{
    switch (how) {
    case PG_AS_DATE:
        if (v->kind == SQ_V_DATE)
            put_number(o, (uint64_t)(v->v.i - EPOCH_DAYS), 4);
        return v->kind == SQ_V_DATE;
    case PG_AS_TIME:
        if (v->kind == SQ_V_TIME)
            put_number(o, (uint64_t)v->v.i, 8);
        return v->kind == SQ_V_TIME;
    default:
        if (v->kind != SQ_V_DATETIME && v->kind != SQ_V_TIMESTAMP)
            return false;
        put_number(o, (uint64_t)(v->v.i - EPOCH_DAYS * DAY), 8);
        return true;
    }
}

static bool put_raw(sqi_out *o, const sq_value *v, sq_value_kind kind, bool fits)
{
    if (v->kind != kind || !fits)
        return false;
    put_bytes(o, v->v.p, kind == SQ_V_UUID ? 16 : v->len);
    return true;
}

bool sqi_postgresql_encode(sqi_out *o, const sq_value *v, pg_reading how)
{
    if (v->kind == SQ_V_NULL) {
        put_length(o, UINT32_MAX);
        return true;
    }
    switch (how) {
    case PG_AS_BOOL:
        return put_integer(o, v, 0, 1, 1);
    case PG_AS_INT2:
        return put_integer(o, v, INT16_MIN, INT16_MAX, 2);
    case PG_AS_INT4:
        return put_integer(o, v, INT32_MIN, INT32_MAX, 4);
    case PG_AS_INT8:
        return put_integer(o, v, INT64_MIN, INT64_MAX, 8);
    case PG_AS_OID:
        return put_integer(o, v, 0, UINT32_MAX, 4);
    case PG_AS_FLOAT4:
        return put_double(o, v, true);
    case PG_AS_FLOAT8:
        return put_double(o, v, false);
    case PG_AS_NUMERIC:
        return put_numeric(o, v);
    case PG_AS_TEXT:
    case PG_AS_CHAR:
    case PG_AS_JSON:
        return put_text(o, v, false);
    case PG_AS_JSONB:
        return put_text(o, v, true);
    case PG_AS_BYTES:
        return put_raw(o, v, SQ_V_BYTES, true);
    case PG_AS_UUID:
        return put_raw(o, v, SQ_V_UUID, true);
    case PG_AS_DATE:
    case PG_AS_TIME:
    case PG_AS_TIMESTAMP:
    case PG_AS_TIMESTAMPTZ:
        return put_time(o, v, how);
    case PG_AS_INTERVAL:
    case PG_AS_BITS:
    case PG_AS_OTHER:
        break;
    }
    return false;
}
