/* compile.c: clauses and literals that MySQL and MariaDB write in their own way; expressions are in
 * expr.c. SQLAlchemy: MySQLCompiler. */
#include "dialects/mysql/compile.h"
#include <math.h>
#include "lib/base/utf8.h"
#include "lib/compile/ddl.h"

/* ---- constants and literals ---- */

void sqi_mysql_true(sqi_compiler *c)
{
    sqi_put(c, "true");
}

void sqi_mysql_false(sqi_compiler *c)
{
    sqi_put(c, "false");
}

static bool is_plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] >= 0x7f || s[i] == '\\')
            return false;
    return true;
}

/* Whether a backslash escapes, and which bytes are one character, depends on the session: what
 * could be read in two ways is written in hex (reliability.md P10, P16). */
void sqi_mysql_string_literal(sqi_compiler *c, const char *s, size_t n)
{
    if (is_plain(s, n)) {
        sqi_put_plain_string(c, s, n);
        return;
    }
    /* MariaDB keeps a definition as a text that it prints anew, and breaks this form by that */
    bool kept = c->in & SQI_IN_DDL;
    sqi_put_str(c, kept ? "convert(X'" : "_utf8mb4 X'");
    sqi_out_hex(&c->out, s, n, true);
    sqi_put_str(c, kept ? "' USING utf8mb4)" : "'");
}

/* Known by its name: the type of a parameter is copied. */
static const char separator_name[] = "separator of group_concat";
static const sq_type_details separator_details = {.name = separator_name};
const sq_type sqi_mysql_separator = {.kind = SQ_T_STRING, .details = &separator_details};

static bool is_separator(const sq_type *t)
{
    return t->kind == SQ_T_STRING && t->details && t->details->name &&
           strcmp(t->details->name, separator_name) == 0;
}

/* The grammar of SEPARATOR knows no name of a character set. Bytes in hex are not converted to that
 * of the column, so only a text with a backslash or a control character is written so. */
static void put_separator(sqi_compiler *c, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == '\\') {
            c->d->hooks.bytes_literal(c, s, n);
            return;
        }
    sqi_put_plain_string(c, s, n);
}

/* Without an exponent it is a decimal, which has no -0; the others are no numbers here. */
void sqi_mysql_special_double(sqi_compiler *c, double d)
{
    if (d == 0)
        sqi_put(c, "-0e0");
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal", "%s has no literal for %s", c->d->name,
                         isnan(d) ? "NaN" : "infinity");
}

/* A point in time without its offset: the session's zone is UTC. */
static void put_timestamp(sqi_compiler *c, sq_value v)
{
    v.kind = SQ_V_DATETIME;
    sqi_put_literal(c, v, &sqi_unknown_type);
}

bool sqi_mysql_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    if (v.kind == SQ_V_TIMESTAMP) {
        put_timestamp(c, v);
        return true;
    }
    if (v.kind == SQ_V_BITS) {
        sqi_put(c, "b");
        sqi_put_string_literal(c, v.v.s, v.len);
        return true;
    }
    if (v.kind != SQ_V_TEXT || !is_separator(type) || !sqi_utf8_valid(v.v.s, v.len))
        return false;
    put_separator(c, v.v.s, v.len);
    return true;
}

void sqi_mysql_next_value(sqi_compiler *c, const sq_sequence *s)
{
    sqi_require(c, SQI_C_NEXT_VALUE);
    sqi_put(c, "nextval(");
    sqi_put_sequence_name(c, s);
    sqi_put(c, ")");
}

/* ---- clauses ---- */

void sqi_mysql_limit_clause(sqi_compiler *c, const sqi_query *q)
{
    sqi_put(c, " \n LIMIT ");
    if (q->offset) {
        sqi_put_limit_value(c, q->offset->count);
        sqi_put(c, ", ");
    }
    if (q->limit)
        sqi_put_limit_value(c, q->limit->count);
    else
        sqi_put(c, "18446744073709551615");
}

/* Tables and aliases that `n` is made of; of a join the right side comes first. What belongs to
 * none stands for itself. */
static void add_surface(sqi_compiler *c, const void *n, sqi_vec *out)
{
    const sq_node *x = n;
    if (x->kind == SQI_N_JOIN) {
        add_surface(c, SQI_CAST_TO(join, n)->right, out);
        add_surface(c, SQI_CAST_TO(join, n)->left, out);
        return;
    }
    if (x->kind == SQI_N_GROUPING_FROM || x->kind == SQI_N_ALL_COLUMNS) {
        add_surface(c,
                    x->kind == SQI_N_ALL_COLUMNS ? (const void *)SQI_CAST_TO(all_columns, n)->from
                                                 : (const void *)SQI_CAST_TO(grouping_from, n)->of,
                    out);
        return;
    }
    sqi_vec tables = {0};
    sqi_froms_of(c, n, &tables);
    for (uint32_t i = 0; i < tables.n; i++)
        if (!sqi_vec_has(out, tables.p[i]))
            sqi_vec_add(c, out, tables.p[i]);
    if (!tables.n)
        sqi_vec_add(c, out, n);
}

static void put_lock_of(sqi_compiler *c, sqi_exprs of)
{
    sqi_vec tables = {0};
    for (uint32_t i = 0; i < of.n; i++)
        add_surface(c, of.p[i], &tables);
    for (uint32_t i = 0; i < tables.n; i++) {
        const sq_node *n = tables.p[i];
        sqi_put_str(c, i ? ", " : " OF ");
        if (n->kind == SQI_N_TABLE || sqi_nodes[n->kind].category == SQI_CAT_REL)
            sqi_put_name(c, sqi_relation_name(c, tables.p[i]));
        else
            sqi_visit_node(c, n);
    }
}

void sqi_mysql_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_for_update *f = q->for_update;
    if (f->flags & SQI_LOCK_READ)
        sqi_put_str(c, sqi_can(c, SQI_CAN_FOR_SHARE) ? " FOR SHARE" : " LOCK IN SHARE MODE");
    else
        sqi_put(c, " FOR UPDATE");
    if (sqi_can(c, SQI_CAN_FOR_UPDATE_OF))
        put_lock_of(c, f->of);
    if (f->flags & SQI_LOCK_NOWAIT)
        sqi_put(c, " NOWAIT");
    if (f->flags & SQI_LOCK_SKIP_LOCKED)
        sqi_put(c, " SKIP LOCKED");
}

/* Without FROM there may be no WHERE. */
void sqi_mysql_default_from(sqi_compiler *c)
{
    const sqi_query *q = c->frame ? c->frame->query : NULL;
    if (q && q->where.n)
        sqi_put(c, " \nFROM DUAL");
}

/* MariaDB takes no parameter there; SQLAlchemy writes one. */
void sqi_mariadb_frame_offset(sqi_compiler *c, const sq_expr *e)
{
    if (c->o->lenient)
        sqi_visit_expr(c, e);
    else
        sqi_put_inline(c, e);
}

/* ---- UPDATE and DELETE of several tables ---- */

static void put_more(sqi_compiler *c, const sqi_vec *froms)
{
    for (uint32_t i = 0; i < froms->n; i++) {
        sqi_put(c, ", ");
        sqi_visit_from(c, froms->p[i]);
    }
}

void sqi_mysql_update_tables(sqi_compiler *c, const sqi_dml *d)
{
    sqi_mark at = sqi_mark_here(c);
    sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation, at);
    put_more(c, &d->extra_froms);
}

void sqi_mysql_update_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    (void)c, (void)d; /* they stand behind UPDATE */
}

/* With several tables a column says which one it belongs to; but not where all columns of the
 * target are set by parameters, as SQLAlchemy has it. */
void sqi_mysql_set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item)
{
    bool several = d->extra_froms.n || d->relation->node.kind == SQI_N_JOIN;
    if (!item->own)
        sqi_require_set_target(c, item->column);
    if (several && !d->everything && d->head->node.kind == SQI_N_UPDATE)
        sqi_visit_in(c, item->column, 0, SQI_NO_TABLE);
    else if (item->own)
        sqi_put_own_column(c, item->own);
    else
        sqi_visit_in(c, item->column, SQI_NO_TABLE, 0);
}

void sqi_mysql_delete_tables(sqi_compiler *c, const sqi_dml *d)
{
    bool several = d->extra_froms.n || d->using_.n;
    sqi_mark at = sqi_mark_here(c);
    if (several && d->relation->node.kind != SQI_N_TABLE)
        sqi_put_name(c, sqi_relation_name(c, d->relation));
    else
        sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation, at);
}

static bool holds(const sq_relation *r, const sq_relation *wanted)
{
    if (r->node.kind == SQI_N_JOIN)
        return holds(SQI_CAST_TO(join, r)->left, wanted) ||
               holds(SQI_CAST_TO(join, r)->right, wanted);
    if (r->node.kind == SQI_N_GROUPING_FROM)
        return holds(SQI_CAST_TO(grouping_from, r)->of, wanted);
    return r == wanted;
}

/* The target stands here too, unless it is part of a join that does. */
void sqi_mysql_delete_using_clause(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_vec *froms = d->using_.n ? &d->using_ : &d->extra_froms;
    bool there = false;
    for (uint32_t i = 0; i < froms->n; i++)
        there |= holds(froms->p[i], d->relation);
    sqi_put(c, " USING ");
    if (!there)
        sqi_visit_node(c, d->relation);
    for (uint32_t i = 0; i < froms->n; i++) {
        if (i || !there)
            sqi_put(c, ", ");
        sqi_visit_from(c, froms->p[i]);
    }
}

/* sq_dml_limit() counts for both servers, the option mysql_limit or mariadb_limit for its own. */
void sqi_mysql_dml_limit_clause(sqi_compiler *c, const sqi_dml *d)
{
    const sq_value *v = sqi_option(c, d->options, "limit");
    if (!d->limit && !v)
        return;
    if (!d->limit && (v->kind != SQ_V_INT || v->v.i < 0)) {
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "limit", "LIMIT needs a number that is not negative");
        return;
    }
    sqi_put(c, " LIMIT ");
    if (d->limit)
        sqi_put_inline(c, d->limit->count);
    else
        sqi_out_int(&c->out, v->v.i);
}

/* ---- upsert ---- */

/* The upsert whose SET is being written; NULL elsewhere. */
static const sqi_dml *upsert_around(const sqi_compiler *c)
{
    for (const sqi_frame *f = c->frame; f; f = f->outer)
        if (f->dml)
            return f->dml->on_duplicate_key || f->dml->on_conflicts.n ? f->dml : NULL;
    return NULL;
}

/* MySQL 8.0.20 and later warn of VALUES(column): the new row gets a name. INSERT .. SELECT can not
 * give one. */
static bool has_row_alias(const sqi_compiler *c, const sqi_dml *d)
{
    return sqi_can(c, SQI_CAN_ON_DUPLICATE_ALIAS) && !d->from_select;
}

static const char *row_alias(const sqi_dml *d)
{
    static const char word[] = "new";
    sq_name n = d->table ? sqi_name_of_table(d->table) : (sq_name){NULL, 0, 0};
    bool taken = n.p && n.n == 3;
    for (uint32_t i = 0; taken && i < 3; i++)
        taken = n.p[i] == word[i] || n.p[i] == word[i] - ('a' - 'A');
    return taken ? "new_1" : word;
}

static void put_new_value(sqi_compiler *c, const sqi_dml *d, sq_name column)
{
    bool alias = has_row_alias(c, d);
    sqi_put_str(c, alias ? row_alias(d) : "VALUES(");
    if (alias)
        sqi_put(c, ".");
    sqi_put_name(c, column);
    if (!alias)
        sqi_put(c, ")");
}

void sqi_mysql_excluded(sqi_compiler *c, const sq_expr *column)
{
    const sqi_dml *d = upsert_around(c);
    if (d)
        put_new_value(c, d, sqi_own_name(c, column));
    else
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_excluded",
                         "it stands for the new row of an upsert, and here is none");
}

/* A column of the alias that stands for the new row. */
bool sqi_mysql_put_inserted(sqi_compiler *c, const sqi_column_of *x)
{
    const sqi_dml *d = upsert_around(c);
    if (!d || !d->on_duplicate_key || d->on_duplicate_key->inserted != x->from)
        return false;
    put_new_value(c, d, sqi_column_of_name(c, x));
    return true;
}

static void put_duplicate_set(sqi_compiler *c, const sqi_dml *d, const sqi_items *items)
{
    uint32_t saved = c->in;
    c->in |= SQI_NO_SCHEMA;
    for (uint32_t i = 0; i < items->n && !sqi_failed(c); i++) {
        const sqi_set_item *item = &items->p[i];
        if (i)
            sqi_put(c, ", ");
        c->d->hooks.set_target(c, d, item);
        sqi_put(c, " = ");
        sqi_visit_operand(c, item->value, SQ_OP_COUNT);
    }
    c->in = saved;
}

static void begin_duplicate(sqi_compiler *c, const sqi_dml *d)
{
    if (has_row_alias(c, d)) {
        sqi_put(c, " AS ");
        sqi_put_str(c, row_alias(d));
    }
    sqi_put(c, " ON DUPLICATE KEY UPDATE ");
}

void sqi_mysql_on_duplicate_key(sqi_compiler *c, const sqi_dml *d, const sqi_on_duplicate_key *o)
{
    sqi_items items = {0};
    sqi_set_items(c, d, o->set, !o->ordered, &items);
    begin_duplicate(c, d);
    put_duplicate_set(c, d, &items);
}

static const sq_column *conflict_key(const sqi_dml *d, const sqi_on_conflict *o)
{
    for (uint32_t i = 0; i < o->elements.n; i++)
        if (o->elements.p[i]->node.kind == SQI_N_COLUMN)
            return (const sq_column *)(const void *)o->elements.p[i];
    return d->table && d->table->n_columns ? &d->table->columns[0] : NULL;
}

/* The portable form. Which key is meant can't be said here: the row must be able to meet no other.
 */
void sqi_mysql_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o)
{
    if (o->dialect || o->where || o->index_where || o->constraint.p) {
        sqi_refuse(c, SQI_C_ON_CONFLICT_OWN);
        return;
    }
    if (!sqi_mysql_means_the_key(d, o))
        sqi_require(c, SQI_C_ON_CONFLICT_KEY);
    if (o->action != SQ_DO_NOTHING) {
        sqi_items items = {0};
        sqi_set_items(c, d, o->set, true, &items);
        begin_duplicate(c, d);
        put_duplicate_set(c, d, &items);
        return;
    }
    const sq_column *key = conflict_key(d, o); /* set to what it is: nothing changes */
    if (!key) {
        sqi_unsupported(c, "ON CONFLICT DO NOTHING without a column");
        return;
    }
    sqi_put(c, " ON DUPLICATE KEY UPDATE ");
    sqi_put_name(c, sqi_name_of_column(key));
    sqi_put(c, " = ");
    sqi_put_name(c, sqi_name_of_column(key));
}
