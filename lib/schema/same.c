/* same.c: when two tables are the same, and their fingerprint.
 *
 * A table is described by one pass into a byte string and a list of expressions and types, and both
 * questions are answered from that description: a field can not be in the one and not in the other.
 * References to other tables count by name, so cycles of foreign keys end here. */
#include "lib/ast/schema_hooks.h"
#include "lib/schema/schema.h"
#include <stdatomic.h>

typedef struct part {
    const sq_expr *expr; /* or */
    const sq_type *type;
} part;
typedef struct description {
    sqi_out bytes;
    part *parts;
    size_t n, cap;
    bool ok;
} description;

static void put_part(description *d, part x)
{
    if (d->n == d->cap) {
        size_t cap = d->cap ? d->cap * 2 : 32;
        part *p = sqi_resize(NULL, d->parts, cap * sizeof *p);
        if (!p) {
            d->ok = false;
            return;
        }
        d->parts = p;
        d->cap = cap;
    }
    d->parts[d->n++] = x;
}

static void put_number(description *d, uint64_t u)
{
    sqi_out_mem(&d->bytes, (const char *)&u, sizeof u);
}

static void put_bytes(description *d, const void *p, size_t n)
{
    put_number(d, p ? n + 1 : 0);
    if (p && n)
        sqi_out_mem(&d->bytes, p, n);
}

static void put_str(description *d, const char *s)
{
    put_bytes(d, s, s ? strlen(s) : 0);
}

static void put_sql(description *d, const sq_sql_text *s)
{
    put_str(d, (const char *)(const void *)s);
}

static void put_strs(description *d, const char *const *list)
{
    for (; list && *list; list++)
        put_str(d, *list);
    put_str(d, NULL);
}

static void put_name(description *d, sq_name n)
{
    put_bytes(d, n.p, n.n);
    put_number(d, n.quote);
}

/* Columns by name: one of the table itself would come back here. */
static void put_column_name(description *d, const sq_column *c)
{
    put_number(d, c ? 1 : 0);
    if (!c)
        return;
    put_str(d, c->table ? c->table->o.schema : NULL);
    if (c->table)
        put_name(d, sqi_name_of_table(c->table));
    put_name(d, sqi_name_of_column(c));
    put_number(d, c->type.kind);
}

static void put_expr(description *d, const sq_expr *e)
{
    put_number(d, e ? 1 : 0);
    if (e && SQI_IS(e, COLUMN))
        put_column_name(d, (const sq_column *)(const void *)e);
    else if (e)
        put_part(d, (part){.expr = e});
}

static void put_value(description *d, const sq_value *v)
{
    put_number(d, (uint64_t)v->kind << 48 | (uint64_t)(uint16_t)v->extra << 32 | v->len);
    switch ((sq_value_kind)v->kind) {
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_DECIMAL:
    case SQ_V_UUID:
    case SQ_V_JSON:
    case SQ_V_BITS:
        put_bytes(d, v->v.p, v->len);
        break;
    case SQ_V_LIST:
    case SQ_V_TUPLE:
    case SQ_V_MAP:
        for (size_t i = 0; i < v->len * (v->kind == SQ_V_MAP ? 2u : 1u); i++)
            put_value(d, &v->v.list[i]);
        break;
    case SQ_V_RANGE:
        put_number(d, (uint64_t)(v->v.range->lower_inclusive | v->v.range->upper_inclusive << 1 |
                                 v->v.range->empty << 2));
        put_value(d, &v->v.range->lower);
        put_value(d, &v->v.range->upper);
        break;
    case SQ_V_EXPR:
        put_expr(d, v->v.expr);
        break;
    case SQ_V_NULL:
    case SQ_V_ABSENT:
        break;
    default:
        put_number(d, v->v.u);
    }
}

static void put_options(description *d, const sq_option *o)
{
    for (; o && o->name; o++) {
        put_str(d, o->name);
        put_value(d, &o->value);
    }
    put_str(d, NULL);
}

static void put_numbers(description *d, const sq_sequence_options *o)
{
    put_number(d, (uint64_t)(o->has_start | o->has_increment << 1 | o->has_minvalue << 2 |
                             o->has_maxvalue << 3 | o->has_cache << 4 | o->nominvalue << 5 |
                             o->nomaxvalue << 6 | o->cycle << 7 | o->no_cycle << 8));
    put_number(d, (uint64_t)o->start);
    put_number(d, (uint64_t)o->increment);
    put_number(d, (uint64_t)o->minvalue);
    put_number(d, (uint64_t)o->maxvalue);
    put_number(d, (uint64_t)o->cache);
}

static void put_sequence(description *d, const sq_sequence *s)
{
    put_number(d, s ? 1 : 0);
    if (!s)
        return;
    put_str(d, s->name);
    put_str(d, s->schema);
    put_number(d, (uint64_t)s->quote << 16 | (uint64_t)s->schema_quote << 8 | s->optional);
    put_part(d, (part){.type = &s->type});
    put_numbers(d, &s->numbers);
    put_options(d, s->options);
}

static void put_default(description *d, const sq_default *x)
{
    put_number(d, x->kind);
    if (x->kind == SQ_DEFAULT_NONE)
        return;
    put_value(d, &x->value);
    put_sql(d, x->sql);
    put_expr(d, x->expr);
    put_sequence(d, x->sequence);
    put_bytes(d, &x->callback, sizeof x->callback);
    put_bytes(d, &x->context, sizeof x->context);
}

/* ---- constraints ---- */

static void put_table_name(description *d, const sq_table *t)
{
    put_number(d, t ? 1 : 0);
    if (!t)
        return;
    put_str(d, t->o.schema);
    put_name(d, sqi_name_of_table(t));
}

static void put_constraint(description *d, const sq_constraint *c)
{
    put_number(d, c->kind);
    put_str(d, c->name);
    put_number(d, (uint64_t)c->quote << 32 |
                      (uint64_t)(c->no_name | c->use_alter << 1 | c->link_to_name << 2 |
                                 c->isolated << 3 | c->implicit << 4 | (c->deferrable + 1) << 5));
    put_strs(d, c->columns);
    put_table_name(d, c->ref_table);
    put_str(d, c->ref_schema);
    put_str(d, c->ref_name);
    put_strs(d, c->ref_columns);
    put_strs(d, c->ref_texts);
    put_number(d, (uint64_t)c->on_delete << 8 | (uint64_t)c->on_update);
    put_sql(d, c->on_delete_sql);
    put_sql(d, c->on_update_sql);
    put_str(d, c->match);
    put_expr(d, c->check);
    put_sql(d, c->check_sql);
    for (const sq_exclude_element *e = c->elements; e && (e->expr || e->text); e++) {
        put_expr(d, e->expr);
        put_sql(d, e->text);
        put_str(d, e->name);
        put_sql(d, e->op);
    }
    put_str(d, c->using_);
    put_expr(d, c->where);
    put_options(d, c->ops);
    put_str(d, c->initially);
    put_str(d, c->comment);
    put_strs(d, c->only_on);
    put_options(d, c->options);
}

static void put_constraints(description *d, const sq_constraint *list)
{
    for (; list && list->kind != SQ_CONSTRAINT_END; list++)
        put_constraint(d, list);
    put_number(d, SQ_CONSTRAINT_END);
}

/* ---- tables ---- */

static void put_column(description *d, const sq_column *c)
{
    const sq_column_options *o = &c->o;
    put_str(d, c->key);
    put_name(d, sqi_name_of_column(c));
    put_part(d, (part){.type = &c->type});
    put_number(d, (uint64_t)(o->primary_key | o->not_null << 1 | o->unique << 2 | o->index << 3 |
                             o->nullable << 4 | o->omit_from_statements << 5 | o->system << 6 |
                             o->insert_sentinel << 7 | o->literal << 8 | o->deferrable << 9 |
                             o->initially_deferred << 10 | o->persisted << 11 |
                             o->not_persisted << 12 | o->identity.set << 13 |
                             o->identity.always << 14));
    put_number(d, (uint64_t)o->autoincrement << 16 | (uint64_t)o->on_delete << 8 |
                      (uint64_t)o->on_update);
    put_default(d, &o->default_);
    put_default(d, &o->onupdate);
    put_sql(d, o->server_default);
    put_default(d, &o->server_default_value);
    put_default(d, &o->server_onupdate);
    put_column_name(d, o->references);
    put_str(d, o->fk_name);
    put_expr(d, o->computed);
    put_sql(d, o->computed_sql);
    put_numbers(d, &o->identity.numbers);
    put_options(d, o->identity.options);
    put_constraints(d, o->checks);
    put_str(d, o->comment);
    put_options(d, o->options);
}

static void put_naming(description *d, const sq_naming_rule *r)
{
    for (; r && r->key; r++) {
        put_str(d, r->key);
        put_str(d, r->template_);
        put_bytes(d, &r->callback, sizeof r->callback);
        put_bytes(d, &r->context, sizeof r->context);
    }
    put_str(d, NULL);
}

static void describe(description *d, const sq_table *t)
{
    *d = (description){.ok = true};
    sqi_out_init(&d->bytes, NULL, 0);
    put_name(d, sqi_name_of_table(t));
    put_str(d, t->o.schema);
    put_number(d, (uint64_t)t->o.schema_quote << 8 | (uint64_t)t->o.no_implicit_returning << 1 |
                      (uint64_t)t->o.ad_hoc);
    put_number(d, t->n_columns);
    for (size_t i = 0; i < t->n_columns; i++)
        put_column(d, &t->columns[i]);
    put_constraints(d, t->o.constraints);
    put_str(d, t->o.comment);
    for (const sq_sql_text *const *p = t->o.prefixes; p && *p; p++)
        put_sql(d, *p);
    put_str(d, NULL);
    put_options(d, t->o.options);
    put_naming(d, t->o.naming_convention);
    put_naming(d, t->metadata ? sqi_metadata_naming(t->metadata) : NULL);
    d->ok = d->ok && d->bytes.status == SQ_OK;
}

static void undescribe(description *d)
{
    sqi_out_clear(&d->bytes);
    sqi_free(NULL, d->parts);
}

/* ---- the two questions ---- */

static uint64_t compute(const sq_table *t)
{
    description d;
    describe(&d, t);
    uint64_t h = sqi_hash_mem(sqi_hash_seed(), d.bytes.p, d.bytes.n);
    for (size_t i = 0; i < d.n; i++)
        h = sqi_mix(h, d.parts[i].expr ? sqi_hash_of(&d.parts[i].expr->node)
                                       : sqi_type_hash(d.parts[i].type));
    h = SQI_HASH_CUT(h);
    bool ok = d.ok;
    undescribe(&d);
    return ok ? (h ? h : 1) : 0;
}

uint64_t sqi_fingerprint(const sq_table *t)
{
    _Atomic uint64_t *p = (_Atomic uint64_t *)(void *)&t->state->fingerprint;
    uint64_t h = atomic_load_explicit(p, memory_order_relaxed);
    if (h)
        return h;
    h = compute(t);
    uint64_t none = 0;
    /* without memory nothing is kept; the name still tells most tables apart */
    if (!h)
        return sqi_hash_str(sqi_hash_seed(), t->name) | 1;
    return atomic_compare_exchange_strong(p, &none, h) ? h : none;
}

uint64_t sqi_schema_hash(const sq_node *n)
{
    if (n->kind == SQI_N_COLUMN)
        return sqi_column_hash((const sq_column *)(const void *)n);
    return n->kind == SQI_N_TABLE ? sqi_table_hash((const sq_table *)(const void *)n) : n->hash;
}

static bool same_values(const sqi_gather *a, const sqi_gather *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = sqi_value_equal(&a->p[i], &b->p[i]);
    return same;
}

/* Structure and values: a definition is text, its values are not bound. */
static bool same_expr(const sq_expr *a, const sq_expr *b)
{
    if (a == b)
        return true;
    sq_arena *arena = sqi_arena_new(NULL, NULL);
    if (!arena)
        return false;
    sqi_gather in_a = {.arena = arena}, in_b = {.arena = arena};
    bool same = sqi_equal(&a->node, &b->node, &in_a) && sqi_equal(&b->node, &a->node, &in_b) &&
                same_values(&in_a, &in_b);
    sqi_arena_unref(arena);
    return same;
}

static bool same_parts(const description *a, const description *b)
{
    if (!a->ok || !b->ok || a->n != b->n || a->bytes.n != b->bytes.n ||
        memcmp(a->bytes.p, b->bytes.p, a->bytes.n) != 0)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        const part *x = &a->parts[i], *y = &b->parts[i];
        if (!x->expr != !y->expr || (x->expr && !same_expr(x->expr, y->expr)) ||
            (!x->expr && !sqi_type_equal(x->type, y->type)))
            return false;
    }
    return true;
}

bool sqi_table_equal(const sq_table *a, const sq_table *b)
{
    if (a == b)
        return true;
    if (sqi_fingerprint(a) != sqi_fingerprint(b))
        return false;
    description x, y;
    describe(&x, a);
    describe(&y, b);
    bool same = same_parts(&x, &y);
    undescribe(&x);
    undescribe(&y);
    return same;
}

bool sqi_value_equal(const sq_value *a, const sq_value *b)
{
    description x = {.ok = true}, y = {.ok = true};
    sqi_out_init(&x.bytes, NULL, 0);
    sqi_out_init(&y.bytes, NULL, 0);
    put_value(&x, a);
    put_value(&y, b);
    x.ok = x.ok && !x.bytes.status;
    y.ok = y.ok && !y.bytes.status;
    bool same = same_parts(&x, &y);
    undescribe(&x);
    undescribe(&y);
    return same;
}
