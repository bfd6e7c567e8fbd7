/* ddl.h: Oracle Database's types and definitions, for its dialect table. */
#ifndef SQI_ORACLE_DDL_H
#define SQI_ORACLE_DDL_H

#include "lib/compile/ddl.h"

extern const sqi_type_entry sqi_oracle_types[];

void sqi_oracle_cast_type(sqi_compiler *c, const sq_type *t);
void sqi_oracle_computed(sqi_compiler *c, const sq_column *col);
void sqi_oracle_table_options(sqi_compiler *c, const sq_table *t);
void sqi_oracle_sequence_no(sqi_compiler *c, const char *what);
void sqi_oracle_sequence_options(sqi_compiler *c, const sq_option *o, const char *before);
void sqi_oracle_identity_options(sqi_compiler *c, const sq_option *o);
void sqi_oracle_no_comment(sqi_compiler *c);
void sqi_oracle_savepoint(sqi_compiler *c, const sqi_ddl *x);
void sqi_oracle_constraint_options(sqi_compiler *c, const sqi_constraint *k);
void sqi_oracle_index_kind(sqi_compiler *c, const sq_index *i);
void sqi_oracle_index_on(sqi_compiler *c, const sq_index *i);
void sqi_oracle_index_options(sqi_compiler *c, const sq_index *i);

#define SQI_ORACLE_DDL_HOOKS                                                                       \
    .cast_type = sqi_oracle_cast_type, .savepoint = sqi_oracle_savepoint,                          \
    .no_comment = sqi_oracle_no_comment, .constraint_options = sqi_oracle_constraint_options,      \
    .sequence_no = sqi_oracle_sequence_no, .sequence_options = sqi_oracle_sequence_options,        \
    .identity_options = sqi_oracle_identity_options, .computed = sqi_oracle_computed,              \
    .table_options = sqi_oracle_table_options, .index_kind = sqi_oracle_index_kind,                \
    .index_on = sqi_oracle_index_on, .index_options = sqi_oracle_index_options

#endif
