/* driver_bind.c: values into a prepared statement, in the forms that SQLite's own functions and
 * SQLAlchemy's types use: dates and times as ISO text, UUIDs as 32 hexadecimal digits, decimals as
 * numbers as long as they fit exactly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/sqlite/driver.h"
#include "lib/base/calendar.h"
#include "lib/base/number.h"

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
    enum { DAY_US_THOUSANDS = 86400000 };
    const int64_t day_us = (int64_t)DAY_US_THOUSANDS * 1000;
    char b[80];
    int n;
    if (v->kind == SQ_V_DATE) {
        n = write_date(b, sizeof b, v->v.i);
    } else if (v->kind == SQ_V_TIME) {
        n = write_time(b, sizeof b, v->v.i);
    } else {
        int64_t days = v->v.i / day_us - (v->v.i % day_us < 0);
        n = write_date(b, sizeof b, days);
        b[n++] = ' ';
        n += write_time(b + n, sizeof b - (size_t)n, v->v.i - days * day_us);
    }
    return sqlite3_bind_text(s, i, b, n, SQLITE_TRANSIENT);
}

/* ---- others ---- */

/* SQLite has no decimals. What fits an integer or 15 digits of a double is kept exactly; more would
 * be cut silently, so it is refused. */
static int bind_decimal(sqlite3_stmt *s, int i, const sq_value *v)
{
    char b[64];
    size_t digits = 0;
    bool whole = true;
    if (v->len == 0 || v->len >= sizeof b)
        return SQLITE_TOOBIG;
    memcpy(b, v->v.s, v->len);
    b[v->len] = '\0';
    for (const char *p = b; *p; p++) {
        digits += *p >= '0' && *p <= '9' && (digits > 0 || *p != '0');
        whole = whole && *p != '.' && (*p | 0x20) != 'e';
    }
    if (whole && digits <= 18)
        return sqlite3_bind_int64(s, i, strtoll(b, NULL, 10));
    if (digits > 15)
        return SQLITE_TOOBIG;
    double d;
    return sqi_read_double(b, v->len, &d) ? sqlite3_bind_double(s, i, d) : SQLITE_MISMATCH;
}

static int bind_uuid(sqlite3_stmt *s, int i, const sq_value *v)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *u = v->v.p;
    char b[32];
    for (int k = 0; k < 16; k++) {
        b[2 * k] = hex[u[k] >> 4];
        b[2 * k + 1] = hex[u[k] & 15];
    }
    return sqlite3_bind_text(s, i, b, sizeof b, SQLITE_TRANSIENT);
}

static int bind_one(sqlite3_stmt *s, int i, const sq_value *v, bool copy)
{
    /* SQLite's two marks for who owns a value are function pointers made from 0 and -1 */
    sqlite3_destructor_type life = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    switch (v->kind) {
    case SQ_V_NULL:
        return sqlite3_bind_null(s, i);
    case SQ_V_BOOL:
    case SQ_V_INT:
        return sqlite3_bind_int64(s, i, v->v.i);
    case SQ_V_DOUBLE:
        return sqlite3_bind_double(s, i, v->v.d);
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
        return bind_time(s, i, v);
    case SQ_V_UUID:
        return bind_uuid(s, i, v);
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
        int rc = bind_one(s, i + 1, &r->params[i].value, copy);
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
