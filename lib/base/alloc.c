/* alloc.c: allocation goes through one hook, so that tests can fail the Nth call. */
#include "lib/base/alloc.h"
#include <stdlib.h>
#include <string.h>

static void *resize_by_malloc(void *context, void *p, size_t n)
{
    (void)context;
    if (n == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, n);
}

static const sq_allocator by_malloc = {resize_by_malloc, NULL};
static sq_allocator global = {resize_by_malloc, NULL};

void sq_set_allocator(const sq_allocator *a)
{
    global = a ? *a : by_malloc;
}

const sq_allocator *sqi_allocator(const sq_allocator *a)
{
    return a && a->resize ? a : &global;
}

void *sqi_resize(const sq_allocator *a, void *p, size_t n)
{
    a = sqi_allocator(a);
    return a->resize(a->context, p, n);
}

void *sqi_alloc(const sq_allocator *a, size_t n)
{
    return sqi_resize(a, NULL, n);
}

void *sqi_zalloc(const sq_allocator *a, size_t n)
{
    void *p = sqi_alloc(a, n);
    if (p)
        memset(p, 0, n);
    return p;
}

void sqi_free(const sq_allocator *a, void *p)
{
    if (p)
        (void)sqi_resize(a, p, 0);
}

char *sqi_strdup_n(const sq_allocator *a, const char *s, size_t n)
{
    char *p = sqi_alloc(a, n + 1);
    if (!p)
        return NULL;
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

void sq_string_free(char *s)
{
    sqi_free(NULL, s);
}

void sqi_clear(void *p, size_t n)
{
    memset(p, 0, n);
}
