/* textscan.c: finds `:name` in SQL text without knowing the database: a colon counts only outside
 * of everything that any of them takes as quote or comment.
 *
 * Invariant: the pieces put together are the text, but for the backslash of `\:`. */
#include "lib/ast/textscan.h"
#include <string.h>

typedef struct scan {
    const char *s;
    size_t n, i;
    size_t start; /* of the piece that has not been told yet */
    sqi_text_piece *each;
    void *context;
} scan;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '$';
}

static char at(const scan *x, size_t i)
{
    return i < x->n ? x->s[i] : '\0';
}

static char before(const scan *x, size_t i)
{
    return i > 0 ? x->s[i - 1] : '\0';
}

static void flush(scan *x, size_t end)
{
    if (end > x->start)
        x->each(x->context, false, x->s + x->start, end - x->start);
    x->start = end;
}

/* `\:` at i: the backslash is dropped and the colon is no parameter. */
static bool skip_escape(scan *x)
{
    if (x->s[x->i] != '\\' || at(x, x->i + 1) != ':')
        return false;
    flush(x, x->i);
    x->start = x->i + 1;
    x->i += 2;
    return true;
}

/* A doubled quote inside reads as two strings, one behind the other: the same text. */
static const char *skip_quoted(scan *x)
{
    char quote = x->s[x->i];
    char e = before(x, x->i);
    bool backslashes = quote == '\'' && (e == 'E' || e == 'e') && !is_word(before(x, x->i - 1));
    for (x->i++; x->i < x->n;) {
        char c = x->s[x->i];
        if (skip_escape(x))
            continue;
        if (c == '\\' && backslashes)
            x->i++;
        x->i++;
        if (c == quote)
            return NULL;
    }
    return "a quote is not closed";
}

static const char *skip_dollar_quoted(scan *x)
{
    size_t end = x->i + 1;
    if (is_letter(at(x, end)))
        while (is_word(at(x, end)) && at(x, end) != '$')
            end++;
    if (at(x, end) != '$' || is_word(before(x, x->i))) {
        x->i++; /* $1, or part of a name */
        return NULL;
    }
    size_t tag = end + 1 - x->i;
    for (size_t k = end + 1; k + tag <= x->n; k++)
        if (memcmp(x->s + k, x->s + x->i, tag) == 0) {
            x->i = k + tag;
            return NULL;
        }
    return "a dollar quote is not closed";
}

static const char *skip_comment(scan *x)
{
    if (x->s[x->i] == '-') {
        while (x->i < x->n && x->s[x->i] != '\n')
            x->i++;
        return NULL;
    }
    for (x->i += 2; x->i < x->n; x->i++)
        if (x->s[x->i] == '*' && at(x, x->i + 1) == '/') {
            x->i += 2;
            return NULL;
        }
    return "a comment is not closed";
}

static void read_colon(scan *x)
{
    size_t end = x->i + 1;
    if (at(x, end) == ':') {
        x->i += 2; /* a cast */
        return;
    }
    bool part_of_word = is_word(before(x, x->i));
    if (is_letter(at(x, end)))
        while (is_word(at(x, end)))
            end++;
    bool followed = at(x, end) == ':' && at(x, end + 1) != ':';
    if (end == x->i + 1 || part_of_word || followed) {
        x->i = end;
        return;
    }
    flush(x, x->i);
    x->each(x->context, true, x->s + x->i + 1, end - x->i - 1);
    x->start = x->i = end;
}

const char *sqi_scan_text(const char *sql, size_t n, sqi_text_piece *each, void *context)
{
    scan x = {.s = sql, .n = n, .each = each, .context = context};
    const char *error = NULL;
    while (x.i < n && !error) {
        char c = sql[x.i], next = at(&x, x.i + 1);
        if (c == '\'' || c == '"' || c == '`')
            error = skip_quoted(&x);
        else if (c == '$')
            error = skip_dollar_quoted(&x);
        else if ((c == '-' && next == '-') || (c == '/' && next == '*'))
            error = skip_comment(&x);
        else if (c == ':')
            read_colon(&x);
        else if (!skip_escape(&x))
            x.i++;
    }
    if (!error)
        flush(&x, n);
    return error;
}
