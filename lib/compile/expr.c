/* expr.c: visits of expressions: names, constants, operators, CASE, CAST.
 *
 * Parentheses are decided here by one rule, on the tree's operators, so that no dialect can change
 * them: what a dialect writes for an operator does not matter. SQLAlchemy: SQLCompiler.visit_*. */
#include "lib/compile/visits.h"

/* ---- parentheses ---- */

/* Precedence of what stands at the top of `e`; false if it is no operator. */
static bool top_operator(const sq_expr *e, sq_op *op, int *level, bool *associative)
{
    const sqi_operator *with = NULL;
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_BINARY:
        *op = (sq_op)SQI_CAST_TO(binary, e)->op;
        break;
    case SQI_N_BINARY_WITH:
        *op = (sq_op)SQI_CAST_TO(binary_with, e)->op;
        with = SQI_CAST_TO(binary_with, e)->with;
        break;
    case SQI_N_UNARY:
        *op = (sq_op)SQI_CAST_TO(unary, e)->op;
        if ((sqi_ops[*op].flags & SQI_OP_P) || *op == SQ_OP_IS_TRUE || *op == SQ_OP_IS_FALSE)
            return false;
        break;
    case SQI_N_UNARY_WITH:
        *op = (sq_op)SQI_CAST_TO(unary_with, e)->op;
        with = SQI_CAST_TO(unary_with, e)->with;
        break;
    case SQI_N_CHAIN:
        *op = (sq_op)SQI_CAST_TO(chain, e)->op;
        with = SQI_CAST_TO(chain, e)->with;
        if ((SQI_CAST_TO(chain, e)->flags & SQI_LIST_UNGROUPED) ||
            (!SQI_CAST_TO(chain, e)->before && SQI_CAST_TO(chain, e)->items.n == 0))
            return false;
        break;
    case SQI_N_BETWEEN:
        *op = SQ_OP_BETWEEN;
        break;
    case SQI_N_REGEXP_REPLACE:
        *op = SQ_OP_REGEXP_REPLACE;
        break;
    case SQI_N_COLLATE:
        *op = SQ_OP_COLLATE;
        break;
    case SQI_N_FUNC_AS_COMPARISON:
        *op = SQ_OP_FUNCTION_AS_COMPARISON;
        break;
    case SQI_N_EXISTS:
        *op = SQ_OP_EXISTS;
        break;
    case SQI_N_FILTER:
        *op = SQ_OP_FILTER;
        break;
    default:
        return false;
    }
    *level = sqi_ops[*op].level;
    *associative = sqi_ops[*op].flags & SQI_OP_A;
    if (*op == SQ_OP_CUSTOM && with) {
        *level = with->precedence;
        *associative = with->bits & SQI_OPERATOR_ASSOCIATIVE;
    }
    return true;
}

static bool same_custom(const sq_expr *a, const sqi_operator *against)
{
    const sqi_operator *with = a->node.kind == SQI_N_CHAIN ? SQI_CAST_TO(chain, a)->with
                               : a->node.kind == SQI_N_BINARY_WITH
                                   ? SQI_CAST_TO(binary_with, a)->with
                                   : NULL;
    return with && against && with->custom && against->custom &&
           strcmp(with->custom, against->custom) == 0 && with->precedence == against->precedence;
}

static bool needs_parens(const sq_expr *e, sq_op against, const sqi_operator *custom)
{
    sq_op op = SQ_OP_COUNT;
    int level = 0;
    bool associative = false;
    if (e->node.kind == SQI_N_LABEL)
        return needs_parens(SQI_CAST_TO(label, e)->of, against, custom);
    if (e->node.kind == SQI_N_CAST && SQI_CAST_TO(cast, e)->how == SQI_TYPE_COERCE)
        return needs_parens(SQI_CAST_TO(cast, e)->of, against, custom);
    if (e->node.kind == SQI_N_TEXT)
        return against == SQ_OP_IN || against == SQ_OP_NOT_IN;
    if (e->node.kind == SQI_N_FUNC)
        return against == SQ_OP_GETITEM &&
               sq_type_class_of((sq_type_kind)sqi_type_of(e)->kind) == SQ_TC_ARRAY;
    if (!top_operator(e, &op, &level, &associative))
        return false;
    if (against == SQ_OP_COUNT)
        return true;
    if (op == against && associative && (op != SQ_OP_CUSTOM || same_custom(e, custom)))
        return false;
    if ((against == SQ_OP_NOT || against == SQ_OP_BITWISE_NOT) && op != SQ_OP_CUSTOM &&
        !(sqi_ops[op].flags & SQI_OP_C) && sqi_ops[op].result != SQI_RESULT_BOOL &&
        against == SQ_OP_NOT)
        return true;
    int outer = against == SQ_OP_CUSTOM && custom ? custom->precedence : sqi_ops[against].level;
    return level <= outer;
}

bool sqi_needs_parens(const sq_expr *e, sq_op against)
{
    return needs_parens(e, against, NULL);
}

static void put_parens(sqi_compiler *c, const sq_expr *e)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)SQI_IN_OPERATOR; /* what needs parentheses below one has them now */
    sqi_put(c, "(");
    sqi_visit_expr(c, e);
    sqi_put(c, ")");
    c->in = saved;
}

static void operand(sqi_compiler *c, const sq_expr *e, sq_op against, const sqi_operator *custom)
{
    if (needs_parens(e, against, custom))
        put_parens(c, e);
    else
        sqi_visit_expr(c, e);
}

void sqi_visit_operand(sqi_compiler *c, const sq_expr *e, sq_op against)
{
    operand(c, e, against, NULL);
}

/* ---- names ---- */

static void visit_poison(sqi_compiler *c, const sq_node *n)
{
    const sqi_poison *p = SQI_CAST_TO(poison, n);
    sqi_fail_compile(c, p->status, p->where, "%s", p->message);
}

static void visit_column(sqi_compiler *c, const sq_node *n)
{
    const sq_column *x = (const sq_column *)(const void *)n;
    sqi_put_qualifier(c, &x->table->relation);
    if (x->o.literal)
        sqi_put_mem(c, sqi_name_of_column(x).p, sqi_name_of_column(x).n);
    else
        sqi_put_name(c, sqi_name_of_column(x));
}

void sqi_put_column_of(sqi_compiler *c, const sqi_column_of *x)
{
    sq_name name = sqi_column_of_name(c, x); /* made up before the name of its table is */
    sqi_put_qualifier(c, x->from);
    sqi_put_name(c, name);
}

static void visit_column_of(sqi_compiler *c, const sq_node *n)
{
    sqi_put_column_of(c, SQI_CAST_TO(column_of, n));
}

static void visit_named_column(sqi_compiler *c, const sq_node *n)
{
    const sqi_named_column *x = SQI_CAST_TO(named_column, n);
    if (x->of)
        sqi_put_qualifier(c, x->of);
    sqi_put_name(c, x->name);
}

static void visit_literal_column(sqi_compiler *c, const sq_node *n)
{
    const sqi_literal_column *x = SQI_CAST_TO(literal_column, n);
    if (x->of)
        sqi_put_qualifier(c, x->of);
    sqi_put_str(c, x->sql);
}

static void visit_own_column(sqi_compiler *c, const sq_node *n)
{
    const sqi_own_column *x = SQI_CAST_TO(own_column, n);
    if (!(c->in & SQI_NO_TABLE)) {
        sqi_put_schema(c, x->schema, SQ_QUOTE_AUTO);
        sqi_put_name(c, x->table);
        sqi_put(c, ".");
    }
    sqi_put_name(c, sqi_own_column_name(c, x));
}

static void visit_all_columns(sqi_compiler *c, const sq_node *n)
{
    const sqi_all_columns *x = SQI_CAST_TO(all_columns, n);
    sqi_vec columns = {0};
    sqi_relation_columns(c, x->from, &columns);
    for (uint32_t i = 0; i < columns.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_node(c, columns.p[i]);
    }
}

static void visit_label(sqi_compiler *c, const sq_node *n)
{
    const sqi_label *x = SQI_CAST_TO(label, n);
    bool as_name = c->label_as_name == (const sq_expr *)(const void *)n;
    bool with_as = (c->in & SQI_IN_COLUMNS) && !(c->in & SQI_IN_LABEL);
    sq_name name = {NULL, 0, 0};
    if (as_name || with_as)
        name = sqi_label_name_of(c, x);
    if (as_name && !with_as) {
        sqi_put_name(c, name);
        return;
    }
    uint32_t saved = c->in;
    if (with_as)
        c->in |= SQI_IN_LABEL;
    else
        c->in &= ~(uint32_t)SQI_IN_COLUMNS;
    sqi_visit_operand(c, x->of, SQ_OP_COMMA);
    c->in = saved;
    if (with_as) {
        sqi_put(c, " AS ");
        sqi_put_name(c, name);
    }
}

static void visit_constant(sqi_compiler *c, const sq_node *n)
{
    switch (SQI_CAST_TO(constant, n)->which) {
    case SQI_CONST_TRUE:
        c->d->hooks.true_(c);
        break;
    case SQI_CONST_FALSE:
        c->d->hooks.false_(c);
        break;
    default:
        sqi_put(c, "NULL");
        break;
    }
}

static void visit_collation(sqi_compiler *c, const sq_node *n)
{
    sqi_put_name(c, SQI_CAST_TO(collation, n)->name);
}

/* ---- parameters ---- */

/* A negative number behind a minus sign would begin a comment. */
static void put_literal_value(sqi_compiler *c, const sqi_bind *b)
{
    const sqi_bind *x = sqi_value_source(c, b);
    if (x->value.kind == SQ_V_ABSENT && !(x->flags & SQI_BIND_REQUIRED)) {
        sqi_put(c, "NULL");
        return;
    }
    if (x->value.kind == SQ_V_ABSENT) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "literal_binds",
                         "the parameter \"%.*s\" has no value that could be written",
                         (int)x->name.n, x->name.p ? x->name.p : "");
        return;
    }
    if (!(x->flags & SQI_BIND_EXPANDING) || x->value.kind != SQ_V_LIST) {
        sqi_put_literal(c, x->value, sqi_type_of((const sq_expr *)(const void *)x));
        return;
    }
    for (uint32_t i = 0; i < x->value.len; i++) {
        if (i)
            sqi_put(c, ", ");
        else if (x->value.v.list[0].kind == SQ_V_TUPLE && sqi_can(c, SQI_CAN_TUPLE_IN_VALUES))
            sqi_put(c, "VALUES ");
        sqi_put_literal(c, x->value.v.list[i], x->node.type ? x->node.type : &sqi_unknown_type);
    }
}

/* op is IN or NOT IN, or SQ_OP_COUNT elsewhere: what an empty list means. */
static void put_bind(sqi_compiler *c, const sqi_bind *x, sq_op op)
{
    bool expanding = x->flags & SQI_BIND_EXPANDING;
    int width = (int)((uint32_t)x->flags / SQI_BIND_TUPLE_WIDTH);
    const sq_type *type = x->node.type ? x->node.type : &sqi_unknown_type;
    if (!width && type->details && type->kind == SQ_T_TUPLE)
        width = (int)type->details->n_items;
    if (expanding)
        sqi_put(c, "(");
    if (c->in & SQI_LITERAL) {
        if (expanding && x->value.kind == SQ_V_LIST && x->value.len == 0)
            c->d->hooks.empty_set(c, type, width, op);
        else
            put_literal_value(c, x);
    } else {
        uint32_t slot = sqi_slot_of(c, x);
        if (expanding && slot != SQI_NO_SLOT && !c->slots[slot].empty.n)
            c->slots[slot].empty = sqi_capture_empty_set(c, type, width, op);
        if (slot != SQI_NO_SLOT)
            sqi_put_slot(c, slot);
    }
    if (expanding)
        sqi_put(c, ")");
}

void sqi_put_inline(sqi_compiler *c, const sq_expr *e)
{
    if (e->node.kind != SQI_N_BIND || (c->in & SQI_LITERAL)) {
        sqi_visit_expr(c, e);
        return;
    }
    uint32_t slot = sqi_slot_of(c, SQI_CAST_TO(bind, e));
    if (slot == SQI_NO_SLOT)
        return;
    c->slots[slot].literal_execute = true;
    sqi_put_slot(c, slot);
}

static void visit_bind(sqi_compiler *c, const sq_node *n)
{
    put_bind(c, SQI_CAST_TO(bind, n), SQ_OP_COUNT);
}

sq_str sqi_capture_empty_set(sqi_compiler *c, const sq_type *type, int width, sq_op op)
{
    size_t start = c->out.n;
    c->d->hooks.empty_set(c, type, width, op);
    size_t n = c->out.n - start;
    char *p = sqi_temp(c, n + 1);
    if (p && !c->out.status)
        memcpy(p, c->out.p + start, n);
    c->out.n = start;
    return (sq_str){p, n};
}

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
    operand(c, b->left, (sq_op)b->op, b->with);
    sqi_put(c, " ");
    sqi_put_str(c, text);
    sqi_put(c, " ");
    operand(c, b->right, (sq_op)b->op, b->with);
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

void sqi_put_binary(sqi_compiler *c, const sqi_binary_with *b)
{
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

static void visit_binary(sqi_compiler *c, const sq_node *n)
{
    const sqi_binary *x = SQI_CAST_TO(binary, n);
    sqi_binary_with b = {.node = x->node, .op = x->op, .left = x->left, .right = x->right};
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_put_binary(c, &b);
    c->in = saved;
}

static void visit_binary_with(sqi_compiler *c, const sq_node *n)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_put_binary(c, SQI_CAST_TO(binary_with, n));
    c->in = saved;
}

static void put_in_right(sqi_compiler *c, const sqi_binary_with *b)
{
    sq_op op = (sq_op)b->op;
    const sq_expr *r = b->right;
    if (r->node.kind == SQI_N_BIND && (SQI_CAST_TO(bind, r)->flags & SQI_BIND_EXPANDING))
        put_bind(c, SQI_CAST_TO(bind, r), op);
    else if (r->node.kind == SQI_N_CHAIN && SQI_CAST_TO(chain, r)->op == SQ_OP_COMMA)
        put_parens(c, r);
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
    if (insensitive && !native) {
        like.left = lower_of(c, b->left);
        like.right = lower_of(c, b->right);
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
    like.left = lower_of(c, b->left);
    like.right = lower_of(c, b->right);
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
    sqi_put_type(c, class_ == SQ_TC_NUMERIC || class_ == SQ_TC_FLOAT
                        ? t
                        : sqi_simple_type(SQ_T_NUMERIC));
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
        const char *what;
    } names[] = {
        {SQ_OP_REGEXP_MATCH, "regular expressions"},
        {SQ_OP_NOT_REGEXP_MATCH, "regular expressions"},
        {SQ_OP_GETITEM, "access to elements"},
        {SQ_OP_JSON_GETITEM, "JSON access"},
        {SQ_OP_JSON_PATH_GETITEM, "JSON path access"},
    };
    const char *what = sqi_ops[b->op].name;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].op == (sq_op)b->op)
            what = names[i].what;
    sqi_unsupported(c, what);
}

/* ---- unary operators and lists ---- */

static void put_in_parens_always(sqi_compiler *c, const sq_expr *e)
{
    bool has_own = e->node.kind == SQI_N_SCALAR_SUBQUERY || e->node.kind == SQI_N_GROUPING ||
                   e->node.kind == SQI_N_SCALAR_VALUES;
    if (has_own)
        sqi_visit_expr(c, e);
    else
        put_parens(c, e);
}

static void visit_unary(sqi_compiler *c, const sq_node *n)
{
    const sqi_unary *x = SQI_CAST_TO(unary, n);
    sq_op op = (sq_op)x->op;
    uint32_t saved = c->in;
    if (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE || op == SQ_OP_ANY || op == SQ_OP_ALL)
        c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE)
        c->d->hooks.is_true(c, x->of, op == SQ_OP_IS_FALSE);
    else if (op == SQ_OP_ANY || op == SQ_OP_ALL) {
        sqi_put_str(c, op == SQ_OP_ANY ? "ANY " : "ALL ");
        put_in_parens_always(c, x->of);
    } else if (sqi_ops[op].flags & SQI_OP_P) {
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
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (!postfix) {
        sqi_put_str(c, x->with->custom);
        sqi_put(c, " ");
    }
    operand(c, x->of, (sq_op)x->op, x->with);
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

typedef struct chain_writer {
    const char *text;
    sq_op op;
    const sqi_operator *with;
    bool ungrouped;
    bool any; /* something was written */
} chain_writer;

static void put_chain_item(sqi_compiler *c, chain_writer *w, const sq_expr *e)
{
    bool nothing = e->node.kind == SQI_N_CHAIN && !SQI_CAST_TO(chain, e)->before &&
                   SQI_CAST_TO(chain, e)->items.n == 0;
    if (nothing)
        return;
    if (w->any)
        sqi_put_str(c, w->text);
    w->any = true;
    if (w->ungrouped)
        sqi_visit_expr(c, e);
    else
        operand(c, e, w->op, w->with);
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
    chain_writer w = {separator, (sq_op)x->op, x->with,
                      (x->flags & SQI_LIST_UNGROUPED_ITEMS) != 0, false};
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
    c->in = saved;
}

static void visit_chain(sqi_compiler *c, const sq_node *n)
{
    const sqi_chain *x = SQI_CAST_TO(chain, n);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (c->d->chain_visit[x->op])
        c->d->chain_visit[x->op](c, x);
    else
        sqi_put_chain(c, x);
    c->in = saved;
}

static void visit_between(sqi_compiler *c, const sq_node *n)
{
    const sqi_between *x = SQI_CAST_TO(between, n);
    uint32_t saved = c->in;
    c->in |= SQI_IN_OPERATOR;
    sqi_visit_operand(c, x->of, SQ_OP_BETWEEN);
    sqi_put_str(c, x->negated ? " NOT BETWEEN " : " BETWEEN ");
    if (x->symmetric)
        sqi_put(c, "SYMMETRIC ");
    sqi_visit_operand(c, x->low, SQ_OP_AND);
    sqi_put(c, " AND ");
    sqi_visit_operand(c, x->high, SQ_OP_AND);
    c->in = saved;
}

static void visit_regexp_replace(sqi_compiler *c, const sq_node *n)
{
    (void)n;
    sqi_unsupported(c, "regular expressions");
}

static void visit_collate(sqi_compiler *c, const sq_node *n)
{
    const sqi_collate *x = SQI_CAST_TO(collate, n);
    sqi_visit_operand(c, x->of, SQ_OP_COLLATE);
    sqi_put(c, " COLLATE ");
    if (x->schema) {
        sqi_put_ident(c, x->schema);
        sqi_put(c, ".");
    }
    sqi_put_name(c, x->collation);
}

static void visit_grouping(sqi_compiler *c, const sq_node *n)
{
    put_parens(c, SQI_CAST_TO(grouping, n)->of);
}

static void visit_tuple(sqi_compiler *c, const sq_node *n)
{
    sqi_exprs items = SQI_CAST_TO(tuple, n)->items;
    sqi_put(c, "(");
    for (uint32_t i = 0; i < items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, items.p[i], SQ_OP_COMMA);
    }
    sqi_put(c, ")");
}

static void visit_array(sqi_compiler *c, const sq_node *n)
{
    (void)n;
    sqi_unsupported(c, "ARRAY");
}

static void visit_slice(sqi_compiler *c, const sq_node *n)
{
    const sqi_slice *x = SQI_CAST_TO(slice, n);
    if (x->start)
        sqi_visit_expr(c, x->start);
    sqi_put(c, ":");
    if (x->stop)
        sqi_visit_expr(c, x->stop);
    if (x->step) {
        sqi_put(c, ":");
        sqi_visit_expr(c, x->step);
    }
}

static void visit_mysql_match(sqi_compiler *c, const sq_node *n)
{
    (void)n;
    sqi_unsupported(c, "MATCH .. AGAINST");
}

/* ---- CASE, CAST, EXTRACT ---- */

static void visit_case(sqi_compiler *c, const sq_node *n)
{
    const sqi_case_ *x = SQI_CAST_TO(case_, n);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    sqi_put(c, "CASE ");
    if (x->of) {
        sqi_visit_expr(c, x->of);
        sqi_put(c, " ");
    }
    for (uint32_t i = 0; i + 1 < x->whens.n; i += 2) {
        sqi_put(c, "WHEN ");
        sqi_visit_operand(c, x->whens.p[i], SQ_OP_COUNT);
        sqi_put(c, " THEN ");
        sqi_visit_expr(c, x->whens.p[i + 1]);
        sqi_put(c, " ");
    }
    if (x->otherwise) {
        sqi_put(c, "ELSE ");
        sqi_visit_expr(c, x->otherwise);
        sqi_put(c, " ");
    }
    sqi_put(c, "END");
    c->in = saved;
}

void sqi_put_cast(sqi_compiler *c, const sqi_cast *x)
{
    sqi_put(c, "CAST(");
    sqi_visit_expr(c, x->of);
    sqi_put(c, " AS ");
    c->d->hooks.cast_type(c, x->node.type);
    sqi_put(c, ")");
}

static void visit_cast(sqi_compiler *c, const sq_node *n)
{
    const sqi_cast *x = SQI_CAST_TO(cast, n);
    if (x->how == SQI_TYPE_COERCE) {
        sqi_visit_expr(c, x->of);
        return;
    }
    if (x->how == SQI_TYPE_NAME) {
        sqi_put_type(c, x->node.type);
        return;
    }
    if (x->how == SQI_TRY_CAST) {
        sqi_unsupported(c, "TRY_CAST");
        return;
    }
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    c->d->hooks.cast(c, x);
    c->in = saved;
}

void sqi_put_extract(sqi_compiler *c, const sqi_extract *x)
{
    sqi_put(c, "EXTRACT(");
    sqi_put_str(c, x->field);
    sqi_put(c, " FROM ");
    sqi_visit_expr(c, x->of);
    sqi_put(c, ")");
}

static void visit_extract(sqi_compiler *c, const sq_node *n)
{
    sqi_put_extract(c, SQI_CAST_TO(extract, n));
}

/* ---- statements as values ---- */

static void put_inner_select(sqi_compiler *c, const sq_stmt *s)
{
    uint32_t saved = c->in;
    c->in &= (uint32_t)(SQI_LITERAL | SQI_IN_DDL);
    sqi_visit_stmt(c, s);
    c->in = saved;
}

static void visit_exists(sqi_compiler *c, const sq_node *n)
{
    sqi_put(c, "EXISTS (");
    put_inner_select(c, SQI_CAST_TO(exists, n)->stmt);
    sqi_put(c, ")");
}

static void visit_scalar_subquery(sqi_compiler *c, const sq_node *n)
{
    sqi_put(c, "(");
    put_inner_select(c, SQI_CAST_TO(scalar_subquery, n)->stmt);
    sqi_put(c, ")");
}

static void visit_dml_column(sqi_compiler *c, const sq_node *n)
{
    sqi_put_dml_column(c, SQI_CAST_TO(dml_column, n));
}

static void visit_excluded(sqi_compiler *c, const sq_node *n)
{
    c->d->hooks.excluded(c, SQI_CAST_TO(excluded, n)->of);
}

static void visit_extension(sqi_compiler *c, const sq_node *n)
{
    sqi_put_extension(c, SQI_CAST_TO(extension, n));
}

static void visit_affix(sqi_compiler *c, const sq_node *n)
{
    sqi_visit_expr(c, SQI_CAST_TO(affix, n)->text);
}

const sqi_visit_entry sqi_expr_visits[] = {
    {SQI_N_POISON, visit_poison},
    {SQI_N_COLUMN, visit_column},
    {SQI_N_COLUMN_OF, visit_column_of},
    {SQI_N_NAMED_COLUMN, visit_named_column},
    {SQI_N_LITERAL_COLUMN, visit_literal_column},
    {SQI_N_OWN_COLUMN, visit_own_column},
    {SQI_N_ALL_COLUMNS, visit_all_columns},
    {SQI_N_LABEL, visit_label},
    {SQI_N_BIND, visit_bind},
    {SQI_N_CONST, visit_constant},
    {SQI_N_COLLATION, visit_collation},
    {SQI_N_BINARY, visit_binary},
    {SQI_N_BINARY_WITH, visit_binary_with},
    {SQI_N_UNARY, visit_unary},
    {SQI_N_UNARY_WITH, visit_unary_with},
    {SQI_N_CHAIN, visit_chain},
    {SQI_N_BETWEEN, visit_between},
    {SQI_N_REGEXP_REPLACE, visit_regexp_replace},
    {SQI_N_COLLATE, visit_collate},
    {SQI_N_GROUPING, visit_grouping},
    {SQI_N_TUPLE, visit_tuple},
    {SQI_N_ARRAY, visit_array},
    {SQI_N_SLICE, visit_slice},
    {SQI_N_MYSQL_MATCH, visit_mysql_match},
    {SQI_N_CASE, visit_case},
    {SQI_N_CAST, visit_cast},
    {SQI_N_EXTRACT, visit_extract},
    {SQI_N_EXISTS, visit_exists},
    {SQI_N_SCALAR_SUBQUERY, visit_scalar_subquery},
    {SQI_N_DML_COLUMN, visit_dml_column},
    {SQI_N_EXCLUDED, visit_excluded},
    {SQI_N_EXTENSION, visit_extension},
    {SQI_N_AFFIX, visit_affix},
    {SQI_N_COUNT, NULL},
};
