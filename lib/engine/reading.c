/* reading.c: a reading of what is in a database: from its beginning to its end, its questions, and
 * the lists that answers are put into. The first failure sticks. */
#include "lib/engine/reflect.h"

/* ---- a reading ---- */

int sqi_reading_begin(sqi_reading *r, sq_conn *handle)
{
    *r = (sqi_reading){.handle = handle};
    r->c = sqi_conn_of(handle, &r->rc);
    if (!r->c)
        return r->rc;
    r->rc = sqi_admit(r->c);
    if (r->rc != SQ_OK)
        return r->rc;
    r->d = r->c->engine->dialect;
    r->from = r->d->reflector;
    const sq_builder_options memory = {.allocator = r->c->engine->options.allocator,
                                       .size = sizeof memory};
    r->q = (sq_builder_new)(&memory);
    r->by_name.arena = r->type_schemas.arena = r->q->arena;
    if (r->q->is_static)
        return sqi_reading_no_memory(r);
    if (!r->from)
        return sqi_reading_fail(r, SQ_ERR_UNSUPPORTED, "tables of %s can not be read", r->d->name);
    return SQ_OK;
}

void sqi_reading_drop(sqi_reading *r, size_t n)
{
    while (r->n_results > n)
        sq_done(r->results[--r->n_results]);
}

void sqi_reading_end(sqi_reading *r)
{
    sqi_reading_drop(r, 0);
    sq_builder_free(r->q);
    r->q = NULL;
}

int sqi_reading_fail(sqi_reading *r, int status, const char *format, ...)
{
    sq_error e;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&e, status, "sq_reflect", format, ap);
    va_end(ap);
    if (r->rc == SQ_OK)
        r->rc = sqi_conn_refuse(r->c, e.status, e.where, "%s", e.message);
    return r->rc;
}

int sqi_reading_no_memory(sqi_reading *r)
{
    return sqi_reading_fail(r, SQ_ERR_NOMEM, "out of memory");
}

/* What was written, for as long as the reading; NULL: no memory. */
static const char *take_text(sqi_reading *r, sqi_out *out)
{
    const char *p = out->status ? NULL : sqi_arena_str(sqi_memory_of(r), out->p, out->n);
    sqi_out_clear(out);
    if (!p)
        sqi_reading_no_memory(r);
    return p;
}

/* A name in quotes, and a point; a colon in it is none of a parameter. */
static void put_schema(const sqi_reading *r, sqi_out *out, const char *schema)
{
    sqi_out_char(out, r->d->quote_open);
    for (const char *p = schema; *p; p++) {
        if (*p == r->d->quote_close || *p == ':')
            sqi_out_char(out, *p == ':' ? '\\' : *p);
        sqi_out_char(out, *p);
    }
    sqi_out_char(out, r->d->quote_close);
    sqi_out_char(out, '.');
}

/* Catalogs that are in each schema are named with it. */
static const char *with_schema(sqi_reading *r, const char *sql, const char *schema)
{
    static const char place[] = "{schema.}";
    const char *at = strstr(sql, place);
    sqi_out out;
    if (!at)
        return sql;
    sqi_out_init(&out, r->q->allocator, 0);
    for (; at; at = strstr(sql, place)) {
        sqi_out_mem(&out, sql, (size_t)(at - sql));
        if (schema)
            put_schema(r, &out, schema);
        sql = at + sizeof place - 1;
    }
    sqi_out_str(&out, sql);
    return take_text(r, &out);
}

sq_result *sqi_ask(sqi_reading *r, const char *sql, const char *schema, const char *name)
{
    const sq_binding b[] = {{"schema", sq_text_value(schema)}, {"name", sq_text_value(name)}};
    if (!sql || r->rc != SQ_OK)
        return NULL;
    const char *whole = with_schema(r, sql, schema);
    if (!whole)
        return NULL;
    sq_result **results = sqi_arena_append(r->q->arena, r->results, &r->n_results, &r->cap_results,
                                           sizeof *results);
    if (!results) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    r->results = results;
    const sq_expr *text = sq_text(r->q, sqi_sql_of(whole));
    const sq_stmt *s = sq_textual_select_n(r->q, text, NULL, 0, false);
    return results[r->n_results - 1] = (sq_query)(r->handle, s, b, sql == r->from->schemas ? 0 : 2);
}

/* A server may tell anything: the texts that what follows stands on are there, or nothing is. */
static bool is_complete(sqi_reading *r, const sqi_fact_desc *d, const void *fact)
{
    for (size_t i = 0; i < d->required; i++) {
        const sq_field *f = &d->row.fields[i];
        if (*(const char *const *)(const void *)((const char *)fact + f->offset))
            continue;
        sqi_reading_fail(r, SQ_ERR_DATABASE_INTERNAL, "the catalog tells no %s", f->name);
        return false;
    }
    return true;
}

bool sqi_next_fact(sqi_reading *r, sq_result *rows, const sqi_fact_desc *d, void *fact)
{
    if (!rows || r->rc != SQ_OK)
        return false;
    if ((sq_fetch)(rows, &d->row, fact))
        return is_complete(r, d, fact);
    const sq_error *e = sq_result_error(rows);
    r->rc = e->status;
    if (r->rc != SQ_OK && sq_status_of(r->handle) == SQ_OK)
        sqi_conn_refuse(r->c, e->status, e->where, "%s", e->message);
    return false;
}

/* ---- lists that grow ---- */

const char *sqi_reading_text(sqi_reading *r, const char *a, const char *b, const char *c)
{
    sqi_out out;
    sqi_out_init(&out, r->q->allocator, 0);
    sqi_out_str(&out, a);
    sqi_out_str(&out, b);
    sqi_out_str(&out, c);
    return take_text(r, &out);
}

/* "<dialect>_name": only what the dialect itself can write. */
sq_option sqi_option_of(sqi_reading *r, const char *name, sq_value v)
{
    return (sq_option){sqi_reading_text(r, r->d->name, "_", name), v};
}

/* A list of options with one more; the list is ended by a NULL name. */
static void add_option(sqi_reading *r, const sq_option **list, const char *name, sq_value v)
{
    size_t n = 0;
    while (*list && (*list)[n].name)
        n++;
    sq_option *p = sqi_arena_alloc(sqi_memory_of(r), (n + 2) * sizeof *p);
    if (!p) {
        sqi_reading_no_memory(r);
        return;
    }
    if (n)
        memcpy(p, *list, n * sizeof *p);
    p[n] = sqi_option_of(r, name, v);
    p[n + 1] = (sq_option){.name = NULL};
    *list = p;
}

void sqi_add_flag(sqi_reading *r, const sq_option **list, const char *name, bool set)
{
    if (set)
        add_option(r, list, name, sq_bool_value(true));
}

void sqi_add_text(sqi_reading *r, const sq_option **list, const char *name, const char *text)
{
    if (text)
        add_option(r, list, name, sq_text_value(text));
}

/* A list of names with one more, NULL-ended. */
void sqi_add_name(sqi_reading *r, const char *const **list, const char *name)
{
    size_t n = 0;
    while (*list && (*list)[n])
        n++;
    const char **p = sqi_arena_alloc(sqi_memory_of(r), (n + 2) * sizeof *p);
    if (!p) {
        sqi_reading_no_memory(r);
        return;
    }
    for (size_t i = 0; i < n; i++)
        p[i] = (*list)[i];
    p[n] = name;
    p[n + 1] = NULL;
    *list = p;
}

/* The value of an option that is a list of names, with one more, or a map, with one more pair. */
void sqi_add_item(sqi_reading *r, const sq_option **list, const char *option, const char *key,
                  const sq_value *value)
{
    const char *full = sqi_reading_text(r, r->d->name, "_", option);
    sq_option *o = NULL;
    for (size_t i = 0; *list && (*list)[i].name; i++)
        if (sqi_same_text((*list)[i].name, full))
            o = (sq_option *)(uintptr_t) & (*list)[i];
    size_t width = value ? 2 : 1, n = o ? o->value.len * width : 0;
    sq_value *items = sqi_arena_alloc(sqi_memory_of(r), (n + width) * sizeof *items);
    if (!items || !full) {
        sqi_reading_no_memory(r);
        return;
    }
    if (n)
        memcpy(items, o->value.v.list, n * sizeof *items);
    items[n] = sq_text_value(key);
    if (value)
        items[n + 1] = *value;
    n = n / width + 1;
    sq_value all = value ? sq_map_value(items, n) : sq_list_value(items, n);
    if (o)
        o->value = all;
    else
        add_option(r, list, option, all);
}
