/* lookup.c: names of hosts within a deadline.
 *
 * Client libraries look a name up by getaddrinfo() as they begin to connect, and that blocks for as
 * long as the resolver lets it. So where a connection has a deadline, its names are looked up
 * before in a thread, which is left behind when the time is over. What was found is not used: the
 * client library asks a resolver that has just answered. A name that is not found is for it to
 * tell. */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include "lib/base/out.h"
#include "lib/engine/engine.h"

/* Only a name of the network makes anybody wait. */
static bool is_asked_for(const char *host, size_t n)
{
    char name[256];
    unsigned char address[16];
    if (n == 0 || n >= sizeof name || host[0] == '/' || host[0] == '@')
        return false;
    memcpy(name, host, n);
    name[n] = '\0';
    return strcmp(name, "localhost") != 0 && inet_pton(AF_INET, name, address) != 1 &&
           inet_pton(AF_INET6, name, address) != 1;
}

/* Hosts as a URL lists them: with commas, and one with its port. */
static void add_names(sqi_out *names, const char *hosts)
{
    while (*hosts) {
        size_t n = strcspn(hosts, ","), length = strcspn(hosts, ":,");
        bool has_port = length < n && !memchr(hosts + length + 1, ':', n - length - 1);
        if (is_asked_for(hosts, has_port ? length : n)) {
            sqi_out_mem(names, hosts, has_port ? length : n);
            sqi_out_char(names, '\0');
        }
        hosts += n + (hosts[n] == ',');
    }
}

static void look_up(void *names)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    for (const char *name = names; *name; name += strlen(name) + 1) {
        struct addrinfo *found;
        if (getaddrinfo(name, NULL, &hints, &found) == 0)
            freeaddrinfo(found);
    }
}

static void drop_names(void *names)
{
    sqi_free(NULL, names);
}

int sqi_look_up(const sq_url *u, int64_t deadline, sq_error *err)
{
    sqi_out names;
    const char *host = sq_url_value(u, "host") ? NULL : sq_url_host(u);
    sqi_out_init(&names, NULL, 65536);
    if (host)
        add_names(&names, host);
    for (size_t i = 0; i < sq_url_option_count(u); i++)
        if (strcmp(sq_url_option_key(u, i), "host") == 0)
            add_names(&names, sq_url_option_value(u, i));
    sqi_outcome outcome = SQI_ENDED;
    if (names.n && sqi_out_cstr(&names))
        outcome = sqi_run_until(look_up, drop_names, names.p, deadline);
    if (outcome == SQI_LATE)
        return sqi_error(err, SQ_ERR_TIMEOUT, "connect",
                         "the deadline passed before the name of the host was looked up");
    if (outcome == SQI_CANCELLED)
        return sqi_error(err, SQ_ERR_CANCELLED, "connect",
                         "the task was cancelled while the name of the host was looked up");
    sqi_out_clear(&names);
    return SQ_OK;
}
