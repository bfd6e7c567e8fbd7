/* test_lookup_thread.c: the name of a host is looked up within the deadline of its connection. The
 * resolver is this file's getaddrinfo(), in the place of the system's. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include "lib/base/thread.h"
#include "tests/support/fake_use.h"
#include "tests/support/support.h"
#include "tests/support/tasks.h"
#ifdef SQT_WITH_postgresql
#include "squill/postgresql.h"
#endif
#ifdef SQT_WITH_mysql
#include "squill/mysql.h"
#endif

/* ---- a resolver that knows nobody, and does not answer for one name until it is let go ---- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool let_go;
    int asked, answered;
    char last[64];
} resolver = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
    (void)service, (void)hints;
    *out = NULL;
    pthread_mutex_lock(&resolver.lock);
    resolver.asked++;
    snprintf(resolver.last, sizeof resolver.last, "%s", name);
    while (strcmp(name, "silent.invalid") == 0 && !resolver.let_go)
        pthread_cond_wait(&resolver.changed, &resolver.lock);
    resolver.answered++;
    pthread_cond_signal(&resolver.changed);
    pthread_mutex_unlock(&resolver.lock);
    return EAI_NONAME;
}

/* Ends what waits, and waits for it; gives how many did. */
static int let_go(void)
{
    pthread_mutex_lock(&resolver.lock);
    int waiting = resolver.asked - resolver.answered;
    resolver.let_go = true;
    pthread_cond_broadcast(&resolver.changed);
    while (resolver.answered < resolver.asked)
        pthread_cond_wait(&resolver.changed, &resolver.lock);
    pthread_mutex_unlock(&resolver.lock);
    return waiting;
}

static int count_asked(void)
{
    pthread_mutex_lock(&resolver.lock);
    int asked = resolver.asked;
    pthread_mutex_unlock(&resolver.lock);
    return asked;
}

/* ---- a driver that has names looked up ---- */

static bool does_look_up(const sq_url *u)
{
    (void)u;
    return true;
}

static void start(void)
{
    static const char *const schemes[] = {"default+named", NULL};
    static const char *const options[] = {"*host", NULL};
    static sq_driver d;
    fake_start();
    d = *fake_driver();
    d.schemes = schemes;
    d.options = options;
    d.looks_up = does_look_up;
    ck_assert_int_eq(sq_driver_register(&d, NULL), SQ_OK);
}

static int connect_to(const char *url, int timeout_ms)
{
    sq_engine *db = sq_engine_open(url, .connect_timeout_ms = timeout_ms);
    sq_conn *c = sq_connect(db);
    int status = sq_status_of(c);
    ck_assert(status == SQ_OK || sq_conn_error(c)->scope == SQ_SCOPE_CONNECTION);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    return status;
}

/* The engine is gone while the resolver still has its question. */
static void check_deadline(const char *url)
{
    enum { TIMEOUT_MS = 50, LATE_MS = 5000 };
    int64_t start_us = sqi_now();
    ck_assert_int_eq(connect_to(url, TIMEOUT_MS), SQ_ERR_TIMEOUT);
    int64_t took_us = sqi_now() - start_us;
    ck_assert_int_ge(took_us, TIMEOUT_MS * 1000);
    ck_assert_int_lt(took_us, LATE_MS * 1000);
    ck_assert_int_eq(let_go(), 1);
}

START_TEST(test_lookup_thread_is_left_behind_at_the_deadline)
{
    start();
    check_deadline("default+named://silent.invalid/d");
    ck_assert_int_eq(fake.connects, 0);
}
END_TEST

START_TEST(test_lookup_thread_asks_for_each_host_of_a_cluster)
{
    start();
    check_deadline(
        "default+named://ignored.invalid/d?host=known.invalid:5433&host=a,silent.invalid");
    ck_assert_int_eq(resolver.asked, 3);
}
END_TEST

START_TEST(test_lookup_thread_leaves_what_is_not_found_to_the_driver)
{
    start();
    ck_assert_int_eq(connect_to("default+named://known.invalid:1/d", 1000), SQ_OK);
    ck_assert_int_eq(resolver.asked, 1);
    ck_assert_str_eq(resolver.last, "known.invalid");
    ck_assert_int_eq(fake.connects, 1);
}
END_TEST

START_TEST(test_lookup_thread_is_not_started_for_what_needs_none)
{
    static const char *const urls[] = {"default+named:///d",
                                       "default+named://127.0.0.1/d",
                                       "default+named://[::1]:5/d",
                                       "default+named://localhost/d",
                                       "default+named://silent.invalid/d?host=/run/socket",
                                       "default+fake://silent.invalid/d"};
    start();
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        ck_assert_msg(connect_to(urls[i], 1000) == SQ_OK, "%s", urls[i]);
    ck_assert_int_eq(resolver.asked, 0);
}
END_TEST

START_TEST(test_lookup_thread_is_what_the_drivers_ask_for)
{
#ifdef SQT_WITH_postgresql
    sq_driver_register(sq_postgresql_driver(), NULL);
    check_deadline("postgresql://u:p@silent.invalid/d");
    sq_url *u = sq_url_parse("postgresql://silent.invalid/d?hostaddr=127.0.0.1", NULL);
    ck_assert(!sq_postgresql_driver()->looks_up(u));
    sq_url_free(u);
#endif
#ifdef SQT_WITH_mysql
    resolver.let_go = false;
    resolver.asked = resolver.answered = 0;
    sq_driver_register(sq_mysql_driver(), NULL);
    check_deadline("mysql://u:p@silent.invalid/d");
#endif
}
END_TEST

/* In a task the question goes on in its thread, and the task to its loop. */
static int connect_in_a_task(void *url)
{
    return connect_to(url, 60000);
}

START_TEST(test_lookup_thread_is_left_behind_by_a_task_that_is_cancelled)
{
    static char url[] = "default+named://silent.invalid/d";
    start();
    sqt_loop l = {.n = 0};
    sq_task *t = loop_add(&l, connect_in_a_task, url);
    ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    while (count_asked() == 0)
        ck_assert_int_eq(sq_task_step(t), SQ_TASK_WAITS);
    sq_task_cancel(t);
    ck_assert_uint_eq(loop_turn(&l, true), 0);
    ck_assert_int_eq(sq_task_result(t), SQ_ERR_CANCELLED);
    ck_assert_int_eq(fake.connects, 0);
    ck_assert_int_eq(let_go(), 1);
    loop_run(&l);
}
END_TEST

SQT_MAIN("lookup", TEST(test_lookup_thread_is_left_behind_at_the_deadline),
         TEST(test_lookup_thread_asks_for_each_host_of_a_cluster),
         TEST(test_lookup_thread_leaves_what_is_not_found_to_the_driver),
         TEST(test_lookup_thread_is_not_started_for_what_needs_none),
         TEST(test_lookup_thread_is_what_the_drivers_ask_for),
         TEST(test_lookup_thread_is_left_behind_by_a_task_that_is_cancelled))
