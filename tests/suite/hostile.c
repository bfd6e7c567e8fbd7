/* hostile.c: see hostile.h. */
#include "tests/suite/hostile.h"
#include <stdlib.h>
#include <string.h>
#include "tests/suite/suite.h"
#ifdef SQT_WITH_sqlite
#include "squill/sqlite.h"
#endif
#ifdef SQT_WITH_postgresql
#include "squill/postgresql.h"
#endif
#ifdef SQT_WITH_mysql
#include "squill/mysql.h"
#endif

static bool proving(void)
{
    const char *s = getenv("PROVE");
    return s && *s;
}

uint64_t hostile_count(void)
{
    const char *s = getenv("STRINGS");
    uint64_t all = proving() ? 257 + 65536 : 257;
    return all + (s && *s ? strtoull(s, NULL, 10) : proving() ? 1000000 : 100000);
}

static uint64_t random_of(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static const char *const pieces[] = {
    "'",
    "\"",
    "`",
    "\\",
    "''",
    "\\'",
    "--",
    "/*",
    "*/",
    ";",
    "#",
    "$1",
    "$$",
    "$a$",
    "?",
    ":x",
    "%",
    "%s",
    "_",
    "[",
    "]",
    "(",
    ")",
    "E'",
    "U&'",
    "\\x",
    "\\000",
    " ",
    "\n",
    "\r",
    "\t",
    "\x01",
    "\x1a",
    "\x7f",
    "NULL",
    "a",
    "A",
    "0",
    "-",
    ".",
    ",",
    "@",
    "{",
    "}",
    "|",
    "\xC2\xA0",
    "\xC3\xA9",
    "\xE2\x80\x99",
    "\xEF\xBC\x87",
    "\xE2\x80\xA8",
    "\xF0\x9F\x98\x80",
    "\xEF\xBF\xBD",
    "\xCC\x81",
};

static size_t from_pieces(uint64_t i, char *out)
{
    size_t n = 0, want = 1 + random_of(i) % 8;
    for (uint64_t k = 1; k <= want; k++) {
        const char *piece = pieces[random_of(i * 31 + k) % (sizeof pieces / sizeof *pieces)];
        size_t m = strlen(piece);
        if (n + m > HOSTILE_MAX)
            break;
        memcpy(out + n, piece, m);
        n += m;
    }
    return n;
}

size_t hostile_string(uint64_t i, char *out)
{
    if (i == 0)
        return 0;
    if (i <= 256) {
        out[0] = (char)(i - 1);
        return 1;
    }
    if (proving() && i < 257 + 65536) {
        out[0] = (char)((i - 257) >> 8);
        out[1] = (char)(i - 257);
        return 2;
    }
    if (i % 4)
        return from_pieces(i, out);
    size_t n = 1 + random_of(i) % HOSTILE_MAX;
    unsigned mask = random_of(i * 7) % 3 ? 0x7F : 0xFF; /* mostly ASCII: the rest is refused */
    for (size_t k = 0; k < n; k++) {
        unsigned char c = (unsigned char)(random_of(i * 131 + k) & mask);
        out[k] = (char)(c || random_of(i) % 16 == 0 ? c : '\'');
    }
    return n;
}

sq_conn *hostile_open(int i, sq_engine **db, const char **name)
{
    static const char *const names[HOSTILE_SERVERS] = {"sqlite", "postgresql", "mysql"};
    const char *url = i == 0 ? "sqlite://" : sqt_server_url(names[i]);
    *name = names[i];
    bool built = false;
#ifdef SQT_WITH_sqlite
    built = built || (i == 0 && sq_driver_register(sq_sqlite_driver(), NULL) == SQ_OK);
#endif
#ifdef SQT_WITH_postgresql
    built = built || (i == 1 && sq_driver_register(sq_postgresql_driver(), NULL) == SQ_OK);
#endif
#ifdef SQT_WITH_mysql
    built = built || (i == 2 && sq_driver_register(sq_mysql_driver(), NULL) == SQ_OK);
#endif
    if (!url || !built) {
        printf("SKIP: %s is not there\n", *name);
        return NULL;
    }
    *db = sq_engine_open(url, .cache_size = 1, .prepared_statements = -1);
    sq_conn *c = sq_connect(*db);
    ck_assert_msg(sq_status_of(c) == SQ_OK, "%s: %s", *name, sq_errmsg(c));
    return c;
}
