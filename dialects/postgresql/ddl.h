/* ddl.h: PostgreSQL's types and definitions, and how they are read back, for its dialect table. */
#ifndef SQI_POSTGRESQL_DDL_H
#define SQI_POSTGRESQL_DDL_H

#include "lib/compile/ddl.h"

extern const sqi_type_entry sqi_postgresql_types[];
extern const struct sqi_reflector sqi_postgresql_reflector;

void sqi_postgresql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_postgresql_computed(sqi_compiler *c, const sq_column *col);
void sqi_postgresql_table_options(sqi_compiler *c, const sq_table *t);
void sqi_postgresql_key_kind(sqi_compiler *c, const sqi_constraint *k);
void sqi_postgresql_key_include(sqi_compiler *c, const sqi_constraint *k);
void sqi_postgresql_constraint_options(sqi_compiler *c, const sqi_constraint *k);
void sqi_postgresql_exclude_constraint(sqi_compiler *c, const sqi_constraint *k);
void sqi_postgresql_reference_action(sqi_compiler *c, const char *action);
void sqi_postgresql_index_concurrently(sqi_compiler *c, const sq_index *i, bool drop);
void sqi_postgresql_index_method(sqi_compiler *c, const sq_index *i);
void sqi_postgresql_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e);
void sqi_postgresql_index_options(sqi_compiler *c, const sq_index *i);
void sqi_postgresql_sequence_type(sqi_compiler *c, const sq_sequence *s);
void sqi_postgresql_create_type(sqi_compiler *c, const sqi_ddl *x);
void sqi_postgresql_drop_type(sqi_compiler *c, const sqi_ddl *x);
void sqi_postgresql_view_options(sqi_compiler *c, const sqi_ddl *x);

#define SQI_POSTGRESQL_DDL_HOOKS                                                                   \
    .column_spec = sqi_postgresql_column_spec, .computed = sqi_postgresql_computed,                \
    .table_options = sqi_postgresql_table_options, .key_kind = sqi_postgresql_key_kind,            \
    .key_include = sqi_postgresql_key_include,                                                     \
    .constraint_options = sqi_postgresql_constraint_options,                                       \
    .exclude_constraint = sqi_postgresql_exclude_constraint,                                       \
    .reference_action = sqi_postgresql_reference_action,                                           \
    .index_concurrently = sqi_postgresql_index_concurrently,                                       \
    .index_method = sqi_postgresql_index_method, .index_element = sqi_postgresql_index_element,    \
    .index_options = sqi_postgresql_index_options, .sequence_type = sqi_postgresql_sequence_type,  \
    .comment_on_constraint = sqi_put_comment_on_constraint,                                        \
    .create_type = sqi_postgresql_create_type, .drop_type = sqi_postgresql_drop_type,              \
    .view_options = sqi_postgresql_view_options

#endif
