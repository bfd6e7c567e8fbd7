/* driver_bind.c: values into the parameters of the client library. Text and bytes are borrowed, the
 * rest is put beside them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/uuid.h"

void sqi_mysql_free_params(my_params *p, const sq_allocator *a)
{
    sqi_free(a, p->binds);
    sqi_free(a, p->lengths);
    sqi_free(a, p->values);
}

static int reserve(my_params *p, const sq_allocator *a, size_t n)
{
    if (n <= p->cap)
        return SQ_OK;
    size_t cap = n < 16 ? 16 : n * 2;
    void *binds = sqi_resize(a, p->binds, cap * sizeof *p->binds);
    p->binds = binds ? binds : p->binds;
    void *lengths = sqi_resize(a, p->lengths, cap * sizeof *p->lengths);
    p->lengths = lengths ? lengths : p->lengths;
    void *values = sqi_resize(a, p->values, cap * sizeof *p->values);
    p->values = values ? values : p->values;
    if (!binds || !lengths || !values)
        return SQ_ERR_NOMEM;
    p->cap = cap;
    return SQ_OK;
}

/* ---- times ---- */

static void split_days(int64_t days, MYSQL_TIME *t)
{
    int year, month, day;
    sqi_date_of(days, &year, &month, &day);
    t->year = (unsigned)year, t->month = (unsigned)month, t->day = (unsigned)day;
}

static void split_micros(int64_t us, MYSQL_TIME *t)
{
    t->day += (unsigned)(us / SQI_DAY); /* of a length of time */
    t->hour = (unsigned)(us / INT64_C(3600000000) % 24);
    t->minute = (unsigned)(us / 60000000 % 60);
    t->second = (unsigned)(us / 1000000 % 60);
    t->second_part = (unsigned long)(us % 1000000);
}

static void bind_time(MYSQL_BIND *b, union my_param *p, const sq_value *v)
{
    memset(&p->t, 0, sizeof p->t);
    b->buffer = &p->t;
    if (v->kind == SQ_V_DATE) {
        b->buffer_type = MYSQL_TYPE_DATE;
        p->t.time_type = MYSQL_TIMESTAMP_DATE;
        split_days(v->v.i, &p->t);
    } else if (v->kind == SQ_V_TIME) {
        b->buffer_type = MYSQL_TYPE_TIME;
        p->t.time_type = MYSQL_TIMESTAMP_TIME;
        split_micros(v->v.i, &p->t);
    } else {
        int64_t days = v->v.i / SQI_DAY - (v->v.i % SQI_DAY < 0);
        b->buffer_type = MYSQL_TYPE_DATETIME;
        p->t.time_type = MYSQL_TIMESTAMP_DATETIME;
        split_days(days, &p->t);
        split_micros(v->v.i - days * SQI_DAY, &p->t);
    }
}

/* ---- values ---- */

static void bind_bytes(MYSQL_BIND *b, unsigned long *length, enum enum_field_types type,
                       const void *bytes, size_t n)
{
    b->buffer_type = type;
    memcpy(&b->buffer, &bytes, sizeof bytes); /* only read, though not declared so */
    b->buffer_length = *length = n;
    b->length = length;
}

static void bind_uuid(MYSQL_BIND *b, unsigned long *length, union my_param *p, const sq_value *v)
{
    bind_bytes(b, length, MYSQL_TYPE_STRING, p->text, sqi_write_uuid(v->v.p, false, p->text));
}

/* A column of times takes a length of time; another one has it counted from 1970. */
static bool bind_interval(MYSQL_BIND *b, union my_param *p, const sq_bound_param *given)
{
    const sq_type *t = given->type;
    const sq_value *v = &given->value;
    int64_t micros;
    if (!sqi_interval_as_time(*v, &micros))
        return false;
    if (!t || sq_type_class_of((sq_type_kind)t->kind) != SQ_TC_TIME) {
        const sq_value time = sq_datetime_value(micros);
        bind_time(b, p, &time);
        return true;
    }
    const sq_value time = {.kind = SQ_V_TIME, .v.i = micros < 0 ? -micros : micros};
    bind_time(b, p, &time);
    p->t.neg = micros < 0;
    return true;
}

/* A BIT column takes a number. false: more than 64 bits. */
static bool bind_bits(MYSQL_BIND *b, union my_param *p, const sq_value *v)
{
    uint64_t u = 0;
    for (uint32_t i = 0; i < v->len; i++)
        u = u << 1 | (v->v.s[i] == '1');
    memcpy(&p->i, &u, sizeof u);
    b->buffer_type = MYSQL_TYPE_LONGLONG;
    b->buffer = &p->i;
    b->is_unsigned = 1;
    return v->len <= 64;
}

static void bind_int(MYSQL_BIND *b, union my_param *p, const sq_value *v)
{
    p->i = v->v.i;
    b->buffer_type = MYSQL_TYPE_LONGLONG;
    b->buffer = &p->i;
    b->is_unsigned = v->kind == SQ_V_UINT;
}

static bool bind_one(MYSQL_BIND *b, unsigned long *length, union my_param *p,
                     const sq_bound_param *given)
{
    const sq_value *v = &given->value;
    switch ((sq_value_kind)v->kind) {
    case SQ_V_NULL:
        b->buffer_type = MYSQL_TYPE_NULL;
        return true;
    case SQ_V_BOOL:
    case SQ_V_INT:
    case SQ_V_UINT:
        bind_int(b, p, v);
        return true;
    case SQ_V_DOUBLE:
        p->d = v->v.d;
        b->buffer_type = MYSQL_TYPE_DOUBLE;
        b->buffer = &p->d;
        return true;
    case SQ_V_TEXT:
    case SQ_V_JSON:
        bind_bytes(b, length, MYSQL_TYPE_STRING, v->v.s, v->len);
        return true;
    case SQ_V_DECIMAL:
        bind_bytes(b, length, MYSQL_TYPE_NEWDECIMAL, v->v.s, v->len);
        return true;
    case SQ_V_BYTES:
        bind_bytes(b, length, MYSQL_TYPE_BLOB, v->v.p, v->len);
        return true;
    case SQ_V_BITS:
        return bind_bits(b, p, v);
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        bind_time(b, p, v);
        return true;
    case SQ_V_UUID:
        bind_uuid(b, length, p, v);
        return true;
    case SQ_V_INTERVAL:
        return bind_interval(b, p, given);
    default:
        return false;
    }
}

int sqi_mysql_bind_values(my_conn *c, const sq_bound_param *params, size_t n, sq_error *err)
{
    my_params *p = &c->params;
    if (reserve(p, c->base.host->allocator, n) != SQ_OK)
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    memset(p->binds, 0, n * sizeof *p->binds);
    for (size_t i = 0; i < n; i++)
        if (!bind_one(&p->binds[i], &p->lengths[i], &p->values[i], &params[i]))
            return sqi_error(err, SQ_ERR_TYPE, "mysql",
                             "the database has no form for the value of parameter %zu", i + 1);
    return SQ_OK;
}

int sqi_mysql_bind(my_conn *c, MYSQL_STMT *s, sq_error *err)
{
    const sq_driver_request *r = c->request;
    if (mysql_stmt_param_count(s) != r->n_params)
        return sqi_error(err, SQ_ERR_ARGUMENT, "mysql",
                         "the SQL has %lu parameters, %zu values were given",
                         mysql_stmt_param_count(s), r->n_params);
    if (r->n_params == 0)
        return SQ_OK;
    if (sqi_mysql_bind_values(c, r->params, r->n_params, err) != SQ_OK)
        return err->status;
    size_t size = sqi_mysql_size_of_execute(c->params.binds, r->n_params);
    if (sqi_mysql_check_packet(c, size, err) != SQ_OK)
        return err->status;
    return mysql_stmt_bind_param(s, c->params.binds) ? sqi_mysql_error(c, s, err) : SQ_OK;
}
