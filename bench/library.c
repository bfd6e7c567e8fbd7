/* library.c: the paths of the library, as WORKLOADS.md names them.
 *
 *   build     metadata and values -> the finished tree
 *   compile   the tree -> text and parameters, nothing kept of it
 *   cold      both
 *   cached    build anew, find the compiled form, parameters in order
 *   kept      a kept statement, found each time
 *   ready     a prepared statement, new values in the order of its parameters
 *   named     the same with values by name
 *
 * Giving back what was made belongs to each: a builder is reset, a binder uses its memory again. */
#include "bench/bench.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct state {
    const bench_workload *w;
    const sq_stmt *kept; /* in a builder of its own */
    sq_compiled *prepared;
    sq_binding named[32];
    sq_builder *q;
    sq_binder *cold, *cached;
} state;

const char *const bench_paths[] = {"build", "compile", "cold", "cached",
                                   "kept",  "ready",   "named", NULL};

static state states[16];
static bench_case cases[16][8];
static volatile size_t sink; /* what was made counts as used */

static sq_error error;

static void use(int status, const sq_bound *out)
{
    if (status != SQ_OK) {
        fprintf(stderr, "bench: %s: %s\n", error.where, error.message);
        abort();
    }
    sink += out->sql.n + out->n_params;
}

static void run_build(void *argument)
{
    state *s = argument;
    sq_builder_reset(s->q);
    sink += s->w->build(s->q)->node.size;
}

static void run_compile(void *argument)
{
    state *s = argument;
    sq_bound out;
    use(sq_ready(s->cold, s->kept, NULL, 0, &out, &error), &out);
}

static void run_cold(void *argument)
{
    state *s = argument;
    sq_bound out;
    sq_builder_reset(s->q);
    use(sq_ready(s->cold, s->w->build(s->q), NULL, 0, &out, &error), &out);
}

static void run_cached(void *argument)
{
    state *s = argument;
    sq_bound out;
    sq_builder_reset(s->q);
    use(sq_ready(s->cached, s->w->build(s->q), NULL, 0, &out, &error), &out);
}

static void run_kept(void *argument)
{
    state *s = argument;
    sq_bound out;
    use(sq_ready(s->cached, s->kept, NULL, 0, &out, &error), &out);
}

static void run_ready(void *argument)
{
    state *s = argument;
    sq_bound out;
    use(sq_ready_values(s->cached, s->prepared, s->w->values, s->w->n_values, &out, &error), &out);
}

static void run_named(void *argument)
{
    state *s = argument;
    sq_bound out;
    use(sq_ready_compiled(s->cached, s->prepared, s->named, s->w->n_values, &out, &error), &out);
}

static void (*const runs[])(void *) = {run_build, run_compile, run_cold,  run_cached,
                                       run_kept,  run_ready,   run_named};

/* Names of parameters outlive the binder: copies, with their end. */
static const char *name_of(const sq_compiled *k, size_t i)
{
    sq_str name = sq_compiled_param_name(k, i);
    char *p = malloc(name.n + 1);
    if (!p)
        abort();
    memcpy(p, name.p, name.n);
    p[name.n] = '\0';
    return p;
}

static bool init_state(state *s, const bench_workload *w, sq_cache *cache)
{
    s->w = w;
    s->kept = w->build(sq_builder_new());
    s->q = sq_builder_new();
    s->cold = sq_binder_new(NULL, SQ_POSTGRESQL, NULL);
    s->cached = sq_binder_new(cache, SQ_POSTGRESQL, NULL);
    s->prepared = sq_prepare(cache, s->kept, SQ_POSTGRESQL, NULL, &error);
    if (!s->prepared) {
        fprintf(stderr, "%s: %s\n", w->name, error.message);
        return false;
    }
    if (sq_compiled_param_count(s->prepared) != w->n_values) {
        fprintf(stderr, "%s: %zu parameters\n", w->name, sq_compiled_param_count(s->prepared));
        return false;
    }
    for (size_t i = 0; i < w->n_values; i++)
        s->named[i] = (sq_binding){name_of(s->prepared, i), w->values[i]};
    return true;
}

bool bench_library_init(void)
{
    sq_cache *cache = sq_cache_new(0, 0);
    for (size_t i = 0; i < bench_n_workloads; i++) {
        if (!init_state(&states[i], &bench_workloads[i], cache))
            return false;
        for (int j = 0; bench_paths[j]; j++)
            cases[i][j] =
                (bench_case){bench_workloads[i].name, bench_paths[j], runs[j], &states[i]};
    }
    return true;
}

const bench_case *bench_library(const char *workload, const char *path)
{
    for (size_t i = 0; i < bench_n_workloads; i++)
        for (int j = 0; bench_paths[j]; j++)
            if (strcmp(cases[i][j].workload, workload) == 0 && strcmp(bench_paths[j], path) == 0)
                return &cases[i][j];
    return NULL;
}

/* ---- is it the same statement? ---- */

/* Text without what SQLAlchemy's style adds: line breaks, quotes, != for <>, parentheses round NOT
 * IN. */
static void plain(const char *in, char *out, size_t size)
{
    size_t n = 0;
    for (; *in && n + 4 < size; in++) {
        if (isspace((unsigned char)*in)) {
            if (n && out[n - 1] != ' ')
                out[n++] = ' ';
        } else if (in[0] == '!' && in[1] == '=') {
            out[n++] = '<';
            out[n++] = '>';
            in++;
        } else if (*in != '"')
            out[n++] = *in;
    }
    out[n] = '\0';
}

static void cut(char *text, const char *what, const char *by)
{
    for (char *at; (at = strstr(text, what));) {
        size_t n = strlen(what), m = strlen(by);
        memcpy(at, by, m);
        memmove(at + m, at + n, strlen(at + n) + 1);
    }
}

static bool same_values(const sq_bound *b, const char *w, int path)
{
    static sq_value first[2000];
    static size_t n;
    if (path == 0) {
        n = b->n_params;
        for (size_t i = 0; i < n; i++)
            first[i] = b->params[i].value;
        return true;
    }
    bool same = b->n_params == n;
    for (size_t i = 0; same && i < n; i++) {
        sq_value v = b->params[i].value;
        same = v.kind == first[i].kind &&
               (v.kind == SQ_V_TEXT
                    ? v.len == first[i].len && memcmp(v.v.s, first[i].v.s, v.len) == 0
                    : v.kind == SQ_V_NULL || v.v.i == first[i].v.i);
    }
    if (!same)
        fprintf(stderr, "%s: parameters differ in path %d\n", w, path);
    return same;
}

static bool same_text(const char *workload, const char *text)
{
    static char own[16384], theirs[16384];
    plain(text, own, sizeof own);
    plain(bench_baseline_text(workload), theirs, sizeof theirs);
    cut(own, "(u.id NOT IN (", "u.id NOT IN (");
    cut(own, "FROM monthly))", "FROM monthly)");
    bool same = strcmp(own, theirs) == 0;
    if (!same)
        fprintf(stderr, "%s: the text differs\n  %s\n  %s\n", workload, own, theirs);
    return same;
}

bool bench_library_verify(void)
{
    bool ok = true;
    for (size_t i = 0; i < bench_n_workloads; i++) {
        state *s = &states[i];
        const char *name = s->w->name;
        sq_bound out[4];
        sq_binder *w[4];
        for (int j = 0; j < 4; j++)
            w[j] = sq_binder_new(NULL, SQ_POSTGRESQL, NULL);
        use(sq_ready(w[0], s->kept, NULL, 0, &out[0], &error), &out[0]);
        sq_builder_reset(s->q);
        use(sq_ready(s->cached, s->w->build(s->q), NULL, 0, &out[1], &error), &out[1]);
        use(sq_ready_values(w[2], s->prepared, s->w->values, s->w->n_values, &out[2], &error),
            &out[2]);
        use(sq_ready_compiled(w[3], s->prepared, s->named, s->w->n_values, &out[3], &error), &out[3]);
        for (int j = 0; j < 4; j++)
            ok = same_values(&out[j], name, j) && same_text(name, out[j].sql.p) && ok;
        for (int j = 0; j < 4; j++)
            sq_binder_free(w[j]);
    }
    return ok;
}
