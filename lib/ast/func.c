/* func.c: function calls, aggregates, windows.
 *
 * What is known of a function by its name stands in funcs.def; any other name is a plain
 * function. */
#include "lib/ast/construct.h"

/* What a function of funcs.def results in. */
enum {
    RESULT_UNKNOWN,
    RESULT_ARG,
    RESULT_ARRAY,
    RESULT_INTEGER,
    RESULT_BIGINT,
    RESULT_STRING,
    RESULT_NUMERIC,
    RESULT_DATETIME,
    RESULT_DATE,
    RESULT_TIME,
    RESULT_BOOLEAN,
};

#define BARE      SQI_FNF_BARE
#define AGGREGATE SQI_FNF_AGGREGATE
const sqi_func_info sqi_funcs[SQI_FUNC_COUNT] = {
    [SQI_FN_OTHER] = {"", 0, RESULT_UNKNOWN},
#define SQ_FUNC(id, name, flags, result) [SQI_FN_##id] = {name, flags, RESULT_##result},
#include "lib/ast/funcs.def"
#undef SQ_FUNC
};
#undef BARE
#undef AGGREGATE

/* How `name` stands to a name of the table, which is in lower case: as strcmp() says it. */
static int compare_letters(sq_name name, const char *lower)
{
    for (uint32_t i = 0; i < name.n; i++) {
        char c = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
        if (c != lower[i])
            return (unsigned char)c - (unsigned char)lower[i];
    }
    return lower[name.n] ? -1 : 0;
}

sqi_func_id sqi_find_function(sq_name name)
{
    int low = SQI_FN_OTHER + 1, high = SQI_FUNC_COUNT;
    while (low < high) {
        const int mid = (low + high) / 2, order = compare_letters(name, sqi_funcs[mid].name);
        if (order == 0)
            return (sqi_func_id)mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return SQI_FN_OTHER;
}

static const sq_type *array_of(sq_builder *q, const sq_type *item)
{
    if (q->is_static)
        return NULL;
    sq_type_details d = {.item = item};
    return sqi_type(q, (sq_type){.kind = SQ_T_ARRAY, .details = &d});
}

static const sq_type *result_of(sq_builder *q, sqi_func_id id, sqi_exprs args)
{
    static const sq_type_kind kinds[] = {
        [RESULT_INTEGER] = SQ_T_INTEGER,   [RESULT_BIGINT] = SQ_T_BIG_INTEGER,
        [RESULT_STRING] = SQ_T_STRING,     [RESULT_NUMERIC] = SQ_T_NUMERIC,
        [RESULT_DATETIME] = SQ_T_DATETIME, [RESULT_DATE] = SQ_T_DATE,
        [RESULT_TIME] = SQ_T_TIME,         [RESULT_BOOLEAN] = SQ_T_BOOLEAN,
    };
    const sq_type *first = args.n ? args.p[0]->node.type : NULL;
    switch (sqi_funcs[id].result) {
    case RESULT_UNKNOWN:
        return NULL;
    case RESULT_ARG:
        return first;
    case RESULT_ARRAY:
        return first ? array_of(q, first) : sqi_simple_type(SQ_T_ARRAY);
    default:
        return sqi_simple_type(kinds[sqi_funcs[id].result]);
    }
}

/* "a.b" of a NULL-ended list, outermost first. */
static const char *join_package(sq_builder *q, const char *const *parts)
{
    size_t n = 0, end = 0;
    for (size_t i = 0; parts && parts[i]; i++)
        n += strlen(parts[i]) + 1;
    char *p = n && !q->is_static ? sqi_arena_alloc(q->arena, n) : NULL;
    if (n && !p)
        sqi_fail_nomem(q);
    for (size_t i = 0; p && parts[i]; i++) {
        size_t len = strlen(parts[i]);
        memcpy(p + end, parts[i], len);
        end += len;
        p[end++] = parts[i + 1] ? '.' : '\0';
    }
    return p;
}

const sq_expr *sq_func_with(sq_builder *q, const sq_function *f, const sq_expr *const *args,
                            size_t n)
{
    const void *poison = NULL;
    sqi_func *x = SQI_MAKE(q, FUNC, func);
    if (!f->name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_func", "the name is NULL");
    x->name = sqi_name(q, f->name, "sq_func", &poison);
    x->package = join_package(q, f->package);
    x->args = sqi_list(q, args, n, "sq_func");
    x->with_ordinality = f->with_ordinality;
    if (poison)
        return poison;
    x->id = f->plain || x->package ? SQI_FN_OTHER : (int32_t)sqi_find_function(x->name);
    if (f->known && x->id == SQI_FN_OTHER)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_func", "no function is known as \"%.*s\"",
                        (int)x->name.n, x->name.p);
    x->node.type = f->type ? sqi_type(q, *f->type) : result_of(q, (sqi_func_id)x->id, x->args);
    return sqi_finish(q, x);
}

const sq_expr *sq_func_n(sq_builder *q, const char *name, const sq_expr *const *args, size_t n)
{
    const char *dot = name ? strrchr(name, '.') : NULL;
    if (!dot)
        return sq_func_with(q, &(const sq_function){.name = sq_name_of(name)}, args, n);
    if (q->is_static)
        return sqi_fail_nomem(q);
    const char *package[] = {sqi_arena_str(q->arena, name, (size_t)(dot - name)), NULL};
    if (!package[0])
        return sqi_fail_nomem(q);
    return sq_func_with(q, &(const sq_function){.name = sq_name_of(dot + 1), .package = package},
                        args, n);
}

/* ---- the usual ones ---- */

/* Its name is a constant: nothing to copy, to check, or to look for. */
static const sq_expr *usual(sq_builder *q, sqi_func_id id, sq_name name, const sq_expr *const *args,
                            size_t n)
{
    sqi_func *x = SQI_MAKE(q, FUNC, func);
    x->name = name;
    x->args = sqi_list(q, args, n, "sq_func");
    x->id = (int32_t)id;
    x->node.type = result_of(q, id, x->args);
    return sqi_finish(q, x);
}
#define USUAL(q, ID, name, args, n)                                                                \
    usual(q, SQI_FN_##ID, (sq_name){#name, sizeof #name - 1, SQ_QUOTE_AUTO}, args, n)

#define DEFINE_FUNCTION(name, ID)                                                                  \
    const sq_expr *sq_##name(sq_builder *q, const sq_expr *a)                                      \
    {                                                                                              \
        return USUAL(q, ID, name, &a, 1);                                                          \
    }
DEFINE_FUNCTION(count, COUNT)
DEFINE_FUNCTION(sum, SUM)
DEFINE_FUNCTION(avg, OTHER)
DEFINE_FUNCTION(min, MIN)
DEFINE_FUNCTION(max, MAX)
DEFINE_FUNCTION(lower, OTHER)
DEFINE_FUNCTION(upper, OTHER)

const sq_expr *sq_count_all(sq_builder *q)
{
    return USUAL(q, COUNT, count, NULL, 0);
}

const sq_expr *sq_now(sq_builder *q)
{
    return USUAL(q, NOW, now, NULL, 0);
}

const sq_expr *sq_coalesce_n(sq_builder *q, const sq_expr *const *args, size_t n)
{
    return USUAL(q, COALESCE, coalesce, args, n);
}

/* ---- other uses of a call ---- */

const sq_expr *sq_func_as_comparison(sq_builder *q, const sq_expr *func, int left, int right)
{
    sqi_func_as_comparison *n = SQI_MAKE(q, FUNC_AS_COMPARISON, func_as_comparison);
    n->of = sqi_given(q, func, "sq_func_as_comparison");
    if (sqi_is_poison(n->of))
        return n->of;
    uint32_t args = SQI_IS(n->of, FUNC) ? SQI_CAST_TO(func, n->of)->args.n : 0;
    if (left < 1 || right < 1 || (uint32_t)left > args || (uint32_t)right > args)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_func_as_comparison",
                        "arguments are counted from 1, and the call has %u", (unsigned)args);
    n->left = left;
    n->right = right;
    n->node.type = sqi_simple_type(SQ_T_BOOLEAN);
    return sqi_finish(q, n);
}

const sq_expr *sq_func_field(sq_builder *q, const sq_expr *func, sq_name name, sq_type t)
{
    const void *poison = NULL;
    sqi_func_field *n = SQI_MAKE(q, FUNC_FIELD, func_field);
    if (!name.p)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_func_field", "the name is NULL");
    n->of = sqi_given(q, func, "sq_func_field");
    n->name = sqi_name(q, name, "sq_func_field", &poison);
    n->node.type = sqi_type(q, t);
    return SQI_DONE(q, n, poison);
}

/* ---- windows ---- */

static sqi_exprs until_end(sq_builder *q, const sq_expr *const *items, const char *where)
{
    return sqi_list(q, items, items ? SQ_UNTIL_END : 0, where);
}

/* Poison if a bound needs an offset and has none, or has one and needs none. */
static const void *check_bound(sq_builder *q, sq_frame_bound b)
{
    if ((unsigned)b.at > SQ_FOLLOWING)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_over", "no such bound of a frame");
    bool needs = b.at == SQ_PRECEDING || b.at == SQ_FOLLOWING;
    if (needs != (b.offset != NULL))
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_over",
                        needs ? "PRECEDING and FOLLOWING need an offset"
                              : "only PRECEDING and FOLLOWING take an offset");
    return NULL;
}

static const void *set_frame(sq_builder *q, sqi_over *n, const sq_window *w)
{
    if ((unsigned)w->frame > SQ_GROUPS || (unsigned)w->exclude > SQ_EXCLUDE_NO_OTHERS)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_over", "no such frame");
    if (w->frame == SQ_FRAME_NONE && w->exclude != SQ_EXCLUDE_NONE)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_over", ".exclude needs a .frame");
    n->frame = (int32_t)w->frame;
    n->exclude = (int32_t)w->exclude;
    if (w->frame == SQ_FRAME_NONE)
        return NULL;
    n->start = (int32_t)w->start.at;
    n->start_offset = w->start.offset;
    n->end = (int32_t)w->end.at;
    n->end_offset = w->end.offset;
    const void *poison = check_bound(q, w->start);
    return poison ? poison : check_bound(q, w->end);
}

const sq_expr *sq_over(sq_builder *q, const sq_expr *of, const sq_window *w)
{
    static const sq_window none;
    sqi_over *n = SQI_MAKE(q, OVER, over);
    w = w ? w : &none;
    n->of = sqi_given(q, of, "sq_over");
    n->partition_by = until_end(q, w->partition_by, "sq_over");
    n->order_by = until_end(q, w->order_by, "sq_over");
    n->node.type = n->of->node.type;
    const void *poison = set_frame(q, n, w);
    return SQI_DONE(q, n, poison);
}

/* Ordered-set aggregates give what they order by. */
static const sq_type *within_group_type(const sq_expr *of, sqi_exprs order_by)
{
    int32_t id = SQI_IS(of, FUNC) ? SQI_CAST_TO(func, of)->id : SQI_FN_OTHER;
    bool ordered = id == SQI_FN_PERCENTILE_CONT || id == SQI_FN_PERCENTILE_DISC ||
                   id == SQI_FN_MODE;
    if (ordered && order_by.n && sqi_is_unknown(of->node.type))
        return order_by.p[0]->node.type;
    return of->node.type;
}

const sq_expr *sq_within_group_n(sq_builder *q, const sq_expr *of, const sq_expr *const *order_by,
                                 size_t n)
{
    sqi_within_group *x = SQI_MAKE(q, WITHIN_GROUP, within_group);
    x->of = sqi_given(q, of, "sq_within_group");
    x->order_by = sqi_list(q, order_by, n, "sq_within_group");
    x->node.type = within_group_type(x->of, x->order_by);
    return sqi_finish(q, x);
}

/* One condition stands as it is, several as an AND does. SQLAlchemy: FunctionFilter. */
const sq_expr *sq_filter_n(sq_builder *q, const sq_expr *of, const sq_expr *const *where, size_t n)
{
    sqi_filter *x = SQI_MAKE(q, FILTER, filter);
    x->of = sqi_given(q, of, "sq_filter");
    x->node.type = x->of->node.type;
    n = sqi_count(where, n);
    const sq_expr **p = sqi_list_room(q, n);
    if (!p)
        return sqi_fail_nomem(q);
    uint32_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (where[i])
            p[used++] = where[i];
    for (uint32_t i = 0; used > 1 && i < used; i++)
        p[i] = sqi_condition(q, p[i]);
    x->where = (sqi_exprs){p, used};
    return used ? sqi_finish(q, x) : x->of; /* of optional conditions none may be left */
}

const sq_expr *sq_aggregate_order_by_n(sq_builder *q, const sq_expr *of,
                                       const sq_expr *const *order_by, size_t n, bool inside_call)
{
    sqi_aggregate_order_by *x = SQI_MAKE(q, AGGREGATE_ORDER_BY, aggregate_order_by);
    x->of = sqi_given(q, of, "sq_aggregate_order_by");
    x->order_by = sqi_list(q, order_by, n, "sq_aggregate_order_by");
    x->inside_call = inside_call;
    x->node.type = x->of->node.type;
    return sqi_finish(q, x);
}

const sq_expr *sq_fulltext_match_n(sq_builder *q, const sq_expr *const *cols, size_t n,
                                   const sq_expr *against, const sq_operator *o)
{
    const void *poison = NULL;
    sqi_fulltext_match *x = SQI_MAKE(q, FULLTEXT_MATCH, fulltext_match);
    x->items = sqi_list(q, cols, n, "sq_fulltext_match");
    x->against = sqi_given(q, against, "sq_fulltext_match");
    x->with = sqi_operator_of(q, o, "sq_fulltext_match", &poison);
    x->node.type = sqi_simple_type(SQ_T_MATCH_BOOLEAN);
    return SQI_DONE(q, x, poison);
}
