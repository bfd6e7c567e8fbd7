/* ddl.c: what MySQL and MariaDB write otherwise in definitions: AUTO_INCREMENT, comments with the
 * column, table options, prefix lengths and kinds of indexes. SQLAlchemy: MySQLDDLCompiler. */
#include "dialects/mysql/ddl.h"
#include "lib/base/utf8.h"
#include "lib/compile/visits.h"

/* MariaDB also takes these options under the name of its base. */
static const sq_value *shared_option(const sqi_compiler *c, const sq_option *list, const char *name)
{
    const sq_value *v = sqi_option(c, list, name);
    size_t n = c->d->base ? strlen(c->d->base->name) : 0;
    for (; !v && n && list && list->name; list++)
        if (strncmp(list->name, c->d->base->name, n) == 0 && list->name[n] == '_' &&
            strcmp(list->name + n + 1, name) == 0 && list->value.kind != SQ_V_NULL)
            v = &list->value;
    return v;
}

/* What the server would keep as something else. */
static void check_definition_text(sqi_compiler *c, const char *s, size_t n, bool comment)
{
    const char *what = comment ? "comment" : "label";
    bool wide = false;
    for (size_t i = 0; i < n && comment; i++)
        wide = wide || (unsigned char)s[i] >= 0xF0;
    if (!sqi_utf8_valid(s, n))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, what, "a %s holds NUL or is no valid UTF-8", what);
    else if (wide || (!comment && n && s[n - 1] == ' '))
        sqi_fail_compile(c, SQ_ERR_ARGUMENT, what, "%s can not keep the %s \"%.*s\": %s",
                         c->d->name, what, (int)(n > 200 ? 200 : n), s,
                         wide ? "a character beyond U+FFFF" : "a blank at its end");
}

/* A comment must be a plain string, a label may be hexadecimal; neither takes a character set. With
 * a backslash the plain form depends on the mode of the session, though never so that it ends
 * early: both the quote and the backslash are doubled. */
void sqi_mysql_definition_text(sqi_compiler *c, const char *s, size_t n, bool comment)
{
    check_definition_text(c, s, n, comment);
    if (!memchr(s, '\\', n)) {
        sqi_put_plain_string(c, s, n);
        return;
    }
    sqi_put_str(c, comment ? "'" : "X'");
    for (size_t i = 0; comment && i < n; i++) {
        if (s[i] == '\'' || (s[i] == '\\' && sqi_can(c, SQI_CAN_BACKSLASH_ESCAPES)))
            sqi_put_char(c, s[i]);
        sqi_put_char(c, s[i]);
    }
    if (!comment)
        sqi_out_hex(&c->out, s, n, true);
    sqi_put(c, "'");
}

/* ---- columns ---- */

static bool is_timestamp(const sqi_compiler *c, const sq_column *col)
{
    sq_type_kind kind = (sq_type_kind)sqi_type_here(c, sqi_column_type(col))->kind;
    return kind == SQ_T_SQL_TIMESTAMP || kind == SQ_T_MY_TIMESTAMP || kind == SQ_T_PG_TIMESTAMP;
}

static bool counts(const sqi_compiler *c, const sq_column *col)
{
    sq_default d = col->o.default_;
    bool by_sequence = d.kind == SQ_DEFAULT_SEQUENCE && d.sequence && !d.sequence->optional &&
                       sqi_can(c, SQI_CAN_SEQUENCES);
    return col->table && sqi_autoincrement_column(col->table) == col && !by_sequence &&
           sqi_server_default(col).kind == SQ_DEFAULT_NONE;
}

static void put_spec(sqi_compiler *c, const sq_column *col, bool with_comment)
{
    bool computed = col->o.computed || col->o.computed_sql, nullable = sqi_is_nullable(col);
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    sqi_put_column_type(c, col);
    if (computed) {
        sqi_put(c, " ");
        c->d->hooks.computed(c, col);
    }
    if (!nullable)
        sqi_put(c, " NOT NULL");
    else if (is_timestamp(c, col)) /* else the server makes it NOT NULL */
        sqi_put(c, " NULL");
    if (col->o.comment && with_comment) {
        sqi_put(c, " COMMENT ");
        sqi_put_comment_text(c, col->o.comment);
    }
    if (counts(c, col))
        sqi_put(c, " AUTO_INCREMENT");
    else
        sqi_put_server_default(c, col);
}

void sqi_mysql_column_spec(sqi_compiler *c, const sq_column *col, bool first_key)
{
    (void)first_key;
    put_spec(c, col, true);
}

static bool is_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' ||
           (ch >= '0' && ch <= '9');
}

static bool same_letters(const char *p, const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((p[i] | 32) != (word[i] | 32))
            return false;
    return true;
}

/* now(3), current_timestamp(6): the column's own default, not an expression */
static bool is_timestamp_call(sq_str t)
{
    static const char *const words[] = {"now", "current_timestamp"};
    for (size_t w = 0; w < 2; w++) {
        size_t n = strlen(words[w]), at = n + 1;
        if (t.n <= n + 2 || !same_letters(t.p, words[w], n) || t.p[n] != '(')
            continue;
        while (at < t.n && t.p[at] >= '0' && t.p[at] <= '9')
            at++;
        if (at > n + 1 && at < t.n && t.p[at] == ')')
            return true;
    }
    return false;
}

/* .. ON UPDATE .. */
static bool has_on_update(sq_str t)
{
    for (size_t i = 0; i + 9 <= t.n; i++) {
        size_t at = i + 2;
        if (!same_letters(t.p + i, "on", 2) || (i && is_letter(t.p[i - 1])))
            continue;
        while (at < t.n && t.p[at] == ' ')
            at++;
        if (at > i + 2 && at + 6 <= t.n && same_letters(t.p + at, "update", 6))
            return true;
    }
    return false;
}

void sqi_mysql_column_default(sqi_compiler *c, sq_str text)
{
    bool plain = !sqi_can(c, SQI_CAN_FUNCTION_DEFAULT) || sqi_default_is_plain(text) ||
                 has_on_update(text) || is_timestamp_call(text);
    sqi_put_str(c, plain ? " DEFAULT " : " DEFAULT (");
    sqi_put_mem(c, text.p, text.n);
    if (!plain)
        sqi_put(c, ")");
}

/* ---- tables ---- */

/* How an option of the table is written. The order of the list is that of the text, where the
 * server cares; options that are not in it come first. */
static const struct table_option {
    const char *name, *text;
    bool is_string, partition;
} table_options[] = {
    {"comment", "COMMENT=", true, false},
    {"password", "PASSWORD=", true, false},
    {"connection", "CONNECTION=", true, false},
    {"data_directory", "DATA DIRECTORY=", true, false},
    {"index_directory", "INDEX DIRECTORY=", true, false},
    {"tablespace", "TABLESPACE ", false, false},
    {"default_charset", "DEFAULT CHARSET=", false, false},
    {"default_character_set", "DEFAULT CHARACTER SET ", false, false},
    {"charset", "CHARSET=", false, false},
    {"character_set", "CHARACTER SET ", false, false},
    {"default_collate", "DEFAULT COLLATE=", false, false},
    {"collate", "COLLATE ", false, false},
    {"partition_by", "PARTITION BY ", false, true},
    {"partitions", "PARTITIONS ", false, true},
    {"subpartition_by", "SUBPARTITION BY ", false, true},
    {"subpartitions", "SUBPARTITIONS ", false, true},
};
enum { N_TABLE_OPTIONS = sizeof table_options / sizeof *table_options };

static void put_value(sqi_compiler *c, const struct table_option *o, const sq_value *v)
{
    if (o && o->is_string && v->kind == SQ_V_TEXT)
        sqi_mysql_definition_text(c, v->v.s, v->len, true);
    else
        sqi_put_option_text(c, v);
}

static const struct table_option *known_option(const char *name)
{
    for (size_t i = 0; i < N_TABLE_OPTIONS; i++)
        if (strcmp(table_options[i].name, name) == 0)
            return &table_options[i];
    return NULL;
}

/* mysql_stats_sample_pages = 2 becomes STATS_SAMPLE_PAGES=2 */
static void put_other(sqi_compiler *c, const char *name, const sq_value *v)
{
    for (const char *p = name; *p; p++) {
        if (!is_letter(*p))
            sqi_fail_compile(c, SQ_ERR_ARGUMENT, "table option", "\"%s\" is no option", name);
        sqi_put_char(c, *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
    }
    sqi_put(c, "=");
    sqi_put_option_text(c, v);
}

void sqi_mysql_table_options(sqi_compiler *c, const sq_table *t)
{
    const char *separator = "";
    size_t prefix = strlen(c->d->name);
    for (const sq_option *o = t->o.options; o && o->name; o++) {
        if (strncmp(o->name, c->d->name, prefix) != 0 || o->name[prefix] != '_' ||
            known_option(o->name + prefix + 1) || o->value.kind == SQ_V_NULL)
            continue;
        sqi_put_str(c, separator);
        put_other(c, o->name + prefix + 1, &o->value);
        separator = " ";
    }
    const sq_value comment = sq_text_value(t->o.comment);
    for (size_t i = 0; i < N_TABLE_OPTIONS; i++) {
        const sq_value *v = sqi_option(c, t->o.options, table_options[i].name);
        if (i == 0 && t->o.comment)
            v = &comment;
        if (!v)
            continue;
        sqi_put_str(c, separator);
        sqi_put_str(c, table_options[i].text);
        put_value(c, &table_options[i], v);
        separator = " ";
    }
}

/* ---- constraints ---- */

void sqi_mysql_constraint_options(sqi_compiler *c, const sqi_constraint *k)
{
    const sq_value *v = shared_option(c, k->c->options, "using");
    if (k->c->deferrable || k->c->initially)
        sqi_require(c, SQI_C_DEFERRABLE);
    if (!v || k->c->kind != SQ_CONSTRAINT_PRIMARY_KEY)
        return;
    sqi_put(c, " USING ");
    sqi_put_option_name(c, v);
}

void sqi_mysql_reference_match(sqi_compiler *c, const sqi_constraint *k)
{
    (void)k;
    sqi_fail_compile(c, SQ_ERR_COMPILE, "foreign key",
                     "%s ignores MATCH, and ON DELETE and ON UPDATE with it", c->d->name);
}

void sqi_mysql_drop_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k)
{
    switch (k->c->kind) {
    case SQ_CONSTRAINT_PRIMARY_KEY:
        sqi_put(c, "PRIMARY KEY");
        return;
    case SQ_CONSTRAINT_FOREIGN_KEY:
        sqi_put(c, "FOREIGN KEY ");
        break;
    case SQ_CONSTRAINT_UNIQUE:
        sqi_put(c, "INDEX ");
        break;
    default:
        sqi_put_str(c, sqi_dialect_is(c->d, "mariadb") ? "CONSTRAINT " : "CHECK ");
    }
    if (sqi_dialect_is(c->d, "mariadb")) /* MySQL refuses it: as lenient text it stays away */
        sqi_put_if_exists(c, x);
    if (!sqi_put_constraint_name(c, k, ""))
        sqi_fail_compile(c, SQ_ERR_COMPILE, "DROP CONSTRAINT",
                         "a constraint of \"%s\" can not be dropped: it has no name",
                         sqi_name_of_table(k->table).p);
}

/* ---- ALTER ---- */

/* A clause of its own: MySQL reads what stands with the column and forgets a REFERENCES. */
void sqi_mysql_added_constraint(sqi_compiler *c, const sqi_ddl *x, const sqi_constraint *k)
{
    if (x->flags & SQI_DDL_IF_NOT_EXISTS)
        sqi_fail_compile(c, SQ_ERR_COMPILE, "ADD COLUMN",
                         "%s would add the constraint of the column again: leave IF NOT EXISTS out",
                         c->d->name);
    sqi_put(c, ", ADD ");
    sqi_put_constraint(c, k);
}

void sqi_mysql_alter_column(sqi_compiler *c, const sqi_ddl *x, const sq_column *col)
{
    (void)x;
    sqi_put(c, " MODIFY COLUMN ");
    sqi_put_column(c, col, sqi_is_primary_key(col));
}

/* A name without a schema would be one in the database of the session. */
void sqi_mysql_rename_schema(sqi_compiler *c, const sq_table *t)
{
    sqi_put_schema(c, t->o.schema, t->o.schema_quote);
}

void sqi_mysql_rename_index(sqi_compiler *c, const sq_index *i)
{
    sqi_put(c, "ALTER TABLE ");
    sqi_put_table_name(c, i->table);
    sqi_put(c, " RENAME INDEX ");
    sqi_put_index_name(c, i);
}

/* ---- indexes ---- */

/* FULLTEXT, SPATIAL */
void sqi_mysql_index_kind(sqi_compiler *c, const sq_index *i)
{
    const sq_value *v = sqi_option(c, i->options, "prefix");
    if (!v)
        return;
    sqi_put_word(c, v, "index");
    sqi_put(c, " ");
}

static bool needs_parens(const sq_expr *e)
{
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_UNARY:
    case SQI_N_BINARY:
    case SQI_N_BINARY_WITH:
    case SQI_N_UNARY_WITH:
    case SQI_N_CHAIN:
    case SQI_N_FUNC:
    case SQI_N_CAST:
    case SQI_N_CASE:
    case SQI_N_BETWEEN:
    case SQI_N_COLLATE:
    case SQI_N_EXTRACT:
        return true;
    default:
        return false;
    }
}

static bool is_text(const sq_value *v, const char *p, size_t n)
{
    return v->kind == SQ_V_TEXT && v->len == n && memcmp(v->v.s, p, n) == 0;
}

/* Length of the prefix of one element: the same for all, or from a map by name, plain or as the
 * element is written. */
static const sq_value *length_of(const sqi_compiler *c, const sq_index *i, const sq_expr *e,
                                 sq_str written)
{
    const sq_value *v = sqi_option(c, i->options, "length");
    if (!v || v->kind != SQ_V_MAP)
        return v;
    const sq_column *col = SQI_IS(e, COLUMN) ? (const sq_column *)(const void *)e
                           : SQI_IS(e, OWN_COLUMN)
                               ? sqi_find_column(i->table, SQI_CAST_TO(own_column, e)->key)
                               : NULL;
    for (size_t at = 0; at < v->len; at++) {
        const sq_value *key = &v->v.list[2 * at];
        sq_name name = col ? sqi_name_of_column(col) : (sq_name){"", 0, 0};
        if (is_text(key, written.p, written.n) || (col && is_text(key, name.p, name.n)))
            return key + 1;
    }
    return NULL;
}

/* Behind an expression in parentheses, or a column with its length, stands the order. */
void sqi_mysql_index_element(sqi_compiler *c, const sq_index *i, const sq_expr *e)
{
    const sqi_unary *order = sqi_order_of(e);
    if (order) {
        sqi_mysql_index_element(c, i, order->of);
        if (order->op == SQ_OP_NULLS_FIRST || order->op == SQ_OP_NULLS_LAST)
            sqi_require(c, SQI_C_NULLS_ORDER);
        sqi_put(c, " ");
        sqi_put_str(c, c->d->op_text[order->op]);
        return;
    }
    bool parens = needs_parens(e);
    size_t start = c->out.n;
    if (parens)
        sqi_put(c, "(");
    sqi_put_definition_expr(c, e);
    if (parens)
        sqi_put(c, ")");
    if (sqi_failed(c))
        return;
    const sq_value *length = length_of(c, i, e, (sq_str){c->out.p + start, c->out.n - start});
    if (length) {
        sqi_put(c, "(");
        sqi_put_option_text(c, length);
        sqi_put(c, ")");
    }
}

void sqi_mysql_index_options(sqi_compiler *c, const sq_index *i)
{
    const sq_value *parser = shared_option(c, i->options, "with_parser");
    const sq_value *method = shared_option(c, i->options, "using");
    if (parser) {
        sqi_put(c, " WITH PARSER ");
        sqi_put_word(c, parser, "WITH PARSER");
    }
    if (method) {
        sqi_put(c, " USING ");
        sqi_put_option_name(c, method);
    }
}

void sqi_mysql_drop_index_target(sqi_compiler *c, const sq_index *i)
{
    sqi_put_index_name(c, i);
    sqi_put(c, " ON ");
    sqi_put_table_name(c, i->table);
}

/* ---- comments ---- */

void sqi_mysql_comment_on(sqi_compiler *c, const sqi_ddl *x)
{
    const sq_table *t = sq_table_of(x->table);
    sqi_put(c, "ALTER TABLE ");
    sqi_put_table_name(c, t);
    if (x->what == SQI_DDL_COMMENT_TABLE) {
        bool none = (x->flags & SQI_DDL_NONE) || !t->o.comment;
        sqi_put(c, " COMMENT ");
        sqi_put_comment_text(c, none ? "" : t->o.comment);
        return;
    }
    const sq_column *col = &t->columns[x->position];
    sqi_put(c, " CHANGE ");
    sqi_put_column_name(c, col);
    sqi_put(c, " ");
    put_spec(c, col, !(x->flags & SQI_DDL_NONE)); /* the whole column: CHANGE restates it */
}

/* ---- what there is not ---- */

/* MariaDB takes the other two in both forms. */
void sqi_mysql_sequence_no(sqi_compiler *c, const char *what)
{
    if (strcmp(what, "CYCLE") == 0)
        sqi_put(c, "NOCYCLE");
    else
        sqi_put_sequence_no(c, what);
}
