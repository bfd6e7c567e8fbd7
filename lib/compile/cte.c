/* cte.c: common table expressions.
 *
 * A CTE is written where a statement first refers to it, into a piece of its own, and put in front
 * of the statement that it belongs to: the outermost one, or, if it is nesting, the one that refers
 * to it. SQLAlchemy: SQLCompiler.visit_cte, _render_cte_clause. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"

typedef struct sqi_cte_entry {
    const sqi_cte *cte;       /* the latest statement of it */
    const sqi_cte *reference; /* the one that others restate */
    sq_name name;
    uint32_t level; /* depth of the statement that shows it; 1: the outermost */
    bool nesting, has_text, dropped;
    sqi_piece text;
} sqi_cte_entry;

static const sqi_cte *as_cte(const sq_relation *r)
{
    return r && r->node.kind == SQI_N_CTE ? SQI_CAST_TO(cte, r) : NULL;
}

static const sqi_cte *reference_of(const sqi_cte *x)
{
    while (x->restates)
        x = SQI_CAST_TO(cte, x->restates);
    return x;
}

sq_name sqi_cte_name(sqi_compiler *c, const sqi_cte *x)
{
    if (x->name.p)
        return x->name;
    const sq_stmt *head = x->stmt ? sqi_head_of(x->stmt) : NULL;
    sq_name base = SQI_NAME_LIT("anon");
    if (head && head->node.kind == SQI_N_VALUES_STMT) {
        const sqi_values *v = SQI_CAST_TO(values, SQI_CAST_TO(values_stmt, head)->values);
        base = v->name.p ? v->name : base;
    }
    return sqi_anon_name(c, reference_of(x), 0, base, SQI_NAME_ALIAS);
}

static bool same_name(sq_name a, sq_name b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static sqi_cte_entry *find_reference(sqi_compiler *c, const sqi_cte *reference)
{
    for (uint32_t i = 0; i < c->cte_names.n; i++) {
        sqi_cte_entry *e = (sqi_cte_entry *)(uintptr_t)c->cte_names.p[i];
        if (!e->dropped && e->reference == reference)
            return e;
    }
    return NULL;
}

static sqi_cte_entry *find_name(sqi_compiler *c, sq_name name, uint32_t level)
{
    for (uint32_t i = 0; i < c->cte_names.n; i++) {
        sqi_cte_entry *e = (sqi_cte_entry *)(uintptr_t)c->cte_names.p[i];
        if (!e->dropped && e->level == level && same_name(e->name, name))
            return e;
    }
    return NULL;
}

/* A recursive CTE names its columns. */
static void put_column_names(sqi_compiler *c, const sqi_cte *x)
{
    const sqi_outputs *o = sqi_outputs_of(c, x->stmt);
    sqi_put(c, "(");
    bool any = false;
    for (uint32_t i = 0; !sqi_failed(c) && i < o->n; i++) {
        if (o->p[i].repeated)
            continue;
        if (any)
            sqi_put(c, ", ");
        any = true;
        sq_name name = sqi_name_now(c, o->p[i].name);
        sqi_put_name(c, name.p ? name : sqi_own_name(c, o->p[i].expr));
    }
    sqi_put(c, ")");
}

static void put_affix_list(sqi_compiler *c, sqi_exprs affixes, bool suffix)
{
    for (uint32_t i = 0; i < affixes.n; i++) {
        const sqi_affix *a = SQI_CAST_TO(affix, affixes.p[i]);
        sqi_put_affix(c, a->text, a->dialect, suffix);
    }
}

static bool names_columns(const sqi_cte *x)
{
    return (x->flags & SQI_CTE_RECURSIVE) || sqi_head_kind(x->stmt) == SQI_N_VALUES_STMT;
}

static void require_cte(sqi_compiler *c, const sqi_cte *x)
{
    const sqi_kind kind = sqi_head_kind(x->stmt);
    sqi_require(c, SQI_C_CTE);
    if (kind == SQI_N_INSERT || kind == SQI_N_UPDATE || kind == SQI_N_DELETE)
        sqi_require(c, SQI_C_CTE_DML);
}

static void write_cte(sqi_compiler *c, sqi_cte_entry *e, const sqi_cte *x)
{
    sqi_piece saved = sqi_piece_begin(c);
    uint32_t in = c->in;
    const sqi_cte *visiting = c->visiting_cte;
    const sqi_ddl *into = c->into;
    bool want = c->want_result;
    c->visiting_cte = x;
    c->into = NULL;
    c->want_result = false;
    c->in &= (uint32_t)(SQI_LITERAL | SQI_IN_DDL);
    require_cte(c, x);
    sqi_put_relation_name(c, (const sq_relation *)(const void *)x);
    if (names_columns(x))
        put_column_names(c, x);
    sqi_put(c, " AS ");
    put_affix_list(c, x->prefixes, false);
    sqi_put(c, "\n(");
    c->in |= SQI_AS_FROM | SQI_IN_CTE;
    sqi_visit_stmt(c, x->stmt);
    sqi_put(c, ")");
    c->in &= ~(uint32_t)(SQI_AS_FROM | SQI_IN_CTE);
    put_affix_list(c, x->suffixes, true);
    c->in = in;
    c->visiting_cte = visiting;
    c->into = into;
    c->want_result = want;
    e->text = sqi_piece_end(c, saved);
    e->has_text = true;
    e->cte = x;
    sqi_vec_add(c, &c->ctes, e);
}

static sqi_cte_entry *new_entry(sqi_compiler *c, const sqi_cte *x, sq_name name, uint32_t level,
                                bool nesting)
{
    sqi_cte_entry *e = sqi_temp(c, sizeof *e);
    *e = (sqi_cte_entry){
        .cte = x, .reference = reference_of(x), .name = name, .level = level, .nesting = nesting};
    sqi_vec_add(c, &c->cte_names, e);
    return e;
}

static void meet_cte(sqi_compiler *c, const sqi_cte *x, bool nest_here)
{
    const sqi_cte *reference = reference_of(x);
    bool nesting = (x->flags & SQI_CTE_NESTING) || nest_here;
    uint32_t level = nesting && c->depth ? c->depth : 1;
    sq_name name = sqi_cte_name(c, x);
    sqi_cte_entry *e = find_reference(c, reference);
    if (e && nest_here) { /* said to stand here: it moves */
        e->level = level;
        e->nesting = true;
    }
    if (!e)
        e = find_name(c, name, level);
    if (!e) {
        e = new_entry(c, x, name, level, nesting);
        write_cte(c, e, x);
        return;
    }
    if (e->cte == x || (as_cte(e->cte->restates) && as_cte(e->cte->restates) == x) ||
        (e->reference == reference && !as_cte(x->restates)))
        return;
    if (e->reference == reference) { /* the whole takes the place of its first part */
        e->dropped = true;
        e = new_entry(c, x, name, e->level, e->nesting);
        write_cte(c, e, x);
        return;
    }
    if (e->cte->node.hash == x->node.hash && sqi_equal(&e->cte->node, &x->node, NULL))
        return;
    sqi_fail_compile(c, SQ_ERR_COMPILE, "sq_cte", "two different CTEs have the name \"%.*s\"",
                     (int)name.n, name.p);
}

void sqi_visit_cte_from(sqi_compiler *c, const sqi_cte *x)
{
    const sqi_cte_entry *e = find_reference(c, reference_of(x));
    if (e && e->cte->restates == (const sq_relation *)(const void *)x &&
        c->visiting_cte == e->cte) { /* the first part, inside of the whole */
        sqi_put_name(c, e->name);
        return;
    }
    const sqi_cte *whole = as_cte(x->alias_of);
    if (whole) {
        meet_cte(c, whole, false);
        sqi_put_relation_name(c, x->alias_of);
        sqi_put_as(c);
    } else
        meet_cte(c, x, false);
    sqi_put_relation_name(c, (const sq_relation *)(const void *)x);
}

void sqi_visit_added_cte(sqi_compiler *c, const sq_relation *cte, bool nesting)
{
    const sqi_cte *x = as_cte(cte);
    if (x)
        meet_cte(c, x->alias_of ? as_cte(x->alias_of) : x, nesting);
}

/* ---- WITH ---- */

static bool belongs_here(const sqi_compiler *c, const sqi_cte_entry *e, bool toplevel,
                         bool is_compound)
{
    if (e->dropped || !e->has_text)
        return false;
    if (toplevel)
        return true;
    return e->nesting && (e->level == c->depth || (is_compound && e->level == c->depth + 1));
}

void sqi_put_with_here(sqi_compiler *c, bool toplevel, bool is_compound)
{
    bool any = false, recursive = false;
    for (uint32_t i = 0; i < c->ctes.n; i++) {
        const sqi_cte_entry *e = c->ctes.p[i];
        if (belongs_here(c, e, toplevel, is_compound)) {
            any = true;
            recursive |= (e->cte->flags & SQI_CTE_RECURSIVE) && sqi_can(c, SQI_CAN_WITH_RECURSIVE);
        }
    }
    if (!any)
        return;
    sqi_put_str(c, recursive ? "WITH RECURSIVE " : "WITH ");
    any = false;
    for (uint32_t i = 0; i < c->ctes.n; i++) {
        sqi_cte_entry *e = (sqi_cte_entry *)(uintptr_t)c->ctes.p[i];
        if (!belongs_here(c, e, toplevel, is_compound))
            continue;
        if (any)
            sqi_put(c, ", \n");
        any = true;
        sqi_put_piece(c, &e->text);
        e->dropped = true;
    }
    sqi_put(c, "\n ");
}

void sqi_put_with(sqi_compiler *c, sqi_mark start, bool toplevel, bool is_compound)
{
    bool any = false;
    for (uint32_t i = 0; i < c->ctes.n && !any; i++)
        any = belongs_here(c, c->ctes.p[i], toplevel, is_compound);
    if (!any)
        return;
    if (c->frame && c->frame->dml && c->frame->dml->head->node.kind != SQI_N_INSERT)
        sqi_require(c, SQI_C_CTE_BEFORE_DML);
    sqi_piece body = sqi_cut_from(c, start);
    sqi_put_with_here(c, toplevel, is_compound);
    sqi_put_piece(c, &body);
}
