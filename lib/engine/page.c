/* page.c: one statement for many structs, with rows that come back.
 *
 *   form     tree -> compiled form, whose row of VALUES can be written again (lib/compile/page.c)
 *   page     the next structs, as many as one statement takes; one, if it has no such row
 *   run      text and parameters of the page, sent; its rows go behind those of the pages before
 *   order    rows of the page into the order of its structs (order.c)
 *
 * Only a full page has a text that comes again, so only that is prepared on the server. */
#include <string.h>
#include "lib/engine/sets.h"

typedef struct pages {
    sqi_conn *c;
    sq_result *r;
    const sq_row_desc *desc;
    const char *rows;
    size_t n, done;
    const sq_compiled *k;
    const sq_field **sources; /* member of each slot; NULL: no member of the struct */
    const sq_value *first;    /* of each slot, for the first struct: what has no source stays */
    size_t most;              /* structs of one page */
    sq_arena *call, *page;    /* memory of the whole call, of one page */
    sq_value *values;         /* of each slot for each struct of the page */
    size_t n_rows;            /* of the page */
    sqi_out text;
} pages;

static int refuse(pages *p, const sq_error *e)
{
    sq_error told = *e;
    sqi_conn_fail(p->c, &told, NULL);
    sqi_result_error(p->r, &told);
    return told.status;
}

static int out_of_memory(pages *p)
{
    sq_error e;
    sqi_error(&e, SQ_ERR_NOMEM, "sq_exec_many_returning", "out of memory");
    return refuse(p, &e);
}

static const char *struct_at(const pages *p, size_t i)
{
    return p->rows + i * p->desc->size;
}

/* ---- form ---- */

static sq_binding *bind_first(const pages *p)
{
    sq_binding *b = sqi_arena_alloc(p->call, (p->desc->n + 1) * sizeof *b);
    for (size_t i = 0; b && i < p->desc->n; i++) {
        const sq_field *f = &p->desc->fields[i];
        b[i] = (sq_binding){f->name, sqi_field_value(f, p->rows)};
    }
    return b;
}

static int place_first(pages *p)
{
    const sqi_scratch *s = &p->c->request;
    const sq_binding *b = bind_first(p);
    sq_value *values;
    sq_error e;
    p->sources = sqi_arena_alloc(p->call, (p->k->n_slots + 1) * sizeof *p->sources);
    if (!b || !p->sources)
        return out_of_memory(p);
    for (size_t i = 0; i < p->k->n_slots; i++)
        p->sources[i] = sqi_field_named(p->desc, p->k->params[i].name);
    const sqi_sources given = {s->gathered, s->n_gathered, b, p->desc->n, false};
    int rc = sqi_place_values(p->k, &given, p->call, &values, &e);
    p->first = values;
    return rc == SQ_OK ? SQ_OK : refuse(p, &e);
}

/* A value that stands once in a page but differs from struct to struct. */
static bool differs_outside(const pages *p)
{
    const sqi_page *page = &p->k->page;
    for (uint32_t i = 0; i < p->k->n_spans; i++) {
        uint32_t slot = p->k->spans[i].slot;
        if ((i < page->first || i >= page->last) && sqi_is_slot(slot) &&
            (p->sources[slot] || p->k->slots[slot].extra->client))
            return true;
    }
    return false;
}

/* Are keys, by which rows are found again, of a kind that tells them in every struct? NULL is not:
 * the database may make a key of it. */
static bool keys_tell(const pages *p)
{
    const sqi_page *page = &p->k->page;
    if (page->order != SQI_PAGE_GIVEN)
        return true;
    const sq_field *key = p->sources[page->slot];
    for (size_t i = 0; key && i < p->n; i++)
        if (!sqi_tells_row(sqi_field_value(key, struct_at(p, i))))
            return false;
    return key ? true : sqi_tells_row(p->first[page->slot]);
}

static size_t at_most(size_t rows, const pages *p)
{
    return rows < p->k->page.max_rows ? rows : p->k->page.max_rows;
}

/* The length of a page that has one text for ever. */
static size_t full_page(const pages *p)
{
    return at_most(p->c->engine->options.insertmanyvalues_page_size, p);
}

static size_t rows_of_a_page(const pages *p, size_t wanted)
{
    const sqi_page *page = &p->k->page;
    if (page->first == page->last || differs_outside(p) || !keys_tell(p))
        return 1;
    return wanted ? at_most(wanted, p) : full_page(p);
}

static int find_form(pages *p, const sq_stmt *s, const sq_many_options *o)
{
    sqi_conn *c = p->c;
    sq_compile_options how;
    sqi_request q;
    sq_error e;
    if (sqi_sets_options(c, p->desc, true, p->call, &how) != SQ_OK)
        return out_of_memory(p);
    how.page_rows = 1;
    how.any_order = o->any_order;
    int rc = sqi_find_form(c->engine->cache, s, c->engine->dialect, &how, &c->request, &q, &e);
    if (rc != SQ_OK)
        return refuse(p, &e);
    p->k = q.compiled;
    sqi_result_set_form(p->r, q.compiled, true);
    rc = place_first(p);
    if (rc == SQ_OK)
        p->most = rows_of_a_page(p, o->page_size);
    return rc;
}

/* ---- page ---- */

static size_t size_of(sq_value v)
{
    switch ((sq_value_kind)v.kind) {
    case SQ_V_TEXT:
    case SQ_V_BYTES:
    case SQ_V_DECIMAL:
    case SQ_V_JSON:
    case SQ_V_BITS:
        return v.len;
    default:
        return sizeof v;
    }
}

/* Members of the struct, and what client-side defaults give anew for each. */
static int place(const pages *p, size_t i, sq_value *out, size_t *bytes, sq_error *err)
{
    const sq_compiled *k = p->k;
    int rc = SQ_OK;
    for (size_t s = 0; rc == SQ_OK && s < k->n_slots; s++) {
        out[s] = p->first[s];
        if (p->sources[s])
            out[s] = sqi_field_value(p->sources[s], struct_at(p, i));
        else if (k->slots[s].extra->client && i > 0)
            rc = sqi_client_value(k->slots[s].extra->client, &out[s], err);
        if (rc == SQ_OK)
            rc = sqi_check_slot(k, s, out[s], err);
        *bytes += size_of(out[s]);
    }
    return rc;
}

/* As many structs as the statement takes, of not too many bytes. */
static int fill_page(pages *p)
{
    enum { ENOUGH = 1024 * 1024 };
    sq_error e;
    size_t bytes = 0, left = p->n - p->done, most = left < p->most ? left : p->most;
    sqi_arena_reset(p->page);
    p->values = sqi_arena_alloc(p->page, (most * p->k->n_slots + 1) * sizeof *p->values);
    if (!p->values)
        return out_of_memory(p);
    for (p->n_rows = 0; p->n_rows < most && bytes < ENOUGH; p->n_rows++)
        if (place(p, p->done + p->n_rows, p->values + p->n_rows * p->k->n_slots, &bytes, &e) !=
            SQ_OK)
            return refuse(p, &e);
    return SQ_OK;
}

/* ---- run ---- */

static int request_of_page(pages *p, sq_driver_request *out)
{
    const sq_compiled *k = p->k;
    sqi_request q = {.compiled = p->r->compiled};
    sq_error e;
    bool paged = k->page.last > k->page.first;
    sqi_arena_reset(p->c->request.arena);
    int rc = paged ? sqi_assemble_page(k, p->values, p->n_rows, p->page, &p->text, &q, &e)
                   : sqi_assemble_values(k, p->values, &p->c->request, &q, &e);
    if (rc != SQ_OK)
        return refuse(p, &e);
    *out = sqi_driver_request(&q, false);
    bool full = p->n_rows == full_page(p);
    if (paged && full && p->n / 2 >= p->n_rows)
        out->id = k->id;
    return SQ_OK;
}

static int run_page(pages *p)
{
    sq_driver_request rq;
    sqi_stored_row *before = p->r->last;
    if (fill_page(p) != SQ_OK || request_of_page(p, &rq) != SQ_OK)
        return p->r->status;
    sqi_run_into(p->c, p->r, &rq);
    if (p->r->status != SQ_OK)
        return p->r->status;
    const sqi_page *page = &p->k->page;
    if (p->n_rows > 1 && sqi_order_rows(p->r, before, page, p->values + page->slot, p->k->n_slots,
                                        p->n_rows) != SQ_OK)
        return refuse(p, &p->r->error);
    p->done += p->n_rows;
    return SQ_OK;
}

static void run_all(pages *p, const sq_stmt *s, const sq_many_options *o)
{
    sq_result *r = p->r;
    r->several = true;
    int rc = find_form(p, s, o);
    while (rc == SQ_OK && p->done < p->n)
        rc = run_page(p);
    r->n_hidden = p->k && p->k->page.hidden && r->n_columns ? 1 : 0;
    r->n_columns -= r->n_hidden;
}

/* All or nothing: without a transaction of the caller's it gets one of its own. */
static void in_transaction(pages *p, const sq_stmt *s, const sq_many_options *o)
{
    sqi_conn *c = p->c;
    bool own = !c->tx.active;
    if (own && sqi_tx_begin(c, NULL, true) != SQ_OK) {
        sqi_result_error(p->r, &c->error);
        return;
    }
    run_all(p, s, o);
    if (own && sqi_tx_commit(c) != SQ_OK)
        sqi_result_error(p->r, &c->error);
}

static void query_many(pages *p, const sq_stmt *s, const sq_many_options *o)
{
    const sq_allocator *a = p->c->engine->options.allocator;
    p->call = sqi_arena_new(a, p);
    p->page = p->call ? sqi_arena_new(a, p) : NULL;
    sqi_out_init(&p->text, a, 0);
    if (p->page)
        in_transaction(p, s, o);
    else
        out_of_memory(p);
    sqi_out_clear(&p->text);
    sqi_arena_unref(p->page);
    sqi_arena_unref(p->call);
}

sq_result *(sq_exec_many_returning)(sq_conn *handle, const sq_stmt *s, const sq_row_desc *d,
                                    const void *rows, size_t n, const sq_many_options *o)
{
    static const sq_many_options plain = {.size = sizeof plain};
    sqi_conn *c;
    sq_result *r = sqi_result_open(handle, "sq_exec_many_returning", &c);
    if (!c)
        return r;
    int rc = sqi_admit(c);
    if (rc == SQ_OK && (!s || !d || (n && !rows)))
        rc = sqi_conn_refuse(c, SQ_ERR_ARGUMENT, "sq_exec_many_returning",
                             "a statement, a row description and rows are needed");
    if (rc != SQ_OK)
        sqi_result_fail(r, c, rc);
    else if (n)
        query_many(&(pages){.c = c, .r = r, .desc = d, .rows = rows, .n = n}, s, o ? o : &plain);
    return r;
}
