/* from_data.c: what an application does that knows its tables and questions only at run time (a
 * reporting tool, a binding of another language). Everything here is a plain call of an exported
 * function. The shape of each statement is C code, all names in it are strings. */
#define SQ_NO_MACROS 1
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "squill.h"
#include "tests/unit/from_data.h"

/* ---- tables from a list ---- */

static const struct column {
    const char *table, *name, *type;
    int length;
    bool key, index;
    const char *references;
} schema[] = {
    {"categories", "code", "string", 2, true, false, NULL},
    {"categories", "major", "string", 1, false, false, NULL},
    {"categories", "name", "string", 32, false, false, NULL},
    {"scripts", "code", "string", 4, true, false, NULL},
    {"scripts", "name", "string", 40, false, false, NULL},
    {"blocks", "id", "integer", 0, true, false, NULL},
    {"blocks", "start_code", "integer", 0, false, false, NULL},
    {"blocks", "end_code", "integer", 0, false, false, NULL},
    {"blocks", "name", "string", 64, false, false, NULL},
    {"characters", "code", "integer", 0, true, false, NULL},
    {"characters", "point", "string", 8, false, false, NULL},
    {"characters", "name", "string", 96, false, false, NULL},
    {"characters", "category", "string", 2, false, false, "categories.code"},
    {"characters", "block", "integer", 0, false, true, "blocks.id"},
    {"characters", "script", "string", 4, false, false, "scripts.code"},
    {"characters", "uppercase", "integer", 0, false, false, NULL},
    {"characters", "lowercase", "integer", 0, false, true, NULL},
    {"decompositions", "code", "integer", 0, true, false, "characters.code"},
    {"decompositions", "place", "integer", 0, true, false, NULL},
    {"decompositions", "part", "integer", 0, false, false, NULL},
    {"decompositions", "kind", "string", 12, false, false, NULL},
    {"titles", "code", "integer", 0, true, false, "characters.code"},
    {"titles", "title", "string", 96, false, false, NULL},
    {"titles", "source", "string", 16, false, false, NULL},
};
enum { N_COLUMNS = sizeof schema / sizeof *schema, MOST = 8 };

struct sqt_catalogue {
    sq_metadata *metadata;
};

/* One table: the rows of `schema` from `at` on that name it. Returns where the next one begins. */
static size_t make_table(sq_metadata *m, size_t at, bool *ok)
{
    sq_column_spec columns[MOST];
    sq_constraint keys[MOST];
    const char *own[MOST][2], *other[MOST][2];
    size_t n = 0, n_keys = 0;
    memset(columns, 0, sizeof columns);
    memset(keys, 0, sizeof keys);
    for (size_t i = at; i < N_COLUMNS && strcmp(schema[i].table, schema[at].table) == 0; i++) {
        columns[n].name = schema[i].name;
        columns[n].type = sq_type_of(sq_type_kind_find(schema[i].type));
        columns[n].type.length = schema[i].length;
        columns[n].o.primary_key = schema[i].key;
        columns[n].o.index = schema[i].index;
        columns[n++].o.not_null = !schema[i].key;
        if (schema[i].references) {
            own[n_keys][0] = schema[i].name;
            other[n_keys][0] = schema[i].references;
            own[n_keys][1] = other[n_keys][1] = NULL;
            keys[n_keys].kind = SQ_CONSTRAINT_FOREIGN_KEY;
            keys[n_keys].columns = own[n_keys];
            keys[n_keys].ref_texts = other[n_keys];
            n_keys++;
        }
    }
    sq_table_options options;
    memset(&options, 0, sizeof options);
    options.constraints = keys; /* the rest is 0: SQ_CONSTRAINT_END */
    sq_source t = sq_metadata_table(m, sq_name_of(schema[at].table), columns, n, &options);
    *ok = *ok && sq_table_of(t.sq_) != NULL;
    return at + n;
}

sqt_catalogue *sqt_catalogue_new(sq_error *err)
{
    sqt_catalogue *k = malloc(sizeof *k);
    bool ok = k != NULL;
    if (ok) {
        k->metadata = sq_metadata_new(NULL);
        ok = k->metadata != NULL;
        for (size_t i = 0; ok && i < N_COLUMNS;)
            i = make_table(k->metadata, i, &ok);
    }
    sq_error_clear(err);
    if (ok)
        return k;
    err->status = SQ_ERR_INTERNAL;
    sqt_catalogue_free(k);
    return NULL;
}

void sqt_catalogue_free(sqt_catalogue *k)
{
    if (k)
        sq_metadata_unref(k->metadata);
    free(k);
}

sq_source sqt_catalogue_table(const sqt_catalogue *k, const char *name)
{
    return sq_metadata_find(k->metadata, NULL, name);
}

/* ---- words for a sentence ---- */

typedef struct maker {
    const sqt_catalogue *k;
    sq_builder *q;
} maker;

static const sq_relation *table(maker m, const char *name)
{
    return sqt_catalogue_table(m.k, name).sq_;
}

static const sq_expr *col(maker m, const char *from, const char *name)
{
    return sq_col(m.q, table(m, from), name);
}

static const sq_expr *op(maker m, const char *name, const sq_expr *a, const sq_expr *b)
{
    return sq_binary(m.q, sq_op_find(name), a, b);
}

static const sq_expr *text(maker m, const char *value)
{
    return sq_val(m.q, sq_text_value(value));
}

static const sq_expr *number(maker m, int value)
{
    return sq_val(m.q, sq_int_value(value));
}

static const sq_expr *func(maker m, const char *name, const sq_expr *argument)
{
    return sq_func_n(m.q, name, &argument, argument ? 1 : 0);
}

static const sq_expr *label(maker m, const sq_expr *e, const char *name)
{
    return sq_label(m.q, e, sq_name_of(name));
}

static size_t collect(const sq_expr *list[MOST], va_list arguments)
{
    size_t n = 0;
    for (const sq_expr *e; (e = va_arg(arguments, const sq_expr *)) != NULL;)
        list[n++] = e;
    return n;
}

static const sq_stmt *select_columns(maker m, ...) /* ended by NULL, as the two below */
{
    const sq_expr *list[MOST];
    va_list arguments;
    va_start(arguments, m);
    size_t n = collect(list, arguments);
    va_end(arguments);
    return sq_select_n(m.q, list, n);
}

static const sq_stmt *where(const sq_stmt *s, ...)
{
    const sq_expr *list[MOST];
    va_list arguments;
    va_start(arguments, s);
    size_t n = collect(list, arguments);
    va_end(arguments);
    return sq_where_n(s, list, n);
}

static const sq_stmt *order_by(const sq_stmt *s, ...)
{
    const sq_expr *list[MOST];
    va_list arguments;
    va_start(arguments, s);
    size_t n = collect(list, arguments);
    va_end(arguments);
    return sq_order_by_n(s, list, n);
}

static const sq_stmt *from(const sq_stmt *s, const sq_relation *r)
{
    return sq_from_n(s, &r, 1);
}

static const sq_stmt *join(const sq_stmt *s, const sq_relation *r, const sq_expr *on)
{
    return sq_join_with(s, SQ_JOIN_INNER, NULL, r, on);
}

/* ---- the statements ---- */

static const sq_stmt *greek_capitals(maker m)
{
    const sq_value capitals[2] = {sq_text_value("Lu"), sq_text_value("Lt")};
    const sq_stmt *s = select_columns(
        m, col(m, "characters", "point"), col(m, "characters", "name"),
        label(m, col(m, "blocks", "name"), "block"), (const sq_expr *)NULL);
    s = from(s, table(m, "characters"));
    s = join(s, table(m, "scripts"), NULL);
    s = join(s, table(m, "blocks"), NULL);
    s = where(s, op(m, "eq", col(m, "scripts", "name"), text(m, "Greek")),
              sq_in_n(m.q, col(m, "characters", "category"), capitals, 2),
              op(m, "ne", col(m, "blocks", "name"), text(m, "Greek and Coptic")),
              (const sq_expr *)NULL);
    return order_by(s, col(m, "characters", "code"), (const sq_expr *)NULL);
}

static const sq_stmt *large_scripts(maker m)
{
    const sq_expr *count = func(m, "count", col(m, "characters", "code"));
    const sq_expr *n = label(m, count, "n");
    const sq_expr *groups[2] = {col(m, "scripts", "code"), col(m, "scripts", "name")};
    const sq_expr *many = op(m, "gt", count, number(m, 500));
    const sq_stmt *s = select_columns(m, col(m, "scripts", "name"), n, (const sq_expr *)NULL);
    s = from(s, table(m, "scripts"));
    s = join(s, table(m, "characters"), NULL);
    s = sq_group_by_n(s, groups, 2);
    s = sq_having_n(s, &many, 1);
    return order_by(s, sq_ordered(m.q, n, SQ_DESC), col(m, "scripts", "code"),
                    (const sq_expr *)NULL);
}

static const sq_expr *count_of(maker m, const char *major, const char *name)
{
    const sq_expr *is_major = op(m, "eq", col(m, "categories", "major"), text(m, major));
    const sq_case_arm arm = sq_when(sq_expr_value(is_major),
                                    sq_expr_value(col(m, "characters", "code")));
    return label(m, func(m, "count", sq_case_n(m.q, NULL, &arm, 1)), name);
}

static const sq_stmt *letters_by_plane(maker m)
{
    const sq_expr *shifted = op(m, "bitwise_rshift", col(m, "characters", "code"), number(m, 16));
    const sq_expr *plane = label(m, shifted, "plane");
    const sq_expr *ref = sq_label_ref(m.q, plane);
    const sq_stmt *s = select_columns(m, plane, count_of(m, "L", "letters"),
                                      count_of(m, "M", "marks"), count_of(m, "N", "numbers"),
                                      count_of(m, "S", "symbols"), (const sq_expr *)NULL);
    s = from(s, table(m, "characters"));
    s = join(s, table(m, "categories"), NULL);
    s = sq_group_by_n(s, &ref, 1);
    return order_by(s, ref, (const sq_expr *)NULL);
}

static const sq_stmt *longest_names(maker m)
{
    const sq_expr *parts[2] = {col(m, "characters", "block"), SQ_END};
    const sq_expr *order[3] = {
        sq_ordered(m.q, func(m, "length", col(m, "characters", "name")), SQ_DESC),
        col(m, "characters", "code"), SQ_END};
    sq_window window;
    memset(&window, 0, sizeof window);
    window.partition_by = parts;
    window.order_by = order;
    window.size = sizeof window;
    const sq_expr *place = sq_over(m.q, func(m, "rank", NULL), &window);
    const sq_stmt *all = select_columns(m, parts[0], col(m, "characters", "point"),
                                        col(m, "characters", "name"), label(m, place, "place"),
                                        (const sq_expr *)NULL);
    const sq_relation *ranked = sq_subquery(m.q, all, sq_name_of("ranked")).sq_;

    const sq_stmt *s = select_columns(m, label(m, col(m, "blocks", "name"), "block"),
                                      sq_col(m.q, ranked, "point"), sq_col_at(m.q, ranked, 2),
                                      (const sq_expr *)NULL);
    s = from(s, ranked);
    s = join(s, table(m, "blocks"),
             op(m, "eq", col(m, "blocks", "id"), sq_col(m.q, ranked, "block")));
    s = where(s, op(m, "eq", sq_col(m.q, ranked, "place"), number(m, 1)), (const sq_expr *)NULL);
    return order_by(s, col(m, "blocks", "id"), (const sq_expr *)NULL);
}

static const sq_stmt *part_rows(maker m, const sq_expr *depth)
{
    return select_columns(m, depth, col(m, "decompositions", "code"),
                          col(m, "decompositions", "place"), col(m, "decompositions", "part"),
                          (const sq_expr *)NULL);
}

static const sq_stmt *full_decomposition(maker m)
{
    const sq_stmt *first = part_rows(m, label(m, number(m, 1), "depth"));
    first = where(first, op(m, "eq", col(m, "decompositions", "code"), number(m, 0x1FA7)),
                  (const sq_expr *)NULL);
    const sq_relation *tree = sq_cte_recursive(m.q, first, sq_name_of("tree")).sq_;

    const sq_stmt *next = part_rows(m, op(m, "add", sq_col(m.q, tree, "depth"), number(m, 1)));
    next = from(next, table(m, "decompositions"));
    next = join(next, tree,
                op(m, "eq", col(m, "decompositions", "code"), sq_col(m.q, tree, "part")));
    tree = sq_cte_union_all(m.q, tree, next).sq_;

    const sq_stmt *s = select_columns(m, sq_col(m.q, tree, "depth"), sq_col(m.q, tree, "place"),
                                      col(m, "characters", "point"), col(m, "characters", "name"),
                                      (const sq_expr *)NULL);
    s = from(s, tree);
    s = join(s, table(m, "characters"),
             op(m, "eq", col(m, "characters", "code"), sq_col(m.q, tree, "part")));
    return order_by(s, sq_col(m.q, tree, "depth"), sq_col(m.q, tree, "code"),
                    sq_col(m.q, tree, "place"), (const sq_expr *)NULL);
}

static const sq_stmt *lonely_letters(maker m)
{
    const sq_relation *capital = sq_alias(m.q, table(m, "characters"), sq_name_of("capital")).sq_;
    const sq_stmt *has_capital = select_columns(m, sq_col(m.q, capital, "code"),
                                                (const sq_expr *)NULL);
    has_capital = where(
        has_capital, op(m, "eq", sq_col(m.q, capital, "lowercase"), col(m, "characters", "code")),
        (const sq_expr *)NULL);

    const sq_stmt *s = select_columns(m, col(m, "characters", "point"),
                                      col(m, "characters", "name"), (const sq_expr *)NULL);
    s = from(s, table(m, "characters"));
    s = join(s, table(m, "blocks"), NULL);
    s = where(s, op(m, "eq", col(m, "blocks", "name"), text(m, "Latin Extended-A")),
              op(m, "eq", col(m, "characters", "category"), text(m, "Ll")),
              sq_unary(m.q, sq_op_find("not"), sq_exists(m.q, has_capital)), (const sq_expr *)NULL);
    return order_by(s, col(m, "characters", "code"), (const sq_expr *)NULL);
}

static const sq_stmt *large_blocks(maker m)
{
    const sq_expr *block = col(m, "characters", "block");
    const sq_expr *n = label(m, func(m, "count", col(m, "characters", "code")), "n");
    const sq_stmt *counts = select_columns(m, block, n, (const sq_expr *)NULL);
    counts = sq_group_by_n(counts, &block, 1);
    const sq_relation *sizes = sq_cte(m.q, counts, sq_name_of("sizes")).sq_;
    const sq_relation *each = sq_alias(m.q, sizes, sq_name_of("each_size")).sq_;
    const sq_expr *five_times = op(m, "mul", func(m, "avg", sq_col(m.q, each, "n")), number(m, 5));
    const sq_expr *limit = sq_scalar_subquery(m.q,
                                              select_columns(m, five_times, (const sq_expr *)NULL));

    const sq_stmt *s = select_columns(m, col(m, "blocks", "name"), sq_col(m.q, sizes, "n"),
                                      (const sq_expr *)NULL);
    s = from(s, table(m, "blocks"));
    s = join(s, sizes, op(m, "eq", sq_col(m.q, sizes, "block"), col(m, "blocks", "id")));
    s = where(s, op(m, "gt", sq_col(m.q, sizes, "n"), limit), (const sq_expr *)NULL);
    return order_by(s, sq_ordered(m.q, sq_col(m.q, sizes, "n"), SQ_DESC), col(m, "blocks", "id"),
                    (const sq_expr *)NULL);
}

static const sq_stmt *scripts_with(maker m, const char *category)
{
    const sq_stmt *s = select_columns(m, label(m, col(m, "scripts", "code"), "script"),
                                      col(m, "scripts", "name"), (const sq_expr *)NULL);
    s = from(s, table(m, "scripts"));
    s = join(s, table(m, "characters"), NULL);
    return where(s, op(m, "eq", col(m, "characters", "category"), text(m, category)),
                 (const sq_expr *)NULL);
}

static const sq_stmt *scripts_with_both(maker m)
{
    const sq_stmt *both[2] = {scripts_with(m, "Nd"), scripts_with(m, "Lu")};
    const sq_stmt *s = sq_compound_n(m.q, sq_op_find("intersect"), both, 2);
    return order_by(s, sq_label_name(m.q, sq_name_of("script")), (const sq_expr *)NULL);
}

static const sq_stmt *title_controls(maker m)
{
    const sq_expr *columns[3] = {col(m, "titles", "code"), col(m, "titles", "title"),
                                 col(m, "titles", "source")};
    const sq_stmt *controls = select_columns(m, col(m, "characters", "code"),
                                             col(m, "characters", "name"), text(m, "character"),
                                             (const sq_expr *)NULL);
    controls = where(controls, op(m, "eq", col(m, "characters", "category"), text(m, "Cc")),
                     (const sq_expr *)NULL);
    return sq_from_select_n(sq_insert(m.q, table(m, "titles")), columns, 3, controls, false);
}

static const sq_stmt *upsert_title(maker m)
{
    const sq_expr *key = col(m, "titles", "code");
    const sq_expr *title = col(m, "titles", "title"), *source = col(m, "titles", "source");
    const sq_assignment set[2] = {sq_assign(title, sq_expr_value(sq_excluded(m.q, title))),
                                  sq_assign(source, sq_expr_value(sq_excluded(m.q, source)))};
    return sq_on_conflict_do_update_n(sq_insert(m.q, table(m, "titles")), &key, 1, set, 2);
}

static const sq_stmt *titles_by_source(maker m)
{
    const sq_expr *source = col(m, "titles", "source");
    const sq_expr *n = label(m, func(m, "count", col(m, "titles", "code")), "n");
    const sq_stmt *s = select_columns(m, source, n, (const sq_expr *)NULL);
    s = sq_group_by_n(s, &source, 1);
    return order_by(s, source, (const sq_expr *)NULL);
}

static const sq_stmt *name_the_nameless(maker m)
{
    const sq_expr *title = col(m, "titles", "title");
    const sq_assignment set[2] = {
        sq_assign(title, sq_text_value("NAMELESS")),
        sq_assign(col(m, "titles", "source"), sq_text_value("nobody")),
    };
    const sq_stmt *s = sq_values_n(sq_update(m.q, table(m, "titles")), set, 2);
    return where(s, op(m, "eq", title, text(m, "<control>")), (const sq_expr *)NULL);
}

static const sq_stmt *drop_private_titles(maker m)
{
    const sq_stmt *s = sq_delete(m.q, table(m, "titles"));
    return where(s, sq_contains(m.q, col(m, "titles", "title"), sq_text_value("PRIVATE USE")),
                 (const sq_expr *)NULL);
}

static const sq_stmt *titles_like(maker m)
{
    sq_bindparam_options wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.name = "wanted";
    wanted.type = sq_varchar(96);
    wanted.size = sizeof wanted;
    const sq_stmt *s = select_columns(m, col(m, "titles", "code"), col(m, "titles", "title"),
                                      (const sq_expr *)NULL);
    s = where(s, op(m, "eq", col(m, "titles", "title"), sq_bindparam(m.q, &wanted)),
              (const sq_expr *)NULL);
    return order_by(s, col(m, "titles", "code"), (const sq_expr *)NULL);
}

static const sq_stmt *forget_all_parts(maker m)
{
    return sq_delete(m.q, table(m, "decompositions"));
}

static const struct {
    const char *name;
    const sq_stmt *(*make)(maker m);
} statements[] = {
    {"greek_capitals", greek_capitals},
    {"large_scripts", large_scripts},
    {"letters_by_plane", letters_by_plane},
    {"longest_names", longest_names},
    {"full_decomposition", full_decomposition},
    {"lonely_letters", lonely_letters},
    {"large_blocks", large_blocks},
    {"scripts_with_both", scripts_with_both},
    {"title_controls", title_controls},
    {"upsert_title", upsert_title},
    {"titles_by_source", titles_by_source},
    {"name_the_nameless", name_the_nameless},
    {"drop_private_titles", drop_private_titles},
    {"titles_like", titles_like},
    {"forget_all_parts", forget_all_parts},
};

const sq_stmt *sqt_from_data(const sqt_catalogue *k, sq_builder *q, const char *name)
{
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (strcmp(statements[i].name, name) == 0)
            return statements[i].make((maker){k, q});
    return NULL;
}
