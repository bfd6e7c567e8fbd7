/* reflect_type.c: types as a database tells them: by their text, or by a name of their own, enums
 * and domains, which are read when the first of a schema is met. */
#include "lib/engine/reflect.h"

SQI_FACT(sqi_type_fact, 3, schema, name, kind, label, base, base_schema, base_name, collation,
         default_sql, check_name, check_sql, is_not_null, is_visible);

/* ---- by text ---- */

/* The same with details of its own, to be filled; NULL: no memory. */
static sq_type_details *details_of(sqi_reading *r, sq_type *t)
{
    sq_type_details *d = sqi_arena_alloc(sqi_memory_of(r), sizeof *d);
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
    sq_type *kept = sqi_arena_alloc(sqi_memory_of(r), sizeof *kept);
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
    if (!sqi_read_type_text(sqi_memory_of(r), text, parts))
        sqi_reading_no_memory(r);
    else if (r->from->type(sqi_memory_of(r), parts, &t))
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

const sq_expr *sqi_expr_of(sqi_reading *r, const char *sql)
{
    return sql ? sq_literal_column(r->q, sqi_sql_of(sql), sq_type_of(SQ_T_UNKNOWN), NULL) : NULL;
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
    sqi_named_type *n = sqi_arena_alloc(sqi_memory_of(r), sizeof *n);
    if (!n) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    *n = (sqi_named_type){.next = r->types,
                          .schema = f->schema,
                          .name = f->name,
                          .type = {.kind = is_enum ? SQ_T_PG_ENUM : SQ_T_PG_DOMAIN},
                          .visible = f->is_visible,
                          .base = is_enum ? NULL
                                          : sqi_arena_alloc(sqi_memory_of(r), sizeof *n->base),
                          .base_schema = f->base_schema,
                          .base_name = f->base_name};
    sq_type_details *d = n->details = details_of(r, &n->type);
    if (!d || (!is_enum && !n->base)) {
        sqi_reading_no_memory(r);
        return NULL;
    }
    d->name = f->name;
    d->schema = f->is_visible ? NULL : f->schema;
    d->collation = f->collation;
    d->constraint_name = f->check_name;
    d->check = sqi_expr_of(r, f->check_sql);
    d->default_ = sqi_expr_of(r, f->default_sql);
    n->type.flags = f->is_not_null ? SQ_TYPE_NOT_NULL : 0;
    if (n->base)
        *n->base = sqi_type_of_text(r, f->base);
    d->item = n->base;
    r->types = n;
    return n;
}

static void add_label(sqi_reading *r, sqi_named_type *n, const char *label)
{
    const char **labels = sqi_arena_append(sqi_memory_of(r), (void *)(uintptr_t)n->details->values,
                                           &n->details->n_values, &n->cap_labels, sizeof *labels);
    if (!labels) {
        sqi_reading_no_memory(r);
        return;
    }
    labels[n->details->n_values - 1] = label;
    n->details->values = labels;
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
        if (n && n == current && f.label) /* else it was told before, of another schema or of all */
            add_label(r, n, f.label);
    }
    find_bases(r);
}

static sq_type named_type(sqi_reading *r, const char *schema, const char *name)
{
    sqi_read_types(r, schema);
    const sqi_named_type *n = find_type(r, schema, name);
    return n ? n->type : (sq_type){.kind = SQ_T_UNKNOWN};
}

sq_type sqi_type_of_column(sqi_reading *r, const sqi_column_fact *f)
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
        const char *told = sqi_reading_text(r, "a type is not known: ", f->type, "");
        if (told)
            sqi_tell_conn(r->c, SQ_EVENT_NOTICE, NULL, told);
    }
    return parts.dimensions ? array_of(r, t, parts.dimensions) : t;
}
