/* proxy.c: see proxy.h. One thread polls the listening socket and both ends of each connection.
 *
 * Invariant: a count is raised before the bytes are written, so who got an answer reads a count
 * that includes it. */
#include "tests/support/proxy.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/support/support.h"

enum { LINKS = 32, CHUNK = 16384 };

typedef struct link_ {
    int fd[2]; /* fd[PROXY_TO_SERVER] is read for that direction: the client's end; -1: free */
    int epoch; /* of the rule that it is under; 0: none */
    bool silent;
} link_;

struct proxy {
    int listener, wake[2], port;
    struct sockaddr_in server;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    proxy_rule rule;
    int64_t counts[2];
    int connections, epoch;
    bool harmed;
    link_ links[LINKS]; /* the thread's */
};

/* ---- one connection ---- */

static void drop(link_ *l, bool reset)
{
    struct linger hard = {.l_onoff = 1};
    for (int k = 0; k < 2; k++) {
        if (reset)
            setsockopt(l->fd[k], SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        else
            shutdown(l->fd[k], SHUT_RDWR);
        close(l->fd[k]);
        l->fd[k] = -1;
    }
}

static void pause_ms(int ms)
{
    poll(NULL, 0, ms);
}

static bool write_all(int fd, const char *bytes, size_t n, const proxy_rule *rule)
{
    while (n > 0) {
        if (rule->delay_ms)
            pause_ms(rule->delay_ms);
        ssize_t done = send(fd, bytes, rule->dribble ? 1 : n, MSG_NOSIGNAL);
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* How many of `n` bytes may pass; *hit: the harm is due after them. */
static size_t allow(proxy *p, const link_ *l, int d, size_t n, proxy_rule *rule, bool *hit)
{
    pthread_mutex_lock(&p->lock);
    *rule = p->rule;
    *hit = false;
    if (l->epoch == p->epoch) {
        if (rule->harm != PROXY_NONE && (int)rule->direction == d &&
            p->counts[d] + (int64_t)n >= rule->at) {
            n = (size_t)(rule->at - p->counts[d]);
            *hit = p->harmed = true;
        }
        p->counts[d] += (int64_t)n;
    }
    pthread_mutex_unlock(&p->lock);
    return n;
}

static void harm(link_ *l, const proxy_rule *rule)
{
    if (rule->harm == PROXY_STALL)
        l->silent = true;
    else
        drop(l, rule->harm == PROXY_RESET);
}

static void forward(proxy *p, link_ *l, int d)
{
    char bytes[CHUNK];
    ssize_t n = recv(l->fd[d], bytes, sizeof bytes, 0);
    if (n <= 0) {
        drop(l, n < 0);
        return;
    }
    proxy_rule rule;
    bool hit;
    size_t pass = allow(p, l, d, (size_t)n, &rule, &hit);
    bool ok = write_all(l->fd[!d], bytes, pass, &rule);
    if (hit)
        harm(l, &rule);
    else if (!ok)
        drop(l, false);
}

/* ---- new ones ---- */

static link_ *find_free(proxy *p)
{
    for (int i = 0; i < LINKS; i++)
        if (p->links[i].fd[0] < 0)
            return &p->links[i];
    return NULL;
}

static void accept_one(proxy *p)
{
    int client = accept(p->listener, NULL, NULL), on = 1;
    link_ *l = find_free(p);
    if (client < 0 || !l) {
        close(client);
        return;
    }
    int server = socket(AF_INET, SOCK_STREAM, 0);
    bool there = connect(server, (const struct sockaddr *)&p->server, sizeof p->server) == 0;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pthread_mutex_lock(&p->lock);
    proxy_rule rule = p->rule;
    bool ruled = p->connections++ == 0;
    *l = (link_){.fd = {client, server}, .epoch = ruled ? p->epoch : 0};
    l->silent = !ruled && rule.others && p->harmed;
    bool at_once = ruled && rule.harm != PROXY_NONE && rule.at == 0;
    p->harmed = p->harmed || at_once;
    pthread_mutex_unlock(&p->lock);
    if (at_once)
        harm(l, &rule);
    else if (!there)
        drop(l, true);
}

/* ---- the thread ---- */

static void *serve(void *context)
{
    proxy *p = context;
    for (;;) {
        struct pollfd fds[2 + 2 * LINKS] = {{.fd = p->wake[0], .events = POLLIN},
                                            {.fd = p->listener, .events = POLLIN}};
        for (int i = 0; i < LINKS; i++)
            for (int d = 0; d < 2; d++)
                fds[2 + 2 * i + d] = (struct pollfd){
                    .fd = p->links[i].silent ? -1 : p->links[i].fd[d], .events = POLLIN};
        if (poll(fds, sizeof fds / sizeof *fds, -1) < 0)
            continue;
        if (fds[0].revents)
            return NULL;
        for (int i = 0; i < LINKS; i++)
            for (int d = 0; d < 2; d++) /* the first direction may have dropped it */
                if (fds[2 + 2 * i + d].revents && p->links[i].fd[d] >= 0 && !p->links[i].silent)
                    forward(p, &p->links[i], d);
        if (fds[1].revents)
            accept_one(p);
    }
}

proxy *proxy_start(const char *host, int port)
{
    proxy *p = calloc(1, sizeof *p);
    struct sockaddr_in a = {.sin_family = AF_INET};
    socklen_t n = sizeof a;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    ck_assert_int_eq(inet_pton(AF_INET, host, &p->server.sin_addr), 1);
    p->listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(p->listener, (const struct sockaddr *)&a, n), 0);
    ck_assert_int_eq(listen(p->listener, 64), 0);
    ck_assert_int_eq(getsockname(p->listener, (struct sockaddr *)&a, &n), 0);
    p->port = ntohs(a.sin_port);
    for (int i = 0; i < LINKS; i++)
        p->links[i].fd[0] = p->links[i].fd[1] = -1;
    ck_assert_int_eq(pipe(p->wake), 0);
    pthread_mutex_init(&p->lock, NULL);
    ck_assert_int_eq(pthread_create(&p->thread, NULL, serve, p), 0);
    return p;
}

int proxy_port(const proxy *p)
{
    return p->port;
}

void proxy_set(proxy *p, proxy_rule rule)
{
    pthread_mutex_lock(&p->lock);
    p->rule = rule;
    p->counts[0] = p->counts[1] = 0;
    p->connections = 0;
    p->epoch++;
    p->harmed = false;
    pthread_mutex_unlock(&p->lock);
}

int64_t proxy_count(proxy *p, proxy_direction d)
{
    pthread_mutex_lock(&p->lock);
    int64_t n = p->counts[d];
    pthread_mutex_unlock(&p->lock);
    return n;
}

int proxy_connections(proxy *p)
{
    pthread_mutex_lock(&p->lock);
    int n = p->connections;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void proxy_stop(proxy *p)
{
    ck_assert_int_eq(write(p->wake[1], "x", 1), 1);
    pthread_join(p->thread, NULL);
    for (int i = 0; i < LINKS; i++)
        if (p->links[i].fd[0] >= 0)
            drop(&p->links[i], false);
    close(p->listener);
    close(p->wake[0]);
    close(p->wake[1]);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
