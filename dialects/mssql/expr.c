/* expr.c: expressions and literals that SQL Server writes in its own way. SQLAlchemy:
 * MSSQLCompiler.
 *
 * A literal means the same whatever the language and date format of the session are
 * (reliability.md R9): a backslash is nothing special, a text beyond ASCII is an N'..', and a time
 * is the cast of a text in the one form that is read in one way only. */
#include "dialects/mssql/compile.h"
#include "lib/base/calendar.h"
#include <math.h>

/* ---- operators ---- */

/* The sets of one row each have a row in common if their values are the same, or both NULL. */
static void put_is_distinct(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put_str(c, b->op == SQ_OP_IS_DISTINCT_FROM ? "NOT EXISTS (SELECT " : "EXISTS (SELECT ");
    sqi_visit_expr(c, b->left);
    sqi_put(c, " INTERSECT SELECT ");
    sqi_visit_expr(c, b->right);
    sqi_put(c, ")");
}

static void put_call(sqi_compiler *c, const char *name, const sqi_binary_with *b)
{
    sqi_put_str(c, name);
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    sqi_put(c, ")");
}

static void put_match(sqi_compiler *c, const sqi_binary_with *b)
{
    put_call(c, "CONTAINS (", b);
}

static void put_json_number(sqi_compiler *c, const sqi_binary_with *b)
{
    const sq_type *t = b->node.type;
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    sqi_put(c, "ELSE CAST(");
    put_call(c, "JSON_VALUE(", b);
    sqi_put(c, " AS ");
    if (class_ == SQ_TC_INTEGER)
        sqi_put(c, "INTEGER");
    else if (class_ == SQ_TC_FLOAT)
        sqi_put(c, "FLOAT");
    else
        sqi_put_type(c, t);
    sqi_put(c, ")");
}

/* JSON_QUERY() gives objects and arrays, JSON_VALUE() the others as text. */
static void put_json(sqi_compiler *c, const sqi_binary_with *b)
{
    const sq_type *t = b->node.type;
    sq_type_class class_ = t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_JSON;
    if (class_ == SQ_TC_JSON) {
        put_call(c, "JSON_QUERY(", b);
        return;
    }
    sqi_put(c, "CASE ");
    put_call(c, "JSON_VALUE(", b);
    sqi_put(c, " WHEN NULL THEN NULL ");
    if (class_ == SQ_TC_INTEGER || class_ == SQ_TC_NUMERIC || class_ == SQ_TC_FLOAT)
        put_json_number(c, b);
    else if (class_ == SQ_TC_BOOLEAN)
        sqi_put(c, "WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE NULL");
    else {
        sqi_put(c, "ELSE ");
        put_call(c, class_ == SQ_TC_STRING ? "JSON_VALUE(" : "JSON_QUERY(", b);
    }
    sqi_put(c, " END");
}

const sqi_op_entry sqi_mssql_ops[] = {
    {SQ_OP_CONCAT, "+", NULL, NULL},
    {SQ_OP_IS_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_IS_NOT_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_MATCH, NULL, put_match, NULL},
    {SQ_OP_JSON_GETITEM, NULL, put_json, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, put_json, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

/* ---- functions ---- */

/* SQLAlchemy writes the point in time for the day, and a function that there is not for the time.
 */
static void put_current_date(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put_str(c, c->o->lenient ? "GETDATE()" : "CAST(GETDATE() AS DATE)");
}

static void put_current_time(sqi_compiler *c, const sqi_func *f)
{
    if (c->o->lenient)
        sqi_put_bare(c, f);
    else
        sqi_put(c, "CAST(GETDATE() AS TIME)");
}

static void put_now(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put(c, "CURRENT_TIMESTAMP");
}

const sqi_func_entry sqi_mssql_funcs[] = {
    {SQI_FN_CURRENT_DATE, "CURRENT_DATE", put_current_date},
    {SQI_FN_CURRENT_TIME, "CURRENT_TIME", put_current_time},
    {SQI_FN_NOW, NULL, put_now},
    {SQI_FN_LENGTH, "LEN", NULL},
    {SQI_FN_CHAR_LENGTH, "LEN", NULL},
    {SQI_FN_POW, "POWER", NULL},
    {SQI_FN_AGGREGATE_STRINGS, "string_agg", NULL},
    {SQI_FUNC_COUNT, NULL, NULL},
};

void sqi_mssql_next_value(sqi_compiler *c, const sq_sequence *s)
{
    sqi_put(c, "NEXT VALUE FOR ");
    sqi_put_schema(c, s->schema, s->schema_quote);
    sqi_put_name(c, sq_name_quoted(s->name, s->quote));
}

/* Names of collations are words, which have no schema and can not be quoted. */
static void put_collation(sqi_compiler *c, bool has_schema, sq_name name)
{
    if (has_schema)
        sqi_require(c, SQI_C_COLLATION_SCHEMA);
    for (uint32_t i = 0; i < name.n; i++) {
        const char ch = name.p[i];
        if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
            ch == '_')
            continue;
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "collation",
                         "the name of a collation is a word on mssql, not \"%.64s\"", name.p);
        return;
    }
    sqi_put(c, " COLLATE ");
    sqi_put_mem(c, name.p, name.n);
}

void sqi_mssql_collation(sqi_compiler *c, const char *schema, const char *name)
{
    put_collation(c, schema != NULL, sqi_plain_name(name));
}

void sqi_mssql_visit_collate(sqi_compiler *c, const sq_node *n)
{
    const sqi_collate *x = SQI_CAST_TO(collate, n);
    sqi_visit_operand(c, x->of, SQ_OP_COLLATE);
    put_collation(c, x->schema != NULL, x->collation);
}

/* ---- literals ---- */

static bool is_ascii(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] >= 0x80)
            return false;
    return true;
}

/* Without N the text would go through the code page of the database. */
void sqi_mssql_string_literal(sqi_compiler *c, const char *s, size_t n)
{
    if (!is_ascii(s, n))
        sqi_put(c, "N");
    sqi_put_plain_string(c, s, n);
}

void sqi_mssql_bytes_literal(sqi_compiler *c, const void *p, size_t n)
{
    sqi_put(c, "0x");
    sqi_out_hex(&c->out, p, n, true);
}

/* Without an exponent it is a decimal, which has no -0; the others are no numbers here. */
void sqi_mssql_special_double(sqi_compiler *c, double d)
{
    if (d == 0)
        sqi_put(c, "-0e0");
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal", "%s has no literal for %s", c->d->name,
                         isnan(d) ? "NaN" : "infinity");
}

static bool is_national(const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_UNICODE:
    case SQ_T_UNICODE_TEXT:
    case SQ_T_SQL_NVARCHAR:
    case SQ_T_SQL_NCHAR:
        return true;
    default:
        return false;
    }
}

/* With a blank between, day and month of a text would be read as the session has them. */
static void put_time(sqi_compiler *c, sq_value v)
{
    char b[48];
    size_t n = sq_format_time(v, b, sizeof b);
    for (size_t i = 0; i < n; i++)
        b[i] = b[i] == ' ' ? 'T' : b[i];
    sqi_put(c, "CAST(");
    sqi_put_plain_string(c, b, n);
    sqi_put_str(c, v.kind == SQ_V_DATE       ? " AS DATE)"
                   : v.kind == SQ_V_TIME     ? " AS TIME)"
                   : v.kind == SQ_V_DATETIME ? " AS DATETIME2)"
                                             : " AS DATETIMEOFFSET)");
}

bool sqi_mssql_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    const bool time = v.kind == SQ_V_DATE || v.kind == SQ_V_TIME || v.kind == SQ_V_DATETIME ||
                      v.kind == SQ_V_TIMESTAMP;
    if (time && !c->o->lenient && sqi_in_calendar(v)) {
        put_time(c, v);
        return true;
    }
    if (v.kind == SQ_V_TEXT && is_national(type) && is_ascii(v.v.s, v.len))
        sqi_put(c, "N"); /* of others the common form writes it */
    return false;
}
