/* select.c: statements that read, and the clauses that statements share.
 *
 * A clause call adds one node that points to the statement before: nothing is copied, nothing is
 * walked. Its builder is that of the newest clause. */
#include "lib/ast/construct.h"
#include "lib/ast/schema_hooks.h"

/* ---- clauses ---- */

#define STATIC_POISON(name, code, what, text)                                                      \
    static const sqi_poison name = {                                                               \
        .node = {.kind = SQI_N_POISON, .hash = 1},                                                 \
        .status = (code),                                                                          \
        .where = (what),                                                                           \
        .message = (text),                                                                         \
    }
STATIC_POISON(closed, SQ_ERR_STATE, "statement",
              "the builder of this statement is closed; start with sq_refine()");
STATIC_POISON(missing, SQ_ERR_ARGUMENT, "statement", "the statement is NULL");

const void *sqi_no_clause(const sq_stmt *s, const char *where)
{
    if (!s)
        return &missing;
    if (sqi_is_poison(s))
        return s;
    if (!sqi_builder_of(s))
        return &closed;
    return sqi_fail(sqi_builder_of(s), SQ_ERR_ARGUMENT, where, "a %s has no such clause",
                    sqi_nodes[sqi_head_kind(s)].name);
}

const sq_stmt *sq_refine(sq_builder *q, const sq_stmt *base)
{
    sqi_refine *n = SQI_MAKE(q, REFINE, refine);
    n->prev = sqi_given_stmt(q, base, "sq_refine");
    return sqi_finish(q, n);
}

/* ---- heads ---- */

const sq_stmt *sq_select_n(sq_builder *q, const sq_expr *const *columns, size_t n)
{
    sqi_select *s = SQI_MAKE(q, SELECT, select);
    s->columns = sqi_list(q, columns, n, "sq_select");
    return sqi_finish(q, s);
}

const sq_stmt *sq_textual_select_n(sq_builder *q, const sq_expr *text,
                                   const sq_expr *const *columns, size_t n, bool positional)
{
    sqi_textual_select *s = SQI_MAKE(q, TEXTUAL_SELECT, textual_select);
    s->text = sqi_given(q, text, "sq_textual_select");
    s->columns = sqi_list(q, columns, n, "sq_textual_select");
    s->positional = positional;
    return sqi_finish(q, s);
}

const sq_stmt *sq_text_stmt(sq_builder *q, const sq_expr *text)
{
    sqi_text_stmt *s = SQI_MAKE(q, TEXT_STMT, text_stmt);
    s->text = sqi_given(q, text, "sq_text_stmt");
    return sqi_finish(q, s);
}

/* Poison if it can be no member of a compound select. */
static const void *no_member(sq_builder *q, const sq_stmt *s, size_t i)
{
    if (!s)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_compound", "statement %zu is NULL", i + 1);
    switch (sqi_is_poison(s) ? SQI_N_SELECT : sqi_head_kind(s)) {
    case SQI_N_SELECT:
    case SQI_N_COMPOUND:
    case SQI_N_TEXTUAL_SELECT:
    case SQI_N_VALUES_STMT:
    case SQI_N_GROUPING_STMT:
        return NULL;
    default:
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_compound", "statement %zu is no SELECT", i + 1);
    }
}

const sq_stmt *sq_compound_n(sq_builder *q, sq_op op, const sq_stmt *const *selects, size_t n)
{
    sqi_compound *c = SQI_MAKE(q, COMPOUND, compound);
    if ((unsigned)op < SQ_OP_UNION || (unsigned)op > SQ_OP_INTERSECT_ALL || !n)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_compound",
                        n ? "the operator joins no selects" : "there is no select");
    const sq_stmt **p = q->is_static || n >= UINT32_MAX / 8
                            ? NULL
                            : sqi_arena_alloc(q->arena, n * sizeof *p);
    if (!p)
        return sqi_fail_nomem(q);
    for (size_t i = 0; i < n; i++) {
        const void *poison = no_member(q, selects[i], i);
        if (poison)
            return poison;
        p[i] = selects[i];
    }
    c->op = (int32_t)op;
    c->selects = (sqi_stmts){p, (uint32_t)n};
    return sqi_finish(q, c);
}

#define COMPOUND(name, op)                                                                         \
    const sq_stmt *sq_##name##_n(sq_builder *q, const sq_stmt *const *selects, size_t n)           \
    {                                                                                              \
        return sq_compound_n(q, op, selects, n);                                                   \
    }
COMPOUND(union, SQ_OP_UNION)
COMPOUND(union_all, SQ_OP_UNION_ALL)
COMPOUND(intersect, SQ_OP_INTERSECT)
COMPOUND(intersect_all, SQ_OP_INTERSECT_ALL)
COMPOUND(except, SQ_OP_EXCEPT)
COMPOUND(except_all, SQ_OP_EXCEPT_ALL)
#undef COMPOUND

const sq_stmt *sq_parens_stmt(sq_builder *q, const sq_stmt *s)
{
    sqi_grouping_stmt *n = SQI_MAKE(q, GROUPING_STMT, grouping_stmt);
    n->stmt = sqi_given_stmt(q, s, "sq_parens_stmt");
    return sqi_finish(q, n);
}

/* ---- columns ---- */

static const sq_stmt *change_columns(const sq_stmt *s, const sq_expr *const *c, size_t n, int how,
                                     const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, where);
    sqi_columns_clause *x = SQI_CLAUSE(q, s, COLUMNS, columns_clause);
    x->items = sqi_list(q, c, n, where);
    x->how = how;
    return sqi_finish(q, x);
}

const sq_stmt *sq_add_columns_n(const sq_stmt *s, const sq_expr *const *c, size_t n)
{
    return change_columns(s, c, n, SQI_COLUMNS_ADD, "sq_add_columns");
}

const sq_stmt *sq_with_only_columns_n(const sq_stmt *s, const sq_expr *const *c, size_t n,
                                      bool keep_froms)
{
    return change_columns(s, c, n, keep_froms ? SQI_COLUMNS_ONLY_KEEP_FROMS : SQI_COLUMNS_ONLY,
                          "sq_with_only_columns");
}

const sq_stmt *sq_distinct_on_n(const sq_stmt *s, const sq_expr *const *items, size_t n,
                                bool extension)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, "sq_distinct");
    sqi_distinct *x = SQI_CLAUSE(q, s, DISTINCT, distinct);
    x->on = sqi_list(q, items, n, "sq_distinct_on");
    x->extension = extension;
    return sqi_finish(q, x);
}

const sq_stmt *sq_distinct(const sq_stmt *s)
{
    return sq_distinct_on_n(s, NULL, 0, false);
}

const sq_stmt *sq_set_label_style(const sq_stmt *s, sq_label_style style)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_SELECTS);
    if (!q)
        return sqi_no_clause(s, "sq_set_label_style");
    sqi_label_style *x = SQI_CLAUSE(q, s, LABEL_STYLE, label_style);
    if ((unsigned)style > SQ_LABEL_NONE)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_set_label_style", "no such style");
    x->style = (int32_t)style;
    return sqi_finish(q, x);
}

/* ---- FROM ---- */

const sq_stmt *sq_from_n(const sq_stmt *s, const sq_relation *const *froms, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, "sq_from");
    sqi_from *x = SQI_CLAUSE(q, s, FROM, from);
    x->froms = sqi_rel_list(q, froms, n, "sq_from");
    return sqi_finish(q, x);
}

const sq_stmt *sq_join_with(const sq_stmt *s, sq_join_kind kind, const sq_relation *from,
                            const sq_relation *target, const sq_expr *on)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, "sq_join");
    sqi_join_clause *x = SQI_CLAUSE(q, s, JOIN_CLAUSE, join_clause);
    if ((unsigned)kind > SQ_JOIN_CROSS || (kind == SQ_JOIN_CROSS && on))
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_join",
                        on ? "a cross join has no condition" : "no such kind of join");
    x->from = from;
    x->target = sqi_given_rel(q, target, "sq_join");
    x->on = on ? sqi_condition(q, on) : NULL;
    x->kind = (int32_t)kind;
    return sqi_finish(q, x);
}

const sq_stmt *sq_join(const sq_stmt *s, const sq_relation *target, const sq_expr *on)
{
    return sq_join_with(s, SQ_JOIN_INNER, NULL, target, on);
}

const sq_stmt *sq_left_join(const sq_stmt *s, const sq_relation *target, const sq_expr *on)
{
    return sq_join_with(s, SQ_JOIN_LEFT, NULL, target, on);
}

const sq_stmt *sq_full_join(const sq_stmt *s, const sq_relation *target, const sq_expr *on)
{
    return sq_join_with(s, SQ_JOIN_FULL, NULL, target, on);
}

const sq_stmt *sq_cross_join(const sq_stmt *s, const sq_relation *target)
{
    return sq_join_with(s, SQ_JOIN_CROSS, NULL, target, NULL);
}

const sq_stmt *sq_join_from(const sq_stmt *s, const sq_relation *from, const sq_relation *target,
                            const sq_expr *on)
{
    return sq_join_with(s, SQ_JOIN_INNER, from, target, on);
}

static const sq_stmt *correlate(const sq_stmt *s, const sq_relation *const *f, size_t n,
                                bool except, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, where);
    sqi_correlate *x = SQI_CLAUSE(q, s, CORRELATE, correlate);
    x->froms = sqi_rel_list(q, f, n, where);
    x->except = except;
    return sqi_finish(q, x);
}

const sq_stmt *sq_correlate_n(const sq_stmt *s, const sq_relation *const *f, size_t n)
{
    return correlate(s, f, n, false, "sq_correlate");
}

const sq_stmt *sq_correlate_except_n(const sq_stmt *s, const sq_relation *const *f, size_t n)
{
    return correlate(s, f, n, true, "sq_correlate_except");
}

/* ---- conditions ---- */

/* The conditions that say something; what is nothing but an empty AND says nothing. */
static sqi_exprs conditions(sq_builder *q, const sq_expr *const *items, size_t n)
{
    n = sqi_count(items, n);
    const sq_expr **p = sqi_list_room(q, n);
    if (!p)
        return sqi_no_list(q);
    uint32_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const sq_expr *e = items[i];
        if (e && !SQI_IS(e, BINARY)) /* as most are */
            e = sqi_is_empty_chain(e) ? NULL : sqi_condition(q, e);
        p[used] = e;
        used += e != NULL;
    }
    return (sqi_exprs){p, used};
}

const sq_stmt *sq_where_n(const sq_stmt *s, const sq_expr *const *items, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT) | SQI_ON(UPDATE) | SQI_ON(DELETE));
    if (!q)
        return sqi_no_clause(s, "sq_where");
    sqi_where *x = SQI_CLAUSE(q, s, WHERE, where);
    x->items = conditions(q, items, n);
    if (!x->items.n && sqi_head_kind(s) == SQI_N_SELECT)
        return s;
    if (!x->items.n)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_where",
                        "no condition is left: this would change every row; if it is meant, leave "
                        "sq_where() out or say sq_true()");
    return sqi_finish(q, x);
}

const sq_stmt *sq_having_n(const sq_stmt *s, const sq_expr *const *items, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT));
    if (!q)
        return sqi_no_clause(s, "sq_having");
    sqi_having *x = SQI_CLAUSE(q, s, HAVING, having);
    x->items = conditions(q, items, n);
    return x->items.n ? sqi_finish(q, x) : s;
}

const sq_stmt *sq_group_by_n(const sq_stmt *s, const sq_expr *const *items, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_SELECTS);
    if (!q)
        return sqi_no_clause(s, "sq_group_by");
    sqi_group_by *x = SQI_CLAUSE(q, s, GROUP_BY, group_by);
    x->items = sqi_list(q, items, n, "sq_group_by");
    return sqi_finish(q, x);
}

const sq_stmt *sq_order_by_n(const sq_stmt *s, const sq_expr *const *items, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_SELECTS);
    if (!q)
        return sqi_no_clause(s, "sq_order_by");
    sqi_order_by *x = SQI_CLAUSE(q, s, ORDER_BY, order_by);
    x->items = sqi_list(q, items, n, "sq_order_by");
    return sqi_finish(q, x);
}

/* ---- LIMIT, OFFSET, FETCH, locks ---- */

static const sq_stmt *limit_rows(const sq_stmt *s, sq_value n, int what, uint32_t flags,
                                 uint64_t heads, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, heads);
    if (!q)
        return sqi_no_clause(s, where);
    sqi_limit *x = SQI_CLAUSE(q, s, LIMIT, limit);
    x->what = what;
    x->count = sqi_row_count(q, n, where);
    x->flags = (int32_t)flags;
    return sqi_finish(q, x);
}

const sq_stmt *sq_limit(const sq_stmt *s, sq_value n)
{
    return limit_rows(s, n, SQI_LIMIT, 0, SQI_ON_SELECTS, "sq_limit");
}

const sq_stmt *sq_offset(const sq_stmt *s, sq_value n)
{
    return limit_rows(s, n, SQI_OFFSET, 0, SQI_ON_SELECTS, "sq_offset");
}

const sq_stmt *sq_fetch_first(const sq_stmt *s, sq_value n, bool with_ties, bool percent)
{
    return limit_rows(s, n, SQI_FETCH,
                      (with_ties ? SQI_FETCH_TIES : 0) | (percent ? SQI_FETCH_PERCENT : 0),
                      SQI_ON_SELECTS, "sq_fetch_first");
}

const sq_stmt *sq_dml_limit(const sq_stmt *s, sq_value n)
{
    return limit_rows(s, n, SQI_DML_LIMIT, 0, SQI_ON(UPDATE) | SQI_ON(DELETE), "sq_dml_limit");
}

const sq_stmt *sq_with_for_update(const sq_stmt *s, const sq_for_update_options *o)
{
    static const sq_for_update_options none;
    sq_builder *q = sqi_clause_builder(s, SQI_ON_SELECTS);
    if (!q)
        return sqi_no_clause(s, "sq_with_for_update");
    sqi_for_update *x = SQI_CLAUSE(q, s, FOR_UPDATE, for_update);
    o = o ? o : &none;
    if (o->nowait && o->skip_locked)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_with_for_update",
                        ".nowait and .skip_locked exclude each other");
    x->of = sqi_list(q, o->of, o->of ? SQ_UNTIL_END : 0, "sq_with_for_update");
    x->flags = (o->nowait ? SQI_LOCK_NOWAIT : 0) | (o->read ? SQI_LOCK_READ : 0) |
               (o->skip_locked ? SQI_LOCK_SKIP_LOCKED : 0) |
               (o->key_share ? SQI_LOCK_KEY_SHARE : 0);
    return sqi_finish(q, x);
}

/* ---- texts round the statement ---- */

static const sq_stmt *add_affix(const sq_stmt *s, const sq_expr *text, const char *dialect,
                                bool suffix, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT) | SQI_ON_DML);
    if (!q)
        return sqi_no_clause(s, where);
    sqi_affix_clause *x = SQI_CLAUSE(q, s, AFFIX_CLAUSE, affix_clause);
    x->text = sqi_given(q, text, where);
    x->dialect = sqi_copy_str(q, dialect);
    x->suffix = suffix;
    return sqi_finish(q, x);
}

const sq_stmt *sq_prefix_with(const sq_stmt *s, const sq_expr *text, const char *dialect)
{
    return add_affix(s, text, dialect, false, "sq_prefix_with");
}

const sq_stmt *sq_suffix_with(const sq_stmt *s, const sq_expr *text, const char *dialect)
{
    return add_affix(s, text, dialect, true, "sq_suffix_with");
}

static const sq_stmt *add_hint(const sq_stmt *s, const sq_relation *table, const sq_sql_text *text,
                               const char *dialect, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(SELECT) | SQI_ON_DML);
    if (!q)
        return sqi_no_clause(s, where);
    sqi_hint *x = SQI_CLAUSE(q, s, HINT, hint);
    if (!text)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "the text is NULL");
    x->table = table;
    x->sql = sqi_copy_str(q, (const char *)(const void *)text);
    x->dialect = sqi_copy_str(q, dialect);
    return sqi_finish(q, x);
}

const sq_stmt *sq_with_hint(const sq_stmt *s, const sq_relation *table, const sq_sql_text *text,
                            const char *dialect)
{
    sq_builder *q = s ? sqi_builder_of(s) : NULL;
    if (q && !table)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_with_hint", "the table is NULL");
    return add_hint(s, table, text, dialect, "sq_with_hint");
}

const sq_stmt *sq_with_statement_hint(const sq_stmt *s, const sq_sql_text *text,
                                      const char *dialect)
{
    return add_hint(s, NULL, text, dialect, "sq_with_statement_hint");
}

const sq_stmt *sq_add_cte(const sq_stmt *s, const sq_relation *cte, bool nesting)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_ANY);
    if (!q)
        return sqi_no_clause(s, "sq_add_cte");
    sqi_add_cte *x = SQI_CLAUSE(q, s, ADD_CTE, add_cte);
    x->cte = sqi_given_rel(q, cte, "sq_add_cte");
    if (!SQI_IS(x->cte, CTE) && !sqi_is_poison(x->cte))
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_add_cte", "the from element is no CTE");
    x->nesting = nesting;
    return sqi_finish(q, x);
}

/* Binds without a type: the parameter that they give a value to has its own. */
const sq_stmt *sq_params_n(const sq_stmt *s, const sq_binding *b, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_ANY);
    if (!q)
        return sqi_no_clause(s, "sq_params");
    const void *poison = NULL;
    sqi_params *x = SQI_CLAUSE(q, s, PARAMS, params);
    const sq_expr **p = q->is_static || n >= UINT32_MAX / 8
                            ? NULL
                            : sqi_arena_alloc(q->arena, (n + 1) * sizeof *p);
    if (!p)
        return sqi_fail_nomem(q);
    for (size_t i = 0; i < n; i++) {
        if (!b[i].name || !sqi_is_plain(b[i].value) || b[i].value.kind == SQ_V_BAD_POINTER)
            return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_params", "parameter %zu has no %s", i + 1,
                            b[i].name ? "plain value" : "name");
        sq_name name = sqi_name(q, sq_name_of(b[i].name), "sq_params", &poison);
        p[i] = sqi_new_bind(q, b[i].value, NULL, name, 0);
    }
    x->binds = (sqi_exprs){p, (uint32_t)n};
    return SQI_DONE(q, x, poison);
}

const sq_stmt *sq_with_dialect_options(const sq_stmt *s, const sq_option *options)
{
    bool ok = true;
    sq_builder *q = sqi_clause_builder(s, SQI_ON_ANY);
    if (!q)
        return sqi_no_clause(s, "sq_with_dialect_options");
    sqi_options *x = SQI_CLAUSE(q, s, OPTIONS, options);
    x->list = q->is_static ? NULL : sqi_options_copy(q->arena, options, &ok);
    return ok ? sqi_finish(q, x) : sqi_fail_nomem(q);
}
