/* main.c: does what squill says of each construct agree with the servers?
 *
 * For each construct and database: native or emulated, the server must take the statement; refused,
 * squill must refuse it, and the server the text of a lenient compile. The table that comes out
 * stands in docs/dialects.md, which is compared. A missing server is skipped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/support/database.h"
#include "tests/support/page.h"
#include "tests/verdict/verdict.h"

enum { SERVERS = 4, TEXT = 64 * 1024 };
typedef struct server {
    const char *name;
    const char *title; /* of its column; NULL: only tried */
    sq_engine *db;
    sq_conn *c;
    const sq_dialect *dialect;
} server;
static server servers[SERVERS] = {
    {.name = "sqlite", .title = "SQLite 3.40"},
    {.name = "postgresql", .title = "PostgreSQL 15"},
    {.name = "mysql", .title = "MariaDB 10.11"},
    {.name = "postgresql18"},
};
static const char *const support_names[] = {"native", "emulated", "refused"};
static int passed, failed, skipped;
static char table[TEXT];

SQ_TABLE_DEFINE(item, (id, integer, .primary_key = true), (grp, integer), (name, varchar(40)),
                (price, numeric(10, 2)), (seen, datetime), (doc, json));
SQ_TABLE_DEFINE(part, (id, integer, .primary_key = true), (item_id, integer), (qty, integer));

static void begin_server(server *s)
{
    s->c = sqt_database_open(s->name, &s->db);
    if (!s->c)
        return;
    s->dialect = sq_engine_dialect(s->db);
    if (sq_create_all(s->c, item, part) < 0)
        printf("FAIL %s: %s\n", s->name, sq_errmsg(s->c));
    sqt_database_run(
        s->c, "INSERT INTO item (id, grp, name, doc) VALUES (1, 1, 'apple', '{\"a\": {\"b\": 1}}'),"
              " (2, 1, 'Beet', '{}'), (3, NULL, 'corn', '{}')");
    sqt_database_run(
        s->c, "INSERT INTO part (id, item_id, qty) VALUES (11, 1, 5), (12, 1, 6), (13, 3, 7)");
    if (strcmp(s->name, "mysql") == 0)
        sqt_database_run(s->c, "ALTER TABLE item ADD FULLTEXT (name)");
}

/* ---- one cell ---- */

/* A text with all values in it; NULL: none can be made. */
static const char *text_for(sq_builder *q, const sqv_row *row, const sq_dialect *d, bool lenient)
{
    const sq_compile_options o = {.lenient = lenient, .literal_binds = true, .size = sizeof o};
    return (sq_sql)(q, row->build(q), d, &o);
}

/* The text by which the server is asked for what squill refuses it. */
static const char *text_to_refuse(sq_builder *q, const sqv_row *row, const server *s)
{
    const char *sql = row->left_out ? NULL : text_for(q, row, s->dialect, true);
    static const char *const others[] = {"postgresql", "mariadb", "sqlite", "default"};
    for (int i = 0; i < 4 && !sql; i++) {
        sq_builder_reset(q);
        sql = text_for(q, row, sq_dialect_find(others[i]), false);
    }
    return row->text ? row->text : sql;
}

static int tell(const sqv_row *row, const server *s, const char *what, const char *detail)
{
    printf("FAIL verdict/%s on %s: %s: %s\n", row->what, s->name, what, detail ? detail : "");
    return failed++;
}

static bool server_takes(server *s, const char *sql, const sq_stmt *stmt, const char **why)
{
    static char message[600];
    int64_t rc = sql ? sqt_database_run(s->c, sql) : (sq_exec)(s->c, stmt, NULL, 0);
    snprintf(message, sizeof message, "%s", rc < 0 ? sq_errmsg(s->c) : "");
    *why = message;
    return rc >= 0;
}

/* in_transaction: what the row changes is taken back. */
static void check_cell(server *s, const sqv_row *row, const sq_verdict_result *v,
                       bool in_transaction)
{
    sq_builder *q = sq_builder_new();
    const char *why = "";
    if (row->before)
        sqt_database_run(s->c, row->before);
    if (in_transaction && (sq_begin)(s->c, NULL) != SQ_OK)
        tell(row, s, "no transaction", sq_errmsg(s->c));
    if (v->support != SQ_REFUSED) {
        if (server_takes(s, NULL, row->build(q), &why))
            passed++;
        else
            tell(row, s, "squill says it is there, the server says", why);
    } else {
        bool refused = (sq_sql)(q, row->build(q), s->dialect, NULL) == NULL &&
                       sq_builder_error(q)->status == SQ_ERR_UNSUPPORTED;
        sq_builder_reset(q);
        const char *sql = text_to_refuse(q, row, s);
        if (!refused)
            tell(row, s, "the verdict is a refusal, and it compiles", v->construct);
        else if (!sql)
            tell(row, s, "no text to ask the server with", NULL);
        else if (server_takes(s, sql, NULL, &why))
            tell(row, s, "squill refuses what the server takes", sql);
        else
            passed++;
        if (getenv("SQV_VERBOSE"))
            printf("note: %s on %s: %s\n    %s\n", row->what, s->name, why, sql ? sql : "no text");
    }
    if (in_transaction)
        sq_rollback(s->c);
    sq_builder_free(q);
}

static void check_row(const sqv_row *row, bool in_transaction)
{
    size_t n = strlen(table);
    n += (size_t)snprintf(table + n, sizeof table - n, "| %s |", row->what);
    for (int i = 0; i < SERVERS; i++) {
        server *s = &servers[i];
        sq_builder *q = sq_builder_new();
        sq_verdict_result v;
        const sq_target target = {.dialect = s->dialect};
        const char *cell = "?";
        if (!s->c)
            skipped++;
        else if (sq_verdict(row->build(q), &target, 1, &v) != SQ_OK)
            tell(row, s, "no verdict", v.error.message);
        else {
            cell = support_names[v.support];
            check_cell(s, row, &v, in_transaction);
        }
        if (s->title)
            n += (size_t)snprintf(table + n, sizeof table - n, " %s |", cell);
        sq_builder_free(q);
    }
    snprintf(table + n, sizeof table - n, "\n");
}

/* ---- the page ---- */

static void check_page(const char *path)
{
    if (sqt_page_has(path, table)) {
        passed++;
    } else {
        printf("FAIL verdict/page: the table in %s is another\n", path);
        failed++;
    }
}

int main(int argc, char **argv)
{
    static const sqv_row *const lists[] = {sqv_selects, sqv_expressions, sqv_changes,
                                           sqv_definitions};
    for (int i = 0; i < SERVERS; i++)
        begin_server(&servers[i]);
    snprintf(table, sizeof table, "| construct | %s | %s | %s |\n|---|---|---|---|\n",
             servers[0].title, servers[1].title, servers[2].title);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const sqv_row *row = lists[i]; row->what; row++)
            check_row(row, lists[i] != sqv_definitions && !row->before);
    fputs(table, stdout);
    if (argc > 1 && !skipped)
        check_page(argv[1]);
    for (int i = 0; i < SERVERS; i++)
        sqt_database_close(servers[i].c, servers[i].db);
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
