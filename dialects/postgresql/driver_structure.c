/* driver_structure.c: arrays, ranges, multiranges, hstore and money from their text.
 *
 * The text is the server's own output, which is exact for each of them; what does not read as such
 * (an array with bounds of its own, money of another locale) stays text. Values live in the arena
 * of the rows. */
#include <string.h>
#include "dialects/postgresql/driver_decode.h"

enum { MOST_DEPTH = 8, MONEY = 790 };

typedef struct reader {
    pg_rows *rows;
    const char *p, *end;
    bool nomem;
} reader;

typedef enum shape { PLAIN, ARRAY, RANGE, MULTIRANGE, MAP } shape;

/* What the types of the server are made of. */
static shape shape_of(Oid type, Oid *element)
{
    static const struct {
        uint16_t type;
        uint8_t shape;
        uint16_t element;
    } types[] = {
        {143, ARRAY, 142},
        {199, ARRAY, 114},
        {651, ARRAY, 650},
        {775, ARRAY, 774},
        {791, ARRAY, MONEY},
        {1000, ARRAY, OID_BOOL},
        {1001, ARRAY, OID_BYTEA},
        {1002, ARRAY, 18},
        {1003, ARRAY, 19},
        {1005, ARRAY, OID_INT2},
        {1007, ARRAY, OID_INT4},
        {1009, ARRAY, OID_TEXT},
        {1014, ARRAY, 1042},
        {1015, ARRAY, 1043},
        {1016, ARRAY, OID_INT8},
        {1021, ARRAY, OID_FLOAT4},
        {1022, ARRAY, OID_FLOAT8},
        {1028, ARRAY, 26},
        {1040, ARRAY, 829},
        {1041, ARRAY, 869},
        {1115, ARRAY, OID_TIMESTAMP},
        {1182, ARRAY, OID_DATE},
        {1183, ARRAY, OID_TIME},
        {1185, ARRAY, OID_TIMESTAMPTZ},
        {1187, ARRAY, OID_INTERVAL},
        {1231, ARRAY, OID_NUMERIC},
        {1270, ARRAY, 1266},
        {1561, ARRAY, 1560},
        {1563, ARRAY, 1562},
        {2951, ARRAY, OID_UUID},
        {3643, ARRAY, 3614},
        {3645, ARRAY, 3615},
        {3807, ARRAY, 3802},
        {3904, RANGE, OID_INT4},
        {3905, ARRAY, 3904},
        {3906, RANGE, OID_NUMERIC},
        {3907, ARRAY, 3906},
        {3908, RANGE, OID_TIMESTAMP},
        {3909, ARRAY, 3908},
        {3910, RANGE, OID_TIMESTAMPTZ},
        {3911, ARRAY, 3910},
        {3912, RANGE, OID_DATE},
        {3913, ARRAY, 3912},
        {3926, RANGE, OID_INT8},
        {3927, ARRAY, 3926},
        {4451, MULTIRANGE, 3904},
        {4532, MULTIRANGE, 3906},
        {4533, MULTIRANGE, 3908},
        {4534, MULTIRANGE, 3910},
        {4535, MULTIRANGE, 3912},
        {4536, MULTIRANGE, 3926},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == type) {
            *element = types[i].element;
            return (shape)types[i].shape;
        }
    return PLAIN;
}

/* ---- memory ---- */

static void *make(reader *r, size_t n)
{
    sq_arena *a = sqi_postgresql_arena(r->rows);
    void *p = a ? sqi_arena_alloc(a, n) : NULL;
    r->nomem = r->nomem || !p;
    return p;
}

/* ---- words ---- */

static bool take(reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* A word in quotes, or up to one of `stops`. A quote is doubled or escaped within quotes. NULL: it
 * does not end. */
static char *read_word(reader *r, const char *stops, size_t *n, bool *quoted)
{
    char *out = make(r, (size_t)(r->end - r->p) + 1), *o = out;
    if (!out)
        return NULL;
    *quoted = take(r, '"');
    for (; r->p < r->end; r->p++) {
        if (*quoted && *r->p == '"' && !(r->p + 1 < r->end && r->p[1] == '"'))
            break;
        if (!*quoted && strchr(stops, *r->p))
            break;
        if ((*r->p == '\\' || (*quoted && *r->p == '"')) && r->p + 1 < r->end)
            r->p++;
        *o++ = *r->p;
    }
    *o = '\0';
    *n = (size_t)(o - out);
    return !*quoted || take(r, '"') ? out : NULL;
}

static bool is_null(const char *s, size_t n)
{
    return n == 4 && (s[0] | 0x20) == 'n' && (s[1] | 0x20) == 'u' && (s[2] | 0x20) == 'l' &&
           (s[3] | 0x20) == 'l';
}

/* ---- values ---- */

static bool read_text(reader *r, Oid type, const char *s, size_t n, int depth, sq_value *out);

static bool read_bound(reader *r, Oid type, sq_value *out)
{
    bool quoted;
    size_t n;
    if (r->p < r->end && strchr(",)]", *r->p)) {
        *out = (sq_value){.kind = SQ_V_ABSENT};
        return true;
    }
    char *s = read_word(r, ",)]", &n, &quoted);
    return s && read_text(r, type, s, n, MOST_DEPTH, out);
}

static bool read_range(reader *r, Oid type, sq_value *out)
{
    sq_range *range = make(r, sizeof *range);
    if (!range)
        return false;
    *range = (sq_range){.empty = (size_t)(r->end - r->p) >= 5 && memcmp(r->p, "empty", 5) == 0};
    *out = (sq_value){.kind = SQ_V_RANGE, .v.range = range};
    if (range->empty) {
        r->p += 5;
        return true;
    }
    range->lower_inclusive = take(r, '[');
    if (!range->lower_inclusive && !take(r, '('))
        return false;
    if (!read_bound(r, type, &range->lower) || !take(r, ',') || !read_bound(r, type, &range->upper))
        return false;
    range->upper_inclusive = take(r, ']');
    return range->upper_inclusive || take(r, ')');
}

/* Items of a list that has begun, at most: its commas, those within items too. */
static size_t count_items(const reader *r)
{
    size_t n = 1;
    for (const char *p = r->p; p < r->end; p++)
        n += *p == ',';
    return n;
}

static bool read_array(reader *r, Oid element, int depth, sq_value *out);

static bool read_item(reader *r, shape s, Oid element, int depth, sq_value *out)
{
    bool quoted;
    size_t n;
    if (s == MULTIRANGE) {
        Oid bound = 0;
        shape_of(element, &bound);
        return read_range(r, bound, out);
    }
    if (r->p < r->end && *r->p == '{')
        return read_array(r, element, depth + 1, out);
    char *word = read_word(r, ",}", &n, &quoted);
    if (word && !quoted && is_null(word, n)) {
        *out = (sq_value){.kind = SQ_V_NULL};
        return true;
    }
    return word && read_text(r, element, word, n, depth + 1, out);
}

static bool read_list(reader *r, shape s, Oid element, int depth, sq_value *out)
{
    if (depth >= MOST_DEPTH || !take(r, '{'))
        return false;
    sq_value *items = make(r, count_items(r) * sizeof *items);
    uint32_t n = 0;
    *out = (sq_value){.kind = SQ_V_LIST, .v.list = items};
    if (!items || take(r, '}'))
        return items != NULL;
    do {
        if (!read_item(r, s, element, depth, &items[n++]))
            return false;
    } while (take(r, ','));
    out->len = n;
    return take(r, '}');
}

static bool read_array(reader *r, Oid element, int depth, sq_value *out)
{
    return read_list(r, ARRAY, element, depth, out);
}

/* "key"=>"value", "key"=>NULL */
static bool read_map(reader *r, sq_value *out)
{
    sq_value *items = make(r, count_items(r) * 2 * sizeof *items);
    uint32_t n = 0;
    bool quoted;
    size_t length;
    *out = (sq_value){.kind = SQ_V_MAP, .v.list = items};
    while (items && r->p < r->end) {
        for (int i = 0; i < 2; i++) {
            char *s = read_word(r, ",=", &length, &quoted);
            if (!s || (i == 0 && !(take(r, '=') && take(r, '>'))))
                return false;
            items[n++] = i && !quoted && is_null(s, length) ? (sq_value){.kind = SQ_V_NULL}
                                                            : sq_text_value_n(s, length);
        }
        if (take(r, ','))
            take(r, ' ');
    }
    out->len = n / 2;
    return items != NULL;
}

/* -$1,234.56 */
static bool read_money(reader *r, sq_value *out)
{
    char *digits = make(r, (size_t)(r->end - r->p) + 1), *o = digits;
    if (!digits)
        return false;
    if (take(r, '-'))
        *o++ = '-';
    if (!take(r, '$'))
        return false;
    for (; r->p < r->end; r->p++)
        if ((*r->p >= '0' && *r->p <= '9') || (*r->p == '.' && r->end - r->p == 3))
            *o++ = *r->p;
        else if (*r->p != ',')
            return false;
    *o = '\0';
    *out = (sq_value){.kind = SQ_V_DECIMAL, .len = (uint32_t)(o - digits), .v.s = digits};
    return true;
}

static bool read_shape(reader *r, shape s, Oid type, Oid element, int depth, sq_value *out)
{
    switch (s) {
    case ARRAY:
    case MULTIRANGE:
        return read_list(r, s, element, depth, out);
    case RANGE:
        return read_range(r, element, out);
    case MAP:
        return read_map(r, out);
    case PLAIN:
        break;
    }
    return type == MONEY && read_money(r, out);
}

/* The text of one element, of whatever type. */
static bool read_text(reader *r, Oid type, const char *s, size_t n, int depth, sq_value *out)
{
    Oid element = 0;
    shape of = shape_of(type, &element);
    if (of == PLAIN && type != MONEY) {
        *out = (sq_value){.kind = SQ_V_ABSENT};
        sqi_postgresql_reader(type, false)(r->rows, s, n, out);
        r->nomem = r->nomem || out->kind == SQ_V_ABSENT;
        return out->kind != SQ_V_ABSENT;
    }
    reader inner = {r->rows, s, s + n, false};
    bool ok = read_shape(&inner, of, type, element, depth, out) && inner.p == inner.end;
    r->nomem = r->nomem || inner.nomem;
    return ok;
}

int sqi_postgresql_structure(sq_driver_rows *given, size_t column, const sq_type *t, sq_value *v)
{
    pg_rows *rows = (pg_rows *)given;
    sq_type_class class_ = t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_UNKNOWN;
    Oid type = PQftype(rows->result, (int)column), element = OID_TEXT;
    shape s = shape_of(type, &element);
    if (s == PLAIN) /* types that were created: only the statement knows what they are */
        s = class_ == SQ_TC_ARRAY ? ARRAY : class_ == SQ_TC_HSTORE ? MAP : PLAIN;
    reader r = {rows, v->v.s, v->v.s + v->len, false};
    sq_value out;
    if (read_shape(&r, s, type, element, 0, &out) && r.p == r.end)
        *v = out;
    return r.nomem ? SQ_ERR_NOMEM : SQ_OK;
}
