/* driver_open.c: connecting, session set-up, reset and close of the PostgreSQL driver.
 *
 * What libpq leaves lax or open by default is set here and nowhere else (rules R7, R25, R26); what
 * the URL says goes before. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "dialects/postgresql/driver.h"

enum { MAX_KEYWORDS = 64, WAYS = 4 };

/* Keywords of libpq that a URL may give. A host may repeat: a cluster. */
const char *const sqi_postgresql_options[] = {
    "*host",
    "*port",
    "hostaddr",
    "passfile",
    "channel_binding",
    "connect_timeout",
    "options",
    "application_name",
    "fallback_application_name",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "gssencmode",
    "sslmode",
    "sslcompression",
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "requirepeer",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "krbsrvname",
    "gsslib",
    "target_session_attrs",
    NULL,
};

/* ---- what a URL says ---- */

typedef struct keywords {
    const char *names[MAX_KEYWORDS], *values[MAX_KEYWORDS];
    size_t n;
    sqi_out hosts, ports;
    char port[16];
} keywords;

static void add(keywords *k, const char *name, const char *value)
{
    if (!value || k->n + 1 >= MAX_KEYWORDS)
        return;
    k->names[k->n] = name;
    k->values[k->n++] = value;
}

static bool has(const keywords *k, const char *name)
{
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->names[i], name) == 0)
            return true;
    return false;
}

static void add_default(keywords *k, const char *name, const char *value)
{
    if (!has(k, name))
        add(k, name, value);
}

/* ?host=a&host=b is libpq's a,b; host=a:5433 gives the port, too. */
static void add_to_list(sqi_out *hosts, sqi_out *ports, const char *value)
{
    const char *colon = strrchr(value, ':');
    bool split = ports && colon && value[0] != '/' && strchr(value, ':') == colon;
    if (hosts->n)
        sqi_out_char(hosts, ',');
    sqi_out_mem(hosts, value, split ? (size_t)(colon - value) : strlen(value));
    if (split) {
        if (ports->n)
            sqi_out_char(ports, ',');
        sqi_out_str(ports, colon + 1);
    }
}

static void add_url(keywords *k, const sq_url *u)
{
    for (size_t i = 0; i < sq_url_option_count(u); i++) {
        const char *key = sq_url_option_key(u, i), *value = sq_url_option_value(u, i);
        if (strcmp(key, "host") == 0)
            add_to_list(&k->hosts, &k->ports, value);
        else if (strcmp(key, "port") == 0)
            add_to_list(&k->ports, NULL, value);
        else
            add(k, key, value);
    }
    if (k->hosts.n)
        add(k, "host", sqi_out_cstr(&k->hosts));
    else
        add(k, "host", sq_url_host(u));
    if (k->ports.n)
        add(k, "port", sqi_out_cstr(&k->ports));
    add(k, "user", sq_url_user(u));
    add(k, "password", sq_url_password(u));
    add(k, "dbname", sq_url_database(u));
    if (!sq_url_port(u) || k->ports.n)
        return;
    char *p = k->port + sizeof k->port - 1;
    int port = sq_url_port(u);
    for (*p = '\0'; port > 0; port /= 10)
        *--p = (char)('0' + port % 10);
    add(k, "port", p);
}

/* ---- TLS ---- */

static bool is_local_host(const char *host, size_t n)
{
    static const char *const names[] = {"localhost", "::1", "ip6-localhost"};
    if (n == 0 || host[0] == '/' || host[0] == '@' || (n > 4 && memcmp(host, "127.", 4) == 0))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && memcmp(names[i], host, n) == 0)
            return true;
    return false;
}

static bool all_local(const char *hosts)
{
    while (hosts && *hosts) {
        size_t n = strcspn(hosts, ",");
        if (!is_local_host(hosts, n))
            return false;
        hosts += n + (hosts[n] == ',');
    }
    return true;
}

static const char *value_of(const keywords *k, const char *name)
{
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->names[i], name) == 0)
            return k->values[i];
    return NULL;
}

/* libpq may take the host from the environment. */
static bool stays_local(const keywords *k)
{
    const char *host = value_of(k, "hostaddr");
    host = host ? host : value_of(k, "host");
    if (host)
        return all_local(host);
    bool local = true;
    PQconninfoOption *all = PQconndefaults();
    for (PQconninfoOption *o = all; o && o->keyword; o++)
        if (strcmp(o->keyword, "host") == 0 || strcmp(o->keyword, "hostaddr") == 0)
            local = local && all_local(o->val);
    PQconninfoFree(all);
    return local;
}

/* Certificates of the system: libpq has a word for them since 16. */
static const char *system_certificates(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
    if (PQlibVersion() >= 160000)
        return "system";
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

static void add_defaults(keywords *k)
{
    if (!stays_local(k))
        add_default(k, "sslmode", "verify-full");
    const char *mode = value_of(k, "sslmode");
    if (mode && strncmp(mode, "verify-", 7) == 0)
        add_default(k, "sslrootcert", system_certificates());
    add_default(k, "fallback_application_name", "squill");
    add_default(k, "keepalives", "1");
    add_default(k, "keepalives_idle", "30");
    add_default(k, "keepalives_interval", "10");
    add_default(k, "keepalives_count", "3");
    add_default(k, "tcp_user_timeout", "30000");
    add_default(k, "channel_binding", "prefer");
    add(k, "client_encoding", "UTF8");
    k->names[k->n] = k->values[k->n] = NULL;
}

/* ---- session ---- */

static void on_notice(void *context, const PGresult *r)
{
    pg_conn *c = context;
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    if (c->base.host->notice && text)
        c->base.host->notice(c->base.host->engine, text);
}

static bool reports(pg_conn *c, const char *name, const char *value)
{
    const char *is = PQparameterStatus(c->pg, name);
    return is && strncmp(is, value, strlen(value)) == 0;
}

/* What values in text form mean is settled here, if the server or role is set up otherwise. */
static int set_up(pg_conn *c, PGresult *ignored, sq_error *err)
{
    (void)ignored;
    if (PQclientEncoding(c->pg) != c->utf8)
        return sqi_error(err, SQ_ERR_CONNECT, "postgresql",
                         "the server does not speak UTF-8 with this client");
    if (reports(c, "DateStyle", "ISO") && reports(c, "IntervalStyle", "postgres") &&
        reports(c, "standard_conforming_strings", "on"))
        return SQ_OK;
    return sqi_postgresql_command(c,
                                  "SET DateStyle = ISO; SET IntervalStyle = postgres; "
                                  "SET standard_conforming_strings = on",
                                  NULL, err);
}

/* ---- connecting ---- */

static int make_conn(const sq_driver_host *host, pg_conn **out)
{
    pg_conn *c = sqi_zalloc(host->allocator, sizeof *c);
    *out = c;
    if (!c)
        return SQ_ERR_NOMEM;
    c->base.host = host;
    c->utf8 = pg_char_to_encoding("UTF8");
    sqi_hold_init(&c->lock);
    sqi_out_init(&c->params.bytes, host->allocator, (size_t)1 << 30);
    c->n_sets = host->statement_cache > 0 ? ((size_t)host->statement_cache + WAYS - 1) / WAYS : 0;
    if (c->n_sets == 0)
        return SQ_OK;
    c->kept = sqi_zalloc(host->allocator, c->n_sets * WAYS * sizeof *c->kept);
    return c->kept ? SQ_OK : SQ_ERR_NOMEM;
}

/* The connection can't be made: frees it. */
static int give_up(pg_conn *c, sq_error *err)
{
    sqi_postgresql_close(&c->base, false);
    return err->status;
}

static int wait_for(pg_conn *c, PostgresPollingStatusType s)
{
    c->base.wait = (sq_wait){.fd = PQsocket(c->pg),
                             .events = s == PGRES_POLLING_READING ? SQ_WAIT_READ : SQ_WAIT_WRITE,
                             .deadline = c->connect_until};
    return SQ_STEP_WAIT;
}

static int connected(pg_conn *c, sq_error *err)
{
    c->connecting = PG_READY;
    c->cancel = PQgetCancel(c->pg);
    if (!c->cancel || PQsetnonblocking(c->pg, 1) != 0) {
        sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
        return give_up(c, err);
    }
    PQsetErrorVerbosity(c->pg, PQERRORS_DEFAULT);
    int rc = set_up(c, NULL, err);
    if (rc == SQ_STEP_WAIT)
        c->connecting = PG_SETTLING;
    return rc < 0 ? give_up(c, err) : rc;
}

static int settling(pg_conn *c, sq_error *err)
{
    int rc = sqi_postgresql_receive(c, err);
    if (rc < 0)
        return give_up(c, err);
    if (rc == SQ_OK)
        c->connecting = PG_READY;
    return rc;
}

int sqi_postgresql_connecting(pg_conn *c, sq_error *err)
{
    if (c->connecting == PG_SETTLING)
        return settling(c, err);
    bool tls = PQstatus(c->pg) == CONNECTION_SSL_STARTUP;
    PostgresPollingStatusType s = PQconnectPoll(c->pg);
    if (s == PGRES_POLLING_OK)
        return connected(c, err);
    if (s == PGRES_POLLING_FAILED) {
        sqi_postgresql_connect_error(c, err);
        if (tls) /* what the peers do not agree on stays so */
            err->retry_safe = false;
        return give_up(c, err);
    }
    if (c->connect_until && c->base.host->now() >= c->connect_until) {
        sqi_error(err, SQ_ERR_CONNECT, "postgresql", "the server did not answer in time");
        err->retry_safe = true;
        return give_up(c, err);
    }
    return wait_for(c, s);
}

/* libpq counts connect_timeout only where it blocks. */
static int64_t connect_limit(const sq_driver_host *host, const keywords *k)
{
    const char *seconds = value_of(k, "connect_timeout");
    long s = seconds ? strtol(seconds, NULL, 10) : 0;
    return s > 0 && s < 86400 ? host->now() + (int64_t)s * 1000000 : 0;
}

int sqi_postgresql_connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                           sq_driver_conn **out, sq_error *err)
{
    pg_conn *c;
    keywords k = {.n = 0};
    sqi_out_init(&k.hosts, host->allocator, 4096);
    sqi_out_init(&k.ports, host->allocator, 4096);
    int rc = make_conn(host, &c);
    if (rc == SQ_OK) {
        c->base.deadline = deadline;
        add_url(&k, u);
        add_defaults(&k);
        c->connect_until = connect_limit(host, &k);
        c->pg = PQconnectStartParams(k.names, k.values, 0);
        rc = c->pg ? SQ_OK : SQ_ERR_NOMEM;
    }
    sqi_out_clear(&k.hosts);
    sqi_out_clear(&k.ports);
    if (rc != SQ_OK) {
        if (c)
            sqi_postgresql_close(&c->base, false);
        return sqi_error(err, rc, "postgresql", "out of memory");
    }
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        sqi_postgresql_connect_error(c, err);
        return give_up(c, err);
    }
    PQsetErrorVerbosity(c->pg, PQERRORS_VERBOSE); /* for the state of a refusal */
    PQsetNoticeReceiver(c->pg, on_notice, c);
    c->connecting = PG_CONNECTING;
    *out = &c->base;
    return wait_for(c, PGRES_POLLING_WRITING);
}

/* ---- the end ---- */

/* In a forked child the server must not hear anything: only the child's copy of the socket goes. */
void sqi_postgresql_close(sq_driver_conn *base, bool abandon)
{
    pg_conn *c = pg_of(base);
    const sq_allocator *a = base->host->allocator;
    if (abandon) {
        if (c->pg && PQsocket(c->pg) >= 0)
            close(PQsocket(c->pg));
        return;
    }
    PQclear(c->result);
    PQfreeCancel(c->cancel);
    PQfinish(c->pg);
    sqi_postgresql_forget_statements(c);
    sqi_free(a, c->kept);
    sqi_postgresql_rows_free(c->spare);
    sqi_postgresql_free_params(&c->params, a);
    PQfreemem(c->notify.last);
    sqi_free(a, c->load.columns);
    sqi_out_clear(&c->load.bytes);
    sqi_postgresql_free_arrays(&c->arrays, a);
    sqi_hold_free(&c->lock);
    sqi_free(a, c);
}

static int after_discard(pg_conn *c, PGresult *ignored, sq_error *err)
{
    sqi_postgresql_forget_statements(c);
    for (PGnotify *n; (n = PQnotifies(c->pg));)
        PQfreemem(n);
    return set_up(c, ignored, err);
}

/* P12: RESET ALL would leave roles, locks and temporary tables. */
int sqi_postgresql_reset(sq_driver_conn *base, bool full, sq_error *err)
{
    pg_conn *c = pg_of(base);
    if (PQstatus(c->pg) != CONNECTION_OK || PQclientEncoding(c->pg) != c->utf8 || !c->cancel)
        return SQ_STEP_CLOSE;
    if (!full)
        return SQ_OK;
    return sqi_postgresql_command(c, "DISCARD ALL", after_discard, err);
}
