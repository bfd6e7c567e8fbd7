/* declare_parts.c: types, options and constraints as C source.
 *
 * Everything is a constant: lists and details are compound literals, which at file scope live as
 * long as the program. Members that say nothing are not written. */
#include "lib/schema/declare.h"

/* ---- lists of designated members ---- */

/* What stands before the next member of a struct: nothing at first. */
static void lead(sqi_declarer *x, const char **comma, const char *member)
{
    sqi_out_printf(&x->out, "%s.%s = ", *comma, member);
    *comma = ", ";
}

static void put_text(sqi_declarer *x, const char **comma, const char *member, const char *text)
{
    if (!text)
        return;
    lead(x, comma, member);
    sqi_put_c_string(&x->out, text);
}

static void put_sql(sqi_declarer *x, const char **comma, const char *member, const sq_sql_text *sql)
{
    if (!sql)
        return;
    lead(x, comma, member);
    sqi_out_str(&x->out, "SQ_SQL(");
    sqi_put_c_string(&x->out, (const char *)(const void *)sql);
    sqi_out_str(&x->out, ")");
}

static void put_flag(sqi_declarer *x, const char **comma, const char *member, bool set)
{
    if (!set)
        return;
    lead(x, comma, member);
    sqi_out_str(&x->out, "true");
}

static void put_int(sqi_declarer *x, const char **comma, const char *member, int64_t i)
{
    if (!i)
        return;
    lead(x, comma, member);
    if (i == INT64_MIN)
        sqi_out_str(&x->out, "INT64_MIN");
    else
        sqi_out_int(&x->out, i);
}

static void put_word(sqi_declarer *x, const char **comma, const char *member, const char *word)
{
    if (!word)
        return;
    lead(x, comma, member);
    sqi_out_str(&x->out, word);
}

static void lose(sqi_declarer *x, const char *what, const char *name)
{
    sqi_out_printf(&x->lost, " *   %s", what);
    if (name) {
        sqi_out_str(&x->lost, " ");
        sqi_put_c_string(&x->lost, name);
    }
    sqi_out_str(&x->lost, "\n");
}

/* ---- values ---- */

static void put_value(sqi_declarer *x, const sq_value *v);

static void put_values(sqi_declarer *x, const sq_value *v, const char *kind, size_t n)
{
    sqi_out_printf(&x->out, "{.kind = %s, .len = %u, .v = {.list = (const sq_value[]){", kind,
                   (unsigned)v->len);
    for (size_t i = 0; i < n; i++) {
        sqi_out_str(&x->out, i ? ", " : "");
        put_value(x, &v->v.list[i]);
    }
    sqi_out_str(&x->out, "}}}");
}

/* Those that a catalog can tell. */
static bool is_constant(const sq_value *v)
{
    size_t n = v->kind == SQ_V_MAP ? (size_t)v->len * 2 : v->len;
    switch ((sq_value_kind)v->kind) {
    case SQ_V_TEXT:
    case SQ_V_BOOL:
    case SQ_V_INT:
        return true;
    case SQ_V_LIST:
    case SQ_V_MAP:
        for (size_t i = 0; i < n; i++)
            if (!is_constant(&v->v.list[i]))
                return false;
        return true;
    default:
        return false;
    }
}

static void put_value(sqi_declarer *x, const sq_value *v)
{
    switch ((sq_value_kind)v->kind) {
    case SQ_V_TEXT:
        sqi_out_str(&x->out, "SQ_CONST_TEXT(");
        sqi_put_c_string(&x->out, v->v.s);
        sqi_out_str(&x->out, ")");
        break;
    case SQ_V_BOOL:
        sqi_out_printf(&x->out, "SQ_CONST_BOOL(%d)", v->v.i != 0);
        break;
    case SQ_V_INT:
        sqi_out_printf(&x->out, "{.kind = SQ_V_INT, .len = %u, .v = {.i = ", (unsigned)v->len);
        sqi_out_int(&x->out, v->v.i);
        sqi_out_str(&x->out, "}}");
        break;
    case SQ_V_LIST:
        put_values(x, v, "SQ_V_LIST", v->len);
        break;
    default:
        put_values(x, v, "SQ_V_MAP", (size_t)v->len * 2);
    }
}

static void put_options(sqi_declarer *x, const char **comma, const sq_option *list)
{
    bool any = false;
    for (; list && list->name; list++) {
        if (!is_constant(&list->value)) {
            lose(x, "the option", list->name);
            continue;
        }
        if (!any) {
            lead(x, comma, "options");
            sqi_out_str(&x->out, "SQ_OPTIONS(");
        }
        sqi_out_str(&x->out, any ? ", {" : "{");
        sqi_put_c_string(&x->out, list->name);
        sqi_out_str(&x->out, ", ");
        put_value(x, &list->value);
        sqi_out_str(&x->out, "}");
        any = true;
    }
    if (any)
        sqi_out_str(&x->out, ")");
}

/* ---- types ---- */

static const char *const kind_names[] = {
#define SQ_TYPE(kind, name, class_, generic) "SQ_T_" #kind,
#include "squill/types.def"
#undef SQ_TYPE
};

/* As SQ_TABLE spells it; false: it has no word of its own. */
static bool put_plain_type(sqi_declarer *x, const sq_type *t)
{
    static const struct {
        uint16_t kind, flags;
        const char *word;
        int args; /* 1: length, 2: precision and scale */
    } words[] = {
        {SQ_T_INTEGER, 0, "integer", 0},
        {SQ_T_SMALL_INTEGER, 0, "smallint", 0},
        {SQ_T_BIG_INTEGER, 0, "bigint", 0},
        {SQ_T_NUMERIC, SQ_TYPE_HAS_SCALE, "numeric", 2},
        {SQ_T_FLOAT, 0, "float", 0},
        {SQ_T_DOUBLE, 0, "double", 0},
        {SQ_T_SQL_REAL, 0, "real", 0},
        {SQ_T_BOOLEAN, 0, "boolean", 0},
        {SQ_T_STRING, 0, "varchar", 1},
        {SQ_T_SQL_CHAR, 0, "char", 1},
        {SQ_T_TEXT, 0, "text", 0},
        {SQ_T_DATE, 0, "date", 0},
        {SQ_T_TIME, 0, "time", 0},
        {SQ_T_DATETIME, 0, "datetime", 0},
        {SQ_T_SQL_TIMESTAMP, 0, "timestamp", 0},
        {SQ_T_SQL_TIMESTAMP, SQ_TYPE_TIMEZONE, "timestamptz", 0},
        {SQ_T_INTERVAL, 0, "interval", 0},
        {SQ_T_LARGE_BINARY, 0, "blob", 0},
        {SQ_T_JSON, 0, "json", 0},
        {SQ_T_PG_JSONB, 0, "jsonb", 0},
        {SQ_T_UUID, 0, "uuid", 0},
    };
    for (size_t i = 0; !t->details && i < sizeof words / sizeof *words; i++) {
        if (words[i].kind != t->kind || words[i].flags != t->flags ||
            (!words[i].args && t->length) || (words[i].args < 2 && t->scale))
            continue;
        sqi_out_str(&x->out, words[i].word);
        if (words[i].args == 1)
            sqi_out_printf(&x->out, "(%d)", (int)t->length);
        if (words[i].args == 2)
            sqi_out_printf(&x->out, "(%d, %d)", (int)t->length, (int)t->scale);
        return true;
    }
    return false;
}

static void put_members(sqi_declarer *x, const sq_type *t);

static void put_details(sqi_declarer *x, const sq_type_details *d)
{
    const char *comma = "";
    sqi_out_str(&x->out, "&(const sq_type_details){");
    put_text(x, &comma, "name", d->name);
    put_text(x, &comma, "schema", d->schema);
    put_text(x, &comma, "collation", d->collation);
    put_text(x, &comma, "collation_schema", d->collation_schema);
    put_text(x, &comma, "charset", d->charset);
    if (d->n_values) {
        lead(x, &comma, "values");
        sqi_out_str(&x->out, "(const char *const[]){");
        for (size_t i = 0; i < d->n_values; i++) {
            sqi_out_str(&x->out, i ? ", " : "");
            sqi_put_c_string(&x->out, d->values[i]);
        }
        sqi_out_str(&x->out, "}");
        put_int(x, &comma, "n_values", (int64_t)d->n_values);
    }
    if (d->item) {
        lead(x, &comma, "item");
        sqi_out_str(&x->out, "&(const sq_type){");
        put_members(x, d->item);
        sqi_out_str(&x->out, "}");
    }
    put_int(x, &comma, "dimensions", d->dimensions);
    put_int(x, &comma, "day_precision", d->day_precision);
    put_int(x, &comma, "second_precision", d->second_precision);
    put_text(x, &comma, "constraint_name", d->constraint_name);
    put_text(x, &comma, "fields", d->fields);
    put_sql(x, &comma, "spec", d->spec);
    if (d->check || d->default_)
        lose(x, "the condition and default of the type", d->name);
    sqi_out_str(&x->out, "}");
}

static void put_flags(sqi_declarer *x, const char **comma, unsigned flags)
{
    static const char *const words[] = {
        "TIMEZONE",     "HAS_SCALE",  "UNSIGNED",          "ZEROFILL",
        "BINARY",       "ASCII",      "UNICODE",           "NATIONAL",
        "VARYING",      "NOT_NATIVE", "CREATE_CONSTRAINT", "ZERO_INDEXES",
        "NONE_AS_NULL", "NOT_NULL",   "HAS_LENGTH"};
    const char *bar = "";
    if (flags)
        lead(x, comma, "flags");
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (!(flags >> i & 1))
            continue;
        sqi_out_printf(&x->out, "%sSQ_TYPE_%s", bar, words[i]);
        bar = " | ";
    }
}
_Static_assert(SQ_TYPE_HAS_LENGTH == 1 << 14, "a flag of types is missing here");

static void put_members(sqi_declarer *x, const sq_type *t)
{
    const char *comma = "";
    put_word(x, &comma, "kind", kind_names[t->kind]);
    put_flags(x, &comma, t->flags);
    put_int(x, &comma, "length", t->length);
    put_int(x, &comma, "scale", t->scale);
    if (t->details) {
        lead(x, &comma, "details");
        put_details(x, t->details);
    }
}

void sqi_put_c_type(sqi_declarer *x, const sq_type *t)
{
    if (put_plain_type(x, t))
        return;
    sqi_out_str(&x->out, "type(");
    put_members(x, t);
    sqi_out_str(&x->out, ")");
}

/* ---- columns ---- */

static void put_default(sqi_declarer *x, const char **comma, const char *member,
                        const sq_default *d)
{
    const char *inner = "";
    const bool value = d->kind == SQ_DEFAULT_VALUE && is_constant(&d->value);
    if (d->kind == SQ_DEFAULT_NONE)
        return;
    if (!value && d->kind != SQ_DEFAULT_SQL && d->kind != SQ_DEFAULT_FETCHED) {
        lose(x, "a default:", member);
        return;
    }
    lead(x, comma, member);
    sqi_out_str(&x->out, "{");
    put_word(x, &inner, "kind",
             value                       ? "SQ_DEFAULT_VALUE"
             : d->kind == SQ_DEFAULT_SQL ? "SQ_DEFAULT_SQL"
                                         : "SQ_DEFAULT_FETCHED");
    if (value) {
        lead(x, &inner, "value");
        put_value(x, &d->value);
    }
    put_sql(x, &inner, "sql", d->sql);
    sqi_out_str(&x->out, "}");
}

static void put_number(sqi_declarer *x, const char **comma, const char *flag, bool has,
                       const char *member, int64_t i)
{
    put_flag(x, comma, flag, has);
    put_int(x, comma, member, has ? i : 0);
}

static void put_identity(sqi_declarer *x, const char **comma, const sq_identity *i)
{
    const sq_sequence_options *n = &i->numbers;
    const char *inner = "";
    if (!i->set)
        return;
    lead(x, comma, "identity");
    sqi_out_str(&x->out, i->always ? "{.set = true, .always = true, .numbers = {"
                                   : "{.set = true, .numbers = {");
    put_number(x, &inner, "has_start", n->has_start, "start", n->start);
    put_number(x, &inner, "has_increment", n->has_increment, "increment", n->increment);
    put_number(x, &inner, "has_minvalue", n->has_minvalue, "minvalue", n->minvalue);
    put_number(x, &inner, "has_maxvalue", n->has_maxvalue, "maxvalue", n->maxvalue);
    put_number(x, &inner, "has_cache", n->has_cache, "cache", n->cache);
    put_flag(x, &inner, "cycle", n->cycle);
    if (!*inner)
        sqi_out_str(&x->out, "0");
    sqi_out_str(&x->out, "}}");
}

static const char *word_of_action(sq_fk_action a)
{
    static const char *const words[] = {[SQ_NO_ACTION] = "SQ_NO_ACTION",
                                        [SQ_RESTRICT] = "SQ_RESTRICT",
                                        [SQ_CASCADE] = "SQ_CASCADE",
                                        [SQ_SET_NULL] = "SQ_SET_NULL",
                                        [SQ_SET_DEFAULT] = "SQ_SET_DEFAULT"};
    return words[a];
}

static void put_reference(sqi_declarer *x, const char **comma, const sq_column *c)
{
    const sq_column *to = c->o.references;
    const size_t other = to ? sqi_declared(x, to->table) : 0;
    if (to && other == SIZE_MAX)
        lose(x, "a foreign key to", to->table->name);
    if (!to || other == SIZE_MAX)
        return;
    lead(x, comma, "references");
    sqi_out_printf(&x->out, "SQ_REF(%s, %s)", x->names[other],
                   sqi_declared_column(x, other, to->key));
    put_word(x, comma, "on_delete", word_of_action(c->o.on_delete));
    put_word(x, comma, "on_update", word_of_action(c->o.on_update));
    put_text(x, comma, "fk_name", c->o.fk_name);
}

void sqi_put_c_column_options(sqi_declarer *x, const sq_column *c)
{
    static const char *const counts[] = {
        [SQ_AUTOINCREMENT_YES] = "SQ_AUTOINCREMENT_YES",
        [SQ_AUTOINCREMENT_NO] = "SQ_AUTOINCREMENT_NO",
        [SQ_AUTOINCREMENT_IGNORE_FK] = "SQ_AUTOINCREMENT_IGNORE_FK",
    };
    const sq_column_options *o = &c->o;
    const char *comma = ", ";
    put_flag(x, &comma, "primary_key", o->primary_key);
    put_flag(x, &comma, "not_null", o->not_null);
    put_flag(x, &comma, "nullable", o->nullable);
    put_flag(x, &comma, "unique", o->unique);
    put_flag(x, &comma, "index", o->index);
    put_flag(x, &comma, "omit_from_statements", o->omit_from_statements);
    put_flag(x, &comma, "system", o->system);
    put_word(x, &comma, "autoincrement", counts[o->autoincrement]);
    put_default(x, &comma, "default_", &o->default_);
    put_default(x, &comma, "onupdate", &o->onupdate);
    put_sql(x, &comma, "server_default", o->server_default);
    put_default(x, &comma, "server_default_value", &o->server_default_value);
    put_default(x, &comma, "server_onupdate", &o->server_onupdate);
    put_sql(x, &comma, "computed_sql", o->computed_sql);
    put_flag(x, &comma, "persisted", o->persisted);
    put_flag(x, &comma, "not_persisted", o->not_persisted);
    put_identity(x, &comma, &o->identity);
    put_text(x, &comma, "comment", o->comment);
    put_options(x, &comma, o->options);
    put_reference(x, &comma, c);
    if (o->checks && o->checks->kind != SQ_CONSTRAINT_END)
        lose(x, "a check of the column", c->key);
    if (o->computed)
        lose(x, "the expression of the computed column", c->key);
}

/* ---- constraints and indexes ---- */

static void put_keys(sqi_declarer *x, size_t table, const char *const *keys)
{
    sqi_out_str(&x->out, "SQ_KEYS(");
    for (size_t i = 0; keys && keys[i]; i++) {
        const char *name = sqi_declared_column(x, table, keys[i]);
        sqi_out_str(&x->out, i ? ", " : "");
        sqi_put_c_string(&x->out, name ? name : keys[i]);
    }
    sqi_out_str(&x->out, ")");
}

static void put_foreign_key(sqi_declarer *x, const char **comma, const sqi_constraint *k)
{
    sqi_reference r;
    for (size_t i = 0; sqi_reference_at(k, i, &r); i++) {
        const size_t other = sqi_declared(x, r.table);
        if (i == 0) {
            lead(x, comma, "ref_table");
            sqi_out_printf(&x->out, "&%s_table_def", x->names[other]);
            lead(x, comma, "ref_columns");
            sqi_out_str(&x->out, "SQ_KEYS(");
        }
        sqi_out_str(&x->out, i ? ", " : "");
        sqi_put_c_string(&x->out, sqi_declared_column(x, other, r.column->key));
    }
    sqi_out_str(&x->out, ")");
    put_word(x, comma, "on_delete", word_of_action(k->c->on_delete));
    put_word(x, comma, "on_update", word_of_action(k->c->on_update));
    put_sql(x, comma, "on_delete_sql", k->c->on_delete_sql);
    put_sql(x, comma, "on_update_sql", k->c->on_update_sql);
    put_text(x, comma, "match", k->c->match);
}

/* Can it be said by constants, of tables that are there? */
static bool is_declarable(sqi_declarer *x, const sqi_constraint *k)
{
    sqi_reference r;
    const char *name = k->c->name;
    if (k->c->kind == SQ_CONSTRAINT_EXCLUDE || k->c->check) {
        lose(x, "the constraint", name ? name : "");
        return false;
    }
    for (size_t i = 0; sqi_reference_at(k, i, &r); i++)
        if (!r.column || sqi_declared(x, r.table) == SIZE_MAX) {
            lose(x, "a foreign key to", r.table_name.p);
            return false;
        }
    return true;
}

static void put_constraint(sqi_declarer *x, const sqi_constraint *k)
{
    static const char *const kinds[] = {
        [SQ_CONSTRAINT_PRIMARY_KEY] = "SQ_CONSTRAINT_PRIMARY_KEY",
        [SQ_CONSTRAINT_UNIQUE] = "SQ_CONSTRAINT_UNIQUE",
        [SQ_CONSTRAINT_FOREIGN_KEY] = "SQ_CONSTRAINT_FOREIGN_KEY",
        [SQ_CONSTRAINT_CHECK] = "SQ_CONSTRAINT_CHECK",
    };
    const sq_constraint *c = k->c;
    const char *comma = "";
    sqi_out_str(&x->out, "\n         {");
    put_word(x, &comma, "kind", kinds[c->kind]);
    put_text(x, &comma, "name", c->name);
    put_word(x, &comma, "quote", c->quote == SQ_QUOTE_FINAL ? "SQ_QUOTE_FINAL" : NULL);
    if (c->columns) {
        lead(x, &comma, "columns");
        put_keys(x, x->at, c->columns);
    }
    put_sql(x, &comma, "check_sql", c->check_sql);
    if (c->kind == SQ_CONSTRAINT_FOREIGN_KEY)
        put_foreign_key(x, &comma, k);
    put_int(x, &comma, "deferrable", c->deferrable);
    put_text(x, &comma, "initially", c->initially);
    put_text(x, &comma, "comment", c->comment);
    put_options(x, &comma, c->options);
    sqi_out_str(&x->out, "}");
}

static void put_constraints(sqi_declarer *x, const char **comma, const sq_table *t)
{
    sqi_constraint k;
    bool any = false;
    for (size_t i = 0; sqi_constraint_at(t, i, &k); i++) {
        if (k.c == &k.made || !is_declarable(x, &k)) /* the columns' options say those */
            continue;
        if (!any) {
            lead(x, comma, "constraints");
            sqi_out_str(&x->out, "SQ_CONSTRAINTS(");
        }
        sqi_out_str(&x->out, any ? "," : "");
        put_constraint(x, &k);
        any = true;
    }
    if (any)
        sqi_out_str(&x->out, ")");
}

static void put_index(sqi_declarer *x, const sq_index *i)
{
    const char *comma = "";
    sqi_out_str(&x->out, "\n         {");
    put_text(x, &comma, "name", i->name);
    put_word(x, &comma, "quote", i->quote == SQ_QUOTE_FINAL ? "SQ_QUOTE_FINAL" : NULL);
    lead(x, &comma, "columns");
    put_keys(x, x->at, i->columns);
    put_flag(x, &comma, "unique", i->unique);
    put_options(x, &comma, i->options);
    sqi_out_str(&x->out, "}");
}

static void put_indexes(sqi_declarer *x, const char **comma, const sq_table *t)
{
    bool any = false;
    for (const sq_index *i = t->o.indexes; i && !i->end; i++) {
        if (!i->columns) {
            lose(x, "the index", i->name ? i->name : "");
            continue;
        }
        if (!any) {
            lead(x, comma, "indexes");
            sqi_out_str(&x->out, "SQ_INDEXES(");
        }
        sqi_out_str(&x->out, any ? "," : "");
        put_index(x, i);
        any = true;
    }
    if (any)
        sqi_out_str(&x->out, ")");
}

void sqi_put_c_table_options(sqi_declarer *x, const sq_table *t)
{
    const char *comma = "", *first = comma;
    put_text(x, &comma, "name",
             strcmp(x->names[x->at], sqi_name_of_table(t).p) == 0 ? NULL : sqi_name_of_table(t).p);
    put_text(x, &comma, "schema", t->o.schema);
    put_text(x, &comma, "comment", t->o.comment);
    comma = comma == first ? comma : ",\n     ";
    put_constraints(x, &comma, t);
    comma = comma == first ? comma : ",\n     ";
    put_indexes(x, &comma, t);
    put_options(x, &comma, t->o.options);
    if (t->o.prefixes)
        lose(x, "the prefixes", NULL);
    if (!*comma)
        sqi_out_str(&x->out, ".end_ = 0");
}
