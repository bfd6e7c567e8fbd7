/* test_sqlite_reflect.c: what is in an SQLite database, read; made again elsewhere, and read again.
 */
#include "squill.h"
#include "squill/sqlite.h"
#include <stdio.h>
#include <string.h>
#include "tests/support/support.h"

typedef struct database {
    sq_engine *db;
    sq_conn *c;
    sq_metadata *m;
} database;

static database open_memory(void)
{
    sq_driver_register(sq_sqlite_driver(), NULL);
    database d = {.db = sq_engine_open("sqlite://"), .m = sq_metadata_new()};
    d.c = sq_connect(d.db);
    ck_assert_msg(sq_status_of(d.c) == SQ_OK, "%s", sq_errmsg(d.c));
    return d;
}

static void done(database *d)
{
    sq_metadata_unref(d->m);
    sq_conn_close(d->c);
    sq_engine_close(d->db);
}

static void run(database *d, const char *sql)
{
    int64_t rc = sq_sql_exec(d->c, (const sq_sql_text *)(const void *)sql);
    ck_assert_msg(rc >= 0, "%s: %s", sql, sq_errmsg(d->c));
}

#define REFLECT(d, ...)                                                                            \
    ck_assert_msg(sq_reflect((d)->c, (d)->m, __VA_ARGS__) >= 0, "%s", sq_errmsg((d)->c))

static const sq_table *find(const database *d, const char *schema, const char *name)
{
    const sq_table *t = sq_table_of(sq_metadata_find(d->m, schema, name).sq_);
    ck_assert_msg(t != NULL, "there is no table %s", name);
    return t;
}

/* ---- the whole of it, as SQL ---- */

typedef struct text {
    char p[8000];
    size_t n;
    database *copy; /* gets each statement, too */
} text;

static void add_sql(const char *sql, void *user)
{
    text *t = user;
    int n = snprintf(t->p + t->n, sizeof t->p - t->n, "%s;\n", sql);
    ck_assert(n > 0 && (size_t)n < sizeof t->p - t->n);
    t->n += (size_t)n;
    if (t->copy)
        run(t->copy, sql);
}

static void write_sql(const database *d, text *out)
{
    sq_error e;
    const sq_relation *tables[32];
    size_t n = sq_metadata_count(d->m);
    ck_assert_uint_le(n, 32);
    for (size_t i = 0; i < n; i++)
        tables[i] = &sq_metadata_at(d->m, i)->relation;
    ck_assert_msg(sq_create_all_sql_n(SQ_SQLITE, tables, n, add_sql, out, &e) == SQ_OK, "%s",
                  e.message);
}

static const char *const statements[] = {
    "CREATE TABLE parents (a INTEGER, b TEXT COLLATE \"RTRIM\", CONSTRAINT both PRIMARY KEY (a, b) "
    "ON CONFLICT REPLACE) WITHOUT ROWID",
    "CREATE TABLE children (id INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT, "
    "name VARCHAR(20) COLLATE nocase DEFAULT ('a'||'b') NOT NULL ON CONFLICT IGNORE, "
    "number DEFAULT -1 CONSTRAINT positive CHECK (number <> ')' -- or none\n), "
    "sum AS (number + 1) STORED, twice GENERATED ALWAYS AS (number * 2), "
    "price DECIMAL(10, 2) UNIQUE ON CONFLICT ROLLBACK, "
    "parent INTEGER REFERENCES Children ON DELETE SET NULL, "
    "CONSTRAINT \"of parents\" FOREIGN KEY (number, name) REFERENCES Parents (A, B) MATCH FULL ON "
    "UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, CONSTRAINT \"u 1\" UNIQUE (name, price))",
    "CREATE TABLE keyed (k TEXT PRIMARY KEY, v ANY, w TEXT DEFAULT 'it''s') STRICT",
    "CREATE UNIQUE INDEX by_name ON children (lower(name) COLLATE NOCASE DESC, number) WHERE "
    "number > 1",
    "CREATE INDEX \"by price\" ON children (price DESC, name)",
    "CREATE TEMP TABLE kept (a INTEGER, b)",
};

static const char children[] =
    "\nCREATE TABLE children (\n"
    "\tid INTEGER NOT NULL PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT, \n"
    "\tname VARCHAR(20) COLLATE nocase DEFAULT ('a'||'b') NOT NULL ON CONFLICT IGNORE, \n"
    "\tnumber  DEFAULT (-1), \n"
    "\tsum  GENERATED ALWAYS AS (number + 1) STORED, \n"
    "\ttwice  GENERATED ALWAYS AS (number * 2) VIRTUAL, \n"
    "\tprice DECIMAL(10, 2), \n"
    "\tparent INTEGER, \n"
    "\tFOREIGN KEY(parent) REFERENCES children (id) ON DELETE SET NULL, \n"
    "\tCONSTRAINT \"of parents\" FOREIGN KEY(number, name) REFERENCES parents (a, b) MATCH FULL "
    "ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, \n"
    "\tCONSTRAINT positive CHECK (number <> ')'), \n"
    "\tUNIQUE (price) ON CONFLICT ROLLBACK, \n"
    "\tCONSTRAINT \"u 1\" UNIQUE (name, price)\n"
    ")\n\n;\n"
    "CREATE INDEX \"by price\" ON children (price DESC, name);\n"
    "CREATE UNIQUE INDEX by_name ON children (lower(name) COLLATE NOCASE DESC, number) WHERE "
    "number > 1;\n";

START_TEST(test_sqlite_reflect_makes_the_same_database_again)
{
    static text first, second;
    database a = open_memory(), b = open_memory();
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        run(&a, statements[i]);
    REFLECT(&a, .scope = SQ_OBJECTS_ANY);
    first.copy = &b;
    write_sql(&a, &first);
    REFLECT(&b, .scope = SQ_OBJECTS_ANY);
    write_sql(&b, &second);
    ck_assert_str_eq(first.p, second.p);
    ck_assert_msg(strstr(first.p, children) != NULL, "%s", first.p);
    ck_assert_ptr_nonnull(
        strstr(first.p, "PRIMARY KEY (a, b) ON CONFLICT REPLACE\n)\n WITHOUT ROWID"));
    ck_assert_ptr_nonnull(strstr(first.p, "\tv ANY, \n"));
    ck_assert_ptr_nonnull(strstr(first.p, ")\n STRICT"));
    ck_assert_ptr_nonnull(strstr(first.p, "CREATE TEMPORARY TABLE kept"));
    done(&a);
    done(&b);
}
END_TEST

START_TEST(test_sqlite_reflect_keeps_names_whatever_the_convention)
{
    static const char sql[] =
        "CREATE TABLE t (a INTEGER CONSTRAINT p PRIMARY KEY, b CONSTRAINT f REFERENCES t "
        "CONSTRAINT c CHECK (b > 0) CONSTRAINT u UNIQUE)";
    static const sq_naming_rule rules[] = {{.key = "ck", .template_ = "ck_%(constraint_name)s"},
                                           {.key = "uq", .template_ = "uq_%(column_0_name)s"},
                                           {.key = "fk", .template_ = "fk_%(column_0_name)s"},
                                           {.key = "pk", .template_ = "pk_%(table_name)s"},
                                           {.key = NULL}};
    static text plain, ruled;
    database a = open_memory();
    run(&a, sql);
    REFLECT(&a, .schema = NULL);
    write_sql(&a, &plain);
    sq_metadata_unref(a.m);
    a.m = sq_metadata_new(.naming_convention = rules);
    REFLECT(&a, .schema = NULL);
    write_sql(&a, &ruled);
    ck_assert_str_eq(plain.p, ruled.p);
    ck_assert_ptr_nonnull(strstr(plain.p, "CONSTRAINT c CHECK"));
    done(&a);
}
END_TEST

/* ---- names ---- */

START_TEST(test_sqlite_reflect_reads_attached_databases_by_their_names)
{
    database d = open_memory();
    run(&d, "ATTACH ':memory:' AS \"a:b \"\"\\:c\"");
    run(&d, "CREATE TABLE \"a:b \"\"\\:c\".t (a CHECK (a > 0) REFERENCES t (b), b UNIQUE)");
    run(&d, "CREATE INDEX \"a:b \"\"\\:c\".i ON t (a + 1)");
    run(&d, "CREATE TABLE t (other)");
    REFLECT(&d, .schema = "a:b \"\\:c");
    const sq_table *t = find(&d, "a:b \"\\:c", "t");
    ck_assert_uint_eq(sq_metadata_count(d.m), 1);
    ck_assert_uint_eq(t->n_columns, 2);
    ck_assert_str_eq(t->o.indexes[0].name, "i");
    size_t checks = 0;
    for (const sq_constraint *k = t->o.constraints; k->kind; k++) {
        checks += k->kind == SQ_CONSTRAINT_CHECK;
        if (k->kind == SQ_CONSTRAINT_FOREIGN_KEY)
            ck_assert_str_eq(k->ref_schema, "a:b \"\\:c");
    }
    ck_assert_uint_eq(checks, 1);
    ck_assert_int_lt(sq_reflect(d.c, d.m, .schema = "missing"), 0);
    done(&d);
}
END_TEST

START_TEST(test_sqlite_reflect_means_what_a_name_alone_finds)
{
    database d = open_memory();
    run(&d, "CREATE TABLE t (main)");
    run(&d, "CREATE TABLE \"in\"\"main\" (a)");
    run(&d, "CREATE TEMP TABLE T (temporary)");
    REFLECT(&d, .scope = SQ_OBJECTS_ANY);
    ck_assert_uint_eq(sq_metadata_count(d.m), 2);
    ck_assert_str_eq(find(&d, NULL, "T")->columns[0].key, "temporary");
    ck_assert_str_eq(find(&d, NULL, "in\"main")->columns[0].key, "a");
    REFLECT(&d, .schema = "main");
    ck_assert_str_eq(find(&d, "main", "t")->columns[0].key, "main");
    done(&d);
}
END_TEST

static void check_object(const sq_object *o, const char *name, sq_object_kind kind,
                         const char *definition)
{
    ck_assert_str_eq(o->name, name);
    ck_assert_int_eq(o->kind, kind);
    ck_assert_pstr_eq(o->definition, definition);
}

START_TEST(test_sqlite_reflect_tells_what_is_there_and_none_of_its_own)
{
    database d = open_memory();
    size_t n;
    run(&d, "ATTACH ':memory:' AS other");
    run(&d, "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE)");
    run(&d, "CREATE VIEW v (x) AS SELECT a FROM t");
    run(&d, "CREATE TEMP VIEW broken AS SELECT nope FROM missing");
    run(&d, "CREATE VIRTUAL TABLE words USING fts5 (word)");
    run(&d, "ANALYZE");
    sq_inspector *i = sq_inspector_new(d.c);
    const char *const *schemas = sq_inspector_schemas(i, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(schemas[0], "main");
    ck_assert_str_eq(schemas[1], "other");
    const sq_object *o = sq_inspector_objects(i, NULL, &n);
    ck_assert_uint_eq(n, 4);
    check_object(&o[0], "broken", SQ_OBJECT_VIEW, "SELECT nope FROM missing");
    check_object(&o[1], "t", SQ_OBJECT_TABLE, NULL);
    check_object(&o[2], "v", SQ_OBJECT_VIEW, "SELECT a FROM t");
    check_object(&o[3], "words", SQ_OBJECT_FOREIGN_TABLE, NULL);
    ck_assert(o[0].temporary && !o[2].temporary);
    const sq_table *v = sq_inspector_table(i, NULL, "v");
    ck_assert_uint_eq(v->n_columns, 1);
    ck_assert_str_eq(v->columns[0].key, "x");
    ck_assert_uint_eq(sq_inspector_table(i, NULL, "words")->n_columns, 1);
    sq_inspector_free(i);
    done(&d);
}
END_TEST

START_TEST(test_sqlite_reflect_passes_over_a_view_that_does_not_work)
{
    const bool in_transaction = _i;
    database d = open_memory();
    run(&d, "CREATE VIEW broken AS SELECT nope FROM missing");
    run(&d, "CREATE VIEW v (x) AS SELECT 1");
    run(&d, "CREATE TABLE t (a)");
    if (in_transaction)
        ck_assert_int_eq(sq_begin(d.c), SQ_OK);
    run(&d, "INSERT INTO t VALUES (1)");
    ck_assert_int_eq(sq_reflect(d.c, d.m, .kinds = SQ_OBJECT_ANY), 2);
    ck_assert_int_eq(sq_status_of(d.c), SQ_OK);
    ck_assert_str_eq(find(&d, NULL, "v")->columns[0].key, "x");
    ck_assert_ptr_null(sq_metadata_find(d.m, NULL, "broken").sq_);
    if (in_transaction)
        ck_assert_int_eq(sq_commit(d.c), SQ_OK);
    ck_assert_int_eq(sq_sql_exec(d.c, SQ_SQL("DELETE FROM t")), 1);
    ck_assert_ptr_null(sq_table_of(sq_reflect_table(d.c, d.m, "broken").sq_));
    ck_assert_int_eq(sq_status_of(d.c), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_lt(sq_reflect(d.c, d.m, .only = SQ_KEYS("broken"), .kinds = SQ_OBJECT_ANY), 0);
    done(&d);
}
END_TEST

/* ---- columns ---- */

static const struct {
    const char *type;
    sq_type_kind kind;
    int length, scale;
} types[] = {
    {"INTEGER", SQ_T_SQL_INTEGER, 0, 0},
    {"int(11)", SQ_T_SQL_INTEGER, 0, 0},
    {"varchar(20)", SQ_T_SQL_VARCHAR, 20, 0},
    {"NVARCHAR( 20 )", SQ_T_SQL_NVARCHAR, 20, 0},
    {"DECIMAL(10, 2)", SQ_T_SQL_DECIMAL, 10, 2},
    {"NUMERIC(10)", SQ_T_SQL_NUMERIC, 10, 0},
    {"DOUBLE  PRECISION", SQ_T_SQL_DOUBLE_PRECISION, 0, 0},
    {"BOOLEAN", SQ_T_SQL_BOOLEAN, 0, 0},
    {"DATETIME", SQ_T_SQL_DATETIME, 0, 0},
    {"JSON", SQ_T_SQL_JSON, 0, 0},
    {"", SQ_T_USER_DEFINED, 0, 0},
    {"BLOB", SQ_T_SQL_BLOB, 0, 0},
    /* by affinity */
    {"UNSIGNED BIG INT", SQ_T_SQL_INTEGER, 0, 0},
    {"CHARINT", SQ_T_SQL_INTEGER, 0, 0},
    {"FLOATING POINT", SQ_T_SQL_INTEGER, 0, 0},
    {"NATIVE CHARACTER(70)", SQ_T_SQL_TEXT, 0, 0},
    {"LONGTEXT", SQ_T_SQL_TEXT, 0, 0},
    {"MEDIUMBLOB", SQ_T_SQL_BLOB, 0, 0},
    {"DOUBLEX", SQ_T_SQL_REAL, 0, 0},
    {"MONEY", SQ_T_SQL_NUMERIC, 0, 0},
};

START_TEST(test_sqlite_reflect_reads_types_by_name_and_by_affinity)
{
    database d = open_memory();
    char sql[80];
    snprintf(sql, sizeof sql, "CREATE TABLE t (a %s)", types[_i].type);
    run(&d, sql);
    REFLECT(&d, .schema = NULL);
    const sq_type t = find(&d, NULL, "t")->columns[0].type;
    ck_assert_str_eq(sq_type_kind_name((sq_type_kind)t.kind), sq_type_kind_name(types[_i].kind));
    ck_assert_int_eq(t.length, types[_i].length);
    ck_assert_int_eq(t.scale, types[_i].scale);
    done(&d);
}
END_TEST

static bool make_generic(sq_column_spec *column, const char *table, void *user)
{
    (void)table, (void)user;
    column->type = sq_type_as_generic(column->type);
    return true;
}

START_TEST(test_sqlite_reflect_can_be_made_elsewhere_by_generic_types)
{
    database d = open_memory();
    sq_builder *q = sq_builder_new();
    run(&d, "CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, data BLOB, price DECIMAL(10, 2), "
            "name NVARCHAR(9))");
    REFLECT(&d, .column = make_generic);
    const sq_stmt *s = (sq_create_table)(q, &find(&d, NULL, "t")->relation, NULL);
    ck_assert_str_eq(sq_sql(q, s, SQ_POSTGRESQL), "\nCREATE TABLE t (\n"
                                                  "\tid SERIAL NOT NULL, \n"
                                                  "\tat TIMESTAMP WITHOUT TIME ZONE, \n"
                                                  "\tdata BYTEA, \n"
                                                  "\tprice NUMERIC(10, 2), \n"
                                                  "\tname VARCHAR(9), \n"
                                                  "\tPRIMARY KEY (id)\n"
                                                  ")\n\n");
    sq_builder_free(q);
    done(&d);
}
END_TEST

START_TEST(test_sqlite_reflect_counts_by_itself_where_a_key_is_the_rowid)
{
    static const struct {
        const char *definition;
        sq_autoincrement autoincrement;
        bool not_null;
    } tables[] = {
        {"(a INTEGER PRIMARY KEY)", SQ_AUTOINCREMENT_YES, true},
        {"(a INTEGER, PRIMARY KEY (a DESC))", SQ_AUTOINCREMENT_YES, true},
        {"(a INTEGER PRIMARY KEY DESC)", SQ_AUTOINCREMENT_NO, false},
        {"(a INT PRIMARY KEY)", SQ_AUTOINCREMENT_NO, false},
        {"(a INTEGER PRIMARY KEY) WITHOUT ROWID", SQ_AUTOINCREMENT_NO, true},
        {"(a INTEGER, b, PRIMARY KEY (a, b))", SQ_AUTOINCREMENT_AUTO, false},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        database d = open_memory();
        char sql[80];
        snprintf(sql, sizeof sql, "CREATE TABLE t %s", tables[i].definition);
        run(&d, sql);
        REFLECT(&d, .schema = NULL);
        const sq_column_options *o = &find(&d, NULL, "t")->columns[0].o;
        ck_assert_int_eq(o->autoincrement, tables[i].autoincrement);
        ck_assert_int_eq(o->not_null, tables[i].not_null);
        ck_assert_int_eq(o->nullable, !tables[i].not_null);
        done(&d);
    }
}
END_TEST

START_TEST(test_sqlite_reflect_leaves_out_keys_that_lead_nowhere)
{
    database d = open_memory();
    run(&d, "CREATE TABLE plain (a)");
    run(&d, "CREATE TABLE t (a REFERENCES nowhere, b CONSTRAINT named REFERENCES plain (a), "
            "c REFERENCES plain)");
    REFLECT(&d, .schema = NULL);
    const sq_constraint *k = find(&d, NULL, "t")->o.constraints;
    ck_assert_str_eq(k[0].name, "named");
    ck_assert_int_eq(k[1].kind, SQ_CONSTRAINT_END);
    done(&d);
}
END_TEST

SQT_MAIN("sqlite_reflect", TEST(test_sqlite_reflect_makes_the_same_database_again),
         TEST(test_sqlite_reflect_keeps_names_whatever_the_convention),
         TEST(test_sqlite_reflect_reads_attached_databases_by_their_names),
         TEST(test_sqlite_reflect_means_what_a_name_alone_finds),
         TEST(test_sqlite_reflect_tells_what_is_there_and_none_of_its_own),
         LOOP(test_sqlite_reflect_passes_over_a_view_that_does_not_work, 0, 2),
         LOOP(test_sqlite_reflect_reads_types_by_name_and_by_affinity, 0,
              (int)(sizeof types / sizeof *types)),
         TEST(test_sqlite_reflect_can_be_made_elsewhere_by_generic_types),
         TEST(test_sqlite_reflect_counts_by_itself_where_a_key_is_the_rowid),
         TEST(test_sqlite_reflect_leaves_out_keys_that_lead_nowhere))
