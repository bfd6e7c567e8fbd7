/* test_metadata.c: run-time tables, references by name, order of creation, plans. */
#include "squill/ddl.h"
#include "squill.h"
#include "lib/schema/schema.h"
#include "tests/support/support.h"

static sq_metadata *new_metadata(const char *schema)
{
    return (sq_metadata_new)(&(const sq_metadata_options){.schema = schema,
                                                          .size = sizeof(sq_metadata_options)});
}

static sq_constraint foreign_key(const char *const *columns, const char *const *texts)
{
    return (sq_constraint){
        .kind = SQ_CONSTRAINT_FOREIGN_KEY, .columns = columns, .ref_texts = texts};
}

/* A table with a key `id` and a column `ref` that refers to another table by name. */
static const sq_table *table_to(sq_metadata *m, const char *name, const char *target)
{
    const sq_constraint list[] = {foreign_key(SQ_KEYS("ref"), SQ_KEYS(target)),
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec columns[] = {
        {.name = "id", .type = sq_integer(), .o = {.primary_key = true}},
        {.name = "ref", .type = {.kind = SQ_T_UNKNOWN}},
    };
    const sq_table_options o = {.constraints = target ? list : NULL};
    return sq_table_of(sq_metadata_table(m, sq_name_of(name), columns, 2, &o).sq_);
}

START_TEST(test_metadata_copies_all_it_is_given)
{
    sq_metadata *m = new_metadata(NULL);
    char name[] = "t", column[] = "c", comment[] = "text";
    const sq_column_spec columns[] = {{.name = column, .type = sq_varchar(5)}};
    const sq_table_options o = {.comment = comment};
    const sq_table *t = sq_table_of(sq_metadata_table(m, sq_name_of(name), columns, 1, &o).sq_);
    name[0] = column[0] = comment[0] = '!';
    ck_assert_str_eq(t->name, "t");
    ck_assert_str_eq(t->columns[0].key, "c");
    ck_assert_str_eq(t->o.comment, "text");
    ck_assert_ptr_eq(sq_metadata_find(m, NULL, "t").sq_, &t->relation);
    ck_assert_ptr_null(sq_metadata_find(m, "s", "t").sq_);
    ck_assert_uint_eq(sq_metadata_count(m), 1);
    ck_assert_ptr_eq(sq_metadata_at(m, 0), t);
    ck_assert_ptr_null(sq_metadata_at(m, 1));
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_outlives_the_builder_of_its_expressions)
{
    sq_metadata *m = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_expr *own = (sq_own_column)(q, sq_name_of("t"), NULL, "c");
    const sq_constraint list[] = {{.kind = SQ_CONSTRAINT_CHECK, .check = own},
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec columns[] = {{.name = "c", .type = sq_integer()}};
    const sq_table_options o = {.constraints = list};
    const sq_table *t = sq_table_of(sq_metadata_table(m, sq_name_of("t"), columns, 1, &o).sq_);
    sq_builder_free(q);
    ck_assert_ptr_ne(t->o.constraints[0].check, own);
    ck_assert_str_eq(SQI_CAST_TO(own_column, t->o.constraints[0].check)->key, "c");
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_lives_as_long_as_a_statement_needs_it)
{
    sq_metadata *m = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_stmt *s = sq_create_table(q, &table_to(m, "t", NULL)->relation, NULL);
    sq_metadata_unref(m);
    ck_assert(!sqi_is_poison(s));
    ck_assert_str_eq(sq_table_of(SQI_CAST_TO(ddl, s)->table)->name, "t");
    sq_builder_free(q);
}
END_TEST

START_TEST(test_metadata_resolves_references_by_name_when_they_are_asked_for)
{
    sq_metadata *m = new_metadata("s");
    const sq_table *a = table_to(m, "a", "b.id");
    sqi_constraint k;
    sqi_reference r;
    ck_assert(sqi_constraint_at(a, 0, &k) && sqi_reference_at(&k, 0, &r));
    ck_assert_ptr_null(r.table);
    ck_assert_int_eq((int)r.table_name.n, 1);
    const sq_table *b = table_to(m, "b", "s.a.id");
    ck_assert(sqi_reference_at(&k, 0, &r));
    ck_assert_ptr_eq(r.table, b);
    ck_assert_ptr_eq(r.column, &b->columns[0]);
    ck_assert_str_eq(b->o.schema, "s");
    ck_assert_int_eq(sqi_column_type(&a->columns[1])->kind, SQ_T_INTEGER);
    ck_assert(sqi_constraint_at(b, 0, &k) && sqi_reference_at(&k, 0, &r));
    ck_assert_ptr_eq(r.table, a);
    sq_metadata_unref(m);
}
END_TEST

static int status_of(sq_source s)
{
    return sqi_is_poison(s.sq_) ? SQI_CAST_TO(poison, s.sq_)->status : SQ_OK;
}

START_TEST(test_metadata_refuses_what_can_not_be_a_table)
{
    sq_metadata *m = new_metadata(NULL);
    const sq_column_spec twice[] = {{.name = "a"}, {.name = "b", .o = {.key = "a"}}};
    const sq_column_spec bad[] = {{.name = "\xc0"}};
    const sq_constraint list[] = {{.kind = SQ_CONSTRAINT_UNIQUE, .columns = SQ_KEYS("x")},
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_table_options o = {.constraints = list};
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of("t"), twice, 2, NULL)),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of("t"), bad, 1, NULL)),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of(""), twice, 1, NULL)),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of("t"), twice, 1, &o)),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of("t"), twice, 1, NULL)), SQ_OK);
    ck_assert_int_eq(status_of(sq_metadata_table(m, sq_name_of("t"), twice, 1, NULL)),
                     SQ_ERR_ARGUMENT);
    ck_assert_int_eq(status_of(sq_metadata_table(NULL, sq_name_of("t"), twice, 1, NULL)),
                     SQ_ERR_NOMEM);
    sq_metadata_unref(m);
}
END_TEST

/* ---- copies of tables ---- */

SQ_TABLE_WITH(teams, (.schema = "hr"), (id, integer, .primary_key = true));
SQ_TABLE_WITH(elsewhere, (.schema = "far"), (id, integer, .primary_key = true));
SQ_TABLE_WITH(people,
              (.schema = "hr", .comment = "who",
               .constraints = SQ_CONSTRAINTS(SQ_CHECK(SQ_SQL("age > 0"), .name = "ck_age"),
                                             SQ_FOREIGN_KEY(SQ_KEYS("boss"), people, SQ_KEYS("id"),
                                                            .name = "fk_boss")),
               .indexes = SQ_INDEXES(SQ_INDEX("ix_age", SQ_KEYS("age")))),
              (id, integer, .primary_key = true), (age, integer, .unique = true), (boss, integer),
              (team, type(.kind = SQ_T_UNKNOWN), .references = SQ_REF(teams, id),
               .on_delete = SQ_CASCADE),
              (far, integer, .references = SQ_REF(elsewhere, id), .fk_name = "fk_far"));

static const char *definition_of(sq_builder *q, sq_source t)
{
    return sq_sql(q, sq_create_table(q, t.sq_, NULL), SQ_POSTGRESQL);
}

START_TEST(test_metadata_copy_of_a_table_refers_to_the_tables_beside_it)
{
    sq_metadata *m = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    sq_source copy = sq_metadata_copy(m, people.sq_, "tenant", "folk");
    ck_assert_ptr_null(definition_of(q, copy)); /* what it refers to is not there yet */
    sq_source team = sq_metadata_copy(m, teams.sq_, "tenant", NULL);
    sq_metadata_copy(m, elsewhere.sq_, NULL, NULL);
    ck_assert_str_eq(definition_of(q, copy),
                     "\nCREATE TABLE tenant.folk (\n\tid SERIAL NOT NULL, \n\tage INTEGER, "
                     "\n\tboss INTEGER, \n\tteam INTEGER, \n\tfar INTEGER, \n\t"
                     "PRIMARY KEY (id), \n\tCONSTRAINT ck_age CHECK (age > 0), \n\t"
                     "CONSTRAINT fk_boss FOREIGN KEY(boss) REFERENCES tenant.folk (id), \n\t"
                     "FOREIGN KEY(team) REFERENCES tenant.teams (id) ON DELETE CASCADE, \n\t"
                     "CONSTRAINT fk_far FOREIGN KEY(far) REFERENCES far.elsewhere (id), \n\t"
                     "UNIQUE (age)\n)\n\n");
    const sq_table *t = sq_table_of(copy.sq_);
    ck_assert_str_eq(t->o.comment, "who");
    ck_assert_str_eq(t->o.indexes[0].name, "ix_age");
    ck_assert_ptr_eq(t->o.indexes[0].table, t);
    ck_assert_str_eq(sq_table_of(team.sq_)->columns[0].key, "id");
    sq_builder_free(q);
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_foreign_key_by_name_takes_any_name)
{
    sq_builder *q = sq_builder_new();
    sq_metadata *m = new_metadata(NULL), *other = new_metadata("own");
    const sq_column_spec columns[] = {{.name = "id", .type = sq_integer(), .o = {.key = "ident"}}};
    const sq_constraint by_name[] = {{.kind = SQ_CONSTRAINT_FOREIGN_KEY,
                                      .columns = SQ_KEYS("ident"),
                                      .ref_schema = "o.wn",
                                      .ref_name = "a.b",
                                      .ref_columns = SQ_KEYS("id"),
                                      .link_to_name = true},
                                     {.kind = SQ_CONSTRAINT_END}};
    const sq_table_options o = {.constraints = by_name}, parent = {.schema = "o.wn"};
    sq_source t = sq_metadata_table(other, sq_name_of("t"), columns, 1, &o);
    const char *ddl = "\nCREATE TABLE own.t (\n\tid INTEGER, \n\t"
                      "FOREIGN KEY(id) REFERENCES \"o.wn\".\"a.b\" (id)\n)\n\n";
    ck_assert_ptr_null(definition_of(q, t)); /* what it refers to is not there yet */
    sq_builder_reset(q);
    sq_source far = sq_metadata_table(other, sq_name_of("a.b"), columns, 1, &parent);
    ck_assert_str_eq(definition_of(q, t), ddl);
    sq_metadata_copy(m, far.sq_, NULL, NULL);
    ck_assert_str_eq(definition_of(q, sq_metadata_copy(m, t.sq_, "own", NULL)), ddl);
    sq_builder_free(q);
    sq_metadata_unref(other);
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_copy_that_can_not_be_is_refused)
{
    sq_metadata *m = new_metadata(NULL);
    ck_assert(sqi_is_poison(sq_metadata_copy(m, NULL, NULL, NULL).sq_));
    ck_assert(sqi_is_poison(sq_metadata_copy(NULL, people.sq_, NULL, NULL).sq_));
    ck_assert(!sqi_is_poison(sq_metadata_copy(m, people.sq_, NULL, NULL).sq_));
    ck_assert(sqi_is_poison(sq_metadata_copy(m, people.sq_, NULL, NULL).sq_)); /* twice */
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_takes_indexes_later)
{
    sq_metadata *m = new_metadata(NULL);
    sq_error err;
    const sq_table *t = table_to(m, "t", NULL);
    const sq_index one = {.columns = SQ_KEYS("id")}, two = {.name = "x", .columns = SQ_KEYS("ref")};
    ck_assert_int_eq(sq_metadata_add_index(m, &t->relation, &one, &err), SQ_OK);
    ck_assert_int_eq(sq_metadata_add_index(m, &t->relation, &two, &err), SQ_OK);
    sqi_index x;
    ck_assert(sqi_index_at(t, 1, &x));
    ck_assert_str_eq(x.index->name, "x");
    ck_assert(!sqi_index_at(t, 2, &x));
    sq_metadata *other = new_metadata(NULL);
    ck_assert_int_eq(sq_metadata_add_index(other, &t->relation, &one, &err), SQ_ERR_ARGUMENT);
    sq_metadata_unref(other);
    sq_metadata_unref(m);
}
END_TEST

/* ---- order ---- */

static void check_order(sq_metadata *m, const char *const *names, size_t late)
{
    sq_builder *q = sq_builder_new();
    sq_sorted_tables sorted;
    ck_assert_int_eq(sq_metadata_sorted(m, q, &sorted, NULL), SQ_OK);
    ck_assert_uint_eq(sorted.n, sq_metadata_count(m));
    for (size_t i = 0; i < sorted.n; i++)
        ck_assert_str_eq(sorted.tables[i]->name, names[i]);
    ck_assert_uint_eq(sorted.n_late, late);
    for (size_t i = 0; i < late; i++)
        ck_assert(!sqi_is_poison(
            sq_add_constraint(q, &sorted.late[i].table->relation, sorted.late[i].constraint)));
    ck_assert_int_eq(sq_metadata_sorted(NULL, q, &sorted, NULL), SQ_ERR_NOMEM);
    sq_builder_free(q);
}

START_TEST(test_metadata_sorts_tables_after_those_they_refer_to)
{
    sq_metadata *m = new_metadata(NULL);
    table_to(m, "a", "c.id");
    table_to(m, "c", "d.id");
    table_to(m, "b", NULL);
    table_to(m, "d", "d.id"); /* to itself: no cycle */
    static const char *const order[] = {"b", "d", "c", "a"};
    check_order(m, order, 0);
    sq_metadata_unref(m);
}
END_TEST

static void table_from(sq_metadata *m, const char *name, sq_value parents, const char *ref)
{
    const sq_constraint list[] = {foreign_key(SQ_KEYS("ref"), SQ_KEYS(ref)),
                                  {.kind = SQ_CONSTRAINT_END}};
    const sq_column_spec columns[] = {{.name = "id", .type = sq_integer()},
                                      {.name = "ref", .type = sq_integer()}};
    const sq_table_options o = {.options = SQ_OPTIONS({"postgresql_inherits", parents}),
                                .constraints = ref ? list : NULL};
    ck_assert(!sqi_is_poison(sq_metadata_table(m, sq_name_of(name), columns, 2, &o).sq_));
}

START_TEST(test_metadata_sorts_tables_after_those_they_inherit_from)
{
    const sq_value two[] = {sq_text_value("none of them"), sq_text_value("y")};
    sq_metadata *m = new_metadata(NULL);
    table_from(m, "a", sq_text_value("z"), "b.id");
    table_from(m, "b", sq_list_value(two, 2), "b.id");
    table_from(m, "y", sq_text_value("y"), NULL); /* nothing comes after itself */
    table_from(m, "z", sq_int_value(1), NULL);
    static const char *const order[] = {"y", "z", "b", "a"};
    check_order(m, order, 0);
    table_from(m, "c", sq_text_value("a"), "d.id"); /* keys of a cycle are counted as ever */
    table_from(m, "d", sq_text_value("a"), "c.id");
    static const char *const more[] = {"y", "z", "b", "a", "c", "d"};
    check_order(m, more, 2);
    sq_metadata_unref(m);
}
END_TEST

START_TEST(test_metadata_adds_keys_of_a_cycle_later)
{
    sq_metadata *m = new_metadata(NULL);
    table_to(m, "z", "a.id");
    table_to(m, "a", "b.id");
    table_to(m, "b", "c.id");
    table_to(m, "c", "a.id");
    static const char *const order[] = {"a", "b", "c", "z"};
    check_order(m, order, 3);
    sq_metadata_unref(m);
}
END_TEST

static int what_of(const sq_stmt *s)
{
    return SQI_CAST_TO(ddl, s)->what;
}

START_TEST(test_metadata_plan_creates_and_drops_in_opposite_orders)
{
    sq_metadata *m = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *tables[] = {table_to(m, "a", "b.id"), table_to(m, "b", "a.id")};
    const sq_index index = {.columns = SQ_KEYS("ref")};
    sq_metadata_add_index(m, &tables[1]->relation, &index, NULL);
    const sqi_plan_options o = {.alter = true, .comments = true};
    sqi_plan plan;
    ck_assert_int_eq(sqi_create_all_plan(q, tables, 2, &o, &plan, NULL), SQ_OK);
    static const int created[] = {SQI_DDL_CREATE_TABLE, SQI_DDL_CREATE_TABLE, SQI_DDL_CREATE_INDEX,
                                  SQI_DDL_ADD_CONSTRAINT, SQI_DDL_ADD_CONSTRAINT};
    ck_assert_uint_eq(plan.n, 5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_int_eq(what_of(plan.p[i]), created[i]);
    ck_assert_int_eq(sqi_drop_all_plan(q, tables, 2, &o, &plan, NULL), SQ_OK);
    static const int dropped[] = {SQI_DDL_DROP_CONSTRAINT, SQI_DDL_DROP_CONSTRAINT,
                                  SQI_DDL_DROP_TABLE, SQI_DDL_DROP_TABLE};
    ck_assert_uint_eq(plan.n, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(what_of(plan.p[i]), dropped[i]);
    ck_assert_str_eq(sq_table_of(SQI_CAST_TO(ddl, plan.p[3])->table)->name, "a");
    sq_builder_free(q);
    sq_metadata_unref(m);
}
END_TEST

/* ---- statements ---- */

START_TEST(test_metadata_ddl_names_what_is_wrong)
{
    sq_metadata *m = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_relation *t = &table_to(m, "t", NULL)->relation;
    ck_assert(sqi_is_poison(sq_create_table(q, NULL, NULL)));
    ck_assert(sqi_is_poison(sq_column_definition(q, t, "nothing")));
    ck_assert(sqi_is_poison(sq_add_constraint(q, t, 7)));
    ck_assert(sqi_is_poison(sq_create_index(q, &(const sq_index){.name = "i"}, NULL)));
    ck_assert(sqi_is_poison(sq_create_type(q, sq_integer(), NULL)));
    ck_assert(sqi_is_poison(sq_add_column(q, t, "nothing", NULL)));
    ck_assert(
        sqi_is_poison(sq_drop_constraint_named(q, t, SQ_CONSTRAINT_END, sq_name_of("c"), NULL)));
    ck_assert(sqi_is_poison(sq_drop_column(q, t, sq_name_of(""), NULL)));
    ck_assert(sqi_is_poison(sq_alter_column(q, t, "id", 0, NULL)));
    ck_assert(sqi_is_poison(sq_alter_column(q, t, "id", 8, NULL)));
    ck_assert(sqi_is_poison(sq_rename_table(q, t, sq_name_of(NULL))));
    ck_assert(sqi_is_poison(sq_rename_column(q, t, sq_name_of("id"), sq_name_of("a\xff"))));
    ck_assert(sqi_is_poison(sq_rename_index(q, NULL, sq_name_of("i"))));
    ck_assert(sqi_is_poison(sq_create_sequence(q, NULL, NULL)));
    ck_assert(sqi_is_poison(sq_next_value(q, NULL)));
    ck_assert(sqi_is_poison(sq_savepoint(q, sq_name_of(NULL))));
    ck_assert(!sqi_is_poison(sq_savepoint(q, sq_name_of("s"))));
    const sq_sequence spec = {.name = ""};
    ck_assert(sqi_is_poison(sq_next_value(q, sq_sequence_new(q, &spec))));
    static const sq_sequence fixed = {.name = "seq"};
    ck_assert(!sqi_is_poison(sq_next_value(q, &fixed)));
    ck_assert(!sqi_is_poison(sq_create_sequence(q, &fixed, NULL)));
    sq_builder_free(q);
    sq_metadata_unref(m);
}
END_TEST

static int build_all(const sq_allocator *a, void *context)
{
    (void)context;
    static const sq_naming_rule rules[] = {{.key = "pk", .template_ = "pk_%(table_name)s"},
                                           {.key = NULL}};
    sq_metadata *m =
        (sq_metadata_new)(&(const sq_metadata_options){.schema = "s",
                                                       .naming_convention = rules,
                                                       .allocator = a,
                                                       .size = sizeof(sq_metadata_options)});
    sq_builder *q = (sq_builder_new)(&(const sq_builder_options){.allocator = a});
    const sq_table *t = table_to(m, "t", "t.id");
    if (t)
        t = sq_table_of(sq_metadata_copy(m, &t->relation, "other", NULL).sq_);
    int status = t ? SQ_OK : SQ_ERR_NOMEM;
    sqi_plan plan;
    const sqi_plan_options o = {.alter = true};
    if (t && (status = sqi_create_all_plan(q, &t, 1, &o, &plan, NULL)) == SQ_OK)
        status = sq_builder_error(q)->status;
    sq_builder_free(q);
    sq_metadata_unref(m);
    return status;
}

START_TEST(test_metadata_survives_every_failing_allocation)
{
    ck_assert_uint_gt(sqt_oom_sweep("metadata", build_all, NULL, false), 3);
}
END_TEST

START_TEST(test_metadata_insert_takes_columns_of_a_table_that_is_described_alike)
{
    sq_metadata *m = new_metadata(NULL), *other = new_metadata(NULL);
    sq_builder *q = (sq_builder_new)(NULL);
    const sq_table *t = table_to(m, "t", NULL), *twin = table_to(other, "t", NULL);
    const sq_stmt *s = (sq_insert)(q, &t->relation);
    s = sq_values(s, sq_set(&twin->columns[1].expr, 5));
    ck_assert_str_eq(sq_sql(q, s, SQ_SQLITE), "INSERT INTO t (ref) VALUES (?)");
    sq_builder_free(q);
    sq_metadata_unref(other);
    sq_metadata_unref(m);
}
END_TEST

SQT_MAIN("metadata", TEST(test_metadata_copies_all_it_is_given),
         TEST(test_metadata_outlives_the_builder_of_its_expressions),
         TEST(test_metadata_lives_as_long_as_a_statement_needs_it),
         TEST(test_metadata_resolves_references_by_name_when_they_are_asked_for),
         TEST(test_metadata_refuses_what_can_not_be_a_table),
         TEST(test_metadata_copy_of_a_table_refers_to_the_tables_beside_it),
         TEST(test_metadata_foreign_key_by_name_takes_any_name),
         TEST(test_metadata_copy_that_can_not_be_is_refused),
         TEST(test_metadata_takes_indexes_later),
         TEST(test_metadata_sorts_tables_after_those_they_refer_to),
         TEST(test_metadata_sorts_tables_after_those_they_inherit_from),
         TEST(test_metadata_adds_keys_of_a_cycle_later),
         TEST(test_metadata_plan_creates_and_drops_in_opposite_orders),
         TEST(test_metadata_ddl_names_what_is_wrong),
         TEST(test_metadata_insert_takes_columns_of_a_table_that_is_described_alike),
         TEST(test_metadata_survives_every_failing_allocation))
