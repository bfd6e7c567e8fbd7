/* exec.c: the harness of the execution workloads: ours and by hand in turns, two clocks. */
#include "bench/exec.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_CASES = 8, WAYS = 4, MAX_ROUNDS = 41 };

exec_row exec_rows[EXEC_ROWS];
volatile int64_t exec_sink;

void exec_rows_init(void)
{
    static char names[EXEC_ROWS][16], emails[EXEC_ROWS][32];
    for (int i = 0; i < EXEC_ROWS; i++) {
        snprintf(names[i], sizeof names[i], "user%d", i);
        snprintf(emails[i], sizeof emails[i], "user%d@example.org", i);
        exec_rows[i] = (exec_row){i, names[i], emails[i], i % 3, i * 0.5};
    }
}

void exec_fail(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(2);
}

static double read_clock(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct times {
    double cpu[MAX_ROUNDS], wall[MAX_ROUNDS];
} times;

static void run(const exec_case *c, void (*work)(void), times *t, int round)
{
    exec_pin(c->place);
    double cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID), wall = read_clock(CLOCK_MONOTONIC);
    work();
    t->cpu[round] = (read_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu) / c->units;
    t->wall[round] = (read_clock(CLOCK_MONOTONIC) - wall) / c->units;
    if (c->after)
        c->after();
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, by_size);
    return values[n / 2];
}

/* The best way by hand, by one clock. */
static double best(times *t, int rounds, bool wall)
{
    double least = 0;
    for (int w = 1; w < WAYS && t[w].cpu[0] > 0; w++) {
        double m = median(wall ? t[w].wall : t[w].cpu, rounds);
        if (least == 0 || m < least)
            least = m;
    }
    return least;
}

static void report(bench_report *r, const char *database, const exec_case *c, times *t, int rounds)
{
    char path[24];
    for (int wall = 0; wall < 2; wall++) {
        double *mine = wall ? t[0].wall : t[0].cpu, ns = median(mine, rounds);
        double spread = (mine[rounds * 3 / 4] - mine[rounds / 4]) / 2 / ns;
        double hand = best(t, rounds, wall);
        snprintf(path, sizeof path, "%s%s", c->path, wall ? "/wall" : "");
        bench_report_ratio(r, database, path, ns, spread, "hand", hand, ns / hand);
    }
}

static void run_only(const exec_plan *p, const exec_case *cases, size_t n)
{
    bool by_hand = strncmp(p->only, "baseline/", 9) == 0;
    const char *path = by_hand ? p->only + 9 : p->only;
    const exec_case *c = cases;
    while (c < cases + n && strcmp(c->path, path) != 0)
        c++;
    if (c == cases + n)
        exec_fail(path, "no such case");
    exec_pin(c->place);
    for (long i = 0; i < p->times; i++) {
        (by_hand ? c->hand[0] : c->ours)();
        if (c->after)
            c->after();
    }
}

/* Every way of one case, each round beginning with another: what comes first finds the server, and
 * what the client has in its caches, as the case before left them. */
static void run_round(const exec_case *c, times *t, int round)
{
    void (*const ways[WAYS])(void) = {c->ours, c->hand[0], c->hand[1], c->hand[2]};
    int n = 1, at = round < 0 ? 0 : round;
    while (n < WAYS && ways[n])
        n++;
    for (int i = 0; i < n; i++) {
        int w = (i + at) % n;
        run(c, ways[w], &t[w], at);
    }
}

static void compare(const exec_plan *p, const char *database, const exec_case *cases, size_t n)
{
    static times all[MAX_CASES][WAYS];
    int rounds = p->rounds > MAX_ROUNDS ? MAX_ROUNDS : p->rounds;
    memset(all, 0, sizeof all);
    for (int round = -1; round < rounds; round++) /* the first is not counted */
        for (size_t i = 0; i < n && i < MAX_CASES; i++)
            run_round(&cases[i], all[i], round);
    exec_pin(EXEC_ANYWHERE);
    for (size_t i = 0; i < n && i < MAX_CASES; i++)
        report(p->report, database, &cases[i], all[i], rounds);
}

void exec_compare(const exec_plan *p, const char *database, const exec_case *cases, size_t n)
{
    if (!p->only)
        compare(p, database, cases, n);
    else if (strcmp(p->database, database) == 0)
        run_only(p, cases, n);
}
