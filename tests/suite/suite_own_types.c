/* suite_own_types.c: types of the application's own: values converted on their way, literals, SQL
 * round values and columns, a column's text by dialect. */
#include "squill.h"
#include "squill/sys/ast.h"
#include "tests/suite/suite.h"

/* ---- amounts: "12.34" in C, 1234 in the database ---- */

/* Digits without the point; what is finer than a cent is refused. */
static int cents_of(void *context, sq_value in, sq_value *out)
{
    int *calls = context;
    ++*calls;
    *out = in;
    if (in.kind == SQ_V_NULL)
        return SQ_OK;
    if (in.kind != SQ_V_DECIMAL)
        return SQ_ERR_TYPE;
    long long n = 0;
    int behind = -1;
    for (uint32_t i = 0; i < in.len; i++)
        if (in.v.s[i] == '.')
            behind = 0;
        else if (in.v.s[i] != '-') {
            n = n * 10 + (in.v.s[i] - '0');
            behind += behind >= 0;
        }
    if (behind > 2)
        return SQ_ERR_DATA;
    for (behind = behind < 0 ? 0 : behind; behind < 2; behind++)
        n *= 10;
    *out = sq_long_value(in.v.s[0] == '-' ? -n : n);
    return SQ_OK;
}

static int amount_of(void *context, sq_value in, sq_value *out)
{
    static char digits[32]; /* until the next call */
    (void)context;
    *out = in;
    if (in.kind != SQ_V_INT)
        return in.kind == SQ_V_NULL ? SQ_OK : SQ_ERR_CONVERSION;
    long long n = in.v.i < 0 ? -in.v.i : in.v.i;
    int length = snprintf(digits, sizeof digits, "%s%lld.%02lld", in.v.i < 0 ? "-" : "", n / 100,
                          n % 100);
    *out = (sq_value){.kind = SQ_V_DECIMAL, .len = (uint32_t)length, .v.s = digits};
    return SQ_OK;
}

static int bind_calls;
static const sq_type_methods amount_methods = {
    .name = "test.amount", .bind = cents_of, .result = amount_of, .context = &bind_calls};
static const sq_type_details amount_details = {.methods = &amount_methods};

SQ_TABLE(bills, (id, integer, .primary_key = true),
         (amount, type(.kind = SQ_T_INTEGER, .details = &amount_details)));

static int64_t add(sq_conn *c, int id, sq_value amount)
{
    sq_builder *q = sq_scratch(c);
    return sq_exec(
        c, sq_values(sq_insert(q, bills), sq_set(bills.id, id), sq_set(bills.amount, amount)));
}

START_TEST(test_suite_own_type_converts_values_both_ways)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    sq_builder *q = sq_scratch(c);
    ck_assert_int_eq(sq_create_all(c, bills), SQ_OK);
    ck_assert_msg(add(c, 1, sq_decimal_value("12.34")) == 1, "%s", sq_errmsg(c));
    ck_assert_int_eq(add(c, 2, sq_decimal_value("-0.05")), 1);
    ck_assert_int_eq(add(c, 3, sq_null_value()), 1);
    ck_assert_int_eq(add(c, 4, sq_decimal_value("21474836.47")), 1);
    ck_assert_int_eq(suite_int(c, "SELECT amount FROM bills WHERE id = 1"), 1234);
    sq_result *r = sq_query(c, sq_order_by(sq_select(q, bills.amount), bills.id));
    static const char *const texts[] = {"12.34", "-0.05", NULL, "21474836.47"};
    for (int i = 0; i < 4; i++) {
        ck_assert(sq_row(r));
        sq_value v = sq_get_value(r, 0);
        ck_assert_int_eq(v.kind, texts[i] ? SQ_V_DECIMAL : SQ_V_NULL);
        if (texts[i])
            ck_assert_str_eq(sq_get_text(r, 0), texts[i]);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

START_TEST(test_suite_own_type_refuses_before_anything_is_sent)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    ck_assert_int_eq(sq_create_all(c, bills), SQ_OK);
    ck_assert_int_eq(add(c, 1, sq_decimal_value("0.001")), SQ_ERR_DATA);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(c), "amount"));
    ck_assert_int_eq(add(c, 1, sq_text_value("much")), SQ_ERR_TYPE);
    if (strcmp(T->name, "postgresql") == 0 || strcmp(T->name, "mysql") == 0) /* what it became */
        ck_assert_int_eq(add(c, 1, sq_decimal_value("21474836.48")), SQ_ERR_DATA);
    ck_assert_int_eq(suite_int(c, "SELECT count(*) FROM bills"), 0);
    suite_close();
}
END_TEST

static int refuse(void *context, sq_value in, sq_value *out)
{
    (void)context;
    *out = in;
    return SQ_ERR_CONVERSION;
}
typedef struct numbered {
    int id;
} numbered;
SQ_ROW(numbered, id);

START_TEST(test_suite_own_type_that_refuses_what_is_read_leaves_no_struct)
{
    OPEN_OR_SKIP();
    static const sq_type_methods methods = {.name = "test.refused", .result = refuse};
    static const sq_type_details details = {.methods = &methods};
    static const sq_type refused = {.kind = SQ_T_INTEGER, .details = &details};
    sq_conn *c = suite_now.c;
    sq_builder *q = sq_scratch(c);
    const sq_expr *one = sq_label(q, sq_type_coerce(q, sq_val(q, 1), refused), "id");
    numbered x;
    sq_result *r = sq_query(c, sq_select(q, one));
    ck_assert(!sq_fetch(r, numbered, &x));
    ck_assert_ptr_nonnull(strstr(sq_result_error(r)->message, "test.refused"));
    ck_assert_int_eq(sq_done(r), SQ_ERR_CONVERSION);
    suite_close();
}
END_TEST

START_TEST(test_suite_own_type_converts_what_is_compared_and_written_out)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    sq_builder *q = sq_scratch(c);
    ck_assert_int_eq(sq_create_all(c, bills), SQ_OK);
    ck_assert_int_eq(add(c, 1, sq_decimal_value("12.34")), 1);
    ck_assert_int_eq(add(c, 2, sq_decimal_value("5")), 1);
    const sq_expr *is = sq_eq(q, bills.amount, sq_decimal_value("12.34"));
    ck_assert_int_eq(sq_scalar_int(c, sq_where(sq_select(q, bills.id), is), -1), 1);
    const sq_expr *in = sq_in(q, bills.amount, sq_decimal_value("5.00"), sq_decimal_value("6"));
    ck_assert_int_eq(sq_scalar_int(c, sq_where(sq_select(q, bills.id), in), -1), 2);
    const char *sql = sq_sql(q, sq_where(sq_select(q, bills.id), is),
                             sq_engine_dialect(suite_now.db), .literal_binds = true);
    ck_assert_msg(sql && strstr(sql, "= 1234"), "%s", sql);
    const sq_stmt *s = sq_values(sq_insert(q, bills), sq_set(bills.id, 3),
                                 sq_set(bills.amount, sq_decimal_value("0.001")));
    ck_assert_ptr_null(sq_sql(q, s, sq_engine_dialect(suite_now.db), .literal_binds = true));
    suite_close();
}
END_TEST

/* ---- words: kept in upper case, seen in brackets; SQL does both ---- */

static void write_upper(void *context, sq_writer *w, const char *dialect, const sq_expr *x)
{
    (void)context, (void)dialect;
    sq_write_sql(w, SQ_SQL("upper("));
    sq_write_expr(w, x);
    sq_write_sql(w, SQ_SQL(")"));
}

static void write_brackets(void *context, sq_writer *w, const char *dialect, const sq_expr *x)
{
    bool concat = strcmp(dialect, "mysql") == 0 || strcmp(dialect, "mariadb") == 0;
    (void)context;
    sq_write_sql(w, concat ? SQ_SQL("concat('<', ") : SQ_SQL("'<' || "));
    sq_write_expr(w, x);
    sq_write_sql(w, concat ? SQ_SQL(", '>')") : SQ_SQL(" || '>'"));
}

static void write_word(void *context, sq_writer *w, const char *dialect, sq_value v)
{
    (void)context, (void)dialect;
    sq_write_value(w, v.kind == SQ_V_TEXT ? v : sq_null_value());
}

static void write_spec(void *context, sq_writer *w, const char *dialect, const sq_type *t)
{
    (void)context;
    if (strcmp(dialect, "sqlite") == 0)
        sq_write_type(w, sq_text_type());
    else
        sq_write_type(w, sq_varchar(t->length));
}

static const sq_type_methods word_methods = {.name = "test.word",
                                             .bind_expression = write_upper,
                                             .column_expression = write_brackets,
                                             .literal = write_word,
                                             .column_spec = write_spec};
static const sq_type_details word_details = {.methods = &word_methods};

SQ_TABLE(words, (id, integer, .primary_key = true),
         (word, type(.kind = SQ_T_USER_DEFINED, .length = 12, .details = &word_details)));

static void word_is(sq_conn *c, int id, const char *text)
{
    sq_builder *q = sq_scratch(c);
    const sq_stmt *s = sq_where(sq_select(q, words.word), sq_eq(q, words.id, id));
    sq_result *r = sq_query(c, s);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
    ck_assert_str_eq(sq_get_text(r, 0), text);
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

START_TEST(test_suite_own_type_has_sql_round_values_and_columns)
{
    OPEN_OR_SKIP();
    sq_conn *c = suite_now.c;
    sq_builder *q = sq_scratch(c);
    ck_assert_msg(sq_create_all(c, words) == SQ_OK, "%s", sq_errmsg(c));
    const sq_stmt *s = sq_values(sq_insert(q, words), sq_set(words.id, 1),
                                 sq_set(words.word, "it's"));
    ck_assert_msg(sq_exec(c, s) == 1, "%s", sq_errmsg(c));
    word_is(c, 1, "<IT'S>");
    s = sq_values(sq_insert(q, words), sq_set(words.id, 2), sq_set(words.word, "b\\c"));
    const char *sql = sq_sql(q, s, sq_engine_dialect(suite_now.db), .literal_binds = true);
    ck_assert_ptr_nonnull(sql);
    ck_assert_msg(suite_run(c, sql) == 1, "%s: %s", sql, sq_errmsg(c));
    word_is(c, 2, "<B\\C>");
    s = sq_where(sq_select(q, words.id), sq_eq(q, words.word, "it's"));
    ck_assert_int_eq(sq_scalar_int(c, s, -1), 1);
    sql = sq_sql(q, sq_create_table(q, words.sq_, NULL), sq_engine_dialect(suite_now.db));
    ck_assert_ptr_nonnull(
        strstr(sql, strncmp(T->name, "sqlite", 6) ? "word VARCHAR(12)" : "word TEXT"));
    suite_close();
}
END_TEST

size_t suite_own_types(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_own_type_converts_values_both_ways),
                              TEST(test_suite_own_type_refuses_before_anything_is_sent),
                              TEST(test_suite_own_type_that_refuses_what_is_read_leaves_no_struct),
                              TEST(test_suite_own_type_converts_what_is_compared_and_written_out),
                              TEST(test_suite_own_type_has_sql_round_values_and_columns)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
