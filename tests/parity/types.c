/* types.c: types as the corpus writes them (section 5): a name and arguments by name. */
#include "tests/parity/parity.h"

#include <string.h>

/* A type under construction: details are there as soon as an argument needs them. */
typedef struct building {
    pt_case *c;
    sq_type *type;
    sq_type_details *details;
} building;

static sq_type_details *details_of(building *b)
{
    if (!b->details) {
        b->details = pt_alloc(&b->c->memory, sizeof *b->details);
        b->type->details = b->details;
    }
    return b->details;
}

/* {"of_type": type}, the type itself, or null for the unknown one. */
static json_t *inner_type(json_t *v)
{
    json_t *of = json_object_get(v, "of_type");
    return of ? of : v;
}

static const sq_type *kept(pt_case *c, json_t *v)
{
    sq_type *t = pt_alloc(&c->memory, sizeof *t);
    *t = pt_type(c, v);
    return t;
}

static void set_length(building *b, json_t *v)
{
    b->type->length = (int32_t)json_integer_value(v);
    if (!b->type->length)
        b->type->flags |= SQ_TYPE_HAS_LENGTH;
}

static void set_scale(building *b, json_t *v)
{
    b->type->scale = (int32_t)json_integer_value(v);
    b->type->flags |= SQ_TYPE_HAS_SCALE;
}

static void set_name(building *b, json_t *v)
{
    details_of(b)->name = pt_ident_text(v);
}

static void set_schema(building *b, json_t *v)
{
    details_of(b)->schema = pt_ident_text(v);
}

static void set_constraint_name(building *b, json_t *v)
{
    details_of(b)->constraint_name = pt_ident_text(v);
}

static void set_collation(building *b, json_t *v)
{
    details_of(b)->collation = pt_ident_text(v);
}

static void set_collation_schema(building *b, json_t *v)
{
    details_of(b)->collation_schema = pt_ident_text(v);
}

static void set_charset(building *b, json_t *v)
{
    details_of(b)->charset = json_string_value(v);
}

static void set_values(building *b, json_t *v)
{
    details_of(b)->values = pt_strings(b->c, v);
    details_of(b)->n_values = json_array_size(v);
}

static void set_item(building *b, json_t *v)
{
    details_of(b)->item = kept(b->c, inner_type(v));
}

static void set_dimensions(building *b, json_t *v)
{
    details_of(b)->dimensions = (int)json_integer_value(v);
}

static void set_items(building *b, json_t *v)
{
    size_t n = json_array_size(v);
    sq_type *items = pt_alloc(&b->c->memory, (n + 1) * sizeof *items);
    for (size_t i = 0; i < n; i++)
        items[i] = pt_type(b->c, inner_type(json_array_get(v, i)));
    details_of(b)->items = items;
    details_of(b)->n_items = n;
}

static void set_columns(building *b, json_t *v)
{
    size_t n = json_array_size(v);
    const char **names = pt_alloc(&b->c->memory, (n + 1) * sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = pt_ident_text(json_object_get(json_array_get(v, i), "name"));
    set_items(b, v);
    details_of(b)->item_names = names;
}

static void set_day_precision(building *b, json_t *v)
{
    details_of(b)->day_precision = (int)json_integer_value(v);
}

static void set_second_precision(building *b, json_t *v)
{
    details_of(b)->second_precision = (int)json_integer_value(v);
}

static void set_fields(building *b, json_t *v)
{
    details_of(b)->fields = json_string_value(v);
}

static void set_spec(building *b, json_t *v)
{
    details_of(b)->spec = pt_sql(b->c, json_string_value(v));
}

static const sq_expr *expression(building *b, json_t *v)
{
    json_t *node = json_object_get(v, "node"), *text = json_object_get(v, "text");
    if (node)
        return pt_expr_at(b->c, node);
    const char *sql = json_string_value(text ? text : v);
    return sql ? sq_text(b->c->q, pt_sql(b->c, sql)) : NULL;
}

static void set_check(building *b, json_t *v)
{
    details_of(b)->check = expression(b, v);
}

/* A string is a value, as that of a column's default is. */
static void set_default(building *b, json_t *v)
{
    details_of(b)->default_ = json_is_object(v) ? expression(b, v)
                                                : sq_val(b->c->q, pt_value(b->c, v));
}

static void set_variants(building *b, json_t *v)
{
    const char *dialect;
    json_t *type;
    size_t i = 0;
    sq_type_variant *list = pt_alloc(&b->c->memory, (json_object_size(v) + 1) * sizeof *list);
    json_object_foreach(v, dialect, type)
        list[i++] = (sq_type_variant){.dialect = dialect, .type = pt_type(b->c, inner_type(type))};
    details_of(b)->variants = list;
    details_of(b)->n_variants = i;
}

/* Arguments that have a value, and those that are a flag, set by true or by false. */
static const struct argument {
    const char *name;
    void (*set)(building *b, json_t *v);
} arguments[] = {
    {"length", set_length},
    {"precision", set_length},
    {"display_width", set_length},
    {"fsp", set_length},
    {"scale", set_scale},
    {"name", set_name},
    {"schema", set_schema},
    {"constraint_name", set_constraint_name},
    {"collation", set_collation},
    {"collation_schema", set_collation_schema},
    {"charset", set_charset},
    {"values", set_values},
    {"item_type", set_item},
    {"data_type", set_item},
    {"dimensions", set_dimensions},
    {"items", set_items},
    {"columns", set_columns},
    {"day_precision", set_day_precision},
    {"second_precision", set_second_precision},
    {"fields", set_fields},
    {"spec", set_spec},
    {"check", set_check},
    {"default", set_default},
    {"variants", set_variants},
};

static const struct flag {
    const char *name;
    bool when;
    uint16_t flag;
} flags[] = {
    {"timezone", true, SQ_TYPE_TIMEZONE},
    {"unsigned", true, SQ_TYPE_UNSIGNED},
    {"zerofill", true, SQ_TYPE_ZEROFILL},
    {"binary", true, SQ_TYPE_BINARY},
    {"ascii", true, SQ_TYPE_ASCII},
    {"unicode", true, SQ_TYPE_UNICODE},
    {"national", true, SQ_TYPE_NATIONAL},
    {"varying", true, SQ_TYPE_VARYING},
    {"native_enum", false, SQ_TYPE_NOT_NATIVE},
    {"native_uuid", false, SQ_TYPE_NOT_NATIVE},
    {"native", false, SQ_TYPE_NOT_NATIVE},
    {"create_constraint", true, SQ_TYPE_CREATE_CONSTRAINT},
    {"zero_indexes", true, SQ_TYPE_ZERO_INDEXES},
    {"use_blob", true, 0}, /* Oracle alone heeds it */
    {"none_as_null", true, SQ_TYPE_NONE_AS_NULL},
    {"not_null", true, SQ_TYPE_NOT_NULL},
};

static void set_argument(building *b, const char *type, const char *name, json_t *v)
{
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (strcmp(arguments[i].name, name) == 0) {
            arguments[i].set(b, v);
            return;
        }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(flags[i].name, name) == 0) {
            if (json_is_true(v) == flags[i].when)
                b->type->flags |= flags[i].flag;
            return;
        }
    pt_refused(b->c, "type %s has no argument %s", type, name);
}

sq_type pt_type(pt_case *c, json_t *t)
{
    const char *name = pt_string(t, "type"), *key;
    json_t *v;
    sq_type type = {.kind = SQ_T_UNKNOWN};
    building b = {.c = c, .type = &type};
    if (!t || json_is_null(t))
        return type;
    sq_type_kind kind = name ? sq_type_kind_find(name) : SQ_T_COUNT;
    if (kind == SQ_T_COUNT) {
        pt_refused(c, "sq_type_kind_find(\"%s\") knows no such type", name ? name : "");
        return type;
    }
    type.kind = (uint16_t)kind;
    json_object_foreach(t, key, v) if (strcmp(key, "type") != 0 && !json_is_null(v))
        set_argument(&b, name, key, v);
    return type;
}

const sq_type *pt_type_kept(pt_case *c, json_t *t)
{
    return t && !json_is_null(t) ? kept(c, t) : NULL;
}
