/* create.c: creating and dropping a set of tables.
 *
 * What has to be done, and in which order, is the schema room's plan; what the database can, its
 * dialect's features say. Before a table or type is touched the database is asked whether it is
 * there, so that what exists is left alone with all that belongs to it. The statements run one
 * after the other like an application's own, until the first that fails. */
#include "lib/base/error.h"
#include "lib/compile/ddl.h"
#include "lib/engine/engine.h"
#include "lib/schema/schema.h"

typedef int plan_fn(sq_builder *q, const sq_table *const *tables, size_t n,
                    const sqi_plan_options *o, sqi_plan *out, sq_error *err);

static sqi_plan_options options_of(const sq_dialect *d)
{
    return (sqi_plan_options){
        .alter = d->can & SQI_BIT(ALTER),
        .named_types = d->hooks.create_type != sqi_no_ddl,
        .sequences = d->can & SQI_BIT(SEQUENCES),
        .comments = (d->can & SQI_BIT(COMMENTS)) && !(d->can & SQI_BIT(INLINE_COMMENTS)),
        .check_first = !d->has_table,
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

/* ---- what is there already ---- */

enum { UNKNOWN, THERE, MISSING };

typedef struct runner {
    sq_conn *handle;
    const sq_dialect *d;
    const sq_table *const *tables;
    char *state; /* of each table */
    size_t n;
} runner;

/* 1: it is there, 0: it is not, or a negative status. */
static int ask(const runner *r, const char *sql, sq_name name, const char *schema)
{
    const sq_value values[] = {sq_text_value_n(name.p, name.n), sq_text_value(schema)};
    sq_result *rows = (sq_sql_query)(r->handle, (const sq_sql_text *)(const void *)sql, values, 2);
    int there = sq_row(rows);
    int rc = sq_done(rows);
    return rc < 0 ? rc : there;
}

/* The answer counts for the whole run: a table that is being created stays one that was missing. */
static int state_of(const runner *r, const sq_table *t)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->tables[i] != t)
            continue;
        if (r->state[i] == UNKNOWN) {
            int there = ask(r, r->d->has_table, sqi_name_of_table(t), t->o.schema);
            if (there < 0)
                return there;
            r->state[i] = there ? THERE : MISSING;
        }
        return r->state[i];
    }
    return MISSING;
}

/* 1: the statement is to be run. */
static int is_due(const runner *r, const sqi_ddl *x)
{
    const sq_type_details *type = x->node.type ? x->node.type->details : NULL;
    int rc;
    switch ((sqi_ddl_what)x->what) {
    case SQI_DDL_DROP_TABLE:
    case SQI_DDL_DROP_CONSTRAINT:
        rc = state_of(r, sq_table_of(x->table));
        return rc < 0 ? rc : rc == THERE;
    case SQI_DDL_CREATE_TYPE:
    case SQI_DDL_DROP_TYPE:
        if (!r->d->has_type)
            return 1;
        rc = ask(r, r->d->has_type, sq_name_of(type->name), type->schema);
        return rc < 0 ? rc : rc == (x->what == SQI_DDL_DROP_TYPE);
    default:
        rc = x->table ? state_of(r, sq_table_of(x->table)) : MISSING;
        return rc < 0 ? rc : rc == MISSING;
    }
}

static int run(const runner *r, const sqi_plan *plan)
{
    for (size_t i = 0; i < plan->n; i++) {
        int due = r->d->has_table ? is_due(r, SQI_CAST_TO(ddl, plan->p[i])) : 1;
        int64_t rc = due > 0 ? (sq_exec)(r->handle, plan->p[i], NULL, 0) : due;
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
    char *state = rc == SQ_OK ? sqi_arena_alloc(q->arena, n + 1) : NULL;
    if (rc == SQ_OK && !state)
        rc = sqi_error(&err, SQ_ERR_NOMEM, "create_all", "out of memory");
    if (rc == SQ_OK) {
        memset(state, UNKNOWN, n + 1);
        const runner r = {handle, d, tables, state, n};
        rc = run(&r, &plan);
    } else
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

/* ---- without a connection ---- */

static int write_plan(sq_builder *q, const sq_dialect *d, const sqi_plan *plan, sq_sql_fn fn,
                      void *user, sq_error *err)
{
    for (size_t i = 0; i < plan->n; i++) {
        const char *sql = (sq_sql)(q, plan->p[i], d, NULL);
        if (!sql) {
            const sq_error *why = sq_builder_error(q);
            return sqi_error(err, why->status, why->where, "%s", why->message);
        }
        fn(sql, user);
    }
    return SQ_OK;
}

static int plan_and_write(const sq_dialect *d, const sq_relation *const *relations, size_t n,
                          plan_fn *make_plan, sq_sql_fn fn, void *user, sq_error *err)
{
    sqi_plan plan;
    const sq_table **tables = NULL;
    if (!d || !fn)
        return sqi_error(err, SQ_ERR_ARGUMENT, "create_all", "no %s", d ? "function" : "dialect");
    sqi_plan_options o = options_of(d);
    o.check_first = false;
    const sq_builder_options memory = {.size = sizeof memory};
    sq_builder *q = (sq_builder_new)(&memory);
    int rc = tables_of(q, relations, n, &tables, err);
    if (rc == SQ_OK)
        rc = make_plan(q, tables, n, &o, &plan, err);
    if (rc == SQ_OK)
        rc = write_plan(q, d, &plan, fn, user, err);
    sq_builder_free(q);
    return rc;
}

int sq_create_all_sql_n(const sq_dialect *d, const sq_relation *const *tables, size_t n,
                        sq_sql_fn fn, void *user, sq_error *err)
{
    return plan_and_write(d, tables, n, sqi_create_all_plan, fn, user, err);
}

int sq_drop_all_sql_n(const sq_dialect *d, const sq_relation *const *tables, size_t n, sq_sql_fn fn,
                      void *user, sq_error *err)
{
    return plan_and_write(d, tables, n, sqi_drop_all_plan, fn, user, err);
}
