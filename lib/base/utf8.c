/* utf8.c: see utf8.h. */
#include "lib/base/utf8.h"

static size_t tail_length(unsigned char c, unsigned char next)
{
    if (c >= 0xC2 && c <= 0xDF)
        return 1;
    if (c == 0xE0)
        return next >= 0xA0 ? 2 : 0;
    if (c == 0xED)
        return next <= 0x9F ? 2 : 0;
    if (c >= 0xE1 && c <= 0xEF)
        return 2;
    if (c == 0xF0)
        return next >= 0x90 ? 3 : 0;
    if (c >= 0xF1 && c <= 0xF3)
        return 3;
    if (c == 0xF4)
        return next <= 0x8F ? 3 : 0;
    return 0;
}

bool sqi_utf8_valid_slowly(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < n; i++) {
        while (n - i >= 8 && sqi_is_ascii(s + i, 8))
            i += 8;
        if (i == n)
            break;
        if (p[i] == 0)
            return false;
        if (p[i] < 0x80)
            continue;
        size_t tail = i + 1 < n ? tail_length(p[i], p[i + 1]) : 0;
        if (!tail || tail >= n - i)
            return false;
        for (; tail; tail--)
            if ((p[++i] & 0xC0) != 0x80)
                return false;
    }
    return true;
}

size_t sqi_utf8_count(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)s[i] & 0xC0) != 0x80;
    return count;
}
