/* reflected.c: the lists of a table that is being put together from what a database tells.
 *
 * Lists grow in the arena by doubling. Their ends are marked when the table is made of them. */
#include "lib/compile/reflector.h"

sq_column_spec *sqi_reflect_column(sq_arena *a, sqi_reflected *t)
{
    sq_column_spec *p = sqi_arena_append(a, t->columns, &t->n_columns, &t->cap_columns, sizeof *p);
    t->columns = p ? p : t->columns;
    return p ? &p[t->n_columns - 1] : NULL;
}

sq_constraint *sqi_reflect_constraint(sq_arena *a, sqi_reflected *t, sq_constraint_kind kind)
{
    sq_constraint *p = sqi_arena_append(a, t->constraints, &t->n_constraints, &t->cap_constraints,
                                        sizeof *p);
    if (!p)
        return NULL;
    t->constraints = p;
    p[t->n_constraints - 1].kind = kind;
    return &p[t->n_constraints - 1];
}

sq_index *sqi_reflect_index(sq_arena *a, sqi_reflected *t)
{
    sq_index *p = sqi_arena_append(a, t->indexes, &t->n_indexes, &t->cap_indexes, sizeof *p);
    t->indexes = p ? p : t->indexes;
    return p ? &p[t->n_indexes - 1] : NULL;
}

sq_option *sqi_reflect_option(sq_arena *a, sqi_reflected *t)
{
    sq_option *p = sqi_arena_append(a, t->options, &t->n_options, &t->cap_options, sizeof *p);
    t->options = p ? p : t->options;
    return p ? &p[t->n_options - 1] : NULL;
}
