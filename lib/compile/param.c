/* param.c: parameters: one slot for each distinct bind.
 *
 * Compiling never looks at a value (but for literals asked for): the final text comes from spans
 * and slots (assemble.c), so one compiled form serves every value and every length of list. */
#include "lib/compile/compiler.h"

/* ---- slots, while compiling ---- */

static uint32_t add_slot(sqi_compiler *c, sq_name name, const sqi_bind *b)
{
    if (c->n_slots == c->cap_slots) {
        uint32_t cap = c->cap_slots ? c->cap_slots * 2 : 16;
        sqi_slot *s = sqi_arena_alloc(c->arena, cap * sizeof *s);
        const sqi_bind **binds = sqi_arena_alloc(c->arena, cap * sizeof *binds);
        if (!s || !binds) {
            c->out.status = SQ_ERR_NOMEM;
            return SQI_NO_SLOT;
        }
        if (c->n_slots) {
            memcpy(s, c->slots, c->n_slots * sizeof *s);
            memcpy(binds, c->slot_binds, c->n_slots * sizeof *binds);
        }
        c->slots = s;
        c->slot_binds = binds;
        c->cap_slots = cap;
    }
    uint32_t slot = c->n_slots++;
    c->slots[slot] = (sqi_slot){
        .name = {name.p, name.n},
        .type = &sqi_unknown_type,
        .gather = -1,
        .value = {.kind = SQ_V_ABSENT},
    };
    c->slot_binds[slot] = b;
    return slot;
}

/* The base of a bind's name has no underscore at its ends. */
static sq_name clean_base(sq_name n)
{
    while (n.n && (n.p[0] == '_' || strchr("%() $", n.p[0])))
        n.p++, n.n--;
    while (n.n && (n.p[n.n - 1] == '_' || strchr("%() $", n.p[n.n - 1])))
        n.n--;
    return n.n ? n : SQI_NAME_LIT("param");
}

static sq_name bind_name(sqi_compiler *c, const sqi_bind *b)
{
    const uint64_t *forced = sqi_map_find(&c->bind_names, (uint64_t)(uintptr_t)b);
    if (forced)
        return *(const sq_name *)(uintptr_t)*forced;
    if (b->flags & SQI_BIND_UNIQUE) {
        sq_name base = b->name.p ? clean_base(b->name) : SQI_NAME_LIT("param");
        return sqi_new_name(c, base, SQI_NAME_BIND); /* asked for once: its slot is known then */
    }
    return b->name;
}

static void check_same(sqi_compiler *c, const sqi_bind *old, const sqi_bind *b, sq_name name)
{
    if ((old->flags | b->flags) & SQI_BIND_COLUMN)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_bindparam",
                         "the parameter name \"%.*s\" is taken by a column of the statement; "
                         "write another, such as \"b_%.*s\"",
                         (int)name.n, name.p, (int)name.n, name.p);
    else if ((old->flags ^ b->flags) & SQI_BIND_EXPANDING)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_bindparam",
                         "the parameter \"%.*s\" stands for a list in one place and for a value "
                         "in another",
                         (int)name.n, name.p);
    else if ((old->flags | b->flags) & SQI_BIND_UNIQUE)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_bindparam",
                         "the name \"%.*s\" is that of a parameter made up by squill", (int)name.n,
                         name.p);
}

/* The bind that carries the value: sq_params() wins over the parameter itself. */
const sqi_bind *sqi_value_source(sqi_compiler *c, const sqi_bind *b)
{
    if (b->flags & SQI_BIND_UNIQUE || !b->name.p || !c->overrides.n)
        return b;
    const uint64_t *other = sqi_strmap_find(&c->overrides, b->name.p, b->name.n);
    return other ? (const sqi_bind *)(uintptr_t)*other : b;
}

static void map_gathered(sqi_compiler *c)
{
    for (size_t i = 0; i < c->gather->n; i++) {
        uint64_t *at = sqi_map_at(&c->gathered, (uint64_t)(uintptr_t)c->gather->binds[i]);
        if (!at) {
            c->out.status = SQ_ERR_NOMEM;
            return;
        }
        if (!*at)
            *at = i + 1;
    }
}

/* Where the value of a bind stands among those gathered; -1: it is of a default in the schema, not
 * of the statement. Most binds are written in the order in which they were gathered. */
static int32_t place_of(sqi_compiler *c, const sqi_bind *b)
{
    const sqi_gather *g = c->gather;
    if (!g || !g->n)
        return -1;
    if (c->next_gathered < g->n && g->binds[c->next_gathered] == b)
        return (int32_t)c->next_gathered++;
    if (!c->gathered.n)
        map_gathered(c);
    const uint64_t *at = sqi_map_find(&c->gathered, (uint64_t)(uintptr_t)b);
    if (at)
        c->next_gathered = *at;
    return at ? (int32_t)*at - 1 : -1;
}

/* What a dialect writes behind the marker of such a value. */
static sq_str capture_cast(sqi_compiler *c, const sq_type *type)
{
    size_t start = c->out.n;
    c->d->hooks.bind_cast(c, type);
    size_t n = c->out.n - start;
    char *p = n ? sqi_temp(c, n) : NULL;
    if (p && !c->out.status)
        memcpy(p, c->out.p + start, n);
    c->out.n = start;
    return (sq_str){p, p ? n : 0};
}

uint32_t sqi_slot_of(sqi_compiler *c, const sqi_bind *b)
{
    uint64_t *known = sqi_map_at(&c->bind_slots, (uint64_t)(uintptr_t)b);
    if (known && *known)
        return (uint32_t)*known - 1;
    sq_name name = bind_name(c, b);
    uint64_t *named = sqi_strmap_at(&c->slot_names, name.p, name.n);
    if (!known || !named) {
        c->out.status = SQ_ERR_NOMEM;
        return SQI_NO_SLOT;
    }
    if (*named) {
        check_same(c, c->slot_binds[*named - 1], b, name);
        *known = *named;
        return (uint32_t)*named - 1;
    }
    uint32_t slot = add_slot(c, name, b);
    if (slot == SQI_NO_SLOT)
        return slot;
    *known = *named = slot + 1;
    sqi_slot *s = &c->slots[slot];
    const sqi_bind *source = sqi_value_source(c, b);
    s->gather = place_of(c, source);
    if (s->gather < 0)
        s->value = source->value;
    s->type = b->node.type ? b->node.type : &sqi_unknown_type;
    s->client_default = b->flags & SQI_BIND_CLIENT_DEFAULT;
    const uint64_t *client = sqi_map_find(&c->client_defaults, (uint64_t)(uintptr_t)b);
    s->client = client ? (const sq_default *)(uintptr_t)*client : NULL;
    s->required = source->value.kind == SQ_V_ABSENT && !s->client_default;
    s->expanding = b->flags & SQI_BIND_EXPANDING;
    s->tuple = b->flags & SQI_BIND_TUPLE;
    s->tuple_width = (uint16_t)((uint32_t)b->flags / SQI_BIND_TUPLE_WIDTH);
    s->tuple_values = s->tuple && sqi_can(c, SQI_CAN_TUPLE_IN_VALUES);
    s->literal_execute = b->flags & SQI_BIND_LITERAL_EXECUTE;
    s->cast = capture_cast(c, s->type);
    return slot;
}
