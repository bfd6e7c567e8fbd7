/* md5.h: MD5 (RFC 1321), for shortened names only: it must give what other tools give for the same
 * name, not resist anyone. */
#ifndef SQI_MD5_H
#define SQI_MD5_H

#include "squill/base.h"

void sqi_md5(const void *p, size_t n, uint8_t digest[16]);

#endif
