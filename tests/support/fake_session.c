/* fake_session.c: see fake_session.h. */
#include "tests/support/fake_session.h"
#include "tests/support/support.h"

sq_engine *db;
sq_conn *c;

void use_engine(sq_engine *engine)
{
    db = engine;
    c = connect_ok(db);
}

void close_both(void)
{
    sq_conn_close(c);
    ck_assert_int_eq(sq_engine_close(db), SQ_OK);
    ck_assert_int_eq(fake.open, 0);
}
