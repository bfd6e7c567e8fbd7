/* load.c: bulk load.
 *
 *   sq_bulk_load ──> the driver's load() ──> COPY, say
 *                └─> INSERT for each row, where the driver can't
 *
 * Either way in one transaction, and rows are read from their source exactly once. */
#include <string.h>
#include "lib/compile/compiler.h"
#include "lib/engine/result.h"

int sqi_source_next(sqi_source *s, const char **row, sq_error *err)
{
    if (s->fn) {
        int told = s->fn((void *)(uintptr_t)s->next, s->arg);
        if (told < 0)
            return sqi_error(err, told, "rows", "the function that makes the rows returned %d",
                             told);
        *row = s->next;
        return told ? SQ_STEP_ROW : SQ_OK;
    }
    if (s->left == 0)
        return SQ_OK;
    *row = s->next;
    s->next += s->desc->size;
    s->left--;
    return SQ_STEP_ROW;
}

typedef struct loading {
    const sq_dialect *dialect;
    const sq_table *table;
    const sq_relation *relation;
    sqi_source source;
    const sq_column **columns; /* of the members */
    size_t *check_from;        /* as sq_driver_load has it */
    bool asked;                /* for rows, by the driver */
} loading;

/* ---- by the driver ---- */

/* Does the column keep whatever the member may hold? */
static bool is_kept(const sqi_keeps *k, const sq_field *f)
{
    int64_t most = f->size < 8 ? INT64_MAX >> (64 - 8 * f->size) : INT64_MAX;
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        return k->lo <= -most - 1 && k->hi >= most;
    case SQ_F_UINT:
        return f->size < 8 && k->lo <= 0 && k->hi >= 2 * most + 1;
    case SQ_F_BOOL:
        return k->kinds & SQI_KEEPS_KIND(SQ_V_BOOL);
    case SQ_F_DOUBLE:
        return k->kinds & SQI_KEEPS_KIND(SQ_V_DOUBLE);
    case SQ_F_BYTES:
        return k->kinds & SQI_KEEPS_KIND(SQ_V_BYTES);
    case SQ_F_TEXT:
    case SQ_F_CHARS:
    case SQ_F_STR:
    case SQ_F_VALUE:
        break;
    }
    return false;
}

/* What goes past the parameters is looked at here, too: nothing is changed in silence. But what can
 * be told from the type of the column and of the member is told once. */
static size_t checked_from(const sq_dialect *d, const sq_type *t, const sq_field *f)
{
    bool text = f->kind == SQ_F_TEXT || f->kind == SQ_F_CHARS || f->kind == SQ_F_STR;
    const sqi_keeps k = d->keeps ? d->keeps(t) : SQI_KEEPS_NOTHING;
    return !d->loses || k.kinds == UINT64_MAX ? SIZE_MAX
           : text                             ? k.shorter
           : is_kept(&k, f)                   ? SIZE_MAX
                                              : 0;
}

static int check(void *context, size_t i, const void *row, uint64_t number, sq_error *err)
{
    const loading *l = context;
    const sq_value v = sqi_field_value(&l->source.desc->fields[i], row);
    const char *why = l->dialect->loses(&l->columns[i]->type, &v);
    return !why ? SQ_OK
                : sqi_error(err, SQ_ERR_DATA, "sq_bulk_load", "row %llu: the value for %s %s",
                            (unsigned long long)number, l->columns[i]->key, why);
}

/* An array is handed over whole. */
static int next_rows(void *context, const void **rows, size_t *n, sq_error *err)
{
    loading *l = context;
    sqi_source *s = &l->source;
    const char *row = NULL;
    l->asked = true;
    *n = s->fn ? 1 : s->left;
    int rc = sqi_source_next(s, &row, err);
    *rows = row;
    if (!s->fn)
        s->left = 0;
    return rc;
}

/* Are the bytes of the members all there is to the row? */
static bool is_plain(const loading *l)
{
    for (size_t i = 0; i < l->table->n_columns; i++) {
        const sq_column *column = &l->table->columns[i];
        size_t k = 0;
        while (k < l->source.desc->n && l->columns[k] != column)
            k++;
        bool given = k < l->source.desc->n;
        if (given ? sqi_binder_of(&column->type) != NULL
                  : column->o.default_.kind != SQ_DEFAULT_NONE)
            return false;
    }
    return true;
}

static int find_columns(sqi_conn *c, loading *l)
{
    const sq_row_desc *d = l->source.desc;
    l->columns = sqi_alloc(c->engine->options.allocator, d->n * sizeof *l->columns);
    l->check_from = sqi_alloc(c->engine->options.allocator, d->n * sizeof *l->check_from);
    if (!l->columns || !l->check_from)
        return sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_bulk_load", "out of memory");
    for (size_t i = 0; i < d->n; i++) {
        l->columns[i] = sqi_find_column(l->table, d->fields[i].name);
        if (!l->columns[i])
            return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_bulk_load",
                                   "the table %s has no column %s", l->table->name,
                                   d->fields[i].name);
        l->check_from[i] = checked_from(l->dialect, &l->columns[i]->type, &d->fields[i]);
    }
    return SQ_OK;
}

/* *can: the driver can do it. */
static int64_t load_by_driver(sqi_conn *c, loading *l, bool *can, const char *target)
{
    const sq_row_desc *d = l->source.desc;
    const sq_driver_load load = {.size = sizeof load,
                                 .target = target,
                                 .fields = d->fields,
                                 .n_fields = d->n,
                                 .row_size = d->size,
                                 .next = next_rows,
                                 .context = l,
                                 .value = sqi_field_value,
                                 .check_from = l->check_from,
                                 .check = check};
    sq_error e;
    int64_t loaded = 0, started = sqi_query_clock(c);
    sqi_tell_execute(c, target);
    sqi_conn_arm(c);
    int rc = SQI_CALL(c, &e, load, &load, &loaded, &e);
    *can = rc != SQ_ERR_UNSUPPORTED || l->asked;
    if (!*can)
        return 0;
    rc = rc == SQ_OK ? sqi_conn_compare(c) : sqi_conn_fail(c, &e, target);
    sqi_tell_query(c, target, started, loaded, rc);
    return rc == SQ_OK ? loaded : rc;
}

/* ---- by INSERT ---- */

static int64_t load_by_insert(sqi_conn *c, loading *l)
{
    sq_builder *q = (sq_builder_new)(&(sq_builder_options){
        .allocator = c->engine->options.allocator, .size = sizeof(sq_builder_options)});
    int64_t n = sqi_exec_source(c, (sq_insert)(q, l->relation), &l->source);
    sq_builder_free(q);
    return n;
}

static int64_t load(sqi_conn *c, void *arg)
{
    loading *l = arg;
    sqi_out target;
    sq_error e;
    bool by_driver = is_plain(l);
    sqi_out_init(&target, c->engine->options.allocator, 0);
    int64_t n = sqi_compile_target(l->table, l->columns, l->source.desc->n, c->engine->dialect,
                                   &target, &e);
    if (n != SQ_OK)
        sqi_conn_fail(c, &e, NULL);
    else if (by_driver)
        n = load_by_driver(c, l, &by_driver, target.p);
    sqi_out_clear(&target);
    return n < 0 || by_driver ? n : load_by_insert(c, l);
}

/* ---- the calls ---- */

static int64_t bulk_load(sqi_conn *c, const sq_relation *table, const sqi_source *source)
{
    int rc = sqi_admit(c);
    if (rc != SQ_OK)
        return rc;
    loading l = {.dialect = c->engine->dialect,
                 .table = table ? sq_table_of(table) : NULL,
                 .relation = table,
                 .source = *source};
    if (!l.table || !source->desc || source->desc->n == 0)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_bulk_load",
                               "a table and a row description are needed");
    rc = find_columns(c, &l);
    int64_t n = rc == SQ_OK ? sqi_all_or_nothing(c, load, &l) : rc;
    sqi_free(c->engine->options.allocator, l.columns);
    sqi_free(c->engine->options.allocator, l.check_from);
    return n;
}

int64_t(sq_bulk_load)(sq_conn *handle, const sq_relation *table, const sq_row_desc *d,
                      const void *rows, size_t n)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!rows && n > 0)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_bulk_load", "rows are needed");
    return bulk_load(c, table, &(sqi_source){.desc = d, .next = rows, .left = n});
}

int64_t(sq_bulk_load_from)(sq_conn *handle, const sq_relation *table, const sq_row_desc *d,
                           sq_row_fn next, void *arg)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    if (!d || !next)
        return sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_bulk_load_from",
                               "a row description and a function are needed");
    const sq_allocator *a = c->engine->options.allocator;
    char *row = sqi_zalloc(a, d->size);
    if (!row)
        return sqi_conn_refuse(c, SQ_ERR_NOMEM, "sq_bulk_load_from", "out of memory");
    int64_t n = bulk_load(c, table, &(sqi_source){.desc = d, .next = row, .fn = next, .arg = arg});
    sqi_free(a, row);
    return n;
}
