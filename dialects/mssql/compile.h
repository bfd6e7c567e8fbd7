/* compile.h: SQL Server's forms, for its dialect table. */
#ifndef SQI_MSSQL_COMPILE_H
#define SQI_MSSQL_COMPILE_H

#include "lib/compile/visits.h"

extern const sqi_verdict_entry sqi_mssql_verdicts[];
extern const sqi_op_entry sqi_mssql_ops[];
extern const sqi_func_entry sqi_mssql_funcs[];
extern const sqi_visit_entry sqi_mssql_visits[];
extern const sqi_type_entry sqi_mssql_types[];

/* compile.c */
void sqi_mssql_select_precolumns(sqi_compiler *c, const sqi_query *q);
void sqi_mssql_order_by_clause(sqi_compiler *c, const sqi_query *q);
void sqi_mssql_row_limit(sqi_compiler *c, const sqi_query *q);
void sqi_mssql_no_locks(sqi_compiler *c, const sqi_query *q);
void sqi_mssql_target(sqi_compiler *c, const sqi_dml *d);
void sqi_mssql_from_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_mssql_returning_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_mssql_try_cast(sqi_compiler *c, const sqi_cast *x);
void sqi_mssql_schema(sqi_compiler *c, sq_name schema);

/* expr.c */
void sqi_mssql_next_value(sqi_compiler *c, const sq_sequence *s);
void sqi_mssql_collation(sqi_compiler *c, const char *schema, const char *name);
void sqi_mssql_visit_collate(sqi_compiler *c, const sq_node *n);
void sqi_mssql_string_literal(sqi_compiler *c, const char *s, size_t n);
void sqi_mssql_bytes_literal(sqi_compiler *c, const void *p, size_t n);
void sqi_mssql_special_double(sqi_compiler *c, double d);
bool sqi_mssql_literal(sqi_compiler *c, sq_value v, const sq_type *type);

#define SQI_MSSQL_HOOKS                                                                            \
    .select_precolumns = sqi_mssql_select_precolumns,                                              \
    .order_by_clause = sqi_mssql_order_by_clause, .limit_clause = sqi_mssql_row_limit,             \
    .fetch_clause = sqi_mssql_row_limit, .for_update_clause = sqi_mssql_no_locks,                  \
    .update_tables = sqi_mssql_target, .update_from_clause = sqi_mssql_from_clause,                \
    .delete_tables = sqi_mssql_target, .delete_using_clause = sqi_mssql_from_clause,               \
    .returning_clause = sqi_mssql_returning_clause, .schema = sqi_mssql_schema,                    \
    .try_cast = sqi_mssql_try_cast, .from_hint = sqi_put_hint_behind,                              \
    .frame_offset = sqi_put_inline, .next_value = sqi_mssql_next_value,                            \
    .collation = sqi_mssql_collation, .string_literal = sqi_mssql_string_literal,                  \
    .bytes_literal = sqi_mssql_bytes_literal, .special_double = sqi_mssql_special_double

#endif
