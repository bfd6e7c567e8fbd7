/* definitions.c: CREATE, DROP, ALTER, COMMENT. Each row has objects of its own. */
#include "tests/verdict/verdict.h"

#define QUERY(name)  static const sq_stmt *name(sq_builder *q)
#define OPTIONS(...) (&(const sq_ddl_options){__VA_ARGS__})

SQ_TABLE_WITH(
    keyed,
    (.constraints = SQ_CONSTRAINTS(
         {.kind = SQ_CONSTRAINT_UNIQUE, .name = "uq_a", .columns = SQ_KEYS("a"), .comment = "said"},
         {.kind = SQ_CONSTRAINT_CHECK, .name = "ck_b", .check_sql = SQ_SQL("b > 0")}),
     .comment = "a table"),
    (a, integer, .comment = "a column"), (b, integer));
SQ_TABLE_WITH(deferred,
              (.constraints = SQ_CONSTRAINTS({.kind = SQ_CONSTRAINT_FOREIGN_KEY,
                                              .columns = SQ_KEYS("a"),
                                              .ref_table = &item_table_def,
                                              .ref_columns = SQ_KEYS("id"),
                                              .deferrable = 1,
                                              .initially = "DEFERRED"})),
              (a, integer));
SQ_TABLE(stored, (a, integer), (b, integer, .computed_sql = SQ_SQL("a * 2"), .persisted = true));
SQ_TABLE(virtual_, (a, integer),
         (b, integer, .computed_sql = SQ_SQL("a * 2"), .not_persisted = true));
SQ_TABLE(coded, (a, bigint, .not_null = true, .server_default = SQ_SQL("1")),
         (code, varchar(8), .unique = true));
SQ_TABLE(counted, (id, integer, .primary_key = true, .identity = {.set = true}));
SQ_TABLE_WITH(
    booked,
    (.constraints = SQ_CONSTRAINTS({.kind = SQ_CONSTRAINT_EXCLUDE,
                                    .using_ = "btree",
                                    .elements = (const sq_exclude_element[]){{.text = SQ_SQL("a"),
                                                                              .op = SQ_SQL("=")},
                                                                             {.expr = NULL}}})),
    (a, integer));
static const sq_sequence counter = {.name = "counter_2"};
static const char *const labels[] = {"sad", "glad"};
static const sq_type_details mood = {.name = "mood", .values = labels, .n_values = 2};

#define KEYED "CREATE TABLE keyed (a INTEGER, b INTEGER, CONSTRAINT uq_a UNIQUE (a))"
#define CODED "CREATE TABLE coded (id INTEGER, CONSTRAINT ix_coded UNIQUE (id))"

QUERY(create_sequence)
{
    return sq_create_sequence(q, &counter, NULL);
}
QUERY(create_schema)
{
    return sq_create_schema(q, sq_name_of("extra"), NULL);
}
QUERY(drop_schema_cascade)
{
    return sq_drop_schema(q, sq_name_of("extra"), OPTIONS(.cascade = true));
}
QUERY(drop_table_cascade)
{
    return sq_drop_table(q, keyed.sq_, OPTIONS(.cascade = true));
}
QUERY(add_constraint)
{
    return sq_add_constraint(q, keyed.sq_, 1);
}
QUERY(drop_constraint)
{
    return sq_drop_constraint(q, keyed.sq_, 0, OPTIONS(.if_exists = true));
}
/* one table, changed by one row after the other */
QUERY(add_column)
{
    return sq_add_column(q, coded.sq_, "a", NULL);
}
QUERY(add_column_if_not_exists)
{
    return sq_add_column(q, coded.sq_, "a", OPTIONS(.if_not_exists = true));
}
QUERY(add_key_column)
{
    return sq_add_column(q, coded.sq_, "code", NULL);
}
QUERY(alter_column)
{
    return sq_alter_column(q, coded.sq_, "a", SQ_ALTER_ALL, NULL);
}
QUERY(rename_column)
{
    return sq_rename_column(q, coded.sq_, sq_name_of("a"), sq_name_of("b"));
}
QUERY(drop_column_if_exists)
{
    return sq_drop_column(q, coded.sq_, sq_name_of("absent"), OPTIONS(.if_exists = true));
}
QUERY(drop_column)
{
    return sq_drop_column(q, coded.sq_, sq_name_of("b"), NULL);
}
QUERY(rename_index)
{
    const sq_index i = {.name = "ix_coded", .table = &coded_table_def};
    return sq_rename_index(q, &i, sq_name_of("ix_coded_2"));
}
QUERY(rename_table)
{
    return sq_rename_table(q, coded.sq_, sq_name_of("coded_2"));
}
QUERY(comment_table)
{
    return sq_comment_on(q, SQ_COMMENT_TABLE, keyed.sq_, NULL, 0, false);
}
QUERY(comment_column)
{
    return sq_comment_on(q, SQ_COMMENT_COLUMN, keyed.sq_, "a", 0, false);
}
QUERY(comment_constraint)
{
    return sq_comment_on(q, SQ_COMMENT_CONSTRAINT, keyed.sq_, NULL, 0, false);
}
static const sq_stmt *view(sq_builder *q, const char *name, const sq_ddl_options *o)
{
    return sq_create_view(q, sq_name_of(name), NULL, sq_select(q, item.id), o);
}
QUERY(plain_view)
{
    return view(q, "v1", NULL);
}
QUERY(view_if_not_exists)
{
    return view(q, "v2", OPTIONS(.if_not_exists = true));
}
QUERY(or_replace_view)
{
    return view(q, "v3", OPTIONS(.or_replace = true));
}
QUERY(temporary_view)
{
    return view(q, "v4", OPTIONS(.temporary = true));
}
QUERY(materialized_view)
{
    return view(q, "v5", OPTIONS(.materialized = true));
}
QUERY(temporary_materialized)
{
    return view(q, "v6", OPTIONS(.materialized = true, .temporary = true));
}
QUERY(or_replace_materialized)
{
    return view(q, "v7", OPTIONS(.materialized = true, .or_replace = true));
}
QUERY(drop_view_cascade)
{
    return sq_drop_view(q, sq_name_of("v8"), NULL, OPTIONS(.cascade = true));
}
QUERY(table_as)
{
    return sq_create_table_as(q, sq_name_of("copy"), NULL, sq_select(q, item.id), NULL);
}
QUERY(index_if_not_exists)
{
    const sq_index i = {.name = "ix_1", .table = &item_table_def, .columns = SQ_KEYS("grp")};
    return sq_create_index(q, &i, OPTIONS(.if_not_exists = true));
}
QUERY(drop_index_if_exists)
{
    const sq_index i = {.name = "ix_2", .table = &item_table_def, .columns = SQ_KEYS("grp")};
    return sq_drop_index(q, &i, OPTIONS(.if_exists = true));
}
QUERY(expression_index)
{
    const sq_index i = {.name = "ix_3",
                        .table = &item_table_def,
                        .elements = SQ_LIST(sq_func(q, "lower", item.name))};
    return sq_create_index(q, &i, NULL);
}
QUERY(create_type)
{
    return sq_create_type(q, (sq_type){.kind = SQ_T_ENUM, .details = &mood}, NULL);
}
QUERY(create_type_if_not_exists)
{
    return sq_create_type(q, (sq_type){.kind = SQ_T_ENUM, .details = &mood},
                          OPTIONS(.if_not_exists = true));
}
QUERY(exclude_constraint)
{
    return sq_create_table(q, booked.sq_, NULL);
}
QUERY(deferrable)
{
    return sq_create_table(q, deferred.sq_, NULL);
}
QUERY(stored_column)
{
    return sq_create_table(q, stored.sq_, NULL);
}
QUERY(virtual_column)
{
    return sq_create_table(q, virtual_.sq_, NULL);
}
QUERY(identity)
{
    return sq_create_table(q, counted.sq_, NULL);
}

const sqv_row sqv_definitions[] = {
    ROW("CREATE SEQUENCE", create_sequence),
    ROW("CREATE SCHEMA", create_schema),
    ROW("DROP SCHEMA .. CASCADE", drop_schema_cascade, .before = "CREATE SCHEMA extra"),
    ROW("DROP TABLE .. CASCADE", drop_table_cascade, .before = KEYED),
    ROW("ALTER TABLE .. ADD CONSTRAINT", add_constraint, .before = KEYED),
    ROW("ADD COLUMN", add_column, .before = CODED),
    ROW("ADD COLUMN IF NOT EXISTS", add_column_if_not_exists),
    ROW("ADD COLUMN of a unique key", add_key_column),
    ROW("ALTER COLUMN", alter_column),
    ROW("RENAME COLUMN", rename_column),
    ROW("DROP COLUMN IF EXISTS", drop_column_if_exists),
    ROW("DROP COLUMN", drop_column),
    ROW("RENAME INDEX", rename_index),
    ROW("ALTER TABLE .. RENAME", rename_table),
    ROW("comment on a table", comment_table, .before = KEYED),
    ROW("comment on a column", comment_column, .before = KEYED),
    ROW("comment on a constraint", comment_constraint, .before = KEYED),
    ROW("DROP CONSTRAINT IF EXISTS", drop_constraint, .before = KEYED),
    ROW("CREATE VIEW", plain_view),
    ROW("CREATE VIEW IF NOT EXISTS", view_if_not_exists),
    ROW("CREATE OR REPLACE VIEW", or_replace_view),
    ROW("CREATE TEMPORARY VIEW", temporary_view),
    ROW("CREATE MATERIALIZED VIEW", materialized_view),
    ROW("temporary materialized view", temporary_materialized),
    ROW("OR REPLACE MATERIALIZED VIEW", or_replace_materialized),
    ROW("DROP VIEW .. CASCADE", drop_view_cascade, .before = "CREATE VIEW v8 AS SELECT 1 AS a"),
    ROW("CREATE TABLE .. AS", table_as),
    ROW("CREATE INDEX IF NOT EXISTS", index_if_not_exists),
    ROW("DROP INDEX IF EXISTS", drop_index_if_exists),
    ROW("index of an expression", expression_index),
    ROW("CREATE TYPE", create_type),
    ROW("CREATE TYPE IF NOT EXISTS", create_type_if_not_exists,
        .text = "CREATE TYPE IF NOT EXISTS mood_2 AS ENUM ('sad', 'glad')"),
    ROW("EXCLUDE constraint", exclude_constraint),
    ROW("DEFERRABLE foreign key", deferrable),
    ROW("STORED computed column", stored_column),
    ROW("VIRTUAL computed column", virtual_column),
    ROW("identity column", identity),
    {.what = NULL},
};
