/* test_driver.c: the registry of drivers and the completion of their tables. */
#include <stdio.h>
#include <string.h>
#include "lib/engine/driver.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"

START_TEST(test_driver_without_a_required_function_is_refused_by_name)
{
    sq_driver d = *fake_driver(), out;
    d.execute = NULL;
    sq_error e;
    ck_assert_int_eq(sqi_driver_complete(&d, &out, &e), SQ_ERR_DRIVER);
    ck_assert_ptr_nonnull(strstr(e.message, "execute"));
    ck_assert_int_eq(sq_driver_register(&d, &e), SQ_ERR_DRIVER);
}
END_TEST

START_TEST(test_driver_of_another_abi_is_refused)
{
    sq_driver d = *fake_driver();
    d.abi = SQ_DRIVER_ABI + 1;
    sq_error e;
    ck_assert_int_eq(sq_driver_register(&d, &e), SQ_ERR_DRIVER);
    ck_assert_int_eq(sq_driver_register(NULL, &e), SQ_ERR_DRIVER);
}
END_TEST

/* A driver compiled when the table was shorter: what lies behind its end is not read. */
START_TEST(test_driver_of_an_older_table_gets_stubs_for_what_it_does_not_know)
{
    sq_driver d = *fake_driver(), out;
    d.size = offsetof(sq_driver, cancel);
    sq_error e;
    ck_assert_int_eq(sqi_driver_complete(&d, &out, &e), SQ_OK);
    ck_assert_ptr_ne((void *)(uintptr_t)out.cancel, (void *)(uintptr_t)d.cancel);
    ck_assert_int_eq(out.cancel(NULL, 0, &e), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(out.server_version(NULL), 0);
    ck_assert_ptr_null(out.native(NULL));
}
END_TEST

START_TEST(test_driver_optional_functions_have_stubs_that_answer)
{
    sq_driver d = *fake_driver(), out;
    d.ping = NULL, d.reset = NULL, d.savepoint = NULL, d.step = NULL, d.tx_state = NULL;
    sq_error e;
    ck_assert_int_eq(sqi_driver_complete(&d, &out, &e), SQ_OK);
    ck_assert_int_eq(out.max_connections(NULL), 0);
    ck_assert(!out.looks_up(NULL));
    ck_assert_int_eq(out.ping(NULL, &e), SQ_OK);
    ck_assert_int_eq(out.reset(NULL, false, &e), SQ_OK);
    ck_assert_int_eq(out.reset(NULL, true, &e), SQ_STEP_CLOSE);
    ck_assert_int_eq(out.savepoint(NULL, SQ_SAVEPOINT_SET, "s", &e), SQ_ERR_UNSUPPORTED);
    ck_assert_int_eq(out.step(NULL, &e), SQ_ERR_INTERNAL);
    ck_assert_int_eq(out.tx_state(NULL), SQ_TX_UNKNOWN);
}
END_TEST

START_TEST(test_driver_scheme_belongs_to_one_driver)
{
    sq_error e;
    ck_assert_int_eq(sq_driver_register(fake_driver(), &e), SQ_OK);
    ck_assert_int_eq(sq_driver_register(fake_driver(), &e), SQ_OK);
    static sq_driver other;
    other = *fake_driver();
    ck_assert_int_eq(sq_driver_register(&other, &e), SQ_ERR_EXISTS);
}
END_TEST

/* ---- a driver round another one ---- */

static struct {
    char connect[64], execute[32];
    int finishes;
} seen;

/* do_connect: another URL than the engine's; and what is done first on each connection. */
static int connect_elsewhere(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                             sq_driver_conn **out, sq_error *err)
{
    snprintf(seen.connect, sizeof seen.connect, "%s", sq_url_database(u));
    return fake_driver()->connect(host, u, deadline, out, err);
}

/* do_execute: other text than was asked for, or none at all. */
static int execute_another(sq_driver_conn *c, const sq_driver_request *r, sq_driver_rows **out,
                           sq_error *err)
{
    sq_driver_request other = *r;
    snprintf(seen.execute, sizeof seen.execute, "%s", r->sql.p);
    if (strcmp(r->sql.p, "forbidden") == 0) {
        sq_error_clear(err);
        err->status = SQ_ERR_PERMISSION;
        return err->status;
    }
    if (strcmp(r->sql.p, "two rows") == 0)
        other.sql = (sq_str){"rows 2", 6};
    return fake_driver()->execute(c, &other, out, err);
}

/* After the execution: what the statement left. */
static void finish_and_count(sq_driver_conn *c, sq_driver_rows *rows)
{
    seen.finishes++;
    fake_driver()->finish(c, rows);
}

START_TEST(test_driver_round_another_one_sees_and_changes_its_calls)
{
    static const char *const schemes[] = {"default+watched", NULL};
    static sq_driver watched;
    fake_start();
    watched = *fake_driver();
    watched.schemes = schemes;
    watched.connect = connect_elsewhere;
    watched.execute = execute_another;
    watched.finish = finish_and_count;
    ck_assert_int_eq(sq_driver_register(&watched, NULL), SQ_OK);
    sq_engine *db = sq_engine_open("default+watched:///place");
    sq_conn *c = connect_ok(db);
    ck_assert_str_eq(seen.connect, "place");
    sq_result *r = sq_sql_query(c, SQ_SQL("two rows"));
    ck_assert_int_eq(sq_row_count(r), 2);
    ck_assert_str_eq(seen.execute, "two rows");
    ck_assert_int_eq(seen.finishes, 1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    int sent = fake.executes;
    ck_assert_int_eq(sq_sql_exec(c, SQ_SQL("forbidden")), SQ_ERR_PERMISSION);
    ck_assert_int_eq(fake.executes, sent);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
}
END_TEST

static int find(const char *text, sq_error *e)
{
    sq_driver_register(fake_driver(), NULL);
    sq_url *u = sq_url_parse(text, e);
    ck_assert_ptr_nonnull(u);
    sq_driver out;
    int rc = sqi_driver_find(u, &out, e);
    sq_url_free(u);
    return rc;
}

START_TEST(test_driver_is_found_by_scheme_and_its_options_are_checked)
{
    sq_error e;
    ck_assert_int_eq(find("default+fake://h/d?known=1&many=1&many=2", &e), SQ_OK);
    ck_assert_int_eq(find("default+fake://h/d?unknown=secret", &e), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(e.message, "unknown"));
    ck_assert_ptr_null(strstr(e.message, "secret"));
    ck_assert_int_eq(find("default+fake://h/d?known=1&known=2", &e), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(find("nosuchdatabase://h", &e), SQ_ERR_DRIVER);
    ck_assert_ptr_nonnull(strstr(e.message, "libsquill-nosuchdatabase.so.0"));
}
END_TEST

SQT_MAIN("driver", TEST(test_driver_without_a_required_function_is_refused_by_name),
         TEST(test_driver_of_another_abi_is_refused),
         TEST(test_driver_of_an_older_table_gets_stubs_for_what_it_does_not_know),
         TEST(test_driver_optional_functions_have_stubs_that_answer),
         TEST(test_driver_round_another_one_sees_and_changes_its_calls),
         TEST(test_driver_scheme_belongs_to_one_driver),
         TEST(test_driver_is_found_by_scheme_and_its_options_are_checked))
