/* dialect.c: PostgreSQL's table, for version 12 and later. */
#include "dialects/postgresql/compile.h"
#include "dialects/postgresql/ddl.h"

static const char *const keywords[] = {
#define SQ_KEYWORD(word) #word,
#include "dialects/postgresql/keywords.def"
#undef SQ_KEYWORD
    NULL,
};

static const sqi_hooks hooks = {SQI_POSTGRESQL_DDL_HOOKS, SQI_POSTGRESQL_HOOKS};

/* What came with which version; a server that is not known counts as a current one. */
static uint64_t features_of_version(uint64_t can, const int version[3])
{
    static const struct {
        int major;
        uint64_t feature;
    } since[] = {
        {10, SQI_BIT(IDENTITY_COLUMNS)},
        {14, SQI_BIT(JSONB_SUBSCRIPTING)},
        {18, SQI_BIT(VIRTUAL_GENERATED_COLUMNS)},
    };
    for (size_t i = 0; i < sizeof since / sizeof *since; i++)
        can = version[0] >= since[i].major ? can | since[i].feature : can & ~since[i].feature;
    return can;
}

const sqi_dialect_def sqi_postgresql_dialect = {
    .name = "postgresql",
    .base = "default",
    .can = SQI_BIT(SEQUENCES) | SQI_BIT(NATIVE_BOOLEAN) | SQI_BIT(NATIVE_ENUM) |
           SQI_BIT(NATIVE_UUID) | SQI_BIT(DEFAULT_VALUES) | SQI_BIT(MULTIVALUES_INSERT) |
           SQI_BIT(INSERT_RETURNING) | SQI_BIT(UPDATE_RETURNING) | SQI_BIT(DELETE_RETURNING) |
           SQI_BIT(FAVOR_RETURNING) | SQI_BIT(INSERT_IN_ORDER) | SQI_BIT(CONSTRAINT_COMMENTS) |
           SQI_BIT(JSONB_SUBSCRIPTING) | SQI_BIT(CREATE_INDEX_CONCURRENTLY) |
           SQI_BIT(DROP_INDEX_CONCURRENTLY) | SQI_BIT(AGGREGATE_ORDER_BY_INLINE) |
           SQI_BIT(IDENTITY_COLUMNS) | SQI_BIT(VIRTUAL_GENERATED_COLUMNS),
    .mark = SQ_MARK_DOLLAR,
    .max_identifier = 63,
    .identifier_in_bytes = true,
    .max_params = 65535, /* a count of 16 bits in the protocol */
    .keywords = keywords,
    .server_version = {15, 0, 0},
    .ops = sqi_postgresql_ops,
    .funcs = sqi_postgresql_funcs,
    .visits = sqi_postgresql_visits,
    .types = sqi_postgresql_types,
    .literal = sqi_postgresql_literal,
    .loses = sqi_postgresql_loses,
    .keeps = sqi_postgresql_keeps,
    .hooks = &hooks,
    .cast_classes = UINT64_C(1) << SQ_TC_JSON | UINT64_C(1) << SQ_TC_RANGE |
                    UINT64_C(1) << SQ_TC_MULTIRANGE | UINT64_C(1) << SQ_TC_UUID,
    .verdicts = sqi_postgresql_verdicts,
    .has_table =
        "SELECT 1 FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = $1::pg_catalog.text AND c.relkind IN ('r', 'p', 'f', 'v', 'm') "
        "AND CASE WHEN $2::pg_catalog.text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) "
        "ELSE n.nspname = $2::pg_catalog.text END",
    .has_sequence =
        "SELECT 1 FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relname = $1::pg_catalog.text AND c.relkind = 'S' "
        "AND CASE WHEN $2::pg_catalog.text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) "
        "ELSE n.nspname = $2::pg_catalog.text END",
    .has_type =
        "SELECT 1 FROM pg_catalog.pg_type t "
        "JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
        "WHERE t.typname = $1::pg_catalog.text "
        "AND CASE WHEN $2::pg_catalog.text IS NULL THEN pg_catalog.pg_type_is_visible(t.oid) "
        "ELSE n.nspname = $2::pg_catalog.text END",
    .reflector = &sqi_postgresql_reflector,
    .features_of_version = features_of_version,
};
