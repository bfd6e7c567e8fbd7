/* exec_mysql.c: the execution workloads by hand on MariaDB's client library: prepared, with buffers
 * that are bound once, and arrays of parameters. */
#include "bench/exec.h"

#ifdef SQT_WITH_mysql
#include <mysql.h>
#include <stdlib.h>
#include <string.h>
#include "squill/mysql.h"

enum { BATCH = 1000 };
static MYSQL *my;
static MYSQL_STMT *one, *all, *insert;

static exec_row got;
static char name[65], email[129];
static unsigned long name_length, email_length;

static void check(MYSQL_STMT *s, int failed)
{
    if (failed)
        exec_fail("libmariadb", mysql_stmt_error(s));
}

static void command(const char *sql)
{
    if (mysql_query(my, sql))
        exec_fail("libmariadb", mysql_error(my));
}

static MYSQL_STMT *prepare(const char *sql)
{
    MYSQL_STMT *s = mysql_stmt_init(my);
    check(s, mysql_stmt_prepare(s, sql, strlen(sql)));
    return s;
}

static void bind_result(MYSQL_STMT *s)
{
    MYSQL_BIND b[5];
    memset(b, 0, sizeof b);
    b[0] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &got.id};
    b[1] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                        .buffer = name,
                        .buffer_length = sizeof name,
                        .length = &name_length};
    b[2] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                        .buffer = email,
                        .buffer_length = sizeof email,
                        .length = &email_length};
    b[3] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONG, .buffer = &got.status};
    b[4] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_DOUBLE, .buffer = &got.score};
    check(s, mysql_stmt_bind_result(s, b));
}

static int64_t use(void)
{
    return got.id + name[0] + email[0] + got.status + (int64_t)got.score;
}

static void hand_point(void)
{
    int64_t key;
    MYSQL_BIND b = {.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &key};
    check(one, mysql_stmt_bind_param(one, &b));
    bind_result(one);
    for (int i = 0; i < EXEC_POINTS; i++) {
        key = exec_key(i);
        check(one, mysql_stmt_execute(one));
        check(one, mysql_stmt_fetch(one));
        exec_sink += use();
        mysql_stmt_free_result(one);
    }
}

static void hand_fetch(void)
{
    int n = 0;
    check(all, mysql_stmt_execute(all));
    bind_result(all);
    for (; mysql_stmt_fetch(all) == 0; n++)
        exec_sink += use();
    mysql_stmt_free_result(all);
    if (n != EXEC_ROWS)
        exec_fail("libmariadb", "rows are missing");
}

static void hand_insert(void)
{
    static int64_t ids[BATCH];
    static int statuses[BATCH];
    static double scores[BATCH];
    static unsigned long lengths[2][BATCH];
    static const char *texts[2][BATCH];
    unsigned n = BATCH;
    MYSQL_BIND b[5];
    memset(b, 0, sizeof b);
    b[0] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = ids};
    for (int k = 0; k < 2; k++)
        b[k + 1] = (MYSQL_BIND){
            .buffer_type = MYSQL_TYPE_STRING, .buffer = (void *)texts[k], .length = lengths[k]};
    b[3] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONG, .buffer = statuses};
    b[4] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_DOUBLE, .buffer = scores};
    command("BEGIN");
    mysql_stmt_attr_set(insert, STMT_ATTR_ARRAY_SIZE, &n);
    for (int i = 0; i < EXEC_ROWS; i += BATCH) {
        for (int k = 0; k < BATCH; k++) {
            const exec_row *x = &exec_rows[i + k];
            ids[k] = x->id;
            statuses[k] = x->status;
            scores[k] = x->score;
            texts[0][k] = x->name;
            texts[1][k] = x->email;
            lengths[0][k] = strlen(x->name);
            lengths[1][k] = strlen(x->email);
        }
        check(insert, mysql_stmt_bind_param(insert, b));
        check(insert, mysql_stmt_execute(insert));
    }
    command("COMMIT");
}

static void empty(void)
{
    command("TRUNCATE pt_new");
}

static void open_both(const char *url)
{
    sq_driver_register(sq_mysql_driver(), NULL);
    exec_open(url, true);
    sq_url *u = sq_url_parse(url, NULL);
    my = mysql_init(NULL);
    if (!mysql_real_connect(my, sq_url_host(u), sq_url_user(u), sq_url_password(u),
                            sq_url_database(u), (unsigned)sq_url_port(u), NULL, 0))
        exec_fail("libmariadb", mysql_error(my));
    sq_url_free(u);
    one = prepare("SELECT id, name, email, status, score FROM pt WHERE id = ?");
    all = prepare("SELECT id, name, email, status, score FROM pt");
    insert = prepare("INSERT INTO pt_new (id, name, email, status, score) VALUES (?, ?, ?, ?, ?)");
}

void exec_mysql(const exec_plan *p)
{
    static const exec_case cases[] = {
        {"point", exec_point, {hand_point}, NULL, EXEC_POINTS, EXEC_TOGETHER},
        {"point/kept", exec_kept, {hand_point}, NULL, EXEC_POINTS, EXEC_TOGETHER},
        {"point/apart", exec_point, {hand_point}, NULL, EXEC_POINTS, EXEC_APART},
        {"fetch", exec_fetch, {hand_fetch}, NULL, EXEC_ROWS, EXEC_APART},
        {"structs", exec_structs, {hand_fetch}, NULL, EXEC_ROWS, EXEC_APART},
        {"insert", exec_insert, {hand_insert}, empty, EXEC_ROWS, EXEC_APART},
    };
    const char *url = getenv("SQ_TEST_MYSQL_URL");
    if (!url) {
        puts("mariadb: no server, skipped");
        return;
    }
    open_both(url);
    exec_compare(p, "mariadb", cases, sizeof cases / sizeof *cases);
    mysql_stmt_close(one);
    mysql_stmt_close(all);
    mysql_stmt_close(insert);
    mysql_close(my);
    exec_close();
}
#else
void exec_mysql(const exec_plan *p)
{
    (void)p;
    puts("mariadb: no client library, skipped");
}
#endif
