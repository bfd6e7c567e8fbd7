/* driver_packet.c: what the server takes at once. To a larger packet it answers with an error and
 * closes the connection, so large requests are measured before they are sent. The first of a
 * connection asks for the limit, which does not change as long as that lives. */
#include <stdlib.h>
#include "dialects/mysql/driver.h"

enum {
    SMALL = 256 * 1024, /* goes out unasked: hardly a server takes less */
    HEAD = 64,          /* of a packet */
    AROUND_VALUE = 16   /* type, length and such */
};

/* The larger of the two packets that the request makes, at most. */
static size_t size_of(const sq_driver_request *r)
{
    size_t values = HEAD, text = HEAD + r->sql.n;
    for (size_t i = 0; i < r->n_params; i++)
        values += AROUND_VALUE + r->params[i].value.len;
    return values > text ? values : text;
}

static int compare(my_conn *c, my_done *then, sq_error *err)
{
    size_t n = size_of(c->request);
    if (n <= c->packet || !c->packet)
        return then(c, err);
    sqi_mysql_end(c);
    return sqi_error(err, SQ_ERR_LIMIT, "mysql",
                     "the statement is larger than the server's max_allowed_packet: %zu bytes, not "
                     "%zu",
                     c->packet, n);
}

static int told(my_conn *c, sq_error *err)
{
    MYSQL_ROW row = c->rows.result ? mysql_fetch_row(c->rows.result) : NULL;
    if (row && row[0])
        c->packet = (size_t)strtoull(row[0], NULL, 10);
    mysql_free_result(c->rows.result);
    c->rows.result = NULL;
    return row ? compare(c, c->then, err) : sqi_mysql_fail(c, NULL, err);
}

static int store_on(my_conn *c, int events)
{
    return mysql_store_result_cont(&c->rows.result, c->my, events);
}

static int asked(my_conn *c, sq_error *err)
{
    if (c->ret)
        return sqi_mysql_fail(c, NULL, err);
    return sqi_mysql_go(c, mysql_store_result_start(&c->rows.result, c->my), store_on, told, err);
}

static int ask_on(my_conn *c, int events)
{
    return mysql_real_query_cont(&c->ret, c->my, events);
}

int sqi_mysql_check_packet(my_conn *c, my_done *then, sq_error *err)
{
    static const char sql[] = "SELECT @@max_allowed_packet";
    if (size_of(c->request) <= SMALL)
        return then(c, err);
    if (c->packet)
        return compare(c, then, err);
    c->then = then;
    return sqi_mysql_go(c, mysql_real_query_start(&c->ret, c->my, sql, sizeof sql - 1), ask_on,
                        asked, err);
}
