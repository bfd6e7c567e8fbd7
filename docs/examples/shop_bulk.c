/* shop_bulk.c: executemany from an array of structs: one statement, compiled and prepared once. */
#include "shop.h"

static int64_t load_users(sq_conn *c, const user_row *rows, size_t n)
{
    return sq_exec_many(c, sq_insert(sq_scratch(c), users), user_row, rows, n);
}

int main(void)
{
    enum { N = 10000 };
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    user_row *rows = calloc(N, sizeof *rows);
    for (int i = 0; rows && i < N; i++) {
        rows[i].id = i + 1;
        rows[i].age = 18 + i % 60;
        snprintf(rows[i].name, sizeof rows[i].name, "user %d", i + 1);
    }
    sq_create_all(c, users);
    if (rows)
        printf("%" PRId64 " rows loaded\n", load_users(c, rows, N));

    sq_builder *q = sq_scratch(c);
    const sq_stmt *oldest = sq_select(q, sq_count_all(q));
    oldest = sq_where(sq_from(oldest, users), sq_eq(q, users.age, 77));
    printf("%" PRId64 " of them are 77\n", sq_scalar_int(c, oldest, -1));
    free(rows);
    return end_shop(db, c);
}
