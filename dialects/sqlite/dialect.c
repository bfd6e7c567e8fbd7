/* dialect.c: SQLite's table. Version 3.40 and later; how it differs from standard SQL is here and
 * in compile.c, ddl.c and types.c. */
#include "dialects/sqlite/compile.h"
#include "dialects/sqlite/ddl.h"
#include "dialects/sqlite/definition.h"

static const char *const keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/sqlite/keywords.def"
#undef SQ_KEYWORD
    NULL,
};

static const sqi_hooks hooks = {SQI_SQLITE_DDL_HOOKS, SQI_SQLITE_HOOKS};

/* RETURNING came with 3.35. */
static uint64_t features_of(uint64_t can, const int version[3])
{
    const uint64_t returning = SQI_BIT(INSERT_RETURNING) | SQI_BIT(UPDATE_RETURNING) |
                               SQI_BIT(DELETE_RETURNING);
    bool has = version[0] > 3 || (version[0] == 3 && version[1] >= 35);
    return has ? can | returning : can & ~returning;
}

const sqi_dialect_def sqi_sqlite_dialect = {
    .name = "sqlite",
    .base = "default",
    .can = SQI_BIT(DEFAULT_VALUES) | SQI_BIT(MULTIVALUES_INSERT) | SQI_BIT(INSERT_RETURNING) |
           SQI_BIT(UPDATE_RETURNING) | SQI_BIT(DELETE_RETURNING) | SQI_BIT(TUPLE_IN_VALUES) |
           SQI_BIT(AGGREGATE_ORDER_BY_INLINE) | SQI_BIT(JSON_PATH_TEXT),
    .cannot = SQI_BIT(DEFAULT_METAVALUE) | SQI_BIT(ALTER) | SQI_BIT(COMMENTS) |
              SQI_BIT(IDENTITY_COLUMNS),
    .keywords = keywords,
    .max_params = 32766,    /* SQLITE_MAX_VARIABLE_NUMBER as it is built by default */
    .max_expr_depth = 1000, /* SQLITE_MAX_EXPR_DEPTH as it is built by default */
    .server_version = {3, 40, 1},
    .ops = sqi_sqlite_ops,
    .funcs = sqi_sqlite_funcs,
    .visits = sqi_sqlite_visits,
    .types = sqi_sqlite_types,
    .hooks = &hooks,
    .verdicts = sqi_sqlite_verdicts,
    .literal = sqi_sqlite_literal,
    .loses = sqi_sqlite_loses,
    .keeps = sqi_sqlite_keeps,
    .features_of_version = features_of,
    /* attached databases are searched for names, too, but no table is made in them unasked */
    .has_table = "SELECT 1 FROM pragma_table_info(?1, coalesce(?2, 'main')) UNION ALL "
                 "SELECT 1 FROM pragma_table_info(?1, 'temp') WHERE ?2 IS NULL LIMIT 1",
    .defer_keys = "PRAGMA defer_foreign_keys = 1",
    .reflector = &sqi_sqlite_reflector,
};
