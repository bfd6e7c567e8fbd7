/* columns.c: column objects of a table: defaults, generated values, options. */
#include "tests/parity/parity.h"

#include <string.h>

#include "tests/parity/tables.h"

/* Stands for code of the application that computes a default. */
static int some_value(void *context, sq_value *out)
{
    (void)context;
    *out = sq_int_value(0);
    return SQ_OK;
}

/* A default of the client or of the server: an object with one of these fields. */
static sq_default default_of(pt_case *c, json_t *o)
{
    json_t *value = json_object_get(o, "value"), *node = json_object_get(o, "node");
    json_t *sequence = json_object_get(o, "sequence");
    pt_know(c, o, "value text node sequence callable sentinel fetched", "a default");
    if (value)
        return (sq_default){.kind = SQ_DEFAULT_VALUE, .value = pt_value(c, value)};
    if (pt_string(o, "text"))
        return (sq_default){.kind = SQ_DEFAULT_SQL, .sql = pt_sql(c, pt_string(o, "text"))};
    if (node)
        return (sq_default){.kind = SQ_DEFAULT_EXPR, .expr = pt_expr_at(c, node)};
    if (sequence) {
        pt_node *s = pt_node_at(c, sequence);
        return (sq_default){.kind = SQ_DEFAULT_SEQUENCE, .sequence = s ? s->sequence : NULL};
    }
    if (pt_flag(o, "callable"))
        return (sq_default){.kind = SQ_DEFAULT_CALLBACK, .callback = some_value};
    if (pt_flag(o, "sentinel"))
        return (sq_default){.kind = SQ_DEFAULT_SENTINEL};
    if (pt_flag(o, "fetched"))
        return (sq_default){.kind = SQ_DEFAULT_FETCHED};
    return (sq_default){.kind = SQ_DEFAULT_NONE};
}

static sq_autoincrement autoincrement_of(json_t *v)
{
    if (json_is_true(v))
        return SQ_AUTOINCREMENT_YES;
    if (json_is_false(v))
        return SQ_AUTOINCREMENT_NO;
    return json_is_string(v) ? SQ_AUTOINCREMENT_IGNORE_FK : SQ_AUTOINCREMENT_AUTO;
}

static bool integer_field(json_t *o, const char *field, int64_t *out)
{
    json_t *v = json_object_get(o, field);
    *out = json_integer_value(v);
    return json_is_integer(v);
}

sq_sequence_options pt_sequence_numbers(json_t *o)
{
    sq_sequence_options n = {0};
    n.has_start = integer_field(o, "start", &n.start);
    n.has_increment = integer_field(o, "increment", &n.increment);
    n.has_minvalue = integer_field(o, "minvalue", &n.minvalue);
    n.has_maxvalue = integer_field(o, "maxvalue", &n.maxvalue);
    n.has_cache = integer_field(o, "cache", &n.cache);
    n.nominvalue = pt_flag(o, "nominvalue");
    n.nomaxvalue = pt_flag(o, "nomaxvalue");
    n.cycle = pt_flag(o, "cycle");
    n.no_cycle = json_is_false(json_object_get(o, "cycle"));
    return n;
}

static sq_identity identity_of(pt_case *c, json_t *o)
{
    if (!o || json_is_null(o))
        return (sq_identity){0};
    pt_know(c, o,
            "always start increment minvalue maxvalue nominvalue nomaxvalue cycle cache options",
            "an identity");
    return (sq_identity){.set = true,
                         .always = pt_flag(o, "always"),
                         .numbers = pt_sequence_numbers(o),
                         .options = pt_options(c, json_object_get(o, "options"))};
}

static void set_computed(pt_case *c, json_t *o, sq_column_options *out)
{
    json_t *computed = json_object_get(o, "computed");
    if (!computed || json_is_null(computed))
        return;
    pt_know(c, computed, "expr persisted", "a computed column");
    out->computed = pt_expr_at(c, json_object_get(computed, "expr"));
    out->persisted = pt_flag(computed, "persisted");
    out->not_persisted = json_is_false(json_object_get(computed, "persisted"));
}

static void set_defaults(pt_case *c, json_t *o, sq_column_options *out)
{
    json_t *server = json_object_get(o, "server_default");
    out->default_ = default_of(c, json_object_get(o, "default"));
    out->onupdate = default_of(c, json_object_get(o, "onupdate"));
    out->server_onupdate = default_of(c, json_object_get(o, "server_onupdate"));
    if (pt_string(server, "text"))
        out->server_default = pt_sql(c, pt_string(server, "text"));
    else
        out->server_default_value = default_of(c, server);
}

static sq_column_options options_of(pt_case *c, json_t *o)
{
    json_t *checks = json_object_get(o, "checks");
    sq_column_options out = {
        .key = pt_string(o, "key"),
        .quote = pt_ident_quote(json_object_get(o, "name")),
        .primary_key = pt_flag(o, "primary_key"),
        .not_null = pt_flag(o, "not_null"),
        .nullable = pt_flag(o, "nullable"),
        .omit_from_statements = pt_flag(o, "omit_from_statements"),
        .system = pt_flag(o, "system"),
        .insert_sentinel = pt_flag(o, "insert_sentinel"),
        .literal = pt_flag(o, "literal"),
        .autoincrement = autoincrement_of(json_object_get(o, "autoincrement")),
        .comment = pt_string(o, "comment"),
        .identity = identity_of(c, json_object_get(o, "identity")),
        .options = pt_options(c, json_object_get(o, "options")),
    };
    if (json_array_size(checks))
        out.checks = pt_constraints(c, checks);
    set_defaults(c, o, &out);
    set_computed(c, o, &out);
    return out;
}

sq_column_spec pt_column(pt_case *c, json_t *o)
{
    pt_know(c, o,
            "name key type literal primary_key not_null nullable autoincrement default onupdate "
            "server_default server_onupdate computed identity checks comment system "
            "omit_from_statements insert_sentinel options",
            "a column");
    return (sq_column_spec){.name = pt_ident_text(json_object_get(o, "name")),
                            .type = pt_type(c, json_object_get(o, "type")),
                            .o = options_of(c, o)};
}

const sq_column_spec *pt_columns(pt_case *c, json_t *columns, size_t *n)
{
    *n = json_array_size(columns);
    sq_column_spec *list = pt_alloc(&c->memory, (*n + 1) * sizeof *list);
    for (size_t i = 0; i < *n; i++)
        list[i] = pt_column(c, json_array_get(columns, i));
    return list;
}
