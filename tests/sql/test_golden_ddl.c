/* test_golden_ddl.c: the exact text of definitions and their options, feature by feature. */
#define SHOP_TABLES own_tables
#define SHOP_ONCE
#include "tests/sql/shop.h"

#include "squill/ddl.h"

/* Tables that are there already, and some that are still to be made. */
SQ_TABLE_WITH(t, (.options = SQ_OPTIONS({"sqlite_autoincrement", SQ_CONST_BOOL(1)})),
              (id, integer, .primary_key = true), (a, integer), (b, varchar(20)));
static const sq_relation *const own_tables[] = {
    &account_table_def.relation, &entry_table_def.relation, &t_table_def.relation, NULL};

static const sq_value names_ab[] = {SQ_CONST_TEXT("a"), SQ_CONST_TEXT("b")};
#define LIST_AB                                                                                    \
    {                                                                                              \
        .kind = SQ_V_LIST, .len = 2, .v = {.list = names_ab }                                      \
    }
#define MAP(x)                                                                                     \
    {                                                                                              \
        .kind = SQ_V_MAP, .len = sizeof(x) / sizeof *(x) / 2, .v = {.list = (x) }                  \
    }
static const sq_value fill[] = {SQ_CONST_TEXT("fillfactor"), SQ_CONST_INT(70)};
static const sq_value classes[] = {SQ_CONST_TEXT("b"), SQ_CONST_TEXT("text_pattern_ops")};
static const sq_value lengths[] = {SQ_CONST_TEXT("b"), SQ_CONST_INT(5)};
static const sq_value barrier[] = {SQ_CONST_TEXT("security_barrier"), SQ_CONST_BOOL(1)};

/* ---- tables ---- */
SQ_TABLE_WITH(temp, (.prefixes = (const sq_sql_text *const[]){SQ_SQL("TEMPORARY"), NULL}),
              (Id, integer, .name = "the id", .primary_key = true));
QUERY(ddl_table_with_prefix_and_named_column)
{
    return sq_create_table(q, temp.sq_, NULL);
}
SQ_TABLE_WITH(
    keyed,
    (.constraints = SQ_CONSTRAINTS(
         SQ_PRIMARY_KEY(SQ_KEYS("b", "a"), .name = "pk_keyed"),
         SQ_UNIQUE(SQ_KEYS("a"), .name = "uq_a",
                   .options = SQ_OPTIONS({"postgresql_nulls_not_distinct", SQ_CONST_BOOL(1)})),
         SQ_FOREIGN_KEY(SQ_KEYS("c"), t, SQ_KEYS("id"), .name = "fk_c", .match = "FULL",
                        .on_delete = SQ_SET_NULL, .deferrable = 1, .initially = "DEFERRED"),
         SQ_CHECK(SQ_SQL("a > 0"), .name = "ck_a"))),
    (a, integer), (b, integer), (c, integer));
QUERY(ddl_constraints_of_every_kind)
{
    return sq_create_table(q, keyed.sq_, NULL);
}
SQ_TABLE_WITH(cased,
              (.constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(SQ_KEYS("a"), t, SQ_KEYS("id"),
                                                            .on_update_sql = SQ_SQL("Cascade"),
                                                            .on_delete_sql = SQ_SQL("set null")))),
              (a, integer));
QUERY(ddl_actions_of_a_foreign_key_in_any_case)
{
    return sq_create_table(q, cased.sq_, NULL);
}
SQ_TABLE_WITH(partly,
              (.constraints = SQ_CONSTRAINTS(SQ_FOREIGN_KEY(
                   SQ_KEYS("a"), t, SQ_KEYS("id"), .on_delete_sql = SQ_SQL("set null (a)")))),
              (a, integer));
QUERY(ddl_action_on_some_columns)
{
    return sq_create_table(q, partly.sq_, NULL);
}
SQ_TABLE_WITH(own_check,
              (.constraints = SQ_CONSTRAINTS(
                   SQ_CHECK(SQ_SQL("a > 0"), .name = "ck",
                            .options = SQ_OPTIONS({"postgresql_no_inherit", SQ_CONST_BOOL(1)},
                                                  {"postgresql_not_valid", SQ_CONST_BOOL(1)})))),
              (a, integer));
QUERY(ddl_check_that_is_not_inherited)
{
    return sq_create_table(q, own_check.sq_, NULL);
}
SQ_TABLE_WITH(
    booked,
    (.constraints = SQ_CONSTRAINTS(
         {.kind = SQ_CONSTRAINT_EXCLUDE,
          .name = "ex",
          .using_ = "gist",
          .elements = (const sq_exclude_element[]){{.text = SQ_SQL("room"), .op = SQ_SQL("=")},
                                                   {.text = SQ_SQL("during"), .op = SQ_SQL("&&")},
                                                   {.op = NULL}}})),
    (room, integer), (during, integer));
QUERY(ddl_exclude_constraint)
{
    return sq_create_table(q, booked.sq_, NULL);
}
SQ_TABLE_WITH(tolerant,
              (.constraints = SQ_CONSTRAINTS(SQ_UNIQUE(
                   SQ_KEYS("b"),
                   .options = SQ_OPTIONS({"sqlite_on_conflict", SQ_CONST_TEXT("IGNORE")})))),
              (a, integer, .primary_key = true,
               .options = SQ_OPTIONS({"sqlite_on_conflict_primary_key", SQ_CONST_TEXT("REPLACE")})),
              (b, integer, .not_null = true,
               .options = SQ_OPTIONS({"sqlite_on_conflict_not_null", SQ_CONST_TEXT("FAIL")})));
QUERY(ddl_constraints_with_on_conflict)
{
    return sq_create_table(q, tolerant.sq_, NULL);
}
SQ_TABLE_WITH(only_pg,
              (.constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("a > 0"), .name = "ck_pg",
                                                      .only_on = SQ_KEYS("postgresql")))),
              (a, integer));
QUERY(ddl_constraint_only_on_some_databases)
{
    return sq_create_table(q, only_pg.sq_, NULL);
}
SQ_TABLE(made, (a, integer), (b, integer, .computed_sql = SQ_SQL("a * 2"), .persisted = true));
QUERY(ddl_computed_columns)
{
    return sq_create_table(q, made.sq_, NULL);
}
SQ_TABLE(numbered, (a, integer, .primary_key = true,
                    .identity = {.set = true,
                                 .always = true,
                                 .numbers = {.has_start = true,
                                             .start = 5,
                                             .has_increment = true,
                                             .increment = 2,
                                             .has_cache = true,
                                             .cache = 3}}));
QUERY(ddl_identity_column)
{
    return sq_create_table(q, numbered.sq_, NULL);
}
SQ_TABLE(small, (id, smallint, .primary_key = true));
SQ_TABLE(big, (id, bigint, .primary_key = true));
SQ_TABLE(hand, (id, bigint, .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_NO));
QUERY(ddl_serial_of_a_small_key)
{
    return sq_create_table(q, small.sq_, NULL);
}
QUERY(ddl_serial_of_a_big_key)
{
    return sq_create_table(q, big.sq_, NULL);
}
QUERY(ddl_key_that_does_not_count)
{
    return sq_create_table(q, hand.sq_, NULL);
}
SQ_TABLE(worded, (id, varchar(8), .primary_key = true, .autoincrement = SQ_AUTOINCREMENT_YES));
QUERY(ddl_text_does_not_count)
{
    return sq_create_table(q, worded.sq_, NULL);
}
SQ_TABLE_WITH(auto_key, (.options = SQ_OPTIONS({"sqlite_autoincrement", SQ_CONST_BOOL(1)})),
              (id, integer, .primary_key = true));
QUERY(ddl_autoincrement_of_sqlite)
{
    return sq_create_table(q, auto_key.sq_, NULL);
}
SQ_TABLE_WITH(options_pg,
              (.options = SQ_OPTIONS({"postgresql_partition_by", SQ_CONST_TEXT("RANGE (a)")},
                                     {"postgresql_using", SQ_CONST_TEXT("heap")},
                                     {"postgresql_with", MAP(fill)},
                                     {"postgresql_on_commit", SQ_CONST_TEXT("DELETE ROWS")},
                                     {"postgresql_tablespace", SQ_CONST_TEXT("fast")},
                                     {"postgresql_inherits", SQ_CONST_TEXT("t")})),
              (a, integer));
QUERY(ddl_table_options_of_postgresql)
{
    return sq_create_table(q, options_pg.sq_, NULL);
}
SQ_TABLE_WITH(options_my,
              (.comment = "it's",
               .options = SQ_OPTIONS({"mysql_engine", SQ_CONST_TEXT("InnoDB")},
                                     {"mariadb_engine", SQ_CONST_TEXT("Aria")},
                                     {"mysql_charset", SQ_CONST_TEXT("utf8mb4")},
                                     {"mysql_row_format", SQ_CONST_TEXT("DYNAMIC")},
                                     {"mysql_auto_increment", SQ_CONST_INT(7)})),
              (a, integer));
QUERY(ddl_table_options_of_mysql)
{
    return sq_create_table(q, options_my.sq_, NULL);
}
SQ_TABLE_WITH(options_lite,
              (.options = SQ_OPTIONS({"sqlite_with_rowid", SQ_CONST_BOOL(0)},
                                     {"sqlite_strict", SQ_CONST_BOOL(1)})),
              (a, integer, .primary_key = true));
QUERY(ddl_table_options_of_sqlite)
{
    return sq_create_table(q, options_lite.sq_, NULL);
}
SQ_TABLE(unsized, (a, varchar(0)));
QUERY(ddl_varchar_without_length_is_refused_by_mysql)
{
    return sq_create_table(q, unsized.sq_, NULL);
}
static const sq_type_details mood = {
    .name = "mood", .values = (const char *const[]){"a", "b"}, .n_values = 2};
SQ_TABLE(bounded, (a, type(.kind = SQ_T_BOOLEAN, .flags = SQ_TYPE_CREATE_CONSTRAINT)),
         (b, type(.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT | SQ_TYPE_NOT_NATIVE,
                  .details = &mood)));
QUERY(ddl_checks_of_booleans_and_enums)
{
    return sq_create_table(q, bounded.sq_, NULL);
}
SQ_TABLE(defaults,
         (a, integer,
          .server_default_value = {.kind = SQ_DEFAULT_VALUE, .value = SQ_CONST_TEXT("it's")}),
         (b, integer, .server_default = SQ_SQL("1 + 1")),
         (c, integer, .server_default_value = {.kind = SQ_DEFAULT_FETCHED}));
QUERY(ddl_server_defaults)
{
    return sq_create_table(q, defaults.sq_, NULL);
}

/* ---- indexes ---- */
QUERY(ddl_index_of_expressions)
{
    const sq_index i = {.name = "ix",
                        .table = &t_table_def,
                        .unique = true,
                        .elements = SQ_LIST(sq_func(q, "lower", t.b), sq_desc(q, t.a),
                                            sq_collate(q, t.b, sq_name_of("C"), NULL))};
    return sq_create_index(q, &i, NULL);
}
QUERY(ddl_index_options_of_postgresql)
{
    const sq_index i = {
        .name = "ix",
        .table = &t_table_def,
        .columns = SQ_KEYS("b"),
        .options = SQ_OPTIONS(
            {"postgresql_using", SQ_CONST_TEXT("btree")}, {"postgresql_ops", MAP(classes)},
            {"postgresql_include", {.kind = SQ_V_LIST, .len = 1, .v = {.list = names_ab}}},
            {"postgresql_with", MAP(fill)}, {"postgresql_concurrently", SQ_CONST_BOOL(1)},
            {"postgresql_tablespace", SQ_CONST_TEXT("fast")},
            {"postgresql_nulls_not_distinct", SQ_CONST_BOOL(1)},
            {"postgresql_where", {.kind = SQ_V_EXPR, .v = {.expr = sq_gt(q, t.a, 5)}}})};
    return sq_create_index(q, &i, NULL);
}
QUERY(ddl_index_operator_class_of_what_descends)
{
    const sq_index i = {.name = "ix",
                        .table = &t_table_def,
                        .elements = SQ_LIST(sq_desc(q, t.b), sq_asc(q, t.a)),
                        .options = SQ_OPTIONS({"postgresql_ops", MAP(classes)})};
    return sq_create_index(q, &i, NULL);
}
QUERY(ddl_index_order_behind_expressions_and_lengths)
{
    const sq_index i = {
        .name = "ix",
        .table = &t_table_def,
        .elements = SQ_LIST(sq_desc(q, sq_add(q, t.a, 1)), sq_desc(q, t.b)),
        .options = SQ_OPTIONS({"mysql_length", MAP(lengths)}, {"mariadb_length", MAP(lengths)})};
    return sq_create_index(q, &i, NULL);
}
QUERY(ddl_index_options_of_mysql)
{
    const sq_index i = {.name = "ix",
                        .table = &t_table_def,
                        .columns = SQ_KEYS("a", "b"),
                        .options = SQ_OPTIONS({"mysql_length", MAP(lengths)},
                                              {"mysql_using", SQ_CONST_TEXT("hash")})};
    return sq_create_index(q, &i, NULL);
}
QUERY(ddl_index_of_some_rows)
{
    const sq_index i = {
        .name = "ix",
        .table = &t_table_def,
        .columns = SQ_KEYS("a"),
        .options = SQ_OPTIONS(
            {"sqlite_where", {.kind = SQ_V_EXPR, .v = {.expr = sq_is_null(q, t.b)}}})};
    return sq_create_index(q, &i, NULL);
}

/* ---- views ---- */
QUERY(ddl_view_of_a_select)
{
    return sq_create_view(q, sq_name_of("v"), NULL,
                          sq_where(sq_select(q, t.a), sq_eq(q, t.b, "it's")), NULL);
}
QUERY(ddl_materialized_view)
{
    return sq_create_view(q, sq_name_of("v"), NULL, sq_select(q, t.a),
                          &(const sq_ddl_options){.materialized = true});
}
QUERY(ddl_view_options_of_postgresql)
{
    return sq_create_view(
        q, sq_name_of("v"), NULL, sq_select(q, t.a),
        &(const sq_ddl_options){.options = SQ_OPTIONS({"postgresql_with", MAP(barrier)})});
}
QUERY(ddl_table_from_a_select)
{
    return sq_create_table_as(q, sq_name_of("copy"), NULL,
                              sq_where(sq_select(q, t.a), sq_gt(q, t.a, 1)),
                              &(const sq_ddl_options){.temporary = true});
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(ddl_table_with_prefix_and_named_column,
       "\nCREATE TEMPORARY TABLE temp (\n	\"the id\" INTEGER NOT NULL, \n	PRIMARY KEY (\"the id\")\n)\n\n",
       "\nCREATE TEMPORARY TABLE \"temp\" (\n	\"the id\" INTEGER NOT NULL, \n	PRIMARY KEY (\"the id\")\n)\n\n",
       "\nCREATE TEMPORARY TABLE temp (\n	\"the id\" SERIAL NOT NULL, \n	PRIMARY KEY (\"the id\")\n)\n\n",
       "\nCREATE TEMPORARY TABLE temp (\n	`the id` INTEGER NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (`the id`)\n)\n\n", SAME)
GOLDEN(ddl_constraints_of_every_kind,
       "\nCREATE TABLE keyed (\n	a INTEGER NOT NULL, \n	b INTEGER NOT NULL, \n	c INTEGER, \n	CONSTRAINT pk_keyed PRIMARY KEY (b, a), \n	CONSTRAINT uq_a UNIQUE (a), \n	CONSTRAINT fk_c FOREIGN KEY(c) REFERENCES t (id) MATCH FULL ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, \n	CONSTRAINT ck_a CHECK (a > 0)\n)\n\n", SAME,
       "\nCREATE TABLE keyed (\n	a INTEGER NOT NULL, \n	b INTEGER NOT NULL, \n	c INTEGER, \n	CONSTRAINT pk_keyed PRIMARY KEY (b, a), \n	CONSTRAINT uq_a UNIQUE NULLS NOT DISTINCT (a), \n	CONSTRAINT fk_c FOREIGN KEY(c) REFERENCES t (id) MATCH FULL ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, \n	CONSTRAINT ck_a CHECK (a > 0)\n)\n\n",
       UNSUPPORTED("mysql ignores MATCH, and ON DELETE and ON UPDATE with it"),
       UNSUPPORTED("mariadb ignores MATCH, and ON DELETE and ON UPDATE with it"))
GOLDEN(ddl_actions_of_a_foreign_key_in_any_case,
       "\nCREATE TABLE cased (\n	a INTEGER, \n	FOREIGN KEY(a) REFERENCES t (id) ON DELETE set null ON UPDATE Cascade\n)\n\n", SAME, SAME, SAME, SAME)
GOLDEN(ddl_action_on_some_columns,
       UNSUPPORTED("default has no action \"set null (a)\""),
       UNSUPPORTED("sqlite has no action \"set null (a)\""),
       "\nCREATE TABLE partly (\n	a INTEGER, \n	FOREIGN KEY(a) REFERENCES t (id) ON DELETE set null (a)\n)\n\n",
       UNSUPPORTED("mysql has no action \"set null (a)\""),
       UNSUPPORTED("mariadb has no action \"set null (a)\""))
GOLDEN(ddl_check_that_is_not_inherited,
       "\nCREATE TABLE own_check (\n	a INTEGER, \n	CONSTRAINT ck CHECK (a > 0)\n)\n\n", SAME,
       "\nCREATE TABLE own_check (\n	a INTEGER, \n	CONSTRAINT ck CHECK (a > 0) NO INHERIT NOT VALID\n)\n\n",
       "\nCREATE TABLE own_check (\n	a INTEGER, \n	CONSTRAINT ck CHECK (a > 0)\n)\n\n", SAME)
GOLDEN(ddl_exclude_constraint,
       UNSUPPORTED("default has no EXCLUDE constraint"),
       UNSUPPORTED("sqlite has no EXCLUDE constraint"),
       "\nCREATE TABLE booked (\n	room INTEGER, \n	during INTEGER, \n	CONSTRAINT ex EXCLUDE USING gist (room WITH =, during WITH &&)\n)\n\n",
       UNSUPPORTED("mysql has no EXCLUDE constraint"),
       UNSUPPORTED("mariadb has no EXCLUDE constraint"))
GOLDEN(ddl_constraints_with_on_conflict,
       "\nCREATE TABLE tolerant (\n	a INTEGER NOT NULL, \n	b INTEGER NOT NULL, \n	PRIMARY KEY (a), \n	UNIQUE (b)\n)\n\n",
       "\nCREATE TABLE tolerant (\n	a INTEGER NOT NULL, \n	b INTEGER NOT NULL ON CONFLICT FAIL, \n	PRIMARY KEY (a) ON CONFLICT REPLACE, \n	UNIQUE (b) ON CONFLICT IGNORE\n)\n\n",
       "\nCREATE TABLE tolerant (\n	a SERIAL NOT NULL, \n	b INTEGER NOT NULL, \n	PRIMARY KEY (a), \n	UNIQUE (b)\n)\n\n",
       "\nCREATE TABLE tolerant (\n	a INTEGER NOT NULL AUTO_INCREMENT, \n	b INTEGER NOT NULL, \n	PRIMARY KEY (a), \n	UNIQUE (b)\n)\n\n", SAME)
GOLDEN(ddl_constraint_only_on_some_databases,
       "\nCREATE TABLE only_pg (\n	a INTEGER\n)\n\n", SAME,
       "\nCREATE TABLE only_pg (\n	a INTEGER, \n	CONSTRAINT ck_pg CHECK (a > 0)\n)\n\n",
       "\nCREATE TABLE only_pg (\n	a INTEGER\n)\n\n", SAME)
GOLDEN(ddl_computed_columns,
       "\nCREATE TABLE made (\n	a INTEGER, \n	b INTEGER GENERATED ALWAYS AS (a * 2) STORED\n)\n\n", SAME, SAME, SAME, SAME)
GOLDEN(ddl_identity_column,
       "\nCREATE TABLE numbered (\n	a INTEGER NOT NULL, \n	PRIMARY KEY (a)\n)\n\n", SAME,
       "\nCREATE TABLE numbered (\n	a INTEGER GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2 START WITH 5 CACHE 3), \n	PRIMARY KEY (a)\n)\n\n",
       "\nCREATE TABLE numbered (\n	a INTEGER NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (a)\n)\n\n", SAME)
GOLDEN(ddl_serial_of_a_small_key,
       "\nCREATE TABLE small (\n	id SMALLINT NOT NULL, \n	PRIMARY KEY (id)\n)\n\n", SAME,
       "\nCREATE TABLE small (\n	id SMALLSERIAL NOT NULL, \n	PRIMARY KEY (id)\n)\n\n",
       "\nCREATE TABLE small (\n	id SMALLINT NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (id)\n)\n\n", SAME)
GOLDEN(ddl_serial_of_a_big_key,
       "\nCREATE TABLE big (\n	id BIGINT NOT NULL, \n	PRIMARY KEY (id)\n)\n\n", SAME,
       "\nCREATE TABLE big (\n	id BIGSERIAL NOT NULL, \n	PRIMARY KEY (id)\n)\n\n",
       "\nCREATE TABLE big (\n	id BIGINT NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (id)\n)\n\n", SAME)
GOLDEN(ddl_key_that_does_not_count,
       "\nCREATE TABLE hand (\n	id BIGINT NOT NULL, \n	PRIMARY KEY (id)\n)\n\n", SAME, SAME, SAME, SAME)
GOLDEN(ddl_text_does_not_count,
       UNSUPPORTED("the type of the column \"id\" does not go with autoincrement"), UNSUPPORTED("the type of the column \"id\" does not go with autoincrement"),
       UNSUPPORTED("the type of the column \"id\" does not go with autoincrement"), UNSUPPORTED("the type of the column \"id\" does not go with autoincrement"),
       UNSUPPORTED("the type of the column \"id\" does not go with autoincrement"))
GOLDEN(ddl_autoincrement_of_sqlite,
       "\nCREATE TABLE auto_key (\n	id INTEGER NOT NULL, \n	PRIMARY KEY (id)\n)\n\n",
       "\nCREATE TABLE auto_key (\n	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT\n)\n\n",
       "\nCREATE TABLE auto_key (\n	id SERIAL NOT NULL, \n	PRIMARY KEY (id)\n)\n\n",
       "\nCREATE TABLE auto_key (\n	id INTEGER NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (id)\n)\n\n", SAME)
GOLDEN(ddl_table_options_of_postgresql,
       "\nCREATE TABLE options_pg (\n	a INTEGER\n)\n\n", SAME,
       "\nCREATE TABLE options_pg (\n	a INTEGER\n)\n INHERITS ( t )\n PARTITION BY RANGE (a)\n USING heap\n WITH (fillfactor = 70)\n ON COMMIT DELETE ROWS\n TABLESPACE fast\n\n",
       "\nCREATE TABLE options_pg (\n	a INTEGER\n)\n\n", SAME)
GOLDEN(ddl_table_options_of_mysql,
       "\nCREATE TABLE options_my (\n	a INTEGER\n)\n\n", SAME, SAME,
       "\nCREATE TABLE options_my (\n	a INTEGER\n)ENGINE=InnoDB ROW_FORMAT=DYNAMIC AUTO_INCREMENT=7 COMMENT='it''s' CHARSET=utf8mb4\n\n",
       "\nCREATE TABLE options_my (\n	a INTEGER\n)ENGINE=Aria COMMENT='it''s'\n\n")
GOLDEN(ddl_table_options_of_sqlite,
       "\nCREATE TABLE options_lite (\n	a INTEGER NOT NULL, \n	PRIMARY KEY (a)\n)\n\n",
       "\nCREATE TABLE options_lite (\n	a INTEGER NOT NULL, \n	PRIMARY KEY (a)\n)\n WITHOUT ROWID,\n STRICT\n\n",
       "\nCREATE TABLE options_lite (\n	a SERIAL NOT NULL, \n	PRIMARY KEY (a)\n)\n\n",
       "\nCREATE TABLE options_lite (\n	a INTEGER NOT NULL AUTO_INCREMENT, \n	PRIMARY KEY (a)\n)\n\n", SAME)
GOLDEN(ddl_varchar_without_length_is_refused_by_mysql,
       "\nCREATE TABLE unsized (\n	a VARCHAR\n)\n\n", SAME, SAME,
       UNSUPPORTED("VARCHAR needs a length on mysql"),
       UNSUPPORTED("VARCHAR needs a length on mariadb"))
GOLDEN(ddl_checks_of_booleans_and_enums,
       "\nCREATE TABLE bounded (\n	a BOOLEAN, \n	b VARCHAR(1), \n	CHECK (a IN (0, 1)), \n	CONSTRAINT mood CHECK (b IN ('a', 'b'))\n)\n\n", SAME,
       "\nCREATE TABLE bounded (\n	a BOOLEAN, \n	b VARCHAR(1), \n	CONSTRAINT mood CHECK (b IN ('a', 'b'))\n)\n\n",
       "\nCREATE TABLE bounded (\n	a BOOL, \n	b VARCHAR(1), \n	CHECK (a IN (0, 1)), \n	CONSTRAINT mood CHECK (b IN ('a', 'b'))\n)\n\n", SAME)
GOLDEN(ddl_server_defaults,
       "\nCREATE TABLE defaults (\n	a INTEGER DEFAULT 'it''s', \n	b INTEGER DEFAULT 1 + 1, \n	c INTEGER\n)\n\n",
       "\nCREATE TABLE defaults (\n	a INTEGER DEFAULT 'it''s', \n	b INTEGER DEFAULT (1 + 1), \n	c INTEGER\n)\n\n",
       "\nCREATE TABLE defaults (\n	a INTEGER DEFAULT 'it''s', \n	b INTEGER DEFAULT 1 + 1, \n	c INTEGER\n)\n\n",
       "\nCREATE TABLE defaults (\n	a INTEGER DEFAULT 'it''s', \n	b INTEGER DEFAULT (1 + 1), \n	c INTEGER\n)\n\n", SAME)
GOLDEN(ddl_index_of_expressions,
       "CREATE UNIQUE INDEX ix ON t (lower(b), a DESC, b COLLATE \"C\")", SAME,
       "CREATE UNIQUE INDEX ix ON t (lower(b), a DESC, (b COLLATE \"C\"))",
       "CREATE UNIQUE INDEX ix ON t ((lower(b)), a DESC, (b COLLATE `C`))",
       LENIENT("CREATE UNIQUE INDEX ix ON t ((lower(b)), a DESC, (b COLLATE `C`))"))
GOLDEN(ddl_index_options_of_postgresql,
       "CREATE INDEX ix ON t (b)", SAME,
       "CREATE INDEX CONCURRENTLY ix ON t USING btree (b text_pattern_ops) INCLUDE (a) NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE fast WHERE a > 5",
       "CREATE INDEX ix ON t (b)", SAME)
GOLDEN(ddl_index_operator_class_of_what_descends,
       "CREATE INDEX ix ON t (b DESC, a ASC)", SAME,
       "CREATE INDEX ix ON t (b text_pattern_ops DESC, a ASC)",
       "CREATE INDEX ix ON t (b DESC, a ASC)", SAME)
GOLDEN(ddl_index_order_behind_expressions_and_lengths,
       "CREATE INDEX ix ON t (a + 1 DESC, b DESC)", SAME,
       "CREATE INDEX ix ON t ((a + 1) DESC, b DESC)",
       "CREATE INDEX ix ON t ((a + 1) DESC, b(5) DESC)",
       LENIENT("CREATE INDEX ix ON t ((a + 1) DESC, b(5) DESC)"))
GOLDEN(ddl_index_options_of_mysql,
       "CREATE INDEX ix ON t (a, b)", SAME, SAME,
       "CREATE INDEX ix ON t (a, b(5)) USING hash",
       "CREATE INDEX ix ON t (a, b) USING hash")
GOLDEN(ddl_index_of_some_rows,
       "CREATE INDEX ix ON t (a)",
       "CREATE INDEX ix ON t (a) WHERE b IS NULL",
       "CREATE INDEX ix ON t (a)", SAME, SAME)
GOLDEN(ddl_view_of_a_select,
       "CREATE VIEW v AS SELECT t.a \nFROM t \nWHERE t.b = 'it''s'", SAME, SAME, SAME, SAME)
GOLDEN(ddl_materialized_view,
       "CREATE MATERIALIZED VIEW v AS SELECT t.a \nFROM t",
       REJECTED("CREATE MATERIALIZED VIEW v AS SELECT t.a \nFROM t"),
       "CREATE MATERIALIZED VIEW v AS SELECT t.a \nFROM t",
       LENIENT("CREATE MATERIALIZED VIEW v AS SELECT t.a \nFROM t"), SAME)
GOLDEN(ddl_view_options_of_postgresql,
       "CREATE VIEW v AS SELECT t.a \nFROM t", SAME,
       "CREATE VIEW v WITH (security_barrier = true) AS SELECT t.a \nFROM t",
       "CREATE VIEW v AS SELECT t.a \nFROM t", SAME)
GOLDEN(ddl_table_from_a_select,
       "CREATE TEMPORARY TABLE copy AS SELECT t.a \nFROM t \nWHERE t.a > 1", SAME, SAME, SAME, SAME)
/* clang-format on */

SQT_MAIN("sql_ddl", TEST(test_ddl_table_with_prefix_and_named_column),
         TEST(test_ddl_constraints_of_every_kind),
         TEST(test_ddl_actions_of_a_foreign_key_in_any_case), TEST(test_ddl_action_on_some_columns),
         TEST(test_ddl_check_that_is_not_inherited), TEST(test_ddl_exclude_constraint),
         TEST(test_ddl_constraints_with_on_conflict),
         TEST(test_ddl_constraint_only_on_some_databases), TEST(test_ddl_computed_columns),
         TEST(test_ddl_identity_column), TEST(test_ddl_serial_of_a_small_key),
         TEST(test_ddl_serial_of_a_big_key), TEST(test_ddl_key_that_does_not_count),
         TEST(test_ddl_text_does_not_count), TEST(test_ddl_autoincrement_of_sqlite),
         TEST(test_ddl_table_options_of_postgresql), TEST(test_ddl_table_options_of_mysql),
         TEST(test_ddl_table_options_of_sqlite),
         TEST(test_ddl_varchar_without_length_is_refused_by_mysql),
         TEST(test_ddl_checks_of_booleans_and_enums), TEST(test_ddl_server_defaults),
         TEST(test_ddl_index_of_expressions), TEST(test_ddl_index_options_of_postgresql),
         TEST(test_ddl_index_operator_class_of_what_descends),
         TEST(test_ddl_index_order_behind_expressions_and_lengths),
         TEST(test_ddl_index_options_of_mysql), TEST(test_ddl_index_of_some_rows),
         TEST(test_ddl_view_of_a_select), TEST(test_ddl_materialized_view),
         TEST(test_ddl_view_options_of_postgresql), TEST(test_ddl_table_from_a_select))
