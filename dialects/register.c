/* register.c: the dialects that are built in: base before derived. */
#include "lib/compile/dialect.h"

extern const sqi_dialect_def sqi_sqlite_dialect, sqi_postgresql_dialect, sqi_mysql_dialect,
    sqi_mariadb_dialect, sqi_mssql_dialect, sqi_oracle_dialect;

const sqi_dialect_def *const sqi_builtin_dialects[] = {
    &sqi_sqlite_dialect,
    &sqi_postgresql_dialect,
    &sqi_mysql_dialect,
    &sqi_mariadb_dialect,
    &sqi_mssql_dialect,
    &sqi_oracle_dialect,
    NULL,
};
