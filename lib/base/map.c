/* map.c: linear probing, at most three quarters full. */
#include "lib/base/map.h"

static bool grow(sqi_map *m)
{
    uint32_t cap = m->cap ? m->cap * 2 : 16;
    sqi_map_entry *p = sqi_arena_alloc(m->arena, cap * sizeof *p);
    if (!p)
        return false;
    memset(p, 0, cap * sizeof *p);
    for (uint32_t i = 0; i < m->cap; i++) {
        if (!m->p[i].key)
            continue;
        uint32_t at = (uint32_t)sqi_mix(0, m->p[i].key) & (cap - 1);
        while (p[at].key)
            at = (at + 1) & (cap - 1);
        p[at] = m->p[i];
    }
    m->p = p;
    m->cap = cap;
    return true;
}

uint64_t *sqi_map_find(const sqi_map *m, uint64_t key)
{
    if (!m->cap)
        return NULL;
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
    if ((m->n + 1) * 4 > m->cap * 3 && !grow(m))
        return NULL;
    uint32_t at = (uint32_t)sqi_mix(0, key) & (m->cap - 1);
    while (m->p[at].key)
        at = (at + 1) & (m->cap - 1);
    m->p[at] = (sqi_map_entry){key, 0};
    m->n++;
    return &m->p[at].value;
}

static bool grow_str(sqi_strmap *m)
{
    uint32_t cap = m->cap ? m->cap * 2 : 16;
    sqi_strmap_entry *p = sqi_arena_alloc(m->arena, cap * sizeof *p);
    if (!p)
        return false;
    memset(p, 0, cap * sizeof *p);
    for (uint32_t i = 0; i < m->cap; i++) {
        if (!m->p[i].key)
            continue;
        uint32_t at = m->p[i].hash & (cap - 1);
        while (p[at].key)
            at = (at + 1) & (cap - 1);
        p[at] = m->p[i];
    }
    m->p = p;
    m->cap = cap;
    return true;
}

static uint64_t *find_str(const sqi_strmap *m, const char *key, size_t n, uint32_t hash)
{
    if (!m->cap)
        return NULL;
    uint32_t at = hash & (m->cap - 1);
    for (; m->p[at].key; at = (at + 1) & (m->cap - 1)) {
        sqi_strmap_entry *e = &m->p[at];
        if (e->hash == hash && e->n == n && memcmp(e->key, key, n) == 0)
            return &e->value;
    }
    return NULL;
}

uint64_t *sqi_strmap_find(const sqi_strmap *m, const char *key, size_t n)
{
    return find_str(m, key, n, (uint32_t)sqi_hash_mem(0, key, n));
}

uint64_t *sqi_strmap_at(sqi_strmap *m, const char *key, size_t n)
{
    uint32_t hash = (uint32_t)sqi_hash_mem(0, key, n);
    uint64_t *found = find_str(m, key, n, hash);
    if (found)
        return found;
    if ((m->n + 1) * 4 > m->cap * 3 && !grow_str(m))
        return NULL;
    uint32_t at = hash & (m->cap - 1);
    while (m->p[at].key)
        at = (at + 1) & (m->cap - 1);
    m->p[at] = (sqi_strmap_entry){key, (uint32_t)n, hash, 0};
    m->n++;
    return &m->p[at].value;
}
