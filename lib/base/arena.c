/* arena.c: chunks in a list, the newest first; each is filled from both sides. */
#include "lib/base/arena.h"
#include "lib/base/bytes.h"

/* Chunks double up to the largest. What a reset keeps may be one chunk of many times that, so that
 * a large statement that comes again finds its memory where it was; after some resets in a row that
 * found little of it used it is given back. */
enum { FIRST_CHUNK = 4096 - 64, LARGEST_CHUNK = 1 << 20, KEPT_CHUNK = 8 << 20, PATIENCE = 64 };

sq_arena *sqi_arena_new(const sq_allocator *allocator, void *owner)
{
    sq_arena *a = sqi_zalloc(allocator, sizeof *a);
    if (!a)
        return NULL;
    a->allocator = sqi_allocator(allocator);
    a->owner = owner;
    atomic_init(&a->refs, 1);
    return a;
}

sq_arena *sqi_arena_ref(sq_arena *a)
{
    atomic_fetch_add_explicit(&a->refs, 1, memory_order_relaxed);
    return a;
}

static void drop_pins(sq_arena *a)
{
    for (uint32_t i = 0; i < a->n_pins; i++)
        sqi_arena_unref(a->pins[i]);
    a->n_pins = 0;
}

static void free_adopted(sq_arena *a)
{
    sqi_adopted *p = atomic_load_explicit(&a->adopted, memory_order_acquire);
    if (p)
        atomic_store_explicit(&a->adopted, NULL, memory_order_relaxed);
    while (p) {
        sqi_adopted *next = p->next;
        sqi_free(a->allocator, p);
        p = next;
    }
}

static void free_chunks(sq_arena *a)
{
    sqi_chunk *c = a->chunks;
    while (c) {
        sqi_chunk *next = c->next;
        sqi_free(a->allocator, c);
        c = next;
    }
    a->chunks = NULL;
}

void sqi_arena_unref(sq_arena *a)
{
    if (!a || atomic_fetch_sub_explicit(&a->refs, 1, memory_order_acq_rel) != 1)
        return;
    drop_pins(a);
    free_adopted(a);
    free_chunks(a);
    sqi_free(a->allocator, a->pins);
    sqi_free(a->allocator, a);
}

#ifndef SQI_DEBUG_ARENA
/* Several chunks become one at the next allocation; a large one stays as long as it is used. Gives
 * the one that is left. */
static sqi_chunk *review_chunks(sq_arena *a)
{
    sqi_chunk *c = a->chunks;
    size_t used = c->size - (size_t)(a->end - a->cur);
    bool several = c->next != NULL;
    a->unused = several || used > c->size / 4 ? 0 : a->unused + 1;
    if (several && a->bytes <= KEPT_CHUNK)
        a->first = a->bytes;
    else if (a->unused == PATIENCE)
        a->first = a->unused = 0;
    else if (!several && c->size <= KEPT_CHUNK)
        return c;
    free_chunks(a);
    return NULL;
}
#endif

void sqi_arena_reset(sq_arena *a)
{
    if (a->n_pins)
        drop_pins(a);
    if (atomic_load_explicit(&a->adopted, memory_order_relaxed))
        free_adopted(a);
#ifdef SQI_DEBUG_ARENA
    free_chunks(a);
#else
    sqi_chunk *c = sqi_arena_chunk(a);
    if (c && (c->next || c->size > LARGEST_CHUNK))
        c = review_chunks(a);
    if (c) {
        a->cur = (char *)(c + 1);
        a->end = a->cur + c->size;
        a->bytes = c->size;
        return;
    }
#endif
    a->cur = a->end = NULL;
    a->bytes = 0;
}

void *sqi_arena_more(sq_arena *a, size_t n)
{
    if (n > (size_t)1 << 40)
        return NULL;
#ifdef SQI_DEBUG_ARENA
    size_t size = n;
#else
    n = (n + 7) & ~(size_t)7;
    size_t size = a->bytes > LARGEST_CHUNK ? LARGEST_CHUNK : a->bytes;
    if (size == 0)
        size = a->first ? a->first : FIRST_CHUNK;
    if (size < n)
        size = n;
#endif
    sqi_chunk *c = sqi_alloc(a->allocator, sizeof *c + size);
    if (!c)
        return NULL;
    c->size = size;
    c->next = a->chunks;
    a->chunks = c;
    a->bytes += size;
    char *p = (char *)(c + 1);
#ifndef SQI_DEBUG_ARENA
    /* what the old chunk had left is given up: at most one node */
    a->cur = p + n;
    a->end = p + size;
#endif
    return p;
}

char *sqi_arena_str(sq_arena *a, const char *s, size_t n)
{
    char *p = sqi_arena_alloc(a, n + 1);
    if (!p)
        return NULL;
    sqi_copy_bytes(p, s, n);
    p[n] = '\0';
    return p;
}

void sqi_arena_adopt(sq_arena *a, sqi_adopted *p)
{
    p->next = atomic_load_explicit(&a->adopted, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&a->adopted, &p->next, p, memory_order_release,
                                                  memory_order_relaxed))
        continue;
}

bool sqi_arena_pin(sq_arena *a, sq_arena *other)
{
    if (!other || other == a)
        return true;
    for (uint32_t i = a->n_pins; i-- > 0;)
        if (a->pins[i] == other)
            return true;
    if (a->n_pins == a->cap_pins) {
        uint32_t cap = a->cap_pins ? a->cap_pins * 2 : 4;
        sq_arena **p = sqi_resize(a->allocator, a->pins, cap * sizeof *p);
        if (!p)
            return false;
        a->pins = p;
        a->cap_pins = cap;
    }
    a->pins[a->n_pins++] = sqi_arena_ref(other);
    return true;
}

void *sqi_arena_append(sq_arena *a, void *list, size_t *n, size_t *cap, size_t size)
{
    char *p = list;
    if (*n + 1 >= *cap) {
        size_t grown = *cap ? *cap * 2 : 8;
        p = sqi_arena_alloc(a, grown * size);
        if (!p)
            return NULL;
        if (*n)
            memcpy(p, list, *n * size);
        *cap = grown;
    }
    memset(p + *n * size, 0, 2 * size);
    ++*n;
    return p;
}
