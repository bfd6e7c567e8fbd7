/* reflect.h: reading what is in a database: one reading, which the queries of the dialect fill. */
#ifndef SQI_REFLECT_H
#define SQI_REFLECT_H

#include <string.h>
#include "lib/ast/builder.h"
#include "lib/base/map.h"
#include "lib/compile/dialect.h"
#include "lib/compile/reflector.h"
#include "lib/engine/engine.h"
#include "squill/reflect.h"

/* An enum or domain that was read. */
typedef struct sqi_named_type {
    struct sqi_named_type *next;
    const char *schema, *name;
    sq_type type;
    bool visible;
    sq_type_details *details; /* those of the type */
    size_t cap_labels;
    /* of a domain: its base, if that is named itself and was not looked for yet */
    sq_type *base;
    const char *base_schema, *base_name;
} sqi_named_type;

/* The first failure sticks, on the connection, too; what is asked after it does nothing. Texts are
 * those of the results, which stay until the end. */
typedef struct sqi_reading {
    sqi_conn *c;
    sq_conn *handle;
    const sq_dialect *d;
    const sqi_reflector *from;
    sq_builder *q; /* memory of what is made */
    int rc;
    sq_result **results;
    size_t n_results, cap_results;
    sqi_named_type *types;
    sqi_strmap type_schemas; /* whose types have been read */
    /* the tables that are being read */
    const char *schema, *name; /* parameters of the queries */
    sqi_reflected **tables;
    size_t n_tables, cap_tables;
    sqi_strmap by_name; /* position + 1 */
} sqi_reading;

static inline bool sqi_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Looks whether the connection can be used and its database be read: a status, on the connection
 * where there is one. To be ended in any case. */
int sqi_reading_begin(sqi_reading *r, sq_conn *handle);
void sqi_reading_end(sqi_reading *r);
/* Ends all results but the first n. */
void sqi_reading_drop(sqi_reading *r, size_t n);
int sqi_reading_no_memory(sqi_reading *r);
int sqi_reading_fail(sqi_reading *r, int status, const char *format, ...) SQ_PRINTF(3, 4);

/* The rows of a query of the dialect; NULL: it has none, or failed before. */
sq_result *sqi_ask(sqi_reading *r, const char *sql, const char *schema, const char *name);
/* How rows become facts of a kind: SQI_FACT(sqi_check_fact, 2, table_name, sql, name ...) gives
 * sqi_check_fact_row; the first two are texts that must not be NULL. */
typedef struct sqi_fact_desc {
    sq_row_desc row;
    size_t required;
} sqi_fact_desc;
#define SQI_FACT_FIELD(T, m)                                                                       \
    {#m, offsetof(T, m), sizeof(((T *)0)->m),                                                      \
     _Generic(((T *)0)->m, const char *: SQ_F_TEXT, default: SQ_F_INT)},
#define SQI_FACT(T, required, ...)                                                                 \
    static const sq_field T##_fields[] = {SQ_PRIV_MAP(SQI_FACT_FIELD, T, __VA_ARGS__)};            \
    static const sqi_fact_desc T##_row = {                                                         \
        {sizeof(T), sizeof T##_fields / sizeof(sq_field), T##_fields}, required}
/* The next row as a fact; false: there is none, or a failure. */
bool sqi_next_fact(sqi_reading *r, sq_result *rows, const sqi_fact_desc *d, void *fact);

/* Memory that lasts as long as the reading. */
static inline sq_arena *sqi_memory_of(const sqi_reading *r)
{
    return r->q->arena;
}
static inline const sq_sql_text *sqi_sql_of(const char *text)
{
    return (const sq_sql_text *)(const void *)text;
}
const sq_expr *sqi_expr_of(sqi_reading *r, const char *sql); /* NULL of NULL */
/* The three together; NULL: no memory. */
const char *sqi_reading_text(sqi_reading *r, const char *a, const char *b, const char *c);
/* Lists with one more item; they are ended by a NULL name. Options get the dialect's name. */
void sqi_add_name(sqi_reading *r, const char *const **list, const char *name);
sq_option sqi_option_of(sqi_reading *r, const char *name, sq_value v);
void sqi_add_flag(sqi_reading *r, const sq_option **list, const char *name, bool set);
void sqi_add_text(sqi_reading *r, const sq_option **list, const char *name, const char *text);
/* The value of an option that is a list of names, with one more, or a map, with one more pair. */
void sqi_add_item(sqi_reading *r, const sq_option **list, const char *option, const char *key,
                  const sq_value *value);

/* The next object, completed. */
bool sqi_next_object(sqi_reading *r, sq_result *rows, sqi_object_fact *f);
/* A table to be read: facts of others are passed over. */
void sqi_read_table(sqi_reading *r, const sqi_object_fact *f);
/* Facts of all of them, put together. */
void sqi_read_facts(sqi_reading *r);
/* Facts that only an inspector asks for. */
sq_sequence_options sqi_numbers_of(const sqi_sequence_fact *f);
sq_type sqi_type_of_text(sqi_reading *r, const char *text);
sq_type sqi_type_of_column(sqi_reading *r, const sqi_column_fact *f);
/* The enums and domains of a schema; NULL: the usual one. They are in r->types, newest first. */
void sqi_read_types(sqi_reading *r, const char *schema);
unsigned sqi_object_kind(const char *kind);

#endif
