/* test_fault_server.c: the server itself dies: killed without a word, and started again. */
#include "tests/suite/fault.h"

enum { CONNECTIONS = 4, KILLS = 3 };

static void fill_pool(void)
{
    sq_conn *c[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++)
        ck_assert_int_eq(suite_int(c[i] = sq_connect(suite_now.db), "SELECT 7"), 7);
    for (int i = 0; i < CONNECTIONS; i++)
        sq_conn_close(c[i]);
}

/* What it says while there is none: soon, and that it may be tried again. */
static bool refuses_soon(void)
{
    int64_t start = fault_now_ms();
    sq_conn *c = sq_connect(suite_now.db);
    bool ok = sq_status_of(c) == SQ_ERR_CONNECT && sq_conn_error(c)->retry_safe &&
              fault_now_ms() - start < 1000;
    if (!ok)
        printf("%s: without a server: %s\n", T->name, sq_errmsg(c));
    sq_conn_close(c);
    return ok;
}

/* Idle connections, one within a transaction; then the server is gone, then it is there again. */
static int64_t kill_once(own_server *s, int id)
{
    sq_value v = sq_int_value(id);
    fill_pool();
    sq_conn *c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_run_values(c, "INSERT INTO kept VALUES (?)", &v, 1), 1);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    v = sq_int_value(-id);
    ck_assert_int_eq(suite_run_values(c, "INSERT INTO kept VALUES (?)", &v, 1), 1);
    own_server_kill(s);
    bool told = suite_run(c, "SELECT 7") == SQ_ERR_DISCONNECTED &&
                sq_commit(c) == SQ_ERR_DISCONNECTED &&
                sq_conn_error(c)->commit_state == SQ_COMMIT_NOT_SENT;
    if (!told)
        printf("%s: within a transaction: %s\n", T->name, sq_errmsg(c));
    sq_conn_close(c);
    bool refused = refuses_soon();
    own_server_start_again(s);
    int64_t start = fault_now_ms();
    fill_pool(); /* asserts that every one works */
    int64_t took = fault_now_ms() - start;
    if (took > 1000)
        printf("%s: full again after %lld ms\n", T->name, (long long)took);
    return !told + !refused + (took > 1000);
}

START_TEST(test_fault_server_killed_and_started_again_is_found_by_pre_ping)
{
    own_server s;
    if (!fault_open_own(&s, _i, false))
        return;
    int64_t wrong = 0;
    suite_ok(suite_now.c, "CREATE TABLE kept (id INTEGER PRIMARY KEY)");
    sq_conn_close(suite_now.c);
    sq_engine_close(suite_now.db);
    suite_now.db = sq_engine_open(s.url, .pool_size = CONNECTIONS, .pre_ping = true);
    for (int i = 1; i <= KILLS; i++)
        wrong += kill_once(&s, i);
    suite_now.c = sq_connect(suite_now.db);
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM kept WHERE id > 0") != KILLS;
    wrong += suite_int(suite_now.c, "SELECT count(*) FROM kept WHERE id < 0");
    sqt_fault("server killed by -9 and started again, with pre-ping", T->name, KILLS, wrong);
    suite_close();
    own_server_stop(&s);
}
END_TEST

int main(void)
{
    fault_use_servers();
    const sqt_test tests[] = {
        LOOP(test_fault_server_killed_and_started_again_is_found_by_pre_ping, 0, FAULT_SERVERS)};
    return sqt_run("faults of the server", tests, sizeof tests / sizeof *tests);
}
