/* scalar.c: one column: of the first row in one call, or of all rows as an array. */
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

/* ---- of all rows ---- */

typedef void put_fn(sq_result *r, size_t column, void *out);

static void put_int(sq_result *r, size_t column, void *out)
{
    *(int64_t *)out = sq_get_int64(r, column);
}

static void put_double(sq_result *r, size_t column, void *out)
{
    *(double *)out = sq_get_double(r, column);
}

static void put_text(sq_result *r, size_t column, void *out)
{
    *(const char **)out = sq_get_text(r, column);
}

static void *gather(sq_result *r, size_t column, size_t *n, size_t size, put_fn *put)
{
    *n = 0;
    char *all = sqi_result_room(r, size);
    if (!all)
        return NULL;
    size_t k = 0;
    for (; sq_row(r); k++)
        put(r, column, all + k * size);
    *n = r->status == SQ_OK ? k : 0;
    return *n ? all : NULL;
}

int64_t *sq_scalars_int(sq_result *r, size_t column, size_t *n)
{
    return gather(r, column, n, sizeof(int64_t), put_int);
}

double *sq_scalars_double(sq_result *r, size_t column, size_t *n)
{
    return gather(r, column, n, sizeof(double), put_double);
}

const char **sq_scalars_text(sq_result *r, size_t column, size_t *n)
{
    return gather(r, column, n, sizeof(const char *), put_text);
}
