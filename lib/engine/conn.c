/* conn.c: connections in the hands of the application: check-out, check-in, errors.
 *
 * Invariant: `driver` is not NULL exactly while a connection to the database is open; a handle
 * without one carries in `error` the reason that it answers to everything. */
#include "lib/engine/engine.h"
#include <string.h>
#include "lib/ast/builder.h"
#include "lib/base/task.h"
#include "lib/engine/result.h"

enum { ALIGNMENT = 256, GRACE_MS = 5000 };

/* Given where there is no memory even for a handle. Never written. */
static _Alignas(ALIGNMENT) sqi_conn no_memory = {
    .error = {.status = SQ_ERR_NOMEM, .scope = SQ_SCOPE_CONNECTION, .message = "out of memory"}};
static const sq_error stale = {.status = SQ_ERR_STALE,
                               .scope = SQ_SCOPE_CONNECTION,
                               .where = "sq_conn",
                               .message = "the connection was given back before"};

/* ---- handles ---- */

sqi_conn *sqi_conn_make(sq_engine *db)
{
    const sq_allocator *a = db->options.allocator;
    void *memory = sqi_zalloc(a, sizeof(sqi_conn) + ALIGNMENT - 1);
    if (!memory)
        return NULL;
    uintptr_t p = ((uintptr_t)memory + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    sqi_conn *c = (sqi_conn *)p;
    c->memory = memory;
    c->engine = db;
    sqi_hold_init(&c->cancel_lock);
    return c;
}

void sqi_conn_free(sqi_conn *c)
{
    sqi_result_free(c->spare_result);
    if (c->scratch)
        sq_builder_free(c->scratch);
    sqi_scratch_clear(&c->request);
    sqi_arena_unref(c->kept);
    sqi_arena_unref(c->converted);
    sqi_hold_free(&c->cancel_lock);
    sqi_free(c->engine->options.allocator, c->memory);
}

sq_conn *sqi_conn_handle(const sqi_conn *c)
{
    uint32_t generation = atomic_load_explicit(&c->generation, memory_order_relaxed);
    return (sq_conn *)((uintptr_t)c + generation % ALIGNMENT);
}

static sqi_conn *find(const sq_conn *handle)
{
    uintptr_t p = (uintptr_t)handle;
    sqi_conn *c = (sqi_conn *)(p & ~(uintptr_t)(ALIGNMENT - 1));
    if (!c)
        return NULL;
    uint32_t generation = atomic_load_explicit(&c->generation, memory_order_relaxed);
    return generation % ALIGNMENT == p % ALIGNMENT ? c : NULL;
}

sqi_conn *sqi_conn_to_ask(const sq_conn *handle, int *rc)
{
    sqi_conn *c = find(handle);
    *rc = SQ_OK;
    if (!c)
        *rc = handle ? SQ_ERR_STALE : SQ_ERR_ARGUMENT;
    else if (!c->engine)
        *rc = SQ_ERR_NOMEM;
    else if (c->driver && c->fork_generation != sqi_fork_generation())
        *rc = SQ_ERR_FORKED;
    return *rc == SQ_OK ? c : NULL;
}

sqi_conn *sqi_conn_of(const sq_conn *handle, int *rc)
{
    sqi_conn *c = sqi_conn_to_ask(handle, rc);
    if (!c || !c->calling)
        return c;
    *rc = SQ_ERR_BUSY;
    return NULL;
}

/* ---- driving operations ---- */

static bool tell_progress(sq_driver_progress *base)
{
    sqi_conn *c = (sqi_conn *)((char *)base - offsetof(sqi_conn, progress.base));
    sqi_progress *p = &c->progress;
    int64_t now = sqi_now();
    p->base.at = now + p->every_us;
    c->calling = true;
    bool stop = p->fn((double)(now - p->began) / 1000, p->user);
    c->calling = false;
    return stop;
}

void sqi_conn_arm(sqi_conn *c)
{
    c->driver->deadline = sqi_deadline_in(c->timeout_ms);
    sqi_progress *p = &c->progress;
    c->driver->progress = p->fn ? &p->base : NULL;
    if (!p->fn)
        return;
    p->base.tell = tell_progress;
    p->began = sqi_now();
    p->base.at = p->began + p->every_us;
}

/* ---- errors ---- */

static void mark_lost(sqi_conn *c, const sq_error *e)
{
    c->lost = c->discard = true;
    if (e->status == SQ_ERR_DISCONNECTED)
        sqi_pool_lost(&c->engine->pool, c->epoch);
    sqi_tell_conn(c, SQ_EVENT_INVALIDATE, e, NULL);
}

/* P5, P18: the database may have ended the transaction by itself; only it knows. */
static void look_at_transaction(sqi_conn *c, sq_error *e)
{
    if (!c->tx.active || c->tx.dead || c->tx.prepared)
        return;
    bool gone = c->lost || c->engine->driver.tx_state(c->driver) == SQ_TX_IDLE;
    if (!gone)
        return;
    c->tx.dead = true;
    if (e->scope < SQ_SCOPE_TRANSACTION)
        e->scope = SQ_SCOPE_TRANSACTION;
}

static void set_commit_state(const sqi_conn *c, sq_error *e)
{
    if (c->tx.active || e->commit_state != SQ_COMMIT_NOT_SENT)
        return;
    if (e->status == SQ_ERR_DISCONNECTED || e->status == SQ_ERR_TIMEOUT)
        e->commit_state = c->lost ? SQ_COMMIT_UNKNOWN : SQ_COMMIT_FAILED;
}

/* What the application knows better, such as a proxy's words for a lost connection. */
static void ask_application(sqi_conn *c, sq_error *e, const char *sql)
{
    const sq_engine_options *o = &c->engine->options;
    if (!o->on_error || c->calling)
        return;
    int status = e->status;
    c->calling = true;
    o->on_error(e, sql, o->user);
    c->calling = false;
    if (e->status >= SQ_OK) /* an error stays one */
        e->status = status;
}

void sqi_conn_shield(sqi_conn *c, bool on)
{
    sqi_hold_lock(&c->cancel_lock);
    c->shielded = on;
    sqi_hold_unlock(&c->cancel_lock);
}

int sqi_conn_fail(sqi_conn *c, sq_error *e, const char *sql)
{
    ask_application(c, e, sql);
    if (e->scope >= SQ_SCOPE_CONNECTION && c->driver && !c->lost)
        mark_lost(c, e);
    look_at_transaction(c, e);
    set_commit_state(c, e);
    if (sqi_listens(c->engine, SQ_EVENT_ERROR)) {
        sq_event ev = {.kind = SQ_EVENT_ERROR, .sql = sql, .error = e};
        sqi_tell_of(c, &ev);
    }
    if (!c->tx.active || !c->tx.failed)
        c->error = *e;
    if (c->tx.active && !c->tx.failed) {
        c->tx.failed = true;
        c->tx.failed_depth = c->tx.depth;
    }
    return e->status;
}

int sqi_conn_refuse(sqi_conn *c, int status, const char *where, const char *format, ...)
{
    sq_error e;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&e, status, where, format, ap);
    va_end(ap);
    return sqi_conn_fail(c, &e, NULL);
}

int sqi_conn_compare(sqi_conn *c)
{
    sq_tx_state state = c->engine->driver.tx_state(c->driver);
    if (state == SQ_TX_UNKNOWN || (state != SQ_TX_IDLE) == c->tx.active)
        return SQ_OK;
    sq_error e;
    if (c->tx.active) {
        if (c->tx.dead)
            return SQ_OK;
        sqi_error(&e, SQ_ERR_IMPLICIT_COMMIT, c->engine->driver.name,
                  "the statement ended the transaction: what came before it may be committed");
        e.commit_state = SQ_COMMIT_UNKNOWN;
        e.scope = SQ_SCOPE_TRANSACTION;
    } else {
        sq_error ignored;
        sqi_conn_shield(c, true);
        bool undone = SQI_CALL(c, &ignored, rollback, &ignored) == SQ_OK;
        sqi_conn_shield(c, false);
        sqi_error(&e, SQ_ERR_STATE, c->engine->driver.name,
                  "the statement began a transaction, which was rolled back: use sq_begin()");
        if (!undone)
            e.scope = SQ_SCOPE_CONNECTION;
    }
    return sqi_conn_fail(c, &e, NULL);
}

const sq_error *sq_conn_error(const sq_conn *handle)
{
    const sqi_conn *c = find(handle);
    return c ? &c->error : &stale;
}

int sq_status_of(const sq_conn *c)
{
    return sq_conn_error(c)->status;
}

const char *sq_errmsg(const sq_conn *c)
{
    return sq_conn_error(c)->message;
}

const char *sq_sqlstate(const sq_conn *c)
{
    return sq_conn_error(c)->sqlstate;
}

/* ---- from one borrower to the next ---- */

static void start_use(sqi_conn *c)
{
    c->tx = (sqi_tx){.active = false};
    sqi_error_forget(&c->error);
    c->timeout_ms = c->engine->options.statement_timeout_ms;
    c->progress.fn = NULL;
    c->compile = &c->engine->compile;
    atomic_fetch_add_explicit(&c->generation, 1, memory_order_relaxed);
}

/* Results, an open transaction, and what lives as long as a check-out. */
static void drop_work(sqi_conn *c)
{
    sqi_result_detach_all(c);
    if (c->driver && c->tx.active)
        sqi_tx_rollback(c);
    if (c->scratch)
        sq_builder_reset(c->scratch);
    if (c->kept)
        sqi_arena_reset(c->kept);
    if (c->spare_result)
        sqi_result_drop_form(c->spare_result);
}

/* No cancel meant for this borrower may reach the next: one that does not see the new generation is
 * seen here, and waited for. */
static void end_generation(sqi_conn *c)
{
    atomic_fetch_add(&c->generation, 1);
    if (atomic_load(&c->cancelling)) {
        sqi_hold_lock(&c->cancel_lock);
        sqi_hold_unlock(&c->cancel_lock);
    }
}

/* ---- opening and closing the driver's connection ---- */

static void drop_info(sqi_conn *c)
{
    if (c->info && c->free_info)
        c->free_info(c->info);
    c->info = NULL;
}

void sqi_conn_disconnect(sqi_conn *c, const char *why)
{
    sq_driver_conn *d = c->driver;
    if (!d)
        return;
    sqi_hold_lock(&c->cancel_lock);
    c->driver = NULL;
    sqi_hold_unlock(&c->cancel_lock);
    drop_info(c);
    c->engine->driver.close(d, c->fork_generation != sqi_fork_generation());
    sqi_lock(&c->engine->pool.lock);
    c->engine->pool.n.closed++;
    sqi_unlock(&c->engine->pool.lock);
    if (sqi_listens(c->engine, SQ_EVENT_CLOSE)) {
        sq_event ev = {.kind = SQ_EVENT_CLOSE, .text = why};
        sqi_tell(c->engine, &ev);
    }
}

static void connected(sqi_conn *c, sq_driver_conn *d)
{
    sqi_hold_lock(&c->cancel_lock);
    c->driver = d;
    sqi_hold_unlock(&c->cancel_lock);
    c->connected_at = sqi_now();
    c->fork_generation = sqi_fork_generation();
    c->lost = c->discard = false;
    sqi_engine_met(c->engine, d);
}

static int open_driver(sqi_conn *c, int64_t deadline, sq_error *err)
{
    sq_engine *db = c->engine;
    int64_t start = sqi_now();
    sqi_lock(&db->pool.lock);
    c->epoch = db->pool.epoch;
    sqi_unlock(&db->pool.lock);
    sq_driver_conn *d = NULL;
    int rc = deadline && db->driver.looks_up(db->url) ? sqi_look_up(db->url, deadline, err) : SQ_OK;
    if (rc == SQ_OK)
        rc = db->driver.connect(&db->host, db->url, deadline, &d, err);
    if (rc == SQ_STEP_WAIT) {
        d->deadline = deadline;
        rc = sqi_drive_connect(&db->driver, d, err);
    }
    if (rc == SQ_OK)
        connected(c, d);
    if (sqi_listens(db, SQ_EVENT_CONNECT)) {
        sq_event ev = {.kind = SQ_EVENT_CONNECT,
                       .ms = (double)(sqi_now() - start) / 1000,
                       .error = rc == SQ_OK ? NULL : err};
        sqi_tell_of(c, &ev);
    }
    return rc;
}

/* ---- setting up ---- */

/* What became of the application's work on the connection. */
static int tell_set_up(sqi_conn *c, int told, sq_error *err)
{
    if (told >= SQ_OK && c->error.status == SQ_OK && c->tx.active)
        sq_commit(sqi_conn_handle(c));
    if (c->error.status != SQ_OK)
        *err = c->error;
    else if (told < SQ_OK)
        sqi_error(err, told, "on_connect", "the function returned %d", told);
    else if (c->discard)
        sqi_error(err, SQ_ERR_STATE, "on_connect", "the function gave the connection up");
    else
        return SQ_OK;
    return err->status;
}

/* For each of its statements. */
static int time_left(int timeout_ms, int64_t deadline)
{
    int64_t left = (deadline - sqi_now()) / 1000;
    left = left > 0 ? left : 1;
    return timeout_ms > 0 && timeout_ms < left ? timeout_ms : (int)left;
}

/* The application is a borrower here, whose traces stay. */
static int set_up(sqi_conn *c, int64_t deadline, sq_error *err)
{
    const sq_engine_options *o = &c->engine->options;
    c->bare = false;
    if (!o->on_connect)
        return SQ_OK;
    start_use(c);
    c->timeout_ms = time_left(c->timeout_ms, deadline);
    c->setting_up = true;
    int told = o->on_connect(sqi_conn_handle(c), o->user);
    c->setting_up = false;
    int rc = tell_set_up(c, told, err);
    drop_work(c);
    end_generation(c);
    c->driver->dirty = false;
    start_use(c);
    return rc;
}

/* ---- check-out ---- */

/* That of the check-out, and no later than connecting may take. */
static int64_t connect_deadline(const sqi_conn *c, int64_t began, int64_t deadline)
{
    return sqi_earlier(deadline, began + (int64_t)c->engine->options.connect_timeout_ms * 1000);
}

static int open_and_set_up(sqi_conn *c, int64_t deadline, sq_error *err)
{
    int rc = open_driver(c, deadline, err);
    if (rc != SQ_OK) {
        ask_application(c, err, NULL);
        return rc;
    }
    rc = set_up(c, deadline, err);
    if (rc != SQ_OK)
        sqi_conn_disconnect(c, "it could not be set up");
    return rc;
}

/* Connects with the permit that `c` holds; without success the permit goes on to others. */
static int connect_now(sqi_conn *c, int64_t deadline, sq_error *err)
{
    sqi_pool *p = &c->engine->pool;
    int64_t began = sqi_pool_connect_begins(p, deadline);
    int rc = open_and_set_up(c, connect_deadline(c, began, deadline), err);
    sqi_pool_connect_ended(p, began, rc != SQ_OK);
    if (rc == SQ_OK)
        return rc;
    err->scope = SQ_SCOPE_CONNECTION;
    sqi_pool_drop(p, c);
    return err->status;
}

/* Why the connection must not be used as it is; NULL if it may. */
static const char *why_replace(sqi_conn *c)
{
    const sq_engine_options *o = &c->engine->options;
    sqi_pool *p = &c->engine->pool;
    if (c->replace)
        return c->replace;
    if (o->recycle_s <= 0 || c->taken_at - c->connected_at <= (int64_t)o->recycle_s * 1000000)
        return NULL;
    sqi_lock(&p->lock);
    p->n.recycled++;
    sqi_unlock(&p->lock);
    return "it reached its age";
}

static bool ping_fails(sqi_conn *c, int64_t deadline)
{
    sq_error e;
    c->driver->deadline = deadline;
    if (SQI_CALL(c, &e, ping, &e) == SQ_OK)
        return false;
    sqi_pool *p = &c->engine->pool;
    sqi_pool_lost(p, c->epoch);
    sqi_lock(&p->lock);
    p->n.failed_pings++;
    sqi_unlock(&p->lock);
    return true;
}

static int make_usable(sqi_conn *c, int64_t deadline, sq_error *err)
{
    if (!c->driver)
        return connect_now(c, deadline, err);
    const char *why = why_replace(c);
    if (!why && c->engine->options.pre_ping && ping_fails(c, deadline))
        why = "it did not answer a ping";
    if (!why && c->bare && set_up(c, connect_deadline(c, sqi_now(), deadline), err) != SQ_OK)
        why = "it could not be set up again";
    if (!why)
        return SQ_OK;
    sqi_conn_disconnect(c, why);
    return connect_now(c, deadline, err);
}

/* What is said anew for each statement, or for the engine, is not the caller's here. */
static void set_compile_options(sqi_conn *c, const sq_compile_options *o)
{
    c->own_compile = *o;
    c->own_compile.enable_from_linting |= c->engine->options.enable_from_linting;
    c->own_compile.executemany = false;
    c->own_compile.keys = NULL;
    c->own_compile.n_keys = c->own_compile.page_rows = 0;
    c->compile = &c->own_compile;
}

sq_conn *sq_connect(sq_engine *db)
{
    if (!db || db->error.status == SQ_ERR_NOMEM)
        return sqi_conn_handle(&no_memory);
    int64_t leak_us = (int64_t)db->options.leak_after_ms * 1000;
    if (leak_us)
        sqi_tell_leaks(db, leak_us);
    sq_error e; /* of more than 600 bytes: only an error fills it */
    sqi_conn *c;
    int64_t deadline;
    int rc = sqi_pool_take(&db->pool, db->options.checkout_timeout_ms, &c, &deadline, &e);
    if (leak_us && rc == SQ_ERR_POOL_TIMEOUT)
        sqi_tell_leaks(db, leak_us);
    if (!c)
        return sqi_conn_handle(&no_memory);
    start_use(c);
    if (db->error.status != SQ_OK) {
        e = db->error;
        rc = e.status;
    } else if (rc == SQ_OK) {
        rc = make_usable(c, deadline, &e);
    }
    if (rc != SQ_OK)
        c->error = e;
    else
        sqi_tell_conn(c, SQ_EVENT_CHECKOUT, NULL, NULL);
    return sqi_conn_handle(c);
}

/* ---- check-in ---- */

/* Whoever cancels. */
static int settle_to_the_end(sqi_conn *c, int rc, sq_error *err)
{
    if (rc != SQ_STEP_WAIT)
        return rc;
    sqi_conn_shield(c, true);
    rc = sqi_drive(c, err);
    sqi_conn_shield(c, false);
    return rc;
}

/* As the next borrower expects it; why not, if it can't be. */
static const char *clean(sqi_conn *c)
{
    if (c->discard || c->lost)
        return "it must not be used again";
    sq_error e;
    const sq_driver *d = &c->engine->driver;
    sq_tx_state state = d->tx_state(c->driver);
    bool full = c->driver->dirty;
    c->driver->dirty = false;
    c->driver->progress = NULL;
    bool open = state == SQ_TX_ACTIVE || state == SQ_TX_FAILED;
    c->driver->deadline = open || full ? sqi_deadline_in(GRACE_MS) : 0;
    if (open && settle_to_the_end(c, d->rollback(c->driver, &e), &e) != SQ_OK)
        return "it could not be rolled back";
    int rc = d->reset(c->driver, full, &e);
    if (rc == SQ_STEP_WAIT && !c->driver->deadline) /* the clock is asked only by who waits */
        c->driver->deadline = sqi_deadline_in(GRACE_MS);
    rc = settle_to_the_end(c, rc, &e);
    if (rc == SQ_STEP_CLOSE)
        return "its session was changed";
    c->bare = full;
    return rc == SQ_OK ? NULL : "it could not be reset";
}

static void end_use(sqi_conn *c)
{
    drop_work(c);
    sqi_tell_conn(c, SQ_EVENT_CHECKIN, NULL, NULL);
    end_generation(c);
}

/* The handle to the pool; the last one of a closed engine takes that along. */
static void hand_in(sqi_conn *c, const char *why)
{
    sq_engine *db = c->engine;
    if (c->driver && !why && sqi_pool_put(&db->pool, c))
        return;
    if (c->driver) {
        sqi_conn_disconnect(c, why ? why : "the pool did not keep it");
        sqi_pool_drop(&db->pool, c);
    }
    if (sqi_pool_release(&db->pool, c))
        sqi_engine_free(db);
}

int sq_conn_close(sq_conn *handle)
{
    if (!handle)
        return SQ_OK;
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (rc == SQ_ERR_NOMEM)
        return SQ_OK;
    if (rc == SQ_ERR_STALE || rc == SQ_ERR_BUSY)
        return rc;
    if (rc == SQ_OK && c->setting_up)
        return SQ_ERR_BUSY;
    if (rc == SQ_ERR_FORKED) { /* its results and its transaction are the parent's */
        c = find(handle);
        c->results = c->streaming = NULL;
        c->tx.active = false;
        end_use(c);
        hand_in(c, "it belongs to the parent process");
        return SQ_OK;
    }
    end_use(c);
    hand_in(c, c->driver ? clean(c) : NULL);
    return SQ_OK;
}

/* ---- what a connection can be asked ---- */

sq_builder *sq_scratch(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (!c)
        return sqi_builder_none();
    if (!c->scratch) {
        const sq_builder_options o = {.allocator = c->engine->options.allocator, .size = sizeof o};
        c->scratch = (sq_builder_new)(&o);
    }
    return c->scratch;
}

void sq_scratch_reset(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (c && c->scratch)
        sq_builder_reset(c->scratch);
    if (c && c->kept)
        sqi_arena_reset(c->kept);
}

int sq_conn_timeout(sq_conn *handle, int ms)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (c)
        c->timeout_ms = ms;
    return rc;
}

int sq_conn_progress(sq_conn *handle, int every_ms, sq_progress_fn fn, void *user)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (fn && every_ms <= 0)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_conn_progress", "no time of its own");
    c->progress = (sqi_progress){.every_us = (int64_t)every_ms * 1000, .fn = fn, .user = user};
    return SQ_OK;
}

int(sq_conn_compile_options)(sq_conn *handle, const sq_compile_options *o)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (c)
        set_compile_options(c, o);
    return rc;
}

int sq_conn_set_info(sq_conn *handle, void *info, void (*free_info)(void *info))
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (!c)
        return rc;
    if (!c->driver)
        return sqi_conn_refuse(c, SQ_ERR_STATE, "sq_conn_set_info", "there is no connection");
    drop_info(c);
    c->info = info;
    c->free_info = free_info;
    return SQ_OK;
}

void *sq_conn_info(const sq_conn *handle)
{
    int rc;
    const sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    return c ? c->info : NULL;
}

int sq_conn_label(sq_conn *handle, const char *label)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (!c)
        return rc;
    sqi_lock(&c->engine->pool.lock);
    c->label = label;
    sqi_unlock(&c->engine->pool.lock);
    return SQ_OK;
}

/* With the lock, which it keeps. */
static int send_cancel(sqi_conn *c)
{
    sq_error ignored;
    sqi_hold_keep(&c->cancel_lock);
    sqi_task_shield(true);
    int rc = c->engine->driver.cancel(c->driver, 0, &ignored);
    sqi_task_shield(false);
    sqi_hold_take_back(&c->cancel_lock);
    return rc;
}

int sq_cancel(sq_conn *handle)
{
    sqi_conn *c = find(handle);
    if (!c)
        return handle ? SQ_ERR_STALE : SQ_ERR_ARGUMENT;
    if (!c->engine)
        return SQ_ERR_NOMEM;
    atomic_fetch_add(&c->cancelling, 1); /* see end_use() */
    sqi_hold_lock(&c->cancel_lock);
    int rc = SQ_OK;
    if (atomic_load(&c->generation) % ALIGNMENT != (uintptr_t)handle % ALIGNMENT)
        rc = SQ_ERR_STALE;
    else if (c->driver && !c->shielded)
        rc = send_cancel(c);
    sqi_hold_unlock(&c->cancel_lock);
    atomic_fetch_sub(&c->cancelling, 1);
    return rc;
}

int sq_conn_discard(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (c)
        c->discard = true;
    return rc;
}

void *sq_native(sq_conn *handle)
{
    int rc;
    sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    if (!c || !c->driver)
        return NULL;
    c->driver->dirty = true;
    return c->engine->driver.native(c->driver);
}

sq_engine *sq_conn_engine(const sq_conn *handle)
{
    int rc;
    const sqi_conn *c = sqi_conn_to_ask(handle, &rc);
    return c ? c->engine : NULL;
}
