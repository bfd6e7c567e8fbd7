/* exec.h: work on a database, by hand on its client library and through squill. */
#ifndef SQB_EXEC_H
#define SQB_EXEC_H

#include "bench/bench.h"

enum { EXEC_ROWS = 100000, EXEC_POINTS = 2000, EXEC_SERIES = 100 };

/* Which core the client runs on (pin.c). */
typedef enum exec_place { EXEC_ANYWHERE, EXEC_APART, EXEC_TOGETHER } exec_place;

typedef struct exec_case {
    const char *path;
    void (*ours)(void);
    void (*hand[3])(void); /* ways of doing it by hand: the best one counts */
    void (*after)(void);   /* not timed; may be NULL */
    double units;          /* rows, or statements */
    exec_place place;
} exec_case;

/* The row of all of them. */
typedef struct exec_row {
    int64_t id;
    const char *name, *email;
    int status;
    double score;
} exec_row;
extern exec_row exec_rows[EXEC_ROWS];
static inline int64_t exec_key(int i) /* of the point selects */
{
    return (i * INT64_C(7919)) % EXEC_ROWS;
}
void exec_rows_init(void);
extern volatile int64_t exec_sink;

/* What is to be done with the cases of a database. */
typedef struct exec_plan {
    bench_report *report;
    int rounds;
    const char *database, *only; /* if not NULL: this case alone, so many times, and not timed */
    long times;
} exec_plan;

/* Runs all in turns; reports the processor time of this process, the client's share, beside that of
 * the wall. The one case of a plan is a path as the report has it, or "baseline/" and a path: the
 * first way by hand. */
void exec_compare(const exec_plan *p, const char *database, const exec_case *cases, size_t n);
void exec_fail(const char *what, const char *why); /* ends the program */

/* ---- pin.c ---- */
void exec_pin(exec_place place);

/* ---- exec_ours.c ---- */
/* With tables pt (filled) and pt_new. `by_stream`: rows are read where the client library has them,
 * as by hand, and not kept. */
void exec_open(const char *url, bool by_stream);
void exec_close(void);
void exec_point(void);
void exec_kept(void); /* the point selects, rows kept: by hand they are not where that streams */
void exec_pipelined(void); /* the point selects, EXEC_SERIES of them at once */
void exec_fetch(void);
void exec_structs(void);
void exec_insert(void);
void exec_load(void);
void exec_empty(void); /* pt_new; where it is not by hand */

/* Each prints that it is skipped where there is no client library, or no server. */
void exec_sqlite(const exec_plan *p);
void exec_postgresql(const exec_plan *p);
void exec_mysql(const exec_plan *p);

#endif
