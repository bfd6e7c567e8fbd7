/* frozen.c: results that were copied whole, and what can be done with all of their rows.
 *
 * Invariant: a frozen result is stored, and its list holds the rows that were left when it was
 * frozen; walking changes only `current`. */
#include <string.h>
#include "lib/base/map.h"
#include "lib/engine/result.h"

static void rewind_rows(sq_result *r)
{
    r->current = NULL;
    r->walked = false;
    sqi_result_leave_row(r);
}

/* The rows that were walked over are let go. */
static void drop_walked(sq_result *r)
{
    if (!r->walked)
        return;
    r->first = r->current ? r->current->next : NULL;
    r->last = r->first ? r->last : NULL;
    r->n_rows = 0;
    for (const sqi_stored_row *row = r->first; row; row = row->next)
        r->n_rows++;
}

int sq_freeze(sq_result *r)
{
    if (!r)
        return SQ_ERR_ARGUMENT;
    if (r->status != SQ_OK || r->frozen)
        return r->status;
    if (r->rows) {
        int64_t read = r->mode == SQI_RESULT_STREAM ? r->n_rows : 0;
        if (r->mode == SQI_RESULT_DETACHED)
            r->n_rows = 0;
        sqi_result_store(r);
        r->n_rows -= read;
    } else {
        drop_walked(r);
        r->mode = SQI_RESULT_STORED;
    }
    r->frozen = true;
    rewind_rows(r);
    return r->status;
}

int sq_rewind(sq_result *r)
{
    if (!r)
        return SQ_ERR_ARGUMENT;
    if (r->status == SQ_OK && !r->frozen)
        sqi_result_refuse(r, SQ_ERR_STATE, "sq_freeze() comes before sq_rewind()");
    if (r->status == SQ_OK)
        rewind_rows(r);
    return r->status;
}

/* Both are frozen. */
static int append(sq_result *r, const sq_result *other)
{
    if (r->n_columns != other->n_columns)
        return sqi_result_refuse(r, SQ_ERR_ARGUMENT, "%zu columns can't follow %zu",
                                 other->n_columns, r->n_columns);
    r->nul_in_text = r->nul_in_text || other->nul_in_text; /* it may be of another database */
    for (const sqi_stored_row *row = other->first; row; row = row->next) {
        int rc = sqi_result_add(r, row->values);
        if (rc != SQ_OK)
            return sqi_result_refuse(r, rc, "%s", sq_status_text(rc));
    }
    return SQ_OK;
}

int sq_merge(sq_result *r, sq_result *other)
{
    if (r && r == other)
        return sqi_result_refuse(r, SQ_ERR_ARGUMENT, "a result can't follow itself");
    int rc = sq_freeze(r);
    if (rc == SQ_OK && sq_freeze(other) != SQ_OK)
        sqi_result_error(r, sq_result_error(other));
    else if (rc == SQ_OK)
        append(r, other);
    sq_done(other);
    return r ? r->status : rc;
}

/* ---- repeated rows ---- */

/* Values of one kind are equal if their bytes are. */
static size_t put_value(const sq_value *v, char *out)
{
    const uint16_t kind = v->kind;
    size_t n = sizeof kind;
    memcpy(out, &kind, n);
    if (sqi_value_has_bytes(v)) {
        memcpy(out + n, &v->len, sizeof v->len);
        memcpy(out + n + sizeof v->len, v->v.s, v->len);
        return n + sizeof v->len + v->len;
    }
    if (kind == SQ_V_NULL)
        return n;
    if (kind == SQ_V_INTERVAL) { /* in all of its members */
        memcpy(out + n, v, sizeof *v);
        return n + sizeof *v;
    }
    memcpy(out + n, &v->v.i, sizeof v->v.i);
    return n + sizeof v->v.i;
}

/* Whether the row is the first of its kind. */
static int is_new(sq_result *r, sqi_strmap *seen, const sqi_stored_row *row, bool *out)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_columns; i++)
        n += sizeof(uint16_t) + sizeof(sq_value) +
             (sqi_value_has_bytes(&row->values[i]) ? row->values[i].len : 0);
    char *key = sqi_arena_alloc(r->arena, n);
    if (!key)
        return SQ_ERR_NOMEM;
    n = 0;
    for (size_t i = 0; i < r->n_columns; i++)
        n += put_value(&row->values[i], key + n);
    uint64_t *at = sqi_strmap_at(seen, key, n);
    if (!at)
        return SQ_ERR_NOMEM;
    *out = *at == 0;
    *at = 1;
    return SQ_OK;
}

int sq_unique(sq_result *r)
{
    int rc = sq_freeze(r);
    if (rc != SQ_OK)
        return rc;
    sqi_strmap seen = {.arena = r->arena};
    sqi_stored_row **link = &r->first, *row = r->first;
    r->last = NULL;
    r->n_rows = 0;
    for (; row; row = row->next) {
        bool first;
        if (is_new(r, &seen, row, &first) != SQ_OK)
            return sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
        if (!first)
            continue;
        *link = r->last = row;
        link = &row->next;
        r->n_rows++;
    }
    *link = NULL;
    return SQ_OK;
}
