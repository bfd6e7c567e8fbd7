/* rewrite.c: the public view of nodes, and trees with parts replaced.
 *
 * A node whose parts all stayed is used again as it is; every other one is made anew in the
 * builder, each once, so that what was shared, or one and the same alias, still is. */
#include "squill/walk.h"
#include "lib/ast/construct.h"
#include "lib/base/map.h"

/* ---- looking ---- */

sq_role sq_node_role(const sq_node *n)
{
    switch (sqi_nodes[n->kind].category) {
    case SQI_CAT_REL:
        return SQ_ROLE_RELATION;
    case SQI_CAT_HEAD:
    case SQI_CAT_CLAUSE:
        return SQ_ROLE_STMT;
    default:
        return n->kind == SQI_N_TABLE ? SQ_ROLE_RELATION : SQ_ROLE_EXPR;
    }
}

const char *sq_node_kind(const sq_node *n)
{
    return sqi_nodes[n->kind].name;
}

static sq_name name_of_table(const sq_table *t)
{
    return sq_name_quoted(t->o.name ? t->o.name : t->name, t->o.quote);
}

/* The first field that is a name; what has none has no name. */
sq_name sq_node_name(const sq_node *n)
{
    sq_name name = {NULL, 0, 0};
    if (n->kind == SQI_N_COLUMN)
        return sqi_name_of_column((const sq_column *)(const void *)n);
    if (n->kind == SQI_N_TABLE)
        return name_of_table((const sq_table *)(const void *)n);
    for (const sqi_field *f = sqi_nodes[n->kind].fields; f->name; f++)
        if (f->how == SQI_HOW_NAME) {
            memcpy(&name, (const char *)n + f->offset, sizeof name);
            break;
        }
    return name;
}

sq_op sq_node_op(const sq_node *n)
{
    int32_t op = SQ_OP_COUNT;
    for (const sqi_field *f = sqi_nodes[n->kind].fields; f->name; f++)
        if (f->how == SQI_HOW_INT && strcmp(f->name, "op") == 0)
            memcpy(&op, (const char *)n + f->offset, sizeof op);
    return (sq_op)op;
}

const sq_type *sq_node_type(const sq_node *n)
{
    return n->type ? n->type : sqi_simple_type(SQ_T_UNKNOWN);
}

typedef struct looking {
    sq_visit *visit;
    void *context;
    bool ended;
} looking;

static bool look(void *context, const sq_node *n)
{
    looking *l = context;
    l->ended = !l->visit(l->context, n);
    return !l->ended;
}

int sq_walk(const sq_node *n, sq_visit *visit, void *context)
{
    looking l = {visit, context, false};
    return sqi_walk(n, look, &l) || l.ended ? SQ_OK : SQ_ERR_NOMEM;
}

/* ---- replacing ---- */

typedef struct rewriting {
    sq_builder *q;
    sq_replace *replace;
    void *context;
    sqi_map done; /* node -> what stands in its place */
} rewriting;

static const sq_node *rewrite(rewriting *w, const sq_node *n);

/* One node, its parts being replaced. `older`: what it goes on with, already replaced. */
typedef struct change {
    rewriting *w;
    const sq_node *older;
    bool any;
} change;

static const void *replaced(change *c, const void *x)
{
    const void *y = x ? rewrite(c->w, x) : NULL;
    c->any |= y != x;
    return y;
}

static const void *went_on(change *c, const void *x)
{
    c->any |= x != c->older;
    return c->older;
}

static void *room(change *c, size_t n)
{
    void *p = sqi_arena_alloc(c->w->q->arena, n);
    if (!p)
        sqi_fail_nomem(c->w->q);
    return p;
}

static const void *const *replaced_list(change *c, const void *const *p, uint32_t n)
{
    const void **to = n ? room(c, n * sizeof *to) : NULL;
    for (uint32_t i = 0; to && i < n; i++)
        to[i] = replaced(c, p[i]);
    return to;
}

static const sqi_assign *replaced_assigns(change *c, sqi_assigns list)
{
    sqi_assign *to = list.n ? room(c, list.n * sizeof *to) : NULL;
    for (uint32_t i = 0; to && i < list.n; i++) {
        to[i].column = replaced(c, list.p[i].column);
        to[i].value = replaced(c, list.p[i].value);
    }
    return to;
}

static const sqi_operator *replaced_operator(change *c, const sqi_operator *o)
{
    if (!o || !o->flags)
        return o;
    sqi_operator *to = room(c, sizeof *to);
    if (!to)
        return o;
    *to = *o;
    to->flags = replaced(c, o->flags);
    return to;
}

#define PUT_CHILD(x)  (x) = replaced(c, x)
#define PUT_REL       PUT_CHILD
#define PUT_STMT      PUT_CHILD
#define PUT_INSIDE(x) (void)0 /* made by replaced_column() */
#define PUT_BEFORE(x) (x) = went_on(c, x)
#define PUT_PREV(x)   (x) = went_on(c, x)
#define PUT_CHILDREN(x)                                                                            \
    (x).p = (const void *)replaced_list(c, (const void *const *)(const void *)(x).p, (x).n)
#define PUT_RELS       PUT_CHILDREN
#define PUT_STMTS      PUT_CHILDREN
#define PUT_NAME(x)    (void)0
#define PUT_STR(x)     (void)0
#define PUT_INT(x)     (void)0
#define PUT_VALUE(x)   (void)0
#define PUT_ASSIGN(x)  (x).p = replaced_assigns(c, x)
#define PUT_COLS(x)    (void)0
#define PUT_CUSTOM(x)  (x) = replaced_operator(c, x)
#define PUT_OPTIONS(x) (void)0
#define PUT_OBJECT(x)  (void)0
#define PUT_EXT(x)     (void)0

static void replace_fields(change *c, sq_node *node)
{
#define FIELD(n, how, f) PUT_##how(x->f);
#define OWN
#include "lib/ast/fields.def"
}

/* A column goes where its from element went. */
static const sq_node *replaced_column(rewriting *w, const sq_node *n, const sq_relation *from,
                                      size_t i)
{
    const sq_node *to = rewrite(w, &from->node);
    if (to == &from->node)
        return n;
    return &sqi_relation_column(w->q, (const sq_relation *)(const void *)to, i)->node;
}

/* A chain whose beginning was replaced by something else, as a whole of its own, begins with
 * that. */
static void begin_chain_with(change *c, sqi_chain *x)
{
    const sqi_chain *before = SQI_CAST_TO(chain, x->before);
    if (SQI_IS(x->before, CHAIN) && before->op == x->op && !before->with == !x->with)
        return;
    const sq_expr **items = room(c, (x->items.n + 1) * sizeof *items);
    if (!items)
        return;
    items[0] = x->before;
    memcpy(items + 1, x->items.p, x->items.n * sizeof *items);
    x->items = (sqi_exprs){items, x->items.n + 1};
    x->before = NULL;
}

/* What the node is made of replaced; itself if nothing was. Names, types, values and the like are
 * shared with the original, which the new node pins. */
static const sq_node *replaced_inside(rewriting *w, const sq_node *n, const sq_node *older)
{
    const sq_column *col = (const sq_column *)(const void *)n;
    if (n->kind == SQI_N_COLUMN)
        return col->table ? replaced_column(w, n, &col->table->relation,
                                            (size_t)(col - col->table->columns))
                          : n;
    if (n->kind == SQI_N_COLUMN_OF)
        return replaced_column(w, n, SQI_CAST_TO(column_of, n)->from,
                               (size_t)SQI_CAST_TO(column_of, n)->index);
    if (n->kind == SQI_N_TABLE || n->kind == SQI_N_POISON)
        return n;
    change c = {w, older, false};
    sq_node *to = sqi_make(w->q, (sqi_kind)n->kind);
    if (sqi_lacks_memory(w->q)) /* without memory all nodes are made in one place */
        return sqi_fail_nomem(w->q);
    memcpy(to + 1, n + 1, sqi_nodes[n->kind].size - sizeof *n);
    to->type = n->type;
    replace_fields(&c, to);
    if (!c.any)
        return n;
    if (n->kind == SQI_N_CHAIN && ((sqi_chain *)(void *)to)->before)
        begin_chain_with(&c, (sqi_chain *)(void *)to);
    if (!sqi_arena_pin(w->q->arena, n->home))
        return sqi_fail_nomem(w->q);
    return sqi_finish(w->q, to);
}

static const sq_node *asked(rewriting *w, const sq_node *n)
{
    sq_role role = sq_node_role(n);
    const sq_node *to = role == SQ_ROLE_STMT ? NULL : w->replace(w->context, w->q, n);
    if (!to || to == n || to->kind == SQI_N_POISON)
        return to == n ? NULL : to;
    if (sq_node_role(to) != role)
        return sqi_fail(w->q, SQ_ERR_ARGUMENT, "sq_rewrite", "a %s can not stand for a %s",
                        sqi_nodes[to->kind].name, sqi_nodes[n->kind].name);
    return to;
}

/* The result of a node that was met before, or that the caller replaces. */
static const sq_node *settled(rewriting *w, const sq_node *n)
{
    uint64_t *known = sqi_map_find(&w->done, (uint64_t)(uintptr_t)n);
    if (known)
        return (const sq_node *)(uintptr_t)*known;
    return asked(w, n);
}

/* Parts of a chain are no expressions of their own: the caller is asked for the whole. */
static const sq_node *settled_part(rewriting *w, const sq_node *n)
{
    uint64_t *known = sqi_map_find(&w->done, (uint64_t)(uintptr_t)n);
    return known ? (const sq_node *)(uintptr_t)*known : NULL;
}

static const sq_node *settle(rewriting *w, const sq_node *n, const sq_node *to)
{
    uint64_t *known = sqi_map_at(&w->done, (uint64_t)(uintptr_t)n);
    if (!known)
        return sqi_fail_nomem(w->q);
    *known = (uint64_t)(uintptr_t)to;
    return to;
}

/* Long chains are noted down and worked through from their oldest part; only depth is recursion. */
static const sq_node *rewrite(rewriting *w, const sq_node *n)
{
    const sq_node *few[8], **chain = few;
    size_t n_chain = 0, cap = 8;
    const sq_node *older = NULL;
    for (; n; n = sqi_next_of(n)) {
        older = n_chain ? settled_part(w, n) : settled(w, n);
        if (older)
            break;
        if (n_chain == cap) {
            const sq_node **more = sqi_arena_alloc(w->done.arena, 2 * cap * sizeof *more);
            if (!more)
                return sqi_fail_nomem(w->q);
            memcpy(more, chain, n_chain * sizeof *more);
            chain = more;
            cap *= 2;
        }
        chain[n_chain++] = n;
    }
    if (older)
        older = settle(w, n, older);
    while (n_chain-- > 0)
        older = settle(w, chain[n_chain], replaced_inside(w, chain[n_chain], older));
    return older;
}

static const void *rewrite_tree(sq_builder *q, const sq_node *n, sq_replace *replace, void *context)
{
    sq_arena *scratch = q->is_static ? NULL : sqi_arena_new(q->allocator, NULL);
    if (!scratch)
        return sqi_fail_nomem(q);
    rewriting w = {q, replace, context, {.arena = scratch}};
    const sq_node *to = rewrite(&w, n);
    sqi_arena_unref(scratch);
    return sqi_lacks_memory(q) ? sqi_fail_nomem(q) : to;
}

const sq_stmt *sq_rewrite(sq_builder *q, const sq_stmt *s, sq_replace *replace, void *context)
{
    s = sqi_given_stmt(q, s, "sq_rewrite");
    return rewrite_tree(q, &s->node, replace, context);
}

const sq_expr *sq_rewrite_expr(sq_builder *q, const sq_expr *e, sq_replace *replace, void *context)
{
    e = sqi_given(q, e, "sq_rewrite_expr");
    return rewrite_tree(q, &e->node, replace, context);
}
