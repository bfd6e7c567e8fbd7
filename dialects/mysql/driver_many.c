/* driver_many.c: one statement many times, as MariaDB's arrays of parameters: a chunk of rows is
 * one message, and one answer.
 *
 * A column of a chunk has one type: a value of another kind begins a new chunk. NULL is told beside
 * the value. */
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/out.h"

enum {
    CHUNK_ROWS = 1000,
    CHUNK_BYTES = 1024 * 1024,
    HEAD = 4 + 2, /* of the request: id, flags */
    TYPE = 2,
    MOST_BESIDE = 14 /* bytes of a value but its text: whether it is NULL, a time or a length */
};

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

struct my_batch {
    const sq_driver_batch *given;
    bool ended;                  /* there is no further row */
    const sq_bound_param *ahead; /* a row that did not fit the last chunk */
    size_t n_params;
    unsigned n_rows; /* of the chunk */
    int64_t *affected;
    sqi_out bytes;
    MYSQL_BIND *binds; /* behind the arrays */
    my_array arrays[];
};

/* ---- a row into the arrays ---- */

/* false: it has another type than those before it. */
static bool put_cell(struct my_batch *m, my_array *a, const my_cell *cell)
{
    unsigned i = m->n_rows;
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
        a->v.offsets[i] = m->bytes.n;
        sqi_out_mem(&m->bytes, cell->bytes, cell->length);
        sqi_out_char(&m->bytes, '\0');
    }
    return true;
}

/* At most; HEAD and types with them. */
static size_t size_of_rows(const struct my_batch *m, unsigned n_rows)
{
    return HEAD + m->n_params * (TYPE + (size_t)n_rows * MOST_BESIDE) + m->bytes.n;
}

/* Alone it may just fit: it is measured exactly. */
static int check_alone(my_conn *c, const struct my_batch *m, sq_error *err)
{
    size_t size = HEAD + m->n_params * (TYPE + 1);
    for (size_t k = 0; k < m->n_params; k++) {
        my_cell cell;
        my_room room;
        sqi_mysql_make_cell(&cell, &room, &m->ahead[k]);
        size += sqi_mysql_size_of_cell(&cell);
    }
    return sqi_mysql_check_packet(c, size, err);
}

/* SQ_STEP_ROW if the row ahead belongs to this chunk, SQ_OK if it is for the next one. */
static int put_row(my_conn *c, struct my_batch *m, sq_error *err)
{
    size_t before = m->bytes.n;
    bool fits = true;
    for (size_t k = 0; k < m->n_params && fits; k++) {
        my_cell cell;
        my_room room;
        if (!sqi_mysql_make_cell(&cell, &room, &m->ahead[k]))
            return sqi_mysql_refuse_value(k, err);
        fits = put_cell(m, &m->arrays[k], &cell);
    }
    if (fits && !sqi_mysql_fits_packet(c, size_of_rows(m, m->n_rows + 1))) {
        fits = m->n_rows == 0;
        if (fits && check_alone(c, m, err) != SQ_OK)
            return err->status;
    }
    if (!fits) {
        m->bytes.n = before;
        return SQ_OK;
    }
    m->ahead = NULL;
    m->n_rows++;
    return SQ_STEP_ROW;
}

static int take_row(my_conn *c, struct my_batch *m, sq_error *err)
{
    const sq_driver_batch *b = m->given;
    if (m->ended)
        return SQ_OK;
    if (!m->ahead) {
        int rc = b->values(b->context, &m->ahead, err);
        m->ended = rc != SQ_STEP_ROW;
        if (m->ended)
            return rc;
    }
    return put_row(c, m, err);
}

static int fill_chunk(my_conn *c, struct my_batch *m, sq_error *err)
{
    m->n_rows = 0;
    m->bytes.n = 0;
    for (size_t k = 0; k < m->n_params; k++) {
        m->arrays[k].type = MYSQL_TYPE_NULL;
        m->arrays[k].has_null = false;
    }
    int rc = SQ_STEP_ROW;
    while (rc == SQ_STEP_ROW && m->n_rows < CHUNK_ROWS && m->bytes.n < CHUNK_BYTES)
        rc = take_row(c, m, err);
    if (rc >= 0 && m->bytes.status != SQ_OK)
        return sqi_error(err, m->bytes.status, "mysql", "%s", sq_status_text(m->bytes.status));
    return rc < 0 ? rc : SQ_OK;
}

/* ---- sending ---- */

static void bind_array(struct my_batch *m, my_array *a, MYSQL_BIND *b)
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
        for (unsigned i = 0; i < m->n_rows; i++)
            a->pointers[i] = &a->v.times[i];
        break;
    default:
        for (unsigned i = 0; i < m->n_rows; i++)
            a->pointers[i] = m->bytes.p + a->v.offsets[i];
    }
}

static int end_batch(my_conn *c, int rc)
{
    unsigned none = 0;
    struct my_batch *m = c->batch;
    mysql_stmt_attr_set(c->current->stmt, STMT_ATTR_ARRAY_SIZE, &none);
    sqi_out_clear(&m->bytes);
    sqi_free(c->base.host->allocator, m);
    c->batch = NULL;
    return rc;
}

static int send_chunk(my_conn *c, sq_error *err);

static int sent(my_conn *c, sq_error *err)
{
    MYSQL_STMT *s = c->current->stmt;
    if (c->ret) {
        sqi_mysql_error(c, s, &c->failure);
        end_batch(c, SQ_OK);
        return sqi_mysql_fail_as_noted(c, err);
    }
    *c->batch->affected += (int64_t)mysql_stmt_affected_rows(s);
    return send_chunk(c, err);
}

static int execute_on(my_conn *c, int events)
{
    return mysql_stmt_execute_cont(&c->ret, c->current->stmt, events);
}

static int send_chunk(my_conn *c, sq_error *err)
{
    struct my_batch *m = c->batch;
    MYSQL_STMT *s = c->current->stmt;
    int rc = fill_chunk(c, m, err);
    if (rc != SQ_OK || m->n_rows == 0) {
        sqi_mysql_end(c);
        return end_batch(c, rc);
    }
    for (size_t k = 0; k < m->n_params; k++)
        bind_array(m, &m->arrays[k], &m->binds[k]);
    mysql_stmt_attr_set(s, STMT_ATTR_ARRAY_SIZE, &m->n_rows);
    if (mysql_stmt_bind_param(s, m->binds)) {
        sqi_mysql_error(c, s, err);
        sqi_mysql_end(c);
        return end_batch(c, err->status);
    }
    return sqi_mysql_go(c, mysql_stmt_execute_start(&c->ret, s), execute_on, sent, err);
}

/* ---- the operation ---- */

static struct my_batch *make_batch(my_conn *c, const sq_driver_batch *b, size_t n)
{
    const sq_allocator *a = c->base.host->allocator;
    struct my_batch *m = sqi_alloc(a, sizeof *m + n * (sizeof *m->arrays + sizeof *m->binds));
    if (!m)
        return NULL;
    *m = (struct my_batch){.given = b, .n_params = n};
    m->binds = (MYSQL_BIND *)(void *)&m->arrays[n];
    sqi_out_init(&m->bytes, a, (size_t)1 << 30);
    return m;
}

/* The engine ran the first row by itself, so the statement is prepared if it is kept at all. */
int sqi_mysql_execute_many(sq_driver_conn *base, const sq_driver_request *r,
                           const sq_driver_batch *b, int64_t *affected, sq_error *err)
{
    my_conn *c = my_of(base);
    my_statement *s = sqi_mysql_find(c, r);
    bool arrays = mariadb_connection(c->my) && mysql_get_server_version(c->my) >= 100207;
    if (!arrays || !s->id || s->id != r->id || r->n_params == 0 || mysql_stmt_field_count(s->stmt))
        return sqi_error(err, SQ_ERR_UNSUPPORTED, "mysql", "this can not be sent as arrays");
    struct my_batch *m = make_batch(c, b, r->n_params);
    if (!m)
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    *affected = 0;
    m->affected = affected;
    c->batch = m;
    c->request = r;
    c->current = s;
    c->again = true;
    c->was_idle = false;
    sqi_mysql_begin_running(c);
    return send_chunk(c, err);
}
