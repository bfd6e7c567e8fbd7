/* compile.h: PostgreSQL's forms, for its dialect table. */
#ifndef SQI_POSTGRESQL_COMPILE_H
#define SQI_POSTGRESQL_COMPILE_H

#include "lib/compile/visits.h"

extern const sqi_verdict_entry sqi_postgresql_verdicts[];
extern const sqi_op_entry sqi_postgresql_ops[];
extern const sqi_func_entry sqi_postgresql_funcs[];
extern const sqi_visit_entry sqi_postgresql_visits[];

void sqi_postgresql_limit_clause(sqi_compiler *c, const sqi_query *q);
void sqi_postgresql_fetch_clause(sqi_compiler *c, const sqi_query *q);
void sqi_postgresql_for_update_clause(sqi_compiler *c, const sqi_query *q);
void sqi_postgresql_select_precolumns(sqi_compiler *c, const sqi_query *q);
void sqi_postgresql_update_from_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_postgresql_delete_using_clause(sqi_compiler *c, const sqi_dml *d);
void sqi_postgresql_string_literal(sqi_compiler *c, const char *s, size_t n);
void sqi_postgresql_bytes_literal(sqi_compiler *c, const void *p, size_t n);
void sqi_postgresql_special_double(sqi_compiler *c, double d);
/* false: the default form, which may have been begun */
bool sqi_postgresql_literal(sqi_compiler *c, sq_value v, const sq_type *type);
void sqi_postgresql_next_value(sqi_compiler *c, const sq_sequence *s);
void sqi_postgresql_from_hint(sqi_compiler *c, const sqi_hint *h, const sq_relation *r,
                              const sqi_mark *at);
void sqi_postgresql_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o);
void sqi_postgresql_set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item);
/* Can it stand on the left in SET: a name, or parts of one? */
bool sqi_postgresql_is_target(const sqi_compiler *c, const sq_expr *e);
void sqi_postgresql_bind_cast(sqi_compiler *c, const sq_type *t);
void sqi_postgresql_page_cast(sqi_compiler *c, const sq_type *t);
/* What a column of the type would lose of a value: loses.c. */
const char *sqi_postgresql_loses(const sq_type *t, const sq_value *v);
sqi_keeps sqi_postgresql_keeps(const sq_type *t);
/* Has an object of a JSON text a key twice? */
bool sqi_postgresql_repeats_key(const char *json, size_t n);

#define SQI_POSTGRESQL_HOOKS                                                                       \
    .set_target = sqi_postgresql_set_target, .limit_clause = sqi_postgresql_limit_clause,          \
    .fetch_clause = sqi_postgresql_fetch_clause,                                                   \
    .for_update_clause = sqi_postgresql_for_update_clause,                                         \
    .select_precolumns = sqi_postgresql_select_precolumns,                                         \
    .update_from_clause = sqi_postgresql_update_from_clause,                                       \
    .delete_using_clause = sqi_postgresql_delete_using_clause,                                     \
    .on_conflict = sqi_postgresql_on_conflict, .from_hint = sqi_postgresql_from_hint,              \
    .bind_cast = sqi_postgresql_bind_cast, .page_cast = sqi_postgresql_page_cast,                  \
    .string_literal = sqi_postgresql_string_literal,                                               \
    .bytes_literal = sqi_postgresql_bytes_literal,                                                 \
    .special_double = sqi_postgresql_special_double, .next_value = sqi_postgresql_next_value

#endif
