/* support.c: the runner's harness, the failing allocator, folders. See support.h. */
#include "tests/support/support.h"
#include <dirent.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Against tests that hang: far above what any needs, on a busy machine with few processors, too.
 * libcheck's own 4 seconds are not. */
enum { TEST_SECONDS = 30 };

/* ---- folders ---- */

static char run_folder[512]; /* of the whole run: also what a test left that was killed */

static void remove_tree(const char *path)
{
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char inner[1024];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, e->d_name);
        if (unlink(inner) != 0)
            remove_tree(inner);
    }
    if (d)
        closedir(d);
    rmdir(path);
}

static const char *make_folder(char *out, size_t size, const char *base)
{
    snprintf(out, size, "%s/squill-test.XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(out);
}

char *sqt_folder(void)
{
    char path[600];
    const char *made = make_folder(path, sizeof path, *run_folder ? run_folder : getenv("TMPDIR"));
    ck_assert_msg(made != NULL, "no folder for the test: %s", path);
    return strdup(path);
}

void sqt_folder_remove(char *path)
{
    remove_tree(path);
    free(path);
}

bool sqt_number_locale(const char *name)
{
    if (setlocale(LC_NUMERIC, name))
        return true;
    char command[1024], *folder = sqt_folder();
    snprintf(command, sizeof command, /* all of a locale takes seconds */
             "cd %s && printf 'LC_NUMERIC\\ncopy \"%.*s\"\\nEND LC_NUMERIC\\n' >source && "
             "localedef -c -i source -f UTF-8 ./%s >log 2>&1",
             folder, (int)strcspn(name, "."), name, name);
    int told = system(command); /* it warns of what is not there */
    bool made = told != -1 && setenv("LOCPATH", folder, 1) == 0 && setlocale(LC_NUMERIC, name);
    sqt_folder_remove(folder);
    if (!made)
        printf("SKIP: no locale %s\n", name);
    return made;
}

/* ---- the runner ---- */

int sqt_run(const char *name, const sqt_test *tests, size_t n)
{
    Suite *suite = suite_create(name);
    const char *wanted = getenv("CK_RUN_CASE");
    for (size_t i = 0; i < n; i++) {
        TCase *tc = tcase_create(tests[i].test->name);
        if (!getenv("CK_DEFAULT_TIMEOUT"))
            tcase_set_timeout(tc, TEST_SECONDS);
        if (tests[i].from < tests[i].to)
            tcase_add_loop_test(tc, tests[i].test, tests[i].from, tests[i].to);
        else
            tcase_add_test(tc, tests[i].test);
        suite_add_tcase(suite, tc);
    }
    SRunner *runner = srunner_create(suite);
    if (!make_folder(run_folder, sizeof run_folder, getenv("TMPDIR")))
        *run_folder = '\0';
    srunner_run(runner, NULL, wanted, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (*run_folder)
        remove_tree(run_folder);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static void *resize_or_fail(void *context, void *p, size_t n)
{
    sqt_allocator *a = context;
    if (n == 0) {
        a->live -= p != NULL;
        free(p);
        return NULL;
    }
    a->calls++;
    if (a->fail_at && (a->calls == a->fail_at || (a->fail_after && a->calls > a->fail_at))) {
        a->failed = true;
        return NULL;
    }
    void *q = realloc(p, n);
    a->live += q && !p;
    return q;
}

void sqt_allocator_init(sqt_allocator *a)
{
    *a = (sqt_allocator){.allocator = {resize_or_fail, a}};
}

/* One run; says whether it needed less than `fail_at` allocations. */
static bool survives(const char *name, sqt_scenario *scenario, void *context, bool may_recover,
                     size_t fail_at, bool fail_after)
{
    sqt_allocator a;
    sqt_allocator_init(&a);
    a.fail_at = fail_at;
    a.fail_after = fail_after;
    int status = scenario(&a.allocator, context);
    ck_assert_msg(a.live == 0, "%s: %zu blocks leaked when allocation %zu failed", name, a.live,
                  fail_at);
    if (a.failed && !may_recover)
        ck_assert_msg(status == SQ_ERR_NOMEM, "%s: status %d when allocation %zu failed", name,
                      status, fail_at);
    else
        ck_assert_msg(status == SQ_OK || (a.failed && status == SQ_ERR_NOMEM),
                      "%s: status %d when allocation %zu %s", name, status, fail_at,
                      a.failed ? "failed" : "did not fail");
    return !a.failed;
}

size_t sqt_oom_sweep(const char *name, sqt_scenario *scenario, void *context, bool may_recover)
{
    size_t n = 1;
    sqt_allocator once; /* what is made once for the whole program: names of static tables */
    sqt_allocator_init(&once);
    scenario(&once.allocator, context);
    while (!survives(name, scenario, context, may_recover, n, false)) {
        survives(name, scenario, context, may_recover, n, true);
        n++;
    }
    return n - 1;
}

void sqt_fault(const char *fault, const char *database, int64_t count, int64_t wrong)
{
    printf("fault %-58s %-10s %6lld done %3lld wrong\n", fault, database, (long long)count,
           (long long)wrong);
    fflush(stdout);
    ck_assert_int_gt(count, 0);
    ck_assert_int_eq(wrong, 0);
}
