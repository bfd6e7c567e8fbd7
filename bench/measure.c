/* measure.c: time in turns, instructions by callgrind, allocations by the allocator. */
#include "bench/bench.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- time ---- */

enum { MAX_ROUNDS = 101, BATCH_NS = 2000000 };

/* Time of this thread, not of the wall: others on the machine count less. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double batch(const bench_case *c, long n)
{
    double start = now();
    for (long i = 0; i < n; i++)
        c->run(c->argument);
    return (now() - start) / (double)n;
}

/* So many runs that a batch takes about two milliseconds. */
static long batch_size(const bench_case *c)
{
    long n = 1;
    for (;;) {
        double ns = batch(c, n) * (double)n;
        if (ns > BATCH_NS / 2 || n > 100000000)
            return n * BATCH_NS / (long)(ns < BATCH_NS / 8 ? BATCH_NS / 8 : ns) + 1;
        n *= 4;
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void bench_time(const bench_case *const *cases, bench_measure *out, size_t n, int rounds)
{
    long size[64];
    static double ns[64][MAX_ROUNDS];
    if (rounds > MAX_ROUNDS)
        rounds = MAX_ROUNDS;
    for (size_t i = 0; i < n; i++)
        size[i] = batch_size(cases[i]);
    for (int r = 0; r < rounds; r++)
        for (size_t i = 0; i < n; i++)
            ns[i][r] = batch(cases[i], size[i]);
    for (size_t i = 0; i < n; i++) {
        qsort(ns[i], (size_t)rounds, sizeof *ns[i], by_size);
        out[i].ns = ns[i][rounds / 2];
        out[i].spread = (ns[i][rounds * 3 / 4] - ns[i][rounds / 4]) / 2 / out[i].ns;
    }
}

/* ---- allocations ---- */

static long allocations;

static void *counted(void *context, void *p, size_t n)
{
    (void)context;
    if (n == 0) {
        free(p);
        return NULL;
    }
    allocations++;
    return realloc(p, n);
}

void bench_count_allocations(void)
{
    static const sq_allocator a = {.resize = counted};
    sq_set_allocator(&a);
}

double bench_allocations(const bench_case *c)
{
    enum { RUNS = 1000 };
    for (int i = 0; i < 100; i++)
        c->run(c->argument);
    allocations = 0;
    for (int i = 0; i < RUNS; i++)
        c->run(c->argument);
    return (double)allocations / RUNS;
}

/* ---- instructions ----
 *
 * This program runs again under callgrind, which counts only inside of bench_counted_runs() and
 * writes one file after each call of it. */

enum { COUNTED = 100 };

__attribute__((noinline)) void bench_counted_runs(const bench_case *c);
__attribute__((noinline)) void bench_counted_runs(const bench_case *c)
{
    for (int i = 0; i < COUNTED; i++)
        c->run(c->argument);
}

void bench_run_counted(const bench_case *const *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (int j = 0; j < 20; j++)
            cases[i]->run(cases[i]->argument);
        bench_counted_runs(cases[i]);
    }
}

static double total_of(const char *file)
{
    char line[512];
    double total = -1;
    FILE *f = fopen(file, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "totals: %lf", &total) == 1 || sscanf(line, "summary: %lf", &total) == 1)
            break;
    if (f)
        fclose(f);
    return total;
}

bool bench_instructions(const char *self, const bench_case *const *cases, bench_measure *out,
                        size_t n)
{
    char folder[] = "/tmp/squill-bench-XXXXXX", command[1024], file[600];
    (void)cases;
    if (!mkdtemp(folder))
        return false;
    snprintf(command, sizeof command,
             "valgrind --tool=callgrind --collect-atstart=no "
             "--toggle-collect=bench_counted_runs --dump-after=bench_counted_runs "
             "--callgrind-out-file=%s/out '%s' --counted >/dev/null 2>%s/log",
             folder, self, folder);
    bool ok = system(command) == 0;
    for (size_t i = 0; ok && i < n; i++) {
        snprintf(file, sizeof file, "%s/out.%zu", folder, i + 1);
        double total = total_of(file);
        out[i].instructions = total < 0 ? -1 : total / COUNTED;
    }
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        ok = false;
    return ok;
}
