/* pin.c: which core the client runs on, where the servers are kept to one (SQ_SERVERS_CORE, which
 * `make bench` sets).
 *
 * A round trip between two cores wakes one that sleeps, twice. On a virtual machine this is an exit
 * to the host, which costs more than all that either side does itself and is counted as the time of
 * whoever sends; between cores that the system chooses the figure is anything. On one core a round
 * trip is a switch from one process to the other, and what is left is work. */
#define _GNU_SOURCE
#include "bench/exec.h"

#ifdef __linux__
#include <sched.h>
#include <stdlib.h>

static cpu_set_t allowed;
static int server_core = -2; /* -1: they are not kept to one */

static void look(void)
{
    const char *core = getenv("SQ_SERVERS_CORE");
    server_core = core && *core ? atoi(core) : -1;
    if (server_core >= CPU_SETSIZE || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        server_core = -1;
}

/* The first core that is not the server's; its own where there is no other. */
static int other_core(void)
{
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (i != server_core && CPU_ISSET((size_t)i, &allowed))
            return i;
    return server_core;
}

void exec_pin(exec_place place)
{
    if (server_core == -2)
        look();
    if (server_core < 0)
        return;
    cpu_set_t one, *wanted = &allowed;
    CPU_ZERO(&one);
    if (place != EXEC_ANYWHERE) {
        CPU_SET((size_t)(place == EXEC_TOGETHER ? server_core : other_core()), &one);
        wanted = &one;
    }
    if (sched_setaffinity(0, sizeof *wanted, wanted) != 0)
        exec_fail("pin", "the core of SQ_SERVERS_CORE can't be had");
}
#else
void exec_pin(exec_place place)
{
    (void)place;
}
#endif
