/* value.c: values of the host program, and the calendar.
 *
 * A constructor that is given what no value can hold (digits that are none, a date that does not
 * exist) makes SQ_V_BAD_POINTER, which is an error in the statement that uses it: never a value
 * silently changed. Dates are proleptic Gregorian, years 1 to 9999. */
#include "squill/value.h"
#include "lib/base/calendar.h"
#include <stdio.h>
#include <string.h>

static const int64_t MICROS = 1000000;
static const int64_t DAY = SQI_DAY;

static sq_value bad(void)
{
    return (sq_value){.kind = SQ_V_BAD_POINTER};
}

/* Something of `n` bytes or items; too long for a value is an error, not a cut. */
static sq_value sized(sq_value_kind kind, const void *p, size_t n)
{
    if (!p && n)
        return sq_null_value();
    if (n > UINT32_MAX)
        return bad();
    return (sq_value){.kind = (uint16_t)kind, .len = (uint32_t)n, .v = {.p = p}};
}

sq_value sq_null_value(void)
{
    return (sq_value){.kind = SQ_V_NULL};
}

sq_value sq_bool_value(bool b)
{
    return (sq_value){.kind = SQ_V_BOOL, .v = {.i = b}};
}

sq_value sq_int_value(int i)
{
    return (sq_value){.kind = SQ_V_INT, .len = 4, .v = {.i = i}};
}

sq_value sq_long_value(int64_t i)
{
    return (sq_value){.kind = SQ_V_INT, .len = 8, .v = {.i = i}};
}

sq_value sq_uint_value(uint64_t u)
{
    if (u <= INT64_MAX)
        return sq_long_value((int64_t)u);
    return (sq_value){.kind = SQ_V_UINT, .len = 8, .v = {.u = u}};
}

sq_value sq_double_value(double d)
{
    return (sq_value){.kind = SQ_V_DOUBLE, .len = 8, .v = {.d = d}};
}

sq_value sq_float_value(float f)
{
    return (sq_value){.kind = SQ_V_DOUBLE, .len = 4, .v = {.d = (double)f}};
}

sq_value sq_text_value(const char *s)
{
    return s ? sized(SQ_V_TEXT, s, strlen(s)) : sq_null_value();
}

sq_value sq_text_value_n(const char *s, size_t n)
{
    return s ? sized(SQ_V_TEXT, s, n) : sq_null_value();
}

sq_value sq_bytes_value(const void *p, size_t n)
{
    return p ? sized(SQ_V_BYTES, p, n) : sq_null_value();
}

static size_t skip_digits(const char *s, size_t at)
{
    while (s[at] >= '0' && s[at] <= '9')
        at++;
    return at;
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point; NaN, Infinity. */
static bool is_decimal(const char *s)
{
    size_t at = s[0] == '-' || s[0] == '+';
    if (strcmp(s + at, "NaN") == 0 || strcmp(s + at, "Infinity") == 0)
        return true;
    size_t whole = skip_digits(s, at);
    size_t digits = whole - at;
    at = whole;
    if (s[at] == '.') {
        size_t end = skip_digits(s, at + 1);
        digits += end - at - 1;
        at = end;
    }
    if (digits && (s[at] == 'e' || s[at] == 'E')) {
        at += s[at + 1] == '-' || s[at + 1] == '+' ? 2 : 1;
        size_t end = skip_digits(s, at);
        digits = end - at;
        at = end;
    }
    return digits && !s[at];
}

sq_value sq_decimal_value(const char *digits)
{
    if (!digits)
        return sq_null_value();
    return is_decimal(digits) ? sized(SQ_V_DECIMAL, digits, strlen(digits)) : bad();
}

sq_value sq_json_value(const char *json)
{
    return json ? sized(SQ_V_JSON, json, strlen(json)) : sq_null_value();
}

sq_value sq_uuid_value(const uint8_t bytes[16])
{
    return bytes ? sized(SQ_V_UUID, bytes, 16) : sq_null_value();
}

sq_value sq_bits_value(const char *zeros_and_ones)
{
    if (!zeros_and_ones)
        return sq_null_value();
    size_t n = strspn(zeros_and_ones, "01");
    return zeros_and_ones[n] ? bad() : sized(SQ_V_BITS, zeros_and_ones, n);
}

sq_value sq_interval_value(int months, int days, int64_t microseconds)
{
    if (months > INT16_MAX || months < INT16_MIN)
        return bad();
    return (sq_value){.kind = SQ_V_INTERVAL,
                      .extra = (int16_t)months,
                      .len = (uint32_t)(int32_t)days,
                      .v = {.i = microseconds}};
}

sq_value sq_list_value(const sq_value *items, size_t n)
{
    return sized(SQ_V_LIST, items, n);
}

sq_value sq_tuple_value(const sq_value *items, size_t n)
{
    return sized(SQ_V_TUPLE, items, n);
}

sq_value sq_map_value(const sq_value *keys_and_values, size_t pairs)
{
    return sized(SQ_V_MAP, keys_and_values, pairs);
}

sq_value sq_range_value(const sq_range *r)
{
    return r ? (sq_value){.kind = SQ_V_RANGE, .v = {.range = r}} : sq_null_value();
}

sq_value sq_expr_value(const sq_expr *e)
{
    return e ? (sq_value){.kind = SQ_V_EXPR, .v = {.expr = e}} : sq_null_value();
}

sq_value sq_stmt_value(const sq_stmt *s)
{
    return s ? (sq_value){.kind = SQ_V_STMT, .v = {.stmt = s}} : sq_null_value();
}

sq_value sq_pointer_value(const void *p)
{
    return p ? bad() : sq_null_value();
}

sq_value sq_absent_value(void)
{
    return (sq_value){.kind = SQ_V_ABSENT};
}

sq_value sq_value_self(sq_value v)
{
    return v;
}

/* ---- the calendar ---- */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool is_date(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

sq_value sq_date_value(int year, int month, int day)
{
    if (!is_date(year, month, day))
        return bad();
    return (sq_value){.kind = SQ_V_DATE, .v = {.i = sqi_days_of(year, month, day)}};
}

sq_value sq_time_value(int hour, int minute, int second, int microsecond)
{
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
        microsecond < 0 || microsecond >= MICROS)
        return bad();
    int64_t seconds = ((int64_t)hour * 60 + minute) * 60 + second;
    return (sq_value){.kind = SQ_V_TIME, .v = {.i = seconds * MICROS + microsecond}};
}

sq_value sq_datetime_value(int64_t microseconds_since_1970)
{
    return (sq_value){.kind = SQ_V_DATETIME, .v = {.i = microseconds_since_1970}};
}

sq_value sq_timestamp_value(int64_t microseconds_since_1970_utc)
{
    return (sq_value){.kind = SQ_V_TIMESTAMP, .v = {.i = microseconds_since_1970_utc}};
}

/* ---- reading ---- */

typedef struct reader {
    const char *p, *end;
} reader;

static bool take(reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static bool take_number(reader *r, int digits, int *out)
{
    int n = 0;
    if (r->end - r->p < digits)
        return false;
    for (int i = 0; i < digits; i++, r->p++) {
        if (*r->p < '0' || *r->p > '9')
            return false;
        n = n * 10 + (*r->p - '0');
    }
    *out = n;
    return true;
}

static bool read_date(reader *r, int64_t *days)
{
    int y, m, d;
    if (!take_number(r, 4, &y) || !take(r, '-') || !take_number(r, 2, &m) || !take(r, '-') ||
        !take_number(r, 2, &d) || !is_date(y, m, d))
        return false;
    *days = sqi_days_of(y, m, d);
    return true;
}

/* Digits beyond the microseconds may only be zeros: nothing is rounded. */
static bool read_fraction(reader *r, int64_t *micros)
{
    int64_t unit = MICROS;
    const char *from = r->p;
    for (*micros = 0; r->p != r->end && *r->p >= '0' && *r->p <= '9'; r->p++) {
        unit /= 10;
        if (!unit && *r->p != '0')
            return false;
        *micros += unit * (*r->p - '0');
    }
    return r->p != from;
}

static bool read_time(reader *r, int64_t *micros)
{
    int h, m, s = 0;
    int64_t fraction = 0;
    if (!take_number(r, 2, &h) || !take(r, ':') || !take_number(r, 2, &m))
        return false;
    if (take(r, ':') && (!take_number(r, 2, &s) || (take(r, '.') && !read_fraction(r, &fraction))))
        return false;
    sq_value v = sq_time_value(h, m, s, (int)fraction);
    *micros = v.v.i;
    return v.kind == SQ_V_TIME;
}

/* Z, +02, +0230, +02:30, +02:30:15; nothing is UTC. */
static bool read_offset(reader *r, int64_t *micros)
{
    int h, m = 0, s = 0;
    *micros = 0;
    if (r->p == r->end || take(r, 'Z') || take(r, 'z'))
        return true;
    bool west = take(r, '-');
    if ((!west && !take(r, '+')) || !take_number(r, 2, &h))
        return false;
    bool colon = take(r, ':');
    if ((colon || r->p != r->end) && !take_number(r, 2, &m))
        return false;
    if (take(r, ':') && !take_number(r, 2, &s))
        return false;
    if (h > 23 || m > 59 || s > 59)
        return false;
    *micros = (((int64_t)h * 60 + m) * 60 + s) * (west ? -MICROS : MICROS);
    return true;
}

static bool read_timestamp(reader *r, bool zone, int64_t *out)
{
    int64_t days, time, offset = 0;
    if (!read_date(r, &days) || !(take(r, ' ') || take(r, 'T')) || !read_time(r, &time) ||
        (zone && !read_offset(r, &offset)))
        return false;
    *out = days * DAY + time - offset;
    return *out >= SQI_FIRST_DAY * DAY && *out < (SQI_LAST_DAY + 1) * DAY;
}

int sq_parse_time(sq_value_kind kind, const char *text, size_t n, sq_value *out)
{
    reader r = {text, text ? text + n : text};
    int64_t i = 0;
    bool ok = false;
    if (!text)
        return SQ_ERR_CONVERSION;
    if (kind == SQ_V_DATE)
        ok = read_date(&r, &i);
    else if (kind == SQ_V_TIME)
        ok = read_time(&r, &i);
    else if (kind == SQ_V_DATETIME || kind == SQ_V_TIMESTAMP)
        ok = read_timestamp(&r, kind == SQ_V_TIMESTAMP, &i);
    if (!ok || r.p != r.end)
        return SQ_ERR_CONVERSION;
    *out = (sq_value){.kind = (uint16_t)kind, .v = {.i = i}};
    return SQ_OK;
}

/* ---- writing ---- */

static int write_date(char *out, size_t size, int64_t days)
{
    int y, m, d;
    sqi_date_of(days, &y, &m, &d);
    return snprintf(out, size, "%04d-%02d-%02d", y, m, d);
}

static int write_time(char *out, size_t size, int64_t micros)
{
    int seconds = (int)(micros / MICROS), fraction = (int)(micros % MICROS);
    int n = snprintf(out, size, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction)
        n += snprintf(out + n, size - (size_t)n, ".%06d", fraction);
    return n;
}

size_t sq_format_time(sq_value v, char *buffer, size_t size)
{
    char text[64] = "";
    int n = 0;
    int64_t days = sqi_days_before(v);
    if (!sqi_in_calendar(v)) {
        n = 0;
    } else if (v.kind == SQ_V_TIME) {
        n = write_time(text, sizeof text, v.v.i - days * DAY);
    } else if (v.kind == SQ_V_DATE) {
        n = write_date(text, sizeof text, days);
    } else {
        n = write_date(text, sizeof text, days);
        text[n++] = ' ';
        n += write_time(text + n, sizeof text - (size_t)n, v.v.i - days * DAY);
        if (v.kind == SQ_V_TIMESTAMP)
            n += snprintf(text + n, sizeof text - (size_t)n, "+00:00");
    }
    if (size)
        snprintf(buffer, size, "%s", text);
    return (size_t)n;
}
