/* fake_driver.c: see fake_driver.h. */
#include "tests/support/fake_driver.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/base/error.h"

typedef enum operation {
    IDLE,
    CONNECTING,
    PLAIN,     /* a ping, begin, commit ...: done at the next step */
    EXECUTING, /* `left` more steps, or until `pipe` is readable */
} operation;

typedef struct fake_rows {
    sq_driver_rows base;
    int64_t n, next, fail_at;
    bool is_id;
} fake_rows;

typedef struct fake_conn {
    sq_driver_conn base;
    int number;
    atomic_int busy; /* inside a call of the engine */
    operation doing;
    int result; /* what the operation under way will give */
    int left;
    bool waits; /* for fake_answer() */
    sq_tx_state tx, tx_after;
    atomic_bool cancelled;
    int pipe[2];
    sq_driver_rows **out;
    fake_rows rows;
    fake_rows *held; /* the result of the statement under way, on its own */
} fake_conn;

fake_counts fake;
fake_faults fake_fail;
static int answers[2] = {-1, -1};

static const sq_driver_column columns[] = {{"n", "integer"}};

void fake_answer(void)
{
    if (write(answers[1], "x", 1) != 1)
        perror("fake_answer");
}

static bool counts_down(atomic_int *n)
{
    int v = atomic_load(n);
    while (v > 0)
        if (atomic_compare_exchange_weak(n, &v, v - 1))
            return true;
    return false;
}

static fake_conn *enter(sq_driver_conn *base)
{
    fake_conn *c = (fake_conn *)base;
    if (atomic_exchange(&c->busy, 1))
        fake.shared++;
    return c;
}

static int leave(fake_conn *c, int rc)
{
    atomic_store(&c->busy, 0);
    return rc;
}

/* The driver's own pipe is always readable: a wait that ends at once. */
static int wait_once(fake_conn *c, operation what, int result)
{
    c->doing = what;
    c->result = result;
    c->base.wait = (sq_wait){.fd = c->waits ? answers[0] : c->pipe[0], .events = SQ_WAIT_READ};
    return SQ_STEP_WAIT;
}

static int fail(sq_error *err, int status, sq_scope scope)
{
    sqi_error(err, status, "fake", "scripted: %s", sq_status_text(status));
    err->scope = scope;
    err->native = 42;
    err->retry_safe = status == SQ_ERR_SERIALIZATION;
    memcpy(err->sqlstate, "FAKE1", 6);
    return status;
}

static int finish_operation(fake_conn *c, sq_error *err)
{
    operation what = c->doing;
    c->doing = IDLE;
    int rc = c->result;
    if (what == EXECUTING || what == PLAIN)
        c->tx = c->tx_after;
    if (rc == SQ_OK && what == EXECUTING)
        *c->out = c->held ? &c->held->base : &c->rows.base;
    c->held = NULL;
    if (rc >= 0)
        return rc;
    bool lost = rc == SQ_ERR_DISCONNECTED;
    return fail(err, rc, lost ? SQ_SCOPE_CONNECTION : SQ_SCOPE_STATEMENT);
}

static int step(sq_driver_conn *base, sq_error *err)
{
    fake_conn *c = enter(base);
    char answer;
    if (c->waits && atomic_exchange(&c->cancelled, false)) {
        c->waits = false;
        c->result = SQ_ERR_CANCELLED;
    } else if (c->waits && read(answers[0], &answer, 1) != 1) {
        return leave(c, SQ_STEP_WAIT);
    } else if (c->left > 0) {
        c->left--;
        return leave(c, SQ_STEP_WAIT);
    }
    c->waits = false;
    return leave(c, finish_operation(c, err));
}

/* ---- operations ---- */

static void count_open(void)
{
    int now = ++fake.open, most = fake.most_open;
    while (now > most && !atomic_compare_exchange_weak(&fake.most_open, &most, now))
        ;
}

static void close_pipe(fake_conn *c)
{
    close(c->pipe[0]);
    close(c->pipe[1]);
}

static int connect(const sq_driver_host *host, const sq_url *u, int64_t deadline,
                   sq_driver_conn **out, sq_error *err)
{
    (void)u;
    if (counts_down(&fake_fail.connect))
        return fail(err, SQ_ERR_CONNECT, SQ_SCOPE_CONNECTION);
    fake_conn *c = host->allocator->resize(host->allocator->context, NULL, sizeof *c);
    if (!c)
        return fail(err, SQ_ERR_NOMEM, SQ_SCOPE_CONNECTION);
    memset(c, 0, sizeof *c);
    c->base.host = host;
    c->base.deadline = deadline;
    c->number = ++fake.connects;
    c->tx = SQ_TX_IDLE;
    if (pipe(c->pipe) != 0 || write(c->pipe[1], "x", 1) != 1)
        return fail(err, SQ_ERR_CONNECT, SQ_SCOPE_CONNECTION);
    count_open();
    *out = &c->base;
    return wait_once(c, CONNECTING, SQ_OK);
}

static void close_conn(sq_driver_conn *base, bool abandon)
{
    fake_conn *c = enter(base);
    if (abandon)
        fake.abandons++;
    else
        fake.closes++;
    fake.open--;
    close_pipe(c);
    base->host->allocator->resize(base->host->allocator->context, c, 0);
}

static int plain(sq_driver_conn *base, atomic_int *count, atomic_int *fault, int status,
                 sq_tx_state after)
{
    fake_conn *c = enter(base);
    ++*count;
    bool fails = counts_down(fault);
    c->tx_after = fails ? c->tx : after;
    return leave(c, wait_once(c, PLAIN, fails ? status : SQ_OK));
}

static int ping(sq_driver_conn *c, sq_error *err)
{
    (void)err;
    return plain(c, &fake.pings, &fake_fail.ping, SQ_ERR_DISCONNECTED, ((fake_conn *)c)->tx);
}

static int reset(sq_driver_conn *c, bool full, sq_error *err)
{
    (void)err;
    fake.full_resets += full;
    return plain(c, &fake.resets, &fake_fail.reset, SQ_ERR_OPERATIONAL, SQ_TX_IDLE);
}

static int begin(sq_driver_conn *c, const sq_begin_options *o, sq_error *err)
{
    (void)o;
    (void)err;
    if (fake_fail.begin_lost > 0)
        return plain(c, &fake.begins, &fake_fail.begin_lost, SQ_ERR_DISCONNECTED, SQ_TX_ACTIVE);
    return plain(c, &fake.begins, &fake_fail.begin, SQ_ERR_OPERATIONAL, SQ_TX_ACTIVE);
}

static int commit(sq_driver_conn *c, sq_error *err)
{
    (void)err;
    if (counts_down(&fake_fail.commit_lost)) {
        atomic_int always = 1;
        return plain(c, &fake.commits, &always, SQ_ERR_DISCONNECTED, SQ_TX_IDLE);
    }
    return plain(c, &fake.commits, &fake_fail.commit, SQ_ERR_SERIALIZATION, SQ_TX_IDLE);
}

static int rollback(sq_driver_conn *c, sq_error *err)
{
    (void)err;
    return plain(c, &fake.rollbacks, &fake_fail.rollback, SQ_ERR_OPERATIONAL, SQ_TX_IDLE);
}

static int savepoint(sq_driver_conn *c, sq_savepoint_verb verb, const char *name, sq_error *err)
{
    (void)verb;
    (void)name;
    (void)err;
    atomic_int never = 0;
    return plain(c, &fake.savepoints, &never, SQ_OK, ((fake_conn *)c)->tx);
}

static sq_tx_state tx_state(sq_driver_conn *c)
{
    return ((fake_conn *)c)->tx;
}

/* ---- statements ---- */

typedef struct command {
    const char *word;
    int status;
} command;

static const command failing[] = {
    {"fail", SQ_ERR_PROGRAMMING},        {"unique", SQ_ERR_UNIQUE},
    {"lose", SQ_ERR_DISCONNECTED},       {"kill", SQ_ERR_FULL},
    {"serialize", SQ_ERR_SERIALIZATION},
};

static int status_of(const char *word)
{
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++)
        if (strcmp(failing[i].word, word) == 0)
            return failing[i].status;
    return SQ_OK;
}

static void set_rows(fake_conn *c, const char *word, int n)
{
    bool late = strcmp(word, "late") == 0, held = strcmp(word, "held") == 0;
    bool id = strcmp(word, "id") == 0;
    c->rows = (fake_rows){.is_id = id, .fail_at = late ? n : -1};
    c->rows.base.affected = strcmp(word, "change") == 0 ? n : -1;
    if (held) {
        fake_rows *own = malloc(sizeof *own);
        *own = (fake_rows){.n = n, .fail_at = -1, .base.affected = -1, .base.n_columns = 1};
        own->base.columns = columns;
        own->base.detached = true;
        own->base.n_rows = n;
        c->held = own;
        fake.held++;
    }
    if (late || id || strcmp(word, "rows") == 0) {
        c->rows.base.n_columns = 1;
        c->rows.base.columns = columns;
        c->rows.n = id ? 1 : n;
    }
}

static int execute(sq_driver_conn *base, const sq_driver_request *r, sq_driver_rows **out,
                   sq_error *err)
{
    (void)err;
    fake_conn *c = enter(base);
    int count = ++fake.executes, every = fake_fail.lose_every;
    char word[32] = "";
    int n = 0;
    sscanf(r->sql.p, "%31s %d", word, &n);
    set_rows(c, word, n);
    c->out = out;
    c->left = strcmp(word, "steps") == 0 ? n : 0;
    c->waits = strcmp(word, "wait") == 0;
    c->base.dirty = c->base.dirty || strcmp(word, "dirty") == 0;
    int status = every && count % every == 0 ? SQ_ERR_DISCONNECTED : status_of(word);
    c->tx_after = c->tx;
    if (strcmp(word, "begin") == 0)
        c->tx_after = SQ_TX_ACTIVE;
    if (strcmp(word, "kill") == 0 || strcmp(word, "end") == 0)
        c->tx_after = SQ_TX_IDLE;
    return leave(c, wait_once(c, EXECUTING, status));
}

static int fetch(sq_driver_conn *base, sq_driver_rows *rows, sq_error *err)
{
    fake_rows *f = (fake_rows *)rows;
    if (rows->detached)
        return f->next++ < f->n ? SQ_STEP_ROW : SQ_OK;
    fake_conn *c = enter(base);
    if (f->next == f->fail_at)
        return leave(c, fail(err, SQ_ERR_DATA, SQ_SCOPE_STATEMENT));
    return leave(c, f->next++ < f->n ? SQ_STEP_ROW : SQ_OK);
}

static void get(sq_driver_rows *rows, size_t column, sq_value *out)
{
    (void)column;
    const fake_rows *f = (const fake_rows *)rows;
    *out = (sq_value){.kind = SQ_V_INT, .len = 8, .v.i = f->next - 1};
    if (f->is_id) {
        const char *conn = (const char *)f - offsetof(fake_conn, rows);
        out->v.i = ((const fake_conn *)(const void *)conn)->number;
    }
}

static void finish(sq_driver_conn *c, sq_driver_rows *rows)
{
    (void)c;
    if (!rows->detached)
        return;
    fake.held--;
    free(rows);
}

/* From another thread: the wait of the statement must end, so a byte goes into the pipe. */
static int cancel(sq_driver_conn *base, int64_t until, sq_error *err)
{
    (void)until;
    (void)err;
    fake_conn *c = (fake_conn *)base;
    fake.cancels++;
    atomic_store(&c->cancelled, true);
    fake_answer();
    return SQ_OK;
}

static int server_version(sq_driver_conn *c)
{
    (void)c;
    return 123456;
}

static void *native(sq_driver_conn *c)
{
    return c;
}

const sq_driver *fake_driver(void)
{
    static const char *const schemes[] = {"default+fake", NULL};
    static const char *const options[] = {"known", "*many", NULL};
    static const sq_driver driver = {
        .abi = SQ_DRIVER_ABI,
        .size = sizeof driver,
        .name = "fake",
        .schemes = schemes,
        .options = options,
        .connect = connect,
        .step = step,
        .close = close_conn,
        .ping = ping,
        .reset = reset,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .tx_state = tx_state,
        .execute = execute,
        .fetch = fetch,
        .get = get,
        .finish = finish,
        .cancel = cancel,
        .server_version = server_version,
        .native = native,
    };
    return &driver;
}

void fake_start(void)
{
    memset(&fake, 0, sizeof fake);
    memset(&fake_fail, 0, sizeof fake_fail);
    if (answers[0] < 0 && pipe(answers) == 0)
        fcntl(answers[0], F_SETFL, O_NONBLOCK);
    char drop[64];
    while (read(answers[0], drop, sizeof drop) > 0)
        ;
    sq_driver_register(fake_driver(), NULL);
}
