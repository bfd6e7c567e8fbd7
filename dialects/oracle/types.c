/* types.c: how Oracle Database spells types. SQLAlchemy: OracleTypeCompiler. */
#include "dialects/oracle/ddl.h"

static void need_length(sqi_compiler *c, const sq_type *t, const char *name)
{
    if (!t->length && !c->o->lenient)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "type", "%s needs a length on oracle", name);
}

/* Lengths count characters, not bytes. */
static void put_text(sqi_compiler *c, const char *name, const sq_type *t)
{
    sqi_put_str(c, name);
    need_length(c, t, name);
    if (!t->length)
        return;
    sqi_put(c, "(");
    sqi_out_int(&c->out, t->length);
    sqi_put(c, " CHAR)");
}

static void varchar2(sqi_compiler *c, const sq_type *t)
{
    put_text(c, "VARCHAR2", t);
}

/* SQL_FLOAT counts bits; what is asked for elsewhere counts decimal digits. */
static void float_(sqi_compiler *c, const sq_type *t)
{
    sqi_put(c, "FLOAT");
    if (t->length)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "type",
                         "a float's precision is in bits on oracle: give it none, or use the "
                         "variant of the type for oracle");
}

static void boolean(sqi_compiler *c, const sq_type *t)
{
    (void)t;
    sqi_put_str(c, sqi_can(c, SQI_CAN_NATIVE_BOOLEAN) ? "BOOLEAN" : "SMALLINT");
}

static void varchar(sqi_compiler *c, const sq_type *t)
{
    put_text(c, "VARCHAR", t);
}

static void nvarchar2(sqi_compiler *c, const sq_type *t)
{
    need_length(c, t, "NVARCHAR2");
    sqi_put_sized(c, "NVARCHAR2", t);
}

static void enum_(sqi_compiler *c, const sq_type *t)
{
    const sq_type text = {.kind = SQ_T_SQL_VARCHAR, .length = (int32_t)sqi_enum_length(t)};
    sqi_put_type(c, &text);
}

static void interval(sqi_compiler *c, const sq_type *t)
{
    const sq_type_details *d = t->details;
    sqi_put(c, "INTERVAL DAY");
    if (d && d->day_precision) {
        sqi_put(c, "(");
        sqi_out_int(&c->out, d->day_precision);
        sqi_put(c, ")");
    }
    sqi_put(c, " TO SECOND");
    if (d && d->second_precision) {
        sqi_put(c, "(");
        sqi_out_int(&c->out, d->second_precision);
        sqi_put(c, ")");
    }
}

static void timestamp(sqi_compiler *c, const sq_type *t)
{
    sqi_put_str(c, t->flags & SQ_TYPE_TIMEZONE ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP");
}

const sqi_type_entry sqi_oracle_types[] = {
    {SQ_T_BIG_INTEGER, "NUMBER(19)", NULL},
    {SQ_T_DOUBLE, "DOUBLE PRECISION", NULL},
    {SQ_T_FLOAT, NULL, float_},
    {SQ_T_BOOLEAN, NULL, boolean},
    {SQ_T_STRING, NULL, varchar2},
    {SQ_T_UNICODE, NULL, varchar2},
    {SQ_T_TEXT, "CLOB", NULL},
    {SQ_T_UNICODE_TEXT, "CLOB", NULL},
    {SQ_T_DATETIME, "DATE", NULL},
    {SQ_T_INTERVAL, NULL, interval},
    {SQ_T_ENUM, NULL, enum_},
    {SQ_T_JSON, "JSON", NULL},
    {SQ_T_SQL_JSON, "JSON", NULL},
    {SQ_T_ORA_JSON, "JSON", NULL},
    {SQ_T_ORA_FLOAT, "FLOAT", NULL},
    {SQ_T_SQL_VARCHAR, NULL, varchar},
    {SQ_T_SQL_NVARCHAR, NULL, nvarchar2},
    {SQ_T_SQL_TIMESTAMP, NULL, timestamp},
    {SQ_T_COUNT, NULL, NULL},
};

/* Texts of every kind but the large ones, which CAST knows by these names alone. */
static bool is_short_text(const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_TEXT:
    case SQ_T_UNICODE_TEXT:
    case SQ_T_SQL_TEXT:
    case SQ_T_SQL_CLOB:
    case SQ_T_MY_TEXT:
        return false;
    default:
        return sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_STRING;
    }
}

/* A text of no length is as long as it can be. */
void sqi_oracle_cast_type(sqi_compiler *c, const sq_type *t)
{
    enum { LONGEST = 4000 };
    t = sqi_type_here(c, t);
    if (!is_short_text(t)) {
        sqi_put_type(c, t);
        return;
    }
    const int32_t length = (int32_t)sqi_enum_length(t);
    const sq_type text = {.kind = SQ_T_STRING, .length = length ? length : LONGEST};
    varchar2(c, &text);
}
