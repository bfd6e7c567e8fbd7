/* verdict.c: what PostgreSQL has not, has since which version, or has by other means. What is not
 * here it has. `make verdict` compares this with a server. */
#include "dialects/postgresql/compile.h"
#include "lib/compile/verdicts.h"

#define SINCE(name, a)                                                                             \
    {                                                                                              \
        SQI_C_##name, SQ_REFUSED, "since " #a, .until = { a }                                      \
    }

const sqi_verdict_entry sqi_postgresql_verdicts[] = {
    BY(OFFSET_ALONE, "LIMIT ALL stands for none"),
    SINCE(FETCH_TIES, 13),
    NEVER(FETCH_PERCENT, "compare percent_rank() with the part of the rows"),
    SINCE(GROUPS_FRAME, 11),
    SINCE(FRAME_EXCLUDE, 11),
    SINCE(RANGE_OFFSET, 11),
    NEVER(WITHIN_GROUP_OVER, "an ordered-set aggregate is no window function"),
    BY(AGGREGATE_STRINGS, "string_agg()"),
    BY(REGEXP_FLAGS, "(?flags) at the head of the pattern"),
    BY(MATCH, "a @@ plainto_tsquery(b)"),
    NEVER(MATCH_AGAINST, "sq_match() searches by to_tsquery()"),
    BY(TRUE_DIV, "a / CAST(b AS NUMERIC)"),
    BY(EMPTY_LIST, "IN (NULL) AND 1 != 1"),
    NEVER(TRY_CAST, "there is no such thing"),
    NEVER(SYSDATE, "clock_timestamp() is the same"),
    NEVER(DML_LIMIT, "choose the rows by a subquery in WHERE"),
    NEVER(SET_OF_OTHERS, "UPDATE changes one table"),
    NEVER(SEVERAL_CONFLICTS, "only one is allowed"),
    NEVER(SET_TARGET, "parts of a value are set by brackets, which JSON has not: use jsonb"),
    SINCE(MERGE, 15),
    NEVER(ON_DUPLICATE_KEY, "sq_on_conflict_do_update() says the same"),
    NEVER(VIEW_IF_NOT_EXISTS, "use OR REPLACE"),
    NEVER(TEMPORARY_MATERIALIZED, "a materialized view is not temporary"),
    NEVER(OR_REPLACE_MATERIALIZED, "drop it first"),
    NEVER(TYPE_IF_NOT_EXISTS, "look whether it is there: sq_metadata_create_all() does"),
    SINCE(COMPUTED_VIRTUAL, 18),
    {.construct = SQI_C_IDENTITY,
     .support = SQ_REFUSED,
     .reason = "since 10",
     .unless = SQI_BIT(IDENTITY_COLUMNS)},
    {.construct = SQI_C_COUNT},
};
