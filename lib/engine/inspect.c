/* inspect.c: lists of what is in a database, remembered.
 *
 * An inspector is a reading that lasts: the results whose texts it gives stay until it is cleared.
 * SQLAlchemy: Inspector. */
#include "lib/engine/reflect.h"
#include "lib/schema/schema.h"

SQI_FACT(sqi_schema_fact, 1, name, is_usual);
SQI_FACT(sqi_sequence_fact, 1, name, type, start, increment, minvalue, maxvalue, cache, is_cycle);

/* Items of one size, in the memory of the reading, with one more, zeroed, behind the last. */
typedef struct list {
    char *p;
    size_t size, n, cap;
} list;
typedef void read_list(sqi_reading *r, const char *schema, list *out);

typedef enum list_kind {
    SCHEMAS,
    OBJECTS,
    SEQUENCES,
    TYPES,
} list_kind;
static read_list read_schemas, read_objects, read_sequences, read_types;
static const struct {
    read_list *read;
    size_t size;
} lists[] = {
    [SCHEMAS] = {read_schemas, sizeof(const char *)},
    [OBJECTS] = {read_objects, sizeof(sq_object)},
    [SEQUENCES] = {read_sequences, sizeof(sq_sequence)},
    [TYPES] = {read_types, sizeof(sq_type)},
};

/* One that was read. */
typedef struct memo {
    struct memo *next;
    list_kind kind;
    const char *schema;
    list list;
} memo;

enum { VIEWS = SQ_OBJECT_VIEW | SQ_OBJECT_MATERIALIZED_VIEW };

struct sq_inspector {
    sq_conn *handle;
    sqi_reading r;
    bool begun;
    memo *memos;
    sq_metadata *tables;
    const sq_allocator *allocator;
};

/* ---- life ---- */

sq_inspector *sq_inspector_new(sq_conn *c)
{
    int rc;
    const sqi_conn *own = sqi_conn_of(c, &rc);
    const sq_allocator *a = own ? own->engine->options.allocator : NULL;
    sq_inspector *i = sqi_alloc(a, sizeof *i);
    if (i)
        *i = (sq_inspector){.handle = c, .allocator = a};
    return i;
}

void sq_inspector_clear(sq_inspector *i)
{
    if (!i)
        return;
    if (i->begun)
        sqi_reading_end(&i->r);
    sq_metadata_unref(i->tables);
    *i = (sq_inspector){.handle = i->handle, .allocator = i->allocator};
}

void sq_inspector_free(sq_inspector *i)
{
    sq_inspector_clear(i);
    if (i)
        sqi_free(i->allocator, i);
}

/* The connection may have been given back since. */
static bool is_ready(sq_inspector *i)
{
    int rc;
    if (!i || !sqi_conn_of(i->handle, &rc))
        return false;
    if (!i->begun)
        sqi_reading_begin(&i->r, i->handle);
    i->begun = true;
    return i->r.rc == SQ_OK;
}

int sq_inspector_status(const sq_inspector *i)
{
    int rc;
    if (!i)
        return SQ_ERR_NOMEM;
    if (!sqi_conn_of(i->handle, &rc))
        return rc;
    return i->begun ? i->r.rc : SQ_OK;
}

/* ---- lists ---- */

/* One more, zeroed; NULL: no memory. */
static void *add(sqi_reading *r, list *l)
{
    char *p = sqi_arena_append(r->q->arena, l->p, &l->n, &l->cap, l->size);
    if (!p) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    l->p = p;
    return p + (l->n - 1) * l->size;
}

static const char *kept(sqi_reading *r, const char *s)
{
    const char *p = s ? sqi_arena_str(r->q->arena, s, strlen(s)) : NULL;
    if (s && !p)
        sqi_reading_no_memory(r);
    return p;
}

/* As it was read first; NULL after an error. */
static const list *list_of(sq_inspector *i, list_kind kind, const char *schema)
{
    if (!is_ready(i))
        return NULL;
    for (const memo *m = i->memos; m; m = m->next)
        if (m->kind == kind && sqi_same_text(m->schema, schema))
            return &m->list;
    memo *m = sqi_arena_alloc(i->r.q->arena, sizeof *m);
    if (!m) {
        sqi_reading_no_memory(&i->r);
        return NULL;
    }
    *m = (memo){i->memos, kind, kept(&i->r, schema), {.size = lists[kind].size}};
    lists[kind].read(&i->r, m->schema, &m->list);
    if (!m->list.n && add(&i->r, &m->list)) /* an empty one has its end, too */
        m->list.n = 0;
    if (i->r.rc != SQ_OK)
        return NULL;
    i->memos = m;
    return &m->list;
}

static const void *items_of(const list *l, size_t *n)
{
    if (n)
        *n = l ? l->n : 0;
    return l ? l->p : NULL;
}

/* ---- schemas ---- */

/* The usual one first, so that it is told from the others. */
static void read_schemas(sqi_reading *r, const char *schema, list *out)
{
    sqi_schema_fact f;
    const char **usual = add(r, out);
    sq_result *rows = sqi_ask(r, r->from->schemas, schema, NULL);
    while (usual && sqi_next_fact(r, rows, &sqi_schema_fact_row, &f)) {
        const char **item = f.is_usual ? (const char **)(void *)out->p : add(r, out);
        if (item)
            *item = f.name;
    }
}

const char *const *sq_inspector_schemas(sq_inspector *i, size_t *n)
{
    const list *l = list_of(i, SCHEMAS, NULL);
    const char *const *names = items_of(l, n);
    if (!names || names[0])
        return names;
    if (n) /* there is no usual one */
        *n = l->n ? l->n - 1 : 0;
    return l->n ? names + 1 : names;
}

const char *sq_inspector_default_schema(sq_inspector *i)
{
    const list *l = list_of(i, SCHEMAS, NULL);
    return l ? *(const char *const *)(const void *)l->p : NULL;
}

int sq_inspector_has_schema(sq_inspector *i, const char *name)
{
    size_t n;
    const char *const *names = sq_inspector_schemas(i, &n);
    for (size_t at = 0; names && at < n; at++)
        if (sqi_same_text(names[at], name))
            return 1;
    return sq_inspector_status(i);
}

/* ---- tables and views ---- */

static void read_objects(sqi_reading *r, const char *schema, list *out)
{
    sqi_object_fact f;
    sq_result *rows = sqi_ask(r, r->from->objects, schema, NULL);
    while (sqi_next_object(r, rows, &f)) {
        const unsigned kind = sqi_object_kind(f.kind);
        sq_object *o = add(r, out);
        if (o)
            *o = (sq_object){.name = f.name,
                             .kind = (sq_object_kind)kind,
                             .temporary = f.temporary,
                             .comment = f.comment,
                             .definition = kind & VIEWS ? f.definition : NULL};
    }
}

const sq_object *sq_inspector_objects(sq_inspector *i, const char *schema, size_t *n)
{
    return items_of(list_of(i, OBJECTS, schema), n);
}

static bool is_in_scope(const sq_object *o, sq_object_scope scope)
{
    return scope == SQ_OBJECTS_ANY || (scope == SQ_OBJECTS_TEMPORARY) == o->temporary;
}

const char *const *sq_inspector_names(sq_inspector *i, const char *schema, unsigned kinds,
                                      sq_object_scope scope, size_t *n)
{
    size_t all;
    list names = {.size = sizeof(const char *)};
    const sq_object *o = sq_inspector_objects(i, schema, &all);
    const char **end = o ? add(&i->r, &names) : NULL;
    names.n = 0;
    for (size_t at = 0; end && at < all; at++)
        if ((o[at].kind & kinds) && is_in_scope(&o[at], scope) && (end = add(&i->r, &names)))
            *end = o[at].name;
    return items_of(end ? &names : NULL, n);
}

int sq_inspector_has_table(sq_inspector *i, const char *schema, const char *name)
{
    size_t n;
    const sq_object *o = sq_inspector_objects(i, schema, &n);
    for (size_t at = 0; o && at < n; at++)
        if (sqi_same_text(o[at].name, name))
            return 1;
    return sq_inspector_status(i);
}

/* What is not there is not read: that would be an error, which a transaction ends by. */
const sq_table *sq_inspector_table(sq_inspector *i, const char *schema, const char *name)
{
    if (sq_inspector_has_table(i, schema, name) != 1)
        return NULL;
    const sq_metadata_options o = {.size = sizeof o, .allocator = i->allocator};
    if (!i->tables)
        i->tables = (sq_metadata_new)(&o);
    if (!i->tables) {
        sqi_reading_no_memory(&i->r);
        return NULL;
    }
    const sq_reflect_options one = {.size = sizeof one, .schema = schema, .no_resolve_fks = true};
    sq_source t = (sq_metadata_find)(i->tables, schema, name);
    if (!t.sq_)
        t = (sq_reflect_table)(i->handle, i->tables, name, &one);
    return sq_table_of(t.sq_);
}

int sq_inspector_has_index(sq_inspector *i, const char *schema, const char *table, const char *name)
{
    const int there = sq_inspector_has_table(i, schema, table);
    const sq_table *t = there == 1 ? sq_inspector_table(i, schema, table) : NULL;
    for (const sq_index *x = t ? t->o.indexes : NULL; x && !x->end; x++)
        if (sqi_same_text(x->name, name))
            return 1;
    return there == 1 && !t ? sq_status_of(i->handle) : there < 0 ? there : 0;
}

/* ---- sequences and types ---- */

static void read_sequences(sqi_reading *r, const char *schema, list *out)
{
    sqi_sequence_fact f;
    sq_result *rows = sqi_ask(r, r->from->sequences, schema, NULL);
    while (sqi_next_fact(r, rows, &sqi_sequence_fact_row, &f)) {
        sq_sequence *s = add(r, out);
        if (s)
            *s = (sq_sequence){.name = f.name,
                               .schema = schema,
                               .type = sqi_type_of_text(r, f.type),
                               .numbers = sqi_numbers_of(&f)};
    }
}

const sq_sequence *sq_inspector_sequences(sq_inspector *i, const char *schema, size_t *n)
{
    return items_of(list_of(i, SEQUENCES, schema), n);
}

int sq_inspector_has_sequence(sq_inspector *i, const char *schema, const char *name)
{
    size_t n;
    const sq_sequence *s = sq_inspector_sequences(i, schema, &n);
    for (size_t at = 0; s && at < n; at++)
        if (sqi_same_text(s[at].name, name))
            return 1;
    return sq_inspector_status(i);
}

static void read_types(sqi_reading *r, const char *schema, list *out)
{
    sqi_read_types(r, schema);
    for (const sqi_named_type *t = r->types; t && r->rc == SQ_OK; t = t->next) {
        sq_type *item = (schema ? sqi_same_text(t->schema, schema) : t->visible) ? add(r, out)
                                                                                 : NULL;
        if (item)
            *item = t->type;
    }
}

const sq_type *sq_inspector_types(sq_inspector *i, const char *schema, size_t *n)
{
    return items_of(list_of(i, TYPES, schema), n);
}

int sq_inspector_has_type(sq_inspector *i, const char *schema, const char *name)
{
    size_t n;
    const sq_type *t = sq_inspector_types(i, schema, &n);
    for (size_t at = 0; t && at < n; at++)
        if (t[at].details && sqi_same_text(t[at].details->name, name))
            return 1;
    return sq_inspector_status(i);
}
