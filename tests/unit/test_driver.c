/* test_driver.c: the registry of drivers and the completion of their tables. */
#include <string.h>
#include "lib/engine/driver.h"
#include "tests/support/fake_driver.h"
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
         TEST(test_driver_scheme_belongs_to_one_driver),
         TEST(test_driver_is_found_by_scheme_and_its_options_are_checked))
