/* token.c: the tokens of SQL text as SQLite sees them.
 *
 * The text may be any: what is not closed ends with the text, and nothing behind the NUL is looked
 * at. */
#include <string.h>
#include "dialects/sqlite/token.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           is_digit(c) || (unsigned char)c >= 0x80;
}

static const char *skip_blanks(const char *p)
{
    for (;;) {
        p += strspn(p, " \t\n\r\f");
        if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else {
            return p;
        }
    }
}

/* Behind the quote that closes; inside it is doubled, but for a bracket. */
static const char *skip_quoted(const char *p)
{
    const char quote[] = {*p == '[' ? ']' : *p, '\0'};
    for (p++;; p += 2) {
        p += strcspn(p, quote);
        if (!*p)
            return p;
        if (*quote == ']' || p[1] != *quote)
            return p + 1;
    }
}

/* 1  .5  1.5e-3  0x1F */
static const char *skip_number(const char *p)
{
    bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    while (is_word(*p) || *p == '.') {
        bool exponent = !hex && (*p == 'e' || *p == 'E');
        p++;
        p += exponent && (*p == '+' || *p == '-');
    }
    return p;
}

static void read_token(sqi_tokens *x)
{
    const char *p = x->p;
    if (!*p) {
        x->kind = SQI_TOKEN_END;
        x->end = p;
    } else if (strchr("'\"`[", *p)) {
        x->kind = SQI_TOKEN_QUOTED;
        x->end = skip_quoted(p);
    } else if (is_digit(*p) || (*p == '.' && is_digit(p[1]))) {
        x->kind = SQI_TOKEN_NUMBER;
        x->end = skip_number(p);
    } else if (is_word(*p)) {
        x->kind = SQI_TOKEN_WORD;
        for (x->end = p; is_word(*x->end);)
            x->end++;
    } else {
        x->kind = SQI_TOKEN_SIGN;
        x->end = p + 1;
    }
}

void sqi_next_token(sqi_tokens *x)
{
    x->p = skip_blanks(x->end);
    read_token(x);
}

sqi_tokens sqi_tokens_of(const char *text)
{
    sqi_tokens x = {.end = text};
    sqi_next_token(&x);
    return x;
}

bool sqi_at_word(const sqi_tokens *x, const char *word)
{
    const char *p = x->p;
    if (x->kind != SQI_TOKEN_WORD)
        return false;
    for (; p < x->end && sqi_upper(*p) == *word; p++)
        word++;
    return p == x->end && !*word;
}

bool sqi_at_sign(const sqi_tokens *x, char sign)
{
    return x->kind == SQI_TOKEN_SIGN && *x->p == sign;
}

bool sqi_take_word(sqi_tokens *x, const char *word)
{
    bool is = sqi_at_word(x, word);
    if (is)
        sqi_next_token(x);
    return is;
}

bool sqi_take_sign(sqi_tokens *x, char sign)
{
    bool is = sqi_at_sign(x, sign);
    if (is)
        sqi_next_token(x);
    return is;
}

sq_str sqi_take_group(sqi_tokens *x)
{
    sq_str out = {x->p, (size_t)(x->end - x->p)};
    bool open = sqi_at_sign(x, '(');
    sqi_next_token(x);
    if (!open)
        return out;
    out = (sq_str){x->p, 0};
    for (size_t depth = 1; x->kind != SQI_TOKEN_END; sqi_next_token(x)) {
        depth += sqi_at_sign(x, '(');
        depth -= sqi_at_sign(x, ')');
        if (depth == 0) {
            sqi_next_token(x);
            break;
        }
        out.n = (size_t)(x->end - out.p);
    }
    return out;
}

const char *sqi_take_name(sqi_tokens *x, sq_arena *a)
{
    const char *p = x->p, *end = x->end;
    char quote = '\0';
    if (x->kind == SQI_TOKEN_QUOTED) {
        quote = *p == '[' ? ']' : *p;
        p++;
        end -= end > p && end[-1] == quote;
    }
    char *out = sqi_arena_alloc(a, (size_t)(end - p) + 1), *to = out;
    for (; out && p < end; p++) {
        *to++ = *p;
        p += *p == quote && p + 1 < end && p[1] == quote;
    }
    if (out)
        *to = '\0';
    sqi_next_token(x);
    return out;
}
