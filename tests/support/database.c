/* database.c: see database.h. */
#include "tests/support/database.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef SQT_WITH_sqlite
#include "squill/sqlite.h"
#endif
#ifdef SQT_WITH_postgresql
#include "squill/postgresql.h"
#endif
#ifdef SQT_WITH_mysql
#include "squill/mysql.h"
#endif

typedef struct database {
    const char *name, *variable; /* that holds the URL; NULL: it needs no server */
    const sq_driver *(*driver)(void);
} database;

static const database databases[] = {
#ifdef SQT_WITH_sqlite
    {"sqlite", NULL, sq_sqlite_driver},
#endif
#ifdef SQT_WITH_postgresql
    {"postgresql", "SQ_TEST_POSTGRESQL_URL", sq_postgresql_driver},
    {"postgresql18", "SQ_TEST_POSTGRESQL18_URL", sq_postgresql_driver},
    {"pgbouncer", "SQ_TEST_PGBOUNCER_URL", sq_postgresql_driver},
#endif
#ifdef SQT_WITH_mysql
    {"mysql", "SQ_TEST_MYSQL_URL", sq_mysql_driver},
    {"mariadb", "SQ_TEST_MYSQL_URL", sq_mysql_driver},
#endif
    {NULL, NULL, NULL}};

const char *sqt_database_url(const char *name)
{
    const database *d = databases;
    while (d->name && strcmp(d->name, name) != 0)
        d++;
    if (!d->name || sq_driver_register(d->driver(), NULL) != SQ_OK)
        return NULL;
    return d->variable ? getenv(d->variable) : "sqlite://";
}

sq_conn *sqt_database_open(const char *name, sq_engine **db)
{
    const char *url = sqt_database_url(name);
    *db = url ? sq_engine_open(url) : NULL;
    sq_conn *c = *db ? sq_connect(*db) : NULL;
    if (c && sq_status_of(c) == SQ_OK)
        return c;
    printf("SKIP %s: %s\n", name, c ? sq_errmsg(c) : "no server was started");
    sqt_database_close(c, *db);
    *db = NULL;
    return NULL;
}

void sqt_database_close(sq_conn *c, sq_engine *db)
{
    sq_conn_close(c);
    if (db)
        sq_engine_close(db);
}

int64_t sqt_database_run(sq_conn *c, const char *sql)
{
    return (sq_sql_exec)(c, (const sq_sql_text *)(const void *)sql, NULL, 0);
}
