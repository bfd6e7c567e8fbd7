/* types.c: how MySQL and MariaDB spell types. SQLAlchemy: MySQLTypeCompiler. */
#include "dialects/mysql/ddl.h"

/* Character sets and collations are words, not identifiers: they can not be quoted. */
static void put_word(sqi_compiler *c, const char *before, const char *word)
{
    const sq_value v = sq_text_value(word);
    sqi_put_str(c, before);
    sqi_put_word(c, &v, "collation");
}

void sqi_mysql_collation(sqi_compiler *c, const char *schema, const char *name)
{
    (void)schema; /* there are none of them */
    put_word(c, " COLLATE ", name);
}

/* ---- numbers ---- */

static void put_signs(sqi_compiler *c, const sq_type *t)
{
    if (t->flags & SQ_TYPE_UNSIGNED)
        sqi_put(c, " UNSIGNED");
    if (t->flags & SQ_TYPE_ZEROFILL)
        sqi_put(c, " ZEROFILL");
}

#define INTEGER(f, name)                                                                           \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_sized(c, name, t);                                                                 \
        put_signs(c, t);                                                                           \
    }
#define DECIMAL(f, name)                                                                           \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_precise(c, name, t);                                                               \
        put_signs(c, t);                                                                           \
    }
/* Both numbers or none. */
#define APPROXIMATE(f, name)                                                                       \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        if (t->length && (t->flags & SQ_TYPE_HAS_SCALE))                                           \
            sqi_put_precise(c, name, t);                                                           \
        else                                                                                       \
            sqi_put_str(c, name);                                                                  \
        put_signs(c, t);                                                                           \
    }
INTEGER(tinyint, "TINYINT")
INTEGER(smallint, "SMALLINT")
INTEGER(mediumint, "MEDIUMINT")
INTEGER(integer, "INTEGER")
INTEGER(bigint, "BIGINT")
DECIMAL(numeric, "NUMERIC")
DECIMAL(decimal, "DECIMAL")
DECIMAL(float_, "FLOAT")
APPROXIMATE(double_, "DOUBLE")
APPROXIMATE(real, "REAL")
#undef INTEGER
#undef DECIMAL
#undef APPROXIMATE

/* ---- text ---- */

static void put_charset(sqi_compiler *c, const sq_type *t)
{
    if (t->details && t->details->charset)
        put_word(c, " CHARACTER SET ", t->details->charset);
    else if (t->flags & SQ_TYPE_ASCII)
        sqi_put(c, " ASCII");
    else if (t->flags & SQ_TYPE_UNICODE)
        sqi_put(c, " UNICODE");
}

static void put_collation(sqi_compiler *c, const sq_type *t)
{
    if (t->details && t->details->collation)
        put_word(c, " COLLATE ", t->details->collation);
    else if (t->flags & SQ_TYPE_BINARY)
        sqi_put(c, " BINARY");
}

static bool is_national(const sq_type *t)
{
    return t->flags & SQ_TYPE_NATIONAL;
}

/* [NATIONAL] NAME(n) [character set] [collation] */
static void put_text(sqi_compiler *c, const char *name, const sq_type *t, bool national)
{
    if (national)
        sqi_put(c, "NATIONAL ");
    sqi_put_sized(c, name, t);
    if (!national)
        put_charset(c, t);
    put_collation(c, t);
}

static void need_length(sqi_compiler *c, const sq_type *t, const char *name)
{
    if (!t->length && !(t->flags & SQ_TYPE_HAS_LENGTH))
        sqi_fail_compile(c, SQ_ERR_COMPILE, "type", "%s needs a length on %s", name, c->d->name);
}

static void varchar(sqi_compiler *c, const sq_type *t)
{
    need_length(c, t, "VARCHAR");
    put_text(c, "VARCHAR", t, is_national(t));
}

static void nvarchar(sqi_compiler *c, const sq_type *t)
{
    need_length(c, t, "VARCHAR");
    put_text(c, "VARCHAR", t, true);
}

static void char_(sqi_compiler *c, const sq_type *t)
{
    put_text(c, "CHAR", t, is_national(t));
}

static void nchar(sqi_compiler *c, const sq_type *t)
{
    put_text(c, "CHAR", t, true);
}

static void text(sqi_compiler *c, const sq_type *t)
{
    put_text(c, "TEXT", t, is_national(t));
}

/* The name says how long it may be. */
#define TEXT(f, name)                                                                              \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sq_type bare = *t;                                                                         \
        bare.length = 0;                                                                           \
        bare.flags &= (uint16_t)~SQ_TYPE_HAS_LENGTH;                                               \
        put_text(c, name, &bare, is_national(t));                                                  \
    }
TEXT(tinytext, "TINYTEXT")
TEXT(mediumtext, "MEDIUMTEXT")
TEXT(longtext, "LONGTEXT")
#undef TEXT

static void put_enumerated(sqi_compiler *c, const char *name, const sq_type *t)
{
    sqi_put_str(c, name);
    sqi_put(c, "(");
    sqi_put_labels(c, t, ",");
    sqi_put(c, ")");
    put_charset(c, t);
    put_collation(c, t);
}

static void enum_(sqi_compiler *c, const sq_type *t)
{
    if (t->kind == SQ_T_ENUM &&
        ((t->flags & SQ_TYPE_NOT_NATIVE) || !sqi_can(c, SQI_CAN_NATIVE_ENUM)))
        sqi_put_enum_as_text(c, t);
    else
        put_enumerated(c, "ENUM", t);
}

static void set(sqi_compiler *c, const sq_type *t)
{
    put_enumerated(c, "SET", t);
}

/* ---- the rest: a name with its length, width or fractional seconds ---- */

#define SIZED(f, name)                                                                             \
    static void f(sqi_compiler *c, const sq_type *t)                                               \
    {                                                                                              \
        sqi_put_sized(c, name, t);                                                                 \
    }
SIZED(bit, "BIT")
SIZED(blob, "BLOB")
SIZED(datetime, "DATETIME")
SIZED(time_, "TIME")
SIZED(timestamp, "TIMESTAMP")
SIZED(year, "YEAR")
SIZED(sized_float, "FLOAT")
#undef SIZED

static void varbinary(sqi_compiler *c, const sq_type *t)
{
    need_length(c, t, "VARBINARY");
    sqi_put_sized(c, "VARBINARY", t);
}

const sqi_type_entry sqi_mysql_types[] = {
    {SQ_T_BOOLEAN, "BOOL", NULL},
    {SQ_T_SQL_BOOLEAN, "BOOL", NULL},
    {SQ_T_MATCH_BOOLEAN, "BOOL", NULL},
    {SQ_T_FLOAT, NULL, sized_float},
    {SQ_T_SQL_FLOAT, NULL, sized_float},
    {SQ_T_TIME, NULL, time_},
    {SQ_T_DATETIME, NULL, datetime},
    {SQ_T_INTERVAL, NULL, datetime}, /* as a length of time */
    {SQ_T_STRING, NULL, varchar},
    {SQ_T_UNICODE, NULL, varchar},
    {SQ_T_SQL_CHAR, NULL, char_},
    {SQ_T_SQL_VARCHAR, NULL, varchar},
    {SQ_T_SQL_NVARCHAR, NULL, nvarchar},
    {SQ_T_SQL_NCHAR, NULL, nchar},
    {SQ_T_LARGE_BINARY, NULL, blob},
    {SQ_T_SQL_BLOB, NULL, blob},
    {SQ_T_SQL_VARBINARY, NULL, varbinary},
    {SQ_T_ENUM, NULL, enum_},
    {SQ_T_JSON, "JSON", NULL},
    {SQ_T_SQL_JSON, "JSON", NULL},
    {SQ_T_MY_JSON, "JSON", NULL},
    {SQ_T_MY_TINYINT, NULL, tinyint},
    {SQ_T_MY_SMALLINT, NULL, smallint},
    {SQ_T_MY_MEDIUMINT, NULL, mediumint},
    {SQ_T_MY_INTEGER, NULL, integer},
    {SQ_T_MY_BIGINT, NULL, bigint},
    {SQ_T_MY_NUMERIC, NULL, numeric},
    {SQ_T_MY_DECIMAL, NULL, decimal},
    {SQ_T_MY_FLOAT, NULL, float_},
    {SQ_T_MY_DOUBLE, NULL, double_},
    {SQ_T_MY_REAL, NULL, real},
    {SQ_T_MY_BIT, NULL, bit},
    {SQ_T_MY_CHAR, NULL, char_},
    {SQ_T_MY_VARCHAR, NULL, varchar},
    {SQ_T_MY_NCHAR, NULL, nchar},
    {SQ_T_MY_NVARCHAR, NULL, nvarchar},
    {SQ_T_MY_TEXT, NULL, text},
    {SQ_T_MY_TINYTEXT, NULL, tinytext},
    {SQ_T_MY_MEDIUMTEXT, NULL, mediumtext},
    {SQ_T_MY_LONGTEXT, NULL, longtext},
    {SQ_T_MY_TINYBLOB, "TINYBLOB", NULL},
    {SQ_T_MY_MEDIUMBLOB, "MEDIUMBLOB", NULL},
    {SQ_T_MY_LONGBLOB, "LONGBLOB", NULL},
    {SQ_T_MY_DATETIME, NULL, datetime},
    {SQ_T_MY_TIME, NULL, time_},
    {SQ_T_MY_TIMESTAMP, NULL, timestamp},
    {SQ_T_MY_YEAR, NULL, year},
    {SQ_T_MY_ENUM, NULL, enum_},
    {SQ_T_MY_SET, NULL, set},
    {SQ_T_COUNT, NULL, NULL},
};

const sqi_type_entry sqi_mariadb_types[] = {
    {SQ_T_MARIADB_INET4, "INET4", NULL},
    {SQ_T_MARIADB_INET6, "INET6", NULL},
    {SQ_T_COUNT, NULL, NULL},
};
