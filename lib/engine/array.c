/* array.c: members of structs as arrays.
 *
 * Each member is read for all structs in turn: what it is and what its column keeps is known before
 * the first one. A value that is not plainly right is looked at by bind.c, which refuses the same
 * here as where structs are taken one by one. */
#include "lib/engine/array.h"
#include "lib/base/utf8.h"
#include "lib/compile/dialect.h"

typedef struct column column;
/* Reads values from the i-th struct on: where it stopped, at a value that is not plainly right or
 * at n. */
typedef size_t read_fn(column *col, const char *rows, size_t i, size_t n);

struct column {
    const sq_field *field;
    size_t row_size;
    read_fn *read;
    sqi_keeps keeps;
    int kind; /* of all values that are there */
    union {
        int64_t *i;
        double *d;
        const char **s;
    } v;
    size_t *lengths, bytes;
    char *nulls;
    bool has_null;
};

struct sqi_arrays {
    sqi_sets *sets;
    size_t n_params, most;
    column *columns;
    sq_driver_array *out;
};

static inline const char *member_at(const column *col, const char *rows, size_t i)
{
    return rows + i * col->row_size + col->field->offset;
}

/* ---- numbers ---- */

static inline bool keeps_int(const column *col, int64_t v)
{
    return v >= col->keeps.lo && v <= col->keeps.hi;
}

static size_t read_ints(column *col, const char *rows, size_t i, size_t n)
{
    for (; i < n; i++) {
        int64_t v = sqi_member_int(col->field, member_at(col, rows, i));
        if (!keeps_int(col, v))
            break;
        col->v.i[i] = v;
    }
    return i;
}

/* One that is too large for SQ_V_INT is of another kind, and so not plain. */
static size_t read_uints(column *col, const char *rows, size_t i, size_t n)
{
    for (; i < n && col->kind == SQ_V_INT; i++) {
        uint64_t v = sqi_member_bits(col->field, member_at(col, rows, i));
        if (v > INT64_MAX || !keeps_int(col, (int64_t)v))
            break;
        col->v.i[i] = (int64_t)v;
    }
    return i;
}

static size_t read_doubles(column *col, const char *rows, size_t i, size_t n)
{
    bool any = col->keeps.kinds & SQI_KEEPS_KIND(SQ_V_DOUBLE);
    for (; i < n; i++) {
        double d = sqi_member_double(col->field, member_at(col, rows, i));
        if (!any && !(col->keeps.finite && sqi_is_plain_double(d)))
            break;
        col->v.d[i] = d;
    }
    return i;
}

/* ---- text ---- */

static inline void put_null(column *col, size_t i)
{
    col->v.s[i] = NULL;
    col->lengths[i] = 0;
    col->nulls[i] = 1;
    col->has_null = true;
}

static inline void put_bytes(column *col, size_t i, const char *s, size_t n)
{
    col->v.s[i] = s;
    col->lengths[i] = n;
    col->nulls[i] = 0;
    col->bytes += n;
}

static inline bool put_text(column *col, size_t i, const char *s, size_t n)
{
    if (n >= col->keeps.shorter || !sqi_utf8_valid(s, n))
        return false;
    put_bytes(col, i, s, n);
    return true;
}

static size_t read_pointers(column *col, const char *rows, size_t i, size_t n)
{
    for (; i < n; i++) {
        const char *s;
        memcpy(&s, member_at(col, rows, i), sizeof s);
        if (!s)
            put_null(col, i);
        else if (!put_text(col, i, s, strlen(s)))
            break;
    }
    return i;
}

static size_t read_strs(column *col, const char *rows, size_t i, size_t n)
{
    for (; i < n; i++) {
        sq_str s;
        memcpy(&s, member_at(col, rows, i), sizeof s);
        if (!s.p)
            put_null(col, i);
        else if (!put_text(col, i, s.p, s.n))
            break;
    }
    return i;
}

static size_t read_chars(column *col, const char *rows, size_t i, size_t n)
{
    for (; i < n; i++) {
        const char *s = member_at(col, rows, i), *nul = memchr(s, 0, col->field->size);
        if (!put_text(col, i, s, nul ? (size_t)(nul - s) : col->field->size))
            break;
    }
    return i;
}

/* ---- any value ---- */

static size_t read_bools(column *col, const char *rows, size_t i, size_t n)
{
    bool any = col->keeps.kinds & SQI_KEEPS_KIND(SQ_V_BOOL);
    for (; i < n && any; i++) {
        bool b;
        memcpy(&b, member_at(col, rows, i), sizeof b);
        col->v.i[i] = b;
    }
    return i;
}

static size_t read_bytes(column *col, const char *rows, size_t i, size_t n)
{
    bool any = col->keeps.kinds & SQI_KEEPS_KIND(SQ_V_BYTES);
    for (; i < n && any; i++)
        put_bytes(col, i, member_at(col, rows, i), col->field->size);
    return i;
}

static const struct {
    read_fn *read;
    int kind; /* of plain values */
} members[] = {
    [SQ_F_INT] = {read_ints, SQ_V_INT},       [SQ_F_UINT] = {read_uints, SQ_V_INT},
    [SQ_F_BOOL] = {read_bools, SQ_V_BOOL},    [SQ_F_DOUBLE] = {read_doubles, SQ_V_DOUBLE},
    [SQ_F_TEXT] = {read_pointers, SQ_V_TEXT}, [SQ_F_CHARS] = {read_chars, SQ_V_TEXT},
    [SQ_F_BYTES] = {read_bytes, SQ_V_BYTES},  [SQ_F_STR] = {read_strs, SQ_V_TEXT},
    [SQ_F_VALUE] = {NULL, SQ_V_NULL},
};

static void put_value(column *col, size_t i, const sq_value *v)
{
    if (v->kind == SQ_V_TEXT || v->kind == SQ_V_BYTES)
        put_bytes(col, i, v->v.s, v->len);
    else if (v->kind == SQ_V_DOUBLE)
        col->v.d[i] = v->v.d;
    else
        col->v.i[i] = v->v.i;
}

/* One that is not plainly right. The array ends before it, so *n becomes i, if it is wrong or of
 * another kind than those before it. */
static int look(sqi_arrays *a, size_t k, const char *rows, size_t i, size_t *n, sq_error *err)
{
    column *col = &a->columns[k];
    const sqi_sets *s = a->sets;
    const sq_value v = sqi_field_value(col->field, rows + i * col->row_size);
    int rc = sqi_check_bound_value(s->c, &v, &s->params[k], k, &s->keeps[k], err);
    if (i == 0)
        col->kind = v.kind;
    if (rc == SQ_OK && col->kind == v.kind)
        put_value(col, i, &v);
    else
        *n = i;
    return rc;
}

static int read_column(sqi_arrays *a, size_t k, const char *rows, size_t *n, sq_error *err)
{
    column *col = &a->columns[k];
    int rc = SQ_OK;
    col->kind = members[col->field->kind].kind;
    col->bytes = 0;
    col->has_null = false;
    for (size_t i = 0; (i = col->read(col, rows, i, *n)) < *n; i++)
        rc = look(a, k, rows, i, n, err);
    return rc;
}

static sq_driver_array array_of(const column *col)
{
    return (sq_driver_array){.kind = col->kind,
                             .v.i = col->v.i,
                             .lengths = col->lengths,
                             .bytes = col->bytes,
                             .nulls = col->has_null ? col->nulls : NULL};
}

/* The error is that of the first struct that has one: behind it the columns that follow are not
 * read. */
const sq_driver_array *sqi_arrays_read(sqi_arrays *a, const char *rows, size_t *n, sq_error *err)
{
    bool failed = false;
    *n = *n < a->most ? *n : a->most;
    for (size_t k = 0; k < a->n_params; k++)
        failed |= read_column(a, k, rows, n, err) != SQ_OK;
    for (size_t k = 0; k < a->n_params; k++)
        a->out[k] = array_of(&a->columns[k]);
    return failed ? NULL : a->out;
}

/* ---- to begin with ---- */

bool sqi_arrays_can(const sqi_sets *s)
{
    for (size_t i = 0; i < s->request.n_params; i++)
        if (!s->members[i] || !members[s->members[i]->kind].read)
            return false;
    return !s->converts;
}

/* As `keeps` tells it of each kind by itself. */
static sqi_keeps keeps_of(const sqi_sets *s, size_t i)
{
    const sqi_keeps all = {UINT64_MAX, INT64_MIN, INT64_MAX, UINT32_MAX, true};
    bool any = !s->params[i].stores || !s->c->engine->dialect->loses;
    sqi_keeps k = any ? all : s->keeps[i];
    if (k.kinds & SQI_KEEPS_KIND(SQ_V_INT))
        k.lo = all.lo, k.hi = all.hi;
    if (k.kinds & SQI_KEEPS_KIND(SQ_V_TEXT) || k.shorter > all.shorter)
        k.shorter = all.shorter; /* a longer one is no value at all */
    return k;
}

static bool make_column(column *col, const sqi_sets *s, size_t i, size_t most, sq_arena *arena)
{
    const sq_field *f = s->members[i];
    bool bytes = members[f->kind].kind == SQ_V_TEXT || members[f->kind].kind == SQ_V_BYTES;
    *col = (column){.field = f,
                    .row_size = s->desc->size,
                    .read = members[f->kind].read,
                    .keeps = keeps_of(s, i),
                    .v.i = sqi_arena_alloc(arena, most * sizeof *col->v.i)};
    if (bytes) {
        col->lengths = sqi_arena_alloc(arena, most * sizeof *col->lengths);
        col->nulls = sqi_arena_alloc(arena, most);
    }
    return col->v.i && (!bytes || (col->lengths && col->nulls));
}

sqi_arrays *sqi_arrays_make(sqi_sets *s, size_t most, sq_arena *arena)
{
    enum { ENOUGH = 1000 };
    size_t n = s->request.n_params;
    sqi_arrays *a = sqi_arena_alloc(arena, sizeof *a);
    if (!a)
        return NULL;
    *a = (sqi_arrays){.sets = s,
                      .n_params = n,
                      .most = most < ENOUGH ? most : ENOUGH,
                      .columns = sqi_arena_alloc(arena, n * sizeof *a->columns),
                      .out = sqi_arena_alloc(arena, n * sizeof *a->out)};
    bool made = a->columns && a->out;
    for (size_t i = 0; i < n && made; i++)
        made = make_column(&a->columns[i], s, i, a->most, arena);
    return made ? a : NULL;
}
