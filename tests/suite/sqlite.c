/* sqlite.c: the SQLite databases that the suite runs on. */
#include "squill/sqlite.h"
#include "tests/suite/suite.h"

static bool file_url(char *out, size_t size, const char *folder, const char **reason)
{
    (void)reason;
    sq_driver_register(sq_sqlite_driver(), NULL);
    snprintf(out, size, "sqlite:///%s/test.db", folder);
    return true;
}

static bool memory_url(char *out, size_t size, const char *folder, const char **reason)
{
    (void)folder;
    (void)reason;
    sq_driver_register(sq_sqlite_driver(), NULL);
    snprintf(out, size, "sqlite://");
    return true;
}

#define ENDLESS                                                                                    \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
#define COMMON                                                                                     \
    .bytes = "BLOB", .real = "DOUBLE", .datetime = "DATETIME", .keeps_nul = true,                  \
    .one_writer = true, .tells_last_id = true, .endless = ENDLESS, .timeout_option = "timeout=0"

const suite_target sqlite_targets[2] = {
    {.name = "sqlite file", .url = file_url, COMMON},
    {.name = "sqlite memory", .url = memory_url, .one_connection = true, COMMON},
};
