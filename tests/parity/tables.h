/* tables.h: what columns.c and tables.c lend each other. */
#ifndef TESTS_PARITY_TABLES_H
#define TESTS_PARITY_TABLES_H

#include "tests/parity/parity.h"

sq_column_spec pt_column(pt_case *c, json_t *column);
/* Ended by kind 0. */
const sq_constraint *pt_constraints(pt_case *c, json_t *constraints);
/* The column of table `r` with that key; NULL if it has none. */
const sq_expr *pt_table_column(pt_case *c, const sq_relation *r, const char *key);

#endif
