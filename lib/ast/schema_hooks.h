/* schema_hooks.h: what trees need of tables. Defined in the room schema, which stands above. */
#ifndef SQI_SCHEMA_HOOKS_H
#define SQI_SCHEMA_HOOKS_H

#include "lib/ast/node.h"

/* The same description? False also without memory. */
bool sqi_table_equal(const sq_table *a, const sq_table *b);
/* A deep copy; NULL: no memory. */
const sq_table *sqi_table_copy(struct sq_arena *arena, const sq_table *t);

#endif
