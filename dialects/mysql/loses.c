/* loses.c: what a column of MySQL or MariaDB would lose of a value, also in strict mode: fractions
 * are rounded, text is padded or its blanks are cut, labels are matched without regard to case or
 * taken for numbers. */
#include "dialects/mysql/compile.h"
#include <limits.h>
#include <math.h>
#include "lib/compile/loses.h"

/* ---- numbers ---- */

static const char *loses_year(const sq_value *v)
{
    enum { FIRST = 1901, LAST = 2155 };
    if (v->kind == SQ_V_INT && v->v.i == 0)
        return NULL;
    return sqi_loses_integer(v, FIRST, LAST);
}

static bool is_unsigned(const sq_type *t)
{
    return t->flags & (SQ_TYPE_UNSIGNED | SQ_TYPE_ZEROFILL);
}

static const char *loses_integer(const sq_type *t, const sq_value *v)
{
    int bytes = sqi_integer_bytes((sq_type_kind)t->kind);
    if (t->kind == SQ_T_MY_YEAR)
        return loses_year(v);
    return bytes ? sqi_loses_bytes_of_integer(v, bytes, is_unsigned(t)) : NULL;
}

static bool is_negative(const sq_value *v)
{
    return (v->kind == SQ_V_INT && v->v.i < 0) || (v->kind == SQ_V_DOUBLE && v->v.d < 0) ||
           ((v->kind == SQ_V_DECIMAL || v->kind == SQ_V_TEXT) && v->len && v->v.s[0] == '-');
}

static const char *loses_decimal(const sq_type *t, const sq_value *v)
{
    enum { USUAL = 10 };
    int scale = t->flags & SQ_TYPE_HAS_SCALE ? t->scale : 0;
    const char *why = sqi_loses_decimal(v, t->length ? t->length : USUAL, scale);
    if (!why && ((v->kind == SQ_V_DOUBLE && isnan(v->v.d)) || sqi_is_special(v)))
        why = "is no finite number, as its column keeps them";
    return why;
}

/* (M, D) rounds to D digits behind the point. */
static bool is_scaled(const sq_type *t)
{
    return t->length && (t->flags & SQ_TYPE_HAS_SCALE);
}

/* FLOAT(p) has 24 bits up to p = 24. */
static bool is_single(const sq_type *t)
{
    enum { SINGLE = 24 };
    bool named = t->kind == SQ_T_FLOAT || t->kind == SQ_T_SQL_FLOAT || t->kind == SQ_T_MY_FLOAT ||
                 t->kind == SQ_T_ORA_FLOAT;
    return named && (is_scaled(t) || t->length <= SINGLE);
}

static const char *loses_float(const sq_type *t, const sq_value *v)
{
    const char *why = is_scaled(t) ? sqi_loses_decimal(v, t->length, t->scale) : NULL;
    if ((v->kind == SQ_V_DOUBLE && !isfinite(v->v.d)) || sqi_is_special(v))
        return "is no finite number, as its column keeps them";
    if (v->kind == SQ_V_DOUBLE && v->v.d == 0 && signbit(v->v.d))
        return "is -0.0, which its column keeps as 0";
    if (why)
        return why;
    return is_single(t) ? sqi_loses_single(v) : sqi_loses_double(v);
}

/* ---- text and bytes ---- */

static const char *loses_label(const sq_type_details *d, const char *s, size_t n, size_t *at)
{
    for (*at = 0; *at < d->n_values; ++*at)
        if (strlen(d->values[*at]) == n && memcmp(d->values[*at], s, n) == 0)
            return NULL;
    return "is none of the labels of its column";
}

/* Labels of a SET, in the order of its definition, each once. */
static const char *loses_labels(const sq_type_details *d, const sq_value *v)
{
    const char *s = v->v.s, *end = s + v->len, *why = NULL;
    size_t least = 0;
    while (s < end && !why) {
        const char *comma = memchr(s, ',', (size_t)(end - s));
        size_t n = (size_t)((comma ? comma : end) - s), at = 0;
        why = loses_label(d, s, n, &at);
        if (!why && at < least)
            why = "has its labels in another order than its column, or twice";
        least = at + 1;
        s += n + (comma != NULL);
    }
    return why;
}

static bool has_wide_characters(const sq_value *v)
{
    for (uint32_t i = 0; i < v->len; i++)
        if ((unsigned char)v->v.s[i] >= 0xF0)
            return true;
    return false;
}

/* The most bytes of types whose name says it; 0: the length says it. */
static size_t most_bytes(sq_type_kind kind)
{
    switch (kind) {
    case SQ_T_MY_TINYTEXT:
    case SQ_T_MY_TINYBLOB:
        return UINT8_MAX;
    case SQ_T_TEXT:
    case SQ_T_UNICODE_TEXT:
    case SQ_T_SQL_TEXT:
    case SQ_T_MY_TEXT:
    case SQ_T_LARGE_BINARY:
    case SQ_T_SQL_BLOB:
        return UINT16_MAX;
    case SQ_T_MY_MEDIUMTEXT:
    case SQ_T_MY_MEDIUMBLOB:
        return 0xFFFFFF;
    case SQ_T_MY_LONGTEXT:
    case SQ_T_MY_LONGBLOB:
        return UINT32_MAX;
    default:
        return 0;
    }
}

static bool is_national(const sq_type *t)
{
    return t->kind == SQ_T_SQL_NCHAR || t->kind == SQ_T_MY_NCHAR || t->kind == SQ_T_SQL_NVARCHAR ||
           t->kind == SQ_T_MY_NVARCHAR || (t->flags & SQ_TYPE_NATIONAL);
}

static bool is_padded(const sq_type *t)
{
    return t->kind == SQ_T_SQL_CHAR || t->kind == SQ_T_MY_CHAR || t->kind == SQ_T_SQL_NCHAR ||
           t->kind == SQ_T_MY_NCHAR;
}

static const char *loses_string(const sq_type *t, const sq_value *v)
{
    size_t most = most_bytes((sq_type_kind)t->kind), at;
    bool padded = is_padded(t);
    if (v->kind != SQ_V_TEXT && v->kind != SQ_V_JSON)
        return NULL;
    if (t->details && t->details->n_values) {
        if (t->kind == SQ_T_ENUM && (t->flags & SQ_TYPE_NOT_NATIVE))
            return NULL;
        return t->kind == SQ_T_MY_SET ? loses_labels(t->details, v)
                                      : loses_label(t->details, v->v.s, v->len, &at);
    }
    if (is_national(t) && has_wide_characters(v))
        return "has a character that its column, of three bytes each, has not";
    if (most && !t->length)
        return sqi_loses_bytes(v, most);
    return sqi_loses_text(v, padded && !t->length ? 1 : t->length, padded);
}

static const char *loses_bytes(const sq_type *t, const sq_value *v)
{
    size_t most = most_bytes((sq_type_kind)t->kind);
    if (v->kind != SQ_V_BYTES && v->kind != SQ_V_TEXT)
        return NULL;
    if (t->kind == SQ_T_SQL_BINARY && v->len != (size_t)(t->length ? t->length : 1))
        return "is shorter or longer than its column, which fills it up with zeros";
    if (t->length)
        return t->kind == SQ_T_SQL_VARBINARY ? sqi_loses_bytes(v, (size_t)t->length) : NULL;
    return most ? sqi_loses_bytes(v, most) : NULL;
}

/* ---- the rest ---- */

/* Digits of fractions that the text of the type has. */
static int digits_of_seconds(const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_TIME:
    case SQ_T_DATETIME:
    case SQ_T_INTERVAL:
    case SQ_T_MY_TIME:
    case SQ_T_MY_DATETIME:
    case SQ_T_MY_TIMESTAMP:
        return t->length;
    default:
        return 0;
    }
}

/* TIME takes a length of time, too: up to 838:59:59. */
static const char *loses_time(const sq_type *t, const sq_value *v)
{
    static const int64_t most = INT64_C(3020399999999), day = INT64_C(86400000000);
    bool is_time = sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_TIME;
    if (v->kind == SQ_V_TEXT)
        return sqi_loses_time_text(v, t, digits_of_seconds(t), true);
    if (v->kind == SQ_V_INTERVAL && is_time) {
        int64_t days = (int32_t)v->len;
        bool fits = days >= -35 && days <= 35 && v->v.i >= -most && v->v.i <= most;
        int64_t us = fits ? days * day + v->v.i : 0;
        if (v->extra || !fits || us > most || us < -most)
            return "is out of the range of its column";
    }
    return sqi_loses_time(v, t, digits_of_seconds(t));
}

static const char *loses_interval(const sq_type *t, const sq_value *v)
{
    const char *why = sqi_loses_duration(v);
    return why ? why : sqi_loses_time(v, t, digits_of_seconds(t));
}

static const char *loses_bits(const sq_type *t, const sq_value *v)
{
    int length = t->length ? t->length : 1;
    if (v->kind == SQ_V_BITS)
        return v->len == (uint32_t)length ? NULL : "has more or fewer bits than its column";
    return length < 64 ? sqi_loses_integer(v, 0, (UINT64_C(1) << length) - 1)
                       : sqi_loses_integer(v, 0, UINT64_MAX);
}

static const char *loses_address(const sq_type *t, const sq_value *v)
{
    if (t->kind != SQ_T_MARIADB_INET6 || v->kind != SQ_V_TEXT || memchr(v->v.s, ':', v->len))
        return NULL;
    return "is no address of version 6";
}

const char *sqi_mysql_loses(const sq_type *t, const sq_value *v)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        return loses_integer(t, v);
    case SQ_TC_NUMERIC:
        return (t->flags & SQ_TYPE_UNSIGNED) && is_negative(v) ? "is negative"
                                                               : loses_decimal(t, v);
    case SQ_TC_FLOAT:
        return (t->flags & SQ_TYPE_UNSIGNED) && is_negative(v) ? "is negative" : loses_float(t, v);
    case SQ_TC_STRING:
        return loses_string(t, v);
    case SQ_TC_BINARY:
        return loses_bytes(t, v);
    case SQ_TC_DATE:
    case SQ_TC_TIME:
    case SQ_TC_DATETIME:
        return loses_time(t, v);
    case SQ_TC_INTERVAL:
        return loses_interval(t, v);
    case SQ_TC_BITS:
        return loses_bits(t, v);
    case SQ_TC_NETWORK:
        return loses_address(t, v);
    default:
        return NULL;
    }
}

/* Of text of a type without labels: fewer bytes than these fit, whatever the characters. */
static size_t kept_below(const sq_type *t)
{
    size_t most = most_bytes((sq_type_kind)t->kind);
    if (is_padded(t) || is_national(t) || (t->details && t->details->n_values))
        return 0;
    return t->length ? (size_t)t->length + 1 : most ? most + 1 : SIZE_MAX;
}

sqi_keeps sqi_mysql_keeps(const sq_type *t)
{
    sqi_keeps k = SQI_KEEPS_NOTHING;
    int bytes = sqi_integer_bytes((sq_type_kind)t->kind);
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        if (bytes)
            sqi_keeps_bytes_of_integer(&k, bytes, is_unsigned(t));
        break;
    case SQ_TC_FLOAT:
        k.finite = !is_scaled(t) && !is_single(t) && !is_unsigned(t);
        break;
    case SQ_TC_STRING:
        k.shorter = kept_below(t);
        break;
    case SQ_TC_BOOLEAN:
    case SQ_TC_UUID:
        k.kinds = UINT64_MAX;
        break;
    default:
        break;
    }
    return k;
}
