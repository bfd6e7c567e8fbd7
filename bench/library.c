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

const char *const bench_paths[] = {"build", "compile", "cold",  "cached",
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

static void (*const runs[])(void *) = {run_build, run_compile, run_cold, run_cached,
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
            cases[i][j] = (bench_case){bench_workloads[i].name, bench_paths[j], runs[j],
                                       &states[i]};
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

static size_t put_value(sq_value v, char *out, size_t size)
{
    int n = 0;
    switch (v.kind) {
    case SQ_V_NULL:
        n = snprintf(out, size, "{null}");
        break;
    case SQ_V_DOUBLE:
        n = snprintf(out, size, "{%g}", v.v.d);
        break;
    case SQ_V_TEXT:
        n = snprintf(out, size, "{%.*s}", (int)v.len, v.v.s);
        break;
    default:
        n = snprintf(out, size, "{%lld}", (long long)v.v.i);
        break;
    }
    return (size_t)n;
}

/* Text with the values in the place of their markers ($n may count in another order), and without
 * what SQLAlchemy's style adds: line breaks, quotes, != for <>. */
static void plain(const char *in, const sq_value *values, size_t n_values, char *out, size_t size)
{
    size_t n = 0;
    for (; *in && n + 300 < size; in++) {
        if (isspace((unsigned char)*in)) {
            if (n && out[n - 1] != ' ')
                out[n++] = ' ';
        } else if (in[0] == '!' && in[1] == '=') {
            out[n++] = '<';
            out[n++] = '>';
            in++;
        } else if (in[0] == '$' && isdigit((unsigned char)in[1])) {
            char *end;
            unsigned long number = strtoul(in + 1, &end, 10);
            if (number && number <= n_values)
                n += put_value(values[number - 1], out + n, size - n);
            in = end - 1;
        } else if (*in != '"')
            out[n++] = *in;
    }
    out[n] = '\0';
}

/* Spellings of the library, with the same meaning, and those of the hand-written text. */
static const char *const spellings[][2] = {
    {"WHEN (m.revenue > {500.5})", "WHEN m.revenue > {500.5}"},
    {"WHEN (m.revenue > {100.5})", "WHEN m.revenue > {100.5}"},
    {"AND (EXISTS (SELECT 1", "AND EXISTS (SELECT 1"},
    {"o3.quantity > {2}))", "o3.quantity > {2})"},
    {"(u.id NOT IN (", "u.id NOT IN ("},
    {"FROM monthly))", "FROM monthly)"},
    {"status={2}", "status = {2}"},
    {"score=(users.score + {1.5})", "score = users.score + {1.5}"},
};

static void respell(char *text, const char *from, const char *to)
{
    size_t n = strlen(from), m = strlen(to);
    for (char *at; (at = strstr(text, from));) {
        memmove(at + m, at + n, strlen(at + n) + 1);
        memcpy(at, to, m);
    }
}

/* u.id AS id: inside of a CTE every column gets its label. */
static void drop_own_labels(char *text)
{
    for (char *at = text; (at = strstr(at, " AS ")); at += 4) {
        char *name = at + 4, *own = at;
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz_");
        while (own > text && own[-1] != '.' && own[-1] != ' ')
            own--;
        if (own > text && own[-1] == '.' && (size_t)(at - own) == n && memcmp(own, name, n) == 0)
            memmove(at, name + n, strlen(name + n) + 1);
    }
}

static bool is_same(const char *workload, const char *path, const sq_bound *b)
{
    static char own[32768], theirs[32768];
    static sq_value values[2000];
    for (size_t i = 0; i < b->n_params && i < 2000; i++)
        values[i] = b->values[i];
    plain(b->sql.p, values, b->n_params, own, sizeof own);
    size_t n = bench_baseline_values(workload, values, 2000);
    plain(bench_baseline_text(workload), values, n, theirs, sizeof theirs);
    drop_own_labels(own);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        respell(own, spellings[i][0], spellings[i][1]);
    bool same = strcmp(own, theirs) == 0 && n == b->n_params;
    if (!same)
        fprintf(stderr, "%s, %s: differs\n  %s\n  %s\n", workload, path, own, theirs);
    return same;
}

bool bench_library_verify(void)
{
    bool ok = true;
    for (size_t i = 0; i < bench_n_workloads; i++) {
        state *s = &states[i];
        const char *name = s->w->name;
        sq_bound out;
        use(sq_ready(s->cold, s->kept, NULL, 0, &out, &error), &out);
        ok = is_same(name, "cold", &out) && ok;
        sq_builder_reset(s->q);
        use(sq_ready(s->cached, s->w->build(s->q), NULL, 0, &out, &error), &out);
        ok = is_same(name, "cached", &out) && ok;
        use(sq_ready_values(s->cached, s->prepared, s->w->values, s->w->n_values, &out, &error),
            &out);
        ok = is_same(name, "ready", &out) && ok;
        use(sq_ready_compiled(s->cached, s->prepared, s->named, s->w->n_values, &out, &error),
            &out);
        ok = is_same(name, "named", &out) && ok;
    }
    return ok;
}
