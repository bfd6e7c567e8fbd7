/* operator.c: visits of operators: binary, unary, chains of one operator.
 *
 * A dialect's table says the text of an operator, or writes it whole. SQLAlchemy:
 * SQLCompiler.visit_binary, visit_unary and the visit_*_op_* methods. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"

/* ---- binary operators ---- */

static bool is_like(sq_op op)
{
    return op == SQ_OP_LIKE || op == SQ_OP_NOT_LIKE || op == SQ_OP_ILIKE || op == SQ_OP_NOT_ILIKE;
}

/* left text right, grouped by `op`. */
void sqi_put_infix(sqi_compiler *c, const sqi_binary_with *b, const char *text)
{
    uint32_t saved = c->in;
    if (!is_like((sq_op)b->op))
        c->in |= SQI_IN_OPERATOR;
    sqi_visit_operand_of(c, b->left, (sq_op)b->op, b->with);
    sqi_out_spaced(&c->out, text);
    sqi_visit_operand_of(c, b->right, (sq_op)b->op, b->with);
    c->in = saved;
}

/* The same in parentheses wherever it stands below another operator, whatever the precedence. */
void sqi_put_eager(sqi_compiler *c, const sqi_binary_with *b, const char *text)
{
    bool parens = c->in & SQI_IN_OPERATOR;
    if (parens)
        sqi_put(c, "(");
    sqi_put_infix(c, b, text);
    if (parens)
        sqi_put(c, ")");
}

static void put_escape(sqi_compiler *c, const sqi_binary_with *b)
{
    if (b->with && b->with->escape) {
        sqi_put(c, " ESCAPE ");
        sqi_put_string_literal(c, b->with->escape, strlen(b->with->escape));
    }
}

void sqi_put_custom(sqi_compiler *c, const sqi_binary_with *b)
{
    if (b->with->bits & SQI_OPERATOR_EAGER)
        sqi_put_eager(c, b, b->with->custom);
    else
        sqi_put_infix(c, b, b->with->custom);
}

/* What of the verdicts an operator needs, + 1. */
static const uint8_t needed_by[SQ_OP_COUNT] = {
#define NEEDS(op, name) [SQ_OP_##op] = SQI_C_##name + 1
    NEEDS(IS_DISTINCT_FROM, IS_DISTINCT),
    NEEDS(IS_NOT_DISTINCT_FROM, IS_DISTINCT),
    NEEDS(ILIKE, ILIKE),
    NEEDS(NOT_ILIKE, ILIKE),
    NEEDS(ISTARTSWITH, ILIKE),
    NEEDS(NOT_ISTARTSWITH, ILIKE),
    NEEDS(IENDSWITH, ILIKE),
    NEEDS(NOT_IENDSWITH, ILIKE),
    NEEDS(ICONTAINS, ILIKE),
    NEEDS(NOT_ICONTAINS, ILIKE),
    NEEDS(MATCH, MATCH),
    NEEDS(NOT_MATCH, MATCH),
    NEEDS(REGEXP_MATCH, REGEXP),
    NEEDS(NOT_REGEXP_MATCH, REGEXP),
    NEEDS(CONCAT, CONCAT),
    NEEDS(BITWISE_XOR, BITWISE_XOR),
    NEEDS(GETITEM, ELEMENT),
    NEEDS(JSON_GETITEM, JSON),
    NEEDS(JSON_PATH_GETITEM, JSON_PATH),
    NEEDS(DIV, TRUE_DIV),
#undef NEEDS
};

bool sqi_is_plain_infix(sq_op op)
{
    return op != SQ_OP_CUSTOM && !needed_by[op] && !is_like(op);
}

static void require_binary(sqi_compiler *c, const sqi_binary_with *b)
{
    if (needed_by[b->op])
        sqi_require(c, (sqi_construct)(needed_by[b->op] - 1));
    if (b->with && b->with->flags)
        sqi_require(c, SQI_C_REGEXP_FLAGS);
}

void sqi_put_binary(sqi_compiler *c, const sqi_binary_with *b)
{
    require_binary(c, b);
    sqi_binary_visit *visit = c->d->op_visit[b->op];
    if (visit)
        visit(c, b);
    else if (b->op == SQ_OP_CUSTOM)
        sqi_put_custom(c, b);
    else {
        sqi_put_infix(c, b, c->d->op_text[b->op]);
        put_escape(c, b);
    }
}

static void put_other_binary(sqi_compiler *c, const sqi_binary *x)
{
    sqi_binary_with b = {.node = x->node, .op = x->op, .left = x->left, .right = x->right};
    sqi_put_binary(c, &b);
}

/* The short way is that of most: two operands, and a text that is always the same. */
static void put_plain_binary(sqi_compiler *c, const sqi_binary *x, const sqi_infix *plain)
{
    c->in |= SQI_IN_OPERATOR;
    if (!sqi_visit_bare(c, x->left))
        sqi_visit_composite(c, x->left, (sq_op)x->op);
    sqi_out_block(&c->out, plain->text, plain->n);
    if (!sqi_visit_bare(c, x->right))
        sqi_visit_composite(c, x->right, (sq_op)x->op);
}

static void visit_binary(sqi_compiler *c, const sq_node *n)
{
    const sqi_binary *x = SQI_CAST_TO(binary, n);
    const sqi_infix *plain = &c->d->infix[x->op];
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (plain->n)
        put_plain_binary(c, x, plain);
    else
        put_other_binary(c, x);
    c->in = saved;
}

static void visit_binary_with(sqi_compiler *c, const sq_node *n)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_put_binary(c, SQI_CAST_TO(binary_with, n));
    c->in = saved;
}

/* A SELECT whose rows are compared with a value. */
static void require_compared(sqi_compiler *c, const sq_expr *e)
{
    const sq_stmt *s = e->node.kind == SQI_N_SCALAR_SUBQUERY ? SQI_CAST_TO(scalar_subquery, e)->stmt
                                                             : NULL;
    if (s && s->node.kind != SQI_N_POISON && c->d->verdicts[SQI_C_LIMIT_IN_SUBQUERY] &&
        sqi_has_limit(c, s))
        sqi_require(c, SQI_C_LIMIT_IN_SUBQUERY);
}

static void put_in_right(sqi_compiler *c, const sqi_binary_with *b)
{
    sq_op op = (sq_op)b->op;
    const sq_expr *r = b->right;
    require_compared(c, r);
    if (r->node.kind == SQI_N_BIND && (SQI_CAST_TO(bind, r)->flags & SQI_BIND_EXPANDING))
        sqi_put_bind(c, SQI_CAST_TO(bind, r), op);
    else if (r->node.kind == SQI_N_CHAIN && SQI_CAST_TO(chain, r)->op == SQ_OP_COMMA)
        sqi_put_parens(c, r);
    else
        sqi_visit_operand(c, r, op);
}

void sqi_put_in(sqi_compiler *c, const sqi_binary_with *b)
{
    bool negated = b->op == SQ_OP_NOT_IN;
    uint32_t saved = c->in;
    c->in |= SQI_IN_OPERATOR;
    if (negated)
        sqi_put(c, "(");
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put_str(c, negated ? " NOT IN " : " IN ");
    put_in_right(c, b);
    if (negated)
        sqi_put(c, ")");
    c->in = saved;
}

/* LIKE of a prefix, suffix or part: the operand with % before and behind it. */
static sqi_binary_with like_of(sqi_compiler *c, const sqi_binary_with *b, bool before, bool behind)
{
    sqi_literal_column *percent = sqi_temp(c, sizeof *percent);
    percent->node = (sq_node){.kind = SQI_N_LITERAL_COLUMN, .type = sqi_simple_type(SQ_T_STRING)};
    percent->sql = "'%'";
    const sq_expr **items = sqi_temp(c, 3 * sizeof *items);
    uint32_t n = 0;
    if (before)
        items[n++] = (const sq_expr *)(void *)percent;
    items[n++] = b->right;
    if (behind)
        items[n++] = (const sq_expr *)(void *)percent;
    sqi_chain *chain = sqi_temp(c, sizeof *chain);
    chain->node = (sq_node){.kind = SQI_N_CHAIN, .type = sqi_simple_type(SQ_T_STRING)};
    chain->op = SQ_OP_CONCAT;
    chain->flags = SQI_LIST_UNGROUPED; /* || binds tighter than LIKE on every server */
    chain->items = (sqi_exprs){items, n};
    sqi_binary_with like = *b;
    like.right = (const sq_expr *)(void *)chain;
    return like;
}

typedef struct like_form {
    sq_op like;
    bool before, behind;
} like_form;

static like_form form_of(sq_op op)
{
    switch (op) {
    case SQ_OP_STARTSWITH:
        return (like_form){SQ_OP_LIKE, false, true};
    case SQ_OP_NOT_STARTSWITH:
        return (like_form){SQ_OP_NOT_LIKE, false, true};
    case SQ_OP_ENDSWITH:
        return (like_form){SQ_OP_LIKE, true, false};
    case SQ_OP_NOT_ENDSWITH:
        return (like_form){SQ_OP_NOT_LIKE, true, false};
    case SQ_OP_CONTAINS:
        return (like_form){SQ_OP_LIKE, true, true};
    case SQ_OP_NOT_CONTAINS:
        return (like_form){SQ_OP_NOT_LIKE, true, true};
    case SQ_OP_ISTARTSWITH:
        return (like_form){SQ_OP_ILIKE, false, true};
    case SQ_OP_NOT_ISTARTSWITH:
        return (like_form){SQ_OP_NOT_ILIKE, false, true};
    case SQ_OP_IENDSWITH:
        return (like_form){SQ_OP_ILIKE, true, false};
    case SQ_OP_NOT_IENDSWITH:
        return (like_form){SQ_OP_NOT_ILIKE, true, false};
    case SQ_OP_ICONTAINS:
        return (like_form){SQ_OP_ILIKE, true, true};
    default:
        return (like_form){SQ_OP_NOT_ILIKE, true, true};
    }
}

/* An operand that is written within another operator than it was given to. */
static const sq_expr *operand_of(sqi_compiler *c, const sq_expr *e, sq_op op)
{
    if (!sqi_needs_parens(e, op))
        return e;
    sqi_grouping *g = sqi_temp(c, sizeof *g);
    g->node = (sq_node){.kind = SQI_N_GROUPING, .type = sqi_type_of(e)};
    g->of = e;
    return (const sq_expr *)(void *)g;
}

/* lower(x), made while compiling. */
static const sq_expr *lower_of(sqi_compiler *c, const sq_expr *e)
{
    const sq_expr **args = sqi_temp(c, sizeof *args);
    args[0] = e;
    sqi_func *f = sqi_temp(c, sizeof *f);
    f->node = (sq_node){.kind = SQI_N_FUNC, .type = sqi_simple_type(SQ_T_STRING)};
    f->name = SQI_NAME_LIT("lower");
    f->id = SQI_FN_LOWER;
    f->args = (sqi_exprs){args, 1};
    return (const sq_expr *)(void *)f;
}

void sqi_put_like(sqi_compiler *c, const sqi_binary_with *b)
{
    like_form form = form_of((sq_op)b->op);
    bool insensitive = form.like == SQ_OP_ILIKE || form.like == SQ_OP_NOT_ILIKE;
    bool native = insensitive && c->d->op_visit[SQ_OP_ILIKE] != sqi_put_ilike_by_lower;
    sqi_binary_with like = *b;
    like.left = operand_of(c, b->left, (sq_op)b->op);
    like.right = operand_of(c, b->right, (sq_op)b->op);
    if (insensitive && !native) {
        like.left = lower_of(c, like.left);
        like.right = lower_of(c, like.right);
        form.like = form.like == SQ_OP_ILIKE ? SQ_OP_LIKE : SQ_OP_NOT_LIKE;
    }
    like = like_of(c, &like, form.before, form.behind);
    like.op = (int32_t)form.like;
    if (native)
        sqi_put_binary(c, &like);
    else {
        sqi_put_infix(c, &like, c->d->op_text[form.like]);
        put_escape(c, &like);
    }
}

/* Without ILIKE: lower(a) LIKE lower(b). */
void sqi_put_ilike_by_lower(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_binary_with like = *b;
    like.left = lower_of(c, operand_of(c, b->left, (sq_op)b->op));
    like.right = lower_of(c, operand_of(c, b->right, (sq_op)b->op));
    like.op = b->op == SQ_OP_ILIKE ? SQ_OP_LIKE : SQ_OP_NOT_LIKE;
    sqi_put_infix(c, &like, c->d->op_text[like.op]);
    put_escape(c, &like);
}

void sqi_put_div(sqi_compiler *c, const sqi_binary_with *b)
{
    if (!sqi_can(c, SQI_CAN_DIV_IS_FLOORDIV)) {
        sqi_put_infix(c, b, "/");
        return;
    }
    const sq_type *t = sqi_type_of(b->right);
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    sqi_visit_operand(c, b->left, SQ_OP_DIV);
    sqi_put(c, " / CAST(");
    sqi_visit_operand(c, b->right, SQ_OP_DIV);
    sqi_put(c, " AS ");
    sqi_put_type(
        c, class_ == SQ_TC_NUMERIC || class_ == SQ_TC_FLOAT ? t : sqi_simple_type(SQ_T_NUMERIC));
    sqi_put(c, ")");
}

void sqi_put_floordiv(sqi_compiler *c, const sqi_binary_with *b)
{
    sq_type_class left = sq_type_class_of((sq_type_kind)sqi_type_of(b->left)->kind);
    sq_type_class right = sq_type_class_of((sq_type_kind)sqi_type_of(b->right)->kind);
    bool whole = sqi_can(c, SQI_CAN_DIV_IS_FLOORDIV) && left == SQ_TC_INTEGER &&
                 right == SQ_TC_INTEGER;
    if (!whole)
        sqi_put(c, "FLOOR(");
    sqi_put_infix(c, b, "/");
    if (!whole)
        sqi_put(c, ")");
}

void sqi_put_pow(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "power(");
    sqi_visit_operand(c, b->left, SQ_OP_COMMA);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_COMMA);
    sqi_put(c, ")");
}

void sqi_put_getitem(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_visit_operand(c, b->left, SQ_OP_GETITEM);
    sqi_put(c, "[");
    sqi_visit_expr(c, b->right);
    sqi_put(c, "]");
}

void sqi_put_unsupported_op(sqi_compiler *c, const sqi_binary_with *b)
{
    static const struct {
        sq_op op;
        sqi_construct construct;
    } constructs[] = {
        {SQ_OP_REGEXP_MATCH, SQI_C_REGEXP},
        {SQ_OP_NOT_REGEXP_MATCH, SQI_C_REGEXP},
        {SQ_OP_GETITEM, SQI_C_ELEMENT},
        {SQ_OP_JSON_GETITEM, SQI_C_JSON},
        {SQ_OP_JSON_PATH_GETITEM, SQI_C_JSON_PATH},
    };
    for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++)
        if (constructs[i].op == (sq_op)b->op) {
            sqi_refuse(c, constructs[i].construct);
            return;
        }
    sqi_unsupported(c, sqi_ops[b->op].name);
}

/* ---- unary operators and lists ---- */

static void put_in_parens_always(sqi_compiler *c, const sq_expr *e)
{
    bool has_own = e->node.kind == SQI_N_SCALAR_SUBQUERY || e->node.kind == SQI_N_GROUPING ||
                   e->node.kind == SQI_N_SCALAR_VALUES;
    if (has_own)
        sqi_visit_expr(c, e);
    else
        sqi_put_parens(c, e);
}

void sqi_visit_unary(sqi_compiler *c, const sq_node *n)
{
    const sqi_unary *x = SQI_CAST_TO(unary, n);
    sq_op op = (sq_op)x->op;
    uint32_t saved = c->in;
    if (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE || op == SQ_OP_ANY || op == SQ_OP_ALL)
        c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE)
        c->d->hooks.is_true(c, x->of, op == SQ_OP_IS_FALSE);
    else if (op == SQ_OP_ANY || op == SQ_OP_ALL) {
        sqi_require(c, x->of->node.kind == SQI_N_SCALAR_SUBQUERY ? SQI_C_ANY_SUBQUERY
                                                                 : SQI_C_ANY_ARRAY);
        require_compared(c, x->of);
        sqi_put_str(c, op == SQ_OP_ANY ? "ANY " : "ALL ");
        put_in_parens_always(c, x->of);
    } else if (sqi_ops[op].flags & SQI_OP_P) {
        if (op == SQ_OP_NULLS_FIRST || op == SQ_OP_NULLS_LAST)
            sqi_require(c, SQI_C_NULLS_ORDER);
        sqi_visit_operand(c, x->of, op);
        sqi_put(c, " ");
        sqi_put_str(c, c->d->op_text[op]);
    } else {
        sqi_put_str(c, c->d->op_text[op]);
        if (op == SQ_OP_NOT || op == SQ_OP_DISTINCT)
            sqi_put(c, " ");
        sqi_visit_operand(c, x->of, op);
    }
    c->in = saved;
}

static void visit_unary_with(sqi_compiler *c, const sq_node *n)
{
    const sqi_unary_with *x = SQI_CAST_TO(unary_with, n);
    bool postfix = x->with->bits & SQI_OPERATOR_POSTFIX;
    uint32_t saved = c->in;
    c->in = (c->in & ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL)) | SQI_IN_OPERATOR;
    if (!postfix) {
        sqi_put_str(c, x->with->custom);
        sqi_put(c, " ");
    }
    sqi_visit_operand_of(c, x->of, (sq_op)x->op, x->with);
    if (postfix) {
        sqi_put(c, " ");
        sqi_put_str(c, x->with->custom);
    }
    c->in = saved;
}

/* A chain grows at its end: the oldest part first, without recursion. */
static void collect_chain(sqi_compiler *c, const sqi_chain *x, sqi_vec *parts)
{
    for (;;) {
        sqi_vec_add(c, parts, x);
        if (!x->before || sqi_failed(c))
            return;
        if (x->before->node.kind != SQI_N_CHAIN || SQI_CAST_TO(chain, x->before)->op != x->op) {
            sqi_vec_add(c, parts, x->before);
            return;
        }
        x = SQI_CAST_TO(chain, x->before);
    }
}

/* Levels that `e` has at least; t.x is an operator of its own. */
static uint32_t levels_of(const sqi_compiler *c, const sq_expr *e)
{
    if (e->node.kind == SQI_N_COLUMN)
        return c->in & SQI_NO_TABLE ? 1 : 2;
    if (e->node.kind != SQI_N_BINARY)
        return 1;
    const sqi_binary *b = SQI_CAST_TO(binary, e);
    bool columns = b->left->node.kind == SQI_N_COLUMN || b->right->node.kind == SQI_N_COLUMN;
    return columns && !(c->in & SQI_NO_TABLE) ? 3 : 2;
}

uint32_t sqi_count_chain(const sq_expr *e, sq_op op)
{
    uint32_t n = 0;
    while (e && e->node.kind == SQI_N_CHAIN && SQI_CAST_TO(chain, e)->op == (int)op) {
        sqi_exprs items = SQI_CAST_TO(chain, e)->items;
        for (uint32_t i = 0; i < items.n; i++)
            n += sqi_is_empty_chain(items.p[i]) ? 0 : sqi_chain_length(items.p[i], op);
        e = SQI_CAST_TO(chain, e)->before;
    }
    return n + (e != NULL);
}

void sqi_nest_chain_item(sqi_compiler *c, uint32_t outer, uint32_t left, bool first, sq_op op,
                         const sq_expr *item)
{
    uint32_t max = c->d->max_expr_depth;
    uint32_t own = sqi_chain_length(item, op);
    c->chained = outer + left - (own > 1 || first ? own : 0);
    if (c->chained + levels_of(c, item) > max && !c->o->lenient)
        sqi_fail_compile(c, SQ_ERR_TOO_DEEP, "depth",
                         "%u operators in a row are nested deeper than the %u levels that %s takes",
                         (unsigned)left - 1, (unsigned)max, c->d->name);
}

typedef struct chain_writer {
    const char *text;
    sq_op op;
    const sqi_operator *with;
    bool ungrouped;
    uint32_t left;  /* operands that are still to be written */
    uint32_t outer; /* chained operators round the chain */
    bool any;       /* something was written */
} chain_writer;

static void put_chain_item(sqi_compiler *c, chain_writer *w, const sq_expr *e)
{
    if (sqi_is_empty_chain(e))
        return;
    if (w->op != SQ_OP_COMMA)
        sqi_enter_chain_item(c, w->outer, w->left, !w->any, w->op, e);
    w->left -= sqi_chain_length(e, w->op);
    if (w->any)
        sqi_put_str(c, w->text);
    w->any = true;
    if (w->ungrouped)
        sqi_visit_expr(c, e);
    else
        sqi_visit_operand_of(c, e, w->op, w->with);
}

static const char *separator_of(sqi_compiler *c, const sqi_chain *x)
{
    const char *text = x->with && x->with->custom ? x->with->custom : c->d->op_text[x->op];
    if (x->op == SQ_OP_COMMA)
        return ", ";
    size_t n = strlen(text);
    char *p = sqi_temp(c, n + 3);
    if (p) {
        p[0] = ' ';
        memcpy(p + 1, text, n);
        p[n + 1] = ' ';
    }
    return p;
}

void sqi_put_chain(sqi_compiler *c, const sqi_chain *x)
{
    sqi_put_chain_with(c, x, separator_of(c, x));
}

void sqi_put_chain_with(sqi_compiler *c, const sqi_chain *x, const char *separator)
{
    sqi_vec parts = {0};
    uint32_t saved = c->in;
    if (x->op != SQ_OP_COMMA)
        c->in |= SQI_IN_OPERATOR;
    collect_chain(c, x, &parts);
    chain_writer w = {.text = separator,
                      .op = (sq_op)x->op,
                      .with = x->with,
                      .ungrouped = (x->flags & SQI_LIST_UNGROUPED_ITEMS) != 0,
                      .left = sqi_chain_length((const sq_expr *)(const void *)x, (sq_op)x->op),
                      .outer = c->chained};
    for (uint32_t i = parts.n; i-- > 0 && !sqi_failed(c);) {
        const sq_expr *part = parts.p[i];
        if (part->node.kind != SQI_N_CHAIN || SQI_CAST_TO(chain, part)->op != x->op) {
            put_chain_item(c, &w, part);
            continue;
        }
        sqi_exprs items = SQI_CAST_TO(chain, part)->items;
        for (uint32_t j = 0; j < items.n && !sqi_failed(c); j++)
            put_chain_item(c, &w, items.p[j]);
    }
    c->chained = w.outer;
    c->in = saved;
}

/* Of no conditions, where one has to stand: all of them hold, and none does. */
static void put_truth(sqi_compiler *c, bool truth)
{
    if (truth)
        c->d->hooks.true_(c);
    else
        c->d->hooks.false_(c);
}

static void visit_chain(sqi_compiler *c, const sq_node *n)
{
    const sqi_chain *x = SQI_CAST_TO(chain, n);
    bool is_condition = x->op == SQ_OP_AND || x->op == SQ_OP_OR;
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (x->op == SQ_OP_CONCAT)
        sqi_require(c, SQI_C_CONCAT);
    if (is_condition && sqi_is_empty_chain((const sq_expr *)(const void *)n))
        put_truth(c, x->op == SQ_OP_AND);
    else if (c->d->chain_visit[x->op])
        c->d->chain_visit[x->op](c, x);
    else
        sqi_put_chain(c, x);
    c->in = saved;
}

const sqi_visit_entry sqi_operator_visits[] = {
    {SQI_N_BINARY, visit_binary},   {SQI_N_BINARY_WITH, visit_binary_with},
    {SQI_N_UNARY, sqi_visit_unary}, {SQI_N_UNARY_WITH, visit_unary_with},
    {SQI_N_CHAIN, visit_chain},     {SQI_N_COUNT, NULL},
};
