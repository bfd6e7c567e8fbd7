/* node.c: the tables made from nodes.def and ops.def, and the long way to finish a node.
 *
 * A node is complete when its constructor returns: hash, depth and size are summed up (finish.h) in
 * one pass over the fields, and never written again. */
#include "lib/ast/finish.h"
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

#define NODE(K, n, category)                                                                       \
    _Static_assert(sizeof(sqi_##n) % 8 == 0, "nodes stand next to each other");
#define FIELD(n, how, f)
#define END(n)
#include "squill/sys/nodes.def"
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

/* A child of another arena, of a schema, or poison. */
uint64_t sqi_sum_rare(sqi_rare *r, const sq_node *n)
{
    if (n->home != r->q->arena && n->home && !sqi_arena_pin(r->q->arena, n->home))
        r->poison = sqi_fail_nomem(r->q);
    if (n->kind == SQI_N_POISON && !r->poison)
        r->poison = n;
    return sqi_hash_of(n);
}

uint64_t sqi_hash_operator(uint64_t h, const sqi_operator *o)
{
    h = sqi_hash_str(h, o->custom);
    h = sqi_hash_str(h, o->render_as);
    h = sqi_hash_str(h, o->escape);
    h = sqi_hash_str(h, o->regconfig);
    return sqi_mix(h, (uint64_t)o->precedence << 32 | o->bits);
}

/* Values of options are compared, not hashed. */
uint64_t sqi_hash_options(uint64_t h, const sq_option *list)
{
    for (; list && list->name; list++)
        h = sqi_hash_str(sqi_mix(h, list->value.kind), list->name);
    return h;
}

uint64_t sqi_hash_cols(uint64_t h, sqi_cols cols)
{
    h = sqi_mix(h, cols.n);
    for (uint32_t i = 0; i < cols.n; i++) {
        h = sqi_hash_str(h, cols.p[i].name);
        h = sqi_hash_str(h, cols.p[i].key);
        h = sqi_mix(h, sqi_type_hash(&cols.p[i].type));
    }
    return h;
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

SQI_ALWAYS_INLINE void sum_any(sqi_sum *s, sqi_rare *r, const sq_node *node)
{
    if (node->kind == SQI_N_COLUMN_OF) {
        sqi_sum_column_of(s, r, SQI_CAST_TO(column_of, node));
        return;
    }
    if (node->kind == SQI_N_BIND) {
        sqi_sum_bind(s, r, SQI_CAST_TO(bind, node));
        return;
    }
    switch ((sqi_kind)node->kind) {
#define NODE(K, n, category)                                                                       \
    case SQI_N_##K:                                                                                \
        sqi_sum_fields_##n(s, r, SQI_CAST_TO(n, node));                                            \
        break;
#define FIELD(n, how, f)
#define END(n)
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END
    case SQI_N_COUNT:
        break;
    }
}

const void *sqi_finish_any(sq_builder *q, void *node)
{
    sq_node *n = node;
    if (sqi_lacks_memory(q))
        return sqi_fail_nomem(q);
    sqi_sum s = sqi_sum_begin(q, (sqi_kind)n->kind, n->type);
    sqi_rare r = {.q = q};
    sum_any(&s, &r, n);
    if (r.poison)
        return r.poison;
    if (s.depth > q->max_depth)
        return sqi_fail(q, SQ_ERR_TOO_DEEP, sqi_nodes[n->kind].name,
                        "nested more than %u levels deep", (unsigned)q->max_depth);
    if (s.size > q->max_size)
        return sqi_fail(q, SQ_ERR_LIMIT, sqi_nodes[n->kind].name,
                        "larger than %u nodes, shared ones counted each time",
                        (unsigned)q->max_size);
    return sqi_sum_end(n, (sqi_kind)n->kind, &s);
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
