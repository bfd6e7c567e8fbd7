/* driver_text.c: text forms: arrays, ranges and hstore as PostgreSQL reads them, and what there is
 * to know about SQL that was written by hand. */
#include <stdio.h>
#include <string.h>
#include "dialects/postgresql/driver.h"
#include "lib/base/number.h"
#include "lib/base/uuid.h"

/* ---- values ---- */

/* Within arrays, ranges and hstore every element may stand in double quotes. */
static void put_quoted(sqi_out *o, const char *s, size_t n)
{
    sqi_out_char(o, '"');
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\\')
            sqi_out_char(o, '\\');
        sqi_out_char(o, s[i]);
    }
    sqi_out_char(o, '"');
}

static bool put_list(sqi_out *o, const sq_value *v, sq_type_class class_);

static bool put_scalar(sqi_out *o, const sq_value *v)
{
    char b[64];
    switch ((sq_value_kind)v->kind) {
    case SQ_V_BOOL:
        sqi_out_char(o, v->v.i ? 't' : 'f');
        return true;
    case SQ_V_INT:
        sqi_out_int(o, v->v.i);
        return true;
    case SQ_V_UINT:
        sqi_out_uint(o, v->v.u);
        return true;
    case SQ_V_DOUBLE:
        sqi_out_mem(o, b, sqi_write_double(v->v.d, b));
        return true;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        put_quoted(o, b, sq_format_time(*v, b, sizeof b));
        return true;
    case SQ_V_UUID:
        sqi_out_mem(o, b, sqi_write_uuid(v->v.p, true, b));
        return true;
    case SQ_V_BYTES:
        sqi_out_lit(o, "\"\\\\x");
        sqi_out_hex(o, v->v.p, v->len, false);
        sqi_out_char(o, '"');
        return true;
    case SQ_V_TEXT:
    case SQ_V_JSON:
    case SQ_V_DECIMAL:
    case SQ_V_BITS:
        put_quoted(o, v->v.s, v->len);
        return true;
    default:
        return false;
    }
}

static bool put_range(sqi_out *o, const sq_range *r)
{
    if (r->empty) {
        sqi_out_lit(o, "empty");
        return true;
    }
    sqi_out_char(o, r->lower_inclusive ? '[' : '(');
    bool ok = r->lower.kind == SQ_V_ABSENT || put_scalar(o, &r->lower);
    sqi_out_char(o, ',');
    ok = ok && (r->upper.kind == SQ_V_ABSENT || put_scalar(o, &r->upper));
    sqi_out_char(o, r->upper_inclusive ? ']' : ')');
    return ok;
}

/* A range within an array is one quoted element; within a multirange it stands as it is. */
static bool put_range_element(sqi_out *o, const sq_range *r, sq_type_class class_)
{
    if (class_ == SQ_TC_MULTIRANGE)
        return put_range(o, r);
    sqi_out inner;
    sqi_out_init(&inner, o->allocator, o->max);
    bool ok = put_range(&inner, r) && sqi_out_cstr(&inner);
    if (ok)
        put_quoted(o, inner.p, inner.n);
    sqi_out_clear(&inner);
    return ok;
}

static bool put_element(sqi_out *o, const sq_value *v, sq_type_class class_)
{
    if (v->kind == SQ_V_NULL) {
        sqi_out_lit(o, "NULL");
        return true;
    }
    if (v->kind == SQ_V_LIST)
        return put_list(o, v, class_);
    if (v->kind == SQ_V_RANGE)
        return put_range_element(o, v->v.range, class_);
    return put_scalar(o, v);
}

static bool put_list(sqi_out *o, const sq_value *v, sq_type_class class_)
{
    bool ok = true;
    sqi_out_char(o, '{');
    for (uint32_t i = 0; ok && i < v->len; i++) {
        if (i)
            sqi_out_char(o, ',');
        ok = put_element(o, &v->v.list[i], class_);
    }
    sqi_out_char(o, '}');
    return ok;
}

static bool put_map(sqi_out *o, const sq_value *v)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < v->len; i++) {
        const sq_value *pair = &v->v.list[2 * i];
        if (i)
            sqi_out_char(o, ',');
        ok = pair[0].kind == SQ_V_TEXT && put_scalar(o, &pair[0]);
        sqi_out_lit(o, "=>");
        ok = ok && put_element(o, &pair[1], SQ_TC_UNKNOWN);
    }
    return ok;
}

bool sqi_postgresql_text(sqi_out *o, const sq_value *v, sq_type_class class_)
{
    switch ((sq_value_kind)v->kind) {
    case SQ_V_LIST:
        return put_list(o, v, class_);
    case SQ_V_RANGE:
        return put_range(o, v->v.range);
    case SQ_V_MAP:
        return put_map(o, v);
    default:
        return false;
    }
}

/* ---- SQL written by hand ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Behind the quoted part that begins at p; `escapes`: a backslash takes the next character along.
 */
static const char *skip_quoted(const char *p, bool escapes)
{
    char quote = *p++;
    for (; *p; p++) {
        if (escapes && *p == '\\' && p[1])
            p++;
        else if (*p == quote && p[1] == quote)
            p++;
        else if (*p == quote)
            return p + 1;
    }
    return p;
}

static const char *skip_comment(const char *p)
{
    if (*p == '-')
        return p + strcspn(p, "\n");
    int depth = 0;
    do {
        if (p[0] == '/' && p[1] == '*')
            depth++, p += 2;
        else if (p[0] == '*' && p[1] == '/')
            depth--, p += 2;
        else
            p++;
    } while (depth > 0 && *p);
    return p;
}

/* $$...$$ or $tag$...$tag$; NULL: it is none. */
static const char *skip_dollar_quoted(const char *p)
{
    const char *tag_end = p + 1;
    if (*tag_end >= '0' && *tag_end <= '9')
        return NULL;
    while (is_word(*tag_end))
        tag_end++;
    if (*tag_end != '$')
        return NULL;
    size_t n = (size_t)(tag_end - p) + 1;
    for (const char *q = tag_end + 1; *q; q++)
        if (*q == '$' && strncmp(q, p, n) == 0)
            return q + n;
    return p + strlen(p);
}

static const char *skip_word(const char *p)
{
    if ((*p | 0x20) == 'e' && p[1] == '\'')
        return skip_quoted(p + 1, true);
    while (is_word(*p) || *p == '$') /* a dollar sign may stand within a name */
        p++;
    return p;
}

static const char *read_marker(const char *p, size_t *most)
{
    size_t n = 0;
    for (p++; *p >= '0' && *p <= '9'; p++)
        n = n < 100000 ? n * 10 + (size_t)(*p - '0') : n;
    *most = n > *most ? n : *most;
    return p;
}

size_t sqi_postgresql_count_markers(const char *p)
{
    size_t most = 0;
    const char *behind;
    while (*p)
        if (*p == '\'' || *p == '"')
            p = skip_quoted(p, false);
        else if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*'))
            p = skip_comment(p);
        else if (*p == '$' && p[1] >= '0' && p[1] <= '9')
            p = read_marker(p, &most);
        else if (*p == '$' && (behind = skip_dollar_quoted(p)))
            p = behind;
        else
            p = is_word(*p) ? skip_word(p) : p + 1;
    return most;
}

/* Settings and locks of the session can be made by functions within any SELECT. */
bool sqi_postgresql_changes_session(const char *sql)
{
    static const char *const names[] = {"set_config",
                                        "pg_advisory_lock",
                                        "pg_try_advisory_lock",
                                        "pg_advisory_lock_shared",
                                        "dblink_connect",
                                        "setseed",
                                        "pg_try_advisory_lock_shared"};
    for (const char *p = sql; (p = strpbrk(p, "sSpPdD")); p++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            size_t k = 0;
            while (names[i][k] && (p[k] | 0x20) == (names[i][k] | 0x20))
                k++;
            if (!names[i][k])
                return true;
        }
    return false;
}
