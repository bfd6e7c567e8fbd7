/* driver_step.c: the machine that every operation of the driver runs on: the client library's calls
 * that can wait (mysql_..._start and _cont), each followed by a function that takes what it gave.
 *
 * Invariant: while `done` is set exactly one call is under way. */
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/task.h"

static const char nothing[] = "DO 0";

/* What the library waits for, as SQ_WAIT_READ and SQ_WAIT_WRITE. */
static int events_of(int status)
{
    return (status & (MYSQL_WAIT_READ | MYSQL_WAIT_EXCEPT) ? SQ_WAIT_READ : 0) |
           (status & MYSQL_WAIT_WRITE ? SQ_WAIT_WRITE : 0);
}

static int wait_more(my_conn *c, int status)
{
    c->call_limit = 0;
    if (status & MYSQL_WAIT_TIMEOUT)
        c->call_limit = c->base.host->now() + (int64_t)mysql_get_timeout_value_ms(c->my) * 1000;
    c->base.wait = (sq_wait){.fd = c->connecting == MY_CONNECTING ? (int)mysql_get_socket(c->my)
                                                                  : c->fd,
                             .events = events_of(status),
                             .deadline = c->call_limit};
    return SQ_STEP_WAIT;
}

/* A cancel that came when its statement had ended would hit the next one: give it another. */
static void absorb_cancel(my_conn *c)
{
    int ignored;
    int status = mysql_real_query_start(&ignored, c->my, nothing, sizeof nothing - 1);
    while (status)
        status = mysql_real_query_cont(
            &ignored, c->my, sqi_mysql_wait(c->base.host, c->my, status, c->base.deadline));
}

void sqi_mysql_begin_running(my_conn *c)
{
    bool late = atomic_load_explicit(&c->cancels, memory_order_relaxed) > 0;
    atomic_store_explicit(&c->cancels, 0, memory_order_relaxed);
    atomic_store_explicit(&c->running, true, memory_order_release);
    if (late)
        absorb_cancel(c);
}

/* Waits for a cancel that another thread is sending. Without the lock where there is none: either
 * that thread sees that nothing runs, or this one that it is about to cancel. */
void sqi_mysql_end(my_conn *c)
{
    atomic_store(&c->running, false);
    if (atomic_load(&c->cancelling)) {
        sqi_hold_lock(&c->lock);
        sqi_hold_unlock(&c->lock);
    }
    c->done = NULL;
}

int sqi_mysql_go(my_conn *c, int status, my_continue *go_on, my_done *done, sq_error *err)
{
    c->go_on = go_on;
    c->done = done;
    return status ? wait_more(c, status) : done(c, err);
}

/* What of SQ_WAIT_READ and SQ_WAIT_WRITE is there now, as the library calls it; 0: none. */
static int events_at(int fd, int events)
{
    struct pollfd p = {.fd = fd, .events = sqi_poll_events(events)};
    if (poll(&p, 1, 0) <= 0)
        return 0;
    return ((p.revents & POLLOUT) ? MYSQL_WAIT_WRITE : 0) |
           ((p.revents & ~POLLOUT) ? MYSQL_WAIT_READ : 0);
}

/* A read that comes too early only waits again, so the library tries it at once. */
static int ready(my_conn *c)
{
    const sq_wait *w = &c->base.wait;
    if (w->events == SQ_WAIT_READ && !c->call_limit)
        return MYSQL_WAIT_READ;
    int there = events_at(w->fd, w->events);
    if (there)
        return there;
    return c->call_limit && c->base.host->now() >= c->call_limit ? MYSQL_WAIT_TIMEOUT : 0;
}

int sqi_mysql_wait(const sq_driver_host *host, MYSQL *my, int status, int64_t until)
{
    int events = events_of(status);
    int64_t limit = 0;
    if (status & MYSQL_WAIT_TIMEOUT)
        limit = host->now() + (int64_t)mysql_get_timeout_value_ms(my) * 1000;
    if (until && (!limit || until < limit))
        limit = until;
    for (;;) {
        int fd = (int)mysql_get_socket(my), there = events_at(fd, events);
        if (there)
            return there;
        if (limit && host->now() >= limit)
            return MYSQL_WAIT_TIMEOUT;
        sq_await(fd, events, limit);
    }
}

int sqi_mysql_step(sq_driver_conn *base, sq_error *err)
{
    my_conn *c = my_of(base);
    if (!c->done)
        return sqi_error(err, SQ_ERR_INTERNAL, "mysql", "no operation is under way");
    int events = ready(c);
    if (!events)
        return SQ_STEP_WAIT;
    int status = c->go_on(c, events);
    int rc = status ? wait_more(c, status) : c->done(c, err);
    if (c->connecting == MY_SETTLING && rc == SQ_OK)
        c->connecting = MY_READY;
    return c->connecting != MY_READY && rc < 0 ? sqi_mysql_give_up(c, rc) : rc;
}

/* ---- failures ---- */

static int query_on(my_conn *c, int events)
{
    return mysql_real_query_cont(&c->ret, c->my, events);
}

static int tell_failure(my_conn *c, sq_error *err)
{
    sqi_mysql_end(c);
    *err = c->failure;
    if (c->ret) { /* the connection did not survive it */
        err->scope = SQ_SCOPE_CONNECTION;
        err->status = SQ_ERR_DISCONNECTED;
    } else if (!(c->my->server_status & SERVER_STATUS_IN_TRANS)) {
        err->scope = SQ_SCOPE_TRANSACTION;
    }
    return err->status;
}

/* P18: an error comes without the state of the transaction, which it may have ended; the answer to
 * a statement that does nothing has it (the client library does not look at that to a ping). */
int sqi_mysql_fail_as_noted(my_conn *c, sq_error *err)
{
    bool open = c->my->server_status & SERVER_STATUS_IN_TRANS;
    if (c->failure.scope < SQ_SCOPE_CONNECTION && open)
        return sqi_mysql_go(c, mysql_real_query_start(&c->ret, c->my, nothing, sizeof nothing - 1),
                            query_on, tell_failure, err);
    sqi_mysql_end(c);
    *err = c->failure;
    return err->status;
}

int sqi_mysql_fail(my_conn *c, MYSQL_STMT *s, sq_error *err)
{
    sqi_mysql_error(c, s, &c->failure);
    return sqi_mysql_fail_as_noted(c, err);
}

/* ---- commands ---- */

static int command_done(my_conn *c, sq_error *err)
{
    if (c->ret)
        return sqi_mysql_fail(c, NULL, err);
    sqi_mysql_end(c);
    return c->then ? c->then(c, err) : SQ_OK;
}

int sqi_mysql_command(my_conn *c, const char *sql, my_done *then, sq_error *err)
{
    c->then = then;
    c->was_idle = !(c->my->server_status & SERVER_STATUS_IN_TRANS);
    sqi_mysql_begin_running(c);
    return sqi_mysql_go(c, mysql_real_query_start(&c->ret, c->my, sql, strlen(sql)), query_on,
                        command_done, err);
}

static int ping_on(my_conn *c, int events)
{
    return mysql_ping_cont(&c->ret, c->my, events);
}

static int ping_done(my_conn *c, sq_error *err)
{
    sqi_mysql_end(c);
    if (!c->ret)
        return SQ_OK;
    sqi_mysql_error(c, NULL, err);
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

int sqi_mysql_ping(sq_driver_conn *base, sq_error *err)
{
    my_conn *c = my_of(base);
    sqi_mysql_begin_running(c);
    return sqi_mysql_go(c, mysql_ping_start(&c->ret, c->my), ping_on, ping_done, err);
}
