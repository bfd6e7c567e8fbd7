/* test_reflect_incomplete.c: catalogs that do not tell what they ought to: a database of another
 * make, a view in the catalog's place. Reading ends with an error, and the connection goes on. */
#include "squill.h"
#include "squill/sqlite.h"
#include "tests/suite/suite.h"
#include "lib/compile/dialect.h"
#include "lib/compile/reflector.h"
#include "lib/engine/engine.h"

#define ASKED "WHERE (:schema IS NULL OR 1) AND (:name IS NULL OR 1)"
#define NO_NUMBERS                                                                                 \
    "0 AS start, 0 AS increment, 0 AS minvalue, 0 AS maxvalue, 0 AS cache, 0 AS is_cycle "

static const char an_object[] = "SELECT 't' AS name, 'table' AS kind, NULL AS comment, "
                                "NULL AS definition, 0 AS temporary " ASKED;
#define COLUMN(name, type)                                                                         \
    "SELECT 't' AS table_name, " name " AS name, " type " AS type, NULL AS type_schema, "          \
    "NULL AS type_name, NULL AS collation, NULL AS charset, NULL AS default_sql, "                 \
    "NULL AS onupdate_sql, NULL AS computed_sql, NULL AS identity, NULL AS comment, "              \
    "1 AS is_nullable, 0 AS is_persisted, 0 AS is_autoincrement, 0 AS is_hidden, " NO_NUMBERS      \
        ASKED
#define INDEX(name)                                                                                \
    "SELECT 't' AS table_name, " name " AS name, NULL AS column_name, NULL AS expression, "        \
    "NULL AS ops, NULL AS method, NULL AS prefix, NULL AS parser, NULL AS where_sql, "             \
    "NULL AS with_sql, NULL AS tablespace, NULL AS comment, 0 AS is_unique, "                      \
    "0 AS is_descending, 0 AS is_included, 0 AS is_nulls_not_distinct, 0 AS nulls, "               \
    "0 AS length " ASKED

static bool any_type(sq_arena *a, const sqi_type_text *text, sq_type *out)
{
    (void)a;
    *out = sq_integer();
    return *text->name;
}

/* What the catalog tells, and what is said of it. */
static const struct {
    sqi_reflector told;
    int status;
    const char *message;
} cases[] = {
    {{.objects = "SELECT NULL AS name, 'table' AS kind, NULL AS comment, NULL AS definition, "
                 "0 AS temporary " ASKED},
     SQ_ERR_DATABASE_INTERNAL,
     "no name"},
    {{.objects = "SELECT 't' AS name, 'table' AS kind, 0 AS temporary " ASKED},
     SQ_ERR_ARGUMENT,
     "comment"},
    {{.objects = "SELECT 't' AS name, 'table' AS kind, NULL AS comment, NULL AS definition, "
                 "NULL AS temporary " ASKED},
     SQ_ERR_NULL,
     "temporary"},
    {{.objects = an_object, .columns = COLUMN("NULL", "'int'")}, SQ_ERR_DATABASE_INTERNAL, "name"},
    {{.objects = an_object, .columns = COLUMN("'c'", "NULL")}, SQ_ERR_DATABASE_INTERNAL, "type"},
    {{.objects = an_object, .columns = COLUMN("''", "'int'")}, SQ_ERR_ARGUMENT, "no name"},
    {{.objects = an_object, .columns = COLUMN("char(0)", "'int'")}, SQ_ERR_CONVERSION, ""},
    {{.objects = an_object, .columns = COLUMN("'c'", "'int'"), .indexes = INDEX("NULL")},
     SQ_ERR_DATABASE_INTERNAL,
     "no name"},
    {{.objects = an_object, .columns = COLUMN("'c'", "'int'"), .indexes = INDEX("'ix'")},
     SQ_ERR_DATABASE_INTERNAL,
     "ix"},
    {{.objects = "SELECT 1"}, SQ_ERR_ARGUMENT, "parameter"},
};

START_TEST(test_reflect_incomplete_catalog_is_an_error)
{
    sq_driver_register(sq_sqlite_driver(), NULL);
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    sq_metadata *m = sq_metadata_new();
    sqi_reflector told = cases[_i].told;
    told.type = any_type;
    sq_dialect other = *db->dialect;
    other.reflector = &told;
    const sq_dialect *own = db->dialect;
    db->dialect = &other;
    ck_assert_int_eq(sq_reflect(c, m), cases[_i].status);
    ck_assert_int_eq(sq_status_of(c), cases[_i].status);
    ck_assert_msg(strstr(sq_errmsg(c), cases[_i].message) != NULL, "%s", sq_errmsg(c));
    ck_assert_uint_eq(sq_metadata_count(m), 0);
    sq_inspector *i = sq_inspector_new(c);
    ck_assert_ptr_null(sq_inspector_table(i, NULL, "t"));
    ck_assert_int_eq(sq_status_of(c), cases[_i].status);
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "t", "ix"), cases[_i].status);
    sq_inspector_free(i);
    db->dialect = own;
    ck_assert_int_eq(sq_reflect(c, m), 0);
    sq_metadata_unref(m);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

SQT_MAIN("reflect incomplete",
         LOOP(test_reflect_incomplete_catalog_is_an_error, 0, sizeof cases / sizeof *cases))
