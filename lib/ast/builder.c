/* builder.c: the builder, poison, and the copying of what callers give.
 *
 * Invariant: whatever a node points to lives in its own arena, is static, or is pinned by it. */
#include "lib/ast/builder.h"
#include "lib/base/utf8.h"
#include <stdio.h>

enum { MAX_DEPTH = 1000, MAX_SIZE = 10 * 1000 * 1000 };

const sqi_poison sqi_no_memory = {
    .node = {.kind = SQI_N_POISON, .hash = 1},
    .status = SQ_ERR_NOMEM,
    .where = "builder",
    .message = "out of memory",
};
static void *no_room(void *context, void *p, size_t n)
{
    (void)context, (void)p, (void)n;
    return NULL;
}
static const sq_allocator no_allocator = {.resize = no_room};
static sq_arena nowhere = {
    .allocator = &no_allocator}; /* gives nothing; no node is at home there */
static sq_builder no_builder = {
    .arena = &nowhere,
    .is_static = true,
    .error = {.status = SQ_ERR_NOMEM, .where = "builder", .message = "out of memory"},
};

sq_builder *sq_builder_new(const sq_builder_options *o)
{
    static const sq_builder_options none;
    if (!o)
        o = &none;
    sq_builder *q = sqi_zalloc(o->allocator, sizeof *q);
    if (!q)
        return &no_builder;
    q->allocator = sqi_allocator(o->allocator);
    q->max_depth = o->max_depth ? o->max_depth : MAX_DEPTH;
    if (q->max_depth > UINT16_MAX)
        q->max_depth = UINT16_MAX;
    q->max_size = q->size_limit = o->max_size ? o->max_size : MAX_SIZE;
    q->max_sql_bytes = o->max_sql_bytes ? o->max_sql_bytes : SQI_MAX_SQL;
    q->seed = sqi_hash_seed();
    q->arena = sqi_arena_new(q->allocator, q);
    if (q->arena)
        return q;
    sqi_free(q->allocator, q);
    return &no_builder;
}

sq_builder *sqi_builder_none(void)
{
    return &no_builder;
}

void sq_builder_free(sq_builder *q)
{
    if (!q || q->is_static)
        return;
    q->arena->owner = NULL;
    sqi_arena_unref(q->arena);
    sqi_free(q->allocator, q);
}

void sq_builder_reset(sq_builder *q)
{
    if (q->is_static)
        return;
    sq_error_clear(&q->error);
    q->max_size = q->size_limit;
    q->told = NULL;
    if (atomic_load_explicit(&q->arena->refs, memory_order_acquire) == 1) {
        sqi_arena_reset(q->arena);
        return;
    }
    sq_arena *fresh = sqi_arena_new(q->allocator, q);
    if (!fresh) {
        sqi_fail_nomem(q);
        return;
    }
    q->arena->owner = NULL; /* the old one is left to its keepers */
    sqi_arena_unref(q->arena);
    q->arena = fresh;
}

const sq_error *sq_builder_error(const sq_builder *q)
{
    return &q->error;
}

const sq_stmt *sq_stmt_ref(const sq_stmt *s)
{
    if (s && s->node.home)
        sqi_arena_ref(s->node.home);
    return s;
}

void sq_stmt_unref(const sq_stmt *s)
{
    if (s && s->node.home)
        sqi_arena_unref(s->node.home);
}

/* ---- nodes ---- */

void *sqi_more_node_room(sq_builder *q, size_t size)
{
    static _Thread_local union {
        char bytes[512];
        uint64_t align;
    } waste; /* written, never read: there was no memory */
    _Static_assert(sizeof(sqi_over) < sizeof waste && sizeof(sqi_ddl) < sizeof waste, "fits");
    void *p = sqi_arena_more(q->arena, size);
    if (p)
        return p;
    sqi_fail_nomem(q);
    memset(&waste, 0, sizeof waste); /* what its fields pointed to is gone */
    return &waste;
}

void *sqi_make(sq_builder *q, sqi_kind kind)
{
    return sqi_make_sized(q, kind, sqi_nodes[kind].size);
}

const void *sqi_fail_nomem(sq_builder *q)
{
    if (!q->is_static)
        q->max_size = 0; /* the static builder is shared and constant */
    if (!q->is_static && !q->error.status)
        sqi_error(&q->error, SQ_ERR_NOMEM, "builder", "out of memory");
    return &sqi_no_memory;
}

const void *sqi_fail(sq_builder *q, int status, const char *where, const char *format, ...)
{
    sq_error e;
    va_list ap;
    va_start(ap, format);
    sqi_verror(&e, status, where, format, ap);
    va_end(ap);
    if (q->is_static)
        return &sqi_no_memory;
    if (!q->error.status)
        q->error = e;
    sqi_poison *p = sqi_arena_alloc(q->arena, sizeof *p);
    const char *message = sqi_arena_str(q->arena, e.message, strlen(e.message));
    const char *place = sqi_arena_str(q->arena, e.where, strlen(e.where));
    if (!p || !message || !place)
        return &sqi_no_memory;
    *p = (sqi_poison){
        .node = {.kind = SQI_N_POISON, .home = q->arena, .size = 1, .hash = 1},
        .status = status,
        .where = place,
        .message = message,
    };
    return p;
}

/* ---- copies ---- */

const char *sqi_copy_str(sq_builder *q, const char *s)
{
    const char *p = s && !q->is_static ? sqi_arena_str(q->arena, s, strlen(s)) : NULL;
    if (s && !p)
        sqi_fail_nomem(q);
    return p;
}

void *sqi_list_room(sq_builder *q, size_t n)
{
    return n < UINT32_MAX / 8 ? sqi_arena_alloc(q->arena, n * sizeof(void *)) : NULL;
}

sqi_exprs sqi_no_list(sq_builder *q)
{
    static const sq_expr *const nothing = SQI_NO_MEMORY(expr);
    sqi_fail_nomem(q);
    return (sqi_exprs){&nothing, 1};
}

/* The long way, where errors are found. */
SQI_APART sqi_exprs list_of_any(sq_builder *q, const sq_expr *const *items, size_t n,
                                const char *where)
{
    const sq_expr **p = sqi_list_room(q, n);
    if (!p)
        return sqi_no_list(q);
    for (size_t i = 0; i < n; i++)
        p[i] = items[i] ? items[i] : sqi_fail(q, SQ_ERR_ARGUMENT, where, "item %zu is NULL", i + 1);
    return (sqi_exprs){p, (uint32_t)n};
}

sqi_exprs sqi_list(sq_builder *q, const sq_expr *const *items, size_t n, const char *where)
{
    n = sqi_count(items, n);
    if (n == 0)
        return (sqi_exprs){NULL, 0};
    if (n >= UINT32_MAX / 8 || !sqi_arena_has(q->arena, n * sizeof *items))
        return list_of_any(q, items, n, where);
    const sq_expr **p = sqi_arena_take(q->arena, n * sizeof *p);
    bool missing = false;
    for (size_t i = 0; i < n; i++) {
        p[i] = items[i];
        missing |= !p[i];
    }
    return missing ? list_of_any(q, items, n, where) : (sqi_exprs){p, (uint32_t)n};
}

sqi_rels sqi_rel_list(sq_builder *q, const sq_relation *const *items, size_t n, const char *where)
{
    static const sq_relation *const nothing = SQI_NO_MEMORY(relation);
    const sq_relation **p = n ? sqi_list_room(q, n) : NULL;
    if (n && !p) {
        sqi_fail_nomem(q);
        return (sqi_rels){&nothing, 1};
    }
    for (size_t i = 0; i < n; i++)
        p[i] = items[i] ? items[i]
                        : sqi_fail(q, SQ_ERR_ARGUMENT, where, "from element %zu is NULL", i + 1);
    return (sqi_rels){p, (uint32_t)n};
}

sq_name sq_name_of(const char *name)
{
    return sq_name_quoted(name, SQ_QUOTE_AUTO);
}

sq_name sq_name_n(const char *name, size_t n, sq_quote quote)
{
    return (sq_name){name, n < UINT32_MAX ? (uint32_t)n : UINT32_MAX, (uint32_t)quote};
}

sq_name sq_name_quoted(const char *name, sq_quote quote)
{
    return sq_name_n(name, name ? strlen(name) : 0, quote);
}

sq_name sq_name_self(sq_name n)
{
    return n;
}

static bool is_word(sq_name n)
{
    for (uint32_t i = 0; i < n.n; i++) {
        char c = n.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
              (i > 0 && c >= '0' && c <= '9')))
            return false;
    }
    return n.n > 0;
}

/* The long way, where errors are found. */
SQI_APART sq_name name_of_any(sq_builder *q, sq_name n, const char *where, const void **poison)
{
    if (!n.p || q->is_static)
        return (sq_name){NULL, 0, 0};
    if (n.n == 0 || n.n == UINT32_MAX)
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where, "a name is empty or too long");
    else if (!sqi_utf8_valid(n.p, n.n))
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where,
                           "the name \"%.*s\" holds NUL or is no valid UTF-8", (int)n.n, n.p);
    else if (n.quote == SQ_QUOTE_NEVER && !is_word(n))
        *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where,
                           "\"%.*s\" can not stay without quotes: only letters, digits, _ and $",
                           (int)n.n, n.p);
    const char *p = sqi_arena_str(q->arena, n.p, n.n);
    if (!p)
        *poison = sqi_fail_nomem(q);
    return (sq_name){p, p ? n.n : 0, n.quote};
}

sq_name sqi_name(sq_builder *q, sq_name n, const char *where, const void **poison)
{
    size_t room = ((size_t)n.n + 8) & ~(size_t)7;
    bool usual = n.p && n.n > 0 && n.n < 64 && n.quote != SQ_QUOTE_NEVER;
    char *p = q->arena->cur; /* taken when it is a name */
    if (!usual || !sqi_arena_has(q->arena, room) || !sqi_copy_ascii(p, n.p, n.n))
        return name_of_any(q, n, where, poison);
    p[n.n] = '\0';
    return (sq_name){sqi_arena_take(q->arena, room), n.n, n.quote};
}

const sq_sql_text *sq_unsafe_sql(sq_builder *q, const char *sql, size_t n)
{
    if (!sql || !sqi_utf8_valid(sql, n)) {
        sqi_fail(q, SQ_ERR_ARGUMENT, "sq_unsafe_sql",
                 "the text is NULL, holds NUL or is no valid UTF-8");
        return NULL;
    }
    const char *p = q->is_static ? NULL : sqi_arena_str(q->arena, sql, n);
    if (!p)
        sqi_fail_nomem(q);
    return (const sq_sql_text *)(const void *)p;
}

/* ---- values ---- */

static bool copy_items(sq_arena *a, sq_value *v, size_t n)
{
    sq_value *p = n ? sqi_arena_behind(a, n * sizeof *p) : NULL;
    if (n && !p)
        return false;
    for (size_t i = 0; i < n; i++) {
        p[i] = v->v.list[i];
        if (!sqi_copy_value(a, &p[i]))
            return false;
    }
    v->v.list = p;
    return true;
}

static bool copy_range(sq_arena *a, sq_value *v)
{
    sq_range *r = sqi_arena_behind(a, sizeof *r);
    if (!r)
        return false;
    *r = *v->v.range;
    v->v.range = r;
    return sqi_copy_value(a, &r->lower) && sqi_copy_value(a, &r->upper);
}

bool sqi_copy_value(sq_arena *a, sq_value *v)
{
    switch ((sq_value_kind)v->kind) {
    case SQ_V_TEXT:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
    case SQ_V_BYTES:
    case SQ_V_UUID:
        return sqi_copy_text(a, v);
    case SQ_V_LIST:
    case SQ_V_TUPLE:
        return copy_items(a, v, v->len);
    case SQ_V_MAP:
        return copy_items(a, v, (size_t)v->len * 2);
    case SQ_V_RANGE:
        return copy_range(a, v);
    case SQ_V_NULL:
    case SQ_V_BOOL:
    case SQ_V_INT:
    case SQ_V_UINT:
    case SQ_V_DOUBLE:
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
    case SQ_V_INTERVAL:
    case SQ_V_EXPR:
    case SQ_V_STMT:
    case SQ_V_ABSENT:
    case SQ_V_BAD_POINTER:
        break;
    }
    return true;
}
