/* shop.h: tables for the exact text of single features. `library` has what only PostgreSQL has. */
#ifndef SQT_SHOP_H
#define SQT_SHOP_H

#include <check.h>
#include "squill.h"
#include "tests/support/golden.h"
#include "tests/support/support.h"

SQ_TABLE_DECLARE(account, (id, integer), (name, varchar(40)), (email, text), (age, integer),
                 (score, double), (price, numeric(10, 2)), (ok, boolean), (born, date),
                 (seen, datetime), (doc, json));
SQ_TABLE_DECLARE(entry, (id, integer), (account_id, integer), (kind, varchar(16)),
                 (amount, numeric(10, 2)), (at, datetime));
SQ_TABLE_DECLARE(library, (id, integer), (tags, type()), (words, type()), (doc, jsonb), (h, type()),
                 (r, type()), (s, type()), (m, type()), (vec, type()), (wait, interval),
                 (at, timestamptz));

/* What SQLite has of them; a file with tables of its own defines SHOP_TABLES before this header. */
extern const sq_relation *const shop_tables[];
#ifndef SHOP_TABLES
#define SHOP_TABLES shop_tables
#endif

/* Definitions are no entries of a cache: SHOP_ONCE leaves the comparison with a rebuilt tree out.
 */
#ifdef SHOP_ONCE
#define SHOP_REBUILT(row) (void)(row)
#else
#define SHOP_REBUILT(row) sqt_check_rebuilt((row), 0)
#endif

#define QUERY(name) static const sq_stmt *name(sq_builder *q)
/* A test for the row `build`: its text on each dialect, also when it is built anew and copied. */
#define GOLDEN(build, ...) GOLDEN_WITH((.size = 0), build, __VA_ARGS__)
#define GOLDEN_WITH(options, build, ...)                                                           \
    static const sqt_row row_##build = ROW_WITH(options, build, __VA_ARGS__);                      \
    START_TEST(test_##build)                                                                       \
    {                                                                                              \
        sqt_check_row(&row_##build, 0, SHOP_TABLES);                                               \
        SHOP_REBUILT(&row_##build);                                                                \
    }                                                                                              \
    END_TEST

#endif
