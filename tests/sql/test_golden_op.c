/* test_golden_op.c: the exact text of operators, feature by feature. */
#include "tests/sql/shop.h"

/* ---- comparison ---- */
QUERY(op_comparisons_and_their_negations)
{
    return sq_where(sq_select(q, account.id), sq_ne(q, account.name, "a"),
                    sq_not(q, sq_eq(q, account.age, 1)), sq_not(q, sq_lt(q, account.age, 2)),
                    sq_not(q, sq_le(q, account.age, 3)), sq_not(q, sq_gt(q, account.age, 4)),
                    sq_not(q, sq_ge(q, account.age, 5)));
}
QUERY(op_is_takes_constants)
{
    return sq_where(sq_select(q, account.id), sq_is(q, account.ok, true),
                    sq_is_not(q, account.ok, false), sq_is(q, account.age, NULL),
                    sq_not(q, sq_is(q, account.age, NULL)));
}
QUERY(op_null_safe_comparison)
{
    return sq_where(sq_select(q, account.id), sq_is_distinct_from(q, account.age, 1),
                    sq_is_not_distinct_from(q, account.name, account.email),
                    sq_not(q, sq_is_distinct_from(q, account.age, 2)));
}
QUERY(op_between_and_its_negation)
{
    return sq_where(sq_select(q, account.id), sq_between(q, account.age, 1, 2),
                    sq_not(q, sq_between(q, account.born, account.born, account.seen)));
}
QUERY(op_between_symmetric)
{
    return sq_where(sq_select(q, account.id),
                    sq_between_symmetric(q, account.age, SQ_VALUE(2), SQ_VALUE(1), false),
                    sq_between_symmetric(q, account.age, SQ_VALUE(3), SQ_VALUE(4), true));
}

/* ---- IN ---- */
QUERY(op_not_in_stands_in_parentheses)
{
    return sq_where(sq_select(q, account.id), sq_not_in(q, account.age, 1, 2),
                    sq_not(q, sq_in(q, account.name, "a")));
}
QUERY(op_empty_in_is_never_true)
{
    return sq_where(sq_select(q, account.id), sq_in_n(q, account.age, NULL, 0));
}
QUERY(op_empty_not_in_is_always_true)
{
    return sq_where(sq_select(q, account.id), sq_not_in_n(q, account.age, NULL, 0));
}
QUERY(op_empty_in_of_rows_has_their_width)
{
    return sq_where(sq_select(q, account.id),
                    sq_in_n(q, sq_tuple(q, account.id, account.age), NULL, 0));
}
QUERY(op_null_in_a_list_is_sent_as_it_is)
{
    const sq_value items[] = {SQ_VALUE(1), sq_null_value()};
    return sq_where(sq_select(q, account.id), sq_in_n(q, account.age, items, 2));
}
QUERY(op_expanding_parameter_is_one_list)
{
    return sq_where(sq_select(q, account.id),
                    sq_in_expr(q, account.age,
                               sq_bindparam(q, "ages", .expanding = true, .has_value = true,
                                            .value = sq_list_value(
                                                (const sq_value[]){SQ_VALUE(1), SQ_VALUE(2)}, 2))));
}
QUERY(op_in_of_a_subquery)
{
    return sq_where(sq_select(q, account.id),
                    sq_in_select(q, account.id, sq_select(q, entry.account_id)),
                    sq_not_in_select(q, account.id, sq_select(q, entry.id)));
}

/* ---- texts ---- */
QUERY(op_like_with_an_escape)
{
    return sq_where(sq_select(q, account.id), sq_like(q, account.name, "a%"),
                    sq_not_like(q, account.name, "b%"),
                    sq_binary_with(q, account.name, sq_val(q, "c^%%"),
                                   &(const sq_operator){.op = SQ_OP_LIKE, .escape = "^"}));
}
QUERY(op_ilike_by_dialect)
{
    return sq_where(sq_select(q, account.id), sq_ilike(q, account.name, "A%"),
                    sq_not_ilike(q, account.name, "B%"));
}
QUERY(op_contains_with_an_expression)
{
    return sq_where(sq_select(q, account.id), sq_startswith(q, account.name, account.email),
                    sq_endswith(q, account.name, account.email),
                    sq_contains(q, account.name, account.email));
}
/* It binds looser than anything: it has parentheses within others, and others within it. */
QUERY(op_contains_within_other_operators)
{
    const sq_expr *both = sq_concat(q, account.name, account.email);
    const sq_expr *has = sq_startswith(q, account.name, account.email);
    const sq_stmt *s = sq_select(q, has, sq_label(q, has, "l"), sq_func(q, "max", has));
    s = sq_where(s, sq_contains(q, both, both));
    return sq_order_by(s, has, sq_desc(q, has));
}
QUERY(op_icontains_of_an_operator)
{
    const sq_expr *both = sq_concat(q, account.name, account.email);
    return sq_where(sq_select(q, account.id), sq_ilike(q, account.name, both),
                    sq_or(q, sq_icontains(q, both, both), sq_not(q, sq_contains(q, both, "x"))));
}
QUERY(op_contains_of_a_pattern)
{
    return sq_where(sq_select(q, account.id),
                    sq_binary_with(q, account.name, sq_val(q, "5%"),
                                   &(const sq_operator){.op = SQ_OP_CONTAINS}),
                    sq_binary_with(q, account.name, sq_val(q, "5%"),
                                   &(const sq_operator){
                                       .op = SQ_OP_CONTAINS, .escape = "^", .autoescape = true}));
}
QUERY(op_icontains_ignores_case)
{
    return sq_where(sq_select(q, account.id), sq_istartswith(q, account.name, "a"),
                    sq_iendswith(q, account.name, "b"), sq_icontains(q, account.name, "c"));
}
QUERY(op_negated_contains_is_not_like)
{
    return sq_where(sq_select(q, account.id), sq_not(q, sq_startswith(q, account.name, "a")),
                    sq_not(q, sq_icontains(q, account.name, "c")));
}
QUERY(op_match_by_dialect)
{
    return sq_where(sq_select(q, account.id), sq_match(q, account.name, "word"),
                    sq_not(q, sq_match(q, account.email, "word")),
                    sq_binary_with(q, account.name, sq_val(q, "word"),
                                   &(const sq_operator){.op = SQ_OP_MATCH, .regconfig = "english"}),
                    sq_binary_with(q, account.name, sq_val(q, "word"),
                                   &(const sq_operator){.op = SQ_OP_MATCH, .no_mode = true}));
}
QUERY(op_fulltext_match_of_columns)
{
    const sq_expr *columns[] = {account.name, account.email};
    return sq_where(sq_select(q, account.id),
                    sq_fulltext_match_n(q, columns, 2, sq_val(q, "w"),
                                        &(const sq_operator){.boolean_mode = true}),
                    sq_fulltext_match_n(
                        q, columns, 1, sq_val(q, "w"),
                        &(const sq_operator){.natural_language = true, .query_expansion = true}));
}
QUERY(op_regexp_by_dialect)
{
    const sq_operator flags = {.op = SQ_OP_REGEXP_MATCH, .flags = sq_val(q, "i")};
    return sq_where(sq_select(q, account.id), sq_regexp_match(q, account.name, "^a"),
                    sq_not(q, sq_regexp_match(q, account.name, "b$")),
                    sq_binary_with(q, account.name, sq_val(q, "c"), &flags));
}
QUERY(op_regexp_without_flags_on_sqlite)
{
    return sq_where(sq_select(q, account.id), sq_not(q, sq_regexp_match(q, account.name, "b$")));
}
QUERY(op_regexp_replace_by_dialect)
{
    return sq_select(q, sq_regexp_replace(q, account.name, "a+", "b", NULL),
                     sq_regexp_replace(q, account.name, "a+", "b", "g"));
}
QUERY(op_concat_by_dialect)
{
    return sq_select(q, sq_concat(q, account.name, "x"), sq_add(q, account.name, account.email),
                     sq_concat(q, sq_neg(q, account.age), sq_add(q, account.age, 1)));
}

/* ---- arithmetic ---- */
QUERY(op_plus_minus_times)
{
    return sq_select(q, sq_add(q, account.age, 1), sq_sub(q, account.age, account.id),
                     sq_mul(q, account.age, 2.5), sq_neg(q, sq_add(q, account.age, account.id)));
}
QUERY(op_division_is_never_cut)
{
    return sq_select(q, sq_div(q, account.age, account.id), sq_div(q, account.score, 2.0));
}
QUERY(op_floor_division)
{
    return sq_select(q, sq_floordiv(q, account.age, account.id), sq_floordiv(q, account.price, 2));
}
QUERY(op_modulo_and_power)
{
    return sq_select(q, sq_mod(q, account.age, 3), sq_pow(q, account.age, 2));
}
QUERY(op_bits_by_dialect)
{
    return sq_select(q, sq_bitwise_and(q, account.age, 6), sq_bitwise_or(q, account.age, 1),
                     sq_bitwise_xor(q, account.age, 3), sq_bitwise_not(q, account.age),
                     sq_bitwise_lshift(q, account.age, 2), sq_bitwise_rshift(q, account.age, 2));
}
QUERY(op_xor_on_sqlite_has_its_parentheses)
{
    return sq_select(q, sq_bitwise_xor(q, sq_add(q, account.age, 1), account.id));
}
QUERY(op_any_and_all_of_a_subquery)
{
    const sq_expr *ages = sq_scalar_subquery(q, sq_select(q, entry.id));
    return sq_where(sq_select(q, account.id), sq_eq(q, account.age, sq_any(q, ages)),
                    sq_gt(q, account.age, sq_all(q, ages)), sq_eq(q, sq_any(q, ages), 5));
}
QUERY(op_any_of_an_array)
{
    return sq_where(sq_select(q, library.id), sq_eq(q, sq_val(q, 5), sq_any(q, library.tags)));
}
QUERY(op_order_and_nulls)
{
    return sq_order_by(sq_select(q, account.id), sq_asc(q, account.name),
                       sq_nulls_first(q, sq_desc(q, account.age)), sq_nulls_last(q, account.score),
                       sq_ordered(q, account.id, SQ_DESC));
}

/* ---- one's own ---- */
QUERY(op_own_binary_operator)
{
    const sq_operator compare = {.op = SQ_OP_CUSTOM, .custom = SQ_SQL("<<"), .comparison = true};
    const sq_expr *c = sq_binary_with(q, account.age, account.id, &compare);
    return sq_where(sq_select(q, sq_op_custom(q, account.age, SQ_SQL("|"), 4)), c, sq_not(q, c));
}
QUERY(op_own_operator_that_is_always_in_parentheses)
{
    const sq_type whole = sq_integer();
    const sq_operator eager = {.op = SQ_OP_CUSTOM,
                               .custom = SQ_SQL("|"),
                               .precedence = 20,
                               .eager_grouping = true,
                               .type = &whole};
    const sq_expr *e = sq_binary_with(q, account.age, account.id, &eager);
    return sq_select(q, e, sq_add(q, e, account.id), sq_bitwise_not(q, e), sq_neg(q, e),
                     sq_div(q, account.id, e));
}
QUERY(op_own_unary_operator)
{
    const sq_operator before = {.op = SQ_OP_CUSTOM, .custom = SQ_SQL("+")};
    const sq_operator behind = {.op = SQ_OP_CUSTOM, .custom = SQ_SQL("ISNULL"), .postfix = true};
    return sq_select(q, sq_unary_with(q, account.age, &before),
                     sq_unary_with(q, account.name, &behind));
}
QUERY(op_exists_is_correlated)
{
    const sq_stmt *s = sq_where(sq_select(q, entry.id), sq_eq(q, entry.account_id, account.id));
    s = sq_where(sq_from(s, entry), sq_gt(q, entry.amount, 5));
    return sq_where(sq_select(q, account.id), sq_exists(q, s), sq_not(q, sq_exists(q, s)));
}

/* ---- JSON ---- */
QUERY(op_json_element_by_key_and_index)
{
    return sq_select(q, sq_getitem(q, account.doc, "k"), sq_getitem(q, account.doc, 1));
}
QUERY(op_json_path)
{
    const sq_value path[] = {SQ_VALUE("a"), SQ_VALUE(1), SQ_VALUE("b")};
    return sq_select(q, sq_json_path(q, account.doc, sq_list_value(path, 3)));
}
QUERY(op_json_element_as_a_plain_type)
{
    const sq_expr *e = sq_getitem(q, account.doc, "k");
    return sq_select(q, sq_json_as(q, e, sq_text_type()), sq_json_as(q, e, sq_integer()),
                     sq_json_as(q, e, sq_float()), sq_json_as(q, e, sq_boolean()),
                     sq_json_as(q, e, sq_numeric(8, 2)), sq_json_as(q, e, sq_json()));
}
QUERY(op_json_null_is_not_sql_null)
{
    return sq_values(sq_update(q, account), sq_set(account.doc, sq_json_value("null")));
}
QUERY(op_sql_null_in_a_document_column)
{
    return sq_values(sq_update(q, account), sq_set(account.doc, sq_null(q)));
}

/* ---- operators that only PostgreSQL has: custom ones, comparisons where they give a boolean ----
 */
static const sq_expr *pg(sq_builder *q, const sq_expr *a, const sq_sql_text *op, const sq_expr *b)
{
    return sq_binary_with(
        q, a, b,
        &(const sq_operator){
            .op = SQ_OP_CUSTOM, .custom = op, .comparison = true, .precedence = 5});
}
QUERY(op_json_element_as_text_by_arrow)
{
    static const sq_type text = {.kind = SQ_T_TEXT};
    const sq_operator arrow = {
        .op = SQ_OP_CUSTOM, .custom = SQ_SQL("->>"), .precedence = 15, .type = &text};
    const sq_expr *e = sq_binary_with(q, library.doc, sq_val(q, "k"), &arrow);
    return sq_where(sq_select(q, e), sq_eq(q, e, "x"));
}
QUERY(op_jsonb_contains_and_has_keys)
{
    const sq_expr *some = sq_val_typed(q, sq_json_value("{\"a\": 1}"), sq_type_of(SQ_T_PG_JSONB));
    const sq_expr *keys = sq_array_n(q, (const sq_expr *const[]){sq_val(q, "a")}, 1,
                                     sq_text_type());
    const sq_stmt *s = sq_where(sq_select(q, library.id), pg(q, library.doc, SQ_SQL("@>"), some),
                                pg(q, library.doc, SQ_SQL("<@"), some));
    return sq_where(s, pg(q, library.doc, SQ_SQL("?"), sq_val(q, "k")),
                    pg(q, library.doc, SQ_SQL("?|"), keys), pg(q, library.doc, SQ_SQL("?&"), keys));
}
QUERY(op_jsonb_paths)
{
    const sq_expr *path = sq_cast(q, sq_val(q, "$.a[*]"), sq_type_of(SQ_T_PG_JSONPATH));
    const sq_expr *keys = sq_array_n(q, (const sq_expr *const[]){sq_val(q, "a")}, 1,
                                     sq_text_type());
    return sq_where(
        sq_select(
            q, sq_label(q, sq_op_custom(q, library.doc, SQ_SQL("#-"), sq_expr_value(keys)), "d")),
        pg(q, library.doc, SQ_SQL("@?"), path), pg(q, library.doc, SQ_SQL("@@"), path));
}
QUERY(op_jsonb_subscripts)
{
    const sq_expr *e = sq_getitem(q, sq_getitem(q, library.doc, "a"), "b");
    return sq_where(sq_values(sq_update(q, library), sq_set(e, sq_json_value("1"))),
                    sq_eq(q, e, sq_json_value("2")));
}
QUERY(op_array_index_and_slice)
{
    return sq_select(q, sq_getitem(q, library.tags, 2),
                     sq_getitem(q, library.tags, sq_slice(q, sq_val(q, 1), sq_val(q, 3), NULL)));
}
QUERY(op_array_that_counts_from_zero)
{
    static const sq_type whole = {.kind = SQ_T_INTEGER};
    static const sq_type_details item = {.item = &whole};
    const sq_type zero = {.kind = SQ_T_ARRAY, .flags = SQ_TYPE_ZERO_INDEXES, .details = &item};
    const sq_expr *a = sq_named_column(q, "a", zero, NULL);
    return sq_select(
        q,
        sq_label(q, sq_getitem(q, a, sq_literal_column(q, SQ_SQL("0"), sq_integer(), NULL)), "x"));
}
QUERY(op_array_contains_and_overlaps)
{
    const sq_expr *some = sq_array_n(q, (const sq_expr *const[]){sq_val(q, 1), sq_val(q, 2)}, 2,
                                     sq_integer());
    return sq_where(
        sq_select(q, sq_concat(q, library.tags, some)), pg(q, library.tags, SQ_SQL("@>"), some),
        pg(q, library.tags, SQ_SQL("<@"), some), pg(q, library.tags, SQ_SQL("&&"), some));
}
QUERY(op_array_literals)
{
    const sq_expr *in[] = {sq_val(q, 1), sq_val(q, 2)};
    const sq_expr *a = sq_array_n(q, in, 2, sq_integer());
    const sq_expr *two[] = {a, a};
    return sq_select(q, sq_label(q, a, "a"), sq_label(q, sq_array_n(q, two, 2, sq_integer()), "b"),
                     sq_label(q, sq_array_n(q, NULL, 0, sq_integer()), "c"));
}
QUERY(op_hstore_elements_and_keys)
{
    const sq_stmt *s = sq_select(q, sq_getitem(q, library.h, "k"),
                                 sq_concat(q, library.h, library.h), sq_func(q, "akeys", library.h),
                                 sq_func(q, "defined", library.h, sq_val(q, "k")));
    return sq_where(s, pg(q, library.h, SQ_SQL("?"), sq_val(q, "k")),
                    pg(q, library.h, SQ_SQL("@>"), library.h));
}
QUERY(op_ranges)
{
    const sq_stmt *s = sq_select(q, sq_add(q, library.r, library.s),
                                 sq_sub(q, library.r, library.s), sq_mul(q, library.r, library.s));
    s = sq_where(
        s, pg(q, library.r, SQ_SQL("@>"), sq_val(q, 5)), pg(q, library.r, SQ_SQL("<@"), library.m),
        pg(q, library.r, SQ_SQL("&&"), library.s), pg(q, library.r, SQ_SQL("-|-"), library.s));
    return sq_where(
        s, pg(q, library.r, SQ_SQL("<<"), library.s), pg(q, library.r, SQ_SQL(">>"), library.s),
        pg(q, library.r, SQ_SQL("&<"), library.s), pg(q, library.r, SQ_SQL("&>"), library.s));
}
QUERY(op_dates_and_intervals)
{
    return sq_select(q, sq_add(q, library.at, library.wait), sq_sub(q, library.at, library.wait),
                     sq_sub(q, library.at, library.at), sq_mul(q, library.wait, 2));
}

/* ---- the text on each dialect: default, sqlite, postgresql, mysql, mariadb ---- */
/* clang-format off */
GOLDEN(op_comparisons_and_their_negations,
       "SELECT account.id \nFROM account \nWHERE account.name != ? AND account.age != ? AND account.age >= ? AND account.age > ? AND account.age <= ? AND account.age < ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.name != $1 AND account.age != $2 AND account.age >= $3 AND account.age > $4 AND account.age <= $5 AND account.age < $6",
       "SELECT account.id \nFROM account \nWHERE account.name != ? AND account.age != ? AND account.age >= ? AND account.age > ? AND account.age <= ? AND account.age < ?", SAME)
GOLDEN(op_is_takes_constants,
       "SELECT account.id \nFROM account \nWHERE account.ok IS 1 AND account.ok IS NOT 0 AND account.age IS NULL AND account.age IS NOT NULL", SAME,
       "SELECT account.id \nFROM account \nWHERE account.ok IS true AND account.ok IS NOT false AND account.age IS NULL AND account.age IS NOT NULL", SAME, SAME)
GOLDEN(op_null_safe_comparison,
       "SELECT account.id \nFROM account \nWHERE account.age IS DISTINCT FROM ? AND account.name IS NOT DISTINCT FROM account.email AND account.age IS NOT DISTINCT FROM ?",
       "SELECT account.id \nFROM account \nWHERE account.age IS NOT ? AND account.name IS account.email AND account.age IS ?",
       "SELECT account.id \nFROM account \nWHERE account.age IS DISTINCT FROM $1 AND account.name IS NOT DISTINCT FROM account.email AND account.age IS NOT DISTINCT FROM $2",
       "SELECT account.id \nFROM account \nWHERE NOT (account.age <=> ?) AND account.name <=> account.email AND account.age <=> ?", SAME)
GOLDEN(op_between_and_its_negation,
       "SELECT account.id \nFROM account \nWHERE account.age BETWEEN ? AND ? AND account.born NOT BETWEEN account.born AND account.seen", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age BETWEEN $1 AND $2 AND account.born NOT BETWEEN account.born AND account.seen",
       "SELECT account.id \nFROM account \nWHERE account.age BETWEEN ? AND ? AND account.born NOT BETWEEN account.born AND account.seen", SAME)
GOLDEN(op_between_symmetric,
       "SELECT account.id \nFROM account \nWHERE account.age BETWEEN SYMMETRIC ? AND ? AND account.age NOT BETWEEN SYMMETRIC ? AND ?",
       REJECTED("SELECT account.id \nFROM account \nWHERE account.age BETWEEN SYMMETRIC ? AND ? AND account.age NOT BETWEEN SYMMETRIC ? AND ?"),
       "SELECT account.id \nFROM account \nWHERE account.age BETWEEN SYMMETRIC $1 AND $2 AND account.age NOT BETWEEN SYMMETRIC $3 AND $4",
       LENIENT("SELECT account.id \nFROM account \nWHERE account.age BETWEEN SYMMETRIC ? AND ? AND account.age NOT BETWEEN SYMMETRIC ? AND ?"), SAME)
GOLDEN(op_not_in_stands_in_parentheses,
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN (?, ?)) AND (account.name NOT IN (?))", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN ($1, $2)) AND (account.name NOT IN ($3))",
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN (?, ?)) AND (account.name NOT IN (?))", SAME)
GOLDEN(op_empty_in_is_never_true,
       "SELECT account.id \nFROM account \nWHERE account.age IN (NULL) AND (1 != 1)",
       "SELECT account.id \nFROM account \nWHERE account.age IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)",
       "SELECT account.id \nFROM account \nWHERE account.age IN (NULL) AND (1 != 1)", SAME, SAME)
GOLDEN(op_empty_not_in_is_always_true,
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN (NULL) OR (1 = 1))",
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))",
       "SELECT account.id \nFROM account \nWHERE (account.age NOT IN (NULL) OR (1 = 1))", SAME, SAME)
GOLDEN(op_empty_in_of_rows_has_their_width,
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) IN ((NULL, NULL)) AND (1 != 1)",
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) IN (SELECT 1, 1 FROM (SELECT 1, 1) WHERE 1!=1)",
       "SELECT account.id \nFROM account \nWHERE (account.id, account.age) IN ((NULL, NULL)) AND (1 != 1)", SAME, SAME)
GOLDEN(op_null_in_a_list_is_sent_as_it_is,
       "SELECT account.id \nFROM account \nWHERE account.age IN (?, ?)", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age IN ($1, $2)",
       "SELECT account.id \nFROM account \nWHERE account.age IN (?, ?)", SAME)
GOLDEN(op_expanding_parameter_is_one_list,
       "SELECT account.id \nFROM account \nWHERE account.age IN (?, ?)", SAME,
       "SELECT account.id \nFROM account \nWHERE account.age IN ($1, $2)",
       "SELECT account.id \nFROM account \nWHERE account.age IN (?, ?)", SAME)
GOLDEN(op_in_of_a_subquery,
       "SELECT account.id \nFROM account \nWHERE account.id IN (SELECT entry.account_id \nFROM entry) AND (account.id NOT IN (SELECT entry.id \nFROM entry))", SAME, SAME, SAME, SAME)
GOLDEN(op_like_with_an_escape,
       "SELECT account.id \nFROM account \nWHERE account.name LIKE ? AND account.name NOT LIKE ? AND account.name LIKE ? ESCAPE '^'", SAME,
       "SELECT account.id \nFROM account \nWHERE account.name LIKE $1 AND account.name NOT LIKE $2 AND account.name LIKE $3 ESCAPE '^'",
       "SELECT account.id \nFROM account \nWHERE account.name LIKE ? AND account.name NOT LIKE ? AND account.name LIKE ? ESCAPE '^'", SAME)
GOLDEN(op_ilike_by_dialect,
       "SELECT account.id \nFROM account \nWHERE lower(account.name) LIKE lower(?) AND lower(account.name) NOT LIKE lower(?)", SAME,
       "SELECT account.id \nFROM account \nWHERE account.name ILIKE $1 AND account.name NOT ILIKE $2",
       "SELECT account.id \nFROM account \nWHERE lower(account.name) LIKE lower(?) AND lower(account.name) NOT LIKE lower(?)", SAME)
GOLDEN(op_contains_with_an_expression,
       "SELECT account.id \nFROM account \nWHERE (account.name LIKE account.email || '%') AND (account.name LIKE '%' || account.email) AND (account.name LIKE '%' || account.email || '%')", SAME, SAME,
       "SELECT account.id \nFROM account \nWHERE (account.name LIKE concat(account.email, '%')) AND (account.name LIKE concat('%', account.email)) AND (account.name LIKE concat('%', account.email, '%'))", SAME)
GOLDEN(op_contains_within_other_operators,
       "SELECT account.name LIKE account.email || '%' AS anon_1, (account.name LIKE account.email || '%') AS l, max((account.name LIKE account.email || '%')) AS max_1 \nFROM account \nWHERE ((account.name || account.email) LIKE '%' || (account.name || account.email) || '%') ORDER BY account.name LIKE account.email || '%', (account.name LIKE account.email || '%') DESC", SAME, SAME,
       "SELECT account.name LIKE concat(account.email, '%') AS anon_1, (account.name LIKE concat(account.email, '%')) AS l, max((account.name LIKE concat(account.email, '%'))) AS max_1 \nFROM account \nWHERE ((concat(account.name, account.email)) LIKE concat('%', (concat(account.name, account.email)), '%')) ORDER BY account.name LIKE concat(account.email, '%'), (account.name LIKE concat(account.email, '%')) DESC", SAME)
GOLDEN(op_icontains_of_an_operator,
       "SELECT account.id \nFROM account \nWHERE lower(account.name) LIKE lower((account.name || account.email)) AND ((lower((account.name || account.email)) LIKE '%' || lower((account.name || account.email)) || '%') OR ((account.name || account.email) NOT LIKE '%' || ? || '%' ESCAPE '/'))", SAME,
       "SELECT account.id \nFROM account \nWHERE account.name ILIKE (account.name || account.email) AND (((account.name || account.email) ILIKE '%' || (account.name || account.email) || '%') OR ((account.name || account.email) NOT LIKE '%' || $1 || '%' ESCAPE '/'))",
       "SELECT account.id \nFROM account \nWHERE lower(account.name) LIKE lower((concat(account.name, account.email))) AND ((lower((concat(account.name, account.email))) LIKE concat('%', lower((concat(account.name, account.email))), '%')) OR ((concat(account.name, account.email)) NOT LIKE concat('%', ?, '%') ESCAPE '/'))", SAME)
GOLDEN(op_contains_of_a_pattern,
       "SELECT account.id \nFROM account \nWHERE (account.name LIKE '%' || ? || '%') AND (account.name LIKE '%' || ? || '%' ESCAPE '^')", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.name LIKE '%' || $1 || '%') AND (account.name LIKE '%' || $2 || '%' ESCAPE '^')",
       "SELECT account.id \nFROM account \nWHERE (account.name LIKE concat('%', ?, '%')) AND (account.name LIKE concat('%', ?, '%') ESCAPE '^')", SAME)
GOLDEN(op_icontains_ignores_case,
       "SELECT account.id \nFROM account \nWHERE (lower(account.name) LIKE lower(?) || '%' ESCAPE '/') AND (lower(account.name) LIKE '%' || lower(?) ESCAPE '/') AND (lower(account.name) LIKE '%' || lower(?) || '%' ESCAPE '/')", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.name ILIKE $1 || '%' ESCAPE '/') AND (account.name ILIKE '%' || $2 ESCAPE '/') AND (account.name ILIKE '%' || $3 || '%' ESCAPE '/')",
       "SELECT account.id \nFROM account \nWHERE (lower(account.name) LIKE concat(lower(?), '%') ESCAPE '/') AND (lower(account.name) LIKE concat('%', lower(?)) ESCAPE '/') AND (lower(account.name) LIKE concat('%', lower(?), '%') ESCAPE '/')", SAME)
GOLDEN(op_negated_contains_is_not_like,
       "SELECT account.id \nFROM account \nWHERE (account.name NOT LIKE ? || '%' ESCAPE '/') AND (lower(account.name) NOT LIKE '%' || lower(?) || '%' ESCAPE '/')", SAME,
       "SELECT account.id \nFROM account \nWHERE (account.name NOT LIKE $1 || '%' ESCAPE '/') AND (account.name NOT ILIKE '%' || $2 || '%' ESCAPE '/')",
       "SELECT account.id \nFROM account \nWHERE (account.name NOT LIKE concat(?, '%') ESCAPE '/') AND (lower(account.name) NOT LIKE concat('%', lower(?), '%') ESCAPE '/')", SAME)
GOLDEN(op_match_by_dialect,
       "SELECT account.id \nFROM account \nWHERE account.name MATCH ? AND NOT account.email MATCH ? AND account.name MATCH ? AND account.name MATCH ?", SAME,
       "SELECT account.id \nFROM account \nWHERE account.name @@ plainto_tsquery($1) AND NOT account.email @@ plainto_tsquery($2) AND account.name @@ plainto_tsquery('english', $3) AND account.name @@ plainto_tsquery($4)",
       "SELECT account.id \nFROM account \nWHERE MATCH (account.name) AGAINST (? IN BOOLEAN MODE) AND NOT MATCH (account.email) AGAINST (? IN BOOLEAN MODE) AND MATCH (account.name) AGAINST (? IN BOOLEAN MODE) AND MATCH (account.name) AGAINST (?)", SAME)
GOLDEN(op_fulltext_match_of_columns,
       UNSUPPORTED("default has no MATCH .. AGAINST"),
       UNSUPPORTED("sqlite has no MATCH .. AGAINST"),
       UNSUPPORTED("postgresql has no MATCH .. AGAINST"),
       "SELECT account.id \nFROM account \nWHERE MATCH (account.name, account.email) AGAINST (? IN BOOLEAN MODE) AND MATCH (account.name) AGAINST (? IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)", SAME)
GOLDEN(op_regexp_by_dialect,
       UNSUPPORTED("default has no regular expressions"),
       LENIENT("SELECT account.id \nFROM account \nWHERE account.name REGEXP ? AND account.name NOT REGEXP ? AND account.name REGEXP ?"),
       "SELECT account.id \nFROM account \nWHERE account.name ~ $1 AND account.name !~ $2 AND account.name ~* $3",
       "SELECT account.id \nFROM account \nWHERE account.name REGEXP ? AND account.name NOT REGEXP ? AND REGEXP_LIKE(account.name, ?, 'i')",
       "SELECT account.id \nFROM account \nWHERE account.name REGEXP ? AND account.name NOT REGEXP ? AND account.name REGEXP CONCAT('(?', 'i', ')', ?)")
GOLDEN(op_regexp_without_flags_on_sqlite,
       UNSUPPORTED("default has no regular expressions"),
       LENIENT("SELECT account.id \nFROM account \nWHERE account.name NOT REGEXP ?"),
       "SELECT account.id \nFROM account \nWHERE account.name !~ $1",
       "SELECT account.id \nFROM account \nWHERE account.name NOT REGEXP ?", SAME)
GOLDEN(op_regexp_replace_by_dialect,
       UNSUPPORTED("default has no regexp_replace"),
       UNSUPPORTED("sqlite has no regexp_replace"),
       "SELECT REGEXP_REPLACE(account.name, $1, $2) AS anon_1, REGEXP_REPLACE(account.name, $3, $4, 'g') AS anon_2 \nFROM account",
       "SELECT REGEXP_REPLACE(account.name, ?, ?) AS anon_1, REGEXP_REPLACE(account.name, ?, ?, 'g') AS anon_2 \nFROM account",
       "SELECT REGEXP_REPLACE(account.name, ?, ?) AS anon_1, REGEXP_REPLACE(account.name, CONCAT('(?', 'g', ')', ?), ?) AS anon_2 \nFROM account")
GOLDEN(op_concat_by_dialect,
       "SELECT account.name || ? AS anon_1, account.name || account.email AS anon_2, -account.age || (account.age + ?) AS anon_3 \nFROM account", SAME,
       "SELECT account.name || $1 AS anon_1, account.name || account.email AS anon_2, -account.age || (account.age + $2) AS anon_3 \nFROM account",
       "SELECT concat(account.name, ?) AS anon_1, concat(account.name, account.email) AS anon_2, concat(-account.age, (account.age + ?)) AS anon_3 \nFROM account", SAME)
GOLDEN(op_plus_minus_times,
       "SELECT account.age + ? AS anon_1, account.age - account.id AS anon_2, account.age * ? AS anon_3, -(account.age + account.id) AS anon_4 \nFROM account", SAME,
       "SELECT account.age + $1 AS anon_1, account.age - account.id AS anon_2, account.age * $2 AS anon_3, -(account.age + account.id) AS anon_4 \nFROM account",
       "SELECT account.age + ? AS anon_1, account.age - account.id AS anon_2, account.age * ? AS anon_3, -(account.age + account.id) AS anon_4 \nFROM account", SAME)
GOLDEN(op_division_is_never_cut,
       "SELECT account.age / CAST(account.id AS NUMERIC) AS anon_1, account.score / CAST(? AS DOUBLE) AS anon_2 \nFROM account",
       "SELECT account.age / (account.id + 0.0) AS anon_1, account.score / (? + 0.0) AS anon_2 \nFROM account",
       "SELECT account.age / CAST(account.id AS NUMERIC) AS anon_1, account.score / CAST($1 AS DOUBLE PRECISION) AS anon_2 \nFROM account",
       "SELECT account.age / account.id AS anon_1, account.score / ? AS anon_2 \nFROM account", SAME)
GOLDEN(op_floor_division,
       "SELECT account.age / account.id AS anon_1, FLOOR(account.price / ?) AS anon_2 \nFROM account", SAME,
       "SELECT account.age / account.id AS anon_1, FLOOR(account.price / $1) AS anon_2 \nFROM account",
       "SELECT FLOOR(account.age / account.id) AS anon_1, FLOOR(account.price / ?) AS anon_2 \nFROM account", SAME)
GOLDEN(op_modulo_and_power,
       "SELECT account.age % ? AS anon_1, power(account.age, ?) AS anon_2 \nFROM account", SAME,
       "SELECT account.age % $1 AS anon_1, power(account.age, $2) AS anon_2 \nFROM account",
       "SELECT account.age % ? AS anon_1, power(account.age, ?) AS anon_2 \nFROM account", SAME)
GOLDEN(op_bits_by_dialect,
       "SELECT account.age & ? AS anon_1, account.age | ? AS anon_2, account.age ^ ? AS anon_3, ~account.age, account.age << ? AS anon_4, account.age >> ? AS anon_5 \nFROM account",
       "SELECT account.age & ? AS anon_1, account.age | ? AS anon_2, (account.age | ?) - (account.age & ?) AS anon_3, ~account.age, account.age << ? AS anon_4, account.age >> ? AS anon_5 \nFROM account",
       "SELECT account.age & $1 AS anon_1, account.age | $2 AS anon_2, account.age # $3 AS anon_3, ~account.age, account.age << $4 AS anon_4, account.age >> $5 AS anon_5 \nFROM account",
       "SELECT account.age & ? AS anon_1, account.age | ? AS anon_2, account.age ^ ? AS anon_3, ~account.age, account.age << ? AS anon_4, account.age >> ? AS anon_5 \nFROM account", SAME)
GOLDEN(op_xor_on_sqlite_has_its_parentheses,
       "SELECT (account.age + ?) ^ account.id AS anon_1 \nFROM account",
       "SELECT ((account.age + ?) | account.id) - ((account.age + ?) & account.id) AS anon_1 \nFROM account",
       "SELECT (account.age + $1) # account.id AS anon_1 \nFROM account",
       "SELECT (account.age + ?) ^ account.id AS anon_1 \nFROM account", SAME)
GOLDEN(op_any_and_all_of_a_subquery,
       "SELECT account.id \nFROM account \nWHERE account.age = ANY (SELECT entry.id \nFROM entry) AND account.age > ALL (SELECT entry.id \nFROM entry) AND ? = ANY (SELECT entry.id \nFROM entry)",
       REJECTED("SELECT account.id \nFROM account \nWHERE account.age = ANY (SELECT entry.id \nFROM entry) AND account.age > ALL (SELECT entry.id \nFROM entry) AND ? = ANY (SELECT entry.id \nFROM entry)"),
       "SELECT account.id \nFROM account \nWHERE account.age = ANY (SELECT entry.id \nFROM entry) AND account.age > ALL (SELECT entry.id \nFROM entry) AND $1 = ANY (SELECT entry.id \nFROM entry)",
       "SELECT account.id \nFROM account \nWHERE account.age = ANY (SELECT entry.id \nFROM entry) AND account.age > ALL (SELECT entry.id \nFROM entry) AND ? = ANY (SELECT entry.id \nFROM entry)", SAME)
GOLDEN(op_any_of_an_array,
       "SELECT library.id \nFROM library \nWHERE ? = ANY (library.tags)",
       REJECTED("SELECT library.id \nFROM library \nWHERE ? = ANY (library.tags)"),
       "SELECT library.id \nFROM library \nWHERE $1 = ANY (library.tags)",
       LENIENT("SELECT library.id \nFROM library \nWHERE ? = ANY (library.tags)"), SAME)
GOLDEN(op_order_and_nulls,
       "SELECT account.id \nFROM account ORDER BY account.name ASC, account.age DESC NULLS FIRST, account.score NULLS LAST, account.id DESC", SAME, SAME,
       LENIENT("SELECT account.id \nFROM account ORDER BY account.name ASC, account.age DESC NULLS FIRST, account.score NULLS LAST, account.id DESC"), SAME)
GOLDEN(op_own_binary_operator,
       "SELECT account.age | ? AS anon_1 \nFROM account \nWHERE (account.age << account.id) AND NOT (account.age << account.id)", SAME,
       "SELECT account.age | $1 AS anon_1 \nFROM account \nWHERE (account.age << account.id) AND NOT (account.age << account.id)",
       "SELECT account.age | ? AS anon_1 \nFROM account \nWHERE (account.age << account.id) AND NOT (account.age << account.id)", SAME)
GOLDEN(op_own_operator_that_is_always_in_parentheses,
       "SELECT account.age | account.id AS anon_1, (account.age | account.id) + account.id AS anon_2, ~(account.age | account.id) AS anon_3, -(account.age | account.id) AS anon_4, account.id / CAST((account.age | account.id) AS NUMERIC) AS anon_5 \nFROM account",
       "SELECT account.age | account.id AS anon_1, (account.age | account.id) + account.id AS anon_2, ~(account.age | account.id) AS anon_3, -(account.age | account.id) AS anon_4, account.id / ((account.age | account.id) + 0.0) AS anon_5 \nFROM account",
       "SELECT account.age | account.id AS anon_1, (account.age | account.id) + account.id AS anon_2, ~(account.age | account.id) AS anon_3, -(account.age | account.id) AS anon_4, account.id / CAST((account.age | account.id) AS NUMERIC) AS anon_5 \nFROM account",
       "SELECT account.age | account.id AS anon_1, (account.age | account.id) + account.id AS anon_2, ~(account.age | account.id) AS anon_3, -(account.age | account.id) AS anon_4, account.id / (account.age | account.id) AS anon_5 \nFROM account", SAME)
GOLDEN(op_own_unary_operator,
       "SELECT + account.age, account.name ISNULL \nFROM account", SAME, SAME, SAME, SAME)
GOLDEN(op_exists_is_correlated,
       "SELECT account.id \nFROM account \nWHERE (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > ?)) AND NOT (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > ?))", SAME,
       "SELECT account.id \nFROM account \nWHERE (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > $1)) AND NOT (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > $1))",
       "SELECT account.id \nFROM account \nWHERE (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > ?)) AND NOT (EXISTS (SELECT entry.id \nFROM entry \nWHERE entry.account_id = account.id AND entry.amount > ?))", SAME)
GOLDEN(op_json_element_by_key_and_index,
       UNSUPPORTED("default has no JSON access"),
       "SELECT JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) AS anon_1, JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) AS anon_2 \nFROM account",
       "SELECT account.doc -> $1 AS anon_1, account.doc -> $2 AS anon_2 \nFROM account",
       "SELECT JSON_EXTRACT(account.doc, ?) AS anon_1, JSON_EXTRACT(account.doc, ?) AS anon_2 \nFROM account", SAME)
GOLDEN(op_json_path,
       UNSUPPORTED("default has no JSON path access"),
       "SELECT JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) AS anon_1 \nFROM account",
       "SELECT account.doc #> $1 AS anon_1 \nFROM account",
       "SELECT JSON_EXTRACT(account.doc, ?) AS anon_1 \nFROM account", SAME)
GOLDEN(op_json_element_as_a_plain_type,
       UNSUPPORTED("default has no JSON access"),
       "SELECT CAST(JSON_EXTRACT(account.doc, ?) AS TEXT) AS anon_1, CAST(JSON_EXTRACT(account.doc, ?) AS INTEGER) AS anon_2, CAST(JSON_EXTRACT(account.doc, ?) AS FLOAT) AS anon_3, CAST(JSON_EXTRACT(account.doc, ?) AS BOOLEAN) AS anon_4, CAST(JSON_EXTRACT(account.doc, ?) AS NUMERIC(8, 2)) AS anon_5, JSON_QUOTE(JSON_EXTRACT(account.doc, ?)) AS anon_6 \nFROM account",
       "SELECT CAST(account.doc ->> $1 AS TEXT) AS anon_1, CAST(account.doc ->> $1 AS INTEGER) AS anon_2, CAST(account.doc ->> $1 AS FLOAT) AS anon_3, CAST(account.doc ->> $1 AS BOOLEAN) AS anon_4, CAST(account.doc ->> $1 AS NUMERIC(8, 2)) AS anon_5, account.doc -> $1 AS anon_6 \nFROM account",
       "SELECT CASE JSON_EXTRACT(account.doc, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(account.doc, ?)) END AS anon_1, CASE JSON_EXTRACT(account.doc, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(account.doc, ?) AS SIGNED INTEGER) END AS anon_2, CASE JSON_EXTRACT(account.doc, ?) WHEN 'null' THEN NULL ELSE JSON_EXTRACT(account.doc, ?)+0.0000000000000000000000 END AS anon_3, CASE JSON_EXTRACT(account.doc, ?) WHEN 'null' THEN NULL WHEN true THEN true ELSE false END AS anon_4, CASE JSON_EXTRACT(account.doc, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(account.doc, ?) AS DECIMAL(8, 2)) END AS anon_5, JSON_EXTRACT(account.doc, ?) AS anon_6 \nFROM account", SAME)
GOLDEN(op_json_null_is_not_sql_null,
       "UPDATE account SET doc=?", SAME,
       "UPDATE account SET doc=$1::JSON",
       "UPDATE account SET doc=?", SAME)
GOLDEN(op_sql_null_in_a_document_column,
       "UPDATE account SET doc=NULL", SAME, SAME, SAME, SAME)
GOLDEN(op_json_element_as_text_by_arrow,
       "SELECT library.doc ->> ? AS anon_1 \nFROM library \nWHERE library.doc ->> ? = ?", SAME,
       "SELECT library.doc ->> $1 AS anon_1 \nFROM library \nWHERE library.doc ->> $1 = $2",
       "SELECT library.doc ->> ? AS anon_1 \nFROM library \nWHERE library.doc ->> ? = ?", SAME)
GOLDEN(op_jsonb_contains_and_has_keys,
       UNSUPPORTED("default has no ARRAY"),
       UNSUPPORTED("sqlite has no ARRAY"),
       "SELECT library.id \nFROM library \nWHERE library.doc @> $1::JSONB AND library.doc <@ $1::JSONB AND library.doc ? $2 AND library.doc ?| ARRAY[$3] AND library.doc ?& ARRAY[$3]",
       UNSUPPORTED("mysql has no ARRAY"),
       UNSUPPORTED("mariadb has no ARRAY"))
GOLDEN(op_jsonb_paths,
       UNSUPPORTED("default has no ARRAY"),
       UNSUPPORTED("sqlite has no ARRAY"),
       "SELECT library.doc #- ARRAY[$1] AS d \nFROM library \nWHERE library.doc @? CAST($2 AS JSONPATH) AND library.doc @@ CAST($2 AS JSONPATH)",
       UNSUPPORTED("mysql has no ARRAY"),
       UNSUPPORTED("mariadb has no ARRAY"))
GOLDEN(op_jsonb_subscripts,
       UNSUPPORTED("default has no JSON access"),
       REJECTED("UPDATE library SET JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(doc, ?)), ?))=? WHERE JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(library.doc, ?)), ?)) = ?"),
       "UPDATE library SET doc[$1][$2]=$3::JSONB WHERE library.doc[$1][$2] = $4::JSONB",
       LENIENT("UPDATE library SET JSON_EXTRACT(JSON_EXTRACT(doc, ?), ?)=? WHERE JSON_EXTRACT(JSON_EXTRACT(library.doc, ?), ?) = ?"), SAME)
GOLDEN(op_array_index_and_slice,
       UNSUPPORTED("default has no access to elements"),
       UNSUPPORTED("sqlite has no access to elements"),
       "SELECT library.tags[$1] AS anon_1, library.tags[$2:$3] AS anon_2 \nFROM library",
       UNSUPPORTED("mysql has no access to elements"),
       UNSUPPORTED("mariadb has no access to elements"))
GOLDEN(op_array_that_counts_from_zero,
       UNSUPPORTED("default has no access to elements"),
       UNSUPPORTED("sqlite has no access to elements"),
       "SELECT a[0 + $1] AS x",
       UNSUPPORTED("mysql has no access to elements"),
       UNSUPPORTED("mariadb has no access to elements"))
GOLDEN(op_array_contains_and_overlaps,
       UNSUPPORTED("default has no ARRAY"),
       UNSUPPORTED("sqlite has no ARRAY"),
       "SELECT library.tags || ARRAY[$1, $2] AS anon_1 \nFROM library \nWHERE library.tags @> ARRAY[$1, $2] AND library.tags <@ ARRAY[$1, $2] AND library.tags && ARRAY[$1, $2]",
       UNSUPPORTED("mysql has no ARRAY"),
       UNSUPPORTED("mariadb has no ARRAY"))
GOLDEN(op_array_literals,
       UNSUPPORTED("default has no ARRAY"),
       UNSUPPORTED("sqlite has no ARRAY"),
       "SELECT ARRAY[$1, $2] AS a, ARRAY[ARRAY[$1, $2], ARRAY[$1, $2]] AS b, ARRAY[]::INTEGER[] AS c",
       UNSUPPORTED("mysql has no ARRAY"),
       UNSUPPORTED("mariadb has no ARRAY"))
GOLDEN(op_hstore_elements_and_keys,
       "SELECT library.h -> ? AS anon_1, library.h || library.h AS anon_2, akeys(library.h) AS akeys_1, defined(library.h, ?) AS defined_1 \nFROM library \nWHERE library.h ? ? AND library.h @> library.h",
       REJECTED("SELECT library.h -> ? AS anon_1, library.h || library.h AS anon_2, akeys(library.h) AS akeys_1, defined(library.h, ?) AS defined_1 \nFROM library \nWHERE library.h ? ? AND library.h @> library.h"),
       "SELECT library.h[$1] AS anon_1, library.h || library.h AS anon_2, akeys(library.h) AS akeys_1, defined(library.h, $2) AS defined_1 \nFROM library \nWHERE library.h ? $3 AND library.h @> library.h",
       "SELECT library.h -> ? AS anon_1, concat(library.h, library.h) AS anon_2, akeys(library.h) AS akeys_1, defined(library.h, ?) AS defined_1 \nFROM library \nWHERE library.h ? ? AND library.h @> library.h", SAME)
GOLDEN(op_ranges,
       "SELECT library.r + library.s AS anon_1, library.r - library.s AS anon_2, library.r * library.s AS anon_3 \nFROM library \nWHERE library.r @> ? AND library.r <@ library.m AND library.r && library.s AND library.r -|- library.s AND library.r << library.s AND library.r >> library.s AND library.r &< library.s AND library.r &> library.s",
       REJECTED("SELECT library.r + library.s AS anon_1, library.r - library.s AS anon_2, library.r * library.s AS anon_3 \nFROM library \nWHERE library.r @> ? AND library.r <@ library.m AND library.r && library.s AND library.r -|- library.s AND library.r << library.s AND library.r >> library.s AND library.r &< library.s AND library.r &> library.s"),
       "SELECT library.r + library.s AS anon_1, library.r - library.s AS anon_2, library.r * library.s AS anon_3 \nFROM library \nWHERE library.r @> $1 AND library.r <@ library.m AND library.r && library.s AND library.r -|- library.s AND library.r << library.s AND library.r >> library.s AND library.r &< library.s AND library.r &> library.s",
       "SELECT library.r + library.s AS anon_1, library.r - library.s AS anon_2, library.r * library.s AS anon_3 \nFROM library \nWHERE library.r @> ? AND library.r <@ library.m AND library.r && library.s AND library.r -|- library.s AND library.r << library.s AND library.r >> library.s AND library.r &< library.s AND library.r &> library.s", SAME)
GOLDEN(op_dates_and_intervals,
       "SELECT library.at + library.wait AS anon_1, library.at - library.wait AS anon_2, library.at - library.at AS anon_3, library.wait * ? AS anon_4 \nFROM library", SAME,
       "SELECT library.at + library.wait AS anon_1, library.at - library.wait AS anon_2, library.at - library.at AS anon_3, library.wait * $1 AS anon_4 \nFROM library",
       "SELECT library.at + library.wait AS anon_1, library.at - library.wait AS anon_2, library.at - library.at AS anon_3, library.wait * ? AS anon_4 \nFROM library", SAME)
/* clang-format on */

SQT_MAIN("sql_op", TEST(test_op_comparisons_and_their_negations), TEST(test_op_is_takes_constants),
         TEST(test_op_null_safe_comparison), TEST(test_op_between_and_its_negation),
         TEST(test_op_between_symmetric), TEST(test_op_not_in_stands_in_parentheses),
         TEST(test_op_empty_in_is_never_true), TEST(test_op_empty_not_in_is_always_true),
         TEST(test_op_empty_in_of_rows_has_their_width),
         TEST(test_op_null_in_a_list_is_sent_as_it_is),
         TEST(test_op_expanding_parameter_is_one_list), TEST(test_op_in_of_a_subquery),
         TEST(test_op_like_with_an_escape), TEST(test_op_ilike_by_dialect),
         TEST(test_op_contains_with_an_expression), TEST(test_op_contains_within_other_operators),
         TEST(test_op_icontains_of_an_operator), TEST(test_op_contains_of_a_pattern),
         TEST(test_op_icontains_ignores_case), TEST(test_op_negated_contains_is_not_like),
         TEST(test_op_match_by_dialect), TEST(test_op_fulltext_match_of_columns),
         TEST(test_op_regexp_by_dialect), TEST(test_op_regexp_without_flags_on_sqlite),
         TEST(test_op_regexp_replace_by_dialect), TEST(test_op_concat_by_dialect),
         TEST(test_op_plus_minus_times), TEST(test_op_division_is_never_cut),
         TEST(test_op_floor_division), TEST(test_op_modulo_and_power),
         TEST(test_op_bits_by_dialect), TEST(test_op_xor_on_sqlite_has_its_parentheses),
         TEST(test_op_any_and_all_of_a_subquery), TEST(test_op_any_of_an_array),
         TEST(test_op_order_and_nulls), TEST(test_op_own_binary_operator),
         TEST(test_op_own_operator_that_is_always_in_parentheses), TEST(test_op_own_unary_operator),
         TEST(test_op_exists_is_correlated), TEST(test_op_json_element_by_key_and_index),
         TEST(test_op_json_path), TEST(test_op_json_element_as_a_plain_type),
         TEST(test_op_json_null_is_not_sql_null), TEST(test_op_sql_null_in_a_document_column),
         TEST(test_op_json_element_as_text_by_arrow), TEST(test_op_jsonb_contains_and_has_keys),
         TEST(test_op_jsonb_paths), TEST(test_op_jsonb_subscripts),
         TEST(test_op_array_index_and_slice), TEST(test_op_array_that_counts_from_zero),
         TEST(test_op_array_contains_and_overlaps), TEST(test_op_array_literals),
         TEST(test_op_hstore_elements_and_keys), TEST(test_op_ranges),
         TEST(test_op_dates_and_intervals))
