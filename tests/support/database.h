/* database.h: the databases that the tests run on: SQLite in memory, and the servers that were
 * started (servers.sh). Needs no libcheck: also for programs that are no suite. */
#ifndef SQT_DATABASE_H
#define SQT_DATABASE_H

#include "squill.h"

/* The URL of "sqlite", "postgresql", "postgresql18", "pgbouncer", "mysql" or "mariadb", its driver
 * being registered. NULL: no server was started, or the client library is missing. */
const char *sqt_database_url(const char *name);

/* Opens it; NULL, and a line SKIP, where it is not there. Both are closed by sqt_database_close(),
 * also where they are NULL. */
sq_conn *sqt_database_open(const char *name, sq_engine **db);
void sqt_database_close(sq_conn *c, sq_engine *db);

/* Text that need not be a literal. As sq_sql_exec(). */
int64_t sqt_database_run(sq_conn *c, const char *sql);

#endif
