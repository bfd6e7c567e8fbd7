/* definition.c: what of a table is only in the CREATE TABLE that SQLite keeps: names of
 * constraints, CHECK, UNIQUE, COLLATE, GENERATED, DEFERRABLE, ON CONFLICT, and what stands behind
 * the parenthesis; of a view its SELECT; of an index its expressions and its condition.
 *
 * SQLite has parsed the text before, so this looks only for the words that begin such a clause, and
 * passes over all others. A text that is none of SQL is read as far as it makes sense. */
#include <string.h>
#include "dialects/sqlite/definition.h"
#include "dialects/sqlite/token.h"

typedef struct reader {
    sq_arena *a;
    sqi_reflected *t;
    sqi_tokens x;
    sq_column_spec *column; /* whose definition it is; NULL: a constraint of the table */
    const char *name;       /* CONSTRAINT name: of the next one */
    size_t n_references;    /* so far; */
    bool in_reference;      /* of the last of them is what follows, such as DEFERRABLE */
    bool ok;
} reader;

/* ---- pieces ---- */

static void *have(reader *r, void *p)
{
    r->ok = r->ok && p;
    return p;
}

static const char *copy_text(reader *r, sq_str s)
{
    return have(r, sqi_arena_str(r->a, s.p, s.n));
}

static const sq_sql_text *copy_sql(reader *r, sq_str s)
{
    return (const sq_sql_text *)(const void *)copy_text(r, s);
}

static const char *take_name(reader *r)
{
    const char *name = sqi_take_name(&r->x, r->a);
    r->ok = r->ok && name;
    return name ? name : "";
}

/* A word of SQL's, in upper case. */
static const char *take_word(reader *r)
{
    char *word = have(r, sqi_arena_str(r->a, r->x.p, (size_t)(r->x.end - r->x.p)));
    for (char *p = word; p && *p; p++)
        *p = sqi_upper(*p);
    sqi_next_token(&r->x);
    return word;
}

/* A text from its first token to its last. */
static sq_str span(sqi_tokens x)
{
    sq_str out = {x.p, 0};
    for (; x.kind != SQI_TOKEN_END; sqi_next_token(&x))
        out.n = (size_t)(x.end - out.p);
    return out;
}

static bool is_same_name(const char *a, const char *b)
{
    while (*a && sqi_upper(*a) == sqi_upper(*b))
        a++, b++;
    return !*a && !*b;
}

static sq_column_spec *find_column(const reader *r, const char *name)
{
    for (size_t i = 0; i < r->t->n_columns; i++)
        if (is_same_name(r->t->columns[i].name, name))
            return &r->t->columns[i];
    return NULL;
}

static sq_constraint *find_constraint(const reader *r, sq_constraint_kind kind, size_t i)
{
    for (size_t k = 0; k < r->t->n_constraints; k++)
        if (r->t->constraints[k].kind == kind && i-- == 0)
            return &r->t->constraints[k];
    return NULL;
}

/* One more, whose name is what it is, whatever the naming convention. */
static sq_constraint *add_constraint(reader *r, sq_constraint_kind kind)
{
    sq_constraint *k = have(r, sqi_reflect_constraint(r->a, r->t, kind));
    if (k) {
        k->name = r->name;
        k->quote = SQ_QUOTE_FINAL;
    }
    return k;
}

/* The list with one more. */
static const sq_option *with_option(reader *r, const sq_option *list, const char *name,
                                    const char *value)
{
    size_t n = 0;
    while (list && list[n].name)
        n++;
    sq_option *out = have(r, sqi_arena_alloc(r->a, (n + 2) * sizeof *out));
    if (!out)
        return list;
    if (n)
        memcpy(out, list, n * sizeof *out);
    out[n] = (sq_option){name, sq_text_value(value)};
    out[n + 1] = (sq_option){.name = NULL};
    return out;
}

static void set_table_option(reader *r, const char *name, bool value)
{
    sq_option *o = have(r, sqi_reflect_option(r->a, r->t));
    if (o)
        *o = (sq_option){name, sq_bool_value(value)};
}

/* ON CONFLICT word: the word; NULL: there is none. */
static const char *read_conflict(reader *r)
{
    if (!sqi_take_word(&r->x, "ON"))
        return NULL;
    sqi_take_word(&r->x, "CONFLICT");
    return take_word(r);
}

/* ---- keys ---- */

static bool at_end_of_item(const reader *r)
{
    return r->x.kind == SQI_TOKEN_END || sqi_at_sign(&r->x, ',') || sqi_at_sign(&r->x, ')');
}

static void read_autoincrement(reader *r)
{
    set_table_option(r, "sqlite_autoincrement", true);
}

/* (a COLLATE x DESC, b): the columns' names as they are in the table. */
static const char *const *read_columns(reader *r)
{
    size_t n = 0, most = r->t->n_columns;
    const char **names = have(r, sqi_arena_alloc(r->a, (most + 1) * sizeof *names));
    if (!names)
        return NULL;
    while (r->ok && !sqi_at_sign(&r->x, ')') && r->x.kind != SQI_TOKEN_END) {
        const sq_column_spec *c = find_column(r, take_name(r));
        if (c && n < most)
            names[n++] = c->name;
        while (!at_end_of_item(r))
            if (sqi_take_word(&r->x, "AUTOINCREMENT"))
                read_autoincrement(r);
            else
                sqi_take_group(&r->x);
        sqi_take_sign(&r->x, ',');
    }
    sqi_take_sign(&r->x, ')');
    names[n] = NULL;
    return names;
}

/* What ON CONFLICT says of a key of one column is written with the column. */
static void set_conflict(reader *r, sq_constraint *k, const char *of_column)
{
    const char *word = read_conflict(r);
    sq_column_spec *c = k->columns && k->columns[0] && !k->columns[1]
                            ? find_column(r, k->columns[0])
                            : NULL;
    if (word && of_column && c)
        c->o.options = with_option(r, c->o.options, of_column, word);
    else if (word)
        k->options = with_option(r, k->options, "sqlite_on_conflict", word);
}

static void read_primary_key(reader *r)
{
    sq_constraint *k = find_constraint(r, SQ_CONSTRAINT_PRIMARY_KEY, 0);
    sq_constraint none = {.kind = SQ_CONSTRAINT_PRIMARY_KEY};
    k = k ? k : &none;
    k->name = r->name;
    sqi_take_word(&r->x, "KEY");
    if (sqi_take_sign(&r->x, '('))
        read_columns(r);
    if (!sqi_take_word(&r->x, "ASC"))
        sqi_take_word(&r->x, "DESC");
    set_conflict(r, k, "sqlite_on_conflict_primary_key");
}

static void read_unique(reader *r)
{
    const char *const *columns = NULL;
    if (sqi_take_sign(&r->x, '(')) {
        columns = read_columns(r);
    } else if (r->column) {
        const char **own = have(r, sqi_arena_alloc(r->a, 2 * sizeof *own));
        if (own)
            own[0] = r->column->name, own[1] = NULL;
        columns = own;
    }
    if (!columns || !columns[0])
        return;
    sq_constraint *k = add_constraint(r, SQ_CONSTRAINT_UNIQUE);
    if (!k)
        return;
    k->columns = columns;
    set_conflict(r, k, NULL);
}

/* ---- foreign keys ---- */

/* The query tells foreign keys in the order of the text. NULL: it has told none. */
static sq_constraint *last_reference(const reader *r)
{
    return r->in_reference ? find_constraint(r, SQ_CONSTRAINT_FOREIGN_KEY, r->n_references - 1)
                           : NULL;
}

static void read_reference(reader *r)
{
    sq_constraint none = {.kind = SQ_CONSTRAINT_FOREIGN_KEY}, *k;
    r->n_references++;
    r->in_reference = true;
    k = last_reference(r);
    k = k ? k : &none;
    k->name = r->name;
    sqi_next_token(&r->x); /* the table */
    if (sqi_at_sign(&r->x, '('))
        sqi_take_group(&r->x);
    for (;;) {
        if (sqi_take_word(&r->x, "ON")) {
            sqi_next_token(&r->x);
            if (!sqi_take_word(&r->x, "SET"))
                sqi_take_word(&r->x, "NO");
            sqi_next_token(&r->x);
        } else if (sqi_take_word(&r->x, "MATCH")) {
            k->match = take_word(r);
        } else {
            return;
        }
    }
}

static void read_foreign_key(reader *r)
{
    sqi_take_word(&r->x, "KEY");
    sqi_take_group(&r->x);
    if (sqi_take_word(&r->x, "REFERENCES"))
        read_reference(r);
}

static void set_deferrable(reader *r, int deferrable)
{
    const char *initially = sqi_take_word(&r->x, "INITIALLY") ? take_word(r) : NULL;
    sq_constraint *k = last_reference(r);
    if (!k)
        return;
    k->deferrable = deferrable;
    k->initially = initially;
}

static void read_deferrable(reader *r)
{
    set_deferrable(r, 1);
}

/* ---- other clauses ---- */

static void read_name(reader *r)
{
    r->name = take_name(r);
}

static void read_not(reader *r)
{
    if (sqi_take_word(&r->x, "DEFERRABLE")) {
        set_deferrable(r, -1);
        return;
    }
    sqi_take_word(&r->x, "NULL");
    const char *word = read_conflict(r);
    if (word && r->column)
        r->column->o.options = with_option(r, r->column->o.options, "sqlite_on_conflict_not_null",
                                           word);
}

static void read_check(reader *r)
{
    sq_constraint *k = add_constraint(r, SQ_CONSTRAINT_CHECK);
    if (k)
        k->check_sql = copy_sql(r, sqi_take_group(&r->x));
}

/* The column's query tells it: only what belongs to it must be passed over. */
static void pass_default(reader *r)
{
    while (sqi_take_sign(&r->x, '-') || sqi_take_sign(&r->x, '+'))
        ;
    sqi_take_group(&r->x);
}

static void read_collation(reader *r)
{
    const char *name = take_name(r);
    sq_type *t = r->column ? &r->column->type : NULL;
    if (!t || is_same_name(name, "BINARY") ||
        sq_type_class_of((sq_type_kind)t->kind) != SQ_TC_STRING)
        return;
    sq_type_details *d = have(r, sqi_arena_alloc(r->a, sizeof *d));
    if (!d)
        return;
    *d = t->details ? *t->details : (sq_type_details){.name = NULL};
    d->collation = name;
    t->details = d;
}

static void read_computed(reader *r)
{
    if (!r->column || !sqi_at_sign(&r->x, '('))
        return;
    r->column->o.computed_sql = copy_sql(r, sqi_take_group(&r->x));
    r->column->o.persisted = sqi_take_word(&r->x, "STORED");
    r->column->o.not_persisted = !r->column->o.persisted;
}

static const struct {
    const char *word;
    void (*read)(reader *r);
} clauses[] = {
    {"CONSTRAINT", read_name},       {"PRIMARY", read_primary_key},
    {"UNIQUE", read_unique},         {"CHECK", read_check},
    {"FOREIGN", read_foreign_key},   {"REFERENCES", read_reference},
    {"DEFERRABLE", read_deferrable}, {"NOT", read_not},
    {"DEFAULT", pass_default},       {"COLLATE", read_collation},
    {"AS", read_computed},           {"AUTOINCREMENT", read_autoincrement},
};

static void read_clause(reader *r)
{
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
        if (sqi_take_word(&r->x, clauses[i].word)) {
            clauses[i].read(r);
            if (clauses[i].read != read_name)
                r->name = NULL;
            return;
        }
    sqi_take_group(&r->x); /* a type, with its arguments */
}

static bool at_constraint(const reader *r)
{
    return sqi_at_word(&r->x, "CONSTRAINT") || sqi_at_word(&r->x, "PRIMARY") ||
           sqi_at_word(&r->x, "UNIQUE") || sqi_at_word(&r->x, "CHECK") ||
           sqi_at_word(&r->x, "FOREIGN");
}

/* (column, column, constraint) */
static void read_body(reader *r)
{
    do {
        r->column = at_constraint(r) ? NULL : find_column(r, take_name(r));
        r->name = NULL;
        r->in_reference = false;
        while (r->ok && !at_end_of_item(r))
            read_clause(r);
    } while (r->ok && sqi_take_sign(&r->x, ','));
    sqi_take_sign(&r->x, ')');
}

static void read_table_options(reader *r)
{
    for (; r->ok && r->x.kind != SQI_TOKEN_END; sqi_next_token(&r->x))
        if (sqi_at_word(&r->x, "WITHOUT"))
            set_table_option(r, "sqlite_with_rowid", false);
        else if (sqi_at_word(&r->x, "STRICT"))
            set_table_option(r, "sqlite_strict", true);
}

/* ---- defaults and nullability ---- */

/* A literal, a word, or all of it in parentheses: what DEFAULT takes as it is. */
static bool is_term(sqi_tokens x)
{
    if (sqi_at_sign(&x, '-') || sqi_at_sign(&x, '+'))
        sqi_next_token(&x);
    sqi_take_group(&x);
    return x.kind == SQI_TOKEN_END;
}

/* SQLite tells expressions without the parentheses that they need. */
static void enclose_default(reader *r, sq_column_spec *c)
{
    sqi_tokens x = sqi_tokens_of((const char *)(const void *)c->o.server_default);
    if (is_term(x))
        return;
    sq_str s = span(x);
    char *out = have(r, sqi_arena_alloc(r->a, s.n + 3));
    if (!out)
        return;
    out[0] = '(';
    memcpy(out + 1, s.p, s.n);
    memcpy(out + 1 + s.n, ")", 2);
    c->o.server_default = (const sq_sql_text *)(const void *)out;
}

/* A key may hold NULL in SQLite, where it is not said otherwise. */
static void allow_null(const reader *r, const sq_constraint *key)
{
    for (const char *const *name = key->columns; name && *name; name++) {
        sq_column_spec *c = find_column(r, *name);
        if (c)
            c->o.nullable = !c->o.not_null;
    }
}

static void read_table(reader *r)
{
    while (r->x.kind != SQI_TOKEN_END && !sqi_at_sign(&r->x, '('))
        sqi_next_token(&r->x);
    if (sqi_take_sign(&r->x, '('))
        read_body(r);
    read_table_options(r);
    for (size_t i = 0; r->ok && i < r->t->n_columns; i++)
        if (r->t->columns[i].o.server_default)
            enclose_default(r, &r->t->columns[i]);
    const sq_constraint *key = find_constraint(r, SQ_CONSTRAINT_PRIMARY_KEY, 0);
    if (key)
        allow_null(r, key);
}

/* One that refers to the primary key of a table that is not there, or has none, can not be said. */
static void drop_dangling(sqi_reflected *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_constraints; i++)
        if (t->constraints[i].kind != SQ_CONSTRAINT_FOREIGN_KEY ||
            (t->constraints[i].ref_columns && t->constraints[i].ref_columns[0]))
            t->constraints[n++] = t->constraints[i];
    t->n_constraints = n;
}

bool sqi_sqlite_read_table(sq_arena *a, sqi_reflected *t)
{
    reader r = {.a = a, .t = t, .ok = true};
    if (!t->definition)
        return true;
    r.x = sqi_tokens_of(t->definition);
    sqi_take_word(&r.x, "CREATE");
    if (sqi_at_word(&r.x, "TABLE"))
        read_table(&r);
    drop_dangling(t);
    return r.ok;
}

/* ---- views ---- */

/* CREATE VIEW name (columns) AS SELECT .. */
bool sqi_sqlite_read_view(sq_arena *a, sqi_object_fact *f)
{
    reader r = {.a = a, .ok = true};
    if (!f->definition)
        return true;
    r.x = sqi_tokens_of(f->definition);
    while (r.x.kind != SQI_TOKEN_END && !sqi_take_word(&r.x, "AS"))
        sqi_take_group(&r.x);
    f->definition = copy_text(&r, span(r.x));
    return r.ok;
}

/* ---- indexes ---- */

/* Up to the comma or parenthesis behind it, without ASC and DESC; how many tokens it has. */
static sq_str take_element(reader *r, size_t *n)
{
    sq_str out = {r->x.p, 0};
    size_t depth = 0;
    *n = 0;
    for (; r->x.kind != SQI_TOKEN_END && (depth || !at_end_of_item(r)); sqi_next_token(&r->x)) {
        depth += sqi_at_sign(&r->x, '(');
        depth -= sqi_at_sign(&r->x, ')');
        if (*n && (sqi_at_word(&r->x, "ASC") || sqi_at_word(&r->x, "DESC")))
            continue;
        out.n = (size_t)(r->x.end - out.p);
        ++*n;
    }
    return out;
}

bool sqi_sqlite_read_index(sq_arena *a, sqi_index_fact *f, size_t position)
{
    reader r = {.a = a, .ok = true};
    if (!f->expression)
        return true;
    r.x = sqi_tokens_of(f->expression);
    f->expression = NULL;
    while (r.x.kind != SQI_TOKEN_END && !sqi_take_word(&r.x, "ON"))
        sqi_next_token(&r.x);
    sqi_next_token(&r.x); /* the table */
    sqi_take_sign(&r.x, '(');
    do {
        size_t n;
        sq_str element = take_element(&r, &n);
        if (position-- == 0 && (n > 1 || !f->column_name)) {
            f->column_name = NULL;
            f->expression = copy_text(&r, element);
        }
    } while (sqi_take_sign(&r.x, ','));
    sqi_take_sign(&r.x, ')');
    if (sqi_take_word(&r.x, "WHERE"))
        f->where_sql = copy_text(&r, span(r.x));
    return r.ok;
}
