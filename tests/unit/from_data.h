/* from_data.h: the statements of docs/examples/unicode.c made from data: no macro, no static table;
 * tables, columns, operators, functions and directions are looked up by name at run time. */
#ifndef SQT_FROM_DATA_H
#define SQT_FROM_DATA_H

#include "squill/select.h"

typedef struct sqt_catalogue sqt_catalogue;

/* The tables of the demo, read from a list of texts. NULL with *err set when one can't be made. */
sqt_catalogue *sqt_catalogue_new(sq_error *err);
void sqt_catalogue_free(sqt_catalogue *k);
sq_source sqt_catalogue_table(const sqt_catalogue *k, const char *name);

/* The statement of that name (greek_capitals, upsert_title ...), NULL if there is none. */
const sq_stmt *sqt_from_data(const sqt_catalogue *k, sq_builder *q, const char *name);

#endif
