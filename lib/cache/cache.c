/* cache.c: compiled statements, found by structure.
 *
 * A look-up is one probe by the hash that the tree already carries; a hit is confirmed by comparing
 * the structure with the entry's own copy, never by the hash alone, and gathers the values in the
 * same walk. The copy is made on a miss, outside of the lock. An entry is never changed (but for
 * its mark of use), so it may be in use by any number of threads while it is evicted.
 *
 * Shards, each with a lock, keep threads apart; a front table, one a connection or binder, holds
 * the entries met last, so that a hit takes no lock and writes nothing shared. The oldest entry
 * that was not used since it was looked at last is evicted first.
 *
 * Another order of calls may give a second entry for one text; never one entry for two texts. */
#include "lib/cache/cache.h"
#include "lib/ast/imprint.h"
#include "lib/compile/dialect.h"
#include <pthread.h>

enum { SHARDS = 8, FEW_ENTRIES = 128, FRONT = 16, DOOR = 64 };

typedef struct entry {
    struct entry *next; /* in its bucket */
    struct entry *newer, *older;
    _Atomic uint32_t refs;
    _Atomic bool used; /* since it was looked at for eviction */
    sqi_key key;
    sq_arena *arena; /* owns the copies of the tree and of the options that the key points to */
    sq_compile_options options;
    sq_compiled *compiled;
    size_t bytes;
} entry;

typedef struct shard {
    pthread_mutex_t lock;
    entry **buckets;
    size_t n_buckets;
    entry *newest, *oldest;
    size_t n, max_entries, bytes, max_bytes;
    uint64_t hits, misses, evictions;
    uint64_t door[DOOR]; /* hashes of unbounded shapes that were met once */
} shard;

/* A place of a front table. */
typedef struct place {
    uint64_t hash;        /* of the tree */
    entry *entry;         /* counted */
    sqi_imprint *imprint; /* of a tree that was the same; NULL: none */
    uint32_t walks;       /* hits that no imprint told of */
} place;

struct sqi_front {
    sq_cache *cache; /* counted */
    struct sqi_front *next, *prev;
    uint64_t generation;
    _Atomic uint64_t hits; /* written by its owner alone */
    place places[FRONT];
};

struct sq_cache {
    _Atomic uint32_t refs;
    _Atomic uint64_t generation; /* counts sq_cache_clear() */
    pthread_mutex_t fronts_lock;
    struct sqi_front *fronts;
    uint64_t hits; /* of front tables that are gone */
    size_t n_shards;
    shard shards[SHARDS];
};

/* ---- keys ---- */

static uint64_t hash_lists(uint64_t h, const sq_compile_options *o)
{
    h = sqi_mix(h, o->keys ? o->n_keys + 1 : 0);
    for (size_t i = 0; i < o->n_keys; i++)
        h = sqi_hash_str(h, o->keys[i]);
    for (size_t i = 0; i < o->n_schema_translate; i++) {
        h = sqi_hash_str(h, o->schema_translate[i].from);
        h = sqi_hash_str(h, o->schema_translate[i].to);
    }
    return h;
}

static const sq_compile_options no_options;

static inline uint64_t flags_of(const sq_compile_options *o)
{
    _Static_assert(offsetof(sq_compile_options, lenient) - offsetof(sq_compile_options, mark) == 7,
                   "mark and four flags are a word");
    return sqi_load8((const char *)&o->mark);
}

static inline uint64_t pages_of(const sq_compile_options *o)
{
    return (uint64_t)o->page_rows << 2 | (uint64_t)o->enable_from_linting << 1 | o->any_order;
}

static inline bool has_lists(const sq_compile_options *o)
{
    return o->keys || o->n_keys || o->n_schema_translate;
}

sqi_key sqi_key_of(const sq_node *n, const sq_dialect *d, const sq_compile_options *o)
{
    o = o ? o : &no_options;
    sqi_key k = {.node = n,
                 .dialect_id = d->id,
                 .flags = flags_of(o),
                 .pages = pages_of(o),
                 .lists = has_lists(o),
                 .options = o};
    uint64_t h = sqi_mix(sqi_mix(sqi_hash_of(n), k.dialect_id), k.flags ^ k.pages << 40);
    k.hash = SQI_HASH_CUT(k.lists ? hash_lists(h, o) : h);
    return k;
}

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_lists(const sq_compile_options *a, const sq_compile_options *b)
{
    if (a->n_keys != b->n_keys || !a->keys != !b->keys ||
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

/* Counted once for the caller. */
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
    e->key = *k;
    e->arena = a;
    e->key.node = sqi_copy_structure(a, k->node);
    e->key.options = &e->options;
    if (!e->key.node || !copy_options(a, k->options, &e->options)) {
        sqi_arena_unref(a);
        return NULL;
    }
    e->compiled = sq_compiled_ref(compiled);
    e->bytes = a->bytes + compiled->arena->bytes;
    return e;
}

/* ---- the list by age, the table by hash; under the shard's lock ---- */

static shard *shard_of(sq_cache *c, uint64_t hash)
{
    return &c->shards[(sqi_mix(0, hash) >> 32) % c->n_shards];
}

static entry **bucket_of(shard *s, uint64_t hash)
{
    return &s->buckets[sqi_mix(0, hash) & (s->n_buckets - 1)];
}

static void unlink_age(shard *s, entry *e)
{
    *(e->newer ? &e->newer->older : &s->newest) = e->older;
    *(e->older ? &e->older->newer : &s->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(shard *s, entry *e)
{
    e->older = s->newest;
    e->newer = NULL;
    *(s->newest ? &s->newest->newer : &s->oldest) = e;
    s->newest = e;
}

/* Takes over the count. */
static void link_entry(shard *s, entry *e)
{
    entry **at = bucket_of(s, e->key.hash);
    e->next = *at;
    *at = e;
    link_newest(s, e);
    s->n++;
    s->bytes += e->bytes;
}

static void drop(shard *s, entry *e)
{
    entry **at = bucket_of(s, e->key.hash);
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    unlink_age(s, e);
    s->n--;
    s->bytes -= e->bytes;
    free_entry(e);
}

/* One that was used since it was looked at last gets a second chance. */
static void evict_one(shard *s)
{
    for (size_t i = s->n; i-- > 0;) {
        entry *e = s->oldest;
        if (!atomic_load_explicit(&e->used, memory_order_relaxed) || e == s->newest)
            break;
        atomic_store_explicit(&e->used, false, memory_order_relaxed);
        unlink_age(s, e);
        link_newest(s, e);
    }
    s->evictions++;
    drop(s, s->oldest);
}

/* Dialect and options: all but the structure. */
static inline bool is_alike(const sqi_key *own, uint64_t dialect_id, const sq_compile_options *o)
{
    return own->dialect_id == dialect_id && own->flags == flags_of(o) &&
           own->pages == pages_of(o) && own->lists == has_lists(o) &&
           (!own->lists || same_lists(o, own->options));
}

static bool is_same(const entry *e, const sq_node *n, sqi_gather *values)
{
    if (values)
        values->n = 0;
    return sqi_equal(n, e->key.node, values);
}

static bool is_match(const entry *e, const sqi_key *k, sqi_gather *values)
{
    return e->key.hash == k->hash && is_alike(&e->key, k->dialect_id, k->options) &&
           is_same(e, k->node, values);
}

static entry *find_in(shard *s, const sqi_key *k, sqi_gather *values)
{
    entry *e = *bucket_of(s, k->hash);
    while (e && !is_match(e, k, values))
        e = e->next;
    return e;
}

static void mark_used(entry *e)
{
    if (!atomic_load_explicit(&e->used, memory_order_relaxed))
        atomic_store_explicit(&e->used, true, memory_order_relaxed);
}

/* ---- front tables ---- */

/* By the tree alone, but for pages: one engine has one dialect, and as a rule the same options. */
static place *place_of(struct sqi_front *f, const sq_node *n, const sq_compile_options *o)
{
    return &f->places[(sqi_mix(o->page_rows, n->hash) >> 20) % FRONT];
}

/* Takes over the count. */
static void put_in_place(place *p, entry *e)
{
    free_entry(p->entry);
    sqi_imprint_free(p->imprint);
    *p = (place){.hash = e ? e->key.node->hash : 0, .entry = e};
}

static void empty_front(struct sqi_front *f)
{
    for (int i = 0; i < FRONT; i++)
        put_in_place(&f->places[i], NULL);
}

/* Held by the table from now on: takes over the count. */
static void put_in_front(struct sqi_front *f, entry *e)
{
    put_in_place(place_of(f, e->key.node, e->key.options), e);
}

/* Programs build a statement by the same calls each time, as a rule. An imprint of it is made when
 * it has come some times; while none fits, again at twice, four times .. as many, until it seems
 * to lie otherwise each time. */
static bool is_to_be_imprinted(uint32_t walks)
{
    enum { SOME = 4, MANY = 64 };
    return walks >= SOME && walks <= MANY && (walks & (walks - 1)) == 0;
}

static bool walk_and_imprint(place *p, const sq_node *n, sqi_gather *values)
{
    if (!is_same(p->entry, n, values))
        return false;
    p->walks += p->walks < UINT32_MAX;
    sqi_imprint *x = is_to_be_imprinted(p->walks) ? sqi_imprint_new(NULL, n) : NULL;
    if (x) {
        sqi_imprint_free(p->imprint);
        p->imprint = x;
    }
    return true;
}

sq_compiled *sqi_front_find(struct sqi_front *f, const sq_node *n, const sq_dialect *d,
                            const sq_compile_options *o, sqi_gather *values)
{
    uint64_t generation = atomic_load_explicit(&f->cache->generation, memory_order_relaxed);
    if (f->generation != generation) {
        empty_front(f);
        f->generation = generation;
    }
    o = o ? o : &no_options;
    place *p = place_of(f, n, o);
    if (p->hash != n->hash || !p->entry || !is_alike(&p->entry->key, d->id, o))
        return NULL;
    if (!(p->imprint && sqi_imprint_fits(p->imprint, n, values)) && !walk_and_imprint(p, n, values))
        return NULL;
    mark_used(p->entry);
    uint64_t hits = atomic_load_explicit(&f->hits, memory_order_relaxed);
    atomic_store_explicit(&f->hits, hits + 1, memory_order_relaxed);
    return p->entry->compiled;
}

static void drop_front(struct sqi_front *f)
{
    sq_cache *c = f->cache;
    pthread_mutex_lock(&c->fronts_lock);
    *(f->prev ? &f->prev->next : &c->fronts) = f->next;
    if (f->next)
        f->next->prev = f->prev;
    c->hits += atomic_load_explicit(&f->hits, memory_order_relaxed);
    pthread_mutex_unlock(&c->fronts_lock);
    empty_front(f);
    sqi_free(NULL, f);
    sq_cache_unref(c);
}

static struct sqi_front *new_front(sq_cache *c, sqi_scratch *scratch)
{
    if (scratch->front)
        drop_front(scratch->front);
    struct sqi_front *f = scratch->front = sqi_zalloc(NULL, sizeof *f);
    if (!f)
        return NULL;
    scratch->drop_front = drop_front;
    f->cache = sq_cache_ref(c);
    f->generation = atomic_load(&c->generation);
    pthread_mutex_lock(&c->fronts_lock);
    f->next = c->fronts;
    if (f->next)
        f->next->prev = f;
    c->fronts = f;
    pthread_mutex_unlock(&c->fronts_lock);
    return f;
}

struct sqi_front *sqi_front_of(sq_cache *c, sqi_scratch *scratch)
{
    struct sqi_front *f = scratch->front;
    return f && f->cache == c ? f : new_front(c, scratch);
}

/* ---- public ---- */

static bool init_shard(shard *s, size_t max_entries, size_t max_bytes)
{
    s->max_entries = max_entries;
    s->max_bytes = max_bytes;
    for (s->n_buckets = 16; s->n_buckets < max_entries;)
        s->n_buckets *= 2;
    s->buckets = sqi_zalloc(NULL, s->n_buckets * sizeof *s->buckets);
    if (s->buckets)
        pthread_mutex_init(&s->lock, NULL);
    return s->buckets != NULL;
}

static void free_cache(sq_cache *c)
{
    for (size_t i = 0; i < c->n_shards && c->shards[i].buckets; i++) {
        pthread_mutex_destroy(&c->shards[i].lock);
        sqi_free(NULL, c->shards[i].buckets);
    }
    pthread_mutex_destroy(&c->fronts_lock);
    sqi_free(NULL, c);
}

sq_cache *sq_cache_new(size_t max_entries, size_t max_bytes)
{
    sq_cache *c = sqi_zalloc(NULL, sizeof *c);
    if (!c)
        return NULL;
    max_entries = max_entries ? max_entries : 500;
    max_bytes = max_bytes ? max_bytes : (size_t)16 << 20;
    c->n_shards = max_entries < FEW_ENTRIES ? 1 : SHARDS;
    atomic_init(&c->refs, 1);
    pthread_mutex_init(&c->fronts_lock, NULL);
    for (size_t i = 0; i < c->n_shards; i++)
        if (!init_shard(&c->shards[i], max_entries / c->n_shards, max_bytes / c->n_shards)) {
            free_cache(c);
            return NULL;
        }
    return c;
}

void sq_cache_clear(sq_cache *c)
{
    atomic_fetch_add(&c->generation, 1); /* front tables let go at their next look-up */
    for (size_t i = 0; i < c->n_shards; i++) {
        shard *s = &c->shards[i];
        pthread_mutex_lock(&s->lock);
        while (s->oldest)
            drop(s, s->oldest);
        pthread_mutex_unlock(&s->lock);
    }
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
    free_cache(c);
}

void sq_cache_stats(sq_cache *c, sq_cache_counters *out)
{
    pthread_mutex_lock(&c->fronts_lock);
    *out = (sq_cache_counters){.hits = c->hits};
    for (struct sqi_front *f = c->fronts; f; f = f->next)
        out->hits += atomic_load_explicit(&f->hits, memory_order_relaxed);
    pthread_mutex_unlock(&c->fronts_lock);
    for (size_t i = 0; i < c->n_shards; i++) {
        shard *s = &c->shards[i];
        pthread_mutex_lock(&s->lock);
        out->hits += s->hits;
        out->misses += s->misses;
        out->evictions += s->evictions;
        out->entries += s->n;
        out->bytes += s->bytes;
        pthread_mutex_unlock(&s->lock);
    }
}

/* ---- look-up ---- */

sq_compiled *sqi_cache_find(sq_cache *c, const sqi_key *k, sqi_gather *values,
                            struct sqi_front *front)
{
    shard *s = shard_of(c, k->hash);
    pthread_mutex_lock(&s->lock);
    entry *e = find_in(s, k, values);
    if (e) {
        s->hits++;
        mark_used(e);
        atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
    } else
        s->misses++;
    pthread_mutex_unlock(&s->lock);
    if (!e)
        return NULL;
    if (front) {
        put_in_front(front, e);
        return e->compiled;
    }
    sq_compiled *found = sq_compiled_ref(e->compiled);
    free_entry(e);
    return found;
}

/* Shapes that come in ever new forms: several rows, SQL text, very long lists. */
static bool is_unbounded_node(void *context, const sq_node *n)
{
    (void)context;
    return n->kind != SQI_N_ROWS && n->kind != SQI_N_TEXT && n->kind != SQI_N_LITERAL_COLUMN;
}

static bool is_unbounded(const sq_node *n)
{
    enum { LARGE = 2000 };
    return n->size > LARGE || !sqi_walk(n, is_unbounded_node, NULL);
}

/* Such a shape is let in when it comes again, before others took its place at the door. */
static bool may_enter(shard *s, const sqi_key *k, bool unbounded)
{
    if (!unbounded)
        return true;
    uint64_t *seen = &s->door[sqi_mix(0, k->hash) % DOOR];
    bool again = *seen == k->hash;
    *seen = k->hash;
    return again;
}

sq_compiled *sqi_cache_add(sq_cache *c, const sqi_key *k, sq_compiled *compiled,
                           struct sqi_front *front)
{
    shard *s = shard_of(c, k->hash);
    bool unbounded = is_unbounded(k->node);
    pthread_mutex_lock(&s->lock);
    bool enter = may_enter(s, k, unbounded);
    pthread_mutex_unlock(&s->lock);
    entry *e = enter ? new_entry(k, compiled) : NULL;
    if (!e)
        return NULL;
    pthread_mutex_lock(&s->lock);
    entry *kept = find_in(s, k, NULL); /* another thread's, perhaps */
    if (!kept && e->bytes <= s->max_bytes) {
        link_entry(s, e);
        kept = e;
    }
    if (kept && front)
        atomic_fetch_add_explicit(&kept->refs, 1, memory_order_relaxed);
    bool linked = kept == e;
    while (s->n > s->max_entries || s->bytes > s->max_bytes)
        evict_one(s);
    pthread_mutex_unlock(&s->lock);
    if (!linked)
        free_entry(e);
    if (!kept || !front)
        return NULL;
    put_in_front(front, kept);
    return kept->compiled;
}
