/* uuid.h: UUIDs as text. */
#ifndef SQI_UUID_H
#define SQI_UUID_H

#include "squill/base.h"

enum { SQI_UUID_TEXT = 37 };
/* 32 hexadecimal digits, or with hyphens 36 characters, and NUL; gives the length. */
size_t sqi_write_uuid(const void *bytes, bool hyphens, char out[SQI_UUID_TEXT]);
/* 32 hexadecimal digits, with hyphens anywhere between or without; false: it is something else. */
bool sqi_read_uuid(const char *s, size_t n, unsigned char out[16]);

#endif
