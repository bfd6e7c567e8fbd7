/* shop_loop.c: six customers at once on an event loop of one thread, with two connections. The loop
 * is epoll's; any other will do that can watch a descriptor and a time. */
#include <sys/epoll.h>
#include <unistd.h>
#include "shop.h"

enum { CUSTOMERS = 6, CONNECTIONS = 2 };

/* ---- the work: what it would be in a thread ---- */

/* One may make the task wait for whatever else the loop can watch. */
static void think(void)
{
    const sq_wait w = {.fd = -1, .deadline = sq_deadline(20)};
    while (sq_wait_ms(&w) > 0)
        sq_await(w.fd, w.events, w.deadline);
}

static int order(sq_conn *c, void *arg)
{
    const int64_t *id = arg;
    sq_builder *q = sq_scratch(c);
    const order_row row = {100 + *id, 1 + *id % 4, "open"};
    const item_row items_of_it[] = {{100 + *id, row.id, 100, 1, sq_decimal_value("99.50")},
                                    {200 + *id, row.id, 101, 2, sq_decimal_value("12.00")}};
    think();
    sq_exec_many(c, sq_insert(q, orders), order_row, &row, 1);
    sq_exec_many(c, sq_insert(q, items), item_row, items_of_it, 2);
    return sq_status_of(c);
}

/* ---- the loop ---- */

typedef struct customer {
    sq_engine *db;
    int64_t id;
    sq_task *task; /* NULL: it has left */
    sq_wait wait;  /* what it waits for */
} customer;

static int be_a_customer(void *arg)
{
    customer *c = arg;
    return sq_transact(c->db, order, &c->id, NULL, .retries = 3);
}

/* The descriptor is not watched any more when the task goes on, since that may close it. */
static int step(int loop, customer *c)
{
    if (c->wait.fd >= 0)
        epoll_ctl(loop, EPOLL_CTL_DEL, c->wait.fd, NULL);
    if (sq_task_step(c->task) == SQ_TASK_WAITS) {
        sq_task_wait(c->task, &c->wait);
        struct epoll_event e = {.data.ptr = c};
        e.events = (c->wait.events & SQ_WAIT_READ ? (uint32_t)EPOLLIN : 0) |
                   (c->wait.events & SQ_WAIT_WRITE ? (uint32_t)EPOLLOUT : 0);
        return c->wait.fd < 0 ? 0 : epoll_ctl(loop, EPOLL_CTL_ADD, c->wait.fd, &e);
    }
    int rc = sq_task_result(c->task);
    if (rc != SQ_OK)
        fprintf(stderr, "customer %" PRId64 ": %s\n", c->id, sq_status_text(rc));
    sq_task_free(c->task);
    c->task = NULL;
    return rc;
}

/* The time until the first of them is due; -1: there is none. */
static int earliest(const customer *c)
{
    int ms = -1;
    for (int i = 0; i < CUSTOMERS; i++) {
        int due = c[i].task ? sq_wait_ms(&c[i].wait) : -1;
        ms = ms < 0 || (due >= 0 && due < ms) ? due : ms;
    }
    return ms;
}

static int count(const customer *c)
{
    int n = 0;
    for (int i = 0; i < CUSTOMERS; i++)
        n += c[i].task != NULL;
    return n;
}

static int run(int loop, customer *c)
{
    int rc = 0;
    while (count(c) > 0) {
        struct epoll_event ready[CUSTOMERS];
        int n = epoll_wait(loop, ready, CUSTOMERS, earliest(c));
        for (int i = 0; i < n; i++)
            rc |= step(loop, ready[i].data.ptr);
        for (int i = 0; i < CUSTOMERS; i++)
            if (c[i].task && sq_wait_ms(&c[i].wait) == 0)
                rc |= step(loop, &c[i]);
    }
    return rc;
}

int main(int argc, char **argv)
{
    sq_engine *db = sq_engine_open(argc > 1 ? argv[1] : "sqlite:///shop.db",
                                   .pool_size = CONNECTIONS, .max_overflow = SQ_NO_OVERFLOW);
    sq_conn *c = sq_connect(db);
    int rc = fill_shop(c);
    sq_conn_close(c);

    int loop = epoll_create1(EPOLL_CLOEXEC);
    customer customers[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++) {
        customers[i] = (customer){.db = db, .id = i, .wait = {.fd = -1, .deadline = 1}};
        customers[i].task = sq_task_new(be_a_customer, &customers[i]);
    }
    rc |= run(loop, customers);
    close(loop);

    c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_select(q, orders.id, sq_count(q, items.id));
    s = sq_where(sq_join(s, items), sq_ge(q, orders.id, 100));
    print_rows(sq_query(c, sq_order_by(sq_group_by(s, orders.id), orders.id)));
    sq_pool_counters n;
    sq_pool_stats(db, &n);
    printf("%" PRIu64 " connections, %" PRIu64 " customers waited for one\n", n.connects, n.waits);
    return end_shop(db, c) | (rc != 0);
}
