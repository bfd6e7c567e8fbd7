/* compile.c: what SQLite writes in its own way. SQLAlchemy: SQLiteCompiler. */
#include "dialects/sqlite/compile.h"
#include "lib/base/calendar.h"

/* ---- expressions ---- */

/* IS takes any operands here, and is the NULL-safe comparison. */
static void put_is_distinct(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_infix(c, b, b->op == SQ_OP_IS_DISTINCT_FROM ? "IS NOT" : "IS");
}

static void put_div(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_visit_operand(c, b->left, SQ_OP_DIV);
    sqi_put(c, " / (");
    sqi_visit_operand(c, b->right, SQ_OP_DIV);
    sqi_put(c, " + 0.0)");
}

/* There is no operator for it; the parentheses are what SQLAlchemy forgets (OP-63). */
static void put_xor(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "(");
    sqi_put_infix(c, b, "|");
    sqi_put(c, ") - (");
    sqi_put_infix(c, b, "&");
    sqi_put(c, ")");
}

/* A value of JSON stays JSON; as any other type it is cast to it. */
static void put_json(sqi_compiler *c, const sqi_binary_with *b)
{
    const sq_type *t = b->node.type;
    bool json = !t || sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_JSON;
    bool cast = !json && t->kind != SQ_T_UNKNOWN;
    sqi_put_str(c, json   ? "JSON_QUOTE(JSON_EXTRACT("
                   : cast ? "CAST(JSON_EXTRACT("
                          : "JSON_EXTRACT(");
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    sqi_put(c, ")");
    if (cast) {
        sqi_put(c, " AS ");
        c->d->hooks.cast_type(c, t);
    }
    if (json || cast)
        sqi_put(c, ")");
}

/* What REGEXP means is up to the function behind it, which gets no flags. */
static void put_regexp(sqi_compiler *c, const sqi_binary_with *b)
{
    if (b->with && b->with->flags && !c->o->lenient)
        sqi_unsupported(c, "flags of regular expressions");
    else
        sqi_put_infix(c, b, b->op == SQ_OP_REGEXP_MATCH ? "REGEXP" : "NOT REGEXP");
}

const sqi_op_entry sqi_sqlite_ops[] = {
    {SQ_OP_IS_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_IS_NOT_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_DIV, NULL, put_div, NULL},
    {SQ_OP_BITWISE_XOR, NULL, put_xor, NULL},
    {SQ_OP_JSON_GETITEM, NULL, put_json, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, put_json, NULL},
    {SQ_OP_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

static void put_now(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put(c, "CURRENT_TIMESTAMP");
}

static void put_localtimestamp(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put(c, "DATETIME(CURRENT_TIMESTAMP, 'localtime')");
}

const sqi_func_entry sqi_sqlite_funcs[] = {
    {SQI_FN_NOW, NULL, put_now},          {SQI_FN_LOCALTIMESTAMP, NULL, put_localtimestamp},
    {SQI_FN_CHAR_LENGTH, "length", NULL}, {SQI_FN_AGGREGATE_STRINGS, "group_concat", NULL},
    {SQI_FUNC_COUNT, NULL, NULL},
};

static void visit_extract(sqi_compiler *c, const sq_node *n)
{
    static const struct {
        const char *field, *format;
    } formats[] = {
        {"month", "%m"}, {"day", "%d"},    {"year", "%Y"},  {"second", "%S"}, {"hour", "%H"},
        {"doy", "%j"},   {"minute", "%M"}, {"epoch", "%s"}, {"dow", "%w"},    {"week", "%W"},
    };
    const sqi_extract *x = SQI_CAST_TO(extract, n);
    sqi_require(c, SQI_C_EXTRACT);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].field, x->field) == 0) {
            sqi_put(c, "CAST(STRFTIME('");
            sqi_put_str(c, formats[i].format);
            sqi_put(c, "', ");
            sqi_visit_expr(c, x->of);
            sqi_put(c, ") AS INTEGER)");
            return;
        }
    sqi_refuse(c, SQI_C_EXTRACT_FIELD);
}

const sqi_visit_entry sqi_sqlite_visits[] = {
    {SQI_N_EXTRACT, visit_extract},
    {SQI_N_COUNT, NULL},
};

void sqi_sqlite_empty_set(sqi_compiler *c, const sq_type *type, int width, sq_op op)
{
    (void)type, (void)op;
    sqi_put(c, "SELECT 1");
    for (int i = 1; i < width; i++)
        sqi_put(c, ", 1");
    sqi_put(c, " FROM (SELECT 1");
    for (int i = 1; i < width; i++)
        sqi_put(c, ", 1");
    sqi_put(c, ") WHERE 1!=1");
}

/* An infinite number is written as one too large; NaN is NULL to SQLite, so it is refused. */
void sqi_sqlite_special_double(sqi_compiler *c, double d)
{
    if (d == 0)
        sqi_put(c, "-0.0");
    else if (d > 0)
        sqi_put(c, "9e999");
    else if (d < 0)
        sqi_put(c, "(-9e999)");
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal", "SQLite stores NaN as NULL");
}

/* Times as they are bound: with six digits, so that text sorts and compares as time does. */
static void put_time(sqi_compiler *c, sq_value v)
{
    char b[48];
    size_t n = sq_format_time(v, b, sizeof b);
    if (v.kind == SQ_V_TIMESTAMP)
        n -= sizeof "+00:00" - 1;
    if (v.kind != SQ_V_DATE && !memchr(b, '.', n)) {
        memcpy(b + n, ".000000", sizeof ".000000");
        n += sizeof ".000000" - 1;
    }
    sqi_put_string_literal(c, b, n);
}

/* A number of more digits would be read as a double; elsewhere they would be kept. */
bool sqi_sqlite_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)type->kind);
    if (class_ == SQ_TC_DATE || class_ == SQ_TC_DATETIME)
        v = sqi_time_of_kind(v, class_ == SQ_TC_DATE ? SQ_V_DATE : SQ_V_DATETIME);
    bool time = v.kind == SQ_V_TIME || v.kind == SQ_V_DATETIME || v.kind == SQ_V_TIMESTAMP;
    const char *why = v.kind == SQ_V_DECIMAL ? sqi_sqlite_loses_digits(v.v.s, v.len) : NULL;
    if (v.kind == SQ_V_UINT)
        why = "is larger than SQLite's integers";
    if (why)
        sqi_fail_compile(c, SQ_ERR_DATA, "literal", "a number %s", why);
    bool written = sqi_in_calendar(v) && (time || v.kind == SQ_V_DATE);
    if (written)
        put_time(c, v);
    return why || written;
}

/* ---- clauses ---- */

/* A number that SQLite wants where none was given: a parameter, as the given ones are. */
static void put_number(sqi_compiler *c, int64_t number)
{
    if (c->in & SQI_LITERAL) {
        sqi_out_int(&c->out, number);
        return;
    }
    sqi_bind *b = sqi_temp(c, sizeof *b);
    if (!b)
        return;
    b->node = (sq_node){.kind = SQI_N_BIND, .type = sqi_simple_type(SQ_T_INTEGER)};
    b->flags = SQI_BIND_UNIQUE;
    b->value = sq_long_value(number);
    uint32_t slot = sqi_slot_of(c, b);
    if (slot != SQI_NO_SLOT)
        sqi_put_slot(c, slot);
}

/* NULL stands for the default of a rowid; there is no DEFAULT in VALUES. */
void sqi_sqlite_empty_insert(sqi_compiler *c, const sqi_dml *d)
{
    if (c->o->executemany && d->table && d->table->n_columns)
        sqi_put_default_row(c, d, "NULL");
    else
        sqi_put(c, " DEFAULT VALUES");
}

void sqi_sqlite_limit_clause(sqi_compiler *c, const sqi_query *q)
{
    sqi_put(c, "\n LIMIT ");
    if (q->limit)
        sqi_put_limit_value(c, q->limit->count);
    else
        put_number(c, -1);
    sqi_put(c, " OFFSET ");
    if (q->offset)
        sqi_put_limit_value(c, q->offset->count);
    else
        put_number(c, 0);
}

/* A database of one writer has no row locks: there is nothing to write. */
void sqi_sqlite_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    (void)c, (void)q;
}

void sqi_sqlite_returning_clause(sqi_compiler *c, const sqi_dml *d)
{
    uint32_t saved = c->in;
    c->in |= SQI_NO_TABLE;
    sqi_put(c, " RETURNING ");
    sqi_put_returning_columns(c, d);
    c->in = saved;
}

void sqi_sqlite_update_from_clause(sqi_compiler *c, const sqi_dml *d)
{
    sqi_put(c, " FROM ");
    for (uint32_t i = 0; i < d->extra_froms.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_from(c, d->extra_froms.p[i]);
    }
}

/* An index is found by its condition only if that holds no parameters. Constraints can not be
 * named: SQLAlchemy leaves the name out, which then means any conflict. */
void sqi_sqlite_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o)
{
    sqi_on_conflict any = *o;
    if (o->constraint.p && !sqi_require(c, SQI_C_ON_CONSTRAINT))
        return;
    any.constraint = (sq_name){NULL, 0, 0};
    o = &any;
    sqi_put_on_conflict(c, d, o, SQI_INLINE);
}
