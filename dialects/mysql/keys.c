/* keys.c: can ON DUPLICATE KEY UPDATE stand for an upsert that names its key?
 *
 * It means whatever unique key the new row meets. That is the key meant only if the table has it,
 * and the row can meet no other: one of its columns is left to the counter, or is NULL. */
#include "dialects/mysql/compile.h"

static const char *key_of(const sq_expr *e)
{
    return e->node.kind == SQI_N_COLUMN ? ((const sq_column *)(const void *)e)->key : NULL;
}

static bool is_element(const sqi_on_conflict *o, const char *key)
{
    for (uint32_t i = 0; i < o->elements.n; i++) {
        const char *own = key_of(o->elements.p[i]);
        if (own && strcmp(own, key) == 0)
            return true;
    }
    return false;
}

/* Has the row a value for it, other than NULL and the next number? */
static bool has_value(const sqi_dml *d, const char *key)
{
    for (uint32_t i = 0; i < d->items.n; i++) {
        const sqi_set_item *item = &d->items.p[i];
        if (item->key.p && strcmp(item->key.p, key) == 0)
            return true;
    }
    const sq_column *c = sqi_find_column(d->table, key);
    return c && sqi_server_default(c).kind != SQ_DEFAULT_NONE &&
           c != sqi_autoincrement_column(d->table);
}

/* One unique key of the table. */
typedef struct met {
    const sqi_dml *d;
    const sqi_on_conflict *o;
    bool meant, other; /* the key meant was found; the row may meet another one */
} met;

static void look_at(met *m, const char *(*key_at)(const void *keys, size_t i), const void *keys)
{
    size_t n = 0;
    bool same = true, meets = true;
    for (const char *key; (key = key_at(keys, n)); n++) {
        same &= is_element(m->o, key);
        meets &= has_value(m->d, key);
    }
    if (n && same && n == m->o->elements.n)
        m->meant = true;
    else
        m->other |= meets;
}

static const char *constraint_key(const void *k, size_t i)
{
    return sqi_constraint_key(k, i);
}

/* Of an index of expressions nobody knows what it meets: it has no columns. */
static const char *index_key(const void *index, size_t i)
{
    const sq_index *x = ((const sqi_index *)index)->index;
    for (size_t n = 0; x->columns && n <= i; n++)
        if (!x->columns[n])
            return NULL;
    if (x->columns)
        return x->columns[i];
    for (size_t n = 0; x->elements && n <= i; n++)
        if (x->elements[n] == SQ_END || !key_of(x->elements[n]))
            return NULL;
    return x->elements ? key_of(x->elements[i]) : NULL;
}

bool sqi_mysql_means_the_key(const sqi_dml *d, const sqi_on_conflict *o)
{
    if (!o->elements.n || !d->table || d->table->o.ad_hoc)
        return true; /* any key, or of a table whose keys are not known */
    met m = {d, o, false, false};
    sqi_constraint k;
    for (size_t i = 0; sqi_constraint_at(d->table, i, &k); i++)
        if (k.c->kind == SQ_CONSTRAINT_PRIMARY_KEY || k.c->kind == SQ_CONSTRAINT_UNIQUE)
            look_at(&m, constraint_key, &k);
    sqi_index x;
    for (size_t i = 0; sqi_index_at(d->table, i, &x); i++)
        if (x.index->unique)
            look_at(&m, index_key, &x);
    return m.meant && !m.other;
}
