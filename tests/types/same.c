/* same.c: what came back, by the typed getters, against what was sent. */
#include <math.h>
#include <stdlib.h>
#include "tests/types/types.h"

/* ---- numbers as digits ---- */

/* A number without what does not count: +, zeros at both ends, the place of the point as an
 * exponent. false: it is none. */
typedef struct number {
    bool negative;
    char digits[1000];
    size_t n;
    long exponent; /* of the last digit */
} number;

static bool read_number(sq_str s, number *out)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
    *out = (number){.negative = s.n && s.p[0] == '-'};
    bool point = false, any = false;
    for (; i < s.n && (s.p[i] == '.' || (s.p[i] >= '0' && s.p[i] <= '9')); i++) {
        if (s.p[i] == '.') {
            if (point)
                return false;
            point = true;
            continue;
        }
        any = true;
        out->exponent -= point;
        if ((out->n || s.p[i] != '0') && out->n < sizeof out->digits)
            out->digits[out->n++] = s.p[i];
    }
    if (any && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        char tail[16] = "", *end = tail;
        size_t n = s.n - ++i;
        if (n == 0 || n >= sizeof tail)
            return false;
        memcpy(tail, s.p + i, n);
        out->exponent += strtol(tail, &end, 10);
        i += (size_t)(end - tail);
    }
    while (out->n && out->digits[out->n - 1] == '0')
        out->n--, out->exponent++;
    if (!out->n)
        out->negative = false, out->exponent = 0;
    return any && i == s.n;
}

static bool same_number(sq_str a, sq_str b)
{
    number x, y;
    return read_number(a, &x) && read_number(b, &y) && x.negative == y.negative && x.n == y.n &&
           x.exponent == y.exponent && memcmp(x.digits, y.digits, x.n) == 0;
}

static bool same_bytes(sq_str a, sq_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static sq_str str_of(sq_value v)
{
    return (sq_str){v.v.s, v.len};
}

/* ---- documents, as values: the order of keys and white space do not count ---- */

static const char *skip(const char *p, const char *end)
{
    while (p < end && strchr(" \t\r\n", *p))
        p++;
    return p;
}

/* The end of the value that begins at p. */
static const char *value_end(const char *p, const char *end)
{
    int depth = 0;
    do {
        p = skip(p, end);
        if (p >= end)
            return end;
        if (*p == '"') {
            for (p++; p < end && *p != '"'; p++)
                p += *p == '\\';
            p++;
        } else if (strchr("[{", *p))
            depth++, p++;
        else if (strchr("]}", *p))
            depth--, p++;
        else if (strchr(",:", *p) && depth)
            p++;
        else
            while (p < end && !strchr(" \t\r\n,:]}", *p))
                p++;
    } while (depth > 0);
    return p < end ? p : end;
}

static bool same_document(sq_str a, sq_str b);

typedef struct member {
    sq_str key, value;
} member;

/* Members of an object, or items of a list with empty keys. */
static size_t members_of(sq_str s, member *out, size_t most)
{
    const char *p = skip(s.p + 1, s.p + s.n), *end = s.p + s.n;
    size_t n = 0;
    bool object = s.p[0] == '{';
    while (p < end && !strchr("]}", *p) && n < most) {
        member m = {{"", 0}, {NULL, 0}};
        if (object) {
            const char *stop = value_end(p, end);
            m.key = (sq_str){p, (size_t)(stop - p)};
            p = skip(stop, end) + 1;
        }
        p = skip(p, end);
        const char *stop = value_end(p, end);
        m.value = (sq_str){p, (size_t)(stop - p)};
        p = skip(stop, end);
        p = p < end && *p == ',' ? skip(p + 1, end) : p;
        out[n++] = m;
    }
    return n;
}

static bool same_members(sq_str a, sq_str b)
{
    enum { MOST = 16 };
    member x[MOST], y[MOST];
    size_t n = members_of(a, x, MOST), m = members_of(b, y, MOST);
    if (n != m)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t j = a.p[0] == '{' ? 0 : i;
        while (j < m && !same_bytes(x[i].key, y[j].key))
            j++;
        if (j == m || !same_document(x[i].value, y[j].value))
            return false;
    }
    return true;
}

static sq_str trimmed(sq_str s)
{
    while (s.n && strchr(" \t\r\n", s.p[0]))
        s.p++, s.n--;
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1]))
        s.n--;
    return s;
}

/* Escapes of characters are written out. */
static size_t unescaped(sq_str s, char *out, size_t size)
{
    size_t n = 0;
    uint32_t high = 0;
    for (size_t i = 0; i < s.n && n + 4 < size; i++) {
        unsigned u = 0;
        if (s.p[i] != '\\' || i + 5 >= s.n || s.p[i + 1] != 'u' ||
            sscanf(s.p + i + 2, "%4x", &u) != 1) {
            out[n++] = s.p[i];
            continue;
        }
        i += 5;
        if (u >= 0xD800 && u < 0xDC00) {
            high = u;
            continue;
        }
        uint32_t c = u >= 0xDC00 && u < 0xE000 ? 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00)
                                               : u;
        if (c < 0x800) {
            out[n++] = (char)(0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                out[n++] = (char)(0xE0 | c >> 12);
            } else {
                out[n++] = (char)(0xF0 | c >> 18);
                out[n++] = (char)(0x80 | (c >> 12 & 63));
            }
            out[n++] = (char)(0x80 | (c >> 6 & 63));
        }
        out[n++] = (char)(0x80 | (c & 63));
    }
    return n;
}

static bool same_document(sq_str a, sq_str b)
{
    a = trimmed(a), b = trimmed(b);
    if (same_bytes(a, b) || same_number(a, b))
        return true;
    if (!a.n || !b.n || a.p[0] != b.p[0])
        return false;
    if (a.p[0] == '[' || a.p[0] == '{')
        return same_members(a, b);
    char x[512], y[512];
    if (a.p[0] != '"')
        return false;
    sq_str p = {x, unescaped(a, x, sizeof x)}, q = {y, unescaped(b, y, sizeof y)};
    return same_bytes(p, q);
}

/* ---- values ---- */

static bool days_are_hours;

/* A length of time; without a type of its own in the database a day counts 24 hours. */
static bool same_interval(sq_value a, sq_value b)
{
    if (a.extra == b.extra && a.len == b.len && a.v.i == b.v.i)
        return true;
    const int64_t day = INT64_C(86400000000);
    return b.kind == SQ_V_INTERVAL && a.extra == b.extra && days_are_hours &&
           (int64_t)(int32_t)a.len * day + a.v.i == (int64_t)(int32_t)b.len * day + b.v.i;
}

static bool same_value(sq_value a, sq_value b);

static bool same_list(sq_value a, sq_value b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!same_value(a.v.list[i], b.v.list[i]))
            return false;
    return true;
}

/* Pairs in any order. */
static bool same_map(sq_value a, sq_value b)
{
    for (size_t i = 0; i < a.len; i++) {
        size_t j = 0;
        while (j < b.len && !same_value(a.v.list[2 * i], b.v.list[2 * j]))
            j++;
        if (j == b.len || !same_value(a.v.list[2 * i + 1], b.v.list[2 * j + 1]))
            return false;
    }
    return true;
}

static bool same_range(const sq_range *a, const sq_range *b)
{
    if (a->empty || b->empty)
        return a->empty == b->empty;
    return same_value(a->lower, b->lower) && same_value(a->upper, b->upper) &&
           a->lower_inclusive == b->lower_inclusive && a->upper_inclusive == b->upper_inclusive;
}

static bool same_double(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* In kind and value. */
static bool same_value(sq_value a, sq_value b)
{
    if (a.kind == SQ_V_INT && b.kind == SQ_V_DECIMAL) {
        char digits[24];
        sq_str s = {digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)a.v.i)};
        return same_number(s, str_of(b));
    }
    if (a.kind == SQ_V_INTERVAL && b.kind == SQ_V_TIME && days_are_hours) /* less than a day */
        return a.v.i == b.v.i && !a.len && !a.extra;
    bool both_times = (a.kind == SQ_V_DATETIME && b.kind == SQ_V_TIMESTAMP) ||
                      (a.kind == SQ_V_TIMESTAMP && b.kind == SQ_V_DATETIME);
    if (a.kind != b.kind && !both_times)
        return false;
    switch ((sq_value_kind)a.kind) {
    case SQ_V_NULL:
    case SQ_V_ABSENT:
        return true;
    case SQ_V_DOUBLE:
        return same_double(a.v.d, b.v.d);
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_BITS:
        return same_bytes(str_of(a), str_of(b));
    case SQ_V_DECIMAL:
        return same_bytes(str_of(a), str_of(b)) || same_number(str_of(a), str_of(b));
    case SQ_V_JSON:
        return same_document(str_of(a), str_of(b));
    case SQ_V_UUID:
        return memcmp(a.v.p, b.v.p, 16) == 0;
    case SQ_V_INTERVAL:
        return same_interval(a, b);
    case SQ_V_LIST:
        return a.len == b.len && same_list(a, b, a.len);
    case SQ_V_MAP:
        return a.len == b.len && same_map(a, b);
    case SQ_V_RANGE:
        return same_range(a.v.range, b.v.range);
    default:
        return a.v.i == b.v.i;
    }
}

/* Text that was sent where something else is kept: as text, or as what it says. */
static bool same_text(sq_result *r, size_t i, sq_value sent, const sq_type *t)
{
    sq_str got = sq_get_str(r, i), was = str_of(sent);
    if (same_bytes(got, was))
        return true;
    sq_value v;
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
    case SQ_TC_NUMERIC:
    case SQ_TC_FLOAT:
        return same_number(trimmed(was), got);
    case SQ_TC_JSON:
        return same_document(was, got);
    case SQ_TC_DATETIME:
        return sq_parse_time(t->flags & SQ_TYPE_TIMEZONE ? SQ_V_TIMESTAMP : SQ_V_DATETIME, was.p,
                             was.n, &v) == SQ_OK &&
               sq_get_datetime(r, i) == v.v.i;
    case SQ_TC_TIME: /* with the offset of UTC */
        return (t->flags & SQ_TYPE_TIMEZONE) && got.n == was.n + 3 &&
               memcmp(got.p, was.p, was.n) == 0 && memcmp(got.p + was.n, "+00", 3) == 0;
    case SQ_TC_NETWORK: /* one address is a network of its own */
        return got.n > was.n && memcmp(got.p, was.p, was.n) == 0 &&
               (memcmp(got.p + was.n, "/32", 3) == 0 || memcmp(got.p + was.n, "/128", 4) == 0);
    case SQ_TC_UUID: {
        char a[64] = "", b[64] = "";
        size_t n = 0, m = 0;
        for (size_t k = 0; k < was.n && n < 63; k++)
            if (was.p[k] != '-')
                a[n++] = (char)(was.p[k] | 0x20);
        for (size_t k = 0; k < got.n && m < 63; k++)
            if (got.p[k] != '-')
                b[m++] = got.p[k];
        return strcmp(a, b) == 0;
    }
    default:
        return false;
    }
}

static bool by_getter(sq_result *r, size_t i, sq_value sent, const sq_type *t)
{
    sq_value digits = {0};
    switch ((sq_value_kind)sent.kind) {
    case SQ_V_NULL:
        return sq_get_is_null(r, i);
    case SQ_V_BOOL:
        return sq_get_bool(r, i) == (bool)sent.v.i;
    case SQ_V_INT:
        if (t->kind == SQ_T_PG_MONEY) /* text to other getters */
            return same_value(sent, sq_get_value(r, i));
        return sq_get_int64(r, i) == sent.v.i;
    case SQ_V_UINT:
        return sq_get_uint64(r, i) == sent.v.u;
    case SQ_V_DOUBLE:
        if (sent.len == 4)
            return same_double((double)(float)sq_get_double(r, i), sent.v.d);
        return same_double(sq_get_double(r, i), sent.v.d);
    case SQ_V_TEXT:
        return same_text(r, i, sent, t);
    case SQ_V_BYTES:
        return same_bytes(sq_get_bytes(r, i), str_of(sent));
    case SQ_V_DECIMAL:
        digits = sq_get_value(r, i);
        if (digits.kind == SQ_V_DECIMAL)
            return same_value(sent, digits);
        if (digits.kind == SQ_V_DOUBLE && !isfinite(digits.v.d))
            return sent.v.s[0] == (isnan(digits.v.d) ? 'N' : digits.v.d < 0 ? '-' : 'I');
        return same_number(sq_get_str(r, i), str_of(sent));
    case SQ_V_DATE:
        if (sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_DATETIME)
            return sq_get_datetime(r, i) == sent.v.i * INT64_C(86400000000);
        return sq_get_date(r, i) == sent.v.i;
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        if (sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_DATE)
            return sq_get_date(r, i) * INT64_C(86400000000) == sent.v.i;
        return sq_get_datetime(r, i) == sent.v.i;
    default:
        return same_value(sent, sq_get_value(r, i));
    }
}

/* The kind that a value of the class has. */
static sq_value_kind own_kind(const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_NUMERIC:
        return SQ_V_DECIMAL;
    case SQ_TC_FLOAT:
        return SQ_V_DOUBLE;
    case SQ_TC_BOOLEAN:
        return SQ_V_BOOL;
    case SQ_TC_BINARY:
        return SQ_V_BYTES;
    case SQ_TC_DATE:
        return SQ_V_DATE;
    case SQ_TC_TIME:
        return SQ_V_TIME;
    case SQ_TC_JSON:
        return SQ_V_JSON;
    default:
        return SQ_V_ABSENT;
    }
}

bool sqty_came_back(sq_result *r, size_t i, sq_value sent, const sq_type *t, bool durations)
{
    days_are_hours = durations;
    bool same = by_getter(r, i, sent, t) && sq_result_error(r)->status == SQ_OK;
    if (same && sent.kind == own_kind(t)) {
        sq_value got = sq_get_value(r, i);
        same = got.kind == sent.kind && (sent.len == 4 || same_value(sent, got));
    }
    return same;
}

/* ---- for people ---- */

static size_t show(sq_value v, char *out, size_t size)
{
    char b[64];
    size_t n = 0;
    switch ((sq_value_kind)v.kind) {
    case SQ_V_TEXT:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
        n = (size_t)snprintf(out, size, "'%.*s'%s", v.len > 60 ? 60 : (int)v.len, v.v.s,
                             v.len > 60 ? "..." : "");
        break;
    case SQ_V_DOUBLE:
        n = (size_t)snprintf(out, size, "%.17g%s", v.v.d, v.len == 4 ? "f" : "");
        break;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        sq_format_time(v, b, sizeof b);
        n = (size_t)snprintf(out, size, "%s (%lld)", b, (long long)v.v.i);
        break;
    case SQ_V_INTERVAL:
        n = (size_t)snprintf(out, size, "%d months %d days %lld us", v.extra, (int)v.len,
                             (long long)v.v.i);
        break;
    case SQ_V_BYTES:
    case SQ_V_UUID:
        n = (size_t)snprintf(out, size, "%u bytes", v.len);
        break;
    case SQ_V_LIST:
        n = (size_t)snprintf(out, size, "{");
        for (uint32_t i = 0; i < v.len && n + 80 < size; i++) {
            n += show(v.v.list[i], out + n, size - n);
            n += (size_t)snprintf(out + n, size - n, " ");
        }
        n += (size_t)snprintf(out + n, size - n, "}");
        break;
    case SQ_V_RANGE:
        if (v.v.range->empty)
            return (size_t)snprintf(out, size, "empty");
        n = (size_t)snprintf(out, size, "%c", v.v.range->lower_inclusive ? '[' : '(');
        n += show(v.v.range->lower, out + n, size - n);
        n += (size_t)snprintf(out + n, size - n, ",");
        n += show(v.v.range->upper, out + n, size - n);
        n += (size_t)snprintf(out + n, size - n, "%c", v.v.range->upper_inclusive ? ']' : ')');
        break;
    case SQ_V_UINT:
        n = (size_t)snprintf(out, size, "%llu", (unsigned long long)v.v.u);
        break;
    default:
        n = (size_t)snprintf(out, size, "%lld", (long long)v.v.i);
        break;
    }
    return n < size ? n : size - 1;
}

void sqty_show(sq_value v, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "kind %d ", v.kind);
    show(v, out + n, size - n);
}
