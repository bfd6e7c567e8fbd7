/* view.c: constraints, indexes, keys and references of a table as one view.
 *
 * A constraint may be written at the table or follow from a column's options; whoever works with
 * them sees one numbered list and need not know. Nothing here allocates. */
#include "lib/schema/schema.h"

static size_t count_written(const sq_table *t)
{
    size_t n = 0;
    while (t->o.constraints && t->o.constraints[n].kind != SQ_CONSTRAINT_END)
        n++;
    return n;
}

static const sq_constraint *written_key(const sq_table *t)
{
    for (const sq_constraint *c = t->o.constraints; c && c->kind != SQ_CONSTRAINT_END; c++)
        if (c->kind == SQ_CONSTRAINT_PRIMARY_KEY)
            return c;
    return NULL;
}

static bool has_flagged(const sq_table *t)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (t->columns[i].o.primary_key)
            return true;
    return false;
}

/* The `nth` constraint that a column's options ask for. */
static bool of_column(const sq_column *c, size_t *nth, sqi_constraint *out)
{
    const sq_column_options *o = &c->o;
    out->column = c;
    if (o->unique && !o->index && (*nth)-- == 0) {
        out->made.kind = SQ_CONSTRAINT_UNIQUE;
        return true;
    }
    if ((c->type.flags & SQ_TYPE_CREATE_CONSTRAINT) && (*nth)-- == 0) {
        const sq_type_details *d = c->type.details;
        out->made.kind = SQ_CONSTRAINT_CHECK;
        out->made.name = d && d->constraint_name ? d->constraint_name : d ? d->name : NULL;
        out->made.no_name = !out->made.name;
        out->of_type = true;
        return true;
    }
    if (o->references && (*nth)-- == 0) {
        out->made.kind = SQ_CONSTRAINT_FOREIGN_KEY;
        out->made.name = o->fk_name;
        out->made.ref_table = o->references->table;
        out->made.on_delete = o->on_delete;
        out->made.on_update = o->on_update;
        out->made.deferrable = o->deferrable;
        out->made.initially = o->initially_deferred ? "DEFERRED" : NULL;
        return true;
    }
    return false;
}

bool sqi_constraint_at(const sq_table *t, size_t position, sqi_constraint *out)
{
    size_t written = count_written(t), left = position - written;
    *out = (sqi_constraint){.table = t, .position = position};
    if (position < written) {
        out->c = &t->o.constraints[position];
        out->by_flags = out->c->kind == SQ_CONSTRAINT_PRIMARY_KEY &&
                        !(out->c->columns && out->c->columns[0]);
        return true;
    }
    out->c = &out->made;
    if (!written_key(t) && has_flagged(t) && left-- == 0) {
        out->made.kind = SQ_CONSTRAINT_PRIMARY_KEY;
        out->made.implicit = true;
        out->by_flags = true;
        return true;
    }
    for (size_t i = 0; i < t->n_columns; i++)
        if (of_column(&t->columns[i], &left, out))
            return true;
    return false;
}

static const sq_column *flagged_column(const sq_table *t, size_t nth)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (t->columns[i].o.primary_key && nth-- == 0)
            return &t->columns[i];
    return NULL;
}

size_t sqi_constraint_width(const sqi_constraint *k)
{
    size_t n = 0;
    while (sqi_constraint_key(k, n))
        n++;
    return n;
}

const char *sqi_constraint_key(const sqi_constraint *k, size_t i)
{
    if (k->column)
        return i == 0 ? k->column->key : NULL;
    if (k->by_flags) {
        const sq_column *c = flagged_column(k->table, i);
        return c ? c->key : NULL;
    }
    const char *const *keys = k->c->columns;
    for (size_t at = 0; keys && keys[at]; at++)
        if (at == i)
            return keys[at];
    return NULL;
}

const sq_column *sqi_constraint_column(const sqi_constraint *k, size_t i)
{
    if (k->column)
        return i == 0 ? k->column : NULL;
    return k->by_flags ? flagged_column(k->table, i)
                       : sqi_find_column(k->table, sqi_constraint_key(k, i));
}

bool sqi_index_at(const sq_table *t, size_t position, sqi_index *out)
{
    const sq_index *list = t->o.indexes;
    for (; list && !list->end; list++)
        if (position-- == 0) {
            out->made = *list;
            out->made.table = t;
            out->index = &out->made;
            return true;
        }
    for (size_t i = 0; i < t->n_columns; i++) {
        const sq_column_options *o = &t->columns[i].o;
        if (!o->index || position-- != 0)
            continue;
        out->keys[0] = t->columns[i].key;
        out->keys[1] = NULL;
        out->made = (sq_index){.table = t, .columns = out->keys, .unique = o->unique};
        out->index = &out->made;
        return true;
    }
    return false;
}

/* ---- references ---- */

static sq_name part_of(const char *p, size_t n)
{
    return (sq_name){p, (uint32_t)n, SQ_QUOTE_AUTO};
}

/* "schema.table.column", the schema may hold dots or be absent. */
static void split_reference(const char *text, sqi_reference *out)
{
    const char *column = strrchr(text, '.');
    const char *table = column;
    while (table && table > text && table[-1] != '.')
        table--;
    if (!column) { /* a table alone: the column of the same key */
        out->table_name = part_of(text, strlen(text));
        return;
    }
    out->column_name = part_of(column + 1, strlen(column + 1));
    out->table_name = part_of(table, (size_t)(column - table));
    if (table > text)
        out->schema = part_of(text, (size_t)(table - text) - 1);
}

static sq_str str_of(sq_name n)
{
    return (sq_str){n.p, n.n};
}

static const sq_column *column_in(const sq_table *t, sq_name key, bool by_name)
{
    for (size_t i = 0; key.p && i < t->n_columns; i++) {
        const sq_column *c = &t->columns[i];
        sq_name own = by_name ? sqi_name_of_column(c)
                              : (sq_name){c->key, (uint32_t)strlen(c->key), 0};
        if (own.n == key.n && memcmp(own.p, key.p, key.n) == 0)
            return c;
    }
    return NULL;
}

static void found_table(sqi_reference *out, const sq_table *t)
{
    out->table = t;
    out->table_name = sqi_name_of_table(t);
    out->schema = t->o.schema ? sq_name_quoted(t->o.schema, t->o.schema_quote)
                              : (sq_name){NULL, 0, 0};
}

/* Looks for the table whose names are there. */
static void find_table(const sqi_constraint *k, sqi_reference *out)
{
    const sq_table *t = NULL;
    if (k->table->metadata)
        t = sqi_metadata_table(k->table->metadata, str_of(out->schema), str_of(out->table_name));
    if (t)
        found_table(out, t);
}

static const char *string_at(const char *const *list, size_t i)
{
    for (; list && *list; list++)
        if (i-- == 0)
            return *list;
    return NULL;
}

/* The table, and what the constraint says of the column: a key, a name, or the column itself. */
static bool find_reference(const sqi_constraint *k, size_t i, sqi_reference *out)
{
    const sq_constraint *c = k->c;
    const char *column = string_at(c->ref_columns, i), *text = string_at(c->ref_texts, i);
    if (k->column) {
        out->column = k->column->o.references;
        found_table(out, out->column->table);
        return true;
    }
    if (c->ref_texts) {
        if (!text)
            return false;
        split_reference(text, out);
        if (!out->column_name.p)
            out->column_name = sq_name_of(sqi_constraint_key(k, i));
        find_table(k, out);
        return true;
    }
    out->column_name = column ? sq_name_of(column) : (sq_name){NULL, 0, 0};
    if (c->ref_name) {
        out->schema = c->ref_schema ? sq_name_of(c->ref_schema) : (sq_name){NULL, 0, 0};
        out->table_name = sq_name_of(c->ref_name);
        find_table(k, out);
    } else if (c->ref_table) {
        found_table(out, c->ref_table);
    }
    return true;
}

bool sqi_reference_at(const sqi_constraint *k, size_t i, sqi_reference *out)
{
    *out = (sqi_reference){0};
    if (!sqi_constraint_key(k, i) || k->c->kind != SQ_CONSTRAINT_FOREIGN_KEY)
        return false;
    if (!find_reference(k, i, out))
        return false;
    if (out->table && !out->column)
        out->column = column_in(out->table, out->column_name, k->c->link_to_name);
    if (out->column)
        out->column_name = sqi_name_of_column(out->column);
    return true;
}

/* ---- keys ---- */

bool sqi_is_primary_key(const sq_column *c)
{
    const sq_constraint *k = c->table ? written_key(c->table) : NULL;
    if (c->o.primary_key || !k)
        return c->o.primary_key;
    for (const char *const *key = k->columns; key && *key; key++)
        if (strcmp(*key, c->key) == 0)
            return true;
    return false;
}

/* The first foreign key that the column is part of, and its place in it. */
static bool first_foreign_key(const sq_column *c, sqi_reference *out)
{
    sqi_constraint k;
    for (size_t p = 0; c->table && sqi_constraint_at(c->table, p, &k); p++) {
        if (k.c->kind != SQ_CONSTRAINT_FOREIGN_KEY)
            continue;
        for (size_t i = 0; sqi_constraint_key(&k, i); i++)
            if (strcmp(sqi_constraint_key(&k, i), c->key) == 0)
                return sqi_reference_at(&k, i, out);
    }
    return false;
}

bool sqi_has_foreign_key(const sq_column *c)
{
    sqi_reference r;
    return first_foreign_key(c, &r);
}

bool sqi_is_nullable(const sq_column *c)
{
    if (c->o.nullable)
        return true;
    return !c->o.not_null && !sqi_is_primary_key(c) && !c->o.identity.set;
}

const sq_type *sqi_column_type(const sq_column *c)
{
    sqi_reference r;
    for (int hops = 0; c->type.kind == SQ_T_UNKNOWN && hops < 64; hops++) {
        if (!first_foreign_key(c, &r) || !r.column)
            break;
        c = r.column;
    }
    return &c->type;
}

sq_default sqi_server_default(const sq_column *c)
{
    if (c->o.server_default)
        return (sq_default){.kind = SQ_DEFAULT_SQL, .sql = c->o.server_default};
    return c->o.server_default_value;
}

static bool counts_by_itself(const sq_column *c)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)sqi_column_type(c)->kind);
    sq_default client = c->o.default_;
    if (class_ != SQ_TC_INTEGER && class_ != SQ_TC_NUMERIC)
        return false;
    if (client.kind != SQ_DEFAULT_NONE && client.kind != SQ_DEFAULT_SEQUENCE)
        return false;
    if (sqi_server_default(c).kind != SQ_DEFAULT_NONE || sqi_is_computed(c))
        return false;
    return c->o.autoincrement == SQ_AUTOINCREMENT_IGNORE_FK || !sqi_has_foreign_key(c);
}

static const sq_column *key_column(const sq_table *t, size_t i)
{
    sqi_constraint k = {.table = t, .c = written_key(t)};
    k.by_flags = !k.c || !k.c->columns || !k.c->columns[0];
    return sqi_constraint_column(&k, i);
}

const sq_column *sqi_autoincrement_column(const sq_table *t)
{
    const sq_column *first = key_column(t, 0), *c;
    if (!first)
        return NULL;
    if (!key_column(t, 1) && first->o.autoincrement != SQ_AUTOINCREMENT_YES)
        return first->o.autoincrement != SQ_AUTOINCREMENT_NO && counts_by_itself(first) ? first
                                                                                        : NULL;
    for (size_t i = 0; (c = key_column(t, i)); i++)
        if (c->o.autoincrement == SQ_AUTOINCREMENT_YES)
            return c;
    return NULL;
}
