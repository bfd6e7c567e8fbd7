/* types.c: how SQL Server spells types. SQLAlchemy: MSTypeCompiler. */
#include "dialects/mssql/compile.h"
#include "dialects/mssql/ddl.h"

/* NAME(length), or NAME(max): without a length it would be one character. */
static void put_long(sqi_compiler *c, const char *name, const sq_type *t)
{
    if (t->length)
        sqi_put_sized(c, name, t);
    else {
        sqi_put_str(c, name);
        sqi_put(c, "(max)");
    }
    if (t->details && t->details->collation)
        c->d->hooks.collation(c, t->details->collation_schema, t->details->collation);
}

static void varchar(sqi_compiler *c, const sq_type *t)
{
    put_long(c, "VARCHAR", t);
}

static void nvarchar(sqi_compiler *c, const sq_type *t)
{
    put_long(c, "NVARCHAR", t);
}

static void varbinary(sqi_compiler *c, const sq_type *t)
{
    put_long(c, "VARBINARY", t);
}

/* TEXT, NTEXT and IMAGE are on their way out of the server. */
static void text(sqi_compiler *c, const sq_type *t)
{
    if (sqi_can(c, SQI_CAN_MAX_TYPES))
        varchar(c, t);
    else
        sqi_put_string_type(c, "TEXT", t);
}

static void unicode_text(sqi_compiler *c, const sq_type *t)
{
    if (sqi_can(c, SQI_CAN_MAX_TYPES))
        nvarchar(c, t);
    else
        sqi_put_string_type(c, "NTEXT", t);
}

static void large_binary(sqi_compiler *c, const sq_type *t)
{
    if (sqi_can(c, SQI_CAN_MAX_TYPES))
        varbinary(c, t);
    else
        sqi_put(c, "IMAGE");
}

static void date(sqi_compiler *c, const sq_type *t)
{
    (void)t;
    sqi_put_str(c, sqi_can(c, SQI_CAN_DATE_TYPES) ? "DATE" : "DATETIME");
}

static void time_(sqi_compiler *c, const sq_type *t)
{
    (void)t;
    sqi_put_str(c, sqi_can(c, SQI_CAN_DATE_TYPES) ? "TIME" : "DATETIME");
}

static void datetime(sqi_compiler *c, const sq_type *t)
{
    sqi_put_str(c, t->flags & SQ_TYPE_TIMEZONE ? "DATETIMEOFFSET" : "DATETIME");
}

/* A TIMESTAMP is the version of a row here, and no time. SQLAlchemy writes it all the same. */
static void timestamp(sqi_compiler *c, const sq_type *t)
{
    sqi_put_str(c, t->flags & SQ_TYPE_TIMEZONE ? "DATETIMEOFFSET" : "DATETIME2");
}

static void precise_time(sqi_compiler *c, const sq_type *t)
{
    sqi_put_sized(c, "TIME", t);
}

static void float_(sqi_compiler *c, const sq_type *t)
{
    sqi_put_sized(c, "FLOAT", t);
}

static void uuid(sqi_compiler *c, const sq_type *t)
{
    sqi_put_str(c, t->flags & SQ_TYPE_NOT_NATIVE ? "CHAR(32)" : "UNIQUEIDENTIFIER");
}

const sqi_type_entry sqi_mssql_types[] = {
    {SQ_T_BOOLEAN, "BIT", NULL},
    {SQ_T_MATCH_BOOLEAN, "BIT", NULL},
    {SQ_T_FLOAT, NULL, float_},
    {SQ_T_DOUBLE, "DOUBLE PRECISION", NULL},
    {SQ_T_STRING, NULL, varchar},
    {SQ_T_TEXT, NULL, text},
    {SQ_T_UNICODE, NULL, nvarchar},
    {SQ_T_UNICODE_TEXT, NULL, unicode_text},
    {SQ_T_LARGE_BINARY, NULL, large_binary},
    {SQ_T_DATE, NULL, date},
    {SQ_T_TIME, NULL, time_},
    {SQ_T_DATETIME, NULL, datetime},
    {SQ_T_JSON, "NVARCHAR(max)", NULL},
    {SQ_T_SQL_JSON, "NVARCHAR(max)", NULL},
    {SQ_T_UUID, NULL, uuid},
    {SQ_T_SQL_FLOAT, NULL, float_},
    {SQ_T_SQL_TIMESTAMP, NULL, timestamp},
    {SQ_T_SQL_VARCHAR, NULL, varchar},
    {SQ_T_SQL_NVARCHAR, NULL, nvarchar},
    {SQ_T_SQL_VARBINARY, NULL, varbinary},
    {SQ_T_PG_BIT, "BIT", NULL},
    {SQ_T_PG_TIME, NULL, precise_time},
    {SQ_T_PG_TIMESTAMP, NULL, timestamp},
    {SQ_T_MY_BIT, "BIT", NULL},
    {SQ_T_MY_TIME, "TIME", NULL},
    {SQ_T_MY_TIMESTAMP, NULL, timestamp},
    {SQ_T_MY_TINYINT, "TINYINT", NULL},
    {SQ_T_COUNT, NULL, NULL},
};
