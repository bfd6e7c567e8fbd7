/* label.c: names of the columns of a SELECT: which need a label, which are told apart.
 *
 * SQLAlchemy: SelectState._generate_columns_plus_names, SQLCompiler._label_select_column. */
#include "lib/compile/visits.h"

/* Salts of made-up names: the node's own, the same with its table, that where the table has a
 * column of that name, and one for each repetition. */
enum { SALT_OWN, SALT_TABLE, SALT_TABLE_KEY, SALT_REPEATED };

static const sq_name NO_NAME = {NULL, 0, 0};
static const sq_name ANON = {"anon", 4, SQ_QUOTE_AUTO};

/* Inside a definition a column is written by its name, but known by its key. */
sq_name sqi_own_column_name(sqi_compiler *c, const sqi_own_column *x)
{
    const sq_column *column = c->defining ? sqi_find_column(c->defining, x->key) : NULL;
    return column ? sqi_name_of_column(column) : sqi_plain_name(x->key);
}

/* ---- names, not yet made up ----
 *
 * Which label a column gets is known before the text is written, but made-up names are numbered in
 * the order of the text: so a label is kept as what it will be made from. */

static sqi_lazy_name plain(sq_name n)
{
    return (sqi_lazy_name){.base = n, .is_set = n.p != NULL};
}

static sqi_lazy_name made_up(const void *node, uint64_t salt, sq_name base)
{
    return (sqi_lazy_name){
        .base = base.p ? base : ANON, .node = node, .salt = salt, .is_set = true};
}

sq_name sqi_name_now(sqi_compiler *c, sqi_lazy_name n)
{
    if (!n.is_set)
        return NO_NAME;
    if (n.node)
        return sqi_anon_name(c, n.node, n.salt, n.base, SQI_NAME_COLUMN);
    return n.cut ? sqi_cut_name(c, n.base, SQI_NAME_COLUMN) : n.base;
}

static sqi_lazy_name label_name(const sqi_label *x)
{
    if (x->name.p)
        return plain(x->name);
    if (x->base)
        return made_up(x, SALT_OWN, sqi_plain_name(x->base));
    return made_up(x, SALT_OWN, SQI_IS(x->of, CAST) ? NO_NAME : sqi_natural_name(x->of));
}

sq_name sqi_made_label(sqi_compiler *c, const sqi_label *x)
{
    return sqi_name_now(c, label_name(x));
}

/* What an expression wraps without having a name of its own: CAST(a) is known as a. */
static const sq_expr *wrapped(const sq_expr *e)
{
    if (e->node.kind == SQI_N_CAST)
        return SQI_CAST_TO(cast, e)->of;
    if (e->node.kind == SQI_N_UNARY) {
        sq_op op = (sq_op)SQI_CAST_TO(unary, e)->op;
        if (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE)
            return SQI_CAST_TO(unary, e)->of;
    }
    if (e->node.kind == SQI_N_WITHIN_GROUP)
        return SQI_CAST_TO(within_group, e)->of;
    if (e->node.kind == SQI_N_AGGREGATE_ORDER_BY &&
        !SQI_CAST_TO(aggregate_order_by, e)->inside_call)
        return SQI_CAST_TO(aggregate_order_by, e)->of;
    return NULL;
}

/* The statement behind a derived from element; NULL if there is none. */
static const sq_stmt *statement_of(const sq_relation *r)
{
    for (;;)
        switch ((sqi_kind)r->node.kind) {
        case SQI_N_SUBQUERY:
            return SQI_CAST_TO(subquery, r)->stmt;
        case SQI_N_CTE:
            return SQI_CAST_TO(cte, r)->stmt;
        case SQI_N_ALIAS:
            r = SQI_CAST_TO(alias, r)->of;
            break;
        case SQI_N_TABLESAMPLE:
            r = SQI_CAST_TO(tablesample, r)->of;
            break;
        default:
            return NULL;
        }
}

static sqi_lazy_name name_of(sqi_compiler *c, const sq_expr *e);
static sqi_lazy_name anon_name_of(sqi_compiler *c, const sq_expr *e);

/* A column that its SELECT gives a made-up name is known by that name outside. */
static sqi_lazy_name column_of_name(sqi_compiler *c, const sqi_column_of *x)
{
    if (x->name.p && x->name.n <= c->d->longest_label)
        return plain(x->name);
    const sq_stmt *s = statement_of(x->from);
    if (x->name.p) { /* a label that the SELECT writes by itself may be cut */
        sqi_lazy_name name = plain(x->name);
        name.cut = s && (!x->element || x->element->node.kind != SQI_N_LABEL);
        return name;
    }
    const sqi_outputs *o = s ? sqi_outputs_of(c, s) : NULL;
    if (o && (uint32_t)x->index < o->n)
        return o->p[x->index].name;
    if (!x->element)
        return plain(NO_NAME);
    sqi_lazy_name own = name_of(c, x->element);
    return own.is_set ? own : anon_name_of(c, x->element);
}

sq_name sqi_any_column_of_name(sqi_compiler *c, const sqi_column_of *x)
{
    return sqi_name_now(c, column_of_name(c, x));
}

/* The name an expression has of itself; not set if none. SQLAlchemy: _non_anon_label. */
static sqi_lazy_name name_of(sqi_compiler *c, const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN: {
        const sq_column *x = (const sq_column *)(const void *)e;
        return plain(sqi_column_name(c, x));
    }
    case SQI_N_COLUMN_OF:
        return column_of_name(c, SQI_CAST_TO(column_of, e));
    case SQI_N_NAMED_COLUMN:
        return plain(SQI_CAST_TO(named_column, e)->name);
    case SQI_N_LITERAL_COLUMN:
        return plain(sqi_plain_name(SQI_CAST_TO(literal_column, e)->sql));
    case SQI_N_OWN_COLUMN:
        return plain(sqi_own_column_name(c, SQI_CAST_TO(own_column, e)));
    case SQI_N_LABEL:
        return label_name(SQI_CAST_TO(label, e));
    case SQI_N_TABLE_FUNCTION_COLUMN:
        return plain(sqi_relation_name(c, SQI_CAST_TO(table_function_column, e)->of));
    case SQI_N_FUNC_FIELD:
        return plain(SQI_CAST_TO(func_field, e)->name);
    case SQI_N_DML_COLUMN:
        return name_of(c, SQI_CAST_TO(dml_column, e)->of);
    case SQI_N_EXCLUDED:
        return name_of(c, SQI_CAST_TO(excluded, e)->of);
    default:
        return plain(NO_NAME);
    }
}

sq_name sqi_own_name(sqi_compiler *c, const sq_expr *e)
{
    if (e->node.kind == SQI_N_COLUMN)
        return sqi_column_name(c, (const sq_column *)(const void *)e);
    return sqi_name_now(c, name_of(c, e));
}

/* SQLAlchemy: _anon_name_label. */
static sqi_lazy_name anon_name_of(sqi_compiler *c, const sq_expr *e)
{
    const sq_expr *inner = wrapped(e);
    if (inner && inner->node.kind != SQI_N_TEXT) {
        sqi_lazy_name own = name_of(c, inner);
        return own.is_set ? own : anon_name_of(c, inner);
    }
    if (e->node.kind == SQI_N_FUNC)
        return made_up(e, SALT_OWN, SQI_CAST_TO(func, e)->name);
    if (e->node.kind == SQI_N_NEXT_VALUE)
        return made_up(e, SALT_OWN, SQI_NAME_LIT("next_value"));
    sqi_lazy_name own = name_of(c, e);
    return made_up(e, SALT_OWN, own.node ? sqi_name_now(c, own) : own.base);
}

sq_name sqi_anon_label(sqi_compiler *c, const sq_expr *e)
{
    return sqi_name_now(c, anon_name_of(c, e));
}

/* ---- table_column ---- */

static const sq_relation *relation_of(const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
        return &((const sq_column *)(const void *)e)->table->relation;
    case SQI_N_COLUMN_OF:
        return SQI_CAST_TO(column_of, e)->from;
    case SQI_N_NAMED_COLUMN:
        return SQI_CAST_TO(named_column, e)->of;
    default:
        return NULL;
    }
}

static bool table_has_key(const sq_table *t, sq_name key)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strlen(t->columns[i].key) == key.n && memcmp(t->columns[i].key, key.p, key.n) == 0)
            return true;
    return false;
}

static sq_name with_schema(sqi_compiler *c, const sq_table *t, sq_name table)
{
    if (!t->o.schema)
        return table;
    sq_name schema = sqi_plain_name(t->o.schema);
    char *p = sqi_temp(c, (size_t)schema.n + 1);
    for (uint32_t i = 0; p && i < schema.n; i++)
        p[i] = schema.p[i] == '.' ? '_' : schema.p[i];
    return sqi_join_names(c, (sq_name){p, schema.n, 0}, "_", table);
}

/* schema_table_column, or the column's name where it has no table. SQLAlchemy: _tq_label. */
static sqi_lazy_name table_label(sqi_compiler *c, const sq_expr *e)
{
    const sq_relation *r = relation_of(e);
    sqi_lazy_name own = name_of(c, e);
    if (e->node.kind == SQI_N_LITERAL_COLUMN)
        return plain(NO_NAME);
    if (!r || !own.is_set)
        return own;
    sq_name table = sqi_relation_name(c, r);
    if (!table.p)
        return own;
    const sq_table *t = r->node.kind == SQI_N_TABLE ? (const sq_table *)(const void *)r : NULL;
    sq_name name = own.node ? sqi_name_now(c, own) : own.base; /* not cut yet */
    sq_name label = sqi_join_names(c, t ? with_schema(c, t, table) : table, "_", name);
    label.quote = name.quote ? name.quote : table.quote;
    if (t && table_has_key(t, label))
        return made_up(e, SALT_TABLE_KEY, label);
    return (sqi_lazy_name){.base = label, .is_set = true, .cut = true};
}

sq_name sqi_qualified_name(sqi_compiler *c, const sq_expr *e)
{
    return sqi_name_now(c, table_label(c, e));
}

/* ---- telling names apart ---- */

/* A plain name whose bit nobody has is new. Where that does not tell, names are looked up by chains
 * through the columns that have them; columns are counted from 1 there. */
typedef struct naming {
    sqi_compiler *c;
    sqi_outputs all;
    uint32_t at;      /* the column that gets its name: those before have theirs */
    uint32_t entered; /* those before are in the chains */
    sq_label_style style;
    uint32_t repeats;
    sqi_seen seen;          /* plain names */
    uint32_t *heads, *next; /* by hash of the name, and by column; NULL: not made yet */
    uint32_t mask;
    sqi_map made_up; /* names that are made up -> the expression that has them */
} naming;

static bool make_chains(naming *w)
{
    w->mask = 15;
    while (w->mask < w->all.n)
        w->mask = w->mask * 2 + 1;
    size_t size = ((size_t)w->mask + 1) * sizeof *w->heads;
    w->heads = sqi_arena_alloc(w->c->arena, size);
    w->next = sqi_arena_alloc(w->c->arena, w->all.n * sizeof *w->next);
    if (!w->heads || !w->next) {
        w->c->out.status = SQ_ERR_NOMEM;
        return false;
    }
    memset(w->heads, 0, size);
    return true;
}

static void enter_names(naming *w)
{
    for (; w->entered < w->at; w->entered++) {
        const sqi_lazy_name *name = &w->all.p[w->entered].name;
        if (!name->is_set || name->node)
            continue;
        uint32_t *head = &w->heads[sqi_name_hash(name->base.p, name->base.n) & w->mask];
        w->next[w->entered] = *head;
        *head = w->entered + 1;
    }
}

/* The column before that has the plain name. */
static const sqi_output *find_named(naming *w, const sq_name *name, uint32_t hash)
{
    if (w->c->out.status || (!w->heads && !make_chains(w)))
        return NULL;
    enter_names(w);
    for (uint32_t i = w->heads[hash & w->mask]; i; i = w->next[i - 1]) {
        const sq_name *other = &w->all.p[i - 1].name.base;
        if (other->n == name->n && (other->p == name->p || memcmp(other->p, name->p, name->n) == 0))
            return &w->all.p[i - 1];
    }
    return NULL;
}

/* The same; NULL: this one has it now. */
static inline const sqi_output *find_or_take(naming *w, const sq_name *name, uint32_t hash)
{
    return sqi_is_new_hash(&w->seen, hash) ? NULL : find_named(w, name, hash);
}

/* What the style calls the expression. */
static sqi_lazy_name styled_name(const naming *w, const sq_expr *e)
{
    return w->style == SQ_LABEL_TABLE_PLUS_COLUMN ? table_label(w->c, e) : name_of(w->c, e);
}

static bool is_same_column(const sq_expr *a, const sq_expr *b)
{
    if (a == b)
        return true;
    if (a->node.kind != SQI_N_COLUMN_OF || b->node.kind != SQI_N_COLUMN_OF)
        return false;
    return SQI_CAST_TO(column_of, a)->from == SQI_CAST_TO(column_of, b)->from &&
           SQI_CAST_TO(column_of, a)->index == SQI_CAST_TO(column_of, b)->index;
}

/* The same for equal columns, so that their made-up names agree wherever they are met. */
static sqi_lazy_name made_up_for(const sq_expr *e, uint64_t salt, sq_name base)
{
    if (e->node.kind != SQI_N_COLUMN_OF)
        return made_up(e, salt, base);
    const sqi_column_of *x = SQI_CAST_TO(column_of, e);
    return made_up(x->from, ((uint64_t)x->index + 1) << 32 | salt, base);
}

/* a__1: a column that comes again under its own name. */
static void repeat(naming *w, sqi_output *o)
{
    sqi_lazy_name base = styled_name(w, o->expr);
    if (!base.is_set && wrapped(o->expr))
        base = name_of(w->c, wrapped(o->expr));
    sq_name name = base.is_set ? sqi_name_now(w->c, base) : NO_NAME;
    if (!name.p && o->expr->node.kind == SQI_N_FUNC)
        name = SQI_CAST_TO(func, o->expr)->name;
    name = sqi_join_names(w->c, name.p ? name : ANON, "_", NO_NAME);
    o->name = made_up_for(o->expr, SALT_REPEATED + w->repeats++, name);
    o->repeated = true;
}

static uint64_t *place_of(naming *w, sqi_lazy_name name)
{
    uint64_t *known = sqi_made_up_at(w->c, &w->made_up, name.node, name.salt, name.base);
    if (!known)
        w->c->out.status = SQ_ERR_NOMEM;
    return known;
}

/* The expression that has the name; NULL: nobody had it, now `e` has. */
static const sq_expr *claim(naming *w, sqi_lazy_name name, const sq_expr *e)
{
    if (!name.node) {
        const sqi_output *other = find_or_take(w, &name.base,
                                               sqi_name_hash(name.base.p, name.base.n));
        return other ? other->expr : NULL;
    }
    uint64_t *known = place_of(w, name);
    if (known && *known)
        return (const sq_expr *)(uintptr_t)*known;
    if (known)
        *known = (uint64_t)(uintptr_t)e;
    return NULL;
}

/* A name that another column has already. */
static void tell_apart(naming *w, sqi_output *o, const sq_expr *other)
{
    o->labelled = true;
    if (is_same_column(other, o->expr)) {
        repeat(w, o);
        return;
    }
    sqi_lazy_name own = styled_name(w, o->expr);
    sq_name base = own.node ? sqi_name_now(w->c, own) : own.base;
    bool with_table = w->style == SQ_LABEL_TABLE_PLUS_COLUMN;
    o->name = made_up_for(o->expr, with_table ? SALT_TABLE : SALT_OWN, base);
    uint64_t *known = place_of(w, o->name);
    if (known && *known)
        repeat(w, o);
    else if (known)
        *known = (uint64_t)(uintptr_t)o->expr;
}

static void name_unnamed(naming *w, sqi_output *o)
{
    sqi_lazy_name name = anon_name_of(w->c, o->expr);
    if (claim(w, name, o->expr))
        repeat(w, o);
    else
        o->name = name;
}

/* A column of no table is written as it is, however often. */
static bool is_loose(const sq_expr *e)
{
    if (e->node.kind == SQI_N_NAMED_COLUMN)
        return !SQI_CAST_TO(named_column, e)->of;
    return e->node.kind == SQI_N_LITERAL_COLUMN && !SQI_CAST_TO(literal_column, e)->of;
}

static void name_output(naming *w, sqi_output *o)
{
    const sq_expr *e = o->expr;
    o->name = plain(NO_NAME);
    if (e->node.kind == SQI_N_TEXT || is_loose(e))
        return;
    if (w->style == SQ_LABEL_NONE) {
        o->name = name_of(w->c, e);
        if (!o->name.is_set)
            o->name = anon_name_of(w->c, e);
        return;
    }
    sqi_lazy_name name = styled_name(w, e);
    if (!name.is_set) {
        name_unnamed(w, o);
        return;
    }
    o->name = name;
    o->labelled = w->style == SQ_LABEL_TABLE_PLUS_COLUMN;
    const sq_expr *other = claim(w, name, e);
    if (other)
        tell_apart(w, o, other);
}

/* The name of a column that has a plain one, which needs no cutting, and the hash of it; NULL: of
 * another column. */
static inline const sq_name *known_name(const sqi_compiler *c, const sq_expr *e, uint32_t *hash)
{
    if (SQI_IS(e, COLUMN)) {
        const sqi_rendered_column *own = sqi_known_column(c, (const sq_column *)(const void *)e);
        *hash = own ? own->hash : 0;
        return own ? &own->name : NULL;
    }
    const sq_name *name = SQI_IS(e, LABEL)       ? &SQI_CAST_TO(label, e)->name
                          : SQI_IS(e, COLUMN_OF) ? &SQI_CAST_TO(column_of, e)->name
                                                 : &NO_NAME;
    if (!name->p || (name->n > c->d->longest_label && !SQI_IS(e, LABEL)))
        return NULL;
    *hash = sqi_name_hash(name->p, name->n);
    return name;
}

/* The short way of those that are the first of such a name. */
static inline bool name_shortly(naming *w, sqi_output *o)
{
    uint32_t hash;
    const sq_name *name = known_name(w->c, o->expr, &hash);
    if (!name || find_or_take(w, name, hash))
        return false;
    o->name.base = *name;
    o->name.node = NULL;
    o->name.is_set = true;
    o->name.cut = false;
    return true;
}

static bool begin_naming(naming *w, sqi_compiler *c, const sqi_vec *columns, sq_label_style style)
{
    w->all = (sqi_outputs){sqi_room(c, (columns->n + 1) * sizeof *w->all.p), columns->n};
    w->style = style;
    w->c = c;
    w->at = w->entered = 0;
    w->repeats = 1;
    w->heads = NULL;
    w->made_up = (sqi_map){.arena = c->arena};
    return w->all.p != NULL;
}

static inline void name_next(naming *w, sqi_output *o, const sq_expr *e)
{
    o->expr = e;
    o->labelled = o->repeated = false;
    if (w->style != SQ_LABEL_DISAMBIGUATE || !name_shortly(w, o))
        name_output(w, o);
    w->at++;
}

sqi_outputs sqi_label_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style)
{
    naming w = {.seen = {{0}}};
    if (!begin_naming(&w, c, columns, style))
        return (sqi_outputs){NULL, 0};
    for (uint32_t i = 0; i < columns->n; i++)
        name_next(&w, &w.all.p[i], columns->p[i]);
    return w.all;
}

/* ---- writing ---- */

void sqi_add_result(sqi_compiler *c, sq_name name, const sq_type *type)
{
    sqi_shown *x = sqi_room(c, sizeof *x);
    *x = (sqi_shown){name, type};
    sqi_vec_add(c, &c->results, x);
}

/* Would the database give this expression no usable name? */
static bool needs_label(sqi_compiler *c, const sq_expr *e, bool as_from)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_COLUMN:
        return as_from && !((const sq_column *)(const void *)e)->o.literal;
    case SQI_N_COLUMN_OF:
        return as_from;
    case SQI_N_NAMED_COLUMN:
        return as_from && SQI_CAST_TO(named_column, e)->of;
    case SQI_N_TEXT:
    case SQI_N_ALL_COLUMNS:
        return false;
    case SQI_N_UNARY: {
        sq_op op = (sq_op)SQI_CAST_TO(unary, e)->op;
        bool compares = (op == SQ_OP_IS_TRUE || op == SQ_OP_IS_FALSE) &&
                        !sqi_can(c, SQI_CAN_NATIVE_BOOLEAN); /* x = 1 */
        return as_from || compares || !name_of(c, SQI_CAST_TO(unary, e)->of).is_set;
    }
    case SQI_N_UNARY_WITH:
        return as_from || !name_of(c, SQI_CAST_TO(unary_with, e)->of).is_set;
    default:
        return !name_of(c, e).is_set;
    }
}

/* The label that a column is written with; p NULL: none. A label of its own is written as it is,
 * also the second time; but in FROM, where each name must tell its column. */
static sq_name written_label(sqi_compiler *c, const sqi_output *o, bool as_from)
{
    bool is_label = SQI_IS(o->expr, LABEL);
    if (o->labelled && !(is_label && !as_from))
        return sqi_name_now(c, o->name);
    if (is_label || !needs_label(c, o->expr, as_from))
        return NO_NAME;
    sqi_lazy_name label = o->name;
    label.cut = true;
    return sqi_name_now(c, label);
}

/* The name of a column that is written without a label. */
static sq_name shown_name(sqi_compiler *c, const sqi_output *o)
{
    bool own = o->name.is_set && !o->name.node;
    if (own && !o->name.cut)
        return o->name.base;
    const sq_expr *e = o->expr;
    while (SQI_IS(e, UNARY)) /* known as what is inside */
        e = SQI_CAST_TO(unary, e)->of;
    sq_name name = own ? NO_NAME : sqi_own_name(c, e);
    return name.p ? name : sqi_name_now(c, o->name);
}

/* Its label, whose name is mostly that of the column. */
static void put_as(sqi_compiler *c, const sq_expr *e, sq_name name)
{
    sqi_put(c, " AS ");
    if (e->node.kind == SQI_N_COLUMN_OF && SQI_CAST_TO(column_of, e)->element)
        e = SQI_CAST_TO(column_of, e)->element;
    if (e->node.kind == SQI_N_COLUMN)
        sqi_put_name_of_column(c, (const sq_column *)(const void *)e, name);
    else
        sqi_put_name(c, name);
}

static void put_output(sqi_compiler *c, const sqi_output *o, bool as_from, bool is_result)
{
    const sq_expr *e = o->expr;
    /* made-up names count in the order of the text: this one stands before what is inside */
    sq_name name = written_label(c, o, as_from);
    bool wrapped = is_result && sqi_is_wrapped(sqi_type_of(e), true);
    if (wrapped && !name.p)
        name = sqi_own_name(c, e);
    const sq_expr *inner = name.p && SQI_IS(e, LABEL) ? SQI_CAST_TO(label, e)->of : e;
    if (name.p)
        c->in |= SQI_IN_LABEL;
    if (wrapped)
        sqi_put_wrapped(c, sqi_type_of(e), inner, true);
    else if (inner != e) /* only a label of its own groups what it names */
        sqi_visit_operand(c, inner, SQ_OP_COMMA);
    else
        sqi_visit_expr(c, inner);
    c->in &= ~(uint32_t)SQI_IN_LABEL;
    if (name.p)
        put_as(c, e, name);
    if (is_result && c->keeps_results)
        sqi_add_result(c, name.p ? name : shown_name(c, o), sqi_type_of(e));
}

/* A column of a table as it is rendered, with the comma before it; false: it is none. */
static inline bool put_as_rendered(sqi_compiler *c, const sq_expr *e, bool first)
{
    const sqi_rendered_column *own = NULL;
    if (SQI_IS(e, COLUMN))
        own = sqi_known_column(c, (const sq_column *)(const void *)e);
    return own && own->short_n && sqi_out_item(&c->out, first, own->text, own->n);
}

/* The others, behind the first, whose names are in `seen`. */
SQI_APART void put_more_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style,
                                uint32_t first, const sqi_seen *seen, bool as_from, bool is_result)
{
    const bool short_way = !as_from && sqi_columns_as_rendered(c);
    naming w;
    uint32_t hash;
    w.seen = *seen;
    if (!begin_naming(&w, c, columns, style))
        return;
    for (; w.at < first; w.at++) {
        w.all.p[w.at].expr = columns->p[w.at];
        w.all.p[w.at].name = plain(*known_name(c, columns->p[w.at], &hash));
    }
    for (sqi_output *o = w.all.p + first; w.at < columns->n && !sqi_failed(c); o++) {
        const uint32_t i = w.at;
        name_next(&w, o, columns->p[i]);
        if (short_way && !o->labelled && put_as_rendered(c, o->expr, i == 0)) {
            if (is_result)
                sqi_add_result_column(c, o->name.base, sqi_type_of(o->expr));
            continue;
        }
        if (i)
            sqi_put(c, ", ");
        put_output(c, o, as_from, is_result);
    }
}

/* of AS name */
static inline void put_own_label(sqi_compiler *c, const sqi_label *x, sq_name name)
{
    c->in |= SQI_IN_LABEL;
    sqi_visit_operand(c, x->of, SQ_OP_COMMA);
    c->in &= ~(uint32_t)SQI_IN_LABEL;
    sqi_put(c, " AS ");
    sqi_put_name(c, name);
}

/* Those that follow as long as each has a plain name and no other has it: then that alone is its
 * label, where it has one. How many there are with those before. */
static uint32_t put_distinct_columns(sqi_compiler *c, const sqi_vec *columns, uint32_t i,
                                     sqi_seen *seen, bool as_from, bool is_result)
{
    uint32_t hash;
    for (; i < columns->n && !sqi_failed(c); i++) {
        const sq_expr *e = columns->p[i];
        const sq_name *name = known_name(c, e, &hash);
        if (!name || (is_result && sqi_has_details(e->node.type)) || !sqi_is_new_hash(seen, hash))
            break;
        if (i)
            sqi_put(c, ", ");
        if (SQI_IS(e, LABEL)) {
            put_own_label(c, SQI_CAST_TO(label, e), *name);
        } else {
            sqi_visit_expr(c, e);
            if (as_from && needs_label(c, e, true))
                put_as(c, e, *name);
        }
        if (is_result)
            sqi_add_result_column(c, *name, sqi_type_of(e));
    }
    return i;
}

/* The columns of tables that come first, as long as no name comes again: how many they are. Mostly
 * that is all of them, and there is nothing to be remembered of one. */
static uint32_t put_plain_columns(sqi_compiler *c, const sqi_vec *columns, sqi_seen *seen,
                                  bool kept)
{
    enum { MOST = 2 + 2 * SQI_OUT_BLOCK }; /* bytes that one may write */
    const size_t room = (c->out.cap - c->out.n) / MOST;
    const uint32_t n = columns->n < room ? columns->n : (uint32_t)room;
    const sq_table *table = NULL;
    const sqi_rendered *r = NULL;
    char *p = n ? c->out.p + c->out.n : NULL; /* the buffer may still be NULL */
    uint32_t i = 0;
    for (; i < n; i++) {
        const sq_column *x = columns->p[i];
        if (x->expr.node.kind != SQI_N_COLUMN)
            break;
        if (x->table != table && !(r = sqi_known_rendered(c, table = x->table)))
            break;
        const sqi_rendered_column *own = &r->columns[sqi_column_index(x)];
        if (!own->short_n || !sqi_is_new_hash(seen, own->hash))
            break;
        memcpy(p, ", ", 2);
        p += i ? 2 : 0;
        memcpy(p, own->text, 2 * SQI_OUT_BLOCK);
        p += own->short_n;
        if (kept)
            sqi_add_result(c, own->name, sqi_type_of(&x->expr));
    }
    c->out.n = i ? (size_t)(p - c->out.p) : c->out.n;
    return i;
}

/* Those behind the first, whose names are in `seen`. */
SQI_APART void put_other_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style,
                                 uint32_t first, sqi_seen *seen, bool is_result)
{
    const uint32_t saved = c->in;
    const bool as_from = saved & SQI_AS_FROM;
    c->in = (saved & ~(uint32_t)(SQI_AS_FROM | SQI_IN_LABEL)) | SQI_IN_COLUMNS;
    if (style == SQ_LABEL_DISAMBIGUATE)
        first = put_distinct_columns(c, columns, first, seen, as_from, is_result);
    if (first < columns->n)
        put_more_columns(c, columns, style, first, seen, as_from, is_result);
    c->in = saved;
}

void sqi_put_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style, bool is_result)
{
    sqi_seen seen = {{0}};
    bool kept = is_result && c->keeps_results;
    bool short_way = columns->n && SQI_IS((const sq_expr *)columns->p[0], COLUMN) &&
                     style == SQ_LABEL_DISAMBIGUATE && !(c->in & SQI_AS_FROM) &&
                     sqi_columns_as_rendered(c);
    uint32_t done = short_way ? put_plain_columns(c, columns, &seen, kept) : 0;
    if (done < columns->n)
        put_other_columns(c, columns, style, done, &seen, is_result);
}
