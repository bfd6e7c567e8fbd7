/* cache.h: the cache of compiled statements, for the engine and binders. */
#ifndef SQI_CACHE_H
#define SQI_CACHE_H

#include "lib/ast/node.h"
#include "lib/compile/compiled.h"

/* What a compiled form depends on beside the structure: the dialect and everything in the options
 * that changes text. Values never. */
typedef struct sqi_key {
    uint64_t hash;
    const sq_node *node;
    uint64_t dialect_id;
    uint64_t flags, pages; /* all of the options but the lists */
    bool lists;            /* there are some */
    const sq_compile_options *options;
} sqi_key;
sqi_key sqi_key_of(const sq_node *n, const sq_dialect *d, const sq_compile_options *o);

/* A front table: the entries that one connection or binder met last, each held. A hit in it takes
 * no lock and writes nothing that others see. NULL: no memory, which only costs time. */
struct sqi_front *sqi_front_of(sq_cache *c, sqi_scratch *scratch);

/* The short way of a look-up: the form that a front table holds, with the values of the tree
 * gathered; NULL: none. */
sq_compiled *sqi_front_find(struct sqi_front *front, const sq_node *n, const sq_dialect *d,
                            const sq_compile_options *o, sqi_gather *values);

/* The compiled form of `k` that the cache has, not asking the front table; NULL: none. With a front
 * table it is held by that until the next look-up, else it is counted. */
sq_compiled *sqi_cache_find(sq_cache *c, const sqi_key *k, sqi_gather *values,
                            struct sqi_front *front);
/* Keeps a compiled form; gives the one that the front table holds now (another thread's, perhaps).
 * NULL: no front table, or not kept: no memory, too large, or a shape that comes in ever new forms
 * and was not met lately. */
sq_compiled *sqi_cache_add(sq_cache *c, const sqi_key *k, sq_compiled *compiled,
                           struct sqi_front *front);

/* May the compiled form of this statement serve another that looks the same? */
static inline bool sqi_cacheable(const sq_node *n, const sq_compile_options *o)
{
    return (!o || !o->literal_binds) && n->kind != SQI_N_DDL && n->kind != SQI_N_POISON;
}

#endif
