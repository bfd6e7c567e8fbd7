/* test_cached_literals.c: values that stand in the text are those of each statement, also where its
 * compiled form came from the cache. */
#include "squill.h"
#undef SQ_NO_MACROS
#include <check.h>
#include "tests/support/support.h"

SQ_TABLE(docs, (id, bigint, .primary_key = true), (name, varchar(80)));

typedef const sq_stmt *build(sq_builder *q, const char *value);

static const sq_stmt *upsert(sq_builder *q, const char *value)
{
    const sq_stmt *s = sq_values(sq_insert(q, docs), sq_set(docs.name, "x"));
    return sq_on_conflict_with(s, &(sq_on_conflict){
                                      .elements = SQ_LIST(docs.name),
                                      .index_where = sq_ne(q, docs.name, value),
                                  });
}

static const sq_stmt *regexp(sq_builder *q, const char *value)
{
    const sq_operator how = {.op = SQ_OP_REGEXP_MATCH, .flags = sq_val(q, value)};
    return sq_where(sq_select(q, docs.id), sq_binary_with(q, docs.name, sq_val(q, "^a"), &how));
}

static const sq_stmt *joined(sq_builder *q, const char *value)
{
    return sq_select(q, sq_func(q, "aggregate_strings", docs.name, sq_val(q, value)));
}

static const sq_stmt *rows(sq_builder *q, const char *value)
{
    const sq_values_column columns[] = {{.name = "x", .type = sq_varchar(9)}};
    const sq_value values[] = {sq_text_value(value)};
    const sq_values_options how = {.name = sq_name_of("v"), .literal_binds = true};
    return sq_select(q, sq_all_columns(q, sq_values_table(q, columns, 1, values, 1, &how)));
}

static const struct {
    const char *dialect;
    build *build;
} cases[] = {
    {"sqlite", upsert},  {"postgresql", upsert}, {"postgresql", regexp}, {"mysql", regexp},
    {"mariadb", regexp}, {"sqlite", joined},     {"postgresql", joined}, {"mysql", joined},
    {"default", rows},   {"postgresql", rows},
};
enum { N_CASES = sizeof cases / sizeof *cases };

/* Each statement through the cache gives what it gives without one. */
START_TEST(test_text_from_the_cache_has_the_values_of_the_statement)
{
    static const char *const values[] = {"i", "m", "i", "s"};
    const sq_dialect *d = sq_dialect_find(cases[_i].dialect);
    const sq_compile_options o = {.size = sizeof o};
    sq_cache *cache = sq_cache_new(16, 1 << 20);
    sq_binder *cached = sq_binder_new(cache, d, &o), *fresh = sq_binder_new(NULL, d, &o);
    sq_builder *q = sq_builder_new();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const sq_stmt *s = cases[_i].build(q, values[i]);
        sq_bound a, b;
        sq_error e = {0};
        ck_assert_msg(sq_ready(cached, s, NULL, 0, &a, &e) == SQ_OK, "%s", e.message);
        ck_assert_msg(sq_ready(fresh, s, NULL, 0, &b, &e) == SQ_OK, "%s", e.message);
        ck_assert_str_eq(a.sql.p, b.sql.p);
        ck_assert_uint_eq(a.n_params, b.n_params);
    }
    sq_builder_free(q);
    sq_binder_free(cached);
    sq_binder_free(fresh);
    sq_cache_unref(cache);
}
END_TEST

SQT_MAIN("cached literals",
         LOOP(test_text_from_the_cache_has_the_values_of_the_statement, 0, N_CASES))
