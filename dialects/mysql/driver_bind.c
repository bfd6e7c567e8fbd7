/* driver_bind.c: values as the client library takes them. Numbers, text and bytes are borrowed, of
 * the rest another form is made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/mysql/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/uuid.h"

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

static void make_time(my_cell *cell, my_room *room, const sq_value *v)
{
    MYSQL_TIME *t = &room->t;
    memset(t, 0, sizeof *t);
    cell->bytes = t;
    if (v->kind == SQ_V_DATE) {
        cell->type = MYSQL_TYPE_DATE;
        t->time_type = MYSQL_TIMESTAMP_DATE;
        split_days(v->v.i, t);
    } else if (v->kind == SQ_V_TIME) {
        cell->type = MYSQL_TYPE_TIME;
        t->time_type = MYSQL_TIMESTAMP_TIME;
        split_micros(v->v.i, t);
    } else {
        int64_t days = v->v.i / SQI_DAY - (v->v.i % SQI_DAY < 0);
        cell->type = MYSQL_TYPE_DATETIME;
        t->time_type = MYSQL_TIMESTAMP_DATETIME;
        split_days(days, t);
        split_micros(v->v.i - days * SQI_DAY, t);
    }
}

/* ---- values ---- */

/* A column of times takes a length of time; another one has it counted from 1970. */
static bool make_interval(my_cell *cell, my_room *room, const sq_value *v, const sq_type *t)
{
    int64_t micros;
    if (!sqi_interval_as_time(*v, &micros))
        return false;
    if (!t || sq_type_class_of((sq_type_kind)t->kind) != SQ_TC_TIME) {
        const sq_value time = sq_datetime_value(micros);
        make_time(cell, room, &time);
        return true;
    }
    const sq_value time = {.kind = SQ_V_TIME, .v.i = micros < 0 ? -micros : micros};
    make_time(cell, room, &time);
    room->t.neg = micros < 0;
    return true;
}

/* A BIT column takes a number. false: more than 64 bits. */
static bool make_bits(my_cell *cell, my_room *room, const sq_value *v)
{
    room->u = 0;
    for (uint32_t i = 0; i < v->len; i++)
        room->u = room->u << 1 | (v->v.s[i] == '1');
    *cell = (my_cell){MYSQL_TYPE_LONGLONG | MY_UNSIGNED, 0, &room->u};
    return v->len <= 64;
}

bool sqi_mysql_make_cell(my_cell *cell, my_room *room, const sq_value *v, const sq_type *t)
{
    switch ((sq_value_kind)v->kind) {
    case SQ_V_NULL:
        *cell = (my_cell){.type = MYSQL_TYPE_NULL};
        return true;
    case SQ_V_BOOL:
    case SQ_V_INT:
        *cell = (my_cell){MYSQL_TYPE_LONGLONG, 0, &v->v.i};
        return true;
    case SQ_V_UINT:
        *cell = (my_cell){MYSQL_TYPE_LONGLONG | MY_UNSIGNED, 0, &v->v.u};
        return true;
    case SQ_V_DOUBLE:
        *cell = (my_cell){MYSQL_TYPE_DOUBLE, 0, &v->v.d};
        return true;
    case SQ_V_TEXT:
    case SQ_V_JSON:
        *cell = (my_cell){MYSQL_TYPE_STRING, v->len, v->v.s};
        return true;
    case SQ_V_DECIMAL:
        *cell = (my_cell){MYSQL_TYPE_NEWDECIMAL, v->len, v->v.s};
        return true;
    case SQ_V_BYTES:
        *cell = (my_cell){MYSQL_TYPE_BLOB, v->len, v->v.p};
        return true;
    case SQ_V_BITS:
        return make_bits(cell, room, v);
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        *cell = (my_cell){.length = 0};
        make_time(cell, room, v);
        return true;
    case SQ_V_UUID:
        *cell = (my_cell){MYSQL_TYPE_STRING, sqi_write_uuid(v->v.p, false, room->text), room->text};
        return true;
    case SQ_V_INTERVAL:
        *cell = (my_cell){.length = 0};
        return make_interval(cell, room, v, t);
    default:
        return false;
    }
}

int sqi_mysql_refuse_value(size_t i, sq_error *err)
{
    return sqi_error(err, SQ_ERR_TYPE, "mysql",
                     "the database has no form for the value of parameter %zu", i + 1);
}

/* ---- the parameters of a statement ---- */

void sqi_mysql_free_params(my_params *p, const sq_allocator *a)
{
    sqi_free(a, p->cells);
    sqi_free(a, p->rooms);
    sqi_free(a, p->binds);
}

static bool reserve(my_params *p, const sq_allocator *a, size_t n)
{
    if (n <= p->cap)
        return true;
    size_t cap = n < 16 ? 16 : n * 2;
    void *cells = sqi_resize(a, p->cells, cap * sizeof *p->cells);
    p->cells = cells ? cells : p->cells;
    void *rooms = sqi_resize(a, p->rooms, cap * sizeof *p->rooms);
    p->rooms = rooms ? rooms : p->rooms;
    void *binds = sqi_resize(a, p->binds, cap * sizeof *p->binds);
    p->binds = binds ? binds : p->binds;
    if (!cells || !rooms || !binds)
        return false;
    p->cap = cap;
    return true;
}

/* The library takes the buffer's length for that of the value. */
static void point_at(MYSQL_BIND *b, const my_cell *cell)
{
    b->buffer_length = cell->length;
    memcpy(&b->buffer, &cell->bytes, sizeof cell->bytes); /* only read, though not declared so */
}

/* Did the statement run with values of the same types? Then the library has its binds, and the
 * server knows the types. */
static bool is_bound(const my_statement *s, const my_cell *cells)
{
    bool same = s->bound;
    for (unsigned i = 0; i < s->stmt->param_count && same; i++) {
        const MYSQL_BIND *b = &s->stmt->params[i];
        same = (b->buffer_type | (b->is_unsigned ? MY_UNSIGNED : 0)) == cells[i].type;
    }
    return same;
}

static int bind_anew(my_conn *c, my_statement *s, sq_error *err)
{
    my_params *p = &c->params;
    for (unsigned i = 0; i < s->stmt->param_count; i++) {
        unsigned type = p->cells[i].type;
        p->binds[i] = (MYSQL_BIND){.buffer_type = (enum enum_field_types)(type & MY_TYPE),
                                   .is_unsigned = (type & MY_UNSIGNED) != 0};
        point_at(&p->binds[i], &p->cells[i]);
    }
    s->bound = !mysql_stmt_bind_param(s->stmt, p->binds);
    return s->bound ? SQ_OK : sqi_mysql_error(c, s->stmt, err);
}

static int make_cells(my_conn *c, sq_error *err)
{
    const sq_driver_request *r = c->request;
    my_params *p = &c->params;
    size_t size = sqi_mysql_size_of_head(r->n_params);
    if (!reserve(p, c->base.host->allocator, r->n_params))
        return sqi_error(err, SQ_ERR_NOMEM, "mysql", "out of memory");
    for (size_t i = 0; i < r->n_params; i++) {
        if (!sqi_mysql_make_cell(&p->cells[i], &p->rooms[i], &r->values[i], r->params[i].type))
            return sqi_mysql_refuse_value(i, err);
        size += sqi_mysql_size_of_cell(&p->cells[i]);
    }
    return sqi_mysql_check_packet(c, size, err);
}

int sqi_mysql_bind(my_conn *c, my_statement *s, sq_error *err)
{
    size_t n = c->request->n_params;
    if (s->stmt->param_count != n)
        return sqi_error(err, SQ_ERR_ARGUMENT, "mysql",
                         "the SQL has %u parameters, %zu values were given", s->stmt->param_count,
                         n);
    if (n == 0)
        return SQ_OK;
    if (make_cells(c, err) != SQ_OK)
        return err->status;
    const my_cell *cells = c->params.cells;
    if (!is_bound(s, cells))
        return bind_anew(c, s, err);
    for (size_t i = 0; i < n; i++)
        point_at(&s->stmt->params[i], &cells[i]);
    return SQ_OK;
}
