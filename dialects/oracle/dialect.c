/* dialect.c: Oracle Database's table. Version 23 and later; how it differs from standard SQL is
 * here and in compile.c, ddl.c, types.c and verdict.c. There is no driver: it is text only. */
#include "dialects/oracle/compile.h"
#include "dialects/oracle/ddl.h"

static const char *const keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/oracle/keywords.def"
#undef SQ_KEYWORD
    NULL,
};

static const sqi_hooks hooks = {SQI_ORACLE_DDL_HOOKS, SQI_ORACLE_HOOKS};

static uint64_t features_of(uint64_t can, const int version[3])
{
    const uint64_t boolean = SQI_BIT(NATIVE_BOOLEAN);
    return version[0] >= 23 ? can | boolean : can & ~boolean;
}

const sqi_dialect_def sqi_oracle_dialect = {
    .name = "oracle",
    .base = "default",
    .can = SQI_BIT(NATIVE_BOOLEAN) | SQI_BIT(SEQUENCES) | SQI_BIT(IDENTITY_COLUMNS) |
           SQI_BIT(INSERT_RETURNING) | SQI_BIT(UPDATE_RETURNING) | SQI_BIT(DELETE_RETURNING) |
           SQI_BIT(FAVOR_RETURNING) | SQI_BIT(CTE_FOLLOWS_INSERT) |
           SQI_BIT(AGGREGATE_ORDER_BY_WITHIN_GROUP) | SQI_BIT(JSON_PATH_TEXT),
    .cannot = SQI_BIT(DEFAULT_VALUES) | SQI_BIT(DIV_IS_FLOORDIV) | SQI_BIT(WITH_RECURSIVE) |
              SQI_BIT(TABLE_ALIAS_AS) | SQI_BIT(AGGREGATE_ORDER_BY_INLINE) |
              SQI_BIT(SIMPLE_ORDER_BY_LABEL) | SQI_BIT(ADD_COLUMN_WORD),
    .mark = SQ_MARK_NUMBERED,
    .max_identifier = 128,
    .identifier_in_bytes = true,
    .max_params = 65535, /* a count of 16 bits in the protocol */
    .keywords = keywords,
    .illegal_initial = "0123456789_$#",
    .server_version = {23, 0, 0},
    .ops = sqi_oracle_ops,
    .funcs = sqi_oracle_funcs,
    .visits = sqi_oracle_visits,
    .types = sqi_oracle_types,
    .hooks = &hooks,
    .verdicts = sqi_oracle_verdicts,
    .literal = sqi_oracle_literal,
    .loses = sqi_oracle_loses,
    .features_of_version = features_of,
};
