/* compiler.c: the walk over the tree: memory, pieces of text, errors, and the finished form.
 *
 * Nothing here knows a kind of node: dialect->visit[] does. */
#include "lib/compile/visits.h"
#include <stdio.h>

/* ---- memory ---- */

void *sqi_no_room(sqi_compiler *c, size_t n)
{
    static _Thread_local union {
        char bytes[1 << 16];
        uint64_t align;
    } waste; /* written by a compile that has failed; never read */
    if (!c->out.status)
        c->out.status = SQ_ERR_NOMEM;
    return n <= sizeof waste ? memset(&waste, 0, n) : NULL;
}

void *sqi_temp(sqi_compiler *c, size_t n)
{
    void *p = sqi_arena_alloc(c->arena, n);
    return p ? memset(p, 0, n) : sqi_no_room(c, n);
}

bool sqi_vec_grow(sqi_compiler *c, sqi_vec *v)
{
    uint32_t cap = v->n < 4 ? 8 : v->n * 2;
    const void **q = sqi_more_room(c, v->p, v->n, cap, sizeof *q);
    if (!q)
        return false;
    v->p = q;
    v->cap = cap;
    return true;
}

void sqi_vec_add_more(sqi_compiler *c, sqi_vec *v, const void *items, uint32_t n)
{
    const void *const *p = items;
    for (uint32_t i = 0; i < n; i++)
        sqi_vec_add(c, v, p[i]);
}

/* ---- pieces ---- */

static bool grow_spans(sqi_compiler *c, uint32_t more)
{
    sqi_piece *p = &c->piece;
    uint32_t cap = p->cap * 2 > p->n + more ? p->cap * 2 : p->n + more + 16;
    sqi_span *q = sqi_more_room(c, p->p, p->n, cap, sizeof *q);
    if (!q)
        return false;
    p->p = q;
    p->cap = cap;
    return true;
}

static inline void add_span(sqi_compiler *c, sqi_span s)
{
    if (c->piece.n < c->piece.cap || grow_spans(c, 1))
        c->piece.p[c->piece.n++] = s;
}

/* Up to here, with what stands behind it. */
static inline void end_span_at(sqi_compiler *c, uint32_t slot)
{
    size_t start = c->text_start, end = c->out.n;
    add_span(c, (sqi_span){(uint32_t)start, (uint32_t)(end - start), slot});
    c->text_start = end;
}

static inline void end_span(sqi_compiler *c)
{
    if (c->out.n != c->text_start)
        end_span_at(c, SQI_NO_SLOT);
}

void sqi_put_any_slot(sqi_compiler *c, uint32_t slot)
{
    end_span_at(c, slot);
    if (c->form.mark == SQ_MARK_NAMED)
        sqi_name_slots(c);
    if (!c->straight)
        return;
    sqi_put_any_marker(&c->out, c->form.mark, c->params[slot].name, c->slots[slot].extra->cast,
                       slot + 1);
    c->text_start = c->out.n;
}

void sqi_put_row_number(sqi_compiler *c)
{
    c->straight = false;
    end_span_at(c, SQI_ROW_NUMBER);
}

uint32_t sqi_cut_span(sqi_compiler *c)
{
    end_span(c);
    return c->piece.n;
}

sqi_piece sqi_piece_begin(sqi_compiler *c)
{
    end_span(c);
    c->straight = false;
    sqi_piece saved = c->piece;
    c->piece = (sqi_piece){NULL, 0, 0};
    return saved;
}

sqi_piece sqi_piece_end(sqi_compiler *c, sqi_piece saved)
{
    end_span(c);
    sqi_piece made = c->piece;
    c->piece = saved;
    return made;
}

void sqi_put_piece(sqi_compiler *c, const sqi_piece *p)
{
    end_span(c);
    if (p->n == 0 || (c->piece.cap - c->piece.n < p->n && !grow_spans(c, p->n)))
        return;
    memcpy(c->piece.p + c->piece.n, p->p, p->n * sizeof *p->p);
    c->piece.n += p->n;
}

/* The span that was open at the mark is cut in two. */
sqi_piece sqi_cut_from(sqi_compiler *c, sqi_mark m)
{
    end_span(c);
    sqi_piece all = c->piece, tail = {NULL, 0, 0};
    c->piece.n = m.n;
    if (c->out.status || m.n == all.n)
        return tail;
    c->straight = false;
    sqi_span *p = sqi_arena_alloc(c->arena, (all.n - m.n) * sizeof *p);
    if (!p) {
        c->out.status = SQ_ERR_NOMEM;
        return tail;
    }
    memcpy(p, all.p + m.n, (all.n - m.n) * sizeof *p);
    tail = (sqi_piece){p, all.n - m.n, all.n - m.n};
    if (p[0].off < m.at) {
        uint32_t before = (uint32_t)m.at - p[0].off;
        add_span(c, (sqi_span){p[0].off, before, SQI_NO_SLOT});
        p[0].off += before;
        p[0].len -= before;
    }
    return tail;
}

/* ---- errors ---- */

void sqi_fail_compile(sqi_compiler *c, int status, const char *where, const char *format, ...)
{
    if (c->error.status || c->out.status) /* what follows from a lack of memory is no mistake */
        return;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&c->error, status, where, format, ap);
    va_end(ap);
    c->out.status = status; /* nothing more is written */
}

/* ---- dispatch ---- */

void sqi_visit_in(sqi_compiler *c, const void *n, uint32_t add, uint32_t take)
{
    uint32_t saved = c->in;
    c->in = (c->in & ~take) | add;
    sqi_visit_node(c, n);
    c->in = saved;
}

void sqi_visit_list(sqi_compiler *c, sqi_exprs list, const char *separator)
{
    for (uint32_t i = 0; i < list.n; i++) {
        if (i)
            sqi_put_str(c, separator);
        sqi_visit_expr(c, list.p[i]);
    }
}

bool sqi_for_dialect(const sqi_compiler *c, const char *dialect)
{
    return !dialect || strcmp(dialect, "*") == 0 || strcmp(dialect, c->d->name) == 0;
}

/* ---- the finished form ---- */

static sq_str keep_str(sq_arena *a, const char *s, size_t n)
{
    return (sq_str){sqi_arena_str(a, s, n), n};
}

/* Only how to get a value: what a default may be else is in the text. */
static const sq_default *keep_default(sq_arena *a, const sq_default *d)
{
    sq_default *copy = sqi_arena_alloc(a, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = (sq_default){
        .kind = d->kind, .value = d->value, .callback = d->callback, .context = d->context};
    return sqi_copy_value(a, &copy->value) ? copy : NULL;
}

static bool keep_stored_type(sq_arena *a, const sqi_param *from, sqi_param *to)
{
    if (!from->stores || from->stores == from->type) {
        to->stores = from->stores ? to->type : NULL;
        return true;
    }
    sq_type *t = sqi_arena_alloc(a, sizeof *t);
    to->stores = t;
    return t && sqi_type_copy(a, *from->stores, t);
}

/* Does the engine (lib/engine/bind.c) send some values of the type as others, for some database? */
static bool is_converted(const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_UUID:
    case SQ_TC_JSON_INDEX:
    case SQ_TC_JSON_PATH:
        return true;
    default:
        return t->details && t->details->methods && t->details->methods->bind;
    }
}

static bool keep_extra(sq_arena *a, sqi_slot *s)
{
    const sqi_slot_extra *from = s->extra;
    if (from == &sqi_no_extra)
        return true;
    sqi_slot_extra *x = sqi_arena_alloc(a, sizeof *x);
    if (!x)
        return false;
    *x = (sqi_slot_extra){.cast = keep_str(a, from->cast.p, from->cast.n),
                          .empty = keep_str(a, from->empty.p, from->empty.n),
                          .client = from->client ? keep_default(a, from->client) : NULL};
    s->extra = x;
    return x->cast.p && x->empty.p && (x->client || !from->client);
}

static bool keep_param(sq_arena *a, const sqi_param *from, sqi_param *to)
{
    sq_type *t = sqi_arena_alloc(a, sizeof *t);
    *to = *from;
    to->type = t;
    to->name = keep_str(a, from->name.p, from->name.n);
    return t && to->name.p && sqi_type_copy(a, *from->type, t) && keep_stored_type(a, from, to);
}

static bool keep_slot(sq_arena *a, const sqi_slot *from, sqi_slot *to)
{
    *to = *from;
    to->bind = NULL;
    return keep_extra(a, to);
}

static bool keep_value(sq_arena *a, const sq_value *from, sq_value *to)
{
    *to = *from;
    return sqi_copy_value(a, to);
}

static bool keep_slots(sq_compiled *k, sqi_compiler *c)
{
    const size_t n = c->n_slots;
    sqi_slot *slots = sqi_arena_alloc(k->arena, (n + 1) * sizeof *slots);
    sqi_param *params = sqi_arena_alloc(k->arena, (n + 1) * sizeof *params);
    sq_value *values = sqi_arena_alloc(k->arena, (n + 1) * sizeof *values);
    if (!slots || !params || !values || !sqi_name_slots(c))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!keep_slot(k->arena, &c->slots[i], &slots[i]) ||
            !keep_param(k->arena, &c->params[i], &params[i]) ||
            !keep_value(k->arena, &c->values[i], &values[i]))
            return false;
        k->converts_params |= is_converted(params[i].type);
    }
    k->slots = slots;
    k->params = params;
    k->values = values;
    k->n_slots = n;
    return true;
}

static bool keep_columns(sq_compiled *k, const sqi_compiler *c)
{
    uint32_t n = c->results.n;
    sqi_result_column *cols = sqi_arena_alloc(k->arena, (n + 1) * sizeof *cols);
    if (!cols)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        const sqi_shown *x = c->results.p[i];
        sq_type *t = sqi_arena_alloc(k->arena, sizeof *t);
        cols[i].name = sqi_arena_str(k->arena, x->name.p, x->name.n);
        if (!t || !cols[i].name || !sqi_type_copy(k->arena, *x->type, t))
            return false;
        cols[i].type = t;
        k->converts_results |= t->details && t->details->methods && t->details->methods->result;
    }
    k->columns = cols;
    k->n_columns = n;
    return true;
}

static sq_compiled *keep(sqi_compiler *c)
{
    static _Atomic uint64_t next_id = 1;
    sq_arena *a = sqi_arena_new(c->arena->allocator, NULL);
    sq_compiled *k = a ? sqi_arena_alloc(a, sizeof *k) : NULL;
    sqi_span *spans = k ? sqi_arena_alloc(a, (c->piece.n + 1) * sizeof *spans) : NULL;
    if (!spans) {
        sqi_arena_unref(a);
        return NULL;
    }
    *k = c->form;
    k->arena = a;
    atomic_init(&k->refs, 1);
    k->id = atomic_fetch_add_explicit(&next_id, 1, memory_order_relaxed);
    if (c->piece.n)
        memcpy(spans, c->piece.p, c->piece.n * sizeof *spans);
    k->spans = spans;
    k->n_spans = c->piece.n;
    k->text = keep_str(a, c->out.p ? c->out.p : "", c->out.n);
    if (k->text.p && keep_slots(k, c) && keep_columns(k, c) && sqi_fix_text(k, c->straight, true))
        return k;
    sqi_arena_unref(a);
    return NULL;
}

static char short_mark_of(sq_mark_style mark)
{
    return mark == SQ_MARK_DOLLAR ? '$' : mark == SQ_MARK_QUESTION ? '?' : '\0';
}

/* Spans hold places of 32 bits. */
static size_t max_text(size_t max_bytes)
{
    return max_bytes && max_bytes < UINT32_MAX ? max_bytes : UINT32_MAX;
}

static void begin(sqi_compiler *c, const sq_dialect *d, const sq_compile_options *o,
                  sq_arena *arena)
{
    static const sq_compile_options none;
    sqi_clear(c, offsetof(sqi_compiler, few_bases));
    c->error.status = SQ_OK;
    c->d = d;
    c->o = o ? o : &none;
    c->arena = arena;
    c->form.dialect = d;
    c->form.purpose = SQI_TEXT;
    c->form.mark = c->o->mark ? c->o->mark : d->mark;
    c->form.literal_ints = c->o->literal_ints;
    c->form.complete = true;
    c->form.page.rows = (uint32_t)c->o->page_rows;
    c->short_mark = short_mark_of(c->form.mark);
    c->straight = true;
    c->slots = c->few_slots;
    c->params = c->few_params;
    c->values = c->few_values;
    c->cap_slots = SQI_FEW_SLOTS;
    c->piece = (sqi_piece){c->few_spans, 0, sizeof c->few_spans / sizeof *c->few_spans};
    c->anon_counters = (sqi_strmap){c->few_bases, 0, SQI_MAP_FEW, arena};
    c->anon_names.arena = c->shared_slots.arena = arena;
    c->slot_names.arena = c->outputs.arena = arena;
    c->client_defaults.arena = c->overrides.arena = c->gathered.arena = arena;
    c->correlated.arena = arena;
    for (int i = 0; i < 3; i++)
        c->cut_names[i].arena = arena;
}

/* Writes the whole statement into c->out and c->piece. */
static void run(sqi_compiler *c, const sq_node *root)
{
    c->in = c->o->literal_binds ? SQI_LITERAL : 0;
    c->size = root->size;
    c->want_result = true;
    if (sqi_nodes[root->kind].category == SQI_CAT_REL)
        sqi_visit_root_from(c, (const sq_relation *)(const void *)root);
    else
        sqi_visit_node(c, root);
    end_span(c);
}

/* What went wrong, told; false: nothing. */
static bool tell_error(const sqi_compiler *c, sq_error *err)
{
    if (c->error.status && err)
        *err = c->error;
    else if (c->out.status)
        sqi_error(err, c->out.status, "compile", "%s", sq_status_text(c->out.status));
    return sqi_failed(c);
}

sq_compiled *sqi_compile(const sq_node *root, const sq_dialect *d, const sq_compile_options *o,
                         const sqi_gather *gather, size_t max_bytes, sq_error *err)
{
    sq_arena *arena = sqi_arena_new(NULL, NULL);
    if (!arena) {
        sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
        return NULL;
    }
    sqi_compiler c;
    begin(&c, d, o, arena);
    c.gather = gather;
    c.slots_vary = gather != NULL;
    c.keeps_results = true;
    sqi_out_init(&c.out, NULL, max_text(max_bytes));
    run(&c, root);
    sq_compiled *k = NULL;
    if (!sqi_failed(&c) && !(k = keep(&c)))
        c.out.status = SQ_ERR_NOMEM;
    tell_error(&c, err);
    sqi_out_clear(&c.out);
    sqi_arena_unref(arena);
    return k;
}

/* What is read of it while it is used, where it was written. */
static void lend(sqi_compiler *c)
{
    sq_compiled *k = &c->form;
    k->arena = c->arena;
    k->text = (sq_str){sqi_out_cstr(&c->out), c->out.n};
    k->spans = c->piece.p;
    k->n_spans = c->piece.n;
    k->slots = c->slots;
    k->params = c->params;
    k->values = c->values;
    k->n_slots = c->n_slots;
    k->maker = c;
    if (!sqi_failed(c) && !sqi_fix_straight(k, c->straight) && !sqi_fix_text(k, c->straight, false))
        c->out.status = SQ_ERR_NOMEM;
}

bool sqi_know_names(const sq_compiled *k)
{
    return !k->maker || sqi_name_slots(k->maker);
}

sq_str sqi_param_name(const sq_compiled *k, const sqi_param *p)
{
    const size_t slot = p->name.n; /* *p may be that of the slot, which is told its name now */
    if (p->name.p || !k)
        return p->name;
    return sqi_know_names(k) ? k->params[slot].name : (sq_str){NULL, 0};
}

int sqi_compile_once(const sq_node *root, const sq_dialect *d, const sq_compile_options *o,
                     size_t max_bytes, const sqi_sources *given, sqi_scratch *scratch,
                     sqi_request *out, sq_error *err)
{
    sqi_compiler *c = sqi_arena_alloc(scratch->arena, sizeof *c);
    if (!c)
        return sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
    begin(c, d, o, scratch->arena);
    if (!scratch->text.max)
        sqi_out_init(&scratch->text, scratch->arena->allocator, max_bytes);
    c->out = scratch->text;
    c->out.n = 0;
    c->out.status = SQ_OK;
    c->out.max = max_text(max_bytes);
    run(c, root);
    lend(c);
    out->compiled = &c->form;
    scratch->text.p = c->out.p; /* also after a failure: it may have moved */
    scratch->text.cap = c->out.cap;
    if (!sqi_failed(c))
        return sqi_assemble(&c->form, given, scratch, out, err);
    sqi_out_clear(&scratch->text);
    tell_error(c, err);
    return c->error.status ? c->error.status : c->out.status;
}

void sqi_compile_noting(const sq_node *root, const sq_dialect *d, sq_verdict_result *out)
{
    static const sq_compile_options lenient = {.lenient = true, .size = sizeof lenient};
    sq_arena *arena = sqi_arena_new(NULL, NULL);
    if (!arena) {
        sqi_error(&out->error, SQ_ERR_NOMEM, "compile", "out of memory");
        return;
    }
    sqi_compiler c;
    begin(&c, d, &lenient, arena);
    c.findings = out;
    sqi_out_init(&c.out, NULL, max_text(0));
    run(&c, root);
    tell_error(&c, &out->error);
    sqi_out_clear(&c.out);
    sqi_arena_unref(arena);
}

int sqi_compile_target(const sq_table *t, const sq_column *const *columns, size_t n,
                       const sq_dialect *d, sqi_out *out, sq_error *err)
{
    sq_arena *arena = sqi_arena_new(NULL, NULL);
    if (!arena)
        return sqi_error(err, SQ_ERR_NOMEM, "compile", "out of memory");
    sqi_compiler c;
    begin(&c, d, NULL, arena);
    c.out = *out;
    sqi_put_table_name(&c, t);
    for (size_t i = 0; i < n; i++) {
        sqi_out_str(&c.out, i ? ", " : " (");
        sqi_put_name(&c, sqi_name_of_column(columns[i]));
    }
    sqi_put(&c, ")");
    sqi_out_cstr(&c.out);
    *out = c.out;
    sqi_arena_unref(arena);
    return tell_error(&c, err) ? err->status : SQ_OK;
}

sq_compiled *sq_compiled_ref(sq_compiled *k)
{
    atomic_fetch_add_explicit(&k->refs, 1, memory_order_relaxed);
    return k;
}

void sq_compiled_unref(sq_compiled *k)
{
    if (k && atomic_fetch_sub_explicit(&k->refs, 1, memory_order_acq_rel) == 1)
        sqi_arena_unref(k->arena);
}

size_t sq_compiled_param_count(const sq_compiled *k)
{
    return k->n_slots;
}

sq_str sq_compiled_param_name(const sq_compiled *k, size_t i)
{
    return i < k->n_slots ? k->params[i].name : (sq_str){NULL, 0};
}

size_t sq_compiled_column_count(const sq_compiled *k)
{
    return k->n_columns;
}

const char *sq_compiled_column_name(const sq_compiled *k, size_t i)
{
    return i < k->n_columns ? k->columns[i].name : NULL;
}

const sq_type *sq_compiled_column_type(const sq_compiled *k, size_t i)
{
    return i < k->n_columns ? k->columns[i].type : NULL;
}
