/* test_base.c: arena, clock, text buffer, errors, allocation. */
#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/base/out.h"
#include "lib/base/thread.h"
#include "tests/support/support.h"

/* --- arena */

START_TEST(test_arena_gives_aligned_memory_that_does_not_overlap)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    unsigned char *p[400];
    for (size_t i = 0; i < 400; i++) {
        p[i] = sqi_arena_alloc(a, i + 1);
        ck_assert_ptr_nonnull(p[i]);
        ck_assert_uint_eq((uintptr_t)p[i] % 8, 0);
        memset(p[i], (int)(i & 0xff), i + 1);
    }
    for (size_t i = 0; i < 400; i++)
        for (size_t k = 0; k <= i; k++)
            ck_assert_uint_eq(p[i][k], i & 0xff);
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_arena_serves_requests_larger_than_a_chunk)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    char *big = sqi_arena_alloc(a, 3u << 20);
    ck_assert_ptr_nonnull(big);
    memset(big, 'x', 3u << 20);
    ck_assert_ptr_nonnull(sqi_arena_alloc(a, 16));
    ck_assert_ptr_null(sqi_arena_alloc(a, (size_t)1 << 50));
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_arena_string_is_copied_and_terminated)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    char text[] = "abcdef";
    char *s = sqi_arena_str(a, text, 3);
    text[0] = '!';
    ck_assert_str_eq(s, "abc");
    ck_assert_str_eq(sqi_arena_str(a, NULL, 0), "");
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_arena_lives_until_its_last_reference)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    char *s = sqi_arena_str(a, "kept", 4);
    ck_assert_ptr_eq(sqi_arena_ref(a), a);
    sqi_arena_unref(a);
    ck_assert_str_eq(s, "kept");
    ck_assert_uint_gt(m.live, 0);
    sqi_arena_unref(a);
    ck_assert_uint_eq(m.live, 0);
    sqi_arena_unref(NULL);
}
END_TEST

START_TEST(test_arena_pin_keeps_the_other_alive_and_counts_once)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *other = sqi_arena_new(&m.allocator, NULL);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    char *s = sqi_arena_str(other, "pinned", 6);
    for (int i = 0; i < 3; i++)
        ck_assert(sqi_arena_pin(a, other));
    ck_assert_uint_eq(a->n_pins, 1);
    ck_assert_uint_eq(atomic_load(&other->refs), 2);
    sqi_arena_unref(other);
    ck_assert_str_eq(s, "pinned");
    sqi_arena_unref(a);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(test_arena_pins_neither_itself_nor_nothing)
{
    sq_arena *a = sqi_arena_new(NULL, NULL);
    ck_assert(sqi_arena_pin(a, a));
    ck_assert(sqi_arena_pin(a, NULL));
    ck_assert_uint_eq(a->n_pins, 0);
    ck_assert_uint_eq(atomic_load(&a->refs), 1);
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_arena_holds_many_pins)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    for (int i = 0; i < 100; i++) {
        sq_arena *other = sqi_arena_new(&m.allocator, NULL);
        ck_assert(sqi_arena_pin(a, other));
        sqi_arena_unref(other);
    }
    ck_assert_uint_eq(a->n_pins, 100);
    sqi_arena_unref(a);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(test_arena_reset_drops_pins_and_is_usable_again)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *other = sqi_arena_new(&m.allocator, NULL);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    ck_assert(sqi_arena_pin(a, other));
    for (int i = 0; i < 1000; i++)
        ck_assert_ptr_nonnull(sqi_arena_alloc(a, 100));
    sqi_arena_reset(a);
    ck_assert_uint_eq(a->n_pins, 0);
    ck_assert_uint_eq(atomic_load(&other->refs), 1);
    ck_assert_str_eq(sqi_arena_str(a, "again", 5), "again");
    sqi_arena_unref(a);
    sqi_arena_unref(other);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

#ifndef SQI_DEBUG_ARENA /* which allocates every node */
START_TEST(test_arena_reset_allocates_nothing_for_the_same_work)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    ck_assert_ptr_nonnull(sqi_arena_alloc(a, 1000));
    sqi_arena_reset(a);
    size_t before = m.calls;
    ck_assert_ptr_nonnull(sqi_arena_alloc(a, 1000));
    ck_assert_uint_eq(m.calls, before);
    sqi_arena_unref(a);
}
END_TEST

/* Low and high in turn, until the arena asks for another chunk. */
static size_t fill_from_both_sides(sq_arena *a, const sqt_allocator *m)
{
    char *low = sqi_arena_alloc(a, 8), *high = sqi_arena_behind(a, 20);
    size_t before = m->calls, n = 0;
    for (;; n++) {
        char *next_low = sqi_arena_alloc(a, 8);
        char *next_high = m->calls == before ? sqi_arena_behind(a, 20) : NULL;
        if (m->calls != before)
            return n;
        ck_assert_ptr_eq(next_low, low + 8);
        ck_assert_ptr_eq(next_high, high - 24);
        ck_assert(next_high >= next_low + 8);
        low = next_low;
        high = next_high;
    }
}

START_TEST(test_arena_fills_a_chunk_from_both_sides)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    ck_assert_uint_gt(fill_from_both_sides(a, &m), 100);
    sqi_arena_reset(a); /* two chunks become one */
    size_t n = fill_from_both_sides(a, &m);
    ck_assert_uint_gt(n, 200);
    sq_arena *b = sqi_arena_new(&m.allocator, NULL);
    ck_assert_ptr_nonnull(sqi_arena_behind(b, 20));
    sqi_arena_reset(b); /* one chunk is all free again */
    ck_assert_uint_gt(fill_from_both_sides(b, &m), 100);
    sqi_arena_unref(a);
    sqi_arena_unref(b);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* `bytes` of a statement, a node at a time, from an arena that was reset. Calls that it took. */
static size_t fill_anew(sq_arena *a, const sqt_allocator *m, size_t bytes)
{
    size_t before = m->calls;
    sqi_arena_reset(a);
    for (size_t n = 0; n < bytes; n += 128) {
        ck_assert_ptr_nonnull(sqi_arena_alloc(a, 64));
        ck_assert_ptr_nonnull(sqi_arena_behind(a, 64));
    }
    return m->calls - before;
}

START_TEST(test_arena_keeps_a_large_chunk_as_long_as_it_is_used)
{
    enum { LARGE = 6 << 20, SMALL = 1000 };
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    fill_anew(a, &m, LARGE);
    ck_assert_uint_eq(fill_anew(a, &m, LARGE), 1); /* its many chunks became one */
    for (int i = 0; i < 200; i++)
        ck_assert_uint_eq(fill_anew(a, &m, i % 50 ? SMALL : LARGE), 0);
    size_t given_back = 0;
    for (int i = 0; i < 200; i++)
        given_back += fill_anew(a, &m, SMALL);
    ck_assert_uint_eq(given_back, 1); /* for a small one */
    ck_assert_uint_gt(fill_anew(a, &m, LARGE), 1);
    sqi_arena_unref(a);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(test_arena_gives_back_what_is_larger_than_it_keeps)
{
    enum { HUGE = 20 << 20 };
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_arena *a = sqi_arena_new(&m.allocator, NULL);
    fill_anew(a, &m, HUGE);
    sqi_arena_reset(a);
    ck_assert_uint_eq(m.live, 1); /* the arena itself */
    sqi_arena_unref(a);
}
END_TEST
#endif

static int arena_work(const sq_allocator *m, void *context)
{
    (void)context;
    int status = SQ_ERR_NOMEM;
    sq_arena *a = sqi_arena_new(m, NULL), *b = sqi_arena_new(m, NULL);
    if (a && b && sqi_arena_pin(a, b) && sqi_arena_alloc(a, 6000) && sqi_arena_alloc(a, 6000) &&
        sqi_arena_str(b, "x", 1))
        status = SQ_OK;
    sqi_arena_unref(a);
    sqi_arena_unref(b);
    return status;
}

START_TEST(test_arena_survives_every_failed_allocation)
{
    ck_assert_uint_ge(sqt_oom_sweep("arena", arena_work, NULL, false), 6);
}
END_TEST

/* --- clock */

START_TEST(test_rest_is_five_seconds_or_half_a_second_behind_the_deadline)
{
    enum { NOW = 7000000, SECOND = 1000000, REST = 500000 };
    ck_assert_int_eq(sqi_rest_until(NOW, 0), NOW + 5 * SECOND);
    ck_assert_int_eq(sqi_rest_until(NOW, NOW - SECOND), NOW + REST); /* late already */
    ck_assert_int_eq(sqi_rest_until(NOW, NOW + SECOND), NOW + SECOND + REST);
    ck_assert_int_eq(sqi_rest_until(NOW, NOW + 60 * SECOND), NOW + 5 * SECOND);
}
END_TEST

/* --- text buffer */

START_TEST(test_out_appends_numbers_and_text)
{
    sqi_out o;
    sqi_out_init(&o, NULL, 0);
    sqi_out_lit(&o, "a=");
    sqi_out_int(&o, INT64_MIN);
    sqi_out_char(&o, ' ');
    sqi_out_uint(&o, UINT64_MAX);
    sqi_out_str(&o, " ");
    sqi_out_int(&o, 0);
    sqi_out_char(&o, ' ');
    sqi_out_hex(&o, "\x0f\xa0", 2, false);
    sqi_out_hex(&o, "\x0f\xa0", 2, true);
    sqi_out_printf(&o, " %s-%d", "p", 7);
    ck_assert_str_eq(sqi_out_cstr(&o),
                     "a=-9223372036854775808 18446744073709551615 0 0fa00FA0 p-7");
    ck_assert_int_eq(o.status, SQ_OK);
    sqi_out_clear(&o);
}
END_TEST

START_TEST(test_out_grows_past_any_first_size)
{
    sqi_out o;
    sqi_out_init(&o, NULL, 0);
    for (int i = 0; i < 100000; i++)
        sqi_out_char(&o, (char)('a' + i % 26));
    const char *s = sqi_out_cstr(&o);
    ck_assert_uint_eq(strlen(s), 100000);
    for (int i = 0; i < 100000; i++)
        ck_assert_int_eq(s[i], 'a' + i % 26);
    sqi_out_clear(&o);
}
END_TEST

START_TEST(test_out_stops_at_its_limit_and_stays_stopped)
{
    sqi_out o;
    sqi_out_init(&o, NULL, 10);
    sqi_out_str(&o, "0123456789");
    ck_assert_int_eq(o.status, SQ_OK);
    sqi_out_char(&o, 'x');
    ck_assert_int_eq(o.status, SQ_ERR_LIMIT);
    ck_assert_uint_eq(o.n, 10);
    sqi_out_str(&o, "");
    sqi_out_str(&o, "more");
    ck_assert_uint_eq(o.n, 10);
    ck_assert_ptr_null(sqi_out_cstr(&o));
    sqi_out_clear(&o);
}
END_TEST

START_TEST(test_out_keeps_the_first_failure)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    m.fail_at = 1;
    sqi_out o;
    sqi_out_init(&o, &m.allocator, 1000);
    sqi_out_str(&o, "lost");
    ck_assert_int_eq(o.status, SQ_ERR_NOMEM);
    char big[2000];
    sqi_out_mem(&o, memset(big, 'x', sizeof big), sizeof big);
    ck_assert_int_eq(o.status, SQ_ERR_NOMEM);
    ck_assert_uint_eq(o.n, 0);
    sqi_out_clear(&o);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(test_out_refuses_a_length_that_would_overflow)
{
    sqi_out o;
    sqi_out_init(&o, NULL, 0);
    sqi_out_char(&o, 'a');
    ck_assert(!sqi_out_reserve(&o, SIZE_MAX));
    ck_assert_int_eq(o.status, SQ_ERR_LIMIT);
    sqi_out_clear(&o);
}
END_TEST

/* --- errors */

START_TEST(test_error_says_status_place_and_message)
{
    sq_error e;
    memset(&e, 0xff, sizeof e);
    ck_assert_int_eq(sqi_error(&e, SQ_ERR_TYPE, "sq_eq", "%s is %d", "x", 3), SQ_ERR_TYPE);
    ck_assert_int_eq(e.status, SQ_ERR_TYPE);
    ck_assert_int_eq(e.scope, SQ_SCOPE_STATEMENT);
    ck_assert_int_eq(e.native, 0);
    ck_assert_str_eq(e.sqlstate, "");
    ck_assert_str_eq(e.where, "sq_eq");
    ck_assert_str_eq(e.message, "x is 3");
    sq_error_clear(&e);
    ck_assert_int_eq(e.status, SQ_OK);
}
END_TEST

START_TEST(test_error_may_be_null)
{
    ck_assert_int_eq(sqi_error(NULL, SQ_ERR_NOMEM, NULL, "x"), SQ_ERR_NOMEM);
    sq_error_clear(NULL);
}
END_TEST

START_TEST(test_error_message_obeys_no_control_byte)
{
    sq_error e;
    sqi_error(&e, SQ_ERR_DATA, NULL, "%s", "a\033[31mb\nc\x7f");
    ck_assert_str_eq(e.message, "a\\x1b[31mb\\x0ac\\x7f");
    ck_assert_str_eq(e.where, "");
}
END_TEST

static bool is_utf8(const char *s)
{
    while (*s) {
        unsigned char c = (unsigned char)*s++;
        int follow = c < 0x80 ? 0 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : -1;
        if (follow < 0)
            return false;
        while (follow-- > 0)
            if (((unsigned char)*s++ & 0xC0) != 0x80)
                return false;
    }
    return true;
}

/* _i is how far the characters are shifted against the place where the message is cut. */
START_TEST(test_error_message_is_cut_at_a_character)
{
    static const char *const characters[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\x99"};
    char text[1024];
    const char *c = characters[_i % 3];
    size_t n = (size_t)_i / 3;
    memset(text, 'a', n);
    for (; n + 4 < sizeof text - 200; n += strlen(c))
        memcpy(text + n, c, strlen(c));
    text[n] = '\0';
    sq_error e;
    sqi_error(&e, SQ_ERR_DATA, NULL, "%s", text);
    ck_assert_msg(is_utf8(e.message), "shift %d: %s", _i, e.message);
    ck_assert_uint_lt(strlen(e.message), sizeof e.message);
    ck_assert_uint_gt(strlen(e.message), sizeof e.message - 12);
    ck_assert_int_eq(strncmp(e.message, text, strlen(e.message)), 0);
}
END_TEST

START_TEST(test_status_names_are_those_of_the_list)
{
#define SQ_STATUS(name, code, text)                                                                \
    ck_assert_int_eq(SQ_##name, code);                                                             \
    ck_assert_str_eq(sq_status_name(code), #name);                                                 \
    ck_assert_str_eq(sq_status_text(code), text);
#include "squill/errors.def"
#undef SQ_STATUS
    ck_assert_str_eq(sq_status_name(12345), "ERR_INTERNAL");
}
END_TEST

/* --- allocation */

START_TEST(test_global_allocator_is_used_and_restored)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    sq_set_allocator(&m.allocator);
    void *p = sqi_alloc(NULL, 10);
    ck_assert_uint_eq(m.live, 1);
    sqi_free(NULL, p);
    ck_assert_uint_eq(m.live, 0);
    sq_set_allocator(NULL);
    p = sqi_zalloc(NULL, 10);
    ck_assert_uint_eq(m.calls, 1);
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(((char *)p)[i], 0);
    sqi_free(NULL, p);
    sq_string_free(NULL);
}
END_TEST

#ifdef SQI_DEBUG_ARENA
#define TEST_NO_ALLOCATION
#else
#define TEST_NO_ALLOCATION                                                                         \
    TEST(test_arena_reset_allocates_nothing_for_the_same_work),                                    \
        TEST(test_arena_fills_a_chunk_from_both_sides),                                            \
        TEST(test_arena_keeps_a_large_chunk_as_long_as_it_is_used),                                \
        TEST(test_arena_gives_back_what_is_larger_than_it_keeps),
#endif

SQT_MAIN("base", TEST_NO_ALLOCATION TEST(test_arena_gives_aligned_memory_that_does_not_overlap),
         TEST(test_arena_serves_requests_larger_than_a_chunk),
         TEST(test_arena_string_is_copied_and_terminated),
         TEST(test_arena_lives_until_its_last_reference),
         TEST(test_arena_pin_keeps_the_other_alive_and_counts_once),
         TEST(test_arena_pins_neither_itself_nor_nothing), TEST(test_arena_holds_many_pins),
         TEST(test_arena_reset_drops_pins_and_is_usable_again),
         TEST(test_arena_survives_every_failed_allocation),
         TEST(test_rest_is_five_seconds_or_half_a_second_behind_the_deadline),
         TEST(test_out_appends_numbers_and_text), TEST(test_out_grows_past_any_first_size),
         TEST(test_out_stops_at_its_limit_and_stays_stopped),
         TEST(test_out_keeps_the_first_failure),
         TEST(test_out_refuses_a_length_that_would_overflow),
         TEST(test_error_says_status_place_and_message), TEST(test_error_may_be_null),
         TEST(test_error_message_obeys_no_control_byte),
         LOOP(test_error_message_is_cut_at_a_character, 0, 24),
         TEST(test_status_names_are_those_of_the_list),
         TEST(test_global_allocator_is_used_and_restored))
