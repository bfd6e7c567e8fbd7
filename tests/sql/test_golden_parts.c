/* test_golden_parts.c: the exact text of what the databases do differently: parts of JSON and of
 * arrays, regular expressions, upserts that name an index by its condition. */
#include "squill.h"
#undef SQ_NO_MACROS
#include <check.h>
#include "tests/support/golden.h"
#include "tests/support/support.h"

SQ_TABLE(docs, (id, bigint, .primary_key = true), (name, varchar(80)), (body, json), (data, jsonb),
         (ready, boolean));

#define QUERY(name) static const sq_stmt *name(sq_builder *q)

QUERY(json_member)
{
    return sq_select(q, sq_getitem(q, docs.body, "key"));
}
QUERY(json_member_in_condition)
{
    return sq_where(sq_select(q, docs.id), sq_is_not_null(q, sq_getitem(q, docs.body, "key")));
}
QUERY(jsonb_members)
{
    return sq_select(q, sq_getitem(q, sq_getitem(q, docs.data, "list"), 0));
}
QUERY(regexp)
{
    return sq_where(sq_select(q, docs.id), sq_regexp_match(q, docs.name, "^a"));
}
QUERY(regexp_flags)
{
    const sq_expr *flags = sq_val(q, "im");
    return sq_where(sq_select(q, docs.id),
                    sq_binary_with(q, docs.name, sq_val(q, "^a"),
                                   &(sq_operator){.op = SQ_OP_REGEXP_MATCH, .flags = flags}));
}
QUERY(upsert_by_condition)
{
    const sq_stmt *s = sq_values(sq_insert(q, docs), sq_set(docs.name, "x"));
    return sq_on_conflict_with(s, &(sq_on_conflict){
                                      .elements = SQ_LIST(docs.name),
                                      .index_where = sq_ne(q, docs.name, "draft"),
                                  });
}
/* clang-format off */
static const sqt_row rows[] = {
    ROW(json_member,
        UNSUPPORTED("default has no JSON access"),
        "SELECT JSON_QUOTE(JSON_EXTRACT(docs.body, ?)) AS anon_1 \nFROM docs",
        "SELECT docs.body -> $1 AS anon_1 \nFROM docs",
        "SELECT JSON_EXTRACT(docs.body, ?) AS anon_1 \nFROM docs", SAME),
    ROW(json_member_in_condition,
        UNSUPPORTED("default has no JSON access"),
        "SELECT docs.id \nFROM docs \nWHERE JSON_QUOTE(JSON_EXTRACT(docs.body, ?)) IS NOT NULL",
        "SELECT docs.id \nFROM docs \nWHERE (docs.body -> $1) IS NOT NULL",
        "SELECT docs.id \nFROM docs \nWHERE JSON_EXTRACT(docs.body, ?) IS NOT NULL", SAME),
    ROW(jsonb_members,
        UNSUPPORTED("default has no JSON access"),
        "SELECT JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(docs.data, ?)), ?)) AS anon_1 \nFROM docs",
        "SELECT docs.data[$1][$2] AS anon_1 \nFROM docs",
        "SELECT JSON_EXTRACT(JSON_EXTRACT(docs.data, ?), ?) AS anon_1 \nFROM docs", SAME),
    ROW(regexp,
        UNSUPPORTED("default has no regular expressions"),
        LENIENT("SELECT docs.id \nFROM docs \nWHERE docs.name REGEXP ?"),
        "SELECT docs.id \nFROM docs \nWHERE docs.name ~ $1",
        "SELECT docs.id \nFROM docs \nWHERE docs.name REGEXP ?", SAME),
    ROW(regexp_flags,
        UNSUPPORTED("default has no regular expressions"),
        LENIENT("SELECT docs.id \nFROM docs \nWHERE docs.name REGEXP ?"),
        "SELECT docs.id \nFROM docs \nWHERE docs.name ~ CONCAT('(?', 'im', ')', $1::text)",
        "SELECT docs.id \nFROM docs \nWHERE REGEXP_LIKE(docs.name, ?, 'im')",
        "SELECT docs.id \nFROM docs \nWHERE docs.name REGEXP CONCAT('(?', 'im', ')', ?)"),
    ROW(upsert_by_condition,
        UNSUPPORTED("default has no ON CONFLICT"),
        REJECTED("INSERT INTO docs (name) VALUES (?) ON CONFLICT (name) WHERE name != 'draft' DO NOTHING"),
        "INSERT INTO docs (name) VALUES ($1) ON CONFLICT (name) WHERE name != 'draft' DO NOTHING RETURNING docs.id",
        UNSUPPORTED("mysql has no ON CONFLICT with a condition or constraint"),
        UNSUPPORTED("mariadb has no ON CONFLICT with a condition or constraint")),
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof *rows };

START_TEST(test_text_on_every_dialect)
{
    const sq_relation *const tables[] = {docs.sq_, NULL};
    sqt_check_row(rows, (size_t)_i, tables);
}
END_TEST

START_TEST(test_rebuilt_tree_is_equal_and_gives_the_same_text)
{
    sqt_check_rebuilt(rows, (size_t)_i);
}
END_TEST

SQT_MAIN("golden_parts", LOOP(test_text_on_every_dialect, 0, N_ROWS),
         LOOP(test_rebuilt_tree_is_equal_and_gives_the_same_text, 0, N_ROWS))
