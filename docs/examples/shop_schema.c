/* shop_schema.c: the tables of shop.h as three databases create them. */
#include "shop.h"

int main(void)
{
    sq_builder *q = sq_builder_new();
    const sq_source tables[] = {{users.sq_}, {orders.sq_}, {skus.sq_}, {items.sq_}};
    for (size_t i = 0; i < 4; i++) {
        const sq_stmt *create = sq_create_table(q, tables[i].sq_, NULL);
        print_sql(q, create, SQ_SQLITE);
        print_sql(q, create, SQ_POSTGRESQL);
        print_sql(q, create, SQ_MYSQL);
    }
    int rc = sq_builder_error(q)->status;
    sq_builder_free(q);
    return rc == SQ_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
