/* equal.c: are two trees the same structure? And the gathering of values on the way.
 *
 * Values are never compared. Things with an identity (aliases, subqueries, CTEs, parameters) are
 * paired one to one: the first meeting compares what they are made of, later ones must meet the
 * same pair; so `a.x = b.x` is never taken for `a.x = a.x`. One walk serves comparison and
 * gathering, so values always come in the same order: that of first meetings, field by field. */
#include "lib/ast/builder.h"
#include "lib/ast/schema_hooks.h"
#include "lib/base/alloc.h"
#include <stddef.h>

enum { FEW = 64, MARKS = 128 }; /* pairs that are searched one by one, on the stack */

typedef struct pair {
    const sq_node *a, *b;
} pair;

typedef struct walk {
    sqi_gather *gather;
    const sq_allocator *allocator;
    uint32_t n;
    const sq_node *last; /* of the b's met, that of the highest address */
    uint8_t
        place[MARKS]; /* by a's mark, 1 + where it stands in few; 0: none of that mark was met */
    pair few[FEW];
    /* more than a few: two open-addressing tables of pairs, by either side */
    pair *by_a, *by_b;
    size_t cap;
} walk;

/* ---- pairs ---- */

static size_t slot_of(const walk *w, const sq_node *n)
{
    return (size_t)(sqi_mix(0, (uint64_t)(uintptr_t)n) >> 7) & (w->cap - 1);
}

static pair *find_a(const walk *w, const sq_node *a)
{
    size_t i = slot_of(w, a);
    while (w->by_a[i].a && w->by_a[i].a != a)
        i = (i + 1) & (w->cap - 1);
    return &w->by_a[i];
}

static pair *find_b(const walk *w, const sq_node *b)
{
    size_t i = slot_of(w, b);
    while (w->by_b[i].b && w->by_b[i].b != b)
        i = (i + 1) & (w->cap - 1);
    return &w->by_b[i];
}

static bool grow(walk *w)
{
    pair *old = w->by_a;
    size_t old_cap = w->cap, cap = old_cap ? old_cap * 2 : 4 * FEW;
    pair *table = sqi_zalloc(w->allocator, 2 * cap * sizeof *table);
    if (!table)
        return false;
    w->by_a = table;
    w->by_b = table + cap;
    w->cap = cap;
    for (size_t i = 0; i < (old ? old_cap : w->n); i++) {
        pair p = old ? old[i] : w->few[i];
        if (p.a) {
            *find_a(w, p.a) = p;
            *find_b(w, p.b) = p;
        }
    }
    sqi_free(w->allocator, old);
    return true;
}

typedef enum meeting { NEW_PAIR, SAME_PAIR, OTHER_PAIR } meeting;

static inline uint8_t *place_of(walk *w, const sq_node *a)
{
    return &w->place[((uint64_t)(uintptr_t)a >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 57];
}
_Static_assert(MARKS == 1 << (64 - 57) && FEW < 255, "marks of seven bits, places of a byte");

static meeting search_few(walk *w, const sq_node *a, const sq_node *b)
{
    uint32_t i = 0;
    while (i < w->n && w->few[i].a != a && w->few[i].b != b)
        i++;
    if (i < w->n)
        return w->few[i].a == a && w->few[i].b == b ? SAME_PAIR : OTHER_PAIR;
    if (w->n < FEW) {
        w->last = (uintptr_t)b > (uintptr_t)w->last ? b : w->last;
        w->few[w->n++] = (pair){a, b};
        *place_of(w, a) = (uint8_t)w->n;
    }
    return NEW_PAIR;
}

/* Pairs `a` with `b`, if both are new. Without memory the trees are not equal. */
static meeting search(walk *w, const sq_node *a, const sq_node *b)
{
    if (!w->cap) {
        bool full = w->n == FEW;
        meeting m = search_few(w, a, b);
        if (!full || m != NEW_PAIR)
            return m;
    }
    if ((!w->cap || w->n * 2 >= w->cap) && !grow(w))
        return OTHER_PAIR;
    pair *pa = find_a(w, a), *pb = find_b(w, b);
    if (pa->a || pb->b)
        return pa->a == a && pa->b == b ? SAME_PAIR : OTHER_PAIR;
    *pa = *pb = (pair){a, b};
    w->n++;
    return NEW_PAIR;
}

static inline bool met_before(walk *w, const sq_node *a, const sq_node *b)
{
    const uint8_t *place = place_of(w, a);
    return *place && w->few[*place - 1].a == a && w->few[*place - 1].b == b;
}

/* The short way: most are new, or met before at the place that their mark tells. The copy that an
 * entry of the cache has was made in the order of this walk, so what is new in it lies higher than
 * all that was met. */
static inline meeting meet(walk *w, const sq_node *a, const sq_node *b)
{
    uint8_t *place = place_of(w, a);
    if (*place == 0 && (uintptr_t)b > (uintptr_t)w->last && w->n < FEW) {
        w->few[w->n++] = (pair){a, b};
        *place = (uint8_t)w->n;
        w->last = b;
        return NEW_PAIR;
    }
    if (*place && w->few[*place - 1].a == a)
        return w->few[*place - 1].b == b ? SAME_PAIR : OTHER_PAIR;
    return search(w, a, b);
}

/* Always asked of a constant: marked IDENT in nodes.def, but for parameters (same_bind()). */
SQI_ALWAYS_INLINE bool has_identity(sqi_kind kind)
{
    return kind == SQI_N_ALIAS || kind == SQI_N_SUBQUERY || kind == SQI_N_TABLESAMPLE ||
           kind == SQI_N_CTE || kind == SQI_N_VALUES || kind == SQI_N_TABLE_FUNCTION;
}

/* ---- gathering ---- */

static bool more_room(sqi_gather *g)
{
    if (!g->arena)
        return false;
    size_t cap = g->cap ? g->cap * 2 : 16;
    sq_value *p = sqi_arena_alloc(g->arena, cap * sizeof *p);
    const sqi_bind **binds = g->with_binds ? sqi_arena_alloc(g->arena, cap * sizeof *binds) : NULL;
    if (!p || (g->with_binds && !binds))
        return false;
    if (g->n) {
        memcpy(p, g->p, g->n * sizeof *p);
        if (binds)
            memcpy(binds, g->binds, g->n * sizeof *binds);
    }
    g->p = p;
    g->binds = binds;
    g->cap = cap;
    return true;
}

static inline bool gather_value(walk *w, const sqi_bind *b)
{
    sqi_gather *g = w->gather;
    if (!g)
        return true;
    if (g->n == g->cap && !more_room(g))
        return false;
    if (g->with_binds)
        g->binds[g->n] = b;
    g->p[g->n++] = b->value;
    return true;
}

/* ---- fields ---- */

static bool same(walk *w, const sq_node *a, const sq_node *b);

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static inline bool same_name(sq_name a, sq_name b)
{
    if (!a.p || !b.p)
        return a.p == b.p;
    return a.n == b.n && a.quote == b.quote && (a.p == b.p || sqi_same_bytes(a.p, b.p, a.n));
}

static bool same_operator(walk *w, const sqi_operator *a, const sqi_operator *b)
{
    if (!a || !b)
        return a == b;
    return a->bits == b->bits && a->precedence == b->precedence && same_str(a->custom, b->custom) &&
           same_str(a->render_as, b->render_as) && same_str(a->escape, b->escape) &&
           same_str(a->regconfig, b->regconfig) &&
           same(w, sqi_node_of(a->flags), sqi_node_of(b->flags));
}

static bool same_cols(sqi_cols a, sqi_cols b)
{
    if (a.n != b.n)
        return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (!same_str(a.p[i].name, b.p[i].name) || !same_str(a.p[i].key, b.p[i].key) ||
            !sqi_type_equal(&a.p[i].type, &b.p[i].type))
            return false;
    return true;
}

static bool same_options(const sq_option *a, const sq_option *b)
{
    if (!a || !b)
        return a == b;
    for (; a->name && b->name; a++, b++)
        if (strcmp(a->name, b->name) != 0 || !sqi_value_equal(&a->value, &b->value))
            return false;
    return !a->name && !b->name;
}

static bool same_column(const sq_node *x, const sq_node *y)
{
    const sq_column *a = (const sq_column *)(const void *)x;
    const sq_column *b = (const sq_column *)(const void *)y;
    if (a == b)
        return true;
    if (!a->table || !b->table || a - a->table->columns != b - b->table->columns)
        return false;
    return a->table == b->table || sqi_table_equal(a->table, b->table);
}

/* Whether there is a value can change the text; which one can not. */
static bool same_presence(sq_value a, sq_value b)
{
    return (a.kind == SQ_V_ABSENT) == (b.kind == SQ_V_ABSENT);
}

static inline bool same_type(const sq_type *a, const sq_type *b)
{
    if (a == b)
        return true;
    bool plain = a && b && a->kind == b->kind && a->flags == b->flags && a->length == b->length &&
                 a->scale == b->scale && a->details == b->details;
    return plain || sqi_type_equal(a, b);
}

/* A parameter has an identity, also a named one: each node has a value of its own. */
static bool same_bind(walk *w, const sqi_bind *a, const sqi_bind *b)
{
    meeting m = meet(w, &a->node, &b->node);
    if (m != NEW_PAIR)
        return m == SAME_PAIR;
    return a->flags == b->flags && same_presence(a->value, b->value) &&
           same_type(a->node.type, b->node.type) && same_name(a->name, b->name) &&
           gather_value(w, a);
}

/* Most leaves are the very same column, most others parameters. */
SQI_ALWAYS_INLINE bool same_leaf(const sq_node *a, const sq_node *b)
{
    return a == b && (!a || a->kind <= SQI_N_TABLE);
}

SQI_ALWAYS_INLINE bool same_child(walk *w, const sq_node *a, const sq_node *b)
{
    if (same_leaf(a, b))
        return true;
    if (a && b && a->kind == SQI_N_BIND && b->kind == SQI_N_BIND)
        return same_bind(w, SQI_CAST_TO(bind, a), SQI_CAST_TO(bind, b));
    return same(w, a, b);
}

/* Elements are met again with each of their columns. */
SQI_ALWAYS_INLINE bool same_rel(walk *w, const sq_node *a, const sq_node *b)
{
    return same_leaf(a, b) || met_before(w, a, b) || same(w, a, b);
}

#define SAME_NODE(w, x, y)    same_child(w, sqi_node_of(x), sqi_node_of(y))
#define SAME_CHILD            SAME_NODE
#define SAME_REL(w, x, y)     same_rel(w, sqi_node_of(x), sqi_node_of(y))
#define SAME_STMT             SAME_NODE
#define SAME_INSIDE(w, x, y)  true
#define SAME_PREV(w, x, y)    (next_a = sqi_node_of(x), next_b = sqi_node_of(y), true)
#define SAME_BEFORE           SAME_PREV
#define SAME_NAME(w, x, y)    same_name(x, y)
#define SAME_STR(w, x, y)     same_str(x, y)
#define SAME_INT(w, x, y)     ((x) == (y))
#define SAME_VALUE(w, x, y)   same_presence(x, y)
#define SAME_COLS(w, x, y)    same_cols(x, y)
#define SAME_CUSTOM(w, x, y)  same_operator(w, x, y)
#define SAME_OPTIONS(w, x, y) same_options(x, y)
#define SAME_OBJECT(w, x, y)  ((x) == (y))
#define SAME_EXT(w, x, y)     ((x) == (y))
#define SAME_CHILDREN(w, x, y)                                                                     \
    same_list(w, (const void *const *)(const void *)(x).p, (x).n,                                  \
              (const void *const *)(const void *)(y).p, (y).n)
#define SAME_RELS            SAME_CHILDREN
#define SAME_STMTS           SAME_CHILDREN
#define SAME_ASSIGN(w, x, y) same_assigns(w, x, y)

static bool same_list(walk *w, const void *const *a, uint32_t n, const void *const *b, uint32_t m)
{
    if (n != m)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!SAME_NODE(w, a[i], b[i]))
            return false;
    return true;
}

static bool same_assigns(walk *w, sqi_assigns a, sqi_assigns b)
{
    if (a.n != b.n)
        return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (!SAME_NODE(w, a.p[i].column, b.p[i].column) ||
            !SAME_NODE(w, a.p[i].value, b.p[i].value))
            return false;
    return true;
}

static bool same_schema_object(const sq_node *a, const sq_node *b)
{
    if (a->kind == SQI_N_POISON)
        return false;
    if (a->kind == SQI_N_COLUMN)
        return same_column(a, b);
    return a == b ||
           sqi_table_equal((const sq_table *)(const void *)a, (const sq_table *)(const void *)b);
}

/* The field that a chain or clause goes on with is left to the loop, so that long ones need no
 * recursion. */
static bool same(walk *w, const sq_node *a, const sq_node *b)
{
    const sq_node *next_a = a, *next_b = b;
    while (next_a && next_b) {
        a = next_a;
        b = next_b;
        next_a = next_b = NULL;
        if (a->kind != b->kind)
            return false;
        switch ((sqi_kind)a->kind) {
#define NODE(K, n, category)                                                                       \
    case SQI_N_##K: {                                                                              \
        const sqi_##n *x = SQI_CAST_TO(n, a), *y = SQI_CAST_TO(n, b);                              \
        (void)x, (void)y;                                                                          \
        if (SQI_N_##K <= SQI_N_TABLE)                                                              \
            return same_schema_object(a, b);                                                       \
        if (SQI_N_##K == SQI_N_BIND)                                                               \
            return same_bind(w, SQI_CAST_TO(bind, a), SQI_CAST_TO(bind, b));                       \
        if (!same_type(a->type, b->type))                                                          \
            return false;                                                                          \
        if (has_identity(SQI_N_##K)) {                                                             \
            meeting m = meet(w, a, b);                                                             \
            if (m != NEW_PAIR)                                                                     \
                return m == SAME_PAIR;                                                             \
        }
#define FIELD(n, how, f)                                                                           \
    if (!SAME_##how(w, x->f, y->f))                                                                \
        return false;
#define END(n)                                                                                     \
    break;                                                                                         \
    }
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END
        case SQI_N_COUNT:
            return false;
        }
    }
    return next_a == next_b;
}

static const sq_allocator *allocator_of(const sq_node *n)
{
    return n->home ? n->home->allocator : NULL;
}

/* Kind, flags, depth, size and hash at once: equal structures agree in all of them. */
static inline bool same_head(const sq_node *a, const sq_node *b)
{
    _Static_assert(offsetof(sq_node, home) == 16, "the head of a node is sixteen bytes");
    return memcmp(a, b, offsetof(sq_node, home)) == 0;
}

bool sqi_equal(const sq_node *a, const sq_node *b, sqi_gather *gather)
{
    if (a->kind > SQI_N_TABLE && !same_head(a, b))
        return false;
    walk w; /* the pairs are not cleared */
    w.gather = gather;
    w.allocator = allocator_of(a);
    w.n = 0;
    w.cap = 0;
    w.by_a = NULL;
    w.last = NULL;
    memset(w.place, 0, sizeof w.place);
    bool equal = same_child(&w, a, b);
    if (w.cap)
        sqi_free(w.allocator, w.by_a);
    return equal;
}

bool sqi_gather_binds(const sq_node *n, sqi_gather *gather)
{
    gather->with_binds = true;
    return sqi_equal(n, n, gather);
}
