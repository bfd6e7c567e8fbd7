/* ddl.c: what SQL Server writes otherwise in definitions. SQLAlchemy: MSDDLCompiler. */
#include "dialects/mssql/ddl.h"

/* ---- columns ---- */

static bool counts(const sq_column *col)
{
    return col->o.autoincrement == SQ_AUTOINCREMENT_YES ||
           (col->table && sqi_autoincrement_column(col->table) == col);
}

/* IDENTITY(start,increment); the options that only sequences have are not for it. */
static void put_identity(sqi_compiler *c, const sq_column *col)
{
    const sq_sequence_options *o = &col->o.identity.numbers;
    sqi_put(c, " IDENTITY");
    if (!o->has_start && !o->has_increment)
        return;
    sqi_put(c, "(");
    sqi_out_int(&c->out, o->has_start ? o->start : 1);
    sqi_put(c, ",");
    sqi_out_int(&c->out, o->has_increment ? o->increment : 1);
    sqi_put(c, ")");
}

/* Whether a column that says neither takes NULL is up to the session: it is always said. */
void sqi_mssql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key)
{
    const bool from_sequence = col->o.default_.kind == SQ_DEFAULT_SEQUENCE;
    const bool identity = col->o.identity.set || (counts(col) && !from_sequence);
    (void)first_key;
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    if (sqi_is_computed(col))
        c->d->hooks.computed(c, col);
    else
        sqi_put_column_type(c, col);
    if (!sqi_is_nullable(col) || identity || from_sequence)
        sqi_put(c, " NOT NULL");
    else if (!sqi_is_computed(col))
        sqi_put(c, " NULL");
    if (identity)
        put_identity(c, col);
    else
        sqi_put_server_default(c, col);
}

void sqi_mssql_computed(sqi_compiler *c, const sq_column *col)
{
    sqi_put(c, "AS (");
    sqi_put_computed_expr(c, col);
    sqi_put(c, ")");
    if (col->o.persisted)
        sqi_put(c, " PERSISTED");
}

/* A default is a constraint with a name that the server made up: it is not part of the column. */
void sqi_mssql_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col)
{
    const sqi_ddl_object *o = x->object;
    if (o->alter & SQ_ALTER_DEFAULT) {
        sqi_unsupported(c, "ALTER COLUMN of a default, which is a constraint there");
        return;
    }
    sqi_put(c, " ALTER COLUMN ");
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    sqi_put_column_type(c, col);
    sqi_put_str(c, sqi_is_nullable(col) ? " NULL" : " NOT NULL");
}

void sqi_mssql_rename_schema(sqi_compiler *c, const sq_table *t)
{
    (void)t;
    sqi_unsupported(c, "RENAME of a table: call sp_rename");
}

/* ---- constraints and indexes ---- */

/* A BIT has no other values. */
void sqi_mssql_constraint_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted)
{
    if (k->of_type &&
        sq_type_class_of((sq_type_kind)sqi_type_here(c, &k->column->type)->kind) == SQ_TC_BOOLEAN)
        *wanted = false;
}

static void put_clustered(sqi_compiler *c, const sq_option *options)
{
    const sq_value *v = sqi_option(c, options, "clustered");
    if (v)
        sqi_put_str(c, v->v.i ? "CLUSTERED " : "NONCLUSTERED ");
}

void sqi_mssql_key_kind(sqi_compiler *c, const sqi_constraint *k)
{
    put_clustered(c, k->c->options);
}

/* Where every statement checks its constraints, NO ACTION is what RESTRICT would be. */
void sqi_mssql_constraint_options(sqi_compiler *c, const sqi_constraint *k)
{
    const bool restricts = k->c->on_delete == SQ_RESTRICT || k->c->on_update == SQ_RESTRICT;
    if (restricts && !c->o->lenient)
        sqi_unsupported(c, "RESTRICT of a foreign key: NO ACTION says the same");
}

void sqi_mssql_index_kind(sqi_compiler *c, const sq_index *i)
{
    put_clustered(c, i->options);
    if (sqi_option_is(c, i->options, "columnstore"))
        sqi_put(c, "COLUMNSTORE ");
}

void sqi_mssql_index_options(sqi_compiler *c, const sq_index *i)
{
    const sq_value *include = sqi_option(c, i->options, "include");
    const sq_value *where = sqi_option(c, i->options, "where");
    if (include && !(include->kind == SQ_V_LIST && !include->len)) {
        sqi_put(c, " INCLUDE (");
        sqi_put_option_names(c, include, i->table);
        sqi_put(c, ")");
    }
    if (where) {
        sqi_put(c, " WHERE ");
        sqi_put_option_condition(c, where);
    }
}

/* ---- statements ---- */

/* SELECT .. INTO name FROM ..: the first SELECT says what it fills. */
void sqi_mssql_create_table_as(sqi_compiler *c, const sqi_ddl *x)
{
    if ((x->flags & (SQI_DDL_TEMPORARY | SQI_DDL_IF_NOT_EXISTS)) && !c->o->lenient)
        sqi_unsupported(c, "TEMPORARY or IF NOT EXISTS of a table made by a SELECT");
    c->into = x;
    sqi_put_defining_select(c, x);
    if (c->into && !sqi_failed(c))
        sqi_unsupported(c, "CREATE TABLE AS of SQL text");
    c->into = NULL;
}

void sqi_mssql_or_replace(sqi_compiler *c)
{
    sqi_put(c, "OR ALTER ");
}

/* A savepoint is never released. */
void sqi_mssql_savepoint(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->what == SQI_DDL_RELEASE_SAVEPOINT)
        return;
    sqi_put_str(c, x->what == SQI_DDL_SAVEPOINT ? "SAVE TRANSACTION " : "ROLLBACK TRANSACTION ");
    sqi_put_name(c, x->name);
}
