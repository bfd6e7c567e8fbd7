/* compile.c: what PostgreSQL writes in its own way. SQLAlchemy: PGCompiler. */
#include "dialects/postgresql/compile.h"
#include "lib/compile/ddl.h"
#include <math.h>

/* ---- expressions ---- */

static void put_ilike(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_infix(c, b, b->op == SQ_OP_ILIKE ? "ILIKE" : "NOT ILIKE");
    if (b->with && b->with->escape) {
        sqi_put(c, " ESCAPE ");
        sqi_put_string_literal(c, b->with->escape, strlen(b->with->escape));
    }
}

const sqi_op_entry sqi_postgresql_ops[] = {
    {SQ_OP_ILIKE, NULL, put_ilike, NULL},
    {SQ_OP_NOT_ILIKE, NULL, put_ilike, NULL},
    {SQ_OP_GETITEM, NULL, sqi_put_getitem, NULL},
    {SQ_OP_BITWISE_XOR, "#", NULL, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

const sqi_func_entry sqi_postgresql_funcs[] = {
    {SQI_FN_AGGREGATE_STRINGS, "string_agg", NULL},
    {SQI_FUNC_COUNT, NULL, NULL},
};

static void visit_array(sqi_compiler *c, const sq_node *n)
{
    sqi_exprs items = SQI_CAST_TO(array, n)->items;
    sqi_put(c, "ARRAY[");
    for (uint32_t i = 0; i < items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, items.p[i], SQ_OP_COMMA);
    }
    sqi_put(c, "]");
}

const sqi_visit_entry sqi_postgresql_visits[] = {
    {SQI_N_ARRAY, visit_array},
    {SQI_N_COUNT, NULL},
};

/* ---- literals: the same in every mode of the session (reliability.md R9) ---- */

void sqi_postgresql_string_literal(sqi_compiler *c, const char *s, size_t n)
{
    if (!memchr(s, '\\', n)) {
        sqi_put_plain_string(c, s, n);
        return;
    }
    sqi_put(c, "E'");
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\\' || s[i] == '\'')
            sqi_put_char(c, s[i]);
        sqi_put_char(c, s[i]);
    }
    sqi_put(c, "'");
}

void sqi_postgresql_bytes_literal(sqi_compiler *c, const void *p, size_t n)
{
    sqi_put(c, "decode('");
    sqi_out_hex(&c->out, p, n, false);
    sqi_put(c, "', 'hex')");
}

void sqi_postgresql_special_double(sqi_compiler *c, double d)
{
    sqi_put_str(c, isnan(d) ? "'NaN'::float8" : d > 0 ? "'Infinity'::float8" : "'-Infinity'::float8");
}

void sqi_postgresql_next_value(sqi_compiler *c, const sq_sequence *s)
{
    size_t start = c->out.n;
    sqi_put_sequence_name(c, s);
    size_t n = c->out.n - start;
    char *name = sqi_temp(c, n + 1);
    if (c->out.status)
        return;
    memcpy(name, c->out.p + start, n);
    c->out.n = start;
    sqi_put(c, "nextval(");
    sqi_put_string_literal(c, name, n);
    sqi_put(c, ")");
}

/* ---- clauses ---- */

void sqi_postgresql_limit_clause(sqi_compiler *c, const sqi_query *q)
{
    if (q->limit) {
        sqi_put(c, " \n LIMIT ");
        sqi_put_limit_value(c, q->limit->count);
    }
    if (q->offset) {
        if (!q->limit)
            sqi_put(c, "\n LIMIT ALL");
        sqi_put(c, " OFFSET ");
        sqi_put_limit_value(c, q->offset->count);
    }
}

static void put_row_count(sqi_compiler *c, const sq_expr *count)
{
    sqi_put(c, "(");
    sqi_visit_expr(c, count);
    sqi_put(c, ")");
}

void sqi_postgresql_fetch_clause(sqi_compiler *c, const sqi_query *q)
{
    if (q->offset) {
        sqi_put(c, "\n OFFSET ");
        put_row_count(c, q->offset->count);
        sqi_put(c, " ROWS");
    }
    sqi_put(c, "\n FETCH FIRST ");
    put_row_count(c, q->fetch->count);
    sqi_put_str(c, q->fetch->flags & SQI_FETCH_PERCENT ? " PERCENT ROWS " : " ROWS ");
    sqi_put_str(c, q->fetch->flags & SQI_FETCH_TIES ? "WITH TIES" : "ONLY");
}

static void put_lock_of(sqi_compiler *c, const sqi_for_update *f)
{
    sqi_vec tables = {0};
    for (uint32_t i = 0; i < f->of.n; i++)
        sqi_froms_of(c, f->of.p[i], &tables);
    for (uint32_t i = 0; i < tables.n; i++) {
        sqi_put_str(c, i ? ", " : " OF ");
        sqi_put_name(c, sqi_relation_name(c, tables.p[i]));
    }
}

void sqi_postgresql_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_for_update *f = q->for_update;
    bool key = f->flags & SQI_LOCK_KEY_SHARE;
    if (f->flags & SQI_LOCK_READ)
        sqi_put_str(c, key ? " FOR KEY SHARE" : " FOR SHARE");
    else
        sqi_put_str(c, key ? " FOR NO KEY UPDATE" : " FOR UPDATE");
    put_lock_of(c, f);
    if (f->flags & SQI_LOCK_NOWAIT)
        sqi_put(c, " NOWAIT");
    if (f->flags & SQI_LOCK_SKIP_LOCKED)
        sqi_put(c, " SKIP LOCKED");
}

void sqi_postgresql_select_precolumns(sqi_compiler *c, const sqi_query *q)
{
    if (!q->distinct)
        return;
    sqi_put(c, "DISTINCT ");
    for (uint32_t i = 0; i < q->distinct_on.n; i++) {
        sqi_put_str(c, i ? ", " : "ON (");
        sqi_visit_in(c, q->distinct_on.p[i], 0, SQI_IN_COLUMNS);
    }
    if (q->distinct_on.n)
        sqi_put(c, ") ");
}

static void put_relations(sqi_compiler *c, const char *lead, const sqi_vec *froms)
{
    for (uint32_t i = 0; i < froms->n; i++) {
        sqi_put_str(c, i ? ", " : lead);
        sqi_visit_from(c, froms->p[i]);
    }
}

void sqi_postgresql_update_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    put_relations(c, " FROM ", &d->extra_froms);
}

void sqi_postgresql_delete_using_clause(sqi_compiler *c, const sqi_dml *d)
{
    put_relations(c, " USING ", d->using_.n ? &d->using_ : &d->extra_froms);
}
