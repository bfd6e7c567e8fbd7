/* test_naming.c: names of constraints and indexes by convention. */
#include "squill/ddl.h"
#include "lib/schema/schema.h"
#include "tests/support/support.h"
#include <stdio.h>

static const char *twice(void *context, const sq_table *t, const sq_constraint *k)
{
    static char text[64];
    snprintf(text, sizeof text, "%s%s_%d", t->name, (const char *)context, (int)k->kind);
    return text;
}

static char suffix[] = "x2";

/* One convention a test; the table is always the same. */
static const sq_table *make(sq_metadata **m, sq_builder *q, const sq_naming_rule *rules)
{
    const sq_expr *a = (sq_own_column)(q, sq_name_of("Data"), NULL, "a");
    *m = (sq_metadata_new)(&(const sq_metadata_options){.naming_convention = rules});
    const sq_constraint list[] = {
        {.kind = SQ_CONSTRAINT_UNIQUE, .columns = SQ_KEYS("a", "b_key")},
        {.kind = SQ_CONSTRAINT_FOREIGN_KEY,
         .columns = SQ_KEYS("a", "b_key"),
         .ref_texts = SQ_KEYS("sch.other.x", "sch.other.y")},
        {.kind = SQ_CONSTRAINT_CHECK, .check = a, .name = "pos"},
        {.kind = SQ_CONSTRAINT_CHECK, .check = a, .name = "done", .quote = SQ_QUOTE_FINAL},
        {.kind = SQ_CONSTRAINT_CHECK, .check = a, .no_name = true},
        {.kind = SQ_CONSTRAINT_END},
    };
    const sq_column_spec columns[] = {
        {.name = "id", .type = sq_integer(), .o = {.primary_key = true}},
        {.name = "a", .type = sq_integer()},
        {.name = "B", .type = sq_integer(), .o = {.key = "b_key", .index = true}},
    };
    const sq_table_options o = {.schema = "my.s", .constraints = list};
    const sq_source s = sq_metadata_table(*m, sq_name_of("Data"), columns, 3, &o);
    return sq_table_of(s.sq_);
}

static const sq_naming_rule rules[] = {
    {.key = "ix", .template_ = "ix_%(table_name)s_%(column_0_N_name)s"},
    {.key = "uq", .template_ = "uq_%(column_0N_name)s_%(column_1_key)s_%(column_7_name)s"},
    {.key = "fk",
     .template_ = "fk_%(column_0_label)s_%(referred_table_name)s_%(referred_column_0_N_name)s"},
    {.key = "ck", .template_ = "ck_%(column_0_name)s_%(constraint_name)s_100%%"},
    {.key = "pk", .template_ = "pk_%(twice)s"},
    {.key = "twice", .callback = twice, .context = suffix},
    {.key = NULL},
};

static const struct {
    size_t position;
    const char *name; /* NULL: refused */
    sqi_name_origin origin;
} cases[] = {
    {0, "uq_aB_b_key_", SQI_NAME_MADE},
    {1, "fk_my_s_Data_a_other_x_y", SQI_NAME_MADE},
    {2, "ck_a_pos_100%", SQI_NAME_MADE},
    {3, "done", SQI_NAME_MADE},
    {4, NULL, SQI_NAME_NONE},
    {5, "pk_Datax2_1", SQI_NAME_MADE},
};

START_TEST(test_naming_fills_every_token)
{
    sq_metadata *m;
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *t = make(&m, q, rules);
    sqi_constraint k;
    sqi_out out;
    sqi_name_origin origin;
    sq_error err;
    sqi_out_init(&out, NULL, 0);
    ck_assert(sqi_constraint_at(t, cases[_i].position, &k));
    int status = sqi_constraint_name(&k, &out, &origin, &err);
    ck_assert_int_eq(status, cases[_i].name ? SQ_OK : SQ_ERR_ARGUMENT);
    if (cases[_i].name) {
        ck_assert_str_eq(sqi_out_cstr(&out), cases[_i].name);
        ck_assert_int_eq(origin, cases[_i].origin);
    } else {
        ck_assert_ptr_nonnull(strstr(err.message, "constraint_name"));
    }
    sqi_out_clear(&out);
    sq_metadata_unref(m);
    sq_builder_free(q);
}
END_TEST

static void index_name(const sq_naming_rule *list, const char *expected)
{
    sq_metadata *m;
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *t = make(&m, q, list);
    sqi_index x;
    sqi_out out;
    sqi_name_origin origin;
    sqi_out_init(&out, NULL, 0);
    ck_assert(sqi_index_at(t, 0, &x));
    ck_assert_int_eq(sqi_index_name(x.index, &out, &origin, NULL), SQ_OK);
    ck_assert_str_eq(sqi_out_cstr(&out), expected);
    ck_assert_int_eq(origin, SQI_NAME_MADE);
    sqi_out_clear(&out);
    sq_metadata_unref(m);
    sq_builder_free(q);
}

START_TEST(test_naming_of_indexes_has_a_default)
{
    index_name(NULL, "ix_my_s_Data_B");
    index_name(rules, "ix_Data_B");
}
END_TEST

START_TEST(test_naming_without_a_rule_leaves_constraints_nameless)
{
    sq_metadata *m;
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *t = make(&m, q, NULL);
    sqi_out out;
    sqi_name_origin origin;
    sqi_constraint k;
    sqi_out_init(&out, NULL, 0);
    ck_assert(sqi_constraint_at(t, 0, &k));
    ck_assert_int_eq(sqi_constraint_name(&k, &out, &origin, NULL), SQ_OK);
    ck_assert_int_eq(origin, SQI_NAME_NONE);
    ck_assert(sqi_constraint_at(t, 2, &k));
    ck_assert_int_eq(sqi_constraint_name(&k, &out, &origin, NULL), SQ_OK);
    ck_assert_int_eq(origin, SQI_NAME_GIVEN);
    ck_assert_str_eq(sqi_out_cstr(&out), "pos");
    sqi_out_clear(&out);
    sq_metadata_unref(m);
    sq_builder_free(q);
}
END_TEST

static const sq_naming_rule of_the_table[] = {{.key = "pk", .template_ = "pk_%(table_name)s"},
                                              {.key = NULL}};
SQ_TABLE_WITH(fixed, (.naming_convention = of_the_table), (id, integer, .primary_key = true));

START_TEST(test_naming_convention_of_a_static_table)
{
    sqi_constraint k;
    sqi_out out;
    sqi_name_origin origin;
    sqi_out_init(&out, NULL, 0);
    ck_assert(sqi_constraint_at(&fixed_table_def, 0, &k));
    ck_assert_int_eq(sqi_constraint_name(&k, &out, &origin, NULL), SQ_OK);
    ck_assert_str_eq(sqi_out_cstr(&out), "pk_fixed");
    sqi_out_clear(&out);
}
END_TEST

static const char *const wrong[] = {"x_%(nothing)s", "x_%(column_0_size)s", "x_%(column__name)s",
                                    "x_%(referred_table_name)s", "x_%(referred_column_0_key)s"};

START_TEST(test_naming_refuses_unknown_tokens)
{
    const sq_naming_rule list[] = {{.key = "uq", .template_ = wrong[_i]}, {.key = NULL}};
    sq_metadata *m;
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *t = make(&m, q, list);
    sqi_constraint k;
    sqi_out out;
    sqi_name_origin origin;
    sqi_out_init(&out, NULL, 0);
    ck_assert(sqi_constraint_at(t, 0, &k));
    ck_assert_int_eq(sqi_constraint_name(&k, &out, &origin, NULL), SQ_ERR_ARGUMENT);
    sqi_out_clear(&out);
    sq_metadata_unref(m);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_naming_shortens_by_characters_or_bytes_with_a_hash)
{
    static const struct {
        const char *in, *out;
        size_t max;
        bool in_bytes;
    } names[] = {
        {"fk_address_UserDataUserData2UserData3_user_dataData2Data3", "fk_addr_f9ff", 15, false},
        {"uq_user_dataData2Data3", "uq_user_2769", 15, false},
        {"ix_user_dataData2Data3", "ix_user_2de9", 15, false},
        {"short", "short", 15, false},
        {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4, false},
        {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 8, true},
        {"ab\xc3\xa9\xc3\xa9\xc3\xa9xyzabc", "ab\xc3\xa9_4e62", 13, true},
        {"fk_address_UserDataUserData2UserData3_user_dataData2Data3", "fk_addr_f9ff", 15, true},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        sqi_out out;
        sqi_out_init(&out, NULL, 0);
        sqi_out_str(&out, names[i].in);
        sqi_shorten_name(&out, names[i].max, names[i].in_bytes);
        ck_assert_str_eq(sqi_out_cstr(&out), names[i].out);
        sqi_out_clear(&out);
    }
}
END_TEST

SQT_MAIN("naming", LOOP(test_naming_fills_every_token, 0, (int)(sizeof cases / sizeof *cases)),
         TEST(test_naming_of_indexes_has_a_default),
         TEST(test_naming_without_a_rule_leaves_constraints_nameless),
         TEST(test_naming_convention_of_a_static_table),
         LOOP(test_naming_refuses_unknown_tokens, 0, (int)(sizeof wrong / sizeof *wrong)),
         TEST(test_naming_shortens_by_characters_or_bytes_with_a_hash))
