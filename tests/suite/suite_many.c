/* suite_many.c: one statement for many structs, whose members are of every kind. */
#include "squill.h"
#include "tests/suite/suite.h"

SQ_TABLE(assorted, (id, bigint, .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO),
         (tiny, smallint), (small, smallint), (plain, integer), (byte, smallint), (half, integer),
         (word, bigint), (large, bigint), (yes, boolean), (narrow, double), (real, double),
         (name, varchar(20)), (code, varchar(8)), (note, text), (raw, blob));

typedef struct assorted_row {
    int64_t id;
    int8_t tiny;
    int16_t small;
    int32_t plain;
    uint8_t byte;
    uint16_t half;
    uint32_t word;
    uint64_t large;
    bool yes;
    float narrow;
    double real;
    const char *name;
    char code[8];
    sq_str note;
    unsigned char raw[4];
} assorted_row;
SQ_ROW(assorted_row, id, tiny, small, plain, byte, half, word, large, yes, narrow, real, name, code,
       note, raw);

enum { MANY = 2500 };

static assorted_row make_row(int i)
{
    static const char *const names[] = {
        "", "ab", "gr\xC3\xBC\xC3\x9F", "twelve bytes", "\xE4\xBD\xA0\xE5\xA5\xBD", NULL};
    int sign = i % 2 ? -1 : 1;
    assorted_row x = {.id = (int64_t)i * 3000000000,
                      .tiny = (int8_t)(sign * (i % 128)),
                      .small = (int16_t)(sign * (INT16_MAX - i)),
                      .plain = sign * (INT32_MAX - i),
                      .byte = (uint8_t)(255 - i % 256),
                      .half = (uint16_t)(65535 - i),
                      .word = UINT32_MAX - (uint32_t)i,
                      .large = (uint64_t)INT64_MAX - (uint64_t)i,
                      .yes = i % 3 == 0,
                      .narrow = (float)i * 0.5F,
                      .real = i % 7 ? i * 0.1 : 1e300,
                      .name = names[(size_t)i % (sizeof names / sizeof *names)],
                      .note = {i % 5 ? "a note\xC3\xA9" : NULL, i % 5 ? 8 : 0},
                      .raw = {0, 0xFF, (unsigned char)i, (unsigned char)(i >> 8)}};
    memcpy(x.code, "12345678", (size_t)i % 9 < 8 ? (size_t)i % 9 : 8); /* also without a NUL */
    return x;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_row(const assorted_row *a, const assorted_row *b)
{
    return a->id == b->id && a->tiny == b->tiny && a->small == b->small && a->plain == b->plain &&
           a->byte == b->byte && a->half == b->half && a->word == b->word && a->large == b->large &&
           a->yes == b->yes && a->narrow == b->narrow && a->real == b->real &&
           same_text(a->name, b->name) && a->note.n == b->note.n &&
           same_text(a->note.p, b->note.p) && memcmp(a->raw, b->raw, sizeof a->raw) == 0;
}

static int64_t insert(const assorted_row *rows, size_t n)
{
    return sq_exec_many(suite_now.c, sq_insert(sq_scratch(suite_now.c), assorted), assorted_row,
                        rows, n);
}

START_TEST(test_suite_many_members_of_every_kind_are_kept_as_they_are)
{
    static assorted_row rows[MANY];
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, assorted), SQ_OK);
    for (int i = 0; i < MANY; i++)
        rows[i] = make_row(i);
    int64_t n = insert(rows, MANY);
    ck_assert_msg(n == MANY, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    sq_builder *q = sq_scratch(suite_now.c);
    sq_result *r = sq_query(
        suite_now.c,
        sq_order_by(sq_select(q, assorted.id, assorted.tiny, assorted.small, assorted.plain,
                              assorted.byte, assorted.half, assorted.word, assorted.large,
                              assorted.yes, assorted.narrow, assorted.real, assorted.name,
                              assorted.code, assorted.note, assorted.raw),
                    assorted.id));
    for (int i = 0; i < MANY; i++) {
        char code[9] = "";
        memcpy(code, rows[i].code, sizeof rows[i].code);
        ck_assert_msg(sq_row(r), "%s", sq_result_error(r)->message);
        ck_assert_str_eq(sq_get_text(r, sq_result_index(r, "code")), code);
        assorted_row got = rows[i];
        ck_assert_int_eq(sq_get_int64(r, 0), rows[i].id);
        got.tiny = (int8_t)sq_get_int(r, 1), got.small = (int16_t)sq_get_int(r, 2);
        got.plain = sq_get_int(r, 3), got.byte = (uint8_t)sq_get_int(r, 4);
        got.half = (uint16_t)sq_get_int(r, 5), got.word = (uint32_t)sq_get_int64(r, 6);
        got.large = sq_get_uint64(r, 7), got.yes = sq_get_bool(r, 8);
        got.narrow = (float)sq_get_double(r, 9), got.real = sq_get_double(r, 10);
        got.name = sq_get_text(r, 11), got.note = sq_get_str(r, 13);
        memcpy(got.raw, sq_get_bytes(r, 14).p, sizeof got.raw);
        ck_assert_msg(same_row(&got, &rows[i]), "row %d", i);
    }
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
    suite_close();
}
END_TEST

/* ---- what is wrong ---- */

typedef struct wrong {
    void (*make)(assorted_row *row);
    int status;
} wrong;

static void make_large(assorted_row *row)
{
    row->large = (uint64_t)INT64_MAX + 1;
}
static void make_no_utf8(assorted_row *row)
{
    row->name = "\xFF\xFE";
}
static void make_no_utf8_of_chars(assorted_row *row)
{
    memcpy(row->code, "\xC3", 2);
}
static void make_nul(assorted_row *row)
{
    row->note = (sq_str){"a\0b", 3};
}

static const wrong wrongs[] = {{make_large, SQ_ERR_DATA},
                               {make_no_utf8, SQ_ERR_ARGUMENT},
                               {make_no_utf8_of_chars, SQ_ERR_ARGUMENT},
                               {make_nul, SQ_ERR_ARGUMENT}};

static void refused(const assorted_row *rows, size_t n, int status, char *message, size_t size)
{
    int64_t rc = insert(rows, n);
    ck_assert_msg(rc == status, "%lld %s", (long long)rc, sq_errmsg(suite_now.c));
    snprintf(message, size, "%s", sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM assorted"), 0);
}

START_TEST(test_suite_many_first_wrong_struct_is_told_as_if_it_came_alone)
{
    static assorted_row rows[MANY];
    char alone[640], among[640];
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, assorted), SQ_OK);
    for (size_t k = 0; k < sizeof wrongs / sizeof *wrongs; k++) {
        if (wrongs[k].make == make_nul && T->keeps_nul)
            continue;
        for (int i = 0; i < MANY; i++)
            rows[i] = make_row(i);
        wrongs[k].make(&rows[1234]);
        refused(&rows[1234], 1, wrongs[k].status, alone, sizeof alone);
        for (size_t other = 0; other < sizeof wrongs / sizeof *wrongs; other++)
            wrongs[other].make(&rows[1235 + other]);
        refused(rows, MANY, wrongs[k].status, among, sizeof among);
        ck_assert_str_eq(among, alone);
    }
    suite_close();
}
END_TEST

/* ---- not only INSERT ---- */

START_TEST(test_suite_many_structs_change_the_rows_that_they_name)
{
    typedef struct change {
        int64_t id;
        const char *new_name;
    } change;
    static assorted_row rows[20];
    static change changes[20];
    static const sq_field fields[] = {
        {"old", offsetof(change, id), sizeof(int64_t), SQ_F_INT},
        {"new_name", offsetof(change, new_name), sizeof(char *), SQ_F_TEXT}};
    static const sq_row_desc desc = {sizeof(change), 2, fields};
    OPEN_OR_SKIP();
    ck_assert_int_eq(sq_create_all(suite_now.c, assorted), SQ_OK);
    for (int i = 0; i < 20; i++) {
        rows[i] = make_row(i);
        changes[i] = (change){rows[i].id, i % 2 ? "changed" : NULL};
    }
    ck_assert_int_eq(insert(rows, 20), 20);
    sq_builder *q = sq_scratch(suite_now.c);
    const sq_stmt *s = sq_where(
        sq_values(sq_update(q, assorted),
                  sq_set(assorted.name, sq_bindparam(q, "new_name", .type = sq_varchar(20)))),
        sq_eq(q, assorted.id, sq_bindparam(q, "old", .type = sq_bigint())));
    int64_t n = (sq_exec_many)(suite_now.c, s, &desc, changes, 20);
    ck_assert_msg(n == 20, "%lld %s", (long long)n, sq_errmsg(suite_now.c));
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM assorted WHERE name = 'changed'"),
                     10);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(*) FROM assorted WHERE name IS NULL"),
                     10);
    suite_close();
}
END_TEST

size_t suite_many(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_many_members_of_every_kind_are_kept_as_they_are),
                              TEST(test_suite_many_first_wrong_struct_is_told_as_if_it_came_alone),
                              TEST(test_suite_many_structs_change_the_rows_that_they_name)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
