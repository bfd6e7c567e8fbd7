/* trees.h: random statements, made from a string of bytes: each choice takes one, and when they are
 * used up every choice is the simplest. So a tree is made again from its bytes, gets smaller when
 * bytes are taken out or set to 0, and a fuzzer can steer it. Types are respected. */
#ifndef SQT_TREES_H
#define SQT_TREES_H

#include "squill.h"

/* What operands may be for one operator in one place is a "field": it may be another without the
 * rest of the tree changing. `change` picks the field that becomes its neighbour. */
typedef struct tree_source {
    const uint8_t *bytes;
    size_t n, at;
    int depth;
    const bool *allowed; /* what tree_allowed() gave; NULL: only what every database has */
    bool inside;         /* of a sub-select */
    int specials;        /* of the allowed ones, met so far */
    int fields;          /* met so far */
    int change;          /* the field to change, from 0; -1: none */
    /* (a op (b op c)) of an associative op is written without parentheses, as SQLAlchemy does: to a
     * parser that is another tree of the same meaning. Counted. */
    int regrouped;
    int empty_lists; /* x IN (NULL) AND (1 != 1): one more AND in a row of them */
} tree_source;

enum { TREE_BYTES = 96, TREE_SPECIALS = 128 };

const sq_stmt *tree_build(sq_builder *q, tree_source *s);
/* What a database has of the parts that not each of them has, by sq_verdict(): TREE_SPECIALS of
 * them. False: one of them is wrong, told in *err. */
bool tree_allowed(const sq_dialect *d, bool *out, sq_error *err);
/* SQL that makes the tables of the trees, for SQLite, with rows; ended by NULL. */
extern const char *const tree_tables[];

#endif
