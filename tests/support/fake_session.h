/* fake_session.h: an engine on the fake driver and a connection of it, for tests that need just
 * these. */
#ifndef SQT_FAKE_SESSION_H
#define SQT_FAKE_SESSION_H

#include "tests/support/fake_use.h"

extern sq_engine *db;
extern sq_conn *c;

/* open_both(FAKE_URL, .pool_size = 2), as sq_engine_open() */
#define open_both(...) (fake_start(), use_engine(sq_engine_open(__VA_ARGS__)))
/* Nothing may be open afterwards. */
void close_both(void);
void use_engine(sq_engine *engine);

/* Executes SQL text, which is a script of the fake driver. */
#define run(words) sq_sql_exec(c, SQ_SQL(words))

#endif
