/* fake_use.h: engines on the fake driver, as tests use them. */
#ifndef SQT_FAKE_USE_H
#define SQT_FAKE_USE_H

#include "squill/engine.h"
#include "tests/support/fake_driver.h"

/* A connection that must be had. */
sq_conn *connect_ok(sq_engine *db);
/* Which of the driver's connections is behind `c`. */
int id(sq_conn *c);
sq_pool_counters stats(sq_engine *db);

#endif
