/* verdict.c: what MySQL and MariaDB have not, have since which version, or have by other means.
 * What is not here they have. A row for MariaDB takes the place of all of MySQL's for that
 * construct. `make verdict` compares this with a server. */
#include "dialects/mysql/compile.h"

#define NEVER(name, why)                                                                           \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_REFUSED, .reason = why                            \
    }
#define SINCE(name, a, b, c)                                                                       \
    {                                                                                              \
        SQI_C_##name, SQ_REFUSED, "since " #a "." #b "." #c, .until = { a, b, c }                  \
    }
#define BY(name, how)                                                                              \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_EMULATED, .reason = how                           \
    }
#define HAS(name)                                                                                  \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_NATIVE                                            \
    }

const sqi_verdict_entry sqi_mysql_verdicts[] = {
    /* FROM */
    NEVER(FULL_JOIN, "use UNION ALL of a left join and what is missing in it"),
    SINCE(LATERAL, 8, 0, 14),
    NEVER(TABLESAMPLE, "order by rand() and take the first rows"),
    SINCE(VALUES_FROM, 8, 0, 19),
    NEVER(TABLE_FUNCTION, "functions give one value"),
    NEVER(FUNCTION_COLUMNS, "functions give one value"),
    NEVER(FUNCTION_SCALAR, "functions give one value"),
    NEVER(WITH_ORDINALITY, "functions give one value"),
    /* SELECT */
    NEVER(DISTINCT_ON, "number the rows of each group by row_number() and take the first"),
    BY(ROLLUP, "GROUP BY .. WITH ROLLUP"),
    NEVER(CUBE, "use UNION ALL of one SELECT for each grouping"),
    NEVER(GROUPING_SETS, "use UNION ALL of one SELECT for each grouping"),
    NEVER(NULLS_ORDER, "order by x IS NULL before x"),
    BY(OFFSET_ALONE, "a LIMIT larger than any table"),
    NEVER(LIMIT_EXPRESSION, "compute the number before"),
    NEVER(FETCH, "sq_limit() says the same"),
    NEVER(FETCH_TIES, "compare rank() with the number of rows"),
    NEVER(FETCH_PERCENT, "compare percent_rank() with the part of the rows"),
    {.construct = SQI_C_FOR_SHARE,
     .support = SQ_EMULATED,
     .reason = "LOCK IN SHARE MODE",
     .unless = SQI_BIT(FOR_SHARE)},
    BY(KEY_LOCKS, "FOR UPDATE and FOR SHARE, which lock more"),
    {.construct = SQI_C_FOR_UPDATE_OF,
     .support = SQ_EMULATED,
     .reason = "nothing is written: rows of all tables are locked",
     .unless = SQI_BIT(FOR_UPDATE_OF)},
    SINCE(NOWAIT, 8, 0, 1),
    SINCE(SKIP_LOCKED, 8, 0, 1),
    NEVER(LIMIT_IN_SUBQUERY, "select from it as a subquery in FROM"),
    /* compound selects, CTEs */
    SINCE(INTERSECT, 8, 0, 31),
    SINCE(EXCEPT, 8, 0, 31),
    SINCE(INTERSECT_ALL, 8, 0, 31),
    SINCE(EXCEPT_ALL, 8, 0, 31),
    SINCE(CTE, 8, 0, 1),
    NEVER(CTE_DML, "WITH holds SELECTs only"),
    NEVER(CTE_INSERT_VALUES, "WITH belongs to a SELECT here: INSERT .. SELECT"),
    /* windows and aggregates */
    SINCE(WINDOW, 8, 0, 2),
    NEVER(GROUPS_FRAME, "there are ROWS and RANGE"),
    NEVER(FRAME_EXCLUDE, "there is no such thing"),
    NEVER(FILTER, "put a CASE into the aggregate"),
    NEVER(WITHIN_GROUP, "there are no ordered-set aggregates"),
    NEVER(WITHIN_GROUP_OVER, "there are no ordered-set aggregates"),
    NEVER(AGGREGATE_ORDER_BY, "group_concat() alone has it: sq_func(q, \"aggregate_strings\", ..)"),
    NEVER(ARGUMENT_ORDER_BY, "say it of the aggregate"),
    BY(AGGREGATE_STRINGS, "group_concat()"),
    NEVER(ARRAY_AGG, "json_arrayagg() makes JSON"),
    /* expressions */
    NEVER(ARRAY, "keep lists as JSON"),
    NEVER(ELEMENT, "keep lists as JSON"),
    NEVER(ANY_ARRAY, "use IN"),
    NEVER(FUNCTION_FIELD, "functions give one value"),
    NEVER(BETWEEN_SYMMETRIC, "use BETWEEN least(a, b) AND greatest(a, b)"),
    BY(ILIKE, "lower(a) LIKE lower(b)"),
    BY(IS_DISTINCT, "NOT (a <=> b)"),
    SINCE(REGEXP_FLAGS, 8, 0, 4),
    SINCE(REGEXP_REPLACE, 8, 0, 4),
    BY(MATCH, "MATCH (a) AGAINST (b IN BOOLEAN MODE)"),
    BY(JSON, "JSON_EXTRACT()"),
    BY(JSON_PATH, "JSON_EXTRACT()"),
    BY(CONCAT, "concat(), since || is OR here"),
    NEVER(TRY_CAST, "there is no such thing"),
    NEVER(CAST_TYPE, "CAST makes numbers, texts, bytes, JSON, dates and times only"),
    NEVER(EXTRACT_FIELD, "it has microsecond to year, week, quarter, and pairs of them"),
    NEVER(COLLATION_SCHEMA, "collations have no schema"),
    BY(EMPTY_LIST, "IN (NULL) AND 1 != 1"),
    BY(RANDOM, "rand()"),
    {.construct = SQI_C_NEXT_VALUE,
     .support = SQ_REFUSED,
     .reason = "use AUTO_INCREMENT",
     .unless = SQI_BIT(SEQUENCES)},
    /* INSERT, UPDATE, DELETE */
    BY(DEFAULT_ROW, "INSERT INTO t () VALUES ()"),
    {.construct = SQI_C_INSERT_RETURNING,
     .support = SQ_REFUSED,
     .reason = "MariaDB has it, since 10.5",
     .unless = SQI_BIT(INSERT_RETURNING)},
    {.construct = SQI_C_UPDATE_RETURNING,
     .support = SQ_REFUSED,
     .reason = "select the rows before, in the same transaction",
     .unless = SQI_BIT(UPDATE_RETURNING)},
    {.construct = SQI_C_DELETE_RETURNING,
     .support = SQ_REFUSED,
     .reason = "MariaDB has it",
     .unless = SQI_BIT(DELETE_RETURNING)},
    NEVER(SET_TARGET, "parts of a value are set by functions, such as JSON_SET()"),
    BY(ON_CONFLICT, "ON DUPLICATE KEY UPDATE"),
    NEVER(ON_CONFLICT_KEY,
          "ON DUPLICATE KEY UPDATE means any key that the row meets: the table must "
          "declare this one, and the row must leave a column of each other one to "
          "the counter or NULL"),
    NEVER(ON_CONFLICT_OWN, "ON DUPLICATE KEY UPDATE has neither"),
    NEVER(MERGE, "INSERT .. SELECT with ON DUPLICATE KEY UPDATE inserts or changes"),
    NEVER(ON_CONSTRAINT, "ON DUPLICATE KEY UPDATE names no key"),
    NEVER(SEVERAL_CONFLICTS, "ON DUPLICATE KEY UPDATE stands for all keys"),
    /* definitions */
    {.construct = SQI_C_SEQUENCES,
     .support = SQ_REFUSED,
     .reason = "use AUTO_INCREMENT",
     .unless = SQI_BIT(SEQUENCES)},
    NEVER(SCHEMA_CASCADE, "DROP SCHEMA drops what is in it anyway"),
    NEVER(COLUMN_IF_EXISTS, "MariaDB has it"),
    BY(ALTER_COLUMN, "MODIFY, which restates the whole column"),
    SINCE(RENAME_COLUMN, 8, 0, 3),
    SINCE(RENAME_INDEX, 5, 7, 0),
    BY(COMMENTS, "ALTER TABLE restates what they are of"),
    NEVER(CONSTRAINT_COMMENTS, "there is no place for them"),
    NEVER(VIEW_IF_NOT_EXISTS, "use OR REPLACE"),
    NEVER(TEMPORARY_VIEW, "make a temporary table of it"),
    NEVER(MATERIALIZED_VIEW, "make a table of it: sq_create_table_as()"),
    NEVER(TEMPORARY_MATERIALIZED, "make a table of it: sq_create_table_as()"),
    NEVER(OR_REPLACE_MATERIALIZED, "make a table of it: sq_create_table_as()"),
    NEVER(INDEX_IF_NOT_EXISTS, "MariaDB has it"),
    NEVER(INDEX_IF_EXISTS, "MariaDB has it"),
    SINCE(EXPRESSION_INDEX, 8, 0, 13),
    NEVER(CONSTRAINT_IF_EXISTS, "MariaDB has it"),
    NEVER(NAMED_TYPES, "ENUM is written with its labels"),
    NEVER(TYPE_IF_NOT_EXISTS, "ENUM is written with its labels"),
    NEVER(EXCLUDE_CONSTRAINT, "there are UNIQUE and triggers"),
    NEVER(DEFERRABLE, "constraints are checked at once"),
    BY(IDENTITY, "AUTO_INCREMENT of the key; of other columns nothing is written"),
    {.construct = SQI_C_COUNT},
};

const sqi_verdict_entry sqi_mariadb_verdicts[] = {
    NEVER(LATERAL, "a subquery in FROM can not see its siblings"),
    NEVER(VALUES_FROM, "put the VALUES into a CTE, which names the columns"),
    SINCE(FETCH, 10, 6, 0),
    SINCE(FETCH_TIES, 10, 6, 0),
    SINCE(NOWAIT, 10, 3, 0),
    SINCE(SKIP_LOCKED, 10, 6, 0),
    SINCE(INTERSECT, 10, 3, 0),
    SINCE(EXCEPT, 10, 3, 0),
    SINCE(INTERSECT_ALL, 10, 5, 0),
    SINCE(EXCEPT_ALL, 10, 5, 0),
    SINCE(CTE, 10, 2, 1),
    NEVER(CTE_BEFORE_DML, "use a subquery"),
    SINCE(WINDOW, 10, 2, 0),
    NEVER(WITHIN_GROUP, "an ordered-set aggregate needs OVER"),
    SINCE(WITHIN_GROUP_OVER, 10, 3, 3),
    BY(REGEXP_FLAGS, "(?flags) at the head of the pattern"),
    HAS(REGEXP_REPLACE),
    HAS(INDEX_IF_NOT_EXISTS),
    HAS(INDEX_IF_EXISTS),
    HAS(VIEW_IF_NOT_EXISTS),
    HAS(CONSTRAINT_IF_EXISTS),
    HAS(COLUMN_IF_EXISTS),
    SINCE(RENAME_COLUMN, 10, 5, 2),
    SINCE(RENAME_INDEX, 10, 5, 2),
    NEVER(EXPRESSION_INDEX, "index a computed column"),
    {.construct = SQI_C_COUNT},
};
