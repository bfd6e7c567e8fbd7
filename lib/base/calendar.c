/* calendar.c: days since 1970-01-01 and the dates they are. Years are counted from March, so that
 * the leap day comes last; 400 of them, an era, have 146,097 days.
 *
 * Invariant: sqi_days_of() of what sqi_date_of() gives is the day again. */
#include "lib/base/calendar.h"

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
