/* schema_hooks.h: what trees need of tables. Defined in the room schema, which stands above. */
#ifndef SQI_SCHEMA_HOOKS_H
#define SQI_SCHEMA_HOOKS_H

#include "lib/ast/node.h"

/* The same description? False also without memory. */
bool sqi_table_equal(const sq_table *a, const sq_table *b);
/* A deep copy; NULL: no memory. */
const sq_table *sqi_table_copy(struct sq_arena *arena, const sq_table *t);
bool sqi_value_equal(const sq_value *a, const sq_value *b);
/* *ok becomes false without memory. */
const sq_option *sqi_options_copy(struct sq_arena *arena, const sq_option *o, bool *ok);

#endif
