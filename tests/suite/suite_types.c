/* suite_types.c: the edges of each type, bound to a statement built as a tree, stored in a column
 * of the type and read back equal, in value and kind; and found again by the same value. */
#include <float.h>
#include "squill.h"
#include "tests/suite/suite.h"

SQ_TABLE(edges, (id, integer, .primary_key = true), (small, smallint), (plain, integer),
         (big, bigint), (exact, numeric(38, 10)), (approx, double), (flag, boolean),
         (short_text, varchar(40)), (long_text, text), (bin, blob), (born, date), (daily, time),
         (seen, datetime), (doc, json), (token, uuid));

enum {
    INEXACT = 1,  /* needs exact decimals */
    NUL_TEXT = 2, /* needs U+0000 within text */
    NO_EQUALS = 4 /* the type has no = */
};

typedef struct edge {
    const sq_expr *column;
    sq_value value;
    int flags;
} edge;

static size_t take(edge *out, const edge *list, size_t n)
{
    memcpy(out, list, n * sizeof *list);
    return n;
}
#define TAKE(out, ...)                                                                             \
    take((out), (const edge[]){__VA_ARGS__}, sizeof((const edge[]){__VA_ARGS__}) / sizeof(edge))

static size_t number_edges(edge *out)
{
    return TAKE(
        out, {edges.small, sq_int_value(INT16_MIN), 0}, {edges.small, sq_int_value(INT16_MAX), 0},
        {edges.plain, sq_int_value(INT32_MIN), 0}, {edges.plain, sq_int_value(INT32_MAX), 0},
        {edges.plain, sq_int_value(0), 0}, {edges.big, sq_long_value(INT64_MIN), 0},
        {edges.big, sq_long_value(INT64_MAX), 0}, {edges.big, sq_uint_value(INT64_MAX), 0},
        {edges.big, sq_long_value(-1), 0}, {edges.exact, sq_decimal_value("0"), 0},
        {edges.exact, sq_decimal_value("-0.5"), 0}, {edges.exact, sq_decimal_value("12.25"), 0},
        {edges.exact, sq_decimal_value("9999999999999999999999999999.9999999999"), INEXACT},
        {edges.exact, sq_decimal_value("-9999999999999999999999999999.9999999999"), INEXACT},
        {edges.exact, sq_decimal_value("0.0000000001"), INEXACT},
        {edges.approx, sq_double_value(0), 0}, {edges.approx, sq_double_value(DBL_MAX), 0},
        {edges.approx, sq_double_value(-DBL_MAX), 0}, {edges.approx, sq_double_value(DBL_MIN), 0},
        {edges.approx, sq_double_value(0.1), 0}, {edges.approx, sq_double_value(-4.9e-324), 0},
        {edges.flag, sq_bool_value(true), 0}, {edges.flag, sq_bool_value(false), 0});
}

static size_t text_edges(edge *out)
{
    static const char nul[] = "\0a\0";
    return TAKE(
        out, {edges.short_text, sq_text_value(""), 0}, {edges.long_text, sq_text_value(""), 0},
        {edges.short_text, sq_text_value("0123456789012345678901234567890123456789"), 0},
        {edges.short_text, sq_text_value("Gr\xC3\xBC\xC3\x9F'\"`\\%_"), 0},
        {edges.short_text, sq_text_value("  x"), 0},
        {edges.long_text, sq_text_value("\xF0\x9F\x90\xBF \xE6\xBC\xA2\xE5\xAD\x97"), 0},
        {edges.long_text, sq_text_value("e\xCC\x81\r\n\t\x7F\xEF\xBF\xBD"), 0},
        {edges.long_text, sq_text_value("\xF4\x8F\xBF\xBF"), 0},
        {edges.long_text, sq_text_value("x  "), 0}, {edges.long_text, sq_text_value("NULL"), 0},
        {edges.long_text, sq_text_value_n(nul, 3), NUL_TEXT}, {edges.bin, sq_bytes_value("", 0), 0},
        {edges.bin, sq_bytes_value("\0", 1), 0},
        {edges.bin, sq_bytes_value("\0\0\xFF\\'x\0", 7), 0},
        {edges.bin, sq_bytes_value("\\x41", 4), 0}, {edges.bin, sq_bytes_value("\xC3\x28", 2), 0},
        {edges.doc, sq_json_value("{}"), NO_EQUALS}, {edges.doc, sq_json_value("[]"), NO_EQUALS},
        {edges.doc, sq_json_value("null"), NO_EQUALS}, {edges.doc, sq_json_value("0"), NO_EQUALS},
        {edges.doc, sq_json_value("-12.5"), NO_EQUALS},
        {edges.doc, sq_json_value("\"\""), NO_EQUALS},
        {edges.doc, sq_json_value("{\"a\": [1, \"\xC3\xBC\\\\\"]}"), NO_EQUALS});
}

static size_t time_edges(edge *out)
{
    static const uint8_t zero[16] = {0}, some[16] = {0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3,
                                                     0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0};
    static const uint8_t full[16] = {255, 255, 255, 255, 255, 255, 255, 255,
                                     255, 255, 255, 255, 255, 255, 255, 255};
    return TAKE(
        out, {edges.born, sq_date_value(1, 1, 1), 0}, {edges.born, sq_date_value(9999, 12, 31), 0},
        {edges.born, sq_date_value(1970, 1, 1), 0}, {edges.born, sq_date_value(1969, 12, 31), 0},
        {edges.born, sq_date_value(2000, 2, 29), 0}, {edges.daily, sq_time_value(0, 0, 0, 0), 0},
        {edges.daily, sq_time_value(23, 59, 59, 0), 0}, {edges.seen, sq_datetime_value(0), 0},
        {edges.seen, sq_datetime_value(-1000000), 0},
        {edges.seen, sq_datetime_value(-62135596800000000), 0},
        {edges.seen, sq_datetime_value(253402300799000000), 0},
        {edges.token, sq_uuid_value(zero), 0}, {edges.token, sq_uuid_value(some), 0},
        {edges.token, sq_uuid_value(full), 0});
}

static size_t null_edges(edge *out)
{
    const sq_value none = sq_null_value();
    return TAKE(out, {edges.small, none, 0}, {edges.plain, none, 0}, {edges.big, none, 0},
                {edges.exact, none, 0}, {edges.approx, none, 0}, {edges.flag, none, 0},
                {edges.short_text, none, 0}, {edges.long_text, none, 0}, {edges.bin, none, 0},
                {edges.born, none, 0}, {edges.daily, none, 0}, {edges.seen, none, 0},
                {edges.token, none, 0});
}

/* Digits without the zeros that end a fraction. */
static size_t digits_of(sq_value v)
{
    size_t n = v.len;
    if (!memchr(v.v.s, '.', n))
        return n;
    while (n && v.v.s[n - 1] == '0')
        n--;
    return n && v.v.s[n - 1] == '.' ? n - 1 : n;
}

static bool same(sq_value a, sq_value b)
{
    if (a.kind != b.kind)
        return false;
    switch ((sq_value_kind)a.kind) {
    case SQ_V_NULL:
        return true;
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_JSON:
        return a.len == b.len && (a.len == 0 || memcmp(a.v.p, b.v.p, a.len) == 0);
    case SQ_V_UUID:
        return memcmp(a.v.p, b.v.p, 16) == 0;
    case SQ_V_DECIMAL:
        return digits_of(a) == digits_of(b) && memcmp(a.v.s, b.v.s, digits_of(a)) == 0;
    case SQ_V_DOUBLE:
        return memcmp(&a.v.d, &b.v.d, sizeof a.v.d) == 0;
    default:
        return a.v.i == b.v.i;
    }
}

/* A database without exact decimals gives what number it has: the digits are the same. */
static bool came_back(sq_result *r, const edge *e)
{
    if (e->value.kind != SQ_V_DECIMAL || T->exact_decimals)
        return same(sq_get_value(r, 0), e->value);
    sq_str s = sq_get_str(r, 0);
    sq_value digits = sq_text_value_n(s.p, s.n);
    return digits_of(digits) == digits_of(e->value) &&
           memcmp(s.p, e->value.v.s, digits_of(digits)) == 0;
}

static void check_edge(int id, const edge *e)
{
    sq_conn *c = suite_now.c;
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_insert(q, edges);
    s = sq_values(s, sq_set(edges.id, id), sq_set(e->column, e->value));
    ck_assert_msg(sq_exec(c, s) == 1, "edge %d: %s", id, sq_errmsg(c));
    s = sq_where(sq_select(q, e->column), sq_eq(q, edges.id, id));
    for (int stream = 0; stream < 2; stream++) {
        sq_result *r = stream ? sq_stream(c, s) : sq_query(c, s);
        ck_assert_msg(sq_row(r), "edge %d: %s", id, sq_result_error(r)->message);
        sq_value back = sq_get_value(r, 0);
        ck_assert_msg(came_back(r, e), "edge %d: kind %d became %d, length %u %u, number %lld", id,
                      e->value.kind, back.kind, e->value.len, back.len, (long long)back.v.i);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    if (e->value.kind == SQ_V_NULL || (e->flags & NO_EQUALS))
        return;
    s = sq_select(q, sq_count(q, edges.id));
    s = sq_where(s, sq_eq(q, e->column, e->value), sq_eq(q, edges.id, id));
    ck_assert_msg(sq_scalar_int(c, s, -1) == 1, "edge %d is not found: %s", id, sq_errmsg(c));
}

static void check_edges(size_t (*list)(edge *))
{
    edge all[64];
    size_t n = list(all);
    ck_assert_msg(sq_create_all(suite_now.c, edges) == SQ_OK, "%s", sq_errmsg(suite_now.c));
    for (size_t i = 0; i < n; i++) {
        if (((all[i].flags & INEXACT) && !T->exact_decimals) ||
            ((all[i].flags & NUL_TEXT) && !T->keeps_nul))
            continue;
        check_edge((int)i, &all[i]);
    }
}

START_TEST(test_suite_types_keep_the_edges_of_numbers)
{
    OPEN_OR_SKIP();
    check_edges(number_edges);
    suite_close();
}
END_TEST

START_TEST(test_suite_types_keep_the_edges_of_text_and_bytes)
{
    OPEN_OR_SKIP();
    check_edges(text_edges);
    suite_close();
}
END_TEST

START_TEST(test_suite_types_keep_the_edges_of_times_and_uuids)
{
    OPEN_OR_SKIP();
    check_edges(time_edges);
    suite_close();
}
END_TEST

START_TEST(test_suite_types_keep_null)
{
    OPEN_OR_SKIP();
    check_edges(null_edges);
    suite_close();
}
END_TEST

size_t suite_types(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_types_keep_the_edges_of_numbers),
                              TEST(test_suite_types_keep_the_edges_of_text_and_bytes),
                              TEST(test_suite_types_keep_the_edges_of_times_and_uuids),
                              TEST(test_suite_types_keep_null)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
