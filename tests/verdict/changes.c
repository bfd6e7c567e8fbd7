/* changes.c: INSERT, UPDATE, DELETE. */
#include "tests/verdict/verdict.h"

#define QUERY(name) static const sq_stmt *name(sq_builder *q)

static const sq_stmt *new_part(sq_builder *q)
{
    return sq_values(sq_insert(q, part), sq_set(part.id, 70), sq_set(part.qty, 1));
}
static const sq_stmt *old_item(sq_builder *q)
{
    return sq_values(sq_insert(q, item), sq_set(item.id, 1), sq_set(item.name, "again"));
}
static const sq_stmt *renamed(sq_builder *q)
{
    return sq_where(sq_values(sq_update(q, item), sq_set(item.grp, 4)), sq_eq(q, item.id, 1));
}
static const sq_stmt *no_parts(sq_builder *q)
{
    return sq_where(sq_delete(q, part), sq_lt(q, part.qty, 0));
}

QUERY(insert_rows)
{
    const sq_expr *columns[] = {part.id, part.qty};
    const sq_value values[] = {SQ_VALUE(80), SQ_VALUE(1), SQ_VALUE(81), SQ_VALUE(2)};
    return sq_values_rows(sq_insert(q, part), columns, 2, values, 2);
}
QUERY(default_row)
{
    return sq_values_n(sq_insert(q, part), NULL, 0);
}
QUERY(insert_returning)
{
    return sq_returning(new_part(q), part.id);
}
QUERY(update_returning)
{
    return sq_returning(renamed(q), item.id);
}
QUERY(delete_returning)
{
    return sq_returning(no_parts(q), part.id);
}
QUERY(update_from)
{
    return sq_where(sq_values(sq_update(q, item), sq_set(item.grp, part.qty)),
                    sq_eq(q, part.item_id, item.id));
}
QUERY(set_of_others)
{
    return sq_where(sq_values(sq_update(q, item), sq_set(item.grp, 1), sq_set(part.qty, 1)),
                    sq_eq(q, part.item_id, item.id));
}
QUERY(delete_using)
{
    return sq_where(sq_delete(q, part), sq_eq(q, part.item_id, item.id), sq_lt(q, item.id, 0));
}
QUERY(set_of_a_part)
{
    return sq_values(sq_update(q, item),
                     sq_set(sq_getitem(q, item.doc, "a"), sq_val(q, "\"one\"")));
}
static const sq_stmt *upsert(sq_builder *q, const sq_expr *where)
{
    const sq_assignment set[] = {sq_set(item.name, sq_excluded(q, item.name))};
    const sq_on_conflict o = {.action = SQ_DO_UPDATE,
                              .elements = SQ_LIST(item.id),
                              .set = set,
                              .n_set = 1,
                              .where = where,
                              .size = sizeof o};
    return sq_on_conflict_with(old_item(q), &o);
}
QUERY(on_conflict)
{
    return upsert(q, NULL);
}
QUERY(on_conflict_where)
{
    return upsert(q, sq_gt(q, item.id, 0));
}
QUERY(on_conflict_nothing)
{
    return sq_on_conflict_do_nothing(old_item(q), item.id);
}
QUERY(on_constraint)
{
    const sq_on_conflict o = {.constraint = sq_name_of("item_pkey"), .size = sizeof o};
    return sq_on_conflict_with(old_item(q), &o);
}
QUERY(several_conflicts)
{
    const sq_on_conflict any = {.dialect = "sqlite", .size = sizeof any};
    const sq_on_conflict one = {
        .dialect = "sqlite", .elements = SQ_LIST(item.id), .size = sizeof one};
    return sq_on_conflict_with(sq_on_conflict_with(old_item(q), &one), &any);
}
QUERY(on_duplicate_key)
{
    const sq_assignment set[] = {sq_set(item.name, "b")};
    return sq_on_duplicate_key_update_n(old_item(q), NULL, set, 1, false);
}

QUERY(merge)
{
    const sq_stmt *s = sq_merge_into(q, part, item, sq_eq(q, part.item_id, item.id));
    s = sq_when_matched_update(s, NULL, sq_set(part.qty, 1));
    return sq_when_not_matched_do_nothing(s, NULL);
}

const sqv_row sqv_changes[] = {
    ROW("INSERT of several rows", insert_rows),
    ROW("INSERT without values", default_row),
    ROW("INSERT with RETURNING", insert_returning),
    ROW("UPDATE with RETURNING", update_returning),
    ROW("DELETE with RETURNING", delete_returning),
    ROW("UPDATE of several tables", update_from),
    ROW("SET of columns of two tables", set_of_others),
    ROW("DELETE of several tables", delete_using),
    ROW("SET of an element of JSON", set_of_a_part),
    ROW("ON CONFLICT DO UPDATE", on_conflict),
    ROW("ON CONFLICT DO UPDATE .. WHERE", on_conflict_where),
    ROW("ON CONFLICT DO NOTHING", on_conflict_nothing),
    ROW("ON CONFLICT ON CONSTRAINT", on_constraint, .left_out = true),
    ROW("ON CONFLICT twice", several_conflicts),
    ROW("ON DUPLICATE KEY UPDATE", on_duplicate_key),
    ROW("MERGE", merge),
    {.what = NULL},
};
