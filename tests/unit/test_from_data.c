/* test_from_data.c: every statement of the demo, made by macros on static tables there and from
 * data here, gives the same SQL with the same values in every dialect; so do its tables. */
#include "tests/support/support.h"

int unicode_main(int argc, char **argv);
#define main unicode_main
#include "docs/examples/unicode.c"
#undef main
#include "tests/unit/from_data.h"

static const struct {
    const char *name;
    const sq_stmt *(*build)(sq_builder *q);
} by_macro[] = {
#define STATEMENT(name)                                                                            \
    {                                                                                              \
#name, name                                                                                \
    }
    STATEMENT(greek_capitals),      STATEMENT(large_scripts),      STATEMENT(letters_by_plane),
    STATEMENT(longest_names),       STATEMENT(full_decomposition), STATEMENT(lonely_letters),
    STATEMENT(large_blocks),        STATEMENT(scripts_with_both),  STATEMENT(title_controls),
    STATEMENT(upsert_title),        STATEMENT(titles_by_source),   STATEMENT(name_the_nameless),
    STATEMENT(drop_private_titles), STATEMENT(titles_like),        STATEMENT(forget_all_parts),
};
enum { N_STATEMENTS = sizeof by_macro / sizeof *by_macro };

static bool same_value(sq_value a, sq_value b)
{
    if (a.kind != b.kind || a.len != b.len)
        return false;
    if (a.kind == SQ_V_TEXT)
        return memcmp(a.v.s, b.v.s, a.len) == 0;
    return a.kind == SQ_V_ABSENT || a.v.i == b.v.i;
}

/* Both are refused for the same reason, or have the same text and values: then it gives true. */
static bool compare(sq_builder *q, const sq_stmt *a, const sq_stmt *b, const sq_dialect *d)
{
    sq_bound x, y;
    sq_error e, f;
    int status = sq_compile_bound(q, a, d, NULL, NULL, 0, true, &x, &e);
    ck_assert_int_eq(status, sq_compile_bound(q, b, d, NULL, NULL, 0, true, &y, &f));
    if (status != SQ_OK) {
        ck_assert_int_eq(status, SQ_ERR_UNSUPPORTED);
        ck_assert_str_eq(e.message, f.message);
        return false;
    }
    ck_assert_str_eq(x.sql.p, y.sql.p);
    ck_assert_uint_eq(x.n_params, y.n_params);
    for (size_t i = 0; i < x.n_params; i++)
        ck_assert_msg(same_value(x.values[i], y.values[i]), "parameter %zu of\n%s", i, x.sql.p);
    return true;
}

START_TEST(test_statement_from_data_equals_the_one_by_macros)
{
    sq_error e;
    sqt_catalogue *k = sqt_catalogue_new(&e);
    ck_assert_ptr_nonnull(k);
    sq_builder *q = sq_builder_new();
    const sq_stmt *a = by_macro[_i].build(q), *b = sqt_from_data(k, q, by_macro[_i].name);
    ck_assert_ptr_nonnull(b);
    size_t n = 0, equal = 0;
    for (const sq_dialect *d; (d = sq_dialect_at(n)) != NULL; n++)
        equal += compare(q, a, b, d);
    ck_assert_uint_ge(equal, 4); /* standard SQL has no ON CONFLICT, all others have all */
    sq_builder_free(q);
    sqt_catalogue_free(k);
}
END_TEST

/* A difference must be seen: another operator, another column, another value. */
START_TEST(test_comparison_sees_another_statement)
{
    sq_builder *q = sq_builder_new();
    sq_bound x, y;
    sq_error e;
    const sq_stmt *s = titles_like(q);
    const sq_stmt *other = sq_where(sq_select(q, titles.code, titles.title),
                                    sq_ne(q, titles.title, sq_bindparam(q, "wanted")));
    ck_assert_int_eq(sq_compile_bound(q, s, SQ_SQLITE, NULL, NULL, 0, true, &x, &e), SQ_OK);
    ck_assert_int_eq(sq_compile_bound(q, other, SQ_SQLITE, NULL, NULL, 0, true, &y, &e), SQ_OK);
    ck_assert_str_ne(x.sql.p, y.sql.p);
    ck_assert(!same_value(SQ_VALUE(1), SQ_VALUE(2)));
    ck_assert(!same_value(SQ_VALUE("a"), SQ_VALUE("b")));
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("from_data", LOOP(test_statement_from_data_equals_the_one_by_macros, 0, N_STATEMENTS),
         TEST(test_comparison_sees_another_statement))
