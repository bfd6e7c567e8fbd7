/* expr.c: expressions that MySQL and MariaDB write in their own way: concat(), MATCH .. AGAINST,
 * regular expressions, JSON access, group_concat(), and the few types that CAST knows. SQLAlchemy:
 * MySQLCompiler.
 *
 * Where the two servers differ, MariaDB has a row of its own in the tables at the end. */
#include "dialects/mysql/compile.h"
#include "lib/compile/ddl.h"

/* ---- operators ---- */

/* || is OR here: texts are joined by a function. */
static void put_concat(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "concat(");
    sqi_visit_operand(c, b->left, SQ_OP_CONCAT);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, SQ_OP_CONCAT);
    sqi_put(c, ")");
}

static void put_concat_chain(sqi_compiler *c, const sqi_chain *x)
{
    sqi_put(c, "concat(");
    sqi_put_chain_with(c, x, ", ");
    sqi_put(c, ")");
}

static void put_is_distinct(sqi_compiler *c, const sqi_binary_with *b)
{
    bool negated = b->op == SQ_OP_IS_DISTINCT_FROM;
    if (negated)
        sqi_put(c, "NOT (");
    sqi_put_infix(c, b, "<=>");
    if (negated)
        sqi_put(c, ")");
}

/* ---- full text ---- */

enum {
    MATCH_MODES = SQI_OPERATOR_BOOLEAN_MODE | SQI_OPERATOR_NATURAL_LANGUAGE |
                  SQI_OPERATOR_QUERY_EXPANSION | SQI_OPERATOR_NO_MODE,
};

static void put_against(sqi_compiler *c, const sq_expr *against, uint32_t modes)
{
    uint32_t alone = modes & (SQI_OPERATOR_BOOLEAN_MODE | SQI_OPERATOR_NO_MODE);
    if (alone && modes != alone) {
        sqi_fail_compile(c, SQ_ERR_COMPILE, "MATCH .. AGAINST", "%s goes with no other mode",
                         alone == SQI_OPERATOR_NO_MODE ? "no_mode" : "IN BOOLEAN MODE");
        return;
    }
    sqi_put(c, ") AGAINST (");
    sqi_visit_operand(c, against, SQ_OP_MATCH);
    if (modes & SQI_OPERATOR_BOOLEAN_MODE)
        sqi_put(c, " IN BOOLEAN MODE");
    if (modes & SQI_OPERATOR_NATURAL_LANGUAGE)
        sqi_put(c, " IN NATURAL LANGUAGE MODE");
    if (modes & SQI_OPERATOR_QUERY_EXPANSION)
        sqi_put(c, " WITH QUERY EXPANSION");
    sqi_put(c, ")");
}

/* The operator means IN BOOLEAN MODE unless another mode was asked for. */
static void put_match(sqi_compiler *c, const sqi_binary_with *b)
{
    uint32_t modes = b->with ? b->with->bits & MATCH_MODES : 0;
    sqi_put(c, "MATCH (");
    sqi_visit_operand(c, b->left, SQ_OP_MATCH);
    put_against(c, b->right, modes ? modes : SQI_OPERATOR_BOOLEAN_MODE);
}

static void visit_match(sqi_compiler *c, const sq_node *n)
{
    const sqi_fulltext_match *x = SQI_CAST_TO(fulltext_match, n);
    sqi_put(c, "MATCH (");
    for (uint32_t i = 0; i < x->items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, x->items.p[i], SQ_OP_COMMA);
    }
    put_against(c, x->against, x->with ? x->with->bits & MATCH_MODES : 0);
}

/* ---- regular expressions ---- */

static const sq_expr *regexp_flags(const sqi_binary_with *b)
{
    return b->with ? b->with->flags : NULL;
}

static void put_regexp(sqi_compiler *c, const sqi_binary_with *b)
{
    bool negated = b->op == SQ_OP_NOT_REGEXP_MATCH;
    if (!regexp_flags(b)) {
        sqi_put_infix(c, b, negated ? "NOT REGEXP" : "REGEXP");
        return;
    }
    sqi_put_str(c, negated ? "NOT REGEXP_LIKE(" : "REGEXP_LIKE(");
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    sqi_put(c, ", ");
    sqi_put_inline(c, regexp_flags(b));
    sqi_put(c, ")");
}

/* MariaDB has no place for flags: they stand at the head of the pattern. */
static void put_regexp_mariadb(sqi_compiler *c, const sqi_binary_with *b)
{
    if (!regexp_flags(b)) {
        put_regexp(c, b);
        return;
    }
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put_str(c, b->op == SQ_OP_NOT_REGEXP_MATCH ? " NOT REGEXP " : " REGEXP ");
    sqi_put(c, "CONCAT('(?', ");
    sqi_put_inline(c, regexp_flags(b));
    sqi_put(c, ", ')', ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    sqi_put(c, ")");
}

static void visit_regexp_replace_mariadb(sqi_compiler *c, const sq_node *n)
{
    const sqi_regexp_replace *x = SQI_CAST_TO(regexp_replace, n);
    if (!x->flags) {
        sqi_visit_regexp_replace(c, n);
        return;
    }
    sqi_put(c, "REGEXP_REPLACE(");
    sqi_visit_operand(c, x->of, SQ_OP_REGEXP_REPLACE);
    sqi_put(c, ", CONCAT('(?', ");
    sqi_put_string_literal(c, x->flags, strlen(x->flags));
    sqi_put(c, ", ')', ");
    sqi_visit_operand(c, x->pattern, SQ_OP_COMMA);
    sqi_put(c, "), ");
    sqi_visit_operand(c, x->replacement, SQ_OP_COMMA);
    sqi_put(c, ")");
}

/* ---- JSON ---- */

static void put_json_extract(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_put(c, "JSON_EXTRACT(");
    sqi_visit_operand(c, b->left, (sq_op)b->op);
    sqi_put(c, ", ");
    sqi_visit_operand(c, b->right, (sq_op)b->op);
    sqi_put(c, ")");
}

static void put_json_number(sqi_compiler *c, const sqi_binary_with *b, const sq_type *t)
{
    bool exact = t->length && (t->flags & SQ_TYPE_HAS_SCALE);
    sqi_put_str(c, exact ? "ELSE CAST(" : "ELSE ");
    put_json_extract(c, b);
    if (exact) {
        const sq_type as = {.kind = SQ_T_SQL_DECIMAL,
                            .flags = SQ_TYPE_HAS_SCALE,
                            .length = t->length,
                            .scale = t->scale};
        sqi_put(c, " AS ");
        sqi_put_type(c, &as);
        sqi_put(c, ")");
    } else
        sqi_put(c, "+0.0000000000000000000000"); /* no CAST to a float before MySQL 8.0.17 */
}

/* What is no JSON is taken out of it; a JSON null is made an SQL one first, which the functions
 * behind ELSE would not do. */
static void put_json(sqi_compiler *c, const sqi_binary_with *b)
{
    const sq_type *t = b->node.type ? b->node.type : &sqi_unknown_type;
    sq_type_class class_ = sq_type_class_of((sq_type_kind)t->kind);
    if (class_ == SQ_TC_JSON) {
        put_json_extract(c, b);
        return;
    }
    sqi_put(c, "CASE ");
    put_json_extract(c, b);
    sqi_put(c, " WHEN 'null' THEN NULL ");
    if (class_ == SQ_TC_INTEGER) {
        sqi_put(c, "ELSE CAST(");
        put_json_extract(c, b);
        sqi_put(c, " AS SIGNED INTEGER)");
    } else if (class_ == SQ_TC_NUMERIC || class_ == SQ_TC_FLOAT)
        put_json_number(c, b, t);
    else if (class_ == SQ_TC_BOOLEAN)
        sqi_put(c, "WHEN true THEN true ELSE false");
    else if (class_ == SQ_TC_STRING) {
        sqi_put(c, "ELSE JSON_UNQUOTE(");
        put_json_extract(c, b);
        sqi_put(c, ")");
    } else {
        sqi_put(c, "ELSE ");
        put_json_extract(c, b);
    }
    sqi_put(c, " END");
}

/* ---- functions ---- */

static void put_items(sqi_compiler *c, sqi_exprs items)
{
    for (uint32_t i = 0; i < items.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_operand(c, items.p[i], SQ_OP_COMMA);
    }
}

static void put_separator(sqi_compiler *c, const sq_expr *e)
{
    sqi_put(c, " SEPARATOR ");
    if (e->node.kind == SQI_N_BIND && (c->in & SQI_LITERAL)) {
        sqi_put_literal(c, sqi_value_source(c, SQI_CAST_TO(bind, e))->value, &sqi_mysql_separator);
        return;
    }
    if (e->node.kind == SQI_N_BIND) {
        uint32_t slot = sqi_slot_of(c, SQI_CAST_TO(bind, e));
        if (slot != SQI_NO_SLOT)
            c->params[slot].type = &sqi_mysql_separator;
    }
    sqi_put_inline(c, e);
}

/* group_concat(x ORDER BY y SEPARATOR z): the order comes as part of the last argument. */
static void put_aggregate_strings(sqi_compiler *c, const sqi_func *f)
{
    const sq_expr *last = f->args.n > 1 ? f->args.p[1] : NULL;
    const sqi_aggregate_order_by *order = NULL;
    if (last && last->node.kind == SQI_N_AGGREGATE_ORDER_BY) {
        order = SQI_CAST_TO(aggregate_order_by, last);
        last = order->of;
    }
    sqi_put(c, "group_concat(");
    if (f->args.n)
        sqi_visit_operand(c, f->args.p[0], SQ_OP_COMMA);
    if (order) {
        sqi_put(c, " ORDER BY ");
        put_items(c, order->order_by);
    }
    if (last)
        put_separator(c, last);
    sqi_put(c, ")");
}

static void put_rollup(sqi_compiler *c, const sqi_func *f)
{
    put_items(c, f->args);
    sqi_put(c, " WITH ROLLUP");
}

static void put_sysdate(sqi_compiler *c, const sqi_func *f)
{
    (void)f;
    sqi_put(c, "SYSDATE()");
}

/* They are functions here; only CURRENT_USER can do without its parentheses. */
static void put_user(sqi_compiler *c, const sqi_func *f)
{
    sqi_put_bare(c, f);
    if (!f->args.n && !c->o->lenient)
        sqi_put(c, "()");
}

/* The server wants to know the type of the fraction before it is given. */
static void put_percentile(sqi_compiler *c, const sqi_func *f)
{
    if (f->args.n != 1 || f->package || c->o->lenient) {
        sqi_put_func(c, f, NULL);
        return;
    }
    sqi_put_str(c, f->id == SQI_FN_PERCENTILE_CONT ? "percentile_cont(" : "percentile_disc(");
    sqi_put_inline(c, f->args.p[0]);
    sqi_put(c, ")");
}

static bool is_known_field(const char *field)
{
    static const char *const fields[] = {"microsecond", "second", "minute",  "hour", "day",
                                         "week",        "month",  "quarter", "year"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i], field) == 0)
            return true;
    return strchr(field, '_') != NULL; /* day_hour and the like */
}

static void visit_extract(sqi_compiler *c, const sq_node *n)
{
    sqi_extract x = *SQI_CAST_TO(extract, n);
    if (strcmp(x.field, "milliseconds") == 0)
        x.field = "millisecond";
    if (!is_known_field(x.field))
        sqi_require(c, SQI_C_EXTRACT_FIELD);
    sqi_put_extract(c, &x);
}

/* ---- CAST ---- */

static void put_cast_type_of(sqi_compiler *c, const sq_type *t, sq_type_kind as)
{
    sq_type other = *t;
    other.kind = (uint16_t)as;
    sqi_put_type(c, &other);
}

static bool is_own_text(sq_type_kind kind)
{
    switch (kind) {
    case SQ_T_MY_VARCHAR:
    case SQ_T_MY_NCHAR:
    case SQ_T_MY_NVARCHAR:
    case SQ_T_MY_TEXT:
    case SQ_T_MY_TINYTEXT:
    case SQ_T_MY_MEDIUMTEXT:
    case SQ_T_MY_LONGTEXT:
        return true;
    default:
        return false;
    }
}

/* Texts become CHAR, with their character set if they have one; NATIONAL is not allowed here. */
static void put_cast_text(sqi_compiler *c, const sq_type *t)
{
    if (t->kind == SQ_T_MY_CHAR || t->kind == SQ_T_SQL_CHAR) {
        sqi_put_type(c, t);
        return;
    }
    sq_type as = {.kind = SQ_T_MY_CHAR, .length = t->length};
    as.flags = t->flags & SQ_TYPE_HAS_LENGTH;
    if (is_own_text((sq_type_kind)t->kind)) {
        as = *t;
        as.kind = SQ_T_MY_CHAR;
        as.flags &= (uint16_t)~SQ_TYPE_NATIONAL;
    }
    sqi_put_type(c, &as);
}

static bool casts_to_number(sqi_compiler *c, const sq_type *t)
{
    if (t->kind == SQ_T_MY_YEAR || t->kind == SQ_T_PG_OID)
        return false;
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
    case SQ_TC_NUMERIC:
        return true;
    case SQ_TC_FLOAT:
        return sqi_can(c, SQI_CAN_FLOAT_CAST);
    default:
        return false;
    }
}

static bool casts_to_other(const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_STRING:
        return t->kind != SQ_T_ENUM && t->kind != SQ_T_MY_ENUM && t->kind != SQ_T_MY_SET &&
               t->kind != SQ_T_PG_ENUM && t->kind != SQ_T_PG_REGCLASS &&
               t->kind != SQ_T_PG_REGCONFIG;
    case SQ_TC_INTERVAL:
        return t->kind == SQ_T_INTERVAL;
    case SQ_TC_DATE:
    case SQ_TC_TIME:
    case SQ_TC_DATETIME:
    case SQ_TC_BINARY:
    case SQ_TC_JSON:
        return true;
    default:
        return false;
    }
}

static void put_cast_moment(sqi_compiler *c, const sq_type *t)
{
    switch ((sq_type_kind)t->kind) {
    case SQ_T_SQL_TIMESTAMP:
    case SQ_T_MY_TIMESTAMP:
    case SQ_T_PG_TIMESTAMP:
        sqi_put(c, "DATETIME");
        return;
    case SQ_T_PG_TIME:
        sqi_put(c, "TIME");
        return;
    default:
        sqi_put_type(c, t);
        return;
    }
}

void sqi_mysql_cast_type(sqi_compiler *c, const sq_type *t)
{
    t = sqi_type_here(c, t);
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_INTEGER:
        sqi_put_str(c, t->flags & SQ_TYPE_UNSIGNED ? "UNSIGNED INTEGER" : "SIGNED INTEGER");
        return;
    case SQ_TC_NUMERIC:
        put_cast_type_of(c, t, t->kind == SQ_T_SQL_DECIMAL ? SQ_T_SQL_DECIMAL : SQ_T_MY_DECIMAL);
        return;
    case SQ_TC_STRING:
        put_cast_text(c, t);
        return;
    case SQ_TC_BINARY:
        sqi_put(c, "BINARY");
        return;
    case SQ_TC_JSON:
        sqi_put(c, "JSON");
        return;
    default:
        put_cast_moment(c, t);
        return;
    }
}

/* A type that can not even be named is an error in any case. */
static void check_type(sqi_compiler *c, const sq_type *t)
{
    size_t start = c->out.n;
    sqi_put_type(c, t);
    c->out.n = start;
}

/* The collation of a generic text is that of a column: no part of a CAST. */
static void put_cast(sqi_compiler *c, const sqi_cast *x, const sq_type *t)
{
    sqi_cast cast = *x;
    sq_type type = *t;
    if (sq_type_class_of((sq_type_kind)t->kind) == SQ_TC_STRING && t->kind != SQ_T_SQL_CHAR &&
        t->kind != SQ_T_MY_CHAR && !is_own_text((sq_type_kind)t->kind))
        type.details = NULL;
    cast.node.type = &type;
    sqi_put_cast(c, &cast);
}

/* What CAST can not make here is an error; or, where asked to be lenient, written without it. */
void sqi_mysql_cast(sqi_compiler *c, const sqi_cast *x)
{
    const sq_type *t = sqi_type_here(c, x->node.type ? x->node.type : &sqi_unknown_type);
    if (casts_to_number(c, t) || casts_to_other(t)) {
        put_cast(c, x, t);
        return;
    }
    check_type(c, t);
    if (sqi_require(c, SQI_C_CAST_TYPE))
        sqi_visit_operand(c, x->of, SQ_OP_COUNT);
}

/* ---- the tables ---- */

const sqi_op_entry sqi_mysql_ops[] = {
    {SQ_OP_CONCAT, NULL, put_concat, put_concat_chain},
    {SQ_OP_IS_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_IS_NOT_DISTINCT_FROM, NULL, put_is_distinct, NULL},
    {SQ_OP_MATCH, NULL, put_match, NULL},
    {SQ_OP_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, put_regexp, NULL},
    {SQ_OP_JSON_GETITEM, NULL, put_json, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, put_json, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};
const sqi_op_entry sqi_mariadb_ops[] = {
    {SQ_OP_REGEXP_MATCH, NULL, put_regexp_mariadb, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, put_regexp_mariadb, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

const sqi_func_entry sqi_mysql_funcs[] = {
    {SQI_FN_RANDOM, "rand", NULL},
    {SQI_FN_SYSDATE, NULL, put_sysdate},
    {SQI_FN_SESSION_USER, "SESSION_USER", put_user},
    {SQI_FN_USER, "USER", put_user},
    {SQI_FN_PERCENTILE_CONT, NULL, put_percentile},
    {SQI_FN_PERCENTILE_DISC, NULL, put_percentile},
    {SQI_FN_AGGREGATE_STRINGS, NULL, put_aggregate_strings},
    {SQI_FN_ROLLUP, NULL, put_rollup},
    {SQI_FUNC_COUNT, NULL, NULL},
};

static void visit_join(sqi_compiler *c, const sq_node *n)
{
    sqi_put_join(c, SQI_CAST_TO(join, n), " INNER JOIN ");
}

static void visit_column_of(sqi_compiler *c, const sq_node *n)
{
    const sqi_column_of *x = SQI_CAST_TO(column_of, n);
    if (!sqi_mysql_put_inserted(c, x))
        sqi_put_column_of(c, x);
}

const sqi_visit_entry sqi_mysql_visits[] = {
    {SQI_N_JOIN, visit_join},
    {SQI_N_COLUMN_OF, visit_column_of},
    {SQI_N_EXTRACT, visit_extract},
    {SQI_N_FULLTEXT_MATCH, visit_match},
    {SQI_N_REGEXP_REPLACE, sqi_visit_regexp_replace},
    {SQI_N_COUNT, NULL},
};
const sqi_visit_entry sqi_mariadb_visits[] = {
    {SQI_N_REGEXP_REPLACE, visit_regexp_replace_mariadb},
    {SQI_N_COUNT, NULL},
};
