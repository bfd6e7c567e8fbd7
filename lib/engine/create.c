/* create.c: creating and dropping a set of tables.
 *
 * What has to be done, and in which order, is the schema room's plan; what the database can, its
 * dialect's features say. The statements run one after the other like an application's own, until
 * the first that fails. */
#include "lib/base/error.h"
#include "lib/compile/dialect.h"
#include "lib/engine/engine.h"
#include "lib/schema/schema.h"

typedef int plan_fn(sq_builder *q, const sq_table *const *tables, size_t n,
                    const sqi_plan_options *o, sqi_plan *out, sq_error *err);

static sqi_plan_options options_of(const sq_dialect *d)
{
    return (sqi_plan_options){
        .alter = d->can & SQI_BIT(ALTER),
        .named_types = d->hooks.create_type != NULL,
        .sequences = d->can & SQI_BIT(SEQUENCES),
        .comments = (d->can & SQI_BIT(COMMENTS)) && !(d->can & SQI_BIT(INLINE_COMMENTS)),
        .check_first = true,
    };
}

static int tables_of(sq_builder *q, const sq_relation *const *relations, size_t n,
                     const sq_table ***out, sq_error *err)
{
    const sq_table **tables = q->is_static ? NULL
                                           : sqi_arena_alloc(q->arena, (n + 1) * sizeof *tables);
    if (!tables)
        return sqi_error(err, SQ_ERR_NOMEM, "create_all", "out of memory");
    for (size_t i = 0; i < n; i++) {
        tables[i] = sq_table_of(relations[i]);
        if (!tables[i])
            return sqi_error(err, SQ_ERR_ARGUMENT, "create_all", "item %zu is no table", i + 1);
    }
    *out = tables;
    return SQ_OK;
}

static int run(sq_conn *handle, const sqi_plan *plan)
{
    for (size_t i = 0; i < plan->n; i++) {
        int64_t rc = (sq_exec)(handle, plan->p[i], NULL, 0);
        if (rc < 0)
            return (int)rc;
    }
    return SQ_OK;
}

static int plan_and_run(sq_conn *handle, const sq_relation *const *relations, size_t n,
                        plan_fn *make_plan)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    sqi_plan plan;
    sq_error err;
    const sq_table **tables = NULL;
    const sq_dialect *d = c->engine->dialect;
    if (!d)
        return sq_status_of(handle);
    const sqi_plan_options o = options_of(d);
    const sq_builder_options memory = {.allocator = c->engine->options.allocator,
                                       .size = sizeof memory};
    sq_builder *q = (sq_builder_new)(&memory);
    rc = tables_of(q, relations, n, &tables, &err);
    if (rc == SQ_OK)
        rc = make_plan(q, tables, n, &o, &plan, &err);
    if (rc == SQ_OK)
        rc = run(handle, &plan);
    else
        rc = sqi_conn_refuse(c, err.status, err.where, "%s", err.message);
    sq_builder_free(q);
    return rc;
}

int sq_create_all_n(sq_conn *c, const sq_relation *const *tables, size_t n)
{
    return plan_and_run(c, tables, n, sqi_create_all_plan);
}

int sq_drop_all_n(sq_conn *c, const sq_relation *const *tables, size_t n)
{
    return plan_and_run(c, tables, n, sqi_drop_all_plan);
}
