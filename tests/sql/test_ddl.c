/* test_ddl.c: the exact text of definitions, all dialects side by side. */
#include <string.h>
#include "squill/ddl.h"
#include "squill/dml.h"
#include "tests/support/support.h"

/* ---- what is defined ---- */

SQ_TABLE_DECLARE(teams, (id, integer), (lead, bigint));
static const sq_type_details mood = {
    .name = "mood", .values = (const char *const[]){"sad", "it's", "a\\b"}, .n_values = 3};
static const sq_type_details small = {
    .name = "small", .values = (const char *const[]){"x", "yy"}, .n_values = 2};
SQ_TABLE_WITH(people,
              (.name = "Person", .schema = "hr", .comment = "who; 'they' are",
               .constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("age > 0"), .name = "ck_age"),
                                             SQ_UNIQUE(SQ_KEYS("name", "team"), .deferrable = 1,
                                                       .initially = "DEFERRED")),
               .indexes = SQ_INDEXES(SQ_INDEX("ix_a", SQ_KEYS("age", "name"), .unique = true)),
               .options = SQ_OPTIONS({"mysql_engine", SQ_CONST_TEXT("InnoDB")},
                                     {"sqlite_strict", SQ_CONST_BOOL(1)},
                                     {"postgresql_tablespace", SQ_CONST_TEXT("My space")})),
              (id, bigint, .primary_key = true),
              (name, varchar(40), .not_null = true, .server_default = SQ_SQL("'x'")),
              (age, smallint, .index = true, .server_default = SQ_SQL("1 + 1"),
               .comment = "in \\years"),
              (team, integer, .references = SQ_REF(teams, id), .on_delete = SQ_SET_NULL,
               .on_update = SQ_CASCADE, .fk_name = "fk_team"),
              (born, timestamp), (ok, boolean, .unique = true),
              (twice, integer, .computed_sql = SQ_SQL("age * 2"), .persisted = true),
              (order_,
               type(.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT, .details = &mood),
               .name = "order"));
SQ_TABLE_DEFINE(teams, (id, integer, .primary_key = true),
                (lead, bigint, .references = SQ_REF(people, id)));
SQ_TABLE_WITH(plain, (.name = "t"), (a, integer), (b, type(.kind = SQ_T_ENUM, .details = &small)),
              (c, type(.kind = SQ_T_BOOLEAN, .flags = SQ_TYPE_CREATE_CONSTRAINT)),
              (d, integer,
               .identity = {.set = true,
                            .always = true,
                            .numbers = {.has_start = true, .start = 5, .cycle = true}}));
static const sq_sequence numbers = {.name = "Numbers",
                                    .schema = "s",
                                    .type = {.kind = SQ_T_BIG_INTEGER},
                                    .optional = true,
                                    .numbers = {.has_increment = true,
                                                .increment = -2,
                                                .has_maxvalue = true,
                                                .maxvalue = 9,
                                                .nominvalue = true,
                                                .no_cycle = true}};

static const sq_ddl_options careful = {.if_not_exists = true, .if_exists = true, .cascade = true};

static const sq_stmt *create_people(sq_builder *q)
{
    return sq_create_table(q, people.sq_, NULL);
}
static const sq_stmt *create_plain(sq_builder *q)
{
    return sq_create_table(q, plain.sq_, &careful);
}
static const sq_stmt *create_teams_early(sq_builder *q)
{
    static const int none[] = {-1};
    return sq_create_table(q, teams.sq_, &(const sq_ddl_options){.foreign_keys = none});
}
static const sq_stmt *add_key(sq_builder *q)
{
    return sq_add_constraint(q, people.sq_, 3);
}
static const sq_stmt *drop_key(sq_builder *q)
{
    return sq_drop_constraint(q, people.sq_, 3, &careful);
}
static const sq_stmt *drop_check(sq_builder *q)
{
    return sq_drop_constraint(q, people.sq_, 0, NULL);
}
static const sq_stmt *drop_nameless(sq_builder *q)
{
    return sq_drop_constraint(q, people.sq_, 1, NULL);
}
static const sq_stmt *column(sq_builder *q)
{
    return sq_column_definition(q, people.sq_, "age");
}
static const sq_stmt *drop_people(sq_builder *q)
{
    return sq_drop_table(q, people.sq_, &careful);
}
static const sq_stmt *index_of_column(sq_builder *q)
{
    const sq_index i = {.table = &people_table_def, .columns = SQ_KEYS("age")};
    return sq_create_index(q, &i, &careful);
}
static const sq_stmt *index_with_options(sq_builder *q)
{
    const sq_index i = {
        .name = "ix",
        .table = &plain_table_def,
        .elements = SQ_LIST(sq_func(q, "lower", plain.b), sq_desc(q, plain.a)),
        .options = SQ_OPTIONS(
            {"postgresql_using", SQ_CONST_TEXT("GiST")},
            {"postgresql_where", {.kind = SQ_V_EXPR, .v = {.expr = sq_gt(q, plain.a, 5)}}},
            {"sqlite_where", {.kind = SQ_V_EXPR, .v = {.expr = sq_gt(q, plain.a, 5)}}},
            {"mysql_prefix", SQ_CONST_TEXT("FULLTEXT")},
            {"mysql_with_parser", SQ_CONST_TEXT("ngram")})};
    return sq_create_index(q, &i, NULL);
}
static const sq_stmt *drop_index(sq_builder *q)
{
    const sq_index i = {.name = "ix_a", .table = &people_table_def};
    return sq_drop_index(q, &i, NULL);
}
static const sq_stmt *sequence(sq_builder *q)
{
    return sq_create_sequence(q, &numbers, NULL);
}
static const sq_stmt *drop_the_sequence(sq_builder *q)
{
    return sq_drop_sequence(q, &numbers, &careful);
}
static const sq_stmt *schema(sq_builder *q)
{
    return sq_create_schema(q, sq_name_of("a\"b`c"), &careful);
}
static const sq_stmt *drop_the_schema(sq_builder *q)
{
    return sq_drop_schema(q, sq_name_of("s"), &careful);
}
static const sq_stmt *table_comment(sq_builder *q)
{
    return sq_comment_on(q, SQ_COMMENT_TABLE, people.sq_, NULL, 0, false);
}
static const sq_stmt *no_column_comment(sq_builder *q)
{
    return sq_comment_on(q, SQ_COMMENT_COLUMN, people.sq_, "age", 0, true);
}
static const sq_stmt *constraint_comment(sq_builder *q)
{
    return sq_comment_on(q, SQ_COMMENT_CONSTRAINT, people.sq_, NULL, 0, true);
}
static const sq_stmt *view(sq_builder *q)
{
    const sq_stmt *s = sq_where(sq_select(q, plain.a), sq_eq(q, plain.b, "it's"));
    return sq_create_view(q, sq_name_of("v"), "s", s,
                          &(const sq_ddl_options){.or_replace = true, .temporary = true});
}
static const sq_stmt *drop_the_view(sq_builder *q)
{
    return sq_drop_view(q, sq_name_of("v"), NULL,
                        &(const sq_ddl_options){.materialized = true, .if_exists = true});
}
static const sq_stmt *table_as(sq_builder *q)
{
    return sq_create_table_as(q, sq_name_of("copy"), NULL, sq_select(q, plain.a), &careful);
}
static const sq_stmt *type(sq_builder *q)
{
    return sq_create_type(q, (sq_type){.kind = SQ_T_ENUM, .details = &mood}, NULL);
}
static const sq_stmt *drop_the_type(sq_builder *q)
{
    return sq_drop_type(q, (sq_type){.kind = SQ_T_ENUM, .details = &mood}, &careful);
}
static const sq_stmt *domain(sq_builder *q)
{
    static const sq_type base = {.kind = SQ_T_INTEGER};
    const sq_type_details d = {.name = "positive",
                               .schema = "s",
                               .item = &base,
                               .constraint_name = "ck",
                               .check = sq_text(q, SQ_SQL("VALUE > 0"))};
    return sq_create_type(
        q, (sq_type){.kind = SQ_T_PG_DOMAIN, .flags = SQ_TYPE_NOT_NULL, .details = &d}, NULL);
}
static const sq_stmt *text(sq_builder *q)
{
    const sq_binding context[] = {sq_bind("who", "a; DROP"), sq_bind("n", 5),
                                  sq_bind("how", sq_text(q, SQ_SQL("WITH GRANT OPTION")))};
    return sq_ddl_text(q,
                       SQ_SQL("GRANT 100%% ON %(fullname)s TO %(who)s, %(n)s, %(table)s %(how)s"),
                       people.sq_, context, 3);
}
static const sq_stmt *savepoint(sq_builder *q)
{
    return sq_rollback_to_savepoint(q, sq_name_of("select"));
}

typedef struct row {
    const sq_stmt *(*make)(sq_builder *q);
    const char *strict; /* for each dialect: + written, - refused unless lenient */
    const char *sql[5]; /* default, sqlite, postgresql, mysql, mariadb; NULL: refused always */
} row;
#define SAME "" /* as the dialect before it */
static const char *const dialects[] = {"default", "sqlite", "postgresql", "mysql", "mariadb"};

/* clang-format off */
#define PEOPLE_OF_MYSQL \
    "\n" \
    "CREATE TABLE hr.`Person` (\n" \
    "\tid BIGINT NOT NULL AUTO_INCREMENT, \n" \
    "\tname VARCHAR(40) NOT NULL DEFAULT 'x', \n" \
    "\tage SMALLINT COMMENT 'in \\\\years' DEFAULT (1 + 1), \n" \
    "\tteam INTEGER, \n" \
    "\tborn TIMESTAMP NULL, \n" \
    "\tok BOOL, \n" \
    "\ttwice INTEGER GENERATED ALWAYS AS (age * 2) STORED, \n" \
    "\t`order` ENUM('sad','it''s',X'615C62'), \n" \
    "\tPRIMARY KEY (id), \n" \
    "\tCONSTRAINT ck_age CHECK (age > 0), \n" \
    "\tUNIQUE (name, team) DEFERRABLE INITIALLY DEFERRED, \n" \
    "\tCONSTRAINT fk_team FOREIGN KEY(team) REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE, \n" \
    "\tUNIQUE (ok)\n"
/* clang-format on */
static const row rows[] = {
    {create_people,
     "+++--",
     {"\n"
      "CREATE TABLE hr.\"Person\" (\n"
      "\tid BIGINT NOT NULL, \n"
      "\tname VARCHAR(40) DEFAULT 'x' NOT NULL, \n"
      "\tage SMALLINT DEFAULT 1 + 1, \n"
      "\tteam INTEGER, \n"
      "\tborn TIMESTAMP, \n"
      "\tok BOOLEAN, \n"
      "\ttwice INTEGER GENERATED ALWAYS AS (age * 2) STORED, \n"
      "\t\"order\" VARCHAR(4), \n"
      "\tPRIMARY KEY (id), \n"
      "\tCONSTRAINT ck_age CHECK (age > 0), \n"
      "\tUNIQUE (name, team) DEFERRABLE INITIALLY DEFERRED, \n"
      "\tCONSTRAINT fk_team FOREIGN KEY(team) REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE, \n"
      "\tUNIQUE (ok), \n"
      "\tCONSTRAINT mood CHECK (\"order\" IN ('sad', 'it''s', 'a\\b'))\n"
      ")\n"
      "\n",
      "\n"
      "CREATE TABLE hr.\"Person\" (\n"
      "\tid BIGINT NOT NULL, \n"
      "\tname VARCHAR(40) DEFAULT 'x' NOT NULL, \n"
      "\tage SMALLINT DEFAULT (1 + 1), \n"
      "\tteam INTEGER, \n"
      "\tborn TIMESTAMP, \n"
      "\tok BOOLEAN, \n"
      "\ttwice INTEGER GENERATED ALWAYS AS (age * 2) STORED, \n"
      "\t\"order\" VARCHAR(4), \n"
      "\tPRIMARY KEY (id), \n"
      "\tCONSTRAINT ck_age CHECK (age > 0), \n"
      "\tUNIQUE (name, team) DEFERRABLE INITIALLY DEFERRED, \n"
      "\tUNIQUE (ok), \n"
      "\tCONSTRAINT mood CHECK (\"order\" IN ('sad', 'it''s', 'a\\b'))\n"
      ")\n"
      " STRICT\n"
      "\n",
      "\n"
      "CREATE TABLE hr.\"Person\" (\n"
      "\tid BIGSERIAL NOT NULL, \n"
      "\tname VARCHAR(40) DEFAULT 'x' NOT NULL, \n"
      "\tage SMALLINT DEFAULT 1 + 1, \n"
      "\tteam INTEGER, \n"
      "\tborn TIMESTAMP WITHOUT TIME ZONE, \n"
      "\tok BOOLEAN, \n"
      "\ttwice INTEGER GENERATED ALWAYS AS (age * 2) STORED, \n"
      "\t\"order\" mood, \n"
      "\tPRIMARY KEY (id), \n"
      "\tCONSTRAINT ck_age CHECK (age > 0), \n"
      "\tUNIQUE (name, team) DEFERRABLE INITIALLY DEFERRED, \n"
      "\tCONSTRAINT fk_team FOREIGN KEY(team) REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE, \n"
      "\tUNIQUE (ok)\n"
      ")\n"
      " TABLESPACE \"My space\"\n"
      "\n",
      PEOPLE_OF_MYSQL ")ENGINE=InnoDB COMMENT='who; ''they'' are'\n"
                      "\n",
      PEOPLE_OF_MYSQL ")COMMENT='who; ''they'' are'\n"
                      "\n"}},
    {create_plain,
     "+++++",
     {"\n"
      "CREATE TABLE IF NOT EXISTS t (\n"
      "\ta INTEGER, \n"
      "\tb VARCHAR(2), \n"
      "\tc BOOLEAN, \n"
      "\td INTEGER NOT NULL, \n"
      "\tCHECK (c IN (0, 1))\n"
      ")\n"
      "\n",
      SAME,
      "\n"
      "CREATE TABLE IF NOT EXISTS t (\n"
      "\ta INTEGER, \n"
      "\tb small, \n"
      "\tc BOOLEAN, \n"
      "\td INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 5 CYCLE)\n"
      ")\n"
      "\n",
      "\n"
      "CREATE TABLE IF NOT EXISTS t (\n"
      "\ta INTEGER, \n"
      "\tb ENUM('x','yy'), \n"
      "\tc BOOL, \n"
      "\td INTEGER NOT NULL, \n"
      "\tCHECK (c IN (0, 1))\n"
      ")\n"
      "\n",
      SAME}},
    {create_teams_early,
     "+++++",
     {"\n"
      "CREATE TABLE teams (\n"
      "\tid INTEGER NOT NULL, \n"
      "\tlead BIGINT, \n"
      "\tPRIMARY KEY (id)\n"
      ")\n"
      "\n",
      SAME,
      "\n"
      "CREATE TABLE teams (\n"
      "\tid SERIAL NOT NULL, \n"
      "\tlead BIGINT, \n"
      "\tPRIMARY KEY (id)\n"
      ")\n"
      "\n",
      "\n"
      "CREATE TABLE teams (\n"
      "\tid INTEGER NOT NULL AUTO_INCREMENT, \n"
      "\t`lead` BIGINT, \n"
      "\tPRIMARY KEY (id)\n"
      ")\n"
      "\n",
      "\n"
      "CREATE TABLE teams (\n"
      "\tid INTEGER NOT NULL AUTO_INCREMENT, \n"
      "\tlead BIGINT, \n"
      "\tPRIMARY KEY (id)\n"
      ")\n"
      "\n"}},
    {add_key,
     "+-+++",
     {"ALTER TABLE hr.\"Person\" ADD CONSTRAINT fk_team FOREIGN KEY(team) REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE",
      SAME, SAME,
      "ALTER TABLE hr.`Person` ADD CONSTRAINT fk_team FOREIGN KEY(team) REFERENCES teams (id) ON DELETE SET NULL ON UPDATE CASCADE",
      SAME}},
    {drop_key,
     "+-+-+",
     {"ALTER TABLE hr.\"Person\" DROP CONSTRAINT IF EXISTS fk_team CASCADE", SAME, SAME,
      "ALTER TABLE hr.`Person` DROP FOREIGN KEY fk_team",
      "ALTER TABLE hr.`Person` DROP FOREIGN KEY IF EXISTS fk_team"}},
    {drop_check,
     "+-+++",
     {"ALTER TABLE hr.\"Person\" DROP CONSTRAINT ck_age", SAME, SAME,
      "ALTER TABLE hr.`Person` DROP CHECK ck_age",
      "ALTER TABLE hr.`Person` DROP CONSTRAINT ck_age"}},
    {drop_nameless, "-----", {NULL, NULL, NULL, NULL, NULL}},
    {column,
     "+++++",
     {"age SMALLINT DEFAULT 1 + 1", "age SMALLINT DEFAULT (1 + 1)", "age SMALLINT DEFAULT 1 + 1",
      "age SMALLINT COMMENT 'in \\\\years' DEFAULT (1 + 1)", SAME}},
    {drop_people,
     "+-+++",
     {"\n"
      "DROP TABLE IF EXISTS hr.\"Person\" CASCADE",
      SAME, SAME,
      "\n"
      "DROP TABLE IF EXISTS hr.`Person` CASCADE",
      SAME}},
    {index_of_column,
     "+++-+",
     {"CREATE INDEX IF NOT EXISTS \"ix_hr_Person_age\" ON hr.\"Person\" (age)",
      "CREATE INDEX IF NOT EXISTS hr.\"ix_hr_Person_age\" ON \"Person\" (age)",
      "CREATE INDEX IF NOT EXISTS \"ix_hr_Person_age\" ON hr.\"Person\" (age)",
      "CREATE INDEX IF NOT EXISTS `ix_hr_Person_age` ON hr.`Person` (age)", SAME}},
    {index_with_options,
     "++++-",
     {"CREATE INDEX ix ON t (lower(b), a DESC)",
      "CREATE INDEX ix ON t (lower(b), a DESC) WHERE a > 5",
      "CREATE INDEX ix ON t USING gist (lower(b), a DESC) WHERE a > 5",
      "CREATE FULLTEXT INDEX ix ON t ((lower(b)), a DESC) WITH PARSER ngram",
      "CREATE INDEX ix ON t ((lower(b)), a DESC) WITH PARSER ngram"}},
    {drop_index,
     "+++++",
     {"\n"
      "DROP INDEX hr.ix_a",
      SAME, SAME,
      "\n"
      "DROP INDEX ix_a ON hr.`Person`",
      SAME}},
    {sequence,
     "+-+-+",
     {"CREATE SEQUENCE s.\"Numbers\" INCREMENT BY -2 MAXVALUE 9 NO MINVALUE NO CYCLE", SAME,
      "CREATE SEQUENCE s.\"Numbers\" AS BIGINT INCREMENT BY -2 MAXVALUE 9 NO MINVALUE NO CYCLE",
      "CREATE SEQUENCE s.`Numbers` INCREMENT BY -2 MAXVALUE 9 NO MINVALUE NOCYCLE", SAME}},
    {drop_the_sequence,
     "+-+-+",
     {"DROP SEQUENCE IF EXISTS s.\"Numbers\"", SAME, SAME, "DROP SEQUENCE IF EXISTS s.`Numbers`",
      SAME}},
    {schema,
     "+-+++",
     {"CREATE SCHEMA IF NOT EXISTS \"a\"\"b`c\"", SAME, SAME,
      "CREATE SCHEMA IF NOT EXISTS `a\"b``c`", SAME}},
    {drop_the_schema, "+-+--", {"DROP SCHEMA IF EXISTS s CASCADE", SAME, SAME, SAME, SAME}},
    {table_comment,
     "+-+++",
     {"COMMENT ON TABLE hr.\"Person\" IS 'who; ''they'' are'", SAME, SAME,
      "ALTER TABLE hr.`Person` COMMENT 'who; ''they'' are'", SAME}},
    {no_column_comment,
     "+-+++",
     {"COMMENT ON COLUMN hr.\"Person\".age IS NULL", SAME, SAME,
      "ALTER TABLE hr.`Person` CHANGE age age SMALLINT DEFAULT (1 + 1)", SAME}},
    {constraint_comment,
     "--+--",
     {NULL, NULL, "COMMENT ON CONSTRAINT ck_age ON hr.\"Person\" IS NULL", NULL, NULL}},
    {view,
     "+-+--",
     {"CREATE OR REPLACE TEMPORARY VIEW s.v AS SELECT t.a \n"
      "FROM t \n"
      "WHERE t.b = 'it''s'",
      SAME, SAME, SAME, SAME}},
    {drop_the_view,
     "+-+--",
     {"\n"
      "DROP MATERIALIZED VIEW IF EXISTS v",
      SAME, SAME, SAME, SAME}},
    {table_as,
     "+++++",
     {"CREATE TABLE IF NOT EXISTS copy AS SELECT t.a \n"
      "FROM t",
      SAME, SAME, SAME, SAME}},
    {type,
     "--+--",
     {NULL, NULL, "CREATE TYPE mood AS ENUM ('sad', 'it''s', E'a\\\\b')", NULL, NULL}},
    {drop_the_type, "--+--", {NULL, NULL, "DROP TYPE IF EXISTS mood CASCADE", NULL, NULL}},
    {domain,
     "--+--",
     {NULL, NULL, "CREATE DOMAIN s.positive AS INTEGER NOT NULL CONSTRAINT ck CHECK (VALUE > 0)",
      NULL, NULL}},
    {text,
     "+++++",
     {"GRANT 100% ON hr.\"Person\" TO \"a; DROP\", 5, \"Person\" WITH GRANT OPTION", SAME, SAME,
      "GRANT 100% ON hr.`Person` TO `a; DROP`, 5, `Person` WITH GRANT OPTION", SAME}},
    {savepoint,
     "+++++",
     {"ROLLBACK TO SAVEPOINT \"select\"", SAME, SAME, "ROLLBACK TO SAVEPOINT `select`", SAME}},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

START_TEST(test_ddl_text_is_that_of_each_dialect)
{
    const row *r = &rows[_i];
    const sq_compile_options lenient = {.lenient = true, .size = sizeof lenient};
    const char *wanted = NULL;
    for (int d = 0; d < 5; d++) {
        sq_builder *q = sq_builder_new();
        const char *sql = (sq_sql)(q, r->make(q), sq_dialect_find(dialects[d]), &lenient);
        if (!r->sql[d] || *r->sql[d])
            wanted = r->sql[d];
        if (wanted)
            ck_assert_msg(sql != NULL, "row %d %s: %s", _i, dialects[d],
                          sq_builder_error(q)->message);
        ck_assert_msg(!sql == !wanted && (!sql || strcmp(sql, wanted) == 0),
                      "row %d %s:\n%s\ninstead of\n%s", _i, dialects[d], sql ? sql : "(refused)",
                      wanted ? wanted : "(refused)");
        sq_builder_free(q);
    }
}
END_TEST

START_TEST(test_ddl_what_a_database_has_not_is_refused)
{
    const row *r = &rows[_i];
    for (int d = 0; d < 5; d++) {
        sq_builder *q = sq_builder_new();
        const char *sql = (sq_sql)(q, r->make(q), sq_dialect_find(dialects[d]), NULL);
        ck_assert_msg((sql != NULL) == (r->strict[d] == '+'), "row %d %s: %s", _i, dialects[d],
                      sql ? sql : sq_builder_error(q)->message);
        if (!sql)
            ck_assert(sq_builder_error(q)->status == SQ_ERR_UNSUPPORTED ||
                      sq_builder_error(q)->status == SQ_ERR_COMPILE);
        sq_builder_free(q);
    }
}
END_TEST

/* ---- names ---- */

static const char long_name[] =
    "a_name_of_more_than_sixty_three_characters_which_postgresql_does_not_take";

START_TEST(test_ddl_name_given_by_the_user_is_never_cut)
{
    sq_builder *q = sq_builder_new();
    const sq_index i = {.name = long_name, .table = &plain_table_def, .columns = SQ_KEYS("a")};
    const sq_stmt *s = sq_create_index(q, &i, NULL);
    ck_assert_ptr_null((sq_sql)(q, s, SQ_POSTGRESQL, NULL));
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull((sq_sql)(q, s, SQ_SQLITE, NULL));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_ddl_name_made_by_convention_is_quoted_as_it_needs)
{
    const sq_naming_rule rules[] = {
        {.key = "uq", .template_ = "%(constraint_name)s_of_%(table_name)s"}, {.key = NULL}};
    sq_metadata *m = sq_metadata_new(.naming_convention = rules);
    const sq_constraint list[] = {{.kind = SQ_CONSTRAINT_UNIQUE,
                                   .name = "plain",
                                   .quote = SQ_QUOTE_NEVER,
                                   .columns = SQ_KEYS("a")},
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec columns[] = {{.name = "a", .type = sq_integer()}};
    const sq_table_options o = {.constraints = list};
    const sq_source t = sq_metadata_table(m, sq_name_of("Mixed"), columns, 1, &o);
    sq_builder *q = sq_builder_new();
    ck_assert_str_eq((sq_sql)(q, sq_add_constraint(q, t.sq_, 0), SQ_POSTGRESQL, NULL),
                     "ALTER TABLE \"Mixed\" ADD CONSTRAINT \"plain_of_Mixed\" UNIQUE (a)");
    sq_builder_free(q);
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_ddl_name_made_by_convention_is_shortened)
{
    const sq_naming_rule rules[] = {
        {.key = "uq",
         .template_ =
             "uq_%(table_name)s_%(column_0_N_name)s_and_some_more_text_that_makes_the_name_far_too_long_for_it"},
        {.key = NULL}};
    sq_metadata *m = sq_metadata_new(.naming_convention = rules);
    const sq_constraint list[] = {{.kind = SQ_CONSTRAINT_UNIQUE, .columns = SQ_KEYS("a", "b")},
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec columns[] = {{.name = "a", .type = sq_integer()},
                                      {.name = "b", .type = sq_integer()}};
    const sq_table_options o = {.constraints = list};
    const sq_source t = sq_metadata_table(m, sq_name_of("t"), columns, 2, &o);
    sq_builder *q = sq_builder_new();
    const char *sql = (sq_sql)(q, sq_add_constraint(q, t.sq_, 0), SQ_POSTGRESQL, NULL);
    ck_assert_str_eq(
        sql,
        "ALTER TABLE t ADD CONSTRAINT uq_t_a_b_and_some_more_text_that_makes_the_name_far_too_370d UNIQUE (a, b)");
    const sq_dialect *const one_more[] = {SQ_MYSQL, sq_dialect_find("mariadb")};
    for (int i = 0; i < 2; i++)
        ck_assert_str_eq(
            (sq_sql)(q, sq_add_constraint(q, t.sq_, 0), one_more[i], NULL),
            "ALTER TABLE t ADD CONSTRAINT uq_t_a_b_and_some_more_text_that_makes_the_name_far_too__370d UNIQUE (a, b)");
    sq_builder_free(q);
    sq_metadata_unref(m);
}
END_TEST

/* ---- hostile names and texts stay inside of their quotes ---- */

START_TEST(test_ddl_hostile_names_are_quoted)
{
    static const char *const names[] = {
        "x\"; DROP TABLE t; --", "x`; DROP TABLE t; --", "x'y", "a b", "1a", "SELECT", "select"};
    sq_builder *q = sq_builder_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int d = 0; d < 5; d++) {
            const char *sql = (sq_sql)(q, sq_create_schema(q, sq_name_of(names[i]), NULL),
                                       sq_dialect_find(dialects[d]),
                                       &(const sq_compile_options){.lenient = true});
            char open = d < 3 ? '"' : '`';
            size_t n = strlen(sql), at = strlen("CREATE SCHEMA "), quotes = 0;
            ck_assert(sql[at] == open && sql[n - 1] == open);
            for (size_t k = at; k < n; k++)
                quotes += sql[k] == open;
            ck_assert_uint_eq(quotes % 2, 0);
        }
    sq_builder_free(q);
}
END_TEST

START_TEST(test_ddl_options_that_are_words_refuse_anything_else)
{
    sq_builder *q = sq_builder_new();
    const sq_index i = {.name = "i",
                        .table = &plain_table_def,
                        .columns = SQ_KEYS("a"),
                        .options = SQ_OPTIONS({"postgresql_using", SQ_CONST_TEXT("gist) (x")},
                                              {"mysql_prefix", SQ_CONST_TEXT("FULL; TEXT")})};
    const sq_stmt *s = sq_create_index(q, &i, NULL);
    ck_assert_ptr_null((sq_sql)(q, s, SQ_POSTGRESQL, NULL));
    ck_assert_ptr_null((sq_sql)(q, s, SQ_MYSQL, NULL));
    ck_assert_ptr_nonnull((sq_sql)(q, s, SQ_SQLITE, NULL));
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("ddl", LOOP(test_ddl_text_is_that_of_each_dialect, 0, N_ROWS),
         LOOP(test_ddl_what_a_database_has_not_is_refused, 0, N_ROWS),
         TEST(test_ddl_name_given_by_the_user_is_never_cut),
         TEST(test_ddl_name_made_by_convention_is_quoted_as_it_needs),
         TEST(test_ddl_name_made_by_convention_is_shortened),
         TEST(test_ddl_hostile_names_are_quoted),
         TEST(test_ddl_options_that_are_words_refuse_anything_else))
