/* calendar.c: days since 1970-01-01 and the dates they are. Years are counted from March, so that
 * the leap day comes last; 400 of them, an era, have 146,097 days.
 *
 * Invariant: sqi_days_of() of what sqi_date_of() gives is the day again. */
#include "lib/base/calendar.h"
#include <stdio.h>

static const int64_t ERA = 146097;
static const int64_t FIRST = 719468; /* days from 0000-03-01 to 1970-01-01 */

int64_t sqi_days_of(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * m + 2) / 5 + day - 1;
    return era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - FIRST;
}

void sqi_date_of(int64_t days, int *year, int *month, int *day)
{
    days += FIRST;
    int64_t era = (days >= 0 ? days : days - (ERA - 1)) / ERA;
    int64_t of_era = days - era * ERA;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA - 1)) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

static bool is_day(int64_t days)
{
    return days >= SQI_FIRST_DAY && days <= SQI_LAST_DAY;
}

int64_t sqi_days_before(sq_value v)
{
    return v.kind == SQ_V_DATE ? v.v.i : v.v.i / SQI_DAY - (v.v.i % SQI_DAY < 0);
}

bool sqi_in_calendar(sq_value v)
{
    if (v.kind == SQ_V_TIME)
        return v.v.i >= 0 && v.v.i < SQI_DAY;
    bool has_day = v.kind == SQ_V_DATE || v.kind == SQ_V_DATETIME || v.kind == SQ_V_TIMESTAMP;
    return has_day && is_day(sqi_days_before(v));
}

sq_value sqi_time_of_kind(sq_value v, sq_value_kind wanted)
{
    bool has_time = v.kind == SQ_V_DATETIME || v.kind == SQ_V_TIMESTAMP;
    if (wanted == SQ_V_DATETIME && v.kind == SQ_V_DATE)
        return sq_datetime_value(v.v.i * SQI_DAY);
    if (wanted == SQ_V_DATE && has_time && v.v.i % SQI_DAY == 0)
        return (sq_value){.kind = SQ_V_DATE, .v = {.i = v.v.i / SQI_DAY}};
    return v;
}

/* ---- lengths of time ---- */

/* A part such as "-3 days"; behind a negative part a positive one has its sign. */
static size_t put_part(char *out, size_t n, int64_t count, const char *unit, bool *negative)
{
    if (!count)
        return n;
    n += (size_t)snprintf(out + n, SQI_INTERVAL_TEXT - n, "%s%s%lld %s%s", n ? " " : "",
                          *negative && count > 0 ? "+" : "", (long long)count, unit,
                          count == 1 ? "" : "s");
    *negative = count < 0;
    return n;
}

size_t sqi_write_interval(int64_t months, int64_t days, int64_t micros, char out[SQI_INTERVAL_TEXT])
{
    bool negative = false;
    size_t n = put_part(out, 0, months / 12, "year", &negative);
    n = put_part(out, n, months % 12, "mon", &negative);
    n = put_part(out, n, days, "day", &negative);
    if (n && !micros)
        return n;
    uint64_t us = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros, seconds = us / 1000000;
    int fraction = (int)(us % 1000000);
    n += (size_t)snprintf(out + n, SQI_INTERVAL_TEXT - n, "%s%s%02llu:%02d:%02d", n ? " " : "",
                          micros < 0 ? "-"
                          : negative ? "+"
                                     : "",
                          (unsigned long long)(seconds / 3600), (int)(seconds / 60 % 60),
                          (int)(seconds % 60));
    if (fraction)
        n += (size_t)snprintf(out + n, SQI_INTERVAL_TEXT - n, ".%06d", fraction);
    while (fraction && out[n - 1] == '0')
        out[--n] = '\0';
    return n;
}

bool sqi_interval_as_time(sq_value interval, int64_t *micros)
{
    int64_t days = (int32_t)interval.len;
    if (interval.extra || !is_day(days) || interval.v.i / SQI_DAY < SQI_FIRST_DAY ||
        interval.v.i / SQI_DAY > SQI_LAST_DAY)
        return false;
    *micros = days * SQI_DAY + interval.v.i;
    return *micros >= SQI_FIRST_DAY * SQI_DAY && *micros < (SQI_LAST_DAY + 1) * SQI_DAY;
}

sq_value sqi_time_as_interval(int64_t micros)
{
    return sq_interval_value(0, (int)(micros / SQI_DAY), micros % SQI_DAY);
}
