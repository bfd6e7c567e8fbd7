/* hostile.h: byte strings that a quoting function could get wrong, and the servers to ask. */
#ifndef SQT_HOSTILE_H
#define SQT_HOSTILE_H

#include "squill.h"

enum { HOSTILE_MAX = 24 };

/* The i-th: all of length 0 and 1 (257), with PROVE set all of length 2 and those of length 3 made
 * of 40 bad bytes, too; then random ones: any bytes, and pieces of SQL. Writes at most HOSTILE_MAX
 * bytes, returns the length. */
size_t hostile_string(uint64_t i, char *out);
/* How many of them: 100,000 random ones, ten million with PROVE set; STRINGS=n. */
uint64_t hostile_count(void);

/* Opens a connection to the i-th database (sqlite, postgresql, mysql), in each of the ways in which
 * the server can read literals; NULL, and a line SKIP, where it is not there. */
enum { HOSTILE_SERVERS = 7 };
sq_conn *hostile_open(int i, sq_engine **db, const char **name);

#endif
