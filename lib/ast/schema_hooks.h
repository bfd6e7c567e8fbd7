/* schema_hooks.h: what trees need of tables. Defined in the room schema, which stands above. */
#ifndef SQI_SCHEMA_HOOKS_H
#define SQI_SCHEMA_HOOKS_H

#include "lib/ast/node.h"

uint64_t sqi_fingerprint(const sq_table *t);
/* 0: nobody asked for it yet. */
static inline uint64_t sqi_known_fingerprint(const sq_table *t)
{
    const _Atomic uint64_t *p = (const _Atomic uint64_t *)(const void *)&t->state->fingerprint;
    return atomic_load_explicit(p, memory_order_relaxed);
}
/* The fingerprint; computed only at the first meeting. */
static inline uint64_t sqi_table_hash(const sq_table *t)
{
    uint64_t h = sqi_known_fingerprint(t);
    return h ? h : sqi_fingerprint(t);
}
static inline uint64_t sqi_hash_in_table(const sq_column *c, uint64_t hash)
{
    size_t place = (size_t)((const char *)c - (const char *)c->table->columns); /* no division */
    return SQI_HASH_CUT(hash + place + 1); /* mixed by who takes it */
}
static inline uint64_t sqi_column_hash(const sq_column *c)
{
    return sqi_hash_in_table(c, sqi_table_hash(c->table));
}
/* What a column of a table is called in the API, and in the database. */
static inline sq_name sqi_key_of_column(const sq_column *c)
{
    size_t n = c->key_length || !c->key ? c->key_length : strlen(c->key);
    return (sq_name){c->key, (uint32_t)n, SQ_QUOTE_AUTO};
}
static inline sq_name sqi_name_of_column(const sq_column *c)
{
    sq_name name = c->o.name ? sq_name_of(c->o.name) : sqi_key_of_column(c);
    name.quote = (uint32_t)c->o.quote;
    return name;
}
/* The same description: address, then fingerprint, then everything that can change SQL. Indexes are
 * left out: no statement about the table shows them. False also without memory. */
bool sqi_table_equal(const sq_table *a, const sq_table *b);
/* A deep copy; NULL: no memory. Expressions and tables that it refers to are copied or pinned. */
const sq_table *sqi_table_copy(struct sq_arena *arena, const sq_table *t);
bool sqi_value_equal(const sq_value *a, const sq_value *b);
/* *ok becomes false without memory. */
const sq_option *sqi_options_copy(struct sq_arena *arena, const sq_option *o, bool *ok);

#endif
