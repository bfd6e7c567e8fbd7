/* result.h: rows.
 *
 * sq_query() and sq_stream() give a result, never NULL; its error, if any, is sticky, so that a
 * loop needs one check, at the end:
 *
 *   sq_result *r = sq_query(c, s);
 *   while (sq_row(r))
 *       printf("%lld %s\n", (long long)sq_get_int64(r, 0), sq_get_text(r, 1));
 *   int rc = sq_done(r);
 *
 * Sole owner: the caller, until sq_done(). Text and bytes are borrowed: until the next sq_row() of
 * a streamed result, until sq_done() of a buffered one. A buffered result outlives its connection.
 * One thread at a time. SQLAlchemy: CursorResult, Row. */
#ifndef SQUILL_RESULT_H
#define SQUILL_RESULT_H

#include "squill/map.h"
#include "squill/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_result sq_result;

/* To the next row (at first: to the first one). false at the end and after an error. */
SQ_API bool sq_row(sq_result *r);
/* Ends the result: SQ_OK, or why it failed or stopped. NULL gives SQ_OK. */
SQ_API int sq_done(sq_result *r);
/* The error so far; status SQ_OK if there is none. Valid until sq_done(). */
SQ_API const sq_error *sq_result_error(const sq_result *r);

/* Of sq_series(): to the rows of the next set of values; those of this one, and all that was
 * borrowed of them, are gone. false: it was the last set, or an error; the rows that are there stay
 * then, or the result has none. Of any other result: false. */
SQ_API bool sq_next_result(sq_result *r);
/* The set, from 0, whose rows are there; after an error the one that failed, unless a getter did.
 */
SQ_API size_t sq_result_number(const sq_result *r);

/* The one row: SQ_OK and the result stands on it, else SQ_ERR_NO_ROW or SQ_ERR_MANY_ROWS, which
 * stick. sq_first() takes the first of any number, sq_one_or_none() gives SQ_OK for none: then
 * sq_on_row() is false. Buffered results only. SQLAlchemy: one(), first(), one_or_none(). */
SQ_API int sq_one(sq_result *r);
SQ_API int sq_first(sq_result *r);
SQ_API int sq_one_or_none(sq_result *r);
SQ_API bool sq_on_row(const sq_result *r);

/* Rows of a buffered result; rows read so far of a streamed one. */
SQ_API int64_t sq_row_count(const sq_result *r);
/* Rows matched by INSERT, UPDATE, DELETE; -1 where that is not known (yet). SQLAlchemy: rowcount */
SQ_API int64_t sq_rowcount(const sq_result *r);
/* The generated key of the last INSERT, where the database tells it; else 0. */
SQ_API int64_t sq_lastrowid(const sq_result *r);

/* ---- columns ---- */

SQ_API size_t sq_result_columns(const sq_result *r);
SQ_API const char *sq_result_name(const sq_result *r, size_t i);
SQ_API const sq_type *sq_result_type(const sq_result *r,
                                     size_t i); /* of kind UNKNOWN for raw SQL */
/* Index of a column by its name. A name that is missing or stands twice gives SIZE_MAX and an
 * error that sticks. Ask once, before the loop. */
SQ_API size_t sq_result_index(sq_result *r, const char *name);

/* ---- values of the current row ---- */

/* Conversion is checked: a value that the type can't hold exactly, and NULL, are errors that stick
 * (SQ_ERR_CONVERSION, SQ_ERR_NULL) and give 0. Numbers are read from text only if all of it is a
 * number. The _or forms give their last argument for NULL. */
SQ_API bool sq_get_is_null(sq_result *r, size_t i);
SQ_API int sq_get_int(sq_result *r, size_t i);
SQ_API int64_t sq_get_int64(sq_result *r, size_t i);
SQ_API uint64_t sq_get_uint64(sq_result *r, size_t i);
SQ_API double sq_get_double(sq_result *r, size_t i);
SQ_API bool sq_get_bool(sq_result *r, size_t i);
SQ_API int64_t sq_get_int64_or(sq_result *r, size_t i, int64_t if_null);
SQ_API double sq_get_double_or(sq_result *r, size_t i, double if_null);
SQ_API bool sq_get_bool_or(sq_result *r, size_t i, bool if_null);
/* NUL-terminated UTF-8; NULL for NULL. Numbers, dates and times are written as text. Text that
 * contains U+0000 is an error here: take sq_get_str(). */
SQ_API const char *sq_get_text(sq_result *r, size_t i);
/* With its length; p is NULL for NULL. sq_get_bytes() takes text, too. */
SQ_API sq_str sq_get_str(sq_result *r, size_t i);
SQ_API sq_str sq_get_bytes(sq_result *r, size_t i);
/* As the database gave it, after the conversion of the column's type: dates, times, decimals, JSON
 * and UUIDs get their kind where the database has only text. */
SQ_API sq_value sq_get_value(sq_result *r, size_t i);
/* Microseconds since 1970-01-01 (UTC if the value has a zone); days since then. */
SQ_API int64_t sq_get_datetime(sq_result *r, size_t i);
SQ_API int64_t sq_get_date(sq_result *r, size_t i);

/* ---- rows as structs ---- */

typedef enum sq_field_kind {
    SQ_F_INT, /* signed, by size */
    SQ_F_UINT,
    SQ_F_BOOL,
    SQ_F_DOUBLE, /* float, too */
    SQ_F_TEXT,   /* char *: borrowed as sq_get_text() */
    SQ_F_CHARS,  /* char[N]: copied with its NUL */
    SQ_F_BYTES,  /* unsigned char[N]: exactly N bytes */
    SQ_F_STR,    /* sq_str */
    SQ_F_VALUE,  /* sq_value: the only kind of number that can be NULL */
} sq_field_kind;
typedef struct sq_field {
    const char *name; /* of the column */
    size_t offset, size;
    int kind; /* sq_field_kind */
} sq_field;
/* How rows and a struct go together. Made by SQ_ROW, or by hand; must outlive its results. */
typedef struct sq_row_desc {
    size_t size;
    size_t n;
    const sq_field *fields;
} sq_row_desc;

/* The next row into a struct; columns are found by the names of the members. false as sq_row(). A
 * value that does not fit is an error naming the column. With the macro:
 *   while (sq_fetch(r, user_row, &u)) */
SQ_API bool sq_fetch(sq_result *r, const sq_row_desc *d, void *out);
/* The current row, without going on. */
SQ_API bool sq_read(sq_result *r, const sq_row_desc *d, void *out);
/* Up to n next rows into an array; how many there were, 0 at the end and after an error. Of a
 * streamed result only structs that hold their text themselves (char[N]) can be taken so:
 * SQ_ERR_ARGUMENT. SQLAlchemy: fetchmany(), partitions(). */
SQ_API size_t sq_fetch_many(sq_result *r, const sq_row_desc *d, void *out, size_t n);
/* All rows that are left as an array, which lives until sq_done(); NULL if none or on an error.
 * Buffered results only. SQLAlchemy: all().  user_row *all = sq_fetch_all(r, user_row, &n); */
SQ_API void *sq_fetch_all(sq_result *r, const sq_row_desc *d, size_t *n);

/* Column i of all rows that are left, as sq_fetch_all(): NULL if none or on an error. The text of
 * SQL NULL is NULL; a number can't be NULL. SQLAlchemy: scalars().all().
 *   const char **names = sq_scalars_text(r, 0, &n); */
SQ_API int64_t *sq_scalars_int(sq_result *r, size_t i, size_t *n);
SQ_API double *sq_scalars_double(sq_result *r, size_t i, size_t *n);
SQ_API const char **sq_scalars_text(sq_result *r, size_t i, size_t *n);

/* ---- results as a whole ---- */

/* Copies the rows that are left into the result's own memory, of a streamed one, too (its
 * connection is free then), and stands before the first of them, as each sq_rewind() does from then
 * on. SQ_OK or why not, which sticks. SQLAlchemy: freeze(). */
SQ_API int sq_freeze(sq_result *r);
/* SQ_ERR_STATE before sq_freeze(). */
SQ_API int sq_rewind(sq_result *r);
/* Puts the rows that are left of `other` behind those of `r`, which is frozen by that, and ends
 * `other`. As many columns in both, or SQ_ERR_ARGUMENT; names and types are those of `r`. Errors of
 * both stick to `r`. SQLAlchemy: merge(), splice_vertically(). */
SQ_API int sq_merge(sq_result *r, sq_result *other);
/* Freezes, and leaves out each row that is equal to an earlier one. SQLAlchemy: unique(). */
SQ_API int sq_unique(sq_result *r);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define SQ_PRIV_FIELD_KIND(T, m)                                                                   \
    _Generic(&((T *)0)->m,                                                                         \
        char(*)[sizeof(((T *)0)->m)]: SQ_F_CHARS,                                                  \
        unsigned char(*)[sizeof(((T *)0)->m)]: SQ_F_BYTES,                                         \
        default: _Generic(((T *)0)->m,                                                             \
            signed char: SQ_F_INT,                                                                 \
            short: SQ_F_INT,                                                                       \
            int: SQ_F_INT,                                                                         \
            long: SQ_F_INT,                                                                        \
            long long: SQ_F_INT,                                                                   \
            unsigned char: SQ_F_UINT,                                                              \
            unsigned short: SQ_F_UINT,                                                             \
            unsigned: SQ_F_UINT,                                                                   \
            unsigned long: SQ_F_UINT,                                                              \
            unsigned long long: SQ_F_UINT,                                                         \
            _Bool: SQ_F_BOOL,                                                                      \
            float: SQ_F_DOUBLE,                                                                    \
            double: SQ_F_DOUBLE,                                                                   \
            char *: SQ_F_TEXT,                                                                     \
            const char *: SQ_F_TEXT,                                                               \
            unsigned char *: SQ_F_BYTES,                                                           \
            sq_str: SQ_F_STR,                                                                      \
            sq_value: SQ_F_VALUE))
#define SQ_PRIV_FIELD(T, m) {#m, offsetof(T, m), sizeof(((T *)0)->m), SQ_PRIV_FIELD_KIND(T, m)},
/* SQ_ROW(user_row, id, name): the members of user_row that are columns, at file scope. */
#define SQ_ROW(T, ...)                                                                             \
    static const sq_field T##_sq_fields[] = {SQ_PRIV_MAP(SQ_PRIV_FIELD, T, __VA_ARGS__)};          \
    static const sq_row_desc T##_sq_row = {sizeof(T), sizeof T##_sq_fields / sizeof(sq_field),     \
                                           T##_sq_fields}
#define sq_fetch(r, T, out)   sq_fetch((r), &T##_sq_row, (1 ? (out) : (T *)0))
#define sq_read(r, T, out)    sq_read((r), &T##_sq_row, (1 ? (out) : (T *)0))
#define sq_fetch_many(r, T, out, n)                                                                \
    sq_fetch_many((r), &T##_sq_row, (1 ? (out) : (T *)0), (n))
#define sq_fetch_all(r, T, n) ((T *)sq_fetch_all((r), &T##_sq_row, (n)))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
