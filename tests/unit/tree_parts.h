/* tree_parts.h: what the files of the tree generator share. */
#ifndef SQT_TREE_PARTS_H
#define SQT_TREE_PARTS_H

#include "tests/unit/trees.h"

/* `made`, `doc` and `list` are for what is special. */
SQ_TABLE_DECLARE(tree_t, (id, integer), (x, integer), (y, integer), (name, text), (note, text),
                 (flag, boolean), (open, boolean), (size, double), (width, double),
                 (made, timestamp), (doc, json), (list, type()));
SQ_TABLE_DECLARE(tree_u, (id, integer), (t_id, integer), (word, text));
SQ_TABLE_DECLARE(tree_v, (id, integer), (t_id, integer), (n, integer));

/* ---- choices ---- */

unsigned tree_choose(tree_source *s, unsigned n);
/* One that is a field of the tree: it may be another while the rest stays. */
unsigned tree_field(tree_source *s, unsigned n);

/* ---- parts that every database has ---- */

typedef const sq_expr *tree_make(sq_builder *q, tree_source *s);
tree_make tree_integer, tree_real, tree_text, tree_boolean;
sq_value tree_integer_value(tree_source *s);
sq_value tree_text_value(tree_source *s);
/* SELECT column FROM tree_u, with or without conditions. */
const sq_stmt *tree_inner_select(sq_builder *q, tree_source *s, const sq_expr *column);
/* SELECT tree_t.id, some value FROM tree_t. */
const sq_stmt *tree_select(sq_builder *q, tree_source *s, bool may_have_more);

/* ---- parts that some databases have, and kinds of nodes that are rare ---- */

typedef enum tree_slot {
    TREE_INTEGER,
    TREE_TEXT,
    TREE_BOOLEAN,
    TREE_WINDOW,    /* a column more */
    TREE_AGGREGATE, /* a column beside GROUP BY */
    TREE_CLAUSE,    /* changes a SELECT from tree_t */
    TREE_TAIL,      /* the same behind ORDER BY */
    TREE_STATEMENT, /* a whole one */
} tree_slot;
typedef struct tree_special {
    tree_slot slot;
    bool has_select; /* a SELECT from tree_u in it: not inside of another */
    tree_make *expr; /* or */
    const sq_stmt *(*stmt)(sq_builder *q, tree_source *s, const sq_stmt *of); /* NULL: a new one */
} tree_special;
/* Both ended by an entry that makes nothing. */
extern const tree_special tree_expressions[], tree_statements[];
/* One for that place that the database of the tree has; NULL: none. */
const tree_special *tree_pick(tree_source *s, tree_slot slot);

#endif
