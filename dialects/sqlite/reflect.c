/* reflect.c: what is in an SQLite database.
 *
 * Facts come from its pragma functions, which take a database's name as argument, and from the
 * statements that it keeps (definition.c). Without a schema those are meant that a name alone
 * finds: of the main database and of the temporary one, which hides the former's. Attached
 * databases are told by their names, as in CREATE TABLE. A virtual table, whose rows are where its
 * module has them, is told as a foreign one. Left out are SQLite's own tables and the shadow tables
 * of virtual ones. SQLAlchemy: SQLiteDialect.get_columns() and its like. */
#include <string.h>
#include "dialects/sqlite/ddl.h"
#include "dialects/sqlite/definition.h"

/* ---- queries ----
 * A pragma function tells nothing before it has its arguments: CROSS JOIN keeps the order in which
 * the tables stand, which SQLite would change otherwise. */

/* What is asked for. To ask for the columns of a view that does not work any more is an error, as
 * it is of a virtual table whose module is not there: those are told by name alone. */
#define OBJECTS                                                                                    \
    "WITH known AS MATERIALIZED (\n"                                                               \
    "    SELECT l.schema, l.name, l.type\n"                                                        \
    "    FROM pragma_table_list AS l\n"                                                            \
    "    WHERE lower(substr(l.name, 1, 7)) <> 'sqlite_'\n"                                         \
    "),\n"                                                                                         \
    "objects AS MATERIALIZED (\n"                                                                  \
    "    SELECT k.schema, k.name, k.type\n"                                                        \
    "    FROM known AS k\n"                                                                        \
    "    WHERE k.type IN ('table', 'view', 'virtual')\n"                                           \
    "    AND (:name IS NULL OR k.name = :name)\n"                                                  \
    "    AND (k.schema = :schema\n"                                                                \
    "         OR (:schema IS NULL AND k.schema = 'temp')\n"                                        \
    "         OR (:schema IS NULL AND k.schema = 'main'\n"                                         \
    "             AND NOT EXISTS (SELECT 1\n"                                                      \
    "                             FROM known AS t\n"                                               \
    "                             WHERE t.schema = 'temp'\n"                                       \
    "                             AND t.name = k.name COLLATE NOCASE)))\n"                         \
    ")"

/* What made them; a trigger may have the name of a table. */
#define STATEMENTS                                                                                 \
    ",\n"                                                                                          \
    "statements AS MATERIALIZED (\n"                                                               \
    "    SELECT coalesce(:schema, 'main') AS schema, s.name, s.sql\n"                              \
    "    FROM {schema.}sqlite_schema AS s\n"                                                       \
    "    WHERE s.type <> 'trigger' AND (:name IS NULL OR s.tbl_name = :name)\n"                    \
    "    UNION ALL\n"                                                                              \
    "    SELECT 'temp', s.name, s.sql\n"                                                           \
    "    FROM temp.sqlite_schema AS s\n"                                                           \
    "    WHERE s.type <> 'trigger' AND (:name IS NULL OR s.tbl_name = :name)\n"                    \
    "    AND :schema IS NULL\n"                                                                    \
    ")"

static const char schemas[] = "SELECT d.name AS name,\n"
                              "       d.name = 'main' AS is_usual\n"
                              "FROM pragma_database_list AS d\n"
                              "WHERE d.name <> 'temp'\n"
                              "ORDER BY d.name";

static const char objects[] = OBJECTS STATEMENTS
    "\n"
    "SELECT o.name AS name,\n"
    "       CASE o.type WHEN 'virtual' THEN 'foreign table' ELSE o.type END AS kind,\n"
    "       NULL AS comment,\n"
    "       s.sql AS definition,\n"
    "       o.schema = 'temp' AS temporary\n"
    "FROM objects AS o\n"
    "LEFT JOIN statements AS s ON s.schema = o.schema AND s.name = o.name\n"
    "ORDER BY o.name";

/* Is it another name of the rowid, which is never NULL and counts by itself? Any other key has an
 * index of its own. */
#define IS_ROWID                                                                                   \
    "(x.pk = 1\n"                                                                                  \
    "        AND (SELECT count(*)\n"                                                               \
    "             FROM pragma_table_xinfo(o.name, o.schema) AS k\n"                                \
    "             WHERE k.pk > 0) = 1\n"                                                           \
    "        AND NOT EXISTS (SELECT 1\n"                                                           \
    "                        FROM pragma_index_list(o.name, o.schema) AS i\n"                      \
    "                        WHERE i.origin = 'pk'))"

/* hidden: 1 of a virtual table, which * does not mean; 2 and 3 computed, not kept and kept. */
static const char columns[] = OBJECTS "\n"
                                      "SELECT o.name AS table_name,\n"
                                      "       x.name AS name,\n"
                                      "       x.type AS type,\n"
                                      "       NULL AS type_schema,\n"
                                      "       NULL AS type_name,\n"
                                      "       NULL AS collation,\n"
                                      "       NULL AS charset,\n"
                                      "       x.dflt_value AS default_sql,\n"
                                      "       NULL AS onupdate_sql,\n"
                                      "       NULL AS computed_sql,\n"
                                      "       NULL AS identity,\n"
                                      "       NULL AS comment,\n"
                                      "       NOT (x.\"notnull\" OR (" IS_ROWID
                                      ")) AS is_nullable,\n"
                                      "       x.hidden = 3 AS is_persisted,\n"
                                      "       " IS_ROWID " AS is_autoincrement,\n"
                                      "       0 AS is_hidden,\n"
                                      "       0 AS start,\n"
                                      "       0 AS increment,\n"
                                      "       0 AS minvalue,\n"
                                      "       0 AS maxvalue,\n"
                                      "       0 AS cache,\n"
                                      "       0 AS is_cycle\n"
                                      "FROM objects AS o\n"
                                      "CROSS JOIN pragma_table_xinfo(o.name, o.schema) AS x\n"
                                      "WHERE (o.type = 'table' OR o.name = :name)\n"
                                      "AND x.hidden <> 1\n"
                                      "ORDER BY o.name, x.cid";

/* Foreign keys are numbered from the last one of a table. One that names no columns means the
 * primary key of the other table. Names are as the other table has them, in whatever case they were
 * written. */
static const char keys[] = OBJECTS
    ",\n"
    "rows AS (\n"
    "    SELECT o.name AS table_name, 'p' AS kind, 0 AS id, x.pk AS seq, x.name AS column_name,\n"
    "           NULL AS ref_table, NULL AS ref_column, NULL AS on_update, NULL AS on_delete\n"
    "    FROM objects AS o\n"
    "    CROSS JOIN pragma_table_xinfo(o.name, o.schema) AS x\n"
    "    WHERE o.type = 'table'\n"
    "    AND x.pk > 0\n"
    "    UNION ALL\n"
    "    SELECT o.name, 'f', f.id, f.seq, f.\"from\",\n"
    "           coalesce(k.name, f.\"table\"),\n"
    "           coalesce((SELECT x.name\n"
    "                     FROM pragma_table_xinfo(k.name, k.schema) AS x\n"
    "                     WHERE x.name = f.\"to\" COLLATE NOCASE\n"
    "                     OR (f.\"to\" IS NULL AND x.pk = f.seq + 1)), f.\"to\"),\n"
    "           f.on_update, f.on_delete\n"
    "    FROM objects AS o\n"
    "    CROSS JOIN pragma_foreign_key_list(o.name, o.schema) AS f\n"
    "    LEFT JOIN known AS k ON k.schema = o.schema AND k.name = f.\"table\" COLLATE NOCASE\n"
    "                         AND k.type = 'table'\n"
    "    WHERE o.type = 'table'\n"
    ")\n"
    "SELECT r.table_name AS table_name,\n"
    "       NULL AS name,\n"
    "       r.kind || r.id AS id,\n"
    "       r.kind AS kind,\n"
    "       r.column_name AS column_name,\n"
    "       NULL AS ref_schema,\n"
    "       r.ref_table AS ref_table,\n"
    "       r.ref_column AS ref_column,\n"
    "       r.on_update AS on_update,\n"
    "       r.on_delete AS on_delete,\n"
    "       NULL AS match,\n"
    "       NULL AS comment,\n"
    "       0 AS is_deferrable,\n"
    "       0 AS is_deferred,\n"
    "       :schema IS NULL AS ref_is_visible,\n"
    "       0 AS is_included,\n"
    "       0 AS is_nulls_not_distinct,\n"
    "       0 AS is_not_valid,\n"
    "       0 AS is_no_inherit\n"
    "FROM rows AS r\n"
    "ORDER BY r.table_name, r.kind DESC, r.id DESC, r.seq";

/* Indexes that were not made for a constraint. */
static const char indexes[] = OBJECTS STATEMENTS
    "\n"
    "SELECT o.name AS table_name,\n"
    "       i.name AS name,\n"
    "       x.name AS column_name,\n"
    "       NULL AS ops,\n"
    "       NULL AS method,\n"
    "       NULL AS prefix,\n"
    "       NULL AS parser,\n"
    "       NULL AS where_sql,\n"
    "       NULL AS with_sql,\n"
    "       NULL AS tablespace,\n"
    "       NULL AS comment,\n"
    "       s.sql AS expression,\n"
    "       i.\"unique\" AS is_unique,\n"
    "       x.\"desc\" AS is_descending,\n"
    "       0 AS is_included,\n"
    "       0 AS is_nulls_not_distinct,\n"
    "       0 AS nulls,\n"
    "       0 AS length\n"
    "FROM objects AS o\n"
    "CROSS JOIN pragma_index_list(o.name, o.schema) AS i\n"
    "CROSS JOIN pragma_index_xinfo(i.name, o.schema) AS x\n"
    "LEFT JOIN statements AS s ON s.schema = o.schema AND s.name = i.name\n"
    "WHERE o.type = 'table'\n"
    "AND i.origin = 'c'\n"
    "AND x.\"key\"\n"
    "ORDER BY o.name, i.name, x.seqno";

/* ---- types ---- */

static const sqi_type_name type_names[] = {
    {"bigint", SQ_T_SQL_BIGINT, 0},
    {"binary", SQ_T_SQL_BINARY, 0},
    {"blob", SQ_T_SQL_BLOB, 0},
    {"bool", SQ_T_SQL_BOOLEAN, 0},
    {"boolean", SQ_T_SQL_BOOLEAN, 0},
    {"char", SQ_T_SQL_CHAR, 0},
    {"clob", SQ_T_SQL_CLOB, 0},
    {"date", SQ_T_SQL_DATE, 0},
    {"datetime", SQ_T_SQL_DATETIME, 0},
    {"decimal", SQ_T_SQL_DECIMAL, 0},
    {"double", SQ_T_SQL_DOUBLE, 0},
    {"double precision", SQ_T_SQL_DOUBLE_PRECISION, 0},
    {"float", SQ_T_SQL_FLOAT, 0},
    {"int", SQ_T_SQL_INTEGER, 0},
    {"integer", SQ_T_SQL_INTEGER, 0},
    {"json", SQ_T_SQL_JSON, 0},
    {"jsonb", SQ_T_PG_JSONB, 0},
    {"nchar", SQ_T_SQL_NCHAR, 0},
    {"numeric", SQ_T_SQL_NUMERIC, 0},
    {"nvarchar", SQ_T_SQL_NVARCHAR, 0},
    {"real", SQ_T_SQL_REAL, 0},
    {"smallint", SQ_T_SQL_SMALLINT, 0},
    {"text", SQ_T_SQL_TEXT, 0},
    {"time", SQ_T_SQL_TIME, 0},
    {"timestamp", SQ_T_SQL_TIMESTAMP, 0},
    {"uuid", SQ_T_SQL_UUID, 0},
    {"varbinary", SQ_T_SQL_VARBINARY, 0},
    {"varchar", SQ_T_SQL_VARCHAR, 0},
    {NULL, SQ_T_COUNT, 0},
};

/* Of a name that is none of a type, SQLite looks at what it holds: the first row counts. */
static sq_type_kind kind_by_affinity(const char *name)
{
    static const struct {
        const char *part;
        sq_type_kind kind;
    } rules[] = {
        {"int", SQ_T_SQL_INTEGER}, {"char", SQ_T_SQL_TEXT}, {"clob", SQ_T_SQL_TEXT},
        {"text", SQ_T_SQL_TEXT},   {"blob", SQ_T_SQL_BLOB}, {"real", SQ_T_SQL_REAL},
        {"floa", SQ_T_SQL_REAL},   {"doub", SQ_T_SQL_REAL},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strstr(name, rules[i].part))
            return rules[i].kind;
    return SQ_T_SQL_NUMERIC;
}

/* Columns without a type, and those of ANY, keep values of any kind. */
static void set_any_type(sq_type *out, const char *name)
{
    static const sq_type_details none = {.spec = (const sq_sql_text *)(const void *)""},
                                 any = {.spec = (const sq_sql_text *)(const void *)"ANY"};
    *out = (sq_type){.kind = SQ_T_USER_DEFINED, .details = *name ? &any : &none};
}

static bool read_type(sq_arena *a, const sqi_type_text *text, sq_type *out)
{
    (void)a;
    if (!*text->name || strcmp(text->name, "any") == 0) {
        set_any_type(out, text->name);
        return true;
    }
    const sqi_type_name *row = sqi_find_type_name(type_names, text->name);
    *out = sq_type_of(row ? row->kind : kind_by_affinity(text->name));
    sq_type_class class_ = sq_type_class_of((sq_type_kind)out->kind);
    bool sized = class_ == SQ_TC_STRING || class_ == SQ_TC_BINARY || class_ == SQ_TC_NUMERIC;
    if (row && sized && text->n_args > 0)
        out->length = text->args[0];
    if (row && class_ == SQ_TC_NUMERIC && text->n_args > 1) {
        out->scale = text->args[1];
        out->flags |= SQ_TYPE_HAS_SCALE;
    }
    return true;
}

const sqi_reflector sqi_sqlite_reflector = {
    .schemas = schemas,
    .objects = objects,
    .columns = columns,
    .keys = keys,
    .indexes = indexes,
    .asks_views_apart = true,
    .type = read_type,
    .view = sqi_sqlite_read_view,
    .index = sqi_sqlite_read_index,
    .refine = sqi_sqlite_read_table,
};
