/* value.h: sq_value, one value of the host program: what is bound to a statement and what comes
 * back in a row.
 *
 * 16 bytes, passed by value. Text, bytes, lists and ranges point to memory of the caller: a value
 * given to a constructor is copied into the builder, one given at execution is borrowed until the
 * call returns. Threads: values are plain data. */
#ifndef SQUILL_VALUE_H
#define SQUILL_VALUE_H

#include "squill/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_expr sq_expr;
typedef struct sq_stmt sq_stmt;

/* What a value is. The number is stable (drivers switch over it). */
typedef enum sq_value_kind {
    SQ_V_NULL = 0,
    SQ_V_BOOL,        /* v.i is 0 or 1 */
    SQ_V_INT,         /* v.i; len is the width in C: 4 for int and narrower, 8 for wider */
    SQ_V_UINT,        /* v.u above INT64_MAX; smaller ones become SQ_V_INT */
    SQ_V_DOUBLE,      /* v.d; len is the width in C: 4 for float, 8 for double */
    SQ_V_TEXT,        /* v.s, len bytes of UTF-8 */
    SQ_V_BYTES,       /* v.p, len bytes */
    SQ_V_DECIMAL,     /* v.s, len bytes: exact digits such as "-12.50" */
    SQ_V_DATE,        /* v.i days since 1970-01-01 */
    SQ_V_TIME,        /* v.i microseconds since midnight */
    SQ_V_DATETIME,    /* v.i microseconds since 1970-01-01 00:00, no zone */
    SQ_V_TIMESTAMP,   /* v.i microseconds since 1970-01-01 00:00 UTC: a point in time */
    SQ_V_INTERVAL,    /* months in `extra`, days in len (as int32_t), microseconds in v.i */
    SQ_V_UUID,        /* v.p, 16 bytes */
    SQ_V_JSON,        /* v.s, len bytes of JSON text */
    SQ_V_BITS,        /* v.s, len characters '0' and '1' */
    SQ_V_LIST,        /* v.list, len values: IN lists, arrays, multiranges */
    SQ_V_TUPLE,       /* v.list, len values: one row value of an IN list */
    SQ_V_MAP,         /* v.list, len pairs, so 2 * len values: objects, hstore */
    SQ_V_RANGE,       /* v.range */
    SQ_V_EXPR,        /* v.expr: an expression stands where a value may */
    SQ_V_STMT,        /* v.stmt: a SELECT, taken as scalar subquery */
    SQ_V_ABSENT,      /* no value at all: a parameter to be given at execution */
    SQ_V_BAD_POINTER, /* a pointer that is no text, digits that are no number, a date that does
                       * not exist: an error where it is used */
} sq_value_kind;

struct sq_range;

typedef struct sq_value {
    uint16_t kind; /* sq_value_kind */
    int16_t extra; /* months of an interval */
    uint32_t len;
    union {
        int64_t i;
        uint64_t u;
        double d;
        const char *s;
        const void *p;
        const struct sq_value *list;
        const struct sq_range *range;
        const sq_expr *expr;
        const sq_stmt *stmt;
    } v;
} sq_value;

/* A range such as [1,10). SQ_V_ABSENT as a bound means unbounded. SQLAlchemy: Range. */
typedef struct sq_range {
    sq_value lower, upper;
    bool lower_inclusive, upper_inclusive, empty;
} sq_range;

/* One function for each C type; SQ_VALUE(x) picks it. A NULL pointer gives SQL NULL. */
SQ_API sq_value sq_null_value(void);
SQ_API sq_value sq_bool_value(bool b);
SQ_API sq_value sq_int_value(int i);       /* INTEGER */
SQ_API sq_value sq_long_value(int64_t i);  /* BIGINT */
SQ_API sq_value sq_uint_value(uint64_t u); /* BIGINT; NUMERIC above INT64_MAX */
SQ_API sq_value sq_double_value(double d);
SQ_API sq_value sq_float_value(float f);
SQ_API sq_value sq_text_value(const char *s);
SQ_API sq_value sq_text_value_n(const char *s, size_t n);
SQ_API sq_value sq_bytes_value(const void *p, size_t n);
SQ_API sq_value sq_decimal_value(const char *digits);
SQ_API sq_value sq_json_value(const char *json);
SQ_API sq_value sq_uuid_value(const uint8_t bytes[16]);
SQ_API sq_value sq_bits_value(const char *zeros_and_ones);
SQ_API sq_value sq_date_value(int year, int month, int day);
SQ_API sq_value sq_time_value(int hour, int minute, int second, int microsecond);
SQ_API sq_value sq_datetime_value(int64_t microseconds_since_1970);
SQ_API sq_value sq_timestamp_value(int64_t microseconds_since_1970_utc);
SQ_API sq_value sq_interval_value(int months, int days, int64_t microseconds);
SQ_API sq_value sq_list_value(const sq_value *items, size_t n);
SQ_API sq_value sq_tuple_value(const sq_value *items, size_t n);
SQ_API sq_value sq_map_value(const sq_value *keys_and_values, size_t pairs);
SQ_API sq_value sq_range_value(const sq_range *r);
SQ_API sq_value sq_expr_value(const sq_expr *e);
SQ_API sq_value sq_stmt_value(const sq_stmt *s);
SQ_API sq_value sq_pointer_value(const void *p); /* NULL, else an error where it is used */
SQ_API sq_value sq_absent_value(void);
SQ_API sq_value sq_value_self(sq_value v);

/* ISO text of a date, time or timestamp ("2026-01-31", "12:30:00.5", both joined by a blank) into
 * *out, and back. Years 1 to 9999. Gives SQ_OK or SQ_ERR_CONVERSION. `kind` is one of SQ_V_DATE,
 * SQ_V_TIME, SQ_V_DATETIME, SQ_V_TIMESTAMP (an offset such as +02 or Z is then taken, UTC else). */
SQ_API int sq_parse_time(sq_value_kind kind, const char *text, size_t n, sq_value *out);
/* Writes at most `size` bytes with the final NUL, returns the length; 40 bytes always fit. A
 * timestamp ends in +00:00. What is out of range, or no time, gives an empty text. */
SQ_API size_t sq_format_time(sq_value v, char *buffer, size_t size);

#ifndef SQ_NO_MACROS
/* clang-format off */
/* A plain C value, expression or statement as sq_value. Plain `char` is refused on purpose ('x' is
 * an int in C, text is "x"); unsigned char * is bytes: sq_bytes_value(p, n). */
#define SQ_VALUE(x)                                                                                \
    _Generic((x),                                                                                  \
        _Bool: sq_bool_value,                                                                      \
        signed char: sq_int_value,                                                                 \
        unsigned char: sq_int_value,                                                               \
        short: sq_int_value,                                                                       \
        unsigned short: sq_int_value,                                                              \
        int: sq_int_value,                                                                         \
        unsigned: sq_long_value,                                                                   \
        long: sq_long_value,                                                                       \
        long long: sq_long_value,                                                                  \
        unsigned long: sq_uint_value,                                                              \
        unsigned long long: sq_uint_value,                                                         \
        float: sq_float_value,                                                                     \
        double: sq_double_value,                                                                   \
        char *: sq_text_value,                                                                     \
        const char *: sq_text_value,                                                               \
        void *: sq_pointer_value,                                                                  \
        const void *: sq_pointer_value,                                                            \
        sq_expr *: sq_expr_value,                                                                  \
        const sq_expr *: sq_expr_value,                                                            \
        sq_stmt *: sq_stmt_value,                                                                  \
        const sq_stmt *: sq_stmt_value,                                                            \
        sq_value: sq_value_self)(x)
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
