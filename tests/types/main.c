/* main.c: does every value come back as it was, through a column of every type, on each database?
 *
 * For each row of rows.def and each database a table with such a column is made; each value of its
 * sets is inserted as a parameter and as a literal, and read back by the typed getters. It is
 * equal, or it was refused, by squill before anything was sent or by the server; a value that
 * changed fails. Parameter and literal must also be equal to the database, where the type has an =.
 * The table that comes out stands in docs/types.md, which is compared. A missing server is
 * skipped. */
#include <stdlib.h>
#include "tests/support/database.h"
#include "tests/support/page.h"
#include "tests/types/types.h"

enum { SERVERS = 3, TEXT_SIZE = 64 * 1024 };
typedef struct server {
    const char *name, *title;
    bool intervals; /* it has a type of that name */
    sq_engine *db;
    sq_conn *c;
} server;
static server servers[SERVERS] = {
    {.name = "sqlite", .title = "SQLite 3.40"},
    {.name = "postgresql", .title = "PostgreSQL 15", .intervals = true},
    {.name = "mysql", .title = "MariaDB 10.11"},
};

typedef struct count {
    bool tried; /* the database has the type */
    int equal, refused, by_server, changed;
} count;
static count totals[SERVERS];
static int passed, failed, skipped;
static char page[TEXT_SIZE];

static void begin_server(server *s)
{
    s->c = sqt_database_open(s->name, &s->db);
    skipped += !s->c;
    if (s->c && s->intervals) {
        sqt_database_run(s->c, "CREATE EXTENSION IF NOT EXISTS hstore");
        sqt_database_run(s->c, "CREATE EXTENSION IF NOT EXISTS citext");
    }
}

/* ---- one value ---- */

typedef struct cell {
    const server *s;
    const sqty_row *row;
    sq_source table;
    count *n;
    int id;
} cell;

static void tell_changed(const cell *k, sq_value v, const char *how, sq_result *r)
{
    char sent[600], got[600] = "";
    sqty_show(v, sent, sizeof sent);
    if (r && sq_on_row(r)) {
        sq_value back = sq_get_value(r, 0);
        sqty_show(back, got, sizeof got);
        if (sq_result_error(r)->status != SQ_OK)
            snprintf(got, sizeof got, "%s", sq_result_error(r)->message);
    }
    printf("FAIL types/%s length %d on %s, %s: %s became %s\n",
           sq_type_kind_name((sq_type_kind)k->row->type.kind), (int)k->row->type.length, k->s->name,
           how, sent, got);
    k->n->changed++;
    failed++;
}

/* What a statement that was refused says: it was not sent, or the server's own code is there. */
static void count_refusal(const cell *k, sq_value v, const char *how)
{
    const sq_error *e = sq_conn_error(k->s->c);
    char sent[600];
    sqty_show(v, sent, sizeof sent);
    bool by_server = e->native != 0 || e->sqlstate[0];
    k->n->refused++;
    k->n->by_server += by_server;
    if (getenv("SQTY_VERBOSE"))
        printf("note: %s length %d on %s, %s: %s refused%s: %s\n",
               sq_type_kind_name((sq_type_kind)k->row->type.kind), (int)k->row->type.length,
               k->s->name, how, sent, by_server ? " by the server" : "", e->message);
}

static bool check_back(const cell *k, sq_value v, const char *how)
{
    sq_builder *q = sq_builder_new();
    const sq_expr *id = sq_col(q, k->table, "id");
    const sq_stmt *s = sq_where(sq_select(q, sq_col(q, k->table, "v")), sq_eq(q, id, k->id));
    sq_result *r = sq_query(k->s->c, s);
    bool same = sq_row(r) && sqty_came_back(r, 0, v, &k->row->type, !k->s->intervals);
    if (same) {
        k->n->equal++;
        passed++;
    } else {
        tell_changed(k, v, how, r);
    }
    sq_done(r);
    sq_builder_free(q);
    return same;
}

static bool insert_bound(const cell *k, sq_value v)
{
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_insert(q, k->table);
    s = sq_values(s, sq_set(sq_col(q, k->table, "id"), k->id), sq_set(sq_col(q, k->table, "v"), v));
    bool done = sq_exec(k->s->c, s) == 1;
    if (!done)
        count_refusal(k, v, "bound");
    sq_builder_free(q);
    return done;
}

static bool insert_literal(const cell *k, sq_value v)
{
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_insert(q, k->table);
    s = sq_values(s, sq_set(sq_col(q, k->table, "id"), k->id), sq_set(sq_col(q, k->table, "v"), v));
    const char *sql = sq_sql(q, s, sq_engine_dialect(k->s->db), .literal_binds = true);
    bool done = sql && sqt_database_run(k->s->c, sql) == 1;
    if (!sql) {
        k->n->refused++;
        if (getenv("SQTY_VERBOSE"))
            printf("note: %s on %s, literal: refused: %s\n",
                   sq_type_kind_name((sq_type_kind)k->row->type.kind), k->s->name,
                   sq_builder_error(q)->message);
    } else if (!done) {
        count_refusal(k, v, "literal");
    }
    sq_builder_free(q);
    return done;
}

/* Is the type one that can be compared by = ? NaN is equal to none on most. */
static bool has_equals(const cell *k, sq_value v)
{
    sq_type_class c = sq_type_class_of((sq_type_kind)k->row->type.kind);
    return c != SQ_TC_JSON && c != SQ_TC_JSON_PATH && v.kind != SQ_V_NULL;
}

static void compare_both(const cell *k, sq_value v)
{
    sq_builder *q = sq_builder_new();
    sq_source a = sq_alias(q, k->table, "a"), b = sq_alias(q, k->table, "b");
    const sq_stmt *s = sq_select(q, sq_count(q, sq_col(q, a, "id")));
    s = sq_where(s, sq_eq(q, sq_col(q, a, "v"), sq_col(q, b, "v")),
                 sq_eq(q, sq_col(q, a, "id"), k->id), sq_eq(q, sq_col(q, b, "id"), k->id - 1));
    if (sq_scalar_int(k->s->c, s, -1) != 1)
        tell_changed(k, v, "parameter and literal differ", NULL);
    sq_builder_free(q);
}

static void check_value(cell *k, sq_value v)
{
    bool bound = insert_bound(k, v) && check_back(k, v, "bound");
    k->id++;
    bool literal = insert_literal(k, v) && check_back(k, v, "literal");
    if (bound && literal && has_equals(k, v))
        compare_both(k, v);
    k->id++;
}

/* ---- one column ---- */

static void check_column(const server *s, const sqty_row *row, count *n)
{
    sq_metadata *m = sq_metadata_new();
    const sq_column_spec columns[] = {
        {.name = "id", .type = sq_integer(), .o = {.primary_key = true}},
        {.name = "v", .type = row->type}};
    sq_source table = sq_metadata_table(m, SQ_NAME("tried"), columns, 2, NULL);
    sqt_database_run(s->c, "DROP TABLE IF EXISTS tried");
    int rc = sq_create_all(s->c, table);
    const char *why = rc < 0 ? sq_errmsg(s->c) : "";
    if (rc >= 0) {
        n->tried = true;
        cell k = {.s = s, .row = row, .table = table, .n = n, .id = 1};
        check_value(&k, sq_null_value());
        for (int i = 0; row->sets[i] != SQTY_NO_MORE; i++) {
            size_t n_values;
            const sq_value *values = sqty_values(row->sets[i], &n_values);
            for (size_t j = 0; j < n_values; j++)
                check_value(&k, values[j]);
        }
    } else if (getenv("SQTY_VERBOSE")) {
        printf("note: %s on %s: no column: %s\n", sq_type_kind_name((sq_type_kind)row->type.kind),
               s->name, why);
    }
    sq_metadata_unref(m);
}

static void add(count *to, const count *n)
{
    to->tried |= n->tried;
    to->equal += n->equal;
    to->refused += n->refused;
    to->by_server += n->by_server;
    to->changed += n->changed;
}

static void print_count(const count *n, bool with_server)
{
    size_t at = strlen(page);
    if (!n->tried)
        snprintf(page + at, sizeof page - at, " |");
    else if (with_server)
        snprintf(page + at, sizeof page - at, " %d / %d (%d) / %d |", n->equal, n->refused,
                 n->by_server, n->changed);
    else
        snprintf(page + at, sizeof page - at, " %d / %d / %d |", n->equal, n->refused, n->changed);
}

/* All columns of a kind. */
static void check_kind(sq_type_kind kind)
{
    bool there = false;
    count n[SERVERS] = {{0}};
    for (size_t i = 0; i < sqty_row_count; i++) {
        if (sqty_rows[i].type.kind != kind)
            continue;
        there = true;
        for (int j = 0; j < SERVERS; j++)
            if (servers[j].c)
                check_column(&servers[j], &sqty_rows[i], &n[j]);
    }
    if (!there) {
        printf("FAIL types/%s: the type is in types.def and has no row\n", sq_type_kind_name(kind));
        failed++;
    }
    size_t at = strlen(page);
    snprintf(page + at, sizeof page - at, "| %s |", sq_type_kind_name(kind));
    for (int j = 0; j < SERVERS; j++) {
        print_count(&n[j], false);
        add(&totals[j], &n[j]);
    }
    at = strlen(page);
    snprintf(page + at, sizeof page - at, "\n");
}

/* ---- the page ---- */

static void check_page(const char *path)
{
    if (sqt_page_has(path, page)) {
        passed++;
    } else {
        printf("FAIL types/page: the table in %s is another\n", path);
        failed++;
    }
}

int main(int argc, char **argv)
{
    for (int i = 0; i < SERVERS; i++)
        begin_server(&servers[i]);
    snprintf(page, sizeof page, "| type | %s | %s | %s |\n|---|---|---|---|\n", servers[0].title,
             servers[1].title, servers[2].title);
    for (int kind = 0; kind < SQ_T_COUNT; kind++)
        check_kind((sq_type_kind)kind);
    snprintf(page + strlen(page), sizeof page - strlen(page), "| all |");
    for (int i = 0; i < SERVERS; i++)
        print_count(&totals[i], true);
    snprintf(page + strlen(page), sizeof page - strlen(page), "\n");
    fputs(page, stdout);
    if (argc > 1 && !skipped)
        check_page(argv[1]);
    for (int i = 0; i < SERVERS; i++)
        sqt_database_close(servers[i].c, servers[i].db);
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
