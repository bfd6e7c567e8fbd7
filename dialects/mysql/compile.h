/* compile.h: MySQL's and MariaDB's forms, for their dialect tables. */
#ifndef SQI_MYSQL_COMPILE_H
#define SQI_MYSQL_COMPILE_H

#include "lib/compile/visits.h"

extern const sqi_verdict_entry sqi_mysql_verdicts[], sqi_mariadb_verdicts[];
extern const sqi_op_entry sqi_mysql_ops[], sqi_mariadb_ops[];
extern const sqi_func_entry sqi_mysql_funcs[];
extern const sqi_visit_entry sqi_mysql_visits[], sqi_mariadb_visits[];

void sqi_mysql_limit_clause(sqi_compiler *c, const sqi_query *q);
void sqi_mysql_for_update_clause(sqi_compiler *c, const sqi_query *q);
void sqi_mysql_true(sqi_compiler *c);
void sqi_mysql_false(sqi_compiler *c);
void sqi_mysql_cast(sqi_compiler *c, const sqi_cast *x);
void sqi_mysql_cast_type(sqi_compiler *c, const sq_type *t);
void sqi_mysql_default_from(sqi_compiler *c);
void sqi_mysql_next_value(sqi_compiler *c, const sq_sequence *s);
/* The type of what stands behind SEPARATOR. */
extern const sq_type sqi_mysql_separator;
bool sqi_mysql_literal(sqi_compiler *c, sq_value v, const sq_type *type);
/* If `x` is of the alias of an upsert's new row: writes what stands for it, and gives true. */
bool sqi_mysql_put_inserted(sqi_compiler *c, const sqi_column_of *x);
void sqi_mysql_special_double(sqi_compiler *c, double d);
void sqi_mysql_string_literal(sqi_compiler *c, const char *s, size_t n);
void sqi_mysql_update_tables(sqi_compiler *c, const sqi_dml *d);
void sqi_mysql_update_from_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_mysql_delete_tables(sqi_compiler *c, const sqi_dml *d);
void sqi_mysql_delete_using_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_mysql_dml_limit_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_mysql_set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item);
/* Does ON DUPLICATE KEY UPDATE mean the key that the upsert names, and no other? */
bool sqi_mysql_means_the_key(const sqi_dml *d, const sqi_on_conflict *o);
void sqi_mysql_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o);
void sqi_mysql_on_duplicate_key(sqi_compiler *c, const sqi_dml *d, const sqi_on_duplicate_key *o);
void sqi_mariadb_frame_offset(sqi_compiler *c, const sq_expr *e);
void sqi_mysql_excluded(sqi_compiler *c, const sq_expr *column);
/* What a column of the type would lose of a value: loses.c. */
const char *sqi_mysql_loses(const sq_type *t, const sq_value *v);
sqi_keeps sqi_mysql_keeps(const sq_type *t);

#define SQI_MYSQL_HOOKS                                                                            \
    .limit_clause = sqi_mysql_limit_clause, .for_update_clause = sqi_mysql_for_update_clause,      \
    .true_ = sqi_mysql_true, .false_ = sqi_mysql_false, .cast = sqi_mysql_cast,                    \
    .cast_type = sqi_mysql_cast_type, .default_from = sqi_mysql_default_from,                      \
    .next_value = sqi_mysql_next_value, .string_literal = sqi_mysql_string_literal,                \
    .update_tables = sqi_mysql_update_tables, .update_from_clause = sqi_mysql_update_from_clause,  \
    .delete_tables = sqi_mysql_delete_tables,                                                      \
    .delete_using_clause = sqi_mysql_delete_using_clause,                                          \
    .dml_limit_clause = sqi_mysql_dml_limit_clause, .set_target = sqi_mysql_set_target,            \
    .on_conflict = sqi_mysql_on_conflict, .on_duplicate_key = sqi_mysql_on_duplicate_key,          \
    .special_double = sqi_mysql_special_double, .excluded = sqi_mysql_excluded,                    \
    .from_hint = sqi_put_hint_behind

#endif
