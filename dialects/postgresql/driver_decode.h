/* driver_decode.h: the two forms in which the server sends values. Where memory is missing, *out is
 * left as it is. */
#ifndef SQI_POSTGRESQL_DRIVER_DECODE_H
#define SQI_POSTGRESQL_DRIVER_DECODE_H

#include "dialects/postgresql/driver.h"

/* Of the rows, made when it is first asked for; NULL: no memory. */
sq_arena *sqi_postgresql_arena(pg_rows *rows);
/* The values of the current row. */
void sqi_postgresql_read_row(pg_rows *rows);
/* A value that is no NULL, from its text. */
void sqi_postgresql_get_text(pg_rows *rows, pg_reading how, const char *v, size_t n, sq_value *out);

#endif
