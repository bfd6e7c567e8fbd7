/* values.c: boundary and hostile values, by set. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include "tests/types/types.h"

enum { MEGABYTE = 1 << 20, SET_SIZE = 64 };

/* Each set is a function with one array in it; arrays of values need no names. */
#define GIVE(...)                                                                                  \
    do {                                                                                           \
        const sq_value list[] = {__VA_ARGS__};                                                     \
        _Static_assert(sizeof list / sizeof *list <= SET_SIZE, "SET_SIZE is too small");           \
        memcpy(out, list, sizeof list);                                                            \
        return sizeof list / sizeof *list;                                                         \
    } while (0)
#define TEXT(s)  sq_text_value_n((s), sizeof(s) - 1)
#define JSON(s)  sq_json_value(s)
#define DEC(s)   sq_decimal_value(s)
#define BYTES(s) sq_bytes_value((s), sizeof(s) - 1)

static const char *filled(char c, size_t n)
{
    static char *kept[8];
    static size_t used;
    char *p = malloc(n + 1);
    if (!p || used == sizeof kept / sizeof *kept)
        abort();
    memset(p, c, n);
    p[n] = '\0';
    return kept[used++] = p;
}

static const char *megabyte(void)
{
    static const char *p;
    return p ? p : (p = filled('x', MEGABYTE));
}

/* ---- numbers ---- */

static size_t INTS_of(sq_value *out)
{
    GIVE(sq_int_value(0), sq_int_value(1), sq_int_value(-1), sq_int_value(5), sq_int_value(99),
         sq_int_value(127), sq_int_value(128), sq_int_value(-128), sq_int_value(-129),
         sq_int_value(255), sq_int_value(256), sq_int_value(1900), sq_int_value(1901),
         sq_int_value(2155), sq_int_value(2156), sq_int_value(INT16_MAX), sq_int_value(INT16_MIN),
         sq_int_value(UINT16_MAX), sq_int_value(UINT16_MAX + 1), sq_int_value(8388607),
         sq_int_value(8388608), sq_int_value(16777217), sq_int_value(INT32_MAX),
         sq_int_value(INT32_MIN), sq_long_value((int64_t)INT32_MAX + 1), sq_long_value(UINT32_MAX),
         sq_long_value((int64_t)UINT32_MAX + 1), sq_long_value((INT64_C(1) << 53) + 1),
         sq_long_value(INT64_MAX), sq_long_value(INT64_MIN), sq_uint_value((uint64_t)INT64_MAX + 1),
         sq_uint_value(UINT64_MAX));
}

static size_t BOOLS_of(sq_value *out)
{
    GIVE(sq_bool_value(true), sq_bool_value(false), sq_int_value(0), sq_int_value(1));
}

static size_t REALS_of(sq_value *out)
{
    GIVE(sq_double_value(0), sq_double_value(-0.0), sq_double_value(1), sq_double_value(0.5),
         sq_double_value(-1.5), sq_double_value(0.1), sq_double_value(1.0 / 3),
         sq_double_value((double)0.1F), sq_float_value(0.1F), sq_float_value(1.0F / 3),
         sq_float_value(FLT_MAX), sq_float_value(-FLT_MIN), sq_float_value(1e-45F),
         sq_double_value(1e-45), sq_double_value(12.25), sq_double_value(1234567.125),
         sq_double_value(1e15), sq_double_value(16777217), sq_double_value(9007199254740993.0),
         sq_double_value(DBL_MAX), sq_double_value(-DBL_MAX), sq_double_value(DBL_MIN),
         sq_double_value(4.9e-324), sq_double_value(1e300), sq_double_value(-1e19),
         sq_double_value((double)NAN), sq_double_value((double)INFINITY),
         sq_double_value(-(double)INFINITY));
}

static size_t DECIMALS_of(sq_value *out)
{
    GIVE(DEC("0"), DEC("-0"), DEC("0.00"), DEC("-0.5"), DEC("12.25"), DEC("12.50"), DEC("0.1"),
         DEC("1.005"), DEC("+7"), DEC("1e3"), DEC("1.5E-3"), DEC("0.0000000001"),
         DEC("0.00000000001"), DEC("123456789012345"), DEC("12345678901234.5"),
         DEC("1234567890123456.7"), DEC("9007199254740993"), DEC("9223372036854775807"),
         DEC("9223372036854775808"), DEC("-18446744073709551615"),
         DEC("99999999999999999999999999999999999999"),
         DEC("9999999999999999999999999999.9999999999"),
         DEC("-9999999999999999999999999999.9999999999"), DEC("1234567890.12345678901234567890"),
         DEC("1e400"), DEC("1e-400"),
         DEC("0.000000000000000000000000000000000000000000000000000000000000000001"), DEC("NaN"),
         DEC("Infinity"), DEC("-Infinity"));
}

/* Text where a number is wanted. */
static size_t DIGITS_of(sq_value *out)
{
    GIVE(TEXT("0"), TEXT("7"), TEXT("-7"), TEXT("007"), TEXT(" 7"), TEXT("1e2"), TEXT("0.5"),
         TEXT("12.345"), TEXT("9223372036854775808"), TEXT("1234567890.12345678901"), TEXT("0x10"),
         TEXT("12abc"), TEXT("abc"), TEXT("2024"), TEXT("70"), TEXT("NaN"), TEXT("1e400"));
}

/* ---- text and bytes ---- */

static size_t TEXTS_of(sq_value *out)
{
    GIVE(TEXT(""), TEXT("a"), TEXT("abcde"), TEXT("abcdef"), TEXT("ab "), TEXT("a    "),
         TEXT("a     "), TEXT("  ab"), TEXT(" "), TEXT("ab\t"), TEXT("ABC"), TEXT("NULL"),
         TEXT("0"), TEXT("1e5"), TEXT("'; --"), TEXT("\\"), TEXT("\\'\""), TEXT("%s"), TEXT("?"),
         TEXT("$1"), TEXT(":x"), TEXT("gr\xC3\xBC\xC3\x9F"), TEXT("e\xCC\x81"),
         TEXT("\xF0\x9F\x90\xBF"), TEXT("\xF4\x8F\xBF\xBF"), TEXT("\xEF\xBF\xBD"),
         TEXT("\xEF\xBB\xBFx"), TEXT("\r\n\t"), TEXT("\x01\x1A\x7F"), TEXT("a\0b"),
         TEXT("\xC3\x28"), TEXT("\xED\xA0\x80"), TEXT("0123456789012345678901234567890123456789"),
         TEXT("01234567890123456789012345678901234567890"),
         TEXT("0123456789012345678901234567890123456789   "),
         TEXT("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC"), sq_text_value_n(megabyte(), 255),
         sq_text_value_n(megabyte(), 256), sq_text_value_n(megabyte(), 65535),
         sq_text_value_n(megabyte(), 65536), sq_text_value_n(megabyte(), MEGABYTE));
}

static size_t BINARIES_of(sq_value *out)
{
    static unsigned char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)i;
    GIVE(sq_bytes_value("", 0), BYTES("\0"), BYTES("\0\0\0"), BYTES("ab"), BYTES("ab\0"),
         BYTES("ab "), BYTES("\\x41"), BYTES("'\"\\"), BYTES("\xC3\x28"), BYTES("0123456789abcdef"),
         BYTES("0123456789abcde\0"), BYTES("0123456789abcdefg"), sq_bytes_value(all, 256),
         sq_bytes_value(megabyte(), 255), sq_bytes_value(megabyte(), 300),
         sq_bytes_value(megabyte(), 301), sq_bytes_value(megabyte(), 65536),
         sq_bytes_value(megabyte(), MEGABYTE), TEXT("text"));
}

/* ---- times ---- */

static sq_value number_of(sq_value_kind kind, int64_t i)
{
    return (sq_value){.kind = (uint16_t)kind, .v = {.i = i}};
}

static size_t DATES_of(sq_value *out)
{
    GIVE(sq_date_value(1, 1, 1), sq_date_value(9999, 12, 31), sq_date_value(1970, 1, 1),
         sq_date_value(1969, 12, 31), sq_date_value(2000, 2, 29), sq_date_value(1582, 10, 10),
         sq_date_value(2023, 2, 29), number_of(SQ_V_DATE, -719163), number_of(SQ_V_DATE, 2932897),
         number_of(SQ_V_DATE, INT64_MAX), number_of(SQ_V_DATE, INT64_MIN), TEXT("2016-12-31"),
         TEXT("infinity"), TEXT("-infinity"), TEXT("0000-00-00"), TEXT("2023-02-29"),
         TEXT("0044-03-15 BC"), TEXT("24-01-05"), TEXT("2024-01-05 12:30:00"), TEXT("x"),
         sq_datetime_value(INT64_C(86400000000)), sq_datetime_value(INT64_C(86400000001)),
         sq_int_value(20240105));
}

static size_t TIMES_of(sq_value *out)
{
    GIVE(sq_time_value(0, 0, 0, 0), sq_time_value(23, 59, 59, 0), sq_time_value(23, 59, 59, 999999),
         sq_time_value(12, 0, 0, 500000), sq_time_value(1, 2, 3, 4), sq_time_value(12, 0, 0, 10000),
         number_of(SQ_V_TIME, INT64_C(86400000000)), number_of(SQ_V_TIME, -1),
         number_of(SQ_V_TIME, INT64_MAX), TEXT("12:30:00"), TEXT("23:59:60"), TEXT("24:00:00"),
         TEXT("12:30:00.1234567"), TEXT("12:30:00+02"), TEXT("45"), TEXT("x"),
         sq_datetime_value(INT64_C(1700000000000000)));
}

static size_t DATETIMES_of(sq_value *out)
{
    const int64_t year_1 = INT64_C(-62135596800000000), year_9999 = INT64_C(253402300799999999);
    GIVE(sq_datetime_value(0), sq_datetime_value(1000000), sq_datetime_value(-1000000),
         sq_datetime_value(-1), sq_datetime_value(year_1), sq_datetime_value(year_9999 - 999999),
         sq_datetime_value(year_9999), sq_datetime_value(INT64_C(2147483647000000)),
         sq_datetime_value(INT64_C(2147483648000000)), sq_datetime_value(INT64_C(1700000000500000)),
         sq_datetime_value(INT64_C(1700000000123000)), sq_datetime_value(INT64_C(1700000000123456)),
         sq_datetime_value(INT64_C(1700000000999999)), sq_datetime_value(year_1 - 1),
         sq_datetime_value(year_9999 + 1), sq_datetime_value(INT64_MAX),
         sq_datetime_value(INT64_MIN), sq_timestamp_value(INT64_C(1700000000000000)),
         sq_timestamp_value(INT64_C(1700000000123456)), sq_timestamp_value(year_1),
         sq_date_value(2024, 1, 5), TEXT("2016-12-31 23:59:60"), TEXT("2016-12-31 23:59:59"),
         TEXT("2016-12-31 23:59:59.1234567"), TEXT("2016-12-31 12:00:00+02"),
         TEXT("2016-12-31T12:00:00Z"), TEXT("infinity"), TEXT("-infinity"),
         TEXT("0000-00-00 00:00:00"), TEXT("24-01-05 12:00:00"), TEXT("x"));
}

static size_t INTERVALS_of(sq_value *out)
{
    const int64_t hour = INT64_C(3600000000);
    GIVE(sq_interval_value(0, 0, 0), sq_interval_value(0, 0, 1), sq_interval_value(0, 0, -1),
         sq_interval_value(0, 1, 0), sq_interval_value(0, -1, 0),
         sq_interval_value(0, 0, 25 * hour), sq_interval_value(0, 0, 500000),
         sq_interval_value(0, 0, -30 * hour + 7), sq_interval_value(0, 400, 90000000),
         sq_interval_value(0, 3, -hour), sq_interval_value(1, 0, 0), sq_interval_value(-14, 3, -5),
         sq_interval_value(12, 0, hour), sq_interval_value(0, 3652058, 0),
         sq_interval_value(0, 0, 838 * hour + 3599000000), sq_interval_value(0, 0, 839 * hour),
         sq_interval_value(INT16_MAX, INT32_MAX, INT64_MAX),
         sq_interval_value(INT16_MIN, INT32_MIN, INT64_MIN));
}

/* ---- documents, identifiers, bits ---- */

static size_t DOCUMENTS_of(sq_value *out)
{
    static char deep[260], large[5001];
    memset(deep, '[', 128);
    memset(deep + 128, ']', 128);
    memset(large, ' ', 5000);
    large[0] = '[', large[4999] = ']';
    GIVE(JSON("{}"), JSON("[]"), JSON("null"), JSON("true"), JSON("0"), JSON("-0"), JSON("-12.5"),
         JSON("1e2"), JSON("1.50"), JSON("1e400"), JSON("12345678901234567890"),
         JSON("0.12345678901234567890"), JSON("[12345678901234567890.5]"), JSON("\"\""),
         JSON("\"a'b\\\\\\\"\""), JSON("\"\\u00e9\\ud83d\\ude00\""), JSON("\"\\u0000\""),
         JSON("\"gr\xC3\xBC\xC3\x9F \xF0\x9F\x90\xBF\""), JSON("{\"a\": [1, {\"b\": [null, []]}]}"),
         JSON("{\"b\": 1, \"a\": 2, \"bb\": 3}"), JSON(" {\"a\" :1} "), JSON(" 7 "), JSON("\"7\""),
         JSON(deep), JSON(large), JSON("{\"a\": 1, \"a\": 2}"), JSON("{"), JSON(""), JSON("NaN"),
         JSON("'x'"), TEXT("{\"a\": 1}"));
}

static size_t UUIDS_of(sq_value *out)
{
    static const uint8_t zero[16] = {0}, one[16] = {[15] = 1};
    static const uint8_t some[16] = {0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3,
                                     0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0};
    static const uint8_t digits[16] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56,
                                       0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12};
    static const uint8_t power[16] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56,
                                      0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x9e, 0x12};
    static const uint8_t full[16] = {255, 255, 255, 255, 255, 255, 255, 255,
                                     255, 255, 255, 255, 255, 255, 255, 255};
    GIVE(sq_uuid_value(zero), sq_uuid_value(one), sq_uuid_value(some), sq_uuid_value(digits),
         sq_uuid_value(power), sq_uuid_value(full), TEXT("123E4567-E89B-12D3-A456-426614174000"),
         TEXT("12345678901234567890123456789e12"), TEXT("123e4567"), TEXT("x"));
}

static size_t BITS_of(sq_value *out)
{
    GIVE(sq_bits_value(""), sq_bits_value("0"), sq_bits_value("1"), sq_bits_value("00000000"),
         sq_bits_value("10101010"), sq_bits_value("11111111"), sq_bits_value("101010101"),
         sq_bits_value("1111111111111111111111111111111111111111111111111111111111111111"),
         sq_bits_value("11111111111111111111111111111111111111111111111111111111111111111"));
}

static size_t LABELS_of(sq_value *out)
{
    GIVE(TEXT("a"), TEXT("b"), TEXT("c'\"d\\"), TEXT("\xC3\x9C"), TEXT(""), TEXT("zzz"), TEXT("A"),
         TEXT("1"), TEXT("a "), TEXT("\xC3\xBC"), TEXT("it, {is}"), TEXT("a,b"), TEXT("b,a"),
         TEXT("a,a"), TEXT("a,zzz"), TEXT("a,b,c'\"d\\,\xC3\x9C"), TEXT("a\0"));
}

static size_t ADDRESSES_of(sq_value *out)
{
    GIVE(TEXT("127.0.0.1"), TEXT("0.0.0.0"), TEXT("255.255.255.255"), TEXT("10.0.0.0/8"),
         TEXT("10.1.2.3/8"), TEXT("::1"), TEXT("::"), TEXT("2001:db8::1"), TEXT("2001:db8::/32"),
         TEXT("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), TEXT("::ffff:1.2.3.4"), TEXT("300.0.0.1"),
         TEXT("1.2.3.4/33"), TEXT("1.2"), TEXT(""), TEXT("x"));
}

static size_t MACS_of(sq_value *out)
{
    GIVE(TEXT("08:00:2b:01:02:03"), TEXT("00:00:00:00:00:00"), TEXT("ff:ff:ff:ff:ff:ff"),
         TEXT("08:00:2b:ff:fe:01:02:03"), TEXT("08:00:2b"), TEXT("x"));
}

/* ---- ranges ---- */

static const sq_range *range_of(sq_value lower, sq_value upper, const char *bounds)
{
    static sq_range kept[64];
    static size_t used;
    if (used == sizeof kept / sizeof *kept)
        abort();
    kept[used] = (sq_range){.lower = lower,
                            .upper = upper,
                            .lower_inclusive = bounds[0] == '[',
                            .upper_inclusive = bounds[1] == ']',
                            .empty = bounds[0] == 'e'};
    return &kept[used++];
}
#define RANGE(lower, upper, bounds) sq_range_value(range_of((lower), (upper), (bounds)))
#define NONE                        sq_absent_value()

static const sq_value *items_of(const sq_value *v, size_t n)
{
    sq_value *p = malloc((n + 1) * sizeof *p);
    if (!p)
        abort();
    memcpy(p, v, n * sizeof *p);
    return p;
}
#define LIST(...)                                                                                  \
    sq_list_value(items_of((const sq_value[]){__VA_ARGS__},                                        \
                           sizeof((const sq_value[]){__VA_ARGS__}) / sizeof(sq_value)),            \
                  sizeof((const sq_value[]){__VA_ARGS__}) / sizeof(sq_value))

/* Ranges of one kind of bound, as such and as lists of them. */
static size_t ranges_between(sq_value *out, sq_value a, sq_value b, sq_value c)
{
    const sq_value closed = RANGE(a, b, "[)"), open = RANGE(b, c, "[)");
    GIVE(closed, RANGE(NONE, a, "()"), RANGE(a, NONE, "[)"), RANGE(NONE, NONE, "()"),
         RANGE(NONE, NONE, "e"), RANGE(c, a, "[)"), LIST(closed),
         LIST(closed, RANGE(c, NONE, "[)")), LIST(RANGE(NONE, a, "()"), open),
         sq_list_value(out, 0));
}

static size_t INT_RANGES_of(sq_value *out)
{
    return ranges_between(out, sq_int_value(-5), sq_int_value(7), sq_int_value(INT32_MAX));
}

static size_t NUM_RANGES_of(sq_value *out)
{
    size_t n = ranges_between(out, DEC("-0.5"), DEC("0.25"),
                              DEC("99999999999999999999999999999.000000001"));
    out[n++] = RANGE(DEC("1"), DEC("1.00"), "[]");
    out[n++] = RANGE(DEC("1"), DEC("2"), "(]");
    out[n++] = RANGE(sq_int_value(1), sq_int_value(2), "[)");
    return n;
}

static size_t DATE_RANGES_of(sq_value *out)
{
    return ranges_between(out, sq_date_value(1, 1, 1), sq_date_value(2000, 2, 29),
                          sq_date_value(9999, 12, 31));
}

static size_t STAMP_RANGES_of(sq_value *out)
{
    size_t n = ranges_between(out, sq_datetime_value(-1), sq_datetime_value(123456),
                              sq_datetime_value(INT64_C(253402300799999999)));
    size_t m = ranges_between(out + n, sq_timestamp_value(-1), sq_timestamp_value(123456),
                              sq_timestamp_value(INT64_C(253402300799999999)));
    return n + m;
}

/* ---- lists and maps ---- */

static size_t INT_LISTS_of(sq_value *out)
{
    const sq_value none = sq_null_value(), one = sq_int_value(1), two = sq_int_value(-2);
    GIVE(LIST(one), LIST(one, two, sq_int_value(INT32_MAX)), LIST(one, none, two), LIST(none),
         LIST(LIST(one, two), LIST(none, one)), sq_list_value(&none, 0),
         LIST(LIST(LIST(one), LIST(two))), LIST(LIST(one), LIST(one, two)),
         LIST(sq_long_value(INT64_MAX)), LIST(TEXT("x")));
}

static size_t TEXT_LISTS_of(sq_value *out)
{
    const sq_value none = sq_null_value();
    GIVE(LIST(TEXT("a")), LIST(TEXT("a"), none, TEXT("b")), sq_list_value(&none, 0),
         LIST(TEXT(""), TEXT("NULL"), TEXT("null"), TEXT(" ")),
         LIST(TEXT("a"), TEXT("c'\"d\\"), TEXT("\xC3\x9C"), TEXT("it, {is}"), none),
         LIST(LIST(TEXT("it, {is}"), TEXT("c'\"d\\")), LIST(none, TEXT(""))),
         LIST(TEXT("\xF0\x9F\x90\xBF"), TEXT("\\"), TEXT("\"")), LIST(TEXT("a\0b")),
         LIST(TEXT("\xC3\x28")));
}

static size_t DECIMAL_LISTS_of(sq_value *out)
{
    const sq_value none = sq_null_value();
    GIVE(LIST(DEC("12345678901234567890.5"), DEC("-0.10")), LIST(DEC("NaN"), none),
         LIST(sq_int_value(7)), LIST(LIST(DEC("1"), DEC("2")), LIST(DEC("3"), none)));
}

static size_t REAL_LISTS_of(sq_value *out)
{
    GIVE(LIST(sq_double_value(0.1), sq_double_value(-0.0), sq_double_value(DBL_MAX)),
         LIST(sq_double_value((double)NAN), sq_double_value(-(double)INFINITY)),
         LIST(sq_double_value(4.9e-324), sq_null_value()));
}

static size_t STAMP_LISTS_of(sq_value *out)
{
    GIVE(LIST(sq_datetime_value(-1), sq_datetime_value(123456), sq_null_value()),
         LIST(sq_datetime_value(INT64_MAX)));
}

static size_t BINARY_LISTS_of(sq_value *out)
{
    GIVE(LIST(BYTES("\0\xFF'\"\\"), sq_null_value(), sq_bytes_value("", 0)));
}

static size_t DOCUMENT_LISTS_of(sq_value *out)
{
    GIVE(LIST(JSON("{\"a\": [1, \"x,y\\\"\"]}"), JSON("null"), sq_null_value()));
}

static size_t RANGE_LISTS_of(sq_value *out)
{
    const sq_value one = sq_int_value(1);
    GIVE(LIST(RANGE(one, sq_int_value(5), "[)"), RANGE(one, one, "e"), RANGE(NONE, one, "()")),
         LIST(sq_null_value(), RANGE(NONE, NONE, "()")));
}

static size_t BOOL_LISTS_of(sq_value *out)
{
    GIVE(LIST(sq_bool_value(true), sq_bool_value(false), sq_null_value()));
}

static size_t UUID_LISTS_of(sq_value *out)
{
    static const uint8_t uuid[16] = {1, 2, 3};
    GIVE(LIST(sq_uuid_value(uuid), sq_null_value()));
}

static size_t MAPS_of(sq_value *out)
{
    static sq_value none[2], plain[4], odd[6];
    plain[0] = TEXT("a"), plain[1] = TEXT("1"), plain[2] = TEXT("b"), plain[3] = sq_null_value();
    odd[0] = TEXT(""), odd[1] = TEXT(""), odd[2] = TEXT("=>\"\\"), odd[3] = TEXT("NULL, \"=>\\");
    odd[4] = TEXT("\xC3\x9C'"), odd[5] = TEXT("\n");
    GIVE(sq_map_value(none, 0), sq_map_value(plain, 1), sq_map_value(plain, 2),
         sq_map_value(odd, 3));
}

/* ---- what only PostgreSQL has, as text ---- */

static size_t VECTORS_of(sq_value *out)
{
    GIVE(TEXT(""), TEXT("'a' 'b'"), TEXT("'a':1,3 'b':2A"), TEXT("'it''s'"));
}

static size_t QUERIES_of(sq_value *out)
{
    GIVE(TEXT(""), TEXT("'a' & 'b'"), TEXT("'a' & !( 'b' | 'c':* )"), TEXT("'a' <-> 'b'"));
}

static size_t MONIES_of(sq_value *out)
{
    GIVE(DEC("0"), DEC("12.34"), DEC("-0.05"), DEC("92233720368547758.07"),
         DEC("-92233720368547758.08"), DEC("1.005"), DEC("92233720368547758.08"), sq_int_value(7),
         TEXT("$1,234.56"));
}

static size_t OBJECTS_of(sq_value *out)
{
    GIVE(TEXT("pg_class"), TEXT("english"), TEXT("nosuchname"));
}

static size_t PATHS_of(sq_value *out)
{
    GIVE(TEXT("$"), TEXT("$.\"a\"[0]"), TEXT("$.\"a\"[*]?(@ > 1)"), TEXT("x("));
}

const sq_value *sqty_values(sqty_set set, size_t *n)
{
    static size_t (*const sets[])(sq_value *) = {
        NULL,
#define SQTY_SET(name) name##_of,
#include "tests/types/sets.def"
#undef SQTY_SET
    };
    enum { N = sizeof sets / sizeof *sets };
    static sq_value values[N][SET_SIZE];
    static size_t counts[N];
    if (!counts[set])
        counts[set] = sets[set](values[set]);
    *n = counts[set];
    return values[set];
}
