/* node.h: the nodes behind the public handles, made from nodes.def. Private to the library;
 * dialects use it for their visits. */
#ifndef SQI_NODE_H
#define SQI_NODE_H

#ifndef SQ_NO_MACROS
#define SQ_NO_MACROS 1 /* the library calls the functions, not the macros of the same name */
#endif
#include "squill/ddl.h"
#include "lib/base/arena.h"
#include "lib/base/hash.h"
#include "lib/base/inline.h"

typedef enum sqi_kind {
#define NODE(K, n, category) SQI_N_##K,
#define FIELD(n, how, f)
#define END(n)
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END
    SQI_N_COUNT
} sqi_kind;

typedef enum sqi_category {
    SQI_CAT_EXPR,
    SQI_CAT_SCHEMA,
    SQI_CAT_REL,
    SQI_CAT_HEAD,
    SQI_CAT_CLAUSE,
} sqi_category;

/* Lists, as nodes hold them: in the arena of the node. */
typedef struct sqi_exprs {
    const sq_expr *const *p;
    uint32_t n;
} sqi_exprs;
typedef struct sqi_rels {
    const sq_relation *const *p;
    uint32_t n;
} sqi_rels;
typedef struct sqi_stmts {
    const sq_stmt *const *p;
    uint32_t n;
} sqi_stmts;
typedef struct sqi_assign {
    const sq_expr *column, *value;
} sqi_assign;
typedef struct sqi_assigns {
    const sqi_assign *p;
    uint32_t n;
} sqi_assigns;
typedef struct sqi_cols {
    const sq_values_column *p; /* name, key, type; all copied */
    uint32_t n;
} sqi_cols;
/* What an operator carries beyond its enum. */
typedef struct sqi_operator {
    const char *custom; /* SQL text of an operator of one's own */
    const char *render_as;
    const char *escape;
    const char *regconfig;
    const sq_expr *flags;
    int32_t precedence;
    uint32_t bits; /* SQI_OPERATOR_* */
} sqi_operator;
enum {
    SQI_OPERATOR_COMPARISON = 1 << 0,
    SQI_OPERATOR_ASSOCIATIVE = 1 << 1,
    SQI_OPERATOR_EAGER = 1 << 2,
    SQI_OPERATOR_POSTFIX = 1 << 3,
    SQI_OPERATOR_BOOLEAN_MODE = 1 << 4,
    SQI_OPERATOR_NATURAL_LANGUAGE = 1 << 5,
    SQI_OPERATOR_QUERY_EXPANSION = 1 << 6,
    SQI_OPERATOR_NEGATED = 1 << 7,
    SQI_OPERATOR_IGNORE_CASE =
        1 << 8, /* the flags are the text "i": some have an operator for it */
    SQI_OPERATOR_NO_MODE = 1 << 9,
};
extern const sqi_operator sqi_escaped; /* of sq_contains() and the like */
typedef struct sq_extension_methods sq_extension_methods;

#define SQI_CTYPE_CHILD    const sq_expr *
#define SQI_CTYPE_INSIDE   const sq_expr *
#define SQI_CTYPE_BEFORE   const sq_expr *
#define SQI_CTYPE_CHILDREN sqi_exprs
#define SQI_CTYPE_REL      const sq_relation *
#define SQI_CTYPE_RELS     sqi_rels
#define SQI_CTYPE_STMT     const sq_stmt *
#define SQI_CTYPE_STMTS    sqi_stmts
#define SQI_CTYPE_PREV     const sq_stmt *
#define SQI_CTYPE_NAME     sq_name
#define SQI_CTYPE_STR      const char *
#define SQI_CTYPE_INT      int32_t
#define SQI_CTYPE_VALUE    sq_value
#define SQI_CTYPE_ASSIGN   sqi_assigns
#define SQI_CTYPE_COLS     sqi_cols
#define SQI_CTYPE_CUSTOM   const sqi_operator *
#define SQI_CTYPE_OPTIONS  const sq_option *
#define SQI_CTYPE_OBJECT   const void *
#define SQI_CTYPE_EXT      const sq_extension_methods *

/* struct sqi_binary { sq_node node; int32_t op; const sq_expr *left, *right; } and so on */
#define NODE(K, n, category)                                                                       \
    typedef struct sqi_##n {                                                                       \
        sq_node node;
#define FIELD(n, how, f) SQI_CTYPE_##how f;
#define END(n)                                                                                     \
    }                                                                                              \
    sqi_##n;
#include "squill/sys/nodes.def"
#undef NODE
#undef FIELD
#undef END

typedef enum sqi_how {
    SQI_HOW_CHILD,
    SQI_HOW_INSIDE,
    SQI_HOW_BEFORE,
    SQI_HOW_CHILDREN,
    SQI_HOW_REL,
    SQI_HOW_RELS,
    SQI_HOW_STMT,
    SQI_HOW_STMTS,
    SQI_HOW_PREV,
    SQI_HOW_NAME,
    SQI_HOW_STR,
    SQI_HOW_INT,
    SQI_HOW_VALUE,
    SQI_HOW_ASSIGN,
    SQI_HOW_COLS,
    SQI_HOW_CUSTOM,
    SQI_HOW_OPTIONS,
    SQI_HOW_OBJECT,
    SQI_HOW_EXT,
} sqi_how;
typedef struct sqi_field {
    uint8_t how; /* sqi_how */
    uint16_t offset;
    const char *name;
} sqi_field;
typedef struct sqi_node_info {
    const char *name;
    sqi_category category;
    uint16_t size;
    uint16_t n_fields;
    const sqi_field *fields;
} sqi_node_info;
extern const sqi_node_info sqi_nodes[SQI_N_COUNT];

/* ---- flags of single kinds ---- */
enum { SQI_CONST_NULL, SQI_CONST_TRUE, SQI_CONST_FALSE };
enum { SQI_CAST, SQI_TRY_CAST, SQI_TYPE_COERCE, SQI_TYPE_NAME /* only the type; `of` is NULL */ };
enum {
    SQI_BIND_UNIQUE = 1 << 0,
    SQI_BIND_REQUIRED = 1 << 1,
    SQI_BIND_EXPANDING = 1 << 2,
    SQI_BIND_LITERAL_EXECUTE = 1 << 3,
    SQI_BIND_ROW_COUNT = 1 << 4,
    SQI_BIND_OUT = 1 << 5,
    SQI_BIND_TUPLE = 1 << 6,          /* expanding: items are row values */
    SQI_BIND_COLUMN = 1 << 7,         /* value of a column of INSERT or UPDATE */
    SQI_BIND_CLIENT_DEFAULT = 1 << 8, /* value from a column's client-side default */
    SQI_BIND_TUPLE_WIDTH = 1 << 16,   /* times the width, in the bits above */
};
enum { SQI_LIST_UNGROUPED = 1, SQI_LIST_UNGROUPED_ITEMS = 2, SQI_LIST_PLAIN = 4 };
enum { SQI_CTE_RECURSIVE = 1, SQI_CTE_NESTING = 2 };
enum { SQI_VALUES_ANONYMOUS = 1, SQI_VALUES_LITERAL = 2, SQI_VALUES_LATERAL = 4 };
enum {
    SQI_TF_DERIVED = 1,
    SQI_TF_TYPES = 2,
    SQI_TF_LATERAL = 4,
    SQI_TF_JOINS = 8,
    SQI_TF_SCALAR = 16,
    SQI_TF_BARE = 32, /* a function in FROM without a name of its own */
};
enum { SQI_COLUMNS_ADD, SQI_COLUMNS_ONLY, SQI_COLUMNS_ONLY_KEEP_FROMS };
enum { SQI_LIMIT, SQI_OFFSET, SQI_FETCH, SQI_DML_LIMIT };
enum { SQI_FETCH_TIES = 1, SQI_FETCH_PERCENT = 2 };
enum { SQI_LOCK_NOWAIT = 1, SQI_LOCK_READ = 2, SQI_LOCK_SKIP_LOCKED = 4, SQI_LOCK_KEY_SHARE = 8 };
enum { SQI_RETURNING, SQI_RETURN_DEFAULTS, SQI_RETURN_SUPPLEMENTAL };
enum { SQI_ORDER_INSIDE = 1, SQI_ORDER_INLINED /* by the compiler */ };
enum { SQI_MERGE_UPDATE, SQI_MERGE_INSERT, SQI_MERGE_DELETE, SQI_MERGE_NOTHING };
enum { SQI_DML_INLINE = 1, SQI_DML_SORT = 2 };

/* ---- checked access ---- */
#define SQI_IS(x, K)      ((x)->node.kind == SQI_N_##K)
#define SQI_CAST_TO(n, x) ((const sqi_##n *)(const void *)(x))

static inline const sq_node *sqi_node_of(const void *x)
{
    return x;
}

/* Hash of any node: stored, or of the schema object. */
uint64_t sqi_schema_hash(const sq_node *n);
static inline uint64_t sqi_hash_of(const sq_node *n)
{
    return n->hash ? n->hash : sqi_schema_hash(n);
}

extern const sq_type sqi_unknown_type;
extern const uint8_t sqi_type_classes[SQ_T_COUNT]; /* sq_type_class of each kind */

/* Type of an expression; never NULL. */
static inline const sq_type *sqi_type_of(const sq_expr *e)
{
    return e->node.type ? e->node.type : &sqi_unknown_type;
}

/* ---- tables of facts ---- */
typedef struct sqi_op_info {
    const char *name, *text;
    int16_t level;
    uint8_t flags; /* SQI_OP_* */
    uint8_t negation;
    uint8_t result; /* SQI_RESULT_* */
} sqi_op_info;
enum { SQI_NO_LEVEL = -100 };
enum { SQI_OP_A = 1, SQI_OP_U = 2, SQI_OP_P = 4, SQI_OP_C = 8, SQI_OP_0 = 0 };
enum {
    SQI_RESULT_BOOL,
    SQI_RESULT_MATCH,
    SQI_RESULT_LEFT,
    SQI_RESULT_MATH,
    SQI_RESULT_CONCAT,
    SQI_RESULT_SAME,
    SQI_RESULT_NONE,
};
extern const sqi_op_info sqi_ops[SQ_OP_COUNT];

typedef enum sqi_func_id {
    SQI_FN_OTHER,
#define SQ_FUNC(id, name, flags, result) SQI_FN_##id,
#include "lib/ast/funcs.def"
#undef SQ_FUNC
    SQI_FUNC_COUNT
} sqi_func_id;
typedef struct sqi_func_info {
    const char *name;
    uint8_t flags;  /* SQI_FN_* bits */
    uint8_t result; /* SQI_FR_* */
} sqi_func_info;
enum { SQI_FNF_BARE = 1, SQI_FNF_AGGREGATE = 2, SQI_FNF_0 = 0 };
extern const sqi_func_info sqi_funcs[SQI_FUNC_COUNT];
/* SQI_FN_OTHER for a name that squill does not know. In func.c. */
sqi_func_id sqi_find_function(sq_name name);

/* ---- structure ---- */

/* Are both the same structure? Values are not compared. With `gather` the values of `a` are
 * collected in the order of the walk. Aliases, CTEs, subqueries and unnamed binds are paired one to
 * one. False when unsure (also without memory). */
typedef struct sqi_gather {
    sq_value *p;
    size_t n, cap;
    struct sq_arena *arena; /* grows here; NULL: never more than cap */
    const sqi_bind **binds; /* sqi_gather_binds(): the node of each value */
    bool with_binds;
} sqi_gather;
bool sqi_equal(const sq_node *a, const sq_node *b, sqi_gather *gather);
/* The values of one tree and the nodes that hold them, in the same order. false: no memory. */
bool sqi_gather_binds(const sq_node *n, sqi_gather *gather);
bool sqi_type_equal(const sq_type *a, const sq_type *b);
uint64_t sqi_type_hash(const sq_type *t);

/* A deep copy into an arena: pins only what schema objects need. NULL: no memory. The structure
 * alone has no values (only whether there was one). */
const sq_node *sqi_copy(struct sq_arena *arena, const sq_node *n);
const sq_node *sqi_copy_structure(struct sq_arena *arena, const sq_node *n);

/* Each child of `n`, in field order, to `each`; stops when it gives false. */
typedef bool sqi_each(void *context, const sq_node *child);
bool sqi_children(const sq_node *n, sqi_each *each, void *context);
/* What a node goes on with, which loops follow where the rest is recursion: the shorter chain, the
 * clause before; NULL for every other. */
const sq_node *sqi_next_of(const sq_node *n);
/* Every node of a tree once, parents first. False when `each` gave false, or without memory. */
bool sqi_walk(const sq_node *n, sqi_each *each, void *context);

#endif
