/* ddl.h: the types and definitions of MySQL and MariaDB, for their dialect tables. */
#ifndef SQI_MYSQL_DDL_H
#define SQI_MYSQL_DDL_H

#include "lib/compile/ddl.h"

extern const sqi_type_entry sqi_mysql_types[], sqi_mariadb_types[];
extern const struct sqi_reflector sqi_mysql_reflector, sqi_mariadb_reflector;

void sqi_mysql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key);
void sqi_mysql_column_default(sqi_compiler *c, sq_str text);
void sqi_mysql_table_options(sqi_compiler *c, const sq_table *t);
void sqi_mysql_constraint_options(sqi_compiler *c, const sqi_constraint *k);
void sqi_mysql_reference_match(sqi_compiler *c, const sqi_constraint *k);
void sqi_mysql_drop_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k);
void sqi_mysql_added_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k);
void sqi_mysql_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col);
void sqi_mysql_rename_schema(sqi_compiler *c, const sq_table *t);
void sqi_mysql_rename_index(sqi_compiler *c, const sq_index *i);
void sqi_mysql_index_kind(sqi_compiler *c, const sq_index *i);
void sqi_mysql_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e);
void sqi_mysql_index_options(sqi_compiler *c, const sq_index *i);
void sqi_mysql_drop_index_target(sqi_compiler *c, const sq_index *i);
void sqi_mysql_sequence_no(sqi_compiler *c, const char *what);
void sqi_mysql_definition_text(sqi_compiler *c, const char *s, size_t n, bool comment);
void sqi_mysql_comment_on(sqi_compiler *c, const sqi_ddl *x);
void sqi_mysql_collation(sqi_compiler *c, const char *schema, const char *name);

#define SQI_MYSQL_DDL_HOOKS                                                                        \
    .column_spec = sqi_mysql_column_spec, .column_default = sqi_mysql_column_default,              \
    .table_options = sqi_mysql_table_options, .constraint_options = sqi_mysql_constraint_options,  \
    .reference_match = sqi_mysql_reference_match, .drop_constraint = sqi_mysql_drop_constraint,    \
    .added_constraint = sqi_mysql_added_constraint, .alter_column = sqi_mysql_alter_column,        \
    .rename_schema = sqi_mysql_rename_schema, .rename_index = sqi_mysql_rename_index,              \
    .index_kind = sqi_mysql_index_kind, .index_element = sqi_mysql_index_element,                  \
    .index_options = sqi_mysql_index_options, .drop_index_target = sqi_mysql_drop_index_target,    \
    .comment_on = sqi_mysql_comment_on, .definition_text = sqi_mysql_definition_text,              \
    .sequence_no = sqi_mysql_sequence_no, .collation = sqi_mysql_collation

#endif
