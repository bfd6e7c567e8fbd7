/* test_reflect_mysql.c: what MySQL and MariaDB call a type is read as one that is written so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "squill/reflect.h"
#include "lib/ast/builder.h"
#include "lib/compile/dialect.h"
#include "lib/compile/reflector.h"
#include "tests/support/support.h"

/* Text of the database; as CREATE TABLE writes the type; NULL: not known. */
static const struct {
    const char *text, *written;
    sq_type_kind kind;
} types[] = {
    {"tinyint(1)", "TINYINT(1)", SQ_T_MY_TINYINT},
    {"smallint(6)", "SMALLINT(6)", SQ_T_MY_SMALLINT},
    {"mediumint(8) unsigned", "MEDIUMINT(8) UNSIGNED", SQ_T_MY_MEDIUMINT},
    {"int(5) unsigned zerofill", "INTEGER(5) UNSIGNED ZEROFILL", SQ_T_MY_INTEGER},
    {"bigint(20)", "BIGINT(20)", SQ_T_MY_BIGINT},
    {"decimal(10,2)", "DECIMAL(10, 2)", SQ_T_MY_DECIMAL},
    {"decimal(5,0) unsigned", "DECIMAL(5, 0) UNSIGNED", SQ_T_MY_DECIMAL},
    {"float", "FLOAT", SQ_T_MY_FLOAT},
    {"float(7,3)", "FLOAT(7, 3)", SQ_T_MY_FLOAT},
    {"double(8,3) unsigned", "DOUBLE(8, 3) UNSIGNED", SQ_T_MY_DOUBLE},
    {"bit(5)", "BIT(5)", SQ_T_MY_BIT},
    {"char(0)", "CHAR(0)", SQ_T_MY_CHAR},
    {"varchar(20)", "VARCHAR(20)", SQ_T_MY_VARCHAR},
    {"tinytext", "TINYTEXT", SQ_T_MY_TINYTEXT},
    {"text", "TEXT", SQ_T_MY_TEXT},
    {"mediumtext", "MEDIUMTEXT", SQ_T_MY_MEDIUMTEXT},
    {"longtext", "LONGTEXT", SQ_T_MY_LONGTEXT},
    {"binary(4)", "BINARY(4)", SQ_T_SQL_BINARY},
    {"varbinary(7)", "VARBINARY(7)", SQ_T_SQL_VARBINARY},
    {"tinyblob", "TINYBLOB", SQ_T_MY_TINYBLOB},
    {"blob", "BLOB", SQ_T_SQL_BLOB},
    {"mediumblob", "MEDIUMBLOB", SQ_T_MY_MEDIUMBLOB},
    {"longblob", "LONGBLOB", SQ_T_MY_LONGBLOB},
    {"date", "DATE", SQ_T_SQL_DATE},
    {"time(2)", "TIME(2)", SQ_T_MY_TIME},
    {"datetime(6)", "DATETIME(6)", SQ_T_MY_DATETIME},
    {"timestamp", "TIMESTAMP NULL", SQ_T_MY_TIMESTAMP},
    {"year(4)", "YEAR(4)", SQ_T_MY_YEAR},
    {"json", "JSON", SQ_T_MY_JSON},
    {"uuid", "UUID", SQ_T_SQL_UUID},
    {"inet4", "INET4", SQ_T_MARIADB_INET4},
    {"inet6", "INET6", SQ_T_MARIADB_INET6},
    {"enum('a','it''s','(,)')", "ENUM('a','it''s','(,)')", SQ_T_MY_ENUM},
    {"enum('a\\\\b','c\\nd\\r\\te\\Z')", "ENUM(X'615C62','c\nd\r\te\032')", SQ_T_MY_ENUM},
    {"set('','x')", "SET('','x')", SQ_T_MY_SET},
    /* of MySQL since 8.0.19: without a width */
    {"tinyint", "TINYINT", SQ_T_MY_TINYINT},
    {"int unsigned", "INTEGER UNSIGNED", SQ_T_MY_INTEGER},
    {"bigint unsigned zerofill", "BIGINT UNSIGNED ZEROFILL", SQ_T_MY_BIGINT},
    {"year", "YEAR", SQ_T_MY_YEAR},
    {"longtext /*M!100301 COMPRESSED*/", "LONGTEXT", SQ_T_MY_LONGTEXT},
    {"point", NULL, SQ_T_UNKNOWN},
    {"vector(3)", NULL, SQ_T_UNKNOWN},
    {"integers", NULL, SQ_T_UNKNOWN},
    {"", NULL, SQ_T_UNKNOWN},
};

START_TEST(test_reflect_mysql_reads_its_types)
{
    sq_builder *q = sq_builder_new();
    sq_metadata *m = sq_metadata_new();
    sqi_type_text text;
    sq_column_spec column = {.name = "a"};
    ck_assert(sqi_read_type_text(q->arena, types[_i].text, &text));
    bool known = SQ_MARIADB->reflector->type(q->arena, &text, &column.type);
    ck_assert_msg(known == (types[_i].written != NULL), "%s", types[_i].text);
    if (known) {
        char expected[120];
        snprintf(expected, sizeof expected, "\nCREATE TABLE t (\n\ta %s\n)\n\n", types[_i].written);
        sq_source t = sq_metadata_table(m, sq_name_of("t"), &column, 1, NULL);
        ck_assert_int_eq(column.type.kind, types[_i].kind);
        ck_assert_str_eq(sq_sql(q, sq_create_table(q, t.sq_, NULL), SQ_MARIADB), expected);
    }
    sq_metadata_unref(m);
    sq_builder_free(q);
}
END_TEST

/* A condition of a LONGTEXT column, and whether the column is JSON then. */
static const struct {
    const char *column, *condition;
    bool is_json;
} checks[] = {
    {"a", "json_valid(`a`)", true},        {"a", "json_valid(\"a\")", true},
    {"a`b", "json_valid(`a``b`)", true},   {"a\"", "json_valid(`a\"`)", true},
    {"a", "json_valid(`b`)", false},       {"a", "json_valid(`ab`)", false},
    {"ab", "json_valid(`a`)", false},      {"a`", "json_valid(`a`)", false},
    {"a", "json_valid(`a`) or 1", false},  {"a", "json_valid(`a\")", false},
    {"a", "json_valid(a)", false},         {"a", "json_valid(`a`", false},
    {"a", "json_valid(`a", false},         {"a`", "json_valid(`a`", false},
    {"a", "json_valid(`", false},          {"", "json_valid(", false},
    {"a", "octet_length(`a`) > 3", false}, {"a", "", false},
};

/* The text ends where its memory does, for ASan. */
START_TEST(test_reflect_mysql_json_is_longtext_with_its_check)
{
    sq_builder *q = sq_builder_new();
    sqi_reflected t = {.name = "t", .kind = SQ_OBJECT_TABLE};
    char *text = strdup(checks[_i].condition);
    sq_column_spec *column = sqi_reflect_column(q->arena, &t);
    sq_constraint *other = sqi_reflect_constraint(q->arena, &t, SQ_CONSTRAINT_UNIQUE);
    ck_assert(column && other);
    sq_constraint *check = sqi_reflect_constraint(q->arena, &t, SQ_CONSTRAINT_CHECK);
    column->name = checks[_i].column;
    column->type = sq_type_of(SQ_T_MY_LONGTEXT);
    check->check_sql = (const sq_sql_text *)(const void *)text;
    ck_assert(SQ_MARIADB->reflector->refine(q->arena, &t));
    ck_assert_int_eq(t.columns[0].type.kind, checks[_i].is_json ? SQ_T_MY_JSON : SQ_T_MY_LONGTEXT);
    ck_assert_uint_eq(t.n_constraints, checks[_i].is_json ? 1 : 2);
    free(text);
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("reflect_mysql", LOOP(test_reflect_mysql_reads_its_types, 0, sizeof types / sizeof *types),
         LOOP(test_reflect_mysql_json_is_longtext_with_its_check, 0,
              sizeof checks / sizeof *checks))
