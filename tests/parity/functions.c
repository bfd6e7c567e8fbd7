/* functions.c: function calls, aggregates and windows. */
#include "tests/parity/parity.h"

#include <string.h>
#include <strings.h>

static void build_func(pt_case *c, pt_node *n)
{
    size_t count;
    json_t *package = pt_field(n, "package");
    const sq_expr *const *args = pt_exprs(c, pt_field(n, "args"), &count);
    const sq_function f = {
        .name = pt_name(n, "name"),
        .package = package ? pt_strings(c, package) : NULL,
        .type = pt_type_kept(c, pt_field(n, "type")),
        .plain = pt_flag(n->json, "plain"),
        .with_ordinality = pt_flag(n->json, "with_ordinality"),
        .size = sizeof f,
    };
    pt_is_expr(n, sq_func_with(c->q, &f, args, count));
}

static void build_func_as_comparison(pt_case *c, pt_node *n)
{
    int left = (int)json_integer_value(pt_field(n, "left_index"));
    int right = (int)json_integer_value(pt_field(n, "right_index"));
    pt_is_expr(n, sq_func_as_comparison(c->q, pt_expr(c, n, "of"), left, right));
}

static void build_next_value(pt_case *c, pt_node *n)
{
    pt_node *s = pt_node_at(c, pt_field(n, "sequence"));
    pt_is_expr(n, sq_next_value(c->q, s ? s->sequence : NULL));
}

/* ---- windows ---- */

static int word_of(pt_case *c, const char *word, const char *const *words, const char *of)
{
    for (int i = 0; words[i]; i++)
        if (word && strcasecmp(words[i], word) == 0)
            return i;
    pt_refused(c, "%s is no %s", word ? word : "(nothing)", of);
    return 0;
}

static sq_frame_bound bound_of(pt_case *c, json_t *o)
{
    static const char *const words[] = {"unbounded", "current", "preceding", "following", NULL};
    static const sq_frame_at at[] = {SQ_UNBOUNDED, SQ_CURRENT_ROW, SQ_PRECEDING, SQ_FOLLOWING};
    json_t *node = json_object_get(o, "node");
    int word = word_of(c, pt_string(o, "at"), words, "frame bound");
    return (sq_frame_bound){.at = at[word], .offset = node ? pt_expr_at(c, node) : NULL};
}

static void set_frame(pt_case *c, json_t *frame, sq_window *w)
{
    static const char *const words[] = {"rows", "range", "groups", NULL};
    static const sq_frame_mode modes[] = {SQ_ROWS, SQ_RANGE, SQ_GROUPS};
    if (!frame)
        return;
    w->frame = modes[word_of(c, pt_string(frame, "mode"), words, "frame")];
    w->start = bound_of(c, json_object_get(frame, "start"));
    w->end = bound_of(c, json_object_get(frame, "end"));
}

static void set_exclude(pt_case *c, const char *exclude, sq_window *w)
{
    static const char *const words[] = {"CURRENT ROW", "GROUP", "TIES", "NO OTHERS", NULL};
    static const sq_frame_exclude what[] = {SQ_EXCLUDE_CURRENT_ROW, SQ_EXCLUDE_GROUP,
                                            SQ_EXCLUDE_TIES, SQ_EXCLUDE_NO_OTHERS};
    if (exclude)
        w->exclude = what[word_of(c, exclude, words, "frame exclusion")];
}

static void build_over(pt_case *c, pt_node *n)
{
    size_t count;
    json_t *partition_by = pt_field(n, "partition_by"), *order_by = pt_field(n, "order_by");
    sq_window w = {.size = sizeof w};
    w.partition_by = partition_by ? pt_exprs(c, partition_by, &count) : NULL;
    w.order_by = order_by ? pt_exprs(c, order_by, &count) : NULL;
    set_frame(c, pt_field(n, "frame"), &w);
    set_exclude(c, pt_string(n->json, "exclude"), &w);
    pt_is_expr(n, sq_over(c->q, pt_expr(c, n, "of"), &w));
}

/* ---- aggregates ---- */

static void build_within_group(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *order_by = pt_exprs(c, pt_field(n, "order_by"), &count);
    pt_is_expr(n, sq_within_group_n(c->q, pt_expr(c, n, "of"), order_by, count));
}

static void build_aggregate_order_by(pt_case *c, pt_node *n)
{
    size_t count;
    const sq_expr *const *order_by = pt_exprs(c, pt_field(n, "order_by"), &count);
    pt_is_expr(n, sq_aggregate_order_by_n(c->q, pt_expr(c, n, "of"), order_by, count,
                                          pt_flag(n->json, "inside_call")));
}

static void build_filter(pt_case *c, pt_node *n)
{
    const sq_expr *where = pt_expr(c, n, "where");
    pt_is_expr(n, sq_filter_n(c->q, pt_expr(c, n, "of"), &where, where ? 1 : 0));
}

const pt_kind pt_function_kinds[] = {
    {"func", "k name package args type plain with_ordinality", build_func},
    {"func_as_comparison", "k of left_index right_index", build_func_as_comparison},
    {"next_value", "k sequence", build_next_value},
    {"over", "k of partition_by order_by frame exclude", build_over},
    {"within_group", "k of order_by", build_within_group},
    {"aggregate_order_by", "k of order_by inside_call type", build_aggregate_order_by},
    {"filter", "k of where", build_filter},
    {0},
};
