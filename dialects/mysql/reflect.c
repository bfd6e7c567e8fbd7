/* reflect.c: what MariaDB and MySQL tell of their tables, in information_schema.
 *
 * Nothing is parsed that stands there in columns, so a schema of any size takes one query for each
 * kind of fact. The two servers differ in a few columns: there each has its own piece of SQL.
 * Invariant: the texts hold no backslash, no double quote and no ||, so that no sql_mode changes
 * what they mean. Names are compared byte by byte (a collation takes other letters for the same),
 * but for what the server itself makes no difference of; a table that is asked for has the name by
 * which it was. SQLAlchemy: MySQLDialect's get_*, which read SHOW CREATE TABLE. */
#include <string.h>
#include "dialects/mysql/ddl.h"
#include "lib/compile/reflector.h"
#include "squill/reflect.h"

/* clang-format off */

/* ---- parts of queries ---- */

#define BYTES(x)  "cast(" x " AS binary)"
/* The name of a table as the server compares it. */
#define FOLDED(x) BYTES("if(@@lower_case_table_names = 0, " x ", lower(" x "))")
/* By the plain comparison the server finds the table without opening all of them. */
#define IS_NAMED(t)                                                                                \
    "(:name IS NULL OR " t ".table_name = :name\n"                                                 \
    "    AND " FOLDED(t ".table_name") " = " FOLDED(":name") ")\n"
#define IS_OF_SCHEMA(t, schema)                                                                    \
    t "." schema " = coalesce(:schema, database())\n"                                              \
    "  AND " IS_NAMED(t)
#define IS_WANTED(t)  IS_OF_SCHEMA(t, "table_schema")
#define TABLE_NAME(t) "coalesce(:name, " t ".table_name) AS table_name"
#define NO_NUMBERS                                                                                 \
    "0 AS start, 0 AS increment, 0 AS `minvalue`, 0 AS `maxvalue`, 0 AS cache, 0 AS is_cycle"

/* MySQL escapes quotes and backslashes of expressions once more than it ought to. A mark that no
 * text holds stands for a backslash meanwhile. */
#define MARK      "_utf8mb4 X'01'"
#define BACKSLASH "_utf8mb4 X'5C'"
#define UNESCAPED(x)                                                                               \
    "replace(replace(replace(" x ", concat(" BACKSLASH ", " BACKSLASH "), " MARK "),\n"            \
    "      concat(" BACKSLASH ", ''''), ''''), " MARK ", " BACKSLASH ")"
#define QUOTED(x)                                                                                  \
    "concat('''', replace(replace(" x ", '''', ''''''), " BACKSLASH ",\n"                          \
    "      if(find_in_set('NO_BACKSLASH_ESCAPES', @@sql_mode), " BACKSLASH ",\n"                   \
    "        concat(" BACKSLASH ", " BACKSLASH "))), '''')"

static const char schemas[] =
    "SELECT s.schema_name AS name, s.schema_name <=> database() AS is_usual\n"
    "FROM information_schema.schemata AS s\n"
    "WHERE s.schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')\n"
    "ORDER BY " BYTES("s.schema_name");

static const char objects[] =
    "SELECT o.*\n"
    "FROM (SELECT coalesce(:name, t.table_name) AS name,\n"
    "    if(t.table_type = 'SYSTEM VIEW', 'view', 'table') AS kind,\n"
    "    nullif(t.table_comment, '') AS comment, NULL AS definition,\n"
    "    t.table_type = 'TEMPORARY' AS temporary\n"
    "  FROM information_schema.tables AS t\n"
    "  WHERE " IS_WANTED("t")
    "    AND t.table_type NOT IN ('VIEW', 'SEQUENCE')\n"
    "  UNION ALL\n"
    "  SELECT coalesce(:name, v.table_name), 'view', NULL, v.view_definition, 0\n"
    "  FROM information_schema.views AS v\n"
    "  WHERE " IS_WANTED("v")
    "  ) AS o\n"
    "ORDER BY " BYTES("o.name");

/* Only the names are told: the numbers are in each sequence. */
static const char mariadb_sequences[] =
    "SELECT t.table_name AS name, NULL AS type, " NO_NUMBERS "\n"
    "FROM information_schema.tables AS t\n"
    "WHERE " IS_WANTED("t")
    "  AND t.table_type = 'SEQUENCE'\n"
    "ORDER BY " BYTES("t.table_name");

/* ---- columns ----
 *
 * ON UPDATE is written behind the default, so it is read as a part of it: as "NULL ON UPDATE .."
 * where there is no other. */

/* "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3) INVISIBLE", "on update now(), INVISIBLE" */
#define ON_UPDATE                                                                                  \
    "if(c.extra LIKE '%on update %', substring_index(substring_index(\n"                           \
    "      substring_index(c.extra, 'on update ', -1), ' ', 1), ',', 1), NULL)"

#define COLUMNS(default_, computed)                                                                \
    "SELECT c.*,\n"                                                                                \
    "  CASE WHEN c.onupdate_sql IS NULL THEN c.own_default\n"                                      \
    "    WHEN c.own_default IS NOT NULL OR c.is_nullable\n"                                        \
    "    THEN concat(coalesce(c.own_default, 'NULL'), ' ON UPDATE ', c.onupdate_sql)\n"            \
    "    END AS default_sql\n"                                                                     \
    "FROM (SELECT " TABLE_NAME("c") ", c.column_name AS name, c.ordinal_position,\n"               \
    "    c.column_type AS type, NULL AS type_schema, NULL AS type_name,\n"                         \
    "    c.collation_name AS collation, c.character_set_name AS charset,\n"                        \
    "    " default_ " AS own_default,\n"                                                           \
    "    " ON_UPDATE " AS onupdate_sql,\n"                                                         \
    "    nullif(" computed ", '') AS computed_sql,\n"                                              \
    "    NULL AS identity,\n"                                                                      \
    "    nullif(c.column_comment, '') AS comment,\n"                                               \
    "    c.is_nullable = 'YES' AS is_nullable,\n"                                                  \
    "    c.extra LIKE '%STORED GENERATED%' AS is_persisted,\n"                                     \
    "    c.extra LIKE '%auto_increment%' AS is_autoincrement,\n"                                   \
    "    0 AS is_hidden, " NO_NUMBERS "\n"                                                         \
    "  FROM information_schema.columns AS c\n"                                                     \
    "  WHERE " IS_WANTED("c")                                                                      \
    "  ) AS c\n"                                                                                   \
    "ORDER BY " BYTES("c.table_name") ", c.ordinal_position"

/* A default is SQL, and "NULL" that of a column which may be NULL and has none. */
static const char mariadb_columns[] =
    COLUMNS("nullif(c.column_default, 'NULL')", "c.generation_expression");

/* A default that is no expression is told as the value alone. */
static const char mysql_columns[] =
    COLUMNS("CASE WHEN c.extra LIKE '%DEFAULT_GENERATED%'\n"
    "        THEN " UNESCAPED("c.column_default") "\n"
    "      WHEN c.numeric_precision IS NOT NULL OR c.data_type IN ('bit', 'binary', 'varbinary')\n"
    "        THEN c.column_default\n"
    "      ELSE " QUOTED("c.column_default") " END",
    UNESCAPED("c.generation_expression"));

/* ---- keys and indexes ----
 *
 * A unique index is read as a constraint, once: the server makes no difference. Only what can't be
 * said of a constraint (a part of a text, an order, an expression, a method) stays an index. */

#define IS_SPECIAL                                                                                 \
    "s.sub_part IS NOT NULL OR s.column_name IS NULL\n"                                            \
    "      OR s.index_type <> 'BTREE' OR coalesce(s.collation, 'A') = 'D'"
#define PARTS(expression_)                                                                         \
    "(SELECT " TABLE_NAME("s") ", s.index_name AS name, s.seq_in_index AS position,\n"             \
    "    s.column_name, " expression_ " AS expression,\n"                                          \
    "    s.index_type AS method,\n"                                                                \
    "    s.index_name = 'PRIMARY' AS is_primary,\n"                                                \
    "    s.non_unique = 0 AS is_unique,\n"                                                         \
    "    max(" IS_SPECIAL ")\n"                                                                    \
    "      OVER (PARTITION BY " BYTES("s.table_name") ", s.index_name) AS is_special,\n"           \
    "    coalesce(s.collation = 'D', 0) AS is_descending,\n"                                       \
    "    if(s.index_type = 'SPATIAL', 0, coalesce(s.sub_part, 0)) AS length,\n"                    \
    "    nullif(s.index_comment, '') AS comment\n"                                                 \
    "  FROM information_schema.statistics AS s\n"                                                  \
    "  WHERE " IS_WANTED("s")                                                                      \
    "  ) AS p\n"
#define IS_KEY "(p.is_primary OR p.is_unique AND NOT p.is_special)"

/* DISTINCT makes a table with a key of it: else each of the other is compared with all of these. */
#define RULES(action)                                                                              \
    "(SELECT DISTINCT r.constraint_name, " BYTES("r.table_name") " AS owner,\n"                    \
    "        " action("r.update_rule") " AS update_rule,\n"                                        \
    "        " action("r.delete_rule") " AS delete_rule\n"                                         \
    "      FROM information_schema.referential_constraints AS r\n"                                 \
    "      WHERE " IS_OF_SCHEMA("r", "constraint_schema")                                          \
    "      ) AS r\n"
#define KEYS(expression, action)                                                                   \
    "SELECT k.*, concat(k.kind, ' ', coalesce(k.name, '')) AS id,\n"                             \
    "  NULL AS `match`, NULL AS comment,\n"                                                        \
    "  0 AS is_deferrable, 0 AS is_deferred, 0 AS is_included, 0 AS is_nulls_not_distinct,\n"      \
    "  0 AS is_not_valid, 0 AS is_no_inherit\n"                                                    \
    "FROM (SELECT p.table_name, if(p.is_primary, 'p', 'u') AS kind,\n"                             \
    "    nullif(p.name, 'PRIMARY') AS name, p.position, p.column_name,\n"                          \
    "    NULL AS ref_schema, NULL AS ref_table, NULL AS ref_column, 0 AS ref_is_visible,\n"        \
    "    NULL AS on_update, NULL AS on_delete\n"                                                   \
    "  FROM " PARTS(expression)                                                                    \
    "  WHERE " IS_KEY "\n"                                                                         \
    "  UNION ALL\n"                                                                                \
    "  SELECT " TABLE_NAME("u") ", 'f', u.constraint_name, u.ordinal_position, u.column_name,\n"   \
    "    u.referenced_table_schema, u.referenced_table_name, u.referenced_column_name,\n"          \
    "    coalesce(u.referenced_table_schema = database(), 0),\n"                                   \
    "    r.update_rule, r.delete_rule\n"                                                           \
    "  FROM information_schema.key_column_usage AS u\n"                                            \
    "    JOIN " RULES(action)                                                                      \
    "      ON r.constraint_name = u.constraint_name AND r.owner = " BYTES("u.table_name") "\n"     \
    "  WHERE " IS_WANTED("u")                                                                      \
    "  ) AS k\n"                                                                                   \
    "ORDER BY " BYTES("k.table_name") ", k.kind, k.name, k.position"

#define INDEXES(expression)                                                                        \
    "SELECT p.table_name, p.name, p.column_name, p.expression, NULL AS ops,\n"                     \
    "  if(p.method IN ('BTREE', 'FULLTEXT', 'SPATIAL'), NULL, lower(p.method)) AS method,\n"       \
    "  if(p.method IN ('FULLTEXT', 'SPATIAL'), p.method, NULL) AS prefix,\n"                       \
    "  NULL AS parser, NULL AS where_sql, NULL AS with_sql, NULL AS tablespace, p.comment,\n"      \
    "  p.is_unique, p.is_descending, 0 AS is_included, 0 AS is_nulls_not_distinct,\n"              \
    "  0 AS nulls, p.length\n"                                                                     \
    "FROM " PARTS(expression)                                                                      \
    "WHERE NOT " IS_KEY "\n"                                                                       \
    "ORDER BY " BYTES("p.table_name") ", p.name, p.position"

/* MariaDB tells RESTRICT where nothing was said. */
#define MARIADB_ACTION(x) "nullif(" x ", 'RESTRICT')"
#define MYSQL_ACTION(x)   x

static const char mariadb_keys[] = KEYS("NULL", MARIADB_ACTION);
static const char mysql_keys[] = KEYS("NULL", MYSQL_ACTION);
static const char mariadb_indexes[] = INDEXES("NULL");
static const char mysql_indexes[] =
    INDEXES("concat('(', " UNESCAPED("s.expression") ", ')')");

/* ---- checks ---- */

/* Those of JSON columns are among them: refine() takes them away. */
static const char mariadb_checks[] =
    "SELECT " TABLE_NAME("k") ", k.constraint_name AS name, k.check_clause AS `sql`,\n"
    "  NULL AS comment, 0 AS is_not_valid, 0 AS is_no_inherit\n"
    "FROM information_schema.check_constraints AS k\n"
    "WHERE " IS_OF_SCHEMA("k", "constraint_schema")
    "ORDER BY " BYTES("k.table_name") ", k.constraint_name";

/* What is not enforced promises nothing. An operator is always in parentheses. */
static const char mysql_checks[] =
    "SELECT k.table_name, k.name,\n"
    "  if(k.clause LIKE '(%)', substr(k.clause, 2, char_length(k.clause) - 2), k.clause)\n"
    "    AS `sql`,\n"
    "  NULL AS comment, 0 AS is_not_valid, 0 AS is_no_inherit\n"
    "FROM (SELECT " TABLE_NAME("t") ", t.constraint_name AS name,\n"
    "    " UNESCAPED("k.check_clause") " AS clause\n"
    "  FROM information_schema.table_constraints AS t\n"
    "    JOIN information_schema.check_constraints AS k\n"
    "      ON k.constraint_schema = t.constraint_schema\n"
    "      AND k.constraint_name = t.constraint_name\n"
    "  WHERE " IS_WANTED("t")
    "    AND t.constraint_type = 'CHECK' AND t.enforced = 'YES') AS k\n"
    "ORDER BY " BYTES("k.table_name") ", k.name";

/* ---- options of tables ---- */

/* row_format=COMPRESSED `page_compressed`='1' ENCRYPTION="Y" */
#define SAID "concat(' ', replace(replace(t.create_options, '`', ''), _utf8mb4 X'22', ''''))"
#define PLACE "locate(concat(' ', n.name, '='), " SAID ")"
#define WHAT_WAS_SAID                                                                              \
    "if(" PLACE ",\n"                                                                              \
    "        substring_index(substr(" SAID ",\n"                                                   \
    "          " PLACE " + char_length(n.name) + 2), ' ', 1), NULL)"

/* PARTITION `p0` VALUES LESS THAN (5) */
#define PARTITION                                                                                  \
    "concat('PARTITION `', replace(p.partition_name, '`', '``'), '`',\n"                           \
    "        CASE WHEN p.partition_method LIKE 'RANGE%'\n"                                         \
    "            THEN concat(' VALUES LESS THAN (', p.partition_description, ')')\n"               \
    "          WHEN p.partition_description LIKE '%MAXVALUE%' THEN ' DEFAULT'\n"                   \
    "          WHEN p.partition_method LIKE 'LIST%'\n"                                             \
    "            THEN concat(' VALUES IN (', p.partition_description, ')')\n"                      \
    "          ELSE '' END)"
#define HAS_USUAL_NAME                                                                             \
    "p.partition_description IS NULL\n"                                                            \
    "        AND p.partition_name = concat('p', p.partition_ordinal_position - 1)"

/* MySQL cuts what group_concat() gives, unless it is told not to; to MariaDB that is a comment. */
static const char options[] =
    "SELECT /*+ SET_VAR(group_concat_max_len = 16777216) */\n"
    "  o.table_name, o.name, o.value, 0 AS is_flag\n"
    "FROM (SELECT " TABLE_NAME("t") ", n.name,\n"
    "    CASE n.name WHEN 'engine' THEN t.engine\n"
    "      WHEN 'default_charset' THEN substring_index(t.table_collation, '_', 1)\n"
    "      WHEN 'collate' THEN t.table_collation\n"
    "      ELSE " WHAT_WAS_SAID " END AS value\n"
    "  FROM information_schema.tables AS t\n"
    "    CROSS JOIN (SELECT 'engine' AS name\n"
    "      UNION ALL SELECT 'default_charset' UNION ALL SELECT 'collate'\n"
    "      UNION ALL SELECT 'row_format' UNION ALL SELECT 'key_block_size'\n"
    "      UNION ALL SELECT 'stats_persistent' UNION ALL SELECT 'stats_auto_recalc'\n"
    "      UNION ALL SELECT 'stats_sample_pages' UNION ALL SELECT 'transactional'\n"
    "      UNION ALL SELECT 'checksum' UNION ALL SELECT 'page_checksum'\n"
    "      UNION ALL SELECT 'delay_key_write' UNION ALL SELECT 'pack_keys'\n"
    "      UNION ALL SELECT 'min_rows' UNION ALL SELECT 'max_rows'\n"
    "      UNION ALL SELECT 'avg_row_length' UNION ALL SELECT 'compression'\n"
    "      UNION ALL SELECT 'page_compressed' UNION ALL SELECT 'page_compression_level'\n"
    "      UNION ALL SELECT 'encryption' UNION ALL SELECT 'encrypted'\n"
    "      UNION ALL SELECT 'encryption_key_id') AS n\n"
    "  WHERE " IS_WANTED("t")
    "    AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'TEMPORARY')\n"
    "  UNION ALL\n"
    "  SELECT " TABLE_NAME("p") ", 'partition_by',\n"
    "    concat(p.partition_method, ' (', coalesce(p.partition_expression, ''), ')',\n"
    "      coalesce(concat(' SUBPARTITION BY ', p.subpartition_method,\n"
    "        ' (', coalesce(p.subpartition_expression, ''), ')',\n"
    "        ' SUBPARTITIONS ', max(p.subpartition_ordinal_position)), ''),\n"
    "      if(min(" HAS_USUAL_NAME "),\n"
    "        concat(' PARTITIONS ', max(p.partition_ordinal_position)),\n"
    "        concat(' (', group_concat(DISTINCT\n"
    "        " PARTITION "\n"
    "          ORDER BY p.partition_ordinal_position SEPARATOR ', '), ')')))\n"
    "  FROM information_schema.partitions AS p\n"
    "  WHERE " IS_WANTED("p")
    "    AND p.partition_method <> 'SYSTEM_TIME'\n"
    "  GROUP BY " BYTES("p.table_name") ", p.table_name,\n"
    "    p.partition_method, p.partition_expression,\n"
    "    p.subpartition_method, p.subpartition_expression) AS o\n"
    "WHERE o.value IS NOT NULL\n"
    "ORDER BY " BYTES("o.table_name") ", o.name";

/* clang-format on */

/* ---- types ---- */

static const sqi_type_name type_names[] = {
    {"tinyint", SQ_T_MY_TINYINT, 0},
    {"smallint", SQ_T_MY_SMALLINT, 0},
    {"mediumint", SQ_T_MY_MEDIUMINT, 0},
    {"int", SQ_T_MY_INTEGER, 0},
    {"bigint", SQ_T_MY_BIGINT, 0},
    {"decimal", SQ_T_MY_DECIMAL, 0},
    {"float", SQ_T_MY_FLOAT, 0},
    {"double", SQ_T_MY_DOUBLE, 0},
    {"bit", SQ_T_MY_BIT, 0},
    {"char", SQ_T_MY_CHAR, 0},
    {"varchar", SQ_T_MY_VARCHAR, 0},
    {"tinytext", SQ_T_MY_TINYTEXT, 0},
    {"text", SQ_T_MY_TEXT, 0},
    {"mediumtext", SQ_T_MY_MEDIUMTEXT, 0},
    {"longtext", SQ_T_MY_LONGTEXT, 0},
    {"binary", SQ_T_SQL_BINARY, 0},
    {"varbinary", SQ_T_SQL_VARBINARY, 0},
    {"tinyblob", SQ_T_MY_TINYBLOB, 0},
    {"blob", SQ_T_SQL_BLOB, 0},
    {"mediumblob", SQ_T_MY_MEDIUMBLOB, 0},
    {"longblob", SQ_T_MY_LONGBLOB, 0},
    {"date", SQ_T_SQL_DATE, 0},
    {"time", SQ_T_MY_TIME, 0},
    {"datetime", SQ_T_MY_DATETIME, 0},
    {"timestamp", SQ_T_MY_TIMESTAMP, 0},
    {"year", SQ_T_MY_YEAR, 0},
    {"enum", SQ_T_MY_ENUM, 0},
    {"set", SQ_T_MY_SET, 0},
    {"json", SQ_T_MY_JSON, 0},
    {"uuid", SQ_T_SQL_UUID, 0},
    {"inet4", SQ_T_MARIADB_INET4, 0},
    {"inet6", SQ_T_MARIADB_INET6, 0},
    {NULL, SQ_T_COUNT, 0},
};

/* A label as column_type writes it, where a backslash begins what can't be written. */
static const char *read_label(sq_arena *a, const char *text)
{
    size_t used = 0;
    char *out = sqi_arena_alloc(a, strlen(text) + 1);
    for (const char *p = text; out && *p; p++) {
        if (*p != '\\' || !p[1])
            out[used++] = *p;
        else if (*++p == 'n' || *p == 'r' || *p == 't')
            out[used++] = *p == 'n' ? '\n' : *p == 'r' ? '\r' : '\t';
        else
            out[used++] = *p == 'Z' ? '\032' : *p;
    }
    if (out)
        out[used] = '\0';
    return out;
}

static bool read_labels(sq_arena *a, const sqi_type_text *text, sq_type *out)
{
    sq_type_details *d = sqi_arena_alloc(a, sizeof *d);
    const char **labels = sqi_arena_alloc(a, text->n_values * sizeof *labels);
    if (!d || !labels)
        return false;
    for (size_t i = 0; i < text->n_values; i++)
        if (!(labels[i] = read_label(a, text->values[i])))
            return false;
    *d = (sq_type_details){.values = labels, .n_values = text->n_values};
    out->details = d;
    return true;
}

/* "int(10) unsigned" or, without a width, "int unsigned". */
static bool read_type(sq_arena *a, const sqi_type_text *text, sq_type *out)
{
    size_t n = strcspn(text->name, " ");
    const char *name = sqi_arena_str(a, text->name, n);
    const sqi_type_name *row = name ? sqi_find_type_name(type_names, name) : NULL;
    if (!row)
        return false;
    *out = (sq_type){.kind = (uint16_t)row->kind};
    if (sqi_has_word(text->name + n, "unsigned") || sqi_has_word(text->rest, "unsigned"))
        out->flags |= SQ_TYPE_UNSIGNED;
    if (sqi_has_word(text->name + n, "zerofill") || sqi_has_word(text->rest, "zerofill"))
        out->flags |= SQ_TYPE_ZEROFILL;
    if (text->n_args > 0) {
        out->length = text->args[0];
        out->flags |= SQ_TYPE_HAS_LENGTH;
    }
    if (text->n_args > 1) {
        out->scale = text->args[1];
        out->flags |= SQ_TYPE_HAS_SCALE;
    }
    return !text->n_values || read_labels(a, text, out);
}

/* ---- what is left to be done ---- */

/* The value of an option of the table, by its name behind the dialect's; NULL: it has none. */
static const char *option_of(const sqi_reflected *t, const char *name)
{
    for (size_t i = 0; i < t->n_options; i++) {
        const char *own = strchr(t->options[i].name, '_');
        if (own && strcmp(own + 1, name) == 0)
            return t->options[i].value.v.s;
    }
    return NULL;
}

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Character set and collation are told of each column: only those stay that are not the table's. */
static bool forget_usual_collation(sq_arena *a, const sqi_reflected *t, sq_type *type)
{
    const char *charset = option_of(t, "default_charset"), *collation = option_of(t, "collate");
    if (!type->details || !type->details->collation)
        return true;
    sq_type_details *d = sqi_arena_alloc(a, sizeof *d);
    if (!d)
        return false;
    *d = *type->details;
    if (is_same(d->charset, charset))
        d->charset = NULL;
    if (is_same(d->collation, collation))
        d->collation = NULL;
    type->details = d->charset || d->collation || d->n_values ? d : NULL;
    return true;
}

/* json_valid(`name`), or with quotes where the session's mode says so. */
static bool is_json_check(const sq_constraint *k, const char *column)
{
    static const char call[] = "json_valid(";
    const char *sql = (const char *)(const void *)k->check_sql;
    if (k->kind != SQ_CONSTRAINT_CHECK || strncmp(sql, call, sizeof call - 1) != 0)
        return false;
    const char *p = sql + sizeof call - 1, quote = *p;
    if (quote != '`' && quote != '"')
        return false;
    for (p++; *column; column++, p++)
        if (*p != *column || (*p == quote && *++p != quote))
            return false;
    return p[0] == quote && strcmp(p + 1, ")") == 0;
}

/* MariaDB's JSON is LONGTEXT with a check. */
static void read_json(sqi_reflected *t, sq_column_spec *col)
{
    size_t n = 0;
    if (col->type.kind != SQ_T_MY_LONGTEXT)
        return;
    for (size_t i = 0; i < t->n_constraints; i++) {
        if (is_json_check(&t->constraints[i], col->name))
            col->type = (sq_type){.kind = SQ_T_MY_JSON};
        else
            t->constraints[n++] = t->constraints[i];
    }
    t->n_constraints = n;
}

static bool refine(sq_arena *a, sqi_reflected *t)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        sq_column_spec *col = &t->columns[i];
        if (t->kind == SQ_OBJECT_VIEW)
            col->o.server_default = NULL; /* that of a view's column is nobody's */
        read_json(t, col);
        if (!forget_usual_collation(a, t, &col->type))
            return false;
    }
    if (!t->n_columns)
        t->kind = 0; /* a view that does not work any more, or all is hidden from the user */
    return true;
}

const sqi_reflector sqi_mysql_reflector = {
    .schemas = schemas,
    .objects = objects,
    .columns = mysql_columns,
    .keys = mysql_keys,
    .checks = mysql_checks,
    .indexes = mysql_indexes,
    .options = options,
    .type = read_type,
    .refine = refine,
};

const sqi_reflector sqi_mariadb_reflector = {
    .schemas = schemas,
    .objects = objects,
    .columns = mariadb_columns,
    .keys = mariadb_keys,
    .checks = mariadb_checks,
    .indexes = mariadb_indexes,
    .options = options,
    .sequences = mariadb_sequences,
    .type = read_type,
    .refine = refine,
};
