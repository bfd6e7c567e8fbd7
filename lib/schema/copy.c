/* copy.c: deep copies of schema objects into an arena.
 *
 * Invariant: what a copy points to lives in its arena, is static, or is pinned by it. Expressions
 * are copied as trees, so that a metadata never pins the builder they were made with. */
#include "lib/schema/schema.h"

/* The first failure sticks; what is returned after it is not used. */
typedef struct copier {
    sq_arena *a;
    bool ok;
    const sq_table *table; /* the one being made; its columns are there */
} copier;

static void *take(copier *k, size_t n, size_t size)
{
    void *p = k->ok && n < SIZE_MAX / 2 / size ? sqi_arena_alloc(k->a, n * size) : NULL;
    if (!p)
        k->ok = false;
    else
        memset(p, 0, n * size);
    return p;
}

static const char *copy_str(copier *k, const char *s)
{
    const char *p = s && k->ok ? sqi_arena_str(k->a, s, strlen(s)) : NULL;
    if (s && !p)
        k->ok = false;
    return p;
}

static const sq_sql_text *copy_sql(copier *k, const sq_sql_text *s)
{
    return (const sq_sql_text *)(const void *)copy_str(k, (const char *)(const void *)s);
}

static const char *const *copy_strs(copier *k, const char *const *list)
{
    size_t n = 0;
    while (list && list[n])
        n++;
    const char **p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++)
        p[i] = copy_str(k, list[i]);
    return p;
}

static const sq_sql_text *const *copy_sqls(copier *k, const sq_sql_text *const *list)
{
    return (const sq_sql_text *const *)(const void *)copy_strs(
        k, (const char *const *)(const void *)list);
}

/* Only now is it known what an own column is. The nodes are fresh copies, so they may be
 * written. */
static bool set_own_type(void *context, const sq_node *n)
{
    const copier *k = context;
    const sq_column *c = NULL;
    if (n->kind == SQI_N_OWN_COLUMN && !n->type)
        c = sqi_find_column(k->table, SQI_CAST_TO(own_column, n)->key);
    if (c)
        ((sq_node *)(uintptr_t)n)->type = &c->type;
    return n->home != k->a || sqi_children(n, set_own_type, context);
}

static const sq_expr *copy_expr(copier *k, const sq_expr *e)
{
    const sq_node *n = e && k->ok ? sqi_copy(k->a, &e->node) : NULL;
    if (e && !n)
        k->ok = false;
    if (n && k->table)
        set_own_type(k, n);
    return (const sq_expr *)(const void *)n;
}

static void copy_value(copier *k, sq_value *v)
{
    if (v->kind == SQ_V_EXPR) {
        v->v.expr = copy_expr(k, v->v.expr);
        return;
    }
    if (v->kind != SQ_V_LIST && v->kind != SQ_V_TUPLE && v->kind != SQ_V_MAP) {
        k->ok = k->ok && sqi_copy_value(k->a, v);
        return;
    }
    size_t n = v->kind == SQ_V_MAP ? (size_t)v->len * 2 : v->len;
    sq_value *p = n ? take(k, n, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++) {
        p[i] = v->v.list[i];
        copy_value(k, &p[i]);
    }
    v->v.list = p;
}

static const sq_option *copy_options(copier *k, const sq_option *list)
{
    size_t n = 0;
    while (list && list[n].name)
        n++;
    sq_option *p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++) {
        p[i] = (sq_option){copy_str(k, list[i].name), list[i].value};
        copy_value(k, &p[i].value);
    }
    return p;
}

static const sq_naming_rule *copy_rules(copier *k, const sq_naming_rule *list)
{
    size_t n = 0;
    while (list && list[n].key)
        n++;
    sq_naming_rule *p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++)
        p[i] = (sq_naming_rule){copy_str(k, list[i].key), copy_str(k, list[i].template_),
                                list[i].callback, list[i].context};
    return p;
}

const sq_naming_rule *sqi_naming_copy(sq_arena *a, const sq_naming_rule *list, bool *ok)
{
    copier k = {.a = a, .ok = true};
    const sq_naming_rule *p = copy_rules(&k, list);
    *ok = *ok && k.ok;
    return p;
}

const sq_option *sqi_options_copy(sq_arena *a, const sq_option *o, bool *ok)
{
    copier k = {.a = a, .ok = true};
    const sq_option *p = copy_options(&k, o);
    *ok = *ok && k.ok;
    return p;
}

static void pin(copier *k, const sq_node *n)
{
    k->ok = k->ok && sqi_arena_pin(k->a, n->home);
}

/* ---- sequences, defaults ---- */

static const sq_sequence *copy_sequence(copier *k, const sq_sequence *s)
{
    sq_sequence *p = s ? take(k, 1, sizeof *p) : NULL;
    if (!p)
        return NULL;
    *p = *s;
    p->relation.node.home = k->a;
    p->name = copy_str(k, s->name);
    p->schema = copy_str(k, s->schema);
    p->options = copy_options(k, s->options);
    k->ok = k->ok && sqi_type_copy(k->a, s->type, &p->type);
    return p;
}

const sq_sequence *sqi_sequence_copy(sq_arena *a, const sq_sequence *s)
{
    copier k = {.a = a, .ok = true};
    const sq_sequence *p = copy_sequence(&k, s);
    return k.ok ? p : NULL;
}

static void copy_default(copier *k, sq_default *d)
{
    copy_value(k, &d->value);
    d->sql = copy_sql(k, d->sql);
    d->expr = copy_expr(k, d->expr);
    d->sequence = copy_sequence(k, d->sequence);
}

/* ---- constraints and indexes ---- */

static const sq_exclude_element *copy_elements(copier *k, const sq_exclude_element *list)
{
    size_t n = 0;
    while (list && (list[n].expr || list[n].text))
        n++;
    sq_exclude_element *p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++)
        p[i] = (sq_exclude_element){copy_expr(k, list[i].expr), copy_sql(k, list[i].text),
                                    copy_str(k, list[i].name), copy_sql(k, list[i].op)};
    return p;
}

static void copy_constraint(copier *k, sq_constraint *c)
{
    c->name = copy_str(k, c->name);
    c->columns = copy_strs(k, c->columns);
    c->ref_schema = copy_str(k, c->ref_schema);
    c->ref_name = copy_str(k, c->ref_name);
    c->ref_columns = copy_strs(k, c->ref_columns);
    c->ref_texts = copy_strs(k, c->ref_texts);
    c->on_delete_sql = copy_sql(k, c->on_delete_sql);
    c->on_update_sql = copy_sql(k, c->on_update_sql);
    c->match = copy_str(k, c->match);
    c->check = copy_expr(k, c->check);
    c->check_sql = copy_sql(k, c->check_sql);
    c->elements = copy_elements(k, c->elements);
    c->using_ = copy_str(k, c->using_);
    c->where = copy_expr(k, c->where);
    c->ops = copy_options(k, c->ops);
    c->initially = copy_str(k, c->initially);
    c->comment = copy_str(k, c->comment);
    c->only_on = copy_strs(k, c->only_on);
    c->options = copy_options(k, c->options);
    if (c->ref_table)
        pin(k, &c->ref_table->relation.node);
}

static const sq_constraint *copy_constraints(copier *k, const sq_constraint *list)
{
    size_t n = 0;
    while (list && list[n].kind != SQ_CONSTRAINT_END)
        n++;
    sq_constraint *p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++) {
        p[i] = list[i];
        copy_constraint(k, &p[i]);
    }
    return p;
}

static const sq_expr *const *copy_exprs(copier *k, const sq_expr *const *list)
{
    size_t n = list ? sqi_count(list, SQ_UNTIL_END) : 0;
    const sq_expr **p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++)
        p[i] = copy_expr(k, list[i]);
    if (p)
        p[n] = SQ_END;
    return p;
}

static void copy_index(copier *k, sq_index *i)
{
    i->name = copy_str(k, i->name);
    i->columns = copy_strs(k, i->columns);
    i->elements = copy_exprs(k, i->elements);
    i->only_on = copy_strs(k, i->only_on);
    i->options = copy_options(k, i->options);
}

const sq_index *sqi_index_copy(sq_arena *a, const sq_index *i, const sq_table *t)
{
    copier k = {.a = a, .ok = true, .table = t};
    sq_index *p = take(&k, 1, sizeof *p);
    if (!p)
        return NULL;
    *p = *i;
    p->table = t;
    p->end = false;
    copy_index(&k, p);
    return k.ok ? p : NULL;
}

static size_t count_indexes(const sq_index *list)
{
    size_t n = 0;
    while (list && !list[n].end)
        n++;
    return n;
}

static const sq_index *copy_indexes(copier *k, const sq_index *list, const sq_table *t)
{
    size_t n = count_indexes(list);
    sq_index *p = list ? take(k, n + 1, sizeof *p) : NULL;
    for (size_t i = 0; p && i < n; i++) {
        p[i] = list[i];
        p[i].table = t;
        copy_index(k, &p[i]);
    }
    if (p)
        p[n].end = true;
    return p;
}

const sq_index *sqi_indexes_with(sq_arena *a, const sq_index *list, const sq_index *more,
                                 const sq_table *t)
{
    copier k = {.a = a, .ok = true, .table = t};
    size_t n = count_indexes(list);
    sq_index *p = take(&k, n + 2, sizeof *p);
    if (!p)
        return NULL;
    if (n)
        memcpy(p, list, n * sizeof *p);
    p[n] = *more;
    p[n].table = t;
    p[n].end = false;
    copy_index(&k, &p[n]);
    p[n + 1].end = true;
    return k.ok ? p : NULL;
}

/* ---- tables ---- */

static void copy_column_options(copier *k, sq_column_options *o)
{
    o->name = copy_str(k, o->name);
    copy_default(k, &o->default_);
    copy_default(k, &o->onupdate);
    o->server_default = copy_sql(k, o->server_default);
    copy_default(k, &o->server_default_value);
    copy_default(k, &o->server_onupdate);
    o->fk_name = copy_str(k, o->fk_name);
    o->computed = copy_expr(k, o->computed);
    o->computed_sql = copy_sql(k, o->computed_sql);
    o->identity.options = copy_options(k, o->identity.options);
    o->checks = copy_constraints(k, o->checks);
    o->comment = copy_str(k, o->comment);
    o->options = copy_options(k, o->options);
    if (o->references)
        pin(k, &o->references->table->relation.node);
}

static void make_column(copier *k, sq_column *c, const sq_column_spec *spec, const sq_table *t)
{
    c->o = spec->o;
    c->o.name = spec->name;
    c->key = copy_str(k, spec->o.key ? spec->o.key : spec->name);
    c->key_length = c->key ? strlen(c->key) : 0;
    c->o.key = c->key;
    c->table = t;
    k->ok = k->ok && sqi_type_copy(k->a, spec->type, &c->type);
    c->expr.node = (sq_node){.kind = SQI_N_COLUMN, .size = 1, .home = k->a, .type = &c->type};
}

const sq_column *sqi_loose_column(sq_arena *a, const sq_column_spec *spec)
{
    copier k = {.a = a, .ok = true};
    sq_column *c = take(&k, 1, sizeof *c);
    if (c) {
        make_column(&k, c, spec, NULL);
        copy_column_options(&k, &c->o);
    }
    return k.ok ? c : NULL;
}

static void copy_table_options(copier *k, sq_table *t)
{
    sq_table_options *o = &t->o;
    o->name = NULL; /* it is in t->name */
    o->schema = copy_str(k, o->schema);
    o->constraints = copy_constraints(k, o->constraints);
    o->indexes = copy_indexes(k, o->indexes, t);
    o->comment = copy_str(k, o->comment);
    o->prefixes = copy_sqls(k, o->prefixes);
    o->options = copy_options(k, o->options);
    o->naming_convention = copy_rules(k, o->naming_convention);
}

sq_table *sqi_table_make(sq_arena *a, const sqi_table_parts *parts)
{
    copier k = {.a = a, .ok = true};
    sq_table *t = take(&k, 1, sizeof *t);
    sq_table_state *state = take(&k, 1, sizeof *state);
    sq_column *columns = take(&k, parts->n + 1, sizeof *columns);
    if (!k.ok)
        return NULL;
    for (size_t i = 0; i < parts->n; i++)
        make_column(&k, &columns[i], &parts->columns[i], t);
    *t = (sq_table){.relation = {{.kind = SQI_N_TABLE, .size = 1, .home = a}},
                    .name = sqi_arena_str(a, parts->name.p, parts->name.n),
                    .columns = columns,
                    .n_columns = parts->n,
                    .state = state,
                    .metadata = parts->metadata,
                    .o = *parts->o};
    t->o.quote = (sq_quote)parts->name.quote;
    k.table = t;
    for (size_t i = 0; k.ok && i < parts->n; i++)
        copy_column_options(&k, &columns[i].o);
    copy_table_options(&k, t);
    return k.ok && t->name ? t : NULL;
}

const sq_table *sqi_table_copy(sq_arena *a, const sq_table *t)
{
    copier k = {.a = a, .ok = true};
    sq_column_spec *specs = take(&k, t->n_columns + 1, sizeof *specs);
    if (!k.ok || (t->metadata && !sqi_arena_pin(a, t->relation.node.home)))
        return NULL;
    for (size_t i = 0; i < t->n_columns; i++) {
        const sq_column *c = &t->columns[i];
        specs[i] = (sq_column_spec){sqi_name_of_column(c).p, c->type, c->o};
        specs[i].o.key = c->key;
    }
    const sqi_table_parts parts = {.name = sqi_name_of_table(t),
                                   .columns = specs,
                                   .n = t->n_columns,
                                   .o = &t->o,
                                   .metadata = t->metadata};
    return sqi_table_make(a, &parts);
}
