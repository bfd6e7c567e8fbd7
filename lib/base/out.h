/* out.h: a growing text buffer. Appending returns nothing; the first failure sticks and all later
 * writes are ignored, so that a caller checks once at the end (the shape of sqlite3_str). */
#ifndef SQI_OUT_H
#define SQI_OUT_H

#include <string.h>
#include "lib/base/alloc.h"

typedef struct sqi_out {
    char *p;
    size_t n, cap;
    size_t max; /* largest length allowed */
    int status; /* SQ_OK, SQ_ERR_NOMEM or SQ_ERR_LIMIT */
    const sq_allocator *allocator;
} sqi_out;

void sqi_out_init(sqi_out *o, const sq_allocator *a, size_t max);
void sqi_out_clear(sqi_out *o); /* frees the text */
bool sqi_out_reserve(sqi_out *o, size_t more);

/* memcpy() for what is mostly as short as a name: a few moves that may overlap. */
static inline void sqi_copy_short(char *to, const char *from, size_t n)
{
    uint64_t first, last;
    uint32_t head, tail;
    if (n > 16)
        memcpy(to, from, n);
    else if (n >= 8) {
        memcpy(&first, from, 8);
        memcpy(&last, from + n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + n - 8, &last, 8);
    } else if (n >= 4) {
        memcpy(&head, from, 4);
        memcpy(&tail, from + n - 4, 4);
        memcpy(to, &head, 4);
        memcpy(to + n - 4, &tail, 4);
    } else if (n) { /* first, middle and last: all of them, some twice */
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

static inline void sqi_out_mem(sqi_out *o, const char *s, size_t n)
{
    if (n == 0 || (o->cap - o->n < n && !sqi_out_reserve(o, n)))
        return; /* the buffer may still be NULL */
    memcpy(o->p + o->n, s, n);
    o->n += n;
}
/* A name, or another text that is mostly short. */
static inline void sqi_out_short(sqi_out *o, const char *s, size_t n)
{
    if (n == 0 || (o->cap - o->n < n && !sqi_out_reserve(o, n)))
        return;
    sqi_copy_short(o->p + o->n, s, n);
    o->n += n;
}
static inline void sqi_out_char(sqi_out *o, char c)
{
    sqi_out_mem(o, &c, 1);
}
static inline void sqi_out_str(sqi_out *o, const char *s)
{
    sqi_out_mem(o, s, strlen(s));
}
/* " s " */
static inline void sqi_out_spaced(sqi_out *o, const char *s)
{
    size_t n = strlen(s);
    if (o->cap - o->n < n + 2 && !sqi_out_reserve(o, n + 2))
        return;
    char *p = o->p + o->n;
    p[0] = p[n + 1] = ' ';
    memcpy(p + 1, s, n);
    o->n += n + 2;
}
/* A short text by copies of a constant size: n bytes of memory that has SQI_OUT_BLOCK of them to be
 * read. */
enum { SQI_OUT_BLOCK = 16 };
static inline void sqi_out_block(sqi_out *o, const char *s, size_t n)
{
    if (o->cap - o->n < SQI_OUT_BLOCK || n > SQI_OUT_BLOCK) {
        sqi_out_mem(o, s, n);
        return;
    }
    memcpy(o->p + o->n, s, SQI_OUT_BLOCK);
    o->n += n;
}
/* The same where there are two blocks to be read; false: it is longer, or there is no room. */
static inline bool sqi_out_blocks(sqi_out *o, const char *s, size_t n)
{
    if (o->cap - o->n < 2 * SQI_OUT_BLOCK || n > 2 * SQI_OUT_BLOCK)
        return false;
    memcpy(o->p + o->n, s, 2 * SQI_OUT_BLOCK);
    o->n += n;
    return true;
}
/* The same of an item of a list: behind ", ", unless it is the first. */
static inline bool sqi_out_item(sqi_out *o, bool first, const char *s, size_t n)
{
    size_t lead = first ? 0 : 2;
    if (o->cap - o->n < 2 + 2 * SQI_OUT_BLOCK || n > 2 * SQI_OUT_BLOCK)
        return false;
    memcpy(o->p + o->n, ", ", 2);
    memcpy(o->p + o->n + lead, s, 2 * SQI_OUT_BLOCK);
    o->n += lead + n;
    return true;
}
#define sqi_out_lit(o, s) sqi_out_mem((o), "" s "", sizeof(s) - 1)
void sqi_out_int(sqi_out *o, int64_t i);
void sqi_out_uint(sqi_out *o, uint64_t u);
void sqi_out_hex(sqi_out *o, const void *p, size_t n, bool upper);
void sqi_out_printf(sqi_out *o, const char *format, ...) SQ_PRINTF(2, 3);
/* Ends the text by a NUL (not counted) and gives it; NULL after a failure. */
const char *sqi_out_cstr(sqi_out *o);

#endif
