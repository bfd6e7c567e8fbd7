/* ddl.c: what SQLite writes otherwise in definitions: keys that count by themselves stand with
 * their column, conflict clauses, defaults in parentheses. SQLAlchemy: SQLiteDDLCompiler. */
#include "dialects/sqlite/ddl.h"

static void on_conflict(sqi_compiler *c, const sq_value *v)
{
    if (!v)
        return;
    sqi_put(c, " ON CONFLICT ");
    sqi_put_word(c, v, "ON CONFLICT");
}

/* With the option autoincrement, a single integer key is written with its column. */
static bool key_is_inline(const sqi_compiler *c, const sq_column *col)
{
    sqi_constraint k;
    if (!col->table || !sqi_option_is(c, col->table->o.options, "autoincrement") ||
        sq_type_class_of((sq_type_kind)sqi_column_type(col)->kind) != SQ_TC_INTEGER ||
        sqi_has_foreign_key(col))
        return false;
    for (size_t i = 0; sqi_constraint_at(col->table, i, &k); i++)
        if (k.c->kind == SQ_CONSTRAINT_PRIMARY_KEY)
            return sqi_constraint_width(&k) == 1;
    return false;
}

static size_t key_width(const sq_table *t)
{
    sqi_constraint k;
    for (size_t i = 0; t && sqi_constraint_at(t, i, &k); i++)
        if (k.c->kind == SQ_CONSTRAINT_PRIMARY_KEY)
            return sqi_constraint_width(&k);
    return 1;
}

static void put_key(sqi_compiler *c, const sq_column *col)
{
    if (col->o.autoincrement == SQ_AUTOINCREMENT_YES && key_width(col->table) != 1)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "column definition",
                         "sqlite has no autoincrement in a composite primary key (column \"%s\" of "
                         "\"%s\")",
                         sqi_name_of_column(col).p, sqi_name_of_table(col->table).p);
    if (!key_is_inline(c, col))
        return;
    sqi_put(c, " PRIMARY KEY");
    on_conflict(c, sqi_option(c, col->o.options, "on_conflict_primary_key"));
    sqi_put(c, " AUTOINCREMENT");
}

void sqi_sqlite_column_spec(sqi_compiler *c, const sq_column *col, bool first_key)
{
    (void)first_key;
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    sqi_put_column_type(c, col);
    sqi_put_server_default(c, col);
    if (!sqi_is_nullable(col)) {
        sqi_put(c, " NOT NULL");
        on_conflict(c, sqi_option(c, col->o.options, "on_conflict_not_null"));
    }
    if (sqi_is_primary_key(col))
        put_key(c, col);
    if (col->o.computed || col->o.computed_sql) {
        sqi_put(c, " ");
        c->d->hooks.computed(c, col);
    }
}

/* An expression as default must stand in parentheses. */
void sqi_sqlite_column_default(sqi_compiler *c, sq_str text)
{
    bool plain = sqi_default_is_plain(text);
    sqi_put_str(c, plain ? " DEFAULT " : " DEFAULT (");
    sqi_put_mem(c, text.p, text.n);
    if (!plain)
        sqi_put(c, ")");
}

void sqi_sqlite_table_options(sqi_compiler *c, const sq_table *t)
{
    const sq_value *rowid = sqi_option(c, t->o.options, "with_rowid");
    bool without = rowid && !rowid->v.i;
    if (without)
        sqi_put(c, "\n WITHOUT ROWID");
    if (sqi_option_is(c, t->o.options, "strict"))
        sqi_put_str(c, without ? ",\n STRICT" : "\n STRICT");
}

void sqi_sqlite_constraint_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted)
{
    sqi_reference r;
    const sq_column *col = sqi_constraint_column(k, 0);
    const char *schema = k->table->o.schema;
    if (k->c->kind == SQ_CONSTRAINT_PRIMARY_KEY && col && sqi_constraint_width(k) == 1)
        *wanted = !key_is_inline(c, col);
    /* a reference to a table of another database can not be written */
    if (k->c->kind == SQ_CONSTRAINT_FOREIGN_KEY && sqi_reference_at(k, 0, &r) && r.table)
        *wanted = strcmp(schema ? schema : "", r.table->o.schema ? r.table->o.schema : "") == 0;
}

void sqi_sqlite_constraint_options(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_value *v = sqi_option(c, k->c->options, "on_conflict");
    const sq_column *col = sqi_constraint_width(k) == 1 ? sqi_constraint_column(k, 0) : NULL;
    if (!v && col && k->c->kind == SQ_CONSTRAINT_PRIMARY_KEY)
        v = sqi_option(c, col->o.options, "on_conflict_primary_key");
    if (!v && col && k->c->kind == SQ_CONSTRAINT_UNIQUE)
        v = sqi_option(c, col->o.options, "on_conflict_unique");
    on_conflict(c, v);
}

void sqi_sqlite_reference_table(sqi_compiler *c, const sqi_reference *r)
{
    sqi_put_name(c, r->table_name); /* always in the same database */
}

/* The index is named in the database of its table, not the table. */
void sqi_sqlite_index_on(sqi_compiler *c, const sq_index *i)
{
    sqi_put_schema(c, i->table->o.schema, i->table->o.schema_quote);
    sqi_put_index_name(c, i);
    sqi_put(c, " ON ");
    sqi_put_name(c, sqi_name_of_table(i->table));
}

void sqi_sqlite_index_options(sqi_compiler *c, const sq_index *i)
{
    const sq_value *where = sqi_option(c, i->options, "where");
    if (!where)
        return;
    sqi_put(c, " WHERE ");
    sqi_put_option_condition(c, where);
}

void sqi_sqlite_view_if_not_exists(sqi_compiler *c, const sqi_ddl *x)
{
    const sqi_ddl_object *o = x->object;
    if ((x->flags & SQI_DDL_IF_NOT_EXISTS) || sqi_option_is(c, o->options, "if_not_exists"))
        sqi_put(c, "IF NOT EXISTS ");
}
