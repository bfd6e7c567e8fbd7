/* typetext.c: the text of a type, as a database tells it, taken apart.
 *
 *   character varying(80)[]     int(10) unsigned     enum('a','it''s')     timestamp(3) with time
 * zone
 *
 * The name ends where its arguments begin; what comes behind them is told apart from it. Text of
 * another shape is no error: its name is one that nobody knows. */
#include <string.h>
#include "lib/compile/reflector.h"

enum { MAX_ARGS = 2 };

typedef struct reader {
    sq_arena *a;
    const char *p;
    bool ok;
} reader;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Up to one of `ends` that stands outside of names in double quotes. */
static size_t length_of_words(const char *p, const char *ends)
{
    size_t n = 0;
    for (bool quoted = false; p[n] && (quoted || !strchr(ends, p[n])); n++)
        quoted = quoted != (p[n] == '"');
    return n;
}

/* Words up to one of `ends`: in lower case, with one blank between them and none at the ends. What
 * is in double quotes stays as it is. */
static const char *read_words(reader *r, const char *ends)
{
    size_t n = length_of_words(r->p, ends), used = 0;
    char *out = sqi_arena_alloc(r->a, n + 1);
    bool quoted = false;
    r->ok = r->ok && out;
    for (size_t i = 0; r->ok && i < n; i++) {
        quoted = quoted != (r->p[i] == '"');
        if (quoted || !is_blank(r->p[i]))
            out[used++] = quoted ? r->p[i] : lower(r->p[i]);
        else if (used && out[used - 1] != ' ')
            out[used++] = ' ';
    }
    r->p += n;
    if (!r->ok)
        return "";
    used -= used && out[used - 1] == ' ';
    out[used] = '\0';
    return out;
}

/* What stands between quotes, in which a quote is doubled; behind the last one afterwards. */
static const char *read_quoted(reader *r)
{
    size_t used = 0;
    char *out = sqi_arena_alloc(r->a, strlen(r->p));
    r->ok = r->ok && out;
    for (r->p++; r->ok && *r->p; r->p++) {
        if (*r->p == '\'' && *++r->p != '\'')
            break;
        out[used++] = *r->p;
    }
    if (r->ok)
        out[used] = '\0';
    return out;
}

static int read_number(reader *r)
{
    int value = 0, sign = *r->p == '-' ? -1 : 1;
    for (r->p += sign < 0; *r->p >= '0' && *r->p <= '9'; r->p++)
        value = value > 100000000 ? value : value * 10 + (*r->p - '0');
    return sign * value;
}

/* Quotes are at most twice the values that they make. */
static const char **room_for_values(reader *r)
{
    size_t quotes = 0;
    for (const char *p = r->p; *p; p++)
        quotes += *p == '\'';
    return sqi_arena_alloc(r->a, (quotes / 2 + 1) * sizeof(const char *));
}

static void read_args(reader *r, sqi_type_text *out)
{
    const char **values = room_for_values(r);
    r->ok = r->ok && values;
    r->p++;
    while (r->ok && *r->p && *r->p != ')') {
        if (*r->p == '\'')
            values[out->n_values++] = read_quoted(r);
        else if (out->n_args < MAX_ARGS && (*r->p == '-' || (*r->p >= '0' && *r->p <= '9')))
            out->args[out->n_args++] = read_number(r);
        else
            r->p++;
    }
    r->p += *r->p == ')';
    out->values = values;
}

bool sqi_read_type_text(sq_arena *a, const char *text, sqi_type_text *out)
{
    reader r = {.a = a, .p = text, .ok = true};
    *out = (sqi_type_text){.name = "", .rest = ""};
    out->name = read_words(&r, "([");
    if (*r.p == '(')
        read_args(&r, out);
    out->rest = read_words(&r, "[");
    for (; *r.p; r.p++)
        out->dimensions += *r.p == '[';
    return r.ok;
}

const sqi_type_name *sqi_find_type_name(const sqi_type_name *list, const char *name)
{
    for (; list->name; list++)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

bool sqi_has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = strstr(words, word); p; p = strstr(p + 1, word))
        if ((p == words || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
            return true;
    return false;
}
