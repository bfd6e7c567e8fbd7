/* values.c: the values of a compiled statement, put in place: found, looked at, and handed on.
 *
 * Most forms are plain: their text is final, and each slot is one parameter, in order, so that the
 * values of slots are sent as they stand. Of the others assemble.c makes text and parameters. */
#include "lib/compile/compiler.h"

/* ---- one value ---- */

static int no_value(const sqi_param *p, sq_error *err)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "no value for the parameter \"%.*s\"",
                     (int)p->name.n, p->name.p);
}

int sqi_client_value(const sq_default *d, sq_value *out, sq_error *err)
{
    *out = d->value;
    if (d->kind != SQ_DEFAULT_CALLBACK)
        return SQ_OK;
    *out = (sq_value){.kind = SQ_V_ABSENT};
    int rc = d->callback ? d->callback(d->context, out) : SQ_ERR_ARGUMENT;
    if (rc == SQ_OK && out->kind != SQ_V_ABSENT)
        return SQ_OK;
    return sqi_error(err, rc < 0 ? rc : SQ_ERR_ARGUMENT, "default",
                     "the callback of a column's default gave no value");
}

/* Where values come from, and how many were found there. */
typedef struct placing {
    const sq_compiled *k;
    const sqi_sources *given;
    size_t n_taken; /* of those given by name: names of slots differ, so none is taken twice */
} placing;

/* Mostly a few letters: no call is worth it. */
static inline bool is_named(const sq_binding *b, sq_str name)
{
    size_t i = 0;
    while (i < name.n && b->name[i] == name.p[i])
        i++;
    return name.n && i == name.n && !b->name[i];
}

/* What is given for the name; NULL: nothing is. */
static const sq_value *take_given(placing *from, sq_str name)
{
    const sqi_sources *g = from->given;
    for (size_t i = 0; i < g->n_b; i++)
        if (is_named(&g->b[i], name)) {
            from->n_taken++;
            return &g->b[i].value;
        }
    return NULL;
}

/* Has a value of this type parts, so that a list can be one? What a type of the user's own takes is
 * for its functions to say. */
static bool takes_list(const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_UNKNOWN:
    case SQ_TC_ARRAY:
    case SQ_TC_MULTIRANGE:
    case SQ_TC_TUPLE:
    case SQ_TC_JSON_PATH:
        return true;
    default:
        return t->details && t->details->methods;
    }
}

int sqi_check_slot(const sq_compiled *k, size_t i, sq_value v, sq_error *err)
{
    const sqi_slot *s = &k->slots[i];
    const sqi_param *p = &k->params[i];
    sq_value_kind kind = (sq_value_kind)v.kind;
    if ((kind == SQ_V_LIST || kind == SQ_V_TUPLE) && !s->expanding && !takes_list(p->type))
        return sqi_error(err, SQ_ERR_TYPE, "bind", "the parameter \"%.*s\" takes one value, no %s",
                         (int)p->name.n, p->name.p, kind == SQ_V_LIST ? "list" : "row");
    if (kind == SQ_V_EXPR || kind == SQ_V_STMT || kind == SQ_V_BAD_POINTER ||
        (s->expanding && kind != SQ_V_LIST && kind != SQ_V_ABSENT))
        return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "the parameter \"%.*s\" needs a %s",
                         (int)p->name.n, p->name.p, s->expanding ? "list" : "plain value");
    return SQ_OK;
}

static inline int find_value(placing *from, size_t i, sq_value *out, sq_error *err)
{
    const sq_compiled *k = from->k;
    const sqi_sources *g = from->given;
    const sqi_slot *s = &k->slots[i];
    const sq_value *given = g->n_b ? take_given(from, k->params[i].name) : NULL;
    const bool is_gathered = s->gather >= 0 && (size_t)s->gather < g->n_gathered;
    *out = *(given ? given : is_gathered ? &g->gathered[s->gather] : &k->values[i]);
    if (sqi_fits(s, out))
        return SQ_OK;
    if (!sqi_know_names(k)) /* to tell them */
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    if (out->kind != SQ_V_ABSENT || given || g->allow_absent)
        return sqi_check_slot(k, i, *out, err);
    int rc = s->extra->client ? sqi_client_value(s->extra->client, out, err)
                              : no_value(&k->params[i], err);
    return rc ? rc : sqi_check_slot(k, i, *out, err);
}

/* Names that are none of the statement's. */
static int check_surplus(const placing *from, sq_error *err)
{
    const sq_compiled *k = from->k;
    const sqi_sources *g = from->given;
    if (from->n_taken == g->n_b || g->allow_absent)
        return SQ_OK;
    for (size_t i = 0; i < g->n_b; i++) {
        size_t j = 0;
        while (j < k->n_slots && !is_named(&g->b[i], k->params[j].name))
            j++;
        if (j == k->n_slots)
            return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "the statement has no parameter \"%s\"",
                             g->b[i].name);
    }
    return SQ_OK;
}

int sqi_place_values(const sq_compiled *k, const sqi_sources *given, sq_arena *arena,
                     sq_value **out, sq_error *err)
{
    placing from = {k, given, 0};
    sq_value *values = *out = sqi_arena_alloc(arena, (k->n_slots + 1) * sizeof *values);
    if (!values || (given->n_b && !sqi_know_names(k)))
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    for (size_t i = 0; i < k->n_slots; i++) {
        int rc = find_value(&from, i, &values[i], err);
        if (rc)
            return rc;
    }
    return check_surplus(&from, err);
}

/* ---- entries ---- */

/* `values` has one for each slot. */
static int make_request(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                        sqi_request *out, sq_error *err)
{
    if (!k->plain)
        return sqi_put_together(k, values, scratch, out, err);
    out->sql = k->sql;
    out->values = values;
    out->params = k->params;
    out->n_params = k->n_slots;
    return SQ_OK;
}

/* Most often the values met in the tree are what is sent, where they are. */
static inline bool sent_as_gathered(const sq_compiled *k, const sq_value *gathered)
{
    size_t i = 0;
    while (k->as_gathered && i < k->n_slots && sqi_fits(&k->slots[i], &gathered[i]))
        i++;
    return i == k->n_slots;
}

int sqi_assemble(const sq_compiled *k, const sqi_sources *given, sqi_scratch *scratch,
                 sqi_request *out, sq_error *err)
{
    if (!given->n_b && k->complete)
        return make_request(k, k->values, scratch, out, err);
    if (!given->n_b && given->n_gathered >= k->n_slots && sent_as_gathered(k, given->gathered))
        return make_request(k, given->gathered, scratch, out, err);
    sq_value *values = NULL;
    int rc = sqi_place_values(k, given, scratch->arena, &values, err);
    return rc ? rc : make_request(k, values, scratch, out, err);
}

/* Is it what the slot takes, and there? */
static inline int check_value(const sq_compiled *k, size_t i, const sq_value *v, sq_error *err)
{
    if (sqi_fits(&k->slots[i], v))
        return SQ_OK;
    int rc = sqi_check_slot(k, i, *v, err);
    return rc == SQ_OK && v->kind == SQ_V_ABSENT ? no_value(&k->params[i], err) : rc;
}

int sqi_assemble_values(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                        sqi_request *out, sq_error *err)
{
    for (size_t i = 0; i < k->n_slots; i++) {
        int rc = check_value(k, i, &values[i], err);
        if (rc)
            return rc;
    }
    return make_request(k, values, scratch, out, err);
}
