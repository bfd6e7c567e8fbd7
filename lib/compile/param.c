/* param.c: parameters: one slot for each distinct bind.
 *
 * Compiling never looks at a value (but for literals asked for): the final text comes from spans
 * and slots (assemble.c), so one compiled form serves every value and every length of list. */
#include "lib/compile/compiler.h"

const sqi_slot_extra sqi_no_extra;

/* ---- slots, while compiling ---- */

/* The place of a bind in the table: that of its slot + 1, or a free one. */
static uint32_t *place_in_table(const sqi_compiler *c, const sqi_bind *b)
{
    uint32_t mask = c->table_size - 1, at = (uint32_t)sqi_mix(0, (uintptr_t)b) & mask;
    while (c->slot_table[at] && c->slots[c->slot_table[at] - 1].bind != b)
        at = (at + 1) & mask;
    return &c->slot_table[at];
}

/* At most half full. */
static bool make_table(sqi_compiler *c)
{
    uint32_t size = 64;
    while (size < 2 * c->cap_slots)
        size *= 2;
    c->slots_vary = true;
    c->slot_table = sqi_arena_alloc(c->arena, size * sizeof *c->slot_table);
    c->table_size = size;
    if (!c->slot_table) {
        c->out.status = SQ_ERR_NOMEM;
        return false;
    }
    memset(c->slot_table, 0, size * sizeof *c->slot_table);
    for (uint32_t i = 0; i < c->n_slots; i++)
        *place_in_table(c, c->slots[i].bind) = i + 1;
    return true;
}

/* Some are looked through. Who needs more mostly has one in every fourth node: what stands for each
 * is large, copying it again and again is not cheap. */
static bool grow_slots(sqi_compiler *c)
{
    enum { SOME = 32 };
    uint32_t cap = c->cap_slots < SOME ? SOME : c->cap_slots * 2;
    if (cap > SOME && cap < c->size / 4)
        cap = c->size / 4;
    sqi_slot *s = sqi_more_room(c, c->slots, c->n_slots, cap, sizeof *s);
    sqi_param *p = sqi_more_room(c, c->params, c->n_slots, cap, sizeof *p);
    sq_value *v = sqi_more_room(c, c->values, c->n_slots, cap, sizeof *v);
    if (!s || !p || !v)
        return false;
    c->slots = s;
    c->params = p;
    c->values = v;
    c->cap_slots = cap;
    return cap <= SOME || make_table(c);
}

/* ---- names ---- */

static bool is_end(char c)
{
    return c == '_' || sqi_is_mark[(unsigned char)c];
}

/* The base of a bind's name has no underscore at its ends. */
static inline sq_name clean_base(sq_name n)
{
    while (n.n && is_end(n.p[0]))
        n.p++, n.n--;
    while (n.n && is_end(n.p[n.n - 1]))
        n.n--;
    return n.n ? n : SQI_NAME_LIT("param");
}

static sq_name made_up_name(sqi_compiler *c, const sqi_bind *b)
{
    return sqi_new_name(c, b->name.p ? clean_base(b->name) : SQI_NAME_LIT("param"), SQI_NAME_BIND);
}

bool sqi_name_slots(sqi_compiler *c)
{
    for (; c->n_named < c->n_slots && !sqi_failed(c); c->n_named++) {
        sqi_param *p = &c->params[c->n_named];
        sq_name name = p->name.p ? (sq_name){0} : made_up_name(c, c->slots[c->n_named].bind);
        if (name.p)
            p->name = (sq_str){name.p, name.n};
    }
    return !sqi_failed(c);
}

static inline bool may_be_made_up(const sqi_compiler *c, sq_name n)
{
    return sqi_is_numbered(n) || sqi_may_be_cut(c, n.n);
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

/* What the dialect writes behind the marker of such a value: of most types nothing. */
static sq_str capture_cast(sqi_compiler *c, const sq_type *type)
{
    if (type->kind >= SQ_T_COUNT || !c->d->casts[type->kind])
        return (sq_str){NULL, 0};
    size_t start = c->out.n;
    c->d->hooks.bind_cast(c, type);
    size_t n = c->out.n - start;
    char *p = sqi_temp(c, n);
    if (p && !c->out.status)
        memcpy(p, c->out.p + start, n);
    c->out.n = start;
    return (sq_str){p, p ? n : 0};
}

static const sq_default *client_default_of(const sqi_compiler *c, const sqi_bind *b)
{
    const uint64_t *client = sqi_map_find(&c->client_defaults, (uint64_t)(uintptr_t)b);
    return client ? (const sq_default *)(uintptr_t)*client : NULL;
}

static inline const sq_type *type_of(const sqi_bind *b)
{
    return b->node.type ? b->node.type : &sqi_unknown_type;
}

/* Is there more to a slot than name, type and value of its bind? */
static inline bool is_special(const sqi_compiler *c, const sqi_bind *b)
{
    const uint32_t kind = type_of(b)->kind;
    const uint32_t nothing = SQI_BIND_UNIQUE | SQI_BIND_COLUMN | SQI_BIND_REQUIRED |
                             SQI_BIND_ROW_COUNT | SQI_BIND_OUT;
    return ((uint32_t)b->flags & ~nothing) || kind >= SQ_T_COUNT || c->d->casts[kind] ||
           !sqi_is_one_value(&b->value);
}

sqi_slot_extra *sqi_extra_of(sqi_compiler *c, sqi_slot *s)
{
    sqi_slot_extra *x = sqi_temp(c, sizeof *x);
    *x = *s->extra;
    s->extra = x;
    return x;
}

static void describe(sqi_compiler *c, uint32_t at, const sqi_bind *b)
{
    sqi_slot *s = &c->slots[at];
    sq_value *v = &c->values[at];
    const uint32_t flags = (uint32_t)b->flags;
    const uint32_t others = SQI_BIND_EXPANDING | SQI_BIND_TUPLE | SQI_BIND_LITERAL_EXECUTE;
    const sqi_bind *source = sqi_value_source(c, b);
    sq_str cast = capture_cast(c, c->params[at].type);
    const sq_default *client = client_default_of(c, b);
    s->expanding = flags & SQI_BIND_EXPANDING;
    s->tuple = flags & SQI_BIND_TUPLE;
    s->literal_execute = flags & SQI_BIND_LITERAL_EXECUTE;
    c->params[at].client_default = flags & SQI_BIND_CLIENT_DEFAULT;
    s->tuple_values = (flags & SQI_BIND_TUPLE) && sqi_can(c, SQI_CAN_TUPLE_IN_VALUES);
    c->straight &= !(flags & others);
    s->gather = place_of(c, source);
    *v = s->gather < 0 ? source->value : (sq_value){.kind = SQ_V_ABSENT};
    c->form.complete &= sqi_fits(s, v);
    if (cast.n || client) {
        sqi_slot_extra *extra = sqi_extra_of(c, s);
        extra->cast = cast;
        extra->client = client;
    }
}

/* Each bind that was met has its bit set, so what has a bit of its own was not met. */
static inline uint64_t bit_of_bind(const sqi_bind *b)
{
    return UINT64_C(1) << ((uintptr_t)b / 16 ^ (uintptr_t)b / 1024) % 64;
}

static inline bool may_be_known(const sqi_compiler *c, const sqi_bind *b)
{
    return c->seen_binds & bit_of_bind(b);
}

/* Behind the others, where there is room. Field by field: what has a constant size is cleared and
 * copied by string instructions. */
static inline uint32_t put_slot(sqi_compiler *c, sq_name name, const sqi_bind *b)
{
    const uint32_t at = c->n_slots++;
    sqi_slot *s = &c->slots[at];
    sqi_param *p = &c->params[at];
    c->seen_binds |= bit_of_bind(b);
    s->bind = b;
    s->extra = &sqi_no_extra;
    s->gather = -1;
    s->expanding = s->tuple = s->tuple_values = s->literal_execute = s->row_count = false;
    p->type = type_of(b);
    p->name = (sq_str){name.p, name.p ? name.n : at};
    p->stores = NULL;
    p->client_default = false;
    c->values[at] = b->value;
    return at;
}

static uint32_t add_slot(sqi_compiler *c, sq_name name, const sqi_bind *b)
{
    if (c->n_slots == c->cap_slots && !grow_slots(c))
        return SQI_NO_SLOT;
    const uint32_t at = put_slot(c, name, b);
    if (c->slots_vary || is_special(c, b))
        describe(c, at, b);
    if (c->slot_table)
        *place_in_table(c, b) = at + 1;
    return at;
}

/* Into the map, as far as they are known. */
static bool enter_names(sqi_compiler *c)
{
    for (; c->n_entered < c->n_slots; c->n_entered++) {
        sq_str name = c->params[c->n_entered].name;
        uint64_t *at = name.p ? sqi_strmap_at(&c->slot_names, name.p, name.n) : NULL;
        if (at)
            *at = c->n_entered + 1;
        else if (name.p)
            return false;
    }
    return true;
}

/* From now on names that are made up are compared with those that were given. */
static void let_names_meet(sqi_compiler *c)
{
    c->names_meet = c->slots_vary = true;
    c->n_entered = 0;
}

/* The slot of a bind that was met before; SQI_NO_SLOT if it was not. */
static uint32_t find_slot(const sqi_compiler *c, const sqi_bind *b)
{
    uint32_t n = c->slot_table ? *place_in_table(c, b) : c->n_slots;
    while (n && c->slots[n - 1].bind != b)
        n--;
    const uint64_t *at = n ? NULL : sqi_map_find(&c->shared_slots, (uint64_t)(uintptr_t)b);
    return n ? n - 1 : at ? (uint32_t)*at - 1 : SQI_NO_SLOT;
}

static void share_slot(sqi_compiler *c, const sqi_bind *b, uint32_t slot)
{
    uint64_t *at = sqi_map_at(&c->shared_slots, (uint64_t)(uintptr_t)b);
    c->seen_binds |= bit_of_bind(b);
    if (at)
        *at = slot + 1;
    else
        c->out.status = SQ_ERR_NOMEM;
}

/* The slot of a bind whose name others may have. */
SQI_APART uint32_t slot_by_name(sqi_compiler *c, const sqi_bind *b, sq_name name)
{
    if (name.p && !c->names_meet && may_be_made_up(c, name))
        let_names_meet(c);
    if (c->names_meet && !sqi_name_slots(c))
        return SQI_NO_SLOT;
    if (!name.p)
        name = made_up_name(c, b);
    uint64_t *noted = enter_names(c) ? sqi_strmap_at(&c->slot_names, name.p, name.n) : NULL;
    if (!noted) {
        c->out.status = SQ_ERR_NOMEM;
        return SQI_NO_SLOT;
    }
    if (*noted) {
        uint32_t slot = (uint32_t)*noted - 1;
        check_same(c, c->slots[slot].bind, b, name);
        share_slot(c, b, slot);
        return slot;
    }
    uint32_t slot = add_slot(c, name, b);
    if (slot != SQI_NO_SLOT) {
        *noted = slot + 1;
        c->n_entered = c->n_slots;
    }
    return slot;
}

/* Is it one that nobody was given? Those of columns that are apart are noted when the first other
 * name comes. */
static bool is_new_name(sqi_compiler *c, sq_name name)
{
    for (uint32_t i = 0; !c->names_given && i < c->n_slots; i++)
        if (c->params[i].name.p)
            sqi_is_new(&c->given_names, c->params[i].name.p, c->params[i].name.n);
    c->names_given = true;
    return sqi_is_new(&c->given_names, name.p, name.n);
}

/* Of all names there is mostly none that could meet another: given ones differ in their bits, and
 * do not look as if they were made up. */
static bool may_be_taken(sqi_compiler *c, sq_name name)
{
    return c->names_meet || (name.p && (!is_new_name(c, name) || may_be_made_up(c, name)));
}

uint32_t sqi_slot_named(sqi_compiler *c, const sqi_bind *b, sq_name name)
{
    uint32_t slot = may_be_known(c, b) ? find_slot(c, b) : SQI_NO_SLOT;
    if (slot != SQI_NO_SLOT)
        return slot;
    return may_be_taken(c, name) ? slot_by_name(c, b, name) : add_slot(c, name, b);
}

/* Most binds are met once, and there is nothing special about them. */
static inline bool is_usual(const sqi_compiler *c, const sqi_bind *b)
{
    return c->n_slots < c->cap_slots && !c->slots_vary && !may_be_known(c, b) && !is_special(c, b);
}

uint32_t sqi_slot_of_column(sqi_compiler *c, const sqi_bind *b, sq_name key)
{
    return is_usual(c, b) && !c->names_given ? put_slot(c, key, b) : sqi_slot_named(c, b, key);
}

uint32_t sqi_slot_of(sqi_compiler *c, const sqi_bind *b)
{
    const sq_name none = {0};
    if (!(b->flags & SQI_BIND_UNIQUE))
        return sqi_slot_named(c, b, b->name);
    return is_usual(c, b) ? put_slot(c, none, b) : sqi_slot_named(c, b, none);
}
