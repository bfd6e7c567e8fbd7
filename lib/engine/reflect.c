/* reflect.c: tables of a database into a metadata.
 *
 * Tables are read by schema, in rounds: a round reads all that is wanted of one schema at once,
 * makes tables of it, and what their foreign keys refer to is wanted by a later round, until
 * nothing is left. What the metadata has is never touched. SQLAlchemy: MetaData.reflect(). */
#include <stdio.h>
#include "lib/engine/reflect.h"
#include "lib/schema/schema.h"

enum { FEW = 8 };

/* A table that is wanted since a foreign key refers to it. */
typedef struct wanted {
    struct wanted *next;
    const char *schema, *name;
} wanted;

typedef struct reflector {
    sqi_reading r;
    sq_metadata *m;
    sq_reflect_options o;
    wanted *queue;
    const char **apart; /* of a round: what is to be asked for by its name */
    size_t n_apart, cap_apart;
    int64_t made;
} reflector;

static bool is_there(const reflector *x, const char *schema, const char *name)
{
    return sq_metadata_find(x->m, schema, name).sq_ != NULL;
}

static bool is_listed(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (sqi_same_text(*list, name))
            return true;
    return !list;
}

/* ---- what a round reads ---- */

static bool is_wanted(const reflector *x, const sqi_object_fact *f)
{
    const sq_reflect_options *o = &x->o;
    const unsigned kinds = o->kinds ? o->kinds : SQ_OBJECT_TABLE | SQ_OBJECT_FOREIGN_TABLE;
    if (!(kinds & sqi_object_kind(f->kind)))
        return false;
    if (o->scope != SQ_OBJECTS_ANY && (o->scope == SQ_OBJECTS_TEMPORARY) != (f->temporary != 0))
        return false;
    return !o->filter || o->filter(f->name, o->user);
}

static void keep_apart(reflector *x, const char *name)
{
    const char **names = sqi_arena_append(x->r.q->arena, x->apart, &x->n_apart, &x->cap_apart,
                                          sizeof *names);
    if (!names) {
        sqi_reading_no_memory(&x->r);
        return;
    }
    names[x->n_apart - 1] = name;
    x->apart = names;
}

/* A reference is followed whatever the caller's choice of kinds is. */
static void read_objects(reflector *x, const char *const *only, bool referred)
{
    sqi_reading *r = &x->r;
    sqi_object_fact f;
    sq_result *rows = sqi_ask(r, r->from->objects, r->schema, r->name);
    while (sqi_next_object(r, rows, &f)) {
        if (!is_listed(only, f.name) || (!referred && !is_wanted(x, &f)) ||
            is_there(x, r->schema, f.name))
            continue;
        if (r->from->asks_views_apart && !r->name && sqi_object_kind(f.kind) != SQ_OBJECT_TABLE)
            keep_apart(x, f.name);
        else
            sqi_read_table(r, &f);
    }
}

/* Before anything is read: a name that is missing leaves the metadata as it is. */
static void check_names(reflector *x, const char *schema, const char *const *names)
{
    sqi_reading *r = &x->r;
    sqi_object_fact f;
    sqi_strmap there = {.arena = r->q->arena};
    const char *name = names[0] && !names[1] ? names[0] : NULL;
    sq_result *rows = sqi_ask(r, r->from->objects, schema, name);
    while (sqi_next_object(r, rows, &f))
        if (is_wanted(x, &f) && !sqi_strmap_at(&there, f.name, strlen(f.name)))
            sqi_reading_no_memory(r);
    for (; *names && r->rc == SQ_OK; names++)
        if (!is_there(x, schema, *names) && !sqi_strmap_find(&there, *names, strlen(*names)))
            sqi_reading_fail(r, SQ_ERR_NO_SUCH_TABLE, "there is no table \"%s\"%s%s", *names,
                             schema ? " in the schema " : "", schema ? schema : "");
}

/* ---- what is made of it ---- */

static const sq_column_spec *spec_of(const sqi_reflected *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (sqi_same_text(t->columns[i].name, name))
            return &t->columns[i];
    return NULL;
}

static void override_columns(const reflector *x, sqi_reflected *t)
{
    for (size_t i = 0; i < x->o.n_columns; i++) {
        sq_column_spec *c = (sq_column_spec *)(uintptr_t)spec_of(t, x->o.columns[i].name);
        if (c)
            *c = x->o.columns[i];
    }
}

static void filter_columns(const reflector *x, sqi_reflected *t)
{
    size_t n = 0;
    for (size_t i = 0; x->o.column && i < t->n_columns; i++)
        if (x->o.column(&t->columns[i], t->name, x->o.user))
            t->columns[n++] = t->columns[i];
    t->n_columns = x->o.column ? n : t->n_columns;
}

/* Names of columns become keys. false: one of them is left out. */
static bool set_keys(const sqi_reflected *t, const char *const *names)
{
    const char **keys = (const char **)(uintptr_t)names;
    for (; keys && *keys; keys++) {
        const sq_column_spec *c = spec_of(t, *keys);
        if (!c)
            return false;
        *keys = c->o.key ? c->o.key : c->name;
    }
    return true;
}

/* A constraint goes with its columns. */
static void set_constraint_keys(reflector *x, sqi_reflected *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_constraints; i++) {
        if (set_keys(t, t->constraints[i].columns))
            t->constraints[n++] = t->constraints[i];
        else if (t->constraints[i].name)
            sqi_tell_conn(x->r.c, SQ_EVENT_NOTICE, NULL, t->constraints[i].name);
    }
    t->n_constraints = n;
    if (t->constraints)
        t->constraints[n] = (sq_constraint){.kind = SQ_CONSTRAINT_END};
}

static bool is_plain(const sq_expr *e)
{
    return SQI_IS(e, OWN_COLUMN);
}

/* An index of columns alone names them; the name becomes a key. false: one is left out. */
static bool set_elements(reflector *x, const sqi_reflected *t, sq_index *i)
{
    size_t n = i->elements ? sqi_count(i->elements, SQ_UNTIL_END) : 0;
    bool plain = true;
    for (size_t e = 0; e < n; e++)
        plain = plain && is_plain(i->elements[e]);
    const char **keys = sqi_arena_alloc(x->r.q->arena, (n + 1) * sizeof *keys);
    if (!keys)
        sqi_reading_no_memory(&x->r);
    if (!keys || !plain)
        return keys != NULL;
    for (size_t e = 0; e < n; e++)
        keys[e] = SQI_CAST_TO(own_column, i->elements[e])->key;
    keys[n] = NULL;
    i->columns = keys;
    i->elements = NULL;
    return set_keys(t, keys);
}

static void set_index_keys(reflector *x, sqi_reflected *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_indexes; i++)
        if (set_elements(x, t, &t->indexes[i]))
            t->indexes[n++] = t->indexes[i];
    t->n_indexes = n;
    if (t->indexes)
        t->indexes[n] = (sq_index){.end = true};
}

/* A key of one column that the database does not count by itself must not begin to elsewhere. */
static void set_autoincrement(sqi_reflected *t)
{
    for (size_t i = 0; i < t->n_constraints; i++) {
        const sq_constraint *c = &t->constraints[i];
        if (c->kind != SQ_CONSTRAINT_PRIMARY_KEY || !c->columns || !c->columns[0] || c->columns[1])
            continue;
        sq_column_spec *key = (sq_column_spec *)(uintptr_t)spec_of(t, c->columns[0]);
        if (key && key->o.autoincrement == SQ_AUTOINCREMENT_AUTO && !key->o.identity.set)
            key->o.autoincrement = SQ_AUTOINCREMENT_NO;
    }
}

static void want(reflector *x, const sq_constraint *c)
{
    wanted *w = sqi_arena_alloc(x->r.q->arena, sizeof *w);
    if (!w) {
        sqi_reading_no_memory(&x->r);
        return;
    }
    *w = (wanted){x->queue, c->ref_schema, c->ref_name};
    x->queue = w;
}

static void make_table(reflector *x, sqi_reflected *t)
{
    static const char *const temporary[] = {"TEMPORARY", NULL};
    set_autoincrement(t);
    override_columns(x, t);
    filter_columns(x, t);
    set_constraint_keys(x, t);
    set_index_keys(x, t);
    const sq_table_options o = {
        .schema = t->schema,
        .constraints = t->constraints,
        .indexes = t->indexes,
        .comment = t->comment,
        .prefixes = t->temporary ? (const sq_sql_text *const *)(const void *)temporary : NULL,
        .options = t->options};
    if (x->r.rc != SQ_OK)
        return;
    sq_source made = sq_metadata_table(x->m, sq_name_of(t->name), t->columns, t->n_columns, &o);
    if (sqi_is_poison(made.sq_)) {
        const sqi_poison *p = SQI_CAST_TO(poison, made.sq_);
        sqi_reading_fail(&x->r, p->status, "%s: %s", t->name, p->message);
        return;
    }
    x->made++;
    for (size_t i = 0; i < t->n_constraints && !x->o.no_resolve_fks; i++)
        if (t->constraints[i].kind == SQ_CONSTRAINT_FOREIGN_KEY)
            want(x, &t->constraints[i]);
}

static void leave_out(reflector *x, const char *name, bool is_named)
{
    char told[300];
    snprintf(told, sizeof told, "the columns of \"%s\" can not be read", name);
    if (is_named)
        sqi_reading_fail(&x->r, SQ_ERR_NO_SUCH_TABLE, "%s", told);
    else
        sqi_tell_conn(x->r.c, SQ_EVENT_NOTICE, NULL, told);
}

/* ---- rounds ---- */

/* `only`: names; NULL: all of the schema. */
static void read_round(reflector *x, const char *schema, const char *const *only, bool referred)
{
    sqi_reading *r = &x->r;
    r->schema = schema;
    r->name = only && only[0] && !only[1] ? only[0] : NULL;
    r->n_tables = 0;
    r->by_name = (sqi_strmap){.arena = r->q->arena};
    read_objects(x, only, referred);
    if (r->n_tables)
        sqi_read_facts(r);
    for (size_t i = 0; r->rc == SQ_OK && i < r->n_tables; i++)
        if (r->tables[i]->kind)
            make_table(x, r->tables[i]);
        else
            leave_out(x, r->tables[i]->name, only != NULL);
}

/* The database refused: that is told, and forgotten. */
static void pass_over(reflector *x, size_t n_results)
{
    sqi_conn *c = x->r.c;
    if (x->r.rc == SQ_ERR_NOMEM || c->error.scope > SQ_SCOPE_STATEMENT)
        return;
    sqi_tell_conn(c, SQ_EVENT_NOTICE, NULL, c->error.message);
    sqi_reading_drop(&x->r, n_results);
    x->r.rc = c->tx.active ? sq_rollback_nested(x->r.handle) : SQ_OK;
    if (x->r.rc == SQ_OK)
        sqi_error_forget(&c->error);
}

/* What does not work is passed over, and a transaction goes on. */
static void try_one(reflector *x, const char *schema, const char *name)
{
    sqi_reading *r = &x->r;
    const size_t n_results = r->n_results;
    if (r->c->tx.active)
        r->rc = sq_begin_nested(r->handle);
    if (r->rc != SQ_OK)
        return;
    read_round(x, schema, (const char *const[]){name, NULL}, true);
    if (r->rc != SQ_OK)
        pass_over(x, n_results);
    else if (r->c->tx.active)
        r->rc = sq_commit_nested(r->handle);
}

static void read_all(reflector *x, const char *schema)
{
    x->n_apart = 0;
    read_round(x, schema, NULL, false);
    for (size_t i = 0; i < x->n_apart && x->r.rc == SQ_OK; i++)
        try_one(x, schema, x->apart[i]);
}

/* A few are asked for one by one: else all that the schema has is told, and passed over. */
static void read_names(reflector *x, const char *schema, const char *const *names, bool referred)
{
    size_t n = 0;
    while (names && names[n])
        n++;
    if (x->r.rc != SQ_OK)
        return;
    if (!names) {
        read_all(x, schema);
        return;
    }
    if (n > FEW && !x->r.from->asks_views_apart) {
        read_round(x, schema, names, referred);
        return;
    }
    for (size_t i = 0; i < n && x->r.rc == SQ_OK; i++)
        read_round(x, schema, (const char *const[]){names[i], NULL}, referred);
}

/* The names of one schema, taken from the queue; those that are there by now are dropped. */
static const char *const *take_wanted(reflector *x, const char **schema)
{
    size_t n = 0;
    for (const wanted *w = x->queue; w; w = w->next)
        n++;
    const char **names = sqi_arena_alloc(x->r.q->arena, (n + 1) * sizeof *names);
    if (!names) {
        sqi_reading_no_memory(&x->r);
        return NULL;
    }
    wanted **at = &x->queue;
    for (n = 0; *at;) {
        wanted *w = *at;
        if (n && !sqi_same_text(w->schema, *schema)) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        if (is_there(x, w->schema, w->name))
            continue;
        *schema = w->schema;
        names[n++] = w->name;
    }
    names[n] = NULL;
    return names;
}

static void follow_references(reflector *x)
{
    while (x->r.rc == SQ_OK && x->queue) {
        const char *schema = NULL;
        const char *const *names = take_wanted(x, &schema);
        if (names && names[0])
            read_names(x, schema, names, true);
    }
}

/* ---- from outside ---- */

static int64_t reflect(reflector *x, sq_conn *c, sq_metadata *m, const char *const *only)
{
    int rc = sqi_reading_begin(&x->r, c);
    if (rc == SQ_OK && !m)
        rc = sqi_reading_fail(&x->r, SQ_ERR_ARGUMENT, "the metadata is NULL");
    x->m = m;
    if (rc == SQ_OK) {
        const char *schema = x->o.schema ? x->o.schema : sqi_metadata_schema(m);
        if (only)
            check_names(x, schema, only);
        read_names(x, schema, only, false);
        follow_references(x);
        rc = x->r.rc;
    }
    sqi_reading_end(&x->r);
    return rc == SQ_OK ? x->made : rc;
}

int64_t sq_reflect(sq_conn *c, sq_metadata *m, const sq_reflect_options *o)
{
    reflector x = {.o = o ? *o : (sq_reflect_options){0}};
    x.o.n_columns = 0;
    return reflect(&x, c, m, x.o.only);
}

sq_source sq_reflect_table(sq_conn *c, sq_metadata *m, const char *name,
                           const sq_reflect_options *o)
{
    reflector x = {.o = o ? *o : (sq_reflect_options){0}};
    if (!x.o.kinds)
        x.o.kinds = SQ_OBJECT_ANY;
    x.o.scope = SQ_OBJECTS_ANY;
    if (reflect(&x, c, m, (const char *const[]){name ? name : "", NULL}) < 0)
        return sqi_metadata_poison(m, sq_conn_error(c));
    return sq_metadata_find(m, x.o.schema ? x.o.schema : sqi_metadata_schema(m), name);
}
