/* fault.h: what the programs test_fault_*.c share: they run on the servers, do harm, and look
 * whether what squill told is what the database says. */
#ifndef SQT_FAULT_H
#define SQT_FAULT_H

#include "tests/suite/own_server.h"
#include "tests/suite/suite.h"

/* The servers as targets of the suite: LOOP(test, 0, FAULT_SERVERS). */
enum { FAULT_SERVERS = 2 };
void fault_use_servers(void);
static inline bool fault_on_postgresql(void)
{
    return T->dollar_marks;
}

/* As suite_open(), with a server of the case's own; false, and a line SKIP, where there is none. */
bool fault_open_own(own_server *s, int target, bool tls);

/* The URL of the case with these parts in the place of its own, and options. Valid until the next
 * call. fault_url(NULL, .port = 1) */
const char *fault_url_with(const char *options, const sq_url_parts *parts);
#define fault_url(options, ...) fault_url_with((options), &(const sq_url_parts){__VA_ARGS__})

/* Waits until no other session but that of suite_now.c is left on the case's database. */
void fault_wait_for_quiet(void);

/* Milliseconds of the monotonic clock. */
int64_t fault_now_ms(void);

#endif
