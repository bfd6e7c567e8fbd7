/* sys/dialect.h: for people who write dialects outside of squill. A weaker promise than the other
 * headers: the table only grows at its end, and SQ_DIALECT_ABI counts changes that break it.
 *
 * A dialect says in what it differs from another one, its base: in spelling by the lists below, in
 * what it has by settings, in structure by elements of its own (sq_extension_n()). What it does not
 * say is as the base has it; standard SQL is the base "default". Its texts go into SQL as they
 * are. docs/dialects.md walks through one, docs/drivers.md through the driver beside it. */
#ifndef SQUILL_SYS_DIALECT_H
#define SQUILL_SYS_DIALECT_H

#include "squill/compile.h"
#include "squill/expr.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SQ_DIALECT_ABI 1

/* `left text right` of a binary operator. */
typedef struct sq_dialect_op {
    sq_op op;
    const char *text; /* NULL ends a list */
} sq_dialect_op;
/* The name of a function that squill knows, such as "char_length". */
typedef struct sq_dialect_func {
    const char *name; /* NULL ends a list */
    const char *text;
} sq_dialect_func;
/* The name of a type, without length or precision. */
typedef struct sq_dialect_type {
    sq_type_kind kind;
    const char *text; /* NULL ends a list */
} sq_dialect_type;

typedef struct sq_dialect_def {
    uint32_t abi;                /* SQ_DIALECT_ABI */
    uint32_t size;               /* sizeof(sq_dialect_def), as the dialect was compiled */
    const char *name;            /* of URLs and sq_dialect_find(): letters, digits, _ */
    const char *base;            /* a dialect that is there */
    sq_mark_style mark;          /* SQ_MARK_DIALECT: the base's */
    uint32_t max_params;         /* of one statement; 0: the base's */
    const char *const *keywords; /* reserved words in lower case, sorted, NULL-ended; NULL: the
                                  * base's */
    const sq_dialect_op *ops;    /* these lists may be NULL */
    const sq_dialect_func *funcs;
    const sq_dialect_type *types;
    const sq_dialect_setting *settings; /* as of sq_dialect_configure(): quoting, features ... */
    size_t n_settings;
} sq_dialect_def;

/* Make a dialect known, for ever; the table and its texts must stay. SQ_ERR_EXISTS for a name that
 * is taken by another table, SQ_ERR_ARGUMENT for one that is wrong or says something unknown, told
 * in *err, SQ_ERR_LIMIT for one too many. Any thread. SQLAlchemy: registry.register(). */
SQ_API int sq_dialect_register(const sq_dialect_def *d, sq_error *err);

#ifdef __cplusplus
}
#endif
#endif
