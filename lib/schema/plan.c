/* plan.c: the statements that create or drop a set of tables, in order.
 *
 * Creating: named types and sequences that columns use, tables with their indexes and comments,
 * then the foreign keys that close a cycle. Dropping is the same backwards. What a database has not
 * (named types, ALTER ...) is left out by the options, which the engine takes from its dialect. */
#include "lib/base/error.h"
#include "lib/schema/schema.h"

/* What tables need before they can be made: one of both. */
typedef struct object {
    const sq_type *type;
    const sq_sequence *sequence;
} object;

typedef struct planner {
    sq_builder *q;
    const sqi_plan_options *o;
    sqi_sorted sorted;
    object *objects;
    size_t n_objects;
    sqi_plan *out;
    size_t cap;
    bool ok;
} planner;

static void add(planner *p, const sq_stmt *s)
{
    if (p->out->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        const sq_stmt **list = sqi_arena_alloc(p->q->arena, cap * sizeof *list);
        if (!list) {
            p->ok = false;
            return;
        }
        if (p->out->n)
            memcpy(list, p->out->p, p->out->n * sizeof *list);
        p->out->p = list;
        p->cap = cap;
    }
    p->out->p[p->out->n++] = s;
}

static sq_ddl_options checked(const planner *p)
{
    return (sq_ddl_options){.if_not_exists = p->o->check_first, .if_exists = p->o->check_first};
}

/* ---- types and sequences of columns ---- */

static bool is_named_type(const sq_type *t)
{
    bool enum_ = t->kind == SQ_T_ENUM && !(t->flags & SQ_TYPE_NOT_NATIVE);
    return t->details && t->details->name &&
           (enum_ || t->kind == SQ_T_PG_ENUM || t->kind == SQ_T_PG_DOMAIN);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same(const object *x, const sq_type *type, const sq_sequence *s)
{
    if (type)
        return x->type && same_text(type->details->name, x->type->details->name) &&
               same_text(type->details->schema, x->type->details->schema);
    return x->sequence && same_text(s->name, x->sequence->name) &&
           same_text(s->schema, x->sequence->schema);
}

static void meet(planner *p, const sq_type *type, const sq_sequence *s)
{
    for (size_t i = 0; i < p->n_objects; i++)
        if (is_same(&p->objects[i], type, s))
            return;
    p->objects[p->n_objects++] = (object){type, s};
}

/* A domain may be of a named type itself, which comes first. */
static void meet_types(planner *p, const sq_type *t)
{
    if (t->details && t->details->item)
        meet_types(p, t->details->item);
    if (is_named_type(t))
        meet(p, t, NULL);
}

/* At most as many as columns have types, one within the other, and a sequence each. */
static size_t count_most(const planner *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->sorted.n; i++)
        for (size_t c = 0; c < p->sorted.tables[i]->n_columns; c++, n++)
            for (const sq_type *t = &p->sorted.tables[i]->columns[c].type; t;
                 t = t->details ? t->details->item : NULL)
                n++;
    return n;
}

/* In the order in which they can be made. */
static void find_objects(planner *p)
{
    p->objects = sqi_arena_alloc(p->q->arena, (count_most(p) + 1) * sizeof *p->objects);
    p->ok = p->ok && p->objects;
    for (size_t i = 0; p->ok && i < p->sorted.n; i++) {
        const sq_table *t = p->sorted.tables[i];
        for (size_t c = 0; c < t->n_columns; c++) {
            const sq_sequence *s = p->o->sequences ? t->columns[c].o.default_.sequence : NULL;
            if (p->o->named_types)
                meet_types(p, &t->columns[c].type);
            if (s && !s->optional)
                meet(p, NULL, s);
        }
    }
}

static void create_objects(planner *p)
{
    const sq_ddl_options o = checked(p);
    for (size_t i = 0; i < p->n_objects; i++) {
        const object *x = &p->objects[i];
        add(p, x->type ? sq_create_type(p->q, *x->type, &o)
                       : sq_create_sequence(p->q, x->sequence, &o));
    }
}

static void drop_objects(planner *p)
{
    const sq_ddl_options o = checked(p);
    for (size_t i = p->n_objects; i-- > 0;) {
        const object *x = &p->objects[i];
        add(p,
            x->type ? sq_drop_type(p->q, *x->type, &o) : sq_drop_sequence(p->q, x->sequence, &o));
    }
}

/* ---- tables ---- */

static bool is_late(const planner *p, const sq_table *t, size_t position)
{
    for (size_t i = 0; i < p->sorted.n_late; i++)
        if (p->sorted.late[i].table == t && p->sorted.late[i].constraint == position)
            return true;
    return false;
}

/* Positions of the foreign keys that CREATE TABLE is to write; NULL: all of them. */
static const int *early_keys(planner *p, const sq_table *t)
{
    sqi_constraint k;
    size_t n = 0, late = 0;
    for (; sqi_constraint_at(t, n, &k); n++)
        late += is_late(p, t, n);
    int *list = late ? sqi_arena_alloc(p->q->arena, (n + 1) * sizeof *list) : NULL;
    if (!list) {
        p->ok = p->ok && !late;
        return NULL;
    }
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (sqi_constraint_at(t, i, &k) && k.c->kind == SQ_CONSTRAINT_FOREIGN_KEY &&
            !is_late(p, t, i))
            list[used++] = (int)i;
    list[used] = -1;
    return list;
}

static void add_comments(planner *p, const sq_table *t)
{
    sqi_constraint k;
    if (t->o.comment)
        add(p, sq_comment_on(p->q, SQ_COMMENT_TABLE, &t->relation, NULL, 0, false));
    for (size_t i = 0; i < t->n_columns; i++)
        if (t->columns[i].o.comment)
            add(p,
                sq_comment_on(p->q, SQ_COMMENT_COLUMN, &t->relation, t->columns[i].key, 0, false));
    for (size_t i = 0; sqi_constraint_at(t, i, &k); i++)
        if (k.c->comment)
            add(p, sq_comment_on(p->q, SQ_COMMENT_CONSTRAINT, &t->relation, NULL, i, false));
}

static bool is_wanted(const planner *p, const sq_index *i)
{
    if (!i->only_on)
        return true;
    for (const char *const *name = p->o->dialects; name && *name; name++)
        for (const char *const *only = i->only_on; *only; only++)
            if (strcmp(*name, *only) == 0)
                return true;
    return false;
}

static void create_table(planner *p, const sq_table *t)
{
    sq_ddl_options o = checked(p);
    sqi_index x;
    o.foreign_keys = early_keys(p, t);
    add(p, sq_create_table(p->q, &t->relation, &o));
    o.foreign_keys = NULL;
    for (size_t i = 0; sqi_index_at(t, i, &x); i++)
        if (is_wanted(p, x.index))
            add(p, sq_create_index(p->q, x.index, &o));
    if (p->o->comments)
        add_comments(p, t);
}

static int begin(planner *p, const sq_table *const *tables, size_t n, sq_error *err)
{
    *p->out = (sqi_plan){0};
    if (p->q->is_static)
        return sqi_error(err, SQ_ERR_NOMEM, "create_all", "out of memory");
    int status = sqi_sort_tables(p->q->arena, tables, n, p->o->alter, &p->sorted, err);
    p->out->cyclic = p->sorted.cyclic;
    if (!status)
        find_objects(p);
    return status;
}

static int end(planner *p, sq_error *err)
{
    for (size_t i = 0; p->ok && i < p->out->n; i++)
        if (sqi_is_poison(p->out->p[i])) {
            const sqi_poison *bad = SQI_CAST_TO(poison, p->out->p[i]);
            return sqi_error(err, bad->status, bad->where, "%s", bad->message);
        }
    return p->ok ? SQ_OK : sqi_error(err, SQ_ERR_NOMEM, "create_all", "out of memory");
}

int sqi_create_all_plan(sq_builder *q, const sq_table *const *tables, size_t n,
                        const sqi_plan_options *o, sqi_plan *out, sq_error *err)
{
    planner p = {.q = q, .o = o, .out = out, .ok = true};
    int status = begin(&p, tables, n, err);
    if (status)
        return status;
    create_objects(&p);
    for (size_t i = 0; i < p.sorted.n; i++)
        create_table(&p, p.sorted.tables[i]);
    for (size_t i = 0; i < p.sorted.n_late; i++)
        add(&p,
            sq_add_constraint(q, &p.sorted.late[i].table->relation, p.sorted.late[i].constraint));
    return end(&p, err);
}

int sqi_drop_all_plan(sq_builder *q, const sq_table *const *tables, size_t n,
                      const sqi_plan_options *o, sqi_plan *out, sq_error *err)
{
    planner p = {.q = q, .o = o, .out = out, .ok = true};
    int status = begin(&p, tables, n, err);
    if (status)
        return status;
    sq_ddl_options options = checked(&p);
    for (size_t i = 0; i < p.sorted.n_late; i++)
        add(&p, sq_drop_constraint(q, &p.sorted.late[i].table->relation,
                                   p.sorted.late[i].constraint, &options));
    for (size_t i = p.sorted.n; i-- > 0;)
        add(&p, sq_drop_table(q, &p.sorted.tables[i]->relation, &options));
    drop_objects(&p);
    return end(&p, err);
}
