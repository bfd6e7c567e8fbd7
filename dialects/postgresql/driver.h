/* driver.h: what the files of the PostgreSQL driver share. Not for the SQL half of this folder. */
#ifndef SQI_POSTGRESQL_DRIVER_H
#define SQI_POSTGRESQL_DRIVER_H

#include <libpq-fe.h>
#include <stdatomic.h>
#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/base/out.h"
#include "lib/base/thread.h"
#include "squill/sys/driver.h"

/* How a value of a column is read; the types that have no row here come as text. */
typedef enum pg_reading {
    PG_AS_TEXT, /* the same bytes in both forms: text, varchar, json ... */
    PG_AS_BOOL,
    PG_AS_INT2,
    PG_AS_INT4,
    PG_AS_INT8,
    PG_AS_OID,
    PG_AS_FLOAT4,
    PG_AS_FLOAT8,
    PG_AS_NUMERIC,
    PG_AS_BYTES,
    PG_AS_DATE,
    PG_AS_TIME,
    PG_AS_TIMESTAMP,
    PG_AS_TIMESTAMPTZ,
    PG_AS_UUID,
    PG_AS_INTERVAL,
    PG_AS_BITS,
    PG_AS_CHAR, /* char(n): blanks at its end are padding */
    PG_AS_JSON,
    PG_AS_JSONB,
    PG_AS_OTHER, /* no binary form that is read here: the whole statement gives text */
} pg_reading;

/* Types of the server that the driver knows, by their fixed OIDs. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_DATE = 1082,
    OID_TIME = 1083,
    OID_TIMESTAMP = 1114,
    OID_TIMESTAMPTZ = 1184,
    OID_INTERVAL = 1186,
    OID_NUMERIC = 1700,
    OID_UUID = 2950,
};

struct pg_rows;
/* Makes the value of what was sent of it. Where memory is missing *out is left as it is. */
typedef void pg_reader(struct pg_rows *rows, const char *v, size_t n, sq_value *out);

/* A statement prepared on the server, kept under the id that the engine gave its text and the types
 * of its parameters. */
typedef struct kept_statement {
    uint64_t id;     /* 0: free */
    uint64_t used;   /* when last */
    uint64_t number; /* no other one of the connection has, or had, the same */
    char name[24];   /* on the server: made of it */
    Oid *types;
    const Oid *taken; /* what the server made of them, where a type was left open; in `types` */
    size_t n_types;
    pg_reader **readers; /* of each column */
    size_t n_columns;
    bool binary;  /* every column has a binary form that is read here */
    bool session; /* it calls a function that changes the session */
    size_t ahead; /* executions of a series that may be under way; 0: it was not tried */
} kept_statement;

/* The parameters of one statement as libpq takes them. */
typedef struct pg_params {
    size_t n, cap;
    const char **values; /* in front of the other arrays, which are behind it in its memory */
    size_t *offsets;     /* of each value in `bytes`; SIZE_MAX: NULL */
    Oid *types;
    int *lengths;
    int *formats;
    sqi_out bytes;
} pg_params;

/* Rows of a batch that are gathered as arrays. */
typedef struct pg_arrays {
    struct pg_array *columns;
    size_t n, cap, n_rows;
    sqi_out sql;
} pg_arrays;

/* A result: detached, or some rows of a stream. */
typedef struct pg_rows {
    sq_driver_rows base;
    const sq_allocator *allocator;
    PGresult *result;
    int next;            /* the first row that was not read yet */
    int at_once;         /* rows that there is room for in `values` */
    uint64_t described;  /* the number of the kept statement that has these columns; 0: of none */
    pg_reader **readers; /* of each column */
    sq_value *values;    /* of the rows that were read last, behind room for one */
    sq_driver_column *columns;
    size_t cap;      /* columns that there is room for */
    sq_arena *arena; /* values that had to be decoded; made when needed */
} pg_rows;

/* A bulk load under way. */
typedef struct pg_load {
    const sq_driver_load *given; /* NULL: there is none */
    int64_t *loaded;
    struct pg_load_column *columns; /* kept for the next one, as `bytes` */
    sqi_out bytes;                  /* the chunk */
    size_t sent;                    /* bytes of it that libpq has */
    const char *row;                /* the next of `left` rows */
    size_t left, widest;            /* of a row without its texts */
    uint64_t n_rows;                /* encoded so far */
    int described;                  /* results of prepare and describe that came */
    bool ended;
    sq_error failure; /* not the server's */
} pg_load;

typedef struct pg_conn pg_conn;
/* Takes one result of the running operation, NULL at its end: SQ_STEP_WAIT to go on, else what the
 * operation gives. */
typedef int pg_take(pg_conn *c, PGresult *r, sq_error *err);

struct pg_conn {
    sq_driver_conn base;
    PGconn *pg;
    PGcancel *cancel; /* NULL: one is late, and still on its way to the server */
    int utf8;         /* libpq's number of that encoding */
    pg_take *take;    /* of the running operation */
    pg_take *then;    /* a command went well: what comes next */
    enum { PG_READY, PG_CONNECTING, PG_SETTLING } connecting;
    bool unsent; /* libpq still has bytes to write */
    bool lost;

    /* A cancel in flight ends before the next statement: see sqi_postgresql_end(). */
    _Atomic bool running, cancelled;
    _Atomic int cancelling; /* how many threads are about to hold the lock */
    sqi_hold lock;          /* kept while a cancel is sent */

    const sq_driver_request *request; /* while it runs */
    sq_driver_rows **out;
    pg_params params;
    kept_statement *preparing; /* place of the statement that is being prepared */
    bool again;                /* this request was prepared anew already */
    bool stale;                /* the server does not know the statement as it was */
    bool other_types;          /* it ran with values of other types than the kept one's, too */
    bool was_idle;             /* no transaction was open when it began */
    PGresult *result;          /* of the running statement */
    kept_statement *kept;      /* n_sets sets of WAYS */
    kept_statement *current;
    size_t n_sets;
    uint64_t tick, numbers;
    pg_rows *stream; /* the open one */
    pg_rows *spare;
    struct {
        const sq_driver_batch *given;
        bool ended;    /* there is no further execution */
        int in_flight; /* chunks whose end was not reached */
        int64_t *affected;
        bool as_arrays;   /* the statement takes them */
        sq_error failure; /* of a value, before it was sent */
    } batch;
    pg_arrays arrays;
    struct {
        const sq_driver_series *given; /* NULL: there is none */
        size_t n;                      /* executions, but for those that are not to be sent */
        size_t sent, taken;            /* given to libpq; their rows were given out */
        size_t ahead;                  /* how many may be under way */
        int64_t waits_since;           /* 0: it does not */
        bool synced;                   /* the sync behind them was given to libpq */
        bool late;                     /* a wait reached its deadline */
        sq_error refusal;              /* why the one at `n` was not sent */
    } series;
    pg_load load;
    struct {
        sq_driver_notification *out; /* where the one waited for goes; NULL: nobody waits */
        int64_t deadline;
        PGnotify *last; /* the one that was given out */
    } notify;
    int64_t connect_until;
    sq_error failure; /* the first error of the running operation */
    char tag[64];     /* the command tag of its last result */
};

static inline pg_conn *pg_of(sq_driver_conn *c)
{
    return (pg_conn *)c;
}

static inline uint32_t pg_get4(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}
static inline uint64_t pg_get8(const char *p)
{
    return (uint64_t)pg_get4(p) << 32 | pg_get4(p + 4);
}

static inline char *pg_put2(char *p, uint16_t u)
{
    p[0] = (char)(u >> 8);
    p[1] = (char)(u & 0xFF);
    return p + 2;
}
static inline char *pg_put4(char *p, uint32_t u)
{
    p[0] = (char)(u >> 24);
    p[1] = (char)(u >> 16 & 0xFF);
    p[2] = (char)(u >> 8 & 0xFF);
    p[3] = (char)(u & 0xFF);
    return p + 4;
}
static inline char *pg_put8(char *p, uint64_t u)
{
    return pg_put4(pg_put4(p, (uint32_t)(u >> 32)), (uint32_t)u);
}

/* Is it a command of that word? The tag is what the server calls a command that it ran. */
static inline bool pg_is_command(const char *tag, const char *word)
{
    while (*word && *word == *tag) {
        word++;
        tag++;
    }
    return !*word;
}

/* ---- driver_error.c ---- */
/* The error that a result tells; never SQ_OK. */
SQI_COLD int sqi_postgresql_error(pg_conn *c, const PGresult *r, sq_error *err);
/* The connection is gone. */
SQI_COLD int sqi_postgresql_lost(pg_conn *c, sq_error *err);
SQI_COLD int sqi_postgresql_connect_error(pg_conn *c, sq_error *err);
/* A statement that the server does not know any more, or whose columns changed meanwhile. */
bool sqi_postgresql_is_stale(const PGresult *r);

/* ---- driver_open.c ---- */
int sqi_postgresql_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                           sq_driver_conn **out, sq_error *err);
int sqi_postgresql_connecting(pg_conn *c, sq_error *err);
void sqi_postgresql_close(sq_driver_conn *c, bool abandon);
int sqi_postgresql_reset(sq_driver_conn *c, bool full, sq_error *err);
extern const char *const sqi_postgresql_options[];

/* ---- driver_step.c ---- */
/* Something was sent: `take` gets its results. Gives SQ_STEP_WAIT, or an error. */
int sqi_postgresql_start(pg_conn *c, int sent, pg_take *take, sq_error *err);
/* Goes on with what was received already. */
int sqi_postgresql_pump(pg_conn *c, sq_error *err);
int sqi_postgresql_receive(pg_conn *c, sq_error *err); /* reads what is there, then pumps */
int sqi_postgresql_step(sq_driver_conn *c, sq_error *err);
/* Runs a command without parameters; `then`, which may be NULL, is called after it went well. */
int sqi_postgresql_command(pg_conn *c, const char *sql, pg_take *then, sq_error *err);
void sqi_postgresql_begin_running(pg_conn *c);
bool sqi_postgresql_is_cancelled(pg_conn *c); /* by squill, since it runs */
/* The connection is gone: ends the operation. */
SQI_COLD int sqi_postgresql_lose(pg_conn *c, sq_error *err);
/* Keeps the first error of the operation. */
SQI_COLD void sqi_postgresql_note_error(pg_conn *c, const PGresult *r);
void sqi_postgresql_end(pg_conn *c); /* nothing runs any more */
int sqi_postgresql_cancel(sq_driver_conn *c, int64_t until, sq_error *err);

/* ---- driver_bind.c ---- */
int sqi_postgresql_bind(pg_conn *c, const sq_driver_request *r, sq_error *err);
void sqi_postgresql_free_params(pg_params *p, const sq_allocator *a);

/* ---- driver_text.c ---- */
/* Text of a value within an array, range or hstore; false: it has none. */
bool sqi_postgresql_text(sqi_out *o, const sq_value *v, sq_type_class class_);
/* The highest $n of an SQL text, outside quotes and comments. */
size_t sqi_postgresql_count_markers(const char *sql);
/* Does the text call a function that changes the session? */
bool sqi_postgresql_changes_session(const char *sql);

/* ---- driver_statement.c ---- */
int sqi_postgresql_execute(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                           sq_error *err);
void sqi_postgresql_forget_statements(pg_conn *c);
/* Prepares the request in that place of the kept ones, then calls `then`. */
int sqi_postgresql_prepare(pg_conn *c, kept_statement *k, pg_take *then, sq_error *err);
/* Sends the running statement with the values that were bound: the kept one, unless they have other
 * types. What libpq says. */
int sqi_postgresql_send_bound(pg_conn *c);
/* Can the connection be used for what sends values? */
int sqi_postgresql_admit(pg_conn *c, sq_error *err);
/* Begins an operation on c->request, whose values are bound of `first`: prepares it, where it is to
 * be kept and is not yet, then calls `then`. */
int sqi_postgresql_start_request(pg_conn *c, const sq_driver_request *first, pg_take *then,
                                 sq_error *err);
/* The server has another idea of the statement, and nothing is lost by preparing it anew. */
bool sqi_postgresql_may_prepare_again(const pg_conn *c);
int sqi_postgresql_prepare_again(pg_conn *c, pg_take *then, sq_error *err);
/* What a statement ends with: c->result as rows, or c->failure. */
int sqi_postgresql_give_rows(pg_conn *c, bool stream, sq_error *err);
SQI_COLD int sqi_postgresql_give_failure(pg_conn *c, sq_error *err);

/* ---- driver_many.c ---- */
int sqi_postgresql_execute_many(sq_driver_conn *c, const sq_driver_request *r,
                                const sq_driver_batch *b, int64_t *affected, sq_error *err);

/* ---- driver_series.c ---- */
int sqi_postgresql_execute_series(sq_driver_conn *base, const sq_driver_request *r,
                                  const sq_driver_series *s, sq_driver_rows **out, sq_error *err);
int sqi_postgresql_next_of_series(sq_driver_conn *base, sq_driver_rows **out, sq_error *err);
void sqi_postgresql_end_series(sq_driver_conn *base);

/* ---- driver_array.c ---- */
/* Can the kept statement of the batch take arrays for its parameters? */
bool sqi_postgresql_plan_arrays(pg_conn *c);
/* Its bytes; 0: the row has to go by itself. */
size_t sqi_postgresql_add_to_arrays(pg_conn *c, const sq_value *row);
/* Sends the rows that were added, over c->params. false: libpq could not take them. */
bool sqi_postgresql_send_arrays(pg_conn *c, sq_error *failure);
void sqi_postgresql_free_arrays(pg_arrays *a, const sq_allocator *allocator);

/* ---- driver_load.c, driver_encode.c ---- */
int sqi_postgresql_load(sq_driver_conn *c, const sq_driver_load *l, int64_t *loaded, sq_error *err);
/* Writes a value, behind its length, as a column of that kind takes it; false: it can't hold it. */
bool sqi_postgresql_encode(sqi_out *o, const sq_value *v, pg_reading how);

/* ---- driver_notify.c ---- */
int sqi_postgresql_wait_notify(sq_driver_conn *c, int64_t deadline, sq_driver_notification *out,
                               sq_error *err);
int sqi_postgresql_step_notify(pg_conn *c, sq_error *err);

/* ---- result.c ---- */
pg_reading sqi_postgresql_reading(Oid type);
/* Has the statement that was just sent give its rows a few at a time: chunks of them where libpq
 * can (17), else one by one. */
void sqi_postgresql_stream_mode(PGconn *pg);
bool sqi_postgresql_is_part(ExecStatusType status); /* rows of a stream, more may follow */
/* What the server tells: rows matched; -1 for a query. */
int64_t sqi_postgresql_affected(PGresult *r);
/* Takes the result over. NULL: no memory; it is cleared then. */
pg_rows *sqi_postgresql_rows(pg_conn *c, PGresult *r, bool stream);
int sqi_postgresql_fetch(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err);
void sqi_postgresql_get(sq_driver_rows *rows, size_t column, sq_value *out);
int sqi_postgresql_structure(sq_driver_rows *rows, size_t column, const sq_type *t, sq_value *v);
void sqi_postgresql_finish(sq_driver_conn *c, sq_driver_rows *rows);
void sqi_postgresql_rows_free(pg_rows *rows);
/* Ends the operation whose results nobody wants; after its deadline the connection is lost. */
void sqi_postgresql_drain(pg_conn *c);

#endif
