/* array.h: members of structs as arrays, for drivers that send many sets of values at once. */
#ifndef SQI_ARRAY_H
#define SQI_ARRAY_H

#include "lib/engine/sets.h"

typedef struct sqi_arrays sqi_arrays;

/* Is each parameter of a fixed statement a member that has one kind, and sent as it is? */
bool sqi_arrays_can(const sqi_sets *s);
/* For at most so many structs at once, in memory of `arena`; NULL: there is none. */
sqi_arrays *sqi_arrays_make(sqi_sets *s, size_t most, sq_arena *arena);
/* Reads the next structs, looked at as any parameter is: *n of them, at least one, at most as many
 * as were given. An array for each parameter, valid until the next call; NULL: an error. */
const sq_driver_array *sqi_arrays_read(sqi_arrays *a, const char *rows, size_t *n, sq_error *err);

#endif
