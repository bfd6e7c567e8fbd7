/* test_sqlite_oom.c: every allocation that fails between the URL and the rows, on SQLite in memory.
 * SQLite's own memory is not among them. */
#include "squill.h"
#include "squill/sqlite.h"
#include "tests/suite/suite.h"

SQ_TABLE(items, (id, bigint, .primary_key = true), (name, varchar(40), .not_null = true),
         (price, double));

typedef struct item {
    int64_t id;
    const char *name;
    double price;
} item;
SQ_ROW(item, id, name, price);

static const item stock[] = {{1, "nut", 0.1}, {2, "bolt", 0.25}, {3, "washer", 0.05}};

typedef int work_fn(sq_conn *c, sq_builder *q);

static int insert_and_read(sq_conn *c, sq_builder *q)
{
    int64_t n = sq_exec(c, sq_values(sq_insert(q, items), sq_set(items.id, 9),
                                     sq_set(items.name, "screw"), sq_set(items.price, 1.5)));
    if (n < 0)
        return (int)n;
    const sq_stmt *s = sq_where(sq_select(q, items.id, items.name, items.price),
                                sq_in(q, items.id, 9, 10, 11));
    sq_result *r = sq_query(c, s);
    item row;
    int seen = 0;
    while (sq_fetch(r, item, &row))
        seen++;
    int rc = sq_done(r);
    return rc == SQ_OK && seen != 1 ? SQ_ERR_INTERNAL : rc;
}

static int many(sq_conn *c, sq_builder *q)
{
    int64_t n = sq_exec_many(c, sq_insert(q, items), item, stock, 3);
    return n < 0 ? (int)n : n == 3 ? SQ_OK : SQ_ERR_INTERNAL;
}

static int stream(sq_conn *c, sq_builder *q)
{
    int rc = many(c, q);
    if (rc != SQ_OK)
        return rc;
    const sq_stmt *s = sq_select(q, items.name, items.price);
    sq_result *r = sq_stream(c, sq_order_by(s, sq_desc(q, items.id)));
    while (sq_row(r))
        (void)sq_get_text(r, 1); /* a number, written as text */
    return sq_done(r);
}

static int all_rows(sq_conn *c, sq_builder *q)
{
    int rc = many(c, q);
    if (rc != SQ_OK)
        return rc;
    sq_result *r = sq_query(c, sq_select(q, items.id, items.name, items.price));
    size_t n;
    const item *all = sq_fetch_all(r, item, &n);
    bool wrong = all && (n != 3 || strcmp(all[2].name, "washer") != 0);
    rc = sq_done(r);
    return wrong ? SQ_ERR_INTERNAL : rc;
}

typedef struct item_id {
    int64_t id;
} item_id;
SQ_ROW(item_id, id);

static int series(sq_conn *c, sq_builder *q)
{
    static const item_id ids[] = {{2}, {9}, {1}};
    int rc = many(c, q);
    if (rc != SQ_OK)
        return rc;
    const sq_stmt *s = sq_where(sq_select(q, items.name, items.price),
                                sq_eq(q, items.id, sq_bindparam(q, "id")));
    sq_result *r = sq_series(c, s, item_id, ids, 3);
    do
        while (sq_row(r))
            (void)sq_get_text(r, 1);
    while (sq_next_result(r));
    return sq_done(r);
}

static int compiled(sq_conn *c, sq_builder *q)
{
    sq_error e;
    const sq_stmt *s = sq_select(q, sq_bindparam(q, "x", .type = sq_integer()));
    sq_engine *db = sq_conn_engine(c);
    sq_compiled *k = sq_prepare(sq_engine_cache(db), s, sq_engine_dialect(db), NULL, &e);
    if (!k)
        return e.status;
    int64_t n = sq_exec(c, k, sq_bind("x", 1));
    sq_compiled_unref(k);
    return n < 0 ? (int)n : SQ_OK;
}

static int scalars(sq_conn *c, sq_builder *q)
{
    const sq_stmt *s = sq_select(q, sq_val(q, "text that is kept"));
    const char *text = sq_scalar_text(c, s, NULL);
    if (!text)
        return sq_status_of(c);
    return strcmp(text, "text that is kept") == 0 ? SQ_OK : SQ_ERR_INTERNAL;
}

static int nested(sq_conn *c, sq_builder *q)
{
    int rc = sq_begin(c);
    if (rc == SQ_OK)
        rc = sq_begin_nested(c);
    if (rc == SQ_OK)
        rc = insert_and_read(c, q);
    if (rc == SQ_OK)
        rc = sq_rollback_nested(c);
    int end = sq_in_transaction(c) ? sq_commit(c) : rc;
    return rc == SQ_OK ? end : rc;
}

/* Two tables, one referring to the other, with all that a description may have. */
static int define(sq_conn *c)
{
    static const char *const sql[] = {
        "CREATE TABLE kinds (id INTEGER PRIMARY KEY, name VARCHAR(20) COLLATE NOCASE UNIQUE)",
        "CREATE TABLE parts (id INTEGER PRIMARY KEY, kind INTEGER CONSTRAINT fk REFERENCES kinds, "
        "price NUMERIC(8, 2) DEFAULT 0 CHECK (price >= 0), twice AS (price * 2) STORED)",
        "CREATE INDEX ix ON parts (lower(kind), price DESC) WHERE price > 1",
        "CREATE VIEW dear AS SELECT id FROM parts WHERE price > 9"};
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        int64_t n = (sq_sql_exec)(c, (const sq_sql_text *)(const void *)sql[i], NULL, 0);
        if (n < 0)
            return (int)n;
    }
    return SQ_OK;
}

static int reflect(sq_conn *c, sq_builder *q)
{
    int rc = define(c);
    sq_metadata *m = sq_metadata_new();
    if (!m)
        rc = SQ_ERR_NOMEM;
    int64_t n = rc == SQ_OK ? sq_reflect(c, m, .kinds = SQ_OBJECT_ANY) : rc;
    sq_error e;
    if (n > 0 && !sq_metadata_source(m, q, SQ_SOURCE_ALL, &e))
        n = e.status;
    else if (n > 0 && sq_reflect(c, m) != 0) /* nothing is new */
        n = sq_status_of(c);
    sq_metadata_unref(m);
    return n < 0 ? (int)n : n >= 3 ? SQ_OK : SQ_ERR_INTERNAL;
}

static int inspect(sq_conn *c, sq_builder *q)
{
    size_t n;
    (void)q;
    int rc = define(c);
    sq_inspector *i = rc == SQ_OK ? sq_inspector_new(c) : NULL;
    if (rc == SQ_OK && !i)
        rc = SQ_ERR_NOMEM;
    const sq_object *o = sq_inspector_objects(i, NULL, &n);
    const sq_table *t = o ? sq_inspector_table(i, NULL, "parts") : NULL;
    const char *usual = t ? sq_inspector_default_schema(i) : NULL;
    if (rc == SQ_OK && !usual)
        rc = sq_inspector_status(i);
    if (rc == SQ_OK && !usual)
        rc = sq_status_of(c);
    sq_inspector_free(i);
    return rc;
}

static work_fn *const works[] = {insert_and_read, many,    stream, all_rows, series,
                                 compiled,        scalars, nested, reflect,  inspect};

static int scenario(const sq_allocator *a, void *context)
{
    sq_set_allocator(a);
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    int rc = sq_status_of(c);
    if (rc == SQ_OK)
        rc = sq_create_all(c, items);
    if (rc == SQ_OK)
        rc = works[*(int *)context](c, sq_scratch(c));
    sq_conn_close(c);
    sq_engine_close(db);
    sq_set_allocator(NULL);
    return rc;
}

START_TEST(test_sqlite_every_failed_allocation_is_survived)
{
    sq_driver_register(sq_sqlite_driver(), NULL);
    int which = _i;
    scenario(NULL, &which); /* what a process makes once is made now */
    size_t points = sqt_oom_sweep("engine on sqlite", scenario, &which, true);
    ck_assert_uint_gt(points, 30);
}
END_TEST

SQT_MAIN("sqlite oom",
         LOOP(test_sqlite_every_failed_allocation_is_survived, 0, sizeof works / sizeof *works))
