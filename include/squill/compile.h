/* compile.h: from a statement to the SQL of one database, without any connection. */
#ifndef SQUILL_COMPILE_H
#define SQUILL_COMPILE_H

#include "squill/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_builder sq_builder;
typedef struct sq_dialect sq_dialect;
typedef struct sq_compiled sq_compiled;
typedef struct sq_relation sq_relation;
typedef struct sq_cache sq_cache;

/* The dialects that are built in. Constant, valid for ever, any thread. The default dialect is
 * standard SQL with ? markers. SQLAlchemy: sqlalchemy.dialects. */
SQ_API const sq_dialect *sq_dialect_find(const char *name); /* NULL if there is none */
SQ_API const sq_dialect *sq_dialect_at(size_t i);           /* NULL past the last one */
SQ_API const char *sq_dialect_name(const sq_dialect *d);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define SQ_DEFAULT    sq_dialect_find("default")
#define SQ_SQLITE     sq_dialect_find("sqlite")
#define SQ_POSTGRESQL sq_dialect_find("postgresql")
#define SQ_MYSQL      sq_dialect_find("mysql")
#define SQ_MARIADB    sq_dialect_find("mariadb")
#define SQ_MSSQL      sq_dialect_find("mssql") /* SQL Server: text only, there is no driver */
#define SQ_ORACLE     sq_dialect_find("oracle") /* Oracle Database: text only, too */
/* clang-format on */
#endif

/* One setting of a dialect, such as {"server_version", [8, 0, 36]} or {"native_boolean", true}. */
typedef struct sq_dialect_setting {
    const char *name;
    sq_value value; /* bool, int, text, or a list of them: version numbers, quote characters */
} sq_dialect_setting;
/* A copy of `base` with other settings: for a server of another version, or one set up in another
 * way. Names: server_version, label_length, max_identifier_length, quoting, native_boolean,
 * native_enum, native_uuid, default_schema, insert_returning, ...; a name or value that is not
 * known is SQ_ERR_ARGUMENT. Sole owner: the caller, until sq_dialect_free(); statements compiled
 * for it do not need it any more. NULL on error, told in *err. Any thread. SQLAlchemy:
 * create_engine( label_length=..) and the attributes of Dialect. */
SQ_API sq_dialect *sq_dialect_configure(const sq_dialect *base, const sq_dialect_setting *s,
                                        size_t n, sq_error *err);
SQ_API void sq_dialect_free(sq_dialect *d); /* NULL is allowed */

/* How parameters are marked. SQ_MARK_DIALECT is the dialect's own. */
typedef enum sq_mark_style {
    SQ_MARK_DIALECT,
    SQ_MARK_QUESTION, /* ? */
    SQ_MARK_NAMED,    /* :name */
    SQ_MARK_DOLLAR,   /* $1 */
    SQ_MARK_NUMBERED, /* :1 */
} sq_mark_style;

/* A schema name to write instead of another. NULL or "" stands for "no schema". */
typedef struct sq_schema_mapping {
    const char *from, *to;
} sq_schema_mapping;

typedef struct sq_compile_options {
    size_t size; /* set by the macros */
    sq_mark_style mark;
    bool literal_binds;      /* write every value into the text instead of a marker */
    bool literal_ints;       /* write a plain number of FETCH FIRST into the text; PostgreSQL keeps
                              * its marker, as LIMIT and OFFSET do everywhere */
    bool executemany;        /* for execution with many parameter sets: no implicit RETURNING */
    bool lenient;            /* render what the database is known to refuse, as SQLAlchemy does, and
                              * NULL for a value that is missing where it has to be written out */
    const char *const *keys; /* INSERT, UPDATE: columns given at execution, by key */
    size_t n_keys;
    const sq_schema_mapping *schema_translate;
    size_t n_schema_translate;
    /* A statement that multiplies from elements, because no condition ties one to the others, is
     * SQ_ERR_COMPILE with the names of both. A join ties its sides, a lateral element those that it
     * reads; a WHERE with SQL text of one's own is not judged. */
    bool enable_from_linting;
    /* with executemany: one INSERT for so many parameter sets, with a row of VALUES for each, and
     * RETURNING what tells which row is of which set (of the primary key, if nothing else is
     * returned). What can't be written so, such as an upsert, is written for one set. 0: not asked
     * for. SQLAlchemy: insertmanyvalues */
    size_t page_rows;
    bool any_order; /* page_rows: rows may come back in any order */
} sq_compile_options;

/* The text of a statement or expression, NUL-terminated, in the memory of `q`. On error NULL, and
 * sq_builder_error(q) tells why. SQLAlchemy: str(stmt.compile(dialect=...)).
 *   puts(sq_sql(q, s, SQ_POSTGRESQL));
 *   puts(sq_sql(q, s, SQ_SQLITE, .literal_binds = true)); */
SQ_API const char *sq_sql(sq_builder *q, const sq_stmt *s, const sq_dialect *d,
                          const sq_compile_options *o);
SQ_API const char *sq_expr_sql(sq_builder *q, const sq_expr *e, const sq_dialect *d,
                               const sq_compile_options *o);
SQ_API const char *sq_type_sql(sq_builder *q, sq_type t, const sq_dialect *d);

/* What a database makes of a construct. */
typedef enum sq_support {
    SQ_NATIVE,   /* it has it, maybe in a spelling of its own */
    SQ_EMULATED, /* another text means the same, or as much of it as the reason says */
    SQ_REFUSED,  /* the server would refuse it: compiling is SQ_ERR_UNSUPPORTED unless lenient */
} sq_support;
typedef struct sq_target {
    const sq_dialect *dialect;
    int version[3]; /* of the server, as {10, 11}; 0: the one that the dialect stands for */
} sq_target;
typedef struct sq_finding {
    const char *construct; /* "FULL OUTER JOIN" */
    sq_support support;    /* emulated or refused */
    const char *reason;    /* how, or since when, or what to write instead */
} sq_finding;
#define SQ_MAX_FINDINGS 24
typedef struct sq_verdict_result {
    sq_support support;             /* the worst that was found */
    const char *construct, *reason; /* the first that is so bad; NULL where all is native */
    size_t n_findings; /* each construct once; what is more than SQ_MAX_FINDINGS is left out */
    sq_finding findings[SQ_MAX_FINDINGS];
    sq_error error; /* status != 0: the statement itself can not be compiled */
} sq_verdict_result;
/* What each target makes of a statement, without any connection: out[i] is for targets[i]. It is
 * found by compiling for each, so it can't differ from what would be sent. SQL text of the caller's
 * own, functions that squill does not know, and names of tables are not judged. SQ_OK also where a
 * target refuses; else the first status of out[..].error. The texts are valid for ever, those of a
 * user's own elements as long as these; the rest is the caller's memory. Any thread. SQLAlchemy has
 * no such thing.
 *   const sq_target targets[] = {{SQ_SQLITE, {3, 38}}, {SQ_POSTGRESQL, {15}}, {SQ_MYSQL, {8}}};
 *   sq_verdict_result out[3];
 *   sq_verdict(s, targets, 3, out); */
SQ_API int sq_verdict(const sq_stmt *s, const sq_target *targets, size_t n, sq_verdict_result *out);

/* A value for a named parameter: sq_bind("min_age", 21). */
typedef struct sq_binding {
    const char *name;
    sq_value value;
} sq_binding;
SQ_API sq_binding sq_bind(const char *name, sq_value v);

/* Compile once, keep, execute often: the fastest path. Values that the statement has are copied and
 * used by each execution unless it gives others by name; a statement without any may share its form
 * with those of `cache`, which may be NULL. The result is counted: sq_compiled_unref() gives it
 * back; it holds no pointer into the statement. A connection that ran it may count it, too, until
 * it is given back. NULL on error, told in *err. Any thread. SQLAlchemy: stmt.compile(). */
SQ_API sq_compiled *sq_prepare(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                               const sq_compile_options *o, sq_error *err);
SQ_API sq_compiled *sq_compiled_ref(sq_compiled *k);
SQ_API void sq_compiled_unref(sq_compiled *k);

/* Text and parameters of a statement, made ready to be sent: markers in their final form, lists
 * expanded, parameters in the order of their markers. All of it lives in `q`. */
typedef struct sq_bound_param { /* what is known of a parameter beside its value */
    const sq_type *type;
    sq_str name;           /* for sq_bound_name(): p NULL where it was not made up yet */
    const sq_type *stores; /* type of the column that keeps the value; NULL: it is only used */
    bool client_default;   /* the value comes from the client-side default of column `name` */
} sq_bound_param;
typedef struct sq_bound {
    sq_str sql;
    const sq_value *values; /* of each parameter; SQ_V_ABSENT: it must be given at execution */
    const sq_bound_param *params;
    size_t n_params;
    const sq_compiled *form; /* for sq_bound_name() */
} sq_bound;
/* The name of parameter i, as named markers would show it, valid as long as *b. Names that nobody
 * gave are made up when one is asked for, where the statement was compiled for this one time. p
 * NULL: there is no such parameter, or no memory. */
SQ_API sq_str sq_bound_name(const sq_bound *b, size_t i);
/* SQ_OK or a negative status, told in *err. Parameters without a value are reported as absent when
 * `allow_absent` is set and are SQ_ERR_ARGUMENT else. */
SQ_API int sq_compile_bound(sq_builder *q, const sq_stmt *s, const sq_dialect *d,
                            const sq_compile_options *o, const sq_binding *b, size_t n_b,
                            bool allow_absent, sq_bound *out, sq_error *err);
SQ_API int sq_compile_expr_bound(sq_builder *q, const sq_expr *e, const sq_dialect *d,
                                 const sq_compile_options *o, const sq_binding *b, size_t n_b,
                                 bool allow_absent, sq_bound *out, sq_error *err);
/* The same for a from element alone: `a JOIN b ON ..`, `LATERAL (SELECT ..)`, `fn(..)`, the name of
 * a table. SQLAlchemy: str(join.compile()). */
SQ_API int sq_compile_relation_bound(sq_builder *q, const sq_relation *r, const sq_dialect *d,
                                     const sq_compile_options *o, const sq_binding *b, size_t n_b,
                                     bool allow_absent, sq_bound *out, sq_error *err);

/* Result columns of a compiled statement; 0 where it returns no rows. */
SQ_API size_t sq_compiled_column_count(const sq_compiled *k);
SQ_API const char *sq_compiled_column_name(const sq_compiled *k, size_t i);
SQ_API const sq_type *sq_compiled_column_type(const sq_compiled *k, size_t i);

/* A cache of compiled statements, bounded by entries and bytes (0: 500 entries, 16 MiB). Counted;
 * any thread. SQLAlchemy: query_cache_size. */
SQ_API sq_cache *sq_cache_new(size_t max_entries, size_t max_bytes);
SQ_API sq_cache *sq_cache_ref(sq_cache *c);
SQ_API void sq_cache_unref(sq_cache *c);
SQ_API void sq_cache_clear(sq_cache *c);
typedef struct sq_cache_counters {
    uint64_t hits, misses, evictions;
    size_t entries, bytes;
} sq_cache_counters;
SQ_API void sq_cache_stats(sq_cache *c, sq_cache_counters *out);

/* A binder makes statements ready to be sent, over and over, without a connection: it keeps memory
 * that every call uses again, and holds the entries of the cache that it met last, so that in the
 * long run nothing is allocated and no lock is taken. `cache` may be NULL: then every statement is
 * compiled anew. Dialect and options are those of all statements; the options are borrowed as long
 * as the binder lives. Sole owner: the caller; one thread at a time. NULL without memory. */
typedef struct sq_binder sq_binder;
SQ_API sq_binder *sq_binder_new(sq_cache *cache, const sq_dialect *d, const sq_compile_options *o);
SQ_API void sq_binder_free(sq_binder *w); /* NULL is allowed */
/* Text and parameters of a statement: found in the cache, or compiled (and kept there). *out is
 * valid until the next call with this binder; texts and lists are borrowed from the statement and
 * from `b`. SQ_OK or a negative status, told in *err. */
SQ_API int sq_ready(sq_binder *w, const sq_stmt *s, const sq_binding *b, size_t n_b, sq_bound *out,
                    sq_error *err);
/* The same of a statement made by sq_prepare(), with a value for each parameter: by name, or all of
 * them in the order of sq_compiled_param_name(), whose array is borrowed, too. */
SQ_API int sq_ready_compiled(sq_binder *w, sq_compiled *k, const sq_binding *b, size_t n_b,
                             sq_bound *out, sq_error *err);
SQ_API int sq_ready_values(sq_binder *w, sq_compiled *k, const sq_value *values, size_t n,
                           sq_bound *out, sq_error *err);
/* The parameters of a compiled statement, in the order in which its text names them first. */
SQ_API size_t sq_compiled_param_count(const sq_compiled *k);
SQ_API sq_str sq_compiled_param_name(const sq_compiled *k, size_t i);

/* Dump of a tree, a line a node, in the memory of `q`; never NULL. For people, not for parsing. */
SQ_API const char *sq_dump(sq_builder *q, const sq_stmt *s);
SQ_API const char *sq_expr_dump(sq_builder *q, const sq_expr *e);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_bind(name, x) sq_bind((name), SQ_VALUE(x))
#define sq_sql(q, s, ...)      sq_sql((q), (s), SQ_PRIV_SPLIT(sq_compile_options, __VA_ARGS__))
#define sq_expr_sql(q, e, ...) sq_expr_sql((q), (e), SQ_PRIV_SPLIT(sq_compile_options, __VA_ARGS__))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
