/* test_fault_connect.c: connections that can't be made tell why: soon, by class, and no secret; and
 * what TLS refuses. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/suite/fault.h"

#define SECRET "c4nary"

/* ---- no connection ---- */

typedef struct refusal {
    const char *what;
    sq_url_parts parts;
    const char *options[FAULT_SERVERS]; /* of the URL, by server */
    int status;
    bool retry_safe;
} refusal;

static const refusal refusals[] = {
    {"wrong password", {.password = SECRET}, {NULL, NULL}, SQ_ERR_AUTHENTICATION, false},
    {"unknown user",
     {.user = "nobody_here", .password = SECRET},
     {NULL, NULL},
     SQ_ERR_AUTHENTICATION,
     false},
    {"unknown database", {.database = "no_such"}, {NULL, NULL}, SQ_ERR_CONNECT, false},
    {"unknown host",
     {.host = "host.invalid", .password = SECRET},
     {NULL, NULL},
     SQ_ERR_CONNECT,
     true},
    {"refused port", {.port = 1, .password = SECRET}, {NULL, NULL}, SQ_ERR_CONNECT, true},
    {"TLS that the server has not",
     {.host = NULL},
     {"sslmode=require", "ssl_mode=REQUIRED"},
     SQ_ERR_CONNECT,
     false},
    {"option that does not exist",
     {.password = SECRET},
     {"no_such=" SECRET, "no_such=" SECRET},
     SQ_ERR_ARGUMENT,
     false},
    {"TLS that can't be verified",
     {.password = SECRET},
     {"sslmode=verify-full", "ssl_mode=VERIFY_IDENTITY"},
     SQ_ERR_CONNECT,
     false},
};

static void refuse_password_secret(const char *text, int64_t *wrong)
{
    sq_url *u = sq_url_parse(suite_now.url, NULL);
    *wrong += strstr(text, SECRET) != NULL || strstr(text, sq_url_password(u)) != NULL;
    sq_url_free(u);
}

static void look_for_secret(const sq_event *ev, void *user)
{
    if (ev->error)
        refuse_password_secret(ev->error->message, user);
    if (ev->text)
        refuse_password_secret(ev->text, user);
}

/* How many things are wrong with what is told. */
static int64_t try_to_connect(const char *url, int connect_timeout_ms, int status, bool retry_safe,
                              int64_t within_ms)
{
    int64_t wrong = 0, start = fault_now_ms();
    sq_engine *db = sq_engine_open(url, .connect_timeout_ms = connect_timeout_ms);
    sq_engine_listen(db, UINT32_MAX, look_for_secret, &wrong);
    sq_conn *c = sq_connect(db);
    const sq_error *e = sq_conn_error(c);
    int64_t took = fault_now_ms() - start;
    bool ok = e->status == status && e->retry_safe == retry_safe && strlen(e->message) > 5 &&
              took <= within_ms && (e->scope == SQ_SCOPE_CONNECTION || status == SQ_ERR_ARGUMENT);
    refuse_password_secret(e->message, &wrong);
    if (!ok || wrong)
        printf("%s: %s after %lld ms, retry %d, scope %d: %s\n", T->name, sq_status_name(e->status),
               (long long)took, e->retry_safe, (int)e->scope, e->message);
    sq_conn_close(c);
    wrong += sq_engine_close(db) != SQ_OK;
    return wrong + !ok;
}

START_TEST(test_fault_connection_that_can_not_be_made_tells_why_and_no_secret)
{
    OPEN_OR_SKIP();
    int64_t all = 0;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const refusal *r = &refusals[i];
        const char *url = fault_url_with(r->options[fault_on_postgresql() ? 0 : 1], &r->parts);
        int64_t wrong = try_to_connect(url, 10000, r->status, r->retry_safe, 5000);
        if (wrong)
            printf("%s: %s\n", T->name, r->what);
        all += wrong;
    }
    sqt_fault("connection that can't be made", T->name, sizeof refusals / sizeof *refusals, all);
    suite_close();
}
END_TEST

/* A server that takes connections and says nothing. */
START_TEST(test_fault_server_that_says_nothing_is_left_at_the_deadline)
{
    enum { TIMEOUT_MS = 200, LATE_MS = 1500 };
    OPEN_OR_SKIP();
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t n = sizeof a;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, n), 0);
    ck_assert_int_eq(listen(fd, 8), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    int port = ntohs(a.sin_port);
    int64_t wrong = try_to_connect(fault_url(NULL, .port = port), TIMEOUT_MS, SQ_ERR_TIMEOUT, false,
                                   TIMEOUT_MS + LATE_MS);
    wrong += try_to_connect(fault_url("connect_timeout=1", .port = port), 0, SQ_ERR_CONNECT, true,
                            1000 + LATE_MS);
    close(fd);
    sqt_fault("server that says nothing", T->name, 2, wrong);
    suite_close();
}
END_TEST

/* ---- TLS ---- */

/* Connects with these options of the URL, `%s` in them being the certificate; `encrypted`: 1 or 0,
 * or -1: it must be refused. */
static int64_t try_tls(const own_server *s, const char *host, const char *options, int encrypted)
{
    char filled[700];
    snprintf(filled, sizeof filled, options, s->certificate);
    const char *url = fault_url(filled, .host = host);
    if (encrypted < 0)
        return try_to_connect(url, 10000, SQ_ERR_CONNECT, false, 5000);
    sq_engine *db = sq_engine_open(url);
    sq_conn *c = sq_connect(db);
    int64_t is = sq_status_of(c) != SQ_OK ? -1
                 : fault_on_postgresql()
                     ? suite_int(c, "SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                     : suite_int(
                           c, "SELECT variable_value <> '' FROM information_schema.session_status "
                              "WHERE variable_name = 'Ssl_cipher'");
    if (is != encrypted)
        printf("%s: %s: %s\n", T->name, filled, sq_errmsg(c));
    sq_conn_close(c);
    sq_engine_close(db);
    return is != encrypted;
}

typedef struct tls_case {
    const char *host, *options;
    int encrypted;
} tls_case;

static const tls_case tls_cases[FAULT_SERVERS][7] = {
    {{NULL, "sslmode=disable", 0},
     {NULL, "sslmode=prefer", 1},
     {NULL, "sslmode=require", 1},
     {NULL, "sslmode=verify-full&sslrootcert=%s", 1},
     {NULL, "sslmode=verify-full", -1}, /* nobody vouches for it */
     {"elsewhere.invalid", "hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=%s", -1},
     {"elsewhere.invalid", "hostaddr=127.0.0.1&sslmode=verify-ca&sslrootcert=%s", 1}},
    {{NULL, "ssl_mode=DISABLED", 0},
     {NULL, "ssl_mode=PREFERRED", 1},
     {NULL, "ssl_mode=REQUIRED", 1},
     {NULL, "ssl_mode=VERIFY_IDENTITY&ssl_ca=%s", 1},
     {NULL, "ssl_ca=%s", 1},
     {NULL, "ssl_mode=VERIFY_IDENTITY", -1},
     {"127.1", "ssl_mode=VERIFY_IDENTITY&ssl_ca=%s", -1}},
};

START_TEST(test_fault_tls_is_what_the_url_asks_for_or_refused)
{
    own_server s;
    if (!fault_open_own(&s, _i, true))
        return;
    int64_t wrong = 0;
    enum { N = 7 };
    const tls_case *cases = tls_cases[fault_on_postgresql() ? 0 : 1];
    for (int i = 0; i < N; i++)
        wrong += try_tls(&s, cases[i].host, cases[i].options, cases[i].encrypted);
    sqt_fault("TLS as the URL asks for it, or refused", T->name, N, wrong);
    suite_close();
    own_server_stop(&s);
}
END_TEST

int main(void)
{
    fault_use_servers();
    const sqt_test tests[] = {
        LOOP(test_fault_connection_that_can_not_be_made_tells_why_and_no_secret, 0, FAULT_SERVERS),
        LOOP(test_fault_server_that_says_nothing_is_left_at_the_deadline, 0, FAULT_SERVERS),
        LOOP(test_fault_tls_is_what_the_url_asks_for_or_refused, 0, FAULT_SERVERS)};
    return sqt_run("faults of connecting", tests, sizeof tests / sizeof *tests);
}
