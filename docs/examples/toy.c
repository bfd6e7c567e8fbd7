/* toy.c: a database of one's own. A driver and a dialect outside of squill's tree, on its public
 * headers alone; docs/drivers.md and docs/dialects.md go through them.
 *
 * The database is a list of lines in memory. It knows INSERT, SELECT and DELETE by their first
 * word, whatever the table is called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "squill/sys/dialect.h"
#include "squill/sys/driver.h"

/* ---- the database, which knows nothing of squill ---- */

enum { MOST_LINES = 16, LINE_SIZE = 40 };

typedef struct lines {
    char text[MOST_LINES][LINE_SIZE];
    size_t n;
} lines;

static lines database;

/* ---- the driver ---- */

typedef struct toy_conn {
    sq_driver_conn base; /* first, always */
    lines before;        /* the transaction */
    bool in_transaction;
} toy_conn;

typedef struct toy_rows {
    sq_driver_rows base; /* first, always */
    const sq_allocator *allocator;
    size_t next;
} toy_rows;

static int fail(sq_error *err, int status, const char *message)
{
    sq_error_clear(err);
    err->status = status;
    snprintf(err->where, sizeof err->where, "toy");
    snprintf(err->message, sizeof err->message, "%s", message);
    return status;
}

static void *allocate(const sq_allocator *a, size_t n)
{
    void *p = a->resize(a->context, NULL, n);
    return p ? memset(p, 0, n) : NULL;
}

static int toy_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                       sq_driver_conn **out, sq_error *err)
{
    (void)u;
    (void)deadline; /* nothing here takes time */
    toy_conn *c = allocate(host->allocator, sizeof *c);
    if (!c)
        return fail(err, SQ_ERR_NOMEM, "out of memory");
    c->base.host = host;
    *out = &c->base;
    return SQ_OK;
}

static void toy_close(sq_driver_conn *base, bool abandon)
{
    (void)abandon;
    const sq_allocator *a = base->host->allocator;
    a->resize(a->context, base, 0);
}

static int toy_begin(sq_driver_conn *base, const sq_begin_options *o, sq_error *err)
{
    (void)o;
    (void)err;
    toy_conn *c = (toy_conn *)base;
    c->before = database;
    c->in_transaction = true;
    return SQ_OK;
}

static int toy_commit(sq_driver_conn *base, sq_error *err)
{
    (void)err;
    ((toy_conn *)base)->in_transaction = false;
    return SQ_OK;
}

static int toy_rollback(sq_driver_conn *base, sq_error *err)
{
    (void)err;
    toy_conn *c = (toy_conn *)base;
    if (c->in_transaction)
        database = c->before;
    c->in_transaction = false;
    return SQ_OK;
}

static sq_tx_state toy_tx_state(sq_driver_conn *base)
{
    return ((const toy_conn *)base)->in_transaction ? SQ_TX_ACTIVE : SQ_TX_IDLE;
}

static int add_line(const sq_driver_request *r, sq_error *err)
{
    const sq_value *v = r->n_params == 1 ? &r->values[0] : NULL;
    if (!v || v->kind != SQ_V_TEXT)
        return fail(err, SQ_ERR_PROGRAMMING, "a line is one text");
    if (database.n == MOST_LINES || v->len >= LINE_SIZE)
        return fail(err, SQ_ERR_FULL, "the database is full");
    memcpy(database.text[database.n], v->v.s, v->len);
    database.text[database.n++][v->len] = '\0';
    return SQ_OK;
}

static bool begins(const sq_driver_request *r, const char *word)
{
    return strncmp(r->sql.p, word, strlen(word)) == 0;
}

static int toy_execute(sq_driver_conn *base, const sq_driver_request *r, sq_driver_rows **out,
                       sq_error *err)
{
    static const sq_driver_column column = {"text", "STRING"};
    toy_rows *rows = allocate(base->host->allocator, sizeof *rows);
    if (!rows)
        return fail(err, SQ_ERR_NOMEM, "out of memory");
    int rc = SQ_OK;
    rows->allocator = base->host->allocator;
    rows->base.affected = -1;
    if (begins(r, "SELECT")) {
        rows->base.n_columns = 1;
        rows->base.columns = &column;
    } else if (begins(r, "INSERT")) {
        rc = add_line(r, err);
        rows->base.affected = 1;
        rows->base.last_id = (int64_t)database.n;
    } else if (begins(r, "DELETE")) {
        rows->base.affected = (int64_t)database.n;
        database.n = 0;
    } else {
        rc = fail(err, SQ_ERR_PROGRAMMING, "SELECT, INSERT and DELETE are all there is");
    }
    if (rc == SQ_OK)
        *out = &rows->base;
    else
        rows->allocator->resize(rows->allocator->context, rows, 0);
    return rc;
}

static int toy_fetch(sq_driver_conn *c, sq_driver_rows *base, sq_error *err)
{
    (void)c;
    (void)err;
    toy_rows *rows = (toy_rows *)base;
    bool more = base->n_columns > 0 && rows->next < database.n;
    rows->next += more;
    return more ? SQ_STEP_ROW : SQ_OK;
}

static void toy_get(sq_driver_rows *base, size_t column, sq_value *out)
{
    (void)column;
    *out = sq_text_value(database.text[((const toy_rows *)base)->next - 1]);
}

static void toy_finish(sq_driver_conn *c, sq_driver_rows *base)
{
    (void)c;
    const sq_allocator *a = ((toy_rows *)base)->allocator;
    a->resize(a->context, base, 0);
}

static const sq_driver *toy_driver(void)
{
    static const char *const schemes[] = {"toy", "toy+memory", NULL};
    static const sq_driver driver = {
        .abi = SQ_DRIVER_ABI,
        .size = sizeof driver,
        .name = "toy",
        .schemes = schemes,
        .blocking = ~(uint64_t)0,
        .connect = toy_connect,
        .close = toy_close,
        .begin = toy_begin,
        .commit = toy_commit,
        .rollback = toy_rollback,
        .tx_state = toy_tx_state,
        .execute = toy_execute,
        .fetch = toy_fetch,
        .get = toy_get,
        .finish = toy_finish,
    };
    return &driver;
}

/* ---- the dialect ---- */

static int register_dialect(sq_error *err)
{
    static const char *const keywords[] = {"from", "line", "select", NULL};
    static const sq_dialect_op ops[] = {{SQ_OP_NE, "<>"}, {SQ_OP_COUNT, NULL}};
    static const sq_dialect_func funcs[] = {{"char_length", "SIZE"}, {NULL, NULL}};
    static const sq_dialect_type types[] = {{SQ_T_TEXT, "STRING"}, {SQ_T_COUNT, NULL}};
    static sq_value brackets[2];
    static sq_dialect_setting settings[2];
    brackets[0] = sq_text_value("[");
    brackets[1] = sq_text_value("]");
    settings[0] = (sq_dialect_setting){"quoting", sq_list_value(brackets, 2)};
    settings[1] = (sq_dialect_setting){"insert_returning", sq_bool_value(false)};
    static const sq_dialect_def toy = {
        .abi = SQ_DIALECT_ABI,
        .size = sizeof toy,
        .name = "toy",
        .base = "default",
        .mark = SQ_MARK_NUMBERED,
        .keywords = keywords,
        .ops = ops,
        .funcs = funcs,
        .types = types,
        .settings = settings,
        .n_settings = 2,
    };
    return sq_dialect_register(&toy, err);
}

/* ---- a program that uses both ---- */

SQ_TABLE(line, (text, text));

static int two_lines(sq_conn *c, void *user)
{
    sq_builder *q = sq_scratch(c);
    sq_exec(c, sq_values(sq_insert(q, line), sq_set(line.text, "first")));
    sq_exec(c, sq_values(sq_insert(q, line), sq_set(line.text, (const char *)user)));
    return SQ_OK;
}

static void print_lines(sq_engine *db)
{
    sq_conn *c = sq_connect(db);
    sq_result *r = sq_query(c, sq_select(sq_scratch(c), line.text));
    while (sq_row(r))
        printf("  %s\n", sq_get_text(r, 0));
    int rc = sq_done(r);
    printf("  %s\n", sq_status_name(rc));
    sq_conn_close(c);
}

int main(void)
{
    sq_error err = {0};
    if (sq_driver_register(toy_driver(), &err) || register_dialect(&err)) {
        puts(err.message);
        return 1;
    }
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_select(q, line.text, sq_func(q, "char_length", line.text));
    s = sq_where(s, sq_ne(q, line.text, "first"));
    puts(sq_sql(q, s, sq_dialect_find("toy")));
    puts(sq_sql(q, sq_create_table(q, line.sq_, NULL), sq_dialect_find("toy")));
    sq_builder_free(q);

    sq_engine *db = sq_engine_open("toy://");
    char text[] = "second", too_long[] = "a line that is longer than this database can hold";
    int rc = sq_transact(db, two_lines, text, &err);
    printf("%s\n", sq_status_name(rc));
    print_lines(db);
    rc = sq_transact(db, two_lines, too_long, &err);
    printf("%s: %s\n", sq_status_name(rc), err.message);
    print_lines(db);
    return sq_engine_close(db) == SQ_OK ? 0 : 1;
}
