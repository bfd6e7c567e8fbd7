/* engine.c: opening and closing engines.
 *
 * Opening does no I/O and never fails visibly: what is wrong is kept in `error`, and every
 * connection of such an engine answers with it. */
#include "lib/engine/engine.h"
#include <stdio.h>
#include <string.h>
#include "lib/compile/dialect.h"

enum {
    POOL_SIZE = 5,
    MAX_OVERFLOW = 10,
    CHECKOUT_MS = 30000,
    CONNECT_MS = 30000,
    RECONNECT_PAUSE_MS = 500,
    PAGE_ROWS = 1000,
    PREPARED = 100,
    CACHE_ENTRIES = 500,
    CACHE_BYTES = 16 << 20,
};

static sq_engine no_memory = {.error = {.status = SQ_ERR_NOMEM, .message = "out of memory"}};

/* ---- options ---- */

static int or_default(int value, int otherwise)
{
    return value == 0 ? otherwise : value;
}

/* A caller compiled against another version may know fewer options, or more: then the unknown ones
 * must be zero. */
int sqi_copy_options(const sq_engine_options *o, sq_engine_options *out, sq_error *err)
{
    size_t size = o ? o->size : 0;
    size_t known = size < sizeof *o ? size : sizeof *o;
    memset(out, 0, sizeof *out);
    if (o)
        memcpy(out, o, known);
    for (size_t i = known; i < size; i++)
        if (((const char *)o)[i] != 0)
            return sqi_error(err, SQ_ERR_ARGUMENT, "sq_engine_open",
                             "an option is newer than this library");
    out->size = sizeof *out;
    return SQ_OK;
}

static int fill_options(sq_engine *db)
{
    sq_engine_options *o = &db->options;
    o->pool_size = or_default(o->pool_size, POOL_SIZE);
    o->max_overflow = or_default(o->max_overflow, MAX_OVERFLOW);
    o->checkout_timeout_ms = or_default(o->checkout_timeout_ms, CHECKOUT_MS);
    o->reconnect_pause_ms = or_default(o->reconnect_pause_ms, RECONNECT_PAUSE_MS);
    o->connect_timeout_ms = or_default(o->connect_timeout_ms, CONNECT_MS);
    o->prepared_statements = or_default(o->prepared_statements, PREPARED);
    if (!o->insertmanyvalues_page_size)
        o->insertmanyvalues_page_size = PAGE_ROWS;
    o->cache_size = o->cache_size ? o->cache_size : CACHE_ENTRIES;
    o->cache_bytes = o->cache_bytes ? o->cache_bytes : CACHE_BYTES;
    if (o->pool_size < 0 || o->max_overflow < SQ_NO_OVERFLOW || o->recycle_s < 0 ||
        o->checkout_timeout_ms < SQ_NO_WAIT || o->connect_timeout_ms < 0 ||
        o->statement_timeout_ms < 0 || o->reconnect_pause_ms < SQ_NO_WAIT || o->leak_after_ms < 0 ||
        (unsigned)o->pool > SQ_POOL_THREAD)
        return sqi_error(&db->error, SQ_ERR_ARGUMENT, "sq_engine_open",
                         "a size or time of the options is negative");
    return SQ_OK;
}

/* ---- listeners ---- */

static void echo(const sq_event *ev, void *user)
{
    (void)user;
    fprintf(stderr, "squill %8.3f ms %6lld rows  %s%s%s\n", ev->ms, (long long)ev->rows,
            ev->sql ? ev->sql : "", ev->error ? "  -- " : "", ev->error ? ev->error->message : "");
}

static void tell_notice(void *engine, const char *text)
{
    sq_engine *db = engine;
    if (sqi_listens(db, SQ_EVENT_NOTICE)) {
        sq_event ev = {.kind = SQ_EVENT_NOTICE, .text = text};
        sqi_tell(db, &ev);
    }
}

static void add_listeners(sq_engine *db)
{
    if (db->options.echo)
        sq_engine_listen(db, SQI_ON(SQ_EVENT_QUERY), echo, NULL);
    if (db->options.on_query)
        sq_engine_listen(db, SQI_ON(SQ_EVENT_QUERY), db->options.on_query, db->options.user);
}

/* ---- opening ---- */

static int find_parts(sq_engine *db, const char *url)
{
    db->url = sq_url_parse(url, &db->error);
    if (!db->url)
        return db->error.status;
    int rc = sqi_driver_find(db->url, &db->driver, &db->error);
    if (rc != SQ_OK)
        return rc;
    db->url_dialect = sq_dialect_find(sq_url_dialect(db->url));
    atomic_store(&db->dialect, db->url_dialect);
    if (!db->url_dialect)
        return sqi_error(&db->error, SQ_ERR_DRIVER, "sq_engine_open", "there is no dialect %s",
                         sq_url_dialect(db->url));
    db->cache = sq_cache_new(db->options.cache_size, db->options.cache_bytes);
    if (!db->cache)
        return sqi_error(&db->error, SQ_ERR_NOMEM, "sq_engine_open", "out of memory");
    return SQ_OK;
}

static void make_pool(sq_engine *db)
{
    const sq_engine_options *o = &db->options;
    int64_t size = o->pool_size, overflow = o->max_overflow > 0 ? o->max_overflow : 0;
    int64_t most = db->error.status == SQ_OK ? db->driver.max_connections(db->url) : 0;
    if (o->pool == SQ_POOL_ONE)
        most = 1;
    if (o->pool == SQ_POOL_NULL || db->error.status != SQ_OK) {
        size = 0;
        overflow = SQ_UNLIMITED;
    }
    int64_t limit = size + overflow;
    if (most > 0) { /* more would be another database: what is kept is kept open */
        limit = most;
        size = most;
    }
    db->pool = (sqi_pool){
        .size = size,
        .limit = limit,
        .fifo = o->pool_fifo,
        .per_thread = o->pool == SQ_POOL_THREAD,
        .pause_us = o->reconnect_pause_ms > 0 ? (int64_t)o->reconnect_pause_ms * 1000 : 0};
    sqi_pool_init(&db->pool, db);
}

sq_engine *(sq_engine_open)(const char *url, const sq_engine_options *o)
{
    return sqi_engine_open(url, o, NULL);
}

sq_engine *sqi_engine_open(const char *url, const sq_engine_options *o, const sq_error *wrong)
{
    const sq_allocator *a = o && o->size > offsetof(sq_engine_options, allocator) ? o->allocator
                                                                                  : NULL;
    sq_engine *db = sqi_zalloc(a, sizeof *db);
    if (!db)
        return &no_memory;
    if (wrong)
        db->error = *wrong;
    int rc = wrong ? wrong->status : sqi_copy_options(o, &db->options, &db->error);
    db->options.allocator = a;
    if (rc == SQ_OK)
        rc = fill_options(db);
    if (rc == SQ_OK)
        find_parts(db, url);
    db->host = (sq_driver_host){.size = sizeof db->host,
                                .allocator = sqi_allocator(a),
                                .now = sqi_now,
                                .notice = tell_notice,
                                .engine = db,
                                .statement_cache = db->options.prepared_statements < 0
                                                       ? 0
                                                       : db->options.prepared_statements};
    sqi_mutex_init(&db->listen_lock);
    db->compile = (sq_compile_options){.enable_from_linting = db->options.enable_from_linting,
                                       .size = sizeof db->compile};
    make_pool(db);
    add_listeners(db);
    return db;
}

/* ---- the server ---- */

static bool depends_on_version(const sq_dialect *d)
{
    for (; d; d = d->base)
        if (d->def->features_of_version || d->def->verdicts)
            return true;
    return false;
}

/* The first connection decides; without memory the next one does. What was compiled before is not
 * touched: its dialect lives on. */
void sqi_engine_met(sq_engine *db, sq_driver_conn *d)
{
    sq_error ignored;
    int v = db->driver.server_version(d);
    atomic_store(&db->server_version, v);
    if (atomic_load(&db->dialect) != db->url_dialect)
        return;
    const char *name = db->driver.dialect(d);
    const sq_dialect *base = name ? sq_dialect_find(name) : NULL;
    base = base ? base : db->url_dialect;
    sq_dialect *own = NULL;
    if (v > 0 && depends_on_version(base)) {
        const sq_value parts[] = {sq_int_value(v / 10000), sq_int_value(v / 100 % 100),
                                  sq_int_value(v % 100)};
        const sq_dialect_setting s = {"server_version", sq_list_value(parts, 3)};
        own = sq_dialect_configure(base, &s, 1, &ignored);
    }
    const sq_dialect *expected = db->url_dialect;
    if (!atomic_compare_exchange_strong(&db->dialect, &expected, own ? own : base))
        sq_dialect_free(own);
    else if (own) /* only one gets here: many may, where the dialect stays that of the URL */
        db->own_dialect = own;
}

/* ---- closing ---- */

void sqi_engine_free(sq_engine *db)
{
    const sq_allocator *a = db->options.allocator;
    sqi_pool_free(&db->pool);
    sqi_mutex_free(&db->listen_lock);
    sq_cache_unref(db->cache);
    sq_dialect_free(db->own_dialect);
    sq_url_free(db->url);
    sqi_free(a, db);
}

static void tell_disposed(sq_engine *db)
{
    if (sqi_listens(db, SQ_EVENT_DISPOSE)) {
        sq_event ev = {.kind = SQ_EVENT_DISPOSE};
        sqi_tell(db, &ev);
    }
}

/* Closes a list of drained connections. Gives true if the engine can be freed. */
static bool close_all(sqi_conn *list, const char *why)
{
    bool last = false;
    while (list) {
        sqi_conn *next = list->next;
        sqi_pool *p = &list->engine->pool;
        list->next = list->prev = NULL;
        sqi_conn_disconnect(list, why);
        last = sqi_pool_release(p, list);
        list = next;
    }
    return last;
}

int sq_engine_close(sq_engine *db)
{
    if (!db || db == &no_memory)
        return SQ_OK;
    sqi_pool *p = &db->pool;
    sqi_lock(&p->lock);
    p->out++; /* ours: nobody else frees the engine meanwhile */
    sqi_unlock(&p->lock);
    close_all(sqi_pool_drain(p, true), "the engine was closed");
    sqi_tell_leaks(db, -1); /* whatever is out */
    tell_disposed(db);
    sqi_lock(&p->lock);
    bool last = --p->out == 0;
    sqi_unlock(&p->lock);
    if (!last)
        return SQ_ERR_BUSY;
    sqi_engine_free(db);
    return SQ_OK;
}

void sq_pool_dispose(sq_engine *db)
{
    if (!db || db == &no_memory)
        return;
    close_all(sqi_pool_drain(&db->pool, false), "the pool was disposed of");
    tell_disposed(db);
}

void sq_pool_invalidate(sq_engine *db)
{
    if (!db || db == &no_memory)
        return;
    sqi_lock(&db->pool.lock);
    uint64_t epoch = db->pool.epoch;
    sqi_unlock(&db->pool.lock);
    sqi_pool_lost(&db->pool, epoch);
}

/* ---- asking ---- */

const sq_error *sq_engine_error(const sq_engine *db)
{
    return db ? &db->error : &no_memory.error;
}

const sq_dialect *sq_engine_dialect(const sq_engine *db)
{
    return db ? db->dialect : NULL;
}

const sq_url *sq_engine_url(const sq_engine *db)
{
    return db ? db->url : NULL;
}

sq_cache *sq_engine_cache(sq_engine *db)
{
    return db ? db->cache : NULL;
}

int sq_engine_server_version(const sq_engine *db)
{
    return db ? atomic_load(&db->server_version) : 0;
}
