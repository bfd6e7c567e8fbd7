/* catalog.c: what a database says of its tables, against what was declared.
 *
 * Both become lines of one form, such as `t.c type integer` or `t check ck_x a>0`, which are sorted
 * and compared. The database's come from its own catalog by the queries of catalog.def; the
 * declared ones from the description, with the names that each database has for a type. Expressions
 * are compared without blanks, parentheses, quotes of names, casts and case: servers print them
 * anew. */
#include "tests/suite/catalog.h"
#include <stdlib.h>
#include "lib/compile/compiler.h"
#include "lib/schema/schema.h"

enum { SQLITE, POSTGRESQL, MYSQL };
static int database(void)
{
    return strncmp(T->name, "sqlite", 6) == 0 ? SQLITE
           : strncmp(T->name, "post", 4) == 0 ? POSTGRESQL
                                              : MYSQL;
}

static const struct {
    int database;
    const char *sql;
} queries[] = {
#define FACTS(database, ...) {database, __VA_ARGS__},
#include "tests/suite/catalog.def"
#undef FACTS
};

/* ---- lists of facts ---- */

enum { FACTS = 2000, FACT = 600 };
typedef struct facts {
    char *p[FACTS];
    size_t n;
} facts;

/* Skips a cast of PostgreSQL: ::character varying(20) */
static const char *behind_cast(const char *s)
{
    static const char *const second[] = {" varying", " without time zone", " precision"};
    for (s += 2; *s == '"' || *s == '_' || (*s >= 'a' && *s <= 'z'); s++) {
    }
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        if (strncmp(s, second[i], strlen(second[i])) == 0)
            s += strlen(second[i]);
    return *s == '(' ? strchr(s, ')') + 1 : s;
}

/* What is behind ~ in the form in which expressions are compared. */
static void settle(char *fact)
{
    char *out = strchr(fact, '~');
    if (!out)
        return;
    for (const char *s = out + 1; *s;) {
        if (s[0] == ':' && s[1] == ':') {
            s = behind_cast(s);
            continue;
        }
        if (!strchr(" ()`\"\n\t", *s))
            *out++ = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
        s++;
    }
    *out = '\0';
}

static void add(facts *f, const char *format, ...) SQ_PRINTF(2, 3);
static void add(facts *f, const char *format, ...)
{
    ck_assert_uint_lt(f->n, FACTS);
    char *p = f->p[f->n++] = malloc(FACT);
    va_list ap;
    va_start(ap, format);
    ck_assert_int_lt(vsnprintf(p, FACT, format, ap), FACT);
    va_end(ap);
    settle(p);
}

static void add_those_there(facts *f)
{
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const char *sql = queries[i].sql;
        if (queries[i].database != database())
            continue;
        sq_result *r = (sq_sql_query)(suite_now.c, (const sq_sql_text *)(const void *)sql, NULL, 0);
        while (sq_row(r))
            if (!sq_get_is_null(r, 0))
                add(f, "%s", sq_get_text(r, 0));
        int rc = sq_done(r);
        ck_assert_msg(rc == SQ_OK, "%s: %s", sql, sq_errmsg(suite_now.c));
    }
}

/* ---- what was declared ---- */

static const struct {
    int kind;
    const char *names[3]; /* SQLite, PostgreSQL, MariaDB */
} types[] = {
    {SQ_T_INTEGER, {"INTEGER", "integer", "int(11)"}},
    {SQ_T_SMALL_INTEGER, {"SMALLINT", "smallint", "smallint(6)"}},
    {SQ_T_BIG_INTEGER, {"BIGINT", "bigint", "bigint(20)"}},
    {SQ_T_NUMERIC, {"NUMERIC(%d, %d)", "numeric(%d,%d)", "decimal(%d,%d)"}},
    {SQ_T_STRING, {"VARCHAR(%d)", "character varying(%d)", "varchar(%d)"}},
    {SQ_T_BOOLEAN, {"BOOLEAN", "boolean", "tinyint(1)"}},
    {SQ_T_DATE, {"DATE", "date", "date"}},
    {SQ_T_SQL_TIMESTAMP, {"TIMESTAMP", "timestamp without time zone", "timestamp"}},
    {SQ_T_JSON, {"JSON", "json", "longtext"}},
};

static void write_enum(char *out, size_t size, const sq_type_details *d)
{
    size_t longest = 0;
    sqi_out labels;
    sqi_out_init(&labels, NULL, 0);
    for (size_t i = 0; i < d->n_values; i++) {
        if (strlen(d->values[i]) > longest)
            longest = strlen(d->values[i]);
        sqi_out_str(&labels, i ? ",'" : "'");
        for (const char *p = d->values[i]; *p; p++) {
            if (*p == '\'')
                sqi_out_str(&labels, "'");
            sqi_out_mem(&labels, p, 1);
        }
        sqi_out_str(&labels, "'");
    }
    if (database() == SQLITE)
        snprintf(out, size, "VARCHAR(%zu)", longest);
    else if (database() == POSTGRESQL)
        snprintf(out, size, "%s", d->name);
    else
        snprintf(out, size, "enum(%.*s)", (int)labels.n, labels.p);
    sqi_out_clear(&labels);
}

static const char *type_text(const sq_column *col)
{
    static char out[300];
    const sq_type *t = sqi_column_type(col);
    if (t->kind == SQ_T_ENUM) {
        write_enum(out, sizeof out, t->details);
        return out;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].kind == t->kind) {
            const char *name = types[i].names[database()], *comma = strchr(name, '%');
            if (!comma)
                return name;
            snprintf(out, sizeof out, "%.*s%d", (int)(comma - name), name, t->length);
            size_t n = strlen(out);
            comma = strchr(comma + 1, '%');
            if (comma)
                snprintf(out + n, sizeof out - n, "%s%d", strstr(name, "%d, ") ? ", " : ",",
                         t->scale);
            n = strlen(out);
            snprintf(out + n, sizeof out - n, ")");
            return out;
        }
    ck_abort_msg("no name for the type %s", sq_type_kind_name((sq_type_kind)t->kind));
    return NULL;
}

static const char *default_text(const sq_column *col)
{
    sq_default d = sqi_server_default(col);
    if (d.kind != SQ_DEFAULT_SQL)
        return NULL;
    const char *sql = (const char *)(const void *)d.sql;
    bool number = database() == MYSQL && sqi_column_type(col)->kind == SQ_T_BOOLEAN;
    return number ? (strcmp(sql, "false") == 0 ? "0" : "1") : sql;
}

static void add_column(facts *f, const char *t, const sq_column *col)
{
    const char *name = sqi_name_of_column(col).p, *value = default_text(col);
    bool identity = col->o.identity.set && database() == POSTGRESQL;
    add(f, "%s.%s type %s", t, name, type_text(col));
    if (sqi_is_nullable(col))
        add(f, "%s.%s null", t, name);
    if (value)
        add(f, "%s.%s default ~%s", t, name, value);
    if (identity)
        add(f, "%s.%s identity %s", t, name, col->o.identity.always ? "a" : "d");
    else if (sqi_autoincrement_column(col->table) == col)
        add(f, "%s.%s counts", t, name);
    if (col->o.computed_sql)
        add(f, "%s.%s computed ~%s", t, name, (const char *)(const void *)col->o.computed_sql);
    if (col->o.comment && database() != SQLITE)
        add(f, "%s.%s comment %s", t, name, col->o.comment);
}

/* The name as the database has it: shortened where it was made and is too long. */
static void take_name(sqi_out *out, sqi_name_origin origin, char name[200])
{
    const sq_dialect *d = sq_engine_dialect(suite_now.db);
    if (origin == SQI_NAME_MADE)
        sqi_shorten_name(out, d->max_constraint_name, d->identifier_in_bytes);
    snprintf(name, 200, "%.*s", (int)out->n, out->p ? out->p : "");
    sqi_out_clear(out);
}

static void keys_text(const sqi_constraint *k, bool referred, char *out, size_t size)
{
    size_t n = 0;
    sqi_reference r;
    out[0] = '\0';
    for (size_t i = 0; sqi_constraint_key(k, i); i++) {
        sq_name name = sqi_name_of_column(sqi_constraint_column(k, i));
        if (referred && sqi_reference_at(k, i, &r))
            name = r.column_name;
        n += (size_t)snprintf(out + n, size - n, "%s%.*s", i ? ", " : "", (int)name.n, name.p);
    }
}

static const char *action_text(sq_fk_action a)
{
    return a == SQ_CASCADE ? "CASCADE" : a == SQ_SET_NULL ? "SET NULL" : "NO ACTION";
}

/* SQLite keeps the name of a key in the text of the table only: it is a fact of its own. */
static void add_key(facts *f, const char *t, const char *kind, const char *name, const char *what)
{
    if (database() == SQLITE) {
        add(f, "%s %s %s", t, kind, what);
        add(f, "%s name %s", t, name);
    } else
        add(f, "%s %s %s %s", t, kind, name, what);
}

static void add_constraint(facts *f, const char *t, const sqi_constraint *k)
{
    char name[200], keys[200], others[200], what[450];
    sqi_out out;
    sqi_name_origin origin;
    sqi_reference r;
    sqi_out_init(&out, NULL, 0);
    ck_assert_int_eq(sqi_constraint_name(k, &out, &origin, NULL), SQ_OK);
    take_name(&out, origin, name);
    keys_text(k, false, keys, sizeof keys);
    snprintf(what, sizeof what, "(%s)", keys);
    switch (k->c->kind) {
    case SQ_CONSTRAINT_PRIMARY_KEY:
        add_key(f, t, "primary key", database() == MYSQL ? "PRIMARY" : name, what);
        break;
    case SQ_CONSTRAINT_UNIQUE:
        add_key(f, t, "unique", name, what);
        break;
    case SQ_CONSTRAINT_FOREIGN_KEY:
        keys_text(k, true, others, sizeof others);
        sqi_reference_at(k, 0, &r);
        snprintf(what, sizeof what, "(%s) -> %s (%s) %s, %s", keys, r.table_name.p, others,
                 action_text(k->c->on_delete), action_text(k->c->on_update));
        add_key(f, t, "foreign key", name, what);
        break;
    default:
        if (k->c->check_sql)
            add(f, "%s check %s ~%s", t, name, (const char *)(const void *)k->c->check_sql);
        else if (database() == SQLITE) { /* of an enum */
            sqi_out_init(&out, NULL, 0);
            for (size_t i = 0; i < k->column->type.details->n_values; i++) {
                const char *label = k->column->type.details->values[i];
                sqi_out_str(&out, i ? ",'" : "'");
                for (; *label; label++)
                    sqi_out_mem(&out, *label == '\'' ? "''" : label, *label == '\'' ? 2 : 1);
                sqi_out_str(&out, "'");
            }
            add(f, "%s check %s ~%s IN %.*s", t, name, sqi_name_of_column(k->column).p, (int)out.n,
                out.p);
            sqi_out_clear(&out);
        }
    }
}

static bool is_wanted_here(const char *const *only_on)
{
    const sq_dialect *d = sq_engine_dialect(suite_now.db);
    if (!only_on)
        return true;
    for (; *only_on; only_on++)
        if (sqi_dialect_is(d, *only_on))
            return true;
    return false;
}

static void add_index(facts *f, const sq_index *i)
{
    char name[200], what[300] = "";
    sqi_out out;
    sqi_name_origin origin;
    const char *t = sqi_name_of_table(i->table).p;
    if (!is_wanted_here(i->only_on))
        return;
    sqi_out_init(&out, NULL, 0);
    ck_assert_int_eq(sqi_index_name(i, &out, &origin, NULL), SQ_OK);
    take_name(&out, origin, name);
    for (const char *const *key = i->columns; key && *key; key++) {
        size_t n = strlen(what);
        snprintf(what + n, sizeof what - n, "%s%s", n ? ", " : "",
                 sqi_name_of_column(sqi_find_column(i->table, *key)).p);
    }
    for (const sq_option *o = i->options; o && o->name; o++)
        if (strncmp(o->name, T->name, 6) == 0) {
            size_t n = strlen(what);
            snprintf(what + n, sizeof what - n, " WHERE %s", o->value.v.s);
        }
    if (i->unique && database() == MYSQL) /* the same thing there */
        add(f, "%s unique %s (%s)", t, name, what);
    else
        add(f, "%s%s index %s ~%s", t, i->unique ? " unique" : "", name, what);
}

static void add_enum(facts *f, const sq_column *col)
{
    char line[FACT];
    const sq_type_details *d = col->type.details;
    size_t n = (size_t)snprintf(line, sizeof line, "type %s ", d->name);
    for (size_t i = 0; i < d->n_values; i++)
        n += (size_t)snprintf(line + n, sizeof line - n, "%s%s", i ? ", " : "", d->values[i]);
    add(f, "%s", line);
}

static void add_declared(facts *f, const sq_table *t)
{
    const char *name = sqi_name_of_table(t).p;
    sqi_constraint k;
    sqi_index x;
    if (t->o.comment && database() != SQLITE)
        add(f, "%s comment %s", name, t->o.comment);
    for (size_t i = 0; i < t->n_columns; i++) {
        add_column(f, name, &t->columns[i]);
        if (t->columns[i].type.kind == SQ_T_ENUM && database() == POSTGRESQL)
            add_enum(f, &t->columns[i]);
    }
    for (size_t i = 0; sqi_constraint_at(t, i, &k); i++)
        add_constraint(f, name, &k);
    for (size_t i = 0; sqi_index_at(t, i, &x); i++)
        add_index(f, x.index);
}

/* ---- comparison ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void suite_same_catalog(const sq_relation *const *tables, size_t n, const char *const *more)
{
    static facts declared, there;
    char report[4000] = "";
    size_t at = 0, i = 0, j = 0;
    declared.n = there.n = 0;
    for (size_t t = 0; t < n; t++)
        add_declared(&declared, sq_table_of(tables[t]));
    for (; more && *more; more++)
        add(&declared, "%s", *more);
    add_those_there(&there);
    qsort(declared.p, declared.n, sizeof *declared.p, by_text);
    qsort(there.p, there.n, sizeof *there.p, by_text);
    while (i < declared.n || j < there.n) {
        int order = i == declared.n ? 1 : j == there.n ? -1 : strcmp(declared.p[i], there.p[j]);
        if (order && at < sizeof report)
            at += (size_t)snprintf(report + at, sizeof report - at, "\n  %s: %s",
                                   order < 0 ? "missing" : "not declared",
                                   order < 0 ? declared.p[i] : there.p[j]);
        i += order <= 0;
        j += order >= 0;
    }
    ck_assert_msg(!at, "%s has something else:%s", T->name, report);
    ck_assert_uint_gt(there.n, n);
    for (i = 0; i < declared.n; i++)
        free(declared.p[i]);
    for (j = 0; j < there.n; j++)
        free(there.p[j]);
}
