/* fake_driver.h: a driver whose database is a script: it tests the engine without one.
 *
 * URL: default+fake://  The SQL text of a statement says what happens, as words:
 *
 *   ok            nothing                          rows N      N rows of one column "n", 0 .. N-1
 *   change N      N rows were matched              id          one row: the number of the
 * connection fail          SQ_ERR_PROGRAMMING               unique      SQ_ERR_UNIQUE lose the
 * connection is lost           kill        fails, and the transaction is gone end succeeds, and the
 * transaction is gone (an implicit commit) begin         succeeds, and a transaction is open that
 * the engine knows nothing of dirty         changes session state            serialize
 * SQ_ERR_SERIALIZATION, retry-safe wait          does not answer until fake_answer() or a cancel
 *   steps N       answers after N steps of waiting
 *   late N        N rows, and the fetch after the last one fails
 *   held N        N rows, all of them in the memory of the client library (detached)
 *
 * Every operation passes SQ_STEP_WAIT at least once, so the engine's loop is what runs. */
#ifndef SQT_FAKE_DRIVER_H
#define SQT_FAKE_DRIVER_H

#include <stdatomic.h>
#include "squill/sys/driver.h"

typedef struct fake_counts {
    atomic_int connects, closes, abandons, open, most_open;
    atomic_int pings, resets, full_resets, begins, commits, rollbacks, savepoints, executes,
        cancels;
    atomic_int held;   /* detached results that were not given back */
    atomic_int shared; /* a connection was used by two threads at once */
} fake_counts;

/* What goes wrong next: counts down with each use. */
typedef struct fake_faults {
    atomic_int connect, ping, reset, commit, commit_lost, rollback, begin, begin_lost;
    atomic_int lose_every; /* every Nth execute loses its connection; 0: never */
} fake_faults;

extern fake_counts fake;
extern fake_faults fake_fail;

/* Registers the driver and sets counts and faults to zero. */
void fake_start(void);
/* Lets one statement that waits go on. */
void fake_answer(void);
const sq_driver *fake_driver(void);

#define FAKE_URL "default+fake://"

#endif
