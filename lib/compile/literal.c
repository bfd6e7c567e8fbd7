/* literal.c: values written into the text.
 *
 * Only for DDL, for printing and where asked for; and only in forms that mean the same in every
 * mode of a session (reliability.md R9). SQLAlchemy: literal_processor() of each type. */
#include "lib/compile/visits.h"
#include "lib/base/number.h"
#include "lib/base/utf8.h"
#include "lib/base/uuid.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void sqi_put_string_literal(sqi_compiler *c, const char *s, size_t n)
{
    if (!sqi_utf8_valid(s, n)) {
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal",
                         "a text that is to be written holds NUL or is no valid UTF-8");
        return;
    }
    c->d->hooks.string_literal(c, s, n);
}

/* '...', with quotes doubled: right wherever a backslash is nothing special. */
void sqi_put_plain_string(sqi_compiler *c, const char *s, size_t n)
{
    sqi_put(c, "'");
    for (const char *end = s + n; s < end;) {
        const char *quote = memchr(s, '\'', (size_t)(end - s));
        size_t run = quote ? (size_t)(quote - s) + 1 : (size_t)(end - s);
        sqi_put_mem(c, s, run);
        if (quote)
            sqi_put(c, "'");
        s += run;
    }
    sqi_put(c, "'");
}

/* Two minus signs in a row would begin a comment. */
static bool is_after_minus(const sqi_compiler *c)
{
    return c->out.n && c->out.p[c->out.n - 1] == '-';
}

static void put_number(sqi_compiler *c, const char *digits)
{
    bool parens = digits[0] == '-' && is_after_minus(c);
    if (parens)
        sqi_put(c, "(");
    sqi_put_str(c, digits);
    if (parens)
        sqi_put(c, ")");
}

void sqi_put_double(sqi_compiler *c, double d)
{
    if (isnan(d) || isinf(d) || (d == 0 && signbit(d))) {
        bool parens = d == 0 && is_after_minus(c);
        sqi_put_str(c, parens ? "(" : "");
        c->d->hooks.special_double(c, d);
        sqi_put_str(c, parens ? ")" : "");
        return;
    }
    char b[SQI_DOUBLE_TEXT];
    size_t n = sqi_write_double(d, b);
    bool whole = true;
    for (size_t i = 0; i < n; i++)
        whole &= b[i] != '.' && b[i] != 'e' && b[i] != 'n';
    if (whole)
        strcat(b, ".0");
    put_number(c, b);
}

static bool is_decimal(const char *s, size_t n)
{
    size_t i = n > 0 && (s[0] == '-' || s[0] == '+'), digits = 0, dots = 0;
    for (; i < n; i++) {
        if (s[i] >= '0' && s[i] <= '9')
            digits++;
        else if (s[i] == '.' && !dots)
            dots++;
        else if ((s[i] == 'e' || s[i] == 'E') && digits && i + 1 < n) {
            i += s[i + 1] == '-' || s[i + 1] == '+';
            dots = 1;
        } else
            return false;
    }
    return digits > 0;
}

static void put_decimal(sqi_compiler *c, const char *s, size_t n)
{
    char b[512];
    if (!is_decimal(s, n) || n >= sizeof b) {
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal", "\"%.*s\" is no decimal number",
                         (int)(n > 40 ? 40 : n), s);
        return;
    }
    memcpy(b, s, n);
    b[n] = '\0';
    put_number(c, b);
}

static void put_integer(sqi_compiler *c, int64_t i)
{
    char b[24];
    snprintf(b, sizeof b, "%lld", (long long)i);
    put_number(c, b);
}

static void put_tuple(sqi_compiler *c, sq_value v, const sq_type *type)
{
    const sq_type_details *t = type->details;
    sqi_put(c, "(");
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            sqi_put(c, ", ");
        bool typed = t && t->items && i < t->n_items;
        sqi_put_literal(c, v.v.list[i], typed ? &t->items[i] : &sqi_unknown_type);
    }
    sqi_put(c, ")");
}

/* [1, 2], nested for arrays of arrays. The type tells how items are written. */
static bool put_array(sqi_compiler *c, sq_value v, const sq_type *type)
{
    const sq_type *item = type->details ? type->details->item : NULL;
    if (sq_type_class_of((sq_type_kind)type->kind) != SQ_TC_ARRAY || !item ||
        item->kind == SQ_T_UNKNOWN || item->kind == SQ_T_USER_DEFINED)
        return false;
    sqi_put(c, "[");
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_literal(c, v.v.list[i], v.v.list[i].kind == SQ_V_LIST ? type : item);
    }
    sqi_put(c, "]");
    return true;
}

/* A time as the quoted text of its ISO form. */
static void put_time(sqi_compiler *c, sq_value v)
{
    char b[48];
    size_t n = sq_format_time(v, b, sizeof b);
    if (!n)
        sqi_fail_compile(c, SQ_ERR_DATA, "literal",
                         "a time is not within the years 1 to 9999, or a day");
    sqi_put_string_literal(c, b, n);
}

/* Digits alone where the column is CHAR(32); a column called UUID takes the hyphens. */
static void put_uuid(sqi_compiler *c, sq_value v, const sq_type *type)
{
    char b[SQI_UUID_TEXT];
    bool native = sqi_can(c, SQI_CAN_NATIVE_UUID) && !(type->flags & SQ_TYPE_NOT_NATIVE);
    bool hyphens = native || type->kind == SQ_T_SQL_UUID;
    size_t n = sqi_write_uuid(v.v.p, hyphens, b);
    sqi_put_string_literal(c, b, n);
}

static void put_bool(sqi_compiler *c, sq_value v)
{
    if (v.v.i)
        c->d->hooks.true_(c);
    else
        c->d->hooks.false_(c);
}

/* ---- JSON paths ---- */

static bool put_step(sqi_out *out, sq_value v)
{
    if (v.kind == SQ_V_INT) {
        sqi_out_char(out, '[');
        sqi_out_int(out, v.v.i);
        sqi_out_char(out, ']');
        return true;
    }
    if (v.kind != SQ_V_TEXT)
        return false;
    sqi_out_lit(out, ".\"");
    for (uint32_t i = 0; i < v.len; i++) {
        if (v.v.s[i] == '"' || v.v.s[i] == '\\')
            sqi_out_char(out, '\\');
        sqi_out_char(out, v.v.s[i]);
    }
    sqi_out_char(out, '"');
    return true;
}

bool sqi_json_path(sqi_out *out, sq_value v, const sq_type *type)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)type->kind);
    bool several = class_ == SQ_TC_JSON_PATH && (v.kind == SQ_V_LIST || v.kind == SQ_V_TUPLE);
    if (!several && class_ != SQ_TC_JSON_INDEX)
        return false;
    sqi_out_char(out, '$');
    if (!several)
        return put_step(out, v);
    for (uint32_t i = 0; i < v.len; i++)
        if (!put_step(out, v.v.list[i]))
            return false;
    return true;
}

static bool put_json_path(sqi_compiler *c, sq_value v, const sq_type *type)
{
    sqi_out path;
    sqi_out_init(&path, NULL, 0);
    bool is_path = sqi_can(c, SQI_CAN_JSON_PATH_TEXT) && sqi_json_path(&path, v, type);
    if (path.status)
        c->out.status = path.status;
    else if (is_path)
        sqi_put_string_literal(c, path.p, path.n);
    sqi_out_clear(&path);
    return is_path;
}

/* What the type of the place says about a plain number or text. */
static bool put_by_type(sqi_compiler *c, sq_value v, const sq_type *type)
{
    sq_type_class class_ = sq_type_class_of((sq_type_kind)type->kind);
    if (class_ == SQ_TC_BOOLEAN && v.kind == SQ_V_INT && (v.v.i == 0 || v.v.i == 1)) {
        put_bool(c, v);
        return true;
    }
    unsigned char u[16];
    if (class_ == SQ_TC_UUID && v.kind == SQ_V_TEXT && sqi_read_uuid(v.v.s, v.len, u)) {
        put_uuid(c, sq_uuid_value(u), type);
        return true;
    }
    return put_json_path(c, v, type);
}

void sqi_put_literal(sqi_compiler *c, sq_value v, const sq_type *type)
{
    if (sqi_put_own_literal(c, v, type) || (c->d->literal && c->d->literal(c, v, type)))
        return;
    if (put_by_type(c, v, type))
        return;
    switch ((sq_value_kind)v.kind) {
    case SQ_V_NULL:
        sqi_put(c, "NULL");
        return;
    case SQ_V_BOOL:
        put_bool(c, v);
        return;
    case SQ_V_INT:
        put_integer(c, v.v.i);
        return;
    case SQ_V_UINT: {
        char b[24];
        snprintf(b, sizeof b, "%llu", (unsigned long long)v.v.u);
        sqi_put_str(c, b);
        return;
    }
    case SQ_V_DOUBLE:
        sqi_put_double(c, v.v.d);
        return;
    case SQ_V_DECIMAL:
        put_decimal(c, v.v.s, v.len);
        return;
    case SQ_V_TEXT:
    case SQ_V_JSON:
    case SQ_V_BITS:
        sqi_put_string_literal(c, v.v.s, v.len);
        return;
    case SQ_V_BYTES:
        c->d->hooks.bytes_literal(c, v.v.p, v.len);
        return;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        put_time(c, v);
        return;
    case SQ_V_UUID:
        put_uuid(c, v, type);
        return;
    case SQ_V_TUPLE:
        put_tuple(c, v, type);
        return;
    case SQ_V_LIST:
        if (put_array(c, v, type))
            return;
        break;
    case SQ_V_INTERVAL:
    case SQ_V_MAP:
    case SQ_V_RANGE:
    case SQ_V_EXPR:
    case SQ_V_STMT:
    case SQ_V_ABSENT:
    case SQ_V_BAD_POINTER:
        break;
    }
    sqi_fail_compile(c, SQ_ERR_COMPILE, "literal",
                     "a value of this kind has no literal form on %s; bind it", c->d->name);
}
