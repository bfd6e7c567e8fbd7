/* cache.c: compiled statements, found by structure.
 *
 * A look-up is one probe by the hash that the tree already carries; a hit is confirmed by comparing
 * the structure with the entry's own copy, never by the hash alone, and gathers the values in the
 * same walk. The copy is made on a miss, outside of the lock. An entry is never changed, so it may be
 * in use by any number of threads while it is evicted.
 *
 * Another order of calls may give a second entry for one text; never one entry for two texts. */
#include "lib/cache/cache.h"
#include "lib/compile/dialect.h"
#include <pthread.h>

typedef struct entry {
    struct entry *next; /* in its bucket */
    struct entry *newer, *older;
    _Atomic uint32_t refs;
    uint64_t hash;
    uint64_t dialect_id;
    sq_arena *arena; /* owns the copy of the tree and of the options */
    const sq_node *node;
    sq_compile_options options;
    sq_compiled *compiled;
    size_t bytes;
} entry;

struct sq_cache {
    _Atomic uint32_t refs;
    pthread_mutex_t lock;
    entry **buckets;
    size_t n_buckets;
    entry *newest, *oldest;
    size_t n, max_entries, bytes, max_bytes;
    uint64_t hits, misses, evictions;
};

/* ---- keys ---- */

static uint64_t hash_options(uint64_t h, const sq_compile_options *o)
{
    h = sqi_mix(h, (uint64_t)o->mark << 4 | (uint64_t)o->literal_binds << 3 |
                       (uint64_t)o->literal_ints << 2 | (uint64_t)o->executemany << 1 |
                       (uint64_t)o->lenient);
    h = sqi_mix(h, o->keys ? o->n_keys + 1 : 0);
    for (size_t i = 0; i < o->n_keys; i++)
        h = sqi_hash_str(h, o->keys[i]);
    for (size_t i = 0; i < o->n_schema_translate; i++) {
        h = sqi_hash_str(h, o->schema_translate[i].from);
        h = sqi_hash_str(h, o->schema_translate[i].to);
    }
    return h;
}

sqi_key sqi_key_of(const sq_node *n, const sq_dialect *d, const sq_compile_options *o)
{
    static const sq_compile_options none;
    o = o ? o : &none;
    uint64_t h = sqi_mix(sqi_hash_of(n), d->id);
    return (sqi_key){SQI_HASH_CUT(hash_options(h, o)), n, d->id, d, o};
}

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool sqi_same_options(const sq_compile_options *a, const sq_compile_options *b)
{
    if (a->mark != b->mark || a->literal_binds != b->literal_binds ||
        a->literal_ints != b->literal_ints || a->executemany != b->executemany ||
        a->lenient != b->lenient || a->n_keys != b->n_keys || !a->keys != !b->keys ||
        a->n_schema_translate != b->n_schema_translate)
        return false;
    for (size_t i = 0; i < a->n_keys; i++)
        if (!same_str(a->keys[i], b->keys[i]))
            return false;
    for (size_t i = 0; i < a->n_schema_translate; i++)
        if (!same_str(a->schema_translate[i].from, b->schema_translate[i].from) ||
            !same_str(a->schema_translate[i].to, b->schema_translate[i].to))
            return false;
    return true;
}

bool sqi_cacheable(const sq_node *n, const sq_compile_options *o)
{
    return (!o || !o->literal_binds) && n->kind != SQI_N_DDL && n->kind != SQI_N_POISON;
}

/* ---- entries ---- */

static void free_entry(entry *e)
{
    if (e && atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel) == 1) {
        sq_compiled_unref(e->compiled);
        sqi_arena_unref(e->arena);
    }
}

static const char *copy_str(sq_arena *a, const char *s, bool *ok)
{
    const char *p = s ? sqi_arena_str(a, s, strlen(s)) : NULL;
    *ok &= !s || p;
    return p;
}

static bool copy_options(sq_arena *a, const sq_compile_options *in, sq_compile_options *out)
{
    bool ok = true;
    *out = *in;
    const char **keys = sqi_arena_alloc(a, (in->n_keys + 1) * sizeof *keys);
    sq_schema_mapping *map = sqi_arena_alloc(a, (in->n_schema_translate + 1) * sizeof *map);
    if (!keys || !map)
        return false;
    for (size_t i = 0; i < in->n_keys; i++)
        keys[i] = copy_str(a, in->keys[i], &ok);
    for (size_t i = 0; i < in->n_schema_translate; i++) {
        map[i].from = copy_str(a, in->schema_translate[i].from, &ok);
        map[i].to = copy_str(a, in->schema_translate[i].to, &ok);
    }
    out->keys = in->keys ? keys : NULL;
    out->schema_translate = map;
    return ok;
}

static entry *new_entry(const sqi_key *k, sq_compiled *compiled)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    entry *e = a ? sqi_arena_alloc(a, sizeof *e) : NULL;
    if (!e) {
        sqi_arena_unref(a);
        return NULL;
    }
    memset(e, 0, sizeof *e);
    atomic_init(&e->refs, 1);
    e->hash = k->hash;
    e->dialect_id = k->dialect_id;
    e->arena = a;
    e->node = sqi_copy_structure(a, k->node);
    if (!e->node || !copy_options(a, k->options, &e->options)) {
        sqi_arena_unref(a);
        return NULL;
    }
    e->compiled = sq_compiled_ref(compiled);
    e->bytes = a->bytes + compiled->arena->bytes;
    return e;
}

/* ---- the list by age, the table by hash; under the lock ---- */

static void unlink_age(sq_cache *c, entry *e)
{
    *(e->newer ? &e->newer->older : &c->newest) = e->older;
    *(e->older ? &e->older->newer : &c->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(sq_cache *c, entry *e)
{
    e->older = c->newest;
    e->newer = NULL;
    *(c->newest ? &c->newest->newer : &c->oldest) = e;
    c->newest = e;
}

static void drop(sq_cache *c, entry *e)
{
    entry **at = &c->buckets[e->hash & (c->n_buckets - 1)];
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    unlink_age(c, e);
    c->n--;
    c->bytes -= e->bytes;
    free_entry(e);
}

static entry *first_match(sq_cache *c, const sqi_key *k, entry *from)
{
    entry *e = from ? from->next : c->buckets[k->hash & (c->n_buckets - 1)];
    while (e && (e->hash != k->hash || e->dialect_id != k->dialect_id))
        e = e->next;
    return e;
}

/* ---- public ---- */

sq_cache *sq_cache_new(size_t max_entries, size_t max_bytes)
{
    sq_cache *c = sqi_zalloc(NULL, sizeof *c);
    if (!c)
        return NULL;
    c->max_entries = max_entries ? max_entries : 500;
    c->max_bytes = max_bytes ? max_bytes : (size_t)16 << 20;
    for (c->n_buckets = 16; c->n_buckets < c->max_entries;)
        c->n_buckets *= 2;
    c->buckets = sqi_zalloc(NULL, c->n_buckets * sizeof *c->buckets);
    if (!c->buckets) {
        sqi_free(NULL, c);
        return NULL;
    }
    atomic_init(&c->refs, 1);
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void sq_cache_clear(sq_cache *c)
{
    pthread_mutex_lock(&c->lock);
    while (c->oldest)
        drop(c, c->oldest);
    pthread_mutex_unlock(&c->lock);
}

sq_cache *sq_cache_ref(sq_cache *c)
{
    atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
    return c;
}

void sq_cache_unref(sq_cache *c)
{
    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    sq_cache_clear(c);
    pthread_mutex_destroy(&c->lock);
    sqi_free(NULL, c->buckets);
    sqi_free(NULL, c);
}

void sq_cache_stats(sq_cache *c, sq_cache_counters *out)
{
    pthread_mutex_lock(&c->lock);
    *out = (sq_cache_counters){c->hits, c->misses, c->evictions, c->n, c->bytes};
    pthread_mutex_unlock(&c->lock);
}

sq_compiled *sqi_cache_find(sq_cache *c, const sqi_key *k, sqi_gather *values)
{
    sq_compiled *found = NULL;
    pthread_mutex_lock(&c->lock);
    entry *e = first_match(c, k, NULL);
    for (; e; e = first_match(c, k, e)) {
        values->n = 0;
        if (sqi_same_options(k->options, &e->options) && sqi_equal(k->node, e->node, values))
            break;
    }
    if (e) {
        c->hits++;
        if (c->newest != e) {
            unlink_age(c, e);
            link_newest(c, e);
        }
        found = sq_compiled_ref(e->compiled);
    } else
        c->misses++;
    pthread_mutex_unlock(&c->lock);
    return found;
}

void sqi_cache_add(sq_cache *c, const sqi_key *k, sq_compiled *compiled)
{
    entry *e = new_entry(k, compiled);
    if (!e)
        return;
    pthread_mutex_lock(&c->lock);
    entry *other = first_match(c, k, NULL);
    for (; other; other = first_match(c, k, other))
        if (sqi_same_options(k->options, &other->options) && sqi_equal(e->node, other->node, NULL))
            break;
    if (!other && e->bytes <= c->max_bytes) {
        entry **at = &c->buckets[e->hash & (c->n_buckets - 1)];
        e->next = *at;
        *at = e;
        link_newest(c, e);
        c->n++;
        c->bytes += e->bytes;
        e = NULL;
        while (c->n > c->max_entries || c->bytes > c->max_bytes) {
            c->evictions++;
            drop(c, c->oldest);
        }
    }
    pthread_mutex_unlock(&c->lock);
    free_entry(e);
}
