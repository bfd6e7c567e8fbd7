/* convert.c: checked conversion. A value is never cut, rounded or guessed: what a type can't hold
 * exactly is SQ_ERR_CONVERSION. Numbers in text count only if the whole text is one (rule R13). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/base/calendar.h"
#include "lib/base/number.h"
#include "lib/base/uuid.h"
#include "lib/engine/result.h"

/* ---- numbers from text ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A sign and digits, nothing else. */
static bool is_whole(const char *s, size_t n)
{
    size_t sign = n > 0 && (s[0] == '-' || s[0] == '+'), i = sign;
    while (i < n && is_digit(s[i]))
        i++;
    return i == n && i > sign;
}

static int parse_uint64(const char *s, size_t n, uint64_t *out)
{
    uint64_t u = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t digit = (uint64_t)(s[i] - '0');
        if (u > (UINT64_MAX - digit) / 10)
            return SQ_ERR_CONVERSION;
        u = u * 10 + digit;
    }
    *out = u;
    return SQ_OK;
}

static int parse_int64(const char *s, size_t n, int64_t *out)
{
    if (!is_whole(s, n))
        return SQ_ERR_CONVERSION;
    bool negative = s[0] == '-';
    size_t sign = s[0] == '-' || s[0] == '+';
    uint64_t u;
    uint64_t limit = (uint64_t)INT64_MAX + negative;
    if (parse_uint64(s + sign, n - sign, &u) != SQ_OK || u > limit)
        return SQ_ERR_CONVERSION;
    *out = negative ? (int64_t)(0 - u) : (int64_t)u;
    return SQ_OK;
}

/* Decimals may be NaN or infinite; text that says so is no number. */
static int parse_double(const sq_value *v, double *out)
{
    sqi_decimal x;
    if (!sqi_read_decimal(v->v.s, v->len, &x) || (!x.finite && v->kind != SQ_V_DECIMAL) ||
        !sqi_read_double(v->v.s, v->len, out))
        return SQ_ERR_CONVERSION;
    return isfinite(*out) || !x.finite ? SQ_OK : SQ_ERR_CONVERSION;
}

static bool is_text(const sq_value *v)
{
    return v->kind == SQ_V_TEXT || v->kind == SQ_V_DECIMAL || v->kind == SQ_V_JSON;
}

/* ---- numbers ---- */

/* Digits of a decimal without a fraction of zeros: 5.00 is a whole number. */
static sq_str whole_part(const sq_value *v)
{
    sq_str s = {v->v.s, v->len};
    const char *point = v->kind == SQ_V_DECIMAL ? memchr(s.p, '.', s.n) : NULL;
    size_t n = s.n;
    while (point && n && s.p[n - 1] == '0')
        n--;
    return point && s.p + n == point + 1 ? (sq_str){s.p, n - 1} : s;
}

static int uint64_of_bits(const sq_value *v, uint64_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < v->len; i++)
        *out = *out << 1 | (v->v.s[i] == '1');
    return v->len <= 64 ? SQ_OK : SQ_ERR_CONVERSION;
}

static int int64_of_uint64(uint64_t u, int64_t *out)
{
    *out = (int64_t)u;
    return u <= INT64_MAX ? SQ_OK : SQ_ERR_CONVERSION;
}

static int int64_of_double(double d, int64_t *out)
{
    if (!(d >= -0x1p63 && d < 0x1p63) || d != (double)(int64_t)d)
        return SQ_ERR_CONVERSION;
    *out = (int64_t)d;
    return SQ_OK;
}

int sqi_to_int64(const sq_value *v, int64_t *out)
{
    uint64_t bits;
    sq_str whole;
    switch (v->kind) {
    case SQ_V_NULL:
        return SQ_ERR_NULL;
    case SQ_V_INT:
    case SQ_V_BOOL:
        *out = v->v.i;
        return SQ_OK;
    case SQ_V_UINT:
        return int64_of_uint64(v->v.u, out);
    case SQ_V_BITS:
        return uint64_of_bits(v, &bits) == SQ_OK ? int64_of_uint64(bits, out) : SQ_ERR_CONVERSION;
    case SQ_V_DOUBLE:
        return int64_of_double(v->v.d, out);
    default:
        whole = whole_part(v);
        return is_text(v) ? parse_int64(whole.p, whole.n, out) : SQ_ERR_CONVERSION;
    }
}

int sqi_to_uint64(const sq_value *v, uint64_t *out)
{
    if (v->kind == SQ_V_UINT) {
        *out = v->v.u;
        return SQ_OK;
    }
    sq_str whole = is_text(v) ? whole_part(v) : (sq_str){NULL, 0};
    if (whole.n && is_whole(whole.p, whole.n) && is_digit(whole.p[0]))
        return parse_uint64(whole.p, whole.n, out);
    if (v->kind == SQ_V_DOUBLE && v->v.d >= 0x1p63 && v->v.d < 0x1p64) {
        *out = (uint64_t)v->v.d;
        return SQ_OK; /* doubles so large are whole */
    }
    if (v->kind == SQ_V_BITS)
        return uint64_of_bits(v, out);
    int64_t i = 0;
    int rc = sqi_to_int64(v, &i);
    *out = (uint64_t)i;
    return rc == SQ_OK && i < 0 ? SQ_ERR_CONVERSION : rc;
}

int sqi_to_double(const sq_value *v, double *out)
{
    switch (v->kind) {
    case SQ_V_NULL:
        return SQ_ERR_NULL;
    case SQ_V_DOUBLE:
        *out = v->v.d;
        return SQ_OK;
    case SQ_V_INT:
    case SQ_V_BOOL: /* above 2^53 not every integer is a double */
        *out = (double)v->v.i;
        return *out < 0x1p63 && (int64_t)*out == v->v.i ? SQ_OK : SQ_ERR_CONVERSION;
    case SQ_V_UINT:
        *out = (double)v->v.u;
        return *out < 0x1p64 && (uint64_t)*out == v->v.u ? SQ_OK : SQ_ERR_CONVERSION;
    default:
        return is_text(v) ? parse_double(v, out) : SQ_ERR_CONVERSION;
    }
}

static bool text_is(const sq_value *v, const char *s)
{
    return is_text(v) && v->len == strlen(s) && memcmp(v->v.s, s, v->len) == 0;
}

int sqi_to_bool(const sq_value *v, bool *out)
{
    if (text_is(v, "t") || text_is(v, "true") || text_is(v, "f") || text_is(v, "false")) {
        *out = v->v.s[0] == 't';
        return SQ_OK;
    }
    int64_t i = 0;
    int rc = sqi_to_int64(v, &i);
    *out = i != 0;
    return rc == SQ_OK && i != 0 && i != 1 ? SQ_ERR_CONVERSION : rc;
}

/* ---- text ---- */

static int keep_text(sq_arena *arena, const char *s, size_t n, sq_str *out)
{
    char *p = sqi_arena_str(arena, s, n);
    *out = (sq_str){p, n};
    return p ? SQ_OK : SQ_ERR_NOMEM;
}

static int text_of_double(double d, sq_arena *arena, sq_str *out)
{
    char b[SQI_DOUBLE_TEXT];
    return keep_text(arena, b, sqi_write_double(d, b), out);
}

int sqi_to_text(const sq_value *v, sq_arena *arena, sq_str *out)
{
    char b[SQI_INTERVAL_TEXT];
    *out = (sq_str){NULL, 0};
    switch (v->kind) {
    case SQ_V_NULL:
        return SQ_OK;
    case SQ_V_TEXT:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
        *out = (sq_str){v->v.s, v->len};
        return SQ_OK;
    case SQ_V_INT:
    case SQ_V_BOOL:
        return keep_text(arena, b, (size_t)snprintf(b, sizeof b, "%lld", (long long)v->v.i), out);
    case SQ_V_UINT:
        return keep_text(arena, b,
                         (size_t)snprintf(b, sizeof b, "%llu", (unsigned long long)v->v.u), out);
    case SQ_V_DOUBLE:
        return text_of_double(v->v.d, arena, out);
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        if (!sqi_in_calendar(*v))
            return SQ_ERR_CONVERSION;
        return keep_text(arena, b, sq_format_time(*v, b, sizeof b), out);
    case SQ_V_INTERVAL:
        return keep_text(arena, b, sqi_write_interval(v->extra, (int32_t)v->len, v->v.i, b), out);
    case SQ_V_UUID:
        return keep_text(arena, b, sqi_write_uuid(v->v.p, true, b), out);
    default:
        return SQ_ERR_CONVERSION;
    }
}

int sqi_to_bytes(const sq_value *v, sq_str *out)
{
    *out = (sq_str){NULL, 0};
    switch (v->kind) {
    case SQ_V_NULL:
        return SQ_OK;
    case SQ_V_BYTES:
    case SQ_V_TEXT:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
        *out = (sq_str){v->v.p, v->len};
        return SQ_OK;
    case SQ_V_UUID:
        *out = (sq_str){v->v.p, 16};
        return SQ_OK;
    default:
        return SQ_ERR_CONVERSION;
    }
}

/* ---- kinds by type ---- */

/* 32 hexadecimal digits with or without hyphens, or 16 bytes. */
static int uuid_of(sq_arena *arena, sq_value *v)
{
    if (v->kind == SQ_V_UUID)
        return SQ_OK;
    if (v->kind == SQ_V_BYTES && v->len == 16) {
        v->kind = SQ_V_UUID;
        return SQ_OK;
    }
    unsigned char *u = sqi_arena_alloc(arena, 16);
    if (!u)
        return SQ_ERR_NOMEM;
    if (v->kind != SQ_V_TEXT || !sqi_read_uuid(v->v.s, v->len, u))
        return SQ_ERR_CONVERSION;
    *v = (sq_value){.kind = SQ_V_UUID, .len = 16, .v.p = u};
    return SQ_OK;
}

static int time_of(sq_value_kind kind, sq_value *v)
{
    if (v->kind != SQ_V_TEXT)
        return SQ_OK; /* it has its kind already, or is a number that someone stored */
    sq_value t;
    int rc = sq_parse_time(kind, v->v.s, v->len, &t);
    if (rc == SQ_OK)
        *v = t;
    return rc;
}

/* Of a zone that is not UTC's there is no value: it stays text. */
static int zoned_time_of(sq_value *v)
{
    static const char utc[] = "+00";
    enum { N = sizeof utc - 1 };
    sq_value t = *v;
    if (v->kind == SQ_V_TEXT && sq_parse_time(SQ_V_TIME, v->v.s, v->len, v) == SQ_OK)
        return SQ_OK;
    bool is_utc = v->kind == SQ_V_TEXT && v->len > N && memcmp(v->v.s + v->len - N, utc, N) == 0;
    if (is_utc && sq_parse_time(SQ_V_TIME, v->v.s, v->len - N, &t) == SQ_OK)
        *v = t;
    return SQ_OK;
}

/* A database without intervals keeps a length of time as one counted from 1970. */
static int interval_of(sq_value *v)
{
    int rc = time_of(SQ_V_DATETIME, v);
    if (rc == SQ_OK && v->kind == SQ_V_DATETIME)
        *v = sqi_time_as_interval(v->v.i);
    return rc;
}

/* A database without decimals keeps them as numbers; the zeros up to the scale are the type's. */
static int decimal_of(const sq_type *t, sq_arena *arena, sq_value *v)
{
    char b[SQI_DOUBLE_TEXT];
    sqi_decimal x;
    sq_str s = {v->v.s, v->len};
    int rc = SQ_OK;
    if (v->kind == SQ_V_INT || v->kind == SQ_V_UINT || v->kind == SQ_V_DOUBLE) {
        rc = sqi_to_text(v, arena, &s);
        if (rc != SQ_OK || !sqi_read_decimal(s.p, s.n, &x))
            return rc;
        double d = v->kind == SQ_V_DOUBLE ? v->v.d : (double)v->v.i;
        size_t n = sqi_write_fixed(d, t->flags & SQ_TYPE_HAS_SCALE ? t->scale : 0, b);
        if (n)
            rc = keep_text(arena, b, n, &s);
    } else if (v->kind != SQ_V_TEXT)
        return SQ_OK;
    *v = (sq_value){.kind = SQ_V_DECIMAL, .len = (uint32_t)s.n, .v.s = s.p};
    return rc;
}

/* A database without a JSON type of its own may have stored a document that is a number as one. */
static int json_of(sq_arena *arena, sq_value *v)
{
    sq_str s = {v->v.s, v->len};
    if (v->kind == SQ_V_INT || v->kind == SQ_V_DOUBLE) {
        int rc = sqi_to_text(v, arena, &s);
        if (rc != SQ_OK)
            return rc;
    } else if (v->kind != SQ_V_TEXT)
        return SQ_OK;
    *v = (sq_value){.kind = SQ_V_JSON, .len = (uint32_t)s.n, .v.s = s.p};
    return SQ_OK;
}

int sqi_to_type(const sq_type *t, sq_arena *arena, sq_value *v)
{
    if (!t || v->kind == SQ_V_NULL)
        return SQ_OK;
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_BOOLEAN:
        if (v->kind == SQ_V_INT && (v->v.i == 0 || v->v.i == 1))
            v->kind = SQ_V_BOOL;
        return SQ_OK;
    case SQ_TC_NUMERIC:
        return decimal_of(t, arena, v);
    case SQ_TC_JSON:
        return json_of(arena, v);
    case SQ_TC_DATE:
        return time_of(SQ_V_DATE, v);
    case SQ_TC_TIME:
        return t->flags & SQ_TYPE_TIMEZONE ? zoned_time_of(v) : time_of(SQ_V_TIME, v);
    case SQ_TC_INTERVAL:
        return interval_of(v);
    case SQ_TC_DATETIME:
        return time_of(t->flags & SQ_TYPE_TIMEZONE ? SQ_V_TIMESTAMP : SQ_V_DATETIME, v);
    case SQ_TC_UUID:
        return uuid_of(arena, v);
    default:
        return SQ_OK;
    }
}
