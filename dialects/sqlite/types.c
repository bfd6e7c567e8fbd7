/* types.c: how SQLite spells types. It takes any word; what counts is the affinity it sees in
 * it. */
#include "dialects/sqlite/ddl.h"

const sqi_type_entry sqi_sqlite_types[] = {
    {SQ_T_JSON, "JSON", NULL},
    {SQ_T_SQL_JSON, "JSON", NULL},
    {SQ_T_PG_JSONB, "JSONB", NULL},
    {SQ_T_COUNT, NULL, NULL},
};
