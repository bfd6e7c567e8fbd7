/* test_verdict.c: sq_verdict(), and the tables it reads. That the tables are right is told by
 * `make verdict`. */
#include <check.h>
#include "squill.h"
#include "lib/compile/dialect.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (a, integer), (name, varchar(20)));
SQ_TABLE(u, (id, integer, .primary_key = true), (t_id, integer));

static const sq_stmt *full(sq_builder *q)
{
    return (sq_full_join)((sq_select_n)(q, &t.id, 1), u.sq_, sq_eq(q, u.t_id, t.id));
}

START_TEST(test_verdict_depends_on_the_version)
{
    sq_builder *q = sq_builder_new();
    const sq_target targets[] = {{sq_dialect_find("sqlite"), {3, 38, 5}},
                                 {sq_dialect_find("sqlite"), {3, 39}},
                                 {sq_dialect_find("sqlite"), {0}},
                                 {sq_dialect_find("mariadb"), {99}}};
    sq_verdict_result out[4];
    ck_assert_int_eq(sq_verdict(full(q), targets, 4, out), SQ_OK);
    ck_assert_int_eq(out[0].support, SQ_REFUSED);
    ck_assert_str_eq(out[0].construct, "FULL OUTER JOIN");
    ck_assert_str_eq(out[0].reason, "since 3.39");
    ck_assert_uint_eq(out[0].n_findings, 1);
    ck_assert_int_eq(out[1].support, SQ_NATIVE);
    ck_assert_ptr_null(out[1].construct);
    ck_assert_int_eq(out[2].support, SQ_NATIVE);
    ck_assert_int_eq(out[3].support, SQ_REFUSED);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_verdict_names_everything_and_the_worst)
{
    sq_builder *q = sq_builder_new();
    const sq_expr *by[] = {sq_nulls_last(q, t.a)};
    const sq_stmt *s = sq_order_by_n(full(q), by, 1);
    const sq_expr *where[] = {(sq_ilike)(q, t.name, sq_text_value("a%")),
                              (sq_ilike)(q, t.name, sq_text_value("b%"))};
    s = sq_where_n(s, where, 2);
    const sq_target mysql = {.dialect = sq_dialect_find("mysql")};
    sq_verdict_result out;
    ck_assert_int_eq(sq_verdict(s, &mysql, 1, &out), SQ_OK);
    ck_assert_int_eq(out.support, SQ_REFUSED);
    ck_assert_uint_eq(out.n_findings, 3);
    ck_assert_str_eq(out.findings[0].construct, "FULL OUTER JOIN");
    ck_assert_str_eq(out.findings[1].construct, "ILIKE");
    ck_assert_int_eq(out.findings[1].support, SQ_EMULATED);
    ck_assert_str_eq(out.findings[2].construct, "NULLS FIRST and NULLS LAST");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_verdict_of_a_wrong_statement_is_its_error)
{
    sq_builder *q = sq_builder_new();
    const sq_expr *none[] = {sq_col(q, t, "nothing")};
    const sq_target targets[] = {{sq_dialect_find("sqlite"), {0}}, {NULL, {0}}};
    sq_verdict_result out[2];
    ck_assert_int_eq(sq_verdict(sq_select_n(q, none, 1), targets, 2, out), SQ_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(out[0].error.message, "nothing"));
    ck_assert_int_eq(out[1].error.status, SQ_ERR_ARGUMENT);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_verdict_refusal_is_the_error_of_a_strict_compile)
{
    sq_builder *q = sq_builder_new();
    const sq_compile_options lenient = {.lenient = true, .size = sizeof lenient};
    const sq_dialect *d = sq_dialect_find("mysql");
    ck_assert_ptr_null((sq_sql)(q, full(q), d, NULL));
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_UNSUPPORTED);
    ck_assert_str_eq(sq_builder_error(q)->where, "FULL OUTER JOIN");
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "mysql has no FULL OUTER JOIN: "));
    sq_builder_reset(q);
    ck_assert_ptr_nonnull((sq_sql)(q, full(q), d, &lenient));
    sq_builder_free(q);
}
END_TEST

/* A setting counts like a version. */
START_TEST(test_verdict_follows_the_settings_of_a_dialect)
{
    sq_builder *q = sq_builder_new();
    const sq_dialect_setting no = {"insert_returning", sq_bool_value(false)};
    sq_dialect *d = sq_dialect_configure(sq_dialect_find("sqlite"), &no, 1, NULL);
    const sq_stmt *s = sq_returning_n((sq_insert)(q, t.sq_), &t.id, 1);
    const sq_target targets[] = {{d, {0}}, {sq_dialect_find("sqlite"), {0}}};
    sq_verdict_result out[2];
    ck_assert_int_eq(sq_verdict(s, targets, 2, out), SQ_OK);
    ck_assert_int_eq(out[0].support, SQ_REFUSED);
    ck_assert_int_eq(out[1].support, SQ_NATIVE);
    sq_dialect_free(d);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_verdict_rows_give_reasons_and_no_construct_is_idle)
{
    bool told[SQI_C_COUNT] = {[SQI_C_INSERT_ROWS] = true}; /* the root alone refuses it */
    const sq_dialect *d;
    for (size_t i = 0; (d = sq_dialect_at(i)) != NULL; i++)
        for (const sqi_verdict_entry *v = d->def->verdicts; v && v->construct != SQI_C_COUNT; v++) {
            const char *name = sqi_construct_name(v->construct);
            told[v->construct] |= v->support != SQ_NATIVE;
            ck_assert_msg(v->support == SQ_NATIVE || (v->reason && *v->reason), "%s: %s: no reason",
                          sq_dialect_name(d), name);
            ck_assert_msg(strlen(name) < sizeof((sq_error *)NULL)->where, "%s is too long", name);
        }
    for (int i = 0; i < SQI_C_COUNT; i++)
        ck_assert_msg(told[i], "every database has %s", sqi_construct_name((sqi_construct)i));
}
END_TEST

SQT_MAIN("verdict", TEST(test_verdict_depends_on_the_version),
         TEST(test_verdict_names_everything_and_the_worst),
         TEST(test_verdict_of_a_wrong_statement_is_its_error),
         TEST(test_verdict_refusal_is_the_error_of_a_strict_compile),
         TEST(test_verdict_follows_the_settings_of_a_dialect),
         TEST(test_verdict_rows_give_reasons_and_no_construct_is_idle))
