/* expr.c: visits of expressions: names, constants, operators, CASE, CAST.
 *
 * Parentheses are decided here by one rule, on the tree's operators, so that no dialect can change
 * them: what a dialect writes for an operator does not matter. SQLAlchemy: SQLCompiler.visit_*. */
#include "lib/compile/visits.h"

/* ---- parentheses ---- */

/* LEVEL_ADD and so on: how tight each operator binds. */
enum {
#define SQ_OP(op, text, level, flags, negation, result) LEVEL_##op = (level),
#include "squill/ops.def"
#undef SQ_OP
};

const uint8_t sqi_takes_parens[SQI_N_COUNT] = {
    [SQI_N_BINARY] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_BETWEEN] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_COLLATE] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_REGEXP_REPLACE] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_FUNC] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_FUNC_AS_COMPARISON] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_FILTER] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_CASE] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_EXTRACT] = SQI_PARENS_IN_OPERATORS,
    [SQI_N_LABEL] = SQI_PARENS,
    [SQI_N_CAST] = SQI_PARENS,
    [SQI_N_TEXT] = SQI_PARENS,
    [SQI_N_BINARY_WITH] = SQI_PARENS,
    [SQI_N_UNARY] = SQI_PARENS,
    [SQI_N_UNARY_WITH] = SQI_PARENS,
    [SQI_N_CHAIN] = SQI_PARENS,
    [SQI_N_EXISTS] = SQI_PARENS,
};

/* Precedence of what stands at the top of `e`; false if it is no operator. */
static inline bool top_operator(const sq_expr *e, sq_op *op, int *level, bool *associative)
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

/* What an operator with a level needs so as to stand without parentheses within this one. */
static int level_within(sq_op against, const sqi_operator *custom)
{
    if (against == SQ_OP_CUSTOM && custom)
        return custom->precedence;
    return sqi_ops[against].level == SQI_NO_LEVEL ? -SQI_NO_LEVEL : sqi_ops[against].level;
}

/* Of an operator within another: all that precedence and associativity say. */
static bool binds_looser(const sq_expr *e, sq_op against, const sqi_operator *custom)
{
    sq_op op = SQ_OP_COUNT;
    int level = 0;
    bool associative = false;
    if (!top_operator(e, &op, &level, &associative))
        return false;
    if (against == SQ_OP_COUNT)
        return true;
    if (op == against && associative && (op != SQ_OP_CUSTOM || same_custom(e, custom)))
        return false;
    int outer = level_within(against, custom);
    bool sign = op == SQ_OP_BITWISE_NOT && against != SQ_OP_CUSTOM;
    if (level <= outer || (sign && outer >= LEVEL_ADD))
        return true; /* ~a + b is ~(a + b) to PostgreSQL */
    switch (against) {
    case SQ_OP_COLLATE: /* to every server it binds tighter; a = b COLLATE c is SQLAlchemy's text */
        return !(sqi_ops[op].flags & SQI_OP_C);
    case SQ_OP_CONCAT: /* tighter than + on SQLite, looser on PostgreSQL */
        return level < LEVEL_POW && op != SQ_OP_NEG;
    case SQ_OP_NOT:
        return op != SQ_OP_CUSTOM && !(sqi_ops[op].flags & SQI_OP_C) &&
               sqi_ops[op].result != SQI_RESULT_BOOL;
    default:
        return false;
    }
}

/* What is written of an operand: a label and a type_coerce() leave nothing of themselves. */
static const sq_expr *written(const sq_expr *e)
{
    for (;;)
        if (SQI_IS(e, LABEL))
            e = SQI_CAST_TO(label, e)->of;
        else if (SQI_IS(e, CAST) && SQI_CAST_TO(cast, e)->how == SQI_TYPE_COERCE)
            e = SQI_CAST_TO(cast, e)->of;
        else
            return e;
}

static bool needs_parens(const sq_expr *e, sq_op against, const sqi_operator *custom)
{
    e = written(e);
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_TEXT:
        return against == SQ_OP_IN || against == SQ_OP_NOT_IN;
    case SQI_N_FUNC:
        return against == SQ_OP_GETITEM &&
               sq_type_class_of((sq_type_kind)sqi_type_of(e)->kind) == SQ_TC_ARRAY;
    default:
        return binds_looser(e, against, custom);
    }
}

bool sqi_needs_parens(const sq_expr *e, sq_op against)
{
    return needs_parens(e, against, NULL);
}

void sqi_put_parens(sqi_compiler *c, const sq_expr *e)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)SQI_IN_OPERATOR; /* what needs parentheses below one has them now */
    sqi_put(c, "(");
    sqi_visit_expr(c, e);
    sqi_put(c, ")");
    c->in = saved;
}

void sqi_visit_condition(sqi_compiler *c, const sq_expr *e)
{
    sq_op op = SQ_OP_COUNT;
    int level = 0;
    bool associative = false;
    if (top_operator(written(e), &op, &level, &associative) && level == SQI_NO_LEVEL)
        sqi_put_parens(c, e);
    else
        sqi_visit_expr(c, e);
}

/* Could have parentheses. A chain goes on without, whatever it looks like: a AND b AND c. */
static bool takes_parens(const sq_expr *e, sq_op against)
{
    sq_op op = SQ_OP_COUNT;
    int level = 0;
    bool associative = false;
    e = written(e);
    if (e->node.kind == SQI_N_CAST || e->node.kind == SQI_N_CASE || e->node.kind == SQI_N_EXTRACT ||
        e->node.kind == SQI_N_FUNC)
        return true;
    return top_operator(e, &op, &level, &associative) && op != SQ_OP_COMMA && op != SQ_OP_ANY &&
           op != SQ_OP_ALL && op != SQ_OP_DISTINCT && !(op == against && associative);
}

/* Levels of arithmetic, of bits and of signs: however it is spelled, it binds its operands. */
static bool is_arithmetic(sq_op op)
{
    return op != SQ_OP_COUNT && sqi_ops[op].level >= LEVEL_ADD && sqi_ops[op].level <= LEVEL_MUL;
}

/* Seen at once of most: no operator, or one that binds tighter than what only separates. */
static inline bool stays_bare(const sqi_compiler *c, const sq_expr *e, sq_op against)
{
    uint8_t at = sqi_takes_parens[e->node.kind];
    if (at != SQI_PARENS_IN_OPERATORS)
        return at == SQI_NO_PARENS;
    bool all = against != SQ_OP_COMMA && sqi_can(c, SQI_CAN_ALL_PARENTHESES);
    return sqi_is_separator(against) && !all &&
           (e->node.kind != SQI_N_BINARY || sqi_ops[SQI_CAST_TO(binary, e)->op].level > LEVEL_AND);
}

void sqi_visit_operand_of(sqi_compiler *c, const sq_expr *e, sq_op against,
                          const sqi_operator *custom)
{
    uint32_t saved = c->in;
    if (is_arithmetic(against))
        c->in |= SQI_IN_OPERATOR;
    if (!stays_bare(c, e, against) &&
        (needs_parens(e, against, custom) || (sqi_can(c, SQI_CAN_ALL_PARENTHESES) &&
                                              against != SQ_OP_COMMA && takes_parens(e, against))))
        sqi_put_parens(c, e);
    else
        sqi_visit_expr(c, e);
    c->in = saved;
}

void sqi_visit_composite(sqi_compiler *c, const sq_expr *e, sq_op against)
{
    if (sqi_is_separator(against) && stays_bare(c, e, against))
        sqi_visit_expr(c, e);
    else
        sqi_visit_operand_of(c, e, against, NULL);
}

/* ---- names ---- */

static void visit_poison(sqi_compiler *c, const sq_node *n)
{
    const sqi_poison *p = SQI_CAST_TO(poison, n);
    sqi_fail_compile(c, p->status, p->where, "%s", p->message);
}

static void visit_column(sqi_compiler *c, const sq_node *n)
{
    sqi_put_table_column(c, (const sq_column *)(const void *)n);
}

/* Of a column of an alias that was written before: a column of a table is called there as it is in
 * the table, so that is the name that was rendered for that. NULL: it is none, or may be cut. */
static inline const sqi_rendered_column *
same_in_table(const sqi_compiler *c, const sqi_column_of *x, const sqi_again *alias)
{
    if (!alias || !alias->columns)
        return NULL;
    const sqi_rendered_column *own = &alias->columns[x->index];
    return own->own_n && own->name.n <= c->d->longest_label ? own : NULL;
}

SQI_APART void put_new_column_of(sqi_compiler *c, const sqi_column_of *x)
{
    size_t start = c->out.n;
    sq_name name = sqi_column_of_name(c, x); /* made up before the name of its table is */
    sqi_put_qualifier(c, x->from);
    const sqi_rendered_column *own = same_in_table(c, x, sqi_find_written(c, x->from));
    if (own) {
        sqi_put_mem(c, own->text + own->at, own->own_n);
        return;
    }
    if (x->element && SQI_IS(x->element, COLUMN))
        sqi_put_name_of_column(c, (const sq_column *)(const void *)x->element, name);
    else
        sqi_put_name(c, name);
    sqi_note_written(c, x, start);
}

/* Without a call, what was written before: all of it, or that of an alias. */
void sqi_put_column_of(sqi_compiler *c, const sqi_column_of *x)
{
    const sqi_again *alias = sqi_find_written(c, x->from);
    const sqi_rendered_column *own = same_in_table(c, x, alias);
    if (own && own->own_n <= 2 * SQI_OUT_BLOCK && c->out.cap - c->out.n >= 4 * SQI_OUT_BLOCK) {
        char *p = c->out.p + c->out.n;
        memcpy(p, alias->text, 2 * SQI_OUT_BLOCK);
        memcpy(p + alias->n, own->text + own->at, 2 * SQI_OUT_BLOCK);
        c->out.n += alias->n + own->own_n;
    } else if (!sqi_put_again(c, x))
        put_new_column_of(c, x);
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
    if (x->value.kind == SQ_V_ABSENT && (c->o->lenient || !(x->flags & SQI_BIND_REQUIRED))) {
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
void sqi_put_bind(sqi_compiler *c, const sqi_bind *x, sq_op op)
{
    bool expanding = x->flags & SQI_BIND_EXPANDING;
    int width = (int)((uint32_t)x->flags / SQI_BIND_TUPLE_WIDTH);
    const sq_type *type = x->node.type ? x->node.type : &sqi_unknown_type;
    if (!width && type->details && type->kind == SQ_T_TUPLE)
        width = (int)type->details->n_items;
    if (expanding && op != SQ_OP_COUNT && x->value.kind == SQ_V_LIST && x->value.len == 0)
        sqi_require(c, SQI_C_EMPTY_LIST);
    const sq_expr *self = (const sq_expr *)(const void *)x;
    if (c->bare != self && sqi_is_wrapped(type, false)) {
        if (expanding)
            sqi_fail_compile(
                c, SQ_ERR_UNSUPPORTED, "sq_in",
                "a type with a bind function has no lists as parameters: give expressions");
        sqi_put_wrapped(c, type, self, false);
        return;
    }
    if (expanding)
        sqi_put(c, "(");
    if (c->in & SQI_LITERAL) {
        if (expanding && x->value.kind == SQ_V_LIST && x->value.len == 0)
            c->d->hooks.empty_set(c, type, width, op);
        else
            put_literal_value(c, x);
    } else {
        uint32_t slot = sqi_slot_of(c, x);
        if (expanding && slot != SQI_NO_SLOT && !c->slots[slot].extra->empty.n) {
            sq_str empty = sqi_capture_empty_set(c, type, width, op);
            sqi_extra_of(c, &c->slots[slot])->empty = empty;
        }
        if (slot != SQI_NO_SLOT) {
            if (c->in & SQI_INLINE) {
                c->slots[slot].literal_execute = true;
                c->straight = false;
            }
            sqi_put_slot(c, slot);
        }
    }
    if (expanding)
        sqi_put(c, ")");
}

void sqi_put_inline(sqi_compiler *c, const sq_expr *e)
{
    if (e->node.kind == SQI_N_BIND)
        sqi_visit_in(c, e, SQI_INLINE, 0);
    else
        sqi_visit_expr(c, e);
}

/* The short way is that of most: one value of a plain type. */
static void visit_bind(sqi_compiler *c, const sq_node *n)
{
    const sqi_bind *x = SQI_CAST_TO(bind, n);
    uint32_t slot = sqi_is_marker(c, x) ? sqi_slot_of(c, x) : SQI_NO_SLOT;
    if (slot != SQI_NO_SLOT)
        sqi_put_slot(c, slot);
    else
        sqi_put_bind(c, x, SQ_OP_COUNT);
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

/* ---- other forms ---- */

static void visit_between(sqi_compiler *c, const sq_node *n)
{
    const sqi_between *x = SQI_CAST_TO(between, n);
    uint32_t saved = c->in;
    c->in |= SQI_IN_OPERATOR;
    sqi_visit_operand(c, x->of, SQ_OP_BETWEEN);
    sqi_put_str(c, x->negated ? " NOT BETWEEN " : " BETWEEN ");
    if (x->symmetric && sqi_require(c, SQI_C_BETWEEN_SYMMETRIC))
        sqi_put(c, "SYMMETRIC ");
    sqi_visit_operand(c, x->low, SQ_OP_AND);
    sqi_put(c, " AND ");
    sqi_visit_operand(c, x->high, SQ_OP_AND);
    c->in = saved;
}

static void visit_regexp_replace(sqi_compiler *c, const sq_node *n)
{
    (void)n;
    sqi_refuse(c, SQI_C_REGEXP_REPLACE);
}

static void visit_collate(sqi_compiler *c, const sq_node *n)
{
    const sqi_collate *x = SQI_CAST_TO(collate, n);
    sqi_visit_operand(c, x->of, SQ_OP_COLLATE);
    sqi_put(c, " COLLATE ");
    if (x->schema) {
        sqi_require(c, SQI_C_COLLATION_SCHEMA);
        sqi_put_ident(c, x->schema);
        sqi_put(c, ".");
    }
    sqi_put_name(c, x->collation);
}

static void visit_grouping(sqi_compiler *c, const sq_node *n)
{
    sqi_put_parens(c, SQI_CAST_TO(grouping, n)->of);
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
    sqi_refuse(c, SQI_C_ARRAY);
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

static void visit_fulltext_match(sqi_compiler *c, const sq_node *n)
{
    (void)n;
    sqi_refuse(c, SQI_C_MATCH_AGAINST);
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

/* What names a collation: the type, or what it is an array of. */
static const sq_type_details *collated_part(const sq_type *t)
{
    while (t && t->details && !t->details->collation)
        t = t->details->item;
    return t ? t->details : NULL;
}

/* Takes back the collation that ends the text of a type; a domain has one that is not written. */
static bool cut_collation(sqi_compiler *c, const sq_type_details *d)
{
    size_t end = c->out.n;
    c->d->hooks.collation(c, d->collation_schema, d->collation);
    size_t n = c->out.n - end;
    bool written = !sqi_failed(c) && n <= end && memcmp(c->out.p + end - n, c->out.p + end, n) == 0;
    c->out.n = written ? end - n : end;
    return written;
}

/* The collation of a type is not part of a CAST, but of its value: it stands behind. */
void sqi_put_cast(sqi_compiler *c, const sqi_cast *x)
{
    bool own_types = c->d->hooks.cast_type != sqi_put_type; /* say there what is kept */
    const sq_type_details *d = own_types ? NULL : collated_part(x->node.type);
    sqi_put(c, "CAST(");
    sqi_visit_expr(c, x->of);
    sqi_put(c, " AS ");
    c->d->hooks.cast_type(c, x->node.type);
    bool collated = d && cut_collation(c, d);
    sqi_put(c, ")");
    if (collated)
        c->d->hooks.collation(c, d->collation_schema, d->collation);
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
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (x->how == SQI_TRY_CAST)
        c->d->hooks.try_cast(c, x);
    else
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
    {SQI_N_BETWEEN, visit_between},
    {SQI_N_REGEXP_REPLACE, visit_regexp_replace},
    {SQI_N_COLLATE, visit_collate},
    {SQI_N_GROUPING, visit_grouping},
    {SQI_N_TUPLE, visit_tuple},
    {SQI_N_ARRAY, visit_array},
    {SQI_N_SLICE, visit_slice},
    {SQI_N_FULLTEXT_MATCH, visit_fulltext_match},
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
