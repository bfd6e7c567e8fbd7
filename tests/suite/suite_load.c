/* suite_load.c: bulk load gives the rows that INSERT would give, or none. */
#include "squill.h"
#include "tests/suite/suite.h"

static int next_number(void *context, sq_value *out)
{
    *out = sq_int_value(++*(int *)context);
    return SQ_OK;
}

static int numbers;
SQ_TABLE_WITH(loaded, (.name = "order"), (id, bigint, .primary_key = true),
              (name, varchar(80), .name = "na me"), (kind, integer), (score, double),
              (price, numeric(20, 5)), (on_, boolean, .name = "on"), (born, date), (seen, datetime),
              (photo, blob), (note, text));
SQ_TABLE(counted, (id, integer, .primary_key = true),
         (number, integer,
          .default_ = {.kind = SQ_DEFAULT_CALLBACK, .callback = next_number, .context = &numbers}));

typedef struct item {
    int64_t id;
    const char *name;
    short kind;
    double score;
    sq_value price, born, seen;
    bool on_;
    unsigned char photo[4];
    char note[12];
} item;
SQ_ROW(item, id, name, kind, score, price, on_, born, seen, photo, note);

enum { MANY = 3000 };

static void open_tables(void)
{
    ck_assert_msg(sq_create_all(suite_now.c, loaded, counted) == SQ_OK, "%s",
                  sq_errmsg(suite_now.c));
}

static item make_item(int i)
{
    item x = {.id = i,
              .name = i % 5 ? "gr\xC3\xBC\xC3\x9F" : NULL,
              .kind = (short)-i,
              .score = i * 0.5,
              .price = i % 7 ? sq_decimal_value("-1234567890.00120") : sq_null_value(),
              .on_ = i % 2,
              .born = sq_date_value(1970 + i % 90, 2, 28),
              .seen = sq_datetime_value((int64_t)i * 1000000),
              .photo = {0, 1, 0xFF, (unsigned char)i}};
    snprintf(x.note, sizeof x.note, "note %d", i);
    return x;
}

static const sq_stmt *all_items(void)
{
    sq_builder *q = sq_scratch(suite_now.c);
    const sq_stmt *s = sq_select(q, loaded.id, loaded.name, loaded.kind, loaded.score, loaded.price,
                                 loaded.on_, loaded.born, loaded.seen, loaded.photo, loaded.note);
    return sq_order_by(s, loaded.id);
}

/* Every value, as the database shows it, of what both ways of writing gave. */
static void check_items(int n)
{
    sq_result *r = sq_query(suite_now.c, all_items());
    for (int i = 0; i < n; i++) {
        item want = make_item(i);
        ck_assert_msg(sq_row(r), "%s", sq_result_error(r)->message);
        ck_assert_int_eq(sq_get_int64(r, 0), i);
        if (want.name)
            ck_assert_str_eq(sq_get_text(r, 1), want.name);
        else
            ck_assert(sq_get_is_null(r, 1));
        ck_assert_int_eq(sq_get_int64(r, 2), want.kind);
        ck_assert(sq_get_double(r, 3) == want.score);
        ck_assert_int_eq(sq_get_is_null(r, 4), i % 7 == 0);
        if (i % 7 && T->exact_decimals)
            ck_assert_str_eq(sq_get_text(r, 4), "-1234567890.00120");
        ck_assert_int_eq(sq_get_bool(r, 5), want.on_);
        ck_assert_int_eq(sq_get_date(r, 6), want.born.v.i);
        ck_assert_int_eq(sq_get_datetime(r, 7), want.seen.v.i);
        ck_assert_uint_eq(sq_get_bytes(r, 8).n, 4);
        ck_assert_mem_eq(sq_get_bytes(r, 8).p, want.photo, 4);
        ck_assert_str_eq(sq_get_text(r, 9), want.note);
    }
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

static int64_t count_items(void)
{
    sq_builder *q = sq_scratch(suite_now.c);
    return sq_scalar_int(suite_now.c, sq_from(sq_select(q, sq_count_all(q)), loaded), -1);
}

START_TEST(test_suite_load_of_an_array_gives_its_rows)
{
    OPEN_OR_SKIP();
    open_tables();
    static item rows[MANY];
    for (int i = 0; i < MANY; i++)
        rows[i] = make_item(i);
    int64_t n = sq_bulk_load(suite_now.c, loaded, item, rows, MANY);
    ck_assert_msg(n == MANY, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    ck_assert(!sq_in_transaction(suite_now.c));
    check_items(MANY);
    ck_assert_int_eq(sq_bulk_load(suite_now.c, loaded, item, rows, 0), 0);
    suite_close();
}
END_TEST

/* Stops after `most` rows, with `status`. */
typedef struct maker {
    int made, most, status;
} maker;
static int make_next(void *row, void *arg)
{
    maker *m = arg;
    if (m->made == m->most)
        return m->status;
    *(item *)row = make_item(m->made++);
    return 1;
}

START_TEST(test_suite_load_of_what_a_function_makes)
{
    OPEN_OR_SKIP();
    open_tables();
    maker m = {.most = MANY};
    int64_t n = sq_bulk_load_from(suite_now.c, loaded, item, make_next, &m);
    ck_assert_msg(n == MANY, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    check_items(MANY);
    m = (maker){.most = 0};
    ck_assert_int_eq(sq_bulk_load_from(suite_now.c, loaded, item, make_next, &m), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_load_that_its_function_stops_leaves_nothing)
{
    OPEN_OR_SKIP();
    open_tables();
    maker m = {.most = 2000, .status = SQ_ERR_CONVERSION};
    ck_assert_int_eq(sq_bulk_load_from(suite_now.c, loaded, item, make_next, &m),
                     SQ_ERR_CONVERSION);
    ck_assert_int_eq(sq_status_of(suite_now.c), SQ_ERR_CONVERSION);
    ck_assert_int_eq(count_items(), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_load_that_fails_midway_fails_the_transaction)
{
    OPEN_OR_SKIP();
    open_tables();
    static item rows[MANY];
    for (int i = 0; i < MANY; i++)
        rows[i] = make_item(i);
    rows[MANY - 5].id = 7; /* a second one */
    ck_assert_int_eq(sq_begin(suite_now.c), SQ_OK);
    ck_assert_int_eq(sq_bulk_load(suite_now.c, loaded, item, rows, MANY), SQ_ERR_UNIQUE);
    ck_assert(sq_in_transaction(suite_now.c));
    ck_assert_int_eq(sq_bulk_load(suite_now.c, loaded, item, rows, 1), SQ_ERR_TX_ABORTED);
    ck_assert_int_eq(sq_commit(suite_now.c), SQ_ERR_UNIQUE);
    ck_assert_int_eq(count_items(), 0);
    ck_assert_int_eq(sq_bulk_load(suite_now.c, loaded, item, rows, 7), 7);
    check_items(7);
    suite_close();
}
END_TEST

START_TEST(test_suite_load_refuses_text_that_is_no_utf8)
{
    OPEN_OR_SKIP();
    open_tables();
    item rows[2] = {make_item(0), make_item(1)};
    rows[1].name = "\xC3";
    ck_assert_int_lt(sq_bulk_load(suite_now.c, loaded, item, rows, 2), 0);
    ck_assert_int_eq(count_items(), 0);
    suite_close();
}
END_TEST

START_TEST(test_suite_load_refuses_what_its_column_would_round)
{
    OPEN_OR_SKIP();
    open_tables();
    item rows[2] = {make_item(1), make_item(2)};
    rows[1].price = sq_decimal_value("0.000001"); /* the column has five digits behind the point */
    int64_t n = sq_bulk_load(suite_now.c, loaded, item, rows, 2);
    if (n < 0) {
        ck_assert_int_eq(n, SQ_ERR_DATA);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "price"));
        ck_assert_int_eq(count_items(), 0);
    } else { /* SQLite rounds nothing */
        const char *sql = "SELECT count(*) FROM \"order\" WHERE price = 0.000001";
        ck_assert_int_eq(suite_int(suite_now.c, sql), 1);
    }
    suite_close();
}
END_TEST

/* Blanks beyond the length are those that PostgreSQL would cut without a word. */
START_TEST(test_suite_load_refuses_text_that_its_column_would_cut)
{
    OPEN_OR_SKIP();
    open_tables();
    item rows[2] = {make_item(1), make_item(2)};
    char long_name[82];
    memset(long_name, ' ', 81);
    long_name[81] = '\0';
    rows[1].name = long_name;
    int64_t n = sq_bulk_load(suite_now.c, loaded, item, rows, 2);
    if (n < 0) {
        ck_assert_int_eq(n, SQ_ERR_DATA);
        ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "name"));
        ck_assert_int_eq(count_items(), 0);
    } else { /* SQLite cuts nothing */
        const char *sql = "SELECT length(\"na me\") FROM \"order\" WHERE id = 2";
        ck_assert_int_eq(suite_int(suite_now.c, sql), 81);
    }
    suite_close();
}
END_TEST

typedef struct key_alone {
    int id;
} key_alone;
SQ_ROW(key_alone, id);
typedef struct stranger {
    int id, no_column;
} stranger;
SQ_ROW(stranger, id, no_column);

START_TEST(test_suite_load_asks_defaults_of_the_client)
{
    OPEN_OR_SKIP();
    open_tables();
    numbers = 0;
    const key_alone rows[] = {{1}, {2}, {3}};
    ck_assert_int_eq(sq_bulk_load(suite_now.c, counted, key_alone, rows, 3), 3);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT sum(number) FROM counted"), 1 + 2 + 3);
    const stranger others[] = {{4, 4}};
    ck_assert_int_eq(sq_bulk_load(suite_now.c, counted, stranger, others, 1), SQ_ERR_ARGUMENT);
    suite_close();
}
END_TEST

size_t suite_load(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_load_of_an_array_gives_its_rows),
                              TEST(test_suite_load_of_what_a_function_makes),
                              TEST(test_suite_load_that_its_function_stops_leaves_nothing),
                              TEST(test_suite_load_that_fails_midway_fails_the_transaction),
                              TEST(test_suite_load_refuses_text_that_is_no_utf8),
                              TEST(test_suite_load_refuses_what_its_column_would_round),
                              TEST(test_suite_load_refuses_text_that_its_column_would_cut),
                              TEST(test_suite_load_asks_defaults_of_the_client)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
