/* map.c: the first entries are searched one by one; more are found by linear probing, in a table at
 * most three quarters full. */
#include "lib/base/map.h"

enum { FEW = SQI_MAP_FEW };

static inline bool is_full(uint32_t n, uint32_t cap)
{
    return cap <= FEW ? n == cap : (n + 1) * 4 > cap * 3;
}

static uint32_t larger(uint32_t cap)
{
    return cap == 0 ? FEW : cap == FEW ? 4 * FEW : cap * 2;
}

/* ---- by number ---- */

/* The place of a new key. */
static sqi_map_entry *place_of(const sqi_map *m, uint64_t key)
{
    if (m->cap <= FEW)
        return &m->p[m->n];
    uint32_t at = (uint32_t)sqi_mix(0, key) & (m->cap - 1);
    while (m->p[at].key)
        at = (at + 1) & (m->cap - 1);
    return &m->p[at];
}

static bool grow(sqi_map *m)
{
    sqi_map old = *m;
    uint32_t cap = larger(m->cap);
    sqi_map_entry *p = sqi_arena_alloc(m->arena, cap * sizeof *p);
    if (!p)
        return false;
    m->p = p;
    m->cap = cap;
    if (cap > FEW)
        memset(p, 0, cap * sizeof *p);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.p[i].key)
            *place_of(m, old.p[i].key) = old.p[i];
    return true;
}

uint64_t *sqi_map_find_many(const sqi_map *m, uint64_t key)
{
    if (m->cap <= FEW) {
        for (uint32_t i = 0; i < m->n; i++)
            if (m->p[i].key == key)
                return &m->p[i].value;
        return NULL;
    }
    uint32_t at = (uint32_t)sqi_mix(0, key) & (m->cap - 1);
    for (; m->p[at].key; at = (at + 1) & (m->cap - 1))
        if (m->p[at].key == key)
            return &m->p[at].value;
    return NULL;
}

uint64_t *sqi_map_at(sqi_map *m, uint64_t key)
{
    uint64_t *found = sqi_map_find(m, key);
    if (found)
        return found;
    if (is_full(m->n, m->cap) && !grow(m))
        return NULL;
    sqi_map_entry *e = place_of(m, key);
    *e = (sqi_map_entry){key, 0};
    m->n++;
    return &e->value;
}

/* ---- by string ---- */

static uint32_t hash_of(const char *key, size_t n)
{
    return (uint32_t)sqi_hash_mem(0, key, n);
}

static inline bool is_key(const sqi_strmap_entry *e, const char *key, size_t n)
{
    return e->n == n &&
           (e->key == key || n == 0 || (e->key[0] == key[0] && memcmp(e->key, key, n) == 0));
}

static inline sqi_strmap_entry *place_of_str(const sqi_strmap *m, const char *key, size_t n)
{
    if (m->cap <= FEW)
        return &m->p[m->n];
    uint32_t at = hash_of(key, n) & (m->cap - 1);
    while (m->p[at].key)
        at = (at + 1) & (m->cap - 1);
    return &m->p[at];
}

static bool grow_str(sqi_strmap *m)
{
    sqi_strmap old = *m;
    uint32_t cap = larger(m->cap);
    sqi_strmap_entry *p = sqi_arena_alloc(m->arena, cap * sizeof *p);
    if (!p)
        return false;
    m->p = p;
    m->cap = cap;
    if (cap > FEW)
        memset(p, 0, cap * sizeof *p);
    for (uint32_t i = 0; i < old.cap; i++)
        if (old.p[i].key)
            *place_of_str(m, old.p[i].key, old.p[i].n) = old.p[i];
    return true;
}

static inline uint64_t *find_str(const sqi_strmap *m, const char *key, size_t n)
{
    if (m->cap <= FEW) {
        for (uint32_t i = 0; i < m->n; i++)
            if (is_key(&m->p[i], key, n))
                return &m->p[i].value;
        return NULL;
    }
    uint32_t at = hash_of(key, n) & (m->cap - 1);
    for (; m->p[at].key; at = (at + 1) & (m->cap - 1))
        if (is_key(&m->p[at], key, n))
            return &m->p[at].value;
    return NULL;
}

uint64_t *sqi_strmap_find(const sqi_strmap *m, const char *key, size_t n)
{
    return find_str(m, key, n);
}

uint64_t *sqi_strmap_at(sqi_strmap *m, const char *key, size_t n)
{
    uint64_t *found = find_str(m, key, n);
    if (found)
        return found;
    if (is_full(m->n, m->cap) && !grow_str(m))
        return NULL;
    sqi_strmap_entry *e = place_of_str(m, key, n);
    *e = (sqi_strmap_entry){key, (uint32_t)n, sqi_name_hash(key, n), 0};
    m->n++;
    return &e->value;
}
