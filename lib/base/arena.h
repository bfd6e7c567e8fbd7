/* arena.h: memory that is given back all at once, and counted as a whole.
 *
 * One thread allocates; any thread may take or drop a reference. An arena may pin others: they live
 * at least as long. With SQI_DEBUG_ARENA each item is a malloc of its own, so that ASan and
 * valgrind see every overrun (the shape of libgit2's pool). */
#ifndef SQI_ARENA_H
#define SQI_ARENA_H

#include <stdatomic.h>
#include "lib/base/alloc.h"

/* A piece of memory, and the one that was filled before it. */
typedef struct sqi_chunk {
    struct sqi_chunk *next;
    size_t size; /* of the data behind this head */
} sqi_chunk;

/* The head of memory that an arena frees at its end. */
typedef struct sqi_adopted {
    struct sqi_adopted *next;
} sqi_adopted;

typedef struct sq_arena {
    char *cur, *end; /* free bytes of the newest chunk, taken from both sides */
    _Atomic(sqi_chunk *) chunks;
    const sq_allocator *allocator;
    _Atomic uint32_t refs;
    uint32_t n_pins, cap_pins;
    struct sq_arena **pins;
    _Atomic(sqi_adopted *) adopted;
    void *owner;     /* the builder that allocates here; NULL once it is closed */
    size_t bytes;    /* allocated in chunks */
    size_t first;    /* size of the first chunk after a reset; 0: the usual one */
    uint32_t unused; /* resets in a row that found most of a large chunk unused */
} sq_arena;

sq_arena *sqi_arena_new(const sq_allocator *a, void *owner); /* NULL: no memory */
sq_arena *sqi_arena_ref(sq_arena *a);
void sqi_arena_unref(sq_arena *a);

/* Drop everything, keep one chunk of at most 8 MiB, or the size of all of them. Only with one
 * reference. With SQI_DEBUG_ARENA all of it is freed, so that ASan and valgrind see every later
 * use. */
void sqi_arena_reset(sq_arena *a);

/* 8-byte aligned; NULL when there is no memory. The fast path is inline. */
void *sqi_arena_more(sq_arena *a, size_t n);

static inline bool sqi_arena_has(const sq_arena *a, size_t n)
{
#ifdef SQI_DEBUG_ARENA
    (void)a, (void)n;
    return false;
#else
    return (size_t)(a->end - a->cur) >
           n; /* more: an empty arena has no place for nothing, either */
#endif
}

/* What it has; `n` is a multiple of 8. */
static inline void *sqi_arena_take(sq_arena *a, size_t n)
{
    void *p = a->cur;
    a->cur += n;
    return p;
}

static inline void *sqi_arena_alloc(sq_arena *a, size_t n)
{
    size_t rounded = (n + 7) & ~(size_t)7;
    return sqi_arena_has(a, rounded) ? sqi_arena_take(a, rounded) : sqi_arena_more(a, n);
}

/* The same from the other side of the chunk. What values need is put there: the nodes of a
 * statement then stand in the same places, however long its texts and lists are. */
static inline void *sqi_arena_behind(sq_arena *a, size_t n)
{
    size_t rounded = (n + 7) & ~(size_t)7;
    if (!sqi_arena_has(a, rounded))
        return sqi_arena_more(a, n);
    a->end -= rounded;
    return a->end;
}

/* The newest chunk; any thread that keeps the arena may ask. NULL: there is none. */
static inline sqi_chunk *sqi_arena_chunk(const sq_arena *a)
{
    return a ? atomic_load_explicit(&a->chunks, memory_order_acquire) : NULL;
}

/* One more item, zeroed, at the end of a list, with room for a zeroed one that ends it: the list as
 * it is then; NULL: no memory. */
void *sqi_arena_append(sq_arena *a, void *list, size_t *n, size_t *cap, size_t size);

/* A NUL-terminated copy. */
char *sqi_arena_str(sq_arena *a, const char *s, size_t n);

/* Frees `p`, of the arena's allocator, with all else. Any thread that keeps the arena may give it.
 */
void sqi_arena_adopt(sq_arena *a, sqi_adopted *p);

/* Keep `other` alive as long as `a`; once each. false: no memory. */
bool sqi_arena_pin(sq_arena *a, sq_arena *other);

#endif
