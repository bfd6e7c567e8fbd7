/* test_reflect_postgresql.c: what PostgreSQL calls a type is read as one that is written so. */
#include <check.h>
#include <stdio.h>
#include "squill.h"
#include "lib/ast/builder.h"
#include "lib/compile/dialect.h"
#include "lib/compile/reflector.h"
#include "tests/support/support.h"

SQ_TABLE(t, (a, integer));

/* Text of the database; as CAST writes the type; NULL: not known. */
static const struct {
    const char *text, *written;
    sq_type_kind kind;
} types[] = {
    {"smallint", "SMALLINT", SQ_T_SQL_SMALLINT},
    {"integer", "INTEGER", SQ_T_SQL_INTEGER},
    {"bigint", "BIGINT", SQ_T_SQL_BIGINT},
    {"numeric", "NUMERIC", SQ_T_SQL_NUMERIC},
    {"numeric(10,2)", "NUMERIC(10, 2)", SQ_T_SQL_NUMERIC},
    {"numeric(3,-2)", "NUMERIC(3, -2)", SQ_T_SQL_NUMERIC},
    {"real", "REAL", SQ_T_SQL_REAL},
    {"double precision", "DOUBLE PRECISION", SQ_T_SQL_DOUBLE_PRECISION},
    {"boolean", "BOOLEAN", SQ_T_SQL_BOOLEAN},
    {"character varying", "VARCHAR", SQ_T_SQL_VARCHAR},
    {"character varying(80)", "VARCHAR(80)", SQ_T_SQL_VARCHAR},
    {"character(3)", "CHAR(3)", SQ_T_SQL_CHAR},
    {"text", "TEXT", SQ_T_SQL_TEXT},
    {"char", "VARCHAR", SQ_T_STRING},
    {"name", "VARCHAR", SQ_T_STRING},
    {"bytea", "BYTEA", SQ_T_PG_BYTEA},
    {"date", "DATE", SQ_T_SQL_DATE},
    {"time without time zone", "TIME WITHOUT TIME ZONE", SQ_T_PG_TIME},
    {"time(0) with time zone", "TIME(0) WITH TIME ZONE", SQ_T_PG_TIME},
    {"timestamp without time zone", "TIMESTAMP WITHOUT TIME ZONE", SQ_T_PG_TIMESTAMP},
    {"timestamp(3) without time zone", "TIMESTAMP(3) WITHOUT TIME ZONE", SQ_T_PG_TIMESTAMP},
    {"timestamp with time zone", "TIMESTAMP WITH TIME ZONE", SQ_T_PG_TIMESTAMP},
    {"timestamp(0) with time zone", "TIMESTAMP(0) WITH TIME ZONE", SQ_T_PG_TIMESTAMP},
    {"interval", "INTERVAL", SQ_T_PG_INTERVAL},
    {"interval(0)", "INTERVAL (0)", SQ_T_PG_INTERVAL},
    {"interval year to month", "INTERVAL year to month", SQ_T_PG_INTERVAL},
    {"interval day to second(3)", "INTERVAL day to second (3)", SQ_T_PG_INTERVAL},
    {"bit(1)", "BIT(1)", SQ_T_PG_BIT},
    {"bit varying", "BIT VARYING", SQ_T_PG_BIT},
    {"bit varying(5)", "BIT VARYING(5)", SQ_T_PG_BIT},
    {"uuid", "UUID", SQ_T_SQL_UUID},
    {"json", "JSON", SQ_T_PG_JSON},
    {"jsonb", "JSONB", SQ_T_PG_JSONB},
    {"jsonpath", "JSONPATH", SQ_T_PG_JSONPATH},
    {"inet", "INET", SQ_T_PG_INET},
    {"cidr", "CIDR", SQ_T_PG_CIDR},
    {"macaddr", "MACADDR", SQ_T_PG_MACADDR},
    {"macaddr8", "MACADDR8", SQ_T_PG_MACADDR8},
    {"money", "MONEY", SQ_T_PG_MONEY},
    {"oid", "OID", SQ_T_PG_OID},
    {"regclass", "REGCLASS", SQ_T_PG_REGCLASS},
    {"regconfig", "REGCONFIG", SQ_T_PG_REGCONFIG},
    {"tsvector", "TSVECTOR", SQ_T_PG_TSVECTOR},
    {"tsquery", "TSQUERY", SQ_T_PG_TSQUERY},
    {"hstore", "HSTORE", SQ_T_PG_HSTORE},
    {"citext", "CITEXT", SQ_T_PG_CITEXT},
    {"int4range", "INT4RANGE", SQ_T_PG_INT4RANGE},
    {"tstzmultirange", "TSTZMULTIRANGE", SQ_T_PG_TSTZMULTIRANGE},
    {"point", NULL, SQ_T_UNKNOWN},
    {"xml", NULL, SQ_T_UNKNOWN},
    {"intervals", NULL, SQ_T_UNKNOWN},
    {"\"integer\"", NULL, SQ_T_UNKNOWN},
    {"public.citext", NULL, SQ_T_UNKNOWN},
    {"", NULL, SQ_T_UNKNOWN},
};

START_TEST(test_reflect_postgresql_reads_its_types)
{
    const sqi_reflector *r = SQ_POSTGRESQL->reflector;
    sq_builder *q = sq_builder_new();
    sqi_type_text text;
    sq_type type;
    ck_assert(sqi_read_type_text(q->arena, types[_i].text, &text));
    bool known = r->type(q->arena, &text, &type);
    ck_assert_msg(known == (types[_i].written != NULL), "%s", types[_i].text);
    if (known) {
        char expected[120];
        snprintf(expected, sizeof expected, "SELECT CAST(t.a AS %s) AS a \nFROM t",
                 types[_i].written);
        ck_assert_int_eq(type.kind, types[_i].kind);
        ck_assert_str_eq(sq_sql(q, sq_select(q, sq_cast(q, t.a, type)), SQ_POSTGRESQL), expected);
    }
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("reflect_postgresql",
         LOOP(test_reflect_postgresql_reads_its_types, 0, sizeof types / sizeof *types))
