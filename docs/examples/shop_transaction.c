/* shop_transaction.c: a transaction with one check, at its end. */
#include "shop.h"

static int move_items(sq_engine *db, int64_t from, int64_t to, int qty)
{
    sq_conn *c = sq_connect(db);   /* from the pool; a failure sticks to it, it is never NULL */
    sq_builder *q = sq_scratch(c); /* lives as long as the check-out */

    const sq_stmt *take = sq_update(q, items);
    take = sq_values(take, sq_set(items.qty, sq_sub(q, items.qty, qty)));
    take = sq_where(take, sq_eq(q, items.id, from), sq_ge(q, items.qty, qty));
    const sq_stmt *give = sq_update(q, items);
    give = sq_values(give, sq_set(items.qty, sq_add(q, items.qty, qty)));
    give = sq_where(give, sq_eq(q, items.id, to));

    sq_begin(c, .isolation = SQ_SERIALIZABLE);
    if (sq_exec(c, take) == 0)
        sq_abort(c, "item %" PRId64 " has fewer than %d", from, qty);
    sq_exec(c, give);      /* does nothing once the transaction failed */
    int rc = sq_commit(c); /* which then rolls back and returns the first error */
    if (rc != SQ_OK)
        printf("move: %s: %s\n", sq_status_name(rc), sq_errmsg(c));
    sq_conn_close(c);
    return rc;
}

static void print_stock(sq_engine *db)
{
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    print_rows(sq_query(c, sq_order_by(sq_select(q, items.id, items.qty), items.id)));
    sq_conn_close(c);
}

int main(void)
{
    sq_engine *db = sq_engine_open("sqlite:///shop.db");
    sq_conn *c = sq_connect(db);
    if (fill_shop(c) == SQ_OK) {
        move_items(db, 4, 1, 3);
        move_items(db, 4, 1, 3);
        print_stock(db);
    }
    return end_shop(db, c);
}
