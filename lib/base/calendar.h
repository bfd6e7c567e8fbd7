/* calendar.h: the days of the Gregorian calendar, proleptic, as dates and the other way. */
#ifndef SQI_BASE_CALENDAR_H
#define SQI_BASE_CALENDAR_H

#include <stdint.h>

/* Days since 1970-01-01 of a date that exists. */
int64_t sqi_days_of(int year, int month, int day);
void sqi_date_of(int64_t days, int *year, int *month, int *day);

#endif
