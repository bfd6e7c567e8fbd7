/* fuzz_definition.c: the reader of the statements that SQLite keeps. Whatever the text, all that is
 * found was in it. */
#include <stdlib.h>
#include <string.h>
#include "dialects/sqlite/definition.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char *const names[] = {"a", "b", "c d", "e\"f"};
static const char *const key[] = {"a", NULL};
enum { N_NAMES = sizeof names / sizeof *names };

static void check_part(const char *text, const void *part)
{
    if (part && !strstr(text, part))
        abort();
}

static bool add_all(sq_arena *a, sqi_reflected *t)
{
    for (size_t i = 0; i < N_NAMES; i++) {
        sq_column_spec *c = sqi_reflect_column(a, t);
        if (!c || !sqi_reflect_constraint(a, t, SQ_CONSTRAINT_FOREIGN_KEY))
            return false;
        *c = (sq_column_spec){.name = names[i], .type = sq_text_type()};
    }
    sq_constraint *k = sqi_reflect_constraint(a, t, SQ_CONSTRAINT_PRIMARY_KEY);
    if (k)
        k->columns = key;
    return k;
}

static void check_table(sq_arena *a, const char *text)
{
    sqi_reflected t = {.definition = text};
    if (!add_all(a, &t) || !sqi_sqlite_read_table(a, &t))
        abort();
    for (size_t i = 0; i < t.n_constraints; i++)
        check_part(text, t.constraints[i].check_sql);
    for (size_t i = 0; i < t.n_columns; i++)
        check_part(text, t.columns[i].o.computed_sql);
}

static void check_index(sq_arena *a, const char *text)
{
    sqi_index_fact f = {.column_name = "a", .expression = text};
    if (!sqi_sqlite_read_index(a, &f, 0))
        abort();
    check_part(text, f.expression);
    check_part(text, f.where_sql);
}

static void check_view(sq_arena *a, const char *text)
{
    sqi_object_fact f = {.definition = text};
    if (!sqi_sqlite_read_view(a, &f))
        abort();
    check_part(text, f.definition);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    char *text = a ? malloc(n + 1) : NULL; /* of its own, so that ASan sees its end */
    if (text) {
        if (n)
            memcpy(text, bytes, n);
        text[n] = '\0';
        check_table(a, text);
        check_index(a, text);
        check_view(a, text);
    }
    free(text);
    sqi_arena_unref(a);
    return 0;
}
