/* builder.h: the builder: memory, limits and first error of the trees that are built with it.
 *
 * A builder owns one arena and serves one thread. Nodes made with it live until the builder is
 * reset or freed, and longer where something else holds them: sq_stmt_ref(), another builder that
 * uses a part of them, a metadata. Nothing is ever freed one by one.
 *
 * Constructors never return NULL and need no check: a wrong use gives a poison node that carries
 * status and message and spoils only the statement that contains it, which then fails at compile or
 * execute. The builder keeps the first such error for sq_builder_error(). */
#ifndef SQUILL_BUILDER_H
#define SQUILL_BUILDER_H

#include <string.h>
#include "squill/compile.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_table sq_table;

/* Head of every node: the only layout an application sees. Set by the constructor, never written
 * after. */
typedef struct sq_node {
    uint8_t kind;
    uint8_t flags;
    uint16_t depth;
    uint32_t size; /* nodes, shared ones counted each time; saturates */
    uint64_t hash; /* of the structure, without values; 0 for a column or table of a schema */
    struct sq_arena *home; /* NULL: static, lives for ever */
    const sq_type *type;
} sq_node;
struct sq_expr {
    sq_node node;
};
struct sq_relation {
    sq_node node;
};
struct sq_stmt {
    sq_node node;
};

/* A from-like thing: table, alias, subquery, CTE, values, function. A table's struct has the same
 * member, so sq_from(s, users) and sq_from(s, some_alias) read alike. */
typedef struct sq_source {
    const sq_relation *sq_;
} sq_source;

typedef struct sq_builder_options {
    size_t size;                   /* set by the macros */
    const sq_allocator *allocator; /* NULL: the global one */
    uint32_t max_depth;            /* 0: 1000 levels */
    uint32_t max_size;             /* 0: 10,000,000 nodes, shared ones counted each time */
    size_t max_sql_bytes;          /* 0: 256 MiB of text */
} sq_builder_options;

/* Never NULL: without memory a static builder is given that makes only poison. Sole owner: the
 * caller; sq_builder_free() ends it (statements made with it can not be extended any more). */
SQ_API sq_builder *sq_builder_new(const sq_builder_options *o);
SQ_API void sq_builder_free(sq_builder *q);
/* Start anew: every node of this builder is gone, except those held elsewhere. Clears the error. */
SQ_API void sq_builder_reset(sq_builder *q);
/* The first error, or one with status SQ_OK. Valid until reset or free. */
SQ_API const sq_error *sq_builder_error(const sq_builder *q);

/* Keep a statement beyond its builder; any thread may then execute it. Give it back with
 * sq_stmt_unref(). The statement is returned. */
SQ_API const sq_stmt *sq_stmt_ref(const sq_stmt *s);
SQ_API void sq_stmt_unref(const sq_stmt *s);

/* SQL text made at run time: the second door, and the only function that turns a caller's bytes
 * into SQL. The text is copied into the builder. NUL and invalid UTF-8 are refused. */
SQ_API const sq_sql_text *sq_unsafe_sql(sq_builder *q, const char *sql, size_t n);

/* A name with its quoting. Plain strings are quoted when they need it; SQ_QUOTE_NEVER is only taken
 * for letters, digits, _ and $. SQLAlchemy: quoted_name. */
typedef enum sq_quote {
    SQ_QUOTE_AUTO,
    SQ_QUOTE_ALWAYS,
    SQ_QUOTE_NEVER,
    SQ_QUOTE_FINAL, /* constraint, index: no naming convention applies any more (conv()) */
} sq_quote;
typedef struct sq_name {
    const char *p;
    uint32_t n;
    uint32_t quote; /* sq_quote */
} sq_name;
SQ_API sq_name sq_name_of(const char *name);
SQ_API sq_name sq_name_n(const char *name, size_t n, sq_quote quote);
SQ_API sq_name sq_name_quoted(const char *name, sq_quote quote);
SQ_API sq_name sq_name_self(sq_name n);

/* End of a list, and "count until the end". */
#define SQ_UNTIL_END SIZE_MAX
#define SQ_END       ((const sq_expr *)-1)

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_builder_new(...)                                                                        \
    sq_builder_new(&(const sq_builder_options){.size = sizeof(sq_builder_options), __VA_ARGS__})
/* A list of expressions for an option or argument: SQ_LIST(a, b). */
#define SQ_LIST(...) ((const sq_expr *const[]){__VA_ARGS__, SQ_END})
#define SQ_NAME(x)                                                                                 \
    _Generic((x), char *: sq_priv_name_of, const char *: sq_priv_name_of, sq_name: sq_name_self)(x)
/* clang-format on */
/* sq_name_of() in line: the C compiler knows how long a literal is. */
SQ_UNUSED static inline sq_name sq_priv_name_of(const char *name)
{
    size_t n = name ? strlen(name) : 0;
    sq_name of = {name, n < UINT32_MAX ? (uint32_t)n : UINT32_MAX, SQ_QUOTE_AUTO};
    return of;
}
#endif

#ifdef __cplusplus
}
#endif
#endif
