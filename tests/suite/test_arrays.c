/* test_arrays.c: batches as arrays, by a driver round that of SQLite which takes them so, and gives
 * each execution back to it. */
#include "squill/sqlite.h"
#include "tests/suite/suite.h"

typedef struct taking {
    const sq_driver_batch *given;
    const sq_driver_array *arrays;
    size_t n, next;
    sq_value values[32]; /* of one execution */
    size_t n_params;
} taking;

static int64_t taken; /* executions that came in arrays */

static sq_value value_of(const sq_driver_array *a, size_t i)
{
    bool bytes = a->kind == SQ_V_TEXT || a->kind == SQ_V_BYTES;
    if (a->nulls && a->nulls[i])
        return sq_null_value();
    sq_value v = {.kind = (uint16_t)a->kind, .len = bytes ? (uint32_t)a->lengths[i] : 8};
    if (bytes)
        v.v.s = a->v.s[i];
    else
        v.v.i = a->v.i[i];
    return v;
}

/* `bytes` is what a driver measures a message by. */
static void check_bytes(const taking *t)
{
    for (size_t k = 0; k < t->n_params; k++) {
        const sq_driver_array *a = &t->arrays[k];
        bool bytes = a->kind == SQ_V_TEXT || a->kind == SQ_V_BYTES;
        size_t sum = 0;
        for (size_t i = 0; bytes && i < t->n; i++)
            sum += a->nulls && a->nulls[i] ? 0 : a->lengths[i];
        ck_assert_uint_ge(a->bytes, sum);
    }
}

static int next_values(void *context, const sq_value **values, sq_error *err)
{
    taking *t = context;
    if (t->next == t->n) {
        t->next = t->n = 0;
        int rc = t->given->arrays(t->given->context, &t->arrays, &t->n, err);
        if (rc != SQ_STEP_ROW)
            return rc;
        ck_assert_uint_gt(t->n, 0);
        check_bytes(t);
        taken += (int64_t)t->n;
    }
    for (size_t k = 0; k < t->n_params; k++)
        t->values[k] = value_of(&t->arrays[k], t->next);
    t->next++;
    *values = t->values;
    return SQ_STEP_ROW;
}

static int execute_many(sq_driver_conn *c, const sq_driver_request *r, const sq_driver_batch *b,
                        int64_t *affected, sq_error *err)
{
    static taking t;
    sq_driver_batch inner = *b;
    ck_assert(b->arrays != NULL && r->n_params <= sizeof t.values / sizeof *t.values);
    t = (taking){.given = b, .n_params = r->n_params};
    inner.values = next_values;
    inner.context = &t;
    inner.arrays = NULL;
    return sq_sqlite_driver()->execute_many(c, r, &inner, affected, err);
}

static bool url(char *out, size_t size, const char *folder, const char **reason)
{
    static const char *const schemes[] = {"sqlite+arrays", NULL};
    static sq_driver outer;
    (void)reason;
    outer = *sq_sqlite_driver();
    outer.schemes = schemes;
    outer.execute_many = execute_many;
    sq_driver_register(&outer, NULL);
    taken = 0;
    snprintf(out, size, "sqlite+arrays:///%s/test.db", folder);
    return true;
}

static const suite_target targets[] = {
    {.name = "sqlite by arrays", .url = url, .bytes = "BLOB", .keeps_nul = true}};

/* ---- what the arrays are ---- */

SQ_TABLE(numbers, (n, integer, .primary_key = true), (square, integer));
typedef struct number {
    int n, square;
} number;
SQ_ROW(number, n, square);

START_TEST(test_arrays_carry_all_structs_but_the_first)
{
    enum { N = 2222 };
    static number rows[N];
    OPEN_OR_SKIP();
    for (int i = 0; i < N; i++)
        rows[i] = (number){i, i * i};
    sq_builder *q = sq_scratch(suite_now.c);
    ck_assert_int_eq(sq_create_all(suite_now.c, numbers), SQ_OK);
    ck_assert_int_eq(sq_exec_many(suite_now.c, sq_insert(q, numbers), number, rows, N), N);
    ck_assert_int_eq(taken, N - 1);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM numbers WHERE square = n * n"),
                     N);
    suite_close();
}
END_TEST

int main(void)
{
    sqt_test tests[16] = {TEST(test_arrays_carry_all_structs_but_the_first)};
    suite_use(targets, 1);
    size_t n = 1 + suite_many(tests + 1);
    return sqt_run("arrays", tests, n);
}
