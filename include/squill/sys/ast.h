/* sys/ast.h: for people who extend the language: elements of one's own. A weaker promise than the
 * headers beside it: it may change in a minor release. */
#ifndef SQUILL_SYS_AST_H
#define SQUILL_SYS_AST_H

#include "squill/expr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An element of one's own: a constant table; two elements are equal if they have the same table and
 * equal items. `render` writes it for a dialect; it must give the same text for equal items.
 * SQLAlchemy: a ColumnElement with @compiles. */
typedef struct sq_extension_methods {
    const char *name;
    void (*render)(sq_writer *w, const char *dialect, const sq_expr *const *items, size_t n);
} sq_extension_methods;

SQ_API const sq_expr *sq_extension_n(sq_builder *q, const sq_extension_methods *methods, sq_type t,
                                     const sq_expr *const *items, size_t n);

/* Only while rendering, also by the functions of sq_type_methods. Nothing here takes text that is
 * no SQL text: names are quoted. */
SQ_API void sq_write_sql(sq_writer *w, const sq_sql_text *sql);
SQ_API void sq_write_expr(sq_writer *w, const sq_expr *e); /* in parentheses if it is an operator */
SQ_API void sq_write_name(sq_writer *w, sq_name name);
SQ_API void sq_write_value(sq_writer *w, sq_value v); /* as a literal of the dialect */
SQ_API void sq_write_type(sq_writer *w, sq_type t);
SQ_API void sq_write_unsupported(sq_writer *w,
                                 const char *what); /* the dialect has no such thing */

#ifdef __cplusplus
}
#endif
#endif
