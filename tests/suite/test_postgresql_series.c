/* test_postgresql_series.c: series on PostgreSQL, where executions go ahead of their rows. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_postgresql
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "squill.h"

SQ_TABLE(things, (id, integer, .primary_key = true), (word, text));

typedef struct by_id {
    int id;
} by_id;
SQ_ROW(by_id, id);
typedef struct by_time {
    int length;
    double pause;
} by_time;
SQ_ROW(by_time, length, pause);

typedef struct by_word {
    const char *word;
} by_word;
SQ_ROW(by_word, word);

enum { THINGS = 10000 };

static sq_conn *c;
static sq_builder *q;
static by_id ids[THINGS];

static bool open_with_things(int i)
{
    if (!suite_open(i))
        return false;
    c = suite_now.c;
    q = sq_scratch(c);
    ck_assert_msg(sq_create_all(c, things) == SQ_OK, "%s", sq_errmsg(c));
    suite_ok(c, "INSERT INTO things SELECT i, 'w' || i FROM generate_series(0, 9999) AS i");
    for (int k = 0; k < THINGS; k++)
        ids[k].id = k;
    return true;
}
#define OPEN_THINGS_OR_SKIP()                                                                      \
    if (!open_with_things(_i))                                                                     \
        return;

static const sq_stmt *word_of_id(void)
{
    return sq_where(sq_select(q, things.word), sq_eq(q, things.id, sq_bindparam(q, "id")));
}

static void check_word(sq_result *r, int id)
{
    char word[20];
    snprintf(word, sizeof word, "w%d", id);
    ck_assert_msg(sq_one(r) == SQ_OK, "%d: %s", id, sq_result_error(r)->message);
    ck_assert_str_eq(sq_get_text(r, 0), word);
}

/* ---- memory ---- */

/* Ten megabytes of rows, and as much of values, whatever is under way at once. */
START_TEST(test_postgresql_series_of_many_sets_takes_little_memory)
{
    enum { SIZE = 1000, KIB = 6000 };
    typedef struct by_text {
        char word[SIZE];
    } by_text;
    static const sq_field fields[] = {{"word", 0, SIZE, SQ_F_CHARS}};
    static const sq_row_desc by_text_desc = {sizeof(by_text), 1, fields};
    static by_text words[THINGS];
    OPEN_THINGS_OR_SKIP();
    memset(words, 'x', sizeof words);
    const sq_stmt *s = sq_select(q, sq_bindparam(q, "word", .type = sq_text_type()));
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    sq_result *r = (sq_series)(c, s, &by_text_desc, words, THINGS);
    int n = 0;
    do
        ck_assert(sq_row(r) && sq_get_str(r, 0).n == SIZE);
    while (++n, sq_next_result(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    getrusage(RUSAGE_SELF, &after);
    ck_assert_int_eq(n, THINGS);
    ck_assert(SQT_ASAN || after.ru_maxrss - before.ru_maxrss < KIB);
    suite_close();
}
END_TEST

/* The allocation that fails, counted from 0; -1: none does. */
static long failing = -1;

static void *resize_or_fail(void *context, void *p, size_t n)
{
    (void)context;
    if (n > 0 && failing >= 0 && failing-- == 0)
        return NULL;
    if (n > 0)
        return realloc(p, n);
    free(p);
    return NULL;
}

static const sq_stmt *id_as_decimal(void)
{
    return sq_where(sq_select(q, sq_cast(q, things.id, sq_numeric(20, 4))),
                    sq_eq(q, things.id, sq_bindparam(q, "id")));
}

/* Lets it fail in a series, or a stream, of a new connection, which is of use then. false: there
 * are not so many allocations. */
static bool fail_once(sq_engine *db, long at, bool stream)
{
    sq_conn *other = sq_connect(db);
    ck_assert_int_eq(sq_status_of(other), SQ_OK);
    failing = at;
    sq_result *r = stream ? sq_stream(other, id_as_decimal(), sq_bind("id", 1))
                          : sq_series(other, id_as_decimal(), by_id, ids, 20);
    do
        while (sq_row(r)) /* a value is there, and not NULL */
            ck_assert(sq_get_double(r, 0) == (double)sq_result_number(r) + stream);
    while (sq_next_result(r));
    bool failed = failing < 0;
    failing = -1;
    ck_assert_int_eq(sq_done(r), failed ? SQ_ERR_NOMEM : SQ_OK);
    ck_assert_int_eq(suite_int(other, "SELECT 7"), 7);
    sq_conn_close(other);
    return failed;
}

START_TEST(test_postgresql_series_without_memory_leaves_the_connection_usable)
{
    OPEN_THINGS_OR_SKIP();
    const sq_allocator own = {resize_or_fail, NULL};
    for (int stream = 0; stream < 2; stream++) {
        long at = -1;
        bool failed;
        do {
            sq_engine *db = sq_engine_open(suite_now.url, .allocator = &own);
            failed = fail_once(db, ++at, stream);
            sq_engine_close(db);
        } while (failed);
        ck_assert_int_gt(at, 10);
    }
    suite_close();
}
END_TEST

/* ---- statements that the server forgot, or knows otherwise ---- */

START_TEST(test_postgresql_series_survives_changes_of_its_table)
{
    OPEN_THINGS_OR_SKIP();
    sq_conn *other = sq_connect(suite_now.db);
    enum { N = 3000 };
    sq_result *r = sq_series(c, word_of_id(), by_id, ids, N);
    for (int i = 0; i < N; i++) {
        check_word(r, i);
        ck_assert_int_eq(sq_next_result(r), i + 1 < N);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_ok(other, "ALTER TABLE things ALTER COLUMN word TYPE varchar(30)");
    r = sq_series(c, word_of_id(), by_id, ids, N);
    for (int i = 0; i < N; i++) {
        check_word(r, i);
        sq_next_result(r);
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_ok(c, "DEALLOCATE ALL");
    r = sq_series(c, word_of_id(), by_id, ids, 2);
    check_word(r, 0);
    ck_assert(sq_next_result(r));
    check_word(r, 1);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    /* inside a transaction the failure stands, and tells that another try may help */
    check_word(r = sq_series(c, word_of_id(), by_id, ids, 1), 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_ok(other, "ALTER TABLE things ALTER COLUMN word TYPE text");
    sq_conn_close(other);
    ck_assert_int_eq(sq_begin(c), SQ_OK);
    r = sq_series(c, word_of_id(), by_id, ids, N);
    ck_assert(!sq_row(r));
    ck_assert(sq_result_error(r)->retry_safe);
    ck_assert_int_lt(sq_done(r), 0);
    ck_assert_int_eq(sq_rollback(c), SQ_OK);
    check_word(r = sq_series(c, word_of_id(), by_id, ids, 1), 0);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* ---- failures ---- */

START_TEST(test_postgresql_series_error_in_the_middle_leaves_what_came_before)
{
    enum { N = 700, BAD = 600 };
    OPEN_THINGS_OR_SKIP();
    const sq_stmt *s = sq_select(
        q, sq_div(q, sq_val(q, 10000), sq_sub(q, sq_bindparam(q, "id"), BAD)));
    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        if (in_transaction)
            ck_assert_int_eq(sq_begin(c), SQ_OK);
        sq_result *r = sq_series(c, s, by_id, ids, N);
        int n = 0;
        do
            ck_assert(sq_row(r));
        while (++n, sq_next_result(r));
        ck_assert_int_eq(n, BAD);
        ck_assert_uint_eq(sq_result_number(r), BAD);
        ck_assert_int_eq(sq_done(r), SQ_ERR_DATA);
        ck_assert_int_eq(sq_in_transaction(c), in_transaction);
        ck_assert_int_eq(sq_rollback(c), SQ_OK);
        ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    }
    suite_close();
}
END_TEST

START_TEST(test_postgresql_series_whose_connection_is_lost_tells_so)
{
    OPEN_THINGS_OR_SKIP();
    char sql[80];
    sq_conn *other = sq_connect(suite_now.db);
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)::int",
             (int)suite_int(c, "SELECT pg_backend_pid()"));
    sq_result *r = sq_series(c, word_of_id(), by_id, ids, THINGS);
    check_word(r, 0);
    ck_assert_int_eq(suite_int(other, sql), 1);
    sq_conn_close(other);
    while (sq_next_result(r)) /* what had come already */
        check_word(r, (int)sq_result_number(r));
    ck_assert_uint_lt(sq_result_number(r), THINGS);
    ck_assert_int_eq(sq_done(r), SQ_ERR_DISCONNECTED);
    ck_assert_int_eq(sq_conn_error(c)->scope, SQ_SCOPE_CONNECTION);
    sq_conn_close(c);
    suite_now.c = sq_connect(suite_now.db);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

/* What this program may have of memory, and a limit that leaves it little more than it has. */
static struct rlimit usual;
static bool is_limited;

static void limit_memory(bool on)
{
    enum { SPARE = 24 << 20 };
    unsigned long pages = 0;
    struct rlimit now = usual;
    if (on) {
        FILE *f = fopen("/proc/self/statm", "r");
        ck_assert(f && fscanf(f, "%lu", &pages) == 1);
        fclose(f);
        now.rlim_cur = pages * (size_t)sysconf(_SC_PAGESIZE) + SPARE;
    }
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &now), 0);
    is_limited = on;
}

static void *resize_without_limit(void *context, void *p, size_t n)
{
    bool limited = is_limited;
    limit_memory(false);
    p = resize_or_fail(context, p, n);
    limit_memory(limited);
    return p;
}

/* The answers to what libpq has sent already are still to come. */
START_TEST(test_postgresql_series_that_libpq_has_no_memory_for_ends_its_connection)
{
    enum { N = 40, LARGE = 64 << 20 };
    if (SQT_ASAN) /* which ends a program that has no memory */
        return;
    OPEN_THINGS_OR_SKIP();
    static char large[LARGE + 1];
    memset(large, 'x', LARGE);
    by_word words[N];
    for (int i = 0; i < N; i++)
        words[i].word = i == N / 2 ? large : "w";
    const sq_stmt *s = sq_select(
        q, sq_func(q, "length", sq_bindparam(q, "word", .type = sq_text_type())));
    getrlimit(RLIMIT_AS, &usual);
    const sq_allocator unlimited = {resize_without_limit, NULL};
    sq_engine *db = sq_engine_open(suite_now.url, .allocator = &unlimited, .pool_size = 1);
    c = sq_connect(db);
    sq_result *r = sq_series(c, s, by_word, words, N);
    limit_memory(true); /* of libpq */
    do
        ck_assert(sq_row(r) && sq_get_int(r, 0) == 1);
    while (sq_next_result(r));
    limit_memory(false);
    ck_assert_uint_le(sq_result_number(r), N / 2);
    ck_assert_int_lt(sq_done(r), 0);
    ck_assert_msg(sq_conn_error(c)->scope == SQ_SCOPE_CONNECTION, "%s", sq_errmsg(c));
    sq_conn_close(c);
    c = sq_connect(db);
    ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    sq_conn_close(c);
    sq_engine_close(db);
    suite_close();
}
END_TEST

/* The first row is there since the second one fills the server's buffer; the third is slept over.
 */
START_TEST(test_postgresql_series_given_up_early_is_cancelled)
{
    OPEN_THINGS_OR_SKIP();
    static const by_time sets[] = {{1, 0}, {20000, 0}, {1, 1000}, {1, 1000}};
    const sq_stmt *s = sq_select(q, sq_func(q, "repeat", sq_val(q, "x"), sq_bindparam(q, "length")),
                                 sq_func(q, "pg_sleep", sq_bindparam(q, "pause")));
    sq_result *r = sq_series(c, s, by_time, sets, 4);
    ck_assert_msg(sq_row(r), "%s", sq_result_error(r)->message);
    ck_assert_int_eq(sq_done(r), SQ_OK); /* else the test runs out of time */
    ck_assert_int_eq(suite_int(c, "SELECT 7"), 7);
    suite_close();
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test tests[] = {
        LOOP(test_postgresql_series_of_many_sets_takes_little_memory, 0, n),
        LOOP(test_postgresql_series_without_memory_leaves_the_connection_usable, 0, n),
        LOOP(test_postgresql_series_survives_changes_of_its_table, 0, n),
        LOOP(test_postgresql_series_error_in_the_middle_leaves_what_came_before, 0, n),
        LOOP(test_postgresql_series_whose_connection_is_lost_tells_so, 0, n),
        LOOP(test_postgresql_series_that_libpq_has_no_memory_for_ends_its_connection, 0, n),
        LOOP(test_postgresql_series_given_up_early_is_cancelled, 0, n)};
    suite_use(postgresql_targets, n);
    return sqt_run("postgresql_series", tests, sizeof tests / sizeof *tests);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql_series", NULL, 0);
}
#endif
