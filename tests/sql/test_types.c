/* test_types.c: how each dialect spells the types. */
#include "squill.h"
#include "tests/support/support.h"
#include <stdio.h>
#include <string.h>

static const sq_type whole = {.kind = SQ_T_INTEGER};
static const sq_type_details mood = {
    .name = "mood", .values = (const char *const[]){"sad", "it's"}, .n_values = 2};
static const sq_type a_mood = {.kind = SQ_T_PG_ENUM, .details = &mood};
static const sq_type_details of_whole = {.item = &whole}, of_moods = {.item = &a_mood};
static const sq_type_details of_tables = {.item = &whole, .dimensions = 2};
static const sq_type_details collated = {.collation = "C"};
static const sq_type_details charset = {.charset = "utf8mb4", .collation = "utf8mb4_bin"};
static const sq_type_details positive = {.name = "positive", .schema = "s", .item = &whole};
static const sq_type_details span = {.fields = "DAY TO SECOND"};
static const sq_type_details own = {.spec = SQ_SQL("GEOMETRY(POINT, 4326)")};
static const sq_type_variant of_databases[] = {{"mysql", {.kind = SQ_T_MY_LONGTEXT}},
                                               {"postgresql", {.kind = SQ_T_PG_CITEXT}}};
static const sq_type_details varied = {.variants = of_databases, .n_variants = 2};

enum { N_DIALECTS = 5 };
static const char *const dialects[N_DIALECTS] = {"default", "sqlite", "postgresql", "mysql",
                                                 "mariadb"};
typedef struct row {
    sq_type type;
    const char *text[N_DIALECTS]; /* NULL: the dialect has no such type */
} row;

static void check(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (int d = 0; d < N_DIALECTS; d++) {
            sq_builder *q = sq_builder_new();
            const char *got = sq_type_sql(q, rows[i].type, sq_dialect_find(dialects[d]));
            const char *expected = rows[i].text[d];
            const char *name = sq_type_kind_name((sq_type_kind)rows[i].type.kind);
            ck_assert_msg(!got == !expected, "%s on %s: %s", name, dialects[d],
                          got ? got : sq_builder_error(q)->message);
            if (got)
                ck_assert_msg(strcmp(got, expected) == 0, "%s on %s: %s, not %s", name, dialects[d],
                              got, expected);
            sq_builder_free(q);
        }
    }
}

/* default, sqlite, postgresql, mysql, mariadb */
/* clang-format off */
static const row integers[] = {
    {{.kind = SQ_T_INTEGER}, {"INTEGER", "INTEGER", "INTEGER", "INTEGER", "INTEGER"}},
    {{.kind = SQ_T_SMALL_INTEGER}, {"SMALLINT", "SMALLINT", "SMALLINT", "SMALLINT", "SMALLINT"}},
    {{.kind = SQ_T_BIG_INTEGER}, {"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"}},
};
static const row numerics[] = {
    {{.kind = SQ_T_NUMERIC}, {"NUMERIC", "NUMERIC", "NUMERIC", "NUMERIC", "NUMERIC"}},
    {{.kind = SQ_T_NUMERIC, .length = 10, .scale = 2, .flags = SQ_TYPE_HAS_SCALE}, {"NUMERIC(10, 2)", "NUMERIC(10, 2)", "NUMERIC(10, 2)", "NUMERIC(10, 2)", "NUMERIC(10, 2)"}},
    {{.kind = SQ_T_NUMERIC, .length = 7}, {"NUMERIC(7)", "NUMERIC(7)", "NUMERIC(7)", "NUMERIC(7)", "NUMERIC(7)"}},
};
static const row floats[] = {
    {{.kind = SQ_T_FLOAT}, {"FLOAT", "FLOAT", "FLOAT", "FLOAT", "FLOAT"}},
    {{.kind = SQ_T_FLOAT, .length = 24}, {"FLOAT", "FLOAT", "FLOAT(24)", "FLOAT(24)", "FLOAT(24)"}},
    {{.kind = SQ_T_DOUBLE}, {"DOUBLE", "DOUBLE", "DOUBLE PRECISION", "DOUBLE", "DOUBLE"}},
};
static const row booleans[] = {
    {{.kind = SQ_T_BOOLEAN}, {"BOOLEAN", "BOOLEAN", "BOOLEAN", "BOOL", "BOOL"}},
};
static const row strings[] = {
    {{.kind = SQ_T_STRING, .length = 80}, {"VARCHAR(80)", "VARCHAR(80)", "VARCHAR(80)", "VARCHAR(80)", "VARCHAR(80)"}},
    {{.kind = SQ_T_STRING}, {"VARCHAR", "VARCHAR", "VARCHAR", NULL, NULL}},
    {{.kind = SQ_T_STRING, .length = 9, .details = &collated}, {"VARCHAR(9) COLLATE \"C\"", "VARCHAR(9) COLLATE \"C\"", "VARCHAR(9) COLLATE \"C\"", "VARCHAR(9) COLLATE C", "VARCHAR(9) COLLATE C"}},
};
static const row texts[] = {
    {{.kind = SQ_T_TEXT}, {"TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}},
    {{.kind = SQ_T_UNICODE, .length = 20}, {"VARCHAR(20)", "VARCHAR(20)", "VARCHAR(20)", "VARCHAR(20)", "VARCHAR(20)"}},
    {{.kind = SQ_T_UNICODE_TEXT}, {"TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}},
};
static const row dates_and_times[] = {
    {{.kind = SQ_T_DATE}, {"DATE", "DATE", "DATE", "DATE", "DATE"}},
    {{.kind = SQ_T_TIME}, {"TIME", "TIME", "TIME WITHOUT TIME ZONE", "TIME", "TIME"}},
    {{.kind = SQ_T_TIME, .flags = SQ_TYPE_TIMEZONE}, {"TIME", "TIME", "TIME WITH TIME ZONE", "TIME", "TIME"}},
    {{.kind = SQ_T_DATETIME}, {"DATETIME", "DATETIME", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME", "DATETIME"}},
    {{.kind = SQ_T_DATETIME, .flags = SQ_TYPE_TIMEZONE}, {"DATETIME", "DATETIME", "TIMESTAMP WITH TIME ZONE", "DATETIME", "DATETIME"}},
};
static const row intervals[] = {
    {{.kind = SQ_T_INTERVAL}, {"DATETIME", "DATETIME", "INTERVAL", "DATETIME", "DATETIME"}},
};
static const row binaries[] = {
    {{.kind = SQ_T_LARGE_BINARY}, {"BLOB", "BLOB", "BYTEA", "BLOB", "BLOB"}},
    {{.kind = SQ_T_LARGE_BINARY, .length = 9}, {"BLOB", "BLOB", "BYTEA", "BLOB(9)", "BLOB(9)"}},
};
static const row enums[] = {
    {{.kind = SQ_T_ENUM, .details = &mood}, {"VARCHAR(4)", "VARCHAR(4)", "mood", "ENUM('sad','it''s')", "ENUM('sad','it''s')"}},
    {{.kind = SQ_T_ENUM, .details = &mood, .flags = SQ_TYPE_NOT_NATIVE}, {"VARCHAR(4)", "VARCHAR(4)", "VARCHAR(4)", "VARCHAR(4)", "VARCHAR(4)"}},
};
static const row json[] = {
    {{.kind = SQ_T_JSON}, {NULL, "JSON", "JSON", "JSON", "JSON"}},
};
static const row arrays[] = {
    {{.kind = SQ_T_ARRAY, .details = &of_whole}, {NULL, NULL, "INTEGER[]", NULL, NULL}},
    {{.kind = SQ_T_ARRAY, .details = &of_tables}, {NULL, NULL, "INTEGER[][]", NULL, NULL}},
};
static const row uuids[] = {
    {{.kind = SQ_T_UUID}, {"CHAR(32)", "CHAR(32)", "UUID", "CHAR(32)", "UUID"}},
    {{.kind = SQ_T_UUID, .flags = SQ_TYPE_NOT_NATIVE}, {"CHAR(32)", "CHAR(32)", "CHAR(32)", "CHAR(32)", "CHAR(32)"}},
};
static const row unknown[] = {
    {{.kind = SQ_T_UNKNOWN}, {NULL, NULL, NULL, NULL, NULL}},
};
static const row sql_types[] = {
    {{.kind = SQ_T_SQL_INTEGER}, {"INTEGER", "INTEGER", "INTEGER", "INTEGER", "INTEGER"}},
    {{.kind = SQ_T_SQL_INT}, {"INTEGER", "INTEGER", "INTEGER", "INTEGER", "INTEGER"}},
    {{.kind = SQ_T_SQL_SMALLINT}, {"SMALLINT", "SMALLINT", "SMALLINT", "SMALLINT", "SMALLINT"}},
    {{.kind = SQ_T_SQL_BIGINT}, {"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"}},
    {{.kind = SQ_T_SQL_NUMERIC, .length = 8, .scale = 1, .flags = SQ_TYPE_HAS_SCALE}, {"NUMERIC(8, 1)", "NUMERIC(8, 1)", "NUMERIC(8, 1)", "NUMERIC(8, 1)", "NUMERIC(8, 1)"}},
    {{.kind = SQ_T_SQL_DECIMAL, .length = 8, .scale = 1, .flags = SQ_TYPE_HAS_SCALE}, {"DECIMAL(8, 1)", "DECIMAL(8, 1)", "DECIMAL(8, 1)", "DECIMAL(8, 1)", "DECIMAL(8, 1)"}},
    {{.kind = SQ_T_SQL_FLOAT}, {"FLOAT", "FLOAT", "FLOAT", "FLOAT", "FLOAT"}},
    {{.kind = SQ_T_SQL_REAL}, {"REAL", "REAL", "REAL", "REAL", "REAL"}},
    {{.kind = SQ_T_SQL_DOUBLE}, {"DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE"}},
    {{.kind = SQ_T_SQL_DOUBLE_PRECISION}, {"DOUBLE PRECISION", "DOUBLE PRECISION", "DOUBLE PRECISION", "DOUBLE PRECISION", "DOUBLE PRECISION"}},
    {{.kind = SQ_T_SQL_BOOLEAN}, {"BOOLEAN", "BOOLEAN", "BOOLEAN", "BOOL", "BOOL"}},
    {{.kind = SQ_T_SQL_CHAR, .length = 3}, {"CHAR(3)", "CHAR(3)", "CHAR(3)", "CHAR(3)", "CHAR(3)"}},
    {{.kind = SQ_T_SQL_VARCHAR, .length = 3}, {"VARCHAR(3)", "VARCHAR(3)", "VARCHAR(3)", "VARCHAR(3)", "VARCHAR(3)"}},
    {{.kind = SQ_T_SQL_NCHAR, .length = 3}, {"NCHAR(3)", "NCHAR(3)", "NCHAR(3)", "NATIONAL CHAR(3)", "NATIONAL CHAR(3)"}},
    {{.kind = SQ_T_SQL_NVARCHAR, .length = 3}, {"NVARCHAR(3)", "NVARCHAR(3)", "NVARCHAR(3)", "NATIONAL VARCHAR(3)", "NATIONAL VARCHAR(3)"}},
    {{.kind = SQ_T_SQL_TEXT}, {"TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}},
    {{.kind = SQ_T_SQL_CLOB}, {"CLOB", "CLOB", "CLOB", "CLOB", "CLOB"}},
    {{.kind = SQ_T_SQL_DATE}, {"DATE", "DATE", "DATE", "DATE", "DATE"}},
    {{.kind = SQ_T_SQL_TIME}, {"TIME", "TIME", "TIME WITHOUT TIME ZONE", "TIME", "TIME"}},
    {{.kind = SQ_T_SQL_DATETIME}, {"DATETIME", "DATETIME", "DATETIME", "DATETIME", "DATETIME"}},
    {{.kind = SQ_T_SQL_TIMESTAMP}, {"TIMESTAMP", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP", "TIMESTAMP"}},
    {{.kind = SQ_T_SQL_BINARY, .length = 4}, {"BINARY(4)", "BINARY(4)", "BINARY(4)", "BINARY(4)", "BINARY(4)"}},
    {{.kind = SQ_T_SQL_VARBINARY, .length = 4}, {"VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)"}},
    {{.kind = SQ_T_SQL_BLOB}, {"BLOB", "BLOB", "BLOB", "BLOB", "BLOB"}},
    {{.kind = SQ_T_SQL_JSON}, {NULL, "JSON", "JSON", "JSON", "JSON"}},
    {{.kind = SQ_T_SQL_UUID}, {"UUID", "UUID", "UUID", "UUID", "UUID"}},
    {{.kind = SQ_T_SQL_ARRAY, .details = &of_whole}, {NULL, NULL, "INTEGER[]", NULL, NULL}},
};
static const row of_users[] = {
    {{.kind = SQ_T_USER_DEFINED, .details = &own}, {"GEOMETRY(POINT, 4326)", "GEOMETRY(POINT, 4326)", "GEOMETRY(POINT, 4326)", "GEOMETRY(POINT, 4326)", "GEOMETRY(POINT, 4326)"}},
};
static const row variants[] = {
    {{.kind = SQ_T_STRING, .length = 5, .details = &varied}, {"VARCHAR(5)", "VARCHAR(5)", "CITEXT", "LONGTEXT", "LONGTEXT"}},
};
static const row postgresql_numbers[] = {
    {{.kind = SQ_T_PG_MONEY}, {NULL, NULL, "MONEY", NULL, NULL}},
    {{.kind = SQ_T_PG_OID}, {NULL, NULL, "OID", NULL, NULL}},
};
static const row postgresql_texts[] = {
    {{.kind = SQ_T_PG_CITEXT}, {NULL, NULL, "CITEXT", NULL, NULL}},
};
static const row postgresql_binaries_and_bits[] = {
    {{.kind = SQ_T_PG_BYTEA}, {NULL, NULL, "BYTEA", NULL, NULL}},
    {{.kind = SQ_T_PG_BIT, .length = 5}, {NULL, NULL, "BIT(5)", "BIT(5)", "BIT(5)"}},
    {{.kind = SQ_T_PG_BIT, .length = 5, .flags = SQ_TYPE_VARYING}, {NULL, NULL, "BIT VARYING(5)", "BIT(5)", "BIT(5)"}},
    {{.kind = SQ_T_PG_BIT, .flags = SQ_TYPE_VARYING}, {NULL, NULL, "BIT VARYING", "BIT", "BIT"}},
};
static const row postgresql_times[] = {
    {{.kind = SQ_T_PG_TIMESTAMP, .length = 3}, {"TIMESTAMP", "TIMESTAMP", "TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP", "TIMESTAMP"}},
    {{.kind = SQ_T_PG_TIMESTAMP, .length = 3, .flags = SQ_TYPE_TIMEZONE}, {"TIMESTAMP", "TIMESTAMP", "TIMESTAMP(3) WITH TIME ZONE", "TIMESTAMP", "TIMESTAMP"}},
    {{.kind = SQ_T_PG_TIME, .length = 2}, {"TIME", "TIME", "TIME(2) WITHOUT TIME ZONE", "TIME", "TIME"}},
    {{.kind = SQ_T_PG_INTERVAL, .details = &span}, {NULL, NULL, "INTERVAL DAY TO SECOND", NULL, NULL}},
    {{.kind = SQ_T_PG_INTERVAL, .length = 4}, {NULL, NULL, "INTERVAL (4)", NULL, NULL}},
};
static const row postgresql_networks[] = {
    {{.kind = SQ_T_PG_INET}, {NULL, NULL, "INET", NULL, NULL}},
    {{.kind = SQ_T_PG_CIDR}, {NULL, NULL, "CIDR", NULL, NULL}},
    {{.kind = SQ_T_PG_MACADDR}, {NULL, NULL, "MACADDR", NULL, NULL}},
    {{.kind = SQ_T_PG_MACADDR8}, {NULL, NULL, "MACADDR8", NULL, NULL}},
};
static const row postgresql_json[] = {
    {{.kind = SQ_T_PG_JSON}, {NULL, "JSON", "JSON", "JSON", "JSON"}},
    {{.kind = SQ_T_PG_JSONB}, {NULL, "JSONB", "JSONB", NULL, NULL}},
    {{.kind = SQ_T_PG_JSONPATH}, {NULL, NULL, "JSONPATH", NULL, NULL}},
};
static const row postgresql_hstore[] = {
    {{.kind = SQ_T_PG_HSTORE}, {NULL, NULL, "HSTORE", NULL, NULL}},
};
static const row postgresql_arrays[] = {
    {{.kind = SQ_T_PG_ARRAY, .details = &of_whole}, {NULL, NULL, "INTEGER[]", NULL, NULL}},
    {{.kind = SQ_T_PG_ARRAY, .details = &of_tables}, {NULL, NULL, "INTEGER[][]", NULL, NULL}},
    {{.kind = SQ_T_PG_ARRAY, .details = &of_moods}, {NULL, NULL, "mood[]", NULL, NULL}},
};
static const row postgresql_enums_and_domains[] = {
    {{.kind = SQ_T_PG_ENUM, .details = &mood}, {NULL, NULL, "mood", "ENUM('sad','it''s')", "ENUM('sad','it''s')"}},
    {{.kind = SQ_T_PG_DOMAIN, .details = &positive}, {NULL, NULL, "s.positive", NULL, NULL}},
};
static const row postgresql_ranges[] = {
    {{.kind = SQ_T_PG_INT4RANGE}, {NULL, NULL, "INT4RANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_INT8RANGE}, {NULL, NULL, "INT8RANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_NUMRANGE}, {NULL, NULL, "NUMRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_DATERANGE}, {NULL, NULL, "DATERANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_TSRANGE}, {NULL, NULL, "TSRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_TSTZRANGE}, {NULL, NULL, "TSTZRANGE", NULL, NULL}},
};
static const row postgresql_multiranges[] = {
    {{.kind = SQ_T_PG_INT4MULTIRANGE}, {NULL, NULL, "INT4MULTIRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_INT8MULTIRANGE}, {NULL, NULL, "INT8MULTIRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_NUMMULTIRANGE}, {NULL, NULL, "NUMMULTIRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_DATEMULTIRANGE}, {NULL, NULL, "DATEMULTIRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_TSMULTIRANGE}, {NULL, NULL, "TSMULTIRANGE", NULL, NULL}},
    {{.kind = SQ_T_PG_TSTZMULTIRANGE}, {NULL, NULL, "TSTZMULTIRANGE", NULL, NULL}},
};
static const row postgresql_text_search_and_catalog[] = {
    {{.kind = SQ_T_PG_TSVECTOR}, {NULL, NULL, "TSVECTOR", NULL, NULL}},
    {{.kind = SQ_T_PG_TSQUERY}, {NULL, NULL, "TSQUERY", NULL, NULL}},
    {{.kind = SQ_T_PG_REGCLASS}, {NULL, NULL, "REGCLASS", NULL, NULL}},
    {{.kind = SQ_T_PG_REGCONFIG}, {NULL, NULL, "REGCONFIG", NULL, NULL}},
};
static const row mysql_integers[] = {
    {{.kind = SQ_T_MY_TINYINT, .length = 1}, {NULL, NULL, NULL, "TINYINT(1)", "TINYINT(1)"}},
    {{.kind = SQ_T_MY_SMALLINT, .flags = SQ_TYPE_UNSIGNED}, {"SMALLINT", "SMALLINT", "SMALLINT", "SMALLINT UNSIGNED", "SMALLINT UNSIGNED"}},
    {{.kind = SQ_T_MY_MEDIUMINT, .flags = SQ_TYPE_UNSIGNED | SQ_TYPE_ZEROFILL}, {NULL, NULL, NULL, "MEDIUMINT UNSIGNED ZEROFILL", "MEDIUMINT UNSIGNED ZEROFILL"}},
    {{.kind = SQ_T_MY_INTEGER, .length = 5}, {"INTEGER", "INTEGER", "INTEGER", "INTEGER(5)", "INTEGER(5)"}},
    {{.kind = SQ_T_MY_BIGINT, .flags = SQ_TYPE_UNSIGNED}, {"BIGINT", "BIGINT", "BIGINT", "BIGINT UNSIGNED", "BIGINT UNSIGNED"}},
};
static const row mysql_numbers[] = {
    {{.kind = SQ_T_MY_DECIMAL, .length = 9, .scale = 2, .flags = SQ_TYPE_HAS_SCALE | SQ_TYPE_UNSIGNED}, {"DECIMAL(9, 2)", "DECIMAL(9, 2)", "DECIMAL(9, 2)", "DECIMAL(9, 2) UNSIGNED", "DECIMAL(9, 2) UNSIGNED"}},
    {{.kind = SQ_T_MY_NUMERIC, .length = 9, .flags = SQ_TYPE_ZEROFILL}, {"NUMERIC(9)", "NUMERIC(9)", "NUMERIC(9)", "NUMERIC(9) ZEROFILL", "NUMERIC(9) ZEROFILL"}},
    {{.kind = SQ_T_MY_FLOAT, .length = 7, .scale = 3, .flags = SQ_TYPE_HAS_SCALE}, {"FLOAT", "FLOAT", "FLOAT(7)", "FLOAT(7, 3)", "FLOAT(7, 3)"}},
    {{.kind = SQ_T_MY_DOUBLE, .length = 7, .scale = 3, .flags = SQ_TYPE_HAS_SCALE}, {"DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE(7, 3)", "DOUBLE(7, 3)"}},
    {{.kind = SQ_T_MY_REAL}, {"REAL", "REAL", "REAL", "REAL", "REAL"}},
    {{.kind = SQ_T_MY_BIT, .length = 8}, {NULL, NULL, "BIT(8)", "BIT(8)", "BIT(8)"}},
};
static const row mysql_texts[] = {
    {{.kind = SQ_T_MY_VARCHAR, .length = 9, .details = &charset}, {"VARCHAR(9) COLLATE utf8mb4_bin", "VARCHAR(9) COLLATE utf8mb4_bin", "VARCHAR(9) COLLATE utf8mb4_bin", "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"}},
    {{.kind = SQ_T_MY_CHAR, .length = 9, .flags = SQ_TYPE_ASCII}, {"CHAR(9)", "CHAR(9)", "CHAR(9)", "CHAR(9) ASCII", "CHAR(9) ASCII"}},
    {{.kind = SQ_T_MY_NCHAR, .length = 9}, {"NCHAR(9)", "NCHAR(9)", "NCHAR(9)", "NATIONAL CHAR(9)", "NATIONAL CHAR(9)"}},
    {{.kind = SQ_T_MY_NVARCHAR, .length = 9}, {"NVARCHAR(9)", "NVARCHAR(9)", "NVARCHAR(9)", "NATIONAL VARCHAR(9)", "NATIONAL VARCHAR(9)"}},
    {{.kind = SQ_T_MY_TINYTEXT}, {NULL, NULL, NULL, "TINYTEXT", "TINYTEXT"}},
    {{.kind = SQ_T_MY_TEXT, .flags = SQ_TYPE_UNICODE}, {"TEXT", "TEXT", "TEXT", "TEXT UNICODE", "TEXT UNICODE"}},
    {{.kind = SQ_T_MY_MEDIUMTEXT, .flags = SQ_TYPE_BINARY}, {NULL, NULL, NULL, "MEDIUMTEXT BINARY", "MEDIUMTEXT BINARY"}},
    {{.kind = SQ_T_MY_LONGTEXT}, {NULL, NULL, NULL, "LONGTEXT", "LONGTEXT"}},
};
static const row mysql_binaries[] = {
    {{.kind = SQ_T_SQL_BINARY, .length = 4}, {"BINARY(4)", "BINARY(4)", "BINARY(4)", "BINARY(4)", "BINARY(4)"}},
    {{.kind = SQ_T_SQL_VARBINARY, .length = 4}, {"VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)", "VARBINARY(4)"}},
    {{.kind = SQ_T_MY_TINYBLOB}, {NULL, NULL, NULL, "TINYBLOB", "TINYBLOB"}},
    {{.kind = SQ_T_SQL_BLOB}, {"BLOB", "BLOB", "BLOB", "BLOB", "BLOB"}},
    {{.kind = SQ_T_MY_MEDIUMBLOB}, {NULL, NULL, NULL, "MEDIUMBLOB", "MEDIUMBLOB"}},
    {{.kind = SQ_T_MY_LONGBLOB}, {NULL, NULL, NULL, "LONGBLOB", "LONGBLOB"}},
};
static const row mysql_times[] = {
    {{.kind = SQ_T_MY_TIME, .length = 6}, {"TIME", "TIME", "TIME WITHOUT TIME ZONE", "TIME(6)", "TIME(6)"}},
    {{.kind = SQ_T_MY_DATETIME, .length = 3}, {"DATETIME", "DATETIME", "DATETIME", "DATETIME(3)", "DATETIME(3)"}},
    {{.kind = SQ_T_MY_TIMESTAMP, .length = 3}, {"TIMESTAMP", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP(3)", "TIMESTAMP(3)"}},
    {{.kind = SQ_T_MY_YEAR, .length = 4}, {NULL, NULL, NULL, "YEAR(4)", "YEAR(4)"}},
    {{.kind = SQ_T_SQL_DATE}, {"DATE", "DATE", "DATE", "DATE", "DATE"}},
};
static const row mysql_enums_and_sets[] = {
    {{.kind = SQ_T_MY_ENUM, .details = &mood}, {NULL, NULL, "mood", "ENUM('sad','it''s')", "ENUM('sad','it''s')"}},
    {{.kind = SQ_T_MY_SET, .details = &mood}, {NULL, NULL, NULL, "SET('sad','it''s')", "SET('sad','it''s')"}},
};
static const row mysql_json[] = {
    {{.kind = SQ_T_MY_JSON}, {NULL, "JSON", "JSON", "JSON", "JSON"}},
};
static const row mariadb_addresses[] = {
    {{.kind = SQ_T_MARIADB_INET4}, {NULL, NULL, NULL, NULL, "INET4"}},
    {{.kind = SQ_T_MARIADB_INET6}, {NULL, NULL, NULL, NULL, "INET6"}},
    {{.kind = SQ_T_UUID}, {"CHAR(32)", "CHAR(32)", "UUID", "CHAR(32)", "UUID"}},
};
/* clang-format on */

/* clang-format off */
#define CHECKED(rows)                                                                              \
    START_TEST(test_types_##rows)                                                                  \
    {                                                                                              \
        check(rows, sizeof rows / sizeof *rows);                                                   \
    }                                                                                              \
    END_TEST
CHECKED(integers)
CHECKED(numerics)
CHECKED(floats)
CHECKED(booleans)
CHECKED(strings)
CHECKED(texts)
CHECKED(dates_and_times)
CHECKED(intervals)
CHECKED(binaries)
CHECKED(enums)
CHECKED(json)
CHECKED(arrays)
CHECKED(uuids)
CHECKED(unknown)
CHECKED(sql_types)
CHECKED(of_users)
CHECKED(variants)
CHECKED(postgresql_numbers)
CHECKED(postgresql_texts)
CHECKED(postgresql_binaries_and_bits)
CHECKED(postgresql_times)
CHECKED(postgresql_networks)
CHECKED(postgresql_json)
CHECKED(postgresql_hstore)
CHECKED(postgresql_arrays)
CHECKED(postgresql_enums_and_domains)
CHECKED(postgresql_ranges)
CHECKED(postgresql_multiranges)
CHECKED(postgresql_text_search_and_catalog)
CHECKED(mysql_integers)
CHECKED(mysql_numbers)
CHECKED(mysql_texts)
CHECKED(mysql_binaries)
CHECKED(mysql_times)
CHECKED(mysql_enums_and_sets)
CHECKED(mysql_json)
CHECKED(mariadb_addresses)
/* clang-format on */

SQT_MAIN("types", TEST(test_types_integers), TEST(test_types_numerics), TEST(test_types_floats),
         TEST(test_types_booleans), TEST(test_types_strings), TEST(test_types_texts),
         TEST(test_types_dates_and_times), TEST(test_types_intervals), TEST(test_types_binaries),
         TEST(test_types_enums), TEST(test_types_json), TEST(test_types_arrays),
         TEST(test_types_uuids), TEST(test_types_unknown), TEST(test_types_sql_types),
         TEST(test_types_of_users), TEST(test_types_variants), TEST(test_types_postgresql_numbers),
         TEST(test_types_postgresql_texts), TEST(test_types_postgresql_binaries_and_bits),
         TEST(test_types_postgresql_times), TEST(test_types_postgresql_networks),
         TEST(test_types_postgresql_json), TEST(test_types_postgresql_hstore),
         TEST(test_types_postgresql_arrays), TEST(test_types_postgresql_enums_and_domains),
         TEST(test_types_postgresql_ranges), TEST(test_types_postgresql_multiranges),
         TEST(test_types_postgresql_text_search_and_catalog), TEST(test_types_mysql_integers),
         TEST(test_types_mysql_numbers), TEST(test_types_mysql_texts),
         TEST(test_types_mysql_binaries), TEST(test_types_mysql_times),
         TEST(test_types_mysql_enums_and_sets), TEST(test_types_mysql_json),
         TEST(test_types_mariadb_addresses))
