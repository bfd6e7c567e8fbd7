/* driver_decode.h: the two forms in which the server sends values. Where memory is missing, *out is
 * left as it is. */
#ifndef SQI_POSTGRESQL_DRIVER_DECODE_H
#define SQI_POSTGRESQL_DRIVER_DECODE_H

#include "dialects/postgresql/driver.h"

void sqi_postgresql_get_binary(pg_rows *rows, pg_reading how, const char *v, size_t n,
                               sq_value *out);
void sqi_postgresql_get_text(pg_rows *rows, pg_reading how, const char *v, size_t n, sq_value *out);

#endif
