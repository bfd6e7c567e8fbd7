/* utf8.h: strict UTF-8. */
#ifndef SQI_UTF8_H
#define SQI_UTF8_H

#include "squill/base.h"

/* Well-formed UTF-8 (no surrogates, no overlong forms) without NUL? */
bool sqi_utf8_valid(const char *s, size_t n);
/* Characters in valid UTF-8. */
size_t sqi_utf8_count(const char *s, size_t n);

#endif
