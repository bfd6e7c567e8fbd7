/* pool.h: who may use a connection, and in which order.
 *
 * The pool knows handles and counts; it never connects, pings or closes: that is done by conn.c,
 * without the lock. Invariants, whenever the lock is free:
 *
 *   live = idle + those handed out and counted          live <= limit
 *   somebody waits  =>  nothing is idle and live = limit
 *
 * A waiter is granted either a connection or the permit to open one, under the lock, by whoever
 * gives one back: nobody can come in between. */
#ifndef SQI_POOL_H
#define SQI_POOL_H

#include "lib/base/thread.h"
#include "squill/pool.h"

typedef struct sqi_conn sqi_conn;
typedef struct sqi_waiter sqi_waiter;
typedef struct sq_conn sq_conn;

typedef struct sqi_pool {
    sqi_mutex lock;
    sqi_fork_guard guard;
    uint32_t fork_generation;
    sq_engine *engine;
    int64_t size;  /* connections kept idle at most */
    int64_t limit; /* connections open at most */
    bool fifo, per_thread, closed;
    sqi_conn *newest, *oldest; /* idle connections, a list in the order of their return */
    sqi_conn *spare;           /* handles without a connection */
    sqi_conn *made;            /* all handles, freed with the engine */
    sqi_waiter *first, *last;
    int64_t live, idle, connecting, waiting;
    int64_t out; /* calls of sqi_pool_take() that sqi_pool_release() or _put() did not match yet */
    uint64_t epoch;     /* what was opened under an older one is replaced before its next use */
    int failures;       /* connects that failed since one succeeded, those at the same time once */
    int64_t not_before; /* the next connect may start then */
    int64_t pause_us;   /* the longest pause between connects; 0: none */
    sq_pool_counters n;
} sqi_pool;

/* The caller has put in size, limit, fifo, per_thread and pause_us; everything else is zero. */
void sqi_pool_init(sqi_pool *p, sq_engine *db);
/* Only when nothing is out. */
void sqi_pool_free(sqi_pool *p);

/* A handle: with a connection (SQ_OK), or with the permit to open one, or with neither and a reason
 * in *err (SQ_ERR_POOL_TIMEOUT, _CLOSED, SQ_ERR_CANCELLED). *out is NULL only without memory.
 * `timeout_ms` < 0: do not wait. *deadline is where the time allowed ends, for what comes after. */
int sqi_pool_take(sqi_pool *p, int64_t timeout_ms, sqi_conn **out, int64_t *deadline,
                  sq_error *err);
/* Gives a handle with its connection back: true, or false if the connection must be closed and the
 * handle released instead. */
bool sqi_pool_put(sqi_pool *p, sqi_conn *c);
/* Gives a handle back that has no connection (any more). True: the engine is closed and nothing is
 * out any more, so the caller frees it. */
bool sqi_pool_release(sqi_pool *p, sqi_conn *c);
/* The permit of `c` is used up for nothing: it goes to the oldest waiter. */
void sqi_pool_drop(sqi_pool *p, sqi_conn *c);
/* A connection of this epoch was lost. */
void sqi_pool_lost(sqi_pool *p, uint64_t epoch);
/* Takes all idle connections out: a list by sqi_conn.next, for the caller to close and to release
 * with sqi_pool_release() (they count as out). `close`: and let nobody in any more. */
sqi_conn *sqi_pool_drain(sqi_pool *p, bool close);
/* Counts a connect that begins, and waits until it may, at most until `deadline` (0: it does not
 * wait at all). The time at which it begins. */
int64_t sqi_pool_connect_begins(sqi_pool *p, int64_t deadline);
void sqi_pool_connect_ended(sqi_pool *p, int64_t began, bool failed);
/* Finds a connection that is out for longer than `us` and was not told yet. */
typedef struct sqi_leak {
    sq_conn *conn;
    const char *label;
    int64_t held_us;
} sqi_leak;
bool sqi_pool_find_leak(sqi_pool *p, int64_t us, sqi_leak *out);

#endif
