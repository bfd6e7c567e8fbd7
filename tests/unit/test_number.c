/* test_number.c: doubles as text, whatever the locale. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "lib/base/number.h"
#include "tests/support/support.h"

#define N(array) ((int)(sizeof(array) / sizeof *(array)))

static const struct {
    double d;
    const char *text;
} doubles[] = {{0, "0"},
               {-0.0, "-0"},
               {2.5, "2.5"},
               {0.1, "0.1"},
               {0.1 + 0.2, "0.30000000000000004"},
               {1.0 / 3, "0.3333333333333333"},
               {-1e300, "-1e+300"},
               {5e-324, "4.94065645841247e-324"},
               {1.7976931348623157e308, "1.7976931348623157e+308"},
               {123456789012345680.0, "1.2345678901234568e+17"}};

static void check_both_ways(const char *locale)
{
    for (int i = 0; i < N(doubles); i++) {
        char b[SQI_DOUBLE_TEXT];
        double back = 1;
        size_t n = sqi_write_double(doubles[i].d, b);
        ck_assert_msg(strcmp(b, doubles[i].text) == 0, "%s: %s", locale, b);
        ck_assert_uint_eq(n, strlen(b));
        ck_assert(sqi_read_double(b, n, &back));
        ck_assert_msg(back == doubles[i].d, "%s: %s read back", locale, b);
    }
}

START_TEST(test_double_is_the_shortest_text_that_reads_back)
{
    check_both_ways("C");
}
END_TEST

/* One with a comma, one whose point has two bytes. */
static const char *const locales[] = {"de_DE.UTF-8", "ps_AF.UTF-8"};

START_TEST(test_double_has_a_point_in_every_locale)
{
    if (!sqt_number_locale(locales[_i]))
        return;
    check_both_ways(locales[_i]);
    double d;
    ck_assert(!sqi_read_double("2,5", 3, &d));
    setlocale(LC_NUMERIC, "C");
}
END_TEST

static const char *const wrong[] = {"", "x", "1x", "1.2.3", "1,5", ".", "--1", "1e"};

START_TEST(test_double_is_not_read_from_what_is_no_number)
{
    double d;
    ck_assert(!sqi_read_double(wrong[_i], strlen(wrong[_i]), &d));
}
END_TEST

START_TEST(test_double_is_read_within_its_length_alone)
{
    double d = 0;
    ck_assert(sqi_read_double("1.25 and more", 4, &d));
    ck_assert_double_eq(d, 1.25);
    ck_assert(!sqi_read_double("1\0002", 3, &d));
    char digits[2000];
    memset(digits, '1', sizeof digits);
    ck_assert(!sqi_read_double(digits, sizeof digits, &d));
}
END_TEST

START_TEST(test_double_may_be_infinite_or_no_number)
{
    double d = 0;
    ck_assert(sqi_read_double("-Infinity", 9, &d));
    ck_assert(isinf(d) && d < 0);
    ck_assert(sqi_read_double("NaN", 3, &d));
    ck_assert(isnan(d));
}
END_TEST

START_TEST(test_decimal_is_measured_by_the_digits_that_count)
{
    static const struct {
        const char *text;
        size_t whole, fraction, digits;
    } all[] = {{"0", 0, 0, 0},      {"-12.50", 2, 1, 3},  {"0012", 2, 0, 2},   {"1e3", 4, 0, 1},
               {"1.5E-3", 0, 4, 2}, {"0.001", 0, 3, 1},   {"120e-1", 2, 0, 2}, {".5", 0, 1, 1},
               {"100.00", 3, 0, 1}, {"12.345e1", 3, 2, 5}};
    sqi_decimal x;
    for (size_t i = 0; i < N(all); i++) {
        ck_assert(sqi_read_decimal(all[i].text, strlen(all[i].text), &x));
        ck_assert_msg(x.whole == all[i].whole && x.fraction == all[i].fraction &&
                          x.digits == all[i].digits,
                      "%s: %zu %zu %zu", all[i].text, x.whole, x.fraction, x.digits);
    }
    ck_assert(sqi_read_decimal("-Infinity", 9, &x) && !x.finite && x.negative);
    static const char *const none[] = {"", ".", "1e", "e1", "1.2.3", "0x10", "nan", " 1"};
    for (size_t i = 0; i < N(none); i++)
        ck_assert_msg(!sqi_read_decimal(none[i], strlen(none[i]), &x), "%s", none[i]);
}
END_TEST

START_TEST(test_double_has_the_digits_of_a_decimal_or_not)
{
    static const char *const same[] = {"0.1", "123456789012345", "9007199254740992", "1e300",
                                       "1.7976931348623157e308"};
    static const char *const other[] = {"9007199254740993", "0.12345678901234567890", "1e400",
                                        "1e-400", "12345678901234567"};
    for (size_t i = 0; i < N(same); i++)
        ck_assert_msg(sqi_decimal_is_double(same[i], strlen(same[i])), "%s", same[i]);
    for (size_t i = 0; i < N(other); i++)
        ck_assert_msg(!sqi_decimal_is_double(other[i], strlen(other[i])), "%s", other[i]);
}
END_TEST

START_TEST(test_float_is_the_double_of_its_shortest_digits)
{
    ck_assert_double_eq(sqi_double_of_float(0.1F), 0.1);
    ck_assert_double_eq(sqi_double_of_float(1e-45F), 1e-45);
    ck_assert_double_eq(sqi_double_of_float(16777216.0F), 16777216);
    ck_assert(sqi_is_single(0.1) && sqi_is_single(-0.0) && sqi_is_single(1.5));
    ck_assert(!sqi_is_single(1.0 / 3) && !sqi_is_single(16777217) && !sqi_is_single(1e300));
}
END_TEST

SQT_MAIN("number", TEST(test_decimal_is_measured_by_the_digits_that_count),
         TEST(test_double_has_the_digits_of_a_decimal_or_not),
         TEST(test_float_is_the_double_of_its_shortest_digits),
         TEST(test_double_is_the_shortest_text_that_reads_back),
         LOOP(test_double_has_a_point_in_every_locale, 0, N(locales)),
         LOOP(test_double_is_not_read_from_what_is_no_number, 0, N(wrong)),
         TEST(test_double_is_read_within_its_length_alone),
         TEST(test_double_may_be_infinite_or_no_number))
