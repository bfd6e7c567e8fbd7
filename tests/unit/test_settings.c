/* test_settings.c: engines from settings as text, on the fake driver. */
#include <string.h>
#include "tests/support/fake_use.h"
#include "tests/support/support.h"

#define from(prefix, ...)                                                                          \
    open_from((const sq_setting[]){__VA_ARGS__},                                                   \
              sizeof((const sq_setting[]){__VA_ARGS__}) / sizeof(sq_setting), prefix)

static sq_engine *open_from(const sq_setting *s, size_t n, const char *prefix)
{
    fake_start();
    return sq_engine_from_settings(s, n, prefix, .max_overflow = 7, .pool_size = 1);
}

START_TEST(test_settings_make_an_engine_and_win_over_options)
{
    sq_engine *db = from("db.", {"db.url", FAKE_URL}, {"db.pool_size", "3"}, {"log.level", "x"},
                         {"db.autobegin", "true"}, {"db.checkout_timeout_ms", "-1"});
    ck_assert_msg(sq_engine_error(db)->status == SQ_OK, "%s", sq_engine_error(db)->message);
    ck_assert_int_eq(stats(db).limit, 3 + 7);
    sq_conn *c = connect_ok(db);
    ck_assert_int_ge(sq_sql_exec(c, SQ_SQL("ok")), 0);
    ck_assert(sq_in_transaction(c));
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    db = from(NULL, {"pool", "null"}, {"url", FAKE_URL}, {"isolation", "READ COMMITTED"},
              {"cache_bytes", "1048576"}, {"begin_mode", "immediate"}, {"read_only", "0"});
    ck_assert_int_eq(stats(db).limit, SQ_UNLIMITED);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

START_TEST(test_settings_that_are_wrong_are_named)
{
    static const struct wrong {
        sq_setting s;
        const char *message;
    } wrong[] = {
        {{"pool_sizes", "3"}, "there is no setting pool_sizes"},
        {{"pool_size", "three"}, "the value of pool_size is none"},
        {{"pool_size", "-1"}, "the value of pool_size is none"},
        {{"pool_size", "99999999999"}, "the value of pool_size is none"},
        {{"pool_size", "3 "}, "the value of pool_size is none"},
        {{"pool_size", NULL}, "the value of pool_size is none"},
        {{"pre_ping", "maybe"}, "the value of pre_ping is none"},
        {{"pool", "queues"}, "the value of pool is none"},
        {{"isolation", "CHAOS"}, "the value of isolation is none"},
        {{"on_query", "1"}, "there is no setting on_query"},
        {{"url", FAKE_URL}, "url is set twice"},
        {{"echo", "true"}, "echo is set twice"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        sq_engine *db = from("", {"url", FAKE_URL}, {"echo", "0"}, wrong[i].s);
        ck_assert_int_eq(sq_engine_error(db)->status, SQ_ERR_ARGUMENT);
        ck_assert_str_eq(sq_engine_error(db)->message, wrong[i].message);
        sq_conn *c = sq_connect(db);
        ck_assert_str_eq(sq_errmsg(c), wrong[i].message);
        sq_conn_close(c);
        ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    }
    sq_engine *db = from("db.", {"url", FAKE_URL});
    ck_assert_str_eq(sq_engine_error(db)->message, "url is missing");
    sq_engine_close(db);
    db = sq_engine_from_settings(NULL, 3, NULL);
    ck_assert_str_eq(sq_engine_error(db)->message, "url is missing");
    sq_engine_close(db);
}
END_TEST

SQT_MAIN("settings", TEST(test_settings_make_an_engine_and_win_over_options),
         TEST(test_settings_that_are_wrong_are_named))
