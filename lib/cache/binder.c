/* binder.c: statements made ready to be sent without a connection, in memory that is used again. */
#include "lib/base/error.h"
#include "lib/cache/cache.h"
#include "lib/compile/compiler.h"

struct sq_binder {
    sq_cache *cache;
    const sq_dialect *dialect;
    const sq_compile_options *options;
    sqi_scratch scratch;
    sq_compiled *compiled; /* of the last call: its text is in use */
};

sq_binder *sq_binder_new(sq_cache *cache, const sq_dialect *d, const sq_compile_options *o)
{
    static const sq_compile_options none;
    sq_binder *w = sqi_zalloc(NULL, sizeof *w);
    if (!w)
        return NULL;
    w->cache = cache ? sq_cache_ref(cache) : NULL;
    w->dialect = d;
    w->options = o ? o : &none;
    return w;
}

void sq_binder_free(sq_binder *w)
{
    if (!w)
        return;
    sq_compiled_unref(w->compiled);
    sqi_scratch_clear(&w->scratch);
    sq_cache_unref(w->cache);
    sqi_free(NULL, w);
}

static int give(sq_binder *w, sq_compiled *k, const sqi_request *r, sq_bound *out)
{
    if (w->compiled != k) {
        sq_compiled_unref(w->compiled);
        w->compiled = k;
    }
    *out = (sq_bound){r->sql, r->values, r->params, r->n_params, r->compiled};
    return SQ_OK;
}

/* A form that the caller owns, counted for as long as its text is in use. */
static sq_compiled *hold(const sq_binder *w, sq_compiled *k)
{
    return k == w->compiled ? k : sq_compiled_ref(k);
}

static int empty_scratch(sq_binder *w, sq_error *err)
{
    if (w->scratch.arena)
        sqi_arena_reset(w->scratch.arena);
    else
        w->scratch.arena = sqi_arena_new(NULL, NULL);
    return w->scratch.arena ? SQ_OK : sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
}

int sq_ready(sq_binder *w, const sq_stmt *s, const sq_binding *b, size_t n_b, sq_bound *out,
             sq_error *err)
{
    sqi_request r;
    sq_error_clear(err);
    int rc;
    bool counted;
    if (w->cache) {
        rc = sqi_ready(w->cache, s, w->dialect, w->options, b, n_b, &w->scratch, &r, &counted, err);
        if (rc == SQ_OK && !counted)
            return give(w, NULL, &r, out);
    } else if ((rc = empty_scratch(w, err)) == SQ_OK) {
        const sqi_sources given = {.b = b, .n_b = n_b};
        rc = sqi_compile_once(&s->node, w->dialect, w->options, SQI_MAX_SQL, &given, &w->scratch,
                              &r, err);
        if (rc == SQ_OK)
            return give(w, NULL, &r, out);
    }
    return rc == SQ_OK ? give(w, r.compiled, &r, out) : rc;
}

int sq_ready_compiled(sq_binder *w, sq_compiled *k, const sq_binding *b, size_t n_b, sq_bound *out,
                      sq_error *err)
{
    sqi_request r = {0};
    sq_error_clear(err);
    int rc = empty_scratch(w, err);
    const sqi_sources given = {.b = b, .n_b = n_b};
    if (rc == SQ_OK)
        rc = sqi_assemble(k, &given, &w->scratch, &r, err);
    return rc == SQ_OK ? give(w, hold(w, k), &r, out) : rc;
}

int sq_ready_values(sq_binder *w, sq_compiled *k, const sq_value *values, size_t n, sq_bound *out,
                    sq_error *err)
{
    sqi_request r = {0};
    sq_error_clear(err);
    if (n != k->n_slots)
        return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "%zu values for %zu parameters", n,
                         k->n_slots);
    int rc = empty_scratch(w, err);
    if (rc == SQ_OK)
        rc = sqi_assemble_values(k, values, &w->scratch, &r, err);
    return rc == SQ_OK ? give(w, hold(w, k), &r, out) : rc;
}

sq_str sq_bound_name(const sq_bound *b, size_t i)
{
    return i < b->n_params ? sqi_param_name(b->form, &b->params[i]) : (sq_str){NULL, 0};
}
