/* compare.c: one case for one dialect: compile, compare text and parameters, tell what differs. */
#include "tests/parity/parity.h"

#include <stdlib.h>
#include <string.h>

static const char token_start[] = "__[POSTCOMPILE_";

/* What the library gave. */
/* Parameters passed when compiling: a null names the parameter, but gives it no value. */
static const sq_binding *given_values(pt_case *c, json_t *params, size_t *n)
{
    size_t all = 0;
    const sq_binding *in = pt_bindings(c, params, &all);
    sq_binding *out = pt_alloc(&c->memory, (all + 1) * sizeof *out);
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (in[i].value.kind != SQ_V_NULL)
            out[(*n)++] = in[i];
    return out;
}

typedef struct answer {
    bool ok;
    sq_bound bound;
    sq_error error;
} answer;

/* ---- compile ---- */

static const sq_schema_mapping *schema_mappings(pt_case *c, json_t *o, size_t *n)
{
    const char *from;
    json_t *to;
    size_t i = 0;
    sq_schema_mapping *list = pt_alloc(&c->memory, (json_object_size(o) + 1) * sizeof *list);
    json_object_foreach(o, from, to)
        list[i++] = (sq_schema_mapping){.from = from, .to = json_string_value(to)};
    *n = i;
    return list;
}

static const char *const *param_names(pt_case *c, json_t *params, size_t *n)
{
    const char *name;
    json_t *v;
    size_t i = 0;
    const char **list = pt_alloc(&c->memory, (json_object_size(params) + 1) * sizeof *list);
    json_object_foreach(params, name, v) list[i++] = name;
    *n = i;
    return params ? list : NULL;
}

static sq_compile_options compile_options(pt_case *c, json_t *o, sq_mark_style mark)
{
    sq_compile_options out = {
        .mark = mark,
        .literal_binds = pt_flag(o, "literal_binds"),
        .literal_ints = pt_flag(o, "literal_ints"),
        .executemany = pt_flag(o, "executemany"),
        .lenient = true,
        .size = sizeof out,
    };
    out.keys = param_names(c, json_object_get(o, "params"), &out.n_keys);
    out.schema_translate = schema_mappings(c, json_object_get(o, "schema_translate"),
                                           &out.n_schema_translate);
    return out;
}

static answer type_answer(pt_case *c, const pt_node *root, const sq_dialect *d)
{
    answer a = {0};
    const char *text = sq_type_sql(c->q, root->type, d);
    a.ok = text != NULL;
    if (text)
        a.bound.sql = (sq_str){text, strlen(text)};
    else
        a.error = *sq_builder_error(c->q);
    return a;
}

static answer compile(pt_case *c, json_t *case_, const sq_dialect *d, sq_mark_style mark)
{
    json_t *options = json_object_get(case_, "options");
    const pt_node *root = pt_node_at(c, json_object_get(case_, "root"));
    const sq_compile_options o = compile_options(c, options, mark);
    size_t n;
    const sq_binding *b = given_values(c, json_object_get(options, "params"), &n);
    answer a = {0};
    int status = SQ_ERR_ARGUMENT;
    if (!root)
        return a;
    if (root->what == PT_TYPE)
        return type_answer(c, root, d);
    if (root->stmt || root->what == PT_STMT || strcmp(root->kind, "text") == 0)
        status = sq_compile_bound(c->q, pt_stmt_at(c, json_object_get(case_, "root")), d, &o, b, n,
                                  true, &a.bound, &a.error);
    else if (root->what == PT_EXPR)
        status = sq_compile_expr_bound(c->q, root->expr, d, &o, b, n, true, &a.bound, &a.error);
    else if (root->what == PT_RELATION)
        status = sq_compile_relation_bound(c->q, root->relation, d, &o, b, n, true, &a.bound,
                                           &a.error);
    else
        pt_problem(c, "loader: %s can't be compiled", root->kind);
    a.ok = status == SQ_OK;
    return a;
}

/* ---- text ---- */

/* One past the token of a list without a value that begins at p. */
static const char *token_end(const char *p)
{
    const char *end = strchr(p, ']');
    return end ? end + 1 : p + strlen(p);
}

/* `expected` holds tokens: what stands between them must be there, in that order. */
static bool matches_around_tokens(const char *expected, const char *got)
{
    const char *token = strstr(expected, token_start);
    size_t n = token ? (size_t)(token - expected) : strlen(expected);
    if (!token)
        return strcmp(expected, got) == 0;
    if (strncmp(expected, got, n) != 0)
        return false;
    expected = token_end(token);
    for (got += n;; got++) {
        if (matches_around_tokens(expected, got))
            return true;
        if (!*got)
            return false;
    }
}

static bool same_text(const char *expected, sq_str got, bool unexpanded)
{
    pt_text a = {0}, b = {0};
    pt_normalise(&a, expected, strlen(expected));
    pt_normalise(&b, got.p, got.n);
    bool same = a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
    if (!same && unexpanded)
        same = matches_around_tokens(a.p, b.p);
    pt_text_free(&a);
    pt_text_free(&b);
    return same;
}

/* ---- parameters ---- */

static bool name_is(const sq_bound_param *p, const char *name)
{
    return p->name.n == strlen(name) && memcmp(p->name.p, name, p->name.n) == 0;
}

static bool same_param(pt_case *c, json_t *expected, const sq_bound *b, size_t i)
{
    const sq_bound_param *got = &b->params[i];
    const char *bind = pt_string(expected, "bind"), *column = pt_string(expected, "default");
    if (bind)
        return b->values[i].kind == SQ_V_ABSENT && !got->client_default && name_is(got, bind);
    if (column)
        return got->client_default && name_is(got, column);
    return !got->client_default && pt_value_equal(pt_value(c, expected), b->values[i]);
}

/* The parameter of a token has no place of its own in the text. */
static bool in_token(const char *sql, const char *name, size_t n)
{
    for (const char *p = sql; (p = strstr(p, token_start)); p++) {
        const char *word = p + sizeof token_start - 1;
        if (strncmp(word, name, n) == 0 && (word[n] == ']' || word[n] == '~'))
            return true;
    }
    return false;
}

static bool expects_token(const char *sql, json_t *param)
{
    const char *bind = pt_string(param, "bind");
    return bind && in_token(sql, bind, strlen(bind));
}

static bool same_params(pt_case *c, json_t *list, const char *sql, const sq_bound *got)
{
    size_t n = json_array_size(list), i = 0, j = 0;
    for (;;) {
        while (i < n && expects_token(sql, json_array_get(list, i)))
            i++;
        while (j < got->n_params && got->values[j].kind == SQ_V_ABSENT &&
               in_token(sql, got->params[j].name.p, got->params[j].name.n))
            j++;
        if (i == n || j == got->n_params)
            return i == n && j == got->n_params;
        if (!same_param(c, json_array_get(list, i++), got, j++))
            return false;
    }
}

/* Items are named as the text spells the name of their list: without what no marker can hold. */
static bool is_list_of_items(json_t *expected, const char *name, json_t *v)
{
    static const char special[] = "%():.[] ", instead[] = "PAZC____";
    char first[256];
    const char *t = json_string_value(json_object_get(v, "t"));
    if (!t || strcmp(t, "list") != 0)
        return false;
    snprintf(first, sizeof first, "%s_1", name);
    for (char *p = first; (p = strpbrk(p, special)); p++)
        *p = instead[strchr(special, *p) - special];
    if (json_object_get(expected, first))
        return true;
    snprintf(first + strlen(first), sizeof first - strlen(first), "_1");
    return json_object_get(expected, first) || json_array_size(json_object_get(v, "v")) == 0;
}

/* By name: each expected one is there with its value, and no other. */
static bool same_named_params(pt_case *c, json_t *expected, const char *sql, const sq_bound *got)
{
    const char *name;
    json_t *v;
    json_object_foreach(expected, name, v)
    {
        /* the items of a list have names of their own; the list is told beside them */
        bool found = expects_token(sql, v) || is_list_of_items(expected, name, v);
        for (size_t i = 0; i < got->n_params && !found; i++)
            found = name_is(&got->params[i], name);
        if (!found)
            return false;
    }
    for (size_t i = 0; i < got->n_params; i++) {
        const sq_bound_param *p = &got->params[i];
        v = json_object_getn(expected, p->name.p, p->name.n);
        if (!(v && same_param(c, v, got, i)) && !in_token(sql, p->name.p, p->name.n))
            return false;
    }
    return true;
}

/* ---- reports ---- */

static void report_params(pt_text *out, const sq_bound *b, bool named)
{
    pt_puts(out, named ? "{" : "[");
    for (size_t i = 0; i < b->n_params; i++) {
        const sq_bound_param *p = &b->params[i];
        pt_puts(out, i ? ", " : "");
        if (named)
            pt_putf(out, "\"%.*s\": ", (int)p->name.n, p->name.p);
        if (p->client_default)
            pt_putf(out, "{\"default\": \"%.*s\"}", (int)p->name.n, p->name.p);
        else if (b->values[i].kind == SQ_V_ABSENT)
            pt_putf(out, "{\"bind\": \"%.*s\"}", (int)p->name.n, p->name.p);
        else
            pt_value_print(out, b->values[i]);
    }
    pt_puts(out, named ? "}\n" : "]\n");
}

static void report_text(pt_text *out, const char *head, const char *sql, size_t n)
{
    pt_puts(out, head);
    pt_text plain = {0};
    pt_normalise(&plain, sql, n);
    pt_put(out, plain.p, plain.n);
    pt_puts(out, "\n");
    pt_text_free(&plain);
}

static void report_json(pt_text *out, const char *head, json_t *v)
{
    char *dump = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
    pt_putf(out, "%s%s\n", head, dump ? dump : "none");
    free(dump);
}

static void report_error(pt_text *out, const sq_error *e)
{
    pt_putf(out, "  got error  %s: %s%s%s\n", sq_status_name(e->status), e->where,
            e->where[0] ? ": " : "", e->message);
}

/* ---- one dialect ---- */

static bool compare_form(pt_case *c, json_t *case_, const sq_dialect *d, json_t *expect, bool named,
                         pt_text *report)
{
    const char *sql = pt_string(expect, named ? "named_sql" : "sql");
    json_t *params = json_object_get(expect, named ? "named_params" : "params");
    bool unexpanded = pt_flag(expect, "unexpanded");
    answer a = compile(c, case_, d, named ? SQ_MARK_NAMED : SQ_MARK_DIALECT);
    if (a.ok && same_text(sql, a.bound.sql, unexpanded) &&
        (named ? same_named_params(c, params, sql, &a.bound)
               : same_params(c, params, sql, &a.bound)))
        return true;
    pt_puts(report, named ? "  named form\n" : "");
    report_text(report, "  expected   ", sql, strlen(sql));
    report_json(report, "    params   ", params);
    if (a.ok) {
        report_text(report, "  got        ", a.bound.sql.p, a.bound.sql.n);
        pt_puts(report, "    params   ");
        report_params(report, &a.bound, named);
    } else {
        report_error(report, &a.error);
    }
    return false;
}

static bool compare_error(pt_case *c, json_t *case_, const sq_dialect *d, json_t *expect,
                          pt_text *report)
{
    answer a = compile(c, case_, d, SQ_MARK_DIALECT);
    if (!a.ok)
        return true;
    pt_putf(report, "  expected   error (%s): %s\n", pt_string(expect, "error"),
            pt_string(expect, "message"));
    report_text(report, "  got        ", a.bound.sql.p, a.bound.sql.n);
    return false;
}

static bool compare_with(pt_case *c, json_t *case_, const sq_dialect *d, json_t *expect,
                         pt_text *report)
{
    if (c->problem[0] && c->refused && pt_string(expect, "error"))
        return true;
    if (c->problem[0]) {
        const char *sql = pt_string(expect, "sql");
        report_text(report, "  expected   ", sql ? sql : "an error",
                    strlen(sql ? sql : "an error"));
        pt_putf(report, "  got error  %s\n", c->problem);
        return false;
    }
    if (pt_string(expect, "error"))
        return compare_error(c, case_, d, expect, report);
    return compare_form(c, case_, d, expect, false, report) &&
           (!pt_string(expect, "named_sql") || compare_form(c, case_, d, expect, true, report));
}

/* What the reference assumes as long as it knows no version of the server, and squill does not: it
 * starts from current servers. The corpus was recorded so (FORMAT.md, sections 2 and 7). */
static const struct {
    const char *dialect, *setting;
    bool has_modern; /* cases say with `modern` what current servers get */
} off_without_version[] = {
    {"mysql", "for_update_of", true},      {"mysql", "for_share", true},
    {"mysql", "on_duplicate_alias", true}, {"mysql", "float_cast", true},
    {"mssql", "date_types", false},        {"mssql", "max_types", false},
    {"mariadb", "float_cast", false},      {"mariadb", "sequences", false},
};
enum { N_OFF = sizeof off_without_version / sizeof *off_without_version };

static bool only_without_version(const sq_dialect *d)
{
    for (size_t i = 0; i < N_OFF; i++)
        if (strcmp(off_without_version[i].dialect, sq_dialect_name(d)) == 0)
            return !off_without_version[i].has_modern;
    return false;
}

/* What squill always does, and the reference only with a setting. */
static bool is_settled(const char *name)
{
    return strcmp(name, "offset_fetch") == 0;
}

/* The dialect without a known version and with the settings of the case. */
static sq_dialect *configured(pt_case *c, json_t *settings, const sq_dialect *d, sq_error *err)
{
    const char *name;
    json_t *v;
    size_t i = 0;
    sq_dialect_setting *list = pt_alloc(&c->memory,
                                        (json_object_size(settings) + N_OFF + 1) * sizeof *list);
    for (size_t j = 0; j < N_OFF; j++)
        if (strcmp(off_without_version[j].dialect, sq_dialect_name(d)) == 0)
            list[i++] = (sq_dialect_setting){.name = off_without_version[j].setting,
                                             .value = sq_bool_value(false)};
    json_object_foreach(settings, name, v) if (!is_settled(name))
        list[i++] = (sq_dialect_setting){.name = name, .value = pt_value(c, v)};
    return sq_dialect_configure(d, list, i, err);
}

pt_outcome pt_compare(pt_case *c, json_t *case_, const char *dialect, pt_text *report)
{
    const sq_dialect *d = sq_dialect_find(dialect);
    json_t *expect = json_object_get(json_object_get(case_, "expect"), dialect);
    json_t *settings = json_object_get(case_, "settings");
    json_t *modern = json_object_get(expect, "modern");
    const char *asserted = pt_string(case_, "asserted"), *error = pt_string(expect, "error");
    sq_dialect *own = NULL;
    sq_error err = {0};
    if (!d || !expect || (error && strcmp(error, "internal") == 0))
        return PT_SKIP;
    pt_know(c, json_object_get(case_, "options"),
            "params literal_binds literal_ints schema_translate executemany", "options");
    if (modern)
        expect = modern;
    if (!asserted || strcmp(asserted, dialect) != 0)
        settings = NULL;
    if ((json_object_size(settings) && !modern) || only_without_version(d)) {
        own = configured(c, settings, d, &err);
        if (!own) {
            report_json(report, "  settings   ", settings);
            report_error(report, &err);
            return PT_FAIL;
        }
    }
    bool same = compare_with(c, case_, own ? own : d, expect, report);
    sq_dialect_free(own);
    return same ? PT_PASS : PT_FAIL;
}
