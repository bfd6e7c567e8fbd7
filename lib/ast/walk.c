/* walk.c: every node of a tree, once, in the order of the fields: parents before their children.
 *
 * What is shared is visited once, so the walk takes as long as the tree has nodes in memory. Long
 * chains of clauses and conditions are followed by a loop; only depth is recursion. */
#include "squill/walk.h"

#include "lib/ast/builder.h"
#include "lib/base/map.h"

typedef struct walker {
    sqi_each *each;
    void *context;
    sqi_map seen;
    bool ok;
} walker;

static bool visit(void *context, const sq_node *n);

/* Children but what the node goes on with. */
typedef struct step {
    walker *w;
    const sq_node *next;
} step;

static bool visit_child(void *context, const sq_node *n)
{
    step *s = context;
    return n == s->next || visit(s->w, n);
}

static bool visit(void *context, const sq_node *n)
{
    walker *w = context;
    while (n) {
        uint64_t *seen = sqi_map_at(&w->seen, (uint64_t)(uintptr_t)n);
        if (!seen) {
            w->ok = false;
            return false;
        }
        if ((*seen)++)
            return true;
        if (!w->each(w->context, n)) {
            w->ok = false;
            return false;
        }
        step s = {w, sqi_next_of(n)};
        if (!sqi_children(n, visit_child, &s))
            return false;
        n = s.next;
    }
    return true;
}

bool sqi_walk(const sq_node *n, sqi_each *each, void *context)
{
    sq_arena *a = sqi_arena_new(n->home ? n->home->allocator : NULL, NULL);
    if (!a)
        return false;
    walker w = {.each = each, .context = context, .seen = {.arena = a}, .ok = true};
    visit(&w, n);
    sqi_arena_unref(a);
    return w.ok;
}

bool sq_node_equal(const sq_node *a, const sq_node *b)
{
    return a && b ? sqi_equal(a, b, NULL) : a == b;
}
