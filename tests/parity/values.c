/* values.c: values as the corpus writes them (section 4) and values of the library, both ways, and
 * option lists, which are made of them. */
#include "tests/parity/parity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- from the corpus ---- */

static sq_value integer_value(int64_t i)
{
    return i >= INT32_MIN && i <= INT32_MAX ? sq_int_value((int)i) : sq_long_value(i);
}

static sq_value big_integer(const char *digits)
{
    char *end;
    long long i = strtoll(digits, &end, 10);
    char back[32];
    snprintf(back, sizeof back, "%lld", i);
    if (strcmp(back, digits) == 0)
        return integer_value(i);
    unsigned long long u = strtoull(digits, &end, 10);
    snprintf(back, sizeof back, "%llu", u);
    return strcmp(back, digits) == 0 ? sq_uint_value(u) : sq_decimal_value(digits);
}

static unsigned hex_digit(char h)
{
    return h >= 'a' ? (unsigned)(h - 'a') + 10 : (unsigned)(h - '0');
}

/* Bytes from hex digits; other characters (the dashes of a UUID) are passed over. */
static const uint8_t *bytes_of_hex(pt_case *c, const char *hex, size_t *n)
{
    uint8_t *p = pt_alloc(&c->memory, strlen(hex) / 2 + 16);
    size_t digits = 0;
    for (; *hex; hex++) {
        if (!strchr("0123456789abcdef", *hex))
            continue;
        p[digits / 2] = (uint8_t)((unsigned)p[digits / 2] << 4 | hex_digit(*hex));
        digits++;
    }
    *n = digits / 2;
    return p;
}

static sq_value moment(pt_case *c, sq_value_kind kind, const char *iso)
{
    char *text = pt_alloc(&c->memory, strlen(iso) + 1);
    memcpy(text, iso, strlen(iso));
    char *t = strchr(text, 'T');
    if (t)
        *t = ' ';
    if (kind == SQ_V_DATETIME && strlen(text) > 19 && strpbrk(text + 19, "+-Z"))
        kind = SQ_V_TIMESTAMP;
    sq_value v = sq_null_value();
    if (sq_parse_time(kind, text, strlen(text), &v) != SQ_OK)
        pt_refused(c, "sq_parse_time() refused a value");
    return v;
}

static const sq_value *items_of(pt_case *c, json_t *list, size_t *n)
{
    *n = json_array_size(list);
    sq_value *p = pt_alloc(&c->memory, (*n + 1) * sizeof *p);
    for (size_t i = 0; i < *n; i++)
        p[i] = pt_value_or_node(c, json_array_get(list, i));
    return p;
}

static sq_value map_of(pt_case *c, json_t *pairs)
{
    size_t n = json_array_size(pairs);
    sq_value *p = pt_alloc(&c->memory, (2 * n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++) {
        json_t *pair = json_array_get(pairs, i);
        p[2 * i] = pt_value_or_node(c, json_array_get(pair, 0));
        p[2 * i + 1] = pt_value_or_node(c, json_array_get(pair, 1));
    }
    return sq_map_value(p, n);
}

static sq_value range_of(pt_case *c, json_t *o)
{
    const char *bounds = pt_string(o, "bounds");
    json_t *lower = json_object_get(o, "lower"), *upper = json_object_get(o, "upper");
    sq_range *r = pt_alloc(&c->memory, sizeof *r);
    r->empty = pt_flag(o, "empty");
    r->lower = !lower || json_is_null(lower) ? sq_absent_value() : pt_value(c, lower);
    r->upper = !upper || json_is_null(upper) ? sq_absent_value() : pt_value(c, upper);
    r->lower_inclusive = bounds && bounds[0] == '[';
    r->upper_inclusive = bounds && bounds[0] && bounds[1] == ']';
    return sq_range_value(r);
}

/* A timedelta is a length of time. */
static sq_value interval_of(json_t *o)
{
    int64_t seconds = json_integer_value(json_object_get(o, "seconds"));
    int64_t micro = json_integer_value(json_object_get(o, "microseconds"));
    int64_t days = json_integer_value(json_object_get(o, "days"));
    return sq_interval_value(0, 0, (days * 86400 + seconds) * 1000000 + micro);
}

static sq_value tagged_text(pt_case *c, const char *tag, const char *v)
{
    size_t n;
    if (strcmp(tag, "int") == 0)
        return big_integer(v);
    if (strcmp(tag, "float") == 0)
        return sq_double_value(strtod(v, NULL));
    if (strcmp(tag, "decimal") == 0)
        return sq_decimal_value(v);
    if (strcmp(tag, "bits") == 0)
        return sq_bits_value(v);
    if (strcmp(tag, "date") == 0)
        return moment(c, SQ_V_DATE, v);
    if (strcmp(tag, "time") == 0)
        return moment(c, SQ_V_TIME, v);
    if (strcmp(tag, "datetime") == 0)
        return moment(c, SQ_V_DATETIME, v);
    const uint8_t *bytes = bytes_of_hex(c, v, &n);
    if (strcmp(tag, "bytes") == 0)
        return sq_bytes_value(bytes, n);
    if (strcmp(tag, "uuid") == 0)
        return sq_uuid_value(bytes);
    pt_problem(c, "loader: a value is tagged %s", tag);
    return sq_null_value();
}

static sq_value tagged(pt_case *c, json_t *o)
{
    const char *tag = pt_string(o, "t");
    json_t *v = json_object_get(o, "v");
    size_t n;
    if (json_is_string(v))
        return tagged_text(c, tag, json_string_value(v));
    if (strcmp(tag, "list") == 0 || strcmp(tag, "multirange") == 0) {
        const sq_value *items = items_of(c, v, &n);
        return sq_list_value(items, n);
    }
    if (strcmp(tag, "tuple") == 0) {
        const sq_value *items = items_of(c, v, &n);
        return sq_tuple_value(items, n);
    }
    if (strcmp(tag, "map") == 0)
        return map_of(c, v);
    if (strcmp(tag, "range") == 0)
        return range_of(c, o);
    if (strcmp(tag, "interval") == 0)
        return interval_of(o);
    pt_problem(c, "loader: a value is tagged %s", tag);
    return sq_null_value();
}

sq_value pt_value(pt_case *c, json_t *v)
{
    size_t n;
    if (!v) /* what is absent is null */
        return sq_null_value();
    switch (json_typeof(v)) {
    case JSON_NULL:
        return sq_null_value();
    case JSON_TRUE:
    case JSON_FALSE:
        return sq_bool_value(json_is_true(v));
    case JSON_INTEGER:
        return integer_value(json_integer_value(v));
    case JSON_REAL:
        return sq_double_value(json_real_value(v));
    case JSON_STRING:
        return sq_text_value_n(json_string_value(v), json_string_length(v));
    case JSON_ARRAY: {
        const sq_value *items = items_of(c, v, &n);
        return sq_list_value(items, n);
    }
    case JSON_OBJECT:
        if (pt_string(v, "t"))
            return tagged(c, v);
        break;
    }
    pt_problem(c, "loader: a value has no form that is known");
    return sq_null_value();
}

/* The members of an object as a map with texts as keys. */
static sq_value map_of_members(pt_case *c, json_t *o)
{
    const char *key;
    json_t *v;
    size_t i = 0;
    sq_value *p = pt_alloc(&c->memory, (2 * json_object_size(o) + 1) * sizeof *p);
    json_object_foreach(o, key, v)
    {
        p[i++] = sq_text_value(key);
        p[i++] = pt_value_or_node(c, v);
    }
    return sq_map_value(p, i / 2);
}

sq_value pt_value_or_node(pt_case *c, json_t *entry)
{
    json_t *node = json_object_get(entry, "node"), *value = json_object_get(entry, "value");
    json_t *map = json_object_get(entry, "map"), *vector = json_object_get(entry, "vector_index");
    if (vector)
        return map_of_members(c, vector);
    if (node)
        return sq_expr_value(pt_expr_at(c, node));
    if (value)
        return pt_value(c, value);
    return map ? map_of(c, map) : pt_value(c, entry);
}

const sq_option *pt_options(pt_case *c, json_t *options)
{
    const char *key;
    json_t *value;
    size_t i = 0, n = json_object_size(options);
    sq_option *list = pt_alloc(&c->memory, (n + 1) * sizeof *list);
    if (!n)
        return NULL;
    json_object_foreach(options, key, value)
        list[i++] = (sq_option){.name = key, .value = pt_value_or_node(c, value)};
    return list;
}

const char *const *pt_strings(pt_case *c, json_t *list)
{
    size_t n = json_array_size(list);
    const char **p = pt_alloc(&c->memory, (n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = pt_ident_text(json_array_get(list, i));
    return p;
}

/* ---- compared ---- */

static bool lists_equal(sq_value a, sq_value b, size_t n)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!pt_value_equal(a.v.list[i], b.v.list[i]))
            return false;
    return true;
}

static bool ranges_equal(const sq_range *a, const sq_range *b)
{
    if (a->empty || b->empty)
        return a->empty && b->empty;
    return a->lower_inclusive == b->lower_inclusive && a->upper_inclusive == b->upper_inclusive &&
           pt_value_equal(a->lower, b->lower) && pt_value_equal(a->upper, b->upper);
}

bool pt_value_equal(sq_value a, sq_value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case SQ_V_NULL:
    case SQ_V_ABSENT:
        return true;
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
        return a.len == b.len && (a.len == 0 || memcmp(a.v.p, b.v.p, a.len) == 0);
    case SQ_V_DOUBLE:
        return memcmp(&a.v.d, &b.v.d, sizeof a.v.d) == 0;
    case SQ_V_INTERVAL:
        return a.extra == b.extra && a.len == b.len && a.v.i == b.v.i;
    case SQ_V_UUID:
        return memcmp(a.v.p, b.v.p, 16) == 0;
    case SQ_V_LIST:
    case SQ_V_TUPLE:
        return lists_equal(a, b, a.len);
    case SQ_V_MAP:
        return lists_equal(a, b, 2 * (size_t)a.len);
    case SQ_V_RANGE:
        return ranges_equal(a.v.range, b.v.range);
    default:
        return a.v.u == b.v.u;
    }
}

/* ---- printed, for the report ---- */

static void print_list(pt_text *out, const char *tag, sq_value v, size_t n)
{
    pt_putf(out, "{\"t\":\"%s\",\"v\":[", tag);
    for (size_t i = 0; i < n; i++) {
        pt_puts(out, i ? ", " : "");
        pt_value_print(out, v.v.list[i]);
    }
    pt_puts(out, "]}");
}

static void print_bytes(pt_text *out, const char *tag, const uint8_t *p, size_t n)
{
    pt_putf(out, "{\"t\":\"%s\",\"v\":\"", tag);
    for (size_t i = 0; i < n; i++)
        pt_putf(out, "%02x", p[i]);
    pt_puts(out, "\"}");
}

static void print_moment(pt_text *out, sq_value v)
{
    char buffer[40];
    sq_format_time(v, buffer, sizeof buffer);
    pt_putf(out, "{\"t\":\"%s\",\"v\":\"%s\"}",
            v.kind == SQ_V_DATE   ? "date"
            : v.kind == SQ_V_TIME ? "time"
                                  : "datetime",
            buffer);
}

static void print_text(pt_text *out, sq_value v)
{
    json_t *s = json_stringn(v.v.s ? v.v.s : "", v.len);
    char *dump = s ? json_dumps(s, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    pt_puts(out, dump ? dump : "(no UTF-8)");
    free(dump);
    json_decref(s);
}

static void print_range(pt_text *out, const sq_range *r)
{
    if (r->empty) {
        pt_puts(out, "{\"t\":\"range\",\"empty\":true}");
        return;
    }
    pt_puts(out, "{\"t\":\"range\",\"lower\":");
    pt_value_print(out, r->lower);
    pt_puts(out, ",\"upper\":");
    pt_value_print(out, r->upper);
    pt_putf(out, ",\"bounds\":\"%c%c\"}", r->lower_inclusive ? '[' : '(',
            r->upper_inclusive ? ']' : ')');
}

static void print_tagged(pt_text *out, const char *tag, sq_value v)
{
    pt_putf(out, "{\"t\":\"%s\",\"v\":\"%.*s\"}", tag, (int)v.len, v.v.s);
}

static void print_compound(pt_text *out, sq_value v)
{
    switch (v.kind) {
    case SQ_V_INTERVAL:
        pt_putf(out, "{\"t\":\"interval\",\"months\":%d,\"days\":%d,\"microseconds\":%" PRId64 "}",
                v.extra, (int)(int32_t)v.len, v.v.i);
        return;
    case SQ_V_LIST:
        print_list(out, "list", v, v.len);
        return;
    case SQ_V_TUPLE:
        print_list(out, "tuple", v, v.len);
        return;
    case SQ_V_MAP:
        print_list(out, "map", v, 2 * (size_t)v.len);
        return;
    case SQ_V_RANGE:
        print_range(out, v.v.range);
        return;
    default:
        pt_putf(out, "(value of kind %d)", v.kind);
    }
}

void pt_value_print(pt_text *out, sq_value v)
{
    switch (v.kind) {
    case SQ_V_NULL:
        pt_puts(out, "null");
        return;
    case SQ_V_ABSENT:
        pt_puts(out, "(absent)");
        return;
    case SQ_V_BOOL:
        pt_puts(out, v.v.i ? "true" : "false");
        return;
    case SQ_V_INT:
        pt_putf(out, "%" PRId64, v.v.i);
        return;
    case SQ_V_UINT:
        pt_putf(out, "%" PRIu64, v.v.u);
        return;
    case SQ_V_DOUBLE:
        pt_putf(out, "{\"t\":\"float\",\"v\":\"%.17g\"}", v.v.d);
        return;
    case SQ_V_TEXT:
        print_text(out, v);
        return;
    case SQ_V_BYTES:
        print_bytes(out, "bytes", v.v.p, v.len);
        return;
    case SQ_V_UUID:
        print_bytes(out, "uuid", v.v.p, 16);
        return;
    case SQ_V_DECIMAL:
        print_tagged(out, "decimal", v);
        return;
    case SQ_V_BITS:
        print_tagged(out, "bits", v);
        return;
    case SQ_V_JSON:
        print_tagged(out, "json", v);
        return;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        print_moment(out, v);
        return;
    default:
        print_compound(out, v);
    }
}
