/* suite_reflect.c: what is read of a live database: that the tables made of it make the same
 * database again, that what was asked for comes and nothing else, and what the inspector lists. */
#include "squill.h"
#include "tests/suite/catalog.h"

enum { N_TABLES = SUITE_TRADE_TABLES };

static sq_conn *c;
static sq_builder *q;
static sq_metadata *m;

static bool open_for_reading(int i)
{
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    m = sq_metadata_new();
    return true;
}
#define OPEN_TO_READ_OR_SKIP()                                                                     \
    if (!open_for_reading(_i))                                                                     \
        return;

static void close_all(void)
{
    sq_metadata_unref(m);
    suite_close();
}

static void create_trade(void)
{
    ck_assert_msg(sq_create_all_n(c, suite_trade, N_TABLES) == SQ_OK, "%s", sq_errmsg(c));
}

static const sq_table *found(const sq_metadata *in, const char *name)
{
    const sq_table *t = sq_table_of(sq_metadata_find(in, NULL, name).sq_);
    ck_assert_msg(t != NULL, "%s", name);
    return t;
}

static const sq_column *column_of(const sq_table *t, const char *key)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->columns[i].key, key) == 0)
            return &t->columns[i];
    ck_abort_msg("%s", key);
    return NULL;
}

static size_t tables_of(const sq_metadata *in, const sq_relation *out[N_TABLES])
{
    size_t n = sq_metadata_count(in);
    ck_assert_uint_le(n, N_TABLES);
    for (size_t i = 0; i < n; i++)
        out[i] = &sq_metadata_at(in, i)->relation;
    return n;
}

/* ---- the same database again ---- */

START_TEST(test_suite_reflected_tables_make_the_same_database_again)
{
    OPEN_TO_READ_OR_SKIP();
    const sq_relation *tables[N_TABLES];
    create_trade();
    ck_assert_msg(sq_reflect(c, m) == N_TABLES, "%s", sq_errmsg(c));
    suite_same_catalog(suite_trade, N_TABLES, NULL); /* nothing was changed by it */
    ck_assert_msg(sq_drop_all_n(c, suite_trade, N_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    size_t n = tables_of(m, tables);
    ck_assert_msg(sq_create_all_n(c, tables, n) == SQ_OK, "%s", sq_errmsg(c));
    suite_same_catalog(suite_trade, N_TABLES, NULL);
    ck_assert_msg(sq_drop_all_n(c, tables, n) == SQ_OK, "%s", sq_errmsg(c));
    close_all();
}
END_TEST

static void write_definition(const char *sql, void *out)
{
    size_t n = strlen(out);
    ck_assert_uint_lt(n + strlen(sql) + 2, 32768);
    strcat(strcat((char *)out + n, sql), ";");
}

static void write_definitions(const sq_metadata *in, char out[32768])
{
    const sq_relation *tables[N_TABLES];
    sq_error err;
    out[0] = '\0';
    size_t n = tables_of(in, tables);
    ck_assert_int_eq(sq_create_all_sql_n(sq_engine_dialect(suite_now.db), tables, n,
                                         write_definition, out, &err),
                     SQ_OK);
}

START_TEST(test_suite_reflected_twice_is_the_same)
{
    static char first[32768], second[32768];
    const sq_relation *tables[N_TABLES];
    OPEN_TO_READ_OR_SKIP();
    sq_metadata *again = sq_metadata_new();
    create_trade();
    ck_assert_int_eq(sq_reflect(c, m), N_TABLES);
    ck_assert_msg(sq_drop_all_n(c, suite_trade, N_TABLES) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(sq_create_all_n(c, tables, tables_of(m, tables)), SQ_OK);
    ck_assert_int_eq(sq_reflect(c, again), N_TABLES);
    write_definitions(m, first);
    write_definitions(again, second);
    ck_assert_str_eq(first, second);
    ck_assert_ptr_nonnull(strstr(first, "quantity"));
    sq_metadata_unref(again);
    close_all();
}
END_TEST

/* Names that have to be quoted, in every place where one may stand. */
START_TEST(test_suite_reflected_names_come_back_as_they_are)
{
    static const char *const names[] = {"a.b",    "it's", "say \"so\"", "p%q",       "a:b",
                                        "SELECT", "Ünï",  "two words",  "back`tick", "[x]"};
    OPEN_TO_READ_OR_SKIP();
    sq_metadata *own = sq_metadata_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *name = names[i], *keys[] = {name, NULL};
        const sq_column_spec columns[] = {
            {.name = name, .type = sq_integer(), .o = {.primary_key = true, .comment = "it's"}},
            {.name = "x", .type = sq_integer()}};
        const sq_constraint constraints[] = {{.kind = SQ_CONSTRAINT_FOREIGN_KEY,
                                              .name = name,
                                              .columns = SQ_KEYS("x"),
                                              .ref_name = name,
                                              .ref_columns = keys},
                                             {.kind = SQ_CONSTRAINT_END}};
        char index_name[40];
        snprintf(index_name, sizeof index_name, "ix %s", name);
        const sq_index indexes[] = {{.name = index_name, .columns = keys}, {.end = true}};
        const sq_table_options o = {.constraints = constraints, .indexes = indexes};
        sq_source t = sq_metadata_table(own, sq_name_of(name), columns, 2, &o);
        ck_assert_msg(sq_create_all_n(c, &t.sq_, 1) == SQ_OK, "%s: %s", name, sq_errmsg(c));
    }
    ck_assert_msg(sq_reflect(c, m) == sizeof names / sizeof *names, "%s", sq_errmsg(c));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const sq_table *t = found(m, names[i]);
        char index_name[40];
        snprintf(index_name, sizeof index_name, "ix %s", names[i]);
        ck_assert_str_eq(t->columns[0].key, names[i]);
        bool seen = false;
        for (const sq_index *x = t->o.indexes; x && !x->end; x++)
            seen = seen ||
                   (strcmp(x->name, index_name) == 0 && strcmp(x->columns[0], names[i]) == 0);
        ck_assert_msg(seen, "%s", names[i]);
        const sq_constraint *k = t->o.constraints;
        while (k->kind != SQ_CONSTRAINT_FOREIGN_KEY)
            ck_assert_int_ne((k++)->kind, SQ_CONSTRAINT_END);
        ck_assert_str_eq(k->name, names[i]);
        ck_assert_str_eq(k->ref_name, names[i]);
        ck_assert_str_eq(k->ref_columns[0], names[i]);
        ck_assert_int_eq(
            sq_exec(c, sq_values(sq_insert(q, sq_source_of(t)), sq_set(&t->columns[0].expr, 1))),
            1);
    }
    sq_metadata_unref(own);
    close_all();
}
END_TEST

/* ---- what is asked for ---- */

START_TEST(test_suite_reflected_table_brings_those_it_refers_to)
{
    OPEN_TO_READ_OR_SKIP();
    sq_metadata *alone = sq_metadata_new();
    create_trade();
    sq_source t = sq_reflect_table(c, m, "customers");
    ck_assert_ptr_nonnull(sq_table_of(t.sq_));
    ck_assert_uint_eq(sq_metadata_count(m), 3); /* regions, and their countries */
    found(m, "countries");
    ck_assert_int_eq(sq_reflect(c, m), N_TABLES - 3);
    ck_assert_ptr_eq(found(m, "customers"), sq_table_of(t.sq_));
    sq_reflect_table(c, alone, "customers", .no_resolve_fks = true);
    ck_assert_uint_eq(sq_metadata_count(alone), 1);
    sq_metadata_unref(alone);
    close_all();
}
END_TEST

START_TEST(test_suite_reflect_tells_what_is_not_there)
{
    static const char *const only[] = {"tags", "no_such_table", NULL};
    OPEN_TO_READ_OR_SKIP();
    suite_ok(c, "CREATE TABLE tags (id INTEGER)");
    sq_source t = sq_reflect_table(c, m, "no_such_table");
    ck_assert_ptr_null(sq_table_of(t.sq_));
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "no_such_table"));
    const sq_stmt *s = sq_from(sq_select(q, sq_val(q, 1)), t);
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(sq_reflect(c, m, .only = only), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(sq_reflect(c, NULL), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_reflect(c, m), 1); /* the connection is as good as before */
    close_all();
}
END_TEST

static bool ends_in_s(const char *name, void *user)
{
    ++*(int *)user;
    return name[strlen(name) - 1] == 's';
}

START_TEST(test_suite_reflect_takes_what_is_wanted)
{
    static const char *const only[] = {"tags", "countries", NULL};
    int asked = 0;
    OPEN_TO_READ_OR_SKIP();
    sq_metadata *some = sq_metadata_new(), *views = sq_metadata_new();
    create_trade();
    suite_ok(c, "CREATE VIEW cheap AS SELECT id, name FROM products WHERE price < 10");
    ck_assert_int_eq(sq_reflect(c, m, .only = only), 2);
    found(m, "tags");
    ck_assert_int_eq(
        sq_reflect(c, some, .filter = ends_in_s, .user = &asked, .no_resolve_fks = true),
        N_TABLES - 2); /* staff, journal */
    ck_assert_int_eq(asked, N_TABLES);
    ck_assert_int_eq(sq_reflect(c, views, .kinds = SQ_OBJECT_VIEW), 1);
    const sq_table *cheap = found(views, "cheap");
    ck_assert_uint_eq(cheap->n_columns, 2);
    ck_assert_str_eq(cheap->columns[1].key, "name");
    sq_reflect_table(c, m, "cheap"); /* one that is named is of any kind */
    found(m, "cheap");
    sq_metadata_unref(some);
    sq_metadata_unref(views);
    close_all();
}
END_TEST

static bool change_column(sq_column_spec *column, const char *table, void *user)
{
    ck_assert_str_eq(table, user);
    if (strcmp(column->name, "name") == 0)
        column->o.key = "title";
    if (strcmp(column->name, "id") == 0)
        column->o.comment = "told by us";
    return strcmp(column->name, "category") != 0;
}

START_TEST(test_suite_reflect_lets_columns_be_changed)
{
    const sq_column_spec mine[] = {{.name = "price", .type = sq_numeric(10, 2)}};
    char table[] = "products";
    OPEN_TO_READ_OR_SKIP();
    create_trade();
    sq_source t = sq_reflect_table(c, m, table, .column = change_column, .user = table,
                                   .columns = mine, .n_columns = 1, .no_resolve_fks = true);
    const sq_table *products_there = sq_table_of(t.sq_);
    ck_assert_msg(products_there != NULL, "%s", sq_errmsg(c));
    ck_assert_int_eq(column_of(products_there, "price")->type.kind, SQ_T_NUMERIC);
    ck_assert_str_eq(column_of(products_there, "id")->o.comment, "told by us");
    column_of(products_there, "title");
    for (size_t i = 0; i < products_there->n_columns; i++)
        ck_assert_str_ne(products_there->columns[i].key, "category");
    for (const sq_constraint *k = products_there->o.constraints; k->kind; k++)
        ck_assert_int_ne(k->kind, SQ_CONSTRAINT_FOREIGN_KEY); /* it was of that column */
    for (const sq_index *x = products_there->o.indexes; x && !x->end; x++)
        ck_assert_str_ne(x->name, "ux_products"); /* of category and name */
    close_all();
}
END_TEST

typedef struct tag {
    int id;
    char name[31];
} tag;
SQ_ROW(tag, id, name);

START_TEST(test_suite_reflected_table_is_queried_as_any_other)
{
    tag row;
    OPEN_TO_READ_OR_SKIP();
    create_trade();
    suite_ok(c, "INSERT INTO tags (name) VALUES ('red')");
    sq_source t = sq_reflect_table(c, m, "tags");
    const sq_expr *name = sq_col(q, t, "name");
    const sq_stmt *s = sq_where(sq_select(q, sq_col(q, t, "id"), name), sq_eq(q, name, "red"));
    sq_result *r = sq_query(c, s);
    ck_assert(sq_fetch(r, tag, &row));
    ck_assert_str_eq(row.name, "red");
    ck_assert_int_eq(sq_done(r), SQ_OK);
    ck_assert_int_eq(column_of(sq_table_of(t.sq_), "name")->type.length, 30);
    close_all();
}
END_TEST

/* ---- lists ---- */

static bool lists(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

START_TEST(test_suite_inspector_lists_what_is_there)
{
    size_t n;
    OPEN_TO_READ_OR_SKIP();
    create_trade();
    suite_ok(c, "CREATE VIEW cheap AS SELECT id, name FROM products WHERE price < 10");
    sq_inspector *i = sq_inspector_new(c);
    const char *const *names = sq_inspector_names(i, NULL, SQ_OBJECT_TABLE, SQ_OBJECTS_DEFAULT, &n);
    ck_assert_msg(names != NULL, "%s", sq_errmsg(c));
    ck_assert_uint_eq(n, N_TABLES);
    ck_assert(lists(names, "staff"));
    ck_assert_ptr_null(names[n]);
    names = sq_inspector_names(i, NULL, SQ_OBJECT_VIEW, SQ_OBJECTS_ANY, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(names[0], "cheap");
    const sq_object *o = sq_inspector_objects(i, NULL, &n);
    ck_assert_uint_eq(n, N_TABLES + 1);
    for (size_t at = 0; at < n; at++)
        ck_assert_int_eq(o[at].definition != NULL, o[at].kind == SQ_OBJECT_VIEW);
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "cheap"), 1);
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "dear"), 0);
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "products", "ix_products_category"), 1);
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "products", "ix_none"), 0);
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "none", "ix_none"), 0);
    const char *usual = sq_inspector_default_schema(i);
    ck_assert_ptr_nonnull(usual);
    ck_assert_int_eq(sq_inspector_has_schema(i, usual), 1);
    ck_assert_int_eq(sq_inspector_has_schema(i, "nowhere"), 0);
    ck_assert(lists(sq_inspector_schemas(i, NULL), usual));
    ck_assert_int_eq(sq_inspector_has_table(i, usual, "staff"), 1);
    const sq_table *t = sq_inspector_table(i, NULL, "staff");
    ck_assert_ptr_nonnull(t);
    ck_assert_ptr_eq(sq_inspector_table(i, NULL, "staff"), t);
    ck_assert_str_eq(t->columns[3].key, "email");
    ck_assert_int_eq(sq_inspector_status(i), SQ_OK);
    sq_inspector_free(i);
    close_all();
}
END_TEST

/* A question is no mistake: what is not there is told, and the transaction goes on. */
START_TEST(test_suite_inspector_asked_for_what_is_missing_spoils_no_transaction)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(c, "CREATE TABLE a (id INTEGER)");
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    sq_inspector *i = sq_inspector_new(c);
    ck_assert_ptr_null(sq_inspector_table(i, NULL, "none"));
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "none", "ix"), 0);
    ck_assert_int_eq(sq_status_of(c), SQ_OK);
    suite_ok(c, "INSERT INTO a VALUES (1)");
    sq_inspector_free(i);
    ck_assert_int_eq(sq_commit(c), SQ_OK);
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM a"), 1);
    close_all();
}
END_TEST

START_TEST(test_suite_inspector_remembers_until_it_is_cleared)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(c, "CREATE TABLE a (id INTEGER)");
    sq_inspector *i = sq_inspector_new(c);
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "a"), 1);
    suite_ok(c, "CREATE TABLE b (id INTEGER)");
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "b"), 0);
    sq_inspector_clear(i);
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "b"), 1);
    sq_inspector_free(i);
    close_all();
}
END_TEST

START_TEST(test_suite_inspector_of_a_connection_given_back_tells_so)
{
    size_t n = 7;
    OPEN_TO_READ_OR_SKIP();
    SKIP_IF(T->one_connection, "it has one connection");
    sq_conn *other = sq_connect(suite_now.db);
    sq_inspector *i = sq_inspector_new(other);
    ck_assert_ptr_nonnull(sq_inspector_objects(i, NULL, &n));
    ck_assert_uint_eq(n, 0);
    sq_conn_close(other);
    ck_assert_ptr_null(sq_inspector_objects(i, NULL, &n));
    ck_assert_int_eq(sq_inspector_status(i), SQ_ERR_STALE);
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "a"), SQ_ERR_STALE);
    ck_assert_ptr_null(sq_inspector_table(i, NULL, "a"));
    sq_inspector_free(i);
    ck_assert_int_eq(sq_inspector_has_table(NULL, NULL, "a"), SQ_ERR_NOMEM);
    ck_assert_int_eq(sq_reflect(other, m), SQ_ERR_STALE);
    close_all();
}
END_TEST

size_t suite_reflect(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_reflected_tables_make_the_same_database_again),
        TEST(test_suite_reflected_twice_is_the_same),
        TEST(test_suite_reflected_names_come_back_as_they_are),
        TEST(test_suite_reflected_table_brings_those_it_refers_to),
        TEST(test_suite_reflect_tells_what_is_not_there),
        TEST(test_suite_reflect_takes_what_is_wanted),
        TEST(test_suite_reflect_lets_columns_be_changed),
        TEST(test_suite_reflected_table_is_queried_as_any_other),
        TEST(test_suite_inspector_lists_what_is_there),
        TEST(test_suite_inspector_asked_for_what_is_missing_spoils_no_transaction),
        TEST(test_suite_inspector_remembers_until_it_is_cleared),
        TEST(test_suite_inspector_of_a_connection_given_back_tells_so)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
