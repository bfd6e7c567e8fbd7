/* number.c: doubles as text. The locale's point is put in before strtod() and taken out behind
 * printf(), so that no locale is set for it: that would not be safe beside other threads. */
#include "lib/base/number.h"
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The locale's point in `out` becomes one. */
static size_t with_point(char *out, size_t n)
{
    const char *point = localeconv()->decimal_point;
    size_t width = strlen(point);
    char *at = width ? strstr(out, point) : NULL;
    if (!at)
        return n;
    *at = '.';
    memmove(at + 1, at + width, n + 1 - (size_t)(at - out) - width);
    return n + 1 - width;
}

size_t sqi_write_double(double d, char out[SQI_DOUBLE_TEXT])
{
    size_t n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = (size_t)snprintf(out, SQI_DOUBLE_TEXT, "%.*g", digits, d);
        if (strtod(out, NULL) == d)
            break;
    }
    return with_point(out, n);
}

double sqi_double_of_float(float f)
{
    char b[SQI_DOUBLE_TEXT];
    int least = fabsf(f) < FLT_MIN ? 1 : 6; /* fewer are found by them, but for the smallest */
    for (int digits = least; isfinite(f) && digits <= 9; digits++) {
        snprintf(b, sizeof b, "%.*g", digits, (double)f);
        double d = strtod(b, NULL);
        if ((float)d == f) /* the nearest double of short digits is as near as they are */
            return d;
    }
    return (double)f;
}

bool sqi_is_single(double d)
{
    if (!isfinite(d))
        return true;
    return fabs(d) <= (double)FLT_MAX && sqi_double_of_float((float)d) == d &&
           signbit(sqi_double_of_float((float)d)) == signbit(d);
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

/* ---- decimal digits ---- */

/* The exponent behind its letter; false: it is none. Beyond all that counts it stops growing. */
static bool read_exponent(const char *s, size_t n, int64_t *out)
{
    enum { MOST = 100000 };
    size_t i = n > 0 && (s[0] == '-' || s[0] == '+');
    bool any = i < n;
    int64_t e = 0;
    for (; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        e = e < MOST ? e * 10 + (s[i] - '0') : e;
    }
    *out = s[0] == '-' ? -e : e;
    return any;
}

static bool is_word(const char *s, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(s, word, n) == 0;
}

bool sqi_read_decimal(const char *s, size_t n, sqi_decimal *out)
{
    size_t sign = n > 0 && (s[0] == '-' || s[0] == '+');
    *out = (sqi_decimal){.negative = sign && s[0] == '-', .finite = true};
    s += sign, n -= sign;
    if (is_word(s, n, "NaN") || is_word(s, n, "Infinity")) {
        out->finite = false;
        return true;
    }
    int64_t place = 0, first = 0, last = 0, point = -1, exponent = 0; /* digits count from 1 */
    size_t i = 0;
    for (; i < n && (s[i] == '.' || (s[i] >= '0' && s[i] <= '9')); i++) {
        if (s[i] == '.' && point >= 0)
            return false;
        if (s[i] == '.') {
            point = place;
            continue;
        }
        place++;
        first = !first && s[i] != '0' ? place : first;
        last = s[i] != '0' ? place : last;
    }
    if (!place ||
        (i < n && ((s[i] | 0x20) != 'e' || !read_exponent(s + i + 1, n - i - 1, &exponent))))
        return false;
    if (!first)
        return true;
    point = (point < 0 ? place : point) + exponent;
    out->whole = point >= first ? (size_t)(point - first + 1) : 0;
    out->fraction = last > point ? (size_t)(last - point) : 0;
    out->digits = (size_t)(last - first + 1);
    return true;
}

/* The next digit that counts, from *i on; 0 at the end. */
static char next_digit(const char *s, size_t n, size_t *i)
{
    while (*i < n && (s[*i] < '0' || s[*i] > '9') && (s[*i] | 0x20) != 'e')
        ++*i;
    return *i < n && (s[*i] | 0x20) != 'e' ? s[(*i)++] : 0;
}

bool sqi_decimal_is_double(const char *s, size_t n)
{
    enum { ALWAYS = 15, NEVER = 17 };
    char b[SQI_DOUBLE_TEXT];
    sqi_decimal x, y;
    double d;
    if (!sqi_read_decimal(s, n, &x) || !sqi_read_double(s, n, &d))
        return false;
    if (!x.finite || !isfinite(d))
        return !x.finite;
    if (x.digits > NEVER || (d == 0 && x.digits) || (d != 0 && fabs(d) < DBL_MIN))
        return false;
    if (x.digits <= ALWAYS)
        return true;
    size_t m = sqi_write_double(d, b), i = 0, j = 0;
    if (!sqi_read_decimal(b, m, &y) || x.digits != y.digits || x.whole != y.whole)
        return false;
    char p, q;
    while ((p = next_digit(s, n, &i)) == '0') {
    }
    while ((q = next_digit(b, m, &j)) == '0') {
    }
    for (size_t k = 0; k < x.digits; k++) {
        if (p != q)
            return false;
        p = next_digit(s, n, &i);
        q = next_digit(b, m, &j);
    }
    return true;
}

size_t sqi_write_fixed(double d, int scale, char out[SQI_DOUBLE_TEXT])
{
    enum { MOST = 20, EXACT = 15 };
    sqi_decimal x;
    size_t n = sqi_write_double(d, out);
    if (!(fabs(d) < 1e15) || scale > MOST || !sqi_read_decimal(out, n, &x) || x.fraction > MOST ||
        x.digits > EXACT)
        return 0;
    int zeros = scale - (int)x.fraction;
    n = with_point(out, (size_t)snprintf(out, SQI_DOUBLE_TEXT, "%.*f", (int)x.fraction, d));
    if (zeros > 0 && !x.fraction)
        out[n++] = '.';
    for (; zeros > 0; zeros--)
        out[n++] = '0';
    out[n] = '\0';
    return n;
}
