/* report.c: a table for people, a line of JSON a measure for programs, and the bars.
 *
 * bars.tsv: workload, path, baseline, measure (ns, instructions or allocations), largest ratio;
 * of allocations the largest number. */
#include "bench/bench.h"

#include <stdlib.h>
#include <string.h>

typedef struct bar {
    char workload[16], path[16], baseline[16], what[16];
    double limit;
} bar;

struct bench_report {
    FILE *json;
    bar bars[200];
    size_t n_bars;
    int missed, met;
};

static void read_bars(bench_report *r)
{
    FILE *f = fopen("bench/bars.tsv", "r");
    char line[200];
    while (f && fgets(line, sizeof line, f) && r->n_bars < 200) {
        bar *b = &r->bars[r->n_bars];
        if (line[0] != '#' && sscanf(line, "%15s %15s %15s %15s %lf", b->workload, b->path,
                                     b->baseline, b->what, &b->limit) == 5)
            r->n_bars++;
    }
    if (f)
        fclose(f);
}

bench_report *bench_report_open(const char *jsonl)
{
    bench_report *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->json = fopen(jsonl, "w");
    if (!r->json)
        fprintf(stderr, "bench: can't write %s\n", jsonl);
    read_bars(r);
    printf("%-5s %-8s %10s %7s %12s %6s  %-9s %7s %7s  %s\n", "", "path", "ns", "spread",
           "instructions", "allocs", "baseline", "ns x", "instr x", "bar");
    return r;
}

static const bar *find_bar(const bench_report *r, const char *workload, const char *path,
                           const char *baseline, const char *what)
{
    for (size_t i = 0; i < r->n_bars; i++) {
        const bar *b = &r->bars[i];
        if (strcmp(b->workload, workload) == 0 && strcmp(b->path, path) == 0 &&
            strcmp(b->baseline, baseline) == 0 && strcmp(b->what, what) == 0)
            return b;
    }
    return NULL;
}

/* How a figure stands to its bar, as words; "" without a bar. */
static const char *judge(bench_report *r, const bar *b, double value, char *text, size_t size)
{
    if (!b || value < 0)
        return "";
    bool ok = value <= b->limit * 1.0000001;
    r->met += ok;
    r->missed += !ok;
    snprintf(text, size, " %s %.2f/%.2f%s", b->what, value, b->limit, ok ? "" : " MISSED");
    return text;
}

static void put_number(FILE *f, const char *key, double value)
{
    if (value < 0)
        fprintf(f, ", \"%s\": null", key);
    else
        fprintf(f, ", \"%s\": %.6g", key, value);
}

static void put_json(bench_report *r, const char *workload, const char *path,
                     const bench_measure *m, const char *baseline, double baseline_ns, double ratio,
                     double limit)
{
    if (!r->json)
        return;
    fprintf(r->json, "{\"workload\": \"%s\", \"path\": \"%s\"", workload, path);
    put_number(r->json, "ns", m->ns);
    put_number(r->json, "spread", m->spread);
    put_number(r->json, "instructions", m->instructions);
    put_number(r->json, "allocations", m->allocations);
    if (*baseline)
        fprintf(r->json, ", \"baseline\": \"%s\"", baseline);
    else
        fprintf(r->json, ", \"baseline\": null");
    put_number(r->json, "baseline_ns", baseline_ns);
    put_number(r->json, "ratio", ratio);
    put_number(r->json, "bar", limit);
    fprintf(r->json, "}\n");
    fflush(r->json);
}

void bench_report_add(bench_report *r, const char *workload, const char *path,
                      const bench_measure *m, const char *baseline, const bench_measure *b)
{
    char texts[3][80] = {"", "", ""};
    double ns = b ? m->ns / b->ns : -1;
    double instructions = b && m->instructions >= 0 && b->instructions > 0
                              ? m->instructions / b->instructions
                              : -1;
    const bar *time_bar = find_bar(r, workload, path, baseline, "ns");
    const char *verdicts[] = {
        judge(r, time_bar, ns, texts[0], sizeof texts[0]),
        judge(r, find_bar(r, workload, path, baseline, "instr"), instructions, texts[1],
              sizeof texts[1]),
        judge(r, find_bar(r, workload, path, baseline, "allocs"), m->allocations, texts[2],
              sizeof texts[2]),
    };
    printf("%-5s %-8s %10.1f %6.1f%% %12.0f %6.2f  %-9s", workload, path, m->ns, m->spread * 100,
           m->instructions, m->allocations, baseline);
    if (b)
        printf(" %7.2f %7.2f ", ns, instructions);
    else
        printf(" %7s %7s ", "", "");
    printf("%s%s%s\n", verdicts[0], verdicts[1], verdicts[2]);
    put_json(r, workload, path, m, baseline, b ? b->ns : -1, ns, time_bar ? time_bar->limit : -1);
}

void bench_report_ratio(bench_report *r, const char *workload, const char *path, double ns,
                        double spread, const char *baseline, double baseline_ns, double ratio)
{
    char text[80] = "";
    const bar *b = find_bar(r, workload, path, baseline, "ratio");
    if (!b)
        b = find_bar(r, "*", path, baseline, "ratio");
    judge(r, b, ratio, text, sizeof text);
    printf("%-11s %-16s %12.1f  %-14s %12.1f %8.3f %s\n", workload, path, ns, baseline, baseline_ns,
           ratio, text);
    bench_measure m = {ns, spread, -1, -1};
    put_json(r, workload, path, &m, baseline, baseline_ns, ratio, b ? b->limit : -1);
}

int bench_report_close(bench_report *r)
{
    int missed = r->missed;
    printf("bars: %d met, %d missed\n", r->met, r->missed);
    if (r->json)
        fclose(r->json);
    free(r);
    return missed;
}
