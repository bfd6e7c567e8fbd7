/* alone.h: the exact text of one dialect by itself, for those that no server is asked about. Line
 * breaks count as blanks. */
#ifndef SQT_ALONE_H
#define SQT_ALONE_H

#include "tests/sql/shop.h"

typedef struct alone {
    const char *name;
    const sq_stmt *(*build)(sq_builder *q);
    const char *sql; /* "!": refused, and what the message holds */
    sq_compile_options options;
} alone;
#define IS(query, text)                                                                            \
    {                                                                                              \
        .name = #query, .build = query, .sql = text                                                \
    }
#define LITERALLY(query, text)                                                                     \
    {                                                                                              \
        .name = #query, .build = query, .sql = text, .options = {.literal_binds = true }           \
    }

/* The text with each run of blanks as one, or "!" and the message. */
static void alone_text(const alone *r, const sq_dialect *d, char *out, size_t room)
{
    sq_builder *q = sq_builder_new();
    const char *sql = (sq_sql)(q, r->build(q), d, &r->options);
    const char *from = sql ? sql : sq_builder_error(q)->message;
    size_t n = 0;
    if (!sql)
        out[n++] = '!';
    for (; *from && n + 1 < room; from++) {
        const bool blank = *from == ' ' || *from == '\n' || *from == '\t';
        if (!blank || (n && out[n - 1] != ' '))
            out[n++] = blank ? ' ' : *from;
    }
    out[n - (n && out[n - 1] == ' ')] = '\0';
    sq_builder_free(q);
}

static void check_alone(const alone *r, const sq_dialect *d)
{
    char got[4096];
    alone_text(r, d, got, sizeof got);
    const bool refused = r->sql[0] == '!';
    if (refused ? got[0] != '!' || !strstr(got, r->sql + 1) : strcmp(got, r->sql) != 0)
        ck_abort_msg("%s\n     got %s\nexpected %s", r->name, got, r->sql);
}

#endif
