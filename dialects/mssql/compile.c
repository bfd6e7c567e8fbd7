/* compile.c: clauses that SQL Server writes in its own way: TOP and OFFSET, OUTPUT, FROM of UPDATE
 * and DELETE, names with a database; expressions are in expr.c. SQLAlchemy: MSSQLCompiler. */
#include "dialects/mssql/compile.h"

/* ---- the number of rows ---- */

static bool is_number(const sqi_limit *x)
{
    return x && SQI_IS(x->count, BIND) && (SQI_CAST_TO(bind, x->count)->flags & SQI_BIND_ROW_COUNT);
}

static bool is_partial(const sqi_limit *fetch)
{
    return fetch && (fetch->flags & (SQI_FETCH_PERCENT | SQI_FETCH_TIES));
}

/* TOP needs no order, but knows no offset, and stands in a SELECT; of FETCH only what FETCH can not
 * say itself is written by it. */
static bool uses_top(const sqi_query *q)
{
    const bool wanted = q->fetch ? is_partial(q->fetch) && is_number(q->fetch)
                                 : is_number(q->limit);
    return wanted && !q->offset && q->head->node.kind == SQI_N_SELECT;
}

/* A parameter would have to stand in parentheses; the number is written when it is sent. */
void sqi_mssql_select_precolumns(sqi_compiler *c, const sqi_query *q)
{
    sqi_put_distinct(c, q);
    if (!uses_top(q))
        return;
    sqi_put(c, "TOP ");
    sqi_put_inline(c, (q->fetch ? q->fetch : q->limit)->count);
    sqi_put(c, " ");
    if (q->fetch && (q->fetch->flags & SQI_FETCH_PERCENT))
        sqi_put(c, "PERCENT ");
    if (q->fetch && (q->fetch->flags & SQI_FETCH_TIES))
        sqi_put(c, "WITH TIES ");
}

/* Inside of another statement an order without a number of rows is an error; it would mean nothing,
 * so it is left out. */
void sqi_mssql_order_by_clause(sqi_compiler *c, const sqi_query *q)
{
    const bool inside = c->frame && c->frame->outer;
    if (!inside || q->limit || q->offset || q->fetch)
        sqi_put_order_by(c, q);
}

/* OFFSET and FETCH are parts of ORDER BY. */
void sqi_mssql_row_limit(sqi_compiler *c, const sqi_query *q)
{
    const sqi_limit *count = q->fetch ? q->fetch : q->limit;
    if (uses_top(q))
        return;
    if (!q->order_by.n || is_partial(q->fetch)) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "limit",
                         q->order_by.n ? "mssql has PERCENT and WITH TIES for a number without "
                                         "OFFSET only"
                                       : "mssql has OFFSET, and a limit that is no number of a "
                                         "SELECT, only behind ORDER BY");
        return;
    }
    sqi_put(c, "\n OFFSET ");
    if (q->offset)
        sqi_put_limit_value(c, q->offset->count);
    else
        sqi_put(c, "0");
    sqi_put(c, " ROWS");
    if (!count)
        return;
    sqi_put(c, "\n FETCH FIRST ");
    sqi_put_fetch_value(c, count->count);
    sqi_put(c, " ROWS ONLY");
}

/* Rows are locked by hints of a table. */
void sqi_mssql_no_locks(sqi_compiler *c, const sqi_query *q)
{
    (void)c, (void)q;
}

/* ---- UPDATE and DELETE ---- */

/* An alias is named alone; what it stands for is said by FROM. */
void sqi_mssql_target(sqi_compiler *c, const sqi_dml *d)
{
    const bool several = d->extra_froms.n || d->using_.n;
    const bool is_table = d->relation->node.kind == SQI_N_TABLE;
    sqi_mark at = sqi_mark_here(c);
    if (!is_table && !several && !c->o->lenient)
        sqi_unsupported(c, "UPDATE or DELETE of an alias without another table");
    if (!is_table && several)
        sqi_put_name(c, sqi_relation_name(c, d->relation));
    else
        sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation, at);
}

static void put_from(sqi_compiler *c, const sqi_dml *d, const sq_relation *r)
{
    sqi_mark at = sqi_mark_here(c);
    sqi_visit_from(c, r);
    sqi_put_hint(c, &d->hints, r, at);
}

/* The target is one of them. */
void sqi_mssql_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_vec *froms = d->using_.n ? &d->using_ : &d->extra_froms;
    sqi_put(c, " FROM ");
    sqi_visit_from(c, d->relation);
    for (uint32_t i = 0; i < froms->n; i++) {
        sqi_put(c, ", ");
        put_from(c, d, froms->p[i]);
    }
}

/* ---- OUTPUT ---- */

void sqi_mssql_returning_clause(sqi_compiler *c, const sqi_dml *d)
{
    uint32_t saved = c->in;
    c->in |= SQI_NO_TABLE; /* own columns: see put_row_name() */
    sqi_put(c, " OUTPUT ");
    sqi_put_returning_columns(c, d);
    c->in = saved;
}

/* Is it the target? The table behind it is, too, where it is not one of the others. */
static bool is_target(const sqi_dml *d, const sq_relation *r)
{
    return d->relation == r || ((const void *)d->table == (const void *)r &&
                                !sqi_vec_has(&d->extra_froms, r) && !sqi_vec_has(&d->using_, r));
}

/* Columns of the target are those of a row, before or after the change; others keep their table. */
static bool put_row_name(sqi_compiler *c, const sq_relation *r)
{
    const sqi_dml *d = c->frame ? c->frame->dml : NULL;
    if (!d || !is_target(d, r))
        return false;
    sqi_put_str(c, d->head->node.kind == SQI_N_DELETE ? "deleted." : "inserted.");
    return true;
}

static uint32_t enter_column(sqi_compiler *c, const sq_relation *r)
{
    const uint32_t saved = c->in;
    if ((saved & SQI_IN_RETURNING) && !put_row_name(c, r))
        c->in &= ~(uint32_t)SQI_NO_TABLE;
    return saved;
}

static void visit_column(sqi_compiler *c, const sq_node *n)
{
    const sq_column *x = (const sq_column *)(const void *)n;
    const uint32_t saved = enter_column(c, (const sq_relation *)(const void *)x->table);
    sqi_put_table_column(c, x);
    c->in = saved;
}

static void visit_column_of(sqi_compiler *c, const sq_node *n)
{
    const sqi_column_of *x = SQI_CAST_TO(column_of, n);
    const uint32_t saved = enter_column(c, x->from);
    sqi_put_column_of(c, x);
    c->in = saved;
}

/* ---- CAST and EXTRACT ---- */

void sqi_mssql_try_cast(sqi_compiler *c, const sqi_cast *x)
{
    sqi_put(c, "TRY_CAST (");
    sqi_visit_expr(c, x->of);
    sqi_put(c, " AS ");
    sqi_put_type(c, x->node.type);
    sqi_put(c, ")");
}

/* Fields have names of their own; unknown ones the server refuses. */
static void visit_extract(sqi_compiler *c, const sq_node *n)
{
    static const struct {
        const char *field, *part;
    } parts[] = {
        {"doy", "dayofyear"},
        {"dow", "weekday"},
        {"milliseconds", "millisecond"},
        {"microseconds", "microsecond"},
    };
    const sqi_extract *x = SQI_CAST_TO(extract, n);
    const char *field = x->field;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(field, parts[i].field) == 0)
            field = parts[i].part;
    sqi_require(c, SQI_C_EXTRACT);
    sqi_put(c, "DATEPART(");
    sqi_put_str(c, field);
    sqi_put(c, ", ");
    sqi_visit_expr(c, x->of);
    sqi_put(c, ")");
}

const sqi_visit_entry sqi_mssql_visits[] = {
    {SQI_N_COLUMN, visit_column},
    {SQI_N_COLUMN_OF, visit_column_of},
    {SQI_N_EXTRACT, visit_extract},
    {SQI_N_COLLATE, sqi_mssql_visit_collate},
    {SQI_N_COUNT, NULL},
};

/* ---- names with a database: database.owner ---- */

typedef struct name_part {
    const char *p;
    size_t n;
    bool brackets;
} name_part;

/* Up to a dot outside of brackets; those round the whole part are not part of it. */
static name_part next_part(const char **at, const char *end)
{
    name_part x = {.p = *at};
    bool inside = false;
    for (; *at < end && (inside || **at != '.'); ++*at)
        inside = **at == '[' || (inside && **at != ']');
    x.n = (size_t)(*at - x.p);
    *at += *at < end;
    x.brackets = x.n > 2 && x.p[0] == '[' && x.p[x.n - 1] == ']';
    if (x.brackets) {
        x.p++;
        x.n -= 2;
    }
    return x;
}

/* "a.b" is a database and an owner, "a.b.c" the owner c in the database "a.b"; with brackets each
 * part is one: "[a].[b].c". A schema that is quoted by force is one name. */
void sqi_mssql_schema(sqi_compiler *c, sq_name schema)
{
    const char *at = schema.p, *end = schema.p + schema.n;
    if (schema.quote != SQ_QUOTE_AUTO || (!memchr(at, '.', schema.n) && *at != '[')) {
        sqi_put_name(c, schema);
        return;
    }
    name_part before = {0};
    while (at < end) {
        name_part part = next_part(&at, end);
        const bool last = at >= end, joins = before.p && !before.brackets && !last;
        if (joins) {
            before.n = (size_t)(part.p + part.n - before.p);
            continue;
        }
        if (before.p) {
            sqi_put_name(c, sq_name_n(before.p, before.n, SQ_QUOTE_AUTO));
            sqi_put(c, ".");
        }
        before = part;
    }
    sqi_put_name(c, sq_name_n(before.p, before.n, SQ_QUOTE_AUTO));
}
