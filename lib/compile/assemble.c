/* assemble.c: text and parameters of a compiled statement, made ready to be sent.
 *
 * The text is put together by copying spans and writing markers between them; where neither text
 * nor order can change, that was done when the statement was compiled. A memo remembers the text
 * and what is said of parameters: while lists stay as long as they were, only values are placed. */
#include "lib/compile/visits.h"
#include <stdio.h>

typedef struct assembly {
    const sq_compiled *k;
    const sq_value *values; /* of each slot */
    sqi_memo *memo;
    sq_value *placed; /* of a page: one for each parameter */
    sqi_out *out;
    uint32_t *first; /* number of the first parameter of each slot, for $n and :1 */
    sq_arena *arena;
    sqi_compiler *literal; /* only to write literals */
    int status;
} assembly;

static bool is_literal(const assembly *a, const sqi_slot *s)
{
    return s->literal_execute || (s->row_count && a->k->literal_ints);
}

/* Characters that named markers can not hold are written as others. */
static char bind_char(char ch)
{
    static const char special[] = "%():.[] ", instead[] = "PAZC____";
    const char *at = ch ? strchr(special, ch) : NULL;
    return at ? instead[at - special] : ch;
}

static void put_bind_name(sqi_out *out, sq_str name)
{
    for (size_t i = 0; i < name.n; i++)
        sqi_out_char(out, bind_char(name.p[i]));
}

/* Named markers name each item of a list: nobody but the text knows these names, so they are
 * spelled as it spells them. */
static sq_str item_name(assembly *a, sq_str name, uint32_t i, uint32_t j, bool in_row)
{
    if (a->k->mark != SQ_MARK_NAMED)
        return name;
    char tail[32];
    int n = in_row ? snprintf(tail, sizeof tail, "_%u_%u", (unsigned)i + 1, (unsigned)j + 1)
                   : snprintf(tail, sizeof tail, "_%u", (unsigned)i + 1);
    char *p = sqi_arena_alloc(a->arena, name.n + (size_t)n);
    if (!p) {
        a->status = SQ_ERR_NOMEM;
        return name;
    }
    for (size_t k = 0; k < name.n; k++)
        p[k] = bind_char(name.p[k]);
    memcpy(p + name.n, tail, (size_t)n);
    return (sq_str){p, name.n + (size_t)n};
}

static bool is_list(const sqi_slot *s, const sq_value *v)
{
    return s->expanding && v->kind == SQ_V_LIST;
}

/* An item of many parts? */
static bool is_row(const sqi_slot *s, const sq_value *item)
{
    return s->tuple && item->kind == SQ_V_TUPLE;
}

static size_t count_params(const sqi_slot *s, const sq_value *v)
{
    if (!is_list(s, v))
        return 1;
    size_t n = 0;
    for (uint32_t i = 0; s->tuple && i < v->len; i++)
        n += is_row(s, &v->v.list[i]) ? v->v.list[i].len : 1;
    return s->tuple ? n : v->len;
}

/* That of a slot, or one that has another name; the place of the next one. Field by field: the copy
 * of a whole becomes a string instruction, slow to start. */
static inline sqi_param *put_param(sqi_param *p, const sqi_param *of, sq_str name)
{
    p->type = of->type;
    p->name = name;
    p->stores = of->stores;
    p->client_default = of->client_default;
    return p + 1;
}

/* Items that differ in nothing but their values. */
static sqi_param *put_alike(sqi_param *p, const sqi_param *of, uint32_t n)
{
    const sqi_param like = *of;
    for (; n > 0; n--)
        p = put_param(p, &like, like.name);
    return p;
}

/* Parameters that a slot sends: of a list one for each item, of a list of rows for each part. */
static sqi_param *put_params(assembly *a, sqi_param *p, uint32_t slot)
{
    const sqi_slot *s = &a->k->slots[slot];
    const sqi_param *of = &a->k->params[slot];
    const sq_value *v = &a->values[slot];
    if (!is_list(s, v))
        return put_param(p, of, of->name);
    if (!s->tuple && a->k->mark != SQ_MARK_NAMED)
        return put_alike(p, of, v->len);
    for (uint32_t i = 0; i < v->len; i++) {
        const sq_value *item = &v->v.list[i];
        if (!is_row(s, item))
            p = put_param(p, of, item_name(a, of->name, i, 0, false));
        else
            for (uint32_t j = 0; j < item->len; j++)
                p = put_param(p, of, item_name(a, of->name, i, j, true));
    }
    return p;
}

static inline sq_value *put_some(sq_value *out, const sq_value *v, uint32_t n)
{
    if (n == 1)
        *out = *v;
    else if (n > 0) /* else there may be none to point to */
        memcpy(out, v, n * sizeof *out);
    return out + n;
}

/* The values of these parameters. */
static sq_value *put_values(sq_value *out, const sqi_slot *s, const sq_value *v)
{
    if (!is_list(s, v))
        return put_some(out, v, 1);
    if (!s->tuple)
        return put_some(out, v->v.list, v->len);
    for (uint32_t i = 0; i < v->len; i++) {
        const sq_value *item = &v->v.list[i];
        out = is_row(s, item) ? put_some(out, item->v.list, item->len) : put_some(out, item, 1);
    }
    return out;
}

/* All of them in the order of the driver. Where they are those of one list, they stay there. NULL:
 * no memory. */
static const sq_value *place_values(const sq_compiled *k, const sq_value *values, size_t n,
                                    sq_arena *arena)
{
    if (n > 0 && k->n_order == 1) {
        const sqi_slot *s = &k->slots[k->order[0]];
        const sq_value *v = &values[k->order[0]];
        if (is_list(s, v) && !s->tuple)
            return v->v.list;
    }
    sq_value *placed = sqi_arena_alloc(arena, (n + 1) * sizeof *placed), *out = placed;
    for (size_t i = 0; placed && i < k->n_order; i++)
        out = put_values(out, &k->slots[k->order[i]], &values[k->order[i]]);
    return placed;
}

/* Where in a list an item stands: x_1, and x_1_2 in a list of rows. */
typedef struct item_place {
    int depth;
    uint32_t n[2];
} item_place;

/* ---- markers, copied from constants ---- */

#define TEN(m, p)                                                                                  \
    m p "0, " m p "1, " m p "2, " m p "3, " m p "4, " m p "5, " m p "6, " m p "7, " m p "8, " m p  \
        "9, "
/* clang-format off */
#define HUNDRED(m, p)                                                                              \
    TEN(m, p "0") TEN(m, p "1") TEN(m, p "2") TEN(m, p "3") TEN(m, p "4") TEN(m, p "5")            \
    TEN(m, p "6") TEN(m, p "7") TEN(m, p "8") TEN(m, p "9")
#define FIRST(m)                                                                                   \
    TEN(m, "") TEN(m, "1") TEN(m, "2") TEN(m, "3") TEN(m, "4") TEN(m, "5") TEN(m, "6") TEN(m, "7") \
    TEN(m, "8") TEN(m, "9")
/* clang-format on */
enum { HUNDREDS = 10, ENDING = 4, RUN = 64 };
/* "$0, $1, .." by hundreds */
static const char *const dollars[HUNDREDS] = {
    FIRST("$"),        HUNDRED("$", "1"), HUNDRED("$", "2"), HUNDRED("$", "3"), HUNDRED("$", "4"),
    HUNDRED("$", "5"), HUNDRED("$", "6"), HUNDRED("$", "7"), HUNDRED("$", "8"), HUNDRED("$", "9"),
};
/* "00, 01, ..": what follows the hundreds of a number */
static const char endings[] = HUNDRED("", "");
#define Q8 "?, ?, ?, ?, ?, ?, ?, ?, "
static const char questions[] = Q8 Q8 Q8 Q8 Q8 Q8 Q8 Q8;

/* Where in its hundred the marker of a number below 1000 begins. */
static size_t offset_in_hundred(uint32_t number)
{
    uint32_t n = number % 100;
    if (number >= 100)
        return (size_t)n * 6;
    return n < 10 ? (size_t)n * 4 : 40 + (size_t)(n - 10) * 5;
}

static void put_dollar(sqi_out *out, uint32_t number)
{
    if (number < HUNDREDS * 100) {
        uint32_t digits = number < 10 ? 1 : number < 100 ? 2 : 3;
        sqi_out_short(out, dollars[number / 100] + offset_in_hundred(number), 1 + digits);
        return;
    }
    put_dollar(out, number / 100);
    sqi_out_mem(out, endings + (size_t)(number % 100) * ENDING, 2);
}

/* Without what stands behind the name of an item. */
static inline void put_mark(sqi_out *out, sq_mark_style mark, sq_str name, uint32_t number)
{
    switch (mark) {
    case SQ_MARK_NAMED:
        sqi_out_char(out, ':');
        put_bind_name(out, name);
        return;
    case SQ_MARK_DOLLAR:
        put_dollar(out, number);
        return;
    case SQ_MARK_NUMBERED:
        sqi_out_char(out, ':');
        sqi_out_uint(out, number);
        return;
    case SQ_MARK_QUESTION:
    case SQ_MARK_DIALECT:
        sqi_out_char(out, '?');
        return;
    }
}

void sqi_put_any_marker(sqi_out *out, sq_mark_style mark, sq_str name, sq_str cast, uint32_t number)
{
    put_mark(out, mark, name, number);
    if (cast.n)
        sqi_out_mem(out, cast.p, cast.n);
}

/* That of a slot which is no list. */
static inline void put_marker(sqi_out *out, const sq_compiled *k, uint32_t slot, uint32_t number)
{
    const char first[2] = {'$', (char)('0' + number)}; /* to $9: most are */
    const sq_str cast = k->slots[slot].extra->cast;
    if (k->mark != SQ_MARK_DOLLAR || number > 9 || cast.n || out->cap - out->n < sizeof first) {
        sqi_put_any_marker(out, k->mark, k->params[slot].name, cast, number);
        return;
    }
    memcpy(out->p + out->n, first, sizeof first);
    out->n += sizeof first;
}

static void put_item_marker(assembly *a, uint32_t slot, uint32_t number, item_place at)
{
    const sq_str cast = a->k->slots[slot].extra->cast;
    put_mark(a->out, a->k->mark, a->k->params[slot].name, number);
    for (int i = 0; a->k->mark == SQ_MARK_NAMED && i < at.depth; i++) {
        sqi_out_char(a->out, '_');
        sqi_out_uint(a->out, at.n[i]);
    }
    sqi_out_mem(a->out, cast.p, cast.n);
}

static void put_value(assembly *a, uint32_t slot, sq_value v, uint32_t number, item_place at)
{
    if (!is_literal(a, &a->k->slots[slot])) {
        put_item_marker(a, slot, number, at);
        return;
    }
    sqi_compiler *c = a->literal;
    c->out.n = 0;
    sqi_put_literal(c, v, a->k->params[slot].type);
    sqi_out_mem(a->out, c->out.p ? c->out.p : "", c->out.n);
}

/* "$1000, $1001, .. ": by hundreds, whose markers begin alike. */
static void put_counted(assembly *a, uint32_t number, uint32_t n)
{
    sqi_out *o = a->out;
    for (uint32_t many; n > 0; n -= many, number += many) {
        const uint32_t last = number % 100, left = 100 - last;
        const size_t start = o->n;
        put_dollar(o, number / 100);
        const size_t head = o->n - start, each = head + ENDING;
        many = n < left ? n : left;
        if (!sqi_out_reserve(o, many * each - head))
            return;
        char *p = o->p + start;
        for (const char *from = endings + last * ENDING, *end = from + many * ENDING; from < end;
             from += ENDING, p += each) {
            sqi_copy_short(p, o->p + start, head);
            memcpy(p + head, from, ENDING);
        }
        o->n = start + many * each;
    }
}

/* $number, $number + 1, ..: from the table, then counted. */
static void put_dollars(assembly *a, uint32_t number, uint32_t n)
{
    uint32_t done = 0;
    while (done < n && number < HUNDREDS * 100) {
        uint32_t left = 100 - number % 100;
        uint32_t many = n - done < left ? n - done : left;
        const char *start = dollars[number / 100] + offset_in_hundred(number);
        size_t length = many == left ? strlen(start)
                                     : offset_in_hundred(number + many) - offset_in_hundred(number);
        sqi_out_mem(a->out, start, length);
        done += many;
        number += many;
    }
    put_counted(a, number, n - done);
    a->out->n -= a->out->status ? 0 : 2; /* the last comma */
}

/* Markers that are all alike, or counted by $. False: they are written one by one. */
static bool put_run(assembly *a, const sqi_slot *s, uint32_t number, uint32_t n)
{
    if (is_literal(a, s) || s->extra->cast.n)
        return false;
    if (a->k->mark == SQ_MARK_DOLLAR) {
        put_dollars(a, number, n);
        return true;
    }
    if (a->k->mark != SQ_MARK_QUESTION && a->k->mark != SQ_MARK_DIALECT)
        return false;
    uint32_t left = n;
    for (; left > RUN; left -= RUN)
        sqi_out_mem(a->out, questions, (size_t)RUN * 3);
    sqi_out_mem(a->out, questions, (size_t)left * 3 - 2);
    return true;
}

static void put_tuple(assembly *a, uint32_t slot, const sq_value *row, uint32_t *number, uint32_t i)
{
    sqi_out_char(a->out, '(');
    for (uint32_t j = 0; j < row->len; j++) {
        if (j)
            sqi_out_lit(a->out, ", ");
        put_value(a, slot, row->v.list[j], (*number)++, (item_place){2, {i + 1, j + 1}});
    }
    sqi_out_char(a->out, ')');
}

static void put_list(assembly *a, uint32_t slot, sq_value v, uint32_t number)
{
    const sqi_slot *s = &a->k->slots[slot];
    if (v.len == 0) {
        sqi_out_mem(a->out, s->extra->empty.p ? s->extra->empty.p : "", s->extra->empty.n);
        return;
    }
    bool tuples = v.v.list[0].kind == SQ_V_TUPLE;
    if (tuples && s->tuple_values)
        sqi_out_lit(a->out, "VALUES ");
    if (!tuples && put_run(a, s, number, v.len))
        return;
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            sqi_out_lit(a->out, ", ");
        if (v.v.list[i].kind == SQ_V_TUPLE)
            put_tuple(a, slot, &v.v.list[i], &number, i);
        else
            put_value(a, slot, v.v.list[i], number++, (item_place){1, {i + 1, 0}});
    }
}

static void put_slot(assembly *a, uint32_t slot)
{
    const sqi_slot *s = &a->k->slots[slot];
    const uint32_t number = a->first ? a->first[slot] : 0;
    sq_value v = a->values[slot];
    if (!s->expanding && !is_literal(a, s))
        put_marker(a->out, a->k, slot, number);
    else if (s->expanding && v.kind == SQ_V_LIST)
        put_list(a, slot, v, number);
    else if ((s->expanding || is_literal(a, s)) && v.kind == SQ_V_ABSENT) {
        sqi_out_lit(a->out, "__[POSTCOMPILE_");
        sqi_out_mem(a->out, a->k->params[slot].name.p, a->k->params[slot].name.n);
        sqi_out_lit(a->out, "]");
    } else
        put_value(a, slot, v, number, (item_place){0, {0, 0}});
}

static bool is_numbered(const sq_compiled *k)
{
    return k->mark == SQ_MARK_DOLLAR || k->mark == SQ_MARK_NUMBERED;
}

static void assemble_text(assembly *a)
{
    const sq_compiled *k = a->k;
    a->out->n = 0;
    for (size_t i = 0; i < k->n_spans; i++) {
        sqi_out_mem(a->out, k->text.p + k->spans[i].off, k->spans[i].len);
        if (k->spans[i].slot == SQI_ROW_NUMBER)
            sqi_out_char(a->out, '0');
        else if (k->spans[i].slot != SQI_NO_SLOT)
            put_slot(a, k->spans[i].slot);
    }
    if (!sqi_out_cstr(a->out) && !a->status)
        a->status = a->out->status;
}

/* ---- parameters ---- */

/* Room for n parameters: kept with the memo, unless they are many. */
static bool reserve_params(sqi_memo *m, sq_arena *arena, size_t n)
{
    enum { KEPT = 8192 };
    m->params = m->own_params;
    if (n <= m->cap_params)
        return true;
    if (n > KEPT) {
        sqi_free(arena->allocator, m->own_params);
        m->own_params = NULL;
        m->cap_params = 0;
        m->params = sqi_arena_alloc(arena, n * sizeof *m->params);
        return m->params != NULL;
    }
    size_t cap = m->cap_params ? m->cap_params * 2 : 16;
    while (cap < n)
        cap *= 2;
    sqi_param *p = sqi_resize(arena->allocator, m->own_params, cap * sizeof *p);
    if (!p)
        return false;
    m->params = m->own_params = p;
    m->cap_params = (uint32_t)cap;
    return true;
}

/* All parameters in the order of the driver: $n and :1 count slots in the order of their first
 * meeting, and send each only once. */
static void fill_params(assembly *a)
{
    const sq_compiled *k = a->k;
    sqi_memo *m = a->memo;
    size_t n = k->n_order;
    for (size_t i = 0; k->has_lists && i < k->n_order; i++)
        n += count_params(&k->slots[k->order[i]], &a->values[k->order[i]]) - 1;
    if (!reserve_params(m, a->arena, n)) {
        a->status = SQ_ERR_NOMEM;
        return;
    }
    sqi_param *p = m->params;
    for (size_t i = 0; i < k->n_order; i++) {
        uint32_t slot = k->order[i];
        if (a->first)
            a->first[slot] = (uint32_t)(p - m->params) + 1;
        p = put_params(a, p, slot);
    }
    m->n_params = (uint32_t)n;
}

/* ---- memos ---- */

static bool same_layout(const sqi_memo *m, const sq_compiled *k, const sq_value *values)
{
    if (m->id != k->id || !k->id)
        return false;
    for (uint32_t i = 0; i < k->n_lists; i++) {
        const sq_value *v = &values[k->lists[i]];
        if (v->kind != SQ_V_LIST || v->len != m->lengths[i])
            return false;
    }
    return true;
}

static void remember(sqi_memo *m, const sq_compiled *k, const sq_value *values)
{
    bool lists = true;
    for (uint32_t i = 0; i < k->n_lists && k->can_memo; i++) {
        m->lengths[i] = values[k->lists[i]].len;
        lists &= values[k->lists[i]].kind == SQ_V_LIST;
    }
    m->id = k->can_memo && lists && m->params == m->own_params ? k->id : 0;
}

void sqi_scratch_clear(sqi_scratch *s)
{
    const sq_allocator *allocator = s->arena ? s->arena->allocator : NULL;
    for (int i = 0; i <= SQI_MEMOS; i++) {
        sqi_free(allocator, s->memos[i].own_params);
        sqi_free(allocator, s->memos[i].text.p);
    }
    sqi_free(allocator, s->text.p);
    if (s->front)
        s->drop_front(s->front);
    sqi_arena_unref(s->arena);
    memset(s, 0, sizeof *s);
}

static int assemble_all(assembly *a, sq_error *err)
{
    const sq_compiled *k = a->k;
    static const sq_compile_options none;
    sqi_compiler literal;
    if (is_numbered(k) && !k->fixed &&
        !(a->first = sqi_arena_alloc(a->arena, (k->n_slots + 1) * sizeof *a->first)))
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    if (k->has_literals) {
        literal = (sqi_compiler){.d = k->dialect, .o = &none, .arena = a->arena};
        sqi_out_init(&literal.out, NULL, 0);
        a->literal = &literal;
    }
    fill_params(a);
    if (!a->status && !k->fixed)
        assemble_text(a);
    if (k->has_literals) {
        if (!a->status && literal.error.status) {
            a->status = literal.error.status;
            if (err)
                *err = literal.error;
            err = NULL;
        }
        sqi_out_clear(&literal.out);
    }
    return a->status ? sqi_error(err, a->status, "bind", "%s", sq_status_text(a->status)) : SQ_OK;
}

/* ---- pages: the spans of a row are written for each ---- */

/* Each marker has a parameter of its own, also where $1 could stand twice. */
static void put_page_span(assembly *a, const sqi_span *span, const sq_value *values, uint32_t row)
{
    sqi_memo *m = a->memo;
    sqi_out_mem(a->out, a->k->text.p + span->off, span->len);
    if (span->slot == SQI_ROW_NUMBER)
        sqi_out_uint(a->out, row);
    if (!sqi_is_slot(span->slot))
        return;
    const sqi_param *p = &a->k->params[span->slot];
    put_param(&m->params[m->n_params], p, p->name);
    a->placed[m->n_params++] = values[span->slot];
    put_marker(a->out, a->k, span->slot, m->n_params);
}

static void put_page(assembly *a, size_t n_rows)
{
    const sq_compiled *k = a->k;
    const sqi_page *p = &k->page;
    for (uint32_t i = 0; i < p->first; i++)
        put_page_span(a, &k->spans[i], a->values, 0);
    for (uint32_t row = 0; row < n_rows; row++) {
        if (row)
            sqi_out_lit(a->out, ", ");
        for (uint32_t i = p->first; i < p->last; i++)
            put_page_span(a, &k->spans[i], a->values + row * k->n_slots, row);
    }
    for (uint32_t i = p->last; i < k->n_spans; i++)
        put_page_span(a, &k->spans[i], a->values, 0);
}

int sqi_assemble_page(const sq_compiled *k, const sq_value *values, size_t n_rows, sq_arena *arena,
                      sqi_out *text, sqi_request *out, sq_error *err)
{
    sqi_memo m = {.id = 0};
    size_t most = k->n_spans + (k->page.last - k->page.first) * n_rows;
    sq_value *placed = sqi_arena_alloc(arena, (most + 1) * sizeof *placed);
    m.params = sqi_arena_alloc(arena, (most + 1) * sizeof *m.params);
    if (!placed || !m.params)
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    assembly a = {
        .k = k, .values = values, .memo = &m, .placed = placed, .out = text, .arena = arena};
    text->n = 0;
    put_page(&a, n_rows);
    if (!sqi_out_cstr(text))
        return sqi_error(err, text->status, "bind", "%s", sq_status_text(text->status));
    out->sql = (sq_str){text->p, text->n};
    out->values = placed;
    out->params = m.params;
    out->n_params = m.n_params;
    return SQ_OK;
}

/* As many rows as were asked for, each with the same values. */
static int assemble_alike(const sq_compiled *k, const sq_value *values, sq_arena *arena,
                          sqi_out *text, sqi_request *out, sq_error *err)
{
    size_t n = k->n_slots, rows = k->page.rows;
    sq_value *all = rows < SIZE_MAX / sizeof *all / (n + 1)
                        ? sqi_arena_alloc(arena, (rows * n + 1) * sizeof *all)
                        : NULL;
    if (!all)
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    for (size_t row = 0; n && row < rows; row++)
        memcpy(all + row * n, values, n * sizeof *all);
    return sqi_assemble_page(k, all, rows, arena, text, out, err);
}

static void reset_text(sqi_memo *m, const sqi_scratch *scratch)
{
    m->id = 0;
    if (m->text.max && !m->text.status)
        return;
    sqi_free(m->text.allocator, m->text.p);
    sqi_out_init(&m->text, scratch->arena->allocator, 0);
}

static sqi_memo *memo_of(const sq_compiled *k, sqi_scratch *scratch)
{
    return &scratch->memos[k->id ? k->id % SQI_MEMOS : SQI_MEMOS];
}

/* Text and descriptions, where the memo has none for lists of these lengths. */
SQI_APART int assemble_anew(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                            sqi_memo *m, sq_error *err)
{
    assembly a = {.k = k, .values = values, .memo = m, .out = &m->text, .arena = scratch->arena};
    reset_text(m, scratch);
    int rc = assemble_all(&a, err);
    if (rc == SQ_OK)
        remember(m, k, values);
    return rc;
}

int sqi_put_together(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                     sqi_request *out, sq_error *err)
{
    sqi_memo *m = memo_of(k, scratch);
    if (k->page.last > k->page.first && k->page.rows > 1) {
        reset_text(m, scratch);
        return assemble_alike(k, values, scratch->arena, &m->text, out, err);
    }
    int rc = same_layout(m, k, values) ? SQ_OK : assemble_anew(k, values, scratch, m, err);
    if (rc)
        return rc;
    out->values = place_values(k, values, m->n_params, scratch->arena);
    if (!out->values)
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    out->sql = k->fixed ? k->sql : (sq_str){m->text.p, m->text.n};
    out->params = m->params;
    out->n_params = m->n_params;
    return SQ_OK;
}

/* ---- when compiled ---- */

/* The slots in the order in which the driver gets them, and what is special about them. */
static bool order_slots(sq_compiled *k)
{
    uint32_t *order = sqi_arena_alloc(k->arena, (k->n_spans + k->n_slots + 1) * sizeof *order);
    if (!order)
        return false;
    k->can_memo = k->mark != SQ_MARK_NAMED;
    for (uint32_t i = 0; i < k->n_slots; i++) {
        const sqi_slot *s = &k->slots[i];
        if (!(s->expanding | s->tuple | s->literal_execute | s->row_count)) {
            if (is_numbered(k))
                order[k->n_order++] = i;
            continue;
        }
        bool literal = s->literal_execute || (s->row_count && k->literal_ints);
        k->has_literals |= literal;
        k->can_memo &= !literal && !s->tuple && !(s->expanding && k->n_lists == SQI_MEMO_LISTS);
        k->has_lists |= s->expanding;
        if (s->expanding && k->can_memo)
            k->lists[k->n_lists++] = i;
        k->fixed &= !literal && !s->expanding;
        if (is_numbered(k) && !literal)
            order[k->n_order++] = i;
    }
    for (size_t i = 0; i < k->n_spans && !is_numbered(k); i++) {
        uint32_t slot = k->spans[i].slot;
        if (sqi_is_slot(slot) &&
            !(k->slots[slot].literal_execute || (k->slots[slot].row_count && k->literal_ints)))
            order[k->n_order++] = slot;
    }
    k->order = order;
    return true;
}

/* Puts it together, without values. */
static bool make_final(sq_compiled *k)
{
    sq_value *values = sqi_arena_alloc(k->arena, (k->n_slots + 1) * sizeof *values);
    if (!values)
        return false;
    memset(values, 0, (k->n_slots + 1) * sizeof *values);
    sqi_scratch scratch = {.arena = k->arena};
    sqi_request r = {0};
    bool ok = sqi_put_together(k, values, &scratch, &r, NULL) == SQ_OK;
    if (ok)
        k->sql = (sq_str){sqi_arena_str(k->arena, r.sql.p, r.sql.n), r.sql.n};
    scratch.arena = NULL;
    sqi_scratch_clear(&scratch);
    return ok && k->sql.p;
}

/* Is the order of the parameters that of the slots? */
static bool is_in_order(const sq_compiled *k)
{
    size_t i = 0;
    while (i < k->n_order && k->order[i] == i)
        i++;
    return i == k->n_slots && k->n_order == k->n_slots;
}

static bool is_gathered_in_order(const sq_compiled *k)
{
    size_t i = 0;
    while (i < k->n_slots && k->slots[i].gather == (int32_t)i)
        i++;
    return i == k->n_slots;
}

bool sqi_fix_text(sq_compiled *k, bool straight, bool final)
{
    k->fixed = true;
    k->as_gathered = is_gathered_in_order(k);
    if (!order_slots(k))
        return false;
    sqi_settle_page(k);
    if (!k->fixed) /* put together at each execution */
        return true;
    if (straight)
        k->sql = k->text;
    else {
        k->fixed = false; /* until it is */
        if (!final || !make_final(k))
            return !final;
        k->fixed = true;
    }
    k->plain = is_in_order(k);
    return true;
}

/* Do the markers stand for the slots, one by one? */
static bool has_markers_in_order(const sq_compiled *k)
{
    uint32_t n = 0;
    for (size_t i = 0; i < k->n_spans; i++)
        if (sqi_is_slot(k->spans[i].slot) && k->spans[i].slot != n++)
            return false;
    return n == k->n_slots;
}

bool sqi_fix_straight(sq_compiled *k, bool straight)
{
    if (!straight || !(is_numbered(k) || has_markers_in_order(k)) || k->page.last > k->page.first)
        return false;
    k->fixed = k->plain = true;
    k->sql = k->text;
    return true;
}
