/* test_mysql.c: the suite on MariaDB, and what only it has. */
#include "tests/suite/suite.h"
#ifdef SQT_WITH_mysql
#include "squill/mysql.h"

int main(void)
{
    const sqt_test own[] = {{0}};
    return suite_main("mysql", mysql_targets, 1, own, 0);
}
#else
int main(void)
{
    puts("SKIP: mysql: its client library is not installed");
    return sqt_run("mysql", NULL, 0);
}
#endif
