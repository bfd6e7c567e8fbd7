/* compiled.h: what cache and engine see of a compiled statement. */
#ifndef SQI_COMPILED_H
#define SQI_COMPILED_H

#include <stdatomic.h>
#include "squill/compile.h"
#include "squill/schema.h"
#include "lib/base/out.h"

/* What a statement does, for the engine. */
typedef enum sqi_purpose {
    SQI_SELECT,
    SQI_INSERT,
    SQI_UPDATE,
    SQI_DELETE,
    SQI_DDL,
    SQI_TEXT,
} sqi_purpose;

/* What is told of a parameter: the public struct, so that the engine hands it on to the driver as
 * it is. Of a slot whose name is to be made up, by sqi_know_names(), name.p is NULL and name.n the
 * slot's number. */
typedef sq_bound_param sqi_param;

/* One parameter of the compiled form: every distinct bind, in order of first appearance. Where the
 * value comes from at execution: `gather` is its position among the values met by the verifying
 * walk over the tree (-1: only by name). */
typedef struct sqi_slot {
    const struct sqi_bind *bind;        /* its node, while it is compiled; else NULL */
    const struct sqi_slot_extra *extra; /* what few have; never NULL */
    int32_t gather;
    bool expanding;       /* an IN list: the marker becomes a list of markers */
    bool tuple;           /* expanding list of row values */
    bool tuple_values;    /* row values are preceded by VALUES */
    bool literal_execute; /* always written into the text */
    bool row_count;       /* a plain number of LIMIT, OFFSET, FETCH */
} sqi_slot;
typedef struct sqi_slot_extra {
    sq_str cast;              /* behind the marker */
    sq_str empty;             /* expanding: what stands for an empty list */
    const sq_default *client; /* the default that gives the value; NULL: none, or none is known */
} sqi_slot_extra;
extern const sqi_slot_extra sqi_no_extra;

/* The text is a sequence of spans: each copies `len` bytes at `off` of the text, then writes the
 * marker (or list, or literal) of slot `slot`; SQI_NO_SLOT at the end. */
#define SQI_NO_SLOT    UINT32_MAX
#define SQI_ROW_NUMBER (UINT32_MAX - 1) /* no marker: the number of the row, from 0 */
static inline bool sqi_is_slot(uint32_t slot)
{
    return slot < SQI_ROW_NUMBER;
}
typedef struct sqi_span {
    uint32_t off, len, slot;
} sqi_span;

typedef struct sqi_result_column {
    const char *name;
    const sq_type *type;
} sqi_result_column;

/* What tells which of the rows that come back belongs to which parameter set of a page. */
typedef enum sqi_page_order {
    SQI_PAGE_ANY,    /* nothing: nobody asked, or no rows come back */
    SQI_PAGE_RISING, /* values of a column rise from set to set */
    SQI_PAGE_GIVEN,  /* values of a column are those of a slot */
} sqi_page_order;
/* INSERT of many parameter sets (page.c): the spans of the row that is written again for each. */
typedef struct sqi_page {
    uint32_t first, last; /* spans first .. last - 1; none: the statement is for one set */
    uint32_t max_rows;    /* as many as the dialect has parameters for */
    uint32_t rows;        /* how often sqi_assemble() writes it, each time with the same values */
    sqi_page_order order;
    uint32_t column; /* of the result: which tells the order */
    uint32_t slot;   /* SQI_PAGE_GIVEN */
    bool hidden;     /* that column, the last one, was added: nobody asked for it */
} sqi_page;

enum { SQI_MEMO_LISTS = 4, SQI_MEMOS = 16 };

struct sq_compiled {
    _Atomic uint32_t refs;
    sqi_purpose purpose;
    bool returns_rows;
    bool changes;     /* an INSERT, UPDATE or DELETE is part of it, if only in a WITH */
    bool fixed;       /* text and order never change: `sql` and `order` hold the final form */
    bool plain;       /* fixed, and the parameters are the slots, one by one */
    bool as_gathered; /* the values of the slots are those met in the tree, one by one */
    bool complete;    /* all `values` are there, and such as their slots take */
    bool implicit_returning; /* RETURNING was added for the generated key, the user did not ask */
    bool converts_params;    /* one may be sent as another value than the one given, by its type */
    bool converts_results;   /* a column has a user-defined type with a `result` method */
    uint64_t id;             /* unique in this process: key of a prepared statement */
    const sq_dialect *dialect;
    sq_mark_style mark;
    bool literal_ints;
    struct sq_arena *arena; /* owns everything below */
    sq_str text;            /* the bytes that the spans copy */
    const sqi_span *spans;
    size_t n_spans;
    const sqi_slot *slots;
    const sqi_param *params; /* of each slot */
    const sq_value *values;  /* of each slot, unless gathered or given; often absent */
    size_t n_slots;
    struct sqi_compiler *maker; /* of a form for one use: makes names of slots up; NULL: all have */
    sq_str sql;                 /* `fixed`: the final text, NUL-terminated */
    const uint32_t *order;      /* slots in the order in which the driver gets their values */
    size_t n_order;
    bool has_lists;    /* slots that stand for lists: `lists`, or more of them */
    bool has_literals; /* slots that are always written into the text */
    bool can_memo;     /* text and parameters depend on the lengths of `lists` alone */
    uint32_t n_lists, lists[SQI_MEMO_LISTS]; /* expanding slots */
    const sqi_result_column *columns;
    size_t n_columns;
    sqi_page page;
};

/* A statement ready to be sent. `sql` is NUL-terminated. With `compiled->fixed` the driver may keep
 * a prepared statement under compiled->id. */
typedef struct sqi_request {
    sq_compiled *compiled;
    sq_str sql;
    const sq_value *values;
    const sqi_param *params;
    size_t n_params;
} sqi_request;

/* What was made of a compiled form, but values: of use again while its lists are as long. */
typedef struct sqi_memo {
    uint64_t id; /* of the compiled form; 0: nothing is remembered */
    sqi_out text;
    sqi_param *params; /* own_params, or too many to be kept */
    sqi_param *own_params;
    uint32_t n_params, cap_params;
    uint32_t lengths[SQI_MEMO_LISTS];
} sqi_memo;

/* Reusable memory for requests, of one connection or builder; sqi_scratch_clear() ends it. All of
 * `allocator` of the arena. */
typedef struct sqi_scratch {
    struct sq_arena *arena; /* reset by each request */
    const sq_value *gathered;
    size_t n_gathered;
    bool hit;                      /* the cache had the form of the last statement */
    sqi_out text;                  /* of what is compiled for once */
    sqi_memo memos[SQI_MEMOS + 1]; /* by id; the last is of what is compiled for once */
    struct sqi_front *front;       /* of lib/cache: entries met last */
    void (*drop_front)(struct sqi_front *front);
} sqi_scratch;
void sqi_scratch_clear(sqi_scratch *s);

/* The value that a client-side default gives now. SQ_OK, or what its callback told. */
int sqi_client_value(const sq_default *d, sq_value *out, sq_error *err);

/* The values of a request, borrowed: those met in the tree, and those given by name, which win. */
typedef struct sqi_sources {
    const sq_value *gathered;
    size_t n_gathered;
    const sq_binding *b;
    size_t n_b;
    bool allow_absent; /* else one that is neither is an error */
} sqi_sources;

/* Put the values in place. A missing or surplus name is SQ_ERR_ARGUMENT with the name. */
int sqi_assemble(const sq_compiled *k, const sqi_sources *given, sqi_scratch *scratch,
                 sqi_request *out, sq_error *err);

/* The same with one value for each slot, in order. */
int sqi_assemble_values(const sq_compiled *k, const sq_value *values, sqi_scratch *scratch,
                        sqi_request *out, sq_error *err);

/* A page: `values` has one value for each slot of each row, row by row. Text goes to `text`,
 * parameters to `arena`; both are borrowed by *out. */
int sqi_assemble_page(const sq_compiled *k, const sq_value *values, size_t n_rows, sq_arena *arena,
                      sqi_out *text, sqi_request *out, sq_error *err);
/* One value for each slot, in the memory of `arena`: those of one parameter set. */
int sqi_place_values(const sq_compiled *k, const sqi_sources *given, struct sq_arena *arena,
                     sq_value **out, sq_error *err);
/* Of a parameter of a request that was made of `k`; p NULL: no memory to make it up. */
sq_str sqi_param_name(const sq_compiled *k, const sqi_param *p);
/* From now on each slot has its name. false: no memory. */
bool sqi_know_names(const sq_compiled *k);
/* Can slot i stand for this value? SQ_OK, or an error. */
int sqi_check_slot(const sq_compiled *k, size_t i, sq_value v, sq_error *err);

/* The whole way for the engine: look up `s` in `cache` (compile on a miss), gather its values, put
 * them in place. *counted: out->compiled is to be given back by sq_compiled_unref(); else the front
 * table of `scratch` holds it until the next look-up. `cache` may be NULL. Defined in lib/cache. */
int sqi_ready(sq_cache *cache, const sq_stmt *s, const sq_dialect *d, const sq_compile_options *o,
              const sq_binding *b, size_t n_b, sqi_scratch *scratch, sqi_request *out,
              bool *counted, sq_error *err);
/* The first half of it: out->compiled, which is counted, and the values of the tree in `scratch`.
 */
int sqi_find_form(sq_cache *cache, const sq_stmt *s, const sq_dialect *d,
                  const sq_compile_options *o, sqi_scratch *scratch, sqi_request *out,
                  sq_error *err);

#endif
