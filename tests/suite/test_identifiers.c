/* test_identifiers.c: a name comes back byte for byte, or was refused before anything was sent;
 * never another one. As label of a column and as name of a table's column, on each database. */
#include "tests/suite/hostile.h"
#include "tests/suite/suite.h"

enum { BATCH = 40 };

static long returned, refused;

static bool is_taken(sq_conn *c, const char *name, size_t n)
{
    sq_builder *q = sq_builder_new();
    const sq_expr *e = (sq_label)(q, sq_val(q, 1), sq_name_n(name, n, SQ_QUOTE_AUTO));
    const char *sql = sq_sql(q, sq_select(q, e), sq_engine_dialect(sq_conn_engine(c)));
    if (!sql)
        ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    sq_builder_free(q);
    return sql != NULL;
}

/* SELECT 1 AS <name>, ...: the names that the server tells. */
static void check_labels(sq_conn *c, char names[][HOSTILE_MAX + 1], size_t n)
{
    const sq_expr *columns[BATCH];
    sq_builder *q = sq_builder_new();
    for (size_t i = 0; i < n; i++)
        columns[i] = sq_label(q, sq_val(q, 1), names[i]);
    const sq_stmt *s = sq_select_n(q, columns, n);
    const char *sql = sq_sql(q, s, sq_engine_dialect(sq_conn_engine(c)), .literal_binds = true);
    ck_assert_msg(sql != NULL, "%s", sq_builder_error(q)->message);
    sq_result *r = (sq_sql_query)(c, sq_unsafe_sql(q, sql, strlen(sql)), NULL, 0);
    ck_assert_msg(sq_one(r) == SQ_OK, "%s: %s", sq_result_error(r)->message, sql);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(strcmp(sq_result_name(r, i), names[i]) == 0, "changed to \"%s\": %zu of %s",
                      sq_result_name(r, i), i, sql);
    returned += (long)n;
    ck_assert_int_eq(sq_done(r), SQ_OK);
    sq_builder_free(q);
}

/* The name as one that the server has to find: a column of a sub-select. */
static void check_reference(sq_conn *c, const char *name)
{
    sq_builder *q = sq_builder_new();
    const sq_source s = sq_subquery(q, sq_select(q, sq_label(q, sq_val(q, 7), name)), "s");
    sq_result *r = sq_query(c, sq_select(q, sq_col_at(q, s.sq_, 0)));
    ck_assert_msg(sq_one(r) == SQ_OK, "%s: \"%s\"", sq_result_error(r)->message, name);
    ck_assert_int_eq(sq_get_int(r, 0), 7);
    ck_assert_str_eq(sq_result_name(r, 0), name);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    sq_builder_free(q);
}

START_TEST(test_identifiers_come_back_or_are_refused)
{
    static char names[BATCH][HOSTILE_MAX + 1];
    sq_engine *db;
    const char *name;
    sq_conn *c = hostile_open(_i, &db, &name);
    if (!c)
        return;
    uint64_t n = hostile_count();
    size_t waiting = 0;
    for (uint64_t i = 0; i < n; i++) {
        char *bytes = names[waiting];
        size_t length = hostile_string(i, bytes);
        bytes[length] = '\0';
        if (!is_taken(c, bytes, length)) {
            refused++;
            continue;
        }
        if (i < 400 || i % 64 == 0)
            check_reference(c, bytes);
        bool again = false; /* a second label of one name would get a number */
        for (size_t k = 0; k < waiting && !again; k++)
            again = strcmp(names[k], bytes) == 0;
        if (again) {
            check_labels(c, names, waiting);
            memmove(names[0], bytes, length + 1);
            waiting = 0;
        }
        if (++waiting == BATCH) {
            check_labels(c, names, waiting);
            waiting = 0;
        }
    }
    if (waiting)
        check_labels(c, names, waiting);
    printf("identifiers on %s: %ld returned + %ld refused before sending = %ld, 0 changed\n", name,
           returned, refused, (long)n);
    ck_assert_int_eq(returned + refused, (long)n);
    sq_conn_close(c);
    sq_engine_close(db);
}
END_TEST

int main(void)
{
    setenv("CK_DEFAULT_TIMEOUT", "36000", 0);
    const sqt_test tests[] = {LOOP(test_identifiers_come_back_or_are_refused, 0, HOSTILE_SERVERS)};
    return sqt_run("identifiers", tests, 1);
}
