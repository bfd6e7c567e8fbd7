/* suite_schema.c: a schema such as an application has, of fifteen tables, from create_all to
 * drop_all: what the catalog says of it, what each constraint of it lets in and refuses, and what
 * altering makes of it, on a live database. */
#include "docs/examples/trade.h"
#include "tests/suite/catalog.h"

/* Those that refer stand first: the order is for squill to find. */
#define ALL_TABLES     TRADE_BUT_JOURNAL, journal
#define RELATION(name) &name##_table_def.relation
const sq_relation *const suite_trade[SUITE_TRADE_TABLES] = {
    RELATION(invoices),     RELATION(shipments),   RELATION(order_lines), RELATION(orders),
    RELATION(product_tags), RELATION(tags),        RELATION(products),    RELATION(categories),
    RELATION(addresses),    RELATION(customers),   RELATION(regions),     RELATION(countries),
    RELATION(staff),        RELATION(departments), RELATION(journal)};
static const char *const table_names[] = {"journal",      "invoices",  "shipments",  "order_lines",
                                          "orders",       "tags",      "products",   "categories",
                                          "product_tags", "addresses", "customers",  "regions",
                                          "countries",    "staff",     "departments"};
enum { N_TABLES = sizeof table_names / sizeof *table_names };

static sq_conn *c;
static sq_builder *q;
static int definitions; /* CREATE, ALTER and DROP that were sent */

static void count_definition(const sq_event *ev, void *user)
{
    static const char *const verbs[] = {"CREATE", "ALTER", "DROP", "\nCREATE"};
    (void)user;
    for (size_t i = 0; ev->sql && i < sizeof verbs / sizeof *verbs; i++)
        definitions += strncmp(ev->sql, verbs[i], strlen(verbs[i])) == 0;
}

static bool open_with_schema(int i)
{
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    definitions = 0;
    ck_assert_int_eq(sq_engine_listen(suite_now.db, 1u << SQ_EVENT_EXECUTE, count_definition, NULL),
                     SQ_OK);
    ck_assert_msg(sq_create_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    return true;
}
#define OPEN_SCHEMA_OR_SKIP()                                                                      \
    if (!open_with_schema(_i))                                                                     \
        return;

static bool on(const char *database)
{
    return strncmp(T->name, database, strlen(database)) == 0;
}

/* Tables, indexes, sequences and constraints that the database knows of. */
static int64_t count_objects(void)
{
    if (on("sqlite"))
        return suite_int(c, "SELECT count(*) FROM sqlite_master");
    if (on("postgresql"))
        return suite_int(c, "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid) + "
                            "(SELECT count(*) FROM pg_constraint WHERE connamespace = n.oid) "
                            "FROM pg_namespace n WHERE n.nspname = current_schema()");
    return suite_int(c, "SELECT (SELECT count(*) FROM information_schema.tables WHERE "
                        "table_schema = DATABASE()) + (SELECT count(*) FROM "
                        "information_schema.statistics WHERE table_schema = DATABASE()) + "
                        "(SELECT count(*) FROM information_schema.table_constraints WHERE "
                        "table_schema = DATABASE())");
}

static int64_t count_rows(void)
{
    int64_t n = 0;
    for (size_t i = 0; i < N_TABLES; i++) {
        char sql[80];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table_names[i]);
        n += suite_int(c, sql);
    }
    return n;
}

/* Two or more rows a table, in an order that the foreign keys allow. */
static const char *const good[] = {
    "INSERT INTO departments (id, name) VALUES (1, 'sales'), (2, 'stock')",
    "INSERT INTO staff (id, department, manager, email, salary) VALUES (1, 1, NULL, 'a@x', 10)",
    "INSERT INTO staff (id, department, manager, email, salary) VALUES (2, 2, 1, NULL, 1)",
    "INSERT INTO staff (id, department, manager, email, salary) VALUES (3, 2, 2, NULL, 1)",
    "UPDATE departments SET head = id",
    "INSERT INTO countries VALUES ('de', 'Deutschland'), ('fr', 'France')",
    "INSERT INTO regions VALUES ('de', 'by', 'Bayern'), ('fr', 'by', NULL)",
    "INSERT INTO customers VALUES (1, 'ann', 'de', 'by'), (2, 'bob', NULL, NULL)",
    "INSERT INTO customers VALUES (3, 'cid', 'xx', NULL)", /* MATCH SIMPLE */
    "INSERT INTO addresses VALUES (1, 'home', 'A 1'), (1, 'work', 'B 2'), (2, 'home', 'C 3')",
    "INSERT INTO categories VALUES (1, NULL, 'all')",
    "INSERT INTO categories VALUES (2, 1, 'some')",
    "INSERT INTO products (sku, name, category, price) VALUES ('p1', 'one', 2, 0)",
    "INSERT INTO products (sku, name, category, price) VALUES ('p2', 'two', 2, 99999)",
    "INSERT INTO products (sku, name, category, price) VALUES ('p3', 'one', NULL, 5)",
    "INSERT INTO products (sku, name, category, price) VALUES ('p4', 'one', NULL, 5)",
    "INSERT INTO tags (name) VALUES ('red')",
    "INSERT INTO tags (name) VALUES ('blue')",
    "INSERT INTO product_tags SELECT p.id, t.id FROM products p CROSS JOIN tags t",
    "INSERT INTO orders (id, customer, state) VALUES (1, 1, 'sent'), (2, 1, 'new')",
    "INSERT INTO order_lines (order_id, line, product, quantity, price) VALUES (1, 1, 1, 2, 7)",
    "INSERT INTO order_lines (order_id, line, product, quantity, price) VALUES (1, 2, 2, 3, 5)",
    "INSERT INTO order_lines (order_id, line, product, quantity, price) VALUES (2, 1, 1, 1, 1)",
    "INSERT INTO shipments (id, order_id, line) VALUES (1, 1, 1), (2, NULL, NULL)",
    "INSERT INTO invoices VALUES ('i1', 1), ('i2', 2)",
    "INSERT INTO journal (id, author, note) VALUES (1, 1, 'x'), (2, NULL, NULL)",
};

static void fill(void)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        suite_ok(c, good[i]);
}

/* ---- creating ---- */

START_TEST(test_suite_schema_is_created_once)
{
    OPEN_SCHEMA_OR_SKIP();
    ck_assert_int_ge(definitions, N_TABLES);
    ck_assert_int_eq(count_rows(), 0);
    fill();
    int64_t rows = count_rows(), objects = count_objects();
    definitions = 0;
    ck_assert_msg(sq_create_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(definitions, 0);
    ck_assert_int_eq(count_rows(), rows);
    ck_assert_int_eq(count_objects(), objects);
    suite_close();
}
END_TEST

START_TEST(test_suite_schema_lacking_a_table_gets_that_one_alone)
{
    OPEN_SCHEMA_OR_SKIP();
    fill();
    int64_t objects = count_objects(), rows = count_rows();
    suite_ok(c, "DROP TABLE journal");
    ck_assert_int_lt(count_objects(), objects);
    definitions = 0;
    ck_assert_msg(sq_create_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_ge(definitions, 2); /* the table, its index */
    ck_assert_int_le(definitions, 3);
    ck_assert_int_eq(count_objects(), objects);
    ck_assert_int_eq(count_rows(), rows - 2);
    suite_close();
}
END_TEST

static int64_t count_named(const char *name)
{
    char sql[400];
    if (on("sqlite"))
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM sqlite_master WHERE name = '%s' OR "
                 "instr(sql, 'CONSTRAINT %s ') > 0 OR instr(sql, 'CONSTRAINT \"%s\" ') > 0",
                 name, name, name);
    else if (on("postgresql"))
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM (SELECT conname FROM pg_constraint WHERE conname = '%s' "
                 "UNION SELECT relname FROM pg_class WHERE relname = '%s') n",
                 name, name);
    else
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM (SELECT constraint_name FROM "
                 "information_schema.table_constraints WHERE constraint_name = '%s' AND "
                 "table_schema = DATABASE() UNION SELECT index_name FROM "
                 "information_schema.statistics WHERE index_name = '%s' AND table_schema = "
                 "DATABASE()) n",
                 name, name);
    return suite_int(c, sql);
}

START_TEST(test_suite_schema_names_follow_the_convention)
{
    static const char *const wanted[] = {
        "fk_departments_head",     "uq_departments_name",   "fk_staff_manager",
        "ck_staff_paid",           "fk_customers_country",  "ix_customers_name",
        "ix_products_category",    "ux_products",           "ck_products_price",
        "uq_order_lines_order_id", "fk_shipments_order_id", "uq_invoices_order_id",
        "ix_journal_author"};
    OPEN_SCHEMA_OR_SKIP();
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(count_named(wanted[i]) == 1, "%s: %lld", wanted[i],
                      (long long)count_named(wanted[i]));
    /* MariaDB calls every primary key PRIMARY */
    ck_assert_int_eq(count_named("pk_regions"), on("mysql") ? 0 : 1);
    ck_assert_int_eq(count_named("pk_nothing"), 0);
    suite_close();
}
END_TEST

/* ---- the catalog ---- */

#define SAME_CATALOG(more, ...)                                                                    \
    do {                                                                                           \
        const sq_relation *const list[] = {SQ_PRIV_MAP(SQ_PRIV_RELATION, ~, __VA_ARGS__)};         \
        suite_same_catalog(list, sizeof list / sizeof *list, (more));                              \
    } while (0)

static void change(size_t (*changes)(sq_builder *, const sq_stmt **))
{
    const sq_stmt *list[TRADE_CHANGES];
    for (size_t i = 0, n = changes(q, list); i < n; i++)
        ck_assert_msg(sq_exec(c, list[i]) == 0, "%zu: %s", i, sq_errmsg(c));
}

START_TEST(test_suite_schema_is_what_the_catalog_says)
{
    OPEN_SCHEMA_OR_SKIP();
    SAME_CATALOG(NULL, ALL_TABLES);
    const sq_index lower = {.name = "ix_customers_lower",
                            .table = &customers_table_def,
                            .elements = SQ_LIST(sq_func(q, "lower", customers.name))};
    const char *more[] = {"customers index ix_customers_lower ~lower(name)", NULL};
    int64_t rc = sq_exec(c, sq_create_index(q, &lower, NULL));
    ck_assert_int_eq(rc, on("mysql") ? SQ_ERR_UNSUPPORTED : 0);
    if (!on("mysql"))
        SAME_CATALOG(more, ALL_TABLES);
    suite_close();
}
END_TEST

START_TEST(test_suite_schema_altered_is_what_the_catalog_says)
{
    OPEN_SCHEMA_OR_SKIP();
    fill();
    change(trade_changes);
    SAME_CATALOG(NULL, TRADE_BUT_JOURNAL, diary);
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM diary WHERE stars = 3"), 2);
    ck_assert_int_eq(suite_run(c, "UPDATE diary SET product = 99"), SQ_ERR_FOREIGN_KEY);
    suite_ok(c, "UPDATE diary SET product = 1 WHERE id = 1");
    if (on("sqlite")) {
        const sq_stmt *list[TRADE_CHANGES];
        for (size_t i = 0, n = trade_changes_of_servers(q, list); i < n; i++)
            ck_assert_int_eq(sq_exec(c, list[i]), SQ_ERR_UNSUPPORTED);
    } else {
        /* the index that MariaDB made for a foreign key stays when that goes */
        const char *left[] = {on("mysql") ? "diary index fk_diary_product ~product" : NULL, NULL};
        change(trade_changes_of_servers);
        SAME_CATALOG(left, TRADE_BUT_JOURNAL, chronicle);
        ck_assert_int_eq(suite_run(c, "UPDATE diary SET stars = 0"), SQ_ERR_CHECK);
        suite_ok(c, "INSERT INTO diary (id, product) VALUES (3, 99)");
        suite_ok(c, "UPDATE diary SET stars = NULL WHERE id = 1");
        ck_assert_int_eq(suite_int(c, "SELECT sum(stars) FROM diary"), 3 + 5);
    }
    ck_assert_msg(sq_drop_all(c, TRADE_BUT_JOURNAL, diary) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(count_objects(), 0);
    suite_close();
}
END_TEST

/* ---- rows ---- */

START_TEST(test_suite_schema_columns_fill_themselves)
{
    OPEN_SCHEMA_OR_SKIP();
    fill();
    int64_t first = suite_int(c, "SELECT min(id) FROM tags");
    ck_assert_int_eq(first, on("postgresql") ? 100 : 1);
    ck_assert_int_eq(suite_int(c, "SELECT max(id) FROM tags"), first + 1);
    ck_assert_int_eq(suite_int(c, "SELECT id FROM products WHERE sku = 'p4'"), 4);
    ck_assert_int_eq(suite_int(c, "SELECT sum(gross) FROM products"), 100009 + 4 * 19);
    ck_assert_int_eq(suite_int(c, "SELECT sum(total) FROM order_lines"), 14 + 15 + 1);
    suite_ok(c, "UPDATE order_lines SET quantity = 10 WHERE order_id = 2");
    ck_assert_int_eq(suite_int(c, "SELECT total FROM order_lines WHERE order_id = 2"), 10);
    const sq_stmt *s = sq_insert(q, orders);
    s = sq_values(s, sq_set(orders.id, 9), sq_set(orders.customer, 2));
    ck_assert_msg(sq_exec(c, s) == 1, "%s", sq_errmsg(c));
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM orders WHERE id = 9 AND state = 'new' AND "
                                  "channel = 'web' AND weight = 3 AND placed IS NOT NULL"),
                     1);
    s = sq_values(sq_update(q, journal), sq_set(journal.author, 2));
    ck_assert_int_eq(sq_exec(c, sq_where(s, sq_eq(q, journal.id, 2))), 1);
    ck_assert_int_eq(suite_int(c, "SELECT id FROM journal WHERE note = 'changed'"), 2);
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM shipments WHERE NOT sent"), 2);
    suite_close();
}
END_TEST

static const struct {
    const char *sql;
    int status;
} refused[] = {
    /* keys, of one column and of several */
    {"INSERT INTO departments (id, name) VALUES (1, 'other')", SQ_ERR_UNIQUE},
    {"INSERT INTO regions VALUES ('de', 'by', 'again')", SQ_ERR_UNIQUE},
    {"INSERT INTO product_tags SELECT product, tag FROM product_tags", SQ_ERR_UNIQUE},
    {"INSERT INTO departments (id, name) VALUES (3, 'sales')", SQ_ERR_UNIQUE},
    {"INSERT INTO order_lines (order_id, line, product, quantity, price) VALUES (1, 9, 1, 1, 1)",
     SQ_ERR_UNIQUE},
    {"INSERT INTO products (sku, name, category, price) VALUES ('p9', 'two', 2, 1)", SQ_ERR_UNIQUE},
    {"UPDATE staff SET email = 'a@x' WHERE id = 2", SQ_ERR_UNIQUE},
    {"INSERT INTO invoices VALUES ('i3', 1)", SQ_ERR_UNIQUE},
    /* NULL, said and by leaving out */
    {"INSERT INTO departments (id, name) VALUES (3, NULL)", SQ_ERR_NOT_NULL},
    {"INSERT INTO departments (id) VALUES (3)", SQ_ERR_NOT_NULL},
    {"UPDATE orders SET channel = NULL WHERE id = 1", SQ_ERR_NOT_NULL},
    {"INSERT INTO regions VALUES (NULL, 'xx', 'x')", SQ_ERR_NOT_NULL},
    /* checks */
    {"UPDATE staff SET salary = 0", SQ_ERR_CHECK},
    {"UPDATE staff SET email = '' WHERE id = 2", SQ_ERR_CHECK},
    {"INSERT INTO products (sku, price) VALUES ('p9', -1)", SQ_ERR_CHECK},
    {"INSERT INTO products (sku, price) VALUES ('p9', 100000)", SQ_ERR_CHECK},
    {"UPDATE order_lines SET quantity = 0 WHERE order_id = 2", SQ_ERR_CHECK},
    /* foreign keys, from both ends, within a cycle, to the own table */
    {"UPDATE departments SET head = 99 WHERE id = 1", SQ_ERR_FOREIGN_KEY},
    {"INSERT INTO staff (id, department, salary) VALUES (9, 99, 1)", SQ_ERR_FOREIGN_KEY},
    {"UPDATE staff SET manager = 99 WHERE id = 2", SQ_ERR_FOREIGN_KEY},
    {"INSERT INTO customers VALUES (9, 'x', 'de', 'xx')", SQ_ERR_FOREIGN_KEY},
    {"INSERT INTO regions VALUES ('xx', 'by', 'x')", SQ_ERR_FOREIGN_KEY},
    {"INSERT INTO shipments (id, order_id, line) VALUES (9, 2, 2)", SQ_ERR_FOREIGN_KEY},
    {"DELETE FROM departments WHERE id = 1", SQ_ERR_FOREIGN_KEY},
    {"DELETE FROM regions WHERE country = 'de'", SQ_ERR_FOREIGN_KEY},
    {"DELETE FROM products WHERE sku = 'p1'", SQ_ERR_FOREIGN_KEY},
    {"DELETE FROM orders WHERE id = 1", SQ_ERR_FOREIGN_KEY},
    {"UPDATE order_lines SET line = 7 WHERE order_id = 1 AND line = 1", SQ_ERR_FOREIGN_KEY},
};

START_TEST(test_suite_schema_refuses_what_a_constraint_forbids)
{
    OPEN_SCHEMA_OR_SKIP();
    fill();
    int64_t rows = count_rows();
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t rc = suite_run(c, refused[i].sql);
        ck_assert_msg(rc == refused[i].status, "%s: %s %s", refused[i].sql,
                      sq_status_name(rc < 0 ? (int)rc : 0), sq_errmsg(c));
        ck_assert_int_eq(count_rows(), rows);
    }
    ck_assert_int_eq(suite_int(c, "SELECT sum(salary) FROM staff"), 12);
    suite_close();
}
END_TEST

START_TEST(test_suite_schema_keys_act_on_delete)
{
    OPEN_SCHEMA_OR_SKIP();
    fill();
    suite_ok(c, "DELETE FROM customers WHERE id = 2");
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM addresses"), 2);
    suite_ok(c, "DELETE FROM categories WHERE id = 1");
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM categories WHERE parent IS NULL"), 1);
    suite_ok(c, "DELETE FROM products WHERE sku = 'p4'");
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM product_tags"), 6);
    suite_ok(c, "DELETE FROM staff WHERE id = 2");
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM departments WHERE head IS NULL"), 1);
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM staff WHERE manager IS NULL"), 2);
    suite_close();
}
END_TEST

/* ---- dropping ---- */

START_TEST(test_suite_schema_full_of_rows_is_dropped_without_a_trace)
{
    OPEN_SCHEMA_OR_SKIP();
    int64_t objects = count_objects();
    fill();
    ck_assert_msg(sq_drop_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(count_objects(), 0);
    definitions = 0;
    ck_assert_msg(sq_drop_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(definitions, 0);
    ck_assert_msg(sq_create_all(c, ALL_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(count_objects(), objects);
    fill();
    suite_close();
}
END_TEST

size_t suite_schema(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_schema_is_created_once),
                              TEST(test_suite_schema_lacking_a_table_gets_that_one_alone),
                              TEST(test_suite_schema_names_follow_the_convention),
                              TEST(test_suite_schema_is_what_the_catalog_says),
                              TEST(test_suite_schema_altered_is_what_the_catalog_says),
                              TEST(test_suite_schema_columns_fill_themselves),
                              TEST(test_suite_schema_refuses_what_a_constraint_forbids),
                              TEST(test_suite_schema_keys_act_on_delete),
                              TEST(test_suite_schema_full_of_rows_is_dropped_without_a_trace)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
