/* definition.h: what is in an SQLite database, and the statements that it keeps, read again. */
#ifndef SQI_SQLITE_DEFINITION_H
#define SQI_SQLITE_DEFINITION_H

#include "lib/compile/reflector.h"

extern const sqi_reflector sqi_sqlite_reflector;

/* What is only in CREATE TABLE, CREATE VIEW, CREATE INDEX: see sqi_reflector. */
bool sqi_sqlite_read_table(sq_arena *a, sqi_reflected *t);
bool sqi_sqlite_read_view(sq_arena *a, sqi_object_fact *f);
bool sqi_sqlite_read_index(sq_arena *a, sqi_index_fact *f, size_t position);

#endif
