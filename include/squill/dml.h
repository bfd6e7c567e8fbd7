/* dml.h: INSERT, UPDATE, DELETE and what belongs to them.
 *
 * Same rules as select.h. SQLAlchemy: Insert, Update, Delete. */
#ifndef SQUILL_DML_H
#define SQUILL_DML_H

#include "squill/select.h"

#ifdef __cplusplus
extern "C" {
#endif

SQ_API SQ_USE const sq_stmt *sq_insert(sq_builder *q, const sq_relation *table);
SQ_API SQ_USE const sq_stmt *sq_update(sq_builder *q, const sq_relation *table);
SQ_API SQ_USE const sq_stmt *sq_delete(sq_builder *q, const sq_relation *table);

/* column = value. `column` may be an element of a column (JSON, array) in UPDATE. */
typedef struct sq_assignment {
    const sq_expr *column;
    sq_value value;
} sq_assignment;
SQ_API sq_assignment sq_assign(const sq_expr *column, sq_value v);

/* INSERT: one row. UPDATE: the SET list, in the table's order. Calls add up; the last value for a
 * column counts. A column of another table is an error in INSERT. */
SQ_API SQ_USE const sq_stmt *sq_values_n(const sq_stmt *s, const sq_assignment *a, size_t n);
/* UPDATE: the SET list in the given order. */
SQ_API SQ_USE const sq_stmt *sq_ordered_values_n(const sq_stmt *s, const sq_assignment *a,
                                                 size_t n);
/* INSERT of several rows in one statement: n_rows * n_columns values, row by row. SQ_V_ABSENT
 * stands for the column's client-side default; in the first row a column that has none is left out
 * of the statement, elsewhere it is an error. columns NULL: all of the table, in order. */
SQ_API SQ_USE const sq_stmt *sq_values_rows(const sq_stmt *s, const sq_expr *const *columns,
                                            size_t n_columns, const sq_value *values,
                                            size_t n_rows);
/* INSERT INTO t (columns) SELECT ... client_defaults: other columns' defaults are added. */
SQ_API SQ_USE const sq_stmt *sq_from_select_n(const sq_stmt *s, const sq_expr *const *columns,
                                              size_t n, const sq_stmt *select,
                                              bool client_defaults);
SQ_API SQ_USE const sq_stmt *sq_returning_n(const sq_stmt *s, const sq_expr *const *c, size_t n);
/* Fetch generated columns where the database can; n == 0: all of them. */
SQ_API SQ_USE const sq_stmt *sq_return_defaults_n(const sq_stmt *s, const sq_expr *const *c,
                                                  size_t n, bool supplemental);
SQ_API SQ_USE const sq_stmt *sq_inline(const sq_stmt *s); /* no fetching of generated keys */
SQ_API SQ_USE const sq_stmt *sq_sort_by_parameter_order(const sq_stmt *s);
/* DELETE ... USING, more from elements. */
SQ_API SQ_USE const sq_stmt *sq_using_n(const sq_stmt *s, const sq_relation *const *f, size_t n);
/* LIMIT of UPDATE and DELETE, MySQL and MariaDB only. SQLAlchemy: mysql.limit(). */
SQ_API SQ_USE const sq_stmt *sq_dml_limit(const sq_stmt *s, sq_value n);

/* ON CONFLICT. Elements: columns or index expressions; or the name of a constraint. dialect NULL:
 * rendered for every database, as ON DUPLICATE KEY UPDATE on MySQL and MariaDB; else for that one
 * only, in its own form, an error elsewhere. ON DUPLICATE KEY UPDATE means every unique key: it is
 * SQ_ERR_UNSUPPORTED there if the table does not declare the key that is meant, or if the row can
 * meet another one, since it gives a value to each of its columns. SQLAlchemy:
 * on_conflict_do_update(). */
typedef enum sq_conflict_action { SQ_DO_NOTHING, SQ_DO_UPDATE } sq_conflict_action;
typedef struct sq_on_conflict {
    size_t size;
    sq_conflict_action action;
    const char *dialect;
    sq_name constraint;
    const sq_expr *const *elements; /* SQ_LIST(..) */
    const sq_expr *index_where;
    const sq_assignment *set;
    size_t n_set;
    const sq_expr *where;
} sq_on_conflict;
SQ_API SQ_USE const sq_stmt *sq_on_conflict_with(const sq_stmt *s, const sq_on_conflict *o);
SQ_API SQ_USE const sq_stmt *sq_on_conflict_do_nothing_n(const sq_stmt *s,
                                                         const sq_expr *const *elements, size_t n);
SQ_API SQ_USE const sq_stmt *sq_on_conflict_do_update_n(const sq_stmt *s,
                                                        const sq_expr *const *elements, size_t n,
                                                        const sq_assignment *set, size_t n_set);
/* ON DUPLICATE KEY UPDATE, MySQL and MariaDB only. `inserted` is an alias of the table whose
 * columns mean the new values: new.c, VALUES(c) on MariaDB; or NULL. */
SQ_API SQ_USE const sq_stmt *sq_on_duplicate_key_update_n(const sq_stmt *s,
                                                          const sq_relation *inserted,
                                                          const sq_assignment *set, size_t n_set,
                                                          bool in_given_order);

/* MERGE INTO table USING source ON condition, then its WHENs in the order of the calls: of those
 * that fit a row of the source, the first counts; a row that none fits is left. `condition`, behind
 * AND, may be NULL. What is set are columns of the table; a column that is not gets its client-side
 * default (INSERT) or onupdate (UPDATE) as in sq_insert() and sq_update(). Values of an INSERT see
 * the source only; n == 0 is DEFAULT VALUES. PostgreSQL 15 and later, and the default dialect;
 * SQ_ERR_UNSUPPORTED elsewhere. The table may be an alias. SQLAlchemy has no such thing.
 *   s = sq_merge_into(q, stock, arrived, sq_eq(q, stock.id, arrived.id));
 *   s = sq_when_matched_update(s, NULL, sq_set(stock.n, sq_add(q, stock.n, arrived.n)));
 *   s = sq_when_not_matched_insert(s, NULL, sq_set(stock.id, arrived.id)); */
SQ_API SQ_USE const sq_stmt *sq_merge_into(sq_builder *q, const sq_relation *table,
                                           const sq_relation *source, const sq_expr *on);
SQ_API SQ_USE const sq_stmt *sq_when_matched_update_n(const sq_stmt *s, const sq_expr *condition,
                                                      const sq_assignment *set, size_t n);
SQ_API SQ_USE const sq_stmt *sq_when_matched_delete(const sq_stmt *s, const sq_expr *condition);
SQ_API SQ_USE const sq_stmt *sq_when_matched_do_nothing(const sq_stmt *s, const sq_expr *condition);
SQ_API SQ_USE const sq_stmt *sq_when_not_matched_insert_n(const sq_stmt *s,
                                                          const sq_expr *condition,
                                                          const sq_assignment *values, size_t n);
SQ_API SQ_USE const sq_stmt *sq_when_not_matched_do_nothing(const sq_stmt *s,
                                                            const sq_expr *condition);

#ifndef SQ_NO_MACROS
/* clang-format off */
#define sq_insert(q, table) sq_insert((q), (table).sq_)
#define sq_update(q, table) sq_update((q), (table).sq_)
#define sq_delete(q, table) sq_delete((q), (table).sq_)
#define sq_set(column, x)   sq_assign((column), SQ_VALUE(x))
#define SQ_PRIV_ASSIGNMENTS(...)                                                                   \
    (const sq_assignment[]){__VA_ARGS__},                                                          \
        sizeof((const sq_assignment[]){__VA_ARGS__}) / sizeof(sq_assignment)
#define sq_values(s, ...)         sq_values_n((s), SQ_PRIV_ASSIGNMENTS(__VA_ARGS__))
#define sq_ordered_values(s, ...) sq_ordered_values_n((s), SQ_PRIV_ASSIGNMENTS(__VA_ARGS__))
#define sq_returning(s, ...)      sq_returning_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
#define sq_using(s, ...)          sq_using_n((s), SQ_PRIV_RELATIONS(__VA_ARGS__))
#define sq_dml_limit(s, n)        sq_dml_limit((s), SQ_VALUE(n))
/* sq_on_conflict_do_update(s, SQ_LIST(users.email), sq_set(users.name, "x")) */
#define sq_on_conflict_do_update(s, elements, ...)                                                 \
    sq_on_conflict_do_update_n((s), (elements), SQ_UNTIL_END, SQ_PRIV_ASSIGNMENTS(__VA_ARGS__))
#define sq_merge_into(q, table, source, on) sq_merge_into((q), (table).sq_, (source).sq_, (on))
#define sq_when_matched_update(s, condition, ...)                                                  \
    sq_when_matched_update_n((s), (condition), SQ_PRIV_ASSIGNMENTS(__VA_ARGS__))
#define sq_when_not_matched_insert(s, condition, ...)                                              \
    sq_when_not_matched_insert_n((s), (condition), SQ_PRIV_ASSIGNMENTS(__VA_ARGS__))
#define sq_on_conflict_do_nothing(s, ...)                                                          \
    sq_on_conflict_do_nothing_n((s), SQ_LIST(__VA_ARGS__), SQ_UNTIL_END)
/* clang-format on */
#endif

#ifdef __cplusplus
}
#endif
#endif
