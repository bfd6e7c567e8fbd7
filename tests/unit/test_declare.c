/* test_declare.c: tables as C source: it compiles, and the tables in it are the same.
 *
 * declared.inc is what the tables made here give; UPDATE=1 writes it anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "tests/unit/declared.inc"
#include "tests/support/support.h"

#define N(array) (sizeof(array) / sizeof *(array))
#define TEXT(x)                                                                                    \
    {                                                                                              \
        .kind = SQ_V_TEXT, .len = sizeof(x) - 1, .v = {.s = (x) }                                  \
    }
#define GOLDEN "tests/unit/declared.inc"

static sq_metadata *m;
static sq_builder *q;

static void table(const char *name, const sq_column_spec *columns, size_t n,
                  const sq_table_options *o)
{
    ck_assert_ptr_nonnull(sq_table_of(sq_metadata_table(m, sq_name_of(name), columns, n, o).sq_));
}

static const sq_type_details mood = {.name = "mood",
                                     .schema = "s p",
                                     .values = (const char *const[]){"so \"so\"", "?\?/", "it's"},
                                     .n_values = 3};

static void make_words(void)
{
    /* names that are no C names, or others' */
    const sq_column_spec columns[] = {
        {.name = "int", .type = sq_integer()},
        {.name = "2nd", .type = sq_text_type()},
        {.name = "a b", .type = sq_bigint(), .o = {.not_null = true}},
        {.name = "a-b", .type = sq_varchar(3)},
        {.name = "näme", .type = sq_numeric(10, 2)},
        {.name = "sq_", .type = sq_boolean()},
        {.name = "errno", .type = {.kind = SQ_T_PG_ENUM, .details = &mood}},
    };
    const sq_constraint constraints[] = {
        {.kind = SQ_CONSTRAINT_PRIMARY_KEY, .name = "pk words", .columns = SQ_KEYS("int", "a b")},
        {.kind = SQ_CONSTRAINT_CHECK, .check_sql = SQ_SQL("\"int\" > 0\n AND '?' <> ':x'")},
        {.kind = SQ_CONSTRAINT_END}};
    const sq_value lengths[] = {TEXT("2nd"), {.kind = SQ_V_INT, .len = 4, .v = {.i = 7}}};
    const sq_value included[] = {TEXT("a b"), TEXT("a-b")};
    const sq_option options[] = {
        {"mysql_length", {.kind = SQ_V_MAP, .len = 1, .v = {.list = lengths}}},
        {"postgresql_include", {.kind = SQ_V_LIST, .len = 2, .v = {.list = included}}},
        {"postgresql_where", TEXT("\"int\" < 3")},
        {NULL, {0}}};
    const sq_index indexes[] = {
        {.name = "ix", .columns = SQ_KEYS("2nd"), .unique = true, .options = options},
        {.end = true}};
    const sq_table_options o = {
        .constraints = constraints, .indexes = indexes, .comment = "it's \\ \"all\"\ttold"};
    table("time", columns, N(columns), &o);
}

/* A cycle, and each thing that a column may say. */
static void make_cycle(void)
{
    const sq_type item = sq_varchar(9);
    const sq_type_details list = {.item = &item, .dimensions = 2};
    const sq_column_spec columns[] = {
        {.name = "id",
         .type = sq_bigint(),
         .o = {.primary_key = true,
               .identity = {.set = true,
                            .always = true,
                            .numbers = {.has_start = true, .start = 100, .cycle = true}}}},
        {.name = "b", .type = sq_bigint()},
        {.name = "total",
         .type = sq_double(),
         .o = {.computed_sql = SQ_SQL("b * 2"), .persisted = true}},
        {.name = "made",
         .type = sq_datetime(true),
         .o = {.not_null = true, .server_default = SQ_SQL("CURRENT_TIMESTAMP"), .comment = "when"}},
        {.name = "state",
         .type = sq_varchar(10),
         .o = {.default_ = {.kind = SQ_DEFAULT_VALUE, .value = TEXT("new")}}},
        {.name = "data", .type = sq_blob(), .o = {.unique = true}},
        {.name = "names", .type = {.kind = SQ_T_ARRAY, .details = &list}},
        {.name = "low",
         .type = sq_smallint(),
         .o = {.index = true, .autoincrement = SQ_AUTOINCREMENT_NO}},
    };
    const sq_constraint constraints[] = {{.kind = SQ_CONSTRAINT_FOREIGN_KEY,
                                          .name = "fk_b",
                                          .columns = SQ_KEYS("b"),
                                          .ref_name = "b",
                                          .ref_columns = SQ_KEYS("id"),
                                          .on_delete = SQ_CASCADE,
                                          .on_update = SQ_SET_NULL,
                                          .deferrable = 1,
                                          .initially = "DEFERRED"},
                                         {.kind = SQ_CONSTRAINT_END}};
    const sq_constraint back[] = {
        {.kind = SQ_CONSTRAINT_FOREIGN_KEY,
         .name = "fk_a",
         .columns = SQ_KEYS("a"),
         .ref_schema = "s",
         .ref_name = "a",
         .ref_columns = SQ_KEYS("id"),
         .on_delete_sql = SQ_SQL("SET NULL (a)"),
         .match = "FULL"},
        {.kind = SQ_CONSTRAINT_UNIQUE, .name = "uq", .columns = SQ_KEYS("a", "id")},
        {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec other[] = {{.name = "id", .type = sq_bigint(), .o = {.primary_key = true}},
                                    {.name = "a", .type = sq_bigint()}};
    const sq_table_options o = {.schema = "s", .constraints = constraints},
                           p = {.constraints = back};
    table("a", columns, N(columns), &o);
    table("b", other, 2, &p);
}

static void setup(void)
{
    m = sq_metadata_new();
    q = sq_builder_new();
    make_words();
    make_cycle();
}

static void teardown(void)
{
    sq_builder_free(q);
    sq_metadata_unref(m);
}

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "r");
    ck_assert_ptr_nonnull(f);
    char *text = calloc(1, 100000);
    ck_assert_uint_gt(fread(text, 1, 99999, f), 0);
    fclose(f);
    return text;
}

START_TEST(test_declare_source_is_what_was_compiled)
{
    setup();
    sq_error err;
    const char *text = sq_metadata_source(m, q, SQ_SOURCE_ALL, &err);
    ck_assert_msg(text != NULL, "%s", err.message);
    if (getenv("UPDATE")) {
        FILE *f = fopen(GOLDEN, "w");
        ck_assert_ptr_nonnull(f);
        ck_assert_int_ge(fputs(text, f), 0);
        fclose(f);
    }
    char *golden = file_text(GOLDEN);
    ck_assert_str_eq(text, golden);
    free(golden);
    teardown();
}
END_TEST

static void append(const char *sql, void *out)
{
    ck_assert_uint_lt(strlen(out) + strlen(sql), 19990);
    strcat(strcat(out, sql), ";\n");
}

/* What each dialect creates of the tables that were compiled, and of those they were made of. */
START_TEST(test_declare_tables_are_the_same)
{
    static char compiled[20000], made[20000];
    const sq_dialect *const dialects[] = {SQ_SQLITE, SQ_POSTGRESQL, SQ_MYSQL, SQ_MARIADB};
    const sq_relation *const theirs[] = {a.sq_, b.sq_, time_.sq_};
    const sq_relation *ours[3];
    setup();
    for (size_t i = 0; i < 3; i++)
        ours[i] = &sq_metadata_at(m, i)->relation;
    for (size_t d = 0; d < N(dialects); d++) {
        sq_error err, same;
        compiled[0] = made[0] = '\0';
        int rc = sq_create_all_sql_n(dialects[d], ours, 3, append, made, &err);
        ck_assert_int_eq(sq_create_all_sql_n(dialects[d], theirs, 3, append, compiled, &same), rc);
        ck_assert_str_eq(compiled, made);
        ck_assert_msg(rc == SQ_OK || strcmp(err.message, same.message) == 0, "%s", same.message);
    }
    teardown();
}
END_TEST

START_TEST(test_declare_gives_the_parts_that_are_wanted)
{
    setup();
    const char *header = sq_metadata_source(m, q, SQ_SOURCE_DECLARE, NULL);
    ck_assert_ptr_nonnull(strstr(header, "SQ_TABLE_DECLARE(a,"));
    ck_assert_ptr_null(strstr(header, "DEFINE"));
    ck_assert_ptr_null(strstr(header, "_row"));
    const char *rows = sq_metadata_source(m, q, SQ_SOURCE_ROWS, NULL);
    ck_assert_ptr_nonnull(strstr(rows, "    int64_t id;\n"));
    ck_assert_ptr_nonnull(strstr(rows, "/* time_ has no row"));
    ck_assert_ptr_null(strstr(rows, "SQ_TABLE"));
    ck_assert_ptr_null(sq_metadata_source(NULL, q, 0, NULL));
    teardown();
}
END_TEST

START_TEST(test_declare_tells_what_it_leaves_out)
{
    setup();
    const sq_expr *lower = sq_func(q, "lower", sq_own_column(q, sq_name_of("t"), NULL, "x"));
    const sq_column_spec columns[] = {{.name = "x", .type = sq_text_type()}};
    const sq_expr *const elements[] = {lower, SQ_END};
    const sq_index indexes[] = {{.name = "ix */ lower", .elements = elements}, {.end = true}};
    const sq_constraint constraints[] = {{.kind = SQ_CONSTRAINT_FOREIGN_KEY,
                                          .columns = SQ_KEYS("x"),
                                          .ref_name = "elsewhere",
                                          .ref_columns = SQ_KEYS("y")},
                                         {.kind = SQ_CONSTRAINT_END}};
    const sq_table_options o = {.indexes = indexes, .constraints = constraints};
    table("t", columns, 1, &o);
    const char *text = sq_metadata_source(m, q, SQ_SOURCE_DEFINE, NULL);
    ck_assert_ptr_nonnull(strstr(text, "/* left out of t:\n *   a foreign key to \"elsewhere\"\n"
                                       " *   the index \"ix *\\057 lower\"\n */"));
    teardown();
}
END_TEST

SQT_MAIN("declare", TEST(test_declare_source_is_what_was_compiled),
         TEST(test_declare_tables_are_the_same), TEST(test_declare_gives_the_parts_that_are_wanted),
         TEST(test_declare_tells_what_it_leaves_out))
