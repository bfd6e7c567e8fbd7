/* naming.c: names of constraints and indexes by convention.
 *
 * A template is written once for each kind (ix, uq, ck, fk, pk); its tokens are filled from the
 * object. Names of indexes and constraints are thus the same on every database and in every run,
 * which migrations rely on. SQLAlchemy: MetaData.naming_convention. */
#include "lib/base/error.h"
#include "lib/base/md5.h"
#include "lib/base/utf8.h"
#include "lib/schema/schema.h"

static const sq_naming_rule default_rules[] = {{.key = "ix", .template_ = "ix_%(column_0_label)s"},
                                               {.key = NULL}};
enum { MAX_COLUMNS = 64 };

/* What a template is filled from. */
typedef struct subject {
    const sq_table *table;
    const sqi_constraint *constraint; /* NULL: an index */
    const sq_constraint *for_callback;
    const sq_naming_rule *rules;
    const char *name; /* as given; NULL: none */
    const char *kind; /* ix uq ck fk pk */
    const sq_column *columns[MAX_COLUMNS];
    size_t n_columns;
    sqi_out *out;
    sq_error *err;
} subject;

/* ---- columns ---- */

static void add_column(subject *s, const sq_column *c)
{
    for (size_t i = 0; i < s->n_columns; i++)
        if (s->columns[i] == c)
            return;
    if (c && s->n_columns < MAX_COLUMNS)
        s->columns[s->n_columns++] = c;
}

static const sq_column *own_column(const subject *s, const sq_node *n)
{
    if (n->kind == SQI_N_OWN_COLUMN)
        return sqi_find_column(s->table, SQI_CAST_TO(own_column, n)->key);
    const sq_column *c = n->kind == SQI_N_COLUMN ? (const sq_column *)(const void *)n : NULL;
    return c && c->table == s->table ? c : NULL;
}

/* Depth is bounded by the limit that every tree was built under. */
static bool collect_columns(void *context, const sq_node *n)
{
    subject *s = context;
    add_column(s, own_column(s, n));
    return n->kind == SQI_N_COLUMN || sqi_children(n, collect_columns, context);
}

static bool first_column(void *context, const sq_node *n)
{
    subject *s = context;
    const sq_column *c = own_column(s, n);
    if (c)
        add_column(s, c);
    return !c && (n->kind == SQI_N_COLUMN || sqi_children(n, first_column, context));
}

static void constraint_columns(subject *s, const sqi_constraint *k)
{
    for (size_t i = 0; sqi_constraint_key(k, i); i++)
        add_column(s, sqi_constraint_column(k, i));
    if (k->c->check)
        collect_columns(s, &k->c->check->node);
    for (const sq_exclude_element *e = k->c->elements; e && (e->expr || e->text); e++)
        if (e->expr)
            first_column(s, &e->expr->node);
}

static void index_columns(subject *s, const sq_index *i)
{
    for (const char *const *key = i->columns; key && *key; key++)
        add_column(s, sqi_find_column(s->table, *key));
    for (size_t e = 0; i->elements && i->elements[e] != SQ_END; e++)
        first_column(s, &i->elements[e]->node);
}

/* ---- tokens ---- */

static void put_name(subject *s, sq_name n)
{
    sqi_out_mem(s->out, n.p, n.n);
}

/* schema_table_column, as a column is labelled in a SELECT */
static void put_label(subject *s, const sq_column *c)
{
    for (const char *p = s->table->o.schema; p && *p; p++)
        sqi_out_char(s->out, *p == '.' ? '_' : *p);
    if (s->table->o.schema)
        sqi_out_char(s->out, '_');
    put_name(s, sqi_name_of_table(s->table));
    sqi_out_char(s->out, '_');
    put_name(s, sqi_name_of_column(c));
}

/* `what` is name, key or label; false: no such attribute. */
static bool put_column(subject *s, size_t i, const char *what, size_t n)
{
    const sq_column *c = i < s->n_columns ? s->columns[i] : NULL;
    bool name = n == 4 && memcmp(what, "name", 4) == 0, key = n == 3 && memcmp(what, "key", 3) == 0;
    bool label = n == 5 && memcmp(what, "label", 5) == 0;
    if (c && name)
        put_name(s, sqi_name_of_column(c));
    else if (c && key)
        sqi_out_str(s->out, c->key);
    else if (c && label)
        put_label(s, c);
    return name || key || label;
}

static bool put_referred(subject *s, size_t i, const char *what, size_t n)
{
    sqi_reference r;
    if (!s->constraint || !sqi_reference_at(s->constraint, i, &r))
        return false;
    if (n == 4 && memcmp(what, "name", 4) == 0)
        put_name(s, r.column_name);
    return n == 4;
}

typedef bool put_fn(subject *s, size_t i, const char *what, size_t n);

static size_t width_of(const subject *s)
{
    return s->constraint && s->constraint->c->kind == SQ_CONSTRAINT_FOREIGN_KEY
               ? sqi_constraint_width(s->constraint)
               : s->n_columns;
}

/* column_2_name: the third; column_0N_name: all, joined; column_0_N_name: all, with _ between. */
static bool put_numbered(subject *s, const char *p, size_t n, put_fn *put)
{
    size_t at = 0, index = 0;
    while (at < n && p[at] >= '0' && p[at] <= '9' && index < 1000)
        index = index * 10 + (size_t)(p[at++] - '0');
    if (at == 0)
        return false;
    bool spaced = at + 1 < n && p[at] == '_' && p[at + 1] == 'N';
    bool all = spaced || (at < n && p[at] == 'N');
    at += spaced ? 2 : all ? 1 : 0;
    if (at >= n || p[at] != '_')
        return false;
    at++;
    if (!all)
        return put(s, index, p + at, n - at);
    for (size_t i = 0; i < width_of(s); i++) {
        if (i && spaced)
            sqi_out_char(s->out, '_');
        if (!put(s, i, p + at, n - at))
            return false;
    }
    return true;
}

static bool is_word(const char *p, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(p, word, n) == 0;
}

static bool starts(const char *p, size_t n, const char *word)
{
    return strlen(word) <= n && memcmp(p, word, strlen(word)) == 0;
}

static const sq_naming_rule *find_rule(const sq_naming_rule *rules, const char *key, size_t n)
{
    for (; rules && rules->key; rules++)
        if (is_word(key, n, rules->key))
            return rules;
    return NULL;
}

static int unknown_token(subject *s, const char *p, size_t n)
{
    return sqi_error(s->err, SQ_ERR_ARGUMENT, "naming convention",
                     "the token %%(%.*s)s of \"%s\" is unknown here", (int)n, p, s->kind);
}

static int put_token(subject *s, const char *p, size_t n)
{
    const sq_naming_rule *own = find_rule(s->rules, p, n);
    if (own && own->callback) {
        const char *text = own->callback(own->context, s->table, s->for_callback);
        if (!text || !sqi_utf8_valid(text, strlen(text)))
            return sqi_error(s->err, SQ_ERR_ARGUMENT, "naming convention",
                             "the callback of %%(%.*s)s gave no valid text", (int)n, p);
        sqi_out_str(s->out, text);
        return SQ_OK;
    }
    if (is_word(p, n, "table_name")) {
        put_name(s, sqi_name_of_table(s->table));
        return SQ_OK;
    }
    if (is_word(p, n, "constraint_name")) {
        if (!s->name)
            return sqi_error(s->err, SQ_ERR_ARGUMENT, "naming convention",
                             "%%(constraint_name)s asks for a name, and a constraint of table "
                             "\"%s\" has none",
                             sqi_name_of_table(s->table).p);
        sqi_out_str(s->out, s->name);
        return SQ_OK;
    }
    sqi_reference r;
    if (is_word(p, n, "referred_table_name") && s->constraint &&
        sqi_reference_at(s->constraint, 0, &r)) {
        put_name(s, r.table_name);
        return SQ_OK;
    }
    if (starts(p, n, "column_") && put_numbered(s, p + 7, n - 7, put_column))
        return SQ_OK;
    if (starts(p, n, "referred_column_") && put_numbered(s, p + 16, n - 16, put_referred))
        return SQ_OK;
    return unknown_token(s, p, n);
}

/* %(token)s and %% */
static int put_template(subject *s, const char *p)
{
    while (*p) {
        const char *end = p[0] == '%' && p[1] == '(' ? strstr(p, ")s") : NULL;
        if (end) {
            int status = put_token(s, p + 2, (size_t)(end - p) - 2);
            if (status)
                return status;
            p = end + 2;
            continue;
        }
        if (p[0] == '%' && p[1] == '%')
            p++;
        sqi_out_char(s->out, *p++);
    }
    return SQ_OK;
}

/* ---- whole names ---- */

static const sq_naming_rule *rules_of(const sq_table *t)
{
    const sq_naming_rule *rules = t->o.naming_convention;
    if (!rules && t->metadata)
        rules = sqi_metadata_naming(t->metadata);
    return rules ? rules : default_rules;
}

static int make_name(subject *s, sq_quote quote, sqi_name_origin *origin)
{
    const sq_naming_rule *rule = find_rule(s->rules, s->kind, 2);
    *origin = s->name ? SQI_NAME_GIVEN : SQI_NAME_NONE;
    bool wanted = rule &&
                  (!s->name || (rule->template_ && strstr(rule->template_, "constraint_name")));
    if (s->name && quote == SQ_QUOTE_FINAL) {
        *origin = SQI_NAME_MADE;
        wanted = false;
    }
    if (!wanted) {
        if (s->name)
            sqi_out_str(s->out, s->name);
        return SQ_OK;
    }
    *origin = SQI_NAME_MADE;
    if (rule->template_)
        return put_template(s, rule->template_);
    return put_token(s, rule->key, strlen(rule->key));
}

static const char *kind_of(sq_constraint_kind kind)
{
    switch (kind) {
    case SQ_CONSTRAINT_PRIMARY_KEY:
        return "pk";
    case SQ_CONSTRAINT_UNIQUE:
        return "uq";
    case SQ_CONSTRAINT_FOREIGN_KEY:
        return "fk";
    case SQ_CONSTRAINT_CHECK:
        return "ck";
    case SQ_CONSTRAINT_EXCLUDE:
    case SQ_CONSTRAINT_END:
        break;
    }
    return "ex";
}

int sqi_constraint_name(const sqi_constraint *k, sqi_out *out, sqi_name_origin *origin,
                        sq_error *err)
{
    subject s = {.table = k->table,
                 .constraint = k,
                 .for_callback = k->c,
                 .rules = rules_of(k->table),
                 .name = k->c->name,
                 .kind = kind_of(k->c->kind),
                 .out = out,
                 .err = err};
    constraint_columns(&s, k);
    return make_name(&s, k->c->quote, origin);
}

int sqi_index_name(const sq_index *i, sqi_out *out, sqi_name_origin *origin, sq_error *err)
{
    const sq_constraint as_constraint = {
        .kind = SQ_CONSTRAINT_END, .name = i->name, .columns = i->columns};
    subject s = {.table = i->table,
                 .for_callback = &as_constraint,
                 .rules = rules_of(i->table),
                 .name = i->name,
                 .kind = "ix",
                 .out = out,
                 .err = err};
    index_columns(&s, i);
    return make_name(&s, i->quote, origin);
}

/* The end of the byte range that holds the first `max` characters, or of the whole characters in
 * the first `max` bytes. */
static size_t cut_at(const char *p, size_t n, size_t max, bool in_bytes)
{
    size_t at = 0, next = 0;
    for (size_t count = 0; next < n && count < max; count++) {
        at = next++;
        while (next < n && ((unsigned char)p[next] & 0xC0) == 0x80)
            next++;
        if (in_bytes && next > max)
            return at;
        at = next;
    }
    return at;
}

void sqi_shorten_name(sqi_out *name, size_t max, bool in_bytes)
{
    if (name->status || (in_bytes ? name->n : sqi_utf8_count(name->p, name->n)) <= max)
        return;
    uint8_t digest[16];
    sqi_md5(name->p, name->n, digest);
    name->n = cut_at(name->p, name->n, max > 8 ? max - 8 : 0, in_bytes);
    sqi_out_char(name, '_');
    sqi_out_hex(name, digest + 14, 2, false);
}
