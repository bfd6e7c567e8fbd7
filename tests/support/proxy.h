/* proxy.h: a TCP proxy on the loopback that does harm where it is told to: it cuts the connection
 * after byte N of one direction, falls silent there, lets bytes through one by one. */
#ifndef SQT_PROXY_H
#define SQT_PROXY_H

#include <stdbool.h>
#include <stdint.h>

typedef enum proxy_direction { PROXY_TO_SERVER, PROXY_TO_CLIENT } proxy_direction;

typedef enum proxy_harm {
    PROXY_NONE,
    PROXY_CLOSE, /* both sides see the end of the stream */
    PROXY_RESET, /* both sides see a reset */
    PROXY_STALL, /* nothing goes through any more, both ways, until the proxy stops */
} proxy_harm;

typedef struct proxy_rule {
    proxy_harm harm;
    proxy_direction direction;
    int64_t at;   /* bytes of that direction that still go through */
    bool others;  /* later connections fall silent, too, once the harm was done */
    bool dribble; /* one byte a write */
    int delay_ms; /* before each write */
} proxy_rule;

typedef struct proxy proxy;

/* Listens on a port of its own for connections to this server. Never NULL: the test fails. */
proxy *proxy_start(const char *host, int port);
int proxy_port(const proxy *p);
/* For the next connection, and with `others`, dribble and delay_ms for those after it. Counts start
 * anew. */
void proxy_set(proxy *p, proxy_rule rule);
/* Bytes that went through so far on the connection that the rule is for. */
int64_t proxy_count(proxy *p, proxy_direction d);
/* Connections made since the rule was set. */
int proxy_connections(proxy *p);
void proxy_stop(proxy *p);

#endif
