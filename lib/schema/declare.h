/* declare.h: tables as C source: what is shared by its two halves. */
#ifndef SQI_DECLARE_H
#define SQI_DECLARE_H

#include "lib/schema/schema.h"

/* The tables that are written, and what they and their columns are called in C. */
typedef struct sqi_declarer {
    sq_arena *a;
    sqi_out out;
    const sq_table **tables; /* by name */
    const char **names;
    const char *const **columns; /* by table and position */
    size_t n;
    size_t at;    /* the table that is being written */
    sqi_out lost; /* what of it can't be written: lines of a comment */
} sqi_declarer;

/* Position of a table; SIZE_MAX: it is none of them. */
size_t sqi_declared(const sqi_declarer *x, const sq_table *t);
/* The C name of a column of the table that is being written; NULL: it has none of this key. */
const char *sqi_declared_column(const sqi_declarer *x, size_t table, const char *key);
void sqi_put_c_string(sqi_out *o, const char *s);

/* ---- declare_parts.c ---- */

/* `integer`, `varchar(80)`, `type(.kind = ..)` */
void sqi_put_c_type(sqi_declarer *x, const sq_type *t);
/* `, .not_null = true` and the like, each behind a comma. */
void sqi_put_c_column_options(sqi_declarer *x, const sq_column *c);
/* `.schema = "s", .constraints = ..`, all that is said of the table. */
void sqi_put_c_table_options(sqi_declarer *x, const sq_table *t);

#endif
