/* dump.c: a tree as text, a line a node: "field: kind name=value ...". For people.
 *
 * Values are shown by their kind only. A tree that shares its parts may be far larger than its
 * memory, so the number of lines is limited. */
#include "lib/ast/construct.h"
#include "lib/base/out.h"

enum { MAX_LINES = 5000 };

typedef struct dump {
    sqi_out out;
    unsigned lines;
} dump;

static void dump_node(dump *d, const char *field, const sq_node *n, unsigned indent);

static void start_line(dump *d, const char *field, unsigned indent)
{
    for (unsigned i = 0; i < indent; i++)
        sqi_out_lit(&d->out, "  ");
    if (field)
        sqi_out_printf(&d->out, "%s: ", field);
}

/* ---- what stands on the line of the node itself ---- */

static const char *const kinds_of_values[] = {
    "NULL", "BOOL",  "INT",      "UINT",      "DOUBLE",   "TEXT", "BYTES",  "DECIMAL",
    "DATE", "TIME",  "DATETIME", "TIMESTAMP", "INTERVAL", "UUID", "JSON",   "BITS",
    "LIST", "TUPLE", "MAP",      "RANGE",     "EXPR",     "STMT", "ABSENT", "BAD_POINTER",
};

static void put_int(dump *d, const char *field, int32_t i)
{
    if (strcmp(field, "op") == 0 && i >= 0 && i < SQ_OP_COUNT)
        sqi_out_printf(&d->out, " op=%s", sqi_ops[i].name);
    else if (i)
        sqi_out_printf(&d->out, " %s=%d", field, (int)i);
}

static void put_name(dump *d, const char *field, sq_name n)
{
    if (n.p)
        sqi_out_printf(&d->out, " %s=\"%.*s\"", field, (int)n.n, n.p);
}

static void put_str(dump *d, const char *field, const char *s)
{
    if (s)
        sqi_out_printf(&d->out, " %s=\"%s\"", field, s);
}

static void put_value(dump *d, const char *field, sq_value v)
{
    sqi_out_printf(&d->out, " %s=%s", field,
                   v.kind <= SQ_V_BAD_POINTER ? kinds_of_values[v.kind] : "?");
}

static void put_cols(dump *d, const char *field, sqi_cols cols)
{
    sqi_out_printf(&d->out, " %s=(", field);
    for (uint32_t i = 0; i < cols.n; i++)
        sqi_out_printf(&d->out, "%s%s", i ? ", " : "", cols.p[i].name);
    sqi_out_char(&d->out, ')');
}

static void put_options(dump *d, const sq_option *list)
{
    for (; list && list->name; list++)
        put_value(d, list->name, list->value);
}

static void put_operator(dump *d, const sqi_operator *o)
{
    if (!o)
        return;
    put_str(d, "custom", o->custom);
    put_str(d, "render_as", o->render_as);
    put_str(d, "escape", o->escape);
    put_str(d, "regconfig", o->regconfig);
    put_int(d, "precedence", o->precedence);
    put_int(d, "bits", (int32_t)o->bits);
}

#define LINE_CHILD(d, f, x)    (void)0
#define LINE_INSIDE(d, f, x)   (void)0
#define LINE_BEFORE(d, f, x)   (void)0
#define LINE_CHILDREN(d, f, x) (void)0
#define LINE_REL(d, f, x)      (void)0
#define LINE_RELS(d, f, x)     (void)0
#define LINE_STMT(d, f, x)     (void)0
#define LINE_STMTS(d, f, x)    (void)0
#define LINE_PREV(d, f, x)     (void)0
#define LINE_ASSIGN(d, f, x)   (void)0
#define LINE_NAME              put_name
#define LINE_STR               put_str
#define LINE_INT               put_int
#define LINE_VALUE             put_value
#define LINE_COLS              put_cols
#define LINE_CUSTOM(d, f, x)   put_operator(d, x)
#define LINE_OPTIONS(d, f, x)  put_options(d, x)
#define LINE_OBJECT(d, f, x)   put_str(d, f, (x) ? "object" : NULL)
#define LINE_EXT(d, f, x)      put_str(d, f, (x) ? "methods" : NULL)

static void put_fields(dump *d, const sq_node *node)
{
#define FIELD(n, how, f) LINE_##how(d, #f, x->f);
#define OWN              const
#include "lib/ast/fields.def"
}

static void put_schema(dump *d, const sq_node *n)
{
    char name[160];
    if (n->kind == SQI_N_TABLE)
        sqi_describe_rel((const sq_relation *)(const void *)n, name, sizeof name);
    else
        sqi_describe((const sq_expr *)(const void *)n, name, sizeof name);
    sqi_out_printf(&d->out, " %s", name);
}

/* ---- what stands below it ---- */

static void dump_list(dump *d, const char *field, const void *const *p, uint32_t n, unsigned indent)
{
    for (uint32_t i = 0; i < n; i++)
        dump_node(d, field, sqi_node_of(p[i]), indent);
}

static void dump_assigns(dump *d, sqi_assigns list, unsigned indent)
{
    for (uint32_t i = 0; i < list.n; i++) {
        dump_node(d, "set", sqi_node_of(list.p[i].column), indent);
        dump_node(d, "to", sqi_node_of(list.p[i].value), indent);
    }
}

#define BELOW_CHILD(f, x)   dump_node(d, f, sqi_node_of(x), indent)
#define BELOW_REL           BELOW_CHILD
#define BELOW_STMT          BELOW_CHILD
#define BELOW_INSIDE(f, x)  (void)0
#define BELOW_BEFORE(f, x)  (void)0 /* gone on with by the loop in dump_node() */
#define BELOW_PREV(f, x)    (void)0
#define BELOW_NAME(f, x)    (void)0
#define BELOW_STR(f, x)     (void)0
#define BELOW_INT(f, x)     (void)0
#define BELOW_VALUE(f, x)   (void)0
#define BELOW_COLS(f, x)    (void)0
#define BELOW_OPTIONS(f, x) (void)0
#define BELOW_OBJECT(f, x)  (void)0
#define BELOW_EXT(f, x)     (void)0
#define BELOW_CHILDREN(f, x)                                                                       \
    dump_list(d, f, (const void *const *)(const void *)(x).p, (x).n, indent)
#define BELOW_RELS         BELOW_CHILDREN
#define BELOW_STMTS        BELOW_CHILDREN
#define BELOW_ASSIGN(f, x) dump_assigns(d, x, indent)
#define BELOW_CUSTOM(f, x)                                                                         \
    do {                                                                                           \
        if (x)                                                                                     \
            dump_node(d, "flags", sqi_node_of((x)->flags), indent);                                \
    } while (0)

static void dump_below(dump *d, const sq_node *node, unsigned indent)
{
#define FIELD(n, how, f) BELOW_##how(#f, x->f);
#define OWN              const
#include "lib/ast/fields.def"
}

static void dump_node(dump *d, const char *field, const sq_node *n, unsigned indent)
{
    for (; n && d->lines <= MAX_LINES; n = sqi_next_of(n), field = "after") {
        start_line(d, field, indent);
        if (d->lines++ == MAX_LINES) {
            sqi_out_lit(&d->out, "...\n");
            return;
        }
        sqi_out_str(&d->out, sqi_nodes[n->kind].name);
        if (n->kind == SQI_N_COLUMN || n->kind == SQI_N_TABLE)
            put_schema(d, n);
        put_fields(d, n);
        if (n->type && n->type->kind != SQ_T_UNKNOWN)
            put_str(d, "type", sq_type_kind_name((sq_type_kind)n->type->kind));
        sqi_out_char(&d->out, '\n');
        dump_below(d, n, indent + 1);
    }
}

static const char *dump_tree(sq_builder *q, const sq_node *n)
{
    if (q->is_static || !n)
        return "";
    dump d = {.lines = 0};
    sqi_out_init(&d.out, q->allocator, q->max_sql_bytes);
    dump_node(&d, NULL, n, 0);
    const char *p = d.out.status ? NULL : sqi_arena_str(q->arena, d.out.p ? d.out.p : "", d.out.n);
    sqi_out_clear(&d.out);
    return p ? p : "";
}

const char *sq_dump(sq_builder *q, const sq_stmt *s)
{
    return dump_tree(q, sqi_node_of(s));
}

const char *sq_expr_dump(sq_builder *q, const sq_expr *e)
{
    return dump_tree(q, sqi_node_of(e));
}
