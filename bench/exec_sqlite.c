/* exec_sqlite.c: the execution workloads by hand on SQLite: statements that are prepared once and
 * kept, values bound in place. Each side has a database in memory of its own. */
#include "bench/exec.h"

#ifdef SQT_WITH_sqlite
#include <sqlite3.h>
#include <string.h>
#include "squill/sqlite.h"

static sqlite3 *db;
static sqlite3_stmt *one, *all, *fill, *insert;

static void command(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        exec_fail("sqlite3", sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        exec_fail("sqlite3", sqlite3_errmsg(db));
    return s;
}

static int64_t use(sqlite3_stmt *s)
{
    return sqlite3_column_int64(s, 0) + sqlite3_column_text(s, 1)[0] +
           sqlite3_column_text(s, 2)[0] + sqlite3_column_int64(s, 3) +
           (int64_t)sqlite3_column_double(s, 4);
}

static void hand_point(void)
{
    for (int i = 0; i < EXEC_POINTS; i++) {
        sqlite3_bind_int64(one, 1, exec_key(i));
        if (sqlite3_step(one) != SQLITE_ROW)
            exec_fail("sqlite3", sqlite3_errmsg(db));
        exec_sink += use(one);
        sqlite3_reset(one);
    }
}

static void hand_fetch(void)
{
    int n = 0;
    for (; sqlite3_step(all) == SQLITE_ROW; n++)
        exec_sink += use(all);
    sqlite3_reset(all);
    if (n != EXEC_ROWS)
        exec_fail("sqlite3", "rows are missing");
}

static void insert_all(sqlite3_stmt *s)
{
    command("BEGIN");
    for (int i = 0; i < EXEC_ROWS; i++) {
        const exec_row *x = &exec_rows[i];
        sqlite3_bind_int64(s, 1, x->id);
        sqlite3_bind_text(s, 2, x->name, (int)strlen(x->name), SQLITE_STATIC);
        sqlite3_bind_text(s, 3, x->email, (int)strlen(x->email), SQLITE_STATIC);
        sqlite3_bind_int(s, 4, x->status);
        sqlite3_bind_double(s, 5, x->score);
        if (sqlite3_step(s) != SQLITE_DONE)
            exec_fail("sqlite3", sqlite3_errmsg(db));
        sqlite3_reset(s);
    }
    command("COMMIT");
}

static void hand_insert(void)
{
    insert_all(insert);
}

static void empty(void)
{
    command("DELETE FROM pt_new");
    exec_empty();
}

static void open_hand(int flags)
{
#define COLUMNS                                                                                    \
    "(id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(64), email VARCHAR(128), status INTEGER, "     \
    "score DOUBLE)"
    flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(":memory:", &db, flags, NULL) != SQLITE_OK)
        exec_fail("sqlite3", sqlite3_errmsg(db));
    command("CREATE TABLE pt " COLUMNS "; CREATE TABLE pt_new " COLUMNS);
    one = prepare("SELECT id, name, email, status, score FROM pt WHERE id = ?");
    all = prepare("SELECT id, name, email, status, score FROM pt");
    insert = prepare("INSERT INTO pt_new (id, name, email, status, score) VALUES (?, ?, ?, ?, ?)");
    fill = prepare("INSERT INTO pt (id, name, email, status, score) VALUES (?, ?, ?, ?, ?)");
    insert_all(fill);
}

static void close_hand(void)
{
    sqlite3_stmt *statements[] = {one, all, fill, insert};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        sqlite3_finalize(statements[i]);
    sqlite3_close(db);
}

/* By hand twice: as sqlite3_open() opens a database, and with the mutex of each call left out, as
 * the driver has it: that one shows what squill itself adds. */
void exec_sqlite(const exec_plan *p)
{
    static const exec_case cases[] = {
        {"point", exec_point, {hand_point}, NULL, EXEC_POINTS, EXEC_ANYWHERE},
        {"point/kept", exec_kept, {hand_point}, NULL, EXEC_POINTS, EXEC_ANYWHERE},
        {"fetch", exec_fetch, {hand_fetch}, NULL, EXEC_ROWS, EXEC_ANYWHERE},
        {"structs", exec_structs, {hand_fetch}, NULL, EXEC_ROWS, EXEC_ANYWHERE},
        {"insert", exec_insert, {hand_insert}, empty, EXEC_ROWS, EXEC_ANYWHERE},
    };
    static const struct {
        const char *name;
        int flags;
    } by_hand[] = {{"sqlite", 0}, {"sqlite/free", SQLITE_OPEN_NOMUTEX}};
    sq_driver_register(sq_sqlite_driver(), NULL);
    exec_open("sqlite:///:memory:", true);
    for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++) {
        open_hand(by_hand[i].flags);
        exec_compare(p, by_hand[i].name, cases, sizeof cases / sizeof *cases);
        close_hand();
    }
    exec_close();
}
#else
void exec_sqlite(const exec_plan *p)
{
    (void)p;
    puts("sqlite: no client library, skipped");
}
#endif
