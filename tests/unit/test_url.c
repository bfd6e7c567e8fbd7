/* test_url.c: database URLs: what is taken, what is refused, and that no secret is told. */
#include <string.h>
#include "squill/url.h"
#include "tests/support/support.h"

typedef struct good {
    const char *text, *dialect, *driver, *user, *password, *host, *database;
    int port;
    const char *back; /* as sq_url_text() writes it; NULL: as `text` */
} good;

static const good goods[] = {
    {"sqlite://", "sqlite", NULL, NULL, NULL, NULL, NULL, 0, NULL},
    {"sqlite:///shop.db", "sqlite", NULL, NULL, NULL, NULL, "shop.db", 0, NULL},
    {"sqlite:////var/lib/shop.db", "sqlite", NULL, NULL, NULL, NULL, "/var/lib/shop.db", 0, NULL},
    {"sqlite:///:memory:", "sqlite", NULL, NULL, NULL, NULL, ":memory:", 0, NULL},
    {"postgresql://app@db/shop", "postgresql", NULL, "app", NULL, "db", "shop", 0, NULL},
    {"postgresql+libpq://app:secret@db:5433/shop", "postgresql", "libpq", "app", "secret", "db",
     "shop", 5433, NULL},
    {"mysql://u:p%40ss%2Fw%3A@h/d", "mysql", NULL, "u", "p@ss/w:", "h", "d", 0, NULL},
    {"mysql://u:p@ss@h/d", "mysql", NULL, "u", "p@ss", "h", "d", 0, "mysql://u:p%40ss@h/d"},
    {"postgresql://u@[2001:db8::1]:5432/d", "postgresql", NULL, "u", NULL, "2001:db8::1", "d", 5432,
     NULL},
    {"postgresql://[::1]/d", "postgresql", NULL, NULL, NULL, "::1", "d", 0, NULL},
    {"mysql://u:@h/d", "mysql", NULL, "u", "", "h", "d", 0, NULL},
    {"postgresql:///d%C3%BC%20x", "postgresql", NULL, NULL, NULL, NULL, "d\xC3\xBC x", 0, NULL},
    {"postgresql://h:65535", "postgresql", NULL, NULL, NULL, "h", NULL, 65535, NULL},
    {"postgresql://h/", "postgresql", NULL, NULL, NULL, "h", NULL, 0, "postgresql://h"},
};
enum { N_GOODS = sizeof goods / sizeof *goods };

static void same(const char *a, const char *b)
{
    if (a && b)
        ck_assert_str_eq(a, b);
    else
        ck_assert_ptr_eq(a, b);
}

START_TEST(test_url_parts_are_split_and_decoded)
{
    const good *g = &goods[_i];
    sq_error e;
    sq_url *u = sq_url_parse(g->text, &e);
    ck_assert_msg(u != NULL, "%s: %s", g->text, e.message);
    same(sq_url_dialect(u), g->dialect);
    same(sq_url_driver(u), g->driver);
    same(sq_url_user(u), g->user);
    same(sq_url_password(u), g->password);
    same(sq_url_host(u), g->host);
    same(sq_url_database(u), g->database);
    ck_assert_int_eq(sq_url_port(u), g->port);
    char *text = sq_url_text(u, false);
    ck_assert_str_eq(text, g->back ? g->back : g->text);
    sq_url *again = sq_url_parse(text, &e);
    ck_assert(sq_url_equal(u, again));
    sq_string_free(text);
    sq_url_free(again);
    sq_url_free(u);
}
END_TEST

/* The canary must not be told by any message. */
#define CANARY "hunter2canary"
static const char *const bads[] = {
    "",
    "sqlite",
    "sqlite:/x",
    "://h/d",
    "1sql://h",
    "Sqlite://h",
    "a+b+c://h",
    "+x://h",
    "x+://h",
    "../evil://h",
    "my/sql://" CANARY "@h",
    "mysql://u:" CANARY "%0@h/d",
    "mysql://u:" CANARY "%zz@h/d",
    "mysql://u:" CANARY "%00@h/d",
    "mysql://u:" CANARY "\n@h/d",
    "mysql://u:" CANARY "%0A@h/d",
    "mysql://u:" CANARY "%FF@h/d",
    "mysql://u:" CANARY "%C0%80@h/d",
    "mysql://u:" CANARY "@h:0/d",
    "mysql://u:" CANARY "@h:65536/d",
    "mysql://u:" CANARY "@h:99999999999999999999/d",
    "mysql://u:" CANARY "@h:12x/d",
    "mysql://u:" CANARY "@h:/d",
    "mysql://u:" CANARY "@[::1/d",
    "mysql://u:" CANARY "@[::1]x/d",
    "mysql://u:" CANARY "@h/d%7F",
    "mysql://u:" CANARY "@h/d?novalue",
    "mysql://u:" CANARY "@h/d?=x",
    "mysql://u:" CANARY "@h/d?a=%00",
};
enum { N_BADS = sizeof bads / sizeof *bads };

START_TEST(test_url_that_is_wrong_is_refused_without_telling_it)
{
    sq_error e;
    ck_assert_ptr_null(sq_url_parse(bads[_i], &e));
    ck_assert_int_eq(e.status, SQ_ERR_ARGUMENT);
    ck_assert_msg(strstr(e.message, CANARY) == NULL, "%s", e.message);
    ck_assert_ptr_null(sq_url_parse(bads[_i], NULL));
}
END_TEST

START_TEST(test_url_null_is_refused)
{
    sq_error e;
    ck_assert_ptr_null(sq_url_parse(NULL, &e));
    ck_assert_int_eq(e.status, SQ_ERR_ARGUMENT);
    sq_url_free(NULL);
}
END_TEST

START_TEST(test_url_of_too_many_options_or_bytes_is_refused)
{
    char text[1024] = "x://h?a=1";
    for (int i = 0; i < 64; i++)
        strcat(text, "&a=1");
    sq_error e;
    ck_assert_ptr_null(sq_url_parse(text, &e));
    ck_assert_int_eq(e.status, SQ_ERR_ARGUMENT);
    char *big = malloc(70000);
    memset(big, 'a', 69999);
    big[69999] = '\0';
    memcpy(big, "x://", 4);
    ck_assert_ptr_null(sq_url_parse(big, &e));
    free(big);
}
END_TEST

START_TEST(test_url_password_is_hidden_when_asked)
{
    sq_error e;
    sq_url *u = sq_url_parse("mysql://u:" CANARY "@h/d?charset=utf8mb4", &e);
    char *text = sq_url_text(u, true);
    ck_assert_str_eq(text, "mysql://u:***@h/d?charset=utf8mb4");
    sq_string_free(text);
    sq_url_free(u);
}
END_TEST

START_TEST(test_url_options_keep_order_and_may_repeat)
{
    sq_error e;
    sq_url *u = sq_url_parse("postgresql:///d?host=a&host=b%26c&options=-c+x%3D1", &e);
    ck_assert_uint_eq(sq_url_option_count(u), 3);
    ck_assert_str_eq(sq_url_option_key(u, 1), "host");
    ck_assert_str_eq(sq_url_option_value(u, 1), "b&c");
    ck_assert_str_eq(sq_url_value(u, "host"), "a");
    ck_assert_str_eq(sq_url_value(u, "options"), "-c x=1");
    ck_assert_ptr_null(sq_url_value(u, "absent"));
    ck_assert_ptr_null(sq_url_option_key(u, 3));
    sq_url_free(u);
}
END_TEST

START_TEST(test_url_with_sets_replaces_and_removes_an_option)
{
    sq_error e;
    sq_url *u = sq_url_parse("x://h/d?a=1&b=2&a=3", &e);
    sq_url *v = sq_url_with(u, "a", "n&w", &e);
    char *text = sq_url_text(v, false);
    ck_assert_str_eq(text, "x://h/d?b=2&a=n%26w");
    sq_url *w = sq_url_with(v, "a", NULL, &e);
    ck_assert_uint_eq(sq_url_option_count(w), 1);
    ck_assert_uint_eq(sq_url_option_count(u), 3);
    ck_assert(!sq_url_equal(v, w));
    sq_string_free(text);
    sq_url_free(w);
    sq_url_free(v);
    sq_url_free(u);
}
END_TEST

START_TEST(test_url_equality_does_not_depend_on_the_order_of_keys)
{
    sq_error e;
    sq_url *a = sq_url_parse("x://h/d?a=1&b=2", &e), *b = sq_url_parse("x://h/d?b=2&a=1", &e);
    sq_url *c = sq_url_parse("x://h/d?a=1&a=2", &e), *d = sq_url_parse("x://h/d?a=2&a=1", &e);
    ck_assert(sq_url_equal(a, b));
    ck_assert(!sq_url_equal(c, d));
    ck_assert(!sq_url_equal(a, c));
    sq_url_free(a), sq_url_free(b), sq_url_free(c), sq_url_free(d);
}
END_TEST

START_TEST(test_url_from_parts_escapes_them)
{
    sq_error e;
    sq_url *u = sq_url_new(&e, .scheme = "mysql", .user = "a:b", .password = "p/@?", .host = "::1",
                           .port = 3306, .database = "d?e");
    ck_assert_msg(u != NULL, "%s", e.message);
    ck_assert_str_eq(sq_url_user(u), "a:b");
    ck_assert_str_eq(sq_url_password(u), "p/@?");
    ck_assert_str_eq(sq_url_host(u), "::1");
    ck_assert_str_eq(sq_url_database(u), "d?e");
    sq_url_free(u);
    ck_assert_ptr_null(sq_url_new(&e, .scheme = "My SQL"));
    ck_assert_ptr_null(sq_url_new(&e, .scheme = "mysql", .port = 70000));
}
END_TEST

SQT_MAIN("url", LOOP(test_url_parts_are_split_and_decoded, 0, N_GOODS),
         LOOP(test_url_that_is_wrong_is_refused_without_telling_it, 0, N_BADS),
         TEST(test_url_null_is_refused), TEST(test_url_of_too_many_options_or_bytes_is_refused),
         TEST(test_url_password_is_hidden_when_asked),
         TEST(test_url_options_keep_order_and_may_repeat),
         TEST(test_url_with_sets_replaces_and_removes_an_option),
         TEST(test_url_equality_does_not_depend_on_the_order_of_keys),
         TEST(test_url_from_parts_escapes_them))
