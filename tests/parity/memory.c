/* memory.c: memory of one case, and text that grows. A test program that has no memory stops. */
#include "tests/parity/parity.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pt_block {
    struct pt_block *next;
    max_align_t data[];
};

static void *must(void *p)
{
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(3);
    }
    return p;
}

void *pt_alloc(pt_memory *m, size_t n)
{
    struct pt_block *b = must(calloc(1, sizeof *b + n));
    b->next = m->blocks;
    m->blocks = b;
    return b->data;
}

void pt_memory_free(pt_memory *m)
{
    while (m->blocks) {
        struct pt_block *next = m->blocks->next;
        free(m->blocks);
        m->blocks = next;
    }
}

const char *pt_printf(pt_memory *m, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = pt_alloc(m, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p;
}

static void grow(pt_text *t, size_t n)
{
    if (t->n + n < t->room)
        return;
    t->room = 2 * (t->n + n) + 64;
    t->p = must(realloc(t->p, t->room));
}

void pt_put(pt_text *t, const char *p, size_t n)
{
    grow(t, n);
    if (n)
        memcpy(t->p + t->n, p, n);
    t->n += n;
    t->p[t->n] = 0;
}

void pt_puts(pt_text *t, const char *s)
{
    pt_put(t, s, strlen(s));
}

void pt_putf(pt_text *t, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    grow(t, (size_t)n);
    vsnprintf(t->p + t->n, (size_t)n + 1, format, again);
    va_end(again);
    t->n += (size_t)n;
}

void pt_text_free(pt_text *t)
{
    free(t->p);
    *t = (pt_text){0};
}
