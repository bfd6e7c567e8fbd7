/* test_key.c: what belongs to the key of a statement.
 *
 * For every kind of nodes.def a base node is made, and for every field of it nodes that differ from
 * the base in this field alone. All of them must differ from each other, and each must equal the
 * same node built again in another builder, with the same hash. A new field is covered by itself; a
 * new way of holding a field has no variants yet and fails. */
#include "lib/ast/builder.h"
#include "lib/ast/imprint.h"
#include "tests/support/support.h"

enum { MAX_VARIANTS = 12 };

static const sq_sequence sequences[2];
static const int methods[2];
static const sq_option no_options[] = {{.name = NULL}};
static const sq_option one_option[] = {
    {.name = "mysql_engine", .value = {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "a"}}},
    {.name = NULL}};
static const sq_option other_option[] = {
    {.name = "mysql_engine", .value = {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "b"}}},
    {.name = NULL}};
static const sq_option two_options[] = {
    {.name = "mysql_engine", .value = {.kind = SQ_V_TEXT, .len = 1, .v = {.s = "a"}}},
    {.name = "x", .value = {.kind = SQ_V_BOOL, .v = {.i = 1}}},
    {.name = NULL}};

/* ---- parts, made in each builder anew ---- */

static const sq_expr *expr(sq_builder *q, int i)
{
    static const char *const names[] = {"a", "b", "c"};
    return sq_named_column(q, sq_name_of(names[i]), sq_integer(), NULL);
}

static const sq_relation *relation(sq_builder *q, int i)
{
    const sq_expr *columns[] = {expr(q, i)};
    return sq_subquery(q, sq_select_n(q, columns, 1), sq_name_of("s")).sq_;
}

static const sq_stmt *statement(sq_builder *q, int i)
{
    const sq_expr *columns[] = {expr(q, i)};
    return sq_select_n(q, columns, 1);
}

static const void *part(sq_builder *q, sqi_how how, int i)
{
    switch (how) {
    case SQI_HOW_REL:
    case SQI_HOW_RELS:
        return relation(q, i);
    case SQI_HOW_STMT:
    case SQI_HOW_STMTS:
    case SQI_HOW_PREV:
        return statement(q, i);
    case SQI_HOW_BEFORE: {
        const sq_expr *items[] = {expr(q, i), expr(q, 2)};
        return sq_and_n(q, items, 2);
    }
    default:
        return expr(q, i);
    }
}

static void *room(sq_builder *q, size_t n)
{
    void *p = sqi_arena_alloc(q->arena, n);
    memset(p, 0, n);
    return p;
}

/* ---- variants of a field: 0 is the base; false past the last ---- */

static bool pointer_variant(sq_builder *q, sqi_how how, int v, void *field)
{
    if (v >= (how == SQI_HOW_PREV ? 2 : 3))
        return false;
    const void *p = v == 2 ? NULL : part(q, how, v);
    memcpy(field, &p, sizeof p);
    return true;
}

static bool list_variant(sq_builder *q, sqi_how how, int v, void *field)
{
    static const int items[][3] = {{0, 1, -1}, {1, 0, -1}, {0, -1, -1}, {0, 1, 2}, {-1, -1, -1}};
    sqi_exprs list = {NULL, 0};
    if (v >= 5)
        return false;
    const void **p = room(q, 3 * sizeof *p);
    while (list.n < 3 && items[v][list.n] >= 0) {
        p[list.n] = part(q, how, items[v][list.n]);
        list.n++;
    }
    list.p = (const sq_expr *const *)(const void *)p;
    memcpy(field, &list, sizeof list);
    return true;
}

static bool name_variant(sq_builder *q, int v, void *field)
{
    const sq_name names[] = {{"a", 1, 0}, {"b", 1, 0}, {"a", 1, 1}, {"ab", 2, 0}, {NULL, 0, 0}};
    if (v >= 5)
        return false;
    sq_name n = {sqi_copy_str(q, names[v].p), names[v].n, names[v].quote};
    memcpy(field, &n, sizeof n);
    return true;
}

static bool str_variant(sq_builder *q, int v, void *field)
{
    const char *const strings[] = {"a", "b", "", NULL};
    if (v >= 4)
        return false;
    const char *s = sqi_copy_str(q, strings[v]);
    memcpy(field, &s, sizeof s);
    return true;
}

static bool int_variant(int v, void *field)
{
    const int32_t numbers[] = {1, 2, 0, -1, 1 << 30};
    if (v >= 5)
        return false;
    memcpy(field, &numbers[v], sizeof numbers[v]);
    return true;
}

/* Of values only whether there is one counts. */
static bool value_variant(int v, void *field)
{
    const sq_value values[] = {{.kind = SQ_V_INT, .len = 4, .v = {.i = 1}}, {.kind = SQ_V_ABSENT}};
    if (v >= 2)
        return false;
    memcpy(field, &values[v], sizeof values[v]);
    return true;
}

static bool assign_variant(sq_builder *q, int v, void *field)
{
    static const int items[][2] = {{0, 1}, {1, 0}, {0, 2}};
    if (v >= 4)
        return false;
    sqi_assign *p = room(q, sizeof *p);
    if (v < 3)
        *p = (sqi_assign){expr(q, items[v][0]), expr(q, items[v][1])};
    sqi_assigns list = {p, v < 3};
    memcpy(field, &list, sizeof list);
    return true;
}

static bool cols_variant(sq_builder *q, int v, void *field)
{
    const sq_values_column columns[] = {
        {"a", NULL, {.kind = SQ_T_INTEGER}},
        {"b", NULL, {.kind = SQ_T_INTEGER}},
        {"a", "k", {.kind = SQ_T_INTEGER}},
        {"a", NULL, {.kind = SQ_T_TEXT}},
        {"a", NULL, {.kind = SQ_T_INTEGER, .length = 3}},
    };
    if (v >= 6)
        return false;
    sq_values_column *p = room(q, sizeof *p);
    if (v < 5) {
        *p = columns[v];
        p->name = sqi_copy_str(q, p->name);
        p->key = sqi_copy_str(q, p->key);
    }
    sqi_cols cols = {p, v < 5};
    memcpy(field, &cols, sizeof cols);
    return true;
}

static bool operator_variant(sq_builder *q, int v, void *field)
{
    const sqi_operator operators[] = {
        {.custom = "x"},
        {.custom = "y"},
        {.custom = "x", .render_as = "r"},
        {.custom = "x", .escape = "/"},
        {.custom = "x", .regconfig = "english"},
        {.custom = "x", .precedence = 3},
        {.custom = "x", .bits = SQI_OPERATOR_COMPARISON},
        {.custom = "x", .flags = expr(q, 0)},
    };
    if (v >= 9)
        return false;
    sqi_operator *p = NULL;
    if (v < 8) {
        p = room(q, sizeof *p);
        *p = operators[v];
        p->custom = sqi_copy_str(q, p->custom);
        p->render_as = sqi_copy_str(q, p->render_as);
        p->escape = sqi_copy_str(q, p->escape);
        p->regconfig = sqi_copy_str(q, p->regconfig);
    }
    memcpy(field, &p, sizeof p);
    return true;
}

static bool constant_variant(const void *const *choices, int n, int v, void *field)
{
    if (v >= n)
        return false;
    memcpy(field, &choices[v], sizeof choices[v]);
    return true;
}

static bool set_field(sq_builder *q, const sqi_field *f, int v, void *field)
{
    const void *const objects[] = {&sequences[0], &sequences[1], NULL};
    const void *const tables[] = {&methods[0], &methods[1], NULL};
    const void *const options[] = {one_option, other_option, two_options, no_options};
    switch ((sqi_how)f->how) {
    case SQI_HOW_CHILD:
    case SQI_HOW_REL:
    case SQI_HOW_STMT:
    case SQI_HOW_BEFORE:
    case SQI_HOW_PREV:
        return pointer_variant(q, (sqi_how)f->how, v, field);
    case SQI_HOW_CHILDREN:
    case SQI_HOW_RELS:
    case SQI_HOW_STMTS:
        return list_variant(q, (sqi_how)f->how, v, field);
    case SQI_HOW_NAME:
        return name_variant(q, v, field);
    case SQI_HOW_STR:
        return str_variant(q, v, field);
    case SQI_HOW_INT:
        return int_variant(v, field);
    case SQI_HOW_VALUE:
        return value_variant(v, field);
    case SQI_HOW_ASSIGN:
        return assign_variant(q, v, field);
    case SQI_HOW_COLS:
        return cols_variant(q, v, field);
    case SQI_HOW_CUSTOM:
        return operator_variant(q, v, field);
    case SQI_HOW_OBJECT:
        return constant_variant(objects, 3, v, field);
    case SQI_HOW_EXT:
        return constant_variant(tables, 3, v, field);
    case SQI_HOW_OPTIONS:
        return constant_variant(options, 4, v, field);
    case SQI_HOW_INSIDE: /* implied by the from element: no part of the key */
        return v == 0 && pointer_variant(q, SQI_HOW_CHILD, 2, field);
    }
    ck_abort_msg("fields held as number %d have no variants in this test", f->how);
    return false;
}

/* ---- nodes ---- */

static bool takes_part(int kind)
{
    return kind != SQI_N_POISON && sqi_nodes[kind].category != SQI_CAT_SCHEMA;
}

/* The base of a kind, with variant v of field number f; NULL past the last variant. */
static const sq_node *build(sq_builder *q, int kind, int f, int v, const sq_type *type)
{
    const sqi_node_info *info = &sqi_nodes[kind];
    sq_node *n = sqi_make(q, (sqi_kind)kind);
    n->type = type ? sqi_type(q, *type) : NULL;
    for (int i = 0; i < info->n_fields; i++) {
        char *field = (char *)n + info->fields[i].offset;
        if (!set_field(q, &info->fields[i], i == f ? v : 0, field))
            return NULL;
    }
    const sq_node *done = sqi_finish_any(q, n);
    ck_assert_msg(!sqi_is_poison(done), "%s: %s", info->name, sq_builder_error(q)->message);
    return done;
}

typedef struct row {
    int field, variant;
    const sq_type *type;
    const sq_node *node, *again;
} row;

static size_t build_rows(sq_builder *q, sq_builder *r, int kind, row *rows)
{
    static const sq_type wide = {.kind = SQ_T_STRING, .length = 80};
    static const sq_type narrow = {.kind = SQ_T_STRING, .length = 8};
    size_t n = 0;
    rows[n++] = (row){-1, 0, NULL, NULL, NULL};
    rows[n++] = (row){-1, 0, &wide, NULL, NULL};
    rows[n++] = (row){-1, 0, &narrow, NULL, NULL};
    for (int f = 0; f < sqi_nodes[kind].n_fields; f++) {
        int v = 1;
        for (; build(q, kind, f, v, NULL); v++)
            rows[n++] = (row){f, v, NULL, NULL, NULL};
        ck_assert_msg(v > 1 || sqi_nodes[kind].fields[f].how == SQI_HOW_INSIDE,
                      "%s.%s has no variant", sqi_nodes[kind].name, sqi_nodes[kind].fields[f].name);
    }
    for (size_t i = 0; i < n; i++) {
        rows[i].node = build(q, kind, rows[i].field, rows[i].variant, rows[i].type);
        rows[i].again = build(r, kind, rows[i].field, rows[i].variant, rows[i].type);
    }
    return n;
}

/* The comparison has to tell by itself: a hash may collide. */
static void make_hashes_collide(row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ((sq_node *)(uintptr_t)rows[i].node)->hash = 1;
        ((sq_node *)(uintptr_t)rows[i].again)->hash = 1;
    }
}

static const char *field_of(int kind, const row *r)
{
    return r->field < 0 ? "type" : sqi_nodes[kind].fields[r->field].name;
}

START_TEST(test_key_holds_every_field_of_every_kind)
{
    static row rows[32 * MAX_VARIANTS];
    if (!takes_part(_i))
        return;
    sq_builder *q = sq_builder_new(NULL), *r = sq_builder_new(NULL);
    size_t n = build_rows(q, r, _i, rows);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(rows[i].node->hash == rows[i].again->hash, "%s.%s: hash differs when rebuilt",
                      sqi_nodes[_i].name, field_of(_i, &rows[i]));
    make_hashes_collide(rows, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            ck_assert_msg(sqi_equal(rows[i].node, rows[k].again, NULL) == (i == k),
                          "%s: %s (%d) and %s (%d) are %s", sqi_nodes[_i].name,
                          field_of(_i, &rows[i]), rows[i].variant, field_of(_i, &rows[k]),
                          rows[k].variant, i == k ? "not equal when rebuilt" : "taken for equal");
    sq_builder_free(q);
    sq_builder_free(r);
}
END_TEST

/* All of its nodes lie in one chunk. */
static sq_builder *roomy_builder(void)
{
    sq_builder *q = sq_builder_new(NULL);
    ck_assert_ptr_nonnull(sqi_arena_alloc(q->arena, 1 << 18));
    sq_builder_reset(q);
    return q;
}

static bool has_imprint(int kind)
{
#ifdef SQI_DEBUG_ARENA
    bool has = false; /* each node is a chunk */
#else
    bool has = true;
#endif
    for (int f = 0; f < sqi_nodes[kind].n_fields; f++) {
        int how = sqi_nodes[kind].fields[f].how;
        has &= how != SQI_HOW_COLS && how != SQI_HOW_OPTIONS && how != SQI_HOW_OBJECT;
    }
    return has;
}

/* An imprint tells as well, whatever lies alike. */
START_TEST(test_key_imprint_fits_the_same_variant_alone)
{
    static row rows[32 * MAX_VARIANTS];
    if (!takes_part(_i))
        return;
    sq_builder *q = roomy_builder(), *r = roomy_builder();
    sq_value p[32];
    sqi_gather values = {.p = p, .cap = sizeof p / sizeof *p};
    size_t n = build_rows(q, r, _i, rows);
    for (size_t i = 0; i < n; i++) {
        sqi_imprint *x = sqi_imprint_new(NULL, rows[i].node);
        ck_assert_msg(x || !has_imprint(_i), "%s: no imprint of %s (%d)", sqi_nodes[_i].name,
                      field_of(_i, &rows[i]), rows[i].variant);
        for (size_t k = 0; x && k < n; k++)
            ck_assert_msg(sqi_imprint_fits(x, rows[k].again, &values) == (i == k),
                          "%s: imprint of %s (%d) and %s (%d)", sqi_nodes[_i].name,
                          field_of(_i, &rows[i]), rows[i].variant, field_of(_i, &rows[k]),
                          rows[k].variant);
        sqi_imprint_free(x);
    }
    sq_builder_free(q);
    sq_builder_free(r);
}
END_TEST

/* Memory that is given back is overwritten, so that a pointer left behind shows. */
static void *resize_and_spoil(void *context, void *p, size_t n)
{
    (void)context;
    size_t *old = p ? (size_t *)p - 2 : NULL;
    if (n == 0) {
        volatile char *bytes = p; /* or the compiler leaves the writing out */
        for (size_t i = 0; old && i < *old; i++)
            bytes[i] = (char)0xDD;
        free(old);
        return NULL;
    }
    size_t *fresh = malloc(n + 2 * sizeof *fresh);
    if (!fresh)
        return NULL;
    *fresh = n;
    if (old) {
        memcpy(fresh + 2, old + 2, *old < n ? *old : n);
        resize_and_spoil(NULL, p, 0);
    }
    return fresh + 2;
}

START_TEST(test_key_of_copy_equals_the_original_after_its_builder_is_gone)
{
    static row rows[32 * MAX_VARIANTS];
    if (!takes_part(_i))
        return;
    const sq_allocator spoiling = {resize_and_spoil, NULL};
    sq_builder *q = sq_builder_new(
        &(const sq_builder_options){.allocator = &spoiling, .size = sizeof(sq_builder_options)});
    sq_builder *r = sq_builder_new(NULL);
    sq_builder *keep = sq_builder_new(NULL);
    size_t n = build_rows(q, r, _i, rows);
    make_hashes_collide(rows, n);
    static const sq_node *copies[32 * MAX_VARIANTS];
    for (size_t i = 0; i < n; i++) {
        copies[i] = i % 2 ? sqi_copy(keep->arena, rows[i].node)
                          : sqi_copy_structure(keep->arena, rows[i].node);
        ck_assert_ptr_nonnull(copies[i]);
        ck_assert_ptr_eq(copies[i]->home, keep->arena);
    }
    sq_builder_free(q);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            ck_assert_msg(sqi_equal(copies[i], rows[k].again, NULL) == (i == k),
                          "%s: copy of %s (%d) against %s (%d)", sqi_nodes[_i].name,
                          field_of(_i, &rows[i]), rows[i].variant, field_of(_i, &rows[k]),
                          rows[k].variant);
    sq_builder_free(r);
    sq_builder_free(keep);
}
END_TEST

typedef struct search {
    const void *wanted;
    bool found;
} search;

static bool look(void *context, const sq_node *n)
{
    search *s = context;
    s->found |= n == s->wanted;
    return true;
}

/* A child that the walk forgets would be forgotten by every check and rewrite built on it. */
static void check_child(const sq_node *n, const void *child, const char *field)
{
    search s = {child, child == NULL};
    ck_assert(sqi_walk(n, look, &s));
    ck_assert_msg(s.found, "%s.%s is not visited", sqi_nodes[n->kind].name, field);
}

static void check_children(const sq_node *n, const sqi_field *f)
{
    const char *at = (const char *)n + f->offset;
    const void *child;
    sqi_exprs list;
    switch ((sqi_how)f->how) {
    case SQI_HOW_CHILD:
    case SQI_HOW_REL:
    case SQI_HOW_STMT:
    case SQI_HOW_PREV:
    case SQI_HOW_BEFORE:
        memcpy(&child, at, sizeof child);
        check_child(n, child, f->name);
        break;
    case SQI_HOW_CHILDREN:
    case SQI_HOW_RELS:
    case SQI_HOW_STMTS:
        memcpy(&list, at, sizeof list);
        for (uint32_t i = 0; i < list.n; i++)
            check_child(n, list.p[i], f->name);
        break;
    default:
        break;
    }
}

START_TEST(test_key_walk_visits_every_child)
{
    if (!takes_part(_i))
        return;
    sq_builder *q = sq_builder_new(NULL);
    const sq_node *n = build(q, _i, -1, 0, NULL);
    for (int f = 0; f < sqi_nodes[_i].n_fields; f++)
        check_children(n, &sqi_nodes[_i].fields[f]);
    sq_builder_free(q);
}
END_TEST

START_TEST(test_key_dump_names_the_kind_and_is_not_empty)
{
    if (!takes_part(_i))
        return;
    sq_builder *q = sq_builder_new(NULL);
    const sq_node *n = build(q, _i, -1, 0, NULL);
    const char *text = sq_expr_dump(q, (const sq_expr *)(const void *)n);
    size_t len = strlen(sqi_nodes[_i].name);
    ck_assert_msg(strncmp(text, sqi_nodes[_i].name, len) == 0, "%s", text);
    ck_assert_int_eq(text[strlen(text) - 1], '\n');
    sq_builder_free(q);
}
END_TEST

SQT_MAIN("key", LOOP(test_key_holds_every_field_of_every_kind, 0, SQI_N_COUNT),
         LOOP(test_key_imprint_fits_the_same_variant_alone, 0, SQI_N_COUNT),
         LOOP(test_key_of_copy_equals_the_original_after_its_builder_is_gone, 0, SQI_N_COUNT),
         LOOP(test_key_walk_visits_every_child, 0, SQI_N_COUNT),
         LOOP(test_key_dump_names_the_kind_and_is_not_empty, 0, SQI_N_COUNT))
