/* ddl_column.c: definitions of columns, their defaults, and the dialect options beside them.
 *
 * Everything in a definition is written inline: the server keeps the text, nothing can be bound.
 * SQLAlchemy: DDLCompiler.get_column_specification and what it calls. */
#include "lib/compile/ddl.h"

/* ---- options ---- */

const sq_value *sqi_option(const sqi_compiler *c, const sq_option *list, const char *name)
{
    size_t n = strlen(c->d->name);
    for (; list && list->name; list++)
        if (strncmp(list->name, c->d->name, n) == 0 && list->name[n] == '_' &&
            strcmp(list->name + n + 1, name) == 0)
            return list->value.kind == SQ_V_NULL ? NULL : &list->value;
    return NULL;
}

bool sqi_option_is(const sqi_compiler *c, const sq_option *list, const char *name)
{
    const sq_value *v = sqi_option(c, list, name);
    return v && (v->kind == SQ_V_BOOL || v->kind == SQ_V_INT) && v->v.i;
}

static bool is_word(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') || p[i] == '_' ||
              p[i] == ' ' || (i > 0 && ((p[i] >= '0' && p[i] <= '9') || p[i] == '.'))))
            return false;
    return n > 0;
}

void sqi_put_word(sqi_compiler *c, const sq_value *v, const char *where)
{
    if (v->kind == SQ_V_TEXT && is_word(v->v.s, v->len))
        sqi_put_mem(c, v->v.s, v->len);
    else
        sqi_fail_compile(c, SQ_ERR_COMPILE, where,
                         "an option must be a word of letters, digits and _");
}

void sqi_put_option_text(sqi_compiler *c, const sq_value *v)
{
    switch ((sq_value_kind)v->kind) {
    case SQ_V_TEXT:
    case SQ_V_DECIMAL:
        sqi_put_mem(c, v->v.s, v->len);
        break;
    case SQ_V_BOOL:
        sqi_put_str(c, v->v.i ? "true" : "false");
        break;
    case SQ_V_INT:
        sqi_out_int(&c->out, v->v.i);
        break;
    case SQ_V_EXPR:
        sqi_put_definition_expr(c, v->v.expr);
        break;
    default:
        sqi_put_literal(c, *v, &sqi_unknown_type);
    }
}

void sqi_put_option_name(sqi_compiler *c, const sq_value *v)
{
    if (v->kind == SQ_V_TEXT)
        sqi_put_name(c, sq_name_n(v->v.s, v->len, SQ_QUOTE_AUTO));
    else
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, "option", "an option needs a name as its value");
}

static void put_key(sqi_compiler *c, const sq_value *v, const sq_table *t)
{
    const sq_column *col = NULL;
    if (v->kind == SQ_V_EXPR) {
        sqi_put_definition_expr(c, v->v.expr);
        return;
    }
    for (size_t i = 0; t && v->kind == SQ_V_TEXT && i < t->n_columns; i++)
        if (strlen(t->columns[i].key) == v->len && memcmp(t->columns[i].key, v->v.s, v->len) == 0)
            col = &t->columns[i];
    if (col)
        sqi_put_column_name(c, col);
    else
        sqi_put_option_name(c, v);
}

void sqi_put_option_names(sqi_compiler *c, const sq_value *list, const sq_table *t)
{
    if (list->kind != SQ_V_LIST && list->kind != SQ_V_TUPLE) {
        put_key(c, list, t);
        return;
    }
    for (size_t i = 0; i < list->len; i++) {
        if (i)
            sqi_put(c, ", ");
        put_key(c, &list->v.list[i], t);
    }
}

void sqi_put_option_condition(sqi_compiler *c, const sq_value *v)
{
    sqi_put_option_text(c, v);
}

void sqi_put_option_map(sqi_compiler *c, const sq_value *map)
{
    if (map->kind != SQ_V_MAP) {
        sqi_put_option_text(c, map);
        return;
    }
    for (size_t i = 0; i < map->len; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_put_word(c, &map->v.list[2 * i], "WITH");
        if (map->v.list[2 * i + 1].kind == SQ_V_NULL)
            continue;
        sqi_put(c, " = ");
        sqi_put_option_text(c, &map->v.list[2 * i + 1]);
    }
}

/* ---- expressions inside of definitions ---- */

void sqi_put_definition_expr(sqi_compiler *c, const sq_expr *e)
{
    sqi_visit_in(c, e, SQI_NO_TABLE | SQI_LITERAL | SQI_IN_DDL, SQI_IN_COLUMNS);
}

void sqi_put_comment_text(sqi_compiler *c, const char *text)
{
    c->d->hooks.definition_text(c, text, strlen(text), true);
}

void sqi_put_definition_text(sqi_compiler *c, const char *s, size_t n, bool comment)
{
    (void)comment;
    sqi_put_string_literal(c, s, n);
}

void sqi_put_default_expr(sqi_compiler *c, const sq_default *d)
{
    switch (d->kind) {
    case SQ_DEFAULT_VALUE:
        if (d->value.kind == SQ_V_TEXT)
            sqi_put_string_literal(c, d->value.v.s, d->value.len);
        else
            sqi_put_literal(c, d->value, sqi_type_of_value(d->value));
        break;
    case SQ_DEFAULT_SQL:
        sqi_put_str(c, (const char *)(const void *)d->sql);
        break;
    case SQ_DEFAULT_EXPR:
        sqi_visit_in(c, d->expr, SQI_LITERAL | SQI_IN_DDL, SQI_IN_COLUMNS);
        break;
    case SQ_DEFAULT_SEQUENCE:
        c->d->hooks.next_value(c, d->sequence);
        break;
    case SQ_DEFAULT_NONE:
    case SQ_DEFAULT_CALLBACK:
    case SQ_DEFAULT_FETCHED:
    case SQ_DEFAULT_SENTINEL:
        break;
    }
}

bool sqi_has_server_default(const sq_column *col)
{
    sq_default d = sqi_server_default(col);
    return d.kind == SQ_DEFAULT_VALUE || d.kind == SQ_DEFAULT_SQL || d.kind == SQ_DEFAULT_EXPR ||
           d.kind == SQ_DEFAULT_SEQUENCE;
}

/* Written aside first: some dialects put parentheses round it, by what it says. */
void sqi_put_server_default(sqi_compiler *c, const sq_column *col)
{
    if (!sqi_has_server_default(col))
        return;
    sq_default d = sqi_server_default(col);
    size_t start = c->out.n;
    sqi_put_default_expr(c, &d);
    sq_str text = {NULL, c->out.n - start};
    char *p = sqi_temp(c, text.n + 1);
    if (!p || sqi_failed(c))
        return;
    memcpy(p, c->out.p + start, text.n);
    text.p = p;
    c->out.n = start;
    c->d->hooks.column_default(c, text);
}

void sqi_put_column_default(sqi_compiler *c, sq_str text)
{
    sqi_put(c, " DEFAULT ");
    sqi_put_mem(c, text.p, text.n);
}

static bool is_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '_' || (unsigned char)ch >= 0x80;
}

bool sqi_default_is_plain(sq_str text)
{
    size_t i = 0;
    while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n'))
        i++;
    if (i < text.n && (text.p[i] == '\'' || text.p[i] == '"' || text.p[i] == '('))
        return true;
    for (i = 0; i < text.n; i++)
        if (!is_letter(text.p[i]))
            return false;
    return true;
}

/* ---- columns ---- */

void sqi_put_column_name(sqi_compiler *c, const sq_column *col)
{
    sqi_put_name(c, sqi_name_of_column(col));
}

void sqi_put_column_type(sqi_compiler *c, const sq_column *col)
{
    const sq_type *t = sqi_column_type(col);
    if (sqi_type_here(c, t)->kind == SQ_T_UNKNOWN)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "column definition",
                         "the column \"%s\" has no type, and %s needs one",
                         sqi_name_of_column(col).p, c->d->name);
    sqi_put_type(c, t);
}

void sqi_put_computed_expr(sqi_compiler *c, const sq_column *col)
{
    if (col->o.computed)
        sqi_put_definition_expr(c, col->o.computed);
    else
        sqi_put_str(c, (const char *)(const void *)col->o.computed_sql);
}

void sqi_put_computed(sqi_compiler *c, const sq_column *col)
{
    sqi_put(c, "GENERATED ALWAYS AS (");
    sqi_put_computed_expr(c, col);
    sqi_put(c, ")");
    if (col->o.persisted)
        sqi_put(c, " STORED");
    else if (col->o.not_persisted)
        sqi_put(c, " VIRTUAL");
}

void sqi_put_identity(sqi_compiler *c, const sq_column *col)
{
    const sq_identity *i = &col->o.identity;
    sqi_put_str(c, i->always ? "GENERATED ALWAYS" : "GENERATED BY DEFAULT");
    c->d->hooks.identity_options(c, i->options);
    sqi_put(c, " AS IDENTITY");
    size_t before = c->out.n;
    sqi_put(c, " (");
    size_t start = c->out.n;
    sqi_put_sequence_numbers(c, &i->numbers, "");
    c->d->hooks.sequence_options(c, i->options, c->out.n == start ? "" : " ");
    if (c->out.n == start)
        c->out.n = before; /* no options: no parentheses */
    else
        sqi_put(c, ")");
}

void sqi_put_sequence_numbers(sqi_compiler *c, const sq_sequence_options *o, const char *before)
{
    const struct {
        bool has;
        const char *text;
        const int64_t *value; /* NULL: it takes none */
        bool no;
    } numbers[] = {
        {o->has_increment, "INCREMENT BY ", &o->increment, false},
        {o->has_start, "START WITH ", &o->start, false},
        {o->has_minvalue, "MINVALUE ", &o->minvalue, false},
        {o->has_maxvalue, "MAXVALUE ", &o->maxvalue, false},
        {o->nominvalue, "MINVALUE", NULL, true},
        {o->nomaxvalue, "MAXVALUE", NULL, true},
        {o->has_cache, "CACHE ", &o->cache, false},
        {o->cycle, "CYCLE", NULL, false},
        {o->no_cycle && !o->cycle, "CYCLE", NULL, true},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (!numbers[i].has)
            continue;
        sqi_put_str(c, before);
        if (numbers[i].no)
            c->d->hooks.sequence_no(c, numbers[i].text);
        else
            sqi_put_str(c, numbers[i].text);
        if (numbers[i].value)
            sqi_out_int(&c->out, *numbers[i].value);
        before = " ";
    }
}

void sqi_put_sequence_no(sqi_compiler *c, const char *what)
{
    sqi_put(c, "NO ");
    sqi_put_str(c, what);
}

void sqi_no_sequence_options(sqi_compiler *c, const sq_option *o, const char *before)
{
    (void)c, (void)o, (void)before;
}

void sqi_no_identity_options(sqi_compiler *c, const sq_option *o)
{
    (void)c, (void)o;
}

void sqi_put_column_spec(sqi_compiler *c, const sq_column *col, bool first_key)
{
    bool identity = col->o.identity.set && sqi_can(c, SQI_CAN_IDENTITY_COLUMNS);
    (void)first_key;
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    sqi_put_column_type(c, col);
    sqi_put_server_default(c, col);
    if (sqi_is_computed(col)) {
        sqi_put(c, " ");
        c->d->hooks.computed(c, col);
    }
    if (identity) {
        sqi_put(c, " ");
        sqi_put_identity(c, col);
    }
    if (!sqi_is_nullable(col) && !identity)
        sqi_put(c, " NOT NULL");
}
