/* driver_statement.c: running statements, and those that are kept prepared.
 *
 * A kept statement is found by the id of its text, in sets of WAYS; the least recently used one of
 * a full set makes place. One that the server lost is prepared anew once, outside a transaction.
 * What has no id, and what the server can not prepare, is prepared for this time, or sent as it is.
 */
#include <errmsg.h>
#include <string.h>
#include "dialects/mysql/driver.h"

enum {
    WAYS = 4,
    ER_UNKNOWN_STMT_HANDLER = 1243,
    ER_UNSUPPORTED_PS = 1295,
    ER_NEED_REPREPARE = 1615
};

/* ---- kept statements ---- */

void sqi_mysql_drop_statement(my_conn *c, my_statement *s)
{
    if (s->stmt)
        mysql_stmt_close(s->stmt);
    sqi_mysql_free_columns(s, c->base.host->allocator);
    memset(s, 0, sizeof *s);
}

void sqi_mysql_forget_statements(my_conn *c)
{
    sqi_mysql_drop_statement(c, &c->single);
    for (size_t i = 0; c->kept && i < c->n_sets * WAYS; i++)
        sqi_mysql_drop_statement(c, &c->kept[i]);
}

my_statement *sqi_mysql_find(my_conn *c, const sq_driver_request *r)
{
    if (c->n_sets == 0 || r->id == 0 || r->once)
        return &c->single;
    my_statement *set = &c->kept[r->id % c->n_sets * WAYS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].id == r->id)
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

/* ---- running ---- */

static int prepare(my_conn *c, sq_error *err);

static int fail(my_conn *c, sq_error *err)
{
    my_statement *s = c->current;
    unsigned code = mysql_stmt_errno(s->stmt);
    bool stale = code == ER_UNKNOWN_STMT_HANDLER || code == ER_NEED_REPREPARE;
    if (stale && s->id && c->was_idle && !c->again) {
        c->again = true;
        return prepare(c, err);
    }
    int rc = sqi_mysql_fail(c, s->stmt, err);
    if (stale || code == CR_NEW_STMT_METADATA || !s->id) /* it ran, and has other columns now */
        sqi_mysql_drop_statement(c, s);
    return rc;
}

/* User variables and locks by name are made within any SELECT. */
static bool changes_session(const char *sql)
{
    static const char name[] = "get_lock";
    for (const char *p = sql; (p = strpbrk(p, "@gG")); p++) {
        size_t k = 0;
        while (name[k] && (p[k] | 0x20) == (name[k] | 0x20))
            k++;
        if (*p == '@' || !name[k])
            return true;
    }
    return false;
}

/* Statements that only read or change rows leave the session as it is. */
static bool is_harmless(const char *sql)
{
    static const char *const verbs[] = {"SELECT",  "INSERT", "UPDATE", "DELETE",
                                        "REPLACE", "WITH",   "(",      "VALUES"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strncmp(sql, verbs[i], strlen(verbs[i])) == 0)
            return !changes_session(sql);
    return false;
}

static int executed(my_conn *c, sq_error *err)
{
    my_statement *s = c->current;
    if (c->ret)
        return fail(c, err);
    if (!s->harmless)
        c->base.dirty = true;
    if (sqi_mysql_describe(c, s, err) != SQ_OK) {
        sqi_mysql_end(c);
        sqi_mysql_drop_statement(c, s);
        return err->status;
    }
    *c->out = &c->rows.base;
    return SQ_OK;
}

static int execute_on(my_conn *c, int events)
{
    return mysql_stmt_execute_cont(&c->ret, c->current->stmt, events);
}

/* A cancel that came too late for the preparation: what it was meant for does not begin. */
static int bind(my_conn *c, my_statement *s, sq_error *err)
{
    if (atomic_load_explicit(&c->cancels, memory_order_relaxed) > 0)
        return sqi_error(err, SQ_ERR_CANCELLED, "mysql",
                         "the statement was cancelled before it was executed");
    return sqi_mysql_bind(c, s, err);
}

static int run(my_conn *c, sq_error *err)
{
    my_statement *s = c->current;
    if (bind(c, s, err) != SQ_OK) {
        sqi_mysql_end(c);
        if (!s->id)
            sqi_mysql_drop_statement(c, s);
        return err->status;
    }
    return sqi_mysql_go(c, mysql_stmt_execute_start(&c->ret, s->stmt), execute_on, executed, err);
}

static int prepared(my_conn *c, sq_error *err)
{
    my_statement *s = c->current;
    if (c->ret && mysql_stmt_errno(s->stmt) == ER_UNSUPPORTED_PS && c->request->n_params == 0) {
        sqi_mysql_drop_statement(c, s);
        return sqi_mysql_run_plain(c, err);
    }
    if (c->ret) {
        c->again = true;
        return fail(c, err);
    }
    if (s != &c->single)
        s->id = c->request->id;
    sqi_mysql_forget_origins(c, s);
    return run(c, err);
}

static int prepare_on(my_conn *c, int events)
{
    return mysql_stmt_prepare_cont(&c->ret, c->current->stmt, events);
}

static int prepare(my_conn *c, sq_error *err)
{
    my_statement *s = c->current;
    const sq_str sql = c->request->sql;
    if (sqi_mysql_check_packet(c, sql.n, err) != SQ_OK) {
        sqi_mysql_end(c);
        return err->status;
    }
    sqi_mysql_drop_statement(c, s);
    s->used = ++c->tick;
    s->harmless = c->request->compiled && is_harmless(sql.p);
    s->stmt = mysql_stmt_init(c->my);
    if (!s->stmt) {
        sqi_mysql_end(c);
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    }
    sqi_mysql_read_in_place(s);
    return sqi_mysql_go(c, mysql_stmt_prepare_start(&c->ret, s->stmt, sql.p, sql.n), prepare_on,
                        prepared, err);
}

static int prepare_or_run(my_conn *c, sq_error *err)
{
    if (c->current->id == 0 || c->current->id != c->request->id)
        return prepare(c, err);
    c->current->used = ++c->tick;
    return run(c, err);
}

static bool speaks_utf8mb4(const my_conn *c)
{
    return c->my->charset == c->utf8mb4 || strcmp(mysql_character_set_name(c->my), "utf8mb4") == 0;
}

int sqi_mysql_execute(sq_driver_conn *base, const sq_driver_request *r, sq_driver_rows **out,
                      sq_error *err)
{
    my_conn *c = my_of(base);
    if (!speaks_utf8mb4(c)) {
        sqi_error(err, SQ_ERR_STATE, "mysql",
                  "the character set was changed: the connection can not be used any more");
        err->scope = SQ_SCOPE_CONNECTION;
        return err->status;
    }
    c->request = r;
    c->out = out;
    c->again = false;
    c->was_idle = !(c->my->server_status & SERVER_STATUS_IN_TRANS);
    c->current = sqi_mysql_find(c, r);
    sqi_mysql_begin_running(c);
    return prepare_or_run(c, err);
}
