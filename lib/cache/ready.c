/* ready.c: from a statement to what is sent: look-up or compile, values gathered, all in place. */
#include "lib/ast/builder.h"
#include "lib/cache/cache.h"
#include "lib/compile/compiler.h"

/* Compile, and gather the values in the order that later hits will. */
static sq_compiled *compile_gathered(const sq_node *n, const sq_dialect *d,
                                     const sq_compile_options *o, sqi_gather *values, sq_error *err)
{
    *values = (sqi_gather){.arena = values->arena,
                           .with_binds = true}; /* a look-up may have begun */
    if (n->kind != SQI_N_POISON && !sqi_gather_binds(n, values)) {
        sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
        return NULL;
    }
    return sqi_compile(n, d, o, values, SQI_MAX_SQL, err);
}

typedef struct form {
    sq_compiled *compiled; /* NULL: an error */
    bool held;             /* by a front table: not counted */
    bool hit;
} form;

static form find_or_compile(sq_cache *cache, const sq_node *n, const sq_dialect *d,
                            const sq_compile_options *o, struct sqi_front *front,
                            sqi_gather *values, sq_error *err)
{
    if (!cache || !sqi_cacheable(n, o))
        return (form){.compiled = compile_gathered(n, d, o, values, err)};
    sqi_key key = sqi_key_of(n, d, o);
    sq_compiled *k = sqi_cache_find(cache, &key, values, front);
    if (k)
        return (form){.compiled = k, .held = front != NULL, .hit = true};
    k = compile_gathered(n, d, o, values, err);
    sq_compiled *shared = k ? sqi_cache_add(cache, &key, k, front) : NULL;
    if (!shared)
        return (form){.compiled = k};
    sq_compiled_unref(k);
    return (form){.compiled = shared, .held = true};
}

static int compile_status(const sq_error *own, sq_error *err)
{
    if (err)
        *err = *own;
    return own->status ? own->status : SQ_ERR_INTERNAL;
}

/* Look-up in the shared cache, or compiling: the long way has room for an error of its own. */
static int find_form(sq_cache *cache, const sq_node *n, const sq_dialect *d,
                     const sq_compile_options *o, sqi_scratch *scratch, sqi_gather *values,
                     sqi_request *out, bool *counted, sq_error *err)
{
    struct sqi_front *front = cache ? sqi_front_of(cache, scratch) : NULL;
    sq_error own;
    own.status = SQ_OK;
    const form found = find_or_compile(cache, n, d, o, front, values, &own);
    out->compiled = found.compiled;
    scratch->hit = found.hit;
    *counted = !found.held;
    return out->compiled ? SQ_OK : compile_status(&own, err);
}

/* The short way: the front table holds the form. */
static inline bool find_in_front(sq_cache *cache, const sq_node *n, const sq_dialect *d,
                                 const sq_compile_options *o, sqi_scratch *scratch,
                                 sqi_gather *values, sqi_request *out)
{
    struct sqi_front *front = cache ? sqi_front_of(cache, scratch) : NULL;
    out->compiled = front ? sqi_front_find(front, n, d, o, values) : NULL;
    scratch->hit = out->compiled != NULL;
    return scratch->hit;
}

/* The form, and the values of its tree in `scratch`. */
static inline int find_gathered(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                                const sq_compile_options *o, sqi_scratch *scratch, sqi_request *out,
                                bool *counted, sq_error *err)
{
    out->compiled = NULL;
    *counted = false;
    if (!scratch->arena && !(scratch->arena = sqi_arena_new(NULL, NULL)))
        return sqi_error(err, SQ_ERR_NOMEM, "execute", "out of memory");
    sqi_arena_reset(scratch->arena);
    sqi_gather values = {.arena = scratch->arena};
    int rc = SQ_OK;
    if (!find_in_front(cache, &s->node, d, o, scratch, &values, out))
        rc = find_form(cache, &s->node, d, o, scratch, &values, out, counted, err);
    scratch->gathered = values.p;
    scratch->n_gathered = values.n;
    return rc;
}

int sqi_ready(sq_cache *cache, const sq_stmt *s, const sq_dialect *d, const sq_compile_options *o,
              const sq_binding *b, size_t n_b, sqi_scratch *scratch, sqi_request *out,
              bool *counted, sq_error *err)
{
    int rc = find_gathered(cache, s, d, o, scratch, out, counted, err);
    if (rc)
        return rc;
    const sqi_sources given = {scratch->gathered, scratch->n_gathered, b, n_b, false};
    rc = sqi_assemble(out->compiled, &given, scratch, out, err);
    if (rc) {
        if (*counted)
            sq_compiled_unref(out->compiled);
        out->compiled = NULL;
    }
    return rc;
}

int sqi_find_form(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                  const sq_compile_options *o, sqi_scratch *scratch, sqi_request *out,
                  sq_error *err)
{
    bool counted;
    int rc = find_gathered(cache, s, d, o, scratch, out, &counted, err);
    if (rc == SQ_OK && !counted)
        sq_compiled_ref(out->compiled);
    return rc;
}

/* The values that the statement has become those of the form: it can be run as it stands. */
static bool keep_values(sq_compiled *k, const sqi_gather *values)
{
    sq_value *own = sqi_arena_alloc(k->arena, (k->n_slots + 1) * sizeof *own);
    bool ok = own != NULL;
    for (size_t i = 0; ok && i < k->n_slots; i++) {
        const int32_t gather = k->slots[i].gather;
        const bool is_gathered = gather >= 0 && (size_t)gather < values->n;
        own[i] = is_gathered ? values->p[gather] : k->values[i];
        ok = !is_gathered || sqi_copy_value(k->arena, &own[i]);
    }
    if (ok)
        k->values = own;
    return ok;
}

static bool has_values(const sqi_gather *values)
{
    for (size_t i = 0; i < values->n; i++)
        if (values->p[i].kind != SQ_V_ABSENT)
            return true;
    return false;
}

static sq_compiled *prepare(sq_cache *cache, const sq_node *n, const sq_dialect *d,
                            const sq_compile_options *o, sqi_gather *values, sq_error *err)
{
    sq_compiled *k = find_or_compile(cache, n, d, o, NULL, values, err).compiled;
    if (!k || !has_values(values))
        return k;
    if (cache) { /* others share that form, and have values of their own */
        sq_compiled_unref(k);
        k = compile_gathered(n, d, o, values, err);
    }
    if (k && !keep_values(k, values)) {
        sqi_error(err, SQ_ERR_NOMEM, "sq_prepare", "out of memory");
        sq_compiled_unref(k);
        return NULL;
    }
    return k;
}

sq_compiled *sq_prepare(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                        const sq_compile_options *o, sq_error *err)
{
    sq_error_clear(err);
    sq_arena *a = sqi_arena_new(NULL, NULL);
    if (!a) {
        sqi_error(err, SQ_ERR_NOMEM, "sq_prepare", "out of memory");
        return NULL;
    }
    sqi_gather values = {.arena = a};
    sq_compiled *k = prepare(cache, &s->node, d, o, &values, err);
    sqi_arena_unref(a);
    return k;
}

/* ---- without a connection ---- */

/* Text and parameters, copied into the builder. */
static int copy_request(sq_builder *q, const sqi_request *r, sq_bound *out, sq_error *err)
{
    sq_bound_param *p = sqi_arena_alloc(q->arena, (r->n_params + 1) * sizeof *p);
    sq_value *values = sqi_arena_alloc(q->arena, (r->n_params + 1) * sizeof *values);
    const char *sql = sqi_arena_str(q->arena, r->sql.p, r->sql.n);
    bool ok = p && values && sql;
    for (size_t i = 0; ok && i < r->n_params; i++) {
        const sq_str of = sqi_param_name(r->compiled, &r->params[i]);
        const char *name = sqi_arena_str(q->arena, of.p, of.n);
        const sq_type *stores = r->params[i].stores;
        values[i] = r->values[i];
        p[i] = (sq_bound_param){.type = sqi_type(q, *r->params[i].type),
                                .name = {name, of.n},
                                .stores = stores ? sqi_type(q, *stores) : NULL,
                                .client_default = r->params[i].client_default};
        ok = name && of.p;
    }
    if (!ok)
        return sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
    *out = (sq_bound){{sql, r->sql.n}, values, p, r->n_params, NULL};
    return SQ_OK;
}

static int bound(sq_builder *q, const sq_node *n, const sq_dialect *d, const sq_compile_options *o,
                 const sq_binding *b, size_t n_b, bool allow_absent, sq_bound *out, sq_error *err)
{
    memset(out, 0, sizeof *out);
    sq_error_clear(err);
    if (q->is_static)
        return sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
    sqi_scratch scratch = {.arena = sqi_arena_ref(q->arena)};
    sqi_request r = {0};
    const sqi_sources given = {.b = b, .n_b = n_b, .allow_absent = allow_absent};
    int rc = sqi_compile_once(n, d, o, q->max_sql_bytes, &given, &scratch, &r, err);
    if (rc == SQ_OK)
        rc = copy_request(q, &r, out, err);
    sqi_scratch_clear(&scratch);
    return rc;
}

int sq_compile_bound(sq_builder *q, const sq_stmt *s, const sq_dialect *d,
                     const sq_compile_options *o, const sq_binding *b, size_t n_b,
                     bool allow_absent, sq_bound *out, sq_error *err)
{
    return bound(q, &s->node, d, o, b, n_b, allow_absent, out, err);
}

int sq_compile_expr_bound(sq_builder *q, const sq_expr *e, const sq_dialect *d,
                          const sq_compile_options *o, const sq_binding *b, size_t n_b,
                          bool allow_absent, sq_bound *out, sq_error *err)
{
    return bound(q, &e->node, d, o, b, n_b, allow_absent, out, err);
}

int sq_compile_relation_bound(sq_builder *q, const sq_relation *r, const sq_dialect *d,
                              const sq_compile_options *o, const sq_binding *b, size_t n_b,
                              bool allow_absent, sq_bound *out, sq_error *err)
{
    return bound(q, &r->node, d, o, b, n_b, allow_absent, out, err);
}

static const char *text_of(sq_builder *q, const sq_node *n, const sq_dialect *d,
                           const sq_compile_options *o)
{
    sq_bound out;
    sq_error err;
    if (bound(q, n, d, o, NULL, 0, true, &out, &err) == SQ_OK)
        return out.sql.p;
    if (!q->is_static && !q->error.status)
        q->error = err;
    return NULL;
}

const char *sq_sql(sq_builder *q, const sq_stmt *s, const sq_dialect *d,
                   const sq_compile_options *o)
{
    return text_of(q, &s->node, d, o);
}

const char *sq_expr_sql(sq_builder *q, const sq_expr *e, const sq_dialect *d,
                        const sq_compile_options *o)
{
    return text_of(q, &e->node, d, o);
}

const char *sq_type_sql(sq_builder *q, sq_type t, const sq_dialect *d)
{
    const sq_expr *name = sq_type_name(q, t);
    return text_of(q, &name->node, d, NULL);
}

sq_binding sq_bind(const char *name, sq_value v)
{
    return (sq_binding){name, v};
}
