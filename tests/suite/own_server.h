/* own_server.h: a database server for one test alone, to be killed. */
#ifndef SQT_OWN_SERVER_H
#define SQT_OWN_SERVER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct own_server {
    char url[256], certificate[512];
    FILE *to, *from;
    pid_t pid;
} own_server;

/* kind: "pg" or "my". false: it is not installed. With `tls` it speaks TLS and `certificate` is the
 * path of what it shows, signed by itself for 127.0.0.1. */
bool own_server_start(own_server *s, const char *kind, bool tls);
/* SIGKILL; start it again on the same port. The test fails where that does not work. */
void own_server_kill(own_server *s);
void own_server_start_again(own_server *s);
void own_server_stop(own_server *s);

#endif
