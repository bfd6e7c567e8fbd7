/* url.c: database URLs. All parts live in one allocation behind the struct, decoded.
 *
 * Invariant: no part holds NUL, a control byte or invalid UTF-8; `scheme` holds only lower-case
 * letters, digits, - and _, with at most one +. No message quotes the text. */
#include "squill/url.h"
#include <string.h>
#include "lib/base/error.h"
#include "lib/base/out.h"
#include "lib/base/utf8.h"

enum { MAX_URL = 64 * 1024, MAX_OPTIONS = 64 };

typedef struct option {
    char *key, *value;
} option;

struct sq_url {
    char *scheme, *dialect, *driver, *user, *password, *host, *database;
    int port;
    size_t n_options;
    option options[MAX_OPTIONS];
    char *next; /* where the next part is written */
    char text[];
};

static int refuse(sq_error *err, const char *what)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "url", "the database URL %s", what);
}

static bool bad(sq_error *err, const char *what)
{
    refuse(err, what);
    return false;
}

static sq_url *allocate(size_t text, sq_error *err)
{
    /* each part at most once, decoded never longer than encoded, and the scheme twice */
    sq_url *u = sqi_zalloc(NULL, sizeof *u + 2 * text + 16 + 2 * MAX_OPTIONS);
    if (!u)
        sqi_error(err, SQ_ERR_NOMEM, "url", "%s", sq_status_text(SQ_ERR_NOMEM));
    else
        u->next = u->text;
    return u;
}

void sq_url_free(sq_url *u)
{
    sqi_free(NULL, u);
}

/* ---- decoding ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_clean(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
            return false;
    return sqi_utf8_valid(s, n);
}

/* Copies [s, end) decoded; in a query + stands for a blank. NULL if it is not clean. */
static char *decode(sq_url *u, const char *s, const char *end, bool query)
{
    char *start = u->next, *o = start;
    while (s < end) {
        char c = *s++;
        if (c == '%') {
            if (end - s < 2 || hex(s[0]) < 0 || hex(s[1]) < 0)
                return NULL;
            c = (char)(hex(s[0]) << 4 | hex(s[1]));
            s += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        *o++ = c;
    }
    if (!is_clean(start, (size_t)(o - start)))
        return NULL;
    *o = '\0';
    u->next = o + 1;
    return start;
}

/* ---- the parts, from left to right; each returns where the next begins, NULL after an error ----
 */

static const char *refuse_at(sq_error *err, const char *what)
{
    refuse(err, what);
    return NULL;
}

static bool is_scheme(const char *s, size_t n)
{
    size_t plus = 0;
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        bool letter = (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9');
        if (c == '+' && i > 0 && i + 1 < n)
            plus++;
        else if (!letter && !(i > 0 && (c == '-' || c == '_')))
            return false;
    }
    return n > 0 && n <= 60 && plus <= 1;
}

static const char *parse_scheme(sq_url *u, const char *s, sq_error *err)
{
    const char *end = strstr(s, "://");
    if (!end || !is_scheme(s, (size_t)(end - s)))
        return refuse_at(err, "does not begin with a dialect and ://");
    u->scheme = decode(u, s, end, false);
    u->dialect = decode(u, s, end, false);
    u->driver = strchr(u->dialect, '+');
    if (u->driver)
        *u->driver++ = '\0';
    return end + 3;
}

static bool parse_user(sq_url *u, const char *s, const char *end, sq_error *err)
{
    const char *colon = memchr(s, ':', (size_t)(end - s));
    u->user = decode(u, s, colon ? colon : end, false);
    if (!u->user)
        return bad(err, "has a bad escape or byte in its user name");
    if (!colon)
        return true;
    u->password = decode(u, colon + 1, end, false);
    return u->password || bad(err, "has a bad escape or byte in its password");
}

static bool parse_port(sq_url *u, const char *s, const char *end, sq_error *err)
{
    long port = 0;
    for (const char *p = s; p < end; p++) {
        if (*p < '0' || *p > '9' || port > 65535)
            return bad(err, "has a port that is no number from 1 to 65535");
        port = port * 10 + (*p - '0');
    }
    if (port < 1 || port > 65535)
        return bad(err, "has a port that is no number from 1 to 65535");
    u->port = (int)port;
    return true;
}

static bool parse_host(sq_url *u, const char *s, const char *end, sq_error *err)
{
    const char *host_end = end;
    if (s < end && *s == '[') {
        host_end = memchr(s, ']', (size_t)(end - s));
        if (!host_end || (host_end + 1 < end && host_end[1] != ':'))
            return bad(err, "has a [ in its host without a ]");
        s++;
    } else {
        const char *colon = memchr(s, ':', (size_t)(end - s));
        host_end = colon ? colon : end;
    }
    if (host_end > s && !(u->host = decode(u, s, host_end, false)))
        return bad(err, "has a bad escape or byte in its host");
    const char *rest = host_end < end && *host_end == ']' ? host_end + 1 : host_end;
    return rest == end || parse_port(u, rest + 1, end, err);
}

static const char *parse_authority(sq_url *u, const char *s, sq_error *err)
{
    const char *end = s + strcspn(s, "/?");
    const char *at = NULL; /* the last one: a password may hold an @ that is not escaped */
    for (const char *p = s; p < end; p++)
        if (*p == '@')
            at = p;
    if (at && !parse_user(u, s, at, err))
        return NULL;
    return parse_host(u, at ? at + 1 : s, end, err) ? end : NULL;
}

static const char *parse_database(sq_url *u, const char *s, sq_error *err)
{
    if (*s != '/')
        return s;
    const char *end = s + 1 + strcspn(s + 1, "?");
    if (end > s + 1 && !(u->database = decode(u, s + 1, end, false)))
        return refuse_at(err, "has a bad escape or byte in its database");
    return end;
}

static bool parse_option(sq_url *u, const char *s, const char *end, sq_error *err)
{
    const char *eq = memchr(s, '=', (size_t)(end - s));
    if (!eq || eq == s)
        return bad(err, "has an option that is not key=value");
    if (u->n_options == MAX_OPTIONS)
        return bad(err, "has more than 64 options");
    option o = {decode(u, s, eq, true), NULL};
    if (o.key)
        o.value = decode(u, eq + 1, end, true);
    if (!o.value)
        return bad(err, "has a bad escape or byte in an option");
    u->options[u->n_options++] = o;
    return true;
}

static bool parse_options(sq_url *u, const char *s, sq_error *err)
{
    while (*s) {
        s++; /* the ? or & */
        const char *end = s + strcspn(s, "&");
        if (end > s && !parse_option(u, s, end, err))
            return false;
        s = end;
    }
    return true;
}

sq_url *sq_url_parse(const char *text, sq_error *err)
{
    sq_error_clear(err);
    size_t n = text ? strlen(text) : 0;
    if (n == 0 || n > MAX_URL) {
        refuse(err, n ? "is too long" : "is empty");
        return NULL;
    }
    sq_url *u = allocate(n, err);
    if (!u)
        return NULL;
    const char *s = parse_scheme(u, text, err);
    if (s)
        s = parse_authority(u, s, err);
    if (s)
        s = parse_database(u, s, err);
    if (s && parse_options(u, s, err))
        return u;
    sq_url_free(u);
    return NULL;
}

/* ---- text ---- */

static void encode(sqi_out *o, const char *s, const char *keep)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                     strchr("-._~", c) || strchr(keep, c);
        if (plain) {
            sqi_out_char(o, (char)c);
        } else {
            sqi_out_char(o, '%');
            sqi_out_hex(o, &c, 1, true);
        }
    }
}

static void write_authority(sqi_out *o, const sq_url_parts *p, bool hide_password)
{
    if (p->user || p->password) {
        encode(o, p->user ? p->user : "", "");
        if (p->password) {
            sqi_out_char(o, ':');
            if (hide_password)
                sqi_out_lit(o, "***");
            else
                encode(o, p->password, "");
        }
        sqi_out_char(o, '@');
    }
    if (p->host) {
        bool v6 = strchr(p->host, ':') != NULL;
        sqi_out_str(o, v6 ? "[" : "");
        encode(o, p->host, v6 ? ":" : "");
        sqi_out_str(o, v6 ? "]" : "");
    }
    if (p->port) {
        sqi_out_char(o, ':');
        sqi_out_int(o, p->port);
    }
}

static void write_parts(sqi_out *o, const sq_url_parts *p, bool hide_password)
{
    sqi_out_str(o, p->scheme);
    sqi_out_lit(o, "://");
    write_authority(o, p, hide_password);
    if (p->database) {
        sqi_out_char(o, '/');
        encode(o, p->database, "/:");
    }
}

static void write_option(sqi_out *o, char before, const char *key, const char *value)
{
    sqi_out_char(o, before);
    encode(o, key, "");
    sqi_out_char(o, '=');
    encode(o, value, "/:");
}

static sq_url_parts parts_of(const sq_url *u)
{
    return (sq_url_parts){.scheme = u->scheme,
                          .user = u->user,
                          .password = u->password,
                          .host = u->host,
                          .database = u->database,
                          .port = u->port};
}

/* The text becomes the caller's, or NULL. */
static char *take(sqi_out *o)
{
    if (sqi_out_cstr(o))
        return o->p;
    sqi_out_clear(o);
    return NULL;
}

/* Parts and all options but `skip`; then `key`. */
static char *render(const sq_url *u, bool hide_password, const char *skip, const char *value)
{
    sqi_out o;
    sqi_out_init(&o, NULL, 0);
    sq_url_parts p = parts_of(u);
    write_parts(&o, &p, hide_password);
    char before = '?';
    for (size_t i = 0; i < u->n_options; i++) {
        if (skip && strcmp(u->options[i].key, skip) == 0)
            continue;
        write_option(&o, before, u->options[i].key, u->options[i].value);
        before = '&';
    }
    if (value)
        write_option(&o, before, skip, value);
    return take(&o);
}

char *sq_url_text(const sq_url *u, bool hide_password)
{
    return u ? render(u, hide_password, NULL, NULL) : NULL;
}

static sq_url *parse_owned(char *text, sq_error *err)
{
    if (!text) {
        sqi_error(err, SQ_ERR_NOMEM, "url", "%s", sq_status_text(SQ_ERR_NOMEM));
        return NULL;
    }
    sq_url *u = sq_url_parse(text, err);
    sqi_free(NULL, text);
    return u;
}

sq_url *sq_url_with(const sq_url *u, const char *key, const char *value, sq_error *err)
{
    if (!u || !key || !*key) {
        sqi_error(err, SQ_ERR_ARGUMENT, "sq_url_with", "a URL and a key are needed");
        return NULL;
    }
    return parse_owned(render(u, false, key, value), err);
}

sq_url *(sq_url_new)(const sq_url_parts *parts, sq_error *err)
{
    if (!parts || !parts->scheme || !is_scheme(parts->scheme, strlen(parts->scheme)) ||
        parts->port < 0 || parts->port > 65535) {
        refuse(err, "needs a scheme and, if any, a port from 1 to 65535");
        return NULL;
    }
    sqi_out o;
    sqi_out_init(&o, NULL, 0);
    write_parts(&o, parts, false);
    return parse_owned(take(&o), err);
}

/* ---- reading ---- */

#define PART(name, type)                                                                           \
    type sq_url_##name(const sq_url *u)                                                            \
    {                                                                                              \
        return u ? u->name : 0;                                                                    \
    }
PART(scheme, const char *)
PART(dialect, const char *)
PART(driver, const char *)
PART(user, const char *)
PART(password, const char *)
PART(host, const char *)
PART(port, int)
PART(database, const char *)
#undef PART

size_t sq_url_option_count(const sq_url *u)
{
    return u ? u->n_options : 0;
}

const char *sq_url_option_key(const sq_url *u, size_t i)
{
    return u && i < u->n_options ? u->options[i].key : NULL;
}

const char *sq_url_option_value(const sq_url *u, size_t i)
{
    return u && i < u->n_options ? u->options[i].value : NULL;
}

const char *sq_url_value(const sq_url *u, const char *key)
{
    for (size_t i = 0; u && key && i < u->n_options; i++)
        if (strcmp(u->options[i].key, key) == 0)
            return u->options[i].value;
    return NULL;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The k-th value of `key`, counted over equal keys. */
static const char *kth_value(const sq_url *u, const char *key, size_t k)
{
    for (size_t i = 0; i < u->n_options; i++)
        if (strcmp(u->options[i].key, key) == 0 && k-- == 0)
            return u->options[i].value;
    return NULL;
}

static size_t rank(const sq_url *u, size_t i)
{
    size_t k = 0;
    for (size_t j = 0; j < i; j++)
        k += strcmp(u->options[j].key, u->options[i].key) == 0;
    return k;
}

bool sq_url_equal(const sq_url *a, const sq_url *b)
{
    if (!a || !b || a == b)
        return a == b;
    if (!same(a->scheme, b->scheme) || !same(a->user, b->user) || !same(a->password, b->password) ||
        !same(a->host, b->host) || !same(a->database, b->database) || a->port != b->port ||
        a->n_options != b->n_options)
        return false;
    for (size_t i = 0; i < a->n_options; i++)
        if (!same(kth_value(b, a->options[i].key, rank(a, i)), a->options[i].value))
            return false;
    return true;
}
