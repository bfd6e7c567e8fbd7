/* baseline.c: the hand-written program and the throw-away prototype of a tree, as given.
 *
 * handwritten/hand.c is compiled as it is, in this file: its main() makes the table of cases and
 * hands it to what stands for perf_main() here. */
#include "bench/bench.h"
#include "bench/tools/bench.h"

static struct perf_case cases[128];
static bench_case as_bench[128];
static int n_cases;

static int take_cases(const char *peer, const struct perf_case *c, int n, int argc, char **argv)
{
    (void)peer, (void)argc, (void)argv;
    for (n_cases = 0; n_cases < n && n_cases < 128; n_cases++) {
        cases[n_cases] = c[n_cases];
        as_bench[n_cases] = (bench_case){c[n_cases].w, c[n_cases].mode, c[n_cases].f,
                                         c[n_cases].arg};
    }
    return 0;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wunused-function"
#ifndef __clang__ /* a node's children are a last member of length 0 */
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif
#define main      hand_main
#define perf_main take_cases
int hand_main(int argc, char **argv);
#include "bench/handwritten/hand.c"
#undef main
#undef perf_main
#pragma GCC diagnostic pop

bool bench_baseline_init(void)
{
    char name[] = "bench", *argv[] = {name, NULL};
    return hand_main(1, argv) == 0 && n_cases > 0;
}

const bench_case *bench_baseline(const char *workload, const char *path)
{
    for (int i = 0; i < n_cases; i++)
        if (strcmp(as_bench[i].workload, workload) == 0 && strcmp(as_bench[i].path, path) == 0)
            return &as_bench[i];
    return NULL;
}

const char *bench_baseline_text(const char *workload)
{
    for (size_t i = 0; i < sizeof wk / sizeof *wk; i++)
        if (strcmp(wk[i].n, workload) == 0)
            return wk[i].sql;
    return NULL;
}

static sq_value value_of(struct par p)
{
    switch (p.type) {
    case T_INT:
        return sq_long_value(p.v.i);
    case T_DBL:
        return sq_double_value(p.v.d);
    case T_STR:
        return (sq_value){.kind = SQ_V_TEXT, .len = p.len, .v = {.s = p.v.s}};
    default:
        return sq_null_value();
    }
}

size_t bench_baseline_values(const char *workload, sq_value *out, size_t max)
{
    for (size_t i = 0; i < sizeof wk / sizeof *wk; i++)
        if (strcmp(wk[i].n, workload) == 0)
            wk[i].a();
    for (int i = 0; i < np && (size_t)i < max; i++)
        out[i] = value_of(pars[i]);
    return (size_t)np;
}
