/* hash.h: 64-bit mixing for trees and names. The seed is drawn once a process: a caller who chooses
 * names can not choose collisions, and a collision costs time only, never a wrong answer. */
#ifndef SQI_HASH_H
#define SQI_HASH_H

#include "lib/base/bytes.h"
#include "squill/base.h"

uint64_t sqi_hash_seed(void);

/* A test build cuts hashes to a few bits, to see that collisions change nothing but speed. */
#ifdef SQI_HASH_BITS
#define SQI_HASH_CUT(h) ((h) & ((UINT64_C(1) << SQI_HASH_BITS) - 1))
#else
#define SQI_HASH_CUT(h) (h)
#endif

static inline uint64_t sqi_mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 32);
}

static inline uint64_t sqi_hash_mem(uint64_t h, const char *p, size_t n)
{
    h = sqi_mix(h, n);
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            h = sqi_mix(h, sqi_load8(p + i));
        return sqi_mix(h, sqi_load8(p + n - 8));
    }
    if (n >= 4)
        return sqi_mix(h, sqi_load4(p) << 32 | sqi_load4(p + n - 4));
    return n ? sqi_mix(h, sqi_load_few(p, n)) : h;
}

/* Of a name, from no more than sixteen of its bytes: for what only tells names apart at once. */
static inline uint32_t sqi_name_hash(const char *name, size_t n)
{
    uint64_t h = n >= 8   ? sqi_load8(name) * 31 + sqi_load8(name + n - 8)
                 : n >= 4 ? sqi_load4(name) << 32 | sqi_load4(name + n - 4)
                 : n      ? sqi_load_few(name, n)
                          : 0;
    return (uint32_t)((h + n) * UINT64_C(0x9E3779B97F4A7C15) >> 36);
}

static inline uint64_t sqi_hash_str(uint64_t h, const char *s)
{
    return s ? sqi_hash_mem(h, s, strlen(s)) : sqi_mix(h, 0x51ED);
}

#endif
