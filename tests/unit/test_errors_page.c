/* test_errors_page.c: docs/errors.md has one entry for each status, with its number and text, and
 * none for another. Runs in the root of the tree. */
#include <stdio.h>
#include <string.h>
#include "tests/support/support.h"

static const struct {
    const char *name;
    int code;
    const char *text;
} statuses[] = {
#define SQ_STATUS(name, code, text) {"SQ_" #name, code, text},
#include "squill/errors.def"
#undef SQ_STATUS
};
enum { N = sizeof statuses / sizeof *statuses };

/* How often a line stands in the page, or how many lines begin with it. */
static int count_lines(const char *line, bool whole)
{
    char found[512];
    int n = 0;
    FILE *page = fopen("docs/errors.md", "r");
    ck_assert_msg(page != NULL, "docs/errors.md can't be read");
    while (fgets(found, sizeof found, page)) {
        found[strcspn(found, "\n")] = '\0';
        n += whole ? strcmp(found, line) == 0 : strncmp(found, line, strlen(line)) == 0;
    }
    fclose(page);
    return n;
}

START_TEST(test_status_has_one_entry)
{
    char heading[256];
    snprintf(heading, sizeof heading, "### %s (%d): %s", statuses[_i].name, statuses[_i].code,
             statuses[_i].text);
    ck_assert_msg(count_lines(heading, true) == 1, "docs/errors.md has no line\n%s", heading);
    ck_assert_str_eq(sq_status_text(statuses[_i].code), statuses[_i].text);
}
END_TEST

START_TEST(test_page_has_no_other_entry)
{
    ck_assert_int_eq(count_lines("### ", false), N);
}
END_TEST

SQT_MAIN("errors_page", LOOP(test_status_has_one_entry, 0, N), TEST(test_page_has_no_other_entry))
