/* ddl.c: constructors of DDL statements.
 *
 * All of them are one kind of node; what they name is pinned where it has a home, and the small
 * objects around it are copied. Text is written by lib/compile/ddl.c. */
#include "lib/schema/schema.h"

static const struct {
    const char *name;
} kinds[] = {
#define SQI_DDL(name, text, purpose) {text},
#include "lib/schema/ddl.def"
#undef SQI_DDL
};

/* A statement under construction. */
typedef struct draft {
    sq_builder *q;
    sqi_ddl *n;
    sqi_ddl_object *object;
    const void *poison;
} draft;

static const sq_ddl_options no_options;

static draft begin(sq_builder *q, sqi_ddl_what what, const sq_ddl_options *o)
{
    draft d = {.q = q, .n = SQI_MAKE(q, DDL, ddl)};
    if (!o)
        o = &no_options;
    d.object = q->is_static ? NULL : sqi_arena_alloc(q->arena, sizeof *d.object);
    if (!d.object) {
        d.poison = sqi_fail_nomem(q);
        return d;
    }
    bool ok = true;
    *d.object = (sqi_ddl_object){.node = {.home = q->arena},
                                 .options = sqi_options_copy(q->arena, o->options, &ok)};
    if (!ok)
        d.poison = sqi_fail_nomem(q);
    d.n->what = (int32_t)what;
    d.n->flags = (o->if_not_exists ? SQI_DDL_IF_NOT_EXISTS : 0) |
                 (o->if_exists ? SQI_DDL_IF_EXISTS : 0) | (o->cascade ? SQI_DDL_CASCADE_FLAG : 0) |
                 (o->temporary ? SQI_DDL_TEMPORARY : 0) | (o->or_replace ? SQI_DDL_OR_REPLACE : 0) |
                 (o->materialized ? SQI_DDL_MATERIALIZED : 0);
    d.n->object = d.object;
    return d;
}

static const sq_stmt *end(draft *d)
{
    return d->poison ? d->poison : sqi_finish_any(d->q, d->n);
}

static void wrong(draft *d, const char *message)
{
    if (!d->poison)
        d->poison = sqi_fail(d->q, SQ_ERR_ARGUMENT, kinds[d->n->what].name, "%s", message);
}

static void set_table(draft *d, const sq_relation *t)
{
    if (t && sqi_is_poison(t))
        d->poison = t;
    else if (!sq_table_of(t))
        wrong(d, "this is no table");
    else
        d->n->table = &sq_table_of(t)->relation;
}

static void set_name(draft *d, sq_name name, const char *schema)
{
    if (!name.p)
        wrong(d, "the name is missing");
    if (d->poison)
        return;
    d->n->name = sqi_name(d->q, name, kinds[d->n->what].name, &d->poison);
    if (schema) {
        sqi_name(d->q, sq_name_of(schema), kinds[d->n->what].name, &d->poison);
        d->n->schema = sqi_copy_str(d->q, schema);
    }
}

static void set_constraint(draft *d, const sq_relation *t, size_t position)
{
    sqi_constraint k;
    set_table(d, t);
    if (!d->poison && !sqi_constraint_at(sq_table_of(t), position, &k))
        wrong(d, "the table has no constraint at this position");
    d->n->position = (int32_t)position;
}

static void set_column(draft *d, const sq_relation *t, const char *key)
{
    set_table(d, t);
    const sq_column *c = d->poison ? NULL : sqi_find_column(sq_table_of(t), key);
    if (!d->poison && !c)
        d->poison = sqi_fail(d->q, SQ_ERR_ARGUMENT, kinds[d->n->what].name,
                             "the table has no column \"%s\"", key ? key : "");
    if (c)
        d->n->position = (int32_t)sqi_column_index(c);
}

static const int *copy_positions(draft *d, const int *list)
{
    size_t n = 0;
    while (list && list[n] >= 0)
        n++;
    int *p = list && !d->poison ? sqi_arena_alloc(d->q->arena, (n + 1) * sizeof *p) : NULL;
    if (p)
        memcpy(p, list, (n + 1) * sizeof *p);
    else if (list && !d->poison)
        d->poison = sqi_fail_nomem(d->q);
    return p;
}

/* ---- tables and their parts ---- */

const sq_stmt *sq_create_table(sq_builder *q, const sq_relation *t, const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_CREATE_TABLE, o);
    set_table(&d, t);
    if (!d.poison && o)
        d.object->foreign_keys = copy_positions(&d, o->foreign_keys);
    return end(&d);
}

const sq_stmt *sq_drop_table(sq_builder *q, const sq_relation *t, const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_DROP_TABLE, o);
    set_table(&d, t);
    return end(&d);
}

const sq_stmt *sq_column_definition(sq_builder *q, const sq_relation *t, const char *key)
{
    draft d = begin(q, SQI_DDL_COLUMN, NULL);
    set_column(&d, t, key);
    return end(&d);
}

const sq_stmt *sq_loose_column_definition(sq_builder *q, const sq_column_spec *c)
{
    draft d = begin(q, SQI_DDL_LOOSE_COLUMN, NULL);
    if (!c || !c->name)
        wrong(&d, "the column has no name");
    else
        sqi_name(q, sq_name_quoted(c->name, c->o.quote), kinds[d.n->what].name, &d.poison);
    if (!d.poison && !(d.object->column = sqi_loose_column(q->arena, c)))
        d.poison = sqi_fail_nomem(q);
    return end(&d);
}

const sq_stmt *sq_constraint_definition(sq_builder *q, const sq_relation *t, size_t constraint)
{
    draft d = begin(q, SQI_DDL_CONSTRAINT, NULL);
    set_constraint(&d, t, constraint);
    return end(&d);
}

const sq_stmt *sq_add_constraint(sq_builder *q, const sq_relation *t, size_t constraint)
{
    draft d = begin(q, SQI_DDL_ADD_CONSTRAINT, NULL);
    set_constraint(&d, t, constraint);
    return end(&d);
}

const sq_stmt *sq_drop_constraint(sq_builder *q, const sq_relation *t, size_t constraint,
                                  const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_DROP_CONSTRAINT, o);
    set_constraint(&d, t, constraint);
    return end(&d);
}

const sq_stmt *sq_drop_constraint_named(sq_builder *q, const sq_relation *t,
                                        sq_constraint_kind kind, sq_name name,
                                        const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_DROP_CONSTRAINT, o);
    set_table(&d, t);
    set_name(&d, name, NULL);
    if (kind <= SQ_CONSTRAINT_END || kind > SQ_CONSTRAINT_EXCLUDE)
        wrong(&d, "the kind of the constraint is missing");
    if (!d.poison)
        d.object->kind = kind;
    return end(&d);
}

/* ---- indexes ---- */

static void set_index(draft *d, const sq_index *i)
{
    if (!i || !i->table)
        wrong(d, "the index has no table");
    else
        set_table(d, &i->table->relation);
    for (size_t e = 0; i && i->elements && i->elements[e] != SQ_END && !d->poison; e++) {
        if (!i->elements[e])
            wrong(d, "an element of the index is NULL");
        else if (sqi_is_poison(i->elements[e]))
            d->poison = i->elements[e];
    }
    if (!d->poison && !(d->object->index = sqi_index_copy(d->q->arena, i, i->table)))
        d->poison = sqi_fail_nomem(d->q);
}

static const sq_stmt *index_statement(sq_builder *q, sqi_ddl_what what, const sq_index *i,
                                      const sq_ddl_options *o)
{
    draft d = begin(q, what, o);
    set_index(&d, i);
    return end(&d);
}

const sq_stmt *sq_create_index(sq_builder *q, const sq_index *i, const sq_ddl_options *o)
{
    return index_statement(q, SQI_DDL_CREATE_INDEX, i, o);
}

const sq_stmt *sq_drop_index(sq_builder *q, const sq_index *i, const sq_ddl_options *o)
{
    return index_statement(q, SQI_DDL_DROP_INDEX, i, o);
}

/* ---- ALTER ---- */

const sq_stmt *sq_add_column(sq_builder *q, const sq_relation *t, const char *key,
                             const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_ADD_COLUMN, o);
    set_column(&d, t, key);
    return end(&d);
}

const sq_stmt *sq_drop_column(sq_builder *q, const sq_relation *t, sq_name column,
                              const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_DROP_COLUMN, o);
    set_table(&d, t);
    set_name(&d, column, NULL);
    return end(&d);
}

const sq_stmt *sq_alter_column(sq_builder *q, const sq_relation *t, const char *key, unsigned what,
                               const sq_ddl_options *o)
{
    draft d = begin(q, SQI_DDL_ALTER_COLUMN, o);
    set_column(&d, t, key);
    if (!what || what & ~(unsigned)SQ_ALTER_ALL)
        wrong(&d, "what is to be altered is not said");
    if (!d.poison)
        d.object->alter = what;
    return end(&d);
}

static void set_new_name(draft *d, sq_name to)
{
    if (!to.p)
        wrong(d, "the new name is missing");
    if (!d->poison)
        d->object->to = sqi_name(d->q, to, kinds[d->n->what].name, &d->poison);
}

const sq_stmt *sq_rename_table(sq_builder *q, const sq_relation *t, sq_name to)
{
    draft d = begin(q, SQI_DDL_RENAME_TABLE, NULL);
    set_table(&d, t);
    set_new_name(&d, to);
    return end(&d);
}

const sq_stmt *sq_rename_column(sq_builder *q, const sq_relation *t, sq_name from, sq_name to)
{
    draft d = begin(q, SQI_DDL_RENAME_COLUMN, NULL);
    set_table(&d, t);
    set_name(&d, from, NULL);
    set_new_name(&d, to);
    return end(&d);
}

const sq_stmt *sq_rename_index(sq_builder *q, const sq_index *i, sq_name to)
{
    draft d = begin(q, SQI_DDL_RENAME_INDEX, NULL);
    set_index(&d, i);
    set_new_name(&d, to);
    return end(&d);
}

/* ---- sequences, schemas, comments ---- */

static const sq_stmt *sequence_statement(sq_builder *q, sqi_ddl_what what, const sq_sequence *s,
                                         const sq_ddl_options *o)
{
    draft d = begin(q, what, o);
    if (!s)
        wrong(&d, "the sequence is NULL");
    else if (s->relation.node.kind == SQI_N_POISON && s->relation.node.hash != 0)
        d.poison = s;
    else if (!d.poison && !(d.object->sequence = sqi_sequence_copy(q->arena, s)))
        d.poison = sqi_fail_nomem(q);
    return end(&d);
}

const sq_stmt *sq_create_sequence(sq_builder *q, const sq_sequence *s, const sq_ddl_options *o)
{
    return sequence_statement(q, SQI_DDL_CREATE_SEQUENCE, s, o);
}

const sq_stmt *sq_drop_sequence(sq_builder *q, const sq_sequence *s, const sq_ddl_options *o)
{
    return sequence_statement(q, SQI_DDL_DROP_SEQUENCE, s, o);
}

static const sq_stmt *named(sq_builder *q, sqi_ddl_what what, sq_name name, const char *schema,
                            const sq_ddl_options *o)
{
    draft d = begin(q, what, o);
    set_name(&d, name, schema);
    return end(&d);
}

const sq_stmt *sq_create_schema(sq_builder *q, sq_name name, const sq_ddl_options *o)
{
    return named(q, SQI_DDL_CREATE_SCHEMA, name, NULL, o);
}

const sq_stmt *sq_drop_schema(sq_builder *q, sq_name name, const sq_ddl_options *o)
{
    return named(q, SQI_DDL_DROP_SCHEMA, name, NULL, o);
}

const sq_stmt *sq_comment_on(sq_builder *q, sq_comment_target what, const sq_relation *t,
                             const char *column, size_t constraint, bool drop)
{
    sqi_ddl_what kind = what == SQ_COMMENT_TABLE    ? SQI_DDL_COMMENT_TABLE
                        : what == SQ_COMMENT_COLUMN ? SQI_DDL_COMMENT_COLUMN
                                                    : SQI_DDL_COMMENT_CONSTRAINT;
    draft d = begin(q, kind, NULL);
    if (what == SQ_COMMENT_COLUMN)
        set_column(&d, t, column);
    else if (what == SQ_COMMENT_CONSTRAINT)
        set_constraint(&d, t, constraint);
    else
        set_table(&d, t);
    if (drop)
        d.n->flags |= SQI_DDL_NONE;
    return end(&d);
}

/* ---- from a SELECT ---- */

static const sq_stmt *with_select(sq_builder *q, sqi_ddl_what what, sq_name name,
                                  const char *schema, const sq_stmt *select,
                                  const sq_ddl_options *o)
{
    draft d = begin(q, what, o);
    set_name(&d, name, schema);
    if (!select)
        wrong(&d, "the SELECT is NULL");
    d.n->select = select;
    return end(&d);
}

const sq_stmt *sq_create_table_as(sq_builder *q, sq_name name, const char *schema,
                                  const sq_stmt *select, const sq_ddl_options *o)
{
    return with_select(q, SQI_DDL_CREATE_TABLE_AS, name, schema, select, o);
}

const sq_stmt *sq_create_view(sq_builder *q, sq_name name, const char *schema,
                              const sq_stmt *select, const sq_ddl_options *o)
{
    return with_select(q, SQI_DDL_CREATE_VIEW, name, schema, select, o);
}

const sq_stmt *sq_drop_view(sq_builder *q, sq_name name, const char *schema,
                            const sq_ddl_options *o)
{
    return named(q, SQI_DDL_DROP_VIEW, name, schema, o);
}

/* ---- types, text, savepoints ---- */

static const sq_stmt *type_statement(sq_builder *q, sqi_ddl_what what, sq_type t,
                                     const sq_ddl_options *o)
{
    draft d = begin(q, what, o);
    if (!t.details || !t.details->name)
        wrong(&d, "the type has no name");
    if (!d.poison)
        d.n->node.type = sqi_type(q, t);
    return end(&d);
}

const sq_stmt *sq_create_type(sq_builder *q, sq_type t, const sq_ddl_options *o)
{
    return type_statement(q, SQI_DDL_CREATE_TYPE, t, o);
}

const sq_stmt *sq_drop_type(sq_builder *q, sq_type t, const sq_ddl_options *o)
{
    return type_statement(q, SQI_DDL_DROP_TYPE, t, o);
}

static const sq_binding *copy_context(draft *d, const sq_binding *b, size_t n)
{
    sq_binding *p = n ? sqi_arena_alloc(d->q->arena, n * sizeof *p) : NULL;
    bool ok = p || !n;
    for (size_t i = 0; ok && i < n; i++) {
        const sq_option one[] = {{b[i].name, b[i].value}, {0}};
        const sq_option *copy = sqi_options_copy(d->q->arena, one, &ok);
        if (ok)
            p[i] = (sq_binding){copy->name, copy->value};
    }
    if (!ok)
        d->poison = sqi_fail_nomem(d->q);
    return p;
}

const sq_stmt *sq_ddl_text(sq_builder *q, const sq_sql_text *text, const sq_relation *t,
                           const sq_binding *context, size_t n)
{
    draft d = begin(q, SQI_DDL_TEXT, NULL);
    if (!text)
        wrong(&d, "the text is NULL");
    if (t)
        set_table(&d, t);
    if (!d.poison) {
        /* the text is no template of parameters: nothing in it is looked for but %(name)s */
        const char *p = sqi_copy_str(q, (const char *)(const void *)text);
        d.n->name = (sq_name){p, p ? (uint32_t)strlen(p) : 0, SQ_QUOTE_AUTO};
        d.object->context = copy_context(&d, context, n);
        d.object->n_context = n;
    }
    return end(&d);
}

const sq_stmt *sq_savepoint(sq_builder *q, sq_name name)
{
    return named(q, SQI_DDL_SAVEPOINT, name, NULL, NULL);
}

const sq_stmt *sq_rollback_to_savepoint(sq_builder *q, sq_name name)
{
    return named(q, SQI_DDL_ROLLBACK_TO_SAVEPOINT, name, NULL, NULL);
}

const sq_stmt *sq_release_savepoint(sq_builder *q, sq_name name)
{
    return named(q, SQI_DDL_RELEASE_SAVEPOINT, name, NULL, NULL);
}
