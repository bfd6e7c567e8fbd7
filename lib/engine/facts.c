/* facts.c: what the queries of a dialect tell, put together to tables.
 *
 * Each query is read once for all tables that are wanted. Here is no SQL and no database's name:
 * those are in the dialects (lib/compile/reflector.h). A text that comes from the database stands
 * where SQL text may (a default, a condition, a definition); a name is a name, and is quoted as any
 * other wherever it is written. */
#include "lib/engine/reflect.h"

SQI_FACT(sqi_object_fact, name, kind, comment, definition, temporary);
SQI_FACT(sqi_column_fact, table_name, name, type, type_schema, type_name, collation, charset,
         default_sql, onupdate_sql, computed_sql, identity, comment, is_nullable, is_persisted,
         is_autoincrement, is_hidden, start, increment, minvalue, maxvalue, cache, is_cycle);
SQI_FACT(sqi_key_fact, table_name, name, id, kind, column_name, ref_schema, ref_table, ref_column,
         on_update, on_delete, match, comment, is_deferrable, is_deferred, ref_is_visible,
         is_included, is_nulls_not_distinct, is_not_valid, is_no_inherit);
SQI_FACT(sqi_check_fact, table_name, name, sql, comment, is_not_valid, is_no_inherit);
SQI_FACT(sqi_exclusion_fact, table_name, name, element, op, method, where_sql, comment,
         is_deferrable, is_deferred);
SQI_FACT(sqi_index_fact, table_name, name, column_name, expression, ops, method, prefix, parser,
         where_sql, with_sql, tablespace, comment, is_unique, is_descending, is_included,
         is_nulls_not_distinct, nulls, length);
SQI_FACT(sqi_option_fact, table_name, name, value, is_flag);
SQI_FACT(sqi_type_fact, schema, name, kind, label, base, base_schema, base_name, collation,
         default_sql, check_name, check_sql, is_not_null, is_visible);

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

static sq_arena *memory_of(const sqi_reading *r)
{
    return r->q->arena;
}

static const sq_sql_text *sql_of(const char *text)
{
    return (const sq_sql_text *)(const void *)text;
}

/* What was written, for as long as the reading; NULL: no memory. */
static const char *take_text(sqi_reading *r, sqi_out *out)
{
    const char *p = out->status ? NULL : sqi_arena_str(memory_of(r), out->p, out->n);
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
    sq_result **results = sqi_list_more(r->q->arena, r->results, &r->n_results, &r->cap_results,
                                        sizeof *results);
    if (!results) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    r->results = results;
    const sq_expr *text = sq_text(r->q, sql_of(whole));
    const sq_stmt *s = sq_textual_select_n(r->q, text, NULL, 0, false);
    return results[r->n_results - 1] = (sq_query)(r->handle, s, b, sql == r->from->schemas ? 0 : 2);
}

bool sqi_next_fact(sqi_reading *r, sq_result *rows, const sq_row_desc *d, void *fact)
{
    if (!rows || r->rc != SQ_OK)
        return false;
    if ((sq_fetch)(rows, d, fact))
        return true;
    const sq_error *e = sq_result_error(rows);
    r->rc = e->status;
    if (r->rc != SQ_OK && sq_status_of(r->handle) == SQ_OK)
        sqi_conn_refuse(r->c, e->status, e->where, "%s", e->message);
    return false;
}

/* ---- small things ---- */

static const char *join(sqi_reading *r, const char *a, const char *b, const char *c)
{
    sqi_out out;
    sqi_out_init(&out, r->q->allocator, 0);
    sqi_out_str(&out, a);
    sqi_out_str(&out, b);
    sqi_out_str(&out, c);
    return take_text(r, &out);
}

/* "<dialect>_name": only what the dialect itself can write. */
static sq_option option_of(sqi_reading *r, const char *name, sq_value v)
{
    return (sq_option){join(r, r->d->name, "_", name), v};
}

/* A list of options with one more; the list is ended by a NULL name. */
static void add_option(sqi_reading *r, const sq_option **list, const char *name, sq_value v)
{
    size_t n = 0;
    while (*list && (*list)[n].name)
        n++;
    sq_option *p = sqi_arena_alloc(memory_of(r), (n + 2) * sizeof *p);
    if (!p) {
        sqi_reading_no_memory(r);
        return;
    }
    if (n)
        memcpy(p, *list, n * sizeof *p);
    p[n] = option_of(r, name, v);
    p[n + 1] = (sq_option){.name = NULL};
    *list = p;
}

static void add_flag(sqi_reading *r, const sq_option **list, const char *name, bool set)
{
    if (set)
        add_option(r, list, name, sq_bool_value(true));
}

static void add_text(sqi_reading *r, const sq_option **list, const char *name, const char *text)
{
    if (text)
        add_option(r, list, name, sq_text_value(text));
}

/* A list of names with one more, NULL-ended. */
static void add_name(sqi_reading *r, const char *const **list, const char *name)
{
    size_t n = 0;
    while (*list && (*list)[n])
        n++;
    const char **p = sqi_arena_alloc(memory_of(r), (n + 2) * sizeof *p);
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
static void add_item(sqi_reading *r, const sq_option **list, const char *option, const char *key,
                     const sq_value *value)
{
    const char *full = join(r, r->d->name, "_", option);
    sq_option *o = NULL;
    for (size_t i = 0; *list && (*list)[i].name; i++)
        if (sqi_same_text((*list)[i].name, full))
            o = (sq_option *)(uintptr_t) & (*list)[i];
    size_t width = value ? 2 : 1, n = o ? o->value.len * width : 0;
    sq_value *items = sqi_arena_alloc(memory_of(r), (n + width) * sizeof *items);
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

/* ---- tables ---- */

unsigned sqi_object_kind(const char *kind)
{
    static const struct {
        const char *name;
        unsigned kind;
    } kinds[] = {{"table", SQ_OBJECT_TABLE},
                 {"view", SQ_OBJECT_VIEW},
                 {"materialized view", SQ_OBJECT_MATERIALIZED_VIEW},
                 {"foreign table", SQ_OBJECT_FOREIGN_TABLE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (sqi_same_text(kinds[i].name, kind))
            return kinds[i].kind;
    return 0;
}

bool sqi_next_object(sqi_reading *r, sq_result *rows, sqi_object_fact *f)
{
    if (!sqi_next_fact(r, rows, &sqi_object_fact_row, f))
        return false;
    if (r->from->view && sqi_same_text(f->kind, "view") && !r->from->view(memory_of(r), f))
        sqi_reading_no_memory(r);
    return r->rc == SQ_OK;
}

void sqi_read_table(sqi_reading *r, const sqi_object_fact *f)
{
    sqi_reflected *t = sqi_arena_alloc(memory_of(r), sizeof *t);
    uint64_t *at = sqi_strmap_at(&r->by_name, f->name, strlen(f->name));
    sqi_reflected **tables = sqi_list_more(memory_of(r), r->tables, &r->n_tables, &r->cap_tables,
                                           sizeof *tables);
    if (!t || !at || !tables) {
        sqi_reading_no_memory(r);
        return;
    }
    *t = (sqi_reflected){.schema = r->schema,
                         .name = f->name,
                         .kind = sqi_object_kind(f->kind),
                         .temporary = f->temporary,
                         .comment = f->comment,
                         .definition = f->definition};
    tables[r->n_tables - 1] = t;
    r->tables = tables;
    *at = r->n_tables;
}

/* NULL: it is not wanted. */
static sqi_reflected *table_of(sqi_reading *r, const char *name)
{
    const uint64_t *at = name ? sqi_strmap_find(&r->by_name, name, strlen(name)) : NULL;
    return at && *at ? r->tables[*at - 1] : NULL;
}

/* ---- types ---- */

/* The same with details of its own, to be filled; NULL: no memory. */
static sq_type_details *details_of(sqi_reading *r, sq_type *t)
{
    sq_type_details *d = sqi_arena_alloc(memory_of(r), sizeof *d);
    if (d) {
        *d = t->details ? *t->details : (sq_type_details){0};
        t->details = d;
    } else {
        sqi_reading_no_memory(r);
    }
    return d;
}

static sq_type array_of(sqi_reading *r, sq_type item, int dimensions)
{
    sq_type t = {.kind = SQ_T_ARRAY};
    sq_type *kept = sqi_arena_alloc(memory_of(r), sizeof *kept);
    sq_type_details *d = details_of(r, &t);
    if (!kept || !d) {
        sqi_reading_no_memory(r);
        return t;
    }
    *kept = item;
    d->item = kept;
    d->dimensions = dimensions;
    return t;
}

/* The type of one element, where it is an array; UNKNOWN: it is not known. */
static sq_type item_of_text(sqi_reading *r, const char *text, sqi_type_text *parts)
{
    sq_type t;
    if (!sqi_read_type_text(memory_of(r), text, parts))
        sqi_reading_no_memory(r);
    else if (r->from->type(memory_of(r), parts, &t))
        return t;
    return (sq_type){.kind = SQ_T_UNKNOWN};
}

sq_type sqi_type_of_text(sqi_reading *r, const char *text)
{
    sqi_type_text parts;
    if (!text)
        return (sq_type){.kind = SQ_T_UNKNOWN};
    sq_type t = item_of_text(r, text, &parts);
    return parts.dimensions ? array_of(r, t, parts.dimensions) : t;
}

static const sq_expr *expr_of(sqi_reading *r, const char *sql)
{
    return sql ? sq_literal_column(r->q, sql_of(sql), sq_type_of(SQ_T_UNKNOWN), NULL) : NULL;
}

static sq_type named_type(sqi_reading *r, const char *schema, const char *name);

static sqi_named_type *find_type(const sqi_reading *r, const char *schema, const char *name)
{
    for (sqi_named_type *n = r->types; n; n = n->next)
        if (sqi_same_text(n->schema, schema) && sqi_same_text(n->name, name))
            return n;
    return NULL;
}

/* NULL: no memory. */
static sqi_named_type *start_type(sqi_reading *r, const sqi_type_fact *f)
{
    const bool is_enum = sqi_same_text(f->kind, "e");
    sqi_named_type *n = sqi_arena_alloc(memory_of(r), sizeof *n);
    if (!n) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    *n = (sqi_named_type){.next = r->types,
                          .schema = f->schema,
                          .name = f->name,
                          .type = {.kind = is_enum ? SQ_T_PG_ENUM : SQ_T_PG_DOMAIN},
                          .visible = f->is_visible,
                          .base = is_enum ? NULL : sqi_arena_alloc(memory_of(r), sizeof *n->base),
                          .base_schema = f->base_schema,
                          .base_name = f->base_name};
    sq_type_details *d = details_of(r, &n->type);
    if (!d || (!is_enum && !n->base)) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    d->name = f->name;
    d->schema = f->is_visible ? NULL : f->schema;
    d->collation = f->collation;
    d->constraint_name = f->check_name;
    d->check = expr_of(r, f->check_sql);
    d->default_ = expr_of(r, f->default_sql);
    n->type.flags = f->is_not_null ? SQ_TYPE_NOT_NULL : 0;
    if (n->base)
        *n->base = sqi_type_of_text(r, f->base);
    d->item = n->base;
    r->types = n;
    return n;
}

static void add_label(sqi_reading *r, sqi_named_type *n, const sqi_type_fact *f)
{
    sq_type_details *d = details_of(r, &n->type);
    if (!d || !f->label)
        return;
    add_name(r, &d->values, f->label);
    d->n_values++;
}

/* Domains may be of each other, in any order: when all are there. */
static void find_bases(sqi_reading *r)
{
    for (sqi_named_type *n = r->types; n && r->rc == SQ_OK; n = n->next) {
        const char *name = n->base_name;
        n->base_name = NULL;
        if (!name)
            continue;
        const int dimensions = n->base->kind == SQ_T_ARRAY ? n->base->details->dimensions : 0;
        const sq_type t = named_type(r, n->base_schema, name);
        *n->base = dimensions ? array_of(r, t, dimensions) : t;
    }
}

void sqi_read_types(sqi_reading *r, const char *schema)
{
    sqi_type_fact f;
    sqi_named_type *current = NULL;
    uint64_t *at = sqi_strmap_at(&r->type_schemas, schema ? schema : "",
                                 strlen(schema ? schema : ""));
    if (!at) {
        sqi_reading_no_memory(r);
        return;
    }
    if ((*at)++)
        return;
    sq_result *rows = sqi_ask(r, r->from->types, schema, NULL);
    while (sqi_next_fact(r, rows, &sqi_type_fact_row, &f)) {
        sqi_named_type *n = find_type(r, f.schema, f.name);
        if (!n)
            n = current = start_type(r, &f);
        if (n && n == current) /* else it was told before, of another schema or of all */
            add_label(r, n, &f);
    }
    find_bases(r);
}

static sq_type named_type(sqi_reading *r, const char *schema, const char *name)
{
    sqi_read_types(r, schema);
    const sqi_named_type *n = find_type(r, schema, name);
    return n ? n->type : (sq_type){.kind = SQ_T_UNKNOWN};
}

static sq_type type_of(sqi_reading *r, const sqi_column_fact *f)
{
    sqi_type_text parts;
    sq_type t = item_of_text(r, f->type, &parts);
    if (f->type_name)
        t = named_type(r, f->type_schema, f->type_name);
    sq_type_details *d = f->collation || f->charset ? details_of(r, &t) : NULL;
    if (d) {
        d->collation = f->collation;
        d->charset = f->charset;
    }
    if (t.kind == SQ_T_UNKNOWN && f->type[0]) {
        const char *told = join(r, "a type is not known: ", f->type, "");
        if (told)
            sqi_tell_conn(r->c, SQ_EVENT_NOTICE, NULL, told);
    }
    return parts.dimensions ? array_of(r, t, parts.dimensions) : t;
}

/* ---- columns ---- */

/* The ends that the integer types have; MariaDB's sequences stop one before. */
static bool is_usual_end(int64_t n)
{
    return n == INT16_MAX || n == INT32_MAX || n == INT64_MAX || n == INT64_MAX - 1;
}

/* Only what differs from what a counter does unasked, so that nothing is written of the rest. */
sq_sequence_options sqi_numbers_of(const sqi_sequence_fact *f)
{
    const bool up = f->increment > 0;
    return (sq_sequence_options){
        .has_start = f->start != (up ? f->minvalue : f->maxvalue),
        .start = f->start,
        .has_increment = f->increment != 1,
        .increment = f->increment,
        .has_minvalue = up ? f->minvalue != 1 : !is_usual_end(-1 - f->minvalue),
        .minvalue = f->minvalue,
        .has_maxvalue = up ? !is_usual_end(f->maxvalue) : f->maxvalue != -1,
        .maxvalue = f->maxvalue,
        .has_cache = f->cache > 1,
        .cache = f->cache,
        .cycle = f->is_cycle,
    };
}

static void read_column(sqi_reading *r, sqi_reflected *t, const sqi_column_fact *f)
{
    sq_column_spec *c = sqi_reflect_column(memory_of(r), t);
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->type = type_of(r, f);
    c->o.not_null = !f->is_nullable;
    c->o.omit_from_statements = f->is_hidden;
    c->o.server_default = sql_of(f->default_sql);
    if (f->onupdate_sql)
        c->o.server_onupdate = (sq_default){.kind = SQ_DEFAULT_SQL, .sql = sql_of(f->onupdate_sql)};
    c->o.computed_sql = sql_of(f->computed_sql);
    c->o.persisted = f->computed_sql && f->is_persisted;
    c->o.not_persisted = f->computed_sql && !f->is_persisted;
    c->o.autoincrement = f->is_autoincrement ? SQ_AUTOINCREMENT_YES : SQ_AUTOINCREMENT_AUTO;
    c->o.comment = f->comment;
    if (f->identity) {
        const sqi_sequence_fact n = {.start = f->start,
                                     .increment = f->increment,
                                     .minvalue = f->minvalue,
                                     .maxvalue = f->maxvalue,
                                     .cache = f->cache,
                                     .is_cycle = f->is_cycle};
        c->o.identity = (sq_identity){.set = true,
                                      .always = sqi_same_text(f->identity, "always"),
                                      .numbers = sqi_numbers_of(&n)};
    }
}

static void read_columns(sqi_reading *r)
{
    sqi_column_fact f;
    sq_result *rows = sqi_ask(r, r->from->columns, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_column_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        if (t)
            read_column(r, t, &f);
    }
}

/* ---- constraints ---- */

/* One that the enum has not stays text. */
static sq_fk_action action_of(const char *text, const sq_sql_text **other)
{
    static const char *const names[] = {[SQ_FK_NONE] = "NO ACTION",
                                        [SQ_RESTRICT] = "RESTRICT",
                                        [SQ_CASCADE] = "CASCADE",
                                        [SQ_SET_NULL] = "SET NULL",
                                        [SQ_SET_DEFAULT] = "SET DEFAULT"};
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
        if (sqi_same_text(names[i], text))
            return (sq_fk_action)i;
    *other = sql_of(text);
    return SQ_FK_NONE;
}

static sq_constraint_kind kind_of_key(const char *kind)
{
    return sqi_same_text(kind, "p")   ? SQ_CONSTRAINT_PRIMARY_KEY
           : sqi_same_text(kind, "f") ? SQ_CONSTRAINT_FOREIGN_KEY
                                      : SQ_CONSTRAINT_UNIQUE;
}

/* The name of the other table as the application would say it: in the schema that was asked for, or
 * with none where that does. */
static const char *schema_referred_to(const sqi_reading *r, const sqi_key_fact *f)
{
    if (!f->ref_schema || sqi_same_text(f->ref_schema, r->schema))
        return r->schema;
    return f->ref_is_visible ? NULL : f->ref_schema;
}

static void start_key(sqi_reading *r, sqi_reflected *t, const sqi_key_fact *f)
{
    sq_constraint *c = sqi_reflect_constraint(memory_of(r), t, kind_of_key(f->kind));
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->quote = SQ_QUOTE_FINAL;
    c->comment = f->comment;
    c->deferrable = f->is_deferrable;
    c->initially = f->is_deferred ? "DEFERRED" : NULL;
    add_flag(r, &c->options, "not_valid", f->is_not_valid);
    add_flag(r, &c->options, "nulls_not_distinct", f->is_nulls_not_distinct);
    add_flag(r, &c->options, "no_inherit", f->is_no_inherit);
    if (c->kind != SQ_CONSTRAINT_FOREIGN_KEY)
        return;
    c->ref_schema = schema_referred_to(r, f);
    c->ref_name = f->ref_table;
    c->link_to_name = true;
    c->match = f->match;
    c->on_update = action_of(f->on_update, &c->on_update_sql);
    c->on_delete = action_of(f->on_delete, &c->on_delete_sql);
}

static void read_keys(sqi_reading *r)
{
    sqi_key_fact f;
    const char *id = NULL;
    sqi_reflected *last = NULL;
    sq_result *rows = sqi_ask(r, r->from->keys, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_key_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        if (!t)
            continue;
        if (t != last || !sqi_same_text(id, f.id))
            start_key(r, t, &f);
        last = t;
        id = f.id;
        if (r->rc != SQ_OK)
            break;
        sq_constraint *c = &t->constraints[t->n_constraints - 1];
        if (f.is_included)
            add_item(r, &c->options, "include", f.column_name, NULL);
        else
            add_name(r, &c->columns, f.column_name);
        if (c->kind == SQ_CONSTRAINT_FOREIGN_KEY)
            add_name(r, &c->ref_columns, f.ref_column);
    }
}

static void read_checks(sqi_reading *r)
{
    sqi_check_fact f;
    sq_result *rows = sqi_ask(r, r->from->checks, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_check_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        sq_constraint *c = t ? sqi_reflect_constraint(memory_of(r), t, SQ_CONSTRAINT_CHECK) : NULL;
        if (t && !c)
            sqi_reading_no_memory(r);
        if (!c)
            continue;
        c->name = f.name;
        c->quote = SQ_QUOTE_FINAL;
        c->check_sql = sql_of(f.sql);
        c->comment = f.comment;
        add_flag(r, &c->options, "not_valid", f.is_not_valid);
        add_flag(r, &c->options, "no_inherit", f.is_no_inherit);
    }
}

static void start_exclusion(sqi_reading *r, sqi_reflected *t, const sqi_exclusion_fact *f)
{
    sq_constraint *c = sqi_reflect_constraint(memory_of(r), t, SQ_CONSTRAINT_EXCLUDE);
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->quote = SQ_QUOTE_FINAL;
    c->comment = f->comment;
    c->using_ = f->method;
    c->where = expr_of(r, f->where_sql);
    c->deferrable = f->is_deferrable;
    c->initially = f->is_deferred ? "DEFERRED" : NULL;
}

static void read_excluded(sqi_reading *r, sq_constraint *c, const sqi_exclusion_fact *f)
{
    size_t n = 0;
    while (c->elements && c->elements[n].text)
        n++;
    sq_exclude_element *list = sqi_arena_alloc(memory_of(r), (n + 2) * sizeof *list);
    if (!list) {
        sqi_reading_no_memory(r);
        return;
    }
    if (n)
        memcpy(list, c->elements, n * sizeof *list);
    list[n] = (sq_exclude_element){.text = sql_of(f->element), .op = sql_of(f->op)};
    list[n + 1] = (sq_exclude_element){.text = NULL};
    c->elements = list;
}

static void read_exclusions(sqi_reading *r)
{
    sqi_exclusion_fact f;
    sqi_reflected *last = NULL;
    sq_result *rows = sqi_ask(r, r->from->exclusions, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_exclusion_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        if (!t)
            continue;
        if (t != last || !sqi_same_text(t->constraints[t->n_constraints - 1].name, f.name))
            start_exclusion(r, t, &f);
        last = t;
        if (r->rc == SQ_OK)
            read_excluded(r, &t->constraints[t->n_constraints - 1], &f);
    }
}

/* ---- indexes and options ---- */

static void start_index(sqi_reading *r, sqi_reflected *t, const sqi_index_fact *f)
{
    sq_index *i = sqi_reflect_index(memory_of(r), t);
    if (!i) {
        sqi_reading_no_memory(r);
        return;
    }
    i->name = f->name;
    i->quote = SQ_QUOTE_FINAL;
    i->unique = f->is_unique;
    add_text(r, &i->options, "using", f->method);
    add_text(r, &i->options, "prefix", f->prefix);
    add_text(r, &i->options, "with_parser", f->parser);
    add_text(r, &i->options, "with", f->with_sql);
    add_text(r, &i->options, "tablespace", f->tablespace);
    add_text(r, &i->options, "where", f->where_sql);
    add_flag(r, &i->options, "nulls_not_distinct", f->is_nulls_not_distinct);
}

static const sq_expr *element_of(sqi_reading *r, const sqi_reflected *t, const sqi_index_fact *f)
{
    sq_builder *q = r->q;
    const sq_expr *e = f->column_name
                           ? sq_own_column(q, sq_name_of(t->name), t->schema, f->column_name)
                           : expr_of(r, f->expression);
    if (f->ops && !f->column_name)
        e = sq_label(q, e, sq_name_of(f->ops));
    if (f->is_descending)
        e = sq_desc(q, e);
    if (f->nulls == 1)
        e = sq_nulls_first(q, e);
    if (f->nulls == 2)
        e = sq_nulls_last(q, e);
    return e;
}

static void read_element(sqi_reading *r, const sqi_reflected *t, sq_index *i,
                         const sqi_index_fact *f)
{
    if (f->is_included) {
        add_item(r, &i->options, "include", f->column_name, NULL);
        return;
    }
    size_t n = i->elements ? sqi_count(i->elements, SQ_UNTIL_END) : 0;
    const sq_expr **list = sqi_arena_alloc(memory_of(r), (n + 2) * sizeof *list);
    if (!list) {
        sqi_reading_no_memory(r);
        return;
    }
    for (size_t e = 0; e < n; e++)
        list[e] = i->elements[e];
    list[n] = element_of(r, t, f);
    list[n + 1] = SQ_END;
    i->elements = list;
    const sq_value ops = sq_text_value(f->ops), length = sq_int_value(f->length);
    if (f->ops)
        add_item(r, &i->options, "ops", f->column_name ? f->column_name : f->ops, &ops);
    if (f->length && f->column_name)
        add_item(r, &i->options, "length", f->column_name, &length);
}

static void read_indexes(sqi_reading *r)
{
    sqi_index_fact f;
    size_t position = 0;
    sqi_reflected *last = NULL;
    sq_result *rows = sqi_ask(r, r->from->indexes, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_index_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        if (!t)
            continue;
        const bool first = t != last || !sqi_same_text(t->indexes[t->n_indexes - 1].name, f.name);
        position = first ? 0 : position + 1;
        if (r->from->index && !r->from->index(memory_of(r), &f, position))
            sqi_reading_no_memory(r);
        if (first)
            start_index(r, t, &f);
        last = t;
        if (r->rc == SQ_OK)
            read_element(r, t, &t->indexes[t->n_indexes - 1], &f);
    }
}

static void read_options(sqi_reading *r)
{
    sqi_option_fact f;
    sq_result *rows = sqi_ask(r, r->from->options, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_option_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        sq_option *o = t ? sqi_reflect_option(memory_of(r), t) : NULL;
        if (t && !o)
            sqi_reading_no_memory(r);
        if (o)
            *o = option_of(r, f.name, f.is_flag ? sq_bool_value(true) : sq_text_value(f.value));
    }
}

/* ---- all of it ---- */

void sqi_read_facts(sqi_reading *r)
{
    read_columns(r);
    read_keys(r);
    read_checks(r);
    read_exclusions(r);
    read_indexes(r);
    read_options(r);
    for (size_t i = 0; r->rc == SQ_OK && r->from->refine && i < r->n_tables; i++)
        if (!r->from->refine(memory_of(r), r->tables[i]))
            sqi_reading_no_memory(r);
}
