/* test_rendered_thread.c: the names of a table are rendered once a dialect; whoever writes them
 * otherwise (another quote, another schema, no table) still gets what it asked for. Run under
 * ThreadSanitizer by `make check`. */
#include <pthread.h>
#include <stdio.h>
#include "squill.h"
#include "tests/support/support.h"

SQ_TABLE_WITH(orders, (.name = "Order", .schema = "shop"), (id, integer, .primary_key = true),
              (user_, integer, .name = "user"), (note, text));
SQ_TABLE(cold, (id, integer, .primary_key = true), (a, text), (select_, text, .name = "select"));

static sq_builder *q;
static const char *written(const sq_dialect *d, const sq_compile_options *o)
{
    return (sq_sql)(q, sq_select(q, orders.user_, orders.note), d, o);
}

START_TEST(test_rendered_names_in_another_quote)
{
    q = sq_builder_new();
    sq_value marks[] = {sq_text_value("["), sq_text_value("]")};
    sq_dialect_setting s = {"quoting", {.kind = SQ_V_LIST, .len = 2, .v = {.list = marks}}};
    const char *usual = "SELECT shop.\"Order\".\"user\", shop.\"Order\".note \nFROM shop.\"Order\"";
    ck_assert_str_eq(written(SQ_POSTGRESQL, NULL), usual);
    sq_dialect *d = sq_dialect_configure(SQ_POSTGRESQL, &s, 1, NULL);
    ck_assert_str_eq(written(d, NULL),
                     "SELECT shop.[Order].[user], shop.[Order].note \nFROM shop.[Order]");
    sq_dialect *again = sq_dialect_configure(d, NULL, 0, NULL);
    ck_assert_str_eq(written(again, NULL),
                     "SELECT shop.[Order].[user], shop.[Order].note \nFROM shop.[Order]");
    ck_assert_str_eq(written(SQ_POSTGRESQL, NULL), usual);
    ck_assert_str_eq(written(SQ_MYSQL, NULL),
                     "SELECT shop.`Order`.user, shop.`Order`.note \nFROM shop.`Order`");
    sq_dialect_free(again);
    sq_dialect_free(d);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_rendered_names_in_another_schema_or_none)
{
    q = sq_builder_new();
    sq_schema_mapping map = {"shop", "My"};
    sq_compile_options o = {.schema_translate = &map, .n_schema_translate = 1, .size = sizeof o};
    ck_assert_str_eq(written(SQ_POSTGRESQL, &o),
                     "SELECT \"My\".\"Order\".\"user\", \"My\".\"Order\".note \n"
                     "FROM \"My\".\"Order\"");
    const sq_stmt *s = sq_values(sq_insert(q, orders), sq_set(orders.user_, 1));
    ck_assert_str_eq((sq_sql)(q, s, SQ_POSTGRESQL, NULL),
                     "INSERT INTO shop.\"Order\" (\"user\") VALUES ($1) RETURNING "
                     "shop.\"Order\".id");
    sq_builder_free(q);
}
END_TEST

/* Each of them is refused by its own name, and the table can still be used; a lenient compile
 * writes them. */
START_TEST(test_rendered_names_that_are_too_long)
{
    q = sq_builder_new();
    char name[81];
    memset(name, 'x', 80);
    name[80] = '\0';
    const sq_column_spec columns[] = {{.name = "id", .type = sq_integer()},
                                      {.name = name, .type = sq_integer()}};
    sq_metadata *m = (sq_metadata_new)(NULL);
    sq_source s = (sq_metadata_table)(m, sq_name_of("t"), columns, 2, NULL);
    sq_source long_one = (sq_metadata_table)(m, sq_name_of(name), columns, 1, NULL);
    sq_error err;
    for (int i = 0; i < 2; i++) {
        sq_bound b;
        const sq_stmt *good = sq_select(q, sq_col(q, s, "id"));
        ck_assert_str_eq((sq_sql)(q, good, SQ_POSTGRESQL, NULL), "SELECT t.id \nFROM t");
        ck_assert_int_eq((sq_compile_bound)(q, sq_select(q, sq_col(q, s, name)), SQ_POSTGRESQL,
                                            NULL, NULL, 0, true, &b, &err),
                         SQ_ERR_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(err.message, "is longer than the 63 bytes"));
        ck_assert_int_eq((sq_compile_bound)(q, sq_select(q, sq_col(q, long_one, "id")),
                                            SQ_POSTGRESQL, NULL, NULL, 0, true, &b, &err),
                         SQ_ERR_ARGUMENT);
        ck_assert_ptr_nonnull(
            (sq_sql)(q, sq_select(q, sq_col(q, long_one, "id")), SQ_SQLITE, NULL));
        char text[400];
        snprintf(text, sizeof text, "SELECT %s.id, t.%s \nFROM %s, t", name, name, name);
        const sq_stmt *both = sq_select(q, sq_col(q, long_one, "id"), sq_col(q, s, name));
        ck_assert_str_eq(sq_sql(q, both, SQ_POSTGRESQL, .lenient = true), text);
    }
    sq_metadata_unref(m);
    sq_builder_free(q);
}
END_TEST

static int render_once(const sq_allocator *allocator, void *context)
{
    const sq_column_spec column = {.name = "id", .type = sq_integer()};
    (void)context;
    sq_error err = {.status = SQ_ERR_NOMEM};
    sq_set_allocator(allocator);
    sq_builder *own = sq_builder_new();
    sq_metadata *m = (sq_metadata_new)(NULL);
    if (m) {
        sq_source s = (sq_metadata_table)(m, sq_name_of("t"), &column, 1, NULL);
        const sq_stmt *select = sq_select(own, sq_col(own, s, "id"));
        sq_bound b;
        (sq_compile_bound)(own, select, SQ_SQLITE, NULL, NULL, 0, true, &b, &err);
        sq_metadata_unref(m);
    }
    sq_builder_free(own);
    sq_set_allocator(NULL);
    return err.status;
}

START_TEST(test_rendered_names_without_memory)
{
    ck_assert_uint_gt(sqt_oom_sweep("rendered", render_once, NULL, true), 5);
}
END_TEST

static pthread_barrier_t start;

static void *render_first(void *argument)
{
    sq_builder *own = sq_builder_new();
    pthread_barrier_wait(&start);
    const char *sql = (sq_sql)(own, sq_select(own, cold.select_, cold.a), argument, NULL);
    bool right = strcmp(sql, "SELECT cold.\"select\", cold.a \nFROM cold") == 0;
    sq_builder_free(own);
    return right ? argument : NULL;
}

START_TEST(test_rendered_names_by_many_threads_at_once)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    const sq_dialect *dialects[] = {SQ_POSTGRESQL, SQ_SQLITE};
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, render_first, (void *)(uintptr_t)dialects[i % 2]);
    for (int i = 0; i < THREADS; i++) {
        void *right = NULL;
        pthread_join(threads[i], &right);
        ck_assert_ptr_nonnull(right);
    }
    pthread_barrier_destroy(&start);
}
END_TEST

SQT_MAIN("rendered", TEST(test_rendered_names_in_another_quote),
         TEST(test_rendered_names_in_another_schema_or_none),
         TEST(test_rendered_names_that_are_too_long), TEST(test_rendered_names_without_memory),
         TEST(test_rendered_names_by_many_threads_at_once))
