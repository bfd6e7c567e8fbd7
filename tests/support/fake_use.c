/* fake_use.c: see fake_use.h. */
#include "tests/support/fake_use.h"
#include "tests/support/support.h"

sq_conn *connect_ok(sq_engine *db)
{
    sq_conn *c = sq_connect(db);
    ck_assert_msg(sq_status_of(c) == SQ_OK, "%s", sq_errmsg(c));
    return c;
}

int id(sq_conn *c)
{
    sq_result *r = sq_sql_query(c, SQ_SQL("id"));
    int n = sq_one(r) == SQ_OK ? sq_get_int(r, 0) : -1;
    sq_done(r);
    return n;
}

sq_pool_counters stats(sq_engine *db)
{
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    return n;
}
