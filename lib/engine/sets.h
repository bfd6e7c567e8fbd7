/* sets.h: one statement and many sets of values for it, each a struct. */
#ifndef SQI_SETS_H
#define SQI_SETS_H

#include "lib/engine/result.h"

typedef struct sqi_sets {
    sqi_conn *c;
    const sq_stmt *stmt;
    const sq_row_desc *desc; /* how values and members go together */
    sq_compile_options options;
    sq_binding *bindings; /* of the set that was made ready */
    sqi_request request;  /* the same; `compiled` is counted */
    /* of a statement whose text is `fixed` */
    sq_value *values;         /* of the set that was placed last */
    sq_bound_param *params;   /* a copy of those of the request, whose memory others use again */
    const sq_field **members; /* of each parameter; NULL: the same in all sets */
    sqi_keeps *keeps;         /* what the column of each parameter keeps */
    bool converts;            /* a parameter's type may convert its value */
    bool checks;              /* it may, or a value may be one that can't be sent */
} sqi_sets;

/* How a statement is compiled that is run for many structs: their members are its parameters. */
int sqi_sets_options(const sqi_conn *c, const sq_row_desc *d, bool executemany, sq_arena *arena,
                     sq_compile_options *out);
/* Memory is taken from `arena`. executemany: as the compile option. SQ_OK or SQ_ERR_NOMEM. */
int sqi_sets_init(sqi_sets *s, bool executemany, sq_arena *arena);
/* Makes the statement ready with this set: SQ_OK, or a negative status that is on the connection.
 */
int sqi_sets_ready(sqi_sets *s, const void *set);
/* The text is `fixed`, so later sets only put other values in: finds where. SQ_OK or SQ_ERR_NOMEM.
 */
int sqi_sets_fix(sqi_sets *s, sq_arena *arena);
/* Puts the values of a set into `values`, and what client-side defaults give anew. */
int sqi_sets_place(sqi_sets *s, const void *set, sq_error *err);
/* The same, looked at and converted as each execution does it, for a driver: valid until the next
 * statement or set. */
int sqi_sets_bind(sqi_sets *s, const void *set, const sq_value **values, sq_error *err);

#endif
