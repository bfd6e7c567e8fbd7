/* member.h: members of structs, as they are described, on their way to a database. */
#ifndef SQI_MEMBER_H
#define SQI_MEMBER_H

#include <string.h>
#include "squill/result.h"

/* What a number of 1, 2, 4 or 8 bytes holds, without its sign. */
static inline uint64_t sqi_member_bits(const sq_field *f, const char *p)
{
    uint8_t a;
    uint16_t b;
    uint32_t c;
    uint64_t d;
    switch (f->size) {
    case 1:
        return memcpy(&a, p, 1), a;
    case 2:
        return memcpy(&b, p, 2), b;
    case 4:
        return memcpy(&c, p, 4), c;
    default:
        return memcpy(&d, p, 8), d;
    }
}

static inline int64_t sqi_member_int(const sq_field *f, const char *p)
{
    uint64_t bits = sqi_member_bits(f, p);
    uint64_t sign = f->size < 8 ? UINT64_C(1) << (8 * f->size - 1) : 0;
    return (int64_t)((bits ^ sign) - sign);
}

static inline double sqi_member_double(const sq_field *f, const char *p)
{
    double d;
    float narrow;
    if (f->size == sizeof d)
        return memcpy(&d, p, sizeof d), d;
    return memcpy(&narrow, p, sizeof narrow), (double)narrow;
}

/* The value of one member of a struct, to be bound; borrowed. */
sq_value sqi_field_value(const sq_field *f, const void *row);
/* The member of this name; NULL if there is none. */
const sq_field *sqi_field_named(const sq_row_desc *d, sq_str name);

#endif
