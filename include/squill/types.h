/* types.h: SQL types.
 *
 * A type is a small value. Generic types (sq_integer(), sq_varchar(80)) are spelled by each dialect
 * in its own way. SQLAlchemy: sqlalchemy.types. Threads: plain data, may be copied anywhere. */
#ifndef SQUILL_TYPES_H
#define SQUILL_TYPES_H

#include "squill/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sq_type_kind {
#define SQ_TYPE(kind, name, class_, generic) SQ_T_##kind,
#include "squill/types.def"
#undef SQ_TYPE
    SQ_T_COUNT
} sq_type_kind;

/* What a type is like: decides operators, result types, binding and reading. */
typedef enum sq_type_class {
    SQ_TC_UNKNOWN,
    SQ_TC_INTEGER,
    SQ_TC_NUMERIC,
    SQ_TC_FLOAT,
    SQ_TC_BOOLEAN,
    SQ_TC_STRING,
    SQ_TC_BINARY,
    SQ_TC_DATE,
    SQ_TC_TIME,
    SQ_TC_DATETIME,
    SQ_TC_INTERVAL,
    SQ_TC_JSON,
    SQ_TC_JSON_PATH,
    SQ_TC_JSON_INDEX,
    SQ_TC_ARRAY,
    SQ_TC_UUID,
    SQ_TC_TUPLE,
    SQ_TC_BITS,
    SQ_TC_NETWORK,
    SQ_TC_RANGE,
    SQ_TC_MULTIRANGE,
    SQ_TC_HSTORE,
    SQ_TC_TEXT_SEARCH,
} sq_type_class;

/* Flags of a type. Those that a kind does not know are ignored. */
enum {
    SQ_TYPE_TIMEZONE = 1 << 0,   /* TIMESTAMP/TIME WITH TIME ZONE */
    SQ_TYPE_HAS_SCALE = 1 << 1,  /* `scale` was given */
    SQ_TYPE_UNSIGNED = 1 << 2,   /* MySQL */
    SQ_TYPE_ZEROFILL = 1 << 3,   /* MySQL */
    SQ_TYPE_BINARY = 1 << 4,     /* MySQL text: binary collation */
    SQ_TYPE_ASCII = 1 << 5,      /* MySQL text */
    SQ_TYPE_UNICODE = 1 << 6,    /* MySQL text */
    SQ_TYPE_NATIONAL = 1 << 7,   /* MySQL text */
    SQ_TYPE_VARYING = 1 << 8,    /* PostgreSQL BIT VARYING */
    SQ_TYPE_NOT_NATIVE = 1 << 9, /* enum as VARCHAR, uuid as CHAR(32), interval as datetime */
    SQ_TYPE_CREATE_CONSTRAINT = 1 << 10, /* enum, boolean: add a CHECK to the table */
    SQ_TYPE_ZERO_INDEXES = 1 << 11,      /* array: the first element has index 0 in C */
    SQ_TYPE_NONE_AS_NULL = 1 << 12,      /* JSON: a null value is SQL NULL, not JSON null */
    SQ_TYPE_NOT_NULL = 1 << 13,          /* domain */
    SQ_TYPE_HAS_LENGTH = 1 << 14,        /* `length` was given although it is 0 */
};

struct sq_type_details;

typedef struct sq_type {
    uint16_t kind; /* sq_type_kind */
    uint16_t flags;
    int32_t length; /* length, precision, display width or fractional seconds; 0: none */
    int32_t scale;
    const struct sq_type_details *details; /* NULL for most */
} sq_type;

struct sq_type_methods;

/* What only some types have. Copied into the builder or metadata when the type is used there. */
typedef struct sq_type_details {
    const char *name, *schema;                /* enum, domain: name of the type in the database */
    const char *collation, *collation_schema; /* text */
    const char *charset;                      /* MySQL text */
    const char *const *values;                /* enum, set: labels */
    size_t n_values;
    const sq_type *item;           /* array: type of its elements; domain: base type */
    int dimensions;                /* array */
    const sq_type *items;          /* tuple, table value: types of its parts */
    const char *const *item_names; /* table value: names of its parts */
    size_t n_items;
    int day_precision, second_precision;    /* interval */
    const char *constraint_name;            /* boolean and enum CHECK, domain CHECK */
    const char *fields;                     /* PostgreSQL INTERVAL fields such as "DAY TO SECOND" */
    const sq_sql_text *spec;                /* user-defined: its text in DDL */
    const sq_expr *check, *default_;        /* domain */
    const struct sq_type_variant *variants; /* other types for single dialects */
    size_t n_variants;
    const struct sq_type_methods *methods; /* user-defined behaviour */
} sq_type_details;

typedef struct sq_type_variant {
    const char *dialect;
    sq_type type;
} sq_type_variant;

/* What a user's own type or element writes with: sys/ast.h. */
typedef struct sqi_compiler sq_writer;

/* Behaviour of a user's own type; every member may be NULL. Put it into the details of any type:
 * of one that it decorates, which says how the column is made and what is kept in it, or of
 * SQ_T_USER_DEFINED, whose text is `spec` or what column_spec() writes. The struct must outlive
 * every statement that uses it; its functions may be called from any thread. SQLAlchemy:
 * TypeDecorator and UserDefinedType. */
typedef struct sq_type_methods {
    const char *name; /* for messages, such as "app.money" */
    /* One value, NULL too, on its way to the database and back. SQ_OK, or a negative status: the
     * value is refused. What *out points to must live until the next call for the same row.
     * SQLAlchemy: process_bind_param, process_result_value. */
    int (*bind)(void *context, sq_value in, sq_value *out);
    int (*result)(void *context, sq_value in, sq_value *out);
    /* The SQL round a bound value or a selected column: the name of a function of one argument,
     * such as "ST_GeomFromText" .. */
    const char *bind_function, *column_function;
    void *context; /* given to each function */
    /* .. or any SQL: the function writes it, with sq_write_expr(w, x) where the value or column
     * stands. SQLAlchemy: bind_expression, column_expression. */
    void (*bind_expression)(void *context, sq_writer *w, const char *dialect, const sq_expr *x);
    void (*column_expression)(void *context, sq_writer *w, const char *dialect, const sq_expr *x);
    /* A value as a literal. NULL: what bind() makes of it, as any value of that kind. SQLAlchemy:
     * process_literal_param. */
    void (*literal)(void *context, sq_writer *w, const char *dialect, sq_value v);
    /* The type in CREATE TABLE and CAST. SQLAlchemy: get_col_spec, load_dialect_impl. */
    void (*column_spec)(void *context, sq_writer *w, const char *dialect, const sq_type *t);
} sq_type_methods;

/* Class of a kind, its name ("integer", "VARCHAR", "mysql.SET"), and the kind of a name
 * (SQ_T_COUNT if there is none). */
SQ_API sq_type_class sq_type_class_of(sq_type_kind kind);
SQ_API const char *sq_type_kind_name(sq_type_kind kind);
SQ_API sq_type_kind sq_type_kind_find(const char *name);

/* The generic type nearest to one of a database's own, as reflection tells them, to make the same
 * table elsewhere: numeric(10, 2) of PostgreSQL is sq_numeric(10, 2), MySQL's MEDIUMTEXT is text,
 * its INTEGER UNSIGNED a big integer, since all values have to fit, a domain the type below it.
 * Length, precision, time zone and labels are kept. A generic type stays as it is; of one that is
 * known to its database alone, such as a range or an address, the kind is SQ_T_UNKNOWN. Details
 * are shared, not copied. SQLAlchemy: TypeEngine.as_generic(). */
SQ_API sq_type sq_type_as_generic(sq_type t);

/* The common types. Any other: (sq_type){ .kind = SQ_T_... } or sq_type_of(). */
SQ_API sq_type sq_type_of(sq_type_kind kind);
SQ_API sq_type sq_integer(void);
SQ_API sq_type sq_smallint(void);
SQ_API sq_type sq_bigint(void);
SQ_API sq_type sq_numeric(int precision, int scale);
SQ_API sq_type sq_float(void);
SQ_API sq_type sq_double(void);
SQ_API sq_type sq_boolean(void);
SQ_API sq_type sq_varchar(int length); /* 0: no length. SQLAlchemy: String */
SQ_API sq_type sq_text_type(void);
SQ_API sq_type sq_date(void);
SQ_API sq_type sq_time(bool timezone);
SQ_API sq_type sq_datetime(bool timezone); /* SQLAlchemy: DateTime */
SQ_API sq_type sq_interval(void);
SQ_API sq_type sq_blob(void); /* SQLAlchemy: LargeBinary */
SQ_API sq_type sq_json(void);
SQ_API sq_type sq_uuid(void);

#ifndef SQ_NO_MACROS
/* clang-format off */
/* Types as SQ_TABLE spells them: (price, numeric(10, 2), .not_null = true). */
#define SQ_PRIV_T_integer        { .kind = SQ_T_INTEGER }
#define SQ_PRIV_T_smallint       { .kind = SQ_T_SMALL_INTEGER }
#define SQ_PRIV_T_bigint         { .kind = SQ_T_BIG_INTEGER }
#define SQ_PRIV_T_numeric(p, s)  { .kind = SQ_T_NUMERIC, .flags = SQ_TYPE_HAS_SCALE, .length = (p), .scale = (s) }
#define SQ_PRIV_T_float          { .kind = SQ_T_FLOAT }
#define SQ_PRIV_T_double         { .kind = SQ_T_DOUBLE }
#define SQ_PRIV_T_real           { .kind = SQ_T_SQL_REAL }
#define SQ_PRIV_T_boolean        { .kind = SQ_T_BOOLEAN }
#define SQ_PRIV_T_varchar(n)     { .kind = SQ_T_STRING, .length = (n) }
#define SQ_PRIV_T_char(n)        { .kind = SQ_T_SQL_CHAR, .length = (n) }
#define SQ_PRIV_T_text           { .kind = SQ_T_TEXT }
#define SQ_PRIV_T_date           { .kind = SQ_T_DATE }
#define SQ_PRIV_T_time           { .kind = SQ_T_TIME }
#define SQ_PRIV_T_datetime       { .kind = SQ_T_DATETIME }
#define SQ_PRIV_T_timestamp      { .kind = SQ_T_SQL_TIMESTAMP }
#define SQ_PRIV_T_timestamptz    { .kind = SQ_T_SQL_TIMESTAMP, .flags = SQ_TYPE_TIMEZONE }
#define SQ_PRIV_T_interval       { .kind = SQ_T_INTERVAL }
#define SQ_PRIV_T_blob           { .kind = SQ_T_LARGE_BINARY }
#define SQ_PRIV_T_json           { .kind = SQ_T_JSON }
#define SQ_PRIV_T_jsonb          { .kind = SQ_T_PG_JSONB }
#define SQ_PRIV_T_uuid           { .kind = SQ_T_UUID }
#define SQ_PRIV_T_type(...)      { __VA_ARGS__ } /* anything: type(.kind = SQ_T_MY_SET, ...) */
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
