/* driver_arrays.c: chunks of what the engine gives as arrays, which the client library reads where
 * they stand. */
#include <string.h>
#include "dialects/mysql/driver_many.h"

static my_cell cell_of(const sq_driver_array *a, size_t i)
{
    static const unsigned types[] = {[SQ_V_BOOL] = MYSQL_TYPE_LONGLONG,
                                     [SQ_V_INT] = MYSQL_TYPE_LONGLONG,
                                     [SQ_V_UINT] = MYSQL_TYPE_LONGLONG | MY_UNSIGNED,
                                     [SQ_V_DOUBLE] = MYSQL_TYPE_DOUBLE,
                                     [SQ_V_TEXT] = MYSQL_TYPE_STRING,
                                     [SQ_V_BYTES] = MYSQL_TYPE_BLOB};
    bool bytes = a->kind == SQ_V_TEXT || a->kind == SQ_V_BYTES;
    return (my_cell){types[a->kind], bytes ? a->lengths[i] : 0,
                     bytes ? (const void *)&a->v.s[i] : &a->v.i[i]};
}

static size_t size_of_head(const struct my_batch *m)
{
    return CHUNK_HEAD + m->n_params * CHUNK_TYPE;
}

static size_t size_of_row(const struct my_batch *m, size_t i)
{
    size_t size = m->n_params * CHUNK_NULL;
    for (size_t k = 0; k < m->n_params; k++) {
        const sq_driver_array *a = &m->arrays[k];
        const my_cell cell = cell_of(a, i);
        if (!a->nulls || !a->nulls[i])
            size += sqi_mysql_size_of_cell(&cell);
    }
    return size;
}

/* How many of those that are left the server takes at once, but not much more than CHUNK_BYTES. */
static size_t count_rows(const my_conn *c, const struct my_batch *m)
{
    size_t left = m->n_given - m->n_sent, n = 0, size = size_of_head(m), most = size;
    for (size_t k = 0; k < m->n_params; k++)
        most += left * CHUNK_MOST_BESIDE + m->arrays[k].bytes;
    if (most < CHUNK_BYTES && sqi_mysql_fits_packet(c, most))
        return left;
    for (; n < left && size < CHUNK_BYTES; n++) {
        size += size_of_row(m, m->n_sent + n);
        if (!sqi_mysql_fits_packet(c, size))
            break;
    }
    return n;
}

static void bind_array(MYSQL_BIND *b, const sq_driver_array *a, size_t from)
{
    _Static_assert(sizeof *a->lengths == sizeof *b->length, "lengths are bound where they stand");
    const my_cell first = cell_of(a, from);
    const size_t *lengths = a->lengths ? a->lengths + from : NULL;
    const char *nulls = a->nulls ? a->nulls + from : NULL;
    *b = (MYSQL_BIND){.buffer_type = (enum enum_field_types)(first.type & MY_TYPE),
                      .is_unsigned = (first.type & MY_UNSIGNED) != 0};
    memcpy(&b->buffer, &first.bytes, sizeof first.bytes); /* only read, though not declared so */
    memcpy(&b->length, &lengths, sizeof lengths);
    memcpy(&b->u.indicator, &nulls, sizeof nulls);
}

/* The engine's arrays, or what is left of them. */
static int take_arrays(struct my_batch *m, sq_error *err)
{
    if (m->n_sent < m->n_given)
        return SQ_STEP_ROW;
    m->n_sent = m->n_given = 0;
    return m->given->arrays(m->given->context, &m->arrays, &m->n_given, err);
}

int sqi_mysql_fill_by_arrays(my_conn *c, struct my_batch *m, sq_error *err)
{
    int rc = take_arrays(m, err);
    m->n_rows = rc == SQ_STEP_ROW ? (unsigned)count_rows(c, m) : 0;
    if (rc != SQ_STEP_ROW)
        return rc;
    if (m->n_rows == 0)
        return sqi_mysql_check_packet(c, size_of_head(m) + size_of_row(m, m->n_sent), err);
    for (size_t k = 0; k < m->n_params; k++)
        bind_array(&m->binds[k], &m->arrays[k], m->n_sent);
    m->n_sent += m->n_rows;
    return SQ_OK;
}
