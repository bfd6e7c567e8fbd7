/* test_arena_threads.c: references and pins of one arena from many threads. Runs under
 * ThreadSanitizer, too. */
#include <pthread.h>
#include "lib/base/arena.h"
#include "tests/support/support.h"

enum { THREADS = 8, ROUNDS = 2000 };

typedef struct shared {
    sq_arena *arena;
    char *text; /* written before the threads start, read by all */
} shared;

static void *take_and_drop(void *context)
{
    const shared *s = context;
    size_t seen = 0;
    for (int i = 0; i < ROUNDS; i++) {
        sq_arena *kept = sqi_arena_ref(s->arena);
        seen += strlen(s->text);
        sqi_arena_unref(kept);
    }
    sqi_arena_unref(s->arena); /* the one that was taken for this thread */
    return seen == ROUNDS * strlen("shared") ? NULL : context;
}

/* The thread that drops the last one frees the arena: whichever it is. */
START_TEST(test_arena_is_freed_once_by_whichever_thread_is_last)
{
    sqt_allocator m;
    sqt_allocator_init(&m);
    shared s = {.arena = sqi_arena_new(&m.allocator, NULL)};
    s.text = sqi_arena_str(s.arena, "shared", 6);

    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        sqi_arena_ref(s.arena);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, take_and_drop, &s), 0);
    sqi_arena_unref(s.arena);
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_ptr_null(wrong);
    }
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static void *pin_in_own_arena(void *context)
{
    sq_arena *base = context;
    for (int i = 0; i < ROUNDS / 10; i++) {
        sq_arena *own = sqi_arena_new(NULL, NULL);
        if (!own || !sqi_arena_pin(own, base) || !sqi_arena_alloc(own, 64))
            return context;
        sqi_arena_reset(own);
        if (!sqi_arena_pin(own, base))
            return context;
        sqi_arena_unref(own);
    }
    return NULL;
}

START_TEST(test_arena_is_pinned_by_many_threads_at_once)
{
    sq_arena *base = sqi_arena_new(NULL, NULL);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, pin_in_own_arena, base), 0);
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_ptr_null(wrong);
    }
    ck_assert_uint_eq(atomic_load(&base->refs), 1);
    sqi_arena_unref(base);
}
END_TEST

SQT_MAIN("arena_threads", TEST(test_arena_is_freed_once_by_whichever_thread_is_last),
         TEST(test_arena_is_pinned_by_many_threads_at_once))
