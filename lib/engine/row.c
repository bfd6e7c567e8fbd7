/* row.c: reading the current row: columns, typed getters, one and first. */
#include <limits.h>
#include <string.h>
#include "lib/base/inline.h"
#include "lib/engine/result.h"

/* ---- columns ---- */

size_t sq_result_columns(const sq_result *r)
{
    return r ? r->n_columns : 0;
}

const char *sq_result_name(const sq_result *r, size_t i)
{
    if (!r || i >= r->n_columns)
        return NULL;
    return r->names ? r->names[i] : r->compiled->columns[i].name;
}

static const sq_type *type_of(const sq_result *r, size_t i)
{
    return sqi_result_knows(r) && i < r->n_columns ? r->compiled->columns[i].type : NULL;
}

const sq_type *sq_result_type(const sq_result *r, size_t i)
{
    static const sq_type unknown = {.kind = SQ_T_UNKNOWN};
    const sq_type *t = r ? type_of(r, i) : NULL;
    return t ? t : &unknown;
}

size_t sq_result_index(sq_result *r, const char *name)
{
    size_t found = SIZE_MAX;
    if (!r || !name || r->status != SQ_OK)
        return found;
    for (size_t i = 0; i < r->n_columns; i++) {
        if (strcmp(sq_result_name(r, i), name) != 0)
            continue;
        if (found != SIZE_MAX) {
            sqi_result_refuse(r, SQ_ERR_ARGUMENT, "the result has two columns \"%.80s\"", name);
            return SIZE_MAX;
        }
        found = i;
    }
    if (found == SIZE_MAX)
        sqi_result_refuse(r, SQ_ERR_ARGUMENT, "the result has no column \"%.80s\"", name);
    return found;
}

/* Those of a user's own type that converts results; else NULL. */
static const sq_type_methods *methods_of(const sq_type *t)
{
    const sq_type_methods *m = t && t->details ? t->details->methods : NULL;
    return m && m->result ? m : NULL;
}

/* What the method gives may be its own memory for one value: text is copied. */
bool sqi_result_convert(sq_result *r, size_t i, sq_value *v)
{
    const sq_type_methods *m = methods_of(type_of(r, i));
    if (!m)
        return true;
    sq_value in = *v;
    sq_arena *arena = sqi_result_arena(r);
    int rc = m->result(m->context, in, v);
    if (rc == SQ_OK && (v->kind == SQ_V_TEXT || v->kind == SQ_V_BYTES) && v->v.s != in.v.s) {
        v->v.s = arena ? sqi_arena_str(arena, v->v.s, v->len) : NULL;
        rc = v->v.s ? SQ_OK : SQ_ERR_NOMEM;
    }
    if (rc == SQ_OK)
        return true;
    sqi_result_refuse(r, rc < 0 ? rc : SQ_ERR_CONVERSION,
                      "the type %.40s refused the value of column \"%.80s\"",
                      m->name ? m->name : "of the column", sq_result_name(r, i));
    return false;
}

/* ---- counts ---- */

bool sq_on_row(const sq_result *r)
{
    return r && r->on_row;
}

int64_t sq_row_count(const sq_result *r)
{
    return r ? r->n_rows : 0;
}

int64_t sq_rowcount(const sq_result *r)
{
    return r ? r->affected : -1;
}

int64_t sq_lastrowid(const sq_result *r)
{
    return r ? r->last_id : 0;
}

/* ---- getters ---- */

bool sqi_result_lacks(sq_result *r, size_t i)
{
    if (r->on_row)
        sqi_result_refuse(r, SQ_ERR_ARGUMENT, "there is no column %zu", i);
    else
        sqi_result_refuse(r, SQ_ERR_STATE, "no row is current (column %zu)", i);
    return false;
}

static void tell(sq_result *r, size_t i, int rc, const char *wanted)
{
    const char *name = sq_result_name(r, i);
    if (rc == SQ_ERR_NULL)
        sqi_result_refuse(r, rc, "column \"%.80s\" is NULL, wanted: %s", name, wanted);
    else
        sqi_result_refuse(r, rc, "the value of column \"%.80s\" is no %s", name, wanted);
}

bool sq_get_is_null(sq_result *r, size_t i)
{
    sq_value v;
    return r && sqi_result_raw(r, i, &v) && v.kind == SQ_V_NULL;
}

static int64_t convert_int64(sq_result *r, size_t i, const sq_value *v)
{
    int64_t out = 0;
    int rc = sqi_to_int64(v, &out);
    if (rc == SQ_OK)
        return out;
    tell(r, i, rc, "64-bit integer");
    return 0;
}

SQI_APART int64_t find_int64(sq_result *r, size_t i)
{
    sq_value v;
    if (!r || !sqi_result_raw(r, i, &v))
        return 0;
    return v.kind == SQ_V_INT ? v.v.i : convert_int64(r, i, &v);
}

int64_t sq_get_int64(sq_result *r, size_t i)
{
    const sq_value *v = sqi_at_hand(r, i, SQ_V_INT);
    return v ? v->v.i : find_int64(r, i);
}

SQI_APART int find_int(sq_result *r, size_t i)
{
    int64_t n = find_int64(r, i);
    if (n >= INT_MIN && n <= INT_MAX)
        return (int)n;
    tell(r, i, SQ_ERR_CONVERSION, "int");
    return 0;
}

int sq_get_int(sq_result *r, size_t i)
{
    const sq_value *v = sqi_at_hand(r, i, SQ_V_INT);
    return v && v->v.i >= INT_MIN && v->v.i <= INT_MAX ? (int)v->v.i : find_int(r, i);
}

uint64_t sq_get_uint64(sq_result *r, size_t i)
{
    sq_value v;
    uint64_t out = 0;
    if (!r || !sqi_result_raw(r, i, &v))
        return 0;
    int rc = sqi_to_uint64(&v, &out);
    if (rc == SQ_OK)
        return out;
    tell(r, i, rc, "unsigned integer");
    return 0;
}

SQI_APART double find_double(sq_result *r, size_t i)
{
    sq_value v;
    double out = 0;
    if (!r || !sqi_result_raw(r, i, &v))
        return 0;
    if (v.kind == SQ_V_DOUBLE)
        return v.v.d;
    int rc = sqi_to_double(&v, &out);
    if (rc == SQ_OK)
        return out;
    tell(r, i, rc, "double");
    return 0;
}

double sq_get_double(sq_result *r, size_t i)
{
    const sq_value *v = sqi_at_hand(r, i, SQ_V_DOUBLE);
    return v ? v->v.d : find_double(r, i);
}

bool sq_get_bool(sq_result *r, size_t i)
{
    sq_value v;
    bool out = false;
    if (!r || !sqi_result_raw(r, i, &v))
        return false;
    int rc = sqi_to_bool(&v, &out);
    if (rc == SQ_OK)
        return out;
    tell(r, i, rc, "boolean");
    return false;
}

int64_t sq_get_int64_or(sq_result *r, size_t i, int64_t if_null)
{
    return sq_get_is_null(r, i) ? if_null : sq_get_int64(r, i);
}

double sq_get_double_or(sq_result *r, size_t i, double if_null)
{
    return sq_get_is_null(r, i) ? if_null : sq_get_double(r, i);
}

bool sq_get_bool_or(sq_result *r, size_t i, bool if_null)
{
    return sq_get_is_null(r, i) ? if_null : sq_get_bool(r, i);
}

static sq_str convert_str(sq_result *r, size_t i, const sq_value *v)
{
    sq_str out = {NULL, 0};
    sq_arena *arena = sqi_result_arena(r);
    int rc = arena ? sqi_to_text(v, arena, &out) : SQ_ERR_NOMEM;
    if (rc == SQ_OK)
        return out;
    tell(r, i, rc, "text");
    return (sq_str){NULL, 0};
}

SQI_APART sq_str find_str(sq_result *r, size_t i)
{
    sq_value v;
    if (!r || !sqi_result_raw(r, i, &v))
        return (sq_str){NULL, 0};
    return v.kind == SQ_V_TEXT ? (sq_str){v.v.s, v.len} : convert_str(r, i, &v);
}

sq_str sq_get_str(sq_result *r, size_t i)
{
    const sq_value *v = sqi_at_hand(r, i, SQ_V_TEXT);
    return v ? (sq_str){v->v.s, v->len} : find_str(r, i);
}

/* at_hand: its text, where U+0000 may be found within it; NULL: there is none. */
SQI_APART const char *find_text(sq_result *r, size_t i, const sq_value *at_hand)
{
    if (at_hand && sqi_is_c_string(r, at_hand))
        return at_hand->v.s;
    sq_str s = find_str(r, i);
    if (!s.p || strlen(s.p) == s.n)
        return s.p;
    sqi_result_refuse(r, SQ_ERR_CONVERSION, "the text of column \"%.80s\" contains U+0000",
                      sq_result_name(r, i));
    return NULL;
}

const char *sq_get_text(sq_result *r, size_t i)
{
    const sq_value *v = sqi_at_hand(r, i, SQ_V_TEXT);
    return v && !r->nul_in_text ? v->v.s : find_text(r, i, v);
}

sq_str sq_get_bytes(sq_result *r, size_t i)
{
    sq_value v;
    sq_str out = {NULL, 0};
    if (!r || !sqi_result_raw(r, i, &v))
        return out;
    int rc = sqi_to_bytes(&v, &out);
    if (rc != SQ_OK)
        tell(r, i, rc, "bytes");
    return out;
}

sq_value sq_get_value(sq_result *r, size_t i)
{
    sq_value v;
    if (!r || !sqi_result_raw(r, i, &v))
        return (sq_value){.kind = SQ_V_NULL};
    const sq_type *t = type_of(r, i);
    sq_arena *arena = sqi_result_arena(r);
    int rc = arena ? SQ_OK : SQ_ERR_NOMEM;
    if (rc == SQ_OK && v.kind == SQ_V_TEXT && r->rows && !methods_of(t))
        rc = r->structure(r->rows, i, t, &v);
    if (rc == SQ_OK && t)
        rc = sqi_to_type(t, arena, &v);
    if (rc == SQ_OK)
        return v;
    tell(r, i, rc, sq_type_kind_name(t ? (sq_type_kind)t->kind : SQ_T_UNKNOWN));
    return (sq_value){.kind = SQ_V_NULL};
}

/* A date or time, read from text if the database has it so. */
static int64_t get_time(sq_result *r, size_t i, sq_value_kind kind, sq_value_kind also,
                        const char *wanted)
{
    sq_value v;
    if (!r || !sqi_result_raw(r, i, &v))
        return 0;
    int rc = v.kind == SQ_V_NULL ? SQ_ERR_NULL : SQ_OK;
    if (v.kind == SQ_V_TEXT)
        rc = sq_parse_time(kind, v.v.s, v.len, &v);
    if (rc == SQ_OK && v.kind != kind && v.kind != also)
        rc = SQ_ERR_CONVERSION;
    if (rc == SQ_OK)
        return v.v.i;
    tell(r, i, rc, wanted);
    return 0;
}

int64_t sq_get_datetime(sq_result *r, size_t i)
{
    const sq_type *t = r ? type_of(r, i) : NULL;
    bool zone = t && (t->flags & SQ_TYPE_TIMEZONE);
    return get_time(r, i, zone ? SQ_V_TIMESTAMP : SQ_V_DATETIME,
                    zone ? SQ_V_DATETIME : SQ_V_TIMESTAMP, "date and time");
}

int64_t sq_get_date(sq_result *r, size_t i)
{
    return get_time(r, i, SQ_V_DATE, SQ_V_DATE, "date");
}

/* ---- one, first ---- */

static int take_first(sq_result *r, int64_t least, int64_t most)
{
    if (!r)
        return SQ_ERR_ARGUMENT;
    if (r->status != SQ_OK)
        return r->status;
    if (r->mode == SQI_RESULT_STREAM || r->walked)
        return sqi_result_refuse(r, SQ_ERR_STATE,
                                 "only the first row of a buffered result can be asked for");
    if (r->n_rows < least)
        return sqi_result_refuse(r, SQ_ERR_NO_ROW, "the statement gave no row");
    if (r->n_rows > most)
        return sqi_result_refuse(r, SQ_ERR_MANY_ROWS, "the statement gave %lld rows, not one",
                                 (long long)r->n_rows);
    sq_row(r);
    return r->status;
}

int sq_one(sq_result *r)
{
    return take_first(r, 1, 1);
}

int sq_first(sq_result *r)
{
    return take_first(r, 0, INT64_MAX);
}

int sq_one_or_none(sq_result *r)
{
    return take_first(r, 0, 1);
}
