/* test_features.c: single features of the feature list that no other test names: values of
 * parameters, marks, schema names at execution, elements and types of one's own. */
#include <stdio.h>
#include <string.h>
#include "squill.h"
#include "squill/ddl.h"
#include "squill/sys/ast.h"
#include "tests/support/support.h"

SQ_TABLE(t, (id, integer, .primary_key = true), (name, text), (doc, jsonb));
#define TOO_LONG "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss"
SQ_TABLE_WITH(far, (.schema = TOO_LONG), (a, integer), (b, integer));
SQ_TABLE_WITH(staff, (.schema = "hr"), (id, integer, .primary_key = true),
              (class_, text, .name = "class"));

static const sq_type_methods geometry = {
    .name = "test.geometry", .bind_function = "ST_GeomFromText", .column_function = "ST_AsText"};
static const sq_type_details geometry_details = {.spec = SQ_SQL("GEOMETRY"), .methods = &geometry};
SQ_TABLE(place, (id, integer, .primary_key = true),
         (at, type(.kind = SQ_T_USER_DEFINED, .details = &geometry_details)));

SQ_TABLE_DECLARE(egg, (id, integer), (hen_id, integer));
SQ_TABLE(hen, (id, integer, .primary_key = true),
         (egg_id, integer, .references = SQ_REF(egg, id), .fk_name = "fk_egg"));
SQ_TABLE_DEFINE(egg, (id, integer, .primary_key = true),
                (hen_id, integer, .references = SQ_REF(hen, id), .fk_name = "fk_hen"));

static sq_builder *q;
#define BEGIN q = sq_builder_new()
#define END   sq_builder_free(q)

static void gives(const sq_stmt *s, const sq_dialect *d, const char *expected)
{
    const char *got = sq_sql(q, s, d);
    ck_assert_msg(got && strcmp(got, expected) == 0, "%s\n  not %s",
                  got ? got : sq_builder_error(q)->message, expected);
}

static sq_bound bound_of(const sq_stmt *s, const sq_dialect *d, const sq_compile_options *o)
{
    sq_bound b = {0};
    sq_error err = {0};
    int rc = sq_compile_bound(q, s, d, o, NULL, 0, true, &b, &err);
    ck_assert_msg(rc == SQ_OK, "%s", err.message);
    return b;
}

/* ---- parameters ---- */

START_TEST(test_features_params_give_values_to_named_parameters)
{
    BEGIN;
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.id, sq_bindparam(q, "n")));
    sq_bound before = bound_of(s, SQ_SQLITE, NULL);
    ck_assert_int_eq(before.values[0].kind, SQ_V_ABSENT);
    sq_bound after = bound_of(sq_params(s, sq_bind("n", 9)), SQ_SQLITE, NULL);
    ck_assert_int_eq(after.values[0].v.i, 9);
    ck_assert_int_eq(bound_of(s, SQ_SQLITE, NULL).values[0].kind, SQ_V_ABSENT);
    END;
}
END_TEST

START_TEST(test_features_parameters_are_marked_as_asked)
{
    BEGIN;
    const sq_expr *n = sq_bindparam(q, "n", .type = sq_integer());
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_gt(q, t.id, n), sq_lt(q, t.id, n),
                                sq_eq(q, t.name, "x"));
    static const struct {
        sq_mark_style mark;
        const char *where;
        size_t params;
    } rows[] = {
        {SQ_MARK_QUESTION, "t.id > ? AND t.id < ? AND t.name = ?", 3},
        {SQ_MARK_NAMED, "t.id > :n AND t.id < :n AND t.name = :name_1", 3},
        {SQ_MARK_DOLLAR, "t.id > $1 AND t.id < $1 AND t.name = $2", 2},
        {SQ_MARK_NUMBERED, "t.id > :1 AND t.id < :1 AND t.name = :2", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sq_compile_options o = {.mark = rows[i].mark, .size = sizeof o};
        sq_bound b = bound_of(s, SQ_DEFAULT, &o);
        const char *where = strstr(b.sql.p, "WHERE ");
        ck_assert_ptr_nonnull(where);
        ck_assert_str_eq(where + 6, rows[i].where);
        ck_assert_msg(b.n_params == rows[i].params, "%s: %zu", where, b.n_params);
    }
    END;
}
END_TEST

START_TEST(test_features_items_of_a_list_are_named_as_the_text_spells_them)
{
    BEGIN;
    const sq_expr *odd = sq_bindparam(q, "has [odd] name", .expanding = true);
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_in(q, t.id, odd));
    const sq_value ids[] = {SQ_VALUE(1), SQ_VALUE(2)};
    const sq_compile_options o = {.mark = SQ_MARK_NAMED, .size = sizeof o};
    sq_bound b = bound_of(sq_params(s, sq_bind("has [odd] name", sq_list_value(ids, 2))),
                          SQ_DEFAULT, &o);
    ck_assert_ptr_nonnull(strstr(b.sql.p, "IN (:has__odd__name_1, :has__odd__name_2)"));
    ck_assert_uint_eq(b.n_params, 2);
    ck_assert_mem_eq(b.params[1].name.p, "has__odd__name_2", b.params[1].name.n);
    END;
}
END_TEST

START_TEST(test_features_parameters_come_in_the_order_of_the_text)
{
    BEGIN;
    sq_source c = sq_cte(q, sq_where(sq_select(q, t.id), sq_eq(q, t.id, 1)), "c");
    const sq_stmt *s = sq_where(sq_select(q, sq_add(q, sq_col(q, c, "id"), 2)),
                                sq_gt(q, sq_col(q, c, "id"), 3));
    sq_bound b = bound_of(sq_limit(s, 4), SQ_SQLITE, NULL); /* and OFFSET 0 */
    ck_assert_uint_ge(b.n_params, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(b.values[i].v.i, (int64_t)i + 1);
    ck_assert_int_eq(b.params[0].type->kind, SQ_T_INTEGER);
    END;
}
END_TEST

START_TEST(test_features_missing_value_is_written_out_as_null_only_leniently)
{
    BEGIN;
    const sq_expr *missing = sq_bindparam(q, "missing", .type = sq_integer());
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_eq(q, t.id, missing));
    ck_assert_ptr_null(sq_sql(q, s, SQ_SQLITE, .literal_binds = true));
    ck_assert_ptr_nonnull(strstr(sq_builder_error(q)->message, "missing"));
    const char *sql = sq_sql(q, s, SQ_SQLITE, .literal_binds = true, .lenient = true);
    ck_assert_ptr_nonnull(sql);
    ck_assert_ptr_nonnull(strstr(sql, "t.id = NULL"));
    END;
}
END_TEST

START_TEST(test_features_values_are_written_out_when_asked)
{
    BEGIN;
    const sq_stmt *s = sq_where(sq_select(q, t.id), sq_in(q, t.id, 1, 2), sq_eq(q, t.name, "it's"),
                                sq_is_distinct_from(q, t.id, 3));
    const char *sql = sq_sql(q, s, SQ_MARIADB, .literal_binds = true);
    ck_assert_ptr_nonnull(sql);
    ck_assert_ptr_null(strchr(sql, '?'));
    ck_assert_ptr_nonnull(strstr(sql, "IN (1, 2)"));
    ck_assert_ptr_nonnull(strstr(sql, "<=> 3"));
    const char *list = sq_sql(q, sq_where(sq_select(q, t.id), sq_in(q, t.id, 1, 2)), SQ_SQLITE);
    ck_assert_ptr_nonnull(strstr(list, "IN (?, ?)")); /* and lists are shown as they are sent */
    END;
}
END_TEST

START_TEST(test_features_json_null_is_a_value_and_null_is_none)
{
    BEGIN;
    sq_bound json = bound_of(sq_values(sq_update(q, t), sq_set(t.doc, sq_json_value("null"))),
                             SQ_POSTGRESQL, NULL);
    ck_assert_int_eq(json.values[0].kind, SQ_V_JSON);
    gives(sq_values(sq_update(q, t), sq_set(t.doc, sq_null(q))), SQ_POSTGRESQL,
          "UPDATE t SET doc=NULL");
    END;
}
END_TEST

/* ---- names ---- */

START_TEST(test_features_schema_names_are_translated_when_compiling)
{
    BEGIN;
    const sq_schema_mapping to[] = {{"hr", "tenant 7"}, {NULL, "common"}};
    const char *sql = sq_sql(q, sq_select(q, staff.id, t.id), SQ_POSTGRESQL, .schema_translate = to,
                             .n_schema_translate = 2);
    ck_assert_ptr_nonnull(sql);
    ck_assert_ptr_nonnull(strstr(sql, "FROM \"tenant 7\".staff, common.t"));
    const sq_stmt *create = sq_create_table(q, staff.sq_, NULL);
    sql = sq_sql(q, create, SQ_POSTGRESQL, .schema_translate = to, .n_schema_translate = 2);
    ck_assert_ptr_nonnull(strstr(sql, "CREATE TABLE \"tenant 7\".staff ("));
    END;
}
END_TEST

/* The name that can not be written is not. */
START_TEST(test_features_schema_of_too_long_a_name_is_translated_too)
{
    BEGIN;
    const sq_schema_mapping to[] = {{TOO_LONG, "near"}};
    const sq_stmt *s = sq_values(sq_insert(q, far), sq_set(far.a, 1), sq_set(far.b, 2));
    const char *sql = sq_sql(q, s, SQ_POSTGRESQL, .schema_translate = to, .n_schema_translate = 1);
    ck_assert_ptr_nonnull(sql);
    ck_assert_str_eq(sql, "INSERT INTO near.far (a, b) VALUES ($1, $2)");
    ck_assert_ptr_null(sq_sql(q, s, SQ_POSTGRESQL));
    END;
}
END_TEST

START_TEST(test_features_column_has_another_name_in_the_database)
{
    BEGIN;
    gives(sq_values(sq_insert(q, staff), sq_set(staff.class_, "x"), sq_set(staff.id, 1)), SQ_SQLITE,
          "INSERT INTO hr.staff (id, class) VALUES (?, ?)");
    ck_assert_ptr_eq(sq_col(q, staff, "class_"), staff.class_);
    END;
}
END_TEST

/* ---- servers of another version ---- */

START_TEST(test_features_text_follows_the_version_of_the_server)
{
    BEGIN;
    sq_error err = {0};
    const sq_value old[] = {SQ_VALUE(13), SQ_VALUE(0)};
    const sq_dialect_setting settings[] = {{"server_version", sq_list_value(old, 2)}};
    sq_dialect *pg13 = sq_dialect_configure(SQ_POSTGRESQL, settings, 1, &err);
    ck_assert_msg(pg13 != NULL, "%s", err.message);
    const sq_stmt *s = sq_select(q, sq_label(q, sq_getitem(q, t.doc, "k"), "k"));
    gives(s, pg13, "SELECT t.doc -> $1 AS k \nFROM t");
    gives(s, SQ_POSTGRESQL, "SELECT t.doc[$1] AS k \nFROM t");
    sq_dialect_free(pg13);
    const sq_dialect_setting wrong[] = {{"no_such_thing", SQ_VALUE(true)}};
    ck_assert_ptr_null(sq_dialect_configure(SQ_POSTGRESQL, wrong, 1, &err));
    ck_assert_int_eq(err.status, SQ_ERR_ARGUMENT);
    END;
}
END_TEST

/* ---- of one's own ---- */

static void render_clamp(sq_writer *w, const char *dialect, const sq_expr *const *items, size_t n)
{
    if (strcmp(dialect, "mysql") == 0) {
        sq_write_unsupported(w, "clamp");
        return;
    }
    sq_write_sql(w, strcmp(dialect, "sqlite") == 0 ? SQ_SQL("min(") : SQ_SQL("least("));
    for (size_t i = 0; i < n; i++) {
        if (i)
            sq_write_sql(w, SQ_SQL(", "));
        sq_write_expr(w, items[i]);
    }
    sq_write_sql(w, SQ_SQL(")"));
}
static const sq_extension_methods clamp = {"test.clamp", render_clamp};

START_TEST(test_features_element_of_ones_own_is_rendered_by_dialect)
{
    BEGIN;
    const sq_expr *items[] = {t.id, sq_val(q, 5)};
    const sq_expr *e = sq_extension_n(q, &clamp, sq_integer(), items, 2);
    const sq_stmt *s = sq_where(sq_select(q, sq_label(q, e, "c")), sq_gt(q, e, 1));
    gives(s, SQ_SQLITE, "SELECT min(t.id, ?) AS c \nFROM t \nWHERE min(t.id, ?) > ?");
    gives(s, SQ_POSTGRESQL, "SELECT least(t.id, $1) AS c \nFROM t \nWHERE least(t.id, $1) > $2");
    ck_assert_ptr_null(sq_sql(q, s, SQ_MYSQL));
    ck_assert_int_eq(sq_builder_error(q)->status, SQ_ERR_UNSUPPORTED);
    END;
}
END_TEST

static void render_note(sq_writer *w, const char *dialect, const sq_expr *const *items, size_t n)
{
    (void)dialect, (void)items, (void)n;
    sq_write_sql(w, SQ_SQL("/* mine */"));
}
static const sq_extension_methods note = {"test.note", render_note};

START_TEST(test_features_clause_of_ones_own_stands_before_or_behind)
{
    BEGIN;
    const sq_expr *e = sq_extension_n(q, &note, sq_integer(), NULL, 0);
    gives(sq_suffix_with(sq_prefix_with(sq_select(q, t.id), e, NULL), e, NULL), SQ_SQLITE,
          "SELECT /* mine */ t.id \nFROM t /* mine */");
    END;
}
END_TEST

START_TEST(test_features_functions_of_a_type_stand_round_values_and_columns)
{
    BEGIN;
    gives(sq_where(sq_select(q, place.id, place.at, sq_label(q, place.at, "l")),
                   sq_eq(q, place.at, "POINT(1 2)")),
          SQ_POSTGRESQL,
          "SELECT place.id, ST_AsText(place.at) AS at, ST_AsText(place.at) AS l \nFROM place "
          "\nWHERE place.at = ST_GeomFromText($1)");
    gives(
        sq_returning(sq_values(sq_insert(q, place), sq_set(place.at, "POINT(3 4)")), place.at),
        SQ_POSTGRESQL,
        "INSERT INTO place (at) VALUES (ST_GeomFromText($1)) RETURNING ST_AsText(place.at) AS at");
    sq_source s = sq_subquery(q, sq_select(q, place.at), "s");
    gives(sq_select(q, sq_col(q, s, "at")), SQ_SQLITE, /* once, and only for what comes back */
          "SELECT ST_AsText(s.at) AS at \nFROM (SELECT place.at AS at \nFROM place) AS s");
    gives(
        sq_create_table(q, place.sq_, NULL), SQ_MARIADB,
        "\nCREATE TABLE place (\n\tid INTEGER NOT NULL AUTO_INCREMENT, \n\tat GEOMETRY, \n\tPRIMARY "
        "KEY (id)\n)\n\n");
    END;
}
END_TEST

/* ---- definitions without a connection ---- */

static void gather(const char *sql, void *user)
{
    char *all = user;
    const char *words[] = {"CREATE TABLE hen",    "CREATE TABLE egg", "ALTER TABLE hen ADD",
                           "ALTER TABLE egg ADD", "DROP CONSTRAINT",  "DROP TABLE hen",
                           "DROP TABLE egg"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(sql, words[i]))
            snprintf(all + strlen(all), 300 - strlen(all), "%s; ", words[i]);
}

START_TEST(test_features_definitions_are_listed_without_a_connection)
{
    const sq_relation *const tables[] = {hen.sq_, egg.sq_};
    char all[300] = "";
    sq_error err = {0};
    ck_assert_int_eq(sq_create_all_sql_n(SQ_POSTGRESQL, tables, 2, gather, all, &err), SQ_OK);
    ck_assert_ptr_nonnull(strstr(all, "CREATE TABLE hen; "));
    ck_assert_ptr_nonnull(strstr(all, "CREATE TABLE egg; "));
    ck_assert_ptr_nonnull(strstr(all, " ADD; ")); /* the key that closes the circle comes last */
    ck_assert(strstr(all, " ADD; ") > strstr(all, "CREATE TABLE hen; "));
    ck_assert(strstr(all, " ADD; ") > strstr(all, "CREATE TABLE egg; "));
    *all = 0;
    ck_assert_int_eq(sq_drop_all_sql_n(SQ_POSTGRESQL, tables, 2, gather, all, &err), SQ_OK);
    ck_assert_ptr_eq(strstr(all, "DROP CONSTRAINT; "), all);
    ck_assert_int_eq(sq_create_all_sql_n(NULL, tables, 2, gather, all, &err), SQ_ERR_ARGUMENT);
}
END_TEST

/* ---- structure ---- */

START_TEST(test_features_trees_are_compared_by_structure)
{
    BEGIN;
    const sq_expr *a = sq_eq(q, t.id, 1), *b = sq_eq(q, t.id, 2), *c = sq_ne(q, t.id, 1);
    ck_assert(sq_node_equal(&a->node, &b->node)); /* values are not of the structure */
    ck_assert(!sq_node_equal(&a->node, &c->node));
    const sq_stmt *s = sq_where(sq_select(q, t.id), a), *u = sq_where(sq_select(q, t.id), b);
    ck_assert(sq_node_equal(&s->node, &u->node));
    ck_assert(!sq_node_equal(&s->node, &sq_distinct(u)->node));
    END;
}
END_TEST

START_TEST(test_features_columns_of_a_statement_are_those_it_exports)
{
    BEGIN;
    sq_error err = {0};
    const sq_stmt *s = sq_select(q, t.id, sq_label(q, sq_lower(q, t.name), "low"), sq_max(q, t.id));
    sq_compiled *k = sq_prepare(NULL, s, SQ_SQLITE, NULL, &err);
    ck_assert_ptr_nonnull(k);
    ck_assert_uint_eq(sq_compiled_column_count(k), 3);
    ck_assert_str_eq(sq_compiled_column_name(k, 1), "low");
    ck_assert_str_eq(sq_compiled_column_name(k, 2), "max_1");
    ck_assert_int_eq(sq_compiled_column_type(k, 0)->kind, SQ_T_INTEGER);
    sq_compiled_unref(k);
    sq_source sub = sq_subquery(q, s, "s");
    ck_assert_uint_eq(sq_col_count(sub.sq_), 3);
    END;
}
END_TEST

SQT_MAIN("features", TEST(test_features_params_give_values_to_named_parameters),
         TEST(test_features_parameters_are_marked_as_asked),
         TEST(test_features_items_of_a_list_are_named_as_the_text_spells_them),
         TEST(test_features_parameters_come_in_the_order_of_the_text),
         TEST(test_features_missing_value_is_written_out_as_null_only_leniently),
         TEST(test_features_values_are_written_out_when_asked),
         TEST(test_features_json_null_is_a_value_and_null_is_none),
         TEST(test_features_schema_names_are_translated_when_compiling),
         TEST(test_features_schema_of_too_long_a_name_is_translated_too),
         TEST(test_features_column_has_another_name_in_the_database),
         TEST(test_features_text_follows_the_version_of_the_server),
         TEST(test_features_element_of_ones_own_is_rendered_by_dialect),
         TEST(test_features_clause_of_ones_own_stands_before_or_behind),
         TEST(test_features_functions_of_a_type_stand_round_values_and_columns),
         TEST(test_features_definitions_are_listed_without_a_connection),
         TEST(test_features_trees_are_compared_by_structure),
         TEST(test_features_columns_of_a_statement_are_those_it_exports))
