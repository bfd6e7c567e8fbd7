/* walk.h: looking at trees, and making changed ones of them.
 *
 * Every expression, from element and statement begins with an sq_node: &e->node. A tree is never
 * changed; a rewrite gives a new one that shares what stayed. Threads: finished trees may be read
 * from any thread. SQLAlchemy: sqlalchemy.sql.visitors. */
#ifndef SQUILL_WALK_H
#define SQUILL_WALK_H

#include "squill/dml.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a node is for. */
typedef enum sq_role { SQ_ROLE_EXPR, SQ_ROLE_RELATION, SQ_ROLE_STMT } sq_role;
SQ_API sq_role sq_node_role(const sq_node *n);
/* "column", "binary", "select", "where" ...; constant, never NULL. */
SQ_API const char *sq_node_kind(const sq_node *n);
/* The name of a column, parameter, label, function, alias, table ...; p NULL if it has none. */
SQ_API sq_name sq_node_name(const sq_node *n);
/* The operator of an expression; SQ_OP_COUNT if it has none. */
SQ_API sq_op sq_node_op(const sq_node *n);
/* The type of an expression's value; never NULL. */
SQ_API const sq_type *sq_node_type(const sq_node *n);

/* The same structure: what shares an entry of the cache. Values of parameters do not count; which
 * ones are the same parameter, alias or CTE does. SQLAlchemy: compare(). */
SQ_API bool sq_node_equal(const sq_node *a, const sq_node *b);

/* Every node of a tree once, parents before their children; a visit that gives false ends the walk.
 * SQ_OK, also when it was ended, or SQ_ERR_NOMEM. SQLAlchemy: visitors.iterate(). */
typedef bool sq_visit(void *context, const sq_node *n);
SQ_API int sq_walk(const sq_node *n, sq_visit *visit, void *context);

/* What is to stand in the place of an expression or from element: another one, which is taken as it
 * is; NULL or `n` itself to keep it and go on inside. Called once for each node. */
typedef const sq_node *sq_replace(void *context, sq_builder *q, const sq_node *n);
/* The tree with everything replaced; itself if nothing was. Where a from element is replaced, its
 * columns become those of the new one at the same positions. The result is poison where something
 * was replaced by a node of another role. SQLAlchemy: visitors.replacement_traverse(). */
SQ_API SQ_USE const sq_stmt *sq_rewrite(sq_builder *q, const sq_stmt *s, sq_replace *replace,
                                        void *context);
SQ_API const sq_expr *sq_rewrite_expr(sq_builder *q, const sq_expr *e, sq_replace *replace,
                                      void *context);

#ifdef __cplusplus
}
#endif
#endif
