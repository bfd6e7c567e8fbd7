/* driver_bind.c: values into the parameters of libpq.
 *
 * The type of a parameter comes from the column it meets, else from the value; text has none (0),
 * so that the server takes it for what stands beside it. Binary form wherever it is exact. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "dialects/postgresql/driver.h"
#include "lib/base/number.h"
#include "lib/base/uuid.h"

static const int64_t DAY = INT64_C(86400000000);
enum { EPOCH_DAYS = 10957 }; /* 2000-01-01, where PostgreSQL counts from */

/* ---- memory ---- */

void sqi_postgresql_free_params(pg_params *p, const sq_allocator *a)
{
    sqi_free(a, p->values);
    sqi_out_clear(&p->bytes);
}

/* Room for n parameters: all arrays in one piece of memory, side by side. */
static int reserve(pg_params *p, const sq_allocator *a, size_t n)
{
    enum { EACH = sizeof(char *) + sizeof(size_t) + sizeof(Oid) + 2 * sizeof(int) };
    if (n <= p->cap)
        return SQ_OK;
    size_t cap = n < 4 ? 4 : n * 2;
    void *memory = sqi_alloc(a, cap * EACH);
    if (!memory)
        return SQ_ERR_NOMEM;
    sqi_free(a, p->values);
    p->values = memory;
    p->offsets = (size_t *)(p->values + cap);
    p->types = (Oid *)(p->offsets + cap);
    p->lengths = (int *)(p->types + cap);
    p->formats = p->lengths + cap;
    p->cap = cap;
    return SQ_OK;
}

/* ---- writing ---- */

static void put_binary(pg_params *p, size_t i, Oid type, const void *bytes, size_t n)
{
    p->types[i] = type;
    p->formats[i] = 1;
    p->lengths[i] = (int)n;
    p->offsets[i] = p->bytes.n;
    sqi_out_short(&p->bytes, bytes, n);
}

static void put_big_endian(pg_params *p, size_t i, Oid type, uint64_t u, int n)
{
    char b[8];
    pg_put8(b, u << (64 - 8 * n));
    put_binary(p, i, type, b, (size_t)n);
}

/* Text form; libpq wants it NUL-terminated. */
static void put_text(pg_params *p, size_t i, Oid type, const char *s, size_t n)
{
    p->types[i] = type;
    p->formats[i] = 0;
    p->lengths[i] = (int)n;
    p->offsets[i] = p->bytes.n;
    sqi_out_mem(&p->bytes, s, n);
    sqi_out_char(&p->bytes, '\0');
}

static void put_null(pg_params *p, size_t i, Oid type)
{
    p->types[i] = type;
    p->formats[i] = 0;
    p->lengths[i] = 0;
    p->offsets[i] = SIZE_MAX;
}

/* ---- types ---- */

static Oid integer_type(const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_SMALL_INTEGER:
    case SQ_T_SQL_SMALLINT:
        return OID_INT2;
    case SQ_T_BIG_INTEGER:
    case SQ_T_SQL_BIGINT:
    case SQ_T_PG_OID:
        return OID_INT8;
    default:
        return OID_INT4;
    }
}

/* What a value in text form, or a NULL, is sent as; 0: the server finds out. */
static Oid type_of(const sq_type *t, sq_type_class class_)
{
    switch (class_) {
    case SQ_TC_INTEGER:
        return integer_type(t);
    case SQ_TC_NUMERIC:
        return OID_NUMERIC;
    case SQ_TC_FLOAT:
        return t->kind == SQ_T_SQL_REAL ? OID_FLOAT4 : OID_FLOAT8;
    case SQ_TC_BOOLEAN:
        return OID_BOOL;
    case SQ_TC_BINARY:
        return OID_BYTEA;
    case SQ_TC_DATE:
        return OID_DATE;
    case SQ_TC_TIME:
        return t->flags & SQ_TYPE_TIMEZONE ? 0 : OID_TIME;
    case SQ_TC_DATETIME:
        return t->flags & SQ_TYPE_TIMEZONE ? OID_TIMESTAMPTZ : OID_TIMESTAMP;
    case SQ_TC_INTERVAL:
        return OID_INTERVAL;
    case SQ_TC_UUID:
        return OID_UUID;
    case SQ_TC_JSON_INDEX:
        return t->kind == SQ_T_JSON_INT_INDEX ? OID_INT4 : OID_TEXT;
    default:
        return 0;
    }
}

/* ---- values ---- */

static void bind_digits(pg_params *p, size_t i, Oid type, int64_t v)
{
    char b[32];
    put_text(p, i, type, b, (size_t)snprintf(b, sizeof b, "%lld", (long long)v));
}

/* The narrowest of the column's type and int8 that holds it: what no row can hold must still
 * compare. */
static void bind_int(pg_params *p, size_t i, Oid type, int64_t v)
{
    if (type == OID_INT2 && v >= INT16_MIN && v <= INT16_MAX)
        put_big_endian(p, i, OID_INT2, (uint64_t)v, 2);
    else if ((type == OID_INT4 || type == OID_INT2) && v >= INT32_MIN && v <= INT32_MAX)
        put_big_endian(p, i, OID_INT4, (uint64_t)v, 4);
    else
        put_big_endian(p, i, OID_INT8, (uint64_t)v, 8);
}

static void bind_double(pg_params *p, size_t i, Oid type, double d)
{
    char b[SQI_DOUBLE_TEXT];
    if (type == OID_NUMERIC && isfinite(d)) {
        put_text(p, i, OID_NUMERIC, b, sqi_write_double(d, b));
    } else if (type == OID_FLOAT4 && !(fabs(d) > FLT_MAX)) {
        float f = (float)d;
        uint32_t u;
        memcpy(&u, &f, sizeof u);
        put_big_endian(p, i, OID_FLOAT4, u, 4);
    } else {
        uint64_t u;
        memcpy(&u, &d, sizeof u);
        put_big_endian(p, i, OID_FLOAT8, u, 8);
    }
}

static void bind_number(pg_params *p, size_t i, const sq_value *v, Oid type, sq_type_class class_)
{
    if (class_ == SQ_TC_INTEGER || class_ == SQ_TC_JSON_INDEX)
        bind_int(p, i, type, v->v.i);
    else if (class_ == SQ_TC_NUMERIC)
        bind_digits(p, i, OID_NUMERIC, v->v.i);
    else if (class_ == SQ_TC_BOOLEAN && (v->v.i == 0 || v->v.i == 1))
        put_binary(p, i, OID_BOOL, v->v.i ? "\1" : "\0", 1);
    else if (class_ == SQ_TC_FLOAT && v->v.i >= -(INT64_C(1) << 53) && v->v.i <= INT64_C(1) << 53)
        bind_double(p, i, type, (double)v->v.i);
    else if (class_ == SQ_TC_STRING)
        bind_digits(p, i, 0, v->v.i);
    else
        bind_int(p, i, v->kind == SQ_V_INT && v->len == 4 ? OID_INT4 : OID_INT8, v->v.i);
}

static void bind_bool(pg_params *p, size_t i, const sq_value *v, Oid type, sq_type_class class_)
{
    if (class_ == SQ_TC_INTEGER || class_ == SQ_TC_NUMERIC)
        bind_number(p, i, v, type, class_);
    else
        put_binary(p, i, OID_BOOL, v->v.i ? "\1" : "\0", 1);
}

/* A time without zone beside a column with one counts as UTC, and the other way round. */
static void bind_time(pg_params *p, size_t i, const sq_value *v, Oid type)
{
    bool zoned = type == OID_TIMESTAMPTZ || (type != OID_TIMESTAMP && v->kind == SQ_V_TIMESTAMP);
    switch (v->kind) {
    case SQ_V_DATE:
        put_big_endian(p, i, OID_DATE, (uint64_t)(v->v.i - EPOCH_DAYS), 4);
        break;
    case SQ_V_TIME:
        put_big_endian(p, i, OID_TIME, (uint64_t)v->v.i, 8);
        break;
    default:
        put_big_endian(p, i, zoned ? OID_TIMESTAMPTZ : OID_TIMESTAMP,
                       (uint64_t)(v->v.i - EPOCH_DAYS * DAY), 8);
    }
}

/* Where it is CHAR(32): its digits. */
static void bind_uuid(pg_params *p, size_t i, const sq_value *v, const sq_type *t)
{
    char b[SQI_UUID_TEXT];
    if (t && (t->flags & SQ_TYPE_NOT_NATIVE))
        put_text(p, i, 0, b, sqi_write_uuid(v->v.p, false, b));
    else
        put_binary(p, i, OID_UUID, v->v.p, 16);
}

static void bind_interval(pg_params *p, size_t i, const sq_value *v)
{
    char b[16];
    uint64_t parts[3] = {(uint64_t)v->v.i, v->len, (uint64_t)(int64_t)v->extra};
    static const int sizes[3] = {8, 4, 4};
    for (int k = 0, at = 0; k < 3; at += sizes[k], k++)
        for (int j = sizes[k] - 1; j >= 0; j--, parts[k] >>= 8)
            b[at + j] = (char)(parts[k] & 0xFF);
    put_binary(p, i, OID_INTERVAL, b, sizeof b);
}

static void bind_text(pg_params *p, size_t i, const sq_value *v, const sq_type *t,
                      sq_type_class class_)
{
    if (class_ == SQ_TC_BINARY)
        put_binary(p, i, OID_BYTEA, v->v.s, v->len);
    else if (v->kind == SQ_V_DECIMAL && class_ != SQ_TC_STRING)
        put_text(p, i, OID_NUMERIC, v->v.s, v->len);
    else
        put_text(p, i, t && class_ != SQ_TC_STRING ? type_of(t, class_) : 0, v->v.s, v->len);
}

/* Arrays, ranges and hstore: the server reads their text as the type it meets. */
static bool bind_composed(pg_params *p, size_t i, const sq_value *v, sq_type_class class_)
{
    size_t start = p->bytes.n;
    bool ok = sqi_postgresql_text(&p->bytes, v, class_);
    sqi_out_char(&p->bytes, '\0');
    p->types[i] = 0;
    p->formats[i] = 0;
    p->lengths[i] = (int)(p->bytes.n - start - 1);
    p->offsets[i] = start;
    return ok;
}

static bool bind_one(pg_params *p, size_t i, const sq_value *v, const sq_type *t)
{
    sq_type_class class_ = t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_UNKNOWN;
    Oid type = t ? type_of(t, class_) : 0;
    char digits[32];
    switch ((sq_value_kind)v->kind) {
    case SQ_V_NULL:
        put_null(p, i, type);
        return true;
    case SQ_V_BOOL:
        bind_bool(p, i, v, type, class_);
        return true;
    case SQ_V_INT:
        bind_number(p, i, v, type, class_);
        return true;
    case SQ_V_UINT:
        put_text(p, i, OID_NUMERIC, digits,
                 (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)v->v.u));
        return true;
    case SQ_V_DOUBLE:
        bind_double(p, i, type, v->v.d);
        return true;
    case SQ_V_TEXT:
    case SQ_V_JSON:
    case SQ_V_DECIMAL:
    case SQ_V_BITS:
        bind_text(p, i, v, t, class_);
        return true;
    case SQ_V_BYTES:
        put_binary(p, i, OID_BYTEA, v->v.p, v->len);
        return true;
    case SQ_V_UUID:
        bind_uuid(p, i, v, t);
        return true;
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        bind_time(p, i, v, type);
        return true;
    case SQ_V_INTERVAL:
        bind_interval(p, i, v);
        return true;
    default:
        return bind_composed(p, i, v, class_);
    }
}

int sqi_postgresql_bind(pg_conn *c, const sq_driver_request *r, sq_error *err)
{
    enum { MOST = 65535 };
    pg_params *p = &c->params;
    if (r->n_params > MOST)
        return sqi_error(err, SQ_ERR_LIMIT, "postgresql",
                         "%zu parameters are more than the %d that PostgreSQL takes", r->n_params,
                         MOST);
    if (!r->compiled && sqi_postgresql_count_markers(r->sql.p) != r->n_params)
        return sqi_error(err, SQ_ERR_ARGUMENT, "postgresql",
                         "the SQL has %zu parameters, %zu values were given",
                         sqi_postgresql_count_markers(r->sql.p), r->n_params);
    p->n = r->n_params;
    p->bytes.n = 0;
    p->bytes.status = SQ_OK;
    if (reserve(p, c->base.host->allocator, p->n) != SQ_OK)
        return sqi_error(err, SQ_ERR_NOMEM, "postgresql", "out of memory");
    for (size_t i = 0; i < p->n; i++)
        if (!bind_one(p, i, &r->values[i], r->params[i].type))
            return sqi_error(err, SQ_ERR_TYPE, "postgresql",
                             "PostgreSQL has no form for the value of parameter %zu", i + 1);
    if (p->bytes.status != SQ_OK) {
        int status = p->bytes.status;
        sqi_out_clear(&p->bytes);
        return sqi_error(err, status, "postgresql", "%s", sq_status_text(status));
    }
    for (size_t i = 0; i < p->n; i++)
        p->values[i] = p->offsets[i] == SIZE_MAX ? NULL : p->bytes.p + p->offsets[i];
    return SQ_OK;
}
