/* test_postgresql_reflect.c: what PostgreSQL has is read so that it can be made again. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_postgresql
#include <stdlib.h>
#include "squill.h"

enum { MOST = 20000, TABLES = 60 };

/* ---- the round trip: made by hand, read, made of what was read ----
 *
 * Whether both are the same, the catalogs say in PostgreSQL's own words. */

static const char catalog[] =
    "WITH c AS (SELECT c.oid, c.relname, c.relkind, c.reloptions, c.relpersistence "
    "    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "    WHERE n.nspname IN ('public', 'other') AND c.relkind IN ('r', 'p')) "
    "SELECT string_agg(line, chr(10) ORDER BY line COLLATE \"C\") FROM ("
    "  SELECT concat_ws(' ', relname, relkind, reloptions, relpersistence, "
    "      pg_get_partkeydef(oid), obj_description(oid, 'pg_class')) AS line FROM c "
    "  UNION ALL SELECT concat_ws(' ', relname, attnum, attname, "
    "      format_type(atttypid, atttypmod), attndims, attnotnull, attidentity, attgenerated, "
    "      attcollation::regcollation, pg_get_expr(adbin, adrelid), "
    "      col_description(attrelid, attnum), seqstart, seqincrement, seqmin, seqmax, "
    "      seqcache, seqcycle) "
    "    FROM c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 "
    "      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
    "      LEFT JOIN pg_sequence ON seqrelid = to_regclass(pg_get_serial_sequence("
    "        c.oid::regclass::text, attname)) "
    "  UNION ALL SELECT concat_ws(' ', relname, conname, pg_get_constraintdef(k.oid), "
    "      obj_description(k.oid, 'pg_constraint')) "
    "    FROM c JOIN pg_constraint k ON conrelid = c.oid AND contype <> 'n' "
    "  UNION ALL SELECT pg_get_indexdef(indexrelid) FROM c JOIN pg_index ON indrelid = c.oid "
    "  UNION ALL SELECT concat_ws(' ', 'type', typname, typnotnull, typdefault, "
    "      format_type(nullif(typbasetype, 0), typtypmod), typcollation::regcollation, "
    "      (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ' ') "
    "        FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'), "
    "      (SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) "
    "        FROM pg_enum WHERE enumtypid = t.oid)) "
    "    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace "
    "    WHERE typtype IN ('e', 'd') AND nspname IN ('public', 'other')) AS all_of_it (line)";

static void tell_catalog(char *out)
{
    sq_result *r = sq_query(suite_now.c, suite_text(catalog));
    ck_assert_msg(sq_one(r) == SQ_OK, "%s", sq_result_error(r)->message);
    const char *text = sq_get_text(r, 0);
    snprintf(out, MOST, "%s", text ? text : "");
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

static void empty(void)
{
    suite_ok(suite_now.c, "DROP SCHEMA public CASCADE");
    suite_ok(suite_now.c, "CREATE SCHEMA public");
    suite_ok(suite_now.c, "DROP SCHEMA IF EXISTS other CASCADE");
    suite_ok(suite_now.c, "CREATE SCHEMA other");
}

static void run_all(const char *const *list)
{
    for (; *list; list++)
        suite_ok(suite_now.c, *list);
}

static void make_again(const sq_metadata *m)
{
    const sq_relation *all[TABLES];
    size_t n = sq_metadata_count(m);
    ck_assert_uint_lt(n, TABLES);
    for (size_t i = 0; i < n; i++)
        all[i] = &sq_metadata_at(m, i)->relation;
    ck_assert_msg(sq_create_all_n(suite_now.c, all, n) == SQ_OK, "%s", sq_errmsg(suite_now.c));
}

static const char *const of_types[] = {
    "CREATE TYPE mood AS ENUM ('sad', 'it''s', '\xC3\xBC')",
    "CREATE TYPE other.\"Odd[] (mood\" AS ENUM ('x')",
    "CREATE DOMAIN positive AS integer DEFAULT 3 NOT NULL CONSTRAINT above CHECK (VALUE > 0)",
    "CREATE DOMAIN other.words AS varchar(20) COLLATE \"C\"",
    "CREATE DOMAIN numbers AS int[]",
    "CREATE TABLE t (a smallint, b bigint, c numeric(10,2), d numeric, e numeric(3,-1),"
    "  f real, g double precision, h boolean, i varchar, j varchar(10) COLLATE \"C\","
    "  k char(3), l text, m bytea, n date, o time, p time(3) with time zone, q timestamp,"
    "  r timestamp(0) with time zone, s interval, t interval(0), u interval day to second(3),"
    "  v interval year, w bit(3), x bit varying, y bit varying(5), z uuid,"
    "  aa json, ab jsonb, ac inet, ad cidr, ae macaddr, af macaddr8, ag money, ah oid,"
    "  ai regclass, aj tsvector, ak tsquery, al int4range, am tstzmultirange, an jsonpath,"
    "  ba mood, bb mood[], bc other.\"Odd[] (mood\", bd other.\"Odd[] (mood\"[][],"
    "  be positive, bf other.words, bg other.words[], bh numbers,"
    "  ca int[], cb int[][], cc varchar(3)[] COLLATE \"C\", cd numeric(4,1)[][][])",
    NULL};
static const char *const of_columns[] = {
    "CREATE TABLE a (id serial PRIMARY KEY, \"B\"\"'c d\" int NOT NULL DEFAULT 7,"
    "  words text DEFAULT 'it''s :a', at timestamptz DEFAULT now(),"
    "  either boolean DEFAULT (1 = 1 OR false), kept int GENERATED ALWAYS AS (length(words) + 1)"
    "  STORED, one int GENERATED ALWAYS AS IDENTITY,"
    "  two bigint GENERATED BY DEFAULT AS IDENTITY (START 5 INCREMENT 2 MAXVALUE 99 CACHE 3 CYCLE),"
    "  three smallint GENERATED ALWAYS AS IDENTITY (INCREMENT -1 START -3 MINVALUE -9))",
    "CREATE TABLE b (id bigserial, k int, PRIMARY KEY (k, id))",
    "CREATE TABLE c (id int PRIMARY KEY)",
    "CREATE TABLE d (x int, id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    "CREATE TABLE e (id int PRIMARY KEY DEFAULT 4)",
    "CREATE TABLE f ()",
    "COMMENT ON TABLE a IS 'the ''table'''",
    "COMMENT ON COLUMN a.at IS 'a column'",
    NULL};
static const char *const of_keys[] = {
    "CREATE TABLE a (x int, y int, z int, CONSTRAINT \"The Key\" PRIMARY KEY (y, x) INCLUDE (z))",
    "CREATE TABLE b (x int UNIQUE DEFERRABLE INITIALLY DEFERRED, y int DEFAULT 1, z int,"
    "  CONSTRAINT u UNIQUE NULLS NOT DISTINCT (x, y) INCLUDE (z),"
    "  CONSTRAINT small CHECK (x > 0 AND y < 10 OR z IS NULL),"
    "  CONSTRAINT own CHECK (z <> ALL (ARRAY[1, 2])) NO INHERIT,"
    "  CONSTRAINT \"quo'ted (\" CHECK ((x)::text <> ')'),"
    "  CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES a (y, x) MATCH FULL ON UPDATE CASCADE"
    "    ON DELETE RESTRICT DEFERRABLE,"
    "  CONSTRAINT fk_some FOREIGN KEY (x, y) REFERENCES a (y, x) ON DELETE SET NULL (x),"
    "  CONSTRAINT fk_some_more FOREIGN KEY (x, y) REFERENCES a (y, x) ON DELETE SET DEFAULT)",
    "CREATE TABLE \"Up\" (id int PRIMARY KEY, up int REFERENCES \"Up\")",
    "CREATE TABLE one (id int PRIMARY KEY, two int)",
    "CREATE TABLE two (id int PRIMARY KEY, one int REFERENCES one)",
    "ALTER TABLE one ADD CONSTRAINT back FOREIGN KEY (two) REFERENCES two",
    "CREATE TABLE other.t (id int PRIMARY KEY, up int REFERENCES \"Up\")",
    "COMMENT ON CONSTRAINT u ON b IS 'a key'",
    "COMMENT ON CONSTRAINT small ON b IS 'a check'",
    NULL};
static const char *const of_indexes[] = {
    "CREATE TABLE a (x int, y text COLLATE \"C\", \"Z z\" int, j jsonb, r int4range)",
    "CREATE INDEX i1 ON a (x DESC, \"Z z\" NULLS FIRST, y DESC NULLS LAST)",
    "CREATE UNIQUE INDEX i2 ON a (lower(y), (x + \"Z z\"), (((x * 2) + 1)), (x::numeric(3,1)))"
    "  INCLUDE (\"Z z\") WITH (fillfactor = 50, deduplicate_items = off)"
    "  WHERE x > 0 AND y LIKE 'a)%'",
    "CREATE INDEX i3 ON a USING gin (j jsonb_path_ops)",
    "CREATE INDEX i4 ON a USING hash (y)",
    "CREATE INDEX i5 ON a USING gist (r)",
    "CREATE INDEX i6 ON a (y text_pattern_ops DESC, lower(y) text_pattern_ops)",
    "CREATE UNIQUE INDEX i7 ON a (x) NULLS NOT DISTINCT",
    "CREATE INDEX i8 ON a (y COLLATE \"POSIX\", y COLLATE \"default\" text_pattern_ops)",
    "CREATE INDEX i9 ON a USING brin (x int4_bloom_ops (n_distinct_per_range = 7), y)",
    NULL};
static const char *const of_options[] = {
    "CREATE TABLE a (x int) WITH (fillfactor = 70, autovacuum_enabled = false)",
    "CREATE TABLE b (x int, y int, PRIMARY KEY (x, y)) PARTITION BY RANGE (x, y)",
    "CREATE TABLE c (x int, y text) PARTITION BY LIST (lower(y))",
    "CREATE TABLE d (x int, y int, FOREIGN KEY (x, y) REFERENCES b)", NULL};
static const char *const *const databases[] = {of_types, of_columns, of_keys, of_indexes,
                                               of_options};
enum { DATABASES = sizeof databases / sizeof *databases };

/* The first line in which they differ, as long texts hide it. */
static void check_same(const char *is, const char *was)
{
    size_t line = 0;
    for (size_t i = 0; is[i] && is[i] == was[i]; i++)
        line = is[i] == '\n' ? i + 1 : line;
    ck_assert_msg(strcmp(is, was) == 0, "%.300s\n    was\n%.300s", is + line, was + line);
}

static void round_trip(int target, const char *const *definitions)
{
    static char before[MOST], after[MOST];
    if (!suite_open(target))
        return;
    empty();
    run_all(definitions);
    tell_catalog(before);
    sq_metadata *m = sq_metadata_new();
    ck_assert_msg(sq_reflect(suite_now.c, m) > 0, "%s", sq_errmsg(suite_now.c));
    ck_assert_msg(sq_reflect(suite_now.c, m, .schema = "other") >= 0, "%s", sq_errmsg(suite_now.c));
    empty();
    make_again(m);
    tell_catalog(after);
    check_same(after, before);
    sq_metadata_unref(m);
    suite_close();
}

START_TEST(test_postgresql_reflect_makes_the_same_database_again)
{
    round_trip(_i / DATABASES, databases[_i % DATABASES]);
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test tests[] = {
        LOOP(test_postgresql_reflect_makes_the_same_database_again, 0, n * DATABASES),
    };
    suite_use(postgresql_targets, n);
    return sqt_run("postgresql_reflect", tests, sizeof tests / sizeof *tests);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql_reflect", NULL, 0);
}
#endif
