/* sort.c: the order in which tables are created and dropped.
 *
 * Tables come after those they refer to or inherit from. Among tables that do not depend on each
 * other the order is that of their names, so that two runs give the same script. Foreign keys
 * inside of a cycle are taken out and added by ALTER TABLE afterwards. */
#include "lib/base/error.h"
#include "lib/schema/schema.h"
#include <stdlib.h>

/* A table while sorting. Edges are found anew from the constraints: schemas are small. */
typedef struct item {
    const sq_table *table;
    uint32_t index, low; /* of Tarjan's search; index 0: not met yet */
    uint32_t group;      /* strongly connected component */
    bool open, done;
} item;
typedef struct sorter {
    item *items;
    size_t n;
    uint32_t counter, groups;
    size_t *stack, depth;
    bool alter;
} sorter;

static int by_name(const void *a, const void *b)
{
    const sq_table *x = ((const item *)a)->table, *y = ((const item *)b)->table;
    int c = strcmp(x->o.schema ? x->o.schema : "", y->o.schema ? y->o.schema : "");
    return c ? c : strcmp(sqi_name_of_table(x).p, sqi_name_of_table(y).p);
}

static size_t position_of(const sorter *s, const sq_table *t)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].table == t)
            return i;
    return SIZE_MAX;
}

/* The tables that one inherits from: a name or a list of them, of an option such as
 * postgresql_inherits. How many. */
static size_t find_parents(const sq_table *t, const sq_value **names)
{
    static const char word[] = "_inherits";
    for (const sq_option *o = t->o.options; o && o->name; o++) {
        const size_t n = strlen(o->name), tail = sizeof word - 1;
        if (n < tail || strcmp(o->name + n - tail, word) != 0)
            continue;
        const bool is_list = o->value.kind == SQ_V_LIST || o->value.kind == SQ_V_TUPLE;
        *names = is_list ? o->value.v.list : &o->value;
        return is_list ? o->value.len : 1;
    }
    return 0;
}

static size_t position_of_name(const sorter *s, const sq_value *name)
{
    for (size_t i = 0; name->kind == SQ_V_TEXT && i < s->n; i++) {
        const sq_name n = sqi_name_of_table(s->items[i].table);
        if (n.n == name->len && memcmp(n.p, name->v.s, n.n) == 0)
            return i;
    }
    return SIZE_MAX;
}

/* The table that one comes after, by number: its parents first, then what its constraints refer to.
 * SIZE_MAX: none of those sorted. */
static size_t target_of(const sorter *s, const sq_table *t, size_t p, bool *end)
{
    sqi_constraint k;
    sqi_reference r;
    const sq_value *parents;
    const size_t n = find_parents(t, &parents);
    *end = p >= n && !sqi_constraint_at(t, p - n, &k);
    if (p < n) {
        const size_t to = position_of_name(s, &parents[p]);
        return to != SIZE_MAX && s->items[to].table == t ? SIZE_MAX : to;
    }
    if (*end || k.c->kind != SQ_CONSTRAINT_FOREIGN_KEY || k.c->isolated ||
        (s->alter && k.c->use_alter) || !sqi_reference_at(&k, 0, &r) || !r.table || r.table == t)
        return SIZE_MAX;
    return position_of(s, r.table);
}

/* ---- cycles: strongly connected components ---- */

typedef struct visit {
    size_t at, next; /* table, next of those it comes after */
} visit;

static void close_group(sorter *s, size_t at)
{
    size_t top;
    s->groups++;
    do {
        top = s->stack[--s->depth];
        s->items[top].open = false;
        s->items[top].group = s->groups;
    } while (top != at);
}

static void enter(sorter *s, visit *path, size_t *n, size_t at)
{
    s->items[at].index = s->items[at].low = ++s->counter;
    s->items[at].open = true;
    s->stack[s->depth++] = at;
    path[(*n)++] = (visit){at, 0};
}

static void search(sorter *s, visit *path, size_t root)
{
    size_t n = 0;
    enter(s, path, &n, root);
    while (n) {
        visit *v = &path[n - 1];
        item *x = &s->items[v->at];
        bool end;
        size_t to = target_of(s, x->table, v->next++, &end);
        if (end) {
            n--;
            if (x->low == x->index)
                close_group(s, v->at);
            else if (n && s->items[path[n - 1].at].low > x->low)
                s->items[path[n - 1].at].low = x->low;
        } else if (to != SIZE_MAX && !s->items[to].index) {
            enter(s, path, &n, to);
        } else if (to != SIZE_MAX && s->items[to].open && s->items[to].index < x->low) {
            x->low = s->items[to].index;
        }
    }
}

/* ---- the order ---- */

static bool is_ready(const sorter *s, const item *x)
{
    bool end = false;
    for (size_t p = 0; !end; p++) {
        size_t to = target_of(s, x->table, p, &end);
        if (to != SIZE_MAX && !s->items[to].done && s->items[to].group != x->group)
            return false;
    }
    return true;
}

static void take_in_order(sorter *s, sqi_sorted *out)
{
    while (out->n < s->n) {
        size_t before = out->n;
        for (size_t i = 0; i < s->n; i++)
            if (!s->items[i].done && is_ready(s, &s->items[i])) {
                s->items[i].done = true;
                out->tables[out->n++] = s->items[i].table;
            }
        if (out->n == before)
            break; /* can not be: components form no cycle */
    }
}

/* Is the constraint a key that is added later? */
static bool is_late(const sorter *s, const sq_table *t, size_t p, bool *end)
{
    sqi_constraint k;
    const sq_value *parents;
    size_t to = target_of(s, t, find_parents(t, &parents) + p, end);
    if (*end)
        return false;
    if (to != SIZE_MAX)
        return s->items[to].group == s->items[position_of(s, t)].group;
    return s->alter && sqi_constraint_at(t, p, &k) && k.c->kind == SQ_CONSTRAINT_FOREIGN_KEY &&
           k.c->use_alter && !k.c->isolated;
}

static size_t count_late(const sorter *s, sq_late_key *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool end = false;
        for (size_t p = 0; !end; p++)
            if (is_late(s, s->items[i].table, p, &end)) {
                if (out)
                    out[n] = (sq_late_key){s->items[i].table, p};
                n++;
            }
    }
    return n;
}

int sqi_sort_tables(sq_arena *a, const sq_table *const *tables, size_t n, bool alter,
                    sqi_sorted *out, sq_error *err)
{
    sorter s = {.n = n, .alter = alter};
    *out = (sqi_sorted){0};
    s.items = sqi_arena_alloc(a, (n + 1) * sizeof *s.items);
    s.stack = sqi_arena_alloc(a, (n + 1) * sizeof *s.stack);
    visit *path = sqi_arena_alloc(a, (n + 1) * sizeof *path);
    out->tables = sqi_arena_alloc(a, (n + 1) * sizeof *out->tables);
    if (!s.items || !s.stack || !path || !out->tables)
        return sqi_error(err, SQ_ERR_NOMEM, "create_all", "out of memory");
    for (size_t i = 0; i < n; i++)
        s.items[i] = (item){.table = tables[i]};
    if (n)
        qsort(s.items, n, sizeof *s.items, by_name);
    for (size_t i = 0; i < n; i++)
        if (!s.items[i].index)
            search(&s, path, i);
    take_in_order(&s, out);
    out->n_late = count_late(&s, NULL);
    out->cyclic = out->n_late && !alter;
    if (!alter)
        out->n_late = 0;
    if (out->n_late) {
        out->late = sqi_arena_alloc(a, out->n_late * sizeof *out->late);
        if (!out->late)
            return sqi_error(err, SQ_ERR_NOMEM, "create_all", "out of memory");
        count_late(&s, out->late);
    }
    return SQ_OK;
}
