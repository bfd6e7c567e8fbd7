/* types.h: what the files of the type matrix share. See main.c. */
#ifndef SQTY_TYPES_H
#define SQTY_TYPES_H

#include <stdio.h>
#include <string.h>
#include "squill.h"

/* Sets of values that a type is tried with; NULL is tried with each. */
typedef enum sqty_set {
    SQTY_NO_MORE,
#define SQTY_SET(name) name,
#include "tests/types/sets.def"
#undef SQTY_SET
} sqty_set;

/* A column type and what it is tried with. */
typedef struct sqty_row {
    sq_type type;
    sqty_set sets[8];
    bool again; /* a further column of the kind above: counted with it */
} sqty_row;
extern const sqty_row sqty_rows[];
extern const size_t sqty_row_count;

/* The values of a set, as long as the program. */
const sq_value *sqty_values(sqty_set set, size_t *n);

/* Is what the typed getters give for column `i` of the current row the value that was sent?
 * durations: an interval is a length of time, in which a day counts 24 hours. */
bool sqty_came_back(sq_result *r, size_t i, sq_value sent, const sq_type *t, bool durations);
/* A value for people, cut if it is long. */
void sqty_show(sq_value v, char *out, size_t size);

#endif
