/* scale.c: how cost grows with the size of a statement, and what threads do to it. */
#include "bench/bench.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- size ---- */

static const char *const kinds[] = {"columns", "conditions", "in", "nesting"};
static const int sizes[] = {10, 100, 1000, 10000};

typedef struct growth {
    const char *kind;
    int n;
    sq_builder *q;
    sq_binder *w;
} growth;

static void run_growth(void *argument)
{
    growth *g = argument;
    sq_bound out;
    sq_error err;
    sq_builder_reset(g->q);
    if (sq_ready(g->w, bench_grow(g->q, g->kind, g->n), NULL, 0, &out, &err) != SQ_OK) {
        fprintf(stderr, "%s %d: %s\n", g->kind, g->n, err.message);
        abort();
    }
}

static growth growths[4][4];
static bench_case growth_cases[4][4];

static void init_growth(void)
{
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++) {
            growths[k][i] = (growth){kinds[k], sizes[i], sq_builder_new(.max_depth = 20000),
                                     sq_binder_new(NULL, SQ_POSTGRESQL, NULL)};
            growth_cases[k][i] = (bench_case){kinds[k], "cold", run_growth, &growths[k][i]};
        }
}

void bench_growth_cases(const bench_case **out)
{
    init_growth();
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++)
            *out++ = &growth_cases[k][i];
}

/* m: the measures of bench_growth_cases(). */
void bench_growth(bench_report *r, const bench_measure *m)
{
    printf("\ngrowth, build and compile: ns an element\n");
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++) {
            char path[16];
            snprintf(path, sizeof path, "cold/%d", sizes[i]);
            const bench_measure *own = &m[k * 4 + i], *hundred = &m[k * 4 + 1];
            double each = own->ns / sizes[i], each_of_100 = hundred->ns / 100;
            bench_report_ratio(r, kinds[k], path, each, own->spread, "each_of_100", each_of_100,
                               each / each_of_100);
            if (own->instructions < 0)
                continue;
            snprintf(path, sizeof path, "instr/%d", sizes[i]);
            bench_report_ratio(r, kinds[k], path, own->instructions / sizes[i], 0, "each_of_100",
                               hundred->instructions / 100,
                               own->instructions / sizes[i] / (hundred->instructions / 100));
        }
}

/* ---- threads ---- */

enum { MAX_THREADS = 4, RUNS = 200000 };

typedef struct worker {
    pthread_t thread;
    pthread_barrier_t *start;
    sq_cache *cache;
    long runs;
    double ns;
} worker;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One statement, the same entry for all threads; each its own builder and binder. */
static void *work(void *argument)
{
    worker *w = argument;
    sq_builder *q = sq_builder_new();
    sq_binder *b = sq_binder_new(w->cache, SQ_POSTGRESQL, NULL);
    sq_bound out;
    const sq_stmt *(*build)(sq_builder *) = bench_workloads[1].build;
    for (int i = 0; i < 100; i++, sq_builder_reset(q))
        if (sq_ready(b, build(q), NULL, 0, &out, NULL) != SQ_OK)
            abort();
    pthread_barrier_wait(w->start);
    double start = seconds();
    for (long i = 0; i < w->runs; i++) {
        sq_builder_reset(q);
        if (sq_ready(b, build(q), NULL, 0, &out, NULL) != SQ_OK)
            abort();
    }
    w->ns = seconds() - start;
    sq_binder_free(b);
    sq_builder_free(q);
    return NULL;
}

/* Statements a nanosecond of all threads together. */
static double throughput(int n, sq_cache *cache, long runs)
{
    worker w[MAX_THREADS];
    pthread_barrier_t start;
    double sum = 0;
    pthread_barrier_init(&start, NULL, (unsigned)n);
    for (int i = 0; i < n; i++) {
        w[i] = (worker){.start = &start, .cache = cache, .runs = runs};
        if (pthread_create(&w[i].thread, NULL, work, &w[i]) != 0)
            abort();
    }
    for (int i = 0; i < n; i++) {
        pthread_join(w[i].thread, NULL);
        sum += (double)runs / w[i].ns;
    }
    pthread_barrier_destroy(&start);
    return sum;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

void bench_threads(bench_report *r)
{
    enum { ROUNDS = 7 };
    static const int counts[] = {1, 2, 4};
    double with[3][ROUNDS], without[3][ROUNDS];
    sq_cache *cache = sq_cache_new(0, 0);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 3; i++) {
            with[i][round] = throughput(counts[i], cache, RUNS);
            without[i][round] = throughput(counts[i], NULL, RUNS / 8);
        }
    printf(
        "\nthreads on one entry (W2): how often as fast as one thread, with and without cache\n");
    for (int i = 0; i < 3; i++) {
        qsort(with[i], ROUNDS, sizeof(double), by_size);
        qsort(without[i], ROUNDS, sizeof(double), by_size);
        double own = with[i][ROUNDS / 2] / with[0][ROUNDS / 2];
        double base = without[i][ROUNDS / 2] / without[0][ROUNDS / 2];
        char path[16];
        snprintf(path, sizeof path, "threads/%d", counts[i]);
        printf("%d threads: cached %.2f, cold %.2f\n", counts[i], own, base);
        /* the bar is a least value: 0.9 of the scaling without a cache, turned round */
        bench_report_ratio(r, "W2", path, 1 / with[i][ROUNDS / 2], 0, "scaling",
                           1 / without[i][ROUNDS / 2], base / own);
    }
    sq_cache_unref(cache);
}
