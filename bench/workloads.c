/* workloads.c: W1 to W6 as an application writes them, and statements that grow.
 *
 * Metadata exists before the clock starts; every value is a bound parameter but the constants 0 and
 * 1 of W4. The texts and values are those of handwritten/hand.c (library.c compares them). */
#include "bench/bench.h"

#include <string.h>

/* clang-format off */
SQ_TABLE(users,
    (id,         bigint, .primary_key = true),
    (name,       varchar(64),  .not_null = true),
    (email,      varchar(128), .not_null = true),
    (status,     integer,      .not_null = true),
    (country,    varchar(2),   .not_null = true),
    (score,      double,       .not_null = true),
    (created_at, bigint,       .not_null = true),
    (manager_id, bigint));
SQ_TABLE(products,
    (id,       bigint, .primary_key = true),
    (name,     varchar(64), .not_null = true),
    (category, varchar(32), .not_null = true),
    (price,    double,      .not_null = true));
SQ_TABLE(orders,
    (id,         bigint, .primary_key = true),
    (user_id,    bigint,  .not_null = true),
    (product_id, bigint,  .not_null = true),
    (status,     integer, .not_null = true),
    (quantity,   integer, .not_null = true),
    (unit_price, double,  .not_null = true),
    (month,      integer, .not_null = true),
    (created_at, bigint,  .not_null = true));
SQ_TABLE(events,
    (id,         bigint, .primary_key = true),
    (user_id,    bigint,       .not_null = true),
    (kind,       varchar(32),  .not_null = true),
    (payload,    varchar(256), .not_null = true),
    (amount,     double,       .not_null = true),
    (country,    varchar(2),   .not_null = true),
    (priority,   integer,      .not_null = true),
    (note,       varchar(64)),
    (created_at, bigint,       .not_null = true));
/* clang-format on */

static const char payload[] = "{\"ip\": \"192.0.2.7\", \"agent\": \"test\"}";
static int64_t ids[1000]; /* the caller's array */

static const sq_stmt *w1(sq_builder *q)
{
    const sq_stmt *s = sq_select(q, users.id, users.name, users.email, users.status, users.country);
    return sq_where(s, sq_eq(q, users.id, 42));
}

static const sq_stmt *w2(sq_builder *q)
{
    const sq_expr *n_orders = sq_count(q, orders.id);
    const sq_expr *revenue = sq_label(q, sq_sum(q, sq_mul(q, orders.quantity, orders.unit_price)),
                                      "revenue");
    const sq_stmt *s = sq_select(q, users.country, products.category,
                                 sq_label(q, n_orders, "n_orders"), revenue);
    s = sq_from(s, orders);
    s = sq_join(s, users, sq_eq(q, users.id, orders.user_id));
    s = sq_join(s, products, sq_eq(q, products.id, orders.product_id));
    s = sq_where(s, sq_eq(q, orders.status, 2), sq_ge(q, orders.created_at, 1700000100),
                 sq_ne(q, users.country, "XX"), sq_gt(q, products.price, 10.5));
    s = sq_group_by(s, users.country, products.category);
    s = sq_having(s, sq_gt(q, n_orders, 3));
    s = sq_order_by(s, sq_desc(q, revenue), sq_asc(q, users.country));
    return sq_limit(s, 20);
}

static const sq_stmt *w3(sq_builder *q)
{
    const sq_stmt *s = sq_insert(q, events);
    s = sq_values(s, sq_set(events.user_id, 42), sq_set(events.kind, "login"),
                  sq_set(events.payload, payload), sq_set(events.amount, 12.5),
                  sq_set(events.country, "DE"), sq_set(events.priority, 3),
                  sq_set(events.note, (const char *)NULL), sq_set(events.created_at, 1700000042));
    return sq_returning(s, events.id);
}

/* The chain of managers, from those without one downwards. */
static sq_source chain_of(sq_builder *q, users_table u)
{
    const sq_stmt *top = sq_select(
        q, u.id, u.manager_id,
        sq_label(q, sq_literal_column(q, SQ_SQL("0"), sq_integer(), NULL), "depth"));
    top = sq_where(top, sq_is_null(q, u.manager_id), sq_eq(q, u.status, 1));
    sq_source chain = sq_cte_recursive(q, top, "chain");
    const sq_expr *depth = sq_col(q, chain, "depth");
    const sq_stmt *below = sq_select(q, u.id, u.manager_id,
                                     sq_label(q, sq_add(q, depth, 1), "depth"));
    below = sq_from(below, u);
    below = sq_join(below, chain, sq_eq(q, u.manager_id, sq_col(q, chain, "id")));
    return sq_cte_union_all(q, chain, sq_where(below, sq_lt(q, depth, 6)));
}

static sq_source monthly_of(sq_builder *q)
{
    const orders_table o = SQ_ALIAS(q, orders, "o");
    const sq_stmt *s = sq_select(
        q, o.user_id, o.month,
        sq_label(q, sq_sum(q, sq_mul(q, o.quantity, o.unit_price)), "revenue"),
        sq_label(q, sq_count(q, o.id), "n_orders"));
    s = sq_where(s, sq_in(q, o.status, 1, 2, 3),
                 sq_between(q, o.created_at, 1700000000, 1700008000));
    return sq_cte(q, sq_group_by(s, o.user_id, o.month), "monthly");
}

/* The dearest product that a user ordered, and whether one ordered much of anything. */
static const sq_expr *top_price_of(sq_builder *q, const sq_expr *user_id)
{
    const products_table p = SQ_ALIAS(q, products, "p");
    const orders_table o2 = SQ_ALIAS(q, orders, "o2");
    const sq_stmt *s = sq_select(q, sq_label(q, sq_max(q, p.price), "max_1"));
    s = sq_from(s, p);
    s = sq_join(s, o2, sq_eq(q, o2.product_id, p.id));
    return sq_scalar_subquery(q, sq_where(s, sq_eq(q, o2.user_id, user_id)));
}

static const sq_expr *ordered_much(sq_builder *q, const sq_expr *user_id)
{
    const orders_table o3 = SQ_ALIAS(q, orders, "o3");
    const sq_stmt *s = sq_select(q, sq_literal_column(q, SQ_SQL("1"), sq_integer(), NULL));
    s = sq_from(s, o3);
    return sq_exists(q, sq_where(s, sq_eq(q, o3.user_id, user_id), sq_gt(q, o3.quantity, 2)));
}

static const sq_stmt *active(sq_builder *q, users_table u, sq_source chain, sq_source monthly)
{
    sq_source m = sq_alias(q, monthly, "m");
    const sq_expr *month = sq_col(q, m, "month"), *revenue = sq_col(q, m, "revenue");
    const sq_stmt *s = sq_select(
        q, u.id, u.name, sq_col(q, chain, "depth"), month, revenue,
        sq_label(q,
                 sq_over(q, sq_sum(q, revenue), .partition_by = SQ_LIST(u.country),
                         .order_by = SQ_LIST(month)),
                 "running_revenue"),
        sq_label(q,
                 sq_over(q, sq_func(q, "rank"), .partition_by = SQ_LIST(month),
                         .order_by = SQ_LIST(sq_desc(q, revenue))),
                 "month_rank"),
        sq_label(q,
                 sq_case(q, sq_when(sq_gt(q, revenue, 500.5), "gold"),
                         sq_when(sq_gt(q, revenue, 100.5), "silver"), sq_else("bronze")),
                 "tier"),
        sq_label(q, top_price_of(q, u.id), "top_price"));
    s = sq_from(s, u);
    s = sq_join(s, chain, sq_eq(q, sq_col(q, chain, "id"), u.id));
    s = sq_join(s, m, sq_eq(q, sq_col(q, m, "user_id"), u.id));
    return sq_where(s, sq_ne(q, u.country, "XX"), sq_ge(q, sq_col(q, m, "n_orders"), 1),
                    ordered_much(q, u.id));
}

static const sq_stmt *idle(sq_builder *q, users_table u, sq_source monthly)
{
    const sq_expr *zero = sq_literal_column(q, SQ_SQL("0"), sq_integer(), NULL);
    const sq_stmt *s = sq_select(
        q, u.id, u.name, sq_label(q, zero, "depth"), sq_label(q, zero, "month"),
        sq_label(q, u.score, "revenue"), sq_label(q, u.score, "running_revenue"),
        sq_label(q, zero, "month_rank"), sq_label(q, sq_val(q, "none"), "tier"),
        sq_label(q, u.score, "top_price"));
    const sq_stmt *buyers = sq_select(q, sq_col(q, monthly, "user_id"));
    return sq_where(s, sq_eq(q, u.status, 2), sq_not_in_select(q, u.id, buyers));
}

static const sq_stmt *w4(sq_builder *q)
{
    const users_table u = SQ_ALIAS(q, users, "u");
    sq_source chain = chain_of(q, u);
    sq_source monthly = monthly_of(q);
    const sq_stmt *s = sq_union_all(q, active(q, u, chain, monthly), idle(q, u, monthly));
    s = sq_order_by(s, sq_desc(q, sq_label_name(q, "revenue")), sq_asc(q, sq_label_name(q, "id")));
    return sq_limit(s, 100);
}

static const sq_stmt *w5(sq_builder *q, size_t n)
{
    const sq_stmt *s = sq_select(q, users.id, users.name, users.email, users.status, users.country);
    return sq_where(s, sq_in_ints(q, users.id, ids, n));
}
static const sq_stmt *w5a(sq_builder *q)
{
    return w5(q, 100);
}
static const sq_stmt *w5b(sq_builder *q)
{
    return w5(q, 1000);
}

static const sq_stmt *w6(sq_builder *q)
{
    const sq_stmt *s = sq_update(q, users);
    s = sq_values(s, sq_set(users.status, 2), sq_set(users.score, sq_add(q, users.score, 1.5)));
    return sq_where(s, sq_eq(q, users.id, 42), sq_ne(q, users.status, 9),
                    sq_eq(q, users.country, "US"));
}

/* ---- the values of a kept statement, as an application has them at hand ---- */
#define INT(x)                                                                                     \
    {                                                                                              \
        .kind = SQ_V_INT, .len = 4, .v = {.i = (x) }                                               \
    }
#define DOUBLE(x)                                                                                  \
    {                                                                                              \
        .kind = SQ_V_DOUBLE, .v = {.d = (x) }                                                      \
    }
#define TEXT(x)                                                                                    \
    {                                                                                              \
        .kind = SQ_V_TEXT, .len = sizeof(x) - 1, .v = {.s = (x) }                                  \
    }
static sq_value list[1000];
static const sq_value v1[] = {INT(42)};
static const sq_value v2[] = {INT(2), INT(1700000100), TEXT("XX"), DOUBLE(10.5), INT(3), INT(20)};
static const sq_value v3[] = {INT(42),    TEXT("login"), TEXT(payload),       DOUBLE(12.5),
                              TEXT("DE"), INT(3),        {.kind = SQ_V_NULL}, INT(1700000042)};
static const sq_value three[] = {INT(1), INT(2), INT(3)};
/* the CTEs are met in FROM, behind the columns */
static const sq_value v4[] = {
    DOUBLE(500.5),   TEXT("gold"),    DOUBLE(100.5),
    TEXT("silver"),  TEXT("bronze"),  INT(1),
    INT(1),          INT(6),          {.kind = SQ_V_LIST, .len = 3, .v = {.list = three}},
    INT(1700000000), INT(1700008000), TEXT("XX"),
    INT(1),          INT(2),          TEXT("none"),
    INT(2),          INT(100)};
static const sq_value v5a[] = {{.kind = SQ_V_LIST, .len = 100, .v = {.list = list}}};
static const sq_value v5b[] = {{.kind = SQ_V_LIST, .len = 1000, .v = {.list = list}}};
static const sq_value v6[] = {INT(2), DOUBLE(1.5), INT(42), INT(9), TEXT("US")};
#define VALUES(v) sizeof(v) / sizeof *(v), v

const bench_workload bench_workloads[] = {
    {"W1", w1, VALUES(v1)}, {"W2", w2, VALUES(v2)},    {"W3", w3, VALUES(v3)},
    {"W4", w4, VALUES(v4)}, {"W5a", w5a, VALUES(v5a)}, {"W5b", w5b, VALUES(v5b)},
    {"W6", w6, VALUES(v6)},
};
const size_t bench_n_workloads = sizeof bench_workloads / sizeof *bench_workloads;

void bench_workloads_init(void)
{
    for (int i = 0; i < 1000; i++) {
        ids[i] = i + 1;
        list[i] = (sq_value){.kind = SQ_V_INT, .len = 8, .v = {.i = i + 1}};
    }
}

/* ---- statements that grow ---- */

enum { LARGEST = 10000 };

static const sq_stmt *grow_columns(sq_builder *q, int n)
{
    static const sq_expr *columns[LARGEST];
    for (int i = 0; i < n; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        columns[i] = sq_label(q, users.score, name);
    }
    return sq_select_n(q, columns, (size_t)n);
}

static const sq_stmt *grow_conditions(sq_builder *q, int n)
{
    const sq_stmt *s = sq_select(q, users.id);
    for (int i = 0; i < n; i++)
        s = sq_where(s, sq_ne(q, users.status, i));
    return s;
}

static const sq_stmt *grow_in(sq_builder *q, int n)
{
    static int64_t many[LARGEST];
    for (int i = 0; i < n; i++)
        many[i] = i;
    return sq_where(sq_select(q, users.id), sq_in_ints(q, users.id, many, (size_t)n));
}

static const sq_stmt *grow_nesting(sq_builder *q, int n)
{
    const sq_expr *e = users.score;
    for (int i = 0; i < n; i++)
        e = sq_func(q, "f", e);
    return sq_select(q, sq_label(q, e, "deep"));
}

const sq_stmt *bench_grow(sq_builder *q, const char *kind, int n)
{
    if (strcmp(kind, "columns") == 0)
        return grow_columns(q, n);
    if (strcmp(kind, "conditions") == 0)
        return grow_conditions(q, n);
    if (strcmp(kind, "in") == 0)
        return grow_in(q, n);
    return grow_nesting(q, n);
}
