/* pool.h: the connection pool of an engine.
 *
 * sq_connect() takes the idle connection that was given back last (the others can age away); where
 * none is idle and fewer than pool_size + max_overflow are open it opens one; else it waits, first
 * come first served: a connection that is given back goes directly to the oldest waiter.
 * Connections beyond pool_size are closed when nobody waits for them.
 *
 * A connection is rolled back and reset when it is given back. When one turns out to be lost, all
 * that were opened before that moment are replaced before their next use. After a fork the child's
 * pool is empty and leaves the parent's connections alone.
 *
 *   option               zero means        SQLAlchemy
 *   pool_size            5                 pool_size
 *   max_overflow         10                max_overflow
 *   checkout_timeout_ms  30,000            pool_timeout
 *   recycle_s            never             pool_recycle
 *   pre_ping             off               pool_pre_ping
 *   pool                 SQ_POOL_QUEUE     poolclass
 *   pool_fifo            off               pool_use_lifo (its opposite)
 *   reconnect_pause_ms   500               -
 *   leak_after_ms        off               -
 *
 * While the database can't be reached, connects are made after a pause that grows from some
 * milliseconds to reconnect_pause_ms. A connection that is out for longer than leak_after_ms is
 * told once, by SQ_EVENT_LEAK, when another one is asked for.
 */
#ifndef SQUILL_POOL_H
#define SQUILL_POOL_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_engine sq_engine;

typedef enum sq_pool_kind {
    SQ_POOL_QUEUE,  /* as above. SQLAlchemy: QueuePool */
    SQ_POOL_NULL,   /* opened for each use, closed after it, no limit. NullPool */
    SQ_POOL_ONE,    /* one connection, for one user at a time. StaticPool; with SQ_NO_WAIT, where a
                     * second user is a mistake: AssertionPool */
    SQ_POOL_THREAD, /* as QUEUE, but a thread gets the connection that it gave back itself, never
                     * another thread's. SingletonThreadPool */
} sq_pool_kind;

/* Values of options for which zero has another meaning. */
enum {
    SQ_NO_OVERFLOW = -1,   /* .max_overflow: not one more than pool_size */
    SQ_NO_WAIT = -1,       /* .checkout_timeout_ms: fail at once where none is free;
                            * .reconnect_pause_ms: no pause */
    SQ_UNLIMITED = 1 << 30 /* .pool_size, .max_overflow */
};

/* Counters of a pool; those of the first group are of this moment. */
typedef struct sq_pool_counters {
    int64_t idle, used, connecting, waiting, limit;
    uint64_t checkouts, connects, connect_errors, timeouts, closed;
    uint64_t recycled, failed_pings, invalidated, waits;
} sq_pool_counters;
SQ_API void sq_pool_stats(sq_engine *db, sq_pool_counters *out);

/* Replace every connection that is open now before its next use. SQLAlchemy: invalidate(). */
SQ_API void sq_pool_invalidate(sq_engine *db);

/* Close the idle connections; those in use are closed when given back. The engine goes on and opens
 * new ones. SQLAlchemy: Engine.dispose(). */
SQ_API void sq_pool_dispose(sq_engine *db);

#ifdef __cplusplus
}
#endif
#endif
