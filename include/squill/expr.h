/* expr.h: expressions.
 *
 * The builder comes first. Expressions are immutable; they may be used in any number of places and
 * statements. Plain C values may stand on right-hand sides, where they become bound parameters
 * typed by the other side; NULL compares as IS NULL. Parentheses are never written by the caller:
 * they follow from precedence (ops.def).
 *
 * Ownership: results live in `q`. Threads: one at a time for each builder; finished expressions may
 * be read anywhere. Errors: see builder.h. SQLAlchemy: sqlalchemy.sql.expression. */
#ifndef SQUILL_EXPR_H
#define SQUILL_EXPR_H

#include "squill/builder.h"
#include "squill/map.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sq_op {
#define SQ_OP(name, text, level, flags, negation, result) SQ_OP_##name,
#include "squill/ops.def"
#undef SQ_OP
    SQ_OP_COUNT
} sq_op;
/* "eq", "json_getitem" ...; SQ_OP_COUNT where there is none. */
SQ_API sq_op sq_op_find(const char *name);
SQ_API const char *sq_op_name(sq_op op);

/* ---- values, parameters, constants ---- */

/* A bound parameter of its own from a plain value: `?`. SQLAlchemy: literal(). */
SQ_API const sq_expr *sq_val(sq_builder *q, sq_value v);
SQ_API const sq_expr *sq_val_typed(sq_builder *q, sq_value v, sq_type t);
SQ_API const sq_expr *sq_null(sq_builder *q);  /* NULL */
SQ_API const sq_expr *sq_true(sq_builder *q);  /* true, or 1 and 1 = 1 by dialect and place */
SQ_API const sq_expr *sq_false(sq_builder *q); /* false, or 0 and 0 = 1 */

/* A named parameter; its value comes at execution (sq_bind()) or from `.value`. Two parameters of
 * one name are one. SQLAlchemy: bindparam(). */
typedef struct sq_bindparam_options {
    size_t size;
    const char *name; /* first, so that sq_bindparam(q, "id", .type = sq_integer()) reads well */
    sq_type type;
    sq_value value;
    bool has_value;       /* `value` counts, also when it is NULL */
    bool unique;          /* a parameter of its own: `name` is only the base of its name */
    bool required;        /* no value yet, said expressly */
    bool expanding;       /* stands for a list: `col IN :ids` */
    bool literal_execute; /* written into the text at execution */
    bool row_count;       /* a plain number for LIMIT, OFFSET, FETCH */
    bool out;             /* an OUT parameter */
    sq_quote quote;
} sq_bindparam_options;
SQ_API const sq_expr *sq_bindparam(sq_builder *q, const sq_bindparam_options *o);

/* SQL text as an expression; `:name` is a parameter, `\:` a colon. SQLAlchemy: text(). */
SQ_API const sq_expr *sq_text(sq_builder *q, const sq_sql_text *sql);
SQ_API const sq_expr *sq_text_bound_n(sq_builder *q, const sq_sql_text *sql,
                                      const sq_expr *const *bindparams, size_t n);
/* SQL text in the place of a column. SQLAlchemy: literal_column(). */
SQ_API const sq_expr *sq_literal_column(sq_builder *q, const sq_sql_text *sql, sq_type t,
                                        const sq_relation *of);
/* A column by its name only. SQLAlchemy: column(). `of` qualifies it, or NULL. */
SQ_API const sq_expr *sq_named_column(sq_builder *q, sq_name name, sq_type t,
                                      const sq_relation *of);
/* The same with a key: the name under which a subquery exports it. */
SQ_API const sq_expr *sq_keyed_column(sq_builder *q, sq_name name, const char *key, sq_type t,
                                      const sq_relation *of);

/* ---- columns of a from element ---- */

/* A column by name or position; `users.id` is the checked way for static tables. A name that the
 * element has not is an error (SQ_ERR_ARGUMENT). SQLAlchemy: t.c.name. */
SQ_API const sq_expr *sq_col(sq_builder *q, const sq_relation *from, const char *name);
SQ_API const sq_expr *sq_col_at(sq_builder *q, const sq_relation *from, size_t index);
SQ_API size_t sq_col_count(const sq_relation *from);
/* All columns of it, in the columns of a select. SQLAlchemy: select(t). */
SQ_API const sq_expr *sq_all_columns(sq_builder *q, const sq_relation *from);

/* ---- operators ---- */

/* `a op b` from data: op by enum, both sides expressions. */
SQ_API const sq_expr *sq_binary(sq_builder *q, sq_op op, const sq_expr *a, const sq_expr *b);
SQ_API const sq_expr *sq_unary(sq_builder *q, sq_op op, const sq_expr *a);

#define SQ_PRIV_DECLARE_BINARY(name)                                                               \
    SQ_API const sq_expr *sq_##name(sq_builder *q, const sq_expr *a, sq_value b);
SQ_PRIV_DECLARE_BINARY(eq)  /* a = b; IS NULL for NULL */
SQ_PRIV_DECLARE_BINARY(ne)  /* a != b; IS NOT NULL for NULL */
SQ_PRIV_DECLARE_BINARY(lt)  /* a < b */
SQ_PRIV_DECLARE_BINARY(le)  /* a <= b */
SQ_PRIV_DECLARE_BINARY(gt)  /* a > b */
SQ_PRIV_DECLARE_BINARY(ge)  /* a >= b */
SQ_PRIV_DECLARE_BINARY(add) /* a + b; for texts a || b */
SQ_PRIV_DECLARE_BINARY(sub) /* a - b */
SQ_PRIV_DECLARE_BINARY(mul) /* a * b */
SQ_PRIV_DECLARE_BINARY(div) /* true division: 7 / 2 is 3.5 on every database */
SQ_PRIV_DECLARE_BINARY(floordiv)
SQ_PRIV_DECLARE_BINARY(mod)    /* a % b */
SQ_PRIV_DECLARE_BINARY(pow)    /* power(a, b) */
SQ_PRIV_DECLARE_BINARY(concat) /* a || b */
SQ_PRIV_DECLARE_BINARY(is)     /* a IS b */
SQ_PRIV_DECLARE_BINARY(is_not)
SQ_PRIV_DECLARE_BINARY(is_distinct_from) /* NULL-safe inequality, spelled by dialect */
SQ_PRIV_DECLARE_BINARY(is_not_distinct_from)
SQ_PRIV_DECLARE_BINARY(bitwise_and)
SQ_PRIV_DECLARE_BINARY(bitwise_or)
SQ_PRIV_DECLARE_BINARY(bitwise_xor)
SQ_PRIV_DECLARE_BINARY(bitwise_lshift)
SQ_PRIV_DECLARE_BINARY(bitwise_rshift)
SQ_PRIV_DECLARE_BINARY(like) /* a LIKE b, b is a pattern */
SQ_PRIV_DECLARE_BINARY(not_like)
SQ_PRIV_DECLARE_BINARY(ilike) /* ILIKE, or lower(a) LIKE lower(b) */
SQ_PRIV_DECLARE_BINARY(not_ilike)
/* a begins with, ends with, contains b, taken literally: % and _ in a plain text are escaped and
 * ESCAPE '/' is written. SQLAlchemy: startswith(autoescape=True). */
SQ_PRIV_DECLARE_BINARY(startswith)
SQ_PRIV_DECLARE_BINARY(endswith)
SQ_PRIV_DECLARE_BINARY(contains)
SQ_PRIV_DECLARE_BINARY(istartswith)
SQ_PRIV_DECLARE_BINARY(iendswith)
SQ_PRIV_DECLARE_BINARY(icontains)
SQ_PRIV_DECLARE_BINARY(match)        /* full-text search, by dialect */
SQ_PRIV_DECLARE_BINARY(regexp_match) /* by dialect: ~, REGEXP, REGEXP_LIKE */
SQ_PRIV_DECLARE_BINARY(getitem)      /* a[b], and JSON access by key or index */
SQ_PRIV_DECLARE_BINARY(json_path)    /* JSON access by a path: b is a list of keys and indexes */

/* An element of a document (made by the two above) as text, a number ..., not as JSON. SQLAlchemy:
 * as_string(), as_integer(), as_float(), as_numeric(), as_boolean(). */
SQ_API const sq_expr *sq_json_as(sq_builder *q, const sq_expr *element, sq_type t);

/* The same with everything that an operator may carry. SQLAlchemy: like(escape=), match(..),
 * regexp_match(flags=), op(). `.escape` is one character; without `.autoescape` the operand of
 * startswith & co. is taken as it is. */
typedef struct sq_operator {
    size_t size;
    sq_op op;
    const char *escape;
    bool autoescape;
    const sq_expr *flags;  /* regular expressions */
    const char *regconfig; /* MATCH on PostgreSQL */
    /* MATCH on MySQL; none of them: boolean mode; no_mode: none is written. SQLAlchemy:
     * mysql_boolean_mode=False. */
    bool boolean_mode, natural_language, query_expansion, no_mode;
    const sq_type *type; /* of the result; NULL: by the operator and its operands */
    /* SQ_OP_CUSTOM: the operator itself */
    const sq_sql_text *custom;
    int precedence;
    bool comparison; /* gives a boolean, negated by NOT */
    bool associative;
    bool eager_grouping;   /* parentheses round the whole wherever it is an operand */
    bool postfix;          /* unary: after the operand */
    bool ungrouped;        /* chain: operands get no parentheses */
    const char *render_as; /* a name that a dialect may know: "hstore_getitem" */
} sq_operator;
SQ_API const sq_expr *sq_binary_with(sq_builder *q, const sq_expr *a, const sq_expr *b,
                                     const sq_operator *o);
SQ_API const sq_expr *sq_unary_with(sq_builder *q, const sq_expr *a, const sq_operator *o);
/* a op b with an operator of your own. SQLAlchemy: op("..."). */
SQ_API const sq_expr *sq_op_custom(sq_builder *q, const sq_expr *a, const sq_sql_text *op,
                                   sq_value b);

SQ_API const sq_expr *sq_is_null(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_is_not_null(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_neg(sq_builder *q, const sq_expr *a);         /* -a */
SQ_API const sq_expr *sq_bitwise_not(sq_builder *q, const sq_expr *a); /* ~a */
SQ_API const sq_expr *sq_distinct_of(sq_builder *q, const sq_expr *a); /* DISTINCT a, in count() */
SQ_API const sq_expr *sq_any(sq_builder *q, const sq_expr *a);         /* ANY (a) */
SQ_API const sq_expr *sq_all(sq_builder *q, const sq_expr *a);         /* ALL (a) */
/* NOT, by the operator's own negation where it has one: a != b, NOT LIKE, NOT (EXISTS ...). */
SQ_API const sq_expr *sq_not(sq_builder *q, const sq_expr *a);

/* Conditions joined; NULL items are skipped (optional filters). Nothing left: and_ is true, or_ is
 * false where that matters, and nothing in a WHERE. Nested lists of one operator are one list. */
SQ_API const sq_expr *sq_and_n(sq_builder *q, const sq_expr *const *items, size_t n);
SQ_API const sq_expr *sq_or_n(sq_builder *q, const sq_expr *const *items, size_t n);
/* A chain a op b op c of one operator. */
SQ_API const sq_expr *sq_chain_n(sq_builder *q, sq_op op, const sq_expr *const *items, size_t n,
                                 const sq_operator *o);

/* a IN (...). Lists of any length share one cache entry. An empty list is the dialect's empty set.
 * An item may be an expression. SQLAlchemy: in_(). */
SQ_API const sq_expr *sq_in_n(sq_builder *q, const sq_expr *a, const sq_value *items, size_t n);
SQ_API const sq_expr *sq_not_in_n(sq_builder *q, const sq_expr *a, const sq_value *items, size_t n);
/* The same from an array of integers. */
SQ_API const sq_expr *sq_in_ints(sq_builder *q, const sq_expr *a, const int64_t *items, size_t n);
SQ_API const sq_expr *sq_not_in_ints(sq_builder *q, const sq_expr *a, const int64_t *items,
                                     size_t n);
SQ_API const sq_expr *sq_in_select(sq_builder *q, const sq_expr *a, const sq_stmt *s);
SQ_API const sq_expr *sq_not_in_select(sq_builder *q, const sq_expr *a, const sq_stmt *s);
/* a IN b, where b is an expanding parameter, a tuple, an expression list. */
SQ_API const sq_expr *sq_in_expr(sq_builder *q, const sq_expr *a, const sq_expr *b);
SQ_API const sq_expr *sq_not_in_expr(sq_builder *q, const sq_expr *a, const sq_expr *b);

SQ_API const sq_expr *sq_between(sq_builder *q, const sq_expr *a, sq_value low, sq_value high);
SQ_API const sq_expr *sq_not_between(sq_builder *q, const sq_expr *a, sq_value low, sq_value high);
SQ_API const sq_expr *sq_between_symmetric(sq_builder *q, const sq_expr *a, sq_value low,
                                           sq_value high, bool negated);

SQ_API const sq_expr *sq_regexp_replace(sq_builder *q, const sq_expr *a, sq_value pattern,
                                        sq_value replacement, const char *flags);
SQ_API const sq_expr *sq_collate(sq_builder *q, const sq_expr *a, sq_name collation,
                                 const char *schema);
SQ_API const sq_expr *sq_collation(sq_builder *q, sq_name name);
SQ_API const sq_expr *sq_parens(sq_builder *q, const sq_expr *a); /* ( a ), beyond need */
SQ_API const sq_expr *sq_tuple_n(sq_builder *q, const sq_expr *const *items, size_t n);
SQ_API const sq_expr *sq_array_n(sq_builder *q, const sq_expr *const *items, size_t n,
                                 sq_type item);
SQ_API const sq_expr *sq_slice(sq_builder *q, const sq_expr *start, const sq_expr *stop,
                               const sq_expr *step); /* start:stop:step; any may be NULL */
/* Elements with an operator between them and no parentheses of their own. */
typedef struct sq_list_options {
    size_t size;
    bool ungrouped, ungrouped_items;
} sq_list_options;
SQ_API const sq_expr *sq_list_n(sq_builder *q, sq_op op, const sq_expr *const *items, size_t n,
                                const sq_list_options *o);

/* ---- ordering ---- */
SQ_API const sq_expr *sq_asc(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_desc(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_nulls_first(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_nulls_last(sq_builder *q, const sq_expr *a);
typedef enum sq_direction { SQ_ASC, SQ_DESC } sq_direction;
SQ_API const sq_expr *sq_ordered(sq_builder *q, const sq_expr *a, sq_direction d);

/* ---- names ---- */
SQ_API const sq_expr *sq_label(sq_builder *q, const sq_expr *a, sq_name name); /* a AS name */
/* a AS base_1: a name that is made up when compiling; base NULL: from `a`, or anon. */
SQ_API const sq_expr *sq_label_anonymous(sq_builder *q, const sq_expr *a, const char *base);
SQ_API const sq_expr *sq_label_typed(sq_builder *q, const sq_expr *a, sq_name name, sq_type t);
/* A label in GROUP BY or ORDER BY, by its name alone. */
SQ_API const sq_expr *sq_label_ref(sq_builder *q, const sq_expr *label);
/* A label or column of the SELECT, found by name when compiling. SQLAlchemy: order_by("name"). */
SQ_API const sq_expr *sq_label_name(sq_builder *q, sq_name name);

/* ---- CASE, CAST ---- */
typedef struct sq_case_arm {
    sq_value when, then;
    bool is_else, is_end;
} sq_case_arm;
SQ_API sq_case_arm sq_when(sq_value when, sq_value then);
SQ_API sq_case_arm sq_else(sq_value then);
/* CASE [of] WHEN .. THEN .. ELSE .. END; of is NULL for the searched form. */
SQ_API const sq_expr *sq_case_n(sq_builder *q, const sq_expr *of, const sq_case_arm *arms,
                                size_t n);
SQ_API const sq_expr *sq_cast(sq_builder *q, const sq_expr *a, sq_type t);
SQ_API const sq_expr *sq_try_cast(sq_builder *q, const sq_expr *a, sq_type t);
SQ_API const sq_expr *sq_type_coerce(sq_builder *q, const sq_expr *a, sq_type t);
/* The name of a type as an operand: convert(x, SIGNED INTEGER). */
SQ_API const sq_expr *sq_type_name(sq_builder *q, sq_type t);
typedef enum sq_extract_field {
#define SQ_EXTRACT(name, text) SQ_EXTRACT_##name,
#include "squill/extract.def"
#undef SQ_EXTRACT
    SQ_EXTRACT_COUNT
} sq_extract_field;
SQ_API sq_extract_field sq_extract_find(const char *name);
SQ_API const sq_expr *sq_extract(sq_builder *q, sq_extract_field field, const sq_expr *a);

/* A field that the enum has not, as SQL text. */
SQ_API const sq_expr *sq_extract_text(sq_builder *q, const sq_sql_text *field, const sq_expr *a);

/* ---- sub-selects as values ---- */
SQ_API const sq_expr *sq_exists(sq_builder *q, const sq_stmt *s);          /* EXISTS (s) */
SQ_API const sq_expr *sq_scalar_subquery(sq_builder *q, const sq_stmt *s); /* (s) as a value */

/* ---- functions ---- */

/* name(args). Names known to squill (funcs.def) get their result type and the dialect's spelling;
 * any other is written as given, and the database says whether it has one. "pkg.name" is a
 * package. SQLAlchemy: func.name(...). */
SQ_API const sq_expr *sq_func_n(sq_builder *q, const char *name, const sq_expr *const *args,
                                size_t n);
typedef struct sq_function {
    size_t size;
    sq_name name;
    const char *const *package; /* NULL-ended, outermost first */
    const sq_type *type;        /* of the result; NULL: known or unknown */
    bool plain;                 /* an ordinary function in spite of its name */
    bool known; /* SQ_ERR_ARGUMENT with the name if funcs.def lacks it: for a name from data */
    bool with_ordinality;
} sq_function;
SQ_API const sq_expr *sq_func_with(sq_builder *q, const sq_function *f, const sq_expr *const *args,
                                   size_t n);
/* The usual ones. */
SQ_API const sq_expr *sq_count(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_count_all(sq_builder *q); /* count(*) */
SQ_API const sq_expr *sq_sum(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_avg(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_min(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_max(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_lower(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_upper(sq_builder *q, const sq_expr *a);
SQ_API const sq_expr *sq_now(sq_builder *q);
SQ_API const sq_expr *sq_coalesce_n(sq_builder *q, const sq_expr *const *args, size_t n);
SQ_API const sq_expr *sq_func_as_comparison(sq_builder *q, const sq_expr *func, int left,
                                            int right);
SQ_API const sq_expr *sq_func_field(sq_builder *q, const sq_expr *func, sq_name name, sq_type t);

/* ---- aggregates and windows ---- */
typedef enum sq_frame_mode { SQ_FRAME_NONE, SQ_ROWS, SQ_RANGE, SQ_GROUPS } sq_frame_mode;
typedef enum sq_frame_at {
    SQ_UNBOUNDED,
    SQ_CURRENT_ROW,
    SQ_PRECEDING,
    SQ_FOLLOWING,
} sq_frame_at;
typedef enum sq_frame_exclude {
    SQ_EXCLUDE_NONE,
    SQ_EXCLUDE_CURRENT_ROW,
    SQ_EXCLUDE_GROUP,
    SQ_EXCLUDE_TIES,
    SQ_EXCLUDE_NO_OTHERS,
} sq_frame_exclude;
typedef struct sq_frame_bound {
    sq_frame_at at;
    const sq_expr *offset; /* PRECEDING, FOLLOWING */
} sq_frame_bound;
/* of OVER (PARTITION BY .. ORDER BY .. ROWS BETWEEN start AND end EXCLUDE ..).
 *   sq_over(q, sq_sum(q, x), .partition_by = SQ_LIST(y), .order_by = SQ_LIST(z)) */
typedef struct sq_window {
    size_t size;
    const sq_expr *const *partition_by, *const *order_by; /* SQ_LIST(..), or NULL */
    sq_frame_mode frame;
    sq_frame_bound start, end; /* end left out: UNBOUNDED FOLLOWING */
    sq_frame_exclude exclude;
} sq_window;
SQ_API const sq_expr *sq_over(sq_builder *q, const sq_expr *of, const sq_window *w);
SQ_API const sq_expr *sq_within_group_n(sq_builder *q, const sq_expr *of,
                                        const sq_expr *const *order_by, size_t n);
SQ_API const sq_expr *sq_filter_n(sq_builder *q, const sq_expr *of, const sq_expr *const *where,
                                  size_t n);
/* agg(x ORDER BY y). inside_call: PostgreSQL's form, `of` is an argument. */
SQ_API const sq_expr *sq_aggregate_order_by_n(sq_builder *q, const sq_expr *of,
                                              const sq_expr *const *order_by, size_t n,
                                              bool inside_call);

/* MATCH (cols) AGAINST (x ...), MySQL and MariaDB only; the modes are in `o`, none is the server's
 * default. SQLAlchemy: mysql.match(). */
SQ_API const sq_expr *sq_fulltext_match_n(sq_builder *q, const sq_expr *const *cols, size_t n,
                                          const sq_expr *against, const sq_operator *o);
/* The value that the statement itself sets for a column, in SET or ON CONFLICT .. WHERE. */
SQ_API const sq_expr *sq_dml_column(sq_builder *q, const sq_expr *column);
/* The row that could not be inserted, in ON CONFLICT DO UPDATE: excluded.col, VALUES(col). */
SQ_API const sq_expr *sq_excluded(sq_builder *q, const sq_expr *column);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_val(q, x)                  sq_val((q), SQ_VALUE(x))
#define sq_val_typed(q, x, t)         sq_val_typed((q), SQ_VALUE(x), (t))
#define sq_named_column(q, name, t, of) sq_named_column((q), SQ_NAME(name), (t), (of))
#define sq_bindparam(q, ...)                                                                       \
    sq_bindparam((q), &(const sq_bindparam_options){.size = sizeof(sq_bindparam_options), __VA_ARGS__})
#define sq_eq(q, a, b)                sq_eq((q), (a), SQ_VALUE(b))
#define sq_ne(q, a, b)                sq_ne((q), (a), SQ_VALUE(b))
#define sq_lt(q, a, b)                sq_lt((q), (a), SQ_VALUE(b))
#define sq_le(q, a, b)                sq_le((q), (a), SQ_VALUE(b))
#define sq_gt(q, a, b)                sq_gt((q), (a), SQ_VALUE(b))
#define sq_ge(q, a, b)                sq_ge((q), (a), SQ_VALUE(b))
#define sq_add(q, a, b)               sq_add((q), (a), SQ_VALUE(b))
#define sq_sub(q, a, b)               sq_sub((q), (a), SQ_VALUE(b))
#define sq_mul(q, a, b)               sq_mul((q), (a), SQ_VALUE(b))
#define sq_div(q, a, b)               sq_div((q), (a), SQ_VALUE(b))
#define sq_floordiv(q, a, b)          sq_floordiv((q), (a), SQ_VALUE(b))
#define sq_mod(q, a, b)               sq_mod((q), (a), SQ_VALUE(b))
#define sq_pow(q, a, b)               sq_pow((q), (a), SQ_VALUE(b))
#define sq_concat(q, a, b)            sq_concat((q), (a), SQ_VALUE(b))
#define sq_is(q, a, b)                sq_is((q), (a), SQ_VALUE(b))
#define sq_is_not(q, a, b)            sq_is_not((q), (a), SQ_VALUE(b))
#define sq_is_distinct_from(q, a, b)  sq_is_distinct_from((q), (a), SQ_VALUE(b))
#define sq_is_not_distinct_from(q, a, b) sq_is_not_distinct_from((q), (a), SQ_VALUE(b))
#define sq_bitwise_and(q, a, b)       sq_bitwise_and((q), (a), SQ_VALUE(b))
#define sq_bitwise_or(q, a, b)        sq_bitwise_or((q), (a), SQ_VALUE(b))
#define sq_bitwise_xor(q, a, b)       sq_bitwise_xor((q), (a), SQ_VALUE(b))
#define sq_bitwise_lshift(q, a, b)    sq_bitwise_lshift((q), (a), SQ_VALUE(b))
#define sq_bitwise_rshift(q, a, b)    sq_bitwise_rshift((q), (a), SQ_VALUE(b))
#define sq_like(q, a, b)              sq_like((q), (a), SQ_VALUE(b))
#define sq_not_like(q, a, b)          sq_not_like((q), (a), SQ_VALUE(b))
#define sq_ilike(q, a, b)             sq_ilike((q), (a), SQ_VALUE(b))
#define sq_not_ilike(q, a, b)         sq_not_ilike((q), (a), SQ_VALUE(b))
#define sq_startswith(q, a, b)        sq_startswith((q), (a), SQ_VALUE(b))
#define sq_endswith(q, a, b)          sq_endswith((q), (a), SQ_VALUE(b))
#define sq_contains(q, a, b)          sq_contains((q), (a), SQ_VALUE(b))
#define sq_istartswith(q, a, b)       sq_istartswith((q), (a), SQ_VALUE(b))
#define sq_iendswith(q, a, b)         sq_iendswith((q), (a), SQ_VALUE(b))
#define sq_icontains(q, a, b)         sq_icontains((q), (a), SQ_VALUE(b))
#define sq_match(q, a, b)             sq_match((q), (a), SQ_VALUE(b))
#define sq_regexp_match(q, a, b)      sq_regexp_match((q), (a), SQ_VALUE(b))
#define sq_getitem(q, a, b)           sq_getitem((q), (a), SQ_VALUE(b))
#define sq_json_path(q, a, b)         sq_json_path((q), (a), SQ_VALUE(b))
#define sq_op_custom(q, a, op, b)     sq_op_custom((q), (a), (op), SQ_VALUE(b))
#define sq_between(q, a, low, high)   sq_between((q), (a), SQ_VALUE(low), SQ_VALUE(high))
#define sq_not_between(q, a, low, high) sq_not_between((q), (a), SQ_VALUE(low), SQ_VALUE(high))
#define sq_regexp_replace(q, a, p, r, flags)                                                       \
    sq_regexp_replace((q), (a), SQ_VALUE(p), SQ_VALUE(r), (flags))
#define sq_collate(q, a, name, schema) sq_collate((q), (a), SQ_NAME(name), (schema))
#define sq_collation(q, name)         sq_collation((q), SQ_NAME(name))
#define sq_label(q, a, name)          sq_label((q), (a), SQ_NAME(name))
#define sq_label_typed(q, a, name, t) sq_label_typed((q), (a), SQ_NAME(name), (t))
#define sq_label_name(q, name)        sq_label_name((q), SQ_NAME(name))
#define sq_func_field(q, f, name, t)  sq_func_field((q), (f), SQ_NAME(name), (t))
#define sq_and(q, ...)                sq_and_n((q), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_or(q, ...)                 sq_or_n((q), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_tuple(q, ...)              sq_tuple_n((q), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_coalesce(q, ...)           sq_coalesce_n((q), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define SQ_PRIV_VALUE_ITEM(c, x)      SQ_VALUE(x),
/* Several plain values as an array: SQ_VALUES(1, 2, 3) is (array, count). */
#define SQ_PRIV_VALUES(...)                                                                        \
    (const sq_value[]){SQ_PRIV_MAP(SQ_PRIV_VALUE_ITEM, ~, __VA_ARGS__)}, SQ_PRIV_NARG(__VA_ARGS__)
#define sq_in(q, a, ...)              sq_in_n((q), (a), SQ_PRIV_VALUES(__VA_ARGS__))
#define sq_not_in(q, a, ...)          sq_not_in_n((q), (a), SQ_PRIV_VALUES(__VA_ARGS__))
#define sq_when(c, x)                 sq_when(SQ_VALUE(c), SQ_VALUE(x))
#define sq_else(x)                    sq_else(SQ_VALUE(x))
#define SQ_PRIV_ARMS(...)             (const sq_case_arm[]){__VA_ARGS__, {.is_end = true}}, SQ_UNTIL_END
#define sq_case(q, ...)               sq_case_n((q), NULL, SQ_PRIV_ARMS(__VA_ARGS__))
#define sq_func(q, ...)                                                                            \
    sq_func_n((q), SQ_PRIV_FIRST(__VA_ARGS__, 0),                                                  \
              (const sq_expr *const[]){SQ_PRIV_REST(__VA_ARGS__, SQ_END)}, SQ_UNTIL_END)
#define sq_over(q, ...)               sq_over((q), SQ_PRIV_SPLIT(sq_window, __VA_ARGS__))
#define sq_within_group(q, of, ...)   sq_within_group_n((q), (of), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_filter(q, of, ...)         sq_filter_n((q), (of), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
/* A column of any from element by name: sq_col(q, per_user, "n"). */
#define sq_col(q, source, name)       sq_col((q), (source).sq_, (name))
#define sq_all_columns(q, source)     sq_all_columns((q), (source).sq_)
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
