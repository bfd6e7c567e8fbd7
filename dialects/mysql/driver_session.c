/* driver_session.c: session set-up, and reset for the next borrower.
 *
 * Invariant: a session that is set up has the settings below, and the connection knows what the
 * server takes at once. Both requests go out before the first answer is read: one round trip. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/mysql/driver.h"

/* ---- set-up ---- */

/* What was asked for is not known: the next answer would be taken for another one's. */
static int fail(my_conn *c, sq_error *err)
{
    sqi_mysql_end(c);
    sqi_mysql_error(c, NULL, err);
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

static int take_limit(my_conn *c, sq_error *err)
{
    MYSQL_ROW row = c->told ? mysql_fetch_row(c->told) : NULL;
    c->packet = row && row[0] ? (size_t)strtoull(row[0], NULL, 10) : 0;
    mysql_free_result(c->told);
    c->told = NULL;
    if (!c->packet)
        return fail(c, err);
    sqi_mysql_end(c);
    return c->then ? c->then(c, err) : SQ_OK;
}

static int store_on(my_conn *c, int events)
{
    return mysql_store_result_cont(&c->told, c->my, events);
}

static int limit_answered(my_conn *c, sq_error *err)
{
    if (c->flag)
        return fail(c, err);
    return sqi_mysql_go(c, mysql_store_result_start(&c->told, c->my), store_on, take_limit, err);
}

static int read_on(my_conn *c, int events)
{
    return mysql_read_query_result_cont(&c->flag, c->my, events);
}

static int settings_answered(my_conn *c, sq_error *err)
{
    if (c->flag)
        return fail(c, err);
    return sqi_mysql_go(c, mysql_read_query_result_start(&c->flag, c->my), read_on, limit_answered,
                        err);
}

static int sent(my_conn *c, sq_error *err)
{
    if (c->ret)
        return fail(c, err);
    return sqi_mysql_go(c, mysql_read_query_result_start(&c->flag, c->my), read_on,
                        settings_answered, err);
}

static int send_on(my_conn *c, int events)
{
    return mysql_send_query_cont(&c->ret, c->my, events);
}

/* A packet smaller than the buffer of a connection is never refused. */
static int ask_limit(my_conn *c, sq_error *err)
{
    static const char sql[] = "SELECT GREATEST(@@max_allowed_packet, @@net_buffer_length)";
    if (c->ret)
        return fail(c, err);
    return sqi_mysql_go(c, mysql_send_query_start(&c->ret, c->my, sql, sizeof sql - 1), send_on,
                        sent, err);
}

/* Time stamps are UTC. What does not fit is an error, and a key of 0 is 0, not the next one: no
 * value is changed on its way, whatever the server's default. */
int sqi_mysql_set_up(my_conn *c, my_done *then, sq_error *err)
{
    long wait = sqi_mysql_seconds(c->url, "lock_wait_timeout", -1);
    if (strcmp(mysql_character_set_name(c->my), "utf8mb4") != 0)
        return sqi_error(err, SQ_ERR_CONNECT, "mysql", "the server does not speak utf8mb4");
    c->utf8mb4 = c->my->charset;
    int n = snprintf(c->command, sizeof c->command,
                     "SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = CONCAT(@@sql_mode, "
                     "',STRICT_TRANS_TABLES,NO_AUTO_VALUE_ON_ZERO')");
    if (wait >= 0)
        n += snprintf(c->command + n, sizeof c->command - (size_t)n,
                      ", lock_wait_timeout = %ld, innodb_lock_wait_timeout = %ld", wait, wait);
    c->then = then;
    sqi_mysql_begin_running(c);
    return sqi_mysql_go(c, mysql_send_query_start(&c->ret, c->my, c->command, (unsigned long)n),
                        send_on, ask_limit, err);
}

/* ---- reset ---- */

static int select_on(my_conn *c, int events)
{
    return mysql_select_db_cont(&c->ret, c->my, events);
}

static int selected(my_conn *c, sq_error *err)
{
    sqi_mysql_end(c);
    return c->ret ? sqi_mysql_error(c, NULL, err) : SQ_OK;
}

/* USE outlives a reset, and there is no way back to no database. */
static int select_database(my_conn *c, sq_error *err)
{
    const char *name = sq_url_database(c->url);
    if (!name)
        return c->my->db ? SQ_STEP_CLOSE : SQ_OK;
    sqi_mysql_begin_running(c);
    return sqi_mysql_go(c, mysql_select_db_start(&c->ret, c->my, name), select_on, selected, err);
}

static int reset_on(my_conn *c, int events)
{
    return mysql_reset_connection_cont(&c->ret, c->my, events);
}

static int reset_done(my_conn *c, sq_error *err)
{
    sqi_mysql_end(c);
    if (c->ret)
        return sqi_mysql_error(c, NULL, err);
    c->my->server_status &= ~(unsigned)SERVER_STATUS_IN_TRANS; /* P11 */
    return sqi_mysql_set_up(c, select_database, err);
}

int sqi_mysql_reset(sq_driver_conn *base, bool full, sq_error *err)
{
    my_conn *c = my_of(base);
    bool gone = !c->my->net.pvio; /* found so when nothing was asked of it */
    if (gone || c->kill_is_late)
        return SQ_STEP_CLOSE;
    if (!full)
        return SQ_OK;
    sqi_mysql_forget_statements(c);
    sqi_mysql_begin_running(c);
    return sqi_mysql_go(c, mysql_reset_connection_start(&c->ret, c->my), reset_on, reset_done, err);
}
