/* test_parameters.c: parameters that are many, that come again, and that share a name. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (x, integer));

enum { FEW = 3, MANY = 400 };
static const int counts[] = {FEW, 8, 9, 16, 17, 32, 33, MANY};

static sq_bound compiled(sq_builder *q, const sq_stmt *s, const sq_dialect *d)
{
    sq_bound out;
    sq_error e;
    ck_assert_msg(sq_compile_bound(q, s, d, NULL, NULL, 0, true, &out, &e) == SQ_OK, "%s",
                  e.message);
    return out;
}

/* Behind `at`, where a marker with this number stands next. */
static const char *find_marker(const char *at, int number)
{
    char marker[16];
    int n = snprintf(marker, sizeof marker, "$%d", number);
    at = strchr(at, '$');
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(strncmp(at, marker, (size_t)n), 0);
    ck_assert(at[n] < '0' || at[n] > '9');
    return at + n;
}

/* x != 0 AND x != 1 .. and all of it again. */
static const sq_stmt *twice(sq_builder *q, int n)
{
    static const sq_expr *each[MANY];
    const sq_stmt *s = sq_select(q, t.id);
    for (int i = 0; i < n; i++)
        s = sq_where(s, each[i] = sq_ne(q, t.x, i));
    for (int i = 0; i < n; i++)
        s = sq_where(s, each[i]);
    return s;
}

START_TEST(test_parameters_that_come_again_keep_their_number)
{
    int n = counts[_i];
    sq_builder *q = sq_builder_new();
    sq_bound b = compiled(q, twice(q, n), SQ_POSTGRESQL);
    ck_assert_uint_eq(b.n_params, (size_t)n);
    const char *at = b.sql.p;
    for (int i = 0; i < 2 * n; i++)
        at = find_marker(at, i % n + 1);
    for (int i = 0; i < n; i++)
        ck_assert_int_eq(b.values[i].v.i, i);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_parameters_that_come_again_are_sent_again_where_they_have_no_number)
{
    int n = counts[_i];
    sq_builder *q = sq_builder_new();
    sq_bound b = compiled(q, twice(q, n), SQ_SQLITE);
    ck_assert_uint_eq(b.n_params, 2 * (size_t)n);
    for (int i = 0; i < 2 * n; i++)
        ck_assert_int_eq(b.values[i].v.i, i % n);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_parameters_of_one_name_are_one_however_many_there_are)
{
    int n = counts[_i];
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_select(q, t.id);
    for (int i = 0; i < 2 * n; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i % n);
        s = sq_where(s, sq_ne(q, t.x, sq_bindparam(q, name, .type = sq_integer())));
    }
    sq_bound b = compiled(q, s, SQ_POSTGRESQL);
    ck_assert_uint_eq(b.n_params, (size_t)n);
    const char *at = b.sql.p;
    for (int i = 0; i < 2 * n; i++)
        at = find_marker(at, i % n + 1);
    ck_assert_int_eq(strncmp(b.params[n - 1].name.p, "p", 1), 0);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_parameters_are_named_by_number)
{
    int n = counts[_i];
    sq_builder *q = sq_builder_new();
    sq_bound b = compiled(q, twice(q, n), SQ_POSTGRESQL);
    for (int i = 0; i < n; i++) {
        char name[16];
        int length = snprintf(name, sizeof name, "x_%d", i + 1);
        ck_assert_uint_eq(b.params[i].name.n, (size_t)length);
        ck_assert_str_eq(b.params[i].name.p, name);
    }
    sq_builder_free(q);
}
END_TEST

static sq_bound ready(sq_binder *w, const sq_stmt *s, const sq_binding *b, size_t n)
{
    sq_bound out;
    sq_error e;
    ck_assert_msg(sq_ready(w, s, b, n, &out, &e) == SQ_OK, "%s", e.message);
    return out;
}

/* One list in two places: a parameter that has a number is sent once. */
START_TEST(test_parameters_of_a_list_in_two_places)
{
    static const char *const dialects[] = {"postgresql", "sqlite"};
    const sq_value items[] = {sq_int_value(4), sq_int_value(5), sq_int_value(6)};
    sq_cache *cache = sq_cache_new(0, 0);
    sq_binder *w = sq_binder_new(cache, sq_dialect_find(dialects[_i]), NULL);
    for (int round = 0; round < 12; round++) {
        size_t n = (size_t)round / 3 % 4, times = _i == 0 ? 1 : 2;
        sq_builder *q = sq_builder_new();
        const sq_expr *ids = sq_bindparam(q, "ids", .type = sq_integer(), .expanding = true);
        const sq_stmt *s = sq_where(sq_select(q, t.id), sq_in_expr(q, t.x, ids),
                                    sq_in_expr(q, t.id, ids));
        sq_binding list = sq_bind("ids", sq_list_value(items, n));
        sq_bound b = ready(w, s, &list, 1);
        ck_assert_uint_eq(b.n_params, times * n);
        for (size_t i = 0; i < b.n_params; i++)
            ck_assert_int_eq(b.values[i].v.i, (int64_t)(4 + i % n));
        sq_builder_free(q);
    }
    sq_binder_free(w);
    sq_cache_unref(cache);
}
END_TEST

START_TEST(test_parameters_without_a_value_are_told_by_every_hit)
{
    sq_cache *cache = sq_cache_new(0, 0);
    sq_binder *w = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    for (int round = 0; round < 4; round++) {
        sq_builder *q = sq_builder_new();
        sq_bound out;
        sq_error e;
        const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.x, round),
                                    sq_ne(q, t.id, sq_bindparam(q, "other")));
        ck_assert_int_eq(sq_ready(w, s, NULL, 0, &out, &e), SQ_ERR_ARGUMENT);
        ck_assert_msg(strstr(e.message, "other") != NULL, "%s", e.message);
        sq_binding other = sq_bind("other", 7);
        sq_bound b = ready(w, s, &other, 1);
        ck_assert_int_eq(b.values[0].v.i, round);
        ck_assert_int_eq(b.values[1].v.i, 7);
        sq_builder_free(q);
    }
    sq_binder_free(w);
    sq_cache_unref(cache);
}
END_TEST

/* With the names of others: x_2 is a label, and `who` a name that was given. */
static const sq_stmt *with_names(sq_builder *q)
{
    const sq_expr *ids = sq_bindparam(q, "ids", .type = sq_integer(), .expanding = true);
    return sq_where(sq_select(q, sq_add(q, t.x, 1), sq_func(q, "x", t.id)), sq_ne(q, t.x, 2),
                    sq_ne(q, t.id, sq_bindparam(q, "who", .type = sq_integer())),
                    sq_in_expr(q, t.id, ids), sq_gt(q, t.x, 3));
}

static void check_name(const sq_bound *b, size_t i, const char *name)
{
    sq_str s = sq_bound_name(b, i);
    ck_assert_uint_eq(s.n, strlen(name));
    ck_assert_mem_eq(s.p, name, s.n);
}

START_TEST(test_parameters_that_nobody_named_have_names_when_asked)
{
    static const char *const names[] = {"x_1", "x_3", "who", "ids", "ids", "x_4"};
    const sq_value items[] = {sq_int_value(4), sq_int_value(5)};
    sq_cache *cache = _i ? sq_cache_new(0, 0) : NULL;
    sq_binder *w = sq_binder_new(cache, SQ_SQLITE, NULL);
    sq_builder *q = sq_builder_new();
    const sq_binding given[] = {sq_bind("who", 7), sq_bind("ids", sq_list_value(items, 2)),
                                sq_bind("x_3", 8)};
    sq_bound b = ready(w, with_names(q), given, 3);
    ck_assert_uint_eq(b.n_params, 6);
    for (size_t i = b.n_params; i-- > 0;)
        check_name(&b, i, names[i]);
    ck_assert_ptr_null(sq_bound_name(&b, b.n_params).p);
    ck_assert_int_eq(b.values[1].v.i, 8);
    b = ready(w, twice(q, FEW), NULL, 0);
    check_name(&b, FEW - 1, "x_3");
    check_name(&b, 0, "x_1");
    sq_binder_free(w);
    sq_cache_unref(cache);
    sq_builder_free(q);
}
END_TEST

SQ_TABLE(odd, (x_1, integer), (x, integer), (y, integer));
SQ_TABLE(trio, (a, integer), (b, integer), (c, integer));

/* In each two parameters would have one name. */
static const sq_stmt *given_before(sq_builder *q)
{
    return sq_values(sq_insert(q, t), sq_set(t.id, sq_bindparam(q, "x", .type = sq_integer())),
                     sq_set(t.x, 1));
}

static const sq_stmt *given_behind(sq_builder *q)
{
    return sq_values(sq_insert(q, t), sq_set(t.id, 1),
                     sq_set(t.x, sq_bindparam(q, "id", .type = sq_integer())));
}

static const sq_stmt *made_up_behind(sq_builder *q)
{
    return sq_values(sq_update(q, odd), sq_set(odd.x_1, 1), sq_set(odd.y, sq_add(q, odd.x, 2)));
}

static const sq_stmt *made_up_before(sq_builder *q)
{
    return sq_ordered_values(sq_update(q, odd), sq_set(odd.y, sq_add(q, odd.x, 2)),
                             sq_set(odd.x_1, 1));
}

static const sq_stmt *set_twice(sq_builder *q)
{
    return sq_ordered_values(sq_update(q, odd), sq_set(odd.x, 1), sq_set(odd.x, 2));
}

static const sq_stmt *columns_of_one_name(sq_builder *q)
{
    const sq_column_spec columns[] = {{.name = "a", .type = sq_integer()},
                                      {.name = "a", .type = sq_integer()}};
    const sq_source s = sq_ad_hoc_table(q, "twins", NULL, columns, 2);
    return sq_values(sq_insert(q, s), sq_set(sq_col_at(q, s.sq_, 0), 1),
                     sq_set(sq_col_at(q, s.sq_, 1), 2));
}

static const sq_stmt *(*const clashes[])(sq_builder *) = {
    given_before, given_behind, made_up_behind, made_up_before, set_twice, columns_of_one_name};
enum { CLASHES = sizeof clashes / sizeof *clashes };

START_TEST(test_parameters_named_after_columns_are_told_from_others)
{
    sq_builder *q = sq_builder_new();
    sq_bound b;
    sq_error e;
    int rc = sq_compile_bound(q, clashes[_i](q), SQ_POSTGRESQL, NULL, NULL, 0, true, &b, &e);
    ck_assert_int_eq(rc, SQ_ERR_COMPILE);
    ck_assert_ptr_nonnull(strstr(e.message, "is that of a parameter made up by squill"));
    sq_builder_free(q);
}
END_TEST

/* Their values are counted from 1. */
static void check_four(const sq_bound *b, const char *const *names)
{
    ck_assert_uint_eq(b->n_params, 4);
    for (size_t i = 0; i < b->n_params; i++) {
        check_name(b, i, names[i]);
        ck_assert_int_eq(b->values[i].v.i, (int)i + 1);
    }
}

/* Those of columns stand as they are, with others beside them. */
START_TEST(test_parameters_are_named_after_their_columns)
{
    static const char *const names[] = {"a", "own", "c", "b_1"};
    sq_binder *w = sq_binder_new(NULL, SQ_POSTGRESQL, NULL);
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_values(sq_update(q, trio), sq_set(trio.a, 1),
                                 sq_set(trio.b, sq_bindparam(q, "own", .type = sq_integer())),
                                 sq_set(trio.c, 3));
    const sq_binding own = sq_bind("own", 2);
    sq_bound b = ready(w, sq_where(s, sq_eq(q, trio.b, 4)), &own, 1);
    check_four(&b, names);
    sq_binder_free(w);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_parameters_of_other_tables_are_not_named_after_columns)
{
    static const char *const names[] = {"param_1", "a", "c", "id_1"};
    sq_binder *w = sq_binder_new(NULL, SQ_MYSQL, NULL);
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_values(sq_update(q, trio), sq_set(trio.c, 3), sq_set(trio.a, 2),
                                 sq_set(t.x, 1));
    sq_bound b = ready(w, sq_where(s, sq_eq(q, t.id, 4)), NULL, 0);
    check_four(&b, names);
    sq_binder_free(w);
    sq_builder_free(q);
}
END_TEST

enum { COUNTS = sizeof counts / sizeof *counts };
SQT_MAIN("parameters", LOOP(test_parameters_that_come_again_keep_their_number, 0, COUNTS),
         LOOP(test_parameters_that_come_again_are_sent_again_where_they_have_no_number, 0, COUNTS),
         LOOP(test_parameters_of_one_name_are_one_however_many_there_are, 0, COUNTS),
         LOOP(test_parameters_are_named_by_number, 0, COUNTS),
         LOOP(test_parameters_of_a_list_in_two_places, 0, 2),
         LOOP(test_parameters_that_nobody_named_have_names_when_asked, 0, 2),
         LOOP(test_parameters_named_after_columns_are_told_from_others, 0, CLASHES),
         TEST(test_parameters_are_named_after_their_columns),
         TEST(test_parameters_of_other_tables_are_not_named_after_columns),
         TEST(test_parameters_without_a_value_are_told_by_every_hit))
