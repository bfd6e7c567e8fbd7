/* declare.c: the tables of a database as C source. Without DATABASE_URL those of a small one.
 *
 *   declare header > tables.h     SQ_TABLE_DECLARE, and a struct for rows of each table
 *   declare source > tables.c     SQ_TABLE_DEFINE_WITH, behind #include "tables.h"
 *   declare check tables.h        is the header still what the database is? Exit status 1: no */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"

static const char header[] = "#ifndef TABLES_H\n#define TABLES_H\n#include \"squill.h\"\n\n";

static void make_some(sq_conn *c)
{
    sq_sql_exec(c, SQ_SQL("CREATE TABLE authors (id INTEGER NOT NULL, name VARCHAR(80) NOT NULL, "
                          "CONSTRAINT pk_authors PRIMARY KEY (id))"));
    sq_sql_exec(c, SQ_SQL("CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, "
                          "price NUMERIC(8, 2) DEFAULT 0, author INTEGER REFERENCES authors (id) "
                          "ON DELETE CASCADE, \"class\" INTEGER)"));
    sq_sql_exec(c, SQ_SQL("CREATE INDEX ix_books_title ON books (title)"));
}

/* The text of a file, to be freed; NULL: it can't be read. */
static char *read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = NULL;
    if (f && fseek(f, 0, SEEK_END) == 0) {
        size_t n = (size_t)ftell(f);
        rewind(f);
        text = calloc(1, n + 1);
        if (text && fread(text, 1, n, f) != n)
            *text = '\0';
    }
    if (f)
        fclose(f);
    return text;
}

static int check(const char *path, const char *tables)
{
    char *text = path ? read_file(path) : NULL;
    bool same = text && strstr(text, tables);
    printf("%s: %s\n", path ? path : "no file", same ? "up to date" : "the database has changed");
    free(text);
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "all", *url = getenv("DATABASE_URL");
    sq_engine *db = sq_engine_open(url ? url : "sqlite://");
    sq_conn *c = sq_connect(db);
    sq_metadata *m = sq_metadata_new();
    if (!url)
        make_some(c);
    if (sq_reflect(c, m) < 0) { /* and what was before it */
        fprintf(stderr, "%s\n", sq_errmsg(c));
        return EXIT_FAILURE;
    }
    int rc = EXIT_SUCCESS;
    const unsigned to_header = SQ_SOURCE_DECLARE | SQ_SOURCE_ROWS;
    if (strcmp(what, "check") == 0)
        rc = check(argv[2], sq_metadata_source(m, sq_scratch(c), to_header, NULL));
    else if (strcmp(what, "header") == 0)
        printf("%s%s\n#endif\n", header, sq_metadata_source(m, sq_scratch(c), to_header, NULL));
    else if (strcmp(what, "source") == 0)
        printf("#include \"tables.h\"\n\n%s",
               sq_metadata_source(m, sq_scratch(c), SQ_SOURCE_DEFINE, NULL));
    else
        fputs(sq_metadata_source(m, sq_scratch(c), SQ_SOURCE_ALL, NULL), stdout);
    sq_metadata_unref(m);
    sq_conn_close(c);
    sq_engine_close(db);
    return rc;
}
