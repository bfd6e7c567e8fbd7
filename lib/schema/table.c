/* table.c: names and look-ups of tables and columns, tables ad hoc, and the way from a from element
 * to its table.
 *
 * Invariant: a table made at run time has `key` and `o.name` set in each column; a static one may
 * leave o.name out, then the key is the name. */
#include "lib/schema/schema.h"

sq_name sqi_name_of_table(const sq_table *t)
{
    const char *p = t->o.name ? t->o.name : t->name;
    return (sq_name){p, (uint32_t)strlen(p), (uint32_t)t->o.quote};
}

const sq_column *sqi_find_column(const sq_table *t, const char *key)
{
    for (size_t i = 0; key && i < t->n_columns; i++)
        if (strcmp(t->columns[i].key, key) == 0)
            return &t->columns[i];
    return NULL;
}

const sq_column *sqi_find_column_by_name(const sq_table *t, const char *name)
{
    for (size_t i = 0; name && i < t->n_columns; i++)
        if (strcmp(sqi_name_of_column(&t->columns[i]).p, name) == 0)
            return &t->columns[i];
    return NULL;
}

const sq_table *sq_table_of(const sq_relation *r)
{
    while (r) {
        switch ((sqi_kind)r->node.kind) {
        case SQI_N_TABLE:
            return (const sq_table *)(const void *)r;
        case SQI_N_ALIAS:
            r = SQI_CAST_TO(alias, r)->of;
            break;
        case SQI_N_TABLESAMPLE:
            r = SQI_CAST_TO(tablesample, r)->of;
            break;
        case SQI_N_GROUPING_FROM:
            r = SQI_CAST_TO(grouping_from, r)->of;
            break;
        default:
            return NULL;
        }
    }
    return NULL;
}

sq_source sq_source_of(const sq_table *t)
{
    return (sq_source){&t->relation};
}

static sq_source poison(const void *p)
{
    return (sq_source){p};
}

/* Checks what can not be repaired later: names, and that no key occurs twice. */
static const void *check_columns(sq_builder *q, const sq_column_spec *columns, size_t n)
{
    const void *bad = NULL;
    for (size_t i = 0; i < n; i++) {
        const char *name = columns[i].name;
        if (!name)
            return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_ad_hoc_table", "column %zu has no name", i + 1);
        if (!columns[i].o.literal)
            sqi_name(q, sq_name_quoted(name, columns[i].o.quote), "sq_ad_hoc_table", &bad);
        if (bad)
            return bad;
    }
    return NULL;
}

sq_source sq_ad_hoc_table(sq_builder *q, sq_name name, const sq_name *schema,
                          const sq_column_spec *columns, size_t n)
{
    const void *bad = NULL;
    if (!name.p)
        return poison(sqi_fail(q, SQ_ERR_ARGUMENT, "sq_ad_hoc_table", "the table has no name"));
    sq_name checked = sqi_name(q, name, "sq_ad_hoc_table", &bad);
    sq_name in = schema ? sqi_name(q, *schema, "sq_ad_hoc_table", &bad) : (sq_name){NULL, 0, 0};
    if (!bad)
        bad = check_columns(q, columns, n);
    if (bad)
        return poison(bad);
    if (q->is_static)
        return poison(sqi_fail_nomem(q));
    const sq_table_options o = {.quote = (sq_quote)name.quote,
                                .schema = in.p,
                                .schema_quote = (sq_quote)in.quote,
                                .ad_hoc = true};
    const sqi_table_parts parts = {.name = checked, .columns = columns, .n = n, .o = &o};
    const sq_table *t = sqi_table_make(q->arena, &parts);
    return t ? sq_source_of(t) : poison(sqi_fail_nomem(q));
}

const sq_expr *sq_own_column(sq_builder *q, sq_name table, const char *schema, const char *key)
{
    const void *bad = NULL;
    sqi_own_column *n = SQI_MAKE(q, OWN_COLUMN, own_column);
    if (!key || !*key)
        return sqi_fail(q, SQ_ERR_ARGUMENT, "sq_own_column", "the key is missing");
    n->table = sqi_name(q, table, "sq_own_column", &bad);
    n->schema = sqi_copy_str(q, schema);
    n->key = sqi_copy_str(q, key);
    return bad ? bad : sqi_finish_any(q, n);
}
