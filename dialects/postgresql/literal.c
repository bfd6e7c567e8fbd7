/* literal.c: values of PostgreSQL's own types written into the text: intervals, ranges, bits,
 * arrays.
 *
 * What is not certain to be read as the same value has a cast. SQLAlchemy: literal_processor(). */
#include "dialects/postgresql/compile.h"
#include <stdio.h>
#include "lib/base/calendar.h"

/* Seconds are a double to make_interval(), which is exact up to 2^53 microseconds. */
static void put_interval(sqi_compiler *c, sq_value v)
{
    static const int64_t most = INT64_C(1) << 53;
    char text[SQI_INTERVAL_TEXT];
    int64_t days = (int32_t)v.len, seconds = v.v.i / 1000000;
    if (v.v.i >= most || v.v.i <= -most) {
        sqi_put_plain_string(c, text, sqi_write_interval(v.extra, days, v.v.i, text));
        sqi_put(c, "::interval");
        return;
    }
    sqi_put(c, "make_interval(");
    if (v.extra) {
        sqi_put(c, "months=>");
        sqi_out_int(&c->out, v.extra);
        sqi_put(c, ", ");
    }
    if (days) {
        sqi_put(c, "days=>");
        sqi_out_int(&c->out, days);
        sqi_put(c, ", ");
    }
    int micros = (int)(v.v.i % 1000000);
    int n = snprintf(text, sizeof text, "%s%lld.%06d", seconds == 0 && micros < 0 ? "-" : "",
                     (long long)seconds, micros < 0 ? -micros : micros);
    while (text[n - 1] == '0' && text[n - 2] != '.')
        n--;
    sqi_put(c, "secs=>");
    sqi_put_mem(c, text, (size_t)n);
    sqi_put(c, ")");
}

/* A bound inside of the quoted text of a range: numbers and times need no escapes, text has
 * them. */
static bool put_bound(sqi_out *o, const sq_value *v)
{
    char b[48];
    switch ((sq_value_kind)v->kind) {
    case SQ_V_ABSENT:
    case SQ_V_NULL:
        return true;
    case SQ_V_INT:
        sqi_out_int(o, v->v.i);
        return true;
    case SQ_V_DECIMAL:
        sqi_out_mem(o, v->v.s, v->len);
        return true;
    case SQ_V_DATE:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP: {
        size_t n = sq_format_time(*v, b, sizeof b);
        sqi_out_char(o, '"');
        sqi_out_mem(o, b, n);
        sqi_out_char(o, '"');
        return n > 0;
    }
    default:
        return false;
    }
}

static bool put_range(sqi_out *o, const sq_range *r)
{
    if (r->empty) {
        sqi_out_str(o, "empty");
        return true;
    }
    sqi_out_char(o, r->lower_inclusive ? '[' : '(');
    bool ok = put_bound(o, &r->lower);
    sqi_out_char(o, ',');
    ok = put_bound(o, &r->upper) && ok;
    sqi_out_char(o, r->upper_inclusive ? ']' : ')');
    return ok;
}

static bool put_ranges(sqi_out *o, sq_value v)
{
    if (v.kind == SQ_V_RANGE)
        return put_range(o, v.v.range);
    bool ok = true;
    sqi_out_char(o, '{');
    for (uint32_t i = 0; i < v.len && ok; i++) {
        if (i)
            sqi_out_char(o, ',');
        ok = v.v.list[i].kind == SQ_V_RANGE && put_range(o, v.v.list[i].v.range);
    }
    sqi_out_char(o, '}');
    return ok;
}

static bool put_range_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    sqi_out text;
    sqi_out_init(&text, NULL, 0);
    bool ok = put_ranges(&text, v);
    if (ok && !text.status) {
        sqi_put_string_literal(c, text.p, text.n);
        sqi_put(c, "::");
        sqi_put_type(c, type);
    }
    sqi_out_clear(&text);
    return ok;
}

bool sqi_postgresql_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)type->kind);
    switch ((sq_value_kind)v.kind) {
    case SQ_V_INTERVAL:
        put_interval(c, v);
        return true;
    case SQ_V_BITS:
        sqi_put(c, "B");
        sqi_put_string_literal(c, v.v.s, v.len);
        return true;
    case SQ_V_RANGE:
        return class_ == SQ_TC_RANGE && put_range_literal(c, v, type);
    case SQ_V_LIST:
        if (class_ == SQ_TC_MULTIRANGE)
            return put_range_literal(c, v, type);
        if (class_ == SQ_TC_ARRAY && v.len == 0) {
            sqi_put(c, "'{}'::"); /* ARRAY[] says nothing of its type */
            sqi_put_type(c, type);
            return true;
        }
        if (class_ == SQ_TC_ARRAY)
            sqi_put(c, "ARRAY");
        return false;
    default:
        return false;
    }
}
