/* ddl.h: SQL Server's definitions, for its dialect table. */
#ifndef SQI_MSSQL_DDL_H
#define SQI_MSSQL_DDL_H

#include "lib/compile/ddl.h"

void sqi_mssql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_mssql_computed(sqi_compiler *c, const sq_column *col);
void sqi_mssql_constraint_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted);
void sqi_mssql_key_kind(sqi_compiler *c, const sqi_constraint *k);
void sqi_mssql_constraint_options(sqi_compiler *c, const sqi_constraint *k);
void sqi_mssql_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col);
void sqi_mssql_rename_schema(sqi_compiler *c, const sq_table *t);
void sqi_mssql_index_kind(sqi_compiler *c, const sq_index *i);
void sqi_mssql_index_options(sqi_compiler *c, const sq_index *i);
void sqi_mssql_create_table_as(sqi_compiler *c, const sqi_ddl *x);
void sqi_mssql_or_replace(sqi_compiler *c);
void sqi_mssql_savepoint(sqi_compiler *c, const sqi_ddl *x);

#define SQI_MSSQL_DDL_HOOKS                                                                        \
    .column_spec = sqi_mssql_column_spec, .computed = sqi_mssql_computed,                          \
    .constraint_wanted = sqi_mssql_constraint_wanted, .key_kind = sqi_mssql_key_kind,              \
    .constraint_options = sqi_mssql_constraint_options, .alter_column = sqi_mssql_alter_column,    \
    .rename_schema = sqi_mssql_rename_schema, .index_kind = sqi_mssql_index_kind,                  \
    .index_options = sqi_mssql_index_options, .drop_index_target = sqi_put_index_on,               \
    .create_table_as = sqi_mssql_create_table_as, .or_replace = sqi_mssql_or_replace,              \
    .savepoint = sqi_mssql_savepoint

#endif
