/* schema.h: tables, columns, constraints, indexes, sequences, metadata.
 *
 * A table is declared in C (SQ_TABLE), made at run time (sq_metadata_table, sq_ad_hoc_table) or
 * read from a database: always the same objects. Descriptions are const; beside each stands one
 * state record that is filled once, by compare-and-swap. Threads: tables may be used from any
 * thread.
 * SQLAlchemy: Table, Column, MetaData, sqlalchemy.schema. */
#ifndef SQUILL_SCHEMA_H
#define SQUILL_SCHEMA_H

#include "squill/select.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_column sq_column;
typedef struct sq_metadata sq_metadata;

/* An option of one dialect, such as {"mysql_engine", SQ_CONST_TEXT("InnoDB")}. */
typedef struct sq_option {
    const char *name; /* dialect_option; NULL ends a list */
    sq_value value;
} sq_option;

/* Options of a dialect on a statement; the list is ended by a NULL name. SQLAlchemy:
 * with_dialect_options(). */
SQ_API SQ_USE const sq_stmt *sq_with_dialect_options(const sq_stmt *s, const sq_option *options);

/* Where a column's value comes from when the statement gives none. */
typedef enum sq_default_kind {
    SQ_DEFAULT_NONE,
    SQ_DEFAULT_VALUE, /* bound by the client (`default`), or a quoted literal (`server_default`) */
    SQ_DEFAULT_SQL,   /* SQL text: DEFAULT text, or written into the statement */
    SQ_DEFAULT_EXPR,  /* an expression */
    SQ_DEFAULT_SEQUENCE, /* next value of a sequence */
    SQ_DEFAULT_CALLBACK, /* computed by the client */
    SQ_DEFAULT_FETCHED,  /* the server has one; nothing is written */
    SQ_DEFAULT_SENTINEL, /* client: insert sentinel */
} sq_default_kind;

typedef struct sq_sequence sq_sequence;
typedef struct sq_default {
    sq_default_kind kind;
    sq_value value;
    const sq_sql_text *sql;
    const sq_expr *expr;
    const sq_sequence *sequence;
    int (*callback)(void *context, sq_value *out);
    void *context;
} sq_default;

typedef enum sq_autoincrement {
    SQ_AUTOINCREMENT_AUTO, /* a single integer key column without foreign key or default */
    SQ_AUTOINCREMENT_YES,
    SQ_AUTOINCREMENT_NO,
    SQ_AUTOINCREMENT_IGNORE_FK,
} sq_autoincrement;

typedef enum sq_fk_action {
    SQ_FK_NONE,
    SQ_NO_ACTION,
    SQ_RESTRICT,
    SQ_CASCADE,
    SQ_SET_NULL,
    SQ_SET_DEFAULT,
} sq_fk_action;

/* Numbers of a sequence or identity column; the has_ flags say which count. */
typedef struct sq_sequence_options {
    bool has_start, has_increment, has_minvalue, has_maxvalue, has_cache;
    int64_t start, increment, minvalue, maxvalue, cache;
    bool nominvalue, nomaxvalue, cycle, no_cycle;
} sq_sequence_options;
typedef struct sq_identity {
    bool set, always;
    sq_sequence_options numbers;
    const sq_option *options;
} sq_identity;
struct sq_sequence {
    sq_relation relation; /* .node.kind is set by sq_sequence_new() */
    const char *name, *schema;
    sq_quote quote, schema_quote;
    sq_type type;
    sq_sequence_options numbers;
    bool optional; /* only on servers without other generated keys */
    const sq_option *options;
};

/* ---- columns ---- */
typedef struct sq_constraint sq_constraint;
typedef struct sq_column_options {
    const char *name; /* in the database, if it is no C name (SQ_TABLE) */
    const char *key;  /* name in the API, if it is not the name (run-time tables) */
    sq_quote quote;
    bool primary_key, not_null, unique, index;
    bool nullable;             /* said expressly: NULL, also where the default would be not null */
    bool omit_from_statements; /* not among the columns a from element stands for */
    bool system;               /* made by the server: left out of CREATE TABLE */
    bool insert_sentinel;      /* its values tell the order of rows: see sq_exec_many_returning() */
    bool literal; /* ad hoc tables: the name is written as it is; only by sq_unsafe_sql/SQ_SQL */
    sq_autoincrement autoincrement;
    sq_default default_, onupdate;     /* client side */
    const sq_sql_text *server_default; /* the common case: DEFAULT text */
    sq_default server_default_value;   /* any other */
    sq_default server_onupdate;
    const sq_column *references; /* SQ_REF(users, id) */
    sq_fk_action on_delete, on_update;
    const char *fk_name;
    bool deferrable, initially_deferred;
    const sq_expr *computed;         /* GENERATED ALWAYS AS (..) */
    const sq_sql_text *computed_sql; /* the same from text */
    bool persisted, not_persisted;   /* STORED, VIRTUAL; neither: the dialect's default */
    sq_identity identity;
    const sq_constraint *checks; /* CHECKs written with the column; ended by kind 0 */
    const char *comment;
    const sq_option *options;
    int end_; /* set by the macros: a list of options may be empty */
} sq_column_options;

struct sq_column {
    sq_expr expr; /* .node.kind is SQ_PRIV_NODE_COLUMN */
    const sq_table *table;
    const char *key;
    size_t key_length; /* 0: not known */
    sq_type type;
    sq_column_options o;
};

/* ---- constraints ---- */
typedef enum sq_constraint_kind {
    SQ_CONSTRAINT_END,
    SQ_CONSTRAINT_PRIMARY_KEY,
    SQ_CONSTRAINT_UNIQUE,
    SQ_CONSTRAINT_FOREIGN_KEY,
    SQ_CONSTRAINT_CHECK,
    SQ_CONSTRAINT_EXCLUDE,
} sq_constraint_kind;

typedef struct sq_exclude_element {
    const sq_expr *expr;     /* or text */
    const sq_sql_text *text; /* NULL, NULL ends a list */
    const char *name;
    const sq_sql_text *op; /* such as SQ_SQL("&&") */
} sq_exclude_element;

struct sq_constraint {
    sq_constraint_kind kind;
    const char *name;
    sq_quote quote;             /* SQ_QUOTE_FINAL: no naming convention */
    bool no_name;               /* expressly without a name */
    const char *const *columns; /* keys, NULL-ended */
    /* foreign key: to columns of a table, or of one that is looked for by name in the metadata, or
     * each as text "schema.table.column", which is looked for, too */
    const sq_table *ref_table;
    const char *ref_schema, *ref_name;
    const char *const *ref_columns; /* keys (names with .link_to_name), NULL-ended */
    const char *const *ref_texts;   /* NULL-ended */
    sq_fk_action on_delete, on_update;
    /* actions that the enum has not, such as SET NULL (a); they win over the enum */
    const sq_sql_text *on_delete_sql, *on_update_sql;
    const char *match; /* "FULL", "PARTIAL", "SIMPLE" */
    bool use_alter, link_to_name;
    /* check */
    const sq_expr *check;
    const sq_sql_text *check_sql;
    /* exclude, PostgreSQL */
    const sq_exclude_element *elements;
    const char *using_;
    const sq_expr *where;
    const sq_option *ops;
    /* all */
    int deferrable;        /* 0 unsaid, 1 DEFERRABLE, -1 NOT DEFERRABLE */
    const char *initially; /* "DEFERRED", "IMMEDIATE" */
    const char *comment;
    const char *const *only_on; /* dialect names, NULL-ended: left out elsewhere */
    bool isolated;              /* only for ALTER TABLE, left out of CREATE TABLE */
    bool implicit;              /* primary key made from the columns' flags */
    const sq_option *options;
};

/* ---- indexes ---- */
typedef struct sq_index {
    const char *name; /* NULL: by the naming convention */
    sq_quote quote;
    const sq_table *table;
    const char *const *columns;     /* keys, NULL-ended; or expressions: */
    const sq_expr *const *elements; /* ended by SQ_END; may hold columns */
    bool unique;
    const char *const
        *only_on; /* dialect names, NULL-ended: sq_create_all() leaves it out elsewhere */
    const sq_option *options;
    bool end; /* ends a list */
} sq_index;

/* ---- tables ---- */
typedef struct sq_table_options {
    const char *name; /* in the database, if it is no C name */
    const char *schema;
    sq_quote quote, schema_quote;
    const sq_constraint *constraints; /* ended by kind 0 */
    const sq_index *indexes;          /* ended by .end */
    const char *comment;
    const sq_sql_text *const *prefixes; /* between CREATE and TABLE, NULL-ended */
    const sq_option *options;           /* of dialects, ended by a NULL name */
    bool no_implicit_returning;
    bool ad_hoc; /* only names and types: no keys, no defaults. SQLAlchemy: table() */
    /* names of its constraints and indexes; NULL: as its metadata says, or only ix */
    const struct sq_naming_rule *naming_convention;
    int end_;
} sq_table_options;

/* Filled once, by the library. */
typedef struct sq_table_state {
    uint64_t fingerprint; /* atomic inside */
    void *rendered[16];   /* names as each dialect writes them */
} sq_table_state;

struct sq_table {
    sq_relation relation; /* .node.kind is SQ_PRIV_NODE_TABLE */
    const char *name;
    const sq_column *columns;
    size_t n_columns;
    sq_table_state *state;
    const sq_metadata *metadata; /* NULL for static tables */
    sq_table_options o;
};

/* Kinds of the two nodes that may be static; node.c asserts that they agree with nodes.def. */
enum { SQ_PRIV_NODE_COLUMN = 1, SQ_PRIV_NODE_TABLE = 2 };

/* The table behind a from element (or of an alias of it); NULL if it is none. */
SQ_API const sq_table *sq_table_of(const sq_relation *r);
SQ_API sq_source sq_source_of(const sq_table *t);

/* ---- tables at run time ---- */
typedef struct sq_column_spec {
    const char *name;
    sq_type type;
    sq_column_options o;
} sq_column_spec;

/* Only names and types, in the memory of `q`. SQLAlchemy: table(). */
SQ_API sq_source sq_ad_hoc_table(sq_builder *q, sq_name name, const sq_name *schema,
                                 const sq_column_spec *columns, size_t n);

/* How constraints and indexes without a name are named: kinds ix uq ck fk pk, or a token of one's
 * own. Templates such as "ck_%(table_name)s_%(constraint_name)s". */
typedef struct sq_naming_rule {
    const char *key;
    const char *template_; /* NULL with a callback */
    const char *(*callback)(void *context, const sq_table *t, const sq_constraint *c);
    void *context;
} sq_naming_rule;
typedef struct sq_metadata_options {
    size_t size;
    const char *schema; /* default schema of its tables */
    sq_quote schema_quote;
    const sq_naming_rule *naming_convention; /* ended by a NULL key */
    const sq_allocator *allocator;
} sq_metadata_options;

/* A catalogue that tables belong to. Counted; NULL without memory. One thread changes it, then any
 * may read. */
SQ_API sq_metadata *sq_metadata_new(const sq_metadata_options *o);
SQ_API sq_metadata *sq_metadata_ref(sq_metadata *m);
SQ_API void sq_metadata_unref(sq_metadata *m);
/* A table with everything; all of it is copied into the metadata. Expressions in it may refer to
 * the table's own columns by sq_own_column(). On error a poison table. */
SQ_API sq_source sq_metadata_table(sq_metadata *m, sq_name name, const sq_column_spec *columns,
                                   size_t n, const sq_table_options *o);
/* A copy of any table, as `name` (NULL: the same) in `schema` (NULL: that of the table, or the
 * metadata's). What its foreign keys refer to is looked for in `m` by name: a table of the same
 * schema is one of the new schema. On error a poison table. SQLAlchemy: Table.to_metadata(). */
SQ_API sq_source sq_metadata_copy(sq_metadata *m, const sq_relation *table, const char *schema,
                                  const char *name);
/* Add an index or constraint to a table made at run time. */
SQ_API int sq_metadata_add_index(sq_metadata *m, const sq_relation *table, const sq_index *index,
                                 sq_error *err);
SQ_API sq_source sq_metadata_find(const sq_metadata *m, const char *schema, const char *name);
SQ_API size_t sq_metadata_count(const sq_metadata *m);
SQ_API const sq_table *sq_metadata_at(const sq_metadata *m, size_t i);
/* The tables of a metadata in an order in which they can be created, in the memory of `q`: each
 * behind those that its foreign keys refer to, else by name. SQ_OK, or SQ_ERR_NOMEM. SQLAlchemy:
 * MetaData.sorted_tables, Inspector.get_sorted_table_and_fkc_names(). */
typedef struct sq_late_key {
    const sq_table *table;
    size_t constraint; /* as sq_add_constraint() counts them */
} sq_late_key;
typedef struct sq_sorted_tables {
    const sq_table *const *tables;
    const sq_late_key *late; /* foreign keys that close a cycle: to be added when all tables are */
    size_t n, n_late;
} sq_sorted_tables;
SQ_API int sq_metadata_sorted(const sq_metadata *m, sq_builder *q, sq_sorted_tables *out,
                              sq_error *err);

/* The tables of a metadata as C source, in the memory of `q`; NULL: *err tells why. What was read
 * of a database becomes what a program is compiled with: `books.title` is checked by the C
 * compiler, and a build that makes the text anew sees where the database has changed. By name, so
 * that the same tables give the same text. Names that are none in C are changed, and `.name` keeps
 * them. What can be no constant, such as an index of an expression, is told in a comment.
 *   SQ_TABLE_DECLARE(books, (id, integer), (title, type(.kind = SQ_T_SQL_VARCHAR, ...))); */
enum {
    SQ_SOURCE_DECLARE = 1 << 0, /* SQ_TABLE_DECLARE: for a header */
    SQ_SOURCE_ROWS = 1 << 1,    /* a struct for rows, books_row, and its SQ_ROW: for a header */
    SQ_SOURCE_DEFINE = 1 << 2,  /* SQ_TABLE_DEFINE_WITH: for one C file */
    SQ_SOURCE_ALL = (1 << 3) - 1,
};
SQ_API const char *sq_metadata_source(const sq_metadata *m, sq_builder *q, unsigned parts,
                                      sq_error *err);

/* Inside the definition of a table: a column of that table. */
SQ_API const sq_expr *sq_own_column(sq_builder *q, sq_name table, const char *schema,
                                    const char *key);
SQ_API const sq_sequence *sq_sequence_new(sq_builder *q, const sq_sequence *spec);
SQ_API const sq_expr *sq_next_value(sq_builder *q, const sq_sequence *s);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_metadata_new(...)                                                                       \
    sq_metadata_new(&(const sq_metadata_options){.size = sizeof(sq_metadata_options), __VA_ARGS__})
#define sq_ad_hoc_table(q, name, schema, columns, n)                                               \
    sq_ad_hoc_table((q), SQ_NAME(name), (schema), (columns), (n))

/* Values for option lists, as constants. */
#define SQ_CONST_TEXT(x) {.kind = SQ_V_TEXT, .len = sizeof(x) - 1, .v = {.s = (x)}}
#define SQ_CONST_INT(x)  {.kind = SQ_V_INT, .len = 4, .v = {.i = (x)}}
#define SQ_CONST_BOOL(x) {.kind = SQ_V_BOOL, .v = {.i = (x)}}
#define SQ_OPTIONS(...)  ((const sq_option[]){__VA_ARGS__, {.name = NULL}})

/* Constraints of SQ_TABLE_WITH:
 *   .constraints = SQ_CONSTRAINTS(SQ_UNIQUE(SQ_KEYS("a", "b")), SQ_CHECK(SQ_SQL("a > 0"))) */
#define SQ_KEYS(...)           ((const char *const[]){__VA_ARGS__, NULL})
#define SQ_CONSTRAINTS(...)    ((const sq_constraint[]){__VA_ARGS__, {.kind = SQ_CONSTRAINT_END}})
#define SQ_PRIMARY_KEY(...)    {.kind = SQ_CONSTRAINT_PRIMARY_KEY, .columns = __VA_ARGS__}
#define SQ_UNIQUE(...)         {.kind = SQ_CONSTRAINT_UNIQUE, .columns = __VA_ARGS__}
#define SQ_CHECK(...)          {.kind = SQ_CONSTRAINT_CHECK, .check_sql = __VA_ARGS__}
/* SQ_FOREIGN_KEY(SQ_KEYS("a"), users, SQ_KEYS("id"), .on_delete = SQ_CASCADE) */
#define SQ_FOREIGN_KEY(keys, table, ...)                                                           \
    {.kind = SQ_CONSTRAINT_FOREIGN_KEY, .columns = keys, .ref_table = &table##_table_def,          \
     .ref_columns = __VA_ARGS__}
#define SQ_INDEXES(...)        ((const sq_index[]){__VA_ARGS__, {.end = true}})
#define SQ_INDEX(n, ...)       {.name = (n), .columns = __VA_ARGS__}

/* SQ_TABLE(users, (id, bigint, .primary_key = true), (name, text)) declares and defines, in one C
 * file: `users` with members users.id, users.name (const sq_expr *) and users.sq_; its type
 * users_table; SQ_ALIAS(q, users, "u"). Types as in types.h: varchar(80), numeric(10, 2) ...
 * SQ_TABLE_DECLARE goes into a header, SQ_TABLE_DEFINE into one C file, with the same list.
 * SQ_TABLE_WITH(t, (.name = "index", .schema = "s", .constraints = ...), columns...) adds options.
 * A misspelt column or option does not compile. Plain C: fill sq_table and sq_column yourself. */
#define SQ_PRIV_MEMBER(t, col)  SQ_PRIV_CALL(SQ_PRIV_MEMBER_, (SQ_PRIV_UN col, ~))
#define SQ_PRIV_MEMBER_(n, ...) sq_column n;
#define SQ_PRIV_HANDLE(t, col)  SQ_PRIV_CALL(SQ_PRIV_HANDLE_, (SQ_PRIV_UN col, ~))
#define SQ_PRIV_HANDLE_(n, ...) const sq_expr *n;
#define SQ_PRIV_COLUMN(t, col)  SQ_PRIV_CALL(SQ_PRIV_COLUMN_, (t, SQ_PRIV_UN col, .end_ = 0))
#define SQ_PRIV_COLUMN_(t, n, ty, ...)                                                             \
    .n = {.expr = {{.kind = SQ_PRIV_NODE_COLUMN, .type = &t##_columns_def.n.type}},                \
          .table = &t##_table_def,                                                                 \
          .key = #n,                                                                               \
          .key_length = sizeof(#n) - 1,                                                            \
          .type = SQ_PRIV_T_##ty,                                                                  \
          .o = {__VA_ARGS__}},
#define SQ_PRIV_SET(t, col)        SQ_PRIV_CALL(SQ_PRIV_SET_, (t, SQ_PRIV_UN col, ~))
#define SQ_PRIV_SET_(tab, n, ...)  .n = &tab##_columns_def.n.expr,

#define SQ_TABLE_DECLARE(t, ...)                                                                   \
    union t##_columns_def {                                                                        \
        struct {                                                                                   \
            SQ_PRIV_MAP(SQ_PRIV_MEMBER, t, __VA_ARGS__)                                            \
        };                                                                                         \
        sq_column all[SQ_PRIV_NARG(__VA_ARGS__)];                                                  \
    };                                                                                             \
    typedef struct t##_table {                                                                     \
        const sq_relation *sq_;                                                                    \
        SQ_PRIV_MAP(SQ_PRIV_HANDLE, t, __VA_ARGS__)                                                \
    } t##_table;                                                                                   \
    extern const union t##_columns_def t##_columns_def;                                            \
    extern const sq_table t##_table_def;                                                           \
    extern const t##_table t;                                                                      \
    SQ_UNUSED static inline t##_table t##_alias(sq_builder *q, const char *name)                             \
    {                                                                                              \
        t##_table out;                                                                             \
        sq_alias_init(q, &t##_table_def.relation, name, &out, sizeof out);                         \
        return out;                                                                                \
    }                                                                                              \
    struct t##_needs_semicolon

#define SQ_PRIV_DEFINE(t, options, ...)                                                            \
    static sq_table_state t##_table_state;                                                         \
    const sq_table t##_table_def = {                                                               \
        .relation = {{.kind = SQ_PRIV_NODE_TABLE}},                                                \
        .name = #t,                                                                                \
        .columns = t##_columns_def.all,                                                            \
        .n_columns = SQ_PRIV_NARG(__VA_ARGS__),                                                    \
        .state = &t##_table_state,                                                                 \
        .o = {SQ_PRIV_UN options},                                                                 \
    };                                                                                             \
    const union t##_columns_def t##_columns_def = {{SQ_PRIV_MAP(SQ_PRIV_COLUMN, t, __VA_ARGS__)}}; \
    const t##_table t = {.sq_ = &t##_table_def.relation,                                           \
                         SQ_PRIV_MAP(SQ_PRIV_SET, t, __VA_ARGS__)}

#define SQ_TABLE_DEFINE(t, ...)               SQ_PRIV_DEFINE(t, (.end_ = 0), __VA_ARGS__)
#define SQ_TABLE_DEFINE_WITH(t, options, ...) SQ_PRIV_DEFINE(t, options, __VA_ARGS__)
#define SQ_TABLE(t, ...)                                                                           \
    SQ_TABLE_DECLARE(t, __VA_ARGS__);                                                              \
    SQ_TABLE_DEFINE(t, __VA_ARGS__)
#define SQ_TABLE_WITH(t, options, ...)                                                             \
    SQ_TABLE_DECLARE(t, __VA_ARGS__);                                                              \
    SQ_TABLE_DEFINE_WITH(t, options, __VA_ARGS__)
/* The column that a foreign key refers to; its table stands before, or was declared. */
#define SQ_REF(t, column) (&t##_columns_def.column)
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
