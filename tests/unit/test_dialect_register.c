/* test_dialect_register.c: dialects from outside of the tree. One that works: docs/examples/toy.c.
 */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "squill/sys/dialect.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer), (name, text), (odd, integer));

static const sq_dialect_def plain = {
    .abi = SQ_DIALECT_ABI, .size = sizeof plain, .name = "mine", .base = "mysql"};

static const char *sql(const char *dialect)
{
    static char text[300];
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_where(sq_select(q, t.odd, sq_func(q, "lower", t.name)),
                                sq_eq(q, sq_cast(q, t.id, sq_type_of(SQ_T_TEXT)), "x"));
    const char *told = sq_sql(q, s, sq_dialect_find(dialect));
    snprintf(text, sizeof text, "%.299s", told ? told : sq_builder_error(q)->message);
    sq_builder_free(q);
    return text;
}

START_TEST(test_dialect_that_says_nothing_is_its_base)
{
    char expected[300];
    ck_assert_ptr_null(sq_dialect_find("mine"));
    ck_assert_int_eq(sq_dialect_register(&plain, NULL), SQ_OK);
    ck_assert_int_eq(sq_dialect_register(&plain, NULL), SQ_OK);
    ck_assert_str_eq(sq_dialect_name(sq_dialect_find("mine")), "mine");
    strcpy(expected, sql("mysql"));
    ck_assert_str_eq(sql("mine"), expected);
    sq_error e;
    sq_dialect_def other = plain;
    ck_assert_int_eq(sq_dialect_register(&other, &e), SQ_ERR_EXISTS);
    other.name = "sqlite";
    ck_assert_int_eq(sq_dialect_register(&other, &e), SQ_ERR_EXISTS);
}
END_TEST

START_TEST(test_dialect_of_others_is_written_as_it_says_and_its_base_stays)
{
    static const char *const keywords[] = {"from", "odd", NULL};
    static const sq_dialect_op ops[] = {{SQ_OP_EQ, "is the same as"}, {SQ_OP_COUNT, NULL}};
    static const sq_dialect_func funcs[] = {{"lower", "small"}, {NULL, NULL}};
    static const sq_dialect_type types[] = {{SQ_T_TEXT, "words"}, {SQ_T_COUNT, NULL}};
    const sq_dialect_setting settings[] = {{"max_identifier_length", sq_int_value(30)}};
    static sq_dialect_def words;
    words = (sq_dialect_def){.abi = SQ_DIALECT_ABI,
                             .size = sizeof words,
                             .name = "words",
                             .base = "default",
                             .mark = SQ_MARK_DOLLAR,
                             .keywords = keywords,
                             .ops = ops,
                             .funcs = funcs,
                             .types = types,
                             .settings = settings,
                             .n_settings = 1};
    char before[300];
    strcpy(before, sql("default"));
    sq_error e;
    ck_assert_msg(sq_dialect_register(&words, &e) == SQ_OK, "%s", e.message);
    ck_assert_str_eq(sql("words"), "SELECT t.\"odd\", small(t.name) AS lower_1 \nFROM t \n"
                                   "WHERE CAST(t.id AS words) is the same as $1");
    ck_assert_str_eq(sql("default"), before);
}
END_TEST

START_TEST(test_dialect_that_is_wrong_is_refused_and_leaves_no_trace)
{
    static const char *const unsorted[] = {"b", "a", NULL};
    static const sq_dialect_op ops[] = {{(sq_op)9999, "?"}, {SQ_OP_COUNT, NULL}};
    static const sq_dialect_func funcs[] = {{"no_such_function", "f"}, {NULL, NULL}};
    static const sq_dialect_type types[] = {{(sq_type_kind)9999, "?"}, {SQ_T_COUNT, NULL}};
    const sq_dialect_setting settings[] = {{"default_schema", sq_text_value("main")},
                                           {"no_such_setting", sq_int_value(1)}};
    sq_dialect_def wrong[] = {plain, plain, plain, plain, plain, plain, plain, plain, plain};
    wrong[0].abi = SQ_DIALECT_ABI + 1;
    wrong[1].base = "nowhere";
    wrong[2].base = NULL;
    wrong[3].mark = (sq_mark_style)99;
    wrong[4].keywords = unsorted;
    wrong[5].ops = ops;
    wrong[6].funcs = funcs;
    wrong[7].types = types;
    wrong[8].settings = settings;
    wrong[8].n_settings = 2;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        sq_error e;
        wrong[i].name = "wrong";
        ck_assert_int_eq(sq_dialect_register(&wrong[i], &e), SQ_ERR_ARGUMENT);
        ck_assert_ptr_null(sq_dialect_find("wrong"));
    }
    ck_assert_int_eq(sq_dialect_register(NULL, NULL), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_dialect_register(&plain, NULL), SQ_OK);
}
END_TEST

START_TEST(test_dialects_are_limited)
{
    static sq_dialect_def many[20];
    static char names[20][16];
    int n = 0;
    for (int rc = SQ_OK; n < 20 && rc == SQ_OK; n++) {
        snprintf(names[n], sizeof names[n], "d%d", n);
        many[n] = plain;
        many[n].name = names[n];
        rc = sq_dialect_register(&many[n], NULL);
        ck_assert(rc == SQ_OK || rc == SQ_ERR_LIMIT);
        ck_assert((sq_dialect_find(names[n]) != NULL) == (rc == SQ_OK));
    }
    ck_assert_int_lt(n, 20);
    ck_assert_int_gt(n, 5);
}
END_TEST

SQT_MAIN("dialect_register", TEST(test_dialect_that_says_nothing_is_its_base),
         TEST(test_dialect_of_others_is_written_as_it_says_and_its_base_stays),
         TEST(test_dialect_that_is_wrong_is_refused_and_leaves_no_trace),
         TEST(test_dialects_are_limited))
