/* compiler.h: the context that goes down the recursion, and what visits write with.
 *
 * A visit appends to one buffer and returns nothing; the first error sticks. Each clause writes its
 * own leading separator; nothing is written to be removed later. Text is cut into spans, so that
 * lists of any length, $n and hoisted CTEs are put together by copying spans, never by editing. */
#ifndef SQI_COMPILER_H
#define SQI_COMPILER_H

#include "lib/ast/builder.h"
#include "lib/base/map.h"
#include "lib/compile/compiled.h"
#include "lib/compile/dialect.h"
#include "lib/schema/schema.h"

/* Where the node being written stands. Whoever changes it restores it. */
enum {
    SQI_IN_COLUMNS = 1 << 0, /* in the columns clause: labels are written with AS */
    SQI_IN_LABEL = 1 << 1,   /* inside of a labelled expression: no AS again */
    SQI_NO_TABLE = 1 << 2,   /* column names without their table */
    SQI_LITERAL = 1 << 3,    /* values are written into the text */
    SQI_AS_FROM = 1 << 4,    /* a select in FROM: its table columns get labels */
    SQI_AS_LATERAL = 1 << 5, /* such a one that sees its siblings */
    SQI_IN_RETURNING = 1 << 6,
    SQI_IN_DDL = 1 << 7,         /* inside of a definition */
    SQI_NO_SCHEMA = 1 << 8,      /* tables without their schema */
    SQI_IN_DML = 1 << 9,         /* directly in INSERT, UPDATE, DELETE */
    SQI_INSERT_SELECT = 1 << 10, /* the select of INSERT .. SELECT */
    SQI_IN_COMPOUND = 1 << 11,   /* a member of a compound select */
    SQI_IN_CTE = 1 << 12,        /* directly the body of a CTE */
    SQI_IN_GROUP_BY = 1 << 13,
    SQI_IN_ORDER_BY = 1 << 14,
    SQI_IN_ON_CONFLICT = 1 << 15, /* own columns without table, excluded.* qualified */
    SQI_IN_UPDATE_SET = 1 << 16,
    SQI_IN_OPERATOR = 1 << 17, /* somewhere below an operator */
    SQI_INLINE = 1 << 18,      /* parameters are written as literals when the statement is sent */
};

/* A growing list of pointers in the compile's arena. While `cap` is 0 it is the list of a node,
 * lent: the first addition makes a list of its own. Only what was made by additions may be written
 * to. */
typedef struct sqi_vec {
    const void **p;
    uint32_t n, cap;
} sqi_vec;

/* A stretch of spans: text that is, or will be, put somewhere. */
typedef struct sqi_piece {
    sqi_span *p;
    uint32_t n, cap;
} sqi_piece;

struct sqi_query;
struct sqi_dml;
struct sqi_cte_entry;

/* A statement that encloses what is being written. SQLAlchemy: an entry of SQLCompiler.stack. */
typedef struct sqi_frame {
    struct sqi_frame *outer;
    const struct sqi_query *query; /* the SELECT; NULL in DML and round a compound */
    const struct sqi_dml *dml;
    const sqi_vec *asfrom_froms;  /* relations that FROM of this statement shows */
    const struct sqi_frame *seen; /* the outer one, if those inside may take relations from it */
    const sqi_vec *labels;        /* columns that ORDER BY and the like can name */
    const sqi_vec *froms;         /* from elements whose columns they can name */
    uint32_t chained;             /* of the enclosing expression */
} sqi_frame;

/* Names met, a bit of 256 for each: what has a bit of its own is new for sure. */
typedef struct sqi_seen {
    uint64_t bits[4];
} sqi_seen;
static inline bool sqi_is_new_hash(sqi_seen *seen, uint32_t hash)
{
    uint64_t *bits = &seen->bits[hash / 64 % 4], bit = UINT64_C(1) << hash % 64;
    bool is_new = !(*bits & bit);
    *bits |= bit;
    return is_new;
}
static inline bool sqi_is_new(sqi_seen *seen, const char *name, size_t n)
{
    return sqi_is_new_hash(seen, sqi_name_hash(name, n));
}

/* Names as they were written, of some of the nodes met: of an alias, subquery or CTE what stands
 * before its columns, of such a column all of it. */
enum { SQI_WRITTEN = 64 };
typedef struct sqi_again {
    char text[2 * SQI_OUT_BLOCK];
    uint32_t n;
    const struct sqi_rendered_column *columns; /* those of the table that it is an alias of */
} sqi_again;
typedef struct sqi_written {
    const void *of[SQI_WRITTEN]; /* the node; its text is at the same place: */
    sqi_again names[SQI_WRITTEN];
} sqi_written;

enum { SQI_FEW_SLOTS = 8 };
struct sqi_compiler {
    const sq_dialect *d;
    const sq_compile_options *o;
    sq_arena *arena;   /* dies with the compile */
    sqi_out out;       /* text of all pieces, one behind the other; its status is the compile's */
    size_t text_start; /* of the span that is being written */
    char short_mark; /* how its first markers begin, where they are a character or two; else NUL */
    bool straight; /* the text holds all markers, and nothing of it was moved; whoever makes a list
                    * of a slot, or a literal, says so before it is written */
    sqi_piece piece;
    uint32_t in; /* SQI_IN_* */
    sqi_frame *frame;
    uint32_t size;    /* of the tree: its nodes */
    uint32_t depth;   /* of nested statements */
    uint32_t chained; /* operators of chains round what is being written, as a parser nests them */
    const sq_expr *label_as_name; /* this label is written by its name alone */
    const sq_expr *bare;          /* this parameter is written without the SQL of its type */
    const sqi_ddl *into;          /* the next SELECT fills the table that this makes */
    const sq_table *defining;     /* the table whose definition is being written */

    const struct sqi_rendered *rendered; /* names of tables that are not kept with them */
    sqi_written *written;                /* made when there is something to be kept there */
    /* names: anonymous ones by what they are made up for, counters by base, cut ones by name */
    sqi_map anon_names;
    sqi_strmap anon_counters;
    sqi_strmap cut_names[3]; /* by sqi_name_class */
    sqi_map outputs;         /* statement -> sqi_outputs */
    uint32_t cut_count[3];

    /* parameters */
    uint64_t seen_binds;   /* a bit of 64 for each bind that was asked for */
    uint32_t *slot_table;  /* bind -> slot + 1, where slots are many; else NULL */
    uint32_t table_size;   /* a power of two */
    sqi_map shared_slots;  /* bind -> slot + 1, of binds that have one by their name */
    uint32_t n_named;      /* of these first slots the name is known */
    bool names_given;      /* there are others than those of columns that are apart */
    sqi_seen given_names;  /* if there are: all, also those of such columns */
    sqi_strmap slot_names; /* name -> slot + 1, where some may be the same: of the first .. */
    uint32_t n_entered;    /* .. slots, as far as they are known */
    bool names_meet;       /* a given one may be made up, too: each is compared with all */
    bool slots_vary;       /* slots are many, or their names meet, or what stands in the tree is not
                            * all there is to know of their values: none is taken the short way */
    sqi_slot *slots;
    sqi_param *params; /* of each slot */
    sq_value *values;
    uint32_t n_slots, cap_slots;
    const sqi_gather *gather; /* the binds whose values are gathered; NULL: none */
    size_t next_gathered;     /* the one that is asked for next, mostly */
    sqi_map gathered;         /* bind node -> position among them + 1; made when needed */
    sqi_map client_defaults;  /* bind node -> sq_default that gives its value */
    sqi_strmap overrides;     /* name -> bind of sq_params() that carries its value */

    sqi_map correlated; /* SELECT -> sqi_vec of what it takes from outside; if it is linted */

    /* common table expressions */
    sqi_vec ctes;      /* sqi_cte_entry, in the order in which their texts were finished */
    sqi_vec cte_names; /* sqi_cte_entry, in the order in which they were met */
    const sqi_cte *visiting_cte;

    /* the result */
    sq_compiled form;            /* what is known while it is written is written here */
    sqi_vec results;             /* sqi_shown: the columns of the top statement */
    bool keeps_results;          /* else nobody asks for them */
    sq_verdict_result *findings; /* compiled for a verdict: what was asked for; else NULL */
    bool want_result;            /* the columns of the next statement are those of the result */
    /* not cleared when a compile begins: room for as many as most statements have */
    sqi_strmap_entry few_bases[SQI_MAP_FEW]; /* the first of anon_counters */
    sqi_slot few_slots[SQI_FEW_SLOTS];
    sqi_param few_params[SQI_FEW_SLOTS];
    sq_value few_values[SQI_FEW_SLOTS];
    sqi_span few_spans[SQI_FEW_SLOTS + 1]; /* one behind the last parameter */
    sq_error error; /* why it failed, if not for what the text says itself; the last, being large */
};

/* ---- writing ---- */
#define sqi_put(c, s) sqi_out_lit(&(c)->out, s)
static inline void sqi_put_str(sqi_compiler *c, const char *s)
{
    sqi_out_str(&c->out, s);
}
static inline void sqi_put_mem(sqi_compiler *c, const char *s, size_t n)
{
    sqi_out_short(&c->out, s, n);
}
static inline void sqi_put_char(sqi_compiler *c, char ch)
{
    sqi_out_char(&c->out, ch);
}
/* The marker (or list) of a slot: ends a span. A marker that is what it will be if no list stands
 * before it, and no text is moved, is written behind the span: mostly that is the final text. The
 * short way is that of most: $1 to $9, or a question mark. */
void sqi_put_any_slot(sqi_compiler *c, uint32_t slot);
static inline void sqi_put_slot(sqi_compiler *c, uint32_t slot)
{
    const uint32_t start = (uint32_t)c->text_start, end = (uint32_t)c->out.n;
    const char marker[2] = {c->short_mark, (char)('1' + slot)};
    if (slot >= 9 || !c->short_mark || !c->straight || c->slots[slot].extra != &sqi_no_extra ||
        c->piece.n == c->piece.cap || c->out.cap - end < sizeof marker) {
        sqi_put_any_slot(c, slot);
        return;
    }
    c->piece.p[c->piece.n++] = (sqi_span){start, end - start, slot};
    memcpy(c->out.p + end, marker, sizeof marker);
    c->text_start = c->out.n = end + 1 + (marker[0] == '$');
}
/* Where pages write the number of the row. */
void sqi_put_row_number(sqi_compiler *c);
/* Ends the span here: the number of those that are finished. */
uint32_t sqi_cut_span(sqi_compiler *c);

/* Pieces: what is written between begin and end is not part of what goes on around it. */
sqi_piece sqi_piece_begin(sqi_compiler *c);
sqi_piece sqi_piece_end(sqi_compiler *c, sqi_piece saved); /* gives the new one */
void sqi_put_piece(sqi_compiler *c, const sqi_piece *p);

/* A place in the text, to put something in front of what follows. */
typedef struct sqi_mark {
    uint32_t n;
    size_t at;
} sqi_mark;
static inline sqi_mark sqi_mark_here(const sqi_compiler *c)
{
    return (sqi_mark){c->piece.n, c->out.n};
}
/* Takes away what was written since; sqi_put_piece() writes it again. */
sqi_piece sqi_cut_from(sqi_compiler *c, sqi_mark m);

/* ---- errors ---- */
SQI_COLD void sqi_fail_compile(sqi_compiler *c, int status, const char *where, const char *format,
                               ...) SQ_PRINTF(4, 5);
/* Verdicts, verdict.c. The construct is about to be written: false, and a failed compile, where the
 * dialect's table refuses it and the options are not lenient. */
bool sqi_require(sqi_compiler *c, sqi_construct x);
/* There is nothing that could be written for it. What follows must be harmless: for a verdict the
 * compile goes on. */
SQI_COLD void sqi_refuse(sqi_compiler *c, sqi_construct x);
/* One that the table has not. */
SQI_COLD void sqi_unsupported(sqi_compiler *c, const char *construct);
static inline bool sqi_failed(const sqi_compiler *c)
{
    return c->out.status != 0;
}
static inline bool sqi_can(const sqi_compiler *c, sqi_feature f)
{
    return (c->d->can >> f) & 1;
}

/* ---- memory ---- */
/* Never NULL for a struct: without memory the compile has failed, and it is written to no use. */
void *sqi_temp(sqi_compiler *c, size_t n);
SQI_COLD void *sqi_no_room(sqi_compiler *c, size_t n);
/* Room for `cap` items of `size` bytes each, with the n of the list that outgrew `p`. NULL: no
 * memory, and the compile has failed. */
static inline void *sqi_more_room(sqi_compiler *c, const void *p, uint32_t n, uint32_t cap,
                                  size_t size)
{
    void *q = sqi_arena_alloc(c->arena, cap * size);
    if (!q)
        c->out.status = SQ_ERR_NOMEM;
    else if (n)
        memcpy(q, p, n * size);
    return q;
}
SQI_COLD bool sqi_vec_grow(sqi_compiler *c, sqi_vec *v);
static inline void sqi_vec_add(sqi_compiler *c, sqi_vec *v, const void *p)
{
    if (v->n < v->cap || sqi_vec_grow(c, v))
        v->p[v->n++] = p;
}
/* The items of a node's list; lent if there are no others. */
void sqi_vec_add_more(sqi_compiler *c, sqi_vec *v, const void *items, uint32_t n);
static inline void sqi_vec_add_all(sqi_compiler *c, sqi_vec *v, const void *items, uint32_t n)
{
    if (v->n == 0)
        *v = (sqi_vec){.p = (const void **)(uintptr_t)items, .n = n};
    else
        sqi_vec_add_more(c, v, items, n);
}
static inline bool sqi_vec_has(const sqi_vec *v, const void *p)
{
    for (uint32_t i = v ? v->n : 0; i-- > 0;) /* what was added last is mostly what is met again */
        if (v->p[i] == p)
            return true;
    return false;
}

/* The same, not cleared. */
static inline void *sqi_room(sqi_compiler *c, size_t n)
{
    void *p = sqi_arena_alloc(c->arena, n);
    return p ? p : sqi_no_room(c, n);
}

/* ---- dispatch ---- */
static inline void sqi_visit_node(sqi_compiler *c, const void *node)
{
    const sq_node *n = node;
    if (!sqi_failed(c))
        c->d->visit[n->kind](c, n);
}
static inline void sqi_visit_expr(sqi_compiler *c, const sq_expr *e)
{
    sqi_visit_node(c, e);
}
/* Where a kind of expression may have parentheses: leaves have none. */
enum { SQI_NO_PARENS, SQI_PARENS_IN_OPERATORS, SQI_PARENS };
extern const uint8_t sqi_takes_parens[SQI_N_COUNT];
/* Stands between the operands, which have parentheses for hardly anything? */
static inline bool sqi_is_separator(sq_op op)
{
    return op == SQ_OP_COMMA || op == SQ_OP_AND || op == SQ_OP_OR;
}
/* One that never has parentheses: what is inside of it looks itself whether the compile failed. */
static inline bool sqi_visit_bare(sqi_compiler *c, const sq_expr *e)
{
    if (sqi_takes_parens[e->node.kind] != SQI_NO_PARENS)
        return false;
    c->d->visit[e->node.kind](c, &e->node);
    return true;
}
/* An operand: in parentheses if precedence calls for them. against: SQ_OP_COUNT stands for "none",
 * which groups every operator. */
void sqi_visit_composite(sqi_compiler *c, const sq_expr *e, sq_op against);
static inline void sqi_visit_operand(sqi_compiler *c, const sq_expr *e, sq_op against)
{
    bool is_told = sqi_is_separator(against) || (c->in & SQI_IN_OPERATOR); /* where it stands */
    if (!is_told || !sqi_visit_bare(c, e))
        sqi_visit_composite(c, e, against);
}
/* a AND b AND c is ((a AND b) AND c) to a parser: the first item is the deepest, also where the
 * tree is another. `left`: operands from `item` on to the end. Refuses what is too deep for the
 * server; the caller sets c->chained back. */
void sqi_nest_chain_item(sqi_compiler *c, uint32_t outer, uint32_t left, bool first, sq_op op,
                         const sq_expr *item);
static inline void sqi_enter_chain_item(sqi_compiler *c, uint32_t outer, uint32_t left, bool first,
                                        sq_op op, const sq_expr *item)
{
    if (c->d->max_expr_depth)
        sqi_nest_chain_item(c, outer, left, first, op, item);
}
/* Operands of a chain of `op` as it is written, with those of the same chains inside. */
uint32_t sqi_count_chain(const sq_expr *e, sq_op op);
static inline uint32_t sqi_chain_length(const sq_expr *e, sq_op op)
{
    return e->node.kind == SQI_N_CHAIN ? sqi_count_chain(e, op) : 1;
}
bool sqi_needs_parens(const sq_expr *e, sq_op against);
/* A condition that stands alone: only an operator without a level has parentheses there. */
void sqi_visit_condition(sqi_compiler *c, const sq_expr *e);
/* Items with ", " between. */
void sqi_visit_list(sqi_compiler *c, sqi_exprs list, const char *separator);
/* With flags added and taken for the time of the call. */
void sqi_visit_in(sqi_compiler *c, const void *n, uint32_t add, uint32_t take);

/* ---- identifiers: ident.c ---- */
typedef enum sqi_name_class { SQI_NAME_COLUMN, SQI_NAME_ALIAS, SQI_NAME_BIND } sqi_name_class;
void sqi_put_name(sqi_compiler *c, sq_name n); /* quoted if it must be */
void sqi_put_ident(sqi_compiler *c, const char *name);
void sqi_put_quoted(sqi_compiler *c, const char *name, size_t n);
void sqi_put_schema(sqi_compiler *c, const char *schema, sq_quote quote); /* translated, with dot */
/* The schema that is written for `schema`; NULL: none. */
const char *sqi_schema_of(const sq_dialect *d, const sq_compile_options *o, const char *schema);
/* The same; an error where there has to be one. */
const char *sqi_translate_schema(sqi_compiler *c, const char *schema);
/* The names of a table's columns where columns are many: rendered.c. */
typedef struct sqi_rendered_column {
    const char *text; /* schema.table.column */
    uint32_t n;       /* its length; 0: it can not be written */
    uint32_t at;      /* where the column's own name begins */
    uint32_t own_n;   /* length of that; 0: its text is not that of any name, or there is none */
    uint32_t written;
    uint32_t hash;    /* of its name */
    uint32_t short_n; /* `n`, if two blocks hold it and its values come as they are; else 0 */
    uint32_t in_list; /* where its own name begins in the list of all */
    sq_name name;     /* as it is, without quotes */
} sqi_rendered_column;
typedef struct sqi_rendered {
    sqi_adopted adopted;
    const struct sqi_rendered *next; /* of the compile's own */
    const sq_table *table;
    const char *text; /* schema.table */
    const char *list; /* a, b, c: what stands side by side in the table is written at once */
    uint32_t n, schema_n, written;
    bool onupdate;  /* an UPDATE sets some column that it does not name */
    uint32_t apart; /* keys of the columns differ, and none looks as if it was made up: the length
                     * of the longest; else UINT32_MAX */
    sq_name name;
    sqi_rendered_column columns[];
} sqi_rendered;
const sqi_rendered *sqi_render(sqi_compiler *c, const sq_table *t);
/* NULL: they are not made yet, or not kept with the table. */
static inline const sqi_rendered *sqi_known_rendered(const sqi_compiler *c, const sq_table *t)
{
    _Atomic(void *) *at = (_Atomic(void *) *)(void *)&t->state->rendered[c->d->slot];
    return c->d->own_names ? NULL : atomic_load_explicit(at, memory_order_acquire);
}
/* The same of a column. */
static inline const sqi_rendered_column *sqi_known_column(const sqi_compiler *c, const sq_column *x)
{
    const sqi_rendered *r = sqi_known_rendered(c, x->table);
    return r ? &r->columns[sqi_column_index(x)] : NULL;
}
/* Is this the column's own name, and its text that of any name? */
static inline bool sqi_is_rendered_as(const sqi_rendered_column *own, sq_name name)
{
    return own->own_n && own->name.p == name.p && own->name.n == name.n &&
           own->name.quote == name.quote;
}
/* NULL: no memory, and the compile has failed. */
static inline const sqi_rendered *sqi_rendered_of(sqi_compiler *c, const sq_table *t)
{
    const sqi_rendered *r = sqi_known_rendered(c, t);
    return r ? r : sqi_render(c, t);
}
/* Are columns written as they were rendered, schema and table and all? */
static inline bool sqi_columns_as_rendered(const sqi_compiler *c)
{
    return !(c->in & (SQI_NO_TABLE | SQI_NO_SCHEMA)) && !c->o->n_schema_translate;
}
void sqi_put_table_name(sqi_compiler *c, const sq_table *t);
void sqi_put_table_column(sqi_compiler *c,
                          const sq_column *x); /* with its table, unless SQI_NO_TABLE */
void sqi_put_bare_column(sqi_compiler *c, const sq_column *x);
/* The same of `x` and the n - 1 columns behind it in its table, with commas between. */
void sqi_put_bare_columns(sqi_compiler *c, const sq_column *x, uint32_t n);
/* A name that is mostly the column's own, as that of an alias's column. */
void sqi_put_name_of_column(sqi_compiler *c, const sq_column *x, sq_name name);
sq_name sqi_column_name(sqi_compiler *c, const sq_column *x);
sq_name sqi_table_name(sqi_compiler *c, const sq_table *t);
/* The name that is made up for (node, salt) from a base: base_1, cut to length; the same each
 * time. */
sq_name sqi_anon_name(sqi_compiler *c, const void *node, uint64_t salt, sq_name base,
                      sqi_name_class class_);
/* What `m` holds for (node, salt, base), made with 0 if it is new; NULL: no memory. */
uint64_t *sqi_made_up_at(sqi_compiler *c, sqi_map *m, const void *node, uint64_t salt,
                         sq_name base);
/* The next made-up name of a base, for what asks once. */
sq_name sqi_new_name(sqi_compiler *c, sq_name base, sqi_name_class class_);
sq_name sqi_cut_name(sqi_compiler *c, sq_name n, sqi_name_class class_);
extern const bool sqi_is_mark[256]; /* characters that no made-up name holds: %() $ */
static inline sq_name sqi_plain_name(const char *s)
{
    return (sq_name){s, s ? (uint32_t)strlen(s) : 0, SQ_QUOTE_AUTO};
}
#define SQI_NAME_LIT(s) ((sq_name){s, sizeof(s) - 1, SQ_QUOTE_AUTO})
/* name + suffix as a temporary. */
sq_name sqi_join_names(sqi_compiler *c, sq_name a, const char *between, sq_name b);

/* Is there more to the type than its kind and sizes? */
static inline bool sqi_has_details(const sq_type *t)
{
    return t && t->details;
}

/* ---- columns and labels: label.c ---- */
/* A name that is made up when it is written: those are numbered in the order of the text. */
typedef struct sqi_lazy_name {
    sq_name base;
    const void *node; /* NULL: `base` is the name; else it is made up for this */
    uint64_t salt;
    bool is_set, cut;
} sqi_lazy_name;
/* A column clause item, and the name it is known by. SQLAlchemy: _generate_columns_plus_names. */
typedef struct sqi_output {
    const sq_expr *expr;
    sqi_lazy_name name;
    bool labelled; /* always written with it */
    bool repeated; /* a column that stands there already */
} sqi_output;
typedef struct sqi_outputs {
    sqi_output *p;
    uint32_t n;
} sqi_outputs;
sqi_outputs sqi_label_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style);
/* Writes them, with the labels that they need and commas between. */
void sqi_put_columns(sqi_compiler *c, const sqi_vec *columns, sq_label_style style, bool is_result);
sq_name sqi_name_now(sqi_compiler *c, sqi_lazy_name n);
/* The columns that a statement gives, appended, and the style of their labels if it says one. */
void sqi_output_columns(sqi_compiler *c, const sq_stmt *s, sqi_vec *out, sq_label_style *style);
/* Those of a statement that stands in FROM, with their names. */
const sqi_outputs *sqi_outputs_of(sqi_compiler *c, const sq_stmt *s);
/* The name a column has of itself; p NULL if none. */
sq_name sqi_own_name(sqi_compiler *c, const sq_expr *e);
sq_name sqi_qualified_name(sqi_compiler *c, const sq_expr *e); /* table_column */
/* The name under which a COLUMN_OF is written. */
sq_name sqi_any_column_of_name(sqi_compiler *c, const sqi_column_of *x);
static inline sq_name sqi_column_of_name(sqi_compiler *c, const sqi_column_of *x)
{
    const bool usual = x->name.p && x->name.n <= c->d->longest_label;
    return usual ? x->name : sqi_any_column_of_name(c, x);
}
/* The made-up name of an expression: max_1, anon_1, or that of the column inside. */
sq_name sqi_anon_label(sqi_compiler *c, const sq_expr *e);
typedef struct sqi_shown {
    sq_name name;
    const sq_type *type;
} sqi_shown;
void sqi_add_result(sqi_compiler *c, sq_name name, const sq_type *type);
static inline void sqi_add_result_column(sqi_compiler *c, sq_name name, const sq_type *type)
{
    if (c->keeps_results)
        sqi_add_result(c, name, type);
}
/* A list of expressions, appended: ALL_COLUMNS and lists among them as the columns they mean. */
void sqi_expand_columns(sqi_compiler *c, const void *items, uint32_t n, sqi_vec *out);

/* ---- from elements: from.c ---- */
/* Relations that an expression refers to, in order, appended. SQLAlchemy: _from_objects. */
void sqi_froms_of(sqi_compiler *c, const void *n, sqi_vec *out);
/* The same of all of them. Does one stand for several columns? */
bool sqi_froms_of_items(sqi_compiler *c, const sqi_vec *nodes, sqi_vec *out);
static inline void sqi_froms_of_all(sqi_compiler *c, const sqi_vec *nodes, sqi_vec *out)
{
    if (nodes->n)
        sqi_froms_of_items(c, nodes, out);
}
/* The same of from elements: themselves, and what is joined in them. */
void sqi_froms_within(sqi_compiler *c, const sqi_vec *relations, sqi_vec *out);
void sqi_visit_from(sqi_compiler *c, const sq_relation *r);
/* The name by which columns of it are qualified; p NULL: none. */
sq_name sqi_relation_name(sqi_compiler *c, const sq_relation *r);
void sqi_put_relation_name(sqi_compiler *c, const sq_relation *r); /* the name alone */
static inline void sqi_put_as(sqi_compiler *c) /* between a from element and its name */
{
    if (sqi_can(c, SQI_CAN_TABLE_ALIAS_AS))
        sqi_put(c, " AS ");
    else
        sqi_put(c, " ");
}
static inline uint32_t sqi_written_at(const void *node)
{
    uintptr_t at = (uintptr_t)node;
    return (uint32_t)(at >> 4 ^ at >> 9) % SQI_WRITTEN;
}
/* The names of a node as they were written before; NULL: that is not known. */
static inline const sqi_again *sqi_find_written(const sqi_compiler *c, const void *node)
{
    const sqi_written *w = c->written;
    uint32_t at = sqi_written_at(node);
    bool known = w && w->of[at] == node && !(c->in & (SQI_NO_TABLE | SQI_NO_SCHEMA));
    return known ? &w->names[at] : NULL;
}
/* Writes them; false: they are not known, or there is no room. */
static inline bool sqi_put_again(sqi_compiler *c, const void *node)
{
    const sqi_again *again = sqi_find_written(c, node);
    return again && sqi_out_blocks(&c->out, again->text, again->n);
}
/* The text before the column name, with its dot; nothing under SQI_NO_TABLE. */
void sqi_put_new_qualifier(sqi_compiler *c, const sq_relation *r);
static inline void sqi_put_qualifier(sqi_compiler *c, const sq_relation *r)
{
    if (!(c->in & SQI_NO_TABLE) && !sqi_put_again(c, r))
        sqi_put_new_qualifier(c, r);
}
/* The same text again whenever the node is met: what was written since `start`. NULL: it can not be
 * kept. */
sqi_again *sqi_note_written(sqi_compiler *c, const void *node, size_t start);
/* ON from the foreign keys between two elements; NULL with an error told. */
const sq_expr *sqi_join_condition(sqi_compiler *c, const sq_relation *left,
                                  const sq_relation *right);
bool sqi_can_join(sqi_compiler *c, const sq_relation *left, const sq_relation *right);
/* Columns of a from element, in order, appended. */
void sqi_relation_columns(sqi_compiler *c, const sq_relation *r, sqi_vec *out);

/* ---- SELECT: select.c ---- */
/* The clauses of a SELECT, compound or textual select, read off its chain. */
typedef struct sqi_query {
    const sq_stmt *stmt, *head;
    const sqi_vec *columns; /* as given */
    sqi_vec first_columns;  /* those, unless others took their place */
    sqi_vec prior;          /* columns that were replaced but count for FROM */
    sqi_vec froms;          /* relations said by sq_from() */
    sqi_vec joins;          /* sqi_join_step */
    sqi_vec where, having, group_by, order_by;
    const sqi_limit *limit, *offset, *fetch;
    const sqi_distinct *distinct;
    sqi_vec distinct_on;
    const sqi_for_update *for_update;
    sq_label_style style;
    sqi_vec correlate;
    const sqi_correlate *correlates, *correlate_except;
    sqi_vec prefixes, suffixes; /* sqi_affix_clause */
    sqi_vec hints;              /* sqi_hint */
    sqi_vec add_ctes;           /* sqi_add_cte */
    const sq_option *options;
    bool several;           /* among the columns, one stands for more than itself */
    sqi_vec all_froms;      /* relations that could be shown */
    sqi_vec with_joined;    /* those, and what is joined in them */
    sqi_vec display;        /* those that FROM shows: without the correlated ones */
    sqi_vec output_columns; /* columns, with from elements expanded */
    const void *room[2][8]; /* of the first of all_froms and with_joined; not cleared */
} sqi_query;
/* A join, with the columns from which its left side may be taken. */
typedef struct sqi_join_step {
    const sqi_join_clause *join;
    const sqi_vec *columns;
} sqi_join_step;
void sqi_read_query(sqi_compiler *c, const sq_stmt *s, sqi_query *q);
const sq_stmt *sqi_head_of(const sq_stmt *s);
/* Has it clauses of these kinds? What they say may be taken back by a later one. */
#define SQI_CLAUSE_BIT(K) (UINT64_C(1) << (SQI_N_##K - SQI_N_REFINE))
bool sqi_has_clause(const sq_stmt *s, uint64_t kinds);
bool sqi_has_limit(sqi_compiler *c, const sq_stmt *s); /* LIMIT, OFFSET or FETCH of its own */
/* A statement inside another, without parentheses. */
void sqi_visit_stmt(sqi_compiler *c, const sq_stmt *s);
/* Enclosing statements. */
void sqi_push_frame(sqi_compiler *c, sqi_frame *f);
void sqi_pop_frame(sqi_compiler *c);
/* A text before or behind what is written next, if it is for this dialect. */
void sqi_put_affix(sqi_compiler *c, const sq_expr *text, const char *dialect, bool suffix);
void sqi_put_affixes(sqi_compiler *c, const sqi_vec *affixes, bool suffix);
/* The option of this dialect on a statement or table; NULL if there is none. */
const sq_value *sqi_option(const sqi_compiler *c, const sq_option *list, const char *name);
void sqi_read_chain(sqi_compiler *c, const sq_stmt *s, sqi_vec *out); /* newest first */
void sqi_find_froms(sqi_compiler *c, sqi_query *q);
void sqi_read_params(sqi_compiler *c, const sqi_params *x);
void sqi_put_where(sqi_compiler *c, const sqi_vec *items, const char *lead); /* joined with AND */
void sqi_put_hint_text(sqi_compiler *c, const char *sql, const sq_relation *r);
void sqi_put_order_items(sqi_compiler *c, const sqi_vec *items);
/* `at`: where the text of `r` begins. */
void sqi_put_hint(sqi_compiler *c, const sqi_vec *hints, const sq_relation *r, sqi_mark at);
/* Is a hint, prefix or clause of `dialect` for this one? NULL is for every one. */
bool sqi_for_dialect(const sqi_compiler *c, const char *dialect);
/* " OF a, b": the tables and aliases that locks are asked for. */
void sqi_put_lock_of(sqi_compiler *c, sqi_exprs of);
void sqi_put_limit_value(sqi_compiler *c, const sq_expr *count);
void sqi_put_fetch_value(sqi_compiler *c, const sq_expr *count);

/* ---- from elements that nothing ties together: lint.c; nothing where it was not asked for ---- */
void sqi_keep_correlated(sqi_compiler *c, const sqi_query *q);
static inline void sqi_note_correlated(sqi_compiler *c, const sqi_query *q) /* before its text */
{
    if (c->o->enable_from_linting && q->display.n < q->all_froms.n)
        sqi_keep_correlated(c, q);
}
/* Behind WHERE: `froms` is all of FROM. */
void sqi_find_products(sqi_compiler *c, const sqi_vec *froms, const sqi_vec *where);
static inline void sqi_lint_froms(sqi_compiler *c, const sqi_vec *froms, const sqi_vec *where)
{
    if (c->o->enable_from_linting)
        sqi_find_products(c, froms, where);
}

/* ---- CTE: cte.c ---- */
void sqi_visit_cte_from(sqi_compiler *c, const sqi_cte *x);
sq_name sqi_cte_name(sqi_compiler *c, const sqi_cte *x);
/* CTEs that nothing refers to. */
void sqi_visit_added_cte(sqi_compiler *c, const sq_relation *cte, bool nesting);
static inline void sqi_visit_added_ctes(sqi_compiler *c, const sqi_vec *add_ctes)
{
    for (uint32_t i = 0; i < add_ctes->n; i++) {
        const sqi_add_cte *a = add_ctes->p[i];
        sqi_visit_added_cte(c, a->cte, a->nesting != 0);
    }
}
/* Writes the WITH that belongs to the statement begun at `start`, in front of it. embedded: a
 * member of a compound or the SELECT of an INSERT, whose CTEs belong to the whole. */
void sqi_put_with(sqi_compiler *c, sqi_mark start, bool toplevel, bool is_compound);
/* The same where the text stands now. */
void sqi_put_with_here(sqi_compiler *c, bool toplevel, bool is_compound);

/* ---- parameters: param.c ---- */
uint32_t sqi_slot_of(sqi_compiler *c, const sqi_bind *b);
/* The same; its parameter has this name, unless it has one already. p NULL: it is made up. */
uint32_t sqi_slot_named(sqi_compiler *c, const sqi_bind *b, sq_name name);
/* The same of a bind that nobody named, with the key of one of the columns whose keys are apart. */
uint32_t sqi_slot_of_column(sqi_compiler *c, const sqi_bind *b, sq_name key);
/* A name that is made up ends in a number, where it is not as long as those that are cut. */
static inline bool sqi_is_numbered(sq_name n)
{
    return n.n && n.p[n.n - 1] >= '0' && n.p[n.n - 1] <= '9';
}
static inline bool sqi_may_be_cut(const sqi_compiler *c, uint32_t n)
{
    return n + 4 > c->d->longest_label;
}
/* Makes up the names that slots have not been given, in the order of the slots: nobody may want
 * them, so that is done when the first is asked for, or a name is made up for something else, with
 * which they are counted together. false: the compile has failed. */
bool sqi_name_slots(sqi_compiler *c);
/* That of a slot, to be changed: one of its own. */
sqi_slot_extra *sqi_extra_of(sqi_compiler *c, sqi_slot *s);
/* Is it written by its marker alone: no list, no literal, no SQL of its type round it? */
static inline bool sqi_is_marker(const sqi_compiler *c, const sqi_bind *b)
{
    return !(b->flags & SQI_BIND_EXPANDING) && !(c->in & (SQI_LITERAL | SQI_INLINE)) &&
           !(b->node.type && b->node.type->details);
}
const sqi_bind *sqi_value_source(sqi_compiler *c, const sqi_bind *b);
void sqi_put_literal(sqi_compiler *c, sq_value v, const sq_type *type);
void sqi_put_string_literal(sqi_compiler *c, const char *s, size_t n);
/* The operand of a JSON access as the path that the server wants: $."key"[0]. false: it is none, or
 * is a path already. */
bool sqi_json_path(sqi_out *out, sq_value v, const sq_type *type);

/* ---- types: type.c ---- */
/* `t`, or its variant for this dialect. */
const sq_type *sqi_variant_here(const sqi_compiler *c, const sq_type *t);
static inline const sq_type *sqi_type_here(const sqi_compiler *c, const sq_type *t)
{
    return t->details ? sqi_variant_here(c, t) : t;
}
void sqi_put_type(sqi_compiler *c, const sq_type *t);

/* ---- DML: dml.c ---- */
typedef struct sqi_set_item {
    const sq_expr *column; /* what is set, as it was given */
    const sq_expr *own;    /* the column of the target that this is; NULL: it is none of its own */
    const sq_expr *value;
    sq_name key; /* of that column; p NULL: there is none */
} sqi_set_item;
typedef struct sqi_items {
    sqi_set_item *p;
    uint32_t n, cap;
} sqi_items;
/* Room for `more` of them behind those that are there; false: no memory. */
bool sqi_items_grow(sqi_compiler *c, sqi_items *v, uint32_t more);
static inline void sqi_add_item(sqi_compiler *c, sqi_items *v, sqi_set_item item)
{
    if (v->n < v->cap || sqi_items_grow(c, v, 1))
        v->p[v->n++] = item;
}
typedef struct sqi_dml {
    const sq_stmt *stmt, *head;
    const sq_relation *relation;
    const sq_table *table; /* NULL if the target is no table */
    sqi_assigns sets;      /* as given */
    sqi_items items;       /* what is written */
    bool ordered;
    const sqi_rows *rows;
    sqi_vec more_rows; /* sqi_vec of const sq_expr * for each row but the first */
    const sqi_from_select *from_select;
    const sq_stmt *select; /* its SELECT, with client defaults added */
    sqi_vec where, returning;
    const sqi_returning *defaults, *supplemental;
    bool inline_, sort, toplevel;
    bool everything;         /* nothing says which columns: all are parameters */
    bool apart;              /* no two items have one key, and none may be made up */
    const char *const *keys; /* those that the caller has parameters for; of a statement inside */
    size_t n_keys;           /* another: none */
    sqi_vec on_conflicts;    /* sqi_on_conflict */
    const sqi_on_duplicate_key *on_duplicate_key;
    sqi_vec extra_froms; /* FROM of UPDATE, USING of DELETE */
    sqi_vec using_;      /* said by sq_using() */
    const sqi_limit *limit;
    const sq_option *options;
    sqi_vec prefixes, suffixes, hints, add_ctes;
    sqi_vec implicit_returning; /* columns */
    bool repeats;               /* the row of VALUES may be written again for each parameter set */
    sqi_page_order page_order;
    const sq_column *sentinel; /* the column that tells the order of a page; NULL: none */
} sqi_dml;
/* The name of an own column as SET has it. */
void sqi_put_own_column(sqi_compiler *c, const sq_expr *own);
void sqi_require_set_target(sqi_compiler *c, const sq_expr *e);
/* The items of an upsert's SET. */
void sqi_set_items(sqi_compiler *c, const sqi_dml *d, sqi_assigns set, bool in_table_order,
                   sqi_items *out);
/* A value in VALUES or SET for `column`; `name` is that of its parameter. */
void sqi_put_assigned(sqi_compiler *c, const sq_expr *column, const sq_expr *value, sq_name name);
/* The RETURNING columns; and written, with their labels and commas between. */
sqi_vec sqi_returning_columns(sqi_compiler *c, const sqi_dml *d);
void sqi_put_returning_columns(sqi_compiler *c, const sqi_dml *d);

/* ---- DDL: ddl.c ---- */
void sqi_visit_ddl(sqi_compiler *c, const sqi_ddl *x);
/* schema.name of a view or table that the statement makes. */
void sqi_put_made_name(sqi_compiler *c, const sqi_ddl *x);

/* ---- entry ---- */
sq_compiled *sqi_compile(const sq_node *root, const sq_dialect *d, const sq_compile_options *o,
                         const sqi_gather *gather, size_t max_bytes, sq_error *err);
/* Table and columns as behind INSERT INTO: name (a, b). A status. */
int sqi_compile_target(const sq_table *t, const sq_column *const *columns, size_t n,
                       const sq_dialect *d, sqi_out *out, sq_error *err);
/* Compiles for this one time, and puts the values in place: all of it is in the memory of
 * `scratch`, with the values of the tree; out->compiled is neither counted nor kept. A status. */
int sqi_compile_once(const sq_node *root, const sq_dialect *d, const sq_compile_options *o,
                     size_t max_bytes, const sqi_sources *given, sqi_scratch *scratch,
                     sqi_request *out, sq_error *err);
/* Leniently, for nothing but the findings and the error in *out. */
void sqi_compile_noting(const sq_node *root, const sq_dialect *d, sq_verdict_result *out);
/* The order of the parameters and, if the text needs no expansion, its final form: what stands
 * there where it is `straight`; else it is put together if `final` is set, once and for all. false:
 * no memory. */
bool sqi_fix_text(sq_compiled *k, bool straight, bool final);
/* The same at once, of a form that is used but once, where the text is final and each slot one
 * parameter; false: it is not so. */
bool sqi_fix_straight(sq_compiled *k, bool straight);
/* ---- requests: assemble.c ---- */
/* Text and parameters of a form that is not plain, of a value for each slot. */
int sqi_put_together(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                     sqi_request *out, sq_error *err);
/* The marker of a slot that is no list, with its cast. */
void sqi_put_any_marker(sqi_out *out, sq_mark_style mark, sq_str name, sq_str cast,
                        uint32_t number);
/* There is a value, of a kind that every parameter takes: of most there is nothing more to ask. */
static inline bool sqi_is_one_value(const sq_value *v)
{
#define BIT(kind) (UINT32_C(1) << SQ_V_##kind)
    const uint32_t others = BIT(LIST) | BIT(TUPLE) | BIT(EXPR) | BIT(STMT) | BIT(BAD_POINTER) |
                            BIT(ABSENT);
#undef BIT
    return !((others >> v->kind) & 1);
}
static inline bool sqi_fits(const sqi_slot *s, const sq_value *v)
{
    return s->expanding ? v->kind == SQ_V_LIST : sqi_is_one_value(v);
}
#endif
