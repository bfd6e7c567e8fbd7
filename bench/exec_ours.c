/* exec_ours.c: the execution workloads through squill, the same for all databases. */
#include "bench/exec.h"

/* The primary key that each database has for 64 bits: on SQLite the row's own number. */
static const sq_type_variant rowid = {"sqlite", {.kind = SQ_T_INTEGER}};
static const sq_type_details key_details = {.variants = &rowid, .n_variants = 1};
#define KEY type(.kind = SQ_T_BIG_INTEGER, .details = &key_details)
SQ_TABLE(pt, (id, KEY, .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
         (name, varchar(64)), (email, varchar(128)), (status, integer), (score, double));
SQ_TABLE(pt_new, (id, KEY, .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
         (name, varchar(64)), (email, varchar(128)), (status, integer), (score, double));
SQ_ROW(exec_row, id, name, email, status, score);
typedef struct exec_id {
    int64_t id;
} exec_id;
SQ_ROW(exec_id, id);

static sq_engine *db;
static sq_conn *c;
static sq_builder *q;
static const sq_stmt *insert_all;
static const sq_stmt *one_tree;
static sq_compiled *one, *all;
static bool streams;

void exec_open(const char *url, bool by_stream)
{
    exec_rows_init();
    streams = by_stream;
    db = sq_engine_open(url);
    c = sq_connect(db);
    q = sq_builder_new();
    if (sq_drop_all(c, pt, pt_new) != SQ_OK || sq_create_all(c, pt, pt_new) != SQ_OK ||
        sq_bulk_load(c, pt, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("tables", sq_errmsg(c));
    const sq_stmt *s = sq_select(q, pt.id, pt.name, pt.email, pt.status, pt.score);
    const sq_dialect *d = sq_engine_dialect(db);
    insert_all = sq_insert(q, pt_new);
    all = sq_prepare(sq_engine_cache(db), s, d, NULL, NULL);
    s = sq_where(s, sq_eq(q, pt.id, sq_bindparam(q, "id", .type = sq_bigint())));
    one_tree = s;
    one = sq_prepare(sq_engine_cache(db), s, d, NULL, NULL);
    if (!one || !all)
        exec_fail("tables", "no compiled form");
}

void exec_close(void)
{
    sq_compiled_unref(one);
    sq_compiled_unref(all);
    sq_drop_all(c, pt, pt_new);
    sq_conn_close(c);
    sq_engine_close(db);
    sq_builder_free(q);
}

static int64_t use_row(sq_result *r)
{
    return sq_get_int64(r, 0) + sq_get_text(r, 1)[0] + sq_get_text(r, 2)[0] + sq_get_int(r, 3) +
           (int64_t)sq_get_double(r, 4);
}

static void points(bool by_stream)
{
    for (int i = 0; i < EXEC_POINTS; i++) {
        sq_result *r = by_stream ? sq_stream(c, one, sq_bind("id", exec_key(i)))
                                 : sq_query(c, one, sq_bind("id", exec_key(i)));
        if (!sq_row(r))
            exec_fail("point", sq_errmsg(c));
        exec_sink += use_row(r);
        sq_done(r);
    }
}

void exec_point(void)
{
    points(streams);
}

void exec_kept(void)
{
    points(false);
}

void exec_pipelined(void)
{
    exec_id ids[EXEC_SERIES];
    for (int i = 0; i < EXEC_POINTS; i += EXEC_SERIES) {
        for (int k = 0; k < EXEC_SERIES; k++)
            ids[k].id = exec_key(i + k);
        sq_result *r = sq_series(c, one_tree, exec_id, ids, EXEC_SERIES);
        do {
            if (!sq_row(r))
                exec_fail("pipelined", sq_errmsg(c));
            exec_sink += use_row(r);
        } while (sq_next_result(r));
        if (sq_done(r) != SQ_OK)
            exec_fail("pipelined", sq_errmsg(c));
    }
}

void exec_fetch(void)
{
    sq_result *r = streams ? sq_stream(c, all) : sq_query(c, all);
    int n = 0;
    for (; sq_row(r); n++)
        exec_sink += use_row(r);
    if (sq_done(r) != SQ_OK || n != EXEC_ROWS)
        exec_fail("fetch", sq_errmsg(c));
}

void exec_structs(void)
{
    sq_result *r = streams ? sq_stream(c, all) : sq_query(c, all);
    exec_row x;
    int n = 0;
    for (; sq_fetch(r, exec_row, &x); n++)
        exec_sink += x.id + x.name[0] + x.email[0] + x.status + (int64_t)x.score;
    if (sq_done(r) != SQ_OK || n != EXEC_ROWS)
        exec_fail("structs", sq_errmsg(c));
}

void exec_insert(void)
{
    if (sq_exec_many(c, insert_all, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("insert", sq_errmsg(c));
}

void exec_empty(void)
{
    if (sq_exec(c, sq_delete(q, pt_new)) < 0)
        exec_fail("empty", sq_errmsg(c));
}

void exec_load(void)
{
    if (sq_bulk_load(c, pt_new, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("load", sq_errmsg(c));
}
