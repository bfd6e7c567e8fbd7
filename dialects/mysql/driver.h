/* driver.h: what the files of the driver of MySQL and MariaDB share. Not for the SQL half of this
 * folder. */
#ifndef SQI_MYSQL_DRIVER_H
#define SQI_MYSQL_DRIVER_H

#include <mysql.h>
#include <stdatomic.h>
#include "lib/base/alloc.h"
#include "lib/base/error.h"
#include "lib/base/thread.h"
#include "squill/sys/driver.h"

enum { MOST_BITS = 64 };

/* A column of a result. */
typedef struct my_column my_column;
/* Makes `value` of what stands at `p`; what stands behind it. */
typedef unsigned char *my_take(my_column *col, unsigned char *p, sq_value *value);
struct my_column {
    my_take *take;
    uint8_t kind; /* sq_value_kind that text, bytes and times become */
    bool is_unsigned;
    unsigned bits; /* of a BIT column */
    union {
        char odd[24]; /* a date that does not exist, as text */
        char digits[MOST_BITS + 1];
    };
};

/* A prepared statement with the memory of its rows; kept ones by the id of their compiled form. */
typedef struct my_statement {
    uint64_t id; /* 0: free, or not kept */
    uint64_t used;
    MYSQL_STMT *stmt;
    size_t cap;
    my_column *columns;
    sq_value *values; /* of the current row */
    sq_driver_column *names;
    bool harmless;  /* leaves the session as it is */
    bool bound;     /* the client library has binds of the values of one execution */
    bool described; /* columns are, as they were when the server last told of them */
} my_statement;

typedef struct my_rows {
    sq_driver_rows base;
    my_statement *statement; /* NULL: finished, or plain */
    bool ended;
    bool plain; /* not prepared: what follows is used instead */
    MYSQL_RES *result;
    MYSQL_ROW row;
    const unsigned long *lengths;
    sq_driver_column *names;
} my_rows;

/* A value on its way to the server. */
enum { MY_UNSIGNED = 0x8000, MY_TYPE = 0xFF };
typedef struct my_cell {
    unsigned type;        /* and whether it is unsigned, in one number as on the wire */
    unsigned long length; /* of text and such */
    const void *bytes;
} my_cell;

/* Where the form is made that the value itself has not. */
typedef union my_room {
    uint64_t u;
    MYSQL_TIME t;
    char text[40];
} my_room;

/* The parameters of one statement. */
typedef struct my_params {
    size_t cap;
    my_cell *cells;
    my_room *rooms;
    MYSQL_BIND *binds;
} my_params;

typedef struct my_conn my_conn;
/* Goes on with the call of the client library that waits; its status bits, 0: it is done. */
typedef int my_continue(my_conn *c, int ready);
/* The call is done: what the operation gives, or SQ_STEP_WAIT if it goes on. */
typedef int my_done(my_conn *c, sq_error *err);

struct my_conn {
    sq_driver_conn base;
    MYSQL *my;
    sq_url *url; /* a copy: cancel connects anew */
    my_continue *go_on;
    my_done *done, *then;
    int ret; /* what the call returned */
    MYSQL *made;
    my_bool flag;
    enum { MY_READY, MY_CONNECTING, MY_SETTLING } connecting;
    int fd;              /* once it is connected */
    const void *utf8mb4; /* the client library's description of that character set */
    int64_t call_limit;  /* when the waiting call is to be told that its time is over; 0: never */
    bool read_only;      /* the transaction that is open */
    size_t packet;       /* the server takes less than this at once */
    MYSQL_RES *told;     /* of that question */
    unsigned long thread_id;

    /* A cancel in flight ends before the next statement: see sqi_mysql_end(). */
    _Atomic bool running;
    _Atomic unsigned cancels; /* that were sent, and were not seen to hit */
    _Atomic int cancelling;   /* how many threads are about to hold the lock */
    sqi_hold lock;            /* kept while a cancel is sent */
    bool kill_is_late;        /* one was left behind, which may yet come: no other borrower */

    const sq_driver_request *request;
    sq_driver_rows **out;
    my_params params;
    my_statement *current;
    bool again, was_idle;
    my_statement single; /* for what is not kept */
    my_statement *kept;
    size_t n_sets;
    uint64_t tick;
    my_rows rows;
    struct my_batch *batch; /* of driver_many.c */
    const char *xid;        /* of the two-phase step that runs */
    sq_error failure;
    char command[256];
};

static inline my_conn *my_of(sq_driver_conn *c)
{
    return (my_conn *)c;
}

/* ---- driver_error.c ---- */
/* The error of the connection, or of `s`. Never SQ_OK. */
SQI_COLD int sqi_mysql_error(my_conn *c, MYSQL_STMT *s, sq_error *err);
SQI_COLD int sqi_mysql_connect_error(MYSQL *my, sq_error *err);

/* ---- driver_open.c ---- */
extern const char *const sqi_mysql_options[];
int sqi_mysql_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                      sq_driver_conn **out, sq_error *err);
int sqi_mysql_give_up(my_conn *c, int rc);
void sqi_mysql_close(sq_driver_conn *c, bool abandon);
int sqi_mysql_cancel(sq_driver_conn *c, int64_t until, sq_error *err);
/* Seconds of an option; `otherwise` if there is none, -1 if it is no number. */
long sqi_mysql_seconds(const sq_url *u, const char *key, long otherwise);

/* ---- driver_session.c ---- */
/* Then calls `then`, which may be NULL. */
int sqi_mysql_set_up(my_conn *c, my_done *then, sq_error *err);
int sqi_mysql_reset(sq_driver_conn *c, bool full, sq_error *err);

/* ---- driver_step.c ---- */
void sqi_mysql_begin_running(my_conn *c);
void sqi_mysql_end(my_conn *c);
/* A call was started with these status bits. */
int sqi_mysql_go(my_conn *c, int status, my_continue *go_on, my_done *done, sq_error *err);
int sqi_mysql_step(sq_driver_conn *c, sq_error *err);
/* Blocks until what a call of `my` waits for is there: its status bits for ..._cont(); after
 * `until` (0: never) they say that the call's time is over. */
int sqi_mysql_wait(const sq_driver_host *host, MYSQL *my, int status, int64_t until);
/* Runs a command that gives no rows, then `then` (which may be NULL). */
int sqi_mysql_command(my_conn *c, const char *sql, my_done *then, sq_error *err);
int sqi_mysql_ping(sq_driver_conn *c, sq_error *err);
/* The operation failed, of `s` or of the connection: finds out what is left of the transaction. */
SQI_COLD int sqi_mysql_fail(my_conn *c, MYSQL_STMT *s, sq_error *err);
/* The same, c->failure is filled in. */
SQI_COLD int sqi_mysql_fail_as_noted(my_conn *c, sq_error *err);

/* ---- driver_bind.c ---- */
/* false: the database has no form for it. What is borrowed lives as long as value and room. */
bool sqi_mysql_make_cell(my_cell *cell, my_room *room, const sq_value *v, const sq_type *t);
SQI_COLD int sqi_mysql_refuse_value(size_t i, sq_error *err);
/* The parameters of the request. */
int sqi_mysql_bind(my_conn *c, my_statement *s, sq_error *err);
void sqi_mysql_free_params(my_params *p, const sq_allocator *a);

/* ---- driver_statement.c ---- */
int sqi_mysql_execute(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                      sq_error *err);
void sqi_mysql_forget_statements(my_conn *c);
void sqi_mysql_drop_statement(my_conn *c, my_statement *s);

/* The place of the request's statement: with it, or to prepare it in. */
my_statement *sqi_mysql_find(my_conn *c, const sq_driver_request *r);

/* ---- driver.c, driver_twophase.c ---- */
/* Sets the isolation level of the next transaction, then calls `then`. */
int sqi_mysql_isolate(my_conn *c, const sq_begin_options *o, my_done *then, sq_error *err);
int sqi_mysql_twophase(sq_driver_conn *c, sq_twophase_verb verb, const char *xid,
                       const sq_begin_options *o, sq_error *err);

/* ---- driver_many.c ---- */
int sqi_mysql_execute_many(sq_driver_conn *c, const sq_driver_request *r, const sq_driver_batch *b,
                           int64_t *affected, sq_error *err);

/* ---- driver_packet.c ---- */
/* Bytes of a value on the wire, at most; of a request to execute without them. */
size_t sqi_mysql_size_of_cell(const my_cell *cell);
size_t sqi_mysql_size_of_head(size_t n_params);
/* Whether the server takes a request of so many bytes; else SQ_ERR_LIMIT. */
bool sqi_mysql_fits_packet(const my_conn *c, size_t size);
int sqi_mysql_check_packet(const my_conn *c, size_t size, sq_error *err);

/* ---- driver_decode.c ---- */
/* How the values of a column are read; `t` may be NULL. */
void sqi_mysql_set_column(my_column *col, const MYSQL_FIELD *f, const sq_type *t);
/* From now on fetching a row fills s->values, which hold until the next one. */
void sqi_mysql_read_in_place(my_statement *s);
void sqi_mysql_get(sq_driver_rows *rows, size_t column, sq_value *out);

/* ---- driver_plain.c ---- */
/* Sends the request as text; its rows then go through these three. */
int sqi_mysql_run_plain(my_conn *c, sq_error *err);
int sqi_mysql_fetch_plain(my_conn *c, sq_error *err);
void sqi_mysql_get_plain(const my_rows *rows, size_t column, sq_value *out);
void sqi_mysql_finish_plain(my_conn *c);

/* ---- result.c ---- */
/* Nobody wants the rows that are left. Outside a transaction the statement is cancelled; inside,
 * that would spoil the transaction, so they are to be read. Until when, at most; 0: no limit. */
int64_t sqi_mysql_drain_limit(my_conn *c);
/* The statement was prepared: what nobody asks for of its columns is not kept. */
void sqi_mysql_forget_origins(my_conn *c, my_statement *s);
/* The statement was executed: its columns, and where they go. */
int sqi_mysql_describe(my_conn *c, my_statement *s, sq_error *err);
int sqi_mysql_fetch(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err);
void sqi_mysql_finish(sq_driver_conn *c, sq_driver_rows *rows);
void sqi_mysql_free_columns(my_statement *s, const sq_allocator *a);

#endif
