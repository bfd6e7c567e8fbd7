/* shop_pool.c: an engine with a pool, and a listener that sees each statement. */
#include "shop.h"

static void log_query(const sq_event *ev, void *to)
{
    fprintf(to, "%.2f ms  %s\n", ev->ms, ev->sql);
}

int main(int argc, char **argv)
{
    sq_engine *db = sq_engine_open(argc > 1 ? argv[1] : "sqlite:///shop.db", .pool_size = 8,
                                   .max_overflow = 4, .checkout_timeout_ms = 2000, .pre_ping = true,
                                   .on_query = log_query, .user = stdout);
    sq_conn *c = sq_connect(db);
    sq_create_all(c, users, orders, skus, items);
    const sq_stmt *s = sq_select(sq_scratch(c), users.name, users.age);
    print_rows(sq_query(c, sq_order_by(s, users.id)));
    return end_shop(db, c);
}
