/* driver_many.c: one statement many times: chunk by chunk, each filled when the one before it was
 * answered. */
#include "dialects/mysql/driver_many.h"

static int end_batch(my_conn *c, int rc)
{
    unsigned none = 0;
    const sq_allocator *a = c->base.host->allocator;
    mysql_stmt_attr_set(c->current->stmt, STMT_ATTR_ARRAY_SIZE, &none);
    sqi_mysql_free_gathered(c->batch, a);
    sqi_free(a, c->batch);
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
    int rc = m->fill(c, m, err);
    if (rc != SQ_OK || m->n_rows == 0) {
        sqi_mysql_end(c);
        return end_batch(c, rc);
    }
    mysql_stmt_attr_set(s, STMT_ATTR_ARRAY_SIZE, &m->n_rows);
    if (mysql_stmt_bind_param(s, m->binds)) {
        sqi_mysql_error(c, s, err);
        sqi_mysql_end(c);
        return end_batch(c, err->status);
    }
    return sqi_mysql_go(c, mysql_stmt_execute_start(&c->ret, s), execute_on, sent, err);
}

/* ---- the operation ---- */

static struct my_batch *make_batch(const sq_allocator *a, const sq_driver_batch *b, size_t n)
{
    struct my_batch *m = sqi_alloc(a, sizeof *m + n * sizeof *m->binds);
    if (!m)
        return NULL;
    *m = (struct my_batch){.given = b, .n_params = n, .fill = sqi_mysql_fill_by_arrays};
    if (b->arrays)
        return m;
    m->fill = sqi_mysql_fill_by_rows;
    if (sqi_mysql_gather(m, a) == SQ_OK)
        return m;
    sqi_free(a, m);
    return NULL;
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
    struct my_batch *m = make_batch(c->base.host->allocator, b, r->n_params);
    if (!m)
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    *affected = 0;
    m->affected = affected;
    c->batch = m;
    c->request = r;
    c->current = s;
    s->bound = false; /* what will be bound is arrays */
    c->again = true;
    c->was_idle = false;
    sqi_mysql_begin_running(c);
    return send_chunk(c, err);
}
