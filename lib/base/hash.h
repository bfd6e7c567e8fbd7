/* hash.h: 64-bit mixing for trees and names. The seed is drawn once a process: a caller who chooses
 * names can not choose collisions, and a collision costs time only, never a wrong answer. */
#ifndef SQI_HASH_H
#define SQI_HASH_H

#include <string.h>
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
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t x;
        memcpy(&x, p, 8);
        h = sqi_mix(h, x);
    }
    if (n) {
        uint64_t x = 0;
        memcpy(&x, p, n);
        h = sqi_mix(h, x);
    }
    return h;
}

static inline uint64_t sqi_hash_str(uint64_t h, const char *s)
{
    return s ? sqi_hash_mem(h, s, strlen(s)) : sqi_mix(h, 0x51ED);
}

#endif
