/* test_defaults.c: values that the client gives to columns which a statement leaves out. */
#include "squill.h"
#include "squill/sqlite.h"
#include "tests/support/support.h"

static int next_number(void *context, sq_value *out)
{
    int *counter = context;
    *out = sq_int_value(++*counter);
    return SQ_OK;
}

static int no_number(void *context, sq_value *out)
{
    (void)context, (void)out;
    return SQ_ERR_ARGUMENT;
}

static int counter;
SQ_TABLE(notes, (id, integer, .primary_key = true),
         (kind, text, .default_ = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_TEXT("plain")}),
         (number, integer,
          .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = next_number, .context = &counter},
          .onupdate = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_INT(-1)}));
SQ_TABLE(strict, (id, integer, .primary_key = true),
         (number, integer, .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = no_number}));

typedef struct note {
    int id;
} note;
SQ_ROW(note, id);

static sq_engine *open_memory(void)
{
    sq_driver_register(sq_sqlite_driver(), NULL);
    sq_engine *db = sq_engine_open("sqlite://");
    sq_conn *c = sq_connect(db);
    int rc = sq_create_all(c, notes, strict);
    ck_assert_int_eq(rc, SQ_OK);
    sq_conn_close(c);
    return db;
}

START_TEST(test_default_value_and_callback_fill_what_insert_leaves_out)
{
    counter = 0;
    sq_engine *db = open_memory();
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    for (int i = 1; i <= 3; i++)
        ck_assert_int_eq(sq_exec(c, sq_values(sq_insert(q, notes), sq_set(notes.id, i))), 1);
    const sq_stmt *s = sq_values(sq_insert(q, notes), sq_set(notes.id, 9),
                                 sq_set(notes.kind, "own"));
    ck_assert_int_eq(sq_exec(c, s), 1);
    s = sq_select(q, sq_sum(q, notes.number));
    ck_assert_int_eq(sq_scalar_int(c, s, -1), 1 + 2 + 3 + 4);
    s = sq_where(sq_select(q, sq_count_all(q)), sq_eq(q, notes.kind, "plain"));
    ck_assert_int_eq(sq_scalar_int(c, sq_from(s, notes), -1), 3);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_callback_is_asked_for_each_row_of_many)
{
    counter = 0;
    sq_engine *db = open_memory();
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    const note rows[] = {{1}, {2}, {3}, {4}};
    ck_assert_int_eq(sq_exec_many(c, sq_insert(q, notes), note, rows, 4), 4);
    const sq_stmt *s = sq_select(q, sq_count(q, sq_distinct_of(q, notes.number)));
    ck_assert_int_eq(sq_scalar_int(c, s, -1), 4);
    ck_assert_int_eq(counter, 4);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_onupdate_fills_what_update_leaves_out)
{
    sq_engine *db = open_memory();
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    ck_assert_int_eq(sq_exec(c, sq_values(sq_insert(q, notes), sq_set(notes.id, 1))), 1);
    ck_assert_int_eq(sq_exec(c, sq_values(sq_update(q, notes), sq_set(notes.kind, "new"))), 1);
    ck_assert_int_eq(sq_scalar_int(c, sq_select(q, notes.number), 0), -1);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

START_TEST(test_failing_callback_fails_the_statement_before_it_is_sent)
{
    sq_engine *db = open_memory();
    sq_conn *c = sq_connect(db);
    sq_builder *q = sq_scratch(c);
    ck_assert_int_eq(sq_exec(c, sq_values(sq_insert(q, strict), sq_set(strict.id, 1))),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(sq_scalar_int(c, sq_from(sq_select(q, sq_count_all(q)), strict), -1), 0);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

SQT_MAIN("defaults", TEST(test_default_value_and_callback_fill_what_insert_leaves_out),
         TEST(test_callback_is_asked_for_each_row_of_many),
         TEST(test_onupdate_fills_what_update_leaves_out),
         TEST(test_failing_callback_fails_the_statement_before_it_is_sent))
