/* reflector.h: how a database tells what is in it.
 *
 * A dialect has a query for each kind of fact. The facts of every database have the same columns,
 * those of the structs below, by name, so one place (lib/engine/reflect.c) makes tables of them.
 * Each query but that of the schemas has the parameters :schema (NULL: the usual one) and :name
 * (NULL: all); {schema.} in it is the schema as a name with its point, or nothing. Integers are
 * never NULL. Rows come in the order told. What a query can't tell, functions read from
 * definitions. */
#ifndef SQI_REFLECTOR_H
#define SQI_REFLECTOR_H

#include "lib/base/arena.h"
#include "squill/schema.h"

/* A schema. */
typedef struct sqi_schema_fact {
    const char *name;
    int is_usual; /* names alone mean it */
} sqi_schema_fact;

/* A table, view, and whatever else has columns; by name. */
typedef struct sqi_object_fact {
    const char *name;
    const char *kind; /* "table", "view", "materialized view", "foreign table" */
    const char *comment;
    const char *definition; /* of a view its SELECT; of a table what `refine` wants to see */
    int temporary;
} sqi_object_fact;

/* By table and position. */
typedef struct sqi_column_fact {
    const char *table_name, *name;
    const char *type;                    /* as the database writes it: "numeric(10,2)" */
    const char *type_schema, *type_name; /* a named type, see sqi_type_fact; else NULL */
    const char *collation, *charset;     /* NULL: the usual one */
    const char *default_sql, *onupdate_sql;
    const char *computed_sql;
    const char *identity; /* "always", "by default"; NULL: it is none */
    const char *comment;
    int is_nullable, is_persisted, is_autoincrement, is_hidden;
    /* of an identity column */
    int64_t start, increment, minvalue, maxvalue, cache;
    int is_cycle;
} sqi_column_fact;

/* A column of a primary key, unique or foreign key constraint; by table, constraint, position. */
typedef struct sqi_key_fact {
    const char *table_name, *name; /* name: NULL where it has none */
    const char *id;                /* tells constraints without a name apart */
    const char *kind;              /* "p", "u", "f" */
    const char *column_name;
    const char *ref_schema; /* NULL: that of the table */
    const char *ref_table, *ref_column;
    const char *on_update, *on_delete; /* "CASCADE"; NULL or "NO ACTION": none */
    const char *match;                 /* "FULL"; NULL: SIMPLE */
    const char *comment;
    int is_deferrable, is_deferred; /* DEFERRABLE, INITIALLY DEFERRED */
    int ref_is_visible;             /* its name alone finds the table referred to */
    int is_included;                /* of INCLUDE (..) */
    int is_nulls_not_distinct, is_not_valid, is_no_inherit;
} sqi_key_fact;

/* By table and name. */
typedef struct sqi_check_fact {
    const char *table_name, *name;
    const char *sql; /* the condition, without parentheses round all of it */
    const char *comment;
    int is_not_valid, is_no_inherit;
} sqi_check_fact;

/* An element of an index that is no constraint's; by table, index, position. */
typedef struct sqi_index_fact {
    const char *table_name, *name;
    const char *column_name, *expression; /* one of them */
    const char *ops;                      /* operator class, if it is not the usual one */
    const char *method;                   /* "gin"; NULL: the usual one */
    const char *prefix;                   /* "FULLTEXT" */
    const char *parser;
    const char *where_sql;
    const char *with_sql;   /* "fillfactor = 70" */
    const char *tablespace; /* if it is not the usual one */
    const char *comment;
    int is_unique, is_descending, is_included, is_nulls_not_distinct;
    int nulls;  /* 0: as usual, 1: first, 2: last */
    int length; /* of a prefix; 0: all of it */
} sqi_index_fact;

/* An element of an exclusion constraint; by table, constraint, position. */
typedef struct sqi_exclusion_fact {
    const char *table_name, *name;
    const char *element; /* SQL, with its operator class if that is not the usual one */
    const char *op;      /* "&&" */
    const char *method;  /* "gist" */
    const char *where_sql;
    const char *comment;
    int is_deferrable, is_deferred;
} sqi_exclusion_fact;

/* An option of a table: {"mysql_engine", "InnoDB"}; by table. */
typedef struct sqi_option_fact {
    const char *table_name;
    const char *name; /* without the dialect's */
    const char *value;
    int is_flag; /* true, without a value */
} sqi_option_fact;

typedef struct sqi_sequence_fact {
    const char *name, *type;
    int64_t start, increment, minvalue, maxvalue, cache;
    int is_cycle;
} sqi_sequence_fact;

/* A label of an enum, or a domain; by schema, name, position. :name is that of a type. */
typedef struct sqi_type_fact {
    const char *schema; /* always told */
    const char *name;
    const char *kind;                    /* "e", "d" */
    const char *label;                   /* enum; NULL: it has none */
    const char *base;                    /* domain: its type */
    const char *base_schema, *base_name; /* if that is an enum or a domain, or of such elements */
    const char *collation, *default_sql;
    const char *check_name, *check_sql; /* the first; NULL: there is none */
    int is_not_null;
    int is_visible; /* its name alone finds it */
} sqi_type_fact;

/* A type as a database writes it, taken apart: character varying(80)[], int(10) unsigned. */
typedef struct sqi_type_text {
    const char *name;          /* in lower case, words parted by one blank: "character varying" */
    const char *rest;          /* what follows the arguments, as `name`: "unsigned zerofill" */
    const char *const *values; /* arguments in quotes, without them: labels */
    size_t n_values;
    int args[2], n_args; /* arguments that are numbers */
    int dimensions;      /* [] behind it */
} sqi_type_text;

/* A table on its way from facts to a description. All of it lives in one arena. */
typedef struct sqi_reflected {
    const char *schema, *name;
    unsigned kind; /* sq_object_kind; 0: refine() found that it can't be read */
    bool temporary;
    const char *comment, *definition;
    sq_column_spec *columns;
    sq_constraint *constraints;
    sq_index *indexes;
    sq_option *options;
    size_t n_columns, n_constraints, n_indexes, n_options;
    size_t cap_columns, cap_constraints, cap_indexes, cap_options;
} sqi_reflected;
/* One more item, zeroed, at the end of a list, and room for one that ends it; NULL: no memory. */
sq_column_spec *sqi_reflect_column(sq_arena *a, sqi_reflected *t);
sq_constraint *sqi_reflect_constraint(sq_arena *a, sqi_reflected *t, sq_constraint_kind kind);
sq_index *sqi_reflect_index(sq_arena *a, sqi_reflected *t);
sq_option *sqi_reflect_option(sq_arena *a, sqi_reflected *t);

typedef struct sqi_reflector {
    /* NULL: the database has nothing of the kind, or refine() reads it */
    const char *schemas, *objects, *columns, *keys, *checks, *exclusions, *indexes, *options;
    const char *sequences, *types;
    /* Columns of what is no table are told only to those who ask for it by its name, and that may
     * fail: a view may not work any more. */
    bool asks_views_apart;
    /* The type that a text means; false: it is not known. What it points to lives in `a`. */
    bool (*type)(sq_arena *a, const sqi_type_text *text, sq_type *out);
    /* They complete what the queries left open; NULL: nothing. false: no memory. `view` makes the
     * statement that is told as its definition the SELECT in it; `index` takes from the statement
     * that is told as expression the element at `position`, and the condition; `refine` comes last
     * and sees all of a table. */
    bool (*view)(sq_arena *a, sqi_object_fact *f);
    bool (*index)(sq_arena *a, sqi_index_fact *f, size_t position);
    bool (*refine)(sq_arena *a, sqi_reflected *t);
} sqi_reflector;

/* ---- typetext.c ---- */

/* Takes the text of a type apart; false: no memory. */
bool sqi_read_type_text(sq_arena *a, const char *text, sqi_type_text *out);
/* The row of a list by the name of a type; NULL: there is none. */
typedef struct sqi_type_name {
    const char *name; /* NULL ends a list */
    sq_type_kind kind;
    uint16_t flags;
} sqi_type_name;
const sqi_type_name *sqi_find_type_name(const sqi_type_name *list, const char *name);
/* Does `rest` hold the word? */
bool sqi_has_word(const char *words, const char *word);

#endif
