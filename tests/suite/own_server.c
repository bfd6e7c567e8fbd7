/* own_server.c: see own_server.h. The server belongs to a shell that ends it when its input ends:
 * also when the test was killed. */
#include "tests/suite/own_server.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/support/support.h"

static bool read_line(own_server *s, char *out, int size)
{
    if (!fgets(out, size, s->from))
        return false;
    out[strcspn(out, "\n")] = '\0';
    return strcmp(out, "failed") != 0;
}

static void become_shell(int in, int out, const char *kind, bool tls)
{
    const char *build = getenv("B");
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
        close(fd);
    execlp("sh", "sh", "tests/suite/own_server.sh", build ? build : "build", kind,
           tls ? "tls" : NULL, (char *)NULL);
    _exit(127);
}

bool own_server_start(own_server *s, const char *kind, bool tls)
{
    int to[2], from[2];
    *s = (own_server){.pid = -1};
    ck_assert_int_eq(pipe(to) | pipe(from), 0);
    s->pid = fork();
    ck_assert_int_ge(s->pid, 0);
    if (s->pid == 0)
        become_shell(to[0], from[1], kind, tls);
    close(to[0]);
    close(from[1]);
    s->to = fdopen(to[1], "w");
    s->from = fdopen(from[0], "r");
    if (read_line(s, s->url, sizeof s->url) &&
        (!tls || read_line(s, s->certificate, sizeof s->certificate)))
        return true;
    own_server_stop(s);
    return false;
}

static void tell(own_server *s, const char *word)
{
    char answer[64];
    fprintf(s->to, "%s\n", word);
    fflush(s->to);
    ck_assert_msg(read_line(s, answer, sizeof answer), "the server does not %s", word);
}

void own_server_kill(own_server *s)
{
    tell(s, "kill");
}

void own_server_start_again(own_server *s)
{
    tell(s, "start");
}

void own_server_stop(own_server *s)
{
    fclose(s->to);
    fclose(s->from);
    waitpid(s->pid, NULL, 0);
}
