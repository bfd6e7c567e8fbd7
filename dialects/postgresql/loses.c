/* loses.c: what a column of PostgreSQL would lose of a value: it rounds numbers and times to what
 * the type has, cuts intervals to their fields and blanks at the end of text. What is out of range
 * it refuses itself, later and with less to say. */
#include "dialects/postgresql/compile.h"
#include <limits.h>
#include "lib/compile/loses.h"

static bool is_char(const sq_type *t)
{
    return t->kind == SQ_T_SQL_CHAR || t->kind == SQ_T_SQL_NCHAR || t->kind == SQ_T_MY_CHAR ||
           t->kind == SQ_T_MY_NCHAR;
}

/* Text of any length. */
static bool is_unbounded(const sq_type *t)
{
    return t->kind == SQ_T_TEXT || t->kind == SQ_T_UNICODE_TEXT || t->kind == SQ_T_SQL_TEXT ||
           t->kind == SQ_T_ENUM;
}

static const char *loses_string(const sq_type *t, const sq_value *v)
{
    int length = is_char(t) && !t->length ? 1 : t->length;
    return is_unbounded(t) ? NULL : sqi_loses_text(v, length, is_char(t));
}

static bool is_single(const sq_type *t)
{
    enum { SINGLE = 24 };
    bool named = t->kind == SQ_T_FLOAT || t->kind == SQ_T_SQL_FLOAT || t->kind == SQ_T_MY_FLOAT;
    bool real = t->kind == SQ_T_SQL_REAL || t->kind == SQ_T_MY_REAL || t->kind == SQ_T_MS_REAL;
    return real || (named && t->length && t->length <= SINGLE);
}

static int digits_of_seconds(const sq_type *t)
{
    enum { MICROS = 6 };
    const sq_type_details *d = t->details;
    int length = t->length ? t->length : d ? d->second_precision : 0;
    return length && length < MICROS ? length : MICROS;
}

/* INTERVAL with fields keeps nothing finer than the last of them. */
static const char *loses_interval(const sq_type *t, const sq_value *v)
{
    static const struct {
        const char *field;
        int64_t unit;
    } fields[] = {{"YEAR", 0},
                  {"MONTH", 0},
                  {"DAY", 0},
                  {"HOUR", INT64_C(3600000000)},
                  {"MINUTE", INT64_C(60000000)}};
    const char *last = t->details ? t->details->fields : NULL;
    for (const char *p = last; p; p = strstr(p, " TO ")) {
        p += p == last && strncmp(p, " TO ", 4) != 0 ? 0 : 4;
        last = p;
    }
    for (size_t i = 0; last && v->kind == SQ_V_INTERVAL && i < sizeof fields / sizeof *fields;
         i++) {
        if (strcmp(last, fields[i].field) != 0)
            continue;
        bool days = i < 2 && v->len, months = i < 1 && v->extra % 12;
        if (days || months || (fields[i].unit ? v->v.i % fields[i].unit : v->v.i))
            return "has finer parts than the fields of its column";
    }
    return sqi_loses_time(v, t, digits_of_seconds(t));
}

static const char *loses_time(const sq_type *t, const sq_value *v)
{
    int digits = digits_of_seconds(t);
    if (v->kind == SQ_V_INTERVAL)
        return "is a length of time, its column keeps none";
    return v->kind == SQ_V_TEXT ? sqi_loses_time_text(v, t, digits, false)
                                : sqi_loses_time(v, t, digits);
}

static size_t count(const sq_value *v, const char *of)
{
    size_t n = 0;
    for (uint32_t i = 0; i < v->len; i++)
        n += v->v.s[i] && strchr(of, v->v.s[i]);
    return n;
}

/* Addresses that the server makes complete by itself. */
static const char *loses_address(const sq_type *t, const sq_value *v)
{
    if (v->kind != SQ_V_TEXT)
        return NULL;
    if (t->kind == SQ_T_PG_MACADDR8 && count(v, "0123456789abcdefABCDEF") == 12)
        return "has six bytes, its column keeps eight";
    if (t->kind == SQ_T_PG_CIDR && !count(v, ":") && count(v, ".") < 3)
        return "is no complete address";
    return NULL;
}

const char *sqi_postgresql_loses(const sq_type *t, const sq_value *v)
{
    const sq_type *item = t->details ? t->details->item : NULL;
    const char *why = NULL;
    int bytes = sqi_integer_bytes((sq_type_kind)t->kind);
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        if (t->kind == SQ_T_PG_OID)
            return sqi_loses_integer(v, 0, UINT_MAX);
        return bytes ? sqi_loses_bytes_of_integer(v, bytes, false) : NULL;
    case SQ_TC_NUMERIC:
        return sqi_loses_decimal(v, t->length, t->flags & SQ_TYPE_HAS_SCALE ? t->scale : 0);
    case SQ_TC_FLOAT:
        return is_single(t) ? sqi_loses_single(v) : sqi_loses_double(v);
    case SQ_TC_STRING:
        return loses_string(t, v);
    case SQ_TC_DATE:
    case SQ_TC_TIME:
    case SQ_TC_DATETIME:
        return loses_time(t, v);
    case SQ_TC_INTERVAL:
        return loses_interval(t, v);
    case SQ_TC_NETWORK:
        return loses_address(t, v);
    case SQ_TC_JSON:
        if (t->kind != SQ_T_PG_JSONB || (v->kind != SQ_V_JSON && v->kind != SQ_V_TEXT) ||
            !sqi_postgresql_repeats_key(v->v.s, v->len))
            return NULL;
        return "has a key twice, of which JSONB keeps the last";
    case SQ_TC_ARRAY:
        for (uint32_t i = 0; item && v->kind == SQ_V_LIST && i < v->len && !why; i++)
            why = sqi_postgresql_loses(v->v.list[i].kind == SQ_V_LIST ? t : item, &v->v.list[i]);
        return why;
    default:
        if (t->kind == SQ_T_PG_DOMAIN && item)
            return sqi_postgresql_loses(item, v);
        return t->kind == SQ_T_PG_MONEY ? sqi_loses_decimal(v, 19, 2) : NULL;
    }
}

/* Text and numbers of the usual types; a wrong answer here is a value that changes in silence, so
 * tests/unit/test_loses.c compares it with the above. */
sqi_keeps sqi_postgresql_keeps(const sq_type *t)
{
    sqi_keeps k = SQI_KEEPS_NOTHING;
    int bytes = sqi_integer_bytes((sq_type_kind)t->kind);
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        if (bytes)
            sqi_keeps_bytes_of_integer(&k, bytes, false);
        break;
    case SQ_TC_FLOAT:
        k.kinds = is_single(t) ? 0 : SQI_KEEPS_KIND(SQ_V_DOUBLE);
        k.hi = INT64_C(1) << (is_single(t) ? 24 : 53);
        k.lo = -k.hi;
        break;
    case SQ_TC_STRING:
        if (!is_char(t))
            k.shorter = is_unbounded(t) || !t->length ? SIZE_MAX : (size_t)t->length + 1;
        break;
    case SQ_TC_BOOLEAN:
    case SQ_TC_BINARY:
    case SQ_TC_UUID:
        k.kinds = UINT64_MAX;
        break;
    default:
        break;
    }
    return k;
}
