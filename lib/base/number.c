/* number.c: doubles as text. The locale's point is put in before strtod() and taken out behind
 * printf(), so that no locale is set for it: that would not be safe beside other threads. */
#include "lib/base/number.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t sqi_write_double(double d, char out[SQI_DOUBLE_TEXT])
{
    size_t n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = (size_t)snprintf(out, SQI_DOUBLE_TEXT, "%.*g", digits, d);
        if (strtod(out, NULL) == d)
            break;
    }
    const char *point = localeconv()->decimal_point;
    size_t width = strlen(point);
    char *at = width ? strstr(out, point) : NULL;
    if (!at)
        return n;
    *at = '.';
    memmove(at + 1, at + width, n + 1 - (size_t)(at - out) - width);
    return n + 1 - width;
}

bool sqi_read_double(const char *s, size_t n, double *out)
{
    char b[512], *end;
    const char *point = localeconv()->decimal_point, *dot = n ? memchr(s, '.', n) : NULL;
    size_t width = strlen(point), before = dot ? (size_t)(dot - s) : n;
    if (n == 0 || n + width > 500 || memchr(s, 0, n) || (*point != '.' && memchr(s, *point, n)))
        return false;
    memcpy(b, s, before);
    if (dot) {
        memcpy(b + before, point, width);
        memcpy(b + before + width, dot + 1, n - before - 1);
        n += width - 1;
    }
    b[n] = '\0';
    *out = strtod(b, &end);
    return end == b + n;
}
