/* test_convert.c: conversion of what a database gave to what was asked for: exact or refused. */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include "lib/engine/result.h"
#include "tests/support/support.h"

#define TEXT(t)                                                                                    \
    {                                                                                              \
        .kind = SQ_V_TEXT, .len = sizeof(t) - 1, .v.s = (t)                                        \
    }
#define DECIMAL(t)                                                                                 \
    {                                                                                              \
        .kind = SQ_V_DECIMAL, .len = sizeof(t) - 1, .v.s = (t)                                     \
    }
#define INT(n)                                                                                     \
    {                                                                                              \
        .kind = SQ_V_INT, .len = 8, .v.i = (n)                                                     \
    }
#define UINT(n)                                                                                    \
    {                                                                                              \
        .kind = SQ_V_UINT, .len = 8, .v.u = (n)                                                    \
    }
#define DOUBLE(x)                                                                                  \
    {                                                                                              \
        .kind = SQ_V_DOUBLE, .len = 8, .v.d = (x)                                                  \
    }
#define NO SQ_ERR_CONVERSION

static const struct {
    sq_value value;
    int status;
    int64_t out;
} ints[] = {
    {INT(INT64_MIN), SQ_OK, INT64_MIN},
    {UINT((uint64_t)INT64_MAX + 1), NO, 0},
    {{.kind = SQ_V_BOOL, .v.i = 1}, SQ_OK, 1},
    {{.kind = SQ_V_NULL}, SQ_ERR_NULL, 0},
    {DOUBLE(-3.0), SQ_OK, -3},
    {DOUBLE(0.5), NO, 0},
    {DOUBLE(0x1p63), NO, 0},
    {DOUBLE(-0x1p63), SQ_OK, INT64_MIN},
    {DOUBLE(NAN), NO, 0},
    {DOUBLE(INFINITY), NO, 0},
    {TEXT("42"), SQ_OK, 42},
    {TEXT("-9223372036854775808"), SQ_OK, INT64_MIN},
    {TEXT("9223372036854775807"), SQ_OK, INT64_MAX},
    {TEXT("9223372036854775808"), NO, 0},
    {TEXT("99999999999999999999999"), NO, 0},
    {TEXT("+7"), SQ_OK, 7},
    {TEXT(""), NO, 0},
    {TEXT("-"), NO, 0},
    {TEXT(" 1"), NO, 0},
    {TEXT("1 "), NO, 0},
    {TEXT("1.0"), NO, 0},
    {TEXT("1\0"), NO, 0},
    {TEXT("0x10"), NO, 0},
    {DECIMAL("12"), SQ_OK, 12},
    {{.kind = SQ_V_BYTES, .len = 1, .v.p = "1"}, NO, 0},
    {{.kind = SQ_V_DATE, .v.i = 1}, NO, 0},
};

START_TEST(test_convert_to_int64_is_exact_or_refused)
{
    int64_t out = 0;
    ck_assert_int_eq(sqi_to_int64(&ints[_i].value, &out), ints[_i].status);
    if (ints[_i].status == SQ_OK)
        ck_assert_int_eq(out, ints[_i].out);
}
END_TEST

static const struct {
    sq_value value;
    int status;
    uint64_t out;
} uints[] = {
    {INT(5), SQ_OK, 5},
    {INT(-1), NO, 0},
    {UINT(UINT64_MAX), SQ_OK, UINT64_MAX},
    {TEXT("18446744073709551615"), SQ_OK, UINT64_MAX},
    {TEXT("18446744073709551616"), NO, 0},
    {TEXT("-1"), NO, 0},
    {TEXT("+1"), SQ_OK, 1},
    {{.kind = SQ_V_NULL}, SQ_ERR_NULL, 0},
};

START_TEST(test_convert_to_uint64_is_exact_or_refused)
{
    uint64_t out = 0;
    ck_assert_int_eq(sqi_to_uint64(&uints[_i].value, &out), uints[_i].status);
    if (uints[_i].status == SQ_OK)
        ck_assert_uint_eq(out, uints[_i].out);
}
END_TEST

static const struct {
    sq_value value;
    int status;
    double out;
} doubles[] = {
    {DOUBLE(0.1), SQ_OK, 0.1},
    {INT((int64_t)1 << 53), SQ_OK, 0x1p53},
    {INT(((int64_t)1 << 53) + 1), NO, 0},
    {INT(INT64_MAX), NO, 0},
    {INT(INT64_MIN), SQ_OK, -0x1p63},
    {UINT(UINT64_MAX), NO, 0},
    {UINT((uint64_t)1 << 63), SQ_OK, 0x1p63},
    {TEXT("0.1"), SQ_OK, 0.1},
    {TEXT("-1.5e-3"), SQ_OK, -0.0015},
    {TEXT(".5"), SQ_OK, 0.5},
    {TEXT("5."), SQ_OK, 5},
    {TEXT("1e400"), NO, 0},
    {TEXT("1e"), NO, 0},
    {TEXT("1e+"), NO, 0},
    {TEXT("."), NO, 0},
    {TEXT("nan"), NO, 0},
    {TEXT("inf"), NO, 0},
    {TEXT("0x1p3"), NO, 0},
    {TEXT("1,5"), NO, 0},
    {DECIMAL("12.50"), SQ_OK, 12.5},
    {{.kind = SQ_V_NULL}, SQ_ERR_NULL, 0},
};

START_TEST(test_convert_to_double_is_exact_or_refused)
{
    double out = 0;
    ck_assert_int_eq(sqi_to_double(&doubles[_i].value, &out), doubles[_i].status);
    if (doubles[_i].status == SQ_OK)
        ck_assert_double_eq(out, doubles[_i].out);
}
END_TEST

START_TEST(test_convert_numbers_do_not_depend_on_the_locale)
{
    if (!sqt_number_locale("de_DE.UTF-8"))
        return;
    const sq_value point = TEXT("2.5"), comma = TEXT("2,5"), number = DOUBLE(2.5);
    double d = 0;
    ck_assert_int_eq(sqi_to_double(&point, &d), SQ_OK);
    ck_assert_double_eq(d, 2.5);
    ck_assert_int_eq(sqi_to_double(&comma, &d), NO);
    sq_arena *a = sqi_arena_new(NULL, NULL);
    sq_str s;
    ck_assert_int_eq(sqi_to_text(&number, a, &s), SQ_OK);
    ck_assert_str_eq(s.p, "2.5");
    sqi_arena_unref(a);
    setlocale(LC_NUMERIC, "C");
}
END_TEST

static const struct {
    sq_value value;
    int status;
    bool out;
} bools[] = {
    {INT(0), SQ_OK, false},        {INT(1), SQ_OK, true},
    {INT(2), NO, false},           {TEXT("t"), SQ_OK, true},
    {TEXT("false"), SQ_OK, false}, {TEXT("1"), SQ_OK, true},
    {TEXT("yes"), NO, false},      {{.kind = SQ_V_NULL}, SQ_ERR_NULL, false},
};

START_TEST(test_convert_to_bool_takes_0_1_and_names)
{
    bool out = false;
    ck_assert_int_eq(sqi_to_bool(&bools[_i].value, &out), bools[_i].status);
    if (bools[_i].status == SQ_OK)
        ck_assert_int_eq(out, bools[_i].out);
}
END_TEST

static const uint8_t some_uuid[16] = {0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3,
                                      0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00};

static const struct {
    sq_value value;
    const char *text;
} texts[] = {
    {INT(-7), "-7"},
    {UINT(UINT64_MAX), "18446744073709551615"},
    {DOUBLE(0.1), "0.1"},
    {DOUBLE(1.0 / 3), "0.3333333333333333"},
    {DOUBLE(1e22), "1e+22"},
    {DECIMAL("1.50"), "1.50"},
    {{.kind = SQ_V_UUID, .len = 16, .v.p = some_uuid}, "123e4567-e89b-12d3-a456-426614174000"},
    {{.kind = SQ_V_DATE, .v.i = 0}, "1970-01-01"},
    {{.kind = SQ_V_BYTES, .len = 1, .v.p = "x"}, NULL},
};

START_TEST(test_convert_to_text_writes_what_reads_back)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    sq_str s;
    ck_assert_int_eq(sqi_to_text(&texts[_i].value, a, &s), texts[_i].text ? SQ_OK : NO);
    if (texts[_i].text)
        ck_assert_str_eq(s.p, texts[_i].text);
    sqi_arena_unref(a);
}
END_TEST

static const struct {
    sq_type_kind type;
    sq_value value;
    int status;
    sq_value_kind kind;
} typed[] = {
    {SQ_T_BOOLEAN, INT(1), SQ_OK, SQ_V_BOOL},
    {SQ_T_BOOLEAN, INT(5), SQ_OK, SQ_V_INT},
    {SQ_T_NUMERIC, TEXT("1.5"), SQ_OK, SQ_V_DECIMAL},
    {SQ_T_JSON, TEXT("{}"), SQ_OK, SQ_V_JSON},
    {SQ_T_DATE, TEXT("2024-02-29"), SQ_OK, SQ_V_DATE},
    {SQ_T_DATE, TEXT("2023-02-29"), NO, SQ_V_TEXT},
    {SQ_T_TIME, TEXT("10:20:30"), SQ_OK, SQ_V_TIME},
    {SQ_T_DATETIME, TEXT("2024-02-29 10:20:30"), SQ_OK, SQ_V_DATETIME},
    {SQ_T_UUID, TEXT("123e4567e89b12d3a456426614174000"), SQ_OK, SQ_V_UUID},
    {SQ_T_UUID, TEXT("123e4567-e89b-12d3-a456-426614174000"), SQ_OK, SQ_V_UUID},
    {SQ_T_UUID, TEXT("123e4567-e89b-12d3-a456-42661417400"), NO, SQ_V_TEXT},
    {SQ_T_UUID, TEXT("123e4567-e89b-12d3-a456-4266141740000"), NO, SQ_V_TEXT},
    {SQ_T_UUID, TEXT("x23e4567-e89b-12d3-a456-426614174000"), NO, SQ_V_TEXT},
    {SQ_T_UUID, {.kind = SQ_V_BYTES, .len = 16, .v.p = some_uuid}, SQ_OK, SQ_V_UUID},
    {SQ_T_INTEGER, INT(1), SQ_OK, SQ_V_INT},
    {SQ_T_DATE, {.kind = SQ_V_NULL}, SQ_OK, SQ_V_NULL},
};

START_TEST(test_convert_to_the_type_of_the_column)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    const sq_type t = {.kind = (uint16_t)typed[_i].type};
    sq_value v = typed[_i].value;
    ck_assert_int_eq(sqi_to_type(&t, a, &v), typed[_i].status);
    if (typed[_i].status == SQ_OK)
        ck_assert_int_eq(v.kind, typed[_i].kind);
    if (v.kind == SQ_V_UUID)
        ck_assert_mem_eq(v.v.p, some_uuid, 16);
    sqi_arena_unref(a);
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof *(table)))
SQT_MAIN("convert", LOOP(test_convert_to_int64_is_exact_or_refused, 0, N(ints)),
         LOOP(test_convert_to_uint64_is_exact_or_refused, 0, N(uints)),
         LOOP(test_convert_to_double_is_exact_or_refused, 0, N(doubles)),
         TEST(test_convert_numbers_do_not_depend_on_the_locale),
         LOOP(test_convert_to_bool_takes_0_1_and_names, 0, N(bools)),
         LOOP(test_convert_to_text_writes_what_reads_back, 0, N(texts)),
         LOOP(test_convert_to_the_type_of_the_column, 0, N(typed)))
