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
    "WITH c AS (SELECT c.oid, c.relname, c.relkind, c.reloptions, c.relpersistence, c.reltablespace "
    "    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "    WHERE n.nspname IN ('public', 'other') AND c.relkind IN ('r', 'p')) "
    "SELECT string_agg(line, chr(10) ORDER BY line COLLATE \"C\") FROM ("
    "  SELECT concat_ws(' ', relname, relkind, reloptions, relpersistence, "
    "      pg_get_partkeydef(oid), obj_description(oid, 'pg_class'), reltablespace) AS line FROM c "
    "  UNION ALL SELECT concat_ws(' ', relname, 'inherits', inhseqno, inhparent::regclass) "
    "    FROM c JOIN pg_inherits ON inhrelid = c.oid "
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
    "  UNION ALL SELECT concat_ws(' ', pg_get_indexdef(x.oid), x.reltablespace) "
    "    FROM c JOIN pg_index ON indrelid = c.oid JOIN pg_class x ON x.oid = indexrelid "
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

static void with_all(const sq_metadata *m,
                     int do_(sq_conn *c, const sq_relation *const *tables, size_t n))
{
    const sq_relation *all[TABLES];
    size_t n = sq_metadata_count(m);
    ck_assert_uint_lt(n, TABLES);
    for (size_t i = 0; i < n; i++)
        all[i] = &sq_metadata_at(m, i)->relation;
    ck_assert_msg(do_(suite_now.c, all, n) == SQ_OK, "%s", sq_errmsg(suite_now.c));
}

static const char *const of_types[] = {
    "CREATE TYPE mood AS ENUM ('sad', 'it''s', '\xC3\xBC')",
    "CREATE TYPE other.\"Odd[] (mood\" AS ENUM ('x')",
    "CREATE DOMAIN positive AS integer DEFAULT 3 NOT NULL CONSTRAINT above CHECK (VALUE > 0)",
    "CREATE DOMAIN other.words AS varchar(20) COLLATE \"C\"",
    "CREATE DOMAIN numbers AS int[]",
    "CREATE DOMAIN other.z AS mood DEFAULT 'sad' CHECK (VALUE <> 'it''s')",
    "CREATE DOMAIN other.y AS other.z NOT NULL",
    "CREATE DOMAIN xs AS other.y[]",
    "CREATE TABLE t (a smallint, b bigint, c numeric(10,2), d numeric, e numeric(3,-1),"
    "  f real, g double precision, h boolean, i varchar, j varchar(10) COLLATE \"C\","
    "  k char(3), l text, m bytea, n date, o time, p time(3) with time zone, q timestamp,"
    "  r timestamp(0) with time zone, s interval, t interval(0), u interval day to second(3),"
    "  v interval year, w bit(3), x bit varying, y bit varying(5), z uuid,"
    "  aa json, ab jsonb, ac inet, ad cidr, ae macaddr, af macaddr8, ag money, ah oid,"
    "  ai regclass, aj tsvector, ak tsquery, al int4range, am tstzmultirange, an jsonpath,"
    "  ba mood, bb mood[], bc other.\"Odd[] (mood\", bd other.\"Odd[] (mood\"[][],"
    "  be positive, bi xs, bj other.z, bf other.words, bg other.words[], bh numbers,"
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
    "CREATE TABLE apart (\"R r\" int4range, b text COLLATE \"C\", c int4range,"
    "  CONSTRAINT \"Apart\" EXCLUDE USING gist (\"R r\" WITH &&, (c * \"R r\") WITH =)"
    "    WHERE (NOT isempty(c)) DEFERRABLE INITIALLY DEFERRED,"
    "  EXCLUDE USING btree (b text_pattern_ops WITH =, lower(b) WITH =, b COLLATE \"POSIX\" WITH =),"
    "  CONSTRAINT other_op EXCLUDE USING gist (c WITH OPERATOR(pg_catalog.&&)))",
    "CREATE TABLE one (id int PRIMARY KEY, two int)",
    "CREATE TABLE two (id int PRIMARY KEY, one int REFERENCES one)",
    "ALTER TABLE one ADD CONSTRAINT back FOREIGN KEY (two) REFERENCES two",
    "CREATE TABLE other.t (id int PRIMARY KEY, up int REFERENCES \"Up\")",
    "COMMENT ON CONSTRAINT u ON b IS 'a key'",
    "COMMENT ON CONSTRAINT small ON b IS 'a check'",
    "COMMENT ON CONSTRAINT other_op ON apart IS 'an exclusion'",
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
    "CREATE TABLE d (x int, y int, FOREIGN KEY (x, y) REFERENCES b)",
    "CREATE TABLE \"Parent\" (z int DEFAULT 2, y text, CHECK (z > 0), d_x int)",
    "CREATE TABLE another (a int NOT NULL)",
    "CREATE TABLE \"Child\" (more int PRIMARY KEY) INHERITS (\"Parent\", another)",
    "CREATE TABLE \"A child\" () INHERITS (\"Child\")",
    NULL};
/* Names come from the database: they are quoted as any other. */
#define ODD "\"a\"\"b'c\\d.e \n;--/* $$%s:x\""
static const char *const of_names[] = {
    "CREATE TYPE other." ODD " AS ENUM ('a''b\\c', ' ', '\n:x')",
    "CREATE TABLE " ODD " (" ODD " int, \"select\" other." ODD ", \"Up\" text DEFAULT '\\:x''y',"
    "  CONSTRAINT \"pk of \"\"it'\" PRIMARY KEY (" ODD "), CONSTRAINT " ODD " CHECK (" ODD " > 0))",
    "CREATE TABLE \"x.y\" (\" \" int CONSTRAINT \"a.b\" REFERENCES " ODD ")",
    "CREATE INDEX \"Odd \"\"ix\" ON " ODD " (\"Up\" DESC, (" ODD " + 1)) INCLUDE (" ODD ")",
    "COMMENT ON TABLE \"x.y\" IS 'a''b\\c\n'",
    NULL};
static const char *const *const databases[] = {of_types,   of_columns, of_keys,
                                               of_indexes, of_options, of_names};
enum { DATABASES = sizeof databases / sizeof *databases };

/* The first line in which they differ, as long texts hide it. */
static void check_same(const char *is, const char *was)
{
    size_t line = 0;
    for (size_t i = 0; is[i] && is[i] == was[i]; i++)
        line = is[i] == '\n' ? i + 1 : line;
    ck_assert_msg(strcmp(is, was) == 0, "%.300s\n    was\n%.300s", is + line, was + line);
}

static sq_metadata *read_all(void)
{
    sq_metadata *m = sq_metadata_new();
    ck_assert_msg(sq_reflect(suite_now.c, m) > 0, "%s", sq_errmsg(suite_now.c));
    ck_assert_msg(sq_reflect(suite_now.c, m, .schema = "other") >= 0, "%s", sq_errmsg(suite_now.c));
    return m;
}

/* With the session's modes as these statements set them while it is read. */
static void check_round_trip(const char *const *definitions, const char *const *modes)
{
    static char before[MOST], after[MOST];
    empty();
    run_all(definitions);
    tell_catalog(before);
    run_all(modes);
    sq_metadata *m = read_all();
    suite_ok(suite_now.c, "RESET ALL");
    empty();
    with_all(m, sq_create_all_n);
    tell_catalog(after);
    check_same(after, before);
    with_all(m, sq_drop_all_n);
    tell_catalog(after);
    ck_assert_str_eq(after, "");
    sq_metadata_unref(m);
}

START_TEST(test_postgresql_reflect_makes_the_same_database_again)
{
    if (!suite_open(_i / DATABASES))
        return;
    check_round_trip(databases[_i % DATABASES], (const char *const[]){NULL});
    suite_close();
}
END_TEST

START_TEST(test_postgresql_reflect_makes_the_same_tablespaces_again)
{
    static const char *const place[] = {"SET allow_in_place_tablespaces = on",
                                        "DROP TABLESPACE IF EXISTS \"An other\"",
                                        "CREATE TABLESPACE \"An other\" LOCATION ''", NULL};
    static const char *const definitions[] = {
        "CREATE TABLE placed (x int) TABLESPACE \"An other\"", "CREATE TABLE usual (x int)",
        "CREATE INDEX ix_placed ON usual (x) TABLESPACE \"An other\"",
        "CREATE INDEX ix_usual ON placed (x)", NULL};
    OPEN_OR_SKIP();
    empty();
    run_all(place);
    check_round_trip(definitions, (const char *const[]){NULL});
    empty();
    suite_ok(suite_now.c, "DROP TABLESPACE \"An other\"");
    suite_close();
}
END_TEST

START_TEST(test_postgresql_reflect_tells_virtual_columns_from_stored_ones)
{
    static const char *const definitions[] = {
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL,"
        "  c int GENERATED ALWAYS AS (a * 3) STORED)",
        NULL};
    OPEN_OR_SKIP();
    SKIP_IF(strcmp(T->name, "postgresql18") != 0, "it stores every computed column");
    check_round_trip(definitions, (const char *const[]){NULL});
    suite_close();
}
END_TEST

/* What CREATE TABLE can not say: the constraints of a new table are valid. */
START_TEST(test_postgresql_reflect_tells_constraints_that_are_not_valid)
{
    static const char *const definitions[] = {
        "CREATE TABLE t (id int PRIMARY KEY, up int)",
        "ALTER TABLE t ADD CONSTRAINT a CHECK (up > 0) NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT b FOREIGN KEY (up) REFERENCES t NOT VALID",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (up < 9)", NULL};
    size_t found = 0;
    OPEN_OR_SKIP();
    empty();
    run_all(definitions);
    sq_metadata *m = sq_metadata_new();
    ck_assert_int_eq(sq_reflect(suite_now.c, m), 1);
    const sq_table *t = sq_table_of(sq_metadata_find(m, NULL, "t").sq_);
    for (const sq_constraint *k = t->o.constraints; k->kind; k++) {
        const bool is_valid = !k->options;
        ck_assert_int_eq(is_valid, strcmp(k->name, "a") != 0 && strcmp(k->name, "b") != 0);
        if (!is_valid)
            ck_assert_str_eq(k->options[0].name, "postgresql_not_valid");
        found++;
    }
    ck_assert_uint_eq(found, 4);
    sq_metadata_unref(m);
    suite_close();
}
END_TEST

/* Modes that change what the catalogs' functions write. The last database has defaults with
 * backslashes, which are SQL of the one mode or the other. */
START_TEST(test_postgresql_reflect_does_not_depend_on_modes)
{
    static const char *const modes[] = {"SET quote_all_identifiers = on",
                                        "SET standard_conforming_strings = off",
                                        "SET search_path = public, pg_catalog", NULL};
    if (!suite_open(_i / (DATABASES - 1)))
        return;
    check_round_trip(databases[_i % (DATABASES - 1)], modes);
    suite_close();
}
END_TEST

/* ---- what is found ---- */

static void check_names(const char *const *is, const char *expected)
{
    char text[500] = "";
    ck_assert_msg(is != NULL, "%s", sq_errmsg(suite_now.c));
    for (; *is; is++) {
        strcat(text, *text ? " " : "");
        strcat(text, *is);
    }
    ck_assert_str_eq(text, expected);
}

static const char *const of_kinds[] = {
    "CREATE SCHEMA \"Third\"",
    "CREATE TABLE t (id int)",
    "CREATE TABLE \"Third\".t (id int)",
    "CREATE TABLE parted (id int) PARTITION BY LIST (id)",
    "CREATE TABLE part PARTITION OF parted FOR VALUES IN (1)",
    "CREATE VIEW v AS SELECT id, ';'::text AS semicolon FROM t",
    "CREATE MATERIALIZED VIEW m AS SELECT id FROM t",
    "CREATE INDEX of_m ON m (id)",
    "CREATE FOREIGN DATA WRAPPER elsewhere",
    "CREATE SERVER there FOREIGN DATA WRAPPER elsewhere",
    "CREATE FOREIGN TABLE f (id int) SERVER there",
    "CREATE TEMPORARY TABLE tt (id int)",
    "CREATE TEMPORARY VIEW tv AS SELECT 1 AS x",
    "CREATE SEQUENCE apart START -7 INCREMENT -2 MINVALUE -100 CACHE 3 CYCLE",
    "CREATE SEQUENCE small AS smallint",
    "CREATE TABLE counts (id serial, other int GENERATED ALWAYS AS IDENTITY)",
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    "CREATE DOMAIN \"Third\".positive AS integer CONSTRAINT above CHECK (VALUE > 0)",
    "COMMENT ON VIEW v IS 'a view'",
    NULL};

#define OPEN_KINDS_OR_SKIP()                                                                       \
    OPEN_OR_SKIP();                                                                                \
    empty();                                                                                       \
    suite_ok(suite_now.c, "DROP SCHEMA IF EXISTS \"Third\" CASCADE");                              \
    suite_ok(suite_now.c, "DROP FOREIGN DATA WRAPPER IF EXISTS elsewhere CASCADE");                \
    run_all(of_kinds)
static void close_kinds(void)
{
    suite_ok(suite_now.c, "DROP SCHEMA \"Third\" CASCADE");
    suite_ok(suite_now.c, "DROP FOREIGN DATA WRAPPER elsewhere CASCADE");
    suite_close();
}

START_TEST(test_postgresql_reflect_tells_kinds_and_scopes_apart)
{
    static const struct {
        unsigned kinds;
        sq_object_scope scope;
        const char *names;
    } rows[] = {
        {SQ_OBJECT_TABLE, SQ_OBJECTS_DEFAULT, "counts part parted t"},
        {SQ_OBJECT_TABLE, SQ_OBJECTS_TEMPORARY, "tt"},
        {SQ_OBJECT_TABLE, SQ_OBJECTS_ANY, "counts part parted t tt"},
        {SQ_OBJECT_VIEW, SQ_OBJECTS_DEFAULT, "v"},
        {SQ_OBJECT_VIEW, SQ_OBJECTS_TEMPORARY, "tv"},
        {SQ_OBJECT_MATERIALIZED_VIEW, SQ_OBJECTS_ANY, "m"},
        {SQ_OBJECT_FOREIGN_TABLE, SQ_OBJECTS_ANY, "f"},
        {SQ_OBJECT_ANY, SQ_OBJECTS_ANY, "counts f m part parted t tt tv v"},
    };
    OPEN_KINDS_OR_SKIP();
    sq_inspector *i = sq_inspector_new(suite_now.c);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        check_names(sq_inspector_names(i, NULL, rows[k].kinds, rows[k].scope, NULL), rows[k].names);
    check_names(sq_inspector_schemas(i, NULL), "public Third other");
    ck_assert_str_eq(sq_inspector_default_schema(i), "public");
    check_names(sq_inspector_names(i, "Third", SQ_OBJECT_ANY, SQ_OBJECTS_ANY, NULL), "t");
    ck_assert_int_eq(sq_inspector_has_table(i, NULL, "pg_class"), 0);
    ck_assert_int_eq(sq_inspector_has_table(i, "pg_catalog", "pg_class"), 1);
    const sq_table *system = sq_inspector_table(i, "pg_catalog", "pg_class");
    ck_assert_msg(system != NULL, "%s", sq_errmsg(suite_now.c));
    ck_assert_str_eq(system->columns[1].key, "relname");
    sq_inspector_free(i);
    close_kinds();
}
END_TEST

START_TEST(test_postgresql_reflect_tells_what_a_view_selects)
{
    size_t n;
    OPEN_KINDS_OR_SKIP();
    sq_inspector *i = sq_inspector_new(suite_now.c);
    const sq_object *o = sq_inspector_objects(i, NULL, &n);
    for (; n && strcmp(o->name, "v") != 0; n--)
        o++;
    ck_assert_uint_gt(n, 0);
    ck_assert_str_eq(o->comment, "a view");
    char sql[300]; /* it can be made a view of, and gives the same columns */
    snprintf(sql, sizeof sql, "CREATE VIEW again AS %s", o->definition);
    suite_ok(suite_now.c, sql);
    ck_assert_int_eq(suite_int(suite_now.c, "SELECT count(semicolon) FROM again"), 0);
    const sq_table *v = sq_inspector_table(i, NULL, "v");
    ck_assert_uint_eq(v->n_columns, 2);
    ck_assert_int_eq(v->columns[1].type.kind, SQ_T_SQL_TEXT);
    ck_assert_int_eq(sq_inspector_has_index(i, NULL, "m", "of_m"), 1);
    sq_inspector_free(i);
    close_kinds();
}
END_TEST

/* A sequence of SERIAL or of an identity belongs to its column. */
START_TEST(test_postgresql_reflect_tells_sequences_and_types)
{
    size_t n;
    OPEN_KINDS_OR_SKIP();
    sq_inspector *i = sq_inspector_new(suite_now.c);
    const sq_sequence *s = sq_inspector_sequences(i, NULL, &n);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(s[0].name, "apart");
    ck_assert_int_eq(s[0].type.kind, SQ_T_SQL_BIGINT);
    ck_assert(s[0].numbers.has_start && s[0].numbers.start == -7);
    ck_assert(s[0].numbers.has_increment && s[0].numbers.increment == -2);
    ck_assert(s[0].numbers.has_minvalue && s[0].numbers.minvalue == -100);
    ck_assert(s[0].numbers.has_cache && s[0].numbers.cache == 3);
    ck_assert(s[0].numbers.cycle && !s[0].numbers.has_maxvalue);
    ck_assert_int_eq(s[1].type.kind, SQ_T_SQL_SMALLINT);
    const sq_type *t = sq_inspector_types(i, NULL, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(t->kind, SQ_T_PG_ENUM);
    ck_assert_str_eq(t->details->name, "mood");
    ck_assert_ptr_null(t->details->schema);
    check_names(t->details->values, "sad ok");
    sq_inspector_types(i, "public", &n); /* they are there once */
    ck_assert_uint_eq(n, 1);
    t = sq_inspector_types(i, "Third", &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(t->kind, SQ_T_PG_DOMAIN);
    ck_assert_str_eq(t->details->schema, "Third");
    ck_assert_str_eq(t->details->constraint_name, "above");
    ck_assert_int_eq(t->details->item->kind, SQ_T_SQL_INTEGER);
    ck_assert_int_eq(sq_inspector_has_type(i, NULL, "positive"), 0);
    ck_assert_int_eq(sq_inspector_has_type(i, "Third", "positive"), 1);
    sq_inspector_free(i);
    close_kinds();
}
END_TEST

/* ---- the search path ---- */

static const char *schema_of_reference(const sq_metadata *m, const char *schema, const char *table,
                                       const char *key)
{
    const sq_table *t = sq_table_of(sq_metadata_find(m, schema, table).sq_);
    ck_assert_msg(t != NULL, "there is no %s", table);
    for (const sq_constraint *k = t->o.constraints; k->kind; k++)
        if (strcmp(k->name, key) == 0)
            return k->ref_table ? k->ref_table->o.schema : k->ref_schema;
    ck_abort_msg("%s has no %s", table, key);
}

START_TEST(test_postgresql_reflect_without_a_schema_finds_what_names_alone_find)
{
    static const char *const definitions[] = {
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE one (id int PRIMARY KEY)",
        "CREATE TABLE other.up (id int PRIMARY KEY)",
        "DROP SCHEMA IF EXISTS hidden CASCADE",
        "CREATE SCHEMA hidden",
        "CREATE TABLE hidden.far (id int PRIMARY KEY)",
        "CREATE TABLE other.t (id int CONSTRAINT a REFERENCES one CONSTRAINT b REFERENCES other.up"
        "  CONSTRAINT c REFERENCES hidden.far CONSTRAINT d REFERENCES public.t)",
        "SET search_path = other, public",
        NULL};
    OPEN_OR_SKIP();
    empty();
    run_all(definitions);
    sq_metadata *m = sq_metadata_new();
    ck_assert_int_eq(sq_reflect(suite_now.c, m, .no_resolve_fks = true), 3); /* t, one, up */
    ck_assert_ptr_null(schema_of_reference(m, NULL, "t", "a"));
    ck_assert_ptr_null(schema_of_reference(m, NULL, "t", "b"));
    ck_assert_str_eq(schema_of_reference(m, NULL, "t", "c"), "hidden");
    ck_assert_str_eq(schema_of_reference(m, NULL, "t", "d"), "public"); /* other.t hides it */
    ck_assert_int_eq(sq_reflect(suite_now.c, m, .schema = "other"), 4); /* and far, public.t */
    ck_assert_str_eq(schema_of_reference(m, "other", "t", "b"), "other");
    ck_assert_ptr_null(schema_of_reference(m, "other", "t", "a"));
    ck_assert_ptr_nonnull(sq_metadata_find(m, "hidden", "far").sq_);
    sq_metadata_unref(m);
    suite_ok(suite_now.c, "RESET ALL");
    suite_ok(suite_now.c, "DROP SCHEMA hidden CASCADE");
    suite_close();
}
END_TEST

/* ---- columns ---- */

static const sq_column *column_of(const sq_metadata *m, const char *table, const char *key)
{
    const sq_table *t = sq_table_of(sq_metadata_find(m, NULL, table).sq_);
    for (size_t i = 0; t && i < t->n_columns; i++)
        if (strcmp(t->columns[i].key, key) == 0)
            return &t->columns[i];
    ck_abort_msg("%s has no column %s", table, key);
}

static const char *default_of(const sq_column *c)
{
    return (const char *)(const void *)c->o.server_default;
}

START_TEST(test_postgresql_reflect_takes_serial_for_what_it_is)
{
    OPEN_OR_SKIP();
    empty();
    suite_ok(suite_now.c, "CREATE TABLE t (k int, id bigserial, more serial, PRIMARY KEY (k, id))");
    suite_ok(suite_now.c, "CREATE TABLE u (id int PRIMARY KEY DEFAULT nextval('t_id_seq'))");
    sq_metadata *m = sq_metadata_new();
    ck_assert_int_eq(sq_reflect(suite_now.c, m), 2);
    ck_assert_int_eq(column_of(m, "t", "id")->o.autoincrement, SQ_AUTOINCREMENT_YES);
    ck_assert_ptr_null(default_of(column_of(m, "t", "id")));
    ck_assert_int_ne(column_of(m, "t", "k")->o.autoincrement, SQ_AUTOINCREMENT_YES);
    ck_assert_str_eq(default_of(column_of(m, "t", "more")), "nextval('t_more_seq'::regclass)");
    ck_assert_str_eq(default_of(column_of(m, "u", "id")), "nextval('t_id_seq'::regclass)");
    sq_metadata_unref(m);
    suite_close();
}
END_TEST

static char noticed[200];
static void note(const sq_event *ev, void *user)
{
    (void)user;
    snprintf(noticed, sizeof noticed, "%s", ev->text);
}

START_TEST(test_postgresql_reflect_tells_of_a_type_that_is_not_known)
{
    OPEN_OR_SKIP();
    empty();
    suite_ok(suite_now.c, "CREATE TABLE t (id int, place point[])");
    ck_assert_int_eq(sq_engine_listen(suite_now.db, 1u << SQ_EVENT_NOTICE, note, NULL), SQ_OK);
    sq_metadata *m = sq_metadata_new();
    ck_assert_int_eq(sq_reflect(suite_now.c, m), 1);
    ck_assert_str_eq(noticed, "a type is not known: point[]");
    ck_assert_int_eq(column_of(m, "t", "place")->type.details->item->kind, SQ_T_UNKNOWN);
    sq_metadata_unref(m);
    suite_close();
}
END_TEST

int main(void)
{
    enum { n = sizeof postgresql_targets / sizeof *postgresql_targets };
    const sqt_test tests[] = {
        LOOP(test_postgresql_reflect_makes_the_same_database_again, 0, n * DATABASES),
        LOOP(test_postgresql_reflect_makes_the_same_tablespaces_again, 0, n),
        LOOP(test_postgresql_reflect_tells_virtual_columns_from_stored_ones, 0, n),
        LOOP(test_postgresql_reflect_tells_constraints_that_are_not_valid, 0, n),
        LOOP(test_postgresql_reflect_does_not_depend_on_modes, 0, n * (DATABASES - 1)),
        LOOP(test_postgresql_reflect_tells_kinds_and_scopes_apart, 0, n),
        LOOP(test_postgresql_reflect_tells_what_a_view_selects, 0, n),
        LOOP(test_postgresql_reflect_tells_sequences_and_types, 0, n),
        LOOP(test_postgresql_reflect_without_a_schema_finds_what_names_alone_find, 0, n),
        LOOP(test_postgresql_reflect_takes_serial_for_what_it_is, 0, n),
        LOOP(test_postgresql_reflect_tells_of_a_type_that_is_not_known, 0, n),
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
