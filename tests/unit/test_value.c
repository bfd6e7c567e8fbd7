/* test_value.c: values of C, and dates and times as text. */
#include <stdio.h>
#include <string.h>
#include "squill/value.h"
#include "tests/support/support.h"

START_TEST(test_value_macro_types_by_c_type_not_by_number)
{
    ck_assert_int_eq(SQ_VALUE(1).len, 4);
    ck_assert_int_eq(SQ_VALUE(1L).len, 8);
    ck_assert_int_eq(SQ_VALUE(1U).len, 8);
    ck_assert_int_eq(SQ_VALUE((short)-3).v.i, -3);
    ck_assert_int_eq(SQ_VALUE((_Bool)1).kind, SQ_V_BOOL);
    ck_assert_int_eq(SQ_VALUE(1.5f).kind, SQ_V_DOUBLE);
    ck_assert_int_eq(SQ_VALUE(UINT64_C(1)).kind, SQ_V_INT);
    ck_assert_int_eq(SQ_VALUE(UINT64_MAX).kind, SQ_V_UINT);
    ck_assert_int_eq(SQ_VALUE("abc").len, 3);
    ck_assert_int_eq(sizeof(sq_value), 16);
}
END_TEST

START_TEST(test_value_null_pointers_are_null)
{
    const void *none = NULL;
    ck_assert_int_eq(SQ_VALUE((const char *)NULL).kind, SQ_V_NULL);
    ck_assert_int_eq(SQ_VALUE(none).kind, SQ_V_NULL);
    ck_assert_int_eq(SQ_VALUE((const sq_expr *)NULL).kind, SQ_V_NULL);
    ck_assert_int_eq(SQ_VALUE((void *)&none).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_decimal_value(NULL).kind, SQ_V_NULL);
    ck_assert_int_eq(sq_list_value(NULL, 0).kind, SQ_V_LIST);
}
END_TEST

static const struct {
    const char *text;
    bool good;
} decimals[] = {
    {"0", true},     {"-12.50", true},    {".5", true},
    {"1.", true},    {"1e10", true},      {"1.5E-3", true},
    {"NaN", true},   {"-Infinity", true}, {"", false},
    {"-", false},    {".", false},        {"1e", false},
    {"1e+", false},  {"1 ", false},       {"0x10", false},
    {"1;--", false}, {"12.3.4", false},   {"12345678901234567890123456789012345678", true},
};

START_TEST(test_value_decimal_takes_only_digits_of_a_number)
{
    sq_value v = sq_decimal_value(decimals[_i].text);
    ck_assert_int_eq(v.kind, decimals[_i].good ? SQ_V_DECIMAL : SQ_V_BAD_POINTER);
}
END_TEST

START_TEST(test_value_refuses_what_does_not_exist)
{
    ck_assert_int_eq(sq_date_value(2023, 2, 29).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_date_value(2024, 2, 29).kind, SQ_V_DATE);
    ck_assert_int_eq(sq_date_value(1900, 2, 29).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_date_value(0, 1, 1).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_date_value(10000, 1, 1).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_time_value(24, 0, 0, 0).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_time_value(23, 59, 60, 0).kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_bits_value("0102").kind, SQ_V_BAD_POINTER);
    ck_assert_int_eq(sq_interval_value(40000, 0, 0).kind, SQ_V_BAD_POINTER);
}
END_TEST

START_TEST(test_value_every_day_reads_back)
{
    char b[40];
    sq_value v;
    int64_t first = sq_date_value(1, 1, 1).v.i, last = sq_date_value(9999, 12, 31).v.i;
    ck_assert_int_eq(last - first, 3652058);
    ck_assert_int_eq(sq_date_value(1970, 1, 1).v.i, 0);
    for (int64_t d = first; d <= last; d += 97) {
        size_t n = sq_format_time((sq_value){.kind = SQ_V_DATE, .v = {.i = d}}, b, sizeof b);
        ck_assert_uint_eq(n, 10);
        ck_assert_int_eq(sq_parse_time(SQ_V_DATE, b, n, &v), SQ_OK);
        ck_assert_int_eq(v.v.i, d);
    }
}
END_TEST

static const struct {
    sq_value_kind kind;
    const char *in, *out; /* out NULL: refused */
} times[] = {
    {SQ_V_DATE, "0001-01-01", "0001-01-01"},
    {SQ_V_DATE, "9999-12-31", "9999-12-31"},
    {SQ_V_DATE, "2024-02-30", NULL},
    {SQ_V_DATE, "2024-2-03", NULL},
    {SQ_V_DATE, "2024-02-03 ", NULL},
    {SQ_V_DATE, "-024-02-03", NULL},
    {SQ_V_DATE, "infinity", NULL},
    {SQ_V_TIME, "12:30", "12:30:00"},
    {SQ_V_TIME, "12:30:00.5", "12:30:00.500000"},
    {SQ_V_TIME, "12:30:00.000001", "12:30:00.000001"},
    {SQ_V_TIME, "12:30:00.0000010", "12:30:00.000001"},
    {SQ_V_TIME, "12:30:00.0000011", NULL},
    {SQ_V_TIME, "12:30:00.", NULL},
    {SQ_V_TIME, "24:00:00", NULL},
    {SQ_V_DATETIME, "2016-12-31 23:59:60", NULL},
    {SQ_V_DATETIME, "2016-12-31T23:59:59.999999", "2016-12-31 23:59:59.999999"},
    {SQ_V_DATETIME, "1969-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999"},
    {SQ_V_DATETIME, "2016-12-31 23:59:59+01", NULL},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59", "2016-12-31 23:59:59+00:00"},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59Z", "2016-12-31 23:59:59+00:00"},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59+02", "2016-12-31 21:59:59+00:00"},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59-0230", "2017-01-01 02:29:59+00:00"},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59-02:30:01", "2017-01-01 02:30:00+00:00"},
    {SQ_V_TIMESTAMP, "0001-01-01 00:00:00+01", NULL},
    {SQ_V_TIMESTAMP, "2016-12-31 23:59:59+2", NULL},
};

START_TEST(test_value_time_text_is_read_strictly)
{
    char b[40];
    sq_value v;
    int status = sq_parse_time(times[_i].kind, times[_i].in, strlen(times[_i].in), &v);
    ck_assert_int_eq(status, times[_i].out ? SQ_OK : SQ_ERR_CONVERSION);
    if (status == SQ_OK) {
        ck_assert_uint_eq(sq_format_time(v, b, sizeof b), strlen(times[_i].out));
        ck_assert_str_eq(b, times[_i].out);
    }
}
END_TEST

START_TEST(test_value_time_out_of_range_is_an_empty_text)
{
    char b[40] = "x";
    ck_assert_uint_eq(sq_format_time(sq_datetime_value(INT64_MAX), b, sizeof b), 0);
    ck_assert_str_eq(b, "");
    ck_assert_uint_eq(sq_format_time(sq_datetime_value(INT64_MIN), b, sizeof b), 0);
    sq_value far = {.kind = SQ_V_DATE, .v = {.i = INT64_MIN}};
    ck_assert_uint_eq(sq_format_time(far, b, sizeof b), 0);
    ck_assert_uint_eq(sq_format_time(sq_int_value(5), b, sizeof b), 0);
    ck_assert_uint_eq(sq_format_time(sq_date_value(2024, 1, 2), b, 5), 10);
    ck_assert_str_eq(b, "2024");
}
END_TEST

SQT_MAIN("value", TEST(test_value_macro_types_by_c_type_not_by_number),
         TEST(test_value_null_pointers_are_null),
         LOOP(test_value_decimal_takes_only_digits_of_a_number, 0,
              (int)(sizeof decimals / sizeof *decimals)),
         TEST(test_value_refuses_what_does_not_exist), TEST(test_value_every_day_reads_back),
         LOOP(test_value_time_text_is_read_strictly, 0, (int)(sizeof times / sizeof *times)),
         TEST(test_value_time_out_of_range_is_an_empty_text))
