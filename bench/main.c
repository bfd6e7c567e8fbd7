/* main.c: bench [--output=FILE] [--quick] [WORKLOAD...]: the workloads against the hand-written
 * baseline, in turns, in one run.
 *
 *   --output=FILE   one JSON object a measure (build/bench.jsonl)
 *   --quick         fewer rounds
 *   BENCH_CALLGRIND=1 in the environment: instructions, too (valgrind; about a minute)
 *   --run WORKLOAD PATH N    one case N times, for a profiler; PATH "baseline/cold" for those.
 *                            WORKLOAD may be a database, as in "--run sqlite point 3"
 *
 * Exit status 0 also when a bar is missed; 2 when the texts or parameters are wrong, or the command
 * line is. */
#include "bench/exec.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CASES = 400, MAX_OWN = 64 };

static const char *const baselines[] = {"memcpy",  "static", "append", "tuned", "build",
                                        "compile", "cold",   "cached", NULL};
/* What each path is compared with; the first is the one that the issue names. */
static const char *const compared[][4] = {
    {"build", "build"},
    {"compile", "append", "compile", "tuned"},
    {"cold", "cold", "append", "tuned"},
    {"cached", "cached", "build+tuned"},
    {"kept", "static"},
    {"ready", "static", "memcpy"},
    {"named", "static"},
};

typedef struct plan {
    const bench_case *cases[MAX_CASES];
    bench_measure measures[MAX_CASES];
    size_t n;
} plan;

static void add(plan *p, const bench_case *c)
{
    if (c && p->n < MAX_CASES) {
        p->measures[p->n] = (bench_measure){-1, -1, -1, -1};
        p->cases[p->n++] = c;
    }
}

static void add_workload(plan *p, const char *name)
{
    for (int j = 0; bench_paths[j]; j++)
        add(p, bench_library(name, bench_paths[j]));
    for (int j = 0; baselines[j]; j++)
        add(p, bench_baseline(name, baselines[j]));
}

static const bench_measure *find(const plan *p, const bench_case *c)
{
    for (size_t i = 0; c && i < p->n; i++)
        if (p->cases[i] == c)
            return &p->measures[i];
    return NULL;
}

static const bench_measure *baseline_of(const plan *p, const char *workload, const char *path,
                                        bench_measure *sum)
{
    if (strcmp(path, "build+tuned") != 0)
        return find(p, bench_baseline(workload, path));
    const bench_measure *a = find(p, bench_baseline(workload, "build"));
    const bench_measure *b = find(p, bench_baseline(workload, "tuned"));
    if (!a || !b)
        return NULL;
    *sum = (bench_measure){a->ns + b->ns, 0,
                           a->instructions < 0 ? -1 : a->instructions + b->instructions, 0};
    return sum;
}

static void report_workload(bench_report *r, const plan *p, const char *name)
{
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        const bench_measure *m = find(p, bench_library(name, compared[i][0]));
        for (int j = 1; m && j < 4 && compared[i][j]; j++) {
            bench_measure sum;
            const bench_measure *b = baseline_of(p, name, compared[i][j], &sum);
            if (b)
                bench_report_add(r, name, compared[i][0], m, compared[i][j], b);
        }
    }
    for (int j = 0; baselines[j]; j++) {
        const bench_measure *m = find(p, bench_baseline(name, baselines[j]));
        char path[32];
        snprintf(path, sizeof path, "~%s", baselines[j]);
        if (m)
            bench_report_add(r, name, path, m, "", NULL);
    }
}

/* The execution workloads, where each database is one. */
static const struct {
    const char *name;
    void (*run)(const exec_plan *p);
    int rounds, quick;
} databases[] = {
    {"sqlite", exec_sqlite, 25, 11},
    {"postgresql", exec_postgresql, 15, 5},
    {"mariadb", exec_mysql, 15, 5},
};
enum { N_DATABASES = sizeof databases / sizeof *databases };

static int run_one(char **argv)
{
    const char *path = argv[1];
    for (size_t i = 0; i < N_DATABASES; i++)
        if (strncmp(argv[0], databases[i].name, strlen(databases[i].name)) == 0) {
            databases[i].run(
                &(exec_plan){.database = argv[0], .only = path, .times = atol(argv[2])});
            return 0;
        }
    const bench_case *c = strncmp(path, "baseline/", 9) == 0 ? bench_baseline(argv[0], path + 9)
                                                             : bench_library(argv[0], path);
    for (long n = atol(argv[2]); c && n > 0; n--)
        c->run(c->argument);
    return c ? 0 : 2;
}

static bool is_wanted(const char *name, char **names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return n == 0;
}

static void measure(plan *p, size_t growth_at, int rounds, const char *self, char **names, int n)
{
    for (size_t i = 0; i < bench_n_workloads; i++) {
        size_t from = 0, many = 0;
        for (size_t j = 0; j < growth_at; j++)
            if (strcmp(p->cases[j]->workload, bench_workloads[i].name) == 0) {
                from = many++ ? from : j;
                p->measures[j].allocations = bench_allocations(p->cases[j]);
            }
        if (is_wanted(bench_workloads[i].name, names, n))
            bench_time(p->cases + from, p->measures + from, many, rounds);
    }
    if (n == 0)
        bench_time(p->cases + growth_at, p->measures + growth_at, p->n - growth_at, rounds / 4 + 3);
    const char *callgrind = getenv("BENCH_CALLGRIND");
    if (callgrind && *callgrind && !bench_instructions(self, p->cases, p->measures, p->n))
        fprintf(stderr, "bench: no instructions counted (valgrind is missing or failed)\n");
}

/* ---- the command line ---- */

typedef struct command {
    const char *output;
    bool help, counted, quick;
    char **run;   /* WORKLOAD PATH N */
    char **names; /* of workloads; none: all */
    int n;
} command;

static const char usage[] = "usage: bench [--output=FILE] [--quick] [WORKLOAD...]\n"
                            "       bench --run WORKLOAD PATH N\n";

static bool is_workload(const char *name)
{
    bool known = strcmp(name, "pool") == 0;
    for (size_t i = 0; i < bench_n_workloads && !known; i++)
        known = strcmp(name, bench_workloads[i].name) == 0;
    for (size_t i = 0; i < N_DATABASES && !known; i++)
        known = strcmp(name, databases[i].name) == 0;
    return known;
}

static bool read_command(int argc, char **argv, command *k)
{
    int i = 1;
    *k = (command){.output = "build/bench.jsonl"};
    for (; i < argc && argv[i][0] == '-'; i++)
        if (strncmp(argv[i], "--output=", 9) == 0)
            k->output = argv[i] + 9;
        else if (strcmp(argv[i], "--counted") == 0)
            k->counted = true;
        else if (strcmp(argv[i], "--quick") == 0)
            k->quick = true;
        else if (strcmp(argv[i], "--help") == 0)
            k->help = true;
        else if (strcmp(argv[i], "--run") == 0 && i + 4 == argc) {
            k->run = argv + i + 1;
            return true;
        } else
            return false;
    k->names = argv + i;
    k->n = argc - i;
    for (; i < argc; i++)
        if (!is_workload(argv[i]))
            return false;
    return true;
}

/* ---- the run ---- */

static int run_all(const command *k, const char *self)
{
    static plan p;
    for (size_t i = 0; i < bench_n_workloads; i++)
        add_workload(&p, bench_workloads[i].name);
    size_t growth_at = p.n;
    const bench_case *growth[16];
    bench_growth_cases(growth);
    for (int i = 0; i < 16; i++)
        add(&p, growth[i]);
    if (k->counted) {
        bench_run_counted(p.cases, p.n);
        return 0;
    }
    measure(&p, growth_at, k->quick ? 11 : 41, self, k->names, k->n);
    bench_report *r = bench_report_open(k->output);
    if (!r)
        return 2;
    for (size_t i = 0; i < bench_n_workloads; i++)
        if (is_wanted(bench_workloads[i].name, k->names, k->n))
            report_workload(r, &p, bench_workloads[i].name);
    if (k->n == 0) {
        bench_growth(r, p.measures + growth_at);
        bench_threads(r);
    }
    if (is_wanted("pool", k->names, k->n))
        bench_pool(r);
    for (size_t i = 0; i < N_DATABASES; i++)
        if (is_wanted(databases[i].name, k->names, k->n))
            databases[i].run(&(exec_plan){
                .report = r, .rounds = k->quick ? databases[i].quick : databases[i].rounds});
    bench_report_close(r);
    return 0;
}

int main(int argc, char **argv)
{
    command k;
    if (!read_command(argc, argv, &k)) {
        fputs(usage, stderr);
        return 2;
    }
    if (k.help) {
        fputs(usage, stdout);
        return 0;
    }
    bench_count_allocations();
    bench_workloads_init();
    if (!bench_baseline_init() || !bench_library_init() || !bench_library_verify())
        return 2;
    return k.run ? run_one(k.run) : run_all(&k, argv[0]);
}
