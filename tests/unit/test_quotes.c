/* test_quotes.c: which names are written in quotes, on every dialect: all of its reserved words,
 * and nothing that only looks like one. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "lib/compile/dialect.h"
#include "tests/support/support.h"

static sq_builder *q;

static bool is_quoted(const sq_dialect *d, const char *name)
{
    const sq_stmt *s = sq_select(q, sq_label(q, sq_val(q, 1), name));
    const char *sql = sq_sql(q, s, d), *as = sql ? strstr(sql, " AS ") : NULL;
    ck_assert_msg(as != NULL, "%s: %s: %s", d->name, name, sql ? sql : "no text");
    bool quoted = as[4] == d->quote_open;
    ck_assert_msg(!strncmp(as + 4 + quoted, name, strlen(name)), "%s: %s", d->name, sql);
    sq_builder_reset(q);
    return quoted;
}

typedef void check(const sq_dialect *d);

static void for_each_dialect(check *f)
{
    q = sq_builder_new();
    for (const sqi_dialect_def *const *def = sqi_builtin_dialects; *def; def++)
        f(sq_dialect_find((*def)->name));
    sq_builder_free(q);
}

static void check_reserved(const sq_dialect *d)
{
    ck_assert_uint_gt(d->n_keywords, 0);
    for (size_t i = 0; i < d->n_keywords; i++)
        ck_assert_msg(is_quoted(d, d->keywords[i]), "%s: %s", d->name, d->keywords[i]);
}

START_TEST(test_quotes_round_every_reserved_word)
{
    for_each_dialect(check_reserved);
}
END_TEST

/* Some of them have the bits of a reserved word by chance, and are looked up. */
static void check_plain(const sq_dialect *d)
{
    char name[64];
    for (size_t i = 0; i < d->n_keywords; i++)
        for (int tail = 0; tail < 4; tail++) {
            snprintf(name, sizeof name, "%s_%d", d->keywords[i], tail);
            ck_assert_msg(!is_quoted(d, name), "%s: %s", d->name, name);
        }
}

START_TEST(test_quotes_not_round_names_like_reserved_words)
{
    for_each_dialect(check_plain);
}
END_TEST

static void check_odd(const sq_dialect *d)
{
    static const char *const odd[] = {"Upper", "9lives", "$x", "a b", "a-b", "h\xC3\xA9", "`"};
    static const char *const plain[] = {"_", "_9", "a$", "z", "a_name_of_more_than_sixteen_bytes"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        if (!strchr(odd[i], d->quote_close))
            ck_assert_msg(is_quoted(d, odd[i]), "%s: %s", d->name, odd[i]);
    const bool letters_first = strcmp(d->name, "oracle") == 0;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        ck_assert_msg(is_quoted(d, plain[i]) == (letters_first && plain[i][0] == '_'), "%s: %s",
                      d->name, plain[i]);
}

START_TEST(test_quotes_by_characters)
{
    for_each_dialect(check_odd);
}
END_TEST

SQT_MAIN("quotes", TEST(test_quotes_round_every_reserved_word),
         TEST(test_quotes_not_round_names_like_reserved_words), TEST(test_quotes_by_characters))
