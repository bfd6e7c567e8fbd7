/* test_as_generic.c: the generic type of each one. */
#include "squill/types.h"
#include <string.h>
#include "tests/support/support.h"

/* All kinds but the generic ones, which stay as they are. */
static const struct {
    sq_type_kind kind, generic;
} kinds[] = {
    {SQ_T_SQL_INTEGER, SQ_T_INTEGER},
    {SQ_T_SQL_INT, SQ_T_INTEGER},
    {SQ_T_SQL_SMALLINT, SQ_T_SMALL_INTEGER},
    {SQ_T_SQL_BIGINT, SQ_T_BIG_INTEGER},
    {SQ_T_SQL_NUMERIC, SQ_T_NUMERIC},
    {SQ_T_SQL_DECIMAL, SQ_T_NUMERIC},
    {SQ_T_SQL_FLOAT, SQ_T_FLOAT},
    {SQ_T_SQL_REAL, SQ_T_FLOAT},
    {SQ_T_SQL_DOUBLE, SQ_T_DOUBLE},
    {SQ_T_SQL_DOUBLE_PRECISION, SQ_T_DOUBLE},
    {SQ_T_SQL_BOOLEAN, SQ_T_BOOLEAN},
    {SQ_T_SQL_CHAR, SQ_T_STRING},
    {SQ_T_SQL_VARCHAR, SQ_T_STRING},
    {SQ_T_SQL_NCHAR, SQ_T_UNICODE},
    {SQ_T_SQL_NVARCHAR, SQ_T_UNICODE},
    {SQ_T_SQL_TEXT, SQ_T_TEXT},
    {SQ_T_SQL_CLOB, SQ_T_TEXT},
    {SQ_T_SQL_DATE, SQ_T_DATE},
    {SQ_T_SQL_TIME, SQ_T_TIME},
    {SQ_T_SQL_DATETIME, SQ_T_DATETIME},
    {SQ_T_SQL_TIMESTAMP, SQ_T_DATETIME},
    {SQ_T_SQL_BINARY, SQ_T_LARGE_BINARY},
    {SQ_T_SQL_VARBINARY, SQ_T_LARGE_BINARY},
    {SQ_T_SQL_BLOB, SQ_T_LARGE_BINARY},
    {SQ_T_SQL_JSON, SQ_T_JSON},
    {SQ_T_SQL_UUID, SQ_T_UUID},
    {SQ_T_SQL_ARRAY, SQ_T_ARRAY},
    {SQ_T_PG_ARRAY, SQ_T_ARRAY},
    {SQ_T_PG_BIT, SQ_T_UNKNOWN},
    {SQ_T_PG_BYTEA, SQ_T_LARGE_BINARY},
    {SQ_T_PG_CIDR, SQ_T_UNKNOWN},
    {SQ_T_PG_CITEXT, SQ_T_TEXT},
    {SQ_T_PG_DATEMULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_DATERANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_DOMAIN, SQ_T_UNKNOWN},
    {SQ_T_PG_ENUM, SQ_T_ENUM},
    {SQ_T_PG_HSTORE, SQ_T_UNKNOWN},
    {SQ_T_PG_INET, SQ_T_UNKNOWN},
    {SQ_T_PG_INT4MULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_INT4RANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_INT8MULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_INT8RANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_INTERVAL, SQ_T_INTERVAL},
    {SQ_T_PG_JSON, SQ_T_JSON},
    {SQ_T_PG_JSONB, SQ_T_JSON},
    {SQ_T_PG_JSONPATH, SQ_T_JSON_PATH},
    {SQ_T_PG_MACADDR, SQ_T_UNKNOWN},
    {SQ_T_PG_MACADDR8, SQ_T_UNKNOWN},
    {SQ_T_PG_MONEY, SQ_T_UNKNOWN},
    {SQ_T_PG_NUMMULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_NUMRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_OID, SQ_T_BIG_INTEGER},
    {SQ_T_PG_REGCLASS, SQ_T_STRING},
    {SQ_T_PG_REGCONFIG, SQ_T_STRING},
    {SQ_T_PG_TIME, SQ_T_TIME},
    {SQ_T_PG_TIMESTAMP, SQ_T_DATETIME},
    {SQ_T_PG_TSMULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_TSQUERY, SQ_T_UNKNOWN},
    {SQ_T_PG_TSRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_TSTZMULTIRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_TSTZRANGE, SQ_T_UNKNOWN},
    {SQ_T_PG_TSVECTOR, SQ_T_UNKNOWN},
    {SQ_T_MY_BIGINT, SQ_T_BIG_INTEGER},
    {SQ_T_MY_BIT, SQ_T_UNKNOWN},
    {SQ_T_MY_CHAR, SQ_T_STRING},
    {SQ_T_MY_DATETIME, SQ_T_DATETIME},
    {SQ_T_MY_DECIMAL, SQ_T_NUMERIC},
    {SQ_T_MY_DOUBLE, SQ_T_DOUBLE},
    {SQ_T_MY_ENUM, SQ_T_ENUM},
    {SQ_T_MY_FLOAT, SQ_T_FLOAT},
    {SQ_T_MY_INTEGER, SQ_T_INTEGER},
    {SQ_T_MY_JSON, SQ_T_JSON},
    {SQ_T_MY_LONGBLOB, SQ_T_LARGE_BINARY},
    {SQ_T_MY_LONGTEXT, SQ_T_TEXT},
    {SQ_T_MY_MEDIUMBLOB, SQ_T_LARGE_BINARY},
    {SQ_T_MY_MEDIUMINT, SQ_T_INTEGER},
    {SQ_T_MY_MEDIUMTEXT, SQ_T_TEXT},
    {SQ_T_MY_NCHAR, SQ_T_UNICODE},
    {SQ_T_MY_NUMERIC, SQ_T_NUMERIC},
    {SQ_T_MY_NVARCHAR, SQ_T_UNICODE},
    {SQ_T_MY_REAL, SQ_T_DOUBLE},
    {SQ_T_MY_SET, SQ_T_STRING},
    {SQ_T_MY_SMALLINT, SQ_T_SMALL_INTEGER},
    {SQ_T_MY_TEXT, SQ_T_TEXT},
    {SQ_T_MY_TIME, SQ_T_TIME},
    {SQ_T_MY_TIMESTAMP, SQ_T_DATETIME},
    {SQ_T_MY_TINYBLOB, SQ_T_LARGE_BINARY},
    {SQ_T_MY_TINYINT, SQ_T_SMALL_INTEGER},
    {SQ_T_MY_TINYTEXT, SQ_T_TEXT},
    {SQ_T_MY_VARCHAR, SQ_T_STRING},
    {SQ_T_MY_YEAR, SQ_T_INTEGER},
    {SQ_T_MARIADB_INET4, SQ_T_UNKNOWN},
    {SQ_T_MARIADB_INET6, SQ_T_UNKNOWN},
    {SQ_T_ORA_FLOAT, SQ_T_FLOAT},
    {SQ_T_ORA_JSON, SQ_T_JSON},
    {SQ_T_MS_DOUBLE_PRECISION, SQ_T_DOUBLE},
    {SQ_T_MS_REAL, SQ_T_FLOAT},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static bool is_generic(sq_type_kind kind)
{
    const char *name = sq_type_kind_name(kind);
    return name[0] >= 'a' && name[0] <= 'z' && !strchr(name, '.');
}

START_TEST(test_as_generic_knows_every_kind)
{
    size_t n = 0;
    for (int kind = 0; kind < SQ_T_COUNT; kind++) {
        const sq_type t = sq_type_as_generic(sq_type_of((sq_type_kind)kind));
        if (is_generic((sq_type_kind)kind)) {
            ck_assert_int_eq(t.kind, kind);
            continue;
        }
        ck_assert_uint_lt(n, N_KINDS);
        ck_assert_int_eq(kind, (int)kinds[n].kind);
        ck_assert_str_eq(sq_type_kind_name((sq_type_kind)t.kind),
                         sq_type_kind_name(kinds[n++].generic));
    }
    ck_assert_uint_eq(n, N_KINDS);
    ck_assert_int_eq(sq_type_as_generic((sq_type){.kind = SQ_T_COUNT}).kind, SQ_T_UNKNOWN);
}
END_TEST

/* So its values are read and bound alike. */
START_TEST(test_as_generic_is_of_the_same_class)
{
    for (int kind = 0; kind < SQ_T_COUNT; kind++) {
        const sq_type t = sq_type_as_generic(sq_type_of((sq_type_kind)kind));
        if (t.kind != SQ_T_UNKNOWN)
            ck_assert_int_eq(sq_type_class_of((sq_type_kind)t.kind),
                             sq_type_class_of((sq_type_kind)kind));
    }
}
END_TEST

START_TEST(test_as_generic_keeps_what_generic_types_know)
{
    sq_type t = sq_type_as_generic((sq_type){
        .kind = SQ_T_MY_DECIMAL, .flags = SQ_TYPE_HAS_SCALE | SQ_TYPE_ZEROFILL, 10, 2, NULL});
    ck_assert_int_eq(t.kind, SQ_T_NUMERIC);
    ck_assert_int_eq(t.flags, SQ_TYPE_HAS_SCALE);
    ck_assert_int_eq(t.length, 10);
    ck_assert_int_eq(t.scale, 2);
    t = sq_type_as_generic((sq_type){.kind = SQ_T_SQL_VARCHAR, .length = 80});
    ck_assert_int_eq(t.length, 80);
    t = sq_type_as_generic(
        (sq_type){.kind = SQ_T_PG_TIMESTAMP, .flags = SQ_TYPE_TIMEZONE, .length = 3});
    ck_assert_int_eq(t.flags, SQ_TYPE_TIMEZONE);
    ck_assert_int_eq(t.length, 0);
    const char *const labels[] = {"a", "b"};
    const sq_type_details d = {.values = labels, .n_values = 2};
    t = sq_type_as_generic((sq_type){.kind = SQ_T_MY_ENUM, .details = &d});
    ck_assert_ptr_eq(t.details, &d);
}
END_TEST

START_TEST(test_as_generic_has_room_for_all_values_without_a_sign)
{
    static const struct {
        sq_type_kind kind, generic;
    } rows[] = {{SQ_T_MY_TINYINT, SQ_T_INTEGER},       {SQ_T_MY_SMALLINT, SQ_T_INTEGER},
                {SQ_T_MY_MEDIUMINT, SQ_T_BIG_INTEGER}, {SQ_T_MY_INTEGER, SQ_T_BIG_INTEGER},
                {SQ_T_MY_BIGINT, SQ_T_NUMERIC},        {SQ_T_MY_DOUBLE, SQ_T_DOUBLE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sq_type t = sq_type_as_generic(
            (sq_type){.kind = rows[i].kind, .flags = SQ_TYPE_UNSIGNED, .length = 11});
        ck_assert_int_eq(t.kind, rows[i].generic);
        ck_assert_int_eq(t.flags & SQ_TYPE_UNSIGNED, 0);
        ck_assert_int_eq(t.length, t.kind == SQ_T_NUMERIC ? 20 : 0);
    }
}
END_TEST

START_TEST(test_as_generic_takes_the_type_below_a_domain)
{
    const sq_type below = {.kind = SQ_T_SQL_VARCHAR, .length = 9};
    const sq_type_details d = {.name = "short", .item = &below};
    const sq_type t = sq_type_as_generic((sq_type){.kind = SQ_T_PG_DOMAIN, .details = &d});
    ck_assert_int_eq(t.kind, SQ_T_STRING);
    ck_assert_int_eq(t.length, 9);
    ck_assert_ptr_null(t.details);
}
END_TEST

SQT_MAIN("as_generic", TEST(test_as_generic_knows_every_kind),
         TEST(test_as_generic_is_of_the_same_class),
         TEST(test_as_generic_keeps_what_generic_types_know),
         TEST(test_as_generic_has_room_for_all_values_without_a_sign),
         TEST(test_as_generic_takes_the_type_below_a_domain))
