/* result.c: rows. They come one by one; the engine keeps what is to be kept. */
#include <string.h>
#include "dialects/mysql/driver.h"
#include <ma_pvio.h>

/* ---- columns ---- */

void sqi_mysql_free_columns(my_statement *s, const sq_allocator *a)
{
    sqi_free(a, s->columns);
    sqi_free(a, s->values);
    sqi_free(a, s->names);
    s->columns = NULL;
    s->values = NULL;
    s->names = NULL;
    s->cap = 0;
}

static bool reserve(my_statement *s, const sq_allocator *a, size_t n)
{
    if (n <= s->cap)
        return true;
    sqi_mysql_free_columns(s, a);
    s->columns = sqi_zalloc(a, n * sizeof *s->columns);
    s->values = sqi_zalloc(a, n * sizeof *s->values);
    s->names = sqi_zalloc(a, n * sizeof *s->names);
    if (s->columns)
        s->cap = n;
    return s->columns && s->values && s->names;
}

/* What only changes rows tells how many and, if one was made, its key. */
static void tell_counts(my_conn *c, MYSQL_STMT *s)
{
    my_rows *rows = &c->rows;
    bool query = rows->base.n_columns > 0;
    rows->base.affected = query ? -1 : (int64_t)mysql_stmt_affected_rows(s);
    rows->base.last_id = query ? 0 : (int64_t)mysql_stmt_insert_id(s);
    rows->base.detached = false;
}

static bool is_named_by_request(const my_conn *c, size_t n_columns)
{
    const sq_compiled *k = c->request->compiled;
    return k && sq_compiled_column_count(k) == n_columns;
}

/* The client library copies every string of the description for each execution that the server
 * sends none for: for a row of few columns most of what it does. It takes NULL for one it has not.
 */
void sqi_mysql_forget_origins(my_conn *c, my_statement *s)
{
    size_t n = mysql_stmt_field_count(s->stmt);
    bool named = is_named_by_request(c, n);
    MYSQL_FIELD *fields = mariadb_stmt_fetch_fields(s->stmt);
    for (size_t i = 0; i < n; i++) {
        MYSQL_FIELD *f = &fields[i];
        f->catalog = f->db = f->table = f->org_table = f->org_name = f->def = NULL;
        f->extension = NULL;
        if (named)
            f->name = NULL;
    }
}

/* The server describes columns anew where they changed. What the client library then tells has a
 * catalog, and a copy of what it keeps has none. */
static bool is_described(const my_conn *c, const my_statement *s)
{
    return s->described && !c->my->fields[0].catalog;
}

/* The statement keeps the names that it was prepared with; where a column has another one now it is
 * to be prepared anew the next time. */
static void tell_names(const my_conn *c, my_statement *s, size_t n)
{
    const MYSQL_FIELD *kept = s->stmt->fields, *now = c->my->fields;
    for (size_t i = 0; i < n; i++) {
        s->names[i] = (sq_driver_column){.name = now[i].name};
        if (strcmp(now[i].name, kept[i].name) != 0)
            s->id = 0;
    }
}

static void describe_columns(const my_conn *c, my_statement *s, size_t n, bool named)
{
    for (size_t i = 0; i < n; i++)
        sqi_mysql_set_column(&s->columns[i], &s->stmt->fields[i],
                             named ? sq_compiled_column_type(c->request->compiled, i) : NULL);
    s->described = true;
}

int sqi_mysql_describe(my_conn *c, my_statement *s, sq_error *err)
{
    my_rows *rows = &c->rows;
    size_t n = s->stmt->field_count;
    bool named = is_named_by_request(c, n);
    *rows = (my_rows){.base = {.n_columns = n}, .statement = s};
    tell_counts(c, s->stmt);
    if (n == 0) {
        rows->ended = true;
        return SQ_OK;
    }
    if (!reserve(s, c->base.host->allocator, n))
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    if (!is_described(c, s))
        describe_columns(c, s, n, named);
    if (!named)
        tell_names(c, s, n);
    rows->base.columns = named ? NULL : s->names;
    rows->base.values = s->values;
    return SQ_OK;
}

/* ---- walking ---- */

static int fetched(my_conn *c, sq_error *err)
{
    c->done = NULL;
    switch (c->ret) {
    case 0:
        return SQ_STEP_ROW;
    case MYSQL_NO_DATA:
        c->rows.ended = true;
        sqi_mysql_end(c);
        return SQ_OK;
    default:
        c->rows.ended = true;
        return sqi_mysql_fail(c, c->rows.statement->stmt, err);
    }
}

static int fetch_on(my_conn *c, int events)
{
    return mysql_stmt_fetch_cont(&c->ret, c->rows.statement->stmt, events);
}

/* Did the library read the whole next packet with those before it? To take it can't wait then. */
static bool is_read_ahead(const NET *net)
{
    const MARIADB_PVIO *p = net->pvio;
    size_t n = p && p->cache && !net->compress ? (size_t)(p->cache + p->cache_size - p->cache_pos)
                                               : 0;
    const unsigned char *head = n >= NET_HEADER_SIZE ? p->cache_pos : NULL;
    return head && n - NET_HEADER_SIZE >= (head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16);
}

int sqi_mysql_fetch(sq_driver_conn *base, sq_driver_rows *ignored, sq_error *err)
{
    (void)ignored;
    my_conn *c = my_of(base);
    if (c->rows.ended) {
        sqi_mysql_end(c);
        return SQ_OK;
    }
    if (c->rows.plain)
        return sqi_mysql_fetch_plain(c, err);
    MYSQL_STMT *s = c->rows.statement->stmt;
    if (is_read_ahead(&c->my->net)) { /* most are, and a stack of their own is dear */
        c->ret = mysql_stmt_fetch(s);
        return fetched(c, err);
    }
    return sqi_mysql_go(c, mysql_stmt_fetch_start(&c->ret, s), fetch_on, fetched, err);
}

/* ---- the end ---- */

static void free_result(my_conn *c, MYSQL_STMT *s, int64_t until)
{
    my_bool failed;
    int status = mysql_stmt_free_result_start(&failed, s);
    while (status)
        status = mysql_stmt_free_result_cont(&failed, s,
                                             sqi_mysql_wait(c->base.host, c->my, status, until));
}

static bool next_result(my_conn *c, MYSQL_STMT *s, int64_t until)
{
    int rc = -1;
    int status = mysql_stmt_next_result_start(&rc, s);
    while (status)
        status = mysql_stmt_next_result_cont(&rc, s,
                                             sqi_mysql_wait(c->base.host, c->my, status, until));
    return rc == 0;
}

/* What the library has read already, often the rest, is no reason to stop a statement. */
static void take_read_ahead(my_conn *c)
{
    my_rows *rows = &c->rows;
    while (!rows->ended && is_read_ahead(&c->my->net))
        rows->ended = rows->plain ? !mysql_fetch_row(rows->result)
                                  : mysql_stmt_fetch(rows->statement->stmt) != 0;
}

int64_t sqi_mysql_drain_limit(my_conn *c)
{
    sq_error ignored;
    take_read_ahead(c);
    if (c->rows.ended || !c->was_idle)
        return c->base.deadline;
    int64_t until = sqi_rest_until(c->base.host->now(), c->base.deadline);
    sqi_mysql_cancel(&c->base, until, &ignored);
    return until;
}

/* At the limit the connection is given up. A procedure may give more results than the one that was
 * asked for. */
static void drain(my_conn *c, MYSQL_STMT *s)
{
    int64_t until = sqi_mysql_drain_limit(c);
    if (c->rows.ended)
        mysql_stmt_free_result(s); /* there is nothing left to read */
    else
        free_result(c, s, until);
    while (mysql_stmt_more_results(s) && next_result(c, s, until))
        free_result(c, s, until);
}

void sqi_mysql_finish(sq_driver_conn *base, sq_driver_rows *ignored)
{
    (void)ignored;
    my_conn *c = my_of(base);
    my_statement *s = c->rows.statement;
    if (c->rows.plain)
        sqi_mysql_finish_plain(c);
    if (!s)
        return;
    if (s->stmt)
        drain(c, s->stmt);
    c->rows.statement = NULL;
    sqi_mysql_end(c);
    if (!s->id)
        sqi_mysql_drop_statement(c, s);
}
