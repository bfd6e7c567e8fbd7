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
    bool if_not_exists, if_exists, cascade;
    bool temporary, or_replace, materialized; /* views, CREATE TABLE AS */
    const int
        *foreign_keys; /* CREATE TABLE: positions of the only foreign keys to write, -1 ends */
    const sq_option *options;
    size_t size;
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
/* SQL text with %(table)s, %(schema)s, %(fullname)s of `t` (may be NULL) and of `context`. */
SQ_API SQ_USE const sq_stmt *sq_ddl_text(sq_builder *q, const sq_sql_text *text,
                                         const sq_relation *t, const sq_binding *context, size_t n);
SQ_API SQ_USE const sq_stmt *sq_savepoint(sq_builder *q, sq_name name);
SQ_API SQ_USE const sq_stmt *sq_rollback_to_savepoint(sq_builder *q, sq_name name);
SQ_API SQ_USE const sq_stmt *sq_release_savepoint(sq_builder *q, sq_name name);

#ifdef __cplusplus
}
#endif
#endif
