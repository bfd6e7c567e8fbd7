/* ident.c: names: quoting, and making them up.
 *
 * One function quotes every identifier. A name stays without quotes only if it is provably plain:
 * ASCII lower-case letters, digits, _ and $, not reserved. SQLAlchemy: IdentifierPreparer. */
#include "lib/compile/compiler.h"
#include "lib/base/utf8.h"
#include <stdio.h>

/* Characters of plain names, behind the first. */
#define TEN(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9)                                                \
    [c0] = true, [c1] = true, [c2] = true, [c3] = true, [c4] = true, [c5] = true, [c6] = true,     \
    [c7] = true, [c8] = true, [c9] = true
static const bool plain[256] = {
    TEN('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
    TEN('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
    TEN('k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't'),
    ['u'] = true,
    ['v'] = true,
    ['w'] = true,
    ['x'] = true,
    ['y'] = true,
    ['z'] = true,
    ['_'] = true,
    ['$'] = true,
};
#undef TEN

static inline bool is_plain(const sq_dialect *d, sq_name n)
{
    bool good = n.n && sqi_may_begin_name(d, n.p[0]);
    for (uint32_t i = 0; i < n.n; i++)
        good &= plain[(unsigned char)n.p[i]];
    return good;
}

void sqi_put_quoted(sqi_compiler *c, const char *name, size_t n)
{
    sqi_put_char(c, c->d->quote_open);
    for (size_t i = 0; i < n; i++) {
        if (name[i] == c->d->quote_close)
            sqi_put_char(c, name[i]);
        sqi_put_char(c, name[i]);
    }
    sqi_put_char(c, c->d->quote_close);
}

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A name that the server would make another one of, or takes for a label but for no column. */
static void check_narrow(sqi_compiler *c, sq_name n)
{
    bool wide = n.n && (is_blank(n.p[0]) || is_space(n.p[n.n - 1]));
    for (uint32_t i = 0; i < n.n && !wide; i++)
        wide = (unsigned char)n.p[i] >= 0xF0;
    if (wide)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "name",
                         "%s can not keep the name \"%.*s\": a blank at an end, or a character "
                         "beyond U+FFFF",
                         c->d->name, (int)(n.n > 200 ? 200 : n.n), n.p);
}

/* Refuses what the server would not take, or make another name of. */
static void check_name(sqi_compiler *c, sq_name n)
{
    bool bytes = c->d->identifier_in_bytes;
    if (n.n > c->d->max_identifier && !c->o->lenient &&
        (bytes || sqi_utf8_count(n.p, n.n) > c->d->max_identifier))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "name",
                         "the name \"%.*s\" is longer than the %u %s that %s takes",
                         (int)(n.n > 200 ? 200 : n.n), n.p, (unsigned)c->d->max_identifier,
                         bytes ? "bytes" : "characters", c->d->name);
    if (c->d->narrow_names)
        check_narrow(c, n);
}

static bool needs_quotes(const sq_dialect *d, sq_name n)
{
    if (n.quote == SQ_QUOTE_ALWAYS || n.quote == SQ_QUOTE_NEVER)
        return n.quote == SQ_QUOTE_ALWAYS;
    return !is_plain(d, n) || sqi_is_listed(d, n.p, n.n);
}

SQI_APART void put_any_name(sqi_compiler *c, sq_name n)
{
    if (!n.p) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "name", "a name is required here");
        return;
    }
    check_name(c, n);
    if (needs_quotes(c->d, n))
        sqi_put_quoted(c, n.p, n.n);
    else
        sqi_put_mem(c, n.p, n.n);
}

/* Is it plain? It is copied on the way. It has at least one byte. */
static inline bool copy_plain(const sq_dialect *d, char *to, sq_name n)
{
    bool good = sqi_may_begin_name(d, n.p[0]);
    for (uint32_t i = 0; i < n.n; i++) {
        to[i] = n.p[i];
        good &= plain[(unsigned char)n.p[i]];
    }
    return good;
}

/* The short way, without a call, of a plain name that is surely not reserved: most are. What is
 * copied while that is found out counts only then. */
void sqi_put_name(sqi_compiler *c, sq_name n)
{
    const bool usual = n.quote == SQ_QUOTE_AUTO && n.n && n.n <= c->d->max_identifier &&
                       c->out.cap - c->out.n >= n.n;
    if (!usual || !copy_plain(c->d, c->out.p + c->out.n, n) || sqi_may_be_keyword(c->d, n.p, n.n))
        put_any_name(c, n);
    else
        c->out.n += n.n;
}

void sqi_put_ident(sqi_compiler *c, const char *name)
{
    sqi_put_name(c, sqi_plain_name(name));
}

/* ---- schemas ---- */

static bool same_schema(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

const char *sqi_schema_of(const sq_dialect *d, const sq_compile_options *o, const char *schema)
{
    for (size_t i = 0; i < o->n_schema_translate; i++)
        if (same_schema(o->schema_translate[i].from, schema)) {
            const char *to = o->schema_translate[i].to;
            return to && *to ? to : d->default_schema;
        }
    return schema && *schema ? schema : NULL;
}

const char *sqi_translate_schema(sqi_compiler *c, const char *schema)
{
    const char *name = sqi_schema_of(c->d, c->o, schema);
    for (size_t i = 0; !name && i < c->o->n_schema_translate; i++)
        if (same_schema(c->o->schema_translate[i].from, schema))
            sqi_fail_compile(c, SQ_ERR_COMPILE, "schema_translate",
                             "no schema is given for \"%s\", and %s has no default one",
                             schema ? schema : "", c->d->name);
    return name;
}

void sqi_put_schema(sqi_compiler *c, const char *schema, sq_quote quote)
{
    const char *name = sqi_translate_schema(c, schema);
    if (!name || (c->in & SQI_NO_SCHEMA))
        return;
    c->d->hooks.schema(c, sq_name_quoted(name, name == schema ? quote : SQ_QUOTE_AUTO));
    sqi_put(c, ".");
}

/* ---- made-up names ---- */

sq_name sqi_join_names(sqi_compiler *c, sq_name a, const char *between, sq_name b)
{
    size_t m = strlen(between), n = (size_t)a.n + m + b.n;
    char *p = sqi_arena_alloc(c->arena, n + 1);
    if (!p) {
        c->out.status = SQ_ERR_NOMEM;
        return a;
    }
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, between, m);
    if (b.n)
        memcpy(p + a.n + m, b.p, b.n);
    p[n] = '\0';
    uint32_t quote = a.quote ? a.quote : b.quote;
    return (sq_name){p, (uint32_t)n, quote};
}

static inline bool is_cut(const sqi_compiler *c, sq_name n)
{
    return n.n > c->d->longest_label;
}

/* Longer names than a label may be are cut and numbered, in hex, by order of appearance. */
sq_name sqi_cut_name(sqi_compiler *c, sq_name n, sqi_name_class class_)
{
    size_t max = c->d->longest_label;
    if (!is_cut(c, n))
        return n;
    uint64_t *known = sqi_strmap_at(&c->cut_names[class_], n.p, n.n);
    if (!known) {
        c->out.status = SQ_ERR_NOMEM;
        return n;
    }
    if (!*known)
        *known = ++c->cut_count[class_];
    char tail[24];
    int length = snprintf(tail, sizeof tail, "_%llx", (unsigned long long)*known);
    while (max > 0 && ((unsigned char)n.p[max] & 0xC0) == 0x80)
        max--;
    return sqi_join_names(c, (sq_name){n.p, (uint32_t)max, n.quote}, "",
                          (sq_name){tail, (uint32_t)length, 0});
}

const bool sqi_is_mark[256] = {
    ['%'] = true, ['('] = true, [')'] = true, [' '] = true, ['$'] = true};

/* Is there a byte below '0' among eight? All marks are. False alarms are possible. */
static inline bool has_low(uint64_t bytes)
{
    uint64_t low = UINT64_C(0x3030303030303030), high = UINT64_C(0x8080808080808080);
    return (bytes - low) & ~bytes & high;
}

static inline uint64_t eight(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

/* The same, of four to seven. */
static inline uint64_t four(const char *p, uint32_t n)
{
    uint32_t first, last;
    memcpy(&first, p, sizeof first);
    memcpy(&last, p + n - 4, sizeof last);
    return (uint64_t)first << 32 | last;
}

/* Seen at once of most names, which have none. */
static inline bool may_have_mark(sq_name n)
{
    const unsigned char *p = (const unsigned char *)n.p;
    if (n.n < 4)
        return n.n && (p[0] < '0' || p[n.n / 2] < '0' || p[n.n - 1] < '0');
    if (n.n > 16)
        return true;
    return n.n < 8 ? has_low(four(n.p, n.n)) : has_low(eight(n.p)) || has_low(eight(n.p + n.n - 8));
}

static sq_name replace_marks(sqi_compiler *c, sq_name n)
{
    uint32_t i = 0, length = 0;
    while (i < n.n && !sqi_is_mark[(unsigned char)n.p[i]])
        i++;
    if (i == n.n)
        return n;
    char *p = sqi_temp(c, (size_t)n.n + 1);
    bool before = false;
    for (i = 0; p && i < n.n; i++) {
        bool is_bad = sqi_is_mark[(unsigned char)n.p[i]];
        if (!is_bad || !before)
            p[length++] = is_bad ? '_' : n.p[i];
        before = is_bad;
    }
    return (sq_name){p, length, n.quote};
}

/* A made-up name holds none of the characters that drivers take for marks. */
static inline sq_name without_marks(sqi_compiler *c, sq_name n)
{
    return may_have_mark(n) ? replace_marks(c, n) : n;
}

/* base_number */
static sq_name numbered_name(sqi_compiler *c, sq_name base, uint64_t number, sqi_name_class class_)
{
    uint32_t digits = 1;
    for (uint64_t limit = 10; number >= limit && digits < 19; limit *= 10)
        digits++;
    uint32_t n = base.n + 1 + digits;
    char *p = sqi_arena_alloc(c->arena, (size_t)n + 1);
    if (!p) {
        c->out.status = SQ_ERR_NOMEM;
        return base;
    }
    sqi_copy_short(p, base.p, base.n);
    p[base.n] = '_';
    p[n] = '\0';
    for (char *at = p + n; digits > 1; digits--, number /= 10)
        *--at = (char)('0' + number % 10);
    p[base.n + 1] = (char)('0' + number);
    sq_name name = {p, n, SQ_QUOTE_AUTO};
    return is_cut(c, name) ? sqi_cut_name(c, name, class_) : name;
}

/* How many made-up names of this base there are; NULL: no memory. */
static inline uint64_t *counter_of(sqi_compiler *c, sq_name base)
{
    uint64_t *counter = sqi_strmap_at(&c->anon_counters, base.p, base.n);
    if (!counter)
        c->out.status = SQ_ERR_NOMEM;
    return counter;
}

SQI_APART sq_name any_new_name(sqi_compiler *c, sq_name base, sqi_name_class class_)
{
    base = without_marks(c, base);
    uint64_t *counter = counter_of(c, base);
    return counter ? numbered_name(c, base, ++*counter, class_) : base;
}

/* The short way, without a call, of a base without marks that is counted by one digit. */
sq_name sqi_new_name(sqi_compiler *c, sq_name base, sqi_name_class class_)
{
    const uint32_t n = base.n + 2;
    uint64_t *counter = n <= c->d->longest_label && !may_have_mark(base)
                            ? sqi_strmap_at_once(&c->anon_counters, base.p, base.n)
                            : NULL;
    if (!counter || *counter >= 9 || !sqi_arena_has(c->arena, n + 8))
        return any_new_name(c, base, class_);
    char *p = sqi_arena_alloc(c->arena, n + 1);
    sqi_copy_short(p, base.p, base.n);
    p[base.n] = '_';
    p[base.n + 1] = (char)('0' + ++*counter);
    p[n] = '\0';
    return (sq_name){p, n, SQ_QUOTE_AUTO};
}

/* What one node has names for: of few of them more than one. */
typedef struct made_up {
    struct made_up *next;
    uint64_t salt, value;
    sq_name base;
} made_up;

uint64_t *sqi_made_up_at(sqi_compiler *c, sqi_map *m, const void *node, uint64_t salt, sq_name base)
{
    uint64_t *first = sqi_map_at(m, (uint64_t)(uintptr_t)node);
    made_up *x = first ? (made_up *)(uintptr_t)*first : NULL;
    while (x && !(x->salt == salt && x->base.n == base.n &&
                  (x->base.p == base.p || memcmp(x->base.p, base.p, base.n) == 0)))
        x = x->next;
    if (!x && first && (x = sqi_arena_alloc(c->arena, sizeof *x))) {
        *x = (made_up){(made_up *)(uintptr_t)*first, salt, 0, base};
        *first = (uint64_t)(uintptr_t)x;
    }
    return x ? &x->value : NULL;
}

sq_name sqi_anon_name(sqi_compiler *c, const void *node, uint64_t salt, sq_name base,
                      sqi_name_class class_)
{
    base = without_marks(c, base);
    uint64_t *number = sqi_made_up_at(c, &c->anon_names, node, salt, base);
    if (!number) {
        c->out.status = SQ_ERR_NOMEM;
        return base;
    }
    if (!*number) {
        uint64_t *counter = sqi_name_slots(c) ? counter_of(c, base) : NULL;
        *number = counter ? ++*counter : 0;
    }
    return numbered_name(c, base, *number, class_);
}
