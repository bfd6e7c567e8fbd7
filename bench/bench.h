/* bench.h: what the files of the benchmark share: workloads, cases, measures. */
#ifndef SQB_BENCH_H
#define SQB_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "squill.h"

/* One thing that is timed: `run(argument)` does it once. */
typedef struct bench_case {
    const char *workload, *path;
    void (*run)(void *argument);
    void *argument;
} bench_case;

/* What was found out about a case. */
typedef struct bench_measure {
    double ns,
        spread; /* median of the rounds; half the distance of the quartiles, over the median */
    double instructions, allocations; /* for one run; negative: not counted */
} bench_measure;

/* ---- workloads.c: W1 to W6 through the public API ---- */
typedef struct bench_workload {
    const char *name;
    const sq_stmt *(*build)(sq_builder *q);
    /* the values of a prepared statement, in the order of its parameters */
    size_t n_values;
    const sq_value *values;
} bench_workload;
extern const bench_workload bench_workloads[];
extern const size_t bench_n_workloads;
void bench_workloads_init(void);
/* Statements that grow with n, for the scaling figures; "columns", "conditions", "in",
 * "nesting". */
const sq_stmt *bench_grow(sq_builder *q, const char *kind, int n);

/* ---- baseline.c: the hand-written program and the prototype, as given ---- */
bool bench_baseline_init(void);
const bench_case *bench_baseline(const char *workload, const char *path); /* NULL: no such case */
const char *bench_baseline_text(const char *workload);
size_t bench_baseline_values(const char *workload, sq_value *out, size_t max); /* their number */

/* ---- library.c: the paths of the library ---- */
extern const char *const bench_paths[]; /* NULL-ended */
bool bench_library_init(void);
const bench_case *bench_library(const char *workload, const char *path);
/* Does the library's text of every workload say what the hand-written one says? */
bool bench_library_verify(void);

/* ---- measure.c ---- */
/* Times all cases in turn, so that a slow spell of the machine meets all of them. */
void bench_time(const bench_case *const *cases, bench_measure *out, size_t n, int rounds);
/* Allocations of one run in steady state. */
double bench_allocations(const bench_case *c);
/* Instructions of one run of each case, by callgrind over this program; false: not at hand. */
bool bench_instructions(const char *self, const bench_case *const *cases, bench_measure *out,
                        size_t n);
/* The other side of it: the program that runs under callgrind. */
void bench_run_counted(const bench_case *const *cases, size_t n);
void bench_count_allocations(void); /* first of all */

/* ---- scale.c, report.c ---- */
typedef struct bench_report bench_report;
bench_report *bench_report_open(const char *jsonl);
void bench_report_add(bench_report *r, const char *workload, const char *path,
                      const bench_measure *m, const char *baseline, const bench_measure *b);
void bench_report_ratio(bench_report *r, const char *workload, const char *path, double ns,
                        double spread, const char *baseline, double baseline_ns, double ratio);
int bench_report_close(bench_report *r);         /* number of bars that were missed */
void bench_growth_cases(const bench_case **out); /* 16 of them */
void bench_growth(bench_report *r, const bench_measure *m);
void bench_threads(bench_report *r);
/* ---- pool.c ---- */
void bench_pool(bench_report *r);

#endif
