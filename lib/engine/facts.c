/* facts.c: what the queries of a dialect tell, put together to tables.
 *
 * Each query is read once for all tables that are wanted. Here is no SQL and no database's name:
 * those are in the dialects (lib/compile/reflector.h). A text that comes from the database stands
 * where SQL text may (a default, a condition, a definition); a name is a name, and is quoted as any
 * other wherever it is written. */
#include "lib/engine/reflect.h"

SQI_FACT(sqi_object_fact, 2, name, kind, comment, definition, temporary);
SQI_FACT(sqi_column_fact, 3, table_name, name, type, type_schema, type_name, collation, charset,
         default_sql, onupdate_sql, computed_sql, identity, comment, is_nullable, is_persisted,
         is_autoincrement, is_hidden, start, increment, minvalue, maxvalue, cache, is_cycle);
SQI_FACT(sqi_key_fact, 4, table_name, id, kind, column_name, name, ref_schema, ref_table,
         ref_column, on_update, on_delete, match, comment, is_deferrable, is_deferred,
         ref_is_visible, is_included, is_nulls_not_distinct, is_not_valid, is_no_inherit);
SQI_FACT(sqi_check_fact, 2, table_name, sql, name, comment, is_not_valid, is_no_inherit);
SQI_FACT(sqi_exclusion_fact, 4, table_name, name, element, op, method, where_sql, comment,
         is_deferrable, is_deferred);
SQI_FACT(sqi_index_fact, 2, table_name, name, column_name, expression, ops, method, prefix, parser,
         where_sql, with_sql, tablespace, comment, is_unique, is_descending, is_included,
         is_nulls_not_distinct, nulls, length);
SQI_FACT(sqi_option_fact, 2, table_name, name, value, is_flag);
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
    if (r->from->view && sqi_same_text(f->kind, "view") && !r->from->view(sqi_memory_of(r), f))
        sqi_reading_no_memory(r);
    return r->rc == SQ_OK;
}

void sqi_read_table(sqi_reading *r, const sqi_object_fact *f)
{
    sqi_reflected *t = sqi_arena_alloc(sqi_memory_of(r), sizeof *t);
    uint64_t *at = sqi_strmap_at(&r->by_name, f->name, strlen(f->name));
    sqi_reflected **tables = sqi_arena_append(sqi_memory_of(r), r->tables, &r->n_tables,
                                              &r->cap_tables, sizeof *tables);
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
    sq_column_spec *c = sqi_reflect_column(sqi_memory_of(r), t);
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->type = sqi_type_of_column(r, f);
    c->o.not_null = !f->is_nullable;
    c->o.omit_from_statements = f->is_hidden;
    c->o.server_default = sqi_sql_of(f->default_sql);
    if (f->onupdate_sql)
        c->o.server_onupdate = (sq_default){.kind = SQ_DEFAULT_SQL,
                                            .sql = sqi_sql_of(f->onupdate_sql)};
    c->o.computed_sql = sqi_sql_of(f->computed_sql);
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
    *other = sqi_sql_of(text);
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
    sq_constraint *c = sqi_reflect_constraint(sqi_memory_of(r), t, kind_of_key(f->kind));
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->quote = SQ_QUOTE_FINAL;
    c->comment = f->comment;
    c->deferrable = f->is_deferrable;
    c->initially = f->is_deferred ? "DEFERRED" : NULL;
    sqi_add_flag(r, &c->options, "not_valid", f->is_not_valid);
    sqi_add_flag(r, &c->options, "nulls_not_distinct", f->is_nulls_not_distinct);
    sqi_add_flag(r, &c->options, "no_inherit", f->is_no_inherit);
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
            sqi_add_item(r, &c->options, "include", f.column_name, NULL);
        else
            sqi_add_name(r, &c->columns, f.column_name);
        if (c->kind == SQ_CONSTRAINT_FOREIGN_KEY)
            sqi_add_name(r, &c->ref_columns, f.ref_column);
    }
}

static void read_checks(sqi_reading *r)
{
    sqi_check_fact f;
    sq_result *rows = sqi_ask(r, r->from->checks, r->schema, r->name);
    while (sqi_next_fact(r, rows, &sqi_check_fact_row, &f)) {
        sqi_reflected *t = table_of(r, f.table_name);
        sq_constraint *c = t ? sqi_reflect_constraint(sqi_memory_of(r), t, SQ_CONSTRAINT_CHECK)
                             : NULL;
        if (t && !c)
            sqi_reading_no_memory(r);
        if (!c)
            continue;
        c->name = f.name;
        c->quote = SQ_QUOTE_FINAL;
        c->check_sql = sqi_sql_of(f.sql);
        c->comment = f.comment;
        sqi_add_flag(r, &c->options, "not_valid", f.is_not_valid);
        sqi_add_flag(r, &c->options, "no_inherit", f.is_no_inherit);
    }
}

static void start_exclusion(sqi_reading *r, sqi_reflected *t, const sqi_exclusion_fact *f)
{
    sq_constraint *c = sqi_reflect_constraint(sqi_memory_of(r), t, SQ_CONSTRAINT_EXCLUDE);
    if (!c) {
        sqi_reading_no_memory(r);
        return;
    }
    c->name = f->name;
    c->quote = SQ_QUOTE_FINAL;
    c->comment = f->comment;
    c->using_ = f->method;
    c->where = sqi_expr_of(r, f->where_sql);
    c->deferrable = f->is_deferrable;
    c->initially = f->is_deferred ? "DEFERRED" : NULL;
}

static void read_excluded(sqi_reading *r, sq_constraint *c, const sqi_exclusion_fact *f)
{
    size_t n = 0;
    while (c->elements && c->elements[n].text)
        n++;
    sq_exclude_element *list = sqi_arena_alloc(sqi_memory_of(r), (n + 2) * sizeof *list);
    if (!list) {
        sqi_reading_no_memory(r);
        return;
    }
    if (n)
        memcpy(list, c->elements, n * sizeof *list);
    list[n] = (sq_exclude_element){.text = sqi_sql_of(f->element), .op = sqi_sql_of(f->op)};
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
    sq_index *i = sqi_reflect_index(sqi_memory_of(r), t);
    if (!i) {
        sqi_reading_no_memory(r);
        return;
    }
    i->name = f->name;
    i->quote = SQ_QUOTE_FINAL;
    i->unique = f->is_unique;
    sqi_add_text(r, &i->options, "using", f->method);
    sqi_add_text(r, &i->options, "prefix", f->prefix);
    sqi_add_text(r, &i->options, "with_parser", f->parser);
    sqi_add_text(r, &i->options, "with", f->with_sql);
    sqi_add_text(r, &i->options, "tablespace", f->tablespace);
    sqi_add_text(r, &i->options, "where", f->where_sql);
    sqi_add_flag(r, &i->options, "nulls_not_distinct", f->is_nulls_not_distinct);
}

static const sq_expr *element_of(sqi_reading *r, const sqi_reflected *t, const sqi_index_fact *f)
{
    sq_builder *q = r->q;
    if (!f->column_name && !f->expression)
        sqi_reading_fail(r, SQ_ERR_DATABASE_INTERNAL, "the catalog tells not all of the index %s",
                         f->name);
    const sq_expr *e = f->column_name
                           ? sq_own_column(q, sq_name_of(t->name), t->schema, f->column_name)
                           : sqi_expr_of(r, f->expression);
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
        sqi_add_item(r, &i->options, "include", f->column_name, NULL);
        return;
    }
    size_t n = i->elements ? sqi_count(i->elements, SQ_UNTIL_END) : 0;
    const sq_expr **list = sqi_arena_alloc(sqi_memory_of(r), (n + 2) * sizeof *list);
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
        sqi_add_item(r, &i->options, "ops", f->column_name ? f->column_name : f->ops, &ops);
    if (f->length && f->column_name)
        sqi_add_item(r, &i->options, "length", f->column_name, &length);
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
        if (r->from->index && !r->from->index(sqi_memory_of(r), &f, position))
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
        sq_option *o = t ? sqi_reflect_option(sqi_memory_of(r), t) : NULL;
        if (t && !o)
            sqi_reading_no_memory(r);
        if (o)
            *o = sqi_option_of(r, f.name, f.is_flag ? sq_bool_value(true) : sq_text_value(f.value));
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
        if (!r->from->refine(sqi_memory_of(r), r->tables[i]))
            sqi_reading_no_memory(r);
}
