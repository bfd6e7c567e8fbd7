/* reflected.c: the lists of a table that is being put together from what a database tells.
 *
 * Lists grow in the arena by doubling. Their ends are marked when the table is made of them. */
#include <string.h>
#include "lib/compile/reflector.h"

void *sqi_list_more(sq_arena *a, void *list, size_t *n, size_t *cap, size_t size)
{
    char *p = list;
    if (*n + 1 >= *cap) {
        size_t grown = *cap ? *cap * 2 : 8;
        p = sqi_arena_alloc(a, grown * size);
        if (!p)
            return NULL;
        if (*n)
            memcpy(p, list, *n * size);
        *cap = grown;
    }
    memset(p + *n * size, 0, 2 * size);
    ++*n;
    return p;
}

sq_column_spec *sqi_reflect_column(sq_arena *a, sqi_reflected *t)
{
    sq_column_spec *p = sqi_list_more(a, t->columns, &t->n_columns, &t->cap_columns, sizeof *p);
    t->columns = p ? p : t->columns;
    return p ? &p[t->n_columns - 1] : NULL;
}

sq_constraint *sqi_reflect_constraint(sq_arena *a, sqi_reflected *t, sq_constraint_kind kind)
{
    sq_constraint *p = sqi_list_more(a, t->constraints, &t->n_constraints, &t->cap_constraints,
                                     sizeof *p);
    if (!p)
        return NULL;
    t->constraints = p;
    p[t->n_constraints - 1].kind = kind;
    return &p[t->n_constraints - 1];
}

sq_index *sqi_reflect_index(sq_arena *a, sqi_reflected *t)
{
    sq_index *p = sqi_list_more(a, t->indexes, &t->n_indexes, &t->cap_indexes, sizeof *p);
    t->indexes = p ? p : t->indexes;
    return p ? &p[t->n_indexes - 1] : NULL;
}

sq_option *sqi_reflect_option(sq_arena *a, sqi_reflected *t)
{
    sq_option *p = sqi_list_more(a, t->options, &t->n_options, &t->cap_options, sizeof *p);
    t->options = p ? p : t->options;
    return p ? &p[t->n_options - 1] : NULL;
}
