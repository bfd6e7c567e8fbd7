/* number.h: doubles as text that has a point, whatever LC_NUMERIC says.
 *
 * The C library reads and writes the point of the process's locale; SQL, JSON and the protocols of
 * the databases have a point always. */
#ifndef SQI_NUMBER_H
#define SQI_NUMBER_H

#include "squill/base.h"

#define SQI_DOUBLE_TEXT 48

/* The shortest digits that read back as the same double, with NUL; gives their length. What is not
 * finite comes as printf() has it. */
size_t sqi_write_double(double d, char out[SQI_DOUBLE_TEXT]);
/* The shortest digits in full, without an exponent, with zeros up to `scale` of them behind the
 * point; 0: that takes more than 15 digits before the point or 20 behind it. */
size_t sqi_write_fixed(double d, int scale, char out[SQI_DOUBLE_TEXT]);
/* The double that has the shortest digits which read back as the same float: 0.1 for 0.1F, where
 * plain widening gives 0.10000000149011612. Columns of single precision are read so. */
double sqi_double_of_float(float f);
/* Is it one that comes back so: a float as it is, written with the digits of a float? */
bool sqi_is_single(double d);
/* Reads a number as strtod() does in the C locale, "NaN" and "Infinity" too; false when the text is
 * no number from its first to its last byte, or nears 500. */
bool sqi_read_double(const char *s, size_t n, double *out);

/* A number in decimal digits, such as "-12.50" or "1e-3", by what its digits need. */
typedef struct sqi_decimal {
    bool negative, finite;          /* not finite: NaN, Infinity, and the rest is 0 */
    size_t whole, fraction, digits; /* before and behind the point, significant ones; without the
                                     * zeros that say nothing */
} sqi_decimal;
/* false: it is no number from its first to its last byte. */
bool sqi_read_decimal(const char *s, size_t n, sqi_decimal *out);
/* Does a double have the same digits? */
bool sqi_decimal_is_double(const char *s, size_t n);

#endif
