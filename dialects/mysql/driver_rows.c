/* driver_rows.c: chunks of rows whose values may be of any kind.
 *
 * A column of a chunk has one type: a value of another kind begins a new chunk. NULL is told beside
 * the value. */
#include <string.h>
#include "dialects/mysql/driver_many.h"
#include "lib/base/out.h"

/* One column of a chunk. */
typedef struct my_array {
    unsigned type; /* that of its cells; MYSQL_TYPE_NULL: no value yet */
    bool has_null;
    char indicators[CHUNK_ROWS];
    unsigned long lengths[CHUNK_ROWS];
    const void *pointers[CHUNK_ROWS];
    union {
        uint64_t numbers[CHUNK_ROWS]; /* or doubles */
        MYSQL_TIME times[CHUNK_ROWS];
        size_t offsets[CHUNK_ROWS]; /* of text, in `bytes` */
    } v;
} my_array;

typedef struct my_gathered {
    bool ended;            /* there is no further row */
    const sq_value *ahead; /* a row that did not fit the last chunk */
    unsigned n;
    sqi_out bytes;
    my_array arrays[];
} my_gathered;

/* ---- a row into the arrays ---- */

/* false: it has another type than those before it. */
static bool put_cell(my_gathered *g, my_array *a, const my_cell *cell)
{
    unsigned i = g->n;
    a->indicators[i] = cell->type == MYSQL_TYPE_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
    a->lengths[i] = cell->length;
    if (cell->type == MYSQL_TYPE_NULL) {
        a->has_null = true;
        return true;
    }
    if (a->type == MYSQL_TYPE_NULL)
        a->type = cell->type;
    if (a->type != cell->type)
        return false;
    switch (cell->type & MY_TYPE) {
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_DOUBLE:
        memcpy(&a->v.numbers[i], cell->bytes, sizeof a->v.numbers[i]);
        break;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
        memcpy(&a->v.times[i], cell->bytes, sizeof a->v.times[i]);
        break;
    default:
        a->v.offsets[i] = g->bytes.n;
        sqi_out_mem(&g->bytes, cell->bytes, cell->length);
        sqi_out_char(&g->bytes, '\0');
    }
    return true;
}

static const sq_type *type_of(const my_conn *c, size_t k)
{
    return c->request->params[k].type;
}

/* At most; head and types with them. */
static size_t size_of_rows(const struct my_batch *m, unsigned n_rows)
{
    return CHUNK_HEAD + m->n_params * (CHUNK_TYPE + (size_t)n_rows * CHUNK_MOST_BESIDE) +
           m->gathered->bytes.n;
}

/* Alone it may just fit: it is measured exactly. */
static int check_alone(my_conn *c, const struct my_batch *m, sq_error *err)
{
    size_t size = CHUNK_HEAD + m->n_params * (CHUNK_TYPE + CHUNK_NULL);
    for (size_t k = 0; k < m->n_params; k++) {
        my_cell cell;
        my_room room;
        sqi_mysql_make_cell(&cell, &room, &m->gathered->ahead[k], type_of(c, k));
        size += sqi_mysql_size_of_cell(&cell);
    }
    return sqi_mysql_check_packet(c, size, err);
}

/* SQ_STEP_ROW if the row ahead belongs to this chunk, SQ_OK if it is for the next one. */
static int put_row(my_conn *c, struct my_batch *m, sq_error *err)
{
    my_gathered *g = m->gathered;
    size_t before = g->bytes.n;
    bool fits = true;
    for (size_t k = 0; k < m->n_params && fits; k++) {
        my_cell cell;
        my_room room;
        if (!sqi_mysql_make_cell(&cell, &room, &g->ahead[k], type_of(c, k)))
            return sqi_mysql_refuse_value(k, err);
        fits = put_cell(g, &g->arrays[k], &cell);
    }
    if (fits && !sqi_mysql_fits_packet(c, size_of_rows(m, g->n + 1))) {
        fits = g->n == 0;
        if (fits && check_alone(c, m, err) != SQ_OK)
            return err->status;
    }
    if (!fits) {
        g->bytes.n = before;
        return SQ_OK;
    }
    g->ahead = NULL;
    g->n++;
    return SQ_STEP_ROW;
}

static int take_row(my_conn *c, struct my_batch *m, sq_error *err)
{
    const sq_driver_batch *b = m->given;
    my_gathered *g = m->gathered;
    if (g->ended)
        return SQ_OK;
    if (!g->ahead) {
        int rc = b->values(b->context, &g->ahead, err);
        g->ended = rc != SQ_STEP_ROW;
        if (g->ended)
            return rc;
    }
    return put_row(c, m, err);
}

static void bind_array(const my_gathered *g, my_array *a, MYSQL_BIND *b)
{
    unsigned type = a->type == MYSQL_TYPE_NULL ? MYSQL_TYPE_LONGLONG : a->type;
    *b = (MYSQL_BIND){.buffer_type = (enum enum_field_types)(type & MY_TYPE),
                      .is_unsigned = (type & MY_UNSIGNED) != 0,
                      .u.indicator = a->has_null ? a->indicators : NULL,
                      .buffer = a->pointers,
                      .length = a->lengths};
    switch (b->buffer_type) {
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_DOUBLE:
        b->buffer = a->v.numbers;
        break;
    case MYSQL_TYPE_DATE: /* what has no fixed width on the wire is reached by pointers */
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
        for (unsigned i = 0; i < g->n; i++)
            a->pointers[i] = &a->v.times[i];
        break;
    default:
        for (unsigned i = 0; i < g->n; i++)
            a->pointers[i] = g->bytes.p + a->v.offsets[i];
    }
}

int sqi_mysql_fill_by_rows(my_conn *c, struct my_batch *m, sq_error *err)
{
    my_gathered *g = m->gathered;
    g->n = 0;
    g->bytes.n = 0;
    for (size_t k = 0; k < m->n_params; k++) {
        g->arrays[k].type = MYSQL_TYPE_NULL;
        g->arrays[k].has_null = false;
    }
    int rc = SQ_STEP_ROW;
    while (rc == SQ_STEP_ROW && g->n < CHUNK_ROWS && g->bytes.n < CHUNK_BYTES)
        rc = take_row(c, m, err);
    if (rc >= 0 && g->bytes.status != SQ_OK)
        return sqi_error(err, g->bytes.status, "mysql", "%s", sq_status_text(g->bytes.status));
    for (size_t k = 0; k < m->n_params; k++)
        bind_array(g, &g->arrays[k], &m->binds[k]);
    m->n_rows = g->n;
    return rc < 0 ? rc : SQ_OK;
}

int sqi_mysql_gather(struct my_batch *m, const sq_allocator *a)
{
    my_gathered *g = sqi_alloc(a, sizeof *g + m->n_params * sizeof *g->arrays);
    if (!g)
        return SQ_ERR_NOMEM;
    *g = (my_gathered){.ended = false};
    sqi_out_init(&g->bytes, a, (size_t)1 << 30);
    m->gathered = g;
    return SQ_OK;
}

void sqi_mysql_free_gathered(struct my_batch *m, const sq_allocator *a)
{
    if (m->gathered)
        sqi_out_clear(&m->gathered->bytes);
    sqi_free(a, m->gathered);
}
