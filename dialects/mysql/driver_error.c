/* driver_error.c: codes of MySQL and MariaDB as squill's errors. */
#include <string.h>
#include "dialects/mysql/driver.h"

typedef struct code {
    unsigned code;
    int status;
    bool retry;
} code;

typedef struct class_ {
    const char *prefix;
    int status;
} class_;

#define ERROR_CODE(code, status, retry) {code, status, retry},
#define ERROR_CLASS(prefix, status)
static const code codes[] = {
#include "dialects/mysql/errors.def"
};
#undef ERROR_CODE
#undef ERROR_CLASS
#define ERROR_CODE(code, status, retry)
#define ERROR_CLASS(prefix, status) {prefix, status},
static const class_ classes[] = {
#include "dialects/mysql/errors.def"
};
#undef ERROR_CODE
#undef ERROR_CLASS

static code classify(unsigned number, const char *sqlstate)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == number)
            return codes[i];
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strncmp(classes[i].prefix, sqlstate, 2) == 0)
            return (code){number, classes[i].status, false};
    return (code){number, SQ_ERR_OPERATIONAL, false};
}

enum { ER_NET_PACKET_TOO_LARGE = 1153 }; /* the server closes the connection */

static void fill(sq_error *err, unsigned number, const char *sqlstate, const char *message)
{
    code k = classify(number, sqlstate);
    sqi_error(err, k.status, "mysql", "%s", message && *message ? message : "no reason was told");
    err->native = (int)number;
    err->retry_safe = k.retry;
    strncpy(err->sqlstate, sqlstate, 5);
    if (k.status == SQ_ERR_DISCONNECTED || number == ER_NET_PACKET_TOO_LARGE)
        err->scope = SQ_SCOPE_CONNECTION;
}

/* A statement that was interrupted without our doing was so by an administrator. The engine cancels
 * what is late. */
static void tell_who_cancelled(my_conn *c, sq_error *err)
{
    sqi_hold_lock(&c->lock);
    bool ours = c->cancels > 0;
    c->cancels -= ours; /* it hit what it was meant for; one more may be waiting for the next */
    sqi_hold_unlock(&c->lock);
    if (ours && c->base.deadline && c->base.host->now() >= c->base.deadline)
        err->status = SQ_ERR_TIMEOUT;
    else if (!ours)
        err->status = SQ_ERR_OPERATIONAL;
}

int sqi_mysql_error(my_conn *c, MYSQL_STMT *s, sq_error *err)
{
    if (s && mysql_stmt_errno(s))
        fill(err, mysql_stmt_errno(s), mysql_stmt_sqlstate(s), mysql_stmt_error(s));
    else
        fill(err, mysql_errno(c->my), mysql_sqlstate(c->my), mysql_error(c->my));
    if (err->status == SQ_ERR_CANCELLED)
        tell_who_cancelled(c, err);
    return err->status;
}

int sqi_mysql_connect_error(MYSQL *my, sq_error *err)
{
    fill(err, mysql_errno(my), mysql_sqlstate(my), mysql_error(my));
    if (err->status != SQ_ERR_AUTHENTICATION && err->status != SQ_ERR_NOMEM)
        err->status = SQ_ERR_CONNECT;
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}
