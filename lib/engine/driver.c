/* driver.c: the registry of drivers.
 *
 * Invariant: a table in the registry passed sqi_driver_complete(). The engine never uses a driver's
 * table itself but its own complete copy, so no call site asks whether a function is there. */
#include "lib/engine/driver.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include "lib/base/error.h"
#include "lib/base/thread.h"
#include "lib/compile/dialect.h"

/* ---- stubs for what a driver does not have ---- */

static int stub_max_connections(const sq_url *u)
{
    (void)u;
    return 0;
}

static int stub_step(sq_driver_conn *c, sq_error *err)
{
    (void)c;
    return sqi_error(err, SQ_ERR_INTERNAL, "driver", "a driver that only blocks has no next step");
}

/* Without a ping the next statement finds out. */
static int stub_ping(sq_driver_conn *c, sq_error *err)
{
    (void)c;
    (void)err;
    return SQ_OK;
}

/* Without a reset only an untouched session can be lent again. */
static int stub_reset(sq_driver_conn *c, bool full, sq_error *err)
{
    (void)c;
    (void)err;
    return full ? SQ_STEP_CLOSE : SQ_OK;
}

static int stub_savepoint(sq_driver_conn *c, sq_savepoint_verb verb, const char *name,
                          sq_error *err)
{
    (void)c;
    (void)verb;
    (void)name;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver has no savepoints");
}

static sq_tx_state stub_tx_state(sq_driver_conn *c)
{
    (void)c;
    return SQ_TX_UNKNOWN;
}

static int stub_cancel(sq_driver_conn *c, int64_t until, sq_error *err)
{
    (void)until;
    (void)c;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver can not cancel a statement");
}

static int stub_server_version(sq_driver_conn *c)
{
    (void)c;
    return 0;
}

static void *stub_native(sq_driver_conn *c)
{
    (void)c;
    return NULL;
}

static const char *stub_dialect(sq_driver_conn *c)
{
    (void)c;
    return NULL;
}

/* Never called: SQ_DRIVER_BATCHES is not set. */
static int stub_execute_many(sq_driver_conn *c, const sq_driver_request *r,
                             const sq_driver_batch *b, int64_t *affected, sq_error *err)
{
    (void)c;
    (void)r;
    (void)b;
    (void)affected;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver has no batches");
}

/* The three of a series are never called: SQ_DRIVER_SERIES is not set. */
static int stub_execute_series(sq_driver_conn *c, const sq_driver_request *r,
                               const sq_driver_series *s, sq_driver_rows **out, sq_error *err)
{
    (void)c, (void)r, (void)s, (void)out;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver has no series");
}

static int stub_next_of_series(sq_driver_conn *c, sq_driver_rows **out, sq_error *err)
{
    (void)c, (void)out;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver has no series");
}

static void stub_end_series(sq_driver_conn *c)
{
    (void)c;
}

static bool stub_looks_up(const sq_url *u)
{
    (void)u;
    return false;
}

static int stub_structure(sq_driver_rows *rows, size_t column, const sq_type *t, sq_value *v)
{
    (void)rows, (void)column, (void)t, (void)v;
    return SQ_OK;
}

static int stub_load(sq_driver_conn *c, const sq_driver_load *l, int64_t *loaded, sq_error *err)
{
    (void)c;
    (void)l;
    (void)loaded;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this driver has no bulk load");
}

static int stub_twophase(sq_driver_conn *c, sq_twophase_verb verb, const char *xid,
                         const sq_begin_options *o, sq_error *err)
{
    (void)c;
    (void)verb;
    (void)xid;
    (void)o;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver",
                     "this database has no two-phase transactions");
}

static int stub_wait_notify(sq_driver_conn *c, int64_t deadline, sq_driver_notification *out,
                            sq_error *err)
{
    (void)c;
    (void)deadline;
    (void)out;
    return sqi_error(err, SQ_ERR_UNSUPPORTED, "driver", "this database sends no notifications");
}

int sqi_driver_complete(const sq_driver *d, sq_driver *out, sq_error *err)
{
    if (!d || d->abi != SQ_DRIVER_ABI || !d->name || !d->schemes)
        return sqi_error(err, SQ_ERR_DRIVER, "sq_driver_register",
                         "the driver is made for ABI %u, this library has %d",
                         d ? (unsigned)d->abi : 0U, SQ_DRIVER_ABI);
    memset(out, 0, sizeof *out);
    memcpy(out, d, d->size < sizeof *out ? d->size : sizeof *out);
#define REQUIRED(slot)                                                                             \
    if (!out->slot)                                                                                \
        return sqi_error(err, SQ_ERR_DRIVER, "sq_driver_register",                                 \
                         "the driver %s has no function " #slot, d->name);
#define OPTIONAL(slot)                                                                             \
    if (!out->slot)                                                                                \
        out->slot = stub_##slot;
#include "lib/engine/driver.def"
#undef REQUIRED
#undef OPTIONAL
    return SQ_OK;
}

/* ---- the registry ---- */

enum { MAX_DRIVERS = 64 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const sq_driver *drivers[MAX_DRIVERS];
static size_t n_drivers;

static bool has_scheme(const sq_driver *d, const char *scheme)
{
    for (size_t i = 0; d->schemes[i]; i++)
        if (strcmp(d->schemes[i], scheme) == 0)
            return true;
    return false;
}

static const sq_driver *find_locked(const char *scheme)
{
    for (size_t i = 0; i < n_drivers; i++)
        if (has_scheme(drivers[i], scheme))
            return drivers[i];
    return NULL;
}

static int register_locked(const sq_driver *d, sq_error *err)
{
    for (size_t i = 0; d->schemes[i]; i++) {
        const sq_driver *other = find_locked(d->schemes[i]);
        if (other == d)
            return SQ_OK;
        if (other)
            return sqi_error(err, SQ_ERR_EXISTS, "sq_driver_register",
                             "the scheme %s belongs to another driver", d->schemes[i]);
    }
    if (n_drivers == MAX_DRIVERS)
        return sqi_error(err, SQ_ERR_LIMIT, "sq_driver_register", "too many drivers");
    drivers[n_drivers++] = d;
    return SQ_OK;
}

int sq_driver_register(const sq_driver *d, sq_error *err)
{
    sq_driver complete;
    int rc = sqi_driver_complete(d, &complete, err);
    if (rc != SQ_OK)
        return rc;
    pthread_mutex_lock(&lock);
    rc = register_locked(d, err);
    pthread_mutex_unlock(&lock);
    return rc;
}

/* ---- loading ---- */

/* The library of a dialect's driver, or of the dialect that it is based on, if they share one. The
 * name is that of the dialect that was found. */
static void *open_library(const char **dialect)
{
    char name[96];
    const sq_dialect *d = sq_dialect_find(*dialect);
    for (const char *of = *dialect; of; d = d ? d->base : NULL, of = d ? d->name : NULL) {
        snprintf(name, sizeof name, "libsquill-%.60s.so.0", of);
        void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        *dialect = library ? of : *dialect;
        if (library)
            return library;
    }
    return NULL;
}

/* sq_url_parse() let only letters, digits, - and _ into a dialect, so this names no path. */
static int load(const char *dialect, sq_error *err)
{
    char name[96];
    void *library = open_library(&dialect);
    if (!library)
        return sqi_error(
            err, SQ_ERR_DRIVER, "sq_engine_open",
            "no driver for %s is registered and libsquill-%.60s.so.0 can not be loaded", dialect,
            dialect);
    snprintf(name, sizeof name, "sq_%.60s_driver", dialect);
    const sq_driver *(*entry)(void) = NULL;
    void *symbol = dlsym(library, name);
    memcpy(&entry, &symbol, sizeof entry); /* POSIX: a data pointer that is a function */
    if (!entry) {
        dlclose(library);
        return sqi_error(err, SQ_ERR_DRIVER, "sq_engine_open",
                         "the library of the %s driver has no function %s", dialect, name);
    }
    return sq_driver_register(entry(), err); /* the library stays loaded for ever */
}

static const sq_driver *find(const sq_url *u)
{
    pthread_mutex_lock(&lock);
    const sq_driver *d = find_locked(sq_url_scheme(u));
    pthread_mutex_unlock(&lock);
    return d;
}

/* 0: not known, 1: once, 2: may repeat. */
static int option_kind(const sq_driver *d, const char *key)
{
    for (size_t i = 0; d->options && d->options[i]; i++) {
        const char *o = d->options[i];
        if (strcmp(o + (*o == '*'), key) == 0)
            return *o == '*' ? 2 : 1;
    }
    return 0;
}

static int check_options(const sq_driver *d, const sq_url *u, sq_error *err)
{
    for (size_t i = 0; i < sq_url_option_count(u); i++) {
        const char *key = sq_url_option_key(u, i);
        int kind = option_kind(d, key);
        if (kind == 0)
            return sqi_error(err, SQ_ERR_ARGUMENT, d->name,
                             "the URL has an option that the %s "
                             "driver does not know: %.64s",
                             d->name, key);
        for (size_t k = 0; kind == 1 && k < i; k++)
            if (strcmp(sq_url_option_key(u, k), key) == 0)
                return sqi_error(err, SQ_ERR_ARGUMENT, d->name,
                                 "the URL has the option %.64s twice", key);
    }
    return SQ_OK;
}

int sqi_driver_find(const sq_url *u, sq_driver *out, sq_error *err)
{
    const sq_driver *d = find(u);
    if (!d) {
        int rc = load(sq_url_dialect(u), err);
        if (rc != SQ_OK)
            return rc;
        d = find(u);
    }
    if (!d)
        return sqi_error(err, SQ_ERR_DRIVER, "sq_engine_open", "there is no driver %s",
                         sq_url_scheme(u));
    int rc = check_options(d, u, err);
    return rc == SQ_OK ? sqi_driver_complete(d, out, err) : rc;
}
