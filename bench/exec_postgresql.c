/* exec_postgresql.c: the execution workloads on PostgreSQL, by hand on libpq and through squill.
 * What is done by hand is what bench/exec of the design's baselines does: prepared, binary where
 * that is less work. */
#include "bench/exec.h"

#ifdef SQT_WITH_postgresql
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include "squill/postgresql.h"

SQ_TABLE(pt, (id, bigint, .primary_key = true), (name, varchar(64)), (email, varchar(128)),
         (status, integer), (score, double));
SQ_TABLE(pt_new, (id, bigint, .primary_key = true), (name, varchar(64)), (email, varchar(128)),
         (status, integer), (score, double));
SQ_ROW(exec_row, id, name, email, status, score);

static PGconn *pg;
static sq_engine *db;
static sq_conn *c;
static sq_builder *q;
static const sq_stmt *insert_all;
static sq_compiled *one, *all;
static const char one_sql[] = "SELECT id, name, email, status, score FROM pt WHERE id = $1";
static const char all_sql[] = "SELECT id, name, email, status, score FROM pt";
static const Oid types[5] = {20, 1043, 1043, 23, 701};

/* ---- by hand ---- */

static void take(PGresult *r, ExecStatusType wanted)
{
    if (PQresultStatus(r) != wanted)
        exec_fail("libpq", PQerrorMessage(pg));
    PQclear(r);
}

static void command(const char *sql)
{
    take(PQexec(pg, sql), PGRES_COMMAND_OK);
}

static uint64_t swap(uint64_t u)
{
    return __builtin_bswap64(u);
}

static int64_t read8(const char *p)
{
    uint64_t u;
    memcpy(&u, p, sizeof u);
    return (int64_t)swap(u);
}

static int64_t use(const PGresult *r, int row)
{
    uint32_t status;
    int64_t bits = read8(PQgetvalue(r, row, 4));
    double score;
    memcpy(&status, PQgetvalue(r, row, 3), sizeof status);
    memcpy(&score, &bits, sizeof score);
    return read8(PQgetvalue(r, row, 0)) + PQgetvalue(r, row, 1)[0] + PQgetvalue(r, row, 2)[0] +
           (int64_t)__builtin_bswap32(status) + (int64_t)score;
}

static int64_t key_of(int i)
{
    return (i * INT64_C(7919)) % EXEC_ROWS;
}

static void hand_point(void)
{
    for (int i = 0; i < EXEC_POINTS; i++) {
        uint64_t key = swap((uint64_t)key_of(i));
        const char *value = (const char *)&key;
        const int length = 8, format = 1;
        PGresult *r = PQexecPrepared(pg, "one", 1, &value, &length, &format, 1);
        if (PQntuples(r) != 1)
            exec_fail("libpq", PQerrorMessage(pg));
        exec_sink += use(r, 0);
        PQclear(r);
    }
}

static void hand_fetch(void)
{
    PGresult *r = PQexecPrepared(pg, "all", 0, NULL, NULL, NULL, 1);
    int n = PQntuples(r);
    if (n != EXEC_ROWS)
        exec_fail("libpq", PQerrorMessage(pg));
    for (int i = 0; i < n; i++)
        exec_sink += use(r, i);
    PQclear(r);
}

static void write_row(int i, char text[3][32], const char *values[5])
{
    snprintf(text[0], 32, "%d", i);
    snprintf(text[1], 32, "%d", exec_rows[i].status);
    snprintf(text[2], 32, "%.17g", exec_rows[i].score);
    values[0] = text[0];
    values[1] = exec_rows[i].name;
    values[2] = exec_rows[i].email;
    values[3] = text[1];
    values[4] = text[2];
}

enum { BATCH = 1000 };

static void hand_pipeline(void)
{
    char text[3][32];
    const char *values[5];
    command("BEGIN");
    PQenterPipelineMode(pg);
    for (int i = 0; i < EXEC_ROWS; i += BATCH) {
        for (int k = i; k < i + BATCH; k++) {
            write_row(k, text, values);
            PQsendQueryPrepared(pg, "insert", 5, values, NULL, NULL, 0);
        }
        PQpipelineSync(pg);
        for (int k = 0; k < BATCH; k++) {
            take(PQgetResult(pg), PGRES_COMMAND_OK);
            PQclear(PQgetResult(pg));
        }
        take(PQgetResult(pg), PGRES_PIPELINE_SYNC);
    }
    PQexitPipelineMode(pg);
    command("COMMIT");
}

static void hand_values(void)
{
    static char text[BATCH][3][32];
    static const char *values[BATCH * 5];
    command("BEGIN");
    for (int i = 0; i < EXEC_ROWS; i += BATCH) {
        for (int k = 0; k < BATCH; k++)
            write_row(i + k, text[k], values + k * 5);
        take(PQexecPrepared(pg, "values", BATCH * 5, values, NULL, NULL, 0), PGRES_COMMAND_OK);
    }
    command("COMMIT");
}

static void hand_unnest(void)
{
    static char arrays[5][BATCH * 40];
    const char *values[5];
    command("BEGIN");
    for (int i = 0; i < EXEC_ROWS; i += BATCH) {
        char *p[5];
        for (int k = 0; k < 5; k++) {
            values[k] = p[k] = arrays[k];
            *p[k]++ = '{';
        }
        for (int k = i; k < i + BATCH; k++) {
            const char *comma = k > i ? "," : "";
            p[0] += sprintf(p[0], "%s%d", comma, k);
            p[1] += sprintf(p[1], "%s\"%s\"", comma, exec_rows[k].name);
            p[2] += sprintf(p[2], "%s\"%s\"", comma, exec_rows[k].email);
            p[3] += sprintf(p[3], "%s%d", comma, exec_rows[k].status);
            p[4] += sprintf(p[4], "%s%.17g", comma, exec_rows[k].score);
        }
        for (int k = 0; k < 5; k++)
            memcpy(p[k], "}", 2);
        take(PQexecPrepared(pg, "unnest", 5, values, NULL, NULL, 0), PGRES_COMMAND_OK);
    }
    command("COMMIT");
}

static char *put(char *p, uint64_t u, int n)
{
    for (int k = n - 1; k >= 0; k--, u >>= 8)
        p[k] = (char)(u & 0xFF);
    return p + n;
}

static char *put_text(char *p, const char *s)
{
    size_t n = strlen(s);
    p = put(p, n, 4);
    memcpy(p, s, n);
    return p + n;
}

static void hand_copy(void)
{
    static char chunk[65536 + 256];
    char *p = chunk;
    take(PQexec(pg, "COPY pt_new (id, name, email, status, score) FROM STDIN (FORMAT binary)"),
         PGRES_COPY_IN);
    memcpy(p, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    p += 19;
    for (int i = 0; i < EXEC_ROWS; i++) {
        const exec_row *x = &exec_rows[i];
        uint64_t bits;
        memcpy(&bits, &x->score, sizeof bits);
        p = put(put(put(p, 5, 2), 8, 4), (uint64_t)x->id, 8);
        p = put_text(put_text(p, x->name), x->email);
        p = put(put(p, 4, 4), (uint64_t)x->status, 4);
        p = put(put(p, 8, 4), bits, 8);
        if (p - chunk > 65536) {
            PQputCopyData(pg, chunk, (int)(p - chunk));
            p = chunk;
        }
    }
    p = put(p, 0xFFFF, 2);
    PQputCopyData(pg, chunk, (int)(p - chunk));
    PQputCopyEnd(pg, NULL);
    take(PQgetResult(pg), PGRES_COMMAND_OK);
    PQclear(PQgetResult(pg));
}

/* ---- through squill ---- */

static int64_t use_row(sq_result *r)
{
    return sq_get_int64(r, 0) + sq_get_text(r, 1)[0] + sq_get_text(r, 2)[0] + sq_get_int(r, 3) +
           (int64_t)sq_get_double(r, 4);
}

static void our_point(void)
{
    for (int i = 0; i < EXEC_POINTS; i++) {
        sq_result *r = sq_query(c, one, sq_bind("id", key_of(i)));
        if (!sq_row(r))
            exec_fail("point", sq_errmsg(c));
        exec_sink += use_row(r);
        sq_done(r);
    }
}

static void our_fetch(void)
{
    sq_result *r = sq_query(c, all);
    int n = 0;
    for (; sq_row(r); n++)
        exec_sink += use_row(r);
    if (sq_done(r) != SQ_OK || n != EXEC_ROWS)
        exec_fail("fetch", sq_errmsg(c));
}

static void our_structs(void)
{
    sq_result *r = sq_query(c, all);
    exec_row x;
    int n = 0;
    for (; sq_fetch(r, exec_row, &x); n++)
        exec_sink += x.id + x.name[0] + x.email[0] + x.status + (int64_t)x.score;
    if (sq_done(r) != SQ_OK || n != EXEC_ROWS)
        exec_fail("structs", sq_errmsg(c));
}

static void our_insert(void)
{
    if (sq_exec_many(c, insert_all, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("insert", sq_errmsg(c));
}

static void our_copy(void)
{
    if (sq_bulk_load(c, pt_new, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("copy", sq_errmsg(c));
}

/* ---- set-up ---- */

static void empty(void)
{
    command("TRUNCATE pt_new");
}

static void prepare(const char *name, const char *sql, int n)
{
    take(PQprepare(pg, name, sql, n, n ? types : NULL), PGRES_COMMAND_OK);
}

static void prepare_by_hand(void)
{
    static char sql[BATCH * 40];
    char *p = sql + sprintf(sql, "INSERT INTO pt_new (id, name, email, status, score) VALUES ");
    for (int i = 0; i < BATCH; i++)
        p += sprintf(p, "%s($%d, $%d, $%d, $%d, $%d)", i ? ", " : "", i * 5 + 1, i * 5 + 2,
                     i * 5 + 3, i * 5 + 4, i * 5 + 5);
    prepare("values", sql, 0);
    prepare("insert",
            "INSERT INTO pt_new (id, name, email, status, score) "
            "VALUES ($1, $2, $3, $4, $5)",
            5);
    prepare("unnest",
            "INSERT INTO pt_new (id, name, email, status, score) SELECT * FROM "
            "unnest($1::bigint[], $2::varchar[], $3::varchar[], $4::int[], $5::float8[])",
            0);
    prepare("one", one_sql, 1);
    prepare("all", all_sql, 0);
}

static bool open_both(const char *url)
{
    exec_rows_init();
    sq_driver_register(sq_postgresql_driver(), NULL);
    pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK)
        exec_fail("libpq", PQerrorMessage(pg));
    db = sq_engine_open(url);
    c = sq_connect(db);
    q = sq_builder_new();
    if (sq_create_all(c, pt, pt_new) != SQ_OK ||
        sq_bulk_load(c, pt, exec_row, exec_rows, EXEC_ROWS) != EXEC_ROWS)
        exec_fail("tables", sq_errmsg(c));
    command("ANALYZE pt");
    prepare_by_hand();
    const sq_stmt *s = sq_select(q, pt.id, pt.name, pt.email, pt.status, pt.score);
    const sq_dialect *d = sq_engine_dialect(db);
    insert_all = sq_insert(q, pt_new);
    all = sq_prepare(sq_engine_cache(db), s, d, NULL, NULL);
    one = sq_prepare(sq_engine_cache(db),
                     sq_where(s, sq_eq(q, pt.id, sq_bindparam(q, "id", .type = sq_bigint()))), d,
                     NULL, NULL);
    return one && all;
}

void exec_postgresql(bench_report *r, int rounds)
{
    static const exec_case cases[] = {
        {"point", our_point, {hand_point}, NULL, EXEC_POINTS},
        {"fetch", our_fetch, {hand_fetch}, NULL, EXEC_ROWS},
        {"structs", our_structs, {hand_fetch}, NULL, EXEC_ROWS},
        {"insert", our_insert, {hand_unnest, hand_values, hand_pipeline}, empty, EXEC_ROWS},
        {"copy", our_copy, {hand_copy}, empty, EXEC_ROWS},
    };
    const char *url = getenv("SQ_TEST_POSTGRESQL_URL");
    if (!url) {
        puts("postgresql: no server, skipped");
        return;
    }
    if (!open_both(url))
        exec_fail("prepare", "no compiled form");
    exec_compare(r, "postgresql", cases, sizeof cases / sizeof *cases, rounds);
    sq_compiled_unref(one);
    sq_compiled_unref(all);
    sq_drop_all(c, pt, pt_new);
    sq_conn_close(c);
    sq_engine_close(db);
    sq_builder_free(q);
    PQfinish(pg);
}
#else
void exec_postgresql(bench_report *r, int rounds)
{
    (void)r;
    (void)rounds;
    puts("postgresql: no client library, skipped");
}
#endif
