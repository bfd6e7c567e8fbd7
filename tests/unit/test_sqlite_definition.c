/* test_sqlite_definition.c: what is read from the statements that SQLite keeps. */
#include "dialects/sqlite/definition.h"
#include <string.h>
#include "tests/support/support.h"

/* A table of columns a, b and "c d" as its queries tell it, with so many foreign keys. */
static sq_arena *arena;
static sqi_reflected table;
static const char *const a_alone[] = {"a", NULL}, *const x_alone[] = {"x", NULL};

static void read_table(const char *sql, size_t n_references)
{
    static const char *const names[] = {"a", "b", "c d"};
    arena = sqi_arena_new(NULL, NULL);
    table = (sqi_reflected){.definition = sql};
    for (size_t i = 0; i < 3; i++)
        *sqi_reflect_column(arena, &table) = (sq_column_spec){.name = names[i],
                                                              .type = sq_text_type()};
    sqi_reflect_constraint(arena, &table, SQ_CONSTRAINT_PRIMARY_KEY)->columns = a_alone;
    for (size_t i = 0; i < n_references; i++)
        sqi_reflect_constraint(arena, &table, SQ_CONSTRAINT_FOREIGN_KEY)->ref_columns = x_alone;
    ck_assert(sqi_sqlite_read_table(arena, &table));
}

static void done(void)
{
    sqi_arena_unref(arena);
}

static const sq_constraint *constraint(sq_constraint_kind kind, size_t i)
{
    for (size_t k = 0; k < table.n_constraints; k++)
        if (table.constraints[k].kind == kind && i-- == 0)
            return &table.constraints[k];
    ck_abort_msg("there is no such constraint");
    return NULL;
}

static size_t count(sq_constraint_kind kind)
{
    size_t n = 0;
    for (size_t k = 0; k < table.n_constraints; k++)
        n += table.constraints[k].kind == kind;
    return n;
}

static const char *sql_of(const sq_sql_text *sql)
{
    return (const char *)(const void *)sql;
}

static void check_text_option(const sq_option *o, const char *name, const char *value)
{
    ck_assert_ptr_nonnull(o);
    ck_assert_str_eq(o->name, name);
    ck_assert_str_eq(o->value.v.s, value);
}

START_TEST(test_sqlite_definition_reads_checks_beside_columns_and_behind_them)
{
    read_table(
        "CREATE TABLE t(a INT CHECK (a > (1)) CONSTRAINT small CHECK(a<9 -- so )\n"
        "), b VARCHAR(10), \"c d\" 'int',\n"
        "CONSTRAINT \"of \"\"two\"\"\" CHECK ( b <> ')' ) CHECK (b || 'CHECK (x)' != [c d]))",
        0);
    ck_assert_uint_eq(count(SQ_CONSTRAINT_CHECK), 4);
    const struct {
        const char *name, *sql;
    } wanted[] = {{NULL, "a > (1)"},
                  {"small", "a<9"},
                  {"of \"two\"", "b <> ')'"},
                  {NULL, "b || 'CHECK (x)' != [c d]"}};
    for (size_t i = 0; i < 4; i++) {
        const sq_constraint *k = constraint(SQ_CONSTRAINT_CHECK, i);
        ck_assert_pstr_eq(k->name, wanted[i].name);
        ck_assert_str_eq(sql_of(k->check_sql), wanted[i].sql);
    }
    done();
}
END_TEST

START_TEST(test_sqlite_definition_reads_keys_with_names_and_conflicts)
{
    read_table("CREATE TABLE t(A CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE, "
               "b constraint one unique on conflict ignore, 'c d', "
               "CONSTRAINT two UNIQUE (B COLLATE nocase DESC, `C D`) ON CONFLICT fail "
               "UNIQUE(\"a\"))",
               0);
    ck_assert_str_eq(constraint(SQ_CONSTRAINT_PRIMARY_KEY, 0)->name, "pk");
    check_text_option(table.columns[0].o.options, "sqlite_on_conflict_primary_key", "REPLACE");
    const sq_constraint *one = constraint(SQ_CONSTRAINT_UNIQUE, 0);
    const sq_constraint *two = constraint(SQ_CONSTRAINT_UNIQUE, 1);
    const sq_constraint *three = constraint(SQ_CONSTRAINT_UNIQUE, 2);
    ck_assert_str_eq(one->name, "one");
    ck_assert_str_eq(one->columns[0], "b");
    ck_assert_ptr_null(one->columns[1]);
    check_text_option(one->options, "sqlite_on_conflict", "IGNORE");
    ck_assert_str_eq(two->name, "two");
    ck_assert_str_eq(two->columns[0], "b");
    ck_assert_str_eq(two->columns[1], "c d");
    check_text_option(two->options, "sqlite_on_conflict", "FAIL");
    ck_assert_ptr_null(three->name);
    ck_assert_str_eq(three->columns[0], "a");
    done();
}
END_TEST

START_TEST(test_sqlite_definition_reads_foreign_keys_in_their_order)
{
    read_table("CREATE TABLE t(a REFERENCES u ON DELETE SET DEFAULT CONSTRAINT x NOT NULL, "
               "b CONSTRAINT fk REFERENCES u(x) ON UPDATE NO ACTION MATCH full UNIQUE NOT "
               "DEFERRABLE, \"c d\", "
               "CONSTRAINT last FOREIGN KEY (a, b) REFERENCES \"u(\" (x, y) "
               "DEFERRABLE INITIALLY deferred, FOREIGN KEY (a) REFERENCES u DEFERRABLE)",
               4);
    const sq_constraint *k[4];
    for (size_t i = 0; i < 4; i++)
        k[i] = constraint(SQ_CONSTRAINT_FOREIGN_KEY, i);
    ck_assert_ptr_null(k[0]->name);
    ck_assert_int_eq(k[0]->deferrable, 0);
    ck_assert_str_eq(k[1]->name, "fk");
    ck_assert_str_eq(k[1]->match, "FULL");
    ck_assert_int_eq(k[1]->deferrable, -1);
    ck_assert_str_eq(k[2]->name, "last");
    ck_assert_int_eq(k[2]->deferrable, 1);
    ck_assert_str_eq(k[2]->initially, "DEFERRED");
    ck_assert_int_eq(k[3]->deferrable, 1);
    ck_assert_ptr_null(k[3]->initially);
    ck_assert_uint_eq(count(SQ_CONSTRAINT_UNIQUE), 1);
    done();
}
END_TEST

START_TEST(test_sqlite_definition_reads_what_belongs_to_columns)
{
    read_table("CREATE TABLE t(a INTEGER NOT NULL ON CONFLICT rollback DEFAULT -1 "
               "CONSTRAINT c CHECK (1), b TEXT COLLATE \"No Case\" DEFAULT (')'), "
               "\"c d\" NUMERIC(10, 2) GENERATED ALWAYS AS (a || ')') STORED)",
               0);
    check_text_option(table.columns[0].o.options, "sqlite_on_conflict_not_null", "ROLLBACK");
    ck_assert_str_eq(constraint(SQ_CONSTRAINT_CHECK, 0)->name, "c");
    ck_assert_str_eq(table.columns[1].type.details->collation, "No Case");
    ck_assert_str_eq(sql_of(table.columns[2].o.computed_sql), "a || ')'");
    ck_assert(table.columns[2].o.persisted && !table.columns[2].o.not_persisted);
    done();
    read_table("CREATE TABLE t(a, b TEXT COLLATE binary, \"c d\" AS (a))", 0);
    ck_assert_ptr_null(table.columns[1].type.details);
    ck_assert(table.columns[2].o.not_persisted);
    done();
}
END_TEST

START_TEST(test_sqlite_definition_reads_options_of_a_table)
{
    read_table("CREATE TABLE \"STRICT\"(a INTEGER PRIMARY KEY AUTOINCREMENT)", 0);
    ck_assert_uint_eq(table.n_options, 1);
    ck_assert_str_eq(table.options[0].name, "sqlite_autoincrement");
    ck_assert(table.options[0].value.v.i);
    done();
    read_table("CREATE TABLE t(a, PRIMARY KEY (a AUTOINCREMENT)) without rowid, Strict", 0);
    ck_assert_uint_eq(table.n_options, 3);
    ck_assert_str_eq(table.options[1].name, "sqlite_with_rowid");
    ck_assert(!table.options[1].value.v.i);
    ck_assert_str_eq(table.options[2].name, "sqlite_strict");
    ck_assert(table.options[2].value.v.i);
    done();
}
END_TEST

START_TEST(test_sqlite_definition_leaves_a_view_its_select)
{
    sqi_object_fact f = {.definition = "CREATE VIEW v (a, \"AS\") AS SELECT 1, 'AS' -- all\n"};
    arena = sqi_arena_new(NULL, NULL);
    ck_assert(sqi_sqlite_read_view(arena, &f));
    ck_assert_str_eq(f.definition, "SELECT 1, 'AS'");
    done();
}
END_TEST

/* As pragma_table_xinfo tells them, and what can be written behind DEFAULT. */
START_TEST(test_sqlite_definition_encloses_defaults_that_are_expressions)
{
    static const struct {
        const char *told, *wanted;
    } defaults[] = {{"1", "1"},
                    {"-1.5e-3", "-1.5e-3"},
                    {"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
                    {"'it''s'", "'it''s'"},
                    {"'a' || 'b'", "('a' || 'b')"},
                    {"(1) + (2)", "((1) + (2))"},
                    {"random() -- why", "(random())"}};
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        sq_column_spec c = {.name = "a"};
        sqi_reflected t = {.definition = "CREATE TABLE t(a)", .columns = &c, .n_columns = 1};
        c.o.server_default = (const sq_sql_text *)(const void *)defaults[i].told;
        arena = sqi_arena_new(NULL, NULL);
        ck_assert(sqi_sqlite_read_table(arena, &t));
        ck_assert_str_eq(sql_of(c.o.server_default), defaults[i].wanted);
        done();
    }
}
END_TEST

START_TEST(test_sqlite_definition_reads_elements_of_an_index)
{
    static const char sql[] =
        "CREATE UNIQUE INDEX \" ON \" ON \"t (\"(\"a,\" COLLATE x DESC, desc, "
        "f(b, 1) + 2 ASC) WHERE b > ')' /* all */";
    static const struct {
        const char *column, *expression;
    } wanted[] = {{NULL, "\"a,\" COLLATE x"}, {"desc", NULL}, {NULL, "f(b, 1) + 2"}};
    arena = sqi_arena_new(NULL, NULL);
    for (size_t i = 0; i < 3; i++) {
        sqi_index_fact f = {.column_name = i == 1   ? "desc"
                                           : i == 0 ? "a,"
                                                    : NULL,
                            .expression = sql};
        ck_assert(sqi_sqlite_read_index(arena, &f, i));
        ck_assert_pstr_eq(f.column_name, wanted[i].column);
        ck_assert_pstr_eq(f.expression, wanted[i].expression);
        ck_assert_str_eq(f.where_sql, "b > ')'");
    }
    done();
}
END_TEST

/* Each text, cut off anywhere. */
START_TEST(test_sqlite_definition_takes_any_text)
{
    static const char whole[] =
        "CREATE TABLE t(a DEFAULT - (1) /**/ CHECK (b /* */), [c d] AS ('''') STORED REFERENCES "
        "\"u\"\"\"(x) ON DELETE SET NULL MATCH x DEFERRABLE INITIALLY y -- z\n, CONSTRAINT `k``` "
        "UNIQUE (a COLLATE b, b) ON CONFLICT c, PRIMARY KEY (a) ON CONFLICT d) WITHOUT ROWID";
    for (size_t n = 0; n < sizeof whole; n++) {
        char *text = calloc(n + 1, 1);
        memcpy(text, whole, n);
        read_table(text, 1);
        done();
        free(text);
    }
}
END_TEST

SQT_MAIN("sqlite_definition",
         TEST(test_sqlite_definition_reads_checks_beside_columns_and_behind_them),
         TEST(test_sqlite_definition_reads_keys_with_names_and_conflicts),
         TEST(test_sqlite_definition_reads_foreign_keys_in_their_order),
         TEST(test_sqlite_definition_reads_what_belongs_to_columns),
         TEST(test_sqlite_definition_reads_options_of_a_table),
         TEST(test_sqlite_definition_leaves_a_view_its_select),
         TEST(test_sqlite_definition_encloses_defaults_that_are_expressions),
         TEST(test_sqlite_definition_reads_elements_of_an_index),
         TEST(test_sqlite_definition_takes_any_text))
