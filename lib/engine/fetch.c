/* fetch.c: rows as structs. */
#include <string.h>
#include "lib/engine/result.h"

/* ---- a value into a member ---- */

/* Writes what the member holds of a number; gives how many bits that is. */
static unsigned put_bits(const sq_field *f, uint64_t bits, char *out)
{
    uint8_t a = (uint8_t)bits;
    uint16_t b = (uint16_t)bits;
    uint32_t c = (uint32_t)bits;
    switch (f->size) {
    case 1:
        memcpy(out, &a, 1);
        return 8;
    case 2:
        memcpy(out, &b, 2);
        return 16;
    case 4:
        memcpy(out, &c, 4);
        return 32;
    default:
        memcpy(out, &bits, 8);
        return 64;
    }
}

static int put_int(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)r;
    int64_t i = 0;
    int rc = sqi_to_int64(v, &i);
    if (rc != SQ_OK)
        return rc;
    int64_t most = INT64_MAX >> (64 - put_bits(m->field, (uint64_t)i, out));
    return i <= most && i >= -most - 1 ? SQ_OK : SQ_ERR_CONVERSION;
}

/* The commonest widths, where the database gave what they take. */
static int put_int32(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    const int32_t i = (int32_t)v->v.i;
    if (v->kind != SQ_V_INT || v->v.i != i)
        return put_int(r, m, v, out);
    memcpy(out, &i, sizeof i);
    return SQ_OK;
}

static int put_int64(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    if (v->kind != SQ_V_INT)
        return put_int(r, m, v, out);
    memcpy(out, &v->v.i, sizeof v->v.i);
    return SQ_OK;
}

static int put_uint(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)r;
    uint64_t u = 0;
    int rc = sqi_to_uint64(v, &u);
    if (rc != SQ_OK)
        return rc;
    return u <= UINT64_MAX >> (64 - put_bits(m->field, u, out)) ? SQ_OK : SQ_ERR_CONVERSION;
}

static int put_bool(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)r, (void)m;
    bool b = false;
    int rc = sqi_to_bool(v, &b);
    memcpy(out, &b, sizeof b);
    return rc;
}

static int put_double(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)r, (void)m;
    double d = v->v.d;
    int rc = v->kind == SQ_V_DOUBLE ? SQ_OK : sqi_to_double(v, &d);
    memcpy(out, &d, sizeof d);
    return rc;
}

static int put_float(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)r, (void)m;
    double d = 0;
    int rc = sqi_to_double(v, &d);
    float narrow = (float)d;
    memcpy(out, &narrow, sizeof narrow);
    return rc;
}

static int text_of(sq_result *r, const sq_value *v, sq_str *out)
{
    if (v->kind == SQ_V_TEXT) {
        *out = (sq_str){v->v.s, v->len};
        return SQ_OK;
    }
    sq_arena *arena = sqi_result_arena(r);
    return arena ? sqi_to_text(v, arena, out) : SQ_ERR_NOMEM;
}

/* Of other kinds as text, or text with U+0000 in it, where it would seem to end. */
static int put_other_pointer(sq_result *r, const sq_value *v, char *out)
{
    sq_str s;
    int rc = text_of(r, v, &s);
    if (rc == SQ_OK && s.p && strlen(s.p) != s.n)
        rc = SQ_ERR_CONVERSION;
    memcpy(out, &s.p, sizeof s.p);
    return rc;
}

static int put_pointer(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)m;
    if (v->kind != SQ_V_TEXT || !sqi_is_c_string(r, v))
        return put_other_pointer(r, v, out);
    memcpy(out, &v->v.s, sizeof v->v.s);
    return SQ_OK;
}

/* Into char[N], with its NUL; the rest is zero. */
static int put_chars(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    sq_str s;
    size_t size = m->field->size;
    int rc = text_of(r, v, &s);
    if (rc == SQ_OK && !s.p)
        rc = SQ_ERR_NULL;
    if (rc != SQ_OK)
        return rc;
    if (s.n >= size)
        return sqi_result_refuse(r, SQ_ERR_CONVERSION,
                                 "column \"%.80s\": %zu bytes do not fit char[%zu]",
                                 sq_result_name(r, m->column), s.n, size);
    memset(out, 0, size);
    memcpy(out, s.p, s.n);
    return memchr(s.p, 0, s.n) ? SQ_ERR_CONVERSION : SQ_OK;
}

static int put_bytes(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    sq_str s;
    int rc = sqi_to_bytes(v, &s);
    if (rc == SQ_OK && !s.p)
        rc = SQ_ERR_NULL;
    if (rc != SQ_OK)
        return rc;
    if (s.n != m->field->size)
        return sqi_result_refuse(r, SQ_ERR_CONVERSION,
                                 "column \"%.80s\": %zu bytes do not fill unsigned char[%zu]",
                                 sq_result_name(r, m->column), s.n, m->field->size);
    memcpy(out, s.p, s.n);
    return SQ_OK;
}

static int put_str(sq_result *r, const sqi_member *m, const sq_value *v, char *out)
{
    (void)m;
    sq_str s;
    int rc = v->kind == SQ_V_BYTES ? sqi_to_bytes(v, &s) : text_of(r, v, &s);
    memcpy(out, &s, sizeof s);
    return rc;
}

/* Of the kind that the column's type asks for, not the raw one. */
static int put_value(sq_result *r, const sqi_member *m, const sq_value *raw, char *out)
{
    (void)raw;
    const sq_value v = sq_get_value(r, m->column);
    memcpy(out, &v, sizeof v);
    return r->status;
}

/* ---- members and columns ---- */

static sqi_put_fn *put_for(const sq_field *f)
{
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        return f->size == sizeof(int64_t)   ? put_int64
               : f->size == sizeof(int32_t) ? put_int32
                                            : put_int;
    case SQ_F_UINT:
        return put_uint;
    case SQ_F_BOOL:
        return put_bool;
    case SQ_F_DOUBLE:
        return f->size == sizeof(double) ? put_double : put_float;
    case SQ_F_TEXT:
        return put_pointer;
    case SQ_F_CHARS:
        return put_chars;
    case SQ_F_BYTES:
        return put_bytes;
    case SQ_F_STR:
        return put_str;
    case SQ_F_VALUE:
        return put_value;
    }
    return NULL;
}

static bool map_member(sq_result *r, const sq_field *f, sqi_member *m)
{
    *m = (sqi_member){f, sq_result_index(r, f->name), put_for(f)};
    if (!m->put)
        sqi_result_refuse(r, SQ_ERR_ARGUMENT, "the description of \"%.80s\" is wrong", f->name);
    return m->put && m->column != SIZE_MAX;
}

/* What there is to be found out of a description, once for each result. */
static bool map_members(sq_result *r, const sq_row_desc *d)
{
    if (d->n > r->cap_members) {
        sqi_member *members = sqi_resize(r->allocator, r->members, d->n * sizeof *members);
        if (!members) {
            sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
            return false;
        }
        r->members = members;
        r->cap_members = d->n;
    }
    for (size_t i = 0; i < d->n; i++)
        if (!map_member(r, &d->fields[i], &r->members[i]))
            return false;
    r->mapped = d;
    return true;
}

static const char *wanted(const sq_field *f)
{
    static const char *const names[] = {
        "integer", "unsigned integer", "boolean", "number", "text", "text", "bytes", "text",
        "value"};
    return (unsigned)f->kind < sizeof names / sizeof *names ? names[f->kind] : "value";
}

static bool refuse_value(sq_result *r, const sq_field *f, int rc)
{
    if (rc == SQ_ERR_NULL)
        sqi_result_refuse(r, rc, "column \"%.80s\" is NULL, its member can't be", f->name);
    else
        sqi_result_refuse(r, rc,
                          "the value of column \"%.80s\" does not fit its member: "
                          "%s of %zu bytes",
                          f->name, wanted(f), f->size);
    return false;
}

/* A raw value of the current row. NULL, and an error: its type refused it. */
static inline const sq_value *value_of(sq_result *r, size_t column, sq_value *room)
{
    if (r->values)
        return &r->values[column];
    if (r->converts)
        return sqi_result_raw(r, column, room) ? room : NULL;
    r->get(r->rows, column, room);
    return room;
}

bool(sq_read)(sq_result *r, const sq_row_desc *d, void *out)
{
    if (!r || !d || !out || r->status != SQ_OK || !r->on_row ||
        (r->mapped != d && !map_members(r, d)))
        return false;
    const sqi_member *m = r->members, *end = m + d->n;
    for (; m < end; m++) {
        sq_value room;
        const sq_value *v = value_of(r, m->column, &room);
        if (!v)
            return false;
        int rc = m->put(r, m, v, (char *)out + m->field->offset);
        if (rc != SQ_OK)
            return refuse_value(r, m->field, rc);
    }
    return true;
}

bool(sq_fetch)(sq_result *r, const sq_row_desc *d, void *out)
{
    return sq_row(r) && (sq_read)(r, d, out);
}

static bool borrows(const sq_row_desc *d)
{
    for (size_t i = 0; i < d->n; i++) {
        int kind = d->fields[i].kind;
        if (kind == SQ_F_TEXT || kind == SQ_F_STR || kind == SQ_F_VALUE)
            return true;
    }
    return false;
}

size_t(sq_fetch_many)(sq_result *r, const sq_row_desc *d, void *out, size_t n)
{
    if (!r || !d || !out)
        return 0;
    if (r->mode == SQI_RESULT_STREAM && n > 1 && borrows(d)) {
        sqi_result_refuse(r, SQ_ERR_ARGUMENT,
                          "the struct borrows text, which a streamed result keeps for one row");
        return 0;
    }
    size_t k = 0;
    while (k < n && (sq_fetch)(r, d, (char *)out + k * d->size))
        k++;
    return k;
}

void *sqi_result_room(sq_result *r, size_t size)
{
    if (!r || r->status != SQ_OK)
        return NULL;
    if (r->mode == SQI_RESULT_STREAM) {
        sqi_result_refuse(r, SQ_ERR_STATE, "all rows at once need a buffered result: sq_query()");
        return NULL;
    }
    if (r->n_rows == 0)
        return NULL;
    size_t most = (size_t)r->n_rows;
    void *room = most > SIZE_MAX / 2 / size ? NULL : sqi_arena_alloc(r->arena, most * size);
    if (room)
        memset(room, 0, most * size);
    else
        sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
    return room;
}

void *(sq_fetch_all)(sq_result *r, const sq_row_desc *d, size_t *n)
{
    *n = 0;
    char *all = d ? sqi_result_room(r, d->size) : NULL;
    if (!all)
        return NULL;
    size_t k = 0;
    while (k < (size_t)r->n_rows && (sq_fetch)(r, d, all + k * d->size))
        k++;
    *n = r->status == SQ_OK ? k : 0;
    return *n ? all : NULL;
}
