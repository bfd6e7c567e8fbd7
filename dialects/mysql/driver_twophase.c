/* driver_twophase.c: two-phase transactions as XA has them: what is active is ended first. */
#include <stdio.h>
#include "dialects/mysql/driver.h"

/* A name needs no quoting: the engine saw to that. */
static int send(my_conn *c, const char *verb, const char *behind, my_done *then, sq_error *err)
{
    snprintf(c->command, sizeof c->command, "XA %s '%s'%s", verb, c->xid, behind);
    return sqi_mysql_command(c, c->command, then, err);
}

static int start(my_conn *c, sq_error *err)
{
    return send(c, "START", "", NULL, err);
}

static int prepare(my_conn *c, sq_error *err)
{
    return send(c, "PREPARE", "", NULL, err);
}

static int commit(my_conn *c, sq_error *err)
{
    return send(c, "COMMIT", " ONE PHASE", NULL, err);
}

static int rollback(my_conn *c, sq_error *err)
{
    return send(c, "ROLLBACK", "", NULL, err);
}

int sqi_mysql_twophase(sq_driver_conn *base, sq_twophase_verb verb, const char *xid,
                       const sq_begin_options *o, sq_error *err)
{
    my_conn *c = my_of(base);
    c->xid = xid;
    switch (verb) {
    case SQ_TWOPHASE_BEGIN:
        if (o->read_only)
            return sqi_error(err, SQ_ERR_UNSUPPORTED, "mysql",
                             "a two-phase transaction can not be read-only");
        return sqi_mysql_isolate(c, o, start, err);
    case SQ_TWOPHASE_PREPARE:
        return send(c, "END", "", prepare, err);
    case SQ_TWOPHASE_COMMIT:
        return send(c, "END", "", commit, err);
    case SQ_TWOPHASE_ROLLBACK:
        return send(c, "END", "", rollback, err);
    case SQ_TWOPHASE_COMMIT_PREPARED:
        return send(c, "COMMIT", "", NULL, err);
    case SQ_TWOPHASE_ROLLBACK_PREPARED:
        break;
    }
    return rollback(c, err);
}
