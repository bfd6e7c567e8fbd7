/* verdict.c: what SQLite has not, has since which version, or has by other means. What is not here
 * it has. `make verdict` compares this with a server. */
#include "dialects/sqlite/compile.h"

#define NEVER(name, why)                                                                           \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_REFUSED, .reason = why                            \
    }
#define SINCE(name, a, b)                                                                          \
    {                                                                                              \
        SQI_C_##name, SQ_REFUSED, "since " #a "." #b, .until = { a, b }                            \
    }
#define BY(name, how)                                                                              \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_EMULATED, .reason = how                           \
    }

const sqi_verdict_entry sqi_sqlite_verdicts[] = {
    /* FROM */
    SINCE(FULL_JOIN, 3, 39),
    NEVER(LATERAL, "a subquery in FROM can not see its siblings"),
    NEVER(TABLESAMPLE, "order by random() and take the first rows"),
    NEVER(VALUES_FROM, "put the VALUES into a CTE, which names the columns"),
    NEVER(FUNCTION_COLUMNS, "a function in FROM names its own columns"),
    NEVER(FUNCTION_SCALAR, "a function in FROM has columns, such as value of json_each()"),
    NEVER(WITH_ORDINALITY, "number the rows by row_number()"),
    /* SELECT */
    NEVER(DISTINCT_ON, "number the rows of each group by row_number() and take the first"),
    NEVER(ROLLUP, "use UNION ALL of one SELECT for each grouping"),
    NEVER(CUBE, "use UNION ALL of one SELECT for each grouping"),
    NEVER(GROUPING_SETS, "use UNION ALL of one SELECT for each grouping"),
    SINCE(NULLS_ORDER, 3, 30),
    BY(OFFSET_ALONE, "LIMIT -1 stands for none"),
    NEVER(FETCH, "sq_limit() says the same"),
    NEVER(FETCH_TIES, "compare rank() with the number of rows"),
    NEVER(FETCH_PERCENT, "compare percent_rank() with the part of the rows"),
    BY(FOR_UPDATE, "nothing is written: who writes locks the whole database"),
    BY(FOR_SHARE, "nothing is written: who writes locks the whole database"),
    BY(KEY_LOCKS, "nothing is written: who writes locks the whole database"),
    BY(FOR_UPDATE_OF, "nothing is written: who writes locks the whole database"),
    BY(NOWAIT, "nothing is written: how long to wait is set for the connection"),
    BY(SKIP_LOCKED, "nothing is written: no row is locked by itself"),
    /* compound selects, CTEs */
    NEVER(INTERSECT_ALL, "there is INTERSECT only"),
    NEVER(EXCEPT_ALL, "there is EXCEPT only"),
    NEVER(COMPOUND_PARENS, "select from the member as a subquery"),
    NEVER(CTE_DML, "WITH holds SELECTs only"),
    /* windows and aggregates */
    SINCE(WINDOW, 3, 25),
    SINCE(GROUPS_FRAME, 3, 28),
    SINCE(FRAME_EXCLUDE, 3, 28),
    SINCE(RANGE_OFFSET, 3, 28),
    SINCE(FILTER, 3, 30),
    NEVER(WITHIN_GROUP, "there are no ordered-set aggregates"),
    NEVER(WITHIN_GROUP_OVER, "there are no ordered-set aggregates"),
    SINCE(AGGREGATE_ORDER_BY, 3, 44),
    SINCE(STRINGS_ORDER_BY, 3, 44),
    NEVER(ARGUMENT_ORDER_BY, "say it of the aggregate"),
    BY(AGGREGATE_STRINGS, "group_concat()"),
    NEVER(ARRAY_AGG, "json_group_array() makes JSON"),
    /* expressions */
    NEVER(ARRAY, "keep lists as JSON"),
    NEVER(ELEMENT, "keep lists as JSON"),
    NEVER(ANY_SUBQUERY, "use IN, EXISTS, or min() and max()"),
    NEVER(ANY_ARRAY, "use IN"),
    NEVER(BETWEEN_SYMMETRIC, "use BETWEEN min(a, b) AND max(a, b)"),
    BY(ILIKE, "lower(a) LIKE lower(b)"),
    BY(IS_DISTINCT, "IS and IS NOT, which take any operands"),
    NEVER(REGEXP, "it calls a function regexp(), which the application has to install"),
    NEVER(REGEXP_FLAGS, "write them into the pattern"),
    NEVER(REGEXP_REPLACE, "there is no such function"),
    NEVER(MATCH_AGAINST, "sq_match() is for tables of FTS5"),
    BY(JSON, "JSON_EXTRACT()"),
    BY(JSON_PATH, "JSON_EXTRACT()"),
    BY(TRUE_DIV, "a / (b + 0.0)"),
    BY(BITWISE_XOR, "(a | b) - (a & b)"),
    NEVER(TRY_CAST, "CAST never fails here"),
    BY(EXTRACT, "STRFTIME()"),
    NEVER(EXTRACT_FIELD, "STRFTIME() has year, month, day, hour, minute, second, doy, dow, week "
                         "and epoch"),
    NEVER(COLLATION_SCHEMA, "collations have no schema"),
    NEVER(FUNCTION_SCHEMA, "functions have no schema"),
    BY(EMPTY_LIST, "a SELECT without rows"),
    BY(NOW, "CURRENT_TIMESTAMP"),
    NEVER(LOCAL_TIME, "there is LOCALTIMESTAMP"),
    BY(LOCAL_TIMESTAMP, "DATETIME(CURRENT_TIMESTAMP, 'localtime')"),
    NEVER(SYSDATE, "there is CURRENT_TIMESTAMP"),
    NEVER(SESSION_USER, "it has no users"),
    BY(CHAR_LENGTH, "length()"),
    SINCE(CONCAT_FUNCTION, 3, 44),
    NEVER(NEXT_VALUE, "it has no sequences"),
    /* INSERT, UPDATE, DELETE */
    {.construct = SQI_C_INSERT_RETURNING,
     .support = SQ_REFUSED,
     .reason = "since 3.35",
     .unless = SQI_BIT(INSERT_RETURNING)},
    {.construct = SQI_C_UPDATE_RETURNING,
     .support = SQ_REFUSED,
     .reason = "since 3.35",
     .unless = SQI_BIT(UPDATE_RETURNING)},
    {.construct = SQI_C_DELETE_RETURNING,
     .support = SQ_REFUSED,
     .reason = "since 3.35",
     .unless = SQI_BIT(DELETE_RETURNING)},
    SINCE(UPDATE_SEVERAL, 3, 33),
    NEVER(DELETE_SEVERAL, "use a subquery in WHERE"),
    NEVER(DML_LIMIT, "choose the rows by a subquery in WHERE"),
    NEVER(SET_OF_OTHERS, "UPDATE changes one table"),
    NEVER(SET_TARGET, "parts of a value are set by functions, such as json_set()"),
    SINCE(ON_CONFLICT, 3, 24),
    NEVER(ON_CONSTRAINT, "name the columns of the key"),
    SINCE(SEVERAL_CONFLICTS, 3, 35),
    NEVER(ON_DUPLICATE_KEY, "sq_on_conflict_do_update() says the same"),
    /* definitions */
    NEVER(SEQUENCES, "an integer primary key counts by itself"),
    NEVER(SCHEMAS, "a schema is another database file: ATTACH it"),
    NEVER(SCHEMA_CASCADE, "a schema is another database file"),
    NEVER(DROP_CASCADE, "drop what depends on it first"),
    NEVER(ALTER_CONSTRAINT, "make the table anew with it and copy the rows"),
    NEVER(CONSTRAINT_IF_EXISTS, "make the table anew and copy the rows"),
    NEVER(ADD_KEY_COLUMN, "add the column without, then make a unique index of it"),
    SINCE(DROP_COLUMN, 3, 35),
    NEVER(COLUMN_IF_EXISTS, "look into pragma_table_info() before"),
    NEVER(ALTER_COLUMN, "make the table anew and copy the rows"),
    SINCE(RENAME_COLUMN, 3, 25),
    NEVER(RENAME_INDEX, "drop it and make it anew"),
    NEVER(COMMENTS, "there is no place for them"),
    NEVER(CONSTRAINT_COMMENTS, "there is no place for them"),
    NEVER(OR_REPLACE_VIEW, "drop the view first"),
    NEVER(MATERIALIZED_VIEW, "make a table of it: sq_create_table_as()"),
    NEVER(TEMPORARY_MATERIALIZED, "make a table of it: sq_create_table_as()"),
    NEVER(OR_REPLACE_MATERIALIZED, "make a table of it: sq_create_table_as()"),
    NEVER(NAMED_TYPES, "use a CHECK of the column"),
    NEVER(TYPE_IF_NOT_EXISTS, "use a CHECK of the column"),
    NEVER(EXCLUDE_CONSTRAINT, "there are UNIQUE and triggers"),
    SINCE(COMPUTED_VIRTUAL, 3, 31),
    BY(IDENTITY, "an integer primary key counts by itself; of other columns nothing is written"),
    {.construct = SQI_C_COUNT},
};
