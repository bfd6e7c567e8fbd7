/* pool.c: see pool.h for the invariants. Nothing foreign or slow runs under the lock. */
#include "lib/engine/pool.h"
#include <inttypes.h>
#include <stdio.h>
#include "lib/engine/engine.h"
#include "squill/task.h"

/* What a waiter was granted. */
typedef enum grant {
    GRANT_NOTHING,
    GRANT_CONNECTION,
    GRANT_PERMIT, /* open one yourself */
    GRANT_CLOSED,
    GRANT_CANCELLED, /* the task that waited */
} grant;

/* Lives on the stack of the thread, or the task, that waits. Linked in until it is granted
 * something. */
struct sqi_waiter {
    sqi_waiter *next;
    sqi_cond cond;
    grant grant;
    sqi_conn *conn;
};

void sqi_pool_init(sqi_pool *p, sq_engine *db)
{
    p->engine = db;
    p->fork_generation = sqi_fork_generation();
    sqi_mutex_init(&p->lock);
    sqi_fork_guard_add(&p->guard, &p->lock);
}

void sqi_pool_free(sqi_pool *p)
{
    sqi_fork_guard_remove(&p->guard);
    sqi_mutex_free(&p->lock);
    while (p->made) {
        sqi_conn *c = p->made;
        p->made = c->next_made;
        sqi_conn_free(c);
    }
}

/* ---- lists, all under the lock ---- */

static void push_idle(sqi_pool *p, sqi_conn *c)
{
    c->next = p->newest;
    c->prev = NULL;
    if (p->newest)
        p->newest->prev = c;
    else
        p->oldest = c;
    p->newest = c;
    p->idle++;
}

/* The one that this thread gave back last. */
static sqi_conn *find_own(const sqi_pool *p)
{
    sqi_conn *c = p->newest;
    while (c && !pthread_equal(c->thread, pthread_self()))
        c = c->next;
    return c;
}

static sqi_conn *pop_idle(sqi_pool *p, sqi_conn *c)
{
    if (!c)
        return NULL;
    *(c->prev ? &c->prev->next : &p->newest) = c->next;
    *(c->next ? &c->next->prev : &p->oldest) = c->prev;
    c->next = c->prev = NULL;
    p->idle--;
    return c;
}

static void push_spare(sqi_pool *p, sqi_conn *c)
{
    c->next = p->spare;
    p->spare = c;
}

static sqi_conn *pop_spare(sqi_pool *p)
{
    sqi_conn *c = p->spare;
    if (c) {
        p->spare = c->next;
        c->next = NULL;
    }
    return c;
}

static void enqueue(sqi_pool *p, sqi_waiter *w)
{
    *(p->last ? &p->last->next : &p->first) = w;
    p->last = w;
    p->waiting++;
}

static void dequeue(sqi_pool *p, sqi_waiter *w)
{
    sqi_waiter *before = NULL;
    for (sqi_waiter *i = p->first; i != w; i = i->next)
        before = i;
    *(before ? &before->next : &p->first) = w->next;
    if (p->last == w)
        p->last = before;
    p->waiting--;
}

/* To the oldest waiter; false if nobody waits. Signalled under the lock: the condition is gone as
 * soon as its owner runs. */
static bool grant_oldest(sqi_pool *p, grant what, sqi_conn *c)
{
    sqi_waiter *w = p->first;
    if (!w)
        return false;
    dequeue(p, w);
    w->grant = what;
    w->conn = c;
    sqi_cond_signal(&w->cond);
    return true;
}

/* ---- fork ---- */

/* In a child: the connections, borrowed or idle, are the parent's; the waiters are threads that do
 * not exist here. Idle ones are given up without a word. */
static void leave_to_parent(sqi_pool *p)
{
    sqi_lock(&p->lock);
    sqi_conn *orphans = p->newest;
    p->newest = p->oldest = NULL;
    p->first = p->last = NULL;
    p->live = p->idle = p->connecting = p->waiting = 0;
    for (sqi_conn *c = p->made; c; c = c->next_made)
        c->counted = false;
    p->fork_generation = sqi_fork_generation();
    sqi_unlock(&p->lock);
    while (orphans) {
        sqi_conn *next = orphans->next;
        sqi_conn_disconnect(orphans, "it belongs to the parent process");
        sqi_lock(&p->lock);
        push_spare(p, orphans);
        sqi_unlock(&p->lock);
        orphans = next;
    }
}

/* ---- taking ---- */

/* Under the lock. Who holds a connection longest, for the message. */
static const sqi_conn *oldest_holder(const sqi_pool *p)
{
    const sqi_conn *oldest = NULL;
    for (const sqi_conn *c = p->made; c; c = c->next_made)
        if (c->out && c->counted && (!oldest || c->taken_at < oldest->taken_at))
            oldest = c;
    return oldest;
}

static int tell_timeout(sqi_pool *p, int64_t timeout_ms, sq_error *err)
{
    p->n.timeouts++;
    char holder[160] = "";
    const sqi_conn *c = oldest_holder(p);
    if (c)
        snprintf(holder, sizeof holder, "; longest held for %.3f s by %.80s",
                 (double)(sqi_now() - c->taken_at) / 1e6, c->label ? c->label : "(no label)");
    sqi_error(err, SQ_ERR_POOL_TIMEOUT, "pool",
              "no connection became free in %" PRId64 " ms: %" PRId64 " of %" PRId64
              " in use, %" PRId64 " more waiting%s",
              timeout_ms > 0 ? timeout_ms : 0, p->live - p->idle, p->limit, p->waiting, holder);
    if (err)
        err->scope = SQ_SCOPE_POOL;
    return SQ_ERR_POOL_TIMEOUT;
}

static int tell_refused(int status, const char *why, sq_error *err)
{
    sqi_error(err, status, "pool", "%s", why);
    if (err)
        err->scope = SQ_SCOPE_POOL;
    return status;
}

/* Under the lock. A waiter that was granted something just when its time was over takes it: nothing
 * is ever left to nobody. */
static grant wait_in_line(sqi_pool *p, int64_t deadline, sqi_conn **out)
{
    sqi_waiter w = {.grant = GRANT_NOTHING};
    sqi_cond_init(&w.cond);
    enqueue(p, &w);
    p->n.waits++;
    bool in_time = true;
    while (w.grant == GRANT_NOTHING && in_time && !sq_task_cancelled())
        in_time = sqi_cond_wait(&w.cond, &p->lock, deadline);
    if (w.grant == GRANT_NOTHING) {
        dequeue(p, &w);
        w.grant = in_time ? GRANT_CANCELLED : GRANT_NOTHING;
    }
    sqi_cond_free(&w.cond);
    *out = w.conn;
    return w.grant;
}

/* Under the lock. */
static grant ask(sqi_pool *p, int64_t timeout_ms, int64_t deadline, sqi_conn **out)
{
    if (p->closed)
        return GRANT_CLOSED;
    sqi_conn *next = p->per_thread ? find_own(p) : p->fifo ? p->oldest : p->newest;
    if ((*out = pop_idle(p, next)))
        return GRANT_CONNECTION;
    if (p->live < p->limit) {
        p->live++;
        return GRANT_PERMIT;
    }
    if ((*out = pop_idle(p, p->oldest))) /* another thread's: it makes room */
        return GRANT_CONNECTION;
    return timeout_ms < 0 ? GRANT_NOTHING : wait_in_line(p, deadline, out);
}

/* Under the lock. */
static void mark_out(sqi_pool *p, sqi_conn *c, grant g, int64_t now)
{
    c->out = true;
    c->taken_at = now;
    c->label = NULL;
    c->told = false;
    c->counted = g == GRANT_CONNECTION || g == GRANT_PERMIT;
    c->replace = NULL;
    if (c->epoch != p->epoch)
        c->replace = "an older sibling was lost";
    else if (p->per_thread && !pthread_equal(c->thread, pthread_self()))
        c->replace = "it was another thread's";
    if (p->per_thread)
        c->thread = pthread_self();
}

static sqi_conn *make_handle(sqi_pool *p, grant g, int64_t now)
{
    sqi_conn *c = sqi_conn_make(p->engine);
    if (!c)
        return NULL;
    sqi_lock(&p->lock);
    c->next_made = p->made;
    p->made = c;
    mark_out(p, c, g, now);
    sqi_unlock(&p->lock);
    return c;
}

static void give_permit_on(sqi_pool *p)
{
    if (!grant_oldest(p, GRANT_PERMIT, NULL))
        p->live--;
}

static void undo_take(sqi_pool *p, grant g)
{
    sqi_lock(&p->lock);
    p->out--;
    if (g == GRANT_PERMIT)
        give_permit_on(p);
    sqi_unlock(&p->lock);
}

int sqi_pool_take(sqi_pool *p, int64_t timeout_ms, sqi_conn **out, int64_t *deadline, sq_error *err)
{
    if (p->fork_generation != sqi_fork_generation())
        leave_to_parent(p);
    int64_t now = sqi_now();
    *deadline = timeout_ms > 0 ? now + timeout_ms * 1000 : 0;
    int rc = SQ_OK;
    sqi_conn *c = NULL;
    sqi_lock(&p->lock);
    p->out++;
    grant g = ask(p, timeout_ms, *deadline, &c);
    if (g == GRANT_NOTHING)
        rc = tell_timeout(p, timeout_ms, err);
    else if (g == GRANT_CLOSED)
        rc = tell_refused(SQ_ERR_POOL_CLOSED, "the engine was closed", err);
    else if (g == GRANT_CANCELLED)
        rc = tell_refused(SQ_ERR_CANCELLED, "the task was cancelled while it waited", err);
    else
        p->n.checkouts++;
    if (!c)
        c = pop_spare(p);
    if (c)
        mark_out(p, c, g, now);
    sqi_unlock(&p->lock);
    if (!c && !(c = make_handle(p, g, now)))
        undo_take(p, g);
    *out = c;
    return rc;
}

/* ---- giving back ---- */

bool sqi_pool_put(sqi_pool *p, sqi_conn *c)
{
    sqi_lock(&p->lock);
    bool keep = !p->closed && c->counted && c->epoch == p->epoch;
    c->out = !keep;
    if (keep && !grant_oldest(p, GRANT_CONNECTION, c)) {
        keep = p->idle < p->size;
        c->out = !keep;
        if (keep)
            push_idle(p, c);
    }
    if (keep)
        p->out--;
    sqi_unlock(&p->lock);
    return keep;
}

void sqi_pool_drop(sqi_pool *p, sqi_conn *c)
{
    sqi_lock(&p->lock);
    if (c->counted)
        give_permit_on(p);
    c->counted = false;
    sqi_unlock(&p->lock);
}

bool sqi_pool_release(sqi_pool *p, sqi_conn *c)
{
    sqi_lock(&p->lock);
    if (c->counted)
        give_permit_on(p);
    c->counted = c->out = false;
    push_spare(p, c);
    p->out--;
    bool last = p->closed && p->out == 0;
    sqi_unlock(&p->lock);
    return last;
}

void sqi_pool_lost(sqi_pool *p, uint64_t epoch)
{
    sqi_lock(&p->lock);
    if (epoch == p->epoch) {
        p->epoch++;
        p->n.invalidated++;
    }
    sqi_unlock(&p->lock);
}

sqi_conn *sqi_pool_drain(sqi_pool *p, bool close)
{
    if (p->fork_generation != sqi_fork_generation())
        leave_to_parent(p);
    sqi_lock(&p->lock);
    p->epoch++;
    p->closed = p->closed || close;
    while (close && grant_oldest(p, GRANT_CLOSED, NULL))
        ;
    sqi_conn *list = p->newest;
    for (sqi_conn *c = list; c; c = c->next)
        c->out = true;
    p->out += p->idle;
    p->newest = p->oldest = NULL;
    p->idle = 0;
    sqi_unlock(&p->lock);
    return list;
}

int64_t sqi_pool_connect_begins(sqi_pool *p, int64_t deadline)
{
    sqi_lock(&p->lock);
    p->connecting++;
    int64_t until = p->not_before < deadline ? p->not_before : deadline;
    sqi_unlock(&p->lock);
    int64_t now = sqi_now();
    if (until <= now)
        return now;
    sqi_sleep(until - now);
    return sqi_now();
}

void sqi_pool_connect_ended(sqi_pool *p, int64_t began, bool failed)
{
    sqi_lock(&p->lock);
    p->connecting--;
    p->n.connects += !failed;
    p->n.connect_errors += failed;
    if (!failed) {
        p->failures = 0;
        p->not_before = 0;
    } else if (p->pause_us && began >= p->not_before) {
        p->not_before = sqi_now() + sqi_backoff(p->failures++, p->pause_us);
    }
    sqi_unlock(&p->lock);
}

bool sqi_pool_find_leak(sqi_pool *p, int64_t us, sqi_leak *out)
{
    sqi_lock(&p->lock);
    int64_t now = sqi_now();
    sqi_conn *c = p->made;
    while (c && !(c->out && c->counted && !c->told && now - c->taken_at > us))
        c = c->next_made;
    if (c) {
        c->told = true;
        *out = (sqi_leak){sqi_conn_handle(c), c->label, now - c->taken_at};
    }
    sqi_unlock(&p->lock);
    return c != NULL;
}

void sq_pool_stats(sq_engine *db, sq_pool_counters *out)
{
    sqi_pool *p = &db->pool;
    sqi_lock(&p->lock);
    *out = p->n;
    out->idle = p->idle;
    out->connecting = p->connecting;
    out->used = p->live - p->idle - p->connecting;
    out->waiting = p->waiting;
    out->limit = p->limit;
    sqi_unlock(&p->lock);
}
