/* dialect.c: the tables of MySQL 8 and of MariaDB, which is based on it. */
#include "dialects/mysql/compile.h"
#include "dialects/mysql/ddl.h"

static const char *const keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/mysql/keywords.def"
#undef SQ_KEYWORD
    NULL,
};
static const char *const mariadb_keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/mysql/keywords_mariadb.def"
#undef SQ_KEYWORD
    NULL,
};

static const sqi_hooks hooks = {SQI_MYSQL_DDL_HOOKS, SQI_MYSQL_HOOKS};

const sqi_dialect_def sqi_mysql_dialect = {
    .name = "mysql",
    .base = "default",
    .can = SQI_BIT(NATIVE_ENUM) | SQI_BIT(MULTIVALUES_INSERT) | SQI_BIT(EMPTY_INSERT) |
           SQI_BIT(CTE_FOLLOWS_INSERT) | SQI_BIT(INLINE_COMMENTS) | SQI_BIT(BACKSLASH_ESCAPES) |
           SQI_BIT(FOR_UPDATE_OF) | SQI_BIT(FOR_SHARE) | SQI_BIT(ON_DUPLICATE_ALIAS) |
           SQI_BIT(FUNCTION_DEFAULT) | SQI_BIT(FLOAT_CAST) | SQI_BIT(AGGREGATE_ORDER_BY_INLINE),
    .cannot = SQI_BIT(DEFAULT_VALUES) | SQI_BIT(DEFAULT_METAVALUE) | SQI_BIT(DIV_IS_FLOORDIV) | SQI_BIT(SEQUENCES) | SQI_BIT(IDENTITY_COLUMNS),
    .quote_open = "`",
    .quote_close = "`",
    .max_identifier = 255,
    .max_index_name = 64,
    .max_constraint_name = 64,
    .keywords = keywords,
    .server_version = {8, 0, 36},
    .ops = sqi_mysql_ops,
    .funcs = sqi_mysql_funcs,
    .visits = sqi_mysql_visits,
    .types = sqi_mysql_types,
    .hooks = &hooks,
    .has_table = "SELECT 1 FROM information_schema.tables "
                 "WHERE table_name = ? AND table_schema = coalesce(?, database())",
};

static const sqi_hooks mariadb_hooks = {.next_value = NULL};

const sqi_dialect_def sqi_mariadb_dialect = {
    .name = "mariadb",
    .base = "mysql",
    .can = SQI_BIT(SEQUENCES) | SQI_BIT(INSERT_RETURNING) | SQI_BIT(DELETE_RETURNING) |
           SQI_BIT(NATIVE_UUID),
    .cannot = SQI_BIT(FOR_UPDATE_OF) | SQI_BIT(FOR_SHARE) | SQI_BIT(ON_DUPLICATE_ALIAS),
    .keywords = mariadb_keywords,
    .server_version = {10, 11, 0},
    .ops = sqi_mariadb_ops,
    .visits = sqi_mariadb_visits,
    .types = sqi_mariadb_types,
    .hooks = &mariadb_hooks,
};
