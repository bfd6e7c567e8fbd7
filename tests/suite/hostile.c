/* hostile.c: see hostile.h. */
#include "tests/suite/hostile.h"
#include <stdlib.h>
#include <string.h>
#include "tests/suite/suite.h"

static bool proving(void)
{
    const char *s = getenv("PROVE");
    return s && *s;
}

static const char bad_bytes[40] =
    "'\"`\\-/*;#$?:%_[](){}@|,.aAx0 \n\t\0\x01\x1a\x7f\xC3\xA9\xBF\rE";

enum {
    LENGTH_0_1 = 257,
    LENGTH_2 = LENGTH_0_1 + 256 * 256,
    LENGTH_3 = LENGTH_2 + sizeof bad_bytes * sizeof bad_bytes * sizeof bad_bytes,
};

uint64_t hostile_count(void)
{
    const char *s = getenv("STRINGS");
    uint64_t all = proving() ? LENGTH_3 : LENGTH_0_1;
    return all + (s && *s ? strtoull(s, NULL, 10) : proving() ? 10000000 : 100000);
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
    if (proving() && i < LENGTH_2) {
        out[0] = (char)((i - LENGTH_0_1) >> 8);
        out[1] = (char)(i - LENGTH_0_1);
        return 2;
    }
    if (proving() && i < LENGTH_3) {
        uint64_t rest = i - LENGTH_2;
        for (int k = 0; k < 3; k++, rest /= sizeof bad_bytes)
            out[k] = bad_bytes[rest % sizeof bad_bytes];
        return 3;
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

/* A server, and how it is told to read what is sent. */
static const struct {
    const char *name, *server, *set;
} ways[HOSTILE_SERVERS] = {
    {"sqlite", "sqlite", NULL},
    {"postgresql", "postgresql", "SET standard_conforming_strings = on"},
    {"postgresql without standard strings", "postgresql", "SET standard_conforming_strings = off"},
    {"mysql", "mysql", "SET sql_mode = ''"},
    {"mysql without backslash escapes", "mysql", "SET sql_mode = 'NO_BACKSLASH_ESCAPES'"},
    {"mysql with quoted names", "mysql", "SET sql_mode = 'ANSI_QUOTES'"},
    {"mysql with both", "mysql", "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"},
};

sq_conn *hostile_open(int i, sq_engine **db, const char **name)
{
    const char *server = ways[i].server;
    const char *url = sqt_database_url(server);
    *name = ways[i].name;
    if (!url) {
        printf("SKIP: %s is not there\n", server);
        return NULL;
    }
    *db = sq_engine_open(url, .cache_size = 1, .prepared_statements = -1);
    sq_conn *c = sq_connect(*db);
    if (ways[i].set)
        sqt_database_run(c, ways[i].set);
    ck_assert_msg(sq_status_of(c) == SQ_OK, "%s: %s", *name, sq_errmsg(c));
    return c;
}
