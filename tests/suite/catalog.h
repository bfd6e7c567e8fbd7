/* catalog.h: does the database have what the tables say, and nothing else? */
#ifndef SQT_CATALOG_H
#define SQT_CATALOG_H

#include "tests/suite/suite.h"

/* Compares the tables of the open database, as its own catalog tells them, with these: columns,
 * types, NULL, defaults, computed, identity and counting columns, comments, keys, checks and
 * indexes with their names. `more`: lines for what is not written at a table, as catalog.c has
 * them, such as an index of an expression; ended by NULL. */
void suite_same_catalog(const sq_relation *const *tables, size_t n, const char *const *more);

/* The schema of suite_schema.c, docs/examples/trade.h: those that refer stand first. */
enum { SUITE_TRADE_TABLES = 15 };
extern const sq_relation *const suite_trade[SUITE_TRADE_TABLES];

#endif
