/* servers.c: the databases on servers that the suite runs on: each case gets one of its own, made
 * through squill itself. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "tests/suite/suite.h"

bool suite_server_url(const char *server, char *out, size_t size, const char *database)
{
    const char *given = sqt_database_url(server);
    sq_url *u = given ? sq_url_parse(given, NULL) : NULL;
    sq_url *other = u ? sq_url_new(NULL, .scheme = sq_url_scheme(u), .user = sq_url_user(u),
                                   .password = sq_url_password(u), .host = sq_url_host(u),
                                   .port = sq_url_port(u), .database = database)
                      : NULL;
    char *text = other ? sq_url_text(other, false) : NULL;
    if (text)
        snprintf(out, size, "%s", text);
    sq_string_free(text);
    sq_url_free(other);
    sq_url_free(u);
    return text != NULL;
}

/* A fresh database of the server; false: it can't be reached. */
SQ_UNUSED static bool make_database(const char *server, char *out, size_t size, const char *options,
                                    const char **reason)
{
    static int number;
    char name[48], sql[160];
    const char *url = sqt_database_url(server);
    *reason = "no server was started";
    if (!url)
        return false;
    struct timespec now; /* process ids come again */
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(name, sizeof name, "case_%ld_%d_%ld", (long)getpid(), ++number, now.tv_nsec);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s %s", name, options);
    sq_engine *db = sq_engine_open(url);
    sq_conn *c = sq_connect(db);
    int64_t rc = (sq_sql_exec)(c, (const sq_sql_text *)(const void *)sql, NULL, 0);
    static char why[600];
    snprintf(why, sizeof why, "%s", sq_errmsg(c));
    *reason = why;
    sq_conn_close(c);
    sq_engine_close(db);
    return rc >= 0 && suite_server_url(server, out, size, name);
}

#ifdef SQT_WITH_postgresql
static bool postgresql_url(char *out, size_t size, const char *folder, const char **reason)
{
    (void)folder;
    return make_database("postgresql", out, size, "", reason);
}

static bool postgresql18_url(char *out, size_t size, const char *folder, const char **reason)
{
    (void)folder;
    return make_database("postgresql18", out, size, "", reason);
}

#define POSTGRESQL(name_, url_)                                                                    \
    {                                                                                              \
        .name = (name_), .url = (url_), .dollar_marks = true, .bytes = "BYTEA",                    \
        .real = "DOUBLE PRECISION", .datetime = "TIMESTAMP", .exact_decimals = true,               \
        .endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) "    \
                   "SELECT count(*) FROM n",                                                       \
        .timeout_option = "options=-c%20lock_timeout%3D1", .own_id = "SELECT pg_backend_pid()",    \
        .kill = {"SELECT pg_terminate_backend(", ", 5000)"},                                       \
    }
const suite_target postgresql_targets[2] = {POSTGRESQL("postgresql", postgresql_url),
                                            POSTGRESQL("postgresql18", postgresql18_url)};
#endif

#ifdef SQT_WITH_mysql
static bool mysql_url(char *out, size_t size, const char *folder, const char **reason)
{
    (void)folder;
    return make_database("mysql", out, size, "CHARACTER SET utf8mb4", reason);
}

const suite_target mysql_targets[1] = {
    {.name = "mysql",
     .no_update_returning = true,
     .url = mysql_url,
     .bytes = "BLOB",
     .real = "DOUBLE",
     .datetime = "DATETIME(6)",
     .text = "LONGTEXT",
     .generates = "AUTO_INCREMENT",
     .keeps_nul = true,
     .tells_last_id = true,
     .whole_seconds = true,
     .exact_decimals = true,
     .endless = "SELECT count(*) FROM seq_1_to_1000000000000 WHERE seq % 7 = 8",
     .timeout_option = "lock_wait_timeout=0",
     .own_id = "SELECT connection_id()",
     .kill = {"KILL ", ""}},
};
#endif
