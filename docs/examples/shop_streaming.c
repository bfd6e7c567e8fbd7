/* shop_streaming.c: rows one by one into a struct, with a named parameter. */
#include "shop.h"

static int print_users(sq_conn *c, int min_age)
{
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_select(q, users.id, users.name, users.email, users.age);
    s = sq_where(s, sq_ge(q, users.age, sq_bindparam(q, "min_age", .type = sq_integer())));
    s = sq_order_by(s, users.id);

    sq_result *r = sq_stream(c, s, sq_bind("min_age", min_age)); /* in constant memory */
    user_row u;
    while (sq_fetch(r, user_row, &u))
        printf("%" PRId64 " %s <%s> %d\n", u.id, u.name, u.email ? u.email : "-", u.age);
    return sq_done(r); /* SQ_OK at the end, else why it stopped */
}

int main(void)
{
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    fill_shop(c);
    print_users(c, 30);
    return end_shop(db, c);
}
