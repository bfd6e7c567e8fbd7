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
/* Reads a number as strtod() does in the C locale, "NaN" and "Infinity" too; false when the text is
 * no number from its first to its last byte, or nears 500. */
bool sqi_read_double(const char *s, size_t n, double *out);

#endif
