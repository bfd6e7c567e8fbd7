/* rendered.c: the names of a table and its columns as a dialect writes them, made once, and what
 * would be asked of all of its columns for each statement.
 *
 * They stand in the state of the table, one record a dialect, put there by compare-and-swap and
 * freed with the table's arena; those of a static table live as long as the program. A dialect that
 * was configured to write names otherwise, and a table that lives no longer than a statement, have
 * theirs with the compile. A name that the dialect can not write has no text: who writes it is told
 * why by sqi_put_name(). */
#include "lib/compile/compiler.h"

/* Writes with what `w` collects: where the text ends, or 0 if the name can not be written. */
static uint32_t end_of(sqi_compiler *w)
{
    bool bad = w->error.status != 0;
    if (bad)
        w->error.status = w->out.status = SQ_OK;
    return bad ? 0 : (uint32_t)w->out.n;
}

static void write_table(sqi_compiler *w, const sq_table *t, sqi_rendered *r)
{
    sqi_put_schema(w, t->o.schema, t->o.schema_quote);
    r->schema_n = (uint32_t)w->out.n;
    r->name = sqi_name_of_table(t);
    sqi_put_name(w, r->name);
    r->n = end_of(w);
}

static void put_own_name(sqi_compiler *w, const sq_column *x, sq_name name)
{
    if (x->o.literal)
        sqi_put_mem(w, name.p, name.n);
    else
        sqi_put_name(w, name);
}

static void write_column(sqi_compiler *w, const sqi_rendered *r, const sq_column *x,
                         sqi_rendered_column *out)
{
    size_t start = w->out.n;
    if (sqi_out_reserve(&w->out, r->n)) /* what is copied must not move */
        sqi_put_mem(w, w->out.p, r->n);
    sqi_put(w, ".");
    out->at = (uint32_t)(w->out.n - start);
    out->name = sqi_name_of_column(x);
    out->hash = sqi_name_hash(out->name.p, out->name.n);
    put_own_name(w, x, out->name);
    uint32_t end = end_of(w);
    out->n = end && r->n ? end - (uint32_t)start : 0;
    out->own_n = out->n && !x->o.literal ? out->n - out->at : 0;
    out->short_n = out->n <= 2 * SQI_OUT_BLOCK && !sqi_has_details(x->expr.node.type) ? out->n : 0;
}

/* What can not be written is not read there. */
static void write_list(sqi_compiler *w, const sq_table *t, sqi_rendered *r)
{
    size_t start = w->out.n;
    for (size_t i = 0; i < t->n_columns; i++) {
        if (i)
            sqi_put(w, ", ");
        r->columns[i].in_list = (uint32_t)(w->out.n - start);
        put_own_name(w, &t->columns[i], r->columns[i].name);
        end_of(w);
    }
}

static uint32_t length_if_apart(sqi_compiler *c, const sq_table *t)
{
    sqi_strmap met = {.arena = c->arena};
    uint32_t longest = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        const sq_name key = sqi_key_of_column(&t->columns[i]);
        uint64_t *times = sqi_strmap_at(&met, key.p, key.n);
        if (!times || ++*times > 1 || sqi_is_numbered(key))
            return UINT32_MAX;
        longest = key.n > longest ? key.n : longest;
    }
    return longest;
}

static size_t size_of(const sq_table *t)
{
    return sizeof(sqi_rendered) + t->n_columns * sizeof(sqi_rendered_column);
}

/* The texts behind the columns, each column's behind the one before, and the list. */
static void place_texts(sqi_rendered *r, const sq_table *t, const sqi_out *text)
{
    char *p = (char *)r + size_of(t);
    memcpy(p, text->p, text->n);
    r->text = p;
    p += r->written;
    for (size_t i = 0; i < t->n_columns; i++) {
        r->columns[i].text = p;
        p += r->columns[i].written;
    }
    r->list = p;
}

/* The table's own; static ones have the global one. */
static const sq_allocator *allocator_of(const sq_table *t)
{
    return t->relation.node.home ? t->relation.node.home->allocator : NULL;
}

static sqi_rendered *render(sqi_compiler *c, const sq_table *t, bool own)
{
    static const sq_compile_options none;
    sqi_compiler w = {.d = c->d, .o = &none, .arena = c->arena};
    sqi_out_init(&w.out, NULL, 0);
    sqi_rendered *head = sqi_temp(c, size_of(t)), *r = NULL;
    if (c->out.status)
        return NULL;
    write_table(&w, t, head);
    head->written = (uint32_t)w.out.n;
    for (size_t i = 0; i < t->n_columns; i++) {
        size_t start = w.out.n;
        write_column(&w, head, &t->columns[i], &head->columns[i]);
        head->columns[i].written = (uint32_t)(w.out.n - start);
        head->onupdate |= t->columns[i].o.onupdate.kind != SQ_DEFAULT_NONE;
    }
    write_list(&w, t, head);
    head->apart = length_if_apart(c, t);
    size_t size = size_of(t) + w.out.n + 2 * SQI_OUT_BLOCK; /* for sqi_out_blocks() */
    if (!w.out.status)
        r = own ? sqi_arena_alloc(c->arena, size) : sqi_alloc(allocator_of(t), size);
    if (r) {
        memcpy(r, head, size_of(t));
        r->table = t;
        place_texts(r, t, &w.out);
    } else
        c->out.status = SQ_ERR_NOMEM;
    sqi_out_clear(&w.out);
    return r;
}

/* The first to come puts it there; what others made meanwhile is the same. */
static const sqi_rendered *share(const sq_table *t, uint32_t slot, sqi_rendered *r)
{
    _Atomic(void *) *at = (_Atomic(void *) *)(void *)&t->state->rendered[slot];
    void *none = NULL;
    if (!atomic_compare_exchange_strong_explicit(at, &none, r, memory_order_acq_rel,
                                                 memory_order_acquire)) {
        sqi_free(allocator_of(t), r);
        return none;
    }
    if (t->relation.node.home)
        sqi_arena_adopt(t->relation.node.home, &r->adopted);
    return r;
}

const sqi_rendered *sqi_render(sqi_compiler *c, const sq_table *t)
{
    bool own = c->d->own_names || t->o.ad_hoc;
    for (const sqi_rendered *r = own ? c->rendered : NULL; r; r = r->next)
        if (r->table == t)
            return r;
    sqi_rendered *r = render(c, t, own);
    if (!r || !own)
        return r ? share(t, c->d->slot, r) : NULL;
    r->next = c->rendered;
    return c->rendered = r;
}

/* ---- writing ---- */

/* A text that begins with the schema: as it is, or with another schema, or none. */
static void put_with_schema(sqi_compiler *c, const sqi_rendered *r, const char *text, uint32_t n)
{
    bool as_it_is = !c->o->n_schema_translate && !(c->in & SQI_NO_SCHEMA);
    uint32_t skip = as_it_is ? 0 : r->schema_n;
    if (!as_it_is)
        sqi_put_schema(c, r->table->o.schema, r->table->o.schema_quote);
    sqi_put_mem(c, text + skip, n - skip);
}

void sqi_put_table_name(sqi_compiler *c, const sq_table *t)
{
    const sqi_rendered *r = sqi_rendered_of(c, t);
    if (r && r->n && sqi_columns_as_rendered(c) && sqi_out_blocks(&c->out, r->text, r->n))
        return;
    if (r && r->n)
        put_with_schema(c, r, r->text, r->n);
    else if (r) {
        sqi_put_schema(c, t->o.schema, t->o.schema_quote);
        sqi_put_name(c, r->name);
    }
}

/* Where there is more to it than a short text to be copied. */
static void put_any_column(sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered *r = sqi_rendered_of(c, x->table);
    if (!r)
        return;
    const sqi_rendered_column *own = &r->columns[sqi_column_index(x)];
    bool alone = c->in & SQI_NO_TABLE;
    if (!own->n) {
        if (!alone) {
            sqi_put_table_name(c, x->table);
            sqi_put(c, ".");
        }
        put_own_name(c, x, own->name);
    } else if (alone)
        sqi_put_mem(c, own->text + own->at, own->n - own->at);
    else
        put_with_schema(c, r, own->text, own->n);
}

/* NULL: its names are not made yet, or it has none that could be written. */
static inline const sqi_rendered_column *known_column(const sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered_column *own = sqi_known_column(c, x);
    return own && own->n ? own : NULL;
}

void sqi_put_table_column(sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered_column *own = sqi_columns_as_rendered(c) ? known_column(c, x) : NULL;
    if (!own || !sqi_out_blocks(&c->out, own->text, own->n))
        put_any_column(c, x);
}

void sqi_put_bare_column(sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered_column *own = known_column(c, x);
    if (own && sqi_out_blocks(&c->out, own->text + own->at, own->n - own->at))
        return;
    uint32_t saved = c->in;
    c->in |= SQI_NO_TABLE;
    put_any_column(c, x);
    c->in = saved;
}

void sqi_put_bare_columns(sqi_compiler *c, const sq_column *x, uint32_t n)
{
    const sqi_rendered *r = sqi_rendered_of(c, x->table);
    if (!r)
        return;
    const sqi_rendered_column *first = &r->columns[sqi_column_index(x)], *last = first + n - 1;
    uint32_t known = 0;
    while (known < n && first[known].n)
        known++;
    if (known == n) {
        sqi_put_mem(c, r->list + first->in_list,
                    last->in_list + last->n - last->at - first->in_list);
        return;
    }
    for (uint32_t i = 0; i < n; i++) { /* one of them, or its table, can not be written */
        if (i)
            sqi_put(c, ", ");
        sqi_put_bare_column(c, &x[i]);
    }
}

void sqi_put_name_of_column(sqi_compiler *c, const sq_column *x, sq_name name)
{
    const sqi_rendered_column *own = known_column(c, x);
    if (!own || !sqi_is_rendered_as(own, name) ||
        !sqi_out_blocks(&c->out, own->text + own->at, own->n - own->at))
        sqi_put_name(c, name);
}

sq_name sqi_column_name(sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered *r = sqi_rendered_of(c, x->table);
    return r ? r->columns[sqi_column_index(x)].name : sqi_name_of_column(x);
}

sq_name sqi_table_name(sqi_compiler *c, const sq_table *t)
{
    const sqi_rendered *r = sqi_rendered_of(c, t);
    return r ? r->name : sqi_name_of_table(t);
}
