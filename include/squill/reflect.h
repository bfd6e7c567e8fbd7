/* reflect.h: tables, views, sequences and types that are in a database, as descriptions.
 *
 * What is read is of the same kind as what SQ_TABLE declares: a table with its columns,
 * constraints and indexes, to select from, to create elsewhere, to look at. Tables are read into a
 * metadata, which keeps them; lists of names by an inspector, which remembers them. Threads: that
 * of the connection; one that changes a metadata is alone with it.
 * SQLAlchemy: MetaData.reflect(), Table(autoload_with=..), inspect(). */
#ifndef SQUILL_REFLECT_H
#define SQUILL_REFLECT_H

#include "squill/engine.h"
#include "squill/schema.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What has columns. SQLAlchemy: ObjectKind. */
typedef enum sq_object_kind {
    SQ_OBJECT_TABLE = 1 << 0,
    SQ_OBJECT_VIEW = 1 << 1,
    SQ_OBJECT_MATERIALIZED_VIEW = 1 << 2,
    SQ_OBJECT_FOREIGN_TABLE = 1 << 3, /* its rows are in another database */
    SQ_OBJECT_ANY = (1 << 4) - 1,
} sq_object_kind;
/* SQLAlchemy: ObjectScope. */
typedef enum sq_object_scope {
    SQ_OBJECTS_DEFAULT,   /* those that last */
    SQ_OBJECTS_TEMPORARY, /* those of this session */
    SQ_OBJECTS_ANY,
} sq_object_scope;

/* ---- into a metadata ---- */

/* May change a column before it becomes one: another key, another type. false: leave it out.
 * SQLAlchemy: the event column_reflect. */
typedef bool (*sq_reflect_column_fn)(sq_column_spec *column, const char *table, void *user);
/* Is the object wanted? May be asked twice of one. */
typedef bool (*sq_reflect_filter_fn)(const char *name, void *user);

typedef struct sq_reflect_options {
    size_t size;             /* set by the macro */
    const char *schema;      /* NULL: that of the metadata; or the usual one of the session, whose
                              * tables have no schema then */
    unsigned kinds;          /* sq_object_kind, or'ed; 0: tables, and the foreign ones */
    sq_object_scope scope;   /* 0: those that last */
    const char *const *only; /* names, NULL-ended; NULL: all. One that is missing is an error */
    sq_reflect_filter_fn filter;
    bool no_resolve_fks; /* leave out tables that are reached by foreign keys alone */
    sq_reflect_column_fn column;
    void *user;                    /* the last argument of them */
    const sq_column_spec *columns; /* sq_reflect_table(): these win over what is read, by name */
    size_t n_columns;
} sq_reflect_options;

/* Reads tables into `m`, with those that their foreign keys refer to. What `m` has already stays as
 * it is. How many tables `m` has got by it, or a negative status: SQ_ERR_NO_SUCH_TABLE for a name
 * that is missing. Outside a transaction, what is changed meanwhile may be read in part.
 *   sq_metadata *m = sq_metadata_new();
 *   sq_reflect(c, m, .schema = "shop");
 *   sq_source users = sq_metadata_find(m, "shop", "users");
 * SQLAlchemy: MetaData.reflect(). */
SQ_API int64_t sq_reflect(sq_conn *c, sq_metadata *m, const sq_reflect_options *o);
/* One table or view by its name. On error a poison table, and the reason on the connection.
 *   sq_source users = sq_reflect_table(c, m, "users", .columns = mine, .n_columns = 1);
 * SQLAlchemy: Table(name, metadata, autoload_with=connection). */
SQ_API sq_source sq_reflect_table(sq_conn *c, sq_metadata *m, const char *name,
                                  const sq_reflect_options *o);

/* ---- lists of names ---- */

/* What columns belong to. */
typedef struct sq_object {
    const char *name;
    sq_object_kind kind;
    bool temporary;
    const char *comment;
    const char *definition; /* SQL of a view's SELECT; else NULL */
} sq_object;

/* Tells what is there, and remembers it: each list is read once, until sq_inspector_clear(). All
 * that it gives, tables too, lives until then, or sq_inspector_free(). Sole owner: the caller,
 * while the connection is out; NULL without memory, which every function takes. Errors stick: after
 * one all lists are NULL, and the connection tells the reason (sq_conn_error()), until it is
 * cleared.
 *   sq_inspector *i = sq_inspector_new(c);
 *   const char *const *tables = sq_inspector_names(i, NULL, SQ_OBJECT_TABLE, SQ_OBJECTS_DEFAULT,
 *   &n);
 * `schema` NULL is the usual one of the session. Lists are ended by a NULL name, and *n, which may
 * be NULL, is their length. SQLAlchemy: inspect(), Inspector, clear_cache(). */
typedef struct sq_inspector sq_inspector;
SQ_API sq_inspector *sq_inspector_new(sq_conn *c);
SQ_API void sq_inspector_free(sq_inspector *i);
SQ_API void sq_inspector_clear(sq_inspector *i);
/* SQ_OK, or the error that sticks. */
SQ_API int sq_inspector_status(const sq_inspector *i);

/* SQLAlchemy: get_schema_names(), default_schema_name. */
SQ_API const char *const *sq_inspector_schemas(sq_inspector *i, size_t *n);
SQ_API const char *sq_inspector_default_schema(sq_inspector *i); /* NULL: there is none */
/* Tables and views. SQLAlchemy: get_table_names(), get_view_names(), get_temp_table_names(),
 * get_materialized_view_names(), get_foreign_table_names(), get_view_definition(),
 * get_table_comment(). */
SQ_API const sq_object *sq_inspector_objects(sq_inspector *i, const char *schema, size_t *n);
/* Names of those of some kinds (sq_object_kind, or'ed). */
SQ_API const char *const *sq_inspector_names(sq_inspector *i, const char *schema, unsigned kinds,
                                             sq_object_scope scope, size_t *n);
/* 1: it is there, 0: it is not, or the status that sticks; of a table that can't be read, for an
 * index, why not. */
SQ_API int sq_inspector_has_table(sq_inspector *i, const char *schema, const char *name);
SQ_API int sq_inspector_has_index(sq_inspector *i, const char *schema, const char *table,
                                  const char *name);
SQ_API int sq_inspector_has_sequence(sq_inspector *i, const char *schema, const char *name);
SQ_API int sq_inspector_has_type(sq_inspector *i, const char *schema, const char *name);
SQ_API int sq_inspector_has_schema(sq_inspector *i, const char *name);
/* The description of a table or view: columns, constraints, indexes, comment, options; NULL: there
 * is none, or an error. It belongs to no metadata of the application's: tables that its foreign
 * keys refer to are there by name only. SQLAlchemy: get_columns(), get_pk_constraint(),
 * get_foreign_keys(), get_unique_constraints(), get_check_constraints(), get_indexes(),
 * get_table_options(). */
SQ_API const sq_table *sq_inspector_table(sq_inspector *i, const char *schema, const char *name);
/* SQLAlchemy: get_sequence_names(). */
SQ_API const sq_sequence *sq_inspector_sequences(sq_inspector *i, const char *schema, size_t *n);
/* Enums and domains, with their labels and conditions in .details. SQLAlchemy: get_enums(),
 * get_domains(). */
SQ_API const sq_type *sq_inspector_types(sq_inspector *i, const char *schema, size_t *n);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_reflect(c, ...)                                                                         \
    sq_reflect((c), SQ_PRIV_SPLIT(sq_reflect_options, __VA_ARGS__))
#define sq_reflect_table(c, m, ...)                                                                \
    sq_reflect_table((c), (m), SQ_PRIV_SPLIT(sq_reflect_options, __VA_ARGS__))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
