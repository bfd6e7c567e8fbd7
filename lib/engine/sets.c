/* sets.c: one statement and many sets of values for it.
 *
 * The first set is made ready like any statement; where the text does not depend on the values
 * (`fixed`) later ones only put other values in: which member each marker takes is found once. */
#include "lib/engine/sets.h"
#include <string.h>
#include "lib/compile/dialect.h"

int sqi_sets_options(const sqi_conn *c, const sq_row_desc *d, bool executemany, sq_arena *arena,
                     sq_compile_options *out)
{
    const char **keys = sqi_arena_alloc(arena, (d->n + 1) * sizeof *keys);
    if (!keys)
        return SQ_ERR_NOMEM;
    for (size_t i = 0; i < d->n; i++)
        keys[i] = d->fields[i].name;
    *out = *c->compile;
    out->executemany = executemany;
    out->keys = keys;
    out->n_keys = d->n;
    return SQ_OK;
}

/* Not in the connection's request arena, which is reset by each request. */
int sqi_sets_init(sqi_sets *s, bool executemany, sq_arena *arena)
{
    s->bindings = sqi_arena_alloc(arena, (s->desc->n + 1) * sizeof *s->bindings);
    return s->bindings ? sqi_sets_options(s->c, s->desc, executemany, arena, &s->options)
                       : SQ_ERR_NOMEM;
}

int sqi_sets_ready(sqi_sets *s, const void *set)
{
    for (size_t i = 0; i < s->desc->n; i++)
        s->bindings[i] = (sq_binding){s->desc->fields[i].name,
                                      sqi_field_value(&s->desc->fields[i], set)};
    return sqi_request_of(s->c, s->stmt, &s->options, s->bindings, s->desc->n, &s->request);
}

/* A number that no column stores: every one can be sent as it is. */
static bool is_always_good(const sq_field *f, const sq_bound_param *p)
{
    return f && !p->stores &&
           (f->kind == SQ_F_INT || f->kind == SQ_F_UINT || f->kind == SQ_F_BOOL ||
            f->kind == SQ_F_DOUBLE);
}

int sqi_sets_fix(sqi_sets *s, sq_arena *arena)
{
    const sq_dialect *d = s->c->engine->dialect;
    size_t n = s->request.n_params;
    s->values = sqi_arena_alloc(arena, (n + 1) * sizeof *s->values);
    s->params = sqi_arena_alloc(arena, (n + 1) * sizeof *s->params);
    s->members = sqi_arena_alloc(arena, (n + 1) * sizeof *s->members);
    s->keeps = sqi_arena_alloc(arena, (n + 1) * sizeof *s->keeps);
    s->converts = s->checks = s->request.compiled->converts_params;
    if (!s->values || !s->params || !s->members || !s->keeps)
        return SQ_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const sq_type *stores = s->request.params[i].stores;
        s->keeps[i] = stores && d->keeps ? d->keeps(stores) : SQI_KEEPS_NOTHING;
        s->values[i] = s->request.values[i];
        s->params[i] = s->request.params[i];
        s->members[i] = sqi_field_named(s->desc, s->params[i].name);
        s->checks = s->checks || !is_always_good(s->members[i], &s->params[i]);
    }
    return SQ_OK;
}

/* Only a member that may be any value may be one that its slot does not take: the statement is
 * fixed. */
int sqi_sets_place(sqi_sets *s, const void *set, sq_error *err)
{
    const sq_compiled *k = s->request.compiled;
    for (size_t i = 0; i < s->request.n_params; i++) {
        const sq_default *client = k->slots[k->order[i]].extra->client;
        const sq_field *f = s->members[i];
        if (f) {
            s->values[i] = sqi_field_value(f, set);
            if (f->kind == SQ_F_VALUE && sqi_check_slot(k, k->order[i], s->values[i], err) != SQ_OK)
                return err->status;
        } else if (client && sqi_client_value(client, &s->values[i], err) != SQ_OK)
            return err->status;
    }
    return SQ_OK;
}

int sqi_sets_bind(sqi_sets *s, const void *set, const sq_value **values, sq_error *err)
{
    if (sqi_sets_place(s, set, err) != SQ_OK)
        return err->status;
    *values = s->values;
    if (!s->checks)
        return SQ_OK;
    return sqi_bind_values(s->c, values, s->params, s->request.n_params, s->converts, s->keeps,
                           err);
}
