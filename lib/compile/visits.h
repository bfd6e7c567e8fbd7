/* visits.h: the default forms that dialects call or put into their tables. */
#ifndef SQI_VISITS_H
#define SQI_VISITS_H

#include "lib/compile/compiler.h"

/* Lists of default visits, ended by SQI_N_COUNT; the root dialect is made of them. */
extern const sqi_visit_entry sqi_expr_visits[], sqi_operator_visits[], sqi_func_visits[],
    sqi_from_visits[], sqi_select_visits[], sqi_dml_visits[], sqi_merge_visits[], sqi_text_visits[],
    sqi_ddl_visits[];

/* expr.c */
void sqi_put_parens(sqi_compiler *c, const sq_expr *e);
/* op is IN or NOT IN, or SQ_OP_COUNT elsewhere: what an empty list means. */
void sqi_put_bind(sqi_compiler *c, const sqi_bind *x, sq_op op);
/* An operand of `against`, which `custom` may say more about. */
void sqi_visit_operand_of(sqi_compiler *c, const sq_expr *e, sq_op against,
                          const sqi_operator *custom);

/* operator.c */
bool sqi_is_plain_infix(sq_op op); /* unless a dialect writes it whole */
void sqi_put_infix(sqi_compiler *c, const sqi_binary_with *b, const char *text);
/* In parentheses below another operator. */
void sqi_put_eager(sqi_compiler *c, const sqi_binary_with *b, const char *text);
void sqi_put_custom(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_binary(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_in(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_like(sqi_compiler *c, const sqi_binary_with *b); /* startswith and its like */
void sqi_put_ilike_by_lower(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_div(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_floordiv(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_pow(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_getitem(sqi_compiler *c, const sqi_binary_with *b);
void sqi_put_unsupported_op(sqi_compiler *c, const sqi_binary_with *b);
void sqi_visit_unary(sqi_compiler *c, const sq_node *n);
void sqi_put_chain(sqi_compiler *c, const sqi_chain *x);
void sqi_put_chain_with(sqi_compiler *c, const sqi_chain *x, const char *separator);
void sqi_put_cast(sqi_compiler *c, const sqi_cast *x);
void sqi_put_extract(sqi_compiler *c, const sqi_extract *x);
void sqi_put_column_of(sqi_compiler *c, const sqi_column_of *x);
/* What must stand in the text and can not be a parameter: a bound value becomes a literal when the
 * statement is sent, so that one compiled form still serves every value. */
void sqi_put_inline(sqi_compiler *c, const sq_expr *e);
sq_str sqi_capture_empty_set(sqi_compiler *c, const sq_type *type, int width, sq_op op);

/* func.c */
void sqi_put_func(sqi_compiler *c, const sqi_func *f, const char *name); /* name(args) */
void sqi_put_args(sqi_compiler *c, sqi_exprs args);                      /* (args), grouped */
void sqi_put_aggregate_order_by(sqi_compiler *c, const sqi_aggregate_order_by *x);
void sqi_visit_regexp_replace(sqi_compiler *c, const sq_node *n); /* as a function of that name */
/* x ORDER BY y, inside of the parentheses of a call. */
void sqi_put_argument_order(sqi_compiler *c, const sqi_aggregate_order_by *x);
void sqi_put_bare(sqi_compiler *c, const sqi_func *f); /* CURRENT_DATE, without parentheses */

/* label.c */
sq_name sqi_made_label(sqi_compiler *c, const sqi_label *x); /* of one that was not given a name */
static inline sq_name sqi_label_name_of(sqi_compiler *c, const sqi_label *x)
{
    return x->name.p ? x->name : sqi_made_label(c, x);
}
sq_name sqi_own_column_name(sqi_compiler *c, const sqi_own_column *x);

/* select.c */
void sqi_put_order_by(sqi_compiler *c, const sqi_query *q);

/* from.c */
void sqi_visit_root_from(sqi_compiler *c, const sq_relation *r);
void sqi_put_join(sqi_compiler *c, const sqi_join *x, const char *inner);

/* crud.c: the items that are written, with the rows and the RETURNING columns that they need */
void sqi_plan_insert(sqi_compiler *c, sqi_dml *d);
void sqi_plan_from_select(sqi_compiler *c, sqi_dml *d);
void sqi_plan_update(sqi_compiler *c, sqi_dml *d);
const char *sqi_dml_key(const sq_expr *e);                  /* of a column; NULL if it is none */
bool sqi_is_own_column(const sqi_dml *d, const sq_expr *e); /* of the target itself? */
/* What a row of many gives to a column: its value, or a parameter of that name for its default. */
const sq_expr *sqi_value_of_row(sqi_compiler *c, const sqi_set_item *item, const sq_expr *value,
                                sq_name name);

/* page.c: INSERT of many parameter sets */
void sqi_plan_page(sqi_compiler *c, sqi_dml *d); /* behind the plan of one row */
void sqi_put_page(sqi_compiler *c, const sqi_dml *d);
/* Takes note of where among the returned columns the one is that tells the order. */
void sqi_note_page_column(sqi_compiler *c, const sqi_dml *d, sqi_vec *columns);
/* The finished statement: what its spans and slots leave of it. */
void sqi_settle_page(sq_compiled *k);

/* dml.c */
void sqi_begin_dml(sqi_compiler *c, const sqi_dml *d, sqi_purpose purpose);
void sqi_put_target(sqi_compiler *c, const sq_relation *r);
void sqi_put_column_list(sqi_compiler *c, const sqi_dml *d); /* (a, b) */
void sqi_put_dml_column(sqi_compiler *c, const sqi_dml_column *x);

/* upsert.c */
void sqi_put_default_row(sqi_compiler *c, const sqi_dml *d, const char *value);
/* `in`: SQI_INLINE if the elements and WHERE of the index must be sent without parameters. */
void sqi_put_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o, uint32_t in);

/* ansi.c */
void sqi_put_distinct(sqi_compiler *c, const sqi_query *q);
void sqi_put_fetch(sqi_compiler *c, const sqi_query *q);
void sqi_put_hint_behind(sqi_compiler *c, const sqi_hint *h, const sq_relation *r,
                         const sqi_mark *at);

/* literal.c */
void sqi_put_double(sqi_compiler *c, double d);
void sqi_put_plain_string(sqi_compiler *c, const char *s, size_t n); /* quotes doubled */

/* extension.c */
void sqi_put_extension(sqi_compiler *c, const sqi_extension *x);
/* Has a user's type SQL round a bound value, or round a selected column? */
bool sqi_is_wrapped(const sq_type *t, bool column);
void sqi_put_wrapped(sqi_compiler *c, const sq_type *t, const sq_expr *inner, bool column);
/* What a user's type writes itself; false: nothing. */
bool sqi_put_own_type(sqi_compiler *c, const sq_type *t);
bool sqi_put_own_literal(sqi_compiler *c, sq_value v, const sq_type *t);
/* What bind() of a user's type makes of a value; false: it was refused, which is told. */
bool sqi_convert_literal(sqi_compiler *c, const sq_type *t, sq_value *v);

#endif
