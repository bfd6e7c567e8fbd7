/* dml.c: INSERT, UPDATE, DELETE: the chain is read, crud.c plans the values, the text is written.
 *
 * SQLAlchemy: visit_insert, visit_update, visit_delete. */
#include "lib/compile/visits.h"
#include <stdio.h>

static const sqi_vec none;
enum { FEW = 8 }; /* what most statements have no more of: their lists take no memory */

/* ---- reading the chain ---- */

/* Those of one clause as they are: mostly there is no other. */
static void add_sets(sqi_compiler *c, sqi_dml *d, sqi_assigns more)
{
    if (!d->sets.n || !more.n) {
        d->sets = d->sets.n ? d->sets : more;
        return;
    }
    sqi_assign *all = sqi_room(c, ((size_t)d->sets.n + more.n) * sizeof *all);
    if (sqi_failed(c))
        return;
    memcpy(all, d->sets.p, d->sets.n * sizeof *all);
    memcpy(all + d->sets.n, more.p, more.n * sizeof *all);
    d->sets = (sqi_assigns){all, d->sets.n + more.n};
}

static void read_sets(sqi_compiler *c, const sqi_set *x, sqi_dml *d)
{
    add_sets(c, d, x->list);
    d->ordered |= x->ordered != 0;
    d->everything = false;
}

static void read_exprs(sqi_compiler *c, sqi_vec *v, sqi_exprs items)
{
    sqi_vec_add_all(c, v, items.p, items.n);
}

static void read_returning(sqi_compiler *c, const sqi_returning *x, sqi_dml *d)
{
    if (x->how == SQI_RETURNING)
        read_exprs(c, &d->returning, x->items);
    else if (x->how == SQI_RETURN_DEFAULTS)
        d->defaults = x;
    else
        d->supplemental = x;
}

static void read_dml_clause(sqi_compiler *c, const sq_stmt *s, sqi_dml *d)
{
    switch ((sqi_kind)s->node.kind) {
    case SQI_N_SET:
        read_sets(c, SQI_CAST_TO(set, s), d);
        break;
    case SQI_N_ROWS:
        d->rows = SQI_CAST_TO(rows, s);
        d->everything = false;
        break;
    case SQI_N_FROM_SELECT:
        d->from_select = SQI_CAST_TO(from_select, s);
        break;
    case SQI_N_RETURNING:
        read_returning(c, SQI_CAST_TO(returning, s), d);
        break;
    case SQI_N_DML_FLAG:
        d->inline_ |= SQI_CAST_TO(dml_flag, s)->flag == SQI_DML_INLINE;
        d->sort |= SQI_CAST_TO(dml_flag, s)->flag == SQI_DML_SORT;
        break;
    case SQI_N_WHERE:
        read_exprs(c, &d->where, SQI_CAST_TO(where, s)->items);
        break;
    case SQI_N_FROM: /* using() */
        sqi_vec_add_all(c, &d->using_, SQI_CAST_TO(from, s)->froms.p,
                        SQI_CAST_TO(from, s)->froms.n);
        break;
    case SQI_N_ON_CONFLICT:
        sqi_vec_add(c, &d->on_conflicts, s);
        break;
    case SQI_N_ON_DUPLICATE_KEY:
        d->on_duplicate_key = SQI_CAST_TO(on_duplicate_key, s);
        break;
    case SQI_N_LIMIT:
        d->limit = SQI_CAST_TO(limit, s);
        break;
    case SQI_N_AFFIX_CLAUSE:
        sqi_vec_add(c, SQI_CAST_TO(affix_clause, s)->suffix ? &d->suffixes : &d->prefixes, s);
        break;
    case SQI_N_HINT:
        sqi_vec_add(c, &d->hints, s);
        break;
    case SQI_N_ADD_CTE:
        sqi_vec_add(c, &d->add_ctes, s);
        break;
    case SQI_N_PARAMS:
        sqi_read_params(c, SQI_CAST_TO(params, s));
        break;
    case SQI_N_OPTIONS:
        d->options = SQI_CAST_TO(options, s)->list;
        break;
    default:
        break;
    }
}

static bool read_dml(sqi_compiler *c, const sq_node *n,
                     const sq_relation *(*target)(const sq_stmt *), sqi_dml *d)
{
    const void *few[FEW];
    sqi_vec chain = {few, 0, FEW};
    sqi_clear(d, sizeof *d);
    sqi_read_chain(c, (const sq_stmt *)(const void *)n, &chain);
    if (sqi_failed(c))
        return false;
    d->stmt = (const sq_stmt *)(const void *)n;
    d->head = chain.p[chain.n - 1];
    d->relation = target(d->head);
    d->table = sq_table_of(d->relation); /* also behind an alias */
    d->toplevel = !c->frame;
    d->keys = d->toplevel ? c->o->keys : NULL;
    d->n_keys = d->keys ? c->o->n_keys : 0;
    d->everything = !d->keys;
    for (uint32_t i = chain.n - 1; i-- > 0;)
        read_dml_clause(c, chain.p[i], d);
    return !sqi_failed(c);
}

/* ---- writing ---- */

/* A literal that its column would not keep as it is; a parameter is looked at when it has a value.
 */
SQI_APART void check_stored(sqi_compiler *c, const sqi_bind *b, const sq_type *t)
{
    const sqi_bind *x = sqi_value_source(c, b);
    const sq_type_methods *m = t->details ? t->details->methods : NULL;
    sq_value v = x->value;
    if ((m && m->literal) || !sqi_convert_literal(c, t, &v))
        return;
    const char *why = c->d->loses ? c->d->loses(t, &v) : NULL;
    if (why)
        sqi_fail_compile(c, SQ_ERR_DATA, "literal", "the value for \"%.*s\" %s", (int)x->name.n,
                         x->name.p ? x->name.p : "", why);
}

/* One that is no parameter of the user's own is named after the column. */
static inline uint32_t slot_assigned(sqi_compiler *c, const sqi_bind *b, sq_name name, bool apart)
{
    if (!(b->flags & SQI_BIND_UNIQUE))
        return sqi_slot_of(c, b);
    if (apart)
        return sqi_slot_of_column(c, b, name);
    if (c->visiting_cte || !name.p)
        name = sqi_anon_name(c, b, 0, SQI_NAME_LIT("param"), SQI_NAME_BIND);
    return sqi_slot_named(c, b, name);
}

SQI_ALWAYS_INLINE void put_assigned_bind(sqi_compiler *c, const sqi_bind *b, const sq_type *stores,
                                         sq_name name, bool apart)
{
    if (c->in & SQI_LITERAL) {
        sqi_visit_node(c, b);
        if (stores)
            check_stored(c, b, stores);
        return;
    }
    const uint32_t slot = slot_assigned(c, b, name, apart);
    if (slot == SQI_NO_SLOT)
        return;
    c->params[slot].stores = stores;
    if (sqi_is_marker(c, b))
        sqi_put_slot(c, slot);
    else
        sqi_visit_node(c, b);
}

/* A call for each would be a good part of what the marker of a parameter costs. `apart`: no other
 * has that name. */
SQI_ALWAYS_INLINE void put_assigned(sqi_compiler *c, const sq_expr *column, const sq_expr *value,
                                    sq_name name, bool apart)
{
    const sq_type *stores = column ? column->node.type : NULL;
    if (value->node.kind == SQI_N_BIND)
        put_assigned_bind(c, SQI_CAST_TO(bind, value), stores ? sqi_type_here(c, stores) : NULL,
                          name, apart);
    else
        sqi_visit_operand(c, value, SQ_OP_COUNT);
}

void sqi_put_assigned(sqi_compiler *c, const sq_expr *column, const sq_expr *value, sq_name name)
{
    put_assigned(c, column, value, name, false);
}

static sq_name row_name(sqi_compiler *c, sq_name key, uint32_t row)
{
    char tail[24];
    int n = snprintf(tail, sizeof tail, "_m%u", (unsigned)row);
    return sqi_join_names(c, key, "", (sq_name){tail, (uint32_t)n, 0});
}

static void put_row(sqi_compiler *c, const sqi_dml *d)
{
    for (uint32_t i = 0; i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (i)
            sqi_put(c, ", ");
        put_assigned(c, item->column, item->value, item->key, d->apart);
    }
}

/* One of several: parameters are named after the column and the row. */
static void put_one_of_rows(sqi_compiler *c, const sqi_dml *d, uint32_t row)
{
    const sqi_vec *values = d->more_rows.p[row];
    for (uint32_t i = 0; i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (i)
            sqi_put(c, ", ");
        sq_name name = row_name(c, item->key, row);
        sqi_put_assigned(c, item->column,
                         sqi_value_of_row(c, item, values->p[i], row ? name : item->key), name);
    }
}

static void put_values(sqi_compiler *c, const sqi_dml *d)
{
    if (d->repeats) {
        sqi_put_page(c, d);
        return;
    }
    sqi_put(c, " VALUES (");
    if (!d->rows)
        put_row(c, d);
    else if (!sqi_can(c, SQI_CAN_MULTIVALUES_INSERT))
        sqi_refuse(c, SQI_C_INSERT_ROWS);
    for (uint32_t row = 0; d->rows && row < d->more_rows.n && !sqi_failed(c); row++) {
        if (row)
            sqi_put(c, "), (");
        put_one_of_rows(c, d, row);
    }
    sqi_put(c, ")");
}

/* How many items are columns that stand side by side in their table, from this one on. */
static inline uint32_t count_neighbours(const sqi_set_item *p, const sqi_set_item *end)
{
    const sq_column *x = (const sq_column *)(const void *)p->own;
    const size_t left = x->table->n_columns - sqi_column_index(x);
    uint32_t n = 1;
    while (n < left && p + n < end && (const void *)p[n].own == (const void *)(x + n))
        n++;
    return n;
}

void sqi_put_column_list(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_set_item *first = d->items.p, *end = first + d->items.n;
    sqi_put(c, " (");
    for (const sqi_set_item *p = first; p < end && !sqi_failed(c);) {
        if (p > first)
            sqi_put(c, ", ");
        const bool is_column = SQI_IS(p->own, COLUMN);
        const uint32_t n = is_column ? count_neighbours(p, end) : 1;
        if (is_column)
            sqi_put_bare_columns(c, (const sq_column *)(const void *)p->own, n);
        else
            sqi_put_name(c, sqi_own_name(c, p->own));
        p += n;
    }
    sqi_put(c, ")");
}

sqi_vec sqi_returning_columns(sqi_compiler *c, const sqi_dml *d)
{
    sqi_vec columns = {0};
    const sqi_vec *given = d->returning.n ? &d->returning : &d->implicit_returning;
    sqi_expand_columns(c, given->p, given->n, &columns);
    if (d->supplemental)
        for (uint32_t i = 0; i < d->supplemental->items.n; i++)
            if (!sqi_vec_has(&columns, d->supplemental->items.p[i]))
                sqi_vec_add(c, &columns, d->supplemental->items.p[i]);
    if (d->sentinel)
        sqi_note_page_column(c, d, &columns);
    return columns;
}

void sqi_put_returning_columns(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_vec columns = sqi_returning_columns(c, d);
    uint32_t saved = c->in;
    c->in = (c->in & (uint32_t)(SQI_LITERAL | SQI_IN_DDL | SQI_NO_TABLE)) | SQI_IN_RETURNING;
    sqi_put_columns(c, &columns, SQ_LABEL_DISAMBIGUATE, d->toplevel);
    c->in = saved;
}

static void require_returning(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_kind kind = (sqi_kind)d->head->node.kind;
    sqi_require(c, kind == SQI_N_INSERT   ? SQI_C_INSERT_RETURNING
                   : kind == SQI_N_UPDATE ? SQI_C_UPDATE_RETURNING
                                          : SQI_C_DELETE_RETURNING);
}

/* It is asked for in both places where it could stand. */
static void put_returning(sqi_compiler *c, const sqi_dml *d, bool first)
{
    if (!d->returning.n && !d->implicit_returning.n && !d->supplemental)
        return;
    if (first != sqi_can(c, SQI_CAN_RETURNING_FIRST))
        return;
    if (d->returning.n)
        require_returning(c, d);
    if (d->toplevel)
        c->form.returns_rows = true;
    c->d->hooks.returning_clause(c, d);
}

void sqi_put_target(sqi_compiler *c, const sq_relation *r)
{
    uint32_t saved = c->in;
    c->in = (c->in & (uint32_t)(SQI_LITERAL | SQI_IN_DDL)) | SQI_IN_DML;
    sqi_visit_node(c, r);
    c->in = saved;
}

void sqi_begin_dml(sqi_compiler *c, const sqi_dml *d, sqi_purpose purpose)
{
    if (d->toplevel)
        c->form.purpose = purpose;
    c->form.changes = true;
    c->want_result = false;
    c->in &= (uint32_t)(SQI_LITERAL | SQI_IN_DDL);
}

static void put_upsert(sqi_compiler *c, const sqi_dml *d)
{
    if (d->on_conflicts.n)
        sqi_require(c, SQI_C_ON_CONFLICT);
    if (d->on_conflicts.n > 1)
        sqi_require(c, SQI_C_SEVERAL_CONFLICTS);
    for (uint32_t i = 0; i < d->on_conflicts.n; i++)
        c->d->hooks.on_conflict(c, d, d->on_conflicts.p[i]);
    if (d->on_duplicate_key)
        c->d->hooks.on_duplicate_key(c, d, d->on_duplicate_key);
}

static void put_insert_body(sqi_compiler *c, const sqi_dml *d, bool with_inside)
{
    const bool is_empty = d->items.n == 0 && !d->select;
    if (d->items.n)
        sqi_put_column_list(c, d);
    put_returning(c, d, true);
    if (is_empty) {
        sqi_require(c, SQI_C_DEFAULT_ROW);
        c->d->hooks.empty_insert(c, d);
        return;
    }
    if (!d->select) {
        put_values(c, d);
        return;
    }
    sqi_put(c, " ");
    sqi_mark start = sqi_mark_here(c);
    uint32_t saved = c->in;
    c->in |= SQI_INSERT_SELECT;
    sqi_visit_stmt(c, d->select);
    c->in = saved;
    if (with_inside)
        sqi_put_with(c, start, d->toplevel, false);
}

static const sq_relation *insert_target(const sq_stmt *head)
{
    return SQI_CAST_TO(insert, head)->table;
}

/* A server that wants WITH behind INSERT INTO has no place for it beside VALUES. */
static void put_insert_with(sqi_compiler *c, const sqi_dml *d, sqi_mark start)
{
    if (!sqi_can(c, SQI_CAN_CTE_FOLLOWS_INSERT) || !d->toplevel)
        sqi_put_with(c, start, d->toplevel, false);
    else if (c->ctes.n)
        sqi_require(c, SQI_C_CTE_INSERT_VALUES);
}

static void put_insert(sqi_compiler *c, sqi_dml *d)
{
    bool inside = sqi_can(c, SQI_CAN_CTE_FOLLOWS_INSERT) && d->select;
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "INSERT ");
    sqi_put_affixes(c, &d->prefixes, false);
    sqi_put(c, "INTO ");
    sqi_mark target = sqi_mark_here(c);
    sqi_put_target(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation, target);
    if (d->select)
        sqi_visit_added_ctes(c, &d->add_ctes);
    put_insert_body(c, d, inside);
    sqi_visit_added_ctes(c, &d->add_ctes); /* values are numbered before theirs */
    put_upsert(c, d);
    put_returning(c, d, false);
    if (c->ctes.n) /* they go in front: the spans of a row are not where they were */
        c->form.page.first = c->form.page.last = 0;
    if (!inside)
        put_insert_with(c, d, start);
    sqi_put_affixes(c, &d->suffixes, true);
}

/* A plan that there was no memory for holds nothing that could be written. */
static void visit_insert(sqi_compiler *c, const sq_node *n)
{
    sqi_dml d;
    if (!read_dml(c, n, insert_target, &d))
        return;
    uint32_t saved = c->in;
    sqi_begin_dml(c, &d, SQI_INSERT);
    sqi_frame f = {.dml = &d, .asfrom_froms = &none};
    sqi_push_frame(c, &f);
    if (d.from_select)
        sqi_plan_from_select(c, &d);
    else
        sqi_plan_insert(c, &d);
    if (!sqi_failed(c))
        put_insert(c, &d);
    sqi_pop_frame(c);
    c->in = saved;
}

/* ---- SET ---- */

/* Parts of a column are for those that can assign to them. */
void sqi_require_set_target(sqi_compiler *c, const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
    case SQI_N_COLUMN_OF:
    case SQI_N_NAMED_COLUMN:
    case SQI_N_LITERAL_COLUMN:
        return;
    default:
        sqi_require(c, SQI_C_SET_TARGET);
    }
}

/* column = value, column = value */
static void put_set_list(sqi_compiler *c, const sqi_dml *d)
{
    for (uint32_t i = 0; i < d->items.n && !sqi_failed(c); i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (i)
            sqi_put(c, ", ");
        c->d->hooks.set_target(c, d, item);
        sqi_put(c, "=");
        put_assigned(c, item->column, item->value, item->key, d->apart);
    }
}

void sqi_put_own_column(sqi_compiler *c, const sq_expr *own)
{
    if (SQI_IS(own, COLUMN))
        sqi_put_bare_column(c, (const sq_column *)(const void *)own);
    else
        sqi_put_name(c, sqi_own_name(c, own));
}

static void add_assign(sqi_compiler *c, const sqi_dml *d, const sqi_assign *a, sqi_items *out)
{
    const sq_expr *own = sqi_is_own_column(d, a->column) ? a->column : NULL;
    sqi_add_item(c, out, (sqi_set_item){.column = a->column, .own = own, .value = a->value});
}

void sqi_set_items(sqi_compiler *c, const sqi_dml *d, sqi_assigns set, bool in_table_order,
                   sqi_items *out)
{
    for (size_t i = 0; in_table_order && d->table && i < d->table->n_columns; i++)
        for (uint32_t j = 0; j < set.n; j++) {
            const char *key = sqi_dml_key(set.p[j].column);
            if (key && strcmp(key, d->table->columns[i].key) == 0)
                add_assign(c, d, &set.p[j], out);
        }
    for (uint32_t j = 0; j < set.n; j++) {
        const char *key = sqi_dml_key(set.p[j].column);
        bool known = in_table_order && d->table && key && sqi_find_column(d->table, key);
        if (!known)
            add_assign(c, d, &set.p[j], out);
    }
}

void sqi_put_dml_column(sqi_compiler *c, const sqi_dml_column *x)
{
    const sqi_dml *d = c->frame ? c->frame->dml : NULL;
    const char *key = sqi_dml_key(x->of);
    for (uint32_t i = 0; d && key && i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (!item->key.p || strcmp(item->key.p, key) != 0 || !item->value)
            continue;
        sqi_put_assigned(c, item->column, item->value, item->key);
        return;
    }
    if (d && d->head->node.kind == SQI_N_INSERT) {
        sqi_put(c, "NULL");
        return;
    }
    sqi_visit_expr(c, x->of);
}

/* ---- UPDATE, DELETE ---- */

/* All that FROM could show, which SELECTs inside may correlate to: the target, and what sq_using()
 * says; if it says nothing, what conditions and values speak of besides. */
static void find_froms(sqi_compiler *c, sqi_dml *d, sqi_vec *froms)
{
    sqi_froms_of(c, d->relation, froms);
    const uint32_t own = froms->n;
    sqi_froms_of_all(c, &d->using_, froms);
    if (d->using_.n)
        return;
    sqi_froms_of_all(c, &d->where, froms);
    for (uint32_t i = 0; i < d->sets.n; i++)
        sqi_froms_of(c, d->sets.p[i].value, froms);
    d->extra_froms = (sqi_vec){.p = froms->p + own, .n = froms->n - own};
}

static const sq_relation *update_target(const sq_stmt *head)
{
    return SQI_CAST_TO(update, head)->table;
}

static const sq_relation *delete_target(const sq_stmt *head)
{
    return SQI_CAST_TO(delete_, head)->table;
}

static void put_update(sqi_compiler *c, sqi_dml *d)
{
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "UPDATE ");
    sqi_put_affixes(c, &d->prefixes, false);
    c->d->hooks.update_tables(c, d);
    sqi_put(c, " SET ");
    put_set_list(c, d);
    sqi_visit_added_ctes(c, &d->add_ctes); /* values are numbered before theirs */
    put_returning(c, d, true);
    if (d->extra_froms.n || d->relation->node.kind == SQI_N_JOIN) {
        sqi_require(c, SQI_C_UPDATE_SEVERAL);
        c->d->hooks.update_from_clause(c, d);
    }
    sqi_put_where(c, &d->where, " WHERE ");
    sqi_lint_froms(c, c->frame->asfrom_froms, &d->where);
    if (d->limit || d->options)
        c->d->hooks.dml_limit_clause(c, d);
    put_returning(c, d, false);
    sqi_put_with(c, start, d->toplevel, false);
}

static void visit_update(sqi_compiler *c, const sq_node *n)
{
    const void *few[FEW];
    sqi_vec froms = {few, 0, FEW};
    sqi_dml d;
    if (!read_dml(c, n, update_target, &d))
        return;
    uint32_t saved = c->in;
    sqi_begin_dml(c, &d, SQI_UPDATE);
    find_froms(c, &d, &froms);
    sqi_frame f = {.dml = &d, .asfrom_froms = &froms};
    sqi_push_frame(c, &f);
    sqi_plan_update(c, &d);
    if (!sqi_failed(c))
        put_update(c, &d);
    sqi_pop_frame(c);
    c->in = saved;
}

static void visit_delete(sqi_compiler *c, const sq_node *n)
{
    const void *few[FEW];
    sqi_vec froms = {few, 0, FEW};
    sqi_dml d;
    if (!read_dml(c, n, delete_target, &d))
        return;
    uint32_t saved = c->in;
    sqi_begin_dml(c, &d, SQI_DELETE);
    find_froms(c, &d, &froms);
    sqi_frame f = {.dml = &d, .asfrom_froms = &froms};
    sqi_push_frame(c, &f);
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "DELETE ");
    sqi_visit_added_ctes(c, &d.add_ctes);
    sqi_put_affixes(c, &d.prefixes, false);
    sqi_put(c, "FROM ");
    c->d->hooks.delete_tables(c, &d);
    put_returning(c, &d, true);
    if (d.extra_froms.n || d.using_.n)
        c->d->hooks.delete_using_clause(c, &d);
    sqi_put_where(c, &d.where, " WHERE ");
    sqi_lint_froms(c, &froms, &d.where);
    if (d.limit || d.options)
        c->d->hooks.dml_limit_clause(c, &d);
    put_returning(c, &d, false);
    sqi_put_with(c, start, d.toplevel, false);
    sqi_pop_frame(c);
    c->in = saved;
}

const sqi_visit_entry sqi_dml_visits[] = {
    {SQI_N_INSERT, visit_insert},
    {SQI_N_UPDATE, visit_update},
    {SQI_N_DELETE, visit_delete},
    {SQI_N_COUNT, NULL},
};
