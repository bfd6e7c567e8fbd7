/* shop_upsert.c: insert, or change what is there: ON CONFLICT on PostgreSQL and SQLite, ON
 * DUPLICATE KEY on MySQL and MariaDB. */
#include "shop.h"

static const sq_stmt *upsert_user(sq_builder *q, const char *name, const char *email, int age)
{
    const sq_stmt *s = sq_insert(q, users);
    s = sq_values(s, sq_set(users.name, name), sq_set(users.email, email), sq_set(users.age, age));
    return sq_on_conflict_do_update(s, SQ_LIST(users.email),
                                    sq_set(users.name, sq_excluded(q, users.name)),
                                    sq_set(users.seen, sq_now(q)));
}

int main(void)
{
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    fill_shop(c);

    const sq_stmt *s = upsert_user(q, "Ada Lovelace", "ada@example.org", 36);
    print_sql(q, s, SQ_SQLITE);
    print_sql(q, s, SQ_POSTGRESQL);
    print_sql(q, s, SQ_MYSQL);
    print_rows(sq_query(c, sq_returning(s, users.id, users.name))); /* not on MySQL */
    return end_shop(db, c);
}
