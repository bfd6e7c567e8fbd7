/* suite_hostile.c: a definition made of hostile bytes. Names, defaults, comments, labels of an
 * enum, CHECKs and names made by a convention come back from a live database byte for byte, or were
 * refused before anything was sent; never as something else. */
#include "squill.h"
#include "tests/suite/hostile.h"
#include "tests/suite/suite.h"

enum { STRINGS = SQT_ASAN ? 600 : 1000 }; /* those of up to one byte, and random ones */
enum { BATCH = 16, TEXT = 64, SHORT = 40 };

typedef struct batch {
    char text[BATCH][TEXT], name[BATCH][TEXT], label[BATCH][TEXT];
    char table[TEXT], index[TEXT], type[TEXT];
} batch;
static batch b;
static long returned, refused;
static sq_conn *c;

static bool on(const char *database)
{
    return strncmp(T->name, database, strlen(database)) == 0;
}

/* ---- what is taken ---- */

/* Can a column have this name, this default, this comment, this label? */
static bool is_defined(const char *name, const char *text, const char *comment, const char *label)
{
    const sq_type_details e = {.name = "e", .values = &label, .n_values = 1};
    const sq_column_spec column = {
        .name = name,
        .type =
            label ? (sq_type){.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT, .details = &e}
                  : sq_varchar(60),
        .o = {.comment = comment,
              .server_default_value = {.kind = text ? SQ_DEFAULT_VALUE : SQ_DEFAULT_NONE,
                                       .value = sq_text_value(text)}}};
    const sq_dialect *d = sq_engine_dialect(suite_now.db);
    sq_metadata *m = sq_metadata_new(.schema = NULL);
    sq_builder *q = sq_builder_new();
    sq_source t = sq_metadata_table(m, sq_name_of("t"), &column, 1, NULL);
    bool taken = sq_sql(q, sq_create_table(q, t.sq_, NULL), d) != NULL;
    if (taken && comment)
        taken = on("sqlite") ||
                sq_sql(q, sq_comment_on(q, SQ_COMMENT_COLUMN, t.sq_, name, 0, false), d) != NULL;
    if (taken && label)
        taken = !on("postgresql") || sq_sql(q, sq_create_type(q, column.type, NULL), d) != NULL;
    if (!taken)
        ck_assert_msg(sq_builder_error(q)->status == SQ_ERR_ARGUMENT ||
                          sq_builder_error(q)->status == SQ_ERR_COMPILE,
                      "%s", sq_builder_error(q)->message);
    sq_builder_free(q);
    sq_metadata_unref(m);
    returned += taken;
    refused += !taken;
    return taken;
}

/* The i-th text of the batch in every place that takes it, something harmless in the others. */
static void take(size_t i, const char *text)
{
    char name[TEXT], label[TEXT];
    snprintf(name, sizeof name, "c%zu%s", i, text);
    snprintf(label, sizeof label, "%zu%s", i, text);
    bool ok = is_defined("c", text, text, NULL);
    snprintf(b.text[i], TEXT, "%s", ok ? text : "plain");
    ok = is_defined(name, NULL, NULL, NULL);
    if (!ok)
        snprintf(name, sizeof name, "c%zu", i);
    memcpy(b.name[i], name, TEXT);
    ok = is_defined("c", NULL, NULL, label);
    if (!ok)
        snprintf(label, sizeof label, "%zu", i);
    memcpy(b.label[i], label, TEXT);
}

/* ---- the definition ---- */

static sq_source define(sq_metadata *m, sq_builder *q)
{
    sq_column_spec columns[BATCH + 2] = {
        {.name = "id", .type = sq_integer(), .o = {.primary_key = true}}};
    sq_constraint constraints[BATCH + 2] = {
        {.kind = SQ_CONSTRAINT_UNIQUE, .columns = SQ_KEYS(b.name[0], "id")}};
    const char *labels[BATCH];
    for (size_t i = 0; i < BATCH; i++) {
        char other[TEXT + 1];
        snprintf(other, sizeof other, "%s!", b.text[i]);
        columns[i + 1] = (sq_column_spec){
            .name = b.name[i],
            .type = sq_varchar(60),
            .o = {.comment = b.text[i],
                  .server_default_value = {.kind = SQ_DEFAULT_VALUE,
                                           .value = sq_text_value(b.text[i])}}};
        const sq_expr *own = sq_own_column(q, sq_name_of(b.table), NULL, b.name[i]);
        constraints[i + 1] = (sq_constraint){
            .kind = SQ_CONSTRAINT_CHECK, .name = b.name[i], .check = sq_ne(q, own, other)};
        labels[i] = b.label[i];
    }
    const sq_type_details type = {.name = b.type, .values = labels, .n_values = BATCH};
    columns[BATCH + 1] = (sq_column_spec){
        .name = "mood",
        .type = {.kind = SQ_T_ENUM, .flags = SQ_TYPE_CREATE_CONSTRAINT, .details = &type}};
    const sq_index indexes[] = {{.name = b.index, .columns = SQ_KEYS(b.name[1])}, {.end = true}};
    const sq_table_options o = {.constraints = constraints, .indexes = indexes};
    return sq_metadata_table(m, sq_name_of(b.table), columns, BATCH + 2, &o);
}

/* ---- what comes back ---- */

static void fill(sq_builder *q, sq_source t)
{
    for (int i = 0; i < BATCH; i++) {
        const sq_stmt *s = sq_insert(q, t);
        s = sq_values(s, sq_set(sq_col(q, t, "id"), i), sq_set(sq_col(q, t, "mood"), b.label[i]));
        ck_assert_msg(sq_exec(c, s) == 1, "\"%s\": %s", b.label[i], sq_errmsg(c));
    }
}

static void check_rows(sq_builder *q, sq_source t)
{
    const sq_expr *columns[BATCH + 2];
    for (size_t i = 0; i < BATCH + 2; i++)
        columns[i] = sq_col_at(q, t.sq_, i);
    sq_result *r = sq_query(c, sq_order_by(sq_select_n(q, columns, BATCH + 2), columns[0]));
    for (size_t row = 0; row < BATCH; row++) {
        ck_assert_msg(sq_row(r), "%s", sq_result_error(r)->message);
        ck_assert_str_eq(sq_get_text(r, BATCH + 1), b.label[row]);
        for (size_t i = 0; i < BATCH; i++) {
            ck_assert_str_eq(sq_get_text(r, i + 1), b.text[i]);
            ck_assert_str_eq(sq_result_name(r, i + 1), b.name[i]);
        }
    }
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

static void check_checks(sq_builder *q, sq_source t)
{
    for (size_t i = 0; i < BATCH; i++) {
        char other[TEXT + 1];
        const sq_expr *column = sq_col_at(q, t.sq_, i + 1);
        snprintf(other, sizeof other, "%s!", b.text[i]);
        int64_t rc = sq_exec(c, sq_values(sq_update(q, t), sq_set(column, other)));
        ck_assert_msg(rc == SQ_ERR_CHECK, "\"%s\": %s", other, sq_errmsg(c));
        other[strlen(other) - 1] = '?';
        const sq_stmt *s = sq_values(sq_update(q, t), sq_set(column, other));
        s = sq_where(s, sq_eq(q, sq_col(q, t, "id"), 0));
        ck_assert_msg(sq_exec(c, s) == 1, "\"%s\": %s", other, sq_errmsg(c));
    }
}

/* The texts of one column of the catalog are these, in this order. */
static void check_catalog(const char *sql, const char *name, char (*expected)[TEXT], size_t n)
{
    const sq_value value = sq_text_value(name);
    sq_result *r = (sq_sql_query)(c, suite_sql(sql), &value, 1);
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(sq_row(r), "%s: \"%s\": %s", sql, expected[i], sq_result_error(r)->message);
        ck_assert_str_eq(sq_get_text(r, 0), expected[i]);
    }
    ck_assert(!sq_row(r));
    ck_assert_int_eq(sq_done(r), SQ_OK);
}

static void check_names(void)
{
    char named[1][TEXT];
    memcpy(named[0], b.index, TEXT);
    if (on("sqlite")) {
        check_catalog("SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", b.table, named,
                      1);
        return;
    }
    if (on("postgresql")) {
        check_catalog(
            "SELECT col_description(attrelid, attnum) FROM pg_attribute JOIN pg_class ON "
            "oid = attrelid WHERE relname = ? AND attnum BETWEEN 2 AND 17 ORDER BY attnum",
            b.table, b.text, BATCH);
        check_catalog("SELECT conname FROM pg_constraint k JOIN pg_class t ON t.oid = conrelid "
                      "WHERE relname = ? AND contype = 'c' ORDER BY conkey[1]",
                      b.table, b.name, BATCH);
        check_catalog("SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = indexrelid JOIN "
                      "pg_class t ON t.oid = indrelid WHERE t.relname = ? AND NOT indisunique",
                      b.table, named, 1);
        return;
    }
    check_catalog("SELECT column_comment FROM information_schema.columns WHERE table_schema = "
                  "DATABASE() AND table_name = ? AND ordinal_position BETWEEN 2 AND 17 "
                  "ORDER BY ordinal_position",
                  b.table, b.text, BATCH);
    check_catalog(
        "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema "
        "= DATABASE() AND table_name = ? AND non_unique = 1",
        b.table, named, 1);
}

/* What the convention makes of hostile names: as long as it fits, byte for byte. */
static void check_convention(void)
{
    char made[1][TEXT];
    int n = snprintf(made[0], TEXT, "uq_%s_%s", b.table, b.name[0]);
    if (n >= TEXT || on("sqlite")) /* SQLite keeps no name of a constraint */
        return;
    check_catalog(on("postgresql")
                      ? "SELECT conname FROM pg_constraint k JOIN pg_class t ON t.oid = conrelid "
                        "WHERE relname = ? AND contype = 'u'"
                      : "SELECT constraint_name FROM information_schema.table_constraints WHERE "
                        "table_schema = DATABASE() AND table_name = ? AND constraint_type = "
                        "'UNIQUE'",
                  b.table, made, 1);
}

static void run_batch(void)
{
    static const sq_naming_rule rules[] = {
        {.key = "uq", .template_ = "uq_%(table_name)s_%(column_0_name)s"}, {.key = NULL}};
    sq_metadata *m = sq_metadata_new(.naming_convention = rules);
    sq_builder *q = sq_builder_new();
    snprintf(b.table, TEXT, "t%.*s", SHORT, b.name[0]);
    snprintf(b.index, TEXT, "ix%.*s", SHORT, b.name[1]);
    snprintf(b.type, TEXT, "e%.*s", SHORT, b.name[2]);
    sq_source t = define(m, q);
    const sq_relation *list[] = {t.sq_};
    ck_assert_msg(sq_create_all_n(c, list, 1) == SQ_OK, "%s", sq_errmsg(c));
    ck_assert_msg(sq_create_all_n(c, list, 1) == SQ_OK, "%s", sq_errmsg(c)); /* it is found */
    fill(q, t);
    check_rows(q, t);
    check_checks(q, t);
    check_names();
    check_convention();
    ck_assert_msg(sq_drop_all_n(c, list, 1) == SQ_OK, "%s", sq_errmsg(c));
    sq_builder_free(q);
    sq_metadata_unref(m);
}

START_TEST(test_suite_hostile_definitions_come_back_or_are_refused)
{
    OPEN_OR_SKIP();
    c = suite_now.c;
    if (on("sqlite"))
        suite_ok(c, "PRAGMA synchronous = 0"); /* thousands of definitions */
    returned = refused = 0;
    size_t waiting = 0, n = 0;
    for (uint64_t i = 1; i < STRINGS; i++) {
        char text[HOSTILE_MAX + 1];
        size_t length = hostile_string(i, text);
        text[length] = '\0';
        if (strlen(text) != length) /* a C string ends there */
            continue;
        take(waiting++, text);
        n++;
        if (waiting == BATCH) {
            run_batch();
            waiting = 0;
        }
    }
    printf("definitions on %s: %ld returned + %ld refused before sending, 0 changed\n", T->name,
           returned, refused);
    ck_assert_int_eq(returned + refused, (long)(3 * n));
    ck_assert_int_gt(returned, 2 * refused);
    suite_close();
}
END_TEST

size_t suite_hostile(sqt_test *out)
{
    const sqt_test tests[] = {TEST(test_suite_hostile_definitions_come_back_or_are_refused)};
    memcpy(out, tests, sizeof tests);
    return sizeof tests / sizeof *tests;
}
