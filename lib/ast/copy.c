/* copy.c: deep copies of trees.
 *
 * What was shared stays shared: each node is copied once. Hash, depth and size are those of the
 * original. The copy points to nothing outside of its arena but static data and pinned metadata. */
#include "lib/ast/builder.h"
#include "lib/ast/schema_hooks.h"
#include "lib/base/map.h"

typedef struct copier {
    sq_arena *a;
    sq_arena *scratch; /* of `memo` */
    sqi_map memo;      /* original -> copy */
    bool with_values;
    bool ok;
} copier;

static const sq_node *copy_node(copier *c, const sq_node *n);

/* ---- fields ---- */

static void *copy_memory(copier *c, const void *p, size_t size)
{
    void *to = p && size && c->ok ? sqi_arena_alloc(c->a, size) : NULL;
    if (to)
        memcpy(to, p, size);
    else if (p && size)
        c->ok = false;
    return to;
}

static const char *copy_str(copier *c, const char *s)
{
    return s ? copy_memory(c, s, strlen(s) + 1) : NULL;
}

static sq_name copy_name(copier *c, sq_name n)
{
    if (n.p && c->ok) {
        n.p = sqi_arena_str(c->a, n.p, n.n);
        c->ok = n.p != NULL;
    }
    return n;
}

static void copy_value(copier *c, sq_value *v)
{
    if (c->with_values)
        c->ok = c->ok && sqi_copy_value(c->a, v);
    else
        *v = (sq_value){.kind = v->kind == SQ_V_ABSENT ? SQ_V_ABSENT : SQ_V_NULL};
}

static const sq_type *copy_type(copier *c, const sq_type *t)
{
    if (!t || t == sqi_simple_type((sq_type_kind)t->kind))
        return t;
    sq_type *to = copy_memory(c, t, sizeof *t);
    c->ok = c->ok && sqi_type_copy(c->a, *t, to);
    return to;
}

static const void *const *copy_list(copier *c, const void *const *p, uint32_t n)
{
    const void **to = copy_memory(c, p, n * sizeof *p);
    for (uint32_t i = 0; to && i < n; i++)
        to[i] = copy_node(c, sqi_node_of(p[i]));
    return to;
}

static const sqi_assign *copy_assigns(copier *c, sqi_assigns list)
{
    sqi_assign *to = copy_memory(c, list.p, list.n * sizeof *to);
    for (uint32_t i = 0; to && i < list.n; i++) {
        to[i].column = (const sq_expr *)(const void *)copy_node(c, sqi_node_of(list.p[i].column));
        to[i].value = (const sq_expr *)(const void *)copy_node(c, sqi_node_of(list.p[i].value));
    }
    return to;
}

static const sq_values_column *copy_cols(copier *c, sqi_cols cols)
{
    sq_values_column *to = copy_memory(c, cols.p, cols.n * sizeof *to);
    for (uint32_t i = 0; to && i < cols.n; i++) {
        to[i].name = copy_str(c, cols.p[i].name);
        to[i].key = copy_str(c, cols.p[i].key);
        c->ok = c->ok && sqi_type_copy(c->a, cols.p[i].type, &to[i].type);
    }
    return to;
}

static const sqi_operator *copy_operator(copier *c, const sqi_operator *o)
{
    sqi_operator *to = copy_memory(c, o, sizeof *o);
    if (!to)
        return NULL;
    to->custom = copy_str(c, o->custom);
    to->render_as = copy_str(c, o->render_as);
    to->escape = copy_str(c, o->escape);
    to->regconfig = copy_str(c, o->regconfig);
    to->flags = (const sq_expr *)(const void *)copy_node(c, sqi_node_of(o->flags));
    return to;
}

/* A schema object belongs to an arena of its own; its head tells which. */
static const void *keep_object(copier *c, const void *object)
{
    if (object)
        c->ok = c->ok && sqi_arena_pin(c->a, sqi_node_of(object)->home);
    return object;
}

/* ---- tables and columns ---- */

static const sq_table *copy_table(copier *c, const sq_table *t)
{
    if (!t->relation.node.home || !t->o.ad_hoc) {
        c->ok = c->ok && sqi_arena_pin(c->a, t->relation.node.home);
        return t;
    }
    uint64_t *known = sqi_map_at(&c->memo, (uint64_t)(uintptr_t)t);
    if (known && !*known)
        *known = (uint64_t)(uintptr_t)sqi_table_copy(c->a, t);
    if (!known || !*known) {
        c->ok = false;
        return NULL;
    }
    return (const sq_table *)(uintptr_t)*known;
}

static const sq_node *copy_column(copier *c, const sq_column *col)
{
    if (!col->table) {
        c->ok = c->ok && sqi_arena_pin(c->a, col->expr.node.home);
        return &col->expr.node;
    }
    const sq_table *t = copy_table(c, col->table);
    return t ? &t->columns[col - col->table->columns].expr.node : NULL;
}

/* ---- nodes ---- */

#define COPY_NODE(T, x) (x) = (const T *)(const void *)copy_node(c, sqi_node_of(x))
#define COPY_CHILD(x)   COPY_NODE(sq_expr, x)
#define COPY_INSIDE(x)  COPY_NODE(sq_expr, x)
#define COPY_REL(x)     COPY_NODE(sq_relation, x)
#define COPY_STMT(x)    COPY_NODE(sq_stmt, x)
#define COPY_BEFORE(x)  *link = (const void **)(uintptr_t) & (x)
#define COPY_PREV(x)    COPY_BEFORE(x)
#define COPY_LIST(T, x)                                                                            \
    (x).p = (const T *const *)(const void *)copy_list(c, (const void *const *)(const void *)(x).p, \
                                                      (x).n)
#define COPY_CHILDREN(x) COPY_LIST(sq_expr, x)
#define COPY_RELS(x)     COPY_LIST(sq_relation, x)
#define COPY_STMTS(x)    COPY_LIST(sq_stmt, x)
#define COPY_NAME(x)     (x) = copy_name(c, x)
#define COPY_STR(x)      (x) = copy_str(c, x)
#define COPY_INT(x)      (void)0
#define COPY_VALUE(x)    copy_value(c, &(x))
#define COPY_ASSIGN(x)   (x).p = copy_assigns(c, x)
#define COPY_COLS(x)     (x).p = copy_cols(c, x)
#define COPY_CUSTOM(x)   (x) = copy_operator(c, x)
#define COPY_OPTIONS(x)  (x) = sqi_options_copy(c->a, x, &c->ok)
#define COPY_OBJECT(x)   (x) = keep_object(c, x)
#define COPY_EXT(x)      (void)0

/* Make the fields of a fresh copy its own. *link: where what it goes on with is to be put. */
static void copy_fields(copier *c, sq_node *node, const void ***link)
{
#define FIELD(n, how, f) COPY_##how(x->f);
#define OWN
#include "lib/ast/fields.def"
}

/* The copy of one node alone, noted before its fields are followed. */
static sq_node *begin_copy(copier *c, const sq_node *n, uint64_t *note)
{
    sq_node *to = note ? copy_memory(c, n, sqi_nodes[n->kind].size) : NULL;
    if (!to) {
        c->ok = false;
        return NULL;
    }
    *note = (uint64_t)(uintptr_t)to;
    to->home = c->a;
    to->type = copy_type(c, n->type);
    return to;
}

/* Long chains of clauses and conditions are followed by a loop; only depth is recursion. */
static const sq_node *copy_node(copier *c, const sq_node *n)
{
    const void *first = NULL;
    const void **put = &first;
    while (n && c->ok) {
        const void **link = NULL;
        if (n->kind == SQI_N_COLUMN) {
            *put = copy_column(c, (const sq_column *)(const void *)n);
            break;
        }
        if (n->kind == SQI_N_TABLE) {
            *put = copy_table(c, (const sq_table *)(const void *)n);
            break;
        }
        uint64_t *note = sqi_map_at(&c->memo, (uint64_t)(uintptr_t)n);
        if (note && *note) {
            *put = (const void *)(uintptr_t)*note;
            break;
        }
        sq_node *to = begin_copy(c, n, note);
        if (!to)
            break;
        *put = to;
        copy_fields(c, to, &link);
        put = link;
        n = link ? *link : NULL;
    }
    return c->ok ? first : NULL;
}

static const sq_node *copy_tree(sq_arena *a, const sq_node *n, bool with_values)
{
    copier c = {.a = a, .with_values = with_values, .ok = true};
    c.scratch = sqi_arena_new(a->allocator, NULL);
    if (!c.scratch)
        return NULL;
    c.memo.arena = c.scratch;
    const sq_node *copy = copy_node(&c, n);
    sqi_arena_unref(c.scratch);
    return c.ok ? copy : NULL;
}

const sq_node *sqi_copy(sq_arena *arena, const sq_node *n)
{
    return copy_tree(arena, n, true);
}

const sq_node *sqi_copy_structure(sq_arena *arena, const sq_node *n)
{
    return copy_tree(arena, n, false);
}
