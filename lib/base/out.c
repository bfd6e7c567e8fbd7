/* out.c: see out.h. */
#include "lib/base/out.h"
#include <stdarg.h>
#include <stdio.h>

void sqi_out_init(sqi_out *o, const sq_allocator *a, size_t max)
{
    *o = (sqi_out){.allocator = sqi_allocator(a), .max = max ? max : SIZE_MAX / 4};
}

void sqi_out_clear(sqi_out *o)
{
    sqi_free(o->allocator, o->p);
    o->p = NULL;
    o->n = o->cap = 0;
}

static bool fail(sqi_out *o, int status)
{
    if (!o->status)
        o->status = status;
    o->cap = o->n; /* every later write comes back here */
    return false;
}

bool sqi_out_reserve(sqi_out *o, size_t more)
{
    if (o->status)
        return false;
    if (more > o->max || o->n > o->max - more)
        return fail(o, SQ_ERR_LIMIT);
    size_t need = o->n + more;
    if (need <= o->cap)
        return true;
    size_t cap = o->cap < 256 ? 512 : o->cap * 2;
    while (cap < need)
        cap *= 2;
    if (cap > o->max)
        cap = o->max;
    char *p = sqi_resize(o->allocator, o->p, cap + 1); /* one for the NUL of sqi_out_cstr() */
    if (!p)
        return fail(o, SQ_ERR_NOMEM);
    o->p = p;
    o->cap = cap;
    return true;
}

/* "00", "01", .. "99" */
#define TEN(d) d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9"
static const char pairs[] = TEN("0") TEN("1") TEN("2") TEN("3") TEN("4") TEN("5") TEN("6") TEN("7")
    TEN("8") TEN("9");
#undef TEN

void sqi_out_uint(sqi_out *o, uint64_t u)
{
    char b[20];
    size_t i = sizeof b;
    for (; u > UINT32_MAX; u /= 10)
        b[--i] = (char)('0' + u % 10);
    uint32_t low = (uint32_t)u; /* divided faster, and mostly all there is */
    for (; low >= 100; low /= 100)
        memcpy(b + (i -= 2), pairs + (size_t)(low % 100) * 2, 2);
    if (low >= 10)
        memcpy(b + (i -= 2), pairs + (size_t)low * 2, 2);
    else
        b[--i] = (char)('0' + low);
    sqi_out_short(o, b + i, sizeof b - i);
}

void sqi_out_int(sqi_out *o, int64_t i)
{
    if (i < 0)
        sqi_out_char(o, '-');
    sqi_out_uint(o, i < 0 ? 0 - (uint64_t)i : (uint64_t)i);
}

void sqi_out_hex(sqi_out *o, const void *p, size_t n, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const unsigned char *b = p;
    for (size_t i = 0; i < n; i++) {
        char two[2] = {digits[b[i] >> 4], digits[b[i] & 15]};
        sqi_out_mem(o, two, 2);
    }
}

void sqi_out_printf(sqi_out *o, const char *format, ...)
{
    char buffer[1024];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(buffer, sizeof buffer, format, ap);
    va_end(ap);
    if (n > 0)
        sqi_out_mem(o, buffer, (size_t)n < sizeof buffer ? (size_t)n : sizeof buffer - 1);
}

const char *sqi_out_cstr(sqi_out *o)
{
    if (o->status || (!o->p && !sqi_out_reserve(o, 1)))
        return NULL;
    o->p[o->n] = '\0';
    return o->p;
}
