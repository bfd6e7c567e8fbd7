/* main.c: parity [options] CORPUS: builds every case of the conformance corpus through the public
 * API and compares text and parameters for each dialect. CORPUS is the folder of the *.jsonl files.
 *
 *   --areas=select,cte   only these files
 *   --verbose            figures by area too
 *   --failures=FILE      where failures are written, else parity-failures.txt in the folder that B
 *                        names in the environment (build)
 *   --listed=FILE        the page that lists each case that fails: others are printed
 *
 * One line a dialect, `parity DIALECT PASSED/TOTAL`; TOTAL leaves out the cases in which the
 * reference broke. The last line is `N passed, N failed, N skipped`, where a case counts once for
 * each dialect. Exit status 0: none failed; 1: some did; 2: the corpus can't be read. */
#include "tests/parity/parity.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_AREAS = 200 };

typedef struct corpus {
    const char *folder;
    char names[MAX_AREAS][64];
    pt_area areas[MAX_AREAS];
    size_t n;
} corpus;

/* ---- which files ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool is_wanted(const char *name, const char *areas)
{
    size_t n = strlen(name);
    if (!areas || !*areas)
        return true;
    for (const char *p = areas; p; p = strchr(p, ',')) {
        p += *p == ',';
        if (strncmp(p, name, n) == 0 && (p[n] == 0 || p[n] == ','))
            return true;
    }
    return false;
}

static bool find_areas(corpus *k, const char *areas)
{
    DIR *folder = opendir(k->folder);
    struct dirent *e;
    if (!folder)
        return false;
    while ((e = readdir(folder)) && k->n < MAX_AREAS) {
        const char *dot = strrchr(e->d_name, '.');
        size_t n = dot ? (size_t)(dot - e->d_name) : 0;
        char *name = k->names[k->n];
        if (!dot || strcmp(dot, ".jsonl") != 0 || n >= sizeof k->names[0])
            continue;
        memcpy(name, e->d_name, n);
        name[n] = 0;
        k->n += is_wanted(name, areas);
    }
    closedir(folder);
    qsort(k->names, k->n, sizeof k->names[0], by_name);
    return true;
}

/* Areas that were asked for and are not there. */
static void note_missing(const corpus *k, const char *areas)
{
    for (const char *p = areas; p && *p;) {
        size_t n = strcspn(p, ","), i = 0;
        while (i < k->n && !(strlen(k->names[i]) == n && strncmp(k->names[i], p, n) == 0))
            i++;
        if (i == k->n)
            printf("note: the corpus has no area %.*s\n", (int)n, p);
        p += n + (p[n] == ',');
    }
}

/* ---- the run ---- */

static bool run_areas(corpus *k, FILE *failures)
{
    for (size_t i = 0; i < k->n; i++) {
        char path[4096];
        k->areas[i].name = k->names[i];
        snprintf(path, sizeof path, "%s/%s.jsonl", k->folder, k->names[i]);
        if (!pt_run_file(path, &k->areas[i], failures)) {
            fprintf(stderr, "parity: %s can't be read or run\n", path);
            return false;
        }
    }
    return true;
}

/* ---- the figures ---- */

static void print_dialect(const corpus *k, size_t d, bool by_area)
{
    size_t passed = 0, total = 0;
    for (size_t i = 0; i < k->n; i++) {
        size_t here = k->areas[i].passed[d] + k->areas[i].failed[d];
        passed += k->areas[i].passed[d];
        total += here;
        if (by_area)
            printf("parity %s %s %zu/%zu\n", pt_dialects[d], k->names[i], k->areas[i].passed[d],
                   here);
    }
    printf("parity %s %zu/%zu\n", pt_dialects[d], passed, total);
}

static size_t print_total(const corpus *k)
{
    size_t passed = 0, failed = 0, skipped = 0;
    for (size_t i = 0; i < k->n; i++)
        for (size_t d = 0; d < PT_DIALECTS; d++) {
            passed += k->areas[i].passed[d];
            failed += k->areas[i].failed[d];
            skipped += k->areas[i].skipped[d];
        }
    printf("%zu passed, %zu failed, %zu skipped\n", passed, failed, skipped);
    return failed;
}

/* ---- the command line ---- */

typedef struct command {
    const char *folder, *areas, *failures, *listed;
    bool verbose;
} command;

/* The value of `--name=value`, if `word` is that option. */
static const char *value_of(const char *word, const char *option)
{
    size_t n = strlen(option);
    return strncmp(word, option, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

static bool read_command(int argc, char **argv, command *k)
{
    const char *v;
    *k = (command){0};
    for (int i = 1; i < argc; i++) {
        if ((v = value_of(argv[i], "--areas")))
            k->areas = v;
        else if ((v = value_of(argv[i], "--failures")))
            k->failures = v;
        else if ((v = value_of(argv[i], "--listed")))
            k->listed = v;
        else if (strcmp(argv[i], "--verbose") == 0)
            k->verbose = true;
        else if (argv[i][0] == '-' || k->folder)
            return false;
        else
            k->folder = argv[i];
    }
    return k->folder != NULL;
}

int main(int argc, char **argv)
{
    static corpus k;
    static char path[4096];
    command o;
    if (!read_command(argc, argv, &o)) {
        fputs("usage: parity [--areas=a,b] [--verbose] [--failures=FILE] [--listed=FILE] CORPUS\n",
              stderr);
        return 2;
    }
    k.folder = o.folder;
    const char *build = getenv("B");
    snprintf(path, sizeof path, "%s/parity-failures.txt", build && *build ? build : "build");
    if (!o.failures)
        o.failures = path;
    FILE *failures = fopen(o.failures, "w");
    if (!failures || !find_areas(&k, o.areas)) {
        fprintf(stderr, "parity: %s can't be opened\n", failures ? o.folder : o.failures);
        return 2;
    }
    if (!run_areas(&k, failures))
        return 2;
    fclose(failures);
    note_missing(&k, o.areas);
    for (size_t d = 0; d < PT_DIALECTS; d++)
        if (sq_dialect_find(pt_dialects[d]))
            print_dialect(&k, d, o.verbose);
        else
            printf("note: the library has no dialect %s\n", pt_dialects[d]);
    if (o.listed && !pt_print_unlisted(o.failures, o.listed, !o.areas)) {
        fprintf(stderr, "parity: %s can't be read\n", o.listed);
        return 2;
    }
    return print_total(&k) ? 1 : 0;
}
