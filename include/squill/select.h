/* select.h: SELECT, compound selects, and what stands in FROM.
 *
 * The statement comes first: s = sq_where(s, cond) gives a new statement and leaves the old one
 * valid and unchanged. A call adds one small node in the builder of the newest clause; to go on
 * with a kept statement, or one of another builder or thread, start with s = sq_refine(q, base).
 * SQLAlchemy: Select, CompoundSelect, FromClause. */
#ifndef SQUILL_SELECT_H
#define SQUILL_SELECT_H

#include "squill/expr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- statements ---- */
SQ_API SQ_USE const sq_stmt *sq_select_n(sq_builder *q, const sq_expr *const *columns, size_t n);
/* Continue `base` in builder `q`: O(1), keeps base alive. */
SQ_API SQ_USE const sq_stmt *sq_refine(sq_builder *q, const sq_stmt *base);
/* SQL text that returns the given columns. SQLAlchemy: text().columns(). */
SQ_API SQ_USE const sq_stmt *sq_textual_select_n(sq_builder *q, const sq_expr *text,
                                                 const sq_expr *const *columns, size_t n,
                                                 bool positional);
/* SQL text as a whole statement. */
SQ_API SQ_USE const sq_stmt *sq_text_stmt(sq_builder *q, const sq_expr *text);
/* a UNION b ... of SQ_OP_UNION, SQ_OP_INTERSECT_ALL, ... */
SQ_API SQ_USE const sq_stmt *sq_compound_n(sq_builder *q, sq_op op, const sq_stmt *const *selects,
                                           size_t n);

SQ_API SQ_USE const sq_stmt *sq_union_n(sq_builder *q, const sq_stmt *const *selects, size_t n);
SQ_API SQ_USE const sq_stmt *sq_union_all_n(sq_builder *q, const sq_stmt *const *selects, size_t n);
SQ_API SQ_USE const sq_stmt *sq_intersect_n(sq_builder *q, const sq_stmt *const *selects, size_t n);
SQ_API SQ_USE const sq_stmt *sq_intersect_all_n(sq_builder *q, const sq_stmt *const *selects,
                                                size_t n);
SQ_API SQ_USE const sq_stmt *sq_except_n(sq_builder *q, const sq_stmt *const *selects, size_t n);
SQ_API SQ_USE const sq_stmt *sq_except_all_n(sq_builder *q, const sq_stmt *const *selects,
                                             size_t n);

/* ( s ) where none are called for. */
SQ_API SQ_USE const sq_stmt *sq_parens_stmt(sq_builder *q, const sq_stmt *s);

/* ---- columns ---- */
SQ_API SQ_USE const sq_stmt *sq_add_columns_n(const sq_stmt *s, const sq_expr *const *c, size_t n);
/* Replace the columns; keep_froms: those of the old columns still count for FROM. */
SQ_API SQ_USE const sq_stmt *sq_with_only_columns_n(const sq_stmt *s, const sq_expr *const *c,
                                                    size_t n, bool keep_froms);
SQ_API SQ_USE const sq_stmt *sq_distinct(const sq_stmt *s);
/* DISTINCT ON (..). extension: other dialects fail instead of writing DISTINCT. */
SQ_API SQ_USE const sq_stmt *sq_distinct_on_n(const sq_stmt *s, const sq_expr *const *items,
                                              size_t n, bool extension);
typedef enum sq_label_style {
    SQ_LABEL_DISAMBIGUATE, /* a repeated column name gets a label: a, a_1 */
    SQ_LABEL_TABLE_PLUS_COLUMN,
    SQ_LABEL_NONE,
} sq_label_style;
SQ_API SQ_USE const sq_stmt *sq_set_label_style(const sq_stmt *s, sq_label_style style);

/* ---- FROM ---- */
typedef enum sq_join_kind { SQ_JOIN_INNER, SQ_JOIN_LEFT, SQ_JOIN_FULL, SQ_JOIN_CROSS } sq_join_kind;
SQ_API SQ_USE const sq_stmt *sq_from_n(const sq_stmt *s, const sq_relation *const *froms, size_t n);
/* Join `target`. from NULL: to the one element it can be joined to. on NULL: by the foreign keys
 * between them, which must be there and unique. Left joins right joins swapped: there is no RIGHT.
 */
SQ_API SQ_USE const sq_stmt *sq_join_with(const sq_stmt *s, sq_join_kind kind,
                                          const sq_relation *from, const sq_relation *target,
                                          const sq_expr *on);
/* The same, a call for each kind; `on` NULL: by the foreign keys. */
SQ_API SQ_USE const sq_stmt *sq_join(const sq_stmt *s, const sq_relation *target,
                                     const sq_expr *on);
SQ_API SQ_USE const sq_stmt *sq_left_join(const sq_stmt *s, const sq_relation *target,
                                          const sq_expr *on);
SQ_API SQ_USE const sq_stmt *sq_full_join(const sq_stmt *s, const sq_relation *target,
                                          const sq_expr *on);
SQ_API SQ_USE const sq_stmt *sq_cross_join(const sq_stmt *s, const sq_relation *target);
SQ_API SQ_USE const sq_stmt *sq_join_from(const sq_stmt *s, const sq_relation *from,
                                          const sq_relation *target, const sq_expr *on);
SQ_API SQ_USE const sq_stmt *sq_correlate_n(const sq_stmt *s, const sq_relation *const *f,
                                            size_t n);
SQ_API SQ_USE const sq_stmt *sq_correlate_except_n(const sq_stmt *s, const sq_relation *const *f,
                                                   size_t n);

/* ---- conditions, groups, order ---- */
SQ_API SQ_USE const sq_stmt *sq_where_n(const sq_stmt *s, const sq_expr *const *items, size_t n);
SQ_API SQ_USE const sq_stmt *sq_having_n(const sq_stmt *s, const sq_expr *const *items, size_t n);
SQ_API SQ_USE const sq_stmt *sq_group_by_n(const sq_stmt *s, const sq_expr *const *items, size_t n);
/* n == 0 cancels what was set before. SQLAlchemy: order_by(None). */
SQ_API SQ_USE const sq_stmt *sq_order_by_n(const sq_stmt *s, const sq_expr *const *items, size_t n);
/* A number, or an expression. */
SQ_API SQ_USE const sq_stmt *sq_limit(const sq_stmt *s, sq_value n);
SQ_API SQ_USE const sq_stmt *sq_offset(const sq_stmt *s, sq_value n);
/* FETCH FIRST n ROWS ONLY | WITH TIES, or n PERCENT. */
SQ_API SQ_USE const sq_stmt *sq_fetch_first(const sq_stmt *s, sq_value n, bool with_ties,
                                            bool percent);
typedef struct sq_for_update_options {
    size_t size;
    const sq_expr *const *of; /* SQ_LIST(columns), or sq_all_columns() for a table */
    bool nowait, read, skip_locked, key_share;
} sq_for_update_options;
SQ_API SQ_USE const sq_stmt *sq_with_for_update(const sq_stmt *s, const sq_for_update_options *o);

/* ---- text round the statement; `dialect` NULL: every one ---- */
SQ_API SQ_USE const sq_stmt *sq_prefix_with(const sq_stmt *s, const sq_expr *text,
                                            const char *dialect);
SQ_API SQ_USE const sq_stmt *sq_suffix_with(const sq_stmt *s, const sq_expr *text,
                                            const char *dialect);
/* A table hint; %(name)s in the text is the table's name. */
SQ_API SQ_USE const sq_stmt *sq_with_hint(const sq_stmt *s, const sq_relation *table,
                                          const sq_sql_text *text, const char *dialect);
SQ_API SQ_USE const sq_stmt *sq_with_statement_hint(const sq_stmt *s, const sq_sql_text *text,
                                                    const char *dialect);
/* Write a CTE that nothing refers to; nesting: in this statement instead of at the top. */
SQ_API SQ_USE const sq_stmt *sq_add_cte(const sq_stmt *s, const sq_relation *cte, bool nesting);
/* Values for named parameters. SQLAlchemy: statement.params(). */
SQ_API SQ_USE const sq_stmt *sq_params_n(const sq_stmt *s, const sq_binding *b, size_t n);

/* ---- from elements ---- */
/* name NULL: a name made up when compiling (mytable_1, anon_1). */
SQ_API sq_source sq_alias(sq_builder *q, const sq_relation *of, sq_name name);
SQ_API sq_source sq_subquery(sq_builder *q, const sq_stmt *s, sq_name name);
SQ_API sq_source sq_lateral(sq_builder *q, const sq_stmt *s, sq_name name);
SQ_API sq_source sq_join_of(sq_builder *q, sq_join_kind kind, const sq_relation *left,
                            const sq_relation *right, const sq_expr *on);
SQ_API sq_source sq_tablesample_of(sq_builder *q, const sq_relation *of, const sq_expr *method,
                                   const sq_expr *seed, sq_name name);
typedef struct sq_cte_affix {
    const sq_expr *text;
    const char *dialect;
} sq_cte_affix;
/* WITH name AS (s). For a recursive one make it from its first part, refer to it in the second, and
 * sq_cte_union() both. SQLAlchemy: select.cte(). */
typedef struct sq_cte_options {
    size_t size;
    sq_name name; /* name.p NULL: anonymous */
    bool recursive;
    bool nesting;
    const sq_cte_affix *prefixes, *suffixes; /* ended by a NULL text */
} sq_cte_options;
SQ_API sq_source sq_cte_with(sq_builder *q, const sq_stmt *s, const sq_cte_options *o);
SQ_API sq_source sq_cte(sq_builder *q, const sq_stmt *s, sq_name name);
SQ_API sq_source sq_cte_recursive(sq_builder *q, const sq_stmt *s, sq_name name);
/* The CTE again, as `cte UNION ALL more`: one WITH entry, under the same name. */
SQ_API sq_source sq_cte_union(sq_builder *q, const sq_relation *cte, const sq_stmt *more);
SQ_API sq_source sq_cte_union_all(sq_builder *q, const sq_relation *cte, const sq_stmt *more);
/* The CTE again, with the given whole body. */
SQ_API sq_source sq_cte_restate_of(sq_builder *q, const sq_relation *cte, const sq_stmt *body);
/* name AS second name: the same CTE joined twice. */
SQ_API sq_source sq_cte_alias_of(sq_builder *q, const sq_relation *cte, sq_name name);

typedef struct sq_values_column {
    const char *name, *key;
    sq_type type;
} sq_values_column;
typedef struct sq_values_options {
    size_t size;
    sq_name name;
    bool anonymous_name; /* a made-up name */
    bool literal_binds;
    bool lateral;
    const sq_relation *const *ctes; /* to be written though nothing refers to them */
    size_t n_ctes;
} sq_values_options;
/* (VALUES (..), (..)) AS name (cols): n_rows * n_columns values, row by row. */
SQ_API sq_source sq_values_table(sq_builder *q, const sq_values_column *columns, size_t n_columns,
                                 const sq_value *values, size_t n_rows, const sq_values_options *o);
/* VALUES as a statement: in a CTE, a subquery, a compound select. */
SQ_API SQ_USE const sq_stmt *sq_values_stmt(sq_builder *q, const sq_relation *values);
/* The same as a value, for IN. */
SQ_API const sq_expr *sq_scalar_values(sq_builder *q, const sq_values_column *columns,
                                       size_t n_columns, const sq_value *values, size_t n_rows,
                                       bool literal_binds);

typedef struct sq_table_function {
    size_t size;
    sq_name name; /* p NULL: anonymous */
    const sq_values_column *columns;
    size_t n_columns;
    const sq_type *scalar_type; /* it stands for one scalar column */
    bool derived_columns;       /* AS name(a, b) */
    bool derived_types;         /* AS name(a INTEGER) */
    bool lateral, joins_implicitly;
} sq_table_function;
/* fn(..) AS name. SQLAlchemy: table_valued(), column_valued(), render_derived(). */
SQ_API sq_source sq_table_valued(sq_builder *q, const sq_expr *func, const sq_table_function *o);
SQ_API sq_source sq_table_valued_again(sq_builder *q, const sq_relation *of,
                                       const sq_table_function *o);
/* The function itself as a column: SELECT name FROM fn() AS name. */
SQ_API const sq_expr *sq_table_function_column(sq_builder *q, const sq_relation *of, sq_type t);
/* Text in FROM. */
SQ_API sq_source sq_text_from(sq_builder *q, const sq_expr *text);
/* A function in FROM, without a name of its own. SQLAlchemy: select_from(func.f()). */
SQ_API sq_source sq_func_from(sq_builder *q, const sq_expr *func);
/* ( x ) round a from element. */
SQ_API sq_source sq_parens_from(sq_builder *q, const sq_relation *of);

/* Fills `out`, a struct made by SQ_TABLE, with the columns of an alias of `table`. */
SQ_API void sq_alias_init(sq_builder *q, const sq_relation *table, const char *name, void *out,
                          size_t size);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_select(q, ...)       sq_select_n((q), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_add_columns(s, ...)  sq_add_columns_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_with_only_columns(s, ...)                                                               \
    sq_with_only_columns_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END, false)
#define sq_distinct_on(s, ...)  sq_distinct_on_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END, true)
#define sq_where(s, ...)        sq_where_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_having(s, ...)       sq_having_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_group_by(s, ...)     sq_group_by_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_order_by(s, ...)     sq_order_by_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_limit(s, n)          sq_limit((s), SQ_VALUE(n))
#define sq_offset(s, n)         sq_offset((s), SQ_VALUE(n))
#define sq_fetch_first(s, n, ties, percent) sq_fetch_first((s), SQ_VALUE(n), (ties), (percent))
#define SQ_PRIV_RELATION(c, x)  (x).sq_,
#define SQ_PRIV_RELATIONS(...)                                                                     \
    (const sq_relation *const[]){SQ_PRIV_MAP(SQ_PRIV_RELATION, ~, __VA_ARGS__)},                   \
        SQ_PRIV_NARG(__VA_ARGS__)
#define sq_from(s, ...)            sq_from_n((s), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_correlate(s, ...)       sq_correlate_n((s), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_correlate_except(s, ...) sq_correlate_except_n((s), SQ_PRIV_RELATIONS(__VA_ARGS__))
/* sq_join(s, orders): ON from the foreign key; sq_join(s, orders, cond): said. */
#define SQ_PRIV_SECOND(a, b, ...) b
#define SQ_PRIV_JOIN(...) SQ_PRIV_FIRST(__VA_ARGS__, 0).sq_, SQ_PRIV_SECOND(__VA_ARGS__, NULL, 0)
#define sq_join(s, ...)            sq_join((s), SQ_PRIV_JOIN(__VA_ARGS__))
#define sq_left_join(s, ...)       sq_left_join((s), SQ_PRIV_JOIN(__VA_ARGS__))
#define sq_full_join(s, ...)       sq_full_join((s), SQ_PRIV_JOIN(__VA_ARGS__))
#define sq_cross_join(s, target)   sq_cross_join((s), (target).sq_)
#define sq_join_from(s, from, ...) sq_join_from((s), (from).sq_, SQ_PRIV_JOIN(__VA_ARGS__))
#define sq_with_for_update(...)                                                                    \
    sq_with_for_update(SQ_PRIV_SPLIT(sq_for_update_options, __VA_ARGS__))
#define SQ_PRIV_STMTS(...)                                                                         \
    (const sq_stmt *const[]){__VA_ARGS__},                                                         \
        sizeof((const sq_stmt *const[]){__VA_ARGS__}) / sizeof(const sq_stmt *)
#define sq_union(q, ...)           sq_union_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_union_all(q, ...)       sq_union_all_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_intersect(q, ...)       sq_intersect_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_intersect_all(q, ...)   sq_intersect_all_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_except(q, ...)          sq_except_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_except_all(q, ...)      sq_except_all_n((q), SQ_PRIV_STMTS(__VA_ARGS__))
#define sq_alias(q, source, name)  (sq_alias)((q), (source).sq_, SQ_NAME(name))
#define sq_subquery(q, s, name)    sq_subquery((q), (s), SQ_NAME(name))
#define sq_lateral(q, s, name)     sq_lateral((q), (s), SQ_NAME(name))
#define sq_cte(q, s, name)         sq_cte((q), (s), SQ_NAME(name))
#define sq_cte_recursive(q, s, name) sq_cte_recursive((q), (s), SQ_NAME(name))
#define sq_cte_union(q, cte, more) sq_cte_union((q), (cte).sq_, (more))
#define sq_cte_union_all(q, cte, more) sq_cte_union_all((q), (cte).sq_, (more))
#define sq_with_hint(s, table, text, dialect) sq_with_hint((s), (table).sq_, (text), (dialect))
#define sq_add_cte(s, cte)         sq_add_cte((s), (cte).sq_, false)
#define sq_params(s, ...)                                                                          \
    sq_params_n((s), (const sq_binding[]){__VA_ARGS__},                                            \
                sizeof((const sq_binding[]){__VA_ARGS__}) / sizeof(sq_binding))
/* const users_table a = SQ_ALIAS(q, users, "a"); a.id is checked by the C compiler. */
#define SQ_ALIAS(q, table, name) table##_alias((q), (name))
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
