/* shop_cte.c: a CTE with a scalar subquery, and a table joined to itself by aliases. */
#include "shop.h"

static const sq_stmt *above_average(sq_builder *q)
{
    const sq_stmt *t = sq_select(q, orders.user_id, sq_label(q, sq_count(q, orders.id), "n"));
    t = sq_group_by(t, orders.user_id);
    sq_source per_user = sq_cte(q, t, "per_user");
    sq_source everyone = sq_alias(q, per_user, "everyone");
    const sq_stmt *average = sq_select(q, sq_avg(q, sq_col(q, everyone, "n")));

    const sq_stmt *s = sq_select(q, users.name, sq_col(q, per_user, "n"));
    s = sq_from(s, users);
    s = sq_join(s, per_user, sq_eq(q, sq_col(q, per_user, "user_id"), users.id));
    s = sq_where(s, sq_gt(q, sq_col(q, per_user, "n"), average)); /* a SELECT as a value */
    return sq_order_by(s, users.id);
}

static const sq_stmt *same_name(sq_builder *q)
{
    const users_table a = SQ_ALIAS(q, users, "a"); /* a.id is checked, as users.id is */
    const users_table b = SQ_ALIAS(q, users, "b");
    const sq_stmt *s = sq_select(q, a.id, b.id);
    return sq_where(s, sq_eq(q, a.name, b.name), sq_lt(q, a.id, b.id));
}

int main(void)
{
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    fill_shop(c);

    print_sql(q, above_average(q), SQ_SQLITE);
    print_rows(sq_query(c, above_average(q)));

    print_sql(q, same_name(q), SQ_SQLITE);
    print_rows(sq_query(c, same_name(q)));
    return end_shop(db, c);
}
