/* compile.c: what Oracle Database writes in its own way. SQLAlchemy: OracleCompiler. */
#include "dialects/oracle/compile.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "lib/base/calendar.h"
#include "lib/compile/ddl.h"

/* ---- constants and literals ---- */

/* Since there are booleans, a number is no condition. SQLAlchemy writes numbers all the same. */
static bool has_booleans(const sqi_compiler *c)
{
    return sqi_can(c, SQI_CAN_NATIVE_BOOLEAN) && !c->o->lenient;
}

void sqi_oracle_true(sqi_compiler *c)
{
    sqi_put_str(c, has_booleans(c) ? "TRUE" : "1");
}

void sqi_oracle_false(sqi_compiler *c)
{
    sqi_put_str(c, has_booleans(c) ? "FALSE" : "0");
}

void sqi_oracle_bytes_literal(sqi_compiler *c, const void *p, size_t n)
{
    sqi_put(c, "HEXTORAW('");
    sqi_out_hex(&c->out, p, n, true);
    sqi_put(c, "')");
}

/* Decimals have neither; those of binary numbers are constants with a name. In parentheses, since
 * two minus signs begin a comment. */
void sqi_oracle_special_double(sqi_compiler *c, double d)
{
    sqi_put_str(c, d == 0  ? "(-0d)"
                   : d > 0 ? "BINARY_DOUBLE_INFINITY"
                   : d < 0 ? "(-BINARY_DOUBLE_INFINITY)"
                           : "BINARY_DOUBLE_NAN");
}

/* A text would be read as the session's format of times says. */
static bool put_time(sqi_compiler *c, sq_value v)
{
    char b[48];
    if (v.kind != SQ_V_DATE && v.kind != SQ_V_DATETIME && v.kind != SQ_V_TIMESTAMP)
        return false;
    size_t n = sqi_in_calendar(v) ? sq_format_time(v, b, sizeof b) : 0;
    if (!n)
        return false;
    sqi_put_str(c, v.kind == SQ_V_DATE ? "DATE " : "TIMESTAMP ");
    sqi_put_string_literal(c, b, n);
    return true;
}

/* 172800.0: the zeros at the end are left out, but for one. */
static void put_seconds(sqi_compiler *c, sq_value v)
{
    enum { A_DAY = 86400, MICRO = 1000000 };
    char b[48];
    int64_t whole = (int64_t)(int32_t)v.len * A_DAY + v.v.i / MICRO, part = v.v.i % MICRO;
    if (whole > 0 && part < 0)
        whole--, part += MICRO;
    else if (whole < 0 && part > 0)
        whole++, part -= MICRO;
    const char *sign = whole < 0 || part < 0 ? "-" : "";
    int n = snprintf(b, sizeof b, "%s%lld.%06lld", sign, (long long)llabs(whole),
                     (long long)llabs(part));
    while (n > 2 && b[n - 1] == '0' && b[n - 2] != '.')
        n--;
    sqi_put_mem(c, b, (size_t)n);
}

/* Seconds as a decimal; months are an interval of another kind. */
static bool put_interval(sqi_compiler *c, sq_value v)
{
    if (v.kind != SQ_V_INTERVAL || v.extra)
        return false;
    sqi_put(c, "NUMTODSINTERVAL(");
    put_seconds(c, v);
    sqi_put(c, ", 'SECOND')");
    return true;
}

/* Numbers are decimals of at most 126 digits before the point, and about as many behind it. */
static bool put_wide_double(sqi_compiler *c, sq_value v)
{
    if (v.kind != SQ_V_DOUBLE || !isfinite(v.v.d) || v.v.d == 0 ||
        (fabs(v.v.d) < 1e125 && fabs(v.v.d) > 1e-129))
        return false;
    sqi_put_str(c, v.v.d < 0 ? "(-" : "");
    sqi_put_double(c, fabs(v.v.d));
    sqi_put_str(c, v.v.d < 0 ? "d)" : "d");
    return true;
}

bool sqi_oracle_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    (void)type;
    return put_time(c, v) || put_interval(c, v) || put_wide_double(c, v);
}

/* The empty text is NULL here, and DATE, which stands for a point in time, has whole seconds. */
const char *sqi_oracle_loses(const sq_type *t, const sq_value *v)
{
    enum { MICRO = 1000000 };
    bool time = v->kind == SQ_V_DATETIME || v->kind == SQ_V_TIMESTAMP;
    if (v->kind == SQ_V_TEXT && v->len == 0)
        return "is NULL to Oracle Database, being empty";
    if (time && t->kind == SQ_T_DATETIME && v->v.i % MICRO)
        return "has a part of a second, which DATE has not: use timestamp";
    return NULL;
}

void sqi_oracle_next_value(sqi_compiler *c, const sq_sequence *s)
{
    sqi_put_sequence_name(c, s);
    sqi_put(c, ".nextval");
}

/* ---- operators ---- */

/* name(left, right) */
static void put_call(sqi_compiler *c, const sqi_binary_with *b, const char *name)
{
    sqi_put_str(c, name);
    sqi_put(c, "(");
    sqi_visit_operand(c, b->left, SQ_OP_COMMA);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_COMMA);
    sqi_put(c, ")");
}

static void put_mod(sqi_compiler *c, const sqi_binary_with *b)
{
    put_call(c, b, "mod");
}

static void put_pow(sqi_compiler *c, const sqi_binary_with *b)
{
    put_call(c, b, "POWER");
}

static void put_bits(sqi_compiler *c, const sqi_binary_with *b)
{
    put_call(c, b,
             b->op == SQ_OP_BITWISE_AND  ? "BITAND"
             : b->op == SQ_OP_BITWISE_OR ? "BITOR"
                                         : "BITXOR");
}

/* It gives a score. SQLAlchemy leaves the comparison out. */
static void put_match(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_str(c, b->op == SQ_OP_NOT_MATCH ? "NOT CONTAINS (" : "CONTAINS (");
    sqi_visit_operand(c, b->left, SQ_OP_MATCH);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_MATCH);
    sqi_put_str(c, c->o->lenient ? ")" : ") > 0");
}

/* Of all comparisons DECODE alone takes NULL as equal to NULL. */
static void put_is_distinct(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "DECODE(");
    sqi_visit_operand(c, b->left, SQ_OP_COMMA);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_COMMA);
    sqi_put_str(c, b->op == SQ_OP_IS_DISTINCT_FROM ? ", 0, 1) = 1" : ", 0, 1) = 0");
}

static void put_regexp(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_str(c, b->op == SQ_OP_NOT_REGEXP_MATCH ? "NOT REGEXP_LIKE(" : "REGEXP_LIKE(");
    sqi_visit_operand(c, b->left, SQ_OP_REGEXP_MATCH);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_REGEXP_MATCH);
    if (b->with && b->with->flags) {
        sqi_put(c, ", ");
        sqi_put_inline(c, b->with->flags);
    }
    sqi_put(c, ")");
}

/* A path must stand in the text. JSON_QUERY gives JSON, JSON_VALUE a value of another type. */
static void put_json(sqi_compiler *c, const sqi_binary_with *b)
{
    const sq_type *t = b->node.type ? b->node.type : &sqi_unknown_type;
    bool json = t->kind == SQ_T_UNKNOWN || sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_JSON;
    sqi_put_str(c, json ? "JSON_QUERY(" : "JSON_VALUE(");
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put(c, ", ");
    uint32_t saved = c->in;
    c->in |= SQI_INLINE;
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    c->in = saved;
    if (!json) {
        sqi_put(c, " RETURNING ");
        c->d->hooks.cast_type(c, t);
        sqi_put(c, " ERROR ON ERROR");
    }
    sqi_put(c, ")");
}

static void put_no_op(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_unsupported(c, sqi_ops[b->op].text);
}

const sqi_op_entry sqi_oracle_ops[] = {
    {SQ_OP_EXCEPT, "MINUS", NULL, NULL},
    {SQ_OP_MOD, NULL, put_mod, NULL},
    {SQ_OP_POW, NULL, put_pow, NULL},
    {SQ_OP_BITWISE_AND, NULL, put_bits, NULL},
    {SQ_OP_BITWISE_OR, NULL, put_bits, NULL},
    {SQ_OP_BITWISE_XOR, NULL, put_bits, NULL},
    {SQ_OP_BITWISE_LSHIFT, NULL, put_no_op, NULL},
    {SQ_OP_BITWISE_RSHIFT, NULL, put_no_op, NULL},
    {SQ_OP_MATCH, NULL, put_match, NULL},
    {SQ_OP_NOT_MATCH, NULL, put_match, NULL},
    {SQ_OP_IS_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_IS_NOT_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_JSON_GETITEM, NULL, put_json, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, put_json, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

/* ---- functions ---- */

static void put_now(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put(c, "CURRENT_TIMESTAMP");
}

/* What is a function elsewhere is asked of the session's context here. */
static void put_user(sqi_compiler *c, const sqi_func *f)
{
    if (c->o->lenient || f->args.n)
        sqi_put_bare(c, f);
    else
        sqi_put_str(c, f->id == SQI_FN_CURRENT_USER ? "SYS_CONTEXT('USERENV', 'CURRENT_USER')"
                                                    : "SYS_CONTEXT('USERENV', 'SESSION_USER')");
}

const sqi_func_entry sqi_oracle_funcs[] = {
    {SQI_FN_NOW, NULL, put_now},
    {SQI_FN_CHAR_LENGTH, "LENGTH", NULL},
    {SQI_FN_AGGREGATE_STRINGS, "LISTAGG", NULL},
    {SQI_FN_POW, "POWER", NULL},
    {SQI_FN_CURRENT_USER, "CURRENT_USER", put_user},
    {SQI_FN_SESSION_USER, "SESSION_USER", put_user},
    {SQI_FUNC_COUNT, NULL, NULL},
};

/* Flags are the last of six arguments. SQLAlchemy writes them as the fourth. */
static void visit_regexp_replace(sqi_compiler *c, const sq_node *n)
{
    const sqi_regexp_replace *x = SQI_CAST_TO(regexp_replace, n);
    if (!x->flags || c->o->lenient) {
        sqi_visit_regexp_replace(c, n);
        return;
    }
    sqi_put(c, "REGEXP_REPLACE(");
    sqi_visit_operand(c, x->of, SQ_OP_REGEXP_REPLACE);
    sqi_put(c, ", ");
    sqi_visit_operand(c, x->pattern, SQ_OP_COMMA);
    sqi_put(c, ", ");
    sqi_visit_operand(c, x->replacement, SQ_OP_COMMA);
    sqi_put(c, ", 1, 0, ");
    sqi_put_string_literal(c, x->flags, strlen(x->flags));
    sqi_put(c, ")");
}

static void visit_extract(sqi_compiler *c, const sq_node *n)
{
    static const char *const fields[] = {"year",          "month",           "day",
                                         "hour",          "minute",          "second",
                                         "timezone_hour", "timezone_minute", "timezone_region",
                                         "timezone_abbr"};
    const sqi_extract *x = SQI_CAST_TO(extract, n);
    size_t i = 0, n_fields = sizeof fields / sizeof *fields;
    while (i < n_fields && strcmp(fields[i], x->field) != 0)
        i++;
    if (i == n_fields)
        sqi_require(c, SQI_C_EXTRACT_FIELD);
    sqi_put_extract(c, x);
}

/* ---- FROM ---- */

void sqi_oracle_from_function(sqi_compiler *c, const sq_expr *f)
{
    sqi_put(c, "TABLE (");
    sqi_visit_expr(c, f);
    sqi_put(c, ")");
}

/* The column of a function in FROM that gives one has this name. */
static void visit_table_function_column(sqi_compiler *c, const sq_node *n)
{
    sqi_require(c, SQI_C_FUNCTION_SCALAR);
    sqi_put_name(c, sqi_relation_name(c, SQI_CAST_TO(table_function_column, n)->of));
    sqi_put(c, ".COLUMN_VALUE");
}

/* Of operators on bits there are functions, but none for this one. */
static void visit_unary(sqi_compiler *c, const sq_node *n)
{
    if (SQI_CAST_TO(unary, n)->op == SQ_OP_BITWISE_NOT)
        sqi_unsupported(c, sqi_ops[SQ_OP_BITWISE_NOT].text);
    else
        sqi_visit_unary(c, n);
}

const sqi_visit_entry sqi_oracle_visits[] = {
    {SQI_N_UNARY, visit_unary},
    {SQI_N_REGEXP_REPLACE, visit_regexp_replace},
    {SQI_N_EXTRACT, visit_extract},
    {SQI_N_TABLE_FUNCTION_COLUMN, visit_table_function_column},
    {SQI_N_COUNT, NULL},
};

void sqi_oracle_default_from(sqi_compiler *c)
{
    sqi_put(c, " \nFROM DUAL");
}

/* ---- clauses of SELECT ---- */

/* All of them, also those of tables, stand in a comment behind SELECT. */
void sqi_oracle_select_hints(sqi_compiler *c, const sqi_query *q)
{
    bool any = false;
    for (uint32_t i = 0; i < q->hints.n; i++) {
        const sqi_hint *h = q->hints.p[i];
        if (!h->table || !sqi_for_dialect(c, h->dialect))
            continue;
        sqi_put_str(c, any ? " " : " /*+ ");
        sqi_put_hint_text(c, h->sql, h->table);
        any = true;
    }
    if (any)
        sqi_put(c, " */");
}

/* A plan is made for the number of rows: it stands in the text. */
static void put_count(sqi_compiler *c, const sq_expr *count)
{
    bool plain = count->node.kind == SQI_N_BIND &&
                 (SQI_CAST_TO(bind, count)->flags & SQI_BIND_ROW_COUNT);
    if (plain)
        sqi_put_inline(c, count);
    else
        sqi_visit_expr(c, count);
}

void sqi_oracle_limit_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_limit *n = q->fetch ? q->fetch : q->limit;
    if (q->offset) {
        sqi_put(c, "\n OFFSET ");
        put_count(c, q->offset->count);
        sqi_put(c, " ROWS");
    }
    if (!n)
        return;
    sqi_put(c, "\n FETCH FIRST ");
    put_count(c, n->count);
    sqi_put_str(c, n->flags & SQI_FETCH_PERCENT ? " PERCENT ROWS " : " ROWS ");
    sqi_put_str(c, n->flags & SQI_FETCH_TIES ? "WITH TIES" : "ONLY");
}

/* Columns say which tables are locked. There is but one kind of lock, and none in a subquery. */
void sqi_oracle_for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    const sqi_for_update *f = q->for_update;
    if (c->frame && c->frame->outer) {
        if (!c->o->lenient)
            sqi_unsupported(c, "FOR UPDATE in a subquery");
        return;
    }
    sqi_put(c, " FOR UPDATE");
    for (uint32_t i = 0; i < f->of.n; i++) {
        sqi_put_str(c, i ? ", " : " OF ");
        sqi_visit_expr(c, f->of.p[i]);
    }
    if (f->flags & SQI_LOCK_NOWAIT)
        sqi_put(c, " NOWAIT");
    if (f->flags & SQI_LOCK_SKIP_LOCKED)
        sqi_put(c, " SKIP LOCKED");
}

/* ---- INSERT, UPDATE, DELETE ---- */

/* The values go into parameters of their own, which the caller reads after the statement. */
static void put_out_parameter(sqi_compiler *c, const sq_type *type)
{
    sqi_bind *b = sqi_temp(c, sizeof *b);
    b->node = (sq_node){.kind = SQI_N_BIND, .type = type};
    b->name = SQI_NAME_LIT("ret");
    b->flags = SQI_BIND_UNIQUE | SQI_BIND_OUT;
    b->value = sq_null_value();
    uint32_t slot = sqi_slot_of(c, b);
    if (slot != SQI_NO_SLOT)
        sqi_put_slot(c, slot);
}

/* The expressions have no names here. */
void sqi_oracle_returning_clause(sqi_compiler *c, const sqi_dml *d)
{
    const sqi_vec columns = sqi_returning_columns(c, d);
    for (uint32_t i = 0; i < columns.n && !sqi_failed(c); i++) {
        sqi_put_str(c, i ? ", " : " RETURNING ");
        sqi_visit_in(c, columns.p[i], SQI_IN_RETURNING, SQI_IN_COLUMNS | SQI_IN_LABEL);
    }
    for (uint32_t i = 0; i < columns.n && !sqi_failed(c); i++) {
        sqi_put_str(c, i ? ", " : " INTO ");
        put_out_parameter(c, sqi_type_of(columns.p[i]));
    }
}

/* A row of defaults, of which one at least must be said. */
void sqi_oracle_empty_insert(sqi_compiler *c, const sqi_dml *d)
{
    if (d->table && d->table->n_columns)
        sqi_put_default_row(c, d, "DEFAULT");
    else
        sqi_refuse(c, SQI_C_DEFAULT_ROW);
}
