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

enum { FAMILY = 8 };

/* names: memory for the names of the dialect's family */
static sqi_plan_options options_of(const sq_dialect *d, const char *names[FAMILY])
{
    size_t n = 0;
    for (const sq_dialect *b = d; b && n + 1 < FAMILY; b = b->base)
        names[n++] = b->def->name;
    names[n] = NULL;
    return (sqi_plan_options){
        .alter = d->can & SQI_BIT(ALTER),
        .named_types = d->hooks.create_type != sqi_no_ddl,
        .sequences = d->can & SQI_BIT(SEQUENCES),
        .comments = (d->can & SQI_BIT(COMMENTS)) && !(d->can & SQI_BIT(INLINE_COMMENTS)),
        .check_first = !d->has_table,
        .dialects = names,
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
    sqi_conn *c;
    sq_conn *handle;
    const sq_dialect *d;
    const sq_table *const *tables;
    char *state; /* of each table */
    size_t n;
    unsigned check; /* sq_check_first */
} runner;

/* 1: it is there, 0: it is not, or a negative status. */
static int ask(const runner *r, const char *sql, sq_name name, const char *schema)
{
    const sq_value values[] = {sq_text_value_n(name.p, name.n),
                               sq_text_value(sqi_schema_of(r->d, r->c->compile, schema))};
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

static int is_due_if(int there, bool wanted)
{
    return there < 0 ? there : (there != 0) == wanted;
}

static int is_table_due(const runner *r, const sqi_ddl *x)
{
    bool drops = x->what == SQI_DDL_DROP_TABLE || x->what == SQI_DDL_DROP_CONSTRAINT;
    if (!r->d->has_table || !(r->check & SQ_CHECK_TABLES))
        return 1;
    int state = state_of(r, sq_table_of(x->table));
    return is_due_if(state < 0 ? state : state == THERE, drops);
}

/* 1: the statement is to be run. */
static int is_due(const runner *r, const sqi_ddl *x)
{
    const sqi_ddl_object *o = x->object;
    const sq_type_details *type = x->node.type ? x->node.type->details : NULL;
    switch ((sqi_ddl_what)x->what) {
    case SQI_DDL_CREATE_TYPE:
    case SQI_DDL_DROP_TYPE:
        if (!r->d->has_type || !(r->check & SQ_CHECK_TYPES))
            return 1;
        return is_due_if(ask(r, r->d->has_type, sq_name_of(type->name), type->schema),
                         x->what == SQI_DDL_DROP_TYPE);
    case SQI_DDL_CREATE_SEQUENCE:
    case SQI_DDL_DROP_SEQUENCE:
        if (!r->d->has_sequence || !(r->check & SQ_CHECK_SEQUENCES))
            return 1;
        return is_due_if(
            ask(r, r->d->has_sequence, sq_name_of(o->sequence->name), o->sequence->schema),
            x->what == SQI_DDL_DROP_SEQUENCE);
    default:
        return is_table_due(r, x);
    }
}

/* ---- running ---- */

/* SQ_OK, or what a statement of a listener failed with. */
static int tell(const runner *r, sq_event_kind kind, const sqi_ddl *x)
{
    if (!sqi_listens(r->c->engine, kind))
        return SQ_OK;
    const sq_event ev = {.kind = kind,
                         .conn = r->handle,
                         .table = x ? x->table : NULL,
                         .type = x ? x->node.type : NULL};
    sqi_tell(r->c->engine, &ev);
    return sq_status_of(r->handle);
}

static bool follows_its_table(const sq_stmt *s)
{
    switch ((sqi_ddl_what)SQI_CAST_TO(ddl, s)->what) {
    case SQI_DDL_CREATE_INDEX:
    case SQI_DDL_COMMENT_TABLE:
    case SQI_DDL_COMMENT_COLUMN:
    case SQI_DDL_COMMENT_CONSTRAINT:
        return true;
    default:
        return false;
    }
}

/* A table and what follows it, or one statement of another kind; *at is moved behind it. */
static int run_group(const runner *r, const sqi_plan *plan, size_t *at)
{
    const sqi_ddl *x = SQI_CAST_TO(ddl, plan->p[*at]);
    bool creates = x->what == SQI_DDL_CREATE_TABLE || x->what == SQI_DDL_CREATE_TYPE;
    bool drops = x->what == SQI_DDL_DROP_TABLE || x->what == SQI_DDL_DROP_TYPE;
    int due = is_due(r, x), rc = SQ_OK;
    if (due < 0)
        return due;
    if (due && (creates || drops))
        rc = tell(r, creates ? SQ_EVENT_BEFORE_CREATE : SQ_EVENT_BEFORE_DROP, x);
    do {
        if (due && rc == SQ_OK) {
            int64_t done = (sq_exec)(r->handle, plan->p[*at], NULL, 0);
            rc = done < 0 ? (int)done : SQ_OK;
        }
        ++*at;
    } while (*at < plan->n && follows_its_table(plan->p[*at]));
    if (due && rc == SQ_OK && (creates || drops))
        rc = tell(r, creates ? SQ_EVENT_AFTER_CREATE : SQ_EVENT_AFTER_DROP, x);
    return rc;
}

static int run(const runner *r, const sqi_plan *plan, bool drop)
{
    int rc = tell(r, drop ? SQ_EVENT_BEFORE_DROP : SQ_EVENT_BEFORE_CREATE, NULL);
    for (size_t i = 0; rc == SQ_OK && i < plan->n;)
        rc = run_group(r, plan, &i);
    return rc ? rc : tell(r, drop ? SQ_EVENT_AFTER_DROP : SQ_EVENT_AFTER_CREATE, NULL);
}

/* A cycle goes as one: its rows refer to each other until the last table is dropped. */
static int run_deferred(const runner *r, const sqi_plan *plan)
{
    const sq_sql_text *defer = (const sq_sql_text *)(const void *)r->d->defer_keys;
    bool own = !sq_in_transaction(r->handle);
    int rc = own ? (sq_begin)(r->handle, NULL) : SQ_OK;
    if (rc != SQ_OK)
        return rc;
    int64_t deferred = (sq_sql_exec)(r->handle, defer, NULL, 0);
    rc = deferred < 0 ? (int)deferred : run(r, plan, true);
    if (own && rc == SQ_OK)
        return sq_commit(r->handle);
    if (own)
        sq_rollback(r->handle); /* the error stays */
    return rc;
}

static int plan_and_run(runner *r, const sq_relation *const *relations, size_t n, bool drop)
{
    sqi_plan plan;
    sq_error err;
    const sq_table **tables = NULL;
    const char *names[FAMILY];
    sqi_plan_options o = options_of(r->d, names);
    o.check_first = o.check_first && (r->check & SQ_CHECK_TABLES);
    const sq_builder_options memory = {.allocator = r->c->engine->options.allocator,
                                       .size = sizeof memory};
    sq_builder *q = (sq_builder_new)(&memory);
    int rc = tables_of(q, relations, n, &tables, &err);
    if (rc == SQ_OK)
        rc = (drop ? sqi_drop_all_plan : sqi_create_all_plan)(q, tables, n, &o, &plan, &err);
    r->tables = tables;
    r->n = n;
    r->state = rc == SQ_OK ? sqi_arena_alloc(q->arena, n + 1) : NULL;
    if (rc == SQ_OK && !r->state)
        rc = sqi_error(&err, SQ_ERR_NOMEM, "create_all", "out of memory");
    if (rc == SQ_OK) {
        memset(r->state, UNKNOWN, n + 1);
        rc = drop && plan.cyclic && r->d->defer_keys ? run_deferred(r, &plan) : run(r, &plan, drop);
    } else
        rc = sqi_conn_refuse(r->c, err.status, err.where, "%s", err.message);
    sq_builder_free(q);
    return rc;
}

static int create_or_drop(sq_conn *handle, const sq_create_options *o,
                          const sq_relation *const *tables, size_t n, bool drop)
{
    int rc;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (!c)
        return rc;
    rc = sqi_admit(c); /* what failed before is no failure of a listener */
    runner r = {.c = c, .handle = handle, .d = c->engine->dialect, .check = SQ_CHECK_ALL};
    if (o && o->check_first)
        r.check = o->check_first;
    return rc == SQ_OK ? plan_and_run(&r, tables, n, drop) : rc;
}

int sq_create_all_with_n(sq_conn *c, const sq_create_options *o, const sq_relation *const *tables,
                         size_t n)
{
    return create_or_drop(c, o, tables, n, false);
}

int sq_drop_all_with_n(sq_conn *c, const sq_create_options *o, const sq_relation *const *tables,
                       size_t n)
{
    return create_or_drop(c, o, tables, n, true);
}

int sq_create_all_n(sq_conn *c, const sq_relation *const *tables, size_t n)
{
    return create_or_drop(c, NULL, tables, n, false);
}

int sq_drop_all_n(sq_conn *c, const sq_relation *const *tables, size_t n)
{
    return create_or_drop(c, NULL, tables, n, true);
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
    const char *names[FAMILY];
    sqi_plan_options o = options_of(d, names);
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
