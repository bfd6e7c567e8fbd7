/* upsert.c: parts of INSERT that dialects choose from: ON CONFLICT, and a row of nothing but
 * defaults. */
#include "lib/compile/visits.h"

static void put_element(sqi_compiler *c, const sq_expr *e, uint32_t in)
{
    bool plain = e->node.kind == SQI_N_COLUMN || e->node.kind == SQI_N_NAMED_COLUMN ||
                 e->node.kind == SQI_N_COLUMN_OF;
    if (plain)
        sqi_put_name(c, sqi_own_name(c, e));
    else
        sqi_visit_in(c, e, SQI_NO_TABLE | in, 0);
}

static void put_conflict_target(sqi_compiler *c, const sqi_on_conflict *o, uint32_t in)
{
    if (o->constraint.p) {
        sqi_put(c, " ON CONSTRAINT ");
        sqi_put_name(c, o->constraint);
        return;
    }
    for (uint32_t i = 0; i < o->elements.n; i++) {
        sqi_put_str(c, i ? ", " : " (");
        put_element(c, o->elements.p[i], in);
    }
    if (o->elements.n)
        sqi_put(c, ")");
    if (o->elements.n && o->index_where) {
        sqi_put(c, " WHERE ");
        sqi_visit_in(c, o->index_where, SQI_NO_TABLE | in, 0);
    }
}

static void put_new_value(sqi_compiler *c, const sq_expr *value)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)SQI_NO_TABLE;
    sqi_visit_operand(c, value, SQ_OP_COUNT);
    c->in = saved;
}

void sqi_put_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o, uint32_t in)
{
    sqi_put(c, " ON CONFLICT");
    put_conflict_target(c, o, in);
    if (o->action == SQ_DO_NOTHING) {
        sqi_put(c, " DO NOTHING");
        return;
    }
    sqi_items items = {0};
    sqi_set_items(c, d, o->set, true, &items);
    sqi_put(c, " DO UPDATE SET ");
    for (uint32_t i = 0; i < items.n && !sqi_failed(c); i++) {
        const sqi_set_item *item = &items.p[i];
        if (i)
            sqi_put(c, ", ");
        c->d->hooks.set_target(c, d, item);
        sqi_put(c, " = ");
        put_new_value(c, item->value);
    }
    if (o->where) {
        sqi_put(c, " WHERE ");
        sqi_visit_in(c, o->where, 0, SQI_NO_TABLE);
    }
}

/* Of many rows that say nothing: a row with a value, so that rows can be put together. */
void sqi_put_default_row(sqi_compiler *c, const sqi_dml *d, const char *value)
{
    sqi_put(c, " (");
    sqi_put_name(c, sqi_name_of_column(&d->table->columns[0]));
    sqi_put(c, ") VALUES (");
    sqi_put_str(c, value);
    sqi_put(c, ")");
}
