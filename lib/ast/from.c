/* from.c: from elements, and the columns of them.
 *
 * A column of a table is the table's own; a column of anything else is a COLUMN_OF, which knows the
 * element, its position and what it stands for inside. */
#include "lib/ast/construct.h"
#include <stdio.h>

static sq_source source(const void *relation)
{
    return (sq_source){relation};
}

/* ---- words for messages ---- */

void sqi_describe_rel(const sq_relation *r, char *buffer, size_t size)
{
    sq_name n = {NULL, 0, 0};
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_TABLE: {
        const sq_table *t = (const sq_table *)(const void *)r;
        n = sq_name_of(t->o.name ? t->o.name : t->name);
        break;
    }
    case SQI_N_ALIAS:
        n = SQI_CAST_TO(alias, r)->name;
        break;
    case SQI_N_SUBQUERY:
        n = SQI_CAST_TO(subquery, r)->name;
        break;
    case SQI_N_CTE:
        n = SQI_CAST_TO(cte, r)->name;
        break;
    default:
        break;
    }
    if (n.p)
        snprintf(buffer, size, "%.*s", (int)n.n, n.p);
    else
        snprintf(buffer, size, "the %s", sqi_nodes[r->node.kind].name);
}

/* ---- how many columns ---- */

/* What stands for `r` as far as columns go; itself if it has columns of its own. */
static const sq_relation *columns_from(const sq_relation *r)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_ALIAS:
        return SQI_CAST_TO(alias, r)->of;
    case SQI_N_TABLESAMPLE:
        return SQI_CAST_TO(tablesample, r)->of;
    case SQI_N_GROUPING_FROM:
        return SQI_CAST_TO(grouping_from, r)->of;
    case SQI_N_CTE:
        return SQI_CAST_TO(cte, r)->alias_of ? SQI_CAST_TO(cte, r)->alias_of : r;
    default:
        return r;
    }
}

static const sq_relation *base_of(const sq_relation *r)
{
    for (const sq_relation *next; (next = columns_from(r)) != r;)
        r = next;
    return r;
}

static size_t selected_width(const sq_relation *r)
{
    r = base_of(r);
    size_t n = sqi_relation_width(r);
    const sq_table *t = SQI_IS(r, TABLE) ? (const sq_table *)(const void *)r : NULL;
    for (size_t i = 0; t && i < t->n_columns; i++)
        n -= t->columns[i].o.omit_from_statements;
    return n;
}

static size_t items_width(sqi_exprs items)
{
    size_t n = 0;
    for (uint32_t i = 0; i < items.n; i++) {
        if (SQI_IS(items.p[i], ALL_COLUMNS))
            n += selected_width(SQI_CAST_TO(all_columns, items.p[i])->from);
        else if (sqi_is_column_list(items.p[i]))
            n += items_width(SQI_CAST_TO(chain, items.p[i])->items);
        else
            n += !SQI_IS(items.p[i], TEXT);
    }
    return n;
}

size_t sqi_statement_width(const sq_stmt *s)
{
    size_t n = 0;
    for (;; s = SQI_CAST_TO(refine, s)->prev) {
        switch ((sqi_kind)s->node.kind) {
        case SQI_N_COLUMNS:
            n += items_width(SQI_CAST_TO(columns_clause, s)->items);
            if (SQI_CAST_TO(columns_clause, s)->how != SQI_COLUMNS_ADD)
                return n;
            break;
        case SQI_N_RETURNING:
            if (SQI_CAST_TO(returning, s)->how == SQI_RETURNING)
                n += items_width(SQI_CAST_TO(returning, s)->items);
            break;
        case SQI_N_SELECT:
            return n + items_width(SQI_CAST_TO(select, s)->columns);
        case SQI_N_TEXTUAL_SELECT:
            return items_width(SQI_CAST_TO(textual_select, s)->columns);
        case SQI_N_COMPOUND:
            return sqi_statement_width(SQI_CAST_TO(compound, s)->selects.p[0]);
        case SQI_N_GROUPING_STMT:
            return sqi_statement_width(SQI_CAST_TO(grouping_stmt, s)->stmt);
        case SQI_N_VALUES_STMT:
            return sqi_relation_width(SQI_CAST_TO(values_stmt, s)->values);
        default:
            if (sqi_nodes[s->node.kind].category != SQI_CAT_CLAUSE)
                return n;
        }
    }
}

size_t sqi_relation_width(const sq_relation *r)
{
    r = base_of(r);
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_TABLE:
        return ((const sq_table *)(const void *)r)->n_columns;
    case SQI_N_SUBQUERY:
        return sqi_statement_width(SQI_CAST_TO(subquery, r)->stmt);
    case SQI_N_CTE:
        return sqi_statement_width(SQI_CAST_TO(cte, r)->stmt);
    case SQI_N_JOIN:
        return sqi_relation_width(SQI_CAST_TO(join, r)->left) +
               sqi_relation_width(SQI_CAST_TO(join, r)->right);
    case SQI_N_VALUES:
        return SQI_CAST_TO(values, r)->columns.n;
    case SQI_N_TABLE_FUNCTION:
        return SQI_CAST_TO(table_function, r)->columns.n;
    default:
        return 0;
    }
}

/* ---- one column ---- */

static const sq_expr *no_column(sq_builder *q, const sq_relation *r, const char *name)
{
    char from[128];
    sqi_describe_rel(r, from, sizeof from);
    return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_col", "%s has no column \"%s\"", from, name);
}

static const sq_expr *no_position(sq_builder *q, const sq_relation *r, size_t i)
{
    char from[128];
    sqi_describe_rel(r, from, sizeof from);
    return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_col_at", "%s has no column number %zu", from, i);
}

SQI_ALWAYS_INLINE const sq_expr *make_column(sq_builder *q, const sq_relation *r, size_t i,
                                             sq_name name, const char *key, const sq_type *type,
                                             const sq_expr *element)
{
    sqi_column_of *n = SQI_ROOM(q, column_of);
    *n = (sqi_column_of){.node = SQI_HEAD(q, COLUMN_OF, type),
                         .from = r,
                         .index = (int32_t)i,
                         .name = name,
                         .key = key,
                         .element = element};
    return sqi_finish(q, n);
}

static const sq_expr *column_of(sq_builder *q, const sq_relation *r, size_t i, sq_name name,
                                const char *key, const sq_type *type, const sq_expr *element)
{
    return make_column(q, r, i, name, key, type, element);
}

/* Of an alias of a table: most. */
static inline const sq_expr *column_of_table(sq_builder *q, const sq_relation *r, size_t i,
                                             const sq_column *c)
{
    return make_column(q, r, i, sqi_name_of_column(c), c->key, c->expr.node.type, &c->expr);
}

static const sq_expr *element_of(sq_builder *q, const sqi_export *x)
{
    return x->expr ? x->expr : sqi_relation_column(q, x->rel, x->index);
}

static const sq_expr *column_of_alias(sq_builder *q, const sq_relation *r, size_t i);

static const sq_stmt *statement_of(const sq_relation *r)
{
    if (SQI_IS(r, SUBQUERY))
        return SQI_CAST_TO(subquery, r)->stmt;
    return SQI_IS(r, CTE) && !SQI_CAST_TO(cte, r)->alias_of ? SQI_CAST_TO(cte, r)->stmt : NULL;
}

/* What an element exports is worked out once, for the columns of it that are asked for after each
 * other; a column of it is one node. Lives in the builder's arena. */
typedef struct told {
    const sq_relation *of;
    const sq_stmt *stmt; /* that exports them; NULL: they are not those of a statement */
    sqi_exports all;
    const sq_expr **columns; /* NULL where none was asked for yet */
} told;
enum { N_TOLD = 8 };
struct sqi_told {
    told last[N_TOLD];
    uint32_t next;
};

/* The SELECT or the like whose columns it has: a compound has those of its first member. */
static const sq_stmt *exporting(const sq_relation *r)
{
    const sq_stmt *s = statement_of(r);
    while (s && SQI_IS(s, COMPOUND))
        s = SQI_CAST_TO(compound, s)->selects.p[0];
    return s;
}

/* The whole of a recursive CTE exports what its first part does. */
static sqi_exports exports_of(sq_builder *q, const sq_stmt *s)
{
    for (size_t i = 0; i < N_TOLD; i++)
        if (q->told->last[i].stmt == s)
            return q->told->last[i].all;
    return sqi_statement_exports(q->arena, s);
}

static bool tell(sq_builder *q, const sq_relation *r, told *out)
{
    if (r->node.home != q->arena && r->node.home && !sqi_arena_pin(q->arena, r->node.home))
        return false; /* an address is known as long as it can not be another's */
    const sq_stmt *s = exporting(r);
    sqi_exports all = s ? exports_of(q, s) : sqi_relation_exports(q->arena, r);
    size_t bytes = all.n * sizeof *out->columns;
    const sq_expr **columns = all.ok ? sqi_arena_alloc(q->arena, bytes) : NULL;
    if (!columns)
        return false;
    memset(columns, 0, bytes);
    *out = (told){r, s, all, columns};
    return true;
}

/* NULL: no memory. */
static told *told_of(sq_builder *q, const sq_relation *r)
{
    if (!q->told) {
        q->told = sqi_arena_alloc(q->arena, sizeof *q->told);
        if (!q->told)
            return NULL;
        memset(q->told, 0, sizeof *q->told);
    }
    for (size_t i = 0; i < N_TOLD; i++)
        if (q->told->last[i].of == r)
            return &q->told->last[i];
    told *t = &q->told->last[q->told->next++ % N_TOLD];
    t->of = NULL;
    return tell(q, r, t) ? t : NULL;
}

static size_t find_export(const sqi_exports *all, const char *name)
{
    size_t length = strlen(name), i = 0;
    while (i < all->n && !(all->p[i].key.p && length == all->p[i].key.n &&
                           sqi_same_bytes(name, all->p[i].key.p, length)))
        i++;
    return i;
}

/* A column of a statement, by position or (name not NULL) by key. */
static const sq_expr *exported_column(sq_builder *q, const sq_relation *r, size_t i,
                                      const char *name)
{
    told *t = told_of(q, r);
    if (!t)
        return sqi_fail_nomem(q);
    if (name)
        i = find_export(&t->all, name);
    if (i >= t->all.n)
        return name ? no_column(q, r, name) : no_position(q, r, i);
    if (t->columns[i])
        return t->columns[i];
    const sqi_export *x = &t->all.p[i];
    const sq_expr **known = &t->columns[i]; /* another element may be told of below */
    const sq_expr *e = SQI_IS(r, JOIN) ? element_of(q, x)
                       : statement_of(r)
                           ? column_of(q, r, i, x->name, x->key.p, x->type, element_of(q, x))
                           : column_of_alias(q, r, i);
    if (!sqi_is_poison(e))
        *known = e;
    return e;
}

static const sq_expr *column_from_list(sq_builder *q, const sq_relation *r, size_t i, sqi_cols cols)
{
    if (i >= cols.n)
        return no_position(q, r, i);
    const sq_values_column *c = &cols.p[i];
    return column_of(q, r, i, sq_name_of(c->name), c->key ? c->key : c->name, &c->type, NULL);
}

static bool is_join(const sq_relation *r)
{
    while (SQI_IS(r, GROUPING_FROM))
        r = SQI_CAST_TO(grouping_from, r)->of;
    return SQI_IS(r, JOIN);
}

/* An alias has the columns of what it is an alias of, under the same names; that of a join has
 * table_column, as the select that it becomes. `inner` is what the column stands for. */
static const sq_expr *column_beside(sq_builder *q, const sq_relation *r, size_t i,
                                    const sq_expr *inner)
{
    if (sqi_is_poison(inner))
        return inner;
    if (is_join(columns_from(r))) {
        bool ok = true;
        sq_name label = sqi_qualified_label(q->arena, inner, true, &ok);
        return !ok ? sqi_fail_nomem(q)
                   : column_of(q, r, i, label, label.p, inner->node.type, inner);
    }
    if (SQI_IS(inner, COLUMN_OF)) {
        const sqi_column_of *c = SQI_CAST_TO(column_of, inner);
        return column_of(q, r, i, c->name, c->key, inner->node.type, inner);
    }
    return column_of_table(q, r, i, (const sq_column *)(const void *)inner);
}

static const sq_expr *column_of_alias(sq_builder *q, const sq_relation *r, size_t i)
{
    return column_beside(q, r, i, sqi_relation_column(q, columns_from(r), i));
}

const sq_expr *sqi_relation_column(sq_builder *q, const sq_relation *r, size_t i)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_POISON:
        return (const sq_expr *)(const void *)r;
    case SQI_N_TABLE: {
        const sq_table *t = (const sq_table *)(const void *)r;
        return i < t->n_columns ? &t->columns[i].expr : no_position(q, r, i);
    }
    case SQI_N_GROUPING_FROM:
        return sqi_relation_column(q, SQI_CAST_TO(grouping_from, r)->of, i);
    case SQI_N_VALUES:
        return column_from_list(q, r, i, SQI_CAST_TO(values, r)->columns);
    case SQI_N_TABLE_FUNCTION:
        return column_from_list(q, r, i, SQI_CAST_TO(table_function, r)->columns);
    case SQI_N_SUBQUERY:
    case SQI_N_JOIN:
        return exported_column(q, r, i, NULL);
    case SQI_N_CTE:
        if (!SQI_CAST_TO(cte, r)->alias_of)
            return exported_column(q, r, i, NULL);
        return column_of_alias(q, r, i);
    case SQI_N_ALIAS:
    case SQI_N_TABLESAMPLE:
        return column_of_alias(q, r, i);
    default:
        return no_position(q, r, i);
    }
}

/* ---- columns by name ---- */

static bool find_in_table(const sq_table *t, const char *name, size_t *i)
{
    for (*i = 0; *i < t->n_columns; (*i)++)
        if (strcmp(t->columns[*i].key, name) == 0)
            return true;
    return false;
}

static bool find_in_list(sqi_cols cols, const char *name, size_t *i)
{
    for (*i = 0; *i < cols.n; (*i)++)
        if (strcmp(cols.p[*i].key ? cols.p[*i].key : cols.p[*i].name, name) == 0)
            return true;
    return false;
}

/* Position of a column in an element whose own columns have fixed names. */
static bool find_column(const sq_relation *base, const char *name, size_t *i)
{
    if (SQI_IS(base, TABLE))
        return find_in_table((const sq_table *)(const void *)base, name, i);
    if (SQI_IS(base, VALUES))
        return find_in_list(SQI_CAST_TO(values, base)->columns, name, i);
    if (SQI_IS(base, TABLE_FUNCTION))
        return find_in_list(SQI_CAST_TO(table_function, base)->columns, name, i);
    return false;
}

/* A join by the plain name, where only one side has it; else by table_name. */
static const sq_expr *column_of_join(sq_builder *q, const sq_relation *r, const char *name)
{
    const sqi_join *j = SQI_CAST_TO(join, r);
    const sq_relation *sides[] = {j->left, j->right};
    const sq_relation *found = NULL;
    size_t at = 0, i, n = 0;
    for (int k = 0; k < 2; k++)
        if (find_column(base_of(sides[k]), name, &i)) {
            found = sides[k];
            at = i;
            n++;
        }
    return n == 1 ? sqi_relation_column(q, found, at) : exported_column(q, r, 0, name);
}

const sq_expr *sq_col(sq_builder *q, const sq_relation *from, const char *name)
{
    from = sqi_given_rel(q, from, "sq_col");
    if (sqi_is_poison(from))
        return (const sq_expr *)(const void *)from;
    if (q->is_static)
        return sqi_fail_nomem(q);
    if (!name)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_col", "the name is NULL");
    while (SQI_IS(from, GROUPING_FROM))
        from = SQI_CAST_TO(grouping_from, from)->of;
    const sq_relation *base = base_of(from);
    size_t i;
    if (SQI_IS(from, JOIN))
        return column_of_join(q, from, name);
    if (statement_of(from) || SQI_IS(base, JOIN))
        return exported_column(q, from, 0, name);
    if (statement_of(base)) { /* an alias of it: the same position */
        const sq_expr *inner = exported_column(q, base, 0, name);
        if (sqi_is_poison(inner))
            return inner;
        size_t at = (size_t)SQI_CAST_TO(column_of, inner)->index;
        return columns_from(from) == base ? column_beside(q, from, at, inner)
                                          : sqi_relation_column(q, from, at);
    }
    return find_column(base, name, &i) ? sqi_relation_column(q, from, i) : no_column(q, from, name);
}

const sq_expr *sq_col_at(sq_builder *q, const sq_relation *from, size_t index)
{
    if (q->is_static)
        return sqi_fail_nomem(q);
    return sqi_relation_column(q, sqi_given_rel(q, from, "sq_col_at"), index);
}

size_t sq_col_count(const sq_relation *from)
{
    return from ? sqi_relation_width(from) : 0;
}

const sq_expr *sq_all_columns(sq_builder *q, const sq_relation *from)
{
    sqi_all_columns *n = SQI_MAKE(q, ALL_COLUMNS, all_columns);
    n->from = sqi_given_rel(q, from, "sq_all_columns");
    return sqi_finish(q, n);
}

const sq_type *sqi_first_type(sq_builder *q, const sq_stmt *s)
{
    const sq_type *type = sqi_simple_type(SQ_T_UNKNOWN);
    if (q->is_static || sqi_is_poison(s))
        return type;
    bool ok = true;
    const sq_type *first = sqi_first_export_type(q->arena, s, &ok);
    if (!ok)
        sqi_fail_nomem(q);
    else if (first)
        type = first; /* of a node that the statement holds */
    return type;
}

/* ---- aliases, subqueries, joins ---- */

static sq_source make_alias(sq_builder *q, const sq_relation *of, sq_name name)
{
    const void *poison = NULL;
    sqi_alias *n = SQI_MAKE(q, ALIAS, alias);
    n->of = sqi_given_rel(q, of, "sq_alias");
    n->name = sqi_name(q, name, "sq_alias", &poison);
    return source(SQI_DONE(q, n, poison));
}

sq_source sq_alias(sq_builder *q, const sq_relation *of, sq_name name)
{
    return make_alias(q, of, name);
}

/* All columns of an alias of a static table: what they have in common is summed up once. Gives how
 * many are made; 0: it is not that, or there is no room for all at once. */
static size_t make_columns(sq_builder *q, const sq_relation *a, const sq_table *t, const void **out)
{
    sqi_sum common = sqi_sum_begin(q, SQI_N_COLUMN_OF, NULL);
    if (t->relation.node.home || !sqi_sum_node(&common, NULL, a, 1) ||
        common.depth > q->max_depth ||
        !sqi_arena_has(q->arena, t->n_columns * sizeof(sqi_column_of)))
        return 0;
    const size_t n_columns = t->n_columns;
    const sq_column *c = t->columns;
    sqi_column_of *n = sqi_arena_take(q->arena, n_columns * sizeof *n);
    for (size_t i = 0; i < n_columns; i++, c++, n++) {
        sqi_sum s = {.hash = common.hash, .size = 1, .depth = common.depth};
        sqi_sum_word(&s, i);
        *n = (sqi_column_of){.node = SQI_HEAD(q, COLUMN_OF, c->expr.node.type),
                             .from = a,
                             .index = (int32_t)i,
                             .name = sqi_name_of_column(c),
                             .key = c->key,
                             .element = &c->expr};
        out[i] = sqi_sum_end(&n->node, SQI_N_COLUMN_OF, &s);
    }
    return n_columns;
}

void sq_alias_init(sq_builder *q, const sq_relation *table, const char *name, void *out,
                   size_t size)
{
    /* `out` is const sq_relation *sq_, then a pointer for each column */
    const sq_relation *a = make_alias(q, table, sq_name_of(name)).sq_;
    const void **p = out;
    *p++ = a;
    size_t n = size / sizeof *p - 1, i = 0;
    if (!sqi_is_poison(a) && SQI_IS(table, TABLE) &&
        ((const sq_table *)(const void *)table)->n_columns == n)
        i = make_columns(q, a, (const sq_table *)(const void *)table, p);
    for (; i < n; i++)
        p[i] = q->is_static ? sqi_fail_nomem(q) : sqi_relation_column(q, a, i);
}

bool sqi_is_selectable(const sq_stmt *s)
{
    switch (sqi_head_kind(s)) {
    case SQI_N_SELECT:
    case SQI_N_COMPOUND:
    case SQI_N_TEXTUAL_SELECT:
    case SQI_N_VALUES_STMT:
    case SQI_N_GROUPING_STMT:
        return true;
    default:
        return sqi_is_poison(s);
    }
}

static sq_source make_subquery(sq_builder *q, const sq_stmt *s, sq_name name, bool lateral,
                               const char *where)
{
    const void *poison = NULL;
    sqi_subquery *n = SQI_MAKE(q, SUBQUERY, subquery);
    n->stmt = sqi_given_stmt(q, s, where);
    if (!sqi_is_selectable(n->stmt))
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, where, "a %s is no subquery",
                               sqi_nodes[sqi_head_kind(n->stmt)].name));
    n->name = sqi_name(q, name, where, &poison);
    n->lateral = lateral;
    return source(SQI_DONE(q, n, poison));
}

sq_source sq_subquery(sq_builder *q, const sq_stmt *s, sq_name name)
{
    return make_subquery(q, s, name, false, "sq_subquery");
}

sq_source sq_lateral(sq_builder *q, const sq_stmt *s, sq_name name)
{
    return make_subquery(q, s, name, true, "sq_lateral");
}

sq_source sq_join_of(sq_builder *q, sq_join_kind kind, const sq_relation *left,
                     const sq_relation *right, const sq_expr *on)
{
    sqi_join *n = SQI_MAKE(q, JOIN, join);
    if ((unsigned)kind > SQ_JOIN_CROSS)
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_join_of", "no such kind of join"));
    if (kind == SQ_JOIN_CROSS && on)
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_join_of", "a cross join has no condition"));
    n->left = sqi_given_rel(q, left, "sq_join_of");
    n->right = sqi_given_rel(q, right, "sq_join_of");
    n->on = on ? sqi_condition(q, on) : NULL;
    n->kind = (int32_t)kind;
    return source(sqi_finish(q, n));
}

sq_source sq_tablesample_of(sq_builder *q, const sq_relation *of, const sq_expr *method,
                            const sq_expr *seed, sq_name name)
{
    const void *poison = NULL;
    sqi_tablesample *n = SQI_MAKE(q, TABLESAMPLE, tablesample);
    n->of = sqi_given_rel(q, of, "sq_tablesample_of");
    n->method = sqi_given(q, method, "sq_tablesample_of");
    n->seed = seed;
    n->name = sqi_name(q, name, "sq_tablesample_of", &poison);
    return source(SQI_DONE(q, n, poison));
}

/* ---- CTE ---- */

static sqi_exprs affixes(sq_builder *q, const sq_cte_affix *list, const void **poison)
{
    size_t n = 0;
    while (list && list[n].text)
        n++;
    const sq_expr **p = n && !q->is_static ? sqi_arena_alloc(q->arena, n * sizeof *p) : NULL;
    if (n && !p) {
        *poison = sqi_fail_nomem(q);
        return (sqi_exprs){NULL, 0};
    }
    for (size_t i = 0; i < n; i++) {
        sqi_affix *a = SQI_MAKE(q, AFFIX, affix);
        a->text = list[i].text;
        a->dialect = sqi_copy_str(q, list[i].dialect);
        p[i] = sqi_finish(q, a);
    }
    return (sqi_exprs){p, (uint32_t)n};
}

sq_source sq_cte_with(sq_builder *q, const sq_stmt *s, const sq_cte_options *o)
{
    const void *poison = NULL;
    sqi_cte *n = SQI_MAKE(q, CTE, cte);
    n->stmt = sqi_given_stmt(q, s, "sq_cte");
    n->name = sqi_name(q, o->name, "sq_cte", &poison);
    n->flags = (o->recursive ? SQI_CTE_RECURSIVE : 0) | (o->nesting ? SQI_CTE_NESTING : 0);
    n->prefixes = affixes(q, o->prefixes, &poison);
    n->suffixes = affixes(q, o->suffixes, &poison);
    return source(SQI_DONE(q, n, poison));
}

sq_source sq_cte(sq_builder *q, const sq_stmt *s, sq_name name)
{
    return sq_cte_with(q, s, &(sq_cte_options){.name = name});
}

sq_source sq_cte_recursive(sq_builder *q, const sq_stmt *s, sq_name name)
{
    return sq_cte_with(q, s, &(sq_cte_options){.name = name, .recursive = true});
}

/* Poison if it is no CTE, NULL if it is. */
static const void *no_cte(sq_builder *q, const sq_relation *r, const char *where)
{
    r = sqi_given_rel(q, r, where);
    if (sqi_is_poison(r))
        return r;
    if (!SQI_IS(r, CTE))
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "the from element is no CTE");
    return NULL;
}

static sqi_cte *cte_like(sq_builder *q, const sqi_cte *c)
{
    sqi_cte *n = SQI_MAKE(q, CTE, cte);
    n->name = c->name;
    n->flags = c->flags;
    n->prefixes = c->prefixes;
    n->suffixes = c->suffixes;
    return n;
}

sq_source sq_cte_restate_of(sq_builder *q, const sq_relation *cte, const sq_stmt *body)
{
    const void *poison = no_cte(q, cte, "sq_cte_restate_of");
    if (poison)
        return source(poison);
    sqi_cte *n = cte_like(q, SQI_CAST_TO(cte, cte));
    n->restates = cte;
    n->stmt = sqi_given_stmt(q, body, "sq_cte_restate_of");
    return source(sqi_finish(q, n));
}

static sq_source continue_cte(sq_builder *q, const sq_relation *cte, const sq_stmt *more, bool all)
{
    const void *poison = no_cte(q, cte, "sq_cte_union");
    if (poison)
        return source(poison);
    if (SQI_CAST_TO(cte, cte)->alias_of)
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_cte_union", "it is an alias of a CTE"));
    const sq_stmt *const both[] = {SQI_CAST_TO(cte, cte)->stmt, more};
    return sq_cte_restate_of(q, cte,
                             sq_compound_n(q, all ? SQ_OP_UNION_ALL : SQ_OP_UNION, both, 2));
}

sq_source sq_cte_union(sq_builder *q, const sq_relation *cte, const sq_stmt *more)
{
    return continue_cte(q, cte, more, false);
}

sq_source sq_cte_union_all(sq_builder *q, const sq_relation *cte, const sq_stmt *more)
{
    return continue_cte(q, cte, more, true);
}

/* Its statement is that of the CTE it is an alias of. */
sq_source sq_cte_alias_of(sq_builder *q, const sq_relation *cte, sq_name name)
{
    const void *poison = no_cte(q, cte, "sq_cte_alias_of");
    if (poison)
        return source(poison);
    sqi_cte *n = cte_like(q, SQI_CAST_TO(cte, cte));
    n->name = sqi_name(q, name, "sq_cte_alias_of", &poison);
    n->alias_of = cte;
    return source(SQI_DONE(q, n, poison));
}

/* ---- VALUES ---- */

static sqi_cols copy_cols(sq_builder *q, const sq_values_column *columns, size_t n,
                          const char *where, const void **poison)
{
    sq_values_column *p = n && !q->is_static ? sqi_arena_alloc(q->arena, n * sizeof *p) : NULL;
    if (n && !p)
        *poison = sqi_fail_nomem(q);
    for (size_t i = 0; p && i < n; i++) {
        sq_name name = sqi_name(q, sq_name_of(columns[i].name), where, poison);
        if (!columns[i].name)
            *poison = sqi_fail(q, SQ_ERR_ARGUMENT, where, "column %zu has no name", i + 1);
        p[i].name = name.p;
        p[i].key = sqi_copy_str(q, columns[i].key);
        if (!sqi_type_copy(q->arena, columns[i].type, &p[i].type))
            *poison = sqi_fail_nomem(q);
    }
    return (sqi_cols){p, p ? (uint32_t)n : 0};
}

static sqi_exprs copy_cells(sq_builder *q, const sq_value *values, size_t n_rows, sqi_cols cols,
                            const void **poison)
{
    size_t n = n_rows * cols.n;
    bool fits = n < UINT32_MAX && (!cols.n || n / cols.n == n_rows) && !q->is_static;
    const sq_expr **p = fits && n ? sqi_arena_alloc(q->arena, n * sizeof *p) : NULL;
    if (n && !p)
        *poison = sqi_fail_nomem(q);
    for (size_t i = 0; p && i < n; i++) {
        const sq_type *type = &cols.p[i % cols.n].type;
        sq_value v = values[i];
        bool plain = sqi_is_plain(v) && v.kind != SQ_V_BAD_POINTER && !sqi_is_unknown(type);
        p[i] = plain ? sqi_new_bind(q, v, type, (sq_name){NULL, 0, 0}, SQI_BIND_UNIQUE)
                     : sqi_assigned(q, v, NULL, NULL, (sq_name){NULL, 0, 0}, "sq_values_table");
    }
    return (sqi_exprs){p, p ? (uint32_t)n : 0};
}

sq_source sq_values_table(sq_builder *q, const sq_values_column *columns, size_t n_columns,
                          const sq_value *values, size_t n_rows, const sq_values_options *o)
{
    static const sq_values_options none;
    const void *poison = NULL;
    o = o ? o : &none;
    sqi_values *n = SQI_MAKE(q, VALUES, values);
    if (!n_columns)
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_values_table", "there is no column"));
    n->columns = copy_cols(q, columns, n_columns, "sq_values_table", &poison);
    n->items = copy_cells(q, values, n_rows, n->columns, &poison);
    n->name = sqi_name(q, o->name, "sq_values_table", &poison);
    n->ctes = sqi_rel_list(q, o->ctes, o->n_ctes, "sq_values_table");
    n->flags = (o->anonymous_name ? SQI_VALUES_ANONYMOUS : 0) |
               (o->literal_binds ? SQI_VALUES_LITERAL : 0) | (o->lateral ? SQI_VALUES_LATERAL : 0);
    return source(SQI_DONE(q, n, poison));
}

const sq_stmt *sq_values_stmt(sq_builder *q, const sq_relation *values)
{
    sqi_values_stmt *n = SQI_MAKE(q, VALUES_STMT, values_stmt);
    n->values = sqi_given_rel(q, values, "sq_values_stmt");
    if (!SQI_IS(n->values, VALUES) && !sqi_is_poison(n->values))
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_values_stmt", "the from element is no VALUES");
    return sqi_finish(q, n);
}

const sq_expr *sq_scalar_values(sq_builder *q, const sq_values_column *columns, size_t n_columns,
                                const sq_value *values, size_t n_rows, bool literal_binds)
{
    const sq_values_options o = {.literal_binds = literal_binds};
    sqi_scalar_values *n = SQI_MAKE(q, SCALAR_VALUES, scalar_values);
    n->values = sq_values_table(q, columns, n_columns, values, n_rows, &o).sq_;
    if (SQI_IS(n->values, VALUES))
        n->node.type = &SQI_CAST_TO(values, n->values)->columns.p[0].type;
    return sqi_finish(q, n);
}

/* ---- functions and text in FROM ---- */

static sq_source table_function(sq_builder *q, const sq_expr *func, const sq_relation *of,
                                const sq_table_function *o)
{
    static const sq_table_function none;
    const void *poison = NULL;
    o = o ? o : &none;
    sqi_table_function *n = SQI_MAKE(q, TABLE_FUNCTION, table_function);
    n->func = func;
    n->of = of;
    n->name = sqi_name(q, o->name, "sq_table_valued", &poison);
    n->columns = copy_cols(q, o->columns, o->n_columns, "sq_table_valued", &poison);
    if (!o->n_columns && of && SQI_IS(of, TABLE_FUNCTION))
        n->columns = SQI_CAST_TO(table_function, of)->columns;
    n->flags = (o->derived_columns ? SQI_TF_DERIVED : 0) | (o->derived_types ? SQI_TF_TYPES : 0) |
               (o->lateral ? SQI_TF_LATERAL : 0) | (o->joins_implicitly ? SQI_TF_JOINS : 0) |
               (o->scalar_type ? SQI_TF_SCALAR : 0);
    n->node.type = o->scalar_type ? sqi_type(q, *o->scalar_type) : NULL;
    return source(SQI_DONE(q, n, poison));
}

sq_source sq_table_valued(sq_builder *q, const sq_expr *func, const sq_table_function *o)
{
    return table_function(q, sqi_given(q, func, "sq_table_valued"), NULL, o);
}

sq_source sq_table_valued_again(sq_builder *q, const sq_relation *of, const sq_table_function *o)
{
    of = sqi_given_rel(q, of, "sq_table_valued_again");
    if (!SQI_IS(of, TABLE_FUNCTION) && !sqi_is_poison(of))
        return source(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_table_valued_again",
                               "the from element is no function"));
    return table_function(q, NULL, of, o);
}

const sq_expr *sq_table_function_column(sq_builder *q, const sq_relation *of, sq_type t)
{
    sqi_table_function_column *n = SQI_MAKE(q, TABLE_FUNCTION_COLUMN, table_function_column);
    n->of = sqi_given_rel(q, of, "sq_table_function_column");
    n->node.type = sqi_type(q, t);
    if (sqi_is_unknown(n->node.type))
        n->node.type = n->of->node.type;
    return sqi_finish(q, n);
}

static sq_source from_text(sq_builder *q, const sq_expr *text, const char *where)
{
    sqi_text_from *n = SQI_MAKE(q, TEXT_FROM, text_from);
    n->text = sqi_given(q, text, where);
    return source(sqi_finish(q, n));
}

sq_source sq_text_from(sq_builder *q, const sq_expr *text)
{
    return from_text(q, text, "sq_text_from");
}

sq_source sq_func_from(sq_builder *q, const sq_expr *func)
{
    return from_text(q, func, "sq_func_from");
}

sq_source sq_parens_from(sq_builder *q, const sq_relation *of)
{
    sqi_grouping_from *n = SQI_MAKE(q, GROUPING_FROM, grouping_from);
    n->of = sqi_given_rel(q, of, "sq_parens_from");
    return source(sqi_finish(q, n));
}
