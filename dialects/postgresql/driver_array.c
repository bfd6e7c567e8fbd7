/* driver_array.c: rows of an INSERT as arrays, one for each column.
 *
 *   INSERT INTO t (a, b) VALUES ($1, $2)  ──>  INSERT INTO t (a, b) VALUES (unnest($1), unnest($2))
 *
 * The types are those that the server gave the parameters of the statement for one row, so that
 * every row meets the casts that it would meet there. A value that has no binary form as such a
 * type makes its row go by itself. Invariant: all columns hold n_rows values. */
#include "dialects/postgresql/driver.h"

enum { HEAD = 20 }; /* of an array of one dimension */
struct pg_array {
    Oid item, type;
    pg_reading reading;
    sqi_out bytes;
    size_t before; /* bytes without the row that is being added */
    bool has_null;
};

/* Types whose values are encoded; 0: not as an array. */
static Oid array_type(Oid item)
{
    static const Oid types[][2] = {
        {OID_BOOL, 1000},      {OID_BYTEA, 1001},       {OID_INT8, 1016},    {OID_INT2, 1005},
        {OID_INT4, 1007},      {26 /* oid */, 1028},    {OID_TEXT, 1009},    {1043, 1015},
        {1042, 1014},          {OID_FLOAT4, 1021},      {OID_FLOAT8, 1022},  {OID_DATE, 1182},
        {OID_TIME, 1183},      {OID_TIMESTAMP, 1115},   {OID_NUMERIC, 1231}, {OID_UUID, 2951},
        {114 /* json */, 199}, {OID_TIMESTAMPTZ, 1185}, {3802, 3807},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i][0] == item)
            return types[i][1];
    return 0;
}

/* ---- the plan ---- */

static void empty(pg_arrays *a)
{
    static const char head[HEAD];
    a->n_rows = 0;
    for (size_t i = 0; i < a->n; i++) {
        sqi_out *o = &a->columns[i].bytes;
        o->n = 0;
        o->status = SQ_OK;
        sqi_out_mem(o, head, HEAD);
        a->columns[i].has_null = false;
    }
}

static bool reserve(pg_arrays *a, const sq_allocator *allocator, size_t n)
{
    if (n > a->cap) {
        struct pg_array *columns = sqi_resize(allocator, a->columns, n * sizeof *columns);
        if (!columns)
            return false;
        a->columns = columns;
    }
    for (; a->cap < n; a->cap++) {
        a->columns[a->cap] = (struct pg_array){.item = 0};
        sqi_out_init(&a->columns[a->cap].bytes, allocator, (size_t)1 << 30);
    }
    a->n = n;
    return true;
}

static bool write_sql(pg_arrays *a, const sq_driver_batch *b)
{
    a->sql.n = 0;
    sqi_out_mem(&a->sql, b->head.p, b->head.n);
    for (size_t i = 0; i < a->n; i++) {
        sqi_out_printf(&a->sql, i > 0 ? ", unnest($%zu)" : "unnest($%zu)", i + 1);
        sqi_out_mem(&a->sql, b->casts[i].p, b->casts[i].n);
    }
    sqi_out_char(&a->sql, ')');
    return sqi_out_cstr(&a->sql) != NULL;
}

bool sqi_postgresql_plan_arrays(pg_conn *c)
{
    enum { IN_STEP = 100000 }; /* since 10 several unnest() of a row go on together */
    pg_arrays *a = &c->arrays;
    const kept_statement *k = c->current;
    const sq_driver_batch *b = c->batch.given;
    if (!b->head.n || !k || k->n_types == 0 || PQserverVersion(c->pg) < IN_STEP)
        return false;
    for (size_t i = 0; i < k->n_types; i++)
        if (!array_type(k->taken[i]))
            return false;
    if (!a->sql.max)
        sqi_out_init(&a->sql, c->base.host->allocator, (size_t)1 << 30);
    if (!reserve(a, c->base.host->allocator, k->n_types) || !write_sql(a, b)) {
        sqi_out_clear(&a->sql);
        return false;
    }
    for (size_t i = 0; i < a->n; i++) {
        a->columns[i].item = k->taken[i];
        a->columns[i].type = array_type(k->taken[i]);
        a->columns[i].reading = sqi_postgresql_reading(k->taken[i]);
    }
    empty(a);
    return true;
}

/* ---- rows ---- */

/* What the columns up to the k-th got of a row. */
static void take_back(pg_arrays *a, size_t k)
{
    for (size_t i = 0; i <= k; i++)
        a->columns[i].bytes.n = a->columns[i].before;
}

size_t sqi_postgresql_add_to_arrays(pg_conn *c, const sq_value *row)
{
    pg_arrays *a = &c->arrays;
    size_t bytes = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct pg_array *x = &a->columns[i];
        x->before = x->bytes.n;
        if (!sqi_postgresql_encode(&x->bytes, &row[i], x->reading)) {
            take_back(a, i);
            return 0;
        }
        bytes += x->bytes.n - x->before;
        x->has_null = x->has_null || row[i].kind == SQ_V_NULL;
    }
    a->n_rows++;
    return bytes;
}

static int fill_param(pg_conn *c, size_t i)
{
    struct pg_array *x = &c->arrays.columns[i];
    pg_params *p = &c->params;
    char *head = x->bytes.p;
    if (x->bytes.status != SQ_OK)
        return x->bytes.status;
    head = pg_put4(head, 1); /* dimension */
    head = pg_put4(head, x->has_null);
    head = pg_put4(head, x->item);
    head = pg_put4(head, (uint32_t)c->arrays.n_rows);
    pg_put4(head, 1); /* the first one is number 1 */
    p->types[i] = x->type;
    p->formats[i] = 1;
    p->lengths[i] = (int)x->bytes.n;
    p->values[i] = x->bytes.p;
    return SQ_OK;
}

bool sqi_postgresql_send_arrays(pg_conn *c, sq_error *failure)
{
    pg_arrays *a = &c->arrays;
    const pg_params *p = &c->params;
    int status = SQ_OK;
    if (a->n_rows == 0)
        return true;
    for (size_t i = 0; i < a->n && status == SQ_OK; i++)
        status = fill_param(c, i);
    if (status != SQ_OK) {
        sqi_error(failure, status, "postgresql", "%s", sq_status_text(status));
        return true; /* the connection is not to blame */
    }
    bool sent = PQsendQueryParams(c->pg, a->sql.p, (int)a->n, p->types, p->values, p->lengths,
                                  p->formats, 1) == 1;
    empty(a);
    return sent;
}

void sqi_postgresql_free_arrays(pg_arrays *a, const sq_allocator *allocator)
{
    for (size_t i = 0; i < a->cap; i++)
        sqi_out_clear(&a->columns[i].bytes);
    sqi_free(allocator, a->columns);
    sqi_out_clear(&a->sql);
}
