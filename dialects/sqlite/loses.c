/* loses.c: what SQLite would lose of a value, by the affinity that it sees in the name of a type.
 *
 * It has 64-bit integers, doubles, text and bytes, and no exact decimals: up to 15 digits are a
 * double that reads back with the same digits. NUMERIC affinity, which every name gets that it does
 * not know, makes a number of any text that looks like one. */
#include "dialects/sqlite/compile.h"
#include <math.h>
#include "lib/base/number.h"
#include "lib/compile/loses.h"

static const char digits_lost[] = "has more than the 15 digits that SQLite keeps";

const char *sqi_sqlite_loses_digits(const char *s, size_t n)
{
    enum { KEPT = 15, WHOLE = 18 };
    sqi_decimal x;
    if (!sqi_read_decimal(s, n, &x))
        return NULL;
    if (!x.finite)
        return "is no finite number, which SQLite has only as a double";
    if (x.whole <= WHOLE && !x.fraction)
        return NULL;
    return x.digits <= KEPT && sqi_decimal_is_double(s, n) ? NULL : digits_lost;
}

/* Does the column make a number of the text? Then the text must be the one that comes back. */
static const char *loses_text(sq_type_class class_, const sq_value *v)
{
    if (class_ == SQ_TC_STRING)
        return NULL;
    sqi_decimal x;
    size_t from = 0, n = v->len;
    while (from < n && v->v.s[from] == ' ')
        from++;
    while (n > from && v->v.s[n - 1] == ' ')
        n--;
    const char *s = v->v.s + from;
    n -= from;
    if (!sqi_read_decimal(s, n, &x) || !x.finite)
        return NULL;
    if (class_ == SQ_TC_FLOAT)
        return sqi_loses_double(v);
    const char *why = sqi_sqlite_loses_digits(s, n);
    bool is_number = class_ == SQ_TC_INTEGER || class_ == SQ_TC_NUMERIC ||
                     class_ == SQ_TC_BOOLEAN || v->kind == SQ_V_JSON;
    return why || is_number ? why : "is a number, and its column is none of numbers";
}

const char *sqi_sqlite_loses(const sq_type *t, const sq_value *v)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    switch (v->kind) {
    case SQ_V_INT:
        return class_ == SQ_TC_FLOAT ? sqi_loses_double(v) : NULL;
    case SQ_V_UINT:
        return digits_lost;
    case SQ_V_DOUBLE:
        if (isnan(v->v.d))
            return "is NaN, which SQLite keeps as NULL";
        return v->v.d == 0 && signbit(v->v.d) ? "is -0.0, which SQLite keeps as 0" : NULL;
    case SQ_V_DECIMAL:
        return class_ == SQ_TC_FLOAT ? sqi_loses_double(v)
                                     : sqi_sqlite_loses_digits(v->v.s, v->len);
    case SQ_V_TEXT:
    case SQ_V_JSON:
        return loses_text(class_, v);
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        return sqi_loses_time(v, t, 6);
    case SQ_V_INTERVAL:
        return class_ == SQ_TC_TIME ? "is a length of time, its column keeps times of day"
                                    : sqi_loses_duration(v);
    default:
        return NULL;
    }
}

/* A wrong answer here is a value that changes in silence: tests/unit/test_loses.c compares it with
 * the above. */
sqi_keeps sqi_sqlite_keeps(const sq_type *t)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    sqi_keeps k = {.kinds = SQI_KEEPS_KIND(SQ_V_BOOL) | SQI_KEEPS_KIND(SQ_V_BYTES) |
                            SQI_KEEPS_KIND(SQ_V_UUID),
                   .lo = INT64_MIN,
                   .hi = INT64_MAX};
    if (class_ == SQ_TC_FLOAT) {
        k.hi = INT64_C(1) << 53;
        k.lo = -k.hi;
    }
    if (class_ == SQ_TC_STRING)
        k.shorter = SIZE_MAX;
    return k;
}
