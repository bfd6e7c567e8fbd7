/* driver_decode.h: the two forms in which the server sends values. */
#ifndef SQI_POSTGRESQL_DRIVER_DECODE_H
#define SQI_POSTGRESQL_DRIVER_DECODE_H

#include "dialects/postgresql/driver.h"

/* Of the rows, made when it is first asked for; NULL: no memory. */
sq_arena *sqi_postgresql_arena(pg_rows *rows);
/* Reads rows of the result, from this one on as many as there is room for: they are ready then.
 * Where there is no memory, none is. */
void sqi_postgresql_read_ahead(pg_rows *rows, int row);
/* The same, and the first of them is the current one: SQ_STEP_ROW or SQ_ERR_NOMEM. */
int sqi_postgresql_read_rows(pg_rows *rows, int row, sq_error *err);
pg_reader *sqi_postgresql_reader(Oid type, bool binary);

#endif
