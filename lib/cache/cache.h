/* cache.h: the cache of compiled statements, for the engine. */
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
    const sq_dialect *dialect;
    const sq_compile_options *options;
} sqi_key;
sqi_key sqi_key_of(const sq_node *n, const sq_dialect *d, const sq_compile_options *o);
bool sqi_same_options(const sq_compile_options *a, const sq_compile_options *b);

/* The entry of `k`, counted, with the values of its tree gathered; NULL: none. */
sq_compiled *sqi_cache_find(sq_cache *c, const sqi_key *k, sqi_gather *values);
/* Keeps a compiled form. Not kept (no memory, one is there already): nothing happens. */
void sqi_cache_add(sq_cache *c, const sqi_key *k, sq_compiled *compiled);
/* Compile for this one time, and put the values in place; all of it in `scratch`. */
int sqi_ready_once(const sq_node *n, const sq_dialect *d, const sq_compile_options *o,
                   size_t max_bytes, const sq_binding *b, size_t n_b, bool allow_absent,
                   sqi_scratch *scratch, sqi_request *out, sq_error *err);
/* May the compiled form of this statement serve another that looks the same? */
bool sqi_cacheable(const sq_node *n, const sq_compile_options *o);

#endif
