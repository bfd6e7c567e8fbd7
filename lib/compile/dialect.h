/* dialect.h: a dialect is a table.
 *
 * A definition is const and sparse: what it does not say comes from its base. It is resolved once
 * into an sq_dialect, which is full. A difference in spelling is a table entry, in presence a
 * feature bit, in structure a visit or a clause hook; an override never copies the body of its
 * default. */
#ifndef SQI_DIALECT_H
#define SQI_DIALECT_H

#include "lib/ast/node.h"
#include "lib/base/hash.h"
#include "lib/base/out.h"
#include "lib/compile/loses.h"

typedef struct sqi_compiler sqi_compiler;

typedef enum sqi_feature {
#define SQ_FEATURE(name, setting) SQI_CAN_##name,
#include "lib/compile/features.def"
#undef SQ_FEATURE
    SQI_FEATURE_COUNT
} sqi_feature;
#define SQI_BIT(f) (UINT64_C(1) << SQI_CAN_##f)

typedef enum sqi_construct {
#define SQ_CONSTRUCT(name, text) SQI_C_##name,
#include "lib/compile/constructs.def"
#undef SQ_CONSTRUCT
    SQI_C_COUNT
} sqi_construct;
const char *sqi_construct_name(sqi_construct x);
/* What a database makes of a construct: the first row that fits its version and features counts. No
 * row that fits: it is native; no row at all: as the base has it. */
typedef struct sqi_verdict_entry {
    sqi_construct construct; /* SQI_C_COUNT ends a list */
    sq_support support;
    const char *reason;
    int since[3], until[3]; /* versions: from this one on, up to and without that one; 0: all */
    uint64_t unless;        /* feature bits: with one of them the row does not count */
} sqi_verdict_entry;

/* Writes one node. */
typedef void sqi_visit(sqi_compiler *c, const sq_node *n);
/* Writes a type's name. */
typedef void sqi_type_visit(sqi_compiler *c, const sq_type *t);
/* Writes `left op right` of a binary operator. */
typedef void sqi_binary_visit(sqi_compiler *c, const sqi_binary_with *b);
typedef void sqi_func_visit(sqi_compiler *c, const sqi_func *f);
/* Writes a chain of one operator. */
typedef void sqi_chain_visit(sqi_compiler *c, const sqi_chain *x);
struct sqi_query;
struct sqi_dml;
struct sqi_set_item;
struct sqi_ddl_context;
struct sqi_constraint;
struct sqi_reference;
struct sqi_mark;

typedef struct sqi_op_entry {
    sq_op op;                /* SQ_OP_COUNT ends a list */
    const char *text;        /* NULL: the base's */
    sqi_binary_visit *visit; /* NULL with a text: plain infix again */
    sqi_chain_visit *chain;
} sqi_op_entry;
typedef struct sqi_func_entry {
    sqi_func_id id; /* SQI_FUNC_COUNT ends a list */
    const char *name;
    sqi_func_visit *visit;
} sqi_func_entry;
typedef struct sqi_visit_entry {
    sqi_kind kind; /* SQI_N_COUNT ends a list */
    sqi_visit *visit;
} sqi_visit_entry;
typedef struct sqi_type_entry {
    sq_type_kind kind; /* SQ_T_COUNT ends a list */
    const char *name;  /* a plain name, or: */
    sqi_type_visit *visit;
} sqi_type_entry;
/* Named hooks of clauses, from clauses.def: each `void hook(sqi_compiler *c, args)`. */
typedef struct sqi_hooks {
#define SQ_CLAUSE(name, args) void(*name) args;
#include "lib/compile/clauses.def"
#undef SQ_CLAUSE
} sqi_hooks;

/* What a dialect's folder says. */
typedef struct sqi_dialect_def {
    const char *name;
    const char *base;                   /* NULL: the root */
    uint64_t can, cannot;               /* added to and taken from the base's features */
    char quote_open[2], quote_close[2]; /* empty: the base's */
    sq_mark_style mark;
    uint16_t max_identifier; /* characters, or bytes; 0: the base's */
    bool identifier_in_bytes;
    bool narrow_names; /* blanks at the ends are cut off, 4-byte characters are none */
    uint16_t max_index_name, max_constraint_name; /* 0: as max_identifier */
    uint16_t max_expr_depth;     /* levels of operators that the server's parser takes; 0: any */
    uint32_t max_params;         /* of one statement; 0: the base's */
    int server_version[3];       /* the version that the features mean; 0: the base's */
    const char *const *keywords; /* reserved words, sorted, NULL-ended; NULL: the base's */
    const char *illegal_initial; /* characters that may not begin a plain name */
    const sqi_op_entry *ops;
    const sqi_func_entry *funcs;
    const sqi_visit_entry *visits;
    const sqi_type_entry *types;
    const sqi_hooks *hooks;
    uint64_t cast_classes; /* bits by sq_type_class: types for which hooks->bind_cast writes */
    const sqi_verdict_entry *verdicts;
    /* Writes a value in the dialect's own form; false: in the common one. NULL: the base's. */
    bool (*literal)(sqi_compiler *c, sq_value v, const sq_type *type);
    /* What a column of the type would lose of a value that is stored in it, behind "the value of ..
     * "; NULL: nothing, or the server refuses it. NULL itself: the base's. */
    const char *(*loses)(const sq_type *t, const sq_value *v);
    /* The values that `loses` need not be asked about; NULL: it is asked about all. */
    sqi_keeps (*keeps)(const sq_type *t);
    /* SQL with two parameters, name and schema (NULL: the usual one): a row if there is such a
     * table or view, named type, or sequence; NULL: the base's, or none */
    const char *has_table, *has_type, *has_sequence;
    /* SQL that puts the check of foreign keys off until the end of the transaction, where a cycle
     * of tables can not be taken apart; NULL: the base's, or none */
    const char *defer_keys;
    const struct sqi_reflector *reflector; /* NULL: the base's, or none */
    /* features by server version: recomputes `can` when a version is known; may be NULL */
    uint64_t (*features_of_version)(uint64_t can, const int version[3]);
} sqi_dialect_def;

/* An operator of which there is nothing to be said but its text: that with blanks round it. */
typedef struct sqi_infix {
    char text[SQI_OUT_BLOCK];
    uint32_t n; /* 0: it is no such one */
} sqi_infix;

struct sq_dialect {
    const sqi_dialect_def *def;
    const struct sq_dialect *base;
    const char *name;
    uint32_t slot; /* small number of the family: index of names rendered in a table's state */
    uint64_t id;   /* in the cache key: differs for every configured copy */
    uint64_t can;
    char quote_open, quote_close;
    sq_mark_style mark;
    uint16_t max_identifier, max_index_name, max_constraint_name, max_expr_depth;
    uint16_t longest_label; /* bytes of a name that is not cut */
    uint32_t max_params;
    int server_version[3];
    const char *const *keywords;
    size_t n_keywords;
    uint64_t keyword_bits[32]; /* what is not in here is no keyword */
    uint32_t initials;         /* what a plain name may begin with: bits from '_' to 'z' */
    const char *default_schema;
    bool identifier_in_bytes, narrow_names;
    bool own_names; /* configured to write names otherwise than its base */
    const char *has_table, *has_type, *has_sequence, *defer_keys;
    const struct sqi_reflector *reflector; /* NULL: what is in it can't be read */
    const char *own_schema;                /* default_schema of a configured copy: its memory */
    sqi_infix infix[SQ_OP_COUNT];
    const char *op_text[SQ_OP_COUNT];
    sqi_binary_visit *op_visit[SQ_OP_COUNT];
    sqi_chain_visit *chain_visit[SQ_OP_COUNT];
    const char *func_name[SQI_FUNC_COUNT];
    sqi_func_visit *func_visit[SQI_FUNC_COUNT];
    sqi_visit *visit[SQI_N_COUNT];
    const char *type_name[SQ_T_COUNT];
    sqi_type_visit *type_visit[SQ_T_COUNT];
    sqi_hooks hooks;
    bool casts[SQ_T_COUNT];                         /* by type: hooks.bind_cast writes something */
    const sqi_verdict_entry *verdicts[SQI_C_COUNT]; /* NULL: native */
    bool (*literal)(sqi_compiler *c, sq_value v, const sq_type *type);
    const char *(*loses)(const sq_type *t, const sq_value *v); /* NULL: nobody knows */
    sqi_keeps (*keeps)(const sq_type *t);                      /* NULL: nobody knows */
    bool configured; /* a copy that sq_dialect_configure() made */
};

/* Two bits of 2048 for each keyword. */
typedef struct sqi_word_bits {
    uint32_t a, b;
} sqi_word_bits;
static inline sqi_word_bits sqi_bits_of_word(const char *name, size_t n)
{
    const uint32_t hash = sqi_name_hash(name, n);
    return (sqi_word_bits){hash % 2048, hash / 2048 % 2048};
}
/* What lacks one of its bits is no reserved word; of the others sqi_is_listed() tells. */
static inline bool sqi_may_be_keyword(const sq_dialect *d, const char *name, size_t n)
{
    const sqi_word_bits at = sqi_bits_of_word(name, n);
    const uint64_t *bits = d->keyword_bits;
    return bits[at.a / 64] >> at.a % 64 & bits[at.b / 64] >> at.b % 64 & 1;
}
bool sqi_is_listed(const sq_dialect *d, const char *name, size_t n);

/* Of a name without quotes. */
static inline bool sqi_may_begin_name(const sq_dialect *d, char c)
{
    return c >= '_' && c <= 'z' && d->initials >> (c - '_') & 1;
}

/* Does the dialect, or one it is based on, have this name? */
bool sqi_dialect_is(const sq_dialect *d, const char *name);
/* Finds the rows of its tables that fit the dialect as it is now. */
void sqi_settle_verdicts(sq_dialect *d);
/* The name of a visit or hook that is missing; NULL: the table is full. For tests. */
const char *sqi_dialect_hole(const sq_dialect *d);

/* The built-in definitions, base before derived, NULL-ended; in dialects/register.c. */
extern const sqi_dialect_def *const sqi_builtin_dialects[];
/* The root: standard SQL. In ansi.c. */
extern const sqi_dialect_def sqi_ansi_dialect;

#endif
