/* calendar.h: the days of the Gregorian calendar, proleptic, as dates and the other way; which
 * times there are; lengths of time. */
#ifndef SQI_CALENDAR_H
#define SQI_CALENDAR_H

#include "squill/value.h"

#define SQI_DAY       INT64_C(86400000000) /* microseconds */
#define SQI_FIRST_DAY INT64_C(-719162)     /* 0001-01-01 */
#define SQI_LAST_DAY  INT64_C(2932896)     /* 9999-12-31 */

/* Is a date or timestamp of the years 1 to 9999, a time within one day? Other kinds are not. */
bool sqi_in_calendar(sq_value v);
/* The day of a date or timestamp: before its time of day. */
int64_t sqi_days_before(sq_value v);
/* A date as the time at which it begins, such a time as its date; any other value as it is. */
sq_value sqi_time_of_kind(sq_value v, sq_value_kind wanted);
/* Days since 1970-01-01 of a date that exists. */
int64_t sqi_days_of(int year, int month, int day);
void sqi_date_of(int64_t days, int *year, int *month, int *day);

/* "1 year 2 mons -3 days 04:05:06.5", as PostgreSQL has it; gives the length. */
enum { SQI_INTERVAL_TEXT = 96 };
size_t sqi_write_interval(int64_t months, int64_t days, int64_t micros,
                          char out[SQI_INTERVAL_TEXT]);
/* A length of time counted from 1970, which stands for it where there are no intervals: a day has
 * 24 hours. false: it has months, or is longer than the calendar. */
bool sqi_interval_as_time(sq_value interval, int64_t *micros);
sq_value sqi_time_as_interval(int64_t micros);

#endif
