/* alloc.h: the one way to memory. */
#ifndef SQI_ALLOC_H
#define SQI_ALLOC_H

#include "squill/base.h"

/* `a` may be NULL: the global allocator. All give NULL when there is no memory. */
const sq_allocator *sqi_allocator(const sq_allocator *a);
void *sqi_alloc(const sq_allocator *a, size_t n);
void *sqi_zalloc(const sq_allocator *a, size_t n);
void *sqi_resize(const sq_allocator *a, void *p, size_t n);
void sqi_free(const sq_allocator *a, void *p);
/* Clears what is large and made often: of a constant size it would become a string instruction,
 * slow to start. */
void sqi_clear(void *p, size_t n);
char *sqi_strdup_n(const sq_allocator *a, const char *s, size_t n);

#endif
