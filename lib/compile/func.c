/* func.c: visits of functions, aggregates and windows. */
#include "lib/compile/visits.h"

void sqi_put_args(sqi_compiler *c, sqi_exprs args)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_put(c, "(");
    for (uint32_t i = 0; i < args.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, args.p[i], SQ_OP_COMMA);
    }
    sqi_put(c, ")");
    c->in = saved;
}

/* Only characters that could not stand in a name make quotes: NOW stays as it was written. */
static bool is_word(sq_name n)
{
    for (uint32_t i = 0; i < n.n; i++) {
        char ch = n.p[i];
        bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
        if (!letter && !(i > 0 && ((ch >= '0' && ch <= '9') || ch == '$')))
            return false;
    }
    return n.n > 0;
}

static void put_func_name(sqi_compiler *c, sq_name n)
{
    if (n.quote == SQ_QUOTE_ALWAYS || !is_word(n))
        sqi_put_quoted(c, n.p, n.n);
    else
        sqi_put_mem(c, n.p, n.n);
}

static void put_package(sqi_compiler *c, const char *package)
{
    while (package && *package) {
        size_t n = strcspn(package, ".");
        put_func_name(c, sq_name_n(package, n, SQ_QUOTE_AUTO));
        sqi_put(c, ".");
        package += n + (package[n] == '.');
    }
}

/* The separator of joined texts is part of the statement, not a parameter. */
static void put_separated(sqi_compiler *c, sqi_exprs args)
{
    sqi_put(c, "(");
    for (uint32_t i = 0; i < args.n; i++) {
        if (i)
            sqi_put(c, ", ");
        uint32_t saved = c->in;
        c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
        c->in |= i == 1 ? (uint32_t)SQI_INLINE : 0;
        sqi_visit_operand(c, args.p[i], SQ_OP_COMMA);
        c->in = saved;
    }
    sqi_put(c, ")");
}

void sqi_put_func(sqi_compiler *c, const sqi_func *f, const char *name)
{
    if (f->package)
        sqi_require(c, SQI_C_FUNCTION_SCHEMA);
    put_package(c, f->package);
    if (name)
        sqi_put_str(c, name);
    else if (f->id != SQI_FN_OTHER && f->name.quote != SQ_QUOTE_ALWAYS) /* known to be a word */
        sqi_put_mem(c, f->name.p, f->name.n);
    else
        put_func_name(c, f->name);
    if (f->id == SQI_FN_AGGREGATE_STRINGS && f->args.n > 1)
        put_separated(c, f->args);
    else if (f->id == SQI_FN_COUNT && f->args.n == 0)
        sqi_put(c, "(*)");
    else
        sqi_put_args(c, f->args);
}

void sqi_visit_regexp_replace(sqi_compiler *c, const sq_node *n)
{
    const sqi_regexp_replace *x = SQI_CAST_TO(regexp_replace, n);
    sqi_put(c, "REGEXP_REPLACE(");
    sqi_visit_operand(c, x->of, SQ_OP_REGEXP_REPLACE);
    sqi_put(c, ", ");
    sqi_visit_operand(c, x->pattern, SQ_OP_COMMA);
    sqi_put(c, ", ");
    sqi_visit_operand(c, x->replacement, SQ_OP_COMMA);
    if (x->flags) {
        sqi_put(c, ", ");
        sqi_put_string_literal(c, x->flags, strlen(x->flags));
    }
    sqi_put(c, ")");
}

void sqi_put_bare(sqi_compiler *c, const sqi_func *f)
{
    sqi_put_str(c, c->d->func_name[f->id]);
    if (f->args.n)
        sqi_put_args(c, f->args);
}

static void require_func(sqi_compiler *c, const sqi_func *f)
{
    static const uint8_t constructs[SQI_FUNC_COUNT] = {
#define NEEDS(func, name) [SQI_FN_##func] = SQI_C_##name + 1
        NEEDS(ROLLUP, ROLLUP),
        NEEDS(CUBE, CUBE),
        NEEDS(GROUPING_SETS, GROUPING_SETS),
        NEEDS(ARRAY_AGG, ARRAY_AGG),
        NEEDS(AGGREGATE_STRINGS, AGGREGATE_STRINGS),
        NEEDS(NOW, NOW),
        NEEDS(LOCALTIME, LOCAL_TIME),
        NEEDS(LOCALTIMESTAMP, LOCAL_TIMESTAMP),
        NEEDS(SYSDATE, SYSDATE),
        NEEDS(CURRENT_USER, SESSION_USER),
        NEEDS(SESSION_USER, SESSION_USER),
        NEEDS(USER, SESSION_USER),
        NEEDS(CHAR_LENGTH, CHAR_LENGTH),
        NEEDS(RANDOM, RANDOM),
        NEEDS(CONCAT, CONCAT_FUNCTION),
#undef NEEDS
    };
    if (constructs[f->id])
        sqi_require(c, (sqi_construct)(constructs[f->id] - 1));
    if (f->with_ordinality)
        sqi_require(c, SQI_C_WITH_ORDINALITY);
}

static void visit_func(sqi_compiler *c, const sq_node *n)
{
    const sqi_func *f = SQI_CAST_TO(func, n);
    require_func(c, f);
    if (c->d->func_visit[f->id])
        c->d->func_visit[f->id](c, f);
    else if (f->id != SQI_FN_OTHER && (sqi_funcs[f->id].flags & SQI_FNF_BARE))
        sqi_put_bare(c, f);
    else
        sqi_put_func(c, f, c->d->func_name[f->id]);
    if (f->with_ordinality)
        sqi_put(c, " WITH ORDINALITY");
}

static void visit_func_as_comparison(sqi_compiler *c, const sq_node *n)
{
    sqi_visit_expr(c, SQI_CAST_TO(func_as_comparison, n)->of);
}

static void visit_func_field(sqi_compiler *c, const sq_node *n)
{
    const sqi_func_field *x = SQI_CAST_TO(func_field, n);
    sqi_require(c, SQI_C_FUNCTION_FIELD);
    sqi_put(c, "(");
    sqi_visit_expr(c, x->of);
    sqi_put(c, ").");
    sqi_put_name(c, x->name);
}

static void visit_next_value(sqi_compiler *c, const sq_node *n)
{
    c->d->hooks.next_value(c, SQI_CAST_TO(next_value, n)->sequence);
}

static void put_grouped_list(sqi_compiler *c, sqi_exprs list)
{
    for (uint32_t i = 0; i < list.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, list.p[i], SQ_OP_COMMA);
    }
}

static void put_bound(sqi_compiler *c, int32_t at, const sq_expr *offset, bool is_start)
{
    switch ((sq_frame_at)at) {
    case SQ_UNBOUNDED:
        sqi_put_str(c, is_start ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING");
        return;
    case SQ_CURRENT_ROW:
        sqi_put(c, "CURRENT ROW");
        return;
    case SQ_PRECEDING:
    case SQ_FOLLOWING:
        if (!offset) {
            sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_over",
                             "PRECEDING and FOLLOWING need an offset");
            return;
        }
        c->d->hooks.frame_offset(c, offset);
        sqi_put_str(c, at == SQ_PRECEDING ? " PRECEDING" : " FOLLOWING");
        return;
    }
}

static void require_frame(sqi_compiler *c, const sqi_over *x)
{
    if (x->frame == SQ_GROUPS)
        sqi_require(c, SQI_C_GROUPS_FRAME);
    if (x->frame == SQ_RANGE && (x->start_offset || x->end_offset))
        sqi_require(c, SQI_C_RANGE_OFFSET);
    if (x->exclude)
        sqi_require(c, SQI_C_FRAME_EXCLUDE);
}

static void put_frame(sqi_compiler *c, const sqi_over *x)
{
    static const char *const modes[] = {"", "ROWS", "RANGE", "GROUPS"};
    static const char *const excludes[] = {"", "CURRENT ROW", "GROUP", "TIES", "NO OTHERS"};
    require_frame(c, x);
    sqi_put_str(c, modes[x->frame]);
    sqi_put(c, " BETWEEN ");
    put_bound(c, x->start, x->start_offset, true);
    sqi_put(c, " AND ");
    put_bound(c, x->end, x->end_offset, false);
    if (x->exclude) {
        sqi_put(c, " EXCLUDE ");
        sqi_put_str(c, excludes[x->exclude]);
    }
}

static void put_within_group(sqi_compiler *c, const sqi_within_group *x)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_visit_expr(c, x->of);
    sqi_put(c, " WITHIN GROUP (ORDER BY ");
    put_grouped_list(c, x->order_by);
    sqi_put(c, ")");
    c->in = saved;
}

static void visit_within_group(sqi_compiler *c, const sq_node *n)
{
    sqi_require(c, SQI_C_WITHIN_GROUP);
    put_within_group(c, SQI_CAST_TO(within_group, n));
}

static void visit_over(sqi_compiler *c, const sq_node *n)
{
    const sqi_over *x = SQI_CAST_TO(over, n);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_require(c, SQI_C_WINDOW);
    if (x->of->node.kind == SQI_N_WITHIN_GROUP) {
        sqi_require(c, SQI_C_WITHIN_GROUP_OVER);
        put_within_group(c, SQI_CAST_TO(within_group, x->of));
    } else
        sqi_visit_expr(c, x->of);
    sqi_put(c, " OVER (");
    bool any = x->partition_by.n > 0;
    if (any) {
        sqi_put(c, "PARTITION BY ");
        put_grouped_list(c, x->partition_by);
    }
    if (x->order_by.n) {
        sqi_put_str(c, any ? " ORDER BY " : "ORDER BY ");
        put_grouped_list(c, x->order_by);
        any = true;
    }
    if (x->frame) {
        if (any)
            sqi_put(c, " ");
        put_frame(c, x);
    }
    sqi_put(c, ")");
    c->in = saved;
}

static void visit_filter(sqi_compiler *c, const sq_node *n)
{
    const sqi_filter *x = SQI_CAST_TO(filter, n);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_require(c, SQI_C_FILTER);
    sqi_visit_expr(c, x->of);
    sqi_put(c, " FILTER (WHERE ");
    for (uint32_t i = 0; i < x->where.n; i++) {
        if (i)
            sqi_put(c, " AND ");
        if (x->where.n > 1)
            sqi_visit_operand(c, x->where.p[i], SQ_OP_AND);
        else
            sqi_visit_expr(c, x->where.p[i]);
    }
    sqi_put(c, ")");
    c->in = saved;
}

/* agg(x ORDER BY y): the ORDER BY goes inside of the parentheses of the call. */
static void put_inline_order(sqi_compiler *c, const sqi_aggregate_order_by *x)
{
    if (x->of->node.kind != SQI_N_FUNC) {
        sqi_refuse(c, SQI_C_AGGREGATE_ORDER_BY);
        return;
    }
    const sqi_func *f = SQI_CAST_TO(func, x->of);
    sqi_aggregate_order_by *inside = sqi_temp(c, sizeof *inside);
    *inside = *x;
    inside->inside_call = SQI_ORDER_INLINED;
    const sq_expr **args = sqi_temp(c, (f->args.n + 1) * sizeof *args);
    for (uint32_t i = 0; i < f->args.n; i++)
        args[i] = f->args.p[i];
    uint32_t n = f->args.n ? f->args.n : 1;
    inside->of = f->args.n ? args[n - 1] : NULL;
    args[n - 1] = (const sq_expr *)(void *)inside;
    sqi_func *call = sqi_temp(c, sizeof *call);
    *call = *f;
    call->args = (sqi_exprs){args, n};
    sqi_visit_node(c, call);
}

void sqi_put_argument_order(sqi_compiler *c, const sqi_aggregate_order_by *x)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (x->of)
        sqi_visit_expr(c, x->of);
    sqi_put(c, " ORDER BY ");
    put_grouped_list(c, x->order_by);
    c->in = saved;
}

void sqi_put_aggregate_order_by(sqi_compiler *c, const sqi_aggregate_order_by *x)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    const sqi_func *f = x->of && SQI_IS(x->of, FUNC) ? SQI_CAST_TO(func, x->of) : NULL;
    if (x->inside_call != SQI_ORDER_INLINED)
        sqi_require(c, x->inside_call                           ? SQI_C_ARGUMENT_ORDER_BY
                       : f && f->id == SQI_FN_AGGREGATE_STRINGS ? SQI_C_STRINGS_ORDER_BY
                                                                : SQI_C_AGGREGATE_ORDER_BY);
    if (x->inside_call == SQI_ORDER_INLINED)
        sqi_put_argument_order(c, x);
    else if (x->inside_call)
        sqi_refuse(c, SQI_C_ARGUMENT_ORDER_BY);
    else if (sqi_can(c, SQI_CAN_AGGREGATE_ORDER_BY_WITHIN_GROUP)) {
        sqi_visit_expr(c, x->of);
        sqi_put(c, " WITHIN GROUP (ORDER BY ");
        put_grouped_list(c, x->order_by);
        sqi_put(c, ")");
    } else if (sqi_can(c, SQI_CAN_AGGREGATE_ORDER_BY_INLINE))
        put_inline_order(c, x);
    else
        sqi_refuse(c, SQI_C_AGGREGATE_ORDER_BY);
    c->in = saved;
}

static void visit_aggregate_order_by(sqi_compiler *c, const sq_node *n)
{
    sqi_put_aggregate_order_by(c, SQI_CAST_TO(aggregate_order_by, n));
}

const sqi_visit_entry sqi_func_visits[] = {
    {SQI_N_FUNC, visit_func},
    {SQI_N_FUNC_AS_COMPARISON, visit_func_as_comparison},
    {SQI_N_FUNC_FIELD, visit_func_field},
    {SQI_N_NEXT_VALUE, visit_next_value},
    {SQI_N_OVER, visit_over},
    {SQI_N_WITHIN_GROUP, visit_within_group},
    {SQI_N_FILTER, visit_filter},
    {SQI_N_AGGREGATE_ORDER_BY, visit_aggregate_order_by},
    {SQI_N_COUNT, NULL},
};
