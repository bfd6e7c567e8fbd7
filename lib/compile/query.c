/* query.c: a SELECT's clauses, read off its chain, and the FROM that follows from them.
 *
 * SQLAlchemy: SelectState: _setup_joins, _get_froms, _get_display_froms. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"

const sq_stmt *sqi_head_of(const sq_stmt *s)
{
    return sqi_statement_head(s);
}

/* ---- clauses ---- */

static inline void add_items(sqi_compiler *c, sqi_vec *v, sqi_exprs items)
{
    sqi_vec_add_all(c, v, items.p, items.n);
}

static void replace_items(sqi_compiler *c, sqi_vec *v, sqi_exprs items)
{
    if (items.n == 0)
        v->n = 0; /* said to have none */
    add_items(c, v, items);
}

static void read_columns(sqi_compiler *c, const sqi_columns_clause *x, sqi_query *q)
{
    if (x->how == SQI_COLUMNS_ONLY_KEEP_FROMS)
        for (uint32_t i = 0; i < q->columns->n; i++)
            sqi_vec_add(c, &q->prior, q->columns->p[i]);
    if (x->how != SQI_COLUMNS_ADD)
        q->columns = sqi_temp(c, sizeof(sqi_vec));
    add_items(c, (sqi_vec *)(uintptr_t)q->columns, x->items);
}

static void read_limit(const sqi_limit *x, sqi_query *q)
{
    switch (x->what) {
    case SQI_LIMIT:
        q->limit = x;
        q->fetch = NULL;
        break;
    case SQI_OFFSET:
        q->offset = x;
        break;
    case SQI_FETCH:
        q->fetch = x;
        q->limit = NULL;
        break;
    default:
        break;
    }
}

static void read_correlate(sqi_compiler *c, const sqi_correlate *x, sqi_query *q)
{
    if (x->except)
        q->correlate_except = x;
    else {
        q->correlates = x;
        if (x->froms.n == 0)
            q->correlate.n = 0;
        sqi_vec_add_all(c, &q->correlate, x->froms.p, x->froms.n);
    }
}

void sqi_read_params(sqi_compiler *c, const sqi_params *x)
{
    for (uint32_t i = 0; i < x->binds.n; i++) {
        const sqi_bind *b = SQI_CAST_TO(bind, x->binds.p[i]);
        uint64_t *at = sqi_strmap_at(&c->overrides, b->name.p, b->name.n);
        c->slots_vary = true;
        if (!at)
            c->out.status = SQ_ERR_NOMEM;
        else if (!*at) /* an enclosing statement's values come first */
            *at = (uint64_t)(uintptr_t)b;
    }
}

static void read_clause(sqi_compiler *c, const sq_stmt *s, sqi_query *q)
{
    switch ((sqi_kind)s->node.kind) {
    case SQI_N_COLUMNS:
        read_columns(c, SQI_CAST_TO(columns_clause, s), q);
        break;
    case SQI_N_DISTINCT:
        q->distinct = SQI_CAST_TO(distinct, s);
        add_items(c, &q->distinct_on, q->distinct->on);
        break;
    case SQI_N_LABEL_STYLE:
        q->style = (sq_label_style)SQI_CAST_TO(label_style, s)->style;
        break;
    case SQI_N_FROM:
        sqi_vec_add_all(c, &q->froms, SQI_CAST_TO(from, s)->froms.p, SQI_CAST_TO(from, s)->froms.n);
        break;
    case SQI_N_JOIN_CLAUSE: {
        sqi_join_step *step = sqi_room(c, sizeof *step);
        *step = (sqi_join_step){SQI_CAST_TO(join_clause, s), q->columns};
        sqi_vec_add(c, &q->joins, step);
        break;
    }
    case SQI_N_CORRELATE:
        read_correlate(c, SQI_CAST_TO(correlate, s), q);
        break;
    case SQI_N_WHERE:
        add_items(c, &q->where, SQI_CAST_TO(where, s)->items);
        break;
    case SQI_N_HAVING:
        add_items(c, &q->having, SQI_CAST_TO(having, s)->items);
        break;
    case SQI_N_GROUP_BY:
        replace_items(c, &q->group_by, SQI_CAST_TO(group_by, s)->items);
        break;
    case SQI_N_ORDER_BY:
        replace_items(c, &q->order_by, SQI_CAST_TO(order_by, s)->items);
        break;
    case SQI_N_LIMIT:
        read_limit(SQI_CAST_TO(limit, s), q);
        break;
    case SQI_N_FOR_UPDATE:
        q->for_update = SQI_CAST_TO(for_update, s);
        break;
    case SQI_N_AFFIX_CLAUSE:
        sqi_vec_add(c, SQI_CAST_TO(affix_clause, s)->suffix ? &q->suffixes : &q->prefixes, s);
        break;
    case SQI_N_HINT:
        sqi_vec_add(c, &q->hints, s);
        break;
    case SQI_N_ADD_CTE:
        sqi_vec_add(c, &q->add_ctes, s);
        break;
    case SQI_N_PARAMS:
        sqi_read_params(c, SQI_CAST_TO(params, s));
        break;
    default:
        break; /* what has no text, or belongs to other statements */
    }
}

static inline const sq_stmt *prev_of(const sq_stmt *s)
{
    return s->node.kind >= SQI_N_REFINE ? SQI_CAST_TO(refine, s)->prev : NULL;
}

bool sqi_has_clause(const sq_stmt *s, uint64_t kinds)
{
    for (const sq_stmt *prev; (prev = prev_of(s)); s = prev)
        if (kinds >> (s->node.kind - SQI_N_REFINE) & 1)
            return true;
    return false;
}

_Static_assert(offsetof(sqi_refine, prev) == offsetof(sqi_where, prev) &&
                   offsetof(sqi_refine, prev) == offsetof(sqi_on_duplicate_key, prev),
               "prev is the first field of every clause");

void sqi_read_chain(sqi_compiler *c, const sq_stmt *s, sqi_vec *out)
{
    do
        sqi_vec_add(c, out, s);
    while ((s = prev_of(s)));
}

void sqi_read_query(sqi_compiler *c, const sq_stmt *s, sqi_query *q)
{
    enum { FEW = 16 };
    const void *few[FEW];
    sqi_vec chain = {few, 0, FEW};
    sqi_clear(q, offsetof(sqi_query, room));
    sqi_read_chain(c, s, &chain);
    if (sqi_failed(c))
        return;
    q->stmt = s;
    q->head = chain.p[chain.n - 1];
    q->columns = &q->first_columns;
    if (q->head->node.kind == SQI_N_SELECT)
        add_items(c, &q->first_columns, SQI_CAST_TO(select, q->head)->columns);
    else if (q->head->node.kind == SQI_N_TEXTUAL_SELECT)
        add_items(c, &q->first_columns, SQI_CAST_TO(textual_select, q->head)->columns);
    for (uint32_t i = chain.n - 1; i-- > 0;)
        read_clause(c, chain.p[i], q);
}

/* ---- FROM ---- */

static void hide_joined(sqi_compiler *c, const sq_relation *r, sqi_vec *hidden)
{
    if (r->node.kind != SQI_N_JOIN)
        return;
    sqi_froms_of(c, SQI_CAST_TO(join, r)->left, hidden);
    sqi_froms_of(c, SQI_CAST_TO(join, r)->right, hidden);
}

/* Those of `froms` that no join among them shows already. */
static sqi_vec without_hidden(sqi_compiler *c, const sqi_vec *froms)
{
    sqi_vec hidden = {0}, left = {0};
    for (uint32_t i = 0; i < froms->n; i++)
        hide_joined(c, froms->p[i], &hidden);
    if (hidden.n == 0)
        return *froms;
    for (uint32_t i = 0; i < froms->n; i++)
        if (!sqi_vec_has(&hidden, froms->p[i]))
            sqi_vec_add(c, &left, froms->p[i]);
    return left;
}

static bool all_in(const sqi_vec *wanted, const sqi_vec *a, const sqi_vec *b)
{
    for (uint32_t i = 0; i < wanted->n; i++)
        if (!sqi_vec_has(a, wanted->p[i]) && !sqi_vec_has(b, wanted->p[i]))
            return false;
    return true;
}

/* Elements of `froms` that `target` can be joined to. SQLAlchemy: find_left_clause_to_join_from. */
static void find_left(sqi_compiler *c, const sqi_vec *froms, const sq_relation *target,
                      const sq_expr *on, sqi_vec *out)
{
    sqi_vec needed = {0}, targets = {0};
    if (froms->n > 1 && on)
        sqi_froms_of(c, on, &needed);
    if (needed.n)
        sqi_froms_of(c, target, &targets);
    for (uint32_t i = 0; i < froms->n; i++) {
        const sq_relation *f = froms->p[i];
        sqi_vec own = {0};
        if (needed.n)
            sqi_froms_of(c, f, &own);
        bool can = needed.n ? all_in(&needed, &own, &targets) : on || sqi_can_join(c, f, target);
        if (f != target && can)
            sqi_vec_add(c, out, f);
    }
    if (out->n > 1) {
        sqi_vec hidden = {0};
        for (uint32_t i = 0; i < froms->n; i++)
            hide_joined(c, froms->p[i], &hidden);
        uint32_t n = 0;
        for (uint32_t i = 0; i < out->n; i++)
            if (!sqi_vec_has(&hidden, out->p[i]))
                out->p[n++] = out->p[i];
        out->n = n;
    }
    if (out->n == 0 && on)
        for (uint32_t i = 0; i < froms->n; i++)
            sqi_vec_add(c, out, froms->p[i]);
}

static const sq_relation *implicit_left(sqi_compiler *c, const sqi_vec *from_clauses,
                                        const sqi_join_step *step)
{
    sqi_vec candidates = {0}, found = {0};
    const sqi_join_clause *j = step->join;
    if (from_clauses->n == 1 && from_clauses->p[0] != j->target &&
        (j->on || j->kind == SQ_JOIN_CROSS))
        return from_clauses->p[0];
    if (from_clauses->n)
        candidates = *from_clauses;
    else
        sqi_froms_of_all(c, step->columns, &candidates);
    if (j->kind != SQ_JOIN_CROSS)
        find_left(c, &candidates, j->target, j->on, &found);
    for (uint32_t i = 0; j->kind == SQ_JOIN_CROSS && i < candidates.n; i++)
        if (candidates.p[i] != j->target)
            sqi_vec_add(c, &found, candidates.p[i]);
    if (found.n == 1)
        return found.p[0];
    char name[64];
    sqi_describe_rel(j->target, name, sizeof name);
    if (found.n)
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_join",
                         "%s can be joined to more than one from element: use sq_join_from()",
                         name);
    else
        sqi_fail_compile(
            c, SQ_ERR_ARGUMENT, "sq_join",
            "nothing that %s could be joined to: say the condition, or sq_from() first", name);
    return NULL;
}

/* A from element that is, or contains, `left`. */
static const sq_relation *explicit_left(sqi_compiler *c, const sqi_vec *from_clauses,
                                        const sq_relation *left)
{
    for (uint32_t i = 0; i < from_clauses->n; i++) {
        sqi_vec own = {0};
        sqi_froms_of(c, from_clauses->p[i], &own);
        if (sqi_vec_has(&own, left))
            return from_clauses->p[i];
    }
    return left;
}

static void apply_join(sqi_compiler *c, sqi_vec *from_clauses, const sqi_join_step *step)
{
    const sqi_join_clause *j = step->join;
    const sq_relation *left = j->from ? explicit_left(c, from_clauses, j->from)
                                      : implicit_left(c, from_clauses, step);
    if (!left)
        return;
    sqi_join *join = sqi_room(c, sizeof *join);
    join->node = (sq_node){.kind = SQI_N_JOIN};
    join->left = left;
    join->right = j->target;
    join->on = j->on;
    if (j->from && !j->on && j->kind != SQ_JOIN_CROSS) /* said between these two */
        join->on = sqi_join_condition(c, j->from, j->target);
    join->kind = j->kind;
    for (uint32_t i = 0; i < from_clauses->n; i++)
        if (from_clauses->p[i] == left) {
            from_clauses->p[i] = join;
            return;
        }
    sqi_vec_add(c, from_clauses, join);
}

static void collect_froms(sqi_compiler *c, sqi_query *q)
{
    enum { ROOM = sizeof q->room[0] / sizeof *q->room[0] };
    sqi_vec froms = {q->room[0], 0, ROOM}, *all = &q->with_joined;
    *all = (sqi_vec){q->room[1], 0, ROOM};
    for (uint32_t i = 0; i < q->froms.n; i++)
        if (!sqi_vec_has(&froms, q->froms.p[i]))
            sqi_vec_add(c, &froms, q->froms.p[i]);
    for (uint32_t i = 0; i < q->joins.n && !sqi_failed(c); i++)
        apply_join(c, &froms, q->joins.p[i]);
    if (froms.n)
        sqi_froms_within(c, &froms, all);
    uint32_t said = all->n; /* behind them: what only columns and conditions tell of */
    sqi_froms_of_all(c, &q->prior, all);
    q->several = sqi_froms_of_items(c, q->columns, all);
    sqi_froms_of_all(c, &q->where, all);
    if (all->n > said)
        sqi_vec_add_all(c, &froms, all->p + said, all->n - said);
    q->all_froms = froms.n > 1 ? without_hidden(c, &froms) : froms;
}

/* ---- correlation ---- */

/* Could the statement take it from one that encloses it? What stands beside it in FROM is seen but
 * by LATERAL. */
static bool is_supplied(const sqi_compiler *c, const void *from, bool as_from)
{
    if (as_from && sqi_vec_has(c->frame->asfrom_froms, from))
        return false;
    for (const sqi_frame *f = c->frame; f; f = f->seen)
        if (sqi_vec_has(f->asfrom_froms, from))
            return true;
    return false;
}

/* Is it among those that sq_correlate() or sq_correlate_except() mean? */
static bool is_said(const sqi_query *q, const void *from)
{
    bool said = q->correlate.n && sqi_vec_has(&q->correlate, from);
    const sqi_rels *kept = q->correlate_except ? &q->correlate_except->froms : NULL;
    uint32_t i = 0;
    while (kept && i < kept->n && kept->p[i] != from)
        i++;
    return said || (kept && i == kept->n);
}

/* What FROM shows: without the elements that an enclosing statement supplies, if there is one. */
static void correlate_froms(sqi_compiler *c, sqi_query *q)
{
    bool as_from = (c->in & SQI_AS_FROM) && !(c->in & SQI_AS_LATERAL);
    bool said = q->correlate.n || q->correlate_except;
    bool by_itself = c->frame && !q->correlates && !q->correlate_except && !as_from &&
                     c->frame->asfrom_froms->n && q->all_froms.n > 1;
    q->display = q->all_froms;
    if (!c->frame || (!said && !by_itself))
        return;
    q->display = (sqi_vec){0};
    for (uint32_t i = 0; i < q->all_froms.n; i++) {
        const void *from = q->all_froms.p[i];
        if (by_itself ? !sqi_vec_has(c->frame->asfrom_froms, from)
                      : !is_said(q, from) || !is_supplied(c, from, as_from))
            sqi_vec_add(c, &q->display, from);
    }
    if (by_itself && q->display.n == 0)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_select",
                         "the enclosing statement supplies every from element of this SELECT: "
                         "say which with sq_correlate()");
}

void sqi_find_froms(sqi_compiler *c, sqi_query *q)
{
    collect_froms(c, q);
    if (!sqi_failed(c))
        correlate_froms(c, q);
}

/* ---- what a statement in FROM exports ---- */

static void returned_columns(sqi_compiler *c, const sq_stmt *s, sqi_vec *out)
{
    sqi_vec chain = {0};
    sqi_read_chain(c, s, &chain);
    for (uint32_t i = chain.n; i-- > 0;) {
        const sq_stmt *x = chain.p[i];
        if (x->node.kind == SQI_N_RETURNING && SQI_CAST_TO(returning, x)->how == SQI_RETURNING)
            sqi_expand_columns(c, SQI_CAST_TO(returning, x)->items.p,
                               SQI_CAST_TO(returning, x)->items.n, out);
    }
}

void sqi_output_columns(sqi_compiler *c, const sq_stmt *s, sqi_vec *out, sq_label_style *style)
{
    const sq_stmt *head = sqi_head_of(s);
    const sqi_kind kind = (sqi_kind)head->node.kind;
    if (kind == SQI_N_INSERT || kind == SQI_N_UPDATE || kind == SQI_N_DELETE) {
        returned_columns(c, s, out);
        return;
    }
    if (kind == SQI_N_COMPOUND && SQI_CAST_TO(compound, head)->selects.n) {
        sqi_output_columns(c, SQI_CAST_TO(compound, head)->selects.p[0], out, style);
        return;
    }
    if (kind == SQI_N_GROUPING_STMT) {
        sqi_output_columns(c, SQI_CAST_TO(grouping_stmt, head)->stmt, out, style);
        return;
    }
    if (kind == SQI_N_VALUES_STMT) {
        sqi_relation_columns(c, SQI_CAST_TO(values_stmt, head)->values, out);
        return;
    }
    if (kind == SQI_N_SELECT &&
        !sqi_has_clause(s, SQI_CLAUSE_BIT(COLUMNS) | SQI_CLAUSE_BIT(LABEL_STYLE))) {
        sqi_exprs columns = SQI_CAST_TO(select, head)->columns;
        sqi_expand_columns(c, columns.p, columns.n, out);
        return;
    }
    sqi_query q;
    sqi_read_query(c, s, &q);
    *style = q.style;
    if (!sqi_failed(c))
        sqi_expand_columns(c, q.columns->p, q.columns->n, out);
}

const sqi_outputs *sqi_outputs_of(sqi_compiler *c, const sq_stmt *s)
{
    uint64_t *known = sqi_map_at(&c->outputs, (uint64_t)(uintptr_t)s);
    if (known && *known)
        return (const sqi_outputs *)(uintptr_t)*known;
    sqi_vec columns = {0};
    sq_label_style style = SQ_LABEL_DISAMBIGUATE;
    sqi_output_columns(c, s, &columns, &style);
    sqi_outputs *o = sqi_temp(c, sizeof *o);
    *o = sqi_label_columns(c, &columns, style);
    known = sqi_map_at(&c->outputs, (uint64_t)(uintptr_t)s);
    if (known)
        *known = (uint64_t)(uintptr_t)o;
    return o;
}
