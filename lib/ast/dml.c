/* dml.c: INSERT, UPDATE, DELETE and their clauses.
 *
 * A plain value is bound with the type of the column that it is given to and named after it; a NULL
 * is a value like any other here. */
#include "lib/ast/operand.h"

/* ---- heads ---- */

static bool is_target(const sq_relation *r, bool insert)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_POISON:
    case SQI_N_TABLE:
        return true;
    case SQI_N_ALIAS:
    case SQI_N_JOIN:
    case SQI_N_CTE:
        return !insert;
    default:
        return false;
    }
}

#define DEFINE_HEAD(function, K, n)                                                                \
    const sq_stmt *sq_##function(sq_builder *q, const sq_relation *table)                          \
    {                                                                                              \
        sqi_##n *s = SQI_MAKE(q, K, n);                                                            \
        s->table = sqi_given_rel(q, table, "sq_" #function);                                       \
        if (!is_target(s->table, SQI_N_##K == SQI_N_INSERT))                                       \
            return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_" #function, "a %s can not be changed",        \
                            sqi_nodes[s->table->node.kind].name);                                  \
        return sqi_finish(q, s);                                                                   \
    }
DEFINE_HEAD(insert, INSERT, insert)
DEFINE_HEAD(update, UPDATE, update)
DEFINE_HEAD(delete, DELETE, delete_)

sq_assignment sq_assign(const sq_expr *column, sq_value v)
{
    return (sq_assignment){column, v};
}

/* The table that a statement changes; all heads of DML hold it alike. */
static const sq_relation *target_of(const sq_stmt *s)
{
    return SQI_CAST_TO(insert, sqi_statement_head(s))->table;
}

/* ---- assignments ---- */

static inline sq_name name_of_value(const sq_expr *column, bool named)
{
    if (!named)
        return (sq_name){NULL, 0, 0};
    if (SQI_IS(column, COLUMN) && ((const sq_column *)(const void *)column)->key)
        return sqi_key_of_column((const sq_column *)(const void *)column);
    if (SQI_IS(column, COLUMN_OF) && SQI_CAST_TO(column_of, column)->key)
        return sq_name_of(SQI_CAST_TO(column_of, column)->key);
    return sqi_natural_name(column);
}

/* sqi_assigned(), in line for expressions, and for NULL and usual values of columns of tables. */
static inline const sq_expr *value_of(sq_builder *q, const sq_expr *column, sq_value v, bool named,
                                      const char *where)
{
    if (v.kind == SQ_V_EXPR && v.v.expr)
        return v.v.expr;
    const sq_type *type = column->node.type;
    bool takes = v.kind == SQ_V_NULL ? !sqi_is_unknown(type) : sqi_usual_type(type, v) != NULL;
    bool usual = named && takes && SQI_IS(column, COLUMN);
    const sq_expr *e = usual ? sqi_short_bind(q, v, type, column) : NULL;
    return e ? e : sqi_assigned(q, v, type, column, name_of_value(column, named), where);
}

/* As most are: of the same description, without a look at another that says the same. */
static inline bool is_very_column_of(const sq_expr *column, const sq_relation *target)
{
    return SQI_IS(column, COLUMN) && ((const sq_column *)(const void *)column)->table &&
           &((const sq_column *)(const void *)column)->table->relation == target;
}

static bool is_column_of(const sq_expr *column, const sq_relation *target)
{
    const sq_table *of = ((const sq_column *)(const void *)column)->table;
    return &of->relation == target ||
           (SQI_IS(target, TABLE) && sqi_table_equal(of, (const sq_table *)(const void *)target));
}

/* Poison if something that INSERT can not set is among the columns; NULL if not. */
static const void *check_insert_column(sq_builder *q, const sq_relation *target,
                                       const sq_expr *column, const char *where)
{
    char table[128], name[128];
    if (sqi_is_poison(column) || sqi_is_poison(target) || SQI_IS(column, NAMED_COLUMN) ||
        (SQI_IS(column, COLUMN) && is_column_of(column, target)))
        return NULL;
    sqi_describe_rel(target, table, sizeof table);
    sqi_describe(column, name, sizeof name);
    return sqi_fail(q, SQ_ERR_ARGUMENT, where, "%s is no column of %s", name, table);
}

/* The column that a value is given to; poison if it can not be set. */
static inline const sq_expr *column_set(sq_builder *q, const sq_relation *target,
                                        const sq_assignment *a, size_t i, const char *where)
{
    const sq_expr *column = a[i].column;
    if (!column)
        return sqi_fail(q, SQ_ERR_ARGUMENT, where, "column %zu is NULL", i + 1);
    if (!target || is_very_column_of(column, target))
        return column;
    const void *poison = check_insert_column(q, target, column, where);
    return poison ? poison : column;
}

sqi_assigns sqi_assign_list(sq_builder *q, const sq_relation *target, const sq_assignment *a,
                            size_t n, bool named, const char *where)
{
    sqi_assign *p = n && n < UINT32_MAX / 16 ? sqi_arena_alloc(q->arena, n * sizeof *p) : NULL;
    if (n && !p) {
        static const sqi_assign nothing = {SQI_NO_MEMORY(expr), SQI_NO_MEMORY(expr)};
        sqi_fail_nomem(q);
        return (sqi_assigns){&nothing, 1};
    }
    for (size_t i = 0; i < n; i++) {
        p[i].column = column_set(q, target, a, i, where);
        p[i].value = value_of(q, p[i].column, a[i].value, named, where);
    }
    return (sqi_assigns){p, (uint32_t)n};
}

static const void *check_insert_columns(sq_builder *q, const sq_relation *target,
                                        const sq_expr *const *columns, size_t n, const char *where)
{
    const void *poison = NULL;
    for (size_t i = 0; i < n && !poison; i++)
        poison = check_insert_column(q, target, columns[i], where);
    return poison;
}

static const sq_stmt *set_values(const sq_stmt *s, const sq_assignment *a, size_t n, bool ordered,
                                 uint64_t heads, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, heads);
    if (!q)
        return sqi_no_clause(s, where);
    const sq_relation *target = sqi_head_kind(s) == SQI_N_INSERT ? target_of(s) : NULL;
    sqi_set *x = SQI_CLAUSE(q, s, SET, set);
    x->list = sqi_assign_list(q, target, a, n, true, where);
    x->ordered = ordered;
    return sqi_finish(q, x);
}

const sq_stmt *sq_values_n(const sq_stmt *s, const sq_assignment *a, size_t n)
{
    return set_values(s, a, n, false, SQI_ON(INSERT) | SQI_ON(UPDATE), "sq_values");
}

const sq_stmt *sq_ordered_values_n(const sq_stmt *s, const sq_assignment *a, size_t n)
{
    return set_values(s, a, n, true, SQI_ON(UPDATE), "sq_ordered_values");
}

/* ---- rows ---- */

/* What goes into INSERT .. VALUES (..), (..): the given columns but those left out. */
typedef struct grid {
    sq_builder *q;
    const sq_expr *const *columns;
    size_t n_columns, n_rows;
    const sq_value *values;
    bool *left_out;
    size_t n_used;
    const void *poison;
} grid;

static bool has_client_default(const sq_expr *column)
{
    return SQI_IS(column, COLUMN) &&
           ((const sq_column *)(const void *)column)->o.default_.kind != SQ_DEFAULT_NONE;
}

/* A column without value and default in the first row stands in no row. */
static void leave_out(grid *g)
{
    for (size_t i = 0; i < g->n_columns; i++) {
        g->left_out[i] = g->n_rows && g->values[i].kind == SQ_V_ABSENT &&
                         !has_client_default(g->columns[i]);
        g->n_used += !g->left_out[i];
    }
}

static const void *check_cell(grid *g, size_t row, size_t i)
{
    bool absent = g->values[row * g->n_columns + i].kind == SQ_V_ABSENT;
    bool fits = g->left_out[i] ? absent : !absent || has_client_default(g->columns[i]);
    if (fits)
        return NULL;
    char name[128];
    sqi_describe(g->columns[i], name, sizeof name);
    return sqi_fail(g->q, SQ_ERR_ARGUMENT, "sq_values_rows",
                    absent ? "row %zu has no value for %s"
                           : "row %zu has a value for %s, the first "
                             "row has not",
                    row + 1, name);
}

static const sq_expr *cell(grid *g, size_t row, size_t i)
{
    const sq_expr *column = g->columns[i];
    sq_value v = g->values[row * g->n_columns + i];
    sq_name name = name_of_value(column, true);
    if (v.kind == SQ_V_ABSENT)
        return sqi_new_bind(g->q, v, column->node.type, name, SQI_BIND_UNIQUE);
    return sqi_assigned(g->q, v, column->node.type, column, name, "sq_values_rows");
}

static void fill_rows(grid *g, sqi_rows *x)
{
    const sq_expr **columns = sqi_arena_alloc(g->q->arena, (g->n_used + 1) * sizeof *columns);
    const sq_expr **items = sqi_arena_alloc(g->q->arena,
                                            (g->n_used * g->n_rows + 1) * sizeof *items);
    if (!columns || !items) {
        g->poison = sqi_fail_nomem(g->q);
        return;
    }
    uint32_t used = 0, n = 0;
    for (size_t i = 0; i < g->n_columns; i++)
        if (!g->left_out[i])
            columns[used++] = g->columns[i];
    for (size_t row = 0; row < g->n_rows; row++)
        for (size_t i = 0; i < g->n_columns && !g->poison; i++) {
            g->poison = check_cell(g, row, i);
            if (!g->left_out[i])
                items[n++] = cell(g, row, i);
        }
    x->columns = (sqi_exprs){columns, used};
    x->items = (sqi_exprs){items, n};
}

/* All columns of the table, in order. */
static const sq_expr *const *own_columns(sq_builder *q, const sq_relation *target, size_t *n)
{
    *n = sqi_relation_width(target);
    const sq_expr **p = q->is_static ? NULL : sqi_arena_alloc(q->arena, (*n + 1) * sizeof *p);
    for (size_t i = 0; p && i < *n; i++)
        p[i] = sqi_relation_column(q, target, i);
    return p;
}

const sq_stmt *sq_values_rows(const sq_stmt *s, const sq_expr *const *columns, size_t n_columns,
                              const sq_value *values, size_t n_rows)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(INSERT));
    if (!q)
        return sqi_no_clause(s, "sq_values_rows");
    grid g = {.q = q, .values = values, .n_rows = n_rows};
    sqi_rows *x = SQI_CLAUSE(q, s, ROWS, rows);
    g.columns = columns ? columns : own_columns(q, target_of(s), &n_columns);
    g.n_columns = n_columns;
    g.left_out = q->is_static ? NULL : sqi_arena_alloc(q->arena, n_columns + 1);
    if (!g.columns || !g.left_out || n_columns >= UINT32_MAX ||
        (n_columns && n_rows >= UINT32_MAX / n_columns))
        return sqi_fail_nomem(q);
    if (!n_rows || !n_columns)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_values_rows", "there is no %s",
                        n_rows ? "column" : "row");
    for (size_t i = 0; i < n_columns; i++)
        if (!g.columns[i])
            return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_values_rows", "column %zu is NULL", i + 1);
    g.poison = check_insert_columns(q, target_of(s), g.columns, n_columns, "sq_values_rows");
    if (!g.poison) {
        leave_out(&g);
        fill_rows(&g, x);
    }
    return SQI_DONE(q, x, g.poison);
}

const sq_stmt *sq_from_select_n(const sq_stmt *s, const sq_expr *const *columns, size_t n,
                                const sq_stmt *select, bool client_defaults)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(INSERT));
    if (!q)
        return sqi_no_clause(s, "sq_from_select");
    sqi_from_select *x = SQI_CLAUSE(q, s, FROM_SELECT, from_select);
    x->columns = sqi_list(q, columns, n, "sq_from_select");
    x->select = sqi_given_stmt(q, select, "sq_from_select");
    x->defaults = client_defaults;
    const void *poison = check_insert_columns(q, target_of(s), x->columns.p, x->columns.n,
                                              "sq_from_select");
    return SQI_DONE(q, x, poison);
}

/* ---- RETURNING, flags, USING ---- */

static const sq_stmt *return_columns(const sq_stmt *s, const sq_expr *const *c, size_t n, int how,
                                     const char *where)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON_DML);
    if (!q)
        return sqi_no_clause(s, where);
    sqi_returning *x = SQI_CLAUSE(q, s, RETURNING, returning);
    x->items = sqi_list(q, c, n, where);
    x->how = how;
    return sqi_finish(q, x);
}

const sq_stmt *sq_returning_n(const sq_stmt *s, const sq_expr *const *c, size_t n)
{
    return return_columns(s, c, n, SQI_RETURNING, "sq_returning");
}

const sq_stmt *sq_return_defaults_n(const sq_stmt *s, const sq_expr *const *c, size_t n,
                                    bool supplemental)
{
    return return_columns(s, c, n, supplemental ? SQI_RETURN_SUPPLEMENTAL : SQI_RETURN_DEFAULTS,
                          "sq_return_defaults");
}

static const sq_stmt *set_flag(const sq_stmt *s, int flag, uint64_t heads, const char *where)
{
    sq_builder *q = sqi_clause_builder(s, heads);
    if (!q)
        return sqi_no_clause(s, where);
    sqi_dml_flag *x = SQI_CLAUSE(q, s, DML_FLAG, dml_flag);
    x->flag = flag;
    return sqi_finish(q, x);
}

const sq_stmt *sq_inline(const sq_stmt *s)
{
    return set_flag(s, SQI_DML_INLINE, SQI_ON(INSERT) | SQI_ON(UPDATE), "sq_inline");
}

const sq_stmt *sq_sort_by_parameter_order(const sq_stmt *s)
{
    return set_flag(s, SQI_DML_SORT, SQI_ON(INSERT), "sq_sort_by_parameter_order");
}

const sq_stmt *sq_using_n(const sq_stmt *s, const sq_relation *const *f, size_t n)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(DELETE));
    if (!q)
        return sqi_no_clause(s, "sq_using");
    sqi_from *x = SQI_CLAUSE(q, s, FROM, from);
    x->froms = sqi_rel_list(q, f, n, "sq_using");
    return sqi_finish(q, x);
}

/* ---- ON CONFLICT ---- */

static const void *check_conflict(sq_builder *q, const sq_on_conflict *o, uint32_t n_elements)
{
    const char *wrong = NULL;
    if ((unsigned)o->action > SQ_DO_UPDATE)
        wrong = "no such action";
    else if (o->constraint.p && n_elements)
        wrong = "say either the elements or a constraint";
    else if (o->action == SQ_DO_UPDATE && !o->n_set)
        wrong = "DO UPDATE sets nothing";
    else if (o->action == SQ_DO_NOTHING && (o->n_set || o->where))
        wrong = "DO NOTHING takes neither values nor a condition";
    return wrong ? sqi_fail(q, SQ_ERR_ARGUMENT, "sq_on_conflict", "%s", wrong) : NULL;
}

const sq_stmt *sq_on_conflict_with(const sq_stmt *s, const sq_on_conflict *o)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(INSERT));
    if (!q)
        return sqi_no_clause(s, "sq_on_conflict");
    const void *poison = NULL;
    sqi_on_conflict *x = SQI_CLAUSE(q, s, ON_CONFLICT, on_conflict);
    x->elements = sqi_list(q, o->elements, o->elements ? SQ_UNTIL_END : 0, "sq_on_conflict");
    x->action = (int32_t)o->action;
    x->dialect = sqi_copy_str(q, o->dialect);
    x->constraint = sqi_name(q, o->constraint, "sq_on_conflict", &poison);
    x->index_where = o->index_where;
    x->set = sqi_assign_list(q, NULL, o->set, o->n_set, false, "sq_on_conflict");
    x->where = o->where;
    if (!poison)
        poison = check_conflict(q, o, x->elements.n);
    return SQI_DONE(q, x, poison);
}

/* The elements as a list that ends in SQ_END. */
static const sq_expr *const *ended(const sq_stmt *s, const sq_expr *const *elements, size_t n)
{
    sq_builder *q = s ? sqi_builder_of(s) : NULL;
    if (n == SQ_UNTIL_END || !q || q->is_static)
        return elements;
    const sq_expr **p = sqi_arena_alloc(q->arena, (n + 1) * sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = elements[i];
    if (!p) {
        sqi_fail_nomem(q);
        return NULL;
    }
    p[n] = SQ_END;
    return p;
}

const sq_stmt *sq_on_conflict_do_nothing_n(const sq_stmt *s, const sq_expr *const *elements,
                                           size_t n)
{
    const sq_on_conflict o = {.action = SQ_DO_NOTHING, .elements = ended(s, elements, n)};
    return sq_on_conflict_with(s, &o);
}

const sq_stmt *sq_on_conflict_do_update_n(const sq_stmt *s, const sq_expr *const *elements,
                                          size_t n, const sq_assignment *set, size_t n_set)
{
    const sq_on_conflict o = {
        .action = SQ_DO_UPDATE, .elements = ended(s, elements, n), .set = set, .n_set = n_set};
    return sq_on_conflict_with(s, &o);
}

const sq_stmt *sq_on_duplicate_key_update_n(const sq_stmt *s, const sq_relation *inserted,
                                            const sq_assignment *set, size_t n_set,
                                            bool in_given_order)
{
    sq_builder *q = sqi_clause_builder(s, SQI_ON(INSERT));
    if (!q)
        return sqi_no_clause(s, "sq_on_duplicate_key_update");
    sqi_on_duplicate_key *x = SQI_CLAUSE(q, s, ON_DUPLICATE_KEY, on_duplicate_key);
    if (!n_set)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_on_duplicate_key_update", "it sets nothing");
    x->inserted = inserted;
    x->set = sqi_assign_list(q, NULL, set, n_set, false, "sq_on_duplicate_key_update");
    x->ordered = in_given_order;
    return sqi_finish(q, x);
}
