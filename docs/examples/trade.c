/* trade.c: the schema of trade.h, created, filled, brought to its next version, and dropped. On
 * another database: DATABASE_URL. */
#include <stdio.h>
#include <stdlib.h>
#include "trade.h"

static int fill(sq_conn *c)
{
    sq_builder *q = sq_scratch(c);
    sq_begin(c);
    sq_exec(c, sq_values(sq_insert(q, departments), sq_set(departments.id, 1),
                         sq_set(departments.name, "sales")));
    sq_exec(c, sq_values(sq_insert(q, staff), sq_set(staff.id, 1), sq_set(staff.department, 1),
                         sq_set(staff.email, "ada@example.org"), sq_set(staff.salary, 10)));
    /* the other half of the cycle */
    sq_exec(c, sq_values(sq_update(q, departments), sq_set(departments.head, 1)));
    sq_exec(c, sq_values(sq_insert(q, journal), sq_set(journal.id, 1), sq_set(journal.author, 1),
                         sq_set(journal.note, "opened the shop")));
    return sq_commit(c);
}

/* What the database can not alter is not tried: squill knows it before. */
static void change(sq_conn *c, size_t (*changes)(sq_builder *, const sq_stmt **))
{
    const sq_stmt *list[TRADE_CHANGES];
    const sq_target target = {.dialect = sq_engine_dialect(sq_conn_engine(c))};
    for (size_t i = 0, n = changes(sq_scratch(c), list); i < n; i++) {
        sq_verdict_result v;
        sq_verdict(list[i], &target, 1, &v);
        if (v.support == SQ_REFUSED)
            printf("no %s: %s\n", v.construct, v.reason);
        else if (sq_exec(c, list[i]) == 0)
            puts("changed");
    }
}

int main(void)
{
    const char *url = getenv("DATABASE_URL");
    sq_engine *db = sq_engine_open(url ? url : "sqlite://");
    sq_conn *c = sq_connect(db);
    sq_create_all(c, TRADE_BUT_JOURNAL, journal);
    fill(c);
    change(c, trade_changes);
    change(c, trade_changes_of_servers);

    const sq_stmt *s = sq_select(sq_scratch(c), staff.email, diary.stars);
    s = sq_join(sq_from(s, diary), staff);
    sq_result *r = sq_query(c, s);
    while (sq_row(r))
        printf("%s gives %d stars\n", sq_get_text(r, 0), sq_get_int(r, 1));
    sq_done(r);

    int rc = sq_drop_all(c, TRADE_BUT_JOURNAL, diary);
    if (rc != SQ_OK)
        fprintf(stderr, "%s: %s\n", sq_status_name(rc), sq_errmsg(c));
    sq_conn_close(c);
    sq_engine_close(db);
    return rc == SQ_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
