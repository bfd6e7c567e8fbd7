/* exec_postgresql.c: the execution workloads on PostgreSQL, by hand on libpq and through squill.
 * What is done by hand is what bench/exec of the design's baselines does: prepared, binary where
 * that is less work. */
#include "bench/exec.h"

#ifdef SQT_WITH_postgresql
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include "squill/postgresql.h"

static PGconn *pg;
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

static void hand_point(void)
{
    for (int i = 0; i < EXEC_POINTS; i++) {
        uint64_t key = swap((uint64_t)exec_key(i));
        const char *value = (const char *)&key;
        const int length = 8, format = 1;
        PGresult *r = PQexecPrepared(pg, "one", 1, &value, &length, &format, 1);
        if (PQntuples(r) != 1)
            exec_fail("libpq", PQerrorMessage(pg));
        exec_sink += use(r, 0);
        PQclear(r);
    }
}

/* As exec_pipelined(): what is answered is a hundred executions. */
static void hand_pipelined(void)
{
    PQenterPipelineMode(pg);
    for (int i = 0; i < EXEC_POINTS; i += EXEC_SERIES) {
        for (int k = i; k < i + EXEC_SERIES; k++) {
            uint64_t key = swap((uint64_t)exec_key(k));
            const char *value = (const char *)&key;
            const int length = 8, format = 1;
            PQsendQueryPrepared(pg, "one", 1, &value, &length, &format, 1);
        }
        PQpipelineSync(pg);
        for (int k = 0; k < EXEC_SERIES; k++) {
            PGresult *r = PQgetResult(pg);
            if (PQntuples(r) != 1)
                exec_fail("libpq", PQerrorMessage(pg));
            exec_sink += use(r, 0);
            PQclear(r);
            PQclear(PQgetResult(pg));
        }
        take(PQgetResult(pg), PGRES_PIPELINE_SYNC);
    }
    PQexitPipelineMode(pg);
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

static void open_both(const char *url)
{
    sq_driver_register(sq_postgresql_driver(), NULL);
    exec_open(url, false);
    pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK)
        exec_fail("libpq", PQerrorMessage(pg));
    command("ANALYZE pt");
    prepare_by_hand();
}

void exec_postgresql(const exec_plan *p)
{
    static const exec_case cases[] = {
        {"point", exec_point, {hand_point}, NULL, EXEC_POINTS, EXEC_TOGETHER},
        {"point/apart", exec_point, {hand_point}, NULL, EXEC_POINTS, EXEC_APART},
        {"pipelined", exec_pipelined, {hand_pipelined}, NULL, EXEC_POINTS, EXEC_TOGETHER},
        {"pipelined/apart", exec_pipelined, {hand_pipelined}, NULL, EXEC_POINTS, EXEC_APART},
        {"fetch", exec_fetch, {hand_fetch}, NULL, EXEC_ROWS, EXEC_APART},
        {"structs", exec_structs, {hand_fetch}, NULL, EXEC_ROWS, EXEC_APART},
        {"insert",
         exec_insert,
         {hand_unnest, hand_values, hand_pipeline},
         empty,
         EXEC_ROWS,
         EXEC_APART},
        {"copy", exec_load, {hand_copy}, empty, EXEC_ROWS, EXEC_APART},
    };
    const char *url = getenv("SQ_TEST_POSTGRESQL_URL");
    if (!url) {
        puts("postgresql: no server, skipped");
        return;
    }
    open_both(url);
    exec_compare(p, "postgresql", cases, sizeof cases / sizeof *cases);
    exec_close();
    PQfinish(pg);
}
#else
void exec_postgresql(const exec_plan *p)
{
    (void)p;
    puts("postgresql: no client library, skipped");
}
#endif
