/* test_ffi.c: what a binding of another language sees: the shared library and its exported
 * functions, no macro, no internal function, tables made from data. */
#define SQ_NO_MACROS 1
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"

static sq_builder *q;
static sq_source users;

static void open_builder(void)
{
    static const struct {
        const char *name;
        int big;
    } columns[] = {{"id", 1}, {"name", 0}, {"order", 0}};
    sq_column_spec specs[3];
    memset(specs, 0, sizeof specs);
    for (size_t i = 0; i < 3; i++) {
        specs[i].name = columns[i].name;
        specs[i].type = columns[i].big ? sq_bigint() : sq_varchar(80);
    }
    q = sq_builder_new(NULL);
    users = sq_ad_hoc_table(q, sq_name_of("users"), NULL, specs, 3);
}

static void close_builder(void)
{
    sq_builder_free(q);
}

static const sq_stmt *some_users(void)
{
    const sq_expr *id = sq_col(q, users.sq_, "id");
    const sq_expr *columns[2] = {id, sq_col(q, users.sq_, "order")};
    const sq_value names[2] = {sq_text_value("jack"), sq_text_value("'; DROP TABLE users")};
    const sq_expr *conditions[2] = {
        sq_ge(q, id, sq_long_value(7)),
        sq_in_n(q, sq_col(q, users.sq_, "name"), names, 2),
    };
    const sq_expr *order[1] = {sq_desc(q, id)};
    const sq_stmt *s = sq_select_n(q, columns, 2);
    s = sq_where_n(s, conditions, 2);
    s = sq_order_by_n(s, order, 1);
    return sq_limit(s, sq_int_value(10));
}

/* Line breaks are spaces here: the golden tests compare them. */
static const char *flat(sq_str sql)
{
    static char text[1024];
    ck_assert_uint_lt(sql.n, sizeof text);
    for (size_t i = 0; i < sql.n; i++)
        text[i] = (char)(sql.p[i] == '\n' ? ' ' : sql.p[i]);
    text[sql.n] = '\0';
    for (char *two; (two = strstr(text, "  ")) != NULL;)
        memmove(two, two + 1, strlen(two));
    return text;
}

static const struct {
    const char *dialect, *sql;
} expected[] = {
    {"sqlite", "SELECT users.id, users.\"order\" FROM users WHERE users.id >= ? AND users.name IN "
               "(?, ?) ORDER BY users.id DESC LIMIT ? OFFSET ?"},
    {"postgresql",
     "SELECT users.id, users.\"order\" FROM users WHERE users.id >= $1 AND users.name "
     "IN ($2, $3) ORDER BY users.id DESC LIMIT $4"},
    {"mysql", "SELECT users.id, users.`order` FROM users WHERE users.id >= ? AND users.name IN "
              "(?, ?) ORDER BY users.id DESC LIMIT ?"},
};

START_TEST(test_statement_is_built_and_compiled_without_macros)
{
    const sq_dialect *d = sq_dialect_find(expected[_i].dialect);
    ck_assert_ptr_nonnull(d);
    ck_assert_str_eq(sq_dialect_name(d), expected[_i].dialect);
    sq_bound bound;
    sq_error err;
    int status = sq_compile_bound(q, some_users(), d, NULL, NULL, 0, false, &bound, &err);
    ck_assert_msg(status == SQ_OK, "%s: %s", expected[_i].dialect, err.message);
    ck_assert_str_eq(flat(bound.sql), expected[_i].sql);
    ck_assert_uint_ge(bound.n_params, 4);
    ck_assert_int_eq(bound.values[0].v.i, 7);
    ck_assert_uint_eq(bound.values[2].len, strlen("'; DROP TABLE users"));
    ck_assert_int_eq(memcmp(bound.values[2].v.s, "'; DROP TABLE users", 19), 0);
}
END_TEST

START_TEST(test_mistake_is_reported_without_macros)
{
    const sq_expr *column = sq_col(q, users.sq_, "naem");
    const sq_stmt *s = sq_select_n(q, &column, 1);
    ck_assert_ptr_null(sq_sql(q, s, sq_dialect_find("sqlite"), NULL));
    const sq_error *e = sq_builder_error(q);
    ck_assert_int_eq(e->status, SQ_ERR_ARGUMENT);
    ck_assert_msg(strstr(e->message, "naem") != NULL, "%s", e->message);
}
END_TEST

START_TEST(test_prepared_statement_outlives_its_builder)
{
    sq_error err;
    sq_cache *cache = sq_cache_new(0, 0);
    sq_compiled *k = sq_prepare(cache, some_users(), sq_dialect_find("sqlite"), NULL, &err);
    ck_assert_msg(k != NULL, "%s", err.message);
    sq_builder_reset(q);
    ck_assert_uint_eq(sq_compiled_column_count(k), 2);
    ck_assert_str_eq(sq_compiled_column_name(k, 1), "order");
    sq_compiled_unref(k);
    sq_cache_unref(cache);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ffi");
    TCase *tc = tcase_create("ffi");
    tcase_add_checked_fixture(tc, open_builder, close_builder);
    tcase_add_loop_test(tc, test_statement_is_built_and_compiled_without_macros, 0, 3);
    tcase_add_test(tc, test_mistake_is_reported_without_macros);
    tcase_add_test(tc, test_prepared_statement_outlives_its_builder);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
