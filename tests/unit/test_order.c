/* test_order.c: rows of a page are put into the order of their parameter sets, however the database
 * gave them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "lib/engine/result.h"
#include "tests/support/support.h"

enum { N = 7 };

static sq_result *r;
static sqi_stored_row *rows[N + 1];
static sq_type types[2];
static sqi_result_column columns[2] = {{"name", &types[0]}, {"id", &types[1]}};
static sq_compiled compiled = {.columns = columns, .n_columns = 2};

/* Rows that came in this order: the second value tells, the first is the place where it came. */
static void open_rows(sq_type type, const sq_value *ids, size_t n)
{
    types[0] = types[1] = type;
    r = calloc(1, sizeof *r);
    r->arena = sqi_arena_new(NULL, NULL);
    r->compiled = &compiled;
    for (size_t i = 0; i < n; i++) {
        rows[i] = sqi_arena_alloc(r->arena, sizeof *rows[i] + 2 * sizeof(sq_value));
        rows[i]->next = NULL;
        rows[i]->values[0] = sq_int_value((int)i);
        rows[i]->values[1] = ids[i];
        *(r->last ? &r->last->next : &r->first) = rows[i];
        r->last = rows[i];
    }
}

static void check_order(const int *came, size_t n)
{
    const sqi_stored_row *row = r->first;
    for (size_t i = 0; i < n; i++, row = row->next) {
        ck_assert_ptr_nonnull(row);
        ck_assert_int_eq(row->values[0].v.i, came[i]);
        ck_assert(row->next || row == r->last);
    }
    ck_assert_ptr_null(row);
    sqi_arena_unref(r->arena);
    free(r);
}

START_TEST(test_order_rising_values)
{
    const sq_value ids[] = {sq_int_value(5),  sq_long_value(-2), sq_int_value(7),
                            sq_int_value(-9), sq_int_value(0),   sq_uint_value(UINT64_MAX),
                            sq_int_value(1)};
    const sqi_page page = {.order = SQI_PAGE_RISING, .column = 1};
    open_rows(sq_bigint(), ids, N);
    ck_assert_int_eq(sqi_order_rows(r, NULL, &page, NULL, 0, N), SQ_OK);
    check_order((const int[]){3, 1, 4, 6, 0, 2, 5}, N);
}
END_TEST

START_TEST(test_order_pages_before_stay_where_they_are)
{
    const sq_value ids[] = {sq_int_value(9), sq_int_value(8), sq_int_value(3), sq_int_value(1),
                            sq_int_value(2)};
    const sqi_page page = {.order = SQI_PAGE_RISING, .column = 1};
    open_rows(sq_integer(), ids, 5);
    ck_assert_int_eq(sqi_order_rows(r, rows[1], &page, NULL, 0, 3), SQ_OK);
    check_order((const int[]){0, 1, 3, 4, 2}, 5);
}
END_TEST

/* UUIDs may come back as text; a set may have no row. */
START_TEST(test_order_given_values)
{
    static const uint8_t a[16] = {0xFF, 1}, b[16] = {0, 2}, c[16] = {0, 0, 9}, d[16] = {1};
    const sq_value came[] = {sq_text_value("00020000-0000-0000-0000-000000000000"),
                             sq_uuid_value(c), sq_uuid_value(a)};
    const sq_value sets[] = {sq_null_value(), sq_uuid_value(a), sq_null_value(), sq_uuid_value(b),
                             sq_null_value(), sq_uuid_value(d), sq_null_value(), sq_uuid_value(c)};
    const sqi_page page = {.order = SQI_PAGE_GIVEN, .column = 1};
    open_rows(sq_type_of(SQ_T_UUID), came, 3);
    ck_assert_int_eq(sqi_order_rows(r, NULL, &page, sets + 1, 2, 4), SQ_OK);
    check_order((const int[]){2, 0, 1}, 3);
}
END_TEST

START_TEST(test_order_that_can_not_be_told_is_an_error)
{
    const sq_value came[] = {sq_int_value(1), sq_int_value(2)},
                   sets[] = {sq_int_value(2), sq_int_value(3)};
    const sqi_page given = {.order = SQI_PAGE_GIVEN, .column = 1};
    open_rows(sq_integer(), came, 2);
    ck_assert_int_eq(sqi_order_rows(r, NULL, &given, sets, 1, 2), SQ_ERR_CONVERSION);
    ck_assert_int_eq(r->error.status, SQ_ERR_CONVERSION);
    ck_assert_ptr_nonnull(strstr(r->error.message, "id"));
    check_order((const int[]){0, 1}, 2);
    const sq_value none[] = {sq_int_value(1), sq_null_value()};
    const sqi_page rising = {.order = SQI_PAGE_RISING, .column = 1};
    open_rows(sq_integer(), none, 2);
    ck_assert_int_eq(sqi_order_rows(r, NULL, &rising, NULL, 0, 2), SQ_ERR_CONVERSION);
    check_order((const int[]){0, 1}, 2);
}
END_TEST

SQT_MAIN("order", TEST(test_order_rising_values), TEST(test_order_pages_before_stay_where_they_are),
         TEST(test_order_given_values), TEST(test_order_that_can_not_be_told_is_an_error))
