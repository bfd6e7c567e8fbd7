/* order.c: rows of a page, put into the order of the parameter sets that they are of.
 *
 * A column of the result tells it: its values rise from set to set, or are those that the sets
 * gave. The rows stay where they are, only their links change. */
#include <stdlib.h>
#include <string.h>
#include "lib/engine/result.h"

/* An integer or a UUID, to be compared as a number. */
typedef struct row_key {
    uint64_t high, low;
} row_key;
typedef struct place {
    row_key key;
    size_t set;
    sqi_stored_row *row;
} place;

static uint64_t read_half(const unsigned char *p)
{
    uint64_t n = 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | p[i];
    return n;
}

static bool key_of(sq_value v, row_key *out)
{
    switch ((sq_value_kind)v.kind) {
    case SQ_V_INT:
        *out = (row_key){v.v.i >= 0, (uint64_t)v.v.i};
        return true;
    case SQ_V_UINT:
        *out = (row_key){1, v.v.u};
        return true;
    case SQ_V_UUID:
        *out = (row_key){read_half(v.v.p), read_half((const unsigned char *)v.v.p + 8)};
        return true;
    default:
        return false;
    }
}

bool sqi_tells_row(sq_value v)
{
    row_key ignored;
    return key_of(v, &ignored);
}

static int by_key(const void *left, const void *right)
{
    const row_key *a = &((const place *)left)->key, *b = &((const place *)right)->key;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return a->low < b->low ? -1 : a->low > b->low;
}

static int by_set(const void *left, const void *right)
{
    size_t a = ((const place *)left)->set, b = ((const place *)right)->set;
    return a < b ? -1 : a > b;
}

/* The value of the column in each row, of the kind that its type has. */
static bool read_keys(sq_result *r, sqi_stored_row *row, uint32_t column, place *rows, size_t n)
{
    const sq_type *t = r->compiled->columns[column].type;
    for (size_t i = 0; i < n; i++, row = row->next) {
        sq_value v = row->values[column];
        if (sqi_to_type(t, r->arena, &v) != SQ_OK || !key_of(v, &rows[i].key))
            return false;
        rows[i].row = row;
    }
    return true;
}

/* The set that gave the key of each row. */
static bool find_sets(place *rows, size_t n, const sq_value *given, size_t stride, place *sets,
                      size_t n_sets)
{
    for (size_t i = 0; i < n_sets; i++) {
        sets[i].set = i;
        if (!key_of(given[i * stride], &sets[i].key))
            return false;
    }
    qsort(sets, n_sets, sizeof *sets, by_key);
    for (size_t i = 0; i < n; i++) {
        const place *found = bsearch(&rows[i], sets, n_sets, sizeof *sets, by_key);
        if (!found)
            return false;
        rows[i].set = found->set;
    }
    return true;
}

static void link_rows(sq_result *r, sqi_stored_row *before, const place *rows, size_t n)
{
    sqi_stored_row **link = before ? &before->next : &r->first;
    for (size_t i = 0; i < n; i++) {
        *link = rows[i].row;
        link = &rows[i].row->next;
    }
    *link = NULL;
    r->last = rows[n - 1].row;
}

int sqi_order_rows(sq_result *r, sqi_stored_row *before, const sqi_page *page,
                   const sq_value *given, size_t stride, size_t n_sets)
{
    size_t n = 0;
    sqi_stored_row *first = before ? before->next : r->first;
    for (const sqi_stored_row *row = first; row; row = row->next)
        n++;
    if (n == 0 || page->order == SQI_PAGE_ANY)
        return SQ_OK;
    place *rows = sqi_zalloc(r->allocator, (n + n_sets) * sizeof *rows);
    if (!rows)
        return sqi_result_refuse(r, SQ_ERR_NOMEM, "out of memory");
    bool told = read_keys(r, first, page->column, rows, n);
    if (told && page->order == SQI_PAGE_GIVEN) {
        told = find_sets(rows, n, given, stride, rows + n, n_sets);
        qsort(rows, n, sizeof *rows, by_set);
    } else
        qsort(rows, n, sizeof *rows, by_key);
    if (told)
        link_rows(r, before, rows, n);
    sqi_free(r->allocator, rows);
    return told ? SQ_OK
                : sqi_result_refuse(r, SQ_ERR_CONVERSION,
                                    "the database gave no value of \"%.60s\" that tells which row "
                                    "is of which struct",
                                    r->compiled->columns[page->column].name);
}
