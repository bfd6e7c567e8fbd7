/* driver_plain.c: statements that the server can not prepare, such as PREPARE itself, are sent as
 * they are. They have no parameters, and their rows come as text.
 *
 * Invariant: rows->plain is set from the answer to sqi_mysql_finish_plain(). */
#include <string.h>
#include "dialects/mysql/driver.h"

enum { BINARY = 63 };

/* ---- running ---- */

static int tell_columns(my_conn *c, sq_error *err)
{
    my_rows *rows = &c->rows;
    size_t n = rows->base.n_columns;
    rows->result = mysql_use_result(c->my);
    rows->names = sqi_zalloc(c->base.host->allocator, n * sizeof *rows->names);
    if (!rows->result || !rows->names) {
        sqi_mysql_finish_plain(c);
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    }
    const MYSQL_FIELD *fields = mysql_fetch_fields(rows->result);
    for (size_t i = 0; i < n; i++)
        rows->names[i] = (sq_driver_column){.name = fields[i].name};
    rows->base.columns = rows->names;
    return SQ_OK;
}

static int answered(my_conn *c, sq_error *err)
{
    if (c->ret)
        return sqi_mysql_fail(c, NULL, err);
    size_t n = mysql_field_count(c->my);
    c->base.dirty = true;
    c->rows = (my_rows){.base = {.n_columns = n, .affected = -1}, .plain = true, .ended = n == 0};
    if (n == 0) {
        c->rows.base.affected = (int64_t)mysql_affected_rows(c->my);
        c->rows.base.last_id = (int64_t)mysql_insert_id(c->my);
    } else if (tell_columns(c, err) != SQ_OK) {
        return err->status;
    }
    *c->out = &c->rows.base;
    return SQ_OK;
}

static int query_on(my_conn *c, int events)
{
    return mysql_real_query_cont(&c->ret, c->my, events);
}

int sqi_mysql_run_plain(my_conn *c, sq_error *err)
{
    const sq_str sql = c->request->sql;
    return sqi_mysql_go(c, mysql_real_query_start(&c->ret, c->my, sql.p, sql.n), query_on, answered,
                        err);
}

/* ---- rows ---- */

static int fetched(my_conn *c, sq_error *err)
{
    c->done = NULL;
    if (c->rows.row) {
        c->rows.lengths = mysql_fetch_lengths(c->rows.result);
        return SQ_STEP_ROW;
    }
    c->rows.ended = true;
    if (mysql_errno(c->my))
        return sqi_mysql_fail(c, NULL, err);
    sqi_mysql_end(c);
    return SQ_OK;
}

static int fetch_on(my_conn *c, int events)
{
    return mysql_fetch_row_cont(&c->rows.row, c->rows.result, events);
}

int sqi_mysql_fetch_plain(my_conn *c, sq_error *err)
{
    return sqi_mysql_go(c, mysql_fetch_row_start(&c->rows.row, c->rows.result), fetch_on, fetched,
                        err);
}

void sqi_mysql_get_plain(const my_rows *rows, size_t column, sq_value *out)
{
    const char *p = rows->row[column];
    bool binary = mysql_fetch_field_direct(rows->result, (unsigned)column)->charsetnr == BINARY;
    *out = (sq_value){.kind = SQ_V_NULL};
    if (p)
        *out = (sq_value){.kind = binary && strlen(p) != rows->lengths[column] ? SQ_V_BYTES
                                                                               : SQ_V_TEXT,
                          .len = (uint32_t)rows->lengths[column],
                          .v.s = p};
}

/* ---- the end ---- */

static void free_result(my_conn *c, int64_t until)
{
    if (!c->rows.result)
        return;
    int status = mysql_free_result_start(c->rows.result);
    while (status)
        status = mysql_free_result_cont(c->rows.result,
                                        sqi_mysql_wait(c->base.host, c->my, status, until));
    c->rows.result = NULL;
}

static bool next_result(my_conn *c, int64_t until)
{
    int rc = -1;
    int status = mysql_next_result_start(&rc, c->my);
    while (status)
        status = mysql_next_result_cont(&rc, c->my,
                                        sqi_mysql_wait(c->base.host, c->my, status, until));
    c->rows.result = rc == 0 ? mysql_use_result(c->my) : NULL;
    return rc == 0;
}

void sqi_mysql_finish_plain(my_conn *c)
{
    int64_t until = sqi_mysql_drain_limit(c);
    free_result(c, until);
    while (mysql_more_results(c->my) && next_result(c, until))
        free_result(c, until);
    sqi_mysql_end(c);
    sqi_free(c->base.host->allocator, c->rows.names);
    c->rows.names = NULL;
    c->rows.plain = false;
}
