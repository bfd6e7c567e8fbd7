/* ansi.c: the root dialect: standard SQL, the base of all others. Its hooks are the default
 * forms. */
#include "lib/compile/ddl.h"
#include "lib/compile/visits.h"
#include <math.h>

/* Reserved in SQL:1999 and PostgreSQL, as SQLAlchemy's default dialect has them. */
/* clang-format off */
static const char *const keywords[] = {
    "all",          "analyse",      "analyze",      "and",          "any",
    "array",        "as",           "asc",          "asymmetric",   "authorization",
    "between",      "binary",       "both",         "case",         "cast",
    "check",        "collate",      "column",       "constraint",   "create",
    "cross",        "current_date", "current_role", "current_time", "current_timestamp",
    "current_user", "default",      "deferrable",   "desc",         "distinct",
    "do",           "else",         "end",          "except",       "false",
    "for",          "foreign",      "freeze",       "from",         "full",
    "grant",        "group",        "having",       "ilike",        "in",
    "initially",    "inner",        "intersect",    "into",         "is",
    "isnull",       "join",         "leading",      "left",         "like",
    "limit",        "localtime",    "localtimestamp", "natural",    "new",
    "not",          "notnull",      "null",         "off",          "offset",
    "old",          "on",           "only",         "or",           "order",
    "outer",        "overlaps",     "placing",      "primary",      "references",
    "right",        "select",       "session_user", "set",          "similar",
    "some",         "symmetric",    "table",        "then",         "to",
    "trailing",     "true",         "union",        "unique",       "user",
    "using",        "verbose",      "when",         "where",        NULL,
};
/* clang-format on */

/* ---- expressions ---- */

static void true_(sqi_compiler *c)
{
    sqi_put_str(c, sqi_can(c, SQI_CAN_NATIVE_BOOLEAN) ? "true" : "1");
}

static void false_(sqi_compiler *c)
{
    sqi_put_str(c, sqi_can(c, SQI_CAN_NATIVE_BOOLEAN) ? "false" : "0");
}

/* A boolean as a condition: x, or x = 1 where there is no boolean type. */
static bool is_condition(const sq_expr *e)
{
    while (e->node.kind == SQI_N_GROUPING)
        e = SQI_CAST_TO(grouping, e)->of;
    switch ((sqi_kind)e->node.kind) {
    case SQI_N_BINARY:
        return sqi_ops[SQI_CAST_TO(binary, e)->op].flags & SQI_OP_C;
    case SQI_N_BINARY_WITH: {
        const sqi_binary_with *b = SQI_CAST_TO(binary_with, e);
        return (sqi_ops[b->op].flags & SQI_OP_C) ||
               (b->op == SQ_OP_CUSTOM && (b->with->bits & SQI_OPERATOR_COMPARISON));
    }
    case SQI_N_CHAIN:
        return SQI_CAST_TO(chain, e)->op == SQ_OP_AND || SQI_CAST_TO(chain, e)->op == SQ_OP_OR;
    case SQI_N_BETWEEN:
    case SQI_N_EXISTS:
        return true;
    default:
        return false;
    }
}

static void is_true(sqi_compiler *c, const sq_expr *e, bool negated)
{
    if (sqi_can(c, SQI_CAN_NATIVE_BOOLEAN) || is_condition(e)) {
        if (negated)
            sqi_put(c, "NOT ");
        sqi_visit_operand(c, e, SQ_OP_NOT);
        return;
    }
    sqi_visit_operand(c, e, SQ_OP_EQ);
    sqi_put_str(c, negated ? " = 0" : " = 1");
}

/* What stands in the parentheses of x IN () when the list is empty. */
static void empty_set(sqi_compiler *c, const sq_type *type, int width, sq_op op)
{
    (void)type;
    if (op == SQ_OP_COUNT)
        return;
    if (width > 1)
        sqi_put(c, "(");
    for (int i = 0; i < (width > 1 ? width : 1); i++)
        sqi_put_str(c, i ? ", NULL" : "NULL");
    if (width > 1)
        sqi_put(c, ")");
    sqi_put_str(c, op == SQ_OP_NOT_IN ? ") OR (1 = 1" : ") AND (1 != 1");
}

static void bytes_literal(sqi_compiler *c, const void *p, size_t n)
{
    sqi_put(c, "X'");
    sqi_out_hex(&c->out, p, n, true);
    sqi_put(c, "'");
}

static void special_double(sqi_compiler *c, double d)
{
    if (d == 0) {
        sqi_put(c, "-0.0");
        return;
    }
    sqi_fail_compile(c, SQ_ERR_ARGUMENT, "literal", "%s has no literal for %s", c->d->name,
                     isnan(d) ? "NaN" : "infinity");
}

static void next_value(sqi_compiler *c, const sq_sequence *s)
{
    (void)s;
    sqi_refuse(c, SQI_C_NEXT_VALUE);
}

static void excluded(sqi_compiler *c, const sq_expr *column)
{
    sqi_put(c, "excluded.");
    sqi_put_name(c, sqi_own_name(c, column));
}

/* ---- SELECT ---- */

void sqi_put_distinct(sqi_compiler *c, const sqi_query *q)
{
    if (!q->distinct)
        return;
    if (q->distinct->extension) {
        sqi_refuse(c, SQI_C_DISTINCT_ON);
        return;
    }
    if (q->distinct_on.n)
        sqi_require(c, SQI_C_DISTINCT_ON);
    sqi_put(c, "DISTINCT ");
}

static void no_hints(sqi_compiler *c, const sqi_query *q)
{
    (void)c, (void)q;
}

/* Standard SQL knows no hints; most databases take them behind the table. */
static void no_from_hint(sqi_compiler *c, const sqi_hint *h, const sq_relation *r,
                         const sqi_mark *at)
{
    (void)c, (void)h, (void)r, (void)at;
}

void sqi_put_hint_behind(sqi_compiler *c, const sqi_hint *h, const sq_relation *r,
                         const sqi_mark *at)
{
    (void)at;
    sqi_put(c, " ");
    sqi_put_hint_text(c, h->sql, r);
}

static void default_from(sqi_compiler *c)
{
    (void)c;
}

static void group_by_clause(sqi_compiler *c, const sqi_query *q)
{
    sqi_put(c, " GROUP BY ");
    for (uint32_t i = 0; i < q->group_by.n; i++) {
        if (i)
            sqi_put(c, ", ");
        sqi_visit_expr(c, q->group_by.p[i]);
    }
}

static void limit_clause(sqi_compiler *c, const sqi_query *q)
{
    if (q->limit) {
        sqi_put(c, "\n LIMIT ");
        sqi_put_limit_value(c, q->limit->count);
    }
    if (q->offset) {
        if (!q->limit)
            sqi_put(c, "\n LIMIT -1");
        sqi_put(c, " OFFSET ");
        sqi_put_limit_value(c, q->offset->count);
    }
}

void sqi_put_fetch(sqi_compiler *c, const sqi_query *q)
{
    if (q->offset) {
        sqi_put(c, "\n OFFSET ");
        sqi_put_limit_value(c, q->offset->count);
        sqi_put(c, " ROWS");
    }
    sqi_put(c, "\n FETCH FIRST ");
    sqi_put_fetch_value(c, q->fetch->count);
    sqi_put_str(c, q->fetch->flags & SQI_FETCH_PERCENT ? " PERCENT ROWS " : " ROWS ");
    sqi_put_str(c, q->fetch->flags & SQI_FETCH_TIES ? "WITH TIES" : "ONLY");
}

void sqi_put_limit_value(sqi_compiler *c, const sq_expr *count)
{
    sqi_visit_expr(c, count);
}

/* A plain number that the option literal_ints writes into the text. */
void sqi_put_fetch_value(sqi_compiler *c, const sq_expr *count)
{
    const sqi_bind *b = count->node.kind == SQI_N_BIND ? SQI_CAST_TO(bind, count) : NULL;
    if (b && (b->flags & SQI_BIND_ROW_COUNT) && !(c->in & SQI_LITERAL)) {
        uint32_t slot = sqi_slot_of(c, b);
        if (slot != SQI_NO_SLOT) {
            c->slots[slot].row_count = true;
            c->straight &= !c->o->literal_ints;
        }
    }
    sqi_put_limit_value(c, count);
}

static void for_update_clause(sqi_compiler *c, const sqi_query *q)
{
    (void)q;
    sqi_put(c, " FOR UPDATE");
}

static void compound_member(sqi_compiler *c, const sq_stmt *member, bool parens)
{
    if (parens) {
        sqi_put(c, "(");
        c->in &= ~(uint32_t)SQI_IN_COMPOUND;
        sqi_visit_stmt(c, member);
        c->in |= SQI_IN_COMPOUND;
        sqi_put(c, ")");
    } else
        sqi_visit_stmt(c, member);
}

static void no_try_cast(sqi_compiler *c, const sqi_cast *x)
{
    (void)x;
    sqi_refuse(c, SQI_C_TRY_CAST);
}

static void no_bind_cast(sqi_compiler *c, const sq_type *t)
{
    (void)c, (void)t;
}

/* ---- DML ---- */

static void returning_clause(sqi_compiler *c, const sqi_dml *d)
{
    sqi_put(c, " RETURNING ");
    sqi_put_returning_columns(c, d);
}

static void no_on_conflict(sqi_compiler *c, const sqi_dml *d, const sqi_on_conflict *o)
{
    (void)d, (void)o;
    sqi_refuse(c, SQI_C_ON_CONFLICT);
}

static void no_on_duplicate_key(sqi_compiler *c, const sqi_dml *d, const sqi_on_duplicate_key *o)
{
    (void)d, (void)o;
    sqi_refuse(c, SQI_C_ON_DUPLICATE_KEY);
}

static void put_target_table(sqi_compiler *c, const sqi_dml *d)
{
    sqi_mark at = sqi_mark_here(c);
    sqi_visit_node(c, d->relation);
    sqi_put_hint(c, &d->hints, d->relation, at);
}

static void no_update_from(sqi_compiler *c, const sqi_dml *d)
{
    (void)d;
    sqi_refuse(c, SQI_C_UPDATE_SEVERAL);
}

static void no_delete_using(sqi_compiler *c, const sqi_dml *d)
{
    (void)d;
    sqi_refuse(c, SQI_C_DELETE_SEVERAL);
}

static void no_dml_limit(sqi_compiler *c, const sqi_dml *d)
{
    if (d->limit)
        sqi_refuse(c, SQI_C_DML_LIMIT);
}

static void empty_insert(sqi_compiler *c, const sqi_dml *d)
{
    if (c->o->executemany && sqi_can(c, SQI_CAN_DEFAULT_METAVALUE) && d->table &&
        d->table->n_columns)
        sqi_put_default_row(c, d, "DEFAULT");
    else if (sqi_can(c, SQI_CAN_DEFAULT_VALUES))
        sqi_put(c, " DEFAULT VALUES");
    else if (sqi_can(c, SQI_CAN_EMPTY_INSERT))
        sqi_put(c, " () VALUES ()");
    else
        sqi_refuse(c, SQI_C_DEFAULT_ROW);
}

static void set_target(sqi_compiler *c, const sqi_dml *d, const sqi_set_item *item)
{
    (void)d;
    if (!item->own)
        sqi_require_set_target(c, item->column);
    if (item->own)
        sqi_put_own_column(c, item->own);
    else
        sqi_visit_in(c, item->column, SQI_NO_TABLE, 0);
}

static const sqi_hooks hooks = {
    SQI_DDL_HOOKS,
    .limit_clause = limit_clause,
    .fetch_clause = sqi_put_fetch,
    .for_update_clause = for_update_clause,
    .select_precolumns = sqi_put_distinct,
    .select_hints = no_hints,
    .from_hint = no_from_hint,
    .default_from = default_from,
    .group_by_clause = group_by_clause,
    .order_by_clause = sqi_put_order_by,
    .compound_member = compound_member,
    .true_ = true_,
    .false_ = false_,
    .empty_set = empty_set,
    .is_true = is_true,
    .string_literal = sqi_put_plain_string,
    .bytes_literal = bytes_literal,
    .special_double = special_double,
    .from_function = sqi_visit_expr,
    .bind_cast = no_bind_cast,
    .page_cast = no_bind_cast,
    .cast = sqi_put_cast,
    .try_cast = no_try_cast,
    .cast_type = sqi_put_type,
    .frame_offset = sqi_visit_expr,
    .returning_clause = returning_clause,
    .on_conflict = no_on_conflict,
    .on_duplicate_key = no_on_duplicate_key,
    .update_tables = put_target_table,
    .update_from_clause = no_update_from,
    .delete_tables = put_target_table,
    .delete_using_clause = no_delete_using,
    .dml_limit_clause = no_dml_limit,
    .empty_insert = empty_insert,
    .set_target = set_target,
    .excluded = excluded,
    .next_value = next_value,
    .schema = sqi_put_name,
};

static void put_not_match(sqi_compiler *c, const sqi_binary_with *b)
{
    sqi_binary_with match = *b;
    match.op = SQ_OP_MATCH;
    sqi_put(c, "NOT ");
    sqi_put_binary(c, &match);
}

static const sqi_op_entry ops[] = {
    {SQ_OP_IN, NULL, sqi_put_in, NULL},
    {SQ_OP_NOT_IN, NULL, sqi_put_in, NULL},
    {SQ_OP_ILIKE, NULL, sqi_put_ilike_by_lower, NULL},
    {SQ_OP_NOT_ILIKE, NULL, sqi_put_ilike_by_lower, NULL},
    {SQ_OP_STARTSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_STARTSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_ENDSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_ENDSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_CONTAINS, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_CONTAINS, NULL, sqi_put_like, NULL},
    {SQ_OP_ISTARTSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_ISTARTSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_IENDSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_IENDSWITH, NULL, sqi_put_like, NULL},
    {SQ_OP_ICONTAINS, NULL, sqi_put_like, NULL},
    {SQ_OP_NOT_ICONTAINS, NULL, sqi_put_like, NULL},
    {SQ_OP_DIV, NULL, sqi_put_div, NULL},
    {SQ_OP_FLOORDIV, NULL, sqi_put_floordiv, NULL},
    {SQ_OP_POW, NULL, sqi_put_pow, NULL},
    {SQ_OP_GETITEM, NULL, sqi_put_unsupported_op, NULL},
    {SQ_OP_NOT_MATCH, NULL, put_not_match, NULL},
    {SQ_OP_JSON_GETITEM, NULL, sqi_put_unsupported_op, NULL},
    {SQ_OP_JSON_PATH_GETITEM, NULL, sqi_put_unsupported_op, NULL},
    {SQ_OP_REGEXP_MATCH, NULL, sqi_put_unsupported_op, NULL},
    {SQ_OP_NOT_REGEXP_MATCH, NULL, sqi_put_unsupported_op, NULL},
    {SQ_OP_COUNT, NULL, NULL, NULL},
};

static const sqi_func_entry funcs[] = {
    {SQI_FN_CURRENT_DATE, "CURRENT_DATE", NULL},
    {SQI_FN_CURRENT_TIME, "CURRENT_TIME", NULL},
    {SQI_FN_CURRENT_TIMESTAMP, "CURRENT_TIMESTAMP", NULL},
    {SQI_FN_CURRENT_USER, "CURRENT_USER", NULL},
    {SQI_FN_LOCALTIME, "LOCALTIME", NULL},
    {SQI_FN_LOCALTIMESTAMP, "LOCALTIMESTAMP", NULL},
    {SQI_FN_SESSION_USER, "SESSION_USER", NULL},
    {SQI_FN_SYSDATE, "sysdate", NULL},
    {SQI_FN_USER, "USER", NULL},
    {SQI_FN_CUBE, "CUBE", NULL},
    {SQI_FN_ROLLUP, "ROLLUP", NULL},
    {SQI_FN_GROUPING_SETS, "GROUPING SETS", NULL},
    {SQI_FN_COALESCE, "coalesce", NULL},
    {SQI_FN_RANDOM, "random", NULL},
    {SQI_FUNC_COUNT, NULL, NULL},
};

const sqi_dialect_def sqi_ansi_dialect = {
    .name = "default",
    .can = SQI_BIT(SIMPLE_ORDER_BY_LABEL) | SQI_BIT(DIV_IS_FLOORDIV) | SQI_BIT(ALTER) |
           SQI_BIT(ADD_COLUMN_WORD) | SQI_BIT(COMMENTS) | SQI_BIT(DEFAULT_VALUES) |
           SQI_BIT(DEFAULT_METAVALUE) | SQI_BIT(AGGREGATE_ORDER_BY_INLINE) |
           SQI_BIT(WITH_RECURSIVE) | SQI_BIT(TABLE_ALIAS_AS),
    .quote_open = "\"",
    .quote_close = "\"",
    .mark = SQ_MARK_QUESTION,
    .max_identifier = 9999,
    .max_params = 32700,
    .keywords = keywords,
    .illegal_initial = "0123456789$",
    .ops = ops,
    .funcs = funcs,
    .types = sqi_default_types,
    .hooks = &hooks,
};
