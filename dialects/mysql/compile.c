/* compile.c: what MySQL and MariaDB write in their own way. SQLAlchemy: MySQLCompiler. */
#include "dialects/mysql/compile.h"

/* ---- operators ---- */

/* || is OR here: texts are joined by a function. */
static void put_concat(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "concat(");
    sqi_visit_operand(c, b->left, SQ_OP_CONCAT);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_CONCAT);
    sqi_put(c, ")");
}

static void put_concat_chain(sqi_compiler *c, const sqi_chain *x)
{
    sqi_chain list = *x;
    list.op = SQ_OP_COMMA;
    list.flags |= SQI_LIST_UNGROUPED;
    sqi_put(c, "concat(");
    sqi_put_chain(c, &list);
    sqi_put(c, ")");
}

static void put_is_distinct(sqi_compiler *c, const sqi_binary_with *b)
{
    bool negated = b->op == SQ_OP_IS_DISTINCT_FROM;
    if (negated)
        sqi_put(c, "NOT (");
    sqi_put_infix(c, b, "<=>");
    if (negated)
        sqi_put(c, ")");
}

const sqi_op_entry sqi_mysql_ops[] = {
    {SQ_OP_CONCAT, NULL, put_concat, put_concat_chain},
    {SQ_OP_IS_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_IS_NOT_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};
const sqi_op_entry sqi_mariadb_ops[] = {
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

/* ---- functions ---- */

static void put_aggregate_strings(sqi_compiler *c, const sqi_func *f)
{
    sqi_put(c, "group_concat(");
    if (f->args.n)
        sqi_visit_operand(c, f->args.p[0], SQ_OP_COMMA);
    if (f->args.n > 1) {
        sqi_put(c, " SEPARATOR ");
        sqi_visit_in(c, f->args.p[1], SQI_LITERAL, 0);
    }
    sqi_put(c, ")");
}

static void put_rollup(sqi_compiler *c, const sqi_func *f)
{
    for (uint32_t i = 0; i < f->args.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, f->args.p[i], SQ_OP_COMMA);
    }
    sqi_put(c, " WITH ROLLUP");
}

const sqi_func_entry sqi_mysql_funcs[] = {
    {SQI_FN_RANDOM, "rand", NULL},
    {SQI_FN_SYSDATE, NULL, NULL},
    {SQI_FN_AGGREGATE_STRINGS, NULL, put_aggregate_strings},
    {SQI_FN_ROLLUP, NULL, put_rollup},
    {SQI_FUNC_COUNT, NULL, NULL},
};

/* ---- nodes ---- */

static void visit_join(sqi_compiler *c, const sq_node *n)
{
    sqi_put_join(c, SQI_CAST_TO(join, n), " INNER JOIN ");
}

const sqi_visit_entry sqi_mysql_visits[] = {
    {SQI_N_JOIN, visit_join},
    {SQI_N_COUNT, NULL},
};
const sqi_visit_entry sqi_mariadb_visits[] = {
    {SQI_N_COUNT, NULL},
};

/* ---- constants and literals ---- */

void sqi_mysql_true(sqi_compiler *c)
{
    sqi_put(c, "true");
}

void sqi_mysql_false(sqi_compiler *c)
{
    sqi_put(c, "false");
}

/* Whether a backslash escapes, and which bytes are one character, depends on the session: what could
 * be read in two ways is written in hex (reliability.md P10, P16). */
void sqi_mysql_string_literal(sqi_compiler *c, const char *s, size_t n)
{
    bool plain = true;
    for (size_t i = 0; i < n && plain; i++)
        plain = (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x7f && s[i] != '\\';
    if (plain) {
        sqi_put_plain_string(c, s, n);
        return;
    }
    sqi_put(c, "_utf8mb4 X'");
    sqi_out_hex(&c->out, s, n, true);
    sqi_put(c, "'");
}

/* CAST knows few types here. */
void sqi_mysql_cast_type(sqi_compiler *c, const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        sqi_put_str(c, t->flags & SQ_TYPE_UNSIGNED ? "UNSIGNED INTEGER" : "SIGNED INTEGER");
        return;
    case SQ_TC_STRING:
        sqi_put(c, "CHAR");
        if (t->length) {
            sqi_put(c, "(");
            sqi_out_int(&c->out, t->length);
            sqi_put(c, ")");
        }
        return;
    case SQ_TC_BINARY:
        sqi_put(c, "BINARY");
        return;
    case SQ_TC_DATETIME:
        sqi_put(c, "DATETIME");
        return;
    case SQ_TC_JSON:
        sqi_put(c, "JSON");
        return;
    default:
        sqi_put_type(c, t);
        return;
    }
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

void sqi_mysql_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_for_update *f = q->for_update;
    if (f->flags & SQI_LOCK_READ)
        sqi_put_str(c, sqi_can(c, SQI_CAN_FOR_SHARE) ? " FOR SHARE" : " LOCK IN SHARE MODE");
    else
        sqi_put(c, " FOR UPDATE");
    sqi_vec tables = {0};
    for (uint32_t i = 0; i < f->of.n; i++)
        sqi_froms_of(c, f->of.p[i], &tables);
    for (uint32_t i = 0; i < tables.n && sqi_can(c, SQI_CAN_FOR_UPDATE_OF); i++) {
        sqi_put_str(c, i ? ", " : " OF ");
        sqi_put_name(c, sqi_relation_name(c, tables.p[i]));
    }
    if (f->flags & SQI_LOCK_NOWAIT)
        sqi_put(c, " NOWAIT");
    if (f->flags & SQI_LOCK_SKIP_LOCKED)
        sqi_put(c, " SKIP LOCKED");
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
    sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation);
    put_more(c, &d->extra_froms);
}

void sqi_mysql_update_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    (void)c, (void)d; /* they stand behind UPDATE */
}

void sqi_mysql_set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item)
{
    if (d->extra_froms.n || !item->name.p)
        sqi_visit_in(c, item->column, 0, SQI_NO_TABLE);
    else
        sqi_put_name(c, item->name);
}

void sqi_mysql_delete_tables(sqi_compiler *c, const sqi_dml *d)
{
    bool several = d->extra_froms.n || d->using_.n;
    if (several && d->relation->node.kind != SQI_N_TABLE)
        sqi_put_name(c, sqi_relation_name(c, d->relation));
    else
        sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation);
}

void sqi_mysql_delete_using_clause(sqi_compiler *c, const sqi_dml *d)
{
    sqi_put(c, " USING ");
    sqi_visit_node(c, d->relation);
    put_more(c, d->using_.n ? &d->using_ : &d->extra_froms);
}

void sqi_mysql_dml_limit_clause(sqi_compiler *c, const sqi_dml *d)
{
    if (!d->limit)
        return;
    sqi_put(c, " LIMIT ");
    sqi_put_limit_value(c, d->limit->count);
}

/* ---- upsert ---- */

void sqi_mysql_excluded(sqi_compiler *c, const sq_expr *column)
{
    sqi_put(c, "VALUES(");
    sqi_put_name(c, sqi_own_name(c, column));
    sqi_put(c, ")");
}

static void put_duplicate_set(sqi_compiler *c, const sqi_dml *d, const sqi_vec *items)
{
    for (uint32_t i = 0; i < items->n && !sqi_failed(c); i++) {
        const sqi_set_item *item = items->p[i];
        if (i)
            sqi_put(c, ", ");
        c->d->hooks.set_target(c, d, item);
        sqi_put(c, " = ");
        sqi_visit_expr(c, item->value);
    }
}

void sqi_mysql_on_duplicate_key(sqi_compiler *c, const sqi_dml *d, const sqi_on_duplicate_key *o)
{
    sqi_vec items = {0};
    sqi_set_items(c, d, o->set, !o->ordered, &items);
    sqi_put(c, " ON DUPLICATE KEY UPDATE ");
    put_duplicate_set(c, d, &items);
}

/* The portable form. Which key is meant can't be said here: any unique key counts. */
void sqi_mysql_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o)
{
    if (o->dialect || o->where || o->index_where || o->constraint.p) {
        sqi_unsupported(c, "ON CONFLICT");
        return;
    }
    sqi_vec items = {0};
    sqi_put(c, " ON DUPLICATE KEY UPDATE ");
    if (o->action == SQ_DO_NOTHING) {
        const sq_column *key = d->table && d->table->n_columns ? &d->table->columns[0] : NULL;
        for (uint32_t i = 0; i < o->elements.n && o->elements.p[i]->node.kind == SQI_N_COLUMN; i++)
            key = (const sq_column *)(const void *)o->elements.p[i];
        if (!key) {
            sqi_unsupported(c, "ON CONFLICT DO NOTHING without a column");
            return;
        }
        sqi_put_name(c, sqi_name_of_column(key));
        sqi_put(c, " = ");
        sqi_put_name(c, sqi_name_of_column(key));
        return;
    }
    sqi_set_items(c, d, o->set, true, &items);
    put_duplicate_set(c, d, &items);
}
