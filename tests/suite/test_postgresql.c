/* test_postgresql.c: the suite on PostgreSQL, and what only PostgreSQL has. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_postgresql
#include "squill/postgresql.h"

int main(void)
{
    const sqt_test own[] = {{0}};
    return suite_main("postgresql", postgresql_targets, 1, own, 0);
}
#else
int main(void)
{
    puts("SKIP: postgresql: its client library is not installed");
    return sqt_run("postgresql", NULL, 0);
}
#endif
