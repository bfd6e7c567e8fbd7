/* operand.h: the short way of binding a value: a number or text beside a column whose type takes
 * it.
 *
 * Whatever else it meets, and every error, it leaves to the long ways of operand.c. */
#ifndef SQI_OPERAND_H
#define SQI_OPERAND_H

#include "lib/ast/construct.h"

/* By class, as bits of sq_value_kind: the values that a type takes, those among them that take that
 * very type where they stand beside it (the others keep their own), and those of which no more is
 * to be said. */
typedef struct sqi_class_values {
    uint32_t takes, lends, usual;
} sqi_class_values;
extern const sqi_class_values sqi_class_takes[];

/* The type of a usual operand beside one of type `t`; NULL: it is none. */
static inline const sq_type *sqi_usual_type(const sq_type *t, sq_value v)
{
    const sqi_class_values *c = &sqi_class_takes[sqi_class_of(t)];
    if (!((c->usual >> v.kind) & 1) || t->details)
        return NULL;
    return (c->lends >> v.kind) & 1 ? t : sqi_type_of_value(v);
}

/* sqi_natural_name() of nearly all columns; p NULL: only that can tell. */
static inline sq_name sqi_name_at_hand(const sq_expr *e)
{
    const sq_column *c = (const sq_column *)(const void *)e;
    if (SQI_IS(e, COLUMN) && c->key_length && !c->o.name)
        return (sq_name){c->key, (uint32_t)c->key_length, (uint32_t)c->o.quote};
    return SQI_IS(e, COLUMN_OF) ? SQI_CAST_TO(column_of, e)->name : (sq_name){NULL, 0, 0};
}

/* A usual value bound beside `like`, whose name it borrows, and its type. NULL: only the long way
 * can, and nothing was tried. */
SQI_ALWAYS_INLINE const sq_expr *sqi_short_bind(sq_builder *q, sq_value v, const sq_type *type,
                                                const sq_expr *like)
{
    sq_arena *a = q->arena;
    sq_name name = sqi_name_at_hand(like);
    bool is_text = v.kind == SQ_V_TEXT;
    size_t room = sizeof(sqi_bind) + (is_text ? (size_t)v.len + 8 : 0);
    if (!name.p || (like->node.home && like->node.home != a) || !sqi_arena_has(a, room) ||
        (is_text && !sqi_copy_text(a, &v)))
        return NULL;
    sqi_bind *n = sqi_arena_take(a, sizeof *n);
    *n = (sqi_bind){.node = {.kind = SQI_N_BIND, .home = a, .type = type},
                    .name = name,
                    .flags = SQI_BIND_UNIQUE,
                    .value = v};
    sqi_sum s = sqi_sum_begin(q, SQI_N_BIND, type);
    sqi_sum_bind(&s, NULL, n); /* no child: it is never too deep or too large */
    return sqi_sum_end(&n->node, SQI_N_BIND, &s);
}

#endif
