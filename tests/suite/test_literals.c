/* test_literals.c: a value written into the text comes back byte for byte, or was refused before
 * anything was sent; never another one. As text and as bytes, on each database that is there. */
#include "tests/suite/hostile.h"
#include "tests/suite/suite.h"

enum { BATCH = 50 };

typedef struct batch {
    char bytes[BATCH][HOSTILE_MAX];
    sq_value values[BATCH];
    size_t n;
} batch;

static long returned, refused;

/* Is the value one that this database takes as a literal? A refusal needs a reason. */
static bool is_taken(sq_conn *c, sq_value v)
{
    sq_builder *q = sq_builder_new();
    const sq_dialect *d = sq_engine_dialect(sq_conn_engine(c));
    const char *sql = sq_expr_sql(q, (sq_val)(q, v), d, .literal_binds = true);
    if (!sql)
        ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    sq_builder_free(q);
    return sql != NULL;
}

static void check_batch(sq_conn *c, const batch *b)
{
    const sq_expr *columns[BATCH];
    sq_builder *q = sq_builder_new();
    for (size_t i = 0; i < b->n; i++)
        columns[i] = (sq_val)(q, b->values[i]);
    const char *sql = sq_sql(q, sq_select_n(q, columns, b->n), sq_engine_dialect(sq_conn_engine(c)),
                             .literal_binds = true);
    ck_assert_msg(sql != NULL, "%s", sq_builder_error(q)->message);
    sq_result *r = (sq_sql_query)(c, sq_unsafe_sql(q, sql, strlen(sql)), NULL, 0);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s: %s", sq_result_error(r)->message, sql);
    for (size_t i = 0; i < b->n; i++) {
        bool text = b->values[i].kind == SQ_V_TEXT;
        sq_str got = text ? sq_get_str(r, i) : sq_get_bytes(r, i);
        bool same = got.n == b->values[i].len &&
                    (got.n == 0 || memcmp(got.p, b->values[i].v.p, got.n) == 0);
        ck_assert_msg(same, "changed: value %zu of %s", i, sql);
    }
    returned += (long)b->n;
    ck_assert_int_eq(sq_done(r), SQ_OK);
    sq_builder_free(q);
}

static void add(sq_conn *c, batch *b, const char *bytes, size_t n, bool text)
{
    memcpy(b->bytes[b->n], bytes, n);
    const char *p = b->bytes[b->n];
    sq_value v = text ? sq_text_value_n(p, n) : sq_bytes_value(p, n);
    if (!is_taken(c, v)) {
        ck_assert(text); /* bytes can always be written */
        refused++;
        return;
    }
    b->values[b->n++] = v;
    if (b->n == BATCH) {
        check_batch(c, b);
        b->n = 0;
    }
}

START_TEST(test_literals_come_back_or_are_refused)
{
    static batch b;
    sq_engine *db;
    const char *name;
    sq_conn *c = hostile_open(_i, &db, &name);
    if (!c)
        return;
    uint64_t n = hostile_count();
    for (uint64_t i = 0; i < n; i++) {
        char bytes[HOSTILE_MAX];
        size_t length = hostile_string(i, bytes);
        add(c, &b, bytes, length, true);
        add(c, &b, bytes, length, false);
    }
    if (b.n)
        check_batch(c, &b);
    printf("literals on %s: %ld returned + %ld refused before sending = %ld, 0 changed\n", name,
           returned, refused, (long)n * 2);
    ck_assert_int_eq(returned + refused, (long)n * 2);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

int main(void)
{
    setenv("CK_DEFAULT_TIMEOUT", "36000", 0);
    const sqt_test tests[] = {LOOP(test_literals_come_back_or_are_refused, 0, HOSTILE_SERVERS)};
    return sqt_run("literals", tests, 1);
}
