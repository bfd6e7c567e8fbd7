/* ddl_alter.c: ALTER TABLE, and what else changes things that are there.
 *
 * What is to be comes from the description of the table; the statement only says which part of it.
 * So a column altered is written by the same functions as a column created. */
#include "lib/compile/ddl.h"

static const sqi_ddl_object *object_of(const sqi_ddl *x)
{
    return x->object;
}

/* ALTER TABLE name; the table, within whose definition the rest is written. */
static const sq_table *alter_table(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = sq_table_of(x->table);
    c->defining = t;
    sqi_put(c, "ALTER TABLE ");
    sqi_put_table_name(c, t);
    return t;
}

/* ---- constraints ---- */

void sqi_ddl_add_constraint(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_constraint k;
    if (!sqi_constraint_at(alter_table(c, x), (size_t)x->position, &k))
        return;
    sqi_put(c, " ADD ");
    sqi_put_constraint(c, &k);
}

void sqi_ddl_drop_constraint(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = alter_table(c, x);
    const sq_constraint named = {
        .kind = object_of(x)->kind, .name = x->name.p, .quote = SQ_QUOTE_FINAL};
    sqi_constraint k = {.table = t, .c = &named};
    if (!named.kind && !sqi_constraint_at(t, (size_t)x->position, &k))
        return;
    sqi_put(c, " DROP ");
    c->d->hooks.drop_constraint(c, x, &k);
}

/* ---- columns ---- */

/* Is the constraint said by this column alone? */
static bool is_of_column(const sqi_constraint *k, const sq_column *col)
{
    return k->column == col ||
           (k->by_flags && sqi_constraint_column(k, 0) == col && !sqi_constraint_column(k, 1));
}

void sqi_ddl_add_column(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = alter_table(c, x);
    const sq_column *col = &t->columns[x->position];
    sqi_constraint k;
    sqi_put_str(c, sqi_can(c, SQI_CAN_ADD_COLUMN_WORD) ? " ADD COLUMN " : " ADD ");
    sqi_put_if_not_exists(c, x);
    sqi_put_column(c, col, sqi_is_primary_key(col));
    for (size_t i = 0; sqi_constraint_at(t, i, &k) && !sqi_failed(c); i++) {
        if (!is_of_column(&k, col) || !sqi_constraint_is_wanted(c, &k))
            continue;
        if (k.c->kind == SQ_CONSTRAINT_PRIMARY_KEY || k.c->kind == SQ_CONSTRAINT_UNIQUE)
            sqi_require(c, SQI_C_ADD_KEY_COLUMN);
        c->d->hooks.added_constraint(c, x, &k);
    }
}

/* With the column, so that IF NOT EXISTS counts for it as well. */
void sqi_put_added_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k)
{
    (void)x;
    sqi_put(c, " ");
    sqi_put_column_constraint(c, k);
}

void sqi_ddl_drop_column(sqi_compiler *c, const sqi_ddl *x)
{
    alter_table(c, x);
    sqi_put(c, " DROP COLUMN ");
    sqi_put_if_exists(c, x);
    sqi_put_name(c, x->name);
    sqi_put_cascade(c, x);
}

void sqi_ddl_alter_column(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = alter_table(c, x);
    const sq_column *col = &t->columns[x->position];
    bool made = sqi_is_computed(col) || col->o.identity.set || sqi_autoincrement_column(t) == col;
    if (made && (object_of(x)->alter & SQ_ALTER_DEFAULT))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "ALTER COLUMN",
                         "the values of \"%s\" are made by the server: it has no default to alter",
                         sqi_name_of_column(col).p);
    c->d->hooks.alter_column(c, x, col);
}

static void put_action(sqi_compiler *c, const sq_column *col, const char **separator)
{
    sqi_put_str(c, *separator);
    sqi_put(c, "ALTER COLUMN ");
    sqi_put_column_name(c, col);
    *separator = ", ";
}

/* The old default may not fit the new type: it goes before, whatever comes after. */
void sqi_put_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col)
{
    unsigned what = object_of(x)->alter;
    bool has_default = sqi_has_server_default(col);
    const sq_value *how = sqi_option(c, object_of(x)->options, "using");
    const char *separator = " ";
    if ((what & SQ_ALTER_DEFAULT) && (!has_default || (what & SQ_ALTER_TYPE))) {
        put_action(c, col, &separator);
        sqi_put(c, " DROP DEFAULT");
    }
    if (what & SQ_ALTER_TYPE) {
        put_action(c, col, &separator);
        sqi_put(c, " TYPE ");
        sqi_put_column_type(c, col);
        if (how) {
            sqi_put(c, " USING ");
            sqi_put_option_condition(c, how);
        }
    }
    if (what & SQ_ALTER_NULLABLE) {
        put_action(c, col, &separator);
        sqi_put_str(c, sqi_is_nullable(col) ? " DROP NOT NULL" : " SET NOT NULL");
    }
    if ((what & SQ_ALTER_DEFAULT) && has_default) {
        put_action(c, col, &separator);
        sqi_put(c, " SET");
        sqi_put_server_default(c, col);
    }
}

/* ---- names ---- */

void sqi_ddl_rename_table(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = alter_table(c, x);
    sqi_put(c, " RENAME TO ");
    c->d->hooks.rename_schema(c, t);
    sqi_put_name(c, object_of(x)->to);
}

/* The new name is one in the schema of the table. */
void sqi_no_rename_schema(sqi_compiler *c, const sq_table *t)
{
    (void)c, (void)t;
}

void sqi_ddl_rename_column(sqi_compiler *c, const sqi_ddl *x)
{
    alter_table(c, x);
    sqi_put(c, " RENAME COLUMN ");
    sqi_put_name(c, x->name);
    sqi_put(c, " TO ");
    sqi_put_name(c, object_of(x)->to);
}

void sqi_ddl_rename_index(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_index *i = object_of(x)->index;
    c->defining = i->table;
    c->d->hooks.rename_index(c, i);
    sqi_put(c, " TO ");
    sqi_put_name(c, object_of(x)->to);
}

void sqi_put_rename_index(sqi_compiler *c, const sq_index *i)
{
    sqi_put(c, "ALTER INDEX ");
    c->d->hooks.drop_index_target(c, i);
    sqi_put(c, " RENAME");
}
