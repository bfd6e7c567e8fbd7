/* declare.c: the tables of a metadata as C source.
 *
 * What was read of a database becomes what a program declares: SQ_TABLE_DECLARE for a header,
 * SQ_TABLE_DEFINE_WITH for one C file, and structs for rows. Tables are written in the order of
 * their names, so that the same schema gives the same text, which a build may compare. What can be
 * no constant of C, such as an expression, is left out and told in a comment. */
#include "lib/schema/declare.h"
#include "lib/base/error.h"
#include <stdio.h>
#include <stdlib.h>

enum { MOST_COLUMNS = 128 /* of SQ_TABLE */, LONGEST_NAME = 200 };

/* ---- C ---- */

/* As it also may stand in a comment: the end of one is none. */
void sqi_put_c_string(sqi_out *o, const char *s)
{
    sqi_out_char(o, '"');
    for (char before = '"'; *s; before = *s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\' || c == '?')
            sqi_out_char(o, '\\');
        if (c < 0x20 || c == 0x7f || (c == '/' && before == '*'))
            sqi_out_printf(o, "\\%03o", c);
        else
            sqi_out_char(o, *s);
    }
    sqi_out_char(o, '"');
}

static bool is_word_char(char c, bool first)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (!first && c >= '0' && c <= '9');
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names that mean something else in C, or in its library, where a table or column would stand. */
static bool is_taken(const char *name)
{
    static const char *const taken[] = {
#define SQ_C_WORD(word) word,
#include "lib/schema/cwords.def"
#undef SQ_C_WORD
    };
    return bsearch(&name, taken, sizeof taken / sizeof *taken, sizeof *taken, by_text) != NULL;
}

static bool is_among(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The name as a C name that is none of `others`: what can't be in one becomes _, one that is taken
 * gets _ at its end, one that is there already a number, a long one is cut. NULL: no memory. */
static const char *c_name(sq_arena *a, const char *name, const char *const *others, size_t n)
{
    const size_t length = strnlen(name, LONGEST_NAME);
    char *out = sqi_arena_alloc(a, length + 24);
    size_t used = 0;
    if (!out)
        return NULL;
    if (!is_word_char(name[0], true) && is_word_char(name[0], false))
        out[used++] = '_';
    for (size_t i = 0; i < length; i++)
        if (is_word_char(name[i], false))
            out[used++] = name[i];
        else if ((unsigned char)name[i] < 0x80 || (unsigned char)name[i] >= 0xc0)
            out[used++] = '_'; /* once a character */
    out[used] = '\0';
    if (is_taken(out) || strncmp(out, "sq_", 3) == 0 || strncmp(out, "SQ_", 3) == 0) {
        out[used++] = '_';
        out[used] = '\0';
    }
    for (unsigned number = 2; is_among(out, others, n); number++)
        snprintf(out + used, 16, "_%u", number);
    return out;
}

/* ---- names of tables and columns ---- */

static bool name_columns(sqi_declarer *x, size_t at)
{
    const sq_table *t = x->tables[at];
    const char **names = sqi_arena_alloc(x->a, (t->n_columns + 1) * sizeof *names);
    x->columns[at] = names;
    for (size_t i = 0; names && i < t->n_columns; i++) {
        names[i] = c_name(x->a, t->columns[i].key, names, i);
        if (!names[i])
            return false;
    }
    return names != NULL;
}

static bool name_all(sqi_declarer *x)
{
    x->names = sqi_arena_alloc(x->a, (x->n + 1) * sizeof *x->names);
    x->columns = sqi_arena_alloc(x->a, (x->n + 1) * sizeof *x->columns);
    if (!x->names || !x->columns)
        return false;
    for (size_t i = 0; i < x->n; i++) {
        x->names[i] = c_name(x->a, sqi_name_of_table(x->tables[i]).p, x->names, i);
        if (!x->names[i] || !name_columns(x, i))
            return false;
    }
    return true;
}

size_t sqi_declared(const sqi_declarer *x, const sq_table *t)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->tables[i] == t)
            return i;
    return SIZE_MAX;
}

const char *sqi_declared_column(const sqi_declarer *x, size_t table, const char *key)
{
    const sq_table *t = x->tables[table];
    const sq_column *c = sqi_find_column(t, key);
    return c ? x->columns[table][sqi_column_index(c)] : NULL;
}

/* ---- tables ---- */

/* (id, integer) or, as a whole, (id, integer, .primary_key = true) */
static void put_column(sqi_declarer *x, size_t i, bool whole)
{
    const sq_column *c = &x->tables[x->at]->columns[i];
    const char *name = x->columns[x->at][i];
    sqi_out_printf(&x->out, ",\n    (%s, ", name);
    sqi_put_c_type(x, sqi_column_type(c));
    if (whole && strcmp(name, sqi_name_of_column(c).p) != 0) {
        sqi_out_str(&x->out, ", .name = ");
        sqi_put_c_string(&x->out, sqi_name_of_column(c).p);
    }
    if (whole)
        sqi_put_c_column_options(x, c);
    sqi_out_str(&x->out, ")");
}

static void put_declaration(sqi_declarer *x)
{
    const sq_table *t = x->tables[x->at];
    sqi_out_printf(&x->out, "SQ_TABLE_DECLARE(%s", x->names[x->at]);
    for (size_t i = 0; i < t->n_columns; i++)
        put_column(x, i, false);
    sqi_out_str(&x->out, ");\n");
}

static void put_definition(sqi_declarer *x)
{
    const sq_table *t = x->tables[x->at];
    sqi_out_printf(&x->out, "SQ_TABLE_DEFINE_WITH(%s,\n    (", x->names[x->at]);
    sqi_put_c_table_options(x, t);
    sqi_out_str(&x->out, ")");
    for (size_t i = 0; i < t->n_columns; i++)
        put_column(x, i, true);
    sqi_out_str(&x->out, ");\n");
}

/* ---- rows ---- */

static const char *c_type_of(const sq_column *c)
{
    const sq_type *t = sqi_column_type(c);
    const bool may_be_null = sqi_is_nullable(c);
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        return may_be_null ? "sq_value " : "int64_t ";
    case SQ_TC_FLOAT:
        return may_be_null ? "sq_value " : "double ";
    case SQ_TC_BOOLEAN:
        return may_be_null ? "sq_value " : "bool ";
    case SQ_TC_BINARY:
        return "sq_str ";
    default:
        return "const char *";
    }
}

static void put_row(sqi_declarer *x)
{
    const sq_table *t = x->tables[x->at];
    const char *name = x->names[x->at];
    sqi_out_printf(&x->out, "typedef struct %s_row {\n", name);
    for (size_t i = 0; i < t->n_columns; i++)
        sqi_out_printf(&x->out, "    %s%s;\n", c_type_of(&t->columns[i]), x->columns[x->at][i]);
    sqi_out_printf(&x->out, "} %s_row;\nSQ_ROW(%s_row", name, name);
    for (size_t i = 0; i < t->n_columns; i++)
        sqi_out_printf(&x->out, ", %s", x->columns[x->at][i]);
    sqi_out_str(&x->out, ");\n");
}

/* ---- all of them ---- */

/* Members are columns by their names: only where C takes all of those. */
static bool has_plain_names(const sqi_declarer *x)
{
    const sq_table *t = x->tables[x->at];
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(x->columns[x->at][i], sqi_name_of_column(&t->columns[i]).p) != 0)
            return false;
    return true;
}

static bool fits(const sqi_declarer *x)
{
    const size_t n = x->tables[x->at]->n_columns;
    return n && n <= MOST_COLUMNS;
}

static void put_each(sqi_declarer *x, bool wanted, bool (*may)(const sqi_declarer *),
                     void (*put)(sqi_declarer *), const char *what)
{
    for (x->at = 0; wanted && x->at < x->n; x->at++) {
        if (x->out.n)
            sqi_out_str(&x->out, "\n");
        if (fits(x) && may(x))
            put(x);
        else
            sqi_out_printf(&x->out, "/* %s has no %s */\n", x->names[x->at],
                           fits(x) ? what : "columns, or more than SQ_TABLE takes");
    }
}

/* And what could not be said. */
static void define(sqi_declarer *x)
{
    x->lost.n = 0;
    put_definition(x);
    if (x->lost.n) {
        sqi_out_printf(&x->out, "/* left out of %s:\n", x->names[x->at]);
        sqi_out_mem(&x->out, x->lost.p, x->lost.n);
        sqi_out_str(&x->out, " */\n");
    }
}

static void put_all(sqi_declarer *x, unsigned parts)
{
    put_each(x, parts & SQ_SOURCE_DECLARE, fits, put_declaration, NULL);
    put_each(x, parts & SQ_SOURCE_ROWS, has_plain_names, put_row,
             "row: columns are called otherwise in C");
    put_each(x, parts & SQ_SOURCE_DEFINE, fits, define, NULL);
}

static int by_name(const void *a, const void *b)
{
    const sq_table *x = *(const sq_table *const *)a, *y = *(const sq_table *const *)b;
    int c = strcmp(sqi_name_of_table(x).p, sqi_name_of_table(y).p);
    return c ? c : strcmp(x->o.schema ? x->o.schema : "", y->o.schema ? y->o.schema : "");
}

const char *sq_metadata_source(const sq_metadata *m, sq_builder *q, unsigned parts, sq_error *err)
{
    const char *text = NULL;
    if (!m || !q || q->is_static) {
        sqi_error(err, SQ_ERR_NOMEM, "sq_metadata_source", "out of memory");
        return NULL;
    }
    sqi_declarer x = {.a = q->arena, .n = sq_metadata_count(m)};
    sqi_out_init(&x.out, q->allocator, SQI_MAX_SQL);
    sqi_out_init(&x.lost, q->allocator, SQI_MAX_SQL);
    x.tables = sqi_arena_alloc(q->arena, (x.n + 1) * sizeof *x.tables);
    for (size_t i = 0; x.tables && i < x.n; i++)
        x.tables[i] = sq_metadata_at(m, i);
    if (x.tables && x.n)
        qsort(x.tables, x.n, sizeof *x.tables, by_name);
    if (x.tables && name_all(&x)) {
        put_all(&x, parts ? parts : SQ_SOURCE_ALL);
        if (!x.out.status && !x.lost.status)
            text = sqi_arena_str(q->arena, x.out.p ? x.out.p : "", x.out.n);
    }
    if (!text)
        sqi_error(err, x.out.status == SQ_ERR_LIMIT ? SQ_ERR_LIMIT : SQ_ERR_NOMEM,
                  "sq_metadata_source", "out of memory");
    sqi_out_clear(&x.out);
    sqi_out_clear(&x.lost);
    return text;
}
