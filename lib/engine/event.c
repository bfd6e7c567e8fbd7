/* event.c: telling listeners what happens.
 *
 * Listeners are only ever added: the count is published after the entry, so the list is read
 * without a lock.
 *
 * Invariant: while a listener is told of a connection, that is in the middle of something, such as
 * a statement whose parameters lie in its memory: `calling` keeps it from being used. */
#include <stdio.h>
#include "lib/engine/engine.h"

int sq_engine_listen(sq_engine *db, uint32_t kinds, sq_event_fn fn, void *user)
{
    if (!db || !fn || kinds == 0 || kinds >> SQ_EVENT_COUNT)
        return SQ_ERR_ARGUMENT;
    sqi_lock(&db->listen_lock);
    uint32_t n = atomic_load(&db->n_listeners);
    bool fits = n < SQI_MAX_LISTENERS;
    if (fits) {
        db->listeners[n] = (sqi_listener){kinds, fn, user};
        atomic_store_explicit(&db->n_listeners, n + 1, memory_order_release);
        atomic_fetch_or_explicit(&db->listening, kinds, memory_order_release);
    }
    sqi_unlock(&db->listen_lock);
    return fits ? SQ_OK : SQ_ERR_LIMIT;
}

void sqi_tell(sq_engine *db, const sq_event *ev)
{
    uint32_t n = atomic_load_explicit(&db->n_listeners, memory_order_acquire);
    for (uint32_t i = 0; i < n; i++)
        if (db->listeners[i].kinds & SQI_ON(ev->kind))
            db->listeners[i].fn(ev, db->listeners[i].user);
}

void sqi_tell_of(sqi_conn *c, sq_event *ev)
{
    if (c->calling) /* what a listener is refused is told to itself alone */
        return;
    ev->conn = sqi_conn_handle(c);
    c->calling = true;
    sqi_tell(c->engine, ev);
    c->calling = false;
}

void sqi_tell_leaks(sq_engine *db, int64_t us)
{
    sqi_leak leak;
    while (sqi_listens(db, SQ_EVENT_LEAK) && sqi_pool_find_leak(&db->pool, us, &leak)) {
        sq_event ev = {.kind = SQ_EVENT_LEAK,
                       .conn = leak.conn,
                       .ms = (double)leak.held_us / 1000,
                       .text = leak.label};
        sqi_tell(db, &ev);
    }
}

void sqi_tell_conn(sqi_conn *c, sq_event_kind kind, const sq_error *e, const char *text)
{
    if (!sqi_listens(c->engine, kind))
        return;
    sq_event ev = {.kind = kind, .error = e, .text = text};
    sqi_tell_of(c, &ev);
}

void sqi_tell_execute(sqi_conn *c, const char *sql)
{
    if (!sqi_listens(c->engine, SQ_EVENT_EXECUTE))
        return;
    sq_event ev = {.kind = SQ_EVENT_EXECUTE, .sql = sql, .origin = c->origin};
    sqi_tell_of(c, &ev);
}

int64_t sqi_query_clock(const sqi_conn *c)
{
    return sqi_listens(c->engine, SQ_EVENT_QUERY) ? sqi_now() : 0;
}

void sqi_tell_query(sqi_conn *c, const char *sql, int64_t started, int64_t rows, int rc)
{
    if (!started)
        return;
    sq_event ev = {.kind = SQ_EVENT_QUERY,
                   .sql = sql,
                   .ms = (double)(sqi_now() - started) / 1000,
                   .rows = rows,
                   .error = rc == SQ_OK ? NULL : &c->error};
    sqi_tell_of(c, &ev);
}
