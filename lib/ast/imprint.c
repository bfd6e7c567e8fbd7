/* imprint.c: is a statement that was built anew the one of before, word by word?
 *
 * The same calls put the same nodes into the same order, so a statement is a piece of its builder's
 * memory that looks as it did the last time, only elsewhere. An imprint holds what each word of it
 * was: as it stands, or, of a pointer into the piece, how far it points. A root whose words are
 * those of the imprint points to the same places of its own piece, where again the words are those
 * of the imprint, and so on: it is the same structure, and what has an identity is met where it was
 * met. Values are no part of it, but for whether there is one; they lie at the far side of a chunk,
 * where they shift nothing.
 *
 * Invariant: what a word points to outside of the piece is constant as long as the imprint lives:
 * tables, which it pins, their names and types, and what is static. */
#include "lib/ast/imprint.h"
#include "lib/ast/builder.h"
#include <stddef.h>

enum { MOST_NODES = 1024, MOST_CHECKS = 8 * MOST_NODES, MOST_TABLES = 16 };

/* In the order of checking: links first, and those of a node behind the one that leads to it, so
 * that only nodes are looked at; a text when it is known to be one. */
typedef enum way {
    LINK,  /* a pointer into the piece: how far */
    WORD,  /* eight bytes as they stand */
    HALF,  /* four */
    TEXT,  /* a pointer to `n` bytes, wherever they are */
    VALUE, /* of a parameter: whether there is one; in the order of sqi_equal() */
    WAYS
} way;
static const uint8_t widths[WAYS] = {8, 8, 4, 8, sizeof(sq_value)};

typedef struct check {
    uint64_t is;
    uint32_t at, n;
} check;

struct sqi_imprint {
    sq_arena *arena;         /* of all of this; pins tables */
    size_t root, size;       /* of the piece: where its root stands, how many bytes it has */
    const check *ends[WAYS]; /* behind the last of each way */
    check checks[];
};

/* ---- making one ---- */

/* All nodes are gone through once to see how far they reach, then once for each way. */
typedef struct maker {
    sq_arena *arena, *scratch;
    const sq_arena *home;    /* of the root */
    const char *start, *end; /* of the chunk */
    const char *low, *high;  /* of the piece */
    const sq_node **nodes;
    const sq_table *tables[MOST_TABLES];
    size_t n_nodes, n_tables, n_checks;
    sqi_gather values;
    way way; /* WAYS: how far they reach */
    check *next;
    bool ok;
} maker;

static bool is_inside(const maker *m, const void *p)
{
    return (const char *)p >= m->start && (const char *)p < m->end;
}

static void reach(maker *m, const char *low, size_t n)
{
    m->low = low < m->low ? low : m->low;
    m->high = low + n > m->high ? low + n : m->high;
}

static void note(maker *m, way w, const void *at, uint64_t is, size_t n)
{
    if (m->way == WAYS) {
        reach(m, at, widths[w]);
        m->n_checks++;
    } else if (m->way == w)
        *m->next++ = (check){is, (uint32_t)((const char *)at - m->low), (uint32_t)n};
}

static void note_word(maker *m, const void *at)
{
    note(m, WORD, at, sqi_load8(at), 0);
}

static void note_half(maker *m, const void *at)
{
    note(m, HALF, at, sqi_load4(at), 0);
}

static const void *pointer_at(const void *at)
{
    return *(const void *const *)at;
}

static void note_pointer(maker *m, const void *at)
{
    const void *to = pointer_at(at);
    if (is_inside(m, to))
        note(m, LINK, at, (uint64_t)((const char *)to - m->low), 0);
    else
        note_word(m, at);
}

static void refuse_unless(maker *m, bool ok)
{
    m->ok = m->ok && ok;
}

/* Is it a type or name of a table, which lives as long as that? */
static bool is_of_table(const sq_table *t, const void *p)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        const sq_column *c = &t->columns[i];
        if (p == c->key || p == c->o.name || p == &c->type || p == c->expr.node.type)
            return true;
    }
    return false;
}

static bool lasts(const maker *m, const void *p)
{
    bool found = !p;
    for (size_t i = 0; i < m->n_tables && !found; i++)
        found = is_of_table(m->tables[i], p);
    return found;
}

static void note_type(maker *m, const void *at)
{
    const sq_type *t = pointer_at(at);
    note_pointer(m, at);
    if (!t || t == sqi_simple_type((sq_type_kind)t->kind) || lasts(m, t))
        return;
    refuse_unless(m, is_inside(m, t) && !t->details);
    if (!m->ok)
        return;
    _Static_assert(offsetof(sq_type, scale) == 8, "kind, flags and length are a word");
    note_word(m, t);
    note_half(m, &t->scale);
    note_word(m, &t->details);
}

static void note_text(maker *m, const void *at, const char *p, size_t n)
{
    const char *copy = m->way == TEXT ? sqi_arena_str(m->arena, p, n) : p;
    refuse_unless(m, copy != NULL);
    note(m, TEXT, at, (uint64_t)(uintptr_t)copy, n);
}

static void note_name(maker *m, const void *at)
{
    const sq_name *name = at;
    _Static_assert(sizeof(sq_name) == 16, "length and quoting are a word");
    note_word(m, &name->n);
    if (lasts(m, name->p))
        note_word(m, at);
    else
        note_text(m, at, name->p, name->n);
}

/* The piece tells no length of it: it must be part of the piece, so that it can be read. */
static void note_str(maker *m, const void *at)
{
    const char *s = pointer_at(at);
    note_pointer(m, at);
    if (lasts(m, s))
        return;
    refuse_unless(m, is_inside(m, s));
    if (!m->ok)
        return;
    size_t n = strlen(s) + 1;
    reach(m, s, n);
    note_text(m, at, s, n);
}

/* All lists begin with where they are and how many; `of` pointers are an item. */
static void note_list(maker *m, const void *at, uint32_t of)
{
    const sqi_exprs *list = at;
    note_half(m, &list->n);
    if (!list->n)
        return;
    const char *p = pointer_at(at);
    refuse_unless(m, is_inside(m, p));
    note_pointer(m, at);
    for (size_t i = 0; i < (size_t)list->n * of && m->ok; i++)
        note_pointer(m, p + i * sizeof(void *));
}

static void note_operator(maker *m, const void *at)
{
    const sqi_operator *o = pointer_at(at);
    note_pointer(m, at);
    if (!o || o == &sqi_escaped)
        return;
    refuse_unless(m, is_inside(m, o));
    if (!m->ok)
        return;
    _Static_assert(offsetof(sqi_operator, bits) == offsetof(sqi_operator, precedence) + 4,
                   "precedence and bits are a word");
    note_str(m, &o->custom);
    note_str(m, &o->render_as);
    note_str(m, &o->escape);
    note_str(m, &o->regconfig);
    note_pointer(m, &o->flags);
    note_word(m, &o->precedence);
}

static void note_field(maker *m, sqi_how how, const char *at)
{
    switch (how) {
    case SQI_HOW_CHILD:
    case SQI_HOW_BEFORE:
    case SQI_HOW_REL:
    case SQI_HOW_STMT:
    case SQI_HOW_PREV:
        note_pointer(m, at);
        return;
    case SQI_HOW_CHILDREN:
    case SQI_HOW_RELS:
    case SQI_HOW_STMTS:
        note_list(m, at, 1);
        return;
    case SQI_HOW_ASSIGN:
        note_list(m, at, 2);
        return;
    case SQI_HOW_NAME:
        note_name(m, at);
        return;
    case SQI_HOW_STR:
        note_str(m, at);
        return;
    case SQI_HOW_INT:
        note_half(m, at);
        return;
    case SQI_HOW_EXT:
        note_word(m, at);
        return;
    case SQI_HOW_CUSTOM:
        note_operator(m, at);
        return;
    case SQI_HOW_OPTIONS:
    case SQI_HOW_OBJECT:
    case SQI_HOW_COLS:
        refuse_unless(m, !pointer_at(at)); /* left to the walk */
        note_word(m, at);
        return;
    case SQI_HOW_INSIDE:
    case SQI_HOW_VALUE: /* by note_values() */
        return;
    }
}

static void note_node(maker *m, const sq_node *n)
{
    const sqi_node_info *info = &sqi_nodes[n->kind];
    _Static_assert(offsetof(sq_node, hash) == 8, "kind, flags, depth and size are a word");
    note_word(m, n);
    note_type(m, &n->type);
    for (uint16_t i = 0; i < info->n_fields; i++)
        note_field(m, (sqi_how)info->fields[i].how, (const char *)n + info->fields[i].offset);
}

static void note_values(maker *m)
{
    for (size_t i = 0; i < m->values.n; i++) {
        const sq_value *v = &m->values.binds[i]->value;
        note(m, VALUE, v, v->kind == SQ_V_ABSENT, 0);
    }
}

static void note_all(maker *m, way w)
{
    m->way = w;
    for (size_t i = 0; i < m->n_nodes && m->ok; i++)
        note_node(m, m->nodes[i]);
    note_values(m);
}

/* A table of a builder could change with it; of one beside the tree each word would be relative. */
static bool keep_table(maker *m, const sq_table *t)
{
    sq_arena *home = t ? t->relation.node.home : NULL;
    if (!t || home == m->home || (home && t->o.ad_hoc) || !sqi_arena_pin(m->arena, home))
        return false;
    bool known = false;
    for (size_t i = 0; i < m->n_tables && !known; i++)
        known = m->tables[i] == t;
    if (!known && m->n_tables < MOST_TABLES)
        m->tables[m->n_tables++] = t;
    return true;
}

static bool take_node(void *context, const sq_node *n)
{
    maker *m = context;
    if (n->kind == SQI_N_COLUMN)
        return keep_table(m, ((const sq_column *)(const void *)n)->table);
    if (n->kind == SQI_N_TABLE)
        return keep_table(m, (const sq_table *)(const void *)n);
    if (n->kind == SQI_N_POISON || !is_inside(m, n) || m->n_nodes == MOST_NODES)
        return false;
    m->nodes[m->n_nodes++] = n;
    return true;
}

/* Nodes, tables and values of the tree, and how far it reaches. */
static bool take_tree(maker *m, const sq_node *root)
{
    m->nodes = sqi_arena_alloc(m->scratch, MOST_NODES * sizeof *m->nodes);
    m->values.arena = m->scratch;
    m->ok = m->nodes && sqi_walk(root, take_node, m) && sqi_gather_binds(root, &m->values);
    if (m->ok)
        note_all(m, WAYS);
    return m->ok && m->n_checks <= MOST_CHECKS;
}

static sqi_imprint *fill(maker *m, const sq_node *root)
{
    sqi_imprint *x = sqi_arena_alloc(m->arena, sizeof *x + (m->n_checks + 2) * sizeof *x->checks);
    if (!x)
        return NULL;
    x->arena = m->arena;
    x->root = (size_t)((const char *)root - m->low);
    x->size = (size_t)(m->high - m->low);
    m->next = x->checks;
    for (int w = 0; w < WAYS; w++) {
        const check *first = m->next;
        note_all(m, (way)w);
        if ((w == WORD || w == HALF) && (m->next - first) % 2) { /* compared two by two */
            m->next[0] = m->next[-1];
            m->next++;
        }
        x->ends[w] = m->next;
    }
    return m->ok ? x : NULL;
}

sqi_imprint *sqi_imprint_new(const sq_allocator *a, const sq_node *root)
{
    const sqi_chunk *chunk = sqi_arena_chunk(root->home);
    if (!chunk)
        return NULL;
    maker m = {.home = root->home, .start = (const char *)(chunk + 1)};
    m.low = m.end = m.start + chunk->size;
    m.high = m.start;
    m.arena = sqi_arena_new(a, NULL);
    m.scratch = sqi_arena_new(a, NULL);
    sqi_imprint *x = m.arena && m.scratch && take_tree(&m, root) ? fill(&m, root) : NULL;
    sqi_arena_unref(m.scratch);
    if (!x)
        sqi_arena_unref(m.arena);
    return x;
}

void sqi_imprint_free(sqi_imprint *x)
{
    if (x)
        sqi_arena_unref(x->arena);
}

/* ---- using it ---- */

/* Where the piece of `root` would begin; NULL: it would not lie in one chunk. */
static const char *piece_of(const sqi_imprint *x, const sq_node *root)
{
    const sqi_chunk *chunk = sqi_arena_chunk(root->home);
    if (!chunk)
        return NULL;
    uintptr_t low = (uintptr_t)root - x->root, start = (uintptr_t)(chunk + 1);
    bool fits = low >= start && low - start <= chunk->size &&
                chunk->size - (low - start) >= x->size;
    return fits ? (const char *)root - x->root : NULL;
}

/* 0 if it is as it was. */
static inline uint64_t word_differs(const char *low, const check *c)
{
    return sqi_load8(low + c->at) ^ c->is;
}

static inline uint64_t half_differs(const char *low, const check *c)
{
    return sqi_load4(low + c->at) ^ c->is;
}

static bool gather_values(const sqi_imprint *x, const char *low, sqi_gather *g)
{
    const check *c = x->ends[VALUE - 1];
    size_t n = (size_t)(x->ends[VALUE] - c);
    if (g->cap < n) {
        g->p = g->arena ? sqi_arena_alloc(g->arena, n * sizeof *g->p) : NULL;
        g->cap = g->p ? n : 0;
        if (!g->p)
            return false;
    }
    for (sq_value *p = g->p; c < x->ends[VALUE]; c++, p++) {
        const sq_value *v = (const sq_value *)(const void *)(low + c->at);
        if ((v->kind == SQ_V_ABSENT) != c->is)
            return false;
        *p = *v;
    }
    g->n = n;
    return true;
}

bool sqi_imprint_fits(const sqi_imprint *x, const sq_node *root, sqi_gather *gather)
{
    const char *low = piece_of(x, root);
    if (!low)
        return false;
    const check *c = x->checks;
    for (; c < x->ends[LINK]; c++)
        if (sqi_load8(low + c->at) - (uintptr_t)low != c->is)
            return false;
    for (; c < x->ends[WORD]; c += 2)
        if (word_differs(low, c) | word_differs(low, c + 1))
            return false;
    for (; c < x->ends[HALF]; c += 2)
        if (half_differs(low, c) | half_differs(low, c + 1))
            return false;
    for (; c < x->ends[TEXT]; c++)
        if (!sqi_same_bytes(pointer_at(low + c->at), (const char *)(uintptr_t)c->is, c->n))
            return false;
    return gather_values(x, low, gather);
}
