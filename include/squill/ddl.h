/* ddl.h: statements that define things: CREATE, DROP, ALTER, COMMENT, savepoints.
 *
 * Each gives a statement that compiles and executes like any other. What they name must live as
 * long as the statement (static, or of a metadata, which the statement keeps alive).
 * SQLAlchemy: sqlalchemy.schema.CreateTable and the rest. */
#ifndef SQUILL_DDL_H
#define SQUILL_DDL_H

#include "squill/dml.h"
#include "squill/schema.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sq_ddl_options {
    size_t size;
    bool if_not_exists, if_exists, cascade;
    bool temporary, or_replace, materialized; /* views, CREATE TABLE AS */
    const int
        *foreign_keys; /* CREATE TABLE: positions of the only foreign keys to write, -1 ends */
    const sq_option *options;
} sq_ddl_options;

SQ_API SQ_USE const sq_stmt *sq_create_table(sq_builder *q, const sq_relation *t,
                                             const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_table(sq_builder *q, const sq_relation *t,
                                           const sq_ddl_options *o);
/* Parts of a table's definition, as inside of CREATE TABLE. */
SQ_API SQ_USE const sq_stmt *sq_column_definition(sq_builder *q, const sq_relation *t,
                                                  const char *key);
SQ_API SQ_USE const sq_stmt *sq_loose_column_definition(sq_builder *q, const sq_column_spec *c);
SQ_API SQ_USE const sq_stmt *sq_constraint_definition(sq_builder *q, const sq_relation *t,
                                                      size_t constraint);
SQ_API SQ_USE const sq_stmt *sq_create_index(sq_builder *q, const sq_index *i,
                                             const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_index(sq_builder *q, const sq_index *i,
                                           const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_add_constraint(sq_builder *q, const sq_relation *t,
                                               size_t constraint);
SQ_API SQ_USE const sq_stmt *sq_drop_constraint(sq_builder *q, const sq_relation *t,
                                                size_t constraint, const sq_ddl_options *o);
/* The same of one that the table does not describe (any more). `kind`: MySQL has a statement for
 * each. */
SQ_API SQ_USE const sq_stmt *sq_drop_constraint_named(sq_builder *q, const sq_relation *t,
                                                      sq_constraint_kind kind, sq_name name,
                                                      const sq_ddl_options *o);

/* ---- ALTER ----
 * Of a column that is added or altered, `t` tells what it is to be; what goes, or has another name
 * afterwards, is given by name. So one description, that of the application's next version, serves
 * the change and all that runs after it. What a database can not alter is refused with the reason
 * (SQ_ERR_UNSUPPORTED; sq_verdict() tells beforehand). SQLAlchemy has none of these but the
 * constraints above; Alembic's op has them under the same names. */

/* ALTER TABLE t ADD COLUMN name type .., with all that the column itself says: NOT NULL, DEFAULT,
 * UNIQUE, its checks, the foreign key of `.references`. Its index is a statement of its own
 * (sq_create_index()). Options: .if_not_exists. */
SQ_API SQ_USE const sq_stmt *sq_add_column(sq_builder *q, const sq_relation *t, const char *key,
                                           const sq_ddl_options *o);
/* ALTER TABLE t DROP COLUMN name. Options: .if_exists, .cascade. */
SQ_API SQ_USE const sq_stmt *sq_drop_column(sq_builder *q, const sq_relation *t, sq_name column,
                                            const sq_ddl_options *o);
/* What of a column is brought to what the table says of it. */
typedef enum sq_alter {
    SQ_ALTER_TYPE = 1 << 0,
    SQ_ALTER_NULLABLE = 1 << 1, /* SET NOT NULL, DROP NOT NULL */
    SQ_ALTER_DEFAULT = 1 << 2,  /* the server's: SET DEFAULT, DROP DEFAULT */
    SQ_ALTER_ALL = (1 << 3) - 1,
} sq_alter;
/* ALTER TABLE t ALTER COLUMN name TYPE .., ALTER COLUMN name SET NOT NULL ..; on MySQL and MariaDB
 * MODIFY, which restates the whole column, whatever `what` says. `what`: sq_alter, or'ed. Options:
 * {"postgresql_using", expression or SQL}: how values become ones of the new type. */
SQ_API SQ_USE const sq_stmt *sq_alter_column(sq_builder *q, const sq_relation *t, const char *key,
                                             unsigned what, const sq_ddl_options *o);
/* ALTER TABLE t RENAME TO name: `t` has the old name; the schema stays. */
SQ_API SQ_USE const sq_stmt *sq_rename_table(sq_builder *q, const sq_relation *t, sq_name to);
/* ALTER TABLE t RENAME COLUMN a TO b. */
SQ_API SQ_USE const sq_stmt *sq_rename_column(sq_builder *q, const sq_relation *t, sq_name from,
                                              sq_name to);
/* ALTER INDEX a RENAME TO b; MySQL, MariaDB: ALTER TABLE t RENAME INDEX a TO b. */
SQ_API SQ_USE const sq_stmt *sq_rename_index(sq_builder *q, const sq_index *i, sq_name to);

/* ---- sequences, schemas, comments ---- */
SQ_API SQ_USE const sq_stmt *sq_create_sequence(sq_builder *q, const sq_sequence *s,
                                                const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_sequence(sq_builder *q, const sq_sequence *s,
                                              const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_create_schema(sq_builder *q, sq_name name, const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_schema(sq_builder *q, sq_name name, const sq_ddl_options *o);
typedef enum sq_comment_target {
    SQ_COMMENT_TABLE,
    SQ_COMMENT_COLUMN,
    SQ_COMMENT_CONSTRAINT,
} sq_comment_target;
/* COMMENT ON ...; `drop` writes none. column: its key; constraint: its position. */
SQ_API SQ_USE const sq_stmt *sq_comment_on(sq_builder *q, sq_comment_target what,
                                           const sq_relation *t, const char *column,
                                           size_t constraint, bool drop);
SQ_API SQ_USE const sq_stmt *sq_create_table_as(sq_builder *q, sq_name name, const char *schema,
                                                const sq_stmt *select, const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_create_view(sq_builder *q, sq_name name, const char *schema,
                                            const sq_stmt *select, const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_view(sq_builder *q, sq_name name, const char *schema,
                                          const sq_ddl_options *o);
/* CREATE TYPE .. AS ENUM, CREATE DOMAIN. */
SQ_API SQ_USE const sq_stmt *sq_create_type(sq_builder *q, sq_type t, const sq_ddl_options *o);
SQ_API SQ_USE const sq_stmt *sq_drop_type(sq_builder *q, sq_type t, const sq_ddl_options *o);
/* SQL text with %(table)s, %(schema)s, %(fullname)s of `t` (may be NULL) and of `context`, which
 * may name these three anew. A text there is a name and is quoted where it needs it; a number is
 * written as a literal, an expression as it is: SQL of one's own is sq_text(q, SQ_SQL("..")).
 * `%%` is a percent sign. SQLAlchemy: DDL(), whose context is written as it is. */
SQ_API SQ_USE const sq_stmt *sq_ddl_text(sq_builder *q, const sq_sql_text *text,
                                         const sq_relation *t, const sq_binding *context, size_t n);
SQ_API SQ_USE const sq_stmt *sq_savepoint(sq_builder *q, sq_name name);
SQ_API SQ_USE const sq_stmt *sq_rollback_to_savepoint(sq_builder *q, sq_name name);
SQ_API SQ_USE const sq_stmt *sq_release_savepoint(sq_builder *q, sq_name name);

#ifdef __cplusplus
}
#endif
#endif
