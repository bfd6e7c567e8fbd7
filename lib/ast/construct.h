/* construct.h: what the constructors of expressions, from elements and statements share. */
#ifndef SQI_CONSTRUCT_H
#define SQI_CONSTRUCT_H

#include "lib/ast/finish.h"

static inline sq_type_class sqi_class_of(const sq_type *t)
{
    return t && t->kind < SQ_T_COUNT ? (sq_type_class)sqi_type_classes[t->kind] : SQ_TC_UNKNOWN;
}
static inline sq_type_class sqi_expr_class(const sq_expr *e)
{
    return sqi_class_of(e->node.type);
}
static inline bool sqi_is_unknown(const sq_type *t)
{
    return !t || t->kind == SQ_T_UNKNOWN;
}

/* An operand that must be there: NULL becomes poison, which the node then passes on. */
const sq_expr *sqi_not_given(sq_builder *q, const char *where);
static inline const sq_expr *sqi_given(sq_builder *q, const sq_expr *e, const char *where)
{
    return e ? e : sqi_not_given(q, where);
}
const sq_relation *sqi_no_rel(sq_builder *q, const char *where);
static inline const sq_relation *sqi_given_rel(sq_builder *q, const sq_relation *r,
                                               const char *where)
{
    return r ? r : sqi_no_rel(q, where);
}
const sq_stmt *sqi_no_stmt(sq_builder *q, const char *where);
static inline const sq_stmt *sqi_given_stmt(sq_builder *q, const sq_stmt *s, const char *where)
{
    return s ? s : sqi_no_stmt(q, where);
}

/* ---- values: operand.c ---- */

/* The type of a plain value on the right of `left op`. SQLAlchemy: coerce_compared_value(). */
const sq_type *sqi_adapt_type(sq_op op, const sq_type *left, sq_value v);
/* As sqi_operand(), for the right side of an operator. */
const sq_expr *sqi_operand_of(sq_builder *q, sq_op op, sq_value v, const sq_expr *like,
                              const char *where);
/* The short way to it, checked against the type of `like`, for numbers and texts beside operators
 * that compare or calculate; NULL: nothing is decided. */
const sq_expr *sqi_usual_operand(sq_builder *q, sq_value v, const sq_expr *like);
/* Poison if a plain value can not be what `type` holds; NULL if it can. `like` is for the
 * message. */
const void *sqi_check_value(sq_builder *q, const sq_type *type, const sq_expr *like, sq_value v,
                            const char *where);
/* A value given to a column: bound with exactly that type; NULL too. */
const sq_expr *sqi_assigned(sq_builder *q, sq_value v, const sq_type *type, const sq_expr *column,
                            sq_name name, const char *where);
/* A plain number for LIMIT and the like, at least 0; expressions pass. */
const sq_expr *sqi_row_count(sq_builder *q, sq_value v, const char *where);
/* Is it no expression and no statement, but a value to be bound? */
static inline bool sqi_is_plain(sq_value v)
{
    return v.kind != SQ_V_EXPR && v.kind != SQ_V_STMT;
}
sq_value sqi_list_of(const sq_value *items, size_t n);
/* Words for messages: "users.id", "integer", "text". */
void sqi_describe(const sq_expr *e, char *buffer, size_t size);
void sqi_describe_rel(const sq_relation *r, char *buffer, size_t size);

/* ---- operators ---- */

const sq_type *sqi_result_type(sq_op op, const sq_expr *left, const sq_expr *right);
/* What an operator carries, copied; NULL if it is nothing. */
const sqi_operator *sqi_operator_of(sq_builder *q, const sq_operator *o, const char *where,
                                    const void **poison);
const sq_expr *sqi_make_binary(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b,
                               const sq_type *type, const sqi_operator *with);
const sq_expr *sqi_make_unary(sq_builder *q, sq_op op, const sq_expr *a, const sq_type *type);
const sq_expr *sqi_make_const(sq_builder *q, int which);
/* A boolean column or value as a condition: x, or x = 1. Others pass. SQLAlchemy: AsBoolean. */
const sq_expr *sqi_any_condition(sq_builder *q, const sq_expr *e);
static inline const sq_expr *sqi_condition(sq_builder *q, const sq_expr *e)
{
    return SQI_IS(e, BINARY) ? e : sqi_any_condition(q, e); /* as most are */
}
static inline bool sqi_is_const(const sq_expr *e, int which)
{
    return SQI_IS(e, CONST) && SQI_CAST_TO(constant, e)->which == which;
}
/* An AND or OR without items, also under a label: nothing is left of it among conditions. */
bool sqi_is_empty_chain(const sq_expr *e);

/* ---- from elements ---- */

/* How many columns it has; what the i-th is called, and what it is. */
size_t sqi_relation_width(const sq_relation *r);
const sq_expr *sqi_relation_column(sq_builder *q, const sq_relation *r, size_t i);

/* A column that a statement or from element exports: what is selected, or the index-th column of
 * `rel`. The name has p NULL where it is made up when compiling, the key where there is none. */
typedef struct sqi_export {
    const sq_expr *expr;
    const sq_relation *rel;
    uint32_t index;
    sq_name name;
    sq_name key;
    const sq_type *type;
    /* a column of a derived element: what it stands for inside, likewise expression or position */
    const sq_expr *inner;
    const sq_relation *inner_rel;
    uint32_t inner_index;
} sqi_export;
typedef struct sqi_exports {
    sqi_export *p;
    size_t n;
    bool ok; /* false: no memory */
} sqi_exports;
/* Names and strings are in the arena, or borrowed from the nodes. SQLAlchemy: exported_columns. */
sqi_exports sqi_relation_exports(sq_arena *a, const sq_relation *r);
sqi_exports sqi_statement_exports(sq_arena *a, const sq_stmt *s);
const sq_type *sqi_first_export_type(sq_arena *a, const sq_stmt *s, bool *ok); /* NULL: unknown */
size_t sqi_statement_width(const sq_stmt *s);
/* Can it stand as a subquery? Poison can: it passes. */
bool sqi_is_selectable(const sq_stmt *s);
/* Type of the first column; never NULL. */
const sq_type *sqi_first_type(sq_builder *q, const sq_stmt *s);
/* "table_column"; p NULL if the table has no name of its own. SQLAlchemy: _tq_label. */
sq_name sqi_qualified_label(sq_arena *a, const sq_expr *column, bool key, bool *ok);

/* A list `a, b` among the columns of a select: stands for its items. */
static inline bool sqi_is_column_list(const sq_expr *e)
{
    return SQI_IS(e, CHAIN) && SQI_CAST_TO(chain, e)->op == SQ_OP_COMMA &&
           !SQI_CAST_TO(chain, e)->before;
}

/* ---- statements ---- */

/* The node that starts a statement; its kind is in the flags of every node of the statement. */
const sq_stmt *sqi_statement_head(const sq_stmt *s);
static inline sqi_kind sqi_head_kind(const sq_stmt *s)
{
    return (sqi_kind)s->node.flags;
}

/* A set of the heads that a clause goes with. */
#define SQI_ON(K) (UINT64_C(1) << (SQI_N_##K - SQI_N_SELECT))
_Static_assert(SQI_N_REFINE - SQI_N_SELECT < 64, "the heads fit a set");
#define SQI_ON_SELECTS (SQI_ON(SELECT) | SQI_ON(COMPOUND))
#define SQI_ON_DML     (SQI_ON(INSERT) | SQI_ON(UPDATE) | SQI_ON(DELETE))
#define SQI_ON_ANY                                                                                 \
    (SQI_ON_SELECTS | SQI_ON_DML | SQI_ON(TEXTUAL_SELECT) | SQI_ON(TEXT_STMT) |                    \
     SQI_ON(VALUES_STMT) | SQI_ON(GROUPING_STMT))
/* The builder that a clause of `s` is made in; NULL if it can not take it, sqi_no_clause() tells
 * why not. */
static inline sq_builder *sqi_clause_builder(const sq_stmt *s, uint64_t heads)
{
    sq_builder *q = s && !sqi_is_poison(s) ? sqi_builder_of(s) : NULL;
    return q && (heads >> (sqi_head_kind(s) - SQI_N_SELECT)) & 1 ? q : NULL;
}
SQI_COLD const void *sqi_no_clause(const sq_stmt *s, const char *where);
/* A clause of `s`, zeroed but for what stands in all. */
static inline void *sqi_clause(sq_builder *q, const sq_stmt *s, sqi_kind kind, size_t size)
{
    sqi_refine *n = sqi_make_sized(q, kind, size);
    n->prev = s; /* `prev` stands first in all clauses */
    return n;
}
#define SQI_CLAUSE(q, s, K, n) ((sqi_##n *)sqi_clause((q), (s), SQI_N_##K, sizeof(sqi_##n)))
/* A list copied; what is wrong with it stands in it as poison, as with sqi_list(): also what is no
 * column of `target`, that of INSERT; NULL: others can be set as well. */
sqi_assigns sqi_assign_list(sq_builder *q, const sq_relation *target, const sq_assignment *a,
                            size_t n, bool named, const char *where);

#endif
