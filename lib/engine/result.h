/* result.h: results within the engine. */
#ifndef SQI_RESULT_H
#define SQI_RESULT_H

#include <string.h>
#include "lib/engine/engine.h"
#include "lib/engine/member.h"

/* A row that was copied out of the driver; its values follow. */
typedef struct sqi_stored_row {
    struct sqi_stored_row *next;
    sq_value values[];
} sqi_stored_row;

typedef struct sqi_series sqi_series;
typedef enum sqi_result_mode {
    SQI_RESULT_ENDED,    /* no rows (any more) */
    SQI_RESULT_STREAM,   /* rows come from the driver one by one */
    SQI_RESULT_DETACHED, /* rows are in the client library's memory */
    SQI_RESULT_STORED,   /* rows are in `arena` */
} sqi_result_mode;

/* How a member of a struct gets its value. The function writes it: SQ_OK, SQ_ERR_CONVERSION,
 * SQ_ERR_NULL. */
typedef struct sqi_member sqi_member;
typedef int sqi_put_fn(sq_result *r, const sqi_member *m, const sq_value *v, char *out);
struct sqi_member {
    const sq_field *field;
    size_t column;
    sqi_put_fn *put;
};

struct sq_result {
    sqi_result_mode mode;
    bool is_static;
    sqi_conn *conn; /* NULL once it was given back */
    const sq_allocator *allocator;
    sq_result *next, **link; /* in conn->results */
    sq_compiled *compiled;   /* names and types of the columns; NULL for raw SQL */
    sq_compiled *counted;    /* `compiled`, or what it was before: likely to be it again */
    sq_arena *arena;         /* stored rows, names, text made by getters */
    sq_arena *row_arena;     /* text made by getters for one row of a stream; made when needed */

    size_t n_columns, n_hidden; /* those that the caller sees; behind them, those he does not */
    bool several;               /* rows of several executions are stored one behind the other */
    sqi_series *series;         /* it goes on to the rows of other values; NULL: it does not */
    bool more;                  /* there are such: the connection stays its own, as streaming */
    bool converts;              /* a column has a user-defined type with a `result` method */
    bool nul_in_text;           /* U+0000 may be found within SQ_V_TEXT */
    const char *const *names;   /* NULL: those of `compiled` */
    sq_driver_rows *rows;       /* STREAM, DETACHED */
    void (*get)(sq_driver_rows *rows, size_t column, sq_value *out);
    int (*structure)(sq_driver_rows *rows, size_t column, const sq_type *t, sq_value *v);
    int (*fetch)(sq_driver_conn *c, sq_driver_rows *rows, sq_error *err);
    void (*finish)(sq_driver_conn *c, sq_driver_rows *rows);
    sqi_stored_row *first, *last, *current;
    bool walked; /* sq_row() was called */
    bool on_row;
    const sq_value *values; /* of the current row, if they are at hand as getters need them */
    bool frozen;            /* stored, and may be walked again */
    int64_t n_rows, affected, last_id;
    int64_t n_earlier;              /* rows of earlier executions */
    size_t stored_bytes, max_bytes; /* 0: no limit */

    const sq_row_desc *mapped; /* the description that `members` is for */
    sqi_member *members;
    size_t cap_members;

    int64_t started; /* for the QUERY event; 0: nobody listens */
    const char *sql;
    int status; /* SQ_OK, or `error` holds why not */
    sq_error error;
};

/* For what a handle stands for; never NULL. *c NULL: the result is one that answers with the
 * reason, and there is nothing to do. */
sq_result *sqi_result_open(sq_conn *handle, const char *where, sqi_conn **c);
sq_result *sqi_result_static(int status); /* for a connection that is none: answers with it */
void sqi_result_free(sq_result *r);
/* The form that is run, NULL for none. `counted`: its count becomes the result's. */
void sqi_result_set_form(sq_result *r, sq_compiled *k, bool counted);
/* Gives back the form that a result without rows still counts. */
void sqi_result_drop_form(sq_result *r);
/* Takes what an execution gave: keeps the rows (stream or detached) or copies them all. */
void sqi_result_fill(sq_result *r, sq_driver_rows *rows, bool stream);
/* Forgets the rows, for those of the next execution of the same statement. */
void sqi_result_clear(sq_result *r);
/* Of those kinds that a database gives: v.s points to `len` bytes. */
static inline bool sqi_value_has_bytes(const sq_value *v)
{
    switch (v->kind) {
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_UUID:
    case SQ_V_BITS:
        return true;
    default:
        return false;
    }
}
/* Copies the driver's rows that are left and ends them. */
void sqi_result_store(sq_result *r);
/* Copies a row, that of the driver if `values` is NULL: SQ_OK, SQ_ERR_NOMEM or SQ_ERR_LIMIT. */
int sqi_result_add(sq_result *r, const sq_value *values);
SQI_COLD void sqi_result_error(sq_result *r, const sq_error *e); /* the first one sticks */
SQI_COLD int sqi_result_refuse(sq_result *r, int status, const char *format, ...) SQ_PRINTF(3, 4);
/* The error that is on the connection, or `status` alone. */
SQI_COLD void sqi_result_fail(sq_result *r, const sqi_conn *c, int status);
/* Ends a streamed result from outside, with the reason that its owner will find. */
SQI_COLD void sqi_result_break(sq_result *r, const sq_error *e);
void sqi_result_detach_all(sqi_conn *c); /* the connection is given back */

/* Values of the current row as the database gave them; NULL: get() gives them one by one. */
static inline const sq_value *sqi_result_values(const sq_result *r)
{
    return r->mode == SQI_RESULT_STORED ? r->current->values : r->rows->values;
}
/* No row is current. */
static inline void sqi_result_leave_row(sq_result *r)
{
    r->on_row = false;
    r->values = NULL;
}

/* Lets the user-defined type of column i convert its value. false, and an error, if it fails. */
bool sqi_result_convert(sq_result *r, size_t i, sq_value *v);

/* Says why column i has no value. */
SQI_COLD bool sqi_result_lacks(sq_result *r, size_t i);

/* Value of column i of the current row, raw. false (and an error) where there is none. */
static inline bool sqi_result_raw(sq_result *r, size_t i, sq_value *out)
{
    if (!r->on_row || i >= r->n_columns)
        return sqi_result_lacks(r, i);
    const sq_value *values = sqi_result_values(r);
    if (values)
        *out = values[i];
    else
        r->get(r->rows, i, out);
    return !r->converts || sqi_result_convert(r, i, out);
}

/* The value where it is at hand, raw and of that kind. NULL: sqi_result_raw() finds it, if there is
 * one. */
static inline const sq_value *sqi_at_hand(const sq_result *r, size_t i, sq_value_kind kind)
{
    const sq_value *v = r && r->values && i < r->n_columns ? &r->values[i] : NULL;
    return v && v->kind == kind ? v : NULL;
}

/* Does the text, of SQ_V_TEXT, end where a C string does? */
static inline bool sqi_is_c_string(const sq_result *r, const sq_value *text)
{
    return !r->nul_in_text || strlen(text->v.s) == text->len;
}

/* Does the compiled form tell the columns? */
static inline bool sqi_result_knows(const sq_result *r)
{
    return r->compiled && r->compiled->n_columns == r->n_columns + r->n_hidden;
}

/* Where getters put text that must live as long as the row; NULL: no memory. */
sq_arena *sqi_result_arena(sq_result *r);

/* ---- convert.c: from what a database gave to what was asked for. SQ_OK, SQ_ERR_CONVERSION,
 * SQ_ERR_NULL. ---- */

int sqi_to_int64(const sq_value *v, int64_t *out);
int sqi_to_uint64(const sq_value *v, uint64_t *out);
int sqi_to_double(const sq_value *v, double *out);
int sqi_to_bool(const sq_value *v, bool *out);
/* Text of a value, NUL-terminated, in the value's own memory or in `arena`; p is NULL for NULL. */
int sqi_to_text(const sq_value *v, sq_arena *arena, sq_str *out);
int sqi_to_bytes(const sq_value *v, sq_str *out);
/* Gives a value the kind that the column's type asks for, where the database has only text or a
 * number for it. */
int sqi_to_type(const sq_type *t, sq_arena *arena, sq_value *v);

/* ---- fetch.c ---- */

/* Memory, zeroed, for `size` bytes of each row of a buffered result; NULL for no row or an error.
 */
void *sqi_result_room(sq_result *r, size_t size);

/* ---- series.c ---- */

/* No further rows are wanted: what is under way comes to an end, and the connection is free. */
void sqi_series_stop(sq_result *r);
void sqi_series_free(sq_result *r);

/* ---- order.c ---- */

/* Can the value tell a row from others? Integers and UUIDs can. */
bool sqi_tells_row(sq_value v);
/* Puts the rows of one page into the order of its parameter sets: `before` is the last row of the
 * page before, NULL if it is the first; given: the value of the page's slot for each set. SQ_OK, or
 * the error of the result. */
int sqi_order_rows(sq_result *r, sqi_stored_row *before, const sqi_page *page,
                   const sq_value *given, size_t stride, size_t n_sets);

#endif
