/* from.c: from elements: how they are written, what an expression refers to, what joins by foreign
 * keys. SQLAlchemy: FromClause and its visits, Join._join_condition. */
#include "lib/compile/visits.h"
#include "lib/ast/construct.h"

/* ---- names ---- */

/* What the made-up name of an alias starts with. */
static sq_name base_name(const sq_relation *r)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_TABLE:
        return sqi_name_of_table((const sq_table *)(const void *)r);
    case SQI_N_ALIAS:
        return SQI_CAST_TO(alias, r)->name;
    case SQI_N_CTE:
        return SQI_CAST_TO(cte, r)->name;
    case SQI_N_SUBQUERY:
        return SQI_CAST_TO(subquery, r)->name;
    case SQI_N_TABLESAMPLE:
        return SQI_CAST_TO(tablesample, r)->name;
    case SQI_N_VALUES:
        return SQI_CAST_TO(values, r)->name;
    default:
        return (sq_name){NULL, 0, 0};
    }
}

/* base.p NULL: of nothing. */
static sq_name made_up_name(sqi_compiler *c, const sq_relation *r, sq_name base)
{
    return sqi_anon_name(c, r, 0, base.p ? base : SQI_NAME_LIT("anon"), SQI_NAME_ALIAS);
}

static bool values_have_name(const sqi_values *v)
{
    return v->name.p || (v->flags & SQI_VALUES_ANONYMOUS);
}

sq_name sqi_relation_name(sqi_compiler *c, const sq_relation *r)
{
    const sq_name none = {NULL, 0, 0};
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_TABLE:
        return sqi_table_name(c, (const sq_table *)(const void *)r);
    case SQI_N_ALIAS: {
        const sqi_alias *x = SQI_CAST_TO(alias, r);
        return x->name.p ? x->name : made_up_name(c, r, base_name(x->of));
    }
    case SQI_N_SUBQUERY: {
        sq_name name = SQI_CAST_TO(subquery, r)->name;
        return name.p ? name : made_up_name(c, r, none);
    }
    case SQI_N_TABLESAMPLE: {
        const sqi_tablesample *x = SQI_CAST_TO(tablesample, r);
        return x->name.p ? x->name : made_up_name(c, r, base_name(x->of));
    }
    case SQI_N_CTE:
        return sqi_cte_name(c, SQI_CAST_TO(cte, r));
    case SQI_N_VALUES: {
        const sqi_values *x = SQI_CAST_TO(values, r);
        return x->name.p || !values_have_name(x) ? x->name : made_up_name(c, r, none);
    }
    case SQI_N_TABLE_FUNCTION: {
        const sqi_table_function *f = SQI_CAST_TO(table_function, r);
        if (f->flags & SQI_TF_BARE)
            return none;
        return f->name.p ? f->name : made_up_name(c, r, none);
    }
    default:
        return none;
    }
}

static inline sqi_again *note_written(sqi_compiler *c, const void *node, size_t start)
{
    const size_t n = c->out.n - start, most = sizeof c->written->names->text;
    if (sqi_failed(c) || n > most || c->out.cap - start < most ||
        (c->in & (SQI_NO_TABLE | SQI_NO_SCHEMA)))
        return NULL;
    uint32_t at = sqi_written_at(node);
    sqi_again *again = &c->written->names[at];
    c->written->of[at] = node;
    memcpy(again->text, c->out.p + start, sizeof again->text);
    again->n = (uint32_t)n;
    again->columns = NULL;
    return again;
}

SQI_APART sqi_again *note_first_written(sqi_compiler *c, const void *node, size_t start)
{
    c->written = sqi_room(c, sizeof *c->written);
    sqi_clear(c->written->of, sizeof c->written->of);
    return note_written(c, node, start);
}

sqi_again *sqi_note_written(sqi_compiler *c, const void *node, size_t start)
{
    return c->written ? note_written(c, node, start) : note_first_written(c, node, start);
}

/* Of an alias of a table: its columns' names as they were rendered there. NULL: it is none. */
static const sqi_rendered_column *columns_of_table(sqi_compiler *c, const sq_relation *r)
{
    const sq_relation *of = SQI_IS(r, ALIAS) ? SQI_CAST_TO(alias, r)->of : NULL;
    const sqi_rendered *t = of && SQI_IS(of, TABLE)
                                ? sqi_rendered_of(c, (const sq_table *)(const void *)of)
                                : NULL;
    return t ? t->columns : NULL;
}

void sqi_put_new_qualifier(sqi_compiler *c, const sq_relation *r)
{
    size_t start = c->out.n;
    if (r->node.kind == SQI_N_TABLE)
        sqi_put_table_name(c, (const sq_table *)(const void *)r);
    else {
        sq_name name = sqi_relation_name(c, r);
        if (!name.p)
            return;
        sqi_put_name(c, name);
    }
    sqi_put(c, ".");
    sqi_again *again = sqi_note_written(c, r, start);
    if (again)
        again->columns = columns_of_table(c, r);
}

/* What stands before its columns, without the dot. */
void sqi_put_relation_name(sqi_compiler *c, const sq_relation *r)
{
    size_t start = c->out.n;
    if (!sqi_put_again(c, r))
        sqi_put_new_qualifier(c, r);
    if (c->out.n > start)
        c->out.n--;
}

/* ---- columns ---- */

/* What an element gives another name to; NULL if it is something of its own. */
static const sq_relation *named_again(const sq_relation *r)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_ALIAS:
        return SQI_CAST_TO(alias, r)->of;
    case SQI_N_TABLESAMPLE:
        return SQI_CAST_TO(tablesample, r)->of;
    case SQI_N_CTE:
        return SQI_CAST_TO(cte, r)->alias_of;
    default:
        return NULL;
    }
}

static void add_exported(sqi_compiler *c, const sq_relation *r, uint32_t index, const sqi_export *e,
                         sqi_vec *out)
{
    sqi_column_of *x = sqi_temp(c, sizeof *x);
    x->node = (sq_node){.kind = SQI_N_COLUMN_OF, .type = e->type};
    x->from = r;
    x->index = (int32_t)index;
    x->name = e->name;
    x->key = e->key.p;
    x->element = e->expr;
    const sq_relation *of = e->rel == r ? named_again(r) : e->rel;
    if (!x->element && of) {
        sqi_vec inner = {0};
        sqi_relation_columns(c, of, &inner);
        x->element = e->index < inner.n ? inner.p[e->index] : NULL;
    }
    sqi_vec_add(c, out, x);
}

void sqi_relation_columns(sqi_compiler *c, const sq_relation *r, sqi_vec *out)
{
    if (r->node.kind == SQI_N_JOIN) {
        sqi_relation_columns(c, SQI_CAST_TO(join, r)->left, out);
        sqi_relation_columns(c, SQI_CAST_TO(join, r)->right, out);
        return;
    }
    if (r->node.kind == SQI_N_GROUPING_FROM) {
        sqi_relation_columns(c, SQI_CAST_TO(grouping_from, r)->of, out);
        return;
    }
    if (r->node.kind == SQI_N_TABLE) {
        const sq_table *t = (const sq_table *)(const void *)r;
        for (size_t i = 0; i < t->n_columns; i++)
            if (!t->columns[i].o.omit_from_statements)
                sqi_vec_add(c, out, &t->columns[i].expr);
        return;
    }
    if (r->node.kind == SQI_N_TABLE_FUNCTION && SQI_CAST_TO(table_function, r)->columns.n == 0 &&
        SQI_CAST_TO(table_function, r)->func) { /* one column, named by the function */
        sqi_export e = {.expr = SQI_CAST_TO(table_function, r)->func,
                        .type = SQI_CAST_TO(table_function, r)->func->node.type};
        add_exported(c, r, 0, &e, out);
        return;
    }
    sqi_exports exports = sqi_relation_exports(c->arena, r);
    if (!exports.ok)
        c->out.status = SQ_ERR_NOMEM;
    for (size_t i = 0; i < exports.n && exports.ok; i++)
        add_exported(c, r, (uint32_t)i, &exports.p[i], out);
}

static bool is_plain_list(const sq_expr *e)
{
    return SQI_CAST_TO(chain, e)->op == SQ_OP_COMMA && !SQI_CAST_TO(chain, e)->before;
}

/* Those of an item that stands for several. */
static void expand_item(sqi_compiler *c, const sq_expr *item, sqi_vec *out)
{
    if (item->node.kind == SQI_N_ALL_COLUMNS) {
        sqi_relation_columns(c, SQI_CAST_TO(all_columns, item)->from, out);
        return;
    }
    const sqi_chain *list = SQI_CAST_TO(chain, item);
    sqi_expand_columns(c, list->items.p, list->items.n, out);
}

static inline bool is_several(const sq_expr *e)
{
    return SQI_IS(e, ALL_COLUMNS) || (SQI_IS(e, CHAIN) && is_plain_list(e));
}

SQI_APART void expand_some(sqi_compiler *c, const sq_expr *const *p, uint32_t n, sqi_vec *out)
{
    uint32_t from = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_several(p[i]))
            continue;
        sqi_vec_add_all(c, out, p + from, i - from);
        expand_item(c, p[i], out);
        from = i + 1;
    }
    sqi_vec_add_all(c, out, p + from, n - from);
}

/* Mostly each stands for itself. */
void sqi_expand_columns(sqi_compiler *c, const void *items, uint32_t n, sqi_vec *out)
{
    const sq_expr *const *p = items;
    uint32_t i = 0;
    while (i < n && !is_several(p[i]))
        i++;
    if (i == n)
        sqi_vec_add_all(c, out, p, n);
    else
        expand_some(c, p, n, out);
}

/* ---- what an expression refers to ---- */

typedef struct from_walk {
    sqi_compiler *c;
    sqi_vec *out;
} from_walk;

static void add_new_from(const from_walk *w, const sq_relation *r);

/* What is there already is there with all that is joined in it. */
static inline void add_from(const from_walk *w, const sq_relation *r)
{
    if (!sqi_vec_has(w->out, r))
        add_new_from(w, r);
}

static void add_new_from(const from_walk *w, const sq_relation *r)
{
    if (r->node.kind == SQI_N_GROUPING_FROM) {
        add_from(w, SQI_CAST_TO(grouping_from, r)->of);
        return;
    }
    sqi_vec_add(w->c, w->out, r);
    if (r->node.kind == SQI_N_JOIN) {
        add_from(w, SQI_CAST_TO(join, r)->left);
        add_from(w, SQI_CAST_TO(join, r)->right);
    }
}

static void walk_inside(const from_walk *w, const sq_node *n);

/* Where a column comes from, or a table itself; NULL: it is neither. */
static inline const sq_relation *lone_from(const sq_node *n)
{
    if (n->kind == SQI_N_COLUMN)
        return &((const sq_column *)(const void *)n)->table->relation;
    if (n->kind == SQI_N_COLUMN_OF)
        return SQI_CAST_TO(column_of, n)->from;
    return n->kind == SQI_N_TABLE ? (const sq_relation *)(const void *)n : NULL;
}

/* What has nothing inside, without a call. */
static inline void walk_froms(const from_walk *w, const sq_node *n)
{
    const sq_relation *from = lone_from(n);
    if (from)
        add_from(w, from);
    else if (n->kind != SQI_N_BIND)
        walk_inside(w, n);
}

static void walk_list(const from_walk *w, sqi_exprs list)
{
    for (uint32_t i = 0; i < list.n; i++)
        walk_froms(w, &list.p[i]->node);
}

/* Long ones without recursion. */
static void walk_chain(const from_walk *w, const sqi_chain *x)
{
    sqi_vec parts = {0};
    for (; x; x = x->before && x->before->node.kind == SQI_N_CHAIN ? SQI_CAST_TO(chain, x->before)
                                                                   : NULL) {
        sqi_vec_add(w->c, &parts, x);
        if (x->before && x->before->node.kind != SQI_N_CHAIN)
            sqi_vec_add(w->c, &parts, x->before);
    }
    for (uint32_t i = parts.n; i-- > 0;) {
        const sq_node *part = parts.p[i];
        if (part->kind == SQI_N_CHAIN)
            walk_list(w, SQI_CAST_TO(chain, part)->items);
        else
            walk_froms(w, part);
    }
}

static bool walk_child(void *context, const sq_node *n)
{
    walk_froms(context, n);
    return true;
}

static void walk_others(const from_walk *w, const sq_node *n)
{
    sqi_category category = sqi_nodes[n->kind].category;
    if (category == SQI_CAT_REL)
        add_from(w, (const sq_relation *)(const void *)n);
    else if (category == SQI_CAT_EXPR)
        sqi_children(n, walk_child, (void *)(uintptr_t)w);
}

/* What is most frequent by itself, the rest by the fields that its kind has. */
static void walk_inside(const from_walk *w, const sq_node *n)
{
    for (;;)
        switch ((sqi_kind)n->kind) {
        case SQI_N_COLUMN:
        case SQI_N_COLUMN_OF:
        case SQI_N_TABLE:
            add_from(w, lone_from(n));
            return;
        case SQI_N_LITERAL_COLUMN:
            if (SQI_CAST_TO(literal_column, n)->of)
                add_from(w, SQI_CAST_TO(literal_column, n)->of);
            return;
        case SQI_N_BIND:
        case SQI_N_EXISTS:
        case SQI_N_SCALAR_SUBQUERY:
        case SQI_N_SCALAR_VALUES:
        case SQI_N_EXCLUDED:
        case SQI_N_DML_COLUMN:
            return;
        case SQI_N_BINARY:
            walk_froms(w, &SQI_CAST_TO(binary, n)->left->node);
            n = &SQI_CAST_TO(binary, n)->right->node;
            break;
        case SQI_N_UNARY:
            n = &SQI_CAST_TO(unary, n)->of->node;
            break;
        case SQI_N_BETWEEN:
            walk_froms(w, &SQI_CAST_TO(between, n)->of->node);
            walk_froms(w, &SQI_CAST_TO(between, n)->low->node);
            n = &SQI_CAST_TO(between, n)->high->node;
            break;
        case SQI_N_LABEL:
            n = &SQI_CAST_TO(label, n)->of->node;
            break;
        case SQI_N_FUNC:
            walk_list(w, SQI_CAST_TO(func, n)->args);
            return;
        case SQI_N_CHAIN:
            walk_chain(w, SQI_CAST_TO(chain, n));
            return;
        default:
            walk_others(w, n);
            return;
        }
}

void sqi_froms_of(sqi_compiler *c, const void *n, sqi_vec *out)
{
    const from_walk w = {c, out};
    walk_froms(&w, n);
}

bool sqi_froms_of_items(sqi_compiler *c, const sqi_vec *nodes, sqi_vec *out)
{
    const from_walk w = {c, out};
    const sq_relation *last = NULL; /* columns of one relation mostly stand together */
    bool several = false;
    for (uint32_t i = 0; i < nodes->n; i++) {
        const sq_node *n = nodes->p[i];
        const sq_relation *from = lone_from(n);
        if (!from) {
            several |= is_several(nodes->p[i]);
            walk_inside(&w, n);
        } else if (from != last)
            add_from(&w, last = from);
    }
    return several;
}

void sqi_froms_within(sqi_compiler *c, const sqi_vec *relations, sqi_vec *out)
{
    const from_walk w = {c, out};
    for (uint32_t i = 0; i < relations->n; i++)
        add_from(&w, relations->p[i]);
}

/* ---- joining by foreign keys ---- */

/* The table column that a column of any element stands for; NULL if it stands for none. */
static const sq_column *base_column(const sq_expr *e)
{
    while (e)
        switch ((sqi_kind)e->node.kind) {
        case SQI_N_COLUMN:
            return (const sq_column *)(const void *)e;
        case SQI_N_COLUMN_OF:
            e = SQI_CAST_TO(column_of, e)->element;
            break;
        case SQI_N_LABEL:
            e = SQI_CAST_TO(label, e)->of;
            break;
        default:
            return NULL;
        }
    return NULL;
}

static const sq_expr *column_standing_for(const sqi_vec *columns, const sq_column *base)
{
    for (uint32_t i = 0; i < columns->n; i++)
        if (base_column(columns->p[i]) == base)
            return columns->p[i];
    return NULL;
}

typedef struct key_match {
    const sq_table *table; /* of the foreign key */
    size_t position;
    sqi_vec referred, referring; /* columns, pairwise */
} key_match;
typedef struct key_search {
    sqi_compiler *c;
    key_match found[2]; /* the second shows that the first is not the only one */
    int n;
} key_search;

/* One foreign key of a table behind `from`: do all of its columns meet columns of `to`? */
static void match_key(key_search *s, const sqi_constraint *k, const sqi_vec *from,
                      const sqi_vec *to)
{
    key_match m = {.table = k->table, .position = k->position};
    size_t width = sqi_constraint_width(k);
    for (size_t i = 0; i < width; i++) {
        sqi_reference ref;
        const sq_column *own = sqi_constraint_column(k, i);
        if (!own || !sqi_reference_at(k, i, &ref) || !ref.column)
            continue;
        const sq_expr *a = column_standing_for(to, ref.column);
        const sq_expr *b = column_standing_for(from, own);
        if (!a || !b)
            continue;
        sqi_vec_add(s->c, &m.referred, a);
        sqi_vec_add(s->c, &m.referring, b);
    }
    if (m.referred.n == 0)
        return;
    if (s->n < 2)
        s->found[s->n] = m;
    s->n++;
}

static void scan_keys(key_search *s, const sqi_vec *from, const sqi_vec *to)
{
    sqi_vec tables = {0};
    for (uint32_t i = 0; i < from->n; i++) {
        const sq_column *base = base_column(from->p[i]);
        if (base && !sqi_vec_has(&tables, base->table))
            sqi_vec_add(s->c, &tables, base->table);
    }
    for (uint32_t i = 0; i < tables.n; i++) {
        sqi_constraint k;
        for (size_t at = 0; sqi_constraint_at(tables.p[i], at, &k); at++)
            if (k.c->kind == SQ_CONSTRAINT_FOREIGN_KEY)
                match_key(s, &k, from, to);
    }
}

static void search_keys(key_search *s, const sq_relation *left, const sq_relation *right)
{
    sqi_vec r = {0}, l = {0}, last = {0};
    sqi_relation_columns(s->c, right, &r);
    if (left->node.kind == SQI_N_JOIN) { /* the element joined last comes first */
        sqi_relation_columns(s->c, SQI_CAST_TO(join, left)->right, &last);
        scan_keys(s, &r, &last);
        scan_keys(s, &last, &r);
        if (s->n)
            return;
    }
    sqi_relation_columns(s->c, left, &l);
    scan_keys(s, &r, &l);
    scan_keys(s, &l, &r);
}

bool sqi_can_join(sqi_compiler *c, const sq_relation *left, const sq_relation *right)
{
    key_search s = {.c = c};
    search_keys(&s, left, right);
    return s.n > 0;
}

static const sq_expr *equal(sqi_compiler *c, const sq_expr *a, const sq_expr *b)
{
    sqi_binary *x = sqi_temp(c, sizeof *x);
    x->node = (sq_node){.kind = SQI_N_BINARY, .type = sqi_simple_type(SQ_T_BOOLEAN)};
    x->op = SQ_OP_EQ;
    x->left = a;
    x->right = b;
    return (const sq_expr *)(void *)x;
}

static void fail_join(sqi_compiler *c, const sq_relation *left, const sq_relation *right, int n)
{
    char a[64], b[64];
    sqi_describe_rel(left, a, sizeof a);
    sqi_describe_rel(right, b, sizeof b);
    sqi_fail_compile(c, SQ_ERR_ARGUMENT, "sq_join",
                     n ? "%s and %s have more than one foreign key between them: say the condition"
                       : "no foreign key between %s and %s: say the condition",
                     a, b);
}

const sq_expr *sqi_join_condition(sqi_compiler *c, const sq_relation *left,
                                  const sq_relation *right)
{
    key_search s = {.c = c};
    search_keys(&s, left, right);
    if (s.n != 1 || sqi_failed(c)) { /* without memory the key may lack columns */
        fail_join(c, left, right, s.n);
        return NULL;
    }
    const key_match *m = &s.found[0];
    const sq_expr **items = sqi_temp(c, m->referred.n * sizeof *items);
    for (uint32_t i = 0; i < m->referred.n; i++)
        items[i] = equal(c, m->referred.p[i], m->referring.p[i]);
    if (m->referred.n == 1)
        return items[0];
    sqi_chain *all = sqi_temp(c, sizeof *all);
    all->node = (sq_node){.kind = SQI_N_CHAIN, .type = sqi_simple_type(SQ_T_BOOLEAN)};
    all->op = SQ_OP_AND;
    all->items = (sqi_exprs){items, m->referred.n};
    return (const sq_expr *)(void *)all;
}

/* ---- visits ---- */

SQI_APART void visit_hinted(sqi_compiler *c, const sq_relation *r, const sqi_vec *hints)
{
    sqi_mark at = sqi_mark_here(c);
    sqi_visit_node(c, r);
    sqi_put_hint(c, hints, r, at);
}

void sqi_visit_from(sqi_compiler *c, const sq_relation *r)
{
    const sqi_query *q = c->frame ? c->frame->query : NULL;
    uint32_t saved = c->in;
    c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL | SQI_NO_TABLE);
    if (q && q->hints.n)
        visit_hinted(c, r, &q->hints);
    else
        sqi_visit_node(c, r);
    c->in = saved;
}

static void visit_table(sqi_compiler *c, const sq_node *n)
{
    sqi_put_table_name(c, (const sq_table *)(const void *)n);
}

static void put_as(sqi_compiler *c, const void *relation)
{
    sqi_put_as(c);
    sqi_put_relation_name(c, relation);
}

static void put_lateral(sqi_compiler *c)
{
    sqi_require(c, SQI_C_LATERAL);
    sqi_put(c, "LATERAL ");
}

/* The SELECT in parentheses, without its name. */
static void put_subquery(sqi_compiler *c, const sqi_subquery *x)
{
    uint32_t saved = c->in;
    c->in &= (uint32_t)(SQI_LITERAL | SQI_IN_DDL);
    c->in |= SQI_AS_FROM | (x->lateral ? (uint32_t)SQI_AS_LATERAL : 0);
    if (x->lateral)
        put_lateral(c);
    sqi_put(c, "(");
    sqi_visit_stmt(c, x->stmt);
    sqi_put(c, ")");
    c->in = saved;
}

/* NULL: there is none. */
static const sq_expr *function_of(const sqi_table_function *f)
{
    while (!f->func && f->of && f->of->node.kind == SQI_N_TABLE_FUNCTION)
        f = SQI_CAST_TO(table_function, f->of);
    return f->func;
}

static void visit_alias(sqi_compiler *c, const sq_node *n)
{
    const sq_relation *r = (const sq_relation *)(const void *)n;
    const sq_relation *of = SQI_CAST_TO(alias, n)->of;
    while (of->node.kind == SQI_N_ALIAS)
        of = SQI_CAST_TO(alias, of)->of;
    if (!SQI_CAST_TO(alias, n)->name.p)
        sqi_relation_name(c, r); /* made up before those inside are */
    if (of->node.kind == SQI_N_SUBQUERY)
        put_subquery(c, SQI_CAST_TO(subquery, of));
    else if (of->node.kind == SQI_N_JOIN) {
        sqi_put(c, "(");
        sqi_visit_node(c, of);
        sqi_put(c, ")");
    } else
        sqi_visit_node(c, of);
    put_as(c, r);
}

/* A from element that is compiled for itself: without its name. */
void sqi_visit_root_from(sqi_compiler *c, const sq_relation *r)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_ALIAS:
        sqi_visit_root_from(c, SQI_CAST_TO(alias, r)->of);
        return;
    case SQI_N_SUBQUERY:
        if (SQI_CAST_TO(subquery, r)->lateral) {
            put_lateral(c);
            sqi_put(c, "(");
            sqi_visit_stmt(c, SQI_CAST_TO(subquery, r)->stmt);
            sqi_put(c, ")");
        } else
            sqi_visit_stmt(c, SQI_CAST_TO(subquery, r)->stmt);
        return;
    case SQI_N_TABLE_FUNCTION: {
        const sq_expr *f = function_of(SQI_CAST_TO(table_function, r));
        if (f)
            sqi_visit_expr(c, f);
        return;
    }
    default:
        sqi_visit_node(c, r);
        return;
    }
}

static void visit_subquery(sqi_compiler *c, const sq_node *n)
{
    sqi_relation_name(c, (const sq_relation *)(const void *)n); /* the same here */
    put_subquery(c, SQI_CAST_TO(subquery, n));
    put_as(c, n);
}

static void visit_tablesample(sqi_compiler *c, const sq_node *n)
{
    const sqi_tablesample *x = SQI_CAST_TO(tablesample, n);
    sqi_require(c, SQI_C_TABLESAMPLE);
    sqi_visit_node(c, x->of);
    put_as(c, n);
    sqi_put(c, " TABLESAMPLE ");
    sqi_visit_expr(c, x->method);
    if (x->seed) {
        sqi_put(c, " REPEATABLE (");
        sqi_visit_expr(c, x->seed);
        sqi_put(c, ")");
    }
}

static void visit_cte(sqi_compiler *c, const sq_node *n)
{
    sqi_visit_cte_from(c, SQI_CAST_TO(cte, n));
}

void sqi_put_join(sqi_compiler *c, const sqi_join *x, const char *inner)
{
    sqi_visit_from(c, x->left);
    switch ((sq_join_kind)x->kind) {
    case SQ_JOIN_LEFT:
        sqi_put(c, " LEFT OUTER JOIN ");
        break;
    case SQ_JOIN_FULL:
        sqi_require(c, SQI_C_FULL_JOIN);
        sqi_put(c, " FULL OUTER JOIN ");
        break;
    case SQ_JOIN_CROSS:
        sqi_put(c, " CROSS JOIN ");
        break;
    case SQ_JOIN_INNER:
        sqi_put_str(c, inner);
        break;
    }
    bool parens = x->right->node.kind == SQI_N_JOIN;
    if (parens)
        sqi_put(c, "(");
    sqi_visit_from(c, x->right);
    if (parens)
        sqi_put(c, ")");
    const sq_expr *on = x->on;
    if (!on && x->kind != SQ_JOIN_CROSS)
        on = sqi_join_condition(c, x->left, x->right);
    if (on) {
        sqi_put(c, " ON ");
        uint32_t saved = c->in;
        c->in &= ~(uint32_t)(SQI_IN_COLUMNS | SQI_IN_LABEL);
        if (on->node.kind == SQI_N_CONST) /* no condition, but a value: 1 = 1 */
            c->d->hooks.is_true(c, on, false);
        else
            sqi_visit_condition(c, on);
        c->in = saved;
    }
}

static void visit_join(sqi_compiler *c, const sq_node *n)
{
    sqi_put_join(c, SQI_CAST_TO(join, n), " JOIN ");
}

static void put_values_rows(sqi_compiler *c, const sqi_values *v)
{
    uint32_t saved = c->in;
    for (uint32_t i = 0; i < v->ctes.n; i++)
        sqi_visit_added_cte(c, v->ctes.p[i], false);
    if (v->flags & SQI_VALUES_LITERAL)
        c->in |= SQI_INLINE;
    sqi_put(c, "VALUES ");
    const char *row = sqi_can(c, SQI_CAN_VALUES_ROW) && !c->o->lenient ? "ROW(" : "(";
    uint32_t width = v->columns.n ? v->columns.n : 1;
    for (uint32_t i = 0; i < v->items.n; i++) {
        if (i % width == 0) {
            if (i)
                sqi_put(c, "), ");
            sqi_put_str(c, row);
        } else
            sqi_put(c, ", ");
        sqi_visit_operand(c, v->items.p[i], SQ_OP_COMMA);
    }
    if (v->items.n)
        sqi_put(c, ")");
    c->in = saved;
}

static void visit_values(sqi_compiler *c, const sq_node *n)
{
    const sqi_values *v = SQI_CAST_TO(values, n);
    sq_name name = sqi_relation_name(c, (const sq_relation *)(const void *)n);
    if (name.p)
        sqi_require(c, SQI_C_VALUES_FROM);
    if (v->flags & SQI_VALUES_LATERAL)
        put_lateral(c);
    sqi_put(c, "(");
    put_values_rows(c, v);
    sqi_put(c, ")");
    if (!name.p)
        return;
    put_as(c, n);
    sqi_put(c, " (");
    for (uint32_t i = 0; i < v->columns.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_ident(c, v->columns.p[i].name);
    }
    sqi_put(c, ")");
}

static void visit_values_stmt(sqi_compiler *c, const sq_node *n)
{
    sqi_query q;
    sqi_read_query(c, (const sq_stmt *)(const void *)n, &q);
    if (sqi_failed(c))
        return;
    static const sqi_vec none;
    bool toplevel = !c->frame;
    sqi_frame f = {.asfrom_froms = &none};
    sqi_push_frame(c, &f);
    sqi_mark start = sqi_mark_here(c);
    sqi_visit_added_ctes(c, &q.add_ctes);
    put_values_rows(c, SQI_CAST_TO(values, SQI_CAST_TO(values_stmt, q.head)->values));
    sqi_put_with(c, start, toplevel, false);
    sqi_pop_frame(c);
}

static void visit_scalar_values(sqi_compiler *c, const sq_node *n)
{
    sqi_put(c, "(");
    put_values_rows(c, SQI_CAST_TO(values, SQI_CAST_TO(scalar_values, n)->values));
    sqi_put(c, ")");
}

static void put_derived(sqi_compiler *c, const sqi_table_function *f)
{
    sqi_put(c, "(");
    for (uint32_t i = 0; i < f->columns.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_ident(c, f->columns.p[i].name);
        if (f->flags & SQI_TF_TYPES) {
            sqi_put(c, " ");
            sqi_put_type(c, &f->columns.p[i].type);
        }
    }
    sqi_put(c, ")");
}

static void visit_table_function(sqi_compiler *c, const sq_node *n)
{
    const sqi_table_function *f = SQI_CAST_TO(table_function, n);
    sq_name name = sqi_relation_name(c, (const sq_relation *)(const void *)n);
    bool lateral = false;
    for (const sq_relation *r = (const sq_relation *)(const void *)n;
         r && r->node.kind == SQI_N_TABLE_FUNCTION; r = SQI_CAST_TO(table_function, r)->of)
        lateral |= SQI_CAST_TO(table_function, r)->flags & SQI_TF_LATERAL;
    sqi_require(c, SQI_C_TABLE_FUNCTION);
    if (lateral)
        put_lateral(c);
    const sq_expr *function = function_of(f);
    if (function)
        c->d->hooks.from_function(c, function);
    if (!name.p)
        return;
    put_as(c, n);
    if ((f->flags & SQI_TF_DERIVED) && sqi_require(c, SQI_C_FUNCTION_COLUMNS))
        put_derived(c, f);
}

static void visit_table_function_column(sqi_compiler *c, const sq_node *n)
{
    sq_name name = sqi_relation_name(c, SQI_CAST_TO(table_function_column, n)->of);
    sqi_require(c, SQI_C_FUNCTION_SCALAR);
    sqi_put_name(c, name);
}

static void visit_text_from(sqi_compiler *c, const sq_node *n)
{
    const sq_expr *e = SQI_CAST_TO(text_from, n)->text;
    if (SQI_IS(e, FUNC))
        c->d->hooks.from_function(c, e);
    else
        sqi_visit_expr(c, e);
}

static void visit_grouping_from(sqi_compiler *c, const sq_node *n)
{
    sqi_put(c, "(");
    sqi_visit_node(c, SQI_CAST_TO(grouping_from, n)->of);
    sqi_put(c, ")");
}

const sqi_visit_entry sqi_from_visits[] = {
    {SQI_N_TABLE, visit_table},
    {SQI_N_ALIAS, visit_alias},
    {SQI_N_SUBQUERY, visit_subquery},
    {SQI_N_TABLESAMPLE, visit_tablesample},
    {SQI_N_CTE, visit_cte},
    {SQI_N_JOIN, visit_join},
    {SQI_N_VALUES, visit_values},
    {SQI_N_VALUES_STMT, visit_values_stmt},
    {SQI_N_SCALAR_VALUES, visit_scalar_values},
    {SQI_N_TABLE_FUNCTION, visit_table_function},
    {SQI_N_TABLE_FUNCTION_COLUMN, visit_table_function_column},
    {SQI_N_TEXT_FROM, visit_text_from},
    {SQI_N_GROUPING_FROM, visit_grouping_from},
    {SQI_N_COUNT, NULL},
};
