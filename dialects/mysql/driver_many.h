/* driver_many.h: one statement many times, as MariaDB's arrays of parameters: a chunk of executions
 * is one message, and one answer. */
#ifndef SQI_MYSQL_DRIVER_MANY_H
#define SQI_MYSQL_DRIVER_MANY_H

#include "dialects/mysql/driver.h"

enum {
    CHUNK_ROWS = 1000,
    CHUNK_BYTES = 1024 * 1024,
    CHUNK_HEAD = 4 + 2,    /* of the request: id, flags */
    CHUNK_TYPE = 2,        /* of each parameter */
    CHUNK_NULL = 1,        /* of each value: whether it is NULL */
    CHUNK_MOST_BESIDE = 14 /* of each value but its text: that, and a time or a length */
};

/* Fills the next chunk: n_rows, 0 after the last one, and their binds. SQ_OK or an error. */
typedef int my_fill(my_conn *c, struct my_batch *m, sq_error *err);

struct my_batch {
    const sq_driver_batch *given;
    int64_t *affected;
    my_fill *fill;
    struct my_gathered *gathered;  /* by rows */
    const sq_driver_array *arrays; /* by arrays: of so many executions, so many of them were sent */
    size_t n_given, n_sent;
    unsigned n_rows;
    size_t n_params;
    MYSQL_BIND binds[];
};

/* ---- driver_rows.c ---- */
/* SQ_OK or SQ_ERR_NOMEM. */
int sqi_mysql_gather(struct my_batch *m, const sq_allocator *a);
void sqi_mysql_free_gathered(struct my_batch *m, const sq_allocator *a);
my_fill sqi_mysql_fill_by_rows;

/* ---- driver_arrays.c ---- */
my_fill sqi_mysql_fill_by_arrays;

#endif
