/* driver_open.c: connecting, cancel and close.
 *
 * What the client library leaves lax by default is set here and, of the session, in
 * driver_session.c (rules R7, R25, R26, P9). */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "dialects/mysql/driver.h"

enum { CONNECT_S = 30, WRITE_S = 30, CANCEL_US = 5000000, WAYS = 4 };

const char *const sqi_mysql_options[] = {
    "unix_socket", "connect_timeout", "read_timeout", "write_timeout", "lock_wait_timeout",
    "ssl_mode",    "ssl_ca",          "ssl_capath",   "ssl_cert",      "ssl_key",
    "ssl_cipher",  "charset",         NULL,
};

/* ---- what a URL says ---- */

static int refuse(sq_error *err, const char *key)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "mysql", "the URL has no good value for %s", key);
}

long sqi_mysql_seconds(const sq_url *u, const char *key, long otherwise)
{
    const char *v = sq_url_value(u, key);
    char *end;
    if (!v)
        return otherwise;
    long n = strtol(v, &end, 10);
    return *end || end == v || n < 0 || n > 31536000 ? -1 : n;
}

static bool is_local_host(const char *host)
{
    return !host || strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           strncmp(host, "127.", 4) == 0;
}

static const char *system_certificates(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

/* ---- TLS ---- */

typedef enum tls_mode { TLS_OFF, TLS_IF_THERE, TLS_REQUIRED, TLS_VERIFIED, TLS_WRONG } tls_mode;

static tls_mode read_tls_mode(const sq_url *u)
{
    static const char *const names[] = {"DISABLED", "PREFERRED", "REQUIRED", "VERIFY_IDENTITY"};
    const char *v = sq_url_value(u, "ssl_mode");
    bool local = is_local_host(sq_url_host(u)) || sq_url_value(u, "unix_socket");
    if (!v)
        return local && !sq_url_value(u, "ssl_ca") ? TLS_OFF : TLS_VERIFIED;
    for (int i = 0; i < 4; i++)
        if (strcmp(names[i], v) == 0)
            return (tls_mode)i;
    return TLS_WRONG;
}

static void set_flag(MYSQL *my, enum mysql_option option, bool on)
{
    my_bool b = (my_bool)on;
    mysql_optionsv(my, option, (void *)&b);
}

static int set_tls(MYSQL *my, const sq_url *u, sq_error *err)
{
    static const struct {
        const char *key;
        enum mysql_option option;
    } files[] = {{"ssl_ca", MYSQL_OPT_SSL_CA},
                 {"ssl_capath", MYSQL_OPT_SSL_CAPATH},
                 {"ssl_cert", MYSQL_OPT_SSL_CERT},
                 {"ssl_key", MYSQL_OPT_SSL_KEY},
                 {"ssl_cipher", MYSQL_OPT_SSL_CIPHER}};
    tls_mode mode = read_tls_mode(u);
    if (mode == TLS_WRONG)
        return refuse(err, "ssl_mode");
    set_flag(my, MYSQL_OPT_SSL_ENFORCE, mode >= TLS_IF_THERE);
    set_flag(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, mode == TLS_VERIFIED);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (sq_url_value(u, files[i].key))
            mysql_optionsv(my, files[i].option, (const void *)sq_url_value(u, files[i].key));
    if (mode == TLS_VERIFIED && !sq_url_value(u, "ssl_ca") && !sq_url_value(u, "ssl_capath"))
        mysql_optionsv(my, MYSQL_OPT_SSL_CA, (const void *)system_certificates());
    /* A password in the clear goes only where the peer is known. */
    if (mode < TLS_VERIFIED && !sq_url_value(u, "unix_socket"))
        mysql_optionsv(my, MARIADB_OPT_RESTRICTED_AUTH,
                       (const void *)"mysql_native_password,caching_sha2_password,client_ed25519,"
                                     "sha256_password,auth_gssapi_client");
    return SQ_OK;
}

/* What the client library calls enforced it gives up in silence where the server has no TLS and
 * need not be verified. No password went in the clear until then. */
static bool lacks_tls(MYSQL *my, const sq_url *u)
{
    return read_tls_mode(u) >= TLS_REQUIRED && !mysql_get_ssl_cipher(my);
}

/* ---- settings of the client library ---- */

static int set_times(MYSQL *my, const sq_url *u, sq_error *err)
{
    static const struct {
        const char *key;
        enum mysql_option option;
        long otherwise;
    } times[] = {{"connect_timeout", MYSQL_OPT_CONNECT_TIMEOUT, CONNECT_S},
                 {"read_timeout", MYSQL_OPT_READ_TIMEOUT, 0},
                 {"write_timeout", MYSQL_OPT_WRITE_TIMEOUT, WRITE_S}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        long n = sqi_mysql_seconds(u, times[i].key, times[i].otherwise);
        unsigned seconds = (unsigned)n;
        if (n < 0)
            return refuse(err, times[i].key);
        mysql_optionsv(my, times[i].option, (void *)&seconds);
    }
    return sqi_mysql_seconds(u, "lock_wait_timeout", 0) < 0 ? refuse(err, "lock_wait_timeout")
                                                            : SQ_OK;
}

static int set_options(MYSQL *my, const sq_url *u, sq_error *err)
{
    const char *charset = sq_url_value(u, "charset");
    unsigned off = 0;
    if (charset && strcmp(charset, "utf8mb4") != 0)
        return refuse(err, "charset");
    mysql_optionsv(my, MYSQL_OPT_LOCAL_INFILE, (void *)&off);
    set_flag(my, MYSQL_OPT_RECONNECT, false);
    set_flag(my, MYSQL_REPORT_DATA_TRUNCATION, true);
    mysql_optionsv(my, MYSQL_SET_CHARSET_NAME, (const void *)"utf8mb4");
    if (set_times(my, u, err) != SQ_OK)
        return err->status;
    return set_tls(my, u, err);
}

static void keep_alive(int fd)
{
    static const struct {
        int option, value;
    } settings[] = {{TCP_KEEPIDLE, 30}, {TCP_KEEPINTVL, 10}, {TCP_KEEPCNT, 3}};
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) /* no TCP: no effect */
        setsockopt(fd, IPPROTO_TCP, settings[i].option, &settings[i].value, sizeof(int));
}

/* ---- connecting ---- */

static int make_conn(const sq_driver_host *host, const sq_url *u, my_conn **out)
{
    my_conn *c = sqi_zalloc(host->allocator, sizeof *c);
    *out = c;
    if (!c)
        return SQ_ERR_NOMEM;
    c->base.host = host;
    sqi_hold_init(&c->lock);
    c->url = sq_url_with(u, "charset", "utf8mb4", NULL);
    c->my = mysql_init(NULL);
    c->n_sets = host->statement_cache > 0 ? ((size_t)host->statement_cache + WAYS - 1) / WAYS : 0;
    if (c->n_sets)
        c->kept = sqi_zalloc(host->allocator, c->n_sets * WAYS * sizeof *c->kept);
    return c->url && c->my && (c->kept || !c->n_sets) ? SQ_OK : SQ_ERR_NOMEM;
}

int sqi_mysql_give_up(my_conn *c, int rc)
{
    sqi_mysql_close(&c->base, false);
    return rc;
}

static int connect_on(my_conn *c, int events)
{
    return mysql_real_connect_cont(&c->made, c->my, events);
}

static int connected(my_conn *c, sq_error *err)
{
    c->done = NULL;
    if (!c->made)
        return sqi_mysql_connect_error(c->my, err);
    if (lacks_tls(c->my, c->url))
        return sqi_error(err, SQ_ERR_CONNECT, "mysql",
                         "the server has no TLS, which ssl_mode asks for");
    c->fd = (int)mysql_get_socket(c->my);
    keep_alive(c->fd);
    c->thread_id = mysql_thread_id(c->my);
    c->connecting = MY_SETTLING;
    return sqi_mysql_set_up(c, NULL, err);
}

static int start_connecting(my_conn *c, sq_error *err)
{
    const sq_url *u = c->url;
    if (set_options(c->my, u, err) != SQ_OK)
        return err->status;
    mysql_optionsv(c->my, MYSQL_OPT_NONBLOCK, NULL);
    c->connecting = MY_CONNECTING;
    int status = mysql_real_connect_start(
        &c->made, c->my, sq_url_host(u), sq_url_user(u), sq_url_password(u), sq_url_database(u),
        (unsigned)sq_url_port(u), sq_url_value(u, "unix_socket"), CLIENT_FOUND_ROWS);
    return sqi_mysql_go(c, status, connect_on, connected, err);
}

int sqi_mysql_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                      sq_driver_conn **out, sq_error *err)
{
    my_conn *c;
    int rc = make_conn(host, u, &c);
    if (rc != SQ_OK) {
        if (c)
            sqi_mysql_give_up(c, rc);
        return sqi_error(err, rc, "mysql", "out of memory");
    }
    c->base.deadline = deadline;
    rc = start_connecting(c, err);
    if (rc < 0)
        return sqi_mysql_give_up(c, rc);
    if (rc == SQ_OK)
        c->connecting = MY_READY;
    *out = &c->base;
    return rc;
}

/* ---- cancel ---- */

/* Over a second connection, for which the client library may have to look up the host, and that
 * blocks: so it is made in a thread, which lives on when the time is over, perhaps longer than the
 * connection. */
typedef struct kill_work {
    sq_driver_host host;
    sq_url *url;
    unsigned long thread_id;
    int64_t until;
    bool ok;
    char why[256];
} kill_work;

static bool kill_query(const kill_work *w, MYSQL *my)
{
    const sq_url *u = w->url;
    sq_error err;
    MYSQL *made = NULL;
    int failed = 1;
    char sql[64];
    int n = snprintf(sql, sizeof sql, "KILL QUERY %lu", w->thread_id);
    if (set_options(my, u, &err) != SQ_OK)
        return false;
    mysql_optionsv(my, MYSQL_OPT_NONBLOCK, NULL);
    int status = mysql_real_connect_start(&made, my, sq_url_host(u), sq_url_user(u),
                                          sq_url_password(u), NULL, (unsigned)sq_url_port(u),
                                          sq_url_value(u, "unix_socket"), 0);
    while (status)
        status = mysql_real_connect_cont(&made, my, sqi_mysql_wait(&w->host, my, status, w->until));
    if (!made || lacks_tls(my, u) || w->host.now() >= w->until)
        return false;
    status = mysql_real_query_start(&failed, my, sql, (unsigned long)n);
    while (status)
        status = mysql_real_query_cont(&failed, my, sqi_mysql_wait(&w->host, my, status, w->until));
    return !failed;
}

static void send_kill(void *context)
{
    kill_work *w = context;
    MYSQL *my = mysql_init(NULL);
    w->ok = my && kill_query(w, my);
    snprintf(w->why, sizeof w->why, "%s", my ? mysql_error(my) : "out of memory");
    mysql_close(my);
}

static void drop_kill(void *context)
{
    kill_work *w = context;
    sq_url_free(w->url);
    sqi_free(NULL, w);
}

static bool kill_until(const my_conn *c, int64_t until, char why[256])
{
    kill_work *w = sqi_zalloc(NULL, sizeof *w);
    if (!w)
        return false;
    *w = (kill_work){.host = *c->base.host,
                     .url = sq_url_with(c->url, "charset", "utf8mb4", NULL),
                     .thread_id = c->thread_id,
                     .until = until};
    if (w->url && sqi_goes_on(sqi_run_until(send_kill, drop_kill, w, until)))
        return false;
    bool ok = w->ok;
    memcpy(why, w->why, sizeof w->why);
    drop_kill(w);
    return ok;
}

int sqi_mysql_cancel(sq_driver_conn *base, int64_t until, sq_error *err)
{
    my_conn *c = my_of(base);
    char why[256] = "";
    bool ok = true;
    if (c->connecting != MY_READY)
        return sqi_error(err, SQ_ERR_STATE, "mysql", "the connection is not there yet");
    atomic_fetch_add(&c->cancelling, 1);
    sqi_hold_lock(&c->lock);
    if (atomic_load(&c->running)) {
        atomic_fetch_add(&c->cancels, 1);
        sqi_hold_keep(&c->lock);
        ok = kill_until(c, until ? until : base->host->now() + CANCEL_US, why);
        sqi_hold_take_back(&c->lock);
        c->kill_is_late = c->kill_is_late || !ok;
    }
    sqi_hold_unlock(&c->lock);
    atomic_fetch_sub(&c->cancelling, 1);
    return ok ? SQ_OK
              : sqi_error(err, SQ_ERR_OPERATIONAL, "mysql", "%s",
                          *why ? why : "the server did not take the cancel in time");
}

/* ---- the end ---- */

/* In a forked child the server must not hear anything: only the child's copy of the socket goes. */
void sqi_mysql_close(sq_driver_conn *base, bool abandon)
{
    my_conn *c = my_of(base);
    const sq_allocator *a = base->host->allocator;
    if (abandon) {
        close((int)mysql_get_socket(c->my));
        return;
    }
    if (c->my) {
        sqi_mysql_forget_statements(c);
        mysql_close(c->my);
    }
    sq_url_free(c->url);
    sqi_free(a, c->kept);
    sqi_mysql_free_params(&c->params, a);
    sqi_hold_free(&c->lock);
    sqi_free(a, c);
}
