/* engine.h: what the files of this room share: engine, connection, transaction state.
 *
 * A handle that the application holds is the address of a sqi_conn plus the low byte of its
 * generation: connections are aligned to 256 bytes and never freed before their engine, so a handle
 * that was given back is told from a fresh one without a look-up. */
#ifndef SQI_ENGINE_H
#define SQI_ENGINE_H

#include <stdatomic.h>
#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/compile/compiled.h"
#include "lib/compile/loses.h"
#include "lib/engine/driver.h"
#include "lib/engine/pool.h"
#include "squill/engine.h"

enum { SQI_MAX_LISTENERS = 16 };
typedef struct sqi_listener {
    uint32_t kinds;
    sq_event_fn fn;
    void *user;
} sqi_listener;

struct sq_engine {
    sq_error error; /* why it can't work; set once, before anyone else sees the engine */
    sq_url *url;
    sq_driver driver; /* complete copy */
    sq_driver_host host;
    const sq_dialect *url_dialect;
    sq_dialect *own_dialect;           /* made for the server's version; NULL: none was needed */
    const sq_dialect *_Atomic dialect; /* that of the URL; of the server, once one was reached */
    sq_cache *cache;
    sq_engine_options options;  /* with every default put in */
    sq_compile_options compile; /* of statements that say nothing else */
    sqi_pool pool;
    _Atomic int server_version;
    sqi_mutex listen_lock;
    _Atomic uint32_t n_listeners, listening; /* bits of all listeners */
    sqi_listener listeners[SQI_MAX_LISTENERS];
};

/* A transaction as the application sees it. `failed`: later statements do nothing. `dead`: the
 * database has rolled it back by itself already (or lost it). */
enum { SQI_MAX_XID = 64 };
typedef struct sqi_tx {
    bool active, failed, dead;
    bool prepared;             /* two-phase: the server keeps it, whatever comes */
    char xid[SQI_MAX_XID + 1]; /* two-phase: its name; else empty */
    bool unbegun;              /* failed before it began: active, failed and dead, but not open */
    bool automatic;            /* begun by the engine for one call */
    uint32_t depth;            /* savepoints that are set */
    uint32_t failed_depth;     /* how many were set when it failed */
} sqi_tx;

/* What sq_conn_progress() asked for. */
typedef struct sqi_progress {
    sq_driver_progress base;
    int64_t began, every_us; /* the operation under way */
    sq_progress_fn fn;
    void *user;
} sqi_progress;

struct sqi_conn {
    /* guarded by the lock of the pool */
    sqi_conn *next, *prev; /* in the list that `idle` or `spare` heads */
    sqi_conn *next_made;
    void *memory;        /* to free */
    bool out;            /* in the hands of a thread */
    bool counted;        /* one of pool.live */
    bool told;           /* as a leak */
    const char *replace; /* why it must not be used as it was taken; NULL: it may */
    pthread_t thread;    /* that took it last */
    int64_t taken_at;
    const char *label;

    /* the holder's: first what every statement touches, which so is in few cache lines */
    _Atomic uint32_t generation; /* its low byte is in the handle */
    uint32_t fork_generation;    /* when connected */
    sq_engine *engine;           /* for ever; NULL: the handle given without memory */
    sq_driver_conn *driver;      /* NULL: not connected */
    sq_result *results;          /* open ones */
    sq_result *streaming;        /* the one of them that still needs the connection */
    sq_result *spare_result;
    bool discard; /* close it when given back */
    bool lost;
    bool calling;    /* a function of the application's, in the middle of something: see event.c */
    bool setting_up; /* .on_connect has it */
    bool bare;       /* it was reset: what .on_connect did is gone */
    int timeout_ms;
    sq_sql_origin origin;              /* of the text of the statement that is being run */
    const sq_compile_options *compile; /* of every statement of this check-out */
    sqi_progress progress;
    sqi_tx tx;
    sqi_scratch request; /* memory of the statement that is being run */

    uint64_t epoch;
    int64_t connected_at;
    sqi_hold cancel_lock;   /* held while a cancel is sent and while `driver` changes hands */
    _Atomic int cancelling; /* how many threads are about to hold it */
    bool shielded;          /* guarded by it: a ROLLBACK is the way out, which no cancel stops */
    sq_compile_options own_compile; /* what `compile` is, where it is not the engine's */
    void *info;                     /* the application's, as long as `driver` */
    void (*free_info)(void *info);
    sq_builder *scratch; /* made when first asked for */
    sq_arena *kept;      /* text given by sq_scalar_text() */
    sq_arena *converted; /* parameters that a user-defined type converted, of one statement */
    sq_error error;
};

/* ---- engine.c ---- */

/* As sq_engine_open(); `wrong`, if it is not NULL, is known to be wrong already. */
sq_engine *sqi_engine_open(const char *url, const sq_engine_options *o, const sq_error *wrong);
/* All of *out is written: zero where `o`, which may be NULL, or of another version, says nothing.
 */
int sqi_copy_options(const sq_engine_options *o, sq_engine_options *out, sq_error *err);
void sqi_engine_free(sq_engine *db); /* nothing is out, nothing is idle */
/* A connection was made: takes over the server's version and, if it has one, its own dialect. */
void sqi_engine_met(sq_engine *db, sq_driver_conn *d);

/* ---- conn.c ---- */

/* The connection of a handle, to use it; NULL with *rc = SQ_ERR_STALE, _FORKED, _NOMEM, _ARGUMENT,
 * or _BUSY: for the function that it calls. */
sqi_conn *sqi_conn_of(const sq_conn *handle, int *rc);
/* As it, to ask it something or to note something on it, which that function may. */
sqi_conn *sqi_conn_to_ask(const sq_conn *handle, int *rc);
sq_conn *sqi_conn_handle(const sqi_conn *c);
sqi_conn *sqi_conn_make(sq_engine *db); /* for the pool; NULL: no memory */
void sqi_conn_free(sqi_conn *c);
/* Closes the driver's connection. */
void sqi_conn_disconnect(sqi_conn *c, const char *why);

/* Starts an operation: sets its deadline, and when its progress is told. */
void sqi_conn_arm(sqi_conn *c);
/* Drives an operation to its end, when its start said that it has to wait. */
int sqi_drive(const sqi_conn *c, sq_error *err);
/* As it, of a connection that is being made; without success it is gone. */
int sqi_drive_connect(const sq_driver *d, sq_driver_conn *c, sq_error *err);
static inline int sqi_settle(const sqi_conn *c, int rc, sq_error *err)
{
    return rc == SQ_STEP_WAIT ? sqi_drive(c, err) : rc;
}
#define SQI_CALL(c, err, function, ...)                                                            \
    sqi_settle((c), (c)->engine->driver.function((c)->driver, __VA_ARGS__), (err))

/* While it is on, sq_cancel() has nothing to stop, and a cancel of the task waits; turning it on
 * waits for one on its way. */
void sqi_conn_shield(sqi_conn *c, bool on);
/* Puts an error on the connection as the transaction's state asks for, and looks what the database
 * made of the transaction. `sql` may be NULL. Returns e->status. */
SQI_COLD int sqi_conn_fail(sqi_conn *c, sq_error *e, const char *sql);
SQI_COLD int sqi_conn_refuse(sqi_conn *c, int status, const char *where, const char *format, ...)
    SQ_PRINTF(4, 5);
/* Compares belief with the database after a statement that went well (rule R16). */
int sqi_conn_compare(sqi_conn *c);

/* ---- lookup.c ---- */

/* Looks up the names of the URL's hosts, found or not: SQ_OK, SQ_ERR_TIMEOUT or
 * SQ_ERR_CANCELLED. */
int sqi_look_up(const sq_url *u, int64_t deadline, sq_error *err);

/* ---- txn.c ---- */

int sqi_tx_begin(sqi_conn *c, const sq_begin_options *o, bool automatic);
/* The connection was lost while `what` was sent: makes the error tell that it may be done or
 * not. */
SQI_COLD void sqi_tx_unknown(sqi_conn *c, sq_error *e, const char *what);
/* May a transaction begin? Clears the last error. */
int sqi_tx_admit(sqi_conn *c, const char *where);
int sqi_tx_begin_named(sqi_conn *c, const sq_begin_options *o, const char *xid);
int sqi_check_xid(const char *xid, sq_error *err); /* twophase.c */
int sqi_tx_commit(sqi_conn *c);
int sqi_tx_rollback(sqi_conn *c);

/* ---- exec.c ---- */

/* May a statement run now? Clears the last error outside a transaction, begins one for autobegin.
 */
int sqi_admit(sqi_conn *c);
/* Runs a request to its end and drops its rows: rows matched or returned, or a negative status. */
int64_t sqi_run_to_end(sqi_conn *c, sq_driver_request *rq);
/* Runs a request and puts its rows into a result, behind those of earlier ones if it has several.
 */
void sqi_run_into(sqi_conn *c, sq_result *r, sq_driver_request *rq);
/* A tree with its parameters, made ready; the caller gives rq->compiled back. */
int sqi_request_of(sqi_conn *c, const sq_stmt *s, const sq_compile_options *o, const sq_binding *b,
                   size_t n, sqi_request *out);
sq_driver_request sqi_driver_request(const sqi_request *q, bool stream);

/* ---- many.c, load.c ---- */

/* Structs that are read one after the other: those of an array, or what a function makes. */
typedef struct sqi_source {
    const sq_row_desc *desc;
    const char *next; /* array: the next row; function: its struct */
    size_t left;      /* array: rows from there on */
    sq_row_fn fn;     /* NULL: it is an array */
    void *arg;
} sqi_source;
/* SQ_STEP_ROW and the next row, valid until the next call; SQ_OK: there is none; or an error. */
int sqi_source_next(sqi_source *s, const char **row, sq_error *err);
/* Work as all or nothing: without a transaction of the caller's it gets one of its own. It gives
 * rows, or a negative status that is on the connection. */
typedef int64_t sqi_work_fn(sqi_conn *c, void *arg);
int64_t sqi_all_or_nothing(sqi_conn *c, sqi_work_fn *work, void *arg);
/* Executes the statement for each row. */
int64_t sqi_exec_source(sqi_conn *c, const sq_stmt *s, sqi_source *source);

/* ---- bind.c ---- */

/* Checks the values of a statement's parameters and, where its form `converts` some, converts them:
 * *values is then another array, valid until the next statement. keeps: what the column of each
 * keeps, where that is worth knowing; NULL: it is asked about each value. */
int sqi_bind_values(sqi_conn *c, const sq_value **values, const sq_bound_param *params, size_t n,
                    bool converts, const sqi_keeps *keeps, sq_error *err);
/* Checks one that is not converted, of the i-th parameter. keeps: as there, of this one. */
int sqi_check_bound_value(const sqi_conn *c, const sq_value *v, const sq_bound_param *p, size_t i,
                          const sqi_keeps *keeps, sq_error *err);
/* The methods of a user-defined type that converts its values; NULL: it does not. */
const sq_type_methods *sqi_binder_of(const sq_type *t);

/* ---- event.c ---- */

#define SQI_ON(kind) ((uint32_t)1 << (kind))
static inline bool sqi_listens(const sq_engine *db, sq_event_kind kind)
{
    return atomic_load_explicit(&db->listening, memory_order_acquire) & SQI_ON(kind);
}
void sqi_tell(sq_engine *db, const sq_event *ev);
/* The same of a connection, which the listeners can't use meanwhile. */
void sqi_tell_of(sqi_conn *c, sq_event *ev);
/* Tells those connections that are out for longer than `us`, each once. */
void sqi_tell_leaks(sq_engine *db, int64_t us);
void sqi_tell_conn(sqi_conn *c, sq_event_kind kind, const sq_error *e, const char *text);
void sqi_tell_execute(sqi_conn *c, const char *sql);
/* When a statement started, and its end: a status other than SQ_OK is that of the connection's
 * error. The clock is 0, and nothing is told, if nobody listens. */
int64_t sqi_query_clock(const sqi_conn *c);
void sqi_tell_query(sqi_conn *c, const char *sql, int64_t started, int64_t rows, int rc);

#endif
