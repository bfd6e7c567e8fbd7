/* reflect.c: what PostgreSQL tells of its tables, by its catalogs.
 *
 * pg_catalog and not information_schema: that one hides what the user does not own, and knows
 * nothing of indexes. Each query reads all tables of a schema at once. Invariant: every name of the
 * catalogs is qualified and no backslash stands in a string, so that neither search_path nor
 * standard_conforming_strings changes what is read; columns that came after version 12 are asked
 * for by to_jsonb(), which gives NULL where there is none. SQLAlchemy: PGDialect's get_multi_*. */
#include <string.h>
#include "dialects/postgresql/ddl.h"
#include "lib/compile/reflector.h"

/* clang-format off */
/* ---- parts of queries ---- */

#define TEXT(x)       "CAST(" x " AS pg_catalog.text)"
#define NUMBER(x)     "CAST(" x " AS pg_catalog.int4)"
#define CATALOG(name) "CAST('pg_catalog." name "' AS pg_catalog.regclass)"
#define IS_LATER(row, column)                                                                      \
    "coalesce(CAST(pg_catalog.to_jsonb(" row ") ->> '" column "' AS pg_catalog.bool), false)"

#define CLASSES                                                                                    \
    "pg_catalog.pg_class c\n"                                                                      \
    "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace\n"
/* Without a schema: what the search path finds. */
#define ARE_WANTED(name, is_visible)                                                               \
    "  CASE WHEN " TEXT(":schema") " IS NOT NULL THEN n.nspname = " TEXT(":schema") "\n"           \
    "    ELSE " is_visible " AND n.nspname NOT IN ('pg_catalog', 'information_schema') END\n"      \
    "  AND (" TEXT(":name") " IS NULL OR " name " = " TEXT(":name") ")\n"
#define CLASSES_ARE_WANTED(kinds)                                                                  \
    ARE_WANTED("c.relname", "pg_catalog.pg_table_is_visible(c.oid)")                               \
    "  AND c.relkind IN (" kinds ")\n"

/* A condition of the catalogs is in parentheses if it begins with one and ends with one: each
 * operator is, and no call begins so. */
#define CONDITION(tree, table)                                                                     \
    "(SELECT CASE WHEN e LIKE '(%)' THEN pg_catalog.substr(e, 2, pg_catalog.length(e) - 2)\n"      \
    "      ELSE e END\n"                                                                           \
    "    FROM pg_catalog.pg_get_expr(" tree ", " table ") AS e)"
/* A built-in type has no quotes, whatever quote_all_identifiers says. */
#define TYPE(schema, id, modifier)                                                                 \
    "(SELECT CASE WHEN " schema " = CAST('pg_catalog' AS pg_catalog.regnamespace)\n"               \
    "      THEN pg_catalog.replace(f, '\"', '') ELSE f END\n"                                      \
    "    FROM pg_catalog.format_type(" id ", " modifier ") AS f)"
/* What stands in WITH (..); a value that is more than a word or a number is quoted. */
#define STORAGE(options)                                                                           \
    "(SELECT pg_catalog.string_agg(o.option_name || ' = '\n"                                       \
    "      || CASE WHEN o.option_value ~ '^([a-z_]+|[0-9.]+)$' THEN o.option_value\n"              \
    "        ELSE pg_catalog.quote_literal(o.option_value) END, ', ')\n"                           \
    "    FROM pg_catalog.pg_options_to_table(" options ") o)"

static const char schemas[] =
    "SELECT n.nspname AS name,\n"
    "  " NUMBER("n.nspname = pg_catalog.current_schema()") " AS is_usual\n"
    "FROM pg_catalog.pg_namespace n\n"
    "WHERE pg_catalog.left(n.nspname, 3) <> 'pg_' AND n.nspname <> 'information_schema'\n"
    "ORDER BY n.nspname";

static const char objects[] =
    "SELECT c.relname AS name,\n"
    "  CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'\n"
    "    WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,\n"
    "  pg_catalog.obj_description(c.oid, 'pg_class') AS comment,\n"
    "  CASE WHEN c.relkind IN ('v', 'm')\n"
    "    THEN pg_catalog.btrim(pg_catalog.pg_get_viewdef(c.oid), ' ;') END AS definition,\n"
    "  " NUMBER("c.relpersistence = 't'") " AS temporary\n"
    "FROM " CLASSES
    "WHERE\n" CLASSES_ARE_WANTED("'r', 'p', 'v', 'm', 'f'")
    "ORDER BY c.relname";

/* ---- columns ----
 *
 * A column of the key counts by itself where it is an identity, or where its default is that of
 * SERIAL, the next value of a sequence that it owns: then the default is left out. Of several in a
 * key the first is meant, as only that one is made so. Types 20, 21 and 23 are the integers. */

#define IS_SERIAL                                                                                  \
    "a.atttypid IN (20, 21, 23)\n"                                                                 \
    "      AND pg_catalog.replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '\"', '')\n"         \
    "        LIKE 'nextval(''%''::regclass)'\n"                                                    \
    "      AND EXISTS (SELECT 1\n"                                                                 \
    "        FROM pg_catalog.pg_depend o\n"                                                        \
    "          JOIN pg_catalog.pg_depend u\n"                                                      \
    "            ON u.refclassid = o.classid AND u.refobjid = o.objid\n"                           \
    "        WHERE o.refclassid = " CATALOG("pg_class") "\n"                                       \
    "          AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum\n"                         \
    "          AND o.classid = " CATALOG("pg_class") " AND o.deptype = 'a'\n"                      \
    "          AND u.classid = " CATALOG("pg_attrdef") " AND u.objid = d.oid)"
#define IS_FIRST                                                                                   \
    "coalesce(x.counting = pg_catalog.min(x.counting) OVER (PARTITION BY x.attrelid), false)"

static const char columns[] =
    "SELECT x.table_name, x.name, x.type, x.type_schema, x.type_name, x.collation,\n"
    "  CAST(NULL AS pg_catalog.text) AS charset,\n"
    "  CASE WHEN NOT " IS_FIRST " THEN x.default_sql END AS default_sql,\n"
    "  CAST(NULL AS pg_catalog.text) AS onupdate_sql,\n"
    "  x.computed_sql, x.identity, x.comment, x.is_nullable, x.is_persisted,\n"
    "  " NUMBER(IS_FIRST) " AS is_autoincrement,\n"
    "  0 AS is_hidden, x.start, x.increment, x.minvalue, x.maxvalue, x.cache, x.is_cycle\n"
    "FROM (SELECT a.attrelid, a.attnum, c.relname AS table_name, a.attname AS name,\n"
    "    " TYPE("t.typnamespace", "a.atttypid", "a.atttypmod") "\n"
    "      || pg_catalog.repeat('[]', a.attndims - 1) AS type,\n"
    "    en.nspname AS type_schema, e.typname AS type_name, l.collname AS collation,\n"
    "    CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END\n"
    "      AS default_sql,\n"
    "    CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END\n"
    "      AS computed_sql,\n"
    "    CASE WHEN s.seqrelid IS NULL THEN NULL WHEN a.attidentity = 'a' THEN 'always'\n"
    "      ELSE 'by default' END AS identity,\n"
    "    pg_catalog.col_description(a.attrelid, a.attnum) AS comment,\n"
    "    " NUMBER("NOT a.attnotnull") " AS is_nullable,\n"
    "    " NUMBER("a.attgenerated = 's'") " AS is_persisted,\n"
    "    CASE WHEN s.seqrelid IS NOT NULL OR " IS_SERIAL "\n"
    "      THEN pg_catalog.array_position(CAST(k.indkey AS pg_catalog.int2[]), a.attnum) END\n"
    "      AS counting,\n"
    "    coalesce(s.seqstart, 0) AS start, coalesce(s.seqincrement, 0) AS increment,\n"
    "    coalesce(s.seqmin, 0) AS minvalue, coalesce(s.seqmax, 0) AS maxvalue,\n"
    "    coalesce(s.seqcache, 0) AS cache, " NUMBER("coalesce(s.seqcycle, false)") " AS is_cycle\n"
    "  FROM " CLASSES
    "  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid\n"
    "  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid\n"
    "  LEFT JOIN (pg_catalog.pg_type e\n"
    "    JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace)\n"
    "    ON e.oid IN (t.oid, t.typelem) AND e.typtype IN ('d', 'e')\n"
    "  LEFT JOIN pg_catalog.pg_collation l\n"
    "    ON l.oid = a.attcollation AND a.attcollation <> t.typcollation\n"
    "  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\n"
    "  LEFT JOIN pg_catalog.pg_index k ON k.indrelid = a.attrelid AND k.indisprimary\n"
    "  LEFT JOIN (pg_catalog.pg_depend p\n"
    "    JOIN pg_catalog.pg_sequence s ON s.seqrelid = p.objid)\n"
    "    ON p.refclassid = " CATALOG("pg_class") "\n"
    "    AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum\n"
    "    AND p.classid = " CATALOG("pg_class") " AND p.deptype = 'i'\n"
    "  WHERE a.attnum > 0 AND NOT a.attisdropped AND\n"
    CLASSES_ARE_WANTED("'r', 'p', 'v', 'm', 'f'")
    ") x\n"
    "ORDER BY x.table_name, x.attnum";

/* ---- keys ----
 *
 * The columns of a key are those of its index, which has the included ones, too. A foreign key to a
 * partitioned table has one of its kind to each partition, of which it is the parent. */

/* The columns that SET NULL or SET DEFAULT are limited to, as " (a, b)". */
#define SET_COLUMNS                                                                                \
    "coalesce((SELECT ' ('\n"                                                                      \
    "      || pg_catalog.string_agg(pg_catalog.quote_ident(sa.attname), ', ' ORDER BY i) || ')'\n" \
    "    FROM pg_catalog.jsonb_array_elements_text(nullif(\n"                                      \
    "        pg_catalog.to_jsonb(k) -> 'confdelsetcols', CAST('null' AS pg_catalog.jsonb)))\n"     \
    "        WITH ORDINALITY AS s (number, i)\n"                                                   \
    "      JOIN pg_catalog.pg_attribute sa\n"                                                      \
    "        ON sa.attrelid = k.conrelid AND sa.attnum = " NUMBER("s.number") "), '')"
#define ACTION(type, columns)                                                                      \
    "CASE " type " WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'\n"                             \
    "    WHEN 'n' THEN 'SET NULL'" columns "\n"                                                    \
    "    WHEN 'd' THEN 'SET DEFAULT'" columns " END"

static const char keys[] =
    "SELECT c.relname AS table_name, k.conname AS name, " TEXT("k.oid") " AS id,\n"
    "  " TEXT("k.contype") " AS kind, a.attname AS column_name,\n"
    "  rn.nspname AS ref_schema, r.relname AS ref_table, ra.attname AS ref_column,\n"
    "  " ACTION("k.confupdtype", "") " AS on_update,\n"
    "  " ACTION("k.confdeltype", " || " SET_COLUMNS) " AS on_delete,\n"
    "  CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' END AS match,\n"
    "  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment,\n"
    "  " NUMBER("k.condeferrable") " AS is_deferrable,\n"
    "  " NUMBER("k.condeferred") " AS is_deferred,\n"
    "  " NUMBER("coalesce(pg_catalog.pg_table_is_visible(r.oid), false)") " AS ref_is_visible,\n"
    "  " NUMBER("coalesce(u.i > x.indnkeyatts, false)") " AS is_included,\n"
    "  " NUMBER(IS_LATER("x", "indnullsnotdistinct")) " AS is_nulls_not_distinct,\n"
    "  " NUMBER("NOT k.convalidated") " AS is_not_valid, 0 AS is_no_inherit\n"
    "FROM " CLASSES
    "  JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f')\n"
    "  LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND x.indrelid = c.oid\n"
    "    AND k.contype <> 'f'\n"
    "  CROSS JOIN ROWS FROM (\n"
    "    pg_catalog.unnest(coalesce(CAST(x.indkey AS pg_catalog.int2[]), k.conkey)),\n"
    "    pg_catalog.unnest(k.confkey)) WITH ORDINALITY AS u (number, ref_number, i)\n"
    "  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number\n"
    "  LEFT JOIN (pg_catalog.pg_class r\n"
    "    JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace) ON r.oid = k.confrelid\n"
    "  LEFT JOIN pg_catalog.pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = u.ref_number\n"
    "WHERE NOT EXISTS (SELECT 1\n"
    "    FROM pg_catalog.pg_constraint p\n"
    "    WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid) AND\n"
    CLASSES_ARE_WANTED("'r', 'p', 'f'")
    "ORDER BY c.relname, k.conname, k.oid, u.i";

static const char checks[] =
    "SELECT c.relname AS table_name, k.conname AS name,\n"
    "  " CONDITION("k.conbin", "k.conrelid") " AS sql,\n"
    "  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment,\n"
    "  " NUMBER("NOT k.convalidated") " AS is_not_valid,\n"
    "  " NUMBER("k.connoinherit") " AS is_no_inherit\n"
    "FROM " CLASSES
    "  JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'\n"
    "WHERE\n" CLASSES_ARE_WANTED("'r', 'p', 'f'")
    "ORDER BY c.relname, k.conname";

/* ---- indexes ----
 *
 * An element that is a column with a collation of its own is told as an expression. An exclusion
 * constraint is an index with an operator for each element. */

/* An expression is in parentheses of its own, and an operator in others: one pair of them goes
 * where those within are seen to be balanced. */
#define EXPRESSION                                                                                 \
    "(SELECT CASE WHEN e ~ '^[(][(]([^()''\"]|[(][^()''\"]*[)])*[)][)]$'\n"                        \
    "      THEN pg_catalog.substr(e, 2, pg_catalog.length(e) - 2) ELSE e END\n"                    \
    "    FROM pg_catalog.pg_get_indexdef(x.indexrelid, " NUMBER("u.i") ", false) AS e)"
#define QUALIFIED(is_visible, schema, name)                                                        \
    "CASE WHEN " is_visible " THEN pg_catalog.quote_ident(" name ")\n"                             \
    "      ELSE pg_catalog.quote_ident(" schema ") || '.' || pg_catalog.quote_ident(" name ") END"

#define COLLATED                                                                                   \
    "pg_catalog.quote_ident(a.attname) || ' COLLATE '\n"                                           \
    "    || " QUALIFIED("pg_catalog.pg_collation_is_visible(l.oid)", "ln.nspname", "l.collname")
#define CLASS                                                                                      \
    "CASE WHEN NOT o.opcdefault OR ia.attoptions IS NOT NULL THEN\n"                               \
    "    " QUALIFIED("pg_catalog.pg_opclass_is_visible(o.oid)", "opn.nspname", "o.opcname") "\n"   \
    "      || coalesce('(' || " STORAGE("ia.attoptions") " || ')', '') END"
/* Each element u of each index; a join that leaves few of them comes before all others. */
#define ELEMENTS(join)                                                                             \
    CLASSES                                                                                        \
    "  JOIN pg_catalog.pg_index x ON x.indrelid = c.oid\n" join                                    \
    "  JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid\n"                                     \
    "  JOIN pg_catalog.pg_am m ON m.oid = ic.relam\n"                                              \
    "  CROSS JOIN ROWS FROM (pg_catalog.unnest(CAST(x.indkey AS pg_catalog.int2[])),\n"            \
    "    pg_catalog.unnest(CAST(x.indoption AS pg_catalog.int2[])),\n"                             \
    "    pg_catalog.unnest(CAST(x.indclass AS pg_catalog.oid[])),\n"                               \
    "    pg_catalog.unnest(CAST(x.indcollation AS pg_catalog.oid[])))\n"                           \
    "    WITH ORDINALITY AS u (number, flags, opclass, collated, i)\n"                             \
    "  JOIN pg_catalog.pg_attribute ia ON ia.attrelid = ic.oid AND ia.attnum = u.i\n"              \
    "  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number\n"        \
    "  LEFT JOIN (pg_catalog.pg_opclass o\n"                                                       \
    "    JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace) ON o.oid = u.opclass\n"     \
    "  LEFT JOIN (pg_catalog.pg_collation l\n"                                                     \
    "    JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace)\n"                           \
    "    ON l.oid = u.collated AND u.collated <> a.attcollation\n"

static const char indexes[] =
    "SELECT c.relname AS table_name, ic.relname AS name,\n"
    "  CASE WHEN l.oid IS NULL THEN a.attname END AS column_name,\n"
    "  CASE WHEN l.oid IS NOT NULL THEN " COLLATED "\n"
    "    WHEN a.attname IS NULL THEN " EXPRESSION " END AS expression,\n"
    "  " CLASS " AS ops,\n"
    "  nullif(m.amname, 'btree') AS method,\n"
    "  CAST(NULL AS pg_catalog.text) AS prefix, CAST(NULL AS pg_catalog.text) AS parser,\n"
    "  " CONDITION("x.indpred", "x.indrelid") " AS where_sql,\n"
    "  " STORAGE("ic.reloptions") " AS with_sql, s.spcname AS tablespace,\n"
    "  pg_catalog.obj_description(ic.oid, 'pg_class') AS comment,\n"
    "  " NUMBER("x.indisunique") " AS is_unique,\n"
    "  " NUMBER("coalesce(u.flags & 1, 0)") " AS is_descending,\n"
    "  " NUMBER("u.i > x.indnkeyatts") " AS is_included,\n"
    "  " NUMBER(IS_LATER("x", "indnullsnotdistinct")) " AS is_nulls_not_distinct,\n"
    "  CASE u.flags WHEN 2 THEN 1 WHEN 1 THEN 2 ELSE 0 END AS nulls, 0 AS length\n"
    "FROM " ELEMENTS("")
    "  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = ic.reltablespace\n"
    "WHERE NOT EXISTS (SELECT 1\n"
    "    FROM pg_catalog.pg_constraint k\n"
    "    WHERE k.conrelid = c.oid AND k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x')) AND\n"
    CLASSES_ARE_WANTED("'r', 'p', 'm'")
    "ORDER BY c.relname, ic.relname, u.i";

static const char exclusions[] =
    "SELECT c.relname AS table_name, k.conname AS name,\n"
    "  CASE WHEN l.oid IS NOT NULL THEN " COLLATED "\n"
    "    WHEN a.attname IS NULL THEN " EXPRESSION "\n"
    "    ELSE pg_catalog.quote_ident(a.attname) END\n"
    "    || coalesce(' ' || " CLASS ", '') AS element,\n"
    "  CASE WHEN pg_catalog.pg_operator_is_visible(p.oid) THEN p.oprname\n"
    "    ELSE 'OPERATOR(' || pg_catalog.quote_ident(pn.nspname) || '.' || p.oprname || ')' END\n"
    "    AS op,\n"
    "  m.amname AS method,\n"
    "  " CONDITION("x.indpred", "x.indrelid") " AS where_sql,\n"
    "  pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment,\n"
    "  " NUMBER("k.condeferrable") " AS is_deferrable,\n"
    "  " NUMBER("k.condeferred") " AS is_deferred\n"
    "FROM " ELEMENTS(
    "  JOIN pg_catalog.pg_constraint k\n"
    "    ON k.conrelid = c.oid AND k.conindid = x.indexrelid AND k.contype = 'x'\n")
    "  JOIN pg_catalog.pg_operator p ON p.oid = k.conexclop[" NUMBER("u.i") "]\n"
    "  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace\n"
    "WHERE\n" CLASSES_ARE_WANTED("'r', 'p'")
    "ORDER BY c.relname, k.conname, u.i";

/* ---- what else there is ---- */

/* A parent is told by its name alone: none is where one of them needs a schema. */
static const char options[] =
    "SELECT c.relname AS table_name, o.name, o.value, 0 AS is_flag\n"
    "FROM " CLASSES
    "  LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam\n"
    "  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace\n"
    "  CROSS JOIN LATERAL (VALUES\n"
    "    (0, 'partition_by', CASE c.relkind\n"
    "      WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END),\n"
    "    (0, 'tablespace', " TEXT("s.spcname") "),\n"
    "    (0, 'using', nullif(" TEXT("m.amname") ",\n"
    "      pg_catalog.current_setting('default_table_access_method'))),\n"
    "    (0, 'with', " STORAGE("c.reloptions") ")\n"
    "    UNION ALL SELECT h.inhseqno, 'inherits', p.relname\n"
    "    FROM pg_catalog.pg_inherits h\n"
    "      JOIN pg_catalog.pg_class p ON p.oid = h.inhparent\n"
    "    WHERE h.inhrelid = c.oid AND NOT c.relispartition AND (\n"
    "      SELECT pg_catalog.bool_and(pg_catalog.pg_table_is_visible(a.inhparent))\n"
    "      FROM pg_catalog.pg_inherits a\n"
    "      WHERE a.inhrelid = c.oid)) AS o (i, name, value)\n"
    "WHERE o.value IS NOT NULL AND\n" CLASSES_ARE_WANTED("'r', 'p', 'm', 'f'")
    "ORDER BY c.relname, o.name, o.i";

/* Those of SERIAL and identity columns belong to them. */
static const char sequences[] =
    "SELECT c.relname AS name, pg_catalog.format_type(s.seqtypid, NULL) AS type,\n"
    "  s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minvalue,\n"
    "  s.seqmax AS maxvalue, s.seqcache AS cache, " NUMBER("s.seqcycle") " AS is_cycle\n"
    "FROM " CLASSES
    "  JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid\n"
    "WHERE NOT EXISTS (SELECT 1\n"
    "    FROM pg_catalog.pg_depend d\n"
    "    WHERE d.classid = " CATALOG("pg_class") " AND d.objid = c.oid\n"
    "      AND d.refclassid = " CATALOG("pg_class") " AND d.refobjsubid > 0\n"
    "      AND d.deptype IN ('a', 'i')) AND\n"
    CLASSES_ARE_WANTED("'S'")
    "ORDER BY c.relname";

static const char types[] =
    "SELECT n.nspname AS schema, t.typname AS name, " TEXT("t.typtype") " AS kind,\n"
    "  e.enumlabel AS label,\n"
    "  " TYPE("b.typnamespace", "b.oid", "t.typtypmod") "\n"
    "    || pg_catalog.repeat('[]', t.typndims - 1) AS base,\n"
    "  bn.nspname AS base_schema, bt.typname AS base_name,\n"
    "  l.collname AS collation, pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default_sql,\n"
    "  k.name AS check_name, k.sql AS check_sql, " NUMBER("t.typnotnull") " AS is_not_null,\n"
    "  " NUMBER("pg_catalog.pg_type_is_visible(t.oid)") " AS is_visible\n"
    "FROM pg_catalog.pg_type t\n"
    "  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace\n"
    "  LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid\n"
    "  LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype\n"
    "  LEFT JOIN (pg_catalog.pg_type bt\n"
    "    JOIN pg_catalog.pg_namespace bn ON bn.oid = bt.typnamespace)\n"
    "    ON bt.oid IN (b.oid, b.typelem) AND bt.typtype IN ('d', 'e')\n"
    "  LEFT JOIN pg_catalog.pg_collation l\n"
    "    ON l.oid = t.typcollation AND t.typcollation <> b.typcollation\n"
    "  LEFT JOIN LATERAL (SELECT k.conname AS name, " CONDITION("k.conbin", "0") " AS sql\n"
    "    FROM pg_catalog.pg_constraint k\n"
    "    WHERE k.contypid = t.oid AND k.contype = 'c'\n"
    "    ORDER BY k.conname\n"
    "    LIMIT 1) k ON true\n"
    "WHERE t.typtype IN ('e', 'd') AND\n"
    ARE_WANTED("t.typname", "pg_catalog.pg_type_is_visible(t.oid)")
    "ORDER BY n.nspname, t.typname, e.enumsortorder";

/* clang-format on */
/* ---- types ---- */

static const sqi_type_name type_names[] = {
    {"bigint", SQ_T_SQL_BIGINT, 0},
    {"bit varying", SQ_T_PG_BIT, SQ_TYPE_VARYING},
    {"bit", SQ_T_PG_BIT, 0},
    {"boolean", SQ_T_SQL_BOOLEAN, 0},
    {"bytea", SQ_T_PG_BYTEA, 0},
    {"char", SQ_T_STRING, 0}, /* of the catalogs; that of an application is called character */
    {"character varying", SQ_T_SQL_VARCHAR, 0},
    {"character", SQ_T_SQL_CHAR, 0},
    {"cidr", SQ_T_PG_CIDR, 0},
    {"citext", SQ_T_PG_CITEXT, 0},
    {"date", SQ_T_SQL_DATE, 0},
    {"datemultirange", SQ_T_PG_DATEMULTIRANGE, 0},
    {"daterange", SQ_T_PG_DATERANGE, 0},
    {"double precision", SQ_T_SQL_DOUBLE_PRECISION, 0},
    {"hstore", SQ_T_PG_HSTORE, 0},
    {"inet", SQ_T_PG_INET, 0},
    {"int4multirange", SQ_T_PG_INT4MULTIRANGE, 0},
    {"int4range", SQ_T_PG_INT4RANGE, 0},
    {"int8multirange", SQ_T_PG_INT8MULTIRANGE, 0},
    {"int8range", SQ_T_PG_INT8RANGE, 0},
    {"integer", SQ_T_SQL_INTEGER, 0},
    {"json", SQ_T_PG_JSON, 0},
    {"jsonb", SQ_T_PG_JSONB, 0},
    {"jsonpath", SQ_T_PG_JSONPATH, 0},
    {"macaddr", SQ_T_PG_MACADDR, 0},
    {"macaddr8", SQ_T_PG_MACADDR8, 0},
    {"money", SQ_T_PG_MONEY, 0},
    {"name", SQ_T_STRING, 0},
    {"numeric", SQ_T_SQL_NUMERIC, 0},
    {"nummultirange", SQ_T_PG_NUMMULTIRANGE, 0},
    {"numrange", SQ_T_PG_NUMRANGE, 0},
    {"oid", SQ_T_PG_OID, 0},
    {"real", SQ_T_SQL_REAL, 0},
    {"regclass", SQ_T_PG_REGCLASS, 0},
    {"regconfig", SQ_T_PG_REGCONFIG, 0},
    {"smallint", SQ_T_SQL_SMALLINT, 0},
    {"text", SQ_T_SQL_TEXT, 0},
    {"time with time zone", SQ_T_PG_TIME, SQ_TYPE_TIMEZONE},
    {"time without time zone", SQ_T_PG_TIME, 0},
    {"time", SQ_T_PG_TIME, 0},
    {"timestamp with time zone", SQ_T_PG_TIMESTAMP, SQ_TYPE_TIMEZONE},
    {"timestamp without time zone", SQ_T_PG_TIMESTAMP, 0},
    {"timestamp", SQ_T_PG_TIMESTAMP, 0},
    {"tsmultirange", SQ_T_PG_TSMULTIRANGE, 0},
    {"tsquery", SQ_T_PG_TSQUERY, 0},
    {"tsrange", SQ_T_PG_TSRANGE, 0},
    {"tstzmultirange", SQ_T_PG_TSTZMULTIRANGE, 0},
    {"tstzrange", SQ_T_PG_TSTZRANGE, 0},
    {"tsvector", SQ_T_PG_TSVECTOR, 0},
    {"uuid", SQ_T_SQL_UUID, 0},
    {NULL, SQ_T_UNKNOWN, 0},
};

/* interval, interval day to second: what follows the word are its fields. */
static bool read_interval(sq_arena *a, const char *name, sq_type *out)
{
    static const char word[] = "interval";
    size_t n = sizeof word - 1;
    if (strncmp(name, word, n) != 0 || (name[n] && name[n] != ' '))
        return false;
    *out = sq_type_of(SQ_T_PG_INTERVAL);
    if (!name[n])
        return true;
    sq_type_details *d = sqi_arena_alloc(a, sizeof *d);
    if (!d)
        return false;
    *d = (sq_type_details){.fields = name + n + 1};
    out->details = d;
    return true;
}

static bool read_type(sq_arena *a, const sqi_type_text *text, sq_type *out)
{
    const sqi_type_name *known = sqi_find_type_name(type_names, text->name);
    if (known)
        *out = (sq_type){.kind = (uint16_t)known->kind, .flags = known->flags};
    else if (!read_interval(a, text->name, out))
        return false;
    if (sqi_has_word(text->rest, "with"))
        out->flags |= SQ_TYPE_TIMEZONE;
    if (text->n_args > 0) {
        out->length = text->args[0];
        out->flags |= text->args[0] ? 0 : SQ_TYPE_HAS_LENGTH;
    }
    if (text->n_args > 1) {
        out->flags |= SQ_TYPE_HAS_SCALE;
        out->scale = text->args[1];
    }
    return true;
}

/* ---- options that are lists ---- */

/* The tables that one inherits from are told one by one. */
static bool join_parents(sq_arena *a, sqi_reflected *t)
{
    static const char name[] = "postgresql_inherits";
    size_t n = 0, kept = 0;
    sq_value *parents = sqi_arena_alloc(a, (t->n_options + 1) * sizeof *parents);
    if (!parents)
        return false;
    for (size_t i = 0; i < t->n_options; i++)
        if (strcmp(t->options[i].name, name) == 0)
            parents[n++] = t->options[i].value;
        else
            t->options[kept++] = t->options[i];
    if (!n)
        return true;
    t->options[kept++] = (sq_option){name, sq_list_value(parents, n)};
    t->options[kept] = (sq_option){.name = NULL};
    t->n_options = kept;
    return true;
}

const sqi_reflector sqi_postgresql_reflector = {
    .schemas = schemas,
    .objects = objects,
    .columns = columns,
    .keys = keys,
    .checks = checks,
    .indexes = indexes,
    .exclusions = exclusions,
    .options = options,
    .sequences = sequences,
    .types = types,
    .type = read_type,
    .refine = join_parents,
};
