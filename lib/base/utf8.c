/* utf8.c: see utf8.h. */
#include "lib/base/utf8.h"
#include <string.h>

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

/* Eight bytes, all of them ASCII and none NUL: the usual case, passed over at once. A byte b is in
 * 1..127 just when neither b nor b - 1 has its high bit; a borrow only comes from a NUL. */
static bool plain_eight(const char *s)
{
    const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    uint64_t x;
    memcpy(&x, s, sizeof x);
    return ((x | (x - ones)) & high) == 0;
}

bool sqi_utf8_valid(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i < n; i++) {
        while (n - i >= 8 && plain_eight(s + i))
            i += 8;
        if (i > 0 && n - i < 8 && n >= 8 && plain_eight(s + n - 8))
            return true; /* the rest, with some of what was seen already */
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
