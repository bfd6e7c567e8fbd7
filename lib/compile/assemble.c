/* assemble.c: text and parameters of a compiled statement, made ready to be sent.
 *
 * The text is put together by copying spans and writing markers between them; where neither text nor
 * order can change, that was done when the statement was compiled, and only values are placed. */
#include "lib/compile/compiler.h"
#include <stdio.h>


typedef struct assembly {
    const sq_compiled *k;
    const sq_value *values; /* of each slot */
    sqi_out out;
    sqi_param *params;
    uint32_t n_params, cap_params;
    uint32_t *first;  /* number of the first parameter of each slot, for $n and :1 */
    sq_arena *arena;
    sqi_compiler literal; /* only to write literals */
    bool collect; /* markers repeat no parameter: gather them as they are written */
    sq_error *err;
    int status;
} assembly;

static bool is_literal(const assembly *a, const sqi_slot *s)
{
    return s->literal_execute || (s->row_count && a->k->literal_ints);
}

static void add_param(assembly *a, const sqi_slot *s, sq_value v, sq_str name)
{
    if (a->n_params == a->cap_params) {
        uint32_t cap = a->cap_params ? a->cap_params * 2 : 16;
        sqi_param *p = sqi_arena_alloc(a->arena, cap * sizeof *p);
        if (!p) {
            a->status = SQ_ERR_NOMEM;
            return;
        }
        if (a->n_params)
            memcpy(p, a->params, a->n_params * sizeof *p);
        a->params = p;
        a->cap_params = cap;
    }
    a->params[a->n_params++] = (sqi_param){v, s->type, name, s->client_default};
}

/* Named markers name each item of a list. */
static sq_str item_name(assembly *a, const sqi_slot *s, uint32_t i, uint32_t j, bool in_row)
{
    if (a->k->mark != SQ_MARK_NAMED)
        return s->name;
    char tail[32];
    int n = in_row ? snprintf(tail, sizeof tail, "_%u_%u", (unsigned)i + 1, (unsigned)j + 1)
                   : snprintf(tail, sizeof tail, "_%u", (unsigned)i + 1);
    char *p = sqi_arena_alloc(a->arena, s->name.n + (size_t)n);
    if (!p) {
        a->status = SQ_ERR_NOMEM;
        return s->name;
    }
    memcpy(p, s->name.p, s->name.n);
    memcpy(p + s->name.n, tail, (size_t)n);
    return (sq_str){p, s->name.n + (size_t)n};
}

/* Values that a slot sends: of a list each item, of a list of rows each part. */
static void add_params(assembly *a, const sqi_slot *s, sq_value v)
{
    if (!s->expanding || v.kind != SQ_V_LIST) {
        add_param(a, s, v, s->name);
        return;
    }
    for (uint32_t i = 0; i < v.len; i++) {
        const sq_value *item = &v.v.list[i];
        if (item->kind != SQ_V_TUPLE)
            add_param(a, s, *item, item_name(a, s, i, 0, false));
        for (uint32_t j = 0; item->kind == SQ_V_TUPLE && j < item->len; j++)
            add_param(a, s, item->v.list[j], item_name(a, s, i, j, true));
    }
}

/* Where in a list an item stands: x_1, and x_1_2 in a list of rows. */
typedef struct item_place {
    int depth;
    uint32_t n[2];
} item_place;

/* Characters that named markers can not hold are written as others. */
static void put_bind_name(assembly *a, sq_str name)
{
    static const char special[] = "%():.[] ", instead[] = "PAZC____";
    for (size_t i = 0; i < name.n; i++) {
        const char *at = strchr(special, name.p[i]);
        sqi_out_char(&a->out, at && *at ? instead[at - special] : name.p[i]);
    }
}

static void put_marker(assembly *a, const sqi_slot *s, uint32_t number, item_place at)
{
    switch (a->k->mark) {
    case SQ_MARK_NAMED:
        sqi_out_char(&a->out, ':');
        put_bind_name(a, s->name);
        for (int i = 0; i < at.depth; i++) {
            sqi_out_char(&a->out, '_');
            sqi_out_uint(&a->out, at.n[i]);
        }
        return;
    case SQ_MARK_DOLLAR:
        sqi_out_char(&a->out, '$');
        sqi_out_uint(&a->out, number);
        return;
    case SQ_MARK_NUMBERED:
        sqi_out_char(&a->out, ':');
        sqi_out_uint(&a->out, number);
        return;
    case SQ_MARK_QUESTION:
    case SQ_MARK_DIALECT:
        sqi_out_char(&a->out, '?');
        return;
    }
}

static void put_value(assembly *a, const sqi_slot *s, sq_value v, uint32_t number, item_place at)
{
    if (!is_literal(a, s)) {
        put_marker(a, s, number, at);
        sqi_out_mem(&a->out, s->cast.p ? s->cast.p : "", s->cast.n);
        return;
    }
    sqi_compiler *c = &a->literal;
    c->out.n = 0;
    sqi_put_literal(c, v, s->type);
    sqi_out_mem(&a->out, c->out.p ? c->out.p : "", c->out.n);
}

/* A run of "?, ?, ?" is copied from a constant in pieces of 64. */
static bool put_run(assembly *a, const sqi_slot *s, uint32_t n)
{
    enum { RUN = 64 };
#define Q8 "?, ?, ?, ?, ?, ?, ?, ?, "
    static const char run[] = Q8 Q8 Q8 Q8 Q8 Q8 Q8 Q8;
#undef Q8
    if (is_literal(a, s) || s->cast.n || (a->k->mark != SQ_MARK_QUESTION && a->k->mark != SQ_MARK_DIALECT))
        return false;
    for (; n > RUN; n -= RUN)
        sqi_out_mem(&a->out, run, (size_t)RUN * 3);
    sqi_out_mem(&a->out, run, (size_t)n * 3 - 2);
    return true;
}

static void put_tuple(assembly *a, const sqi_slot *s, const sq_value *row, uint32_t *number,
                      uint32_t i)
{
    sqi_out_char(&a->out, '(');
    for (uint32_t j = 0; j < row->len; j++) {
        if (j)
            sqi_out_lit(&a->out, ", ");
        put_value(a, s, row->v.list[j], (*number)++, (item_place){2, {i + 1, j + 1}});
    }
    sqi_out_char(&a->out, ')');
}

static void put_list(assembly *a, const sqi_slot *s, sq_value v, uint32_t number)
{
    if (v.len == 0) {
        sqi_out_mem(&a->out, s->empty.p ? s->empty.p : "", s->empty.n);
        return;
    }
    bool tuples = v.v.list[0].kind == SQ_V_TUPLE;
    if (tuples && s->tuple_values)
        sqi_out_lit(&a->out, "VALUES ");
    if (!tuples && put_run(a, s, v.len))
        return;
    for (uint32_t i = 0; i < v.len; i++) {
        if (i)
            sqi_out_lit(&a->out, ", ");
        if (v.v.list[i].kind == SQ_V_TUPLE)
            put_tuple(a, s, &v.v.list[i], &number, i);
        else
            put_value(a, s, v.v.list[i], number++, (item_place){1, {i + 1, 0}});
    }
}

static void put_slot(assembly *a, uint32_t slot)
{
    const sqi_slot *s = &a->k->slots[slot];
    sq_value v = a->values[slot];
    if (s->expanding && v.kind == SQ_V_LIST)
        put_list(a, s, v, a->first ? a->first[slot] : 0);
    else if ((s->expanding || is_literal(a, s)) && v.kind == SQ_V_ABSENT) {
        sqi_out_lit(&a->out, "__[POSTCOMPILE_");
        sqi_out_mem(&a->out, s->name.p, s->name.n);
        sqi_out_lit(&a->out, "]");
    } else
        put_value(a, s, v, a->first ? a->first[slot] : 0, (item_place){0, {0, 0}});
    if (a->collect && !is_literal(a, s))
        add_params(a, s, v);
}

/* $n and :1 count slots in the order of their first meeting, and name each only once. */
static void number_slots(assembly *a)
{
    a->first = sqi_arena_alloc(a->arena, (a->k->n_slots + 1) * sizeof *a->first);
    if (!a->first) {
        a->status = SQ_ERR_NOMEM;
        return;
    }
    for (uint32_t i = 0; i < a->k->n_slots; i++) {
        a->first[i] = a->n_params + 1;
        if (!is_literal(a, &a->k->slots[i]))
            add_params(a, &a->k->slots[i], a->values[i]);
    }
}

static bool is_numbered(const sq_compiled *k)
{
    return k->mark == SQ_MARK_DOLLAR || k->mark == SQ_MARK_NUMBERED;
}

static int assemble_text(assembly *a)
{
    const sq_compiled *k = a->k;
    if (is_numbered(k))
        number_slots(a);
    else
        a->collect = true;
    for (size_t i = 0; i < k->n_spans && !a->status; i++) {
        sqi_out_mem(&a->out, k->text.p + k->spans[i].off, k->spans[i].len);
        if (k->spans[i].slot != SQI_NO_SLOT)
            put_slot(a, k->spans[i].slot);
    }
    if (!sqi_out_cstr(&a->out) && !a->status)
        a->status = a->out.status;
    if (!a->status && a->literal.error.status) {
        a->status = a->literal.error.status;
        if (a->err)
            *a->err = a->literal.error;
        return a->status;
    }
    return a->status ? sqi_error(a->err, a->status, "bind", "%s", sq_status_text(a->status)) : SQ_OK;
}

static int binding_of(const sq_binding *b, size_t n_b, sq_str name)
{
    for (size_t i = 0; i < n_b; i++)
        if (strlen(b[i].name) == name.n && memcmp(b[i].name, name.p, name.n) == 0)
            return (int)i;
    return -1;
}

static int check_surplus(const sq_compiled *k, const sq_binding *b, size_t n_b, sq_error *err)
{
    for (size_t i = 0; i < n_b; i++) {
        size_t n = strlen(b[i].name);
        bool found = false;
        for (size_t j = 0; j < k->n_slots && !found; j++)
            found = k->slots[j].name.n == n && memcmp(k->slots[j].name.p, b[i].name, n) == 0;
        if (!found)
            return sqi_error(err, SQ_ERR_ARGUMENT, "bind",
                             "the statement has no parameter \"%s\"", b[i].name);
    }
    return SQ_OK;
}

static int no_value(const sqi_slot *s, sq_error *err)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "no value for the parameter \"%.*s\"",
                     (int)s->name.n, s->name.p);
}

static int value_of_slot(const sqi_slot *s, const sq_value *gathered, size_t n, sq_value *out,
                         bool allow_absent, sq_error *err)
{
    *out = s->value;
    if (s->gather >= 0 && (size_t)s->gather < n)
        *out = gathered[s->gather];
    if (out->kind == SQ_V_ABSENT && !allow_absent && !s->client_default)
        return no_value(s, err);
    return SQ_OK;
}

/* Can the slot stand for this value? */
static int check_value(const sqi_slot *s, sq_value v, sq_error *err)
{
    sq_value_kind kind = (sq_value_kind)v.kind;
    if (kind == SQ_V_EXPR || kind == SQ_V_STMT || kind == SQ_V_BAD_POINTER ||
        (s->expanding && kind != SQ_V_LIST && kind != SQ_V_ABSENT))
        return sqi_error(err, SQ_ERR_ARGUMENT, "bind", "the parameter \"%.*s\" needs a %s",
                         (int)s->name.n, s->name.p, s->expanding ? "list" : "plain value");
    return SQ_OK;
}

/* One value for each slot, from the tree or by name. */
static int place_values(const sq_compiled *k, const sq_value *gathered, size_t n,
                        const sq_binding *b, size_t n_b, bool allow_absent, sq_arena *arena,
                        sq_value **out, sq_error *err)
{
    sq_value *values = sqi_arena_alloc(arena, (k->n_slots + 1) * sizeof *values);
    if (!values)
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    for (size_t i = 0; i < k->n_slots; i++) {
        const sqi_slot *s = &k->slots[i];
        int at = n_b ? binding_of(b, n_b, s->name) : -1;
        int rc = SQ_OK;
        if (at >= 0)
            values[i] = b[at].value;
        else
            rc = value_of_slot(s, gathered, n, &values[i], allow_absent, err);
        if (rc == SQ_OK)
            rc = check_value(s, values[i], err);
        if (rc)
            return rc;
    }
    *out = values;
    return n_b && !allow_absent ? check_surplus(k, b, n_b, err) : SQ_OK;
}

static int ready_fixed(const sq_compiled *k, const sq_value *values, sq_arena *arena,
                       sqi_request *out, sq_error *err)
{
    sqi_param *p = sqi_arena_alloc(arena, (k->n_order + 1) * sizeof *p);
    if (!p)
        return sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    for (size_t i = 0; i < k->n_order; i++) {
        const sqi_slot *s = &k->slots[k->order[i]];
        p[i] = (sqi_param){values[k->order[i]], s->type, s->name, s->client_default};
    }
    out->sql = k->sql;
    out->params = p;
    out->n_params = k->n_order;
    return SQ_OK;
}

static int assemble(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                    sqi_request *out, sq_error *err)
{
    if (k->fixed)
        return ready_fixed(k, values, scratch->arena, out, err);
    assembly a = {.k = k, .values = values, .arena = scratch->arena, .err = err};
    static const sq_compile_options none;
    sqi_out_init(&a.out, NULL, 0);
    sqi_out_init(&a.literal.out, NULL, 0);
    a.literal.d = k->dialect;
    a.literal.o = &none;
    a.literal.arena = scratch->arena;
    int rc = assemble_text(&a);
    if (rc == SQ_OK) {
        out->sql = (sq_str){sqi_arena_str(scratch->arena, a.out.p, a.out.n), a.out.n};
        out->params = a.params;
        out->n_params = a.n_params;
        if (!out->sql.p)
            rc = sqi_error(err, SQ_ERR_NOMEM, "bind", "out of memory");
    }
    sqi_out_clear(&a.out);
    sqi_out_clear(&a.literal.out);
    return rc;
}

int sqi_assemble(const sq_compiled *k, const sq_value *gathered, size_t n_gathered,
                 const sq_binding *b, size_t n_b, bool allow_absent, sqi_scratch *scratch,
                 sqi_request *out, sq_error *err)
{
    sq_value *values = NULL;
    int rc = place_values(k, gathered, n_gathered, b, n_b, allow_absent, scratch->arena, &values,
                          err);
    return rc ? rc : assemble(k, values, scratch, out, err);
}

int sqi_assemble_values(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                        sqi_request *out, sq_error *err)
{
    for (size_t i = 0; i < k->n_slots; i++) {
        int rc = check_value(&k->slots[i], values[i], err);
        if (rc)
            return rc;
        if (values[i].kind == SQ_V_ABSENT && !k->slots[i].client_default)
            return no_value(&k->slots[i], err);
    }
    return assemble(k, values, scratch, out, err);
}

bool sqi_fix_text(sq_compiled *k)
{
    for (size_t i = 0; i < k->n_slots; i++)
        if (k->slots[i].expanding || k->slots[i].literal_execute ||
            (k->slots[i].row_count && k->literal_ints))
            return true; /* put together at each execution */
    uint32_t *order = sqi_arena_alloc(k->arena, (k->n_spans + k->n_slots + 1) * sizeof *order);
    sq_value *values = sqi_arena_alloc(k->arena, (k->n_slots + 1) * sizeof *values);
    if (!order || !values)
        return false;
    memset(values, 0, (k->n_slots + 1) * sizeof *values);
    assembly a = {.k = k, .values = values, .arena = k->arena};
    sqi_out_init(&a.out, NULL, 0);
    bool ok = assemble_text(&a) == SQ_OK;
    if (ok) {
        k->sql = (sq_str){sqi_arena_str(k->arena, a.out.p, a.out.n), a.out.n};
        ok = k->sql.p != NULL;
    }
    sqi_out_clear(&a.out);
    for (size_t i = 0; i < k->n_slots && is_numbered(k); i++)
        order[k->n_order++] = (uint32_t)i;
    for (size_t i = 0; i < k->n_spans && !is_numbered(k); i++)
        if (k->spans[i].slot != SQI_NO_SLOT)
            order[k->n_order++] = k->spans[i].slot;
    k->order = order;
    k->fixed = ok;
    return ok;
}
