/* meta.c: metadata, the catalogue that run-time tables belong to.
 *
 * A metadata lives in its own arena and is counted by it: whoever pins one of its tables keeps the
 * whole catalogue. Everything given is copied, expressions too, so it never pins a builder. One
 * thread changes it; then any may read. */
#include "lib/base/map.h"
#include "lib/base/utf8.h"
#include "lib/schema/schema.h"

struct sq_metadata {
    sq_arena *arena;
    const char *schema;
    sq_quote schema_quote;
    const sq_naming_rule *naming;
    sq_table **tables;
    size_t n, cap;
    sqi_strmap by_name; /* "schema.name" -> position + 1 */
};

static const sqi_poison no_memory = {
    .node = {.kind = SQI_N_POISON, .size = 1, .hash = 1},
    .status = SQ_ERR_NOMEM,
    .where = "sq_metadata",
    .message = "out of memory",
};

static sq_source poison_of(const void *p)
{
    return (sq_source){p};
}

sq_metadata *sq_metadata_new(const sq_metadata_options *o)
{
    static const sq_metadata_options none;
    if (!o)
        o = &none;
    sq_arena *a = sqi_arena_new(o->allocator, NULL);
    sq_metadata *m = a ? sqi_arena_alloc(a, sizeof *m) : NULL;
    bool ok = m != NULL;
    if (ok) {
        *m = (sq_metadata){.arena = a, .schema_quote = o->schema_quote, .by_name = {.arena = a}};
        m->schema = o->schema ? sqi_arena_str(a, o->schema, strlen(o->schema)) : NULL;
        m->naming = sqi_naming_copy(a, o->naming_convention, &ok);
        ok = ok && (m->schema || !o->schema);
    }
    if (ok)
        return m;
    sqi_arena_unref(a);
    return NULL;
}

sq_metadata *sq_metadata_ref(sq_metadata *m)
{
    if (m)
        sqi_arena_ref(m->arena);
    return m;
}

void sq_metadata_unref(sq_metadata *m)
{
    if (m)
        sqi_arena_unref(m->arena);
}

/* ---- errors ---- */

sq_source sqi_metadata_poison(sq_metadata *m, const sq_error *e)
{
    if (!m)
        return poison_of(&no_memory);
    sqi_poison *p = sqi_arena_alloc(m->arena, sizeof *p);
    const char *where = sqi_arena_str(m->arena, e->where, strlen(e->where));
    const char *message = sqi_arena_str(m->arena, e->message, strlen(e->message));
    if (!p || !where || !message)
        return poison_of(&no_memory);
    *p = (sqi_poison){
        .node = {.kind = SQI_N_POISON, .home = m->arena, .size = 1, .hash = 1},
        .status = e->status,
        .where = where,
        .message = message,
    };
    return poison_of(p);
}

static const void *fail(sq_metadata *m, int status, const char *format, ...) SQ_PRINTF(3, 4);
static const void *fail(sq_metadata *m, int status, const char *format, ...)
{
    sq_error e;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&e, status, "sq_metadata_table", format, ap);
    va_end(ap);
    return sqi_metadata_poison(m, &e).sq_;
}

/* The poison that an expression is, brought into the metadata. */
static const void *check_expr(sq_metadata *m, const sq_expr *e)
{
    if (!e || !sqi_is_poison(e))
        return NULL;
    const sqi_poison *p = SQI_CAST_TO(poison, e);
    return fail(m, p->status, "%s: %s", p->where, p->message);
}

static const void *check_name(sq_metadata *m, const char *what, const char *name, size_t n)
{
    if (!name || !n)
        return fail(m, SQ_ERR_ARGUMENT, "%s has no name", what);
    if (!sqi_utf8_valid(name, n))
        return fail(m, SQ_ERR_ARGUMENT, "the name of %s holds NUL or is no valid UTF-8", what);
    return NULL;
}

static const char *key_of(const sq_column_spec *c)
{
    return c->o.key ? c->o.key : c->name;
}

static bool has_key(const sq_column_spec *columns, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(key_of(&columns[i]), key) == 0)
            return true;
    return false;
}

static const void *check_columns(sq_metadata *m, const sq_column_spec *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sq_column_options *o = &columns[i].o;
        const char *name = columns[i].name;
        const void *bad = check_name(m, "a column", name, name ? strlen(name) : 0);
        if (!bad && has_key(columns, i, key_of(&columns[i])))
            bad = fail(m, SQ_ERR_ARGUMENT, "two columns have the key \"%s\"", key_of(&columns[i]));
        const sq_expr *const exprs[] = {o->default_.expr, o->onupdate.expr, o->computed,
                                        o->server_default_value.expr,
                                        o->checks ? o->checks->check : NULL};
        for (size_t e = 0; !bad && e < sizeof exprs / sizeof *exprs; e++)
            bad = check_expr(m, exprs[e]);
        if (bad)
            return bad;
    }
    return NULL;
}

static const void *check_constraint(sq_metadata *m, const sq_constraint *c,
                                    const sq_column_spec *columns, size_t n)
{
    const void *bad = check_expr(m, c->check);
    if (!bad)
        bad = check_expr(m, c->where);
    for (const sq_exclude_element *e = c->elements; !bad && e && (e->expr || e->text); e++)
        bad = check_expr(m, e->expr);
    for (const char *const *key = c->columns; !bad && key && *key; key++)
        if (!has_key(columns, n, *key))
            bad = fail(m, SQ_ERR_ARGUMENT,
                       "a constraint names the column \"%s\", which is not there", *key);
    return bad;
}

/* ---- tables ---- */

/* The key of the map; NULL: no memory. */
static const char *full_name(sq_arena *a, sq_str schema, sq_str name, size_t *n)
{
    *n = schema.n + 1 + name.n;
    char *p = sqi_arena_alloc(a, *n + 1);
    if (!p)
        return NULL;
    if (schema.n)
        memcpy(p, schema.p, schema.n);
    p[schema.n] = '.';
    memcpy(p + schema.n + 1, name.p, name.n);
    p[*n] = '\0';
    return p;
}

static bool add_table(sq_metadata *m, sq_table *t, const char *full, size_t n)
{
    sq_table **tables = sqi_arena_append(m->arena, m->tables, &m->n, &m->cap, sizeof *tables);
    if (!tables)
        return false;
    m->tables = tables;
    uint64_t *at = sqi_strmap_at(&m->by_name, full, n);
    if (!at) {
        m->n--;
        return false;
    }
    tables[m->n - 1] = t;
    *at = m->n;
    return true;
}

static const void *check_table(sq_metadata *m, sq_name name, const sq_column_spec *columns,
                               size_t n, const sq_table_options *o)
{
    const void *bad = check_name(m, "the table", name.p, name.n);
    if (!bad && o->schema)
        bad = check_name(m, "the schema", o->schema, strlen(o->schema));
    if (!bad)
        bad = check_columns(m, columns, n);
    const sq_constraint *c = o->constraints;
    for (; !bad && c && c->kind != SQ_CONSTRAINT_END; c++)
        bad = check_constraint(m, c, columns, n);
    return bad;
}

sq_source sq_metadata_table(sq_metadata *m, sq_name name, const sq_column_spec *columns, size_t n,
                            const sq_table_options *given)
{
    if (!m)
        return poison_of(&no_memory);
    sq_table_options o = given ? *given : (sq_table_options){0};
    if (!o.schema) {
        o.schema = m->schema;
        o.schema_quote = m->schema_quote;
    }
    if (name.quote == SQ_QUOTE_AUTO)
        name.quote = (uint32_t)o.quote;
    const void *bad = check_table(m, name, columns, n, &o);
    if (bad)
        return poison_of(bad);
    size_t full_n;
    const char *full = full_name(m->arena, (sq_str){o.schema, o.schema ? strlen(o.schema) : 0},
                                 (sq_str){name.p, name.n}, &full_n);
    if (full && sqi_strmap_find(&m->by_name, full, full_n))
        return poison_of(fail(m, SQ_ERR_ARGUMENT, "the table \"%.*s\" is already in the metadata",
                              (int)name.n, name.p));
    const sqi_table_parts parts = {
        .name = name, .columns = columns, .n = n, .o = &o, .metadata = m};
    sq_table *t = full ? sqi_table_make(m->arena, &parts) : NULL;
    if (!t || !add_table(m, t, full, full_n))
        return poison_of(&no_memory);
    return sq_source_of(t);
}

/* ---- copies of tables ---- */

/* A table on its way into another metadata; what is made for it lives in `a` until it is there. */
typedef struct mover {
    sq_arena *a;
    const sq_table *t;
    const char *schema, *name; /* what they will be */
    bool ok;
} mover;

static const char *kept(mover *k, sq_name n)
{
    const char *p = n.n ? sqi_arena_str(k->a, n.p, n.n) : NULL;
    k->ok = k->ok && (p || !n.n);
    return p;
}

static const char *column_of(mover *k, const sqi_reference *r)
{
    return r->column ? r->column->key : kept(k, r->column_name);
}

static bool same_name(sq_name a, const char *b)
{
    size_t n = b ? strlen(b) : 0;
    return a.n == n && (!n || memcmp(a.p, b, n) == 0);
}

/* What a foreign key of the copy refers to: columns by key of a table by name. */
static void move_foreign_key(mover *k, const sqi_constraint *from, sq_constraint *to)
{
    sqi_reference r = {0};
    size_t width = sqi_constraint_width(from);
    const char **theirs = sqi_arena_alloc(k->a, (width + 1) * sizeof *theirs);
    const char **keys = sqi_arena_alloc(k->a, (width + 1) * sizeof *keys);
    k->ok = k->ok && theirs && keys;
    for (size_t i = 0; k->ok && i < width; i++) {
        keys[i] = sqi_constraint_key(from, i);
        theirs[i] = sqi_reference_at(from, i, &r) ? column_of(k, &r) : NULL;
    }
    if (!k->ok)
        return;
    keys[width] = theirs[width] = NULL;
    to->columns = keys;
    to->ref_columns = theirs;
    to->ref_name = r.table == k->t ? k->name : kept(k, r.table_name);
    to->ref_schema = same_name(r.schema, k->t->o.schema) ? k->schema : kept(k, r.schema);
    to->ref_table = NULL;
    to->ref_texts = NULL;
    to->link_to_name = !r.column && to->link_to_name;
}

/* All that was written at the table, and the foreign keys of its columns, which can not be said by
 * the column any more: there they are addresses of columns. */
static const sq_constraint *move_constraints(mover *k)
{
    sqi_constraint from;
    size_t n = 0, used = 0;
    while (sqi_constraint_at(k->t, n, &from))
        n++;
    sq_constraint *list = sqi_arena_alloc(k->a, (n + 1) * sizeof *list);
    k->ok = k->ok && list;
    for (size_t i = 0; k->ok && sqi_constraint_at(k->t, i, &from); i++) {
        bool key = from.c->kind == SQ_CONSTRAINT_FOREIGN_KEY;
        if (from.c == &from.made && !key)
            continue;
        list[used] = *from.c;
        if (key)
            move_foreign_key(k, &from, &list[used]);
        used++;
    }
    if (list)
        list[used] = (sq_constraint){.kind = SQ_CONSTRAINT_END};
    return list;
}

static sq_source move_table(sq_metadata *m, mover *k)
{
    const sq_table *t = k->t;
    sq_column_spec *columns = sqi_arena_alloc(k->a, (t->n_columns + 1) * sizeof *columns);
    sq_table_options o = t->o;
    k->ok = columns != NULL;
    for (size_t i = 0; k->ok && i < t->n_columns; i++) {
        const sq_column *c = &t->columns[i];
        columns[i] = (sq_column_spec){sqi_name_of_column(c).p, *sqi_column_type(c), c->o};
        columns[i].o.key = c->key;
        columns[i].o.references = NULL;
    }
    o.constraints = move_constraints(k);
    o.schema_quote = k->schema == t->o.schema ? o.schema_quote : SQ_QUOTE_AUTO;
    o.schema = k->schema;
    if (!k->ok)
        return poison_of(&no_memory);
    return sq_metadata_table(m, sq_name_quoted(k->name, o.quote), columns, t->n_columns, &o);
}

sq_source sq_metadata_copy(sq_metadata *m, const sq_relation *table, const char *schema,
                           const char *name)
{
    const sq_table *t = sq_table_of(table);
    if (!m)
        return poison_of(&no_memory);
    if (!t)
        return poison_of(fail(m, SQ_ERR_ARGUMENT, "what is to be copied is no table"));
    mover k = {.a = sqi_arena_new(m->arena->allocator, NULL),
               .t = t,
               .schema = schema        ? schema
                         : t->o.schema ? t->o.schema
                                       : m->schema,
               .name = name ? name : sqi_name_of_table(t).p};
    sq_source copy = k.a ? move_table(m, &k) : poison_of(&no_memory);
    sqi_arena_unref(k.a);
    return copy;
}

int sq_metadata_add_index(sq_metadata *m, const sq_relation *table, const sq_index *index,
                          sq_error *err)
{
    const sq_table *t = sq_table_of(table);
    for (size_t i = 0; m && t && i < m->n; i++) {
        if (m->tables[i] != t)
            continue;
        const sq_index *list = sqi_indexes_with(m->arena, t->o.indexes, index, t);
        if (!list)
            return sqi_error(err, SQ_ERR_NOMEM, "sq_metadata_add_index", "out of memory");
        m->tables[i]->o.indexes = list;
        return SQ_OK;
    }
    return sqi_error(err, SQ_ERR_ARGUMENT, "sq_metadata_add_index",
                     "the table does not belong to this metadata");
}

/* ---- look-up ---- */

const sq_table *sqi_metadata_table(const sq_metadata *m, sq_str schema, sq_str name)
{
    if (!schema.p && m->schema)
        schema = (sq_str){m->schema, strlen(m->schema)};
    if (!name.p || m->n == 0)
        return NULL;
    char buffer[512];
    if (schema.n + name.n + 1 > sizeof buffer)
        return NULL; /* longer than any name that a database takes */
    if (schema.n)
        memcpy(buffer, schema.p, schema.n);
    buffer[schema.n] = '.';
    memcpy(buffer + schema.n + 1, name.p, name.n);
    const uint64_t *at = sqi_strmap_find(&m->by_name, buffer, schema.n + 1 + name.n);
    return at && *at ? m->tables[*at - 1] : NULL;
}

sq_source sq_metadata_find(const sq_metadata *m, const char *schema, const char *name)
{
    if (!m || !name)
        return (sq_source){NULL};
    const sq_table *t = sqi_metadata_table(m, (sq_str){schema, schema ? strlen(schema) : 0},
                                           (sq_str){name, strlen(name)});
    return t ? sq_source_of(t) : (sq_source){NULL};
}

size_t sq_metadata_count(const sq_metadata *m)
{
    return m ? m->n : 0;
}

const sq_table *sq_metadata_at(const sq_metadata *m, size_t i)
{
    return m && i < m->n ? m->tables[i] : NULL;
}

int sq_metadata_sorted(const sq_metadata *m, sq_builder *q, sq_sorted_tables *out, sq_error *err)
{
    sqi_sorted sorted;
    *out = (sq_sorted_tables){0};
    if (!m || !q || q->is_static)
        return sqi_error(err, SQ_ERR_NOMEM, "sq_metadata_sorted", "out of memory");
    int rc = sqi_sort_tables(q->arena, (const sq_table *const *)m->tables, m->n, true, &sorted,
                             err);
    if (rc == SQ_OK)
        *out = (sq_sorted_tables){sorted.tables, sorted.late, sorted.n, sorted.n_late};
    return rc;
}

const char *sqi_metadata_schema(const sq_metadata *m)
{
    return m->schema;
}

const sq_naming_rule *sqi_metadata_naming(const sq_metadata *m)
{
    return m->naming;
}
