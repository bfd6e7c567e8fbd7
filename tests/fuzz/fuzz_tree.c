/* fuzz_tree.c: trees from bytes: built twice they are equal, a copy outlives its builder, the text
 * is one statement for PostgreSQL's quoting: every quote is closed and no comment begins. */
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "tests/unit/trees.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Outside of quotes there is no comment, no semicolon, no open quote at the end. */
static bool is_one_statement(const char *sql)
{
    for (const char *p = sql; *p; p++) {
        if (*p == '\'' || *p == '"') {
            bool backslashes = *p == '\'' && p > sql && p[-1] == 'E';
            char quote = *p++;
            for (; *p && *p != quote; p++)
                if (backslashes && *p == '\\' && p[1])
                    p++;
            if (!*p)
                return false;
        } else if (*p == ';' || (*p == '-' && p[1] == '-') || (*p == '/' && p[1] == '*'))
            return false;
    }
    return true;
}

static const sq_stmt *build(sq_builder *q, const uint8_t *bytes, size_t n)
{
    tree_source s = {.bytes = bytes, .n = n, .change = -1};
    return tree_build(q, &s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n > 400)
        return 0;
    sq_builder *q = sq_builder_new(), *r = sq_builder_new();
    const sq_stmt *a = build(q, bytes, n), *b = build(r, bytes, n);
    if (!sqi_equal(&a->node, &b->node, NULL) || a->node.hash != b->node.hash)
        abort();
    sq_builder_free(r);
    for (size_t d = 0; sq_dialect_at(d); d++) {
        const char *text = sq_sql(q, a, sq_dialect_at(d), .literal_binds = true);
        const char *name = sq_dialect_name(sq_dialect_at(d));
        if (text && strcmp(name, "postgresql") == 0 && !is_one_statement(text))
            abort();
        if (!text && sq_builder_error(q)->status == SQ_ERR_INTERNAL)
            abort();
    }
    (void)sq_dump(q, a);
    sq_builder_free(q);
    return 0;
}
