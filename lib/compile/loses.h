/* loses.h: what a column would lose of a value.
 *
 * Databases round, cut, pad and wrap what a column can't hold; squill refuses it before it is sent.
 * Each function gives the reason, behind "the value of .. ", or NULL: the column keeps the value,
 * or the server itself refuses it. A dialect's `loses` puts them together by the types it has. */
#ifndef SQI_LOSES_H
#define SQI_LOSES_H

#include <math.h>
#include "squill/types.h"

/* What a column keeps for sure: `loses` has nothing to say about these values, so that whoever has
 * many of them need not ask it for each. For what is beyond it is asked. NULL is always kept. */
typedef struct sqi_keeps {
    uint64_t kinds; /* bit (1 << kind): every value of the kind */
    int64_t lo, hi; /* SQ_V_INT */
    size_t shorter; /* SQ_V_TEXT of fewer bytes */
    bool finite;    /* SQ_V_DOUBLE, but infinite ones, NaN and -0.0 */
} sqi_keeps;
#define SQI_KEEPS_NOTHING  ((sqi_keeps){.hi = -1})
#define SQI_KEEPS_KIND(of) ((uint64_t)1 << (of))

static inline bool sqi_is_plain_double(double d)
{
    return isfinite(d) && (d != 0 || !signbit(d));
}

static inline bool sqi_is_kept(const sqi_keeps *k, const sq_value *v)
{
    if (k->kinds & SQI_KEEPS_KIND(v->kind) || v->kind == SQ_V_NULL)
        return true;
    return v->kind == SQ_V_TEXT     ? v->len < k->shorter
           : v->kind == SQ_V_INT    ? v->v.i >= k->lo && v->v.i <= k->hi
           : v->kind == SQ_V_DOUBLE ? k->finite && sqi_is_plain_double(v->v.d)
                                    : false;
}

/* Whole numbers: lo to hi, hi above INT64_MAX for unsigned ones. */
const char *sqi_loses_integer(const sq_value *v, int64_t lo, uint64_t hi);
/* By bytes of the type: 1, 2, 3, 4, 8. */
const char *sqi_loses_bytes_of_integer(const sq_value *v, int bytes, bool is_unsigned);
/* The same range, of values that are kept. */
void sqi_keeps_bytes_of_integer(sqi_keeps *k, int bytes, bool is_unsigned);
/* How wide an integer type is on all databases; 0: it is none of a plain width. */
int sqi_integer_bytes(sq_type_kind kind);
/* Exact decimals: precision 0 is any. */
const char *sqi_loses_decimal(const sq_value *v, int precision, int scale);
/* NaN or an infinite number in digits? */
bool sqi_is_special(const sq_value *v);
/* Floating point of 53 and of 24 bits. */
const char *sqi_loses_double(const sq_value *v);
const char *sqi_loses_single(const sq_value *v);
/* Fractions of seconds of dates, times and intervals beyond `digits`, and a date's time of day. */
const char *sqi_loses_time(const sq_value *v, const sq_type *t, int digits);
/* Text of a time that is read as another one: a leap second, too many digits, an offset where the
 * column has none. `strict`: any text that is no plain ISO form. */
const char *sqi_loses_time_text(const sq_value *v, const sq_type *t, int digits, bool strict);
/* A length of time where the database has no intervals. */
const char *sqi_loses_duration(const sq_value *v);
/* Text longer than `length` characters (0: any), and blanks at its end where they are padding. */
const char *sqi_loses_text(const sq_value *v, int length, bool padded);
const char *sqi_loses_bytes(const sq_value *v, size_t most);

#endif
