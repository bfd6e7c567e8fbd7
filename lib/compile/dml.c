/* dml.c: INSERT, UPDATE, DELETE: which columns get which values, and the text.
 *
 * SQLAlchemy: crud.py, visit_insert, visit_update, visit_delete. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"
#include <stdio.h>

static const sqi_vec none;

/* ---- reading the chain ---- */

static void read_sets(sqi_compiler *c, const sqi_set *x, sqi_dml *d)
{
    for (uint32_t i = 0; i < x->list.n; i++)
        sqi_vec_add(c, &d->sets, &x->list.p[i]);
    d->ordered |= x->ordered != 0;
    d->has_values = true;
}

static void read_exprs(sqi_compiler *c, sqi_vec *v, sqi_exprs items)
{
    for (uint32_t i = 0; i < items.n; i++)
        sqi_vec_add(c, v, items.p[i]);
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
        for (uint32_t i = 0; i < SQI_CAST_TO(from, s)->froms.n; i++)
            sqi_vec_add(c, &d->using_, SQI_CAST_TO(from, s)->froms.p[i]);
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
    memset(d, 0, sizeof *d);
    sqi_vec chain = {0};
    sqi_read_chain(c, (const sq_stmt *)(const void *)n, &chain);
    if (sqi_failed(c))
        return false;
    d->stmt = (const sq_stmt *)(const void *)n;
    d->head = chain.p[chain.n - 1];
    d->relation = target(d->head);
    d->table = sq_table_of(d->relation); /* also behind an alias */
    d->toplevel = !c->frame;
    for (uint32_t i = chain.n - 1; i-- > 0;)
        read_dml_clause(c, chain.p[i], d);
    return !sqi_failed(c);
}

/* ---- columns and values ---- */

static const char *key_of(const sq_expr *e)
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
static bool is_own_column(const sqi_dml *d, const sq_expr *e)
{
    if (e->node.kind == SQI_N_COLUMN)
        return ((const sq_column *)(const void *)e)->table == sq_table_of(d->relation);
    if (e->node.kind == SQI_N_COLUMN_OF)
        return SQI_CAST_TO(column_of, e)->from == d->relation;
    return e->node.kind == SQI_N_NAMED_COLUMN && !SQI_CAST_TO(named_column, e)->of;
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

static void add_item(sqi_compiler *c, sqi_dml *d, const sq_expr *column, const sq_expr *value,
                     sq_name name, const char *key)
{
    sqi_set_item *item = sqi_temp(c, sizeof *item);
    *item = (sqi_set_item){column, value, name, key};
    sqi_vec_add(c, &d->items, item);
}

/* The last value given for a column; NULL if none. */
static const sqi_assign *value_given(const sqi_dml *d, const char *key)
{
    for (uint32_t i = d->sets.n; i-- > 0;) {
        const sqi_assign *a = d->sets.p[i];
        const char *own = is_own_column(d, a->column) ? key_of(a->column) : NULL;
        if (own && strcmp(own, key) == 0)
            return a;
    }
    return NULL;
}

static bool is_parameter(const sqi_compiler *c, const char *key)
{
    for (size_t i = 0; i < c->o->n_keys; i++)
        if (strcmp(c->o->keys[i], key) == 0)
            return true;
    return false;
}

static const sq_expr *row_value(const sqi_dml *d, const char *key)
{
    for (uint32_t i = 0; d->rows && i < d->rows->columns.n; i++) {
        const char *own = key_of(d->rows->columns.p[i]);
        if (own && strcmp(own, key) == 0)
            return d->rows->items.p[i];
    }
    return NULL;
}

typedef struct target_column {
    const sq_column *column; /* NULL: of a target that is no table */
    const sq_expr *expr;
    const char *key;
    sq_name name;
    const sq_type *type;
} target_column;

static bool is_ad_hoc(const sqi_dml *d)
{
    return !d->table || d->table->o.ad_hoc;
}

static bool is_omitted(const target_column *t)
{
    return t->column && t->column->o.omit_from_statements;
}

/* ---- generated keys ---- */

static bool needs_keys(const sqi_compiler *c, const sqi_dml *d)
{
    bool many = c->o->executemany && !d->defaults;
    return d->toplevel && !d->inline_ && !many && !d->returning.n && !d->rows && !is_ad_hoc(d) &&
           !d->from_select;
}

/* Are generated keys fetched by RETURNING, though nobody asked for it? */
static bool returns_keys(const sqi_compiler *c, const sqi_dml *d)
{
    if (!needs_keys(c, d) || !sqi_can(c, SQI_CAN_INSERT_RETURNING) ||
        d->table->o.no_implicit_returning)
        return false;
    bool by_last_id = !sqi_can(c, SQI_CAN_FAVOR_RETURNING) && sqi_autoincrement_column(d->table);
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
    if (at)
        *at = (uint64_t)(uintptr_t)def;
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
static const sq_expr *default_value(sqi_compiler *c, const target_column *t, const sq_default *def)
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
        return default_bind(c, sqi_plain_name(t->key), t->type, def);
    case SQ_DEFAULT_SQL:
        return def->sql ? default_text(c, t->type, def->sql) : NULL;
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
static void insert_key_default(sqi_compiler *c, sqi_dml *d, const target_column *t, bool returning)
{
    const sq_column *column = t->column;
    const sq_default *def = &column->o.default_;
    const sq_expr *value = default_value(c, t, def);
    if (value)
        add_item(c, d, t->expr, value, t->name, t->key);
    bool generated = sqi_autoincrement_column(d->table) == column ||
                     sqi_server_default(column).kind != SQ_DEFAULT_NONE || column->o.computed ||
                     column->o.identity.set;
    if (returning && ((value && is_server_side(def)) || (!value && generated)))
        add_returning(c, d, column);
}

static void insert_default(sqi_compiler *c, sqi_dml *d, const target_column *t, bool needs,
                           bool returning)
{
    if (!t->column || is_ad_hoc(d))
        return;
    const sq_column *column = t->column;
    bool by_last_id = !returning && needs && sqi_autoincrement_column(d->table) == column;
    if (sqi_is_primary_key(column) && needs && !by_last_id) {
        insert_key_default(c, d, t, returning);
        return;
    }
    const sq_expr *value = default_value(c, t, &column->o.default_);
    if (value) {
        add_item(c, d, t->expr, value, t->name, t->key);
        if (is_server_side(&column->o.default_) && returning && wants_default(d, column))
            add_returning(c, d, column);
    } else if (returning && wants_default(d, column))
        add_returning(c, d, column);
}

static void update_default(sqi_compiler *c, sqi_dml *d, const target_column *t)
{
    if (!t->column || is_ad_hoc(d) || d->relation->node.kind != SQI_N_TABLE)
        return; /* columns of an alias have no defaults */
    const sq_expr *value = default_value(c, t, &t->column->o.onupdate);
    if (value)
        add_item(c, d, t->expr, value, t->name, t->key);
    if (d->defaults && wants_default(d, t->column) && sqi_can(c, SQI_CAN_UPDATE_RETURNING) &&
        d->toplevel && (value || sqi_server_default(t->column).kind || t->column->o.computed))
        add_returning(c, d, t->column);
}

/* ---- the columns of the target ---- */

typedef void each_column(sqi_compiler *c, sqi_dml *d, const target_column *t, void *context);

static void for_each_column(sqi_compiler *c, sqi_dml *d, each_column *each, void *context)
{
    if (d->relation->node.kind == SQI_N_TABLE) {
        for (size_t i = 0; i < d->table->n_columns && !sqi_failed(c); i++) {
            const sq_column *x = &d->table->columns[i];
            target_column t = {x, &x->expr, x->key, sqi_name_of_column(x), &x->type};
            each(c, d, &t, context);
        }
        return;
    }
    sqi_vec columns = {0};
    sqi_relation_columns(c, d->relation, &columns);
    for (uint32_t i = 0; i < columns.n && !sqi_failed(c); i++) {
        const sq_expr *e = columns.p[i];
        sq_name name = sqi_own_name(c, e);
        const sq_column *column = d->table ? sqi_find_column(d->table, key_of(e)) : NULL;
        target_column t = {column, e, key_of(e), name, sqi_type_of(e)};
        each(c, d, &t, context);
    }
}

typedef struct insert_plan {
    bool everything; /* no values and no parameters said: all columns as parameters */
    bool needs, returning;
} insert_plan;

/* A key that was given as NULL may count on all the same: what came of it is fetched. */
static bool may_count_on(const sqi_compiler *c, const sqi_dml *d, const target_column *t)
{
    return sqi_can(c, SQI_CAN_NULL_PK_AUTOINCREMENTS) && t->column && d->table &&
           t->column == sqi_autoincrement_column(d->table);
}

static void insert_column(sqi_compiler *c, sqi_dml *d, const target_column *t, void *context)
{
    const insert_plan *p = context;
    const sqi_assign *given = value_given(d, t->key);
    const sq_expr *in_row = row_value(d, t->key);
    if (given) {
        add_item(c, d, t->expr, given->value, t->name, t->key);
        bool bound = given->value->node.kind == SQI_N_BIND;
        if (p->returning && t->column &&
            (bound ? may_count_on(c, d, t)
                   : sqi_is_primary_key(t->column) || wants_default(d, t->column)))
            add_returning(c, d, t->column);
    } else if (in_row)
        add_item(c, d, t->expr, in_row, t->name, t->key);
    else if ((p->everything && !is_omitted(t)) || is_parameter(c, t->key)) {
        add_item(c, d, t->expr, made_bind(c, sqi_plain_name(t->key), t->type, 0), t->name, t->key);
        if (p->returning && may_count_on(c, d, t))
            add_returning(c, d, t->column);
    } else
        insert_default(c, d, t, p->needs, p->returning);
}

static void check_unconsumed(sqi_compiler *c, const sqi_dml *d)
{
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sqi_assign *a = d->sets.p[i];
        const char *key = is_own_column(d, a->column) ? key_of(a->column) : NULL;
        bool known = key == NULL;
        for (uint32_t j = 0; key && j < d->items.n && !known; j++)
            known = ((const sqi_set_item *)d->items.p[j])->key &&
                    strcmp(((const sqi_set_item *)d->items.p[j])->key, key) == 0;
        if (!known)
            sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_values", "the table has no column \"%s\"", key);
    }
}

/* Rows behind the first: values in the order of the items. */
static void read_rows(sqi_compiler *c, sqi_dml *d)
{
    uint32_t width = d->rows->columns.n, n = width ? d->rows->items.n / width : 0;
    for (uint32_t row = 0; row < n; row++) {
        sqi_vec *values = sqi_temp(c, sizeof *values);
        for (uint32_t i = 0; i < d->items.n; i++) {
            const sqi_set_item *item = d->items.p[i];
            const sq_expr *value = item->value;
            for (uint32_t j = 0; j < width; j++) {
                const char *key = key_of(d->rows->columns.p[j]);
                if (key && strcmp(key, item->key) == 0)
                    value = d->rows->items.p[row * width + j];
            }
            sqi_vec_add(c, values, value);
        }
        sqi_vec_add(c, &d->more_rows, values);
    }
}

static void plan_insert(sqi_compiler *c, sqi_dml *d)
{
    insert_plan p = {
        .everything = !d->has_values && !d->rows && (!c->o->keys || !d->toplevel),
        .needs = needs_keys(c, d),
        .returning = returns_keys(c, d),
    };
    for_each_column(c, d, insert_column, &p);
    check_unconsumed(c, d);
    if (d->rows)
        read_rows(c, d);
    c->implicit_returning = d->implicit_returning.n > 0 && !d->defaults;
}

static void add_select_default(sqi_compiler *c, sqi_dml *d, const target_column *t, void *context)
{
    sqi_vec *more = context;
    for (uint32_t i = 0; i < d->from_select->columns.n; i++) {
        const char *key = key_of(d->from_select->columns.p[i]);
        if (key && strcmp(key, t->key) == 0)
            return;
    }
    const sq_expr *value = t->column ? default_value(c, t, &t->column->o.default_) : NULL;
    if (!value)
        return;
    add_item(c, d, t->expr, value, t->name, t->key);
    sqi_vec_add(c, more, value);
}

/* INSERT .. SELECT: the columns named, and the client defaults of others added to the SELECT. */
static void plan_from_select(sqi_compiler *c, sqi_dml *d)
{
    const sqi_from_select *x = d->from_select;
    for (uint32_t i = 0; i < x->columns.n; i++) {
        const sq_expr *e = x->columns.p[i];
        add_item(c, d, e, NULL, sqi_own_name(c, e), key_of(e));
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

static void update_column(sqi_compiler *c, sqi_dml *d, const target_column *t, void *context)
{
    const bool *everything = context;
    const sqi_assign *given = value_given(d, t->key);
    if (given && !d->ordered)
        add_item(c, d, given->column, given->value, t->name, t->key);
    else if (!given && ((*everything && !is_omitted(t)) || is_parameter(c, t->key)))
        add_item(c, d, t->expr, made_bind(c, sqi_plain_name(t->key), t->type, 0), t->name, t->key);
    else if (!given && !(*everything && is_omitted(t)))
        update_default(c, d, t);
}

static bool is_table_column(const sq_expr *e)
{
    return (e->node.kind == SQI_N_COLUMN || e->node.kind == SQI_N_COLUMN_OF) && key_of(e);
}

static bool is_set(const sqi_dml *d, const sq_column *column)
{
    for (uint32_t i = 0; i < d->sets.n; i++)
        if (((const sqi_assign *)d->sets.p[i])->column == &column->expr)
            return true;
    return false;
}

/* Other tables that the SET names a column of: what their columns say about updates counts too. */
static void add_defaults_of_others(sqi_compiler *c, sqi_dml *d)
{
    sqi_vec tables = {0};
    for (uint32_t i = 0; i < d->sets.n && d->extra_froms.n; i++) {
        const sq_expr *e = ((const sqi_assign *)d->sets.p[i])->column;
        const sq_table *t =
            e->node.kind == SQI_N_COLUMN ? ((const sq_column *)(const void *)e)->table : NULL;
        if (t && &t->relation != d->relation && !sqi_vec_has(&tables, t))
            sqi_vec_add(c, &tables, t);
    }
    for (uint32_t i = 0; i < tables.n; i++) {
        const sq_table *t = tables.p[i];
        for (size_t j = 0; j < t->n_columns && !t->o.ad_hoc; j++) {
            const sq_column *x = &t->columns[j];
            const sq_name none_of_target = {NULL, 0, 0};
            const target_column column = {x, &x->expr, x->key, sqi_name_of_column(x), &x->type};
            const sq_expr *value =
                is_set(d, x) ? NULL : default_value(c, &column, &x->o.onupdate);
            if (value)
                add_item(c, d, &x->expr, value, none_of_target, NULL);
        }
    }
}

static void plan_update(sqi_compiler *c, sqi_dml *d)
{
    bool everything = !d->has_values && (!c->o->keys || !d->toplevel);
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sqi_assign *a = d->sets.p[i];
        bool own = is_own_column(d, a->column);
        if (own && !d->ordered)
            continue;
        if (!own && is_table_column(a->column) && !sqi_can(c, SQI_CAN_SET_OF_TABLES))
            sqi_fail_compile(c, SQ_ERR_UNSUPPORTED, "sq_set",
                             "%s sets columns of the updated table only, and \"%s\" is of another",
                             c->d->name, key_of(a->column));
        sq_name name = own ? sqi_own_name(c, a->column) : (sq_name){NULL, 0, 0};
        add_item(c, d, a->column, a->value, name, own ? key_of(a->column) : NULL);
    }
    const bool is_table = d->relation->node.kind == SQI_N_TABLE;
    if (is_table)
        add_defaults_of_others(c, d);
    for_each_column(c, d, update_column, &everything);
    if (!is_table) /* of an alias: the columns of its table came with its own */
        add_defaults_of_others(c, d);
    /* a key may name a parameter of the WHERE: one that names nothing is refused when it is bound */
    check_unconsumed(c, d);
}

/* ---- writing ---- */

void sqi_put_assigned(sqi_compiler *c, const sq_expr *value, sq_name name)
{
    if (value->node.kind == SQI_N_BIND && (SQI_CAST_TO(bind, value)->flags & SQI_BIND_UNIQUE)) {
        uint64_t *at = sqi_map_at(&c->bind_names, (uint64_t)(uintptr_t)value);
        sq_name *forced = sqi_temp(c, sizeof *forced);
        *forced = c->visiting_cte || !name.p
                      ? sqi_anon_name(c, value, 0, SQI_NAME_LIT("param"), SQI_NAME_BIND)
                                  : name;
        if (at && !*at)
            *at = (uint64_t)(uintptr_t)forced;
    }
    sqi_visit_operand(c, value, SQ_OP_COUNT);
}

static sq_name row_name(sqi_compiler *c, const char *key, uint32_t row)
{
    char tail[24];
    int n = snprintf(tail, sizeof tail, "_m%u", (unsigned)row);
    return sqi_join_names(c, sqi_plain_name(key), "", (sq_name){tail, (uint32_t)n, 0});
}

/* A client default of a row is a parameter of its own. */
static const sq_expr *of_row(sqi_compiler *c, const sqi_set_item *item, const sq_expr *value,
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

static void put_values(sqi_compiler *c, const sqi_dml *d)
{
    sqi_put(c, " VALUES (");
    if (d->rows && !sqi_can(c, SQI_CAN_MULTIVALUES_INSERT))
        sqi_refuse(c, SQI_C_INSERT_ROWS);
    uint32_t rows = d->rows ? d->more_rows.n : 1;
    for (uint32_t row = 0; row < rows && !sqi_failed(c); row++) {
        const sqi_vec *values = d->rows ? d->more_rows.p[row] : NULL;
        if (row)
            sqi_put(c, "), (");
        for (uint32_t i = 0; i < d->items.n; i++) {
            const sqi_set_item *item = d->items.p[i];
            if (i)
                sqi_put(c, ", ");
            sq_name name = d->rows ? row_name(c, item->key, row) : sqi_plain_name(item->key);
            sq_name own = row ? name : sqi_plain_name(item->key);
            const sq_expr *value = values ? of_row(c, item, values->p[i], own) : item->value;
            sqi_put_assigned(c, value, name);
        }
    }
    sqi_put(c, ")");
}

static void put_column_list(sqi_compiler *c, const sqi_dml *d)
{
    sqi_put(c, " (");
    for (uint32_t i = 0; i < d->items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_name(c, ((const sqi_set_item *)d->items.p[i])->name);
    }
    sqi_put(c, ")");
}

void sqi_put_returning_columns(sqi_compiler *c, const sqi_dml *d)
{
    sqi_vec columns = {0};
    const sqi_vec *given = d->returning.n ? &d->returning : &d->implicit_returning;
    for (uint32_t i = 0; i < given->n; i++) {
        const sq_expr *one[] = {given->p[i]};
        sqi_expand_columns(c, (sqi_exprs){one, 1}, &columns);
    }
    if (d->supplemental)
        for (uint32_t i = 0; i < d->supplemental->items.n; i++)
            if (!sqi_vec_has(&columns, d->supplemental->items.p[i]))
                sqi_vec_add(c, &columns, d->supplemental->items.p[i]);
    sqi_outputs o = sqi_label_columns(c, &columns, SQ_LABEL_DISAMBIGUATE, true);
    uint32_t saved = c->in;
    c->in = (c->in & (uint32_t)(SQI_LITERAL | SQI_IN_DDL | SQI_NO_TABLE)) | SQI_IN_RETURNING;
    for (uint32_t i = 0; i < o.n && !sqi_failed(c); i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_output(c, &o.p[i], d->toplevel);
    }
    c->in = saved;
}

static void require_returning(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_kind kind = (sqi_kind)d->head->node.kind;
    sqi_require(c, kind == SQI_N_INSERT   ? SQI_C_INSERT_RETURNING
                   : kind == SQI_N_UPDATE ? SQI_C_UPDATE_RETURNING
                                          : SQI_C_DELETE_RETURNING);
}

static void put_returning(sqi_compiler *c, const sqi_dml *d)
{
    if (!d->returning.n && !d->implicit_returning.n && !d->supplemental)
        return;
    if (d->returning.n)
        require_returning(c, d);
    if (d->toplevel)
        c->returns_rows = true;
    c->d->hooks.returning_clause(c, d);
}

static void put_target(sqi_compiler *c, const sq_relation *r)
{
    uint32_t saved = c->in;
    c->in = (c->in & (uint32_t)(SQI_LITERAL | SQI_IN_DDL)) | SQI_IN_DML;
    sqi_visit_node(c, r);
    c->in = saved;
}

static void begin_dml(sqi_compiler *c, const sqi_dml *d, sqi_purpose purpose)
{
    if (d->toplevel)
        c->purpose = purpose;
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
    if (d->items.n == 0 && !d->select) {
        sqi_require(c, SQI_C_DEFAULT_ROW);
        c->d->hooks.empty_insert(c, d);
        return;
    }
    if (d->items.n)
        put_column_list(c, d);
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

static void visit_insert(sqi_compiler *c, const sq_node *n)
{
    sqi_dml d;
    if (!read_dml(c, n, insert_target, &d))
        return;
    uint32_t saved = c->in;
    begin_dml(c, &d, SQI_INSERT);
    sqi_frame f = {.dml = &d, .asfrom_froms = &none, .correlate_froms = &none};
    sqi_push_frame(c, &f);
    if (d.from_select)
        plan_from_select(c, &d);
    else
        plan_insert(c, &d);
    bool inside = sqi_can(c, SQI_CAN_CTE_FOLLOWS_INSERT) && d.select;
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "INSERT ");
    sqi_put_affixes(c, &d.prefixes, false);
    sqi_put(c, "INTO ");
    sqi_mark target = sqi_mark_here(c);
    put_target(c, d.relation);
    sqi_put_hint(c, &d.hints, d.relation, target);
    if (d.select)
        sqi_visit_added_ctes(c, &d.add_ctes);
    put_insert_body(c, &d, inside);
    sqi_visit_added_ctes(c, &d.add_ctes); /* values are numbered before theirs */
    put_upsert(c, &d);
    put_returning(c, &d);
    if (!inside)
        put_insert_with(c, &d, start);
    sqi_put_affixes(c, &d.suffixes, true);
    sqi_pop_frame(c);
    c->in = saved;
}

/* ---- SET ---- */

void sqi_put_set_list(sqi_compiler *c, const sqi_dml *d, const sqi_vec *items)
{
    for (uint32_t i = 0; i < items->n && !sqi_failed(c); i++) {
        const sqi_set_item *item = items->p[i];
        if (i)
            sqi_put(c, ", ");
        c->d->hooks.set_target(c, d, item);
        sqi_put(c, "=");
        sqi_put_assigned(c, item->value, sqi_plain_name(item->key));
    }
}

static void add_assign(sqi_compiler *c, const sqi_dml *d, const sqi_assign *a, sqi_vec *out)
{
    sqi_set_item *item = sqi_temp(c, sizeof *item);
    bool own = is_own_column(d, a->column);
    *item = (sqi_set_item){.column = a->column,
                           .value = a->value,
                           .name = own ? sqi_own_name(c, a->column) : (sq_name){NULL, 0, 0},
                           .key = NULL};
    sqi_vec_add(c, out, item);
}

void sqi_set_items(sqi_compiler *c, const sqi_dml *d, sqi_assigns set, bool in_table_order,
                   sqi_vec *out)
{
    for (size_t i = 0; in_table_order && d->table && i < d->table->n_columns; i++)
        for (uint32_t j = 0; j < set.n; j++) {
            const char *key = key_of(set.p[j].column);
            if (key && strcmp(key, d->table->columns[i].key) == 0)
                add_assign(c, d, &set.p[j], out);
        }
    for (uint32_t j = 0; j < set.n; j++) {
        const char *key = key_of(set.p[j].column);
        bool known = in_table_order && d->table && key && sqi_find_column(d->table, key);
        if (!known)
            add_assign(c, d, &set.p[j], out);
    }
}

void sqi_put_dml_column(sqi_compiler *c, const sqi_dml_column *x)
{
    const sqi_dml *d = c->frame ? c->frame->dml : NULL;
    const char *key = key_of(x->of);
    for (uint32_t i = 0; d && key && i < d->items.n; i++) {
        const sqi_set_item *item = d->items.p[i];
        if (!item->key || strcmp(item->key, key) != 0 || !item->value)
            continue;
        sqi_put_assigned(c, item->value, sqi_plain_name(key));
        return;
    }
    if (d && d->head->node.kind == SQI_N_INSERT) {
        sqi_put(c, "NULL");
        return;
    }
    sqi_visit_expr(c, x->of);
}

/* ---- UPDATE, DELETE ---- */

/* From elements of the conditions and values that are not the target. */
static void find_extra_froms(sqi_compiler *c, sqi_dml *d)
{
    sqi_vec froms = {0};
    sqi_froms_of(c, d->relation, &froms);
    uint32_t own = froms.n;
    for (uint32_t i = 0; i < d->where.n; i++)
        sqi_froms_of(c, d->where.p[i], &froms);
    for (uint32_t i = 0; i < d->sets.n; i++) {
        const sqi_assign *a = d->sets.p[i];
        sqi_froms_of(c, a->value, &froms);
    }
    for (uint32_t i = own; i < froms.n; i++)
        sqi_vec_add(c, &d->extra_froms, froms.p[i]);
}

static void correlate_to_target(sqi_compiler *c, sqi_dml *d, sqi_vec *correlate)
{
    sqi_froms_of(c, d->relation, correlate);
    for (uint32_t i = 0; i < d->extra_froms.n; i++)
        sqi_froms_of(c, d->extra_froms.p[i], correlate);
    for (uint32_t i = 0; i < d->using_.n; i++)
        sqi_froms_of(c, d->using_.p[i], correlate);
}

static const sq_relation *update_target(const sq_stmt *head)
{
    return SQI_CAST_TO(update, head)->table;
}

static const sq_relation *delete_target(const sq_stmt *head)
{
    return SQI_CAST_TO(delete_, head)->table;
}

static void visit_update(sqi_compiler *c, const sq_node *n)
{
    sqi_dml d;
    if (!read_dml(c, n, update_target, &d))
        return;
    uint32_t saved = c->in;
    sqi_vec correlate = {0};
    begin_dml(c, &d, SQI_UPDATE);
    find_extra_froms(c, &d);
    correlate_to_target(c, &d, &correlate);
    sqi_frame f = {.dml = &d, .asfrom_froms = &correlate, .correlate_froms = &correlate};
    sqi_push_frame(c, &f);
    plan_update(c, &d);
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "UPDATE ");
    sqi_put_affixes(c, &d.prefixes, false);
    c->d->hooks.update_tables(c, &d);
    sqi_put(c, " SET ");
    sqi_put_set_list(c, &d, &d.items);
    sqi_visit_added_ctes(c, &d.add_ctes); /* values are numbered before theirs */
    if (d.extra_froms.n || d.relation->node.kind == SQI_N_JOIN) {
        sqi_require(c, SQI_C_UPDATE_SEVERAL);
        c->d->hooks.update_from_clause(c, &d);
    }
    sqi_put_where(c, &d.where, " WHERE ");
    if (d.limit || d.options)
        c->d->hooks.dml_limit_clause(c, &d);
    put_returning(c, &d);
    sqi_put_with(c, start, d.toplevel, false);
    sqi_pop_frame(c);
    c->in = saved;
}

static void visit_delete(sqi_compiler *c, const sq_node *n)
{
    sqi_dml d;
    if (!read_dml(c, n, delete_target, &d))
        return;
    uint32_t saved = c->in;
    sqi_vec correlate = {0};
    begin_dml(c, &d, SQI_DELETE);
    if (d.using_.n == 0)
        find_extra_froms(c, &d);
    correlate_to_target(c, &d, &correlate);
    sqi_frame f = {.dml = &d, .asfrom_froms = &correlate, .correlate_froms = &correlate};
    sqi_push_frame(c, &f);
    sqi_mark start = sqi_mark_here(c);
    sqi_put(c, "DELETE ");
    sqi_visit_added_ctes(c, &d.add_ctes);
    sqi_put_affixes(c, &d.prefixes, false);
    sqi_put(c, "FROM ");
    c->d->hooks.delete_tables(c, &d);
    if (d.extra_froms.n || d.using_.n)
        c->d->hooks.delete_using_clause(c, &d);
    sqi_put_where(c, &d.where, " WHERE ");
    if (d.limit || d.options)
        c->d->hooks.dml_limit_clause(c, &d);
    put_returning(c, &d);
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
