/* ddl.c: what Oracle Database writes otherwise in definitions. SQLAlchemy: OracleDDLCompiler. */
#include "dialects/oracle/ddl.h"

void sqi_oracle_computed(sqi_compiler *c, const sq_column *col)
{
    if (col->o.persisted) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "column definition",
                         "the column \"%s\": oracle has no computed columns that are stored",
                         sqi_name_of_column(col).p);
        return;
    }
    sqi_put_computed(c, col);
}

/* ---- options ---- */

/* Is it there and a number, a flag, or a word? */
static void put_compress(sqi_compiler *c, const sq_value *v)
{
    if (!v || (v->kind == SQ_V_BOOL && !v->v.i))
        return;
    sqi_put(c, "\n COMPRESS");
    if (v->kind == SQ_V_TEXT) {
        sqi_put(c, " FOR ");
        sqi_put_word(c, v, "COMPRESS");
    }
}

void sqi_oracle_table_options(sqi_compiler *c, const sq_table *t)
{
    const sq_value *commit = sqi_option(c, t->o.options, "on_commit");
    const sq_value *space = sqi_option(c, t->o.options, "tablespace");
    if (commit) {
        sqi_put(c, "\n ON COMMIT ");
        sqi_put_word(c, commit, "ON COMMIT");
    }
    put_compress(c, sqi_option(c, t->o.options, "compress"));
    if (space) {
        sqi_put(c, "\n TABLESPACE ");
        sqi_put_option_name(c, space);
    }
}

void sqi_oracle_index_kind(sqi_compiler *c, const sq_index *i)
{
    if (sqi_option_is(c, i->options, "bitmap"))
        sqi_put(c, "BITMAP ");
}

/* It is made in the schema of its table. */
void sqi_oracle_index_on(sqi_compiler *c, const sq_index *i)
{
    sqi_put_schema(c, i->table->o.schema, i->table->o.schema_quote);
    sqi_put_index_on(c, i);
}

void sqi_oracle_index_options(sqi_compiler *c, const sq_index *i)
{
    const sq_value *v = sqi_option(c, i->options, "compress");
    if (!v || (v->kind == SQ_V_BOOL && !v->v.i))
        return;
    sqi_put(c, " COMPRESS");
    if (v->kind == SQ_V_INT) {
        sqi_put(c, " ");
        sqi_out_int(&c->out, v->v.i);
    }
}

/* ---- sequences, identity columns ---- */

void sqi_oracle_sequence_no(sqi_compiler *c, const char *what)
{
    sqi_put(c, "NO");
    sqi_put_str(c, what);
}

/* Numbers in the order in which they are asked for, across all nodes of a cluster. */
void sqi_oracle_sequence_options(sqi_compiler *c, const sq_option *o, const char *before)
{
    const sq_value *order = sqi_option(c, o, "order");
    if (!order)
        return;
    sqi_put_str(c, before);
    sqi_put_str(c, order->v.i ? "ORDER" : "NOORDER");
}

/* The number is also made where NULL was given. */
void sqi_oracle_identity_options(sqi_compiler *c, const sq_option *o)
{
    if (sqi_option_is(c, o, "on_null"))
        sqi_put(c, " ON NULL");
}

/* ---- constraints ---- */

/* SQLAlchemy leaves it out, with a warning. */
void sqi_oracle_constraint_options(sqi_compiler *c, const sqi_constraint *k)
{
    bool on_update = k->c->kind == SQ_CONSTRAINT_FOREIGN_KEY &&
                     (k->c->on_update || k->c->on_update_sql);
    if (on_update && !c->o->lenient)
        sqi_unsupported(c, "ON UPDATE of a foreign key");
}

/* ---- comments, savepoints ---- */

void sqi_oracle_no_comment(sqi_compiler *c)
{
    sqi_put(c, "''");
}

/* They end with the transaction. */
void sqi_oracle_savepoint(sqi_compiler *c, const sqi_ddl *x)
{
    if (x->what == SQI_DDL_RELEASE_SAVEPOINT)
        sqi_unsupported(c, "RELEASE SAVEPOINT");
    else
        sqi_put_savepoint(c, x);
}
