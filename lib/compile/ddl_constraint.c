/* ddl_constraint.c: constraints and indexes, as CREATE TABLE and ALTER TABLE write them.
 *
 * Each is put together from parts; what a database writes otherwise is a hook of one part.
 * SQLAlchemy: DDLCompiler.visit_*_constraint, visit_create_index. */
#include "lib/base/utf8.h"
#include "lib/compile/ddl.h"

/* ---- names ---- */

/* A name made by a convention is shortened where it is too long; one that the user gave is not. */
static sq_name fit_name(sqi_compiler *c, sqi_out *name, sqi_name_origin origin, sq_quote quote,
                        uint16_t limit)
{
    size_t max = limit ? limit : c->d->max_identifier;
    if (origin == SQI_NAME_MADE)
        sqi_shorten_name(name, max, c->d->identifier_in_bytes);
    char *p = sqi_temp(c, name->n + 1);
    if (name->status || !p) {
        c->out.status = SQ_ERR_NOMEM;
        return (sq_name){NULL, 0, 0};
    }
    if (name->n)
        memcpy(p, name->p, name->n);
    if (origin == SQI_NAME_GIVEN && sqi_utf8_count(p, name->n) > max)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "name",
                         "the name \"%.200s\" is longer than the %zu characters that %s takes", p,
                         max, c->d->name);
    return sq_name_n(p, name->n, origin == SQI_NAME_MADE ? SQ_QUOTE_AUTO : quote);
}

bool sqi_put_constraint_name(sqi_compiler *c, const sqi_constraint *k, const char *before)
{
    sqi_out text;
    sqi_name_origin origin;
    sqi_out_init(&text, NULL, 0);
    int status = sqi_constraint_name(k, &text, &origin, &c->error);
    sq_name name = {NULL, 0, 0};
    if (!status && origin != SQI_NAME_NONE)
        name = fit_name(c, &text, origin, k->c->quote, c->d->max_constraint_name);
    sqi_out_clear(&text);
    if (!name.p)
        return false;
    sqi_put_str(c, before);
    sqi_put_name(c, name);
    return true;
}

void sqi_put_index_name(sqi_compiler *c, const sq_index *i)
{
    sqi_out text;
    sqi_name_origin origin;
    sqi_out_init(&text, NULL, 0);
    int status = sqi_index_name(i, &text, &origin, &c->error);
    if (!status && origin == SQI_NAME_NONE)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "index", "the index has no name");
    else if (!status)
        sqi_put_name(c, fit_name(c, &text, origin, i->quote, c->d->max_index_name));
    sqi_out_clear(&text);
}

/* ---- columns ---- */

static void put_column(sqi_compiler *c, const sqi_constraint *k, size_t i, const char *separator)
{
    const sq_column *col = sqi_constraint_column(k, i);
    if (i)
        sqi_put_str(c, separator);
    if (col)
        sqi_put_column_name(c, col);
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "constraint",
                         "a constraint of \"%s\" names the column \"%s\", which is not there",
                         sqi_name_of_table(k->table).p, sqi_constraint_key(k, i));
}

void sqi_put_constraint_columns(sqi_compiler *c, const sqi_constraint *k)
{
    for (size_t i = 0; sqi_constraint_key(k, i) && !sqi_failed(c); i++)
        put_column(c, k, i, ", ");
}

/* A key made of flags starts with the column that counts by itself. */
static void put_key_columns(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_column *first = sqi_autoincrement_column(k->table);
    bool moved = first && (k->by_flags || k->c->implicit);
    if (!moved) {
        sqi_put_constraint_columns(c, k);
        return;
    }
    sqi_put_column_name(c, first);
    for (size_t i = 0; sqi_constraint_key(k, i); i++) {
        const sq_column *col = sqi_constraint_column(k, i);
        if (col == first || !col)
            continue;
        sqi_put(c, ", ");
        sqi_put_column_name(c, col);
    }
}

/* ---- bodies ---- */

void sqi_put_constraint_deferrable(sqi_compiler *c, const sqi_constraint *k)
{
    if (k->c->deferrable)
        sqi_put_str(c, k->c->deferrable > 0 ? " DEFERRABLE" : " NOT DEFERRABLE");
    if (!k->c->initially)
        return;
    const sq_value word = sq_text_value(k->c->initially);
    sqi_put(c, " INITIALLY ");
    sqi_put_word(c, &word, "INITIALLY");
}

static void put_label_values(sqi_compiler *c, const sq_type *t)
{
    for (size_t i = 0; t->details && i < t->details->n_values; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_string_literal(c, t->details->values[i], strlen(t->details->values[i]));
    }
}

static void put_type_check(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_type *t = sqi_type_here(c, &k->column->type);
    sqi_put(c, "CHECK (");
    sqi_put_column_name(c, k->column);
    sqi_put(c, " IN (");
    if (sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_BOOLEAN)
        sqi_put(c, "0, 1");
    else
        put_label_values(c, t);
    sqi_put(c, "))");
}

static void put_check(sqi_compiler *c, const sqi_constraint *k)
{
    if (k->of_type) {
        put_type_check(c, k);
        return;
    }
    sqi_put(c, "CHECK (");
    if (k->c->check)
        sqi_put_definition_expr(c, k->c->check);
    else if (k->c->check_sql)
        sqi_put_str(c, (const char *)(const void *)k->c->check_sql);
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "check constraint", "the condition is missing");
    sqi_put(c, ")");
}

static const char *action_text(sq_fk_action a)
{
    switch (a) {
    case SQ_NO_ACTION:
        return "NO ACTION";
    case SQ_RESTRICT:
        return "RESTRICT";
    case SQ_CASCADE:
        return "CASCADE";
    case SQ_SET_NULL:
        return "SET NULL";
    case SQ_SET_DEFAULT:
        return "SET DEFAULT";
    case SQ_FK_NONE:
        break;
    }
    return NULL;
}

const char *sqi_past_words(const char *text, const char *words)
{
    for (; *words; text++, words++)
        if (*text != *words && *text != (*words | 0x20))
            return NULL;
    return text;
}

static bool is_standard_action(const char *text)
{
    for (sq_fk_action a = SQ_NO_ACTION; a <= SQ_SET_DEFAULT; a++) {
        const char *rest = sqi_past_words(text, action_text(a));
        if (rest && !*rest)
            return true;
    }
    return false;
}

static void put_action(sqi_compiler *c, const char *event, sq_fk_action a, const sq_sql_text *sql)
{
    const char *text = sql ? (const char *)(const void *)sql : action_text(a);
    if (!text)
        return;
    sqi_put_str(c, event);
    if (is_standard_action(text))
        sqi_put_str(c, text);
    else
        c->d->hooks.reference_action(c, text);
}

static void put_reference(sqi_compiler *c, const sqi_constraint *k)
{
    sqi_reference r;
    sqi_put(c, "REFERENCES ");
    for (size_t i = 0; sqi_constraint_key(k, i) && !sqi_failed(c); i++) {
        if (!sqi_reference_at(k, i, &r) || !r.column) {
            sqi_fail_compile(c, SQ_ERR_ARGUMENT, "foreign key",
                             "a foreign key of \"%s\" refers to \"%.*s\".\"%.*s\", which is not "
                             "known",
                             sqi_name_of_table(k->table).p, (int)r.table_name.n,
                             r.table_name.p ? r.table_name.p : "", (int)r.column_name.n,
                             r.column_name.p ? r.column_name.p : "");
            return;
        }
        if (i == 0) {
            c->d->hooks.reference_table(c, &r);
            sqi_put(c, " (");
        } else {
            sqi_put(c, ", ");
        }
        sqi_put_name(c, r.column_name);
    }
    sqi_put(c, ")");
    if (k->c->match)
        c->d->hooks.reference_match(c, k);
    put_action(c, " ON DELETE ", k->c->on_delete, k->c->on_delete_sql);
    put_action(c, " ON UPDATE ", k->c->on_update, k->c->on_update_sql);
}

void sqi_put_reference_table(sqi_compiler *c, const sqi_reference *r)
{
    sqi_put_table_name(c, r->table);
}

void sqi_put_reference_match(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_value word = sq_text_value(k->c->match);
    sqi_put(c, " MATCH ");
    sqi_put_word(c, &word, "MATCH");
}

void sqi_put_reference_action(sqi_compiler *c, const char *action)
{
    sqi_fail_compile(c, SQ_ERR_COMPILE, "foreign key", "%s has no action \"%s\"", c->d->name,
                     action);
}

/* at_column: it stands beside its column, which needs no mention. */
static void put_body(sqi_compiler *c, const sqi_constraint *k, bool at_column)
{
    switch (k->c->kind) {
    case SQ_CONSTRAINT_PRIMARY_KEY:
        sqi_put(c, "PRIMARY KEY");
        if (at_column)
            break;
        sqi_put(c, " ");
        c->d->hooks.key_kind(c, k);
        sqi_put(c, "(");
        put_key_columns(c, k);
        sqi_put(c, ")");
        c->d->hooks.key_include(c, k);
        break;
    case SQ_CONSTRAINT_UNIQUE:
        sqi_put(c, "UNIQUE");
        if (at_column)
            break;
        sqi_put(c, " ");
        c->d->hooks.key_kind(c, k);
        sqi_put(c, "(");
        sqi_put_constraint_columns(c, k);
        sqi_put(c, ")");
        c->d->hooks.key_include(c, k);
        break;
    case SQ_CONSTRAINT_FOREIGN_KEY:
        if (!at_column) {
            sqi_put(c, "FOREIGN KEY(");
            sqi_put_constraint_columns(c, k);
            sqi_put(c, ") ");
        }
        put_reference(c, k);
        break;
    case SQ_CONSTRAINT_CHECK:
        put_check(c, k);
        break;
    case SQ_CONSTRAINT_EXCLUDE:
        c->d->hooks.exclude_constraint(c, k);
        break;
    case SQ_CONSTRAINT_END:
        break;
    }
}

static void put_constraint(sqi_compiler *c, const sqi_constraint *k, bool at_column)
{
    const sq_table *outer = c->defining;
    c->defining = k->table;
    if (sqi_put_constraint_name(c, k, "CONSTRAINT "))
        sqi_put(c, " ");
    put_body(c, k, at_column);
    sqi_put_constraint_deferrable(c, k);
    c->d->hooks.constraint_options(c, k);
    c->defining = outer;
}

void sqi_put_constraint(sqi_compiler *c, const sqi_constraint *k)
{
    put_constraint(c, k, false);
}

void sqi_put_column_constraint(sqi_compiler *c, const sqi_constraint *k)
{
    put_constraint(c, k, true);
}

/* ---- which are written ---- */

static bool is_for_dialect(const sqi_compiler *c, const sq_constraint *k)
{
    if (!k->only_on)
        return true;
    for (const char *const *name = k->only_on; *name; name++)
        if (sqi_for_dialect(c, *name))
            return true;
    return false;
}

/* The CHECK of a boolean or enum is only needed where the database has no such type. */
static bool type_needs_check(const sqi_compiler *c, const sq_column *col)
{
    const sq_type *t = sqi_type_here(c, &col->type);
    if (!(t->flags & SQ_TYPE_CREATE_CONSTRAINT))
        return false;
    if (sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_BOOLEAN)
        return !sqi_can(c, SQI_CAN_NATIVE_BOOLEAN);
    return (t->flags & SQ_TYPE_NOT_NATIVE) || !sqi_can(c, SQI_CAN_NATIVE_ENUM);
}

bool sqi_constraint_is_wanted(sqi_compiler *c, const sqi_constraint *k)
{
    bool wanted = !k->c->isolated && is_for_dialect(c, k->c);
    bool has_columns = k->c->kind == SQ_CONSTRAINT_CHECK || k->c->kind == SQ_CONSTRAINT_EXCLUDE ||
                       sqi_constraint_key(k, 0);
    if (!wanted || !has_columns || (k->of_type && !type_needs_check(c, k->column)))
        return false;
    if (k->c->use_alter && sqi_can(c, SQI_CAN_ALTER))
        return false;
    c->d->hooks.constraint_wanted(c, k, &wanted);
    return wanted;
}

void sqi_all_constraints_wanted(sqi_compiler *c, const sqi_constraint *k, bool *wanted)
{
    (void)c, (void)k, (void)wanted;
}

void sqi_no_constraint_clause(sqi_compiler *c, const sqi_constraint *k)
{
    (void)c, (void)k;
}

void sqi_no_exclude_constraint(sqi_compiler *c, const sqi_constraint *k)
{
    (void)k;
    sqi_refuse(c, SQI_C_EXCLUDE_CONSTRAINT);
}

void sqi_put_drop_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k)
{
    sqi_put(c, "CONSTRAINT ");
    sqi_put_if_exists(c, x);
    if (!sqi_put_constraint_name(c, k, ""))
        sqi_fail_compile(c, SQ_ERR_COMPILE, "DROP CONSTRAINT",
                         "a constraint of \"%s\" can not be dropped: it has no name",
                         sqi_name_of_table(k->table).p);
    sqi_put_cascade(c, x);
}

/* ---- indexes ---- */

void sqi_no_index_clause(sqi_compiler *c, const sq_index *i)
{
    (void)c, (void)i;
}

void sqi_no_index_concurrently(sqi_compiler *c, const sq_index *i, bool drop)
{
    (void)c, (void)i, (void)drop;
}

void sqi_put_index_on(sqi_compiler *c, const sq_index *i)
{
    sqi_put_index_name(c, i);
    sqi_put(c, " ON ");
    sqi_put_table_name(c, i->table);
}

void sqi_put_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e)
{
    (void)i;
    sqi_put_definition_expr(c, e);
}

void sqi_put_drop_index_target(sqi_compiler *c, const sq_index *i)
{
    sqi_put_schema(c, i->table->o.schema, i->table->o.schema_quote);
    sqi_put_index_name(c, i);
}
