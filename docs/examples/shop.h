/* shop.h: the tables and rows that the programs shop_*.c work on. */
#ifndef SHOP_H
#define SHOP_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "squill.h"

/* Looks like DDL, and the C compiler checks it: users.naem and .primary_kee do not compile. */
/* clang-format off */
SQ_TABLE(users,
    (id,    integer,     .primary_key = true),
    (name,  varchar(80), .not_null = true),
    (email, varchar(80), .unique = true),
    (age,   integer),
    (seen,  timestamp,   .server_default = SQ_SQL("CURRENT_TIMESTAMP")));
SQ_TABLE(orders,
    (id,      integer,     .primary_key = true),
    (user_id, integer,     .references = SQ_REF(users, id), .on_delete = SQ_CASCADE),
    (status,  varchar(16), .not_null = true, .index = true));
SQ_TABLE(skus,
    (id,    integer, .primary_key = true),
    (title, text,    .not_null = true));
SQ_TABLE(items,
    (id,       integer,        .primary_key = true),
    (order_id, integer,        .references = SQ_REF(orders, id)),
    (sku_id,   integer),
    (qty,      integer,        .not_null = true),
    (price,    numeric(10, 2), .not_null = true));
/* clang-format on */

/* A struct that rows go into and come from; what is no column needs no mention. */
typedef struct user_row {
    int64_t id;
    char name[81];
    const char *email;
    int age;
} user_row;
SQ_ROW(user_row, id, name, email, age);

typedef struct order_row {
    int64_t id, user_id;
    const char *status;
} order_row;
SQ_ROW(order_row, id, user_id, status);

typedef struct sku_row {
    int64_t id;
    const char *title;
} sku_row;
SQ_ROW(sku_row, id, title);

typedef struct item_row {
    int64_t id, order_id, sku_id;
    int qty;
    sq_value price;
} item_row;
SQ_ROW(item_row, id, order_id, sku_id, qty, price);

/* Creates and fills the tables; what fails on the way is the status of the commit. */
static inline int fill_shop(sq_conn *c)
{
    static const user_row some_users[] = {{1, "Ada", "ada@example.org", 36},
                                          {2, "Brian", "brian@example.org", 30},
                                          {3, "Barbara", NULL, 45},
                                          {4, "Ada", "ada@example.com", 19}};
    static const order_row some_orders[] = {
        {10, 1, "paid"}, {11, 1, "shipped"}, {12, 2, "paid"}, {13, 3, "open"}, {14, 3, "paid"}};
    static const sku_row some_skus[] = {{100, "compiler"}, {101, "teapot"}};
    const item_row some_items[] = {{1, 10, 100, 1, sq_decimal_value("99.50")},
                                   {2, 11, 101, 3, sq_decimal_value("12.00")},
                                   {3, 12, 101, 1, sq_decimal_value("12.00")},
                                   {4, 14, 102, 5, sq_decimal_value("1.25")}};
    sq_builder *q = sq_scratch(c);
    sq_create_all(c, users, orders, skus, items);
    sq_begin(c);
    sq_exec_many(c, sq_insert(q, users), user_row, some_users, 4);
    sq_exec_many(c, sq_insert(q, orders), order_row, some_orders, 5);
    sq_exec_many(c, sq_insert(q, skus), sku_row, some_skus, 2);
    sq_exec_many(c, sq_insert(q, items), item_row, some_items, 4);
    return sq_commit(c);
}

/* Prints the SQL of a statement as one database gets it, and the rows of a result. */
static inline void print_sql(sq_builder *q, const sq_stmt *s, const sq_dialect *d)
{
    const char *sql = sq_sql(q, s, d);
    printf("-- %s\n%s\n", sq_dialect_name(d), sql ? sql : sq_builder_error(q)->message);
}

static inline int print_rows(sq_result *r)
{
    while (sq_row(r))
        for (size_t i = 0; i < sq_result_columns(r); i++) {
            const char *text = sq_get_text(r, i);
            printf("%s%s", text ? text : "NULL", i + 1 < sq_result_columns(r) ? ", " : "\n");
        }
    return sq_done(r);
}

/* What every program ends with: the exit status, and the reason on stderr if it is not 0. */
static inline int end_shop(sq_engine *db, sq_conn *c)
{
    int rc = sq_status_of(c);
    if (rc != SQ_OK)
        fprintf(stderr, "%s: %s\n", sq_status_name(rc), sq_errmsg(c));
    sq_conn_close(c);
    sq_engine_close(db);
    return rc == SQ_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
