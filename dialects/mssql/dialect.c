/* dialect.c: SQL Server's table. Version 2017 and later, by its manual: it writes SQL only, there
 * is no driver, and no server was asked. */
#include "dialects/mssql/compile.h"
#include "dialects/mssql/ddl.h"

static const char *const keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/mssql/keywords.def"
#undef SQ_KEYWORD
    NULL,
};

static const sqi_hooks hooks = {SQI_MSSQL_DDL_HOOKS, SQI_MSSQL_HOOKS};

const sqi_dialect_def sqi_mssql_dialect = {
    .name = "mssql",
    .base = "default",
    .can = SQI_BIT(SEQUENCES) | SQI_BIT(IDENTITY_COLUMNS) | SQI_BIT(NATIVE_UUID) |
           SQI_BIT(MULTIVALUES_INSERT) | SQI_BIT(INSERT_RETURNING) | SQI_BIT(UPDATE_RETURNING) |
           SQI_BIT(DELETE_RETURNING) | SQI_BIT(FAVOR_RETURNING) | SQI_BIT(RETURNING_FIRST) |
           SQI_BIT(AGGREGATE_ORDER_BY_WITHIN_GROUP) | SQI_BIT(JSON_PATH_TEXT) |
           SQI_BIT(DATE_TYPES) | SQI_BIT(MAX_TYPES),
    .cannot = SQI_BIT(DEFAULT_METAVALUE) | SQI_BIT(AGGREGATE_ORDER_BY_INLINE) |
              SQI_BIT(WITH_RECURSIVE) | SQI_BIT(ADD_COLUMN_WORD) | SQI_BIT(COMMENTS),
    .quote_open = "[",
    .quote_close = "]",
    .max_identifier = 128,
    .max_params = 1000, /* so many rows may VALUES have, each with one; a text may have 2100 */
    .server_version = {14, 0, 0},
    .keywords = keywords,
    .ops = sqi_mssql_ops,
    .funcs = sqi_mssql_funcs,
    .visits = sqi_mssql_visits,
    .types = sqi_mssql_types,
    .hooks = &hooks,
    .verdicts = sqi_mssql_verdicts,
    .literal = sqi_mssql_literal,
};
