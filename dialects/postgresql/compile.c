/* compile.c: what PostgreSQL writes in its own way. SQLAlchemy: PGCompiler. */
#include "dialects/postgresql/compile.h"
#include "lib/compile/ddl.h"
#include <math.h>

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
    sqi_put_str(c, isnan(d) ? "'NaN'::float8"
                   : d == 0 ? "'-0'::float8"
                   : d > 0  ? "'Infinity'::float8"
                            : "'-Infinity'::float8");
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

void sqi_postgresql_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_for_update *f = q->for_update;
    bool key = f->flags & SQI_LOCK_KEY_SHARE;
    if (f->flags & SQI_LOCK_READ)
        sqi_put_str(c, key ? " FOR KEY SHARE" : " FOR SHARE");
    else
        sqi_put_str(c, key ? " FOR NO KEY UPDATE" : " FOR UPDATE");
    sqi_put_lock_of(c, f->of);
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

static void put_relations(sqi_compiler *c, const sqi_dml *d, const char *lead, const sqi_vec *froms)
{
    for (uint32_t i = 0; i < froms->n; i++) {
        sqi_put_str(c, i ? ", " : lead);
        sqi_mark at = sqi_mark_here(c);
        sqi_visit_from(c, froms->p[i]);
        sqi_put_hint(c, &d->hints, froms->p[i], at);
    }
}

void sqi_postgresql_update_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    put_relations(c, d, " FROM ", &d->extra_froms);
}

void sqi_postgresql_delete_using_clause(sqi_compiler *c, const sqi_dml *d)
{
    put_relations(c, d, " USING ", d->using_.n ? &d->using_ : &d->extra_froms);
}

/* Parts of a value are set with brackets; the arrows only read. */
void sqi_postgresql_set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item)
{
    (void)d;
    if (item->own) {
        sqi_put_own_column(c, item->own);
        return;
    }
    if (!sqi_postgresql_is_target(c, item->column))
        sqi_require(c, SQI_C_SET_TARGET);
    sqi_visit_in(c, item->column, SQI_NO_TABLE, 0);
}

/* An index is found by its condition: with parameters in it, a plan that is made for all values
 * finds none, and a prepared statement fails at its sixth execution. SQLAlchemy writes them. */
void sqi_postgresql_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o)
{
    sqi_put_on_conflict(c, d, o, c->o->lenient ? 0 : SQI_INLINE);
}

/* ONLY stands before the table. */
void sqi_postgresql_from_hint(sqi_compiler *c, const sqi_hint *h, const sq_relation *r,
                              const sqi_mark *at)
{
    (void)r;
    if (strcmp(h->sql, "ONLY") != 0) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_with_hint",
                         "the only hint of a table on PostgreSQL is ONLY");
        return;
    }
    sqi_piece text = sqi_cut_from(c, *at);
    sqi_put(c, "ONLY ");
    sqi_put_piece(c, &text);
}
