/* types.c: how PostgreSQL spells types. SQLAlchemy: PGTypeCompiler. */
#include "dialects/postgresql/ddl.h"

static void float_(sqi_compiler *c, const sq_type *t)
{
    sqi_put_sized(c, "FLOAT", t);
}

static void put_with_zone(sqi_compiler *c, const char *name, const sq_type *t)
{
    bool of_mysql = t->kind == SQ_T_MY_TIME || t->kind == SQ_T_MY_TIMESTAMP;
    if (of_mysql) /* its fractional digits are not a precision */
        sqi_put_str(c, name);
    else
        sqi_put_sized(c, name, t);
    sqi_put_str(c, t->flags & SQ_TYPE_TIMEZONE ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

static void timestamp(sqi_compiler *c, const sq_type *t)
{
    put_with_zone(c, "TIMESTAMP", t);
}

static void time_(sqi_compiler *c, const sq_type *t)
{
    put_with_zone(c, "TIME", t);
}

static void interval(sqi_compiler *c, const sq_type *t)
{
    const sq_type_details *d = t->details;
    int precision = t->length ? t->length : d ? d->second_precision : 0;
    sqi_put(c, "INTERVAL");
    if (d && d->fields) {
        const sq_value fields = sq_text_value(d->fields);
        sqi_put(c, " ");
        sqi_put_word(c, &fields, "INTERVAL");
    }
    if (precision || (t->flags & SQ_TYPE_HAS_LENGTH)) {
        sqi_put(c, " (");
        sqi_out_int(&c->out, precision);
        sqi_put(c, ")");
    }
}

static void bit(sqi_compiler *c, const sq_type *t)
{
    if (t->flags & SQ_TYPE_VARYING) {
        sqi_put_sized(c, "BIT VARYING", t);
        return;
    }
    sqi_put(c, "BIT(");
    sqi_out_int(&c->out, t->length ? t->length : 1);
    sqi_put(c, ")");
}

static void enum_(sqi_compiler *c, const sq_type *t)
{
    if (t->kind == SQ_T_ENUM &&
        ((t->flags & SQ_TYPE_NOT_NATIVE) || !sqi_can(c, SQI_CAN_NATIVE_ENUM)))
        sqi_put_enum_as_text(c, t);
    else
        sqi_put_type_name(c, t);
}

/* The brackets belong before a collation: VARCHAR(5)[] COLLATE "x". */
static void array(sqi_compiler *c, const sq_type *t)
{
    static const sq_type_details none;
    const sq_type_details *d = t->details ? t->details : &none;
    size_t start = c->out.n;
    sqi_put_type(c, d->item ? d->item : &sqi_unknown_type);
    if (sqi_failed(c))
        return;
    size_t n = c->out.n - start, cut = n;
    char *p = sqi_temp(c, n + 1);
    if (!p)
        return;
    memcpy(p, c->out.p + start, n);
    p[n] = '\0';
    const char *collate = strstr(p, " COLLATE ");
    if (collate)
        cut = (size_t)(collate - p);
    c->out.n = start + cut;
    for (int i = 0; i < (d->dimensions > 0 ? d->dimensions : 1); i++)
        sqi_put(c, "[]");
    sqi_put_mem(c, p + cut, n - cut);
}

const sqi_type_entry sqi_postgresql_types[] = {
    {SQ_T_FLOAT, NULL, float_},
    {SQ_T_SQL_FLOAT, NULL, float_},
    {SQ_T_DOUBLE, "DOUBLE PRECISION", NULL},
    {SQ_T_TIME, NULL, time_},
    {SQ_T_DATETIME, NULL, timestamp},
    {SQ_T_SQL_TIME, NULL, time_},
    {SQ_T_SQL_TIMESTAMP, NULL, timestamp},
    {SQ_T_PG_TIME, NULL, time_},
    {SQ_T_PG_TIMESTAMP, NULL, timestamp},
    {SQ_T_INTERVAL, NULL, interval},
    {SQ_T_PG_INTERVAL, NULL, interval},
    {SQ_T_LARGE_BINARY, "BYTEA", NULL},
    {SQ_T_PG_BYTEA, "BYTEA", NULL},
    {SQ_T_ENUM, NULL, enum_},
    {SQ_T_PG_ENUM, NULL, enum_},
    {SQ_T_PG_DOMAIN, NULL, sqi_put_type_name},
    {SQ_T_ARRAY, NULL, array},
    {SQ_T_SQL_ARRAY, NULL, array},
    {SQ_T_PG_ARRAY, NULL, array},
    {SQ_T_JSON, "JSON", NULL},
    {SQ_T_SQL_JSON, "JSON", NULL},
    {SQ_T_PG_JSON, "JSON", NULL},
    {SQ_T_PG_JSONB, "JSONB", NULL},
    {SQ_T_JSON_PATH, "JSONPATH", NULL},
    {SQ_T_PG_JSONPATH, "JSONPATH", NULL},
    {SQ_T_JSON_INT_INDEX, "INTEGER", NULL},
    {SQ_T_JSON_STR_INDEX, "TEXT", NULL},
    {SQ_T_PG_BIT, NULL, bit},
    {SQ_T_PG_CIDR, "CIDR", NULL},
    {SQ_T_PG_CITEXT, "CITEXT", NULL},
    {SQ_T_PG_INET, "INET", NULL},
    {SQ_T_PG_MACADDR, "MACADDR", NULL},
    {SQ_T_PG_MACADDR8, "MACADDR8", NULL},
    {SQ_T_PG_MONEY, "MONEY", NULL},
    {SQ_T_PG_OID, "OID", NULL},
    {SQ_T_PG_REGCLASS, "REGCLASS", NULL},
    {SQ_T_PG_REGCONFIG, "REGCONFIG", NULL},
    {SQ_T_PG_HSTORE, "HSTORE", NULL},
    {SQ_T_PG_TSVECTOR, "TSVECTOR", NULL},
    {SQ_T_PG_TSQUERY, "TSQUERY", NULL},
    {SQ_T_PG_INT4RANGE, "INT4RANGE", NULL},
    {SQ_T_PG_INT8RANGE, "INT8RANGE", NULL},
    {SQ_T_PG_NUMRANGE, "NUMRANGE", NULL},
    {SQ_T_PG_DATERANGE, "DATERANGE", NULL},
    {SQ_T_PG_TSRANGE, "TSRANGE", NULL},
    {SQ_T_PG_TSTZRANGE, "TSTZRANGE", NULL},
    {SQ_T_PG_INT4MULTIRANGE, "INT4MULTIRANGE", NULL},
    {SQ_T_PG_INT8MULTIRANGE, "INT8MULTIRANGE", NULL},
    {SQ_T_PG_NUMMULTIRANGE, "NUMMULTIRANGE", NULL},
    {SQ_T_PG_DATEMULTIRANGE, "DATEMULTIRANGE", NULL},
    {SQ_T_PG_TSMULTIRANGE, "TSMULTIRANGE", NULL},
    {SQ_T_PG_TSTZMULTIRANGE, "TSTZMULTIRANGE", NULL},
    {SQ_T_COUNT, NULL, NULL},
};
