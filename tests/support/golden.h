/* golden.h: exact SQL, all dialects side by side. A row without a dialect does not compile. */
#ifndef SQT_GOLDEN_H
#define SQT_GOLDEN_H

#include "squill/ddl.h"

enum { SQT_DIALECTS = 5 };
extern const char *const sqt_dialects[SQT_DIALECTS]; /* default sqlite postgresql mysql mariadb */

typedef struct sqt_row {
    const char *name;
    const sq_stmt *(*build)(sq_builder *q);
    const char *sql[SQT_DIALECTS];
    sq_compile_options options;
} sqt_row;
/* clang-format off */
#define ROW(build, default_, sqlite, postgresql, mysql, mariadb)                                   \
    ROW_WITH((.size = 0), build, default_, sqlite, postgresql, mysql, mariadb)
/* The same with options of the compile: ROW_WITH((.executemany = true), build, ..) */
#define ROW_WITH(options, build, default_, sqlite, postgresql, mysql, mariadb)                     \
    {#build, build, {default_, sqlite, postgresql, mysql, mariadb}, {SQ_PRIV_UN options}}
/* The statement is refused, with this message and maybe a reason behind it. */
#define UNSUPPORTED(message) "!" message
/* Refused unless lenient, which gives this text. */
#define LENIENT(text) "^" text
/* The same, or written although SQLite takes no such text (PostgreSQL: its grammar). */
#define REJECTED(text) "~" text
/* The same text as the dialect before it in the row. */
#define SAME ""
/* clang-format on */

/* Row `i` gives its text on every dialect; PostgreSQL's grammar takes the one for PostgreSQL, and
 * SQLite prepares the one for SQLite, on a database with `tables` (ended by NULL). With
 * SQUILL_PRINT_GOLDEN set the rows are printed as they would have to be. */
void sqt_check_row(const sqt_row *rows, size_t i, const sq_relation *const *tables);
/* Built twice: equal hash, equal structure, the same text; also after a deep copy. */
void sqt_check_rebuilt(const sqt_row *rows, size_t i);

#endif
