/* fault.h: what the programs test_fault_*.c share: they run on the servers, do harm, and look
 * whether what squill told is what the database says. */
#ifndef SQT_FAULT_H
#define SQT_FAULT_H

#include "tests/suite/suite.h"

/* The servers as targets of the suite: LOOP(test, 0, FAULT_SERVERS). */
enum { FAULT_SERVERS = 2 };
void fault_use_servers(void);
static inline bool fault_on_postgresql(void)
{
    return T->dollar_marks;
}

/* The URL of the case with another host, port or options; NULL and 0: as it is. Valid until the
 * next call. */
const char *fault_url(const char *host, int port, const char *options);

/* Waits until no other session but that of suite_now.c is left on the case's database. */
void fault_wait_for_quiet(void);

/* Milliseconds of the monotonic clock. */
int64_t fault_now_ms(void);

#endif
