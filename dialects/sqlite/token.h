/* token.h: SQL text that SQLite keeps, word by word. */
#ifndef SQI_SQLITE_TOKEN_H
#define SQI_SQLITE_TOKEN_H

#include "lib/base/arena.h"
#include "squill/value.h"

typedef enum sqi_token_kind {
    SQI_TOKEN_END,
    SQI_TOKEN_WORD,   /* a keyword, or a name without quotes */
    SQI_TOKEN_QUOTED, /* 'x' "x" `x` [x]: what they mean, the place tells */
    SQI_TOKEN_NUMBER,
    SQI_TOKEN_SIGN, /* one character of anything else */
} sqi_token_kind;

/* The token at hand, and what follows it. */
typedef struct sqi_tokens {
    sqi_token_kind kind;
    const char *p, *end; /* the token; at the end of the text both are there */
} sqi_tokens;

/* Of ASCII alone, as keywords and names are compared. */
static inline char sqi_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The first token of a text; comments are none. */
sqi_tokens sqi_tokens_of(const char *text);
void sqi_next_token(sqi_tokens *x);

/* Is it this word (in any case), or this sign? */
bool sqi_at_word(const sqi_tokens *x, const char *word);
bool sqi_at_sign(const sqi_tokens *x, char sign);
/* If so, behind it afterwards. */
bool sqi_take_word(sqi_tokens *x, const char *word);
bool sqi_take_sign(sqi_tokens *x, char sign);
/* Behind the token, which may be a parenthesis with all that it holds. The tokens from first to
 * last, without the parentheses round them and without comments at the ends. */
sq_str sqi_take_group(sqi_tokens *x);
/* Behind a name, which is given without its quotes. NULL: no memory. */
const char *sqi_take_name(sqi_tokens *x, sq_arena *a);

#endif
