/* hash.c: the seed of this process. */
#include "lib/base/hash.h"
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t seed;

uint64_t sqi_hash_seed(void)
{
    uint64_t s = atomic_load_explicit(&seed, memory_order_relaxed);
    if (s)
        return s;
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    s = sqi_mix((uint64_t)now.tv_nsec, (uint64_t)now.tv_sec);
    s = sqi_mix(s, (uint64_t)getpid());
    s = sqi_mix(s, (uint64_t)(uintptr_t)&seed) | 1;
    uint64_t none = 0;
    return atomic_compare_exchange_strong(&seed, &none, s) ? s : none;
}
