/* test_mysql_reflect.c: what MariaDB has is read so that it can be made again; and the queries for
 * MySQL, of which no server is among the tests, run on tables that are shaped like its own. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_mysql
#include <stdlib.h>
#include "lib/compile/dialect.h"
#include "lib/compile/reflector.h"
#include "squill.h"

enum { MOST = 32768, TABLES = 30 };

static sq_metadata *m;

static bool open_for_reading(int i)
{
    if (!suite_open(i))
        return false;
    m = sq_metadata_new();
    return true;
}
#define OPEN_TO_READ_OR_SKIP()                                                                     \
    if (!open_for_reading(_i))                                                                     \
        return;

static void close_all(void)
{
    sq_metadata_unref(m);
    suite_close();
}

static void run_all(const char *const *list)
{
    for (; *list; list++)
        suite_ok(suite_now.c, *list);
}

static const sq_table *read_table(const char *name)
{
    const sq_table *t = sq_table_of(sq_reflect_table(suite_now.c, m, name).sq_);
    ck_assert_msg(t != NULL, "%s: %s", name, sq_errmsg(suite_now.c));
    return t;
}

/* ---- the round trip: made by hand, read, made of what was read ----
 *
 * Whether both are the same, the server says in its own words. */

static void tell_tables(char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < sq_metadata_count(m); i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "SHOW CREATE TABLE `%s`", sq_metadata_at(m, i)->name);
        sq_result *r = (sq_sql_query)(suite_now.c, suite_sql(sql), NULL, 0);
        ck_assert_msg(sq_one(r) == SQ_OK, "%s: %s", sql, sq_result_error(r)->message);
        used += (size_t)snprintf(out + used, MOST - used, "%s\n", sq_get_text(r, 1));
        ck_assert_uint_lt(used, MOST);
        ck_assert_int_eq(sq_done(r), SQ_OK);
    }
}

static void comes_back_as_it_was(const char *const *definitions)
{
    static char before[MOST], after[MOST];
    const sq_relation *all[TABLES];
    run_all(definitions);
    ck_assert_msg(sq_reflect(suite_now.c, m) > 0, "%s", sq_errmsg(suite_now.c));
    tell_tables(before);
    size_t n = sq_metadata_count(m);
    ck_assert_uint_le(n, TABLES);
    for (size_t i = 0; i < n; i++)
        all[i] = &sq_metadata_at(m, i)->relation;
    ck_assert_msg(sq_drop_all_n(suite_now.c, all, n) == SQ_OK, "%s", sq_errmsg(suite_now.c));
    ck_assert_msg(sq_create_all_n(suite_now.c, all, n) == SQ_OK, "%s", sq_errmsg(suite_now.c));
    tell_tables(after);
    ck_assert_str_eq(before, after);
}

static const char *const of_types[] = {
    "CREATE TABLE t (a TINYINT, b TINYINT(1), c SMALLINT UNSIGNED, d MEDIUMINT(5) ZEROFILL,"
    "  e INT(5), f BIGINT UNSIGNED ZEROFILL, g DECIMAL(10, 2), h DECIMAL(5) UNSIGNED, i FLOAT,"
    "  j FLOAT(7, 3), k DOUBLE, l DOUBLE(8, 3) UNSIGNED, m REAL, n BIT(5), o BOOLEAN,"
    "  p CHAR, q CHAR(0), r VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin,"
    "  s NATIONAL VARCHAR(5), t TINYTEXT, u TEXT COLLATE utf8mb4_bin, v MEDIUMTEXT,"
    "  w LONGTEXT CHARACTER SET ascii, x BINARY(4), y VARBINARY(7), z TINYBLOB, aa BLOB,"
    "  ab MEDIUMBLOB, ac LONGBLOB, ad DATE, ae TIME, af TIME(2), ag DATETIME, ah DATETIME(6),"
    "  ai TIMESTAMP NULL, aj TIMESTAMP(3) NULL, ak YEAR, al UUID, am INET4, an INET6,"
    "  ao ENUM('a', 'it''s', 'b,c)', 'back\\\\slash', '\xC3\xBC') COLLATE utf8mb4_unicode_ci,"
    "  ap SET('x', '(y', 'z\"') CHARACTER SET latin1, aq ENUM(''))",
    "CREATE TABLE u (a VARCHAR(10), b VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)"
    "  CHARACTER SET latin1 COLLATE latin1_german1_ci",
    NULL};
static const char *const of_columns[] = {
    "CREATE SEQUENCE counter",
    "CREATE TABLE a (id INT NOT NULL AUTO_INCREMENT, `B``'c d` INT NOT NULL DEFAULT 7,"
    "  c VARCHAR(20) DEFAULT 'it''s :a \\\\', d CHAR(4) DEFAULT 'NULL', e VARCHAR(9) DEFAULT '',"
    "  f VARCHAR(20) NOT NULL DEFAULT 'current_timestamp()', g TEXT DEFAULT 'x\\ny',"
    "  h DECIMAL(4, 2) DEFAULT -1.50, i BIT(3) DEFAULT b'101', j DATE DEFAULT '2020-01-01',"
    "  k TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
    "  l TIMESTAMP(3) NULL DEFAULT NOW(3) ON UPDATE NOW(3),"
    "  m DATETIME ON UPDATE CURRENT_TIMESTAMP, n DATETIME DEFAULT NOW(),"
    "  o INT DEFAULT (1 + 2), p VARCHAR(40) DEFAULT concat('a', 'b''c'), q UUID DEFAULT uuid(),"
    "  r INT DEFAULT nextval(counter), s ENUM('a', 'b') NOT NULL DEFAULT 'b',"
    "  t BOOLEAN DEFAULT TRUE, u DOUBLE DEFAULT 1e100, v INT COMMENT 'it''s \\\\',"
    "  w INT GENERATED ALWAYS AS (id * 2) VIRTUAL, x INT AS (v + 1) STORED COMMENT 'kept',"
    "  y VARCHAR(9) AS (concat(d, '\\\\')) VIRTUAL,"
    "  PRIMARY KEY (id)) COMMENT 'it''s \\\\ a table'",
    "CREATE TABLE b (x INT NOT NULL, id BIGINT NOT NULL AUTO_INCREMENT, PRIMARY KEY (id, x))",
    "CREATE TABLE c (id INT NOT NULL PRIMARY KEY)",
    "CREATE TABLE d (j JSON, l LONGTEXT COLLATE utf8mb4_bin, `a``b` JSON NOT NULL)",
    NULL};
static const char *const of_keys[] = {
    "CREATE TABLE a (x INT NOT NULL, y INT NOT NULL, z VARCHAR(200), w TEXT, g INT,"
    "  PRIMARY KEY (y, x), UNIQUE KEY `a key` (z, g), UNIQUE KEY g (g),"
    "  UNIQUE KEY part (z(5)), KEY down (x DESC, y), KEY p (w(10), z), FULLTEXT KEY words (w),"
    "  CONSTRAINT above CHECK (x > 3 AND z <> 'it''s'), CONSTRAINT `odd one` CHECK (g IS NULL))",
    "CREATE TABLE b (id INT PRIMARY KEY, x INT, y INT, up INT,"
    "  KEY other (up), KEY `to a` (y, x), KEY up (up, id),"
    "  CONSTRAINT other FOREIGN KEY (up) REFERENCES b (id) ON DELETE SET NULL,"
    "  CONSTRAINT `to a` FOREIGN KEY (y, x) REFERENCES a (y, x)"
    "    ON DELETE CASCADE ON UPDATE CASCADE)",
    "CREATE TABLE c (id INT, x INT, KEY h (x) USING HASH, KEY i (id) USING HASH) ENGINE = MEMORY",
    NULL};
static const char *const of_options[] = {
    "CREATE TABLE a (x INT) ENGINE = Aria TRANSACTIONAL = 1 ROW_FORMAT = PAGE MAX_ROWS = 9"
    "  CHECKSUM = 1",
    "CREATE TABLE b (x INT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8 STATS_PERSISTENT = 1",
    "CREATE TABLE c (x INT) CHARACTER SET latin1",
    "CREATE TABLE d (x INT PRIMARY KEY) PARTITION BY HASH (x) PARTITIONS 3",
    "CREATE TABLE e (x INT, y INT) PARTITION BY RANGE (x + 1) SUBPARTITION BY HASH (y)"
    "  SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (5),"
    "  PARTITION `p``1` VALUES LESS THAN MAXVALUE)",
    "CREATE TABLE f (x INT, y VARCHAR(9)) PARTITION BY LIST COLUMNS (x, y)"
    "  (PARTITION a VALUES IN ((1, 'it''s'), (2, NULL)), PARTITION b DEFAULT)",
    "CREATE TABLE g (x INT) PARTITION BY LIST (x) (PARTITION a VALUES IN (NULL, 1),"
    "  PARTITION b VALUES IN (0))",
    "CREATE TABLE h (x INT, y VARCHAR(9)) PARTITION BY RANGE COLUMNS (y, x)"
    "  (PARTITION a VALUES LESS THAN ('m', 3), PARTITION b VALUES LESS THAN (MAXVALUE, MAXVALUE))",
    "CREATE TABLE i (x INT) PARTITION BY LINEAR KEY (x) PARTITIONS 2",
    "CREATE TABLE j (x INT) PARTITION BY KEY (x) (PARTITION a, PARTITION b)",
    NULL};
static const char *const *const trips[] = {of_types, of_columns, of_keys, of_options};

START_TEST(test_mysql_reflected_tables_make_the_same_database_again)
{
    for (size_t i = 0; i < sizeof trips / sizeof *trips; i++) {
        OPEN_TO_READ_OR_SKIP();
        comes_back_as_it_was(trips[i]);
        close_all();
    }
}
END_TEST

/* ---- what is said of it ---- */

static const sq_column *column_of(const sq_table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++)
        if (strcmp(t->columns[i].key, name) == 0)
            return &t->columns[i];
    ck_abort_msg("%s", name);
    return NULL;
}

static const char *text_of(const sq_sql_text *sql)
{
    return (const char *)(const void *)sql;
}

START_TEST(test_mysql_reflected_types_are_its_own)
{
    static const struct {
        const char *declared;
        sq_type t;
    } rows[] = {
        {"TINYINT(1)", {.kind = SQ_T_MY_TINYINT, .flags = SQ_TYPE_HAS_LENGTH, .length = 1}},
        {"INT(5) ZEROFILL",
         {.kind = SQ_T_MY_INTEGER,
          .flags = SQ_TYPE_HAS_LENGTH | SQ_TYPE_UNSIGNED | SQ_TYPE_ZEROFILL,
          .length = 5}},
        {"DECIMAL(9, 0) UNSIGNED",
         {.kind = SQ_T_MY_DECIMAL,
          .flags = SQ_TYPE_HAS_LENGTH | SQ_TYPE_HAS_SCALE | SQ_TYPE_UNSIGNED,
          .length = 9}},
        {"CHAR(0)", {.kind = SQ_T_MY_CHAR, .flags = SQ_TYPE_HAS_LENGTH}},
        {"LONGTEXT", {.kind = SQ_T_MY_LONGTEXT}},
        {"LONGTEXT CHECK (json_valid(c) OR c = '')", {.kind = SQ_T_MY_LONGTEXT}},
        {"JSON", {.kind = SQ_T_MY_JSON}},
        {"DATETIME(3)", {.kind = SQ_T_MY_DATETIME, .flags = SQ_TYPE_HAS_LENGTH, .length = 3}},
        {"UUID", {.kind = SQ_T_SQL_UUID}},
        {"INET6", {.kind = SQ_T_MARIADB_INET6}},
        {"POINT", {.kind = SQ_T_UNKNOWN}}};
    OPEN_TO_READ_OR_SKIP();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char sql[200], name[20];
        snprintf(name, sizeof name, "t%zu", i);
        snprintf(sql, sizeof sql, "CREATE TABLE %s (c %s)", name, rows[i].declared);
        suite_ok(suite_now.c, sql);
        const sq_type *is = &read_table(name)->columns[0].type, *wanted = &rows[i].t;
        ck_assert_msg(is->kind == wanted->kind && is->flags == wanted->flags &&
                          is->length == wanted->length && is->scale == wanted->scale &&
                          !is->details,
                      "%s: %s", rows[i].declared, sq_type_kind_name((sq_type_kind)is->kind));
    }
    close_all();
}
END_TEST

START_TEST(test_mysql_reflected_labels_and_collations_are_told)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a ENUM('it''s', '\\\\ \\n', 'c') , b SET('x') COLLATE "
                          "utf8mb4_bin, c TEXT CHARACTER SET latin1)");
    const sq_table *t = read_table("t");
    const sq_type_details *a = t->columns[0].type.details, *b = t->columns[1].type.details,
                          *k = t->columns[2].type.details;
    ck_assert_uint_eq(a->n_values, 3);
    ck_assert_str_eq(a->values[0], "it's");
    ck_assert_str_eq(a->values[1], "\\ \n");
    ck_assert_ptr_null(a->collation);
    ck_assert_uint_eq(b->n_values, 1);
    ck_assert_str_eq(b->collation, "utf8mb4_bin");
    ck_assert_ptr_null(b->charset);
    ck_assert_str_eq(k->charset, "latin1");
    close_all();
}
END_TEST

START_TEST(test_mysql_reflected_defaults_are_sql)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c,
             "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(9) DEFAULT "
             "'NULL', c DATETIME NOT NULL DEFAULT now() ON UPDATE now(), d DATETIME ON UPDATE "
             "now(), e INT AS (a + 1) STORED, f INT AS (a + 2))");
    const sq_table *t = read_table("t");
    ck_assert_int_eq(column_of(t, "id")->o.autoincrement, SQ_AUTOINCREMENT_YES);
    ck_assert_ptr_null(column_of(t, "a")->o.server_default);
    ck_assert_str_eq(text_of(column_of(t, "b")->o.server_default), "'NULL'");
    ck_assert_str_eq(text_of(column_of(t, "c")->o.server_default),
                     "current_timestamp() ON UPDATE current_timestamp()");
    ck_assert_str_eq(text_of(column_of(t, "c")->o.server_onupdate.sql), "current_timestamp()");
    ck_assert_str_eq(text_of(column_of(t, "d")->o.server_default),
                     "NULL ON UPDATE current_timestamp()");
    ck_assert_str_eq(text_of(column_of(t, "e")->o.computed_sql), "`a` + 1");
    ck_assert(column_of(t, "e")->o.persisted);
    ck_assert(column_of(t, "f")->o.not_persisted);
    close_all();
}
END_TEST

static const sq_constraint *constraint_of(const sq_table *t, const char *name)
{
    for (const sq_constraint *k = t->o.constraints; k && k->kind; k++)
        if (k->name && strcmp(k->name, name) == 0)
            return k;
    return NULL;
}

static const sq_index *index_of(const sq_table *t, const char *name)
{
    for (const sq_index *x = t->o.indexes; x && !x->end; x++)
        if (strcmp(x->name, name) == 0)
            return x;
    return NULL;
}

/* The server makes no difference between a unique index and the constraint. */
START_TEST(test_mysql_reflected_unique_index_is_a_constraint_where_one_can_say_it)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INT UNIQUE, b VARCHAR(20), UNIQUE KEY part (b(5)), "
                          "UNIQUE KEY down (a DESC), KEY plain (a))");
    suite_ok(suite_now.c, "CREATE UNIQUE INDEX made ON t (b, a)");
    const sq_table *t = read_table("t");
    ck_assert_int_eq(constraint_of(t, "a")->kind, SQ_CONSTRAINT_UNIQUE);
    ck_assert_int_eq(constraint_of(t, "made")->kind, SQ_CONSTRAINT_UNIQUE);
    ck_assert_str_eq(constraint_of(t, "made")->columns[1], "a");
    ck_assert_ptr_null(constraint_of(t, "part"));
    ck_assert_ptr_null(index_of(t, "made"));
    ck_assert(index_of(t, "part")->unique);
    ck_assert(index_of(t, "down")->unique);
    ck_assert(!index_of(t, "plain")->unique);
    close_all();
}
END_TEST

static const char *option_of(const sq_table *t, const char *name)
{
    for (const sq_option *o = t->o.options; o && o->name; o++)
        if (strcmp(o->name, name) == 0)
            return o->value.v.s;
    return NULL;
}

/* Each tells its number in all that it has. */
static void is_table_of_number(size_t i, const char *name)
{
    char part[40];
    const sq_table *t = read_table(name);
    ck_assert_uint_eq(t->n_columns, 2);
    snprintf(part, sizeof part, "c%zu", i);
    ck_assert_str_eq(t->columns[0].key, part);
    snprintf(part, sizeof part, "k%zu", i);
    ck_assert_ptr_nonnull(index_of(t, part));
    snprintf(part, sizeof part, "u%zu", i);
    ck_assert_str_eq(constraint_of(t, part)->columns[0], "x");
    snprintf(part, sizeof part, "HASH (`x`) PARTITIONS %zu", i + 2);
    ck_assert_str_eq(option_of(t, "mariadb_partition_by"), part);
}

/* A collation takes other letters, and letters of another size, for the same. */
START_TEST(test_mysql_reflected_tables_of_similar_names_keep_apart)
{
    static const char *const names[] = {"t", "T", "e", "\xC3\xA9", "\xC3\x89"};
    enum { N = sizeof names / sizeof *names };
    OPEN_TO_READ_OR_SKIP();
    for (size_t i = 0; i < N; i++) {
        char sql[200];
        snprintf(sql, sizeof sql,
                 "CREATE TABLE `%s` (c%zu INT, x INT, KEY k%zu (c%zu), CONSTRAINT u%zu UNIQUE (x)) "
                 "PARTITION BY HASH (x) PARTITIONS %zu",
                 names[i], i, i, i, i, i + 2);
        suite_ok(suite_now.c, sql);
    }
    for (size_t i = 0; i < N; i++)
        is_table_of_number(i, names[i]); /* each asked for */
    sq_metadata_unref(m);
    m = sq_metadata_new();
    ck_assert_msg(sq_reflect(suite_now.c, m) == N, "%s", sq_errmsg(suite_now.c));
    for (size_t i = 0; i < N; i++)
        is_table_of_number(i, names[i]); /* all at once */
    close_all();
}
END_TEST

/* SQL in which %1 and %2 are the databases. */
static void run_between(const char *sql, const char *here, const char *there)
{
    char out[400];
    size_t n = 0;
    for (; *sql; sql++) {
        const bool is_name = sql[0] == '%';
        const char *name = is_name && *++sql == '1' ? here : there;
        n += (size_t)snprintf(out + n, sizeof out - n, "%.*s", is_name ? 80 : 1,
                              is_name ? name : sql);
    }
    suite_ok(suite_now.c, out);
}

START_TEST(test_mysql_reflected_foreign_keys_reach_other_databases)
{
    static const char *const definitions[] = {
        "CREATE DATABASE %2", "CREATE TABLE a (id INT PRIMARY KEY)",
        "CREATE TABLE %2.b (id INT PRIMARY KEY, x INT, y INT, "
        "CONSTRAINT away FOREIGN KEY (x) REFERENCES %1.a (id), "
        "CONSTRAINT within FOREIGN KEY (y) REFERENCES b (id))",
        "CREATE TABLE c (id INT PRIMARY KEY, "
        "CONSTRAINT there FOREIGN KEY (id) REFERENCES %2.b (id))"};
    char here[60], there[64];
    OPEN_TO_READ_OR_SKIP();
    sq_result *r = sq_sql_query(suite_now.c, SQ_SQL("SELECT database()"));
    ck_assert_int_eq(sq_one(r), SQ_OK);
    snprintf(here, sizeof here, "%s", sq_get_text(r, 0));
    snprintf(there, sizeof there, "%s_b", here);
    ck_assert_int_eq(sq_done(r), SQ_OK);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        run_between(definitions[i], here, there);
    ck_assert_int_eq(sq_reflect(suite_now.c, m), 3);
    const sq_table *b = sq_table_of(sq_metadata_find(m, there, "b").sq_);
    const sq_table *c = sq_table_of(sq_metadata_find(m, NULL, "c").sq_);
    ck_assert_str_eq(constraint_of(c, "there")->ref_schema, there);
    ck_assert_ptr_null(constraint_of(b, "away")->ref_schema);
    ck_assert_str_eq(constraint_of(b, "within")->ref_schema, there);
    run_between("DROP TABLE c", here, there);
    run_between("DROP DATABASE %2", here, there);
    close_all();
}
END_TEST

START_TEST(test_mysql_view_that_does_not_work_is_passed_over)
{
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE a (id INT)");
    suite_ok(suite_now.c, "CREATE TABLE b (id INT)");
    suite_ok(suite_now.c, "CREATE VIEW v AS SELECT id FROM a");
    suite_ok(suite_now.c, "CREATE VIEW w AS SELECT id FROM b");
    suite_ok(suite_now.c, "DROP TABLE a");
    ck_assert_int_eq(sq_reflect(suite_now.c, m, .kinds = SQ_OBJECT_ANY), 2);
    ck_assert_ptr_null(sq_metadata_find(m, NULL, "v").sq_);
    ck_assert_ptr_nonnull(sq_metadata_find(m, NULL, "w").sq_);
    ck_assert_ptr_null(sq_table_of(sq_reflect_table(suite_now.c, m, "v").sq_));
    ck_assert_int_eq(sq_status_of(suite_now.c), SQ_ERR_NO_SUCH_TABLE);
    ck_assert_ptr_nonnull(strstr(sq_errmsg(suite_now.c), "\"v\""));
    close_all();
}
END_TEST

START_TEST(test_mysql_inspector_lists_views_and_sequences)
{
    size_t n;
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (id INT NOT NULL DEFAULT 3)");
    suite_ok(suite_now.c, "CREATE VIEW v AS SELECT id FROM t");
    suite_ok(suite_now.c, "CREATE SEQUENCE s");
    sq_inspector *i = sq_inspector_new(suite_now.c);
    const sq_object *o = sq_inspector_objects(i, NULL, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(o[1].name, "v");
    ck_assert_int_eq(o[1].kind, SQ_OBJECT_VIEW);
    ck_assert_ptr_nonnull(strstr(o[1].definition, "select"));
    ck_assert_ptr_null(o[1].comment);
    const sq_sequence *s = sq_inspector_sequences(i, NULL, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_str_eq(s->name, "s");
    ck_assert_int_eq(sq_inspector_has_sequence(i, NULL, "s"), 1);
    ck_assert_int_eq(sq_inspector_has_sequence(i, NULL, "t"), 0);
    ck_assert_int_eq(sq_inspector_has_schema(i, "mysql"), 0);
    ck_assert_ptr_null(sq_inspector_table(i, NULL, "v")->columns[0].o.server_default);
    sq_inspector_free(i);
    close_all();
}
END_TEST

START_TEST(test_mysql_reflection_depends_on_no_sql_mode)
{
    static const char *const modes[] = {"ANSI",
                                        "ANSI_QUOTES",
                                        "NO_BACKSLASH_ESCAPES",
                                        "PIPES_AS_CONCAT",
                                        "IGNORE_SPACE",
                                        "HIGH_NOT_PRECEDENCE",
                                        "ORACLE"};
    OPEN_TO_READ_OR_SKIP();
    suite_ok(suite_now.c, "CREATE TABLE t (a INT PRIMARY KEY, `b\"``` JSON, c ENUM('x\\\\', 'y'), "
                          "d VARCHAR(9) UNIQUE)");
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        char sql[100];
        sq_metadata *now = sq_metadata_new();
        snprintf(sql, sizeof sql, "SET sql_mode = '%s'", modes[i]);
        suite_ok(suite_now.c, sql);
        ck_assert_msg(sq_reflect(suite_now.c, now) == 1, "%s: %s", modes[i],
                      sq_errmsg(suite_now.c));
        const sq_table *t = sq_metadata_at(now, 0);
        ck_assert_uint_eq(t->n_columns, 4);
        ck_assert_msg(t->columns[1].type.kind == SQ_T_MY_JSON, "%s", modes[i]);
        ck_assert_str_eq(t->columns[2].type.details->values[0], "x\\");
        ck_assert_ptr_nonnull(constraint_of(t, "d"));
        sq_metadata_unref(now);
    }
    close_all();
}
END_TEST

/* ---- MySQL ----
 *
 * Its queries are run on tables in which stands what information_schema of MySQL 8 tells, by its
 * manual and by what others saw of it. That a server of MySQL answers so is not shown by that. */

static const char *const like_mysql[] = {
    "CREATE TABLE is_schemata (schema_name TEXT)",
    "CREATE TABLE is_tables (table_schema TEXT DEFAULT database(), table_name TEXT, table_type TEXT,"
    "  table_comment TEXT, engine TEXT, table_collation TEXT, create_options TEXT)",
    "CREATE TABLE is_views (table_schema TEXT DEFAULT database(), table_name TEXT,"
    "  view_definition TEXT)",
    "CREATE TABLE is_columns (table_schema TEXT DEFAULT database(), table_name TEXT DEFAULT 't',"
    "  ordinal_position INT AUTO_INCREMENT PRIMARY KEY, column_name TEXT, column_default TEXT,"
    "  is_nullable TEXT DEFAULT 'YES', column_type TEXT, data_type TEXT, numeric_precision INT,"
    "  character_set_name TEXT, collation_name TEXT, extra TEXT DEFAULT '',"
    "  generation_expression TEXT DEFAULT '', column_comment TEXT DEFAULT '')",
    "CREATE TABLE is_statistics (table_schema TEXT DEFAULT database(), table_name TEXT DEFAULT 't',"
    "  non_unique INT, index_name TEXT, seq_in_index INT, column_name TEXT, collation TEXT,"
    "  sub_part INT, index_type TEXT DEFAULT 'BTREE', expression TEXT,"
    "  index_comment TEXT DEFAULT '')",
    "CREATE TABLE is_key_column_usage (constraint_schema TEXT DEFAULT database(),"
    "  constraint_name TEXT, table_schema TEXT DEFAULT database(), table_name TEXT DEFAULT 't',"
    "  column_name TEXT, ordinal_position INT, referenced_table_schema TEXT,"
    "  referenced_table_name TEXT, referenced_column_name TEXT)",
    "CREATE TABLE is_referential_constraints (constraint_schema TEXT DEFAULT database(),"
    "  constraint_name TEXT, update_rule TEXT, delete_rule TEXT, table_name TEXT DEFAULT 't')",
    "CREATE TABLE is_table_constraints (constraint_schema TEXT DEFAULT database(),"
    "  constraint_name TEXT, table_schema TEXT DEFAULT database(), table_name TEXT DEFAULT 't',"
    "  constraint_type TEXT, enforced TEXT)",
    "CREATE TABLE is_check_constraints (constraint_schema TEXT DEFAULT database(),"
    "  constraint_name TEXT, check_clause TEXT)",
    "CREATE TABLE is_partitions (table_schema TEXT DEFAULT database(), table_name TEXT,"
    "  partition_name TEXT, partition_ordinal_position INT, subpartition_ordinal_position INT,"
    "  partition_method TEXT, subpartition_method TEXT, partition_expression TEXT,"
    "  subpartition_expression TEXT, partition_description TEXT)",
    "INSERT INTO is_tables (table_name, table_type, table_comment, engine, table_collation,"
    "  create_options) VALUES ('t', 'BASE TABLE', 'it''s', 'InnoDB', 'utf8mb4_0900_ai_ci',"
    "  'row_format=COMPRESSED KEY_BLOCK_SIZE=8 ENCRYPTION=\"Y\"')",
    "INSERT INTO is_columns (column_name, column_type, data_type, numeric_precision, is_nullable,"
    "  extra) VALUES ('id', 'bigint unsigned', 'bigint', 20, 'NO', 'auto_increment')",
    "INSERT INTO is_columns (column_name, column_type, data_type, numeric_precision,"
    "  column_default) VALUES ('a', 'int(5) unsigned zerofill', 'int', 10, '00007')",
    "INSERT INTO is_columns (column_name, column_type, data_type, column_default,"
    "  character_set_name, collation_name)"
    "  VALUES ('b', 'varchar(20)', 'varchar', 'it''s \\\\', 'latin1', 'latin1_swedish_ci')",
    "INSERT INTO is_columns (column_name, column_type, data_type, column_default, extra,"
    "  character_set_name, collation_name)"
    "  VALUES ('c', 'varchar(40)', 'varchar', 'concat(_utf8mb4\\\\''it\\\\\\\\\\\\''s\\\\'',`b`)',"
    "  'DEFAULT_GENERATED', 'utf8mb4', 'utf8mb4_0900_ai_ci')",
    "INSERT INTO is_columns (column_name, column_type, data_type, column_default, extra)"
    "  VALUES ('d', 'timestamp(3)', 'timestamp', 'CURRENT_TIMESTAMP(3)',"
    "  'DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)')",
    "INSERT INTO is_columns (column_name, column_type, data_type, generation_expression, extra)"
    "  VALUES ('e', 'json', 'json', 'json_extract(`j`,_utf8mb4\\\\''$.a\\\\'')',"
    "  'STORED GENERATED')",
    "INSERT INTO is_columns (column_name, column_type, data_type, column_default, extra)"
    "  VALUES ('f', 'bit(3)', 'bit', 'b''101''', 'INVISIBLE'),"
    "  ('g', 'binary(2)', 'binary', '0x6100', ''), ('h', 'date', 'date', '2024-02-29', '')",
    "INSERT INTO is_statistics (index_name, non_unique, seq_in_index, column_name, collation,"
    "  sub_part, index_type, expression) VALUES ('PRIMARY', 0, 1, 'id', 'A', NULL, 'BTREE', NULL),"
    "  ('ux', 0, 1, 'b', 'A', NULL, 'BTREE', NULL), ('ux', 0, 2, 'a', 'A', NULL, 'BTREE', NULL),"
    "  ('fx', 0, 1, NULL, 'A', NULL, 'BTREE', 'concat(`b`,_utf8mb4\\\\''x\\\\'')'),"
    "  ('fx', 0, 2, 'a', 'D', NULL, 'BTREE', NULL), ('px', 1, 1, 'b', 'A', 5, 'BTREE', NULL),"
    "  ('tx', 1, 1, 'c', NULL, NULL, 'FULLTEXT', NULL)",
    "INSERT INTO is_key_column_usage (constraint_name, column_name, ordinal_position,"
    "  referenced_table_schema, referenced_table_name, referenced_column_name)"
    "  VALUES ('PRIMARY', 'id', 1, NULL, NULL, NULL), ('fk', 'a', 1, database(), 't', 'id')",
    "INSERT INTO is_referential_constraints (constraint_name, update_rule, delete_rule)"
    "  VALUES ('fk', 'NO ACTION', 'RESTRICT')",
    "INSERT INTO is_table_constraints (constraint_name, constraint_type, enforced)"
    "  VALUES ('ck', 'CHECK', 'YES'), ('cl', 'CHECK', 'YES'), ('off', 'CHECK', 'NO'),"
    "  ('PRIMARY', 'PRIMARY KEY', 'YES')",
    "INSERT INTO is_check_constraints (constraint_name, check_clause)"
    "  VALUES ('ck', '((`a` > 3) and (`b` <> _utf8mb4\\\\''x\\\\''))'),"
    "  ('cl', 'regexp_like(`b`,_utf8mb4\\\\''^(a|b)\\\\'')'), ('off', '(`a` = 0)')",
    "INSERT INTO is_partitions (table_name, partition_name, partition_ordinal_position,"
    "  partition_method, partition_expression, partition_description)"
    "  VALUES ('t', 'p0', 1, 'RANGE', '`id`', '5'), ('t', 'p1', 2, 'RANGE', '`id`', 'MAXVALUE')",
    NULL};
static const char of_mysql[] =
    "\nCREATE TABLE t (\n"
    "\tid BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, \n"
    "\ta INTEGER(5) UNSIGNED ZEROFILL DEFAULT 00007, \n"
    "\tb VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'it''s \\\\', \n"
    "\tc VARCHAR(40) DEFAULT (concat(_utf8mb4'it\\'s',`b`)), \n"
    "\td TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), \n"
    "\te JSON GENERATED ALWAYS AS (json_extract(`j`,_utf8mb4'$.a')) STORED, \n"
    "\tf BIT(3) DEFAULT (b'101'), \n"
    "\tg BINARY(2) DEFAULT 0x6100, \n"
    "\th DATE DEFAULT '2024-02-29', \n"
    "\tPRIMARY KEY (id), \n"
    "\tCONSTRAINT fk FOREIGN KEY(a) REFERENCES t (id) ON DELETE RESTRICT, \n"
    "\tCONSTRAINT ux UNIQUE (b, a), \n"
    "\tCONSTRAINT ck CHECK ((`a` > 3) and (`b` <> _utf8mb4'x')), \n"
    "\tCONSTRAINT cl CHECK (regexp_like(`b`,_utf8mb4'^(a|b)'))\n"
    ")ENCRYPTION='Y' ENGINE=InnoDB KEY_BLOCK_SIZE=8 ROW_FORMAT=COMPRESSED COMMENT='it''s' "
    "DEFAULT CHARSET=utf8mb4 COLLATE utf8mb4_0900_ai_ci PARTITION BY RANGE (`id`) "
    "(PARTITION `p0` VALUES LESS THAN (5), PARTITION `p1` VALUES LESS THAN (MAXVALUE))\n\n";

/* The query, asking the tables that are made like MySQL's. */
static const char *asking_ours(const char *query, char *out, size_t size)
{
    static const char theirs[] = "information_schema.";
    size_t n = 0;
    for (; *query; query++) {
        if (strncmp(query, theirs, sizeof theirs - 1) == 0) {
            n += (size_t)snprintf(out + n, size - n, "is_");
            query += sizeof theirs - 1;
        }
        out[n++] = *query;
        ck_assert_uint_lt(n + 4, size);
    }
    out[n] = '\0';
    return out;
}

static void read_as_mysql(void)
{
    static char texts[7][8192];
    static sqi_reflector ours;
    const char **const queries[] = {&ours.schemas, &ours.objects, &ours.columns, &ours.keys,
                                    &ours.checks,  &ours.indexes, &ours.options};
    struct sq_dialect *d = (struct sq_dialect *)(uintptr_t)sq_engine_dialect(suite_now.db);
    ours = *SQ_MYSQL->reflector;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        *queries[i] = asking_ours(*queries[i], texts[i], sizeof texts[i]);
    d->reflector = &ours;
}

START_TEST(test_mysql_queries_understand_what_mysql_tells)
{
    OPEN_TO_READ_OR_SKIP();
    sq_builder *q = sq_scratch(suite_now.c);
    const sq_dialect *d = sq_engine_dialect(suite_now.db);
    run_all(like_mysql);
    read_as_mysql();
    ck_assert_msg(sq_reflect(suite_now.c, m) == 1, "%s", sq_errmsg(suite_now.c));
    const sq_table *t = sq_metadata_at(m, 0);
    ck_assert_str_eq(sq_sql(q, sq_create_table(q, &t->relation, NULL), d), of_mysql);
    ck_assert_str_eq(sq_sql(q, sq_create_index(q, index_of(t, "px"), NULL), d),
                     "CREATE INDEX px ON t (b(5))");
    ck_assert_str_eq(sq_sql(q, sq_create_index(q, index_of(t, "tx"), NULL), d),
                     "CREATE FULLTEXT INDEX tx ON t (c)");
    ck_assert_str_eq(sq_sql(q, sq_create_index(q, index_of(t, "fx"), NULL), SQ_MYSQL),
                     "CREATE UNIQUE INDEX fx ON t ((concat(`b`,_utf8mb4'x')), a DESC)");
    close_all();
}
END_TEST

int main(void)
{
    enum { n = sizeof mysql_targets / sizeof *mysql_targets };
    const sqt_test tests[] = {
        LOOP(test_mysql_reflected_tables_make_the_same_database_again, 0, n),
        LOOP(test_mysql_reflected_types_are_its_own, 0, n),
        LOOP(test_mysql_reflected_labels_and_collations_are_told, 0, n),
        LOOP(test_mysql_reflected_defaults_are_sql, 0, n),
        LOOP(test_mysql_reflected_unique_index_is_a_constraint_where_one_can_say_it, 0, n),
        LOOP(test_mysql_reflected_tables_of_similar_names_keep_apart, 0, n),
        LOOP(test_mysql_reflected_foreign_keys_reach_other_databases, 0, n),
        LOOP(test_mysql_view_that_does_not_work_is_passed_over, 0, n),
        LOOP(test_mysql_inspector_lists_views_and_sequences, 0, n),
        LOOP(test_mysql_reflection_depends_on_no_sql_mode, 0, n),
        LOOP(test_mysql_queries_understand_what_mysql_tells, 0, n)};
    suite_use(mysql_targets, n);
    return sqt_run("mysql_reflect", tests, sizeof tests / sizeof *tests);
}
#else
int main(void)
{
    puts("SKIP: mysql: its client library is not installed");
    return sqt_run("mysql_reflect", NULL, 0);
}
#endif
