/* map.h: maps in an arena: by 64-bit key, and by string. Nothing is removed. Most have a handful of
 * entries: those cost no more than a list. */
#ifndef SQI_MAP_H
#define SQI_MAP_H

#include "lib/base/arena.h"
#include "lib/base/hash.h"

typedef struct sqi_map_entry {
    uint64_t key; /* 0: free */
    uint64_t value;
} sqi_map_entry;
typedef struct sqi_map {
    sqi_map_entry *p;
    uint32_t n, cap;
    sq_arena *arena;
} sqi_map;

/* Pointer to the value of `key` (not 0), made with 0 if it is new; NULL: no memory. */
uint64_t *sqi_map_at(sqi_map *m, uint64_t key);
/* The value, or NULL if there is none. */
uint64_t *sqi_map_find_many(const sqi_map *m, uint64_t key);
static inline uint64_t *sqi_map_find(const sqi_map *m, uint64_t key)
{
    return m->n ? sqi_map_find_many(m, key) : NULL;
}

typedef struct sqi_strmap_entry {
    const char *key; /* NULL: free */
    uint32_t n, hash;
    uint64_t value;
} sqi_strmap_entry;
typedef struct sqi_strmap {
    sqi_strmap_entry *p;
    uint32_t n, cap;
    sq_arena *arena;
} sqi_strmap;

/* As above; the key is borrowed: it must live as long as the map. */
uint64_t *sqi_strmap_at(sqi_strmap *m, const char *key, size_t n);
uint64_t *sqi_strmap_find(const sqi_strmap *m, const char *key, size_t n);

/* sqi_strmap_at() as far as it takes no call: of a key that is new among a few, or was given by
 * this very pointer. NULL: that does not tell, ask sqi_strmap_at(). */
enum { SQI_MAP_FEW = 8 };
static inline uint64_t *sqi_strmap_at_once(sqi_strmap *m, const char *key, size_t n)
{
    const uint32_t hash = sqi_name_hash(key, n);
    if (m->n >= SQI_MAP_FEW || m->n == m->cap)
        return NULL;
    for (uint32_t i = 0; i < m->n; i++)
        if (m->p[i].hash == hash && m->p[i].n == n)
            return m->p[i].key == key ? &m->p[i].value : NULL;
    sqi_strmap_entry *e = &m->p[m->n++];
    *e = (sqi_strmap_entry){key, (uint32_t)n, hash, 0};
    return &e->value;
}

#endif
