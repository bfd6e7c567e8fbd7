/* suite_create.c: what sq_create_all() and sq_drop_all() look for first, tell listeners, do about
 * cycles and other schemas, on a live database. */
#include "squill.h"
#include "tests/suite/suite.h"

static bool on(const char *database)
{
    return strncmp(T->name, database, strlen(database)) == 0;
}

static int status_of(int rc)
{
    return rc == SQ_OK ? SQ_OK : sq_status_of(suite_now.c);
}
#define ck_ok(call) ck_assert_msg((call) == SQ_OK, "%s", sq_errmsg(suite_now.c))

/* ---- tables ---- */

static const sq_type_details mood_details = {
    .name = "mood", .values = (const char *const[]){"sad", "it's"}, .n_values = 2};
static const sq_sequence numbers = {.name = "Numbers", .numbers = {.has_start = true, .start = 7}};
SQ_TABLE_WITH(parents,
              (.indexes = SQ_INDEXES(SQ_INDEX("ix_lite", SQ_KEYS("name"),
                                              .only_on = SQ_KEYS("sqlite")),
                                     SQ_INDEX("ix_server", SQ_KEYS("name"),
                                              .only_on = SQ_KEYS("postgresql", "mysql")))),
              (id, integer, .primary_key = true), (name, varchar(20)),
              (mood, type(.kind = SQ_T_ENUM, .details = &mood_details)));
SQ_TABLE(children, (id, integer, .primary_key = true),
         (parent, integer, .references = SQ_REF(parents, id)),
         (mood, type(.kind = SQ_T_ENUM, .details = &mood_details)),
         (number, integer, .default_ = {.kind = SQ_DEFAULT_SEQUENCE, .sequence = &numbers}));

/* a -> b -> c -> a, and c to itself; one key a column, one at the table */
SQ_TABLE_DECLARE(ring_b, (id, integer), (next, integer));
SQ_TABLE_DECLARE(ring_c, (id, integer), (next, integer), (self, integer));
SQ_TABLE(ring_a, (id, integer, .primary_key = true),
         (next, integer, .references = SQ_REF(ring_b, id), .fk_name = "fk_a_b"));
SQ_TABLE_DEFINE(ring_b, (id, integer, .primary_key = true),
                (next, integer, .references = SQ_REF(ring_c, id), .fk_name = "fk_b_c"));
SQ_TABLE_DEFINE_WITH(ring_c,
                     (.constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(
                          SQ_KEYS("next"), ring_a, SQ_KEYS("id"), .name = "fk_c_a"))),
                     (id, integer, .primary_key = true), (next, integer),
                     (self, integer, .references = SQ_REF(ring_c, id), .fk_name = "fk_c_c"));
/* a cycle whose keys have no name to drop them by */
SQ_TABLE_DECLARE(pair_b, (id, integer), (other, integer));
SQ_TABLE(pair_a, (id, integer, .primary_key = true),
         (other, integer, .references = SQ_REF(pair_b, id)));
SQ_TABLE_DEFINE(pair_b, (id, integer, .primary_key = true),
                (other, integer, .references = SQ_REF(pair_a, id)));

/* ---- what is there is left alone ---- */

static int definitions; /* CREATE, ALTER and DROP that were sent */
static void count_definition(const sq_event *ev, void *user)
{
    (void)user;
    definitions += strncmp(ev->sql, "SELECT", 6) != 0;
}

#define OPEN_COUNTING_OR_SKIP()                                                                    \
    OPEN_OR_SKIP();                                                                                \
    ck_assert_int_eq(                                                                              \
        sq_engine_listen(suite_now.db, 1u << SQ_EVENT_EXECUTE, count_definition, NULL), SQ_OK)

START_TEST(test_suite_create_leaves_types_and_sequences_that_are_there)
{
    OPEN_COUNTING_OR_SKIP();
    ck_ok(sq_create_all(suite_now.c, children, parents));
    suite_ok(suite_now.c, "DROP TABLE children");
    ck_ok(sq_create_all(suite_now.c, children, parents));
    definitions = 0;
    ck_ok(sq_create_all(suite_now.c, children, parents));
    ck_assert_int_eq(definitions, 0);
    ck_ok(sq_drop_all(suite_now.c, children, parents));
    definitions = 0;
    ck_ok(sq_drop_all(suite_now.c, children, parents));
    ck_assert_int_eq(definitions, 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_create_unchecked_is_refused_by_the_database)
{
    OPEN_COUNTING_OR_SKIP();
    ck_ok(sq_create_all_with(suite_now.c, (.check_first = SQ_CHECK_NONE), parents));
    int rc = sq_create_all_with(suite_now.c, (.check_first = SQ_CHECK_NONE), parents);
    ck_assert_int_eq(status_of(rc), SQ_ERR_EXISTS);
    rc = sq_create_all_with(suite_now.c, (.check_first = SQ_CHECK_TYPES), parents);
    ck_assert_int_eq(status_of(rc), SQ_ERR_EXISTS);
    rc = sq_create_all_with(suite_now.c, (.check_first = SQ_CHECK_TABLES), children, parents);
    /* only PostgreSQL has types of their own */
    ck_assert_int_eq(status_of(rc), on("postgresql") ? SQ_ERR_EXISTS : SQ_OK);
    ck_ok(sq_drop_all(suite_now.c, children, parents));
    rc = sq_drop_all_with(suite_now.c, (.check_first = SQ_CHECK_NONE), parents);
    ck_assert_int_eq(status_of(rc), SQ_ERR_NO_SUCH_TABLE);
    suite_close();
}
END_TEST

/* ---- cycles ---- */

static int64_t count_keys(void)
{
    if (on("sqlite"))
        return suite_int(suite_now.c, "SELECT count(*) FROM sqlite_master m, "
                                      "pragma_foreign_key_list(m.name) WHERE m.type = 'table'");
    return suite_int(suite_now.c, "SELECT count(*) FROM information_schema.table_constraints WHERE "
                                  "constraint_type = 'FOREIGN KEY' AND table_name LIKE 'ring%'");
}

START_TEST(test_suite_create_breaks_a_cycle_and_closes_it_again)
{
    OPEN_COUNTING_OR_SKIP();
    ck_ok(sq_create_all(suite_now.c, ring_c, ring_a, ring_b));
    ck_assert_int_eq(count_keys(), 4);
    suite_ok(suite_now.c, "INSERT INTO ring_c VALUES (1, NULL, 1)");
    suite_ok(suite_now.c, "INSERT INTO ring_b VALUES (1, 1)");
    suite_ok(suite_now.c, "INSERT INTO ring_a VALUES (1, 1)");
    suite_ok(suite_now.c, "UPDATE ring_c SET next = 1");
    ck_assert_int_eq(suite_run(suite_now.c, "UPDATE ring_c SET next = 2"), SQ_ERR_FOREIGN_KEY);
    ck_assert_int_eq(suite_run(suite_now.c, "DELETE FROM ring_b"), SQ_ERR_FOREIGN_KEY);
    int rc = sq_drop_all(suite_now.c, ring_a, ring_b, ring_c);
    ck_assert_msg(rc == SQ_OK, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM ring_b"), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(count_keys(), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_create_cycle_without_names_can_not_be_dropped_where_it_has_to_be_broken)
{
    OPEN_COUNTING_OR_SKIP();
    ck_ok(sq_create_all(suite_now.c, pair_a, pair_b));
    definitions = 0;
    int rc = status_of(sq_drop_all(suite_now.c, pair_a, pair_b));
    ck_assert_int_eq(rc, on("sqlite") ? SQ_OK : SQ_ERR_COMPILE);
    if (!on("sqlite")) {
        ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "has no name"));
        ck_assert_int_eq(definitions, 0);
    }
    suite_close();
}
END_TEST

/* ---- listeners ---- */

static char told[2000];
static void write_down(const sq_event *ev, void *user)
{
    static const char *const words[] = {"<", ">", "-<", "->"};
    const sq_table *t = sq_table_of(ev->table);
    size_t n = strlen(told);
    (void)user;
    snprintf(told + n, sizeof told - n, " %s%s", words[ev->kind - SQ_EVENT_BEFORE_CREATE],
             t          ? t->name
             : ev->type ? ev->type->details->name
                        : "all");
}

/* A definition for one database alone, once its table is there. */
static void add_view(const sq_event *ev, void *user)
{
    if (sq_table_of(ev->table) != &parents_table_def)
        return;
    sq_builder *q = sq_builder_new();
    const sq_stmt *s = sq_ddl_text(q, SQ_SQL("CREATE VIEW names AS SELECT name FROM %(table)s"),
                                   ev->table, NULL, 0);
    if (strcmp(sq_dialect_name(sq_engine_dialect(sq_conn_engine(ev->conn))), user) == 0)
        (void)sq_exec(ev->conn, s);
    sq_builder_free(q);
}

enum {
    DEFINITIONS = 1u << SQ_EVENT_BEFORE_CREATE | 1u << SQ_EVENT_AFTER_CREATE |
                  1u << SQ_EVENT_BEFORE_DROP | 1u << SQ_EVENT_AFTER_DROP
};

START_TEST(test_suite_create_tells_before_and_after)
{
    OPEN_COUNTING_OR_SKIP();
    told[0] = '\0';
    ck_assert_int_eq(sq_engine_listen(suite_now.db, DEFINITIONS, write_down, NULL), SQ_OK);
    ck_ok(sq_create_all(suite_now.c, parents));
    ck_ok(sq_create_all(suite_now.c, children, parents));
    ck_ok(sq_drop_all(suite_now.c, children, parents));
    ck_assert_str_eq(told, on("postgresql")
                               ? " <all <mood >mood <parents >parents >all"
                                 " <all <children >children >all"
                                 " -<all -<children ->children -<parents ->parents"
                                 " -<mood ->mood ->all"
                               : " <all <parents >parents >all <all <children >children >all"
                                 " -<all -<children ->children -<parents ->parents ->all");
    suite_close();
}
END_TEST

START_TEST(test_suite_create_listener_adds_definitions_for_one_database)
{
    OPEN_COUNTING_OR_SKIP();
    uint32_t after = 1u << SQ_EVENT_AFTER_CREATE;
    ck_assert_int_eq(sq_engine_listen(suite_now.db, after, add_view, "postgresql"), SQ_OK);
    ck_ok(sq_create_all(suite_now.c, parents));
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM names"),
                     on("postgresql") ? 0 : SQ_ERR_NO_SUCH_TABLE);
    suite_close();
}
END_TEST

static void fail_once(const sq_event *ev, void *user)
{
    (void)user;
    if (ev->table)
        (void)(sq_sql_exec)(ev->conn, SQ_SQL("DROP TABLE nowhere"), NULL, 0);
}

START_TEST(test_suite_create_ends_where_a_listener_fails)
{
    OPEN_COUNTING_OR_SKIP();
    ck_assert_int_lt(suite_run(suite_now.c, "SELECT 1 FROM nowhere"), 0); /* counts no more */
    ck_assert_int_eq(sq_engine_listen(suite_now.db, 1u << SQ_EVENT_AFTER_CREATE, fail_once, NULL),
                     SQ_OK);
    ck_assert_int_eq(sq_create_all(suite_now.c, children, parents), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM parents"), 0);
    ck_assert_int_eq(suite_run(suite_now.c, "SELECT * FROM children"), SQ_ERR_NO_SUCH_TABLE);
    suite_close();
}
END_TEST

START_TEST(test_suite_create_makes_indexes_only_where_they_are_wanted)
{
    OPEN_COUNTING_OR_SKIP();
    ck_ok(sq_create_all(suite_now.c, parents));
    const sq_index lite = {.name = "ix_lite", .table = &parents_table_def},
                   server = {.name = "ix_server", .table = &parents_table_def};
    sq_builder *q = sq_scratch(suite_now.c);
    ck_assert_int_eq(sq_exec(suite_now.c, sq_drop_index(q, on("sqlite") ? &lite : &server, NULL)),
                     0);
    ck_assert_int_lt(sq_exec(suite_now.c, sq_drop_index(q, on("sqlite") ? &server : &lite, NULL)),
                     0);
    suite_close();
}
END_TEST

/* ---- other schemas ---- */

START_TEST(test_suite_create_in_a_schema_of_another_name)
{
    OPEN_COUNTING_OR_SKIP();
    char other[40] = "Other \"schema\" `x`", schema[80];
    sq_builder *q = sq_scratch(suite_now.c);
    if (on("sqlite")) {
        suite_ok(suite_now.c, "ATTACH ':memory:' AS \"Other \"\"schema\"\" `x`\"");
    } else {
        snprintf(schema, sizeof schema, "%s %p", other, (void *)suite_now.db);
        snprintf(other, sizeof other, "%.39s", schema); /* a database is seen by other runs */
        ck_assert_msg(sq_exec(suite_now.c, sq_create_schema(q, sq_name_of(other), NULL)) >= 0, "%s",
                      sq_errmsg(suite_now.c));
    }
    const sq_schema_mapping to[] = {{NULL, other}};
#define GO_THERE()                                                                                 \
    ck_ok(sq_conn_compile_options(suite_now.c, .schema_translate = to, .n_schema_translate = 1))
    GO_THERE();
    ck_ok(sq_create_all(suite_now.c, children, parents));
    definitions = 0;
    ck_ok(sq_create_all(suite_now.c, children, parents));
    ck_assert_int_eq(definitions, 0);
    const char *here = on("sqlite") ? "SELECT * FROM main.parents" : "SELECT * FROM parents";
    ck_assert_int_eq(suite_run(suite_now.c, here), SQ_ERR_NO_SUCH_TABLE);
    ck_ok(sq_conn_compile_options(suite_now.c, .lenient = false));
    ck_ok(sq_create_all(suite_now.c, parents));
    GO_THERE();
    ck_ok(sq_drop_all(suite_now.c, children, parents));
    ck_assert_int_eq(suite_run(suite_now.c, here), 0);
    if (!on("sqlite"))
        ck_assert_int_ge(sq_exec(suite_now.c, sq_drop_schema(q, sq_name_of(other), NULL)), 0);
    suite_close();
}
END_TEST

size_t suite_create_all(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_create_leaves_types_and_sequences_that_are_there),
        TEST(test_suite_create_unchecked_is_refused_by_the_database),
        TEST(test_suite_create_breaks_a_cycle_and_closes_it_again),
        TEST(test_suite_create_cycle_without_names_can_not_be_dropped_where_it_has_to_be_broken),
        TEST(test_suite_create_tells_before_and_after),
        TEST(test_suite_create_listener_adds_definitions_for_one_database),
        TEST(test_suite_create_ends_where_a_listener_fails),
        TEST(test_suite_create_makes_indexes_only_where_they_are_wanted),
        TEST(test_suite_create_in_a_schema_of_another_name)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
