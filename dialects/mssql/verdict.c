/* verdict.c: what SQL Server 2017 and later have not, or have by other means. What is not here it
 * has. Written by its manual: no server was asked. */
#include "dialects/mssql/compile.h"

#define NEVER(name, why)                                                                           \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_REFUSED, .reason = why                            \
    }
#define BY(name, how)                                                                              \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_EMULATED, .reason = how                           \
    }

const sqi_verdict_entry sqi_mssql_verdicts[] = {
    /* FROM */
    NEVER(LATERAL, "it is written as CROSS APPLY"),
    NEVER(FUNCTION_SCALAR, "a function in FROM has columns"),
    NEVER(WITH_ORDINALITY, "number the rows by row_number()"),
    /* SELECT */
    NEVER(DISTINCT_ON, "number the rows of each group by row_number() and take the first"),
    NEVER(NULLS_ORDER, "order by CASE WHEN x IS NULL THEN 1 ELSE 0 END before"),
    BY(OFFSET_ALONE, "OFFSET n ROWS, behind ORDER BY"),
    BY(FETCH, "OFFSET 0 ROWS FETCH FIRST, behind ORDER BY"),
    BY(FETCH_TIES, "TOP n WITH TIES"),
    BY(FETCH_PERCENT, "TOP n PERCENT"),
    NEVER(FOR_UPDATE, "sq_with_hint(t, \"WITH (UPDLOCK)\") locks the rows of a table"),
    NEVER(FOR_SHARE, "sq_with_hint(t, \"WITH (HOLDLOCK)\") locks the rows of a table"),
    NEVER(KEY_LOCKS, "rows are locked by hints of a table"),
    NEVER(FOR_UPDATE_OF, "rows are locked by hints of a table"),
    NEVER(NOWAIT, "the hint is WITH (NOWAIT)"),
    NEVER(SKIP_LOCKED, "the hint is WITH (READPAST)"),
    /* compound selects, CTEs */
    NEVER(INTERSECT_ALL, "there is INTERSECT only"),
    NEVER(EXCEPT_ALL, "there is EXCEPT only"),
    NEVER(CTE_DML, "WITH holds SELECTs only"),
    /* windows and aggregates */
    NEVER(GROUPS_FRAME, "there are ROWS and RANGE"),
    NEVER(FRAME_EXCLUDE, "subtract the row from the aggregate"),
    NEVER(RANGE_OFFSET, "RANGE knows UNBOUNDED and CURRENT ROW only"),
    NEVER(FILTER, "aggregate a CASE"),
    BY(AGGREGATE_ORDER_BY, "WITHIN GROUP"),
    BY(STRINGS_ORDER_BY, "WITHIN GROUP"),
    NEVER(ARGUMENT_ORDER_BY, "say it of the aggregate"),
    BY(AGGREGATE_STRINGS, "string_agg()"),
    NEVER(ARRAY_AGG, "string_agg() makes a text"),
    /* expressions */
    NEVER(ARRAY, "keep lists as JSON"),
    NEVER(ELEMENT, "keep lists as JSON"),
    NEVER(FUNCTION_FIELD, "functions give one value"),
    NEVER(ANY_ARRAY, "use IN"),
    NEVER(BETWEEN_SYMMETRIC, "say it with both orders"),
    BY(ILIKE, "lower(a) LIKE lower(b)"),
    BY(IS_DISTINCT, "EXISTS (SELECT a INTERSECT SELECT b)"),
    NEVER(REGEXP, "there is LIKE with classes of characters"),
    NEVER(REGEXP_FLAGS, "there are no regular expressions"),
    NEVER(REGEXP_REPLACE, "there are no regular expressions"),
    BY(MATCH, "CONTAINS (a, b)"),
    NEVER(MATCH_AGAINST, "sq_match() searches by CONTAINS"),
    BY(JSON, "JSON_QUERY() and JSON_VALUE()"),
    BY(JSON_PATH, "JSON_QUERY() and JSON_VALUE()"),
    BY(CONCAT, "+"),
    BY(TRUE_DIV, "a / CAST(b AS NUMERIC)"),
    BY(EXTRACT, "DATEPART()"),
    NEVER(COLLATION_SCHEMA, "collations have no schema"),
    BY(EMPTY_LIST, "IN (NULL) AND 1 != 1"),
    BY(NOW, "CURRENT_TIMESTAMP"),
    NEVER(LOCAL_TIME, "there is CURRENT_TIMESTAMP"),
    NEVER(LOCAL_TIMESTAMP, "there is CURRENT_TIMESTAMP"),
    NEVER(SYSDATE, "there is CURRENT_TIMESTAMP"),
    BY(CHAR_LENGTH, "LEN(), which does not count blanks at the end"),
    NEVER(RANDOM, "newid() differs from row to row"),
    /* INSERT, UPDATE, DELETE */
    BY(INSERT_RETURNING, "OUTPUT inserted.*"),
    BY(UPDATE_RETURNING, "OUTPUT inserted.*"),
    BY(DELETE_RETURNING, "OUTPUT deleted.*"),
    NEVER(DML_LIMIT, "choose the rows by a subquery in WHERE"),
    NEVER(SET_OF_OTHERS, "UPDATE changes one table"),
    NEVER(SET_TARGET, "parts of a value are set by functions, such as JSON_MODIFY()"),
    NEVER(ON_CONFLICT, "there is MERGE, as SQL text"),
    NEVER(SEVERAL_CONFLICTS, "there is MERGE, as SQL text"),
    NEVER(MERGE, "its MERGE is another one: write it as SQL text"),
    NEVER(ON_DUPLICATE_KEY, "there is MERGE, as SQL text"),
    /* definitions */
    NEVER(CREATE_IF_NOT_EXISTS, "look into sys.objects before"),
    NEVER(SCHEMA_CASCADE, "drop what is in it first"),
    NEVER(DROP_CASCADE, "drop what depends on it first"),
    NEVER(COLUMN_IF_EXISTS, "look into INFORMATION_SCHEMA.COLUMNS before"),
    NEVER(RENAME_COLUMN, "call sp_rename"),
    NEVER(RENAME_INDEX, "call sp_rename"),
    NEVER(COMMENTS, "call sp_addextendedproperty"),
    NEVER(CONSTRAINT_COMMENTS, "call sp_addextendedproperty"),
    NEVER(VIEW_IF_NOT_EXISTS, "use OR REPLACE, which is OR ALTER"),
    BY(OR_REPLACE_VIEW, "OR ALTER"),
    NEVER(TEMPORARY_VIEW, "there are temporary tables only"),
    NEVER(MATERIALIZED_VIEW, "make a unique clustered index of a view"),
    NEVER(TEMPORARY_MATERIALIZED, "there are temporary tables only"),
    NEVER(OR_REPLACE_MATERIALIZED, "make a unique clustered index of a view"),
    NEVER(INDEX_IF_NOT_EXISTS, "look into sys.indexes before"),
    NEVER(EXPRESSION_INDEX, "make a computed column and an index of it"),
    NEVER(NAMED_TYPES, "use a CHECK of the column"),
    NEVER(TYPE_IF_NOT_EXISTS, "use a CHECK of the column"),
    NEVER(EXCLUDE_CONSTRAINT, "there are UNIQUE and triggers"),
    NEVER(DEFERRABLE, "constraints are checked by each statement"),
    BY(IDENTITY, "IDENTITY(start,increment)"),
    {.construct = SQI_C_COUNT},
};
