/* parity.h: what the files of the corpus loader share.
 *
 * The loader is a user of the library like any other: public headers, no macros, plain functions
 * chosen by the kind and the fields of a node. */
#ifndef TESTS_PARITY_H
#define TESTS_PARITY_H

#define SQ_NO_MACROS 1
#include <jansson.h>

#include "squill/ddl.h"

/* ---- memory of one case ---- */
typedef struct pt_memory {
    struct pt_block *blocks;
} pt_memory;
void *pt_alloc(pt_memory *m, size_t n); /* zeroed; never NULL */
void pt_memory_free(pt_memory *m);
const char *pt_printf(pt_memory *m, const char *format, ...) SQ_PRINTF(2, 3);

/* ---- text that grows ---- */
typedef struct pt_text {
    char *p;
    size_t n, room;
} pt_text;
void pt_put(pt_text *t, const char *p, size_t n);
void pt_puts(pt_text *t, const char *s);
void pt_putf(pt_text *t, const char *format, ...) SQ_PRINTF(2, 3);
void pt_text_free(pt_text *t);

/* ---- the graph of one case ---- */
typedef enum pt_what {
    PT_NOTHING,
    PT_EXPR,
    PT_RELATION,
    PT_STMT,
    PT_METADATA,
    PT_SEQUENCE,
    PT_INDEX,
    PT_TYPE,
} pt_what;

/* A node that was built. An expression may also be asked for as a from element (a function, text);
 * that one is made once, for identity counts. */
typedef struct pt_node {
    json_t *json;
    const char *kind;
    pt_what what;
    const sq_expr *expr;
    const sq_relation *relation;
    const sq_stmt *stmt;
    sq_metadata *metadata;
    const sq_sequence *sequence;
    const sq_index *index;
    sq_type type;
} pt_node;

typedef struct pt_case {
    sq_builder *q;
    pt_memory memory;
    pt_node *nodes;
    size_t n_nodes;
    char problem[300]; /* why the loader could not build it */
    bool refused;      /* the library knows no such name (operator, type): counts as its error */
} pt_case;

/* Note the first thing that went wrong: in the loader, or refused by the library. */
void pt_problem(pt_case *c, const char *format, ...) SQ_PRINTF(2, 3);
void pt_refused(pt_case *c, const char *format, ...) SQ_PRINTF(2, 3);

/* Builds all nodes. */
void pt_build(pt_case *c, json_t *nodes);
void pt_case_free(pt_case *c);

/* Kind, the fields it may have, and what builds it. */
typedef struct pt_kind {
    const char *name, *fields;
    void (*build)(pt_case *c, pt_node *n);
} pt_kind;
extern const pt_kind pt_from_kinds[], pt_table_kinds[], pt_name_kinds[], pt_literal_kinds[],
    pt_operator_kinds[], pt_function_kinds[], pt_query_kinds[], pt_change_kinds[], pt_ddl_kinds[];

/* ---- fields ---- */
json_t *pt_field(const pt_node *n, const char *field); /* NULL if absent or null */
bool pt_flag(json_t *object, const char *field);
const char *pt_string(json_t *object, const char *field); /* NULL if absent */
sq_name pt_ident(json_t *ident);                          /* .p NULL if absent */
sq_name pt_name(const pt_node *n, const char *field);
const char *pt_ident_text(json_t *ident);
sq_quote pt_ident_quote(json_t *ident);
const sq_sql_text *pt_sql(pt_case *c, const char *text);
void pt_know(pt_case *c, json_t *object, const char *known, const char *of);

/* Nodes by the index that stands in `index`. They report a problem where it is no such thing. */
pt_node *pt_node_at(pt_case *c, json_t *index);
const sq_expr *pt_expr_at(pt_case *c, json_t *index);
const sq_relation *pt_relation_at(pt_case *c, json_t *index);
const sq_stmt *pt_stmt_at(pt_case *c, json_t *index);
const sq_expr *pt_expr(pt_case *c, const pt_node *n, const char *field); /* NULL if absent */
const sq_relation *pt_relation(pt_case *c, const pt_node *n, const char *field);
const sq_stmt *pt_stmt(pt_case *c, const pt_node *n, const char *field);

/* Lists of nodes; *n counts them, and SQ_END follows the last expression. */
const sq_expr *const *pt_exprs(pt_case *c, json_t *list, size_t *n);
const sq_relation *const *pt_relations(pt_case *c, json_t *list, size_t *n);
const sq_stmt *const *pt_stmts(pt_case *c, json_t *list, size_t *n);

/* What a node became. */
void pt_is_expr(pt_node *n, const sq_expr *e);
void pt_is_relation(pt_node *n, sq_source s);
void pt_is_stmt(pt_node *n, const sq_stmt *s);

/* ---- values and types ---- */
sq_value pt_value(pt_case *c, json_t *value);
/* {"value": v}, {"node": n}, or what a dialect option may be besides. */
sq_value pt_value_or_node(pt_case *c, json_t *entry);
const sq_option *pt_options(pt_case *c, json_t *options); /* NULL without any */
const char *const *pt_strings(pt_case *c, json_t *list);  /* NULL-ended */
sq_type pt_type(pt_case *c, json_t *type);
const sq_type *pt_type_kept(pt_case *c, json_t *type); /* NULL if absent */
bool pt_value_equal(sq_value a, sq_value b);
void pt_value_print(pt_text *out, sq_value v);

/* ---- shared by several kinds ---- */
const sq_operator *pt_operator(pt_case *c, const pt_node *n);
const sq_stmt *pt_clauses(pt_case *c, const sq_stmt *s, const pt_node *n);
const sq_binding *pt_bindings(pt_case *c, json_t *params, size_t *n);
const sq_column_spec *pt_columns(pt_case *c, json_t *columns, size_t *n);
sq_sequence_options pt_sequence_numbers(json_t *object);

/* ---- one case against what is expected ---- */
typedef enum pt_outcome { PT_BEGIN, PT_PASS, PT_FAIL, PT_SKIP } pt_outcome;
/* Compiles `root` for the dialect `name` and compares; writes the report of a failure to `report`.
 */
pt_outcome pt_compare(pt_case *c, json_t *case_, const char *dialect, pt_text *report);
void pt_normalise(pt_text *out, const char *sql, size_t n);

/* ---- all cases of one file ---- */
enum { PT_DIALECTS = 7 };
extern const char *const pt_dialects[PT_DIALECTS];
typedef struct pt_area {
    const char *name;
    size_t passed[PT_DIALECTS], failed[PT_DIALECTS], skipped[PT_DIALECTS];
} pt_area;
/* False if the file can't be read. */
bool pt_run_file(const char *path, pt_area *area, FILE *failures);
/* Prints the failures that the page does not list and, if all areas were run, what it lists in
 * vain. False: a file can't be read. */
bool pt_print_unlisted(const char *failures_path, const char *page_path, bool all_areas);

#endif
