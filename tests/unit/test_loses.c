/* test_loses.c: the short answer of a dialect, which values a column keeps, against its long one.
 */
#include "lib/compile/dialect.h"
#include <math.h>
#include "tests/support/support.h"

#define N(array) (sizeof(array) / sizeof *(array))

static const char *const dialects[] = {"postgresql", "sqlite", "mysql"};

static const char *const label[] = {"a", "12345"};
static const sq_type_details labels = {.values = label, .n_values = 2};

static const sq_type types[] = {
    {.kind = SQ_T_SMALL_INTEGER},
    {.kind = SQ_T_INTEGER},
    {.kind = SQ_T_BIG_INTEGER},
    {.kind = SQ_T_MY_TINYINT},
    {.kind = SQ_T_MY_MEDIUMINT},
    {.kind = SQ_T_MY_INTEGER, .flags = SQ_TYPE_UNSIGNED},
    {.kind = SQ_T_MY_BIGINT, .flags = SQ_TYPE_UNSIGNED},
    {.kind = SQ_T_MY_YEAR},
    {.kind = SQ_T_PG_OID},
    {.kind = SQ_T_NUMERIC},
    {.kind = SQ_T_NUMERIC, .flags = SQ_TYPE_HAS_SCALE, .length = 9, .scale = 5},
    {.kind = SQ_T_FLOAT},
    {.kind = SQ_T_FLOAT, .length = 24},
    {.kind = SQ_T_FLOAT, .length = 25},
    {.kind = SQ_T_DOUBLE},
    {.kind = SQ_T_DOUBLE, .flags = SQ_TYPE_UNSIGNED},
    {.kind = SQ_T_DOUBLE, .flags = SQ_TYPE_HAS_SCALE, .length = 6, .scale = 0},
    {.kind = SQ_T_SQL_REAL},
    {.kind = SQ_T_BOOLEAN},
    {.kind = SQ_T_STRING},
    {.kind = SQ_T_STRING, .length = 1},
    {.kind = SQ_T_STRING, .length = 5},
    {.kind = SQ_T_SQL_CHAR},
    {.kind = SQ_T_SQL_CHAR, .length = 5},
    {.kind = SQ_T_SQL_NVARCHAR, .length = 5},
    {.kind = SQ_T_TEXT},
    {.kind = SQ_T_MY_TINYTEXT},
    {.kind = SQ_T_ENUM},
    {.kind = SQ_T_MY_SET, .details = &labels},
    {.kind = SQ_T_LARGE_BINARY},
    {.kind = SQ_T_DATE},
    {.kind = SQ_T_TIME},
    {.kind = SQ_T_DATETIME},
    {.kind = SQ_T_INTERVAL},
    {.kind = SQ_T_UUID},
    {.kind = SQ_T_JSON},
    {.kind = SQ_T_PG_JSONB},
    {.kind = SQ_T_PG_CIDR},
    {.kind = SQ_T_PG_MONEY},
    {.kind = SQ_T_ARRAY},
};

static size_t fill_values(sq_value *out)
{
    static const int64_t ints[] = {
        0, 1, 127, INT16_MAX, INT32_MAX, UINT32_MAX, 1 << 24, INT64_C(1) << 53, INT64_MAX - 1};
    static const double reals[] = {0.0, -0.0, 0.1, 0.5, 1e300, 3.5e38, 16777217.0, 1e-300};
    static const char *const texts[] = {"",
                                        " ",
                                        "a",
                                        "a ",
                                        "12345",
                                        "1234 ",
                                        "123456",
                                        "12345 ",
                                        "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
                                        "\xf0\x9f\x98\x80",
                                        "1.23456789",
                                        "2024-02-29 12:00:00.1234567",
                                        "{\"a\":1,\"a\":2}"};
    size_t n = 0;
    for (size_t i = 0; i < N(ints); i++)
        for (int64_t by = -1; by <= 1; by++) {
            out[n++] = sq_long_value(ints[i] + by);
            out[n++] = sq_long_value(-ints[i] + by);
        }
    for (size_t i = 0; i < N(reals); i++)
        out[n++] = sq_double_value(reals[i]);
    for (size_t i = 0; i < N(texts); i++)
        out[n++] = sq_text_value(texts[i]);
    out[n++] = sq_double_value((double)INFINITY);
    out[n++] = sq_double_value((double)NAN);
    out[n++] = sq_uint_value(UINT64_MAX);
    out[n++] = sq_bool_value(true);
    out[n++] = sq_null_value();
    out[n++] = sq_bytes_value("\0\1", 2);
    out[n++] = sq_decimal_value("1.123456");
    out[n++] = sq_json_value("{\"a\":1,\"a\":2}");
    out[n++] = (sq_value){.kind = SQ_V_DATETIME, .len = 8, .v.i = 1};
    out[n++] = (sq_value){.kind = SQ_V_INTERVAL, .len = 1, .v.i = 1};
    return n;
}

START_TEST(test_loses_has_nothing_to_say_about_what_is_kept)
{
    const sq_dialect *d = sq_dialect_find(dialects[_i]);
    sq_value values[128];
    size_t n = fill_values(values), kept = 0;
    ck_assert(d->loses != NULL);
    for (size_t t = 0; d->keeps && t < N(types); t++) {
        const sqi_keeps k = d->keeps(&types[t]);
        for (size_t i = 0; i < n; i++) {
            const char *why = sqi_is_kept(&k, &values[i]) ? d->loses(&types[t], &values[i]) : NULL;
            kept += sqi_is_kept(&k, &values[i]);
            ck_assert_msg(!why, "type %d, value %zu of kind %d %s", (int)types[t].kind, i,
                          (int)values[i].kind, why);
        }
    }
    ck_assert(!d->keeps || kept > N(types) * 2);
}
END_TEST

START_TEST(test_loses_is_not_asked_about_the_usual_values)
{
    static const char *const with[] = {"postgresql", "mysql"};
    const sq_dialect *d = sq_dialect_find(with[_i]);
    const sq_value most[] = {sq_long_value(INT16_MAX), sq_long_value(INT32_MAX),
                             sq_long_value(INT64_MAX)};
    for (size_t i = 0; i < N(most); i++) {
        const sqi_keeps k = d->keeps(&types[i]);
        ck_assert(sqi_is_kept(&k, &most[i]));
        ck_assert(i == 2 || !sqi_is_kept(&k, &most[i + 1]));
    }
    const sqi_keeps five = d->keeps(&(sq_type){.kind = SQ_T_STRING, .length = 5});
    ck_assert(sqi_is_kept(&five, &(sq_value){.kind = SQ_V_TEXT, .len = 5}));
    ck_assert(!sqi_is_kept(&five, &(sq_value){.kind = SQ_V_TEXT, .len = 6}));
    const sqi_keeps real = d->keeps(&(sq_type){.kind = SQ_T_DOUBLE});
    ck_assert(sqi_is_kept(&real, &(sq_value){.kind = SQ_V_DOUBLE, .v.d = 0.1}));
}
END_TEST

SQT_MAIN("loses", LOOP(test_loses_has_nothing_to_say_about_what_is_kept, 0, N(dialects)),
         LOOP(test_loses_is_not_asked_about_the_usual_values, 0, 2))
