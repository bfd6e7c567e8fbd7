/* bind.c: the last look at parameters before they are sent.
 *
 * Whatever a database could cut, misread or choke on is refused here (rules R7, R10), so a driver
 * gets only values that are there, text that is UTF-8, and U+0000 only where it can be kept. */
#include <string.h>
#include "lib/base/calendar.h"
#include "lib/base/utf8.h"
#include "lib/base/uuid.h"
#include "lib/compile/compiler.h"
#include "lib/engine/engine.h"

static int refuse(sq_error *err, int status, const sq_bound_param *p, size_t i, const char *what)
{
    return sqi_error(err, status, "parameter", "parameter %zu (%.*s) %s", i + 1, (int)p->name.n,
                     p->name.p ? p->name.p : "", what);
}

static int check_text(const sqi_conn *c, const sq_value *v, const sq_bound_param *p, size_t i,
                      sq_error *err)
{
    const char *s = v->v.s, *end = s + v->len;
    if (sqi_utf8_valid(s, v->len)) /* which U+0000 is not */
        return SQ_OK;
    bool nul_allowed = c->engine->driver.features & SQ_DRIVER_NUL_IN_TEXT;
    while (s < end) {
        const char *nul = memchr(s, 0, (size_t)(end - s));
        if (!sqi_utf8_valid(s, (size_t)((nul ? nul : end) - s)))
            return refuse(err, SQ_ERR_ARGUMENT, p, i, "is no valid UTF-8");
        if (nul && !nul_allowed)
            return refuse(err, SQ_ERR_ARGUMENT, p, i,
                          "contains U+0000, which the database can not keep");
        s = nul ? nul + 1 : end;
    }
    return SQ_OK;
}

static int check_kind(const sqi_conn *c, const sq_value *v, const sq_bound_param *p, size_t i,
                      sq_error *err)
{
    switch (v->kind) {
    case SQ_V_TEXT:
    case SQ_V_JSON:
    case SQ_V_DECIMAL:
        return check_text(c, v, p, i, err);
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        return sqi_in_calendar(*v)
                   ? SQ_OK
                   : refuse(err, SQ_ERR_DATA, p, i, "is not within the years 1 to 9999, or a day");
    case SQ_V_ABSENT:
        return refuse(err, SQ_ERR_ARGUMENT, p, i, "has no value");
    case SQ_V_EXPR:
    case SQ_V_STMT:
    case SQ_V_BAD_POINTER:
        return refuse(err, SQ_ERR_TYPE, p, i, "is no value that can be bound");
    default:
        return SQ_OK;
    }
}

int sqi_check_bound_value(const sqi_conn *c, const sq_value *v, const sq_bound_param *p, size_t i,
                          const sqi_keeps *keeps, sq_error *err)
{
    const sq_dialect *d = c->engine->dialect;
    if (check_kind(c, v, p, i, err) != SQ_OK)
        return err->status;
    if (!p->stores || !d->loses || (keeps && sqi_is_kept(keeps, v)))
        return SQ_OK;
    const char *why = d->loses(p->stores, v);
    return why ? refuse(err, SQ_ERR_DATA, p, i, why) : SQ_OK;
}

static int check_all(const sqi_conn *c, const sq_value *values, const sq_bound_param *params,
                     size_t n, const sqi_keeps *keeps, sq_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (sqi_check_bound_value(c, &values[i], &params[i], i, keeps ? &keeps[i] : NULL, err) !=
            SQ_OK)
            return err->status;
    return SQ_OK;
}

/* ---- user-defined types ---- */

const sq_type_methods *sqi_binder_of(const sq_type *t)
{
    const sq_type_details *d = t ? t->details : NULL;
    return d && d->methods && d->methods->bind ? d->methods : NULL;
}

/* What the method gives may be its own memory for one value: text is copied. */
static int convert(const sq_type_methods *m, sq_arena *arena, sq_value *v, const sq_bound_param *p,
                   size_t i, sq_error *err)
{
    sq_value in = *v;
    int rc = m->bind(m->context, in, v);
    if (rc != SQ_OK)
        return refuse(err, rc < 0 ? rc : SQ_ERR_CONVERSION, p, i, "was refused by its type");
    if ((v->kind == SQ_V_TEXT || v->kind == SQ_V_BYTES) && v->v.s != in.v.s) {
        v->v.s = sqi_arena_str(arena, v->v.s, v->len);
        if (!v->v.s)
            return sqi_error(err, SQ_ERR_NOMEM, "parameter", "out of memory");
    }
    return SQ_OK;
}

/* ---- types that are sent in another form ---- */

/* The operand of a JSON access: the server wants a path, not keys. */
static int convert_path(sq_arena *arena, sq_value *v, const sq_type *t, sq_error *err)
{
    sqi_out path;
    sqi_out_init(&path, NULL, 0);
    bool is_path = sqi_json_path(&path, *v, t);
    const char *s = is_path && !path.status ? sqi_arena_str(arena, path.p, path.n) : NULL;
    if (s)
        *v = sq_text_value_n(s, path.n);
    sqi_out_clear(&path);
    if (is_path && !s)
        return sqi_error(err, SQ_ERR_NOMEM, "parameter", "out of memory");
    return SQ_OK;
}

/* A UUID as text is the same in whatever case and form: where it is kept as text, it must compare.
 */
static int convert_uuid(sq_arena *arena, sq_value *v, const sq_type *t, sq_error *err)
{
    (void)t;
    if (v->kind != SQ_V_TEXT)
        return SQ_OK;
    unsigned char *u = sqi_arena_alloc(arena, 16);
    if (!u)
        return sqi_error(err, SQ_ERR_NOMEM, "parameter", "out of memory");
    if (sqi_read_uuid(v->v.s, v->len, u)) /* else the server will say what it thinks */
        *v = sq_uuid_value(u);
    return SQ_OK;
}

/* Of types that the compiler notes (is_converted() in lib/compile/compiler.c). */
typedef int convert_fn(sq_arena *arena, sq_value *v, const sq_type *t, sq_error *err);
static convert_fn *converter_of(const sqi_conn *c, const sq_type *t)
{
    switch (sq_type_class_of((sq_type_kind)t->kind)) {
    case SQ_TC_UUID:
        return convert_uuid;
    case SQ_TC_JSON_INDEX:
    case SQ_TC_JSON_PATH:
        return (c->engine->dialect->can >> SQI_CAN_JSON_PATH_TEXT) & 1 ? convert_path : NULL;
    default:
        return NULL;
    }
}

static int convert_one(const sqi_conn *c, sq_value *v, const sq_bound_param *p, size_t i,
                       sq_error *err)
{
    if (!p->type)
        return SQ_OK;
    const sq_type_methods *m = sqi_binder_of(p->type);
    if (m && convert(m, c->converted, v, p, i, err) != SQ_OK)
        return err->status;
    convert_fn *converter = converter_of(c, p->type);
    return converter ? converter(c->converted, v, p->type, err) : SQ_OK;
}

static int convert_all(sqi_conn *c, const sq_value **values, const sq_bound_param *params, size_t n,
                       sq_error *err)
{
    if (c->converted)
        sqi_arena_reset(c->converted);
    else
        c->converted = sqi_arena_new(c->engine->options.allocator, c);
    sq_value *copy = c->converted ? sqi_arena_alloc(c->converted, n * sizeof *copy) : NULL;
    if (!copy)
        return sqi_error(err, SQ_ERR_NOMEM, "parameter", "out of memory");
    memcpy(copy, *values, n * sizeof *copy);
    *values = copy;
    for (size_t i = 0; i < n; i++)
        if (convert_one(c, &copy[i], &params[i], i, err) != SQ_OK)
            return err->status;
    return SQ_OK;
}

int sqi_bind_values(sqi_conn *c, const sq_value **values, const sq_bound_param *params, size_t n,
                    bool converts, const sqi_keeps *keeps, sq_error *err)
{
    if (converts && convert_all(c, values, params, n, err) != SQ_OK)
        return err->status;
    return check_all(c, *values, params, n, keeps, err);
}
