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

typedef struct since {
    uint64_t bit;
    int version[3];
} since;

static bool is_at_least(const int version[3], const int wanted[3])
{
    for (int i = 0; i < 3; i++)
        if (version[i] != wanted[i])
            return version[i] > wanted[i];
    return true;
}

static uint64_t by_version(uint64_t can, const int version[3], const since *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        can = is_at_least(version, list[i].version) ? can | list[i].bit : can & ~list[i].bit;
    return can;
}

static uint64_t mysql_features(uint64_t can, const int version[3])
{
    static const since list[] = {
        {SQI_BIT(FOR_UPDATE_OF), {8, 0, 0}},       {SQI_BIT(FOR_SHARE), {8, 0, 1}},
        {SQI_BIT(FUNCTION_DEFAULT), {8, 0, 13}},   {SQI_BIT(FLOAT_CAST), {8, 0, 17}},
        {SQI_BIT(ON_DUPLICATE_ALIAS), {8, 0, 20}},
    };
    return by_version(can, version, list, sizeof list / sizeof *list);
}

static uint64_t mariadb_features(uint64_t can, const int version[3])
{
    static const since list[] = {
        {SQI_BIT(FUNCTION_DEFAULT), {10, 2, 1}}, {SQI_BIT(SEQUENCES), {10, 3, 0}},
        {SQI_BIT(FLOAT_CAST), {10, 4, 5}},       {SQI_BIT(INSERT_RETURNING), {10, 5, 0}},
        {SQI_BIT(DELETE_RETURNING), {10, 0, 5}}, {SQI_BIT(NATIVE_UUID), {10, 7, 0}},
    };
    return by_version(can, version, list, sizeof list / sizeof *list);
}

static const sqi_hooks mariadb_hooks = {.frame_offset = sqi_mariadb_frame_offset};

const sqi_dialect_def sqi_mysql_dialect = {
    .name = "mysql",
    .base = "default",
    .can = SQI_BIT(SET_OF_TABLES) | SQI_BIT(NATIVE_ENUM) | SQI_BIT(MULTIVALUES_INSERT) |
           SQI_BIT(EMPTY_INSERT) | SQI_BIT(CTE_FOLLOWS_INSERT) | SQI_BIT(INLINE_COMMENTS) |
           SQI_BIT(BACKSLASH_ESCAPES) | SQI_BIT(FOR_UPDATE_OF) | SQI_BIT(FOR_SHARE) |
           SQI_BIT(ON_DUPLICATE_ALIAS) | SQI_BIT(FUNCTION_DEFAULT) | SQI_BIT(FLOAT_CAST) |
           SQI_BIT(AGGREGATE_ORDER_BY_INLINE) | SQI_BIT(JSON_PATH_TEXT) |
           SQI_BIT(DEFAULT_METAVALUE) | SQI_BIT(VALUES_ROW),
    .cannot = SQI_BIT(DEFAULT_VALUES) | SQI_BIT(DIV_IS_FLOORDIV) | SQI_BIT(SEQUENCES) |
              SQI_BIT(IDENTITY_COLUMNS),
    .quote_open = "`",
    .quote_close = "`",
    .max_identifier = 255,
    .narrow_names = true,
    .max_index_name = 64,
    .max_params = 65535, /* a count of 16 bits in the protocol */
    .max_constraint_name = 64,
    .keywords = keywords,
    .server_version = {8, 0, 36},
    .ops = sqi_mysql_ops,
    .funcs = sqi_mysql_funcs,
    .visits = sqi_mysql_visits,
    .types = sqi_mysql_types,
    .hooks = &hooks,
    .verdicts = sqi_mysql_verdicts,
    .literal = sqi_mysql_literal,
    .loses = sqi_mysql_loses,
    .keeps = sqi_mysql_keeps,
    .features_of_version = mysql_features,
    .has_table = "SELECT 1 FROM information_schema.tables "
                 "WHERE table_name = ? AND table_schema = coalesce(?, database())",
    .reflector = &sqi_mysql_reflector,
};

const sqi_dialect_def sqi_mariadb_dialect = {
    .name = "mariadb",
    .base = "mysql",
    .can = SQI_BIT(SEQUENCES) | SQI_BIT(INSERT_RETURNING) | SQI_BIT(DELETE_RETURNING) |
           SQI_BIT(NATIVE_UUID),
    .cannot = SQI_BIT(FOR_UPDATE_OF) | SQI_BIT(FOR_SHARE) | SQI_BIT(ON_DUPLICATE_ALIAS) |
              SQI_BIT(VALUES_ROW),
    .keywords = mariadb_keywords,
    .server_version = {10, 11, 0},
    .ops = sqi_mariadb_ops,
    .hooks = &mariadb_hooks,
    .verdicts = sqi_mariadb_verdicts,
    .visits = sqi_mariadb_visits,
    .types = sqi_mariadb_types,
    .has_sequence = "SELECT 1 FROM information_schema.tables WHERE table_type = 'SEQUENCE' "
                    "AND table_name = ? AND table_schema = coalesce(?, database())",
    .reflector = &sqi_mariadb_reflector,
    .features_of_version = mariadb_features,
};
