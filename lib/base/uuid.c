/* uuid.c: UUIDs as text and back. */
#include "lib/base/uuid.h"

size_t sqi_write_uuid(const void *bytes, bool hyphens, char out[SQI_UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *u = bytes;
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (hyphens && (i == 4 || i == 6 || i == 8 || i == 10))
            out[n++] = '-';
        out[n++] = hex[u[i] >> 4];
        out[n++] = hex[u[i] & 15];
    }
    out[n] = '\0';
    return n;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool sqi_read_uuid(const char *s, size_t n, unsigned char out[16])
{
    enum { DIGITS = 32 };
    int digits = 0;
    for (size_t i = 0; i < n; i++) {
        int h = digit_of(s[i]);
        if (s[i] == '-' && digits > 0 && digits < DIGITS)
            continue;
        if (h < 0 || digits == DIGITS)
            return false;
        out[digits / 2] = (unsigned char)(digits % 2 ? out[digits / 2] | h : h << 4);
        digits++;
    }
    return digits == DIGITS;
}
