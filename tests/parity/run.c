/* run.c: all cases of one file, in a child process: a crash or a hang fails one case for one
 * dialect, and the rest is run by the next child. The child tells what it does by records in a
 * pipe; the last PT_BEGIN without an outcome is the one that killed it. */
#include "tests/parity/parity.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_FOR_A_CASE = 10 };

const char *const pt_dialects[PT_DIALECTS] = {"default", "sqlite", "postgresql", "mysql",
                                              "mariadb", "mssql",  "oracle"};

typedef struct record {
    size_t line, dialect, length; /* `length` bytes of report follow */
    pt_outcome outcome;
} record;

/* Where a child starts, and how far it came. */
typedef struct place {
    size_t line, dialect;
} place;

typedef struct file {
    char *text;
    char **lines;
    size_t n;
} file;

/* ---- the file ---- */

static bool read_file(const char *path, file *f)
{
    pt_text t = {0};
    char buffer[65536];
    size_t n, room = 1;
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
        pt_put(&t, buffer, n);
    fclose(in);
    for (size_t i = 0; i < t.n; i++)
        room += t.p[i] == '\n';
    *f = (file){.text = t.p, .lines = calloc(room, sizeof *f->lines)};
    if (!f->lines)
        return false;
    for (char *p = f->text; p && *p;) {
        char *end = strchr(p, '\n');
        f->lines[f->n++] = p;
        if (end)
            *end = 0;
        p = end ? end + 1 : NULL;
    }
    return true;
}

/* ---- the child ---- */

static void send_all(int fd, const void *p, size_t n)
{
    for (const char *at = p; n;) {
        ssize_t sent = write(fd, at, n);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(4);
        at += sent;
        n -= (size_t)sent;
    }
}

static void send_record(int fd, size_t line, size_t dialect, pt_outcome outcome, const pt_text *t)
{
    const record r = {.line = line, .dialect = dialect, .length = t ? t->n : 0, .outcome = outcome};
    send_all(fd, &r, sizeof r);
    if (r.length)
        send_all(fd, t->p, r.length);
}

static void run_case(int fd, const file *f, place at)
{
    json_error_t error;
    json_t *case_ = json_loads(f->lines[at.line], 0, &error);
    pt_case c = {0};
    if (!case_)
        pt_problem(&c, "loader: no JSON: %s", error.text);
    else
        pt_build(&c, json_object_get(case_, "nodes"));
    for (size_t d = at.dialect; d < PT_DIALECTS; d++) {
        pt_text report = {0};
        send_record(fd, at.line, d, PT_BEGIN, NULL);
        pt_outcome outcome = pt_compare(&c, case_, pt_dialects[d], &report);
        send_record(fd, at.line, d, outcome, outcome == PT_FAIL ? &report : NULL);
        pt_text_free(&report);
    }
    pt_case_free(&c);
    json_decref(case_);
}

static void child(int fd, const file *f, place at)
{
    for (; at.line < f->n; at.line++, at.dialect = 0) {
        alarm(SECONDS_FOR_A_CASE);
        send_record(fd, at.line, at.dialect, PT_BEGIN, NULL);
        run_case(fd, f, at);
    }
    alarm(0);
}

/* ---- the parent ---- */

static bool receive_all(int fd, void *p, size_t n)
{
    for (char *at = p; n;) {
        ssize_t got = read(fd, at, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        n -= (size_t)got;
    }
    return true;
}

static void note_failure(const file *f, place at, const char *report, const pt_area *area,
                         FILE *failures)
{
    json_t *case_ = json_loads(f->lines[at.line], 0, NULL);
    const char *id = pt_string(case_, "id");
    fprintf(failures, "%s  %s  %s\n%s\n", id ? id : "(no id)", pt_dialects[at.dialect], area->name,
            report);
    json_decref(case_);
}

static void count(const file *f, const record *r, const char *report, pt_area *area, FILE *failures)
{
    if (r->outcome == PT_PASS)
        area->passed[r->dialect]++;
    if (r->outcome == PT_SKIP)
        area->skipped[r->dialect]++;
    if (r->outcome != PT_FAIL)
        return;
    area->failed[r->dialect]++;
    note_failure(f, (place){r->line, r->dialect}, report, area, failures);
}

/* Reads what a child tells; gives the place after the last outcome. */
static place listen_to(int fd, const file *f, place at, pt_area *area, FILE *failures)
{
    record r;
    while (receive_all(fd, &r, sizeof r)) {
        char *report = calloc(1, r.length + 1);
        if (!report || !receive_all(fd, report, r.length)) {
            free(report);
            break;
        }
        at = (place){r.line, r.dialect};
        if (r.outcome != PT_BEGIN) {
            count(f, &r, report, area, failures);
            at.dialect++;
        }
        if (at.dialect == PT_DIALECTS)
            at = (place){at.line + 1, 0};
        free(report);
    }
    return at;
}

/* A child that died: the case it was at has failed, unless it is none of this dialect. */
static place bury(const file *f, place at, int status, pt_area *area, FILE *failures)
{
    char report[80];
    if (WIFSIGNALED(status))
        snprintf(report, sizeof report, "  got        %s\n",
                 WTERMSIG(status) == SIGALRM ? "no end in time" : strsignal(WTERMSIG(status)));
    else
        snprintf(report, sizeof report, "  got        exit status %d\n", WEXITSTATUS(status));
    const record r = {.line = at.line,
                      .dialect = at.dialect,
                      .outcome = sq_dialect_find(pt_dialects[at.dialect]) ? PT_FAIL : PT_SKIP};
    count(f, &r, report, area, failures);
    at.dialect++;
    return at.dialect == PT_DIALECTS ? (place){at.line + 1, 0} : at;
}

static bool run_from(const file *f, place *at, pt_area *area, FILE *failures)
{
    int fds[2], status = 0;
    if (pipe(fds) != 0)
        return false;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        child(fds[1], f, *at);
        exit(0);
    }
    close(fds[1]);
    if (pid > 0) {
        *at = listen_to(fds[0], f, *at, area, failures);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    close(fds[0]);
    if (pid > 0 && at->line < f->n)
        *at = bury(f, *at, status, area, failures);
    return pid > 0;
}

bool pt_run_file(const char *path, pt_area *area, FILE *failures)
{
    file f = {0};
    place at = {0, 0};
    bool ok = read_file(path, &f);
    while (ok && at.line < f.n)
        ok = run_from(&f, &at, area, failures);
    free(f.lines);
    free(f.text);
    return ok;
}
