/* node.c: the tables made from nodes.def and ops.def, and the hash of a finished node.
 *
 * A node is complete when its constructor returns: hash, depth and size are set here, in one pass
 * over the fields, and never written again. */
#include "lib/ast/builder.h"
#include "lib/ast/schema_hooks.h"
#include <stddef.h>

#define NODE(K, n, category) static const sqi_field fields_##n[] = {
#define FIELD(n, how, f)     {SQI_HOW_##how, offsetof(sqi_##n, f), #f},
#define END(n)                                                                                     \
    {                                                                                              \
        0, 0, NULL                                                                                 \
    }                                                                                              \
    }                                                                                              \
    ;
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END

#define NODE(K, n, category)                                                                       \
    {#n, SQI_CAT_##category, sizeof(sqi_##n), sizeof fields_##n / sizeof(sqi_field) - 1,           \
     fields_##n},
#define FIELD(n, how, f)
#define END(n)
const sqi_node_info sqi_nodes[SQI_N_COUNT] = {
#include "squill/sys/nodes.def"
};
#undef NODE
#undef FIELD
#undef END

_Static_assert((int)SQI_N_COLUMN == (int)SQ_PRIV_NODE_COLUMN, "schema.h agrees with nodes.def");
_Static_assert((int)SQI_N_TABLE == (int)SQ_PRIV_NODE_TABLE, "schema.h agrees with nodes.def");

#define A SQI_OP_A
#define U SQI_OP_U
#define P SQI_OP_P
#define C SQI_OP_C
const sqi_op_info sqi_ops[SQ_OP_COUNT] = {
#define SQ_OP(name, text, level, flags, negation, result)                                          \
    {#name, text, level, flags, SQ_OP_##negation, SQI_RESULT_##result},
#include "squill/ops.def"
#undef SQ_OP
};
#undef A
#undef U
#undef P
#undef C

/* Names of enums are upper case in the lists; callers write them as they like. */
static bool same_letters(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y)
            return false;
    }
    return *a == *b;
}

sq_op sq_op_find(const char *name)
{
    for (int i = 0; name && i < SQ_OP_COUNT; i++)
        if (same_letters(sqi_ops[i].name, name))
            return (sq_op)i;
    return SQ_OP_COUNT;
}

const char *sq_op_name(sq_op op)
{
    return (unsigned)op < SQ_OP_COUNT ? sqi_ops[op].name : "";
}

/* ---- finishing ---- */

/* What a node's fields add up to. Only inlined functions take its address, so that it stays in
 * registers; what is rare goes through `rare`. */
typedef struct sum {
    uint64_t hash, size;
    uint32_t depth; /* of the deepest child */
} sum;
typedef struct rare {
    sq_builder *q;
    const sq_node *poison;
} rare;

/* A child of another arena, of a schema, or poison. Gives its hash. */
static uint64_t meet_rare(rare *r, const sq_node *n)
{
    if (n->home != r->q->arena && n->home && !sqi_arena_pin(r->q->arena, n->home))
        r->poison = sqi_fail_nomem(r->q);
    if (n->kind == SQI_N_POISON && !r->poison)
        r->poison = n;
    return sqi_hash_of(n);
}

#if defined __GNUC__
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE static inline
#endif

/* Hash 0 is that of schema objects, 1 that of poison. */
ALWAYS_INLINE void add_node(sum *s, rare *r, const void *child, uint32_t levels)
{
    const sq_node *n = child;
    if (!n) {
        s->hash = sqi_mix(s->hash, 0xAB5E);
        return;
    }
    uint64_t hash = n->hash;
    if (n->kind == SQI_N_COLUMN && !n->home) /* of a static table: most leaves */
        hash = sqi_column_hash((const sq_column *)(const void *)n);
    else if (hash <= 1 || n->home != r->q->arena)
        hash = meet_rare(r, n);
    if (n->depth + levels > s->depth)
        s->depth = n->depth + levels;
    s->size += n->size ? n->size : 1;
    s->hash = sqi_mix(s->hash, hash);
}

/* What a column stands for is part of its from element, which is summed up already. */
ALWAYS_INLINE void add_inside(rare *r, const sq_expr *e)
{
    if (e && (e->node.hash == 1 || e->node.home != r->q->arena))
        meet_rare(r, &e->node);
}

static uint64_t hash_operator(uint64_t h, const sqi_operator *o)
{
    h = sqi_hash_str(h, o->custom);
    h = sqi_hash_str(h, o->render_as);
    h = sqi_hash_str(h, o->escape);
    h = sqi_hash_str(h, o->regconfig);
    return sqi_mix(h, (uint64_t)o->precedence << 32 | o->bits);
}

/* Values of options are compared, not hashed. */
static uint64_t hash_options(uint64_t h, const sq_option *list)
{
    for (; list && list->name; list++)
        h = sqi_hash_str(sqi_mix(h, list->value.kind), list->name);
    return h;
}

static uint64_t hash_cols(uint64_t h, sqi_cols cols)
{
    h = sqi_mix(h, cols.n);
    for (uint32_t i = 0; i < cols.n; i++) {
        h = sqi_hash_str(h, cols.p[i].name);
        h = sqi_hash_str(h, cols.p[i].key);
        h = sqi_mix(h, sqi_type_hash(&cols.p[i].type));
    }
    return h;
}

static uint64_t hash_name(uint64_t h, sq_name n)
{
    return n.p ? sqi_hash_mem(sqi_mix(h, n.quote), n.p, n.n) : sqi_mix(h, 0x51ED);
}

/* One macro a way of holding a field. */
#define SUM_CHILD(x)  add_node(s, r, x, 1)
#define SUM_INSIDE(x) add_inside(r, x)
#define SUM_BEFORE(x) add_node(s, r, x, 0)
#define SUM_REL(x)    add_node(s, r, x, 1)
#define SUM_STMT(x)   add_node(s, r, x, 1)
#define SUM_PREV(x)   add_node(s, r, x, 0)
#define SUM_LIST(x)                                                                                \
    do {                                                                                           \
        s->hash = sqi_mix(s->hash, (x).n);                                                         \
        for (uint32_t i_ = 0; i_ < (x).n; i_++)                                                    \
            add_node(s, r, (x).p[i_], 1);                                                          \
    } while (0)
#define SUM_CHILDREN SUM_LIST
#define SUM_RELS     SUM_LIST
#define SUM_STMTS    SUM_LIST
#define SUM_NAME(x)  (s->hash = hash_name(s->hash, x))
#define SUM_STR(x)   (s->hash = sqi_hash_str(s->hash, x))
#define SUM_INT(x)   (s->hash = sqi_mix(s->hash, (uint64_t)(int64_t)(x)))
#define SUM_VALUE(x) ((void)(x))
#define SUM_ASSIGN(x)                                                                              \
    do {                                                                                           \
        s->hash = sqi_mix(s->hash, (x).n);                                                         \
        for (uint32_t i_ = 0; i_ < (x).n; i_++) {                                                  \
            add_node(s, r, (x).p[i_].column, 1);                                                   \
            add_node(s, r, (x).p[i_].value, 1);                                                    \
        }                                                                                          \
    } while (0)
#define SUM_COLS(x) (s->hash = hash_cols(s->hash, x))
#define SUM_CUSTOM(x)                                                                              \
    do {                                                                                           \
        s->hash = (x) ? hash_operator(s->hash, x) : sqi_mix(s->hash, 0);                           \
        if (x)                                                                                     \
            add_node(s, r, (x)->flags, 1);                                                         \
    } while (0)
#define SUM_OPTIONS(x) (s->hash = hash_options(s->hash, x))
#define SUM_OBJECT(x)  (s->hash = sqi_mix(s->hash, (uint64_t)(uintptr_t)(x)))
#define SUM_EXT(x)     (s->hash = sqi_mix(s->hash, (uint64_t)(uintptr_t)(x)))

ALWAYS_INLINE void sum_fields(sum *s, rare *r, const sq_node *node)
{
#define FIELD(n, how, f) SUM_##how(x->f);
#define OWN              const
#include "lib/ast/fields.def"
}

/* Name, key and element of a column follow from its from element and position: they are compared,
 * but add nothing to the hash. Two names are written, however large the element is. */
ALWAYS_INLINE void sum_column_of(sum *s, rare *r, const sqi_column_of *x)
{
    add_node(s, r, x->from, 1);
    s->hash = sqi_mix(s->hash, (uint64_t)x->index);
    add_inside(r, x->element);
    s->size = 1;
}

/* Every node of a statement tells its head's kind, so that no clause call walks the chain. */
static void set_head_kind(sq_node *n)
{
    if (n->kind >= SQI_N_REFINE)
        n->flags = SQI_CAST_TO(refine, n)->prev->node.flags; /* `prev` stands first in all */
    else if (n->kind >= SQI_N_SELECT)
        n->flags = n->kind;
}
#define NODE(K, n, category)                                                                       \
    _Static_assert((SQI_CAT_##category >= SQI_CAT_HEAD) == (SQI_N_##K >= SQI_N_SELECT) &&          \
                       (SQI_CAT_##category == SQI_CAT_CLAUSE) == (SQI_N_##K >= SQI_N_REFINE),      \
                   "heads stand behind what is no statement, clauses behind heads");
#define FIELD(n, how, f)
#define END(n)
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END

const void *sqi_finish(sq_builder *q, void *node)
{
    sq_node *n = node;
    if (q->is_static || q->no_memory || n->home != q->arena)
        return sqi_fail_nomem(q); /* home: what sqi_make() gave when there was no memory */
    sum s = {.hash = sqi_mix(q->seed, n->kind), .size = 1};
    rare r = {.q = q};
    if (n->type)
        s.hash = sqi_mix(s.hash, n->type->kind);
    if (n->kind == SQI_N_COLUMN_OF)
        sum_column_of(&s, &r, SQI_CAST_TO(column_of, n));
    else
        sum_fields(&s, &r, n);
    if (r.poison)
        return r.poison;
    if (s.depth > q->max_depth)
        return sqi_fail(q, SQ_ERR_TOO_DEEP, sqi_nodes[n->kind].name,
                        "nested more than %u levels deep", (unsigned)q->max_depth);
    if (s.size > q->max_size)
        return sqi_fail(q, SQ_ERR_LIMIT, sqi_nodes[n->kind].name,
                        "larger than %u nodes, shared ones counted each time",
                        (unsigned)q->max_size);
    set_head_kind(n);
    n->depth = (uint16_t)s.depth;
    n->size = (uint32_t)s.size;
    s.hash = SQI_HASH_CUT(s.hash);
    n->hash = s.hash > 1 ? s.hash : 2;
    return n;
}

bool sqi_children(const sq_node *node, sqi_each *each, void *context)
{
#define EACH(x)                                                                                    \
    do {                                                                                           \
        if ((x) && !each(context, sqi_node_of(x)))                                                 \
            return false;                                                                          \
    } while (0)
#define EACH_CHILD(x)  EACH(x)
#define EACH_INSIDE(x) (void)0
#define EACH_BEFORE(x) EACH(x)
#define EACH_REL(x)    EACH(x)
#define EACH_STMT(x)   EACH(x)
#define EACH_PREV(x)   EACH(x)
#define EACH_LIST(x)                                                                               \
    do {                                                                                           \
        for (uint32_t i_ = 0; i_ < (x).n; i_++)                                                    \
            EACH((x).p[i_]);                                                                       \
    } while (0)
#define EACH_CHILDREN EACH_LIST
#define EACH_RELS     EACH_LIST
#define EACH_STMTS    EACH_LIST
#define EACH_NAME(x)  (void)0
#define EACH_STR(x)   (void)0
#define EACH_INT(x)   (void)0
#define EACH_VALUE(x) (void)0
#define EACH_ASSIGN(x)                                                                             \
    do {                                                                                           \
        for (uint32_t i_ = 0; i_ < (x).n; i_++) {                                                  \
            EACH((x).p[i_].column);                                                                \
            EACH((x).p[i_].value);                                                                 \
        }                                                                                          \
    } while (0)
#define EACH_COLS(x) (void)0
#define EACH_CUSTOM(x)                                                                             \
    do {                                                                                           \
        if (x)                                                                                     \
            EACH((x)->flags);                                                                      \
    } while (0)
#define EACH_OPTIONS(x)  (void)0
#define EACH_OBJECT(x)   (void)0
#define EACH_EXT(x)      (void)0
#define FIELD(n, how, f) EACH_##how(x->f);
#define OWN              const
#include "lib/ast/fields.def"
    return true;
}

const sq_node *sqi_next_of(const sq_node *n)
{
    if (n->kind == SQI_N_CHAIN)
        return sqi_node_of(SQI_CAST_TO(chain, n)->before);
    if (sqi_nodes[n->kind].category == SQI_CAT_CLAUSE)
        return sqi_node_of(SQI_CAST_TO(refine, n)->prev); /* `prev` stands first in all */
    return NULL;
}
