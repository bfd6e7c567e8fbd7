/* base.h: what every other header needs: version, status, errors, strings, allocation.
 *
 * Threads: everything here may be called from any thread. */
#ifndef SQUILL_BASE_H
#define SQUILL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SQ_VERSION_MAJOR  0
#define SQ_VERSION_MINOR  1
#define SQ_VERSION_PATCH  0
#define SQ_VERSION_STRING "0.1.0"
#define SQ_VERSION_HEX    0x000100

/* SQ_USE warns when a result is thrown away: a statement call that is not assigned did nothing. */
#if defined __GNUC__
#define SQ_API          __attribute__((visibility("default")))
#define SQ_USE          __attribute__((warn_unused_result))
#define SQ_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define SQ_UNUSED       __attribute__((unused))
#else
#define SQ_API
#define SQ_USE
#define SQ_PRINTF(f, a)
#define SQ_UNUSED
#endif

/* In C++ there is no _Generic and no compound literal: only the exported functions are declared. */
#if defined __cplusplus && !defined SQ_NO_MACROS
#define SQ_NO_MACROS 1
#endif

/* A status: SQ_OK or a negative SQ_ERR_*. The list, with the text of each, is errors.def. */
typedef enum sq_status {
#define SQ_STATUS(name, code, text) SQ_##name = (code),
#include "squill/errors.def"
#undef SQ_STATUS
} sq_status;

/* "ERR_ARGUMENT" and "wrong argument" of a status; never NULL. The strings are constant. */
SQ_API const char *sq_status_name(int status);
SQ_API const char *sq_status_text(int status);

/* How much an error spoiled: only the statement, the transaction, the connection, the pool. */
typedef enum sq_scope {
    SQ_SCOPE_NONE,
    SQ_SCOPE_STATEMENT,
    SQ_SCOPE_TRANSACTION,
    SQ_SCOPE_CONNECTION,
    SQ_SCOPE_POOL,
} sq_scope;

/* What is known of the work that was to be committed. */
typedef enum sq_commit_state {
    SQ_COMMIT_NOT_SENT,
    SQ_COMMIT_FAILED,
    SQ_COMMIT_UNKNOWN,
    SQ_COMMIT_DONE,
} sq_commit_state;

/* An error. The caller's memory, fixed size, nothing to free; functions that take one accept NULL.
 * No message holds a password or a bound value. SQLAlchemy: the DBAPIError family. */
typedef struct sq_error {
    int status;       /* sq_status */
    int native;       /* the client library's own code, 0 if none */
    char sqlstate[6]; /* five characters, or empty */
    bool retry_safe;  /* the same work may be tried again from its beginning */
    sq_scope scope;
    sq_commit_state commit_state;
    char where[48];    /* construct or driver, such as "sq_in" or "sqlite" */
    char message[512]; /* one line, UTF-8, cut at a character if too long */
} sq_error;

/* Set *err to "no error". err may be NULL. */
SQ_API void sq_error_clear(sq_error *err);

/* A string with its length, borrowed. Not NUL-terminated unless said so. */
typedef struct sq_str {
    const char *p;
    size_t n;
} sq_str;

/* Where memory comes from. `resize` is realloc with a context: (NULL, n) allocates, (p, 0) frees
 * and gives NULL. It must be thread-safe and may fail by NULL. */
typedef struct sq_allocator {
    void *(*resize)(void *context, void *p, size_t n);
    void *context;
} sq_allocator;

/* The allocator used where a builder or engine names none; NULL restores malloc. Set it before any
 * other call and leave it: memory is freed by the allocator that gave it. Not thread-safe. */
SQ_API void sq_set_allocator(const sq_allocator *a);

/* The version of the library at run time, such as "0.1.0". */
SQ_API const char *sq_version(void);

/* Give back a string that a function allocated for the caller (it says so). NULL is allowed. */
SQ_API void sq_string_free(char *s);

/* The two doors for SQL text (house rule): a string literal by SQ_SQL("..."), which refuses
 * variables when compiled, or sq_unsafe_sql() of a builder. Everything else that takes a name or a
 * value quotes or binds it. `grep -r sq_unsafe_` is the whole injection audit of a program. */
typedef struct sq_sql_literal sq_sql_text;

#ifndef SQ_NO_MACROS
/* clang-format off */
#define SQ_SQL(s) ((const sq_sql_text *)(const void *)&("" s ""))

/* Macro internals. SPLIT: (a, .x = 1) becomes a, &(const T){ .size = sizeof(T), .x = 1 }. The size
 * is a struct's first member, so that a later version finds it, and what follows is by position. */
#define SQ_PRIV_FIRST(a, ...) a
#define SQ_PRIV_REST(a, ...)  __VA_ARGS__
#define SQ_PRIV_SPLIT(T, ...)                                                                      \
    SQ_PRIV_FIRST(__VA_ARGS__, 0), &(const T)                                                      \
    {                                                                                              \
        .size = sizeof(T), SQ_PRIV_REST(__VA_ARGS__, )                                             \
    }
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
