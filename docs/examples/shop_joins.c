/* shop_joins.c: joins, a filter that may be left out, an aggregate. */
#include "shop.h"

static const sq_stmt *big_spenders(sq_builder *q, const char *domain, int min_age)
{
    const sq_expr *spent = sq_label(q, sq_sum(q, sq_mul(q, items.price, items.qty)), "spent");

    const sq_stmt *s = sq_select(q, users.name, skus.title, spent);
    s = sq_from(s, users);
    s = sq_join(s, orders);                                     /* ON from the foreign key */
    s = sq_join(s, items, sq_eq(q, items.order_id, orders.id)); /* or say it */
    s = sq_left_join(s, skus, sq_eq(q, skus.id, items.sku_id));
    s = sq_where(s, sq_ge(q, users.age, min_age), sq_in(q, orders.status, "paid", "shipped"),
                 domain ? sq_endswith(q, users.email, domain) : NULL); /* NULL: no condition */
    s = sq_group_by(s, users.id, users.name, skus.title);
    s = sq_order_by(s, sq_desc(q, spent), users.name);
    return sq_limit(s, 10);
}

int main(void)
{
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    fill_shop(c);

    print_sql(q, big_spenders(q, "@example.org", 21), SQ_POSTGRESQL);
    print_rows(sq_query(c, big_spenders(q, "@example.org", 21)));

    print_sql(q, big_spenders(q, NULL, 21), SQ_POSTGRESQL);
    print_rows(sq_query(c, big_spenders(q, NULL, 21)));
    return end_shop(db, c);
}
