/* driver_bind.c: values into a prepared statement, in the forms that SQLite's own functions and
 * SQLAlchemy's types use: dates and times as ISO text, UUIDs as 32 hexadecimal digits, decimals as
 * numbers as long as they fit exactly. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/sqlite/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/number.h"
#include "lib/base/uuid.h"

/* ---- dates and times ---- */

static int write_date(char *b, size_t size, int64_t days)
{
    int year, month, day;
    sqi_date_of(days, &year, &month, &day);
    return snprintf(b, size, "%04d-%02d-%02d", year, month, day);
}

/* Always with six digits behind the second, so that text sorts and compares as time does. */
static int write_time(char *b, size_t size, int64_t us)
{
    return snprintf(b, size, "%02d:%02d:%02d.%06d", (int)(us / 3600000000),
                    (int)(us / 60000000 % 60), (int)(us / 1000000 % 60), (int)(us % 1000000));
}

static int bind_time(sqlite3_stmt *s, int i, const sq_value *v)
{
    char b[80];
    int n;
    if (v->kind == SQ_V_DATE) {
        n = write_date(b, sizeof b, v->v.i);
    } else if (v->kind == SQ_V_TIME) {
        n = write_time(b, sizeof b, v->v.i);
    } else {
        int64_t days = v->v.i / SQI_DAY - (v->v.i % SQI_DAY < 0);
        n = write_date(b, sizeof b, days);
        b[n++] = ' ';
        n += write_time(b + n, sizeof b - (size_t)n, v->v.i - days * SQI_DAY);
    }
    return sqlite3_bind_text(s, i, b, n, SQLITE_TRANSIENT);
}

/* Dates and timestamps are text of two lengths: in the column's, so that they compare. */
static int bind_time_of(sqlite3_stmt *s, int i, const sq_value *v, const sq_type *t)
{
    sq_type_class class_ = t ? sq_type_class_of((sq_type_kind)t->kind) : SQ_TC_UNKNOWN;
    sq_value_kind kind = class_ == SQ_TC_DATE       ? SQ_V_DATE
                         : class_ == SQ_TC_DATETIME ? SQ_V_DATETIME
                                                    : (sq_value_kind)v->kind;
    const sq_value time = sqi_time_of_kind(*v, kind);
    return bind_time(s, i, &time);
}

/* There are no intervals: a length of time is one counted from 1970. */
static int bind_interval(sqlite3_stmt *s, int i, const sq_value *v)
{
    int64_t micros;
    if (!sqi_interval_as_time(*v, &micros))
        return SQLITE_TOOBIG;
    const sq_value time = sq_datetime_value(micros);
    return bind_time(s, i, &time);
}

/* ---- others ---- */

/* SQLite has no decimals. What fits an integer or 15 digits of a double is kept exactly; more would
 * be cut silently, so it is refused. */
static int bind_decimal(sqlite3_stmt *s, int i, const sq_value *v)
{
    enum { KEPT = 15, WHOLE = 18 };
    sqi_decimal x;
    double d;
    if (!sqi_read_decimal(v->v.s, v->len, &x))
        return SQLITE_MISMATCH;
    if (x.finite && !x.fraction && x.whole <= WHOLE && v->len < 2 * WHOLE &&
        !memchr(v->v.s, 'e', v->len) && !memchr(v->v.s, 'E', v->len)) {
        char b[2 * WHOLE];
        memcpy(b, v->v.s, v->len);
        b[v->len] = '\0';
        return sqlite3_bind_int64(s, i, strtoll(b, NULL, 10));
    }
    if (!x.finite || x.digits > KEPT || !sqi_decimal_is_double(v->v.s, v->len) ||
        !sqi_read_double(v->v.s, v->len, &d))
        return SQLITE_TOOBIG;
    return sqlite3_bind_double(s, i, d);
}

/* UUID is no name that SQLite knows, so its column makes a number of digits alone. */
static int bind_uuid(sqlite3_stmt *s, int i, const sq_value *v, const sq_type *t)
{
    char b[SQI_UUID_TEXT];
    size_t n = sqi_write_uuid(v->v.p, t && t->kind == SQ_T_SQL_UUID, b);
    return sqlite3_bind_text(s, i, b, (int)n, SQLITE_TRANSIENT);
}

static int bind_one(sqlite3_stmt *s, int i, const sq_value *v, const sq_type *t, bool copy)
{
    /* SQLite's two marks for who owns a value are function pointers made from 0 and -1 */
    sqlite3_destructor_type life = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    switch (v->kind) {
    case SQ_V_NULL:
        return sqlite3_bind_null(s, i);
    case SQ_V_BOOL:
    case SQ_V_INT:
        return sqlite3_bind_int64(s, i, v->v.i);
    case SQ_V_DOUBLE: /* SQLite makes NULL of NaN */
        return isnan(v->v.d) ? SQLITE_TOOBIG : sqlite3_bind_double(s, i, v->v.d);
    case SQ_V_TEXT:
    case SQ_V_JSON:
    case SQ_V_BITS:
        return sqlite3_bind_text64(s, i, v->v.s, v->len, life, SQLITE_UTF8);
    case SQ_V_BYTES:
        return v->len ? sqlite3_bind_blob64(s, i, v->v.p, v->len, life)
                      : sqlite3_bind_zeroblob(s, i, 0);
    case SQ_V_DECIMAL:
        return bind_decimal(s, i, v);
    case SQ_V_DATE:
    case SQ_V_TIME:
    case SQ_V_DATETIME:
    case SQ_V_TIMESTAMP:
        return bind_time_of(s, i, v, t);
    case SQ_V_UUID:
        return bind_uuid(s, i, v, t);
    case SQ_V_INTERVAL:
        return bind_interval(s, i, v);
    case SQ_V_UINT:
        return SQLITE_TOOBIG;
    default:
        return SQLITE_MISMATCH;
    }
}

int sqi_sqlite_bind(sqlite_conn *c, sqlite3_stmt *s, const sq_driver_request *r, bool copy,
                    sq_error *err)
{
    int expected = sqlite3_bind_parameter_count(s);
    if ((size_t)expected != r->n_params)
        return sqi_error(err, SQ_ERR_ARGUMENT, "sqlite",
                         "the SQL has %d parameters, %zu values were given", expected, r->n_params);
    for (int i = 0; i < expected; i++) {
        int rc = bind_one(s, i + 1, &r->values[i], r->params[i].type, copy);
        if (rc == SQLITE_OK)
            continue;
        if (rc == SQLITE_NOMEM)
            return sqi_sqlite_error(c, rc, err);
        return sqi_error(err, rc == SQLITE_TOOBIG ? SQ_ERR_DATA : SQ_ERR_TYPE, "sqlite",
                         rc == SQLITE_TOOBIG ? "the value of parameter %d can not be kept exactly"
                                             : "SQLite has no form for the value of parameter %d",
                         i + 1);
    }
    return SQ_OK;
}
