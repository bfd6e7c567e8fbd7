/* engine.h: engines, connections, transactions, execution.
 *
 * An engine stands for one database: URL, driver, pool, cache of compiled statements. Any number of
 * threads may use it. A connection is borrowed from its pool by sq_connect() and given back by
 * sq_conn_close(); one thread at a time may use it (but see sq_cancel()). A connection used after
 * it was given back, or in a forked child, is an error, not a crash.
 *
 * Errors stick, so that work is checked once, at its end. Nothing here returns NULL: a connection
 * that could not be made answers everything with the reason. Outside a transaction each statement
 * commits by itself and replaces the error of the last one. Inside one, a failed statement makes
 * all later ones do nothing (SQ_ERR_TX_ABORTED) until sq_rollback(), or until sq_commit(), which
 * then rolls back and returns the first error.
 *
 * SQLAlchemy: Engine, Connection, Transaction. */
#ifndef SQUILL_ENGINE_H
#define SQUILL_ENGINE_H

#include "squill/builder.h"
#include "squill/compile.h"
#include "squill/pool.h"
#include "squill/result.h"
#include "squill/sys/driver.h"
#include "squill/url.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_conn sq_conn;

/* ---- events ---- */

typedef enum sq_event_kind {
    SQ_EVENT_CONNECT, /* a connection was opened (ms) or could not be (error) */
    SQ_EVENT_CLOSE,   /* one was closed; `text` tells why */
    SQ_EVENT_CHECKOUT,
    SQ_EVENT_CHECKIN,
    SQ_EVENT_INVALIDATE, /* a connection was lost: the older ones will be replaced */
    SQ_EVENT_EXECUTE,    /* a statement is about to be sent */
    SQ_EVENT_QUERY,      /* it ended: ms, rows, error */
    SQ_EVENT_BEGIN,
    SQ_EVENT_COMMIT,
    SQ_EVENT_ROLLBACK,
    SQ_EVENT_SAVEPOINT, /* `text`: its name */
    SQ_EVENT_ROLLBACK_SAVEPOINT,
    SQ_EVENT_RELEASE_SAVEPOINT,
    SQ_EVENT_ERROR,   /* an error was told by the driver */
    SQ_EVENT_NOTICE,  /* `text`: a message of the server that is no error */
    SQ_EVENT_LEAK,    /* a connection is out for longer (ms) than .leak_after_ms, or still out when
                       * its engine is closed; `text`: its label, or NULL. `conn` is another
                       * thread's: it tells which one it is, and is good for nothing else */
    SQ_EVENT_DISPOSE, /* the engine is closed, or its pool disposed of */
    /* of sq_create_all() and sq_drop_all(): a table with its indexes and comments (`table`), a
     * named type (`type`), or, with neither, all of them. What is left alone is not told. */
    SQ_EVENT_BEFORE_CREATE,
    SQ_EVENT_AFTER_CREATE,
    SQ_EVENT_BEFORE_DROP,
    SQ_EVENT_AFTER_DROP,
    SQ_EVENT_PREPARE, /* of a two-phase transaction; `text`: its xid */
    SQ_EVENT_COUNT
} sq_event_kind;

/* Where the text of a statement came from. SQLAlchemy: the badges [generated in ..], [cached since
 * ..] and [raw sql] of its log. */
typedef enum sq_sql_origin {
    SQ_SQL_GIVEN,    /* by the caller: SQL text, or a compiled statement */
    SQ_SQL_COMPILED, /* made for this execution */
    SQ_SQL_CACHED,   /* the engine's cache had it */
} sq_sql_origin;

/* What happened. Valid during the call. No bound value is in it. */
typedef struct sq_event {
    sq_event_kind kind;
    sq_conn *conn;         /* NULL where there is none */
    const char *sql;       /* EXECUTE, QUERY, ERROR of a statement; else NULL */
    double ms;             /* how long it took */
    int64_t rows;          /* QUERY: rows returned or changed */
    const sq_error *error; /* NULL if all went well */
    const char *text;
    sq_sql_origin origin;     /* EXECUTE */
    const sq_relation *table; /* BEFORE_CREATE and the like */
    const sq_type *type;
} sq_event;
/* Called without any lock held, in the thread that does the work. It may use the engine and other
 * connections; that of the event is in the middle of something, and whatever would use it answers
 * SQ_ERR_BUSY. To ask it something or to set something (sq_conn_info(), sq_in_transaction(),
 * sq_conn_timeout(), sq_conn_discard() ...) is allowed. Between the statements of sq_create_all()
 * and sq_drop_all() the connection may be used: definitions of its own, for one database alone, go
 * there, and one that fails ends the run. */
typedef void (*sq_event_fn)(const sq_event *ev, void *user);

/* May change status, scope and retry_safe of an error, and so what squill makes of it: the words of
 * a proxy may mean a lost connection (SQ_ERR_DISCONNECTED, SQ_SCOPE_CONNECTION). An error stays
 * one. `sql` is NULL where no statement failed. Called as a sq_event_fn. SQLAlchemy: handle_error.
 */
typedef void (*sq_error_fn)(sq_error *e, const char *sql, void *user);

/* Sets a new connection up, before anybody gets it, and again where a borrower changed its session,
 * which was reset then: settings of the session, functions of the application's (sq_native()).
 * It may use the connection in any way but to close it; a transaction that it leaves open is
 * committed. A negative value, or an error that sq_conn_error() tells at its end: the connection is
 * not used, and who wanted it is told so. Called in the thread of sq_connect(), without a lock;
 * each of its statements has the time that is left to connect. SQLAlchemy: the event connect. */
typedef int (*sq_connect_fn)(sq_conn *c, void *user);

/* ---- engines ---- */

typedef struct sq_engine_options {
    size_t size; /* set by the macro */
    /* the pool: see pool.h */
    int pool_size, max_overflow, checkout_timeout_ms, recycle_s;
    int reconnect_pause_ms, leak_after_ms;
    bool pre_ping, pool_fifo;
    sq_pool_kind pool;
    /* time limits for everything else; 0: 30 s to connect, none for statements */
    int connect_timeout_ms, statement_timeout_ms;
    /* statements */
    bool enable_from_linting; /* refuse cartesian products nobody asked for: see compile.h */
    /* transactions */
    bool autobegin;         /* the first statement begins one, as SQLAlchemy does */
    sq_begin_options begin; /* defaults of sq_begin() */
    /* telling what happens */
    bool echo;                /* each statement with its time, to stderr */
    sq_event_fn on_query;     /* called after each statement */
    sq_error_fn on_error;     /* called before squill acts on an error */
    sq_connect_fn on_connect; /* called for each new connection */
    void *user;               /* the last argument of them */
    /* memory */
    size_t cache_size;  /* compiled statements to keep; 0: 500 */
    size_t cache_bytes; /* 0: 16 MiB */
    /* INSERTs of sq_exec_many_returning() hold at most so many rows; 0: 1000, 1: each row by itself
     */
    size_t insertmanyvalues_page_size;
    int prepared_statements;       /* on the server, for each connection; 0: 100, -1: none */
    size_t max_result_bytes;       /* of one buffered result; 0: no limit */
    const sq_allocator *allocator; /* NULL: the global one */
} sq_engine_options;

/* Never NULL and without any I/O: the first sq_connect() connects. A bad URL or unknown driver
 * makes an engine whose connections all fail with the reason. The caller's until sq_engine_close().
 *   sq_engine *db = sq_engine_open("sqlite:///shop.db", .pool_size = 8);
 * SQLAlchemy: create_engine(). */
SQ_API sq_engine *sq_engine_open(const char *url, const sq_engine_options *o);
/* An engine from settings as text, such as the lines of a configuration file or the environment:
 * those whose key begins with `prefix` (NULL: all). "url" is the URL; the others are the members of
 * sq_engine_options whose value is a number, a truth or one of a list, by name:
 *   pool_size=8  pre_ping=true  pool=queue|null|one|thread
 *   isolation="READ COMMITTED"  begin_mode=immediate  read_only=true  deferrable=true
 * Settings win over `o`. A key that is none, or given twice, and a value that can't be one make an
 * engine whose connections all fail with the key.
 *   sq_engine_from_settings(lines, n, "db.", .on_query = log)
 * SQLAlchemy: engine_from_config(). */
typedef struct sq_setting {
    const char *key, *value;
} sq_setting;
SQ_API sq_engine *sq_engine_from_settings(const sq_setting *settings, size_t n, const char *prefix,
                                          const sq_engine_options *o);
/* Closes idle connections, wakes who waits for one (SQ_ERR_POOL_CLOSED) and gives the engine up.
 * SQ_ERR_BUSY if connections are still out: they go on working and the engine lives until the last
 * of them is given back. NULL is allowed. */
SQ_API int sq_engine_close(sq_engine *db);
/* Why the engine can't work; status SQ_OK if it can. */
SQ_API const sq_error *sq_engine_error(const sq_engine *db);
SQ_API const sq_dialect *sq_engine_dialect(const sq_engine *db); /* NULL if it has an error */
SQ_API const sq_url *sq_engine_url(const sq_engine *db);         /* NULL if it is none */
SQ_API sq_cache *sq_engine_cache(sq_engine *db);
/* Version of the server, major * 10000 + minor * 100 + patch; 0 before the first connection. */
SQ_API int sq_engine_server_version(const sq_engine *db);
/* Call `fn` for each event whose bit (1 << kind) is in `kinds`. Up to 16 listeners; there is no
 * way to remove one. SQ_ERR_LIMIT, SQ_ERR_ARGUMENT. SQLAlchemy: event.listen(). */
SQ_API int sq_engine_listen(sq_engine *db, uint32_t kinds, sq_event_fn fn, void *user);

/* ---- connections ---- */

/* From the pool; never NULL. A failure (no connection in time, refused ...) sticks to the
 * connection: it is closed like any other. SQLAlchemy: Engine.connect(). */
SQ_API sq_conn *sq_connect(sq_engine *db);
/* Gives it back. An open transaction is rolled back, a streamed result ends. SQ_ERR_STALE if it was
 * given back before. NULL is allowed. */
SQ_API int sq_conn_close(sq_conn *c);

/* A builder that lives as long as this check-out; sq_scratch_reset() empties it. Do not free it. Of
 * a handle that is none: a builder whose statements all fail. */
SQ_API sq_builder *sq_scratch(sq_conn *c);
SQ_API void sq_scratch_reset(sq_conn *c);

/* The last error, or the first one of a transaction; status SQ_OK if there is none. Valid until the
 * next statement outside a transaction, or the next sq_begin(). Of a stale handle: that it is one.
 */
SQ_API const sq_error *sq_conn_error(const sq_conn *c);
SQ_API int sq_status_of(const sq_conn *c);
SQ_API const char *sq_errmsg(const sq_conn *c);
SQ_API const char *sq_sqlstate(const sq_conn *c);

/* Time limit of each later statement and transaction call on this check-out; 0: none. */
SQ_API int sq_conn_timeout(sq_conn *c, int ms);
/* How statements that come as trees are compiled on this check-out: the schemas of one tenant, say.
 * What the options point to is not copied. Those that belong to one statement (executemany, keys,
 * page_rows) are not looked at.
 *   sq_conn_compile_options(c, .schema_translate = &tenant, .n_schema_translate = 1)
 * SQLAlchemy: Connection.execution_options(). */
SQ_API int sq_conn_compile_options(sq_conn *c, const sq_compile_options *o);
/* Something of the application's beside this connection to the database, for whoever borrows it:
 * kept until it is replaced, or the connection closed; then `free_info` (NULL: nothing) is called
 * with it. sq_conn_info() gives NULL where there is none. SQLAlchemy: Connection.info. */
SQ_API int sq_conn_set_info(sq_conn *c, void *info, void (*free_info)(void *info));
SQ_API void *sq_conn_info(const sq_conn *c);
/* Calls `fn` about every `every_ms` while a statement or transaction call of this check-out takes
 * longer than that, in the thread that waits, with how long (ms) it has taken. true: stop it; it
 * ends with SQ_ERR_CANCELLED. For `fn` the connection is as for a sq_event_fn. NULL: no more. */
typedef bool (*sq_progress_fn)(double ms, void *user);
SQ_API int sq_conn_progress(sq_conn *c, int every_ms, sq_progress_fn fn, void *user);
/* A name shown in the message of a pool timeout, to find who holds connections. Not copied. */
SQ_API int sq_conn_label(sq_conn *c, const char *label);
/* Stop the statement that is running on `c`: it ends with SQ_ERR_CANCELLED. From any thread, as
 * long as `c` has not been given back. Nothing happens if none is running, or while a transaction
 * is rolled back: that is what a stopped one needs. It takes 5 s at most, and while it is on its
 * way the statement does not end and the connection is not given back: it never hits what comes
 * next. SQ_ERR_OPERATIONAL: the server did not take it; the connection gets no further borrower. */
SQ_API int sq_cancel(sq_conn *c);
/* A message that another session sent to a channel which this connection listens to:
 * sq_sql_exec(c, SQ_SQL("LISTEN orders")). Text is borrowed until the next call on `c`. */
typedef struct sq_notification {
    const char *channel, *payload;
    int pid; /* of the sender's server process */
} sq_notification;
/* Waits for the next one, at most `timeout_ms` (0: only looks; negative: without limit): 1 if there
 * is one, 0 if there is none, else a negative status; SQ_ERR_CANCELLED after sq_cancel() by another
 * thread. Inside a transaction, which the server lets end first, SQ_ERR_STATE. PostgreSQL only:
 * elsewhere SQ_ERR_UNSUPPORTED. */
SQ_API int sq_wait_notify(sq_conn *c, int timeout_ms, sq_notification *out);
/* Do not lend this connection again: it is closed when given back. SQLAlchemy: invalidate(). */
SQ_API int sq_conn_discard(sq_conn *c);
/* The client library's handle (sqlite3 *, PGconn *, MYSQL *), NULL if there is none. What is done
 * with it is not seen by squill; the connection is reset fully when it is given back. */
SQ_API void *sq_native(sq_conn *c);
SQ_API sq_engine *sq_conn_engine(const sq_conn *c);

/* ---- transactions ---- */

/* SQ_ERR_STATE inside a transaction. One that could not be begun counts as failed: statements do
 * nothing until sq_rollback(), sq_commit(), which tells the reason, or another sq_begin().
 *   sq_begin(c, .isolation = SQ_SERIALIZABLE) */
SQ_API int sq_begin(sq_conn *c, const sq_begin_options *o);
/* SQ_OK: it is durable. Else nothing is, with two exceptions: SQ_ERR_COMMIT_UNKNOWN (the connection
 * was lost meanwhile) and SQ_ERR_IMPLICIT_COMMIT. After a failed statement it rolls back and
 * returns the first error. SQ_ERR_STATE outside a transaction. */
SQ_API int sq_commit(sq_conn *c);
/* The error stays to be read. SQ_OK outside a transaction, too. */
SQ_API int sq_rollback(sq_conn *c);
/* Make the transaction fail for a reason of your own: later statements do nothing and sq_commit()
 * returns SQ_ERR_TX_ABORTED with this message. */
SQ_API int sq_abort(sq_conn *c, const char *format, ...) SQ_PRINTF(2, 3);
SQ_API bool sq_in_transaction(const sq_conn *c);
/* Inside a transaction: a savepoint with a name of its own; its release; rolling back to it, which
 * also forgets a failure that happened since. They nest. SQLAlchemy: begin_nested(). */
SQ_API int sq_begin_nested(sq_conn *c);
SQ_API int sq_commit_nested(sq_conn *c);
SQ_API int sq_rollback_nested(sq_conn *c);

/* Two-phase transactions, where several databases have to commit as one: on PostgreSQL (PREPARE
 * TRANSACTION) and MariaDB (XA), elsewhere SQ_ERR_UNSUPPORTED. A transaction of that name, 1 to 64
 * of letters, digits and "_.:-", begins; sq_prepare_twophase() has the server keep it: after that
 * nothing but sq_commit() and sq_rollback() may follow, and it outlives the connection. Where the
 * connection was lost it is SQ_ERR_COMMIT_UNKNOWN, and sq_recover_twophase() tells what is still
 * prepared: `fn` gets each name. sq_commit() without prepare commits in one phase.
 *   sq_begin_twophase(c, "order-17", .isolation = SQ_SERIALIZABLE)
 * SQLAlchemy: begin_twophase(), prepare(), commit_prepared(), recover_twophase(). */
SQ_API int sq_begin_twophase(sq_conn *c, const char *xid, const sq_begin_options *o);
SQ_API int sq_prepare_twophase(sq_conn *c);
/* End what another connection prepared. Outside a transaction. */
SQ_API int sq_commit_prepared(sq_conn *c, const char *xid);
SQ_API int sq_rollback_prepared(sq_conn *c, const char *xid);
/* How many there are, or a negative status. `fn` may end them. */
typedef void (*sq_xid_fn)(const char *xid, void *user);
SQ_API int64_t sq_recover_twophase(sq_conn *c, sq_xid_fn fn, void *user);

typedef struct sq_transact_options {
    size_t size;      /* set by the macro */
    int retries;      /* how often to try again after an error that allows it */
    int max_delay_ms; /* upper limit of the random, growing pause between tries; 0: 1000 */
    sq_begin_options begin;
} sq_transact_options;
/* Connect, begin, fn, commit, close. If fn returns a negative status, or a statement failed, all is
 * rolled back; serialization failures, deadlocks and lost connections whose work is known not to be
 * committed start anew, as often as `retries` says. Returns the last status; details in *err. fn
 * may run several times: it must have no effect outside the database. Never retried:
 * SQ_ERR_COMMIT_UNKNOWN.  sq_transact(db, move, &arg, &err, .retries = 5) */
typedef int (*sq_transact_fn)(sq_conn *c, void *arg);
SQ_API int sq_transact(sq_engine *db, sq_transact_fn fn, void *arg, sq_error *err,
                       const sq_transact_options *o);

/* ---- execution ----
 *
 * s: a statement, or a compiled one (sq_prepare()), the fastest way. Then values of named
 * parameters:  sq_exec(c, s, sq_bind("id", 7))  Values are borrowed until the call returns. */

/* Run it, drop its rows. The number of rows matched (INSERT, UPDATE, DELETE) or returned, 0 for
 * other statements, or a negative status. */
SQ_API int64_t sq_exec(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n);
SQ_API int64_t sq_compiled_exec(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n);
/* Run it and keep all rows. */
SQ_API sq_result *sq_query(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n);
SQ_API sq_result *sq_compiled_query(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n);
/* Run it and take rows as they come, in constant memory. Until sq_done() any other statement on
 * this connection is SQ_ERR_BUSY. */
SQ_API sq_result *sq_stream(sq_conn *c, const sq_stmt *s, const sq_binding *b, size_t n);
SQ_API sq_result *sq_compiled_stream(sq_conn *c, sq_compiled *k, const sq_binding *b, size_t n);

/* The same for SQL text in the database's own language and marker style, with values in the order
 * of the markers:  sq_sql_exec(c, SQ_SQL("DELETE FROM t WHERE id = ?"), 7) SQLAlchemy:
 * exec_driver_sql(). */
SQ_API int64_t sq_sql_exec(sq_conn *c, const sq_sql_text *sql, const sq_value *values, size_t n);
SQ_API sq_result *sq_sql_query(sq_conn *c, const sq_sql_text *sql, const sq_value *values,
                               size_t n);
SQ_API sq_result *sq_sql_stream(sq_conn *c, const sq_sql_text *sql, const sq_value *values,
                                size_t n);

/* One execution for each of `n` structs; the members of the row description are the parameters, and
 * the columns of an INSERT. All or nothing: outside a transaction it makes one of its own. The
 * number of rows matched, or a negative status. SQLAlchemy: executemany. sq_exec_many(c,
 * sq_insert(q, users), user_row, rows, n) */
SQ_API int64_t sq_exec_many(sq_conn *c, const sq_stmt *s, const sq_row_desc *d, const void *rows,
                            size_t n);

/* A query for each of `n` structs, whose members are its parameters: the rows for the first one,
 * read in any way that a result of sq_query() is, then by sq_next_result() those for the next.
 *   sq_result *r = sq_series(c, by_id, id_row, ids, n);
 *   do
 *       while (sq_fetch(r, user_row, &u))
 *           ...
 *   while (sq_next_result(r));
 *   int rc = sq_done(r);
 * Executions are sent ahead of their rows where the driver can (PostgreSQL): few round trips, some
 * hundred of them under way at most, memory for the rows of one. Elsewhere, with .max_result_bytes,
 * for SQL text, and outside a transaction for what changes rows, each is sent when its turn comes.
 * As with sq_query() each is a statement of its own, with events and time limit; those that are
 * sent together share one, a few until the database proves quick, and one at a time if it is slow.
 * One that fails ends the result: sq_result_number() tells which, none behind it is run, and those
 * before it stand (what functions changed that a SELECT called outside a transaction may be undone:
 * docs/streaming.md). Until the last set is reached, or sq_done(), the connection is busy as with
 * sq_stream(), and the structs are borrowed. A result that is given up early may have run some
 * executions whose rows nobody asked for. Never NULL; n 0: no rows. */
SQ_API sq_result *sq_series(sq_conn *c, const sq_stmt *s, const sq_row_desc *d, const void *rows,
                            size_t n);

/* Rows into a table by the fastest way that its database has: COPY in binary form on PostgreSQL,
 * else as sq_exec_many() of an INSERT; the same where a column is of a type or has a default that
 * needs the client's help, or where COPY has no exact form for it. Members are columns. All or
 * nothing as sq_exec_many(). Nothing is converted on the way by COPY: a value that is not of its
 * column's kind is SQ_ERR_TYPE, one that the column would round SQ_ERR_DATA. Events tell table and
 * columns as `sql`. Rows that were loaded, or a negative status.  sq_bulk_load(c, users, user_row,
 * rows, n) */
SQ_API int64_t sq_bulk_load(sq_conn *c, const sq_relation *table, const sq_row_desc *d,
                            const void *rows, size_t n);
/* The same with rows that a function makes one after the other, in constant memory. It fills a
 * struct, zeroed before the first call, and gives 1; 0: there is no further row; a negative status:
 * nothing is loaded, and the call gives that status. Text in the struct stays valid until its next
 * call. It must not use the connection.  sq_bulk_load_from(c, users, user_row, read_line, file) */
typedef int (*sq_row_fn)(void *row, void *arg);
SQ_API int64_t sq_bulk_load_from(sq_conn *c, const sq_relation *table, const sq_row_desc *d,
                                 sq_row_fn next, void *arg);
/* The same for rows that come back, in the order of the structs: of a statement with RETURNING, or
 * the primary keys that an INSERT without it makes. Structs are sent in pages, one INSERT for many,
 * where a column tells afterwards which row is of which struct: a key that the database counts up,
 * or an integer or UUID key that the struct has, or a column marked .insert_sentinel. All others,
 * such as upserts, updates and keys of several columns, are run one by one. Never NULL.
 *   sq_result *r = sq_exec_many_returning(c, sq_returning(sq_insert(q, users), users.id), user_row,
 * rows, n) SQLAlchemy: executemany with returning(sort_by_parameter_order=True), insertmanyvalues,
 * inserted_primary_key_rows. */
typedef struct sq_many_options {
    size_t size;      /* set by the macro */
    size_t page_size; /* rows of one INSERT at most; 0: .insertmanyvalues_page_size of the engine */
    bool any_order;   /* pages also where nothing tells the order: rows come as they come, unless
                       * the statement has sq_sort_by_parameter_order() */
} sq_many_options;
SQ_API sq_result *sq_exec_many_returning(sq_conn *c, const sq_stmt *s, const sq_row_desc *d,
                                         const void *rows, size_t n, const sq_many_options *o);

/* The first column of the first row; `otherwise` for no row, for NULL and after an error (which
 * sq_status_of(c) tells). Text lives as long as sq_scratch(c)'s nodes. SQLAlchemy: scalar(). */
SQ_API int64_t sq_scalar_int(sq_conn *c, const sq_stmt *s, int64_t otherwise, const sq_binding *b,
                             size_t n);
SQ_API double sq_scalar_double(sq_conn *c, const sq_stmt *s, double otherwise, const sq_binding *b,
                               size_t n);
SQ_API const char *sq_scalar_text(sq_conn *c, const sq_stmt *s, const char *otherwise,
                                  const sq_binding *b, size_t n);

/* Reads a value of any size, bytes or text, in constant memory: `column` of the one row for which
 * the condition `row` holds, in pieces of `piece` bytes (characters of text), each by a query of
 * its own: within a transaction of REPEATABLE READ or more they belong together. `fn` gets each
 * piece and must not use the connection; false: no more. The number of bytes read, or a negative
 * status: SQ_ERR_NO_ROW, SQ_ERR_MANY_ROWS, SQ_ERR_NULL ... sq_read_pieces(c, photos.data, sq_eq(q,
 * photos.id, 7), 1 << 20, write_to, file) */
typedef bool (*sq_piece_fn)(const char *p, size_t n, void *user);
SQ_API int64_t sq_read_pieces(sq_conn *c, const sq_expr *column, const sq_expr *row, size_t piece,
                              sq_piece_fn fn, void *user);

/* ---- tables ---- */

/* Create tables with everything that belongs to them (types, sequences, indexes, comments), those
 * first that others refer to; what is there already is left as it is (IF NOT EXISTS). Drop them,
 * the other way round (IF EXISTS). SQ_OK, or the first failure: inside a transaction nothing is
 * done then where the database can undo definitions, outside each statement stands for itself.
 * Schemas are those of sq_conn_compile_options().
 *   sq_create_all(c, users, orders)
 * SQLAlchemy: MetaData.create_all(), drop_all(). */
SQ_API int sq_create_all_n(sq_conn *c, const sq_relation *const *tables, size_t n);
SQ_API int sq_drop_all_n(sq_conn *c, const sq_relation *const *tables, size_t n);
/* What is looked for in the database before it is created or dropped, and left as it is if there is
 * nothing to do; the rest is sent, and the database refuses what is there already. SQLAlchemy:
 * checkfirst, CheckFirst. */
typedef enum sq_check_first {
    SQ_CHECK_NONE = 1 << 0,
    SQ_CHECK_TABLES = 1 << 1, /* with the indexes, comments and late keys of each */
    SQ_CHECK_TYPES = 1 << 2,
    SQ_CHECK_SEQUENCES = 1 << 3,
    SQ_CHECK_ALL = SQ_CHECK_TABLES | SQ_CHECK_TYPES | SQ_CHECK_SEQUENCES,
} sq_check_first;
typedef struct sq_create_options {
    size_t size;          /* set by the macro */
    unsigned check_first; /* sq_check_first, or'ed; 0: everything */
} sq_create_options;
/* sq_create_all_with(c, (.check_first = SQ_CHECK_NONE), users, orders) */
SQ_API int sq_create_all_with_n(sq_conn *c, const sq_create_options *o,
                                const sq_relation *const *tables, size_t n);
SQ_API int sq_drop_all_with_n(sq_conn *c, const sq_create_options *o,
                              const sq_relation *const *tables, size_t n);
/* The statements of both, in order, without a connection: `fn` is called for each. IF NOT EXISTS
 * and IF EXISTS are left out, and what is there already is not looked for. SQ_OK, or a negative
 * status, told in *err. SQLAlchemy: create_mock_engine(). */
typedef void (*sq_sql_fn)(const char *sql, void *user);
SQ_API int sq_create_all_sql_n(const sq_dialect *d, const sq_relation *const *tables, size_t n,
                               sq_sql_fn fn, void *user, sq_error *err);
SQ_API int sq_drop_all_sql_n(const sq_dialect *d, const sq_relation *const *tables, size_t n,
                             sq_sql_fn fn, void *user, sq_error *err);

#ifndef SQ_NO_MACROS
/* clang-format off */
/* Needs select.h, which squill.h has. */
#define sq_create_all(c, ...) sq_create_all_n((c), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_drop_all(c, ...)   sq_drop_all_n((c), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define SQ_PRIV_CREATE(options)                                                                    \
    &(const sq_create_options){.size = sizeof(sq_create_options), SQ_PRIV_UN options}
#define sq_create_all_with(c, options, ...)                                                        \
    sq_create_all_with_n((c), SQ_PRIV_CREATE(options), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_drop_all_with(c, options, ...)                                                          \
    sq_drop_all_with_n((c), SQ_PRIV_CREATE(options), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_engine_open(...) sq_engine_open(SQ_PRIV_SPLIT(sq_engine_options, __VA_ARGS__))
#define sq_engine_from_settings(settings, n, ...)                                                  \
    sq_engine_from_settings((settings), (n), SQ_PRIV_SPLIT(sq_engine_options, __VA_ARGS__))
#define sq_conn_compile_options(...)                                                               \
    sq_conn_compile_options(SQ_PRIV_SPLIT(sq_compile_options, __VA_ARGS__))
#define sq_begin(...)       sq_begin(SQ_PRIV_SPLIT(sq_begin_options, __VA_ARGS__))
#define sq_begin_twophase(c, ...)                                                                  \
    sq_begin_twophase((c), SQ_PRIV_SPLIT(sq_begin_options, __VA_ARGS__))
#define sq_transact(db, fn, arg, ...)                                                              \
    sq_transact((db), (fn), (arg), SQ_PRIV_SPLIT(sq_transact_options, __VA_ARGS__))

/* (s, bindings...) -> bindings, count */
#define SQ_PRIV_BINDINGS(...)                                                                      \
    (const sq_binding[]){SQ_PRIV_REST(__VA_ARGS__, {0})},                                          \
        sizeof((const sq_binding[]){SQ_PRIV_REST(__VA_ARGS__, {0})}) / sizeof(sq_binding) - 1
#define SQ_PRIV_KIND_OF(verb, s)                                                                      \
    _Generic((s), sq_compiled *: sq_compiled_##verb, default: sq_##verb)
#define sq_exec(c, ...)                                                                            \
    SQ_PRIV_KIND_OF(exec, SQ_PRIV_FIRST(__VA_ARGS__, 0))                                        \
    ((c), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))
#define sq_query(c, ...)                                                                           \
    SQ_PRIV_KIND_OF(query, SQ_PRIV_FIRST(__VA_ARGS__, 0))                                       \
    ((c), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))
#define sq_stream(c, ...)                                                                          \
    SQ_PRIV_KIND_OF(stream, SQ_PRIV_FIRST(__VA_ARGS__, 0))                                      \
    ((c), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))
#define sq_scalar_int(c, s, ...)                                                                   \
    sq_scalar_int((c), (s), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))
#define sq_scalar_double(c, s, ...)                                                                \
    sq_scalar_double((c), (s), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))
#define sq_scalar_text(c, s, ...)                                                                  \
    sq_scalar_text((c), (s), SQ_PRIV_FIRST(__VA_ARGS__, 0), SQ_PRIV_BINDINGS(__VA_ARGS__))

/* (sql, plain values...) -> sql, sq_value array, count; the array has one item more */
#define SQ_PRIV_ARGUMENT(ignored, x) SQ_VALUE(x),
#define SQ_PRIV_ARGUMENTS(...)                                                                     \
    SQ_PRIV_FIRST(__VA_ARGS__, 0),                                                                 \
        (const sq_value[]){SQ_PRIV_MAP(SQ_PRIV_ARGUMENT, ~,                                        \
                                       SQ_PRIV_REST(__VA_ARGS__, sq_absent_value()))},             \
        SQ_PRIV_NARG(__VA_ARGS__) - 1
#define sq_sql_exec(c, ...)   sq_sql_exec((c), SQ_PRIV_ARGUMENTS(__VA_ARGS__))
#define sq_sql_query(c, ...)  sq_sql_query((c), SQ_PRIV_ARGUMENTS(__VA_ARGS__))
#define sq_sql_stream(c, ...) sq_sql_stream((c), SQ_PRIV_ARGUMENTS(__VA_ARGS__))
#define sq_exec_many(c, s, T, rows, n)                                                             \
    sq_exec_many((c), (s), &T##_sq_row, (1 ? (rows) : (const T *)0), (n))
#define sq_series(c, s, T, rows, n)                                                            \
    sq_series((c), (s), &T##_sq_row, (1 ? (rows) : (const T *)0), (n))
#define sq_bulk_load(c, table, T, rows, n)                                                         \
    sq_bulk_load((c), (table).sq_, &T##_sq_row, (1 ? (rows) : (const T *)0), (n))
#define sq_bulk_load_from(c, table, T, next, arg)                                                  \
    sq_bulk_load_from((c), (table).sq_, &T##_sq_row, (next), (arg))
/* sq_exec_many_returning(c, s, user_row, rows, n, .any_order = true) */
#define sq_exec_many_returning(c, s, T, rows, ...)                                                 \
    sq_exec_many_returning((c), (s), &T##_sq_row, (1 ? (rows) : (const T *)0),                     \
                  SQ_PRIV_SPLIT(sq_many_options, __VA_ARGS__))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
