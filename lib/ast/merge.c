/* merge.c: MERGE and its WHEN clauses.
 *
 * Each WHEN is a clause of the chain, in the order of the calls: the first one that fits a row
 * counts. */
#include "lib/ast/construct.h"

const sq_stmt *(sq_merge_into)(sq_builder *q, const sq_relation *table, const sq_relation *source,
                               const sq_expr *on)
{
    sqi_merge *s = SQI_MAKE(q, MERGE, merge);
    s->table = sqi_given_rel(q, table, "sq_merge_into");
    s->source = sqi_given_rel(q, source, "sq_merge_into");
    s->on = sqi_condition(q, sqi_given(q, on, "sq_merge_into"));
    sqi_kind kind = (sqi_kind)s->table->node.kind;
    if (kind != SQI_N_TABLE && kind != SQI_N_ALIAS && kind != SQI_N_POISON)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_merge_into", "a %s can not be changed",
                        sqi_nodes[kind].name);
    return sqi_finish(q, s);
}

static const sq_stmt *when(const sq_stmt *s, int action, bool matched, const sq_expr *condition,
                           const sq_assignment *set, size_t n, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(MERGE));
    if (!q)
        return sqi_no_clause(s, where);
    if (action == SQI_MERGE_UPDATE && !n)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "it sets nothing");
    sqi_merge_when *x = SQI_CLAUSE(q, s, MERGE_WHEN, merge_when);
    x->matched = matched;
    x->action = action;
    x->condition = condition ? sqi_condition(q, condition) : NULL;
    x->set = sqi_assign_list(q, NULL, set, n, true, where);
    return sqi_finish(q, x);
}

const sq_stmt *sq_when_matched_update_n(const sq_stmt *s, const sq_expr *condition,
                                        const sq_assignment *set, size_t n)
{
    return when(s, SQI_MERGE_UPDATE, true, condition, set, n, "sq_when_matched_update");
}

const sq_stmt *sq_when_matched_delete(const sq_stmt *s, const sq_expr *condition)
{
    return when(s, SQI_MERGE_DELETE, true, condition, NULL, 0, "sq_when_matched_delete");
}

const sq_stmt *sq_when_matched_do_nothing(const sq_stmt *s, const sq_expr *condition)
{
    return when(s, SQI_MERGE_NOTHING, true, condition, NULL, 0, "sq_when_matched_do_nothing");
}

const sq_stmt *sq_when_not_matched_insert_n(const sq_stmt *s, const sq_expr *condition,
                                            const sq_assignment *values, size_t n)
{
    return when(s, SQI_MERGE_INSERT, false, condition, values, n, "sq_when_not_matched_insert");
}

const sq_stmt *sq_when_not_matched_do_nothing(const sq_stmt *s, const sq_expr *condition)
{
    return when(s, SQI_MERGE_NOTHING, false, condition, NULL, 0, "sq_when_not_matched_do_nothing");
}
