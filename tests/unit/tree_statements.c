/* tree_statements.c: clauses, from elements and statements that only some databases have, and rare
 * kinds of nodes. Elements that are joined stand for tree_v: tree_u is for sub-selects. */
#include "tests/unit/tree_parts.h"

#define CLAUSE(name) static const sq_stmt *name(sq_builder *q, tree_source *s, const sq_stmt *of)

/* ---- from elements ---- */

static const sq_stmt *join_to_t(sq_builder *q, tree_source *s, const sq_stmt *of, sq_source r)
{
    static const sq_join_kind kinds[] = {SQ_JOIN_INNER, SQ_JOIN_LEFT};
    const sq_expr *on = sq_eq(q, tree_t.id, sq_col_at(q, r.sq_, 0));
    return sq_join_with(of, kinds[tree_field(s, 2)], tree_t.sq_, r.sq_, on);
}

CLAUSE(joined)
{
    const tree_v_table v = SQ_ALIAS(q, tree_v, tree_field(s, 2) ? "v" : "w");
    return join_to_t(q, s, of, (sq_source){v.sq_});
}

CLAUSE(joined_before)
{
    const sq_join_kind kind = tree_field(s, 2) ? SQ_JOIN_LEFT : SQ_JOIN_INNER;
    const sq_expr *on = sq_eq(q, tree_v.t_id, tree_t.id);
    return sq_from(of, sq_join_of(q, kind, tree_t.sq_, tree_v.sq_, on));
}

CLAUSE(crossed)
{
    const sq_source v = {tree_field(s, 2) ? tree_v_alias(q, "v").sq_ : tree_v.sq_};
    return sq_join_with(of, SQ_JOIN_CROSS, tree_t.sq_, v.sq_, NULL);
}

CLAUSE(joined_fully)
{
    const sq_op op = tree_field(s, 2) ? SQ_OP_EQ : SQ_OP_LE;
    const sq_expr *on = sq_binary(q, op, tree_v.t_id, tree_t.id);
    return sq_join_with(of, SQ_JOIN_FULL, tree_t.sq_, tree_v.sq_, on);
}

CLAUSE(sampled)
{
    const sq_expr *method = sq_func(q, tree_field(s, 2) ? "bernoulli" : "system", sq_val(q, 50));
    return join_to_t(q, s, of,
                     sq_tablesample_of(q, tree_v.sq_, method, sq_val(q, 1), sq_name_of("few")));
}

CLAUSE(joined_lateral)
{
    const sq_stmt *one = sq_where(sq_select(q, tree_v.n), sq_eq(q, tree_v.t_id, tree_t.id));
    return join_to_t(q, s, of, sq_lateral(q, sq_limit(one, 1), "l"));
}

static sq_source rows(sq_builder *q, tree_source *s, sq_name name)
{
    const sq_values_column columns[] = {{.name = "a", .type = sq_integer()},
                                        {.name = "b", .type = sq_text_type()}};
    const sq_values_options o = {.name = name, .size = sizeof o};
    sq_value cells[4];
    for (int i = 0; i < 4; i++)
        cells[i] = i % 2 ? tree_text_value(s) : tree_integer_value(s);
    return sq_values_table(q, columns, 2, cells, 2, &o);
}

CLAUSE(joined_values)
{
    return join_to_t(q, s, of, rows(q, s, sq_name_of(tree_field(s, 2) ? "a" : "b")));
}

CLAUSE(joined_rows_of_cte)
{
    const sq_stmt *values = sq_values_stmt(q, rows(q, s, (sq_name){.p = NULL}).sq_);
    const sq_source c = sq_cte(q, values, tree_field(s, 2) ? "c1" : "c2");
    return sq_join_with(of, SQ_JOIN_CROSS, tree_t.sq_, c.sq_, NULL);
}

CLAUSE(joined_function)
{
    const sq_values_column value = {.name = "value", .type = sq_integer()};
    const sq_table_function o = {.name = sq_name_of(tree_field(s, 2) ? "j" : "k"),
                                 .columns = &value,
                                 .n_columns = 1,
                                 .size = sizeof o};
    return join_to_t(q, s, of, sq_table_valued(q, sq_func(q, "json_each", sq_val(q, "[1,2]")), &o));
}

CLAUSE(joined_column_function)
{
    const sq_type t = sq_integer();
    const sq_table_function o = {
        .name = sq_name_of(tree_field(s, 2) ? "g" : "h"), .scalar_type = &t, .size = sizeof o};
    const sq_expr *series = sq_func(q, "generate_series", sq_val(q, 1), tree_t.id);
    const sq_source r = sq_table_valued(q, series, &o);
    const sq_expr *n = sq_table_function_column(q, r.sq_, t);
    return sq_where(sq_join_with(of, SQ_JOIN_CROSS, tree_t.sq_, r.sq_, NULL), sq_gt(q, n, 1));
}

CLAUSE(joined_text)
{
    const sq_expr *text = sq_text(q, tree_field(s, 2) ? SQ_SQL("tree_v") : SQ_SQL("tree_v AS v"));
    return sq_join_with(of, SQ_JOIN_CROSS, tree_t.sq_, sq_text_from(q, text).sq_, NULL);
}

CLAUSE(joined_in_parens)
{
    const sq_source both = sq_join_of(q, SQ_JOIN_INNER, tree_v.sq_, tree_v_alias(q, "w").sq_,
                                      sq_true(q));
    (void)s;
    return sq_join_with(of, SQ_JOIN_INNER, tree_t.sq_, sq_parens_from(q, both.sq_).sq_,
                        sq_eq(q, tree_v.t_id, tree_t.id));
}

CLAUSE(joined_text_select)
{
    const sq_expr *id = sq_named_column(q, "id", sq_integer(), NULL);
    const sq_expr *text = sq_text(q, tree_field(s, 2) ? SQ_SQL("SELECT id FROM tree_v")
                                                      : SQ_SQL("SELECT id, n FROM tree_v"));
    const sq_stmt *select = sq_textual_select_n(q, text, &id, 1, tree_field(s, 2));
    return join_to_t(q, s, of, sq_subquery(q, select, "written"));
}

CLAUSE(all_of_another)
{
    (void)s;
    return sq_add_columns(sq_from(of, tree_t, tree_v), sq_all_columns(q, tree_v));
}

/* ---- clauses ---- */

CLAUSE(labelled)
{
    (void)q;
    return sq_set_label_style(of, tree_field(s, 2) ? SQ_LABEL_TABLE_PLUS_COLUMN : SQ_LABEL_NONE);
}

CLAUSE(distinct_on)
{
    (void)q;
    return sq_distinct_on(of, tree_field(s, 2) ? tree_t.flag : tree_t.open);
}

CLAUSE(with_text_before)
{
    return sq_prefix_with(of, sq_text(q, tree_field(s, 2) ? SQ_SQL("/* p */") : SQ_SQL("/* r */")),
                          NULL);
}

CLAUSE(with_hint)
{
    (void)q;
    return sq_with_statement_hint(of, tree_field(s, 2) ? SQ_SQL("/* h */") : SQ_SQL("/* i */"),
                                  NULL);
}

CLAUSE(with_cte_beside)
{
    const sq_cte_affix before[] = {{sq_text(q, SQ_SQL("/* c */")), NULL}, {NULL, NULL}};
    const sq_cte_options o = {.name = sq_name_of(tree_field(s, 2) ? "beside" : "unused"),
                              .prefixes = before,
                              .size = sizeof o};
    return (sq_add_cte)(of, sq_cte_with(q, sq_select(q, tree_v.n), &o).sq_, false);
}

CLAUSE(with_parameter)
{
    const sq_expr *p = sq_bindparam(q, tree_field(s, 2) ? "p" : "r", .type = sq_integer(),
                                    .value = sq_int_value(2), .has_value = true);
    return sq_where(of, sq_gt(q, tree_t.x, p));
}

CLAUSE(with_params)
{
    const char *name = tree_field(s, 2) ? "p" : "r";
    const sq_binding value = {name, tree_integer_value(s)};
    const sq_expr *p = sq_bindparam(q, name, .type = sq_integer());
    return sq_params_n(sq_where(of, sq_le(q, tree_t.y, p)), &value, 1);
}

CLAUSE(refined)
{
    (void)s;
    return sq_where(sq_refine(q, of), sq_is_not_null(q, tree_t.id));
}

CLAUSE(with_text_condition)
{
    return sq_where(of, sq_text(q, tree_field(s, 2) ? SQ_SQL("tree_t.x IS NOT NULL")
                                                    : SQ_SQL("tree_t.y IS NOT NULL")));
}

CLAUSE(sorted_with_nulls)
{
    const sq_expr *by = sq_upper(q, tree_text(q, s));
    by = tree_field(s, 2) ? sq_desc(q, by) : sq_asc(q, by);
    return sq_order_by(of, tree_field(s, 2) ? sq_nulls_last(q, by) : sq_nulls_first(q, by));
}

CLAUSE(correlated)
{
    sq_stmt const *sub = sq_where(sq_select(q, tree_u.id), sq_eq(q, tree_u.t_id, tree_t.id));
    sub = tree_field(s, 2) ? sq_correlate(sub, tree_t) : sq_correlate_except(sub, tree_u);
    return sq_where(of, sq_exists(q, sub));
}

/* ---- behind ORDER BY ---- */

#define LOCK(name, ...)                                                                            \
    CLAUSE(name)                                                                                   \
    {                                                                                              \
        (void)q, (void)s;                                                                          \
        return sq_with_for_update(of, __VA_ARGS__);                                                \
    }
LOCK(locked, .nowait = false)
LOCK(locked_to_read, .read = true)
LOCK(locked_of, .of = SQ_LIST(tree_t.id))
LOCK(locked_at_once, .nowait = true)
LOCK(locked_skipping, .skip_locked = true)
LOCK(locked_key, .key_share = true)

CLAUSE(first_rows)
{
    (void)q;
    return sq_fetch_first(of, 2, tree_field(s, 2), false);
}

CLAUSE(sorted_by_position)
{
    return sq_order_by(of, sq_label_name(q, "id"),
                       tree_field(s, 2) ? sq_desc(q, tree_t.x) : sq_desc(q, tree_t.y));
}

CLAUSE(sorted_by_label)
{
    const sq_expr *y = sq_label(q, tree_t.y, tree_field(s, 2) ? "upsilon" : "ypsilon");
    return sq_order_by(sq_add_columns(of, y), sq_label_ref(q, y));
}

/* ---- INSERT ---- */

static const sq_stmt *insert_row(sq_builder *q, tree_source *s)
{
    return sq_values(sq_insert(q, tree_t), sq_set(tree_t.id, 4 + (int)tree_choose(s, 9)),
                     sq_set(tree_field(s, 2) ? tree_t.x : tree_t.y, tree_integer_value(s)),
                     sq_set(tree_t.name, tree_text_value(s)));
}

CLAUSE(inserted)
{
    (void)of;
    const sq_stmt *i = insert_row(q, s);
    return tree_field(s, 2) ? sq_inline(i) : i;
}

CLAUSE(inserted_returning)
{
    (void)of;
    return sq_returning(insert_row(q, s), tree_t.id, sq_label(q, tree_integer(q, s), "value"));
}

CLAUSE(inserted_rows)
{
    (void)of;
    const sq_expr *columns[] = {tree_v.t_id, tree_v.n};
    sq_value cells[6];
    size_t n = 1 + tree_choose(s, 3);
    for (size_t i = 0; i < 2 * n; i++)
        cells[i] = tree_integer_value(s);
    return sq_values_rows(sq_insert(q, tree_v), columns, 2, cells, n);
}

CLAUSE(inserted_from_select)
{
    (void)of;
    const sq_expr *columns[] = {tree_v.t_id, tree_v.n};
    const sq_stmt *select = sq_where(sq_select(q, tree_t.id, tree_integer(q, s)),
                                     tree_boolean(q, s));
    return sq_from_select_n(sq_insert(q, tree_v), columns, 2, select, true);
}

CLAUSE(upserted)
{
    (void)of;
    const sq_assignment set[] = {sq_set(tree_t.x, tree_integer(q, s)),
                                 sq_set(tree_t.name, sq_excluded(q, tree_t.name))};
    const sq_on_conflict o = {.action = SQ_DO_UPDATE,
                              .elements = SQ_LIST(tree_t.id),
                              .set = set,
                              .n_set = 1 + tree_field(s, 2),
                              .size = sizeof o};
    return sq_on_conflict_with(insert_row(q, s), &o);
}

CLAUSE(upserted_if)
{
    (void)of;
    const sq_assignment set = sq_set(tree_t.y, 1);
    const sq_op op = tree_field(s, 2) ? SQ_OP_LT : SQ_OP_NE;
    const sq_on_conflict o = {.action = SQ_DO_UPDATE,
                              .elements = SQ_LIST(tree_t.id),
                              .set = &set,
                              .n_set = 1,
                              .where = sq_binary(q, op, sq_excluded(q, tree_t.x), tree_t.x),
                              .size = sizeof o};
    return sq_on_conflict_with(insert_row(q, s), &o);
}

CLAUSE(inserted_unless_there)
{
    (void)of;
    const sq_stmt *i = insert_row(q, s);
    return tree_field(s, 2) ? sq_on_conflict_do_nothing(i, tree_t.id)
                            : sq_on_conflict_do_nothing_n(i, NULL, 0);
}

CLAUSE(inserted_or_changed)
{
    (void)of;
    const sq_assignment set = sq_set(tree_field(s, 2) ? tree_t.x : tree_t.y, tree_integer_value(s));
    return sq_on_duplicate_key_update_n(insert_row(q, s), NULL, &set, 1, false);
}

/* ---- UPDATE, DELETE ---- */

static const sq_stmt *update(sq_builder *q, tree_source *s)
{
    const sq_stmt *u = sq_values(sq_update(q, tree_t), sq_set(tree_t.x, tree_integer(q, s)));
    if (tree_choose(s, 2))
        u = sq_values(u, sq_set(tree_t.y, sq_add(q, sq_dml_column(q, tree_t.x), 1)));
    return sq_where(u, tree_boolean(q, s));
}

CLAUSE(updated)
{
    (void)of;
    return update(q, s);
}

CLAUSE(updated_in_order)
{
    (void)of;
    const bool first = tree_field(s, 2);
    return sq_ordered_values(sq_update(q, tree_t), sq_set(first ? tree_t.y : tree_t.x, 1),
                             sq_set(first ? tree_t.x : tree_t.y, tree_integer(q, s)));
}

CLAUSE(updated_returning)
{
    (void)of;
    return sq_returning(update(q, s), tree_t.id, tree_field(s, 2) ? tree_t.x : tree_t.y);
}

CLAUSE(updated_from)
{
    (void)of;
    return sq_where(update(q, s), sq_eq(q, tree_v.t_id, tree_t.id),
                    sq_gt(q, tree_v.n, tree_integer_value(s)));
}

CLAUSE(deleted)
{
    (void)of;
    return sq_where(sq_delete(q, tree_t), tree_boolean(q, s));
}

CLAUSE(deleted_returning)
{
    (void)of;
    return sq_returning(sq_where(sq_delete(q, tree_t), tree_boolean(q, s)),
                        sq_label(q, tree_text(q, s), tree_field(s, 2) ? "gone" : "old"));
}

CLAUSE(deleted_using)
{
    (void)of;
    return sq_where(sq_using(sq_delete(q, tree_t), tree_v), sq_eq(q, tree_v.t_id, tree_t.id),
                    tree_boolean(q, s));
}

CLAUSE(deleted_some)
{
    (void)of;
    return sq_dml_limit(sq_where(sq_delete(q, tree_t), tree_boolean(q, s)), 2);
}

CLAUSE(updated_with_options)
{
    (void)of;
    const sq_option options[] = {{"mysql_limit", sq_int_value(2)},
                                 {"mariadb_limit", sq_int_value(tree_field(s, 2) ? 1 : 3)},
                                 {NULL, {.kind = SQ_V_ABSENT}}};
    return sq_with_dialect_options(update(q, s), options);
}

/* ---- MERGE ---- */

CLAUSE(merged)
{
    (void)of;
    const sq_stmt *m = sq_merge_into(q, tree_t, tree_v, sq_eq(q, tree_t.id, tree_v.t_id));
    const sq_expr *condition = tree_boolean(q, s);
    if (tree_field(s, 2))
        m = sq_when_matched_delete(m, condition);
    else
        m = sq_when_matched_do_nothing(m, condition);
    m = sq_when_matched_update(m, NULL, sq_set(tree_t.x, tree_integer(q, s)));
    return sq_when_not_matched_insert(m, sq_gt(q, tree_v.n, tree_integer_value(s)),
                                      sq_set(tree_t.id, tree_v.t_id),
                                      sq_set(tree_field(s, 2) ? tree_t.x : tree_t.y, tree_v.n));
}

/* ---- the rest ---- */

CLAUSE(deleted_in_cte)
{
    (void)of;
    const sq_stmt *d = sq_returning(sq_where(sq_delete(q, tree_v), sq_gt(q, tree_v.n, 1)),
                                    tree_v.t_id);
    const sq_source gone = sq_cte(q, d, tree_field(s, 2) ? "gone" : "old");
    return sq_where(tree_select(q, s, false),
                    sq_in_select(q, tree_t.id, sq_select(q, sq_col_at(q, gone.sq_, 0))));
}

CLAUSE(counted_up)
{
    (void)of;
    const sq_expr *one = sq_label(q, sq_val(q, 1), "n");
    const sq_source c = sq_cte_recursive(q, sq_select(q, one), tree_field(s, 2) ? "up" : "to");
    const sq_expr *n = sq_col_at(q, c.sq_, 0);
    const sq_stmt *more = sq_where(sq_select(q, sq_add(q, n, 1)), sq_lt(q, n, 5));
    const sq_source all = sq_cte_union_all(q, c, more);
    return sq_select(q, sq_col_at(q, all.sq_, 0));
}

CLAUSE(written)
{
    (void)q, (void)of;
    return sq_text_stmt(q, sq_text(q, tree_field(s, 2) ? SQ_SQL("SELECT 1") : SQ_SQL("SELECT 2")));
}

CLAUSE(alone)
{
    (void)of;
    return sq_values_stmt(q, rows(q, s, (sq_name){.p = NULL}).sq_);
}

CLAUSE(compound_in_parens)
{
    (void)of;
    const sq_stmt *a = sq_limit(tree_select(q, s, false), 2);
    const sq_stmt *both[] = {tree_field(s, 2) ? sq_parens_stmt(q, a) : a, tree_select(q, s, false)};
    return sq_limit(sq_except_n(q, both, 2), 3);
}

const tree_special tree_statements[] = {
    {.slot = TREE_CLAUSE, .stmt = joined},
    {.slot = TREE_CLAUSE, .stmt = joined_before},
    {.slot = TREE_CLAUSE, .stmt = crossed},
    {.slot = TREE_CLAUSE, .stmt = joined_fully},
    {.slot = TREE_CLAUSE, .stmt = sampled},
    {.slot = TREE_CLAUSE, .stmt = joined_lateral},
    {.slot = TREE_CLAUSE, .stmt = joined_values},
    {.slot = TREE_CLAUSE, .stmt = joined_rows_of_cte},
    {.slot = TREE_CLAUSE, .stmt = joined_function},
    {.slot = TREE_CLAUSE, .stmt = joined_column_function},
    {.slot = TREE_CLAUSE, .stmt = joined_text},
    {.slot = TREE_CLAUSE, .stmt = joined_in_parens},
    {.slot = TREE_CLAUSE, .stmt = joined_text_select},
    {.slot = TREE_CLAUSE, .stmt = all_of_another},
    {.slot = TREE_CLAUSE, .stmt = labelled},
    {.slot = TREE_CLAUSE, .stmt = distinct_on},
    {.slot = TREE_CLAUSE, .stmt = with_text_before},
    {.slot = TREE_CLAUSE, .stmt = with_hint},
    {.slot = TREE_CLAUSE, .stmt = with_cte_beside},
    {.slot = TREE_CLAUSE, .stmt = with_parameter},
    {.slot = TREE_CLAUSE, .stmt = with_params},
    {.slot = TREE_CLAUSE, .stmt = refined},
    {.slot = TREE_CLAUSE, .stmt = with_text_condition},
    {.slot = TREE_CLAUSE, .stmt = sorted_with_nulls},
    {.slot = TREE_CLAUSE, .stmt = correlated},
    {.slot = TREE_TAIL, .stmt = locked},
    {.slot = TREE_TAIL, .stmt = locked_to_read},
    {.slot = TREE_TAIL, .stmt = locked_of},
    {.slot = TREE_TAIL, .stmt = locked_at_once},
    {.slot = TREE_TAIL, .stmt = locked_skipping},
    {.slot = TREE_TAIL, .stmt = locked_key},
    {.slot = TREE_TAIL, .stmt = first_rows},
    {.slot = TREE_TAIL, .stmt = sorted_by_position},
    {.slot = TREE_TAIL, .stmt = sorted_by_label},
    {.slot = TREE_STATEMENT, .stmt = inserted},
    {.slot = TREE_STATEMENT, .stmt = inserted_returning},
    {.slot = TREE_STATEMENT, .stmt = inserted_rows},
    {.slot = TREE_STATEMENT, .stmt = inserted_from_select},
    {.slot = TREE_STATEMENT, .stmt = upserted},
    {.slot = TREE_STATEMENT, .stmt = upserted_if},
    {.slot = TREE_STATEMENT, .stmt = inserted_unless_there},
    {.slot = TREE_STATEMENT, .stmt = inserted_or_changed},
    {.slot = TREE_STATEMENT, .stmt = updated},
    {.slot = TREE_STATEMENT, .stmt = updated_in_order},
    {.slot = TREE_STATEMENT, .stmt = updated_returning},
    {.slot = TREE_STATEMENT, .stmt = updated_from},
    {.slot = TREE_STATEMENT, .stmt = updated_with_options},
    {.slot = TREE_STATEMENT, .stmt = deleted},
    {.slot = TREE_STATEMENT, .stmt = deleted_returning},
    {.slot = TREE_STATEMENT, .stmt = deleted_using},
    {.slot = TREE_STATEMENT, .stmt = deleted_some},
    {.slot = TREE_STATEMENT, .stmt = merged},
    {.slot = TREE_STATEMENT, .stmt = deleted_in_cte},
    {.slot = TREE_STATEMENT, .stmt = counted_up},
    {.slot = TREE_STATEMENT, .stmt = written},
    {.slot = TREE_STATEMENT, .stmt = alone},
    {.slot = TREE_STATEMENT, .stmt = compound_in_parens},
    {.stmt = NULL},
};
