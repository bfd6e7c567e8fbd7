/* verdict.c: what Oracle Database has not, has since which version, or has by other means. What is
 * not here it has. No server was asked: the rows are those of its manual. */
#include "dialects/oracle/compile.h"
#include "lib/compile/verdicts.h"

#define SINCE(name, a)                                                                             \
    {                                                                                              \
        SQI_C_##name, SQ_REFUSED, "since " #a, .until = { a }                                      \
    }

const sqi_verdict_entry sqi_oracle_verdicts[] = {
    /* FROM */
    NEVER(TABLESAMPLE, "it is called SAMPLE here, and stands before the name"),
    SINCE(VALUES_FROM, 23),
    BY(TABLE_FUNCTION, "TABLE (f())"),
    NEVER(FUNCTION_COLUMNS, "a function in FROM names its own columns"),
    BY(FUNCTION_SCALAR, "COLUMN_VALUE"),
    NEVER(WITH_ORDINALITY, "number the rows by row_number()"),
    /* SELECT */
    NEVER(DISTINCT_ON, "number the rows of each group by row_number() and take the first"),
    BY(FOR_SHARE, "FOR UPDATE, which locks more"),
    BY(KEY_LOCKS, "FOR UPDATE, which locks more"),
    /* compound selects, CTEs */
    BY(EXCEPT, "MINUS"),
    SINCE(INTERSECT_ALL, 21),
    SINCE(EXCEPT_ALL, 21),
    NEVER(CTE_DML, "WITH holds SELECTs only"),
    NEVER(CTE_BEFORE_DML, "put the WITH into a subquery"),
    NEVER(CTE_INSERT_VALUES, "WITH belongs to a SELECT here: INSERT .. SELECT"),
    /* windows and aggregates */
    SINCE(GROUPS_FRAME, 21),
    SINCE(FRAME_EXCLUDE, 21),
    NEVER(FILTER, "put a CASE into the aggregate"),
    BY(AGGREGATE_ORDER_BY, "WITHIN GROUP"),
    BY(STRINGS_ORDER_BY, "WITHIN GROUP"),
    NEVER(ARGUMENT_ORDER_BY, "say it of the aggregate"),
    BY(AGGREGATE_STRINGS, "LISTAGG()"),
    NEVER(ARRAY_AGG, "json_arrayagg() makes JSON"),
    /* expressions */
    NEVER(ARRAY, "keep lists as JSON"),
    NEVER(ELEMENT, "keep lists as JSON"),
    NEVER(FUNCTION_FIELD, "select from TABLE (f())"),
    NEVER(ANY_ARRAY, "use IN"),
    NEVER(BETWEEN_SYMMETRIC, "use BETWEEN least(a, b) AND greatest(a, b)"),
    BY(ILIKE, "lower(a) LIKE lower(b)"),
    BY(IS_DISTINCT, "DECODE(a, b, 0, 1) = 1"),
    BY(REGEXP, "REGEXP_LIKE()"),
    BY(MATCH, "CONTAINS (a, b) > 0"),
    NEVER(MATCH_AGAINST, "sq_match() searches by CONTAINS()"),
    BY(JSON, "JSON_QUERY() and JSON_VALUE()"),
    BY(JSON_PATH, "JSON_QUERY() and JSON_VALUE()"),
    NEVER(BITWISE_XOR, "a + b - 2 * BITAND(a, b) is the same"),
    NEVER(TRY_CAST, "there is CAST(.. DEFAULT NULL ON CONVERSION ERROR)"),
    NEVER(EXTRACT_FIELD, "there are year, month, day, hour, minute, second and timezone_..; "
                         "TO_CHAR() tells the others"),
    NEVER(COLLATION_SCHEMA, "collations have no schema"),
    BY(EMPTY_LIST, "IN (NULL) AND 1 != 1"),
    BY(NOW, "CURRENT_TIMESTAMP"),
    NEVER(LOCAL_TIME, "there is LOCALTIMESTAMP"),
    BY(SESSION_USER, "USER and SYS_CONTEXT()"),
    BY(CHAR_LENGTH, "LENGTH()"),
    NEVER(RANDOM, "there is dbms_random.value"),
    /* INSERT, UPDATE, DELETE */
    NEVER(INSERT_ROWS, "it is not written, though since 23 there is VALUES with several rows: "
                       "INSERT .. SELECT with UNION ALL, or one execution for each row"),
    BY(DEFAULT_ROW, "VALUES (DEFAULT) of the first column"),
    BY(INSERT_RETURNING, "RETURNING .. INTO parameters"),
    BY(UPDATE_RETURNING, "RETURNING .. INTO parameters"),
    BY(DELETE_RETURNING, "RETURNING .. INTO parameters"),
    NEVER(UPDATE_SEVERAL, "set the columns to what a subquery gives"),
    NEVER(DELETE_SEVERAL, "use a subquery in WHERE"),
    NEVER(DML_LIMIT, "choose the rows by a subquery in WHERE"),
    NEVER(SET_OF_OTHERS, "UPDATE changes one table"),
    NEVER(SET_TARGET, "parts of a value are set by functions, such as json_transform()"),
    NEVER(ON_CONFLICT, "MERGE inserts or changes"),
    NEVER(ON_CONFLICT_KEY, "MERGE inserts or changes"),
    NEVER(ON_CONFLICT_OWN, "MERGE inserts or changes"),
    NEVER(ON_CONSTRAINT, "MERGE inserts or changes"),
    NEVER(SEVERAL_CONFLICTS, "MERGE inserts or changes"),
    NEVER(MERGE, "its MERGE has other clauses: write it as SQL text"),
    NEVER(ON_DUPLICATE_KEY, "MERGE inserts or changes"),
    /* definitions */
    NEVER(SCHEMAS, "a schema is a user: CREATE USER"),
    NEVER(SCHEMA_CASCADE, "a schema is a user: DROP USER"),
    NEVER(DROP_CASCADE, "it is CASCADE CONSTRAINTS here: drop the foreign keys first"),
    NEVER(CONSTRAINT_IF_EXISTS, "look into user_constraints before"),
    NEVER(COLUMN_IF_EXISTS, "look into user_tab_columns before"),
    NEVER(ALTER_COLUMN, "it is MODIFY here: write it as SQL text"),
    NEVER(CONSTRAINT_COMMENTS, "there is no place for them"),
    SINCE(CREATE_IF_NOT_EXISTS, 23),
    SINCE(VIEW_IF_NOT_EXISTS, 23),
    NEVER(TEMPORARY_VIEW, "views are not temporary"),
    NEVER(TEMPORARY_MATERIALIZED, "a materialized view is not temporary"),
    NEVER(OR_REPLACE_MATERIALIZED, "drop it first"),
    SINCE(INDEX_IF_NOT_EXISTS, 23),
    SINCE(INDEX_IF_EXISTS, 23),
    NEVER(NAMED_TYPES, "use a CHECK of the column"),
    NEVER(TYPE_IF_NOT_EXISTS, "use a CHECK of the column"),
    NEVER(EXCLUDE_CONSTRAINT, "there are UNIQUE and triggers"),
    {.construct = SQI_C_COUNT},
};
