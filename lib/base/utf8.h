/* utf8.h: strict UTF-8. */
#ifndef SQI_UTF8_H
#define SQI_UTF8_H

#include "lib/base/bytes.h"
#include "squill/base.h"

/* At least one byte, all of them ASCII and none NUL: the usual text, told without a branch for each
 * word. A byte b is in 1..127 just when neither b nor b - 1 has its high bit; a borrow only
 * comes from a NUL. The last word overlaps with what was seen already. The bytes are copied on the
 * way; `to` NULL: they are not. */
static inline bool sqi_copy_ascii(char *to, const char *s, size_t n)
{
    const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    uint64_t word, seen = 0;
    for (size_t i = 0; i + 8 < n; i += 8) {
        word = sqi_load8(s + i);
        seen |= word | (word - ones);
        if (to)
            memcpy(to + i, &word, 8);
    }
    word = n >= 8   ? sqi_load8(s + n - 8)
           : n >= 4 ? sqi_load4(s) << 32 | sqi_load4(s + n - 4)
                    : ones << 24 | sqi_load_few(s, n);
    if (to && n >= 8)
        memcpy(to + n - 8, &word, 8);
    else if (to)
        sqi_copy_bytes(to, s, n);
    return ((seen | word | (word - ones)) & high) == 0;
}
static inline bool sqi_is_ascii(const char *s, size_t n)
{
    return sqi_copy_ascii(NULL, s, n);
}

bool sqi_utf8_valid_slowly(const char *s, size_t n);
/* Well-formed UTF-8 (no surrogates, no overlong forms) without NUL? */
static inline bool sqi_utf8_valid(const char *s, size_t n)
{
    return (n > 0 && sqi_is_ascii(s, n)) || sqi_utf8_valid_slowly(s, n);
}
/* Copies text that is so; false: it is not, and `to` holds anything. */
static inline bool sqi_utf8_copy(char *to, const char *s, size_t n)
{
    if (n > 0 && sqi_copy_ascii(to, s, n))
        return true;
    bool valid = sqi_utf8_valid_slowly(s, n);
    if (valid)
        memcpy(to, s, n);
    return valid;
}
/* Characters in valid UTF-8. */
size_t sqi_utf8_count(const char *s, size_t n);

#endif
