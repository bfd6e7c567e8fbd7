/* tables.c: metadata, tables, constraints, indexes, sequences. */
#include "tests/parity/tables.h"

#include <string.h>

/* ---- constraints ---- */

static sq_fk_action action_of(pt_case *c, const char *text, const sq_sql_text **sql)
{
    static const struct {
        const char *text;
        sq_fk_action action;
    } actions[] = {{"NO ACTION", SQ_NO_ACTION},
                   {"RESTRICT", SQ_RESTRICT},
                   {"CASCADE", SQ_CASCADE},
                   {"SET NULL", SQ_SET_NULL},
                   {"SET DEFAULT", SQ_SET_DEFAULT}};
    if (!text)
        return SQ_FK_NONE;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].text, text) == 0)
            return actions[i].action;
    *sql = pt_sql(c, text);
    return SQ_FK_NONE;
}

static void set_foreign_key(pt_case *c, json_t *o, sq_constraint *out)
{
    json_t *table = json_object_get(o, "ref_table"), *ref = json_object_get(o, "ref");
    if (table) {
        out->ref_table = sq_table_of(pt_relation_at(c, table));
        out->ref_columns = pt_strings(c, json_object_get(o, "ref_columns"));
    } else if (ref) {
        out->ref_texts = pt_strings(c, ref);
    }
    out->on_delete = action_of(c, pt_string(o, "ondelete"), &out->on_delete_sql);
    out->on_update = action_of(c, pt_string(o, "onupdate"), &out->on_update_sql);
    out->match = pt_string(o, "match");
    out->use_alter = pt_flag(o, "use_alter");
    out->link_to_name = pt_flag(o, "link_to_name");
}

/* [node or {text}, name, operator] */
static void set_exclude(pt_case *c, json_t *o, sq_constraint *out)
{
    json_t *elements = json_object_get(o, "elements"), *where = json_object_get(o, "where");
    size_t n = json_array_size(elements);
    sq_exclude_element *list = pt_alloc(&c->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        json_t *e = json_array_get(elements, i), *what = json_array_get(e, 0);
        if (json_is_object(what))
            list[i].text = pt_sql(c, pt_string(what, "text"));
        else
            list[i].expr = pt_expr_at(c, what);
        list[i].name = json_string_value(json_array_get(e, 1));
        list[i].op = pt_sql(c, json_string_value(json_array_get(e, 2)));
    }
    out->elements = list;
    out->using_ = pt_string(o, "using");
    out->where = where && !json_is_null(where) ? pt_expr_at(c, where) : NULL;
    out->ops = pt_options(c, json_object_get(o, "ops"));
}

static sq_constraint_kind constraint_kind(pt_case *c, const char *name)
{
    static const struct {
        const char *name;
        sq_constraint_kind kind;
    } kinds[] = {{"primary_key", SQ_CONSTRAINT_PRIMARY_KEY},
                 {"unique", SQ_CONSTRAINT_UNIQUE},
                 {"foreign_key", SQ_CONSTRAINT_FOREIGN_KEY},
                 {"check", SQ_CONSTRAINT_CHECK},
                 {"exclude", SQ_CONSTRAINT_EXCLUDE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (name && strcmp(kinds[i].name, name) == 0)
            return kinds[i].kind;
    pt_problem(c, "loader: constraint %s is not known", name ? name : "(none)");
    return SQ_CONSTRAINT_CHECK;
}

static int deferrable_of(json_t *v)
{
    return json_is_true(v) ? 1 : json_is_false(v) ? -1 : 0;
}

static sq_constraint constraint_of(pt_case *c, json_t *o)
{
    json_t *name = json_object_get(o, "name"), *only_on = json_object_get(o, "only_on");
    sq_constraint out = {
        .kind = constraint_kind(c, pt_string(o, "c")),
        .name = pt_ident_text(name),
        .quote = pt_ident_quote(name),
        .no_name = pt_flag(name, "none"),
        .deferrable = deferrable_of(json_object_get(o, "deferrable")),
        .initially = pt_string(o, "initially"),
        .comment = pt_string(o, "comment"),
        .only_on = only_on ? pt_strings(c, only_on) : NULL,
        .isolated = pt_flag(o, "isolated"),
        .implicit = pt_flag(o, "implicit"),
        .options = pt_options(c, json_object_get(o, "options")),
    };
    pt_know(c, o,
            "c name columns implicit ref_table ref_columns ref onupdate ondelete match use_alter "
            "link_to_name expr elements using where ops deferrable initially comment options "
            "only_on isolated",
            "a constraint");
    if (json_object_get(o, "columns"))
        out.columns = pt_strings(c, json_object_get(o, "columns"));
    if (out.kind == SQ_CONSTRAINT_FOREIGN_KEY)
        set_foreign_key(c, o, &out);
    if (out.kind == SQ_CONSTRAINT_CHECK)
        out.check = pt_expr_at(c, json_object_get(o, "expr"));
    if (out.kind == SQ_CONSTRAINT_EXCLUDE)
        set_exclude(c, o, &out);
    return out;
}

const sq_constraint *pt_constraints(pt_case *c, json_t *constraints)
{
    size_t n = json_array_size(constraints);
    sq_constraint *list = pt_alloc(&c->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = constraint_of(c, json_array_get(constraints, i));
    return list;
}

/* ---- metadata and tables ---- */

static const sq_naming_rule *naming_rules(pt_case *c, json_t *o)
{
    const char *key;
    json_t *template;
    size_t i = 0;
    sq_naming_rule *list = pt_alloc(&c->memory, (json_object_size(o) + 1) * sizeof *list);
    json_object_foreach(o, key, template)
        list[i++] = (sq_naming_rule){.key = key, .template_ = json_string_value(template)};
    return i ? list : NULL;
}

static void build_metadata(pt_case *c, pt_node *n)
{
    json_t *schema = pt_field(n, "schema");
    const sq_metadata_options o = {
        .schema = pt_ident_text(schema),
        .schema_quote = pt_ident_quote(schema),
        .naming_convention = naming_rules(c, pt_field(n, "naming_convention")),
        .size = sizeof o,
    };
    n->what = PT_METADATA;
    n->metadata = sq_metadata_new(&o);
}

static void build_ad_hoc(pt_case *c, pt_node *n)
{
    size_t count;
    sq_name schema = pt_name(n, "schema");
    const sq_column_spec *columns = pt_columns(c, pt_field(n, "columns"), &count);
    pt_is_relation(
        n, sq_ad_hoc_table(c->q, pt_name(n, "name"), schema.p ? &schema : NULL, columns, count));
}

static const sq_sql_text *const *prefixes_of(pt_case *c, json_t *list)
{
    size_t n = json_array_size(list);
    const sq_sql_text **p = pt_alloc(&c->memory, (n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = pt_sql(c, json_string_value(json_array_get(list, i)));
    return n ? p : NULL;
}

static void build_table(pt_case *c, pt_node *n)
{
    json_t *schema = pt_field(n, "schema"), *metadata = pt_field(n, "metadata");
    size_t count;
    if (pt_flag(n->json, "lightweight")) {
        build_ad_hoc(c, n);
        return;
    }
    sq_metadata *m = NULL;
    if (metadata)
        m = pt_node_at(c, metadata) ? pt_node_at(c, metadata)->metadata : NULL;
    else
        m = n->metadata = sq_metadata_new(
            &(const sq_metadata_options){.size = sizeof(sq_metadata_options)});
    const sq_column_spec *columns = pt_columns(c, pt_field(n, "columns"), &count);
    const sq_table_options o = {
        .schema = pt_ident_text(schema),
        .quote = pt_ident_quote(pt_field(n, "name")),
        .schema_quote = pt_ident_quote(schema),
        .constraints = pt_constraints(c, pt_field(n, "constraints")),
        .comment = pt_string(n->json, "comment"),
        .prefixes = prefixes_of(c, pt_field(n, "prefixes")),
        .options = pt_options(c, pt_field(n, "options")),
        .no_implicit_returning = pt_flag(n->json, "no_implicit_returning"),
    };
    pt_is_relation(n, sq_metadata_table(m, pt_name(n, "name"), columns, count, &o));
}

static void build_own_column(pt_case *c, pt_node *n)
{
    pt_is_expr(n, sq_own_column(c->q, pt_name(n, "table"), pt_ident_text(pt_field(n, "schema")),
                                pt_string(n->json, "name")));
}

/* ---- indexes and sequences ---- */

const sq_expr *pt_table_column(pt_case *c, const sq_relation *r, const char *key)
{
    const sq_table *t = r ? sq_table_of(r) : NULL;
    for (size_t i = 0; t && key && i < t->n_columns; i++)
        if (t->columns[i].key && strcmp(t->columns[i].key, key) == 0)
            return sq_col_at(c->q, r, i);
    return NULL;
}

static void build_index(pt_case *c, pt_node *n)
{
    const sq_relation *table = pt_relation(c, n, "table");
    json_t *elements = pt_field(n, "elements");
    size_t count = json_array_size(elements);
    sq_index *index = pt_alloc(&c->memory, sizeof *index);
    const sq_expr **list = pt_alloc(&c->memory, (count + 1) * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        json_t *e = json_array_get(elements, i);
        list[i] = json_is_string(e) ? sq_col(c->q, table, json_string_value(e))
                                    : pt_expr_at(c, json_object_get(e, "node"));
    }
    list[count] = SQ_END;
    *index = (sq_index){.name = pt_ident_text(pt_field(n, "name")),
                        .quote = pt_ident_quote(pt_field(n, "name")),
                        .table = sq_table_of(table),
                        .elements = list,
                        .unique = pt_flag(n->json, "unique"),
                        .options = pt_options(c, pt_field(n, "options"))};
    n->what = PT_INDEX;
    n->index = index;
}

static void build_sequence(pt_case *c, pt_node *n)
{
    json_t *name = pt_field(n, "name"), *schema = pt_field(n, "schema");
    const sq_sequence spec = {
        .name = pt_ident_text(name),
        .schema = pt_ident_text(schema),
        .quote = pt_ident_quote(name),
        .schema_quote = pt_ident_quote(schema),
        .type = pt_type(c, pt_field(n, "type")),
        .numbers = pt_sequence_numbers(n->json),
        .optional = pt_flag(n->json, "optional"),
        .options = pt_options(c, pt_field(n, "options")),
    };
    n->what = PT_SEQUENCE;
    n->sequence = sq_sequence_new(c->q, &spec);
}

const pt_kind pt_table_kinds[] = {
    {"metadata", "k schema naming_convention", build_metadata},
    {"table",
     "k name schema lightweight metadata columns constraints comment prefixes options "
     "no_implicit_returning",
     build_table},
    {"own_column", "k table schema name", build_own_column},
    {"index", "k table name elements unique options", build_index},
    {"sequence",
     "k name schema type start increment minvalue maxvalue cache nominvalue nomaxvalue cycle "
     "optional options",
     build_sequence},
    {0},
};
