/* suite.h: one live suite for every driver. A driver's program (test_<driver>.c) tells where its
 * databases are and in what they differ; the cases are the same for all. */
#ifndef SQT_SUITE_H
#define SQT_SUITE_H

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include "squill/engine.h"
#include "tests/support/database.h"
#include "tests/support/support.h"

/* A database to test, and its quirks. */
typedef struct suite_target {
    const char *name;
    /* Writes the URL for a fresh, empty database; false: it is not there, and `reason` tells why.
     */
    bool (*url)(char *out, size_t size, const char *folder, const char **reason);
    bool dollar_marks;                   /* $1 instead of ? */
    const char *bytes, *real, *datetime; /* names of types */
    const char *text;                    /* one that holds a megabyte; NULL: TEXT */
    const char *generates;               /* behind a key that the database makes; NULL: nothing */
    bool one_connection;                 /* a second one would be another database */
    bool keeps_nul;                      /* U+0000 within text */
    bool one_writer;                     /* a second writer waits for the first to end */
    bool tells_last_id;
    bool exact_decimals;
    bool no_update_returning;   /* DELETE and INSERT have it */
    bool whole_seconds;         /* a DATETIME without a precision keeps no fractions */
    const char *endless;        /* a query that runs for ever */
    const char *timeout_option; /* of the URL: lock waits of no time */
    const char *own_id;         /* gives the session's number; NULL: no two-phase transactions */
    const char *kill[2];        /* what stands around the number to end a session */
} suite_target;

/* Targets by database. */
extern const suite_target sqlite_targets[2], postgresql_targets[2], mysql_targets[1];
/* Tells a server's URL with another database: `out` gets it. */
bool suite_server_url(const char *server, char *out, size_t size, const char *database);

/* The cases, each run for each target: they write their list to `out` and return its length. */
size_t suite_values(sqt_test *out);
size_t suite_errors(sqt_test *out);
size_t suite_txn(sqt_test *out);
size_t suite_session(sqt_test *out);
size_t suite_result(sqt_test *out);
size_t suite_tree(sqt_test *out);
size_t suite_schema(sqt_test *out);
size_t suite_reflect(sqt_test *out);
size_t suite_create_all(sqt_test *out);
size_t suite_hostile(sqt_test *out);
size_t suite_types(sqt_test *out);
size_t suite_own_types(sqt_test *out);
size_t suite_load(sqt_test *out);
size_t suite_dml(sqt_test *out);
size_t suite_series(sqt_test *out);
size_t suite_many(sqt_test *out);
size_t suite_twophase(sqt_test *out);
size_t suite_task(sqt_test *out);
/* All of them, for these targets, and the program's own. */
int suite_main(const char *name, const suite_target *targets, size_t n, const sqt_test *own,
               size_t n_own);

/* What every case starts with: a fresh database, its engine and a connection; the case returns if
 * the target is not there. */
typedef struct suite {
    const suite_target *target;
    char *folder;
    char url[512];
    sq_engine *db;
    sq_conn *c;
} suite;
extern struct suite suite_now;
void suite_use(const suite_target *targets, size_t n);
bool suite_open(int target);
void suite_close(void);
/* SQL of the case with ? made the target's marks. Valid until the next 16 calls in this thread. */
const sq_sql_text *suite_sql(const char *sql);

#define OPEN_OR_SKIP()                                                                             \
    if (!suite_open(_i))                                                                           \
        return;
/* The case makes no sense for this target: a counted skip. */
#define SKIP_IF(condition, why)                                                                    \
    if (condition) {                                                                               \
        printf("SKIP: not for %s: %s\n", T->name, (why));                                          \
        suite_close();                                                                             \
        return;                                                                                    \
    }
#define T suite_now.target

/* Cancels what runs on the case's connection, by a thread of its own, again and again. */
void suite_cancel_begin(void);
void suite_cancel_end(void);

/* Runs SQL on a connection. */
int64_t suite_run(sq_conn *c, const char *sql);
int64_t suite_run_values(sq_conn *c, const char *sql, const sq_value *v, size_t n);
/* The one integer of a query. */
int64_t suite_int(sq_conn *c, const char *sql);
/* SQL text as a statement of the tree. Valid until the connection is given back. */
const sq_stmt *suite_text(const char *sql);
/* What the first row of a query says on a connection of its own, to the case's URL with `options`
 * behind it. Valid until the next call. */
const char *suite_ask(const char *options, const char *sql);
/* Each of `leaks` changes the session of a connection that is then given back, as SQL text and as a
 * tree by turns: `state`, a query of one text, says the same to every borrower. */
void suite_session_stays_clean(const char *state, const char *const *leaks, size_t n);
/* `change` sets another character set: the connection is of no use then, the next one is. */
void suite_charset_ends_the_connection(const char *change);
#define suite_ok(c, sql) ck_assert_msg(suite_run((c), (sql)) >= 0, "%s: %s", (sql), sq_errmsg(c))

#endif
