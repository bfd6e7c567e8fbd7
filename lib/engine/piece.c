/* piece.c: a value of any size, in pieces: each is a query of its own for a part of it. */
#include "lib/engine/engine.h"
#include "lib/engine/result.h"
#include "squill/select.h"

typedef struct value_reader {
    sq_conn *c;
    const sq_expr *column, *row;
    size_t piece;
    sq_piece_fn fn;
    void *user;
    int64_t from;  /* of the next piece, counted from 1 */
    int64_t total; /* bytes read so far */
    bool stopped;
} value_reader;

static sq_value number(int64_t n)
{
    return n <= INT32_MAX ? sq_int_value((int)n) : sq_long_value(n);
}

static const sq_stmt *query_of_piece(const value_reader *v, sq_builder *q)
{
    const sq_expr *args[] = {v->column, (sq_val)(q, number(v->from)),
                             (sq_val)(q, number((int64_t)v->piece))};
    const sq_expr *part = sq_func_n(q, "substr", args, 3);
    return sq_where_n(sq_select_n(q, &part, 1), &v->row, 1);
}

/* 1: there is more; SQ_OK: it was the last one. */
static int read_piece(value_reader *v, sq_builder *q)
{
    sq_result *r = (sq_query)(v->c, query_of_piece(v, q), NULL, 0);
    bool there = sq_one(r) == SQ_OK;
    if (there && sq_get_is_null(r, 0))
        sqi_result_refuse(r, SQ_ERR_NULL, "the value is NULL");
    const sq_str s = there ? sq_get_bytes(r, 0) : (sq_str){NULL, 0};
    if (s.n > 0)
        v->stopped = !v->fn(s.p, s.n, v->user);
    v->total += (int64_t)s.n;
    v->from += (int64_t)v->piece;
    bool more = s.n >= v->piece && !v->stopped; /* in bytes; a piece of text has as many or more */
    int rc = sq_done(r);
    return rc == SQ_OK ? more : rc;
}

int64_t sq_read_pieces(sq_conn *handle, const sq_expr *column, const sq_expr *row, size_t piece,
                       sq_piece_fn fn, void *user)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!column || !row || !fn || piece == 0 || piece > INT32_MAX)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_read_pieces",
                               "a column, a condition, a size and a function are needed");
    const sq_builder_options memory = {.allocator = c->engine->options.allocator,
                                       .size = sizeof memory};
    sq_builder *q = (sq_builder_new)(&memory);
    value_reader v = {.c = handle,
                      .column = column,
                      .row = row,
                      .piece = piece,
                      .fn = fn,
                      .user = user,
                      .from = 1};
    while ((rc = read_piece(&v, q)) > 0)
        sq_builder_reset(q);
    sq_builder_free(q);
    return rc == SQ_OK ? v.total : rc;
}
