/* test_golden_alter.c: the exact text of what changes tables that are there, feature by feature.
 * SQLite prepares its text where the tables are as before the change. */
#define SHOP_TABLES own_tables
#define SHOP_ONCE
#include "tests/sql/shop.h"

#include "squill/ddl.h"

static const sq_value both[] = {SQ_CONST_TEXT("a"), SQ_CONST_TEXT("b")};
SQ_TABLE(t, (id, integer, .primary_key = true), (a, integer), (b, varchar(20)));
SQ_TABLE_WITH(before, (.name = "grown", .indexes = SQ_INDEXES(SQ_INDEX("ix_a", SQ_KEYS("a")))),
              (a, integer));
SQ_TABLE_WITH(
    checked,
    (.constraints = SQ_CONSTRAINTS(
         SQ_CHECK(SQ_SQL("a > 0"), .name = "ck_a",
                  .options = SQ_OPTIONS({"postgresql_not_valid", SQ_CONST_BOOL(1)})),
         SQ_UNIQUE(SQ_KEYS("a"), .name = "uq_a",
                   .options = SQ_OPTIONS({"postgresql_include",
                                          {.kind = SQ_V_LIST, .len = 2, .v = {.list = both}}})),
         SQ_FOREIGN_KEY(SQ_KEYS("b"), t, SQ_KEYS("id"), .name = "fk_b", .on_delete = SQ_SET_NULL,
                        .deferrable = 1, .initially = "DEFERRED"))),
    (a, integer), (b, integer));
QUERY(ddl_foreign_key_is_added)
{
    return sq_add_constraint(q, checked.sq_, 2);
}
QUERY(ddl_constraint_not_valid)
{
    return sq_add_constraint(q, checked.sq_, 0);
}
QUERY(ddl_constraint_includes_columns)
{
    return sq_add_constraint(q, checked.sq_, 1);
}
QUERY(ddl_constraint_of_a_name_is_dropped)
{
    return sq_drop_constraint_named(q, checked.sq_, SQ_CONSTRAINT_CHECK, sq_name_of("Ck old"),
                                    &(const sq_ddl_options){.cascade = true});
}
QUERY(ddl_unique_constraint_of_a_name_is_dropped)
{
    return sq_drop_constraint_named(q, checked.sq_, SQ_CONSTRAINT_UNIQUE, sq_name_of("uq"), NULL);
}
QUERY(ddl_foreign_key_of_a_name_is_dropped)
{
    return sq_drop_constraint_named(q, checked.sq_, SQ_CONSTRAINT_FOREIGN_KEY, sq_name_of("fk"),
                                    NULL);
}
static const sq_relation *const own_tables[] = {&t_table_def.relation, &before_table_def.relation,
                                                &checked_table_def.relation, NULL};

/* ---- ALTER: the table is described as it is to be ---- */
static const sq_type_details level = {
    .name = "level", .values = (const char *const[]){"low", "it's"}, .n_values = 2};
SQ_TABLE_WITH(grown, (.constraints = SQ_CONSTRAINTS(SQ_UNIQUE(SQ_KEYS("a", "Plain")))),
              (id, integer, .primary_key = true), (a, integer), (Plain, varchar(20)),
              (filled, integer, .not_null = true, .server_default = SQ_SQL("7"), .comment = "it's"),
              (parent, integer, .references = SQ_REF(t, id), .on_delete = SQ_CASCADE,
               .fk_name = "fk_up"),
              (code, varchar(8), .unique = true),
              (risk,
               type(.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT | SQ_TYPE_NOT_NATIVE,
                    .details = &level)),
              (twice, integer, .computed_sql = SQ_SQL("a * 2"), .not_persisted = true),
              (strict, integer,
               .checks = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("strict > 0"), .name = "ck_strict"))));
SQ_TABLE_WITH(elsewhere, (.name = "grown", .schema = "main"), (a, integer));
QUERY(ddl_column_is_added_with_its_default)
{
    return sq_add_column(q, grown.sq_, "filled", NULL);
}
QUERY(ddl_column_is_added_with_its_foreign_key)
{
    return sq_add_column(q, grown.sq_, "parent", NULL);
}
QUERY(ddl_column_is_added_as_a_key)
{
    return sq_add_column(q, grown.sq_, "code", NULL);
}
QUERY(ddl_column_is_added_as_the_primary_key)
{
    return sq_add_column(q, grown.sq_, "id", NULL);
}
QUERY(ddl_column_is_added_with_the_check_of_its_type)
{
    return sq_add_column(q, grown.sq_, "risk", NULL);
}
QUERY(ddl_column_is_added_with_its_check)
{
    return sq_add_column(q, grown.sq_, "strict", NULL);
}
QUERY(ddl_computed_column_is_added)
{
    return sq_add_column(q, grown.sq_, "twice", NULL);
}
QUERY(ddl_column_is_added_unless_there)
{
    return sq_add_column(q, grown.sq_, "Plain", &(const sq_ddl_options){.if_not_exists = true});
}
QUERY(ddl_column_with_a_key_is_added_unless_there)
{
    return sq_add_column(q, grown.sq_, "parent", &(const sq_ddl_options){.if_not_exists = true});
}
QUERY(ddl_column_is_dropped)
{
    return sq_drop_column(q, t.sq_, sq_name_of("b"), NULL);
}
QUERY(ddl_column_is_dropped_if_there)
{
    return sq_drop_column(q, t.sq_, sq_name_of("Odd `na\"me"),
                          &(const sq_ddl_options){.if_exists = true, .cascade = true});
}
QUERY(ddl_column_gets_another_type)
{
    return sq_alter_column(
        q, grown.sq_, "a", SQ_ALTER_TYPE,
        &(const sq_ddl_options){
            .options = SQ_OPTIONS(
                {"postgresql_using", {.kind = SQ_V_EXPR, .v = {.expr = sq_mul(q, grown.a, 2)}}})});
}
QUERY(ddl_column_is_altered_in_all)
{
    return sq_alter_column(q, grown.sq_, "filled", SQ_ALTER_ALL, NULL);
}
QUERY(ddl_column_loses_its_default)
{
    return sq_alter_column(q, grown.sq_, "strict", SQ_ALTER_DEFAULT | SQ_ALTER_NULLABLE, NULL);
}
QUERY(ddl_default_of_a_counting_column_is_refused)
{
    return sq_alter_column(q, grown.sq_, "id", SQ_ALTER_ALL, NULL);
}
QUERY(ddl_table_gets_another_name)
{
    return sq_rename_table(q, elsewhere.sq_, sq_name_of("Gr\"own"));
}
QUERY(ddl_column_gets_another_name)
{
    return sq_rename_column(q, t.sq_, sq_name_of("b"), sq_name_of("select"));
}
QUERY(ddl_index_gets_another_name)
{
    const sq_index i = {.name = "ix_a", .table = &elsewhere_table_def};
    return sq_rename_index(q, &i, sq_name_of("Ix"));
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(ddl_foreign_key_is_added,
       "ALTER TABLE checked ADD CONSTRAINT fk_b FOREIGN KEY(b) REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
       REJECTED("ALTER TABLE checked ADD CONSTRAINT fk_b FOREIGN KEY(b) REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"),
       "ALTER TABLE checked ADD CONSTRAINT fk_b FOREIGN KEY(b) REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
       LENIENT("ALTER TABLE checked ADD CONSTRAINT fk_b FOREIGN KEY(b) REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"), SAME)
GOLDEN(ddl_constraint_not_valid,
       "ALTER TABLE checked ADD CONSTRAINT ck_a CHECK (a > 0)",
       REJECTED("ALTER TABLE checked ADD CONSTRAINT ck_a CHECK (a > 0)"),
       "ALTER TABLE checked ADD CONSTRAINT ck_a CHECK (a > 0) NOT VALID",
       "ALTER TABLE checked ADD CONSTRAINT ck_a CHECK (a > 0)", SAME)
GOLDEN(ddl_constraint_includes_columns,
       "ALTER TABLE checked ADD CONSTRAINT uq_a UNIQUE (a)",
       REJECTED("ALTER TABLE checked ADD CONSTRAINT uq_a UNIQUE (a)"),
       "ALTER TABLE checked ADD CONSTRAINT uq_a UNIQUE (a) INCLUDE (a, b)",
       "ALTER TABLE checked ADD CONSTRAINT uq_a UNIQUE (a)", SAME)
GOLDEN(ddl_constraint_of_a_name_is_dropped,
       "ALTER TABLE checked DROP CONSTRAINT \"Ck old\" CASCADE",
       REJECTED("ALTER TABLE checked DROP CONSTRAINT \"Ck old\" CASCADE"),
       "ALTER TABLE checked DROP CONSTRAINT \"Ck old\" CASCADE",
       "ALTER TABLE checked DROP CHECK `Ck old`",
       "ALTER TABLE checked DROP CONSTRAINT `Ck old`")
GOLDEN(ddl_unique_constraint_of_a_name_is_dropped,
       "ALTER TABLE checked DROP CONSTRAINT uq",
       REJECTED("ALTER TABLE checked DROP CONSTRAINT uq"),
       "ALTER TABLE checked DROP CONSTRAINT uq",
       "ALTER TABLE checked DROP INDEX uq", SAME)
GOLDEN(ddl_foreign_key_of_a_name_is_dropped,
       "ALTER TABLE checked DROP CONSTRAINT fk",
       REJECTED("ALTER TABLE checked DROP CONSTRAINT fk"),
       "ALTER TABLE checked DROP CONSTRAINT fk",
       "ALTER TABLE checked DROP FOREIGN KEY fk", SAME)
GOLDEN(ddl_column_is_added_with_its_default,
       "ALTER TABLE grown ADD COLUMN filled INTEGER DEFAULT 7 NOT NULL", SAME, SAME,
       "ALTER TABLE grown ADD COLUMN filled INTEGER NOT NULL COMMENT 'it''s' DEFAULT 7", SAME)
GOLDEN(ddl_column_is_added_with_its_foreign_key,
       "ALTER TABLE grown ADD COLUMN parent INTEGER CONSTRAINT fk_up REFERENCES t (id) ON DELETE CASCADE", SAME, SAME,
       "ALTER TABLE grown ADD COLUMN parent INTEGER, ADD CONSTRAINT fk_up FOREIGN KEY(parent) REFERENCES t (id) ON DELETE CASCADE", SAME)
GOLDEN(ddl_column_is_added_as_a_key,
       "ALTER TABLE grown ADD COLUMN code VARCHAR(8) UNIQUE",
       REJECTED("ALTER TABLE grown ADD COLUMN code VARCHAR(8) UNIQUE"),
       "ALTER TABLE grown ADD COLUMN code VARCHAR(8) UNIQUE",
       "ALTER TABLE grown ADD COLUMN code VARCHAR(8), ADD UNIQUE (code)", SAME)
GOLDEN(ddl_column_is_added_as_the_primary_key,
       "ALTER TABLE grown ADD COLUMN id INTEGER NOT NULL PRIMARY KEY",
       REJECTED("ALTER TABLE grown ADD COLUMN id INTEGER NOT NULL PRIMARY KEY"),
       "ALTER TABLE grown ADD COLUMN id SERIAL NOT NULL PRIMARY KEY",
       "ALTER TABLE grown ADD COLUMN id INTEGER NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (id)", SAME)
GOLDEN(ddl_column_is_added_with_the_check_of_its_type,
       "ALTER TABLE grown ADD COLUMN risk VARCHAR(4) CONSTRAINT level CHECK (risk IN ('low', 'it''s'))", SAME, SAME,
       "ALTER TABLE grown ADD COLUMN risk VARCHAR(4), ADD CONSTRAINT level CHECK (risk IN ('low', 'it''s'))", SAME)
GOLDEN(ddl_column_is_added_with_its_check,
       "ALTER TABLE grown ADD COLUMN strict INTEGER CONSTRAINT ck_strict CHECK (strict > 0)", SAME, SAME, SAME, SAME)
GOLDEN(ddl_computed_column_is_added,
       "ALTER TABLE grown ADD COLUMN twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL", SAME,
       REJECTED("ALTER TABLE grown ADD COLUMN twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL"),
       "ALTER TABLE grown ADD COLUMN twice INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL", SAME)
GOLDEN(ddl_column_is_added_unless_there,
       "ALTER TABLE grown ADD COLUMN IF NOT EXISTS \"Plain\" VARCHAR(20)",
       REJECTED("ALTER TABLE grown ADD COLUMN IF NOT EXISTS \"Plain\" VARCHAR(20)"),
       "ALTER TABLE grown ADD COLUMN IF NOT EXISTS \"Plain\" VARCHAR(20)",
       LENIENT("ALTER TABLE grown ADD COLUMN IF NOT EXISTS `Plain` VARCHAR(20)"),
       "ALTER TABLE grown ADD COLUMN IF NOT EXISTS `Plain` VARCHAR(20)")
GOLDEN(ddl_column_with_a_key_is_added_unless_there,
       "ALTER TABLE grown ADD COLUMN IF NOT EXISTS parent INTEGER CONSTRAINT fk_up REFERENCES t (id) ON DELETE CASCADE",
       REJECTED("ALTER TABLE grown ADD COLUMN IF NOT EXISTS parent INTEGER CONSTRAINT fk_up REFERENCES t (id) ON DELETE CASCADE"),
       "ALTER TABLE grown ADD COLUMN IF NOT EXISTS parent INTEGER CONSTRAINT fk_up REFERENCES t (id) ON DELETE CASCADE",
       UNSUPPORTED("mysql has no IF EXISTS and IF NOT EXISTS of a column"),
       UNSUPPORTED("mariadb would add the constraint of the column again"))
GOLDEN(ddl_column_is_dropped,
       "ALTER TABLE t DROP COLUMN b", SAME, SAME, SAME, SAME)
GOLDEN(ddl_column_is_dropped_if_there,
       "ALTER TABLE t DROP COLUMN IF EXISTS \"Odd `na\"\"me\" CASCADE",
       REJECTED("ALTER TABLE t DROP COLUMN IF EXISTS \"Odd `na\"\"me\" CASCADE"),
       "ALTER TABLE t DROP COLUMN IF EXISTS \"Odd `na\"\"me\" CASCADE",
       LENIENT("ALTER TABLE t DROP COLUMN IF EXISTS `Odd ``na\"me` CASCADE"),
       "ALTER TABLE t DROP COLUMN IF EXISTS `Odd ``na\"me` CASCADE")
GOLDEN(ddl_column_gets_another_type,
       "ALTER TABLE grown ALTER COLUMN a TYPE INTEGER",
       REJECTED("ALTER TABLE grown ALTER COLUMN a TYPE INTEGER"),
       "ALTER TABLE grown ALTER COLUMN a TYPE INTEGER USING a * 2",
       "ALTER TABLE grown MODIFY COLUMN a INTEGER", SAME)
GOLDEN(ddl_column_is_altered_in_all,
       "ALTER TABLE grown ALTER COLUMN filled DROP DEFAULT, ALTER COLUMN filled TYPE INTEGER, ALTER COLUMN filled SET NOT NULL, ALTER COLUMN filled SET DEFAULT 7",
       REJECTED("ALTER TABLE grown ALTER COLUMN filled DROP DEFAULT, ALTER COLUMN filled TYPE INTEGER, ALTER COLUMN filled SET NOT NULL, ALTER COLUMN filled SET DEFAULT 7"),
       "ALTER TABLE grown ALTER COLUMN filled DROP DEFAULT, ALTER COLUMN filled TYPE INTEGER, ALTER COLUMN filled SET NOT NULL, ALTER COLUMN filled SET DEFAULT 7",
       "ALTER TABLE grown MODIFY COLUMN filled INTEGER NOT NULL COMMENT 'it''s' DEFAULT 7", SAME)
GOLDEN(ddl_column_loses_its_default,
       "ALTER TABLE grown ALTER COLUMN strict DROP DEFAULT, ALTER COLUMN strict DROP NOT NULL",
       REJECTED("ALTER TABLE grown ALTER COLUMN strict DROP DEFAULT, ALTER COLUMN strict DROP NOT NULL"),
       "ALTER TABLE grown ALTER COLUMN strict DROP DEFAULT, ALTER COLUMN strict DROP NOT NULL",
       "ALTER TABLE grown MODIFY COLUMN strict INTEGER CONSTRAINT ck_strict CHECK (strict > 0)", SAME)
GOLDEN(ddl_default_of_a_counting_column_is_refused,
       UNSUPPORTED("the values of \"id\" are made by the server"),
       UNSUPPORTED("sqlite has no ALTER COLUMN"),
       UNSUPPORTED("the values of \"id\" are made by the server"), SAME, SAME)
GOLDEN(ddl_table_gets_another_name,
       "ALTER TABLE main.grown RENAME TO \"Gr\"\"own\"", SAME, SAME,
       "ALTER TABLE main.grown RENAME TO main.`Gr\"own`", SAME)
GOLDEN(ddl_column_gets_another_name,
       "ALTER TABLE t RENAME COLUMN b TO \"select\"", SAME, SAME,
       "ALTER TABLE t RENAME COLUMN b TO `select`", SAME)
GOLDEN(ddl_index_gets_another_name,
       "ALTER INDEX main.ix_a RENAME TO \"Ix\"",
       REJECTED("ALTER INDEX main.ix_a RENAME TO \"Ix\""),
       "ALTER INDEX main.ix_a RENAME TO \"Ix\"",
       "ALTER TABLE main.grown RENAME INDEX ix_a TO `Ix`", SAME)
/* clang-format on */

SQT_MAIN("sql_alter", TEST(test_ddl_foreign_key_is_added), TEST(test_ddl_constraint_not_valid),
         TEST(test_ddl_constraint_includes_columns), TEST(test_ddl_constraint_of_a_name_is_dropped),
         TEST(test_ddl_unique_constraint_of_a_name_is_dropped),
         TEST(test_ddl_foreign_key_of_a_name_is_dropped),
         TEST(test_ddl_column_is_added_with_its_default),
         TEST(test_ddl_column_is_added_with_its_foreign_key),
         TEST(test_ddl_column_is_added_as_a_key), TEST(test_ddl_column_is_added_as_the_primary_key),
         TEST(test_ddl_column_is_added_with_the_check_of_its_type),
         TEST(test_ddl_column_is_added_with_its_check), TEST(test_ddl_computed_column_is_added),
         TEST(test_ddl_column_is_added_unless_there),
         TEST(test_ddl_column_with_a_key_is_added_unless_there), TEST(test_ddl_column_is_dropped),
         TEST(test_ddl_column_is_dropped_if_there), TEST(test_ddl_column_gets_another_type),
         TEST(test_ddl_column_is_altered_in_all), TEST(test_ddl_column_loses_its_default),
         TEST(test_ddl_default_of_a_counting_column_is_refused),
         TEST(test_ddl_table_gets_another_name), TEST(test_ddl_column_gets_another_name),
         TEST(test_ddl_index_gets_another_name))
