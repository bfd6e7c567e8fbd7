/* test_table.c: static tables, their fingerprints, and constraints as one list. */
#include "squill/ddl.h"
#include "lib/schema/schema.h"
#include "tests/support/support.h"

SQ_TABLE(users, (id, bigint, .primary_key = true), (name, varchar(40), .unique = true),
         (boss, bigint, .index = true, .comment = "who decides"));
SQ_TABLE_WITH(orders,
              (.name = "Order", .schema = "s",
               .constraints = SQ_CONSTRAINTS(SQ_UNIQUE(SQ_KEYS("a", "b"), .name = "uq"),
                                             SQ_CHECK(SQ_SQL("a > 0"))),
               .indexes = SQ_INDEXES(SQ_INDEX("ix_ab", SQ_KEYS("a", "b")))),
              (a, integer, .primary_key = true), (b, integer, .primary_key = true),
              (user_, bigint, .name = "user", .references = SQ_REF(users, id),
               .on_delete = SQ_CASCADE),
              (ok, type(.kind = SQ_T_BOOLEAN, .flags = SQ_TYPE_CREATE_CONSTRAINT)));
/* The same table twice, and twice with one difference. */
SQ_TABLE_WITH(t1, (.name = "t"), (id, integer, .primary_key = true), (x, varchar(10)));
SQ_TABLE_WITH(t2, (.name = "t"), (id, integer, .primary_key = true), (x, varchar(10)));
SQ_TABLE_WITH(t3, (.name = "t"), (id, integer, .primary_key = true), (x, varchar(11)));
SQ_TABLE_WITH(t4, (.name = "t"), (id, integer, .primary_key = true),
              (x, varchar(10), .server_default = SQ_SQL("1")));
SQ_TABLE_WITH(t5, (.name = "t", .schema = "s"), (id, integer, .primary_key = true),
              (x, varchar(10)));
SQ_TABLE_WITH(t6, (.name = "t"), (id, integer, .primary_key = true),
              (x, varchar(10), .references = SQ_REF(t1, id)));
SQ_TABLE_WITH(t7, (.name = "t"), (id, integer), (x, varchar(10)));
SQ_TABLE_WITH(t8, (.name = "t", .constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("x > 1")))),
              (id, integer, .primary_key = true), (x, varchar(10)));
static const sq_table *const variants[] = {&t1_table_def, &t3_table_def, &t4_table_def,
                                           &t5_table_def, &t6_table_def, &t7_table_def,
                                           &t8_table_def};
enum { N_VARIANTS = sizeof variants / sizeof *variants };

START_TEST(test_table_equal_definitions_are_one)
{
    ck_assert(sqi_table_equal(&t1_table_def, &t2_table_def));
    ck_assert(sqi_fingerprint(&t1_table_def) == sqi_fingerprint(&t2_table_def));
    ck_assert(sqi_schema_hash(&t1.x->node) == sqi_schema_hash(&t2.x->node));
    ck_assert(sqi_schema_hash(&t1.x->node) != sqi_schema_hash(&t1.id->node));
}
END_TEST

START_TEST(test_table_every_difference_counts)
{
    for (int i = 0; i < N_VARIANTS; i++)
        for (int j = 0; j < N_VARIANTS; j++)
            ck_assert_msg(sqi_table_equal(variants[i], variants[j]) == (i == j), "%d %d", i, j);
}
END_TEST

static const sqi_constraint *at(const sq_table *t, size_t i)
{
    static sqi_constraint k;
    ck_assert(sqi_constraint_at(t, i, &k));
    ck_assert_uint_eq(k.position, i);
    return &k;
}

START_TEST(test_table_constraints_of_options_follow_the_written_ones)
{
    const sq_table *t = &orders_table_def;
    static const sq_constraint_kind kinds[] = {SQ_CONSTRAINT_UNIQUE, SQ_CONSTRAINT_CHECK,
                                               SQ_CONSTRAINT_PRIMARY_KEY, SQ_CONSTRAINT_FOREIGN_KEY,
                                               SQ_CONSTRAINT_CHECK};
    sqi_constraint past;
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(at(t, i)->c->kind, kinds[i]);
    ck_assert(!sqi_constraint_at(t, 5, &past));
    ck_assert_uint_eq(sqi_constraint_width(at(t, 2)), 2);
    ck_assert_str_eq(sqi_constraint_key(at(t, 2), 1), "b");
    sqi_reference r;
    ck_assert(sqi_reference_at(at(t, 3), 0, &r));
    ck_assert_ptr_eq(r.table, &users_table_def);
    ck_assert_str_eq(r.column_name.p, "id");
    ck_assert_int_eq(at(t, 3)->c->on_delete, SQ_CASCADE);
    ck_assert(at(t, 4)->of_type);
}
END_TEST

START_TEST(test_table_indexes_of_columns_are_listed)
{
    sqi_index x;
    ck_assert(sqi_index_at(&orders_table_def, 0, &x));
    ck_assert_str_eq(x.index->name, "ix_ab");
    ck_assert_ptr_eq(x.index->table, &orders_table_def);
    ck_assert(!sqi_index_at(&orders_table_def, 1, &x));
    ck_assert(sqi_index_at(&users_table_def, 0, &x));
    ck_assert_str_eq(x.index->columns[0], "boss");
    ck_assert_str_eq(users_table_def.columns[2].o.comment, "who decides");
}
END_TEST

START_TEST(test_table_key_counts_by_itself_unless_something_says_no)
{
    ck_assert_ptr_eq(sqi_autoincrement_column(&users_table_def), users_table_def.columns);
    ck_assert_ptr_null(sqi_autoincrement_column(&orders_table_def));
    ck_assert_ptr_null(sqi_autoincrement_column(&t7_table_def));
    ck_assert(!sqi_is_nullable(&users_table_def.columns[0]));
    ck_assert(sqi_is_nullable(&users_table_def.columns[1]));
    ck_assert(sqi_has_foreign_key(&orders_table_def.columns[2]));
    ck_assert_str_eq(sqi_name_of_column(&orders_table_def.columns[2]).p, "user");
}
END_TEST

START_TEST(test_table_ad_hoc_is_copied_into_the_builder)
{
    sq_builder *q = (sq_builder_new)(NULL);
    char name[] = "things", column[] = "id";
    const sq_column_spec specs[] = {{.name = column, .type = sq_integer()}, {.name = "x"}};
    const sq_table *t = sq_table_of((sq_ad_hoc_table)(q, sq_name_of(name), NULL, specs, 2).sq_);
    name[0] = column[0] = '!';
    ck_assert_str_eq(t->name, "things");
    ck_assert_str_eq(t->columns[0].key, "id");
    ck_assert_ptr_eq(t->columns[1].table, t);
    ck_assert(t->o.ad_hoc);
    sq_arena *a = sqi_arena_new(NULL, NULL);
    const sq_table *copy = sqi_table_copy(a, t);
    ck_assert(sqi_table_equal(copy, t));
    ck_assert_uint_eq(a->n_pins, 0);
    sq_builder_free(q);
    ck_assert_str_eq(copy->columns[0].key, "id");
    sqi_arena_unref(a);
}
END_TEST

START_TEST(test_table_ad_hoc_refuses_bad_names)
{
    static const sq_column_spec bad[] = {{.name = "a\xff"}};
    static const sq_column_spec none[] = {{.name = NULL}};
    sq_builder *q = (sq_builder_new)(NULL);
    sq_source s = (sq_ad_hoc_table)(q, sq_name_of(""), NULL, bad, 0);
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_ARGUMENT);
    ck_assert(sqi_is_poison(s.sq_));
    ck_assert(sqi_is_poison((sq_ad_hoc_table)(q, sq_name_of("t"), NULL, bad, 1).sq_));
    ck_assert(sqi_is_poison((sq_ad_hoc_table)(q, sq_name_of("t"), NULL, none, 1).sq_));
    sq_builder_free(q);
}
END_TEST

START_TEST(test_table_values_compare_by_content)
{
    const sq_value one[] = {sq_int_value(1), sq_text_value("a")};
    const sq_value two[] = {sq_int_value(1), sq_text_value("a")};
    const sq_value other[] = {sq_int_value(1), sq_text_value("b")};
    sq_value a = sq_list_value(one, 2), b = sq_list_value(two, 2), c = sq_list_value(other, 2);
    ck_assert(sqi_value_equal(&a, &b));
    ck_assert(!sqi_value_equal(&a, &c));
    const sq_range r1 = {.lower = sq_int_value(1), .upper = sq_absent_value()};
    sq_range r2 = r1;
    sq_value x = sq_range_value(&r1), y = sq_range_value(&r2);
    ck_assert(sqi_value_equal(&x, &y));
    r2.upper_inclusive = true;
    ck_assert(!sqi_value_equal(&x, &y));
}
END_TEST

SQT_MAIN("table", TEST(test_table_equal_definitions_are_one),
         TEST(test_table_every_difference_counts),
         TEST(test_table_constraints_of_options_follow_the_written_ones),
         TEST(test_table_indexes_of_columns_are_listed),
         TEST(test_table_key_counts_by_itself_unless_something_says_no),
         TEST(test_table_ad_hoc_is_copied_into_the_builder),
         TEST(test_table_ad_hoc_refuses_bad_names), TEST(test_table_values_compare_by_content))
