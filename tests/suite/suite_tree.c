/* suite_tree.c: statements built as trees, from the cache to rows and structs. */
#include "squill.h"
#include "tests/suite/suite.h"

SQ_TABLE(people, (id, bigint, .primary_key = true), (name, varchar(80), .not_null = true),
         (email, text, .unique = true), (age, integer), (score, double), (active, boolean),
         (born, date), (seen, timestamp), (photo, blob));
SQ_TABLE(pets, (id, bigint, .primary_key = true),
         (owner, bigint, .not_null = true, .references = SQ_REF(people, id)),
         (name, text, .not_null = true));

static int next_number(void *context, sq_value *out)
{
    *out = sq_int_value(++*(int *)context);
    return SQ_OK;
}

static int number;
SQ_TABLE(numbered, (id, integer, .primary_key = true),
         (number, integer,
          .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = next_number, .context = &number}));

typedef struct person {
    int64_t id;
    char name[16];
    const char *email;
    int age;
    double score;
    bool active;
} person;
SQ_ROW(person, id, name, email, age, score, active);
typedef struct new_person {
    int64_t id;
    const char *name;
    sq_value email, age;
} new_person;
SQ_ROW(new_person, id, name, email, age);

static sq_conn *c;
static sq_builder *q;

static bool open_with_tables(int i)
{
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    ck_assert_msg(sq_create_all(c, people, pets) == SQ_OK, "%s", sq_errmsg(c));
    return true;
}

#define OPEN_TABLES_OR_SKIP()                                                                      \
    if (!open_with_tables(_i))                                                                     \
        return;
#define ok(call) ck_assert_msg((call) >= 0, #call ": %s", sq_errmsg(c))

static const sq_stmt *insert_person(int64_t id, const char *name, const char *email, int age)
{
    return sq_values(sq_insert(q, people), sq_set(people.id, id), sq_set(people.name, name),
                     sq_set(people.email, email), sq_set(people.age, age));
}

static void fill(void)
{
    static const char *const names[] = {"ann", "bob", "cid", "dee"};
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(sq_exec(c, insert_person(i + 1, names[i], NULL, 20 + 10 * i)), 1);
}

static int64_t count_people(void)
{
    return sq_scalar_int(c, sq_select(q, sq_count(q, people.id)), -1);
}

/* ---- pieces ---- */

typedef struct gathered {
    char bytes[300];
    size_t n, most;
    int pieces, stop_at;
} gathered;

static bool gather(const char *p, size_t n, void *user)
{
    gathered *g = user;
    ck_assert_uint_le(g->n + n, sizeof g->bytes);
    memcpy(g->bytes + g->n, p, n);
    g->n += n;
    g->most = n > g->most ? n : g->most;
    return ++g->pieces != g->stop_at;
}

START_TEST(test_suite_tree_large_value_is_read_in_pieces)
{
    OPEN_TABLES_OR_SKIP();
    char photo[250];
    for (size_t i = 0; i < sizeof photo; i++)
        photo[i] = (char)(i * 7);
    fill();
    const sq_stmt *s = sq_where(sq_update(q, people), sq_eq(q, people.id, 2));
    s = sq_values(s, sq_set(people.photo, sq_bytes_value(photo, sizeof photo)));
    ck_assert_int_eq(sq_exec(c, s), 1);
    static const size_t sizes[] = {1, 7, 50, 249, 250, 251, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        gathered g = {.n = 0};
        int64_t n = sq_read_pieces(c, people.photo, sq_eq(q, people.id, 2), sizes[i], gather, &g);
        ck_assert_msg(n == sizeof photo, "%lld: %s", (long long)n, sq_errmsg(c));
        ck_assert_mem_eq(g.bytes, photo, sizeof photo);
        ck_assert_uint_le(g.most, sizes[i]);
    }
    gathered g = {.stop_at = 2};
    ck_assert_int_eq(sq_read_pieces(c, people.photo, sq_eq(q, people.id, 2), 10, gather, &g), 20);
    ok(sq_exec(c, insert_person(9, "J\xC3\xBCrgen \xE2\x82\xAC", NULL, 1)));
    g = (gathered){.n = 0};
    ck_assert_int_eq(sq_read_pieces(c, people.name, sq_eq(q, people.id, 9), 3, gather, &g), 11);
    ck_assert_mem_eq(g.bytes, "J\xC3\xBCrgen \xE2\x82\xAC", 11);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_pieces_of_no_value_are_refused)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    gathered g = {.n = 0};
    const sq_expr *ann = sq_eq(q, people.id, 1);
    ck_assert_int_eq(sq_read_pieces(c, people.photo, ann, 10, gather, &g), SQ_ERR_NULL);
    ck_assert_int_eq(sq_read_pieces(c, people.name, sq_eq(q, people.id, 77), 10, gather, &g),
                     SQ_ERR_NO_ROW);
    ck_assert_int_eq(sq_read_pieces(c, people.name, sq_true(q), 10, gather, &g), SQ_ERR_MANY_ROWS);
    ck_assert_int_eq(sq_read_pieces(c, people.name, ann, 0, gather, &g), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_read_pieces(c, people.name, ann, 10, NULL, &g), SQ_ERR_ARGUMENT);
    ck_assert_int_eq(g.pieces, 0);
    ok(sq_exec(c, insert_person(9, "", NULL, 1)));
    ck_assert_int_eq(sq_read_pieces(c, people.name, sq_eq(q, people.id, 9), 3, gather, &g), 0);
    ck_assert_int_eq(g.pieces, 0);
    suite_close();
}
END_TEST

/* ---- select ---- */

START_TEST(test_suite_tree_rows_come_back_into_structs)
{
    OPEN_TABLES_OR_SKIP();
    const sq_stmt *s = sq_values(sq_insert(q, people), sq_set(people.id, 7),
                                 sq_set(people.name, "J\xC3\xBCrgen"),
                                 sq_set(people.email, "j@example.org"), sq_set(people.age, 33),
                                 sq_set(people.score, 0.5), sq_set(people.active, true));
    ck_assert_int_eq(sq_exec(c, s), 1);
    s = sq_select(q, people.id, people.name, people.email, people.age, people.score, people.active);
    s = sq_where(s, sq_eq(q, people.name, "J\xC3\xBCrgen"), sq_ge(q, people.age, 18));
    for (int stream = 0; stream < 2; stream++) {
        sq_result *r = stream ? sq_stream(c, s) : sq_query(c, s);
        person p;
        ck_assert_msg(sq_fetch(r, person, &p), "%s", sq_result_error(r)->message);
        ck_assert_int_eq(p.id, 7);
        ck_assert_str_eq(p.name, "J\xC3\xBCrgen");
        ck_assert_str_eq(p.email, "j@example.org");
        ck_assert_int_eq(p.age, 33);
        ck_assert_double_eq(p.score, 0.5);
        ck_assert(p.active);
        ck_assert_str_eq(sq_result_name(r, 2), "email");
        ck_assert_int_eq(sq_result_type(r, 3)->kind, SQ_T_INTEGER);
        ck_assert(!sq_fetch(r, person, &p));
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_column_types_give_values_their_kind)
{
    OPEN_TABLES_OR_SKIP();
    const int64_t seen = 951782400000000 + (T->whole_seconds ? 0 : 123456);
    const sq_stmt *s = sq_values(sq_insert(q, people), sq_set(people.id, 1),
                                 sq_set(people.name, "x"), sq_set(people.active, false),
                                 sq_set(people.born, sq_date_value(1999, 12, 31)),
                                 sq_set(people.seen, sq_datetime_value(seen)),
                                 sq_set(people.photo, sq_bytes_value("\0\xFF", 2)));
    ok(sq_exec(c, s));
    s = sq_select(q, people.active, people.born, people.seen, people.photo, people.age);
    sq_result *r = sq_query(c, s);
    ck_assert_int_eq(sq_one(r), SQ_OK);
    ck_assert_int_eq(sq_get_value(r, 0).kind, SQ_V_BOOL);
    ck_assert_int_eq(sq_get_value(r, 0).v.i, 0);
    ck_assert_int_eq(sq_get_value(r, 1).kind, SQ_V_DATE);
    ck_assert_int_eq(sq_get_date(r, 1), sq_date_value(1999, 12, 31).v.i);
    ck_assert_int_eq(sq_get_value(r, 2).kind, SQ_V_DATETIME);
    ck_assert_int_eq(sq_get_datetime(r, 2), seen);
    ck_assert_int_eq(sq_get_value(r, 3).kind, SQ_V_BYTES);
    ck_assert_mem_eq(sq_get_bytes(r, 3).p, "\0\xFF", 2);
    ck_assert_int_eq(sq_get_value(r, 4).kind, SQ_V_NULL);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_named_parameter_gets_its_value_at_execution)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    const sq_stmt *s = sq_select(q, people.name);
    s = sq_where(s, sq_ge(q, people.age, sq_bindparam(q, "least", .type = sq_integer())));
    s = sq_order_by(s, people.id);
    for (int least = 20; least <= 60; least += 10) {
        sq_result *r = sq_query(c, s, sq_bind("least", least));
        ck_assert_int_eq(sq_row_count(r), least > 50 ? 0 : (50 - least) / 10 + 1);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "least"));
    ck_assert_int_eq(sq_exec(c, s, sq_bind("least", 1), sq_bind("most", 2)), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "most"));
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_lists_of_any_length_share_one_compiled_form)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    sq_cache_counters before, after;
    sq_cache_stats(sq_engine_cache(suite_now.db), &before);
    sq_value ids[] = {sq_int_value(1), sq_int_value(3), sq_int_value(4), sq_int_value(99)};
    static const int found[] = {0, 1, 2, 3, 3};
    for (size_t n = 0; n <= 4; n++) {
        const sq_stmt *s = sq_select(q, people.id);
        s = sq_where(s, sq_in_n(q, people.id, ids, n));
        sq_result *r = sq_query(c, s);
        ck_assert_msg(sq_result_error(r)->status == SQ_OK, "%s", sq_result_error(r)->message);
        ck_assert_int_eq(sq_row_count(r), found[n]);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    sq_cache_stats(sq_engine_cache(suite_now.db), &after);
    ck_assert_uint_eq(after.misses - before.misses, 1);
    ck_assert_uint_eq(after.hits - before.hits, 4);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_compiled_form_is_executed_as_it_is)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    const sq_stmt *s = sq_select(q, people.name);
    s = sq_where(s, sq_eq(q, people.id, sq_bindparam(q, "id", .type = sq_bigint())));
    sq_error e;
    sq_compiled *k = sq_prepare(sq_engine_cache(suite_now.db), s, sq_engine_dialect(suite_now.db),
                                NULL, &e);
    ck_assert_msg(k != NULL, "%s", e.message);
    for (int i = 1; i <= 4; i++) {
        sq_result *r = sq_query(c, k, sq_bind("id", i));
        ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
        ck_assert_int_eq(sq_get_text(r, 0)[0], 'a' + i - 1);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
    ck_assert_int_eq(sq_exec(c, k, sq_bind("id", 99)), 0);
    ck_assert_int_eq(sq_exec(c, k), SQ_ERR_ARGUMENT);
    sq_compiled_unref(k);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_compiled_form_keeps_the_values_of_its_statement)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    char name[] = "bob";
    const sq_stmt *s = sq_select(q, people.id);
    s = sq_where(s, sq_or(q, sq_eq(q, people.name, name), sq_in(q, people.id, 3, 4)));
    sq_cache *cache = sq_engine_cache(suite_now.db);
    sq_error e;
    sq_compiled *k = sq_prepare(cache, s, sq_engine_dialect(suite_now.db), NULL, &e);
    ck_assert_msg(k != NULL, "%s", e.message);
    name[0] = 'x';
    sq_builder_reset(q);
    sq_result *r = sq_query(c, k);
    int64_t sum = 0;
    while (sq_row(r))
        sum += sq_get_int64(r, 0);
    ck_assert_msg(sq_done(r) == SQ_OK, "%s", sq_result_error(r)->message);
    ck_assert_int_eq(sum, 2 + 3 + 4);
    sq_compiled_unref(k);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_scalars)
{
    OPEN_TABLES_OR_SKIP();
    ck_assert_int_eq(count_people(), 0);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, people.age), 77), 77);
    fill();
    ck_assert_int_eq(count_people(), 4);
    const sq_stmt *ann = sq_where(sq_select(q, people.name), sq_eq(q, people.id, 1));
    const char *name = sq_scalar_text(c, ann, "nobody");
    const sq_stmt *email = sq_where(sq_select(q, people.email), sq_eq(q, people.id, 1));
    ck_assert_str_eq(sq_scalar_text(c, email, "no mail"), "no mail");
    ck_assert_str_eq(name, "ann");
    ck_assert_double_eq(sq_scalar_double(c, sq_select(q, sq_max(q, people.age)), -1), 50);
    ck_assert_int_eq(sq_scalar_int(c, ann, -1), -1);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_CONVERSION);
    suite_close();
}
END_TEST

/* ---- changes ---- */

START_TEST(test_suite_tree_insert_update_delete_count_rows)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    const sq_stmt *s = sq_update(q, people);
    s = sq_values(s, sq_set(people.age, sq_add(q, people.age, 1)));
    ck_assert_int_eq(sq_exec(c, sq_where(s, sq_lt(q, people.age, 45))), 3);
    ck_assert_int_eq(sq_exec(c, sq_where(sq_delete(q, people), sq_gt(q, people.age, 45))), 1);
    ck_assert_int_eq(count_people(), 3);
    ck_assert_int_eq(sq_exec(c, insert_person(1, "again", NULL, 1)), SQ_ERR_UNIQUE);
    s = sq_values(sq_insert(q, pets), sq_set(pets.id, 1), sq_set(pets.owner, 999),
                  sq_set(pets.name, "rex"));
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_FOREIGN_KEY);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_text_of_an_attacker_stays_a_value)
{
    OPEN_TABLES_OR_SKIP();
    const char *evil = "x'); DROP TABLE people; --";
    ok(sq_exec(c, insert_person(1, evil, "\\' OR 1=1 --", 1)));
    const sq_stmt *s = sq_where(sq_select(q, people.name), sq_eq(q, people.name, evil));
    ck_assert_str_eq(sq_scalar_text(c, s, NULL), evil);
    ck_assert_int_eq(count_people(), 1);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_wrong_statement_fails_the_transaction_before_it_is_sent)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    sq_begin(c);
    ok(sq_exec(c, insert_person(9, "zoe", NULL, 1)));
    const sq_stmt *s = sq_where(sq_select(q, people.id), sq_eq(q, people.age, "old"));
    ck_assert_int_eq(sq_exec(c, s), SQ_ERR_TYPE);
    ck_assert_int_eq(sq_exec(c, insert_person(10, "yan", NULL, 1)), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(c), SQ_ERR_TYPE);
    ck_assert_int_eq(count_people(), 4);
    suite_close();
}
END_TEST

/* ---- many ---- */

enum { MANY = 500 };

static void make_many(new_person *rows, char (*names)[16])
{
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], 16, "name%d", i);
        rows[i] = (new_person){.id = i, .name = names[i]};
        rows[i].email = i % 2 ? sq_text_value(names[i]) : sq_null_value();
        rows[i].age = i % 3 ? sq_int_value(i) : sq_null_value();
    }
}

START_TEST(test_suite_tree_many_structs_are_inserted_in_one_call)
{
    OPEN_TABLES_OR_SKIP();
    new_person rows[MANY];
    char names[MANY][16];
    make_many(rows, names);
    int64_t n = sq_exec_many(c, sq_insert(q, people), new_person, rows, MANY);
    ck_assert_msg(n == MANY, "%lld %s", (long long)n, sq_errmsg(c));
    ck_assert(!sq_in_transaction(c));
    const sq_stmt *s = sq_select(q, people.id, people.name, people.email, people.age);
    sq_result *r = sq_query(c, sq_order_by(s, people.id));
    size_t k;
    const new_person *back = sq_fetch_all(r, new_person, &k);
    ck_assert_uint_eq(k, MANY);
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(back[i].id, i);
        ck_assert_str_eq(back[i].name, names[i]);
        ck_assert_int_eq(back[i].email.kind, i % 2 ? SQ_V_TEXT : SQ_V_NULL);
        ck_assert_int_eq(back[i].age.kind, i % 3 ? SQ_V_INT : SQ_V_NULL);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_many_are_all_or_nothing)
{
    OPEN_TABLES_OR_SKIP();
    new_person rows[MANY];
    char names[MANY][16];
    make_many(rows, names);
    rows[MANY - 1].id = 3; /* a second one */
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, people), new_person, rows, MANY), SQ_ERR_UNIQUE);
    ck_assert_int_eq(sq_status_of(c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(count_people(), 0);
    sq_begin(c);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, people), new_person, rows, 10), 10);
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, people), new_person, rows, 0), 0);
    ck_assert(sq_in_transaction(c));
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    ck_assert_int_eq(count_people(), 0);
    suite_close();
}
END_TEST

typedef struct raise {
    int64_t who;
    int by;
} raise;
SQ_ROW(raise, who, by);

START_TEST(test_suite_tree_many_updates_take_members_as_parameters)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    const sq_stmt *s = sq_update(q, people);
    const sq_expr *by = sq_bindparam(q, "by", .type = sq_integer());
    s = sq_values(s, sq_set(people.age, sq_add(q, people.age, by)));
    s = sq_where(s, sq_eq(q, people.id, sq_bindparam(q, "who", .type = sq_bigint())));
    const raise rows[] = {{1, 5}, {4, 7}, {99, 1}};
    int64_t n = sq_exec_many(c, s, raise, rows, 3);
    ck_assert_msg(n == 2, "%lld %s", (long long)n, sq_errmsg(c));
    s = sq_select(q, sq_sum(q, people.age));
    ck_assert_int_eq(sq_scalar_int(c, s, -1), 20 + 30 + 40 + 50 + 5 + 7);
    suite_close();
}
END_TEST

typedef struct new_numbered {
    int id;
} new_numbered;
SQ_ROW(new_numbered, id);

START_TEST(test_suite_tree_default_of_the_client_is_asked_for_each_of_many)
{
    OPEN_TABLES_OR_SKIP();
    ok(sq_create_all(c, numbered));
    const new_numbered rows[] = {{1}, {2}, {3}, {4}};
    number = 0;
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, numbered), new_numbered, rows, 4), 4);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, sq_max(q, numbered.number)), -1), 4);
    suite_close();
}
END_TEST

/* ---- schema ---- */

START_TEST(test_suite_tree_tables_are_created_and_dropped_in_order)
{
    OPEN_TABLES_OR_SKIP();
    ck_assert_msg(sq_drop_all(c, people, pets) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_int_eq(sq_exec(c, sq_select(q, people.id)), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_int_eq(sq_create_all(c, pets, people), SQ_OK);
    fill();
    suite_close();
}
END_TEST

START_TEST(test_suite_tree_scratch_is_empty_for_the_next_borrower)
{
    OPEN_TABLES_OR_SKIP();
    fill();
    const sq_stmt *kept = sq_stmt_ref(sq_where(sq_select(q, people.name), sq_eq(q, people.id, 2)));
    sq_conn_close(c);
    suite_now.c = c = sq_connect(suite_now.db);
    ck_assert_str_eq(sq_scalar_text(c, kept, NULL), "bob");
    sq_stmt_unref(kept);
    suite_close();
}
END_TEST

size_t suite_tree(sqt_test *out)
{
    const sqt_test tests[] = {
        TEST(test_suite_tree_large_value_is_read_in_pieces),
        TEST(test_suite_tree_pieces_of_no_value_are_refused),
        TEST(test_suite_tree_rows_come_back_into_structs),
        TEST(test_suite_tree_column_types_give_values_their_kind),
        TEST(test_suite_tree_named_parameter_gets_its_value_at_execution),
        TEST(test_suite_tree_lists_of_any_length_share_one_compiled_form),
        TEST(test_suite_tree_compiled_form_is_executed_as_it_is),
        TEST(test_suite_tree_compiled_form_keeps_the_values_of_its_statement),
        TEST(test_suite_tree_scalars),
        TEST(test_suite_tree_insert_update_delete_count_rows),
        TEST(test_suite_tree_text_of_an_attacker_stays_a_value),
        TEST(test_suite_tree_wrong_statement_fails_the_transaction_before_it_is_sent),
        TEST(test_suite_tree_many_structs_are_inserted_in_one_call),
        TEST(test_suite_tree_many_are_all_or_nothing),
        TEST(test_suite_tree_many_updates_take_members_as_parameters),
        TEST(test_suite_tree_default_of_the_client_is_asked_for_each_of_many),
        TEST(test_suite_tree_tables_are_created_and_dropped_in_order),
        TEST(test_suite_tree_scratch_is_empty_for_the_next_borrower)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
