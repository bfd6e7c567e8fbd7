/* crud.c: which columns of INSERT and UPDATE get which values, given or by default.
 *
 * SQLAlchemy: crud.py. */
#include "lib/ast/construct.h"
#include "lib/compile/visits.h"

/* ---- columns and values ---- */

const char *sqi_dml_key(const sq_expr *e)
{
    if (e->node.kind == SQI_N_COLUMN)
        return ((const sq_column *)(const void *)e)->key;
    if (e->node.kind == SQI_N_COLUMN_OF) {
        const sqi_column_of *x = SQI_CAST_TO(column_of, e);
        return x->key ? x->key : x->name.p;
    }
    if (e->node.kind == SQI_N_NAMED_COLUMN)
        return SQI_CAST_TO(named_column, e)->name.p;
    return NULL;
}

/* Is it a column of the target itself? */
bool sqi_is_own_column(const sqi_dml *d, const sq_expr *e)
{
    if (e->node.kind == SQI_N_COLUMN)
        return ((const sq_column *)(const void *)e)->table == d->table;
    if (e->node.kind == SQI_N_COLUMN_OF)
        return SQI_CAST_TO(column_of, e)->from == d->relation;
    return e->node.kind == SQI_N_NAMED_COLUMN && !SQI_CAST_TO(named_column, e)->of;
}

static bool is_called(const sqi_set_item *item, const char *key)
{
    return item->key.p && strcmp(item->key.p, key) == 0;
}

/* A parameter that no node of the tree stands for. */
static const sq_expr *made_bind(sqi_compiler *c, sq_name name, const sq_type *type, uint32_t flags)
{
    sqi_bind *b = sqi_temp(c, sizeof *b);
    b->node = (sq_node){.kind = SQI_N_BIND, .type = type};
    b->name = name;
    b->flags = (int32_t)(flags | SQI_BIND_COLUMN);
    b->value.kind = SQ_V_ABSENT;
    return (const sq_expr *)(void *)b;
}

bool sqi_items_grow(sqi_compiler *c, sqi_items *v, uint32_t more)
{
    uint32_t cap = v->n + (v->n > more ? v->n : more);
    sqi_set_item *p = sqi_more_room(c, v->p, v->n, cap, sizeof *p);
    if (!p)
        return false;
    v->p = p;
    v->cap = cap;
    return true;
}

/* The place of a column among those of a table, or of another target: past the last one, if it is
 * none of them. */
static inline size_t place_in_table(const sq_table *t, const sq_expr *e)
{
    const sq_column *x = SQI_IS(e, COLUMN) ? (const sq_column *)(const void *)e
                                           : sqi_find_column(t, sqi_dml_key(e));
    return x ? sqi_column_index(x) : t->n_columns;
}

static size_t place_among(const sqi_vec *columns, const sq_expr *e)
{
    const char *key = sqi_dml_key(e);
    uint32_t i = 0;
    while (i < columns->n && strcmp(sqi_dml_key(columns->p[i]), key) != 0)
        i++;
    return i;
}

/* The last value given for each of n columns, by its place; NULL where there is none. `exported`:
 * those of a target that is no table. NULL: the compile has failed. */
static const sqi_assign **values_given(sqi_compiler *c, const sqi_dml *d, const sqi_vec *exported,
                                       size_t n)
{
    const sqi_assign **given = sqi_temp(c, (n + 1) * sizeof *given);
    if (sqi_failed(c))
        return NULL;
    /* it takes no others: a column may be that of a table that is described alike */
    const bool is_insert = d->head->node.kind == SQI_N_INSERT;
    const sqi_assign *a = d->sets.p;
    for (uint32_t left = d->sets.n; left > 0; left--, a++) {
        if (!is_insert && !sqi_is_own_column(d, a->column))
            continue;
        size_t at = exported ? place_among(exported, a->column)
                             : place_in_table(d->table, a->column);
        if (at >= n) {
            sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_values", "the table has no column \"%s\"",
                             sqi_dml_key(a->column));
            return NULL;
        }
        given[at] = a;
    }
    return given;
}

/* The values of columns of a table, asked for in its order. */
typedef struct ordered {
    const sqi_assign *next; /* in that order themselves, as they mostly are; or */
    uint32_t left;
    const sqi_assign **given; /* by place */
} ordered;

static bool is_in_order(const sqi_dml *d)
{
    const sq_column *first = d->table->columns; /* that may come next */
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sq_column *x = (const sq_column *)(const void *)d->sets.p[i].column;
        if (!SQI_IS(d->sets.p[i].column, COLUMN) || x->table != d->table || x < first)
            return false;
        first = x + 1;
    }
    return true;
}

static inline ordered in_order(sqi_compiler *c, const sqi_dml *d)
{
    if (is_in_order(d))
        return (ordered){.next = d->sets.p, .left = d->sets.n};
    return (ordered){.given = values_given(c, d, NULL, d->table->n_columns)};
}

static inline const sqi_assign *take_value(ordered *o, const sq_column *x)
{
    if (o->given)
        return o->given[sqi_column_index(x)];
    if (!o->left || o->next->column != &x->expr)
        return NULL;
    o->left--;
    return o->next++;
}

static const sq_expr *row_value(const sqi_dml *d, const char *key)
{
    for (uint32_t i = 0; i < d->rows->columns.n; i++) {
        const char *own = sqi_dml_key(d->rows->columns.p[i]);
        if (own && strcmp(own, key) == 0)
            return d->rows->items.p[i];
    }
    return NULL;
}

typedef struct target_column {
    const sq_column *column; /* NULL: of a target that is no table */
    const sq_expr *expr;
} target_column;

/* Is it of a table, not of another element that shows the table's? Where columns of a table are
 * gone through that is known when this is compiled. */
SQI_ALWAYS_INLINE bool is_itself(target_column t)
{
    return (const void *)t.expr == (const void *)t.column;
}

SQI_ALWAYS_INLINE sq_name key_of(target_column t)
{
    return is_itself(t) || SQI_IS(t.expr, COLUMN)
               ? sqi_key_of_column((const sq_column *)(const void *)t.expr)
               : sqi_plain_name(sqi_dml_key(t.expr));
}

static inline bool is_parameter(const sqi_dml *d, target_column t)
{
    for (size_t i = 0; i < d->n_keys; i++)
        if (strcmp(d->keys[i], key_of(t).p) == 0)
            return true;
    return false;
}

/* `column`: as it was given. */
static inline void add_column(sqi_compiler *c, sqi_dml *d, target_column t, const sq_expr *column,
                              const sq_expr *value)
{
    sqi_add_item(c, &d->items, (sqi_set_item){column, t.expr, value, key_of(t)});
}

static bool is_ad_hoc(const sqi_dml *d)
{
    return !d->table || d->table->o.ad_hoc;
}

/* A statement that names no columns leaves it out. */
static bool is_omitted(target_column t)
{
    return t.column && (t.column->o.omit_from_statements || sqi_is_computed(t.column));
}

/* ---- generated keys ---- */

static bool needs_keys(const sqi_compiler *c, const sqi_dml *d)
{
    bool many = c->o->executemany && !d->defaults && !c->o->page_rows;
    return d->toplevel && !d->inline_ && !many && !d->returning.n && !d->rows && !is_ad_hoc(d) &&
           !d->from_select;
}

/* Are the keys that it needs fetched by RETURNING, though nobody asked for it? */
static bool returns_keys(const sqi_compiler *c, const sqi_dml *d)
{
    if (!sqi_can(c, SQI_CAN_INSERT_RETURNING) || d->table->o.no_implicit_returning)
        return false;
    bool by_last_id = !sqi_can(c, SQI_CAN_FAVOR_RETURNING) && sqi_autoincrement_column(d->table) &&
                      !c->o->page_rows;
    return !by_last_id || d->defaults;
}

static bool wants_default(const sqi_dml *d, const sq_column *column)
{
    if (!d->defaults)
        return false;
    if (d->defaults->items.n == 0)
        return true;
    for (uint32_t i = 0; i < d->defaults->items.n; i++)
        if (d->defaults->items.p[i] == &column->expr)
            return true;
    return false;
}

static void add_returning(sqi_compiler *c, sqi_dml *d, const sq_column *column)
{
    if (!sqi_vec_has(&d->implicit_returning, &column->expr))
        sqi_vec_add(c, &d->implicit_returning, &column->expr);
}

/* A parameter whose value a client-side default gives. */
static const sq_expr *default_bind(sqi_compiler *c, sq_name name, const sq_type *type,
                                   const sq_default *def)
{
    const sq_expr *e = made_bind(c, name, type, SQI_BIND_CLIENT_DEFAULT);
    uint64_t *at = sqi_map_at(&c->client_defaults, (uint64_t)(uintptr_t)e);
    c->slots_vary = true;
    if (at)
        *at = (uint64_t)(uintptr_t)def;
    else
        c->out.status = SQ_ERR_NOMEM;
    return e;
}

static const sq_expr *next_value_expr(sqi_compiler *c, const sq_sequence *s)
{
    sqi_next_value *x = sqi_temp(c, sizeof *x);
    x->node = (sq_node){.kind = SQI_N_NEXT_VALUE, .type = sqi_simple_type(SQ_T_INTEGER)};
    x->sequence = s;
    return (const sq_expr *)(void *)x;
}

static const sq_expr *default_text(sqi_compiler *c, const sq_type *type, const sq_sql_text *sql)
{
    sqi_literal_column *x = sqi_temp(c, sizeof *x);
    x->node = (sq_node){.kind = SQI_N_LITERAL_COLUMN, .type = type};
    x->sql = (const char *)(const void *)sql;
    return (const sq_expr *)(void *)x;
}

/* The expression, or the parameter, that a client-side default gives; NULL if it gives nothing. */
static const sq_expr *default_value(sqi_compiler *c, target_column t, const sq_default *def)
{
    switch (def->kind) {
    case SQ_DEFAULT_EXPR:
        return def->expr;
    case SQ_DEFAULT_SEQUENCE:
        if (!sqi_can(c, SQI_CAN_SEQUENCES) || !def->sequence)
            return NULL;
        return next_value_expr(c, def->sequence);
    case SQ_DEFAULT_VALUE:
    case SQ_DEFAULT_CALLBACK:
        return default_bind(c, key_of(t), sqi_type_of(t.expr), def);
    case SQ_DEFAULT_SQL:
        return def->sql ? default_text(c, sqi_type_of(t.expr), def->sql) : NULL;
    case SQ_DEFAULT_NONE:
    case SQ_DEFAULT_FETCHED:
    case SQ_DEFAULT_SENTINEL:
        return NULL;
    }
    return NULL;
}

static bool is_server_side(const sq_default *def)
{
    return def->kind == SQ_DEFAULT_EXPR || def->kind == SQ_DEFAULT_SQL ||
           def->kind == SQ_DEFAULT_SEQUENCE;
}

/* A key without a value: its default, or what the server makes of it. */
static void insert_key_default(sqi_compiler *c, sqi_dml *d, target_column t, bool returning)
{
    const sq_column *column = t.column;
    const sq_default *def = &column->o.default_;
    const sq_expr *value = default_value(c, t, def);
    if (value)
        add_column(c, d, t, t.expr, value);
    bool generated = sqi_autoincrement_column(d->table) == column ||
                     sqi_server_default(column).kind != SQ_DEFAULT_NONE ||
                     sqi_is_computed(column) || column->o.identity.set;
    if (returning && ((value && is_server_side(def)) || (!value && generated)))
        add_returning(c, d, column);
}

static void insert_default(sqi_compiler *c, sqi_dml *d, target_column t, bool needs, bool returning)
{
    if (!t.column || is_ad_hoc(d))
        return;
    const sq_column *column = t.column;
    bool by_last_id = !returning && needs && sqi_autoincrement_column(d->table) == column;
    if (needs && !by_last_id && sqi_is_primary_key(column)) {
        insert_key_default(c, d, t, returning);
        return;
    }
    const sq_expr *value = default_value(c, t, &column->o.default_);
    if (value) {
        add_column(c, d, t, t.expr, value);
        if (is_server_side(&column->o.default_) && returning && wants_default(d, column))
            add_returning(c, d, column);
    } else if (returning && wants_default(d, column))
        add_returning(c, d, column);
}

/* The server sets it; a column that was named is told, too, unless the client has its value. */
static bool update_is_told(const sqi_dml *d, const sq_column *column, const sq_expr *value)
{
    bool by_server = value ? is_server_side(&column->o.onupdate)
                           : column->o.server_onupdate.kind || sqi_is_computed(column) ||
                                 d->defaults->items.n > 0;
    return by_server && wants_default(d, column);
}

/* Most columns have nothing to say about updates. */
static inline bool has_update_default(const sqi_dml *d, const sq_column *column)
{
    return column && (column->o.onupdate.kind != SQ_DEFAULT_NONE || d->defaults);
}

static void update_default(sqi_compiler *c, sqi_dml *d, target_column t)
{
    const sq_default *def = &t.column->o.onupdate;
    if (is_ad_hoc(d) || d->relation->node.kind != SQI_N_TABLE)
        return; /* columns of an alias have no defaults */
    const sq_expr *value = default_value(c, t, def);
    if (value)
        add_column(c, d, t, t.expr, value);
    if (d->defaults && sqi_can(c, SQI_CAN_UPDATE_RETURNING) && d->toplevel &&
        update_is_told(d, t.column, value))
        add_returning(c, d, t.column);
}

/* ---- the columns of the target ---- */

/* `given`: NULL if no value is. */
typedef void each_column(sqi_compiler *c, sqi_dml *d, target_column t, const sqi_assign *given,
                         void *context);

/* Of a target that is no table. */
static void for_each_exported(sqi_compiler *c, sqi_dml *d, each_column *each, void *context)
{
    sqi_vec columns = {0};
    sqi_relation_columns(c, d->relation, &columns);
    const sqi_assign **given = values_given(c, d, &columns, columns.n);
    for (uint32_t i = 0; given && i < columns.n; i++) {
        const sq_expr *e = columns.p[i];
        const target_column t = {d->table ? sqi_find_column(d->table, sqi_dml_key(e)) : NULL, e};
        each(c, d, t, given[i], context);
    }
}

/* A loop for each `each`: they are short, and for most columns have little to do. */
SQI_ALWAYS_INLINE void for_each_column(sqi_compiler *c, sqi_dml *d, each_column *each,
                                       void *context)
{
    if (d->relation->node.kind != SQI_N_TABLE) {
        for_each_exported(c, d, each, context);
        return;
    }
    ordered values = in_order(c, d);
    if (!d->items.cap)
        sqi_items_grow(c, &d->items, (uint32_t)d->table->n_columns);
    const sq_column *x = d->table->columns;
    for (size_t left = sqi_failed(c) ? 0 : d->table->n_columns; left > 0; left--, x++)
        each(c, d, (target_column){x, &x->expr}, take_value(&values, x), context);
}

/* What is known of the columns of a table; NULL: the target is none, or there is no memory. */
static inline const sqi_rendered *rendered_target(sqi_compiler *c, const sqi_dml *d)
{
    return d->relation->node.kind == SQI_N_TABLE ? sqi_rendered_of(c, d->table) : NULL;
}

/* May items be named after the columns of a table, each of which comes once? In a CTE names are
 * made up. */
static bool are_apart(const sqi_compiler *c, const sqi_dml *d, const sqi_rendered *r)
{
    return r && !d->rows && !c->visiting_cte && r->apart != UINT32_MAX &&
           !sqi_may_be_cut(c, r->apart);
}

typedef struct insert_plan {
    bool needs, returning;
} insert_plan;

/* A key that was given as NULL may count on all the same: what came of it is fetched. */
static bool may_count_on(const sqi_compiler *c, const sqi_dml *d, target_column t)
{
    return sqi_can(c, SQI_CAN_NULL_PK_AUTOINCREMENTS) && t.column && d->table &&
           t.column == sqi_autoincrement_column(d->table);
}

SQI_ALWAYS_INLINE void insert_column(sqi_compiler *c, sqi_dml *d, target_column t,
                                     const sqi_assign *given, void *context)
{
    const insert_plan *p = context;
    const sq_expr *in_row = given || !d->rows ? NULL : row_value(d, key_of(t).p);
    if (given) {
        add_column(c, d, t, t.expr, given->value);
        bool bound = given->value->node.kind == SQI_N_BIND;
        if (p->returning && t.column &&
            (bound ? may_count_on(c, d, t)
                   : sqi_is_primary_key(t.column) || wants_default(d, t.column)))
            add_returning(c, d, t.column);
    } else if (in_row)
        add_column(c, d, t, t.expr, in_row);
    else if ((d->everything && !is_omitted(t)) || is_parameter(d, t)) {
        add_column(c, d, t, t.expr, made_bind(c, key_of(t), sqi_type_of(t.expr), 0));
        if (p->returning && may_count_on(c, d, t))
            add_returning(c, d, t.column);
    } else
        insert_default(c, d, t, p->needs, p->returning);
}

/* Rows behind the first: values in the order of the items. */
static void read_rows(sqi_compiler *c, sqi_dml *d)
{
    uint32_t width = d->rows->columns.n, n = width ? d->rows->items.n / width : 0;
    for (uint32_t row = 0; row < n; row++) {
        sqi_vec *values = sqi_temp(c, sizeof *values);
        for (uint32_t i = 0; i < d->items.n; i++) {
            const sqi_set_item *item = &d->items.p[i];
            const sq_expr *value = item->value;
            for (uint32_t j = 0; j < width; j++) {
                const char *key = sqi_dml_key(d->rows->columns.p[j]);
                if (key && is_called(item, key))
                    value = d->rows->items.p[row * width + j];
            }
            sqi_vec_add(c, values, value);
        }
        sqi_vec_add(c, &d->more_rows, values);
    }
}

void sqi_plan_insert(sqi_compiler *c, sqi_dml *d)
{
    const bool needs = needs_keys(c, d);
    insert_plan p = {.needs = needs, .returning = needs && returns_keys(c, d)};
    d->apart = are_apart(c, d, rendered_target(c, d));
    for_each_column(c, d, insert_column, &p);
    if (d->rows)
        read_rows(c, d);
    if (c->o->page_rows && d->toplevel)
        sqi_plan_page(c, d);
    c->form.implicit_returning = d->implicit_returning.n > 0 && !d->defaults;
}

static void add_select_default(sqi_compiler *c, sqi_dml *d, target_column t,
                               const sqi_assign *given, void *context)
{
    (void)given; /* the SELECT gives them */
    sqi_vec *more = context;
    for (uint32_t i = 0; i < d->from_select->columns.n; i++) {
        const char *key = sqi_dml_key(d->from_select->columns.p[i]);
        if (key && strcmp(key, sqi_dml_key(t.expr)) == 0)
            return;
    }
    const sq_expr *value = t.column ? default_value(c, t, &t.column->o.default_) : NULL;
    if (!value)
        return;
    add_column(c, d, t, t.expr, value);
    sqi_vec_add(c, more, value);
}

/* INSERT .. SELECT: the columns named, and the client defaults of others added to the SELECT. */
void sqi_plan_from_select(sqi_compiler *c, sqi_dml *d)
{
    const sqi_from_select *x = d->from_select;
    for (uint32_t i = 0; i < x->columns.n; i++) {
        const sq_expr *e = x->columns.p[i];
        sqi_add_item(c, &d->items, (sqi_set_item){e, e, NULL, sqi_plain_name(sqi_dml_key(e))});
    }
    d->select = x->select;
    sqi_vec more = {0};
    if (x->defaults && sqi_head_of(x->select)->node.kind == SQI_N_SELECT)
        for_each_column(c, d, add_select_default, &more);
    if (more.n == 0)
        return;
    sqi_columns_clause *add = sqi_temp(c, sizeof *add);
    add->node = (sq_node){.kind = SQI_N_COLUMNS, .flags = SQI_N_SELECT};
    add->prev = x->select;
    add->items = (sqi_exprs){(const sq_expr *const *)(void *)more.p, more.n};
    add->how = SQI_COLUMNS_ADD;
    d->select = (const sq_stmt *)(void *)add;
}

SQI_ALWAYS_INLINE void update_column(sqi_compiler *c, sqi_dml *d, target_column t,
                                     const sqi_assign *given, void *context)
{
    (void)context;
    if (given) {
        if (!d->ordered)
            add_column(c, d, t, given->column, given->value);
    } else if (d->everything ? !is_omitted(t) : is_parameter(d, t))
        add_column(c, d, t, t.expr, made_bind(c, key_of(t), sqi_type_of(t.expr), 0));
    else if (!d->everything && has_update_default(d, t.column))
        update_default(c, d, t);
}

static bool is_table_column(const sq_expr *e)
{
    return (e->node.kind == SQI_N_COLUMN || e->node.kind == SQI_N_COLUMN_OF) && sqi_dml_key(e);
}

static bool is_set(const sqi_dml *d, const sq_column *column)
{
    for (uint32_t i = 0; i < d->sets.n; i++)
        if (d->sets.p[i].column == &column->expr)
            return true;
    return false;
}

/* Other tables that the SET names a column of: what their columns say about updates counts too. */
static void add_defaults_of_others(sqi_compiler *c, sqi_dml *d)
{
    sqi_vec tables = {0};
    if (!d->extra_froms.n)
        return;
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sq_expr *e = d->sets.p[i].column;
        const sq_table *t = e->node.kind == SQI_N_COLUMN
                                ? ((const sq_column *)(const void *)e)->table
                                : NULL;
        if (t && &t->relation != d->relation && !sqi_vec_has(&tables, t))
            sqi_vec_add(c, &tables, t);
    }
    for (uint32_t i = 0; i < tables.n; i++) {
        const sq_table *t = tables.p[i];
        for (size_t j = 0; j < t->n_columns && !t->o.ad_hoc; j++) {
            const sq_column *x = &t->columns[j];
            const target_column column = {x, &x->expr};
            const sq_expr *value = is_set(d, x) ? NULL : default_value(c, column, &x->o.onupdate);
            if (value)
                sqi_add_item(c, &d->items, (sqi_set_item){.column = &x->expr, .value = value});
        }
    }
}

/* Is nothing set but the columns of a table that are given, in its order? */
static bool is_all_given(const sqi_dml *d, const sqi_rendered *r)
{
    return r && !r->onupdate && !d->everything && !d->n_keys && !d->defaults && is_in_order(d);
}

static void set_as_given(sqi_compiler *c, sqi_dml *d)
{
    sqi_items_grow(c, &d->items, d->sets.n);
    for (uint32_t i = 0; i < d->sets.n && !sqi_failed(c); i++) {
        const sqi_assign *a = &d->sets.p[i];
        const sq_column *x = (const sq_column *)(const void *)a->column;
        add_column(c, d, (target_column){x, a->column}, a->column, a->value);
    }
}

void sqi_plan_update(sqi_compiler *c, sqi_dml *d)
{
    const sqi_rendered *r = rendered_target(c, d);
    d->apart = are_apart(c, d, r);
    if (is_all_given(d, r)) {
        set_as_given(c, d);
        return;
    }
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sqi_assign *a = &d->sets.p[i];
        bool own = sqi_is_own_column(d, a->column);
        if (own && !d->ordered)
            continue;
        d->apart = false; /* it is of another table, or may be set again */
        if (!own && is_table_column(a->column) && !sqi_can(c, SQI_CAN_SET_OF_TABLES))
            sqi_refuse(c, SQI_C_SET_OF_OTHERS);
        sqi_set_item item = {.column = a->column, .value = a->value};
        if (own) {
            item.own = a->column;
            item.key = key_of((target_column){.expr = a->column});
        }
        sqi_add_item(c, &d->items, item);
    }
    const bool is_table = d->relation->node.kind == SQI_N_TABLE;
    if (is_table)
        add_defaults_of_others(c, d);
    for_each_column(c, d, update_column, NULL);
    if (!is_table) /* of an alias: the columns of its table came with its own */
        add_defaults_of_others(c, d);
}

/* ---- rows of many ---- */

/* A client default of a row is a parameter of its own. */
const sq_expr *sqi_value_of_row(sqi_compiler *c, const sqi_set_item *item, const sq_expr *value,
                                sq_name name)
{
    const sqi_bind *b = value->node.kind == SQI_N_BIND ? SQI_CAST_TO(bind, value) : NULL;
    if (!b || !((b->flags & SQI_BIND_CLIENT_DEFAULT) ||
                ((b->flags & SQI_BIND_UNIQUE) && b->value.kind == SQ_V_ABSENT)))
        return value;
    const sq_column *column = item->column && item->column->node.kind == SQI_N_COLUMN
                                  ? (const sq_column *)(const void *)item->column
                                  : NULL;
    const sq_default *def = column ? &column->o.default_ : NULL;
    if (!def || (def->kind != SQ_DEFAULT_VALUE && def->kind != SQ_DEFAULT_CALLBACK))
        return made_bind(c, name, value->node.type, SQI_BIND_CLIENT_DEFAULT);
    return default_bind(c, name, value->node.type, def);
}
