/* scalar.c: the first column of the first row, in one call. */
#include <string.h>
#include "lib/engine/result.h"

/* A buffered result that stands on its first row, with a value; else NULL, and the result is done.
 */
static sq_result *first_value(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n)
{
    sq_result *r = (sq_query)(c, s, b, n);
    if (sq_row(r) && !sq_get_is_null(r, 0))
        return r;
    sq_done(r);
    return NULL;
}

int64_t(sq_scalar_int)(sq_conn *c, const sq_stmt *s, int64_t otherwise, const sq_binding *b,
                       size_t n)
{
    sq_result *r = first_value(c, s, b, n);
    if (!r)
        return otherwise;
    int64_t value = sq_get_int64(r, 0);
    return sq_done(r) == SQ_OK ? value : otherwise;
}

double(sq_scalar_double)(sq_conn *c, const sq_stmt *s, double otherwise, const sq_binding *b,
                         size_t n)
{
    sq_result *r = first_value(c, s, b, n);
    if (!r)
        return otherwise;
    double value = sq_get_double(r, 0);
    return sq_done(r) == SQ_OK ? value : otherwise;
}

/* Into memory of the connection, which outlives the result. */
static const char *keep(sq_conn *handle, sq_result *r, const char *text)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c || !text)
        return NULL;
    if (!c->kept)
        c->kept = sqi_arena_new(c->engine->options.allocator, c);
    const char *copy = c->kept ? sqi_arena_str(c->kept, text, strlen(text)) : NULL;
    if (!copy)
        sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
    return copy;
}

const char *(sq_scalar_text)(sq_conn *c, const sq_stmt *s, const char *otherwise,
                             const sq_binding *b, size_t n)
{
    sq_result *r = first_value(c, s, b, n);
    if (!r)
        return otherwise;
    const char *value = keep(c, r, sq_get_text(r, 0));
    return sq_done(r) == SQ_OK ? value : otherwise;
}
