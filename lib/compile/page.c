/* page.c: INSERT of many parameter sets in one statement: a page of them.
 *
 * The spans of one row of VALUES are marked, and assemble.c writes them again for each set, so one
 * compiled form serves pages of every length. No database promises the order of what RETURNING
 * gives. It is found out afterwards by a column, the sentinel, whose values are known beforehand,
 * or rise from set to set. Where no column does, the rows are not repeated: one set, one statement.
 *
 * SQLAlchemy: insertmanyvalues, _get_sentinel_column_for_table. */
#include "lib/ast/construct.h"
#include "lib/compile/visits.h"

/* ---- which column tells the order ---- */

/* Stands for the number of the row among the values. */
static const sqi_constant row_number = {.node = {.kind = SQI_N_CONST}, .which = SQI_CONST_NULL};

static bool is_row_number(const sqi_set_item *item)
{
    return item && item->value == (const sq_expr *)(const void *)&row_number;
}

static const sqi_set_item *item_of(const sqi_dml *d, const sq_column *column)
{
    for (uint32_t i = 0; i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (item->key.p && strcmp(item->key.p, column->key) == 0)
            return item;
    }
    return NULL;
}

/* Values of these types come back as they were sent. */
static bool comes_back(const sq_type *t)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    return (class_ == SQ_TC_INTEGER || class_ == SQ_TC_UUID) &&
           !(t->details && t->details->methods);
}

static bool rises(const sq_sequence_options *o)
{
    return (!o->has_increment || o->increment > 0) && !o->cycle;
}

/* How the column tells the order; SQI_PAGE_ANY: it does not. */
static sqi_page_order order_by(const sqi_compiler *c, const sqi_dml *d, const sq_column *x)
{
    const sqi_set_item *item = item_of(d, x);
    if (!comes_back(&x->type))
        return SQI_PAGE_ANY;
    if (is_row_number(item))
        return SQI_PAGE_RISING;
    if (item && item->value->node.kind == SQI_N_BIND)
        return SQI_PAGE_GIVEN;
    bool rising;
    if (item) {
        const sq_sequence *s = x->o.default_.sequence;
        rising = item->value->node.kind == SQI_N_NEXT_VALUE && s && rises(&s->numbers);
    } else if (x->o.identity.set && sqi_can(c, SQI_CAN_IDENTITY_COLUMNS))
        rising = rises(&x->o.identity.numbers);
    else
        rising = x->o.insert_sentinel || sqi_autoincrement_column(d->table) == x;
    return rising ? SQI_PAGE_RISING : SQI_PAGE_ANY;
}

/* A column made for it is filled with the number of the row. */
static void add_row_number(sqi_compiler *c, sqi_dml *d)
{
    for (size_t i = 0; i < d->table->n_columns; i++) {
        const sq_column *x = &d->table->columns[i];
        if (x->o.default_.kind == SQ_DEFAULT_SENTINEL && comes_back(&x->type) && !item_of(d, x)) {
            const sq_expr *number = (const sq_expr *)(const void *)&row_number;
            sqi_add_item(c, &d->items,
                         (sqi_set_item){&x->expr, &x->expr, number, sqi_key_of_column(x)});
            return;
        }
    }
}

static void find_sentinel(const sqi_compiler *c, sqi_dml *d)
{
    const sq_column *key = NULL, *marked = NULL;
    size_t n_keys = 0;
    for (size_t i = 0; i < d->table->n_columns; i++) {
        const sq_column *x = &d->table->columns[i];
        if (x->o.insert_sentinel || x->o.default_.kind == SQ_DEFAULT_SENTINEL)
            marked = x;
        if (sqi_is_primary_key(x)) {
            key = x;
            n_keys++;
        }
    }
    const sq_column *x = marked ? marked : n_keys == 1 ? key : NULL;
    d->page_order = x ? order_by(c, d, x) : SQI_PAGE_ANY;
    d->sentinel = d->page_order != SQI_PAGE_ANY ? x : NULL;
}

/* ---- the plan ---- */

/* On some servers two sets of one statement must not meet the same row. */
static bool updates_rows(const sqi_dml *d)
{
    for (uint32_t i = 0; i < d->on_conflicts.n; i++)
        if (((const sqi_on_conflict *)d->on_conflicts.p[i])->action == SQ_DO_UPDATE)
            return true;
    return d->on_duplicate_key != NULL;
}

/* Whoever asks for nothing gets the keys. */
static void return_keys(sqi_compiler *c, sqi_dml *d)
{
    d->implicit_returning = (sqi_vec){0};
    for (size_t i = 0; i < d->table->n_columns; i++)
        if (sqi_is_primary_key(&d->table->columns[i]))
            sqi_vec_add(c, &d->implicit_returning, &d->table->columns[i].expr);
    if (d->implicit_returning.n)
        sqi_require(c, SQI_C_INSERT_RETURNING);
}

void sqi_plan_page(sqi_compiler *c, sqi_dml *d)
{
    if (!d->table || d->rows)
        return;
    if (!d->returning.n && !d->defaults && !d->supplemental)
        return_keys(c, d);
    d->repeats = d->items.n > 0 && !d->add_ctes.n && !updates_rows(d) &&
                 sqi_can(c, SQI_CAN_MULTIVALUES_INSERT);
    bool rows = d->returning.n || d->implicit_returning.n || d->supplemental;
    if (!d->repeats || !rows || (c->o->any_order && !d->sort))
        return;
    add_row_number(c, d);
    if (!d->on_conflicts.n) /* a row that was there before comes back with its own key */
        find_sentinel(c, d);
    d->repeats = d->sentinel != NULL;
}

void sqi_note_page_column(sqi_compiler *c, const sqi_dml *d, sqi_vec *columns)
{
    uint32_t i = 0;
    while (i < columns->n && columns->p[i] != &d->sentinel->expr)
        i++;
    c->form.page.hidden = i == columns->n;
    c->form.page.column = i;
    c->form.page.order = d->page_order;
    if (c->form.page.hidden)
        sqi_vec_add(c, columns, &d->sentinel->expr);
    if (d->page_order == SQI_PAGE_GIVEN && !(c->in & SQI_LITERAL)) {
        const sqi_bind *b = SQI_CAST_TO(bind, item_of(d, d->sentinel)->value);
        c->form.page.slot = sqi_slot_of(c, b);
    }
}

/* ---- the text ---- */

static void put_row(sqi_compiler *c, const sqi_dml *d, bool numbered)
{
    sqi_put(c, "(");
    for (uint32_t i = 0; i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (i)
            sqi_put(c, ", ");
        if (is_row_number(item))
            sqi_put_row_number(c);
        else
            sqi_put_assigned(c, item->column, item->value, item->key);
    }
    if (numbered) {
        sqi_put(c, ", ");
        sqi_put_row_number(c);
    }
    sqi_put(c, ")");
}

/* p0, p1, ..: `cast` to the types of the columns that they go to. */
static void put_columns(sqi_compiler *c, const sqi_dml *d, bool cast)
{
    for (uint32_t i = 0; i < d->items.n; i++) {
        sqi_put_str(c, i ? ", p" : "p");
        sqi_out_uint(&c->out, i);
        if (cast)
            c->d->hooks.page_cast(c, d->items.p[i].column->node.type);
    }
}

void sqi_put_page(sqi_compiler *c, const sqi_dml *d)
{
    bool generated = d->page_order == SQI_PAGE_RISING && !is_row_number(item_of(d, d->sentinel));
    bool in_order = generated && sqi_can(c, SQI_CAN_INSERT_IN_ORDER);
    if (in_order) {
        sqi_put(c, " SELECT ");
        put_columns(c, d, true);
        sqi_put(c, " FROM (VALUES ");
    } else
        sqi_put(c, " VALUES ");
    c->form.page.first = sqi_cut_span(c);
    put_row(c, d, in_order);
    c->form.page.last = sqi_cut_span(c);
    if (in_order) {
        sqi_put(c, ") AS imp_sen(");
        put_columns(c, d, false);
        sqi_put(c, ", sen_counter) ORDER BY sen_counter");
    }
}

/* ---- when all is written ---- */

/* A name is written once; a list, and what is written into the text, differs from row to row. */
static bool can_repeat(const sq_compiled *k)
{
    return k->mark != SQ_MARK_NAMED && !k->has_literals && !k->n_lists && k->can_memo;
}

void sqi_settle_page(sq_compiled *k)
{
    sqi_page *p = &k->page;
    uint32_t inside = 0, outside = 0, max_params = k->dialect->max_params;
    p->max_rows = 1;
    if (!can_repeat(k))
        p->first = p->last = 0;
    if (p->last == p->first)
        return;
    for (uint32_t i = 0; i < k->n_spans; i++)
        if (sqi_is_slot(k->spans[i].slot))
            *(i >= p->first && i < p->last ? &inside : &outside) += 1;
    if (inside)
        p->max_rows = outside + inside < max_params ? (max_params - outside) / inside : 1;
    k->fixed = false;
}
