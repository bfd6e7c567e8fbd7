/* exports.c: the columns that a statement exports, and their names and keys.
 *
 * A name is what the outer statement writes; it is missing where the inner one makes it up. A key
 * is what the caller asks for; it is missing for expressions without a name. The rules are those of
 * SQLAlchemy's _generate_columns_plus_names. */
#include "lib/ast/construct.h"
#include "lib/base/map.h"

typedef struct maker {
    sq_arena *a;
    sqi_exports out;
    size_t cap;
    sq_label_style style;
    bool first; /* no more than one is asked for */
} maker;

static sq_name plain(const char *s)
{
    return sq_name_n(s, s ? strlen(s) : 0, SQ_QUOTE_AUTO);
}

/* ---- what an expression is called by itself ---- */

static const sq_expr *wrapped(const sq_expr *e)
{
    while (SQI_IS(e, CAST) && SQI_CAST_TO(cast, e)->of)
        e = SQI_CAST_TO(cast, e)->of;
    return e;
}

/* Text that is written as it is also from outside; around it, a CAST makes a name of it. */
static sq_name name_of_text(const char *sql, bool is_cast)
{
    return sq_name_n(sql, strlen(sql), is_cast ? SQ_QUOTE_AUTO : SQ_QUOTE_NEVER);
}

static sq_name name_of(const sq_expr *e)
{
    bool is_cast = SQI_IS(e, CAST);
    e = wrapped(e);
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
        return sqi_name_of_column((const sq_column *)(const void *)e);
    case SQI_N_COLUMN_OF:
        return SQI_CAST_TO(column_of, e)->name;
    case SQI_N_NAMED_COLUMN:
        return SQI_CAST_TO(named_column, e)->name;
    case SQI_N_LABEL:
        return SQI_CAST_TO(label, e)->name;
    case SQI_N_LITERAL_COLUMN:
        return name_of_text(SQI_CAST_TO(literal_column, e)->sql, is_cast);
    case SQI_N_TABLE_FUNCTION_COLUMN: {
        const sq_relation *of = SQI_CAST_TO(table_function_column, e)->of;
        return SQI_IS(of, TABLE_FUNCTION) ? SQI_CAST_TO(table_function, of)->name : plain(NULL);
    }
    default:
        return plain(NULL);
    }
}

/* Mostly its name. */
static sq_name key_of_column_of(const sqi_column_of *x)
{
    return x->key == x->name.p ? sq_name_n(x->key, x->name.n, SQ_QUOTE_AUTO) : plain(x->key);
}

static sq_name key_of(const sq_expr *e)
{
    e = wrapped(e);
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
        return sqi_key_of_column((const sq_column *)(const void *)e);
    case SQI_N_COLUMN_OF:
        return key_of_column_of(SQI_CAST_TO(column_of, e));
    case SQI_N_NAMED_COLUMN:
        if (SQI_CAST_TO(named_column, e)->key)
            return plain(SQI_CAST_TO(named_column, e)->key);
        return SQI_CAST_TO(named_column, e)->name;
    case SQI_N_FUNC:
        return SQI_CAST_TO(func, e)->name;
    case SQI_N_BIND:
        if (SQI_CAST_TO(bind, e)->flags & SQI_BIND_UNIQUE)
            return plain(NULL);
        return SQI_CAST_TO(bind, e)->name;
    default:
        return name_of(e);
    }
}

/* ---- table_column ---- */

static sq_name relation_name(const sq_relation *r)
{
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_ALIAS:
        return SQI_CAST_TO(alias, r)->name;
    case SQI_N_SUBQUERY:
        return SQI_CAST_TO(subquery, r)->name;
    case SQI_N_CTE:
        return SQI_CAST_TO(cte, r)->name;
    case SQI_N_TABLESAMPLE:
        return SQI_CAST_TO(tablesample, r)->name;
    case SQI_N_VALUES:
        return SQI_CAST_TO(values, r)->name;
    case SQI_N_TABLE_FUNCTION:
        return SQI_CAST_TO(table_function, r)->name;
    default:
        return plain(NULL);
    }
}

static void append(char **to, const char *p, size_t n, bool dots)
{
    for (size_t i = 0; i < n; i++)
        *(*to)++ = (char)(dots && p[i] == '.' ? '_' : p[i]);
    *(*to)++ = '_';
}

/* schema_table_column */
static sq_name put_together(sq_arena *a, const char *schema, sq_name table, sq_name column,
                            bool *ok)
{
    size_t s = schema ? strlen(schema) : 0;
    char *p = sqi_arena_alloc(a, s + table.n + column.n + 4);
    if (!p) {
        *ok = false;
        return plain(NULL);
    }
    char *end = p;
    if (schema)
        append(&end, schema, s, true);
    append(&end, table.p, table.n, false);
    memcpy(end, column.p, column.n);
    end += column.n;
    *end = '\0';
    return sq_name_n(p, (size_t)(end - p), SQ_QUOTE_AUTO);
}

static bool has_key(const sq_table *t, const char *key)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->columns[i].key, key) == 0)
            return true;
    return false;
}

/* A label must not look like another column of the same table. */
static sq_name table_label(sq_arena *a, const sq_column *c, bool key, bool *ok)
{
    const sq_table *t = c->table;
    sq_name column = key ? plain(c->key) : sqi_name_of_column(c);
    sq_name label = put_together(a, t->o.schema, plain(t->o.name ? t->o.name : t->name), column,
                                 ok);
    sq_name base = label;
    for (int i = 1; label.p && has_key(t, label.p) && i < 1000; i++) {
        char digits[8], *d = digits + sizeof digits;
        for (int k = i; k > 0; k /= 10)
            *--d = (char)('0' + k % 10);
        label = put_together(a, NULL, base, sq_name_n(d, (size_t)(digits + sizeof digits - d), 0),
                             ok);
    }
    return label;
}

static sq_name label_in(sq_arena *a, const sq_relation *from, sq_name column, bool *ok)
{
    sq_name table = relation_name(from);
    return table.p && column.p ? put_together(a, NULL, table, column, ok) : plain(NULL);
}

sq_name sqi_qualified_label(sq_arena *a, const sq_expr *e, bool key, bool *ok)
{
    const sq_expr *inner = wrapped(e);
    sq_name own = key ? key_of(e) : name_of(e);
    if (SQI_IS(inner, COLUMN) && ((const sq_column *)(const void *)inner)->table)
        return table_label(a, (const sq_column *)(const void *)inner, key, ok);
    if (SQI_IS(inner, COLUMN_OF))
        return label_in(a, SQI_CAST_TO(column_of, inner)->from, own, ok);
    if (SQI_IS(inner, NAMED_COLUMN) && SQI_CAST_TO(named_column, inner)->of)
        return label_in(a, SQI_CAST_TO(named_column, inner)->of, own, ok);
    return own;
}

/* ---- collecting ---- */

static bool grow(maker *m)
{
    size_t cap = m->cap ? m->cap * 2 : m->first ? 1 : 16;
    sqi_export *p = sqi_arena_alloc(m->a, cap * sizeof *p);
    m->out.ok = m->out.ok && p;
    if (!p)
        return false;
    if (m->out.n)
        memcpy(p, m->out.p, m->out.n * sizeof *p);
    m->out.p = p;
    m->cap = cap;
    return true;
}

/* The place of one more; NULL: there is no memory, or no more are asked for. */
static inline sqi_export *one_more(maker *m)
{
    if ((m->first && m->out.n) || (m->out.n == m->cap && !grow(m)))
        return NULL;
    return &m->out.p[m->out.n++];
}

static void add(maker *m, const sqi_export *x)
{
    sqi_export *to = one_more(m);
    if (to)
        *to = *x;
}

static bool is_omitted(const sqi_export *x)
{
    const sq_relation *r = x->rel;
    if (x->expr && SQI_IS(x->expr, COLUMN))
        return ((const sq_column *)(const void *)x->expr)->o.omit_from_statements;
    while (r && SQI_IS(r, ALIAS))
        r = SQI_CAST_TO(alias, r)->of;
    const sq_table *t = r && SQI_IS(r, TABLE) ? (const sq_table *)(const void *)r : NULL;
    return t && x->index < t->n_columns && t->columns[x->index].o.omit_from_statements;
}

static void add_expr(maker *m, const sq_expr *e)
{
    sqi_export *x = one_more(m);
    if (!x)
        return;
    *x = (sqi_export){.expr = e, .type = e->node.type};
    if (m->style == SQ_LABEL_TABLE_PLUS_COLUMN) {
        x->name = sqi_qualified_label(m->a, e, false, &m->out.ok);
        x->key = sqi_qualified_label(m->a, e, true, &m->out.ok);
    } else if (!m->first) { /* of that the type is asked for */
        x->name = name_of(e);
        x->key = key_of(e);
    }
}

static void add_relation(maker *m, const sq_relation *r)
{
    sqi_exports all = sqi_relation_exports(m->a, r);
    m->out.ok = m->out.ok && all.ok;
    for (size_t i = 0; i < all.n; i++) {
        sqi_export x = all.p[i];
        if (is_omitted(&x))
            continue;
        if (x.expr) {
            add_expr(m, x.expr);
            continue;
        }
        if (m->style == SQ_LABEL_TABLE_PLUS_COLUMN) {
            x.name = label_in(m->a, x.rel, x.name, &m->out.ok);
            x.key = label_in(m->a, x.rel, x.key, &m->out.ok);
        }
        add(m, &x);
    }
}

static void add_items(maker *m, sqi_exprs items)
{
    for (uint32_t i = 0; i < items.n; i++) {
        const sq_expr *e = items.p[i];
        if (SQI_IS(e, ALL_COLUMNS))
            add_relation(m, SQI_CAST_TO(all_columns, e)->from);
        else if (sqi_is_column_list(e))
            add_items(m, SQI_CAST_TO(chain, e)->items);
        else if (!SQI_IS(e, TEXT)) /* text exports nothing */
            add_expr(m, e);
    }
}

/* ---- telling repeated names apart ---- */

static bool same_column(const sqi_export *x, const sqi_export *y)
{
    if (x->expr || y->expr) {
        if (x->expr == y->expr)
            return true;
        if (!x->expr || !y->expr || !SQI_IS(x->expr, COLUMN_OF) || !SQI_IS(y->expr, COLUMN_OF))
            return false;
        const sqi_column_of *a = SQI_CAST_TO(column_of, x->expr);
        const sqi_column_of *b = SQI_CAST_TO(column_of, y->expr);
        return a->from == b->from && a->index == b->index;
    }
    return x->rel == y->rel && x->index == y->index;
}

static sq_name numbered(sq_arena *a, sq_name base, size_t n, bool *ok)
{
    char digits[20], *d = digits + sizeof digits;
    for (; n > 0; n /= 10)
        *--d = (char)('0' + n % 10);
    size_t len = (size_t)(digits + sizeof digits - d);
    char *p = sqi_arena_alloc(a, base.n + len + 2);
    if (!p) {
        *ok = false;
        return plain(NULL);
    }
    memcpy(p, base.p, base.n);
    p[base.n] = '_';
    memcpy(p + base.n + 1, d, len);
    p[base.n + 1 + len] = '\0';
    return sq_name_n(p, base.n + 1 + len, SQ_QUOTE_AUTO);
}

/* The second column of a key becomes key_1, the third key_2. */
static void number_key(maker *m, sqi_strmap *seen, sqi_export *x)
{
    uint64_t *count = x->key.p ? sqi_strmap_at(seen, x->key.p, x->key.n) : NULL;
    if (x->key.p && !count)
        m->out.ok = false;
    if (count && (*count)++ > 0)
        x->key = numbered(m->a, x->key, (size_t)*count - 1, &m->out.ok);
}

/* Another column under a name that was there: it gets a label made up when compiling. */
static void drop_repeated_name(maker *m, sqi_strmap *seen, size_t i)
{
    sqi_export *x = &m->out.p[i];
    uint64_t *first = x->name.p ? sqi_strmap_at(seen, x->name.p, x->name.n) : NULL;
    if (x->name.p && !first)
        m->out.ok = false;
    else if (first && !*first)
        *first = i + 1;
    else if (first && !same_column(&m->out.p[*first - 1], x))
        x->name = plain(NULL);
}

static bool is_repeated(sq_name a, sq_name b)
{
    return a.p && b.p && a.n == b.n && sqi_same_bytes(a.p, b.p, a.n);
}

/* Few are compared with each other: as a rule none comes again. */
static bool are_few_that_differ(const sqi_exports *all)
{
    enum { FEW = 8 };
    for (size_t i = 1; i < all->n && all->n <= FEW; i++)
        for (size_t j = 0; j < i; j++)
            if (is_repeated(all->p[i].name, all->p[j].name) ||
                is_repeated(all->p[i].key, all->p[j].key))
                return false;
    return all->n <= FEW;
}

static sqi_exports told_apart(maker *m)
{
    if (m->style == SQ_LABEL_NONE || are_few_that_differ(&m->out))
        return m->out;
    sqi_strmap names = {.arena = m->a}, keys = {.arena = m->a};
    for (size_t i = 0; i < m->out.n; i++) {
        drop_repeated_name(m, &names, i);
        number_key(m, &keys, &m->out.p[i]);
    }
    return m->out;
}

/* ---- statements ---- */

const sq_stmt *sqi_statement_head(const sq_stmt *s)
{
    while (s->node.kind >= SQI_N_REFINE)
        s = SQI_CAST_TO(refine, s)->prev; /* `prev` stands first in all */
    return s;
}

/* The list of columns that this node of a statement adds; NULL if none. *last: older ones do not
 * count any more. */
static const sqi_exprs *columns_added(const sq_stmt *s, bool returning, bool *last)
{
    switch ((sqi_kind)s->node.kind) {
    case SQI_N_SELECT:
        return &SQI_CAST_TO(select, s)->columns;
    case SQI_N_COLUMNS:
        *last = SQI_CAST_TO(columns_clause, s)->how != SQI_COLUMNS_ADD;
        return &SQI_CAST_TO(columns_clause, s)->items;
    case SQI_N_RETURNING:
        if (returning && SQI_CAST_TO(returning, s)->how == SQI_RETURNING)
            return &SQI_CAST_TO(returning, s)->items;
        return NULL;
    default:
        return NULL;
    }
}

/* From the newest clause to the oldest, as far as there is room. Gives their number. */
static size_t list_parts(const sq_stmt *s, bool returning, const sqi_exprs **parts, size_t room)
{
    size_t n = 0;
    for (bool last = false; !last; s = SQI_CAST_TO(refine, s)->prev) {
        const sqi_exprs *x = columns_added(s, returning, &last);
        if (x && n < room)
            parts[n] = x;
        n += x != NULL;
        if (s->node.kind < SQI_N_REFINE)
            break;
    }
    return n;
}

static void collect(maker *m, const sq_stmt *s, bool returning)
{
    const sqi_exprs *few[16], **parts = few;
    size_t n = list_parts(s, returning, few, 16);
    if (n > 16) {
        parts = sqi_arena_alloc(m->a, n * sizeof *parts);
        if (!parts) {
            m->out.ok = false;
            return;
        }
        list_parts(s, returning, parts, n);
    }
    while (n-- > 0)
        add_items(m, *parts[n]);
}

static sq_label_style style_of(const sq_stmt *s)
{
    for (; s->node.kind >= SQI_N_REFINE; s = SQI_CAST_TO(refine, s)->prev)
        if (SQI_IS(s, LABEL_STYLE))
            return (sq_label_style)SQI_CAST_TO(label_style, s)->style;
    return SQ_LABEL_DISAMBIGUATE;
}

/* The first member of a compound stands for all; its style is overridden by that of the
 * compound. */
static sqi_exports export_statement(maker *m, const sq_stmt *s)
{
    for (;;) {
        const sq_stmt *head = sqi_statement_head(s);
        switch ((sqi_kind)head->node.kind) {
        case SQI_N_COMPOUND:
            s = SQI_CAST_TO(compound, head)->selects.p[0];
            break;
        case SQI_N_GROUPING_STMT:
            s = SQI_CAST_TO(grouping_stmt, head)->stmt;
            break;
        case SQI_N_SELECT:
        case SQI_N_INSERT:
        case SQI_N_UPDATE:
        case SQI_N_DELETE:
            collect(m, s, head->node.kind != SQI_N_SELECT);
            return told_apart(m);
        case SQI_N_TEXTUAL_SELECT:
            add_items(m, SQI_CAST_TO(textual_select, head)->columns);
            return told_apart(m);
        case SQI_N_VALUES_STMT:
            add_relation(m, SQI_CAST_TO(values_stmt, head)->values);
            return told_apart(m);
        default:
            return m->out;
        }
        if (m->style == SQ_LABEL_DISAMBIGUATE)
            m->style = style_of(s);
    }
}

sqi_exports sqi_statement_exports(sq_arena *a, const sq_stmt *s)
{
    maker m = {.a = a, .out = {.ok = true}, .style = style_of(s)};
    return export_statement(&m, s);
}

const sq_type *sqi_first_export_type(sq_arena *a, const sq_stmt *s, bool *ok)
{
    maker m = {.a = a, .out = {.ok = true}, .style = SQ_LABEL_NONE, .first = true};
    sqi_exports all = export_statement(&m, s);
    *ok = all.ok;
    return all.n ? all.p[0].type : NULL;
}

/* ---- from elements ---- */

static void add_cols(maker *m, const sq_relation *r, sqi_cols cols)
{
    for (uint32_t i = 0; i < cols.n; i++)
        add(m, &(sqi_export){
                   .rel = r,
                   .index = i,
                   .name = plain(cols.p[i].name),
                   .key = plain(cols.p[i].key ? cols.p[i].key : cols.p[i].name),
                   .type = &cols.p[i].type,
               });
}

/* Its columns are those of `inner`, under the same names, but its own. */
static void add_derived(maker *m, const sq_relation *r, sqi_exports inner)
{
    m->out.ok = m->out.ok && inner.ok;
    for (size_t i = 0; i < inner.n; i++) {
        sqi_export x = inner.p[i];
        x.inner = x.expr;
        x.inner_rel = x.rel;
        x.inner_index = x.index;
        x.expr = NULL;
        x.rel = r;
        x.index = (uint32_t)i;
        add(m, &x);
    }
}

static void add_table(maker *m, const sq_table *t)
{
    for (size_t i = 0; i < t->n_columns; i++)
        add(m, &(sqi_export){
                   .expr = &t->columns[i].expr,
                   .name = sqi_name_of_column(&t->columns[i]),
                   .key = sqi_key_of_column(&t->columns[i]),
                   .type = t->columns[i].expr.node.type,
               });
}

/* Both sides in order, under keys that tell the table. */
static void add_join(maker *m, const sqi_join *j)
{
    const sq_relation *const sides[] = {j->left, j->right};
    for (int k = 0; k < 2; k++) {
        sqi_exports side = sqi_relation_exports(m->a, sides[k]);
        m->out.ok = m->out.ok && side.ok;
        for (size_t i = 0; i < side.n; i++) {
            sqi_export x = side.p[i];
            sq_name key = x.expr ? sqi_qualified_label(m->a, x.expr, true, &m->out.ok)
                          : SQI_IS(sides[k], JOIN) ? x.key
                                                   : label_in(m->a, x.rel, x.key, &m->out.ok);
            x.key = key.p ? key : x.key;
            add(m, &x);
        }
    }
}

static const sq_relation *ungrouped(const sq_relation *r)
{
    while (SQI_IS(r, GROUPING_FROM))
        r = SQI_CAST_TO(grouping_from, r)->of;
    return r;
}

/* An alias of a join exports table_column, as the select that it becomes does. */
static void add_alias(maker *m, const sq_relation *r, const sq_relation *of)
{
    sqi_exports inner = sqi_relation_exports(m->a, of);
    for (size_t i = 0; SQI_IS(ungrouped(of), JOIN) && i < inner.n; i++)
        inner.p[i].name = inner.p[i].key;
    add_derived(m, r, inner);
}

sqi_exports sqi_relation_exports(sq_arena *a, const sq_relation *r)
{
    maker m = {.a = a, .out = {.ok = true}};
    r = ungrouped(r);
    switch ((sqi_kind)r->node.kind) {
    case SQI_N_TABLE:
        add_table(&m, (const sq_table *)(const void *)r);
        break;
    case SQI_N_ALIAS:
        add_alias(&m, r, SQI_CAST_TO(alias, r)->of);
        break;
    case SQI_N_TABLESAMPLE:
        add_alias(&m, r, SQI_CAST_TO(tablesample, r)->of);
        break;
    case SQI_N_CTE:
        if (SQI_CAST_TO(cte, r)->alias_of)
            add_derived(&m, r, sqi_relation_exports(a, SQI_CAST_TO(cte, r)->alias_of));
        else
            add_derived(&m, r, sqi_statement_exports(a, SQI_CAST_TO(cte, r)->stmt));
        break;
    case SQI_N_SUBQUERY:
        add_derived(&m, r, sqi_statement_exports(a, SQI_CAST_TO(subquery, r)->stmt));
        break;
    case SQI_N_JOIN:
        add_join(&m, SQI_CAST_TO(join, r));
        break;
    case SQI_N_VALUES:
        add_cols(&m, r, SQI_CAST_TO(values, r)->columns);
        break;
    case SQI_N_TABLE_FUNCTION:
        add_cols(&m, r, SQI_CAST_TO(table_function, r)->columns);
        break;
    default:
        break;
    }
    return m.out;
}
