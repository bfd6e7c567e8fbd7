/* ddl.c: what PostgreSQL writes otherwise in definitions: SERIAL, exclusion constraints, index
 * methods and operator classes, table options, named types. SQLAlchemy: PGDDLCompiler. */
#include "dialects/postgresql/ddl.h"

/* ---- columns ---- */

static const char *serial_of(const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_BIG_INTEGER:
    case SQ_T_SQL_BIGINT:
        return "BIGSERIAL";
    case SQ_T_SMALL_INTEGER:
    case SQ_T_SQL_SMALLINT:
        return "SMALLSERIAL";
    default:
        return "SERIAL";
    }
}

static bool is_serial(const sq_column *col, bool identity)
{
    sq_default d = col->o.default_;
    bool no_default = d.kind == SQ_DEFAULT_NONE ||
                      (d.kind == SQ_DEFAULT_SEQUENCE && d.sequence && d.sequence->optional);
    return !identity && no_default && col->table && sqi_is_primary_key(col) &&
           sqi_autoincrement_column(col->table) == col;
}

void sqi_postgresql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key)
{
    bool identity = col->o.identity.set && sqi_can(c, SQI_CAN_IDENTITY_COLUMNS);
    (void)first_key;
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    if (is_serial(col, identity)) {
        sqi_put_str(c, serial_of(sqi_type_here(c, sqi_column_type(col))));
    } else {
        sqi_put_column_type(c, col);
        sqi_put_server_default(c, col);
    }
    if (col->o.computed || col->o.computed_sql) {
        sqi_put(c, " ");
        c->d->hooks.computed(c, col);
    }
    if (identity) {
        sqi_put(c, " ");
        sqi_put_identity(c, col);
    }
    if (!sqi_is_nullable(col) && !identity)
        sqi_put(c, " NOT NULL");
    else if (sqi_is_nullable(col) && identity)
        sqi_put(c, " NULL");
}

/* Before version 18 there are only stored ones. */
void sqi_postgresql_computed(sqi_compiler *c, const sq_column *col)
{
    if (sqi_can(c, SQI_CAN_VIRTUAL_GENERATED_COLUMNS)) {
        sqi_put_computed(c, col);
        return;
    }
    if (col->o.not_persisted)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "computed column",
                         "this version of PostgreSQL stores every computed column; \"%s\" must not "
                         "be VIRTUAL",
                         sqi_name_of_column(col).p);
    sqi_put(c, "GENERATED ALWAYS AS (");
    sqi_put_computed_expr(c, col);
    sqi_put(c, ") STORED");
}

/* ---- tables ---- */

static void on_commit(sqi_compiler *c, const sq_value *v)
{
    if (v->kind != SQ_V_TEXT) {
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "ON COMMIT", "the option needs a text");
        return;
    }
    sqi_put(c, "\n ON COMMIT ");
    for (uint32_t i = 0; i < v->len; i++) {
        char ch = v->v.s[i];
        bool lower = ch >= 'a' && ch <= 'z', upper = ch >= 'A' && ch <= 'Z';
        if (!lower && !upper && ch != '_' && ch != ' ')
            sqi_fail_compile(c, SQ_ERR_COMPILE, "ON COMMIT", "no such action");
        sqi_put_char(c, ch == '_' ? ' ' : lower ? (char)(ch - 32) : ch);
    }
}

static void put_option(sqi_compiler *c, const sq_table *t, const char *name, const char *text)
{
    const sq_value *v = sqi_option(c, t->o.options, name);
    if (!v)
        return;
    sqi_put_str(c, text);
    sqi_put_option_text(c, v);
}

void sqi_postgresql_table_options(sqi_compiler *c, const sq_table *t)
{
    const sq_option *o = t->o.options;
    const sq_value *inherits = sqi_option(c, o, "inherits"), *with = sqi_option(c, o, "with");
    const sq_value *oids = sqi_option(c, o, "with_oids"), *commit = sqi_option(c, o, "on_commit");
    const sq_value *space = sqi_option(c, o, "tablespace");
    if (inherits) {
        sqi_put(c, "\n INHERITS ( ");
        sqi_put_option_names(c, inherits, NULL);
        sqi_put(c, " )");
    }
    put_option(c, t, "partition_by", "\n PARTITION BY ");
    put_option(c, t, "using", "\n USING ");
    if (with) {
        sqi_put(c, "\n WITH (");
        sqi_put_option_map(c, with);
        sqi_put(c, ")");
    }
    if (oids)
        sqi_put_str(c, oids->v.i ? "\n WITH OIDS" : "\n WITHOUT OIDS");
    if (commit)
        on_commit(c, commit);
    if (space) {
        sqi_put(c, "\n TABLESPACE ");
        sqi_put_option_name(c, space);
    }
}

/* ---- constraints ---- */

static void put_distinct(sqi_compiler *c, const sq_option *o, const char *before, const char *after)
{
    const sq_value *v = sqi_option(c, o, "nulls_not_distinct");
    if (!v)
        return;
    sqi_put_str(c, before);
    sqi_put_str(c, v->v.i ? "NULLS NOT DISTINCT" : "NULLS DISTINCT");
    sqi_put_str(c, after);
}

void sqi_postgresql_key_kind(sqi_compiler *c, const sqi_constraint *k)
{
    if (k->c->kind == SQ_CONSTRAINT_UNIQUE)
        put_distinct(c, k->c->options, "", " ");
}

static void put_include(sqi_compiler *c, const sq_option *o, const sq_table *t)
{
    const sq_value *v = sqi_option(c, o, "include");
    if (!v || (v->kind == SQ_V_LIST && !v->len))
        return;
    sqi_put(c, " INCLUDE (");
    sqi_put_option_names(c, v, t);
    sqi_put(c, ")");
}

void sqi_postgresql_key_include(sqi_compiler *c, const sqi_constraint *k)
{
    put_include(c, k->c->options, k->table);
}

void sqi_postgresql_constraint_options(sqi_compiler *c, const sqi_constraint *k)
{
    if (sqi_option_is(c, k->c->options, "no_inherit"))
        sqi_put(c, " NO INHERIT");
    if (sqi_option_is(c, k->c->options, "not_valid"))
        sqi_put(c, " NOT VALID");
}

/* Operator class of an element, from a map by key. */
static void put_operator_class(sqi_compiler *c, const sq_value *ops, const char *key)
{
    for (size_t i = 0; ops && key && ops->kind == SQ_V_MAP && i < ops->len; i++) {
        const sq_value *k = &ops->v.list[2 * i];
        if (k->kind != SQ_V_TEXT || strlen(key) != k->len || memcmp(key, k->v.s, k->len) != 0)
            continue;
        sqi_put(c, " ");
        sqi_put_option_text(c, &ops->v.list[2 * i + 1]);
    }
}

/* The name by which options refer to an element. */
static const char *key_of(const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
        return ((const sq_column *)(const void *)e)->key;
    case SQI_N_OWN_COLUMN:
        return SQI_CAST_TO(own_column, e)->key;
    case SQI_N_LABEL:
        return SQI_CAST_TO(label, e)->name.p;
    case SQI_N_NAMED_COLUMN:
        return SQI_CAST_TO(named_column, e)->name.p;
    default:
        return NULL;
    }
}

static void put_method(sqi_compiler *c, const sq_value *v)
{
    size_t start = c->out.n;
    sqi_put_word(c, v, "USING");
    for (size_t i = start; !sqi_failed(c) && i < c->out.n; i++)
        if (c->out.p[i] >= 'A' && c->out.p[i] <= 'Z')
            c->out.p[i] = (char)(c->out.p[i] + 32);
}

static const sq_option *find_option(const sq_option *list, const char *name)
{
    for (; list && list->name; list++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

void sqi_postgresql_exclude_constraint(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_value method = sq_text_value(k->c->using_ ? k->c->using_ : "gist");
    sqi_put(c, "EXCLUDE USING ");
    put_method(c, &method);
    sqi_put(c, " (");
    for (const sq_exclude_element *e = k->c->elements; e && (e->expr || e->text); e++) {
        if (e != k->c->elements)
            sqi_put(c, ", ");
        if (e->expr)
            sqi_put_definition_expr(c, e->expr);
        else
            sqi_put_str(c, (const char *)(const void *)e->text);
        const char *key = e->expr && key_of(e->expr) ? key_of(e->expr) : e->name;
        const sq_option *op = key ? find_option(k->c->ops, key) : NULL;
        if (op) {
            sqi_put(c, " ");
            sqi_put_option_text(c, &op->value);
        }
        sqi_put(c, " WITH ");
        sqi_put_str(c, (const char *)(const void *)e->op);
    }
    sqi_put(c, ")");
    if (k->c->where) {
        sqi_put(c, " WHERE (");
        sqi_visit_in(c, k->c->where, SQI_LITERAL | SQI_IN_DDL, SQI_IN_COLUMNS | SQI_NO_TABLE);
        sqi_put(c, ")");
    }
}

/* SET NULL (a, b) and SET DEFAULT (a): only some columns. */
void sqi_postgresql_reference_action(sqi_compiler *c, const char *action)
{
    const char *list = sqi_past_words(action, "SET NULL");
    if (!list)
        list = sqi_past_words(action, "SET DEFAULT");
    size_t n = list ? strlen(list) : 0;
    while (n && *list == ' ')
        list++, n--;
    if (n < 3 || list[0] != '(' || strchr(list, ')') != list + n - 1) {
        sqi_put_reference_action(c, action);
        return;
    }
    sqi_put_str(c, action);
}

/* ---- indexes ---- */

void sqi_postgresql_index_concurrently(sqi_compiler *c, const sq_index *i, bool drop)
{
    sqi_feature f = drop ? SQI_CAN_DROP_INDEX_CONCURRENTLY : SQI_CAN_CREATE_INDEX_CONCURRENTLY;
    if (sqi_can(c, f) && sqi_option_is(c, i->options, "concurrently"))
        sqi_put(c, "CONCURRENTLY ");
}

void sqi_postgresql_index_method(sqi_compiler *c, const sq_index *i)
{
    const sq_value *v = sqi_option(c, i->options, "using");
    if (!v)
        return;
    sqi_put(c, " USING ");
    put_method(c, v);
}

/* The operator class stands before DESC and NULLS FIRST. */
static void put_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e)
{
    const sqi_unary *order = sqi_order_of(e);
    if (order) {
        put_index_element(c, i, order->of);
        sqi_put(c, " ");
        sqi_put_str(c, c->d->op_text[order->op]);
        return;
    }
    sqi_visit_operand(c, e, SQ_OP_COUNT);
    put_operator_class(c, sqi_option(c, i->options, "ops"), key_of(e));
}

void sqi_postgresql_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e)
{
    uint32_t saved = c->in;
    c->in = (saved & ~(uint32_t)SQI_IN_COLUMNS) | SQI_NO_TABLE | SQI_LITERAL | SQI_IN_DDL;
    put_index_element(c, i, e);
    c->in = saved;
}

void sqi_postgresql_index_options(sqi_compiler *c, const sq_index *i)
{
    const sq_option *o = i->options;
    const sq_value *with = sqi_option(c, o, "with"), *where = sqi_option(c, o, "where");
    const sq_value *space = sqi_option(c, o, "tablespace");
    put_include(c, o, i->table);
    put_distinct(c, o, " ", "");
    if (with && with->len) {
        sqi_put(c, " WITH (");
        sqi_put_option_map(c, with);
        sqi_put(c, ")");
    }
    if (space) {
        sqi_put(c, " TABLESPACE ");
        sqi_put_option_name(c, space);
    }
    if (where) {
        sqi_put(c, " WHERE ");
        sqi_put_option_condition(c, where);
    }
}

/* ---- sequences, types, views ---- */

void sqi_postgresql_sequence_type(sqi_compiler *c, const sq_sequence *s)
{
    if (s->type.kind == SQ_T_UNKNOWN)
        return;
    sqi_put(c, " AS ");
    sqi_put_type(c, &s->type);
}

static void put_domain(sqi_compiler *c, const sq_type *t)
{
    const sq_type_details *d = t->details;
    sqi_put(c, "CREATE DOMAIN ");
    sqi_put_type_name(c, t);
    sqi_put(c, " AS ");
    sqi_put_type(c, d->item ? d->item : &sqi_unknown_type);
    if (d->collation)
        c->d->hooks.collation(c, d->collation_schema, d->collation);
    if (d->default_) {
        sqi_put(c, " DEFAULT ");
        sqi_put_definition_expr(c, d->default_);
    }
    if (t->flags & SQ_TYPE_NOT_NULL)
        sqi_put(c, " NOT NULL");
    if (!d->check)
        return;
    if (d->constraint_name) {
        sqi_put(c, " CONSTRAINT ");
        sqi_put_ident(c, d->constraint_name);
    }
    sqi_put(c, " CHECK (");
    sqi_put_definition_expr(c, d->check);
    sqi_put(c, ")");
}

void sqi_postgresql_create_type(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_type *t = x->node.type;
    if (t->kind == SQ_T_PG_DOMAIN) {
        put_domain(c, t);
        return;
    }
    sqi_put(c, "CREATE TYPE ");
    sqi_put_type_name(c, t);
    sqi_put(c, " AS ENUM (");
    sqi_put_labels(c, t, ", ");
    sqi_put(c, ")");
}

void sqi_postgresql_drop_type(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put_str(c, x->node.type->kind == SQ_T_PG_DOMAIN ? "DROP DOMAIN " : "DROP TYPE ");
    sqi_put_if_exists(c, x);
    sqi_put_type_name(c, x->node.type);
    sqi_put_cascade(c, x);
}

void sqi_postgresql_view_options(sqi_compiler *c, const sqi_ddl *x)
{
    const sqi_ddl_object *o = x->object;
    const sq_value *with = sqi_option(c, o->options, "with");
    if (!with)
        return;
    sqi_put(c, " WITH (");
    sqi_put_option_map(c, with);
    sqi_put(c, ")");
}
