/* listed.c: a case that fails stands, by its id, in the page of the differences. There `a::b::c` is
 * every case of that test, `a::b::c[x]` every one with these parameters, `a::b::c[x]::1` one. */
#include "tests/parity/parity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/support/page.h"

static bool has_name(const char *page, const char *id, size_t n)
{
    for (const char *at = page; (at = strchr(at, '`')); at++)
        if (strncmp(at + 1, id, n) == 0 && at[1 + n] == '`')
            return true;
    return false;
}

static bool is_listed(const char *page, const char *id, size_t n)
{
    size_t without_number = n;
    while (without_number > 2 && strncmp(id + without_number - 2, "::", 2) != 0)
        without_number--;
    const char *parameters = memchr(id, '[', n);
    size_t test = parameters ? (size_t)(parameters - id) : without_number - 2;
    return has_name(page, id, n) || has_name(page, id, without_number - 2) ||
           has_name(page, id, test);
}

/* Names of tests on the page that nothing failed of. */
static void print_settled(const char *page, const char *failures)
{
    for (const char *at = page; (at = strchr(at, '`'));) {
        size_t n = strcspn(++at, "`");
        char name[600];
        if (n < sizeof name && strncmp(at, "test/", 5) == 0) {
            snprintf(name, sizeof name, "%.*s", (int)n, at);
            if (!strstr(failures, name))
                printf("listed, but passes: %s\n", name);
        }
        at += n + (at[n] == '`');
    }
}

bool pt_print_unlisted(const char *failures_path, const char *page_path, bool all_areas)
{
    char *failures = sqt_page_read(failures_path), *page = sqt_page_read(page_path);
    bool ok = failures && page;
    for (const char *line = failures; ok && *line;
         line += strcspn(line, "\n"), line += *line != 0) {
        const char *end = strstr(line, "  ");
        if (*line == ' ' || *line == '\n' || !end || is_listed(page, line, (size_t)(end - line)))
            continue;
        printf("not listed: %.*s\n", (int)strcspn(line, "\n"), line);
    }
    if (ok && all_areas)
        print_settled(page, failures);
    free(failures);
    free(page);
    return ok;
}
