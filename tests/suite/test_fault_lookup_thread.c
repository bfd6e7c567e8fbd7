/* test_fault_lookup_thread.c: the resolver falls silent while a connection is in use, and its
 * statement is to be stopped over another connection. The resolver is this file's getaddrinfo(). */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include "tests/suite/fault.h"

#define NAME "database.invalid" /* this machine, to this resolver alone */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool silent;
    int waiting, waited;
} resolver = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void wait_while_silent(void)
{
    pthread_mutex_lock(&resolver.lock);
    resolver.waiting++;
    resolver.waited += resolver.silent;
    while (resolver.silent)
        pthread_cond_wait(&resolver.changed, &resolver.lock);
    resolver.waiting--;
    pthread_cond_broadcast(&resolver.changed);
    pthread_mutex_unlock(&resolver.lock);
}

/* Seen by the client libraries, too. */
__attribute__((visibility("default"))) int getaddrinfo(const char *name, const char *service,
                                                       const struct addrinfo *hints,
                                                       struct addrinfo **out)
{
    int (*usual)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&usual = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!name || strcmp(name, NAME) != 0)
        return usual(name, service, hints, out);
    wait_while_silent();
    return usual("127.0.0.1", service, hints, out);
}

static void fall_silent(void)
{
    pthread_mutex_lock(&resolver.lock);
    resolver.silent = true;
    pthread_mutex_unlock(&resolver.lock);
}

/* Waits for those who still ask; gives how many have been kept waiting. */
static int answer(void)
{
    pthread_mutex_lock(&resolver.lock);
    resolver.silent = false;
    pthread_cond_broadcast(&resolver.changed);
    while (resolver.waiting)
        pthread_cond_wait(&resolver.changed, &resolver.lock);
    int waited = resolver.waited;
    pthread_mutex_unlock(&resolver.lock);
    return waited;
}

START_TEST(test_fault_lookup_thread_does_not_hold_up_a_statement_at_its_deadline)
{
    enum { TIMEOUT_MS = 200, SECONDS = 20 };
    fault_use_servers();
    if (!suite_open(_i))
        return;
    const char *tls = fault_on_postgresql() ? "sslmode=disable" : "ssl_mode=DISABLED";
    sq_engine *db = sq_engine_open(fault_url(tls, .host = NAME));
    sq_conn *c = sq_connect(db);
    ck_assert_msg(sq_status_of(c) == SQ_OK, "%s", sq_errmsg(c));
    sq_conn_timeout(c, TIMEOUT_MS);
    fall_silent();
    int64_t began = fault_now_ms();
    sq_value seconds = sq_double_value(SECONDS);
    const char *sql = fault_on_postgresql() ? "SELECT 7 FROM pg_sleep(?)" : "SELECT sleep(?)";
    ck_assert_int_eq(suite_run_values(c, sql, &seconds, 1), SQ_ERR_TIMEOUT);
    ck_assert_int_lt(fault_now_ms() - began, SECONDS * 1000 / 2);
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    /* libpq cancels where it is connected to and asks nobody */
    ck_assert_int_eq(answer(), fault_on_postgresql() ? 0 : 1);
    suite_close();
}
END_TEST

SQT_MAIN("fault_lookup", LOOP(test_fault_lookup_thread_does_not_hold_up_a_statement_at_its_deadline,
                              0, FAULT_SERVERS))
