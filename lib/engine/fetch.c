/* fetch.c: rows as structs. */
#include <string.h>
#include "lib/engine/result.h"

/* ---- from a row into a struct ---- */

/* Finds the column of each member once for each result. */
static bool map_columns(sq_result *r, const sq_row_desc *d)
{
    if (r->mapped == d)
        return true;
    if (d->n > r->cap_map) {
        size_t *map = sqi_resize(r->allocator, r->map, d->n * sizeof *map);
        if (!map) {
            sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
            return false;
        }
        r->map = map;
        r->cap_map = d->n;
    }
    for (size_t i = 0; i < d->n; i++) {
        r->map[i] = sq_result_index(r, d->fields[i].name);
        if (r->map[i] == SIZE_MAX)
            return false;
    }
    r->mapped = d;
    return true;
}

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

static int put_int(const sq_field *f, const sq_value *v, char *out)
{
    int64_t i = 0;
    int rc = v->kind == SQ_V_INT ? (i = v->v.i, SQ_OK) : sqi_to_int64(v, &i);
    if (rc != SQ_OK)
        return rc;
    int64_t most = INT64_MAX >> (64 - put_bits(f, (uint64_t)i, out));
    return i <= most && i >= -most - 1 ? SQ_OK : SQ_ERR_CONVERSION;
}

static int put_uint(const sq_field *f, const sq_value *v, char *out)
{
    uint64_t u = 0;
    int rc = sqi_to_uint64(v, &u);
    if (rc != SQ_OK)
        return rc;
    return u <= UINT64_MAX >> (64 - put_bits(f, u, out)) ? SQ_OK : SQ_ERR_CONVERSION;
}

static int put_double(const sq_field *f, const sq_value *v, char *out)
{
    double d = 0;
    int rc = v->kind == SQ_V_DOUBLE ? (d = v->v.d, SQ_OK) : sqi_to_double(v, &d);
    if (f->size == sizeof d) {
        memcpy(out, &d, sizeof d);
        return rc;
    }
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

static int put_pointer(sq_result *r, const sq_value *v, char *out)
{
    sq_str s;
    int rc = text_of(r, v, &s);
    bool whole = v->kind == SQ_V_TEXT && !r->nul_in_text;
    if (rc == SQ_OK && !whole && s.p && strlen(s.p) != s.n)
        rc = SQ_ERR_CONVERSION; /* cut at U+0000 */
    memcpy(out, &s.p, sizeof s.p);
    return rc;
}

/* Into char[N], with its NUL; the rest is zero. */
static int put_chars(sq_result *r, size_t column, const sq_field *f, const sq_value *v, char *out)
{
    sq_str s;
    int rc = text_of(r, v, &s);
    if (rc == SQ_OK && !s.p)
        rc = SQ_ERR_NULL;
    if (rc != SQ_OK)
        return rc;
    if (s.n >= f->size)
        return sqi_result_refuse(r, SQ_ERR_CONVERSION,
                                 "column \"%.80s\": %zu bytes do not fit char[%zu]",
                                 sq_result_name(r, column), s.n, f->size);
    memset(out, 0, f->size);
    memcpy(out, s.p, s.n);
    return memchr(s.p, 0, s.n) ? SQ_ERR_CONVERSION : SQ_OK;
}

static int put_bytes(sq_result *r, size_t column, const sq_field *f, const sq_value *v, char *out)
{
    sq_str s;
    int rc = sqi_to_bytes(v, &s);
    if (rc == SQ_OK && !s.p)
        rc = SQ_ERR_NULL;
    if (rc != SQ_OK)
        return rc;
    if (s.n != f->size)
        return sqi_result_refuse(r, SQ_ERR_CONVERSION,
                                 "column \"%.80s\": %zu bytes do not fill unsigned char[%zu]",
                                 sq_result_name(r, column), s.n, f->size);
    memcpy(out, s.p, s.n);
    return SQ_OK;
}

static int put(sq_result *r, size_t column, const sq_field *f, char *out)
{
    sq_value room;
    const sq_value *v = r->values ? &r->values[column] : &room;
    sq_str s;
    bool b = false;
    int rc;
    if (!r->values && !sqi_result_raw(r, column, &room))
        return r->status;
    switch ((sq_field_kind)f->kind) {
    case SQ_F_INT:
        return put_int(f, v, out);
    case SQ_F_UINT:
        return put_uint(f, v, out);
    case SQ_F_BOOL:
        rc = sqi_to_bool(v, &b);
        memcpy(out, &b, sizeof b);
        return rc;
    case SQ_F_DOUBLE:
        return put_double(f, v, out);
    case SQ_F_TEXT:
        return put_pointer(r, v, out);
    case SQ_F_CHARS:
        return put_chars(r, column, f, v, out);
    case SQ_F_BYTES:
        return put_bytes(r, column, f, v, out);
    case SQ_F_STR:
        rc = v->kind == SQ_V_BYTES ? sqi_to_bytes(v, &s) : text_of(r, v, &s);
        memcpy(out, &s, sizeof s);
        return rc;
    case SQ_F_VALUE:
        room = sq_get_value(r, column);
        memcpy(out, &room, sizeof room);
        return r->status;
    }
    return sqi_result_refuse(r, SQ_ERR_ARGUMENT, "the description of \"%.80s\" is wrong", f->name);
}

static const char *wanted(const sq_field *f)
{
    static const char *const names[] = {
        "integer", "unsigned integer", "boolean", "number", "text", "text", "bytes", "text",
        "value"};
    return (unsigned)f->kind < sizeof names / sizeof *names ? names[f->kind] : "value";
}

bool(sq_read)(sq_result *r, const sq_row_desc *d, void *out)
{
    if (!r || !d || !out || r->status != SQ_OK || !r->on_row || !map_columns(r, d))
        return false;
    for (size_t i = 0; i < d->n; i++) {
        const sq_field *f = &d->fields[i];
        int rc = put(r, r->map[i], f, (char *)out + f->offset);
        if (rc == SQ_OK)
            continue;
        if (rc == SQ_ERR_NULL)
            sqi_result_refuse(r, rc, "column \"%.80s\" is NULL, its member can't be", f->name);
        else
            sqi_result_refuse(r, rc,
                              "the value of column \"%.80s\" does not fit its member: "
                              "%s of %zu bytes",
                              f->name, wanted(f), f->size);
        return false;
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
