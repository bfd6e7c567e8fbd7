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

SQT_MAIN("number", TEST(test_double_is_the_shortest_text_that_reads_back),
         LOOP(test_double_has_a_point_in_every_locale, 0, N(locales)),
         LOOP(test_double_is_not_read_from_what_is_no_number, 0, N(wrong)),
         TEST(test_double_is_read_within_its_length_alone),
         TEST(test_double_may_be_infinite_or_no_number))
