/* fault.c: see fault.h. */
#include "tests/suite/fault.h"
#include <poll.h>
#include <time.h>

static suite_target servers[FAULT_SERVERS] = {{.name = "postgresql"}, {.name = "mysql"}};

/* Where a driver was not built. */
static bool nowhere(char *out, size_t size, const char *folder, const char **reason)
{
    (void)out;
    (void)size;
    (void)folder;
    *reason = "its client library is not installed";
    return false;
}

void fault_use_servers(void)
{
    servers[0].url = servers[1].url = nowhere;
#ifdef SQT_WITH_postgresql
    servers[0] = postgresql_targets[0];
#endif
#ifdef SQT_WITH_mysql
    servers[1] = mysql_targets[0];
#endif
    suite_use(servers, FAULT_SERVERS);
}

bool fault_open_own(own_server *s, int target, bool tls)
{
    if (!suite_open(target))
        return false;
    if (!own_server_start(s, fault_on_postgresql() ? "pg" : "my", tls)) {
        printf("SKIP: %s: no server of its own could be started\n", T->name);
        suite_close();
        return false;
    }
    sq_conn_close(suite_now.c);
    ck_assert_int_eq(sq_engine_close(suite_now.db), SQ_OK);
    snprintf(suite_now.url, sizeof suite_now.url, "%s", s->url);
    suite_now.db = sq_engine_open(s->url);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_msg(sq_status_of(suite_now.c) == SQ_OK, "%s", sq_errmsg(suite_now.c));
    return true;
}

const char *fault_url_with(const char *options, const sq_url_parts *parts)
{
    static char url[1024];
    sq_url *u = sq_url_parse(suite_now.url, NULL);
    sq_url *other = sq_url_new(NULL, .scheme = sq_url_scheme(u),
                               .user = parts->user ? parts->user : sq_url_user(u),
                               .password = parts->password ? parts->password : sq_url_password(u),
                               .database = parts->database ? parts->database : sq_url_database(u),
                               .host = parts->host ? parts->host : sq_url_host(u),
                               .port = parts->port ? parts->port : sq_url_port(u));
    char *text = sq_url_text(other, false);
    snprintf(url, sizeof url, "%s%s%s", text, options ? "?" : "", options ? options : "");
    sq_string_free(text);
    sq_url_free(other);
    sq_url_free(u);
    return url;
}

void fault_wait_for_quiet(void)
{
    const char *others =
        fault_on_postgresql()
            ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
              "pg_backend_pid() AND backend_type = 'client backend'"
            : "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> "
              "connection_id()";
    int64_t end = fault_now_ms() + 20000;
    while (suite_int(suite_now.c, others) > 0) {
        ck_assert_msg(fault_now_ms() < end, "sessions that were cut off do not end");
        poll(NULL, 0, 2);
    }
}

int64_t fault_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
