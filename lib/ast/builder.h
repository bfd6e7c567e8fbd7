/* builder.h: what constructors share: making a node, finishing it, poison. */
#ifndef SQI_BUILDER_H
#define SQI_BUILDER_H

#include "lib/ast/node.h"
#include "lib/base/error.h"

#define SQI_MAX_SQL ((size_t)256 << 20) /* of text, where nothing else is said */
struct sq_builder {
    sq_arena *arena;
    const sq_allocator *allocator;
    uint32_t max_depth;
    uint32_t max_size; /* `size_limit`; 0 without memory, so that no node can be finished */
    uint32_t size_limit;
    size_t max_sql_bytes;
    uint64_t seed;
    struct sqi_told *told; /* what from elements export, as far as it was asked for (from.c) */
    bool is_static;        /* the one without memory */
    sq_error error;        /* the first one */
};

static inline bool sqi_lacks_memory(const sq_builder *q)
{
    return !q->max_size;
}

/* Room for a node of `size` bytes, which is a multiple of 8, that the constructor fills as a whole.
 * Without memory that of one that is thrown away: constructors need not check. */
void *sqi_more_node_room(sq_builder *q, size_t size);
static inline void *sqi_node_room(sq_builder *q, size_t size)
{
    return sqi_arena_has(q->arena, size) ? sqi_arena_take(q->arena, size)
                                         : sqi_more_node_room(q, size);
}
#define SQI_ROOM(q, n) ((sqi_##n *)sqi_node_room((q), sizeof(sqi_##n)))
#define SQI_HEAD(q, K, its_type)                                                                   \
    {                                                                                              \
        .kind = SQI_N_##K, .home = (q)->arena, .type = (its_type)                                  \
    }

/* A node of a kind, zeroed, for constructors that fill in what they know. */
void *sqi_make(sq_builder *q, sqi_kind kind);
/* The same where the size is a constant. */
static inline void *sqi_make_sized(sq_builder *q, sqi_kind kind, size_t size)
{
    sq_node *n = sqi_node_room(q, size);
    memset(n, 0, size);
    n->kind = (uint8_t)kind;
    n->home = q->arena;
    return n;
}
#define SQI_MAKE(q, K, n) ((sqi_##n *)sqi_make_sized((q), SQI_N_##K, sizeof(sqi_##n)))

/* Complete a node whose fields are set: hash, depth, size, pins of foreign arenas, limits. Gives
 * the node, or the poison that it contains or became. sqi_finish() of finish.h is the same with a
 * short way for the commonest kinds. */
const void *sqi_finish_any(sq_builder *q, void *node);

/* A poison node; it is also noted as the builder's first error. */
SQI_COLD const void *sqi_fail(sq_builder *q, int status, const char *where, const char *format, ...)
    SQ_PRINTF(4, 5);
SQI_COLD const void *sqi_fail_nomem(sq_builder *q);
/* What it gives, as an item of constant lists. */
extern const sqi_poison sqi_no_memory;
#define SQI_NO_MEMORY(n) ((const sq_##n *)(const void *)&sqi_no_memory)
static inline bool sqi_is_poison(const void *n)
{
    return sqi_node_of(n)->kind == SQI_N_POISON;
}

/* The static builder that makes only poison, for callers that have none. */
sq_builder *sqi_builder_none(void);

/* The builder that a statement is extended in; NULL when it is closed. */
static inline sq_builder *sqi_builder_of(const sq_stmt *s)
{
    return s->node.home ? s->node.home->owner : NULL;
}

/* Copies in the arena. The count of a list that ends in SQ_END. */
const char *sqi_copy_str(sq_builder *q, const char *s);
static inline size_t sqi_count(const sq_expr *const *items, size_t n)
{
    if (n != SQ_UNTIL_END)
        return n;
    n = 0;
    while (items && items[n] != SQ_END)
        n++;
    return n;
}
/* A list copied. What is wrong with it stands in it as poison, which the node that contains the
 * list becomes: a NULL item, or no memory. */
sqi_exprs sqi_list(sq_builder *q, const sq_expr *const *items, size_t n, const char *where);
sqi_rels sqi_rel_list(sq_builder *q, const sq_relation *const *items, size_t n, const char *where);
/* Room for the pointers of one; NULL: no memory, sqi_no_list() is the list then. */
void *sqi_list_room(sq_builder *q, size_t n);
sqi_exprs sqi_no_list(sq_builder *q);
/* A name checked (UTF-8, no NUL, not empty) and copied; p NULL stays. */
sq_name sqi_name(sq_builder *q, sq_name n, const char *where, const void **poison);
const sq_type *sqi_type(sq_builder *q, sq_type t);
bool sqi_type_copy(struct sq_arena *a, sq_type in, sq_type *out); /* deep; false: no memory */

/* A value as expression: expressions pass, statements become scalar subqueries, NULL the constant
 * if `null_constant`, the rest a unique bind typed by `like` (may be NULL) and named by it. */
const sq_expr *sqi_operand(sq_builder *q, sq_value v, const sq_expr *like, bool null_constant,
                           const char *where);
const sq_expr *sqi_new_bind(sq_builder *q, sq_value v, const sq_type *type, sq_name name,
                            uint32_t flags);
/* The same for a value that lives in the builder already. */
const sq_expr *sqi_own_bind(sq_builder *q, sq_value v, const sq_type *type, sq_name name,
                            uint32_t flags);
/* A value copied into the builder. false: no memory. */
bool sqi_copy_value(struct sq_arena *a, sq_value *v);
/* The same for one that is known to be a text or bytes. */
static inline bool sqi_copy_text(struct sq_arena *a, sq_value *v)
{
    char *p = sqi_arena_behind(a, (size_t)v->len + 1);
    if (!p)
        return false;
    sqi_copy_bytes(p, v->v.s, v->v.s ? v->len : 0);
    p[v->len] = '\0';
    v->v.s = p;
    return true;
}
/* One constant of each kind without arguments. */
extern const sq_type sqi_simple_types[SQ_T_COUNT];
static inline const sq_type *sqi_simple_type(sq_type_kind kind)
{
    return &sqi_simple_types[(unsigned)kind < SQ_T_COUNT ? kind : SQ_T_UNKNOWN];
}
/* Type that a free-standing value has; long integers are BIGINT. */
extern const uint8_t sqi_value_types[SQ_V_BAD_POINTER + 1]; /* sq_type_kind */
static inline const sq_type *sqi_type_of_value(sq_value v)
{
    if (v.kind == SQ_V_INT && v.len == 8)
        return &sqi_simple_types[SQ_T_BIG_INTEGER];
    return &sqi_simple_types[v.kind <= SQ_V_BAD_POINTER ? sqi_value_types[v.kind] : SQ_T_UNKNOWN];
}

/* Base of the names made up for a bind or label of `e`; p NULL if it has none. */
sq_name sqi_natural_name(const sq_expr *e);

#endif
