/* merge.c: MERGE: the rows of a source, and what becomes of the table for each.
 *
 * Every WHEN is planned as the UPDATE or INSERT that it stands for, so columns get their
 * client-side defaults as there; only the names of parameters are made up, since several may set
 * one column. */
#include "lib/compile/visits.h"

static const sq_relation *target_of(const sq_stmt *head)
{
    return SQI_CAST_TO(merge, head)->table;
}

static void put_value(sqi_compiler *c, const sqi_set_item *item)
{
    const sqi_bind *b = item->value->node.kind == SQI_N_BIND ? SQI_CAST_TO(bind, item->value)
                                                             : NULL;
    sq_name name = item->key.p ? item->key : SQI_NAME_LIT("param");
    if (b && b->flags & (SQI_BIND_UNIQUE | SQI_BIND_CLIENT_DEFAULT) && !(c->in & SQI_LITERAL)) {
        name = sqi_anon_name(c, b, 0, name, SQI_NAME_BIND);
        (void)sqi_slot_named(c, b, name);
    }
    sqi_put_assigned(c, item->column, item->value, name);
}

/* The UPDATE or INSERT of one WHEN. */
static sqi_dml plan_of(sqi_compiler *c, const sqi_dml *d, const sqi_merge_when *w)
{
    sqi_dml one = *d;
    one.toplevel = false; /* it fetches nothing by itself */
    one.sets = w->set;
    if (w->action == SQI_MERGE_UPDATE)
        sqi_plan_update(c, &one);
    else
        sqi_plan_insert(c, &one);
    return one;
}

static void put_update(sqi_compiler *c, const sqi_dml *d, const sqi_merge_when *w)
{
    sqi_dml one = plan_of(c, d, w);
    for (uint32_t i = 0; i < one.items.n && !sqi_failed(c); i++) {
        const sqi_set_item *item = &one.items.p[i];
        sqi_put_str(c, i ? ", " : "UPDATE SET ");
        c->d->hooks.set_target(c, &one, item);
        sqi_put(c, "=");
        put_value(c, item);
    }
}

static void put_insert(sqi_compiler *c, const sqi_dml *d, const sqi_merge_when *w)
{
    sqi_dml one = plan_of(c, d, w);
    sqi_put(c, "INSERT");
    if (!one.items.n) {
        sqi_put(c, " DEFAULT VALUES");
        return;
    }
    sqi_put_column_list(c, &one);
    sqi_put(c, " VALUES (");
    for (uint32_t i = 0; i < one.items.n; i++) {
        const sqi_set_item *item = &one.items.p[i];
        if (i)
            sqi_put(c, ", ");
        put_value(c, item);
    }
    sqi_put(c, ")");
}

static void put_when(sqi_compiler *c, const sqi_dml *d, const sqi_merge_when *w)
{
    sqi_put_str(c, w->matched ? " WHEN MATCHED" : " WHEN NOT MATCHED");
    if (w->condition) {
        sqi_put(c, " AND ");
        sqi_visit_operand(c, w->condition, SQ_OP_AND);
    }
    sqi_put(c, " THEN ");
    switch (w->action) {
    case SQI_MERGE_UPDATE:
        put_update(c, d, w);
        break;
    case SQI_MERGE_INSERT:
        put_insert(c, d, w);
        break;
    case SQI_MERGE_DELETE:
        sqi_put(c, "DELETE");
        break;
    default:
        sqi_put(c, "DO NOTHING");
    }
}

static void put_whens(sqi_compiler *c, const sqi_dml *d, const sqi_vec *chain)
{
    bool any = false;
    for (uint32_t i = chain->n - 1; i-- > 0 && !sqi_failed(c);) {
        const sq_stmt *s = chain->p[i];
        if (s->node.kind != SQI_N_MERGE_WHEN)
            continue;
        put_when(c, d, SQI_CAST_TO(merge_when, s));
        any = true;
    }
    if (!any)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_merge_into",
                         "it has no WHEN: sq_when_matched_update()");
}

static void visit_merge(sqi_compiler *c, const sq_node *n)
{
    sqi_vec chain = {0}, correlate = {0};
    sqi_read_chain(c, (const sq_stmt *)(const void *)n, &chain);
    if (sqi_failed(c))
        return;
    sqi_dml d = {.stmt = (const sq_stmt *)(const void *)n,
                 .head = chain.p[chain.n - 1],
                 .toplevel = !c->frame};
    const sqi_merge *m = SQI_CAST_TO(merge, d.head);
    d.relation = target_of(d.head);
    d.table = sq_table_of(d.relation);
    uint32_t saved = c->in;
    sqi_require(c, SQI_C_MERGE);
    sqi_begin_dml(c, &d, SQI_UPDATE);
    sqi_froms_of(c, m->table, &correlate);
    sqi_froms_of(c, m->source, &correlate);
    sqi_frame f = {.dml = &d, .asfrom_froms = &correlate};
    sqi_push_frame(c, &f);
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "MERGE INTO ");
    sqi_put_target(c, m->table);
    sqi_put(c, " USING ");
    sqi_visit_from(c, m->source);
    sqi_put(c, " ON ");
    sqi_visit_expr(c, m->on);
    put_whens(c, &d, &chain);
    sqi_put_with(c, start, d.toplevel, false);
    sqi_pop_frame(c);
    c->in = saved;
}

const sqi_visit_entry sqi_merge_visits[] = {
    {SQI_N_MERGE, visit_merge},
    {SQI_N_COUNT, NULL},
};
