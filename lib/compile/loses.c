/* loses.c: see loses.h.
 *
 * Invariant: a value for which all of these say NULL is kept as it is, or refused by the server;
 * tests/types tries that with every type. A text that is no number or time at all is left to the
 * server, which knows its own words. */
#include "lib/compile/loses.h"
#include <math.h>
#include <string.h>
#include "lib/base/calendar.h"
#include "lib/base/number.h"
#include "lib/base/utf8.h"

static const char out_of_range[] = "is out of the range of its column";
static const char fraction_lost[] = "has more digits behind the point than its column keeps";
static const char zero_sign_lost[] = "is -0.0, which its column keeps as 0";
static const char digits_lost[] = "has more digits than its column keeps";

static sq_str trimmed(const sq_value *v)
{
    sq_str s = {v->v.s, v->len};
    while (s.n && strchr(" \t\r\n\f\v", s.p[0]) && s.p[0])
        s.p++, s.n--;
    while (s.n && strchr(" \t\r\n\f\v", s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--;
    return s;
}

/* The digits of a number that came as text, a decimal or a double; false: it is none of them. */
static bool digits_of(const sq_value *v, char buffer[SQI_DOUBLE_TEXT], sq_str *text, sqi_decimal *x)
{
    if (v->kind == SQ_V_DOUBLE) {
        *text = (sq_str){buffer, isfinite(v->v.d) ? sqi_write_double(v->v.d, buffer) : 0};
        *x = (sqi_decimal){.finite = false};
        return !text->n || sqi_read_decimal(text->p, text->n, x);
    }
    if (v->kind != SQ_V_DECIMAL && v->kind != SQ_V_TEXT)
        return false;
    *text = trimmed(v);
    return sqi_read_decimal(text->p, text->n, x);
}

static bool is_minus_zero(const sq_value *v)
{
    return v->kind == SQ_V_DOUBLE && v->v.d == 0 && signbit(v->v.d);
}

/* ---- numbers ---- */

/* The magnitude of a whole number of at most 20 digits; saturates. */
static uint64_t magnitude(sq_str s)
{
    uint64_t u = 0;
    double d;
    if (memchr(s.p, 'e', s.n) || memchr(s.p, 'E', s.n))
        return sqi_read_double(s.p, s.n, &d) && fabs(d) < 0x1p63 ? (uint64_t)fabs(d) : UINT64_MAX;
    for (size_t i = 0; i < s.n && s.p[i] != '.'; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            continue;
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (u > (UINT64_MAX - digit) / 10)
            return UINT64_MAX;
        u = u * 10 + digit;
    }
    return u;
}

static bool in_range(bool negative, uint64_t u, int64_t lo, uint64_t hi)
{
    if (negative && u)
        return lo < 0 && u <= (uint64_t) - (lo + 1) + 1;
    return u <= hi;
}

const char *sqi_loses_integer(const sq_value *v, int64_t lo, uint64_t hi)
{
    enum { MOST = 20 };
    char b[SQI_DOUBLE_TEXT];
    sq_str s;
    sqi_decimal x;
    if (v->kind == SQ_V_INT)
        return v->v.i < lo || (v->v.i > 0 && (uint64_t)v->v.i > hi) ? out_of_range : NULL;
    if (v->kind == SQ_V_UINT)
        return v->v.u > hi ? out_of_range : NULL;
    if (!digits_of(v, b, &s, &x))
        return NULL;
    if (!x.finite || x.whole > MOST)
        return out_of_range;
    if (x.fraction)
        return "is no whole number, as its column keeps them";
    if (is_minus_zero(v))
        return zero_sign_lost;
    return in_range(x.negative, magnitude(s), lo, hi) ? NULL : out_of_range;
}

const char *sqi_loses_bytes_of_integer(const sq_value *v, int bytes, bool is_unsigned)
{
    if (is_unsigned)
        return sqi_loses_integer(v, 0, UINT64_MAX >> (64 - 8 * bytes));
    uint64_t hi = (uint64_t)INT64_MAX >> (64 - 8 * bytes);
    return sqi_loses_integer(v, -(int64_t)hi - 1, hi);
}

void sqi_keeps_bytes_of_integer(sqi_keeps *k, int bytes, bool is_unsigned)
{
    int64_t hi = INT64_MAX >> (64 - 8 * bytes);
    k->lo = is_unsigned ? 0 : -hi - 1;
    k->hi = is_unsigned && bytes < 8 ? 2 * hi + 1 : hi;
}

int sqi_integer_bytes(sq_type_kind kind)
{
    switch (kind) {
    case SQ_T_MY_TINYINT:
        return 1;
    case SQ_T_SMALL_INTEGER:
    case SQ_T_SQL_SMALLINT:
    case SQ_T_MY_SMALLINT:
        return 2;
    case SQ_T_MY_MEDIUMINT:
        return 3;
    case SQ_T_INTEGER:
    case SQ_T_SQL_INTEGER:
    case SQ_T_SQL_INT:
    case SQ_T_MY_INTEGER:
        return 4;
    case SQ_T_BIG_INTEGER:
    case SQ_T_SQL_BIGINT:
    case SQ_T_MY_BIGINT:
        return 8;
    default:
        return 0;
    }
}

static size_t whole_digits(const sq_value *v)
{
    size_t n = 0;
    for (uint64_t u = v->kind == SQ_V_INT && v->v.i < 0 ? 0 - v->v.u : v->v.u; u; u /= 10)
        n++;
    return n;
}

const char *sqi_loses_decimal(const sq_value *v, int precision, int scale)
{
    char b[SQI_DOUBLE_TEXT];
    sq_str s;
    sqi_decimal x;
    if (v->kind == SQ_V_INT || v->kind == SQ_V_UINT)
        x = (sqi_decimal){.finite = true, .whole = whole_digits(v)};
    else if (!digits_of(v, b, &s, &x))
        return NULL;
    if (!precision)
        return is_minus_zero(v) ? zero_sign_lost : NULL;
    if (!x.finite) /* NaN is left to the dialect */
        return memchr(s.p, 'I', s.n) || (v->kind == SQ_V_DOUBLE && isinf(v->v.d)) ? out_of_range
                                                                                  : NULL;
    if (x.fraction > (size_t)scale)
        return fraction_lost;
    if (x.whole > (size_t)(precision - scale))
        return out_of_range;
    return is_minus_zero(v) ? zero_sign_lost : NULL;
}

bool sqi_is_special(const sq_value *v)
{
    char b[SQI_DOUBLE_TEXT];
    sq_str s;
    sqi_decimal x;
    return v->kind != SQ_V_DOUBLE && digits_of(v, b, &s, &x) && !x.finite;
}

const char *sqi_loses_double(const sq_value *v)
{
    sqi_decimal x;
    sq_str s;
    char b[SQI_DOUBLE_TEXT];
    switch (v->kind) {
    case SQ_V_INT:
        return (double)v->v.i >= 0x1p63 || (int64_t)(double)v->v.i != v->v.i ? digits_lost : NULL;
    case SQ_V_UINT:
        return (double)v->v.u >= 0x1p64 || (uint64_t)(double)v->v.u != v->v.u ? digits_lost : NULL;
    case SQ_V_DECIMAL:
    case SQ_V_TEXT:
        if (!digits_of(v, b, &s, &x))
            return NULL;
        return sqi_decimal_is_double(s.p, s.n) ? NULL : digits_lost;
    default:
        return NULL;
    }
}

const char *sqi_loses_single(const sq_value *v)
{
    sqi_decimal x;
    sq_str s;
    char b[SQI_DOUBLE_TEXT];
    double d = v->v.d;
    const char *why = sqi_loses_double(v);
    if (why)
        return why;
    if (v->kind == SQ_V_INT)
        d = (double)v->v.i;
    else if (v->kind == SQ_V_UINT)
        d = (double)v->v.u;
    else if (v->kind == SQ_V_DOUBLE && v->len == 4)
        return NULL;
    else if (v->kind != SQ_V_DOUBLE && (!digits_of(v, b, &s, &x) || !sqi_read_double(s.p, s.n, &d)))
        return NULL;
    return sqi_is_single(d) ? NULL : "has more digits than its column of single precision keeps";
}

/* ---- times ---- */

static const char seconds_lost[] = "has finer fractions of a second than its column keeps";

static int64_t unit_of(int digits)
{
    int64_t unit = 1;
    for (; digits < 6; digits++)
        unit *= 10;
    return unit;
}

const char *sqi_loses_time(const sq_value *v, const sq_type *t, int digits)
{
    const int64_t day = INT64_C(86400000000);
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    bool has_day = v->kind == SQ_V_DATETIME || v->kind == SQ_V_TIMESTAMP;
    if (has_day && class_ == SQ_TC_DATE)
        return v->v.i % day ? "has a time of day, which its column does not keep" : NULL;
    if (has_day && class_ == SQ_TC_TIME)
        return "has a date, which its column does not keep";
    if (has_day || v->kind == SQ_V_TIME || v->kind == SQ_V_INTERVAL)
        return v->v.i % unit_of(digits) ? seconds_lost : NULL;
    return NULL;
}

/* More digits behind the point of the seconds than the column has, other than zeros. */
static bool has_fine_fraction(sq_str s, int digits)
{
    const char *p = memchr(s.p, '.', s.n), *end = s.p + s.n;
    int n = 0;
    for (p = p ? p + 1 : end; p < end && *p >= '0' && *p <= '9'; p++)
        if (++n > digits && *p != '0')
            return true;
    return false;
}

/* ..:..:60 */
static bool has_leap_second(sq_str s)
{
    for (size_t i = 3; i + 2 < s.n; i++)
        if (s.p[i - 3] == ':' && s.p[i] == ':' && s.p[i + 1] == '6' && s.p[i + 2] == '0')
            return true;
    return false;
}

const char *sqi_loses_time_text(const sq_value *v, const sq_type *t, int digits, bool strict)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    bool zone = t->flags & SQ_TYPE_TIMEZONE;
    sq_value_kind kind = class_ == SQ_TC_DATE   ? SQ_V_DATE
                         : class_ == SQ_TC_TIME ? SQ_V_TIME
                         : zone                 ? SQ_V_TIMESTAMP
                                                : SQ_V_DATETIME;
    sq_str s = trimmed(v);
    sq_value read;
    if (has_fine_fraction(s, digits))
        return seconds_lost;
    if (sq_parse_time(kind, s.p, s.n, &read) == SQ_OK)
        return NULL;
    if (kind == SQ_V_DATETIME && sq_parse_time(SQ_V_TIMESTAMP, s.p, s.n, &read) == SQ_OK)
        return "has an offset, which its column does not keep";
    if (kind == SQ_V_DATE && sq_parse_time(SQ_V_TIMESTAMP, s.p, s.n, &read) == SQ_OK)
        return "has a time of day, which its column does not keep";
    if (kind == SQ_V_TIME && !zone && memchr(s.p, '+', s.n))
        return "has an offset, which its column does not keep";
    if (has_leap_second(s))
        return "is a leap second, which its column keeps as the next one";
    return strict ? "is no date or time in ISO form" : NULL;
}

const char *sqi_loses_duration(const sq_value *v)
{
    int64_t micros;
    if (v->kind != SQ_V_INTERVAL || sqi_interval_as_time(*v, &micros))
        return NULL;
    return v->extra ? "has months, and the database has no intervals but lengths of time"
                    : out_of_range;
}

/* ---- text and bytes ---- */

const char *sqi_loses_text(const sq_value *v, int length, bool padded)
{
    if (v->kind != SQ_V_TEXT && v->kind != SQ_V_JSON && v->kind != SQ_V_DECIMAL)
        return NULL;
    if (padded && v->len && v->v.s[v->len - 1] == ' ')
        return "ends in a blank, which its column takes for padding";
    if (length && v->len > (size_t)length && sqi_utf8_count(v->v.s, v->len) > (size_t)length)
        return "is longer than its column";
    return NULL;
}

const char *sqi_loses_bytes(const sq_value *v, size_t most)
{
    bool bytes = v->kind == SQ_V_BYTES || v->kind == SQ_V_TEXT || v->kind == SQ_V_JSON;
    return bytes && v->len > most ? "is longer than its column" : NULL;
}
