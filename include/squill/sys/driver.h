/* sys/driver.h: for people who write drivers. A weaker promise than the other headers: the table
 * only grows at its end, and SQ_DRIVER_ABI counts changes that break it.
 *
 * A driver is a constant table of functions over one client library. It does I/O and nothing else:
 * the pool, transactions as the application sees them, buffering, conversion and events are the
 * engine's. Every operation is resumable:
 *
 *   rc = driver->execute(conn, ...);             starts it
 *   while (rc == SQ_STEP_WAIT) {                 conn->wait says what for: fd, events, deadline
 *       poll(conn->wait ...);
 *       rc = driver->step(conn, err);            goes on
 *   }
 *
 * One operation at a time for each connection; the engine never starts a second one before the
 * first has ended. A driver whose client library can only block runs to the end within the start
 * and says so in `blocking`; it then watches conn->deadline itself if it can.
 *
 * Functions return SQ_OK, SQ_STEP_WAIT, SQ_STEP_ROW or a negative SQ_ERR_* with *err filled in
 * (`err` is never NULL there). Error classes, SQLSTATE, native code and scope are the driver's job;
 * text from a server goes into a message only after control bytes are escaped.
 *
 * Threads: one thread at a time for each connection, except `cancel`. */
#ifndef SQUILL_SYS_DRIVER_H
#define SQUILL_SYS_DRIVER_H

#include "squill/compile.h"
#include "squill/result.h"
#include "squill/task.h"
#include "squill/url.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SQ_DRIVER_ABI 1

enum {
    SQ_STEP_WAIT = 1, /* not done: wait as conn->wait says, then step() */
    SQ_STEP_ROW = 2,  /* fetch: a row is there */
    SQ_STEP_CLOSE = 3 /* reset: this connection can't be made like new, close it */
};

/* Operations, as bits of `blocking`. */
typedef enum sq_driver_operation {
    SQ_OP_CONNECT,
    SQ_OP_PING,
    SQ_OP_RESET,
    SQ_OP_BEGIN,
    SQ_OP_COMMIT,
    SQ_OP_ROLLBACK,
    SQ_OP_SAVEPOINT,
    SQ_OP_EXECUTE,
    SQ_OP_FETCH,
    SQ_OP_CANCEL,
} sq_driver_operation;

/* What the engine lends to a driver: valid as long as the connection. */
typedef struct sq_driver_host {
    size_t size;
    const sq_allocator *allocator;
    int64_t (*now)(void); /* microseconds of the clock that deadlines are told in */
    /* A message of the server that is no error, such as a PostgreSQL notice. May be called during
     * any operation. */
    void (*notice)(void *engine, const char *text);
    void *engine;
    int64_t statement_cache; /* prepared statements to keep for each connection at most */
} sq_driver_host;

/* Whoever waits for long work wants to hear of it. When host->now() has reached `at`, tell() is
 * due, which sets the next `at`; true: stop the operation, as by a cancel. The engine does that
 * while it waits; a driver that blocks does it itself, where its client library lets it. */
typedef struct sq_driver_progress {
    int64_t at;
    bool (*tell)(struct sq_driver_progress *p);
} sq_driver_progress;

/* Head of a driver's connection: its own struct begins with this one. */
typedef struct sq_driver_conn {
    const sq_driver_host *host;
    sq_wait wait;                 /* set by the driver with SQ_STEP_WAIT; its deadline is a timer of
                                   * the driver's own: step() is due then at the latest */
    int64_t deadline;             /* set by the engine before an operation; 0: none */
    bool dirty;                   /* set by the driver: session state was changed, reset fully */
    sq_driver_progress *progress; /* set by the engine; NULL: nobody wants to hear */
} sq_driver_conn;

/* A column of a result. */
typedef struct sq_driver_column {
    const char *name;     /* NUL-terminated UTF-8 */
    const char *declared; /* the database's name of its type, or NULL */
} sq_driver_column;

/* Head of a driver's result. `affected` and `last_id` count once the last row was fetched. */
typedef struct sq_driver_rows {
    size_t n_columns;                /* 0: the statement returns no rows */
    const sq_driver_column *columns; /* may be NULL where the request's `compiled` tells as many */
    int64_t affected;                /* rows matched by INSERT, UPDATE, DELETE; -1: not known */
    int64_t last_id;                 /* generated key of the last INSERT; 0: none */
    bool detached;  /* the client library holds all rows: valid until finish(), also without the
                     * connection, and every value as long as that */
    int64_t n_rows; /* detached: how many rows there are */
    /* The values of the current row, where the driver makes them all at once: get() is not called
     * then. NULL: it is. */
    const sq_value *values;
    /* Rows that were read beyond the current one: their values follow in memory, the engine steps
     * from one to the next by itself, and the next fetch() goes on behind them. A result may begin
     * with such: `values` is then room for one row, in front of them. */
    size_t ready;
} sq_driver_rows;

/* One statement. Exactly one: a driver refuses text that holds a second. */
typedef struct sq_driver_request {
    size_t size;
    sq_str sql;                   /* NUL-terminated */
    uint64_t id;                  /* same id, same text: key of a prepared statement; 0: none */
    const sq_value *values;       /* in the order of the markers */
    const sq_bound_param *params; /* what is known of each: no type, where the SQL is by hand */
    size_t n_params;
    const sq_compiled *compiled; /* result columns, by sq_compiled_column_*(); NULL for raw SQL */
    bool stream;                 /* rows are taken one by one and may be many */
    bool once;                   /* not worth preparing for later */
} sq_driver_request;

/* Values of one parameter in several executions: all of one kind, or NULL. */
typedef struct sq_driver_array {
    int kind; /* SQ_V_BOOL, SQ_V_INT, SQ_V_UINT, SQ_V_DOUBLE, SQ_V_TEXT or SQ_V_BYTES */
    union {
        const int64_t *i; /* SQ_V_BOOL, SQ_V_INT */
        const uint64_t *u;
        const double *d;
        const char *const *s; /* text and bytes, which begin there */
    } v;
    const size_t *lengths; /* of text and bytes */
    size_t bytes;          /* the sum of them */
    const char *nulls;     /* 1: this one is NULL; else 0. NULL: none of them is */
} sq_driver_array;

/* Many executions of one statement that gives no rows worth having. */
typedef struct sq_driver_batch {
    size_t size;
    /* SQ_STEP_ROW with the values of the next execution, valid until the next call; SQ_OK after the
     * last one, and no call follows. On an error nothing more is sent, and the operation gives that
     * error. */
    int (*values)(void *context, const sq_value **values, sq_error *err);
    void *context;
    /* Not empty: the statement inserts one row of its parameters and does nothing else. Its text is
     * `head`, the markers in order, each with its cast behind it and commas between, and ")": rows
     * may be sent several at once. */
    sq_str head;
    const sq_str *casts; /* of each parameter, such as "::UUID", or empty */
    /* Not NULL: the same values as arrays, one for each parameter, of the next *n executions; else
     * like values(). A driver calls one or the other. */
    int (*arrays)(void *context, const sq_driver_array **arrays, size_t *n, sq_error *err);
} sq_driver_batch;

/* Executions of one statement, each with values and rows of its own. */
typedef struct sq_driver_series {
    size_t size;
    size_t n; /* how many; at least one */
    /* The values of the i-th execution, valid until the next call: SQ_OK or an error, which that
     * execution then gives. May be asked for more than once. */
    int (*values)(void *context, size_t i, const sq_value **values, sq_error *err);
    void *context;
} sq_driver_series;

/* Rows to load into a table in one go. */
typedef struct sq_driver_load {
    size_t size;
    const char *target;     /* table and columns, quoted: INSERT INTO target VALUES ... */
    const sq_field *fields; /* the member that each of the columns takes */
    size_t n_fields;
    size_t row_size;
    /* SQ_STEP_ROW with the next n rows, one behind the other, valid until the next call; SQ_OK
     * after the last one, and no call follows. On an error nothing is loaded, and the operation
     * gives that error. */
    int (*next)(void *context, const void **rows, size_t *n, sq_error *err);
    void *context;
    /* A member as a value, borrowed. That text is UTF-8 without U+0000 was not checked. */
    sq_value (*value)(const sq_field *f, const void *row);
    /* What the column might lose in silence must pass check(), once, before it is sent: of the i-th
     * column text of at least check_from[i] bytes, any other member just where that is 0. NULL:
     * nothing must. `number` counts rows from 1. On an error nothing is loaded, and the operation
     * gives that error. */
    const size_t *check_from;
    int (*check)(void *context, size_t i, const void *row, uint64_t number, sq_error *err);
} sq_driver_load;

typedef enum sq_isolation {
    SQ_ISOLATION_DEFAULT,
    SQ_READ_UNCOMMITTED,
    SQ_READ_COMMITTED,
    SQ_REPEATABLE_READ,
    SQ_SERIALIZABLE,
} sq_isolation;

/* When locks are taken, for databases that leave a choice; others ignore it. */
typedef enum sq_begin_mode {
    SQ_BEGIN_DEFAULT,
    SQ_BEGIN_DEFERRED,
    SQ_BEGIN_IMMEDIATE,
    SQ_BEGIN_EXCLUSIVE,
} sq_begin_mode;

typedef struct sq_begin_options {
    size_t size;            /* set by the macro */
    sq_isolation isolation; /* the level or a stronger one is given, or SQ_ERR_UNSUPPORTED */
    sq_begin_mode mode;
    bool read_only;
    bool deferrable;
} sq_begin_options;

/* What the server says about the transaction, without asking it. */
typedef enum sq_tx_state {
    SQ_TX_UNKNOWN,
    SQ_TX_IDLE,
    SQ_TX_ACTIVE,
    SQ_TX_FAILED, /* only a rollback is taken */
} sq_tx_state;

typedef enum sq_savepoint_verb {
    SQ_SAVEPOINT_SET,
    SQ_SAVEPOINT_RELEASE,
    SQ_SAVEPOINT_ROLLBACK,
} sq_savepoint_verb;

/* Steps of a two-phase transaction. COMMIT and ROLLBACK are of one that was not prepared. */
typedef enum sq_twophase_verb {
    SQ_TWOPHASE_BEGIN,
    SQ_TWOPHASE_PREPARE,
    SQ_TWOPHASE_COMMIT,
    SQ_TWOPHASE_ROLLBACK,
    SQ_TWOPHASE_COMMIT_PREPARED,
    SQ_TWOPHASE_ROLLBACK_PREPARED,
} sq_twophase_verb;

typedef struct sq_driver_notification {
    const char *channel, *payload; /* valid until the next operation */
    int pid;
} sq_driver_notification;

/* features */
#define SQ_DRIVER_NUL_IN_TEXT ((uint64_t)1 << 0) /* keeps U+0000 within text; else gives none */
#define SQ_DRIVER_BATCHES     ((uint64_t)1 << 1) /* has execute_many() */
#define SQ_DRIVER_SERIES      ((uint64_t)1 << 2) /* has execute_series() and what belongs to it */

typedef struct sq_driver {
    uint32_t abi;               /* SQ_DRIVER_ABI */
    uint32_t size;              /* sizeof(sq_driver), as the driver was compiled */
    const char *name;           /* "sqlite" */
    const char *const *schemes; /* NULL-ended: dialect, or dialect+driver */
    const char *const *options; /* NULL-ended keys of the URL's query; "*" in front: may repeat */
    uint64_t blocking;          /* bit (1 << operation): runs to its end within the start */
    uint64_t features;

    /* --- functions; driver.def says which are required --- */

    /* How many connections to this URL make sense at most; 0: any number. No I/O. */
    int (*max_connections)(const sq_url *u);
    /* Connect and set the session up. *out is given at once, also with SQ_STEP_WAIT; on an error
     * the driver has freed it. */
    int (*connect)(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                   sq_driver_conn **out, sq_error *err);
    int (*step)(sq_driver_conn *c, sq_error *err);
    /* Ends the connection and frees it. `abandon`: without a word to the server and without
     * touching what a parent process still uses. */
    void (*close)(sq_driver_conn *c, bool abandon);
    int (*ping)(sq_driver_conn *c, sq_error *err);
    /* As new, for the next borrower; no transaction is open. `full`: session state may have been
     * changed. May answer SQ_STEP_CLOSE. */
    int (*reset)(sq_driver_conn *c, bool full, sq_error *err);
    int (*begin)(sq_driver_conn *c, const sq_begin_options *o, sq_error *err);
    int (*commit)(sq_driver_conn *c, sq_error *err);
    int (*rollback)(sq_driver_conn *c, sq_error *err);
    int (*savepoint)(sq_driver_conn *c, sq_savepoint_verb verb, const char *name, sq_error *err);
    sq_tx_state (*tx_state)(sq_driver_conn *c);
    /* Runs a statement; on success *out is the result, which lives until finish(). With
     * SQ_STEP_WAIT *out is set by the step that ends the operation. */
    int (*execute)(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                   sq_error *err);
    /* SQ_STEP_ROW, SQ_OK after the last row, SQ_STEP_WAIT or an error. */
    int (*fetch)(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err);
    /* A value of the current row: zero-copy, valid until the next fetch() or finish(). Text is
     * NUL-terminated behind its length. */
    void (*get)(sq_driver_rows *rows, size_t column, sq_value *out);
    /* Frees a result, read to its end or not; the connection can be used afterwards. For a detached
     * result whose connection was given back, fetch() and finish() are called with c NULL. */
    void (*finish)(sq_driver_conn *c, sq_driver_rows *rows);
    /* From any thread, while `c` stays open: stop the statement that is running, if one is. Once
     * the time `until` is over (0: never) it waits no longer for the server to take that, and
     * answers with an error; the connection is closed then. */
    int (*cancel)(sq_driver_conn *c, int64_t until, sq_error *err);
    /* Major * 10000 + minor * 100 + patch of the server; 0: not known. */
    int (*server_version)(sq_driver_conn *c);
    /* The client library's own handle. */
    void *(*native)(sq_driver_conn *c);
    /* Name of the dialect that the server speaks, where its family has several; NULL: the URL's. */
    const char *(*dialect)(sq_driver_conn *c);
    /* Runs a statement many times with fewer round trips than that; a transaction is open.
     * r->values are of the first execution. *affected: rows matched by all of them, once it went
     * well. SQ_ERR_UNSUPPORTED before any value was asked for: the engine runs them one by one. */
    int (*execute_many)(sq_driver_conn *c, const sq_driver_request *r, const sq_driver_batch *b,
                        int64_t *affected, sq_error *err);
    /* Loads rows into a table; a transaction is open. *loaded: how many, once it went well.
     * SQ_ERR_UNSUPPORTED before any row was asked for: the engine inserts them. */
    int (*load)(sq_driver_conn *c, const sq_driver_load *l, int64_t *loaded, sq_error *err);
    /* One step of a two-phase transaction; `xid` needs no quoting. `o` counts for BEGIN. */
    int (*twophase)(sq_driver_conn *c, sq_twophase_verb verb, const char *xid,
                    const sq_begin_options *o, sq_error *err);
    /* A query whose last column names the transactions that are prepared; NULL: there are none. */
    const char *recover;
    /* Waits for a message of another session until `deadline` (0: without limit): SQ_STEP_ROW, or
     * SQ_OK when the time is over. */
    int (*wait_notify)(sq_driver_conn *c, int64_t deadline, sq_driver_notification *out,
                       sq_error *err);
    /* What get() gave as text, with its inner structure: arrays and multiranges as SQ_V_LIST,
     * ranges as SQ_V_RANGE, maps as SQ_V_MAP; lives as long as that. `t`: the type that the
     * statement knows, or NULL. *v stays as it is where there is none. SQ_OK or SQ_ERR_NOMEM. */
    int (*structure)(sq_driver_rows *rows, size_t column, const sq_type *t, sq_value *v);
    /* Does connect() look the hosts of this URL up, and blocks as long as that takes? The engine
     * then has them looked up before, so that a resolver that does not answer ends at the deadline.
     */
    bool (*looks_up)(const sq_url *u);
    /* As execute(), of the first execution of a series, with fewer round trips for those behind it:
     * they may be sent before their rows are asked for. r->values counts for nothing. Called where
     * a transaction is open, or for a query that changes nothing, so executions need not commit one
     * by one. No other operation but fetch() and finish() follows before the series has ended: by
     * an error, behind which nothing was run, by the result of the last execution, or by
     * end_series().
     */
    int (*execute_series)(sq_driver_conn *c, const sq_driver_request *r, const sq_driver_series *s,
                          sq_driver_rows **out, sq_error *err);
    /* The same for the next one. The result before it was given back. */
    int (*next_of_series)(sq_driver_conn *c, sq_driver_rows **out, sq_error *err);
    /* Ends a series early, as finish() ends rows: those under way were run, or not. */
    void (*end_series)(sq_driver_conn *c);
} sq_driver;

/* Make a driver known; the table must stay. Its schemes must be free, or belong to the same table:
 * SQ_ERR_EXISTS. SQ_ERR_DRIVER for another ABI or a missing required function. Any thread. Drivers
 * that are not registered are looked for as libsquill-<dialect>.so.0 with sq_<dialect>_driver(). */
SQ_API int sq_driver_register(const sq_driver *d, sq_error *err);

#ifdef __cplusplus
}
#endif
#endif
