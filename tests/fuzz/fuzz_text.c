/* fuzz_text.c: the scanner for :name in SQL text. The pieces put together are the text but for the
 * backslashes of `\:`, a name is never empty, and what is compiled holds no more than that. */
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/textscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

typedef struct whole {
    const char *sql;
    size_t n, at;
} whole;

static void check_piece(void *context, bool is_bind, const char *p, size_t n)
{
    whole *w = context;
    size_t at = (size_t)(p - w->sql);
    if (n == 0 || at + n > w->n)
        abort();
    size_t skipped = at - w->at;
    if (is_bind ? skipped != 1 || w->sql[w->at] != ':' : skipped > 1)
        abort();
    if (!is_bind && skipped == 1 && (w->sql[w->at] != '\\' || *p != ':'))
        abort();
    w->at = at + n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    whole w = {(const char *)bytes, n, 0};
    if (!sqi_scan_text(w.sql, n, check_piece, &w) && w.at != n)
        abort();
    sq_builder *q = sq_builder_new();
    const sq_expr *e = sq_text(q, sq_unsafe_sql(q, (const char *)bytes, n));
    for (size_t d = 0; sq_dialect_at(d); d++)
        (void)sq_sql(q, sq_select(q, e), sq_dialect_at(d));
    sq_builder_free(q);
    return 0;
}
