/* test_typetext.c: types as databases write them, taken apart. */
#include <stdlib.h>
#include <string.h>
#include "lib/compile/reflector.h"
#include "tests/support/support.h"

#define N(array) ((int)(sizeof(array) / sizeof *(array)))

static const struct {
    const char *text, *name, *rest;
    int n_args, args[2], dimensions;
    const char *values[3];
} types[] = {
    {"integer", "integer", "", 0, {0}, 0, {NULL}},
    {"character varying(80)", "character varying", "", 1, {80}, 0, {NULL}},
    {"NUMERIC( 10 , -2 )", "numeric", "", 2, {10, -2}, 0, {NULL}},
    {"int(10) unsigned  zerofill", "int", "unsigned zerofill", 1, {10}, 0, {NULL}},
    {"timestamp(3) with time zone", "timestamp", "with time zone", 1, {3}, 0, {NULL}},
    {"  double \n precision ", "double precision", "", 0, {0}, 0, {NULL}},
    {"integer[]", "integer", "", 0, {0}, 1, {NULL}},
    {"varchar(3)[][]", "varchar", "", 1, {3}, 2, {NULL}},
    {"enum('a','it''s','(,)')", "enum", "", 0, {0}, 0, {"a", "it's", "(,)"}},
    {"set('x') charset utf8", "set", "charset utf8", 0, {0}, 0, {"x"}},
    {"", "", "", 0, {0}, 0, {NULL}},
    /* a name in quotes is none of it */
    {"\"Odd[]  (1\"", "\"Odd[]  (1\"", "", 0, {0}, 0, {NULL}},
    {"My.\"a\"\"[]\" [][]", "my.\"a\"\"[]\"", "", 0, {0}, 2, {NULL}},
    {"\"a[", "\"a[", "", 0, {0}, 0, {NULL}},
    {"a(1,2,3,4)", "a", "", 2, {1, 2}, 0, {NULL}},
    {"a(99999999999999999999)", "a", "", 1, {999999999}, 0, {NULL}},
    /* what ends too early ends */
    {"a(", "a", "", 0, {0}, 0, {NULL}},
    {"a(1", "a", "", 1, {1}, 0, {NULL}},
    {"enum('a", "enum", "", 0, {0}, 0, {"a"}},
    {"enum('", "enum", "", 0, {0}, 0, {""}},
    {"a)b", "a)b", "", 0, {0}, 0, {NULL}},
};

/* The text ends where its memory does, for ASan. */
START_TEST(test_typetext_is_taken_apart)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    sqi_type_text t;
    char *text = strdup(types[_i].text);
    ck_assert(sqi_read_type_text(a, text, &t));
    free(text);
    ck_assert_str_eq(t.name, types[_i].name);
    ck_assert_str_eq(t.rest, types[_i].rest);
    ck_assert_int_eq(t.n_args, types[_i].n_args);
    for (int i = 0; i < t.n_args; i++)
        ck_assert_int_eq(t.args[i], types[_i].args[i]);
    ck_assert_int_eq(t.dimensions, types[_i].dimensions);
    for (size_t i = 0; i < t.n_values; i++)
        ck_assert_str_eq(t.values[i], types[_i].values[i]);
    ck_assert(t.n_values == 3 || !types[_i].values[t.n_values]);
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_typetext_words_are_found_whole)
{
    ck_assert(sqi_has_word("unsigned zerofill", "unsigned"));
    ck_assert(sqi_has_word("unsigned zerofill", "zerofill"));
    ck_assert(!sqi_has_word("unsigned zerofill", "sign"));
    ck_assert(!sqi_has_word("unsignedzerofill", "unsigned"));
    ck_assert(sqi_has_word("ununsigned unsigned", "unsigned"));
    ck_assert(!sqi_has_word("", "unsigned"));
}
END_TEST

SQT_MAIN("typetext", LOOP(test_typetext_is_taken_apart, 0, N(types)),
         TEST(test_typetext_words_are_found_whole))
