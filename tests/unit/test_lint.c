/* test_lint.c: statements that multiply from elements, refused where asked for. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

SQ_TABLE(a, (id, integer, .primary_key = true), (x, integer));
SQ_TABLE(b, (id, integer, .primary_key = true), (a_id, integer), (x, integer));
SQ_TABLE(d, (id, integer, .primary_key = true), (b_id, integer), (x, integer));

static sq_builder *q;

/* Two names, as the message has them; NULL, NULL: no complaint. */
static void check_product(const sq_stmt *s, const char *left, const char *right)
{
    ck_assert_msg(sq_sql(q, s, SQ_POSTGRESQL) != NULL, "%s", sq_builder_error(q)->message);
    const char *sql = sq_sql(q, s, SQ_POSTGRESQL, .enable_from_linting = true);
    if (!left) {
        ck_assert_msg(sql != NULL, "%s", sq_builder_error(q)->message);
        return;
    }
    char text[80];
    snprintf(text, sizeof text, "no condition ties \"%s\" to \"%s\"", right, left);
    ck_assert_msg(!sql, "not found in %s", sql);
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_COMPILE);
    ck_assert_msg(strstr(sq_builder_error(q)->message, text) != NULL, "%s",
                  sq_builder_error(q)->message);
    sq_builder_reset(q);
}

static void check_tied(const sq_stmt *s)
{
    check_product(s, NULL, NULL);
}

START_TEST(test_lint_two_elements_without_a_condition)
{
    q = sq_builder_new();
    check_product(sq_select(q, a.id, b.id), "a", "b");
    check_product(sq_where(sq_select(q, a.id, b.id), sq_gt(q, a.x, 1)), "a", "b");
    check_tied(sq_select(q, a.id, a.x));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_condition_ties_what_it_compares)
{
    q = sq_builder_new();
    check_tied(sq_where(sq_select(q, a.id, b.id), sq_eq(q, a.id, b.a_id)));
    check_tied(sq_where(sq_select(q, a.id), sq_lt(q, sq_add(q, a.x, b.x), 5)));
    check_tied(sq_where(sq_select(q, a.id), sq_between(q, a.x, b.id, b.x)));
    check_tied(sq_where(sq_select(q, a.id, d.id),
                        sq_and(q, sq_eq(q, a.id, b.a_id), sq_eq(q, b.id, d.b_id))));
    check_product(sq_where(sq_select(q, a.id, b.id, d.id), sq_eq(q, a.id, b.a_id)), "a", "d");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_conditions_side_by_side_tie_nothing)
{
    q = sq_builder_new();
    const sq_expr *one = sq_eq(q, a.x, 1), *two = sq_eq(q, b.x, 2);
    check_product(sq_where(sq_select(q, a.id), one, two), "a", "b");
    one = sq_eq(q, a.x, 1), two = sq_eq(q, b.x, 2);
    check_product(sq_where(sq_select(q, a.id), sq_or(q, one, two)), "a", "b");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_of_a_long_condition)
{
    q = sq_builder_new();
    const sq_stmt *s = sq_select(q, a.id, b.id);
    const sq_expr *all = sq_eq(q, a.x, 0);
    for (int i = 1; i < 3000; i++)
        all = sq_and(q, all, sq_ne(q, a.x, i));
    check_tied(sq_where(s, all, sq_eq(q, a.id, b.a_id)));
    s = sq_select(q, a.id, b.id);
    check_tied(sq_where(s, sq_or(q, sq_eq(q, a.x, 1), sq_eq(q, a.id, b.a_id))));
    sq_builder_free(q);
}
END_TEST

/* Who writes JOIN has said that both belong together, whatever the condition is. */
START_TEST(test_lint_join_ties_its_sides_whatever_its_condition)
{
    q = sq_builder_new();
    check_tied(sq_join(sq_select(q, a.id, b.id), b, sq_eq(q, b.x, 1)));
    check_tied(sq_cross_join(sq_select(q, a.id, b.id), b));
    check_tied(sq_left_join(sq_select(q, a.id), b, sq_true(q)));
    const sq_stmt *s = sq_join_from(sq_select(q, a.id, d.id), a, b, sq_eq(q, a.id, b.a_id));
    check_product(s, "a", "d");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_alias_is_an_element_of_its_own)
{
    q = sq_builder_new();
    const a_table other = SQ_ALIAS(q, a, "other");
    check_product(sq_select(q, a.id, other.id), "a", "other");
    const a_table again = SQ_ALIAS(q, a, "again");
    check_tied(sq_where(sq_select(q, a.id, again.id), sq_eq(q, a.id, again.x)));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_correlation_of_a_subquery_ties)
{
    q = sq_builder_new();
    const sq_stmt *in_d = sq_where(sq_select(q, d.id), sq_eq(q, d.b_id, b.id), sq_eq(q, d.x, a.id));
    check_tied(sq_where(sq_select(q, a.id, b.id), sq_exists(q, in_d)));
    const sq_stmt *max = sq_where(sq_select(q, sq_func(q, "max", d.x)), sq_eq(q, d.b_id, b.id));
    check_tied(sq_where(sq_select(q, a.id, b.id), sq_eq(q, a.x, sq_scalar_subquery(q, max))));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_subquery_of_its_own_ties_nothing)
{
    q = sq_builder_new();
    const sq_stmt *max = sq_select(q, sq_func(q, "max", b.x));
    check_product(sq_where(sq_select(q, a.id, b.id), sq_eq(q, a.x, sq_scalar_subquery(q, max))),
                  "a", "b");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_looks_into_subqueries)
{
    q = sq_builder_new();
    const sq_stmt *inside = sq_select(q, b.id, d.x);
    const sq_source s = sq_subquery(q, inside, "s");
    check_product(sq_select(q, sq_col(q, s, "id")), "b", "d");
    /* each row of `a` is given to the subquery: b meets d through it */
    const sq_stmt *through = sq_where(sq_select(q, b.id), sq_eq(q, b.x, a.x), sq_eq(q, d.x, a.x));
    check_tied(sq_where(sq_select(q, a.id), sq_exists(q, through)));
    check_product(sq_union(q, sq_select(q, a.id), sq_select(q, b.id, d.id)), "b", "d");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_lateral_is_tied_to_what_it_reads)
{
    q = sq_builder_new();
    const sq_source l = sq_lateral(q, sq_where(sq_select(q, b.x), sq_eq(q, b.a_id, a.id)), "l");
    check_tied(sq_from(sq_select(q, a.id, sq_col(q, l, "x")), a, l));
    const sq_source alone = sq_lateral(q, sq_select(q, b.x), "alone");
    check_product(sq_from(sq_select(q, a.id), a, alone), "a", "alone");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_function_is_tied_to_its_arguments)
{
    q = sq_builder_new();
    const sq_values_column n = {.name = "n", .type = sq_integer()};
    const sq_table_function o = {
        .name = sq_name_of("g"), .columns = &n, .n_columns = 1, .size = sizeof o};
    const sq_expr *up_to_x = sq_func(q, "generate_series", sq_val(q, 1), a.x);
    const sq_source reads = sq_table_valued(q, up_to_x, &o);
    check_tied(sq_from(sq_select(q, a.id), a, reads));
    sq_table_function said = o;
    said.joins_implicitly = true;
    const sq_expr *up_to_9 = sq_func(q, "generate_series", sq_val(q, 1), sq_val(q, 9));
    const sq_source joins = sq_table_valued(q, up_to_9, &said);
    check_tied(sq_from(sq_select(q, a.id), a, joins));
    const sq_source alone = sq_table_valued(q, up_to_9, &o);
    check_product(sq_from(sq_select(q, a.id), a, alone), "a", "g");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_rows_of_values_count)
{
    q = sq_builder_new();
    const sq_values_column n = {.name = "n", .type = sq_integer()};
    const sq_value rows[] = {sq_int_value(1), sq_int_value(2)};
    const sq_values_options o = {.name = sq_name_of("v"), .size = sizeof o};
    sq_source v = sq_values_table(q, &n, 1, rows, 2, &o);
    check_tied(sq_where(sq_from(sq_select(q, a.id), a, v), sq_eq(q, a.id, sq_col(q, v, "n"))));
    v = sq_values_table(q, &n, 1, rows, 2, &o);
    check_product(sq_from(sq_select(q, a.id), a, v), "a", "v");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_sql_text_is_not_judged)
{
    q = sq_builder_new();
    check_tied(sq_where(sq_select(q, a.id, b.id), sq_text(q, SQ_SQL("a.id = b.a_id"))));
    const sq_source text = sq_text_from(q, sq_text(q, SQ_SQL("b")));
    check_tied(sq_from(sq_select(q, a.id), a, text));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_of_update_and_delete)
{
    q = sq_builder_new();
    const sq_stmt *up = sq_values(sq_update(q, a), sq_set(a.x, 1));
    check_tied(up);
    check_product(sq_where(up, sq_eq(q, b.x, 2)), "a", "b");
    up = sq_where(sq_values(sq_update(q, a), sq_set(a.x, b.x)), sq_eq(q, a.id, b.a_id));
    check_tied(up);
    const sq_stmt *del = sq_delete(q, a);
    check_product(sq_where(del, sq_eq(q, b.x, 2)), "a", "b");
    del = sq_where(sq_delete(q, a), sq_eq(q, b.a_id, a.id));
    check_tied(del);
    sq_builder_free(q);
}
END_TEST

/* What was compiled without the lint is not found with it. */
START_TEST(test_lint_is_part_of_the_cache_key)
{
    q = sq_builder_new();
    sq_cache *cache = sq_cache_new(0, 0);
    const sq_stmt *s = sq_select(q, a.id, b.id);
    const sq_compile_options lint = {.enable_from_linting = true, .size = sizeof lint};
    sq_error err = {0};
    sq_compiled *k = sq_prepare(cache, s, SQ_SQLITE, NULL, &err);
    ck_assert_ptr_nonnull(k);
    ck_assert_ptr_null(sq_prepare(cache, s, SQ_SQLITE, &lint, &err));
    ck_assert_int_eq(err.status, SQ_ERR_COMPILE);
    sq_compiled_unref(k);
    sq_cache_unref(cache);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_lint_of_all_statements_of_an_engine)
{
    q = sq_builder_new();
    open_both(FAKE_URL, .enable_from_linting = true);
    ck_assert_int_eq(sq_exec(c, sq_select(q, a.id, b.id)), SQ_ERR_COMPILE);
    ck_assert_int_eq(fake.executes, 0);
    close_both();
    sq_builder_free(q);
}
END_TEST

static int lint_once(const sq_allocator *allocator, void *context)
{
    sq_error err = {0};
    const sq_compile_options lint = {.enable_from_linting = true, .size = sizeof lint};
    sq_set_allocator(allocator);
    sq_compiled *k = sq_prepare(NULL, context, SQ_SQLITE, &lint, &err);
    if (k)
        sq_compiled_unref(k);
    sq_set_allocator(NULL);
    return err.status;
}

START_TEST(test_lint_without_memory_says_so)
{
    q = sq_builder_new();
    const sq_stmt *in_d = sq_where(sq_select(q, d.id), sq_eq(q, d.b_id, b.id), sq_eq(q, d.x, a.id));
    const sq_stmt *s = sq_where(sq_select(q, a.id, b.id), sq_exists(q, in_d));
    ck_assert_uint_gt(sqt_oom_sweep("lint", lint_once, (void *)(uintptr_t)s, false), 5);
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("lint", TEST(test_lint_two_elements_without_a_condition),
         TEST(test_lint_condition_ties_what_it_compares),
         TEST(test_lint_conditions_side_by_side_tie_nothing), TEST(test_lint_of_a_long_condition),
         TEST(test_lint_join_ties_its_sides_whatever_its_condition),
         TEST(test_lint_alias_is_an_element_of_its_own),
         TEST(test_lint_correlation_of_a_subquery_ties),
         TEST(test_lint_subquery_of_its_own_ties_nothing), TEST(test_lint_looks_into_subqueries),
         TEST(test_lint_lateral_is_tied_to_what_it_reads),
         TEST(test_lint_function_is_tied_to_its_arguments), TEST(test_lint_rows_of_values_count),
         TEST(test_lint_sql_text_is_not_judged), TEST(test_lint_of_update_and_delete),
         TEST(test_lint_is_part_of_the_cache_key), TEST(test_lint_of_all_statements_of_an_engine),
         TEST(test_lint_without_memory_says_so))
