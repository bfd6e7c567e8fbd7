/* select.c: SELECT, compound selects and their clauses. SQLAlchemy: visit_select,
 * visit_compound_select, _compose_select_body. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"

void sqi_push_frame(sqi_compiler *c, sqi_frame *f)
{
    f->outer = c->frame;
    c->frame = f;
    c->depth++;
    f->chained = c->chained;
    c->chained = 0;
}

void sqi_pop_frame(sqi_compiler *c)
{
    c->chained = c->frame->chained;
    c->frame = c->frame->outer;
    c->depth--;
}

void sqi_visit_stmt(sqi_compiler *c, const sq_stmt *s)
{
    if (sqi_failed(c))
        return;
    c->d->visit[s->node.kind == SQI_N_POISON ? SQI_N_POISON : sqi_head_kind(s)](c, &s->node);
}

/* A clause node is reached when a statement is the root: the head's visit writes the whole. */
static void visit_clause(sqi_compiler *c, const sq_node *n)
{
    sqi_visit_stmt(c, (const sq_stmt *)(const void *)n);
}

/* ---- texts round the statement ---- */

void sqi_put_affix(sqi_compiler *c, const sq_expr *text, const char *dialect, bool suffix)
{
    if (!sqi_for_dialect(c, dialect))
        return;
    if (suffix)
        sqi_put(c, " ");
    sqi_visit_expr(c, text);
    if (!suffix)
        sqi_put(c, " ");
}

void sqi_put_affixes(sqi_compiler *c, const sqi_vec *affixes, bool suffix)
{
    for (uint32_t i = 0; i < affixes->n; i++) {
        const sqi_affix_clause *a = affixes->p[i];
        sqi_put_affix(c, a->text, a->dialect, suffix);
    }
}

static void put_statement_hints(sqi_compiler *c, const sqi_vec *hints)
{
    for (uint32_t i = 0; i < hints->n; i++) {
        const sqi_hint *h = hints->p[i];
        if (!h->table && sqi_for_dialect(c, h->dialect)) {
            sqi_put(c, " ");
            sqi_put_str(c, h->sql);
        }
    }
}

/* %(name)s in a hint is the table's name. */
void sqi_put_hint_text(sqi_compiler *c, const char *sql, const sq_relation *r)
{
    static const char token[] = "%(name)s";
    for (const char *at; (at = strstr(sql, token)); sql = at + sizeof token - 1) {
        sqi_put_mem(c, sql, (size_t)(at - sql));
        sqi_put_name(c, sqi_relation_name(c, r));
    }
    sqi_put_str(c, sql);
}

void sqi_put_hint(sqi_compiler *c, const sqi_vec *hints, const sq_relation *r, sqi_mark at)
{
    for (uint32_t i = 0; i < hints->n; i++) {
        const sqi_hint *h = hints->p[i];
        if (h->table == r && sqi_for_dialect(c, h->dialect))
            c->d->hooks.from_hint(c, h, r, &at);
    }
}

/* ---- conditions, groups, order ---- */

static bool is_true_constant(const sq_expr *e)
{
    if (e->node.kind == SQI_N_UNARY && SQI_CAST_TO(unary, e)->op == SQ_OP_IS_TRUE)
        e = SQI_CAST_TO(unary, e)->of;
    return e->node.kind == SQI_N_CONST && SQI_CAST_TO(constant, e)->which == SQI_CONST_TRUE;
}

/* The items that count: a true beside others adds nothing. */
typedef struct and_items {
    uint32_t n, operands; /* operands: with those of AND inside */
    bool skip_true;
} and_items;

/* Could it be one that is left out, or more than one? */
static inline bool is_odd(const sq_expr *e)
{
    static const bool odd[SQI_N_COUNT] = {
        [SQI_N_CHAIN] = true, [SQI_N_LABEL] = true, [SQI_N_UNARY] = true, [SQI_N_CONST] = true};
    return odd[e->node.kind];
}

static and_items count_odd_items(const sqi_vec *items)
{
    uint32_t n = 0, trues = 0, operands = 0;
    for (uint32_t i = 0; i < items->n; i++) {
        const sq_expr *e = items->p[i];
        if (sqi_is_empty_chain(e))
            continue;
        n++;
        operands += sqi_chain_length(e, SQ_OP_AND);
        trues += is_true_constant(e);
    }
    return n > trues ? (and_items){n - trues, operands - trues, trues > 0}
                     : (and_items){n > 0, operands, false};
}

static inline and_items count_items(const sqi_vec *items)
{
    bool any_odd = false;
    for (uint32_t i = 0; i < items->n; i++)
        any_odd |= is_odd(items->p[i]);
    return any_odd ? count_odd_items(items) : (and_items){items->n, items->n, false};
}

static bool is_left_out(const sq_expr *e, bool skip_true)
{
    return sqi_is_empty_chain(e) || (skip_true && is_true_constant(e));
}

static void put_and_items(sqi_compiler *c, sq_str lead, const sqi_vec *items)
{
    and_items count = count_items(items);
    uint32_t saved = c->in, outer = c->chained, left = count.operands;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL | SQI_AS_FROM | SQI_AS_LATERAL);
    for (uint32_t i = 0, done = 0; done < count.n && !sqi_failed(c); i++) {
        const sq_expr *e = items->p[i];
        const bool odd = is_odd(e);
        if (odd && is_left_out(e, count.skip_true))
            continue;
        sqi_enter_chain_item(c, outer, left, !done, SQ_OP_AND, e);
        left -= odd ? sqi_chain_length(e, SQ_OP_AND) : 1;
        if (done++)
            sqi_put(c, " AND ");
        else
            sqi_put_mem(c, lead.p, lead.n);
        if (count.n > 1)
            sqi_visit_operand(c, e, SQ_OP_AND);
        else
            sqi_visit_condition(c, e);
    }
    c->chained = outer;
    c->in = saved;
}

static inline void put_and_list(sqi_compiler *c, const char *lead, const sqi_vec *items)
{
    if (items->n)
        put_and_items(c, (sq_str){lead, strlen(lead)}, items);
}

void sqi_put_where(sqi_compiler *c, const sqi_vec *items, const char *lead)
{
    put_and_list(c, lead, items);
}

static const sq_expr *order_label(const sq_expr *e)
{
    while (e->node.kind == SQI_N_UNARY && (sqi_ops[SQI_CAST_TO(unary, e)->op].flags & SQI_OP_P))
        e = SQI_CAST_TO(unary, e)->of;
    if (e->node.kind == SQI_N_LABEL_REF)
        return order_label(SQI_CAST_TO(label_ref, e)->of);
    return e->node.kind == SQI_N_LABEL ? e : NULL;
}

static const sq_expr *without_parens(const sq_expr *e)
{
    while (e->node.kind == SQI_N_GROUPING)
        e = SQI_CAST_TO(grouping, e)->of;
    return e;
}

static bool same_label(const sq_expr *a, const sq_expr *b)
{
    if (a == b)
        return true;
    const sqi_label *x = SQI_CAST_TO(label, a), *y = SQI_CAST_TO(label, b);
    return x->name.p && y->name.p && x->name.n == y->name.n &&
           memcmp(x->name.p, y->name.p, x->name.n) == 0 &&
           sqi_equal(&without_parens(x->of)->node, &without_parens(y->of)->node, NULL);
}

/* Can the label be named where we are? */
static bool is_selected(const sqi_compiler *c, const sq_expr *label)
{
    const sqi_vec *labels = c->frame ? c->frame->labels : NULL;
    for (uint32_t i = 0; labels && i < labels->n; i++) {
        const sq_expr *e = labels->p[i];
        if (e->node.kind == SQI_N_LABEL && same_label(e, label))
            return true;
    }
    return false;
}

/* A label of the SELECT is written by its name. */
static void visit_with_label(sqi_compiler *c, const sq_expr *e)
{
    const sq_expr *saved = c->label_as_name;
    const sq_expr *label = order_label(e);
    if (label && sqi_can(c, SQI_CAN_SIMPLE_ORDER_BY_LABEL) && is_selected(c, label))
        c->label_as_name = label;
    sqi_visit_expr(c, e);
    c->label_as_name = saved;
}

void sqi_put_order_items(sqi_compiler *c, const sqi_vec *items)
{
    for (uint32_t i = 0; i < items->n; i++) {
        if (i)
            sqi_put(c, ", ");
        visit_with_label(c, items->p[i]);
    }
}

void sqi_put_order_by(sqi_compiler *c, const sqi_query *q)
{
    sqi_put(c, " ORDER BY ");
    sqi_put_order_items(c, &q->order_by);
}

static void visit_label_ref(sqi_compiler *c, const sq_node *n)
{
    visit_with_label(c, SQI_CAST_TO(label_ref, n)->of);
}

/* What a column is called here: those of from elements by their keys. */
static sq_name called(sqi_compiler *c, const sq_expr *e)
{
    if (SQI_IS(e, COLUMN))
        return sqi_key_of_column((const sq_column *)(const void *)e);
    if (SQI_IS(e, COLUMN_OF) && SQI_CAST_TO(column_of, e)->key)
        return sqi_plain_name(SQI_CAST_TO(column_of, e)->key);
    return sqi_own_name(c, e);
}

static bool has_name(sqi_compiler *c, const sq_expr *e, sq_name name)
{
    sq_name own = called(c, e);
    return own.p && own.n == name.n && sqi_same_bytes(own.p, name.p, name.n);
}

static bool put_named(sqi_compiler *c, const sqi_vec *columns, sq_name name)
{
    for (uint32_t i = 0; columns && i < columns->n; i++) {
        const sq_expr *e = columns->p[i];
        if (!has_name(c, e, name))
            continue;
        const sq_expr *saved = c->label_as_name;
        c->label_as_name = e;
        sqi_visit_in(c, e, 0, SQI_IN_COLUMNS);
        c->label_as_name = saved;
        return true;
    }
    return false;
}

static void visit_label_name(sqi_compiler *c, const sq_node *n)
{
    sq_name name = SQI_CAST_TO(label_name, n)->name;
    const sqi_frame *f = c->frame;
    bool in_columns = c->in & SQI_IN_COLUMNS;
    if (f && !in_columns && put_named(c, f->labels, name))
        return;
    for (uint32_t i = 0; f && f->labels && !in_columns && i < f->labels->n; i++) {
        const sq_expr *e = f->labels->p[i];
        sq_name label = sqi_qualified_name(c, e);
        if (label.p && label.n == name.n && memcmp(label.p, name.p, name.n) == 0) {
            sqi_visit_expr(c, e);
            return;
        }
    }
    sqi_vec columns = {0};
    for (uint32_t i = 0; f && f->froms && i < f->froms->n; i++)
        sqi_relation_columns(c, f->froms->p[i], &columns);
    if (put_named(c, &columns, name))
        return;
    sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_label_name",
                     "no column or label \"%.*s\" in this SELECT; SQL text goes through SQ_SQL()",
                     (int)name.n, name.p);
}

/* ---- FOR UPDATE OF ---- */

static void add_lock(sqi_compiler *c, const sq_node *n, sqi_vec *out)
{
    if (!sqi_vec_has(out, n))
        sqi_vec_add(c, out, n);
}

/* Tables, aliases and texts that `n` is made of; of a join the right side comes first. */
static void add_locks(sqi_compiler *c, const sq_node *n, sqi_vec *out)
{
    sqi_vec froms = {0};
    switch ((sqi_kind)n->kind) {
    case SQI_N_JOIN:
        add_locks(c, &SQI_CAST_TO(join, n)->right->node, out);
        add_locks(c, &SQI_CAST_TO(join, n)->left->node, out);
        return;
    case SQI_N_GROUPING_FROM:
        add_locks(c, &SQI_CAST_TO(grouping_from, n)->of->node, out);
        return;
    case SQI_N_ALL_COLUMNS:
        add_locks(c, &SQI_CAST_TO(all_columns, n)->from->node, out);
        return;
    case SQI_N_TEXT:
    case SQI_N_LITERAL_COLUMN:
        add_lock(c, n, out);
        return;
    default:
        sqi_froms_of(c, n, &froms);
        for (uint32_t i = 0; i < froms.n; i++)
            add_lock(c, froms.p[i], out);
    }
}

void sqi_put_lock_of(sqi_compiler *c, sqi_exprs of)
{
    sqi_vec locks = {0};
    for (uint32_t i = 0; i < of.n; i++)
        add_locks(c, &of.p[i]->node, &locks);
    for (uint32_t i = 0; i < locks.n; i++) {
        const sq_node *n = locks.p[i];
        sqi_put_str(c, i ? ", " : " OF ");
        if (n->kind == SQI_N_TEXT || n->kind == SQI_N_LITERAL_COLUMN)
            sqi_visit_node(c, n);
        else
            sqi_put_name(c, sqi_relation_name(c, locks.p[i]));
    }
}

/* ---- SELECT ---- */

static void put_froms(sqi_compiler *c, const sqi_query *q)
{
    uint32_t saved = c->in;
    c->in &= (uint32_t)(SQI_LITERAL | SQI_IN_DDL);
    for (uint32_t i = 0; i < q->display.n; i++) {
        if (i)
            sqi_put(c, ", ");
        else
            sqi_put(c, " \nFROM ");
        sqi_visit_from(c, q->display.p[i]);
    }
    c->in = saved;
    if (q->display.n == 0)
        c->d->hooks.default_from(c);
}

static void put_into(sqi_compiler *c, const sqi_ddl *x)
{
    sqi_put(c, " INTO ");
    sqi_put_made_name(c, x);
}

/* What the caller wrote as SQL text is not judged. */
static bool is_computed(const sqi_limit *x)
{
    const sqi_kind kind = x ? (sqi_kind)x->count->node.kind : SQI_N_BIND;
    return kind != SQI_N_BIND && kind != SQI_N_TEXT && kind != SQI_N_LITERAL_COLUMN;
}

static void require_limit(sqi_compiler *c, const sqi_query *q)
{
    if (is_computed(q->limit) || is_computed(q->offset) || is_computed(q->fetch))
        sqi_require(c, SQI_C_LIMIT_EXPRESSION);
    if (q->fetch) {
        sqi_require(c, q->fetch->flags & SQI_FETCH_PERCENT ? SQI_C_FETCH_PERCENT
                       : q->fetch->flags & SQI_FETCH_TIES  ? SQI_C_FETCH_TIES
                                                           : SQI_C_FETCH);
    } else if (q->offset && !q->limit)
        sqi_require(c, SQI_C_OFFSET_ALONE);
}

static void require_locks(sqi_compiler *c, const sqi_for_update *f)
{
    sqi_require(c, f->flags & SQI_LOCK_READ ? SQI_C_FOR_SHARE : SQI_C_FOR_UPDATE);
    if (f->flags & SQI_LOCK_KEY_SHARE)
        sqi_require(c, SQI_C_KEY_LOCKS);
    if (f->of.n)
        sqi_require(c, SQI_C_FOR_UPDATE_OF);
    if (f->flags & SQI_LOCK_NOWAIT)
        sqi_require(c, SQI_C_NOWAIT);
    if (f->flags & SQI_LOCK_SKIP_LOCKED)
        sqi_require(c, SQI_C_SKIP_LOCKED);
}

static inline bool limits_rows(const sqi_query *q)
{
    return q->limit || q->offset || q->fetch;
}

/* Does anything stand behind WHERE and GROUP BY with HAVING? */
static inline bool has_end(const sqi_query *q)
{
    return q->order_by.n || limits_rows(q) || q->for_update;
}

static void put_row_limit(sqi_compiler *c, const sqi_query *q)
{
    if (!limits_rows(q))
        return;
    require_limit(c, q);
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
    if (q->fetch)
        c->d->hooks.fetch_clause(c, q);
    else
        c->d->hooks.limit_clause(c, q);
    c->in = saved;
}

static void put_tail(sqi_compiler *c, const sqi_query *q)
{
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_AS_FROM | SQI_AS_LATERAL);
    if (q->group_by.n)
        c->d->hooks.group_by_clause(c, q);
    put_and_list(c, " \nHAVING ", &q->having);
    if (q->order_by.n)
        c->d->hooks.order_by_clause(c, q);
    put_row_limit(c, q);
    if (q->for_update) {
        require_locks(c, q->for_update);
        c->d->hooks.for_update_clause(c, q);
    }
    c->in = saved;
}

static void visit_select(sqi_compiler *c, const sq_node *n)
{
    sqi_query q;
    sqi_read_query(c, (const sq_stmt *)(const void *)n, &q);
    if (sqi_failed(c))
        return;
    const sqi_ddl *into = c->into;
    bool toplevel = !c->frame, is_result = c->want_result;
    bool embedded = c->in & (SQI_IN_COMPOUND | SQI_INSERT_SELECT);
    uint32_t saved = c->in;
    c->want_result = false;
    c->into = NULL;
    sqi_find_froms(c, &q);
    sqi_note_correlated(c, &q);
    sqi_vec asfrom = {0};
    if (q.display.n == q.all_froms.n)
        asfrom = q.with_joined;
    else
        sqi_froms_within(c, &q.display, &asfrom);
    if (q.several)
        sqi_expand_columns(c, q.columns->p, q.columns->n, &q.output_columns);
    else
        q.output_columns = (sqi_vec){.p = q.columns->p, .n = q.columns->n};
    sqi_frame f = {.query = &q,
                   .asfrom_froms = &asfrom,
                   .seen = c->frame,
                   .labels = &q.output_columns,
                   .froms = &q.all_froms};
    sqi_push_frame(c, &f);
    if (toplevel) {
        c->form.purpose = SQI_SELECT;
        c->form.returns_rows = true;
    }
    c->in &= ~(uint32_t)(SQI_IN_COMPOUND | SQI_INSERT_SELECT | SQI_IN_CTE | SQI_NO_TABLE);
    sqi_mark start = sqi_mark_here(c);
    sqi_put_str(c, "SELECT");
    c->d->hooks.select_hints(c, &q);
    sqi_visit_added_ctes(c, &q.add_ctes);
    sqi_put_str(c, " ");
    sqi_put_affixes(c, &q.prefixes, false);
    c->d->hooks.select_precolumns(c, &q);
    sqi_put_columns(c, &q.output_columns, q.style, is_result);
    if (into)
        put_into(c, into);
    put_froms(c, &q);
    put_and_list(c, " \nWHERE ", &q.where);
    sqi_lint_froms(c, &q.display, &q.where);
    if (q.group_by.n || q.having.n || has_end(&q))
        put_tail(c, &q);
    put_statement_hints(c, &q.hints);
    if (c->ctes.n && (!embedded || toplevel))
        sqi_put_with(c, start, toplevel, false);
    sqi_put_affixes(c, &q.suffixes, true);
    sqi_pop_frame(c);
    c->in = saved;
}

/* ---- compound selects ---- */

bool sqi_has_limit(sqi_compiler *c, const sq_stmt *s)
{
    if (!sqi_has_clause(s, SQI_CLAUSE_BIT(LIMIT)))
        return false;
    sqi_query q;
    sqi_read_query(c, s, &q);
    return limits_rows(&q);
}

static bool has_tail(sqi_compiler *c, const sq_stmt *s)
{
    if (sqi_head_kind(s) == SQI_N_COMPOUND)
        return true;
    if (!sqi_has_clause(s, SQI_CLAUSE_BIT(ORDER_BY) | SQI_CLAUSE_BIT(LIMIT) |
                               SQI_CLAUSE_BIT(FOR_UPDATE)))
        return false;
    sqi_query q;
    sqi_read_query(c, s, &q);
    return has_end(&q);
}

static void require_compound(sqi_compiler *c, sq_op op)
{
    switch (op) {
    case SQ_OP_INTERSECT:
        sqi_require(c, SQI_C_INTERSECT);
        break;
    case SQ_OP_EXCEPT:
        sqi_require(c, SQI_C_EXCEPT);
        break;
    case SQ_OP_INTERSECT_ALL:
        sqi_require(c, SQI_C_INTERSECT_ALL);
        break;
    case SQ_OP_EXCEPT_ALL:
        sqi_require(c, SQI_C_EXCEPT_ALL);
        break;
    default:
        break;
    }
}

static void put_members(sqi_compiler *c, const sqi_compound *x, bool is_result)
{
    uint32_t saved = c->in;
    c->in |= SQI_IN_COMPOUND;
    require_compound(c, (sq_op)x->op);
    for (uint32_t i = 0; i < x->selects.n && !sqi_failed(c); i++) {
        if (i) {
            sqi_put(c, " ");
            sqi_put_str(c, c->d->op_text[x->op]);
            sqi_put(c, " ");
        }
        c->want_result = is_result && i == 0;
        const sq_stmt *member = x->selects.p[i];
        bool parens = member->node.kind != SQI_N_POISON && has_tail(c, member);
        if (parens)
            sqi_require(c, SQI_C_COMPOUND_PARENS);
        c->d->hooks.compound_member(c, member, parens);
    }
    c->want_result = false;
    c->in = saved;
}

static void visit_compound(sqi_compiler *c, const sq_node *n)
{
    static const sqi_vec none;
    sqi_query q;
    sqi_read_query(c, (const sq_stmt *)(const void *)n, &q);
    if (sqi_failed(c))
        return;
    const sqi_compound *x = SQI_CAST_TO(compound, q.head);
    bool toplevel = !c->frame, is_result = c->want_result;
    uint32_t saved = c->in;
    sqi_vec labels = {0};
    sq_label_style style;
    sqi_output_columns(c, q.stmt, &labels, &style);
    sqi_frame f = {.asfrom_froms = c->frame ? c->frame->asfrom_froms : &none,
                   .seen = c->frame,
                   .labels = &labels};
    bool embedded = (c->in & SQI_IN_COMPOUND) != 0;
    sqi_push_frame(c, &f);
    if (toplevel) {
        c->form.purpose = SQI_SELECT;
        c->form.returns_rows = true;
    }
    sqi_visit_added_ctes(c, &q.add_ctes);
    sqi_mark start = sqi_mark_here(c);
    put_members(c, x, is_result);
    c->in |= SQI_NO_TABLE;
    put_tail(c, &q);
    c->in = saved;
    (void)embedded;
    sqi_put_with(c, start, toplevel, true);
    sqi_pop_frame(c);
}

static void visit_textual_select(sqi_compiler *c, const sq_node *n)
{
    sqi_query q;
    sqi_read_query(c, (const sq_stmt *)(const void *)n, &q);
    if (sqi_failed(c))
        return;
    static const sqi_vec none;
    bool toplevel = !c->frame, is_result = c->want_result;
    sqi_frame f = {.asfrom_froms = &none};
    sqi_push_frame(c, &f);
    c->want_result = false;
    if (toplevel) {
        c->form.purpose = SQI_SELECT;
        c->form.returns_rows = true;
    }
    sqi_mark start = sqi_mark_here(c);
    sqi_visit_added_ctes(c, &q.add_ctes);
    sqi_visit_expr(c, SQI_CAST_TO(textual_select, q.head)->text);
    for (uint32_t i = 0; is_result && i < q.columns->n; i++)
        sqi_add_result_column(c, sqi_own_name(c, q.columns->p[i]), sqi_type_of(q.columns->p[i]));
    sqi_put_with(c, start, toplevel, false);
    sqi_pop_frame(c);
}

/* Parentheses of the caller's: the statement in them is what stands there. */
static void visit_grouping_stmt(sqi_compiler *c, const sq_node *n)
{
    const sq_stmt *head = sqi_head_of((const sq_stmt *)(const void *)n);
    uint32_t saved = c->in;
    if (!(c->in & SQI_AS_FROM)) /* there are parentheses anyhow */
        sqi_require(c, SQI_C_COMPOUND_PARENS);
    c->in &= ~(uint32_t)(SQI_IN_COMPOUND | SQI_INSERT_SELECT);
    sqi_put(c, "(");
    sqi_visit_stmt(c, SQI_CAST_TO(grouping_stmt, head)->stmt);
    sqi_put(c, ")");
    c->in = saved;
}

static void visit_text_stmt(sqi_compiler *c, const sq_node *n)
{
    static const sqi_vec none;
    sqi_query q;
    sqi_read_query(c, (const sq_stmt *)(const void *)n, &q);
    if (sqi_failed(c))
        return;
    bool toplevel = !c->frame;
    sqi_frame f = {.asfrom_froms = &none};
    sqi_push_frame(c, &f);
    sqi_mark start = sqi_mark_here(c);
    sqi_visit_added_ctes(c, &q.add_ctes);
    sqi_visit_expr(c, SQI_CAST_TO(text_stmt, q.head)->text);
    sqi_put_with(c, start, toplevel, false);
    sqi_pop_frame(c);
}

const sqi_visit_entry sqi_select_visits[] = {
    {SQI_N_SELECT, visit_select},
    {SQI_N_COMPOUND, visit_compound},
    {SQI_N_TEXTUAL_SELECT, visit_textual_select},
    {SQI_N_TEXT_STMT, visit_text_stmt},
    {SQI_N_GROUPING_STMT, visit_grouping_stmt},
    {SQI_N_LABEL_REF, visit_label_ref},
    {SQI_N_LABEL_NAME, visit_label_name},
    {SQI_N_REFINE, visit_clause},
    {SQI_N_COLUMNS, visit_clause},
    {SQI_N_DISTINCT, visit_clause},
    {SQI_N_LABEL_STYLE, visit_clause},
    {SQI_N_FROM, visit_clause},
    {SQI_N_JOIN_CLAUSE, visit_clause},
    {SQI_N_CORRELATE, visit_clause},
    {SQI_N_WHERE, visit_clause},
    {SQI_N_HAVING, visit_clause},
    {SQI_N_GROUP_BY, visit_clause},
    {SQI_N_ORDER_BY, visit_clause},
    {SQI_N_LIMIT, visit_clause},
    {SQI_N_FOR_UPDATE, visit_clause},
    {SQI_N_AFFIX_CLAUSE, visit_clause},
    {SQI_N_HINT, visit_clause},
    {SQI_N_ADD_CTE, visit_clause},
    {SQI_N_PARAMS, visit_clause},
    {SQI_N_OPTIONS, visit_clause},
    {SQI_N_SET, visit_clause},
    {SQI_N_ROWS, visit_clause},
    {SQI_N_FROM_SELECT, visit_clause},
    {SQI_N_RETURNING, visit_clause},
    {SQI_N_DML_FLAG, visit_clause},
    {SQI_N_ON_CONFLICT, visit_clause},
    {SQI_N_MERGE_WHEN, visit_clause},
    {SQI_N_ON_DUPLICATE_KEY, visit_clause},
    {SQI_N_COUNT, NULL},
};
