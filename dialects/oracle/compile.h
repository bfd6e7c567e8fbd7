/* compile.h: Oracle Database's forms, for its dialect table. */
#ifndef SQI_ORACLE_COMPILE_H
#define SQI_ORACLE_COMPILE_H

#include "lib/compile/visits.h"

extern const sqi_verdict_entry sqi_oracle_verdicts[];
extern const sqi_op_entry sqi_oracle_ops[];
extern const sqi_func_entry sqi_oracle_funcs[];
extern const sqi_visit_entry sqi_oracle_visits[];

void sqi_oracle_true(sqi_compiler *c);
void sqi_oracle_false(sqi_compiler *c);
void sqi_oracle_from_function(sqi_compiler *c, const sq_expr *f);
void sqi_oracle_empty_insert(sqi_compiler *c, const sqi_dml *d);
void sqi_oracle_bytes_literal(sqi_compiler *c, const void *p, size_t n);
void sqi_oracle_special_double(sqi_compiler *c, double d);
bool sqi_oracle_literal(sqi_compiler *c, sq_value v, const sq_type *type);
void sqi_oracle_default_from(sqi_compiler *c);
void sqi_oracle_limit_clause(sqi_compiler *c, const sqi_query *q);
void sqi_oracle_for_update_clause(sqi_compiler *c, const sqi_query *q);
void sqi_oracle_select_hints(sqi_compiler *c, const sqi_query *q);
void sqi_oracle_returning_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_oracle_next_value(sqi_compiler *c, const sq_sequence *s);
/* What a column of the type would lose of a value. */
const char *sqi_oracle_loses(const sq_type *t, const sq_value *v);

#define SQI_ORACLE_HOOKS                                                                           \
    .true_ = sqi_oracle_true, .false_ = sqi_oracle_false, .empty_insert = sqi_oracle_empty_insert, \
    .from_function = sqi_oracle_from_function, .bytes_literal = sqi_oracle_bytes_literal,          \
    .special_double = sqi_oracle_special_double, .default_from = sqi_oracle_default_from,          \
    .limit_clause = sqi_oracle_limit_clause, .fetch_clause = sqi_oracle_limit_clause,              \
    .for_update_clause = sqi_oracle_for_update_clause, .select_hints = sqi_oracle_select_hints,    \
    .returning_clause = sqi_oracle_returning_clause, .next_value = sqi_oracle_next_value

#endif
