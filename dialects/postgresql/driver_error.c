/* driver_error.c: SQLSTATEs as squill's errors.
 *
 * Only the primary message of the server is told: its detail quotes rows, and so bound values. */
#include <string.h>
#include "dialects/postgresql/driver.h"

typedef struct state {
    const char *state;
    int status;
    bool retry;
} state;

#define ERROR_STATE(state, status, retry) {state, status, retry},
static const state states[] = {
#include "dialects/postgresql/errors.def"
};
#undef ERROR_STATE

static state classify(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(states[i].state, sqlstate, strlen(states[i].state)) == 0)
            return states[i];
    return (state){sqlstate, SQ_ERR_OPERATIONAL, false};
}

/* The server's own number of a state: six bits a character. */
static int native_code(const char *sqlstate)
{
    int n = 0;
    for (int i = 0; i < 5 && sqlstate[i]; i++)
        n |= ((sqlstate[i] - '0') & 0x3F) << (6 * i);
    return n;
}

static int fill(sq_error *err, const char *sqlstate, const char *message)
{
    state s = classify(sqlstate);
    sqi_error(err, s.status, "postgresql", "%s", message);
    err->native = native_code(sqlstate);
    err->retry_safe = s.retry;
    strncpy(err->sqlstate, sqlstate, 5);
    if (s.status == SQ_ERR_SERIALIZATION || s.status == SQ_ERR_DEADLOCK)
        err->scope = SQ_SCOPE_TRANSACTION;
    return s.status;
}

/* libpq ends its messages by a line break and may put several lines. */
static void first_line(const char *text, char *out, size_t size)
{
    size_t n = strcspn(text, "\n");
    if (n >= size)
        n = size - 1;
    memcpy(out, text, n);
    out[n] = '\0';
}

bool sqi_postgresql_is_stale(const PGresult *r)
{
    const char *sqlstate = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *routine = PQresultErrorField(r, PG_DIAG_SOURCE_FUNCTION);
    if (!sqlstate)
        return false;
    if (strcmp(sqlstate, "0A000") == 0) /* its columns changed */
        return routine && strcmp(routine, "RevalidateCachedQuery") == 0;
    if (strcmp(sqlstate, "XX000") == 0) /* the type of a parameter was dropped, or made anew */
        return routine && (strcmp(routine, "getTypeInputInfo") == 0 ||
                           strcmp(routine, "getTypeBinaryInputInfo") == 0);
    return strcmp(sqlstate, "26000") == 0;
}

int sqi_postgresql_lost(pg_conn *c, sq_error *err)
{
    char line[400];
    first_line(PQerrorMessage(c->pg), line, sizeof line);
    sqi_error(err, SQ_ERR_DISCONNECTED, "postgresql", "%s",
              *line ? line : "the connection was lost");
    memcpy(err->sqlstate, "08006", 6);
    err->native = native_code(err->sqlstate);
    err->scope = SQ_SCOPE_CONNECTION;
    c->lost = true;
    return SQ_ERR_DISCONNECTED;
}

/* A cancel that squill did not send was a time limit of the server's; the engine cancels what is
 * late. */
static void tell_who_cancelled(pg_conn *c, sq_error *err)
{
    if (!sqi_postgresql_is_cancelled(c) ||
        (c->base.deadline && c->base.host->now() >= c->base.deadline))
        err->status = SQ_ERR_TIMEOUT;
}

int sqi_postgresql_error(pg_conn *c, const PGresult *r, sq_error *err)
{
    const char *sqlstate = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (!sqlstate) {
        if (PQstatus(c->pg) != CONNECTION_OK)
            return sqi_postgresql_lost(c, err);
        char line[400];
        first_line(PQresultErrorMessage(r), line, sizeof line);
        return sqi_error(err, SQ_ERR_OPERATIONAL, "postgresql", "%s", line);
    }
    fill(err, sqlstate, message ? message : "the server told no reason");
    if (err->status == SQ_ERR_CANCELLED)
        tell_who_cancelled(c, err);
    bool fatal = severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
    if (fatal) {
        err->status = SQ_ERR_DISCONNECTED;
        err->scope = SQ_SCOPE_CONNECTION;
        c->lost = true;
    } else if (PQtransactionStatus(c->pg) == PQTRANS_INERROR) {
        err->scope = SQ_SCOPE_TRANSACTION; /* the server takes nothing but its end */
    }
    return err->status;
}

/* libpq tells the state of a refused connection only within its text: "FATAL:  28P01: ...". */
static const char *find_state(const char *text, char sqlstate[6])
{
    for (const char *p = strstr(text, ":  "); p; p = strstr(p + 3, ":  "))
        if (strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && p[8] == ':') {
            memcpy(sqlstate, p + 3, 5);
            sqlstate[5] = '\0';
            return p + 10;
        }
    return NULL;
}

int sqi_postgresql_connect_error(pg_conn *c, sq_error *err)
{
    const char *text = c->pg ? PQerrorMessage(c->pg) : "";
    char sqlstate[6] = "", line[400];
    const char *message = find_state(text, sqlstate);
    first_line(message ? message : text, line, sizeof line);
    if (!message) {
        sqi_error(err, SQ_ERR_CONNECT, "postgresql", "%s", *line ? line : "no connection");
        memcpy(err->sqlstate, "08001", 6);
        err->native = native_code(err->sqlstate);
        err->retry_safe = true;
    } else if (fill(err, sqlstate, line) != SQ_ERR_AUTHENTICATION) {
        err->status = SQ_ERR_CONNECT;
    }
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}
