/* ddl.h: SQLite's types and definitions, for its dialect table. */
#ifndef SQI_SQLITE_DDL_H
#define SQI_SQLITE_DDL_H

#include "lib/compile/ddl.h"

extern const sqi_type_entry sqi_sqlite_types[];

void sqi_sqlite_column_spec(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_sqlite_column_default(sqi_compiler *c, sq_str text);
void sqi_sqlite_table_options(sqi_compiler *c, const sq_table *t);
void sqi_sqlite_constraint_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted);
void sqi_sqlite_constraint_options(sqi_compiler *c, const sqi_constraint *k);
void sqi_sqlite_reference_table(sqi_compiler *c, const sqi_reference *r);
void sqi_sqlite_index_on(sqi_compiler *c, const sq_index *i);
void sqi_sqlite_index_options(sqi_compiler *c, const sq_index *i);
void sqi_sqlite_view_if_not_exists(sqi_compiler *c, const sqi_ddl *x);

#define SQI_SQLITE_DDL_HOOKS                                                                       \
    .column_spec = sqi_sqlite_column_spec, .column_default = sqi_sqlite_column_default,            \
    .table_options = sqi_sqlite_table_options, .constraint_wanted = sqi_sqlite_constraint_wanted,  \
    .constraint_options = sqi_sqlite_constraint_options,                                           \
    .reference_table = sqi_sqlite_reference_table, .index_on = sqi_sqlite_index_on,                \
    .index_options = sqi_sqlite_index_options, .view_if_not_exists = sqi_sqlite_view_if_not_exists

#endif
