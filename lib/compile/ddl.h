/* ddl.h: the default forms of definitions, and the parts that dialects build theirs from. */
#ifndef SQI_DDL_H
#define SQI_DDL_H

#include "lib/compile/compiler.h"
#include "lib/schema/schema.h"

/* ---- options of this dialect ---- */
/* Is the option of that name there, and true? (Its value: sqi_option(), compiler.h.) */
bool sqi_option_is(const sqi_compiler *c, const sq_option *list, const char *name);
/* Text of an option that must be one word, such as a method; a wrong one is an error. */
void sqi_put_word(sqi_compiler *c, const sq_value *v, const char *where);
/* Text of an option that is SQL, such as PARTITION BY: as it is. Numbers are written out. */
void sqi_put_option_text(sqi_compiler *c, const sq_value *v);
void sqi_put_option_name(sqi_compiler *c, const sq_value *v); /* as identifier */
void sqi_put_option_names(sqi_compiler *c, const sq_value *list, const sq_table *t);
void sqi_put_option_condition(sqi_compiler *c, const sq_value *v); /* expression or SQL text */
void sqi_put_option_map(sqi_compiler *c, const sq_value *map);     /* a = 1, b = 2, c */

/* ---- options of a statement ---- */
void sqi_put_if_not_exists(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_if_exists(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_defining_select(sqi_compiler *c, const sqi_ddl *x); /* its SELECT, values inline */
void sqi_put_cascade(sqi_compiler *c, const sqi_ddl *x);

/* ---- columns ---- */
/* The definition as it stands in CREATE TABLE and ADD COLUMN, with the column's own checks. */
void sqi_put_column(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_put_column_spec(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_put_column_type(sqi_compiler *c, const sq_column *col);
void sqi_put_server_default(sqi_compiler *c, const sq_column *col); /* by the hook column_default */
bool sqi_has_server_default(const sq_column *col);
void sqi_put_column_default(sqi_compiler *c, sq_str text);
/* The default in parentheses, unless it is a literal, one word, or in parentheses already. */
bool sqi_default_is_plain(sq_str text);
void sqi_put_computed(sqi_compiler *c, const sq_column *col);
void sqi_put_computed_expr(sqi_compiler *c, const sq_column *col); /* what is in the parentheses */
void sqi_put_identity(sqi_compiler *c, const sq_column *col);
/* INCREMENT BY 2 START WITH 5 ..; `before` is written before the first. */
void sqi_put_sequence_numbers(sqi_compiler *c, const sq_sequence_options *o, const char *before);
void sqi_put_definition_expr(sqi_compiler *c, const sq_expr *e); /* own columns, values inline */
void sqi_put_default_expr(sqi_compiler *c, const sq_default *d);
void sqi_put_comment_text(sqi_compiler *c, const char *text); /* 'text' */

/* ASC, DESC, NULLS FIRST or NULLS LAST of an element of an index; NULL: it has no order. */
static inline const sqi_unary *sqi_order_of(const sq_expr *e)
{
    const sqi_unary *u = SQI_IS(e, UNARY) ? SQI_CAST_TO(unary, e) : NULL;
    return u && (u->op == SQ_OP_ASC || u->op == SQ_OP_DESC || u->op == SQ_OP_NULLS_FIRST ||
                 u->op == SQ_OP_NULLS_LAST)
               ? u
               : NULL;
}

/* ---- constraints and indexes ---- */
void sqi_put_constraint(sqi_compiler *c, const sqi_constraint *k);
/* The same beside its column: UNIQUE, REFERENCES t (id). */
void sqi_put_column_constraint(sqi_compiler *c, const sqi_constraint *k);
void sqi_put_constraint_deferrable(sqi_compiler *c, const sqi_constraint *k);
/* Writes the name and gives true, or false if there is none. */
bool sqi_put_constraint_name(sqi_compiler *c, const sqi_constraint *k, const char *before);
void sqi_put_constraint_columns(sqi_compiler *c, const sqi_constraint *k); /* a, b */
void sqi_put_index_name(sqi_compiler *c, const sq_index *i);
/* Is the constraint written inside of CREATE TABLE? */
bool sqi_constraint_is_wanted(sqi_compiler *c, const sqi_constraint *k);

/* ---- names ---- */
void sqi_put_column_name(sqi_compiler *c, const sq_column *col);
void sqi_put_type_name(sqi_compiler *c, const sq_type *t); /* schema.name of an enum or domain */
void sqi_put_sequence_name(sqi_compiler *c, const sq_sequence *s);

/* ---- statements that alter: ddl_alter.c ---- */
void sqi_ddl_add_constraint(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_drop_constraint(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_add_column(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_drop_column(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_alter_column(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_rename_table(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_rename_column(sqi_compiler *c, const sqi_ddl *x);
void sqi_ddl_rename_index(sqi_compiler *c, const sqi_ddl *x);

/* ---- default hooks ---- */
void sqi_no_constraint_clause(sqi_compiler *c, const sqi_constraint *k);
void sqi_no_index_clause(sqi_compiler *c, const sq_index *i);
void sqi_no_table_options(sqi_compiler *c, const sq_table *t);
void sqi_all_constraints_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted);
void sqi_no_exclude_constraint(sqi_compiler *c, const sqi_constraint *k);
void sqi_put_reference_table(sqi_compiler *c, const sqi_reference *r);
void sqi_put_reference_match(sqi_compiler *c, const sqi_constraint *k);
void sqi_put_reference_action(sqi_compiler *c, const char *action);
/* What follows if `text` begins with the words, which are upper case, in any case; else NULL. */
const char *sqi_past_words(const char *text, const char *words);
void sqi_put_drop_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k);
void sqi_put_added_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k);
void sqi_put_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col);
void sqi_no_rename_schema(sqi_compiler *c, const sq_table *t);
void sqi_put_rename_index(sqi_compiler *c, const sq_index *i);
void sqi_no_index_concurrently(sqi_compiler *c, const sq_index *i, bool drop);
void sqi_put_index_on(sqi_compiler *c, const sq_index *i);
void sqi_put_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e);
void sqi_put_drop_index_target(sqi_compiler *c, const sq_index *i);
void sqi_no_sequence_type(sqi_compiler *c, const sq_sequence *s);
void sqi_put_comment_on(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_no_comment(sqi_compiler *c);
void sqi_put_comment_on_constraint(sqi_compiler *c, const sqi_ddl *x); /* for those that have it */
void sqi_no_ddl(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_definition_text(sqi_compiler *c, const char *s, size_t n, bool comment);
void sqi_put_sequence_no(sqi_compiler *c, const char *what);
void sqi_no_sequence_options(sqi_compiler *c, const sq_option *o, const char *before);
void sqi_no_identity_options(sqi_compiler *c, const sq_option *o);
void sqi_put_create_table_as(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_or_replace(sqi_compiler *c);
void sqi_put_savepoint(sqi_compiler *c, const sqi_ddl *x);
void sqi_no_view_options(sqi_compiler *c, const sqi_ddl *x);
void sqi_put_collation(sqi_compiler *c, const char *schema, const char *name);

/* The hooks of the root dialect: .hooks = &(const sqi_hooks){SQI_DDL_HOOKS, ...} */
#define SQI_DDL_HOOKS                                                                              \
    .column_spec = sqi_put_column_spec, .column_default = sqi_put_column_default,                  \
    .computed = sqi_put_computed, .table_options = sqi_no_table_options,                           \
    .constraint_wanted = sqi_all_constraints_wanted, .key_kind = sqi_no_constraint_clause,         \
    .key_include = sqi_no_constraint_clause, .constraint_options = sqi_no_constraint_clause,       \
    .exclude_constraint = sqi_no_exclude_constraint, .reference_table = sqi_put_reference_table,   \
    .reference_match = sqi_put_reference_match, .reference_action = sqi_put_reference_action,      \
    .drop_constraint = sqi_put_drop_constraint, .added_constraint = sqi_put_added_constraint,      \
    .alter_column = sqi_put_alter_column, .rename_schema = sqi_no_rename_schema,                   \
    .rename_index = sqi_put_rename_index, .index_kind = sqi_no_index_clause,                       \
    .index_concurrently = sqi_no_index_concurrently, .index_on = sqi_put_index_on,                 \
    .index_method = sqi_no_index_clause, .index_element = sqi_put_index_element,                   \
    .index_options = sqi_no_index_clause, .drop_index_target = sqi_put_drop_index_target,          \
    .sequence_type = sqi_no_sequence_type, .comment_on = sqi_put_comment_on,                       \
    .no_comment = sqi_put_no_comment, .comment_on_constraint = sqi_no_ddl,                         \
    .create_type = sqi_no_ddl, .drop_type = sqi_no_ddl,                                            \
    .definition_text = sqi_put_definition_text, .sequence_no = sqi_put_sequence_no,                \
    .sequence_options = sqi_no_sequence_options, .identity_options = sqi_no_identity_options,      \
    .create_table_as = sqi_put_create_table_as, .or_replace = sqi_put_or_replace,                  \
    .savepoint = sqi_put_savepoint, .view_if_not_exists = sqi_put_if_not_exists,                   \
    .view_options = sqi_no_view_options, .collation = sqi_put_collation

/* ---- types: type.c ---- */
/* The type names of the root dialect. */
extern const sqi_type_entry sqi_default_types[];
void sqi_put_sized(sqi_compiler *c, const char *name, const sq_type *t);       /* NAME(length) */
void sqi_put_string_type(sqi_compiler *c, const char *name, const sq_type *t); /* with collation */
void sqi_put_precise(sqi_compiler *c, const char *name, const sq_type *t);     /* NAME(p, s) */
void sqi_put_enum_as_text(sqi_compiler *c, const sq_type *t); /* VARCHAR of the longest label */
size_t sqi_enum_length(const sq_type *t);
void sqi_put_labels(sqi_compiler *c, const sq_type *t, const char *separator); /* 'a', 'b' */

#endif
