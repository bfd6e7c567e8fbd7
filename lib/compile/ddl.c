/* ddl.c: DDL statements: CREATE, DROP, COMMENT, savepoints.
 *
 * The frame of each statement stands here, in standard SQL; what alters is in ddl_alter.c, columns
 * are in ddl_column.c, constraints in ddl_constraint.c. SQLAlchemy: DDLCompiler. */
#include "lib/compile/ddl.h"
#include "lib/compile/visits.h"

static const sqi_ddl_object *object_of(const sqi_ddl *x)
{
    return x->object;
}

static const sq_table *table_of(const sqi_ddl *x)
{
    return sq_table_of(x->table);
}

void sqi_put_if_not_exists(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->flags & SQI_DDL_IF_NOT_EXISTS)
        sqi_put(c, "IF NOT EXISTS ");
}

void sqi_put_if_exists(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->flags & SQI_DDL_IF_EXISTS)
        sqi_put(c, "IF EXISTS ");
}

void sqi_put_cascade(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->flags & SQI_DDL_CASCADE_FLAG)
        sqi_put(c, " CASCADE");
}

void sqi_put_made_name(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put_schema(c, x->schema, SQ_QUOTE_AUTO);
    sqi_put_name(c, x->name);
}

/* ---- tables ---- */

static void column_checks(sqi_compiler *c, const sq_column *col)
{
    for (const sq_constraint *k = col->o.checks; k && k->kind != SQ_CONSTRAINT_END; k++) {
        const sqi_constraint one = {.table = col->table, .c = k, .column = col};
        if (!sqi_constraint_is_wanted(c, &one))
            continue;
        sqi_put(c, " ");
        sqi_put_constraint(c, &one);
    }
}

/* Else PostgreSQL would get a SERIAL instead of the type. */
static void check_autoincrement(sqi_compiler *c, const sq_column *col)
{
    sq_type_class k = sq_type_class_of((sq_type_kind)sqi_type_here(c, sqi_column_type(col))->kind);
    if (col->o.autoincrement == SQ_AUTOINCREMENT_YES && k != SQ_TC_INTEGER && k != SQ_TC_NUMERIC &&
        k != SQ_TC_FLOAT && k != SQ_TC_UNKNOWN)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "column definition",
                         "the type of the column \"%s\" does not go with autoincrement",
                         sqi_name_of_column(col).p);
}

void sqi_put_column(sqi_compiler *c, const sq_column *col, bool first_key)
{
    check_autoincrement(c, col);
    if (sqi_is_computed(col) && col->o.not_persisted)
        sqi_require(c, SQI_C_COMPUTED_VIRTUAL);
    if (col->o.identity.set)
        sqi_require(c, SQI_C_IDENTITY);
    c->d->hooks.column_spec(c, col, first_key);
    column_checks(c, col);
}

static const char *columns(sqi_compiler *c, const sq_table *t, const char *separator)
{
    bool key_seen = false;
    for (size_t i = 0; i < t->n_columns && !sqi_failed(c); i++) {
        const sq_column *col = &t->columns[i];
        bool key = sqi_is_primary_key(col);
        if (!col->o.system) {
            sqi_put_str(c, separator);
            separator = ", \n\t";
            sqi_put_column(c, col, key && !key_seen);
        }
        key_seen = key_seen || key;
    }
    return separator;
}

static bool is_chosen(const sqi_ddl *x, const sqi_constraint *k)
{
    const int *list = object_of(x)->foreign_keys;
    if (!list || k->c->kind != SQ_CONSTRAINT_FOREIGN_KEY)
        return true;
    for (; *list >= 0; list++)
        if ((size_t)*list == k->position)
            return true;
    return false;
}

/* The primary key comes first, the others in the order of the list. */
static void constraints(sqi_compiler *c, const sqi_ddl *x, const char *separator)
{
    sqi_constraint k;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; sqi_constraint_at(table_of(x), i, &k) && !sqi_failed(c); i++) {
            bool key = k.c->kind == SQ_CONSTRAINT_PRIMARY_KEY;
            if (key != (pass == 0) || !is_chosen(x, &k) || !sqi_constraint_is_wanted(c, &k))
                continue;
            sqi_put_str(c, separator);
            separator = ", \n\t";
            sqi_put_constraint(c, &k);
        }
}

static void create_table(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = table_of(x);
    c->defining = t;
    sqi_put(c, "\nCREATE ");
    for (const sq_sql_text *const *p = t->o.prefixes; p && *p; p++) {
        sqi_put_str(c, (const char *)(const void *)*p);
        sqi_put(c, " ");
    }
    sqi_put(c, "TABLE ");
    sqi_put_if_not_exists(c, x);
    sqi_put_table_name(c, t);
    sqi_put(c, " (");
    constraints(c, x, columns(c, t, "\n\t"));
    sqi_put(c, "\n)");
    c->d->hooks.table_options(c, t);
    sqi_put(c, "\n\n");
}

void sqi_no_table_options(sqi_compiler *c, const sq_table *t)
{
    (void)c, (void)t;
}

static void drop_table(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "\nDROP TABLE ");
    sqi_put_if_exists(c, x);
    sqi_put_table_name(c, table_of(x));
    sqi_put_cascade(c, x);
}

static void column_definition(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = table_of(x);
    const sq_column *col = &t->columns[x->position];
    c->defining = t;
    sqi_put_column(c, col, sqi_is_primary_key(col));
}

static void loose_column(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put_column(c, object_of(x)->column, object_of(x)->column->o.primary_key);
}

static void constraint_definition(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_constraint k;
    if (sqi_constraint_at(table_of(x), (size_t)x->position, &k))
        sqi_put_constraint(c, &k);
}

/* ---- indexes ---- */

/* Rather than a column, with its order. */
static bool is_expression(const sq_expr *e)
{
    for (const sqi_unary *order; (order = sqi_order_of(e));)
        e = order->of;
    return !SQI_IS(e, COLUMN) && !SQI_IS(e, OWN_COLUMN);
}

static void index_elements(sqi_compiler *c, const sq_index *i)
{
    size_t n = 0;
    for (const char *const *key = i->columns; key && *key; key++) {
        const sq_column *col = sqi_find_column(i->table, *key);
        if (n++)
            sqi_put(c, ", ");
        if (col)
            c->d->hooks.index_element(c, i, &col->expr);
        else
            sqi_fail_compile(c, SQ_ERR_ARGUMENT, "index",
                             "an index of \"%s\" names the column \"%s\", which is not there",
                             sqi_name_of_table(i->table).p, *key);
    }
    for (size_t e = 0; i->elements && i->elements[e] != SQ_END; e++) {
        if (n++)
            sqi_put(c, ", ");
        if (is_expression(i->elements[e]))
            sqi_require(c, SQI_C_EXPRESSION_INDEX);
        c->d->hooks.index_element(c, i, i->elements[e]);
    }
}

static void create_index(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_index *i = object_of(x)->index;
    c->defining = i->table;
    sqi_put(c, "CREATE ");
    if (i->unique)
        sqi_put(c, "UNIQUE ");
    c->d->hooks.index_kind(c, i);
    sqi_put(c, "INDEX ");
    c->d->hooks.index_concurrently(c, i, false);
    sqi_put_if_not_exists(c, x);
    c->d->hooks.index_on(c, i);
    c->d->hooks.index_method(c, i);
    sqi_put(c, " (");
    index_elements(c, i);
    sqi_put(c, ")");
    c->d->hooks.index_options(c, i);
}

static void drop_index(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_index *i = object_of(x)->index;
    c->defining = i->table;
    sqi_put(c, "\nDROP INDEX ");
    c->d->hooks.index_concurrently(c, i, true);
    sqi_put_if_exists(c, x);
    c->d->hooks.drop_index_target(c, i);
}

/* ---- sequences, schemas ---- */

void sqi_put_sequence_name(sqi_compiler *c, const sq_sequence *s)
{
    sqi_put_schema(c, s->schema, s->schema_quote);
    sqi_put_name(c, sq_name_quoted(s->name, s->quote));
}

void sqi_no_sequence_type(sqi_compiler *c, const sq_sequence *s)
{
    (void)c, (void)s;
}

static void create_sequence(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_sequence *s = object_of(x)->sequence;
    sqi_put(c, "CREATE SEQUENCE ");
    sqi_put_if_not_exists(c, x);
    sqi_put_sequence_name(c, s);
    c->d->hooks.sequence_type(c, s);
    sqi_put_sequence_numbers(c, &s->numbers, " ");
    c->d->hooks.sequence_options(c, s->options, " ");
}

static void drop_sequence(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "DROP SEQUENCE ");
    sqi_put_if_exists(c, x);
    sqi_put_sequence_name(c, object_of(x)->sequence);
}

static void create_schema(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "CREATE SCHEMA ");
    sqi_put_if_not_exists(c, x);
    sqi_put_name(c, x->name);
}

static void drop_schema(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "DROP SCHEMA ");
    sqi_put_if_exists(c, x);
    sqi_put_name(c, x->name);
    sqi_put_cascade(c, x);
}

/* ---- comments ---- */

static void comment_text(sqi_compiler *c, const sqi_ddl *x, const char *text)
{
    if (text && !(x->flags & SQI_DDL_NONE))
        sqi_put_comment_text(c, text);
    else
        c->d->hooks.no_comment(c);
}

void sqi_put_no_comment(sqi_compiler *c)
{
    sqi_put(c, "NULL");
}

void sqi_put_comment_on(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = table_of(x);
    sqi_put_str(c, x->what == SQI_DDL_COMMENT_TABLE ? "COMMENT ON TABLE " : "COMMENT ON COLUMN ");
    sqi_put_table_name(c, t);
    const char *text = t->o.comment;
    if (x->what == SQI_DDL_COMMENT_COLUMN) {
        sqi_put(c, ".");
        sqi_put_column_name(c, &t->columns[x->position]);
        text = t->columns[x->position].o.comment;
    }
    sqi_put(c, " IS ");
    comment_text(c, x, text);
}

void sqi_put_comment_on_constraint(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_constraint k;
    if (!sqi_constraint_at(table_of(x), (size_t)x->position, &k))
        return;
    sqi_put(c, "COMMENT ON CONSTRAINT ");
    if (!sqi_put_constraint_name(c, &k, ""))
        sqi_fail_compile(c, SQ_ERR_COMPILE, "COMMENT ON CONSTRAINT", "the constraint has no name");
    sqi_put(c, " ON ");
    sqi_put_table_name(c, k.table);
    sqi_put(c, " IS ");
    comment_text(c, x, k.c->comment);
}

static const char *const names[] = {
#define SQI_DDL(name, text, purpose) text,
#include "lib/schema/ddl.def"
#undef SQI_DDL
};

void sqi_no_ddl(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->what == SQI_DDL_CREATE_TYPE || x->what == SQI_DDL_DROP_TYPE)
        sqi_refuse(c, SQI_C_NAMED_TYPES);
    else if (x->what == SQI_DDL_COMMENT_CONSTRAINT)
        sqi_refuse(c, SQI_C_CONSTRAINT_COMMENTS);
    else
        sqi_unsupported(c, names[x->what]);
}

static void comment_on(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.comment_on(c, x);
}

static void comment_on_constraint(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.comment_on_constraint(c, x);
}

/* ---- from a SELECT ---- */

void sqi_put_defining_select(sqi_compiler *c, const sqi_ddl *x)
{
    uint32_t saved = c->in;
    c->in |= SQI_LITERAL | SQI_IN_DDL;
    sqi_visit_stmt(c, x->select);
    c->in = saved;
}

static void create_table_as(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.create_table_as(c, x);
}

void sqi_put_create_table_as(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "CREATE ");
    if (x->flags & SQI_DDL_TEMPORARY)
        sqi_put(c, "TEMPORARY ");
    sqi_put(c, "TABLE ");
    sqi_put_if_not_exists(c, x);
    sqi_put_made_name(c, x);
    sqi_put(c, " AS ");
    sqi_put_defining_select(c, x);
}

void sqi_put_or_replace(sqi_compiler *c)
{
    sqi_put(c, "OR REPLACE ");
}

void sqi_no_view_options(sqi_compiler *c, const sqi_ddl *x)
{
    (void)c, (void)x;
}

static void create_view(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "CREATE ");
    if (x->flags & SQI_DDL_OR_REPLACE)
        c->d->hooks.or_replace(c);
    if (x->flags & SQI_DDL_TEMPORARY)
        sqi_put(c, "TEMPORARY ");
    if (x->flags & SQI_DDL_MATERIALIZED)
        sqi_put(c, "MATERIALIZED ");
    sqi_put(c, "VIEW ");
    c->d->hooks.view_if_not_exists(c, x);
    sqi_put_made_name(c, x);
    c->d->hooks.view_options(c, x);
    sqi_put(c, " AS ");
    sqi_put_defining_select(c, x);
}

static void drop_view(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, "\nDROP ");
    if (x->flags & SQI_DDL_MATERIALIZED)
        sqi_put(c, "MATERIALIZED ");
    sqi_put(c, "VIEW ");
    sqi_put_if_exists(c, x);
    sqi_put_made_name(c, x);
    sqi_put_cascade(c, x);
}

/* ---- types, text, savepoints ---- */

void sqi_put_type_name(sqi_compiler *c, const sq_type *t)
{
    const sq_type_details *d = t->details;
    if (!d || !d->name) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "type", "%s needs a name for this type", c->d->name);
        return;
    }
    sqi_put_schema(c, d->schema, SQ_QUOTE_AUTO);
    sqi_put_ident(c, d->name);
}

static void create_type(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.create_type(c, x);
}

static void drop_type(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.drop_type(c, x);
}

/* A text is a name, quoted where it needs it; an expression is written as it is. */
static void put_context_value(sqi_compiler *c, sq_value v)
{
    if (v.kind == SQ_V_TEXT)
        sqi_put_option_name(c, &v);
    else if (v.kind == SQ_V_EXPR)
        sqi_put_definition_expr(c, v.v.expr);
    else
        sqi_put_literal(c, v, sqi_type_of_value(v));
}

/* The value of %(token)s; false: none. */
static bool ddl_token(sqi_compiler *c, const sqi_ddl *x, const char *p, size_t n)
{
    const sqi_ddl_object *o = object_of(x);
    const sq_table *t = x->table ? table_of(x) : NULL;
    for (size_t i = 0; i < o->n_context; i++) {
        if (strlen(o->context[i].name) != n || memcmp(o->context[i].name, p, n) != 0)
            continue;
        put_context_value(c, o->context[i].value);
        return true;
    }
    if (!t)
        return false;
    if (n == 5 && memcmp(p, "table", 5) == 0)
        sqi_put_name(c, sqi_name_of_table(t));
    else if (n == 6 && memcmp(p, "schema", 6) == 0 && t->o.schema)
        sqi_put_name(c, sq_name_quoted(t->o.schema, t->o.schema_quote));
    else if (n == 8 && memcmp(p, "fullname", 8) == 0)
        sqi_put_table_name(c, t);
    else
        return n == 6 && memcmp(p, "schema", 6) == 0;
    return true;
}

static void ddl_text(sqi_compiler *c, const sqi_ddl *x)
{
    for (const char *p = x->name.p; *p;) {
        const char *end = p[0] == '%' && p[1] == '(' ? strstr(p, ")s") : NULL;
        if (end) {
            size_t n = (size_t)(end - p) - 2;
            if (!ddl_token(c, x, p + 2, n))
                sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_ddl_text", "no value for %%(%.*s)s",
                                 (int)n, p + 2);
            p = end + 2;
            continue;
        }
        if (p[0] == '%' && p[1] == '%')
            p++;
        sqi_put_char(c, *p++);
    }
}

static void savepoint(sqi_compiler *c, const sqi_ddl *x)
{
    c->d->hooks.savepoint(c, x);
}

void sqi_put_savepoint(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put_str(c, names[x->what]);
    sqi_put(c, " ");
    sqi_put_name(c, x->name);
}

/* ---- dispatch ---- */

typedef struct ddl_need {
    sqi_ddl_what what;
    int32_t flags; /* all of them are set */
    sqi_construct construct;
} ddl_need;

static const ddl_need needs[] = {
    {SQI_DDL_CREATE_SEQUENCE, 0, SQI_C_SEQUENCES},
    {SQI_DDL_DROP_SEQUENCE, 0, SQI_C_SEQUENCES},
    {SQI_DDL_CREATE_SCHEMA, 0, SQI_C_SCHEMAS},
    {SQI_DDL_DROP_SCHEMA, 0, SQI_C_SCHEMAS},
    {SQI_DDL_CREATE_TABLE, SQI_DDL_IF_NOT_EXISTS, SQI_C_CREATE_IF_NOT_EXISTS},
    {SQI_DDL_CREATE_SEQUENCE, SQI_DDL_IF_NOT_EXISTS, SQI_C_CREATE_IF_NOT_EXISTS},
    {SQI_DDL_CREATE_SCHEMA, SQI_DDL_IF_NOT_EXISTS, SQI_C_CREATE_IF_NOT_EXISTS},
    {SQI_DDL_DROP_SCHEMA, SQI_DDL_CASCADE_FLAG, SQI_C_SCHEMA_CASCADE},
    {SQI_DDL_DROP_TABLE, SQI_DDL_CASCADE_FLAG, SQI_C_DROP_CASCADE},
    {SQI_DDL_DROP_VIEW, SQI_DDL_CASCADE_FLAG, SQI_C_DROP_CASCADE},
    {SQI_DDL_DROP_VIEW, SQI_DDL_MATERIALIZED, SQI_C_MATERIALIZED_VIEW},
    {SQI_DDL_CREATE_VIEW, SQI_DDL_MATERIALIZED, SQI_C_MATERIALIZED_VIEW},
    {SQI_DDL_CREATE_VIEW, SQI_DDL_TEMPORARY, SQI_C_TEMPORARY_VIEW},
    {SQI_DDL_CREATE_VIEW, SQI_DDL_TEMPORARY | SQI_DDL_MATERIALIZED, SQI_C_TEMPORARY_MATERIALIZED},
    {SQI_DDL_CREATE_VIEW, SQI_DDL_OR_REPLACE, SQI_C_OR_REPLACE_VIEW},
    {SQI_DDL_CREATE_VIEW, SQI_DDL_OR_REPLACE | SQI_DDL_MATERIALIZED, SQI_C_OR_REPLACE_MATERIALIZED},
    {SQI_DDL_ADD_CONSTRAINT, 0, SQI_C_ALTER_CONSTRAINT},
    {SQI_DDL_DROP_CONSTRAINT, 0, SQI_C_ALTER_CONSTRAINT},
    {SQI_DDL_DROP_CONSTRAINT, SQI_DDL_IF_EXISTS, SQI_C_CONSTRAINT_IF_EXISTS},
    {SQI_DDL_ADD_COLUMN, SQI_DDL_IF_NOT_EXISTS, SQI_C_COLUMN_IF_EXISTS},
    {SQI_DDL_DROP_COLUMN, 0, SQI_C_DROP_COLUMN},
    {SQI_DDL_DROP_COLUMN, SQI_DDL_IF_EXISTS, SQI_C_COLUMN_IF_EXISTS},
    {SQI_DDL_DROP_COLUMN, SQI_DDL_CASCADE_FLAG, SQI_C_DROP_CASCADE},
    {SQI_DDL_ALTER_COLUMN, 0, SQI_C_ALTER_COLUMN},
    {SQI_DDL_RENAME_COLUMN, 0, SQI_C_RENAME_COLUMN},
    {SQI_DDL_RENAME_INDEX, 0, SQI_C_RENAME_INDEX},
    {SQI_DDL_COMMENT_TABLE, 0, SQI_C_COMMENTS},
    {SQI_DDL_COMMENT_COLUMN, 0, SQI_C_COMMENTS},
    {SQI_DDL_CREATE_INDEX, SQI_DDL_IF_NOT_EXISTS, SQI_C_INDEX_IF_NOT_EXISTS},
    {SQI_DDL_DROP_INDEX, SQI_DDL_IF_EXISTS, SQI_C_INDEX_IF_EXISTS},
    {SQI_DDL_CREATE_TYPE, SQI_DDL_IF_NOT_EXISTS, SQI_C_TYPE_IF_NOT_EXISTS},
};

static void require_ddl(sqi_compiler *c, const sqi_ddl *x)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].what == (sqi_ddl_what)x->what && (x->flags & needs[i].flags) == needs[i].flags)
            sqi_require(c, needs[i].construct);
    if (x->what == SQI_DDL_CREATE_VIEW && (x->flags & SQI_DDL_IF_NOT_EXISTS) &&
        !(x->flags & SQI_DDL_MATERIALIZED))
        sqi_require(c, SQI_C_VIEW_IF_NOT_EXISTS);
}

void sqi_visit_ddl(sqi_compiler *c, const sqi_ddl *x)
{
    static void (*const visits[SQI_DDL_COUNT])(sqi_compiler *, const sqi_ddl *) = {
        [SQI_DDL_CREATE_TABLE] = create_table,
        [SQI_DDL_DROP_TABLE] = drop_table,
        [SQI_DDL_COLUMN] = column_definition,
        [SQI_DDL_LOOSE_COLUMN] = loose_column,
        [SQI_DDL_CONSTRAINT] = constraint_definition,
        [SQI_DDL_CREATE_INDEX] = create_index,
        [SQI_DDL_DROP_INDEX] = drop_index,
        [SQI_DDL_ADD_CONSTRAINT] = sqi_ddl_add_constraint,
        [SQI_DDL_DROP_CONSTRAINT] = sqi_ddl_drop_constraint,
        [SQI_DDL_ADD_COLUMN] = sqi_ddl_add_column,
        [SQI_DDL_DROP_COLUMN] = sqi_ddl_drop_column,
        [SQI_DDL_ALTER_COLUMN] = sqi_ddl_alter_column,
        [SQI_DDL_RENAME_TABLE] = sqi_ddl_rename_table,
        [SQI_DDL_RENAME_COLUMN] = sqi_ddl_rename_column,
        [SQI_DDL_RENAME_INDEX] = sqi_ddl_rename_index,
        [SQI_DDL_CREATE_SEQUENCE] = create_sequence,
        [SQI_DDL_DROP_SEQUENCE] = drop_sequence,
        [SQI_DDL_CREATE_SCHEMA] = create_schema,
        [SQI_DDL_DROP_SCHEMA] = drop_schema,
        [SQI_DDL_COMMENT_TABLE] = comment_on,
        [SQI_DDL_COMMENT_COLUMN] = comment_on,
        [SQI_DDL_COMMENT_CONSTRAINT] = comment_on_constraint,
        [SQI_DDL_CREATE_TABLE_AS] = create_table_as,
        [SQI_DDL_CREATE_VIEW] = create_view,
        [SQI_DDL_DROP_VIEW] = drop_view,
        [SQI_DDL_CREATE_TYPE] = create_type,
        [SQI_DDL_DROP_TYPE] = drop_type,
        [SQI_DDL_TEXT] = ddl_text,
        [SQI_DDL_SAVEPOINT] = savepoint,
        [SQI_DDL_ROLLBACK_TO_SAVEPOINT] = savepoint,
        [SQI_DDL_RELEASE_SAVEPOINT] = savepoint,
    };
    static const uint8_t purposes[SQI_DDL_COUNT] = {
#define SQI_DDL(name, text, purpose) [SQI_DDL_##name] = SQI_##purpose,
#include "lib/schema/ddl.def"
#undef SQI_DDL
    };
    require_ddl(c, x);
    c->want_result = false; /* a SELECT in a view returns nothing here */
    visits[x->what](c, x);
    c->form.purpose = (sqi_purpose)purposes[x->what];
    c->form.returns_rows = false;
}

static void visit_ddl(sqi_compiler *c, const sq_node *n)
{
    sqi_visit_ddl(c, SQI_CAST_TO(ddl, n));
}

const sqi_visit_entry sqi_ddl_visits[] = {
    {SQI_N_DDL, visit_ddl},
    {SQI_N_COUNT, NULL},
};
