/* support.h: what the test programs share. Linked into every program of tests/unit, sql, key,
 * suite.
 *
 * A test program is one file test_<module>.c with tests by START_TEST and, at its end,
 *
 *     SQT_MAIN("base", TEST(test_arena_...), TEST(test_out_...), LOOP(test_rows, 0, N_ROWS))
 *
 * A test that can't run here prints one line `SKIP: reason` and returns; the runner takes it off
 * the passed ones. A missing server's line opens with its name (`SKIP: postgresql is not there`),
 * so that SQ_REQUIRE=postgresql makes it a failure. */
#ifndef SQT_SUPPORT_H
#define SQT_SUPPORT_H

#include <check.h>
#include <stdlib.h>
#include "squill/base.h"

/* SQT_ASAN: built with AddressSanitizer, which keeps what was freed for a while. SQT_SLOW: built to
 * look at memory or threads, several times as slow: wide loops over more of the same make fewer
 * rounds. In neither it is looked at what a call may take of time or memory. */
#ifdef __SANITIZE_ADDRESS__
#define SQT_ASAN 1
#elif defined __has_feature
#define SQT_ASAN __has_feature(address_sanitizer)
#else
#define SQT_ASAN 0
#endif
#if SQT_ASAN || defined SQI_DEBUG_ARENA || defined __SANITIZE_THREAD__
#define SQT_SLOW 1
#else
#define SQT_SLOW 0
#endif

typedef struct sqt_test {
    const TTest *test;
    int from, to; /* a loop test where from < to */
} sqt_test;

/* Runs them, each in a process of its own (CK_FORK=no: in this one), prints what failed and the
 * counts; the exit status for main(). CK_RUN_CASE=<test function> picks one. One that runs longer
 * than 30 seconds fails, times CK_TIMEOUT_MULTIPLIER (other than 30: CK_DEFAULT_TIMEOUT=<n>). */
int sqt_run(const char *suite, const sqt_test *tests, size_t n);

#define TEST(f)                                                                                    \
    {                                                                                              \
        f, 0, 0                                                                                    \
    }
#define LOOP(f, from, to)                                                                          \
    {                                                                                              \
        f, from, to                                                                                \
    }
#define SQT_MAIN(name, ...)                                                                        \
    int main(void)                                                                                 \
    {                                                                                              \
        const sqt_test tests[] = {__VA_ARGS__};                                                    \
        return sqt_run(name, tests, sizeof tests / sizeof *tests);                                 \
    }

/* An allocator that fails on purpose and counts what is out. Not thread-safe: one a thread. */
typedef struct sqt_allocator {
    sq_allocator allocator; /* give this to the library */
    size_t calls;           /* allocations and growths asked for so far */
    size_t fail_at;         /* the call that fails, from 1; 0: none */
    bool fail_after;        /* all later ones fail, too */
    bool failed;            /* a call did fail */
    size_t live;            /* blocks allocated and not yet freed */
} sqt_allocator;

void sqt_allocator_init(sqt_allocator *a);

/* The sweep: runs scenario(context) again and again, failing the first allocation, then the second,
 * ... through the allocator, until a run needs none that fails. The scenario returns SQ_OK, or
 * SQ_ERR_NOMEM when it saw the failure; anything else, a leaked block, or success although an
 * allocation failed (unless `may_recover`) fails the test. Returns the number of failures tried. */
typedef int sqt_scenario(const sq_allocator *a, void *context);
size_t sqt_oom_sweep(const char *name, sqt_scenario *scenario, void *context, bool may_recover);

/* A row of the table that `make faults` prints: how often this harm was done and how many times
 * what came of it was wrong; fails the test if it ever was. */
void sqt_fault(const char *fault, const char *database, int64_t count, int64_t wrong);

/* Numbers as this locale writes them, until setlocale(LC_NUMERIC, "C"). One that the system has
 * only the description of is made for this test. false: it is not there, and a line SKIP tells
 * so. */
bool sqt_number_locale(const char *name);

/* A folder of its own for this test, removed by sqt_folder_remove(); the path is malloc'ed. */
char *sqt_folder(void);
void sqt_folder_remove(char *path);

#endif
