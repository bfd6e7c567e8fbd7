/* compile.h: SQLite's forms, for its dialect table. */
#ifndef SQI_SQLITE_COMPILE_H
#define SQI_SQLITE_COMPILE_H

#include "lib/compile/visits.h"

extern const sqi_verdict_entry sqi_sqlite_verdicts[];
extern const sqi_op_entry sqi_sqlite_ops[];
extern const sqi_func_entry sqi_sqlite_funcs[];
extern const sqi_visit_entry sqi_sqlite_visits[];

void sqi_sqlite_empty_insert(sqi_compiler *c, const sqi_dml *d);
void sqi_sqlite_limit_clause(sqi_compiler *c, const sqi_query *q);
void sqi_sqlite_for_update_clause(sqi_compiler *c, const sqi_query *q);
void sqi_sqlite_empty_set(sqi_compiler *c, const sq_type *type, int width, sq_op op);
void sqi_sqlite_returning_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_sqlite_update_from_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_sqlite_cast_type(sqi_compiler *c, const sq_type *t);
void sqi_sqlite_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o);
void sqi_sqlite_special_double(sqi_compiler *c, double d);
bool sqi_sqlite_literal(sqi_compiler *c, sq_value v, const sq_type *type);
/* What a column of the type would lose of a value: loses.c. */
const char *sqi_sqlite_loses(const sq_type *t, const sq_value *v);
sqi_keeps sqi_sqlite_keeps(const sq_type *t);
/* The same of a number in decimal digits anywhere: there are no exact decimals. */
const char *sqi_sqlite_loses_digits(const char *s, size_t n);

#define SQI_SQLITE_HOOKS                                                                           \
    .empty_insert = sqi_sqlite_empty_insert, .limit_clause = sqi_sqlite_limit_clause,              \
    .for_update_clause = sqi_sqlite_for_update_clause, .empty_set = sqi_sqlite_empty_set,          \
    .returning_clause = sqi_sqlite_returning_clause,                                               \
    .update_from_clause = sqi_sqlite_update_from_clause, .on_conflict = sqi_sqlite_on_conflict,    \
    .special_double = sqi_sqlite_special_double

#endif
