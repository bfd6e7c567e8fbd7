/* type.c: facts about types, and their identity. */
#include "lib/ast/builder.h"

#define SQ_TYPE(kind, name, class_, generic) name,
static const char *const names[SQ_T_COUNT] = {
#include "squill/types.def"
};
#undef SQ_TYPE

#define SQ_TYPE(kind, name, class_, generic) SQ_TC_##class_,
const uint8_t sqi_type_classes[SQ_T_COUNT] = {
#include "squill/types.def"
};
#undef SQ_TYPE

#define SQ_TYPE(kind, name, class_, generic) SQ_T_##generic,
static const uint8_t generic_kinds[SQ_T_COUNT] = {
#include "squill/types.def"
};
#undef SQ_TYPE

/* One constant of each kind without arguments, so that nodes can point to it. */
#define SQ_TYPE(k, name, class_, generic) {.kind = SQ_T_##k},
const sq_type sqi_simple_types[SQ_T_COUNT] = {
#include "squill/types.def"
};
#undef SQ_TYPE

const sq_type sqi_unknown_type = {.kind = SQ_T_UNKNOWN};

const uint8_t sqi_value_types[SQ_V_BAD_POINTER + 1] = {
    [SQ_V_BOOL] = SQ_T_BOOLEAN,       [SQ_V_INT] = SQ_T_INTEGER,
    [SQ_V_UINT] = SQ_T_NUMERIC,       [SQ_V_DOUBLE] = SQ_T_DOUBLE,
    [SQ_V_TEXT] = SQ_T_STRING,        [SQ_V_BYTES] = SQ_T_LARGE_BINARY,
    [SQ_V_DECIMAL] = SQ_T_NUMERIC,    [SQ_V_DATE] = SQ_T_DATE,
    [SQ_V_TIME] = SQ_T_TIME,          [SQ_V_DATETIME] = SQ_T_DATETIME,
    [SQ_V_TIMESTAMP] = SQ_T_DATETIME, [SQ_V_INTERVAL] = SQ_T_INTERVAL,
    [SQ_V_UUID] = SQ_T_UUID,          [SQ_V_JSON] = SQ_T_JSON,
    [SQ_V_BITS] = SQ_T_PG_BIT,
};
_Static_assert(SQ_T_UNKNOWN == 0 && SQ_T_COUNT <= 256, "what has no type is left out; a byte");

sq_type_class sq_type_class_of(sq_type_kind kind)
{
    return (unsigned)kind < SQ_T_COUNT ? (sq_type_class)sqi_type_classes[kind] : SQ_TC_UNKNOWN;
}

const char *sq_type_kind_name(sq_type_kind kind)
{
    return (unsigned)kind < SQ_T_COUNT ? names[kind] : "";
}

sq_type_kind sq_type_kind_find(const char *name)
{
    for (int i = 0; name && i < SQ_T_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return (sq_type_kind)i;
    return SQ_T_COUNT;
}

/* The next larger one has all values of one without a sign. */
static sq_type without_sign(sq_type t)
{
    if (t.kind == SQ_T_BIG_INTEGER)
        return sq_numeric(20, 0);
    t.kind = t.kind == SQ_T_SMALL_INTEGER ? SQ_T_INTEGER : SQ_T_BIG_INTEGER;
    return t;
}

/* What a generic type knows of length, scale and flags. */
static sq_type of_generic_kind(sq_type t, sq_type_kind kind)
{
    enum {
        KEPT = SQ_TYPE_TIMEZONE | SQ_TYPE_NOT_NATIVE | SQ_TYPE_CREATE_CONSTRAINT |
               SQ_TYPE_ZERO_INDEXES | SQ_TYPE_NONE_AS_NULL
    };
    const sq_type_class class_ = sq_type_class_of(kind);
    sq_type out = {.kind = (uint16_t)kind, .flags = t.flags & KEPT, .details = t.details};
    if (class_ == SQ_TC_STRING || class_ == SQ_TC_BINARY || class_ == SQ_TC_NUMERIC ||
        kind == SQ_T_FLOAT)
        out.length = t.length;
    if (class_ == SQ_TC_NUMERIC) {
        out.scale = t.scale;
        out.flags |= t.flags & SQ_TYPE_HAS_SCALE;
    }
    return out;
}

sq_type sq_type_as_generic(sq_type t)
{
    const sq_type_kind kind = t.kind < SQ_T_COUNT ? (sq_type_kind)generic_kinds[t.kind]
                                                  : SQ_T_UNKNOWN;
    if (t.kind == SQ_T_PG_DOMAIN && t.details && t.details->item)
        return sq_type_as_generic(*t.details->item);
    if (kind == SQ_T_UNKNOWN)
        return sqi_unknown_type;
    if (kind == t.kind)
        return t;
    const sq_type out = of_generic_kind(t, kind);
    const bool wider = (t.flags & SQ_TYPE_UNSIGNED) && sq_type_class_of(kind) == SQ_TC_INTEGER;
    return wider ? without_sign(out) : out;
}

sq_type sq_type_of(sq_type_kind kind)
{
    return *sqi_simple_type(kind);
}
sq_type sq_integer(void)
{
    return sqi_simple_types[SQ_T_INTEGER];
}
sq_type sq_smallint(void)
{
    return sqi_simple_types[SQ_T_SMALL_INTEGER];
}
sq_type sq_bigint(void)
{
    return sqi_simple_types[SQ_T_BIG_INTEGER];
}
sq_type sq_numeric(int precision, int scale)
{
    return (sq_type){
        .kind = SQ_T_NUMERIC, .flags = SQ_TYPE_HAS_SCALE, .length = precision, .scale = scale};
}
sq_type sq_float(void)
{
    return sqi_simple_types[SQ_T_FLOAT];
}
sq_type sq_double(void)
{
    return sqi_simple_types[SQ_T_DOUBLE];
}
sq_type sq_boolean(void)
{
    return sqi_simple_types[SQ_T_BOOLEAN];
}
sq_type sq_varchar(int length)
{
    return (sq_type){.kind = SQ_T_STRING, .length = length};
}
sq_type sq_text_type(void)
{
    return sqi_simple_types[SQ_T_TEXT];
}
sq_type sq_date(void)
{
    return sqi_simple_types[SQ_T_DATE];
}
sq_type sq_time(bool timezone)
{
    return (sq_type){.kind = SQ_T_TIME, .flags = timezone ? SQ_TYPE_TIMEZONE : 0};
}
sq_type sq_datetime(bool timezone)
{
    return (sq_type){.kind = SQ_T_DATETIME, .flags = timezone ? SQ_TYPE_TIMEZONE : 0};
}
sq_type sq_interval(void)
{
    return sqi_simple_types[SQ_T_INTERVAL];
}
sq_type sq_blob(void)
{
    return sqi_simple_types[SQ_T_LARGE_BINARY];
}
sq_type sq_json(void)
{
    return sqi_simple_types[SQ_T_JSON];
}
sq_type sq_uuid(void)
{
    return sqi_simple_types[SQ_T_UUID];
}

/* ---- identity ---- */

static bool same_str(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_strs(const char *const *a, const char *const *b, size_t n)
{
    for (size_t i = 0; i < n && a != b; i++)
        if (!same_str(a ? a[i] : NULL, b ? b[i] : NULL))
            return false;
    return true;
}

static bool same_types(const sq_type *a, const sq_type *b, size_t n)
{
    for (size_t i = 0; i < n && a != b; i++)
        if (!sqi_type_equal(a + i, b + i))
            return false;
    return true;
}

static bool same_methods(const sq_type_methods *a, const sq_type_methods *b)
{
    return a == b ||
           (a && b && same_str(a->name, b->name) && a->bind == b->bind && a->result == b->result &&
            a->context == b->context && same_str(a->bind_function, b->bind_function) &&
            same_str(a->column_function, b->column_function) &&
            a->bind_expression == b->bind_expression &&
            a->column_expression == b->column_expression && a->literal == b->literal &&
            a->column_spec == b->column_spec);
}

static bool same_details(const sq_type_details *a, const sq_type_details *b)
{
    if (a == b)
        return true;
    if (!a || !b || a->n_values != b->n_values || a->n_items != b->n_items ||
        a->n_variants != b->n_variants || a->dimensions != b->dimensions ||
        a->day_precision != b->day_precision || a->second_precision != b->second_precision)
        return false;
    if (!same_str(a->name, b->name) || !same_str(a->schema, b->schema) ||
        !same_str(a->collation, b->collation) ||
        !same_str(a->collation_schema, b->collation_schema) || !same_str(a->charset, b->charset) ||
        !same_str(a->constraint_name, b->constraint_name) || !same_str(a->fields, b->fields) ||
        !same_str((const char *)a->spec, (const char *)b->spec) || a->check != b->check ||
        a->default_ != b->default_ || !same_methods(a->methods, b->methods))
        return false;
    for (size_t i = 0; i < a->n_variants; i++)
        if (!same_str(a->variants[i].dialect, b->variants[i].dialect) ||
            !sqi_type_equal(&a->variants[i].type, &b->variants[i].type))
            return false;
    return same_strs(a->values, b->values, a->n_values) &&
           same_strs(a->item_names, b->item_names, a->item_names ? a->n_items : 0) &&
           same_types(a->items, b->items, a->n_items) &&
           (a->item == b->item || (a->item && b->item && sqi_type_equal(a->item, b->item)));
}

bool sqi_type_equal(const sq_type *a, const sq_type *b)
{
    if (a == b)
        return true;
    if (!a || !b) { /* none is the unknown type */
        const sq_type *t = a ? a : b;
        return t->kind == SQ_T_UNKNOWN && !t->details;
    }
    return a->kind == b->kind && a->flags == b->flags && a->length == b->length &&
           a->scale == b->scale && same_details(a->details, b->details);
}

/* Two types of one hash may differ: details are left to the comparison. */
uint64_t sqi_type_hash(const sq_type *t)
{
    return t ? sqi_mix(t->kind, (uint64_t)(uint32_t)t->length << 16 | t->flags) : SQ_T_UNKNOWN;
}

/* ---- copies ---- */

static const char *const *copy_strs(sq_arena *a, const char *const *in, size_t n)
{
    const char **out = in && n ? sqi_arena_alloc(a, n * sizeof *out) : NULL;
    for (size_t i = 0; out && i < n; i++)
        if (in[i] && !(out[i] = sqi_arena_str(a, in[i], strlen(in[i]))))
            return NULL;
    return out;
}

static const sq_type *copy_types(sq_arena *a, const sq_type *in, size_t n)
{
    sq_type *out = in && n ? sqi_arena_alloc(a, n * sizeof *out) : NULL;
    for (size_t i = 0; out && i < n; i++)
        if (!sqi_type_copy(a, in[i], &out[i]))
            return NULL;
    return out;
}

static const sq_type_variant *copy_variants(sq_arena *a, const sq_type_variant *in, size_t n)
{
    sq_type_variant *out = in && n ? sqi_arena_alloc(a, n * sizeof *out) : NULL;
    for (size_t i = 0; out && i < n; i++) {
        out[i].dialect = sqi_arena_str(a, in[i].dialect, strlen(in[i].dialect));
        if (!out[i].dialect || !sqi_type_copy(a, in[i].type, &out[i].type))
            return NULL;
    }
    return out;
}

static bool copy_details(sq_arena *a, const sq_type_details *in, sq_type_details *d)
{
    const char *const from[] = {
        in->name,    in->schema, in->collation,       in->collation_schema,
        in->charset, in->fields, in->constraint_name, (const char *)in->spec};
    const char *to[8];
    for (size_t i = 0; i < 8; i++) {
        to[i] = from[i] ? sqi_arena_str(a, from[i], strlen(from[i])) : NULL;
        if (from[i] && !to[i])
            return false;
    }
    d->name = to[0], d->schema = to[1], d->collation = to[2], d->collation_schema = to[3];
    d->charset = to[4], d->fields = to[5], d->constraint_name = to[6];
    d->spec = (const sq_sql_text *)(const void *)to[7];
    d->values = copy_strs(a, in->values, in->n_values);
    d->item_names = copy_strs(a, in->item_names, in->item_names ? in->n_items : 0);
    d->items = copy_types(a, in->items, in->n_items);
    d->item = copy_types(a, in->item, in->item ? 1 : 0);
    d->variants = copy_variants(a, in->variants, in->n_variants);
    return !((in->values && in->n_values && !d->values) ||
             (in->item_names && in->n_items && !d->item_names) ||
             (in->items && in->n_items && !d->items) || (in->item && !d->item) ||
             (in->variants && in->n_variants && !d->variants));
}

bool sqi_type_copy(sq_arena *a, sq_type in, sq_type *out)
{
    *out = in;
    if (!in.details)
        return true;
    sq_type_details *d = sqi_arena_alloc(a, sizeof *d);
    if (!d)
        return false;
    *d = *in.details;
    if ((d->check && !sqi_arena_pin(a, d->check->node.home)) ||
        (d->default_ && !sqi_arena_pin(a, d->default_->node.home)))
        return false;
    out->details = d;
    return copy_details(a, in.details, d);
}

const sq_type *sqi_type(sq_builder *q, sq_type t)
{
    if (!t.details && !t.flags && !t.length && !t.scale && t.kind < SQ_T_COUNT)
        return &sqi_simple_types[t.kind];
    sq_type *p = q->is_static ? NULL : sqi_arena_alloc(q->arena, sizeof *p);
    if (!p || !sqi_type_copy(q->arena, t, p)) {
        sqi_fail_nomem(q);
        return &sqi_unknown_type;
    }
    return p;
}
