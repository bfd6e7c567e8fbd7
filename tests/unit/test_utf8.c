/* test_utf8.c: strict UTF-8, the rows of RFC 3629 and their neighbours on the wrong side. */
#include "lib/base/hash.h"
#include "lib/base/utf8.h"
#include "tests/support/support.h"

typedef struct row {
    const char *text;
    size_t n;
    bool valid;
    size_t characters;
} row;

#define ROW(s, valid, characters)                                                                  \
    {                                                                                              \
        s, sizeof(s) - 1, valid, characters                                                        \
    }

static const row rows[] = {
    ROW("", true, 0),
    ROW("plain", true, 5),
    ROW("\x7f", true, 1),
    ROW("a\0b", false, 0),
    ROW("\xc2\x80", true, 1),
    ROW("\xdf\xbf", true, 1),
    ROW("\xe0\xa0\x80", true, 1),
    ROW("\xed\x9f\xbf", true, 1),
    ROW("\xee\x80\x80", true, 1),
    ROW("\xef\xbf\xbf", true, 1),
    ROW("\xf0\x90\x80\x80", true, 1),
    ROW("\xf4\x8f\xbf\xbf", true, 1),
    ROW("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x99z", true, 5),
    /* continuation without a start, start without continuation, cut off */
    ROW("\x80", false, 0),
    ROW("\xbf", false, 0),
    ROW("\xc3", false, 0),
    ROW("\xc3(", false, 0),
    ROW("\xe2\x82", false, 0),
    ROW("\xe2\x28\xa1", false, 0),
    ROW("\xe2\x82\x28", false, 0),
    ROW("\xf0\x9f\x90", false, 0),
    ROW("\xf0\x9f\x28\x99", false, 0),
    /* overlong */
    ROW("\xc0\x80", false, 0),
    ROW("\xc1\xbf", false, 0),
    ROW("\xe0\x9f\xbf", false, 0),
    ROW("\xf0\x8f\xbf\xbf", false, 0),
    /* surrogates, past the last character, bytes that never occur */
    ROW("\xed\xa0\x80", false, 0),
    ROW("\xed\xbf\xbf", false, 0),
    ROW("\xf4\x90\x80\x80", false, 0),
    ROW("\xf5\x80\x80\x80", false, 0),
    ROW("\xfe", false, 0),
    ROW("\xff", false, 0),
};

START_TEST(test_utf8_is_strict)
{
    const row *r = &rows[_i];
    ck_assert_int_eq(sqi_utf8_valid(r->text, r->n), r->valid);
    if (r->valid)
        ck_assert_uint_eq(sqi_utf8_count(r->text, r->n), r->characters);
}
END_TEST

/* A wrong byte is found wherever it stands: loops over eight bytes at a time have edges. */
START_TEST(test_utf8_finds_a_wrong_byte_at_every_place)
{
    char text[40];
    for (size_t n = 1; n <= sizeof text; n++)
        for (size_t at = 0; at < n; at++) {
            memset(text, 'a', sizeof text);
            ck_assert(sqi_utf8_valid(text, n));
            text[at] = '\xff';
            ck_assert(!sqi_utf8_valid(text, n));
            text[at] = '\0';
            ck_assert(!sqi_utf8_valid(text, n));
        }
}
END_TEST

START_TEST(test_utf8_copies_what_is_valid_and_nothing_beyond)
{
    static const char *const letters[] = {"abcdefghijklmnopqrstuvwxyz0123456789ABCD",
                                          "abcde\xC3\xBC\xC3\x9Fghijklmnopqrstuvwxyz012345678"};
    for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
        for (size_t n = 0; n <= 38; n++) {
            bool whole = sqi_utf8_valid(letters[k], n); /* or cut within a letter */
            char to[64];
            memset(to, '#', sizeof to);
            ck_assert_int_eq(sqi_utf8_copy(to, letters[k], n), whole);
            ck_assert_int_eq(to[n], '#');
            if (whole)
                ck_assert_mem_eq(to, letters[k], n);
        }
}
END_TEST

START_TEST(test_hash_tells_lengths_and_neighbours_apart)
{
    uint64_t seed = sqi_hash_seed();
    ck_assert_uint_eq(seed, sqi_hash_seed());
    ck_assert_uint_eq(sqi_hash_mem(seed, "users", 5), sqi_hash_str(seed, "users"));
    static const char zeros[33];
    for (size_t n = 0; n < 32; n++)
        ck_assert_uint_ne(sqi_hash_mem(seed, zeros, n), sqi_hash_mem(seed, zeros, n + 1));
    ck_assert_uint_ne(sqi_hash_str(seed, NULL), sqi_hash_str(seed, ""));
    ck_assert_uint_ne(sqi_hash_str(sqi_hash_str(seed, "ab"), "c"),
                      sqi_hash_str(sqi_hash_str(seed, "a"), "bc"));
}
END_TEST

SQT_MAIN("utf8", LOOP(test_utf8_is_strict, 0, sizeof rows / sizeof *rows),
         TEST(test_utf8_finds_a_wrong_byte_at_every_place),
         TEST(test_utf8_copies_what_is_valid_and_nothing_beyond),
         TEST(test_hash_tells_lengths_and_neighbours_apart))
