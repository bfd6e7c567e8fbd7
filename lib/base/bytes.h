/* bytes.h: short runs of bytes, such as names, without a call.
 *
 * Loads of constant size: one of a size that is not becomes a string instruction, which costs more
 * than all the rest. Where the length is no multiple of them, the last load meets some bytes a
 * second time. */
#ifndef SQI_BYTES_H
#define SQI_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t sqi_load8(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}
static inline uint64_t sqi_load4(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* All of one to three bytes, in the low three of the result. */
static inline uint64_t sqi_load_few(const char *p, size_t n)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] << 16 | (uint64_t)b[n / 2] << 8 | b[n - 1];
}

static inline bool sqi_same_bytes(const char *a, const char *b, size_t n)
{
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            if (sqi_load8(a + i) != sqi_load8(b + i))
                return false;
        return sqi_load8(a + n - 8) == sqi_load8(b + n - 8);
    }
    if (n >= 4)
        return sqi_load4(a) == sqi_load4(b) && sqi_load4(a + n - 4) == sqi_load4(b + n - 4);
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

static inline void sqi_copy_bytes(char *to, const char *from, size_t n)
{
    if (n > 32) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            memcpy(to + i, from + i, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}

#endif
