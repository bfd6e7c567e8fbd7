/* finish.h: the end of every constructor: hash, depth and size of a node, summed up over its fields
 * as nodes.def names them, one function a kind.
 *
 * The sum is written once and used in two ways. The short way, sqi_finish_KIND(), is straight code
 * for what nearly all children are: finished nodes of the same builder, columns and tables that are
 * static. Whatever else it meets, and every error, it leaves to the long way, sqi_finish_any(). */
#ifndef SQI_FINISH_H
#define SQI_FINISH_H

#include "lib/ast/builder.h"
#include "lib/ast/schema_hooks.h"

/* What a node's fields add up to. Only inlined functions take its address, so that it stays in
 * registers. */
typedef struct sqi_sum {
    uint64_t hash, size;
    uint32_t depth; /* of the deepest child */
    const sq_arena *home;
} sqi_sum;
/* The long way has one; the short way has NULL. */
typedef struct sqi_rare {
    sq_builder *q;
    const sq_node *poison;
} sqi_rare;

/* Half of sqi_mix(): what is added are hashes, and numbers that nobody chooses to collide. The
 * other half comes at the end. */
SQI_ALWAYS_INLINE void sqi_sum_word(sqi_sum *s, uint64_t x)
{
    s->hash = (s->hash ^ x) * UINT64_C(0x9E3779B97F4A7C15);
}

/* A child of another arena, of a schema, or poison. Gives its hash. */
uint64_t sqi_sum_rare(sqi_rare *r, const sq_node *n);
uint64_t sqi_hash_operator(uint64_t h, const sqi_operator *o);
uint64_t sqi_hash_options(uint64_t h, const sq_option *list);
uint64_t sqi_hash_cols(uint64_t h, sqi_cols cols);
static inline uint64_t sqi_hash_name(uint64_t h, sq_name n)
{
    return n.p ? sqi_hash_mem(h ^ (uint64_t)n.quote << 32, n.p, n.n) : sqi_mix(h, 0x51ED);
}

/* Kinds whose type follows from their fields, or that have none. */
SQI_ALWAYS_INLINE bool sqi_type_follows(sqi_kind kind)
{
    return kind == SQI_N_COLUMN_OF || kind == SQI_N_BINARY || kind == SQI_N_UNARY ||
           kind == SQI_N_BETWEEN || kind >= SQI_N_SELECT;
}

/* What a field adds to it is mixed; the kind stands above all that small numbers reach. */
SQI_ALWAYS_INLINE sqi_sum sqi_sum_begin(const sq_builder *q, sqi_kind kind, const sq_type *type)
{
    uint64_t what = (uint64_t)kind << 56;
    if (!sqi_type_follows(kind))
        what |= (type ? type->kind + UINT64_C(1) : 0) << 40;
    return (sqi_sum){.hash = q->seed ^ what, .size = 1, .home = q->arena};
}

/* A table, or a column of one, that has no home: nearly all leaves. The short way calls nothing, so
 * a fingerprint that nobody asked for yet is left to the long way. */
SQI_ALWAYS_INLINE bool sqi_sum_static(sqi_sum *s, const sqi_rare *r, const sq_node *n,
                                      uint32_t levels)
{
    const sq_column *c = (const sq_column *)(const void *)n;
    bool is_column = n->kind == SQI_N_COLUMN;
    if (!is_column && n->kind != SQI_N_TABLE)
        return false;
    const sq_table *t = is_column ? c->table : (const sq_table *)(const void *)n;
    uint64_t hash = r ? sqi_table_hash(t) : sqi_known_fingerprint(t);
    if (!hash)
        return false;
    s->depth = levels > s->depth ? levels : s->depth;
    s->size++;
    sqi_sum_word(s, is_column ? sqi_hash_in_table(c, hash) : hash);
    return true;
}

/* Hash 0 is that of schema objects, 1 that of poison. False: only the long way can tell. */
SQI_ALWAYS_INLINE bool sqi_sum_node(sqi_sum *s, sqi_rare *r, const void *child, uint32_t levels)
{
    const sq_node *n = child;
    if (!n) {
        sqi_sum_word(s, 0xAB5E);
        return true;
    }
    if (!n->home && sqi_sum_static(s, r, n, levels))
        return true;
    bool usual = n->home == s->home && n->hash > 1;
    if (!r && !usual)
        return false;
    uint32_t depth = n->depth + levels;
    s->depth = depth > s->depth ? depth : s->depth;
    s->size += !r || n->size ? n->size : 1; /* the long way meets schema objects */
    sqi_sum_word(s, usual ? n->hash : sqi_sum_rare(r, n));
    return true;
}

/* What a column stands for is part of its from element, which is summed up already. */
SQI_ALWAYS_INLINE bool sqi_sum_inside(const sqi_sum *s, sqi_rare *r, const sq_expr *e)
{
    if (!e || (e->node.hash != 1 && (!e->node.home || e->node.home == s->home)))
        return true;
    if (r)
        sqi_sum_rare(r, &e->node);
    return r != NULL;
}

/* One macro a way of holding a field. */
#define SQI_SUM_NODE(x, levels)                                                                    \
    do {                                                                                           \
        if (!sqi_sum_node(s, r, x, levels))                                                        \
            return false;                                                                          \
    } while (0)
#define SQI_SUM_CHILD(x) SQI_SUM_NODE(x, 1)
#define SQI_SUM_INSIDE(x)                                                                          \
    do {                                                                                           \
        if (!sqi_sum_inside(s, r, x))                                                              \
            return false;                                                                          \
    } while (0)
#define SQI_SUM_BEFORE(x) SQI_SUM_NODE(x, 0)
#define SQI_SUM_REL(x)    SQI_SUM_NODE(x, 1)
#define SQI_SUM_STMT(x)   SQI_SUM_NODE(x, 1)
#define SQI_SUM_PREV(x)   SQI_SUM_NODE(x, 0)
#define SQI_SUM_LIST(x)                                                                            \
    do {                                                                                           \
        sqi_sum_word(s, (x).n);                                                                    \
        for (uint32_t i_ = 0, n_ = (x).n; i_ < n_; i_++)                                           \
            SQI_SUM_NODE((x).p[i_], 1);                                                            \
    } while (0)
#define SQI_SUM_CHILDREN SQI_SUM_LIST
#define SQI_SUM_RELS     SQI_SUM_LIST
#define SQI_SUM_STMTS    SQI_SUM_LIST
#define SQI_SUM_NAME(x)  (s->hash = sqi_hash_name(s->hash, x))
#define SQI_SUM_STR(x)   (s->hash = sqi_hash_str(s->hash, x))
#define SQI_SUM_INT(x)   sqi_sum_word(s, (uint32_t)(x))
#define SQI_SUM_VALUE(x) ((void)(x))
#define SQI_SUM_ASSIGN(x)                                                                          \
    do {                                                                                           \
        sqi_sum_word(s, (x).n);                                                                    \
        for (uint32_t i_ = 0, n_ = (x).n; i_ < n_; i_++) {                                         \
            SQI_SUM_NODE((x).p[i_].column, 1);                                                     \
            SQI_SUM_NODE((x).p[i_].value, 1);                                                      \
        }                                                                                          \
    } while (0)
#define SQI_SUM_COLS(x) (s->hash = sqi_hash_cols(s->hash, x))
#define SQI_SUM_CUSTOM(x)                                                                          \
    do {                                                                                           \
        s->hash = (x) ? sqi_hash_operator(s->hash, x) : sqi_mix(s->hash, 0);                       \
        if (x)                                                                                     \
            SQI_SUM_NODE((x)->flags, 1);                                                           \
    } while (0)
#define SQI_SUM_OPTIONS(x) (s->hash = sqi_hash_options(s->hash, x))
#define SQI_SUM_OBJECT(x)  sqi_sum_word(s, (uint64_t)(uintptr_t)(x))
#define SQI_SUM_EXT(x)     sqi_sum_word(s, (uint64_t)(uintptr_t)(x))

/* sqi_sum_fields_KIND(): all fields of nodes.def. */
#define NODE(K, n, category)                                                                       \
    SQI_ALWAYS_INLINE bool sqi_sum_fields_##n(sqi_sum *s, sqi_rare *r, const sqi_##n *x)           \
    {                                                                                              \
        (void)s, (void)r, (void)x;
#define FIELD(n, how, f) SQI_SUM_##how(x->f);
#define END(n)                                                                                     \
    return true;                                                                                   \
    }
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END

/* Name, key and element of a column follow from its from element and position: they are compared,
 * but add nothing to the hash. Two names are written, however large the element is. */
SQI_ALWAYS_INLINE bool sqi_sum_column_of(sqi_sum *s, sqi_rare *r, const sqi_column_of *x)
{
    SQI_SUM_REL(x->from);
    SQI_SUM_INT(x->index); /* the last, for those who go on with other columns */
    s->size = 1;
    SQI_SUM_INSIDE(x->element);
    return true;
}

/* A parameter of its own is called after what it stands beside: its name is compared, but adds
 * nothing. */
SQI_ALWAYS_INLINE bool sqi_sum_bind(sqi_sum *s, sqi_rare *r, const sqi_bind *x)
{
    (void)r;
    if (!(x->flags & SQI_BIND_UNIQUE))
        SQI_SUM_NAME(x->name);
    SQI_SUM_INT(x->flags);
    return true;
}

/* Every node of a statement tells its head's kind, so that no clause call walks the chain. */
SQI_ALWAYS_INLINE const void *sqi_sum_end(sq_node *n, sqi_kind kind, const sqi_sum *s)
{
    if (kind >= SQI_N_REFINE)
        n->flags = SQI_CAST_TO(refine, n)->prev->node.flags; /* `prev` stands first in all */
    else if (kind >= SQI_N_SELECT)
        n->flags = (uint8_t)kind;
    n->depth = (uint16_t)s->depth;
    n->size = (uint32_t)s->size;
    n->hash = SQI_HASH_CUT(s->hash ^ s->hash >> 32) | 2;
    return n;
}

/* The kinds that statements are mostly made of: X(KIND, name, how it is summed up). */
#define SQI_SHORT_KINDS(X)                                                                         \
    X(COLUMN_OF, column_of, sqi_sum_column_of)                                                     \
    X(BIND, bind, sqi_sum_bind)                                                                    \
    X(BINARY, binary, sqi_sum_fields_binary)                                                       \
    X(UNARY, unary, sqi_sum_fields_unary)                                                          \
    X(CHAIN, chain, sqi_sum_fields_chain)                                                          \
    X(LABEL, label, sqi_sum_fields_label)                                                          \
    X(FUNC, func, sqi_sum_fields_func)                                                             \
    X(LITERAL_COLUMN, literal_column, sqi_sum_fields_literal_column)                               \
    X(LABEL_NAME, label_name, sqi_sum_fields_label_name)                                           \
    X(BETWEEN, between, sqi_sum_fields_between)                                                    \
    X(CASE, case_, sqi_sum_fields_case_)                                                           \
    X(CAST, cast, sqi_sum_fields_cast)                                                             \
    X(OVER, over, sqi_sum_fields_over)                                                             \
    X(EXISTS, exists, sqi_sum_fields_exists)                                                       \
    X(SCALAR_SUBQUERY, scalar_subquery, sqi_sum_fields_scalar_subquery)                            \
    X(ALIAS, alias, sqi_sum_fields_alias)                                                          \
    X(SUBQUERY, subquery, sqi_sum_fields_subquery)                                                 \
    X(CTE, cte, sqi_sum_fields_cte)                                                                \
    X(SELECT, select, sqi_sum_fields_select)                                                       \
    X(COMPOUND, compound, sqi_sum_fields_compound)                                                 \
    X(INSERT, insert, sqi_sum_fields_insert)                                                       \
    X(UPDATE, update, sqi_sum_fields_update)                                                       \
    X(DELETE, delete_, sqi_sum_fields_delete_)                                                     \
    X(FROM, from, sqi_sum_fields_from)                                                             \
    X(JOIN_CLAUSE, join_clause, sqi_sum_fields_join_clause)                                        \
    X(WHERE, where, sqi_sum_fields_where)                                                          \
    X(HAVING, having, sqi_sum_fields_having)                                                       \
    X(GROUP_BY, group_by, sqi_sum_fields_group_by)                                                 \
    X(ORDER_BY, order_by, sqi_sum_fields_order_by)                                                 \
    X(LIMIT, limit, sqi_sum_fields_limit)                                                          \
    X(SET, set, sqi_sum_fields_set)                                                                \
    X(RETURNING, returning, sqi_sum_fields_returning)

/* Without memory all nodes are made in one place, so the fields of one are not its own. */
#define SQI_SHORT_WAY(K, n, sum_up)                                                                \
    static inline const void *sqi_finish_##n(sq_builder *q, sqi_##n *x)                            \
    {                                                                                              \
        sqi_sum s = sqi_sum_begin(q, SQI_N_##K, x->node.type);                                     \
        if (!sqi_lacks_memory(q) && sum_up(&s, NULL, x) && s.depth <= q->max_depth &&              \
            s.size <= q->max_size)                                                                 \
            return sqi_sum_end(&x->node, SQI_N_##K, &s);                                           \
        return sqi_finish_any(q, x);                                                               \
    }
SQI_SHORT_KINDS(SQI_SHORT_WAY)

#define SQI_FINISH_BY(K, n, sum_up) sqi_##n * : sqi_finish_##n,
#define sqi_finish(q, x)                                                                           \
    _Generic((x), SQI_SHORT_KINDS(SQI_FINISH_BY) default : sqi_finish_any)((q), (x))

/* The end of a constructor: what went wrong on the way, or the finished node. */
#define SQI_DONE(q, n, poison) ((poison) ? (poison) : sqi_finish((q), (n)))

#endif
