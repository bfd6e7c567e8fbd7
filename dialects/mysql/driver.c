/* driver.c: the table of the driver of MySQL and MariaDB, and transactions. */
#include "squill/mysql.h"
#include <stdio.h>
#include <string.h>
#include "dialects/mysql/driver.h"

/* ---- transactions ---- */

static int start(my_conn *c, sq_error *err)
{
    return sqi_mysql_command(
        c, c->read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION READ WRITE", NULL,
        err);
}

/* The level holds for the next transaction alone. */
int sqi_mysql_isolate(my_conn *c, const sq_begin_options *o, my_done *then, sq_error *err)
{
    static const char *const levels[] = {NULL, "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
                                         "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
                                         "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                                         "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"};
    return levels[o->isolation] ? sqi_mysql_command(c, levels[o->isolation], then, err)
                                : then(c, err);
}

static int begin(sq_driver_conn *base, const sq_begin_options *o, sq_error *err)
{
    my_conn *c = my_of(base);
    c->read_only = o->read_only;
    return sqi_mysql_isolate(c, o, start, err);
}

static int commit(sq_driver_conn *base, sq_error *err)
{
    return sqi_mysql_command(my_of(base), "COMMIT", NULL, err);
}

static int rollback(sq_driver_conn *base, sq_error *err)
{
    return sqi_mysql_command(my_of(base), "ROLLBACK", NULL, err);
}

static int savepoint(sq_driver_conn *base, sq_savepoint_verb verb, const char *name, sq_error *err)
{
    static const char *const verbs[] = {"SAVEPOINT `", "RELEASE SAVEPOINT `",
                                        "ROLLBACK TO SAVEPOINT `"};
    my_conn *c = my_of(base);
    size_t n = strlen(verbs[verb]);
    memcpy(c->command, verbs[verb], n);
    for (; *name && n < sizeof c->command - 4; name++) {
        if (*name == '`')
            c->command[n++] = '`';
        c->command[n++] = *name;
    }
    if (*name)
        return sqi_error(err, SQ_ERR_LIMIT, "mysql", "the savepoint's name is too long");
    memcpy(c->command + n, "`", 2);
    return sqi_mysql_command(c, c->command, NULL, err);
}

/* Where the connection is gone (a statement's farewell may find that) the status tells nothing. */
static sq_tx_state tx_state(sq_driver_conn *base)
{
    if (!my_of(base)->my->net.pvio)
        return SQ_TX_UNKNOWN;
    return my_of(base)->my->server_status & SERVER_STATUS_IN_TRANS ? SQ_TX_ACTIVE : SQ_TX_IDLE;
}

/* ---- others ---- */

static int server_version(sq_driver_conn *base)
{
    return (int)mysql_get_server_version(my_of(base)->my);
}

static void *native(sq_driver_conn *base)
{
    return my_of(base)->my;
}

static bool looks_up(const sq_url *u)
{
    return !sq_url_value(u, "unix_socket");
}

/* The two have grown apart: what the URL calls mysql may well be MariaDB. */
static const char *dialect(sq_driver_conn *base)
{
    return mariadb_connection(my_of(base)->my) ? "mariadb" : "mysql";
}

const struct sq_driver *sq_mysql_driver(void)
{
    static const char *const schemes[] = {
        "mysql",   "mysql+mysqlclient",   "mysql+mariadbconnector",
        "mariadb", "mariadb+mysqlclient", "mariadb+mariadbconnector",
        NULL};
    static const sq_driver driver = {
        .abi = SQ_DRIVER_ABI,
        .size = sizeof driver,
        .name = "mysql",
        .schemes = schemes,
        .options = sqi_mysql_options,
        .blocking = (uint64_t)1 << SQ_OP_CANCEL,
        .features = SQ_DRIVER_NUL_IN_TEXT | SQ_DRIVER_BATCHES,
        .connect = sqi_mysql_connect,
        .step = sqi_mysql_step,
        .close = sqi_mysql_close,
        .ping = sqi_mysql_ping,
        .reset = sqi_mysql_reset,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .tx_state = tx_state,
        .execute = sqi_mysql_execute,
        .fetch = sqi_mysql_fetch,
        .get = sqi_mysql_get,
        .finish = sqi_mysql_finish,
        .cancel = sqi_mysql_cancel,
        .server_version = server_version,
        .native = native,
        .dialect = dialect,
        .execute_many = sqi_mysql_execute_many,
        .twophase = sqi_mysql_twophase,
        .recover = "XA RECOVER",
        .looks_up = looks_up,
    };
    return &driver;
}
