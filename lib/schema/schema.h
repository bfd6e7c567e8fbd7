/* schema.h: what the rooms above see of tables: their names, their constraints and indexes however
 * they were said, keys and references, order of creation. Private to the library. */
#ifndef SQI_SCHEMA_H
#define SQI_SCHEMA_H

#include "lib/ast/builder.h"
#include "lib/ast/schema_hooks.h" /* identity, copies: what trees need, too */
#include "lib/base/out.h"

/* ---- names ---- */
sq_name sqi_name_of_table(const sq_table *t);
/* The column of a key, or of a name in the database; NULL if there is none. */
const sq_column *sqi_find_column(const sq_table *t, const char *key);
const sq_column *sqi_find_column_by_name(const sq_table *t, const char *name);
static inline size_t sqi_column_index(const sq_column *c)
{
    return (size_t)(c - c->table->columns);
}

/* ---- copies: copy.c ---- */
/* A table from parts; `columns` and `o` are copied deeply. */
typedef struct sqi_table_parts {
    sq_name name;
    const sq_column_spec *columns;
    size_t n;
    const sq_table_options *o;
    const sq_metadata *metadata;
} sqi_table_parts;
sq_table *sqi_table_make(sq_arena *a, const sqi_table_parts *parts);
const sq_column *sqi_loose_column(sq_arena *a, const sq_column_spec *spec);
const sq_index *sqi_index_copy(sq_arena *a, const sq_index *i, const sq_table *t);
/* The list with one more; `list` may be NULL. */
const sq_index *sqi_indexes_with(sq_arena *a, const sq_index *list, const sq_index *more,
                                 const sq_table *t);
const sq_sequence *sqi_sequence_copy(sq_arena *a, const sq_sequence *s);
const sq_naming_rule *sqi_naming_copy(sq_arena *a, const sq_naming_rule *list, bool *ok);

/* ---- constraints, as one list: view.c ---- */
/* A constraint of a table, whether it was written at the table or follows from a column's options.
 * Positions count those of the table's list first, then the primary key that the columns' flags
 * make, then what each column says: UNIQUE, the CHECK of its type, its foreign key. `c` may point
 * into the struct itself: hand it on by address, do not copy it. */
typedef struct sqi_constraint {
    const sq_table *table;
    const sq_constraint *c;
    size_t position;
    const sq_column *column; /* said at this column; NULL: at the table */
    bool of_type;            /* CHECK of a boolean or enum */
    bool by_flags;           /* primary key made of flags: the columns are those flagged */
    sq_constraint made;      /* where c points for one that was not written */
} sqi_constraint;
/* The one at `position`; false past the last one. */
bool sqi_constraint_at(const sq_table *t, size_t position, sqi_constraint *out);
/* Its columns, in order; NULL past the last one, or if a key is unknown (see
 * sqi_constraint_key). */
const sq_column *sqi_constraint_column(const sqi_constraint *k, size_t i);
/* The key that is written there; NULL past the last one. */
const char *sqi_constraint_key(const sqi_constraint *k, size_t i);
size_t sqi_constraint_width(const sqi_constraint *k);
/* An index at `position` that a table or its columns ask for; false past the last one. */
typedef struct sqi_index {
    const sq_index *index;
    sq_index made;
    const char *keys[2];
} sqi_index;
bool sqi_index_at(const sq_table *t, size_t position, sqi_index *out);

/* What the i-th column of a foreign key refers to. Names are always there (also of a table that is
 * not); `table` and `column` are NULL if it can not be found. */
typedef struct sqi_reference {
    const sq_table *table;
    const sq_column *column;
    sq_name schema, table_name, column_name;
} sqi_reference;
bool sqi_reference_at(const sqi_constraint *k, size_t i, sqi_reference *out);

bool sqi_is_primary_key(const sq_column *c);
bool sqi_has_foreign_key(const sq_column *c);
bool sqi_is_nullable(const sq_column *c);
/* GENERATED ALWAYS AS (..): nobody else may give it a value. */
static inline bool sqi_is_computed(const sq_column *c)
{
    return c->o.computed || c->o.computed_sql;
}
/* The type, or that of the column referred to where none was given. */
const sq_type *sqi_column_type(const sq_column *c);
/* The column whose value the server makes by counting; NULL if there is none. SQLAlchemy:
 * Table.autoincrement_column. */
const sq_column *sqi_autoincrement_column(const sq_table *t);
/* The server-side default as one value, whichever option said it. */
sq_default sqi_server_default(const sq_column *c);

/* ---- metadata: meta.c ---- */
const sq_table *sqi_metadata_table(const sq_metadata *m, sq_str schema, sq_str name);
const sq_naming_rule *sqi_metadata_naming(const sq_metadata *m);
const char *sqi_metadata_schema(const sq_metadata *m); /* the default one of its tables, or NULL */
/* What stands for a table that there is not; `m` may be NULL. */
sq_source sqi_metadata_poison(sq_metadata *m, const sq_error *e);

/* ---- names of constraints and indexes: naming.c ---- */
typedef enum sqi_name_origin {
    SQI_NAME_NONE,  /* it has none */
    SQI_NAME_GIVEN, /* by the user: too long is an error */
    SQI_NAME_MADE,  /* by the convention, or marked final: too long is shortened */
} sqi_name_origin;
/* Writes the name of a constraint or index to `out`. SQ_ERR_* with *err: a token that is
 * unknown. */
int sqi_constraint_name(const sqi_constraint *k, sqi_out *out, sqi_name_origin *origin,
                        sq_error *err);
int sqi_index_name(const sq_index *i, sqi_out *out, sqi_name_origin *origin, sq_error *err);
/* Cut to `max` characters, or bytes, with a hash at its end, as SQLAlchemy does. */
void sqi_shorten_name(sqi_out *name, size_t max, bool in_bytes);

/* ---- order of creation: sort.c ---- */
typedef struct sqi_sorted {
    const sq_table **tables; /* those referred to before those that refer to them */
    size_t n;
    sq_late_key *late; /* foreign keys that close a cycle, or are to be added later */
    size_t n_late;
    bool cyclic; /* tables refer to each other, and the cycle can not be broken */
} sqi_sorted;
/* Memory is that of `a`. `alter`: cycles may be broken and use_alter is obeyed. */
int sqi_sort_tables(sq_arena *a, const sq_table *const *tables, size_t n, bool alter,
                    sqi_sorted *out, sq_error *err);

/* ---- DDL statements: ddl.c ---- */
typedef enum sqi_ddl_what {
#define SQI_DDL(name, text, purpose) SQI_DDL_##name,
#include "lib/schema/ddl.def"
#undef SQI_DDL
    SQI_DDL_COUNT
} sqi_ddl_what;
enum {
    SQI_DDL_IF_NOT_EXISTS = 1 << 0,
    SQI_DDL_IF_EXISTS = 1 << 1,
    SQI_DDL_CASCADE_FLAG = 1 << 2,
    SQI_DDL_TEMPORARY = 1 << 3,
    SQI_DDL_OR_REPLACE = 1 << 4,
    SQI_DDL_MATERIALIZED = 1 << 5,
    SQI_DDL_NONE = 1 << 6, /* comments: none, instead of the table's */
};
/* What `object` of a DDL node points to. Its head tells who owns it, as that of every object
 * does. */
typedef struct sqi_ddl_object {
    sq_node node;
    const sq_option *options;
    const int *foreign_keys; /* CREATE TABLE: only these; NULL: all */
    const sq_index *index;
    const sq_sequence *sequence;
    const sq_column *column;   /* in no table */
    const sq_binding *context; /* DDL text */
    size_t n_context;
    unsigned alter;          /* ALTER COLUMN: sq_alter */
    sq_name to;              /* RENAME */
    sq_constraint_kind kind; /* DROP CONSTRAINT by name: of what kind; else END */
} sqi_ddl_object;

/* What is to be done to create or drop tables, in order. */
typedef struct sqi_plan_options {
    bool alter;       /* foreign keys can be added later */
    bool named_types; /* enums and domains are objects of their own */
    bool sequences;
    bool comments;               /* COMMENT ON, not inline */
    bool check_first;            /* IF NOT EXISTS, IF EXISTS */
    const char *const *dialects; /* names of this one and those it is based on, NULL-ended */
} sqi_plan_options;
typedef struct sqi_plan {
    const sq_stmt **p;
    size_t n;
    bool cyclic; /* no order serves: keys are checked at the end */
} sqi_plan;
int sqi_create_all_plan(sq_builder *q, const sq_table *const *tables, size_t n,
                        const sqi_plan_options *o, sqi_plan *out, sq_error *err);
int sqi_drop_all_plan(sq_builder *q, const sq_table *const *tables, size_t n,
                      const sqi_plan_options *o, sqi_plan *out, sq_error *err);

#endif
