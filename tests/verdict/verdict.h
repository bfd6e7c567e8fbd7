/* verdict.h: the constructs that `make verdict` tries on the servers. */
#ifndef SQV_VERDICT_H
#define SQV_VERDICT_H

#include "squill.h"

typedef struct sqv_row {
    const char *what; /* as the table calls it */
    const sq_stmt *(*build)(sq_builder *q);
    /* What a lenient compile leaves out is no proof of a refusal: here the text of a database that
     * has it is sent, as it is where no text can be made. */
    bool left_out;
    const char *text;   /* what the server is to refuse where no dialect can write it */
    const char *before; /* run first, whatever becomes of it */
} sqv_row;
#define ROW(name, ...)                                                                             \
    {                                                                                              \
        .what = name, .build = __VA_ARGS__                                                         \
    }

extern const sqv_row sqv_selects[], sqv_expressions[], sqv_changes[],
    sqv_definitions[]; /* end: NULL */

SQ_TABLE_DECLARE(item, (id, integer), (grp, integer), (name, varchar(40)), (price, numeric(10, 2)),
                 (seen, datetime), (doc, json));
SQ_TABLE_DECLARE(part, (id, integer), (item_id, integer), (qty, integer));

#endif
