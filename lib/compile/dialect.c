/* dialect.c: from sparse definitions to full tables; look-up; copies with other settings.
 *
 * Invariant: a resolved dialect has no empty slot: every visit and hook is there, its own or that
 * of its base. */
#include "lib/compile/visits.h"
#include <pthread.h>
#include <stdio.h>
#include "squill/sys/dialect.h"

enum { MAX_DIALECTS = 16 };
static sq_dialect resolved[MAX_DIALECTS];
static _Atomic size_t n_resolved; /* grows once what it counts is whole, and is never less */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of those who add */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic uint64_t next_id = 1;

/* ---- resolving ---- */

static const sq_dialect *find_resolved(const char *name)
{
    for (size_t i = 0; i < n_resolved; i++)
        if (strcmp(resolved[i].name, name) == 0)
            return &resolved[i];
    return NULL;
}

static void set_keywords(sq_dialect *d, const char *const *words)
{
    d->keywords = words;
    d->n_keywords = 0;
    memset(d->keyword_bits, 0, sizeof d->keyword_bits);
    for (; words && words[d->n_keywords]; d->n_keywords++) {
        const char *word = words[d->n_keywords];
        const sqi_word_bits at = sqi_bits_of_word(word, strlen(word));
        d->keyword_bits[at.a / 64] |= UINT64_C(1) << at.a % 64;
        d->keyword_bits[at.b / 64] |= UINT64_C(1) << at.b % 64;
    }
}

static int compare_word(const char *word, const char *name, size_t n)
{
    int order = strncmp(word, name, n);
    return order ? order : (word[n] ? 1 : 0);
}

bool sqi_is_listed(const sq_dialect *d, const char *name, size_t n)
{
    size_t low = 0, high = d->n_keywords;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare_word(d->keywords[mid], name, n);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* Letters and _, without those of `illegal`. */
static void set_initials(sq_dialect *d, const char *illegal)
{
    d->initials = 0;
    for (int c = '_'; c <= 'z'; c++)
        if (c != '`' && !strchr(illegal, c))
            d->initials |= UINT32_C(1) << (c - '_');
}

/* Labels are cut that much shorter, so as to be told apart by a number behind them. */
static void set_label_length(sq_dialect *d, uint16_t length)
{
    enum { NUMBER = 6 };
    d->longest_label = length > NUMBER ? length - NUMBER : 0;
}

static void set_infix(sq_dialect *d, sq_op op)
{
    const char *text = d->op_text[op];
    sqi_infix *x = &d->infix[op];
    x->n = 0;
    if (text && strlen(text) + 2 < sizeof x->text && !d->op_visit[op] && sqi_is_plain_infix(op))
        x->n = (uint32_t)snprintf(x->text, sizeof x->text, " %s ", text);
}

static void add_ops(sq_dialect *d, const sqi_op_entry *e)
{
    for (; e && e->op != SQ_OP_COUNT; e++) {
        if (e->text)
            d->op_text[e->op] = e->text;
        d->op_visit[e->op] = e->visit;
        d->chain_visit[e->op] = e->chain;
        set_infix(d, e->op);
    }
}

static void add_hooks(sq_dialect *d, const sqi_hooks *h)
{
    if (!h)
        return;
#define SQ_CLAUSE(name, args)                                                                      \
    if (h->name)                                                                                   \
        d->hooks.name = h->name;
#include "lib/compile/clauses.def"
#undef SQ_CLAUSE
}

static void add_scalars(sq_dialect *d, const sqi_dialect_def *def)
{
    d->can = (d->can & ~def->cannot) | def->can;
    if (def->quote_open[0]) {
        d->quote_open = def->quote_open[0];
        d->quote_close = def->quote_close[0];
    }
    if (def->mark)
        d->mark = def->mark;
    if (def->max_identifier) {
        d->max_identifier = def->max_identifier;
        set_label_length(d, def->max_identifier);
        d->identifier_in_bytes = def->identifier_in_bytes;
        d->narrow_names = def->narrow_names;
        d->max_index_name = d->max_constraint_name = def->max_identifier;
    }
    if (def->max_index_name)
        d->max_index_name = def->max_index_name;
    if (def->max_constraint_name)
        d->max_constraint_name = def->max_constraint_name;
    if (def->max_expr_depth)
        d->max_expr_depth = def->max_expr_depth;
    if (def->max_params)
        d->max_params = def->max_params;
    if (def->server_version[0])
        memcpy(d->server_version, def->server_version, sizeof d->server_version);
    if (def->keywords)
        set_keywords(d, def->keywords);
    if (def->illegal_initial)
        set_initials(d, def->illegal_initial);
    if (def->has_table)
        d->has_table = def->has_table;
    if (def->has_type)
        d->has_type = def->has_type;
    if (def->has_sequence)
        d->has_sequence = def->has_sequence;
    if (def->defer_keys)
        d->defer_keys = def->defer_keys;
    if (def->reflector)
        d->reflector = def->reflector;
    if (def->literal)
        d->literal = def->literal;
    if (def->loses) {
        d->loses = def->loses;
        d->keeps = def->keeps;
    }
}

/* As the next of all dialects, which nobody sees yet. */
static sq_dialect *resolve(const sqi_dialect_def *def)
{
    sq_dialect *d = &resolved[n_resolved];
    const sq_dialect *base = def->base ? find_resolved(def->base) : NULL;
    if (base)
        *d = *base;
    d->def = def;
    d->base = base;
    d->name = def->name;
    d->slot = (uint32_t)n_resolved;
    d->id = atomic_fetch_add(&next_id, 1);
    add_scalars(d, def);
    add_ops(d, def->ops);
    for (const sqi_func_entry *e = def->funcs; e && e->id != SQI_FUNC_COUNT; e++) {
        d->func_name[e->id] = e->name;
        d->func_visit[e->id] = e->visit;
    }
    for (const sqi_visit_entry *e = def->visits; e && e->kind != SQI_N_COUNT; e++)
        d->visit[e->kind] = e->visit;
    for (const sqi_type_entry *e = def->types; e && e->kind != SQ_T_COUNT; e++) {
        d->type_name[e->kind] = e->name;
        d->type_visit[e->kind] = e->visit;
    }
    add_hooks(d, def->hooks);
    for (int i = 0; i < SQ_T_COUNT; i++)
        d->casts[i] |= (def->cast_classes >> sq_type_class_of((sq_type_kind)i)) & 1;
    sqi_settle_verdicts(d);
    return d;
}

static void resolve_root(void)
{
    static const sqi_visit_entry *const lists[] = {
        sqi_expr_visits, sqi_operator_visits, sqi_func_visits, sqi_from_visits, sqi_select_visits,
        sqi_dml_visits,  sqi_merge_visits,    sqi_text_visits, sqi_ddl_visits,
    };
    sq_dialect *d = &resolved[0];
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const sqi_visit_entry *e = lists[i]; e->kind != SQI_N_COUNT; e++)
            d->visit[e->kind] = e->visit;
    for (int i = 0; i < SQ_OP_COUNT; i++) {
        d->op_text[i] = sqi_ops[i].text;
        set_infix(d, (sq_op)i);
    }
    resolve(&sqi_ansi_dialect);
    n_resolved++;
}

static void resolve_all(void)
{
    resolve_root();
    for (size_t i = 0; sqi_builtin_dialects[i] && n_resolved < MAX_DIALECTS; i++) {
        resolve(sqi_builtin_dialects[i]);
        n_resolved++;
    }
}

const char *sqi_dialect_hole(const sq_dialect *d)
{
    for (int i = SQI_N_POISON; i < SQI_N_COUNT; i++)
        if (!d->visit[i])
            return sqi_nodes[i].name;
#define SQ_CLAUSE(name, args)                                                                      \
    if (!d->hooks.name)                                                                            \
        return #name;
#include "lib/compile/clauses.def"
#undef SQ_CLAUSE
    return NULL;
}

/* ---- look-up ---- */

const sq_dialect *sq_dialect_find(const char *name)
{
    pthread_once(&once, resolve_all);
    return name ? find_resolved(name) : NULL;
}

const sq_dialect *sq_dialect_at(size_t i)
{
    pthread_once(&once, resolve_all);
    return i < n_resolved ? &resolved[i] : NULL;
}

const char *sq_dialect_name(const sq_dialect *d)
{
    return d->name;
}

bool sqi_dialect_is(const sq_dialect *d, const char *name)
{
    for (; d; d = d->base)
        if (strcmp(d->name, name) == 0)
            return true;
    return false;
}

/* ---- settings ---- */

static int wrong(sq_error *err, const sq_dialect_setting *s)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "sq_dialect_configure",
                     "the setting \"%s\" is unknown or has a wrong value", s->name ? s->name : "");
}

static bool whole(sq_value v, int64_t max, int64_t *out)
{
    *out = v.v.i;
    return v.kind == SQ_V_INT && v.v.i >= 0 && v.v.i <= max;
}

static int set_version(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    int version[3] = {0};
    if (s->value.kind != SQ_V_LIST || s->value.len == 0)
        return wrong(err, s);
    for (uint32_t i = 0; i < s->value.len && i < 3; i++) {
        int64_t part = 0;
        if (!whole(s->value.v.list[i], 100000, &part))
            return wrong(err, s);
        version[i] = (int)part;
    }
    memcpy(d->server_version, version, sizeof version);
    for (const sq_dialect *b = d; b; b = b->base)
        if (b->def->features_of_version) {
            d->can = b->def->features_of_version(d->can, version);
            break;
        }
    return SQ_OK;
}

static int set_quoting(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    const sq_value *v = s->value.kind == SQ_V_LIST && s->value.len == 2 ? s->value.v.list : NULL;
    if (!v || v[0].kind != SQ_V_TEXT || v[1].kind != SQ_V_TEXT || v[0].len != 1 || v[1].len != 1 ||
        !strchr("\"`[", v[0].v.s[0]) || !strchr("\"`]", v[1].v.s[0]))
        return wrong(err, s);
    d->quote_open = v[0].v.s[0];
    d->quote_close = v[1].v.s[0];
    return SQ_OK;
}

static int set_length(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    int64_t n = 0;
    if (!whole(s->value, UINT16_MAX, &n))
        return wrong(err, s);
    uint16_t length = (uint16_t)n;
    if (strcmp(s->name, "label_length") == 0)
        set_label_length(d, length);
    else if (strcmp(s->name, "max_identifier_length") == 0) {
        d->max_identifier = d->max_index_name = d->max_constraint_name = length;
        set_label_length(d, length);
    } else if (strcmp(s->name, "max_index_name_length") == 0)
        d->max_index_name = length;
    else
        d->max_constraint_name = length;
    return SQ_OK;
}

static int set_aggregate_order_by(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    const uint64_t both = SQI_BIT(AGGREGATE_ORDER_BY_INLINE) |
                          SQI_BIT(AGGREGATE_ORDER_BY_WITHIN_GROUP);
    sq_str text = {s->value.v.s, s->value.len};
    if (s->value.kind != SQ_V_TEXT)
        return wrong(err, s);
    d->can &= ~both;
    if (text.n == 6 && memcmp(text.p, "inline", 6) == 0)
        d->can |= SQI_BIT(AGGREGATE_ORDER_BY_INLINE);
    else if (text.n == 12 && memcmp(text.p, "within_group", 12) == 0)
        d->can |= SQI_BIT(AGGREGATE_ORDER_BY_WITHIN_GROUP);
    else if (!(text.n == 4 && memcmp(text.p, "none", 4) == 0))
        return wrong(err, s);
    return SQ_OK;
}

static int set_feature(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    static const char *const names[] = {
#define SQ_FEATURE(name, setting) setting,
#include "lib/compile/features.def"
#undef SQ_FEATURE
    };
    for (int i = 0; i < SQI_FEATURE_COUNT; i++) {
        if (strcmp(names[i], s->name) != 0)
            continue;
        if (s->value.kind != SQ_V_BOOL)
            return wrong(err, s);
        uint64_t bit = UINT64_C(1) << i;
        d->can = s->value.v.i ? d->can | bit : d->can & ~bit;
        return SQ_OK;
    }
    return wrong(err, s);
}

static int apply_setting(sq_dialect *d, const sq_dialect_setting *s, sq_error *err)
{
    static const struct {
        const char *name;
        int (*set)(sq_dialect *d, const sq_dialect_setting *s, sq_error *err);
    } special[] = {
        {"server_version", set_version},
        {"quoting", set_quoting},
        {"label_length", set_length},
        {"max_identifier_length", set_length},
        {"max_index_name_length", set_length},
        {"max_constraint_name_length", set_length},
        {"aggregate_order_by", set_aggregate_order_by},
    };
    if (!s->name)
        return wrong(err, s);
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i].name, s->name) == 0)
            return special[i].set(d, s, err);
    if (strcmp(s->name, "default_schema") == 0) {
        char *name = s->value.kind == SQ_V_TEXT ? sqi_strdup_n(NULL, s->value.v.s, s->value.len)
                                                : NULL;
        if (!name)
            return wrong(err, s);
        sqi_free(NULL, (void *)(uintptr_t)d->own_schema);
        d->default_schema = d->own_schema = name;
        return SQ_OK;
    }
    return set_feature(d, s, err);
}

sq_dialect *sq_dialect_configure(const sq_dialect *base, const sq_dialect_setting *s, size_t n,
                                 sq_error *err)
{
    sq_dialect *d = sqi_alloc(NULL, sizeof *d);
    if (!d) {
        sqi_error(err, SQ_ERR_NOMEM, "sq_dialect_configure", "out of memory");
        return NULL;
    }
    *d = *base;
    d->configured = true;
    d->own_schema = NULL;
    d->id = atomic_fetch_add(&next_id, 1);
    for (size_t i = 0; i < n; i++)
        if (apply_setting(d, &s[i], err)) {
            sq_dialect_free(d);
            return NULL;
        }
    d->own_names = base->own_names || d->quote_open != base->quote_open ||
                   d->quote_close != base->quote_close || d->max_identifier != base->max_identifier;
    sqi_settle_verdicts(d);
    return d;
}

/* ---- from outside of the tree ---- */

static sqi_dialect_def registered[MAX_DIALECTS];
static const sq_dialect_def *tables[MAX_DIALECTS]; /* that they came from */

static int refuse(sq_error *err, const char *dialect, const char *what)
{
    return sqi_error(err, SQ_ERR_ARGUMENT, "sq_dialect_register", "the dialect %.64s has %.100s",
                     dialect, what);
}

static int check_def(const sq_dialect_def *t, sq_error *err)
{
    if (t->abi != SQ_DIALECT_ABI || t->size > sizeof *t)
        return refuse(err, t->name, "another ABI than this library");
    if (!t->base || !find_resolved(t->base))
        return refuse(err, t->name, "no base");
    if ((unsigned)t->mark > SQ_MARK_NUMBERED)
        return refuse(err, t->name, "a mark that there is not");
    for (size_t i = 1; t->keywords && t->keywords[0] && t->keywords[i]; i++)
        if (strcmp(t->keywords[i - 1], t->keywords[i]) >= 0)
            return refuse(err, t->name, "keywords that are not sorted");
    return SQ_OK;
}

static int add_texts(sq_dialect *d, const sq_dialect_def *t, sq_error *err)
{
    for (const sq_dialect_op *e = t->ops; e && e->text; e++) {
        if ((unsigned)e->op >= SQ_OP_COUNT)
            return refuse(err, t->name, "an operator that there is not");
        add_ops(d, (const sqi_op_entry[]){{e->op, e->text, NULL, NULL}, {.op = SQ_OP_COUNT}});
    }
    for (const sq_dialect_func *e = t->funcs; e && e->name; e++) {
        sqi_func_id id = sqi_find_function(sq_name_of(e->name));
        if (id == SQI_FN_OTHER || !e->text)
            return refuse(err, t->name, "a function that squill does not know");
        d->func_name[id] = e->text;
        d->func_visit[id] = NULL;
    }
    for (const sq_dialect_type *e = t->types; e && e->text; e++) {
        if ((unsigned)e->kind >= SQ_T_COUNT)
            return refuse(err, t->name, "a type that there is not");
        d->type_name[e->kind] = e->text;
        d->type_visit[e->kind] = NULL;
    }
    return SQ_OK;
}

static int register_locked(const sq_dialect_def *given, const sq_dialect_def *t, sq_error *err)
{
    size_t at = n_resolved;
    if (find_resolved(t->name)) {
        for (size_t i = 0; i < at; i++)
            if (tables[i] == given)
                return SQ_OK;
        return sqi_error(err, SQ_ERR_EXISTS, "sq_dialect_register", "there is a dialect %.64s",
                         t->name);
    }
    if (at == MAX_DIALECTS)
        return sqi_error(err, SQ_ERR_LIMIT, "sq_dialect_register", "too many dialects");
    int rc = check_def(t, err);
    if (rc != SQ_OK)
        return rc;
    registered[at] = (sqi_dialect_def){.name = t->name,
                                       .base = t->base,
                                       .mark = t->mark,
                                       .max_params = t->max_params,
                                       .keywords = t->keywords};
    sq_dialect *d = resolve(&registered[at]);
    d->own_schema = NULL;
    rc = add_texts(d, t, err);
    for (size_t i = 0; rc == SQ_OK && i < t->n_settings; i++)
        rc = apply_setting(d, &t->settings[i], err);
    if (rc != SQ_OK) { /* the place is free for the next one */
        sqi_free(NULL, (void *)(uintptr_t)d->own_schema);
        return rc;
    }
    sqi_settle_verdicts(d);
    tables[at] = given;
    n_resolved++;
    return SQ_OK;
}

int sq_dialect_register(const sq_dialect_def *given, sq_error *err)
{
    sq_dialect_def t = {.abi = 0};
    if (!given || !given->name || !*given->name)
        return sqi_error(err, SQ_ERR_ARGUMENT, "sq_dialect_register", "a dialect needs a name");
    memcpy(&t, given, given->size < sizeof t ? given->size : sizeof t);
    t.size = given->size;
    pthread_once(&once, resolve_all);
    pthread_mutex_lock(&lock);
    int rc = register_locked(given, &t, err);
    pthread_mutex_unlock(&lock);
    return rc;
}

void sq_dialect_free(sq_dialect *d)
{
    if (!d || !d->configured)
        return;
    sqi_free(NULL, (void *)(uintptr_t)d->own_schema);
    sqi_free(NULL, d);
}
